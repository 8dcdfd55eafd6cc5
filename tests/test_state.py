"""The prior state and the next one: an early warning that clears after three clean months."""

from __future__ import annotations

import datetime as dt
import json
import pickle
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

import pytest

from arrow import pa
from batch.tables import both, differences, table_of
from compiled import load_once, policy_of
from credit_engine import InputError, Policy, PolicyError
from credit_engine.cli import main
from credit_engine.policy.stored import RestoredPolicy, as_json

POLICY = """\
policy: warning
version: "1"
effective: {from: 2026-01-01, time_zone: Asia/Shanghai}
outcomes: {order: [none, orange, red], undecided: orange, nothing_fired: none}
inputs:
  overdue_days: {type: integer, range: ">= 0", unit: days, missing: {not_given: undecided}}
prior:
  level: {type: text, values: [none, orange, red], initially: none, title: {en: Level, zh: 预警级别}}
  clean_months: {type: integer, range: ">= 0", initially: 0, title: {en: Clean months, zh: 连续正常月数}}
  share: {type: number, initially: 1}
decisions:
  clean_months:
    formula: if overdue_days > 0 then 0 else prior.clean_months + 1
  level:
    rules:
      - {id: W1, when: overdue_days > 30, then: red, because: late}
      - {id: W2, when: overdue_days > 0, then: orange, because: late}
      - {id: W3, when: prior.level != "none" and clean_months < 3, then: orange, because: not_cleared}
decision: {outcome: [level], outputs: {}}
next:
  level: outcome
  clean_months: clean_months
  share: {value: prior.share / 3, round: 4}
reasons:
  late: {en: Overdue, zh: 逾期}
  not_cleared: {en: Fewer than three clean months, zh: 未满三个月}
"""
DAY = dt.date(2026, 11, 24)
FIRST = {"missing": "no_prior"}
ORDER = ["none", "orange", "red"]


def loaded(folder: Path, text: str = POLICY) -> Policy:
    path = folder / "warning.yaml"
    path.write_text(text, "utf-8")
    return load_once(path)


@pytest.fixture(scope="module")
def policy(tmp_path_factory: pytest.TempPathFactory) -> Policy:
    return loaded(tmp_path_factory.mktemp("warning"))


def months(policy: Policy, *overdue: int | None, state: Any = FIRST) -> list[tuple[str, Any]]:
    """Outcome and state month by month, each state handed to the next month."""
    found = []
    for days in overdue:
        decision = policy.decide({"overdue_days": days, "prior": state}, as_of=DAY)
        state = decision.state
        found.append((decision.outcome, state))
    return found


def test_a_warning_clears_after_three_clean_months(policy: Policy) -> None:
    found = months(policy, 0, 40, 0, 0, 0, 0)
    assert [outcome for outcome, _ in found] == ["none", "red", "orange", "orange", "none", "none"]
    assert [state["clean_months"] for _, state in found] == [1, 0, 1, 2, 3, 4]


def test_a_relapse_starts_the_count_anew(policy: Policy) -> None:
    assert [outcome for outcome, _ in months(policy, 5, 0, 0, 1, 0, 0, 0)] == [
        "orange",
        "orange",
        "orange",
        "orange",
        "orange",
        "orange",
        "none",
    ]


def test_the_state_is_plain_data_at_its_declared_scale(policy: Policy) -> None:
    (_, first), (_, second) = months(policy, 0, 0)
    assert (str(first["share"]), str(second["share"])) == ("0.3333", "0.1111")
    again = json.loads(json.dumps(first, default=str))
    assert again["level"] == "none"


def test_what_the_decision_cannot_tell_stays_unknown_and_is_said_to_be(policy: Policy) -> None:
    (outcome, state), (later, _) = months(policy, None, 0)
    assert outcome == later == "orange"
    assert state["clean_months"] == {"missing": "unknown"}
    decision = policy.decide({"overdue_days": None, "prior": FIRST}, as_of=DAY)
    assert "Clean months cannot be told: the next decision has to take it as unknown." in decision.explain()
    assert "连续正常月数无法确定：下次决策须按未知处理。" in decision.explain("zh")
    assert json.loads(decision.to_json())["state"]["clean_months"] == {"missing": "unknown"}


def test_a_record_says_itself_that_there_was_no_decision_before(policy: Policy) -> None:
    decision = policy.decide({"overdue_days": 0, "prior": FIRST}, as_of=DAY)
    assert (decision.outcome, decision.state["clean_months"]) == ("none", 1)


@pytest.mark.parametrize("record", [{}, {"prior": None}, {"prior": {}}])
def test_a_state_that_is_simply_absent_is_unknown(policy: Policy, record: dict[str, Any]) -> None:
    decision = policy.decide({"overdue_days": 0, **record}, as_of=DAY)
    assert decision.outcome == "orange"
    assert {cause.subject for reason in decision.reasons for cause in reason.causes} == {
        "prior.level",
        "prior.clean_months",
    }


def test_removing_a_field_of_the_state_never_makes_a_better_outcome(policy: Policy) -> None:
    for level, clean, days in product(ORDER, (0, 2, 3), (0, 1, 31)):
        state = {"level": level, "clean_months": clean, "share": 1}
        complete = policy.decide({"overdue_days": days, "prior": state}, as_of=DAY).outcome
        for name in state:
            less = {key: value for key, value in state.items() if key != name}
            found = policy.decide({"overdue_days": days, "prior": less}, as_of=DAY).outcome
            assert ORDER.index(found) >= min(ORDER.index(complete), ORDER.index("orange"))


def test_the_state_is_part_of_the_inputs_and_of_the_fingerprint(policy: Policy) -> None:
    state = {"level": "red", "clean_months": 2, "share": 1}
    one = policy.decide({"overdue_days": 0, "prior": state}, as_of=DAY)
    other = policy.decide({"overdue_days": 0, "prior": {**state, "share": 2}}, as_of=DAY)
    assert one.fingerprint != other.fingerprint
    assert json.loads(one.to_json())["inputs"]["prior.level"] == "red"


def test_a_policy_without_state_says_nothing_of_it(tmp_path: Path) -> None:
    start, end = POLICY.index("next:"), POLICY.index("reasons:")
    plain = loaded(tmp_path, POLICY[:start] + POLICY[end:])
    decision = plain.decide({"overdue_days": 0, "prior": FIRST}, as_of=DAY)
    assert decision.state == {}
    assert '"state"' not in decision.to_json()
    assert '"state"' not in decision.explain(format="json")


def test_decisions_and_stored_policies_keep_the_state(policy: Policy) -> None:
    compiled = policy.versions[0]
    assert compiled.sources is not None
    restored = Policy((RestoredPolicy(as_json(compiled), compiled.sources),))
    record = {"overdue_days": 0, "prior": {"level": "red", "clean_months": 1, "share": 7}}
    one, other = (each.decide(record, as_of=DAY) for each in (policy, restored))
    assert one.to_json() == other.to_json() == pickle.loads(pickle.dumps(one)).to_json()
    assert one.state == other.state


def records() -> list[dict[str, Any]]:
    levels = [*ORDER, {"missing": "no_prior"}, {"missing": "unknown"}, None]
    return [
        {"overdue_days": days, "prior": {"level": level, "clean_months": clean, "share": share}}
        for days, level, clean, share in product(
            (0, 1, 31, None), levels, (0, 2, 3, {"missing": "unknown"}), (1, 0.7, None)
        )
    ]


def test_a_batch_decides_as_rows(policy: Policy) -> None:
    table = table_of(policy.versions[0].fields, records(), Random(3))
    result, columns, rows = both(policy, table, DAY, 64)
    assert differences(columns, rows) == []
    assert result.stages.redecided == 0
    assert {"next.level", "next.clean_months.missing"} <= set(columns.column_names)


def handed_on(table: pa.Table) -> pa.Table:
    """The state columns of a result as those of the next month's data."""
    state = table.select([name for name in table.column_names if name.startswith("next.")])
    return state.rename_columns([f"prior.{name.removeprefix('next.')}" for name in state.column_names])


def test_the_state_columns_of_a_batch_are_the_prior_ones_of_the_next(policy: Policy) -> None:
    paths = list(product((0, 7, 40, None), repeat=4))
    table = pa.table({"prior.missing": ["no_prior"] * len(paths)})
    outcomes: list[list[str]] = []
    for month in range(4):
        table = table.append_column("overdue_days", pa.array([path[month] for path in paths], pa.int64()))
        found = policy.decide_batch(table, as_of=DAY, chunk_rows=50).to_arrow()
        outcomes.append(found["outcome"].to_pylist())
        table = handed_on(found)
    for at, path in enumerate(paths):
        assert [each[at] for each in outcomes] == [outcome for outcome, _ in months(policy, *path)], path


def test_a_csv_file_holds_the_cause_of_the_whole_state(policy: Policy, tmp_path: Path) -> None:
    path = tmp_path / "month.csv"
    path.write_text(
        "overdue_days,prior.level,prior.clean_months,prior.share,prior.missing\n"
        "0,,,,no_prior\n0,red,1,1,\n0,,,,\n",
        "utf-8",
    )
    found = policy.decide_batch(path, as_of=DAY).to_arrow()
    assert found["outcome"].to_pylist() == ["none", "orange", "orange"]


def test_a_row_of_a_batch_is_explained_with_its_state(policy: Policy) -> None:
    table = pa.table(
        {
            "overdue_days": [0, 0],
            "prior.level": [None, "red"],
            "prior.clean_months": [None, 1],
            "prior.share": [None, 1.0],
            "prior.missing": ["no_prior", None],
        }
    )
    result = policy.decide_batch(table, as_of=DAY)
    assert [result.decision(row).outcome for row in (0, 1)] == ["none", "orange"]
    assert result.decision(1).state["clean_months"] == 2
    again = policy.decide_batch(table, as_of=DAY, fingerprints=True).to_arrow()
    assert again["fingerprint"].to_pylist() == [result.decision(row).fingerprint for row in (0, 1)]


@pytest.mark.parametrize(
    ("prior", "code"),
    [
        ({"missing": "lost"}, "unknown-cause"),
        ({"level": "green"}, "not-allowed"),
        ({"clean_months": -1}, "out-of-range"),
        ({"levels": "red"}, "unknown-field"),
        ("red", "wrong-type"),
    ],
)
def test_a_state_that_no_decision_can_have_given_is_refused(policy: Policy, prior: Any, code: str) -> None:
    with pytest.raises(InputError) as caught:
        policy.decide({"overdue_days": 0, "prior": prior}, as_of=DAY)
    assert {problem.code for problem in caught.value.problems} == {code}


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("  level: outcome\n", "  level: clean_months\n", "type-clash"),
        ("  level: outcome\n", "", "missing-key"),
        ("  level: outcome\n", "  levl: outcome\n", "unknown-name"),
        ("  level: outcome\n", "  level: 'if overdue_days > 0 then \"green\" else outcome'\n", "wrong-value"),
        ("initially: 0", "initially: -1", "wrong-value"),
        ("initially: none", "initially: green", "wrong-value"),
        ('type: integer, range: ">= 0", initially', "type: list, initially", "unknown-value"),
        ("  share: {type: number, initially: 1}", "  missing: {type: number}", "reserved-name"),
    ],
)
def test_mistakes_in_the_declarations_are_told(tmp_path: Path, old: str, new: str, code: str) -> None:
    assert old in POLICY
    with pytest.raises(PolicyError) as caught:
        loaded(tmp_path, POLICY.replace(old, new))
    assert code in {problem.code for problem in caught.value.problems}


def test_a_field_of_the_state_that_nothing_reads_is_noted(tmp_path: Path) -> None:
    text = POLICY.replace("{value: prior.share / 3, round: 4}", "1")
    assert [warning.code for warning in loaded(tmp_path, text).warnings] == ["unused-input"]


CASES = """\
cases: warning
as_of: 2026-11-24
examples:
  first month:
    with: {overdue_days: 0, prior: {missing: no_prior}}
    expect: {outcome: none, state: {clean_months: 1, level: none}}
  second clean month:
    with: {overdue_days: 0, prior: {level: red, clean_months: 1, share: 1}}
    expect: {outcome: orange, state: {clean_months: 2, share: 0.3333}}
  third clean month:
    with: {overdue_days: 0, prior: {level: red, clean_months: 2, share: 1}}
    expect: {outcome: none, rules: {W3: not_fired}}
"""


def test_cases_expect_states(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "warning.yaml").write_text(POLICY, "utf-8")
    path = tmp_path / "warning.cases.yaml"
    path.write_text(CASES, "utf-8")
    assert main(["test", str(path), "--mutate"]) in (0, 1)
    shown = capsys.readouterr().out
    assert "3 of 3 cases passed" in shown
    assert "prior.clean_months.initially: 0 -> 1" not in shown
    assert "next.share: 3 -> 4" not in shown
    path.write_text(CASES.replace("clean_months: 1, level: none", "clean_months: 5, level: none"), "utf-8")
    assert main(["test", str(path)]) == 1
    assert "next state clean_months: expected 5, got 1" in capsys.readouterr().out


TITLED = """
policy: titled
version: "1"
effective: {from: 2026-01-01}
outcomes: {order: [a, b], undecided: b, nothing_fired: a}
inputs:
  n: {type: integer}
prior:
  tier: {type: KIND, values: {x: {en: Ex, zh: 甲}, y: {en: Why, zh: 乙}}, title: {en: Tier, zh: 层级}}
decisions:
  bonus:
    table:
      hit: unique
      in: [prior.tier]
      out: {points: number}
      rows: [{if: ['"x"'], then: [1]}, {if: ['"y"'], then: [2]}]
  checks:
    rules: [{id: R, when: 'bonus + n > 2 and prior.tier = "x"', then: b, because: late}]
decision: {outcome: [checks]}
next: {tier: prior.tier}
reasons: {late: {en: Late, zh: 晚}}
"""


@pytest.mark.parametrize("kind", ["text", "ordinal"])
def test_values_of_the_state_are_told_by_their_titles_in_conditions_and_cells(kind: str) -> None:
    record = {"n": 2, "prior": {"tier": "x"}}
    page = (
        policy_of(TITLED.replace("KIND", kind)).decide(record, as_of="2026-11-29").explain("zh", page="full")
    )
    assert "层级（甲） = 甲" in page
    assert "甲 符合 甲" in page
    assert "甲 不符合 乙" in page
