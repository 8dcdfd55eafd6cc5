"""A decision states its unit anew where the mathematics gives it, and only with the reason."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from compiled import load_once
from credit_engine import Policy, PolicyError

# The expected loss of a year is PD times LGD: a rate per annum, because the PD is that of one year.
RISK = """\
policy: risk
version: "1"
effective: {from: 2026-01-01}
outcomes: {order: [approve, decline], undecided: decline, nothing_fired: approve}
inputs:
  pd: {type: number, range: "[0..1]", unit: fraction}
  lgd: {type: number, range: "[0..1]", unit: fraction}
  funding: {type: number, unit: fraction per annum}
decisions:
  expected_loss:
    formula: pd * lgd
    unit: fraction per annum
    unit_because: the PD is of one year
  rate:
    pricing: {base: funding, add: {expected_loss: expected_loss}, round: 4}
  rules:
    rules:
      - {id: R-1, when: rate > 0.2, then: decline, because: dear}
decision: {outcome: [rules], outputs: {rate: always}}
reasons: {dear: {en: Too dear, zh: 利率过高}}
"""
BECAUSE = "    unit_because: the PD is of one year\n"
UNIT = "    unit: fraction per annum\n"


def policy(tmp_path: Path, text: str = RISK) -> Policy:
    path = tmp_path / "risk.yaml"
    path.write_text(text, "utf-8")
    return load_once(path)


def refused(tmp_path: Path, text: str) -> PolicyError:
    with pytest.raises(PolicyError) as raised:
        policy(tmp_path, text)
    return raised.value


def test_a_product_of_fractions_is_a_rate_where_the_policy_says_why(tmp_path: Path) -> None:
    decision = policy(tmp_path).decide({"pd": 0.02, "lgd": 0.5, "funding": 0.03}, as_of="2026-11-24")
    assert decision.outputs["rate"] == Decimal("0.04")
    assert "expected_loss: 1% per year" in decision.explain("en")
    assert "1%/年" in decision.explain("zh")


def test_the_full_page_shows_the_reason_and_the_summary_does_not(tmp_path: Path) -> None:
    text = RISK.replace(BECAUSE, f"{BECAUSE}    notes: A long note.\n")
    decision = policy(tmp_path, text).decide({"pd": 0.02, "lgd": 0.5, "funding": 0.03}, as_of="2026-11-24")
    for page in ("full", "audit"):
        assert "  A long note.\n  Its unit: the PD is of one year\n" in decision.explain("en", page=page)
        assert "单位依据：the PD is of one year" in decision.explain("zh", "markdown", page)
    assert "the PD is of one year" not in decision.explain("en", page="summary")


def test_the_reason_is_read_in_the_language_of_the_page(tmp_path: Path) -> None:
    text = RISK.replace(BECAUSE, "    unit_because: {en: the PD is of one year, zh: 违约概率为一年期}\n")
    decision = policy(tmp_path, text).decide({"pd": 0.02, "lgd": 0.5, "funding": 0.03}, as_of="2026-11-24")
    assert "单位依据：违约概率为一年期" in decision.explain("zh")
    assert "Its unit: the PD is of one year" in decision.explain("en")


def test_without_the_reason_the_clash_says_how_to_state_it(tmp_path: Path) -> None:
    error = refused(tmp_path, RISK.replace(BECAUSE, ""))
    assert [problem.code for problem in error.problems] == ["unit-clash"]
    assert "where the mathematics gives that unit, say so beside it: unit_because: ..." in error.text()
    assert "请在旁边说明：unit_because: ..." in error.text("zh")


def test_a_clash_within_an_expression_says_how_a_decision_of_its_own_mends_it(tmp_path: Path) -> None:
    text = RISK.replace(
        "{base: funding, add: {expected_loss: expected_loss}, round: 4}",
        "{base: funding + pd * lgd, add: {}}",
    )
    error = refused(tmp_path, text)
    assert "let a decision state it anew: unit: ... and unit_because: ..." in error.text()
    assert "unit: ... 及 unit_because: ..." in error.text("zh")


def test_other_decisions_take_the_unit_as_it_is_stated(tmp_path: Path) -> None:
    text = RISK.replace(UNIT, "    unit: CNY\n")
    assert {problem.code for problem in refused(tmp_path, text).problems} == {"unit-clash"}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (UNIT, "", "add 'unit:'"),
        ("    formula: pd * lgd\n", '    formula: if pd > lgd then "a" else "b"\n', "remove it"),
    ],
)
def test_a_reason_needs_a_unit_of_a_number(tmp_path: Path, old: str, new: str, said: str) -> None:
    error = refused(tmp_path, RISK.replace(old, new))
    (found,) = (problem for problem in error.problems if problem.code == "unexpected-key")
    assert "'unit_because' goes with the 'unit' of a number" in found.text()
    assert said in found.text()
