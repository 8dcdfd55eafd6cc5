"""How the command ends: exit statuses, and the last resort for what nobody foresaw."""

from __future__ import annotations

import os
from collections.abc import Callable

from credit_engine.cli import streams

DONE, PROBLEMS, USAGE, FAULT, INTERRUPTED, READER_GONE = 0, 1, 2, 70, 130, 141

_SHOWN = 200
"""Problems that are shown; a record may have as many as a file has room for."""


def guarded(work: Callable[[], int]) -> int:
    """The exit status of `work`; whatever goes wrong in it is said in words on standard error."""
    try:
        streams.prepare()
        status = work()
        streams.flush()
        return status
    except KeyboardInterrupt:
        streams.note("interrupted")
        return INTERRUPTED
    except streams.ReaderGoneError:
        streams.abandon_output()
        return READER_GONE
    except streams.LostOutputError as lost:
        streams.abandon_output()
        streams.note(f"standard output cannot be written: {lost} [lost-output]")
        return PROBLEMS
    except OSError as error:
        streams.abandon_output()
        where = f"{error.filename}: " if error.filename else ""
        streams.note(f"{where}{error.strerror or error} [system-error]")
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
            streams.note(f"\nand {more:,} more problems")
        return PROBLEMS
    if os.environ.get("CREDIT_ENGINE_DEBUG") == "1":
        import traceback

        streams.note("".join(traceback.format_exception(error)).rstrip())
    said = " ".join(f"{type(error).__name__}: {error}".split())[:200]
    streams.note(
        f"credit-engine: this is a fault of the program ({said}); please report it with the command"
        " and its files (CREDIT_ENGINE_DEBUG=1 shows where it happened)"
    )
    return FAULT
