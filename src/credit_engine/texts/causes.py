"""Why a value is absent, in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

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


_ITEM = re.compile(r"\[\d+\]")
_INPUT = {
    "not_given": ("not given", "未提供"),
    "no_record": ("no record", "无记录"),
    "source_failed": ("the source failed", "数据源故障"),
    "not_usable": ("not usable", "不可用"),
    "no_case": ("no case", "无案件"),
    "not_enrolled": ("not enrolled", "未参加"),
    "not_employed": ("not employed", "未就业"),
    "not_customer": ("not a customer", "非本行客户"),
    "no_device": ("no device", "无设备信息"),
    "refused": ("refused", "拒绝提供"),
    "expired": ("expired", "已过期"),
    "empty_list": ("the list is empty", "列表为空"),
    "not_authorised": ("not authorised", "未获授权"),
    "not_listed": ("not listed", "不在名录内"),
    "applies_when": ("the rule does not apply", "规则不适用"),
    "no_prior": ("no decision before", "此前无决策"),
    "unknown": ("unknown after the last decision", "上次决策后未知"),
    "waived": ("waived", "已豁免"),
    "no_group": ("no group", "无所属集团"),
    "no_parent": ("no parent", "无母公司"),
    "no_collateral": ("no collateral", "无押品"),
    "no_guarantor": ("no guarantor", "无保证人"),
    "no_override": ("no override", "无人工调整"),
    "not_presented": ("not presented", "未提交"),
    "not_insured": ("not insured", "未投保"),
    "not_impaired": ("not impaired", "未减值"),
    "nothing_overdue": ("nothing overdue", "无逾期"),
}
_ERRORS = {
    "division_by_zero": ("division by zero", "除数为零"),
    "wrong_type": ("wrong type", "类型不符"),
    "wrong_arguments": ("wrong arguments", "参数不符"),
    "no_such_key": ("no such entry", "无此项"),
    "no_such_name": ("unknown name", "未知名称"),
    "out_of_range": ("out of range", "超出范围"),
    "invalid_argument": ("invalid argument", "参数无效"),
    "not_comparable": ("not comparable", "无法比较"),
    "overflow": ("number too large", "数值溢出"),
    "limit_exceeded": ("too much work", "超出计算上限"),
    "no_offer": ("no offer is feasible", "没有可行方案"),
    "no_row_matched": ("no table row matched", "决策表无匹配行"),
    "rows_overlap": ("several rows of a unique table matched", "唯一命中表有多行匹配"),
    "rows_disagree": ("matching rows disagree", "匹配行结果不一致"),
    "not_yet_in_force": ("no value in force yet", "尚无生效值"),
    "unseen_value": ("a value that no attribute covers", "取值不在评分卡属性范围内"),
    "stage_not_reached": ("the stage is not reached", "未进入该阶段"),
    "dated_in_future": ("dated after the day of the decision", "日期晚于决策日"),
    "override_refused": ("override refused", "人工调整未获准"),
    "withheld": ("not released by the called policy", "被调用政策不予提供"),
    "null": ("null", "空值"),
    "no_such_function": ("unknown function", "未知函数"),
    "not_evaluated": ("not evaluated", "未计算"),
    "no_rate": ("no such rate", "无此利率"),
    "several_rates": ("more than one rate", "利率不唯一"),
    "no_solution": ("no solution", "无解"),
    "rate_undecided": ("not certain which rate", "利率无法确定"),
}
_DETAILS = {
    "an empty list": "空列表",
    "numbers are needed": "需要数值",
    "not a boolean": "不是布尔值",
    "an argument is null": "有参数为空值",
    "a null item": "有一项为空值",
    "negative number": "负数",
    "the number is not positive": "数值不为正",
    "a negative length": "长度为负",
    "a negative base needs a whole exponent": "底数为负时指数须为整数",
    "fewer than two items": "不足两项",
    "an item is not text": "有一项不是文本",
    "an item is not a boolean": "有一项不是布尔值",
    "an item is not a context": "有一项不是记录",
    "a list in a list": "列表中有列表",
    "long text": "文本过长",
    "long list": "列表过长",
    "many comparisons": "比较次数过多",
    "no reason given": "未说明理由",
    "not a whole number": "不是整数",
    "not a list": "不是列表",
    "not a context": "不是记录",
    "not a number": "不是数值",
    "not a text": "不是文本",
    "null is unknown to it": "不接受空值",
    "null is no number": "空值不是数值",
    "null is no position": "空值不是序号",
    "the condition is null": "条件为空值",
    "the list is null": "列表为空值",
}
_DETAIL_FORMS = (
    (re.compile(r"no item (-?\d+) in a list of (\d+)"), r"共\2项，无第\1项"),
    (re.compile(r"(.+): negative"), r"\1为负"),
    (re.compile(r"(.+): not above 0"), r"\1不大于0"),
    (re.compile(r"(.+): an empty list"), r"\1为空列表"),
    (re.compile(r"(.+): not a finite number"), r"\1不是有限数"),
    (re.compile(r"(.+): not in ([\[(].*[\])])"), r"\1不在\2内"),
    (re.compile(r"(.+): not a whole number in (\[.*\])"), r"\1不是\2内的整数"),
    (re.compile(r"(.+): more than (\d+) items"), r"\1超过\2项"),
    (re.compile(r"(.+): more than (\d+) decimals"), r"\1超过\2位小数"),
    (re.compile(r"(.+): not one of (.+)"), r"\1不是以下之一：\2"),
    (re.compile(r"(.+): lists of different lengths"), r"\1长度不一"),
    (re.compile(r"not in (.+)"), r"不在\1内"),
    (re.compile(r"not one of (.+)"), r"不是以下之一：\1"),
    (re.compile(r"more than (\d+) items"), r"超过\1项"),
)


def causes_text(causes: Iterable[Any], lang: str, titles: Mapping[str, str]) -> str:
    """One sentence that names what is missing: titles of inputs with the cause in brackets.

    `titles` are those of inputs by path, of items' fields as `debts[].balance`, of causes by `cause_key`.
    """
    chinese = lang == "zh"
    parts = list(dict.fromkeys(cause_text(cause, lang, titles) for cause in causes))
    listed = ("、" if chinese else ", ").join(parts)
    return f"无法判定：{listed}" if chinese else f"Cannot be decided: {listed}"


def field_title(path: str, lang: str, titles: Mapping[str, str]) -> str:
    """The title of an input; for `debts[0].balance` the titles of the list and the item, too."""
    if path in titles:
        return titles[path]
    found = re.fullmatch(r"(.*)\[(\d+)\](.*)", path)
    if found is None or found[1] not in titles:
        return path
    title, number = titles[found[1]], int(found[2]) + 1
    inner = titles.get(f"{found[1]}[]{found[3]}", found[3].removeprefix("."))
    item = f"{title}第{number}项" if lang == "zh" else f"{title}, item {number}"
    return f"{item}{'：' if lang == 'zh' else ': '}{inner}" if inner else item


def source_title(path: str, lang: str, titles: Mapping[str, str]) -> str:
    """Where a field comes from: the title of its list, else the group of inputs in which it stands."""
    root = path.partition("[")[0]
    if root.partition(".")[0] == "prior":
        return "上次决策" if lang == "zh" else "the last decision"
    group = root if "." not in root else root.partition(".")[0]
    return titles.get(group, group)


def customer_text(causes: Iterable[Any], lang: str, titles: Mapping[str, str]) -> str:
    """The same for a customer: what was not given; failures of operations are the bank's own matter."""
    missing = [cause for cause in causes if cause.code not in _ERRORS]
    if missing:
        return causes_text(missing, lang, titles)
    return "部分信息目前无法评估" if lang == "zh" else "Some information cannot be assessed at present"


def cause_text(cause: Any, lang: str, titles: Mapping[str, str]) -> str:
    """One cause: the input's title and why it is missing, or the operation that failed."""
    at = lang == "zh"
    words = _ERRORS.get(cause.code)
    opening, right = ("（", "）") if at else (" (", ")")
    if words is None:
        title = field_title(cause.subject, lang, titles)
        given = f"{'：' if at else ': '}{cause.detail}" if cause.detail else ""
        return f"{title}{opening}{why_of(cause, lang, titles)}{given}{right}"
    detail = detail_in_chinese(cause.detail) if at else cause.detail
    named = field_title(cause.subject, lang, titles) if cause.subject else ""
    subject = ("，" if at else ", ").join(filter(None, (named, detail)))
    return f"{words[at]}{opening}{subject}{right}" if subject else words[at]


def detail_in_chinese(detail: str) -> str:
    """What failed in an operation; what is not listed, such as a quoted text, stays as it is."""
    for form, chinese in _DETAIL_FORMS:
        if found := form.fullmatch(detail):
            return found.expand(chinese)
    return _DETAILS.get(detail) or in_chinese(detail) or detail


def cause_key(path: str, code: str) -> str:
    """The key under which titles hold the cause of a missing input or item field."""
    return f"{path}: {code}"


def why_of(cause: Any, lang: str, titles: Mapping[str, str]) -> str:
    """Why an input is missing: the title that it gives to the cause, else the cause in words."""
    return titles.get(cause_key(_ITEM.sub("[]", cause.subject), cause.code)) or why(cause.code, lang)


def why(code: str, lang: str) -> str:
    """A cause in words; one that only the policy knows keeps its name, in English without underscores."""
    words = _INPUT.get(code) or _ERRORS.get(code)
    if words is not None:
        return words[lang == "zh"]
    return code if lang == "zh" else code.replace("_", " ")
