"""What lending mathematics refuses, in Chinese: the words after the argument's name."""

from __future__ import annotations

import re

DETAILS: dict[str, str] = {
    "assets or liabilities are not positive": "资产或负债不为正",
    "the market value of equity or sales are not given": "未提供股权市值或销售收入",
    "not above the interest, so that the loan is never repaid": "不高于利息，贷款永远无法还清",
    "the result is beyond the range of numbers": "结果超出数值范围",
    "a float is not exact; give an int or a Decimal": "浮点数不精确，请使用整数或Decimal",
    "not between 0 and 1": "不在0与1之间",
    "fewer than two years, or always the same difference from the PD": "不足两年，或与PD的差始终相同",
    "fewer than two that are true, or that are false": "为真或为假者不足两个",
    "1, so that all default together": "为1，即全部同时违约",
    "charges at drawdown leave nothing of the loan": "放款时的费用不少于贷款本金",
    "only corporates have a size adjustment": "仅公司类敞口有规模调整",
    "too small for the maturity adjustment; apply the floor": "过小，无法计算期限调整，请使用下限",
    "only financial institutions have one": "仅适用于金融机构",
    "1, which is no limit": "为1，等于没有限制",
    "the period is empty, or the days are not in order within it": "计息期为空，或日期不在期内",
    "a date is beyond the years of the calendar": "日期超出历法范围",
    "one more than bounds are needed": "须比界限多一个",
    "not ascending": "未按升序排列",
    "more is reversed than was paid": "冲正金额超过已付金额",
    "their sum is above 1": "合计超过1",
    "the probabilities do not sum to 1": "概率之和不为1",
    "none is permitted": "没有可采用的方案",
    "not one row and one column for each balance": "行数、列数与余额数不一致",
    "a row sums to more than 1": "有一行合计超过1",
    "bad after the last observed month": "坏账月份晚于最后观察月",
    "more than is owed": "超过所欠金额",
    "the whole profit": "占全部利润",
    "0, so there is no return on it": "为0，无法计算收益率",
    "values of the knots do not increase": "节点取值未递增",
    "bounds of the bands do not increase": "区间上界未递增",
    "the PD is not in [0..1]": "PD不在[0..1]内",
    "not above 0 and below the highest PD": "不大于0或不低于最高PD",
    "weights are negative or do not sum to 1": "权重为负或合计不为1",
    "has no bands": "没有分档",
    "is no table of figures": "不是数值表",
    "a date before the first advance": "有日期早于首次放款",
    "no rate from -99.9999 % to 100,000,000 % brings the flows to 0": (
        "-99.9999%至100,000,000%内没有使现金流现值为零的利率"
    ),
    "every rate brings the flows to 0": "任何利率都使现金流现值为零",
    "whether there is one rate or several cannot be decided: they lie too close, or too many flows": (
        "无法确定有一个还是多个利率：相距过近，或现金流过多"
    ),
    "points to double the odds are not positive": "使比率翻倍的分值不为正",
    "the PDO or the odds are not positive": "PDO或比率不为正",
    "the PD is not between 0 and 1": "PD不在0与1之间",
    "goods and bads are not lists of one length": "好坏样本列表长度不一",
    "a count is not positive": "有计数不为正",
    "there is not at least one characteristic": "没有特征",
    "a bad rate is not between 0 and 1": "坏账率不在0与1之间",
    "coefficients and values differ in number": "系数与取值个数不同",
    "above the amount": "超过贷款金额",
    "not after the start": "不晚于起始日",
    "a day count needs the start date": "按日计息须提供起始日",
    "a bullet loan has neither grace nor balloon": "到期一次还本付息的贷款没有宽限期和尾款",
    "an instalment would not be above 0": "有一期还款额不大于0",
    "a divisor is 0": "除数为0",
    "the arithmetic has no result": "运算没有结果",
    "needs most_turnover, and the other way round": "须与most_turnover同时提供",
    "needs a key or a figure": "须指明项或数值",
    "takes no key": "不能指明项",
    "there is no second strategy": "没有第二个方案",
    "values, scores: lists of different lengths": "values与scores长度不一",
}
FORMS = (
    (re.compile(r"more than (\d+) instalments would be needed"), r"需要超过\1期"),
    (
        re.compile(r"rounded to money, some of its (\d+) instalments would repay nothing"),
        r"按分取整后，\1期中有的期不归还本金",
    ),
    (re.compile(r"leaves too little for (\d+) instalments"), r"剩余本金不足以分\1期归还"),
    (re.compile(r"fewer than (\d+) after the arrears were paid"), r"欠款还清后不足\1个"),
    (re.compile(r"not a pair of (.+)"), r"不是以下成对的值：\1"),
    (re.compile(r"not in (\w+)\. did you mean '(.+)'\?"), r"\1中没有，是否为\2"),
    (re.compile(r"not in (\w+)"), r"\1中没有"),
    (re.compile(r"no key '(.+)'\. did you mean '(.+)'\?"), r"没有项\1，是否为\2"),
    (re.compile(r"no key '(.+)'"), r"没有项\1"),
    (re.compile(r"no value in force on (.+)"), r"在\1尚无生效值"),
    (re.compile(r"more than ([\d,]+) pairs of an exposure and an item"), r"敞口与押品的组合超过\1对"),
    (
        re.compile(r"instalment (\d+) would not be between its interest and what is owed"),
        r"第\1期还款额低于利息或超过所欠",
    ),
    (re.compile(r"(\d+) rates bring the flows to 0"), r"有\1个利率使现金流现值为零"),
)


def in_chinese(detail: str) -> str | None:
    """A refusal with the argument's name before it, in Chinese; None where it is not one of these."""
    if detail in DETAILS:
        return DETAILS[detail]
    name, colon, rest = detail.partition(": ")
    said = rest if colon else detail
    found = DETAILS.get(said)
    for form, chinese in FORMS:
        match = form.fullmatch(said)
        found = match.expand(chinese) if match else found
    return None if found is None else f"{name}：{found}" if colon else found
