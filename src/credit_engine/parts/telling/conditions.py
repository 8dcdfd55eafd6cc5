"""Conditions as trees of comparisons, and the loops within expressions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from credit_engine.account.evidence import Condition, Figure, Item, Loop, Ref, Term, Words
from credit_engine.account.gaps import ItemCount, LoopItems, OmittedItems
from credit_engine.feel import ordinals, syntax
from credit_engine.feel.format import format_expression
from credit_engine.parts.telling.expressions import (
    dotted_names,
    is_by_quality,
    names_something,
    negated,
    outermost,
    test_text,
)
from credit_engine.parts.telling.figures import Figures
from credit_engine.parts.telling.titles import unit_text
from credit_engine.texts.expressions import FORMS

_LOOP_KINDS: Mapping[str, Any] = {"some": "some", "every": "every", "filter": "filter", "map": "for"}


class Telling(Figures):
    """Tells conditions and loops, and all that they hold."""

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
        if is_by_quality(tree):
            assert isinstance(tree, syntax.Call)
            assert isinstance(tree.function, syntax.Name)
            compared = tree.arguments[0].value, tree.arguments[1].value
            return self._comparison(tree, tree.function.name, compared, value)
        if isinstance(tree, syntax.In):
            side = self.term(tree.value)
            tests = self._tests(tree)
            names = self._others(tree, (side,))
            loops, wording = self.loops(tree), self.wording(tree)
            read = tuple(map(self.worded, tree.tests)) if any(map(names_something, tree.tests)) else ()
            return Condition(
                "in", text, value, (), "in", (side,), tests, names, loops, wording, read_tests=read
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

    def _tests(self, tree: syntax.In) -> tuple[str, ...]:
        """What stands right of `in`; of an ordinal the values that satisfy it, where they are known."""
        order = self.type_of(tree.value).order
        values = None if order is None else ordinals.matched(tree.tests, order)
        if values is not None:
            return tuple(format_expression(syntax.Text(value)) for value in values)
        return tuple(test_text(test) for test in tree.tests)

    def _others(self, tree: syntax.Node, sides: tuple[Term, ...]) -> tuple[Term, ...]:
        """Names that are not already a side of their own."""
        shown = {side.text for side in sides}
        return tuple(term for term in self.names(tree) if term.text not in shown)

    def loops(self, tree: syntax.Node) -> tuple[Loop, ...]:
        """The outermost loops of an expression."""
        return tuple(loop for found in outermost(tree) if (loop := self._loop(found)) is not None)

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
        result = Figure(Ref(inner[0].result), computed=True, columns=self.columns(self.type_of(body)))
        item = Item(0, result, self._item_names(body, variable))
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
                is_field = self.program.nodes[at].name == "field"
                figure = self.figure(at, type_, unit_text(type_.unit))._replace(given=is_field)
                alone = isinstance(name, syntax.Name) and not type_.fields
                title = self.item_title(text) or (Words(*FORMS["item"]) if alone else None)
                found[text] = Term(text, figure, "name", title)
        return tuple(found.values())


def _with_titles(literal: Term, other: Term) -> Term:
    return literal._replace(figure=literal.figure._replace(titles=other.figure.titles))
