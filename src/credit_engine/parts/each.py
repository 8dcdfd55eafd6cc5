"""`for_each`: a decision made for every item of a list, and what becomes of the answers together."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple, TypeVar

from credit_engine.absent import absent
from credit_engine.document_text import Path, ScalarText
from credit_engine.feel import syntax
from credit_engine.feel.check import Known
from credit_engine.feel.check.errors import article
from credit_engine.feel.lower import Lowering
from credit_engine.feel.parser import FeelSyntaxError, parse_expression
from credit_engine.feel.positioned import positioned
from credit_engine.feel.scope import Scope
from credit_engine.feel.types import ANY, Type
from credit_engine.ir import Builder
from credit_engine.parts.base import AnyPart, Checks, Head
from credit_engine.parts.model import DecisionModel, Expression, Model, stands_for
from credit_engine.parts.mutation.mutant import Mutant, with_neighbours
from credit_engine.parts.problems import each as problems
from credit_engine.parts.reading import Reader, Written
from credit_engine.parts.references import References
from credit_engine.parts.rule import NO_ITEMS, LoweredRule, Rule, RuleModel
from credit_engine.run.items import OfItems
from credit_engine.wording import said

UNDECIDED, EMPTY = "undecided", "empty"
_BESIDE = ("identity", "if_empty", "disclose_identity")
_FORM = re.compile(r"(?P<list>.*\S)\s+as\s+(?P<name>[^\W\d]\w*)\s*", re.DOTALL)
_TAKEN = ("item", "partial", "outcome")
"""Names that stand for something else within expressions."""
_EXAMPLE = said("such as: guarantors as g", "如：guarantors as g")


class IfEmptyModel(Model):
    """What holds where the list has no items: an outcome with its reason, or that it is undecided."""

    short_form: ClassVar[str] = said(
        "undecided, or {{then: ..., because: ...}}", "undecided，或 {{then: ..., because: ...}}"
    )

    then: str
    because: str | None = None
    id: str | None = None

    _short = stands_for("then", str)


class EachDecision(DecisionModel):
    """A decision that can be made for each item of a list."""

    for_each: str | None = None
    identity: Expression | None = None
    if_empty: IfEmptyModel | None = None
    disclose_identity: bool = False


V = TypeVar("V")


@dataclass(frozen=True)
class Loop:
    """A list made from the items of another: its node, its variable's, and the node of an item's value."""

    node: int
    variable: int
    result: int


class Each(NamedTuple):
    """The items of a list, for each of which a decision is made; `name` is the item's name in expressions.

    `disclosed` says whether the customer learns which items are meant; `item` is the type of one, after
    checking.
    """

    path: Path
    listed: Written
    name: str
    identity: Written | None
    disclosed: bool
    item: Type = ANY

    def references(self, trees: Iterator[syntax.Node]) -> References:
        """The names that trees use, the item's aside, and those of the list."""
        found = References()
        found.collect(self.listed.tree)
        for tree in (*trees, *(() if self.identity is None else (self.identity.tree,))):
            found.collect(tree, frozenset((self.name,)))
        return found

    @contextmanager
    def within(self, checks: Checks) -> Iterator[Each]:
        """Checks that know the item's name; gives the items with their type, which are checked first."""
        before = checks.names
        type_ = checks.infer(self.listed)
        if type_.kind not in ("list", "any"):
            checks.report(
                problems.for_each_of_no_list,
                self.listed.text.whole,
                value=self.listed.text.value,
                type=article(type_),
                hint=_EXAMPLE,
            )
        item = type_.item if type_.kind == "list" and type_.item is not None else ANY
        span = self.listed.text.span()
        if before.find(self.name) is not None:
            checks.report(problems.item_name_taken, (*self.path, "for_each"), name=self.name)
        entries = {key: Known(type_, span, what="item") for key, type_ in item.fields or ()}
        known = Known(item, span, entries or None, "item")
        checks.names = before.within({self.name: known})
        if self.identity is not None:
            self._identity(checks, self.identity)
        try:
            yield self._replace(item=item)
        finally:
            checks.names = before

    def _identity(self, checks: Checks, identity: Written) -> None:
        type_ = checks.infer(identity)
        if type_.kind not in ("text", "number", "date", "any"):
            checks.report(problems.identity_of_other_type, identity.text.whole, type=article(type_))

    def lower(self, lowering: Lowering, scope: Scope) -> LoweredEach:
        """The list and the items' identities."""
        entered = LoweredEach(self, lowering.lower(self.listed.tree, scope))
        identity = self.identity
        if identity is None:
            return entered
        named = entered.loop(lowering, scope, lambda inner: lowering.lower(identity.tree, inner))
        return entered._replace(identities=named)


class LoweredEach(NamedTuple):
    """A list within a program: its node, and the loop that names its items (None: by their numbers)."""

    each: Each
    source: int
    identities: Loop | None = None

    @property
    def name(self) -> str:
        """The item's name in expressions."""
        return self.each.name

    @property
    def slots(self) -> tuple[int, ...]:
        """The nodes that reasons and explanations read."""
        return (self.source,) if self.identities is None else (self.source, self.identities.node)

    def of_rule(self, rule: Rule, statuses: int, status: int, variable: int) -> LoweredRule:
        """A rule with its statuses for the items, and what they come to."""
        identities = -1 if self.identities is None else self.identities.node
        items = OfItems(statuses, identities, self.each.disclosed)
        return rule.lowered(status, items=items, variable=variable)

    def loop(self, lowering: Lowering, scope: Scope, body: Callable[[Scope], int]) -> Loop:
        """A list of what the body gives for each item."""
        return self.loop_of(lowering, scope, lambda inner: (body(inner), None))[0]

    def loop_of(
        self, lowering: Lowering, scope: Scope, body: Callable[[Scope], tuple[int, V]]
    ) -> tuple[Loop, V]:
        """A list of what the body gives for each item, and what else it gives of one item."""
        builder = lowering.builder
        region, (variable,) = builder.open_region(self.each.item.kind)
        inner, _ = builder.open_region()
        result, nodes = body(scope.with_names({self.name: variable}))
        builder.close_region(result)
        builder.close_region(self.source)
        node = builder.add("LOOP", name="map", kind="list", regions=(region, inner))
        return Loop(node, variable, result), nodes


def branch(builder: Builder, kind: str, test: int, value: int, otherwise: int) -> int:
    """A choice between nodes that are evaluated in any case."""
    return builder.lazy("BRANCH", kind, lambda: test, lambda: value, lambda: otherwise)


def over(lowering: Lowering, loop: Loop, body: Callable[[int], int]) -> int:
    """A list of what the body makes of each value that a loop gave."""
    return lowering.builder.mapped("context", lambda: loop.node, body)


def written_each(part: AnyPart | Head[Any]) -> EachDecision:
    """What is written of a decision that can be made for each item of a list."""
    assert isinstance(part.decision, EachDecision)
    return part.decision


def read_each(reader: Reader, head: Head[Any]) -> Each | None:
    """The items that a decision is made for, None where it is a single one or cannot be read."""
    decision, document = written_each(head), reader.document
    at: Path = (*head.path, "for_each")
    if decision.for_each is None or document.is_damaged(at) or at in document.incomplete:
        return None
    identity = None if decision.identity is None else reader.expression((*head.path, "identity"))
    text = document.text_at(at)
    form = _FORM.fullmatch(text.value)
    if form is None or not _is_name(form["name"]):
        reader.problems.append(problems.bad_for_each(document.span(at), value=text.value, expected=_EXAMPLE))
        return None
    listed = _part(text, form.start("list"), form.end("list"))
    try:
        tree = parse_expression(listed.value)
    except FeelSyntaxError as error:
        reader.problems += positioned(listed, error.problems)
        return None
    return Each(head.path, Written(at, listed, tree), form["name"], identity, decision.disclose_identity)


def _is_name(text: str) -> bool:
    """Whether a word can be the name of an item: none that the language has a meaning for."""
    try:
        return isinstance(parse_expression(text), syntax.Name) and text not in _TAKEN
    except FeelSyntaxError:
        return False


def _part(text: ScalarText, start: int, end: int) -> ScalarText:
    """A stretch of a scalar as a text of its own, each character at its place."""
    starts, ends = text.starts[start:end], text.ends[start:end]
    return ScalarText(text.value[start:end], text.source, (starts[0], ends[-1]), starts, ends)


def check_keys(checks: Checks, part: AnyPart) -> None:
    """`if_empty` is said wherever a list is gone through, and nothing of that where none is."""
    decision, document = written_each(part), checks.document
    if decision.for_each is None:
        for key in _BESIDE if not document.is_damaged((*part.path, "for_each")) else ():
            if (*part.path, key) in document:
                checks.report(problems.key_without_for_each, checks.key((*part.path, key)), key=key)
    elif decision.if_empty is None and not checks.unread((*part.path, "if_empty")):
        checks.report(
            problems.if_empty_missing,
            document.key_span((*part.path, "for_each")),
            form=IfEmptyModel.short_form,
        )


def empty_rule(checks: Checks, part: AnyPart, each: Each) -> Rule | None:
    """The rule for a list without items, None where nothing follows from that or it is not said."""
    model = written_each(part).if_empty
    at: Path = (*part.path, "if_empty")
    if model is None or checks.unread(at):
        return None
    place = checks.document.in_full(at, "then")
    if not checks.is_outcome(model.then, place, (UNDECIDED,)):
        return None
    if model.because is None and model.then not in (UNDECIDED, checks.outcomes.nothing_fired):
        checks.report(
            problems.empty_list_needs_reason,
            place,
            then=model.then,
            expected=f"{{then: {model.then}, because: ...}}",
        )
        return None
    if model.because is None and model.then != UNDECIDED:
        return None
    spec = RuleModel(
        id=model.id or f"{part.name}.if_empty",
        when=f"count({each.listed.text.value}) = 0",
        then=checks.outcomes.undecided if model.then == UNDECIDED else model.then,
        because="" if model.then == UNDECIDED else model.because or "",
        title=NO_ITEMS,
    )
    return Rule(spec)


def lower_empty(lowering: Lowering, items: LoweredEach, rule: Rule) -> LoweredRule:
    """The rule for an empty list: it fires, or is undecided."""
    builder = lowering.builder
    count = builder.call("fn:count", items.source, kind="number", data=())
    empty = builder.call("=", count, builder.constant(0, "number"), kind="boolean")
    if rule.spec.because:
        return rule.lowered(empty)
    unknown = builder.constant(absent("empty_list", items.each.listed.text.value), "boolean")
    status = branch(builder, "boolean", empty, unknown, builder.constant(False, "boolean"))
    return rule.lowered(empty, status)


def of_empty(part: AnyPart, place: str, outcomes: Sequence[str]) -> Iterator[Mutant]:
    """What holds for a list without items, exchanged for the outcomes beside it."""
    model = written_each(part).if_empty
    if model is not None and model.because is not None and model.then in outcomes:
        at = (*part.path, "if_empty", "then")
        yield from with_neighbours("outcome", f"{place}.if_empty", at, model.then, outcomes)
