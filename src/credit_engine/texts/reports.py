"""The words of reports, in English and Chinese."""

from __future__ import annotations

import re
from typing import Any

from credit_engine.texts.portfolio import PORTFOLIO

FEEDBACK: dict[str, tuple[str, str]] = {
    "feedback": ("What bad loans say to the front", "不良成因反馈前端"),
    "feedback_policy": ("Policy {policy}, version {version}", "政策 {policy}，版本 {version}"),
    "feedback_whole": (
        "{loans} of known outcome, {bads} of them bad ({rate}).",
        "结果已知贷款{loans}，其中不良{bads}笔（{rate}）。",
    ),
    "feedback_unknown": (
        "Left out, because the outcome is not known yet: {unknown}.",
        "另有{unknown}结果未知，未纳入。",
    ),
    "feedback_refused": (
        "Refused by the policy, because the record does not fit its inputs: {refused}.",
        "另有{refused}因数据不符合政策输入要求被拒绝。",
    ),
    "feedback_proposals": ("Numbers of the policy to look at", "建议复核的政策数值"),
    "feedback_proposals_note": (
        "Changes tried, each on the whole book: {tried}. Shown is, for each number, the change that pays "
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


PHRASES: dict[str, tuple[str, str]] = {
    # both reports
    "development_report": ("Scorecard development", "评分卡开发报告"),
    "monitoring_report": ("Scorecard monitoring", "评分卡监控报告"),
    "version": ("Version {version}", "版本{version}"),
    "summary": ("Summary", "概要"),
    "warnings": ("What to look at", "关注事项"),
    "no_warnings": ("Nothing stands out.", "无需特别关注的事项。"),
    "sample": ("Sample", "样本"),
    "train": ("Training", "训练样本"),
    "validation": ("Validation", "验证样本"),
    "test": ("Test", "测试样本"),
    "out_of_time": ("Out of time", "跨时间样本"),
    "rows": ("Rows", "行数"),
    "number": ("Number", "人数"),
    "goods": ("Goods", "好样本"),
    "bads": ("Bads", "坏样本"),
    "bad_rate": ("Bad rate", "坏账率"),
    "mean_pd": ("Mean PD", "平均PD"),
    "mean_points": ("Mean score", "平均分"),
    "share": ("Share", "占比"),
    "points": ("Points", "分值"),
    "rounded": ("Rounded", "取整分值"),
    "score": ("Score", "分数"),
    "band": ("Score band", "分数段"),
    "grade": ("Grade", "等级"),
    "attribute": ("Attribute", "分组"),
    "characteristic": ("Characteristic", "特征"),
    "no": ("No.", "序号"),
    "interval_by": ("Interval by", "区间方法"),
    "intervals_by": (
        "Intervals at {level}: AUC and Gini by DeLong, KS and Brier by bootstrap where given.",
        "区间置信水平{level}：AUC与Gini采用DeLong方法，KS与Brier采用自助法（如有）。",
    ),
    "calibration": ("Calibration", "校准"),
    "discrimination": ("Discrimination", "区分能力"),
    "provenance": ("Provenance", "来源"),
    "data": ("Data", "数据"),
    "records": ("Records", "记录数"),
    "fingerprint": ("Fingerprint of the card", "评分卡指纹"),
    "settings": ("Settings", "设置"),
    "libraries": ("Libraries", "软件库版本"),
    "target": ("Bad is", "坏样本定义"),
    "population": ("Population", "适用客群"),
    "approval_rate": ("Approval rate", "通过率"),
    "share_of_goods": ("Share of goods at or below", "好样本累计占比"),
    "share_of_bads": ("Share of bads at or below", "坏样本累计占比"),
    "observed": ("observed, 95 % interval", "实际值及95%区间"),
    "all": ("All", "合计"),
    "p_value": ("p-value", "p值"),
    "missing": ("Missing", "缺失"),
    # development
    "model": ("Model", "模型"),
    "model_note": (
        "Logistic regression on weights of evidence: the log odds good:bad are the intercept plus the sum of "
        "coefficient × WOE, WOE = ln(%good / %bad); right coefficients are positive.",
        "以证据权重（WOE）为自变量的逻辑回归：好坏对数比 = 截距 + Σ 系数 × WOE，"
        "WOE = ln(好样本占比 / 坏样本占比)，系数应为正。",
    ),
    "penalty": ("Penalty of the squared coefficients: {value}.", "系数平方的惩罚：{value}。"),
    "intercept": ("Intercept", "截距"),
    "coefficient": ("Coefficient", "系数"),
    "standard_error": ("Standard error", "标准误"),
    "sign": ("Sign", "符号"),
    "sign_right": ("right", "正确"),
    "sign_wrong": ("wrong", "相反"),
    "vif": ("VIF", "VIF"),
    "iv": ("IV", "IV"),
    "psi_against": ("PSI, {sample}", "PSI（{sample}）"),
    "roc": ("ROC curve", "ROC曲线"),
    "ks_curve": ("Goods and bads by score", "好坏样本分数累计分布"),
    "distribution": ("Scores of goods and bads", "好坏样本分数分布"),
    "share_in_band": ("Share of the class", "占该类样本比例"),
    "calibration_by_band": ("PD and bad rate by score band", "各分数段PD与坏账率"),
    "by_card": ("PD by the card", "评分卡PD"),
    "strategy": ("Strategy curve", "策略曲线"),
    "strategy_note": (
        "Who is approved at each cut-off, and how many of them go bad ({sample}).",
        "各通过线下的通过率及通过客户的坏账率（{sample}）。",
    ),
    "cut_off": ("Cut-off", "通过线"),
    "bad_rate_approved": ("Bad rate of the approved", "通过客户坏账率"),
    "bads_rejected": ("Bads rejected", "拒绝的坏样本占比"),
    "goods_rejected": ("Goods rejected", "拒绝的好样本占比"),
    "false_share": ("Share of goods", "好样本占比"),
    "true_share": ("Share of bads", "坏样本占比"),
    "characteristics": ("Characteristics", "特征明细"),
    "woe": ("WOE", "WOE"),
    "woe_and_rate": ("WOE (bars), bad rate (line)", "WOE（柱）与坏账率（线）"),
    "by_worst": ("of the worst attribute", "取最差分组"),
    "by_neutral": ("neutral", "中性"),
    "trend": ("Trend", "趋势"),
    "trend_auto": ("peak or valley allowed", "允许单峰或单谷"),
    "trend_monotonic": ("monotonic", "单调"),
    "trend_ascending": ("rising", "递增"),
    "trend_descending": ("falling", "递减"),
    "trend_bent": ("peak or valley", "单峰或单谷"),
    "trend_peak": ("peak", "单峰"),
    "trend_valley": ("valley", "单谷"),
    "trend_none": ("none", "无"),
    "trend_set": ("edges as set", "按设定分组"),
    "rounding": ("Effect of rounding the points", "分值取整的影响"),
    "rounding_note": (
        "With {digits} digits a total moves by at most {largest} points ({rms} root mean square); AUC "
        "{raw} becomes {rounded}; {distinct_raw} different totals become {distinct_rounded}.",
        "保留{digits}位小数时，总分最多变动{largest}分（均方根{rms}）；AUC由{raw}变为{rounded}；"
        "不同总分数由{distinct_raw}个变为{distinct_rounded}个。",
    ),
    "cross_validation": (
        "Cross-validation, the whole fit repeated on {folds} folds: AUC {mean} ({interval}).",
        "交叉验证（{folds}折，每折重新拟合）：AUC {mean}（{interval}）。",
    ),
    "accepted": ("Accepted", "已通过"),
    "inferred": ("Inferred", "推断"),
    "rejects": ("Reject inference", "拒绝推断"),
    "rejects_note": (
        "{rejected} rejected applicants take part by {method}: their inferred bad rate is {inferred}, that "
        "of the accepted {accepted}. Counts, bad rates and WOE of attributes are of both together.",
        "采用{method}纳入{rejected}名被拒申请人：推断坏账率{inferred}，通过客户坏账率{accepted}。"
        "各分组的人数、坏账率与WOE均为两者合计。",
    ),
    "by_hand": ("Set by hand", "人工设定"),
    "by_hand_note": (
        "The card as it was fitted was changed as follows; all else in this report was computed again.",
        "拟合后的评分卡作了如下人工修改，本报告其余内容均已据此重新计算。",
    ),
    "changed": ("Change", "修改内容"),
    "decided_by": ("By", "决定人"),
    "bins": ("Bins", "分箱"),
    "settings_by_hand": ("Settings of the card", "评分卡设置"),
    "left_out": ("Left out", "未入选特征"),
    "why": ("Why", "原因"),
    "column": ("Column", "字段"),
    "bands": ("Score bands", "分数段"),
    "grades": ("Grades", "等级"),
    # monitoring
    "stability": ("Stability", "稳定性"),
    "stability_note": (
        "PSI below 0.1 is called stable, above 0.25 a major shift; these are conventions. “By chance” is "
        "what PSI exceeds in one of twenty samples of this size where nothing has changed; of several "
        "periods or characteristics it is what any of them exceeds that often. Only what lies beyond is "
        "marked.",
        "PSI小于0.1为稳定，大于0.25为显著偏移，均为惯例。“随机上限”指总体未变时，"
        "同等样本量下PSI仅有5%的概率超过的数值；多个时期或特征一并比较时，指其中任何一个仅有5%的概率超过的数值。"
        "只标记超出该上限的指数。",
    ),
    "psi": ("PSI", "PSI"),
    "csi": ("CSI", "CSI"),
    "by_chance": ("By chance", "随机上限"),
    "points_shift": ("Change of mean points", "平均分值变化"),
    "development": ("Development", "开发样本"),
    "now": ("Now", "当前"),
    "by_period": ("By period", "分期情况"),
    "period": ("Period", "时期"),
    "scored": ("Scored", "已评分"),
    "labelled": ("With outcome", "有表现"),
    "special": ("Special codes", "特殊值"),
    "uncovered": ("No attribute", "未覆盖"),
    "contribution": ("Contribution", "贡献"),
    "score_distribution": ("Scores now and in development", "当前与开发样本分数分布"),
    "psi_by_period": ("PSI of the score", "分数PSI"),
    "mean_by_period": ("Mean score", "平均分"),
    "auc_by_period": ("AUC with its interval", "AUC及区间"),
    "csi_by_period": ("CSI of each characteristic by period", "各特征分期CSI"),
    "decisions": ("Decisions", "决策"),
    "decided": ("Decided", "已决策"),
    "override_rate": ("Override rate", "人工推翻率"),
    "override_approved": ("Overrides to approval", "推翻为通过"),
    "binomial": ("Binomial", "二项检验"),
    "jeffreys": ("Jeffreys", "Jeffreys检验"),
    "calibration_note": (
        "Both tests are one-sided: a small p-value says that the PD is too low. They may disagree.",
        "两项检验均为单侧：p值小表示PD偏低，二者结论可能不同。",
    ),
    "hosmer_lemeshow": (
        "Hosmer–Lemeshow over score bands: {statistic} with {degrees} degrees of freedom ({by}), p = {p}.",
        "按分数段的Hosmer–Lemeshow检验：{statistic}，自由度{degrees}（{by}），p = {p}。",
    ),
    "losses": ("Brier score {brier}, log loss {loss}.", "Brier得分{brier}，对数损失{loss}。"),
    "no_labels": (
        "The data have no outcomes, so discrimination and calibration are not known yet.",
        "数据中没有表现标签，暂无法评估区分能力与校准。",
    ),
    "unscored": ("Rows without a score", "无评分的行"),
    "further_reasons": ("{number} further reasons", "其他{number}种原因"),
    "ks": ("KS", "KS"),
    "auc": ("AUC", "AUC"),
    "gini": ("Gini", "Gini"),
    "brier": ("Brier", "Brier"),
    "stated": ("stated by the card", "评分卡所载"),
    "source": ("Data", "数据"),
}


METHODS: tuple[tuple[str, tuple[str, str]], ...] = (
    (r"fuzzy", ("fuzzy augmentation", "模糊增强法")),
    (r"parcelling", ("parcelling", "分段打包法")),
    (r"DeLong", ("DeLong", "DeLong方法")),
    (r"bootstrap, (\d+) draws", ("bootstrap, {0} draws", "自助法，抽样{0}次")),
    (r"(\d+) folds", ("{0} folds", "{0}折交叉验证")),
    (r"g, validation sample", ("g, validation sample", "g，验证样本")),
    (r"g - 2, development sample", ("g − 2, development sample", "g − 2，开发样本")),
)
"""How results name the way of an interval, of degrees of freedom or of inference, and its words."""


def method_text(method: str, lang: str) -> str:
    """The way of an interval, or of degrees of freedom, in words; one that has no words as it is."""
    for pattern, words in METHODS:
        if found := re.fullmatch(pattern, method):
            return words[lang == "zh"].format(*found.groups())
    return method


def trend_text(trend: str, lang: str) -> str:
    """The trend of bins in words; one that has no words of its own as it is."""
    key = f"trend_{trend}"
    return phrase(key, lang) if key in PHRASES else trend


def phrase(key: str, lang: str, **named: Any) -> str:
    """A phrase in `en` or `zh`, with the named values filled in."""
    texts = PHRASES.get(key) or FEEDBACK.get(key) or PORTFOLIO[key]
    text = texts[lang == "zh"]
    return text.format(**named) if named else text
