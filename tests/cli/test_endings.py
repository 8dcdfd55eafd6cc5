"""How the command ends when the world around it does not do as it should."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import credit_engine
from cli.calling import APPROVED, AS_OF, POLICY, ROOT, SMALL_RECORD, call, small_policy

COMMAND = [sys.executable, "-m", "credit_engine"]
DECIDE = [*COMMAND, "decide", POLICY, APPROVED, *AS_OF, "--format", "decision"]
POSIX = pytest.mark.skipif(os.name != "posix", reason="a matter of POSIX")


def environment(**changes: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT / "src"), **changes}


def heed_control_c() -> None:
    """A process started in the background may have been told to ignore Control-C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def shell(command: str, **changes: str) -> subprocess.CompletedProcess[str]:
    words = " ".join(f"'{word}'" for word in COMMAND)
    return subprocess.run(
        ["/bin/bash", "-c", f'credit_engine() {{ {words} "$@"; }}; {command}'],
        capture_output=True,
        encoding="utf-8",
        env=environment(**changes),
        timeout=60,
        check=False,
    )


def test_the_version_is_printed() -> None:
    assert call("--version").out == f"credit-engine {credit_engine.__version__}\n"


@pytest.mark.parametrize("command", [(), ("decide",), ("check",), ("eval",)])
def test_help_is_plain_text(command: tuple[str, ...]) -> None:
    ended = call(*command, "--help")
    assert ended.status == 0
    assert ended.out.startswith(f"Usage: {' '.join(('credit-engine', *command))}")
    assert ended.out.isascii()


def test_no_command_is_wrong_usage() -> None:
    assert call().status == 2
    assert call("decied").status == 2


@POSIX
def test_a_signal_within_a_callback_of_python_ends_the_command_without_a_traceback() -> None:
    program = """
import signal, weakref
from credit_engine.cli.status import guarded

class Thing:
    pass

def work():
    thing = Thing()
    kept = weakref.ref(thing, lambda _: signal.raise_signal(signal.SIGTERM))
    del thing
    return 0

raise SystemExit(guarded(work))
"""
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, env=environment(), timeout=60, check=False
    )
    assert (ended.returncode, ended.stdout, b"Traceback" in ended.stderr) == (143, b"", False)


@POSIX
def test_a_reader_that_goes_away_ends_the_command_quietly() -> None:
    decide = f"credit_engine decide '{POLICY}' '{APPROVED}' --as-of 2026-11-23 --format json"
    ended = shell(f"{decide} | head -c 1; echo ${{PIPESTATUS[0]}}")
    assert ended.stderr == ""
    assert ended.stdout[-4:-1] in ("141", "}\n0", "{0")


@POSIX
def test_a_pipe_without_a_reader_is_no_traceback() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    ended = subprocess.run(DECIDE, stdout=writing, stderr=subprocess.PIPE, env=environment(), check=False)
    os.close(writing)
    assert (ended.returncode, ended.stderr) == (141, b"")


@POSIX
@pytest.mark.parametrize("arguments", [DECIDE[3:], ["eval", "1"], ["check", "nowhere"]])
def test_a_closed_standard_output_is_said(arguments: list[str]) -> None:
    words = " ".join(f"'{word}'" for word in arguments)
    ended = shell(f"credit_engine {words} >&-")
    assert ended.returncode == 1
    assert "standard output cannot be written: it is closed [lost-output]" in ended.stderr
    assert "Traceback" not in ended.stderr


@POSIX
def test_a_closed_standard_output_is_said_in_chinese() -> None:
    ended = shell("credit_engine eval 1 --lang zh >&-")
    assert "无法写入标准输出：它已关闭 [lost-output]" in ended.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
@pytest.mark.parametrize("arguments", ["eval 1", "--version", "--help"])
def test_a_full_device_is_said(arguments: str) -> None:
    ended = shell(f"credit_engine {arguments} > /dev/full")
    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1
    assert "No space left on device [" in ended.stderr


@POSIX
def test_closed_standard_error_and_input_do_no_harm() -> None:
    assert shell("credit_engine eval 1/0 2>&-").stdout == "null\n"
    ended = shell(f"credit_engine decide '{POLICY}' - --as-of 2026-11-23 <&-")
    assert (ended.returncode, ended.stderr) == (1, "<stdin>: standard input is closed [closed-input]\n")
    assert shell("credit_engine eval 1 <&- >&- 2>&-").returncode == 1


@POSIX
def test_control_c_ends_it_with_130(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    waiting = subprocess.Popen(
        [*COMMAND, "decide", small_policy(tmp_path), str(pipe), *AS_OF],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
        encoding="utf-8",
        preexec_fn=heed_control_c,  # noqa: PLW1509 - no thread runs here
    )
    with pipe.open("w") as writer:  # opens once the command reads
        writer.write("{")
        writer.flush()
        time.sleep(0.1)
        waiting.send_signal(signal.SIGINT)
        out, err = waiting.communicate(timeout=30)
    assert (waiting.returncode, out) == (130, "")
    assert "Traceback" not in err


@POSIX
@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "gbk"])
def test_any_encoding_of_the_environment_can_show_any_text(encoding: str) -> None:
    expression = '"批准 \U0001f600"'
    plain = shell(f"credit_engine eval '{expression}'", PYTHONIOENCODING="", LC_ALL="C")
    assert plain.stdout == expression + "\n"
    forced = subprocess.run(
        [*COMMAND, "eval", expression],
        capture_output=True,
        env=environment(PYTHONIOENCODING=encoding),
        check=True,
    )
    assert forced.stdout.decode(encoding).endswith('\\U0001f600"\n')
    assert forced.stderr == b""


def test_a_fault_of_the_program_is_one_line_with_a_status_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise KeyError("gone\nastray")

    monkeypatch.setattr(credit_engine.Policy, "decide", broken)
    monkeypatch.delenv("CREDIT_ENGINE_DEBUG", raising=False)
    ended = call("decide", small_policy(tmp_path), "-", *AS_OF, stdin=SMALL_RECORD)
    assert (ended.status, ended.out, ended.err.count("\n")) == (70, "", 1)
    assert "please report it" in ended.err
    monkeypatch.setenv("CREDIT_ENGINE_DEBUG", "1")
    ended = call("decide", small_policy(tmp_path), "-", *AS_OF, stdin=SMALL_RECORD)
    assert ended.status == 70
    assert "Traceback (most recent call last)" in ended.err


def test_running_out_of_the_stack_is_no_traceback(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(*_: object, **__: object) -> None:
        endless()

    monkeypatch.setattr(credit_engine.Policy, "decide", endless)
    monkeypatch.delenv("CREDIT_ENGINE_DEBUG", raising=False)
    ended = call("decide", small_policy(tmp_path), "-", *AS_OF, stdin=SMALL_RECORD)
    assert ended.status == 70
    assert "Traceback" not in ended.err
