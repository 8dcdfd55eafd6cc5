"""Concentration of a portfolio, and how much room a limit on exposures leaves. Equality keeps a limit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from credit_engine.credit import arguments
from credit_engine.credit.working import exactly, rounded, total
from credit_engine.numbers import Number


@exactly
def herfindahl(exposures: Sequence[Number]) -> Number:
    """The Herfindahl-Hirschman index: the sum of squared shares, from 1 / n up to 1."""
    sizes = arguments.not_negative_numbers("exposures", exposures)
    total_exposure = arguments.positive_total("exposures", total(sizes))
    return rounded(total([size * size for size in sizes]) / (total_exposure * total_exposure))


@exactly
def exposure_headroom(base: Number, limit_ratio: Number, exposure: Number) -> Number:
    """Capital base * ratio - exposure: below 0 where the limit is exceeded already.

    商业银行大额风险暴露管理办法 (银保监会令2018年第1号), arts. 7-9; Basel Framework, LEX20: the ratios
    are dated data.
    """
    limit = arguments.positive("base", base) * arguments.within("limit_ratio", limit_ratio, 0, 10)
    return rounded(limit - arguments.not_negative("exposure", exposure))


@exactly
def own_share_room(own_debt: Number, others_debt: Number, share: Number) -> Number:
    """The further amount one bank may lend while its part of all bank debt stays within `share`; at least 0.

    The x with (own + x) / (own + x + others) = share.
    """
    part = arguments.fraction("share", share)
    if part == 1:
        raise arguments.never("share", "1, which is no limit")
    most = part / (1 - part) * arguments.not_negative("others_debt", others_debt)
    return rounded(max(Decimal(0), most - arguments.not_negative("own_debt", own_debt)))


@dataclass(frozen=True, slots=True)
class LargeExposure:
    """A counterparty or group that reaches the reporting threshold; `ratio` is of the capital base."""

    name: str
    exposure: Number
    ratio: Number
    within_limit: bool


@exactly
def large_exposures(
    exposures: Mapping[str, Number], base: Number, threshold: Number, limit_ratio: Number
) -> tuple[LargeExposure, ...]:
    """The exposures of at least `threshold` of the base, greatest first, ties by name."""
    capital = arguments.positive("base", base)
    least = arguments.fraction("threshold", threshold)
    most = arguments.within("limit_ratio", limit_ratio, 0, 10)
    sizes = {name: arguments.not_negative(name, size) for name, size in exposures.items()}
    ordered = sorted(sizes.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(
        LargeExposure(name, rounded(size), rounded(size / capital), size <= capital * most)
        for name, size in ordered
        if size >= capital * least
    )
