"""What can be wrong with offers: one function for each message, in English and Chinese."""

from __future__ import annotations

from credit_engine.messages import Message
from credit_engine.wording import Said

no_term_asked_for = Message(
    "missing-key",
    "'other_term' needs the term that was asked for",
    "'other_term' 需要申请的期限",
    expected=Said("term: the requested term", "term：申请的期限"),
)

too_many_offers = Message(
    "too-many-offers",
    "the grid has {count} offers",
    "网格共有 {count} 个方案",
    expected=Said("at most {max_offers}", "不超过 {max_offers}"),
    hint=Said("take fewer amounts or terms", "请减少金额或期限的个数"),
)

too_much_worked_out = Message(
    "too-many-offers",
    "what is worked out is too long for {count} offers",
    "{count} 个方案的计算内容过长",
    expected=Said(
        "at most {max_offer_characters:,} characters, times the number of offers",
        "最多 {max_offer_characters:,} 个字符（乘以方案个数）",
    ),
    hint=Said(
        "move what does not depend on the offer into decisions of its own",
        "请把与方案无关的计算移到单独的决策",
    ),
)

other_unit = Message(
    "unit-clash",
    "'{value}' is in '{unit}', the others in '{unit_2}'",
    "'{value}' 的单位是 '{unit}'，其他的单位是 '{unit_2}'",
)

entry_name_taken = Message(
    "duplicate-name",
    "'{name}' is already the name of an entry of the offer",
    "'{name}' 已是方案条目的名称",
    hint=Said("choose another name", "请另取名称"),
)

rank_with_both = Message(
    "unexpected-key",
    "a key of the ranking is either 'largest' or 'smallest'",
    "排序键只能是 'largest' 或 'smallest' 之一",
    hint=Said("give each a line of its own", "请各写一行"),
)

rank_without_either = Message(
    "missing-key",
    "a key of the ranking needs 'largest' or 'smallest'",
    "排序键须写 'largest' 或 'smallest'",
    expected=Said("largest: or smallest: a number", "largest: 或 smallest: 一个数字"),
)
