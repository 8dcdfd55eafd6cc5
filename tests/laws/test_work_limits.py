"""A policy is untrusted text: whatever loops it holds, it ends within seconds, with a diagnostic."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from credit_engine import InputError, PolicyError
from credit_engine.api.policy import Policy
from credit_engine.limits import MAX_LIST_LENGTH
from credit_engine.policy.loading import compile_policy
from credit_engine.source import Source

SECONDS = 20
"""Far more than any of these takes, for machines that are busy; without limits each takes hours."""
ITEM = {"a": {"type": "number"}, "t": {"type": "text"}}


def policy(formula: str) -> Policy:
    data = {
        "policy": "busy",
        "version": "1",
        "effective": {"from": "2020-01-01"},
        "outcomes": {"order": ["approve", "refer"], "undecided": "refer", "nothing_fired": "approve"},
        "inputs": {"n": {"type": "number"}, "b": {"type": "boolean"}, "xs": {"type": "list", "items": ITEM}},
        "decisions": {
            "f": {"formula": formula},
            "r": {"rules": [{"id": "R1", "when": "b and n > 5", "then": "refer", "because": "why"}]},
        },
        "decision": {"outcome": ["r"], "outputs": {"f": "always"}},
        "reasons": {"why": {"en": "Why", "zh": "原因"}},
    }
    return Policy(
        (compile_policy(Source("busy.yaml", json.dumps(data)), lambda kind, name: Source(name, "")),)
    )


@pytest.fixture(scope="module")
def long() -> dict[str, Any]:
    return {"n": 1, "b": True, "xs": [{"a": i % 7, "t": "x"} for i in range(MAX_LIST_LENGTH)]}


SHORT = {"n": 1, "b": True, "xs": [{"a": 1, "t": "x"}]}
ENDLESS = {
    "a loop in a loop": "count(for x in xs, y in xs return x.a * y.a)",
    "a search in a search": "some x in xs, y in xs satisfies x.a + y.a > 1000",
    "a quantifier in a quantifier": "every x in xs satisfies every y in xs satisfies x.a + y.a < 1000",
    "a filter in a filter": "count(xs[count(xs[a > 3]) > 5])",
    "a sum for each item": "count(xs[sum(xs.a) > 5])",
    "a search for each item": "count(for x in xs return list contains(xs.t, x.t))",
    "the greatest for each item": "count(for x in xs return max(xs.a))",
    "the mode for each item": "count(for x in xs return mode(xs.a))",
    "a long text for each item": 'string length(string join(for x in xs return string join(xs.t, ","), ","))',
    "a search in a long text for each item": 'count(for x in xs return contains(string join(xs.t, ""), x.t))',
    "a sort for each item": "count(for x in xs return sort(xs, function(a, b) a.a < b.a))",
    "all results so far": "count(for x in xs return count(partial))",
    "a list of long lists": "count(flatten(for x in xs return xs))",
    "ranges": "count(for i in 1..100000, j in 1..100000 return i)",
    "an output of lists that double": (
        "(for i in 1..40 return if i = 1 then [1, 2] else [partial[-1], partial[-1]])[-1]"
    ),
}


@pytest.mark.sampled
@pytest.mark.parametrize("formula", ENDLESS.values(), ids=ENDLESS)
def test_endless_work_stops_with_a_diagnostic(long: dict[str, Any], formula: str) -> None:
    busy = policy(formula)
    start = time.process_time()
    with pytest.raises(InputError) as refused:
        busy.decide(long, as_of="2026-11-23")
    assert [problem.code for problem in refused.value.problems] == ["work-limit"]
    assert time.process_time() - start < SECONDS


UNKNOWN = {
    "a text that doubles": '(for i in 1..60 return if i = 1 then "xx" else partial[-1] + partial[-1])[-1]',
    "a list that doubles": (
        "count((for i in 1..60 return if i = 1 then [1] else concatenate(partial[-1], partial[-1]))[-1])"
    ),
    "the text of lists that double": (
        "string((for i in 1..60 return if i = 1 then [1] else [partial[-1], partial[-1]])[-1])"
    ),
    "the items of lists that double": (
        "count(flatten((for i in 1..60 return if i = 1 then [1] else [partial[-1], partial[-1]])[-1]))"
    ),
    "a range without end": "count(for i in 1..1000000000000 return i)",
    "a power of a power": "(9 ** (n * 999999999)) ** 999999999",
}


@pytest.mark.parametrize("formula", UNKNOWN.values(), ids=UNKNOWN)
def test_a_value_beyond_the_limits_is_unknown(formula: str) -> None:
    start = time.process_time()
    decision = policy(formula).decide(SHORT, as_of="2026-11-23")
    assert decision.withheld == {"f": "unknown"}
    assert decision.outcome == "refer"
    assert time.process_time() - start < SECONDS


LONG = {
    "distinct items": ("count(distinct values(xs))", 7),
    "sorted items": ("count(sort(xs, function(a, b) a.a < b.a))", 100_000),
    "positions": ("count(index of(xs, xs[1]))", 14_286),
    "a sum": ("sum(xs.a)", 299_995),
    "a filter": ("count(xs[a > 3])", 42_856),
    "a loop": ("sum(for x in xs return x.a * 2)", 599_990),
}


@pytest.mark.sampled
@pytest.mark.parametrize(("formula", "value"), LONG.values(), ids=LONG)
def test_one_pass_over_the_longest_list_is_within_the_limits(
    long: dict[str, Any], formula: str, value: int
) -> None:
    assert policy(formula).decide(long, as_of="2026-11-23").outputs["f"] == value


DEEP = {
    "conditions in then": "(if b then " * 60 + "n" + " else n + 1)" * 60,
    "conditions in else": "(if not(b) then n + 1 else " * 60 + "n" + ")" * 60,
    "conditions in else if": "(if not(b) then n + 1 else if b then " * 60 + "n" + " else n + 2)" * 60,
    "loops in loops": "sum(" + "for x in xs return sum(" * 25 + "[n]" + ")" * 26,
    "connectives": "if " + "(b and (n > 1 or " * 20 + "b" + "))" * 20 + " then n else 0",
    "a long sum": "n" + " + n" * 5_000 + " - 5000 * n",
    "a long choice": "if n = 0 then 0 "
    + "".join(f"else if n = {i} then {i} " for i in range(2, 1_500))
    + "else n",
    "many loop variables": "sum(for " + ", ".join(f"x{i} in xs" for i in range(16)) + " return n)",
}


@pytest.mark.parametrize("formula", DEEP.values(), ids=DEEP)
def test_deep_and_long_expressions_are_evaluated(formula: str) -> None:
    assert policy(formula).decide(SHORT, as_of="2026-11-23").outputs["f"] == 1


@pytest.mark.parametrize(
    "formula",
    [
        "(" * 200 + "n" + ")" * 200 + " + (if b then " * 100 + "n" + " else n)" * 100,
        "sum(for " + ", ".join(f"x{i} in xs" for i in range(17)) + " return n)",
    ],
    ids=["conditions", "loop variables"],
)
def test_beyond_a_depth_expressions_are_refused(formula: str) -> None:
    with pytest.raises(PolicyError) as refused:
        policy(formula)
    assert {problem.code for problem in refused.value.problems} == {"expression-too-deep"}


TEXTS = {
    "a replacement": 'replace(t, "(a){i}", "$1") = "x"',
    "a split": 'count(split(t, "ba?{i}")) = 1',
    "upper case": 'upper case(t + "{i}") = "x"',
    "a longer text": 't + "{i}" = "x"',
    "the text of a list": 'string([t, {i}]) = "x"',
    "a join": 'string join([t, "{i}"], "-") = "x"',
    "a pattern that visits a thousand places at each character": 'matches(t, "(a?){1000}c{i}")',
    "a search for a text": 'contains(t, "bb{i}")',
}


def texts_policy(formulas: list[str]) -> Policy:
    """A policy whose outcome uses none of its formulas."""
    data = {
        "policy": "texts",
        "version": "1",
        "effective": {"from": "2020-01-01"},
        "outcomes": {"order": ["approve", "refer"], "undecided": "refer", "nothing_fired": "approve"},
        "inputs": {"t": {"type": "text"}},
        "decisions": {f"f{i}": {"formula": text} for i, text in enumerate(formulas)},
        "decision": {"outcome": []},
    }
    return Policy((compile_policy(Source("t.yaml", json.dumps(data)), lambda kind, name: Source(name, "")),))


def many(formula: str, times: int = 300) -> list[str]:
    return [formula.replace("{i}", str(i)) for i in range(times)]


@pytest.mark.sampled
@pytest.mark.parametrize("formula", TEXTS.values(), ids=TEXTS)
def test_all_work_on_texts_of_a_decision_shares_one_budget(formula: str) -> None:
    long, short = "ab" * 400_000, "ab"
    busy = texts_policy(many(formula))
    assert busy.decide({"t": short}, as_of="2026-11-23").outcome == "approve"
    with pytest.raises(InputError) as refused:
        busy.decide({"t": long}, as_of="2026-11-23")
    assert [problem.code for problem in refused.value.problems] == ["work-limit"]


def test_functions_of_different_kinds_share_the_budget() -> None:
    long = "ab" * 400_000
    kinds = [formula.replace("{i}", "1") for formula in TEXTS.values()]
    alone = [texts_policy([kind]) for kind in kinds if "1000" not in kind and "replace" not in kind]
    assert {policy.decide({"t": long}, as_of="2026-11-23").outcome for policy in alone[1:]} == {"approve"}
    with pytest.raises(InputError, match="work-limit"):
        texts_policy([text for kind in TEXTS.values() for text in many(kind, 8)]).decide(
            {"t": long}, as_of="2026-11-23"
        )


def test_a_row_beyond_the_budget_is_refused_in_a_table_as_alone() -> None:
    """Columns compute what the outcome needs; rows every step. The budget is that of all steps in both."""
    pytest.importorskip("pyarrow")
    busy = texts_policy(many(TEXTS["a join"]))
    table = busy.decide_batch({"t": ["ab", "ab" * 400_000, None, "abc"]}, as_of="2026-11-23")
    table = table.to_arrow().to_pylist()
    assert [row["outcome"] for row in table] == ["approve", "error", "error", "approve"]
    assert "work-limit" in table[1]["errors"][0]


def test_loops_over_lists_share_the_budget_in_a_table_as_alone() -> None:
    pytest.importorskip("pyarrow")
    formula = "count(for x in xs return if x.a > {i} then 1 else 2) + sum(for x in xs return x.a + {i})"
    busy = policy(" + ".join(many(formula, 12)))
    record = {"n": 1, "b": True, "xs": [{"a": i % 7, "t": "x"} for i in range(60_000)]}
    with pytest.raises(InputError, match="work-limit"):
        busy.decide(record, as_of="2026-11-23")
    columns = {name: [record[name], SHORT[name]] for name in SHORT}
    table = busy.decide_batch(columns, as_of="2026-11-23").to_arrow().to_pylist()
    assert [row["outcome"] for row in table] == ["error", "approve"]


def test_work_on_constants_is_bounded_while_a_policy_is_made_ready() -> None:
    """Calls of constants are evaluated beforehand, within a budget; beyond it a record is refused."""
    doubled = ['"' + "a" * 10_000 + '"', *(f"f{i} + f{i}" for i in range(6))]
    policy = texts_policy([*doubled, *many('f6 + "{i}"', 200)])
    with pytest.raises(InputError, match="work-limit"):
        policy.decide({"t": "x"}, as_of="2026-11-23")
