"""What is known of a policy where something of it is told: program, titles, outcomes, loop variables."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from copy import copy
from typing import Any, Protocol, Self

from credit_engine.account.evidence import NamedTitle, Ref, Words
from credit_engine.account.gaps import Each
from credit_engine.feel import syntax
from credit_engine.feel.types import ANY, Type
from credit_engine.ir import Program
from credit_engine.parts.model import DecisionModel
from credit_engine.parts.telling.titles import Titles, titles_by_name, titles_of_causes, titles_of_items
from credit_engine.run.outcomes import Outcomes
from credit_engine.run.steps import KEEPING_SCALE


class Titled(Protocol):
    """What is read of a part: its titles and its unit."""

    @property
    def decision(self) -> DecisionModel: ...
    @property
    def title(self) -> Words | None: ...
    @property
    def entry_titles(self) -> Mapping[str, Words]: ...


class Parsed(Protocol):
    """An expression as it stands in a file, parsed."""

    @property
    def tree(self) -> syntax.Expression: ...


class NamedItems(Protocol):
    """A loop that gives the identities of items."""

    @property
    def variable(self) -> int: ...
    @property
    def result(self) -> int: ...


class Listed(Protocol):
    """The items of a list, for each of which a decision is made."""

    @property
    def name(self) -> str: ...
    @property
    def source(self) -> int: ...
    @property
    def identities(self) -> NamedItems | None: ...


class Known:
    """What is known of a policy when its parts are told.

    `titles` are those of names, `item_titles` those of the entries of list items; `outcomes`, `counting` (the
    decisions that its outcome rests on) and `reasons` are the policy's own. `variables` are the loop
    variables that are bound where something is told. `redacted` are the numbers of the inputs of which
    something is never shown.
    """

    def __init__(
        self,
        program: Program,
        sites: Mapping[int, int],
        types: Mapping[int, Type],
        spec: Any,
        parts: Mapping[str, Any],
        outcomes: Outcomes,
        redacted: Collection[int] = (),
    ) -> None:
        self.program = program
        self._redacted = redacted
        self.sites = sites
        self.types = types
        self.variables: frozenset[int] = frozenset()
        self._item = ""
        self._needs = program.variables
        self._texts: dict[int, str] = {}
        self._lists: dict[tuple[tuple[str, Words], ...], int] = {}
        self._literals: dict[int, Titles] = {}
        self._looked_at: set[int] = set()
        self.of_policy(spec, parts, outcomes)

    def of_policy(self, spec: Any, parts: Mapping[str, Any], outcomes: Outcomes) -> None:
        """Tell of a policy: the one that is compiled, or one that it calls."""
        self.spec = spec
        self.parts = parts
        self.outcomes = outcomes
        self.titles: dict[str, Words] = dict(titles_by_name(spec, parts))
        self.item_titles = titles_of_items(spec, parts)
        self.cause_titles = dict(titles_of_causes(spec))

    def called(
        self, spec: Any, parts: Mapping[str, Any], outcomes: Outcomes, sites: Mapping[int, int]
    ) -> Self:
        """The same where a called policy is told, whose nodes stand in this program."""
        inner = copy(self)
        inner.sites = sites
        inner.of_policy(spec, parts, outcomes)
        return inner

    def at_sites(self, sites: Mapping[int, int], titles: Mapping[str, Words | None]) -> Self:
        """The same where some syntax trees have other nodes, and some names other titles or none."""
        inner = copy(self)
        inner.sites = sites
        kept = {name: title for name, title in self.titles.items() if name not in titles}
        inner.titles = kept | {name: title for name, title in titles.items() if title is not None}
        return inner

    def of_item(self, each: Listed, variables: Sequence[int]) -> tuple[Self, Each]:
        """The same for one item of a list, whose fields have the titles of the list's, and the items."""
        inner = copy(self)
        named = () if each.identities is None else (each.identities.variable,)
        inner.variables = self.variables | {*variables, *named}
        inner._item = each.name
        identity = None if each.identities is None else Ref(each.identities.result)
        return inner, Each(Ref(each.source), (*variables, *named), identity)

    @property
    def value_titles(self) -> tuple[tuple[NamedTitle, ...], ...]:
        """The lists of titled values of which something was told, in the order of their numbers."""
        return tuple(tuple(NamedTitle(*title) for title in titles) for titles in self._lists)

    def titled(self, titles: Titles) -> int | None:
        """The number of a list of titled values; None for an empty one."""
        return self._lists.setdefault(titles, len(self._lists) + 1) if titles else None

    @property
    def roles(self) -> int | None:
        """The number of the list of roles with their titles; None where the policy gives none."""
        return self.titled(tuple((name, Words(role.en, role.zh)) for name, role in self.spec.roles.items()))

    @property
    def today(self) -> Ref:
        """The day of the decision."""
        return self.input(0)

    def input(self, number: int) -> Ref:
        """An input of the program."""
        nodes = self.program.nodes
        return Ref(next(node.id for node in nodes if node.op == "INPUT" and node.data == number))

    def is_free(self, node: int) -> bool:
        """Whether a node has one value here, not one for each turn of a loop."""
        return self._needs[node] <= self.variables

    def type_of(self, tree: syntax.Node) -> Type:
        """The static type of an expression."""
        return self.types.get(tree.number, ANY)

    def is_computed(self, node: int) -> bool:
        """Whether a node's number has no declared scale."""
        found = self.program.nodes[node]
        return not (found.op in ("INPUT", "CONST") or (found.op == "CALL" and found.name in KEEPING_SCALE))
