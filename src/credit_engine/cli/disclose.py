"""`credit-engine disclose`: what a loan costs in all, as the page that its borrower signs."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import typer
from pydantic import Field, model_validator

from credit_engine.cli import streams
from credit_engine.cli.options import Output, file_argument, refuse_to_overwrite
from credit_engine.cli.problems import empty_text, no_annual_cost, payments_below_loan
from credit_engine.document_text import Document
from credit_engine.explain.cost_disclosure import Charge, ContingentCharge, LoanOffer
from credit_engine.parts.model import Bilingual, Model, Number
from credit_engine.parts.validation import validate
from credit_engine.problems import InputError, Problem
from credit_engine.texts.forms import Language, PageFormat
from credit_engine.wording import said

if TYPE_CHECKING:
    from credit_engine.document_text import Document

_KEYS = {"items": "charges"}
"""Keys of the file for arguments of `all_in_cost` that have another name."""


def disclose(
    offer: Annotated[str, file_argument("OFFER", "The loan as JSON; - reads standard input.")],
    lang: Annotated[Language, typer.Option(help="The language of the page.")] = "zh",
    form: Annotated[PageFormat, typer.Option("--format", help="The form of the page.")] = "text",
    output: Output = None,
) -> None:
    """Disclose the all-in annual cost of a loan before it is signed.

    The exit status is 0, or 1 where the loan has problems: no page is written then.
    """
    from credit_engine.cli.reading import read_input

    refuse_to_overwrite(output, offer)
    streams.deliver(_page(read_input(offer, "offer"), lang, form), output)


def _page(document: Document, lang: str, form: str) -> str:
    """The page; raises InputError with every problem of the loan."""
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


class _Words(Bilingual):
    """A text in both languages; a plain text stands for the same in both."""

    short_form: ClassVar[str] = said("a text", "文本")

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:
        return {"en": value, "zh": value} if isinstance(value, str) else value


class _Charge(Model):
    name: _Words
    amount: Number
    period: int = 0
    collected_by: _Words
    method: _Words


class _Contingent(Model):
    name: _Words
    basis: _Words
    collected_by: _Words


class _Offer(Model):
    lender: _Words
    product: _Words
    amount: Number
    payments: list[Number]
    charges: list[_Charge] = Field(default_factory=list)
    contingent: list[_Contingent] = Field(default_factory=list)
    periods_per_year: int = 12
    currency: str = "CNY"


def read_offer(document: Document) -> LoanOffer:
    """The loan of a document; raises InputError with every problem."""
    problems: list[Problem] = []
    found = validate(document, (), _Offer, problems)
    if found is not None and not problems:
        if not found.currency.strip():
            problems.append(empty_text(document.span(("currency",))))
        if found.payments and sum(map(Decimal, found.payments)) < found.amount:
            problems.append(payments_below_loan(document.span(("payments",))))
    if found is None or problems:
        raise InputError(problems)
    read = found.model_dump()
    read["payments"] = tuple(read["payments"])
    read["charges"] = tuple(Charge(**charge) for charge in read["charges"])
    read["contingent"] = tuple(ContingentCharge(**charge) for charge in read["contingent"])
    return LoanOffer(**read)
