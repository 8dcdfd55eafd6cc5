"""Sheets that a policy names, read and put in the place of what would be written inline.

After that everything behind sees one document: checks point into the sheet, the fingerprint covers its
values, and mutants change its cells as they change those of the policy.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from credit_engine.document_text import DerivedDocument, Document, Path, ScalarText
from credit_engine.files.sheet_text import cell_text, read_sheet_text
from credit_engine.files.sheets import sheet_from
from credit_engine.parts.registry import SHEET_FORMS
from credit_engine.parts.sheets import Filled, fill
from credit_engine.policy.finding import Finder
from credit_engine.policy.problems import inline_beside_sheet
from credit_engine.problems import PolicyError, Problem
from credit_engine.source import Source, Span
from credit_engine.wording import said

_DEPTH = 3
"""The length of a part's path: decisions, its name, its key."""


class JoinedDocument(DerivedDocument):
    """A document with values that stand in sheets; `filled` are those sheets by the path of their part."""

    def __init__(
        self,
        original: Document,
        filled: Mapping[Path, Filled],
        found: Mapping[str, Source],
        lost: Mapping[Path, Any],
    ) -> None:
        data = original.data
        for here, values in [*((here, table.data) for here, table in filled.items()), *lost.items()]:
            data = _with(data, here, values)
        gone = [(*here, key) for here, values in lost.items() for key in values]
        gone += [(*here, *path) for here, table in filled.items() for path in table.damaged]
        short = {(*here, *path) for here, table in filled.items() if table.sheet.cut for path in _keys(here)}
        super().__init__(original, data, gone, short)
        self.attached = {
            **original.attached,
            **{("sheet", name): source for name, source in found.items()},
        }
        self._filled = filled

    def _in_sheet(self, path: Path) -> tuple[Filled, Path] | None:
        """The sheet in which the value at a path stands, and its path there."""
        filled = self._filled.get(path[:_DEPTH])
        if filled is None or path[_DEPTH:] not in filled.extents:
            return None
        return filled, path[_DEPTH:]

    def __contains__(self, path: Path) -> bool:
        return self._in_sheet(path) is not None or super().__contains__(path)

    def span(self, path: Path) -> Span:
        """Where the value stands, in its sheet or in the policy."""
        for length in range(len(path), _DEPTH, -1):
            found = self._in_sheet(path[:length])
            if found is not None:
                return Span(found[0].sheet.source, *found[0].extents[found[1]])
        return super().span(path)

    def key_span(self, path: Path) -> Span:
        """Where the key stands; in a sheet that of its value."""
        if self._filled.get(path[:_DEPTH]) is not None and self._in_sheet(path) is not None:
            return self.span(path)
        return super().key_span(path)

    def text_at(self, path: Path) -> ScalarText:
        """The characters of a value, without the quotes of a cell."""
        found = self._in_sheet(path)
        if found is None:
            return super().text_at(path)
        return cell_text(found[0].sheet.source, found[0].extents[found[1]])


def _keys(here: Path) -> Iterator[Path]:
    """The keys of a part that a sheet stands for."""
    return ((key,) for key in SHEET_FORMS[str(here[-1])].keys)


def _with(data: Any, path: Path, values: Mapping[str, Any]) -> Any:
    if not path:
        return {**data, **values}
    return {**data, path[0]: _with(data[path[0]], path[1:], values)}


@dataclass
class _Named:
    """A sheet that a part names."""

    here: Path
    name: str
    at: Path


def with_sheets(document: Document, find: Finder, problems: list[Problem], folder: str = "") -> Document:
    """The document with the values of all sheets that it names; their problems are collected.

    The names of sheets are taken from `folder`, as `find` sees it: that of a called policy.
    """
    filled: dict[Path, Filled] = {}
    lost: dict[Path, Any] = {}
    found: dict[str, Source] = {}
    for named in _sheets(document, problems):
        form = SHEET_FORMS[str(named.here[-1])]
        lost[named.here] = {key: [] for key in form.keys}
        try:
            name = sheet_from(folder, named.name)
            source = found[name] = found.get(name) or find("sheet", name)
        except PolicyError as error:
            span = document.span(named.at)
            problems += [
                problem if problem.span else replace(problem, span=span) for problem in error.problems
            ]
            continue
        sheet = read_sheet_text(source, problems)
        values = None if sheet is None else fill(form, document, named.here, sheet, problems)
        if values is not None:
            filled[named.here] = values
            del lost[named.here]
    return JoinedDocument(document, filled, found, lost) if filled or lost else document


def _sheets(document: Document, problems: list[Problem]) -> Iterator[_Named]:
    """The sheets that parts name; what is written both inline and in a sheet is a problem."""
    decisions = document.data.get("decisions") if isinstance(document.data, dict) else None
    for name, decision in decisions.items() if isinstance(decisions, dict) else ():
        for key in SHEET_FORMS.keys() & decision.keys() if isinstance(decision, dict) else ():
            here: Path = ("decisions", name, key)
            spec = decision[key]
            if not isinstance(spec, dict) or "sheet" not in spec:
                continue
            inline = next((inner for inner in SHEET_FORMS[key].keys if inner in spec), None)
            if inline is not None:
                span, hint = (
                    document.key_span((*here, inline)),
                    said("remove it, or remove 'sheet'", "请删除它，或删除 'sheet'"),
                )
                problems.append(inline_beside_sheet(span, inline=inline, hint=hint))
                continue
            written = _name(spec["sheet"])
            if written is not None:
                at = (*here, "sheet", "file") if isinstance(spec["sheet"], dict) else (*here, "sheet")
                yield _Named(here, written, at)


def _name(sheet: Any) -> str | None:
    """The name of a sheet from how it is written; None for what the model refuses."""
    if isinstance(sheet, str):
        return sheet
    if isinstance(sheet, dict) and isinstance(sheet.get("file"), str):
        tab = sheet.get("tab")
        if tab is None or isinstance(tab, str):
            return sheet["file"] if tab is None else f"{sheet['file']}[{tab}]"
    return None
