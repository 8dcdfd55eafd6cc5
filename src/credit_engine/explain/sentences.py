"""Terms and conditions as phrases, in the language of the reader."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from credit_engine import numbers
from credit_engine.absent import Cause
from credit_engine.account.evidence import Condition, Item, Loop, NamedTitle, Term, Words
from credit_engine.account.lines import Tone
from credit_engine.explain.blocks import Bullet, Code, Phrase, joined
from credit_engine.explain.figures import Reading, scale_free
from credit_engine.texts.causes import cause_text, source_title, why_of
from credit_engine.texts.explanation import phrase
from credit_engine.texts.expressions import SIGNS

_NOTHING: Mapping[str, Words] = {}
MOST_CAUSES = 4
MOST_ITEMS = 5
"""Causes, and items of a loop, that a sentence names before it says how many more there are."""


class Sentences:
    """Puts the parts of a trace into words of one language.

    `titles` are the inputs' by path and those of causes, `values` the lists of titled values, `within` the
    titles of called policies and of outcomes, by which a rule's name says where it stands. With `identifiers`
    expressions stand as in the policy, else with titles instead of names.
    """

    def __init__(
        self,
        lang: str,
        titles: Iterable[tuple[str, Words]],
        identifiers: bool = False,
        values: Iterable[Iterable[NamedTitle]] = (),
        within: Mapping[str, Words] = _NOTHING,
    ) -> None:
        self.lang = lang
        self.identifiers = identifiers
        self.within = within
        self.titles = {path: words.text(lang) for path, words in titles}
        named = ({entry.name: entry.title.text(lang) for entry in titled} for titled in values)
        self.reading = Reading(lang, ({}, *named), self.titles)
        self.figure, self.value = self.reading.figure, self.reading.value

    def say(self, key: str, **values: object) -> str:
        """A phrase of the engine."""
        return phrase(self.lang, key, **values)

    def title(self, words: Words | None, name: str) -> Phrase:
        """A title, or the name where the policy gives none."""
        return (Code(name),) if words is None else (words.text(self.lang),)

    def names(self, *columns: str) -> tuple[str, ...]:
        """The columns of a table that hold identifiers: none unless these stand as in the policy."""
        return columns if self.identifiers else ()

    def identifier(self, name: str) -> tuple[Phrase, ...]:
        """The cell of such a column."""
        return tuple((Code(shown),) for shown in self.names(name))

    def rule(self, name: str) -> Phrase:
        """A rule by its code, with the titles of the called policy and of the outcome that its name says."""
        if self.identifiers:
            return (Code(name),)
        above, _, last = name.rpartition(".")
        where = self.within.get(above)
        code, colon, outcome = (last if where is not None else name).partition(":")
        shown: Phrase = (Code(code),)
        if code == "output" and colon:
            # Of a policy that is called for each item, nothing was told where there is none.
            found = self.titles.get(f"{above}.{outcome}" if where else outcome)
            shown = (self.say("output_named", name=found) if found else self.say("some_output"),)
        elif colon:
            title = self.within.get(outcome)
            shown = (*shown, *self.in_brackets(outcome if title is None else title.text(self.lang)))
        return shown if where is None else (where.text(self.lang), self.say("colon"), *shown)

    def line(self, title: Words | None, name: str, term: Term) -> tuple[Phrase, Phrase]:
        """What a line is called and what it rests on; it needs no name beside what has words."""
        if title is not None:
            return (title.text(self.lang),), self.what(term)
        said = term.title is not None or term.wording is not None
        return (() if said and not self.identifiers else (Code(name),)), self.what(term)

    def worded(self, text: str, wording: Words | None) -> Phrase:
        """An expression, with titles instead of names unless it is to stand as in the policy."""
        return (Code(text if self.identifiers or wording is None else wording.text(self.lang)),)

    def tests(self, text: str, titles: int | None, wording: Words | None = None) -> Phrase:
        """Tests of values, the texts by their titles unless they are to stand as in the policy."""
        if self.identifiers:
            return (Code(text),)
        return (Code(self.reading.tests(text, titles) if wording is None else wording.text(self.lang)),)

    def roles(self, names: Iterable[str], titles: int | None) -> str:
        """Who may intervene, by the titles of their roles where the policy gives some."""
        titled = self.reading.values[titles or 0]
        return self.say("list_comma").join(titled.get(name, name) for name in names)

    def in_brackets(self, *pieces: str) -> Phrase:
        """Text in round brackets."""
        return (self.say("open"), *pieces, self.say("close"))

    def what(self, term: Term) -> Phrase:
        """What stands behind a line: the title of a name, else the expression."""
        if term.title is not None:
            return (term.title.text(self.lang),)
        return self.worded(term.text, term.wording)

    def term(self, term: Term, exact: bool = False) -> Phrase:
        """A term with its value: `Age (34 years)`, a literal alone, `income * 12 (CNY 60,000)`."""
        shown = self.figure(term.figure, exact)
        what = self.what(term)
        if term.kind == "literal" or what == (shown,):
            return (shown,)
        return (*what, *self.in_brackets(shown))

    def causes(self, causes: Sequence[Cause], most: int = MOST_CAUSES) -> str:
        """Why something is unknown, the first few causes by name."""
        texts = list(dict.fromkeys(cause_text(cause, self.lang, self.titles) for cause in causes))
        return self.listed(texts, most)

    def listed(self, texts: Sequence[str], most: int = MOST_CAUSES) -> str:
        """The first of several texts, and how many there are beyond."""
        shown = self.say("semicolon").join(texts[:most])
        if len(texts) > most:
            shown += self.say("and_more", count=len(texts) - most)
        return shown

    def test(self, test: Condition, with_items: bool = False) -> Phrase:
        """One test with the values that it compared, those of the first items of a loop where asked."""
        pieces = self._test(test)
        if with_items and test.loops:
            items = [self._item_names(item) for loop in test.loops for item in loop.items if item.names]
            more = sum(loop.omitted for loop in test.loops) + len(items[MOST_ITEMS:])
            shown = [*items[:MOST_ITEMS], *([(self.say("items_omitted", count=more),)] if more else [])]
            return (*pieces, *self.in_brackets(*joined(shown, self.say("semicolon")))) if items else pieces
        names = [] if _asked_cause(test) is not None else [self.term(name) for name in test.names]
        if names:
            pieces = (*pieces, *self.in_brackets(self.say("values"), *joined(names, self.say("comma"))))
        return pieces

    def _item_names(self, item: Item) -> Phrase:
        names = joined((self.term(name) for name in item.names), self.say("comma"))
        return (self.say("item", number=item.number), self.say("colon"), *names)

    def _test(self, test: Condition) -> Phrase:
        if test.kind == "comparison":
            left, right = self._told_apart(*test.sides)
            exact = self._look_alike(left, right)
            sign = test.operator if self.identifiers else SIGNS.get(test.operator, test.operator)
            operator = f" {sign} " if test.relation is None else test.relation.text(self.lang)
            return (*self.term(left, exact), operator, *self.term(right, exact))
        if test.kind == "in":
            titles = test.sides[0].figure.titles
            read = test.read_tests or (None,) * len(test.tests)
            found = (self.tests(text, titles, words) for text, words in zip(test.tests, read, strict=False))
            options = joined(found, self.say("list_comma"))
            side = test.sides[0]._replace(figure=scale_free(test.sides[0].figure))
            return (*self.term(side), self.say("in"), *options)
        if test.kind == "test" and test.sides:
            return self.term(test.sides[0])
        if _asked_cause(test) is not None:
            return self._missing(test, "is_missing")
        return self.worded(test.text, test.wording)

    def _told_apart(self, left: Term, right: Term) -> tuple[Term, Term]:
        """Two sides; those of one title with the sources from which they come."""
        if self.identifiers or left.title is None or left.title != right.title or left.text == right.text:
            return left, right
        return self._with_source(left), self._with_source(right)

    def _with_source(self, term: Term) -> Term:
        """A term by its title behind that of its source, where that has one."""
        root, dot, _ = term.text.partition(".")
        known = dot and (root in self.titles or root == "prior")
        if not known or term.title is None:
            return term
        source, title = source_title(term.text, self.lang, self.titles), term.title.text(self.lang)
        said = self.say("colon").join((source, title))
        return term._replace(title=Words(said, said))

    def _missing(self, test: Condition, key: str) -> Phrase:
        """That something is missing or is not, for whichever cause or for one."""
        asked, name = _asked_cause(test), test.names[0]
        why = why_of(Cause(asked, name.text), self.lang, self.titles) if asked else ""
        return (*self.term(name), self.say(key), *(self.in_brackets(why) if why else ()))

    def _look_alike(self, left: Term, right: Term) -> bool:
        """Whether two different numbers would look the same when rounded for reading."""
        values = left.figure.value, right.figure.value
        if not all(map(numbers.is_number, values)) or values[0] == values[1]:
            return False
        return self.figure(left.figure) == self.figure(right.figure)

    def inline(self, condition: Condition) -> Phrase:
        """A whole condition in one phrase."""
        if asks_presence(condition):
            return self._missing(condition.parts[0], "is_not_missing")
        if condition.kind == "not":
            inner = self.inline(condition.parts[0])
            return (self.say("not"), *self.in_brackets(*inner))
        if condition.parts:
            inners = [
                self.in_brackets(*self.inline(part)) if part.kind in ("and", "or") else self.inline(part)
                for part in condition.parts
            ]
            return joined(inners, self.say(condition.kind))
        return self.test(condition, with_items=True)

    def decisive(self, condition: Condition) -> Phrase:
        """The tests that determine a condition's value."""
        return joined(map(self.inline, condition.decisive()), self.say("semicolon"))

    def truth(self, condition: Condition) -> str:
        """Whether a condition holds, in words."""
        return self.say({True: "holds", False: "fails", None: "undecided"}[condition.holds])

    def tree(self, condition: Condition) -> Bullet:
        """A condition as points, each with its truth."""
        truth = self.truth(condition)
        if asks_presence(condition):
            return Bullet((*self.inline(condition), self.say("colon"), truth), _tone(condition.holds))
        if condition.parts:
            key = {"and": "all_of", "or": "one_of", "not": "none_of"}[condition.kind]
            below = tuple(self.tree(part) for part in condition.parts)
            return Bullet((self.say(key), self.say("colon"), truth), _tone(condition.holds), below)
        items = tuple(bullet for loop in condition.loops for bullet in self.loop_items(loop))
        return Bullet((*self.test(condition), self.say("colon"), truth), _tone(condition.holds), items)

    def loop_items(self, loop: Loop) -> Iterator[Bullet]:
        """The items that a loop went through."""
        for item in loop.items:
            yield Bullet(self.item(loop, item))
        if loop.omitted:
            yield Bullet((self.say("items_omitted", count=loop.omitted),), "faint")

    def item(self, loop: Loop, item: Item) -> Phrase:
        """One item: the values that the condition read, and what came of it."""
        value = item.figure.value
        result = self.figure(item.figure)
        if loop.kind == "filter" and isinstance(value, bool):
            result = self.say("kept" if value else "dropped")
        elif loop.kind in ("some", "every") and isinstance(value, bool):
            result = self.say("holds" if value else "fails")
        return (*self._item_names(item), *((self.say("comma"),) if item.names else ()), result)

    def codes(self, texts: Iterable[str]) -> Phrase:
        """Names or codes in a list."""
        return joined(((Code(text),) for text in texts), self.say("list_comma"))


def _asked_cause(test: Condition) -> str | None:
    """The cause that `is missing(x, "cause")` asks for, empty for any cause; None for other tests."""
    if len(test.names) != 1:
        return None
    form = re.fullmatch(r'is missing\((.*?)(?:, "(\w+)")?\)', test.text)
    return (form[2] or "") if form and form[1] == test.names[0].text else None


def asks_presence(condition: Condition) -> bool:
    """Whether a condition is that something is not missing."""
    return condition.kind == "not" and _asked_cause(condition.parts[0]) is not None


def _tone(holds: bool | None) -> Tone:
    tones: dict[bool | None, Tone] = {True: "strong", False: "faint", None: "doubt"}
    return tones[holds]
