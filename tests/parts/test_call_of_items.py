"""Policies called for every member of a group, and called policies that go through lists themselves."""

from __future__ import annotations

import pickle
from pathlib import Path
from random import Random

from batch.tables import both, differences, table_of
from parts.test_call import CALLED, DAY, loaded

GROUP = """\
policy: loan
version: "1"
effective: {from: 2026-01-01}
outcomes: {order: [approve, refer, decline], undecided: refer, nothing_fired: approve}
inputs:
  members:
    type: list
    missing: {not_given: undecided}
    items:
      name: {type: text}
      income: {type: number, range: ">= 0", unit: CNY per month}
      payments: {type: number, range: ">= 0", unit: CNY per month, missing: {not_given: undecided}}
decisions:
  each_member:
    for_each: members as m
    identity: m.name
    if_empty: undecided
    call:
      policy: affordability
      with:
        income: m.income
        payments: m.payments
        home: '"owned"'
      outcomes: {passed: approve, tight: refer, failed: {then: decline, because: cannot_afford}}
  smallest_room:
    formula: min(each_member.room)
decision:
  outcome: [each_member]
  outputs:
    smallest_room: {when: outcome = "approve"}
    members: {when: always, of: each_member.outcome}
reasons:
  cannot_afford: {en: A member cannot afford it, zh: 有成员无力承担}
"""


def test_a_policy_is_called_for_every_member_of_a_group(tmp_path: Path) -> None:
    policy = loaded(tmp_path, GROUP)
    sound = {"name": "Works", "income": 10_000, "payments": 1_000}
    poor = {"name": "Trade", "income": 10_000, "payments": 5_001}
    open_ = {"name": "Store", "income": 10_000}
    decision = policy.decide({"members": [sound, sound | {"payments": 2_000}]}, as_of=DAY)
    assert (decision.outcome, decision.outputs["smallest_room"]) == ("approve", 7_000)
    decision = policy.decide({"members": [sound, poor, open_]}, as_of=DAY)
    assert decision.outputs["members"] == ["approve", "decline", "refer"]
    assert [(r.rule, r.code, r.items) for r in decision.reasons] == [
        ("each_member.AFF-1", "over_burdened", ("Trade",)),
        ("each_member.failed", "cannot_afford", ("Trade",)),
        ("each_member.AFF-2", "undecided", ("Store",)),
    ]
    text = decision.explain("en")
    assert "Trade" in text
    assert "share (50.01%) > most (50%): holds" in text
    assert "有成员无力承担（Trade）" in decision.explain("zh")
    assert policy.decide({"members": []}, as_of=DAY).outcome == "refer"
    assert policy.decide({}, as_of=DAY).outcome == "refer"
    assert pickle.loads(pickle.dumps(decision)).to_json() == decision.to_json()


def test_a_batch_of_groups_decides_as_single_rows_do(tmp_path: Path) -> None:
    policy, rng = loaded(tmp_path, GROUP), Random(17)
    records = [
        {
            "members": [
                {
                    key: value
                    for key, value in {
                        "name": rng.choice("ABC"),
                        "income": rng.choice([0, 4_000, 10_000, 2_000_000]),
                        "payments": rng.choice([0, 2_000, 2_000.5, 5_000, None]),
                    }.items()
                    if value is not None
                }
                for _ in range(rng.randrange(4))
            ]
        }
        for _ in range(400)
    ]
    table = table_of(policy.versions[0].fields, records, rng)
    _, batch, rows = both(policy, table, DAY, 128)
    assert differences(batch, rows) == []


def test_steps_of_a_called_policy_that_nothing_asks_for_are_left_aside_in_columns(tmp_path: Path) -> None:
    called = CALLED.replace("decisions:", "decisions:\n  idle: {formula: payments > 12345}", 1)
    policy = loaded(tmp_path, GROUP, called)
    records = [{"members": [{"name": "A", "income": 10_000, "payments": n} for n in range(2)]}, {}]
    table = table_of(policy.versions[0].fields, records, Random(3))
    result, batch, rows = both(policy, table, DAY, 8)
    assert differences(batch, rows) == []
    assert "idle" not in {name for name, stage in result.stages.parts.items() if stage.by_rows}


LISTED = """\
policy: loan
version: "1"
effective: {from: 2026-01-01}
outcomes: {order: [approve, refer, decline], undecided: refer, nothing_fired: approve}
inputs:
  firms:
    type: list
    missing: {not_given: undecided}
    items: {title: {type: text}, turnover: {type: number, missing: {not_given: undecided}}}
decisions:
  firms_checked:
    call:
      policy: firms
      with: {firms: firms}
      outcomes: {good: approve, open: refer, bad: decline}
decision: {outcome: [firms_checked]}
"""
FIRMS = """\
policy: firms
version: "1"
effective: {from: 2026-01-01}
outcomes: {order: [good, open, bad], undecided: open, nothing_fired: good}
inputs:
  firms:
    type: list
    items: {title: {type: text}, turnover: {type: number, range: ">= 0", missing: {not_given: undecided}}}
decisions:
  small:
    for_each: firms as f
    identity: f.title
    if_empty: undecided
    rules:
      - {id: F-1, when: f.turnover < 10, then: bad, because: small}
decision: {outcome: [small]}
reasons: {small: {en: Small, zh: 小}}
"""


def test_the_reasons_of_a_called_policy_name_its_own_items(tmp_path: Path) -> None:
    (tmp_path / "firms.yaml").write_text(FIRMS, "utf-8")
    policy = loaded(tmp_path, LISTED)
    firms = [{"title": "A", "turnover": 9}, {"title": "B", "turnover": 20}, {"title": "C", "turnover": -1}]
    decision = policy.decide({"firms": firms}, as_of=DAY)
    assert decision.outcome == "decline"
    assert [(r.rule, r.items) for r in decision.reasons] == [("firms_checked.F-1", ("A",))]
    (open_,) = policy.decide({"firms": firms[1:]}, as_of=DAY).reasons
    assert (open_.items, open_.causes[0].subject) == (("C",), "firms_checked.firms[1].turnover")
    assert policy.decide({"firms": []}, as_of=DAY).outcome == "refer"
