"""Names that expressions can use, and units: what is a slip, and what was meant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from functools import lru_cache
from itertools import accumulate

from credit_engine.feel import syntax
from credit_engine.feel.parser import FeelSyntaxError, parse_expression
from credit_engine.parts.problems.declared import bad_name, reserved_name
from credit_engine.problems import Problem
from credit_engine.source import Span
from credit_engine.wording import said

_WORDS = (
    "and between else every external false for function if in "
    "instance not null of or return satisfies some then true"
).split()
RESERVED_NAMES = {
    "outcome": said("the outcome that 'when' of an output asks for", "输出的 'when' 所问的结果"),
    "item": said("the item that a filter looks at", "筛选所看的项"),
    "partial": said("the results so far of a 'for'", "'for' 至此的结果"),
    "data_as_of": said("the day of the data", "数据日期"),
    **dict.fromkeys(_WORDS, said("it is a word of the language", "语言的关键字")),
}
"""Names that mean something in every expression, and what."""
UNIT_WORDS = (
    "account accounts annum annums day days fraction month months multiple per "
    "percent point points quarter quarters time times week weeks year years"
).split()
"""Common words of units; others, such as currencies, are units of their own."""


def unusable(name: str, span: Span, *, dotted: bool = False) -> Iterator[Problem]:
    """The problem of a name that expressions cannot use, or that means something else in them."""
    root = name.split(".", 1)[0]
    if root in RESERVED_NAMES:
        yield reserved_name(span, root=root, reserved_names=RESERVED_NAMES[root])
    elif not _is_name(name, dotted):
        form = said("words of letters, digits and _", "由字母、数字和 _ 组成的词")
        if dotted:
            form = said("{form}, joined by dots", "{form}，用点连接", form=form)
        yield bad_name(span, name=name, expected=form, hint=_mended_name(name, dotted))


_UNITS_ELSEWHERE = {
    "元": "CNY",
    "人民币": "CNY",
    "RMB": "CNY",
    "%": "fraction",
    "月": "month",
    "年": "annum",
    "year": "annum",
    "yr": "annum",
    "天": "day",
    "日": "day",
    "周": "week",
    "季": "quarter",
    "季度": "quarter",
}
"""Words of units as they are written around a stroke: `元/月`, `%/年`."""


def unit_meant(text: str) -> str:
    """The unit that is written with a stroke, such as `CNY/month` or `元/月`; empty for any other."""
    if "/" not in text:
        return ""
    parts = [part.strip() for part in text.split("/")]
    return " per ".join(_UNITS_ELSEWHERE.get(part, part) for part in parts) if all(parts) else ""


@lru_cache(maxsize=4096)
def slip_in_unit(text: str) -> str:
    """The first word of a unit that is close to a common one without being one, or nothing."""
    words = (word for word in text.split() if word not in UNIT_WORDS)
    return next((word for word in words if get_close_matches(word, UNIT_WORDS, 1, 0.75)), "")


@lru_cache(maxsize=4096)
def _is_name(text: str, dotted: bool) -> bool:
    try:
        tree: syntax.Expression = parse_expression(text)
    except FeelSyntaxError:
        return False
    while dotted and isinstance(tree, syntax.Path):
        tree = tree.target
    return isinstance(tree, syntax.Name)


def _mended_name(text: str, dotted: bool) -> str:
    """A name like the given one that expressions can use, as a question."""
    mended = re.sub(r"[^\w.]+" if dotted else r"\W+", "_", text.strip()).strip("_")
    return (
        said("did you mean '{mended}'?", "是否应为 '{mended}'？", mended=mended)
        if mended and mended != text and _is_name(mended, dotted)
        else ""
    )


def groups(path: str) -> list[str]:
    """A path, and the groups that it belongs to."""
    return list(accumulate(path.split("."), "{}.{}".format))
