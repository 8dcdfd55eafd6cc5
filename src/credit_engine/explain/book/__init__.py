"""The book of a policy: all that it says, for people who approve and audit it, without any decision."""

from __future__ import annotations

from decimal import localcontext

from credit_engine.account.declared import Declarations
from credit_engine.account.policy import PolicyAccount
from credit_engine.explain.book.page import book_page
from credit_engine.explain.book.policy import Told
from credit_engine.explain.book.standing import Standing
from credit_engine.explain.book.words import BookSentences
from credit_engine.explain.layouts import laid_out
from credit_engine.ir import Program
from credit_engine.numbers import CONTEXT
from credit_engine.texts.forms import LANGUAGES, PAGE_FORMATS, check_known

__all__ = ["render_book"]


def render_book(
    account: PolicyAccount, program: Program, declared: Declarations, lang: str = "en", format: str = "text"
) -> str:
    """The book in one of PAGE_FORMATS; raises ValueError for an unknown language or format."""
    check_known("language", lang, LANGUAGES)
    check_known("format", format, PAGE_FORMATS)
    say = BookSentences(account, Standing(program, account, declared.wordings), lang)
    with localcontext(CONTEXT):
        return laid_out(book_page(Told(account, declared), say), lang, format)
