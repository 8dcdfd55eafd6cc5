"""The disclosure of a loan's all-in annual cost before it is signed, as a page in English or Chinese.

个人贷款业务明示综合融资成本规定 (金规〔2026〕2号), in force on 2026-08-01: principal; each item, who
charges it and how; the annualised cost if the loan is repaid as agreed; what may be charged on default;
that nothing else is charged.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from credit_engine.credit.arguments import CreditError
from credit_engine.credit.borrowing_cost import BorrowingCost, CostItem, all_in_cost
from credit_engine.credit.working import to_cents
from credit_engine.explain.blocks import Block, Heading, Line, Paragraph, Phrase, Table
from credit_engine.numbers import Number
from credit_engine.texts.cost import phrase

Words: TypeAlias = str | Mapping[str, str]
"""A text, or one for each language: `{"en": ..., "zh": ...}`."""


@dataclass(frozen=True, slots=True)
class Charge:
    """A charge of a loan that is repaid as agreed; `period` 0 is at drawdown, k is with payment k."""

    name: Words
    amount: Number
    period: int = 0
    collected_by: Words = ""
    method: Words = ""


@dataclass(frozen=True, slots=True)
class ContingentCharge:
    """A charge that only default or another event brings: what it is, how much, who takes it."""

    name: Words
    basis: Words
    collected_by: Words = ""


@dataclass(frozen=True, slots=True)
class LoanOffer:
    """What is disclosed of a loan: its payments of principal and interest, and all charges beside them."""

    lender: Words
    product: Words
    amount: Number
    payments: tuple[Number, ...]
    charges: tuple[Charge, ...] = ()
    contingent: tuple[ContingentCharge, ...] = ()
    periods_per_year: int = 12
    currency: str = "CNY"


def offer_cost(offer: LoanOffer, charges: int | None = None) -> BorrowingCost:
    """The all-in cost with the first so many charges, all unless given; CreditError as `all_in_cost`."""
    items = [CostItem("", charge.amount, charge.period) for charge in offer.charges[:charges]]
    return all_in_cost(offer.amount, offer.payments, items, offer.periods_per_year)


def disclosure(offer: LoanOffer, lang: str) -> list[Block]:
    """The page, with the line that the borrower signs."""
    cost = offer_cost(offer)
    return [
        Heading(1, (phrase(lang, "heading"),)),
        Heading(2, (phrase(lang, "loan"),)),
        Table((), tuple(_facts(offer, cost, lang))),
        Heading(2, (phrase(lang, "normal"),)),
        _charges(offer, cost, lang),
        Paragraph((_method(offer, cost, lang),)),
        Heading(2, (phrase(lang, "contingent"),)),
        _contingent(offer, lang),
        Paragraph((phrase(lang, "nothing_else"),)),
        Heading(2, (phrase(lang, "confirmed"),)),
        Table((), tuple(_line(phrase(lang, key), "____________________") for key in ("signature", "date"))),
    ]


def _line(*cells: str) -> Line:
    return Line(tuple((cell,) for cell in cells))


def _facts(offer: LoanOffer, cost: BorrowingCost, lang: str) -> Iterator[Line]:
    least, most = min(offer.payments), max(offer.payments)
    count = len(offer.payments)
    key = "payments_level" if least == most else "payments_of"
    payments = phrase(lang, key, count=count, least=_money(offer, least), most=_money(offer, most))
    yield _line(phrase(lang, "lender"), _in(offer.lender, lang))
    yield _line(phrase(lang, "product"), _in(offer.product, lang))
    yield _line(phrase(lang, "amount"), _money(offer, cost.amount))
    yield _line(phrase(lang, "received"), _money(offer, cost.received))
    yield _line(phrase(lang, "payments"), payments)


def _charges(offer: LoanOffer, cost: BorrowingCost, lang: str) -> Table:
    """Interest and each charge, with what it adds to the annual cost; what is added sums to the total."""
    rates = [Decimal(offer_cost(offer, k).disclosed_rate) for k in range(len(offer.charges) + 1)]
    lines = [
        _line(
            phrase(lang, "interest"),
            _money(offer, cost.interest),
            phrase(lang, "with_payments"),
            _in(offer.lender, lang),
            "",
            _percent(rates[0]),
        )
    ]
    lines += [
        _line(
            _in(charge.name, lang),
            _money(offer, charge.amount),
            _when(charge.period, lang),
            _in(charge.collected_by, lang),
            _in(charge.method, lang),
            _percent(after - before),
        )
        for charge, before, after in zip(offer.charges, rates, rates[1:], strict=False)
    ]
    total: tuple[Phrase, ...] = (
        (phrase(lang, "total"),),
        (_money(offer, cost.total_cost),),
        ("",),
        ("",),
        ("",),
        (_percent(Decimal(cost.disclosed_rate)),),
    )
    head = ("item", "charge", "when", "collected_by", "method", "yearly")
    return Table(tuple(phrase(lang, key) for key in head), (*lines, Line(total, "strong")), frozenset((1, 5)))


def _contingent(offer: LoanOffer, lang: str) -> Block:
    if not offer.contingent:
        return Paragraph((phrase(lang, "none"),))
    lines = [
        _line(_in(charge.name, lang), _in(charge.basis, lang), _in(charge.collected_by, lang))
        for charge in offer.contingent
    ]
    return Table(tuple(phrase(lang, key) for key in ("item", "basis", "collected_by")), tuple(lines))


def _method(offer: LoanOffer, cost: BorrowingCost, lang: str) -> str:
    effective = _percent(to_cents(Decimal(cost.effective_rate), 4))
    return phrase(lang, "how", periods=offer.periods_per_year, effective=effective)


def _in(words: Words, lang: str) -> str:
    if isinstance(words, str):
        return words
    if lang not in words:
        raise CreditError(f"offer: {dict(words)!r} has no text for {lang!r}")
    return words[lang]


def _when(period: int, lang: str) -> str:
    return phrase(lang, "with_payment", period=period) if period else phrase(lang, "at_drawdown")


def _money(offer: LoanOffer, amount: Number) -> str:
    return f"{to_cents(Decimal(amount)):,.2f} {offer.currency}"


def _percent(rate: Decimal) -> str:
    return f"{rate * 100:.2f} %"
