"""What can be wrong with a policy as a whole: versions, names, calls, cards, warnings it allows."""

from __future__ import annotations

from credit_engine.messages import Message
from credit_engine.wording import Said

not_in_force_then = Message(
    "not-in-force-then",
    "'{name}' is in force {period} only",
    "'{name}' 仅在{period}生效",
    hint=Said(
        "call a policy whose 'effective:' holds as long as this one's",
        "请调用 'effective:' 生效期不短于本政策的政策",
    ),
)

too_many_calls = Message(
    "too-many-calls",
    "more than {limit} calls of policies",
    "政策调用超过 {limit} 处",
    hint=Said(
        "call a policy once and use its outputs where they are needed", "请只调用一次，在需要的地方使用其输出"
    ),
)

called_no_policy = Message(
    "not-a-policy",
    "'{name}' is not a policy",
    "'{name}' 不是政策",
    expected=Said("a file that begins with 'policy:'", "以 'policy:' 开头的文件"),
)

called_other_policy = Message(
    "other-policy",
    "this policy calls itself '{policy}', its file is '{name}'",
    "此政策自称 '{policy}'，其文件名为 '{name}'",
    hint=Said("give both the same name", "请让两者同名"),
)

call_cycle = Message(
    "call-cycle",
    "policies call each other: {at}",
    "政策相互调用：{at}",
    expected=Said("a policy that does not call this one", "不调用本政策的政策"),
    hint=Said("a policy cannot be part of its own answer", "政策不能成为自身结果的一部分"),
)

policy_for_scorecard = Message(
    "not-a-scorecard",
    "'{name}' is a policy, not a scorecard",
    "'{name}' 是政策，不是评分卡",
    expected=Said("a file that begins with 'scorecard:'", "以 'scorecard:' 开头的文件"),
)

other_scorecard = Message(
    "other-scorecard",
    "this scorecard calls itself '{scorecard}', its file is '{name}'",
    "此评分卡自称 '{scorecard}'，其文件名为 '{name}'",
    hint=Said("give both the same name", "请让两者同名"),
)

missing_key = Message(
    "missing-key",
    "the key '{key}' is missing",
    "缺少键 '{key}'",
    expected=Said("{key}: the fields, each with its type", "{key}: 各字段及其类型"),
)

unknown_fallback = Message("unknown-outcome", "unknown outcome '{name}'", "未知结论 '{name}'", unknown="name")

undecided_best = Message(
    "undecided-best",
    "what cannot be decided would get the best outcome, '{best}'",
    "无法判定时会得到最好的结论 '{best}'",
    hint=Said(
        "missing data should lead to a person, not to the best outcome",
        "数据缺失应交由人工处理，而不是得到最好的结论",
    ),
    severity="warning",
)

force_ends_before = Message(
    "bad-date",
    "'to' has to be later than 'from'",
    "'to' 须晚于 'from'",
    expected=Said("the first day on which the version is no longer in force", "该版本失效的第一天"),
)

unknown_time_zone = Message(
    "unknown-time-zone",
    "unknown time zone '{time_zone}'",
    "未知时区 '{time_zone}'",
    expected=Said("such as Asia/Shanghai or UTC", "如 Asia/Shanghai 或 UTC"),
)

declared_otherwise_above = Message(
    "duplicate-name",
    "'{at}' is declared above in another way",
    "'{at}' 在上文以另一种方式声明",
    hint=Said(
        "a name is either a value or a group of fields; rename one of the two",
        "一个名称要么是值，要么是一组字段；请改其中一个的名称",
    ),
)

name_taken = Message(
    "duplicate-name",
    "'{name}' is already the name of another {what}",
    "'{name}' 已是另一个{what}的名称",
    hint=Said("every name stands for one thing", "每个名称只代表一样东西"),
)

no_source = Message(
    "unknown-name",
    "no input comes from '{name}'",
    "没有来自 '{name}' 的输入",
    unknown="name",
)
"""A title is given to a source that is not the group of any input."""

parameter_form = Message(
    "missing-key",
    "the parameter '{name}' needs either 'value' or 'dated'",
    "参数 '{name}' 需要 'value' 或 'dated' 之一",
    expected=Said("value or dated", "value 或 dated"),
)

protected_input = Message(
    "protected-input",
    "the decision depends on the protected input '{at}'",
    "决策依赖受保护的输入 '{at}'",
    expected=Said("a decision without it, or an exemption", "不依赖它的决策，或豁免"),
    hint=Said(
        "write 'exemption:' with the legal ground, or remove the input from what the decision uses",
        "请写 'exemption:' 并说明法律依据，或从决策所用内容中去掉该输入",
    ),
)

redacted_identity = Message(
    "redacted-identity",
    "'{name}' would name its items by {found}, which is never shown",
    "'{name}' 会用从不显示的 {found} 给各项命名",
    expected=Said("an identity that may be shown", "可以显示的标识"),
    hint=Said("without 'identity' the items are numbered", "不写 'identity' 时各项按序号区分"),
)

redacted_output = Message(
    "redacted-output",
    "the {what} '{at}' holds the value of {paths}",
    "{what} '{at}' 含有 {paths} 的值",
    hint=Said(
        "who reads the decision reads the value: put out what is made of it, or nothing",
        "看到决策的人就会看到该值：请只输出由它得出的结果，或不输出",
    ),
    severity="warning",
)

internal_text = Message(
    "internal-text-disclosed",
    "the customer would read the internal text of '{code}'",
    "客户会看到 '{code}' 的内部文字",
    expected=Said("'customer:' with a text for the customer", "'customer:' 及给客户的文字"),
    hint=Said("or write 'disclose: false' beside it", "或在旁边写上 'disclose: false'"),
    severity="warning",
)

inline_beside_sheet = Message("unexpected-key", "'{inline}' stands in the sheet", "'{inline}' 已在表中给出")

reserved_state = Message(
    "reserved-name",
    "'{name}' says that there is no prior state",
    "'{name}' 表示没有此前状态",
    expected=Said("another name", "另一个名称"),
)

allow_without_code = Message(
    "unused-allow",
    "this allows nothing: it names no code",
    "此处未写代码，不允许任何项",
    expected=Said("# allow[code]: the reason", "# allow[代码]: 理由"),
    hint=Said("write the code that stands in brackets behind the warning", "请写上警告后方括号中的代码"),
    severity="warning",
)

allow_without_reason = Message(
    "allow-without-reason",
    "'{code}' is allowed without a reason",
    "允许 '{code}' 而没有说明理由",
    expected=Said("# allow[{code}]: the reason", "# allow[{code}]: 理由"),
    hint=Said("write after a colon why the finding is to stay", "请在冒号后写明为何保留此项"),
    severity="warning",
)

unused_allow = Message(
    "unused-allow",
    "line {line} has no warning '{code}' that this allows",
    "第 {line} 行没有可由此处允许的警告 '{code}'",
    hint=Said(
        "remove it, or put it at the line of the warning or right above; errors cannot be allowed",
        "请删除，或移到警告所在行或其上一行；错误不能被允许",
    ),
    severity="warning",
)

no_policy_in_folder = Message(
    "no-policy",
    "{folder} holds no policy",
    "{folder} 中没有政策",
    expected=Said("files *.yaml", "文件 *.yaml"),
)

version_twice = Message(
    "duplicate-value",
    "two versions are called '{version}'",
    "有两个版本都叫 '{version}'",
    hint=Said(
        "give every version its own name: decisions are recorded with it",
        "请给每个版本单独的名称：决策记录中会写明版本",
    ),
)

other_policy = Message(
    "other-policy",
    "'{other}' is another policy than '{policy}'",
    "'{other}' 与 '{policy}' 不是同一政策",
    hint=Said("keep one policy in a directory", "一个目录只放一个政策"),
)

versions_overlap = Message(
    "versions-overlap",
    "two versions are in force on {day}",
    "{day} 有两个版本同时生效",
    hint=Said(
        "give the earlier version 'to:' the day on which the later begins",
        "请给较早的版本写 'to:'，即后一版本开始的日期",
    ),
)

versions_gap = Message(
    "versions-gap",
    "no version is in force from {begin} to {end}",
    "从 {begin} 到 {end} 没有生效的版本",
    hint=Said("let one version begin where the other ends", "请让前后两个版本首尾相接"),
)

no_state_field = Message(
    "unknown-name",
    "the prior state has no '{name}'",
    "此前状态没有 '{name}'",
    expected=Said("a field declared under 'prior:'", "在 'prior:' 下声明的字段"),
    unknown="name",
)

state_field_missing = Message(
    "missing-key",
    "the next state has no '{name}'",
    "下一状态没有 '{name}'",
    expected=Said(
        "{name}: an expression; '{name}: prior.{name}' keeps it as it is",
        "{name}: 表达式；'{name}: prior.{name}' 表示保持不变",
    ),
)

next_in_other_unit = Message(
    "unit-clash",
    "'{name}' is declared in '{unit}', its next value is in '{next_unit}'",
    "'{name}' 声明的单位是 '{unit}'，其下一个值的单位是 '{next_unit}'",
    expected="{unit}",
)

next_undeclared = Message(
    "wrong-value",
    "'{name}' can become '{strange}', which is not declared",
    "'{name}' 可能变为未声明的 '{strange}'",
)

output_of_nothing = Message(
    "unknown-name",
    "the output '{name}' is no decision",
    "输出 '{name}' 不是决策",
    expected=Said("the name of a decision, or 'of: expression'", "决策的名称，或 'of: 表达式'"),
)

neither_always_nor_condition = Message(
    "unknown-value",
    "'{name}' is not allowed here",
    "此处不能写 '{name}'",
    expected=Said("always, or a condition", "always，或条件"),
    hint=Said("did you mean 'always'?", "是否应为 'always'？"),
)

unread_folder = Message(
    "unreadable-file", "this directory cannot be read: {reason}", "无法读取此目录：{reason}"
)

not_a_value = Message(
    "wrong-value",
    "{raw} is not a value that {name} can have",
    "{raw} 不是 {name} 可取的值",
)

range_of_other_kind = Message("bad-range", "a {kind} has no range", "{kind} 类型没有取值范围")

bad_range = Message(
    "bad-range",
    "'{value}' is not a range of type {kind}",
    "'{value}' 不是 {kind} 类型的范围",
    expected=Said('such as "[0..130]" or ">= 0"', '如 "[0..130]" 或 ">= 0"'),
)

fields_of_other_kind = Message(
    "unexpected-key",
    "'{other}' does not go with type {kind}",
    "'{other}' 不能与类型 {kind} 一起使用",
    hint=Said("write 'type: {right}', or remove it", "请写 'type: {right}'，或删除它"),
)

values_of_other_kind = Message(
    "unexpected-key",
    "'values' does not go with type {kind}",
    "'values' 不能与类型 {kind} 一起使用",
    hint=Said("use 'range'", "请用 'range'"),
)

then_beside_value = Message(
    "unexpected-key",
    "'then' does not go with 'value'",
    "'then' 不能与 'value' 并用",
    hint=Said("remove one of the two", "两者删除其一"),
)

no_meaning = Message(
    "unknown-value",
    "'{meaning}' is no meaning of a missing value",
    "'{meaning}' 不是缺失值的含义",
    expected=Said(
        "undecided, not_applicable, or {{value: ...}}", "undecided、not_applicable 或 {{value: ...}}"
    ),
)

no_rationale = Message(
    "missing-rationale",
    "a field that is simply absent would decide something",
    "只要字段缺失就会影响决策",
    expected="undecided",
    hint=Said(
        "add 'rationale:' to the input: why this is safe, and who approved it",
        "请给该输入写 'rationale:'：为何可以这样做、由谁批准",
    ),
)

no_cause = Message(
    "unknown-value",
    "'{cause}' is no cause under 'missing'",
    "'{cause}' 不是 'missing' 下的原因",
    hint=Said("say under 'missing:' what the cause means", "请在 'missing:' 下说明该原因的含义"),
)

values_of_kinds = Message(
    "type-clash",
    "a value of '{name}' is {kind}, the first one {first}",
    "'{name}' 的一个值为 {kind}，第一个值为 {first}",
    expected="{first}",
)

percent_as_text = Message(
    "percent-sign",
    "'{value}' is text: YAML reads no such number",
    "'{value}' 是文本：YAML 不识别这种数字",
)

number_as_text = Message(
    "number-as-text",
    "'{value}' is text: YAML reads no such number",
    "'{value}' 是文本：YAML 不识别这种数字",
)

WHAT_IS_SHARED = {
    "inputs": Said("input", "输入项"),
    "parameters": Said("parameter", "参数"),
    "reasons": Said("reason", "原因"),
    "roles": Said("role", "岗位"),
    "sources": Said("source", "数据来源"),
    "values": Said("list of values", "取值列表"),
}
"""What several files can declare, by section."""

declared_otherwise = Message(
    "declared-otherwise",
    "the {what} '{name}' is declared in two ways",
    "{what} '{name}' 有两种不同的声明",
    hint=Said("keep one of them, or give one another name", "只保留其中一个，或另取名称"),
)

declared_twice = Message(
    "declared-twice",
    "the {what} '{name}' is declared twice, in the same way",
    "{what} '{name}' 重复声明，内容相同",
    hint=Said("remove one: they will differ one day", "删除其一：日后两处难免不一致"),
    severity="warning",
)

include_cycle = Message(
    "include-cycle",
    "files include each other: {way}",
    "文件互相引用：{way}",
    expected=Said("a file that does not include this one", "不引用本文件的文件"),
    hint=Said("put what both need into a third file", "把两者共用的内容放进第三个文件"),
)

includes_too_deep = Message(
    "include-too-deep",
    "more than {most} files, one included by the other: {way}",
    "文件逐层引用超过{most}层：{way}",
    hint=Said("include the file directly", "请直接引用该文件"),
)

too_many_includes = Message(
    "include-too-deep",
    "more than {most} included files",
    "引用的文件超过{most}个",
    hint=Said("put what belongs together into one file", "把同类内容合并到一个文件"),
)

unknown_values = Message(
    "unknown-name",
    "there is no list of values '{name}'",
    "没有名为 '{name}' 的取值列表",
    expected=Said("values: {name}: the values", "values: {name}: 各取值"),
    hint=Said("declare it under 'values:', or write the values", "在 'values:' 下声明，或直接列出各取值"),
    unknown="name",
)

unknown_include = Message(
    "unknown-include",
    "there is no file '{name}' to include",
    "没有可引用的文件 '{name}'",
)
"""A file that is not there, or whose name is none."""

unused = Message(
    "unused-input",
    "nothing uses '{name}'",
    "没有用到 '{name}'",
    hint=Said("remove it, or use it", "请删除它，或加以使用"),
    severity="warning",
)
"""Something that is declared and not used; what else than an input has a code of its own."""
