"""What can be wrong with an experiment, in words."""

from __future__ import annotations

from credit_engine.messages import Message
from credit_engine.wording import Said, said

_IDENTIFIER = said("what identifies a customer or an application", "能识别客户或申请的标识")

wrong_key = Message(
    "type-clash",
    "'key' has to be a text or a number, not {kind}",
    "key须为文本或数值，而不是{kind}",
    expected=_IDENTIFIER,
    hint=Said("string(...) makes a text of it", "用string(...)可将其转为文本"),
)
"""The key is neither a text nor a number."""

same_key = Message(
    "wrong-value",
    "'key' is the same for every case, so that all have one arm",
    "key对所有申请都相同，全部会落入同一组",
    expected=_IDENTIFIER,
)
"""The key depends on no input."""

protected_key = Message(
    "protected-input",
    "the arm depends on the protected input '{at}'",
    "组别取决于受保护的输入 '{at}'",
    expected=_IDENTIFIER,
)
"""The key depends on an input that must not be decided on, though nothing uses the arm yet."""

unreadable_salt = Message(
    "wrong-value",
    "'salt' is empty, or has a colon, blanks around it or characters that nobody sees",
    "salt为空，或含冒号、首尾空白或不可见字符",
    expected=Said(
        "a text of this experiment's own, such as pilot-2026-1", "本试验专用的文本，如pilot-2026-1"
    ),
)
"""The salt cannot be read and typed again by a person."""


repeated_salt = Message(
    "repeated-salt",
    "the salt '{salt}' is that of another experiment",
    "盐值'{salt}'已用于另一项试验",
    expected=Said("a salt of its own", "本试验专用的盐值"),
    hint=Said(
        "with one salt the same customers are in the first arms of both",
        "盐值相同时，两项试验的第一组是同一批客户",
    ),
    severity="warning",
)
"""Two experiments of a policy have one salt."""

wrong_share = Message(
    "wrong-value",
    "the share of '{arm}' is not between 0 and 1",
    "'{arm}'的占比不在0至1之间",
    expected=Said("a number from 0 to 1", "0至1之间的数"),
)
"""A share is no part of the whole; of one up to 100 the hint is what it is as a fraction."""

wrong_sum = Message(
    "wrong-value",
    "the shares of the arms sum to {total}",
    "各组占比合计为{total}",
    expected=Said("shares that sum to exactly 1", "占比合计恰好为1"),
)
"""The shares are more or less than all."""

unnamed_arm = Message(
    "wrong-value", "an arm has no name", "有一组没有名称", expected=Said("a name", "一个名称")
)
"""The name of an arm is blank."""

same_name = Message(
    "duplicate-name",
    "'{arm}' is '{other}' in another spelling",
    "'{arm}'与'{other}'只是写法不同",
    hint=Said("choose another name", "换一个名称"),
)
"""Two arms differ only by case, width or blanks."""

alone = Message(
    "missing-key",
    "'{key}' needs '{lacking}' beside it",
    "有{key}时须同时有{lacking}",
    expected=Said("both, or neither", "两者同时写，或都不写"),
    hint=Said(
        "'otherwise' is the arm where 'applies_when' is false", "otherwise是applies_when为false时的组别"
    ),
)
"""One of `applies_when` and `otherwise` stands without the other."""


unknown_arm = Message(
    "unknown-value",
    "'{arm}' is none of the arms",
    "'{arm}'不是任何一组",
    hint=Said("an arm may have the share 0", "一组的占比可以为0"),
    unknown="arm",
)
"""Cases outside of the experiment have an arm that there is not."""
