"""Where optbinning cuts a column: edges of numbers, groups of categories. Training rows only.

Source: G. Navas-Palencia, Optimal binning: mathematical programming formulation, arXiv:2001.08025.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from credit_engine.develop import problems as errors
from credit_engine.develop.arrays import Floats
from credit_engine.develop.attributes import readable_edge
from credit_engine.develop.settings import BinningSettings, Trend
from credit_engine.develop.significance import is_bent, pure_ends, pure_groups
from credit_engine.problems import PolicyError

if TYPE_CHECKING:
    from numpy.typing import NDArray

_MONOTONIC = "auto_asc_desc"
_FREE = "auto_heuristic"
_TREND = {"monotonic": _MONOTONIC, "none": None}
_SHARE_OF_PREBIN = 0.05
"""Twenty equal fine bins: optbinning's own default."""
_GAIN_OF_A_PARAMETER = 2.0
"""Akaike's price of a parameter in twice the log-likelihood."""


@dataclass(frozen=True)
class Cutting:
    """What the cuts of one column are to be like; `share` is the part of training rows that have a value."""

    name: str
    settings: BinningSettings
    trend: Trend
    min_bin_size: float
    share: float


def cut_numbers(
    values: Floats, bad: Floats, weight: Floats, cutting: Cutting
) -> tuple[tuple[float, ...], str]:
    """Ascending edges of bins [a, b), and the trend that they were held to."""
    if len(np.unique(values)) < 2 or not 0 < bad.sum() < len(bad):
        return (), "none"
    if cutting.trend != "auto":
        splits = _splits(values, bad, weight, cutting, _TREND.get(cutting.trend, cutting.trend))
        return _edges(values, splits, cutting) or _pure_edges(values, bad, weight, cutting), cutting.trend
    straight = _splits(values, bad, weight, cutting, _MONOTONIC)
    if not is_bent(values, bad, weight):
        found = _edges(values, straight, cutting)
        return found or _pure_edges(values, bad, weight, cutting), "monotonic"
    bent = _splits(values, bad, weight, cutting, _FREE)
    if _explains_more(values, bad, weight, bent, straight):
        return _edges(values, bent, cutting), "bent"
    found = _edges(values, straight, cutting)
    return found or _pure_edges(values, bad, weight, cutting), "monotonic"


def _pure_edges(values: Floats, bad: Floats, weight: Floats, cutting: Cutting) -> tuple[float, ...]:
    """The edge of one end of the values that is of one class beyond chance, else of the other.

    optbinning joins such an end to its neighbour, which hides what separates the classes best. One edge
    makes an ascending or a descending bad rate, and satisfies a trend that is not the opposite.
    """
    rising = {"ascending": True, "descending": False}.get(cutting.trend)
    least = cutting.min_bin_size / cutting.share * weight.sum()
    found = []
    for edge, outcome in pure_ends(values, bad, weight):
        above = values >= edge
        rates = [np.average(bad[part], weights=weight[part]) for part in (~above, above)]
        sizes = [weight[part].sum() for part in (~above, above)]
        if min(sizes) >= least and rising in (None, rates[1] > rates[0]):
            found.append((-float(sizes[0] if rates[0] == outcome else sizes[1]), edge))
    return _edges(values, [min(found)[1]], cutting) if found else ()


def group_values(
    values: NDArray[Any], bad: Floats, weight: Floats, cutting: Cutting
) -> list[tuple[Any, ...]]:
    """Groups of categories by rising bad rate; each category is in one of them."""
    known = sorted(dict.fromkeys(values.tolist()), key=_order)
    if len(known) < 2 or not 0 < bad.sum() < len(bad):
        return [tuple(known)] if known else []
    names = {value: f"{i:06}" for i, value in enumerate(known)}
    coded = np.array([names[value] for value in values.tolist()], dtype=object)
    groups = _fitted(coded, bad, weight, cutting, "categorical", _MONOTONIC)
    found = [tuple(known[int(name)] for name in sorted(group)) for group in groups if len(group)]
    if len(found) > 1:
        return found
    return [tuple(sorted(group, key=_order)) for group in pure_groups(values, bad, weight)]


def _order(value: object) -> tuple[bool, str, float, str]:
    """Numbers by size, then texts; booleans among the texts."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return False, "", float(value), ""
    return True, type(value).__name__, 0.0, str(value)


def _splits(values: Floats, bad: Floats, weight: Floats, cutting: Cutting, trend: str | None) -> list[float]:
    """Splits of the values' ranks: of the values themselves optbinning takes seven digits, and those closer
    than 1e-7 as one.
    """
    ordered, rank = np.unique(values, return_inverse=True)
    found = _fitted(rank.astype(np.float64), bad, weight, cutting, "numerical", trend)
    places = [int(np.ceil(split)) for split in found]
    return [_between(ordered, place) for place in places if 0 < place < len(ordered)]


def _between(ordered: Floats, place: int) -> float:
    """The middle of two neighbouring values; the upper one where no float lies between them."""
    low, high = float(ordered[place - 1]), float(ordered[place])
    middle = low / 2 + high / 2
    return middle if middle > low else high


def _fitted(
    values: NDArray[Any], bad: Floats, weight: Floats, cutting: Cutting, kind: str, trend: str | None
) -> Any:
    """The splits of optbinning; raises PolicyError where it finds none for what is asked."""
    from optbinning import OptimalBinning

    least = min(0.5, cutting.min_bin_size / cutting.share) if cutting.min_bin_size > 0 else None
    binning = OptimalBinning(
        name=cutting.name,
        dtype=kind,
        monotonic_trend=trend,
        max_n_prebins=cutting.settings.prebins,
        min_prebin_size=prebin_share(cutting.settings),
        min_bin_size=least,
        max_n_bins=cutting.settings.max_bins,
    )
    even = bool((weight == weight[0]).all())
    try:
        binning.fit(values, bad.astype(np.int64), sample_weight=None if even else weight)
    except (ValueError, ArithmeticError) as failure:
        raise PolicyError([errors.unfittable(path=cutting.name, failure=str(failure))]) from None
    if binning.status not in ("OPTIMAL", "FEASIBLE"):
        raise PolicyError([errors.unfittable(path=cutting.name, failure=str(binning.status).lower())])
    return binning.splits


def prebin_share(settings: BinningSettings) -> float:
    """The least share of rows in a fine bin: that of as many equal bins as are wanted, at most 5 %."""
    return min(_SHARE_OF_PREBIN, 1 / settings.prebins)


def _edges(values: Floats, splits: Sequence[float], cutting: Cutting) -> tuple[float, ...]:
    """The edges as they are written; each cuts the training rows where the split does."""
    if cutting.settings.edges == "midpoint":
        return tuple(splits)
    ordered = np.unique(values)
    places = [int(np.searchsorted(ordered, split, side="left")) for split in splits]
    return tuple(
        readable_edge(float(ordered[place - 1]), float(ordered[place]))
        for place in dict.fromkeys(places)
        if 0 < place < len(ordered)
    )


def _explains_more(
    values: Floats, bad: Floats, weight: Floats, bent: Sequence[float], straight: Sequence[float]
) -> bool:
    """Whether a peak or valley is the better model by Akaike's criterion; the bend counts as a parameter.

    Source: H. Akaike, A new look at the statistical model identification, IEEE Transactions on Automatic
    Control 19 (1974).
    """
    if list(bent) == list(straight):
        return False
    gain = 2 * (_log_likelihood(values, bad, weight, bent) - _log_likelihood(values, bad, weight, straight))
    return gain > _GAIN_OF_A_PARAMETER * max(1, len(bent) - len(straight) + 1)


def _log_likelihood(values: Floats, bad: Floats, weight: Floats, splits: Sequence[float]) -> float:
    """Of the bad rate of each bin; weights are taken at mean 1."""
    bins = np.searchsorted(np.array(splits), values, side="right")
    total = np.bincount(bins, weight, len(splits) + 1) / weight.mean()
    bads = np.bincount(bins, weight * bad, len(splits) + 1) / weight.mean()
    mixed = (bads > 0) & (bads < total)
    rate = bads[mixed] / total[mixed]
    return float((bads[mixed] * np.log(rate) + (total[mixed] - bads[mixed]) * np.log1p(-rate)).sum())
