"""What can be wrong with api: one function for each message, in English and Chinese."""

from __future__ import annotations

from credit_engine.messages import Message
from credit_engine.wording import Said

no_date = Message("bad-date", "{name} is {shown}", "{name} 是 {shown}")

date_missing = Message("bad-date", "{name} is missing", "缺少 {name}")

date_beyond_calendar = Message(
    "bad-date",
    "{moment} is after the last day of {zone}, or before the first",
    "{moment} 晚于 {zone} 的最后一天，或早于第一天",
)

no_frame = Message("wrong-type", "{name} is no frame", "{name} 不是数据框")

lazy_frame = Message(
    "wrong-type",
    "a LazyFrame has no rows yet",
    "LazyFrame 尚无数据行",
    hint=Said("collect() it first", "请先调用 collect()"),
)

column_of_one_value = Message(
    "wrong-type",
    "a column is {name}, one value for all rows",
    "列是 {name}，即所有行同一个值",
    expected=Said("an array or list with a value for each row", "数组或列表，每行一个值"),
)

column_of_several_dimensions = Message(
    "wrong-type", "a column has one dimension", "列须为一维", expected=Said("an array of values", "值的数组")
)

unknown_rule = Message("unknown-rule", "the policy has no rule '{name}'", "政策没有规则 '{name}'")

ambiguous_rule = Message("ambiguous-rule", "several rules are called '{name}'", "有几条规则名为 '{name}'")

beyond_authority = Message(
    "beyond-authority",
    "the rule {id} may be changed by {allowed}, not by {authority}",
    "规则 {id} 只能由 {allowed} 变更，而不是 {authority}",
)

expired_intervention = Message(
    "expired-intervention",
    "the intervention on {id} expired on {expires}",
    "对 {id} 的干预已于 {expires} 到期",
    expected=Said("{today} or later", "{today} 或更晚"),
)

unknown_outcome = Message(
    "unknown-outcome",
    "unknown outcome '{outcome}'",
    "未知结论 '{outcome}'",
    unknown="outcome",
)

wrong_direction = Message(
    "wrong-direction",
    "the rule {id} asks for '{asked}' itself; the {kind} has to ask for {what}",
    "规则 {id} 本身要求 '{asked}'；{kind}须要求{what}",
)

second_intervention = Message(
    "second-intervention",
    "interventions[{first}] is on the rule {rule}, too",
    "interventions[{first}] 也针对规则 {rule}",
    expected=Said("one intervention for a rule", "每条规则一次干预"),
)

rule_not_reached = Message(
    "rule-not-standing",
    "the rule {id} belongs to a stage that the process does not come to",
    "规则 {id} 属于流程未到达的阶段",
    expected=Said("a rule of a stage that is reached", "已到达阶段的规则"),
    hint=Said(
        "leave it out, or change in the same call what stops the process",
        "请去掉它，或在同一次调用中变更使流程停止的规则",
    ),
)

rule_not_standing = Message(
    "rule-not-standing",
    "the rule {id} neither fired nor is it undecided",
    "规则 {id} 既未命中，也非无法判定",
    expected=Said("a rule that counts against the applicant", "对申请人不利的规则"),
    hint=Said("leave the intervention out", "请去掉该干预"),
)

intervention_no_mapping = Message(
    "wrong-type", "{at} is {plain}", "{at} 是 {plain}", expected=Said("a mapping of fields", "字段映射")
)

unknown_kind = Message("not-allowed", "{at}.kind is {kind}", "{at}.kind 是 {kind}")

interventions_no_list = Message(
    "wrong-type", "interventions is {given}", "interventions 是 {given}", expected=Said("a list", "列表")
)

too_many_interventions = Message(
    "too-large",
    "there are {count} interventions",
    "共有 {count} 条干预",
    expected=Said("at most {most}", "最多 {most}"),
)

unknown_field = Message(
    "unknown-field",
    "an intervention has no '{key}'",
    "干预没有 '{key}'",
    unknown="key",
)

unexpected_key = Message(
    "unexpected-key",
    "'{key}' does not go with the kind {kind}",
    "'{key}' 不能与类型 {kind} 同用",
    hint=Said("leave it out, or choose another kind", "请去掉它，或选用其他类型"),
)

expiry_no_date = Message("bad-date", "{path} is {value}", "{path} 是 {value}")

field_no_text = Message(
    "wrong-type", "{path} is {value}", "{path} 是 {value}", expected=Said("a text", "一段文本")
)

field_too_long = Message(
    "too-large",
    "{path} is too long",
    "{path} 过长",
    expected=Said("at most {max_text_length} characters", "最多 {max_text_length} 个字符"),
)

not_in_force = Message(
    "not-in-force",
    "no version of {name} is in force on {when}",
    "{when} 没有生效的 {name} 版本",
)

work_limit = Message("work-limit", "the record takes too much work: {limit}", "该记录计算量过大：{limit}")

missing_column = Message(
    "missing-column",
    "the column '{name}' is missing",
    "缺少列 '{name}'",
    expected=Said("a column of values", "一列值"),
    hint=Said(
        "a column of nulls is a characteristic that is missing in every row",
        "该特征在所有行都缺失时，给一列空值",
    ),
)

duplicate_column = Message(
    "duplicate-column",
    "there are several columns '{name}'",
    "有几列名为 '{name}'",
    expected=Said("one column of this name", "此名称只有一列"),
)

column_length = Message(
    "column-length",
    "the columns have different lengths",
    "各列长度不同",
    expected=Said("one length", "长度一致"),
)

no_characteristic = Message(
    "no-characteristic",
    "the record names none of the card's characteristics",
    "记录中没有评分卡的任何特征",
)
