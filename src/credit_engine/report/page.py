"""Pages from templates: one HTML file that needs nothing else."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from importlib.resources import files
from os import PathLike, fspath
from typing import Any

from credit_engine.files.output import write_text
from credit_engine.messages import Message
from credit_engine.numbers import canonical_text
from credit_engine.problems import InputError, require_packages
from credit_engine.texts.forms import LANGUAGES, Language
from credit_engine.texts.portfolio import COLUMNS
from credit_engine.texts.reports import method_text, phrase
from credit_engine.wording import any_of, said

_NOTHING = "–"


other_language = Message(
    "wrong-value",
    "reports are not written in {lang!r}",
    "报告不支持语言 {lang!r}",
    expected=any_of(LANGUAGES),
)


def write_page(
    path: str | PathLike[str], template: str, lang: str, values: Callable[[Language], Mapping[str, Any]]
) -> None:
    """Fill in a template with what `values` gives, and write the file aside, then rename it.

    Raises InputError for a language that reports are not written in, where the extra `develop` is missing,
    and where the file cannot be written.
    """
    if lang not in LANGUAGES:
        raise InputError([other_language(lang=lang, path="lang")])
    require_report_packages()
    write_text(fspath(path), page(template, lang, values("zh" if lang == "zh" else "en")))


def require_report_packages() -> None:
    """Raise InputError where the extra `develop` is not installed."""
    require_packages(said("writing reports", "输出报告"), "develop", "jinja2", "matplotlib")


def page(template: str, lang: str, values: Mapping[str, Any]) -> str:
    """The page as text."""
    import jinja2

    folder = files("credit_engine.report") / "templates"
    loader = jinja2.FunctionLoader(lambda name: (folder / name).read_text("utf-8"))
    environment = jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters.update(
        percent=percent, number=number, p_value=p_value, count=count, interval=interval, stated=stated
    )
    environment.globals["t"] = lambda key, **named: phrase(key, lang, **named)
    environment.globals["c"] = lambda name: COLUMNS[name][lang == "zh"]
    environment.globals["method"] = lambda name: method_text(name, lang)
    text: str = environment.get_template(template).render(lang=lang, **values)
    return text


def percent(value: float | None, digits: int = 1) -> str:
    """A fraction in percent."""
    return _NOTHING if value is None or not math.isfinite(value) else f"{value:.{digits}%}"


def number(value: float | None, digits: int = 3) -> str:
    """A number with fixed digits and a proper minus sign."""
    if value is None or math.isnan(value):
        return _NOTHING
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    shown = f"{value:,.{digits}f}"
    return shown.replace("-", "−") if float(shown.replace(",", "")) else f"{0:.{digits}f}"


def count(value: float | None) -> str:
    """A count, or a sum of weights, with separators."""
    if value is None:
        return _NOTHING
    shown = f"{value:,.1f}"  # sums of weights that are whole but for their last digits are whole
    return shown.removesuffix(".0")


def p_value(value: float | None) -> str:
    """A p-value to four digits."""
    if value is None or math.isnan(value):
        return _NOTHING
    return "< 0.0001" if value < 0.0001 else f"{value:.4f}"


def interval(estimate: Any, digits: int = 3) -> str:
    """The interval of an estimate, or nothing."""
    if estimate is None or estimate.low is None or estimate.high is None:
        return ""
    return f"{number(estimate.low, digits)} – {number(estimate.high, digits)}"


def stated(value: Any) -> str:
    """A value of settings or provenance, as an analyst writes it."""
    if value is None:
        return _NOTHING
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {stated(item)}" for key, item in value.items()) or _NOTHING
    if isinstance(value, list | tuple):
        return ", ".join(map(stated, value)) or _NOTHING
    if isinstance(value, float):
        return repr(value)
    return str(value) if isinstance(value, str) else canonical_text(value)
