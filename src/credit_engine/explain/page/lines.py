"""Steps that are told in sentences and tables, and lists of contexts as tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from credit_engine.account.evidence import Column, Figure, Term, Words
from credit_engine.account.lines import (
    ConditionBlock,
    LinesBlock,
    LinesStep,
    ListBlock,
    Piece,
    Sentence,
    Tone,
)
from credit_engine.explain.blocks import Block, Bullets, Code, Line, Paragraph, Phrase, Table
from credit_engine.explain.sentences import Sentences

_MOST_LINES = 100
"""Items of a list that a page shows; JSON has them all."""


def lines(step: LinesStep, say: Sentences) -> Iterator[Block]:
    """The blocks of a step, but for those that do not hold in this decision."""
    for block in step.blocks:
        if block.shown is None or block.shown.holds:
            yield from _BLOCKS[block.__class__](block, say)


def _phrase(piece: Piece, say: Sentences) -> Phrase:
    if isinstance(piece, Words):
        return (piece.text(say.lang),)
    if isinstance(piece, Term):
        return say.term(piece)
    if isinstance(piece, Figure):
        return (say.figure(piece, exact=True),)
    return (Code(piece),)


def _sentence(block: Sentence, say: Sentences) -> Iterator[Block]:
    yield Paragraph(tuple(text for piece in block.pieces for text in _phrase(piece, say)), block.tone)


def _condition(block: ConditionBlock, say: Sentences) -> Iterator[Block]:
    yield Bullets((say.tree(block.condition),))


def _table(block: LinesBlock, say: Sentences) -> Iterator[Block]:
    shown = tuple(
        Line(tuple(_phrase(cell, say) for cell in cells), _tone(block, number))
        for number, cells in enumerate(block.lines)
    )
    yield Table(tuple(column.text(say.lang) for column in block.columns), shown, frozenset(block.right))


def _tone(block: LinesBlock, number: int) -> Tone:
    """How a line stands out: the one that counts, one beside it, one of several that are all alike."""
    if not isinstance(block.chosen, int) or not 0 <= block.chosen < len(block.lines):
        return "plain"
    return "strong" if block.chosen == number else "faint"


def _list(block: ListBlock, say: Sentences) -> Iterator[Block]:
    table = data_table(block.figure, say)
    if table is not None:
        yield Paragraph((block.title.text(say.lang), say.say("colon")))
        yield table


def data_table(figure: Figure, say: Sentences, path: str = "") -> Table | None:
    """The items of a list of contexts, those of an input at a path, one per line; None for other values."""
    value = figure.value
    if not isinstance(value, list) or not value or not all(isinstance(item, dict) for item in value):
        return None
    columns = figure.columns or tuple(Column(key) for key in value[0])
    shown = [
        Line(((str(number),), *((_entry(item, c, say, path),) for c in columns)))
        for number, item in enumerate(value[:_MOST_LINES], 1)
    ]
    if len(value) > _MOST_LINES:
        more = say.say("items_omitted", count=len(value) - _MOST_LINES)
        shown.append(Line((("",), (more,), *((("",),) * (len(columns) - 1))), "faint"))
    head = ("", *("".join(say.title(c.title, c.name)) for c in columns))
    return Table(head, tuple(shown), frozenset(range(2, len(head))))


def _entry(item: Mapping[str, Any], column: Column, say: Sentences, path: str) -> str:
    name = column.name
    return say.value(item.get(name), column.unit, titles=column.titles, path=f"{path}[].{name}")


_BLOCKS: Mapping[type[Any], Callable[[Any, Sentences], Iterator[Block]]] = {
    Sentence: _sentence,
    ConditionBlock: _condition,
    LinesBlock: _table,
    ListBlock: _list,
}
