"""The warnings of the review before a fit, in English and Chinese, one function each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from credit_engine.develop.doubt_problems import warning
from credit_engine.problems import Problem


def sentinels(codes: Mapping[str, Sequence[str]]) -> Problem:
    shown = "; ".join(f"{name}: {', '.join(values)}" for name, values in codes.items())
    first, values = next(iter(codes.items()))
    example = f"columns: {{{first}: {{codes: {{'{values[0]}': no_record}}}}}}"
    return warning(
        "suspected-codes",
        f"values that look like codes for a missing value are read as values: {shown}",
        f"以下取值疑似缺失代码，但按普通取值读入：{shown}",
        hint=(f"declare what each stands for, such as {example}", f"请声明其含义，例如 {example}"),
    )


def nominal_codes(names: Sequence[str]) -> Problem:
    return warning(
        "suspected-nominal",
        f"whole numbers that look like codes of categories are read as numbers: {', '.join(names)}",
        f"以下整数列疑似类别代码，但按数值读入：{'、'.join(names)}",
        hint=(
            "set 'kind: nominal' for the column, or 'kind: numeric' if they are amounts or counts",
            "若为类别代码请设 kind: nominal；若为数量请设 kind: numeric",
        ),
    )


def distinct_numbers(names: Sequence[str]) -> Problem:
    return warning(
        "suspected-identifier",
        f"every row has a whole number of its own: {', '.join(names)}",
        f"每行取值均为不同整数：{'、'.join(names)}",
        hint=(
            "list it under 'leave_out' if it is an identifier, or set 'kind: numeric' for it",
            "若为标识符请列入 leave_out，否则请设 kind: numeric",
        ),
    )


def exempted(reasons: Mapping[str, str]) -> Problem:
    shown = "; ".join(f"{name}: {reason}" for name, reason in reasons.items())
    return warning(
        "protected-column",
        f"protected characteristics take part by exemption: {shown}",
        f"受保护特征经豁免后参与建模：{shown}",
        hint=("have the reason approved", "请确认豁免理由已获批准"),
    )


def no_held_out_rows() -> Problem:
    return warning(
        "no-held-out-rows",
        "no rows are held out: the statistics of training rows look better than those of new applicants",
        "未留出样本：训练样本的统计量优于新申请人的表现",
        "samples",
        (
            "hold out 'samples: {fractions: {test: 0.3}}', or set 'validation: {folds: 5}'",
            "请设置 samples: {fractions: {test: 0.3}}，或 validation: {folds: 5}",
        ),
    )


def inverted_odds(odds: object) -> Problem:
    return warning(
        "base-odds",
        f"base odds of {odds} mean more bads than goods at the base score",
        f"基准好坏比 {odds} 小于 1，即基准分处坏客户多于好客户",
        "scaling.base_odds",
        (
            f"odds are good:bad; where bad:good is meant, write 1 / {odds}",
            f"好坏比为好:坏；若给出的是坏:好，请写 1/{odds}",
        ),
    )
