"""The report of a scorecard's development, as one HTML file."""

from __future__ import annotations

from collections.abc import Mapping
from os import PathLike, fspath
from typing import TYPE_CHECKING, Any

from credit_engine.develop.edits import OF_CARD
from credit_engine.report import curves, fit_pictures
from credit_engine.report.page import check_language, require_packages, write_page
from credit_engine.texts.forms import Language
from credit_engine.texts.reports import trend_text
from credit_engine.wording import in_language

if TYPE_CHECKING:
    from credit_engine.develop.development import Development
    from credit_engine.develop.results import AttributeResult, CharacteristicResult


def write_fit_report(development: Development, path: str | PathLike[str], *, lang: str = "en") -> None:
    """Write the report of a development: statistics, pictures, attributes, warnings, provenance.

    `development` is what `fit_scorecard` gives; `lang` is `en` or `zh`. The same
    development gives the same bytes on a machine. Raises InputError for another language, where the extra
    `develop` is missing, and where the file cannot be written.
    """
    check_language(lang)
    require_packages()
    write_page(fspath(path), "fit.html", lang, _values(development, "zh" if lang == "zh" else "en"))


def _values(development: Development, lang: Language) -> Mapping[str, Any]:
    card, shown = development.card, development.held_out or development.samples["train"]
    cuts = curves.strategy(curves.distributions(shown))
    spec = card.spec
    return {
        "card": card,
        "title": card.name if spec.title is None else spec.title.text(lang),
        "population": None if spec.population is None else spec.population.text(lang),
        "target": None if spec.target is None else spec.target.event,
        "development": development,
        "warnings": [
            (in_language(warning.message, lang), in_language(warning.hint, lang), warning.code)
            for warning in development.warnings
        ],
        "level": f"{next(iter(shown.statistics.values())).level:.0%}",
        "shown": shown,
        "in_card": [_characteristic(one, lang) for one in development.characteristics if one.in_card],
        "left_out": [one for one in development.characteristics if not one.in_card],
        "reach": _reach(float(development.settings.validation.level)),
        "roc": fit_pictures.roc(development, lang),
        "ks": fit_pictures.ks_curve(shown, lang),
        "distribution": fit_pictures.score_distribution(shown, lang),
        "calibration": fit_pictures.calibration(shown, lang),
        "strategy": fit_pictures.strategy_curve(cuts, shown.name, lang),
        "cuts": curves.main_cuts(cuts),
        "provenance": spec.provenance,
        "edits_of_card": [
            (key, development.basis.edits[key])
            for key in (*OF_CARD, "coefficients")
            if key in development.basis.edits
        ],
    }


def _reach(level: float) -> float:
    """Standard errors on either side of a coefficient's interval."""
    from scipy.special import ndtri

    return float(ndtri((1 + level) / 2))


def _characteristic(one: CharacteristicResult, lang: str) -> Mapping[str, Any]:
    """A characteristic with the attributes that somebody is in, or that are not the worst one's double."""
    rows = [i for i, attribute in enumerate(one.attributes) if _is_filled(attribute)]
    return {
        "result": one,
        "trend": "" if _is_of_categories(one) and one.trend == "none" else trend_text(one.trend, lang),
        "attributes": [one.attributes[i] for i in rows],
        "empty": [attribute for attribute in one.attributes if not _is_filled(attribute)],
        "picture": fit_pictures.attributes(one, rows, lang),
    }


def _is_of_categories(one: CharacteristicResult) -> bool:
    """Whether there is no order along which a bad rate could have a trend."""
    return any(attribute.kind == "values" for attribute in one.attributes)


def _is_filled(attribute: AttributeResult) -> bool:
    return any(counts.total > 0 for counts in (attribute.development, *attribute.counts.values()))
