"""The report of monitoring a scorecard, as one HTML file."""

from __future__ import annotations

from collections.abc import Mapping
from os import PathLike, fspath
from typing import TYPE_CHECKING, Any

from credit_engine.develop.monitoring_findings import has_moved
from credit_engine.develop.statistics import chance_limit
from credit_engine.report import fit_pictures, monitor_pictures
from credit_engine.report.page import check_language, require_packages, write_page
from credit_engine.texts.monitoring import period_title

if TYPE_CHECKING:
    from credit_engine.develop.monitoring_results import Calibration, CharacteristicMonitoring, Monitoring
    from credit_engine.develop.statistics import Stability


def write_monitor_report(monitoring: Monitoring, path: str | PathLike[str], *, lang: str = "en") -> None:
    """Write the report of `monitor`: stability, and with labels discrimination and calibration.

    `lang` is `en` or `zh`. The same result gives the same bytes on a machine. Raises InputError for
    another language, where the extra `develop` is missing, and where the file cannot be written.
    """
    check_language(lang)
    require_packages()
    write_page(fspath(path), "monitor.html", lang, _values(monitoring, lang))


def _values(result: Monitoring, lang: str) -> Mapping[str, Any]:
    return {
        "m": result,
        "title": result.title[lang],
        "moved": has_moved,
        "chance": _chance,
        "period": lambda name: period_title(name)[lang],
        "level": f"{result.settings['level']:.0%}",
        "distribution": monitor_pictures.score_distribution(result.bands, lang) if result.bands else None,
        "psi_picture": monitor_pictures.psi_by_period(result, lang),
        "auc_picture": monitor_pictures.auc_by_period(result, lang),
        "calibration_picture": _calibration(result.calibration, lang),
        "characteristics": [_characteristic(one, lang) for one in result.characteristics],
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
    lines = [(one.label, one.number, one.bads, one.pd) for one in found.bands or found.grades]
    return fit_pictures.pd_and_rate(lines, "", lang)


def _characteristic(one: CharacteristicMonitoring, lang: str) -> Mapping[str, Any]:
    """A characteristic with the attributes that somebody is in or was in."""
    rows = [i for i, line in enumerate(one.lines) if line.actual or line.expected]
    return {
        "result": one,
        "lines": [(one.lines[i], one.stability.cells[i] if one.stability else None) for i in rows],
        "picture": monitor_pictures.attributes(one, rows, lang) if rows else None,
        "totals": (sum(line.expected or 0 for line in one.lines), sum(line.actual for line in one.lines)),
    }
