"""Nothing around an evaluation changes a decision: the caller's decimal context, other threads."""

from __future__ import annotations

import decimal
import threading
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from credit_engine import InputError, load_policy
from credit_engine.api.policy import Policy
from laws.adversarial import adversarial_policy, decide
from reference.applications import AS_OF, applications


@pytest.fixture(scope="module")
def policy() -> Policy:
    return adversarial_policy()


HOSTILE = decimal.Context(
    prec=1,
    rounding=decimal.ROUND_UP,
    Emin=0,
    Emax=0,
    traps=[
        decimal.Inexact,
        decimal.Rounded,
        decimal.Subnormal,
        decimal.Underflow,
        decimal.Overflow,
        decimal.Clamped,
        decimal.InvalidOperation,
        decimal.DivisionByZero,
        decimal.FloatOperation,
    ],
)
RECORDS = [
    {
        "person": {
            "income": income,
            "years": years,
            "name": "x",
            "kind": "a",
            "active": False,
            "since": "2026-01-31",
        },
        "debts": [{"balance": Decimal("123456.78")}, {"balance": 0.1}],
    }
    for income in (Decimal("12345.67890123456789012345678901234"), 0.1, -3, Decimal("1E+6000"), 1e300, 7)
    for years in (2, 3.0, Decimal("14"))
]


def everything(decision: Any) -> list[str]:
    return [
        decision.to_json(),
        decision.explain("en", "text"),
        decision.explain("zh", "markdown"),
        decision.explain(format="json"),
    ]


def test_the_callers_decimal_context_neither_matters_nor_changes(policy: Policy) -> None:
    expected = [everything(decide(policy, record)) for record in RECORDS]
    with decimal.localcontext(HOSTILE):
        here = decimal.getcontext()
        before = repr(here)
        assert [everything(decide(policy, record)) for record in RECORDS] == expected
        assert repr(decimal.getcontext()) == before
        assert decimal.getcontext() is here


def test_loading_does_not_depend_on_the_callers_decimal_context(policy: Policy) -> None:
    with decimal.localcontext(HOSTILE):
        again = adversarial_policy()
    assert again.fingerprint == policy.fingerprint
    assert [decide(again, r).to_json() for r in RECORDS] == [decide(policy, r).to_json() for r in RECORDS]


def test_the_shipped_policy_does_not_depend_on_the_callers_decimal_context() -> None:
    shipped = load_policy(
        Path(__file__).resolve().parents[2] / "policies" / "origination" / "consumer_loan.yaml"
    )
    records = list(applications(60, seed=71))
    expected = [worded(shipped, record) for record in records]
    with decimal.localcontext(HOSTILE):
        assert [worded(shipped, record) for record in records] == expected


def worded(shipped: Any, record: Any) -> str:
    try:
        decision = shipped.decide(record, as_of=AS_OF)
    except InputError as error:
        return str(error)
    return str(decision.to_json() + decision.explain(format="json"))


def test_threads_decide_alike(policy: Policy) -> None:
    expected = [decide(policy, record).to_json() for record in RECORDS]
    found: list[list[str]] = []

    def run() -> None:
        decimal.setcontext(HOSTILE.copy())
        found.extend([decide(policy, record).to_json() for record in RECORDS] for _ in range(10))

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 80
    assert all(one == expected for one in found)
