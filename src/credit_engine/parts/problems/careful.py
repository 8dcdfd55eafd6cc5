"""What a careful reader asks of parts that can be decided: branches, thresholds and ends that never count."""

from __future__ import annotations

from credit_engine.messages import Message
from credit_engine.wording import Said

branch_unreachable = Message(
    "branch-unreachable",
    "this branch is never taken: the conditions before it leave no record over for which "
    "'{condition}' holds{sample}",
    "此分支永远不会被采用：经过之前的条件后，没有任何记录使“{condition}”成立{sample}",
    hint=Said("put it before the wider condition, or remove it", "请把它移到较宽的条件之前，或删去它"),
    severity="warning",
)

parameter_decides_condition = Message(
    "threshold-out-of-range",
    "with {values} this condition is always {word}",
    "在 {values} 时，此条件永远为{word}",
    hint=Said(
        "correct the parameter, or the declared range of what is compared with it",
        "请更正该参数，或与之比较的字段所声明的范围",
    ),
    severity="warning",
)

end_never_reached = Message(
    "threshold-out-of-range",
    "'{tested}' is {declared}, so that this end is never reached",
    "“{tested}”的范围是 {declared}，永远达不到此端点",
    severity="warning",
)

never_applies = Message(
    "always-false",
    "'{id}' never applies",
    "“{id}”永远不适用",
    hint=Said("correct the condition, or remove it", "请更正该条件，或删去它"),
    severity="warning",
)

always_applies = Message(
    "always-true",
    "'{id}' always applies",
    "“{id}”始终适用",
    hint=Said("correct the condition, or remove it", "请更正该条件，或删去它"),
    severity="warning",
)

item_repeated = Message(
    "item-repeated",
    "'{id}' asks for what '{other}' asks for wherever it applies",
    "“{id}”适用之处，“{other}”均已提出同样的要求",
    hint=Said("remove '{id}', or correct it", "请删去“{id}”，或更正它"),
    severity="warning",
)

items_contradict = Message(
    "items-contradict",
    "'{id}' and '{other}' exclude each other: where '{id}' applies, one of them is always missing",
    "“{id}”与“{other}”互相排斥：“{id}”适用时，两者必有一项缺失",
    hint=Said("remove '{id}', or correct it", "请删去“{id}”，或更正它"),
    severity="warning",
)
