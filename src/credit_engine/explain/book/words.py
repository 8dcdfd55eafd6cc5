"""Terms and conditions of a policy in words, where no decision gives their values."""

from __future__ import annotations

from typing import Any

from credit_engine.account.evidence import Condition, Figure, Term, Words
from credit_engine.account.policy import PolicyAccount
from credit_engine.explain.blocks import Bullet, Phrase
from credit_engine.explain.book.standing import OPEN, Standing
from credit_engine.explain.sentences import Sentences, asks_presence
from credit_engine.explain.trace import titles_of
from credit_engine.texts.book import book_phrase


class BookSentences(Sentences):
    """Sentences in which only what never changes has a value; all else stands by its title or wording."""

    def __init__(self, account: PolicyAccount, standing: Standing, lang: str) -> None:
        super().__init__(lang, titles_of(account.inputs), values=account.value_titles)
        self.standing = standing
        self._shown = self.figure
        self.figure = self._figure

    def book(self, key: str, **values: object) -> str:
        """A phrase of the book."""
        return book_phrase(self.lang, key, **values)

    def known(self, figure: Figure) -> bool:
        """Whether a figure has a value without a decision."""
        return self.standing.value(figure.value) is not OPEN

    def _figure(self, figure: Figure, exact: bool = False, path: str = "") -> str:
        value = self.standing.value(figure.value)
        if value is not OPEN:
            return self._shown(figure._replace(value=value), exact, path)
        title = self.standing.title(figure.value)
        return self.book("open") if title is None else title.text(self.lang)

    def term(self, term: Term, exact: bool = False) -> Phrase:
        """A literal, or the title or wording of what is computed, with the value of a constant."""
        if term.kind == "literal":
            return (self.figure(term.figure, exact),)
        if not self.known(term.figure):
            return self.what(term)
        return (*self.what(term), *self.in_brackets(self.figure(term.figure, exact)))

    def test(self, test: Condition, with_items: bool = False) -> Phrase:
        """One test; its loops are told by its wording."""
        return self.worded(test.text, test.wording) if test.loops else self._test(test)

    def tree(self, condition: Condition) -> Bullet:
        """A condition as points."""
        if not condition.parts or asks_presence(condition):
            return Bullet(self.inline(condition))
        key = {"and": "all_of", "or": "one_of", "not": "none_of"}[condition.kind]
        return Bullet((self.say(key), self.say("colon")), below=tuple(map(self.tree, condition.parts)))

    def name(self, title: Words | None, name: str) -> str:
        """A title as one text, or the name."""
        return "".join(self.title(title, name))

    def listed_names(self, names: Any) -> str:
        """Texts in a list."""
        return self.say("list_comma").join(names)
