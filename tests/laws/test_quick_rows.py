"""Laws of a policy's row functions: quick ones give what the kernels give, or leave the row to them.

"The same" is meant strictly here: ints stay ints, decimals have the same digits and exponents, absent values
the same causes in the same order; so nothing that is made of the slots later can differ.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from compiled import policy_of, shipped
from credit_engine import InputError
from credit_engine.absent import Absent
from credit_engine.api.policy import Policy
from credit_engine.operators.value_classes import FunctionValue
from credit_engine.policy.compiled import CompiledPolicy
from credit_engine.run import quick
from credit_engine.run.quick.forms import Call, Form
from credit_engine.run.row import ESCAPES, Row, compile_quick_row, compile_row
from drawing import examples
from laws.policies import Drawn, drawn_policy, policies, record_for
from reference.applications import AS_OF, applications

ROOT = Path(__file__).resolve().parents[2]
few = settings(
    max_examples=examples(40),
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


class PolicyRows:
    """A policy's row functions: the quick one, the careful one behind it, and that of the kernels."""

    def __init__(self, compiled: CompiledPolicy) -> None:
        program = compiled.program
        self.policy = Policy((compiled,))
        self.slots = program.slots
        self.quick = compile_quick_row(program, program.slots, compiled.never_absent)
        self.careful = compile_quick_row(program, program.slots, compiled.never_absent, careful=True)
        self.thorough = compile_row(program, program.slots)

    def differences(self, record: Any, as_of: Any = "2026-11-23") -> list[int] | None:
        """Nodes of which a function gives another value; None where the quick one does not cover the row."""
        inputs = self.policy.decide(record, as_of=as_of).inputs
        expected = self.thorough(inputs)
        return self.compared(self.careful, inputs, expected) or self.compared(self.quick, inputs, expected)

    def compared(self, row: Row, inputs: Sequence[Any], expected: Sequence[Any]) -> list[int] | None:
        """The nodes whose values are not as expected; None where the function raises for such a row."""
        try:
            found = row(inputs)
        except ESCAPES:
            return None
        triples = zip(self.slots, found, expected, strict=True)
        return [node for node, value, other in triples if not is_twin(value, other)]


def is_twin(value: Any, other: Any) -> bool:
    """Whether two values are the same in every respect that anything could show."""
    if value.__class__ is not other.__class__:
        return False
    if isinstance(value, Absent):
        return bool(value.causes == other.causes)
    if isinstance(value, list):
        return len(value) == len(other) and all(map(is_twin, value, other))
    if isinstance(value, dict):
        return list(value) == list(other) and all(is_twin(value[key], other[key]) for key in value)
    if isinstance(value, Decimal):
        return value.as_tuple() == other.as_tuple()
    return isinstance(value, FunctionValue) or value == other


def assert_same_rows(policy: Drawn, rng: Random, extreme: bool) -> None:
    rows = PolicyRows(policy.compiled)
    for _ in range(3):
        assert not rows.differences(record_for(rng, policy, extreme=extreme))


@few
@given(policies(observing=True))
def test_all_rows_give_the_same_slots(drawn: tuple[Drawn, Random]) -> None:
    assert_same_rows(*drawn, extreme=False)


@few
@given(policies())
def test_all_rows_give_the_same_slots_for_extreme_numbers(drawn: tuple[Drawn, Random]) -> None:
    assert_same_rows(*drawn, extreme=True)


def loan_records(count: int) -> list[tuple[Any, Any]]:
    """The examples of the consumer loan and random applications, each with its day."""
    folder = ROOT / "examples" / "consumer_loan"
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    shown = [
        (json.loads((folder / f"{name}.json").read_text(encoding="utf-8")), case["as_of"])
        for name, case in expected.items()
    ]
    return [*shown, *((record, AS_OF) for record in applications(count, 20261129))]


def compared(rows: PolicyRows, records: Sequence[tuple[Any, Any]]) -> list[list[int] | None]:
    """The differences of each record that the policy takes."""
    found = []
    for record, as_of in records:
        try:
            found.append(rows.differences(record, as_of))
        except InputError:
            continue  # a refused record is evaluated by neither
    return found


def test_the_consumer_loan_is_decided_by_quick_rows_wherever_nothing_is_missing_from_debts() -> None:
    """Of random applications one in seven lacks a figure of a debt, or earns nothing."""
    found = compared(PolicyRows(shipped("consumer_loan").versions[0]), loan_records(400))
    assert not any(found)
    assert sum(one is not None for one in found) > 0.75 * len(found)


CHAIN = " + ".join(["a"] * 1_500)
NESTED = "(a > 1 and (" * 20 + "a > 2" + "))" * 20
ELSE_IFS = "".join(f"if a = {n} then {n} else " for n in range(300))
DEEP = f"""
policy: deep
version: "1"
effective: {{from: 2026-01-01, time_zone: UTC}}
outcomes: {{order: [approve, decline], undecided: decline, nothing_fired: approve}}
inputs: {{a: {{type: number}}, b: {{type: number, missing: {{not_given: undecided}}}}}}
decisions:
  chain: {{formula: "if a > 0 then {CHAIN} else 0"}}
  nested: {{formula: "if {NESTED} then 1 else 2"}}
  else_ifs: {{formula: "{ELSE_IFS} 0"}}
decision: {{outcome: [], outputs: {{chain: always, nested: always, else_ifs: always}}}}
"""


def test_an_expression_of_any_length_is_written_in_quick_forms() -> None:
    """Python refuses what is nested too deeply: statements do not nest as expressions do."""
    rows = PolicyRows(policy_of(DEEP).versions[0])
    for a in (0, 1, 2.5, 299, 10**30):
        assert rows.differences({"a": a, "b": 1}) == []


Broken = tuple[str, Callable[[Form], Form]]
BROKEN: tuple[Broken, ...] = (
    ("<", lambda form: form._replace(text=form.text.replace(" < ", " <= "))),
    (">=", lambda form: form._replace(text=form.text.replace(" >= ", " > "))),
    ("=", lambda form: form._replace(text=form.text.replace(" == ", " is "))),
    ("+", lambda form: form._replace(text=form.text.replace(", ", ", -", 1))),
    ("/", lambda form: form._replace(text=f"round({form.text}, 12)")),
    ("round", lambda form: form._replace(text=form.text.partition(".")[0])),
    ("largest", lambda form: form._replace(text=form.text.replace(" > ", " < "))),
    ("limit", lambda form: form._replace(text=form.text.rpartition(" else ")[0] + " else 0")),
    ("hit", lambda form: form._replace(text=form.text.replace("0 if ", "1 if ", 1))),
    ("pick", lambda form: form._replace(text=form.text.replace("[", "[-1 - ", 1))),
    ("bin", lambda form: form._replace(text=form.text.replace("[f", "[-1 + f", 1))),
    ("points", lambda form: form._replace(text=f"1 + {form.text}")),
    ("rules", lambda form: form._replace(before=form.before[:-1])),
    ("applicable", lambda form: form._replace(text=form.text.partition(" if ")[0])),
    ("settled", lambda form: form._replace(text=form.text.rpartition(" else ")[2])),
    ("worst", lambda form: form._replace(text=form.text.partition("(")[2].partition(",")[0])),
    ("member", lambda form: form._replace(text=f"not ({form.text})")),
    ("fn:is missing", lambda form: form._replace(text="False")),
    ("fn:if missing", lambda form: form._replace(text=form.text.partition(" if ")[0])),
    ("fn:sum", lambda form: form._replace(text=f"2 * ({form.text})")),
    ("fn:count", lambda form: form._replace(text=f"1 + {form.text}")),
    ("dated", lambda form: form._replace(text=form.text.replace("]", " - 1]", 1))),
)
"""A mistake in each form, by the name of what it stands for."""


@pytest.mark.slow
@pytest.mark.parametrize(("name", "mistake"), BROKEN, ids=[name for name, _ in BROKEN])
def test_a_mistake_in_any_form_is_noticed(
    name: str, mistake: Callable[[Form], Form], monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the laws above: the same comparison, over the records and policies that they see."""
    right = quick._FORMS[name]

    def wrong(call: Call) -> Form | None:
        form = right(call)
        return form if form is None else mistake(form)

    monkeypatch.setattr(quick, "_FORMS", {**quick._FORMS, name: wrong})
    assert is_noticed()


def is_noticed() -> bool:
    """Whether some policy and record tell the quick row from that of the kernels."""
    if any(compared(PolicyRows(shipped("consumer_loan").versions[0]), loan_records(60))):
        return True
    for policy in drawn():
        rng, rows = Random(1), PolicyRows(policy.compiled)
        if any(rows.differences(record_for(rng, policy)) for _ in range(3)):
            return True
    return False


@cache
def drawn() -> tuple[Drawn, ...]:
    """Some random policies, the same in each run."""
    return tuple(drawn_policy(Random(seed), observing=True) for seed in range(12))
