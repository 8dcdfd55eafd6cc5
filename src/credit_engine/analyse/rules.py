"""Rules that change nothing, rules and sets that contradict each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from credit_engine.analyse.firing import Firing, Rules, place_of
from credit_engine.analyse.problems import (
    always_fires,
    never_fires,
    nothing_passes,
    rule_superfluous,
    rule_without_effect,
    rules_contradict,
)
from credit_engine.feel import syntax
from credit_engine.parts.examined import Examined
from credit_engine.parts.reading import Written
from credit_engine.parts.rule_set import AnyRuleSet
from credit_engine.policy.compiled import CompiledPolicy
from credit_engine.problems import Note, Problem
from credit_engine.wording import Said, all_of, said

_MOST_RULES = 2_000
"""Rules that are compared with each other: their number counts squared."""


def rule_doubts(compiled: CompiledPolicy, examined: Examined) -> Iterator[Problem]:
    """What a careful reader would ask about the rules of a policy's sets."""
    sets = [part for part in compiled.read_sets.values() if not part.is_process]
    reader = _Reader(compiled, examined)
    for part in sets:
        yield from reader.of_set(part)
    counting = _counting(compiled)
    yield from reader.together([part for part in sets if part.name in counting])


def _counting(compiled: CompiledPolicy) -> set[str]:
    """The sets that the outcome rests on, those of its stages too."""
    found = set(compiled.spec.decision.outcome)
    for name in compiled.spec.decision.outcome:
        found |= compiled.parts[name].part.references().certain
    return found


class _Reader:
    """Reads the rules of one policy."""

    def __init__(self, compiled: CompiledPolicy, examined: Examined) -> None:
        self._document = compiled.document
        self._examined = examined
        self._outcomes = compiled.outcomes

    def of_set(self, part: AnyRuleSet) -> Iterator[Problem]:
        """Rules without effect, rules that never fire, rules that others of their set imply."""
        rules = Rules([part], self._examined)
        counted = {spec.of for spec in getattr(part.decision, "escalation", ())}
        for firing in rules.all:
            if firing.rule.of_name:
                continue  # what a name comes to is not written, so no value of it is superfluous
            if firing.rank == 0 and firing.rule.spec.then not in counted:
                if self._outcomes.rank(self._outcomes.nothing_fired) == 0:
                    yield self._without_effect(firing)
            elif not self._examined.settles(firing.rule.when, firing.rule.applies_when):
                yield from self._fixed(rules, firing)
        if len(rules.all) <= _MOST_RULES:
            yield from self._implied(rules, counted)

    def _without_effect(self, firing: Firing) -> Problem:
        spec, others = firing.rule.spec, self._outcomes.order[1:]
        at = (*_path(firing)[:-1], "then")
        mend = said("remove the rule", "请删去此规则")
        if others:
            mend = said(
                "write a worse outcome, such as {other}, or remove the rule",
                "请写较差的结论，例如 {other}，或删去此规则",
                other=others[0],
            )
        return rule_without_effect(self._document.span(at), id=spec.id, then=spec.then, hint=mend)

    def _fixed(self, rules: Rules, firing: Firing) -> Iterator[Problem]:
        """A rule that fires for no record, or for every one, as only its parts together show."""
        never, applies = rules.excludes(firing.fires), firing.rule.applies_when
        if never == rules.excludes(firing.silent):
            return
        because = said("its conditions exclude each other", "其各条件互相排斥")
        if applies is not None:
            because = said("where it applies, its condition does not hold", "它适用时，其条件不成立")
        notes = () if applies is None else (_note_of(applies),)
        if never:
            yield never_fires(place_of(firing), id=firing.rule.spec.id, why=because, notes=notes)
        else:
            yield always_fires(place_of(firing), id=firing.rule.spec.id, notes=notes)

    def _implied(self, rules: Rules, counted: set[str]) -> Iterator[Problem]:
        """Each rule that another one makes superfluous, the later one of two that are equal."""
        found: dict[int, Firing] = {}
        order = {id(firing): i for i, firing in enumerate(rules.all)}
        for first, second in rules.implied():
            mutual = id(second) in found and found[id(second)] is first
            if id(first) in found or mutual or not self._outdone(rules, first, second, counted):
                continue
            if order[id(first)] < order[id(second)] and self._outdone(rules, second, first, counted):
                continue
            found[id(first)] = second
        for firing in rules.all:
            if id(firing) in found:
                yield self._superfluous(rules, firing, found[id(firing)])

    def _outdone(self, rules: Rules, first: Firing, second: Firing, counted: set[str]) -> bool:
        """Whether the outcome is never better for the first rule's silence, as long as the second counts."""
        if first.rank == 0 or second.rank < first.rank or second.rule.spec.authorities:
            return False
        if first.rule.spec.then in counted:
            return False
        undecided = self._outcomes.rank(self._outcomes.undecided)
        broken = [(first.fires, second.silent), (first.open, second.silent)]
        if undecided < first.rank:
            broken.append((first.fires, second.open))
        if second.rank < undecided:
            broken.append((first.open, second.fires))
        return all(rules.excludes(*goals) for goals in broken)

    def _superfluous(self, rules: Rules, first: Firing, second: Firing) -> Problem:
        spec, other = first.rule.spec, second.rule.spec
        sample = rules.sample(first.fires, second.fires)
        same = other.then == spec.then
        return rule_superfluous(
            place_of(first),
            notes=(Note(said("rule '{id}'", "规则“{id}”", id=other.id), place_of(second)),),
            rule=spec.id,
            other=other.id,
            sample=sample or "",
            same=said("the same", "同一结论")
            if same
            else said("'{o}', which is worse", "更差的“{o}”", o=other.then),
        )

    def together(self, sets: Sequence[AnyRuleSet]) -> Iterator[Problem]:
        """Rules of different sets that contradict each other; sets that nothing passes."""
        rules = Rules(sets, self._examined)
        rules.all = [firing for firing in rules.all if firing.is_plain]
        if not 0 < len(rules.all) <= _MOST_RULES:
            return
        yield from self._contradictions(rules)
        yield from self._nothing_passes(rules)

    def _contradictions(self, rules: Rules) -> Iterator[Problem]:
        """Rules of different sets that fire for the same records and ask for different outcomes."""
        pairs = list(rules.implied())
        both = {(id(first), id(second)) for first, second in pairs}
        for first, second in pairs:
            if first.set == second.set or first.rank >= second.rank or (id(second), id(first)) not in both:
                continue
            same = rules.excludes(first.fires, second.silent) and rules.excludes(second.fires, first.silent)
            if same and rules.excludes(first.fires, second.open) and rules.excludes(second.fires, first.open):
                yield self._contradiction(rules, first, second)

    def _contradiction(self, rules: Rules, milder: Firing, worse: Firing) -> Problem:
        mild, other = milder.rule.spec, worse.rule.spec
        return rules_contradict(
            place_of(milder),
            notes=(Note(said("rule '{id}'", "规则“{id}”", id=other.id), place_of(worse)),),
            rule=mild.id,
            set=milder.set,
            mild=mild.then,
            other=other.id,
            by=worse.set,
            hard=other.then,
            sample=rules.sample(milder.fires) or "",
        )

    def _nothing_passes(self, rules: Rules) -> Iterator[Problem]:
        """Whether for every record some rule asks for more than the best outcome."""
        hard = [firing for firing in rules.all if firing.rank > 0 and not _is_unconditional(firing)]
        if len(hard) < 2 or not rules.excludes(*(firing.silent for firing in hard)):
            return
        core = self._least(rules, hard)
        if len(core) < 2:  # said of the rule by itself
            return
        first, *others = core
        names = [
            said("'{id}' of '{set}'", "“{set}”的“{id}”", id=firing.rule.spec.id, set=firing.set)
            for firing in core
        ]
        yield nothing_passes(
            place_of(first),
            notes=tuple(
                Note(said("rule '{id}'", "规则“{id}”", id=other.rule.spec.id), place_of(other))
                for other in others
            ),
            best=self._outcomes.order[0],
            rules=all_of(names),
            sample=self._between(rules, core),
        )

    def _between(self, rules: Rules, core: Sequence[Firing]) -> Said | str:
        """A record that all but the last of the rules let through."""
        sample = rules.sample(*(firing.silent for firing in core[:-1]))
        if sample is None:
            return ""
        return said(
            "; where {sample}, it is '{id}'", "；{sample} 时是“{id}”", sample=sample, id=core[-1].rule.spec.id
        )

    def _least(self, rules: Rules, hard: Sequence[Firing]) -> list[Firing]:
        """The fewest rules of which one always counts."""
        kept = list(hard)
        for firing in hard:
            rest = [other for other in kept if other is not firing]
            if rest and rules.excludes(*(other.silent for other in rest)):
                kept = rest
        return kept


def _note_of(applies: Written) -> Note:
    return Note(said("it applies where this holds", "此条件成立时它才适用"), applies.text.whole)


def _is_unconditional(firing: Firing) -> bool:
    """Whether a rule is written to hold for every record."""
    when = firing.rule.when
    return when is not None and isinstance(when.tree, syntax.Boolean)


def _path(firing: Firing) -> tuple[str | int, ...]:
    assert firing.rule.when is not None
    return firing.rule.when.path
