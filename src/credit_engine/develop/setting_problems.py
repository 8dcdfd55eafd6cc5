"""The messages about settings: values that cannot stand, or that do nothing beside others."""

from __future__ import annotations

from credit_engine.messages import Message
from credit_engine.wording import Said

_ONE_OF_TWO = Said("take one of the two away", "请去掉其中之一")

no_rejected = Message(
    "wrong-value",
    "there are no rejected applicants",
    "没有被拒申请人",
    expected=Said(
        "a frame or file of rejected applicants, or no 'rejects'",
        "被拒申请人的数据框或文件，或不设 'rejects'",
    ),
)

empty_range_of_iv = Message(
    "wrong-value",
    "no information value is above 'iv_min' and below 'iv_max'",
    "没有信息值既高于 'iv_min' 又低于 'iv_max'",
    expected="iv_max",
    hint=_ONE_OF_TWO,
)

cut_off_set = Message(
    "wrong-value",
    "'passing_score' is the cut-off already",
    "'passing_score' 已是通过线",
    expected="passing_score",
    hint=_ONE_OF_TWO,
)

no_bands = Message(
    "wrong-value",
    "only parcelling has bands",
    "只有 parcelling 才有分数段",
    expected="method: parcelling",
    hint=_ONE_OF_TWO,
)

taken_column = Message(
    "wrong-value",
    "'{name}' holds {taken} and is no candidate",
    "'{name}' 是{taken}，不参与候选",
    expected=Said("columns beside it", "除此以外的列"),
)

column_listed_twice = Message(
    "wrong-value",
    "'{name}' stands twice",
    "'{name}' 出现两次",
    expected=Said("every column once", "每列一次"),
    hint=_ONE_OF_TWO,
)

left_out_and_used = Message(
    "wrong-value",
    "'{name}' is left out under 'leave_out'",
    "'{name}' 已按 'leave_out' 排除",
    expected=Said("one of the two", "二者之一"),
    hint=_ONE_OF_TWO,
)

column_not_used = Message(
    "wrong-value",
    "'{name}' is not listed under 'use'",
    "'{name}' 未列入 'use'",
    expected=Said("columns of 'use'", "'use' 中的列"),
    hint=_ONE_OF_TWO,
)

no_reason_to_exempt = Message(
    "wrong-value",
    "the exemption of '{name}' has no reason",
    "'{name}' 的豁免没有理由",
    expected=Said("the reason, and who approved it", "理由及批准人"),
)

cuts_set_already = Message(
    "wrong-value",
    "'{cut}' set the bins, so that '{key}' does nothing",
    "'{cut}' 已设定分箱，'{key}' 不起作用",
    expected="{cut}",
    hint=_ONE_OF_TWO,
)

splits_of_categories = Message(
    "wrong-value",
    "the column has splits and is nominal",
    "该列设有分割点，却是名义型",
    expected=Said("splits or groups", "splits 或 groups 二者之一"),
)

groups_of_numbers = Message(
    "wrong-value",
    "the column has groups and is numeric",
    "该列设有分组，却是数值型",
    expected=Said("groups or 'kind: numeric'", "groups 或 'kind: numeric' 二者之一"),
)

trend_of_categories = Message(
    "wrong-value",
    "categories have no trend",
    "类别没有趋势",
    expected=Said("no 'trend'", "不写 'trend'"),
    hint=_ONE_OF_TWO,
)

labels_of_numbers = Message(
    "wrong-value",
    "only categories have labels",
    "只有类别才有标签",
    expected="kind: nominal",
    hint=_ONE_OF_TWO,
)

nothing_to_explain = Message(
    "wrong-value",
    "nothing is 'as_fitted' that it would explain",
    "没有 'as_fitted' 的内容需要它说明",
    expected="missing, sign",
    hint=_ONE_OF_TWO,
)

rate_without_shift = Message(
    "wrong-value",
    "'target_bad_rate' does nothing with 'method: {method}'",
    "'target_bad_rate' 对 'method: {method}' 不起作用",
    expected="method: prior_shift",
    hint=_ONE_OF_TWO,
)

out_of_bounds = Message("wrong-value", "{value} is out of bounds", "{value} 超出范围", expected="{bounds}")

single_fold = Message(
    "wrong-value",
    "a single fold leaves no rows to fit with",
    "只有一折则没有行可用于拟合",
    expected=Said("0 for none, or 2 to 100", "0 表示不做，或 2 至 100"),
)

no_target_rate = Message(
    "missing-key",
    "a prior shift needs the 'target_bad_rate'",
    "先验平移需要 'target_bad_rate'",
    expected="target_bad_rate",
)

no_rationale = Message(
    "missing-key",
    "'{key}: as_fitted' needs a 'rationale'",
    "'{key}: as_fitted' 须有 'rationale'",
    expected=Said("rationale: why, and who approved it", "rationale：理由及批准人"),
)

half_dated = Message(
    "missing-key",
    "rows are out of time by 'date_column' and 'out_of_time_from' together",
    "跨期样本须同时给出 'date_column' 和 'out_of_time_from'",
    expected="date_column, out_of_time_from",
)

edge_twice = Message(
    "wrong-value",
    "an edge stands twice in the splits of '{name}'",
    "'{name}' 的切点中有一个出现两次",
    expected=Said("every edge once", "每个边界一次"),
)

value_in_two_groups = Message(
    "wrong-value",
    "{repeated!r} is in two groups",
    "{repeated!r} 属于两组",
    expected=Said("every value once", "每个取值一次"),
)

no_cause_of_its_own = Message(
    "wrong-value",
    "the code '{raw}' stands for the cause '{cause}', which names no cause of its own",
    "代码 '{raw}' 对应缺失原因 '{cause}'，而它并非独立的原因",
    expected=Said("another cause, such as no_record", "另一原因，如 no_record"),
)

cause_without_code = Message(
    "wrong-value",
    "no code stands for the cause '{cause}'",
    "没有代码对应缺失原因 '{cause}'",
    expected=Said("a cause of 'codes'", "'codes' 中的原因"),
    unknown="cause",
)

wrong_fractions = Message(
    "wrong-value",
    "the fractions leave no rows to train with, or are no shares",
    "这些比例没有给训练留下行，或不是比例",
    expected=Said("fractions above 0 that sum to less than 1", "大于 0 且合计小于 1 的比例"),
)

samples_named_twice = Message(
    "wrong-value",
    "a column of samples leaves nothing to draw or to date",
    "已有样本列，无需再抽样或按日期划分",
    expected=Said("either 'column', or 'fractions' and dates", "'column'，或 'fractions' 与日期，二者之一"),
)

no_start_date = Message(
    "wrong-value",
    "{start!r} is not a date",
    "{start!r} 不是日期",
    expected=Said("a date such as 2026-11-23", "日期，如 2026-11-23"),
)

score_nobody_reaches = Message(
    "wrong-value",
    "no training row reaches {score} points",
    "没有训练行达到 {score} 分",
    expected=Said("a score that some reach", "有行能达到的分数"),
)
