"""The help of the commands in Chinese: each text by its English form, which stands beside its option."""

from __future__ import annotations

import json
import re
from functools import partial
from importlib.resources import files
from typing import Any

HELP: dict[str, str] = json.loads((files("credit_engine.cli") / "help.zh.json").read_text("utf-8"))
"""By the English text of a command or an option."""
_HEADINGS = {
    "Usage: ": "用法：",
    "Options:": "选项：",
    "Arguments:": "参数：",
    "Commands:": "命令：",
    "Show this message and exit.": HELP["Show this message and exit."],
}
_HEADING = re.compile("|".join(map(re.escape, _HEADINGS)))


def translate(command: Any) -> None:
    """Put the texts of a command, its options and the commands below it into Chinese.

    The command is one of typer's; which class it has differs between typer's versions.
    """
    command.help = HELP.get(command.help, command.help)
    for parameter in command.params:
        if getattr(parameter, "help", None):
            parameter.help = HELP.get(parameter.help, parameter.help)
    command.get_help = partial(_with_headings, command.get_help)
    for below in getattr(command, "commands", {}).values():
        translate(below)


def _with_headings(get_help: Any, context: Any) -> str:
    return _HEADING.sub(lambda found: _HEADINGS[found[0]], get_help(context))
