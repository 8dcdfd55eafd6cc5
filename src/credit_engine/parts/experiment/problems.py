"""What can be wrong with an experiment, in words."""

from __future__ import annotations

from collections.abc import Collection

from credit_engine.problems import Note, Problem, suggestion
from credit_engine.source import Span
from credit_engine.wording import said

_IDENTIFIER = said("what identifies a customer or an application", "能识别客户或申请的标识")


def wrong_key(kind: str, at: Span) -> Problem:
    """The key is neither a text nor a number."""
    return Problem(
        "type-clash",
        said("'key' has to be a text or a number, not {kind}", "key须为文本或数值，而不是{kind}", kind=kind),
        at,
        _IDENTIFIER,
        said("string(...) makes a text of it", "用string(...)可将其转为文本"),
    )


def same_key(at: Span) -> Problem:
    """The key depends on no input."""
    return Problem(
        "wrong-value",
        said(
            "'key' is the same for every case, so that all have one arm",
            "key对所有申请都相同，全部会落入同一组",
        ),
        at,
        _IDENTIFIER,
    )


def unreadable_salt(at: Span) -> Problem:
    """The salt cannot be read and typed again by a person."""
    return Problem(
        "wrong-value",
        said(
            "'salt' is empty, or has a colon, blanks around it or characters that nobody sees",
            "salt为空，或含冒号、首尾空白或不可见字符",
        ),
        at,
        said(
            "a text of this experiment's own, such as pilot-2026-1",
            "本试验专用的文本，如pilot-2026-1",
        ),
    )


def repeated_salt(salt: str, at: Span, first: Span) -> Problem:
    """Two experiments of a policy have one salt."""
    return Problem(
        "repeated-salt",
        said("the salt '{salt}' is that of another experiment", "盐值'{salt}'已用于另一项试验", salt=salt),
        at,
        said("a salt of its own", "本试验专用的盐值"),
        said(
            "with one salt the same customers are in the first arms of both",
            "盐值相同时，两项试验的第一组是同一批客户",
        ),
        (Note(said("the other experiment", "另一项试验"), first),),
        severity="warning",
    )


def wrong_share(arm: str, at: Span) -> Problem:
    """A share is no part of the whole."""
    return Problem(
        "wrong-value",
        said("the share of '{arm}' is not between 0 and 1", "'{arm}'的占比不在0至1之间", arm=arm),
        at,
        said("a number from 0 to 1", "0至1之间的数"),
    )


def wrong_sum(total: str, at: Span) -> Problem:
    """The shares are more or less than all."""
    return Problem(
        "wrong-value",
        said("the shares of the arms sum to {total}", "各组占比合计为{total}", total=total),
        at,
        said("shares that sum to exactly 1", "占比合计恰好为1"),
    )


def unnamed_arm(at: Span) -> Problem:
    """The name of an arm is blank."""
    return Problem(
        "wrong-value", said("an arm has no name", "有一组没有名称"), at, said("a name", "一个名称")
    )


def same_name(arm: str, other: str, at: Span) -> Problem:
    """Two arms differ only by case, width or blanks."""
    return Problem(
        "duplicate-name",
        said(
            "'{arm}' is '{other}' in another spelling", "'{arm}'与'{other}'只是写法不同", arm=arm, other=other
        ),
        at,
        hint=said("choose another name", "换一个名称"),
    )


def alone(key: str, lacking: str, at: Span) -> Problem:
    """One of `applies_when` and `otherwise` stands without the other."""
    return Problem(
        "missing-key",
        said("'{key}' needs '{lacking}' beside it", "有{key}时须同时有{lacking}", key=key, lacking=lacking),
        at,
        said("both, or neither", "两者同时写，或都不写"),
        said(
            "'otherwise' is the arm where 'applies_when' is false",
            "otherwise是applies_when为false时的组别",
        ),
    )


def unknown_arm(arm: str, arms: Collection[str], at: Span) -> Problem:
    """Cases outside of the experiment have an arm that there is not."""
    return Problem(
        "unknown-value",
        said("'{arm}' is none of the arms", "'{arm}'不是任何一组", arm=arm),
        at,
        ", ".join(arms),
        suggestion(arm, arms) or said("an arm may have the share 0", "一组的占比可以为0"),
    )
