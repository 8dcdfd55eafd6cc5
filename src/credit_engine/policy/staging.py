"""Inputs that a process in stages needs only later: a record need not have them yet."""

from __future__ import annotations

from collections.abc import Iterable

from credit_engine.parts.stages import StagesPart, groups
from credit_engine.policy.document import PolicyModel

_NOT_YET = {"not_given": "undecided"}


def needed_later(spec: PolicyModel, staged: Iterable[StagesPart]) -> PolicyModel:
    """The policy with the required inputs of later stages as optional: undecided while they are not given.

    What a first stage needs, by its path or by its group, stays required.
    """
    parts = list(staged)
    later = {need for part in parts for need in part.later_needs}
    first = {need for part in parts for need in part.first_needs}
    inputs = {
        path: model.model_copy(update={"missing": _NOT_YET})
        if model.missing is None and later.intersection(groups(path)) and first.isdisjoint(groups(path))
        else model
        for path, model in spec.inputs.items()
    }
    return spec.model_copy(update={"inputs": inputs})
