"""Known names with their types and where they were declared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from credit_engine.feel import syntax
from credit_engine.feel.types import Type
from credit_engine.source import Source, Span


class Positioned(Protocol):
    """A text that knows where in a file each of its characters stands."""

    @property
    def value(self) -> str:
        """The text itself."""

    def span(self, start: int, end: int) -> Span:
        """Where characters start..end of the text stand in the file."""

    def with_mend(self, start: int, end: int, right: str) -> tuple[Span, str]:
        """Which stretch of the file to replace by what, so that `right` stands in place of start..end."""


@dataclass(frozen=True)
class WholeText:
    """A text that is a source by itself."""

    value: str
    name: str = "<expression>"

    def span(self, start: int, end: int) -> Span:
        """The same offsets in a source that holds just this text."""
        return Span(Source(self.name, self.value), start, end)

    def with_mend(self, start: int, end: int, right: str) -> tuple[Span, str]:
        """The same offsets and the same text."""
        return self.span(start, end), right


@dataclass(frozen=True)
class Known:
    """A declared name; `entries` are the names below it, each declared at its own place.

    `causes` are those that an input declares for its absence; `lacking` says why it has not an entry that
    others of its kind have.
    """

    type: Type
    span: Span | None = None
    entries: Mapping[str, Known] | None = None
    what: str = "name"
    causes: tuple[str, ...] | None = None
    lacking: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Names:
    """The names that an expression may use, inner ones first.

    Where declarations could not be read the names are `incomplete`, and unknown ones no mistake.
    """

    known: Mapping[str, Known] = field(default_factory=dict)
    parent: Names | None = None
    incomplete: bool = False

    def find(self, name: str) -> Known | None:
        """What a name stands for."""
        scope: Names | None = self
        while scope is not None:
            if name in scope.known:
                return scope.known[name]
            scope = scope.parent
        return None

    def within(self, known: Mapping[str, Known]) -> Names:
        """An inner scope with more names."""
        return Names(known, self, self.incomplete)

    def paths(self) -> Iterator[tuple[str, Known]]:
        """All names and dotted paths, for suggestions."""
        scope: Names | None = self
        while scope is not None:
            for name, known in scope.known.items():
                yield from _paths(name, known)
            scope = scope.parent


def _paths(prefix: str, known: Known) -> Iterator[tuple[str, Known]]:
    yield prefix, known
    for name, entry in (known.entries or {}).items():
        yield from _paths(f"{prefix}.{name}", entry)


@dataclass(frozen=True)
class Operand:
    """An expression with its type and, where it is a declared name, the declaration."""

    tree: syntax.Expression
    type: Type
    known: Known | None = None
