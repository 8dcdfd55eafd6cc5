"""The warnings of scorecard development in English and Chinese, one function each."""

from __future__ import annotations

from collections.abc import Sequence

from credit_engine.problems import Problem
from credit_engine.wording import Said

_SHOWN = 5
_CORRECT_OR_LEAVE_OUT = (
    "correct the data, or name the column under 'leave_out'",
    "请更正数据，或将该列列入 leave_out",
)


def protected_left_out(names: Sequence[str]) -> Problem:
    return warning(
        "protected-column",
        f"left out as protected: {', '.join(names)}",
        f"作为受保护特征排除：{_zh(names)}",
        hint=(
            "name it under 'leave_out'; where the law permits its use, 'exempted: {column: reason}'",
            "请列入 leave_out；法律允许使用的，请以 exempted: {列名: 理由} 说明",
        ),
    )


def not_binned(names: Sequence[str], cause: str) -> Problem:
    words = {
        "identifier": ("nearly every row has its own value", "几乎每行取值都不同"),
        "date": ("dates are no characteristic", "日期不能作为特征"),
    }[cause]
    return warning(
        "unused-column",
        f"left out, since {words[0]}: {', '.join(names)}",
        f"{words[1]}，已排除：{_zh(names)}",
        hint={
            "identifier": (
                "name it under 'leave_out'; for figures that happen to differ set "
                "'kind: numeric', for categories 'kind: nominal'",
                "请列入 leave_out；若为数量请设 kind: numeric，若为类别请设 kind: nominal",
            ),
            "date": (
                "derive numbers from them, such as months, or name them under 'leave_out'",
                "请由其派生数值（如月数），或列入 leave_out",
            ),
        }[cause],
    )


def constant_columns(names: Sequence[str]) -> Problem:
    return warning(
        "constant-column",
        f"left out, since every row has the same value: {', '.join(names)}",
        f"所有行取值相同，已排除：{_zh(names)}",
        hint=_CORRECT_OR_LEAVE_OUT,
    )


def empty_columns(names: Sequence[str]) -> Problem:
    return warning(
        "empty-column",
        f"left out, since no row has a value: {', '.join(names)}",
        f"所有行均缺失，已排除：{_zh(names)}",
        hint=_CORRECT_OR_LEAVE_OUT,
    )


def leakage(name: str, iv: float, limit: float, left_out: bool) -> Problem:
    out = (" (it is left out)", "（已排除）") if left_out else ("", "")
    return warning(
        "leakage",
        f"information value {iv:.3f} of '{name}' is above {limit:g}{out[0]}: "
        "is it known at the time of the decision?",
        f"“{name}”的信息值 {iv:.3f} 高于 {limit:g}{out[1]}：决策时是否已知？",
        name,
        ("leave it out if it is known only afterwards", "若事后才知道，请排除"),
    )


def separation(name: str, gini: float, left_out: bool) -> Problem:
    out = (" (it is left out)", "（已排除）") if left_out else ("", "")
    which = ("all", "全部") if gini >= 1 else ("nearly all", "几乎全部")
    return warning(
        "leakage",
        f"'{name}' alone tells {which[0]} goods from bads, Gini {gini:.3f}{out[0]}: "
        "is it known at the time of the decision?",
        f"仅凭“{name}”即可区分{which[1]}好坏样本，基尼系数 {gini:.3f}{out[1]}：决策时是否已知？",
        name,
        ("leave it out if it follows from the outcome", "若由结果得出，请排除"),
    )


def wrong_signs(names: Sequence[str]) -> Problem:
    return warning(
        "wrong-sign",
        f"left out, since beside the others the coefficient would have the wrong sign: {', '.join(names)}",
        f"与其他变量一起时系数符号相反，已排除：{_zh(names)}",
    )


def kept_wrong_sign(name: str, coefficient: float) -> Problem:
    return warning(
        "wrong-sign",
        f"the coefficient of '{name}' is {coefficient:.4g}: more points for worse attributes",
        f"“{name}”的系数为 {coefficient:.4g}：较差的分组反而得分更高",
        name,
        ("leave it out, or hold the coefficients to their sign", "请排除该变量，或约束系数符号"),
    )


def pure_merged(name: str, labels: Sequence[str]) -> Problem:
    return warning(
        "pure-bin",
        f"'{name}' has attributes with goods only or bads only, merged with a neighbour: {', '.join(labels)}",
        f"“{name}”有仅含好样本或仅含坏样本的分组，已与相邻分组合并：{_zh(labels)}",
        name,
    )


def pure_kept(name: str, label: tuple[str, str], goods: float, bads: float, used: bool) -> Problem:
    number, (only, only_zh) = max(goods, bads), ("goods", "好样本") if goods > bads else ("bads", "坏样本")
    half = (
        ("its WOE takes half a row for the empty class", "其WOE以半个样本代替空缺类别")
        if used
        else ("its WOE is that of the worst attribute", "其WOE取最差分组的值")
    )
    return warning(
        "pure-bin",
        f"'{name}' at {label[0]} has {number:g} {only} and none of the others: {half[0]}",
        f"“{name}”的分组{label[1]}有{number:g}个{only_zh}而无另一类样本：{half[1]}",
        name,
        ("leave the column out if its values follow from the outcome", "若其取值由结果得出，请排除该列"),
    )


def unstable(name: str, label: tuple[str, str], sample: str, train: float, other: float) -> Problem:
    return warning(
        "unstable-bin",
        f"WOE of '{name}' at {label[0]} is {train:.3f} in train and {other:.3f} in {sample}, "
        "more than chance explains",
        f"“{name}”的分组{label[1]}在训练样本中WOE为{train:.3f}，在{_sample(sample)}中为{other:.3f}，超出随机波动",
        name,
    )


def shifted(name: str, sample: str, index: float) -> Problem:
    return warning(
        "shifted-population",
        f"'{name}' is distributed otherwise in {sample} than in train (stability index {index:.3f})",
        f"“{name}”在{_sample(sample)}中的分布与训练样本不同（稳定性指数 {index:.3f}）",
        name,
    )


def small_sample(bads: float, goods: float) -> Problem:
    return warning(
        "small-sample",
        f"{bads:g} bads and {goods:g} goods to train with: coefficients and points are uncertain",
        f"训练样本仅有{bads:g}个坏样本和{goods:g}个好样本：系数与分值不确定性较大",
        hint=("at least some hundred of each are usual", "通常每类至少需数百个"),
    )


def weak(name: str, p_value: float) -> Problem:
    return warning(
        "weak-coefficient",
        f"p-value {p_value:.3f} of '{name}': its coefficient may be chance",
        f"“{name}”的 p 值为 {p_value:.3f}：其系数可能出于偶然",
        name,
    )


def all_in_one_bin(names: Sequence[str]) -> Problem:
    return warning(
        "one-attribute",
        f"no cut tells goods from bads, left out: {', '.join(names)}",
        f"没有能区分好坏的分组，已排除：{_zh(names)}",
    )


def missing_worst(names: Sequence[str]) -> Problem:
    return warning(
        "one-attribute",
        "left out, since only whether there is a value differs between goods and bads, "
        f"and missing values count as the worst: {', '.join(names)}",
        f"好坏样本仅在是否缺失上不同，而缺失值按最差分组计分，已排除：{_zh(names)}",
        hint=(
            "'missing: as_fitted' with a rationale lets missing values count by themselves",
            "设置 missing: as_fitted 并说明理由，可使缺失值单独计分",
        ),
    )


def against_trend(name: str, trend: str) -> Problem:
    return warning(
        "one-attribute",
        f"no cut of '{name}' tells goods from bads with the trend '{trend}' that was asked for; "
        "it is left out",
        f"“{name}”没有符合所要求趋势（{trend}）且能区分好坏的分组，已排除",
        name,
        ("ask for another trend, or for 'auto'", "请改用其他趋势或 auto"),
    )


def names_as_texts(names: Sequence[str]) -> Problem:
    shown = list(names[:_SHOWN])
    more = ("", "") if len(names) <= _SHOWN else (", ...", "等")
    return warning(
        "names-as-texts",
        "the reasons that customers read are made from column names: " + ", ".join(shown) + more[0],
        f"面向客户的原因文本由列名生成：{_zh(shown)}{more[1]}",
        hint=(
            "give each a title and a reason {code, en, zh} under 'columns'",
            "请在 columns 下为各列填写 title 和 reason {code, en, zh}",
        ),
    )


def no_validation_rows(method: str) -> Problem:
    return warning(
        "no-validation-sample",
        f"the {method} calibration was fitted on the training rows: PDs look better there than they are",
        f"{method} 校准使用了训练样本：其PD表现会偏乐观",
        "calibration",
        ("hold out a validation sample under 'samples'", "请在 samples 中留出 validation 样本"),
    )


def unseen_values(name: str, setting: str, values: Sequence[str]) -> Problem:
    shown = list(values[:_SHOWN])
    return warning(
        "unused-value",
        f"'{setting}' of '{name}' names what no training row has: {', '.join(shown)}",
        f"“{name}”的 {setting} 含训练样本中没有的取值：{_zh(shown)}",
        f"columns.{name}.{setting}",
        ("correct its spelling, or take it out", "请更正拼写或删去"),
    )


def unseen_codes(codes: Sequence[str]) -> Problem:
    return warning(
        "unused-value",
        f"no training row has the code {', '.join(codes)}",
        f"训练样本中没有特殊值{_zh(codes)}",
        "codes",
        ("correct its spelling, or take it out", "请更正拼写或删去"),
    )


def _zh(names: Sequence[str]) -> str:
    return "、".join(names)


def _sample(name: str) -> str:
    return {"validation": "验证样本", "test": "测试样本", "out_of_time": "跨期样本"}.get(name, name)


def warning(code: str, en: str, zh: str, path: str = "", hint: tuple[str, str] = ("", "")) -> Problem:
    return Problem(code, Said(en, zh), path=path, hint=Said(*hint), severity="warning")
