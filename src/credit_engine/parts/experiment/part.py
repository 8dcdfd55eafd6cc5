"""An arm by the salted hash of a key: how it is checked, lowered and told."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from functools import reduce
from itertools import accumulate, pairwise
from typing import Any, ClassVar

from credit_engine import numbers
from credit_engine.account.evidence import Column, Figure, Ref, Term, Words
from credit_engine.account.lines import (
    ConditionBlock,
    InBook,
    LinesBlock,
    LinesStep,
    Sentence,
    Shown,
    Told,
    facts_of,
)
from credit_engine.document_text import Path
from credit_engine.feel.lower import Lowering
from credit_engine.feel.scope import Scope
from credit_engine.feel.types import Type, type_words
from credit_engine.parts.base import Around, Checked, Checks, Element, Finished, Head, Lowered, Part, Seen
from credit_engine.parts.experiment import problems
from credit_engine.parts.experiment.model import ExperimentFacts, ExperimentModel
from credit_engine.parts.model import decided_by
from credit_engine.parts.mutation.mutant import OF_POLICY, Mutant, Original, with_neighbours
from credit_engine.parts.reading import Reader, Written, parsed
from credit_engine.parts.telling import Telling, Titles, titled
from credit_engine.problems import Note, Problem
from credit_engine.run.experiment import OUTSIDE, bounds
from credit_engine.run.lookup import Outputs
from credit_engine.wording import said, to_write

_HEAD = {
    "arm": Words("Arm", "组别"),
    "share": Words("Share", "占比"),
    "from": Words("From", "起点（含）"),
    "below": Words("Below", "终点（不含）"),
}
_APPLIES = Words("The experiment applies where:", "试验的适用条件：")
_HASH = (
    Words("The hash of ", "对"),
    Words(" with the salt ", "加盐值"),
    Words(" lies at ", "后的散列值位于"),
)
_KEY = Words("The key: ", "对")
_SALT, _DECIDES = (
    Words(", with the salt ", "按盐值"),
    Words(", is hashed to a number from 0 to 1.", "散列为0至1之间的数。"),
)
_OUTSIDE = Words("Outside of the experiment: ", "不参加试验，取值为")

_PHRASES = {
    "kind_arm": ("arms of experiments", "试验的组别"),
    "mutant_arm": ("arm of an experiment", "试验的组别"),
}

_add: Callable[[Any, Any], Any] = numbers.add


class ExperimentPart(Part[ExperimentModel]):
    """An arm by the hash of a key; whoever's key is unknown has no arm."""

    key: ClassVar[str] = "experiment"
    model = decided_by("experiment", ExperimentModel)
    facts = ExperimentFacts
    phrases = _PHRASES

    hashed: Written | None
    applies: Written | None

    @classmethod
    def read(cls, head: Head[ExperimentModel], reader: Reader) -> ExperimentPart:
        """Parse the key and the condition."""
        hashed, condition = reader.expression((*head.here, "key")), head.spec.applies_when
        applies = None if condition is None else reader.expression((*head.here, "applies_when"))
        return cls(head=head, hashed=hashed, applies=applies)

    def written(self) -> Iterator[Written]:
        """Both expressions."""
        yield from parsed(self.hashed, self.applies)

    def reachable(self) -> Iterator[Element]:
        """Every arm that has a share."""
        for name, share in self.spec.arms.items():
            if share:
                yield Element("arm", self.name, name)

    def mutants(self, place: str, original: Original) -> Iterator[Mutant]:
        """Expressions changed; everybody in one arm; the arm outside another one."""
        yield from super().mutants(place, original)
        arms = self.spec.arms
        for name in arms:
            shares = {(*self.here, "arms", arm): int(arm == name) for arm in arms}
            if len(arms) > 1:
                yield Mutant(f"{place}: all in {name}", "arm", OF_POLICY, shares)
        if self.spec.otherwise is not None:
            at = (*self.here, "otherwise")
            yield from with_neighbours("arm", f"{place}.otherwise", at, self.spec.otherwise, list(arms))

    def check(self, checks: Checks) -> Checked:
        """The key is a text or a number, the salt this experiment's own; shares sum to exactly 1."""
        type_ = checks.infer(self.hashed)
        if self.hashed is not None and type_.kind not in ("text", "number", "any"):
            checks.report(problems.wrong_key, self.hashed.text.whole, kind=type_words(type_))
        checks.expect(self.applies, "boolean", "'applies_when'")
        checks.problems += self._salt(checks)
        if checks.damaged_below((*self.here, "arms")):
            return Checked(self, Type("text", optional=True))
        checks.problems += (
            *self._shares(checks),
            *self._names(checks),
            *self._titled(checks),
            *self._otherwise(checks),
        )
        values = tuple(self.spec.arms) or None
        return Checked(self, Type("text", values=values, titles=self.titles, optional=True))

    @property
    def titles(self) -> Titles:
        """The arms with their titles."""
        return titled((self.spec.titles or {}).items())

    def _salt(self, checks: Checks) -> Iterator[Problem]:
        """The salt can be read and typed again, and no other experiment of the policy has it."""
        at, salt = (*self.here, "salt"), self.spec.salt
        if checks.unread(at):
            return
        span = checks.document.span(at)
        if not salt or salt != salt.strip() or ":" in salt or not salt.isprintable():
            yield problems.unreadable_salt(span)
            return
        first = next((place for place in _salts(checks) if checks.document.value(place) == salt), at)
        if first != at:
            note = Note(said("the other experiment", "另一项试验"), checks.document.span(first))
            yield problems.repeated_salt(span, salt=salt, notes=(note,))

    def _shares(self, checks: Checks) -> Iterator[Problem]:
        """Each share lies between 0 and 1, and all are 1 together, exactly."""
        at, shares = (*self.here, "arms"), self.spec.arms
        wrong = [name for name, share in shares.items() if not 0 <= share <= 1]
        for name in wrong:
            hint = _as_fraction(shares[name])
            yield problems.wrong_share(checks.document.span((*at, name)), arm=name, hint=hint)
        if not wrong and sum(map(Fraction, shares.values()), Fraction(0)) != 1:
            total = numbers.canonical_text(reduce(_add, shares.values(), 0))
            yield problems.wrong_sum(total=total, span=checks.key(at))

    def _names(self, checks: Checks) -> Iterator[Problem]:
        """Every arm has a name, and no two are spelled alike."""
        seen: dict[str, str] = {}
        for name in self.spec.arms:
            plain = unicodedata.normalize("NFKC", name).strip().casefold()
            span = checks.key((*self.here, "arms", name))
            if not plain:
                yield problems.unnamed_arm(span)
            elif seen.setdefault(plain, name) != name:
                yield problems.same_name(arm=name, other=seen[plain], span=span)

    def _otherwise(self, checks: Checks) -> Iterator[Problem]:
        """A condition needs the arm of those for whom it does not hold; without it there is none."""
        spec, document = self.spec, checks.document
        places = {name: (*self.here, name) for name in ("applies_when", "otherwise")}
        if any(map(checks.unread, places.values())):
            return
        present = [name for name, place in places.items() if place in document]
        if len(present) == 1:
            (lacking,) = places.keys() - present
            yield problems.alone(key=present[0], lacking=lacking, span=document.key_span(places[present[0]]))
        elif spec.otherwise is not None and spec.arms and spec.otherwise not in spec.arms:
            yield problems.unknown_arm(
                document.span(places["otherwise"]), arm=spec.otherwise, known=spec.arms
            )

    def _titled(self, checks: Checks) -> Iterator[Problem]:
        """Titles are those of arms."""
        at, arms = (*self.here, "titles"), self.spec.arms
        for name in self.spec.titles or ():
            if arms and name not in arms:
                yield problems.unknown_arm(checks.key((*at, name)), arm=name, known=arms)

    def lower(self, lowering: Lowering, scope: Scope, around: Around) -> LoweredExperiment:
        """The number of the arm, and its name; the key's place is evaluated for explanations only."""
        builder, arms = lowering.builder, tuple(self.spec.arms)
        arguments = [lowering.lower(expression.tree, scope) for expression in self.written()]
        data = (self.spec.salt, bounds(tuple(self.spec.arms.values())))
        number = builder.call("assigned", *arguments, kind="any", data=data)
        place = builder.call("placed", arguments[0], kind="number", data=self.spec.salt)
        names = Outputs("unique", "", (*arms, self.spec.otherwise or ""))
        arm = builder.call("take", number, kind="text", data=names)
        return LoweredExperiment(
            part=self, binding=arm, hashed=arguments[0], number=number, arm=arm, place=place
        )


class LoweredExperiment(Lowered[ExperimentPart]):
    """An experiment within a program: what is hashed, the arm's number and name, and where the hash lies."""

    hashed: int
    number: int
    arm: int
    place: int

    @property
    def slots(self) -> tuple[int, ...]:
        """The key, and the arm."""
        return self.hashed, self.number, self.arm

    def reached(self, seen: Seen) -> Iterator[Element]:
        """The arm that the case is in, not the one that stands for those outside."""
        number = seen.value(self.number)
        if isinstance(number, int) and number != OUTSIDE:
            yield Element("arm", self.name, list(self.part.spec.arms)[number])

    def review(self, finished: Finished) -> Iterator[Problem]:
        """The key depends on an input, as a constant gives all cases one arm, and on no protected one."""
        if self.part.hashed is None:
            return
        behind, span = finished.behind(self.hashed), self.part.hashed.text.whole
        if not behind:
            yield problems.same_key(span)
        for name in sorted(behind & finished.protected):
            yield problems.protected_key(span, at=name)

    def tell(self, telling: Telling) -> LinesStep:
        """What was hashed, where it lies, and the stretch of each arm."""
        part, spec = self.part, self.part.spec
        assert part.hashed is not None
        titles = telling.titled(part.titles)
        arm, result = Ref(self.number), Figure(Ref(self.arm), titles=titles)
        key = self._sealed(telling, telling.term(part.hashed.tree))
        place = telling.sealed(Figure(Ref(self.place)), self.hashed)
        condition = None if part.applies is None else telling.condition(part.applies.tree)
        arms = [dict(zip(_HEAD, stretch, strict=True)) for stretch in _stretches(spec.arms)]
        columns = tuple(
            Column(name, title, titles=titles if name == "arm" else None) for name, title in _HEAD.items()
        )
        facts = ExperimentFacts(key, spec.salt, place, Figure(arms, columns=columns), condition)
        inside = Shown(arm, tuple(range(len(arms))))
        lines = LinesBlock(tuple(_HEAD.values()), tuple(_line(arm, titles) for arm in arms), (1, 2, 3))
        otherwise = spec.otherwise
        outside = () if otherwise is None else (Sentence((_OUTSIDE, Figure(otherwise, titles=titles))),)
        applies: tuple[Told, ...] = (
            () if condition is None else (Sentence((_APPLIES,)), ConditionBlock(condition))
        )
        return LinesStep(
            name=self.name,
            title=self.title,
            result=result,
            part=part.key,
            facts=tuple(facts_of(facts)),
            blocks=(
                *applies,
                Sentence((_HASH[0], key, _HASH[1], spec.salt, _HASH[2], place), shown=inside),
                lines._replace(chosen=arm),
                Sentence((_OUTSIDE, result), "strong", Shown(arm, (OUTSIDE,))),
            ),
            book=InBook((*applies, Sentence((_KEY, key, _SALT, spec.salt, _DECIDES)), lines, *outside)),
        )

    def _sealed(self, telling: Telling, term: Term) -> Term:
        return term._replace(figure=telling.sealed(term.figure, self.hashed))


def _salts(checks: Checks) -> Iterator[Path]:
    """Where the salts of the policy's experiments stand."""
    for name in checks.document.value(("decisions",)):
        at = ("decisions", name, "experiment", "salt")
        if at in checks.document:
            yield at


def _stretches(arms: dict[str, Any]) -> Iterator[tuple[str, Any, Any, Any]]:
    """Each arm with its share, and where its stretch begins and ends."""
    ends = pairwise(accumulate(arms.values(), _add, initial=0))
    return ((name, share, low, high) for (name, share), (low, high) in zip(arms.items(), ends, strict=True))


def _line(arm: dict[str, Any], titles: int | None) -> tuple[Figure, Figure, Figure, Figure]:
    name = Figure(arm["arm"], titles=titles)
    return name, Figure(arm["share"], "fraction"), Figure(arm["from"]), Figure(arm["below"])


def _as_fraction(share: Any) -> str:
    """What a share in percent is as a fraction; nothing for one that is none."""
    return to_write(numbers.canonical_text(Decimal(share).scaleb(-2))) if 1 < share <= 100 else ""
