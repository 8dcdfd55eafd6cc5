"""The explanation as Markdown (CommonMark with tables); nothing in it is read as markup."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from credit_engine.explain.blocks import (
    Block,
    Bullet,
    Bullets,
    Code,
    Heading,
    Paragraph,
    Phrase,
    Table,
    visible,
)

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~&$!^])")
_AT_START = re.compile(r"^(\s*)([-+=]|\d+[.)])(?=\s|$)")


def as_markdown(blocks: Sequence[Block], colon: str = ": ") -> str:
    """The blocks as one Markdown text; `colon` stands between a fact's name and its value."""
    return "\n\n".join("\n".join(_block(block, colon)) for block in blocks) + "\n"


def _block(block: Block, colon: str) -> Iterator[str]:
    if isinstance(block, Heading):
        yield f"{'#' * block.level} {_phrase(block.text)}"
    elif isinstance(block, Paragraph):
        yield _start(_phrase(block.text))
    elif isinstance(block, Bullets):
        for item in block.items:
            yield from _bullet(item, "")
    elif block.head:
        yield from _table(block)
    else:
        for line in block.lines:
            name, *rest = (_phrase(cell) for cell in line.cells)
            yield f"- {name}{colon}{' '.join(rest)}"


def _bullet(bullet: Bullet, indent: str) -> Iterator[str]:
    mark = f"{bullet.number}." if bullet.number else "-"
    text = _start(_phrase(bullet.text))
    yield f"{indent}{mark} {f'**{text}**' if bullet.tone == 'bad' and bullet.below else text}"
    for below in bullet.below:
        yield from _bullet(below, indent + " " * (len(mark) + 1))


def _table(table: Table) -> Iterator[str]:
    yield _row([escaped(text) for text in table.head])
    yield _row(["---:" if i in table.right else "---" for i in range(len(table.head))])
    for line in table.lines:
        cells = [_phrase(cell) for cell in line.cells]
        yield _row([f"**{cell}**" if line.tone == "strong" and cell else cell for cell in cells])


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _phrase(phrase: Phrase) -> str:
    return "".join([_code(piece) if piece.__class__ is Code else escaped(piece) for piece in phrase])


@lru_cache(maxsize=4096)
def escaped(text: str) -> str:
    """Text that Markdown shows as it is, on one line."""
    return _SPECIAL.sub(r"\\\1", visible(text))


@lru_cache(maxsize=4096)
def _code(piece: str) -> str:
    """A code span; text with characters that one cannot hold, within tables too, is written as text."""
    text = visible(piece)
    if "`" in text or "|" in text or not text.strip():
        return escaped(text)
    return f"`{text}`"


def _start(text: str) -> str:
    """A line that is not read as a list or a heading because of its first characters."""
    return _AT_START.sub(
        lambda match: (
            f"{match[1]}\\{match[2]}"
            if not match[2][0].isdigit()
            else f"{match[1]}{match[2][:-1]}\\{match[2][-1]}"
        ),
        text,
    )
