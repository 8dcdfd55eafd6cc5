"""Every syntax error of FEEL: its code, its words, its hint. One function for each kind."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from credit_engine.limits import MAX_EXPONENT_DIGITS, MAX_EXPRESSION_CHARACTERS, MAX_EXPRESSION_DEPTH

_DIVISOR = re.compile(r"\s*(?!(?:and|or|then|else|return|satisfies|in|between)\b)[\w(]")
_PERCENTAGE = re.compile(r"(?<!\w)(?<![^.]\.)(\d{1,30}(?:\.\d{1,30})?)\s*\Z")


@dataclass(frozen=True)
class SyntaxProblem:
    """One syntax error; `start` and `end` are character offsets in the expression's text.

    `notes` are second places, each as (text, start, end), such as the bracket that was never closed.
    """

    code: str
    message: str
    start: int
    end: int
    expected: str = ""
    hint: str = ""
    notes: tuple[tuple[str, int, int], ...] = ()


class FeelSyntaxError(ValueError):
    """A text that is not FEEL, with all problems found in it, in order of position."""

    def __init__(self, problems: Iterable[SyntaxProblem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda p: (p.start, p.end)))
        super().__init__("; ".join(f"{p.message} [{p.code}]" for p in self.problems))


def empty_expression(start: int, end: int) -> SyntaxProblem:
    return SyntaxProblem(
        "empty-expression", "the expression is empty", start, end, 'a value, such as 1, "text" or a name'
    )


def expression_too_long(length: int) -> SyntaxProblem:
    return SyntaxProblem(
        "expression-too-long",
        f"the expression has {length} characters",
        0,
        MAX_EXPRESSION_CHARACTERS,
        f"at most {MAX_EXPRESSION_CHARACTERS} characters",
        "split it into several decisions",
    )


def expression_too_deep(start: int, end: int) -> SyntaxProblem:
    return SyntaxProblem(
        "expression-too-deep",
        "the expression is nested too deeply",
        start,
        end,
        f"at most {MAX_EXPRESSION_DEPTH} levels",
        "split it into several decisions",
    )


_CHARACTER_HINTS = {
    "#": "a comment begins with //",
    "@": 'a date, time or duration is written @"2026-11-23"',
    "$": "names hold letters, digits and _",
    "`": 'text stands in double quotes: "..."',
    "\\": "a backslash only stands within texts",
}


def unknown_character(text: str, start: int) -> SyntaxProblem:
    return SyntaxProblem(
        "unknown-character",
        f"{text[start]!r} (U+{ord(text[start]):04X}) has no meaning in FEEL",
        start,
        start + 1,
        "letters, digits, operators, or text in double quotes",
        _CHARACTER_HINTS.get(text[start], ""),
    )


def wrong_symbol(found: str, start: int, right: str, hint: str) -> SyntaxProblem:
    return SyntaxProblem(
        "wrong-symbol",
        f"'{found}' is not an operator of FEEL",
        start,
        start + len(found),
        right or "an operator of FEEL",
        hint,
    )


def double_equals(start: int) -> SyntaxProblem:
    return SyntaxProblem(
        "double-equals",
        "'==' is not an operator of FEEL",
        start,
        start + 2,
        "'='",
        "equality is written a = b",
    )


def not_operator(start: int) -> SyntaxProblem:
    return SyntaxProblem(
        "not-operator",
        "'!' is not an operator of FEEL",
        start,
        start + 1,
        "not(...)",
        "write not(x); 'unequal' is !=",
    )


def logical_symbol(found: str, start: int) -> SyntaxProblem:
    word = "and" if found[0] == "&" else "or"
    return SyntaxProblem(
        "logical-symbol",
        f"'{found}' is not an operator of FEEL",
        start,
        start + len(found),
        f"'{word}'",
        f"write a {word} b",
    )


def percent_sign(text: str, start: int) -> SyntaxProblem:
    """A percent sign; after a number the number is meant as a percentage."""
    number = None if _DIVISOR.match(text, start + 1) else _PERCENTAGE.search(text, max(0, start - 70), start)
    begin = start if number is None else number.start(1)
    hint = "the remainder is modulo(a, b); five percent is 0.05"
    if number is not None:
        hint = f"write {Decimal(number[1]).scaleb(-2):f}"
    return SyntaxProblem("percent-sign", "'%' is not an operator of FEEL", begin, start + 1, hint=hint)


def assignment(found: str, start: int) -> SyntaxProblem:
    return SyntaxProblem(
        "assignment",
        f"'{found}' is no part of FEEL: an expression assigns nothing",
        start,
        start + len(found),
        "'=' to compare",
        "to name a value, write a decision of its own, or a context {name: value}",
    )


def single_quotes(text: str, start: int, end: int) -> SyntaxProblem:
    inner = text[start:end].strip("'")
    return SyntaxProblem(
        "single-quotes", "text stands in double quotes", start, end, f'"{inner}"', f'write "{inner}"'
    )


def unterminated_text(text: str, start: int) -> SyntaxProblem:
    line_end = text.find("\n", start)
    return SyntaxProblem(
        "unterminated-text",
        "the text that begins here is never closed",
        start,
        len(text) if line_end < 0 else line_end,
        "'\"' at its end",
        'a quote within a text is written \\"',
    )


def unterminated_comment(start: int) -> SyntaxProblem:
    return SyntaxProblem(
        "unterminated-comment", "the comment that begins here is never closed", start, start + 2, "'*/'"
    )


def bad_escape(escape: str, start: int) -> SyntaxProblem:
    return SyntaxProblem(
        "bad-escape",
        f"{escape} is not a character",
        start,
        start + len(escape),
        "a code point up to 10FFFF, or a pair of surrogates",
    )


def number_out_of_range(start: int, end: int) -> SyntaxProblem:
    return SyntaxProblem(
        "number-out-of-range",
        "the number is out of range",
        start,
        end,
        f"an exponent between -{MAX_EXPONENT_DIGITS} and {MAX_EXPONENT_DIGITS}",
    )


def full_width_symbol(found: str, start: int, ascii_form: str) -> SyntaxProblem:
    return SyntaxProblem(
        "full-width-symbol",
        f"'{found}' is not a symbol of FEEL",
        start,
        start + len(found),
        f"'{ascii_form}'",
        f"write {ascii_form} (half-width)" if ascii_form else "",
    )


def unclosed_bracket(opener: str, closer: str, start: int) -> SyntaxProblem:
    return SyntaxProblem(
        "unclosed-bracket", f"the '{opener}' that opens here is never closed", start, start + 1, f"'{closer}'"
    )


def unopened_bracket(closer: str, start: int) -> SyntaxProblem:
    return SyntaxProblem(
        "unopened-bracket",
        f"this '{closer}' closes nothing: no bracket is open here",
        start,
        start + 1,
        hint="remove it, or open its bracket before it",
    )


def mismatched_bracket(closer: str, start: int, opener: str, opened: int, right: str) -> SyntaxProblem:
    return SyntaxProblem(
        "mismatched-bracket",
        f"'{closer}' does not close the '{opener}' that is open",
        start,
        start + 1,
        f"'{right}'",
        notes=((f"the '{opener}' opens here", opened, opened + 1),),
    )


def missing_operand(operator: str, start: int, end: int) -> SyntaxProblem:
    return SyntaxProblem("missing-operand", f"nothing follows '{operator}'", start, end, "a value after it")


def missing_value(found: str, start: int, end: int, expected: str) -> SyntaxProblem:
    return SyntaxProblem(
        "missing-value", f"found {found} where a value should be", start, end, expected or "a value"
    )


def missing_operator(found: str, start: int, end: int, expected: str, hint: str = "") -> SyntaxProblem:
    return SyntaxProblem(
        "missing-operator", f"found {found} after a complete value", start, end, expected, hint
    )


def unknown_spaced_name(words: str, start: int, end: int, hint: str) -> SyntaxProblem:
    return SyntaxProblem(
        "unknown-spaced-name",
        f"'{words}' is not a known name, and names cannot follow each other",
        start,
        end,
        "an operator between two names, or a declared name with a space",
        hint,
    )


def and_in_list(start: int, end: int, word: str) -> SyntaxProblem:
    return SyntaxProblem(
        "and-in-list", f"'{word}' after a comma", start, end, "a value", "items are separated by commas alone"
    )


def word_operator(found: str, start: int, end: int, hint: str) -> SyntaxProblem:
    return SyntaxProblem("word-operator", f"'{found}' is not an operator of FEEL", start, end, hint=hint)


def missing_then(found: str, start: int, end: int) -> SyntaxProblem:
    return SyntaxProblem(
        "missing-then",
        f"found {found} where the 'then' of an 'if' should be",
        start,
        end,
        "'then'",
        "if condition then value else value",
    )


def missing_else(found: str, start: int, end: int, if_start: int) -> SyntaxProblem:
    return SyntaxProblem(
        "missing-else",
        f"found {found} where the 'else' of an 'if' should be",
        start,
        end,
        "'else'",
        "every if has an else; else null, if nothing is meant",
        notes=(("the 'if' begins here", if_start, if_start + 2),),
    )


def then_without_if(word: str, start: int, end: int) -> SyntaxProblem:
    code = "then-without-if" if word == "then" else "else-without-if"
    return SyntaxProblem(
        code,
        f"this '{word}' belongs to no 'if'",
        start,
        end,
        hint="if condition then value else value",
    )


def missing_in(found: str, start: int, end: int, word: str) -> SyntaxProblem:
    return SyntaxProblem(
        "missing-in",
        f"found {found} where '{word}' needs a name and 'in'",
        start,
        end,
        "a name and 'in'",
        f"{word} item in list {'return item' if word == 'for' else 'satisfies item > 0'}",
    )


def missing_return(found: str, start: int, end: int) -> SyntaxProblem:
    return SyntaxProblem(
        "missing-return",
        f"found {found} where the 'return' of a 'for' should be",
        start,
        end,
        "'return'",
        "for item in list return item * 2",
    )


def missing_satisfies(found: str, start: int, end: int, word: str) -> SyntaxProblem:
    return SyntaxProblem(
        "missing-satisfies",
        f"found {found} where the 'satisfies' of '{word}' should be",
        start,
        end,
        "'satisfies'",
        f"{word} item in list satisfies item > 0",
    )


def missing_between_and(found: str, start: int, end: int) -> SyntaxProblem:
    return SyntaxProblem(
        "missing-and",
        f"found {found} where the 'and' of 'between' should be",
        start,
        end,
        "'and'",
        "x between 1 and 10",
    )


def missing_key(found: str, start: int, end: int) -> SyntaxProblem:
    return SyntaxProblem(
        "missing-key",
        f"found {found} where a context entry should begin",
        start,
        end,
        "a key and ':'",
        '{name: value, "any text": value}',
    )


def mixed_arguments(found: str, start: int, end: int) -> SyntaxProblem:
    return SyntaxProblem(
        "mixed-arguments",
        f"found {found} among named arguments",
        start,
        end,
        "name: value",
        "name all arguments of a call, or none",
    )


def missing_property(found: str, start: int, end: int) -> SyntaxProblem:
    return SyntaxProblem("missing-property", f"found {found} after '.'", start, end, "the name of a field")


def missing_type(found: str, start: int, end: int) -> SyntaxProblem:
    return SyntaxProblem(
        "missing-type",
        f"found {found} where a type should be",
        start,
        end,
        "a type, such as number, text, date and time or list<number>",
    )


def missing_parameter(found: str, start: int, end: int) -> SyntaxProblem:
    return SyntaxProblem(
        "missing-parameter",
        f"found {found} where a parameter should be",
        start,
        end,
        "the name of a parameter",
        "function(a, b: number) a + b",
    )


def trailing_comma(start: int) -> SyntaxProblem:
    return SyntaxProblem(
        "trailing-comma", "nothing follows this comma", start, start + 1, "a value, or no comma"
    )


def comma_outside_brackets(start: int) -> SyntaxProblem:
    return SyntaxProblem(
        "unexpected-comma",
        "a comma stands outside brackets",
        start,
        start + 1,
        hint="a list is written [a, b]; numbers have no thousands separators",
    )


def comma_in_brackets(start: int, opener: str) -> SyntaxProblem:
    hint = "a list is written [a, b]" if opener == "(" else "a filter has one condition: a and b"
    return SyntaxProblem(
        "unexpected-comma", f"a comma within '{opener}' that holds one value", start, start + 1, hint=hint
    )


def colon_outside_context(start: int) -> SyntaxProblem:
    return SyntaxProblem(
        "unexpected-colon",
        "a colon stands outside a context",
        start,
        start + 1,
        hint="a context is written {name: value}; a choice is if a then b else c",
    )


def range_without_brackets(start: int) -> SyntaxProblem:
    return SyntaxProblem(
        "range-without-brackets",
        "a range stands in brackets",
        start,
        start + 2,
        "[low..high]",
        "[1..5] includes its ends, (1..5) does not",
    )


def test_as_expression(found: str, start: int, end: int, hint: str) -> SyntaxProblem:
    return SyntaxProblem(
        "test-as-expression",
        f"'{found}' has nothing on its left to compare",
        start,
        end,
        "a value before it",
        hint,
    )


def joined_tests(found: str, start: int, end: int) -> SyntaxProblem:
    hint = "both bounds at once are a range such as [30..50); or use ?, as in ? >= 30 and ? < 50"
    if found == "or":
        hint = "a comma means 'or', as in < 30, >= 50"
    return SyntaxProblem(
        "joined-tests", f"'{found}' cannot join tests", start, end, "',' (which means or) or a range", hint
    )


def unexpected_token(found: str, start: int, end: int, expected: str) -> SyntaxProblem:
    return SyntaxProblem("unexpected-token", f"found {found}", start, end, expected)
