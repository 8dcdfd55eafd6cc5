"""What can be wrong with prices and with the sharing of collateral."""

from __future__ import annotations

from credit_engine.messages import Message
from credit_engine.wording import Said

collateral_name_taken = Message(
    "duplicate-name",
    "'{name}' is already the name of an item of collateral",
    "'{name}' 已是押品项的名称",
    hint=Said("choose another name", "请另取名称"),
)

amounts_of_several_units = Message(
    "unit-clash",
    "'{value}' is in '{unit}', '{value_2}' in '{first}'",
    "'{value}' 的单位是 '{unit}'，'{value_2}' 的单位是 '{first}'",
)

line_named_base = Message(
    "duplicate-id",
    "'base' is the name of the first line",
    "'base' 是第一行的名称",
    hint=Said("choose another name", "请另取名称"),
)

cap_below_floor = Message(
    "wrong-value",
    "the cap is below the floor",
    "上限低于下限",
    expected=Said("at least {floor}", "不小于 {floor}"),
)

title_of_nothing = Message(
    "unknown-name",
    "there is nothing named '{name}' to have a title",
    "没有名为 '{name}' 的项可供命名",
    unknown="name",
)
