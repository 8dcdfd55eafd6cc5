"""A checked policy as an immutable program with everything that deciding and explaining need."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, Any, NamedTuple

from credit_engine import temporal
from credit_engine.document_text import Document
from credit_engine.ir import Program
from credit_engine.numbers import RoundingMode
from credit_engine.policy.reasons import PossibleReason, possible_reasons
from credit_engine.problems import Problem
from credit_engine.run.fields import Field, has_redacted
from credit_engine.run.inputs import InputReader
from credit_engine.run.outcomes import Outcomes
from credit_engine.run.row import Row, compile_policy_row, compile_row
from credit_engine.run.statuses import STANDS
from credit_engine.source import Source
from credit_engine.texts.causes import cause_key
from credit_engine.texts.forms import LANGUAGES
from credit_engine.work import Work

if TYPE_CHECKING:
    from credit_engine.account.policy import PolicyAccount
    from credit_engine.feel.types import Type
    from credit_engine.parts.base import AnyPart, Lowered
    from credit_engine.parts.card import ScoredCard
    from credit_engine.parts.model import Rounding
    from credit_engine.parts.reading import Written
    from credit_engine.parts.rule import LoweredRule
    from credit_engine.parts.rule_set import AnyRuleSet
    from credit_engine.policy.document import InputModel, PolicyModel

DATES = ("@today", "@now", "@data")
"""Inputs of every program before the declared ones: today(), now(), data_as_of."""


class Scale(NamedTuple):
    """Decimal digits and the way of rounding, as a policy declares them for what it puts out."""

    digits: int
    mode: RoundingMode


def scale_of(declared: Rounding | None) -> Scale | None:
    """The scale that a policy declares, where it does."""
    return None if declared is None else Scale(declared.digits, declared.mode)


@dataclass(frozen=True)
class Output:
    """An output: its value's node, and the nodes that release it before and after settling.

    `of` is what it shows; without it, it shows the decision that bears its name.
    """

    name: str
    scale: Scale | None
    value: int
    release: int
    when: Written | None = None
    of: Written | None = None


@dataclass(frozen=True, eq=False)
class Sources:
    """All texts read for a policy: its own, and those of other files by kind and name."""

    policy: Source
    files: Mapping[tuple[str, str], Source]

    def find(self, kind: str, name: str) -> Source:
        """The text of a file that was read; raises KeyError for any other."""
        return self.files[kind, name]


@dataclass(frozen=True)
class Heading:
    """What a policy says of itself and of the records that it takes, as far as decisions need it.

    `prior` names the fields of the state before, `counting` the rule sets on which the outcome rests.
    """

    policy: str
    version: str
    time_zone: str
    unknown_fields: str
    prior: tuple[str, ...]
    counting: tuple[str, ...]


class CountedRule(NamedTuple):
    """A rule on which the outcome rests: the node of its status, the rank that it asks for.

    `intervention` is as in `Rule`.
    """

    status: int
    rank: int
    intervention: int


@dataclass(frozen=True, eq=False)
class CompiledPolicy:
    """One version of a policy, ready to decide."""

    document: Document
    spec: PolicyModel
    outcomes: Outcomes
    fields: tuple[Field, ...]
    parts: Mapping[str, Lowered[AnyPart]]
    program: Program
    sites: Mapping[int, int]
    types: Mapping[int, Type]
    outputs: tuple[Output, ...]
    base_outcome: int
    outcome: int
    fingerprint: str
    in_force: tuple[temporal.Date, temporal.Date | None]
    warnings: tuple[Problem, ...] = ()
    suppressed: tuple[Problem, ...] = ()
    """Warnings that the policy's files allow with a reason."""
    parameters: Mapping[str, int] = field(default_factory=dict)
    sources: Sources | None = None
    state: tuple[Output, ...] = ()
    next_state: Mapping[str, Written] = field(default_factory=dict)
    """The next state; every field is given, `release` holds always."""
    tell: Callable[[CompiledPolicy], PolicyAccount] | None = None
    """What makes the account of a policy that was compiled from its text."""

    @property
    def with_sources(self) -> CompiledPolicy:
        """The policy with its syntax trees, for explanations; itself, unless it came from a store."""
        return self

    @cached_property
    def account(self) -> PolicyAccount:
        """What is told of the policy when a decision is explained."""
        assert self.tell is not None
        return self.tell(self)

    @cached_property
    def rule_sets(self) -> Mapping[str, Sequence[LoweredRule]]:
        """The rules of every rule set, by the decision's name."""
        from credit_engine.parts.rule_set import LoweredRuleSet

        return {name: part.rules for name, part in self.parts.items() if isinstance(part, LoweredRuleSet)}

    @property
    def read_sets(self) -> Mapping[str, AnyRuleSet]:
        """The rule sets as they are written, by the decision's name."""
        from credit_engine.parts.rule_set import RuleSetPart

        parts = ((name, lowered.part) for name, lowered in self.parts.items())
        return {name: part for name, part in parts if isinstance(part, RuleSetPart)}

    @cached_property
    def last_nodes(self) -> tuple[Sequence[str], Sequence[int]]:
        """The decisions in their order, and the last node of each: they are numbered as they were lowered."""
        most = (max(part.slots, default=-1) for part in self.parts.values())
        return tuple(self.parts), tuple(accumulate(most, max))

    @cached_property
    def heading(self) -> Heading:
        """What decisions need of the policy as it is written, beside its program."""
        spec = self.spec
        return Heading(
            spec.policy,
            spec.version,
            spec.effective.time_zone,
            spec.unknown_fields,
            tuple(spec.prior),
            tuple(spec.decision.outcome),
        )

    @cached_property
    def titles(self) -> Mapping[str, Mapping[str, str]]:
        """By language the titles of inputs by path, of items' fields as `debts[].balance`, and of causes."""
        return {lang: dict(_titles(self.spec.declared, lang)) for lang in LANGUAGES}

    @cached_property
    def counted_rules(self) -> tuple[CountedRule, ...]:
        """The rules of all sets on which the outcome rests."""
        return tuple(
            CountedRule(rule.status, self.outcomes.rank(rule.spec.then), rule.intervention)
            for name in self.heading.counting
            for rule in self.rule_sets[name]
        )

    @cached_property
    def reasons(self) -> tuple[PossibleReason, ...]:
        """Every reason that a decision can have, in the order in which it names those that hold."""
        rules = (rule for name in self.spec.decision.outcome for rule in self.rule_sets[name])
        outputs = ((output.name, output.value) for output in self.outputs)
        return possible_reasons(self.outcomes, rules, self.spec.reasons, outputs, self.spec.discloses)

    def rules_named(self, name: str) -> list[tuple[str, LoweredRule]]:
        """The rules of an id, or of `set.id`, each with its set's name; in stages as it counts there."""
        found: dict[tuple[str, int], tuple[str, LoweredRule]] = {}
        for of, rules in self.rule_sets.items():
            for rule in rules:
                if name in (rule.spec.id, f"{of}.{rule.spec.id}"):
                    key = rule.spec.id, rule.condition
                    found[key] = found[key][0] if key in found else of, rule
        return list(found.values())

    @cached_property
    def no_interventions(self) -> tuple[int, ...]:
        """The inputs of waivable rules, in the order of the program's, where nobody intervenes."""
        return (STANDS,) * (len(self.program.inputs) - len(DATES) - len(self.fields))

    def scored(self, name: str) -> ScoredCard | None:
        """The scorecard behind a decision, None where it is none."""
        part = self.parts.get(name)
        return None if part is None else part.scored_card

    @cached_property
    def row(self) -> Row:
        """The generated function from input values to slots."""
        return compile_policy_row(self.program, self.program.slots, self.never_absent)

    @property
    def never_absent(self) -> tuple[int, ...]:
        """The inputs that are never absent: today() and data_as_of, which are days, and required ones."""
        required = (at for at, field in enumerate(self.fields, len(DATES)) if field.is_never_absent)
        return (DATES.index("@today"), DATES.index("@data"), *required)

    @cached_property
    def results(self) -> tuple[tuple[str, Any], ...]:
        """For every decision the node of its value, or the nodes of its entries by name."""
        from credit_engine.account.evidence import Entries, Ref

        found: list[tuple[str, Any]] = []
        for step in self.account.steps:
            value = step.result.value
            if value.__class__ is Ref:
                found.append((step.name, value.node))
            elif value.__class__ is Entries:
                nodes = (value.whole.node,) if value.whole is not None else ()
                pairs = zip(value.names, (entry.node for entry in value.values), strict=True)
                found.append((step.name, nodes[0] if nodes else tuple(pairs)))
        return tuple(found)

    @cached_property
    def redacts(self) -> bool:
        """Whether some value of its records is not to be shown."""
        return has_redacted(self.fields)

    @cached_property
    def reader(self) -> InputReader:
        """The input check."""
        return InputReader(self.fields, self.heading.unknown_fields == "refuse", self.heading.prior)

    @cached_property
    def slot(self) -> Mapping[int, int]:
        """The position of each recorded node among the slots."""
        return {node: i for i, node in enumerate(self.program.slots)}

    @cached_property
    def structured_outputs(self) -> tuple[int, ...]:
        """Positions among the slots of the outputs that may hold lists or contexts."""
        kinds = {output.value: self.program.nodes[output.value].kind for output in self.outputs}
        return tuple(self.slot[node] for node, kind in kinds.items() if kind in ("any", "list", "context"))

    @cached_property
    def _replays(self) -> dict[tuple[tuple[int, ...], tuple[int, ...]], Row]:
        return {}

    def replay(
        self,
        nodes: Sequence[int],
        inputs: Sequence[Any],
        slots: Sequence[Any],
        bound: Mapping[int, Any] | None = None,
        work: Work | None = None,
    ) -> tuple[Any, ...]:
        """Values of any nodes, evaluated again from recorded slots through the same lowering.

        `bound` gives values to loop variables (PARAM nodes), for nodes that depend on them; what the nodes
        take comes from a budget, a full one unless it is given. Raises
        work.WorkLimit where the nodes take too many loop turns.
        """
        bound = bound or {}
        key = tuple(nodes), tuple(bound)
        if key not in self._replays:
            self._replays[key] = compile_row(self.program, key[0], (*self.program.slots, *key[1]))
        return self._replays[key]([*inputs, *slots, *bound.values()], work)


def _titles(declared: Mapping[str, InputModel], lang: str) -> Iterator[tuple[str, str]]:
    """The titles of inputs and of their items' fields, and of their causes, each by its key."""
    below = (
        (f"{path}[].{name}", inner)
        for path, model in declared.items()
        for name, inner in (model.items or {}).items()
    )
    for path, model in (*declared.items(), *below):
        if model.title is not None:
            yield path, model.title.text(lang)
        for cause, meaning in (model.missing or {}).items():
            if meaning.title is not None:
                yield cause_key(path, cause), meaning.title.text(lang)
