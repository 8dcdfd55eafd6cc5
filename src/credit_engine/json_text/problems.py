"""What can be wrong with JSON text."""

from __future__ import annotations

from credit_engine.messages import Message
from credit_engine.problems import Note, Problem
from credit_engine.source import Span, shown
from credit_engine.wording import Said, said

unexpected = Message("json-syntax", "'{span.shown}' cannot stand here", "'{span.shown}' 不能出现在此处")

ended = Message("json-syntax", "the end of the text cannot stand here", "文本的结尾 不能出现在此处")

empty = Message(
    "empty-document",
    "the text has no content",
    "文本没有内容",
    expected=Said("a JSON value, such as {{...}}", "JSON 值，如 {{...}}"),
)

byte_order_mark = Message(
    "byte-order-mark",
    "the text begins with a byte order mark",
    "文本以字节顺序标记开头",
    hint=Said("save it as UTF-8 without", "请保存为不带该标记的 UTF-8"),
)

comment = Message("json-comment", "JSON has no comments", "JSON 没有注释", hint=Said("remove it", "请删除"))

single_quotes = Message(
    "single-quotes", "text stands in double quotes in JSON", "JSON 的文本写在双引号中", expected="{right}"
)

full_width = Message(
    "full-width", "'{span.text}' is a full-width character", "'{span.text}' 是全角字符", expected="'{meant}'"
)

unclosed_text = Message(
    "unclosed-quote",
    "the text that opens here is not closed on this line",
    "此处开始的文本没有在本行闭合",
    expected='"',
)

escape = Message(
    "json-syntax",
    "'{span.shown}' is not an escape of JSON",
    "'{span.shown}' 不是 JSON 的转义",
    hint=Said("write a backslash as \\\\", "反斜杠写作 \\\\"),
)

control_character = Message(
    "control-character",
    "the character U+{code:04X} may not stand in a text",
    "文本中不能有字符 U+{code:04X}",
    hint=Said("write it as \\u{code:04x}", "写作 \\u{code:04x}"),
)

lone_surrogate = Message(
    "lone-surrogate",
    "this is half of a character",
    "这是半个字符",
    hint=Said("write both halves, or the character", "请写出两半，或直接写该字符"),
)

unquoted_key = Message(
    "unquoted-key",
    "a key stands in double quotes in JSON",
    "JSON 的键写在双引号中",
    expected='"{span.shown}"',
)

key_not_text = Message(
    "key-not-text", "a key is a text in JSON", "JSON 的键是文本", expected='"{span.shown}"'
)

word = Message(
    "unknown-word", "'{span.shown}' is not a JSON value", "'{span.shown}' 不是 JSON 值", expected="{meant}"
)

unknown_word = Message(
    "unknown-word",
    "'{span.shown}' is not a JSON value",
    "'{span.shown}' 不是 JSON 值",
    expected=Said('"{span.shown}", or true, false, null', '"{span.shown}"，或 true、false、null'),
)

not_finite = Message(
    "not-finite",
    "'{span.shown}' is not a number in JSON",
    "'{span.shown}' 不是 JSON 数字",
    hint=Said(
        "leave the field out, or give null, where the value is not known", "值未知时不写该字段，或写 null"
    ),
)

number_form = Message(
    "number-form",
    "'{span.shown}' is not a number in JSON",
    "'{span.shown}' 不是 JSON 数字",
    expected="{meant}",
)

number_too_long = Message(
    "number-too-long",
    "{span.shown} has more than {digits} digits or an exponent beyond {exponent}",
    "{span.shown} 超过 {digits} 位数字，或指数超过 {exponent}",
    hint=Said("round it", "请舍入"),
)

trailing_comma = Message(
    "trailing-comma",
    "no comma before '{close}' in JSON",
    "JSON 中 '{close}' 之前没有逗号",
    hint=Said("remove the comma", "请删除逗号"),
)

missing_comma = Message("missing-comma", "a comma is missing before this", "此处之前缺少逗号", expected="','")

unclosed = Message(
    "unclosed-bracket", "'{span.text}' is not closed", "'{span.text}' 没有闭合", expected="'{close}'"
)

trailing_text = Message(
    "trailing-text",
    "text follows after the end of the JSON value",
    "JSON 值结束之后还有文本",
    hint=Said("remove it", "请删除"),
)

repeated_key = Message(
    "duplicate-key", "the key '{key}' stands twice in this object", "键 '{key}' 在此对象中出现两次"
)

too_deep = Message(
    "too-deep", "the document is nested too deeply; the rest is not read", "文档嵌套过深，其余部分未读取"
)


def duplicate_key(span: Span, first: Span, key: str) -> Problem:
    """A key that stands twice in one object."""
    return repeated_key(span, key=shown(key), notes=(Note(said("first given here", "首次出现在此"), first),))
