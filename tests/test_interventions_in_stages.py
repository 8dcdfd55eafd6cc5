"""Interventions on rules of several stages in one call: each is judged after those on earlier stages."""

from __future__ import annotations

import pickle
from itertools import permutations
from typing import Any

import pytest

from credit_engine import Decision, Policy, RefusedInterventions
from credit_engine.policy.loading import compile_policy
from credit_engine.policy.stored import RestoredPolicy, as_json
from credit_engine.source import Source

POLICY = """\
policy: staged
version: "1"
effective: {from: 2026-01-01}
outcomes: {order: [approve, counter_offer, refer, decline], undecided: refer, nothing_fired: approve}
inputs:
  listed: {type: boolean}
  dpd: {type: integer, missing: {not_given: undecided}}
  debt: {type: number, missing: {not_given: undecided}}
decisions:
  identity:
    rules:
      - {id: I-1, when: listed, then: decline, because: why, waivable_by: boss}
      - {id: I-2, when: listed, then: refer, because: why, waivable_by: boss}
  history:
    rules:
      - {id: H-1, when: dpd > 30, then: decline, because: why, waivable_by: [boss, head]}
      - {id: H-2, when: dpd > 0, then: refer, because: why, waivable_by: boss}
  capacity:
    rules:
      - {id: C-1, when: debt > 100, then: refer, because: why, waivable_by: boss}
      - {id: C-2, when: debt > 100, then: refer, because: why, waivable_by: boss}
    escalation:
      - {id: C-3, fired: 2, of: refer, then: decline, because: why, waivable_by: boss}
  process:
    stages:
      - {id: first, needs: [listed], decide: [identity]}
      - {id: second, needs: [dpd], decide: [history]}
      - {id: third, needs: [debt], decide: [capacity]}
  afterwards:
    rules:
      - {id: A-1, when: 'process.stage = "third"', then: counter_offer, because: why, waivable_by: boss}
decision: {outcome: [process, afterwards], outputs: {stage: {of: process.stage, when: always}}}
reasons: {why: {en: Why, zh: 原因}}
"""
BAD = {"listed": True, "dpd": 60, "debt": 200}


def loaded() -> Policy:
    return Policy((compile_policy(Source("staged.yaml", POLICY), lambda kind, name: Source(name, "")),))


def made(rule: str, **changes: Any) -> dict[str, Any]:
    given = {
        "kind": "waiver",
        "rule": rule,
        "by": "u1",
        "authority": "boss",
        "reason": "known",
        "expires": "2026-12-31",
    }
    return given | changes


def decided(record: dict[str, Any], *given: dict[str, Any]) -> Decision:
    return loaded().decide(record, as_of="2026-11-29", interventions=given)


def refusals(record: dict[str, Any], *given: dict[str, Any]) -> list[tuple[str, str]]:
    with pytest.raises(RefusedInterventions) as caught:
        decided(record, *given)
    return sorted((one.rule, code) for one, code in caught.value.refused)


def test_a_rule_of_a_later_stage_is_waived_in_the_call_that_opens_its_stage() -> None:
    rules = ("I-1", "I-2", "H-1", "H-2", "C-1", "C-2", "A-1")
    decision = decided(BAD, *map(made, rules))
    assert (decision.system_outcome, decision.system.outputs["stage"]) == ("decline", "first")
    assert (decision.outcome, decision.outputs["stage"]) == ("approve", "third")


def test_the_order_in_which_interventions_are_given_decides_nothing() -> None:
    given = [made("I-1"), made("H-1"), made("C-1", kind="exception", outcome="counter_offer"), made("A-1")]
    answers = set()
    for some in permutations(given):
        decision = decided(BAD, *some)
        pages = sorted(decision.explain().splitlines())
        answers.add((decision.outcome, tuple(r.rule for r in decision.reasons), *pages[:20]))
        assert [one.rule for one in decision.interventions] == [one["rule"] for one in some]
    assert {(outcome, rules) for outcome, rules, *_ in answers} == {("refer", ("I-2", "H-2", "C-2", "C-1"))}


@pytest.mark.parametrize(
    ("given", "refused"),
    [
        ([made("H-1")], [("H-1", "rule-not-standing")]),
        ([made("I-2"), made("H-1")], [("H-1", "rule-not-standing")]),
        ([made("I-1"), made("C-1")], [("C-1", "rule-not-standing")]),
        ([made("I-1"), made("A-1")], [("A-1", "rule-not-standing")]),
        ([made("I-1", authority="clerk"), made("H-1")], [("I-1", "beyond-authority")]),
        (
            [made("I-1", expires="2026-11-28"), made("H-1", authority="x")],
            [("H-1", "beyond-authority"), ("I-1", "expired-intervention")],
        ),
        (
            [made("I-1", kind="exception", outcome="decline"), made("H-1")],
            [("H-1", "rule-not-standing"), ("I-1", "wrong-direction")],
        ),
        ([made("I-1"), made("H-2", kind="exception", outcome="decline")], [("H-2", "wrong-direction")]),
        ([made("I-1"), made("H-1"), made("H-1", authority="head")], [("H-1", "second-intervention")]),
    ],
)
def test_what_is_not_reached_after_the_others_is_refused(
    given: list[dict[str, Any]], refused: list[tuple[str, str]]
) -> None:
    assert refusals(BAD, *given) == refused
    assert refusals(BAD, *given[::-1]) == refused


def test_a_stage_that_an_override_closes_leaves_nothing_to_waive_in_later_ones() -> None:
    record = {"listed": False, "dpd": 10, "debt": 200}
    assert decided(record, made("C-1"), made("C-2")).outcome == "refer"
    worse = made("H-2", kind="override", outcome="decline")
    assert decided(record, worse).outputs["stage"] == "second"
    assert refusals(record, worse, made("C-1")) == [("C-1", "rule-not-standing")]


def test_rules_of_one_stage_are_judged_side_by_side() -> None:
    record = {"listed": False, "dpd": 0, "debt": 200}
    decision = decided(record, *map(made, ("C-1", "C-2", "C-3", "A-1")))
    assert (decision.system_outcome, decision.outcome) == ("decline", "approve")


def test_a_later_rule_that_cannot_be_decided_is_waived_too_and_asks_for_nothing() -> None:
    record = {"listed": True, "dpd": 60, "debt": None}
    waivers = [made("I-1"), made("I-2"), made("H-1"), made("H-2"), made("A-1")]
    waiting = decided(record, *waivers)
    assert (waiting.outcome, waiting.asks) == ("refer", ("debt",))
    decision = decided(record, made("C-1"), made("C-2"), *waivers)
    assert (decision.outcome, decision.asks) == ("approve", ())
    assert decision.explain().count("after the other interventions: the rule cannot be decided") == 2


@pytest.mark.parametrize(
    ("lang", "alone", "after"),
    [
        ("en", "The policy: the rule fired", "after the other interventions: the rule fired"),
        ("zh", "政策：规则触发", "其他干预生效后，按政策：规则触发"),
    ],
)
def test_the_page_says_which_rules_count_only_after_other_interventions(
    lang: Any, alone: str, after: str
) -> None:
    page = decided(BAD, made("H-1"), made("I-1")).explain(lang)
    first, second = page.index("H-1"), page.index("I-1")
    assert after in page[first:second]
    assert alone in page[second:]
    assert after not in page[second:]


def test_a_refusal_says_that_the_stage_is_not_reached() -> None:
    with pytest.raises(RefusedInterventions) as caught:
        decided(BAD, made("H-1"))
    assert "does not come to the stage of this rule" in caught.value.explain()
    assert "流程未进入该规则所在阶段" in caught.value.explain("zh", "markdown")
    assert "<h1" in caught.value.explain("zh", "html")
    assert caught.value.problems[0].hint.endswith("what stops the process")


def test_kept_and_sent_decisions_say_the_same() -> None:
    (compiled,) = loaded().versions
    assert compiled.sources is not None
    restored = Policy((RestoredPolicy(as_json(compiled), compiled.sources),))
    given = [made("H-1"), made("I-1")]
    decision = decided(BAD, *given)
    again = restored.decide(BAD, as_of="2026-11-29", interventions=given)
    sent = pickle.loads(pickle.dumps(decision))
    assert decision.to_json() == again.to_json() == sent.to_json()
    assert decision.explain() == again.explain() == sent.explain()
