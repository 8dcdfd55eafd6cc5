"""Inputs that a process in stages needs only later: a record need not have them yet."""

from __future__ import annotations

from collections.abc import Iterable

from credit_engine.parts.base import AnyPart
from credit_engine.parts.name_forms import groups
from credit_engine.policy.document import CauseModel, PolicyModel

_NOT_YET = {"not_given": CauseModel(then="undecided")}


def needed_later(spec: PolicyModel, parts: Iterable[AnyPart]) -> PolicyModel:
    """The policy with the required inputs of later stages as optional: undecided while they are not given.

    What a first stage needs, by its path or by its group, stays required.
    """
    stages = list(parts)
    later = {need for part in stages for need in part.later_needs}
    first = {need for part in stages for need in part.first_needs}
    inputs = {
        path: model.model_copy(update={"missing": _NOT_YET})
        if model.missing is None and later.intersection(groups(path)) and first.isdisjoint(groups(path))
        else model
        for path, model in spec.inputs.items()
    }
    return spec.model_copy(update={"inputs": inputs})
