"""A document with some of its values changed or taken away, every other place as in the file."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from credit_engine.document_text import Document, Path, ScalarText, Undecoded
from credit_engine.source import Span


class ChangedDocument(Document):
    """What a document would be with other scalars at some paths, or without the value at one path."""

    def __init__(self, original: Document, values: Mapping[Path, Any], removed: Path | None = None) -> None:
        super().__init__(
            original.source,
            _data(original.data, values, removed),
            {},
            {},
            _undecoded,
            original.damaged,
            original.incomplete,
        )
        self.attached = original.attached
        self.included = original.included
        self._original = original
        self._changed = values
        self._removed = removed

    def _there(self, path: Path) -> Path:
        """The path of the same value in the original: items behind a removed one have moved up."""
        gone = self._removed
        if gone is None or not isinstance(gone[-1], int) or len(path) < len(gone):
            return path
        last = len(gone) - 1
        step = path[last]
        if path[:last] != gone[:last] or not isinstance(step, int) or step < gone[-1]:
            return path
        return (*path[:last], step + 1, *path[last + 1 :])

    def __contains__(self, path: Path) -> bool:
        if self._removed is not None and isinstance(self._removed[-1], str):
            return path[: len(self._removed)] != self._removed and path in self._original
        return self._there(path) in self._original

    def span(self, path: Path) -> Span:
        """Where the value stands in the file."""
        return self._original.span(self._there(path))

    def key_span(self, path: Path) -> Span:
        """Where the key stands in the file."""
        return self._original.key_span(self._there(path))

    def text_at(self, path: Path) -> ScalarText:
        """The characters of a scalar; all of a changed one stand where the whole was."""
        if path not in self._changed:
            return self._original.text_at(self._there(path))
        whole = self._original.span(path)
        text = str(self._changed[path])
        return ScalarText(
            text, whole.source, (whole.start, whole.end), [whole.start] * len(text), [whole.end] * len(text)
        )

    def undecoded_at(self, path: Path) -> Undecoded:
        """A scalar as it is written; a changed one is written like no other of the file."""
        if path not in self._changed:
            return self._original.undecoded_at(self._there(path))
        text = self.text_at(path)
        return Undecoded(text.source, text.extent, lambda _source, _extent: text, f"\0{text.value}")

    def key_text_at(self, path: Path) -> ScalarText:
        """The characters of a key."""
        return self._original.key_text_at(self._there(path))


def _undecoded(source: Any, extent: Any) -> ScalarText:
    raise AssertionError("a changed document decodes through its original")


def _data(data: Any, values: Mapping[Path, Any], removed: Path | None) -> Any:
    """The data with the changes; only what contains a change is copied."""
    changed = data
    for path, value in values.items():
        changed = _with(changed, path, value)
    if removed is not None:
        holder = _holder(changed, removed[:-1])
        holder = deepcopy(holder)
        del holder[removed[-1]]
        changed = _with(changed, removed[:-1], holder)
    return changed


def _holder(data: Any, path: Path) -> Any:
    for step in path:
        data = data[step]
    return data


def _with(data: Any, path: Path, value: Any) -> Any:
    if not path:
        return value
    copy = dict(data) if isinstance(data, dict) else list(data)
    copy[path[0]] = _with(data[path[0]], path[1:], value)  # type: ignore[index]
    return copy
