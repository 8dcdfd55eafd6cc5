"""`credit-engine book`: all that a policy says, as a document for people."""

from __future__ import annotations

from typing import Annotated

import typer

from credit_engine.cli import streams
from credit_engine.cli.checked import load_checked
from credit_engine.cli.options import Anew, Lang, Output, PolicyPath, date_option, refuse_to_overwrite
from credit_engine.texts.forms import PageFormat


def book(
    policy: PolicyPath,
    policy_as_of: Annotated[
        str | None, date_option("Take the version in force then. [default: the newest]")
    ] = None,
    lang: Lang = "en",
    form: Annotated[PageFormat, typer.Option("--format", help="The form of the book.")] = "text",
    output: Output = None,
    no_cache: Anew = False,
) -> None:
    """Print a policy as a book: outcomes, decisions, inputs, parameters, reasons and written rules.

    The exit status is 0, or 1 where the policy has problems: no book is written then.
    """
    refuse_to_overwrite(output, policy)
    text = load_checked(policy, anew=no_cache).book(lang, form, policy_as_of=policy_as_of)
    streams.deliver(text, output)
