"""`then:` of a rule as a name: an input, a field of the state or a decision whose values are outcomes."""

from __future__ import annotations

import pickle
from pathlib import Path
from random import Random
from typing import Any

import pytest

from batch.tables import both, differences, table_of
from credit_engine import Decision, Policy, PolicyError, load_policy
from credit_engine.policy.loading import compile_policy
from credit_engine.source import Source
from credit_engine.testing.mutation import mutants_of

# The level of before holds until the observation is over; a signal may ask for a worse one.
ALERTS = """\
policy: alerts
version: "1"
effective: {from: 2026-11-01}
outcomes: {order: [none, orange, red], undecided: orange, nothing_fired: none}
inputs:
  overdue: {type: integer, range: ">= 0", unit: days}
  observed: {type: boolean, missing: undecided}
  before: {type: text, values: [none, orange, red], missing: undecided}
decisions:
  signals:
    rules:
      - {id: W-1, when: overdue > 7, then: orange, because: overdue}
      - {id: W-2, when: not(observed), then: before, because: kept}
    escalation:
      - {id: W-9, fired: 2, of: orange, then: red, because: several}
decision: {outcome: [signals], outputs: {}}
reasons:
  overdue: {en: Overdue, zh: 逾期}
  kept: {en: The level of before holds, zh: 维持原级别}
  several: {en: Several signals, zh: 多项预警}
"""
ESCALATION = "    escalation:\n      - {id: W-9, fired: 2, of: orange, then: red, because: several}\n"
DAY = "2026-11-24"


def policy(tmp_path: Path, text: str = ALERTS) -> Policy:
    path = tmp_path / "alerts.yaml"
    path.write_text(text, "utf-8")
    return load_policy(path)


def decided(tmp_path: Path, text: str = ALERTS, /, **record: Any) -> Decision:
    return policy(tmp_path, text).decide({"overdue": 0, "observed": False, **record}, as_of=DAY)


@pytest.mark.parametrize(
    ("record", "outcome", "rules"),
    [
        ({"before": "red"}, "red", ["W-2:red"]),
        ({"before": "orange"}, "orange", ["W-2:orange"]),
        ({"before": "none"}, "none", ["W-2:none"]),
        ({"before": "red", "observed": True}, "none", []),
        ({"before": "red", "overdue": 8}, "red", ["W-2:red", "W-1"]),
        ({"before": "orange", "overdue": 8}, "red", ["W-9", "W-1", "W-2:orange"]),
    ],
)
def test_a_rule_asks_for_what_its_name_is(
    tmp_path: Path, record: dict[str, Any], outcome: str, rules: list[str]
) -> None:
    decision = decided(tmp_path, **record)
    assert (decision.outcome, [reason.rule for reason in decision.reasons]) == (outcome, rules)


def test_it_is_undecided_where_the_name_is_unknown_and_the_condition_holds(tmp_path: Path) -> None:
    decision = decided(tmp_path, before=None)
    assert decision.outcome == "orange"
    assert {(one.code, one.causes[0].subject) for one in decision.reasons} == {("undecided", "before")}
    assert decided(tmp_path, before=None, observed=True).outcome == "none"


def test_where_the_condition_is_unknown_only_the_named_outcome_is_undecided(tmp_path: Path) -> None:
    decision = decided(tmp_path, before="red", observed=None)
    assert decision.outcome == "orange"
    assert [(one.rule, one.causes[0].subject) for one in decision.reasons] == [("W-2:red", "observed")]


@pytest.mark.parametrize("name", ["d.level", "state.level", "earlier"])
def test_the_name_can_be_of_an_item_a_context_or_a_decision(tmp_path: Path, name: str) -> None:
    more = "  state: {type: context, fields: {level: {type: text, values: [orange, red]}}}\n"
    more += "  items: {type: list, items: {level: {type: text, values: [orange, red]}}}\n"
    table = (
        "  earlier:\n    table: {hit: first, in: [overdue], out: {level: [none, red]},"
        ' rows: [{if: ["> 100"], then: [red]}], default: [none]}\n'
    )
    text = ALERTS.replace("decisions:\n", more + "decisions:\n" + table).replace(ESCALATION, "")
    text = text.replace("then: before", f"then: {name}")
    if name == "d.level":
        text = text.replace("  signals:\n", "  signals:\n    for_each: items as d\n    if_empty: undecided\n")
    record = {"before": "none", "state": {"level": "red"}, "items": [{"level": "red"}], "overdue": 101}
    assert decided(tmp_path, text, **record).outcome == "red"


def test_the_page_shows_the_value_by_which_the_rule_asks(tmp_path: Path) -> None:
    decision = decided(tmp_path, before="red")
    assert "before (red) = red: holds" in decision.explain("en")
    assert "before（red） = red：成立" in decision.explain("zh")


def test_a_batch_and_the_store_say_what_rows_say(tmp_path: Path) -> None:
    path, rng = tmp_path / "alerts.yaml", Random(5)
    path.write_text(ALERTS, "utf-8")
    records = [
        {
            "overdue": rng.choice((0, 8)),
            "observed": rng.choice((True, False, None)),
            "before": rng.choice(("none", "orange", "red", None)),
        }
        for _ in range(200)
    ]
    for loaded in (
        load_policy(path),
        *(load_policy(path, cache=tmp_path / "cache") for _ in range(2)),
        pickle.loads(pickle.dumps(load_policy(path))),
    ):
        table = table_of(loaded.versions[0].fields, records, Random(1))
        result, batch, rows = both(loaded, table, DAY, 64)
        assert differences(batch, rows) == []
        assert result.stages.total.by_rows == 0


@pytest.mark.parametrize(
    ("then", "said", "chinese"),
    [
        ("befor", "unknown outcome 'befor'", "'befor'"),
        ("overdue", "'overdue' is not declared to be an outcome", "'overdue' 没有声明为结论的取值"),
        ("word", "'word' can be 'grey', which is no outcome", "'word' 可能取值 'grey'，而它不是结论"),
        ("free", "'free' is not declared to be an outcome", "'free' 没有声明为结论的取值"),
        ("overdue + 1", "unknown outcome 'overdue + 1'", "'overdue + 1'"),
    ],
)
def test_a_name_that_may_be_no_outcome_is_refused(tmp_path: Path, then: str, said: str, chinese: str) -> None:
    more = "  word: {type: text, values: [red, grey]}\n  free: {type: text}\ndecisions:\n"
    with pytest.raises(PolicyError) as raised:
        policy(tmp_path, ALERTS.replace("decisions:\n", more).replace("then: before", f"then: {then}"))
    assert {problem.code for problem in raised.value.problems} == {"unknown-outcome"}
    assert said in raised.value.text()
    assert chinese in raised.value.text("zh")


def test_mutants_put_every_outcome_in_the_place_of_the_name() -> None:
    compiled = compile_policy(Source("alerts.yaml", ALERTS), lambda kind, name: None)
    names = [mutant.name for mutant in mutants_of(compiled)]
    for outcome in ("none", "orange", "red"):
        assert f"decisions.signals.W-2.then: before -> {outcome}" in names
    assert len(names) == len(set(names))


def test_an_outcome_written_as_such_is_no_name(tmp_path: Path) -> None:
    text = ALERTS.replace("before:", "red:").replace("then: before", "then: red").replace(ESCALATION, "")
    assert decided(tmp_path, text, red="none").outcome == "red"
