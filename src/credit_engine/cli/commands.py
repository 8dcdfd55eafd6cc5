"""The commands by name, read by typer without its own boxes and tracebacks."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from functools import cache, partial, wraps
from io import StringIO
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
from credit_engine.cli.scorecard import rebuild, scorecard
from credit_engine.cli.scorecard_monitor import monitor
from credit_engine.cli.test import check_cases
from credit_engine.wording import in_language

_OURS = "\0"
"""Stands for a message of our own, which no pattern may change; no argument of a process can hold it."""
_OF_A_VALUE = "Value error, "
"""What pydantic, by which typer reads values, puts before what was wrong with one."""
_NUMBER = r"-?[0-9.]+"
_LINES = {
    r"Usage: (.*)": r"用法：\1",
    r"Try '(.+)' for help\.": r"运行 '\1' 查看帮助。",
    r"Error: (?P<rest>.*)": "错误：",
    r"Missing argument (.+)\.": r"缺少参数 \1。",
    r"Missing option (.+)\.": r"缺少选项 \1。",
    r"Missing command\.": "缺少命令。",
    r"No such option:? ('?)(--?[^\s']*)\1\.?(?P<rest>.*)": r"没有选项 \2。",
    r"No such command '(.*?)'\.(?P<rest>.*)": r"没有命令 '\1'。",
    r"Option '(.+)' requires an argument\.": r"选项 '\1' 需要一个值。",
    r"Option '(.+)' requires (\d+) arguments\.": r"选项 '\1' 需要 \2 个值。",
    r"Option '(.+)' does not take a value\.": r"选项 '\1' 不带值。",
    r"Got unexpected extra arguments?(?:\(s\))? \((.*)\)": r"多余的参数：\1",
    r"Invalid value for (.+?)(?: \(env var: '(.+?)'\))?: (?P<rest>.*)": r"\1 的值无效：",
    r"Invalid value: (?P<rest>.*)": "值无效：",
    rf"{_OF_A_VALUE}(?P<rest>.*)": "",
    r"('.*') is not one of (?P<listed>(?:'[^']*'(?:, )?)+)\.?": r"\1 不是以下取值之一：",
    r"Did you mean ([^:]+)\?": r"是否应为 \1？",
    r"\((?:Possible options|Did you mean one of): (.+?)\??\)": r"是否应为以下之一：\1？",
    r"('.*') is not a valid (?:integer|int)(?: range)?\.": r"\1 不是整数。",
    r"('.*') is not a valid (?:float|number)\.": r"\1 不是数字。",
    r"Input should be a valid integer(?:, .*)?": "应为整数。",
    r"Input should be a valid number(?:, .*)?": "应为数字。",
    rf"Input should be greater than or equal to ({_NUMBER})": r"应不小于 \1。",
    rf"Input should be less than or equal to ({_NUMBER})": r"应不大于 \1。",
    rf"({_NUMBER}) is not in the range ({_NUMBER})<=x<=({_NUMBER})\.": r"\1 不在 \2 至 \3 之间。",
}
"""What typer's versions from 0.19 on say, with the click inside or beside them; `rest` is told in turn."""


@cache
def _compiled() -> list[tuple[re.Pattern[str], str]]:
    """The forms, made when a command is used wrongly: in English none is needed."""
    return [(re.compile(english), chinese) for english, chinese in _LINES.items()]


def in_chinese(line: str) -> str:
    """A line of what typer tells of wrong usage, in Chinese as far as its words are known."""
    for english, chinese in _compiled():
        if found := english.fullmatch(line):
            parts = found.groupdict()
            listed = f"{parts['listed'].replace(', ', '、')}。" if "listed" in parts else ""
            return found.expand(chinese) + listed + in_chinese(parts.get("rest", "").strip())
    return line


def reword_errors(command: Any, lang: str) -> None:
    """Let a command tell wrong usage of itself, and of the commands below it, in `en` or `zh`."""
    command.make_context = _reworded(command.make_context, lang)
    command.invoke = _reworded(command.invoke, lang)


def _reworded(call: Callable[..., Any], lang: str) -> Callable[..., Any]:
    @wraps(call)
    def reworded_call(*given: Any, **named: Any) -> Any:
        try:
            return call(*given, **named)
        except Exception as error:
            # Which class it has differs between typer's versions: some bring a click of their own.
            if hasattr(error, "format_message"):
                error.show = partial(_show, error, error.show, lang)  # type: ignore[attr-defined]
            raise

    return reworded_call


def _show(error: Any, show: Callable[..., None], lang: str, file: Any = None) -> None:
    """Show an error as typer does; a message of our own has its Chinese form already."""
    written = StringIO()
    show(written)
    told = written.getvalue()
    if lang != "zh":
        (file or sys.stderr).write(told.replace(f": {_OF_A_VALUE}", ": "))
        return
    ours = in_language(error.message, "zh")
    if ours != error.message:
        told = told.replace(str(error.message), _OURS)
    chinese = "\n".join(map(in_chinese, told.split("\n")))
    (file or sys.stderr).write(chinese.replace(_OURS, ours))


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
        command
        for command in app.registered_commands
        if name == (command.name or getattr(command.callback, "__name__", ""))
    ]
    if not named:
        return None
    alone = typer.Typer(**_SETTINGS)
    alone.registered_callback, alone.registered_commands = app.registered_callback, named
    return alone
