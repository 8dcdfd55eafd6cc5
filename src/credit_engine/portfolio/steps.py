"""The steps of a review: a policy each, and where its inputs come from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from credit_engine.api.policy import Policy
from credit_engine.api.stateful.months import StepState
from credit_engine.api.stateful.states import StateForm, state_types
from credit_engine.parts.model import Bilingual
from credit_engine.policy.compiled import CompiledPolicy
from credit_engine.run.fields import NO_PRIOR, PRIOR, Field

FIXED = ("outcome", "reasons", "rules", "causes", "errors")
"""What every step gives for each loan, after its own name."""
GIVEN = ("balance", "amount", "days_past_due", "booked", "class_before", "class", "movement")
"""Columns of a month's decisions that the review itself gives."""


LAST = "last"
"""Before an output: what a step gave in the month before."""


@dataclass(frozen=True)
class Source:
    """Where a value comes from: a value of a step or of a total, or, with neither, a column of the book."""

    step: str
    name: str
    is_total: bool = False

    @property
    def is_of_now(self) -> bool:
        """Whether it is what a step gives this month, not what it had or gave a month ago."""
        is_before = self.name.partition(".")[0] in (PRIOR, LAST)
        return bool(self.step) and not self.is_total and not is_before

    @property
    def is_last(self) -> bool:
        """Whether it is what a step gave last month."""
        return bool(self.step) and not self.is_total and self.name.startswith(f"{LAST}.")

    @property
    def output(self) -> str:
        """What a step gave, without whether it was last month."""
        return self.name.removeprefix(f"{LAST}.")

    @property
    def column(self) -> str:
        """The column of the loans of a month."""
        return f"{self.step}.{self.name}" if self.step else self.name


@dataclass(frozen=True)
class Step:
    """A policy of the chain in all its versions, with the sources that are no columns of their input's
    name."""

    name: str
    policy: Policy
    title: Bilingual | None
    sources: Mapping[str, tuple[Source, ...]]
    """For inputs that are no columns of their own name: where they come from, what counts first before."""
    begin: Mapping[str, str] = field(default_factory=dict)
    """The columns of the book that fields of the prior state begin with, by field."""

    @property
    def newest(self) -> CompiledPolicy:
        """The newest version, by whose names the review is checked."""
        return self.policy.versions[-1]

    @cached_property
    def inputs(self) -> tuple[str, ...]:
        """The paths of the inputs of all versions, without those of the prior state."""
        paths = (declared.path for version in self.policy.versions for declared in version.fields)
        return tuple(dict.fromkeys(path for path in paths if not path.startswith(f"{PRIOR}.")))

    @property
    def order(self) -> tuple[str, ...]:
        """The outcomes from best to worst."""
        return self.newest.outcomes.order

    @property
    def outputs(self) -> tuple[str, ...]:
        """The names of what a decision gives, without the state."""
        return ("outcome", *(output.name for output in self.newest.outputs), *FIXED[1:])

    @property
    def of_now(self) -> tuple[str, ...]:
        """What it gives this month: outcome, outputs, and the fields of the state after it."""
        after = (f"next.{state.name}" for state in self.newest.state)
        return ("outcome", *(output.name for output in self.newest.outputs), *after)

    @property
    def of_before(self) -> tuple[str, ...]:
        """The fields of its state before the month."""
        return tuple(f"{PRIOR}.{state.name}" for state in self.newest.state)

    @property
    def values(self) -> tuple[str, ...]:
        """What other steps may read: what it gives, its state before, and what it gave last month."""
        last = ("outcome", *(output.name for output in self.newest.outputs))
        return (*self.of_now, *self.of_before, *(f"{LAST}.{name}" for name in last))

    def kinds_of(self, value: str) -> list[str]:
        """The types of one of its values, in each version that gives it."""
        value = value.removeprefix(f"{LAST}.")
        if value == "outcome":
            return ["text"]
        state, _, name = value.partition(".")
        if state in ("next", PRIOR):
            path = f"{PRIOR}.{name}"
            return [
                declared.kind
                for version in self.policy.versions
                for declared in version.fields
                if declared.path == path
            ]
        return [
            version.program.nodes[output.value].kind
            for version in self.policy.versions
            for output in version.outputs
            if output.name == value
        ]

    def sources_of(self, path: str) -> tuple[Source, ...]:
        """Where an input comes from; of several sources the first that has a value counts."""
        return self.sources.get(path, (Source("", path),))

    @property
    def read(self) -> list[Source]:
        """What its inputs come from, where it is not the column of the book of their name."""
        return [source for found in self.sources.values() for source in found]

    def columns_of(self, path: str) -> tuple[str, ...]:
        """The columns of the book that an input may come from."""
        return tuple(source.name for source in self.sources_of(path) if not source.step)

    def in_force(self, day: str, key: str) -> StepInForce:
        """The step on a day; InputError where no version of its policy is in force then."""
        compiled = self.policy.in_force(day)
        return StepInForce(self, compiled, Policy((compiled,)), StateForm(key, state_types(compiled)))


@dataclass(frozen=True)
class StepInForce:
    """A step with the version of its policy that a month is decided by."""

    step: Step
    compiled: CompiledPolicy
    policy: Policy
    form: StateForm

    @property
    def name(self) -> str:
        """The step's name."""
        return self.step.name

    @property
    def fields(self) -> list[Field]:
        """The inputs, without those of the prior state."""
        return [declared for declared in self.compiled.fields if not declared.path.startswith(f"{PRIOR}.")]

    @property
    def begun(self) -> dict[str, Field]:
        """The columns that fields of the prior state begin with, as their fields are declared."""
        declared = {input_.path.removeprefix(f"{PRIOR}."): input_ for input_ in self.compiled.fields}
        return {
            column: replace(declared[name], path=column, missing=None)
            for name, column in self.step.begin.items()
            if name in declared
        }

    @property
    def initial(self) -> dict[str, Any]:
        """The fields of the state that have a value where no decision was made before, with it."""
        from credit_engine.python_values import to_python

        found = {}
        for declared in self.compiled.fields:
            group, _, name = declared.path.partition(".")
            meaning = (declared.missing or {}).get(NO_PRIOR)
            if group == PRIOR and isinstance(meaning, Mapping):
                value = to_python(meaning["value"])
                found[name] = float(value) if declared.kind == "number" else value
        return found

    @property
    def state(self) -> StepState:
        """What the manifest says of the state."""
        spec = self.compiled.spec
        return StepState(spec.policy, spec.version, self.compiled.fingerprint, self.form.types)
