"""Expressions, names and outcomes in the words of a reader."""

from __future__ import annotations

from credit_engine.absent import Cause
from credit_engine.account.evidence import Words
from credit_engine.account.processes import OutcomeLine
from credit_engine.feel import ordinals, syntax
from credit_engine.feel.format import format_expression
from credit_engine.feel.in_words import in_words
from credit_engine.feel.walk import children
from credit_engine.parts.telling.expressions import compared, is_dotted
from credit_engine.parts.telling.known import Known
from credit_engine.parts.telling.titles import Titles, text_titles
from credit_engine.run.outcomes import Outcomes
from credit_engine.temporal.properties import property_types
from credit_engine.texts.causes import why_of
from credit_engine.texts.explanation import RELATIONS
from credit_engine.texts.expressions import ENTRIES
from credit_engine.texts.units import PARTS_OF_MOMENTS


class Wording(Known):
    """Expressions, names and outcomes in words."""

    def text(self, tree: syntax.Expression) -> str:
        """The canonical text of an expression of the policy."""
        found = self._texts.get(tree.number)
        if found is None:
            found = self._texts[tree.number] = format_expression(tree)
        return found

    def wording(self, tree: syntax.Expression) -> Words | None:
        """An expression in a reader's words; None where they are what the policy says."""
        words, text = self.worded(tree), self.text(tree)
        return None if words.en == words.zh == text else words

    def worded(self, tree: syntax.Node) -> Words:
        """An expression, or a cell of a table, in a reader's words."""
        self._find_literals(tree)
        return Words(in_words(tree, self, "en"), in_words(tree, self, "zh"))

    def named(self, tree: syntax.Node, lang: str) -> str | None:
        """What a reader calls a name or a text; an item's field is called as in its list."""
        if isinstance(tree, syntax.Text):
            worded = dict(self._literals.get(tree.number, ())).get(tree.value)
            return None if worded is None else worded.text(lang)
        if not is_dotted(tree):
            return None
        assert isinstance(tree, syntax.Name | syntax.Path)
        title = self._title_of(tree) or self.item_title(self.text(tree))
        return None if title is None else title.text(lang)

    def entry(self, name: str, of: syntax.Expression, lang: str) -> str | None:
        """What a reader calls an entry of a value, or a property of a date or a duration."""
        if name in property_types(self.type_of(of).kind):
            return PARTS_OF_MOMENTS[name][lang == "zh"]
        title = self.entry_title(name)
        return None if title is None else title.text(lang)

    def entry_title(self, name: str) -> Words | None:
        """What an entry is called: as in the policy, else as in what functions give."""
        words = ENTRIES.get(name)
        return self.item_titles.get(name) or (None if words is None else Words(*words))

    def has_entry(self, name: str, of: syntax.Expression) -> bool:
        """Whether the items of a list have such an entry."""
        item = self.type_of(of).item
        return item is not None and item.field(name) is not None

    def cause(self, of: syntax.Expression, code: str, lang: str) -> str:
        """Why a value is missing, by the title that its input gives to the cause."""
        titles = {key: title.text(lang) for key, title in self.cause_titles.items()}
        return why_of(Cause(code, self.text(of)), lang, titles)

    def relates(self, tree: syntax.Comparison, lang: str) -> str | None:
        """What the operator between two ordinals says."""
        found = self.relation(tree.operator, tree.left, tree.right)
        return None if found is None else found.text(lang)

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
                        self._literals[literal.number] = text_titles(self.type_of(value))
                stack += children(node)

    def relation(self, operator: str, *sides: syntax.Expression) -> Words | None:
        """What an operator, or a function that compares, says of two ordinals."""
        orders = [order for side in sides if (order := ordinals.order_of(self.type_of(side))) is not None]
        if operator in ordinals.COMPARING:
            return Words(*RELATIONS[operator])
        if not orders or operator not in ordinals.SIGNS:
            return None
        # Beside an ordinal of which no end is the good one, such as a level, nothing is better or worse.
        order = next((candidate for candidate in orders if candidate.best_first is None), orders[0])
        return Words(*RELATIONS[ordinals.relation(operator, order)])

    def title(self, name: str) -> Words | None:
        """The title of an input, parameter or decision, or of an entry of one."""
        head, _, below = name.partition(".")
        if self._item and head == self._item and below:
            return self.item_title(below)
        if name in self.titles:
            return self.titles[name]
        head, _, last = name.rpartition(".")
        entry = self.entry_title(last)
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

    @property
    def outcome_titles(self) -> Titles:
        """The outcomes with their titles."""
        return tuple((name, self.outcome_title(name)) for name in self.outcomes.order)

    def outcome_lines(self, outcomes: Outcomes) -> tuple[OutcomeLine, ...]:
        """The outcomes of a policy, from best to worst, with their titles."""
        return tuple(OutcomeLine(name, self.outcome_title(name)) for name in outcomes.order)
