"""What a part shows of itself to cases and coverage, so that these need not know it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from credit_engine.parts.rule import LoweredRule


class Element(NamedTuple):
    """Something that a case can reach: of a kind, of a decision, by name, in one of its states.

    Of a kind `kind_...` says in `texts.cases` or in `phrases` of the part what it is, of a state the word.
    """

    kind: str
    decision: str
    name: str
    state: str = ""


class Seen(Protocol):
    """An evaluated decision, in which a part finds what it reached."""

    def value(self, node: int) -> Any:
        """The value of a node."""

    def replay(self, nodes: Sequence[int], given: Mapping[int, Any] | None = None) -> Sequence[Any]:
        """The values of nodes, evaluated again, as for an item or an offer."""

    def counted(self, name: str, rule: LoweredRule) -> LoweredRule:
        """A rule of the set of a name as far as it counts: in a process only where its stage is reached."""
