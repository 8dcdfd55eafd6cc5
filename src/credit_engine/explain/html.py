"""The explanation as HTML: one file that loads nothing, or a fragment for a notebook.

Its blocks are few and flat, so that it is written directly: the core needs no template engine, and a page
takes a millisecond. Every text passes through `_text`, which escapes it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from html import escape
from importlib.resources import files

from credit_engine.account.lines import Tone
from credit_engine.explain.blocks import (
    Block,
    Bullet,
    Bullets,
    Code,
    Heading,
    Line,
    Paragraph,
    Phrase,
    Table,
    visible,
)
from credit_engine.texts.explanation import phrase as worded

_LANGUAGE_TAGS = {"en": "en", "zh": "zh-CN"}
_NARROW = 3
"""Tables of so many columns fit a phone, as their cells wrap; wider ones scroll, by the keyboard too."""
_HEAD = """\
<!DOCTYPE html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
{style}</style>
</head>
<body style="margin:0">
<main class="credit-engine page">
"""


def as_html(blocks: Sequence[Block], lang: str) -> str:
    """A page by itself, in the colours of the reader's system; it runs no script and loads nothing."""
    blocks = _with_headings_in_order(blocks)
    titles = (_plain(block.text) for block in blocks if isinstance(block, Heading))
    title = _text(next(titles, worded(lang, "decision")))
    parts = [_HEAD.format(lang=_LANGUAGE_TAGS[lang], title=title, style=_style())]
    for section in _sections(blocks):
        is_named = _is_section_heading(section[0])
        parts += ["<section>\n" if is_named else "<header>\n", *_markup(section)]
        parts.append("</section>\n" if is_named else "</header>\n")
    return "".join([*parts, "</main>\n</body>\n</html>\n"])


def as_fragment(blocks: Sequence[Block], lang: str) -> str:
    """The page for a notebook, in the notebook's colours; of its sections, the first is open.

    Its headings are no elements of headings, so that a notebook does not take them for its own.
    """
    tag = _LANGUAGE_TAGS[lang]
    parts = [f'<div class="credit-engine fragment" lang="{tag}">\n<style>\n{_style()}</style>\n']
    is_open = " open"
    for section in _sections(_with_headings_in_order(blocks)):
        first, *rest = section
        if not isinstance(first, Heading) or not _is_section_heading(first):
            parts += _markup(section, in_notebook=True)
            continue
        parts.append(f"<details{is_open}>\n<summary>{_phrase(first.text)}</summary>\n")
        parts += [*_markup(rest, _plain(first.text), in_notebook=True), "</details>\n"]
        is_open = ""
    return "".join([*parts, "</div>\n"])


def _with_headings_in_order(blocks: Sequence[Block]) -> list[Block]:
    """The blocks with headings from level 1 on, none of which is more than one level below the one before."""
    found: list[Block] = []
    above = before = 0
    for block in blocks:
        if isinstance(block, Heading):
            above = above if before else block.level - 1
            before = min(max(1, block.level - above), before + 1)
            block = block._replace(level=before)
        found.append(block)
    return found


@cache
def _style() -> str:
    return (files("credit_engine.explain") / "page.css").read_text("utf-8")


def _is_section_heading(block: Block) -> bool:
    return isinstance(block, Heading) and block.level == 2


def _sections(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """What stands before the first heading of a section, then each section."""
    section: list[Block] = []
    for block in blocks:
        if _is_section_heading(block) and section:
            yield section
            section = []
        section.append(block)
    if section:
        yield section


def _markup(blocks: Sequence[Block], under: str = "", in_notebook: bool = False) -> Iterator[str]:
    """Each block in turn; `under` is the heading above the first of them."""
    for block in blocks:
        if isinstance(block, Heading):
            under = _plain(block.text)
            yield _heading(block, in_notebook)
        elif isinstance(block, Paragraph):
            yield f"<p{_tone(block.tone)}>{_phrase(block.text)}</p>\n"
        elif isinstance(block, Bullets):
            yield from _bullets(block.items)
        elif block.head:
            yield from _table(block, under)
        else:
            yield from _facts(block)


def _heading(heading: Heading, in_notebook: bool) -> str:
    level = heading.level
    text = _phrase(heading.text)
    if in_notebook:
        return f'<div role="heading" aria-level="{level}"{_tone(heading.tone, f"h{level}")}>{text}</div>\n'
    return f"<h{level}{_tone(heading.tone, f'h{level}')}>{text}</h{level}>\n"


def _bullets(items: Sequence[Bullet]) -> Iterator[str]:
    name = "ol" if items and items[0].number else "ul"
    yield f"<{name}>\n"
    for bullet in items:
        number = f' value="{bullet.number}"' if bullet.number else ""
        yield f"<li{number}><span{_tone(bullet.tone)}>{_phrase(bullet.text)}</span>"
        if bullet.below:
            yield "\n"
            yield from _bullets(bullet.below)
        yield "</li>\n"
    yield f"</{name}>\n"


def _table(table: Table, under: str) -> Iterator[str]:
    """A table under a head; its name is that of the heading above it."""
    name = f' aria-label="{_text(under)}"' if under else ""
    scrolls = f' role="region" tabindex="0"{name}' if len(table.head) > _NARROW else ""
    yield f'<div class="scroll"{scrolls}>\n<table{name}>\n<thead>\n<tr>'
    for number, text in enumerate(table.head):
        tag = "th" if text else "td"
        scope = ' scope="col"' if text else ""
        yield f"<{tag}{scope}{_side(table, number)}>{_text(text)}</{tag}>"
    yield "</tr>\n</thead>\n<tbody>\n"
    for line in table.lines:
        cells = "".join(f"<td{_side(table, i)}>{_phrase(cell)}</td>" for i, cell in enumerate(line.cells))
        yield f"<tr{_tone(line.tone)}>{cells}</tr>\n"
    yield "</tbody>\n</table>\n</div>\n"


def _side(table: Table, column: int) -> str:
    return ' class="right"' if column in table.right else ""


def _facts(table: Table) -> Iterator[str]:
    """A table without a head: names, each with what is said of it."""
    yield '<table class="facts">\n<tbody>\n'
    for line in table.lines:
        yield _fact(line)
    yield "</tbody>\n</table>\n"


def _fact(line: Line) -> str:
    name, *rest = map(_phrase, line.cells)
    values = "".join(f"<td>{value}</td>" for value in rest)
    return f'<tr{_tone(line.tone)}><th scope="row">{name}</th>{values}</tr>\n'


def _tone(tone: Tone, *more: str) -> str:
    names = " ".join([*more, *(() if tone == "plain" else (tone,))])
    return f' class="{names}"' if names else ""


def _phrase(phrase: Phrase) -> str:
    return "".join(
        [
            f"<code>{_text(piece)}</code>" if piece.__class__ is Code and piece else _text(piece)
            for piece in phrase
        ]
    )


def _plain(phrase: Phrase) -> str:
    return "".join(phrase)


@lru_cache(maxsize=4096)
def _text(text: str) -> str:
    """Text that HTML shows as it is, in attributes too."""
    return escape(visible(text))
