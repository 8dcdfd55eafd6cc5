"""The schema of the JSON of explanations: made of the classes of the trace, and kept by every trace."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from compiled import policy_of
from credit_engine import Decision
from explain.support import LISTS, ROOT, decide
from explain.test_json import SMALL, exactly, examples, small_loan
from explain.test_random_policies import decisions as random_decisions
from parts import (
    test_allocate,
    test_call,
    test_call_with_state,
    test_catalogue,
    test_checklist,
    test_conditions,
    test_for_each,
    test_limit_tree,
    test_matrix,
    test_rating,
    test_stages_and_people,
    test_tree,
)
from parts.policies import decided as decided_part
from parts.test_stages import FIRST
from test_redacted_inputs import POLICY as PRIVACY
from test_redacted_inputs import RECORD as PRIVATE
from test_redacted_inputs import WAIVER
from tools import tool

DAY = dt.date(2026, 2, 1)
FILE = ROOT / "src" / "credit_engine" / "explain" / "trace.schema.json"
SCHEMA: dict[str, Any] = json.loads(FILE.read_text("utf-8"))
KINDS = SCHEMA["$defs"]["Step"]["properties"]["kind"]["enum"]
VALIDATOR = Draft202012Validator(SCHEMA)


def faults(trace: Any) -> list[str]:
    return [f"{error.json_path}: {error.message[:200]}" for error in VALIDATOR.iter_errors(trace)]


def test_the_shipped_schema_is_the_one_that_the_classes_make() -> None:
    assert FILE.read_text("utf-8") == tool("trace_schema").text(), "run tools/trace_schema.py"
    Draft202012Validator.check_schema(SCHEMA)


def decisions_of_parts(folder: Path) -> Iterator[Decision]:
    """A decision of each part, and others with state, interventions, redacted and unknown values."""
    yield decided_part(test_tree.TREE, {"kind": "a", "size": 2})
    for kind in ("a", None):
        yield decided_part(test_matrix.MATRIX, {"size": 2, "kind": kind})
    for changes in ({}, {"outlook": {"missing": "not_given"}}, test_rating.override(1)):
        yield test_rating.decided(folder, changes)
    for documents in ({}, {"licence": None}):
        yield test_checklist.decided(folder, **documents)
    for code in ("C2511", "X"):
        yield test_catalogue.decided(folder, code)
    for payments in (1000, {"missing": "not_given"}):
        yield test_call.decided(folder, 10_000, payments)
    for state in test_call_with_state.STATES:
        calling = test_call_with_state.loaded(test_call_with_state.NESTED)
        yield calling.decide({"overdue": 5, "prior": state}, as_of=DAY)
    people = [test_for_each.LI, test_for_each.WORKS]
    yield test_for_each.scored(folder).decide({"amount": 400, "guarantors": people}, as_of=DAY)
    yield test_limit_tree.decided(folder, {})
    yield test_conditions.decided(folder, listed=None)
    yield test_allocate.load(folder, test_allocate.POLICY).decide(test_allocate.PLAIN, as_of=DAY)
    listed, waiver = {**FIRST, "listed": True}, test_stages_and_people.made("I-2")
    yield test_stages_and_people.decided(listed, waiver)
    yield policy_of(PRIVACY).decide(PRIVATE, as_of=DAY, interventions=[WAIVER])
    yield decide(LISTS, {"owner": "firm", "debts": [{"kind": "card"}]})


def assert_kept(decisions: Iterable[Decision]) -> Iterator[dict[str, Any]]:
    """The traces of decisions, each of which keeps the schema."""
    for decision in decisions:
        trace = exactly(decision.explain("en", "json"))
        assert faults(trace) == [], decision.compiled.spec.policy
        yield trace


def test_traces_of_all_parts_keep_the_schema_and_each_kind_of_step_is_met(tmp_path: Path) -> None:
    some = list(examples().values())[::8]
    random = (one for seed in range(12) for one in random_decisions(seed))
    met = {
        step["kind"]
        for trace in assert_kept(chain(decisions_of_parts(tmp_path), map(small_loan, SMALL), some, random))
        for step in objects(trace["steps"])
        if "kind" in step and "result" in step
    }
    assert met == set(KINDS)


@pytest.mark.slow
def test_every_example_and_many_random_decisions_keep_the_schema() -> None:
    random = (one for seed in range(100) for one in random_decisions(seed))
    assert len(list(assert_kept(chain(examples().values(), random)))) > 300


def objects(part: Any) -> Iterator[dict[str, Any]]:
    """All objects within a part of a trace."""
    if isinstance(part, dict):
        yield part
    if isinstance(part, dict | list):
        for below in part.values() if isinstance(part, dict) else part:
            yield from objects(below)


def test_a_field_that_is_not_in_the_schema_is_refused_in_every_object_but_a_context() -> None:
    trace = json.loads(small_loan("small_loan").explain("en", "json"))
    every = list(objects(trace))
    for one in every:
        one["surprise"] = 1
    errors = list(VALIDATOR.iter_errors(trace))
    assert {error.validator for error in errors} == {"additionalProperties"}
    refused = {id(error.instance) for error in errors}
    accepted = {frozenset(one) - {"surprise"} for one in every if id(one) not in refused}
    assert accepted == {frozenset(("grade", "margin")), frozenset(("kind", "balance"))}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("schema_version",), 2),
        (("steps", 0, "kind"), "guess"),
        (("steps", 0, "name"), ""),
        (("steps", 0, "result", "unit"), 5),
        (("outputs", 0, "status"), "lost"),
        (("inputs", 0, "title", "zh"), 1),
    ],
)
def test_what_does_not_keep_the_schema_is_refused(path: tuple[Any, ...], value: Any) -> None:
    trace = json.loads(small_loan("small_loan").explain("en", "json"))
    *above, last = path
    part = trace
    for key in above:
        part = part[key]
    part[last] = value
    assert [error.absolute_path[-1] for error in VALIDATOR.iter_errors(trace)] == [last]


def test_only_a_value_may_have_any_field() -> None:
    classes = {name for name, one in SCHEMA["$defs"].items() if one.get("additionalProperties") is not False}
    assert classes == {"Step", "value"}
    assert SCHEMA["additionalProperties"] is False


def test_the_reference_names_every_field_of_a_trace_and_of_its_steps() -> None:
    reference = (ROOT / "docs" / "reference" / "explanation.md").read_text("utf-8")
    rows = {line.split("`")[1]: line for line in reference.splitlines() if line.startswith("| `")}
    assert [name for name in SCHEMA["properties"] if f"`{name}`" not in reference] == []
    for one in SCHEMA["$defs"]["Step"]["allOf"]:
        kind = one["if"]["properties"]["kind"]["const"]
        fields = set(SCHEMA["$defs"][one["then"]["$ref"].rpartition("/")[2]]["properties"])
        known = {"kind", "name", "title", "result"}
        assert [name for name in sorted(fields - known) if f"`{name}`" not in rows[kind]] == [], kind
