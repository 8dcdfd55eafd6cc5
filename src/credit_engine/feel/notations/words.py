"""Words and symbols of other notations with the operator of FEEL that each of them means."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

INFIX: Mapping[str, str] = {
    **dict.fromkeys(("or", "||", "|", "或", "或者", "或是", "∨"), "or"),
    **dict.fromkeys(("and", "&&", "且", "并且", "而且", "同时", "及", "以及", "和", "与", "∧"), "and"),
    **dict.fromkeys((">=", "=>", "≥", "≧", "ge", "gte", "大于等于", "大于或等于", "不小于", "不低于"), ">="),
    **dict.fromkeys(("不少于", "不早于", "至少"), ">="),
    **dict.fromkeys(("<=", "=<", "≤", "≦", "le", "lte", "小于等于", "小于或等于", "不大于", "不高于"), "<="),
    **dict.fromkeys(("不超过", "不多于", "不晚于", "至多"), "<="),
    **dict.fromkeys((">", "gt", "大于", "高于", "超过", "多于", "晚于", "〉"), ">"),
    **dict.fromkeys(("<", "lt", "小于", "低于", "少于", "早于", "不足", "〈"), "<"),
    **dict.fromkeys(("=", "==", "===", "eq", "equals", "等于", "为", "is"), "="),
    **dict.fromkeys(("!=", "!==", "<>", "ne", "≠", "不等于", "不为", "不是", "is not"), "!="),
    **dict.fromkeys(("in", "属于", "∈"), "in"),
    **dict.fromkeys(("not in", "不属于", "不在"), "not in"),
    **dict.fromkeys(("between", "介于", "在"), "between"),
    **dict.fromkeys(("like", "contains", "包含"), "like"),
    **dict.fromkeys(("+", "加", "加上"), "+"),
    **dict.fromkeys(("-", "减", "减去", "−", "–"), "-"),
    **dict.fromkeys(("*", "乘", "乘以", "×", "⋅"), "*"),
    **dict.fromkeys(("/", "除以", "÷"), "/"),
    **dict.fromkeys(("%", "mod"), "modulo"),
    **dict.fromkeys(("**", "^"), "**"),
    "&": "&",
    "?": "?",
}
"""Operators between two operands; whoever adds a word adds it here, and nothing else."""

PREFIX: Mapping[str, str] = {
    **dict.fromkeys(("not", "!", "非", "不", "并非", "¬"), "not"),
    **dict.fromkeys(("-", "−", "–"), "-"),
}
"""Operators before one operand."""

POSTFIX: Mapping[str, str] = {
    **dict.fromkeys(("is null", "is none", "is missing", "为空", "缺失", "is empty"), "is missing({})"),
    **dict.fromkeys(("is not null", "is not none", "不为空", "非空", "is not empty"), "not(is missing({}))"),
}
"""Tests after their operand."""

BOUNDS: Mapping[str, str] = {
    **dict.fromkeys(("以上", "及以上", "或以上", "起"), ">="),
    **dict.fromkeys(("以下", "及以下", "或以下", "以内"), "<="),
}
"""Bounds after a number. They include it: Civil Code of the PRC, article 1259."""

CLAUSES: Mapping[str, str] = {
    **dict.fromkeys(("if", "如果", "若", "当"), "if"),
    **dict.fromkeys(("then", "则", "那么"), "then"),
    **dict.fromkeys(("else", "否则"), "else"),
    **dict.fromkeys(("elif", "elsif", "elseif", "else if"), "else if"),
    **dict.fromkeys(("case", "when", "end"), ""),
}
"""Words of choices."""

CONSTANTS: Mapping[str, str] = {
    **dict.fromkeys(("true", "真"), "true"),
    **dict.fromkeys(("false", "假"), "false"),
    **dict.fromkeys(("null", "none", "nil", "空值"), "null"),
}
"""Values with a word of their own."""

ANYTHING = frozenset(("*", "任意", "不限", "全部", "所有", "any", "all", "—", "——", "－", "–", "/"))
"""Whole cells that ask nothing."""

CLOSING = frozenset(("之间", "中", "之中", "里", "内", "之内"))
"""What ends `在 ... 之间` and `在 ... 中`; FEEL has no word for it."""

TO = frozenset(("到", "至", "~", "..", "-", "–", "—", "…"))
"""What stands between the ends of a range in a cell, or of `在 ... 之间`."""

_PHRASES = (INFIX, PREFIX, POSTFIX, BOUNDS, CLAUSES, CONSTANTS, dict.fromkeys(CLOSING), dict.fromkeys(TO))
_BY_LENGTH = sorted({phrase for table in _PHRASES for phrase in table}, key=len, reverse=True)
SPACED = tuple(phrase for phrase in _BY_LENGTH if " " in phrase)
"""Phrases of several words, the longest first."""
CHINESE = tuple(phrase for phrase in _BY_LENGTH if "\u4e00" <= phrase[0] <= "\u9fff")
"""Chinese phrases, which may stand beside other words without a space, the longest first."""
SYMBOLS = tuple(phrase for phrase in _BY_LENGTH if not re.match(r"\w", phrase) and phrase not in ("，", ".."))
"""Operators that are no words, the longest first."""


JOINED: Mapping[str, tuple[str, int]] = {
    "and": ("and", 3),
    "or": ("or", 2),
    "且": ("and", 3),
    "或": ("or", 2),
}
"""Functions whose arguments are joined by an operator, with how tightly it binds."""

RENAMED: Mapping[str, str] = {
    "average": "mean",
    "avg": "mean",
    "roundup": "round up",
    "rounddown": "round down",
    "round": "round half up",
    "upper": "upper case",
    "lower": "lower case",
    "isnull": "is missing",
    "isblank": "is missing",
    "isna": "is missing",
    "ifnull": "if missing",
    "iferror": "if missing",
    "ifna": "if missing",
    "nvl": "if missing",
    "coalesce": "if missing",
    "mod": "modulo",
    "ceil": "ceiling",
    "len": "string length",
    "substr": "substring",
    "trunc": "round down",
}
"""Functions that FEEL has under another name. Excel's ROUND rounds halves away from zero: `round half up`."""


def _power(arguments: Sequence[str]) -> str:
    return f"{arguments[0]} ** {arguments[1]}"


def _between_days(arguments: Sequence[str]) -> str:
    """Excel's DATEDIF(start, end, unit) for days; months and years of FEEL are counted in another way."""
    start, end, unit = arguments
    return f"({end} - {start}).days" if unit.upper() == '"D"' else f"datedif({', '.join(arguments)})"


FORMS: Mapping[str, tuple[int, int, int, Callable[[Sequence[str]], str]]] = {
    "left": (2, 2, 10, lambda a: f"substring({a[0]}, 1, {a[1]})"),
    "right": (2, 2, 10, lambda a: f"substring({a[0]}, -{a[1]})"),
    "mid": (3, 3, 10, lambda a: f"substring({a[0]}, {a[1]}, {a[2]})"),
    "year": (1, 1, 10, lambda a: f"{a[0]}.year"),
    "month": (1, 1, 10, lambda a: f"{a[0]}.month"),
    "day": (1, 1, 10, lambda a: f"{a[0]}.day"),
    "int": (1, 1, 10, lambda a: f"floor({a[0]})"),
    "datedif": (3, 3, 10, _between_days),
    "datediff": (2, 2, 10, lambda a: f"({a[0]} - {a[1]}).days"),
    "days": (2, 2, 10, lambda a: f"({a[0]} - {a[1]}).days"),
    "exists": (1, 1, 10, lambda a: f"not(is missing({a[0]}))"),
    "isnotnull": (1, 1, 10, lambda a: f"not(is missing({a[0]}))"),
    "datevalue": (1, 1, 10, lambda a: f"date({a[0]})"),
    "pow": (2, 2, 8, _power),
    "power": (2, 2, 8, _power),
    "concat": (2, 99, 6, " + ".join),
    "concatenate": (2, 99, 6, " + ".join),
    "iif": (3, 3, 0, lambda a: f"if {a[0]} then {a[1]} else {a[2]}"),
    "xor": (2, 2, 5, lambda a: f"{a[0]} != {a[1]}"),
}
"""Functions that are no function in FEEL: least and most arguments, how tightly the form binds, the form."""
