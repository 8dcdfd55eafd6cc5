"""What a plain YAML scalar means: the core schema of YAML 1.2, less whatever YAML 1.1 reads otherwise."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from credit_engine.document_text import exact_number
from credit_engine.limits import MAX_EXPONENT_DIGITS
from credit_engine.numbers import DIGITS
from credit_engine.wording import said

Value = str | int | Decimal | bool | None

_CONSTANTS: Final[dict[str, Value]] = {"": None, "null": None, "true": True, "false": False}
_WORDS: Final = {
    "yes": "true",
    "on": "true",
    "true": "true",
    "no": "false",
    "off": "false",
    "false": "false",
    "null": "null",
    "~": "null",
}
_DECIMAL = re.compile(r"[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_LEADING_ZERO = re.compile(r"([-+]?)0+([0-9]+(?:\.[0-9]*)?(?:[eE][-+]?[0-9]+)?)")
_OTHER_BASE = re.compile(r"[-+]?0(?:[oO][0-7_]+|[xX][0-9a-fA-F_]+|[bB][01_]+)")
_UNDERSCORES = re.compile(r"[-+]?[0-9][0-9_]*_[0-9_]*(?:\.[0-9_]*)?")
_SEXAGESIMAL = re.compile(r"[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|nan)", re.IGNORECASE)


@dataclass(frozen=True)
class Doubt:
    """Why a plain scalar is refused: a stable code, a message, and how to write what was meant."""

    code: str
    message: str
    hint: str


def read_plain(text: str) -> Value | Doubt:
    """The value of a plain scalar: null, true, false, an int, a Decimal, or its own text.

    Dates stay text. What readers of YAML 1.1 and 1.2 take for different things is doubtful, as are
    infinities and numbers that 34 digits cannot hold.
    """
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if text.lower() in _WORDS:
        word = _WORDS[text.lower()]
        kind = "null" if word == "null" else said("a truth value", "真假值")
        return Doubt(
            "ambiguous-word",
            said(
                "'{text}' is {kind} for some readers and text for others",
                "'{text}' 对有的读取程序是{kind}，对有的是文本",
                text=text,
                kind=kind,
            ),
            said(
                'write {word}, or "{text}" if text is meant',
                '写作 {word}；若为文本，写作 "{text}"',
                word=word,
                text=text,
            ),
        )
    if text[0] in "+-.0123456789":
        return _read_number(text)
    return text


def _read_number(text: str) -> Value | Doubt:
    if _DECIMAL.fullmatch(text):
        number = exact_number(text)
        return _too_long(text) if number is None else number
    return _doubtful_number(text) or text


def _doubtful_number(text: str) -> Doubt | None:
    if match := _LEADING_ZERO.fullmatch(text):
        return _ambiguous(text, said("octal", "八进制"), f"{match[1]}{match[2]}")
    if _OTHER_BASE.fullmatch(text):
        return _ambiguous(
            text, said("octal, hexadecimal or binary", "八进制、十六进制或二进制"), _in_decimal(text)
        )
    if _UNDERSCORES.fullmatch(text):
        return _ambiguous(text, said("without its underscores", "去掉下划线"), text.replace("_", ""))
    if _SEXAGESIMAL.fullmatch(text):
        return Doubt(
            "ambiguous-number",
            said(
                "'{text}' is a number to base 60 for some readers and text for others",
                "'{text}' 对有的读取程序是六十进制数，对有的是文本",
                text=text,
            ),
            said('write "{text}" in quotes', '加引号，写作 "{text}"', text=text),
        )
    if _NOT_FINITE.fullmatch(text):
        return Doubt(
            "not-finite",
            said(
                "'{text}' is not a number that can be decided with",
                "'{text}' 不是可用于决策的数字",
                text=text,
            ),
            said("leave the value out", "请不写此值"),
        )
    return None


def _in_decimal(text: str) -> str:
    digits = text.lower().replace("_", "")
    return (
        str(int(digits, 0))
        if digits[-1].isalnum() and len(digits) < 40
        else said("it in decimal", "十进制数")
    )


def _ambiguous(text: str, how: str, number: str) -> Doubt:
    return Doubt(
        "ambiguous-number",
        said(
            "'{text}' is a number ({how}) for some readers and text or another number for others",
            "'{text}' 对有的读取程序是数字（{how}），对有的是文本或另一个数",
            text=text,
            how=how,
        ),
        said(
            'write {number}, or "{text}" if text is meant',
            '写作 {number}；若为文本，写作 "{text}"',
            number=number,
            text=text,
        ),
    )


def _too_long(text: str) -> Doubt:
    shown = text if len(text) <= 40 else text[:37] + "..."
    return Doubt(
        "number-too-long",
        said(
            "{shown} has more than {limit} digits or an exponent beyond {exponent}",
            "{shown} 超过 {limit} 位数字，或指数超过 {exponent}",
            shown=shown,
            limit=DIGITS,
            exponent=MAX_EXPONENT_DIGITS,
        ),
        said("round it, or write it in quotes if text is meant", "请舍入；若为文本，请加引号"),
    )
