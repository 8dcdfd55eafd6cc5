"""Values with their units, titles and rounding, and expressions as terms."""

from __future__ import annotations

from typing import Any

from credit_engine.absent import absent
from credit_engine.account.evidence import Column, Figure, Ref, Rounding, Sealed, Term
from credit_engine.feel import syntax
from credit_engine.feel.types import ANY, Type
from credit_engine.parts.telling.expressions import LITERALS, dotted_names, is_dotted
from credit_engine.parts.telling.known import Parsed, Titled
from credit_engine.parts.telling.titles import declared_unit, number_unit, text_titles, unit_text
from credit_engine.parts.telling.wording import Wording
from credit_engine.texts.units import CALENDAR_YEAR


class Figures(Wording):
    """Values of nodes and of expressions."""

    def figure(self, node: int, type_: Type = ANY, unit: str = "") -> Figure:
        """The value of a node with the unit of its type, or another one."""
        is_input = self.program.nodes[node].op == "INPUT"
        titles = self.titled(text_titles(type_))
        return Figure(
            Ref(node),
            unit or number_unit(type_),
            self.is_computed(node),
            self.columns(type_),
            is_input,
            titles,
        )

    def outcome_figure(self, node: int) -> Figure:
        """The value of a node that is an outcome of the policy."""
        return self.figure(node)._replace(titles=self.titled(self.outcome_titles))

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
        return tuple(
            Column(name, self.entry_title(name), number_unit(t), self.titled(text_titles(t)))
            for name, t in type_.inner.fields or ()
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

    def unit(self, part: Titled, *written: Parsed | None) -> str:
        """The declared unit of a part's value, else that of its expressions."""
        if part.decision.unit is not None:
            return declared_unit(part.decision.unit)
        units = (self.type_of(expression.tree).unit for expression in written if expression is not None)
        return next((str(unit) for unit in units if unit is not None), "")

    def rounding(self, spec: Any, exact: int, unit: str) -> Rounding | None:
        """How a value is rounded, and the node before."""
        if spec is None:
            return None
        return Rounding(spec.digits, spec.mode, Figure(Ref(exact), unit, self.is_computed(exact)))

    def term(self, tree: syntax.Expression, unit: str = "") -> Term:
        """An expression as a term: a name with its title, a literal, or computed."""
        text, figure = self.text(tree), self.of_tree(tree, unit)
        if is_dotted(tree):
            assert isinstance(tree, syntax.Name | syntax.Path)
            return Term(text, figure, "name", self._title_of(tree))
        literal = tree.operand if isinstance(tree, syntax.Negation) else tree
        if isinstance(literal, LITERALS):
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
