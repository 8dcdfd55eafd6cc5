"""The words of explanations: every phrase in English and Chinese, under one key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from credit_engine.texts.causes import why

PHRASES: dict[str, tuple[str, str]] = {
    # the decision
    "decision": ("Decision", "决策结论"),
    "policy": ("Policy", "政策"),
    "version_from": ("version {version}, in force from {day}", "版本{version}，{day}起生效"),
    "version_until": (
        "version {version}, in force from {day} until before {end}",
        "版本{version}，{day}起生效，至{end}前",
    ),
    "as_of": ("Decided as of", "决策日期"),
    "policy_as_of": ("Policy as of", "政策适用日期"),
    "data_as_of": ("Data as of", "数据日期"),
    "outputs": ("Outputs", "输出"),
    "only_for": ("withheld; released only for: {outcomes}", "不予提供；仅在结论为{outcomes}时提供"),
    "withheld_condition": ("withheld, because this does not hold: ", "不予提供，因下列条件不成立："),
    "withheld_undecided": ("withheld, because this cannot be decided: ", "不予提供，因下列条件无法判定："),
    "withheld_unknown": ("withheld, because it is unknown", "不予提供，因其未知"),
    "settled": (
        "The rules alone say {rules}; an output that this would release is unknown.",
        "仅按规则结论为“{rules}”，但应提供的输出未知。",
    ),
    # reasons
    "decisive_reasons": ("Decisive reasons", "决定性原因"),
    "further_reasons": ("Further findings", "其他发现"),
    "no_reasons": ("No rule fired and none is undecided.", "没有规则触发，也没有无法判定的规则。"),
    "customer": ("To the customer: ", "对客户说明："),
    "not_disclosed": ("Not disclosed to the customer", "不向客户披露"),
    "points_lost_reason": ("{points} points below the card's benchmark", "低于评分卡基准{points}分"),
    "one_undecided": (" cannot be decided: {causes}", "无法判定：{causes}"),
    "group_source_failed": (
        '{count} rules cannot be decided because the source of "{source}" failed: {rules}',
        "因“{source}”数据源故障，{count}条规则无法判定：{rules}",
    ),
    "group_not_given": (
        '{count} rules cannot be decided because data of "{source}" were not given: {rules}',
        "因未提供“{source}”数据，{count}条规则无法判定：{rules}",
    ),
    "group_causes": (
        "{count} rules cannot be decided for the same cause ({cause}): {rules}",
        "因同一原因（{cause}），{count}条规则无法判定：{rules}",
    ),
    "missing_fields": ("Missing: {fields}", "缺失：{fields}"),
    "and_more": (" and {count} more", "，另有{count}项"),
    "output_named": ('the output "{name}"', "输出“{name}”"),
    # the summary
    "how_figures": ("How the figures came about", "数值来由"),
    "price_bounded": ("; held by the {bound}", "；受{bound}约束"),
    "limit_of": ("{title}: {value}; {binding} binds", "{title}：{value}；{binding}起约束作用"),
    "limit_next": (", the next is {name} at {value}", "，其次为{name}（{value}）"),
    "supplied_by": (" from {source}", "，来源：{source}"),
    "more_reasons": ("and {count} more; the full page has all", "另有{count}项，详见完整说明"),
    # stages
    "asks": ("Data that could still change the outcome", "仍可能影响结论的待补数据"),
    "stage": ("Stage", "阶段"),
    "stage_status": ("Status", "进度"),
    "stage_needs": ("Data that it needs", "所需数据"),
    "stage_passed": ("passed", "已通过"),
    "stage_stopped": ("the process stops here", "流程在此终止"),
    "stage_open": ("waits for data", "等待数据"),
    "stage_not_reached": ("not reached", "未进入"),
    "stage_not_counted": ("not evaluated for the outcome", "不计入结论"),
    "stop_at": ("The process stops at: {outcome}", "流程终止条件：结论为{outcome}"),
    # called policies
    "called": ("Asked of another policy: ", "询问另一政策："),
    "version_only": ("version {version}", "版本{version}"),
    "answered": (
        "Its outcome: {answer}. It counts here as: {outcome}.",
        "其结论：{answer}。在此按下列结论计：{outcome}。",
    ),
    "answer_open": (
        "It cannot decide: {causes}. This counts here as: {outcome}.",
        "其无法判定：{causes}。在此按下列结论计：{outcome}。",
    ),
    # interventions
    "interventions": ("Interventions", "人工干预"),
    "changed_outcome": (
        "The policy alone says {system}; with the interventions the decision is {final}.",
        "按政策本身结论为“{system}”；经人工干预，决策为“{final}”。",
    ),
    "same_outcome": (
        "The policy alone says {system}; the interventions leave that as it is.",
        "按政策本身结论为“{system}”；人工干预未改变结论。",
    ),
    "system_fired": ("The policy: the rule fired and asks for {outcome}", "政策：规则触发，要求“{outcome}”"),
    "system_undecided": (
        "The policy: the rule cannot be decided, which leads to {outcome}",
        "政策：规则无法判定，按“{outcome}”处理",
    ),
    "others_fired": (
        "The policy after the other interventions: the rule fired and asks for {outcome}",
        "其他干预生效后，按政策：规则触发，要求“{outcome}”",
    ),
    "others_undecided": (
        "The policy after the other interventions: the rule cannot be decided, which leads to {outcome}",
        "其他干预生效后，按政策：规则无法判定，按“{outcome}”处理",
    ),
    "made_waiver": ("waived; the rule does not count", "豁免，规则不计入"),
    "made_condition": ("set aside on a condition; the rule does not count", "附条件放行，规则不计入"),
    "made_outcome": ("{kind}; the rule asks for {outcome} instead", "{kind}，规则改为要求“{outcome}”"),
    "kind_waiver": ("Waiver", "豁免"),
    "kind_exception": ("Exception", "例外"),
    "kind_override": ("Override", "改判"),
    "kind_condition": ("Condition", "附条件"),
    "by_authority": (
        "By {by}, acting as {authority}; valid until {day}",
        "由{by}以{authority}权限作出；有效期至{day}",
    ),
    "intervention_reason": ("Reason given: ", "理由："),
    "on_condition": ("On condition that: ", "条件："),
    "conditions": ("Conditions to be met", "须满足的条件"),
    "waived_rules": ("Rules that were waived", "已豁免的规则"),
    "waived_count": (", {waived} waived", "，豁免{waived}条"),
    "refused_heading": ("Intervention refused", "人工干预未获准"),
    "nothing_decided": (
        "Nothing has been decided. Correct or withdraw what is listed here, then decide again.",
        "尚未作出任何决策。请更正或撤回下列干预后重新决策。",
    ),
    "refused_beyond_authority": (
        "This rule may be changed by {allowed} only; {authority} has no authority for it.",
        "该规则仅可由{allowed}调整；{authority}无此权限。",
    ),
    "refused_nobody": ("Nobody may change what this rule asks for.", "该规则任何人不得调整。"),
    "refused_expired_intervention": ("It was valid until {day} only.", "有效期仅至{day}，已失效。"),
    "refused_rule_not_standing": (
        "The rule neither fired nor is it undecided: there is nothing to change.",
        "该规则未触发，也非无法判定，无可调整。",
    ),
    "refused_not_reached": (
        "The process does not come to the stage of this rule: there is nothing to change yet.",
        "流程未进入该规则所在阶段，尚无可调整。",
    ),
    "refused_unknown_rule": ("The policy has no such rule.", "政策中没有该规则。"),
    "refused_ambiguous_rule": (
        "Several rule sets have a rule of this id: name it with its rule set.",
        "多个规则集有此编号的规则，请注明规则集。",
    ),
    "refused_second_intervention": ("Another intervention is on the same rule.", "同一规则已有另一项干预。"),
    "refused_unknown_outcome": ("The policy has no outcome {outcome}.", "政策中没有结论“{outcome}”。"),
    "refused_wrong_direction": (
        "{outcome} is not what such an intervention may ask for on this rule.",
        "此类干预对该规则不得要求“{outcome}”。",
    ),
    # state
    "state": ("State for the next decision", "移交下次决策的状态"),
    "state_of_called": ("Its state", "其状态"),
    "state_field": ("Field", "字段"),
    "state_before": ("Before", "决策前"),
    "state_after": ("After", "决策后"),
    "state_unknown": (
        "{names} cannot be told: the next decision has to take it as unknown.",
        "{names}无法确定：下次决策须按未知处理。",
    ),
    # rules
    "rules": ("Rules", "规则"),
    "rule_set": ("Rule set", "规则集"),
    "outcome": ("Outcome", "结论"),
    "counted": (
        "{fired} fired, {undecided} undecided, {not_fired} not fired, {not_applicable} not applicable",
        "触发{fired}条，无法判定{undecided}条，未触发{not_fired}条，不适用{not_applicable}条",
    ),
    "not_counted": ("not part of the decision's outcome", "不计入决策结论"),
    "fired_rules": ("Rules that fired", "已触发的规则"),
    "undecided_rules": ("Rules that cannot be decided", "无法判定的规则"),
    "not_fired_rules": ("Rules that did not fire", "未触发的规则"),
    "not_applicable_rules": ("Rules that do not apply", "不适用的规则"),
    "rule": ("Rule", "规则"),
    "title": ("Title", "名称"),
    "why_not_fired": ("Condition that failed", "未满足的条件"),
    "why_not_applicable": ("Why it does not apply", "不适用的原因"),
    "applies_only_if": ("applies only if ", "仅在下列条件成立时适用："),
    "waivable": ("May be waived by: {who}", "可由下列人员豁免：{who}"),
    "reason": ("Reason: ", "原因："),
    "all_of": ("all of these", "以下全部"),
    "one_of": ("at least one of these", "以下至少一项"),
    "none_of": ("not this", "以下不成立"),
    "holds": ("holds", "成立"),
    "fails": ("does not hold", "不成立"),
    "undecided": ("cannot be decided", "无法判定"),
    "and": (" and ", " 且 "),
    "or": (" or ", " 或 "),
    "not": ("not", "非"),
    "in": (" is one of ", " 属于 "),
    "is_missing": (" is missing", " 为缺失"),
    "is_not_missing": (" is not missing", " 不缺失"),
    "values": ("with ", "其中 "),
    # loops
    "item": ("item {number}", "第{number}项"),
    "items_omitted": ("{count} more", "另有{count}项"),
    "no_items": ("the list is empty", "列表为空"),
    "kept": ("kept", "保留"),
    "dropped": ("left out", "排除"),
    # steps
    "steps": ("Calculation, step by step", "逐步计算"),
    "set_aside": (
        "Left out, since only stages that were not reached need it: {names}",
        "以下仅供未进入的阶段使用，从略：{names}",
    ),
    "result": ("Result", "结果"),
    "name": ("Name", "名称"),
    "value": ("Value", "取值"),
    "expression": ("Expression", "表达式"),
    "calculated": ("calculated as ", "计算公式："),
    "rounded": (
        "rounded from {exact} to {digits} decimal places ({mode})",
        "由{exact}按{mode}保留{digits}位小数",
    ),
    "half_even": ("half to even", "四舍六入五成双"),
    "half_up": ("half up", "四舍五入"),
    "half_down": ("half down", "五舍六入"),
    "up": ("away from zero", "远离零取整"),
    "down": ("towards zero", "向零截断"),
    "floor_mode": ("down", "向下取整"),
    "ceiling_mode": ("up", "向上取整"),
    "unknown_because": ("Unknown: {causes}", "未知：{causes}"),
    "unknown": ("unknown", "未知"),
    "missing_because": ("missing: {why}", "缺失：{why}"),
    "hidden": ("not shown", "不予显示"),
    "stands_in": ("{value} (missing: {why}; value declared for it)", "{value}（缺失：{why}；取政策规定值）"),
    "does_not_apply": ("not applicable: {why}", "不适用：{why}"),
    "not_applicable": ("not applicable", "不适用"),
    "yes": ("yes", "是"),
    "no": ("no", "否"),
    "items": ("{count} items", "共{count}项"),
    "one_item": ("1 item", "共1项"),
    "empty_list": ("empty list", "空列表"),
    "function": ("a function", "函数"),
    # tables
    "table_unique": ("decision table; one row at most may match", "决策表，至多命中一行"),
    "table_any": ("decision table; all matching rows have to agree", "决策表，命中各行须一致"),
    "table_first": ("decision table; the first matching row counts", "决策表，取首个命中行"),
    "table_priority": (
        "decision table; the matching row with the highest priority counts",
        "决策表，取优先级最高的命中行",
    ),
    "table_rule_order": ("decision table; all matching rows count, in order", "决策表，按顺序取全部命中行"),
    "table_output_order": (
        "decision table; all matching rows count, by priority",
        "决策表，按优先级取全部命中行",
    ),
    "table_collect": ("decision table; all matching rows count", "决策表，汇集全部命中行"),
    "aggregate_sum": (", added up", "，求和"),
    "aggregate_min": (", the smallest counts", "，取最小值"),
    "aggregate_max": (", the largest counts", "，取最大值"),
    "aggregate_count": (", counted", "，计数"),
    "inputs_of_table": ("Looked up: ", "查表取值："),
    "row": ("Row", "行"),
    "match": ("Match", "命中"),
    "row_chosen": ("matches", "命中"),
    "row_matched": ("matches, but another row counts", "符合，但以其他行为准"),
    "row_undecided": ("cannot be decided", "无法判定"),
    "row_unmatched": ("no", "否"),
    "cells": ("Cells", "单元格"),
    "fulfilled": (" fits ", " 符合 "),
    "not_fulfilled": (" does not fit ", " 不符合 "),
    "cell_unknown": (" cannot be tested against ", " 无法与之比较："),
    "output": ("Output", "输出"),
    "default_row": ("default", "默认"),
    "rows_omitted": (
        "{count} of {total} rows do not match either and are not shown.",
        "另有{count}行（共{total}行）亦不符合，未列出。",
    ),
    # matrices
    "matrix_kind": ("two-way grid; the value in brackets counts", "二维矩阵，方括号内为取值"),
    "matrix_cell": ("Row and column that match: ", "命中的行与列："),
    "matrix_default": ("No row and column match, the default counts: ", "没有命中的行与列，取默认值："),
    # trees
    "tree_otherwise": ("No further branch holds; otherwise: ", "其余分支均不成立，否则："),
    # catalogues
    "catalogue_exact": ("list; the code has to be listed as it is", "名录，代码须完全一致"),
    "catalogue_longest_prefix": (
        "list; the longest listed code that it begins with counts",
        "名录，取与代码前缀匹配的最长条目",
    ),
    "code": ("Code", "代码"),
    "entry": ("Entry", "条目"),
    "in_force": ("Counts", "有效期"),
    "always_in_force": ("always", "长期"),
    "from_day": ("from {day}", "自{day}起"),
    "until_day": ("before {day}", "{day}之前"),
    "from_until": ("from {first}, before {day}", "自{first}起，{day}之前"),
    "entry_chosen": ("counts", "适用"),
    "entry_shorter": ("a longer code counts", "以更长代码为准"),
    "entry_not_in_force": ("not in force on the day of the decision", "决策日不在有效期内"),
    "no_entry": ("None of the {total} entries lists it.", "全部{total}个条目均未列出该代码。"),
    "clause": ("Clause", "依据"),
    "implements": ("Implements: ", "依据："),
    # checklists
    "complete": ("Complete", "齐备"),
    "missing": ("Missing", "缺少"),
    "expired": ("Expired", "已过期"),
    "item_id": ("Item", "编号"),
    "item_title": ("To be presented", "材料或条件"),
    "item_status": ("Status", "状态"),
    "item_given": ("given", "已提供"),
    "item_missing": ("missing", "缺少"),
    "item_expired": ("expired", "已过期"),
    "item_undecided": ("cannot be decided", "无法判定"),
    "item_not_applicable": ("does not apply", "不适用"),
    "day_of_decision": ("Day of the decision", "决策日"),
    "valid_until": ("Valid until", "有效期至"),
    "leads_to": ("Leads to", "导致"),
    "waivable_head": ("May be waived by", "可豁免人员"),
    "items_counted": (
        "{asked} of {total} items apply: {given} given, {missing} missing, {expired} expired, "
        "{undecided} undecided.",
        "共{total}项，适用{asked}项：已提供{given}项，缺少{missing}项，已过期{expired}项，无法判定{undecided}项。",
    ),
    # scorecard
    "scorecard": ("scorecard {card}, version {version}", "评分卡{card}，版本{version}"),
    "characteristic": ("Characteristic", "特征"),
    "attribute": ("Attribute", "属性区间"),
    "points": ("Points", "分数"),
    "best": ("Best", "最高分"),
    "lost": ("Lost", "失分"),
    "shortfall_below_mean": ("Below mean", "低于均值"),
    "shortfall_below_passing_mean": ("Below mean of passing", "低于通过者均值"),
    "shortfall_below_neutral": ("Below neutral", "低于中性分"),
    "shortfall_below_maximum": ("Below best", "低于最高"),
    "shortfall_points_below": ("Below baseline", "低于基准分"),
    "shortfall_points_above": ("Above baseline", "高于基准分"),
    "initial_points": ("Initial points", "基础分"),
    "total": ("Total", "合计"),
    "pd": ("Probability of default", "违约概率"),
    "grade": ("Grade", "等级"),
    "attribute_missing": ("missing", "缺失"),
    "attribute_other": ("other", "其他"),
    # rating
    "indicator": ("Indicator or factor", "指标"),
    "score": ("Score", "得分"),
    "weight": ("Weight", "权重"),
    "contribution": ("Weighted", "加权得分"),
    "base_grade": ("Base grade", "初始等级"),
    "step": ("Step", "步骤"),
    "move": ("Move", "调整"),
    "before": ("Before", "调整前"),
    "after": ("After", "调整后"),
    "move_notches": ("notches", "定性调级"),
    "move_support": ("support", "外部支持"),
    "move_floor": ("no worse than", "不低于"),
    "move_cap": ("no better than", "不高于"),
    "move_override": ("override", "人工调整"),
    "notch_bounds": ("{up} up, {down} down at most", "最多上调{up}级、下调{down}级"),
    "support_bound": ("{up} up at most", "最多上调{up}级"),
    "move_moved": ("moves the grade", "等级变动"),
    "move_kept": ("no change", "等级不变"),
    "move_clipped": ("cut down to the bounds", "按限额截取"),
    "move_not_applicable": ("does not apply", "不适用"),
    "move_unknown": ("cannot be decided", "无法判定"),
    "override_reason": ("reason given: ", "理由："),
    "no_steps": ("No step moves the grade.", "没有调级步骤。"),
    # pricing
    "line": ("Line", "项目"),
    "base": ("Base", "基准"),
    "running_sum": ("Running sum", "累计"),
    "floor": ("Floor", "下限"),
    "cap": ("Cap", "上限"),
    "sum": ("Sum", "合计"),
    "floor_not_applied": ("not applied", "未触及"),
    "cap_not_applied": ("not applied", "未触及"),
    "bound_applied": ("applied", "已适用"),
    # limit
    "constraint": ("Constraint", "约束"),
    "requested": ("Requested", "申请"),
    "amount": ("Amount", "金额"),
    "binds": ("binds", "起约束作用"),
    "smallest": ("Smallest", "最小值"),
    "step_size": ("rounded down to a multiple of {step}", "向下取整至{step}的整数倍"),
    "minimum": ("at least {minimum}", "不低于{minimum}"),
    "below_minimum": ("below the minimum, so there is no limit", "低于最低额度，不予授信"),
    "bound_by": ("; {name} binds", "；{name}起约束作用"),
    "no_limit_known": ("An unknown constraint gives no limit.", "存在未知约束，不核定额度。"),
    "level": ("Level", "层级"),
    "level_limit": ("Limit", "限额"),
    "drawn": ("Drawn", "已用"),
    "undrawn": ("Undrawn", "未用承诺"),
    "conversion_factor": ("Conversion factor", "信用转换系数"),
    "headroom": ("Headroom", "剩余额度"),
    # offers
    "offer": ("Offer", "方案"),
    "term": ("Term", "期限"),
    "offer_state": ("Feasible", "是否可行"),
    "offer_best": ("chosen", "选定"),
    "offer_feasible": ("yes, rank {place}", "可行，排序第{place}"),
    "offer_infeasible": ("no", "不可行"),
    "offer_open": ("cannot be decided", "无法判定"),
    "offer_smaller": ("Smaller than requested", "小于申请金额"),
    "offers_why": ("Not feasible, or not decided", "不可行或无法判定的方案"),
    "offer_not_positive": ("its amount or its term is not above 0", "金额或期限不大于0"),
    "ranked_by": ("Ranked by: ", "排序依据："),
    "rank_largest": ("{value}, the largest first", "{value}由大到小"),
    "rank_smallest": ("{value}, the smallest first", "{value}由小到大"),
    "rank_ties": ("; equal offers keep the order of the grid", "；相同者按方案顺序"),
    "offers_chosen": (
        "Offer {offer} is chosen: the first of the feasible offers by rank.",
        "选定方案{offer}：可行方案中排序第一。",
    ),
    "offers_equal": (
        " It ranks the same as no. {offers}; the first of equal offers in the grid counts.",
        "与方案{offers}排序相同，以排列在前者为准。",
    ),
    "offers_smaller": (" Its amount is below the one that was asked for.", "其金额低于申请金额。"),
    "offers_none": ("No offer is feasible.", "没有可行方案。"),
    "offers_unknown": (
        "It cannot be decided whether these offers are feasible, and each could be the best: {offers}. "
        "So the best offer is unknown.",
        "方案{offers}无法判定是否可行，且可能为最优，因此最优方案未知。",
    ),
    "offers_behind": (
        "It cannot be decided whether these offers are feasible, but none could be the best: {offers}.",
        "方案{offers}无法判定是否可行，但均不可能为最优。",
    ),
    "offer_step": ("Offer {number}, {title}", "方案{number}，{title}"),
    # allocations
    "shared_out": (
        "Collateral is given out in the order of the facilities, each amount once.",
        "押品按授信顺序依次分配，每一元只计一次。",
    ),
    "share_secures": (" An item secures a facility where: ", "押品担保某笔授信的条件："),
    "share_of_collateral": ("Collateral, net of haircut and prior liens", "押品（扣减折扣与在先权利后）"),
    "share_of_allocations": ("Allocation", "分配结果"),
    "share_of_facilities": ("Cover of the facilities", "各笔授信的覆盖"),
    "share_facilities": ("Facility", "授信"),
    "share_collateral": ("Collateral", "押品"),
    "share_value": ("Value", "价值"),
    "share_haircut": ("Haircut", "折扣率"),
    "share_prior_liens": ("Prior liens", "在先权利"),
    "share_net_value": ("Net value", "净值"),
    "share_allocated": ("Allocated", "已分配"),
    "share_left": ("Left", "剩余"),
    "share_amount": ("Amount", "金额"),
    "share_covered": ("Covered", "已覆盖"),
    "share_uncovered": ("Uncovered", "未覆盖"),
    # lists at the end
    "parameters": ("Parameters in force", "适用参数"),
    "parameter": ("Parameter", "参数"),
    "since": ("Since", "生效日"),
    "inputs": ("Inputs", "输入数据"),
    "input": ("Input", "输入项"),
    "identity": ("Identity", "标识"),
    "policy_fingerprint": ("Policy fingerprint", "政策指纹"),
    "decision_fingerprint": ("Decision fingerprint", "决策指纹"),
    # punctuation
    "open": (" (", "（"),
    "close": (")", "）"),
    "comma": (", ", "，"),
    "list_comma": (", ", "、"),
    "semicolon": ("; ", "；"),
    "colon": (": ", "："),
}


def phrase(lang: str, key: str, **values: Any) -> str:
    """A phrase in `en` or `zh` with its values filled in."""
    text = PHRASES[key][lang == "zh"]
    return text.format(**values) if values else text


def sentence_case(name: str) -> str:
    """A name such as `counter_offer` as English words."""
    words = name.replace("_", " ")
    return words[:1].upper() + words[1:]


def attribute_words(missing: str | None, title: tuple[str, str] | None = None) -> tuple[str, str]:
    """The label of a scorecard attribute for a missing value (by cause, or any) or for what is left; `title`
    is the card's own of the cause, in English and Chinese.
    """
    if missing is None:
        return PHRASES["attribute_other"]
    en, zh = PHRASES["attribute_missing"]
    if missing == "any":
        return en, zh
    cause = title or (why(missing, "en"), why(missing, "zh"))
    return f"{en}: {cause[0]}", f"{zh}：{cause[1]}"


RELATIONS: Mapping[str, tuple[str, str]] = {
    "better than": (" is better than ", " 优于 "),
    "at least as good as": (" is at least as good as ", " 不劣于 "),
    "worse than": (" is worse than ", " 劣于 "),
    "at most as good as": (" is at most as good as ", " 不优于 "),
    "before": (" comes before ", " 先于 "),
    "not after": (" does not come after ", " 不晚于 "),
    "after": (" comes after ", " 晚于 "),
    "not before": (" does not come before ", " 不先于 "),
}
"""How the two values of an ordinal relate, in English and Chinese, with the spaces around."""
