"""Plain data read from a text file, with the place in the file of every value, key and character."""

from __future__ import annotations

import decimal
import re
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from credit_engine.limits import MAX_EXPONENT_DIGITS
from credit_engine.numbers import DIGITS, UNROUNDED, Number
from credit_engine.problems import Problem
from credit_engine.source import Source, Span

Path = tuple[str | int, ...]
Extent = tuple[int, int]
"""Start and end (exclusive) of a stretch of the text, as character offsets."""


def exact_number(text: str) -> Number | None:
    """The number that `text` writes in the syntax of Python's Decimal, without rounding.

    An int if it is written as one and has at most 34 digits; None if 34 digits and the exponents of
    decimal128 cannot hold it.
    """
    if len(text.lstrip("+-")) <= DIGITS and text.lstrip("+-").isdecimal():
        return int(text)
    if len(text) > 2 * MAX_EXPONENT_DIGITS:
        return None
    try:
        return UNROUNDED.create_decimal(text)
    except decimal.DecimalException:
        return None


@dataclass(frozen=True)
class ScalarText:
    """The characters of one scalar, each with its place in the file.

    `value` is the text after quotes, escapes, indentation and folding were taken away; character
    `i` of it stands at `starts[i]` up to `ends[i]` in the source. `extent` covers the whole scalar
    as written, quotes included.
    """

    value: str
    source: Source
    extent: Extent
    starts: Sequence[int]
    ends: Sequence[int]
    in_sheet: bool = False
    """Whether quotes within it are doubled, as in comma-separated values."""

    @property
    def whole(self) -> Span:
        """The scalar as written, quotes included."""
        return Span(self.source, *self.extent)

    def span(self, start: int = 0, end: int | None = None) -> Span:
        """Where characters `start` up to `end` of the value stand in the file; offsets are clipped."""
        count = len(self.value)
        last = count if end is None else max(0, min(end, count))
        first = max(0, min(start, last))
        if first < last:
            return Span(self.source, self.starts[first], self.ends[last - 1])
        here = self.starts[first] if first < count else self.ends[-1] if count else self._inside
        return Span(self.source, here, here)

    def with_mend(self, start: int, end: int, right: str) -> tuple[Span, str]:
        """Which stretch of the file to replace by what, so that `right` stands in place of start..end.

        Within quotes the text is escaped as they need it. Where it cannot stand without quotes, the scalar is
        replaced as a whole, with them.
        """
        quote = self.whole.text[:1]
        if self.in_sheet and quote == '"':
            return self.span(start, end), right.replace('"', '""')
        if quote == '"' and len(self.whole.text) > 1:
            return self.span(start, end), right.replace("\\", "\\\\").replace('"', '\\"')
        if quote == "'":
            return self.span(start, end), right.replace("'", "''")
        before = self.value[:start] + self.value[end:]
        after = self.value[:start] + right + self.value[end:]
        if quote in ("|", ">") or not _needs_quotes(before, after, self.in_sheet):
            return self.span(start, end), right
        if '"' not in after and "\\" not in after:
            return self.whole, f'"{after}"'
        doubled = '"' if self.in_sheet else "'"
        return self.whole, doubled + after.replace(doubled, 2 * doubled) + doubled

    @property
    def _inside(self) -> int:
        start, end = self.extent
        return start + 1 if end - start > 1 else start


_FLOW = frozenset(",[]{}")
_YAML_SIGN = re.compile(r""": |:$| #|^[@`%&*!|>"'#,\[\]{}]|^[-?:](?:\s|$)""")


def _needs_quotes(before: str, after: str, in_sheet: bool) -> bool:
    """Whether a mended scalar that stands without quotes needs them; brackets only if it had none before."""
    if in_sheet:
        return "," in after or '"' in after
    added = _FLOW & set(after) if _FLOW.isdisjoint(before) else frozenset()
    return bool(added) or _YAML_SIGN.search(after) is not None


def linear_text(source: Source, extent: Extent, start: int, end: int, in_sheet: bool = False) -> ScalarText:
    """A scalar whose value is the source text from `start` to `end`, character for character."""
    text = source.text[start:end]
    return ScalarText(text, source, extent, range(start, end), range(start + 1, end + 1), in_sheet)


@dataclass(slots=True)
class OpenCollection:
    """A mapping or list that is being filled; `kept` is false within what a duplicate key repeats."""

    data: Any
    path: Path
    start: int
    kept: bool
    key: str | None = None
    key_extent: Extent = (0, 0)
    keys: dict[str, Extent] = field(default_factory=dict)

    @property
    def awaits_key(self) -> bool:
        """Whether a key comes next."""
        return self.key is None and self.data.__class__ is dict


Opened = TypeVar("Opened", bound=OpenCollection)


class DocumentBuilder(Generic[Opened]):
    """Data that a reader puts together from the outside in, with the place of every value and key.

    Of a key that stands twice the first value is kept. The stack is explicit: nesting costs no recursion.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self.data: Any = None
        self.values: dict[Path, Extent] = {}
        self.keys: dict[Path, Extent] = {}
        self.problems: list[Problem] = []
        self.stack: list[Opened] = []

    def span(self, start: int, end: int) -> Span:
        """A stretch of the text."""
        return Span(self.source, start, end)

    def place(self) -> tuple[Path, bool]:
        """The path of the value that comes next, and whether it is kept."""
        if not self.stack:
            return (), True
        parent = self.stack[-1]
        if parent.data.__class__ is list:
            return (*parent.path, len(parent.data)), parent.kept
        if parent.key is None:
            return parent.path, False
        fresh = parent.keys.get(parent.key) == parent.key_extent
        return (*parent.path, parent.key), parent.kept and fresh

    def give(self, value: Any, path: Path, extent: Extent, kept: bool) -> None:
        """Put a value into the innermost open collection, or take it as the whole document."""
        if kept:
            self.values[path] = extent
        if not self.stack:
            self.data = value
            return
        parent = self.stack[-1]
        if parent.data.__class__ is list:
            parent.data.append(value)
        elif parent.key is None:
            parent.key, parent.key_extent = "", (-1, -1)
        else:
            if kept:
                parent.data[parent.key] = value
                self.keys[path] = parent.key_extent
            parent.key = None


class Document:
    """The data of one file and where each part of it was written.

    `data` is plain: `dict` with `str` keys, `list`, `str`, `int`, `Decimal`, `bool`, `None`.
    A path is a tuple of keys and list indexes from the root; the root's path is `()`.
    `damaged` are the paths whose value could not be read because of a problem that has been
    reported, their data is None; `incomplete` those of mappings and lists that lack entries.
    """

    attached: Mapping[tuple[str, str], Source] = {}
    """Other files in which values of the document stand, by kind and name."""
    included: Mapping[tuple[str, str], Document] = {}
    """What other files declare, by section and name, with the file of each."""
    includes: Mapping[str, tuple[Path, Set[tuple[str, str]]]] = {}
    """Of each file that is included, by its name: where it is named, and what it declares."""
    used_lists: Set[str] = frozenset()
    """Lists of values, declared by name, that some declaration of the document names."""

    def __init__(
        self,
        source: Source,
        data: Any,
        values: Mapping[Path, Extent],
        keys: Mapping[Path, Extent],
        decode: Callable[[Source, Extent], ScalarText],
        damaged: Iterable[Path] = (),
        incomplete: Iterable[Path] = (),
    ) -> None:
        self.source = source
        self.data = data
        self.damaged = frozenset(damaged)
        self.incomplete = frozenset(incomplete)
        self._values = values
        self._keys = keys
        self._decode = decode

    def __contains__(self, path: Path) -> bool:
        return path in self._values

    def span(self, path: Path) -> Span:
        """Where the value at `path` stands; a path that is not there gives its nearest parent."""
        while path and path not in self._values:
            path = path[:-1]
        return Span(self.source, *self._values[path])

    def key_span(self, path: Path) -> Span:
        """Where the key of the mapping entry at `path` stands; a list item gives its value's place."""
        extent = self._keys.get(path)
        return self.span(path) if extent is None else Span(self.source, *extent)

    def text_at(self, path: Path) -> ScalarText:
        """The characters of the scalar at `path`, a number or `null` as written.

        Raises KeyError for a path that is not in the document, TypeError for a mapping or a list.
        """
        extent = self._values[path]
        if isinstance(self.value(path), dict | list):
            raise TypeError(f"the value at {path!r} is not a scalar")
        return self._decode(self.source, extent)

    def key_text_at(self, path: Path) -> ScalarText:
        """The characters of the key of the mapping entry at `path`; KeyError if there is none."""
        return self._decode(self.source, self._keys[path])

    def value(self, path: Path) -> Any:
        """The data at `path`; KeyError or IndexError if there is none."""
        value = self.data
        for step in path:
            value = value[step]
        return value

    def in_full(self, path: Path, key: str) -> Path:
        """Where the value of a key of a mapping stands, which can be all that is written of the mapping."""
        return (*path, key) if isinstance(self.value(path), dict) else path

    def is_damaged(self, path: Path) -> bool:
        """Whether a reported problem already concerns the value at `path` or one that contains it."""
        return bool(self.damaged) and any(path[:length] in self.damaged for length in range(len(path) + 1))


class DerivedDocument(Document):
    """Other data than those of an original document, whose values stand where `home` says."""

    def __init__(
        self,
        original: Document,
        data: Any,
        damaged: Iterable[Path] = (),
        incomplete: Iterable[Path] = (),
    ) -> None:
        """`damaged` and `incomplete` are the paths beyond those of the original."""
        super().__init__(original.source, data, {}, {}, _undecoded)
        self.damaged = original.damaged.union(damaged)
        self.incomplete = original.incomplete.union(incomplete)
        self.attached, self.included = original.attached, original.included
        self.includes, self.used_lists = original.includes, original.used_lists
        self._original = original

    def home(self, path: Path) -> tuple[Document, Path]:
        """The document in which the value at a path stands, and its path there."""
        return self._original, path

    def __contains__(self, path: Path) -> bool:
        document, at = self.home(path)
        return at in document

    def span(self, path: Path) -> Span:
        document, at = self.home(path)
        return document.span(at)

    def key_span(self, path: Path) -> Span:
        document, at = self.home(path)
        return document.key_span(at)

    def text_at(self, path: Path) -> ScalarText:
        document, at = self.home(path)
        return document.text_at(at)

    def key_text_at(self, path: Path) -> ScalarText:
        document, at = self.home(path)
        return document.key_text_at(at)


def _undecoded(source: Source, extent: Extent) -> ScalarText:
    raise AssertionError("a derived document decodes through its original")
