"""What a decision still lacks: the inputs that could change its outcome."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from credit_engine.absent import Absent, Cause, merge
from credit_engine.api.reasons import open_causes
from credit_engine.policy.compiled import CompiledPolicy
from credit_engine.run.kernels import absents
from credit_engine.run.steps import has_no_value


def asked_for(compiled: CompiledPolicy, slots: Sequence[Any]) -> tuple[str, ...]:
    """Paths of missing inputs on which the outcome still depends, in the order of declaration.

    A rule that cannot be decided matters where it asks for a worse outcome than the worst that is certain, or
    where being undecided is itself what makes the outcome worse; so does an output to be released that is
    unknown. Rules of a stage that is not reached ask for nothing.
    """
    certain = _certain(compiled, slots)
    found = {cause.subject for cause in _causes(compiled, slots, certain)}
    declared = {one.path: i for i, one in enumerate(compiled.fields)}
    return tuple(sorted(
        (path for path in found if path.partition("[")[0] in declared),
        key=lambda path: (declared[path.partition("[")[0]], path),
    ))  # fmt: skip


def _certain(compiled: CompiledPolicy, slots: Sequence[Any]) -> int:
    """The rank of the worst outcome of rules that fired; -1 where none did."""
    ranks = (
        compiled.outcomes.rank(rule.spec.then)
        for name in compiled.spec.decision.outcome for rule in compiled.rule_sets[name]
        if slots[compiled.slot[rule.status]] is True
    )  # fmt: skip
    return max(ranks, default=-1)


def _causes(compiled: CompiledPolicy, slots: Sequence[Any], certain: int) -> Iterator[Cause]:
    undecided = compiled.outcomes.rank(compiled.outcomes.undecided)
    for name in compiled.spec.decision.outcome:
        for rule in compiled.rule_sets[name]:
            status = slots[compiled.slot[rule.status]]
            open_ = isinstance(status, Absent) and status.applicable
            if open_ and max(undecided, compiled.outcomes.rank(rule.spec.then)) > certain:
                yield from open_causes(status)
    if slots[compiled.slot[compiled.base_outcome]] != slots[compiled.slot[compiled.outcome]]:
        for output in compiled.outputs:
            value = slots[compiled.slot[output.value]]
            if has_no_value(value):
                yield from open_causes(merge(*absents((value,))))
