"""Lending mathematics as functions of policies."""

from __future__ import annotations

from credit_engine.credit import amortisation
from credit_engine.operators.signatures import signature
from credit_engine.operators.table import Function, define

_TERMS = "annual_rate: number, months: number"

define(
    Function(
        "instalment",
        (signature(f"principal: number, {_TERMS}", "number", amortisation.instalment),),
        "The level monthly payment that repays a loan; the monthly rate is annual_rate / 12.",
        "round half up(instalment(100000, 0.12, 12), 2) = 8884.88",
        source="credit_engine",
    )
)
define(
    Function(
        "loan_from_payment",
        (signature(f"payment: number, {_TERMS}", "number", amortisation.loan_from_payment),),
        "The loan that a level monthly payment repays; the monthly rate is annual_rate / 12.",
        "round half up(loan_from_payment(8884.88, 0.12, 12), 0) = 100000",
        source="credit_engine",
    )
)
