"""The layout of text: nothing is lost, nothing is wider than the page, tables share it as rich's do."""

from __future__ import annotations

import io
import string
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from credit_engine.explain.blocks import Block, Bullet, Bullets, Code, Heading, Line, Paragraph, Table
from credit_engine.explain.lines import styled_lines
from credit_engine.explain.page.page import page
from credit_engine.explain.text import as_text, print_blocks
from credit_engine.explain.wrapping import line_starts
from explain.support import decided

WORD = st.text(string.ascii_letters + "决策贷款，_.é\u0301 ", max_size=30)
PHRASE = st.lists(st.one_of(WORD, WORD.map(Code)), max_size=4).map(tuple)
BULLET = st.recursive(
    st.builds(Bullet, PHRASE, below=st.just(()), number=st.integers(0, 12)),
    lambda below: st.builds(
        Bullet, PHRASE, below=st.lists(below, max_size=2).map(tuple), number=st.integers(0, 12)
    ),
    max_leaves=6,
)


def tables(columns: int) -> st.SearchStrategy[Table]:
    line = st.builds(Line, st.lists(PHRASE, min_size=columns, max_size=columns).map(tuple))
    return st.builds(
        Table,
        st.just(tuple(f"Column {n}" for n in range(columns))),
        st.lists(line, max_size=4).map(tuple),
        st.frozensets(st.integers(0, columns - 1)),
    )


BLOCK: st.SearchStrategy[Block] = st.one_of(
    st.builds(Heading, st.integers(1, 4), PHRASE),
    st.builds(Paragraph, PHRASE),
    st.builds(Bullets, st.lists(BULLET, max_size=3).map(tuple)),
    st.integers(1, 12).flatmap(tables),
)


def lines_of(blocks: list[Block], width: int) -> list[str]:
    return ["".join(text for text, _ in line) for line in styled_lines(blocks, width)]


@given(st.lists(BLOCK, max_size=4), st.integers(24, 120))
def test_no_line_is_wider_than_the_page(blocks: list[Block], width: int) -> None:
    assert max(map(cell_len, lines_of(blocks, width)), default=0) <= width


@given(st.integers(2, 30).flatmap(tables), st.integers(24, 120))
def test_no_character_of_a_table_is_lost(table: Table, width: int) -> None:
    given_text = "".join(piece for line in table.lines for cell in line.cells for piece in cell)
    shown = Counter("".join(lines_of([table], width)))
    assert Counter(given_text.replace(" ", "")) <= shown


@given(st.integers(1, 6), st.data())
def test_columns_share_the_width_as_those_of_rich_do(columns: int, data: st.DataObject) -> None:
    """Words are one letter wide, so that both break lines at the same places."""
    letters = st.integers(0, 60).map(lambda count: " ".join("x" * count))
    line = st.lists(letters, min_size=columns, max_size=columns)
    cells = data.draw(st.lists(line, min_size=1, max_size=4))
    width = data.draw(st.integers(8 * columns, 120))
    head = tuple("H" for _ in range(columns))
    right = data.draw(st.frozensets(st.integers(0, columns - 1)))
    grid = RichTable(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for number in range(columns):
        grid.add_column(head[number], justify="right" if number in right else "left")
    for row in cells:
        grid.add_row(*map(Text, row))
    out = io.StringIO()
    Console(file=out, width=width, color_system=None, _environ={}).print(grid)

    table = Table(head, tuple(Line(tuple((cell,) for cell in row)) for row in cells), right)

    assert [line.rstrip() for line in lines_of([table], width)] == [
        line.rstrip() for line in out.getvalue().splitlines()
    ]


def test_a_table_with_too_many_columns_lists_its_lines_one_below_the_other() -> None:
    head = tuple(f"Figure {number}" for number in range(1, 31))
    lines = tuple(Line(tuple((f"CNY {row},{column:03}",) for column in range(30))) for row in (1, 2))

    text = as_text([Table(head, lines)])

    assert text.splitlines()[:2] == ["Figure 1   CNY 1,000", "Figure 2   CNY 1,001"]
    assert text.splitlines()[30] == ""
    assert text.splitlines()[60] == "Figure 30  CNY 2,029"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_terminal_of_a_hundred_columns_shows_the_text(lang: str) -> None:
    blocks = page(decided("bureau_source_failed").trace, lang)
    out = io.StringIO()
    print_blocks(blocks, Console(file=out, width=100, color_system=None, _environ={}))
    assert [line.rstrip() for line in out.getvalue().splitlines()] == as_text(blocks).splitlines()


def test_a_terminal_without_unicode_gets_a_rule_that_it_can_show() -> None:
    out = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    print_blocks([Table(("A", "B"), (Line((("1",), ("2",))),))], Console(file=out, width=40))
    out.seek(0)
    assert out.read().splitlines() == ["A   B", "-----", "1   2"]


def test_a_word_of_a_hundred_thousand_letters_is_cut_once_a_line() -> None:
    assert line_starts("x" * 100_000, 100) == list(range(100, 100_000, 100))


def test_colours_follow_tones_and_what_stands_in_the_policy() -> None:
    (line,) = styled_lines([Paragraph(("see ", Code("limit")))], 80)
    assert line == [("see ", ""), ("limit", "cyan")]
    (bad,) = styled_lines([Paragraph(("see ", Code("limit")), "bad")], 80)
    assert bad == [("see ", "red"), ("limit", "red")]
