"""What is doubtful in sizes: fractions, ends and minima."""

from __future__ import annotations

from credit_engine.messages import Message
from credit_engine.wording import Said

fraction_above_one = Message(
    "fraction-above-one",
    "'{name}' is in '{unit}', where {value} means {percent} percent",
    "“{name}”的单位是 {unit}，{value} 表示 {percent}%",
    expected=Said("{right} for {value} percent", "{value}% 写作 {right}"),
    severity="warning",
)

never_binds = Message(
    "never-binds",
    "'{name}' can never bind: '{other}' is at most {high}",
    "“{name}”永远不会起约束作用：“{other}”最多为 {high}",
    hint=Said("correct '{name}', or remove it", "请更正“{name}”，或删去它"),
    severity="warning",
)

end_never_binds = Message(
    "never-binds",
    "the {name} can never bind: the lines come to {which} {end}",
    "“{name}”永远不会起约束作用：各项之和{which}为 {end}",
    hint=Said("correct the {name}, or remove it", "请更正“{name}”，或删去它"),
    severity="warning",
)

minimum_above_cap = Message(
    "minimum-above-cap",
    "the minimum is {least}, and '{name}' is at most {high}: there is never a limit",
    "最低额为 {least}，而“{name}”最多为 {high}：永远不会有额度",
    expected=Said("at most {high}", "最多 {high}"),
    severity="warning",
)
