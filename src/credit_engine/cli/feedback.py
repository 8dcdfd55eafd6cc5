"""`credit-engine feedback`: what bad loans say to the policy by which they were made."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from credit_engine.cli import streams
from credit_engine.cli.checked import load_checked
from credit_engine.cli.options import (
    Anew,
    AsOf,
    Lang,
    PolicyPath,
    Report,
    a_file,
    column_option,
    file_argument,
    file_option,
    named_as_typed,
    refuse_to_overwrite,
)
from credit_engine.texts.forms import Language

if TYPE_CHECKING:
    from credit_engine.feedback.results import Feedback

_Book: TypeAlias = Annotated[
    str,
    file_argument(
        "BOOK",
        "The loans that were made, with the inputs of their applications: "
        "a .parquet, .csv, .jsonl or .xlsx file.",
    ),
]
_Bad: TypeAlias = Annotated[str, column_option("Outcomes: 1 bad, 0 good, empty not known yet.")]
_Balance: TypeAlias = Annotated[
    str | None, column_option("The balance of each loan. [default: each counts 1]")
]
_Cause: TypeAlias = Annotated[str | None, column_option("The main cause of bad loans.")]
_CauseShare: TypeAlias = Annotated[
    list[str] | None,
    column_option("The share of a cause in each bad loan, or a pattern: '*_share'; may be repeated."),
]
_CauseTitles: TypeAlias = Annotated[
    str | None,
    typer.Option(
        metavar="POLICY",
        callback=a_file,
        help="A policy whose lists of values say what causes are called, as that which found them.",
    ),
]
_Called: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        metavar="POLICY", help="A policy that POLICY calls, whose numbers are tried, too; may be repeated."
    ),
]
_Score: TypeAlias = Annotated[str | None, column_option("A score, to be cut into five bands.")]
_By: TypeAlias = Annotated[
    list[str] | None, column_option("Product, branch, vintage or the like; may be repeated.")
]
_Loss: TypeAlias = Annotated[
    float, typer.Option(metavar="SHARE", min=0, max=1, help="Share of a bad balance that is lost.")
]
_Earned: TypeAlias = Annotated[
    float, typer.Option(metavar="SHARE", min=0, max=1, help="Share of a good balance that is earned.")
]
_Json: TypeAlias = Annotated[str | None, file_option("Where to write all figures as JSON.", "--json")]


def feedback(
    policy: PolicyPath,
    book: _Book,
    as_of: AsOf,
    bad: _Bad,
    balance: _Balance = None,
    cause: _Cause = None,
    cause_share: _CauseShare = None,
    cause_titles: _CauseTitles = None,
    score: _Score = None,
    by: _By = None,
    called: _Called = None,
    loss: _Loss = 0.45,
    earned: _Earned = 0.02,
    report: Report = None,
    json_file: _Json = None,
    no_cache: Anew = False,
    lang: Lang = "en",
) -> None:
    """Relate bad loans to the rules, groups and thresholds by which they were made; propose which to look at.

    Each number of the policy is changed in turn, the best ones in pairs, and the whole book decided anew.
    The exit status is 0 whatever is found, 1 where the policy or the book has problems.
    """
    refuse_to_overwrite(report, policy, book, cause_titles, written_as="--report")
    refuse_to_overwrite(json_file, policy, book, cause_titles, report, written_as="--json")
    if report is not None:
        from credit_engine.report.page import require_report_packages

        require_report_packages()  # before the book is decided many times
    from credit_engine.feedback import review_front

    loaded = load_checked(policy, anew=no_cache)
    titles = None if cause_titles is None else load_checked(cause_titles, anew=no_cache)
    with named_as_typed(as_of="--as-of", called="--called", loss_share="--loss", earned_share="--earned"):
        found = review_front(
            loaded,
            book,
            as_of=as_of,
            bad=bad,
            balance=balance,
            cause=cause,
            cause_shares=cause_share or (),
            cause_titles=titles,
            score=score,
            by=by or (),
            called=called or (),
            loss_share=loss,
            earned_share=earned,
        )
    _deliver(found, report, json_file, lang)


def _deliver(found: Feedback, report: str | None, json_file: str | None, lang: Language) -> None:
    """Write the figures and the report where they are wanted; print its lines."""
    from credit_engine.report.feedback import lines, write_feedback_report

    if json_file is not None:
        streams.deliver(json.dumps(found.to_json(), ensure_ascii=False, indent=2), json_file)
    if report is not None:
        write_feedback_report(found, report, lang=lang)
    streams.show("\n".join(lines(found, lang)))
