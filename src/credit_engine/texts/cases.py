"""The words of reports about cases: every phrase in English and Chinese, under one key."""

from __future__ import annotations

from typing import Any

CASE_PHRASES: dict[str, tuple[str, str]] = {
    "failed": ("FAILED", "未通过"),
    "expected": ("expected {expected}, got {actual}", "预期{expected}，实际{actual}"),
    "outcome": ("outcome", "结论"),
    "system outcome": ("outcome of the policy alone", "政策本身的结论"),
    "conditions": ("conditions", "条件"),
    "asks": ("data asked for", "要求补充的数据"),
    "state": ("next state {name}", "下次状态{name}"),
    "output": ("output {name}", "输出{name}"),
    "reasons": ("reasons", "原因"),
    "reason present": ("reason {name} present", "应有原因{name}"),
    "reason absent": ("reason {name} absent", "不应有原因{name}"),
    "rule": ("rule {name}", "规则{name}"),
    "value": ("value of {name}", "{name}的值"),
    "binding": ("binding constraint of {name}", "{name}的约束项"),
    "refused": ("fields because of which the record is refused", "导致拒收的字段"),
    "nothing": ("nothing", "无"),
    "decided_by": ("decided by", "决定因素"),
    "not_fired": ("not fired", "未触发"),
    "fired": ("fired", "触发"),
    "waived": ("waived", "豁免"),
    "undecided": ("undecided", "无法判定"),
    "not_applicable": ("not applicable", "不适用"),
    "binds": ("{name} ends at {constraint}", "{name}受限于{constraint}"),
    "row": ("{name}: row {rows}", "{name}：第{rows}行"),
    "summary": ("{passed} of {total} cases passed", "{total}个案例中{passed}个通过"),
    "coverage": ("Reached by the cases of {policy}", "{policy}的案例覆盖"),
    "of": ("{reached} of {total}", "{total}项中{reached}项"),
    "kind_rule": ("rules fired, and not fired", "规则触发与未触发"),
    "kind_undecided": ("rules undecided", "规则无法判定"),
    "kind_intervention": ("rules with an intervention", "有人工干预的规则"),
    "kind_row": ("table rows", "表行"),
    "kind_attribute": ("scorecard attributes", "评分卡属性"),
    "kind_constraint": ("limit constraints that bind", "起约束作用的额度约束"),
    "kind_stage": ("stages at which a process ends", "流程结束的阶段"),
    "kind_step": ("rating steps that move the grade", "使等级变动的评级步骤"),
    "kind_outcome": ("outcomes", "结论"),
    "unreached": ("Reached by no case", "没有案例触及"),
    "mutants": ("Mutants of {policy}", "{policy}的变异体"),
    "mutants_noticed": (
        "{noticed} of {alive} mutants noticed ({percent} %); {refused} more are refused by the check",
        "{alive}个变异体中{noticed}个被发现（{percent}%）；另有{refused}个被检查拒绝",
    ),
    "survived": ("Noticed by no case", "没有案例发现"),
    "accepted": ("Accepted", "已接受"),
    "accepted_noticed": (
        "Accepted, but noticed: remove them from accepted_mutants",
        "已接受但被发现：请从accepted_mutants中删除",
    ),
    "all_noticed": ("no further survivors", "没有其他存活者"),
    "mutant_threshold": ("threshold", "阈值"),
    "mutant_comparator": ("comparator", "比较符"),
    "mutant_connective": ("connective", "连接词"),
    "mutant_arithmetic": ("arithmetic", "算术运算"),
    "mutant_outcome": ("outcome", "结论"),
    "mutant_rule": ("rule", "规则"),
    "mutant_authority": ("authority", "权限"),
    "mutant_state": ("state", "状态"),
    "mutant_table row": ("table row", "表行"),
    "mutant_points": ("points", "分值"),
    "mutant_parameter": ("parameter", "参数"),
    "mutant_limit constraint": ("limit constraint", "额度约束"),
    "mutant_stage": ("stage", "流程阶段"),
    "mutant_rating step": ("rating step", "评级步骤"),
    "mutant_line": ("line of a price", "定价项"),
    "mutant_rounding": ("rounding", "舍入"),
    "open": (" (", "（"),
    "close": (")", "）"),
    "comma": (", ", "、"),
    "colon": (": ", "："),
}  # fmt: skip


def case_phrase(lang: str, key: str, **values: Any) -> str:
    """A phrase in `en` or `zh` with its values filled in."""
    text = CASE_PHRASES[key][lang == "zh"]
    return text.format(**values) if values else text
