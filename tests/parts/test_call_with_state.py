"""Calls of policies that keep a state: what is handed over, what is handed on, what the page says."""

from __future__ import annotations

import json
import pickle
from random import Random
from typing import Any

import pytest

from batch.tables import both, differences, table_of
from compiled import policy_of
from credit_engine import Policy, PolicyError
from credit_engine.policy.stored import RestoredPolicy, as_json

DAY = "2026-11-29"
WARNING = """\
policy: warning
version: "1"
title: {en: Early warning, zh: 预警}
effective: {from: 2026-01-01}
outcomes: {order: [none, orange, red], undecided: orange, nothing_fired: none}
inputs:
  overdue: {type: integer, range: ">= 0", unit: days, missing: undecided}
prior:
  level: {type: text, values: [none, orange, red], initially: none, title: {en: Level, zh: 级别}}
  clean: {type: integer, range: "[0..12]", initially: 0, title: {en: Clean months, zh: 正常月数}}
decisions:
  clean: {formula: 'if overdue > 0 then 0 else min(12, prior.clean + 1)'}
  signals:
    rules:
      - {id: W-1, when: overdue > 30, then: red, because: why}
      - {id: W-2, when: overdue > 0, then: orange, because: why}
      - {id: W-3, when: prior.level != "none" and clean < 3, then: orange, because: why}
decision: {outcome: [signals], outputs: {clean: always}}
next: {level: outcome, clean: clean}
reasons: {why: {en: Why, zh: 原因}}
"""
STATE = """\
prior:
  level: {type: text, values: [none, orange, red], initially: none}
  clean: {type: integer, range: "[0..12]", initially: 0}
"""
NEXT = "next: {level: w.next.level, clean: w.next.clean}\n"
HEAD = """\
version: "1"
effective: {from: 2026-01-01}
outcomes: {order: [ok, look, stop], undecided: look, nothing_fired: ok}
inputs:
  overdue: {type: integer, range: ">= 0", unit: days, missing: undecided}
"""


def calling(
    prior: str, state: str = STATE, end: str = NEXT, policy: str = "warning", name: str = "outer"
) -> str:
    """A policy that calls another and hands on its state."""
    first, second, third = ("none", "orange", "red") if policy == "warning" else ("ok", "look", "stop")
    return f"""\
policy: {name}
{HEAD}{state}decisions:
  w:
    call:
      policy: {policy}
      with: {{overdue: overdue}}
{prior}      outcomes: {{{first}: ok, {second}: look, {third}: stop}}
decision: {{outcome: [w], outputs: {{}}}}
{end}"""


INHERIT = "      prior: inherit\n"
BY_FIELD = "      prior: {level: prior.level, clean: prior.clean}\n"
NESTED = calling(INHERIT, policy="middle")
MIDDLE = calling(INHERIT, name="middle")
TWICE = f"""\
policy: outer
{HEAD}  other: {{type: integer, range: ">= 0", unit: days, missing: undecided}}
prior:
  own: {{type: text, values: [none, orange, red]}}
  own_clean: {{type: integer, range: ">= 0", initially: 1}}
  others: {{type: text, values: [none, orange, red], initially: red}}
decisions:
  a:
    call: {{policy: warning, with: {{overdue: overdue}}, prior: {{level: prior.own, clean: prior.own_clean}},
           outcomes: {{none: ok, orange: look, red: stop}}}}
  b:
    call: {{policy: warning, with: {{overdue: other}}, outcomes: {{none: ok, orange: look, red: stop}},
           prior: {{level: prior.others, clean: a.next.clean / 2}}}}
  both:
    rules:
      - id: B-1
        when: a.next.level = "red" and b.next.clean > 1
        then: stop
        because: why
      - id: B-2
        when: a.next.level != b.next.level
        then: look
        because: why
decision: {{outcome: [both], outputs: {{a: always, b: {{of: b.next, when: always}}}}}}
next: {{own: a.next.level, own_clean: {{value: a.next.clean / 3, round: 0}}, others: b.next.level}}
reasons: {{why: {{en: Why, zh: 原因}}}}
"""
ITEMS = """\
policy: outer
version: "1"
effective: {from: 2026-01-01}
outcomes: {order: [ok, look, stop], undecided: look, nothing_fired: ok}
inputs:
  loans:
    type: list
    missing: undecided
    items:
      id: {type: text, missing: {not_given: undecided}}
      overdue: {type: integer, range: ">= 0", unit: days, missing: undecided}
      level: {type: text, values: [none, orange, red], missing: {no_prior: undecided, not_given: undecided}}
      clean: {type: integer, range: ">= 0", missing: {no_prior: undecided, not_given: undecided}}
decisions:
  w:
    for_each: loans as l
    identity: l.id
    if_empty: ok
    call:
      policy: warning
      with: {overdue: l.overdue}
      prior: {level: l.level, clean: l.clean}
      outcomes: {none: ok, orange: look, red: stop}
  longest: {formula: max(w.next.clean)}
  reds: {formula: 'count(w[next.level = "red"])'}
decision: {outcome: [w], outputs: {longest: always, reds: always, states: {of: w.next, when: always}}}
"""


def loaded(text: str, **others: str) -> Policy:
    texts = {"warning": WARNING, "middle": MIDDLE, **others}
    return policy_of(text, tuple(texts.items()))


def alone() -> Policy:
    return policy_of(WARNING)


STATES = [
    {"missing": "no_prior"},
    {"level": "red", "clean": 1},
    {"level": "none", "clean": 12},
    {"level": {"missing": "unknown"}, "clean": 2},
    {"level": "orange", "clean": {"missing": "no_prior"}},
    {"level": "red"},
]


@pytest.mark.parametrize("prior", [INHERIT, BY_FIELD])
@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("overdue", [0, 5, 50])
@pytest.mark.parametrize("levels", [1, 2])
def test_a_call_decides_and_hands_on_what_the_called_policy_would_alone(
    prior: str, state: dict[str, Any], overdue: int, levels: int
) -> None:
    record = {"overdue": overdue, "prior": state}
    expected = alone().decide(record, as_of=DAY)
    texts = {"middle": calling(prior, name="middle")}
    decision = loaded(calling(prior, policy="middle" if levels == 2 else "warning"), **texts).decide(
        record, as_of=DAY
    )
    assert decision.outcome == {"none": "ok", "orange": "look", "red": "stop"}[expected.outcome]
    undecided = any(reason.causes for reason in expected.reasons) and overdue == 0
    level = {"missing": "unknown"} if undecided else expected.state["level"]
    assert decision.state == {"level": level, "clean": expected.state["clean"]}


def test_a_called_policy_that_cannot_decide_leaves_its_next_state_open() -> None:
    decision = loaded(calling(INHERIT)).decide({"prior": {"level": "red", "clean": 1}}, as_of=DAY)
    assert decision.outcome == "look"
    assert decision.state == {"level": {"missing": "unknown"}, "clean": {"missing": "unknown"}}


@pytest.mark.parametrize(
    ("prior", "state", "outcome"),
    [
        ("      prior: no_prior\n", {"level": "red", "clean": 0}, "ok"),
        (INHERIT, {"level": "red", "clean": 0}, "look"),
        (INHERIT, None, "look"),
        ("", {"level": "none", "clean": 0}, "look"),
        (
            "      prior: {level: prior.level, clean: prior.clean + 20}\n",
            {"level": "red", "clean": 0},
            "look",
        ),
    ],
)
def test_the_prior_state_is_the_one_that_the_call_says(
    prior: str, state: dict[str, Any] | None, outcome: str
) -> None:
    decision = loaded(calling(prior)).decide({"overdue": 0, "prior": state}, as_of=DAY)
    assert decision.outcome == outcome


def test_where_nothing_was_decided_before_the_called_policy_begins_as_it_says() -> None:
    without = STATE.replace(", initially: none", "").replace(", initially: 0", "")
    policy = loaded(calling(INHERIT, without))
    new = policy.decide({"overdue": 0, "prior": {"missing": "no_prior"}}, as_of=DAY)
    assert (new.outcome, dict(new.state)) == ("ok", {"level": "none", "clean": 1})
    lost = policy.decide({"overdue": 0}, as_of=DAY)
    assert (lost.outcome, lost.reasons[0].text()) == (
        "look",
        "Cannot be decided: prior.level (not given), prior.clean (not given)",
    )


def test_one_policy_called_twice_has_two_states() -> None:
    record = {"overdue": 50, "other": 0, "prior": {"own": "none", "own_clean": 5, "others": "red"}}
    decision = loaded(TWICE).decide(record, as_of=DAY)
    assert decision.outcome == "look"
    assert decision.state == {"own": "red", "own_clean": 0, "others": "orange"}
    assert decision.outputs["b"] == {"level": "orange", "clean": 1}


def test_every_item_has_a_state_of_its_own() -> None:
    new = {"missing": "no_prior"}
    loans = [
        {"id": "A", "overdue": 0, "level": "red", "clean": 1},
        {"id": "B", "overdue": 50, "level": new, "clean": new},
        {"id": "C", "overdue": 0, "level": new, "clean": new},
    ]
    decision = loaded(ITEMS).decide({"loans": loans}, as_of=DAY)
    assert decision.outputs["states"] == [
        {"level": "orange", "clean": 2},
        {"level": "red", "clean": 0},
        {"level": "none", "clean": 1},
    ]
    assert (decision.outputs["longest"], decision.outputs["reds"], decision.outcome) == (2, 1, "stop")


@pytest.mark.parametrize(
    ("lang", "title", "head", "unknown"),
    [
        ("en", "Its state:", "Before   After", "Clean months cannot be told"),
        ("zh", "其状态：", "决策前   决策后", "正常月数无法确定"),
    ],
)
@pytest.mark.parametrize("text", [calling(INHERIT), NESTED, ITEMS])
def test_the_page_shows_the_state_before_and_after(
    lang: Any, title: str, head: str, unknown: str, text: str
) -> None:
    record: dict[str, Any] = {"prior": {"level": "none", "clean": 4}}
    if text == ITEMS:
        record = {"loans": [{"id": "A", "level": "none", "clean": 4}]}
    decision = loaded(text).decide(record, as_of=DAY)
    page = decision.explain(lang)
    assert title in page
    assert head in page
    assert unknown in page
    trace = json.loads(decision.explain(lang, "json"))
    (step,) = [
        one["items"][0]["step"] if "items" in one else one for one in trace["steps"] if one["name"] == "w"
    ]
    assert step["state"][1]["before"] == {"value": 4}


def test_a_policy_that_only_reads_a_state_shows_it() -> None:
    only = WARNING.replace("next: {level: outcome, clean: clean}\n", "")
    page = loaded(calling(INHERIT, end=""), warning=only).decide(
        {"overdue": 0, "prior": {"level": "red", "clean": 3}}, as_of=DAY
    )
    assert "Level          level   red" in page.explain(page="audit")


@pytest.mark.parametrize("text", [calling(INHERIT), NESTED, TWICE, ITEMS])
def test_batches_stored_policies_and_sent_decisions_say_the_same(text: str) -> None:
    policy, rng = loaded(text), Random(7)
    (version,) = policy.versions
    records = [_record(rng, [one.path for one in version.fields]) for _ in range(400)]
    _, by_columns, by_rows = both(policy, table_of(version.fields, records, rng), DAY, chunk_rows=128)
    assert differences(by_columns, by_rows) == []
    assert version.sources is not None
    restored = Policy((RestoredPolicy(as_json(version), version.sources),))
    for record in records[:20]:
        decision = policy.decide(record, as_of=DAY)
        again = restored.decide(record, as_of=DAY)
        assert decision.to_json() == again.to_json() == pickle.loads(pickle.dumps(decision)).to_json()
        assert decision.explain("zh", "markdown") == again.explain("zh", "markdown")


def _record(rng: Random, paths: list[str]) -> dict[str, Any]:
    """A record around the thresholds; a state is whole, lost, new, or lost in part."""
    level, clean = ["none", "orange", "red"], [0, 1, 2, 12]
    if paths == ["loans"]:
        new = {"missing": "no_prior"}
        loans = [
            {
                "id": f"L{i}",
                "overdue": rng.choice([0, 5, 50, None]),
                "level": rng.choice([*level, None, new]),
                "clean": rng.choice([*clean, None, new]),
            }
            for i in range(rng.randrange(4))
        ]
        return {"loans": rng.choice([loans, loans, loans, None])}
    record: dict[str, Any] = {
        path: rng.choice([0, 5, 30, 31, None]) for path in paths if not path.startswith("prior.")
    }
    causes = [{"missing": cause} for cause in ("unknown", "no_prior", "not_given")]
    state = {
        name: rng.choice([*(clean if "clean" in name else level), *causes, None])
        for name in (path.removeprefix("prior.") for path in paths if path.startswith("prior."))
    }
    return record | {"prior": rng.choice([state, state, state, {"missing": "no_prior"}, None])}


OTHER_LEVEL = STATE.replace("{type: text, values: [none, orange, red], initially: none}", "{type: number}")
TWICE_GIVEN = ("{overdue: overdue}", "{overdue: overdue, prior.clean: 1}")
MISTAKES = [
    (calling("      prior: inherits\n"), {"unknown-value"}),
    (calling("      prior: [level]\n"), {"wrong-kind"}),
    (calling(INHERIT, "", ""), {"unknown-name"}),
    (calling(INHERIT, STATE.split("  clean")[0], "next: {level: w.next.level}\n"), {"unknown-name"}),
    (calling(INHERIT, OTHER_LEVEL, NEXT.replace("w.next.level", "1")), {"type-clash"}),
    (calling(INHERIT, STATE.replace("initially: 0", "initially: 2")), {"wrong-value"}),
    (
        calling(
            INHERIT,
            STATE.replace("[none, orange, red], initially: none", "[a, b]"),
            NEXT.replace("w.next.level", "'\"a\"'"),
        ),
        {"wrong-value"},
    ),
    (calling("      prior: {level: prior.level}\n"), {"missing-key"}),
    (calling("      prior: {}\n"), {"missing-key"}),
    (calling("      prior: {level: prior.level, clean: prior.clean, clear: 1}\n"), {"unknown-name"}),
    (calling("      prior: {level: 3, clean: prior.clean}\n"), {"type-clash"}),
    (calling("      prior: {level: 'prior.', clean: prior.clean}\n"), {"missing-property"}),
    (calling(INHERIT).replace(*TWICE_GIVEN), {"duplicate-value"}),
    (calling(BY_FIELD).replace(*TWICE_GIVEN), {"duplicate-value"}),
    (calling(INHERIT, end=NEXT.replace("next.level", "next.leve")), {"unknown-name"}),
    (calling(INHERIT, end=NEXT.replace("next.level", "next.clean")), {"type-clash"}),
    (ITEMS.replace("{level: l.level, clean: l.clean}", "inherit"), {"wrong-value"}),
]


@pytest.mark.parametrize(("text", "codes"), MISTAKES)
def test_what_is_wrong_with_a_state_is_said(text: str, codes: set[str]) -> None:
    with pytest.raises(PolicyError) as caught:
        loaded(text)
    problems = [one for one in caught.value.problems if one.severity == "error"]
    assert {one.code for one in problems} == codes
    assert all(one.span is not None and (one.expected or one.hint) for one in problems)


def test_a_state_in_another_unit_is_not_inherited() -> None:
    text = calling(INHERIT, STATE.replace("type: integer", "type: integer, unit: days"), "")
    with pytest.raises(PolicyError) as caught:
        loaded(text, warning=WARNING.replace("clean: {type: integer", "clean: {type: integer, unit: CNY"))
    assert "unit-clash" in [one.code for one in caught.value.problems]


def test_a_policy_without_a_state_is_handed_none_and_gives_none() -> None:
    cut = WARNING.index("prior:\n"), WARNING.index("  signals")
    stateless = WARNING[: cut[0]] + "decisions:\n" + WARNING[cut[1] :]
    stateless = (
        stateless[: stateless.index("      - {id: W-3")]
        + "decision: {outcome: [signals]}\n"
        + ("reasons: {why: {en: Why, zh: 原因}}\n")
    )
    for text, code in ((calling(INHERIT, end=""), "unexpected-key"), (calling(""), "unknown-name")):
        with pytest.raises(PolicyError) as caught:
            loaded(text, warning=stateless)
        (error,) = [one for one in caught.value.problems if one.severity == "error"]
        assert error.code == code
        assert error.message.endswith("the policy 'warning' keeps no state")


def test_an_output_cannot_take_the_name_of_the_next_state() -> None:
    with pytest.raises(PolicyError) as caught:
        loaded(
            calling(INHERIT), warning=WARNING.replace("{clean: always}", "{next: {when: always, of: clean}}")
        )
    assert "duplicate-name" in [one.code for one in caught.value.problems]
