"""Explanations of decisions: for a terminal, as text, Markdown or JSON, in English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import localcontext
from typing import TYPE_CHECKING, Any

from credit_engine.account.evidence import NamedTitle
from credit_engine.account.sums import ScorecardStep
from credit_engine.explain.as_json import json_of
from credit_engine.explain.build import UNMATCHED_ROWS, build_trace, json_trace
from credit_engine.explain.decided import Decided
from credit_engine.explain.fill import Fill
from credit_engine.explain.layouts import laid_out
from credit_engine.explain.trace import Trace
from credit_engine.explain.values import Recorded
from credit_engine.numbers import CONTEXT
from credit_engine.texts.forms import FORMATS, LANGUAGES, PAGE_FORMATS, PAGES, check_known

if TYPE_CHECKING:
    from rich.console import Console

    from credit_engine.explain.cost_disclosure import Charge, ContingentCharge, LoanOffer

__all__ = [
    "FORMATS",
    "LANGUAGES",
    "PAGES",
    "PAGE_FORMATS",
    "Charge",
    "ContingentCharge",
    "LoanOffer",
    "Trace",
    "build_trace",
    "print_explanation",
    "render",
    "render_cost",
    "render_fragment",
    "render_score",
]

_OF_COST = ("Charge", "ContingentCharge", "LoanOffer")


def __getattr__(name: str) -> Any:
    """What a loan's cost is disclosed by, loaded with its mathematics when it is first asked for."""
    if name not in _OF_COST:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from credit_engine.explain import cost_disclosure

    return getattr(cost_disclosure, name)


def render(
    decision: Decided,
    lang: str = "en",
    format: str = "text",
    of: str = "full",
    *,
    unmatched_rows: int | None = UNMATCHED_ROWS,
) -> str:
    """The explanation of a decision: plain text (100 columns), Markdown, HTML, or canonical JSON.

    `of` is the page: a summary, the full one, or the one for an audit, which has all rows. Of each table
    `unmatched_rows` are shown at most, all where it is None. The JSON holds both languages, and every step.
    Raises ValueError for an unknown language, format or page.
    """
    check_known("language", lang, LANGUAGES)
    check_known("format", format, FORMATS)
    check_known("page", of, PAGES)
    rows = None if of == "audit" else unmatched_rows
    if format == "json":
        return json_trace(decision, rows)
    from credit_engine.explain.page.page import page

    return laid_out(page(build_trace(decision, rows), lang, of), lang, format)


def render_fragment(decision: Decided, lang: str = "en") -> str:
    """The summary of a decision as HTML for a notebook; raises ValueError for an unknown language."""
    from credit_engine.explain.html import as_fragment
    from credit_engine.explain.page.page import page

    check_known("language", lang, LANGUAGES)
    with localcontext(CONTEXT):
        return as_fragment(page(build_trace(decision), lang, "summary"), lang)


def render_score(
    account: ScorecardStep,
    values: Mapping[int, Any],
    lang: str = "en",
    format: str = "text",
    grades: tuple[NamedTitle, ...] = (),
) -> str:
    """The calculation of a scorecard by itself: plain text, Markdown, HTML, or canonical JSON.

    `values` are those of the nodes that the account refers to, `grades` the titles of grades.
    Raises ValueError for an unknown language or format.
    """
    from credit_engine.explain.page.steps import step_blocks
    from credit_engine.explain.sentences import Sentences

    check_known("language", lang, LANGUAGES)
    check_known("format", format, FORMATS)
    step: ScorecardStep = Fill(Recorded(values))(account)
    if format == "json":
        return json_of(step)
    titles = [(line.name, line.title) for line in step.lines if line.title is not None]
    blocks = list(step_blocks(step, Sentences(lang, titles, values=(grades,))))
    return laid_out(blocks, lang, format)


def render_cost(offer: LoanOffer, lang: str = "en", format: str = "text") -> str:
    """The disclosure of a loan's all-in annual cost, to be signed before the loan, in one of PAGE_FORMATS.

    金规〔2026〕2号. Raises ValueError for an unknown language or format, CreditError where the payments
    have no rate.
    """
    from credit_engine.explain.cost_disclosure import disclosure

    check_known("language", lang, LANGUAGES)
    check_known("format", format, PAGE_FORMATS)
    blocks = disclosure(offer, lang)
    return laid_out(blocks, lang, format)


def print_explanation(
    decision: Decided,
    lang: str,
    console: Console,
    of: str = "full",
    *,
    unmatched_rows: int | None = UNMATCHED_ROWS,
) -> None:
    """Print the explanation to a console, as wide as it is, with colour where it has colour."""
    from credit_engine.explain.page.page import page
    from credit_engine.explain.text import print_blocks

    check_known("language", lang, LANGUAGES)
    check_known("page", of, PAGES)
    trace = build_trace(decision, None if of == "audit" else unmatched_rows)
    print_blocks(page(trace, lang, of), console)
