"""What can be wrong with a book that is held against an origination policy, in English and Chinese."""

from __future__ import annotations

from credit_engine.messages import Message
from credit_engine.wording import Said

column_type = Message(
    "wrong-type",
    "the column {name} holds {value}",
    "列 {name} 含有 {value}",
    expected=Said("numbers", "数字"),
)

outcome_value = Message(
    "out-of-range",
    "the column {name} holds {value}",
    "列 {name} 含有 {value}",
    expected=Said(
        "1 for a bad loan, 0 for a good one, nothing where it is not known", "不良为1，正常为0，未知为空"
    ),
)

no_called = Message(
    "unknown-name",
    "the policy {policy} does not call {name}",
    "政策 {policy} 没有调用 {name}",
    expected=Said("no policy is called", "没有调用政策"),
    unknown="name",
)

no_share_column = Message(
    "missing-input",
    "the book has no column {name}",
    "贷款簿没有列 {name}",
    expected=Said("columns of shares of causes", "成因占比列"),
)

no_outcomes = Message(
    "empty-class",
    "the column {name} says of no loan what became of it",
    "列 {name} 未给出任何贷款的结果",
    expected=Said("good loans and bad ones", "同时有正常贷款和不良贷款"),
)

one_kind = Message(
    "empty-class",
    "the column {name} holds {value} for every loan whose outcome is known",
    "列 {name} 中结果已知的贷款均为 {value}",
    expected=Said("good loans and bad ones", "同时有正常贷款和不良贷款"),
)
