"""What YAML scalars mean, what is refused as ambiguous, and which YAML is not used at all."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit_engine.problems import PolicyError, Problem
from credit_engine.source import Source
from credit_engine.yaml_text import MAX_YAML_CHARACTERS, read_yaml


def value(text: str) -> object:
    return read_yaml(Source("p.yaml", f"k: {text}\n")).data["k"]


def problems(text: str) -> tuple[Problem, ...]:
    with pytest.raises(PolicyError) as caught:
        read_yaml(Source("p.yaml", text))
    return caught.value.problems


def problem(text: str) -> Problem:
    (only,) = problems(text)
    return only


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("true", True),
        ("false", False),
        ("null", None),
        ("", None),
        ("# c", None),
        ("0", 0),
        ("-0", 0),
        ("42", 42),
        ("-42", -42),
        ("+5", 5),
        ("0.5", Decimal("0.5")),
        (".5", Decimal("0.5")),
        ("5.", Decimal(5)),
        ("-1.50", Decimal("-1.50")),
        ("1e3", Decimal(1000)),
        ("1.5E-3", Decimal("0.0015")),
        ("0.030", Decimal("0.030")),
        ("2026-11-01", "2026-11-01"),
        ("2026-11-01T12:30:00", "2026-11-01T12:30:00"),
        ("P1Y", "P1Y"),
        ("y", "y"),
        ("n", "n"),
        ("yesterday", "yesterday"),
        ("1,000", "1,000"),
        ("1.2.3", "1.2.3"),
        ("+", "+"),
        ("..", ".."),
        ("1 + 2", "1 + 2"),
        ("12:99", "12:99"),
        ("0x", "0x"),
        ("=", "="),
        ("'yes'", "yes"),
        ('"010"', "010"),
        ('""', ""),
        ("|\n  true", "true\n"),
        ("客户", "客户"),
        ("9" * 34, int("9" * 34)),
        ("1" + "0" * 40, Decimal("1e40")),
    ],
)
def test_scalars_by_the_core_schema(text: str, expected: object) -> None:
    found = value(text)
    assert found == expected
    assert type(found) is type(expected)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6) | st.integers(-(10**30), 10**30))
def test_numbers_are_exact(number: Decimal | int) -> None:
    text = str(number)
    if len(text.strip("-").replace(".", "").lstrip("0")) <= 34:
        assert value(text) == number


@pytest.mark.parametrize(
    ("text", "code", "hint"),
    [
        *[(w, "ambiguous-word", "write true") for w in ("yes", "Yes", "YES", "on", "On", "TRUE", "True")],
        *[(w, "ambiguous-word", "write false") for w in ("no", "No", "off", "OFF", "False", "FALSE")],
        *[(w, "ambiguous-word", "write null") for w in ("~", "Null", "NULL")],
        ("010", "ambiguous-number", 'write 10, or "010"'),
        ("-007", "ambiguous-number", "write -7"),
        ("00.5", "ambiguous-number", "write 0.5"),
        ("0o17", "ambiguous-number", "write 15"),
        ("0x1F", "ambiguous-number", "write 31"),
        ("0b11", "ambiguous-number", "write 3"),
        ("1_000", "ambiguous-number", 'write 1000, or "1_000"'),
        ("1_000.5", "ambiguous-number", "write 1000.5"),
        ("12:30:00", "ambiguous-number", 'write "12:30:00"'),
        ("190:20:30", "ambiguous-number", 'write "190:20:30"'),
        ("12:30", "ambiguous-number", 'write "12:30"'),
        (".inf", "not-finite", ""),
        ("-.Inf", "not-finite", ""),
        (".NaN", "not-finite", ""),
        ("9" * 35, "number-too-long", "round"),
        ("1e9999", "number-too-long", "round"),
        ("1e99999999999999999999", "number-too-long", ""),
        ("1" * 20_000, "number-too-long", ""),
        ("“好”", "full-width-quotes", 'write "好"'),
        ("\u3000好", "wide-space", ""),
        ("&a 1", "anchor", "quotes"),
        ("*a", "alias", "quotes"),
        ("!!str 1", "tag", "quotes"),
        ("! 1", "tag", ""),
        ("!x", "tag", ""),
        ("|2\n    x", "indentation-indicator", ""),
        ('"\\ud83d"', "lone-surrogate", ""),
        ('"\\q"', "yaml-syntax", "single quotes"),
        ('"\\U00110000"', "yaml-syntax", ""),
        ('"a', "unclosed-quote", '"'),
        ("[a", "unclosed-bracket", "]"),
        ("[{a: b]", "unclosed-bracket", "}"),
        ("a\tb", "yaml-syntax", ""),
        ("{en: a，zh: b}", "full-width-comma", "write a, zh"),
        ("{a:1}", "missing-space", "write a: 1"),
        ("{a}", "missing-colon", ""),
        ("a\0b", "control-character", ""),
        ("a\x85b", "line-end", ""),
        ("{[a]: b}", "key-not-text", ""),
    ],
)
def test_doubtful_values_are_refused_with_the_right_form(text: str, code: str, hint: str) -> None:
    found = problem(f"k: {text}\nafter: 1\n")
    assert found.code == code
    assert hint in found.hint
    assert found.span is not None
    assert found.span.position.line == 1


@pytest.mark.parametrize(
    ("text", "line", "column", "code"),
    [
        ("policy：x", 1, 1, "full-width-colon"),
        ("a: 1\npolicy： x\nb: 2\n", 2, 1, "full-width-colon"),
        ("a: 1\nb:\n  policy：x\n  c: 2\n", 3, 3, "full-width-colon"),
        ("a:\n  b: 1\n   c：2\n", 3, 5, "full-width-colon"),
        ("policy:x\nb: 1\n", 1, 1, "missing-space"),
        ("a: 1\npolicy:x\nb: 1\n", 2, 1, "missing-space"),
        ("a: 1\nb:\u3000x\nc: 1\n", 2, 1, "wide-space"),
        ("a: 1\nb\nc: 1\n", 2, 1, "missing-colon"),
        ("a:\n\tb: c\n", 2, 1, "tab-indentation"),
        ("a:\n  b: 1\n\tc: d\n", 3, 1, "tab-indentation"),
        ("a: b\n  c: d\n", 2, 3, "bad-indentation"),
        ("a:\n    b: 1\n  c: 2\n", 3, 3, "bad-indentation"),
        (" a: 1\nb: 2\n", 1, 2, "bad-indentation"),
        ("a: 1\n- b\n", 2, 1, "bad-indentation"),
        ("- a\nb: c\n", 2, 1, "bad-indentation"),
        ("a: 1\nb: 2\na: 3\n", 3, 1, "duplicate-key"),
        ("{a: 1, 'a': 2}", 1, 8, "duplicate-key"),
        ("a: 1\n---\nb: 2\n", 2, 1, "several-documents"),
        ("a: 1\n...\nb: 2\n", 3, 1, "several-documents"),
        ("%YAML 1.1\n---\na: 1\n", 1, 1, "directive"),
        ("<<: {a: 1}\n", 1, 1, "merge-key"),
        ("? [a]\n: 1\n", 1, 3, "key-not-text"),
        ("", 1, 1, "empty-document"),
        ("# only a comment\n", 1, 1, "empty-document"),
        ("just text", 1, 1, "no-mapping"),
        ("a: 1\rb: 2\n", 1, 5, "line-end"),
        ('a: "b\nc: "d"\ne: 1\n', 1, 4, "unclosed-quote"),
        ("a: 'b\nc: 1\n", 1, 4, "unclosed-quote"),
        ("a: {b: c\nd: e\n", 1, 4, "unclosed-bracket"),
        ("a:\r\n  b: 1\r\n  b: 2\r\n", 3, 3, "duplicate-key"),
        ("\ufeffa: 1\na: 2\n", 2, 1, "duplicate-key"),
        ("[" * 100, 1, 65, "too-deep"),
        ("x: y\n" * (MAX_YAML_CHARACTERS // 5 + 1), 1, 1, "file-too-large"),
    ],
)
def test_one_mistake_gives_one_problem_at_its_place(text: str, line: int, column: int, code: str) -> None:
    found = problem(text)
    assert found.span is not None
    assert (*found.span.position, found.code) == (line, column, code)


def test_a_duplicate_key_points_to_the_first_and_its_value_is_still_checked() -> None:
    first, second = problems("a: 1\na: yes\n")
    assert (first.code, second.code) == ("duplicate-key", "ambiguous-word")
    assert first.notes[0].span is not None
    assert first.notes[0].span.position == (1, 1)


def test_keys_are_always_text_as_written() -> None:
    data = read_yaml(Source("p", "-9: a\n2025-05-20: b\n1.50: c\nno: d\n'x y': e\n010: f\ntrue: g\n")).data
    assert list(data) == ["-9", "2025-05-20", "1.50", "no", "x y", "010", "true"]


def test_problems_found_before_a_syntax_error_are_kept() -> None:
    codes = [p.code for p in problems("a: yes\nb: 010\nc: [1\n")]
    assert codes == ["ambiguous-word", "ambiguous-number", "unclosed-bracket"]


def test_a_yaml_directive_and_a_document_start_are_allowed() -> None:
    assert read_yaml(Source("p", "%YAML 1.2\n--- # start\na: 1\n...\n")).data == {"a": 1}
