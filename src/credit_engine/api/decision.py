"""A decision: outcome, outputs, reasons, and everything that explains and identifies it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, localcontext
from functools import cached_property
from typing import TYPE_CHECKING, Any

from credit_engine import numbers
from credit_engine.absent import Absent
from credit_engine.api.intervention import Intervention
from credit_engine.api.reasons import Reason, asked_for, ranked
from credit_engine.json_text.canonical import canonical_json
from credit_engine.policy.compiled import DATES, CompiledPolicy, Output
from credit_engine.policy.fingerprint import fingerprint
from credit_engine.policy.stored import Transfer, received, transfer
from credit_engine.python_values import ReadOnly, to_python
from credit_engine.run.fields import UNKNOWN, with_stand_ins
from credit_engine.run.steps import has_no_value
from credit_engine.texts.forms import Format, Language, Page
from credit_engine.work import Work

if TYPE_CHECKING:
    from credit_engine.explain.trace import Trace


class Decision:
    """What a policy decided for one record.

    `outcome` is one of the policy's outcomes; `outputs` holds the released outputs as Python data,
    `withheld` why each other one is not released; `reasons` are ranked. Dates are ISO texts.
    """

    def __init__(
        self,
        compiled: CompiledPolicy,
        inputs: Sequence[Any],
        slots: Sequence[Any],
        dates: Mapping[str, str],
        undeclared: tuple[str, ...] = (),
        system: Decision | None = None,
        interventions: tuple[Intervention, ...] = (),
        stand_ins: Mapping[str, str] | None = None,
    ) -> None:
        self._compiled = compiled
        self._stand_ins = stand_ins or {}
        self._inputs = inputs
        self._slots = slots
        self._dates = dates
        self._undeclared = undeclared
        self._system = system
        self._interventions = interventions

    def __repr__(self) -> str:
        return f"<Decision {self._compiled.heading.policy} {self._compiled.heading.version}: {self.outcome}>"

    def __copy__(self) -> Decision:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Decision:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return _decided, (
            transfer(self._compiled),
            list(self._inputs),
            dict(self._dates),
            self._undeclared,
            self._interventions,
            dict(self._stand_ins),
        )

    @property
    def outcome(self) -> str:
        """One of the policy's outcomes."""
        outcome: str = self.value(self._compiled.outcome)
        return outcome

    @property
    def system(self) -> Decision:
        """What the policy alone decides; the decision itself, unless somebody intervened."""
        return self if self._system is None else self._system

    @property
    def system_outcome(self) -> str:
        """The outcome that the policy alone gives; `outcome` is what interventions make of it."""
        return self.system.outcome

    @property
    def interventions(self) -> tuple[Intervention, ...]:
        """Interventions applied to this decision, in the order given."""
        return self._interventions

    @property
    def conditions(self) -> tuple[str, ...]:
        """The conditions on which the decision rests."""
        return tuple(intervention.condition for intervention in self._interventions if intervention.condition)

    @property
    def as_of(self) -> str:
        """Decision date, ISO 8601: a day, or an instant with its zone."""
        return self._dates["as_of"]

    @property
    def dates(self) -> Mapping[str, str]:
        """The three dates of the decision by name."""
        return ReadOnly(self._dates)

    @property
    def undeclared(self) -> tuple[str, ...]:
        """Fields of the record that the policy does not declare, where it lists instead of refusing them."""
        return self._undeclared

    @property
    def compiled(self) -> CompiledPolicy:
        """The program that decided."""
        return self._compiled

    @property
    def slots(self) -> Sequence[Any]:
        """The recorded value of every step, in the order of the program's slots."""
        return self._slots

    @property
    def inputs(self) -> Sequence[Any]:
        """The values that the program read: its dates, then the policy's inputs."""
        return self._inputs

    @property
    def stand_ins(self) -> Mapping[str, str]:
        """Causes of missing inputs for which the policy declares a value, by path (`debts[0].balance`)."""
        return self._stand_ins

    def given_inputs(self, instead: Callable[[Any, str], Any]) -> dict[str, Any]:
        """The policy's inputs by path; `instead` makes what stands for a declared value of its cause."""
        values = self._inputs[len(DATES) : len(DATES) + len(self._compiled.fields)]
        found = {field.path: value for field, value in zip(self._compiled.fields, values, strict=True)}
        return with_stand_ins(found, self._stand_ins, instead) if self._stand_ins else found

    def value(self, node: int) -> Any:
        """The recorded value of a program node."""
        return self._slots[self._compiled.slot[node]]

    def intervened_on(self, number: int) -> Any:
        """The status of an intervention's rule when it was made: after those on rules of earlier stages."""
        from credit_engine.api.standing import Standing, made_of

        compiled, system = self._compiled, self.system
        found = [
            (intervention, compiled.rules_named(intervention.rule)[0][1])
            for intervention in self._interventions
        ]
        standing = Standing(compiled, system.inputs, system.slots, made_of(compiled, found), compiled.row)
        return standing.status(found[number][1])

    def replay(
        self, nodes: Sequence[int], bound: Mapping[int, Any] | None = None, work: Work | None = None
    ) -> tuple[Any, ...]:
        """Values of nodes that were not recorded, from those that were; `bound` gives loop variables."""
        return self._compiled.replay(nodes, self._inputs, self._slots, bound, work)

    @property
    def outputs(self) -> Mapping[str, Any]:
        """The released outputs by name; read only, as nothing that is written there changes the decision."""
        return ReadOnly({name: to_python(value) for name, value in self.released.items()})

    @cached_property
    def released(self) -> dict[str, Any]:
        """The released outputs by name, as values of the program."""
        return {
            output.name: rounded_output(output, self.value(output.value))
            for output in self._compiled.outputs
            if self._is_released(output)
        }

    def values(self) -> dict[str, Any]:
        """The value of every decision of the policy by its name, as Python data; None where it is unknown.

        Numbers without a declared scale have 12 significant digits. Several values of one decision stand in
        a dict by their names.
        """
        slots, slot = self._slots, self._compiled.slot
        return {
            name: _shown(slots[slot[nodes]])
            if nodes.__class__ is int
            else {entry: _shown(slots[slot[node]]) for entry, node in nodes}
            for name, nodes in self._compiled.results
        }

    @property
    def state(self) -> Mapping[str, Any]:
        """The state after the decision, plain data: what stands under `prior` in the next record.

        A field that the decision cannot tell is `{"missing": "unknown"}`. Empty where the policy keeps none.
        """
        return {
            name: dict(value) if isinstance(value, dict) else to_python(value)
            for name, value in self.state_values.items()
        }

    def _is_released(self, output: Output) -> bool:
        return self.value(output.release) is True and not has_no_value(self.value(output.value))

    @property
    def withheld(self) -> Mapping[str, str]:
        """Outputs that are not released: `condition` where their `when` does not hold, else `unknown`."""
        return ReadOnly(self._withheld)

    @cached_property
    def _withheld(self) -> dict[str, str]:
        return {
            output.name: "unknown" if self.value(output.release) is not False else "condition"
            for output in self._compiled.outputs
            if output.name not in self.released
        }

    @cached_property
    def asks(self) -> tuple[str, ...]:
        """Paths of the missing inputs that could still change the outcome, in declared order.

        Empty where the outcome is settled. Of a process in stages it holds what the stage that was reached
        needs, and nothing of later stages.
        """
        return asked_for(self._compiled, self._slots, self._inputs if self._interventions else ())

    @cached_property
    def reasons(self) -> tuple[Reason, ...]:
        """Reasons, ranked: worst outcome first, then by weight, ties by declared order."""
        with localcontext(numbers.CONTEXT):
            return ranked(self._compiled, self._slots, self._inputs if self._interventions else ())

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over the program's fingerprint, the canonical inputs, the dates and the outputs."""
        return fingerprint(
            [self._compiled.fingerprint, self._canonical_inputs(), self._dates, self._answer()]
        )

    def _canonical_inputs(self) -> dict[str, Any]:
        return self.given_inputs(lambda value, cause: {"missing": cause})

    def _answer(self) -> dict[str, Any]:
        found: dict[str, Any] = {"outcome": self.outcome}
        if self._interventions:
            found["system_outcome"] = self.system_outcome
            found["interventions"] = [intervention.plain() for intervention in self._interventions]
        found |= {"outputs": self.released, "withheld": self._withheld}
        return found | ({"state": self.state_values} if self._compiled.state else {})

    @cached_property
    def state_values(self) -> dict[str, Any]:
        """The next state as values of the program; what is unknown of it as a record says so."""
        found = {}
        for field in self._compiled.state:
            value = self.value(field.value)
            unknown = has_no_value(value)
            found[field.name] = {"missing": UNKNOWN} if unknown else rounded_output(field, value)
        return found

    def to_json(self) -> str:
        """The canonical JSON of the decision: the same text for the same program, inputs and dates."""
        compiled = self._compiled
        reasons = [
            {
                "code": r.code,
                "rule": r.rule,
                "outcome": r.outcome,
                **({"items": r.items} if r.items else {}),
                **(_causes(r) if r.causes else {}),
            }
            for r in self.reasons
        ]
        return canonical_json(
            {
                "policy": compiled.heading.policy,
                "version": compiled.heading.version,
                "policy_fingerprint": compiled.fingerprint,
                **self._dates,
                **self._answer(),
                "reasons": reasons,
                "inputs": self._canonical_inputs(),
                **({"undeclared": self._undeclared} if self._undeclared else {}),
                "fingerprint": self.fingerprint,
            }
        )

    @cached_property
    def trace(self) -> Trace:
        """Every step of the decision with its values, as data."""
        from credit_engine.explain.build import build_trace

        with localcontext(numbers.CONTEXT):
            return build_trace(self)

    def explain(self, lang: Language = "en", format: Format = "text", page: Page = "full") -> str:
        """The explanation for a reader, in English or Chinese.

        `summary` fits on a screen, `full` has every step, `audit` shows names and expressions as they stand
        in the policy, and all rows of tables. JSON has every step in both languages whatever the page.
        Raises ValueError for an unknown language, format or page.
        """
        from credit_engine.explain import render

        with localcontext(numbers.CONTEXT):
            return render(self, lang, format, page)

    def _repr_html_(self) -> str:
        """The explanation in English, as Jupyter shows it."""
        from credit_engine.explain import render_fragment

        return render_fragment(self)


def _decided(
    policy: Transfer,
    inputs: list[Any],
    dates: dict[str, str],
    undeclared: tuple[str, ...],
    interventions: tuple[Intervention, ...],
    stand_ins: dict[str, str],
) -> Decision:
    """A decision in another process: what a program gives for the same inputs is the same everywhere."""
    compiled = received(*policy)
    decided = Decision(compiled, inputs, compiled.row(inputs), dates, undeclared, stand_ins=stand_ins)
    if not interventions:
        return decided
    alone = [*inputs[: len(inputs) - len(compiled.no_interventions)], *compiled.no_interventions]
    system = Decision(compiled, alone, compiled.row(alone), dates, undeclared, stand_ins=stand_ins)
    return Decision(compiled, inputs, decided.slots, dates, undeclared, system, interventions, stand_ins)


def _causes(reason: Reason) -> dict[str, Any]:
    return {"causes": [{"code": c.code, "subject": c.subject} for c in reason.causes]}


def _shown(value: Any) -> Any:
    """A step's value as Python data, its numbers at 12 significant digits."""
    kind = value.__class__
    if kind is Absent:
        return None
    return numbers.significant(value) if kind is Decimal else value if kind in _PLAIN else to_python(value)


_PLAIN = (str, bool, int)


def rounded_output(output: Output, value: Any) -> Any:
    """Numbers at the declared scale, else as `numbers.released` gives them, within lists and contexts too."""
    if isinstance(value, Absent | bool):
        return value
    if numbers.is_number(value):
        if output.scale is not None:
            return numbers.round_number(value, *output.scale)
        return numbers.released(value)
    if isinstance(value, list):
        return [rounded_output(output, item) for item in value]
    if isinstance(value, dict):
        return {key: rounded_output(output, item) for key, item in value.items()}
    return value
