"""Numbers, dates and truth values as people write them elsewhere, and how a policy or a record writes them.

Everything is a table; what stands in none of them is left alone, so that a text is never read as a number.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from credit_engine.wording import Said, said, to_write

LONGEST = 28
"""Longer texts are no numbers or dates that people type; so many digits are added without rounding."""

_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_BLANKS = dict.fromkeys([0xA0, 0x2002, 0x2003, 0x2009, 0x202F, 0x3000], " ")
_CHARACTERS = {**_HALF_WIDTH, **_BLANKS, ord("−"): "-", ord("–"): "-", ord("’"): "'", ord("￥"): "¥"}

MULTIPLES: Mapping[str, int] = {
    "万亿": 12,
    "亿": 8,
    "億": 8,
    "千万": 7,
    "百万": 6,
    "万": 4,
    "萬": 4,
    "千": 3,
    "百": 2,
    "bn": 9,
    "mn": 6,
    "k": 3,
    "K": 3,
    "w": 4,
    "W": 4,
}
"""Words after a number that multiply it, with the power of ten; `20w` is how 200,000 is typed in Chinese."""
FRACTIONS: Mapping[str, int] = {
    "%": -2,
    "‰": -3,
    "‱": -4,
    "bps": -4,
    "bp": -4,
    "个基点": -4,
    "基点": -4,
    "个百分点": -2,
    "成": -1,
    "折": -1,
}
"""Signs after a number that divide it, with the power of ten."""
_BEFORE = {"百分之": -2, "千分之": -3, "万分之": -4}
_UNITS = (
    "元",
    "岁",
    "周岁",
    "个月",
    "天",
    "笔",
    "次",
    "户",
    "人",
    "倍",
    "分",
    "CNY",
    "RMB",
    "USD",
    "EUR",
    "HKD",
)
_CURRENCY = r"(?:[¥$€£]|CNY|RMB|USD|EUR|HKD|人民币)"
_UNIT_DIGITS = "零〇一二两三四五六七八九"
_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
"""Chinese digits by their value; 两 stands before measure words, 〇 in years."""
_PLACES = {"十": 1, "百": 2, "千": 3}


def _either(words: Mapping[str, int] | tuple[str, ...]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_TIMES = f"(?:{_either(MULTIPLES)})*"
_WRITTEN = re.compile(
    rf"(?P<sign>[-+]?)\s?{_CURRENCY}?\s?(?P<before>{_either(_BEFORE)})?"
    rf"(?P<groups>(?:[0-9{_UNIT_DIGITS}十][0-9.,'_ {_UNIT_DIGITS}十百千]*\s?{_TIMES})+)"
    rf"\s?(?P<part>{_either(FRACTIONS)})?\s?(?:{_either(_UNITS)})?"
)
_GROUP = re.compile(
    rf"(?P<body>[0-9.,'_ ]+|[{_UNIT_DIGITS}十百千]+)\s?(?P<times>{_TIMES})(?=[0-9{_UNIT_DIGITS}十]|$)"
)
_PLAIN = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}(?:([,'_ ])[0-9]{3})(?:\1[0-9]{3})*(?:\.[0-9]+)?")
_THOUSANDS_BY_DOTS = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+,[0-9]+|[1-9][0-9]{0,2}(?:\.[0-9]{3}){2,}")
_DECIMAL_COMMA = re.compile(r"[0-9]+,[0-9]+")
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]*)?")
_DATE = re.compile(
    r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})|([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})[日号]"
)
_DIGITS_DATE = re.compile(r"((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})")
_YEAR_LAST = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4})")
_TRUE = frozenset(("true", "yes", "y", "on", "1", "是", "真", "有", "对"))
_FALSE = frozenset(("false", "no", "n", "off", "0", "否", "假", "无", "错"))


def half_width(text: str) -> str:
    """The text with full-width letters, digits, punctuation and blanks in their usual form."""
    return text if text.isascii() else text.translate(_CHARACTERS)


def number_meant(text: str) -> str | None:
    """The number that a text writes in another form, as YAML, JSON and FEEL write it; None if it writes none.

    `20万` is 200000, `200,000` is 200000, `0,5` is 0.5, `5%` is 0.05, `５` is 5. A plain number is None.
    """
    plain = half_width(text).strip()
    if len(text) > LONGEST or _PLAIN.fullmatch(text):
        return None
    if _PLAIN.fullmatch(plain):
        return plain
    written = _WRITTEN.fullmatch(plain)
    value = _sum(written["groups"].strip()) if written else None
    if written is None or value is None:
        return None
    shifted = value.scaleb(_BEFORE.get(written["before"], 0) + FRACTIONS.get(written["part"], 0))
    return f"{-shifted if written['sign'] == '-' else shifted:f}"


def percent_meant(number: str) -> str:
    """What `0.05 %` may be meant as, since few percentages are below one; nothing for any other number."""
    value = Decimal(number)
    if not 0 < value < 1:
        return ""
    return said(
        "{small} for {number} percent, {number} for {percent} percent",
        "{number}% 写作 {small}，{percent}% 写作 {number}",
        small=f"{value.scaleb(-2):f}",
        number=number,
        percent=f"{value.scaleb(2).normalize():f}",
    )


def _sum(groups: str) -> Decimal | None:
    """`1亿2000万`: each group with its multiple, the greater before the smaller."""
    total, at, last = Decimal(0), 0, 99
    while at < len(groups):
        group = _GROUP.match(groups, at)
        value = _value(group["body"].strip()) if group else None
        if group is None or value is None:
            return None
        power = sum(MULTIPLES[word] for word in re.findall(_either(MULTIPLES), group["times"]))
        if power >= last:
            return None
        total, at, last = (
            (value.scaleb(power) if not total else total + value.scaleb(power)),
            group.end(),
            power,
        )
    return total


def _value(body: str) -> Decimal | None:
    if _NUMBER.fullmatch(body):
        return Decimal(body)
    if _THOUSANDS.fullmatch(body):
        return Decimal(re.sub("[,'_ ]", "", body))
    if _THOUSANDS_BY_DOTS.fullmatch(body):
        return Decimal(body.replace(".", "").replace(",", "."))
    if _DECIMAL_COMMA.fullmatch(body):
        return Decimal(body.replace(",", "."))
    return _chinese(body)


def _chinese(body: str) -> Decimal | None:
    """`二十`, `三百五十`, `八`."""
    total, digit = 0, None
    for character in body:
        if character in _PLACES:
            total += (1 if digit is None else digit) * 10 ** _PLACES[character]
            digit = None
        elif character not in _DIGITS or digit:
            return None
        else:
            digit = _DIGITS[character]
    return Decimal(total + (digit or 0)) if body else None


_LENGTH = re.compile(
    r"P?(\d{1,6})\s*(?:(?P<D>d|days?|天|日)|(?P<M>m|months?|个?月)|(?P<Y>y|years?|年))", re.IGNORECASE
)


def duration_meant(text: str) -> str | None:
    """The length of time that a text writes in another form, as `P30D`; None if it writes none."""
    found = _LENGTH.fullmatch(half_width(text).strip()) if len(text) <= LONGEST else None
    return None if found is None else f"P{int(found[1])}{found.lastgroup}"


_AROUND_MINUS = re.compile(r"(?<=\d)\s+(?=-)|(?<=-)\s+(?=\d)")
"""Blanks beside the minus signs of a day."""


def date_meant(text: str) -> str | None:
    """The day that a text writes in another form, as `2026-11-29`; None if it writes none, or in that form.

    Of a day before the month, or after it, only one that cannot be the other is taken.
    """
    if len(text) > LONGEST:
        return None
    plain = _AROUND_MINUS.sub("", half_width(text).strip())
    if found := _DATE.fullmatch(plain):
        parts = [int(part) for part in found.groups() if part and part.isdigit()]
    elif found := _DIGITS_DATE.fullmatch(plain):
        parts = [int(part) for part in found.groups()]
    elif found := _YEAR_LAST.fullmatch(plain):
        first, second = int(found[1]), int(found[3])
        if first <= 12 and second <= 12 and first != second:
            return None
        parts = [int(found[4]), *sorted((first, second))]
    else:
        return None
    try:
        day = date(*parts).isoformat()
    except ValueError:
        return None
    return None if day == text else day


_RANGE = re.compile(
    r"(?:between\s+|from\s+|从\s*)?(?P<open>[\[(]?)\s*(?P<low>-?[0-9.]+%?)\s*"
    r"(?:\.\.\.?|-|–|—|~|～|至|到|to|and|,|，|、)\s*(?P<high>[0-9.]+%?)\s*(?P<close>[\])]?)",
    re.IGNORECASE,
)


def range_to_write(text: str) -> Said | str:
    """The hint for a range of two numbers in another form, such as `0-130` or `[0, 130]`; or nothing."""
    found = _RANGE.fullmatch(half_width(text).strip()) if len(text) <= 2 * LONGEST else None
    if found is None or bool(found["open"]) != bool(found["close"]):
        return ""
    low, high = (number_meant(found[end]) or found[end] for end in ("low", "high"))
    if not (_PLAIN.fullmatch(low) and _PLAIN.fullmatch(high)) or Decimal(low) > Decimal(high):
        return ""
    opening, closing = found["open"] or "[", found["close"] or "]"
    return to_write(f'"{opening}{low}..{high}{closing}"')


def value_to_write(text: str, kind: str, quoted: bool = False) -> Said | str:
    """The hint for a text where a number, a date or a boolean is needed: how to write it, or nothing."""
    meant = {"number": number_meant, "date": date_meant, "boolean": truth_meant}.get(kind)
    right = None if meant is None else meant(text)
    return "" if right is None else to_write(f'"{right}"' if quoted else right)


def truth_meant(text: str) -> str | None:
    """`true` or `false` for a text that says yes or no in another form; None otherwise."""
    word = half_width(text).strip().lower()
    return "true" if word in _TRUE else "false" if word in _FALSE else None
