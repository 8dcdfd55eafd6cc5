"""The command `credit-engine`: decide one application, check policies, evaluate expressions."""

from __future__ import annotations

import sys
from collections.abc import Sequence

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command with its arguments (default: those of the process); gives the exit status.

    0: done; 1: problems, shown as diagnostics; 2: wrong usage; 70: a fault of the program; 130:
    interrupted; 141: the reader of the output went away; 143: terminated.
    """
    from credit_engine.cli.language import speaking
    from credit_engine.cli.status import guarded
    from credit_engine.files.opening import noting_files

    def work() -> int:
        from credit_engine.cli.plain_arguments import plain_arguments

        plain = plain_arguments(sys.argv[1:] if arguments is None else arguments)
        if plain is None:
            from credit_engine.cli.commands import run

            return run(arguments)
        from credit_engine.cli.deciding import show_decision
        from credit_engine.collecting import collecting_seldom

        with collecting_seldom():
            show_decision(**plain)
        return 0

    with speaking(arguments), noting_files():
        return guarded(work)
