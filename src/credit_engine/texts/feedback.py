"""The words of the report that leads from bad loans back to the front, in English and Chinese."""

from __future__ import annotations

FEEDBACK: dict[str, tuple[str, str]] = {
    "feedback": ("What bad loans say to the front", "不良成因反馈前端"),
    "feedback_policy": ("Policy {policy}, version {version}", "政策 {policy}，版本 {version}"),
    "feedback_whole": (
        "{loans} loans of known outcome, {bads} of them bad ({rate}).",
        "结果已知贷款{loans}笔，其中不良{bads}笔（{rate}）。",
    ),
    "feedback_unknown": (
        "{unknown} loans whose outcome is not known yet are left out.",
        "另有{unknown}笔结果未知，未纳入。",
    ),
    "feedback_refused": (
        "{refused} loans are refused by the policy: their records do not fit its inputs.",
        "另有{refused}笔因数据不符合政策输入要求被拒绝。",
    ),
    "feedback_proposals": ("Numbers of the policy to look at", "建议复核的政策数值"),
    "feedback_proposals_note": (
        "{tried} changes were tried, each on the whole book. Shown is, for each number, the change that pays "
        "most where the loans that it stops are worse than the others beyond chance: {loss} of their bad "
        "balance is lost, {earned} of their good balance earned. The book holds only loans that were made: "
        "nothing is known of those that were not.",
        "共试算{tried}项调整，每项均对整个贷款簿重新决策。对每个数值仅列出收益最大的调整，且被拦截贷款的不良率显著高于其余贷款；"
        "按不良余额损失{loss}、正常余额收益{earned}计算。贷款簿仅含已发放贷款，未发放的申请结果未知。",
    ),
    "feedback_pairs": ("Two numbers together", "两项数值同时调整"),
    "feedback_pairs_note": (
        "The numbers that pay most alone, changed in pairs. Shown are pairs that pay more than the better of "
        "the two, by loans which that one alone does not stop and which fail beyond chance.",
        "对单独收益最大的数值两两同时调整。仅列出收益高于其中较优单项、且新增拦截贷款的不良率显著偏高的组合。",
    ),
    "feedback_rate_after": ("Bad rate of the rest", "其余不良率"),
    "feedback_none": ("No change of a number pays.", "没有可带来净收益的数值调整。"),
    "feedback_rules": ("Rules that fired for loans of the book", "已发放贷款曾触发的规则"),
    "feedback_rules_note": (
        "These loans were made all the same, or would not be made by today's policy.",
        "这些贷款触发规则后仍予发放，或按现行政策不应发放。",
    ),
    "feedback_by": ("By {name}", "按{name}"),
    "feedback_causes": ("Causes", "成因"),
    "feedback_causes_note": (
        "Bad loans by their main cause, or in parts where the book has the share of each cause.",
        "按主要成因统计不良贷款；贷款簿给出各成因占比时按占比计。",
    ),
    "feedback_place": ("Number", "数值"),
    "feedback_change": ("Change", "调整"),
    "feedback_rule": ("Rule", "规则"),
    "feedback_group": ("Group", "组别"),
    "feedback_cause": ("Cause", "成因"),
    "feedback_loans": ("Loans", "笔数"),
    "feedback_stopped": ("Loans stopped", "拦截笔数"),
    "feedback_bads": ("Bad loans", "不良笔数"),
    "feedback_rate": ("Bad rate", "不良率"),
    "feedback_bad_balance": ("Bad balance", "不良余额"),
    "feedback_good_balance": ("Good balance", "正常余额"),
    "feedback_benefit": ("Benefit", "净收益"),
    "feedback_chance": ("By chance", "偶然概率"),
    "feedback_main_causes": ("Main causes of the bad ones", "不良主要成因"),
    "feedback_nothing": ("–", "–"),
    "feedback_rule_title": ("Title", "名称"),
}
