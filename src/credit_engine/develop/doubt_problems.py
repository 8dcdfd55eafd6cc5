"""The warnings of scorecard development: about the columns before a fit, and about the card after it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from credit_engine.messages import Message
from credit_engine.wording import Said, joined

_SHOWN = 5
"""Names or values that a message lists: enough to find the rest by."""
_CORRECT_OR_LEAVE_OUT = Said(
    "correct the data, or name the column under 'leave_out'", "请更正数据，或将该列列入 leave_out"
)

protected_left_out = Message(
    "protected-column",
    "left out as protected: {names}",
    "作为受保护特征排除：{names}",
    hint=Said(
        "name it under 'leave_out'; where the law permits its use, 'exempted: {{column: reason}}'",
        "请列入 leave_out；法律允许使用的，请以 exempted: {{列名: 理由}} 说明",
    ),
    severity="warning",
)

identifiers_left_out = Message(
    "unused-column",
    "left out, since nearly every row has its own value: {names}",
    "几乎每行取值都不同，已排除：{names}",
    hint=Said(
        "name it under 'leave_out'; for figures that happen to differ set 'kind: numeric', for "
        "categories 'kind: nominal'",
        "请列入 leave_out；若为数量请设 kind: numeric，若为类别请设 kind: nominal",
    ),
    severity="warning",
)

dates_left_out = Message(
    "unused-column",
    "left out, since dates are no characteristic: {names}",
    "日期不能作为特征，已排除：{names}",
    hint=Said(
        "derive numbers from them, such as months, or name them under 'leave_out'",
        "请由其派生数值（如月数），或列入 leave_out",
    ),
    severity="warning",
)

constant_columns = Message(
    "constant-column",
    "left out, since every row has the same value: {names}",
    "所有行取值相同，已排除：{names}",
    hint=_CORRECT_OR_LEAVE_OUT,
    severity="warning",
)

empty_columns = Message(
    "empty-column",
    "left out, since no row has a value: {names}",
    "所有行均缺失，已排除：{names}",
    hint=_CORRECT_OR_LEAVE_OUT,
    severity="warning",
)

leakage = Message(
    "leakage",
    "information value {iv:.3f} of '{path}' is above {limit:g}{left_out}: is it known at the time of "
    "the decision?",
    "“{path}”的信息值 {iv:.3f} 高于 {limit:g}{left_out}：决策时是否已知？",
    hint=Said("leave it out if it is known only afterwards", "若事后才知道，请排除"),
    severity="warning",
)

separation = Message(
    "leakage",
    "'{path}' alone tells {which} goods from bads, Gini {gini:.3f}{left_out}: is it known at the "
    "time of the decision?",
    "仅凭“{path}”即可区分{which}好坏样本，基尼系数 {gini:.3f}{left_out}：决策时是否已知？",
    hint=Said("leave it out if it follows from the outcome", "若由结果得出，请排除"),
    severity="warning",
)

wrong_signs = Message(
    "wrong-sign",
    "left out, since beside the others the coefficient would have the wrong sign: {names}",
    "与其他变量一起时系数符号相反，已排除：{names}",
    severity="warning",
)

kept_wrong_sign = Message(
    "wrong-sign",
    "the coefficient of '{path}' is {coefficient:.4g}: more points for worse attributes",
    "“{path}”的系数为 {coefficient:.4g}：较差的分组反而得分更高",
    hint=Said("leave it out, or hold the coefficients to their sign", "请排除该变量，或约束系数符号"),
    severity="warning",
)

pure_merged = Message(
    "pure-bin",
    "'{path}' has attributes with goods only or bads only, merged with a neighbour: {labels}",
    "“{path}”有仅含好样本或仅含坏样本的分组，已与相邻分组合并：{labels}",
    severity="warning",
)

pure_kept = Message(
    "pure-bin",
    "'{path}' at {label} has {number:g} {only} and none of the others: {weight}",
    "“{path}”的分组{label}有{number:g}个{only}而无另一类样本：{weight}",
    hint=Said("leave the column out if its values follow from the outcome", "若其取值由结果得出，请排除该列"),
    severity="warning",
)

unstable = Message(
    "unstable-bin",
    "WOE of '{path}' at {label} is {train:.3f} in train and {other:.3f} in {sample}, more than "
    "chance explains",
    "“{path}”的分组{label}在训练样本中WOE为{train:.3f}，在{sample}中为{other:.3f}，超出随机波动",
    severity="warning",
)

shifted = Message(
    "shifted-population",
    "'{path}' is distributed otherwise in {sample} than in train (stability index {index:.3f})",
    "“{path}”在{sample}中的分布与训练样本不同（稳定性指数 {index:.3f}）",
    severity="warning",
)

small_sample = Message(
    "small-sample",
    "{bads:g} bads and {goods:g} goods to train with: coefficients and points are uncertain",
    "训练样本仅有{bads:g}个坏样本和{goods:g}个好样本：系数与分值不确定性较大",
    hint=Said("at least some hundred of each are usual", "通常每类至少需数百个"),
    severity="warning",
)

weak = Message(
    "weak-coefficient",
    "p-value {p_value:.3f} of '{path}': its coefficient may be chance",
    "“{path}”的 p 值为 {p_value:.3f}：其系数可能出于偶然",
    severity="warning",
)

all_in_one_bin = Message(
    "one-attribute",
    "no cut tells goods from bads, left out: {names}",
    "没有能区分好坏的分组，已排除：{names}",
    severity="warning",
)

missing_worst = Message(
    "one-attribute",
    "left out, since only whether there is a value differs between goods and bads, and missing "
    "values count as the worst: {names}",
    "好坏样本仅在是否缺失上不同，而缺失值按最差分组计分，已排除：{names}",
    hint=Said(
        "'missing: as_fitted' with a rationale lets missing values count by themselves",
        "设置 missing: as_fitted 并说明理由，可使缺失值单独计分",
    ),
    severity="warning",
)

against_trend = Message(
    "one-attribute",
    "no cut of '{path}' tells goods from bads with the trend '{trend}' that was asked for; it is left out",
    "“{path}”没有符合所要求趋势（{trend}）且能区分好坏的分组，已排除",
    hint=Said("ask for another trend, or for 'auto'", "请改用其他趋势或 auto"),
    severity="warning",
)

names_as_texts = Message(
    "names-as-texts",
    "the reasons that customers read are made from column names: {names}",
    "面向客户的原因文本由列名生成：{names}",
    hint=Said(
        "give each a title and a reason {{code, en, zh}} under 'columns'",
        "请在 columns 下为各列填写 title 和 reason {{code, en, zh}}",
    ),
    severity="warning",
)

no_validation_rows = Message(
    "no-validation-sample",
    "the {method} calibration was fitted on the training rows: PDs look better there than they are",
    "{method} 校准使用了训练样本：其PD表现会偏乐观",
    hint=Said("hold out a validation sample under 'samples'", "请在 samples 中留出 validation 样本"),
    severity="warning",
)

unseen_values = Message(
    "unused-value",
    "'{setting}' of '{name}' names what no training row has: {values}",
    "“{name}”的 {setting} 含训练样本中没有的取值：{values}",
    hint=Said("correct its spelling, or take it out", "请更正拼写或删去"),
    severity="warning",
)

unseen_codes = Message(
    "unused-value",
    "no training row has the code {codes}",
    "训练样本中没有特殊值{codes}",
    hint=Said("correct its spelling, or take it out", "请更正拼写或删去"),
    severity="warning",
)

suspected_codes = Message(
    "suspected-codes",
    "values that look like codes for a missing value are read as values: {shown}",
    "以下取值疑似缺失代码，但按普通取值读入：{shown}",
    hint=Said("declare what each stands for, such as {example}", "请声明其含义，例如 {example}"),
    severity="warning",
)

nominal_codes = Message(
    "suspected-nominal",
    "whole numbers that look like codes of categories are read as numbers: {names}",
    "以下整数列疑似类别代码，但按数值读入：{names}",
    hint=Said(
        "set 'kind: nominal' for the column, or 'kind: numeric' if they are amounts or counts",
        "若为类别代码请设 kind: nominal；若为数量请设 kind: numeric",
    ),
    severity="warning",
)

distinct_numbers = Message(
    "suspected-identifier",
    "every row has a whole number of its own: {names}",
    "每行取值均为不同整数：{names}",
    hint=Said(
        "list it under 'leave_out' if it is an identifier, or set 'kind: numeric' for it",
        "若为标识符请列入 leave_out，否则请设 kind: numeric",
    ),
    severity="warning",
)

exempted = Message(
    "protected-column",
    "protected characteristics take part by exemption: {shown}",
    "受保护特征经豁免后参与建模：{shown}",
    hint=Said("have the reason approved", "请确认豁免理由已获批准"),
    severity="warning",
)

no_held_out_rows = Message(
    "no-held-out-rows",
    "no rows are held out: the statistics of training rows look better than those of new applicants",
    "未留出样本：训练样本的统计量优于新申请人的表现",
    hint=Said(
        "hold out 'samples: {{fractions: {{test: 0.3}}}}', or set 'validation: {{folds: 5}}'",
        "请设置 samples: {{fractions: {{test: 0.3}}}}，或 validation: {{folds: 5}}",
    ),
    severity="warning",
)

inverted_odds = Message(
    "base-odds",
    "base odds of {odds} mean more bads than goods at the base score",
    "基准好坏比 {odds} 小于 1，即基准分处坏客户多于好客户",
    hint=Said(
        "odds are good:bad; where bad:good is meant, write 1 / {odds}",
        "好坏比为好:坏；若给出的是坏:好，请写 1/{odds}",
    ),
    severity="warning",
)


def first_names(names: Sequence[str]) -> Said:
    """The first few of some names, and whether there are more."""
    shown, more = joined(names[:_SHOWN]), len(names) > _SHOWN
    return Said(f"{shown}, ..." if more else shown, f"{shown.zh}等" if more else shown.zh)


def first_values(values: Iterable[str]) -> Said:
    """The first few of some values."""
    return joined(list(values)[:_SHOWN])


def sample_text(name: str) -> Said:
    """A sample that is held out, in words."""
    return Said(
        name, {"validation": "验证样本", "test": "测试样本", "out_of_time": "跨期样本"}.get(name, name)
    )


def example_of_codes(codes: Mapping[str, Sequence[str]]) -> str:
    """The settings that declare the first of some suspected codes."""
    name, values = next(iter(codes.items()))
    return f"columns: {{{name}: {{codes: {{'{values[0]}': no_record}}}}}}"
