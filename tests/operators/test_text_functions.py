"""Functions on text, regular expressions, and letter case by one frozen version of Unicode."""

from __future__ import annotations

import json
import time
import unicodedata
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit_engine.limits import MAX_TEXT_LENGTH
from credit_engine.operators.patterns import PatternError, compile_pattern, replacement_parts
from credit_engine.operators.text_functions import lower_case, upper_case
from operators.calls import call, code


@pytest.mark.parametrize(
    ("name", "arguments", "result"),
    [
        ("substring", ["foobar", 3], "obar"),
        ("substring", ["foobar", 3, 3], "oba"),
        ("substring", ["foobar", -2, 1], "a"),
        ("substring", ["foobar", 0], None),
        ("substring", ["foobar", 7], None),
        ("substring", ["foobar", 5, 9], "ar"),
        ("substring", ["foobar", 1, -1], None),
        ("substring", ["\U0001f40eab", 2, 1], "a"),
        ("string length", ["\U0001f40e\u00e9"], 2),
        ("upper case", ["aBc4"], "ABC4"),
        ("lower case", ["aBc4"], "abc4"),
        ("substring before", ["foobar", "bar"], "foo"),
        ("substring before", ["foobar", "x"], ""),
        ("substring before", ["foobar", ""], ""),
        ("substring after", ["foobar", "ob"], "ar"),
        ("substring after", ["foobar", "x"], ""),
        ("substring after", ["foobar", ""], "foobar"),
        ("contains", ["foobar", "oba"], True),
        ("contains", ["", ""], True),
        ("starts with", ["foobar", "fo"], True),
        ("ends with", ["foobar", "x"], False),
        ("string join", [["a", None, "c"], "X"], "aXc"),
        ("string join", [["a", "b"]], "ab"),
        ("string join", [["a", "b"], None], "ab"),
        ("string join", [[1], "X"], None),
        ("string join", [[], "X"], ""),
        ("split", ["a;b;c;;", ";"], ["a", "b", "c", "", ""]),
        ("split", ["John  Doe", r"\s+"], ["John", "Doe"]),
        ("split", ["", ","], [""]),
        ("matches", ["foobar", "^fo*b"], True),
        ("matches", ["foobar", "^o"], False),
        ("replace", ["banana", "a", "o"], "bonono"),
        ("replace", ["abcd", "(ab)|(a)", "[1=$1][2=$2]"], "[1=ab][2=]cd"),
        ("replace", ["0123456789", r"(\d{3})(\d{3})(\d{4})", "($1) $2-$3"], "(012) 345-6789"),
        ("replace", ["ab", "a", "$0$0"], "aab"),
        ("replace", ["ab", "(a)", r"\$1$12\\"], "$1a2\\b"),
    ],
)
def test_text(name: str, arguments: list[Any], result: Any) -> None:
    assert call(name, *arguments) == result


@pytest.mark.parametrize(
    ("text", "pattern", "flags", "result"),
    [
        ("abcd\n\ndefg\n ", "^$", "m", True),
        ("abcd", "^$", "", False),
        ("a\nb", "a.b", "", False),
        ("a\nb", "a.b", "s", True),
        ("a\rb", "a.b", "", False),
        ("abc", "ABC", "i", True),
        ("x", "[A-Z-[OI]]", "i", True),
        ("O", "[A-Z-[OI]]", "i", False),
        ("q", "[^Q]", "i", False),
        ("hello world", r"hello\ sworld", "x", True),
        ("hello world", " hello[ ]world", "x", True),
        ("b", "[a-z-[aeiou]]", "", True),
        ("e", "[a-z-[aeiou]]", "", False),
        ("a-b", "a[-]b", "", True),
        ("a-b", "a[a-]b", "", True),
        ("\u0663", r"\d", "", True),
        ("\u00e9", r"^\w$", "", True),
        (" ", r"^\W$", "", True),
        ("\u00a0", r"\s", "", False),
        ("x", r"[\W]", "", False),
        ("9", r"^[\D\s]$", "", False),
        ("h\u4e2d", r"h\p{IsCJKUnifiedIdeographs}", "", True),
        ("A", r"\p{Lu}", "", True),
        ("A", r"\P{Lu}", "", False),
        ("_a1", r"^\i\c*$", "", True),
        ("1a", r"^\i", "", False),
        ("a.b", r"a\.b", "", True),
        ("axb", r"a\.b", "", False),
        ("a+b", r"a[+]b", "", True),
        ("aaa", "^a{2,3}$", "", True),
        ("ab", "(?:a)(b)", "", True),
        ("\n", r"\n", "", True),
        ("a]", r"[\]]", "", True),
        ("^", r"[\^]", "", True),
    ],
)
def test_patterns_are_xpaths(text: str, pattern: str, flags: str, result: bool) -> None:
    assert call("matches", text, pattern, flags) is result


@pytest.mark.parametrize(
    ("pattern", "flags"),
    [
        (r"(.)\3", ""),
        (r"(a)\1", ""),
        ("(a", ""),
        ("a)", ""),
        ("[a", ""),
        ("[]", ""),
        ("a]", ""),
        ("a}", ""),
        ("a{,2}", ""),
        ("a**", ""),
        ("a*+", ""),
        ("*a", ""),
        ("(?=a)", ""),
        ("(?i)a", ""),
        ("[b-a]", ""),
        (r"\p{IsNowhere}", ""),
        (r"\p{Xx}", ""),
        (r"\pL", ""),
        (r"\q", ""),
        ("\\", ""),
        ("a", "g"),
        ("a", " "),
        ("a{2000}", ""),
        ("(a{900}){900}", ""),
        (r"[\p{L}-[a]]", ""),
        ("x" * 1_001, ""),
    ],
)
def test_other_patterns_and_flags_are_refused(pattern: str, flags: str) -> None:
    assert code("matches", "aaa", pattern, flags) == "invalid_argument"


@pytest.mark.parametrize(
    ("pattern", "replacement"), [("a", "$"), ("a", "$x"), ("a", r"\x"), ("a", "\\"), ("a*", "x"), ("", "x")]
)
def test_replacements_that_are_no_replacements_are_refused(pattern: str, replacement: str) -> None:
    assert code("replace", "aaa", pattern, replacement) == "invalid_argument"


def test_a_number_of_a_group_takes_as_many_digits_as_there_are_groups() -> None:
    assert replacement_parts("$12", 1) == (1, "2")
    assert replacement_parts("$12", 12) == (12,)
    assert replacement_parts("$9", 1) == (9,)


def test_matching_takes_linear_time() -> None:
    begin = time.perf_counter()
    assert call("matches", "a" * 50_000 + "!", "^(a+)+$") is False
    assert call("matches", "a" * 50_000, "(a|a)*b") is False
    assert time.perf_counter() - begin < 2


def test_a_replacement_does_not_grow_beyond_the_limit() -> None:
    assert code("replace", "a" * 10_000, "a", "b" * 10_000) == "invalid_argument"
    assert code("string join", ["x" * 400_000] * 3) == "limit_exceeded"
    assert code("upper case", "\u00df" * (MAX_TEXT_LENGTH // 2 + 1)) == "limit_exceeded"


@given(st.text(max_size=12), st.sampled_from(["", "s", "m", "i", "x", "smix"]))
def test_every_text_is_a_pattern_or_refused(pattern: str, flags: str) -> None:
    try:
        compiled = compile_pattern(pattern, flags)
    except PatternError:
        return
    assert compiled.search("abc") is None or compiled.search("abc").start() >= 0


@given(st.text(st.sampled_from("ab[]()-^\\dpwsic{}1,*+?.|"), max_size=10), st.text("ab1-", max_size=6))
def test_every_patternlike_text_matches_or_is_refused(pattern: str, text: str) -> None:
    assert call("matches", text, pattern) in (True, False, None)


@pytest.mark.parametrize(
    ("text", "upper", "lower"),
    [
        ("stra\u00dfe", "STRASSE", "stra\u00dfe"),
        ("\u0130", "\u0130", "i\u0307"),
        ("\u0131I", "II", "\u0131i"),
        ("\ufb03", "FFI", "\ufb03"),
        ("\u039f\u0394\u039f\u03a3", "\u039f\u0394\u039f\u03a3", "\u03bf\u03b4\u03bf\u03c2"),
        ("\u03a3", "\u03a3", "\u03c3"),
        ("\u0391\u03a3\u0391", "\u0391\u03a3\u0391", "\u03b1\u03c3\u03b1"),
        ("\u0391\u03a3.\u0391", "\u0391\u03a3.\u0391", "\u03b1\u03c3.\u03b1"),
        ("\u0391'\u03a3 \u0391", "\u0391'\u03a3 \u0391", "\u03b1'\u03c2 \u03b1"),
        ("\u01c6", "\u01c4", "\u01c6"),
        ("\u1e9e", "\u1e9e", "\u00df"),
        ("\u4e2d\u6587", "\u4e2d\u6587", "\u4e2d\u6587"),
        ("\U00010428", "\U00010400", "\U00010428"),
        ("\u2c5f", "\u2c2f", "\u2c5f"),
    ],
)
def test_letter_case_has_frozen_results(text: str, upper: str, lower: str) -> None:
    assert upper_case(text) == upper
    assert lower_case(text) == lower


def test_ascii_has_its_case() -> None:
    ascii_text = "".join(map(chr, range(128)))
    assert (
        upper_case(ascii_text + "\u00e9")
        == ascii_text.replace("abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ") + "\u00c9"
    )
    assert (
        lower_case(ascii_text + "\u00c9")
        == ascii_text.replace("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz") + "\u00e9"
    )
    assert upper_case(ascii_text) == upper_case(ascii_text + "\u00e9")[:-1]


def test_letters_that_later_versions_of_unicode_brought_keep_their_form() -> None:
    assert (
        json.loads((files("credit_engine.operators") / "case_mapping.json").read_text("utf-8"))["unicode"]
        == "14.0.0"
    )
    new_in_unicode_16 = "\u1c89\u1c8a\ua7cb\ua7da\ua7dc\U00010d50\U00010d70"
    assert upper_case(new_in_unicode_16) == new_in_unicode_16
    assert lower_case(new_in_unicode_16) == new_in_unicode_16


@pytest.mark.slow
@pytest.mark.skipif(
    unicodedata.unidata_version != "14.0.0", reason="this Python has another version of Unicode"
)
def test_the_frozen_tables_are_those_of_unicode_14() -> None:
    characters = [chr(code_point) for code_point in range(0x110000)]
    for text in ("\u00e9".join(characters), "".join(f"a{c}\u03a3 " for c in characters)):
        assert upper_case(text) == text.upper()
        assert lower_case(text) == text.lower()
    for text in (f"a\u03a3{c}b" for c in characters[:0x3000]):
        assert lower_case(text) == text.lower()


@given(st.text())
def test_changing_the_case_twice_changes_no_more(text: str) -> None:
    assert upper_case(upper_case(text)) == upper_case(text)
    assert lower_case(lower_case(text)) == lower_case(text) or "\u0130" in text or "\u03a3" in text
