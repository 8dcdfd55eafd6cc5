"""What can be wrong with a file of cases."""

from __future__ import annotations

from credit_engine.messages import Message
from credit_engine.wording import Said

unknown_mutant = Message(
    "unknown-mutant",
    "there is no mutant '{name}'",
    "没有变异 '{name}'",
    expected=Said(
        "a mutant as 'credit-engine test --mutate' names it", "'credit-engine test --mutate' 所列的变异名称"
    ),
    hint="{hint}",
)

no_such_input = Message(
    "unknown-name",
    "'{at}' is not an input of the policy",
    "'{at}' 不是政策的输入",
    expected=Said("the path of an input", "输入的路径"),
    hint="{hint}",
)

base_without_path = Message(
    "unknown-name",
    "the base has no '{at}'",
    "基础记录没有 '{at}'",
    expected=Said("a path that the record has, items counted from 0", "记录中已有的路径，序号从 0 开始"),
)

no_as_of = Message("missing-key", "the key 'as_of' is missing", "缺少键 'as_of'", expected="{expected}")
