"""The problems of YAML text, one function for each, and how the right form is written."""

from __future__ import annotations

import re

from credit_engine.limits import MAX_DOCUMENT_DEPTH
from credit_engine.problems import Note, Problem
from credit_engine.source import Span
from credit_engine.yaml_text.scalars import Doubt

_SHOWN = 80
_KEY_WITHOUT_SPACE = re.compile(r"([^\s:：，,]{1,60})(：|:)\s*(\S.*)")
_FULL_WIDTH_QUOTES = {"“": "”", "‘": "’", "「": "」", "＂": "＂"}
_CONTINUED_KEY = re.compile(r"\n[ ]*([\w.]{1,60})(：)[ ]*([^\n]+)")
_WIDE_SPACES = "\u3000\xa0\u2002\u2003\u2009\u200b\u202f"


def shown(text: str) -> str:
    """A piece of the user's text for a message: one line, printable, not too long."""
    line = " ".join(text.split())
    line = "".join(c if c.isprintable() else "?" for c in line)
    return line if len(line) <= _SHOWN else line[: _SHOWN - 3] + "..."


def quoted(text: str) -> str:
    """An expression in the quotes that YAML needs: double, or single if it contains double quotes."""
    line = " ".join(text.split())
    if '"' in line or "\\" in line:
        return "'" + line.replace("'", "''") + "'"
    return f'"{line}"'


def fixed(key: str, value: str) -> str:
    """A key with its value in quotes; long values are left to the reader."""
    form = quoted(value) if len(value) <= 4 * _SHOWN else "'...'"
    return f"{shown(key)}: {form}" if key else form


def flow_split(span: Span, key: str, value: str) -> Problem:
    """An expression that flow style has split or misread."""
    return Problem(
        "flow-split",
        f"unquoted, '{shown(value)}' is split or misread inside {{...}} or [...]",
        span,
        expected=f"{fixed(key, value)}",
        hint="put the expression in quotes, or give it a line of its own (block style)",
    )


def unquoted_expression(span: Span, why: str, key: str, value: str) -> Problem:
    """A value that needs quotes, and why."""
    return Problem(
        "unquoted-expression",
        why,
        span,
        expected=fixed(key, value),
        hint="put the whole value in quotes",
    )


def syntax(span: Span, message: str, expected: str = "", hint: str = "", note: Note | None = None) -> Problem:
    """Text that is not YAML, in words found for it."""
    default = "" if expected or hint else "put the value in quotes if it is text or an expression"
    return Problem("yaml-syntax", message, span, expected, hint or default, (note,) if note else ())


def bad_indentation(span: Span, message: str, hint: str) -> Problem:
    """A line that is indented like none of its neighbours."""
    return Problem("bad-indentation", message, span, hint=hint)


def tab_indentation(span: Span, lines: int) -> Problem:
    """Tabs where YAML wants spaces; `lines` counts the lines of the file that have them."""
    more = f" (and {lines - 1} more such lines)" if lines > 1 else ""
    return Problem(
        "tab-indentation",
        f"this line is indented with a tab{more}",
        span,
        expected="spaces",
        hint="set the editor to insert two spaces for each tab",
    )


def wide_comma(span: Span) -> Problem:
    """A full-width comma or semicolon between the entries of a flow collection."""
    message = f"'{span.text}' (full-width) does not separate entries"
    return Problem("full-width-comma", message, span, "', '", "write a half-width comma and a space")


def missing_colon(span: Span, text: str) -> Problem:
    """A line without `key: value`."""
    hint = "write 'key: value', with a space after the colon"
    return Problem(
        "missing-colon", f"'{shown(text)}' is neither a key nor a value here", span, "key: value", hint
    )


def colon_form(span: Span, key: str, colon: str, value: str) -> Problem:
    """A key that a full-width colon, or a colon without a space, should have ended."""
    if colon == "：":
        return Problem(
            "full-width-colon",
            "'：' (full-width) does not end a key",
            span,
            expected=f"{shown(key)}: {shown(value)}",
            hint="write ': ' (half-width colon and a space)",
        )
    return Problem(
        "missing-space",
        "a colon ends a key only if a space follows",
        span,
        expected=f"{shown(key)}: {shown(value)}",
        hint="put a space after the colon, or quotes around the whole text",
    )


def key_alone(span: Span, text: str) -> Problem:
    """A key of a flow mapping without a value."""
    if match := _KEY_WITHOUT_SPACE.match(span.text):
        start = span.start + match.start(2)
        return colon_form(Span(span.source, start, start + 1), match[1], match[2], match[3])
    hint = "write 'key: value', or put an expression in quotes"
    return Problem("missing-colon", f"'{shown(text)}' has no value in this mapping", span, "key: value", hint)


def unclosed_quote(span: Span, quote: str) -> Problem:
    """A quoted text that is not closed on its line."""
    hint = f"close the text with {quote} on this line" if quote else ""
    return Problem("unclosed-quote", f"the quote {quote} that opens here is not closed", span, hint=hint)


def unclosed_bracket(span: Span, bracket: str, close: str) -> Problem:
    """A flow collection that is not closed."""
    return Problem("unclosed-bracket", f"'{bracket}' is not closed by '{close}'", span, hint=f"add '{close}'")


def duplicate_key(span: Span, first: Span, key: str) -> Problem:
    """A key that stands twice in one mapping."""
    return Problem(
        "duplicate-key",
        f"the key '{shown(key)}' stands twice in this mapping",
        span,
        hint="remove one of the two, rename it, or begin a new entry above it",
        notes=(Note("first given here", first),),
    )


def alias(span: Span) -> Problem:
    """A reference (`*name`)."""
    return Problem(
        "alias",
        f"references such as '{shown(span.text)}' are not used here",
        span,
        hint="write the value out, or put it in quotes if it is text",
    )


def anchor(span: Span) -> Problem:
    """An anchor (`&name`)."""
    return Problem(
        "anchor",
        f"anchors such as '{shown(span.text)}' are not used here",
        span,
        hint="remove it, or put the value in quotes if it is text",
    )


def merge_key(span: Span) -> Problem:
    """A merge key (`<<`)."""
    return Problem("merge-key", "merge keys ('<<') are not used here", span, hint="write the entries out")


def tag(span: Span) -> Problem:
    """A tag (`!name`)."""
    return Problem(
        "tag",
        f"tags such as '{shown(span.text)}' are not used here",
        span,
        hint="remove it, or put the value in quotes if it is text",
    )


def several_documents(span: Span) -> Problem:
    """A second document in one text."""
    return Problem(
        "several-documents", "a second document begins here", span, hint="one document for each file"
    )


def directive(span: Span) -> Problem:
    """A directive other than `%YAML 1.2`."""
    return Problem(
        "directive", "only '%YAML 1.2' may stand before the document", span, hint="remove the line"
    )


def indentation_indicator(span: Span) -> Problem:
    """A block scalar whose header fixes its indentation."""
    hint = "write '|' or '>' alone (with '-' to drop the last line end)"
    return Problem(
        "indentation-indicator", "text blocks with a fixed indentation are not used here", span, hint=hint
    )


def cut_by_comment(span: Span, key: str) -> Problem:
    """A plain scalar that ends within a text in double quotes, where a comment begins."""
    return unquoted_expression(span, "' #' begins a comment and cuts the value off", key, span.text)


def empty_document(span: Span) -> Problem:
    """A text without content."""
    return Problem("empty-document", "the file has no content", span, expected="a mapping (key: value)")


def not_a_collection(span: Span) -> Problem:
    """A text that is one scalar, such as one key whose colon has the wrong form."""
    if match := _KEY_WITHOUT_SPACE.match(span.text):
        start = span.start + match.start(2)
        return colon_form(Span(span.source, start, start + 1), match[1], match[2], match[3])
    return Problem("no-mapping", "the file is a single value", span, expected="a mapping (key: value)")


def too_deep(span: Span) -> Problem:
    """Nesting beyond the limit."""
    return Problem(
        "too-deep",
        "the document is nested too deeply; the rest is not read",
        span,
        expected=f"at most {MAX_DOCUMENT_DEPTH} levels",
    )


def too_large(span: Span, limit: int) -> Problem:
    """A text longer than the limit."""
    return Problem("file-too-large", f"the text has more than {limit:,} characters", span)


def too_many(span: Span) -> Problem:
    """More mistakes than are worth reading on after."""
    return Problem(
        "too-many-problems", "too many mistakes; the rest is not read", span, hint="mend those above first"
    )


def key_not_text(span: Span) -> Problem:
    """A list or a mapping as a key."""
    return Problem("key-not-text", "a list or a mapping cannot be a key", span, expected="a key of text")


def surrogate(span: Span) -> Problem:
    """An escape that names half of a character."""
    return Problem(
        "lone-surrogate", "an escape names half of a character", span, hint="write the character itself"
    )


def control_character(span: Span, character: str) -> Problem:
    """A character that may not stand in YAML."""
    return Problem(
        "control-character",
        f"the character U+{ord(character):04X} may not stand in the file",
        span,
        hint="remove it, or write it as an escape in double quotes",
    )


def line_end(span: Span, character: str) -> Problem:
    """A line end that not every reader takes for one."""
    return Problem(
        "line-end",
        f"the character U+{ord(character):04X} ends a line for some readers and not for others",
        span,
        hint="end lines with line feeds (or carriage return and line feed)",
    )


def doubt(span: Span, found: Doubt) -> Problem:
    """A plain scalar that is not safe to interpret."""
    return Problem(found.code, found.message, span, hint=found.hint)


def odd_plain(span: Span, value: str) -> Problem | None:
    """Full-width punctuation or spaces in an unquoted text that were probably meant for YAML."""
    if value and (value[0] in _WIDE_SPACES or value[-1] in _WIDE_SPACES):
        return Problem(
            "wide-space",
            "this text begins or ends with a space that is not the usual one",
            span,
            hint="use the space bar in half-width mode, or put the text in quotes",
        )
    if "：" in value and (match := _CONTINUED_KEY.search(span.text)):
        start = span.start + match.start(2)
        return colon_form(Span(span.source, start, start + 1), match[1], match[2], match[3])
    if len(value) > 1 and _FULL_WIDTH_QUOTES.get(value[0]) == value[-1]:
        return Problem(
            "full-width-quotes",
            f"{value[0]}{value[-1]} are part of the text, not quotes around it",
            span,
            expected=quoted(value[1:-1]),
            hint=f"use half-width quotes; write {quoted(value)} if the marks belong to the text",
        )
    return None
