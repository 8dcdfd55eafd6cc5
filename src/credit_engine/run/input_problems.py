"""What can be wrong with a record, every text short whatever the record holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from difflib import get_close_matches
from reprlib import Repr
from typing import Any

from credit_engine import numbers, temporal
from credit_engine.limits import MAX_COMPARED_NAMES, MAX_PROBLEMS, MAX_SHOWN_VALUE, MAX_TEXT_LENGTH
from credit_engine.messages import Message
from credit_engine.problems import Problem, first_of, is_text, suggestion
from credit_engine.run.fields import Field
from credit_engine.texts.kinds import kind_words
from credit_engine.wording import Said, said, to_write

_SHOWN = MAX_SHOWN_VALUE
_SUGGESTED = 20
"""So many unknown fields of one place are compared with the known ones."""


class _Brief(Repr):
    """Shows values of any depth and size in a few words, those that JSON has as JSON writes them."""

    def repr1(self, x: Any, level: int) -> str:
        """A value of any type at a depth."""
        plain = _scalar(x)
        return super().repr1(x, level) if plain is None else plain

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
    text = _BRIEF.repr(raw)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 3] + "..."


def _scalar(raw: Any) -> str | None:
    """A text, number, truth value, time or null as JSON or FEEL writes it; None for anything else.

    A whole number is one whether a column of floats held it or not: 200, never 200.0.
    """
    if raw is None:
        return "null"
    if isinstance(raw, str):
        return f'"{raw[:_SHOWN]}"'
    of_numpy = getattr(raw, "shape", None) == ()
    if isinstance(raw, bool) or (of_numpy and raw.dtype.kind == "b"):
        return "true" if raw else "false"
    if isinstance(raw, float | Decimal) or of_numpy or _is_time(raw):
        return str(raw).removesuffix(".0")
    return None


def _is_time(raw: Any) -> bool:
    return temporal.is_python_time(raw) or isinstance(raw, temporal.Temporal)


_GIVEN_AS = "{path} is {raw}", "{path} 是 {raw}"

missing_input = Message("missing-input", "{path} is missing", "缺少 {path}")

required_input = Message(
    "unknown-cause",
    "{path} is required; it cannot be missing",
    "{path} 为必填项，不能缺失",
)

undeclared_cause = Message(
    "unknown-cause",
    "{cause} is not a declared cause of a missing {path}",
    "{cause} 不是 {path} 声明过的缺失原因",
    unknown="cause",
)

other_type = Message("wrong-type", "{where} is {raw}", "{where} 是 {raw}")

time_of_day = Message(
    "wrong-type",
    *_GIVEN_AS,
    hint=Said("leave the time of day out, or give it with its time zone", "请去掉时刻，或连同时区一起给出"),
)
"""A local moment within a day, where a day is declared."""

no_number = Message(
    "not-a-number",
    *_GIVEN_AS,
    expected=Said("a finite number", "有限的数字"),
    hint=Said(
        'a missing value is null, or {{"missing": "cause"}}', '缺失值写作 null，或 {{"missing": "原因"}}'
    ),
)
overlong_number = Message(
    "number-too-long",
    *_GIVEN_AS,
    expected=Said(f"at most {numbers.DIGITS} digits", f"最多 {numbers.DIGITS} 位"),
    hint=Said("round it", "请取整"),
)
lone_surrogate = Message(
    "lone-surrogate",
    "{path} holds half of a character: {text}",
    "{path} 含有半个字符：{text}",
    hint=Said("write the whole character", "请写完整的字符"),
)
"""A text, or a key, with half of a character, which no file and no page can hold."""

out_of_range = Message("out-of-range", *_GIVEN_AS, expected="{range}")

other_value = Message("not-allowed", *_GIVEN_AS)

too_long = Message(
    "too-large",
    "{path} is too long",
    "{path} 过长",
    expected=Said(f"at most {MAX_TEXT_LENGTH} characters", f"最多 {MAX_TEXT_LENGTH} 个字符"),
)

too_many_items = Message(
    "too-large",
    "{path} has {count} items",
    "{path} 有 {count} 项",
    expected=Said("at most {most} items", "最多 {most} 项"),
)

UNDECLARED = "unknown-field"

undeclared_field = Message(UNDECLARED, "{path} is not an input of this policy", "{path} 不是此政策的输入")


def not_finite(path: str, raw: Any) -> Problem:
    """NaN, an infinity, or a number beyond all decimals."""
    return no_number(path=path, raw=shown(raw))


def too_many_digits(path: str, raw: Any) -> Problem:
    """A number that would have to be rounded."""
    return overlong_number(path=path, raw=shown(raw))


def missing(field: Field, path: str, cause: Any) -> Problem:
    """A field is missing, or for a cause that the policy does not declare."""
    kind, declared = kind_words(field.kind), ", ".join(field.missing or ())
    if cause == "not_given":
        form = "{kind}, or a declared cause: {declared}", "{kind}，或声明过的缺失原因：{declared}"
        expected = said(*form, kind=kind, declared=declared) if declared else kind
        return missing_input(path=path, expected=expected)
    if not field.missing:
        return required_input(path=path, expected=kind)
    return undeclared_cause(path=path, cause=shown(cause), known=field.missing)


def wrong_type(path: str, expected: str, raw: Any, kind: str = "") -> Problem:
    """A value of another type than declared; one of `kind` in another form is written anew by the hint."""
    hint = _as_meant(raw, kind)
    if "number" in expected and _numeric(raw):
        hint = said("write the number without quotes", "请去掉数字的引号")
    where = path or said("the record", "记录")
    return other_type(path=path, where=where, raw=shown(raw), expected=expected, hint=hint)


def _as_meant(raw: Any, kind: str) -> str:
    """How a number, day or truth value typed as `20万`, `2026/11/29` or `是` is written in a record."""
    if not isinstance(raw, str) or not kind:
        return ""
    from credit_engine.other_notations import value_to_write

    return value_to_write(raw, kind, quoted=kind == "date")


def redacted(field: Field, path: str, found: Problem) -> Problem:
    """What is wrong with a value that must not be shown: the code and what was expected."""
    if found.code == "missing-input" or found.private:
        return found
    message = said(
        "the value of {path} is refused; it is not shown", "{path} 的值不被接受；不显示该值", path=path
    )
    expected = found.expected or said(
        "a {kind} of the declared fields", "含所声明字段的{kind}", kind=kind_words(field.kind)
    )
    return Problem(found.code, message, path=path, expected=expected, private=True)


def without_text(problems: Iterable[Problem], what: str = said("the record", "记录")) -> list[Problem]:
    """Problems of a record, or of `what` comes with it, without its lines, for a policy that redacts.

    What is wrong with the text or the record as a whole, and what was expected, may quote any value, so only
    its place is told.
    """
    return [
        replace(problem, private=True)
        if problem.path
        else Problem(
            problem.code,
            said("{what} is refused; it is not shown", "{what}不被接受；不显示其内容", what=what),
            problem.span,
            private=True,
        )
        for problem in problems
    ]


def _numeric(raw: Any) -> bool:
    return isinstance(raw, str) and len(raw) <= _SHOWN and numbers.read_number(raw) is not None


def not_allowed(field: Field, path: str, raw: str) -> Problem:
    """A text that is none of the declared values."""
    values = field.values or ()
    hint = _half_width(raw, values) or suggestion(raw[:_SHOWN], values)
    return other_value(path=path, raw=shown(raw), expected=", ".join(values), hint=hint)


def _half_width(raw: str, values: Sequence[str]) -> str:
    """The declared value that a text in full-width characters, or with blanks around it, stands for."""
    from credit_engine.other_notations import half_width

    meant = half_width(raw[:_SHOWN]).strip()
    return to_write(f'"{meant}"') if meant in values else ""


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
        kept = [problem for problem in self if with_undeclared or problem.code != UNDECLARED]
        beyond = self.beyond[False] + (self.beyond[True] if with_undeclared else 0)
        found = Findings(None)
        found.stand_ins = self.stand_ins
        for problem in first_of(kept, beyond):
            found.append(problem)
        return found


def _key(key: Any) -> str:
    return key[:_SHOWN] if isinstance(key, str) else shown(key)


def _unknown_field(path: str, known: Sequence[str], suggested: bool) -> Problem:
    hint = ""
    if not is_text(path):
        return lone_surrogate(path=path, text=shown(path))
    if suggested:
        words = {name.rpartition(".")[2]: name for name in known}
        close = get_close_matches(path.rpartition(".")[2], words, n=1, cutoff=0.6)
        hint = said("did you mean '{words}'?", "是否应为 '{words}'？", words=words[close[0]]) if close else ""
    if path in known and "." in path:
        hint = said(
            "nest it: the dots of an input's name are levels of the record",
            "请按层嵌套：输入名中的点表示记录的层级",
        )
    return undeclared_field(path=path, hint=hint)
