"""Expressions in a reader's words: functions and forms by their names, titles in place of a policy's names.

Arithmetic and comparisons keep their signs. The writers give pieces as those of `format` do, so that a deep
tree costs no stack.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol

from credit_engine.feel import syntax
from credit_engine.feel.format import (
    Level,
    Piece,
    Pieces,
    level_of,
    number_text,
    pieces_of,
    separated,
    written,
)
from credit_engine.feel.lexer.names import quoted
from credit_engine.feel.number_sets import constant_value
from credit_engine.feel.walk import walk
from credit_engine.operators import FUNCTIONS
from credit_engine.temporal import parse_temporal
from credit_engine.temporal.reading import temporal_text
from credit_engine.texts.expressions import FORMS, SIGNS
from credit_engine.texts.expressions import FUNCTIONS as READINGS
from credit_engine.texts.kinds import KINDS

_PLACE = re.compile(r"\{(\d)\}")
_UNITS = {"D": "days", "M": "months", "Y": "years"}


class Reader(Protocol):
    """What is known of the policy in which an expression stands."""

    def named(self, tree: syntax.Node, lang: str) -> str | None:
        """The title of a name or a path, or of a text that is a value; None where there is none."""

    def entry(self, name: str, of: syntax.Expression, lang: str) -> str | None:
        """The title of an entry of a value."""

    def has_entry(self, name: str, of: syntax.Expression) -> bool:
        """Whether the items of a list have such an entry."""

    def cause(self, of: syntax.Expression, code: str, lang: str) -> str:
        """Why a value is missing."""

    def relates(self, tree: syntax.Comparison, lang: str) -> str | None:
        """What the operator between two ordinals says, with the blanks around; None for other values."""


def in_words(tree: syntax.Node, reader: Reader, lang: str) -> str:
    """An expression, or the cell of a table, in `en` or `zh`."""
    words = _Words(tree, reader, lang)
    return written(tree, words.pieces, words.level)


class _Words:
    """Gives the pieces of each node in one language."""

    def __init__(self, tree: syntax.Node, reader: Reader, lang: str) -> None:
        self.reader = reader
        self.lang = lang
        self.variables = frozenset(_variables(tree))
        self.entries = dict(self._entries(tree))

    def say(self, key: str) -> str:
        return FORMS[key][self.lang == "zh"]

    def _entries(self, tree: syntax.Node) -> Iterator[tuple[int, syntax.Expression]]:
        """The names within filters that are entries of the items, with the lists; the outer ones first."""
        for found in walk(tree):
            if isinstance(found, syntax.Filter):
                for name in walk(found.condition):
                    if isinstance(name, syntax.Name) and self.reader.has_entry(name.name, found.target):
                        yield name.number, found.target

    def pieces(self, node: syntax.Node) -> Iterable[Piece]:
        if isinstance(node, syntax.Name) and node.number in self.entries:
            return (self.reader.entry(node.name, self.entries[node.number], self.lang) or node.name,)
        named = self.reader.named(node, self.lang) if isinstance(node, _NAMED) else None
        if named is not None:
            return (named,)
        writer = _WRITERS.get(type(node))
        return pieces_of(node) if writer is None else writer(self, node)

    def level(self, node: syntax.Node) -> int:
        if isinstance(node, syntax.Call):
            return self._level_of_call(node)
        if isinstance(node, syntax.Filter):
            return Level.POSTFIX if self.lang == "zh" else Level.BODY
        if isinstance(node, syntax.List) and len(node.items) > 1:
            return Level.BODY
        if isinstance(node, syntax.Path) and self.lang == "en" and not self._is_short(node):
            return Level.PRODUCT
        return level_of(node)

    def _level_of_call(self, node: syntax.Call) -> int:
        reading, _ = self._reading(node)
        if "{" not in reading or reading.endswith((")", "）")):
            return Level.POSTFIX
        return Level.COMPARISON

    def filled(self, text: str, parts: Mapping[int, Sequence[Piece]]) -> Iterator[Piece]:
        """A text with pieces in its places."""
        for at, piece in enumerate(_PLACE.split(text)):
            if at % 2:
                yield from parts[int(piece)]
            else:
                yield piece

    def form(self, key: str, *nodes: syntax.Node, level: int = Level.SUM) -> Iterator[Piece]:
        """A form with nodes in its places."""
        return self.filled(self.say(key), {at: ((node, level),) for at, node in enumerate(nodes)})

    def listed(self, nodes: Iterable[syntax.Node], level: int = Level.BODY) -> Iterator[Piece]:
        return separated(nodes, level, self.say("list_comma"))

    # names and values

    def name(self, node: syntax.Name) -> Iterator[Piece]:
        if node.name == "?":
            yield self.say("tested")
        elif node.name in self.variables:
            yield self.say("partial" if node.name == "partial" else "item")
        else:
            yield node.name

    def path(self, node: syntax.Path) -> Iterator[Piece]:
        entry = self.entry_of(node)
        if self._is_short(node):
            yield entry
        else:
            yield from self.filled(self.say("entry"), {0: ((node.target, Level.POSTFIX),), 1: (entry,)})

    def entry_of(self, node: syntax.Path) -> str:
        """The title of what a path reads; its name where it has none."""
        return self.reader.entry(node.name, node.target, self.lang) or node.name

    def _is_short(self, node: syntax.Path) -> bool:
        """Whether a path reads an entry of a loop's item: it is called by the entry alone."""
        if isinstance(node.target, syntax.Name) and node.target.name in self.variables:
            return True
        return self.reader.named(node, self.lang) is not None

    def number(self, node: syntax.Number) -> Iterator[Piece]:
        integer, point, decimals = number_text(node.value).partition(".")
        yield f"{int(integer):,}{point}{decimals}" if len(integer) > 4 else integer + point + decimals

    def boolean(self, node: syntax.Boolean) -> Pieces:
        return (self.say("true" if node.value else "false"),)

    def null(self, _: syntax.Null) -> Pieces:
        return (self.say("null"),)

    def literal(self, node: syntax.AtLiteral) -> Pieces:
        return (self.moment(node.text) or node.text,)

    def moment(self, text: str) -> str | None:
        """A date or a duration that is written out."""
        return temporal_text(parse_temporal(text), self.lang)

    def text(self, node: syntax.Text) -> Pieces:
        return (quoted(node.value) if node.value else self.say("no_text"),)

    def items(self, node: syntax.List) -> Iterable[Piece]:
        return self.listed(node.items) if node.items else (self.say("no_items"),)

    def context(self, node: syntax.Context) -> Iterator[Piece]:
        for at, entry in enumerate(node.entries):
            title = self.reader.entry(entry.key, node, self.lang) or entry.key
            yield (self.say("list_comma") if at else "") + title + " "
            yield entry.value, Level.SUM

    # operators

    def arithmetic(self, node: syntax.Arithmetic) -> Iterator[Piece]:
        for piece in pieces_of(node):
            yield piece if not isinstance(piece, str) else piece.replace("**", SIGNS["**"])

    def comparison(self, node: syntax.Comparison) -> Pieces:
        sign = self.reader.relates(node, self.lang) or f" {SIGNS.get(node.operator, node.operator)} "
        return (node.left, Level.COMPARISON), sign, (node.right, Level.SUM)

    def between(self, node: syntax.Between) -> Iterator[Piece]:
        return self.form("between", node.value, node.low, node.high)

    def one_of(self, node: syntax.In) -> Pieces:
        alone = node.tests[0] if len(node.tests) == 1 else None
        is_range = alone is not None and isinstance(alone.value, syntax.Range)
        among = self.say("within" if is_range else "in")
        between = " " if isinstance(alone, syntax.CompareTest) else among
        return (node.value, Level.COMPARISON), between, *self.listed(node.tests)

    def joined(self, node: syntax.Conjunction | syntax.Disjunction) -> Iterator[Piece]:
        if isinstance(node, syntax.Conjunction):
            return separated(node.operands, Level.COMPARISON, self.say("and"))
        return separated(node.operands, Level.AND, self.say("or"))

    def conditional(self, node: syntax.If) -> Iterator[Piece]:
        for at, (condition, value) in enumerate(node.branches):
            start = self.say("else_if" if at else "if")
            yield from (start, (condition, Level.OR), self.say("then"), (value, Level.OR))
        yield from (self.say("else"), (node.otherwise, Level.OR))

    def kind(self, node: syntax.InstanceOf) -> Iterator[Piece]:
        name = {"string": "text", "Any": "any"}.get(node.type.name, node.type.name)
        kind = KINDS.get(name, name) if self.lang == "zh" else name
        return self.filled(self.say("is_a"), {0: ((node.value, Level.SUM),), 1: (kind,)})

    # loops

    def over(self, node: syntax.For | syntax.Quantified) -> list[Piece]:
        """The lists that a loop goes through."""
        pieces: list[Piece] = []
        for at, iterator in enumerate(node.iterators):
            pieces.append(self.say("list_comma") if at else "")
            if iterator.end is None:
                pieces.append((iterator.source, Level.POSTFIX))
            else:
                pieces += self.form("to", iterator.source, iterator.end)
        return pieces

    def quantified(self, node: syntax.Quantified) -> Iterator[Piece]:
        return self.filled(self.say(node.quantifier), {0: self.over(node), 1: ((node.condition, Level.OR),)})

    def loop(self, node: syntax.For) -> Iterator[Piece]:
        body = node.body
        is_entry = isinstance(body, syntax.Path) and isinstance(body.target, syntax.Name)
        key = "for_entry" if is_entry and len(node.iterators) == 1 else "for"
        return self.filled(self.say(key), {0: self.over(node), 1: ((body, Level.OR),)})

    def filter(self, node: syntax.Filter, key: str = "where") -> Iterator[Piece]:
        at, target = _index(node.condition), ((node.target, Level.POSTFIX),)
        if at is None:
            return self.filled(self.say(key), {0: target, 1: ((node.condition, Level.OR),)})
        return self.filled(self.say("last" if at == -1 else "index"), {0: target, 1: (str(at),)})

    def function(self, _: syntax.Function) -> Pieces:
        return (self.say("a_function"),)

    # calls

    def _reading(self, node: syntax.Call) -> tuple[str, str]:
        """How a function is read with so many arguments, and its name; both empty for what is no name."""
        if not isinstance(node.function, syntax.Name):
            return "", ""
        name = node.function.name
        count = len(_of_list(node))
        found = READINGS.get(f"{name}/{count}") or READINGS.get(name)
        return ("" if found is None else found[self.lang == "zh"]), name

    def call(self, node: syntax.Call) -> Iterator[Piece]:
        reading, name = self._reading(node)
        special = _SPECIAL.get(name)
        pieces = None if special is None else special(self, node)
        if pieces is not None:
            return pieces
        if "{" in reading:
            return self._sentence(node, reading, name)
        return self._with_arguments(node, reading)

    def _is_of(self, node: syntax.Call) -> bool:
        """Whether a function is read as something of what it is given: `the number of`."""
        name = node.function.name if isinstance(node.function, syntax.Name) else ""
        return READINGS.get(name, ("", ""))[0].endswith(" of")

    def _sentence(self, node: syntax.Call, reading: str, name: str) -> Iterator[Piece]:
        level = Level.BODY if reading.endswith((")", "）")) else Level.SUM
        arguments = {}
        for at, argument in enumerate(node.arguments):
            arguments[_place(name, argument.name, at)] = ((argument.value, level),)
        return self.filled(reading, arguments)

    def _with_arguments(self, node: syntax.Call, reading: str) -> Iterator[Piece]:
        arguments = _of_list(node)
        if self._is_of(node) and len(arguments) == 1 and isinstance(arguments[0], syntax.Name):
            yield from self.filled(self.say("of_name"), {0: (reading,), 1: ((arguments[0], Level.POSTFIX),)})
            return
        yield reading if reading else (node.function, Level.POSTFIX)
        if arguments:
            yield from (self.say("open"), *self.listed(arguments), self.say("close"))

    def missing(self, node: syntax.Call) -> Iterator[Piece] | None:
        """Whether a value is missing for one cause, which is called by its title."""
        code = node.arguments[1].value if len(node.arguments) == 2 else None
        if not isinstance(code, syntax.Text):
            return None
        value = node.arguments[0].value
        cause = self.reader.cause(value, code.value, self.lang)
        return self.filled(self.say("is_missing_because"), {0: ((value, Level.SUM),), 1: (cause,)})

    def duration(self, node: syntax.Call) -> Iterator[Piece] | None:
        """A day or a duration that is written out as a text, or with its number of days, months or years."""
        text = node.arguments[0].value if len(node.arguments) == 1 else None
        if isinstance(text, syntax.Arithmetic):
            return self._counted(text)
        moment = self.moment(text.value) if isinstance(text, syntax.Text) else None
        return None if moment is None else iter((moment,))

    def _counted(self, text: syntax.Arithmetic) -> Iterator[Piece] | None:
        """`"P" + string(n) + "D"`: so many days."""
        (_, number), (_, last) = text.rest if len(text.rest) == 2 else (("", None), ("", None))
        unit = _UNITS.get(last.value) if isinstance(last, syntax.Text) else None
        is_number = isinstance(number, syntax.Call) and number.function == syntax.Name("string")
        if unit is None or not is_number or text.first != syntax.Text("P"):
            return None
        assert isinstance(number, syntax.Call)
        return self.form(unit, number.arguments[0].value, level=Level.POSTFIX)

    def count(self, node: syntax.Call) -> Iterator[Piece] | None:
        """The number of items that satisfy a condition."""
        items = node.arguments[0].value if len(node.arguments) == 1 else None
        if not isinstance(items, syntax.Filter) or _index(items.condition) is not None:
            return None
        return self.filter(items, "count_where")

    def sort(self, node: syntax.Call) -> Iterator[Piece] | None:
        """A list sorted by one value of its items."""
        order = node.arguments[1].value if len(node.arguments) == 2 else None
        compared = order.body if isinstance(order, syntax.Function) else None
        if not isinstance(compared, syntax.Comparison) or not isinstance(compared.left, syntax.Path):
            return None
        key = "sorted_down" if compared.operator.startswith(">") else "sorted"
        items, value = (node.arguments[0].value, Level.POSTFIX), (compared.left, Level.SUM)
        return self.filled(self.say(key), {0: (items,), 1: (value,)})

    # cells of tables

    def tests(self, node: syntax.UnaryTests) -> Iterable[Piece]:
        if node.negated and node.tests:
            return self.say("not") + self.say("open"), *self.listed(node.tests), self.say("close")
        return self.listed(node.tests) if node.tests else ("-",)

    def compared(self, node: syntax.CompareTest) -> Pieces:
        return SIGNS.get(node.operator, node.operator) + " ", (node.value, Level.SUM)


def _variables(tree: syntax.Node) -> Iterator[str]:
    """The names that loops and functions within a tree bind."""
    for node in walk(tree):
        if isinstance(node, syntax.Iterator | syntax.Parameter):
            yield node.name
        elif isinstance(node, syntax.For):
            yield "partial"
        elif isinstance(node, syntax.Filter):
            yield "item"


def _index(condition: syntax.Expression) -> int | None:
    """The place that a filter asks for by its number."""
    place = constant_value(condition)
    return place if isinstance(place, int) else None


def _of_list(node: syntax.Call) -> tuple[syntax.Expression, ...]:
    """The arguments, or the items of a list that is the only one."""
    arguments = tuple(argument.value for argument in node.arguments)
    if len(arguments) == 1 and isinstance(arguments[0], syntax.List):
        return arguments[0].items
    return arguments


def _place(function: str, name: str, at: int) -> int:
    """Which argument a named one is."""
    if not name:
        return at
    forms = (
        tuple(parameter.name for parameter in form.parameters) for form in FUNCTIONS[function].signatures
    )
    return next(form.index(name) for form in forms if name in form)


_NAMED = (syntax.Name, syntax.Path, syntax.Text)
_WRITERS: Mapping[type[syntax.Node], Callable[[_Words, Any], Iterable[Piece]]] = {
    syntax.Name: _Words.name,
    syntax.Path: _Words.path,
    syntax.Number: _Words.number,
    syntax.Text: _Words.text,
    syntax.Boolean: _Words.boolean,
    syntax.Null: _Words.null,
    syntax.AtLiteral: _Words.literal,
    syntax.List: _Words.items,
    syntax.Context: _Words.context,
    syntax.Arithmetic: _Words.arithmetic,
    syntax.Comparison: _Words.comparison,
    syntax.Between: _Words.between,
    syntax.In: _Words.one_of,
    syntax.Conjunction: _Words.joined,
    syntax.Disjunction: _Words.joined,
    syntax.If: _Words.conditional,
    syntax.InstanceOf: _Words.kind,
    syntax.Quantified: _Words.quantified,
    syntax.For: _Words.loop,
    syntax.Filter: _Words.filter,
    syntax.Function: _Words.function,
    syntax.Call: _Words.call,
    syntax.UnaryTests: _Words.tests,
    syntax.CompareTest: _Words.compared,
}
_SPECIAL: Mapping[str, Callable[[_Words, syntax.Call], Iterator[Piece] | None]] = {
    "is missing": _Words.missing,
    "duration": _Words.duration,
    "date": _Words.duration,
    "count": _Words.count,
    "sort": _Words.sort,
}
"""Functions whose reading depends on what their arguments are; None where it is the usual one."""
