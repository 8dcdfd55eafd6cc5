"""Curves of a scored sample: distributions of goods and bads, ROC, and the strategy at each cut-off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from credit_engine.develop.results import SampleResult

    Floats = NDArray[np.float64]

CUT_OFFS = 20


@dataclass(frozen=True)
class Distributions:
    """Different scores in rising order, and weights of goods and bads at each."""

    scores: Floats
    goods: Floats
    bads: Floats

    @property
    def below(self) -> tuple[Floats, Floats]:
        """Shares of goods and bads at or below each score."""
        return self.goods.cumsum() / self.goods.sum(), self.bads.cumsum() / self.bads.sum()


@dataclass(frozen=True)
class Cut:
    """Approving everybody with at least `score`: the share approved, their bad rate, who is turned away."""

    score: float
    approval_rate: float
    bad_rate: float
    bads_rejected: float
    goods_rejected: float


def distributions(sample: SampleResult) -> Distributions:
    """Goods and bads by score."""
    import numpy as np

    scores, place = np.unique(sample.points, return_inverse=True)
    return Distributions(
        scores,
        np.bincount(place, sample.weight * (1 - sample.bad), len(scores)).astype(np.float64),
        np.bincount(place, sample.weight * sample.bad, len(scores)).astype(np.float64),
    )


def strategy(found: Distributions) -> tuple[Cut, ...]:
    """Every score as a cut-off, from the lowest, with which everybody is approved."""
    goods = found.goods[::-1].cumsum()[::-1]
    bads = found.bads[::-1].cumsum()[::-1]
    everybody = goods[0] + bads[0]
    return tuple(
        Cut(
            float(score),
            float((good + bad) / everybody),
            float(bad / (good + bad)),
            float(1 - bad / bads[0]),
            float(1 - good / goods[0]),
        )
        for score, good, bad in zip(found.scores, goods, bads, strict=True)
        if good + bad > 0
    )


def main_cuts(cuts: tuple[Cut, ...]) -> tuple[Cut, ...]:
    """The cut-offs nearest to approval rates of 100, 95, ..., 5 %."""
    wanted = [1 - i / CUT_OFFS for i in range(CUT_OFFS)]
    nearest = (min(cuts, key=lambda cut: abs(cut.approval_rate - rate)) for rate in wanted)
    return tuple(dict.fromkeys(nearest))


def rate_interval(bads: float, number: float, level: float = 0.95) -> tuple[float, float]:
    """The Jeffreys interval of a bad rate: quantiles of Beta(bads + 1/2, goods + 1/2).

    Source: L. Brown, T. Cai and A. DasGupta, Statistical Science 16 (2001).
    """
    from scipy.special import betaincinv

    goods, tail = number - bads, (1 - level) / 2
    low = 0.0 if bads <= 0 else float(betaincinv(bads + 0.5, goods + 0.5, tail))
    high = 1.0 if goods <= 0 else float(betaincinv(bads + 0.5, goods + 0.5, 1 - tail))
    return low, high
