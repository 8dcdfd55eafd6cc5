"""Titles, labels and reasons in both languages, where the settings give none."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from credit_engine.develop.results import Texts
from credit_engine.develop.settings import ColumnSettings
from credit_engine.parts.model import Bilingual
from credit_engine.texts.explanation import attribute_words

LEFT_OUT = {
    "noise": {"en": "looks like chance, p-value {value}", "zh": "与随机噪声无异，p 值 {value}"},
    "iv_low": {"en": "information value {value} below {limit}", "zh": "信息值 {value} 低于 {limit}"},
    "iv_high": {"en": "information value {value} above {limit}", "zh": "信息值 {value} 高于 {limit}"},
    "correlation": {
        "en": "correlation {value} with {other} above {limit}",
        "zh": "与{other}的相关系数 {value} 高于 {limit}",
    },
    "vif": {"en": "variance inflation {value} above {limit}", "zh": "方差膨胀因子 {value} 高于 {limit}"},
    "sign": {"en": "coefficient of the wrong sign beside the others", "zh": "与其他变量一起时系数符号相反"},
    "p_value": {"en": "p-value {value} above {limit}", "zh": "p 值 {value} 高于 {limit}"},
    "limit": {"en": "more characteristics than {limit}", "zh": "特征数超过 {limit}"},
    "one_attribute": {"en": "no cut tells goods from bads", "zh": "没有能区分好坏的分组"},
    "missing_worst": {
        "en": "only whether there is a value differs, and missing values count as the worst",
        "zh": "仅是否缺失有差异，而缺失值按最差分组计分",
    },
    "protected": {"en": "protected characteristic", "zh": "受保护特征"},
    "left_out": {"en": "left out by the settings", "zh": "按设置排除"},
    "not_listed": {"en": "not listed under 'use'", "zh": "未列入 use"},
    "date": {"en": "a date", "zh": "日期列"},
    "constant": {"en": "every row has the same value", "zh": "所有行取值相同"},
    "empty": {"en": "no row has a value", "zh": "所有行均缺失"},
    "identifier": {"en": "nearly every row has its own value", "zh": "几乎每行取值都不同"},
}


_ABBREVIATIONS = {
    "msince": "months since",
    "num": "number of",
    "nr": "number of",
    "cnt": "count of",
    "avg": "average",
    "pct": "percent",
    "percent": "percent",
    "amt": "amount",
    "bal": "balance",
    "acct": "account",
    "accts": "accounts",
    "inq": "inquiries",
    "inqexcl": "inquiries excluding",
    "pub": "public",
    "derog": "derogatory",
    "delq": "delinquency",
    "max": "maximum",
    "min": "minimum",
    "mths": "months",
    "mth": "month",
    "yrs": "years",
    "yr": "year",
    "dti": "debt to income",
    "ltv": "loan to value",
    "util": "utilisation",
    "emp": "employment",
    "pmt": "payment",
    "dpd": "days past due",
    "ever": "ever",
    "excl": "excluding",
    "satisf": "satisfactory",
    "trd": "trade",
    "cc": "credit card",
    "cd": "code",
    "dt": "date",
    "desc": "description",
    "tot": "total",
    "prev": "previous",
    "hist": "history",
    "mort": "mortgage",
    "mtg": "mortgage",
    "frac": "share of",
    "openin": "open in",
}
"""Words of credit data as they are written in column names, in full. Those with two meanings (`rev`, `inst`,
`ind`, `no`, `del`) stay as they are: a wrong title is worse than a short one."""
_PAIRS = {"int rate": "interest rate", "public rec": "public record"}
"""Short words that have one meaning beside another word."""


def left_out_text(cause: str, **values: str) -> Texts:
    """Why something is left out, in both languages."""
    return {language: text.format(**values) for language, text in LEFT_OUT[cause].items()}


def title_of(name: str, settings: ColumnSettings) -> Texts:
    """The title of a column: as set, else its name in words."""
    if settings.title is not None:
        return {"en": settings.title.en, "zh": settings.title.zh}
    return {"en": _words(name), "zh": name}


def reason_of(name: str, settings: ColumnSettings) -> dict[str, str]:
    """Reason code and texts of a characteristic: as set, else made from its name and title."""
    if settings.reason is not None:
        return {"code": settings.reason.code, "en": settings.reason.en, "zh": settings.reason.zh}
    title = title_of(name, settings)
    code = re.sub(r"\W+", "_", name).strip("_").upper() or "REASON"
    return {"code": code, "en": f"Value of {_inner(title['en'])}", "zh": f"{title['zh']}取值不利"}


def values_label(values: Sequence[object], settings: ColumnSettings) -> Texts | None:
    """The categories of an attribute in words; None where the settings name none of them."""
    keys = [key_of(value) for value in values]
    if not any(key in settings.labels for key in keys):
        return None
    known = [settings.labels.get(key) for key in keys]
    pairs = [(title.en, title.zh) if title else (key, key) for title, key in zip(known, keys, strict=True)]
    return {"en": "; ".join(en for en, _ in pairs), "zh": "；".join(zh for _, zh in pairs)}


class Covering(Protocol):
    """What a label says of an attribute."""

    @property
    def kind(self) -> str:
        """The key of the card file: range, values, missing or otherwise."""

    @property
    def values(self) -> tuple[Any, ...]:
        """The values of a group."""

    @property
    def cause(self) -> str:
        """The cause of absence, `any`, or nothing."""

    @property
    def text(self) -> str:
        """What the attribute covers, as the card file writes it."""


def attribute_label(attribute: Covering, settings: ColumnSettings, causes: Mapping[str, Bilingual]) -> Texts:
    """The label of an attribute: its categories, or its cause of absence, in words where the settings name
    them, else its range, its values, or the rest.
    """
    if attribute.kind in ("missing", "otherwise"):
        title = causes.get(attribute.cause)
        en, zh = attribute_words(attribute.cause or None, None if title is None else (title.en, title.zh))
        return {"en": en, "zh": zh}
    return values_label(attribute.values, settings) or {"en": attribute.text, "zh": attribute.text}


def key_of(value: object) -> str:
    """A category as the settings write it: `true` and `false` for booleans."""
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def _words(name: str) -> str:
    """`duration_in_month` and `DurationInMonth` as `Duration in month`."""
    spaced = re.sub(
        r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Z]|[a-z]{3})",
        " ",
        name,
    )
    words = re.sub(r"[\W_]+", " ", spaced).split()
    if len(words) == 1 and words[0].isupper():
        return words[0]
    near = zip(["", *words], words, [*words[1:], ""], strict=False)
    title = " ".join(_in_full(word, before, after) for before, word, after in near)
    for short, full in _PAIRS.items():
        title = re.sub(rf"\b{short}\b", full, title)
    return title[:1].upper() + title[1:] or name


def _in_full(word: str, before: str, after: str) -> str:
    """A word in full: `M` is months after a number and before `In` and `Since` only."""
    if word == "M" and (before.isdigit() or after in ("In", "Since")):
        return "months"
    return _ABBREVIATIONS.get(word.lower(), word if _is_short(word) else word.lower())


def _is_short(word: str) -> bool:
    """Whether a word is an abbreviation whose capitals stay, such as PAY or EU."""
    return word.isupper() and 2 <= len(word) <= 3


def _inner(title: str) -> str:
    """A title within a sentence: its first letter small unless the word is an abbreviation."""
    return title if title[:2].isupper() else title[:1].lower() + title[1:]
