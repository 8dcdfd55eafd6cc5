"""The examples of a Markdown page: found, run, and their output compared with what the page shows."""

from __future__ import annotations

import ast
import contextlib
import io
import os
import re
import shutil
import subprocess
import sys
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
SHOWN_DIRECTORIES = ("benchmarks", "examples", "policies", "scorecards", "tests")
READ_DIRECTORIES = ("examples", "policies", "scorecards")
"""Copied: what a policy or its cases name may not be a link out of its folder."""
SECONDS = 60

_FENCE = re.compile(
    r"^(?P<indent> *)(?P<ticks>```+)(?P<info>[^`\n]*)\n(?P<body>.*?)^ *(?P=ticks) *$", re.M | re.S
)


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, the other words after the fence, its text and its first line."""

    language: str
    words: tuple[str, ...]
    text: str
    line: int

    @property
    def file(self) -> str:
        """The file that the block shows (`yaml file=my_policy.yaml`), or nothing."""
        return next((word.removeprefix("file=") for word in self.words if word.startswith("file=")), "")


class WrongExampleError(AssertionError):
    """An example that does not do what its page says."""

    def __init__(self, page: str, line: int, expected: str, printed: str) -> None:
        super().__init__(
            f"{page}:{line}: the example prints something else\n"
            f"--- the page says\n{expected}\n--- printed\n{printed}"
        )


def blocks(page: str) -> list[Block]:
    """The fenced blocks of a page, in order."""
    found = []
    for match in _FENCE.finditer(page):
        language, *words = match["info"].split() or [""]
        margin = len(match["indent"])
        text = "".join(line[margin:] if line.strip() else "\n" for line in match["body"].splitlines(True))
        found.append(Block(language, tuple(words), text, page.count("\n", 0, match.start("body")) + 1))
    return found


def agrees(expected: str, printed: str) -> bool:
    """Whether the texts are the same, where a line `...` stands for any lines; line ends are trimmed."""
    pattern = "".join(
        r"(?:.*\n)*?" if line.strip() == "..." else re.escape(line.rstrip()) + r"\n"
        for line in expected.strip("\n").splitlines()
    )
    trimmed = "".join(line.rstrip() + "\n" for line in printed.strip("\n").splitlines())
    return re.fullmatch(pattern, trimmed) is not None


@dataclass
class Reader:
    """Someone who works through a page in `directory`, typing what it shows, in order."""

    page: str
    directory: Path
    names: dict[str, Any] = field(default_factory=lambda: {"__name__": "__main__"})

    def __post_init__(self) -> None:
        for name in SHOWN_DIRECTORIES:
            if name in READ_DIRECTORIES:
                shutil.copytree(ROOT / name, self.directory / name)
            elif (ROOT / name).is_dir():
                (self.directory / name).symlink_to(ROOT / name)
        programs = self.directory / ".programs"
        programs.mkdir()
        start = "import sys; from credit_engine.cli import main; sys.exit(main())"
        self._program(programs / "credit-engine", f"-c '{start}'")
        self._program(programs / "python", "")

    @staticmethod
    def _program(path: Path, arguments: str) -> None:
        path.write_text(f'#!/bin/sh\nexec "{sys.executable}" {arguments} "$@"\n', "utf-8")
        path.chmod(0o755)

    def work_through(self, text: str) -> int:
        """Run the examples of a page; the number of examples that were run."""
        done = 0
        found = blocks(text)
        for block, following in zip_longest(found, found[1:]):
            if block.file:
                self._save(block)
            elif block.language == "python":
                shown = following if following is not None and following.language == "output" else None
                self._run_python(block, shown)
                done += 1
            elif block.language == "console":
                self._run_console(block)
                done += 1
        return done

    def _save(self, block: Block) -> None:
        target = self.directory / block.file
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(block.text, "utf-8")

    def _run_python(self, block: Block, shown: Block | None) -> None:
        printed = io.StringIO()
        try:
            tree = ast.parse(block.text, f"{self.page}:{block.line}")
            code = compile(tree, f"{self.page}:{block.line}", "exec")
            with contextlib.redirect_stdout(printed), contextlib.chdir(self.directory):
                exec(code, self.names)
        except Exception:
            printed.write(traceback.format_exc())
        self._compare(block.line, shown.text if shown else "", printed.getvalue())

    def _run_console(self, block: Block) -> None:
        for line, command, expected in commands(block):
            run = subprocess.run(
                ["/bin/sh", "-c", command],
                cwd=self.directory,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                timeout=SECONDS,
                check=False,
                encoding="utf-8",
            )
            status = f"[exit status {run.returncode}]\n" if run.returncode else ""
            self._compare(line, expected, run.stdout + status)

    def _environment(self) -> dict[str, str]:
        changed = {
            "PATH": f"{self.directory / '.programs'}{os.pathsep}{os.environ.get('PATH', '')}",
            "PYTHONPATH": str(ROOT / "src"),
            "PYTHONIOENCODING": "utf-8",
            "COLUMNS": "100",
            "NO_COLOR": "1",
        }
        return {name: value for name, value in os.environ.items() if name != "FORCE_COLOR"} | changed

    def _compare(self, line: int, expected: str, printed: str) -> None:
        if not agrees(expected, printed):
            raise WrongExampleError(self.page, line, expected, printed)


def commands(block: Block) -> Iterator[tuple[int, str, str]]:
    """The commands of a console block (lines with `$ `, continued by `> `): line, command, output."""
    line, command, output = block.line, "", ""
    for number, text in enumerate(block.text.splitlines(), block.line):
        if text.startswith("$ "):
            if command:
                yield line, command, output
            line, command, output = number, text[2:], ""
        elif text.startswith("> ") and command.endswith("\\"):
            command = f"{command}\n{text[2:]}"
        else:
            output += text + "\n"
    if command:
        yield line, command, output
