"""What fitting a scorecard gives: the card, and everything that its report shows, as plain data.

Counts are sums of weights (of 1 where there are none). Texts for readers are mappings of language (en, zh) to
text. PD is the probability of a bad, points are higher for better.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from credit_engine.develop.arrays import Floats

Texts = Mapping[str, str]


@dataclass(frozen=True)
class Estimate:
    """A statistic with its interval at a confidence `level`; `method` says how the interval was found.

    `low` and `high` are None where no interval was asked for or none exists.
    """

    value: float
    low: float | None = None
    high: float | None = None
    level: float = 0.95
    method: str = ""


@dataclass(frozen=True)
class Counts:
    """Goods and bads of an attribute, band or sample."""

    goods: float
    bads: float

    @property
    def total(self) -> float:
        """Goods and bads together."""
        return self.goods + self.bads

    @property
    def bad_rate(self) -> float | None:
        """The share of bads; None where there is nobody."""
        return self.bads / self.total if self.total > 0 else None


@dataclass(frozen=True)
class HandNote:
    """What somebody changed by hand, and why; `said` names it: bins, or what was set."""

    said: Texts
    why: str
    by: str


@dataclass(frozen=True)
class AttributeResult:
    """An attribute of a characteristic: what it covers, and what it is worth.

    `kind` is the key of the card file: range, values, missing (a cause, or `any`) or otherwise.
    `counts` by sample (`train`, ...) are of known outcomes; `inferred` those of rejected applicants, if any
    took part. `points` and `rounded` are None where the characteristic is not in the card. `woe_by`: counts,
    worst, expert. `by_hand` says who set the attribute, if anybody did.
    """

    kind: Literal["range", "values", "missing", "otherwise"]
    label: Texts
    counts: Mapping[str, Counts]
    woe: float
    woe_by: str
    points: float | None = None
    rounded: float | None = None
    inferred: Counts | None = None
    by_hand: HandNote | None = None

    @property
    def development(self) -> Counts:
        """Everybody whom the card's counts hold: training rows and rejected applicants."""
        train, more = self.counts["train"], self.inferred or Counts(0.0, 0.0)
        return Counts(train.goods + more.goods, train.bads + more.bads)


@dataclass(frozen=True)
class CharacteristicResult:
    """A candidate column, binned: in the card, or left out by `reason`.

    `iv` is the information value by sample, `stability` the population stability index of each other
    sample against train. `gini` is the Gini coefficient of the WOE alone in train. `trend` is the trend
    that the bins were held to. `coefficient`, `standard_error`, `p_value` and `vif` are None outside the
    card.
    `left_out` is empty for what is in the card, else the cause: `one_attribute`, `missing_worst`, `noise`,
    `iv_low`, `iv_high`, `correlation`, `vif`, `sign`, `p_value`, `limit`; `left_out_text` says it in words.
    """

    name: str
    title: Texts
    attributes: tuple[AttributeResult, ...]
    trend: str
    iv: Mapping[str, float]
    gini: float
    stability: Mapping[str, float]
    coefficient: float | None = None
    standard_error: float | None = None
    p_value: float | None = None
    vif: float | None = None
    left_out: str = ""
    left_out_text: Texts = field(default_factory=dict)
    by_hand: HandNote | None = None

    @property
    def in_card(self) -> bool:
        """Whether the card has the characteristic."""
        return not self.left_out


@dataclass(frozen=True)
class UnusedColumn:
    """A column that was not binned at all: `cause` is protected, left_out, not_listed, date or identifier."""

    name: str
    cause: str
    text: Texts


@dataclass(frozen=True)
class ScoreBand:
    """A band of scores of a sample; `range` as in the card file, None as an end means open.

    `pd` is the mean PD of those in the band by the card, None where nobody is.
    """

    range: str
    low: float | None
    high: float | None
    counts: Counts
    pd: float | None


@dataclass(frozen=True)
class SampleResult:
    """One sample scored by the card: `train`, `validation`, `test`, `out_of_time`.

    Arrays have one entry per row, in the frame's order; `bad` holds 0 or 1. `points` are those that the card
    uses. `statistics`: auc, gini, ks, brier (Estimate), and without interval mean_pd, bad_rate.
    """

    name: str
    bad: Floats
    weight: Floats
    points: Floats
    pd: Floats
    counts: Counts
    statistics: Mapping[str, Estimate]
    bands: tuple[ScoreBand, ...]

    @property
    def rows(self) -> int:
        """How many rows the sample has."""
        return len(self.bad)


@dataclass(frozen=True)
class CrossValidation:
    """The whole fit repeated on folds of the training rows: AUC of each fold that was held out."""

    folds: int
    auc: tuple[float, ...]
    mean: Estimate


@dataclass(frozen=True)
class RoundingEffect:
    """What rounding the points does, on the training rows.

    The largest and the root mean square difference of a row's total, AUC with raw and with rounded points,
    and the share of pairs of rows that rounding ties (estimated by the number of distinct totals).
    """

    digits: int
    largest: float
    root_mean_square: float
    auc_raw: float
    auc_rounded: float
    distinct_raw: int
    distinct_rounded: int


@dataclass(frozen=True)
class RejectInference:
    """How rejected applicants took part: their number, and the bads inferred among them."""

    method: str
    rejected: int
    inferred_bads: float
    inferred_bad_rate: float
    accepted_bad_rate: float
