"""What can be wrong with a decision by a scorecard."""

from __future__ import annotations

from credit_engine.messages import Message
from credit_engine.wording import Said

scores_have_no_outcome = Message(
    "unknown-value",
    "of scores there can be none, or they are undecided",
    "评分列表可以为空，或无法判定",
)

numbers_not_covered = Message(
    "attribute-gap",
    "no attribute of '{name}' covers {shown}",
    "'{name}' 没有属性覆盖 {shown}",
    hint=Said(
        "extend the first or last range, add 'otherwise: true', or declare the input's range",
        "请扩展首尾区间，增加 'otherwise: true'，或声明输入的区间",
    ),
)

characteristic_of_other_type = Message(
    "type-clash",
    "the attributes of '{name}' are for {wanted}, '{value}' is {type}",
    "'{name}' 的属性针对{wanted}，'{value}' 是{type}",
)

values_not_covered = Message(
    "attribute-gap",
    "no attribute of '{name}' covers {values}",
    "'{name}' 没有属性覆盖 {values}",
    hint=Said(
        "add the values, or an attribute 'otherwise: true'", "请补上这些值，或增加属性 'otherwise: true'"
    ),
)

undeclared_cause = Message(
    "unknown-value",
    "'{missing}' is no declared cause of a missing value",
    "'{missing}' 不是声明过的缺失原因",
)

unknown_characteristic = Message(
    "unknown-characteristic",
    "the card has no characteristic '{name}'",
    "评分卡没有特征 '{name}'",
    unknown="name",
)

undeclared_value = Message(
    "unknown-value",
    "'{value}' is not a declared value of the input of '{name}'",
    "'{value}' 不在 '{name}' 的输入声明的取值之中",
    unknown="value",
)
