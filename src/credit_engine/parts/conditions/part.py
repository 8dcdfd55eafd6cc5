"""`conditions`: contract conditions, conditions precedent, covenants, required documents.

The value lists those that apply. While it is not known of one whether it applies, the lists are unknown, so
that an output of them is not released without it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import ClassVar

from credit_engine.account.conditions import ConditionFact, ConditionsFacts
from credit_engine.account.evidence import Column, Figure, Ref, Words
from credit_engine.account.lines import (
    ConditionBlock,
    InBook,
    LinesBlock,
    LinesStep,
    Piece,
    Sentence,
    Shown,
    Told,
    facts_of,
)
from credit_engine.document_text import Path
from credit_engine.feel import syntax
from credit_engine.feel.lower import Lowering
from credit_engine.feel.scope import Record, Scope
from credit_engine.feel.types import TEXT, Type, context_of, ids_of
from credit_engine.parts.base import Around, Checked, Checks, Element, Head, Lowered, Part, Seen
from credit_engine.parts.conditions import problems
from credit_engine.parts.conditions.model import (
    KINDS,
    Condition,
    ConditionNodes,
    ConditionsDecision,
    DueModel,
)
from credit_engine.parts.examined import Examined
from credit_engine.parts.items import ListedItem, item_doubts
from credit_engine.parts.model import DecisionModel
from credit_engine.parts.mutation.mutant import Mutant, Original, dropped, of_written
from credit_engine.parts.reading import Reader, Written, parsed
from credit_engine.parts.telling import Telling, clause_words, words
from credit_engine.problems import Note, Problem
from credit_engine.wording import said

_ENTRIES = {
    "ids": Words("Conditions", "条件"),
    "en": Words("In English", "英文"),
    "zh": Words("In Chinese", "中文"),
}
_COLUMNS = (
    Words("Condition", "编号"),
    Words("Text", "内容"),
    Words("Kind", "类别"),
    Words("Applies", "是否适用"),
    Words("Supplied by", "提供人"),
    Words("By when", "期限"),
    Words("Clause", "依据"),
)
_COMMA, _COLON = Words("; ", "；"), Words(": ", "：")
_ONLY_IF = Words("applies only if", "仅在下列条件成立时适用")
_OPEN = Words("it cannot be decided whether this applies", "无法判定是否适用")
_SUPPLIED, _DUE = Words("from ", "提供人："), Words("due ", "期限：")
APPLIES, NOT = "applies", "not_applies"


class ConditionsPart(Part[ConditionsDecision]):
    """Conditions, each of which applies, does not apply, or cannot be decided."""

    key = "conditions"
    model: ClassVar[type[DecisionModel]] = ConditionsDecision
    facts = ConditionsFacts

    conditions: Sequence[Condition]

    @classmethod
    def read(cls, head: Head[ConditionsDecision], reader: Reader) -> ConditionsPart:
        """Parse when conditions apply, and the dates."""
        conditions = []
        for i, spec in enumerate(head.spec.conditions):
            at = (*head.here, i)
            applies = None if spec.applies_when is None else reader.expression((*at, "applies_when"))
            date = None
            if spec.due is not None and spec.due.date is not None:
                plain = not isinstance(reader.document.value((*at, "due")), dict)
                date = reader.expression((*at, "due") if plain else (*at, "due", "date"))
            conditions.append(Condition(spec, applies, date))
        return cls(head=head, conditions=conditions)

    def _at(self, i: int) -> Path:
        return (*self.here, i)

    def written(self) -> Iterator[Written]:
        """When conditions apply, and dates."""
        for condition in self.conditions:
            yield from parsed(condition.applies_when, condition.date)

    def doubts(self, examined: Examined) -> Iterator[Problem]:
        """What a careful reader would ask; two conditions are the same where their texts are."""
        yield from super().doubts(examined)
        items = [
            ListedItem(
                condition.spec.id,
                self._at(i),
                condition.applies_when,
                None,
                frozenset((condition.spec.title.en, condition.spec.title.zh)),
            )
            for i, condition in enumerate(self.conditions)
        ]
        yield from item_doubts(items, examined)

    def check(self, checks: Checks) -> Checked:
        """Ids are unique, conditions boolean, dates dates; a day is said in one way."""
        if not self.conditions and not checks.damaged_below(self.here):
            checks.report(problems.no_conditions, self.here)
        seen: dict[str, Path] = {}
        for i, condition in enumerate(self.conditions):
            at = self._at(i)
            checks.expect(condition.applies_when, "boolean", "'applies_when'")
            if condition.date is not None and _is_text(checks, condition.date):
                checks.report(problems.due_is_text, condition.date.text.whole, text=condition.date.text.value)
            else:
                checks.expect(condition.date, "date", "'due'")
            if not checks.damaged_below(at):
                self._own_id(checks, condition.spec.id, seen, at)
            if condition.spec.due is not None:
                _check_due(checks, condition.spec.due, (*at, "due"))
        texts = Type("list", item=TEXT, optional=True, most=len(self.conditions))
        ids = ids_of([condition.spec.id for condition in self.conditions])
        return Checked(self, context_of({**dict.fromkeys(_ENTRIES, texts), "ids": ids}))

    def _own_id(self, checks: Checks, name: str, seen: dict[str, Path], at: Path) -> None:
        first = seen.setdefault(name, at)
        if first != at:
            note = Note(said("the other condition", "另一项条件"), checks.document.span((*first, "id")))
            checks.report(problems.condition_id_twice, (*at, "id"), name=name, notes=(note,))

    def lower(self, lowering: Lowering, scope: Scope, around: Around) -> LoweredConditions:
        """Whether each condition applies, and the ids and texts of those that do."""
        nodes = [_lowered(lowering, scope, condition) for condition in self.conditions]
        entries = {name: self._listed(lowering, name, nodes) for name in _ENTRIES}
        return LoweredConditions(part=self, binding=Record(entries), entries=entries, nodes=nodes)

    def _listed(self, lowering: Lowering, name: str, nodes: Sequence[ConditionNodes]) -> int:
        """The node of the ids, or of the texts in a language, of the conditions that apply."""
        if not self.conditions:
            return lowering.builder.constant([], "list")
        texts = [
            condition.spec.id if name == "ids" else condition.spec.title.text(name)
            for condition in self.conditions
        ]
        statuses = (each.applies for each in nodes)
        return lowering.builder.call("unmet", *statuses, kind="list", data=tuple(texts))

    @property
    def entry_titles(self) -> Mapping[str, Words]:
        """The titles of the ids and of the texts."""
        return _ENTRIES

    def reachable(self) -> Iterator[Element]:
        """Each condition as one that applies and, where that depends, as one that does not."""
        for condition in self.conditions:
            yield self.element(condition, APPLIES)
            if condition.applies_when is not None:
                yield self.element(condition, NOT)

    def element(self, condition: Condition, state: str) -> Element:
        """A condition that applies, or does not."""
        return Element("condition", self.name, condition.spec.id, state)

    def mutants(self, place: str, original: Original) -> Iterator[Mutant]:
        """A condition dropped, one that always applies, changes of expressions."""
        for i, condition in enumerate(self.conditions):
            at, here = self._at(i), f"{place}.{condition.spec.id}"
            yield dropped("condition", here, at)
            if condition.applies_when is not None:
                yield dropped("condition", f"{here}.applies_when", (*at, "applies_when"))
                yield from of_written(f"{here}.applies_when", condition.applies_when)
            yield from of_written(f"{here}.due", condition.date)


def _lowered(lowering: Lowering, scope: Scope, condition: Condition) -> ConditionNodes:
    builder = lowering.builder
    applies = builder.constant(True, "boolean")
    if condition.applies_when is not None:
        applies = lowering.lower(condition.applies_when.tree, scope)
    # What is declared not to apply where it is missing does not: that is known.
    status = builder.call("enough", applies, kind="boolean", data=1)
    is_open = builder.call("fn:is missing", status, kind="boolean", data=())
    return ConditionNodes(
        status, is_open, None if condition.date is None else lowering.lower(condition.date.tree, scope)
    )


class LoweredConditions(Lowered[ConditionsPart]):
    """Conditions within a program: the nodes of each; the entries are lists of those that apply."""

    nodes: Sequence[ConditionNodes]

    @property
    def value(self) -> int:
        """The ids of those that apply."""
        return self.entries["ids"]

    @property
    def slots(self) -> Iterable[int]:
        """The lists, then whether each condition applies, is open, and by when."""
        yield from self.entries.values()
        yield from (node for nodes in self.nodes for node in nodes if node is not None)

    def reached(self, seen: Seen) -> Iterator[Element]:
        """Which apply, and which do not."""
        for condition, nodes in zip(self.part.conditions, self.nodes, strict=True):
            status = seen.value(nodes.applies)
            if isinstance(status, bool):
                yield self.part.element(condition, APPLIES if status else NOT)

    def tell(self, telling: Telling) -> LinesStep:
        """All conditions in a table, open ones with what they rest on; for a summary those that count."""
        facts = tuple(map(partial(_fact, telling), self.part.conditions, self.nodes))
        told = tuple(zip(self.nodes, facts, strict=True))
        table = LinesBlock(_COLUMNS, tuple(map(_cells, facts)))
        return LinesStep(
            name=self.name,
            title=self.title,
            result=Figure(Ref(self.value), columns=(Column("ids", _ENTRIES["ids"]),)),
            part=self.part.key,
            facts=tuple(facts_of(ConditionsFacts(facts))),
            blocks=(table, *(block for nodes, fact in told for block in _grounds(nodes, fact))),
            brief=tuple(block for nodes, fact in told for block in _brief(nodes, fact)),
            book=InBook(tuple(_in_book(facts))),
        )


def _fact(telling: Telling, condition: Condition, nodes: ConditionNodes) -> ConditionFact:
    spec, due = condition.spec, condition.spec.due
    return ConditionFact(
        spec.id,
        Words(spec.title.en, spec.title.zh),
        Ref(nodes.applies),
        spec.kind or "",
        words(spec.supplied_by),
        None if due is None else due.words,
        None if nodes.due is None else telling.figure(nodes.due),
        clause_words(spec.clause),
        None if condition.applies_when is None else telling.condition(condition.applies_when.tree),
    )


def _is_text(checks: Checks, date: Written) -> bool:
    """Whether what stands where a date is expected is a word of prose: no name in the policy, no ASCII."""
    known = date.tree if isinstance(date.tree, syntax.Name) else None
    return known is not None and not known.name.isascii() and checks.names.find(known.name) is None


def _check_due(checks: Checks, due: DueModel, at: Path) -> None:
    """A text in both languages, or a date, or days after an event: one of them, and all of it."""
    keys = frozenset(key for key in ("date", "days", "after", "en", "zh") if getattr(due, key) is not None)
    if checks.incomplete(at):
        return
    if keys not in ({"date"}, {"days", "after"}, {"en", "zh"}):
        checks.report(problems.due_of_other_form, at, expected=due.short_form)
    elif due.days is not None and due.days < 0:
        checks.report(problems.negative_days, (*at, "days"))


def _by(fact: ConditionFact) -> Piece | None:
    return fact.due if fact.due_date is None else fact.due_date


def _cells(fact: ConditionFact) -> tuple[Piece, ...]:
    blank = Words("", "")
    kind = KINDS[fact.condition_kind] if fact.condition_kind else blank
    return (
        fact.id,
        fact.title,
        kind,
        Figure(fact.applies),
        fact.supplied_by or blank,
        _by(fact) or blank,
        fact.clause or blank,
    )


def _grounds(nodes: ConditionNodes, fact: ConditionFact) -> Iterator[Told]:
    """Of a condition that is open, what it rests on."""
    if fact.applies_when is not None:
        still = Shown(Ref(nodes.open), (True,))
        yield Sentence((fact.id, _COLON, _OPEN), "doubt", still)
        yield ConditionBlock(fact.applies_when, still)


def _in_book(facts: Iterable[ConditionFact]) -> Iterator[Told]:
    """All conditions in a table, then when each of them applies that does not always."""
    at = 3  # whether it applies, which only a decision says
    lines = tuple((*cells[:at], *cells[at + 1 :]) for cells in map(_cells, facts))
    yield LinesBlock((*_COLUMNS[:at], *_COLUMNS[at + 1 :]), lines)
    for fact in facts:
        if fact.applies_when is not None:
            yield Sentence((fact.id, _COLON, _ONLY_IF))
            yield ConditionBlock(fact.applies_when)


def _brief(nodes: ConditionNodes, fact: ConditionFact) -> Iterator[Told]:
    """A condition that applies with who supplies it and by when; one that is open as such."""
    more = ((_SUPPLIED, fact.supplied_by), (_DUE, _by(fact)))
    named = (fact.id, _COLON, fact.title)
    details = tuple(piece for head, value in more if value is not None for piece in (_COMMA, head, value))
    yield Sentence((*named, *details), "plain", Shown(Ref(nodes.applies), (True,)))
    if fact.applies_when is not None:
        yield Sentence((*named, _COMMA, _OPEN), "doubt", Shown(Ref(nodes.open), (True,)))
