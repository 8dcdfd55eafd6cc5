"""What `check` says of random policies, of every part and hit policy, holds for what they decide."""

from __future__ import annotations

from random import Random

from credit_engine.analyse.doubts import doubts, read_again
from credit_engine.api.policy import Policy
from credit_engine.explain.trace import TableStep, Trace
from laws.policies import Drawn, drawn_policy, record_for

AS_OF = "2026-11-23"
POLICIES, RECORDS = 100, 25


def traces(rng: Random, policy: Drawn) -> list[Trace]:
    decided = Policy((policy.compiled,))
    records = (record_for(rng, policy) for _ in range(RECORDS))
    return [decided.decide(record, as_of=AS_OF).trace for record in records]


def chosen(trace: Trace, name: str) -> set[str]:
    steps = (step for step in trace.steps if isinstance(step, TableStep) and step.name == name)
    return {row.id for step in steps for row in step.rows if row.status == "chosen"}


def test_a_row_that_is_called_unreachable_is_never_picked() -> None:
    rng, seen = Random(5), 0
    for _ in range(POLICIES):
        policy = drawn_policy(rng)
        examined = read_again(policy.compiled)
        hidden = [
            (part.name, one.message.split()[1])
            for part in policy.compiled.parts.values()
            for one in part.doubts(examined)
            if one.code == "row-unreachable"
        ]
        for trace in traces(rng, policy) if hidden else ():
            assert all(row not in chosen(trace, name) for name, row in hidden)
            seen += 1
    assert seen > 0


def test_every_doubt_has_a_place_and_a_mend_in_both_languages() -> None:
    rng, codes = Random(11), set()
    for _ in range(POLICIES):
        for doubt in doubts(drawn_policy(rng).compiled):
            codes.add(doubt.code)
            assert doubt.span is not None
            assert doubt.hint
            assert doubt.severity == "warning"
            assert doubt.text("zh") != doubt.text("en")
    assert len(codes) > 4
