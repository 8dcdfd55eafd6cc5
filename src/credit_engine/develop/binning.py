"""Columns into characteristics: attributes with counts and weights of evidence, from training rows only.

WOE = ln(share of goods / share of bads), shares of the goods and bads of all attributes (N. Siddiqi, Credit
Risk Scorecards, 2006, chapter 6).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from credit_engine.develop.arrays import Floats, Integers, Mask
from credit_engine.develop.attributes import Attribute, assign, ranges
from credit_engine.develop.columns import PRESENT, Column
from credit_engine.develop.cutting import Cutting, cut_numbers, group_values
from credit_engine.develop.discrimination import sums
from credit_engine.develop.results import HandNote
from credit_engine.develop.settings import Settings
from credit_engine.develop.significance import LEAST_OF_CLASS, filled, pure_beyond_chance

if TYPE_CHECKING:
    from numpy.typing import NDArray

_DIGITS_OF_WEIGHT = 6
"""Sums of weights are rounded to so many decimals, so that they do not depend on the order of rows."""


@dataclass(frozen=True)
class Training:
    """The rows to train with: 1 for bads, and the weights."""

    bad: Floats
    weight: Floats
    inferred: int = 0
    """How many rows at the end have an inferred outcome."""

    @property
    def known(self) -> slice:
        """The rows whose outcome is known."""
        return slice(len(self.bad) - self.inferred)


@dataclass(frozen=True)
class ByHand:
    """What somebody set for the attributes of a column, by their number.

    `pools` gives each attribute its pool: those of one pool share the WOE of their counts together. `woe` are
    weights that were set; `notes` say of each attribute by whom and why; `bins` that of the cuts.
    """

    pools: tuple[int, ...]
    woe: Mapping[int, float] = field(default_factory=dict)
    notes: Mapping[int, HandNote] = field(default_factory=dict)
    bins: HandNote | None = None

    def is_pooled(self, attribute: int) -> bool:
        """Whether the attribute shares its WOE with another one."""
        return self.pools.count(self.pools[attribute]) > 1

    def is_set_by_hand(self, attribute: int) -> bool:
        """Whether the WOE of the attribute is what somebody decided."""
        return attribute in self.woe or self.is_pooled(attribute)

    def pooled(self, counts: Floats) -> Floats:
        """Counts of attributes as counts of pools."""
        if self.pools == tuple(range(len(counts))):
            return counts
        return np.round(sums(np.array(self.pools), counts, max(self.pools) + 1), _DIGITS_OF_WEIGHT)


def untouched(attributes: int) -> ByHand:
    """Nothing set by hand: every attribute is its own pool."""
    return ByHand(tuple(range(attributes)))


@dataclass(frozen=True)
class Binned:
    """A column with its attributes; arrays have an entry per attribute, `iv` is of the training rows.

    `merged` are the labels of attributes that had goods only or bads only and were merged. What is left of
    them and is no chance has a WOE by half a row in place of the empty cell (`woe_by` expert).
    """

    column: Column
    attributes: tuple[Attribute, ...]
    trend: str
    goods: Floats
    bads: Floats
    woe: Floats
    woe_by: tuple[str, ...]
    missing: str
    hand: ByHand
    merged: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The column's name."""
        return self.column.name

    @property
    def numeric(self) -> bool:
        """Whether the column holds numbers."""
        return self.column.numeric

    @property
    def iv(self) -> float:
        """Information value: the sum of (share of goods - share of bads) * WOE; attributes without a
        class add 0.
        """
        return self.information(self.goods, self.bads)

    def information(self, goods: Floats, bads: Floats) -> float:
        """The information value of counts by attribute; those of a pool count together."""
        return information_value(self.hand.pooled(goods), self.hand.pooled(bads))

    @property
    def is_informative(self) -> bool:
        """Whether there are two different attributes that rows fall into."""
        return (
            len({w for w, n in zip(self.woe.tolist(), (self.goods + self.bads).tolist(), strict=True) if n})
            > 1
        )

    def woe_of(self, column: Column) -> Floats:
        """The WOE of the rows of a column by the attribute that each is in."""
        return self.woe[assign(column, self.attributes)]

    @property
    def training_woe(self) -> Floats:
        """The WOE of the training rows."""
        return self.woe_of(self.column)


def information_value(goods: Floats, bads: Floats) -> float:
    """The information value of attributes; those that are pure by chance add nothing."""
    totals = goods.sum(), bads.sum()
    goods, bads = filled(goods, bads)
    both = (goods > 0) & (bads > 0)
    good, bad = goods[both] / totals[0], bads[both] / totals[1]
    return float(((good - bad) * np.log(good / bad)).sum())


def bin_column(column: Column, training: Training, settings: Settings) -> Binned:
    """The attributes of a column of training rows; raises PolicyError where none satisfy the settings."""
    cutting = _cutting(column, settings)
    regular, trend = _regular(column, training, cutting)
    regular, merged = _without_pure(column, regular, training)
    special = [Attribute("missing", cause=cause) for cause in column.causes]
    other = [] if column.numeric else [Attribute("otherwise")]
    special = _large_enough(column, [*regular, *other], special, training)
    attributes = [*regular, *other, *special, Attribute("missing", cause="any")]
    missing = column.settings.missing or settings.missing
    return counted(column, attributes, training, trend=trend, missing=missing, merged=tuple(merged))


def counted(
    column: Column,
    attributes: Sequence[Attribute],
    training: Training,
    *,
    trend: str,
    missing: str,
    merged: tuple[str, ...] = (),
    hand: ByHand | None = None,
) -> Binned:
    """The column with the counts and weights of attributes that are known."""
    goods, bads = _counts(assign(column, attributes), len(attributes), training)
    hand = hand or untouched(len(attributes))
    woe, woe_by = _weights(attributes, goods, bads, missing == "as_fitted", hand)
    return Binned(column, tuple(attributes), trend, goods, bads, woe, woe_by, missing, hand, merged)


def _cutting(column: Column, settings: Settings) -> Cutting:
    chosen, binning = column.settings, settings.binning
    least = chosen.min_bin_size if chosen.min_bin_size is not None else binning.min_bin_size
    share = float((column.state == PRESENT).mean())
    return Cutting(column.name, binning, chosen.trend or binning.trend, float(least), max(share, 1e-9))


def _regular(column: Column, training: Training, cutting: Cutting) -> tuple[list[Attribute], str]:
    """Ranges or groups of values, as set or as found."""
    present = column.state == PRESENT
    values, bad, weight = column.values[present], training.bad[present], training.weight[present]
    if column.numeric:
        if column.settings.splits is not None:
            return ranges(sorted({float(edge) for edge in column.settings.splits})), "set"
        edges, trend = cut_numbers(values, bad, weight, cutting)
        return ranges(edges), trend
    if column.settings.groups is not None:
        return [
            Attribute("values", values=tuple(_plain(v) for v in group)) for group in column.settings.groups
        ], "set"
    common = _common(values, weight, float(cutting.settings.category_cutoff) * training.weight.sum())
    groups = group_values(values[common], bad[common], weight[common], cutting)
    return [Attribute("values", values=group) for group in groups], "none"


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | bool | int) else float(value)


def _common(values: NDArray[Any], weight: Floats, least: float) -> Mask:
    """Rows whose category has enough weight."""
    total: dict[Any, float] = {}
    for value, times in zip(values.tolist(), weight.tolist(), strict=True):
        total[value] = total.get(value, 0.0) + times
    return np.array([total[value] >= least for value in values.tolist()], dtype=bool)


def _counts(found: Integers, number: int, training: Training) -> tuple[Floats, Floats]:
    """Goods and bads of each attribute; sums of weights to six digits, as they are written."""
    good = np.bincount(found, training.weight * (1 - training.bad), number)
    bad = np.bincount(found, training.weight * training.bad, number)
    return np.round(good, _DIGITS_OF_WEIGHT), np.round(bad, _DIGITS_OF_WEIGHT)


def _without_pure(
    column: Column, regular: list[Attribute], training: Training
) -> tuple[list[Attribute], list[str]]:
    """Merge every range or group that is empty or pure, but not beyond chance, with its nearest neighbour."""
    merged: list[str] = []
    while len(regular) > 1:
        tail = [Attribute("otherwise")]
        goods, bads = _counts(
            assign(column, [*regular, *tail, Attribute("missing", cause="any")]), len(regular) + 2, training
        )
        kept = pure_beyond_chance(goods, bads)
        lacking = [i for i in range(len(regular)) if min(goods[i], bads[i]) <= 0 and not kept[i]]
        if not lacking:
            break
        i = lacking[0]
        near = _neighbours(i, len(regular), column.numeric)
        j = min(near, key=lambda k: (abs(_rate(goods, bads, k) - _rate(goods, bads, i)), k))
        merged.append(regular[i].text)
        regular = _joined(regular, min(i, j), max(i, j))
    return regular, merged


def _neighbours(i: int, number: int, ordered: bool) -> list[int]:
    return [k for k in ((i - 1, i + 1) if ordered else range(number)) if 0 <= k < number and k != i]


def _rate(goods: Floats, bads: Floats, k: int) -> float:
    total = goods[k] + bads[k]
    return float(bads[k] / total) if total > 0 else 0.5


def _joined(regular: Sequence[Attribute], i: int, j: int) -> list[Attribute]:
    first, second = regular[i], regular[j]
    if first.kind == "range":
        joined = replace(first, high=second.high)
        if joined.low is None and joined.high is None:
            joined = Attribute("otherwise")
    else:
        joined = replace(first, values=(*first.values, *second.values))
    return [*regular[:i], joined, *regular[i + 1 : j], *regular[j + 1 :]]


def _large_enough(
    column: Column, others: Sequence[Attribute], special: Sequence[Attribute], training: Training
) -> list[Attribute]:
    """Special codes with too few goods or bads, by chance, share the attribute of missing values."""
    attributes = [*others, *special, Attribute("missing", cause="any")]
    goods, bads = _counts(assign(column, attributes), len(attributes), training)
    start, kept = len(others), pure_beyond_chance(goods, bads)
    return [
        cause for k, cause in enumerate(special, start) if min(goods[k], bads[k]) >= LEAST_OF_CLASS or kept[k]
    ]


def _weights(
    attributes: Sequence[Attribute], goods: Floats, bads: Floats, as_fitted: bool, hand: ByHand
) -> tuple[Floats, tuple[str, ...]]:
    """WOE of each attribute and where it comes from.

    What is left, and missing values, get the worst of the others unless there are enough of them; missing
    values score above the worst only where that was asked for. What is pure beyond chance has half a row in
    the empty cell. What is set by hand, or pooled, stays so, and counts among the others.
    """
    total_good, total_bad = goods.sum(), bads.sum()
    woe = np.full(len(attributes), np.nan)
    goods, bads = hand.pooled(goods), hand.pooled(bads)
    lone = pure_beyond_chance(goods, bads)[list(hand.pools)]
    by = ["expert" if alone else "counts" for alone in lone.tolist()]
    goods, bads = (counts[list(hand.pools)] for counts in filled(goods, bads))
    for k in np.flatnonzero((goods > 0) & (bads > 0)).tolist():
        woe[k] = significant(math.log((goods[k] / total_good) / (bads[k] / total_bad)))
    for k, chosen in hand.woe.items():
        woe[k], by[k] = chosen, "expert"
    open_ended = [attribute.kind == "otherwise" or attribute.cause == "any" for attribute in attributes]
    known = [
        w
        for k, w in enumerate(woe.tolist())
        if (not open_ended[k] or hand.is_set_by_hand(k)) and not math.isnan(w)
    ]
    worst = min(known, default=0.0)
    for k, bin_ in enumerate(attributes):
        few = min(goods[k], bads[k]) < LEAST_OF_CLASS and not lone[k] and open_ended[k] and len(known) > 0
        late = (few or (bin_.cause == "any" and not as_fitted)) and not hand.is_set_by_hand(k)
        if math.isnan(woe[k]) or (late and woe[k] > worst):
            woe[k], by[k] = worst, "worst"
        if bin_.kind == "otherwise":
            worst = min(worst, float(woe[k]))
    return woe, tuple(by)


def significant(value: float) -> float:
    """A number to the 12 significant digits with which it is written."""
    return float(f"{value:.11e}")
