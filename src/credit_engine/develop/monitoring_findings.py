"""What to look at in the numbers of monitoring. The limits are conventions, stated in the reference."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from credit_engine.develop.monitoring_results import Calibration, Finding, Monitoring
from credit_engine.develop.statistics import Stability, binomial_test, chance_limit
from credit_engine.texts.monitoring import period_title, word

SIGNIFICANT = 0.05
"""The level at which a test's finding is told."""
FEW_BADS = 100
FEW_ROWS = 100
"""Bads, and rows, below which shares move by several points by chance alone."""
MANY_UNCOVERED = 0.01
"""One value in a hundred that no attribute covers: more is no single slip of data."""
MANY_OVERRIDES = 0.10
"""One decision in ten against the score: from there on it is no longer the card that decides."""


def with_findings(result: Monitoring) -> Monitoring:
    """The result with its findings, the gravest first."""
    found = [*_of_rows(result), *_of_stability(result), *_of_labels(result), *_of_decisions(result)]
    return replace(result, findings=tuple(sorted(found, key=lambda finding: not finding.grave)))


def has_moved(found: Stability | None, tests: int = 1) -> bool:
    """Whether an index is at least moderate and beyond what chance gives in so many comparisons."""
    return found is not None and found.band != "stable" and found.index > chance_limit(found, tests)


def _of_rows(result: Monitoring) -> Iterator[Finding]:
    total = result.total
    if total.scored < total.records:
        values = {"number": total.records - total.scored, "records": total.records}
        yield Finding("rows-without-score", True, values)
    for characteristic in result.characteristics:
        if characteristic.uncovered > MANY_UNCOVERED:
            yield Finding(
                "uncovered-values", False, {"name": characteristic.title, "share": characteristic.uncovered}
            )


def _of_stability(result: Monitoring) -> Iterator[Finding]:
    """Shifts of the score and of the characteristics beyond chance, else that rows are too few for any."""
    found, scored = result.total.stability, result.total.scored
    if found is None and scored:
        yield Finding("no-development-bands", False)
    shifts = [*_of_shifts(result)]
    yield from shifts
    if 0 < scored < FEW_ROWS and not shifts:
        shown = {"index": "-", "limit": "-"}
        if found is not None:
            shown = {"index": f"{found.index:.3f}", "limit": f"{chance_limit(found):.3f}"}
        yield Finding("few-rows", True, {"number": scored, **shown})
    unknown = [
        characteristic.title for characteristic in result.characteristics if characteristic.stability is None
    ]
    if unknown:
        yield Finding("no-development-counts", False, {"names": unknown})


def _of_shifts(result: Monitoring) -> Iterator[Finding]:
    found, periods = (
        result.total.stability,
        [period for period in result.periods if period.stability is not None],
    )
    if found is not None and has_moved(found):
        yield Finding("score-shift", found.band == "major", {"index": found.index, "band": found.band})
    moved = [
        period
        for period in periods
        if period.stability is not None
        and period.stability.band == "major"
        and has_moved(period.stability, len(periods))
    ]
    if moved:
        yield Finding(
            "score-shift-in-periods", True, {"names": [period_title(period.name) for period in moved]}
        )
    few = [
        period_title(period.name)
        for period in result.periods
        if 0 < period.scored < FEW_ROWS and period not in moved
    ]
    if few and result.total.scored >= FEW_ROWS:
        yield Finding("few-rows-in-periods", False, {"names": few})
    for characteristic in result.characteristics:
        shift = characteristic.stability
        if shift is not None and has_moved(shift, len(result.characteristics)):
            values = {"name": characteristic.title, "index": shift.index, "band": shift.band}
            yield Finding("characteristic-shift", shift.band == "major", values)


def _of_labels(result: Monitoring) -> Iterator[Finding]:
    total = result.total
    if result.settings["target"] is not None and not total.labelled:
        column = result.settings["target"]
        yield Finding("no-labels", True, {"column": {"en": column, "zh": column}})
    elif total.labelled and total.ranking is None:
        yield Finding("one-class", True, {"name": "goods" if total.bads else "bads"})
    elif total.ranking is not None:
        area, before = total.ranking.auc, result.stated("auc")
        if total.bads < FEW_BADS:
            yield Finding("few-bads", False, {"number": total.bads})
        if before is not None and area.high is not None and before.value > area.high:
            sample = {lang: word(f"in_{before.sample or 'development'}", lang) for lang in ("en", "zh")}
            values = {"value": area.value, "high": area.high, "before": before.value, "sample": sample}
            yield Finding("weaker-discrimination", True, values)
    if result.calibration is not None:
        yield from _of_calibration(result.calibration)


def _of_calibration(calibration: Calibration) -> Iterator[Finding]:
    """PDs that are too low or too high over all, and grades (or else bands) whose PD is too low.

    With many grades one in twenty is off by chance, so that each is held against the limit divided by
    their number (Bonferroni).
    """
    overall = calibration.overall
    lower = binomial_test(overall.number, overall.bads, overall.pd, side="less")
    values = {"pd": overall.pd, "rate": overall.bad_rate}
    if overall.jeffreys.p_value < SIGNIFICANT:
        yield Finding("pd-too-low", True, {**values, "p_value": overall.jeffreys.p_value})
    elif lower.p_value < SIGNIFICANT:
        yield Finding("pd-too-high", False, {**values, "p_value": lower.p_value})
    lines = calibration.grades or calibration.bands
    limit = SIGNIFICANT / max(1, len(lines))
    low = [line.label for line in lines if line.jeffreys.p_value < limit]
    if low:
        yield Finding("grade-pd-too-low", True, {"names": low, "limit": f"{limit:.4f}"})


def _of_decisions(result: Monitoring) -> Iterator[Finding]:
    decisions = result.total.decisions
    rate = None if decisions is None else decisions.override_rate
    if rate is not None and rate > MANY_OVERRIDES:
        yield Finding("many-overrides", False, {"rate": rate})
