"""Watching a scorecard in use: `monitor` compares new rows with what the card says of its development."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any

import numpy as np

from credit_engine.argument_problems import out_of_range, wrong_type
from credit_engine.develop import monitoring_findings
from credit_engine.develop.arrays import Floats, Integers, Mask
from credit_engine.develop.monitoring_data import Rows, read_rows
from credit_engine.develop.monitoring_results import (
    Calibration,
    CalibrationLine,
    CharacteristicMonitoring,
    Decisions,
    Line,
    Monitoring,
    PeriodMonitoring,
)
from credit_engine.develop.problems import (
    approvals_no_list,
    column_named_twice,
    named_column_missing,
    no_column_name,
    no_scorecard,
)
from credit_engine.develop.statistics import (
    FLOOR,
    Stability,
    binomial_test,
    brier_score,
    csi,
    hosmer_lemeshow,
    jeffreys_test,
    log_loss,
    psi,
    ranking,
)
from credit_engine.problems import InputError, Problem, suggestion
from credit_engine.texts.monitoring import word
from credit_engine.wording import said

if TYPE_CHECKING:
    from credit_engine.api.scorecard import Scorecard
    from credit_engine.develop.monitoring_data import Rows
    from credit_engine.parts.card.attributes import Characteristic
    from credit_engine.parts.card.model import AttributeModel


_SHOWN = 8
"""Columns that a message lists: enough to see which table it is."""


def check_arguments(
    card: Any, frame: Any, named: Mapping[str, Any], approved: Any, options: Mapping[str, Any]
) -> None:
    """Raise InputError with every problem of the arguments.

    `named` are the columns by the argument that names them, `options` are floor, level, draws and seed.
    """
    from credit_engine.api.frames import names_of

    problems = [*_card(card), *_approved(approved), *_options(options)]
    try:
        names: list[Any] = list(names_of(frame))  # pandas has names that are no texts
    except InputError as wrong:
        raise InputError([*problems, *wrong.problems]) from None
    columns = [name for name in names if isinstance(name, str)]
    problems += [problem for place, name in named.items() for problem in _named(place, name, columns)]
    if problems:
        raise InputError(problems)


def _card(card: Any) -> Iterator[Problem]:
    from credit_engine.api.scorecard import Scorecard

    if not isinstance(card, Scorecard):
        yield no_scorecard(path="card", name=type(card).__name__)


def _approved(approved: Any) -> Iterator[Problem]:
    if isinstance(approved, str | bytes) or not isinstance(approved, Sequence):
        yield approvals_no_list(path="approved", approved=approved)


def _options(options: Mapping[str, Any]) -> Iterator[Problem]:
    for name, value in options.items():
        integer = name in ("draws", "seed")
        if isinstance(value, bool) or not isinstance(value, Integral if integer else Real):
            expected = said("a whole number", "整数") if integer else said("a number", "数字")
            yield wrong_type(path=name, name=name, value=repr(value), expected=expected)
        elif not (float(value) >= 0 if integer else 0 < float(value) < 1):
            expected = (
                said("0 or more", "不小于 0") if integer else said("above 0 and below 1", "大于 0 且小于 1")
            )
            yield out_of_range(path=name, name=name, value=value, expected=expected)


def _named(place: str, name: Any, columns: Sequence[str]) -> Iterator[Problem]:
    if name is None:
        return
    if not isinstance(name, str):
        yield no_column_name(path=place, place=place, name=name)
    elif name not in columns:
        yield named_column_missing(
            path=place, name=name, expected=", ".join(columns[:_SHOWN]), hint=suggestion(name, columns)
        )
    elif columns.count(name) > 1:
        yield column_named_twice(path=name, name=name)


_UNCOVERED = {lang: word("uncovered", lang) for lang in ("en", "zh")}


@dataclass(frozen=True)
class Bands:
    """The development's score bands, and the band of each row (their number where none covers it)."""

    labels: tuple[str, ...]
    goods: tuple[float, ...]
    bads: tuple[float, ...]
    number: Integers

    def counts(self, chosen: Mask) -> tuple[list[float], list[float]]:
        """Counts of development and of the rows chosen; a last cell for rows that no band covers."""
        actual = np.bincount(self.number[chosen], minlength=len(self.labels) + 1).tolist()
        expected = [good + bad for good, bad in zip(self.goods, self.bads, strict=True)]
        if not sum(expected):
            return [], []
        return ([*expected, 0.0], actual) if actual[-1] else (expected, actual[:-1])


def band_numbers(card: Scorecard, points: Floats) -> Bands:
    """The score band of each row; none where the card has no bands."""
    from credit_engine.parts.card.attributes import read_interval
    from credit_engine.parts.reading import Reporting

    development = card.spec.development
    written = [] if development is None else development.score_bands
    number = np.full(len(points), len(written), dtype=np.int64)
    for i in range(len(written)):
        at = ("development", "score_bands", i, "range")
        interval = read_interval(Reporting(card.card.document, []), at)
        assert interval is not None  # the card was checked when it was loaded
        inside = np.ones(len(points), dtype=np.bool_)
        if interval.low is not None:
            low = float(interval.low)
            inside &= (points >= low) if interval.low_closed else (points > low)
        if interval.high is not None:
            high = float(interval.high)
            inside &= (points <= high) if interval.high_closed else (points < high)
        number[inside] = i
    return Bands(
        tuple(line.range for line in written),
        tuple(float(line.goods) for line in written),
        tuple(float(line.bads) for line in written),
        number,
    )


def band_lines(bands: Bands, rows: Rows) -> tuple[Line, ...]:
    """The bands with who falls into them now; a last one for rows that none covers."""
    lines = []
    for i, label in enumerate((*bands.labels, None)):
        inside = rows.scored & (bands.number == i)
        if label is None:
            if bands.labels and inside.any():
                lines.append(_line("uncovered", _UNCOVERED, rows, inside, (0.0, 0.0), None))
        else:
            counts = bands.goods[i], bands.bads[i]
            lines.append(_line("band", {"en": label, "zh": label}, rows, inside, counts, None))
    return tuple(lines)


def characteristic_results(card: Scorecard, rows: Rows, floor: float) -> tuple[CharacteristicMonitoring, ...]:
    """Every characteristic of the card over the rows."""
    return tuple(_characteristic(characteristic, rows, floor) for characteristic in card.card.characteristics)


def _characteristic(characteristic: Characteristic, rows: Rows, floor: float) -> CharacteristicMonitoring:
    found = rows.attributes[characteristic.name]
    lines = [_attribute(characteristic, i, rows, found == i) for i in range(len(characteristic.points))]
    outside = found < 0
    counted = [i for i, line in enumerate(lines) if line.expected is not None]
    if outside.any():
        lines.append(_line("uncovered", _UNCOVERED, rows, outside, (0.0, 0.0) if counted else None, None))
    share = {
        kind: float(np.mean(_of_kind(characteristic, found, kind)))
        for kind in ("missing", "special", "otherwise")
    }
    return CharacteristicMonitoring(
        name=characteristic.name,
        title={
            lang: characteristic.name
            if characteristic.spec.title is None
            else characteristic.spec.title.text(lang)
            for lang in ("en", "zh")
        },
        lines=tuple(lines),
        stability=_stability(lines, np.bincount(np.where(outside, len(characteristic.points), found)), floor),
        by_period=_by_period(lines, rows, np.where(outside, len(characteristic.points), found), floor),
        missing=share["missing"],
        special=share["special"],
        uncovered=share["otherwise"] + float(outside.mean()),
    )


def _of_kind(characteristic: Characteristic, found: Integers, kind: str) -> Mask:
    """Rows in attributes of missing values without a cause, with a cause (special), or of what is left."""
    wanted = [
        i
        for i, attribute in enumerate(characteristic.spec.attributes)
        if (kind == "missing" and attribute.missing == "any")
        or (kind == "special" and attribute.missing not in (None, "any"))
        or (kind == "otherwise" and attribute.otherwise and not _was_seen(attribute))
    ]
    return np.isin(found, wanted)


def _was_seen(attribute: AttributeModel) -> bool:
    """Whether development rows fell into an attribute: rare values that are grouped under `otherwise`."""
    return bool((attribute.goods or 0) + (attribute.bads or 0))


def _attribute(characteristic: Characteristic, i: int, rows: Rows, inside: Mask) -> Line:
    spec = characteristic.spec.attributes[i]
    counts = None if spec.goods is None or spec.bads is None else (float(spec.goods), float(spec.bads))
    label = {lang: characteristic.label(i, lang) for lang in ("en", "zh")}
    return _line(spec.kinds[0], label, rows, inside, counts, float(characteristic.points[i]))


def _line(
    kind: str,
    label: Mapping[str, str],
    rows: Rows,
    inside: Mask,
    counts: tuple[float, float] | None,
    points: float | None,
) -> Line:
    labelled = inside & rows.known
    bads = int(rows.bad[labelled].sum())
    expected = None if counts is None else sum(counts)
    return Line(
        kind=kind,
        label=label,
        actual=int(inside.sum()),
        expected=expected,
        points=points,
        goods=int(labelled.sum()) - bads if rows.known.any() else None,
        bads=bads if rows.known.any() else None,
        expected_bad_rate=counts[1] / expected if counts and expected else None,
    )


def _stability(lines: list[Line], actual: Any, floor: float) -> Stability | None:
    """CSI over the lines; attributes without counts were empty in development. None without any count."""
    expected = [line.expected or 0.0 for line in lines]
    if not sum(expected) or not actual.sum():
        return None
    padded = np.zeros(len(lines))
    padded[: len(actual)] = actual[: len(lines)]
    points = None if lines[-1].points is None else [line.points or 0.0 for line in lines]
    return csi(expected, padded.tolist(), points, floor=floor)


def _by_period(lines: list[Line], rows: Rows, found: Integers, floor: float) -> Mapping[str, Stability]:
    compared = {
        name: _stability(lines, np.bincount(found[rows.period == i], minlength=len(lines)), floor)
        for i, name in enumerate(rows.periods)
    }
    return {name: value for name, value in compared.items() if value is not None}


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
    bands = band_numbers(card, rows.points)
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
        bands=band_lines(bands, rows),
        characteristics=characteristic_results(card, rows, floor),
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
    name: str, rows: Rows, bands: Bands, chosen: Mask, options: tuple[float, float, int, int]
) -> PeriodMonitoring:
    """The numbers of the rows chosen."""
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


def _calibration(rows: Rows, bands: Bands) -> Calibration | None:
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
