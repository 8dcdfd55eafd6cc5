"""Protected characteristics, known by the meaning of a column's name or of its values.

Source of the grounds: the Equal Credit Opportunity Act, Regulation B (12 CFR 1002.2(z)) and the law of the
People's Republic of China against discrimination (Employment Promotion Law, articles 26 to 31), but for age,
which a scorecard may use.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

PROTECTED = (
    "sex", "gender", "male", "female", "marital", "marriage", "married", "race", "racial", "ethnic*",
    "hispan*", "latino", "latina", "colour", "skin_color", "religi*", "nationality", "national_origin",
    "citizen*", "foreign_worker", "foreigner", "immigra*", "pregnan*", "disab*", "xingbie", "hunyin", "minzu",
    "性别", "婚姻", "婚否", "民族", "种族", "宗教", "信仰", "国籍", "残疾", "怀孕", "政治面貌",
)  # fmt: skip
"""Words that no column's name may hold; `*` stands for any ending. Chinese words may stand anywhere."""

_SEXES = {"male", "female", "man", "woman", "男", "女", "男性", "女性"}


def is_protected(name: str, listed: Iterable[str]) -> bool:
    """Whether a name holds one of the listed words: `applicant_sex`, `GENDER_CD` and `ApplicantSex` do."""
    words = words_of(name)
    return any(_holds(words, name, one) for one in listed)


def words_of(name: str) -> list[str]:
    """The words of a name, in small letters: split at signs, digits and capitals of camel case."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", name)
    return [word.casefold() for word in re.findall(r"[^\W\d_]+", spaced)]


def says_sex(values: Collection[object]) -> bool:
    """Whether all values of a column are words for a sex."""
    return bool(values) and all(isinstance(one, str) and one.strip().casefold() in _SEXES for one in values)


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
