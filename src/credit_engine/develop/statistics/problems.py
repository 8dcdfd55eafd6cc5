"""What can be wrong with the arguments of a statistic."""

from __future__ import annotations

from credit_engine.messages import Message
from credit_engine.wording import Said

certain_group = Message(
    "out-of-range",
    "a group's PD is 0 or 1",
    "某组的 PD 为 0 或 1",
    expected=Said("between 0 and 1", "0 与 1 之间"),
)

too_few_groups = Message(
    "wrong-value", "{count} groups are too few", "{count} 组过少", expected=Said("more groups", "更多组")
)

other_outcomes = Message(
    "wrong-target",
    "outcomes other than 0 and 1",
    "结果含有 0 和 1 以外的值",
    expected=Said("1 for a bad, 0 for a good", "1 表示坏，0 表示好"),
)

nobody_selected = Message(
    "empty-class",
    "nobody is selected in {best}",
    "{best} 中无人入选",
    expected=Said("a rate above 0", "大于 0 的比率"),
)

lengths_differ = Message(
    "column-length",
    "the lengths differ: {shown}",
    "长度不同：{shown}",
    expected=Said("one length", "长度一致"),
)

no_row = Message("no-rows", "there is no row", "没有行", expected=Said("at least one row", "至少一行"))

not_numbers = Message(
    "wrong-type", "{name} holds what is no number", "{name} 含有非数字", expected=Said("numbers", "数字")
)

no_list_of_numbers = Message(
    "wrong-type",
    "{name} is no list of numbers",
    "{name} 不是数字列表",
    expected=Said("one dimension", "一维"),
)

not_finite = Message(
    "not-finite",
    "{name} holds NaN or infinity in {wrong} of {count} rows",
    "{name} 在 {count} 行中有 {wrong} 行为 NaN 或无穷大",
    expected=Said("finite numbers", "有限的数字"),
    hint=Said("drop these rows", "请去掉这些行"),
)

pds_out_of_range = Message(
    "out-of-range",
    "PDs outside [0..1]",
    "PD 超出 [0..1]",
    expected=Said("fractions in [0..1]", "[0..1] 内的比例"),
)

weights_out_of_range = Message(
    "out-of-range",
    "negative weights, or none above 0",
    "权重为负，或没有大于 0 的",
    expected=Said("weights of at least 0", "不小于 0 的权重"),
)

no_shares = Message(
    "out-of-range",
    "{name} holds negative counts or no count above 0",
    "{name} 含有负的计数，或没有大于 0 的计数",
    expected=Said("counts or shares of at least 0", "不小于 0 的计数或占比"),
)

more_defaults_than_trials = Message(
    "out-of-range",
    "{defaults} defaults among {number}",
    "{number} 户中有 {defaults} 户违约",
    expected="0 <= defaults <= number",
)

trial_pd = Message(
    "out-of-range", "a PD of {pd}", "PD 为 {pd}", expected=Said("a fraction in [0..1]", "[0..1] 内的比例")
)

no_proportion = Message(
    "out-of-range",
    "{name}: {pair} selected of {pair_2}",
    "{name}：{pair_2} 中入选 {pair}",
    expected=Said("0 <= selected <= all, and all above 0", "0 <= 入选数 <= 总数，且总数大于 0"),
)

fewer_than_two_groups = Message(
    "wrong-value", "fewer than two groups", "不足两组", expected=Said("two groups or more", "两组或更多")
)

unknown_choice = Message("wrong-value", "{name} is {value!r}", "{name} 是 {value!r}")

level_out_of_range = Message(
    "out-of-range",
    "a level of {level}",
    "水平为 {level}",
    expected=Said("above 0 and below 1", "大于 0 且小于 1"),
)

floor_out_of_range = Message(
    "out-of-range",
    "a floor of {floor}",
    "下限为 {floor}",
    expected=Said("above 0, below 1", "大于 0 且小于 1"),
)

one_class = Message(
    "empty-class",
    "there are no {missing} among {count} rows",
    "{count} 行中没有{missing}",
    expected=Said("goods and bads", "好样本与坏样本"),
)
