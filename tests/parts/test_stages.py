"""Stages: what counts, where a process stops or waits, and what is still to be asked for."""

from __future__ import annotations

import datetime as dt
import re
import tempfile
from pathlib import Path
from random import Random
from typing import Any

import pytest

from batch.tables import both, differences, table_of
from compiled import load_once
from credit_engine import Decision, InputError, Policy, PolicyError, load_policy
from credit_engine.testing.mutation import mutants_of

AS_OF = dt.date(2026, 11, 24)
POLICY = """\
policy: staged
version: "1"
effective: {from: 2026-01-01}
outcomes: {order: [approve, counter, refer, decline], undecided: refer, nothing_fired: approve}
inputs:
  age: {type: integer}
  listed: {type: boolean, missing: {no_record: not_applicable, failed: undecided, not_given: undecided}}
  purpose: {type: text, values: [car, study], missing: {not_given: undecided}}
  bureau.days: {type: integer}
  bureau.enquiries: {type: integer}
  income: {type: number}
decisions:
  identity:
    rules:
      - {id: I-1, when: age < 18, then: decline, because: why}
      - {id: I-2, when: listed, then: decline, because: why}
      - {id: I-3, when: purpose = "study", then: counter, because: why}
  history:
    rules:
      - {id: H-1, when: bureau.days >= 90, then: decline, because: why}
      - {id: H-2, when: bureau.days >= 30, then: refer, because: why}
      - {id: H-3, when: bureau.enquiries > 6, then: counter, because: why}
  capacity:
    rules:
      - {id: C-1, when: income < 3000, then: decline, because: why}
  process:
    stages:
      - {id: eligibility, needs: [age, listed, purpose], decide: [identity]}
      - {id: bureau, needs: [bureau], decide: [history]}
      - {id: income, needs: [income], decide: [capacity]}
    stop_at: decline
decision:
  outcome: [process]
  outputs:
    stage: {when: always, of: process.stage}
    income: {when: outcome = "approve"}
reasons:
  why: {en: Why, zh: 原因}
"""
FIRST = {"age": 30, "listed": False, "purpose": "car"}
CLEAN = {**FIRST, "bureau": {"days": 0, "enquiries": 0}, "income": 5000}


def policy_of(text: str = POLICY) -> Policy:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "staged.yaml"
        path.write_text(text, "utf-8")
        return load_once(path)


STAGED = policy_of()


def decided(record: dict[str, Any]) -> Decision:
    return STAGED.decide(record, as_of=AS_OF)


def fired(decision: Decision) -> list[str]:
    return [reason.rule for reason in decision.reasons]


@pytest.mark.parametrize(
    ("record", "outcome", "stage", "rules", "asks"),
    [
        ({**FIRST, "age": 17}, "decline", "eligibility", ["I-1"], ()),
        (FIRST, "refer", "bureau", ["H-1", "H-2", "H-3"], ("bureau.days", "bureau.enquiries")),
        ({**FIRST, "bureau": {"days": 90, "enquiries": 0}}, "decline", "bureau", ["H-1", "H-2"], ()),
        ({**FIRST, "bureau": {"days": 30, "enquiries": 0}}, "refer", "income", ["H-2", "C-1"], ("income",)),
        # A counter offer cannot be told from refer where that is certain, so nothing is asked for it.
        ({**FIRST, "bureau": {"days": 30}}, "refer", "income", ["H-2", "C-1", "H-3"], ("income",)),
        ({**CLEAN, "income": 2999}, "decline", "income", ["C-1"], ()),
        (CLEAN, "approve", "income", [], ()),
        ({**CLEAN, "purpose": "study"}, "counter", "income", ["I-3"], ()),
    ],
)
def test_a_process_goes_as_far_as_it_can(
    record: dict[str, Any], outcome: str, stage: str, rules: list[str], asks: tuple[str, ...]
) -> None:
    decision = decided(record)
    assert (decision.outcome, decision.outputs["stage"]) == (outcome, stage)
    assert sorted(fired(decision)) == sorted(rules)
    assert decision.asks == asks


def test_a_rule_that_could_stop_the_process_makes_it_wait() -> None:
    decision = decided({**CLEAN, "listed": {"missing": "failed"}, "bureau": {"days": 99}})
    assert (decision.outcome, decision.outputs["stage"], decision.asks) == (
        "refer",
        "eligibility",
        ("listed",),
    )


def test_a_rule_that_cannot_stop_the_process_lets_it_go_on() -> None:
    decision = decided({"age": 30, "listed": False, "bureau": {"days": 99, "enquiries": 0}})
    assert (decision.outcome, decision.outputs["stage"], decision.asks) == ("decline", "bureau", ())


def test_what_does_not_apply_stops_nothing() -> None:
    decision = decided({**CLEAN, "listed": {"missing": "no_record"}})
    assert (decision.outcome, decision.outputs["stage"]) == ("approve", "income")


def test_what_the_first_stage_needs_is_required() -> None:
    with pytest.raises(Exception, match="age"):
        decided({"listed": False})


def test_asks_without_stages_are_the_inputs_that_could_change_the_outcome() -> None:
    flat = policy_of(POLICY.replace("outcome: [process]", "outcome: [identity]"))
    record = {"age": 30, "listed": {"missing": "failed"}}
    assert flat.decide(record, as_of=AS_OF).asks == ("listed", "purpose")
    assert flat.decide({"age": 17}, as_of=AS_OF).asks == ()


def _completions(record: dict[str, Any], path: str) -> list[dict[str, Any]]:
    values: dict[str, tuple[Any, ...]] = {
        "listed": (True, False),
        "purpose": ("car", "study"),
        "bureau.days": (0, 30, 90),
        "bureau.enquiries": (0, 7),
        "income": (2999, 3000),
    }
    group, _, name = path.rpartition(".")
    if group:
        return [{**record, group: {**record.get(group, {}), name: value}} for value in values[path]]
    return [{**record, name: value} for value in values[path]]


ALL = ("listed", "purpose", "bureau.days", "bureau.enquiries", "income")


def _every_record() -> list[dict[str, Any]]:
    """Every record of these values and gaps."""
    found: list[dict[str, Any]] = [{"age": 17}, {"age": 18}]
    for path in ALL:
        found = [one for record in found for one in (record, *_completions(record, path))]
    return found


def test_nothing_that_is_not_asked_for_changes_the_outcome() -> None:
    """Whoever fills every gap but the ones asked for comes to the same outcome."""
    for record in _every_record():
        decision = decided(record)
        for path in ALL:
            group, _, name = path.rpartition(".")
            given = name in (record.get(group, {}) if group else record)
            if not given and path not in decision.asks:
                for one in _completions(record, path):
                    assert decided(one).outcome == decision.outcome, (record, path)


def test_a_missing_field_never_makes_it_better() -> None:
    order = STAGED.versions[0].outcomes
    refer = order.rank("refer")
    for record in _every_record():
        whole = order.rank(decided(record).outcome)
        for path in ALL:
            group, _, name = path.rpartition(".")
            inside = record.get(group, {}) if group else record
            if name in inside:
                less = {k: v for k, v in inside.items() if k != name}
                reduced = {**record, group: less} if group else less
                assert order.rank(decided(reduced).outcome) >= min(whole, refer), (record, path)


def test_a_batch_equals_its_rows() -> None:
    records = [one for one in _every_record() for _ in range(2)]
    Random(7).shuffle(records)
    table = table_of(STAGED.versions[0].fields, records, Random(8))
    for chunk in (1_000, 17):
        _, batch, rows = both(STAGED, table, AS_OF, chunk)
        assert differences(batch, rows) == []


def test_the_page_says_where_the_process_stands() -> None:
    page = decided({**FIRST, "age": 17}).explain("en")
    assert "eligibility   the process stops here   identity: Decline" in page
    assert re.search(r"H-1 +the stage is not reached", page)
    page = decided(FIRST).explain("zh")
    assert "仍可能影响结论的待补数据" in page
    assert "bureau        等待数据" in page


def test_cases_can_drop_a_stage_or_move_its_end() -> None:
    names = [mutant.name for mutant in mutants_of(STAGED.versions[0])]
    assert "decisions.process.stop_at: decline -> refer" in names
    assert "decisions.process.bureau: dropped" in names


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("decide: [capacity]", "decide: [capacty]", "unknown-name"),
        ("decide: [capacity]", "decide: [process]", "cycle"),
        ("decide: [capacity]", "decide: [history]", "duplicate-value"),
        ("needs: [income]", "needs: [incme]", "unknown-name"),
        ("needs: [income]", "needs: [income, income]", "duplicate-value"),
        ("needs: [income]", "needs: []", "stage-needs"),
        ("needs: [age, listed, purpose]", "needs: [age, listed]", "stage-needs"),
        ("id: income,", "id: bureau,", "duplicate-id"),
        ("stop_at: decline", "stop_at: declin", "unknown-outcome"),
        ("outcome: [process]", "outcome: [process, history]", "counted-twice"),
        ("decide: [capacity]", "decide: []", "wrong-value"),
    ],
)
def test_what_is_wrong_is_said(old: str, new: str, code: str) -> None:
    with pytest.raises(PolicyError) as caught:
        policy_of(POLICY.replace(old, new))
    assert {problem.code for problem in caught.value.problems if problem.severity == "error"} == {code}


def test_what_the_first_stage_needs_with_its_group_is_required_whatever_later_stages_name() -> None:
    text = POLICY.replace("[age, listed, purpose]", "[age, listed, purpose, bureau]")
    policy = policy_of(text.replace("needs: [bureau]", "needs: [bureau.days, bureau.enquiries]"))
    with pytest.raises(InputError, match=r"bureau\.days"):
        policy.decide(FIRST, as_of=AS_OF)


def test_a_process_of_one_stage_is_decided_in_columns_too() -> None:
    lines = [line for line in POLICY.splitlines() if "id: bureau" not in line and "id: income" not in line]
    policy = policy_of("\n".join(lines))
    records = [{**CLEAN, "age": age} for age in (17, 18, 40)]
    _, columns, rows = both(policy, table_of(policy.versions[0].fields, records, Random(2)), str(AS_OF), 2)
    assert differences(columns, rows) == []
    assert columns.column("stage").to_pylist() == ["eligibility"] * 3


CALLER = """\
policy: caller
version: "1"
effective: {from: 2026-01-01}
outcomes: {order: [go, ask, stop], undecided: ask, nothing_fired: go}
inputs:
  age: {type: integer}
decisions:
  asked:
    call:
      policy: staged
      with: {age: age, bureau.days: "30", bureau.enquiries: "0", income: "1", listed: "false"}
      outcomes:
        approve: go
        counter: go
        refer: ask
        decline: stop
decision: {outcome: [asked]}
"""


@pytest.mark.parametrize(("lang", "said"), [("en", "the process stops here"), ("zh", "流程在此终止")])
def test_the_page_of_a_call_shows_the_stages_of_the_called_policy(
    lang: str, said: str, tmp_path: Path
) -> None:
    (tmp_path / "staged.yaml").write_text(POLICY, "utf-8")
    (tmp_path / "caller.yaml").write_text(CALLER, "utf-8")
    decision = load_policy(tmp_path / "caller.yaml").decide({"age": 17}, as_of=AS_OF)
    assert decision.outcome == "stop"
    assert said in decision.explain(lang)  # type: ignore[arg-type]
