"""Escalation in a rule set: several fired rules of one outcome count as a worse one."""

from __future__ import annotations

import datetime as dt
import json
import pickle
from pathlib import Path
from typing import Any

import pytest

from compiled import load_once
from credit_engine import Decision, PolicyError, load_policy

POLICY = """\
policy: alerts
version: "1"
effective: {from: 2026-01-01}
outcomes: {order: [none, orange, red, black], undecided: orange, nothing_fired: none}
inputs:
  a: {type: boolean, missing: {not_given: undecided, no_record: not_applicable}}
  b: {type: boolean, missing: {not_given: undecided, no_record: not_applicable}}
  c: {type: boolean, missing: {not_given: undecided, no_record: not_applicable}}
decisions:
  level:
    rules:
      - {id: A, when: a, then: orange, because: signal}
      - {id: B, when: b, then: orange, because: signal}
      - {id: C, when: c, then: orange, because: signal}
    escalation:
      - {id: E-2, fired: 2, of: orange, then: red, because: several, weight: 1}
      - {id: E-3, fired: 3, of: orange, then: black, because: several}
decision: {outcome: [level], outputs: {}}
reasons:
  signal: {en: A signal, zh: 预警信号}
  several: {en: Several signals, zh: 多个预警信号}
"""


def decided(tmp_path: Path, record: dict[str, Any], text: str = POLICY) -> Decision:
    path = tmp_path / "alerts.yaml"
    path.write_text(text, "utf-8")
    return load_once(path).decide(record, as_of=dt.date(2026, 2, 1))


@pytest.mark.parametrize(
    ("values", "outcome", "rules"),
    [
        ((False, False, False), "none", []),
        ((True, False, False), "orange", ["A"]),
        ((True, True, False), "red", ["E-2", "A", "B"]),
        ((True, True, True), "black", ["E-3", "E-2", "A", "B", "C"]),
        ((True, {"missing": "no_record"}, False), "orange", ["A"]),
        ((True, True, {"missing": "no_record"}), "red", ["E-2", "A", "B"]),
    ],
)
def test_several_signals_count_as_a_worse_one(
    tmp_path: Path, values: tuple[Any, ...], outcome: str, rules: list[str]
) -> None:
    decision = decided(tmp_path, dict(zip("abc", values, strict=True)))
    assert decision.outcome == outcome
    assert [reason.rule for reason in decision.reasons] == rules


def test_an_escalation_that_missing_data_leave_open_is_undecided(tmp_path: Path) -> None:
    decision = decided(tmp_path, {"a": True, "c": False})
    assert decision.outcome == "orange"
    assert {reason.rule for reason in decision.reasons} == {"A", "B", "E-2"}
    assert decided(tmp_path, {"a": False, "c": False}).outcome == "orange"
    assert decided(tmp_path, {"a": True, "b": True}).outcome == "red"


def test_the_explanation_names_the_escalation(tmp_path: Path) -> None:
    decision = decided(tmp_path, {"a": True, "b": True, "c": False})
    assert "at least 2 rules for Orange fired" in decision.explain("en")
    assert "多个预警信号" in decision.explain("zh")
    (step,) = json.loads(decision.explain("en", "json"))["steps"]
    assert [(rule["id"], rule["status"]) for rule in step["rules"]] == [
        ("A", "fired"),
        ("B", "fired"),
        ("C", "not_fired"),
        ("E-2", "fired"),
        ("E-3", "not_fired"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "code", "said"),
    [
        ("fired: 2", "fired: 1", "wrong-value", "but 1 should"),
        ("fired: 3", "fired: 4", "wrong-value", "but 4 should"),
        ("then: red", "then: orange", "wrong-value", "not worse"),
        ("of: orange", "of: ornge", "unknown-outcome", "ornge"),
        ("id: E-2", "id: A", "duplicate-id", "'A'"),
        ("because: several", "because: svral", "unknown-reason", "svral"),
    ],
)
def test_mistakes_are_found(tmp_path: Path, old: str, new: str, code: str, said: str) -> None:
    with pytest.raises(PolicyError) as raised:
        decided(tmp_path, {}, POLICY.replace(old, new, 1))
    assert [(p.code, said in p.message) for p in raised.value.problems] == [(code, True)]


def test_a_policy_from_the_store_gives_the_same_reasons(tmp_path: Path) -> None:
    path = tmp_path / "alerts.yaml"
    path.write_text(POLICY, "utf-8")
    policy = load_policy(path)
    restored = pickle.loads(pickle.dumps(policy))
    record = {"a": True, "b": True, "c": False}
    found, wanted = (p.decide(record, as_of=dt.date(2026, 2, 1)) for p in (restored, policy))
    assert found.to_json() == wanted.to_json()
    assert [reason.rule for reason in found.reasons] == ["E-2", "A", "B"]


AMONG = POLICY.replace("fired: 2, of: orange,", "fired: 2, of: orange, among: [B, C],")


@pytest.mark.parametrize(
    ("values", "outcome"),
    [
        ((True, True, False), "orange"),
        ((False, True, True), "red"),
        ((True, True, None), "orange"),
        ((None, True, True), "red"),
    ],
)
def test_an_escalation_can_count_named_rules_only(
    tmp_path: Path, values: tuple[Any, ...], outcome: str
) -> None:
    assert decided(tmp_path, dict(zip("abc", values, strict=True)), AMONG).outcome == outcome


def test_the_page_says_how_many_fired_and_which(tmp_path: Path) -> None:
    decision = decided(tmp_path, {"a": True, "b": True, "c": None})
    english, chinese = (decision.explain(lang) for lang in ("en", "zh"))
    assert "at least 2 rules for Orange fired (with fired (2), rules (A, B)): holds" in english
    assert "rules (A, B)): cannot be decided" in " ".join(english.split())
    assert "至少2条给出“orange”的规则触发（其中 已触发条数（2），规则（A、B））：成立" in chinese
    among = decided(tmp_path, {"a": True, "b": True, "c": False}, AMONG).explain("en")
    assert "fired, among those that are named (fired (1), rules (B))" in " ".join(
        among.replace("with ", "").split()
    )


@pytest.mark.parametrize(
    ("among", "code", "said", "chinese"),
    [
        ("[B, D]", "unknown-value", "no rule 'D' asks for 'orange'", "没有给出 'orange' 的规则 'D'"),
        ("[B, C, B]", "duplicate-value", "'B' is listed twice", "'B' 列出两次"),
        ("[B]", "wrong-value", "1 ", "1"),
    ],
)
def test_mistakes_in_named_rules_are_found(
    tmp_path: Path, among: str, code: str, said: str, chinese: str
) -> None:
    with pytest.raises(PolicyError) as raised:
        decided(tmp_path, {}, AMONG.replace("[B, C]", among))
    assert [problem.code for problem in raised.value.problems] == [code]
    assert said in raised.value.text()
    assert chinese in raised.value.text("zh")


KINDS = POLICY.replace("fired: 2, of: orange,", "fired: 2, of: orange, among: [[A, B], [C]],")


@pytest.mark.parametrize(
    ("values", "outcome", "undecided"),
    [
        ((True, True, False), "orange", []),
        ((True, False, True), "red", []),
        ((False, True, True), "red", []),
        ((True, None, False), "orange", ["B"]),
        ((True, None, True), "red", ["B", "E-3"]),
        ((None, False, True), "orange", ["A", "E-2"]),
        ((True, False, None), "orange", ["C", "E-2"]),
        ((False, False, None), "orange", ["C"]),
        (({"missing": "no_record"}, True, True), "red", []),
    ],
)
def test_a_kind_of_rules_counts_once(
    tmp_path: Path, values: tuple[Any, ...], outcome: str, undecided: list[str]
) -> None:
    decision = decided(tmp_path, dict(zip("abc", values, strict=True)), KINDS)
    assert decision.outcome == outcome
    open_ = [reason.rule for reason in decision.reasons if reason.code == "undecided"]
    assert sorted(name for name in open_ if name is not None) == undecided


def test_the_page_says_how_many_kinds_fired_and_which_rules(tmp_path: Path) -> None:
    decision = decided(tmp_path, {"a": True, "b": True, "c": False}, KINDS)
    english, chinese = (" ".join(decision.explain(lang).split()) for lang in ("en", "zh"))
    assert "rules of at least 2 kinds for Orange fired (with fired (1), rules (A, B))" in english
    assert "至少2类规则触发，其规则给出“orange”（其中 已触发条数（1），规则（A、B））" in chinese


@pytest.mark.parametrize(
    ("among", "code", "said"),
    [
        ("[[A, D], [C]]", "unknown-value", "no rule 'D' asks for 'orange'"),
        ("[[A, B], [A]]", "duplicate-value", "'A' is listed twice"),
        ("[[A, B, C]]", "wrong-value", "1 kinds of rules ask for"),
    ],
)
def test_mistakes_in_kinds_are_found(tmp_path: Path, among: str, code: str, said: str) -> None:
    with pytest.raises(PolicyError) as raised:
        decided(tmp_path, {}, KINDS.replace("[[A, B], [C]]", among))
    assert [problem.code for problem in raised.value.problems] == [code]
    assert said in raised.value.text()


def test_a_batch_counts_kinds_as_rows_do(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    path = tmp_path / "alerts.yaml"
    path.write_text(KINDS, "utf-8")
    policy = load_once(path)
    flags = (True, False, None)
    records = [{"a": a, "b": b, "c": c} for a in flags for b in flags for c in flags]
    table = pa.Table.from_pylist(records)
    found = policy.decide_batch(table, as_of="2026-02-01").to_arrow().column("outcome").to_pylist()
    assert found == [policy.decide(record, as_of=dt.date(2026, 2, 1)).outcome for record in records]


BY_PARAMETER = POLICY.replace("fired: 2,", "fired: enough,").replace(
    "decisions:",
    "parameters: {enough: {value: 2, title: {en: Signals that are several, zh: 多项信号条数}}}\ndecisions:",
)


@pytest.mark.parametrize(("value", "outcome"), [(2, "red"), (3, "orange")])
def test_a_parameter_can_say_how_many(tmp_path: Path, value: int, outcome: str) -> None:
    text = BY_PARAMETER.replace("value: 2", f"value: {value}")
    assert decided(tmp_path, {"a": True, "b": True, "c": False}, text).outcome == outcome


def test_the_page_names_the_parameter(tmp_path: Path) -> None:
    decision = decided(tmp_path, {"a": True, "b": True, "c": False}, BY_PARAMETER)
    english, chinese = (" ".join(decision.explain(lang).split()) for lang in ("en", "zh"))
    assert "at least 2 rules for Orange fired (with Signals that are several (2), fired (2)," in english
    assert "多项信号条数（2），已触发条数（2）" in chinese


def test_an_included_parameter_can_say_how_many(tmp_path: Path) -> None:
    (tmp_path / "shared.yaml").write_text("shared: thresholds\nparameters: {enough: {value: 2}}\n", "utf-8")
    text = POLICY.replace("fired: 2,", "fired: enough,").replace("inputs:", "include: shared.yaml\ninputs:")
    assert decided(tmp_path, {"a": True, "b": True, "c": False}, text).outcome == "red"


@pytest.mark.parametrize(
    ("old", "new", "code", "said", "chinese"),
    [
        ("fired: enough", "fired: enugh", "unknown-name", "neither a whole number", "既不是整数"),
        ("fired: enough", "fired: a", "unknown-name", "neither a whole number", "既不是整数"),
        ("value: 2", "value: 2.5", "wrong-value", "has no whole number", "不是整数"),
        ("value: 2", "value: two", "wrong-value", "has no whole number", "不是整数"),
        ("value: 2", "value: 0", "wrong-value", "but 0 should count", "却要求 0 条"),
        ("value: 2", "value: 4", "wrong-value", "but 4 should count", "却要求 4 条"),
        ("value: 2", "dated: {2026-01-01: 2}", "wrong-value", "has no whole number", "不是整数"),
    ],
)
def test_mistakes_in_the_parameter_are_found(
    tmp_path: Path, old: str, new: str, code: str, said: str, chinese: str
) -> None:
    with pytest.raises(PolicyError) as raised:
        decided(tmp_path, {}, BY_PARAMETER.replace(old, new))
    assert (raised.value.problems[0].code, len(raised.value.problems)) == (code, 1)
    assert said in raised.value.text()
    assert chinese in raised.value.text("zh")
