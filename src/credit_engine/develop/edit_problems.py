"""The messages about edits made by hand, one function each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from credit_engine.develop.doubt_problems import warning
from credit_engine.problems import Problem, suggestion
from credit_engine.source import Span

_SHOWN = 12


def wrong_edit(at: Span, said: str, expected: str, hint: str = "") -> Problem:
    return Problem("wrong-edit", said, at, expected, hint)


def other_card(at: Span, given: str, name: str) -> Problem:
    said = f"these edits are for '{given}', and the development file is of '{name}'"
    return wrong_edit(at, said, f"edits: {name}", suggestion(given, [name]))


def not_in_card(at: Span, name: str, known: Iterable[str]) -> Problem:
    names = list(known)
    said = f"the card has no characteristic '{name}'"
    return wrong_edit(at, said, ", ".join(names[:_SHOWN]), suggestion(name, names))


def only_for(at: Span, key: str, name: str, numeric: bool) -> Problem:
    kinds = ("categories", "numbers") if numeric else ("numbers", "categories")
    said = f"'{key}' are for {kinds[0]}, and '{name}' holds {kinds[1]}"
    return wrong_edit(at, said, "splits" if numeric else "groups")


def no_border(at: Span, edge: str, near: Sequence[str]) -> Problem:
    said = f"the development counts cannot be cut at {edge}: a fine bin has values on both sides"
    hint = f"the nearest borders are {', '.join(near)}; for another one, fit with 'splits' on the data"
    return Problem("no-such-border", said, at, "a border between two fine bins", hint)


def border_twice(at: Span, edge: str) -> Problem:
    return wrong_edit(at, f"the border {edge} stands twice", "every border once")


def unknown_category(at: Span, value: str, known: Sequence[str]) -> Problem:
    said = f"no row has the category {value}"
    return wrong_edit(at, said, ", ".join(known[:_SHOWN]), suggestion(value, known))


def category_twice(at: Span, value: str) -> Problem:
    return wrong_edit(at, f"the category {value} stands twice", "every category in one group")


def attribute_form(at: Span) -> Problem:
    return wrong_edit(at, "an attribute is named by exactly one key", "range, values, missing or otherwise")


def action_form(at: Span) -> Problem:
    said = "an attribute is pooled, or has its WOE or its points set: exactly one of them"
    return wrong_edit(at, said, "pool_with, woe or points")


def unknown_attribute(at: Span, said: str, known: Sequence[str]) -> Problem:
    return wrong_edit(at, f"there is no attribute {said} after the edits of bins", "; ".join(known))


def attribute_twice(at: Span, text: str) -> Problem:
    return wrong_edit(at, f"the attribute {text} is edited twice", "every attribute once")


def pooled_with_itself(at: Span, text: str) -> Problem:
    return wrong_edit(at, f"{text} would be pooled with itself", "another attribute")


def set_in_pool(at: Span, text: str) -> Problem:
    said = f"{text} is pooled, so that its WOE is that of the pool's counts"
    return wrong_edit(at, said, "pool_with, or woe or points for an attribute by itself")


def out_of_bounds(at: Span, key: str, low: int, high: int) -> Problem:
    return wrong_edit(at, f"'{key}' is out of bounds", f"a number from {low} to {high}")


def too_many_digits(at: Span, digits: int) -> Problem:
    return wrong_edit(at, f"points have at most {digits} decimals", f"a number with {digits} decimals")


def no_text(at: Span, key: str) -> Problem:
    return wrong_edit(at, f"'{key}' is empty", "who decided, and why" if key == "why" else "who decided")


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
