"""The review of the columns before a fit: what looks like something else than it is read as."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from credit_engine.develop import doubt_problems
from credit_engine.develop.arrays import Floats
from credit_engine.develop.columns import PRESENT, Column, Data
from credit_engine.develop.recognition import has_own_numbers, words_of
from credit_engine.develop.settings import Settings
from credit_engine.numbers import read_number
from credit_engine.wording import joined

if TYPE_CHECKING:
    from credit_engine.problems import Problem

_LEAST_REPEATED = 3
"""A value that stands once or twice may be a figure."""
_GAP = 0.1
"""A value beyond all others by a tenth of their span is no neighbour of theirs."""
_OFTEN = 10
"""A value so many times as frequent as others are on average is no figure among figures."""
_MOST_CODES = 60
"""More whole numbers than any list of codes that is worth binning has."""
_DOUBT = 0.001
"""Rates along the numbers of a column zigzag by chance once in a thousand columns."""
_LEAST_SPREAD = 1e-9
"""The variance of a rate of 0 or 1, so that nothing is divided by 0."""
_ABSENT = set(
    """
    na n/a #n/a nan null none nil ? - -- . missing unknown 无 空 未知 不详 缺失
    """.split()
)
_CODE_WORDS = set(
    """
    code cd type kind category cat class region branch industry zip postcode postal province city
    occupation channel product purpose sector district state
    """.split()
)
_CODE_TEXTS = ("代码", "编码", "类型", "类别", "行业", "地区", "省", "职业", "渠道", "邮编", "用途")


def review(data: Data, settings: Settings) -> Iterator[Problem]:
    """Warnings about the columns that were read, each with the columns and the mend."""
    doubtful = {column.name: codes for column in data.columns if (codes := suspected_codes(column))}
    if doubtful:
        shown = "; ".join(f"{name}: {', '.join(values)}" for name, values in doubtful.items())
        example = doubt_problems.example_of_codes(doubtful)
        yield doubt_problems.suspected_codes(shown=shown, example=example)
    nominal = [column.name for column in data.columns if _seems_nominal(column, data)]
    if nominal:
        yield doubt_problems.nominal_codes(names=joined(nominal))
    distinct = [column.name for column in data.columns if _is_distinct(column)]
    if distinct:
        yield doubt_problems.distinct_numbers(names=joined(distinct))
    if settings.exempted:
        reasons = "; ".join(f"{name}: {reason}" for name, reason in settings.exempted.items())
        yield doubt_problems.exempted(shown=reasons)


def suspected_codes(column: Column) -> list[str]:
    """Values that look like codes for the absence of a value: -999, 9999, `N/A`."""
    present = column.values[column.state == PRESENT]
    if not column.numeric:
        texts = [text for text in dict.fromkeys(present.tolist()) if isinstance(text, str)]
        return [text for text in texts if _means_absent(text) or _is_lone_code(text, texts)]
    values, counts = np.unique(present.astype(np.float64), return_counts=True)
    coded = np.array([_is_coded(value) for value in values.tolist()], dtype=bool)
    rest, usual = values[~coded], counts[~coded]
    if len(rest) < 2:
        return []
    low, high, margin = rest[0], rest[-1], _GAP * (rest[-1] - rest[0])
    found = []
    for value, count in zip(values[coded].tolist(), counts[coded].tolist(), strict=True):
        apart = value < low - margin or value > high + margin or count > _OFTEN * usual.mean()
        negative = value < 0 <= low
        if count >= _LEAST_REPEATED and not low <= value <= high and (apart or negative):
            found.append(_written(value))
    return found


def _means_absent(text: str) -> bool:
    return text.strip().casefold() in _ABSENT or not text.strip()


def _is_lone_code(text: str, texts: Sequence[str]) -> bool:
    """Whether a text is a coded number (`-999`) among texts of which hardly any is a number."""
    number = read_number(text)
    others = sum(read_number(text) is not None for text in texts)
    return number is not None and _is_coded(float(number)) and 3 * others <= len(texts)


def _is_coded(value: float) -> bool:
    """Nines, sevens or eights (99, 9998, -999), and small negative whole numbers."""
    text = _written(abs(value)).replace(".", "")
    return bool(re.fullmatch(r"9{2,}[5-9]?|9{2,}|8{2,}|7{2,}", text)) or (value < 0 and text in "123456789")


def _written(value: float) -> str:
    return str(int(value)) if value.is_integer() else repr(value)


def _seems_nominal(column: Column, data: Data) -> bool:
    """Whether the numbers of a column may be codes: by its name, or since bad rates zigzag along them."""
    chosen = column.settings
    if (
        not column.numeric
        or chosen.kind == "numeric"
        or chosen.splits is not None
        or chosen.trend is not None
    ):
        return False
    present = column.state == PRESENT
    values = column.values[present]
    distinct = np.unique(values)
    if not 3 <= len(distinct) <= _MOST_CODES or not (distinct == np.floor(distinct)).all():
        return False
    words = words_of(column.name)
    named = bool(words and words[-1] in _CODE_WORDS) or any(text in column.name for text in _CODE_TEXTS)
    return named or _zigzags(values, data.bad[present], data.weight[present])


def _zigzags(values: Floats, bad: Floats, weight: Floats) -> bool:
    """Whether a rate of its own for each number explains far more than rates that bend once do."""
    from scipy.special import chdtrc
    from sklearn.isotonic import IsotonicRegression

    _, place = np.unique(values, return_inverse=True)
    total = np.bincount(place, weight / weight.mean())
    rate = np.bincount(place, weight / weight.mean() * bad) / total
    order, number = np.arange(len(total)), len(total)
    best = np.inf
    for rising, peak in product((True, False), range(number)):
        fitted = rate.copy()
        for part, upwards in ((order <= peak, rising), (order > peak, not rising)):
            if part.any():
                steps = IsotonicRegression(increasing=upwards)
                fitted[part] = steps.fit(order[part], rate[part], total[part]).predict(order[part])
        spread = np.maximum(fitted * (1 - fitted), _LEAST_SPREAD)
        best = min(best, float((total * (rate - fitted) ** 2 / spread).sum()))
    return float(chdtrc(number - 1, best)) < _DOUBT


def _is_distinct(column: Column) -> bool:
    """Whether every row has a whole number of its own."""
    present = column.values[column.state == PRESENT]
    return (
        column.numeric
        and column.settings.kind == "auto"
        and column.settings.splits is None
        and has_own_numbers(present)
    )
