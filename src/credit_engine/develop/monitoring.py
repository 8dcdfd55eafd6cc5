"""Watching a scorecard in use: `monitor` compares new rows with what the card says of its development."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from credit_engine.develop import monitoring_findings, monitoring_lines
from credit_engine.develop.monitoring_arguments import check_arguments
from credit_engine.develop.monitoring_data import Rows, read_rows
from credit_engine.develop.monitoring_results import (
    Calibration,
    CalibrationLine,
    Decisions,
    Monitoring,
    PeriodMonitoring,
)
from credit_engine.develop.statistics import (
    FLOOR,
    binomial_test,
    brier_score,
    hosmer_lemeshow,
    jeffreys_test,
    log_loss,
    psi,
    ranking,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from credit_engine.api.scorecard import Scorecard

    Mask = NDArray[np.bool_]


def monitor(
    card: Scorecard,
    frame: Any,
    target: str | None = None,
    period: str | None = None,
    *,
    decision: str | None = None,
    approved: Sequence[Any] = ("approve",),
    override: str | None = None,
    floor: float = FLOOR,
    level: float = 0.95,
    draws: int = 200,
    seed: int = 1,
    source: Mapping[str, Any] | None = None,
) -> Monitoring:
    """Compare new rows with the card's development: stability, and with labels also performance.

    `frame` holds the card's characteristics, and the columns named: `target` (1 bad, 0 good, missing while
    the outcome is not known), `period` (such as the month of application), `decision` (approved where its
    value is among `approved`) and `override` (1 where the decision is not the one proposed). Without a
    target, what needs labels is None. Stability compares with the counts that the card holds, empty cells
    raised to `floor`. Intervals are at `level`; the KS interval is from `draws` bootstrap samples by `seed`.
    `source` says where the data come from, for the report. Raises InputError with every problem of the
    arguments, then of the frame.
    """
    named = {"target": target, "period": period, "decision": decision, "override": override}
    numeric = {"floor": floor, "level": level, "draws": draws, "seed": seed}
    check_arguments(card, frame, named, approved, numeric)
    rows = read_rows(card, frame, target, period, decision, approved, override)
    bands = monitoring_lines.band_numbers(card, rows.points)
    options, quick = (floor, level, draws, seed), (floor, level, 0, seed)
    result = Monitoring(
        card=card.name,
        version=card.version,
        fingerprint=card.fingerprint,
        title=_title(card),
        settings={**named, "approved": list(approved), **numeric},
        total=_period("", rows, bands, rows.everyone, options),
        periods=tuple(
            _period(name, rows, bands, rows.period == i, quick) for i, name in enumerate(rows.periods)
        ),
        bands=monitoring_lines.band_lines(bands, rows),
        characteristics=monitoring_lines.characteristic_results(card, rows, floor),
        calibration=_calibration(rows, bands),
        development=_development(card),
        unscored=rows.unscored,
        findings=(),
        source=dict(source or {}),
    )
    return monitoring_findings.with_findings(result)


def _title(card: Scorecard) -> Mapping[str, str]:
    title = card.spec.title
    return {lang: card.name if title is None else title.text(lang) for lang in ("en", "zh")}


def _development(card: Scorecard) -> Mapping[str, float]:
    if card.spec.development is None:
        return {}
    return {name: float(value) for name, value in card.spec.development.statistics.items()}


def _period(
    name: str,
    rows: Rows,
    bands: monitoring_lines.Bands,
    chosen: Mask,
    options: tuple[float, float, int, int],
) -> PeriodMonitoring:
    """The numbers of the rows chosen."""
    import numpy as np

    floor, level, draws, seed = options
    scored = chosen & rows.scored
    labelled = scored & rows.known
    bad = rows.bad[labelled]
    expected, actual = bands.counts(scored)
    both = bool(len(bad)) and bool(bad.any()) and not bool(bad.all())
    ranks = None
    if both:
        points = rows.points[labelled]
        ranks = ranking(points, bad, higher="good", level=level, draws=draws, seed=seed)  # type: ignore[arg-type]
    found = scored.any()
    return PeriodMonitoring(
        name=name,
        records=int(chosen.sum()),
        scored=int(scored.sum()),
        mean_points=float(np.mean(rows.points[scored])) if found else None,
        mean_pd=float(np.mean(rows.pd[scored])) if found else None,
        stability=psi(expected, actual, floor=floor) if expected and found else None,
        labelled=int(labelled.sum()),
        bads=int(bad.sum()),
        ranking=ranks,
        decisions=_decisions(rows, chosen),
    )


def _decisions(rows: Rows, chosen: Mask) -> Decisions | None:
    if rows.approved is None and rows.overridden is None:
        return None
    decided = chosen & rows.decided
    approved = None if rows.approved is None else rows.approved & decided
    overridden = None if rows.overridden is None else rows.overridden & decided
    both = None if approved is None or overridden is None else int((approved & overridden).sum())
    return Decisions(
        int(decided.sum()),
        None if approved is None else int(approved.sum()),
        None if overridden is None else int(overridden.sum()),
        both,
    )


def _calibration(rows: Rows, bands: monitoring_lines.Bands) -> Calibration | None:
    labelled = rows.scored & rows.known
    if not labelled.any():
        return None
    overall = _calibration_line("", rows, labelled)
    by_band = [(label, labelled & (bands.number == i)) for i, label in enumerate(bands.labels)]
    by_grade = [(name, labelled & (rows.grade == name)) for name in rows.grades]
    lines = tuple(_calibration_line(label, rows, mask) for label, mask in by_band if mask.any())
    groups = [line for line in lines or (overall,) if 0 < line.pd < 1]
    pd, bad = rows.pd[labelled], rows.bad[labelled]
    return Calibration(
        overall=overall,
        bands=lines,
        grades=tuple(_calibration_line(name, rows, mask) for name, mask in by_grade if mask.any()),
        hosmer_lemeshow=hosmer_lemeshow(
            [group.number for group in groups],
            [group.bads for group in groups],
            [group.pd for group in groups],
        )
        if len(groups) == len(lines or (overall,))
        else None,
        brier=brier_score(pd, bad),  # type: ignore[arg-type]
        log_loss=log_loss(pd, bad),  # type: ignore[arg-type]
    )


def _calibration_line(label: str, rows: Rows, mask: Mask) -> CalibrationLine:
    number, bads, pd = int(mask.sum()), int(rows.bad[mask].sum()), float(rows.pd[mask].mean())
    return CalibrationLine(
        label, number, bads, pd, binomial_test(number, bads, pd), jeffreys_test(number, bads, pd)
    )
