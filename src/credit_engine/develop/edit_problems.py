"""The messages about edits made by hand, one function each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from credit_engine.develop.doubt_problems import warning
from credit_engine.problems import Problem, suggestion
from credit_engine.source import Span
from credit_engine.wording import said

_SHOWN = 12


def wrong_edit(at: Span, message: str, expected: str, hint: str = "") -> Problem:
    return Problem("wrong-edit", message, at, expected, hint)


def other_card(at: Span, given: str, name: str) -> Problem:
    message = said(
        "these edits are for '{given}', and the development file is of '{name}'",
        "这些修改针对 '{given}'，而开发文件属于 '{name}'",
        given=given,
        name=name,
    )
    return wrong_edit(
        at, message, said("edits: {name}", "edits：{name}", name=name), suggestion(given, [name])
    )


def not_in_card(at: Span, name: str, known: Iterable[str]) -> Problem:
    names = list(known)
    message = said("the card has no characteristic '{name}'", "评分卡没有特征 '{name}'", name=name)
    return wrong_edit(at, message, ", ".join(names[:_SHOWN]), suggestion(name, names))


def only_for(at: Span, key: str, name: str, numeric: bool) -> Problem:
    kinds = ("categories", "numbers") if numeric else ("numbers", "categories")
    message = said(
        "'{key}' are for {kinds}, and '{name}' holds {kinds_2}",
        "'{key}' 用于{kinds}，而 '{name}' 是{kinds_2}",
        key=key,
        kinds=kinds[0],
        name=name,
        kinds_2=kinds[1],
    )
    return wrong_edit(at, message, "splits" if numeric else "groups")


def no_border(at: Span, edge: str, near: Sequence[str]) -> Problem:
    message = said(
        "the development counts cannot be cut at {edge}: a fine bin has values on both sides",
        "开发计数无法在 {edge} 处切分：某个细分箱跨越该点",
        edge=edge,
    )
    hint = said(
        "the nearest borders are {near}; for another one, fit with 'splits' on the data",
        "最近的边界是 {near}；如需其他边界，请用 'splits' 在数据上重新拟合",
        near=", ".join(near),
    )
    return Problem(
        "no-such-border", message, at, said("a border between two fine bins", "两个细分箱之间的边界"), hint
    )


def border_twice(at: Span, edge: str) -> Problem:
    return wrong_edit(
        at,
        said("the border {edge} stands twice", "边界 {edge} 出现两次", edge=edge),
        said("every border once", "每个边界只出现一次"),
    )


def unknown_category(at: Span, value: str, known: Sequence[str]) -> Problem:
    message = said("no row has the category {value}", "没有行取类别 {value}", value=value)
    return wrong_edit(at, message, ", ".join(known[:_SHOWN]), suggestion(value, known))


def category_twice(at: Span, value: str) -> Problem:
    return wrong_edit(
        at,
        said("the category {value} stands twice", "类别 {value} 出现两次", value=value),
        said("every category in one group", "每个类别只属于一组"),
    )


def attribute_form(at: Span) -> Problem:
    return wrong_edit(
        at,
        said("an attribute is named by exactly one key", "一个属性须恰好用一个键指明"),
        said("range, values, missing or otherwise", "range、values、missing 或 otherwise"),
    )


def action_form(at: Span) -> Problem:
    message = said(
        "an attribute is pooled, or has its WOE or its points set: exactly one of them",
        "一个属性要么合并，要么指定 WOE 或分值：恰取其一",
    )
    return wrong_edit(at, message, said("pool_with, woe or points", "pool_with、woe 或 points"))


def unknown_attribute(at: Span, shown: str, known: Sequence[str]) -> Problem:
    return wrong_edit(
        at,
        said(
            "there is no attribute {shown} after the edits of bins", "修改分箱后没有属性 {shown}", shown=shown
        ),
        "; ".join(known),
    )


def attribute_twice(at: Span, text: str) -> Problem:
    return wrong_edit(
        at,
        said("the attribute {text} is edited twice", "属性 {text} 被修改两次", text=text),
        said("every attribute once", "每个属性只出现一次"),
    )


def pooled_with_itself(at: Span, text: str) -> Problem:
    return wrong_edit(
        at,
        said("{text} would be pooled with itself", "{text} 不能与自身合并", text=text),
        said("another attribute", "另一个属性"),
    )


def set_in_pool(at: Span, text: str) -> Problem:
    message = said(
        "{text} is pooled, so that its WOE is that of the pool's counts",
        "{text} 已合并，其 WOE 由合并后的计数得出",
        text=text,
    )
    return wrong_edit(
        at,
        message,
        said(
            "pool_with, or woe or points for an attribute by itself",
            "pool_with，或为单独的属性写 woe 或 points",
        ),
    )


def out_of_bounds(at: Span, key: str, low: int, high: int) -> Problem:
    return wrong_edit(
        at,
        said("'{key}' is out of bounds", "'{key}' 超出范围", key=key),
        said("a number from {low} to {high}", "{low} 至 {high} 的数字", low=low, high=high),
    )


def too_many_digits(at: Span, digits: int) -> Problem:
    return wrong_edit(
        at,
        said("points have at most {digits} decimals", "分值最多 {digits} 位小数", digits=digits),
        said("a number with {digits} decimals", "{digits} 位小数的数字", digits=digits),
    )


def no_text(at: Span, key: str) -> Problem:
    return wrong_edit(
        at,
        said("'{key}' is empty", "'{key}' 为空", key=key),
        said("who decided, and why", "决定人及理由") if key == "why" else said("who decided", "决定人"),
    )


def idle_edit(at: Span, what: str) -> Problem:
    return _at(
        at,
        warning(
            "idle-edit",
            f"{what}: this is what stands already, and is not recorded as an edit",
            f"{what}：与现有内容相同，不记录为人工修改",
        ),
    )


def dropped(name: str, why: Mapping[str, str]) -> Problem:
    return warning(
        "dropped-by-edits",
        f"'{name}' is no longer in the card: with the edited weights, {why['en']}",
        f"“{name}”不再入选：按修改后的权重，{why['zh']}",
        name,
        ("take the edit back, or set 'coefficients: keep'", "请撤销该修改，或设 coefficients: keep"),
    )


def same_version(version: str) -> Problem:
    return warning(
        "same-version",
        f"the edited card has the version '{version}' of the card that was fitted",
        f"修改后的评分卡与原评分卡版本号相同：{version}",
        "version",
        ("write a 'version' into the edits", "请在修改文件中写明 version"),
    )


def kept_coefficients(pd: float, rate: float) -> Problem:
    return warning(
        "kept-coefficients",
        f"intercept and coefficients are those before the edits: over the training rows the model gives a "
        f"mean PD of {pd:.2%}, and {rate:.2%} are bad; standard errors and p-values are not known",
        f"截距与系数沿用修改前的数值：训练样本的平均 PD 为 {pd:.2%}，实际坏账率为 {rate:.2%}；"
        "标准误与 p 值未知",
        "coefficients",
        (
            "'coefficients: refit' fits them to the edited weights",
            "coefficients: refit 可按修改后的权重重新拟合",
        ),
    )


def _at(at: Span, problem: Problem) -> Problem:
    return replace(problem, span=at)
