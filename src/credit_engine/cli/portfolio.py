"""`credit-engine portfolio`: a loan book reviewed month by month by a chain of policies."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from credit_engine.cli import streams
from credit_engine.cli.checked import load_checked_review
from credit_engine.cli.options import (
    Anew,
    Lang,
    Quiet,
    Workers,
    file_argument,
    file_option,
    refuse_to_overwrite,
)
from credit_engine.wording import Said, said

if TYPE_CHECKING:
    from credit_engine.portfolio.results import Results

_ReviewFile: TypeAlias = Annotated[str, file_argument("REVIEW", "A review file: policies, measures, lists.")]
_Books: TypeAlias = Annotated[
    str, file_argument("BOOKS", "A folder with a book for each month: 2026-01.parquet or .csv.")
]
_Folder: TypeAlias = Annotated[str, file_argument("FOLDER", "Where a folder for each month is written.")]
_Until: TypeAlias = Annotated[
    str | None, typer.Option(metavar="MONTH", help="The last month to review, such as 2026-07.")
]
_Report: TypeAlias = Annotated[str | None, file_option("Write the report of all months, one HTML file.")]
_Excel: TypeAlias = Annotated[
    str | None, file_option("Write the tables of the last month, one Excel workbook.")
]


def portfolio(
    review: _ReviewFile,
    books: _Books,
    folder: _Folder,
    until: _Until = None,
    workers: Workers = None,
    report: _Report = None,
    excel: _Excel = None,
    quiet: Quiet = False,
    no_cache: Anew = False,
    lang: Lang = "en",
) -> None:
    """Review a loan book month by month; each month reads the states that the last one wrote.

    Months that are there already are not reviewed again: a run that was stopped goes on. The exit status is 0
    whatever is found, 1 where the review, a book or a state has problems.
    """
    if report is not None or excel is not None:
        kept = [str(path) for place in (books, folder) for path in Path(place).rglob("*")]
        refuse_to_overwrite(report, review, *kept, written_as="--report")
        refuse_to_overwrite(excel, review, *kept, report, written_as="--excel")
    from credit_engine.portfolio.review import books_of

    books_of(books, folder, until)
    if report is not None:
        from credit_engine.report.page import require_report_packages

        require_report_packages()  # before the months are reviewed: a whole night may pass
    if excel is not None:
        from credit_engine.api.batch.workbook import require_xlsxwriter

        require_xlsxwriter()
    found = load_checked_review(review, anew=no_cache).run(
        books,
        folder,
        until=until,
        workers=workers or os.cpu_count() or 1,
        progress=not quiet and streams.is_terminal("stderr"),
    )
    if report is not None:
        from credit_engine.report.portfolio import write_portfolio_report

        write_portfolio_report(found, report, lang=lang)
    if excel is not None:
        from credit_engine.portfolio.workbook import write_workbook

        write_workbook(found, excel, lang=lang)
    if not quiet:
        for line in _summary(found):
            streams.note(line)


def _summary(found: Results) -> Iterator[Said]:
    """A line for each month."""
    for month, counts in found.counts.items():
        numbers = {name: f"{count:,}" for name, count in counts.items()}
        yield said(
            "{month}: {loans} loans; {new} new, {back} back, {left} left{late}{refused}",
            "{month}：{loans} 笔贷款；新增 {new}，重新出现 {back}，退出 {left}{late}{refused}",
            month=month,
            **numbers | {"late": _late(counts["late"]), "refused": _refused(counts["refused"])},
        )


def _late(count: int) -> Said:
    """Loans that were booked earlier and appear only now."""
    if not count:
        return said("", "")
    return said("; {count:,} late, their state unknown", "；迟到且状态未知 {count:,}", count=count)


def _refused(count: int) -> Said:
    if not count:
        return said("", "")
    return said("; {count:,} refused by a policy", "；被政策拒绝 {count:,}", count=count)
