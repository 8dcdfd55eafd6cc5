"""The commands by name, read by typer without its own boxes and tracebacks."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import cache
from typing import Annotated, Any

import typer

from credit_engine.cli import exchange, streams
from credit_engine.cli.batch import batch
from credit_engine.cli.book import book
from credit_engine.cli.check import check
from credit_engine.cli.decide import decide
from credit_engine.cli.disclose import disclose
from credit_engine.cli.evaluate import evaluate
from credit_engine.cli.examples import examples
from credit_engine.cli.explain_code import explain_code
from credit_engine.cli.feedback import feedback
from credit_engine.cli.language import spoken
from credit_engine.cli.options import with_language
from credit_engine.cli.portfolio import portfolio
from credit_engine.cli.scorecard import scorecard
from credit_engine.cli.scorecard_monitor import monitor
from credit_engine.cli.scorecard_rebuild import rebuild
from credit_engine.cli.test import check_cases
from credit_engine.cli.usage import reword_errors

PROGRAM = "credit-engine"
_ONLY_LONG_HELP = {"help_option_names": ["--help"]}

_SETTINGS: dict[str, Any] = {
    "name": PROGRAM,
    "add_completion": False,
    "rich_markup_mode": None,
    "pretty_exceptions_enable": False,
    "no_args_is_help": True,
    "context_settings": _ONLY_LONG_HELP,
}

app = typer.Typer(**_SETTINGS)
app.command()(decide)
app.command()(check)
app.command("test")(check_cases)
app.command()(batch)
app.command()(portfolio)
app.command()(feedback)
app.command()(book)
# An expression may begin with a minus sign.
app.command("eval", context_settings={"ignore_unknown_options": True, **_ONLY_LONG_HELP})(
    with_language(evaluate)
)
app.command()(disclose)
app.command("explain-code")(explain_code)
app.command()(with_language(examples))
exchange.add_to(scorecard)
scorecard.command()(monitor)
scorecard.command()(rebuild)
app.add_typer(scorecard, name="scorecard")


def _show_version(wanted: bool) -> None:
    if wanted:
        from credit_engine import __version__

        streams.show(f"{PROGRAM} {__version__}")
        raise typer.Exit


@app.callback()
def _program(
    version: Annotated[
        bool,
        typer.Option("--version", is_eager=True, callback=_show_version, help="Show the version and exit."),
    ] = False,
) -> None:
    """Decide credit applications by written policies, exactly and with every reason."""


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command; gives its exit status, 2 for arguments that do not fit."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    try:
        _command(spoken(), given[0] if given else "").main(args=given, prog_name=PROGRAM)
    except SystemExit as done:
        return done.code if isinstance(done.code, int) else 0
    return 0


@cache
def _command(lang: str, first: str) -> Any:
    """The commands as typer makes them of their functions, or the one alone that the first argument names.

    To make all of them takes longer than most of them run.
    """
    command = typer.main.get_command(_alone(first) or app)
    if lang == "zh":
        from credit_engine.cli.chinese_help import translate

        translate(command)
    reword_errors(command, lang)
    return command


def _alone(name: str) -> typer.Typer | None:
    """The program with one command only; None where the name is that of a group, or of none."""
    named = [
        one for one in app.registered_commands if name == (one.name or getattr(one.callback, "__name__", ""))
    ]
    if not named:
        return None
    alone = typer.Typer(**_SETTINGS)
    alone.registered_callback, alone.registered_commands = app.registered_callback, named
    return alone
