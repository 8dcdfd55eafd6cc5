"""What monitoring finds, in English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

MISSING_PERIOD = "-"
"""Where a result of monitoring has the rows without a period."""

FINDINGS: dict[str, tuple[str, str]] = {
    "rows-without-score": ("{number} of {records} rows have no score", "{records}行中有{number}行没有评分"),
    "few-rows": (
        "only {number} rows have a score: a PSI of {index} is within chance, "
        "which alone exceeds {limit} in one of twenty such samples",
        "仅有{number}行有评分：PSI为{index}，在随机波动之内（每二十个同等样本中有一个仅因随机即超过{limit}）",
    ),
    "few-rows-in-periods": (
        "fewer than 100 rows have a score in {names}: no shift there is beyond chance",
        "{names}有评分的行不足100：其偏移均在随机波动之内",
    ),
    "no-development-bands": (
        "the card has no score bands of its development sample, so the score's stability is not known",
        "评分卡未记录开发样本的分数段，无法判断分数稳定性",
    ),
    "no-development-counts": (
        "the card has no counts of its development sample for {names}, so their stability is not known",
        "评分卡未记录{names}在开发样本中的人数，无法判断其稳定性",
    ),
    "score-shift": (
        "the scores have moved: PSI {index:.3f} ({band})",
        "分数分布发生偏移：PSI为{index:.3f}（{band}）",
    ),
    "score-shift-in-periods": (
        "the scores have moved much in {names} (PSI above 0.25)",
        "{names}的分数分布显著偏移（PSI大于0.25）",
    ),
    "characteristic-shift": (
        "{name} has moved: CSI {index:.3f} ({band})",
        "{name}分布发生偏移：CSI为{index:.3f}（{band}）",
    ),
    "uncovered-values": (
        "{share:.1%} of the values of {name} are in none of its attributes",
        "{name}有{share:.1%}的取值不属于任何分组",
    ),
    "no-labels": (
        "no row with a score has an outcome in '{column}', so discrimination and calibration are not known",
        "有评分的行在“{column}”中均无表现，无法评估区分能力与校准",
    ),
    "one-class": (
        "there are no {name} among the rows with a label, so discrimination is not known",
        "有表现的行中没有{name}，无法判断区分能力",
    ),
    "few-bads": (
        "there are only {number} bads: intervals are wide, and tests find little",
        "坏样本仅{number}个：区间较宽，检验效力较低",
    ),
    "weaker-discrimination": (
        "AUC is {value:.3f}, at most {high:.3f} with its interval; {sample} it was {before:.3f}",
        "AUC为{value:.3f}，区间上限{high:.3f}；{sample}为{before:.3f}",
    ),
    "pd-too-low": (
        "PDs are too low: {pd:.2%} on average, the bad rate is {rate:.2%} (Jeffreys test, p {p_value})",
        "PD偏低：平均{pd:.2%}，实际坏账率{rate:.2%}（Jeffreys检验，p {p_value}）",
    ),
    "pd-too-high": (
        "PDs are too high: {pd:.2%} on average, the bad rate is {rate:.2%} (binomial, p {p_value})",
        "PD偏高：平均{pd:.2%}，实际坏账率{rate:.2%}（二项检验，p {p_value}）",
    ),
    "grade-pd-too-low": (
        "PDs of {names} are too low (Jeffreys test, p below {limit})",
        "{names}的PD偏低（Jeffreys检验，p小于{limit}）",
    ),
    "many-overrides": (
        "{rate:.1%} of the decisions are overrides; above 10 % the card and its cut-off are worth a review",
        "人工推翻率为{rate:.1%}；超过10%时应检视评分卡及其通过线",
    ),
}
WORDS: dict[str, tuple[str, str]] = {
    "stable": ("stable", "稳定"),
    "moderate": ("moderate", "轻度偏移"),
    "major": ("major", "显著偏移"),
    "goods": ("goods", "好样本"),
    "bads": ("bads", "坏样本"),
    "uncovered": ("not covered", "未覆盖"),
    "score": ("the score", "分数"),
    "no_period": ("rows without a period", "未注明时期的行"),
    "in_development": ("in development", "开发时"),
    "in_train": ("in the training sample", "训练样本上"),
    "in_validation": ("in the validation sample", "验证样本上"),
    "in_test": ("in the test sample", "测试样本上"),
    "in_out_of_time": ("in the out-of-time sample", "跨时间样本上"),
}


def word(key: str, lang: str) -> str:
    """A word in `en` or `zh`; what is not known is given back."""
    return WORDS[key][lang == "zh"] if key in WORDS else key


def period_title(name: str) -> Mapping[str, str]:
    """The name of a period, or words for the rows that have none."""
    return {lang: word("no_period", lang) if name == MISSING_PERIOD else name for lang in ("en", "zh")}


def finding_text(code: str, lang: str, values: Mapping[str, Any]) -> str:
    """A finding in a sentence; lists are joined, texts by language chosen."""
    shown = {key: _shown(value, lang) for key, value in values.items()}
    if "p_value" in shown:
        shown["p_value"] = "< 0.0001" if shown["p_value"] < 0.0001 else f"= {shown['p_value']:.4f}"
    return FINDINGS[code][lang == "zh"].format(**shown)


def _shown(value: Any, lang: str) -> Any:
    if isinstance(value, Mapping):
        return value[lang]
    if isinstance(value, list | tuple):
        return ("、" if lang == "zh" else ", ").join(str(_shown(item, lang)) for item in value)
    return word(value, lang) if isinstance(value, str) else value
