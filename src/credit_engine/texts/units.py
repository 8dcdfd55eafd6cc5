"""Numbers with their units, as English and Chinese readers write them."""

from __future__ import annotations

from functools import lru_cache

CURRENCIES = {
    "CNY": "元",
    "USD": "美元",
    "EUR": "欧元",
    "HKD": "港元",
    "JPY": "日元",
    "GBP": "英镑",
    "SGD": "新加坡元",
}
"""Currencies by their codes (ISO 4217), as Chinese readers call them."""
_COUNTED = {
    "day": ("day", "days", "天"),
    "week": ("week", "weeks", "周"),
    "month": ("month", "months", "个月"),
    "quarter": ("quarter", "quarters", "个季度"),
    "year": ("year", "years", "年"),
    "time": ("time", "times", "次"),
    "point": ("point", "points", "分"),
}
_PER = {"day": "日", "week": "周", "month": "月", "quarter": "季", "year": "年"}
_BASE = {"annum": "year"} | {plural: base for base, (_, plural, _) in _COUNTED.items()}
AGE = "years of age"
"""The unit of a person's age, which Chinese counts by a word of its own."""
MULTIPLE = "multiple"
"""The unit of a ratio that is no share of anything, such as interest cover: `4.5 times`, no percentage."""
CALENDAR_YEAR = "calendar year"
"""The unit of the year of a date, on pages alone: 2026, never 2,026."""
PARTS_OF_MOMENTS = {
    "year": ("year", "年"),
    "month": ("month", "月"),
    "day": ("day", "日"),
    "weekday": ("day of the week", "星期"),
    "hour": ("hour", "时"),
    "minute": ("minute", "分"),
    "second": ("second", "秒"),
    "time offset": ("time offset", "时差"),
    "timezone": ("time zone", "时区"),
    "days": ("days", "天数"),
    "hours": ("hours", "小时数"),
    "minutes": ("minutes", "分钟数"),
    "seconds": ("seconds", "秒数"),
    "years": ("years", "年数"),
    "months": ("months", "月数"),
}
"""What readers call the properties of dates, times and durations."""

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def is_fraction(unit: str) -> bool:
    """Whether numbers of this unit are read as percentages."""
    return unit == "fraction" or unit.startswith("fraction per ")


@lru_cache(maxsize=256)
def is_money(unit: str) -> bool:
    """Whether numbers of this unit are amounts of a currency."""
    head = unit.partition(" ")[0]
    return len(head) == 3 and head.isascii() and head.isalpha() and head.isupper()


def with_unit(number: str, unit: str, lang: str) -> str:
    """A number's text (of a fraction: its percentage) with its unit, such as `CNY 3,000 per month`."""
    if not unit:
        return number
    if unit == CALENDAR_YEAR:
        return f"{number}年" if lang == "zh" else number
    if unit == AGE:
        return f"{number}岁" if lang == "zh" else _english(number, "years", [])
    above, *below = unit.split(" per ")
    base = [_BASE.get(word, word) for word in below]
    return _chinese(number, above, base) if lang == "zh" else _english(number, above, base)


def _english(number: str, above: str, below: list[str]) -> str:
    if above == "fraction":
        text = f"{number}%"
    elif is_money(above):
        text = f"{above} {number}"
    else:
        above = "time" if above == MULTIPLE else above
        singular, many, _ = _COUNTED.get(_BASE.get(above, above), (above, above, above))
        text = f"{number} {singular if number in ('1', '-1') else many}"
    return text + "".join(f" per {word}" for word in below)


def _chinese(number: str, above: str, below: list[str]) -> str:
    per = "".join(f"/{_PER.get(word, word)}" for word in below)
    if above == "fraction":
        return f"{number}%{per}"
    if is_money(above):
        return f"{number}{CURRENCIES.get(above, ' ' + above)}{per}"
    if above == MULTIPLE:
        return f"{number}倍{per}"
    base = _BASE.get(above, above)
    return f"{number}{_COUNTED[base][2] if base in _COUNTED else ' ' + above}{per}"
