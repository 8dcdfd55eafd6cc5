"""What can be wrong with a scorecard file: one function for each message."""

from __future__ import annotations

from typing import Any

from credit_engine import numbers
from credit_engine.messages import Message
from credit_engine.wording import Said, said


def shown(number: Any) -> str:
    """A computed number to the digits that are told."""
    return numbers.canonical_text(numbers.significant(number))


attribute_form = Message(
    "attribute-form",
    "an attribute has exactly one of range, values, missing, otherwise",
    "一个属性须恰好写 range、values、missing、otherwise 之一",
    expected=Said("range, values, missing or otherwise", "range、values、missing 或 otherwise"),
)

bad_range = Message(
    "bad-range",
    "'{text}' is not a range of numbers",
    "'{text}' 不是数字区间",
    expected=Said('such as "[25..35)", "< 25" or ">= 60"', '如 "[25..35)"、"< 25" 或 ">= 60"'),
)


overlap = Message(
    "attribute-overlap",
    "this range overlaps another one on {common}",
    "此区间与另一区间在 {common} 上重叠",
    expected=Said("ranges that exclude each other", "互不重叠的区间"),
)

gap = Message("attribute-gap", "no {what} covers {gaps}", "没有{what}覆盖 {gaps}")

twice = Message(
    "duplicate-value",
    "'{what}' belongs to two attributes",
    "'{what}' 属于两个属性",
    expected=Said("every value once", "每个值只出现一次"),
)

code_and_value = Message(
    "duplicate-value",
    "'{code}' is a code and a value of an attribute",
    "'{code}' 既是代码又是某属性的值",
    expected=Said("every value once", "每个值只出现一次"),
)


mixed_values = Message(
    "mixed-attributes",
    "'{value}' is a {kind}, other values are not",
    "'{value}' 是{kind}，其他值不是",
    expected=Said("a {others}", "{others}"),
    hint=Said("put codes in quotes, all or none", "代码要么全部加引号，要么全部不加"),
)

ranges_and_values = Message(
    "mixed-attributes",
    "this characteristic has ranges as well as values",
    "此特征既有区间又有取值",
    expected=Said("ranges only, or values only", "只用区间，或只用取值"),
    hint=Said('write a single number as a range: "[5..5]"', '单个数字请写成区间："[5..5]"'),
)

unknown_cause = Message(
    "unknown-value",
    "no attribute has the cause '{cause}'",
    "没有属性对应缺失原因 '{cause}'",
    expected=Said("a cause that an attribute 'missing: ...' has", "属性 'missing: ...' 所列的缺失原因"),
    unknown="cause",
)

code_is_no_number = Message(
    "wrong-value",
    "'{code}' is no number, as the characteristic's values are",
    "'{code}' 不是数字，而该特征的值是数字",
    expected=Said("a number in quotes", "带引号的数字"),
)


missing_not_worst = Message(
    "missing-not-worst",
    "a missing value scores better than the worst attribute",
    "缺失值的得分高于最差属性",
    expected=Said("at most {worst}", "不超过 {worst}"),
    hint=Said("or write 'missing: as_fitted' with a rationale", "或写 'missing: as_fitted' 并说明理由"),
)

missing_rationale = Message(
    "missing-rationale",
    "'{key}: as_fitted' needs a rationale",
    "'{key}: as_fitted' 须说明理由",
    expected=Said("rationale: why, and who approved it", "rationale：理由及批准人"),
)


EXCEPTIONS = {
    "missing": said(
        "a missing value may score better than the worst attribute", "缺失值的得分可以高于最差属性"
    ),
    "sign": said("the coefficient may have the wrong sign", "系数的符号可以相反"),
}


as_fitted = Message(
    "as-fitted",
    "exception: {exception}",
    "例外：{exception}",
    hint=Said("the rationale is: {rationale}", "理由：{rationale}"),
    severity="warning",
)

not_positive = Message(
    "wrong-value",
    "'{key}' has to be above 0",
    "'{key}' 必须大于 0",
    expected=Said("a number above 0, such as 20", "大于 0 的数字，如 20"),
)

beyond_use = Message(
    "wrong-value",
    "'{key}' is beyond all use",
    "'{key}' 超出可用范围",
    expected=Said("a number above 0, such as 20", "大于 0 的数字，如 20"),
)

bad_digits = Message(
    "wrong-value",
    "points are not rounded to so many digits",
    "分值不能保留这么多位小数",
    expected=Said("0 to {most}", "0 至 {most}"),
)

no_reasons = Message(
    "wrong-value",
    "at least one reason has to be allowed",
    "至少须允许一条原因",
    expected=Said("a number from 1 on, such as 4", "不小于 1 的数字，如 4"),
)

bad_card_name = Message(
    "bad-name",
    "'{name}' is no name of a scorecard",
    "'{name}' 不能作为评分卡名称",
    expected=Said(
        "letters, digits, '_', '-', '.' and blanks, as the file is named",
        "字母、数字、'_'、'-'、'.' 和空格，与文件名一致",
    ),
)

empty = Message("wrong-value", "'{key}' is empty", "'{key}' 为空", expected=Said("a text", "一段文本"))

too_large = Message(
    "wrong-value",
    "no scorecard has a number as large as this",
    "评分卡中没有这么大的数字",
    expected=Said("a number below 1e15", "小于 1e15 的数字"),
)

half_a_count = Message(
    "missing-key",
    "goods and bads stand together, '{lacking}' is missing",
    "goods 与 bads 须同时给出，缺少 '{lacking}'",
    expected="goods, bads",
)

code_twice = Message(
    "duplicate-value",
    "the code {code} stands here twice",
    "代码 {code} 在此出现两次",
    expected=Said("every code once", "每个代码只出现一次"),
)


pd_rises = Message(
    "pd-order",
    "with this slope the PD does not fall as the score rises",
    "按此斜率，分数升高而 PD 不降",
    expected=Said("a slope above 0", "大于 0 的斜率"),
    hint="PD = 1 / (1 + exp(intercept + slope * score))",
)

no_score = Message(
    "wrong-value",
    "no score is as large as this",
    "没有这么大的分数",
    expected=Said("a score such as 600", "一个分数，如 600"),
)

no_fraction = Message(
    "wrong-value",
    "'{key}' lies between 0 and 1",
    "'{key}' 须在 0 与 1 之间",
    expected=Said("a fraction such as 0.02", "0 到 1 之间的小数，如 0.02"),
)

negative_count = Message(
    "wrong-value", "'{key}' is below 0", "'{key}' 小于 0", expected=Said("a count", "计数")
)


calibration_needs = Message(
    "missing-key",
    "a calibration by '{method}' needs {named}",
    "按 '{method}' 校准需要 {named}",
)

calibration_ignores = Message(
    "unknown-key",
    "a calibration by '{method}' does not use '{key}'",
    "按 '{method}' 校准不使用 '{key}'",
    hint=Said("remove it, or choose the method that uses it", "请删除，或选用使用它的方法"),
)

pd_order = Message(
    "pd-order",
    "this PD is higher than that of lower scores",
    "此 PD 高于较低分数的 PD",
    expected=Said("at most {below}", "不超过 {below}"),
    hint=Said("a higher score never means a higher PD", "分数越高，PD 不应越高"),
)

scale_overlap = Message(
    "scale-overlap",
    "the grades {first} and {second} share {common}",
    "等级 {first} 与 {second} 在 {common} 上重叠",
    expected=Said("every PD in one grade", "每个 PD 只属于一个等级"),
)

scale_gap = Message(
    "scale-gap",
    "no grade covers {gaps}",
    "没有等级覆盖 {gaps}",
    expected=Said("every PD from 0 to 1 in one grade", "0 到 1 的每个 PD 恰属于一个等级"),
)


initial_points = Message(
    "initial-points",
    "intercept and scaling give {right} initial points, {written} are written",
    "按截距和刻度，初始分应为 {right}，写的是 {written}",
    expected="{right}",
    hint=Said("'intercept_in:' says where the intercept is", "'intercept_in:' 说明截距计入何处"),
)

no_coefficient = Message(
    "missing-key",
    "the characteristic has no 'coefficient', as the card's model needs",
    "该特征没有 'coefficient'，而评分卡的模型需要它",
    expected="coefficient",
)

no_model = Message(
    "missing-key",
    "a coefficient needs the card's 'model' with its intercept",
    "有系数时，评分卡须有 'model' 及其截距",
    expected="model: {{intercept: ...}}",
)


wrong_sign = Message(
    "wrong-sign",
    "the coefficient is negative: more goods would give fewer points",
    "系数为负：好客户越多，分值反而越低",
    expected=Said("a coefficient of at least 0", "不小于 0 的系数"),
    hint=Said(
        "leave the characteristic out, or write 'sign: as_fitted' with a rationale",
        "请去掉该特征，或写 'sign: as_fitted' 并说明理由",
    ),
)

no_woe = Message(
    "missing-key",
    "the attribute has no 'woe', as the card's model needs",
    "该属性没有 'woe'，而评分卡的模型需要它",
    expected="woe",
)


points_disagree = Message(
    "points-disagree",
    "WOE, coefficient and scaling give {right} points, {written} are written",
    "按 WOE、系数和刻度，分值应为 {right}，写的是 {written}",
    expected="{right}",
    hint=Said("rounded points stand under 'rounded:'", "取整后的分值写在 'rounded:' 下"),
)

no_rounded = Message(
    "missing-key",
    "the card adds rounded points, and here are none",
    "评分卡按取整分值相加，而此处没有",
    expected="rounded",
)


rounded_points = Message(
    "rounded-points",
    "these are not the points, rounded",
    "这不是取整后的分值",
    expected="{right}",
    hint=Said(
        "'points: {{digits: ...}}' says how many digits are kept",
        "'points: {{digits: ...}}' 说明保留几位小数",
    ),
)

zero_cell = Message(
    "zero-cell",
    "no WOE follows from counts with an empty class",
    "某一类计数为零，无法得出 WOE",
    expected=Said("woe_by: worst, neutral or expert", "woe_by：worst、neutral 或 expert"),
    hint=Said(
        "merge the attribute with another, or say where its WOE comes from",
        "请与其他属性合并，或说明 WOE 的来源",
    ),
)

woe_disagrees = Message(
    "woe-disagrees",
    "the counts give a WOE of {right}, {written} is written",
    "按计数 WOE 应为 {right}，写的是 {written}",
    expected="{right}",
    hint=Said(
        "WOE is ln(share of goods / share of bads); 'woe_by:' names another origin",
        "WOE 为 ln(好客户占比 / 坏客户占比)；'woe_by:' 可指明其他来源",
    ),
)

_OTHER_METHOD = Said(
    "or rank reasons without them: 'reason_codes: {{method: below_maximum}}'",
    "或用无需它的方法排列原因：'reason_codes: {{method: below_maximum}}'",
)

no_baselines = Message(
    "missing-key",
    "no characteristic has '{key}', which reasons by '{method}' need",
    "没有特征写 '{key}'，而按 '{method}' 给出原因需要它",
    expected=Said("{key}: {meaning}", "{key}：{meaning}"),
    hint=_OTHER_METHOD,
)

no_baseline = Message(
    "missing-key",
    "'{key}' of '{name}' is missing",
    "'{name}' 缺少 '{key}'",
    expected=Said("{key}: {meaning}", "{key}：{meaning}"),
    hint=_OTHER_METHOD,
)
