"""The explanation as JSON: one small decision word for word, all examples by digest; see `--record`."""

from __future__ import annotations

import json
from decimal import Decimal
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from compiled import shipped
from credit_engine import Decision, Policy, load_policy
from credit_engine.account.steps import TableStep
from credit_engine.explain.as_json import json_of
from credit_engine.policy.loading import compile_policy
from credit_engine.source import Source
from explain.support import EXPECTED, ROOT, decided
from explain.test_golden import CHANGED, GOLDEN, masked, reviewed
from explain.test_offers_pages import decided as with_offers
from tools import tool

DIGESTS = GOLDEN / "json_digests.json"
DEBTS = [{"kind": "loan", "balance": 1200}, {"kind": "card", "balance": Decimal("300.25")}]
LOAN = {"amount": 50000, "income": Decimal("6000.5"), "score": 85, "debts": DEBTS}
SMALL: dict[str, dict[str, Any]] = {
    "small_loan": LOAN,
    "small_loan_without_score": LOAN | {"score": {"missing": "no_record"}},
}


def small_loan(name: str) -> Decision:
    policy = load_policy(Path(__file__).parent / "small_loan.yaml")
    return policy.decide(SMALL[name], as_of="2026-11-23")


def whole(digits: str) -> int | Decimal:
    """Python reads no more than 4300 digits as an integer."""
    return int(digits) if len(digits) < 4300 else Decimal(digits)


def exactly(text: str) -> Any:
    """What a JSON text says, its numbers exact."""
    return json.loads(text, parse_float=Decimal, parse_int=whole)


@pytest.mark.parametrize("name", SMALL)
def test_the_json_of_a_small_decision_is_as_reviewed(name: str, request: pytest.FixtureRequest) -> None:
    decision = small_loan(name)
    text = masked(decision, decision.explain("en", "json"))
    assert json_of(exactly(text)) == text
    laid_out = tool("trace_schema").laid_out(exactly(text), json_of) + "\n"
    assert laid_out == reviewed(GOLDEN / f"{name}.json", laid_out, request), CHANGED


@cache
def examples() -> dict[str, Decision]:
    """Every shipped example of an application with its decision."""
    offers = sorted((ROOT / "examples" / "consumer_loan_offers").glob("*.json"))
    company = exactly((ROOT / "examples" / "working_capital" / "machine_maker.json").read_text("utf-8"))
    working_capital = shipped("working_capital")
    return {
        **{f"consumer_loan/{name}": decided(name) for name in EXPECTED},
        **{f"consumer_loan_offers/{path.stem}": with_offers(path.stem) for path in offers},
        "working_capital/machine_maker": working_capital.decide(company, as_of="2026-11-23"),
    }


@pytest.mark.parametrize("folder", ["consumer_loan", "consumer_loan_offers", "working_capital"])
def test_every_application_of_a_folder_is_an_example_here(folder: str) -> None:
    shipped = {f"{folder}/{path.stem}" for path in (ROOT / "examples" / folder).glob("*.json")}
    assert {name for name in examples() if name.startswith(f"{folder}/")} == shipped - {
        "consumer_loan/expected"
    }


def test_the_json_of_every_example_is_the_one_that_was_recorded(request: pytest.FixtureRequest) -> None:
    """Of an example whose digest changed, `credit-engine decide POLICY EXAMPLE --format json` says more."""
    texts = {name: masked(one, one.explain("en", "json")) for name, one in examples().items()}
    found = {name: sha256(text.encode()).hexdigest() for name, text in texts.items()}
    if request.config.getoption("--record"):
        DIGESTS.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    recorded = json.loads(DIGESTS.read_text("utf-8"))
    assert found.keys() == recorded.keys()
    assert [name for name, digest in found.items() if digest != recorded[name]] == []


LOOKED_UP = """\
policy: rates
version: "1"
effective: {from: 2026-01-01}
outcomes: {order: [approve, refer], undecided: refer, nothing_fired: approve}
inputs:
  x: {type: integer, range: "[0..99]"}
  code: {type: text}
decisions:
  band:
    table:
      hit: unique
      in: [x]
      out: {rate: {type: number}}
      rows:
ROWS
  listed:
    catalogue:
      key: code
      match: longest_prefix
      out: {rate: {type: number}}
      entries:
        - {code: A, then: [1]}
        - {code: A1, then: [2]}
decision: {outcome: [], outputs: {band: always, listed: always}}
"""


def test_what_is_prepared_for_a_policy_does_not_grow_with_its_decisions() -> None:
    rows = "\n".join(f"        - {{if: ['{number}'], then: [{number}]}}" for number in range(99))
    policy = Policy(
        (compile_policy(Source("rates.yaml", LOOKED_UP.replace("ROWS", rows)), lambda kind, name: None),)
    )
    account = policy.decide({"x": 1, "code": "A12"}, as_of="2026-11-23").compiled.account
    band, _ = account.steps
    assert isinstance(band, TableStep)
    assert None in band.rows.hits.matches, "an index holds the rows"

    sizes = []
    for _ in range(3):
        policy.decide({"x": 1, "code": "A12"}, as_of="2026-11-23").explain(format="json")
        sizes.append(len(account.prepared))

    assert sizes[0] == sizes[1] == sizes[2]
