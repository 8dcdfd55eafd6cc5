"""Any text whatever gives a document or a list of diagnostics, quickly, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit_engine.document_text import Document
from credit_engine.json_text import read_json
from credit_engine.problems import InputError, PolicyError, ProblemsError, render
from credit_engine.source import Source
from credit_engine.yaml_text import examine_yaml, read_yaml

SIGNS = [
    *"abx019.-+:,{}[]()<>|&*!%@`#?~'\"\\/= \n\r\t",
    "\n  ",
    "\n- ",
    ": ",
    "..",
    "：",
    "，",
    "“",
    "　",
    "\0",
    "\x85",
    "\u2028",
    "\ufeff",
    "\ud800",
    "客",
    "null",
    "yes",
    "key: ",
    "- ",
    "\\u12",
    "\\ud800",
    "---\n",
    "...\n",
    "<<: ",
    "%YAML 1.2\n",
    "|\n ",
    ">-\n ",
]
texts = st.one_of(
    st.text(st.characters(codec=None, exclude_categories=()), max_size=60),
    st.lists(st.sampled_from(SIGNS), max_size=40).map("".join),
)


def attempt(read: Callable[[Source], Document], text: str) -> Document | ProblemsError:
    """The document or the diagnostics; any other exception fails the test."""
    try:
        return read(Source("any", text))
    except ProblemsError as error:
        return error


@given(texts)
def test_any_text_is_yaml_or_gives_diagnostics(text: str) -> None:
    result = attempt(read_yaml, text)
    if isinstance(result, Document):
        assert isinstance(result.data, dict | list)
    else:
        assert isinstance(result, PolicyError)
        assert result.problems
        assert "any:" in str(result)


@given(texts)
def test_what_could_be_read_of_a_broken_text_keeps_its_positions_inside_the_text(text: str) -> None:
    reading = examine_yaml(Source("any.yaml", text))
    for problem in reading.problems:
        assert problem.span is not None
        assert 0 <= problem.span.start <= problem.span.end <= len(text)
        assert render(problem)
    if reading.document is not None:
        for path in reading.document.damaged | reading.document.incomplete:
            assert 0 <= reading.document.span(path).start <= len(text)


@given(texts)
def test_any_text_is_json_or_gives_diagnostics(text: str) -> None:
    result = attempt(read_json, text)
    if not isinstance(result, Document):
        assert isinstance(result, InputError)
        assert result.problems
        assert all(p.span and 0 <= p.span.start <= p.span.end <= len(text) for p in result.problems)
        assert "any:" in str(result)


LAUGHS = "a: &a [x, x]\n" + "".join(
    f"{chr(98 + i)}: &{chr(98 + i)} [{', '.join(['*' + chr(97 + i)] * 9)}]\n" for i in range(20)
)
HOSTILE = {
    "opening brackets": "[" * 50_000,
    "opening braces": "{" * 50_000,
    "braces with keys": "{a: " * 50_000,
    "block lists": "- " * 50_000,
    "nested mappings": "".join(" " * i + "a:\n" for i in range(400)),
    "ten million characters": "a: b\n" * 2_000_001,
    "one long line": "a: " + "x" * 900_000,
    "one long quoted text": 'a: "' + "x" * 900_000,
    "one long list": "a: [" + "1, " * 200_000,
    "many bad values": "".join(f"k{i}: yes\n" for i in range(100_000)),
    "many broken lines": "".join(f'k{i}: "a" = b\n' for i in range(20_000)),
    "many split expressions": "- {a: f(x, y)}\n" * 10_000,
    "null bytes": "\0" * 900_000,
    "laughs": LAUGHS,
    "quotes": "'" * 100_001,
    "colons": ": " * 100_000,
    "question marks": "? " * 100_000,
    "tabs": "a:\n" + "\tb: c\n" * 100_000,
    "commas": "[" + "," * 100_000,
    "spaces after a text": 'a: "b" ' + " " * 900_000 + "c",
    "spaces in a key": "a" + " " * 900_000 + "b\nc: d",
    "spaces in a list": "a: [b" + " " * 900_000 + "(, {c" + " " * 50_000 + "[",
    "spaces in quotes": 'a: "b' + " " * 900_000 + '\n c"',
    "full-width commas": "a: {" + "；" * 500_000,
    "bad words in a list": "[" + "x, " * 300_000,
    "unclosed in a list": "- [a\n" * 5_000,
}

SLOW = {"one long list", "bad words in a list", "spaces in a list", "tabs"}
"""Read in seconds instead of tenths of them."""


@pytest.mark.sampled
@pytest.mark.parametrize(
    "text",
    [pytest.param(HOSTILE[name], id=name, marks=[pytest.mark.slow] * (name in SLOW)) for name in HOSTILE],
)
@pytest.mark.parametrize("read", [read_yaml, read_json])
def test_hostile_text_is_answered_within_seconds(read: Callable[[Source], Document], text: str) -> None:
    started = process_time()
    result = attempt(read, text)
    assert process_time() - started < 20
    if isinstance(result, Document):
        assert result.text_at(("a",)).value
    else:
        assert len(str(result)) < 1_000_000
