"""The cuts of one characteristic set by hand, as far as its fine bins allow."""

from __future__ import annotations

from typing import Any

from credit_engine.develop import edit_problems
from credit_engine.develop.attributes import number_text
from credit_engine.develop.basis import Basis
from credit_engine.develop.binning import Binned, bin_column
from credit_engine.develop.edits import ColumnEdit
from credit_engine.develop.fine_bins import FineBins, typed
from credit_engine.document_text import Document, Path
from credit_engine.problems import Problem, suggestion
from credit_engine.wording import said


def cut_again(
    before: Binned, edit: ColumnEdit, at: Path, basis: Basis, document: Document, problems: list[Problem]
) -> tuple[Binned, dict[str, Any]]:
    """The characteristic in its new cuts, and these as settings; as before where they are no others."""
    fine = basis.fine[before.name]
    wrong = "groups" if before.numeric else "splits"
    if getattr(edit, wrong) is not None:
        span = document.key_span((*at, wrong))
        if before.numeric:
            problems.append(edit_problems.only_for_categories(span, key=wrong, name=before.name))
        else:
            problems.append(edit_problems.only_for_numbers(span, key=wrong, name=before.name))
        return before, {}
    cuts: dict[str, Any] = {}
    count = len(problems)
    if edit.splits is not None:
        cuts = _splits(before, edit.splits, (*at, "splits"), fine, document, problems)
    elif edit.groups is not None:
        cuts = _groups(before, edit.groups, (*at, "groups"), fine, document, problems)
    if not cuts or len(problems) > count:
        return before, {}
    dropped = {"trend": None, "min_bin_size": None, "splits": None, "groups": None}
    column = before.column
    settings = column.settings.model_copy(update={**dropped, **cuts})
    changed = type(column)(column.name, column.numeric, column.values, column.state, column.codes, settings)
    return bin_column(changed, basis.training, basis.settings), cuts


def _splits(
    before: Binned, splits: list[Any], at: Path, fine: FineBins, document: Document, problems: list[Problem]
) -> dict[str, Any]:
    edges: list[float] = []
    for i, split in enumerate(splits):
        edge = float(split)
        if edge in edges:
            problems.append(edit_problems.border_twice(document.span((*at, i)), edge=number_text(edge)))
        elif not fine.allows(edge):
            near = [number_text(one) for one in fine.near(edge)]
            problems.append(
                edit_problems.no_border(document.span((*at, i)), edge=number_text(edge), near=", ".join(near))
            )
        edges.append(edge)
    standing = [
        attribute.low
        for attribute in before.attributes
        if attribute.kind == "range" and attribute.low is not None
    ]
    return {} if sorted(edges) == standing else {"splits": sorted(splits)}


def _groups(
    before: Binned,
    groups: list[list[Any]],
    at: Path,
    fine: FineBins,
    document: Document,
    problems: list[Problem],
) -> dict[str, Any]:
    known = {typed(value): value for value in fine.values}
    seen = set()
    for i, group in enumerate(groups):
        for j, value in enumerate(group):
            span = document.span((*at, i, j))
            if typed(value) not in known:
                shown = [str(one) for one in fine.values]
                problems.append(
                    edit_problems.unknown_category(
                        span,
                        value=str(value),
                        expected=", ".join(shown[:12]),
                        hint=suggestion(str(value), shown),
                    )
                )
            elif typed(value) in seen:
                problems.append(edit_problems.category_twice(span, value=str(value)))
            seen.add(typed(value))
        if not group:
            span = document.span((*at, i))
            problems.append(
                edit_problems.wrong_edit(span, said("this group is empty", "该组为空"), "categories")
            )
    standing = [
        {typed(v) for v in attribute.values} for attribute in before.attributes if attribute.kind == "values"
    ]
    same = [{typed(value) for value in group} for group in groups] == standing
    return {} if same else {"groups": groups}
