"""What a decision still lacks: the inputs that could change its outcome."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from credit_engine.absent import Absent, Cause, merge
from credit_engine.api.reasons import chosen_outcome, open_causes
from credit_engine.policy.compiled import CompiledPolicy, CountedRule
from credit_engine.run.kernels import absents
from credit_engine.run.steps import has_no_value


def asked_for(
    compiled: CompiledPolicy, slots: Sequence[Any], intervened: Sequence[Any] = ()
) -> tuple[str, ...]:
    """Paths of missing inputs on which the outcome still depends, in the order of declaration.

    A rule that cannot be decided matters where it asks for a worse outcome than the worst that is certain, or
    where being undecided is itself what makes the outcome worse; so does an output to be released that is
    unknown. Rules of a stage that is not reached ask for nothing. `intervened` are the program's inputs where
    somebody intervened.
    """
    rules = [
        (slots[compiled.slot[rule.status]], _rank(compiled, rule, intervened))
        for rule in compiled.counted_rules
    ]
    found = {cause.subject for cause in _causes(compiled, slots, rules)}
    declared = {one.path: i for i, one in enumerate(compiled.fields)}
    return tuple(
        sorted(
            (path for path in found if path.partition("[")[0] in declared),
            key=lambda path: (declared[path.partition("[")[0]], path),
        )
    )


def _rank(compiled: CompiledPolicy, rule: CountedRule, intervened: Sequence[Any]) -> int:
    """The rank of the outcome that a rule asks for."""
    chosen = chosen_outcome(compiled, rule.intervention, intervened)
    return compiled.outcomes.rank(chosen) if chosen else rule.rank


def _causes(
    compiled: CompiledPolicy, slots: Sequence[Any], rules: Sequence[tuple[Any, int]]
) -> Iterator[Cause]:
    """Causes of the rules' statuses, given with their ranks, and of outputs, which matter."""
    certain = max((rank for status, rank in rules if status is True), default=-1)
    undecided = compiled.outcomes.rank(compiled.outcomes.undecided)
    for status, rank in rules:
        open_ = isinstance(status, Absent) and status.applicable
        if open_ and max(undecided, rank) > certain:
            yield from open_causes(status)
    if slots[compiled.slot[compiled.base_outcome]] != slots[compiled.slot[compiled.outcome]]:
        for output in compiled.outputs:
            value = slots[compiled.slot[output.value]]
            if has_no_value(value):
                yield from open_causes(merge(*absents((value,))))
