"""The file of a loan whose cost is disclosed: its model, and the offer that it describes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from pydantic import Field, model_validator

from credit_engine.cli.problems import empty_text, payments_below_loan
from credit_engine.document_text import Document
from credit_engine.explain.cost_disclosure import Charge, ContingentCharge, LoanOffer, Words
from credit_engine.parts.model import Bilingual, Model, Number
from credit_engine.parts.validation import validate
from credit_engine.problems import InputError, Problem
from credit_engine.wording import said


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
    return LoanOffer(
        _words(found.lender),
        _words(found.product),
        found.amount,
        tuple(found.payments),
        tuple(
            Charge(_words(one.name), one.amount, one.period, _words(one.collected_by), _words(one.method))
            for one in found.charges
        ),
        tuple(
            ContingentCharge(_words(one.name), _words(one.basis), _words(one.collected_by))
            for one in found.contingent
        ),
        found.periods_per_year,
        found.currency,
    )


def _words(text: _Words) -> Words:
    return {"en": text.en, "zh": text.zh}
