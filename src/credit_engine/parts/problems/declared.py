"""What can be wrong with how a decision is declared: its part, names, type and unit."""

from __future__ import annotations

from credit_engine.messages import Message
from credit_engine.wording import Said

unknown_part = Message(
    "decision-part", "'{key}' is no part of a decision", "决策没有名为 '{key}' 的部分", unknown="key"
)

best_first_without_order = Message(
    "unexpected-key",
    "'best_first' does not go with type {type}",
    "'best_first' 不适用于类型 {type}",
    hint=Said("write 'type: ordinal', or remove it", "写 'type: ordinal'，或删除它"),
)

several_parts = Message(
    "decision-part",
    "the decision '{name}' has {count} parts: {keys}",
    "决策 '{name}' 有 {count} 个部分：{keys}",
    expected=Said("one of them", "其中之一"),
    hint=Said("give each a decision of its own", "请为每个部分单独写一个决策"),
)

no_part = Message(
    "decision-part",
    "the decision '{name}' has no part",
    "决策 '{name}' 没有任何部分",
)

unknown_unit = Message(
    "unknown-unit",
    "'{text}' is not a unit",
    "'{text}' 不是单位",
    expected=Said(
        'such as "CNY per month" or "fraction per annum"', '如 "CNY per month" 或 "fraction per annum"'
    ),
)

declared_unit_differs = Message(
    "unit-clash",
    "'{name}' is declared in '{unit}', its value is in '{unit_2}'",
    "'{name}' 声明的单位是 '{unit}'，其值的单位是 '{unit_2}'",
    hint=Said(
        "where the mathematics gives that unit, say so beside it: unit_because: ...",
        "若数学上确为该单位，请在旁边说明：unit_because: ...",
    ),
)

ordinal_without_values = Message(
    "missing-key",
    "an ordinal needs 'values'",
    "有序值需要 'values'",
    expected=Said("values: every value once, in order", "values：按顺序列出每个取值"),
)

reason_without_unit = Message(
    "unexpected-key",
    "'unit_because' goes with the 'unit' of a number",
    "'unit_because' 须与数值的 'unit' 一起使用",
)

reserved_name = Message(
    "reserved-name",
    "'{root}' has a meaning of its own in expressions: {reserved_names}",
    "'{root}' 在表达式中另有含义：{reserved_names}",
    expected=Said("another name", "其他名称"),
)

bad_name = Message(
    "bad-name",
    "'{name}' cannot be used as a name in expressions",
    "'{name}' 不能在表达式中作名称",
)

named_outcome_of_other_kind = Message(
    "unknown-outcome",
    "'{name}' is not declared to be an outcome",
    "'{name}' 没有声明为结论的取值",
    expected=Said("a text whose 'values' are among {expected}", "取值均属于 {expected} 的文本"),
)

named_outcome_of_other_values = Message(
    "unknown-outcome",
    "'{name}' can be '{value}', which is no outcome",
    "'{name}' 可能取值 '{value}'，而它不是结论",
)

circle_of_decisions = Message(
    "cycle",
    "decisions use each other: {name}",
    "决策互相依赖：{name}",
    hint=Said("break the circle, for instance by an input or a parameter", "请打断循环，例如改用输入或参数"),
)
