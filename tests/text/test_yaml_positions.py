"""Every character of every YAML scalar maps back to the place in the file where it was written."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from credit_engine.document_text import Document, ScalarText
from credit_engine.source import Source
from credit_engine.yaml_text import examine_yaml, read_yaml

WORDS = ["x", "age", "客户", ">= 30", "it's", "(a)", "😀", "e", "5", "\\n", '"']
words = st.sampled_from(WORDS)
printable = st.text(st.sampled_from("ab '\"\\\n\t:#客é😀\x85\x07"), max_size=30)


def document(text: str) -> Document:
    return read_yaml(Source("p.yaml", text))


def check_map(scalar: ScalarText) -> None:
    """Each character's place holds that character, its escape or the white space that was folded."""
    source, previous = scalar.source.text, scalar.extent[0]
    quote = source[scalar.extent[0] :][:1]
    for index, character in enumerate(scalar.value):
        span = scalar.span(index, index + 1)
        assert previous <= span.start <= span.end <= scalar.extent[1]
        previous = span.end
        if span.text == character:
            continue
        if quote == '"' and span.text.startswith("\\"):
            assert yaml.safe_load(f'"{span.text}"') == character
        elif quote == "'" and character == "'":
            assert span.text == "''"
        else:
            assert character in " \n"
            assert span.text.strip(" \t\r\n") == ""


def check_document(found: Document) -> None:
    for path in found._values:
        value = found.value(path)
        if not isinstance(value, dict | list):
            scalar = found.text_at(path)
            if isinstance(value, str):
                assert scalar.value == value
            check_map(scalar)
        if path and isinstance(path[-1], str):
            assert found.key_text_at(path).value == path[-1]
            check_map(found.key_text_at(path))


@given(printable, st.sampled_from(['"', "'", "|", ">"]), st.integers(20, 80), st.sampled_from(["\n", "\r\n"]))
def test_written_text_reads_back_with_exact_positions(value: str, style: str, width: int, end: str) -> None:
    written = yaml.dump(
        {"k": {"v": value}}, default_style=style, width=width, allow_unicode=True, line_break=end
    ).replace('!!null "null"', "null")
    reading = examine_yaml(Source("p.yaml", written))
    if any(p.code in ("indentation-indicator", "line-end") for p in reading.problems):
        return
    assert not reading.problems
    assert reading.document is not None
    assert reading.document.data == {"k": {"v": value}}
    check_document(reading.document)


@st.composite
def scalar_sources(draw: st.DrawFn) -> str:
    """Scalars of several lines with blank lines, trailing spaces and uneven indentation."""
    style = draw(st.sampled_from(["", '"', "'", "|", "|-", "|+", ">", ">-", ">+"]))
    lines = draw(st.lists(st.lists(words, max_size=3).map(" ".join), min_size=1, max_size=5))
    indents = draw(st.lists(st.integers(2, 4), min_size=len(lines), max_size=len(lines)))
    end = draw(st.sampled_from(["\n", "\r\n"]))
    pads = draw(st.lists(st.sampled_from(["", " ", "  "]), min_size=len(lines), max_size=len(lines)))
    body = [" " * i + line + pad for i, line, pad in zip(indents, lines, pads, strict=True)]
    if style == "'":
        body = [line.replace("'", "''") for line in body]
    elif style == '"':
        body = [line.replace('"', '\\"').replace("\\n", "\\u0041") for line in body]
    if style in ("", '"', "'"):
        return f"k: {style}{end.join(body).lstrip()}{style}{end}after: 1{end}"
    return f"k: {style}{end}{end.join(body)}{end}after: 1{end}"


@given(scalar_sources())
def test_scalars_of_several_lines_have_exact_positions(text: str) -> None:
    reading = examine_yaml(Source("p.yaml", text))
    if reading.document is not None and not reading.problems:
        check_document(reading.document)
        assert reading.document.data == _as_pyyaml_reads(text)


def _as_pyyaml_reads(text: str) -> object:
    scalars = [e.value for e in yaml.parse(text, Loader=yaml.SafeLoader) if isinstance(e, yaml.ScalarEvent)]
    plain = {"": None, "5": 5}
    first = text.partition(": ")[2][:1]
    value = scalars[1] if first in "\"'|>" else plain.get(scalars[1], scalars[1])
    return {scalars[0]: value, "after": 1}


SIGNS = [
    *"ab:'\"-|>+# \n",
    "\n  ",
    "\n   ",
    "\n\n",
    "k: ",
    "- ",
    "'",
    '"',
    "\\\n",
    "\\u0041",
    "\r\n",
    "客",
]


@given(st.lists(st.sampled_from(SIGNS), max_size=30).map("".join))
@example("k: >\n  a\n\n   b\n  c\n")
@example('k: "a\\\n   b \\\n\n  c"\n')
def test_whatever_is_read_has_exact_positions(text: str) -> None:
    reading = examine_yaml(Source("p.yaml", text))
    if reading.document is not None and not reading.problems:
        check_document(reading.document)


@pytest.mark.parametrize(
    ("text", "start", "end", "place"),
    [
        ("k: a + bc\n", 4, 6, (1, 8)),
        ("k: 'it''s + bc'\n", 7, 9, (1, 13)),
        ('k: "a \\"x\\" + bc"\n', 8, 10, (1, 15)),
        ("k: |\n  a +\n  bc\n", 4, 6, (3, 3)),
        ("k: >-\n  a +\n  bc\n", 4, 6, (3, 3)),
        ("k: a +\n   bc\n", 4, 6, (2, 4)),
        ("k: a +\r\n   bc\r\n", 4, 6, (2, 4)),
        ("k: 'a +\n\n   bc'\n", 4, 6, (3, 4)),
    ],
)
def test_a_name_in_an_expression_is_found_in_the_file(
    text: str, start: int, end: int, place: tuple[int, int]
) -> None:
    span = document(text).text_at(("k",)).span(start, end)
    assert span.text == "bc"
    assert span.position == place


def test_spans_of_values_keys_and_list_items() -> None:
    found = document("a:\n  b: [x, 'y z']\nc: # nothing\n-9: no_record\n")
    assert found.data == {"a": {"b": ["x", "y z"]}, "c": None, "-9": "no_record"}
    assert found.span(("a", "b", 1)).text == "'y z'"
    assert found.span(("a", "b")).text == "[x, 'y z']"
    assert found.span(("a",)).text == "b: [x, 'y z']"
    assert found.key_span(("a", "b")).text == "b"
    assert found.key_span(("-9",)).position == (4, 1)
    assert found.span(("c",)).position == (3, 3)
    assert found.text_at(("c",)).value == ""
    assert found.span(("a", "missing", "deeper")) == found.span(("a",))
    assert ("a", "b") in found
    assert ("a", "z") not in found


def test_the_end_of_a_text_and_offsets_beyond_it_are_clipped() -> None:
    text = document("k: 'a''b'\n").text_at(("k",))
    assert text.span(3, 3).start == 8
    assert text.span(2, 99).text == "b"
    assert text.span().text == "a''b"
    assert text.whole.text == "'a''b'"
    assert document("k: ''\n").text_at(("k",)).span().start == 4


def test_numbers_and_constants_keep_their_characters_and_collections_have_none() -> None:
    found = document("n: 1.50\nt: true\nm: {a: 1}\n")
    assert found.text_at(("n",)).value == "1.50"
    assert found.text_at(("t",)).value == "true"
    with pytest.raises(TypeError):
        found.text_at(("m",))
    with pytest.raises(KeyError):
        found.text_at(("x",))
