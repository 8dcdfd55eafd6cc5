"""What README.md and docs/ show is what happens: every `python` and `console` block is run.

A `python` block prints exactly the `output` block that follows it at once, else nothing; the blocks
of a page share their names. In a `console` block, lines with `$ ` are commands and the lines below
each are its output, ended by `[exit status N]` where that is not 0. A line `...` stands for any
lines. A block with `file=NAME` is saved under that name. Each page has a directory of its own, in
which policies/, scorecards/ and examples/ are those of the repository. A page that needs a package of an
extra says so in a comment, `<!-- needs PACKAGE -->`, and is run where that is installed (`make test-all`).
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from documentation import ROOT, Block, Reader, WrongExampleError, agrees, blocks, commands

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
PAGE_NAMES = [str(page.relative_to(ROOT)) for page in PAGES]


@pytest.mark.documentation
@pytest.mark.parametrize("name", PAGE_NAMES)
def test_the_examples_of(name: str, tmp_path: Path) -> None:
    text = (ROOT / name).read_text("utf-8")
    for package in re.findall(r"^<!-- needs (\w+) -->$", text, re.M):
        pytest.importorskip(package)
    done = Reader(name, tmp_path).work_through(text)
    assert done == len(re.findall(r"^ *```+(?:python|console)\s*$", text, re.M))


@pytest.mark.documentation
@pytest.mark.parametrize("name", PAGE_NAMES)
def test_the_links_lead_somewhere_in(name: str) -> None:
    page = ROOT / name
    links = re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", page.read_text("utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def read(tmp_path: Path, text: str) -> int:
    return Reader("page.md", tmp_path).work_through(text)


def test_blocks_are_found_with_their_lines() -> None:
    assert blocks("a\n\n```python\nx = 1\n```\n\n- b\n\n  ```yaml file=p.yaml\n  k: 1\n  ```\n") == [
        Block("python", (), "x = 1\n", 4),
        Block("yaml", ("file=p.yaml",), "k: 1\n", 10),
    ]


def test_an_example_that_does_what_the_page_says_passes(tmp_path: Path) -> None:
    assert read(tmp_path, "```python\nx = 2\n```\n```python\nprint(x + 1)\n```\n```output\n3\n```\n") == 2


@pytest.mark.parametrize(
    "text",
    [
        "```python\nprint(1)\n```\n```output\n2\n```\n",
        "```python\nprint(1)\n```\n",
        "```python\n1 / 0\n```\n",
        "```python\nif\n```\n",
        "```console\n$ echo a\nb\n```\n",
        "```console\n$ echo a\n```\n",
        "```console\n$ exit 3\n```\n",
    ],
)
def test_an_example_that_does_something_else_fails(tmp_path: Path, text: str) -> None:
    with pytest.raises(WrongExampleError, match=r"^page\.md:2:"):
        read(tmp_path, text)


def test_a_file_that_a_page_shows_is_there_for_the_commands(tmp_path: Path) -> None:
    text = (
        "```text file=a/b.txt\nhello\n```\n```console\n$ cat a/b.txt\nhello\n$ exit 3\n[exit status 3]\n```\n"
    )
    assert read(tmp_path, text) == 1


def test_commands_may_go_over_several_lines() -> None:
    block = Block("console", (), "$ a \\\n> b\n1\n\n2\n$ c\n", 5)
    assert list(commands(block)) == [(5, "a \\\nb", "1\n\n2\n"), (10, "c", "")]


def test_dots_stand_for_any_lines_and_nothing_else_is_loose() -> None:
    assert agrees("a\n...\nd\n", "a\nb\nc\nd\n")
    assert agrees("a\n...\n", "a\n")
    assert agrees("a  \n", "a\n\n")
    assert not agrees("a\n...\nd\n", "a\nb\n")
    assert not agrees("a...\n", "abc\n")
