"""`for_each`: rules and scorecards decided for every item of a list; guarantors as the example."""

from __future__ import annotations

import copy
import datetime as dt
import json
import pickle
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from arrow import pa
from batch.tables import both, differences, table_of
from compiled import load_once
from credit_engine import Decision, Policy, PolicyError, load_policy
from credit_engine.cli import main

DAY = dt.date(2026, 2, 1)
POLICY = """\
policy: guarantees
version: "1"
effective: {from: 2026-01-01}
outcomes: {order: [approve, refer, decline], undecided: refer, nothing_fired: approve}
inputs:
  amount: {type: number, range: "> 0", unit: CNY}
  guarantors:
    type: list
    title: {en: Guarantors, zh: 保证人}
    missing: {not_given: undecided, no_record: not_applicable}
    items:
      name: {type: text, missing: {not_given: undecided}}
      kind: {type: text, values: [person, company]}
      overdue:
        type: integer
        unit: days
        title: {en: Days overdue, zh: 逾期天数}
        missing: {not_given: undecided, no_record: not_applicable}
      worth: {type: number, unit: CNY, missing: {not_given: undecided}}
decisions:
  checks:
    title: {en: Checks of guarantors, zh: 保证人检查}
    for_each: guarantors as g
    identity: g.name
    if_empty: {id: G-0, then: refer, because: nobody}
    rules:
      - id: G-1
        when: g.overdue > 30
        then: decline
        because: overdue
      - id: G-2
        when: g.worth < 2 * amount
        applies_when: g.kind = "company"
        then: refer
        because: weak
decision: {outcome: [checks], outputs: {}}
reasons:
  nobody: {en: Nobody guarantees, zh: 无保证人}
  overdue: {en: A guarantor is overdue, zh: 保证人逾期}
  weak: {en: A guarantor is worth too little, zh: 保证人净资产不足}
"""
LI: dict[str, Any] = {"name": "Li Ming", "kind": "person", "overdue": 0, "worth": 100}
WORKS: dict[str, Any] = {"name": "Hua Works", "kind": "company", "overdue": 3, "worth": 900}


def loaded(folder: Path, text: str = POLICY) -> Policy:
    path = folder / "guarantees.yaml"
    path.write_text(text, "utf-8")
    return load_once(path)


def decided(folder: Path, guarantors: Any, text: str = POLICY) -> Decision:
    return loaded(folder, text).decide({"amount": 400, "guarantors": guarantors}, as_of=DAY)


def reasons(decision: Decision) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(reason.rule, reason.code, reason.items) for reason in decision.reasons]


def test_a_rule_fires_if_it_does_for_one_item_and_names_every_such_item(tmp_path: Path) -> None:
    late = LI | {"name": "Wang Fang", "overdue": 31}
    decision = decided(tmp_path, [LI, late, WORKS | {"overdue": 90}])
    assert decision.outcome == "decline"
    assert reasons(decision) == [("G-1", "overdue", ("Wang Fang", "Hua Works"))]
    assert decided(tmp_path, [LI | {"overdue": 30}]).outcome == "approve"


def test_a_rule_applies_to_the_items_that_it_is_written_for(tmp_path: Path) -> None:
    assert decided(tmp_path, [LI | {"worth": 0}]).outcome == "approve"
    assert reasons(decided(tmp_path, [LI, WORKS | {"worth": 799}])) == [("G-2", "weak", ("Hua Works",))]
    assert decided(tmp_path, [WORKS | {"worth": 800}]).outcome == "approve"


def test_an_item_that_cannot_be_decided_leaves_the_rule_open_unless_another_fires(tmp_path: Path) -> None:
    unknown = {key: value for key, value in LI.items() if key != "overdue"}
    decision = decided(tmp_path, [WORKS, unknown])
    assert decision.outcome == "refer"
    assert reasons(decision) == [("G-1", "undecided", ("Li Ming",))]
    (cause,) = decision.reasons[0].causes
    assert (cause.code, cause.subject) == ("not_given", "guarantors[1].overdue")
    fired = decided(tmp_path, [unknown, WORKS | {"overdue": 31}])
    assert reasons(fired) == [("G-1", "overdue", ("Hua Works",))]


def test_an_item_without_an_identity_has_its_number(tmp_path: Path) -> None:
    nameless = {key: value for key, value in LI.items() if key != "name"} | {"overdue": 40}
    assert reasons(decided(tmp_path, [WORKS, nameless])) == [("G-1", "overdue", ("#2",))]
    text = POLICY.replace("    identity: g.name\n", "")
    assert reasons(decided(tmp_path, [WORKS, LI | {"overdue": 40}], text)) == [("G-1", "overdue", ("#2",))]


def test_an_unknown_list_is_undecided_and_one_that_does_not_arise_decides_nothing(tmp_path: Path) -> None:
    decision = decided(tmp_path, None)
    assert decision.outcome == "refer"
    assert reasons(decision) == [(rule, "undecided", ()) for rule in ("G-1", "G-2", "G-0")]
    assert decided(tmp_path, {"missing": "no_record"}).outcome == "approve"


@pytest.mark.parametrize(
    ("if_empty", "outcome", "found"),
    [
        ("{id: G-0, then: refer, because: nobody}", "refer", [("G-0", "nobody", ())]),
        ("{then: decline, because: nobody}", "decline", [("checks.if_empty", "nobody", ())]),
        ("undecided", "refer", [("checks.if_empty", "undecided", ())]),
        ("approve", "approve", []),
    ],
)
def test_an_empty_list_means_what_is_declared(
    tmp_path: Path, if_empty: str, outcome: str, found: list[Any]
) -> None:
    text = POLICY.replace("{id: G-0, then: refer, because: nobody}", if_empty)
    decision = decided(tmp_path, [], text)
    assert (decision.outcome, reasons(decision)) == (outcome, found)
    assert decided(tmp_path, [LI], text).outcome == "approve"


def test_the_customer_reads_identities_only_where_the_policy_says_so(tmp_path: Path) -> None:
    late = [LI | {"overdue": 40}]
    (reason,) = decided(tmp_path, late).reasons
    assert reason.text("en") == "A guarantor is overdue (Li Ming)"
    assert reason.text("zh") == "保证人逾期（Li Ming）"
    assert reason.text("en", "customer") == "A guarantor is overdue"
    told = POLICY.replace("    identity: g.name\n", "    identity: g.name\n    disclose_identity: true\n")
    assert decided(tmp_path, late, told).reasons[0].text("zh", "customer") == "保证人逾期（Li Ming）"


def test_the_decision_as_json_and_its_explanation_name_the_items(tmp_path: Path) -> None:
    decision = decided(tmp_path, [LI | {"overdue": 40}, WORKS])
    assert json.loads(decision.to_json())["reasons"] == [
        {"code": "overdue", "rule": "G-1", "outcome": "decline", "items": ["Li Ming"]}
    ]
    english, chinese = decision.explain("en"), decision.explain("zh", "markdown")
    assert "A guarantor is overdue (Li Ming)" in english
    assert "Days overdue (40 days) > 30 days: holds" in english
    assert "保证人逾期（Li Ming）" in chinese
    (step,) = json.loads(decision.explain("en", "json"))["steps"]
    items = {rule["id"]: rule.get("items", []) for rule in step["rules"]}
    assert [(one["identity"], one["status"]) for one in items["G-1"]] == [
        ("Li Ming", "fired"),
        ("Hua Works", "not_fired"),
    ]
    assert [one["status"] for one in items["G-2"]] == ["not_applicable", "not_fired"]


def test_one_item_is_decided_as_the_rules_alone_would_decide_it(tmp_path: Path) -> None:
    """The same rules on plain inputs are the oracle; the worst of several items' outcomes counts."""
    alone = (
        POLICY[: POLICY.index("  guarantors:")]
        + """\
  name: {type: text, missing: {not_given: undecided}}
  kind: {type: text, values: [person, company]}
  overdue: {type: integer, unit: days, missing: {not_given: undecided, no_record: not_applicable}}
  worth: {type: number, unit: CNY, missing: {not_given: undecided}}
"""
        + POLICY[POLICY.index("decisions:") :].replace(" g.", " ")
    )
    empty = "if_empty: {id: G-0, then: refer, because: nobody}"
    for line in ("for_each: guarantors as g", "identity: name", empty):
        assert line in alone
        alone = alone.replace(f"    {line}\n", "")
    (tmp_path / "alone.yaml").write_text(alone.replace("policy: guarantees", "policy: alone"), "utf-8")
    single, policy, rng = load_policy(tmp_path / "alone.yaml"), loaded(tmp_path), Random(3)
    order = ["approve", "refer", "decline"]
    for _ in range(200):
        items = [guarantor(rng) for _ in range(rng.randrange(1, 4))]
        outcomes = [single.decide({"amount": 400, **item}, as_of=DAY).outcome for item in items]
        found = policy.decide({"amount": 400, "guarantors": items}, as_of=DAY)
        assert found.outcome == max(outcomes, key=order.index)


def test_a_policy_from_the_store_gives_the_same_reasons(tmp_path: Path) -> None:
    policy = loaded(tmp_path)
    load_policy(tmp_path / "guarantees.yaml", cache=tmp_path / "cache")
    record = {"amount": 400, "guarantors": [LI | {"overdue": 40}, WORKS | {"worth": None}]}
    wanted = policy.decide(record, as_of=DAY)
    for other in (
        pickle.loads(pickle.dumps(policy)),
        load_policy(tmp_path / "guarantees.yaml", cache=tmp_path / "cache"),
    ):
        found = other.decide(record, as_of=DAY)
        assert found.to_json() == wanted.to_json()
        assert found.explain() == wanted.explain()


SCORES = """
  quality:
    scorecard: guarantor
    for_each: guarantors as g
    identity: g.name
    if_empty: undecided
  worst:
    formula: max(quality.pd)
"""
CARD = """\
scorecard: guarantor
version: "1"

scaling: {base_score: 50, base_odds: 10, points_to_double_odds: 20}
reason_codes: {method: below_maximum, at_most: 2}
characteristics:
  overdue:
    attributes:
      - {range: "<= 0", points: 60}
      - {range: "> 0", points: 20}
      - {missing: any, points: 0}
    reason: {code: G-OVERDUE, en: Days overdue, zh: 逾期}
  kind:
    attributes:
      - {values: [person], points: 10}
      - {values: [company], points: 20}
    reason: {code: G-KIND, en: Kind, zh: 类型}
"""


def scored(folder: Path, extra: str = SCORES) -> Policy:
    (folder / "guarantor.yaml").write_text(CARD, "utf-8")
    text = POLICY.replace(
        "decision: {outcome: [checks], outputs: {}}",
        "decision: {outcome: [checks], outputs: {quality: always, worst: always}}",
    )
    return loaded(folder, text.replace("\ndecision:", extra + "decision:"))


def test_a_scorecard_scores_every_item(tmp_path: Path) -> None:
    policy = scored(tmp_path)
    decision = policy.decide({"amount": 400, "guarantors": [LI, WORKS]}, as_of=DAY)
    quality = decision.outputs["quality"]
    assert [one["points"] for one in quality] == [70, 40]
    assert decision.outputs["worst"] == max(one["pd"] for one in quality)
    assert len(quality) == 2
    text, chinese = decision.explain("en"), decision.explain("zh")
    assert "Li Ming" in text
    assert "Hua Works" in chinese
    (step,) = [s for s in json.loads(decision.explain("en", "json"))["steps"] if s["name"] == "quality"]
    assert step["kind"] == "for_each"
    assert [item["step"]["points"]["value"] for item in step["items"]] == [70, 40]


def test_scores_of_no_items_are_none_or_undecided_as_declared(tmp_path: Path) -> None:
    record = {"amount": 400, "guarantors": []}
    decision = scored(tmp_path).decide(record, as_of=DAY)
    assert decision.withheld == {"quality": "unknown", "worst": "unknown"}
    empty = SCORES.replace("if_empty: undecided", "if_empty: empty").replace(
        "max(quality.pd)", "count(quality)"
    )
    assert scored(tmp_path, empty).decide(record, as_of=DAY).outputs == {"quality": [], "worst": 0}


@pytest.mark.parametrize(
    ("old", "new", "code", "said"),
    [
        ("guarantors as g", "guarantors", "bad-for-each", "what an item is called"),
        ("guarantors as g", "guarantors as if", "bad-for-each", "what an item is called"),
        ("guarantors as g", "guarantors as item", "bad-for-each", "what an item is called"),
        ("guarantors as g", "amount as g", "type-clash", "a number"),
        ("guarantors as g", "guarantor as g", "unknown-name", "guarantor"),
        ("guarantors as g", "guarantors as amount", "duplicate-name", "'amount'"),
        ("when: g.overdue > 30", "when: g.overdu > 30", "unknown-name", "overdu"),
        ("    if_empty: {id: G-0, then: refer, because: nobody}\n", "", "missing-key", "'if_empty'"),
        ("{id: G-0, then: refer, because: nobody}", "refer", "missing-key", "needs a reason"),
        ("{id: G-0, then: refer, because: nobody}", "rifer", "unknown-outcome", "'rifer'"),
        (
            "{id: G-0, then: refer, because: nobody}",
            "{then: refer, because: nbody}",
            "unknown-reason",
            "nbody",
        ),
        ("id: G-0, then: refer", "id: G-1, then: refer", "duplicate-id", "'G-1'"),
        ("    identity: g.name\n", '    identity: g.kind = "person"\n', "type-clash", "identity"),
        ("    for_each: guarantors as g\n    identity: g.name\n", "", "unexpected-key", "'if_empty'"),
    ],
)
def test_mistakes_are_found_at_their_places(tmp_path: Path, old: str, new: str, code: str, said: str) -> None:
    assert old in POLICY
    with pytest.raises(PolicyError) as raised:
        loaded(tmp_path, POLICY.replace(old, new, 1))
    first = [problem for problem in raised.value.problems if problem.code == code]
    assert len(first) == 1, raised.value
    assert said in first[0].message


def guarantor(rng: Random) -> dict[str, Any]:
    overdue: Any = rng.choice([0, 29, 30, 31, 90, None, {"missing": "no_record"}])
    found = {
        "name": rng.choice(["Li Ming", "Wang Fang", "Hua Works", None]),
        "kind": rng.choice(["person", "company"]),
        "overdue": overdue,
        "worth": rng.choice([0, 100, 199.99, 200, 799.5, None]),
    }
    return {key: value for key, value in found.items() if value is not None}


def record(rng: Random) -> dict[str, Any]:
    guarantors: Any = [guarantor(rng) for _ in range(rng.randrange(4))]
    if rng.random() < 0.15:
        guarantors = rng.choice([None, {"missing": "no_record"}])
    return {"amount": rng.choice([50, 100, 400]), "guarantors": guarantors}


@pytest.mark.parametrize("if_empty", ["{id: G-0, then: refer, because: nobody}", "undecided", "approve"])
def test_a_batch_decides_as_single_rows_do(tmp_path: Path, if_empty: str) -> None:
    rng = Random(20261124)
    extra = SCORES.replace("undecided", rng.choice(["undecided", "empty"]))
    extra = extra.replace("max(quality.pd)", "min(quality.points)")
    (tmp_path / "guarantor.yaml").write_text(CARD, "utf-8")
    text = POLICY.replace("{id: G-0, then: refer, because: nobody}", if_empty)
    text = text.replace(
        "\ndecision: {outcome: [checks], outputs: {}}",
        extra + "decision: {outcome: [checks], outputs: {worst: always}}",
    )
    policy = loaded(tmp_path, text)
    records = [record(rng) for _ in range(600)]
    table = table_of(policy.versions[0].fields, records, rng)
    result, batch, rows = both(policy, table, DAY, 256)
    assert differences(batch, rows) == []
    assert "reason_items" in batch.column_names
    assert {tuple(one) for one in batch["reason_items"].to_pylist()} > {()}
    assert result.stages.total.by_rows == 0, "one-level lists are decided as columns"


def test_a_column_of_lists_that_are_all_empty_has_no_fields(tmp_path: Path) -> None:
    found = loaded(tmp_path).decide_batch(pa.table({"amount": [100.0], "guarantors": [[]]}), as_of=DAY)
    assert found.to_arrow().select(["outcome", "rules", "reason_items"]).to_pylist() == [
        {"outcome": "refer", "rules": ["G-0"], "reason_items": [""]}
    ]


CASES = """\
cases: guarantees
as_of: 2026-02-01
base: sound
bases:
  sound:
    with:
      amount: 400
      guarantors:
        - {name: Li Ming, kind: person, overdue: 0}
        - {name: Works, kind: company, overdue: 31, worth: 900}
examples:
  late: {expect: {outcome: OUTCOME, rules: {G-1: fired, G-2: not_fired}}}
  nobody: {with: {guarantors: []}, expect: {outcome: refer, reasons: [nobody]}}
"""


def test_cases_say_what_decided_and_cover_the_rules(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    loaded(tmp_path)
    cases = tmp_path / "guarantees.cases.yaml"
    cases.write_text(CASES.replace("OUTCOME", "approve"), "utf-8")
    assert main(["test", str(cases)]) == 1
    assert "G-1 fired decline: Works: Days overdue (31 days) > 30 days" in capsys.readouterr().out
    cases.write_text(CASES.replace("OUTCOME", "decline"), "utf-8")
    assert main(["test", str(cases), "--mutate"]) in (0, 1)
    shown = capsys.readouterr().out
    assert "2 of 2 cases passed" in shown
    assert "checks.if_empty" in shown or "checks.G-2" in shown


def without_one_field(record: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The record without its list, and without each optional field of each item."""
    yield {"amount": record["amount"]}
    for i, item in enumerate(record["guarantors"] or ()):
        for key in ("overdue", "worth", "name"):
            if isinstance(record["guarantors"], list) and key in item:
                less = copy.deepcopy(record)
                del less["guarantors"][i][key]
                yield less


def test_removing_a_field_never_gives_a_better_outcome_than_refer(tmp_path: Path) -> None:
    policy, rng = loaded(tmp_path), Random(7)
    ranks = {"approve": 0, "refer": 1, "decline": 2}
    for _ in range(150):
        full = record(rng)
        complete = ranks[policy.decide(full, as_of=DAY).outcome]
        for less in without_one_field(full):
            assert ranks[policy.decide(less, as_of=DAY).outcome] >= min(complete, ranks["refer"]), less
