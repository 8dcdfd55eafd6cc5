"""The messages about edits made by hand."""

from __future__ import annotations

from credit_engine.messages import Message
from credit_engine.problems import Problem
from credit_engine.source import Span
from credit_engine.wording import Said

_SHOWN = 12
"""Names that a message lists: about as many as a card has characteristics."""


def wrong_edit(at: Span, message: str, expected: str, hint: str = "") -> Problem:
    """An edit that cannot be made, for a cause that its caller words."""
    return Problem("wrong-edit", message, at, expected, hint)


other_card = Message(
    "wrong-edit",
    "these edits are for '{given}', and the development file is of '{name}'",
    "这些修改针对 '{given}'，而开发文件属于 '{name}'",
    expected=Said("edits: {name}", "edits：{name}"),
)

not_in_card = Message(
    "wrong-edit",
    "the card has no characteristic '{name}'",
    "评分卡没有特征 '{name}'",
)

only_for_categories = Message(
    "wrong-edit",
    "'{key}' are for categories, and '{name}' holds numbers",
    "'{key}' 用于类别，而 '{name}' 是数字",
    expected="splits",
)

only_for_numbers = Message(
    "wrong-edit",
    "'{key}' are for numbers, and '{name}' holds categories",
    "'{key}' 用于数字，而 '{name}' 是类别",
    expected="groups",
)

no_border = Message(
    "no-such-border",
    "the development counts cannot be cut at {edge}: a fine bin has values on both sides",
    "开发计数无法在 {edge} 处切分：某个细分箱跨越该点",
    expected=Said("a border between two fine bins", "两个细分箱之间的边界"),
    hint=Said(
        "the nearest borders are {near}; for another one, fit with 'splits' on the data",
        "最近的边界是 {near}；如需其他边界，请用 'splits' 在数据上重新拟合",
    ),
)

border_twice = Message(
    "wrong-edit",
    "the border {edge} stands twice",
    "边界 {edge} 出现两次",
    expected=Said("every border once", "每个边界只出现一次"),
)

unknown_category = Message(
    "wrong-edit",
    "no row has the category {value}",
    "没有行取类别 {value}",
)

category_twice = Message(
    "wrong-edit",
    "the category {value} stands twice",
    "类别 {value} 出现两次",
    expected=Said("every category in one group", "每个类别只属于一组"),
)

attribute_form = Message(
    "wrong-edit",
    "an attribute is named by exactly one key",
    "一个属性须恰好用一个键指明",
    expected=Said("range, values, missing or otherwise", "range、values、missing 或 otherwise"),
)

action_form = Message(
    "wrong-edit",
    "an attribute is pooled, or has its WOE or its points set: exactly one of them",
    "一个属性要么合并，要么指定 WOE 或分值：恰取其一",
    expected=Said("pool_with, woe or points", "pool_with、woe 或 points"),
)

unknown_attribute = Message(
    "wrong-edit",
    "there is no attribute {shown} after the edits of bins",
    "修改分箱后没有属性 {shown}",
)

attribute_twice = Message(
    "wrong-edit",
    "the attribute {text} is edited twice",
    "属性 {text} 被修改两次",
    expected=Said("every attribute once", "每个属性只出现一次"),
)

pooled_with_itself = Message(
    "wrong-edit",
    "{text} would be pooled with itself",
    "{text} 不能与自身合并",
    expected=Said("another attribute", "另一个属性"),
)

set_in_pool = Message(
    "wrong-edit",
    "{text} is pooled, so that its WOE is that of the pool's counts",
    "{text} 已合并，其 WOE 由合并后的计数得出",
    expected=Said(
        "pool_with, or woe or points for an attribute by itself", "pool_with，或为单独的属性写 woe 或 points"
    ),
)

out_of_bounds = Message(
    "wrong-edit",
    "'{key}' is out of bounds",
    "'{key}' 超出范围",
    expected=Said("a number from {low} to {high}", "{low} 至 {high} 的数字"),
)

too_many_digits = Message(
    "wrong-edit",
    "points have at most {digits} decimals",
    "分值最多 {digits} 位小数",
    expected=Said("a number with {digits} decimals", "{digits} 位小数的数字"),
)

no_text = Message(
    "wrong-edit", "'{key}' is empty", "'{key}' 为空", expected=Said("who decided, and why", "决定人及理由")
)

idle_edit = Message(
    "idle-edit",
    "{what}: this is what stands already, and is not recorded as an edit",
    "{what}：与现有内容相同，不记录为人工修改",
    severity="warning",
)

dropped = Message(
    "dropped-by-edits",
    "'{path}' is no longer in the card: with the edited weights, {why}",
    "“{path}”不再入选：按修改后的权重，{why}",
    hint=Said("take the edit back, or set 'coefficients: keep'", "请撤销该修改，或设 coefficients: keep"),
    severity="warning",
)

same_version = Message(
    "same-version",
    "the edited card has the version '{version}' of the card that was fitted",
    "修改后的评分卡与原评分卡版本号相同：{version}",
    hint=Said("write a 'version' into the edits", "请在修改文件中写明 version"),
    severity="warning",
)

kept_coefficients = Message(
    "kept-coefficients",
    "intercept and coefficients are those before the edits: over the training rows the model gives a "
    "mean PD of {pd:.2%}, and {rate:.2%} are bad; standard errors and p-values are not known",
    "截距与系数沿用修改前的数值：训练样本的平均 PD 为 {pd:.2%}，实际坏账率为 {rate:.2%}；标准误与 p 值未知",
    hint=Said(
        "'coefficients: refit' fits them to the edited weights",
        "coefficients: refit 可按修改后的权重重新拟合",
    ),
    severity="warning",
)
