"""The report of monitoring a scorecard, as one HTML file."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import partial
from os import PathLike
from typing import TYPE_CHECKING, Any

from credit_engine.develop.monitoring_findings import has_moved
from credit_engine.develop.statistics import MAJOR, MODERATE, chance_limit
from credit_engine.report import fit
from credit_engine.report.page import write_page
from credit_engine.report.pictures import BAD, GOOD, GREY, LINE, PALE, finish, percent_axis, picture, turn
from credit_engine.texts.monitoring import period_title
from credit_engine.texts.reports import phrase

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from credit_engine.develop.monitoring_results import (
        Calibration,
        CharacteristicMonitoring,
        Line,
        Monitoring,
    )
    from credit_engine.develop.statistics import Stability

Picture = dict[str, str]


def score_distribution(bands: Sequence[Line], lang: str) -> Picture:
    """Shares of the score bands, in development and now."""
    places = range(len(bands))

    def draw(axes: Axes) -> None:
        _two_bars(axes, places, bands, lang)
        axes.set_xticks(
            list(places), [band.label[lang] for band in bands], rotation=40, ha="right", fontsize=7.5
        )
        axes.margins(y=0.22)
        axes.legend(loc="upper left", ncols=2)
        percent_axis(axes.yaxis)
        finish(axes, phrase("score_distribution", lang))

    return picture(draw, phrase("score_distribution", lang), lang=lang, size=(4.9, 3.2))


def psi_by_period(result: Monitoring, lang: str) -> Picture | None:
    """PSI of the score in each period, pale where it is within chance, with the conventional limits."""
    known = [
        (period_title(period.name)[lang], period.stability)
        for period in result.periods
        if period.stability is not None
    ]
    tests = len(result.periods)

    def draw(axes: Axes) -> None:
        names = [name for name, _ in known]
        limits = [chance_limit(stability, tests) for _, stability in known]
        colours = [
            GOOD if stability.index > limit else PALE
            for (_, stability), limit in zip(known, limits, strict=True)
        ]
        axes.bar(names, [stability.index for _, stability in known], 0.6, color=colours)
        if all(map(math.isfinite, limits)):
            shown = phrase("by_chance", lang)
            axes.plot(names, limits, "_", color=LINE, markersize=9, label=shown)
            axes.margins(y=0.22)
            axes.legend(loc="upper left")
        axes.axhline(MODERATE, color="#d97706", linewidth=0.9, linestyle="--")
        axes.axhline(MAJOR, color="#b91c1c", linewidth=0.9, linestyle="--")
        turn(axes, len(known), beyond=6, angle=60)
        finish(axes, phrase("psi_by_period", lang))

    return picture(draw, phrase("psi_by_period", lang), lang=lang, size=(5.2, 2.8)) if known else None


def auc_by_period(result: Monitoring, lang: str) -> Picture | None:
    """AUC of each period with its interval, and the one that the card states."""
    known = [
        (period_title(period.name)[lang], period.ranking.auc)
        for period in result.periods
        if period.ranking is not None
    ]
    stated = result.stated("auc")

    def draw(axes: Axes) -> None:
        values = [auc.value for _, auc in known]
        spread: Any = [
            [auc.value - (auc.value if auc.low is None else auc.low) for _, auc in known],
            [(auc.value if auc.high is None else auc.high) - auc.value for _, auc in known],
        ]
        axes.errorbar(
            [name for name, _ in known],
            values,
            yerr=spread,
            fmt="o-",
            color=LINE,
            markersize=4,
            capsize=3,
            linewidth=1.2,
        )
        if stated is not None:
            sample = f", {phrase(stated.sample, lang)}" if stated.sample else ""
            axes.axhline(
                stated.value,
                color=BAD,
                linewidth=0.9,
                linestyle="--",
                label=f"{phrase('stated', lang)}{sample}: {stated.value:.3f}",
            )
            axes.legend(loc="lower left")
        turn(axes, len(known), beyond=6, angle=60)
        finish(axes, phrase("auc_by_period", lang))

    return picture(draw, phrase("auc_by_period", lang), lang=lang, size=(5.2, 2.8)) if known else None


def attributes(characteristic: CharacteristicMonitoring, rows: Sequence[int], lang: str) -> Picture:
    """Shares of the attributes in development and now, numbered as in the table beside."""
    lines = [characteristic.lines[i] for i in rows]
    places = list(range(1, len(lines) + 1))

    def draw(axes: Axes) -> None:
        _two_bars(axes, places, lines, lang)
        axes.set_xticks(places)
        axes.margins(y=0.25)
        axes.legend(loc="upper left", ncols=2, fontsize=7.5)
        percent_axis(axes.yaxis)
        finish(axes, phrase("share", lang))

    return picture(draw, f"{phrase('share', lang)}: {characteristic.title[lang]}", lang=lang, size=(4.4, 2.2))


def _two_bars(axes: Axes, places: Sequence[int], counted: Sequence[Any], lang: str) -> None:
    """The shares of development and of now side by side, each of the rows counted then."""
    before = sum(row.expected or 0 for row in counted) or 1
    now = sum(row.actual for row in counted) or 1
    axes.bar(
        [place - 0.2 for place in places],
        [(row.expected or 0) / before for row in counted],
        0.4,
        color=PALE,
        edgecolor=GREY,
        linewidth=0.5,
        label=phrase("development", lang),
    )
    axes.bar(
        [place + 0.2 for place in places],
        [row.actual / now for row in counted],
        0.4,
        color=GOOD,
        label=phrase("now", lang),
    )


def write_monitor_report(monitoring: Monitoring, path: str | PathLike[str], *, lang: str = "en") -> None:
    """Write the report of `monitor`: stability, and with labels discrimination and calibration.

    `lang` is `en` or `zh`. The same result gives the same bytes on a machine. Raises InputError for
    another language, where the extra `develop` is missing, and where the file cannot be written.
    """
    write_page(path, "monitor.html", lang, partial(_values, monitoring))


def _values(result: Monitoring, lang: str) -> Mapping[str, Any]:
    return {
        "m": result,
        "title": result.title[lang],
        "moved": has_moved,
        "chance": _chance,
        "period": lambda name: period_title(name)[lang],
        "level": f"{result.settings['level']:.0%}",
        "distribution": score_distribution(result.bands, lang) if result.bands else None,
        "psi_picture": psi_by_period(result, lang),
        "auc_picture": auc_by_period(result, lang),
        "calibration_picture": _calibration(result.calibration, lang),
        "characteristics": [
            _characteristic(characteristic, lang) for characteristic in result.characteristics
        ],
        "totals": (
            sum(band.expected or 0 for band in result.bands),
            sum(band.actual for band in result.bands),
        ),
    }


def _chance(found: Stability | None, tests: int = 1) -> float | None:
    """What an index exceeds by chance in one of twenty families of so many; None where nobody knows."""
    return None if found is None or found.sizes is None else chance_limit(found, tests)


def _calibration(found: Calibration | None, lang: str) -> dict[str, str] | None:
    if found is None or not (found.bands or found.grades):
        return None
    lines = [(band.label, band.number, band.bads, band.pd) for band in found.bands or found.grades]
    return fit.pd_and_rate(lines, "", lang)


def _characteristic(characteristic: CharacteristicMonitoring, lang: str) -> Mapping[str, Any]:
    """A characteristic with the attributes that somebody is in or was in."""
    rows = [i for i, line in enumerate(characteristic.lines) if line.actual or line.expected]
    return {
        "result": characteristic,
        "lines": [
            (characteristic.lines[i], characteristic.stability.cells[i] if characteristic.stability else None)
            for i in rows
        ],
        "picture": attributes(characteristic, rows, lang) if rows else None,
        "totals": (
            sum(line.expected or 0 for line in characteristic.lines),
            sum(line.actual for line in characteristic.lines),
        ),
    }
