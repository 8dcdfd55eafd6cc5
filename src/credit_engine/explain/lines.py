"""Blocks laid out as lines of styled text, as wide as a page or a terminal.

rich could lay them out, but takes ten times as long: it measures and styles each cell several times.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from itertools import repeat, zip_longest
from typing import TypeAlias

from credit_engine.account.lines import Tone
from credit_engine.explain.blocks import Block, Bullet, Code, Heading, Line, Paragraph, Phrase, Table, visible
from credit_engine.explain.wrapping import cells, line_starts

Span: TypeAlias = tuple[str, str]
"""Text and its style, in the words of rich."""
StyledLine: TypeAlias = list[Span]

RULE = "─"
_UNDERLINES = {1: "=", 2: "-"}
_DEEPEST_INDENT = 60
"""Points further below stand under one another, so that words keep room."""
_NARROWEST = 5
"""Cells of a column in which words can still be read, a date or a sum of money in two lines; a table that
has to be narrower lists its lines one below the other."""
_STYLES: dict[Tone, str] = {
    "plain": "",
    "strong": "bold",
    "good": "bold green",
    "bad": "red",
    "doubt": "yellow",
    "faint": "dim",
}


def styled_lines(blocks: Sequence[Block], width: int, rule: str = RULE) -> Iterator[StyledLine]:
    """The lines of the blocks, at most `width` cells wide; `rule` draws the line under a table's head.

    What stands below a third heading is indented.
    """
    indent = 0
    before: Block | None = None
    for block in blocks:
        if isinstance(block, Heading):
            indent = 2 * max(0, block.level - 2)
        margin = max(0, indent - 2) if isinstance(block, Heading) else indent
        if before is not None and _is_apart(before, block):
            yield []
        yield from _indented(_block(block, max(1, width - margin), rule), margin)
        before = block


def _is_apart(before: Block, block: Block) -> bool:
    """Whether an empty line stands between two blocks."""
    if isinstance(block, Heading) or isinstance(before, Heading):
        return not (isinstance(before, Heading) and (before.close or before.level >= 3))
    return any(isinstance(table, Table) and bool(table.head) for table in (before, block))


def _indented(lines: Iterator[StyledLine], margin: int) -> Iterator[StyledLine]:
    if not margin:
        return lines
    return ([(" " * margin, ""), *line] for line in lines)


def _block(block: Block, width: int, rule: str) -> Iterator[StyledLine]:
    if isinstance(block, Heading):
        return _heading(block, width)
    if isinstance(block, Paragraph):
        return iter(_wrapped(_spans(block.text, _STYLES[block.tone]), width))
    if isinstance(block, Table):
        return _table(block, width, rule)
    return _bullets(block.items, width)


def _heading(heading: Heading, width: int) -> Iterator[StyledLine]:
    """Headings of the page and its sections are underlined, so that they stand out without colour."""
    spans = _spans(heading.text, f"bold {_STYLES[heading.tone]}".strip())
    yield from _wrapped(spans, width)
    if heading.level in _UNDERLINES and not heading.close:
        yield [(_UNDERLINES[heading.level] * min(_cells(spans), width), "dim")]


def _bullets(items: Sequence[Bullet], width: int, indent: int = 0) -> Iterator[StyledLine]:
    """Points one after the other, what is below one indented."""
    for bullet in items:
        mark = f"{bullet.number}. " if bullet.number else "- "
        margin = min(indent, _DEEPEST_INDENT, width // 2)
        first = " " * margin + mark
        spans = _spans(bullet.text, _STYLES[bullet.tone])
        for number, line in enumerate(_wrapped(spans, max(1, width - len(first)))):
            yield [(" " * len(first) if number else first, ""), *line]
        yield from _bullets(bullet.below, width, indent + len(mark))


def _table(table: Table, width: int, rule: str) -> Iterator[StyledLine]:
    """A table with a rule under its head; the columns share the width by what they hold."""
    rows = [[_spans(cell, _STYLES[line.tone]) for cell in line.cells] for line in table.lines]
    if table.head:
        rows.insert(0, [_spans((text,), "bold") for text in table.head])
    gap = 3 if table.head else 2
    natural = [max(map(_cells, column)) for column in zip_longest(*rows, fillvalue=[])]
    widths = _column_widths(natural, width, gap)
    if table.head and any(got < min(wanted, _NARROWEST) for got, wanted in zip(widths, natural, strict=True)):
        yield from _stacked(table, width, rule)
        return
    for number, row in enumerate(rows):
        is_head = bool(table.head) and not number
        yield from _row(row, widths, gap, table.right, is_head)
        if is_head:
            yield [(rule * (sum(widths) + gap * (len(widths) - 1)), "")]


def _stacked(table: Table, width: int, rule: str) -> Iterator[StyledLine]:
    """The lines of a table one below the other, each cell beside the head of its column."""
    for number, line in enumerate(table.lines):
        facts = zip(table.head, line.cells, strict=False)
        if number:
            yield []
        yield from _table(
            Table((), tuple(Line(((head,), cell), line.tone) for head, cell in facts)), width, rule
        )


def _column_widths(natural: Sequence[int], width: int, gap: int) -> list[int]:
    """Widths of columns that fit with gaps between them: the widest are narrowed to the next, until all fit.

    A cell of each gap belongs to the column before it and one to the column after it, as if both were padded.
    """
    last = len(natural) - 1
    padding = [(at > 0) + (at < last) for at in range(len(natural))]
    room = width - (gap - 2) * last
    padded = [max(1, min(room, cells + pad)) for cells, pad in zip(natural, padding, strict=True)]
    while (excess := sum(padded) - room) > 0 and max(padded) > 1:
        widest = max(padded)
        next_widest = max((width for width in padded if width < widest), default=1)
        columns = [at for at, width in enumerate(padded) if width == widest]
        for number, at in enumerate(columns):
            cut = min(widest - next_widest, round(excess / (len(columns) - number)))
            padded[at] -= cut
            excess -= cut
    return [
        max(min(1, wanted), cells - pad) for wanted, cells, pad in zip(natural, padded, padding, strict=True)
    ]


def _row(
    cells: Sequence[StyledLine], widths: Sequence[int], gap: int, right: frozenset[int], is_head: bool
) -> Iterator[StyledLine]:
    """The lines of a row of a table; those of its head end together, above the rule."""
    columns = [_wrapped(spans, width) for spans, width in zip(cells, widths, strict=False)]
    if is_head:
        columns = [[*repeat([], max(map(len, columns)) - len(lines)), *lines] for lines in columns]
    for parts in zip_longest(*columns, fillvalue=[]):
        line: StyledLine = []
        before = 0  # blanks that stand before the next text
        for number, (spans, width) in enumerate(zip(parts, widths, strict=False)):
            room = max(0, width - _cells(spans))
            before += room if number in right else 0
            if spans:
                line += [(" " * before, ""), *spans]
                before = 0
            before += gap if number in right else room + gap
        yield line


def _wrapped(spans: StyledLine, width: int) -> list[StyledLine]:
    """The spans in lines of at most so many cells; one line at least."""
    starts = deque(line_starts("".join(text for text, _ in spans), width))
    lines: list[StyledLine] = [[]]
    at = 0
    for text, style in spans:
        done = 0
        while starts and starts[0] < at + len(text):
            cut = starts.popleft() - at
            lines[-1] += [(text[done:cut], style)] if cut > done else []
            lines.append([])
            done = cut
        lines[-1].append((text[done:], style))
        at += len(text)
    return [_without_blanks_at_end(line) for line in lines]


def _without_blanks_at_end(spans: StyledLine) -> StyledLine:
    while spans and spans[-1][0] != (kept := spans[-1][0].rstrip()):
        spans = [*spans[:-1], (kept, spans[-1][1])] if kept else spans[:-1]
    return spans


def _cells(spans: StyledLine) -> int:
    return sum(cells(text) for text, _ in spans)


def _spans(phrase: Phrase, style: str) -> StyledLine:
    """A phrase as styled text."""
    return [
        (visible(piece), "cyan" if isinstance(piece, Code) and not style else style)
        for piece in phrase
        if piece
    ]
