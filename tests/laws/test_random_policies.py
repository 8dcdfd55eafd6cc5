"""Laws over random policies: missing data, one meaning for every step, no surprises.

The random policies hold every part and hit policy, conditions with every connective, filters,
quantifiers and aggregates, and lists whose items lack fields.
"""

from __future__ import annotations

import datetime as dt
from random import Random
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings

from credit_engine.absent import Absent
from credit_engine.api.policy import Policy
from credit_engine.parts.registry import PARTS
from credit_engine.run.row import compile_row
from drawing import examples
from laws.interpreted_policy import Policy as Interpreted
from laws.interpreter import Unknown
from laws.missing_data import knows_no_more, plain_slots, without
from laws.named_nodes import named_nodes
from laws.policies import Drawn, optional_paths, policies, policy_data, record_for

AS_OF = "2026-11-23"
few = settings(
    max_examples=examples(40),
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
"""As many as take a few seconds; making a failing policy smaller would take minutes."""
Draw = tuple[Drawn, Random]
INNER = ("called", "identities:")
"""Recorded for explanations only: the answers of a called policy as a whole, what its rules say of items."""


def decide(policy: Drawn, record: dict[str, Any]) -> Any:
    return Policy((policy.compiled,)).decide(record, as_of=AS_OF)


def same(value: Any, plain: Any) -> bool:
    """Whether a value of the engine is what the plain interpreter gives."""
    if isinstance(value, Absent) or isinstance(plain, Unknown):
        unknown = isinstance(value, Absent) and isinstance(plain, Unknown)
        return unknown and value.applicable == plain.applicable
    if isinstance(value, list):
        return isinstance(plain, list) and len(value) == len(plain) and all(map(same, value, plain))
    if isinstance(value, dict):
        return (
            isinstance(plain, dict)
            and value.keys() == plain.keys()
            and all(same(value[k], plain[k]) for k in value)
        )
    if isinstance(value, bool) or isinstance(plain, bool):
        return value is plain
    return str(value) == plain.isoformat() if isinstance(plain, dt.date) else bool(value == plain)


def assert_slots_as_by_hand(policy: Drawn, record: dict[str, Any]) -> None:
    decision, steps = decide(policy, record), Interpreted(policy.data, policy.called).decide(record)
    for name, part in policy.compiled.parts.items():
        key = part.part.key
        for slot, node in named_nodes(part).items() if key != "scorecard" else ():
            if (name, slot) in steps:
                assert same(decision.value(node), steps[name, slot]), f"{slot} of {name}"
            else:
                inner = slot.startswith(INNER) or (key == "call" and slot.startswith("items:"))
                assert inner, f"{slot} of {name} is not known to the interpreter"
    assert decision.outcome == steps["decision", "outcome"]
    for field in policy.compiled.state:
        assert same(decision.value(field.value), steps["next", field.name]), f"{field.name} of the next state"
    for output in policy.compiled.outputs:
        assert same(decision.value(output.release), steps["decision", f"release:{output.name}"])


def test_every_part_is_drawn_in_every_form() -> None:
    """A part that is added later has to be drawn here, too."""
    drawn = [policy_data(Random(seed), observing=True) for seed in range(150)]
    whole = [one for data, called, _ in drawn for one in (data, *called.values())]
    decisions = [one for data in whole for one in data["decisions"].values()]
    keys = {key for one in decisions for key in one}
    assert PARTS.keys() <= keys
    assert {part for one in decisions if "for_each" in one for part in PARTS.keys() & one.keys()} == {
        "rules",
        "scorecard",
        "call",
    }
    listed = [one for one in decisions if "for_each" in one]
    assert {"identity" in one for one in listed} == {True, False}
    empty = [one["if_empty"] for one in listed]
    assert {"undecided", "empty", "approve"} <= {one for one in empty if isinstance(one, str)}
    assert {"id" in one for one in empty if isinstance(one, dict)} == {True, False}
    assert any("stop_at" in one for one in decisions if "stages" in one)
    assert any(len(one["stages"]) > 1 for one in decisions if "stages" in one)
    assert any(
        data["policy"] != "random" and "call" in one for data in whole for one in data["decisions"].values()
    )
    rules = [rule for one in decisions for rule in one.get("rules", ())]
    assert any("waivable_by" in rule for rule in rules)
    assert any(data.get("prior") and data["next"].keys() == data["prior"].keys() for data, *_ in drawn)


@few
@given(policies(observing=True))
def test_every_step_is_what_a_plain_interpreter_gives(drawn: Draw) -> None:
    policy, rng = drawn
    for _ in range(3):
        assert_slots_as_by_hand(policy, record_for(rng, policy))


@few
@given(policies(observing=True))
def test_every_step_is_what_a_plain_interpreter_gives_for_extreme_numbers(drawn: Draw) -> None:
    policy, rng = drawn
    for _ in range(2):
        assert_slots_as_by_hand(policy, record_for(rng, policy, extreme=True))


@few
@given(policies())
def test_leaving_out_a_field_improves_no_outcome_and_settles_no_step(drawn: Draw) -> None:
    policy, rng = drawn
    compiled = policy.compiled
    rank, plain = compiled.outcomes.rank, plain_slots(compiled.program)
    undecided = rank(compiled.outcomes.undecided)
    record = record_for(rng, policy)
    complete = decide(policy, record)
    for path in optional_paths(policy, record):
        reduced = decide(policy, without(record, path))
        assert rank(reduced.outcome) >= min(undecided, rank(complete.outcome)), f"better without {path}"
        for node in plain:
            assert knows_no_more(reduced.value(node), complete.value(node), is_rule(policy, node)), (
                f"{node} without {path}"
            )


@few
@given(policies())
def test_leaving_out_several_fields_improves_no_outcome(drawn: Draw) -> None:
    policy, rng = drawn
    rank = policy.compiled.outcomes.rank
    undecided = rank(policy.compiled.outcomes.undecided)
    record = record_for(rng, policy)
    complete = decide(policy, record)
    paths = optional_paths(policy, record)
    for _ in range(5 if paths else 0):
        some = rng.sample(paths, rng.randrange(1, len(paths) + 1))
        some.sort(key=len, reverse=True)
        reduced = decide(policy, without(record, *some))
        assert rank(reduced.outcome) >= min(undecided, rank(complete.outcome)), f"better without {some}"


def is_rule(policy: Drawn, node: int) -> bool:
    """Whether a node is the status of a rule with `applies_when`, once, for each item, or for all."""
    program = policy.compiled.program
    one = program.nodes[node]
    if one.name in ("of items", "waived"):
        return is_rule(policy, one.args[0])
    inner = program.nodes[program.regions[one.regions[-1]].result] if one.name == "map" else one
    return inner.name == "applicable"


@few
@given(policies(observing=True))
def test_the_order_of_keys_changes_nothing(drawn: Draw) -> None:
    policy, rng = drawn
    record = record_for(rng, policy)
    decision = decide(policy, record)
    again = decide(policy, backwards(record))
    assert again.to_json() == decision.to_json()
    assert [r.code for r in again.reasons] == [r.code for r in decision.reasons]


def backwards(value: Any) -> Any:
    """The value with the keys of all its mappings in the other order."""
    if isinstance(value, dict):
        return {key: backwards(value[key]) for key in reversed(value)}
    return [backwards(item) for item in value] if isinstance(value, list) else value


@few
@given(policies(observing=True))
def test_each_step_evaluated_by_itself_is_what_was_recorded(drawn: Draw) -> None:
    policy, rng = drawn
    program = policy.compiled.program
    decision = decide(policy, record_for(rng, policy))
    for node, recorded in zip(program.slots, decision.slots, strict=True):
        (alone,) = compile_row(program, (node,))(decision.inputs)
        assert knows_no_more(alone, recorded)
        assert knows_no_more(recorded, alone)
    inner = [node.id for node in program.nodes if node.region == 0]
    (first,) = (compile_row(program, inner)(decision.inputs),)
    for alone, replayed in zip(first, decision.replay(inner), strict=True):
        assert repr(alone) == repr(replayed)


@few
@given(policies(observing=True))
def test_any_valid_record_is_decided_and_written_as_json(drawn: Draw) -> None:
    policy, rng = drawn
    for extreme in (False, True):
        decision = decide(policy, record_for(rng, policy, extreme))
        assert decision.outcome in policy.compiled.outcomes.order
        assert decision.to_json()
        assert len(decision.outputs) + len(decision.withheld) == len(policy.compiled.outputs)
