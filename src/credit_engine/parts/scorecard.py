"""`scorecard`: points of a card's characteristics, their total, and the PD."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar, NamedTuple

from pydantic import Field

from credit_engine.account.evidence import Figure, Ref, Words
from credit_engine.account.gaps import ItemSteps, OmittedItems
from credit_engine.account.processes import EachStep
from credit_engine.account.steps import Step
from credit_engine.document_text import Document, Path
from credit_engine.feel import syntax
from credit_engine.feel.check.errors import article
from credit_engine.feel.format import format_expression
from credit_engine.feel.lower import Lowering
from credit_engine.feel.number_sets import EVERYTHING, complement, covers, intersection, is_empty
from credit_engine.feel.parser import FeelSyntaxError, parse_expression
from credit_engine.feel.scope import Record, Scope
from credit_engine.feel.types import ANY, Interval, Type, list_of, ordinal, type_words
from credit_engine.feel.units import FRACTION
from credit_engine.parts.base import Around, Checked, Checks, Element, Head, Lowered, Part, Seen, Surroundings
from credit_engine.parts.card import Card, Characteristic, ScoredCard
from credit_engine.parts.card.account import tell_card, tell_characteristic
from credit_engine.parts.card.mutants import of_card
from credit_engine.parts.card.program import lower_total
from credit_engine.parts.each import (
    EMPTY,
    UNDECIDED,
    Each,
    EachDecision,
    LoweredEach,
    check_keys,
    read_each,
    written_each,
)
from credit_engine.parts.model import Expression, Model, decided_by, stands_for
from credit_engine.parts.mutation.mutant import Mutant, Original
from credit_engine.parts.problems import scorecard as problems
from credit_engine.parts.reading import Reader, Written, parsed
from credit_engine.parts.references import References
from credit_engine.parts.telling import Telling
from credit_engine.problems import suggestion
from credit_engine.texts.explanation import PHRASES
from credit_engine.wording import said


class ScorecardModel(Model):
    """`scorecard: name`, or the card with the expressions that its characteristics read."""

    short_form: ClassVar[str] = said("the name of a scorecard", "评分卡名称")

    card: str
    with_: dict[str, Expression] = Field(default_factory=dict)

    _short = stands_for("card", str)


class Scored(NamedTuple):
    """A characteristic and what it reads."""

    characteristic: Characteristic
    tree: syntax.Expression


class CardNodes(NamedTuple):
    """The nodes of a card: values and attributes of its characteristics, and what they come to by name."""

    values: Sequence[int]
    attributes: Sequence[int]
    totals: Mapping[str, int]


class ScorecardPart(Part[ScorecardModel]):
    """A scorecard evaluated on the application, or on every item of a list."""

    key = "scorecard"
    model = decided_by("scorecard", ScorecardModel, EachDecision)

    each: Each | None
    given: Mapping[str, Written | None]
    card: Card | None = None
    scored: Sequence[Scored] = ()
    """The characteristics of the card, once it is joined."""

    @classmethod
    def read(cls, head: Head[ScorecardModel], reader: Reader) -> ScorecardPart:
        """Parse the expressions under `with`."""
        each, given = read_each(reader, head), head.spec.with_
        written = {name: reader.expression((*head.here, "with", name)) for name in given}
        return cls(head=head, each=each, given=written)

    def join(self, surroundings: Surroundings) -> ScorecardPart:
        """With the card; what has no expression reads the input, or the item's field, of its name."""
        document = surroundings.document
        at = (*self.here, "card") if (*self.here, "card") in document else self.here
        card = surroundings.card(self.spec.card, document.span(at))
        item = "" if self.each is None else f"{self.each.name}."
        found = []
        for characteristic in card.characteristics if card else ():
            written = self.given.get(characteristic.name)
            try:
                tree = written.tree if written else parse_expression(f"{item}{characteristic.name}")
            except FeelSyntaxError:
                tree = syntax.Name(characteristic.name)
            found.append(Scored(characteristic, tree))
        return self._replace(card=card, scored=found)

    def trees(self) -> Iterator[syntax.Node]:
        """What the characteristics read."""
        yield from super().trees()
        yield from (s.tree for s in self.scored)

    def written(self) -> Iterator[Written]:
        """The expressions under `with`."""
        yield from parsed(*self.given.values())

    def reachable(self) -> Iterator[Element]:
        """The attributes of the card."""
        for scored in self.scored:
            for i, _ in enumerate(scored.characteristic.spec.attributes):
                yield self.element(scored, i)

    def element(self, scored: Scored, i: int) -> Element:
        """An attribute of a characteristic."""
        characteristic = scored.characteristic
        text = attribute_text(i, characteristic.spec.attributes[i])
        return Element("attribute", self.name, characteristic.name, text)

    def mutants(self, place: str, original: Original) -> Iterator[Mutant]:
        """The expressions under `with`, and all of the card."""
        yield from super().mutants(place, original)
        if self.card is not None:
            yield from of_card(self.spec.card, self.card.document)

    def files(self) -> Mapping[tuple[str, str], Document]:
        """The card."""
        return {} if self.card is None else {("scorecard", self.spec.card): self.card.document}

    def references(self) -> References:
        """The names that the characteristics read; an item's own name is none."""
        return super().references() if self.each is None else self.each.references(self.trees())

    def check(self, checks: Checks) -> Checked:
        """The card's checks; where it is for each item of a list, it gives a list."""
        check_keys(checks, self)
        if self.each is not None:
            with self.each.within(checks) as each:
                self._if_empty(checks)
                type_ = replace(list_of(self._check(checks)), optional=True)
            return Checked(self._replace(each=each), type_)
        return Checked(self, ANY if written_each(self).for_each is not None else self._check(checks))

    def _if_empty(self, checks: Checks) -> None:
        """A list of scores has no outcome: it is empty, or undecided."""
        model = written_each(self).if_empty
        at: Path = (*self.path, "if_empty")
        if model is None or checks.unread(at) or (model.then in (EMPTY, UNDECIDED) and model.because is None):
            return
        checks.report(problems.scores_have_no_outcome, at, expected=f"{EMPTY}, {UNDECIDED}")

    def _check(self, checks: Checks) -> Type:
        """Every characteristic reads a known value of its kind that its attributes cover."""
        if self.card is not None:
            names = [c.name for c in self.card.characteristics]
            for name in self.given:
                if name not in names:
                    key = checks.key((*self.here, "with", name))
                    checks.report(problems.unknown_characteristic, key, name=name, known=names)
            for scored in self.scored:
                self._characteristic(checks, scored)
        points = Type("number", optional=True)
        pd = Type("number", optional=True, interval=Interval(0, 1, False, False), unit=FRACTION)
        fields: tuple[tuple[str, Type], ...] = (("points", points), ("pd", pd))
        if self.card is not None and self.card.scale is not None:
            grade = ordinal(
                self.card.scale.values, best_first=True, optional=True, titles=self.card.grade_titles
            )
            fields += (("grade", grade),)
        return Type("context", fields=fields)

    def _characteristic(self, checks: Checks, scored: Scored) -> None:
        assert self.card is not None
        name = scored.characteristic.name
        written: Written | None = self.given.get(name)
        if written is None:
            text = self.card.document.key_text_at(("characteristics", name))
            written = Written((), text, scored.tree)
        before = len(checks.problems)
        type_ = checks.infer(written)
        if len(checks.problems) > before or scored.characteristic.broken:
            return
        self._causes(checks, scored)
        wanted = scored.characteristic.kind
        if type_.kind not in (wanted, "any"):
            checks.report(
                problems.characteristic_of_other_type,
                written.text.whole,
                name=name,
                wanted=type_words(Type(wanted)),
                value=written.text.value,
                type=article(type_),
                expected=type_words(Type(wanted)),
            )
        elif scored.characteristic.covered:
            self._numbers(checks, scored, type_, written)
        elif type_.values is not None:
            self._values(checks, scored, type_.values)

    def _causes(self, checks: Checks, scored: Scored) -> None:
        """Attributes of missing values name declared causes of the input that is read."""
        assert self.card is not None
        causes = checks.causes.get(format_expression(scored.tree))
        for i, attribute in enumerate(scored.characteristic.spec.attributes):
            if causes is not None and attribute.missing not in (None, "any", *causes):
                at: Path = ("characteristics", scored.characteristic.name, "attributes", i, "missing")
                hint = suggestion(attribute.missing or "", causes) or said(
                    "say under 'missing:' of the input what the cause means",
                    "请在该输入的 'missing:' 下说明此原因的含义",
                )
                checks.report(
                    problems.undeclared_cause,
                    self.card.document.span(at),
                    missing=attribute.missing,
                    expected=", ".join(("any", *causes)),
                    hint=hint,
                )

    def _numbers(self, checks: Checks, scored: Scored, type_: Type, written: Written) -> None:
        characteristic = scored.characteristic
        possible = type_.interval or EVERYTHING
        if characteristic.bins.otherwise is not None or covers(
            characteristic.covered, possible, type_.integer
        ):
            return
        uncovered = [intersection(gap, possible) for gap in complement(characteristic.covered)]
        shown = ", ".join(str(gap) for gap in uncovered if not is_empty(gap))
        checks.report(problems.numbers_not_covered, written.text.whole, name=characteristic.name, shown=shown)

    def _values(self, checks: Checks, scored: Scored, values: tuple[str, ...]) -> None:
        """Attributes and declared values name the same texts."""
        assert self.card is not None
        document, name = self.card.document, scored.characteristic.name
        here: Path = ("characteristics", name)
        uncovered = [value for value in values if value not in scored.characteristic.bins.texts]
        if uncovered and scored.characteristic.bins.otherwise is None:
            checks.report(
                problems.values_not_covered, document.key_span(here), name=name, values=", ".join(uncovered)
            )
        for i, attribute in enumerate(scored.characteristic.spec.attributes):
            for k, value in enumerate(attribute.values or ()):
                if isinstance(value, str) and value not in values:
                    span = document.span((*here, "attributes", i, "values", k))
                    checks.report(problems.undeclared_value, span, value=value, name=name, known=values)

    def lower(self, lowering: Lowering, scope: Scope, around: Around) -> Lowered[ScorecardPart]:
        """Attribute by bin, total of points, PD; for each item of a list where it is written so."""
        if self.each is None:
            nodes = self._lower(lowering, scope)
            return LoweredScorecard(
                part=self, binding=Record(nodes.totals), entries=nodes.totals, nodes=nodes
            )
        items = self.each.lower(lowering, scope)

        def of_item(inner: Scope) -> tuple[int, CardNodes]:
            scored = self._lower(lowering, inner)
            return lowering.pack(Record(scored.totals)), scored

        loop, nodes = items.loop_of(lowering, scope, of_item)
        scores, empty = loop.node, written_each(self).if_empty
        if empty is not None and empty.then == UNDECIDED:
            scores = lowering.builder.call(
                "some items", loop.node, kind="list", data=self.each.listed.text.value
            )
        return LoweredScorecards(
            part=self, binding=scores, nodes=nodes, each=items, variable=loop.variable, scores=scores
        )

    def _lower(self, lowering: Lowering, scope: Scope) -> CardNodes:
        assert self.card is not None
        values, attributes = [], []
        for scored in self.scored:
            values.append(lowering.lower(scored.tree, scope))
            attributes.append(lowering.builder.call("bin", values[-1], data=scored.characteristic.bins))
        return CardNodes(values, attributes, lower_total(lowering.builder, self.card, attributes))

    @property
    def entry_titles(self) -> Mapping[str, Words]:
        """The titles of what a scorecard comes to."""
        return {key: Words(*PHRASES[key]) for key in ("points", "pd", "grade")}


class LoweredScorecard(Lowered[ScorecardPart]):
    """A scorecard within a program."""

    nodes: CardNodes

    @property
    def slots(self) -> Iterable[int]:
        """Value and attribute of every characteristic, and what they come to."""
        pairs = zip(self.nodes.values, self.nodes.attributes, strict=True)
        return (*(node for pair in pairs for node in pair), *self.nodes.totals.values())

    @property
    def scored_card(self) -> ScoredCard | None:
        """The card with the nodes of its characteristics' attributes."""
        card = self.part.card
        return None if card is None else ScoredCard(self.part.spec.card, card, tuple(self.nodes.attributes))

    def reason_codes(self) -> Iterator[str]:
        """The codes of the card's characteristics and attributes."""
        card = self.part.card
        for characteristic in () if card is None else card.characteristics:
            yield characteristic.spec.reason.code
            for attribute in characteristic.spec.attributes:
                if attribute.reason is not None:
                    yield attribute.reason.code

    def reached(self, seen: Seen) -> Iterator[Element]:
        """The attributes into which the characteristics fell."""
        for attributes in self._attributes(seen):
            for scored, found in zip(self.part.scored, attributes, strict=True):
                if isinstance(found, int):
                    yield self.part.element(scored, found)

    def _attributes(self, seen: Seen) -> Iterator[Sequence[Any]]:
        """The attributes of the card."""
        yield [seen.value(node) for node in self.nodes.attributes]

    def tell(self, telling: Telling) -> Step:
        """The characteristics with their attributes."""
        part, card = self.part, self.part.card
        assert card is not None
        lines = [
            tell_characteristic(
                card,
                scored.characteristic,
                Ref(attribute),
                telling.figure(value, telling.type_of(scored.tree)),
                telling.title(scored.characteristic.name),
                telling.type_of(scored.tree).titles,
            )
            for scored, value, attribute in zip(
                part.scored, self.nodes.values, self.nodes.attributes, strict=True
            )
        ]
        rated = {key: Ref(node) for key, node in self.nodes.totals.items()}
        return tell_card(card, self.name, self.title, lines, rated, telling.titled(card.grade_titles))


class LoweredScorecards(LoweredScorecard):
    """A scorecard for each item of a list: the nodes of one of them, the items, and all scores."""

    each: LoweredEach
    variable: int
    scores: int

    @property
    def slots(self) -> Iterable[int]:
        """The items, and their scores."""
        return (*self.each.slots, self.scores)

    def _attributes(self, seen: Seen) -> Iterator[Sequence[Any]]:
        """The attributes of the card for every item."""
        items = seen.value(self.each.source)
        for item in items if isinstance(items, list) else ():
            yield seen.replay(self.nodes.attributes, {self.variable: item})

    def tell(self, telling: Telling) -> Step:
        """The characteristics of one item with their attributes."""
        inner, each = telling.of_item(self.each, (self.variable,))
        listed = Ref(self.scores)
        return EachStep(
            name=self.name,
            title=self.title,
            result=Figure(listed, computed=True),
            items=ItemSteps(each, listed, super().tell(inner)),
            omitted=OmittedItems(each.source),
        )


def attribute_text(number: int, attribute: Any) -> str:
    """An attribute as its card writes it."""
    if attribute.range is not None:
        return str(attribute.range)
    if attribute.values is not None:
        return ", ".join(map(str, attribute.values))
    if attribute.missing is not None:
        return f"missing {attribute.missing}"
    return "otherwise" if attribute.otherwise else str(number + 1)
