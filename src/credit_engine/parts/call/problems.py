"""What can be wrong with call: one function for each message, in English and Chinese."""

from __future__ import annotations

from credit_engine.messages import Message
from credit_engine.wording import Said

outcomes_not_mapped = Message(
    "missing-key",
    "not every outcome of '{policy}' is mapped: {outcomes}",
    "'{policy}' 的结果未全部对应：{outcomes}",
)

output_name_taken = Message(
    "duplicate-name",
    "'{name}' has an output that is called '{taken}'",
    "'{name}' 有一个名为 '{taken}' 的输出",
    hint=Said("give the output another name", "请给该输出另取名称"),
)

unknown_input = Message(
    "unknown-name",
    "the policy '{policy}' has no input '{name}'",
    "政策 '{policy}' 没有输入 '{name}'",
    unknown="name",
)

unknown_outcome_of_policy = Message(
    "unknown-outcome",
    "'{name}' is no outcome of the policy '{policy}'",
    "'{name}' 不是政策 '{policy}' 的结果",
    unknown="name",
)

outcomes_out_of_order = Message(
    "wrong-value",
    "'{worse}' is worse than '{better}' and counts as the better '{mapped}'",
    "'{worse}' 比 '{better}' 差，却对应更好的 '{mapped}'",
    expected=Said("{here}, or a worse one", "{here}，或更差的结果"),
)

outcome_without_reason = Message(
    "missing-key",
    "'{name}' has no reason of its own, and counts as '{then}'",
    "'{name}' 没有自己的原因，却对应 '{then}'",
)

state_not_given = Message(
    "state-not-given",
    "the call says nothing of the state of '{name}': {fields}",
    "调用未说明 '{name}' 的状态：{fields}",
    expected=Said("'prior:' with {forms}", "'prior:'，取值为 {forms}"),
    hint=Said("what rests on an unknown state cannot be decided", "依赖未知状态的内容无法判定"),
    severity="warning",
)

state_incomplete = Message(
    "missing-key",
    "of the state of '{name}' this lacks {fields}",
    "'{name}' 的状态中缺少 {fields}",
    expected=Said("every field with its expression", "每个字段及其表达式"),
)

state_given_twice = Message(
    "duplicate-value",
    "'{twice}' is given under 'with', too",
    "'{twice}' 在 'with' 下也已给出",
    expected=Said("the whole state, or each field by itself", "整个状态，或逐个字段"),
)

state_of_every_item = Message(
    "wrong-value",
    "every item has a state of its own",
    "每一项有各自的状态",
    expected=Said(
        "each field with its expression, such as the item's field", "每个字段及其表达式，如该项的字段"
    ),
)

own_state_lacks = Message(
    "unknown-name",
    "the state here has no {lacking}, which '{name}' keeps",
    "此处的状态没有 {lacking}，而 '{name}' 保存它",
    expected=Said(
        "the same fields under 'prior:', or each field with its expression",
        "在 'prior:' 下声明相同字段，或为每个字段写表达式",
    ),
)

other_initial_state = Message(
    "wrong-value",
    "'{field}' is initially {here} here, and {there} in '{name}'",
    "'{field}' 在此处的初始值是 {here}，在 '{name}' 中是 {there}",
    expected=Said(
        "the same 'initially', or '{field}: {prior}.{field}'",
        "相同的 'initially'，或 '{field}: {prior}.{field}'",
    ),
)

unknown_state_field = Message(
    "unknown-name",
    "the state of '{policy}' has no '{name}'",
    "'{policy}' 的状态没有字段 '{name}'",
    unknown="name",
)

policy_without_state = Message(
    "unexpected-key",
    "the policy '{name}' keeps no state",
    "政策 '{name}' 不保存状态",
    hint=Said("remove it", "请删除"),
)

state_field_given_twice = Message(
    "duplicate-value",
    "'{prior}.{name}' is given under 'with', too",
    "'{prior}.{name}' 在 'with' 下也已给出",
    expected=Said("one of the two", "二者取一"),
)

unknown_form_of_prior = Message(
    "unknown-value",
    "'{given}' is not allowed here",
    "此处不能写 '{given}'",
)

argument_of_other_type = Message(
    "type-clash",
    "'{name}' takes {wanted}, this is {given}",
    "'{name}' 要求{wanted}，此处是{given}",
)

argument_of_other_unit = Message(
    "unit-clash",
    "'{name}' is in '{unit}', this is in '{unit_2}'",
    "'{name}' 的单位是 '{unit}'，此处的单位是 '{unit_2}'",
)

argument_lacks_field = Message(
    "type-clash",
    "'{input}' needs the field '{name}', which is not there",
    "'{input}' 需要字段 '{name}'，但没有该字段",
)

argument_never_allowed = Message("wrong-value", "'{name}' can never have this value", "'{name}' 不可能取此值")

field_of_other_type = Message(
    "type-clash", "the field '{name}' is {found} here", "字段 '{name}' 在此是{found}"
)

field_of_other_unit = Message(
    "unit-clash",
    "the field '{name}' is in '{unit}'",
    "字段 '{name}' 的单位是 '{unit}'",
)

input_not_given = Message(
    "missing-key",
    "the input {inputs} of '{policy}' has no value",
    "'{policy}' 的输入 {inputs} 没有值",
    expected=Said("with: the inputs, each with its expression", "with：各输入及其表达式"),
)

inputs_not_given = Message(
    "missing-key",
    "the inputs {inputs} of '{policy}' have no value",
    "'{policy}' 的输入 {inputs} 没有值",
    expected=Said("with: the inputs, each with its expression", "with：各输入及其表达式"),
)
