"""Filling offers: each by its number, the best one, and those equal to it by rank."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from credit_engine.absent import Absent
from credit_engine.account import gaps
from credit_engine.account.processes import OfferFinding, OfferLine
from credit_engine.explain.fill.core import Fill


def _offers(fill: Fill, gap: gaps.Offers) -> tuple[OfferLine, ...]:
    places = {at: place for place, at in enumerate(_places(fill, gap.ranking), 1)}
    return tuple([fill.unwritten(line)._replace(place=places.get(at)) for at, line in enumerate(gap.lines)])


def _places(fill: Fill, ranking: gaps.Ranking) -> list[int]:
    """The feasible offers by rank, counted from 0; equal ones in the order of the grid."""
    places = [at for at, infeasible in enumerate(ranking.infeasible) if fill.of(infeasible) is False]
    for key, largest in reversed(list(enumerate(ranking.largest))):
        places.sort(key=lambda at: fill.of(ranking.keys[at][key]), reverse=largest)
    return places


def _equal(fill: Fill, gap: gaps.EqualOffers) -> tuple[int, ...]:
    if not _is_known(fill, gap.best):
        return ()
    ranking, first = gap.ranking, fill.of(gap.first)
    keys = [fill.of(key) for key in ranking.keys[first]]
    feasible = (at for at, infeasible in enumerate(ranking.infeasible) if fill.of(infeasible) is False)
    return tuple(
        [at + 1 for at in feasible if at != first and [fill.of(key) for key in ranking.keys[at]] == keys]
    )


def _is_known(fill: Fill, best: Any) -> bool:
    number = fill.of(best)
    return not isinstance(number, Absent) and bool(number >= 0)


def _status(fill: Fill, gap: gaps.OfferStatus) -> str:
    best = fill.of(gap.best)
    if not isinstance(best, Absent) and best == gap.at:
        return "best"
    infeasible = fill.of(gap.infeasible)
    if isinstance(infeasible, Absent):
        return "open"
    return "infeasible" if infeasible else "feasible"


def _findings(fill: Fill, gap: gaps.Findings) -> tuple[OfferFinding, ...]:
    values = [fill.of(node) for node in gap.nodes]
    if not any(value is True for value in values):
        values = [isinstance(value, Absent) and value.applicable for value in values]
    found = zip(values, gap.findings, strict=True)
    return tuple([fill(finding) for value, finding in found if value is True])


def _best_status(fill: Fill, gap: gaps.BestStatus) -> str:
    if isinstance(fill.of(gap.best), Absent):
        return "unknown"
    return "best" if _is_known(fill, gap.best) else "none"


def _best_number(fill: Fill, gap: gaps.BestNumber) -> int | None:
    return fill.of(gap.best) + 1 if _is_known(fill, gap.best) else None


def _no_offer(fill: Fill, gap: gaps.NoOffer) -> Any:
    best = fill.of(gap.best)
    if isinstance(best, Absent):
        return best
    return None if best >= 0 else fill.of(gap.amount)


FILLS: dict[type[Any], Callable[[Fill, Any], Any]] = {
    gaps.Offers: _offers,
    gaps.EqualOffers: _equal,
    gaps.OfferStatus: _status,
    gaps.Findings: _findings,
    gaps.BestStatus: _best_status,
    gaps.BestNumber: _best_number,
    gaps.NoOffer: _no_offer,
}
