"""What the analysis of a policy's rules, reach and figures finds."""

from __future__ import annotations

from credit_engine.messages import Message
from credit_engine.wording import Said

no_outcome = Message(
    "empty-outcome",
    "no rule set counts: every application is '{outcome}', whatever the rules say",
    "没有任何规则集起作用：无论规则如何，每个申请都是“{outcome}”",
    severity="warning",
)

rule_without_effect = Message(
    "rule-without-effect",
    "rule '{id}' asks for '{then}', the best outcome: whether it fires or not, the outcome is the same",
    "规则“{id}”要求的“{then}”是最好的结论：它触发与否，结论都一样",
    severity="warning",
)

rule_superfluous = Message(
    "rule-implied",
    "rule '{rule}' changes no outcome: whenever it fires, such as where {sample}, '{other}' "
    "fires, too, and asks for {same}",
    "规则“{rule}”不改变任何结论：凡它触发时（例如 {sample}），“{other}”也触发，要求的是{same}",
    hint=Said("remove '{rule}', or narrow '{other}'", "请删去“{rule}”，或收窄“{other}”"),
    severity="warning",
)

rules_contradict = Message(
    "rules-contradict",
    "'{rule}' of '{set}' asks for '{mild}' where '{other}' of '{by}' asks for '{hard}': both fire "
    "for the same records, such as where {sample}, and the worse always counts",
    "“{set}”的“{rule}”要求“{mild}”，而“{by}”的“{other}”要求“{hard}”："
    "两者对同样的记录触发（例如 {sample}），始终以较差者为准",
    hint=Said("remove '{rule}', or correct one of the two", "请删去“{rule}”，或更正其中之一"),
    severity="warning",
)

nothing_passes = Message(
    "nothing-passes",
    "no application can be '{best}': for every record one of the rules {rules} fires or is undecided{sample}",
    "任何申请都不可能得到“{best}”：对每个记录，规则{rules}总有一个触发或无法判定{sample}",
    hint=Said("correct the condition of one of them", "请更正其中一条规则的条件"),
    severity="warning",
)

lonely_unit = Message(
    "lonely-unit",
    "nothing else is in '{word}', which is almost '{meant}'",
    "没有其他量使用单位“{word}”，它与“{meant}”只差一点",
    severity="warning",
)

period_clash = Message(
    "period-clash",
    "'{name}' is called a quantity of a {called}, and its unit is '{unit}'",
    "“{name}”按名称是按{called}计的量，而单位是 {unit}",
    severity="warning",
)

limit_reversed = Message(
    "limit-reversed",
    "'{name}' is called {kind}, and is used the other way round",
    "“{name}”按名称是{kind}，而用法相反",
    severity="warning",
)

inverted_odds = Message(
    "base-odds",
    "base odds of {odds} mean more bads than goods at the base score",
    "基准好坏比 {odds} 小于 1，即基准分处坏客户多于好客户",
    hint=Said(
        "odds are good:bad; where bad:good is meant, write 1 / {odds} as a number",
        "好坏比为好:坏；若给出的是坏:好，请写 1/{odds} 的值",
    ),
    severity="warning",
)

stopped_before = Message(
    "rule-implied",
    "rule '{id}' is never come to: wherever it fires, such as where {sample}, an earlier stage has "
    "stopped the process",
    "规则“{id}”永远不会被用到：凡它触发时（例如 {sample}），之前的阶段已终止流程",
    hint=Said("remove it, or put it into the earlier stage", "请删去它，或移到之前的阶段"),
    severity="warning",
)

never_fires = Message(
    "always-false",
    "rule '{id}' never fires: {why}",
    "规则“{id}”永远不会触发：{why}",
    hint=Said("correct the condition, or remove the rule", "请更正条件，或删去此规则"),
    severity="warning",
)

always_fires = Message(
    "always-true",
    "rule '{id}' fires for every record for which it can be decided",
    "规则“{id}”对每个可判定的记录都触发",
    hint=never_fires.hint,
    severity="warning",
)

unused_decision = Message(
    "unused-decision",
    "nothing uses '{name}': neither the outcome nor an output rests on it",
    "没有任何地方用到“{name}”：结论和输出都不依赖它",
    hint=Said(
        "write '{name}: always' under 'outputs', or remove it", "请在 outputs 下写 '{name}: always'，或删去它"
    ),
    severity="warning",
)

unused_outcome = Message(
    "unused-decision",
    "'{name}' does not count: nothing uses the outcome that it asks for",
    "“{name}”不起作用：没有任何地方用到它要求的结论",
    hint=Said(
        "write 'outcome: [{listed}]' under 'decision', or remove it",
        "请在 decision 下写 'outcome: [{listed}]'，或删去它",
    ),
    severity="warning",
)
