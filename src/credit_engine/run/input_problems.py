"""What can be wrong with a record: one function per message, every text short whatever the record holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from difflib import get_close_matches
from reprlib import Repr
from typing import Any

from credit_engine import numbers, temporal
from credit_engine.limits import MAX_COMPARED_NAMES, MAX_PROBLEMS, MAX_SHOWN_VALUE, MAX_TEXT_LENGTH
from credit_engine.problems import Problem, first_of, is_text, suggestion
from credit_engine.run.fields import Field
from credit_engine.texts.kinds import kind_words
from credit_engine.wording import said, to_write

_SHOWN = MAX_SHOWN_VALUE
_SUGGESTED = 20
"""So many unknown fields of one place are compared with the known ones."""


class _Brief(Repr):
    """Shows values of any depth and size in a few words."""

    def repr_int(self, x: int, level: int) -> str:
        """A number; that of a huge one's digits."""
        if -(10**_SHOWN) < x < 10**_SHOWN:
            return str(x)
        return said(
            "a number of {bit_length} digits",
            "{bit_length} 位的数字",
            bit_length=x.bit_length() * 30103 // 100000 + 1,
        )


_BRIEF = _Brief()


def shown(raw: Any) -> str:
    """A raw value as a message shows it."""
    if isinstance(raw, str):
        text = f'"{raw[:_SHOWN]}"'
    elif isinstance(raw, float | Decimal) or getattr(raw, "shape", None) == () or _is_time(raw):
        text = str(raw)
    else:
        text = _BRIEF.repr(raw)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 3] + "..."


def _is_time(raw: Any) -> bool:
    return temporal.is_python_time(raw) or isinstance(raw, temporal.Temporal)


def missing(one: Field, path: str, cause: Any) -> Problem:
    """A field is missing, or for a cause that the policy does not declare."""
    declared = ", ".join(one.missing or ())
    if isinstance(cause, str) and cause == "not_given":
        return Problem(
            "missing-input",
            said("{path} is missing", "缺少 {path}", path=path),
            path=path,
            expected=kind_words(one.kind)
            if not declared
            else said(
                "{kind}, or a declared cause: {declared}",
                "{kind}，或声明过的缺失原因：{declared}",
                kind=kind_words(one.kind),
                declared=declared,
            ),
        )
    if not one.missing:
        return Problem(
            "unknown-cause",
            said("{path} is required; it cannot be missing", "{path} 为必填项，不能缺失", path=path),
            path=path,
            expected=kind_words(one.kind),
        )
    hint = suggestion(shown(cause), one.missing)
    return Problem(
        "unknown-cause",
        said(
            "{cause} is not a declared cause of a missing {path}",
            "{cause} 不是 {path} 声明过的缺失原因",
            cause=shown(cause),
            path=path,
        ),
        path=path,
        expected=declared,
        hint=hint,
    )


def wrong_type(path: str, expected: str, raw: Any, kind: str = "") -> Problem:
    """A value of another type than declared; one of `kind` in another form is written anew by the hint."""
    where = path or said("the record", "记录")
    return Problem(
        "wrong-type",
        said("{where} is {raw}", "{where} 是 {raw}", where=where, raw=shown(raw)),
        path=path,
        expected=expected,
        hint=said("write the number without quotes", "请去掉数字的引号")
        if "number" in expected and _numeric(raw)
        else _as_meant(raw, kind),
    )


def _as_meant(raw: Any, kind: str) -> str:
    """How a number, day or truth value typed as `20万`, `2026/11/29` or `是` is written in a record."""
    if not isinstance(raw, str) or not kind:
        return ""
    from credit_engine.other_notations import value_to_write

    return value_to_write(raw, kind, quoted=kind == "date")


def redacted(one: Field, path: str, found: Problem) -> Problem:
    """What is wrong with a value that must not be shown: the code and what was expected."""
    if found.code == "missing-input" or found.private:
        return found
    message = said(
        "the value of {path} is refused; it is not shown", "{path} 的值不被接受；不显示该值", path=path
    )
    expected = found.expected or said(
        "a {kind} of the declared fields", "含所声明字段的{kind}", kind=kind_words(one.kind)
    )
    return Problem(found.code, message, path=path, expected=expected, private=True)


def without_text(problems: Iterable[Problem], what: str = said("the record", "记录")) -> list[Problem]:
    """Problems of a record, or of `what` comes with it, without its lines, for a policy that redacts.

    What is wrong with the text or the record as a whole, and what was expected, may quote any value, so only
    its place is told.
    """
    return [
        replace(one, private=True)
        if one.path
        else Problem(
            one.code,
            said("{what} is refused; it is not shown", "{what}不被接受；不显示其内容", what=what),
            one.span,
            private=True,
        )
        for one in problems
    ]


def time_of_day(path: str, expected: str, raw: Any) -> Problem:
    """A local moment within a day, where a day is declared."""
    return Problem(
        "wrong-type",
        said("{path} is {raw}", "{path} 是 {raw}", path=path, raw=shown(raw)),
        path=path,
        expected=expected,
        hint=said(
            "leave the time of day out, or give it with its time zone", "请去掉时刻，或连同时区一起给出"
        ),
    )


def _numeric(raw: Any) -> bool:
    return isinstance(raw, str) and len(raw) <= _SHOWN and numbers.read_number(raw) is not None


def not_finite(path: str, raw: Any) -> Problem:
    """NaN, an infinity, or a number beyond all decimals."""
    return Problem(
        "not-a-number",
        said("{path} is {raw}", "{path} 是 {raw}", path=path, raw=shown(raw)),
        path=path,
        expected=said("a finite number", "有限的数字"),
        hint=said(
            'a missing value is null, or {{"missing": "cause"}}', '缺失值写作 null，或 {{"missing": "原因"}}'
        ),
    )


def too_many_digits(path: str, raw: Any) -> Problem:
    """A number that would have to be rounded."""
    return Problem(
        "number-too-long",
        said("{path} is {raw}", "{path} 是 {raw}", path=path, raw=shown(raw)),
        path=path,
        hint=said("round it", "请取整"),
        expected=said("at most {digits} digits", "最多 {digits} 位", digits=numbers.DIGITS),
    )


def lone_surrogate(path: str, text: str) -> Problem:
    """A text, or a key, with half of a character, which no file and no page can hold."""
    message = said(
        "{path} holds half of a character: {text}", "{path} 含有半个字符：{text}", path=path, text=shown(text)
    )
    return Problem(
        "lone-surrogate", message, path=path, hint=said("write the whole character", "请写完整的字符")
    )


def out_of_range(one: Field, path: str, raw: Any) -> Problem:
    """A value outside of the declared range."""
    return Problem(
        "out-of-range",
        said("{path} is {raw}", "{path} 是 {raw}", path=path, raw=shown(raw)),
        path=path,
        expected=one.range_text,
    )


def not_allowed(one: Field, path: str, raw: str) -> Problem:
    """A text that is none of the declared values."""
    values = one.values or ()
    return Problem(
        "not-allowed",
        said("{path} is {raw}", "{path} 是 {raw}", path=path, raw=shown(raw)),
        path=path,
        expected=", ".join(values),
        hint=_half_width(raw, values) or suggestion(raw[:_SHOWN], values),
    )


def _half_width(raw: str, values: Sequence[str]) -> str:
    """The declared value that a text in full-width characters, or with blanks around it, stands for."""
    from credit_engine.other_notations import half_width

    meant = half_width(raw[:_SHOWN]).strip()
    return to_write(f'"{meant}"') if meant in values else ""


def too_long(path: str) -> Problem:
    """A text beyond the limit."""
    return Problem(
        "too-large",
        said("{path} is too long", "{path} 过长", path=path),
        path=path,
        expected=said(
            "at most {max_text_length} characters",
            "最多 {max_text_length} 个字符",
            max_text_length=MAX_TEXT_LENGTH,
        ),
    )


def too_many_items(one: Field, path: str, count: int) -> Problem:
    """A list beyond its limit."""
    return Problem(
        "too-large",
        said("{path} has {count} items", "{path} 有 {count} 项", path=path, count=count),
        path=path,
        expected=said("at most {at_most} items", "最多 {at_most} 项", at_most=one.at_most),
    )


UNDECLARED = "unknown-field"


class Findings(list[Problem]):
    """What is wrong with a record: the first problems, and the numbers of those beyond.

    `stand_ins` are the causes of missing fields with a declared value.
    Undeclared fields are counted by themselves: a policy may just list them, so they take no other's place.
    """

    def __init__(self, most: int | None = MAX_PROBLEMS) -> None:
        super().__init__()
        self.stand_ins: dict[str, str] = {}
        self.most = most
        self.beyond = {True: 0, False: 0}
        self._kept = {True: 0, False: 0}

    def append(self, problem: Problem) -> None:
        """Keep a problem, or only count it."""
        undeclared = problem.code == UNDECLARED
        if self.most is not None and self._kept[undeclared] >= self.most:
            self.beyond[undeclared] += 1
        else:
            self._kept[undeclared] += 1
            super().append(problem)

    def take_over(self, other: Findings, worded: Iterable[Problem]) -> None:
        """Add what was found within a field, in other words."""
        for problem in worded:
            self.append(problem)
        for undeclared, beyond in other.beyond.items():
            self.beyond[undeclared] += beyond
        self.stand_ins |= other.stand_ins

    def unknown_fields(self, prefix: str, keys: Sequence[Any], known: Sequence[str]) -> None:
        """Fields that the policy does not declare."""
        room = len(keys) if self.most is None else min(self.most - self._kept[True], len(keys))
        suggested = min(_SUGGESTED, MAX_COMPARED_NAMES // (len(known) + 1))
        for i, key in enumerate(keys[:room]):
            self.append(_unknown_field(prefix + _key(key), known, self._kept[True] + i < suggested))
        self.beyond[True] += len(keys) - room

    def refused(self, with_undeclared: bool) -> Findings:
        """The problems for which a record is refused, and how many more there are."""
        kept = [one for one in self if with_undeclared or one.code != UNDECLARED]
        beyond = self.beyond[False] + (self.beyond[True] if with_undeclared else 0)
        found = Findings(None)
        found.stand_ins = self.stand_ins
        for one in first_of(kept, beyond):
            found.append(one)
        return found


def _key(key: Any) -> str:
    return key[:_SHOWN] if isinstance(key, str) else shown(key)


def _unknown_field(path: str, known: Sequence[str], suggested: bool) -> Problem:
    hint = ""
    if not is_text(path):
        return lone_surrogate(path, path)
    if suggested:
        words = {name.rpartition(".")[2]: name for name in known}
        close = get_close_matches(path.rpartition(".")[2], words, n=1, cutoff=0.6)
        hint = said("did you mean '{words}'?", "是否应为 '{words}'？", words=words[close[0]]) if close else ""
    if path in known and "." in path:
        hint = said(
            "nest it: the dots of an input's name are levels of the record",
            "请按层嵌套：输入名中的点表示记录的层级",
        )
    return Problem(
        UNDECLARED,
        said("{path} is not an input of this policy", "{path} 不是此政策的输入", path=path),
        path=path,
        hint=hint,
    )
