"""Random well-typed FEEL texts over declared names, small enough to read.

Every choice is drawn from one `random.Random`, so that a run can be repeated by its seed and a
failing one can be made smaller by hypothesis. In the templates a word in braces stands for an
expression of that kind, followed by 0 for one without parts; the number is the template's weight.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

NUMBERS = ("0", "1", "2", "3", "10", "100", "0.5", "1.5", "0.1", "0.3", "-1", "-2.5", "7", "12")
EXPONENTS = ("0", "1", "2", "3", "7", "0.5", "1.5", "-1", "-2", "-0.5", "1 / 12")
WORDS = ("a", "b", "c", "d")
GRADES = ("c", "a", "d", "b")
"""The same words as values of an ordinal, in another order than that of the alphabet."""
DATES = ("2026-01-31", "2026-11-22", "2026-11-23", "2026-11-24", "2024-02-29")
ORDERED = ("<", "<=", ">", ">=")

_NUMBER = {
    "{number0}": 6,
    "({number} {sign} {number})": 4,
    "({number} / {number})": 2,
    "({number} ** {exponent})": 2,
    "sqrt({number})": 1,
    "exp({number0})": 1,
    "log({number})": 1,
    "({number} + {number} - {number})": 1,
    "-({number})": 1,
    "(if {boolean} then {number} else {number})": 2,
    "(if {boolean} then {number} else if {boolean} then {number} else {number})": 1,
    "max({number}, {number})": 1,
    "min({number}, {number})": 1,
    "abs({number})": 1,
    "floor({number})": 1,
    "ceiling({number})": 1,
    "decimal({number}, {digit})": 1,
    "round half up({number}, {digit})": 1,
    "round down({number}, {digit})": 1,
    "round up({number}, {digit})": 1,
    "round half down({number}, {digit})": 1,
    "modulo({number}, {number})": 1,
    "string length({text})": 1,
    "count({list})": 2,
    "sum({numbers})": 2,
    "min({numbers})": 1,
    "max({numbers})": 1,
    "mean({numbers})": 1,
    "{number_of_item}": 1,
}
_BOOLEAN = {
    "{boolean0}": 2,
    "{comparison}": 5,
    "({boolean} and {boolean})": 3,
    "({boolean} or {boolean})": 3,
    "({boolean} and {boolean} and {boolean})": 1,
    "not({boolean})": 2,
    "({number} between {number0} and {number0})": 2,
    "({number} in ({tests}))": 3,
    "{membership}": 2,
    "(if {boolean} then {boolean} else {boolean})": 1,
    "({boolean0} = {boolean0})": 1,
    "({boolean0} != {boolean0})": 1,
    "list contains({numbers}, {number0})": 1,
    "even(floor({number}))": 1,
    "odd(floor({number}))": 1,
    "all([{boolean0}, {boolean0}])": 1,
    "any([{boolean0}, {boolean0}])": 1,
    "contains({text}, {text0})": 1,
    "starts with({text}, {text0})": 1,
    "{quantified}": 5,
    "{grade_comparison}": 4,
    "{boolean_of_item}": 1,
}
_TEXT = {
    "{text0}": 4,
    "({text} + {text})": 1,
    "upper case({text})": 1,
    "(if {boolean} then {text} else {text})": 1,
}
_NUMBERS = {
    "[{number}, {number}]": 1,
    "{column}": 4,
    "{mapped}": 3,
    "concatenate({numbers}, {numbers})": 1,
    "(for i in 1..{end} return {number} * i)": 1,
}
_OBSERVING = {
    "number": {"if missing({number}, {number})": 2},
    "boolean": {"is missing({number})": 1, "is missing({boolean})": 1},
}
_PLACE = re.compile(r"\{([a-z_]+)(0?)\}")


@dataclass(frozen=True)
class Variable:
    """A name (or path) with its kind: number, text, grade (an ordinal), boolean, date, list, numbers, texts.

    `values` are a text's or an ordinal's declared values; `fields` those of a list's items.
    """

    text: str
    kind: str
    values: tuple[str, ...] = ()
    fields: tuple[Variable, ...] = ()


@dataclass
class Composer:
    """Writes expressions of a wanted kind over the variables in scope."""

    rng: Random
    variables: list[Variable]
    observing: bool = False
    bound: int = 0
    inner: list[Variable] = field(default_factory=list)

    def of(self, kind: str) -> list[Variable]:
        """Variables of a kind; those of the innermost loops more often."""
        found = [v for v in self.variables if v.kind == kind]
        return found + 3 * [v for v in self.inner if v.kind == kind]

    def expression(self, kind: str, depth: int) -> str:
        """An expression of a kind, at most so deep."""
        written: str = getattr(self, kind)(depth)
        return written

    def filled(self, kind: str, templates: dict[str, int], depth: int) -> str:
        """One of weighted templates with its places filled."""
        choices = templates | (_OBSERVING.get(kind, {}) if self.observing else {})
        (template,) = self.rng.choices(list(choices), list(choices.values()))

        def fill(place: re.Match[str]) -> str:
            return self.expression(place[1], 0 if place[2] else depth - 1)

        return _PLACE.sub(fill, template)

    def name(self, kind: str, otherwise: Callable[[], str]) -> str:
        """A known name of the kind, or something else where there is none."""
        known = self.of(kind)
        return self.rng.choice(known).text if known else otherwise()

    def literal(self) -> str:
        """A number."""
        return self.rng.choice(NUMBERS)

    def sign(self, depth: int) -> str:
        return self.rng.choice("+-*")

    def exponent(self, depth: int) -> str:
        """A usual exponent, whole or broken, or any number."""
        return self.rng.choice((*EXPONENTS, self.number(0)))

    def digit(self, depth: int) -> str:
        return self.rng.choice("012")

    def end(self, depth: int) -> str:
        return self.rng.choice("123")

    def number(self, depth: int) -> str:
        if depth > 0:
            return self.filled("number", _NUMBER, depth)
        return self.name("number", self.literal) if self.rng.random() < 0.75 else self.literal()

    def boolean(self, depth: int) -> str:
        if depth > 0:
            return self.filled("boolean", _BOOLEAN, depth)
        known = self.of("boolean") if self.rng.random() < 0.4 else []
        return self.rng.choice(known).text if known else self.comparison(0)

    def text(self, depth: int) -> str:
        if depth > 0:
            return self.filled("text", _TEXT, depth)
        return self.name("text", lambda: '"a"') if self.rng.random() < 0.7 else f'"{self.rng.choice(WORDS)}"'

    def numbers(self, depth: int) -> str:
        """A list of numbers."""
        if depth > 0:
            return self.filled("numbers", _NUMBERS, depth)
        return self.name("numbers", lambda: f"[{self.number(0)}, {self.number(0)}]")

    def date(self, depth: int) -> str:
        return self.rng.choice(
            (self.name("date", self.day), self.name("date", self.day), "today()", self.day())
        )

    def day(self) -> str:
        """A date."""
        return f'@"{self.rng.choice(DATES)}"'

    def list(self, depth: int) -> str:
        """A list of items, filtered or not."""
        name = self.rng.choice(self.of("list")).text
        if depth <= 0 or self.rng.random() < 0.4:
            return name
        fields = self.fields("item." if self.rng.random() < 0.3 else "")
        return f"{name}[{self.within(fields, lambda: self.boolean(depth - 1))}]"

    def fields(self, prefix: str) -> list[Variable]:
        """The fields that the items of every list have, as variables of a loop."""
        return [Variable(prefix + f.text, f.kind, f.values) for f in self.of("list")[0].fields]

    def within(self, fields: list[Variable], make: Callable[[], str]) -> str:
        """Something written where more variables are known."""
        outer, self.inner = self.inner, self.inner + fields
        made = make()
        self.inner = outer
        return made

    def column(self, depth: int) -> str:
        """The numbers that the items of a list have in one field."""
        field = self.rng.choice([f for f in self.of("list")[0].fields if f.kind == "number"])
        return f"{self.list(depth)}.{field.text}"

    def mapped(self, depth: int) -> str:
        return self.loop("for", "return", "number", depth)

    def quantified(self, depth: int) -> str:
        return self.loop(self.rng.choice(("some", "every")), "satisfies", "boolean", depth)

    def loop(self, word: str, then: str, kind: str, depth: int) -> str:
        """A loop over the items of a list."""
        source = self.list(depth)
        self.bound += 1
        variable = f"v{self.bound}"
        body = self.within(self.fields(f"{variable}."), lambda: self.expression(kind, depth))
        return f"({word} {variable} in {source} {then} {body})"

    def number_of_item(self, depth: int) -> str:
        return self.item_field("number")

    def boolean_of_item(self, depth: int) -> str:
        return self.item_field("boolean")

    def item_field(self, kind: str) -> str:
        """A field of one item of a list, by position."""
        source = self.rng.choice(self.of("list"))
        fields = [f for f in source.fields if f.kind == kind]
        return f"{source.text}[{self.rng.choice((1, 2, -1))}].{self.rng.choice(fields).text}"

    def comparison(self, depth: int) -> str:
        kinds = ["number"] * 4 + ["text"] * 2 * bool(self.of("text")) + ["date"] * bool(self.of("date"))
        kind = self.rng.choice(kinds)
        if kind == "number":
            left = self.name("number", self.literal) if depth <= 0 else self.number(depth)
            return f"({left} {self.rng.choice((*ORDERED, '=', '!='))} {self.number(depth)})"
        if kind == "text":
            one = self.rng.choice(self.of("text"))
            return f"({one.text} {self.rng.choice(('=', '!='))} {self.word(one)})"
        day = self.name("date", self.day)
        if self.rng.random() < 0.3:
            return f'(today() - {day} > duration("P{self.rng.choice((1, 30))}D"))'
        return f"({day} {self.rng.choice((*ORDERED, '='))} {self.date(0)})"

    def word(self, of: Variable) -> str:
        """A text literal that the variable can have."""
        return f'"{self.rng.choice(of.values or WORDS)}"'

    def membership(self, depth: int) -> str:
        """Whether a text is one of some."""
        known = self.of("text")
        if not known:
            return self.comparison(depth)
        one = self.rng.choice(known)
        return f"({one.text} in ({', '.join(sorted({self.word(one), self.word(one)}))}))"

    def grade(self, depth: int) -> str:
        """A value of the ordinal of words."""
        return self.graded(self.rng.choice([v for v in self.of("grade") if v.values == GRADES]), depth)

    def graded(self, one: Variable, depth: int) -> str:
        """An ordinal of the same list as a known one."""
        same = [v for v in self.of("grade") if v.values == one.values]
        other = self.rng.choice([self.word(one), *(v.text for v in same)])
        if depth <= 0 or self.rng.random() < 0.4:
            return one.text
        if one.values == GRADES and self.rng.random() < 0.3:
            return f"{self.rng.choice(('min', 'max', 'worst', 'best'))}({self.list(depth - 1)}.grade)"
        if self.rng.random() < 0.3:
            return f"(if {self.boolean(depth - 1)} then {one.text} else {other})"
        name = self.rng.choice(("min({})", "max({})", "worst([{}])", "best([{}])"))
        return name.format(f"{one.text}, {other}")

    def grade_comparison(self, depth: int) -> str:
        """A comparison of ordinals by their order, in any of the forms."""
        one = self.rng.choice(self.of("grade"))
        left = self.graded(one, depth - 1)
        right = self.rng.choice((self.word(one), self.graded(one, depth - 1)))
        ends = sorted((self.word(one), self.word(one)), key=lambda text: one.values.index(text.strip('"')))
        sign = self.rng.choice((*ORDERED, "=", "!="))
        quality = self.rng.choice(("better than", "worse than", "at least as good as", "at most as good as"))
        forms = (
            f"({left} {sign} {right})",
            f"({right} {sign} {left})",
            f"{quality}({left}, {right})",
            f"({left} in {self.rng.choice('[(')}{ends[0]}..{ends[1]}{self.rng.choice('])')})",
            f"({left} between {ends[0]} and {ends[1]})",
            f"({left} in ({self.rng.choice(ORDERED)} {right}, {self.word(one)}))",
            f"({left} in [{ends[0]}..{right}])",
        )
        return self.rng.choice(forms)

    def tests(self, depth: int) -> str:
        """One to three unary tests on a number."""
        return ", ".join(self.test() for _ in range(self.rng.choice((1, 1, 2, 3))))

    def test(self) -> str:
        form = self.rng.randrange(4)
        if form == 0:
            return f"{self.rng.choice(ORDERED)} {self.number(0)}"
        if form == 1:
            return self.number(0)
        ends = [self.literal(), self.literal()]
        if form == 2:
            ends = sorted(ends, key=float)
        else:
            ends[self.rng.randrange(2)] = self.name("number", self.literal)
        return f"{self.rng.choice('[(')}{ends[0]}..{ends[1]}{self.rng.choice('])')}"
