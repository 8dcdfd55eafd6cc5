"""The explanation as text, with colour where a terminal shows it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from credit_engine.explain.blocks import Block
from credit_engine.explain.lines import RULE, styled_lines

if TYPE_CHECKING:
    from rich.console import Console

WIDTH = 100
"""Columns of a page of text: a terminal of usual size, and a printed page."""


def as_text(blocks: Sequence[Block]) -> str:
    """Plain text, 100 columns wide, without escape codes."""
    lines = ("".join(text for text, _ in line).rstrip() for line in styled_lines(blocks, WIDTH))
    return "\n".join(lines).strip("\n") + "\n"


def print_blocks(blocks: Sequence[Block], console: Console) -> None:
    """Print blocks to a console as wide as it is, in its colours."""
    from rich.text import Text

    rule = "-" if console.options.ascii_only else RULE
    page = Text("\n").join(Text.assemble(*line) for line in styled_lines(blocks, console.width, rule))
    console.print(page, soft_wrap=True)
