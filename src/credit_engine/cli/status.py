"""How the command ends: exit statuses, and the last resort for what nobody foresaw."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NoReturn

from credit_engine.cli import streams
from credit_engine.files.output import remove_unfinished
from credit_engine.files.system_errors import reason_of
from credit_engine.wording import said

DONE, PROBLEMS, USAGE, FAULT, INTERRUPTED, READER_GONE, TERMINATED = 0, 1, 2, 70, 130, 141, 143

_SHOWN = 200
"""Problems that are shown; a record may have as many as a file has room for."""


_GRACE = 3.0
"""Seconds that a command has to end in order after SIGTERM; its unfinished files are removed before."""


class TerminatedError(BaseException):
    """Somebody asked the process to end."""


@contextmanager
def ending_on_signal() -> Iterator[None]:
    """Within it SIGTERM, and SIGHUP unless it is ignored, remove unfinished files and raise TerminatedError.

    An exception may be lost where Python calls back; then an alarm ends the process.
    """
    if os.name != "posix" or threading.current_thread() is not threading.main_thread():
        yield
        return
    heeded = [
        number for number in (signal.SIGTERM, signal.SIGHUP) if signal.getsignal(number) == signal.SIG_DFL
    ]
    for number in heeded:
        signal.signal(number, _end)
    try:
        yield
    finally:
        for number in heeded:
            signal.signal(number, signal.SIG_DFL)


def _end(number: int, frame: object) -> NoReturn:
    for ignored in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(ignored, signal.SIG_IGN)
    signal.signal(signal.SIGALRM, _end_at_once)
    signal.setitimer(signal.ITIMER_REAL, _GRACE)
    sys.unraisablehook = _end_where_ignored
    remove_unfinished()
    raise TerminatedError


def _end_where_ignored(found: sys.UnraisableHookArgs) -> None:
    """End where the signal came within a callback of Python itself, which ignores what is raised."""
    if found.exc_type is TerminatedError:
        remove_unfinished()
        os._exit(TERMINATED)
    sys.__unraisablehook__(found)


def _end_at_once(number: int, frame: object) -> NoReturn:
    remove_unfinished()
    os._exit(TERMINATED)


def guarded(work: Callable[[], int]) -> int:
    """The exit status of `work`; every failure becomes a message on standard error, never a traceback."""
    try:
        with ending_on_signal():
            return _guarded(work)
    except TerminatedError:
        streams.note(said("terminated", "已终止"))
        # Threads that are still at work would be waited for.
        os._exit(TERMINATED)


def _guarded(work: Callable[[], int]) -> int:
    try:
        streams.prepare()
        status = work()
        streams.flush()
        return status
    except KeyboardInterrupt:
        streams.note(said("interrupted", "已中断"))
        return INTERRUPTED
    except streams.ReaderGoneError:
        streams.abandon_output()
        return READER_GONE
    except streams.LostOutputError as lost:
        streams.abandon_output()
        streams.note(
            said(
                "standard output cannot be written: {lost} [lost-output]",
                "无法写入标准输出：{lost} [lost-output]",
                lost=lost.args[0],
            )
        )
        return PROBLEMS
    except OSError as error:
        streams.abandon_output()
        where = f"{error.filename}: " if error.filename else ""
        reason = reason_of(error)
        streams.note(
            said(
                "{where}{reason} [system-error]", "{where}{reason} [system-error]", where=where, reason=reason
            )
        )
        return PROBLEMS
    except Exception as error:  # noqa: BLE001
        return _failed(error)


def _failed(error: Exception) -> int:
    """Show the problems that an error carries, or admit a fault of the program."""
    from credit_engine.problems import ProblemsError

    if isinstance(error, ProblemsError):
        shown, more = error.problems[:_SHOWN], len(error.problems) - _SHOWN
        streams.note(streams.rendered(shown, streams.is_coloured("stderr")))
        if more > 0:
            streams.note(said("\nand {more:,} more problems", "\n另有 {more:,} 个问题", more=more))
        return PROBLEMS
    if os.environ.get("CREDIT_ENGINE_DEBUG") == "1":
        import traceback

        streams.note("".join(traceback.format_exception(error)).rstrip())
    streams.note(
        said(
            "credit-engine: this is a fault of the program ({error}); please report it with the command"
            " and its files (CREDIT_ENGINE_DEBUG=1 shows where it happened)",
            "credit-engine：程序自身出错（{error}）；请连同所用命令和文件一并报告"
            "（设置 CREDIT_ENGINE_DEBUG=1 可显示出错位置）",
            error=" ".join(f"{type(error).__name__}: {error}".split())[:_SHOWN],
        )
    )
    return FAULT
