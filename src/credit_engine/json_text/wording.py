"""The problems of JSON text, one function for each."""

from __future__ import annotations

from credit_engine.messages import Message
from credit_engine.problems import Note, Problem
from credit_engine.source import Span
from credit_engine.wording import Said, said

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
    found = f"'{shown(span.text)}'" if span.text else said("the end of the text", "文本的结尾")
    return syntax(span, said("{found} cannot stand here", "{found} 不能出现在此处", found=found), expected)


empty = Message(
    "empty-document",
    "the text has no content",
    "文本没有内容",
    expected=Said("a JSON value, such as {{...}}", "JSON 值，如 {{...}}"),
)
"""A text without content."""

byte_order_mark = Message(
    "byte-order-mark",
    "the text begins with a byte order mark",
    "文本以字节顺序标记开头",
    hint=Said("save it as UTF-8 without", "请保存为不带该标记的 UTF-8"),
)
"""A byte order mark before the text."""

comment = Message("json-comment", "JSON has no comments", "JSON 没有注释", hint=Said("remove it", "请删除"))
"""A comment."""


def single_quotes(span: Span) -> Problem:
    """A text in single quotes."""
    inside = span.text[1:-1].replace("\\'", "'").replace('"', '\\"')
    return Problem(
        "single-quotes",
        said("text stands in double quotes in JSON", "JSON 的文本写在双引号中"),
        span,
        expected=f'"{shown(inside)}"',
    )


def full_width(span: Span, meant: str) -> Problem:
    """A full-width character where JSON has its own."""
    return Problem(
        "full-width",
        said("'{text}' is a full-width character", "'{text}' 是全角字符", text=span.text),
        span,
        expected=f"'{meant}'",
    )


unclosed_text = Message(
    "unclosed-quote",
    "the text that opens here is not closed on this line",
    "此处开始的文本没有在本行闭合",
    expected='"',
)
"""A text without its closing quote."""


def escape(span: Span) -> Problem:
    """A backslash that begins no escape."""
    return syntax(
        span,
        said("'{text}' is not an escape of JSON", "'{text}' 不是 JSON 的转义", text=shown(span.text)),
        hint=said("write a backslash as \\\\", "反斜杠写作 \\\\"),
    )


def control_character(span: Span) -> Problem:
    """A control character within a text."""
    code = f"U+{ord(span.text):04X}"
    hint = said("write it as \\u{code:04x}", "写作 \\u{code:04x}", code=ord(span.text))
    return Problem(
        "control-character",
        said("the character {code} may not stand in a text", "文本中不能有字符 {code}", code=code),
        span,
        hint=hint,
    )


lone_surrogate = Message(
    "lone-surrogate",
    "this is half of a character",
    "这是半个字符",
    hint=Said("write both halves, or the character", "请写出两半，或直接写该字符"),
)
"""Half of a character, escaped or not."""


def unquoted_key(span: Span) -> Problem:
    """A key without quotes."""
    return Problem(
        "unquoted-key",
        said("a key stands in double quotes in JSON", "JSON 的键写在双引号中"),
        span,
        expected=f'"{shown(span.text)}"',
    )


def key_not_text(span: Span) -> Problem:
    """A number as a key."""
    return Problem(
        "key-not-text",
        said("a key is a text in JSON", "JSON 的键是文本"),
        span,
        expected=f'"{shown(span.text)}"',
    )


def word(span: Span, meant: str) -> Problem:
    """A word that is not `true`, `false` or `null`."""
    expected = meant or said(
        '"{text}", or true, false, null', '"{text}"，或 true、false、null', text=shown(span.text)
    )
    return Problem(
        "unknown-word",
        said("'{text}' is not a JSON value", "'{text}' 不是 JSON 值", text=shown(span.text)),
        span,
        expected=expected,
    )


def not_finite(span: Span) -> Problem:
    """An infinity or not-a-number."""
    hint = said(
        "leave the field out, or give null, where the value is not known", "值未知时不写该字段，或写 null"
    )
    return Problem(
        "not-finite",
        said("'{text}' is not a number in JSON", "'{text}' 不是 JSON 数字", text=shown(span.text)),
        span,
        hint=hint,
    )


def number_form(span: Span, meant: str) -> Problem:
    """A number in a form that JSON does not have."""
    return Problem(
        "number-form",
        said("'{text}' is not a number in JSON", "'{text}' 不是 JSON 数字", text=shown(span.text)),
        span,
        expected=meant,
    )


def number_too_long(span: Span, digits: int, exponent: int) -> Problem:
    """A number that cannot be held exactly."""
    message = said(
        "{text} has more than {digits} digits or an exponent beyond {exponent}",
        "{text} 超过 {digits} 位数字，或指数超过 {exponent}",
        text=shown(span.text),
        digits=digits,
        exponent=exponent,
    )
    return Problem("number-too-long", message, span, hint=said("round it", "请舍入"))


trailing_comma = Message(
    "trailing-comma",
    "no comma before '{close}' in JSON",
    "JSON 中 '{close}' 之前没有逗号",
    hint=Said("remove the comma", "请删除逗号"),
)
"""A comma before a closing bracket."""

missing_comma = Message("missing-comma", "a comma is missing before this", "此处之前缺少逗号", expected="','")
"""Two entries without a comma between them."""


def unclosed(span: Span, close: str) -> Problem:
    """A bracket that is never closed."""
    return Problem(
        "unclosed-bracket",
        said("'{text}' is not closed", "'{text}' 没有闭合", text=span.text),
        span,
        expected=f"'{close}'",
    )


trailing_text = Message(
    "trailing-text",
    "text follows after the end of the JSON value",
    "JSON 值结束之后还有文本",
    hint=Said("remove it", "请删除"),
)
"""Text after the end of the value."""


def duplicate_key(span: Span, first: Span, key: str) -> Problem:
    """A key that stands twice in one object."""
    notes = (Note(said("first given here", "首次出现在此"), first),)
    return Problem(
        "duplicate-key",
        said("the key '{key}' stands twice in this object", "键 '{key}' 在此对象中出现两次", key=shown(key)),
        span,
        notes=notes,
    )


too_deep = Message(
    "too-deep", "the document is nested too deeply; the rest is not read", "文档嵌套过深，其余部分未读取"
)
"""Nesting beyond the limit."""
