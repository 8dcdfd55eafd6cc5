"""What can be wrong with rules, with the sets and the stages that they stand in."""

from __future__ import annotations

from credit_engine.messages import Message
from credit_engine.wording import Said

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
)
"""The hint names the closest code; where there is none, that a code and its texts are declared."""

role_named_nobody = Message(
    "reserved-name",
    "'{name}' cannot be the name of a role: under 'waivable_by' it says that there is none",
    "'{name}' 不能作为岗位名称：它在 'waivable_by' 下表示任何人都不得干预",
    expected=Said("another name", "其他名称"),
)

blank_role = Message(
    "bad-name",
    "'{name}' cannot be the name of a role: nothing is written",
    "'{name}' 不能作为岗位名称：没有写明",
    expected=Said("a name such as branch_manager", "名称，如 branch_manager"),
)

names_no_role = Message(
    "wrong-value",
    "this names no role",
    "此处没有写明岗位",
    expected=Said("nobody, a role, or a list of roles", "nobody、一个岗位或岗位列表"),
)

nobody_beside_roles = Message(
    "wrong-value",
    "either nobody may intervene, or those that are named",
    "要么任何人都不得干预，要么仅限所列岗位",
    expected=Said("nobody, a role, or a list of roles", "nobody、一个岗位或岗位列表"),
)

escalation_not_worse = Message(
    "wrong-value", "'{then}' is not worse than '{of}'", "'{then}' 并不比 '{of}' 差"
)

escalation_of_too_few = Message(
    "wrong-value",
    "{count} rules ask for '{of}', but {fired} should count",
    "有 {count} 条规则要求 '{of}'，却要求 {fired} 条命中",
    expected=Said("a whole number from 2 to {value}", "2 到 {value} 的整数"),
)

escalation_of_too_few_kinds = Message(
    "wrong-value",
    "{count} kinds of rules ask for '{of}', but {fired} should count",
    "有 {count} 类规则要求 '{of}'，却要求 {fired} 类命中",
    expected=Said("a whole number from 2 to {value}", "2 到 {value} 的整数"),
)

no_parameter_of_escalation = Message(
    "unknown-name",
    "'{name}' is neither a whole number nor a parameter",
    "'{name}' 既不是整数，也不是参数",
    expected=Said("a whole number from 2, or a parameter", "2 以上的整数，或参数"),
    unknown="name",
)

no_number_of_escalation = Message(
    "wrong-value",
    "the parameter '{name}' has no whole number as its 'value'",
    "参数 '{name}' 的 'value' 不是整数",
    expected=Said("a parameter with 'value:' and a whole number from 2", "写 'value:' 且为 2 以上整数的参数"),
)

no_scorecard_decision = Message(
    "unknown-name",
    "'{name}' is not a scorecard decision",
    "'{name}' 不是评分卡决策",
    expected=Said("a decision with 'scorecard:'", "写 'scorecard:' 的决策"),
    unknown="name",
)

rule_not_counted = Message(
    "unknown-value", "no rule '{name}' asks for '{of}'", "没有给出 '{of}' 的规则 '{name}'", unknown="name"
)

no_rule_set = Message(
    "unknown-name",
    "'{name}' is not a rule set",
    "'{name}' 不是规则集",
    expected=Said("a decision with 'rules:'", "写 'rules:' 的决策"),
    unknown="name",
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

unknown_role = Message("unknown-role", "there is no role '{role}'", "没有岗位 '{role}'", unknown="role")

counted_in_stage = Message(
    "counted-twice",
    "'{name}' counts by itself, and in the stage '{stage}'",
    "'{name}' 既单独计入结论，又在阶段 '{stage}' 中计入",
    expected=Said(
        "'{process}', which counts it where its stage is reached", "由 '{process}' 在其阶段到达时计入"
    ),
    hint=Said("remove it here", "在此处删除"),
)
