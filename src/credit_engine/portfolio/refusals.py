"""Rows of the book that a policy refused, or in which the review itself lacks a value: none is lost."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import TYPE_CHECKING, Any

from credit_engine.portfolio.books import AMOUNTS
from credit_engine.portfolio.loans import LATER
from credit_engine.problems import shortened
from credit_engine.texts.forms import LANGUAGES
from credit_engine.wording import Said, in_language, said

if TYPE_CHECKING:
    from credit_engine.portfolio.chunks import Chunk
    from credit_engine.portfolio.steps import StepInForce

CHINESE = "problem_zh"
"""The column of a problem in Chinese."""
BOOK = "book"
"""Stands for the step where the review's own columns lack a value."""
_COUNTED_AS = {
    "balance": said("no balance: counted with 0", "没有余额：按 0 计入"),
    "amount": said("no amount: counted with 0", "没有放款金额：按 0 计入"),
    "days_past_due": said(
        "no days past due: in no bucket, and past due beyond every bound for the whole book",
        "没有逾期天数：不计入任何区间，在全组合合计中按超过所有界限的逾期计入",
    ),
    "booked": said("no day of booking: in no vintage", "没有入账日：不计入任何批次"),
    LATER: said(
        "booked after the month of review: in no vintage yet", "入账日晚于检视月份：暂不计入任何批次"
    ),
}
_UNUSABLE = {
    "balance": (
        "the balance {value} is no usable number of 0 or more: counted with 0",
        "余额 {value} 不是可用的非负数：按 0 计入",
    ),
    "amount": (
        "the amount {value} is no usable number of 0 or more: counted with 0",
        "放款金额 {value} 不是可用的非负数：按 0 计入",
    ),
    "days_past_due": (
        "days past due {value} are no usable number of 0 or more: in no bucket, "
        "and past due beyond every bound for the whole book",
        "逾期天数 {value} 不是可用的非负数：不计入任何区间，在全组合合计中按超过所有界限的逾期计入",
    ),
    "booked": (
        "the day of booking {value} is no day: in no vintage",
        "入账日 {value} 不是日期：不计入任何批次",
    ),
}


_UNUSABLE_AMOUNT = (
    "{name} {value} is no usable number of 0 or more: counted with 0",
    "{name} {value} 不是可用的非负数：按 0 计入",
)
"""Of a column of the book that is one of the review's amounts."""


def any_refused(chunk: Chunk) -> Any:
    """Whether each loan was refused by a step."""
    import pyarrow.compute as pc

    return reduce(pc.or_, chunk.refused.values())


def refused_rows(steps: Sequence[StepInForce], chunk: Chunk) -> list[Any]:
    """Tables of loan, step and the text in both languages: a row for each problem of a loan."""
    import pyarrow as pa

    found = []
    for step in steps:
        wrong = chunk.refused[step.name]
        if wrong.true_count:
            keys = chunk.loans.keys.filter(wrong).to_pylist()
            english = chunk.answers[step.name].column("errors").filter(wrong).to_pylist()
            chinese = chunk.chinese[step.name].filter(wrong).to_pylist()
            for key, *texts in zip(keys, english, chinese, strict=True):
                found += [
                    (key, step.name, *told) for told in zip(*(text or () for text in texts), strict=True)
                ]
    is_redacted = any(step.compiled.redacts for step in steps)
    for role, gap in chunk.loans.gaps.items():
        keys = chunk.loans.keys.filter(gap).to_pylist()
        given = chunk.loans.given[role].to_pylist() if role in chunk.loans.given else [None] * len(keys)
        for key, value in zip(keys, given, strict=True):
            told = _counted_as(role, "…" if value and is_redacted else value)
            found.append((key, BOOK, *(in_language(told, lang) for lang in LANGUAGES)))
    return [pa.table(list(map(list, zip(*found, strict=True))), schema=_schema("loan"))] if found else []


def _counted_as(role: str, value: str | None) -> Said:
    """How a loan is counted whose column has no value, or one that cannot be used."""
    if value is None or not value.strip():
        return _COUNTED_AS[role]
    if role.startswith(AMOUNTS):
        return said(*_UNUSABLE_AMOUNT, name=role.removeprefix(AMOUNTS), value=shortened(value))
    return said(*_UNUSABLE[role], value=shortened(value))


def _schema(key: str) -> Any:
    import pyarrow as pa

    return pa.schema(
        [(key, pa.string()), ("step", pa.string()), ("problem", pa.string()), (CHINESE, pa.string())]
    )


def refused_table(parts: Sequence[Any], key: str) -> Any:
    """All problems of the month's loans."""
    import pyarrow as pa

    schema = _schema(key)
    return pa.concat_tables([schema.empty_table(), *(part.rename_columns(schema.names) for part in parts)])
