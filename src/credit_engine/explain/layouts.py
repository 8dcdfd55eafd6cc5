"""Blocks as a text in the format that is asked for."""

from __future__ import annotations

from collections.abc import Sequence

from credit_engine.explain.blocks import Block
from credit_engine.texts.explanation import phrase


def laid_out(blocks: Sequence[Block], lang: str, format: str) -> str:
    """The blocks of a page in one of PAGE_FORMATS; each layout is loaded when it is first asked for."""
    if format == "text":
        from credit_engine.explain.text import as_text

        return as_text(blocks)
    if format == "markdown":
        from credit_engine.explain.markdown import as_markdown

        return as_markdown(blocks, phrase(lang, "colon"))
    from credit_engine.explain.html import as_html

    return as_html(blocks, lang)
