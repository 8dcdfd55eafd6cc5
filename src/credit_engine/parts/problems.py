"""What can be wrong with parts: one function for each message that several parts give."""

from __future__ import annotations

from credit_engine.messages import Message
from credit_engine.other_notations import value_to_write
from credit_engine.problems import Problem
from credit_engine.source import Span
from credit_engine.wording import Said, said


def bad_date(text: str, span: Span) -> Problem:
    """A text where a day is needed; one in another form is written anew by the hint."""
    hint = value_to_write(text, "date")
    expected = "" if hint else said("such as 2026-11-23", "如 2026-11-23")
    message = said("'{text}' is not a date", "'{text}' 不是日期", text=text)
    return Problem("bad-date", message, span, expected, hint)


collateral_name_taken = Message(
    "duplicate-name",
    "'{name}' is already the name of an item of collateral",
    "'{name}' 已是押品项的名称",
    hint=Said("choose another name", "请另取名称"),
)

amounts_of_several_units = Message(
    "unit-clash",
    "'{value}' is in '{unit}', '{value_2}' in '{first}'",
    "'{value}' 的单位是 '{unit}'，'{value_2}' 的单位是 '{first}'",
    expected="{expected}",
)

argument_of_other_type = Message(
    "type-clash",
    "'{name}' takes {wanted}, this is {given}",
    "'{name}' 要求{wanted}，此处是{given}",
    expected="{expected}",
)

argument_of_other_unit = Message(
    "unit-clash",
    "'{name}' is in '{unit}', this is in '{unit_2}'",
    "'{name}' 的单位是 '{unit}'，此处的单位是 '{unit_2}'",
    expected="{expected}",
)

argument_lacks_field = Message(
    "type-clash",
    "'{input}' needs the field '{name}', which is not there",
    "'{input}' 需要字段 '{name}'，但没有该字段",
    expected="{expected}",
)

argument_never_allowed = Message(
    "wrong-value", "'{name}' can never have this value", "'{name}' 不可能取此值", expected="{expected}"
)

field_of_other_type = Message(
    "type-clash", "the field '{name}' is {found} here", "字段 '{name}' 在此是{found}", expected="{expected}"
)

field_of_other_unit = Message(
    "unit-clash",
    "the field '{name}' is in '{unit}'",
    "字段 '{name}' 的单位是 '{unit}'",
    expected="{expected}",
)

branch_unreachable = Message(
    "branch-unreachable",
    "this branch is never taken: the conditions before it leave no record over for which "
    "'{condition}' holds{sample}",
    "此分支永远不会被采用：经过之前的条件后，没有任何记录使“{condition}”成立{sample}",
    hint=Said("put it before the wider condition, or remove it", "请把它移到较宽的条件之前，或删去它"),
    severity="warning",
)

parameter_decides_condition = Message(
    "threshold-out-of-range",
    "with {values} this condition is always {word}",
    "在 {values} 时，此条件永远为{word}",
    hint=Said(
        "correct the parameter, or the declared range of what is compared with it",
        "请更正该参数，或与之比较的字段所声明的范围",
    ),
    severity="warning",
)

end_never_reached = Message(
    "threshold-out-of-range",
    "'{tested}' is {declared}, so that this end is never reached",
    "“{tested}”的范围是 {declared}，永远达不到此端点",
    hint="{hint}",
    severity="warning",
)

unknown_part = Message(
    "decision-part",
    "'{others}' is no part of a decision",
    "决策没有名为 '{others}' 的部分",
    expected="{expected}",
    hint="{hint}",
)

best_first_without_order = Message(
    "unexpected-key",
    "'best_first' does not go with type {type}",
    "'best_first' 不适用于类型 {type}",
    hint=Said("write 'type: ordinal', or remove it", "写 'type: ordinal'，或删除它"),
)

several_parts = Message(
    "decision-part",
    "the decision '{name}' has {count} parts: {keys}",
    "决策 '{name}' 有 {count} 个部分：{keys}",
    expected=Said("one of them", "其中之一"),
    hint=Said("give each a decision of its own", "请为每个部分单独写一个决策"),
)

no_part = Message(
    "decision-part",
    "the decision '{name}' has no part",
    "决策 '{name}' 没有任何部分",
    expected="{expected}",
    hint="{hint}",
)

unknown_unit = Message(
    "unknown-unit",
    "'{text}' is not a unit",
    "'{text}' 不是单位",
    expected=Said(
        'such as "CNY per month" or "fraction per annum"', '如 "CNY per month" 或 "fraction per annum"'
    ),
    hint="{hint}",
)

declared_unit_differs = Message(
    "unit-clash",
    "'{name}' is declared in '{unit}', its value is in '{unit_2}'",
    "'{name}' 声明的单位是 '{unit}'，其值的单位是 '{unit_2}'",
    expected="{expected}",
    hint=Said(
        "where the mathematics gives that unit, say so beside it: unit_because: ...",
        "若数学上确为该单位，请在旁边说明：unit_because: ...",
    ),
)


def reason_without_unit(span: Span, no_unit: bool) -> Problem:
    return Problem(
        "unexpected-key",
        said("'unit_because' goes with the 'unit' of a number", "'unit_because' 须与数值的 'unit' 一起使用"),
        span,
        hint=said("add 'unit:'", "请加上 'unit:'") if no_unit else said("remove it", "请删除"),
    )


ordinal_without_values = Message(
    "missing-key",
    "an ordinal needs 'values'",
    "有序值需要 'values'",
    expected=Said("values: every value once, in order", "values：按顺序列出每个取值"),
)

empty_list_needs_reason = Message(
    "missing-key", "'{then}' needs a reason", "'{then}' 须有原因", expected="{expected}"
)

for_each_of_no_list = Message(
    "type-clash",
    "'for_each' needs a list, '{value}' is {type}",
    "'for_each' 需要列表，'{value}' 是{type}",
    expected=Said("list", "列表"),
    hint="{hint}",
)

item_name_taken = Message(
    "duplicate-name",
    "'{name}' is already the name of something else",
    "'{name}' 已是其他内容的名称",
    hint=Said("give the item a name of its own", "请给该项单独取名"),
)

identity_of_other_type = Message(
    "type-clash",
    "an identity is a text, a number or a date, this is {type}",
    "标识须为文本、数字或日期，此处是{type}",
    expected=Said("text", "文本"),
)

bad_for_each = Message(
    "bad-for-each",
    "'{value}' does not say of what list, and what an item is called",
    "'{value}' 没有写明是哪个列表、每一项叫什么",
    expected="{expected}",
)

if_empty_missing = Message(
    "missing-key",
    "the key 'if_empty' is missing",
    "缺少键 'if_empty'",
    expected=Said("what holds where the list has no items: {form}", "列表为空时的处理：{form}"),
)

unknown_outcome = Message(
    "unknown-outcome", "unknown outcome '{then}'", "未知结论 '{then}'", expected="{expected}", hint="{hint}"
)

key_without_for_each = Message(
    "unexpected-key",
    "'{key}' goes with 'for_each'",
    "'{key}' 须与 'for_each' 同用",
    hint=Said("add 'for_each', or remove it", "请加上 'for_each'，或删除它"),
)

circle_of_decisions = Message(
    "cycle",
    "decisions use each other: {name}",
    "决策互相依赖：{name}",
    hint=Said("break the circle, for instance by an input or a parameter", "请打断循环，例如改用输入或参数"),
)

rows_overlap = Message(
    "rows-overlap",
    "{what}s {earlier} and {later} can both match",
    "{what} {earlier} 与 {later} 可能同时匹配",
    expected=Said("{what}s that exclude each other", "互不重叠的{what}"),
    hint=Said("narrow one of them", "请收窄其中之一"),
)

row_width = Message(
    "row-width",
    "row {r} has {count} under 'then', the matrix has {count_2} under 'columns'",
    "第 {r} 行的 'then' 下有 {count}，矩阵的 'columns' 下有 {count_2}",
    expected="{expected}",
)

reserved_name = Message(
    "reserved-name",
    "'{root}' has a meaning of its own in expressions: {reserved_names}",
    "'{root}' 在表达式中另有含义：{reserved_names}",
    expected=Said("another name", "其他名称"),
)

bad_name = Message(
    "bad-name",
    "'{name}' cannot be used as a name in expressions",
    "'{name}' 不能在表达式中作名称",
    expected="{expected}",
    hint="{hint}",
)

line_named_base = Message(
    "duplicate-id",
    "'base' is the name of the first line",
    "'base' 是第一行的名称",
    hint=Said("choose another name", "请另取名称"),
)

cap_below_floor = Message(
    "wrong-value",
    "the cap is below the floor",
    "上限低于下限",
    expected=Said("at least {floor}", "不小于 {floor}"),
)

rule_id_twice = Message(
    "duplicate-id",
    "the rule id '{name}' is used twice",
    "规则 id '{name}' 出现两次",
    hint=Said("give every rule its own id", "请给每条规则各取 id"),
)

unknown_reason = Message(
    "unknown-reason",
    "unknown reason '{because}'",
    "未知原因 '{because}'",
    expected=Said("a reason declared under 'reasons'", "'reasons' 下声明的原因"),
    hint="{hint}",
)

names_no_role = Message(
    "wrong-value",
    "this names no role",
    "此处没有写明角色",
    expected=Said("nobody, a role, or a list of roles", "nobody、一个角色或角色列表"),
)

nobody_beside_roles = Message(
    "wrong-value",
    "either nobody may intervene, or those that are named",
    "要么任何人都不得干预，要么仅限所列角色",
    expected=Said("nobody, a role, or a list of roles", "nobody、一个角色或角色列表"),
)

role_twice = Message(
    "duplicate-value",
    "'{one}' is listed twice",
    "'{one}' 出现两次",
    expected=Said("every role once", "每个角色只出现一次"),
)

escalation_not_worse = Message(
    "wrong-value", "'{then}' is not worse than '{of}'", "'{then}' 并不比 '{of}' 差", expected="{expected}"
)

escalation_of_too_few = Message(
    "wrong-value",
    "{count} rules ask for '{of}', but {fired} should count",
    "有 {count} 条规则要求 '{of}'，却要求 {fired} 条命中",
    expected=Said("a whole number from 2 to {value}", "2 到 {value} 的整数"),
    hint="{hint}",
)

no_scorecard_decision = Message(
    "unknown-name",
    "'{name}' is not a scorecard decision",
    "'{name}' 不是评分卡决策",
    expected="{expected}",
    hint="{hint}",
)

scores_have_no_outcome = Message(
    "unknown-value",
    "of scores there can be none, or they are undecided",
    "评分列表可以为空，或无法判定",
    expected="{expected}",
)

numbers_not_covered = Message(
    "attribute-gap",
    "no attribute of '{name}' covers {shown}",
    "'{name}' 没有属性覆盖 {shown}",
    hint=Said(
        "extend the first or last range, add 'otherwise: true', or declare the input's range",
        "请扩展首尾区间，增加 'otherwise: true'，或声明输入的区间",
    ),
)

characteristic_of_other_type = Message(
    "type-clash",
    "the attributes of '{name}' are for {wanted}, '{value}' is {type}",
    "'{name}' 的属性针对{wanted}，'{value}' 是{type}",
    expected="{expected}",
)

values_not_covered = Message(
    "attribute-gap",
    "no attribute of '{name}' covers {left}",
    "'{name}' 没有属性覆盖 {left}",
    hint=Said(
        "add the values, or an attribute 'otherwise: true'", "请补上这些值，或增加属性 'otherwise: true'"
    ),
)

undeclared_cause = Message(
    "unknown-value",
    "'{missing}' is no declared cause of a missing value",
    "'{missing}' 不是声明过的缺失原因",
    expected="{expected}",
    hint="{hint}",
)

unknown_characteristic = Message(
    "unknown-characteristic",
    "the card has no characteristic '{name}'",
    "评分卡没有特征 '{name}'",
    expected="{expected}",
    hint="{hint}",
)

undeclared_value = Message(
    "unknown-value",
    "'{value}' is not a declared value of the input of '{name}'",
    "'{value}' 不在 '{name}' 的输入声明的取值之中",
    expected="{expected}",
    hint="{hint}",
)

output_named_as_column = Message(
    "reserved-name",
    "'{name}' is a column of every sheet of entries",
    "'{name}' 是每张条目表固有的列",
    hint=Said("give the output another name", "请给该输出另取名称"),
)

no_rule_set = Message(
    "unknown-name", "'{name}' is not a rule set", "'{name}' 不是规则集", expected="{expected}", hint="{hint}"
)

decides_in_two_places = Message(
    "duplicate-value",
    "'{name}' decides in two places",
    "'{name}' 在两处参与判定",
    expected=Said("every rule set once", "每个规则集只出现一次"),
)

no_input = Message(
    "unknown-name",
    "'{need}' is no input",
    "'{need}' 不是输入",
    expected=Said("the path of an input, or a group of inputs", "输入的路径，或一组输入"),
    hint="{hint}",
)

need_twice = Message(
    "duplicate-value",
    "'{need}' is listed twice",
    "'{need}' 出现两次",
    expected=Said("every input once", "每个输入只出现一次"),
)

stage_needs = Message(
    "stage-needs",
    "the stage '{stage}' decides by {inputs}, which no stage so far needs",
    "阶段'{stage}'依据{inputs}作出判断，而该阶段及之前的阶段均未列其为所需数据",
    expected=Said(
        "every input that the stage decides by, or its group, here or in an earlier stage",
        "该阶段判断所依据的每一项输入或其所属的组，写在本阶段或之前的阶段",
    ),
    hint=Said(
        "add {first} to 'needs', or decide by it in a later stage",
        "将{first}加入needs，或在之后的阶段依据它判断",
    ),
)

branch_with_both = Message(
    "unexpected-key",
    "a branch has either 'then' or 'tree'",
    "一个分支只能写 'then' 或 'tree' 之一",
    hint=Said("remove one of the two", "请删除其中之一"),
)

branch_without_either = Message(
    "missing-key",
    "a branch needs 'then' or 'tree'",
    "分支须写 'then' 或 'tree'",
    expected=Said("then: a value, or tree: a further level", "then：一个值，或 tree：下一层"),
)

wrong_kind = Message(
    "wrong-kind",
    "{subject} has to be {expected}",
    "{subject} 必须是{expected}",
    expected="{expected}",
    hint="{hint}",
)

unknown_key = Message(
    "unknown-key", "unknown key '{key}'", "未知键 '{key}'", expected="{expected}", hint="{hint}"
)

value_not_allowed = Message(
    "unknown-value",
    "'{value}' is not allowed here",
    "此处不能写 '{value}'",
    expected="{expected}",
    hint="{hint}",
)

empty_entry = Message(
    "wrong-value", "'{key}' is empty", "'{key}' 为空", expected=Said("at least one entry", "至少一个条目")
)

rule_not_counted = Message(
    "unknown-value",
    "no rule '{name}' asks for '{of}'",
    "没有给出 '{of}' 的规则 '{name}'",
    expected="{expected}",
    hint="{hint}",
)

rule_counted_twice = Message(
    "duplicate-value",
    "'{name}' is listed twice",
    "'{name}' 列出了两次",
    expected=Said("every rule once", "每条规则一次"),
)

named_outcome_of_other_kind = Message(
    "unknown-outcome",
    "'{name}' is not declared to be an outcome",
    "'{name}' 没有声明为结论的取值",
    expected=Said("a text whose 'values' are among {expected}", "取值均属于 {expected} 的文本"),
)

named_outcome_of_other_values = Message(
    "unknown-outcome",
    "'{name}' can be '{value}', which is no outcome",
    "'{name}' 可能取值 '{value}'，而它不是结论",
    expected="{expected}",
)

undeclared_output_value = Message(
    "unknown-value",
    "'{value}' is not one of the output's declared values",
    "'{value}' 不在输出声明的取值之中",
    expected="{expected}",
    hint="{hint}",
)
