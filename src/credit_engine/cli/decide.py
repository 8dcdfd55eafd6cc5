"""`credit-engine decide`: one application, one decision, and why."""

from __future__ import annotations

from typing import Annotated, TypeAlias

import typer

from credit_engine.cli.deciding import Form, show_decision
from credit_engine.cli.options import (
    Anew,
    Lang,
    Output,
    PolicyPath,
    date_option,
    file_argument,
    file_option,
    refuse_to_overwrite,
)
from credit_engine.texts.forms import Page

_PolicyAsOf: TypeAlias = Annotated[
    str | None, date_option("Take the version in force then. [default: --as-of]")
]
_DataAsOf: TypeAlias = Annotated[str | None, date_option("The day of the data. [default: --as-of]")]


def decide(
    policy: PolicyPath,
    record: Annotated[str, file_argument("INPUT", "The application as JSON; - reads standard input.")],
    as_of: Annotated[
        str | None, date_option("What today() is. [default: today in the policy's time zone]")
    ] = None,
    policy_as_of: _PolicyAsOf = None,
    data_as_of: _DataAsOf = None,
    interventions: Annotated[
        str | None, file_option("A JSON list of waivers, exceptions, overrides and conditions.")
    ] = None,
    lang: Lang = "en",
    form: Annotated[
        Form, typer.Option("--format", help="An explanation, the trace (json) or the canonical decision.")
    ] = "text",
    page: Annotated[
        Page, typer.Option(help="A summary, every step, or every step with the policy's own names.")
    ] = "summary",
    output: Output = None,
    no_cache: Anew = False,
) -> None:
    """Decide one application and explain the decision.

    The exit status is 0 whatever the outcome, 1 where the policy or the application has problems.
    """
    refuse_to_overwrite(output, policy, record, interventions)
    show_decision(
        policy,
        record,
        as_of,
        policy_as_of,
        data_as_of,
        interventions,
        lang,
        form,
        page,
        output,
        no_cache,
    )
