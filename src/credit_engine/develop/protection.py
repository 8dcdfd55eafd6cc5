"""Protected characteristics, known by the meaning of a column's name or of its values.

Source of the grounds: the Equal Credit Opportunity Act, Regulation B (12 CFR 1002.2(z)) and the law of the
People's Republic of China against discrimination (Employment Promotion Law, articles 26 to 31), but for age,
which a scorecard may use.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

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
    return any(_holds(words, name, one) for one in listed)


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
