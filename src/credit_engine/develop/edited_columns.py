"""The cuts and attributes of one characteristic set by hand: borders, groups, pools, weights, points."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from credit_engine.develop import edit_problems
from credit_engine.develop.attributes import Attribute, FineBins, number_text, typed
from credit_engine.develop.binning import Binned, ByHand, bin_column, significant
from credit_engine.develop.development import Basis
from credit_engine.develop.edits import AttributeEdit, Chosen, ColumnEdit
from credit_engine.develop.results import HandNote, Texts
from credit_engine.document_text import Document, Path
from credit_engine.numbers import Number, canonical_text, round_number
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
            near = [number_text(border) for border in fine.near(edge)]
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
                shown = [str(value) for value in fine.values]
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


_LARGEST = {"woe": 20, "points": 1_000_000}
"""A WOE of 20 is odds of 485 million to one; a million points are beyond any scaling in use."""
_DIGITS = 6
"""Decimals that points of a card have at most."""
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


@dataclass
class Resolved:
    """The edits of a characteristic's attributes by their number; `points` are still to become a WOE."""

    hand: ByHand
    points: dict[int, Number] = field(default_factory=dict)


@dataclass
class Resolver:
    """Finds the attributes that edits name, and collects what is wrong with them."""

    document: Document
    attributes: Sequence[Attribute]
    labels: Sequence[Texts]
    problems: list[Problem]

    def resolve(self, at: Path, edits: Sequence[AttributeEdit], why: str, by: str) -> Resolved:
        """All edits of a list at a place of the document; `why` and `by` hold where an edit says nothing."""
        pools, notes, woe = list(range(len(self.attributes))), {}, {}
        points: dict[int, Number] = {}
        places: dict[int, Path] = {}
        for i, edit in enumerate(edits):
            here = (*at, i)
            number = self.find(here, edit)
            if len(edit.set_by) != 1:
                self.problems.append(edit_problems.action_form(self.document.span(here)))
            if number is None or len(edit.set_by) != 1:
                continue
            if number in places:
                self.problems.append(
                    edit_problems.attribute_twice(
                        self.document.span(here), text=_named(self.attributes[number])
                    )
                )
            said: Texts | None
            if edit.pool_with is not None:
                said = self._pooled(here, number, edit.pool_with, pools)
            elif edit.woe is not None:
                woe[number], said = significant(float(edit.woe)), self._set(here, "woe", edit.woe)
            elif edit.points is not None:
                points[number], said = edit.points, self._set(here, "points", edit.points)
            places[number] = here
            if said is not None:
                notes[number] = HandNote(said, edit.why or why, edit.by or by)
        hand = ByHand(_dense(pools), woe, notes)
        for number in (*woe, *points):
            if hand.is_pooled(number):
                self.problems.append(
                    edit_problems.set_in_pool(
                        self.document.span(places[number]), text=_named(self.attributes[number])
                    )
                )
        return Resolved(hand, points)

    def find(self, at: Path, chosen: Chosen) -> int | None:
        """The number of the attribute that is named; None where it is not there."""
        if len(chosen.named_by) != 1:
            self.problems.append(edit_problems.attribute_form(self.document.span(at)))
            return None
        key = chosen.named_by[0]
        for number, attribute in enumerate(self.attributes):
            if _is_named(attribute, key, getattr(chosen, key)):
                return number
        written = getattr(chosen, key)
        said = f"{key}: {', '.join(map(str, written)) if isinstance(written, list) else written}"
        known = [_named(attribute) for attribute in self.attributes]
        self.problems.append(
            edit_problems.unknown_attribute(
                self.document.span((*at, key)), shown=said, expected="; ".join(known)
            )
        )
        return None

    def _pooled(self, at: Path, number: int, other: Chosen, pools: list[int]) -> Texts | None:
        partner = self.find((*at, "pool_with"), other)
        if partner is None:
            return None
        if partner == number:
            self.problems.append(
                edit_problems.pooled_with_itself(
                    self.document.span((*at, "pool_with")), text=_named(self.attributes[number])
                )
            )
            return None
        old, new = pools[number], pools[partner]
        pools[:] = [new if pool == old else pool for pool in pools]
        label = self.labels[partner]
        return {"en": f"pooled with {label['en']}", "zh": f"与“{label['zh']}”合并计算"}

    def _set(self, at: Path, key: str, value: Number) -> Texts:
        limit = _LARGEST[key]
        if not -limit <= value <= limit:
            self.problems.append(
                edit_problems.out_of_bounds(self.document.span((*at, key)), key=key, low=-limit, high=limit)
            )
        elif key == "points" and round_number(value, _DIGITS) != value:
            self.problems.append(
                edit_problems.too_many_digits(self.document.span((*at, key)), digits=_DIGITS)
            )
        word = {"woe": ("WOE", "WOE"), "points": ("points", "分值")}[key]
        shown = canonical_text(value)
        return {"en": f"{word[0]} set to {shown}", "zh": f"{word[1]}设为 {shown}"}


def with_points(hand: ByHand, woe: Mapping[int, float]) -> ByHand:
    """What is set by hand, with the WOE that set points stand for."""
    return replace(hand, woe={**hand.woe, **woe})


def _dense(pools: Sequence[int]) -> tuple[int, ...]:
    """Pools numbered in the order of their first attribute."""
    order = {pool: i for i, pool in enumerate(dict.fromkeys(pools))}
    return tuple(order[pool] for pool in pools)


def _is_named(attribute: Attribute, key: str, given: Any) -> bool:
    if attribute.kind != key:
        return False
    if key == "range":
        return _plain(attribute.text) == _plain(given)
    if key == "values":
        return {typed(value) for value in given} <= {typed(value) for value in attribute.values}
    return key == "otherwise" or bool(attribute.cause == given)


def _plain(text: str) -> str:
    """A range without spaces, its numbers in one form."""
    return _NUMBER.sub(lambda match: number_text(float(match[0])), "".join(text.split()))


def _named(attribute: Attribute) -> str:
    return "otherwise" if attribute.kind == "otherwise" else f"{attribute.kind}: {attribute.text}"
