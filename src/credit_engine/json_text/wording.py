"""The problems of JSON text, one function for each."""

from __future__ import annotations

from credit_engine.problems import Note, Problem
from credit_engine.source import Span

_SHOWN = 60


def shown(text: str) -> str:
    """A piece of the user's text for a message: printable and not too long."""
    line = "".join(c if c.isprintable() else "?" for c in text)
    return line if len(line) <= _SHOWN else line[: _SHOWN - 3] + "..."


def syntax(span: Span, message: str, expected: str = "", hint: str = "") -> Problem:
    """Text that is not JSON, in words found for it."""
    return Problem("json-syntax", message, span, expected, hint)


def unexpected(span: Span, expected: str) -> Problem:
    """A token where another was expected."""
    found = f"'{shown(span.text)}'" if span.text else "the end of the text"
    return syntax(span, f"{found} cannot stand here", expected)


def empty(span: Span) -> Problem:
    """A text without content."""
    return Problem("empty-document", "the text has no content", span, expected="a JSON value, such as {...}")


def byte_order_mark(span: Span) -> Problem:
    """A byte order mark before the text."""
    return Problem(
        "byte-order-mark", "the text begins with a byte order mark", span, hint="save it as UTF-8 without"
    )


def comment(span: Span) -> Problem:
    """A comment."""
    return Problem("json-comment", "JSON has no comments", span, hint="remove it")


def single_quotes(span: Span) -> Problem:
    """A text in single quotes."""
    inside = span.text[1:-1].replace("\\'", "'").replace('"', '\\"')
    return Problem(
        "single-quotes", "text stands in double quotes in JSON", span, expected=f'"{shown(inside)}"'
    )


def full_width(span: Span, meant: str) -> Problem:
    """A full-width character where JSON has its own."""
    return Problem("full-width", f"'{span.text}' is a full-width character", span, expected=f"'{meant}'")


def unclosed_text(span: Span) -> Problem:
    """A text without its closing quote."""
    return Problem(
        "unclosed-quote", "the text that opens here is not closed on this line", span, expected='"'
    )


def escape(span: Span) -> Problem:
    """A backslash that begins no escape."""
    return syntax(span, f"'{shown(span.text)}' is not an escape of JSON", hint="write a backslash as \\\\")


def control_character(span: Span) -> Problem:
    """A control character within a text."""
    code = f"U+{ord(span.text):04X}"
    hint = f"write it as \\u{ord(span.text):04x}"
    return Problem("control-character", f"the character {code} may not stand in a text", span, hint=hint)


def lone_surrogate(span: Span) -> Problem:
    """Half of a character, escaped or not."""
    return Problem(
        "lone-surrogate", "this is half of a character", span, hint="write both halves, or the character"
    )


def unquoted_key(span: Span) -> Problem:
    """A key without quotes."""
    return Problem(
        "unquoted-key", "a key stands in double quotes in JSON", span, expected=f'"{shown(span.text)}"'
    )


def key_not_text(span: Span) -> Problem:
    """A number as a key."""
    return Problem("key-not-text", "a key is a text in JSON", span, expected=f'"{shown(span.text)}"')


def word(span: Span, meant: str) -> Problem:
    """A word that is not `true`, `false` or `null`."""
    expected = meant or f'"{shown(span.text)}", or true, false, null'
    return Problem("unknown-word", f"'{shown(span.text)}' is not a JSON value", span, expected=expected)


def not_finite(span: Span) -> Problem:
    """An infinity or not-a-number."""
    hint = "leave the field out, or give null, where the value is not known"
    return Problem("not-finite", f"'{shown(span.text)}' is not a number in JSON", span, hint=hint)


def number_form(span: Span, meant: str) -> Problem:
    """A number in a form that JSON does not have."""
    return Problem("number-form", f"'{shown(span.text)}' is not a number in JSON", span, expected=meant)


def number_too_long(span: Span, digits: int, exponent: int) -> Problem:
    """A number that cannot be held exactly."""
    message = f"{shown(span.text)} has more than {digits} digits or an exponent beyond {exponent}"
    return Problem("number-too-long", message, span, hint="round it")


def trailing_comma(span: Span, close: str) -> Problem:
    """A comma before a closing bracket."""
    return Problem("trailing-comma", f"no comma before '{close}' in JSON", span, hint="remove the comma")


def missing_comma(span: Span) -> Problem:
    """Two entries without a comma between them."""
    return Problem("missing-comma", "a comma is missing before this", span, expected="','")


def unclosed(span: Span, close: str) -> Problem:
    """A bracket that is never closed."""
    return Problem("unclosed-bracket", f"'{span.text}' is not closed", span, expected=f"'{close}'")


def trailing_text(span: Span) -> Problem:
    """Text after the end of the value."""
    return Problem("trailing-text", "text follows after the end of the JSON value", span, hint="remove it")


def duplicate_key(span: Span, first: Span, key: str) -> Problem:
    """A key that stands twice in one object."""
    notes = (Note("first given here", first),)
    return Problem("duplicate-key", f"the key '{shown(key)}' stands twice in this object", span, notes=notes)


def too_deep(span: Span) -> Problem:
    """Nesting beyond the limit."""
    return Problem("too-deep", "the document is nested too deeply; the rest is not read", span)


def too_many(span: Span) -> Problem:
    """More mistakes than are worth reading on after."""
    return Problem("too-many-problems", "too many mistakes; the rest is not read", span)


def too_large(span: Span, limit: int) -> Problem:
    """A text longer than the limit."""
    return Problem("file-too-large", f"the text has more than {limit:,} characters", span)
