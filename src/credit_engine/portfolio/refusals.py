"""Rows of the book that a policy refused, or in which the review itself lacks a value: none is lost."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import TYPE_CHECKING, Any

from credit_engine.portfolio.loans import LATER
from credit_engine.texts.forms import LANGUAGES
from credit_engine.wording import in_language, said

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
    "days_past_due": said("no days past due: in no bucket", "没有逾期天数：不计入任何区间"),
    "booked": said("no day of booking: in no vintage", "没有入账日：不计入任何批次"),
    LATER: said(
        "booked after the month of review: in no vintage yet", "入账日晚于检视月份：暂不计入任何批次"
    ),
}


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
    for role, gap in chunk.loans.gaps.items():
        told = [in_language(_COUNTED_AS[role], lang) for lang in LANGUAGES]
        found += [(key, BOOK, *told) for key in chunk.loans.keys.filter(gap).to_pylist()]
    return [pa.table(list(map(list, zip(*found, strict=True))), schema=_schema("loan"))] if found else []


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
