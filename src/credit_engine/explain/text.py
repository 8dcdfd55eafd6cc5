"""The explanation as text: laid out by rich, with colour only where a terminal shows it."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from credit_engine.explain.blocks import Block, Bullet, Bullets, Code, Heading, Paragraph, Phrase, Table, Tone

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.text import Text

WIDTH = 100
_DEEPEST_INDENT = 60
"""Points further below stand under one another, so that words keep room."""
_STYLES: dict[Tone, str] = {
    "plain": "", "strong": "bold", "good": "bold green", "bad": "red", "doubt": "yellow", "faint": "dim",
}  # fmt: skip


def as_text(blocks: Sequence[Block]) -> str:
    """Plain text, 100 columns wide, without escape codes."""
    from rich.console import Console

    out = io.StringIO()
    console = Console(
        file=out, width=WIDTH, color_system=None, force_terminal=False, legacy_windows=False, _environ={},
        highlight=False, markup=False, emoji=False,
    )  # fmt: skip
    print_blocks(blocks, console)
    lines = (line.rstrip() for line in out.getvalue().splitlines())
    return "\n".join(lines).strip("\n") + "\n"


def print_blocks(blocks: Sequence[Block], console: Console) -> None:
    """Print blocks to a console as wide as it is; what stands below a third heading is indented."""
    from rich.padding import Padding

    indent = 0
    before: Block | None = None
    for block in blocks:
        if isinstance(block, Heading):
            indent = 2 * max(0, block.level - 2)
        left = max(0, indent - 2) if isinstance(block, Heading) else indent
        if before is not None and _is_apart(before, block):
            console.print()
        console.print(Padding(_renderable(block), (0, 0, 0, left), expand=False))
        before = block


def _is_apart(before: Block, block: Block) -> bool:
    """Whether an empty line stands between two blocks."""
    if isinstance(block, Heading) or isinstance(before, Heading):
        return not (isinstance(before, Heading) and before.level >= 3)
    return any(isinstance(one, Table) and bool(one.head) for one in (before, block))


def visible(text: str) -> str:
    """The text with every control, format and line-separating character written as an escape."""
    if text.isprintable():
        return text
    return "".join(_escaped(c) if unicodedata.category(c) in _UNSEEN else c for c in text)


_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def _escaped(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}" if code < 65536 else f"\\U{code:08x}"


def _phrase(phrase: Phrase, style: str) -> Text:
    """A phrase as text that rich does not read as markup."""
    from credit_engine.explain.wrapping import WrappedText

    text = WrappedText(style=style)
    for piece in phrase:
        text.append(visible(piece), "cyan" if isinstance(piece, Code) and not style else None)
    return text


def _renderable(block: Block) -> RenderableType:
    if isinstance(block, Heading):
        return _heading(block)
    if isinstance(block, Paragraph):
        return _phrase(block.text, _STYLES[block.tone])
    if isinstance(block, Bullets):
        from rich.console import Group

        return Group(*_bullets(block.items))
    return _table(block)


def _heading(heading: Heading) -> RenderableType:
    """Headings of the page and its sections are underlined, so that they stand out without colour."""
    from rich.console import Group
    from rich.text import Text

    text = _phrase(heading.text, f"bold {_STYLES[heading.tone]}".strip())
    if heading.level >= 3:
        return text
    line = {1: "=", 2: "-"}[heading.level] * text.cell_len
    return Group(text, Text(line, "dim", no_wrap=True, overflow="crop"))


def _bullets(items: Sequence[Bullet], indent: int = 0) -> Iterator[RenderableType]:
    """Points one after the other, what is below one indented.

    No table stands within another, because rich would measure the inner ones again for each around them.
    """
    from rich.padding import Padding
    from rich.table import Table as Grid

    for bullet in items:
        mark = f"{bullet.number}." if bullet.number else "-"
        grid = Grid.grid(padding=(0, 1))
        grid.add_column(no_wrap=True)
        grid.add_column(overflow="fold")
        grid.add_row(mark, _phrase(bullet.text, _STYLES[bullet.tone]))
        yield Padding(grid, (0, 0, 0, min(indent, _DEEPEST_INDENT)), expand=False)
        yield from _bullets(bullet.below, indent + len(mark) + 1)


def _table(block: Table) -> RenderableType:
    """A table with a rule under its head; the columns share the width by what they hold."""
    from rich import box
    from rich.table import Table as Grid

    grid = Grid(
        box=box.SIMPLE_HEAD if block.head else None,
        show_header=bool(block.head),
        pad_edge=False,
        show_edge=False,
    )
    columns = len(block.head) or max(len(line.cells) for line in block.lines)
    for i in range(columns):
        head = _phrase((block.head[i],), "bold") if block.head else ""
        grid.add_column(head, justify="right" if i in block.right else "left", overflow="fold")
    for line in block.lines:
        grid.add_row(*(_phrase(cell, _STYLES[line.tone]) for cell in line.cells))
    return grid
