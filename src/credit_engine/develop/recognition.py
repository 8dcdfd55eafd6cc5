"""What a column holds by the look of its name and values: identifiers, dates, numbers written as texts."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import date

import numpy as np

from credit_engine.develop.arrays import Floats

PROTECTED = tuple(
    """
    sex sexe sexo sexual* gender* transgender male female marital* marriage married unmarried mar_status
    marstat divorc* widow* race racial ethnic* tribe tribal caste hispan* latino latina latinx
    african_american colour color religi* nationality national_origin country_of_birth birth_country
    birthplace place_of_birth native_language mother_tongue citizen* foreign_worker foreigner immigra*
    refugee pregnan* maternity disab* hiv xingbie hunyin hyzk minzu 性别 性別 婚姻 婚否 婚况 已婚 未婚
    离异 丧偶 民族 种族 肤色 宗教 信仰 国籍 國籍 残疾 残障 伤残 孕 生育 政治面貌 党员 党派 艾滋
    """.split()
)
"""Words that no column's name may hold; `*` stands for any ending. Chinese words may stand anywhere."""

_SEXES = set(
    """
    male female man woman m f mr mrs ms miss 男 女 男性 女性 男士 女士 先生 小姐
    """.split()
)
_MARITAL = set(
    """
    married unmarried single divorced separated widowed widow widower 已婚 未婚 离异 离婚 丧偶 单身 再婚
    初婚 复婚 已婚有子女 已婚无子女
    """.split()
)
_UNTOLD = set(
    """
    unknown other others undisclosed n/a na x u 未知 其他 不详 未说明 保密
    """.split()
) | {"not stated", ""}
_PEOPLE = re.compile(r"[\u4e00-\u9fff]{1,6}族")


def is_protected(name: str, listed: Iterable[str]) -> bool:
    """Whether a name holds one of the listed words: `applicant_sex`, `GENDER_CD` and `ApplicantSex` do."""
    words = words_of(name)
    return any(_holds(words, name, text) for text in listed)


def words_of(name: str) -> list[str]:
    """The words of a name, in small letters: split at signs, digits and capitals of camel case."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", name)
    return [word.casefold() for word in re.findall(r"[^\W\d_]+", spaced)]


def says_protected(values: Collection[object]) -> bool:
    """Whether the values of a column, but for unknown ones, are words for a sex or a marital status, or names
    of peoples (`回族`). A letter alone says a sex beside the other one.
    """
    if not all(isinstance(value, str) for value in values):
        return False
    told = {str(value).strip().casefold() for value in values} - _UNTOLD
    if not told or told in ({"m"}, {"f"}, {"single"}):
        return False
    return told <= _SEXES or told <= _MARITAL or all(map(_PEOPLE.fullmatch, told))


def _holds(words: list[str], name: str, listed: str) -> bool:
    if not listed.isascii():
        return listed.casefold() in name.casefold()
    wanted = words_of(listed)
    if not wanted:
        return listed.casefold() == name.casefold()
    ending = listed.endswith("*")
    for start in range(len(words) - len(wanted) + 1):
        part = words[start : start + len(wanted)]
        if part[:-1] == wanted[:-1] and (
            part[-1].startswith(wanted[-1]) if ending else part[-1] == wanted[-1]
        ):
            return True
    return False


_WORDS = {"id", "key", "no", "nr", "number", "uuid", "phone", "account"}
_TEXTS = ("编号", "证号", "号码", "手机", "账号", "序号")
_LEAST_ROWS = 100
"""Among fewer rows figures are often all different, too."""


def has_own_numbers(values: Floats) -> bool:
    """Whether more than a hundred rows have each a whole number of its own."""
    return (
        len(values) > _LEAST_ROWS
        and bool((values == np.floor(values)).all())
        and len(np.unique(values)) == len(values)
    )


def names_an_identifier(name: str) -> bool:
    """Whether a column's name says that it tells rows apart."""
    words = words_of(name)
    return bool(words and words[-1] in _WORDS) or any(text in name for text in _TEXTS)


def is_identifier(name: str, values: Floats) -> bool:
    """Whether whole numbers, one for each row, count the rows or name them.

    They do where the name says so, where they fill a span of ten times their number, where they rise from
    row to row, or where all have the same eight digits or more, as numbers of accounts and telephones.
    """
    if not has_own_numbers(values):
        return False
    low, high = float(values.min()), float(values.max())
    same_length = low > 0 and len(str(int(low))) == len(str(int(high))) >= 8
    dense = high - low < 10 * len(values)
    return names_an_identifier(name) or dense or same_length or bool((np.diff(values) > 0).all())


_MONEY = r"(?:[¥￥$€£]|CNY|RMB|USD|EUR|GBP|HKD|JPY|人民币)"
_SPACE = "[ \u00a0\u2009\u202f]?"
_GROUPS = r"(?:(?:[,'’.，\u00a0\u2009\u202f ]\d{3})*|(?:,\d{2})+,\d{3}|(?:,\d{4})+)"
"""Thousands by comma, point, space or apostrophe; India's lakhs; tens of thousands."""
_DIGITS = rf"(?:\d+{_GROUPS}(?:[.,]\d+)?|\.\d+|\d+\.)(?:[eE][-+]?\d+)?"
_UNIT = rf"(?:[%％‰]|[kK]|[万亿]?{_SPACE}元?|{_MONEY})"
_SIGN = "[-+−－]?"
_NUMBER = re.compile(rf"{_SIGN}{_SPACE}{_MONEY}?{_SPACE}{_SIGN}{_DIGITS}{_SPACE}{_UNIT}?-?")
_LEADING_ZERO = re.compile(r"0\d+")
_DAY = re.compile(
    r"(?:19|20)\d\d[-/.年](?:0?[1-9]|1[0-2])(?:月|(?:[-/.月])(?:0?[1-9]|[12]\d|3[01])日?(?:[ T].*)?)?"
    r"|(?:0?[1-9]|[12]\d|3[01])[./-](?:0?[1-9]|[12]\d|3[01])[./-](?:19|20)\d\d"
)
_LEAST_DAYS = 10
"""So many different whole numbers that are all days or months are no figures by chance."""
_FIRST, _LAST = 1900, 2100
"""Years of which data about customers and loans can be."""


def is_number(text: str) -> bool:
    """Whether a text is a number as people write it: `1,234.50`, `45 %`, `¥ 300`, `3.2万元`, `(120.00)`."""
    text = text.strip()
    inner = text[1:-1] if text[:1] == "(" and text[-1:] == ")" else text
    return _NUMBER.fullmatch(inner) is not None


def has_leading_zero(text: str) -> bool:
    """Whether digits start with a zero, as those of post codes and accounts do."""
    return _LEADING_ZERO.fullmatch(text) is not None


def are_dates(values: Iterable[object]) -> bool:
    """Whether all values are texts of days or months: `2026-11-23`, `2026年11月`, `23.11.2026`."""
    different = {value for value in values if isinstance(value, str)}
    return bool(different) and all(map(_is_date, different))


def _is_date(text: str) -> bool:
    # `2026.11` is a number, `2026.11.23` none
    return _DAY.fullmatch(text.strip()) is not None and re.fullmatch(r"\d+\.\d+", text.strip()) is None


def are_days(values: Floats) -> bool:
    """Whether whole numbers are days (20261123) or months (202611), ten different ones at least."""
    different = np.unique(values)
    if len(different) < _LEAST_DAYS or not (different == np.floor(different)).all():
        return False
    texts = [str(int(value)) for value in different.tolist()]
    return _all_days(texts) if len(texts[0]) == 8 else _all_months(texts)


def _all_months(texts: Sequence[str]) -> bool:
    return all(
        len(text) == 6 and _FIRST <= int(text[:4]) < _LAST and 1 <= int(text[4:]) <= 12 for text in texts
    )


def _all_days(texts: Sequence[str]) -> bool:
    return all(len(text) == 8 and _FIRST <= int(text[:4]) < _LAST and _is_day(text) for text in texts)


def _is_day(text: str) -> bool:
    try:
        date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return False
    return True
