"""Scorecards of toad: a fitted object, or its export, whose labels join categories by commas."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from credit_engine import numbers
from credit_engine.interop.scorecards import problems as say
from credit_engine.interop.scorecards.draft import (
    Data,
    Draft,
    Texts,
    everywhere,
    expert_card,
    mapping,
    range_text,
    scaling_of,
    sequence,
    texts_of,
)
from credit_engine.interop.scorecards.tables import (
    any_interval,
    checked,
    ends_of,
    exact,
    grouped,
    plain,
    records,
    scale_problems,
)
from credit_engine.wording import said

_COMMA = said("a category may contain a comma", "类别中可能含有逗号")

if TYPE_CHECKING:
    from credit_engine.api.scorecard import Scorecard

_INTERVAL = re.compile(r"\[(?P<low>\S+) ~ (?P<high>\S+)\)")
_EMPTY, _ELSE = "nan", "else"
_MAX_READINGS = 2
"""Two ways to read a label are enough to know that it is ambiguous."""


def from_toad(
    card: Any,
    combiner: Any = None,
    *,
    categories: Mapping[str, Sequence[str]] | None = None,
    scaling: Mapping[str, Any] | None = None,
    name: str = "imported",
    version: str = "1",
    event: str = "bad",
    texts: Texts | None = None,
) -> Scorecard:
    """A card from toad: a fitted `ScoreCard`, or its `export()`, `{variable: {label: points}}` or a frame.

    The export joins categories by commas and rounds points, and has no scaling. Which categories a
    label with a comma means is told by `combiner` (the object or its `export()`) or by `categories`,
    all categories of a variable; without either, or where two readings are left, it is refused.
    `scaling` is that of the file, with odds good:bad; a fitted object has its own.

    A category that the card does not name scores the worst attribute, as toad has it, unless there is
    a group `else`. A missing number without a bin `nan` leaves the score unknown (toad puts in -1).
    Raises PolicyError.
    """
    draft = Draft("toad", texts_of(texts))
    if hasattr(card, "rules") and hasattr(card, "base_odds"):
        groups, scaling = _of_object(card), scaling or _scaling(card)
    else:
        known, every = _groups_of_combiner(combiner), mapping(categories, "categories")
        groups = {
            variable: _of_labels(draft, variable, labels, known.get(variable), every.get(variable))
            for variable, labels in _labels(card).items()
        }
        _tell_digits(draft, groups)
    for variable, attributes in groups.items():
        draft.characteristics[variable] = {"attributes": attributes}
    draft.refuse_if_wrong()
    _unseen_and_missing(draft)
    draft.worst_or_as_fitted()
    draft.reasons_from_names()
    head = {"scorecard": name, "version": version, "target": {"event": event, "odds": "good:bad"}}
    return expert_card(head, 0, scaling, draft, {"toad": "?"})


def _labels(card: Any) -> dict[str, dict[str, Any]]:
    """The points by variable and label."""
    if isinstance(card, Mapping) and all(isinstance(labels, Mapping) for labels in card.values()) and card:
        return {str(variable): dict(labels) for variable, labels in card.items()}
    rows = grouped(records(card, said("the card", "评分卡"), ("name", "value", "score")), "name")
    return {variable: {str(r["value"]): r["score"] for r in part} for variable, part in rows.items()}


def _groups_of_combiner(combiner: Any) -> dict[str, list[Any]]:
    if combiner is None:
        return {}
    rules = mapping(
        combiner.export() if hasattr(combiner, "export") else combiner,
        said("the combiner's rules", "combiner 的规则"),
    )
    return {
        str(name): sequence(
            rule, said("the combiner's rule of {name}", "combiner 中 {name} 的规则", name=name)
        )
        for name, rule in rules.items()
    }


def _of_labels(
    draft: Draft,
    variable: str,
    labels: Mapping[str, Any],
    rule: list[Any] | None,
    categories: Sequence[str] | None,
) -> list[Data]:
    """The attributes of a variable of an export."""
    known = {",".join(map(str, group)) for group in rule or () if isinstance(group, list | tuple)}
    known |= (
        set(
            map(
                str,
                sequence(
                    categories, said("categories of {variable}", "{variable} 的类别", variable=variable)
                ),
            )
        )
        if categories
        else set()
    )
    numeric = any_interval(label for label in labels if label not in known)
    if numeric:
        draft.problems += scale_problems(variable, list(labels), _INTERVAL)
    attributes: list[Data] = []
    for label, value in labels.items():
        place = f"{variable}, {label}"
        points = checked(exact(value), value, place, "points", draft.problems)
        if points is None:
            continue
        ends = ends_of(_INTERVAL.fullmatch(label)) if numeric else None
        key: Data
        if ends is not None:
            key = {} if ends == (None, None) else {"range": range_text(*ends)}
        elif numeric and label == _EMPTY:
            key = {"missing": "any"}
        elif label == _ELSE:
            key = {"otherwise": True}
        elif numeric:
            draft.problems.append(
                say.no_interval(path=place, label=label, forms="[1 ~ 2), [-inf ~ 1), [2 ~ inf)")
            )
            continue
        else:
            key = {"values": _categories(draft, variable, label, rule, categories)}
        attributes += [key | {"points": plain(points)}] if key else everywhere({"points": plain(points)})
    return attributes


def _categories(
    draft: Draft, variable: str, label: str, rule: list[Any] | None, categories: Sequence[str] | None
) -> list[str]:
    """The categories of a label; where more than one reading is left, that is a problem."""
    groups = [list(map(str, group)) for group in rule or () if isinstance(group, list | tuple)]
    told = [group for group in groups if ",".join(group) == label]
    if told:
        return told[0]
    if categories is not None:
        listed = sequence(
            categories, said("categories of {variable}", "{variable} 的类别", variable=variable)
        )
        readings = list(_readings(label, sorted(set(map(str, listed)))))
        if len(readings) == 1:
            return readings[0]
        why = said("no reading", "没有读法") if not readings else said("several readings", "多种读法")
        draft.problems.append(
            say.ambiguous_label(
                path=variable,
                label=label,
                why=said("the known categories give {why}", "按已知类别有{why}", why=why),
            )
        )
    elif "," in label:
        draft.problems.append(say.ambiguous_label(path=variable, label=label, why=_COMMA))
    return [label]


def _readings(label: str, categories: Sequence[str]) -> Iterator[list[str]]:
    """At most two ways to read the label as known categories joined by commas, without recursion."""
    waiting: list[tuple[int, list[str]]] = [(0, [])]
    found = 0
    dead: dict[int, int] = {}
    while waiting and found < _MAX_READINGS:
        start, chosen = waiting.pop()
        dead[start] = dead.get(start, 0) + 1
        if dead[start] > _MAX_READINGS:
            continue
        for category in categories:
            end = start + len(category)
            if label.startswith(category, start) and end == len(label):
                found += 1
                yield [*chosen, category]
            elif label.startswith(f"{category},", start):
                waiting.append((end + 1, [*chosen, category]))


def _unseen_and_missing(draft: Draft) -> None:
    """What toad does with unseen categories and missing numbers, as far as it is safe."""
    unseen, missing = [], []
    for variable, characteristic in draft.characteristics.items():
        attributes = characteristic["attributes"]
        categorical = any("values" in a for a in attributes)
        if categorical and not any("otherwise" in a for a in attributes):
            worst = min(a["points"] for a in attributes)
            attributes += [{"otherwise": True, "points": worst}, {"missing": "any", "points": worst}]
            unseen.append(variable)
        elif not any("missing" in a for a in attributes):
            missing.append(variable)
    if unseen:
        taken = said(
            "scores the worst attribute, as in toad; a missing one too",
            "按最差属性计分，与 toad 一致；缺失值亦然",
        )
        draft.notes.append(
            say.unseen_values(
                unseen,
                taken,
                said("change the attribute 'otherwise' if need be", "必要时修改属性 'otherwise'"),
            )
        )
    if missing:
        draft.notes.append(
            say.not_carried(
                said(
                    "no bin 'nan': a missing number leaves the score unknown; toad scores it as -1",
                    "没有 'nan' 分箱：缺失的数字使分数未知；toad 按 -1 计分",
                ),
                path=say.listed(missing),
                hint=said("add an attribute 'missing: any'", "增加属性 'missing: any'"),
            )
        )


def _tell_digits(draft: Draft, groups: Mapping[str, list[Data]]) -> None:
    """Exported points are rounded: say by how much the score can be off."""
    digits = max((_decimals(a["points"]) for part in groups.values() for a in part), default=0)
    off = Decimal(len(groups)) * Decimal(1).scaleb(-digits) / 2
    shown = numbers.canonical_text(plain(off))
    draft.notes.append(
        say.not_carried(
            said(
                "the export rounds points to {digits} decimals: scores can differ from toad's by {shown}",
                "导出时分值保留 {digits} 位小数：分数与 toad 的可相差 {shown}",
                digits=digits,
                shown=shown,
            ),
            hint=said(
                "import the fitted object, or export with more decimals", "导入拟合对象，或以更多小数位导出"
            ),
        )
    )


def _decimals(points: numbers.Number) -> int:
    return len(numbers.canonical_text(points).partition(".")[2])


def _of_object(card: Any) -> dict[str, list[Data]]:
    """The attributes of a fitted object, with all digits of its points."""
    groups = {}
    for variable, rule in card.rules.items():
        points = [plain(exact(value) or 0) for value in rule["scores"]]
        keys = _keys_of_bins(rule["bins"].tolist())
        groups[str(variable)] = [
            attribute
            for key, value in zip(keys, points, strict=True)
            for attribute in ([key | {"points": value}] if key else everywhere({"points": value}))
        ]
    return groups


def _keys_of_bins(bins: Sequence[Any]) -> list[Data]:
    """The attributes' keys from splits (the last may be NaN: missing) or groups of categories."""
    if all(isinstance(bin_, list) or bin_ == _ELSE for bin_ in bins) and bins:
        return [{"otherwise": True} if bin_ == _ELSE else {"values": list(map(str, bin_))} for bin_ in bins]
    edges = [Decimal(split) for bin_ in bins if (split := exact(bin_)) is not None]
    ends: list[Decimal | None] = [None, *edges, None]
    keys: list[Data] = [{"range": range_text(a, b)} for a, b in pairwise(ends)]
    keys = keys if edges else [{}]
    return [*keys, {"missing": "any"}] if len(edges) < len(bins) else keys


def _scaling(card: Any) -> Data:
    """The scaling of a fitted object; points that multiply odds by `rate` become those that double them."""
    doubling = Decimal(exact(card.pdo) or 0)
    rate = exact(card.rate) or 2
    if rate != 2:
        doubling = doubling * Decimal(str(numbers.ln(2))) / Decimal(str(numbers.ln(rate)))
    return scaling_of(exact(card.base_score), exact(card.base_odds), plain(doubling))
