"""`call`: another policy as a decision, once or for every member of a group."""

from __future__ import annotations

import datetime as dt
import json
import pickle
import re
from itertools import permutations
from pathlib import Path
from random import Random
from typing import Any

import pytest

from batch.tables import both, differences, table_of
from compiled import load_once
from credit_engine import Decision, Policy, load_policy
from credit_engine.cli import main

DAY = dt.date(2026, 2, 1)
CALLED = """\
policy: affordability
version: "2"
title: {en: Affordability, zh: 偿债能力}
effective: {from: 2025-01-01}
outcomes: {order: [passed, tight, failed], undecided: tight, nothing_fired: passed}
inputs:
  income: {type: number, range: "[0..1000000]", unit: CNY per month, title: {en: Income, zh: 收入}}
  payments: {type: number, range: ">= 0", unit: CNY per month, missing: {not_given: undecided}}
  people: {type: integer, range: "[1..20]", missing: {not_given: {value: 1}}, rationale: most live alone}
  home: {type: text, values: [owned, rented], missing: {no_record: undecided, not_given: undecided}}
parameters:
  most: {dated: {2025-01-01: 0.6, 2026-01-01: 0.5}}
decisions:
  share: {formula: payments / income}
  room: {formula: income - payments - 1000 * people}
  affordable:
    rules:
      - {id: AFF-1, when: share > most, then: failed, because: over_burdened, weight: 3}
      - {id: AFF-2, when: room < 1000, then: tight, because: little_room}
      - id: AFF-3
        when: home = "rented" and share > 0.4
        then: tight
        because: rent
decision:
  outcome: [affordable]
  outputs:
    room: {when: outcome != "failed", round: 0}
    share: always
reasons:
  over_burdened: {internal: {en: Over-burdened, zh: 负担过重}, disclose: false}
  little_room: {en: Little room, zh: 余额不足}
  rent: {en: Rent and debts, zh: 房租与债务}
"""
CALLER = """\
policy: loan
version: "1"
effective: {from: 2026-01-01}
outcomes: {order: [approve, refer, decline], undecided: refer, nothing_fired: approve}
inputs:
  applicant.income: {type: number, range: ">= 0", unit: CNY per month}
  applicant.payments: {type: number, range: ">= 0", unit: CNY per month, missing: {not_given: undecided}}
  applicant.home:
    type: text
    values: [owned, rented, other]
    missing: {no_record: undecided, not_given: undecided}
decisions:
  capacity:
    title: {en: Capacity, zh: 承受能力}
    call:
      policy: affordability
      with:
        income: applicant.income
        payments: applicant.payments + 500
        home: applicant.home
      outcomes:
        passed: approve
        tight: refer
        failed: {then: decline, because: cannot_afford, weight: 9}
decision:
  outcome: [capacity]
  outputs:
    room: {when: outcome != "decline", of: capacity.room}
    share: {when: always, of: capacity.share}
reasons:
  cannot_afford: {en: The loan is not affordable, zh: 无力偿还}
"""


def loaded(folder: Path, caller: str = CALLER, called: str = CALLED) -> Policy:
    (folder / "loan.yaml").write_text(caller, "utf-8")
    (folder / "affordability.yaml").write_text(called, "utf-8")
    return load_once(folder / "loan.yaml")


def decided(folder: Path, income: Any, payments: Any, home: Any = "owned", caller: str = CALLER) -> Decision:
    record = {"applicant": {"income": income, "payments": payments, "home": home}}
    return loaded(folder, caller).decide(record, as_of=DAY)


def reasons(decision: Decision) -> list[tuple[str, str, str]]:
    return [(reason.rule, reason.code, reason.outcome) for reason in decision.reasons]


@pytest.mark.parametrize(
    ("payments", "outcome", "room"),
    [(1000, "approve", 7500), (3500, "approve", 5000), (4500, "approve", 4000), (4501, "decline", None)],
)
def test_outcomes_count_as_they_are_mapped_and_outputs_are_released(
    tmp_path: Path, payments: int, outcome: str, room: int | None
) -> None:
    decision = decided(tmp_path, 10_000, payments)
    assert decision.outcome == outcome
    assert decision.outputs.get("room") == room


def test_the_reasons_are_the_callers_own_and_those_of_the_called_policy(tmp_path: Path) -> None:
    decision = decided(tmp_path, 2_000, 1_000)
    assert reasons(decision) == [
        ("capacity.failed", "cannot_afford", "decline"),
        ("capacity.AFF-1", "over_burdened", "decline"),
        ("capacity.AFF-2", "little_room", "refer"),
    ]
    own, hidden, shown = decision.reasons
    assert own.text("zh", "customer") == "无力偿还"
    assert (hidden.text("en"), hidden.text("en", "customer"), hidden.disclosed) == (
        "Over-burdened",
        "",
        False,
    )
    assert shown.text("en", "customer") == "Little room"


def test_an_output_that_is_withheld_is_absent_and_says_so(tmp_path: Path) -> None:
    text = CALLER.replace(
        '{when: outcome != "decline", of: capacity.room}', "{when: always, of: capacity.room}"
    )
    decision = decided(tmp_path, 10_000, 9_000, caller=text)
    assert decision.outcome == "decline"
    assert decision.withheld == {"room": "unknown"}
    assert "not released by the called policy" in decision.explain("en")


@pytest.mark.parametrize("when", ['outcome = "passed"', "always"])
@pytest.mark.parametrize("payments", ["undecided", "not_applicable"])
def test_an_unknown_output_that_was_to_be_released_leaves_the_call_undecided(
    tmp_path: Path, when: str, payments: str
) -> None:
    called = CALLED.replace("share: always", f"later: {{when: '{when}', of: extra + 1}}").replace(
        "parameters:", "  extra: {type: number, missing: {not_given: undecided}}\nparameters:"
    )
    caller = CALLER.replace("tight: refer", "tight: approve").replace(
        "share: {when: always, of: capacity.share}", ""
    )
    caller = caller.replace("home: applicant.home", "home: applicant.home\n        extra: applicant.extra")
    caller = caller.replace(
        "decisions:",
        "  applicant.extra: {type: number, missing: {no_record: MEANING, not_given: undecided}}\ndecisions:",
    ).replace("MEANING", payments)
    policy = loaded(tmp_path, caller, called)
    record = {"income": 10_000, "payments": 0, "home": "owned", "extra": {"missing": "no_record"}}
    decision = policy.decide({"applicant": record}, as_of=DAY)
    assert decision.outcome == "refer"
    assert reasons(decision) == [("capacity.output:later", "undecided", "refer")]
    assert_columns_as_rows(policy, [{"applicant": record}, {"applicant": {**record, "extra": 1}}])


@pytest.mark.parametrize("test", ["[0..payments]", "(payments..900]", "< payments"])
def test_an_input_that_is_left_out_can_be_the_end_of_a_range(tmp_path: Path, test: str) -> None:
    called = CALLED.replace("room < 1000,", f"'room in {test}',")
    lines = [line for line in CALLER.splitlines() if "applicant.payments" not in line]
    caller = "\n".join(lines)
    policy = loaded(tmp_path, caller, called)
    record = {"applicant": {"income": 10_000, "home": "owned"}}
    decision = policy.decide(record, as_of=DAY)
    assert (decision.outcome, {reason.code for reason in decision.reasons}) == ("refer", {"undecided"})
    assert_columns_as_rows(policy, [record])


def assert_columns_as_rows(policy: Policy, records: list[dict[str, Any]]) -> None:
    table = table_of(policy.versions[0].fields, records, Random(1))
    _, columns, rows = both(policy, table, str(DAY), 8)
    assert differences(columns, rows) == []


def test_the_dates_are_those_of_the_caller(tmp_path: Path) -> None:
    called = CALLED.replace("effective: {from: 2025-01-01}", "effective: {from: 2024-01-01}")
    caller = CALLER.replace("effective: {from: 2026-01-01}", "effective: {from: 2025-01-01}")
    policy = loaded(tmp_path, caller, called)
    record = {"applicant": {"income": 10_000, "payments": 5_000, "home": "owned"}}
    assert policy.decide(record, as_of="2025-12-31").outcome == "approve"
    assert policy.decide(record, as_of="2026-01-01").outcome == "decline"


def test_what_the_called_policy_cannot_decide_is_undecided_here(tmp_path: Path) -> None:
    decision = decided(tmp_path, 10_000, None)
    assert decision.outcome == "refer"
    assert [(rule, code) for rule, code, _ in reasons(decision)] == [
        ("capacity.AFF-1", "undecided"),
        ("capacity.AFF-2", "undecided"),
    ]
    assert {c.subject for r in decision.reasons for c in r.causes} >= {"applicant.payments"}
    better = CALLER.replace("tight: refer", "tight: approve")
    assert decided(tmp_path, 10_000, None, caller=better).outcome == "refer", "undecided is not 'tight'"
    assert decided(tmp_path, 1_900, 100, caller=better).outcome == "approve"


def test_an_answer_that_does_not_depend_on_what_is_missing_is_one(tmp_path: Path) -> None:
    assert decided(tmp_path, 10_000, 6_000, {"missing": "no_record"}).outcome == "decline"
    assert decided(tmp_path, 10_000, 4_000, {"missing": "no_record"}).outcome == "refer"
    assert decided(tmp_path, 10_000, 100, {"missing": "no_record"}).outcome == "approve"


@pytest.mark.parametrize(
    ("income", "home", "field", "detail", "called"),
    [
        (1_000_001, "owned", "capacity.income", "not in [0..1000000]", "超出范围（收入，"),
        (10_000, "other", "capacity.home", "not one of owned, rented", "超出范围（capacity.home，"),
    ],
)
def test_a_value_that_the_called_policy_does_not_take_is_unknown_and_named(
    tmp_path: Path, income: int, home: str, field: str, detail: str, called: str
) -> None:
    decision = decided(tmp_path, income, 3_600, home)
    assert decision.outcome == "refer"
    causes = {(cause.code, cause.subject, cause.detail) for r in decision.reasons for cause in r.causes}
    assert ("out_of_range", field, detail) in causes
    assert called in decision.explain("zh"), "by its title, where it has one"


def test_a_whole_number_is_asked_for_at_run_time_where_it_is_not_known_before(tmp_path: Path) -> None:
    text = CALLER.replace(
        "home: applicant.home\n", "home: applicant.home\n        people: applicant.payments / 1000\n"
    )
    assert decided(tmp_path, 10_000, 2_000, caller=text).outputs["room"] == 10_000 - 2_500 - 2_000
    decision = decided(tmp_path, 10_000, 2_500, caller=text)
    assert {cause.detail for r in decision.reasons for cause in r.causes} == {"not a whole number"}


def test_a_call_answers_as_the_policy_itself_does(tmp_path: Path) -> None:
    """The called policy by itself is the oracle: its outcome mapped, its outputs, its reasons."""
    policy, rng = loaded(tmp_path), Random(5)
    alone = load_policy(tmp_path / "affordability.yaml")
    mapped = {"passed": "approve", "tight": "refer", "failed": "decline"}
    for _ in range(400):
        income, payments = rng.choice([0, 900, 4000, 10_000, 10_001]), rng.choice([0, 1500, 3500, 4500, None])
        home: Any = rng.choice(["owned", "rented", {"missing": "no_record"}])
        found = policy.decide(
            {"applicant": {"income": income, "payments": payments, "home": home}}, as_of=DAY
        )
        given = {"income": income, "payments": None if payments is None else payments + 500, "home": home}
        wanted = alone.decide(given, as_of=DAY)
        assert found.outcome == mapped[wanted.outcome]
        own = [reason for reason in found.reasons if reason.rule != "capacity.failed"]
        assert [(r.rule, r.code) for r in own] == [(f"capacity.{r.rule}", r.code) for r in wanted.reasons]
        if found.outcome != "decline":
            assert found.outputs == wanted.outputs


def record(rng: Random) -> dict[str, Any]:
    return {
        "applicant": {
            "income": rng.choice([0, 999.5, 2_000, 9_000, 10_000, 1_000_000, 1_000_001, 9_000.25]),
            "payments": rng.choice([0, 500, 3_500, 3_600.5, 4_500, 4_499.75, 9_000, None]),
            "home": rng.choice(["owned", "rented", "other", None, {"missing": "no_record"}]),
        }
    }


def test_a_batch_decides_as_single_rows_do(tmp_path: Path) -> None:
    policy, rng = loaded(tmp_path), Random(11)
    records = [record(rng) for _ in range(1_000)]
    table = table_of(policy.versions[0].fields, records, rng)
    result, batch, rows = both(policy, table, DAY, 256)
    assert differences(batch, rows) == []
    assert set(batch["outcome"].to_pylist()) == {"approve", "refer", "decline"}
    assert result.stages.total.by_rows == 0, "a called policy is decided as columns"


def test_removing_a_field_never_gives_a_better_outcome_than_refer(tmp_path: Path) -> None:
    policy, rng = loaded(tmp_path), Random(13)
    ranks = {"approve": 0, "refer": 1, "decline": 2}
    for _ in range(200):
        full = record(rng)["applicant"]
        complete = ranks[policy.decide({"applicant": full}, as_of=DAY).outcome]
        for key in ("payments", "home"):
            less = {name: value for name, value in full.items() if name != key}
            assert ranks[policy.decide({"applicant": less}, as_of=DAY).outcome] >= min(complete, 1), (
                full,
                key,
            )


def test_the_explanation_holds_the_called_policys_own_steps(tmp_path: Path) -> None:
    decision = decided(tmp_path, 10_000, 6_000)
    english, chinese = decision.explain("en"), decision.explain("zh", "markdown")
    for text in (
        "Asked of another policy: Affordability, version 2",
        "share (65%) > most (50%)",
        "Its outcome: Failed. It counts here as: Decline.",
    ):
        assert text in english
    assert "询问另一政策：偿债能力，版本2" in chinese
    (step,) = json.loads(decision.explain("en", "json"))["steps"]
    assert (step["kind"], step["policy"], step["answer"]) == ("call", "affordability", "failed")
    assert {inner["name"] for inner in step["steps"]} == {"share", "room", "affordable"}
    open_ = decided(tmp_path, 10_000, None)
    assert "It cannot decide: applicant.payments (not given)" in open_.explain("en")


HEAD = """version: "1"
effective: {from: 2026-01-01}
outcomes: {order: [passed, open], undecided: open, nothing_fired: passed}
inputs:
  x: {type: number, range: "[0..1000]"}
decisions:
"""
DOUBLED = "decision: {outcome: [], outputs: {double: always}}\n"
CALL = "call: {policy: %s, with: {x: %s}, outcomes: {passed: passed, open: open}}"
CALLS = (
    f"  at_once: {{{CALL % ('inner', 'x')}}}\n",
    f"  through_another: {{{CALL % ('middle', 'x + 1')}}}\n",
    f"  once_more: {{{CALL % ('inner', 'x + 2')}}}\n",
)


def test_each_of_several_calls_of_one_policy_has_values_and_pages_of_its_own(tmp_path: Path) -> None:
    """It is checked once, so that its calls share their syntax trees; each has nodes of its own for them."""
    (tmp_path / "inner.yaml").write_text(
        f"policy: inner\n{HEAD}  double: {{formula: x * 2}}\n{DOUBLED}", "utf-8"
    )
    inner = f"  asked: {{{CALL % ('inner', 'x + 10')}}}\n  double: {{formula: asked.double}}\n"
    (tmp_path / "middle.yaml").write_text(f"policy: middle\n{HEAD}{inner}{DOUBLED}", "utf-8")
    outputs = ", ".join(f"{name}: {{when: always, of: {name}.double}}" for name in CALLED_BY_HAND)
    for lines in permutations(CALLS):
        text = f"policy: outer\n{HEAD}{''.join(lines)}decision: {{outcome: [], outputs: {{{outputs}}}}}\n"
        (tmp_path / "outer.yaml").write_text(text, "utf-8")
        decision = load_policy(tmp_path / "outer.yaml").decide({"x": 5}, as_of=DAY)
        assert decision.outputs == CALLED_BY_HAND
        steps = {step["name"]: step["steps"] for step in json.loads(decision.explain("en", "json"))["steps"]}
        steps["through_another"] = steps["through_another"][0]["steps"]
        told = {name: doubled["names"][0]["figure"]["value"] * 2 for name, (doubled,) in steps.items()}
        assert told == {name: doubled["result"]["value"] for name, (doubled,) in steps.items()}
        assert told == CALLED_BY_HAND


CALLED_BY_HAND = {"at_once": 2 * 5, "through_another": 2 * (5 + 1 + 10), "once_more": 2 * (5 + 2)}


def test_the_called_policy_is_part_of_the_fingerprint(tmp_path: Path) -> None:
    first = loaded(tmp_path).fingerprint
    assert loaded(tmp_path, called=CALLED.replace("room < 1000", "room < 1001")).fingerprint != first
    assert loaded(tmp_path).fingerprint == first


def test_store_and_other_processes_give_the_same_decision(tmp_path: Path) -> None:
    policy, cache = loaded(tmp_path), tmp_path / "cache"
    given = {"applicant": {"income": 2_000, "payments": 1_000, "home": "rented"}}
    wanted = policy.decide(given, as_of=DAY)
    load_policy(tmp_path / "loan.yaml", cache=cache)
    for other in (pickle.loads(pickle.dumps(policy)), load_policy(tmp_path / "loan.yaml", cache=cache)):
        found = other.decide(given, as_of=DAY)
        assert (found.to_json(), found.explain()) == (wanted.to_json(), wanted.explain())
    (tmp_path / "affordability.yaml").write_text(CALLED.replace("then: failed", "then: tight"), "utf-8")
    assert load_policy(tmp_path / "loan.yaml", cache=cache).decide(given, as_of=DAY).outcome == "refer"


CASES = """\
cases: loan
as_of: 2026-02-01
base: sound
bases: {sound: {with: {applicant: {income: 10000, payments: 1000, home: owned}}}}
examples:
  sound: {expect: {outcome: approve, rules: {capacity.AFF-1: not_fired}, outputs: {room: 7500}}}
  at_the_edge: {with: {applicant.payments: 4500}, expect: {outcome: approve}}
  above: {with: {applicant.payments: 4501}, expect: {outcome: decline, reasons_include: [over_burdened]}}
  tight:
    with: {applicant.income: 2000, applicant.payments: 400}
    expect: {outcome: refer, reasons: [little_room]}
"""


def test_cases_run_with_coverage_and_mutants(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    loaded(tmp_path)
    (tmp_path / "loan.cases.yaml").write_text(CASES, "utf-8")
    assert main(["test", str(tmp_path / "loan.cases.yaml")]) == 0, capsys.readouterr()
    assert main(["test", str(tmp_path / "loan.cases.yaml"), "--mutate"]) in (0, 1)
    shown = capsys.readouterr().out
    wrong = CASES.replace("expect: {outcome: approve}}", "expect: {outcome: decline}}", 1).replace(
        "applicant.payments: 4500", "applicant.payments: 4501"
    )
    (tmp_path / "loan.cases.yaml").write_text(
        wrong.replace("outcome: decline}}", "outcome: refer}}"), "utf-8"
    )
    assert main(["test", str(tmp_path / "loan.cases.yaml")]) == 1
    assert "capacity.AFF-1 fired failed: share (50.01%) > most (50%)" in capsys.readouterr().out
    assert "4 passed" in shown or "4 cases" in shown, shown
    assert "capacity.outcomes" in shown or "mutants" in shown


def test_the_explanation_shows_what_is_given_by_the_titles_of_its_values(tmp_path: Path) -> None:
    titled = CALLED.replace(
        "values: [owned, rented]", "values: {owned: {en: Owned, zh: 自有}, rented: {en: Rented, zh: 租赁}}"
    ).replace("home: {type: text,", "home: {type: text, title: {en: Home, zh: 住房},")
    (tmp_path / "affordability.yaml").write_text(titled, "utf-8")
    (tmp_path / "loan.yaml").write_text(CALLER, "utf-8")
    applicant = {"income": 10_000, "payments": 3_000, "home": "rented"}
    decision = load_policy(tmp_path / "loan.yaml").decide({"applicant": applicant}, as_of=DAY)
    given = decision.explain("zh", page="full").partition("输入项")[2].partition("输出")[0]
    assert re.search("住房 +租赁\n", given)
    # The number of people is left out by the caller: nothing is told of it.
    assert "people" not in given


def test_conditions_of_a_called_policy_are_told_in_the_language_of_the_page(tmp_path: Path) -> None:
    conditions = (
        "  papers:\n    conditions:\n      - {id: P-1, title: {en: Proof of rent, zh: 租赁证明},"
        " applies_when: share > 0.1, supplied_by: {en: Customer, zh: 客户}}\n"
    )
    listed = CALLED.replace("  affordable:\n", conditions + "  affordable:\n").replace(
        "    share: always\n", "    share: always\n    papers: always\n"
    )
    (tmp_path / "affordability.yaml").write_text(listed, "utf-8")
    (tmp_path / "loan.yaml").write_text(CALLER, "utf-8")
    applicant = {"income": 10_000, "payments": 3_000, "home": "rented"}
    decision = load_policy(tmp_path / "loan.yaml").decide({"applicant": applicant}, as_of=DAY)
    assert "papers 租赁证明" in decision.explain("zh", page="full")
    assert 'papers "Proof of rent"' in decision.explain("en", page="full")


def test_a_cause_that_arises_in_the_called_policy_names_its_input_by_title(tmp_path: Path) -> None:
    (tmp_path / "papers.yaml").write_text(
        """\
policy: papers
version: "1"
title: {en: Papers, zh: 资料}
effective: {from: 2026-01-01}
outcomes: {order: [complete, supplement], undecided: supplement, nothing_fired: complete}
inputs:
  report_of: {type: date, title: {en: Date of the report, zh: 报告日期}, missing: {not_given: undecided}}
decisions:
  documents:
    checklist:
      items:
        - id: P-1
          title: {en: Report, zh: 报告}
          given: report_of
          valid_for: 30
          then: supplement
          because: lacking
decision: {outcome: [documents]}
reasons:
  lacking: {en: Papers are missing, zh: 资料不全}
""",
        encoding="utf-8",
    )
    caller = tmp_path / "loan.yaml"
    caller.write_text(
        """\
policy: loan
version: "1"
effective: {from: 2026-01-01}
outcomes: {order: [approve, refer], undecided: refer, nothing_fired: approve}
inputs:
  bureau_date: {type: date, missing: {not_given: undecided}}
decisions:
  papers:
    title: {en: Papers, zh: 资料}
    call:
      policy: papers
      with: {report_of: bureau_date}
      outcomes: {complete: approve, supplement: {then: refer, because: lacking}}
decision: {outcome: [papers]}
reasons:
  lacking: {en: Papers are missing, zh: 资料不全}
""",
        encoding="utf-8",
    )
    decision = load_policy(caller).decide({"bureau_date": "2026-02-03"}, as_of=DAY)
    assert decision.outcome == "refer"
    assert "（报告日期，2026-02-03）" in " ".join(decision.explain("zh").split())
    assert "(Date of the report, 2026-02-03)" in " ".join(decision.explain("en").split())
