"""`credit-engine disclose`: what a loan costs in all, as the page that its borrower signs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated

import typer

from credit_engine.cli import streams
from credit_engine.cli.options import a_file, refuse_to_overwrite
from credit_engine.cli.problems import no_annual_cost
from credit_engine.texts.forms import Language, PageFormat

if TYPE_CHECKING:
    from credit_engine.document_text import Document

_KEYS = {"items": "charges"}
"""Keys of the file for arguments of `all_in_cost` that have another name."""


def disclose(
    offer: Annotated[
        str,
        typer.Argument(metavar="OFFER", callback=a_file, help="The loan as JSON; - reads standard input."),
    ],
    lang: Annotated[Language, typer.Option(help="The language of the page.")] = "zh",
    form: Annotated[PageFormat, typer.Option("--format", help="The form of the page.")] = "text",
    output: Annotated[
        str | None, typer.Option(metavar="FILE", help="Write to a file instead of standard output.")
    ] = None,
) -> None:
    """Disclose the all-in annual cost of a loan before it is signed.

    The exit status is 0, or 1 where the loan has problems: no page is written then.
    """
    from credit_engine.cli.reading import read_input

    refuse_to_overwrite(output, offer)
    text = _page(read_input(offer, "offer"), lang, form)
    if output is None or output == "-":
        streams.show(text)
        return
    from credit_engine.output_files import write_text

    write_text(output, text)


def _page(document: Document, lang: str, form: str) -> str:
    """The page; raises InputError with every problem of the loan."""
    from credit_engine.cli.loan_offer import read_offer
    from credit_engine.credit.arguments import CreditError
    from credit_engine.explain import render_cost
    from credit_engine.problems import InputError

    offer = read_offer(document)
    try:
        return render_cost(offer, lang, form)
    except CreditError as error:
        path, reason = _place(error.detail, document)
        raise InputError([no_annual_cost(document.span(path), reason=reason)]) from None


def _place(detail: str, document: Document) -> tuple[tuple[str | int, ...], str]:
    """Where the argument stands that a refusal names, and what is message of it."""
    found = re.fullmatch(r"(\w+)(?:\[(\d+)\])?: (.+)", detail)
    key = "" if found is None else _KEYS.get(found[1], found[1])
    if found is None or key not in document.data:
        return (), detail
    return (key,) if found[2] is None else (key, int(found[2]) - 1), found[3]
