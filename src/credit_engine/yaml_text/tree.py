"""Plain data from YAML events: strict keys and scalars, positions by path, an explicit stack."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from credit_engine.document_text import DocumentBuilder, Extent, OpenCollection, Path
from credit_engine.files.problems import too_many
from credit_engine.limits import MAX_DOCUMENT_DEPTH
from credit_engine.problems import Problem
from credit_engine.source import Source, Span
from credit_engine.yaml_text import wording
from credit_engine.yaml_text.flow import is_balanced
from credit_engine.yaml_text.scalars import Doubt, read_plain

MAX_PROBLEMS = 200
"""Problems of one document that are told: whoever made so many made them by a program."""
_WIDE_SEPARATOR = re.compile("[，；、]")
_COMMENT = re.compile(r"[ \t]+#")
_INDENTATION_INDICATOR = re.compile(r"[|>][-+]?[0-9]")


@dataclass(slots=True)
class Collection(OpenCollection):
    """One mapping or list that is being filled, in block or flow style."""

    column: int = 0
    flow: bool = False
    repeats: bool = False
    """Whether the last key was a duplicate: of several in a row only the first is reported."""


class UnreadableRestError(Exception):
    """Nesting or mistakes beyond the limit; reading stops there."""


class Tree(DocumentBuilder[Collection]):
    """Takes the events of one document in order and keeps data, positions and problems."""

    def __init__(self, source: Source, masks: dict[int, int]) -> None:
        super().__init__(source)
        self.damaged: set[Path] = set()
        self.incomplete: set[Path] = set()
        self.split_flows: list[Extent] = []
        self.last_scalar: Extent = (0, 0)
        self.documents = 0
        self._masks = masks
        self._used_masks: set[int] = set()
        self._suspicious_flow = False
        self._last_end = 0
        """How far values reach so far."""

    def read(self, events: Iterable[Any]) -> bool:
        """Take events; false where nothing after one of them can be used."""
        problems, takes = self.problems, _TAKES
        for event in events:
            if len(problems) >= MAX_PROBLEMS:
                start = event.start_mark.index if event.start_mark else 0
                problems.append(too_many(self.span(start, start)))
                raise UnreadableRestError
            take = takes.get(event.__class__)
            if take is not None and take(self, event) is False:
                return False
        return True

    def _document(self, event: Any) -> bool:
        self.documents += 1
        extent = event.start_mark.index, event.end_mark.index
        if self.documents > 1:
            self.problems.append(wording.several_documents(self.span(*extent)))
            return False
        if event.tags or event.version not in (None, (1, 2)):
            first = self.source.text.find("%")
            self.problems.append(wording.directive(self.span(first, first + 1)))
        return True

    def _open(self, event: Any) -> None:
        start = event.start_mark.index
        path, kept = self.place()
        if len(self.stack) >= MAX_DOCUMENT_DEPTH:
            self.problems.append(wording.too_deep(self.span(start, start + 1)))
            self.damaged.add(path)
            raise UnreadableRestError
        if event.anchor is not None or event.tag is not None:
            self._refuse_properties(event)
        data: Any = {} if isinstance(event, MappingStartEvent) else []
        if self.stack and self.stack[-1].awaits_key:
            self.problems.append(wording.key_not_text(self.span(start, event.end_mark.index)))
        flow = bool(event.flow_style)
        self.stack.append(Collection(data, path, start, kept, column=event.start_mark.column, flow=flow))

    def _close(self, event: Any) -> None:
        done = self.stack.pop()
        end = event.end_mark.index
        if not done.flow:
            end = self._trimmed(done.start, end)
        elif self._suspicious_flow and not (self.stack and self.stack[-1].flow):
            self.split_flows.append((done.start, end))
            self._suspicious_flow = False
        self._last_end = max(self._last_end, end)
        self.give(done.data, done.path, (done.start, end), done.kept)

    def _trimmed(self, start: int, end: int) -> int:
        """The end of a block collection, without the blank lines and comments that follow it."""
        return min(end, self._last_end) if self._last_end > start else end

    def _scalar(self, event: Any) -> None:
        extent = event.start_mark.index, event.end_mark.index
        self.last_scalar = extent
        mask = self._mask_at(extent) if self._masks else None
        parent = self.stack[-1] if self.stack else None
        has_properties = event.anchor is not None or event.tag is not None
        if mask is None and not has_properties and parent is not None and parent.data.__class__ is list:
            self._item(parent, event, extent)
            return
        if parent is not None and parent.awaits_key:
            if has_properties:
                self._refuse_properties(event)
            self._key(parent, event.value, extent, bool(event.implicit[0]), mask)
            return
        path, kept = self.place()
        if mask is not None:
            self.damaged.add(path)
            extent = mask, self._masks[mask]
            self._last_end = max(self._last_end, extent[1])
            self.give(None, path, extent, kept)
            return
        self._last_end = max(self._last_end, extent[1])
        if has_properties:
            self._refuse_properties(event)
            self.damaged.add(path)
        if parent is not None and parent.flow and event.style is None:
            self._suspect(parent, event.value, extent)
        self.give(self._value(event, path, extent), path, extent, kept)

    def _item(self, parent: Collection, event: Any, extent: Extent) -> None:
        """A scalar of a list, as nearly all of a large table are, with `place` and `give` in one piece."""
        path = (*parent.path, len(parent.data))
        self._last_end = max(self._last_end, extent[1])
        value = event.value
        if event.style is None and parent.flow:
            self._suspect(parent, value, extent)
        if event.style != '"' or not value.isascii():
            value = self._value(event, path, extent)
        if parent.kept:
            self.values[path] = extent
        parent.data.append(value)

    def _suspect(self, parent: Collection, value: str, extent: Extent) -> None:
        """Note what an expression leaves behind that flow style has split."""
        if isinstance(parent.data, dict) and not value and self.source.text[extent[0] - 1] != ":":
            self._suspicious_flow = True
            self.problems.append(wording.key_alone(self.span(*parent.key_extent), parent.key or ""))
        elif not is_balanced(value):
            self._suspicious_flow = True
            self.problems.append(wording.flow_split(self.span(*extent), parent.key or "", value))
        elif ".." in value:
            self._suspicious_flow = True

    def _mask_at(self, extent: Extent) -> int | None:
        start = extent[0]
        if start in self._masks and extent[1] > start:
            self._used_masks.add(start)
            return start
        return None

    def _value(self, event: Any, path: Path, extent: Extent) -> Any:
        problem: Problem | None = None
        value: Any = event.value
        if event.style is None and event.implicit[0]:
            plain = read_plain(value)
            if isinstance(plain, Doubt):
                problem = wording.doubt(self.span(*extent), plain)
            elif not value.isascii() or '"' in value:
                problem = self._odd_plain(value, self.span(*extent))
            value = plain
        elif not value.isascii() and any("\ud800" <= character <= "\udfff" for character in value):
            problem = wording.surrogate(self.span(*extent))
        elif event.style in ("|", ">") and _INDENTATION_INDICATOR.match(self.source.text, extent[0]):
            problem = wording.indentation_indicator(self.span(extent[0], extent[0] + 2))
        if problem is None:
            return value
        self.problems.append(problem)
        self.damaged.add(path)
        return None

    def _odd_plain(self, value: str, span: Span) -> Problem | None:
        """A plain text that is probably not what its writer meant."""
        if value.count('"') % 2 and (comment := _COMMENT.match(self.source.text, span.end)):
            end = self.source.text.find("\n", comment.end())
            rest = self.span(span.start, len(self.source.text) if end < 0 else end)
            return wording.cut_by_comment(rest, str(self._key_name()))
        in_flow_list = bool(self.stack) and self.stack[-1].flow and isinstance(self.stack[-1].data, list)
        if in_flow_list and (wide := _WIDE_SEPARATOR.search(span.text)):
            return wording.wide_comma(self.span(span.start + wide.start(), span.start + wide.end()))
        return wording.odd_plain(span, value)

    def _key_name(self) -> str:
        return (self.stack[-1].key or "") if self.stack else ""

    def _key(self, parent: Collection, key: str, extent: Extent, plain: bool, mask: int | None) -> None:
        first = parent.keys.get(key)
        if plain and key and key[0] in wording.WIDE_SPACES:
            self.problems.append(wording.wide_space(self.span(*extent)))
        parent.key, parent.key_extent = key, extent
        if mask is not None:
            self.incomplete.add(parent.path)
            return
        if plain and key == "<<":
            self.problems.append(wording.merge_key(self.span(*extent)))
        elif first is not None and not parent.repeats:
            self.problems.append(wording.duplicate_key(self.span(*extent), self.span(*first), key))
        elif first is None:
            parent.keys[key] = extent
        parent.repeats = first is not None

    def _alias(self, event: Any) -> None:
        extent = event.start_mark.index, event.end_mark.index
        self.last_scalar = extent
        self.problems.append(wording.alias(self.span(*extent)))
        parent = self.stack[-1] if self.stack else None
        if parent is not None and parent.awaits_key:
            parent.key, parent.key_extent = "", (-1, -1)
            return
        path, kept = self.place()
        self.damaged.add(path)
        self._last_end = max(self._last_end, extent[1])
        self.give(None, path, extent, kept)

    def _refuse_properties(self, event: Any) -> None:
        start = event.start_mark.index
        if event.anchor is not None:
            self.problems.append(wording.anchor(self.span(start, start + 1 + len(event.anchor))))
        if event.tag is not None:
            end = start
            while end < len(self.source.text) and not self.source.text[end].isspace():
                end += 1
            self.problems.append(wording.tag(self.span(start, end)))

    def settle_masks(self) -> None:
        """Mark the collection around each masked stretch that no scalar stands for as incomplete."""
        for start in self._masks.keys() - self._used_masks:
            around = [
                (end - begin, path) for path, (begin, end) in self.values.items() if begin <= start < end
            ]
            self.incomplete.add(min(around)[1] if around else ())


_TAKES: Mapping[type[Event], Callable[[Tree, Any], Any]] = {
    ScalarEvent: Tree._scalar,
    MappingStartEvent: Tree._open,
    SequenceStartEvent: Tree._open,
    MappingEndEvent: Tree._close,
    SequenceEndEvent: Tree._close,
    AliasEvent: Tree._alias,
    DocumentStartEvent: Tree._document,
}
"""What is done with an event: nothing with those that only end a document or the text."""
