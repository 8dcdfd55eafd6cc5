"""`rules`: a rule set; every rule is evaluated, the worst outcome counts; several can escalate."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from pydantic import Field

from credit_engine import numbers
from credit_engine.account.evidence import Condition, Figure, Ref, Term, Words
from credit_engine.account.steps import RulesStep
from credit_engine.document_text import Document, Path
from credit_engine.feel import syntax
from credit_engine.feel.lower import Lowering
from credit_engine.feel.scope import Scope
from credit_engine.feel.types import Type
from credit_engine.parts.base import Around, Checked, Checks, Head
from credit_engine.parts.careful import expression_doubts
from credit_engine.parts.each import (
    Each,
    EachDecision,
    LoweredEach,
    check_keys,
    empty_rule,
    lower_empty,
    of_empty,
    read_each,
)
from credit_engine.parts.examined import Examined
from credit_engine.parts.model import Bilingual, ClauseModel, Model
from credit_engine.parts.mutation.mutant import (
    Mutant,
    Original,
    dropped,
    of_written,
    replaced,
    with_neighbours,
)
from credit_engine.parts.named_outcome import check_name, is_known, read_name, rules_of_values
from credit_engine.parts.problems import listed_twice
from credit_engine.parts.problems import rules as problems
from credit_engine.parts.reading import Reader, Written
from credit_engine.parts.references import References
from credit_engine.parts.rule import NOBODY, LoweredRule, Rule, RuleModel
from credit_engine.parts.rule_set import (
    LoweredRuleSet,
    RuleSetPart,
    lower_outcome,
    of_authorities,
    own_outcome,
)
from credit_engine.parts.telling import Telling, Titles, titled
from credit_engine.problems import Problem
from credit_engine.texts.explanation import PHRASES
from credit_engine.wording import said


class EscalationModel(Model):
    """So many fired rules of one outcome count as a worse one: two oranges make red.

    `among` names the rules that are counted, such as those of one kind of risk; else all of the outcome are.
    A list of rules within it is a kind: it counts once, however many of its rules fire. `fired` is the
    number, or the parameter whose value it is.
    """

    id: str
    fired: int | str
    of: str
    then: str
    among: list[str | list[str]] | None = None
    because: str
    weight: int = 0
    title: Bilingual | None = None
    waivable_by: str | list[str] = NOBODY
    clause: ClauseModel | None = None


class RulesDecision(EachDecision):
    """`rules:` a list of rules, and what several of them escalate to."""

    rules: list[RuleModel]
    escalation: list[EscalationModel] = Field(default_factory=list)


def escalated(spec: EscalationModel) -> RuleModel:
    """An escalation as a rule, for what reasons and explanations say of it."""
    return RuleModel.of(spec, when=f'fired("{spec.of}") >= {spec.fired}')


class RulesPart(RuleSetPart[RulesDecision]):
    """A rule set of ordered outcomes; after checking with its rules by value, and that for an empty list."""

    key = "rules"
    model = RulesDecision

    each: Each | None
    declared_rules: Sequence[Rule]
    named: Mapping[str, Written]
    """The names that stand for the outcomes of rules, by id."""
    escalations: Sequence[Rule]
    least: Sequence[int]
    """How many rules each escalation asks for; -1 where that cannot be read."""
    rules: Sequence[Rule]
    """Those that are declared; after checking, of one whose outcome is a name one for each value."""
    empty: Rule | None = None

    @classmethod
    def read(cls, head: Head[RulesDecision], reader: Reader) -> RulesPart:
        """Parse the conditions."""
        rules = []
        named: dict[str, Written] = {}
        each = read_each(reader, head)
        for i, spec in enumerate(head.spec.rules):
            at = (*head.here, i)
            applies = reader.expression((*at, "applies_when")) if spec.applies_when is not None else None
            rules.append(Rule(spec, reader.expression((*at, "when")), applies))
            name = read_name(reader, spec, at)
            if name is not None:
                named[spec.id] = name
        escalations = [Rule(escalated(spec)) for spec in head.spec.escalation]
        return cls(
            head=head,
            each=each,
            declared_rules=rules,
            named=named,
            escalations=escalations,
            least=[_least(reader.document, spec) for spec in head.spec.escalation],
            rules=rules,
        )

    @property
    def own_rules(self) -> list[Rule]:
        """The rules, that for an empty list, then the escalations."""
        return [*self.rules, *(() if self.empty is None else (self.empty,)), *self.escalations]

    def references(self) -> References:
        """The names that the conditions use; an item's own name is none."""
        return super().references() if self.each is None else self.each.references(self.trees())

    def trees(self) -> Iterator[syntax.Node]:
        """All conditions, the scorecards whose reasons are taken over, the parameters of escalations."""
        for rule in self.rules:
            yield from (w.tree for w in (rule.when, rule.applies_when) if w is not None)
            if rule.spec.reasons_from is not None:
                yield syntax.Name(rule.spec.reasons_from)
        yield from (name.tree for name in self.named.values())
        yield from (
            syntax.Name(model.fired) for model in self.spec.escalation if isinstance(model.fired, str)
        )

    def mutants(self, place: str, original: Original) -> Iterator[Mutant]:
        """Rules dropped, their outcomes exchanged, their conditions changed; so of escalations."""
        for i, rule in enumerate(self.declared_rules):
            yield from _of_rule(rule, f"{place}.{rule.spec.id}", (*self.here, i), original)
        yield from of_empty(self, place, original.outcomes)
        for i, (spec, least) in enumerate(zip(self.spec.escalation, self.least, strict=True)):
            at = (*self.path, "escalation", i)
            here = f"{place}.escalation.{spec.id}"
            yield dropped("rule", here, at)
            yield from of_authorities(escalated(spec), here, at)
            yield replaced("threshold", f"{here}.fired", (*at, "fired"), spec.fired, least + 1)

    def doubts(self, examined: Examined) -> Iterator[Problem]:
        """What a careful reader would ask about the conditions by themselves."""
        written = (
            written
            for rule in self.declared_rules
            for written in (rule.when, rule.applies_when)
            if written is not None
        )
        yield from expression_doubts(written, examined)

    def check(self, checks: Checks) -> Checked:
        """Conditions are boolean; ids unique; outcomes and reasons declared."""
        check_keys(checks, self)
        each, empty, name_types = self.each, None, dict[str, Type]()
        if each is not None:
            with each.within(checks) as each:
                name_types = self._conditions(checks)
            empty = empty_rule(checks, self, each)
        elif self.spec.for_each is None and not checks.unread((*self.path, "for_each")):
            name_types = self._conditions(checks)
        seen: dict[str, Path] = {}
        for i, rule in enumerate(self.rules):
            at = (*self.here, i)
            if not checks.damaged_below(at):
                checks.own_id(rule.spec.id, seen, at)
            if rule.spec.id in name_types:
                checks.declared_reason(rule.spec.because, at)
            else:
                checks.declared(rule.spec.then, rule.spec.because, at)
            checks.waivable(rule.spec.waivable_by, at)
            if rule.spec.reasons_from is not None:
                self._scorecard(checks, rule.spec.reasons_from, (*at, "reasons_from"))
        rules = [valued for rule in self.rules for valued in self._by_value(checks, rule, name_types)]
        if empty is not None:
            self._empty(checks, empty, seen)
        found = self._replace(each=each, rules=rules, empty=empty)
        for i, (spec, least) in enumerate(zip(self.spec.escalation, self.least, strict=True)):
            at = (*self.path, "escalation", i)
            if not checks.damaged_below(at):
                checks.own_id(spec.id, seen, at)
                found._escalation(checks, spec, least, at)
            checks.declared(spec.then, spec.because, at)
            checks.waivable(spec.waivable_by, at)
        return Checked(found, checks.outcome_type)

    def _conditions(self, checks: Checks) -> dict[str, Type]:
        """Checks all conditions; gives the types of the names that stand for outcomes."""
        name_types = {}
        for rule in self.rules:
            checks.expect(rule.when, "boolean", "'when'")
            checks.expect(rule.applies_when, "boolean", "'applies_when'")
            name = self.named.get(rule.spec.id)
            if name is not None and is_known(checks, name):
                name_types[rule.spec.id] = check_name(checks, name)
        return name_types

    def _by_value(self, checks: Checks, rule: Rule, name_types: Mapping[str, Type]) -> Iterable[Rule]:
        """A rule whose outcome is a name for each value of it; any other rule as it is."""
        type_ = name_types.get(rule.spec.id)
        if type_ is None or type_.kind == "any" or rule.when is None:
            return (rule,)
        return rules_of_values(checks, rule, self.named[rule.spec.id], type_)

    def _empty(self, checks: Checks, rule: Rule, seen: dict[str, Path]) -> None:
        at = (*self.path, "if_empty")
        if (*at, "id") in checks.document:
            checks.own_id(rule.spec.id, seen, at)
        if rule.spec.because:
            checks.declared(rule.spec.then, rule.spec.because, at)

    def _escalation(self, checks: Checks, spec: EscalationModel, least: int, at: Path) -> None:
        """It counts at least two rules, not more than there are, and leads to a worse outcome."""
        order = checks.outcomes.order
        if not checks.is_outcome(spec.of, (*at, "of")):
            return
        if spec.then in order and order.index(spec.then) <= order.index(spec.of):
            checks.report(
                problems.escalation_not_worse,
                (*at, "then"),
                then=spec.then,
                of=spec.of,
                expected=", ".join(order[order.index(spec.of) + 1 :]),
            )
        count = len(self._counted(spec))
        known = self._among(checks, spec, (*at, "among"))
        known &= all(rule.spec.then in order for rule in self.rules)  # else that is what is wrong
        if not _is_number(checks, spec, least, (*at, "fired")):
            return
        if known and not 2 <= least <= count and not checks.damaged_below(self.here):
            kinds = _by_kinds(spec)
            checks.report(
                problems.escalation_of_too_few_kinds if kinds else problems.escalation_of_too_few,
                (*at, "fired"),
                count=count,
                of=spec.of,
                fired=least,
                value=max(2, count),
                hint=said("a single rule asks for its outcome itself", "单条规则本身即给出其结果")
                if least < 2
                else "",
            )

    def _counted(self, spec: EscalationModel) -> list[tuple[str, ...]]:
        """What an escalation counts: each rule by itself, or the rules of a kind together."""
        asking = [rule.spec.id for rule in self.rules if rule.spec.then == spec.of]
        if spec.among is None:
            return [(name,) for name in asking]
        named = [(entry,) if isinstance(entry, str) else tuple(entry) for entry in spec.among]
        return [known for kind in named if (known := tuple(name for name in kind if name in asking))]

    def _among(self, checks: Checks, spec: EscalationModel, at: Path) -> bool:
        """Whether each id is that of a rule that asks for the counted outcome, and stands once."""
        before = len(checks.problems)
        known = [rule.spec.id for rule in self.rules if rule.spec.then == spec.of]
        seen: set[str] = set()
        for place, name in _named_rules(spec, at):
            if checks.unread(place) or checks.damaged_below(self.here):
                continue
            if name not in known:
                checks.report(problems.rule_not_counted, place, name=name, of=spec.of, known=known)
            elif name in seen:
                checks.report(listed_twice, place, name=name, what=said("rule", "规则"))
            seen.add(name)
        return len(checks.problems) == before

    def _scorecard(self, checks: Checks, name: str, at: Path) -> None:
        known = checks.names.find(name)
        if checks.names.incomplete or (known is not None and known.type.kind == "any"):
            return
        if known is None or known.type.field("points") is None:
            cards = [
                key for key, known in checks.names.known.items() if known.type.field("points") is not None
            ]
            checks.report(problems.no_scorecard_decision, at, name=name, known=cards)

    def lower(self, lowering: Lowering, scope: Scope, around: Around) -> LoweredRules:
        """One condition per rule and the outcome of them all."""
        each = None if self.each is None else self.each.lower(lowering, scope)
        rules = [self.waived(lowering, around, _lowered(lowering, scope, each, rule)) for rule in self.rules]
        by_id = {rule.spec.id: rule for rule in rules}
        if self.empty is not None and each is not None:
            rules.append(lower_empty(lowering, each, self.empty))
        for rule, spec, least in zip(self.escalations, self.spec.escalation, self.least, strict=True):
            fired, named, count = _counts(lowering, by_id, self._counted(spec), least)
            number = lowering.pack(scope.names[spec.fired]) if isinstance(spec.fired, str) else -1
            rules.append(rule.lowered(fired, counted=named, count=count, least=number))
        after = [self.waived(lowering, around, rule) for rule in rules[len(by_id) :]]
        rules = [*by_id.values(), *after]
        outcome = lower_outcome(lowering, around, rules)
        return LoweredRules(part=self, binding=outcome, outcome=outcome, rules=tuple(rules), each=each)


def _least(document: Document, spec: EscalationModel) -> int:
    """How many rules an escalation asks for: its number, or that of its parameter; -1 where it has none."""
    if isinstance(spec.fired, int):
        return spec.fired
    at = ("parameters", spec.fired, "value")
    value: Any = document.value(at) if at in document else None
    return int(value) if numbers.is_number(value) and value == int(value) else -1


def _is_number(checks: Checks, spec: EscalationModel, least: int, at: Path) -> bool:
    """Whether what stands for the number is one, or a parameter with one; if not, that is reported."""
    if isinstance(spec.fired, int) or least >= 0:
        return True
    known = checks.names.find(spec.fired)
    if known is None or known.what != "parameter":
        names = [name for name, known in checks.names.known.items() if known.what == "parameter"]
        checks.report(problems.no_parameter_of_escalation, at, name=spec.fired, known=names)
    else:
        checks.report(problems.no_number_of_escalation, at, name=spec.fired)
    return False


def _by_kinds(spec: EscalationModel) -> bool:
    """Whether kinds of rules are counted."""
    return any(not isinstance(entry, str) for entry in spec.among or ())


def _named_rules(spec: EscalationModel, at: Path) -> Iterator[tuple[Path, str]]:
    """The rules that `among` names, those of its kinds, too, and where."""
    for i, entry in enumerate(spec.among or ()):
        if isinstance(entry, str):
            yield (*at, i), entry
        else:
            yield from (((*at, i, j), name) for j, name in enumerate(entry))


def _counts(
    lowering: Lowering, rules: Mapping[str, LoweredRule], kinds: Sequence[tuple[str, ...]], least: int
) -> tuple[int, int, int]:
    """The nodes of whether so many kinds fired, of the ids of the rules that did, of the number of kinds."""
    call = lowering.builder.call
    ids = tuple(name for kind in kinds for name in kind)
    each = {name: own_outcome(lowering, rules[name]) for name in ids}
    of_kinds = [
        each[kind[0]]
        if len(kind) == 1
        else call("enough", *(each[name] for name in kind), kind="boolean", data=1)
        for kind in kinds
    ]
    fired = call("enough", *of_kinds, kind="boolean", data=least)
    named = call("fired ids", *each.values(), kind="list", data=ids)
    counted = named
    if len(ids) > len(kinds):
        counted = call("fired ids", *of_kinds, kind="list", data=tuple(kind[0] for kind in kinds))
    return fired, named, call("fn:count", counted, kind="number", data=())


def _lowered(lowering: Lowering, scope: Scope, each: LoweredEach | None, rule: Rule) -> LoweredRule:
    """A rule with its nodes; of one for each item the statuses of all, and what they come to."""
    if each is None:
        return rule.lowered(*_statuses(lowering, scope, rule))
    loop = each.loop(lowering, scope, lambda inner: _statuses(lowering, inner, rule)[1])
    status = lowering.builder.call("of items", loop.node, kind="boolean")
    return each.of_rule(rule, loop.node, status, loop.variable)


def _statuses(lowering: Lowering, scope: Scope, rule: Rule) -> tuple[int, int]:
    """The nodes of a rule's condition, and of its status, which heeds where it applies."""
    assert rule.when is not None
    condition = lowering.lower(rule.when.tree, scope)
    if rule.applies_when is None:
        return condition, condition
    applies = lowering.lower(rule.applies_when.tree, scope)
    return condition, lowering.builder.call("applicable", applies, condition, kind="boolean")


class LoweredRules(LoweredRuleSet[RulesPart]):
    """A rule set within a program, and the items for each of which it is decided."""

    each: LoweredEach | None

    @property
    def slots(self) -> Iterable[int]:
        """The items, then the outcome, what became of the rules, and how many escalations ask for."""
        asked = (rule.least for rule in self.rules if rule.least >= 0)
        return (*(() if self.each is None else self.each.slots), *super().slots, *asked)

    def tell(self, telling: Telling) -> RulesStep:
        """All rules as far as they count."""
        rules, counts = self.counted(telling)
        return RulesStep(
            name=self.name,
            title=self.title,
            result=telling.outcome_figure(self.outcome),
            rules=tuple(
                self.tell_rule(telling, rule, self.each, self._escalation(telling, rule)) for rule in rules
            ),
            counts=counts,
        )

    @property
    def _titles(self) -> Titles:
        """What the ids of rules stand for: their titles, each with its id."""
        found = titled((rule.spec.id, rule.spec.title) for rule in self.part.rules)
        return tuple((id_, Words(f"{title.en} ({id_})", f"{title.zh}（{id_}）")) for id_, title in found)

    def _escalation(self, telling: Telling, rule: LoweredRule) -> Condition | None:
        """An escalation's condition in words, with the number and the ids of the rules that fired."""
        if rule.counted < 0:
            return None
        escalations = zip(self.part.spec.escalation, self.part.least, strict=True)
        spec, least = next((spec, least) for spec, least in escalations if spec.id == rule.spec.id)
        of, ids = telling.outcome_title(spec.of), Ref(rule.counted)
        en, zh = PHRASES["rules_counted"]
        among = Words(*PHRASES["rules_among"]) if spec.among is not None else Words("", "")
        if _by_kinds(spec):
            (en, zh), among = PHRASES["kinds_counted"], Words("", "")
        wording = Words(
            en.format(least=least, of=of.en) + among.en, zh.format(least=least, of=of.zh) + among.zh
        )
        asked: tuple[Term, ...] = ()
        if isinstance(spec.fired, str):
            asked = (Term(spec.fired, Figure(Ref(rule.least)), "name", telling.title(spec.fired)),)
        names = (
            *asked,
            Term("count", Figure(Ref(rule.count)), "name", Words(*PHRASES["rules_fired"])),
            Term(
                "ids",
                Figure(ids, titles=telling.titled(self._titles)),
                "name",
                Words(*PHRASES["rules_named"]),
            ),
        )
        return Condition("test", rule.spec.when, Ref(rule.status), wording=wording, names=names)


def _of_rule(rule: Rule, place: str, at: Path, original: Original) -> Iterator[Mutant]:
    """The mutants of a rule."""
    yield dropped("rule", place, at)
    path, then, order = (*at, "then"), rule.spec.then, original.outcomes
    if then in order:
        yield from with_neighbours("outcome", f"{place}.then", path, then, order)
    else:
        yield from (replaced("outcome", f"{place}.then", path, then, outcome) for outcome in order)
    yield from of_authorities(rule.spec, place, at)
    yield from of_written(f"{place}.when", rule.when, types=original.types)
    if rule.applies_when is not None:
        yield dropped("rule", f"{place}.applies_when", (*at, "applies_when"))
        yield from of_written(f"{place}.applies_when", rule.applies_when, types=original.types)
