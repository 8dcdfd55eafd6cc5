"""The command `credit-engine`: decide one application, check policies, evaluate expressions."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command with its arguments (default: those of the process); gives the exit status.

    0: done; 1: problems, shown as diagnostics; 2: wrong usage; 70: a fault of the program; 130:
    interrupted; 141: the reader of the output went away; 143: terminated.
    """
    from credit_engine.cli.language import speaking
    from credit_engine.cli.status import guarded

    def work() -> int:
        from credit_engine.cli.commands import run

        return run(arguments)

    with speaking(arguments):
        return guarded(work)
