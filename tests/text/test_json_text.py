"""Strict JSON agrees with the standard reader on what is valid, and explains what is not."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit_engine.document_text import Document
from credit_engine.json_text import read_json
from credit_engine.problems import InputError, Problem
from credit_engine.source import Source

text = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(10**33), 10**33)
    | st.floats(allow_nan=False, allow_infinity=False)
    | text
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(text, inner, max_size=4),
    max_leaves=20,
)


def document(source: str) -> Document:
    return read_json(Source("r.json", source))


def problems(source: str) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as caught:
        document(source)
    return caught.value.problems


def same(found: Any, expected: Any) -> bool:
    """Equal, and of the same kinds throughout."""
    if type(found) is not type(expected):
        return False
    if isinstance(found, dict):
        return list(found) == list(expected) and all(same(found[k], expected[k]) for k in found)
    if isinstance(found, list):
        return len(found) == len(expected) and all(map(same, found, expected))
    return bool(found == expected)


@given(values, st.booleans(), st.sampled_from([None, 1, "\t"]), st.booleans())
def test_valid_documents_read_as_the_standard_reader_reads_them(
    value: Any, ascii_only: bool, indent: int | str | None, windows: bool
) -> None:
    written = json.dumps(value, ensure_ascii=ascii_only, indent=indent)
    written = written.replace("\n", "\r\n") if windows else written
    found = document(written)
    assert same(found.data, json.loads(written, parse_float=Decimal))
    check_positions(found)


def check_positions(found: Document) -> None:
    """Each value's span is a JSON text of that value; each character of a text stands at its place."""
    for path in found._values:
        value = found.value(path)
        assert same(json.loads(found.span(path).text, parse_float=Decimal), value)
        if path and isinstance(path[-1], str):
            assert json.loads(found.key_span(path).text) == path[-1]
            assert found.key_text_at(path).value == path[-1]
        if isinstance(value, str):
            characters = found.text_at(path)
            assert characters.value == value
            for index, character in enumerate(value):
                assert json.loads(f'"{characters.span(index, index + 1).text}"') == character


SIGNS = [*'{}[],:"\\/0123456789.eE+- \n', "true", "false", "null", '"a"', "\\u0041", "\\ud83d\\ude00", "1.5"]


@given(st.lists(st.sampled_from(SIGNS), max_size=25).map("".join))
def test_what_the_standard_reader_refuses_is_refused_and_the_rest_is_read_alike(written: str) -> None:
    try:
        expected = json.loads(written, parse_float=Decimal, parse_constant=_refuse, object_pairs_hook=_pairs)
    except (ValueError, RecursionError):
        assert problems(written)
        return
    try:
        found = document(written)
    except InputError as error:
        strict = {"number-too-long", "lone-surrogate", "too-deep"}
        assert {p.code for p in error.problems} <= strict  # noqa: PT017
    else:
        assert same(found.data, expected)


def _refuse(name: str) -> None:
    raise ValueError(name)


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({key for key, _ in pairs}) < len(pairs):
        raise ValueError("duplicate key")
    return dict(pairs)


@pytest.mark.parametrize(
    ("source", "column", "code", "expected"),
    [
        ("{'a': 1}", 2, "single-quotes", '"a"'),
        ("{\"a\": 'x'}", 7, "single-quotes", '"x"'),
        ('{"a": 1,}', 8, "trailing-comma", ""),
        ("[1, 2, ]", 6, "trailing-comma", ""),
        ('{"a": NaN}', 7, "not-finite", ""),
        ("[-Infinity]", 2, "not-finite", ""),
        ('{"a": True}', 7, "unknown-word", "true"),
        ('{"a": None}', 7, "unknown-word", "null"),
        ("[undefined]", 2, "unknown-word", "null"),
        ("[salaried]", 2, "unknown-word", '"salaried"'),
        ("[01]", 2, "number-form", "1"),
        ("[+1]", 2, "number-form", "1"),
        ("[.5]", 2, "number-form", "0.5"),
        ("[1.]", 2, "number-form", "1"),
        ("[1_000]", 2, "number-form", "1000"),
        ("[0x1F]", 2, "unknown-word", ""),
        ("{a: 1}", 2, "unquoted-key", '"a"'),
        ("{客户: 1}", 2, "unquoted-key", '"客户"'),
        ("{1: 2}", 2, "key-not-text", '"1"'),
        ('{"a": 1 "b": 2}', 9, "missing-comma", "','"),
        ("[1 2]", 4, "missing-comma", "','"),
        ("[{} {}]", 5, "missing-comma", "','"),
        ('{"a" 1}', 6, "json-syntax", "':'"),
        ("[1,,2]", 4, "json-syntax", "a value"),
        ('{"a": }', 7, "json-syntax", "a value"),
        ("[1}", 3, "json-syntax", "']'"),
        ("[1", 1, "unclosed-bracket", "]"),
        ('{"a": [1', 7, "unclosed-bracket", "]"),
        ('{"a": "x', 7, "unclosed-quote", ""),
        ('["x\ty"]', 4, "control-character", ""),
        ('["\\q"]', 3, "json-syntax", ""),
        ('["\\u12"]', 3, "json-syntax", ""),
        ('["\\ud800"]', 3, "lone-surrogate", ""),
        ('["\ud800"]', 3, "lone-surrogate", ""),
        ('{"a": 1}}', 9, "trailing-text", ""),
        ("1 2", 3, "trailing-text", ""),
        ("{}{}", 3, "trailing-text", ""),
        ('{"a": 1, "a": 2}', 10, "duplicate-key", ""),
        ('{"a": 1, "\\u0061": 2}', 10, "duplicate-key", ""),
        ("[1e99999]", 2, "number-too-long", ""),
        ("[12345678901234567890123456789012345]", 2, "number-too-long", ""),
        ("", 1, "empty-document", ""),
        ("  ", 3, "empty-document", ""),
        ("\ufeff{}", 1, "byte-order-mark", ""),
        ("[1] // c", 5, "json-comment", ""),
        ("/* c */ [1]", 1, "json-comment", ""),
        ("# c\n[1]", 1, "json-comment", ""),
        ('{"a"：1}', 5, "full-width", "':'"),
        ("[1，2]", 3, "full-width", "','"),
        ("{“a”: 1}", 2, "full-width", "'\"'"),
        ("[" * 65, 65, "too-deep", ""),
        ('{"a":' * 65, 5 * 64 + 1, "too-deep", ""),
    ],
)
def test_the_usual_mistakes_are_named_at_their_place(
    source: str, column: int, code: str, expected: str
) -> None:
    (problem,) = problems(source)
    assert problem.span is not None
    assert (problem.span.position.column, problem.code) == (column, code)
    assert expected in problem.expected


def test_all_mistakes_are_reported_in_order() -> None:
    codes = [p.code for p in problems('{\'a\': True, b: NaN, "c": 01, "c": [1,],}')]
    assert codes == [
        "single-quotes",
        "unknown-word",
        "unquoted-key",
        "not-finite",
        "number-form",
        "duplicate-key",
        "trailing-comma",
        "trailing-comma",
    ]


def test_numbers_are_exact() -> None:
    data = document("[1, 1.0, 0.1, 1e2, -0, 9999999999999999999999999999999999, 1e6144]").data
    assert data == [1, 1, Decimal("0.1"), 100, 0, 10**34 - 1, Decimal("1e6144")]
    assert [type(n) for n in data] == [int, Decimal, Decimal, Decimal, int, int, Decimal]


def test_a_duplicate_key_points_to_the_first() -> None:
    (problem,) = problems('{"a": 1,\n "a": {"b": 2}}')
    assert problem.notes[0].span is not None
    assert problem.notes[0].span.position == (1, 2)


def test_nesting_up_to_the_limit_is_read() -> None:
    assert document("[" * 64 + "]" * 64).data is not None
