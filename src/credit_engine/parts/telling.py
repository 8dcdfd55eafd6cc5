"""What parts need for their accounts: the nodes of syntax trees, titles of names, units, wording.

Everything here is settled once, when a policy is compiled; values are `Ref`s to nodes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from copy import copy
from functools import partial
from typing import Any, Protocol

from credit_engine.absent import absent
from credit_engine.account.evidence import (
    Column,
    Condition,
    Figure,
    Item,
    Loop,
    NamedTitle,
    Ref,
    Rounding,
    Sealed,
    Term,
    Words,
)
from credit_engine.account.gaps import Each, ItemCount, LoopItems, OmittedItems
from credit_engine.account.processes import OutcomeLine
from credit_engine.feel import ordinals, syntax
from credit_engine.feel.format import format_expression, word_expression
from credit_engine.feel.types import ANY, Type
from credit_engine.feel.units import Unit, parse_unit
from credit_engine.feel.walk import children
from credit_engine.ir import Program
from credit_engine.parts.model import Bilingual, ClauseModel, DecisionModel
from credit_engine.run.outcomes import Outcomes
from credit_engine.temporal.properties import property_types
from credit_engine.texts.explanation import PHRASES, RELATIONS
from credit_engine.texts.units import CALENDAR_YEAR, PARTS_OF_MOMENTS

_EXACT = (
    "round",
    "dated",
    "pick",
    "take",
    "bin",
    "points",
    "factor",
    "limit",
    "rules",
    "worst",
    "settled",
)
"""Kernels whose numbers have the scale of what the policy or the record wrote."""
_LITERALS = (syntax.Number, syntax.Text, syntax.Boolean, syntax.Null, syntax.AtLiteral)
_LOOPS = (syntax.Quantified, syntax.Filter, syntax.For)
_LOOP_KINDS: Mapping[str, Any] = {"some": "some", "every": "every", "filter": "filter", "map": "for"}


class Titled(Protocol):
    """What is read of a part: its titles and its unit."""

    @property
    def decision(self) -> DecisionModel: ...
    @property
    def title(self) -> Words | None: ...
    @property
    def entry_titles(self) -> Mapping[str, Words]: ...


class Parsed(Protocol):
    """An expression as it stands in a file, parsed."""

    @property
    def tree(self) -> syntax.Expression: ...


class NamedItems(Protocol):
    """A loop that gives the identities of items."""

    @property
    def variable(self) -> int: ...
    @property
    def result(self) -> int: ...


class Listed(Protocol):
    """The items of a list, for each of which a decision is made."""

    @property
    def name(self) -> str: ...
    @property
    def source(self) -> int: ...
    @property
    def identities(self) -> NamedItems | None: ...


class Telling:
    """What is known of a policy when its parts are told.

    `titles` are those of names, `item_titles` those of the entries of list items; `outcomes`, `counting` (the
    decisions that its outcome rests on) and `reasons` are the policy's own. `variables` are the loop
    variables that are bound where something is told. `redacted` are the numbers of the inputs of which
    something is never shown.
    """

    def __init__(
        self,
        program: Program,
        sites: Mapping[int, int],
        types: Mapping[int, Type],
        spec: Any,
        parts: Mapping[str, Any],
        outcomes: Outcomes,
        redacted: Collection[int] = (),
    ) -> None:
        self.program = program
        self._redacted = redacted
        self.sites = sites
        self.types = types
        self.variables: frozenset[int] = frozenset()
        self._item = ""
        self._needs = program.variables
        self._texts: dict[int, str] = {}
        self._lists: dict[tuple[tuple[str, Words], ...], int] = {}
        self._literals: dict[int, Titles] = {}
        self._looked_at: set[int] = set()
        self.of_policy(spec, parts, outcomes)

    def of_policy(self, spec: Any, parts: Mapping[str, Any], outcomes: Outcomes) -> None:
        """Tell of a policy: the one that is compiled, or one that it calls."""
        self.spec = spec
        self.parts = parts
        self.outcomes = outcomes
        self.titles: dict[str, Words] = dict(_titles(spec, parts))
        self.item_titles = _item_titles(spec)

    def called(self, spec: Any, parts: Mapping[str, Any], outcomes: Outcomes) -> Telling:
        """The same where a called policy is told, whose nodes stand in this program."""
        inner = copy(self)
        inner.of_policy(spec, parts, outcomes)
        return inner

    def at_sites(self, sites: Mapping[int, int], titles: Mapping[str, Words | None]) -> Telling:
        """The same where some syntax trees have other nodes, and some names other titles or none."""
        inner = copy(self)
        inner.sites = sites
        kept = {name: title for name, title in self.titles.items() if name not in titles}
        inner.titles = kept | {name: title for name, title in titles.items() if title is not None}
        return inner

    def of_item(self, each: Listed, variables: Sequence[int]) -> tuple[Telling, Each]:
        """The same for one item of a list, whose fields have the titles of the list's, and the items."""
        inner = copy(self)
        named = () if each.identities is None else (each.identities.variable,)
        inner.variables = self.variables | {*variables, *named}
        inner._item = each.name
        identity = None if each.identities is None else Ref(each.identities.result)
        return inner, Each(Ref(each.source), (*variables, *named), identity)

    @property
    def value_titles(self) -> tuple[tuple[NamedTitle, ...], ...]:
        """The lists of titled values of which something was told, in the order of their numbers."""
        return tuple(tuple(NamedTitle(*one) for one in titles) for titles in self._lists)

    def titled(self, titles: Titles) -> int | None:
        """The number of a list of titled values; None for an empty one."""
        return self._lists.setdefault(titles, len(self._lists) + 1) if titles else None

    def outcome_figure(self, node: int) -> Figure:
        """The value of a node that is an outcome of the policy."""
        return self.figure(node)._replace(titles=self.titled(self.outcome_titles))

    @property
    def outcome_titles(self) -> Titles:
        """The outcomes with their titles."""
        return tuple((name, self.outcome_title(name)) for name in self.outcomes.order)

    @property
    def today(self) -> Ref:
        """The day of the decision."""
        return self.input(0)

    def input(self, number: int) -> Ref:
        """An input of the program."""
        nodes = self.program.nodes
        return Ref(next(one.id for one in nodes if one.op == "INPUT" and one.data == number))

    def is_free(self, node: int) -> bool:
        """Whether a node has one value here, not one for each turn of a loop."""
        return self._needs[node] <= self.variables

    def text(self, tree: syntax.Expression) -> str:
        """The canonical text of an expression of the policy."""
        found = self._texts.get(tree.number)
        if found is None:
            found = self._texts[tree.number] = format_expression(tree)
        return found

    def wording(self, tree: syntax.Expression) -> Words | None:
        """An expression with titles instead of names; None where no name of it has one."""
        self._find_literals(tree)
        en, zh = (word_expression(tree, partial(self._said, lang=lang)) for lang in ("en", "zh"))
        text = self.text(tree)
        return None if en == zh == text else Words(en, zh)

    def _said(self, tree: syntax.Node, lang: str) -> str | None:
        """What a reader calls a name, and how he reads the operator between two ordinals."""
        if isinstance(tree, syntax.Comparison):
            found = self.relation(tree.operator, tree.left, tree.right)
            return None if found is None else found.text(lang)
        return self._named(tree, lang)

    def _named(self, tree: syntax.Node, lang: str) -> str | None:
        """What a reader calls a name or a text; an item's field is called as in its list."""
        if isinstance(tree, syntax.Text):
            worded = dict(self._literals.get(tree.number, ())).get(tree.value)
            return None if worded is None else worded.text(lang)
        if not is_dotted(tree):
            return None
        assert isinstance(tree, syntax.Name | syntax.Path)
        title = self._title_of(tree) or self.item_title(self.text(tree))
        return None if title is None else title.text(lang)

    def _title_of(self, tree: syntax.Name | syntax.Path) -> Words | None:
        """The title of a dotted name; of `due.year` that of the date, and what its part is called."""
        found = self.title(self.text(tree))
        if found is not None or not isinstance(tree, syntax.Path) or not self._is_of_moment(tree):
            return found
        before = self.title(self.text(tree.target))
        en, zh = PARTS_OF_MOMENTS[tree.name]
        return None if before is None else Words(f"{before.en}: {en}", f"{before.zh}：{zh}")

    def _is_of_moment(self, tree: syntax.Path) -> bool:
        """Whether a path reads a property of a date, a time or a duration."""
        return tree.name in property_types(self.type_of(tree.target).kind)

    def _find_literals(self, tree: syntax.Node) -> None:
        """Note the titles of texts that are compared with values that have titles."""
        stack = [tree]
        while stack:
            node = stack.pop()
            if node.number not in self._looked_at:
                self._looked_at.add(node.number)
                for value, literal in compared(node):
                    if isinstance(literal, syntax.Text):
                        self._literals[literal.number] = _text_titles(self.type_of(value))
                stack += children(node)

    def type_of(self, tree: syntax.Node) -> Type:
        """The static type of an expression."""
        return self.types.get(tree.number, ANY)

    def is_computed(self, node: int) -> bool:
        """Whether a node's number has no declared scale."""
        found = self.program.nodes[node]
        return not (found.op in ("INPUT", "CONST") or (found.op == "CALL" and found.name in _EXACT))

    def figure(self, node: int, type_: Type = ANY, unit: str = "") -> Figure:
        """The value of a node with the unit of its type, or another one."""
        given = self.program.nodes[node].op == "INPUT"
        titles = self.titled(_text_titles(type_))
        return Figure(
            Ref(node), unit or number_unit(type_), self.is_computed(node), self.columns(type_), given, titles
        )

    def sealed(self, figure: Figure, node: int) -> Figure:
        """A figure whose value is never shown where the value of a node is made of a redacted input.

        It is for what tells such a value to whoever tries many, as a hash does.
        """
        if not self._redacted:
            return figure
        secret = not self.program.inputs_of([node]).isdisjoint(self._redacted)
        return figure._replace(value=Sealed(figure.value)) if secret else figure

    def columns(self, type_: Type) -> tuple[Column, ...]:
        """Titles and units of a context's or of list items' entries."""
        inner = type_.item if type_.kind == "list" and type_.item is not None else type_
        return tuple(
            Column(name, self.item_titles.get(name), unit_text(t.unit), self.titled(_text_titles(t)))
            for name, t in inner.fields or ()
        )

    def of_tree(self, tree: syntax.Expression, unit: str = "") -> Figure:
        """The value of an expression that varies with no loop."""
        node = self.sites.get(tree.number)
        if node is None or not self.is_free(node):
            return Figure(absent("not_evaluated"))
        return self.figure(node, self.type_of(tree), unit or self._entry_unit(tree))

    def _entry_unit(self, tree: syntax.Expression) -> str:
        """The unit of `cards.balance`, that of the entry in the list's items; and of the year of a date."""
        if not isinstance(tree, syntax.Path):
            return ""
        if tree.name == "year" and self._is_of_moment(tree):
            return CALENDAR_YEAR
        item = self.type_of(tree.target).item
        entry = None if item is None else item.field(tree.name)
        return "" if entry is None else unit_text(entry.unit)

    def worded(self, tree: syntax.Expression) -> Words:
        """An expression with titles instead of names, as it is where none has one."""
        text = self.text(tree)
        return self.wording(tree) or Words(text, text)

    def term(self, tree: syntax.Expression, unit: str = "") -> Term:
        """An expression as a term: a name with its title, a literal, or computed."""
        text, figure = self.text(tree), self.of_tree(tree, unit)
        if is_dotted(tree):
            assert isinstance(tree, syntax.Name | syntax.Path)
            return Term(text, figure, "name", self._title_of(tree))
        literal = tree.operand if isinstance(tree, syntax.Negation) else tree
        if isinstance(literal, _LITERALS):
            return Term(text, figure, "literal")
        return Term(text, figure, "expression", None, self.wording(tree))

    def names(self, tree: syntax.Node) -> tuple[Term, ...]:
        """The names that an expression reads outside of its loops, each once."""
        found: dict[str, Term] = {}
        for name in dotted_names(tree):
            node = self.sites.get(name.number)
            if node is not None and self.is_free(node):
                term = self.term(name)
                found.setdefault(term.text, term)
        return tuple(found.values())

    def title(self, name: str) -> Words | None:
        """The title of an input, parameter or decision, or of an entry of one."""
        head, _, below = name.partition(".")
        if self._item and head == self._item and below:
            return self.item_title(below)
        if name in self.titles:
            return self.titles[name]
        head, _, last = name.rpartition(".")
        entry = self.item_titles.get(last)
        if head in self.titles and entry is not None:
            before = self.titles[head]
            return Words(f"{before.en}: {entry.en}", f"{before.zh}：{entry.zh}")
        return None

    def item_title(self, name: str) -> Words | None:
        """The title of an entry of a list input's items, by the last word of a name."""
        return self.item_titles.get(name.rpartition(".")[2])

    def outcome_title(self, outcome: str) -> Words:
        """The title of an outcome; its name where the policy gives none."""
        found: Words = self.spec.outcomes.title_of(outcome).words
        return found

    def outcome_lines(self, outcomes: Outcomes) -> tuple[OutcomeLine, ...]:
        """The outcomes of a policy, from best to worst, with their titles."""
        return tuple(OutcomeLine(name, self.outcome_title(name)) for name in outcomes.order)

    def unit(self, part: Titled, *written: Parsed | None) -> str:
        """The declared unit of a part's value, else that of its expressions."""
        if part.decision.unit is not None:
            return declared_unit(part.decision.unit)
        units = (self.type_of(one.tree).unit for one in written if one is not None)
        return next((str(unit) for unit in units if unit is not None), "")

    def rounding(self, spec: Any, exact: int, unit: str) -> Rounding | None:
        """How a value is rounded, and the node before."""
        if spec is None:
            return None
        return Rounding(spec.digits, spec.mode, Figure(Ref(exact), unit, self.is_computed(exact)))

    def condition(self, tree: syntax.Expression) -> Condition:
        """The condition that an expression is."""
        text, value = self.text(tree), self.of_tree(tree).value
        if isinstance(tree, syntax.Conjunction | syntax.Disjunction):
            parts = tuple(self.condition(operand) for operand in tree.operands)
            kind: Any = "and" if isinstance(tree, syntax.Conjunction) else "or"
            return Condition(kind, text, value, parts, wording=self.wording(tree))
        inner = negated(tree)
        if inner is not None:
            return Condition("not", text, value, (self.condition(inner),))
        if isinstance(tree, syntax.Comparison):
            return self._comparison(tree, tree.operator, (tree.left, tree.right), value)
        if _is_by_quality(tree):
            assert isinstance(tree, syntax.Call)
            assert isinstance(tree.function, syntax.Name)
            compared = tree.arguments[0].value, tree.arguments[1].value
            return self._comparison(tree, tree.function.name, compared, value)
        if isinstance(tree, syntax.In):
            side = self.term(tree.value)
            tests = self._tests(tree)
            names = self._others(tree, (side,))
            return Condition(
                "in", text, value, (), "in", (side,), tests, names, self.loops(tree), self.wording(tree)
            )
        sides = (self.term(tree),) if isinstance(tree, syntax.Name | syntax.Path) else ()
        return Condition(
            "test",
            text,
            value,
            (),
            "",
            sides,
            (),
            self._others(tree, sides),
            self.loops(tree),
            self.wording(tree),
        )

    def _comparison(
        self,
        tree: syntax.Expression,
        operator: str,
        compared: tuple[syntax.Expression, syntax.Expression],
        value: Any,
    ) -> Condition:
        """Both sides; a literal takes the unit of what it is compared with."""
        left, right = map(self.term, compared)
        if not left.figure.unit and right.figure.unit:
            left = self.term(compared[0], right.figure.unit)
        elif left.figure.unit and not right.figure.unit:
            right = self.term(compared[1], left.figure.unit)
        if left.kind == "literal" and right.figure.titles:
            left = _with_titles(left, right)
        elif right.kind == "literal" and left.figure.titles:
            right = _with_titles(right, left)
        return Condition(
            "comparison",
            self.text(tree),
            value,
            (),
            operator,
            (left, right),
            (),
            self._others(tree, (left, right)),
            self.loops(tree),
            self.wording(tree),
            self.relation(operator, *compared),
        )

    def relation(self, operator: str, *sides: syntax.Expression) -> Words | None:
        """What an operator, or a function that compares, says of two ordinals."""
        order = ordinals.order_of(*map(self.type_of, sides))
        if operator in ordinals.COMPARING:
            return Words(*RELATIONS[operator])
        if order is None or operator not in ordinals.SIGNS:
            return None
        return Words(*RELATIONS[ordinals.relation(operator, order)])

    def _tests(self, tree: syntax.In) -> tuple[str, ...]:
        """What stands right of `in`; of an ordinal the values that satisfy it, where they are known."""
        order = self.type_of(tree.value).order
        values = None if order is None else ordinals.matched(tree.tests, order)
        if values is not None:
            return tuple(format_expression(syntax.Text(value)) for value in values)
        return tuple(_test_text(test) for test in tree.tests)

    def _others(self, tree: syntax.Node, sides: tuple[Term, ...]) -> tuple[Term, ...]:
        """Names that are not already a side of their own."""
        shown = {side.text for side in sides}
        return tuple(term for term in self.names(tree) if term.text not in shown)

    def loops(self, tree: syntax.Node) -> tuple[Loop, ...]:
        """The outermost loops of an expression."""
        return tuple(loop for found in _outermost(tree) if (loop := self._loop(found)) is not None)

    def _loop(self, tree: syntax.Quantified | syntax.Filter | syntax.For) -> Loop | None:
        """A loop with what an item of it reads; None for what is no loop after all (an index).

        Of a loop over several lists, or over one that varies itself, no item is told.
        """
        at = self.sites.get(tree.number)
        if at is None or not self.is_free(at) or self.program.nodes[at].op != "LOOP":
            return None
        node = self.program.nodes[at]
        figure, wording = self.figure(at, self.type_of(tree)), self.wording(tree)
        kind = _LOOP_KINDS[node.name]
        told = Loop(kind=kind, text=self.text(tree), figure=figure, wording=wording)
        source, *inner = (self.program.regions[region] for region in node.regions)
        if len(inner) != 1 or inner[0].params or not self.is_free(source.result):
            return told
        body = tree.body if isinstance(tree, syntax.For) else tree.condition
        variable = source.params[0]
        item = Item(0, Figure(Ref(inner[0].result), computed=True), self._item_names(body, variable))
        items = Ref(source.result)
        return told._replace(
            count=ItemCount(items),
            items=LoopItems(kind, figure.value, items, variable, item),
            omitted=OmittedItems(items),
        )

    def _item_names(self, body: syntax.Expression, variable: int) -> tuple[Term, ...]:
        """The names that vary with one loop variable and, those that are bound aside, with no other."""
        found: dict[str, Term] = {}
        for name in dotted_names(body):
            at = self.sites.get(name.number)
            if at is not None and self._needs[at] - self.variables == {variable}:
                text, type_ = self.text(name), self.type_of(name)
                given = self.program.nodes[at].name == "field"
                figure = self.figure(at, type_, unit_text(type_.unit))._replace(given=given)
                found[text] = Term(text, figure, "name", self.item_title(text))
        return tuple(found.values())


_OF_TWO = ("list contains", *ordinals.COMPARING)
"""Functions whose two arguments are compared."""
Titles = tuple[tuple[str, Words], ...]
"""Titles of the texts that a value can be."""


def _text_titles(type_: Type) -> Titles:
    """The titles of a text, or of the texts of a list."""
    return (type_.item if type_.kind == "list" and type_.item is not None else type_).titles


def _with_titles(literal: Term, other: Term) -> Term:
    return literal._replace(figure=literal.figure._replace(titles=other.figure.titles))


def compared(tree: syntax.Node) -> Iterator[tuple[syntax.Expression, syntax.Node]]:
    """The values of an expression, each with what it is compared with."""
    if isinstance(tree, syntax.Comparison):
        yield tree.left, tree.right
        yield tree.right, tree.left
    elif isinstance(tree, syntax.In):
        yield from ((tree.value, test.value) for test in tree.tests)
    elif isinstance(tree, syntax.Call) and any(_is_called(tree, one, 2) for one in _OF_TWO):
        left, right = (argument.value for argument in tree.arguments)
        yield left, right
        yield right, left


def is_dotted(tree: syntax.Node) -> bool:
    """Whether an expression is a name, or a path of names."""
    while isinstance(tree, syntax.Path):
        tree = tree.target
    return isinstance(tree, syntax.Name) and tree.name != "?"


def dotted_names(tree: syntax.Node) -> Iterator[syntax.Name | syntax.Path]:
    """The outermost dotted names of an expression; names of called functions are none."""
    stack = [tree]
    while stack:
        node = stack.pop()
        if isinstance(node, syntax.Name | syntax.Path) and is_dotted(node):
            yield node
            continue
        below = list(children(node))
        if isinstance(node, syntax.Call) and isinstance(node.function, syntax.Name):
            below = [child for child in below if child is not node.function]
        stack.extend(reversed(below))


def words(text: Bilingual | None) -> Words | None:
    """A text of the policy."""
    return None if text is None else text.words


def clause_words(clause: ClauseModel | None) -> Words | None:
    """The written rule that something implements: document, article and link."""
    if clause is None:
        return None
    en, zh = clause.document.en, clause.document.zh
    if clause.article is not None:
        en, zh = f"{en}, {clause.article}", f"{zh}，{clause.article}"
    return Words(en, zh) if clause.link is None else Words(f"{en} ({clause.link})", f"{zh}（{clause.link}）")


def unit_text(unit: Unit | None) -> str:
    """A unit as text; none for an unknown one."""
    return "" if unit is None else str(unit)


def number_unit(type_: Type) -> str:
    """The unit of a number, or of the numbers of a list."""
    inner = type_.item if type_.kind == "list" and type_.item is not None else type_
    return unit_text(inner.unit)


def declared_unit(text: str | None) -> str:
    """A declared unit in its canonical text."""
    return "" if text is None else unit_text(parse_unit(text))


def negated(tree: syntax.Expression) -> syntax.Expression | None:
    """What an expression `not(...)` negates, None for any other expression."""
    return tree.arguments[0].value if isinstance(tree, syntax.Call) and _is_called(tree, "not", 1) else None


def _is_called(tree: syntax.Call, name: str, arguments: int) -> bool:
    """Whether a call is that of a function by its name."""
    return tree.function == syntax.Name(name) and len(tree.arguments) == arguments


def _is_by_quality(tree: syntax.Expression) -> bool:
    """Whether an expression asks of two ordinals which is better."""
    if not isinstance(tree, syntax.Call) or not isinstance(tree.function, syntax.Name):
        return False
    plain = len(tree.arguments) == 2 and not any(argument.name for argument in tree.arguments)
    return plain and tree.function.name in ordinals.COMPARING


def _test_text(test: syntax.Test) -> str:
    value = format_expression(test.value)
    return f"{test.operator} {value}" if isinstance(test, syntax.CompareTest) else value


def _outermost(tree: syntax.Node) -> Iterator[syntax.Quantified | syntax.Filter | syntax.For]:
    stack = [tree]
    while stack:
        node = stack.pop()
        if isinstance(node, _LOOPS):
            yield node
        else:
            stack.extend(reversed(list(children(node))))


def _titles(spec: Any, parts: Mapping[str, Any]) -> Iterator[tuple[str, Words]]:
    """The titles of inputs, parameters, decisions and their entries, by name."""
    for name, model in (*spec.declared.items(), *spec.parameters.items()):
        title = words(model.title)
        if title is not None:
            yield name, title
    yield "data_as_of", Words(*PHRASES["data_as_of"])
    yield "outcome", Words(*PHRASES["outcome"])
    for name, part in parts.items():
        title = part.title
        if title is None:
            continue
        yield name, title
        for entry, own in part.entry_titles.items():
            yield f"{name}.{entry}", Words(f"{title.en}: {own.en}", f"{title.zh}：{own.zh}")


def _item_titles(spec: Any) -> dict[str, Words]:
    """Titles of list items' entries by their names, where only one input declares the name."""
    found: dict[str, set[Words]] = {}
    for model in spec.inputs.values():
        for name, inner in {**(model.items or {}), **(model.fields or {})}.items():
            title = words(inner.title)
            if title is not None:
                found.setdefault(name, set()).add(title)
    return {name: next(iter(titles)) for name, titles in found.items() if len(titles) == 1}
