"""Interventions: who may change what a rule asks for, what becomes of the decision, what is refused."""

from __future__ import annotations

import datetime as dt
import json
import pickle
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

import pytest

from batch.tables import both, differences, table_of
from compiled import load_once
from credit_engine import (
    Decision,
    InputError,
    Intervention,
    Policy,
    PolicyError,
    RefusedInterventions,
    load_policy,
)
from credit_engine.cli import main
from credit_engine.policy.stored import RestoredPolicy, as_json

POLICY = """\
policy: small
version: "1"
title: {en: Small loan, zh: 小额贷款}
effective: {from: 2026-01-01, time_zone: Asia/Shanghai}
outcomes:
  order: [approve, refer, decline]
  undecided: refer
  nothing_fired: approve
  titles:
    approve: {en: Approve, zh: 批准}
    refer: {en: Refer, zh: 转人工}
    decline: {en: Decline, zh: 拒绝}
inputs:
  age: {type: integer}
  dpd: {type: integer, missing: {not_given: undecided, no_record: not_applicable}}
  debt: {type: number, missing: {not_given: undecided}}
decisions:
  admission:
    rules:
      - {id: AGE, when: age < 18, then: decline, because: young}
      - id: DPD
        title: {en: Serious delinquency, zh: 严重逾期}
        when: dpd >= 30
        then: decline
        because: late
        waivable_by: [branch_manager, head_office]
      - {id: DPD-2, when: dpd >= 30, then: refer, because: late, waivable_by: head_office}
      - {id: DEBT, when: debt > 100, then: refer, because: debts, waivable_by: branch_manager}
    escalation:
      - {id: TWO, fired: 2, of: refer, then: decline, because: several, waivable_by: head_office}
decision: {outcome: [admission], outputs: {}}
reasons:
  young: {en: Too young, zh: 未成年}
  late: {en: Overdue, zh: 逾期}
  debts: {en: High debts, zh: 负债过高}
  several: {en: Several doubts, zh: 多项疑点}
"""
DAY = dt.date(2026, 11, 24)
LATE = {"age": 30, "dpd": 40, "debt": 0}
INDEBTED = {"age": 30, "dpd": 0, "debt": 200}
DOUBTFUL = {"age": 30, "dpd": 40, "debt": 200}


@pytest.fixture(scope="module")
def policy(tmp_path_factory: pytest.TempPathFactory) -> Policy:
    path = tmp_path_factory.mktemp("small") / "small.yaml"
    path.write_text(POLICY, "utf-8")
    return load_once(path)


def made(rule: str, **changes: Any) -> dict[str, Any]:
    """A waiver by the head office."""
    given = {
        "kind": "waiver",
        "rule": rule,
        "by": "u123",
        "authority": "head_office",
        "reason": "settled since",
        "expires": "2026-12-31",
    }
    return {key: value for key, value in {**given, **changes}.items() if value is not None}


def codes(error: InputError) -> dict[str, str]:
    return {problem.path: problem.code for problem in error.problems}


def refused(policy: Policy, record: dict[str, Any], *interventions: Any) -> dict[str, str]:
    with pytest.raises(InputError) as caught:
        policy.decide(record, as_of=DAY, interventions=interventions)
    return codes(caught.value)


def test_a_waived_rule_does_not_count_and_both_outcomes_are_kept(policy: Policy) -> None:
    decision = policy.decide(LATE, as_of=DAY, interventions=[made("DPD"), made("DPD-2")])
    assert (decision.system_outcome, decision.outcome) == ("decline", "approve")
    assert decision.reasons == ()
    assert [reason.rule for reason in decision.system.reasons] == ["DPD", "DPD-2"]
    assert [one.rule for one in decision.interventions] == ["DPD", "DPD-2"]


def test_the_other_rules_go_on_counting(policy: Policy) -> None:
    decision = policy.decide(LATE, as_of=DAY, interventions=[made("DPD")])
    assert (decision.outcome, [reason.rule for reason in decision.reasons]) == ("refer", ["DPD-2"])


def test_two_rules_of_one_condition_are_waived_apart(policy: Policy) -> None:
    first, second = policy.versions[0].rule_sets["admission"][1:3]
    assert first.condition == second.condition
    assert first.status != second.status


def test_an_exception_lets_a_rule_ask_for_a_better_outcome(policy: Policy) -> None:
    decision = policy.decide(
        {**LATE, "dpd": 31},
        as_of=DAY,
        interventions=[made("DPD", kind="exception", outcome="refer"), made("DPD-2")],
    )
    assert decision.outcome == "refer"
    assert [(r.code, r.rule, r.outcome) for r in decision.reasons] == [("late", "DPD", "refer")]


def test_an_override_may_ask_for_a_worse_outcome(policy: Policy) -> None:
    given = made("DEBT", kind="override", outcome="decline", authority="branch_manager")
    decision = policy.decide(INDEBTED, as_of=DAY, interventions=[given])
    assert (decision.system_outcome, decision.outcome) == ("refer", "decline")
    assert decision.reasons[0].outcome == "decline"


def test_a_condition_sets_a_rule_aside_and_is_listed(policy: Policy) -> None:
    given = made("DEBT", kind="condition", condition="guarantee before drawdown", authority="branch_manager")
    decision = policy.decide(INDEBTED, as_of=DAY, interventions=[given])
    assert (decision.outcome, decision.conditions) == ("approve", ("guarantee before drawdown",))


def test_an_undecided_rule_can_be_waived_too(policy: Policy) -> None:
    record = {"age": 30, "dpd": 0}
    assert policy.decide(record, as_of=DAY).outcome == "refer"
    given = made("DEBT", authority="branch_manager")
    assert policy.decide(record, as_of=DAY, interventions=[given]).outcome == "approve"


def test_an_undecided_rule_stays_undecided_under_an_override(policy: Policy) -> None:
    given = made("DEBT", kind="override", outcome="decline", authority="branch_manager")
    decision = policy.decide({"age": 30, "dpd": 0}, as_of=DAY, interventions=[given])
    assert [(r.code, r.outcome) for r in decision.reasons] == [("undecided", "decline")]


@pytest.mark.parametrize(
    ("given", "outcome"),
    [
        (made("DEBT", authority="branch_manager"), "decline"),
        (made("TWO"), "decline"),
        (made("DPD"), "decline"),
    ],
)
def test_what_stands_beside_a_waived_rule_still_decides(
    policy: Policy, given: dict[str, Any], outcome: str
) -> None:
    assert policy.decide(DOUBTFUL, as_of=DAY, interventions=[given]).outcome == outcome


def test_an_escalation_counts_neither_waived_rules_nor_those_that_ask_for_another_outcome(
    policy: Policy,
) -> None:
    waiver = made("DEBT", authority="branch_manager")
    exception = made("DEBT", kind="exception", outcome="approve", authority="branch_manager")
    for given in (waiver, exception):
        decision = policy.decide(DOUBTFUL, as_of=DAY, interventions=[made("DPD"), given])
        assert [reason.rule for reason in decision.reasons][:1] == ["DPD-2"]
        assert decision.outcome == "refer"


def test_the_last_day_of_an_intervention_is_the_one_on_which_it_expires(policy: Policy) -> None:
    given = made("DEBT", authority="branch_manager", expires=DAY)
    assert policy.decide(INDEBTED, as_of=DAY, interventions=[given]).outcome == "approve"
    late = refused(policy, INDEBTED, made("DEBT", authority="branch_manager", expires="2026-11-23"))
    assert late == {"interventions[0].expires": "expired-intervention"}


@pytest.mark.parametrize(
    ("given", "path", "code"),
    [
        (made("DPD", authority="teller"), "authority", "beyond-authority"),
        (made("DPD-2", authority="branch_manager"), "authority", "beyond-authority"),
        (made("NO-1"), "rule", "unknown-rule"),
        (made("DEBT", authority="branch_manager"), "rule", "rule-not-standing"),
        (made("DPD", kind="exception", outcome="decline"), "outcome", "wrong-direction"),
        (made("DPD", kind="override", outcome="decline"), "outcome", "wrong-direction"),
        (made("DPD", kind="exception", outcome="reject"), "outcome", "unknown-outcome"),
        (made("DPD", kind="condition", condition="x", outcome="decline"), "outcome", "wrong-direction"),
        (made("DPD", kind="waver"), "kind", "not-allowed"),
        (made("DPD", kind=None), "kind", "missing-input"),
        (made("DPD", outcome="refer"), "outcome", "unexpected-key"),
        (made("DPD", kind="exception"), "outcome", "missing-input"),
        (made("DPD", kind="condition"), "condition", "missing-input"),
        (made("DPD", by=" "), "by", "missing-input"),
        (made("DPD", reason=7), "reason", "wrong-type"),
        (made("DPD", expires="soon"), "expires", "bad-date"),
        (made("DPD", expires=dt.datetime(2026, 12, 31, tzinfo=dt.UTC)), "expires", "bad-date"),
        (made("DPD", until="2026"), "until", "unknown-field"),
    ],
)
def test_what_is_not_in_order_is_refused_and_nothing_decided(
    policy: Policy, given: dict[str, Any], path: str, code: str
) -> None:
    assert refused(policy, LATE, given) == {f"interventions[0].{path}": code}


def test_a_rule_that_nobody_may_waive_is_beyond_everybodys_authority(policy: Policy) -> None:
    found = refused(policy, {**LATE, "age": 17}, made("AGE"))
    assert found == {"interventions[0].authority": "beyond-authority"}


def test_everything_wrong_is_said_at_once(policy: Policy) -> None:
    found = refused(policy, LATE, made("DPD"), made("DPD", reason="once more"), made("NO-1"), made("AGE"))
    assert found == {
        "interventions[1].rule": "second-intervention",
        "interventions[2].rule": "unknown-rule",
        "interventions[3].authority": "beyond-authority",
        "interventions[3].rule": "rule-not-standing",
    }


def test_one_that_cannot_be_read_does_not_hide_what_is_wrong_with_the_others(policy: Policy) -> None:
    old = made("DPD-2", expires="2026-01-01", authority="branch_manager")
    found = refused(policy, LATE, made("DPD", by=" "), made("NO-1"), old, made("DEBT"))
    assert found == {
        "interventions[0].by": "missing-input",
        "interventions[1].rule": "unknown-rule",
        "interventions[2].authority": "beyond-authority",
        "interventions[2].expires": "expired-intervention",
        "interventions[3].authority": "beyond-authority",
    }, "whether the other rules count is not asked: the first may have to do with it"


def test_problems_of_record_and_interventions_come_together(policy: Policy) -> None:
    found = refused(policy, {"age": "x", "dpd": 0, "debt": 0}, made("DPD", kind="waver"))
    assert found == {"age": "wrong-type", "interventions[0].kind": "not-allowed"}


@pytest.mark.parametrize("given", [{"kind": "waiver"}, "DPD", 3])
def test_interventions_are_a_list(policy: Policy, given: Any) -> None:
    with pytest.raises(InputError) as caught:
        policy.decide(LATE, as_of=DAY, interventions=given)
    assert codes(caught.value) == {"interventions": "wrong-type"}


def test_so_many_interventions_are_refused_as_a_whole(policy: Policy) -> None:
    assert refused(policy, LATE, *[made("DPD")] * 1_001) == {"interventions": "too-large"}


def test_an_intervention_is_a_mapping(policy: Policy) -> None:
    assert refused(policy, LATE, "DPD") == {"interventions[0]": "wrong-type"}


def test_a_decision_without_interventions_says_nothing_of_them(policy: Policy) -> None:
    alone = policy.decide(LATE, as_of=DAY)
    assert alone.to_json() == policy.decide(LATE, as_of=DAY, interventions=[]).to_json()
    assert "intervention" not in alone.to_json()
    assert "intervention" not in alone.explain(format="json")
    assert (alone.system, alone.interventions, alone.conditions) == (alone, (), ())


def test_interventions_are_part_of_the_canonical_decision_and_its_fingerprint(policy: Policy) -> None:
    one = policy.decide(LATE, as_of=DAY, interventions=[made("DPD")])
    other = policy.decide(LATE, as_of=DAY, interventions=[made("DPD", by="u124")])
    assert one.fingerprint not in (other.fingerprint, one.system.fingerprint)
    stored = json.loads(one.to_json())
    assert (stored["outcome"], stored["system_outcome"]) == ("refer", "decline")
    assert stored["interventions"] == [made("DPD")]


def test_objects_and_mappings_say_the_same(policy: Policy) -> None:
    given = Intervention(**made("DPD"))
    assert (
        policy.decide(LATE, as_of=DAY, interventions=[given]).to_json()
        == policy.decide(LATE, as_of=DAY, interventions=[made("DPD")]).to_json()
    )


def test_decisions_and_refusals_can_be_pickled(policy: Policy) -> None:
    decision = policy.decide(LATE, as_of=DAY, interventions=[made("DPD")])
    again = pickle.loads(pickle.dumps(decision))
    assert again.to_json() == decision.to_json()
    assert again.explain("zh") == decision.explain("zh")
    with pytest.raises(RefusedInterventions) as caught:
        policy.decide(LATE, as_of=DAY, interventions=[made("DPD", authority="teller")])
    other = pickle.loads(pickle.dumps(caught.value))
    assert other.explain("zh") == caught.value.explain("zh")


def test_a_stored_policy_takes_interventions(policy: Policy) -> None:
    compiled = policy.versions[0]
    assert compiled.sources is not None
    restored = Policy((RestoredPolicy(as_json(compiled), compiled.sources),))
    for record, given in ((LATE, [made("DPD")]), (DOUBTFUL, [made("TWO")])):
        one, other = (p.decide(record, as_of=DAY, interventions=given) for p in (policy, restored))
        assert one.to_json() == other.to_json()


def test_a_policy_without_waivable_rules_has_the_same_program_as_before(tmp_path: Path) -> None:
    text = "\n".join(line for line in POLICY.splitlines() if "waivable_by: [" not in line)
    text = text.replace(", waivable_by: head_office", "").replace(", waivable_by: branch_manager", "")
    path = tmp_path / "small.yaml"
    path.write_text(text, "utf-8")
    program = load_policy(path).versions[0].program
    assert len(program.inputs) == 3 + 3
    assert not {"waived", "unchanged", "changed"} & {node.name for node in program.nodes}


def test_a_batch_decides_as_rows_where_nobody_intervenes(policy: Policy) -> None:
    rng = Random(5)
    dpd = [0, 29, 30, 90, {"missing": "no_record"}, None]
    records = [{"age": a, "dpd": d, "debt": b} for a, d, b in product((17, 18), dpd, (0, 100, 101, None))]
    result, columns, rows = both(policy, table_of(policy.versions[0].fields, records, rng), DAY, 16)
    assert differences(columns, rows) == []
    assert result.stages.redecided == 0


def test_every_intervention_gives_what_the_rules_give_by_hand(policy: Policy) -> None:
    """Worst of the rules that stand, each with its own outcome or the one that was chosen."""
    order = ["approve", "refer", "decline"]
    own = {"DPD": "decline", "DPD-2": "refer", "DEBT": "refer"}
    for dpd, debt in product((0, 30), (0, 101)):
        fired = [rule for rule in own if (debt > 100 if rule == "DEBT" else dpd >= 30)]
        for chosen in product((None, "", *order), repeat=len(fired)):
            asked = {rule: own[rule] if new is None else new for rule, new in zip(fired, chosen, strict=True)}
            given = [
                made(
                    rule,
                    kind="override" if new else "waiver",
                    outcome=new or None,
                    authority="branch_manager" if rule == "DEBT" else "head_office",
                )
                for rule, new in zip(fired, chosen, strict=True)
                if new is not None and new != own[rule]
            ]
            plain = [rule for rule in fired if own[rule] == "refer" and asked[rule] == "refer"]
            expected = [outcome for outcome in asked.values() if outcome]
            expected += ["decline"] if len(plain) > 1 else []
            decision = policy.decide({"age": 30, "dpd": dpd, "debt": debt}, as_of=DAY, interventions=given)
            assert decision.outcome == max(expected or ["approve"], key=order.index), (dpd, debt, chosen)


PAGES = [
    ("en", "By u123, acting as head_office; valid until 31 December 2026"),
    ("zh", "由u123以head_office权限作出；有效期至2026年12月31日"),
]


@pytest.mark.parametrize(("lang", "line"), PAGES)
def test_the_explanation_tells_rule_person_authority_reason_and_last_day(
    policy: Policy, lang: str, line: str
) -> None:
    page = policy.decide(LATE, as_of=DAY, interventions=[made("DPD")]).explain(lang)  # type: ignore[arg-type]
    assert line in page
    assert "settled since" in page
    said = {
        "en": "The policy alone says Decline; with the interventions the decision is Refer.",
        "zh": "按政策本身结论为“拒绝”；经人工干预，决策为“转人工”。",
    }
    assert said[lang] in page


@pytest.mark.parametrize(
    ("lang", "line"),
    [
        (
            "en",
            "This rule may be changed by branch_manager, head_office only; teller has no authority for it.",
        ),
        ("zh", "该规则仅可由branch_manager、head_office调整；teller无此权限。"),
    ],
)
def test_a_refusal_is_a_page_too(policy: Policy, lang: str, line: str) -> None:
    with pytest.raises(RefusedInterventions) as caught:
        policy.decide(LATE, as_of=DAY, interventions=[made("DPD", authority="teller")])
    page = caught.value.explain(lang)  # type: ignore[arg-type]
    assert line in page
    assert {"en": "Serious delinquency", "zh": "严重逾期"}[lang] in page


def test_an_id_of_two_rule_sets_is_named_with_its_set(tmp_path: Path) -> None:
    text = POLICY.replace(
        "decision: {outcome: [admission]",
        """\
  second:
    rules:
      - {id: DEBT, when: debt > 50, then: refer, because: debts, waivable_by: head_office}
decision: {outcome: [admission, second]""",
    )
    path = tmp_path / "small.yaml"
    path.write_text(text, "utf-8")
    twice = load_policy(path)
    record = {"age": 30, "dpd": 0, "debt": 60}
    assert refused(twice, record, made("DEBT")) == {"interventions[0].rule": "ambiguous-rule"}
    assert twice.decide(record, as_of=DAY, interventions=[made("second.DEBT")]).outcome == "approve"


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("[]", "wrong-value"),
        ("[nobody, head_office]", "wrong-value"),
        ("''", "wrong-value"),
        ("[head_office, head_office]", "duplicate-value"),
    ],
)
def test_the_authority_over_a_rule_is_checked(tmp_path: Path, value: str, code: str) -> None:
    path = tmp_path / "small.yaml"
    path.write_text(POLICY.replace("[branch_manager, head_office]", value), "utf-8")
    with pytest.raises(PolicyError) as caught:
        load_policy(path)
    assert [problem.code for problem in caught.value.problems] == [code]


def command(tmp_path: Path, given: Any) -> list[str]:
    for name, text in (
        ("small.yaml", POLICY),
        ("record.json", json.dumps(LATE)),
        ("given.json", json.dumps(given, indent=1)),
    ):
        (tmp_path / name).write_text(text, "utf-8")
    return [
        "decide",
        str(tmp_path / "small.yaml"),
        str(tmp_path / "record.json"),
        "--as-of",
        "2026-11-24",
        "--interventions",
        str(tmp_path / "given.json"),
    ]


def test_the_command_takes_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*command(tmp_path, [made("DPD")]), "--format", "decision"]) == 0
    assert json.loads(capsys.readouterr().out)["system_outcome"] == "decline"


def test_the_command_shows_the_place_of_a_refused_intervention(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(command(tmp_path, [made("DPD"), made("DPD-2", authority="branch_manager")])) == 1
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "given.json:14:16: " in shown.err
    assert "[beyond-authority]" in shown.err


CASES = """\
cases: small
as_of: 2026-11-24
examples:
  waived:
    with: {age: 30, dpd: 40, debt: 0}
    interventions:
      - {kind: waiver, rule: DPD, by: u1, authority: branch_manager, reason: paid, expires: 2026-12-31}
    expect: {outcome: refer, system_outcome: decline, rules: {DPD: waived, DPD-2: fired}}
  refused:
    with: {age: 30, dpd: 40, debt: 0}
    interventions:
      - {kind: waiver, rule: DPD, by: u1, authority: teller, reason: paid, expires: 2026-12-31}
    expect: {refused: ["interventions[0].authority"]}
  condition:
    with: {age: 30, dpd: 0, debt: 200}
    interventions:
      - kind: condition
        rule: DEBT
        by: u1
        authority: branch_manager
        reason: sound
        expires: 2026-12-31
        condition: guarantee
    expect: {outcome: approve, conditions: [guarantee]}
"""


def test_cases_have_interventions(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "small.yaml").write_text(POLICY, "utf-8")
    path = tmp_path / "small.cases.yaml"
    path.write_text(CASES, "utf-8")
    assert main(["test", str(path), "--mutate"]) in (0, 1)
    shown = capsys.readouterr().out
    assert "3 of 3 cases passed" in shown
    assert "rules with an intervention: 2 of 4" in shown
    assert "waivable_by: head_office dropped" in shown
    assert "waivable_by: branch_manager dropped" not in shown


def test_the_decision_that_a_person_changed_is_a_decision(policy: Policy) -> None:
    assert isinstance(policy.decide(LATE, as_of=DAY, interventions=[made("DPD")]), Decision)
