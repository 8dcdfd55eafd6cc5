"""A process in stages under interventions, with a state, and with cases that say what it asks for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from credit_engine import Decision, load_policy
from credit_engine.cli import main
from parts.test_stages import AS_OF, CLEAN, FIRST, POLICY, policy_of

WAIVABLE = POLICY.replace(
    "then: refer, because: why}", "then: refer, because: why, waivable_by: manager}"
).replace(
    "when: listed, then: decline, because: why",
    "when: listed, then: decline, because: why, waivable_by: manager",
)
PEOPLE = policy_of(WAIVABLE)


def made(rule: str, **more: Any) -> dict[str, Any]:
    return {
        "kind": "waiver",
        "rule": rule,
        "by": "u1",
        "authority": "manager",
        "reason": "known",
        "expires": "2026-12-31",
        **more,
    }


def decided(record: dict[str, Any], *given: dict[str, Any]) -> Decision:
    return PEOPLE.decide(record, as_of=AS_OF, interventions=list(given))


def test_a_rule_that_stops_lets_the_process_go_on_once_it_is_waived() -> None:
    listed = {**FIRST, "listed": True}
    alone = decided(listed)
    assert (alone.outcome, alone.outputs["stage"], alone.asks) == ("decline", "eligibility", ())
    on = decided(listed, made("I-2"))
    assert (on.outputs["stage"], on.asks) == ("bureau", ("bureau.days", "bureau.enquiries"))
    assert (on.system_outcome, on.outcome) == ("decline", "refer")


def test_an_exception_to_a_better_outcome_does_not_stop_either() -> None:
    on = decided({**CLEAN, "listed": True}, made("I-2", kind="exception", outcome="counter"))
    assert (on.outcome, on.outputs["stage"]) == ("counter", "income")
    assert [(reason.rule, reason.outcome) for reason in on.reasons] == [("I-2", "counter")]


def test_an_override_to_an_outcome_that_stops_stops() -> None:
    late = {**CLEAN, "bureau": {"days": 40, "enquiries": 0}}
    assert decided(late).outputs["stage"] == "income"
    stopped = decided(late, made("H-2", kind="override", outcome="decline"))
    assert (stopped.outcome, stopped.outputs["stage"]) == ("decline", "bureau")


def test_what_a_person_decided_asks_for_no_data() -> None:
    late = {**FIRST, "bureau": {"days": 40, "enquiries": 7}}
    assert decided(late).asks == ("income",)
    assert decided(late, made("H-2", kind="override", outcome="decline")).asks == ()


@pytest.mark.parametrize("name", ["I-2", "identity.I-2", "process.I-2"])
def test_a_rule_of_a_stage_is_one_rule_however_it_is_named(name: str) -> None:
    assert decided({**CLEAN, "listed": True}, made(name)).outcome == "approve"


def test_the_page_names_the_waived_rule_of_a_stage() -> None:
    page = decided({**CLEAN, "listed": True}, made("I-2")).explain()
    assert "The policy: the rule fired and asks for Decline" in page
    assert "Rules that were waived" in page


def test_a_stage_needs_inputs_not_the_prior_state(tmp_path: Path) -> None:
    prior = "prior:\n  months: {type: integer, initially: 0}\ndecisions:\n"
    text = POLICY.replace("decisions:\n", prior, 1)
    text = text.replace("when: age < 18", "when: age < 18 and prior.months < 3")
    text = text.replace("reasons:", "next: {months: prior.months + 1}\nreasons:")
    path = tmp_path / "staged.yaml"
    path.write_text(text, "utf-8")
    decision = load_policy(path).decide({**CLEAN, "prior": {"missing": "no_prior"}}, as_of=AS_OF)
    assert (decision.outcome, decision.state["months"]) == ("approve", 1)


def test_cases_say_what_is_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "staged.yaml").write_text(WAIVABLE, "utf-8")
    path = tmp_path / "staged.cases.yaml"
    head = f"cases: staged\nas_of: 2026-11-24\nbase: first\nbases: {{first: {{with: {json.dumps(FIRST)}}}}}\n"
    path.write_text(
        head
        + f"""\
examples:
  waits: {{expect: {{asks: [bureau.days, bureau.enquiries]}}}}
  waived:
    with: {{listed: true}}
    interventions: [{json.dumps(made("I-2"))}]
    expect: {{system_outcome: decline, outcome: refer, values: {{process.stage: bureau}}}}
""",
        "utf-8",
    )
    assert main(["test", str(path)]) == 0
    shown = capsys.readouterr().out
    assert "2 of 2 cases passed" in shown
    assert "rules with an intervention: 1 of 2" in shown


def test_only_rules_that_somebody_may_waive_have_an_input_of_their_own() -> None:
    assert sum(node.name == "waived" for node in PEOPLE.versions[0].program.nodes) == 2
