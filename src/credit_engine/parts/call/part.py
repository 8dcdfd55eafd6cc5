"""`call`: another policy as a decision, its inputs given by expressions, its outcomes mapped one by one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import ClassVar

from credit_engine.absent import absent
from credit_engine.account.evidence import Column, Entries, Figure, Ref, Words
from credit_engine.account.gaps import ItemSteps, OmittedItems
from credit_engine.account.processes import EachStep
from credit_engine.account.steps import Step
from credit_engine.document_text import Path
from credit_engine.feel.check.names import Known
from credit_engine.feel.lower import Lowering
from credit_engine.feel.scope import Binding, Record, Scope, bound
from credit_engine.feel.types import ANY, Type, context_of, list_of
from credit_engine.parts.base import Around, Checked, Checks, Element, Head, Lowered, Seen, Surroundings
from credit_engine.parts.call import problems
from credit_engine.parts.call.account import CallNodes, output_title, tell_call
from credit_engine.parts.call.arguments import check_arguments, left_out, lower_argument
from credit_engine.parts.call.model import CallModel
from credit_engine.parts.call.outcomes import OutcomeChecks
from credit_engine.parts.call.state import (
    INHERIT,
    NEXT,
    StateChecks,
    next_records,
    next_type,
    read_state,
    with_first_value,
)
from credit_engine.parts.called import Called, CalledOutput, Inlined
from credit_engine.parts.each import (
    Each,
    EachDecision,
    Loop,
    LoweredEach,
    branch,
    check_keys,
    empty_rule,
    lower_empty,
    of_empty,
    over,
    read_each,
    written_each,
)
from credit_engine.parts.model import decided_by
from credit_engine.parts.mutation.mutant import Mutant, Original, replaced, with_neighbours
from credit_engine.parts.reading import Reader, Written, parsed
from credit_engine.parts.references import References
from credit_engine.parts.rule import LoweredRule, Rule, RuleModel
from credit_engine.parts.rule_set import LoweredRuleSet, RuleSetPart
from credit_engine.parts.telling import Telling
from credit_engine.run.fields import NO_PRIOR, NOT_GIVEN, Field
from credit_engine.run.outcomes import Outcomes
from credit_engine.source import Span
from credit_engine.texts.explanation import PHRASES
from credit_engine.wording import said

OUTCOME = "outcome"
_DATES = ("@today", "@now", "data_as_of")


class CallPart(RuleSetPart[CallModel]):
    """Another policy decided within this one, once or for every item of a list."""

    key: ClassVar[str] = "call"
    model = decided_by("call", CallModel, EachDecision)

    each: Each | None
    given: Mapping[str, Written | None]
    state_given: Mapping[str, Written | None]
    called: Called | None = None
    """The called policy, once it is joined; None where it cannot be read."""
    inherited: Mapping[str, Written] = MappingProxyType({})
    types: Mapping[str, Type] = MappingProxyType({})
    """The types of what the inputs are given; with the rules that follow, after checking."""
    mapped: Mapping[str, Rule] = MappingProxyType({})
    empty: Rule | None = None
    idle: frozenset[str] = frozenset()
    """The ids of the outcomes that give no reason and count as if nothing had fired."""

    @classmethod
    def read(cls, head: Head[CallModel], reader: Reader) -> CallPart:
        """Parse what the inputs are given."""
        each, spec = read_each(reader, head), head.spec
        given = {name: reader.expression((*head.here, "with", name)) for name in spec.with_}
        return cls(
            head=head, each=each, given=given, state_given=read_state(reader, spec, (*head.here, "prior"))
        )

    def join(self, surroundings: Surroundings) -> CallPart:
        """With the called policy."""
        at = (*self.here, "policy")
        if surroundings.document.is_damaged(at):
            return self
        return self._replace(called=surroundings.called(self.spec.policy, surroundings.document.span(at)))

    @property
    def own_rules(self) -> list[Rule]:
        """One rule for each outcome of the called policy, then that for an empty list."""
        return [*self.mapped.values(), *(() if self.empty is None else (self.empty,))]

    def reachable(self) -> Iterator[Element]:
        """Its own rules, but for those that change nothing."""
        yield from (element for element in super().reachable() if element.name not in self.idle)

    def written(self) -> Iterator[Written]:
        """The expressions that the inputs and the prior state are given."""
        yield from parsed(*self.given.values(), *self.state_given.values())

    def mutants(self, place: str, original: Original) -> Iterator[Mutant]:
        """What is given changed, and what outcomes count as; the called policy has cases of its own."""
        yield from super().mutants(place, original)
        if self.spec.prior == INHERIT:
            yield replaced("state", f"{place}.prior", (*self.here, "prior"), INHERIT, NO_PRIOR)
        for name, model in self.spec.outcomes.items():
            at: Path = (*self.here, "outcomes", name)
            path = original.document.in_full(at, "then")
            here = f"{place}.outcomes.{name}"
            yield from with_neighbours("outcome", here, path, model.then, original.outcomes)
        yield from of_empty(self, place, original.outcomes)

    def references(self) -> References:
        """The names that the inputs are given; an item's own name is none."""
        return super().references() if self.each is None else self.each.references(self.trees())

    def check(self, checks: Checks) -> Checked:
        """Every input has a value of its kind, every outcome counts as a declared one."""
        check_keys(checks, self)
        found = self
        if self.each is not None:
            with self.each.within(checks) as each:
                found = self._arguments(checks)
            empty = empty_rule(checks, self, each)
            if empty is not None and empty.spec.because:
                checks.declared(empty.spec.then, empty.spec.because, (*self.path, "if_empty"))
            found = found._replace(each=each, empty=empty)
        elif written_each(self).for_each is None:
            found = self._arguments(checks)
        mapped = OutcomeChecks(checks, self.head, self.called).mapped()
        nothing = checks.outcomes.nothing_fired
        idle = (rule.spec.id for rule in mapped.values() if rule.silent and rule.spec.then == nothing)
        found = found._replace(mapped=mapped, idle=frozenset(idle))
        if self.called is None:
            return Checked(found, ANY)
        checks.types |= self.called.site_types
        state = next_type(self.called)
        for taken in (OUTCOME, *state):
            if taken in self.called.outputs:
                checks.report(problems.output_name_taken, self._named, name=self.called.name, taken=taken)
        outcome = checks.outcome_type
        outputs = {name: replace(type_, optional=True) for name, type_ in self.called.outputs.items()}
        type_ = context_of({OUTCOME: outcome, **outputs, **state})
        if written_each(self).for_each is not None:
            type_ = replace(list_of(type_), optional=True)
        return Checked(found, type_)

    def known(self, type_: Type, span: Span) -> Known:
        """The call's name, which says so where the called policy has no state."""
        known = super().known(type_, span)
        if self.called is None or self.called.next_state:
            return known
        why = (
            said(
                "the policy '{name}' gives no next state",
                "政策 '{name}' 不给出下一状态",
                name=self.called.name,
            )
            if self.called.state
            else said("the policy '{name}' keeps no state", "政策 '{name}' 不保存状态", name=self.called.name)
        )
        return replace(known, lacking={NEXT: why})

    @property
    def _named(self) -> Path:
        return (*self.here, "policy")

    def _arguments(self, checks: Checks) -> CallPart:
        """The call with the types of what its inputs are given, and the state that it inherits."""
        called = self.called
        if called is None:
            for written in self.written():
                checks.infer(written)
            return self
        state = StateChecks(checks, self.spec, called, (*self.here, "prior"), self.each is not None)
        inherited = state.inherited()
        types = check_arguments(checks, called, self.here, self.given, {**self.state_given, **inherited})
        return self._replace(inherited=inherited, types=types)

    def lower(self, lowering: Lowering, scope: Scope, around: Around) -> Lowered[CallPart]:
        """The called policy's nodes within this program; of several items the worst outcome."""
        if self.each is not None:
            return self._of_items(lowering, scope, around, self.each.lower(lowering, scope))
        nodes = self._inlined(lowering, scope, around.outcomes)
        mapped = [rule.lowered(nodes.entries[rule.spec.id]) for rule in self.mapped.values()]
        outcome = self._counted(lowering, nodes, around.outcomes)
        state = dict(next_records(nodes.next_state))
        return LoweredCall(
            part=self,
            binding=Record({OUTCOME: outcome, **nodes.outputs, **state}),
            entries=nodes.outputs,
            rules=(*mapped, *nodes.called_rules),
            outcome=outcome,
            nodes=nodes,
        )

    def _of_items(self, lowering: Lowering, scope: Scope, around: Around, each: LoweredEach) -> LoweredCalls:
        """The calls for all items, and what becomes of their answers together."""
        called = self._joined
        builder = lowering.builder
        loop, (nodes, counted) = each.loop_of(
            lowering, scope, lambda inner: self._packed(lowering, inner, around.outcomes)
        )
        rules = []
        for rule in (*self.mapped.values(), *nodes.called_rules):
            listed = _entries(lowering, loop.node, rule.spec.id)
            status = builder.call("of items", listed, kind="boolean")
            rules.append(each.of_rule(rule, listed, status, loop.variable))
        mapped, taken = rules[: len(self.mapped)], rules[len(self.mapped) :]
        undecided = builder.call("of items", _entries(lowering, loop.node, "undecided"), kind="boolean")
        statuses = [*(rule.status for rule in mapped), undecided]
        ranks = self._ranks(around.outcomes)
        if self.empty is not None:
            mapped.append(lower_empty(lowering, each, self.empty))
            statuses.append(mapped[-1].status)
            ranks = (*ranks, around.outcomes.rank(self.empty.spec.then))
        outcome = _outcome(lowering, around.outcomes, statuses, ranks)
        shown = (OUTCOME, *called.outputs, *next_type(called))
        answers = over(lowering, loop, lambda item: _chosen(lowering, item, shown))
        return LoweredCalls(
            part=self,
            binding=answers,
            rules=(*mapped, *taken),
            outcome=outcome,
            nodes=nodes,
            each=each,
            loop=loop,
            counted_as=counted,
            answers=answers,
        )

    def _packed(
        self, lowering: Lowering, scope: Scope, outcomes: Outcomes
    ) -> tuple[int, tuple[CallNodes, int]]:
        """All of one item's answer as a context, its nodes, and what it counts as."""
        found = self._inlined(lowering, scope, outcomes)
        counted = self._counted(lowering, found, outcomes)
        nodes = {**found.entries, OUTCOME: counted}
        nodes |= {name: lowering.pack(state) for name, state in next_records(found.next_state)}
        packed = lowering.builder.call("context", *nodes.values(), kind="context", data=tuple(nodes))
        return packed, (found, counted)

    def _counted(self, lowering: Lowering, nodes: CallNodes, outcomes: Outcomes) -> int:
        """The node of the outcome that one answer counts as."""
        ids = (*(rule.spec.id for rule in self.mapped.values()), "undecided")
        return _outcome(lowering, outcomes, [nodes.entries[name] for name in ids], self._ranks(outcomes))

    def _ranks(self, outcomes: Outcomes) -> tuple[int, ...]:
        return (*(outcomes.rank(rule.spec.then) for rule in self.mapped.values()), 0)

    @property
    def _joined(self) -> Called:
        """The called policy of a call without errors."""
        assert self.called is not None
        return self.called

    def _inlined(self, lowering: Lowering, scope: Scope, outcomes: Outcomes) -> CallNodes:
        """The called policy's answer: its outputs, its outcome as rules, its own rules."""
        called, builder = self._joined, lowering.builder
        arguments = {field.path: self._argument(lowering, scope, field) for field in called.fields}
        inlined = called.inline(lowering, _names(lowering, scope, arguments))
        outputs = {key: self._output(lowering, key, output) for key, output in inlined.outputs.items()}
        taken = list(self._called_rules(lowering, outcomes, inlined))
        statuses = [rule.status for rule in taken]
        ranks = [
            called.outcomes.rank(rule.spec.then) for rule_set in inlined.rule_sets for rule in rule_set.rules
        ]
        data = (called.outcomes, (*ranks, *(0 for _ in range(len(statuses) - len(ranks)))))
        answer = builder.call("answered", inlined.outcome, *statuses, kind="text", data=data)
        state = {name: output.rounded(builder) for name, output in inlined.state(answer).items()}
        entries = outputs | {rule.spec.id: rule.status for rule in taken}
        for name, rule in self.mapped.items():
            entries[rule.spec.id] = builder.call("answers", answer, kind="boolean", data=name)
        entries["undecided"] = builder.call("open answer", answer, kind="boolean")
        return CallNodes(called, inlined, arguments, answer, outputs, state, taken, entries)

    def _argument(self, lowering: Lowering, scope: Scope, field: Field) -> int:
        written, subject = self._given_to(field.path), f"{self.name}.{field.path}"
        is_state = field.path in self._joined.prior
        if written is None:
            cause = NO_PRIOR if is_state and self.spec.prior == NO_PRIOR else NOT_GIVEN
            return left_out(lowering.builder, field, subject, cause)
        node = lowering.lower(written.tree, scope)
        if is_state:
            node = with_first_value(lowering.builder, field, node)
        return lower_argument(lowering.builder, field, self.types[field.path], node, subject)

    def _given_to(self, path: str) -> Written | None:
        """What an input of the called policy, or a field of its state, is given."""
        return self.given.get(path) or self.state_given.get(path) or self.inherited.get(path)

    def _output(self, lowering: Lowering, name: str, output: CalledOutput) -> int:
        """An output as it is released; what is withheld is absent and says so."""
        builder, node = lowering.builder, output.rounded(lowering.builder)
        kind = builder.nodes[node].kind
        if builder.nodes[output.release].op == "CONST":
            return node
        withheld = builder.constant(absent("withheld", f"{self.name}.{name}"), kind)
        return branch(builder, kind, output.release, node, withheld)

    def _called_rules(
        self, lowering: Lowering, outcomes: Outcomes, inlined: Inlined
    ) -> Iterator[LoweredRule]:
        """The called policy's rules with the outcomes that they count as here, and its unknown outputs."""
        for rule in (rule for rule_set in inlined.rule_sets for rule in rule_set.rules):
            spec = rule.spec
            mapped = self.spec.outcomes[spec.then].then
            taken = RuleModel(
                id=f"{self.name}.{spec.id}",
                when=spec.when,
                then=mapped,
                because=spec.because,
                weight=spec.weight,
                title=spec.title,
            )
            reason = rule.reason or self._joined.reasons.get(spec.because)
            items = rule.items if self.each is None else None
            told = Rule(taken, silent=rule.silent, reason=reason)
            yield told.lowered(rule.status, items=items, variable=rule.variable)
        for name, output in inlined.outputs.items():
            status = lowering.builder.call(
                "unsettled", inlined.base, inlined.outcome, output.base_release, output.value, kind="boolean"
            )
            model = RuleModel(id=f"{self.name}.output:{name}", when=name, then=outcomes.undecided, because="")
            yield Rule(model).lowered(status)

    @property
    def entry_titles(self) -> Mapping[str, Words]:
        """The titles of the answer's entries."""
        if self.called is None:
            return {}
        titles = {name: output_title(self.called, name) for name in self.called.outputs}
        return {OUTCOME: Words(*PHRASES["outcome"])} | {
            name: t for name, t in titles.items() if t is not None
        }


def _outcome(lowering: Lowering, outcomes: Outcomes, statuses: Sequence[int], ranks: tuple[int, ...]) -> int:
    return lowering.builder.call("rules", *statuses, kind="text", data=(outcomes, ranks))


class LoweredCall(LoweredRuleSet[CallPart]):
    """A call within a program: one rule for each outcome of the called policy, then its own rules."""

    nodes: CallNodes

    @property
    def slots(self) -> Iterable[int]:
        """The outcome and its rules, the outputs, the prior and the next state."""
        yield from self.of_rules
        yield from self.nodes.outputs.values()
        prior = self.nodes.called.prior
        yield from (node for path, node in self.nodes.arguments.items() if path in prior)
        yield from self.nodes.next_state.values()

    @property
    def of_rules(self) -> Iterator[int]:
        """The outcome, what became of every rule, and of those of lists for their items, with their names."""
        yield from (self.outcome, *(rule.status for rule in self.rules))
        for items in (rule.items for rule in self.rules if rule.items is not None):
            yield from (items.statuses,) if items.identities < 0 else (items.statuses, items.identities)

    def reached(self, seen: Seen) -> Iterator[Element]:
        """What became of every rule, but for those that change nothing."""
        yield from (element for element in super().reached(seen) if element.name not in self.part.idle)

    def columns(self, telling: Telling) -> tuple[Column, ...]:
        """The entries of the answer with their titles and units, and the titles of their values."""
        titles, outcomes = self.part.entry_titles, telling.titled(telling.outcome_titles)
        outputs = telling.columns(context_of(dict(self.nodes.called.outputs)))
        return (
            Column(OUTCOME, titles[OUTCOME], titles=outcomes),
            *(output._replace(title=titles.get(output.name)) for output in outputs),
        )

    def tell(self, telling: Telling) -> Step:
        """The called policy with its answer."""
        answer = {OUTCOME: self.outcome, **self.nodes.outputs}
        value = Entries(tuple(answer), tuple(map(Ref, answer.values())))
        figure = Figure(value, computed=True, columns=self.columns(telling))
        return tell_call(self.part, self.nodes, telling, telling, self.outcome, figure)


class LoweredCalls(LoweredCall):
    """A call for each item of a list: the nodes of one item, the loop over all, and the list of the answers.

    `counted_as` is what one item's answer counts as.
    """

    each: LoweredEach
    loop: Loop
    counted_as: int
    answers: int

    @property
    def slots(self) -> Iterable[int]:
        """The items, all that was answered of them, the outcome and its rules, the answers as read."""
        return (*self.each.slots, self.loop.node, *self.of_rules, self.answers)

    def tell(self, telling: Telling) -> Step:
        """The called policy with its answer for one item."""
        inner, each = telling.of_item(self.each, (self.loop.variable,))
        listed = Figure(Ref(self.answers), computed=True)
        answer = Figure(None, computed=True, columns=self.columns(telling))
        step = tell_call(self.part, self.nodes, telling, inner, self.counted_as, answer)
        return EachStep(
            name=self.name,
            title=self.title,
            result=listed,
            items=ItemSteps(each, listed.value, step),
            omitted=OmittedItems(each.source),
        )


def _names(lowering: Lowering, scope: Scope, arguments: Mapping[str, int]) -> dict[str, Binding]:
    """What the names of the called policy's inputs and dates stand for."""
    dates = {}
    for name in _DATES:
        found = lowering.resolve(name, scope)
        assert found is not None
        dates[name] = lowering.pack(found)
    return bound({**dates, **arguments})


def _entries(lowering: Lowering, listed: int, key: str) -> int:
    """One entry of every context of a list."""
    return lowering.builder.call("entries", listed, lowering.builder.constant(key, "text"), kind="list")


def _chosen(lowering: Lowering, item: int, keys: Sequence[str]) -> int:
    """Some entries of a context as a context."""
    builder = lowering.builder
    entries = [
        builder.call(
            "entry",
            item,
            builder.constant(key, "text"),
            kind={OUTCOME: "text", NEXT: "context"}.get(key, "any"),
        )
        for key in keys
    ]
    return builder.call("context", *entries, kind="context", data=tuple(keys))
