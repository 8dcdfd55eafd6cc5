"""Notes of a policy on the page: the plain parts of Markdown as blocks, so that no mark-up gets through.

Paragraphs, headings, points, `code` and links are known; emphasis is written without its marks. All else
stands as it is written, and whoever lays a page out escapes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from credit_engine.account.evidence import Words
from credit_engine.explain.blocks import Block, Bullet, Bullets, Code, Paragraph, Phrase
from credit_engine.explain.sentences import Sentences

_POINT = re.compile(r"\s*(?:[-*+]|\d{1,3}[.)])\s+(.*)")
_HEADING = re.compile(r"#{1,6}\s+(.*?)\s*#*")
_INLINE = re.compile(
    r"`(?P<code>[^`]+)`|\[(?P<text>[^\]]*)\]\((?P<link>[^)\s]*)\)|(?P<mark>\*\*|__)(?P<strong>.+?)(?P=mark)"
    r"|\*(?P<soft>[^*\s][^*]*)\*"
)


def notes(text: Words | None, say: Sentences) -> Iterator[Block]:
    """The blocks of notes in the language of the reader; none where there are none."""
    for chunk in re.split(r"\n\s*\n", "" if text is None else text.text(say.lang).strip()):
        yield from _chunk([line for line in chunk.split("\n") if line.strip()])


def _chunk(lines: list[str]) -> Iterator[Block]:
    """Lines without an empty one between: a paragraph is one line, each point and each heading its own."""
    waiting: list[str] = []
    points: list[Bullet] = []
    for line in lines:
        point, heading = _POINT.fullmatch(line), _HEADING.fullmatch(line.strip())
        if point is not None:
            yield from _paragraph(waiting)
            points.append(Bullet(_phrase(point[1])))
        elif heading is not None:
            yield from _paragraph(waiting)
            yield from _listed(points)
            yield Paragraph(_phrase(heading[1]), "strong")
        elif points:
            last = points.pop()
            points.append(last._replace(text=(*last.text, " ", *_phrase(line.strip()))))
        else:
            waiting.append(line.strip())
    yield from _paragraph(waiting)
    yield from _listed(points)


def _paragraph(waiting: list[str]) -> Iterator[Block]:
    if waiting:
        yield Paragraph(_phrase(" ".join(waiting)))
        waiting.clear()


def _listed(points: list[Bullet]) -> Iterator[Block]:
    if points:
        yield Bullets(tuple(points))
        points.clear()


def _phrase(text: str) -> Phrase:
    """Text with its code marked; of a link its words and where it leads."""
    pieces: list[str] = []
    at = 0
    for found in _INLINE.finditer(text):
        pieces.append(text[at : found.start()])
        at = found.end()
        if found["code"] is not None:
            pieces.append(Code(found["code"]))
        elif found["link"] is not None:
            pieces.append(f"{found['text']} ({found['link']})")
        else:
            pieces.append(found["strong"] or found["soft"])
    return tuple(piece for piece in (*pieces, text[at:]) if piece)
