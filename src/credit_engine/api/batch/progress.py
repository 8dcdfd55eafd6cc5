"""A progress bar on standard error."""

from __future__ import annotations

from types import TracebackType
from typing import Any


class Progress:
    """Shows how many rows are decided, of how many, if anybody wants to see it."""

    def __init__(self, total: int | None, shown: bool) -> None:
        self.total = total
        self.bar: Any = _bar() if shown else None
        self.task: Any = None

    def __enter__(self) -> Progress:
        if self.bar is not None:
            self.bar.start()
            self.task = self.bar.add_task("deciding", total=self.total)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.bar is not None:
            self.bar.stop()

    def advance(self, rows: int) -> None:
        """Count decided rows."""
        if self.bar is not None:
            self.bar.advance(self.task, rows)


def _bar() -> Any:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )
    from rich.progress import Progress as Bar

    return Bar(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
    )
