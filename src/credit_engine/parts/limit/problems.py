"""What can be wrong with limit: one function for each message, in English and Chinese."""

from __future__ import annotations

from credit_engine.messages import Message
from credit_engine.wording import Said

factor_with_unit = Message(
    "unit-clash",
    "'{value}' is in '{unit}', a conversion factor is a fraction",
    "'{value}' 的单位是 '{unit}'，而转换系数是比例",
)

factor_without_undrawn = Message(
    "missing-key",
    "'conversion_factor' needs 'undrawn'",
    "'conversion_factor' 需要 'undrawn'",
    expected=Said("undrawn: what is promised and not drawn", "undrawn：已承诺而未提用的金额"),
)

factor_out_of_range = Message(
    "wrong-value", "a conversion factor lies between 0 and 1", "转换系数须在 0 与 1 之间", expected="[0..1]"
)

no_constraints = Message(
    "missing-key",
    "a limit needs 'at_most' or 'tree'",
    "额度须写 'at_most' 或 'tree'",
    expected=Said(
        "at_most: constraints by name, or tree: levels by name",
        "at_most：按名称列出的约束，或 tree：按名称列出的层级",
    ),
)

step_not_positive = Message(
    "wrong-value",
    "the step has to be above 0",
    "步长必须大于 0",
    expected=Said("a number above 0", "大于 0 的数字"),
)

constraint_named_requested = Message(
    "duplicate-id",
    "'requested' is the name of the first constraint",
    "'requested' 是第一个约束的名称",
    hint=Said("choose another name", "请另取名称"),
)

level_named_as_constraint = Message(
    "duplicate-id",
    "'{name}' is the name of a constraint, too",
    "'{name}' 也是某个约束的名称",
    hint=Said("choose another name", "请另取名称"),
)
