"""`--lang`, or CREDIT_ENGINE_LANG, is the language of every command's diagnostics."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from cli.calling import APPROVED, AS_OF, POLICY, call, small_policy
from credit_engine.cli.chinese_help import HELP
from credit_engine.cli.commands import app
from problems.test_languages import FORMS, PROSE

MISSING = "is-there.yaml"
COMMANDS = [
    ("decide", MISSING, APPROVED, *AS_OF),
    ("check", MISSING),
    ("test", MISSING),
    ("batch", MISSING, "in.csv", "out.csv", *AS_OF),
    ("eval", "1 +* 2"),
    ("disclose", MISSING),
    ("scorecard", "import", MISSING, "--from", "pmml", "--out", "out.yaml"),
    ("scorecard", "export", MISSING, "--to", "csv"),
]


def told(ended: object) -> str:
    return f"{ended.out}{ended.err}"  # type: ignore[attr-defined]


def has_chinese(text: str) -> bool:
    return any("\u4e00" <= character <= "\u9fff" for character in text)


def test_a_problem_is_told_in_chinese(tmp_path: Path) -> None:
    ended = call("check", small_policy(tmp_path, ("age < 18", "agee < 18")), "--lang", "zh")
    assert ended.status == 1
    assert "提示：是否应为 'age'？" in ended.out
    assert ended.err == "1 个文件：1 个错误\n"


@pytest.mark.parametrize("form", [("--lang", "zh"), ("--lang=zh",)])
@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_every_command_takes_the_language(arguments: tuple[str, ...], form: tuple[str, ...]) -> None:
    ended = call(*arguments, *form)
    assert ended.status == 1
    assert has_chinese(told(ended))


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_every_command_takes_the_language_of_the_environment(
    arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CREDIT_ENGINE_LANG", "zh")
    assert has_chinese(told(call(*arguments)))
    if arguments[0] != "batch":
        assert not has_chinese(told(call(*arguments, "--lang", "en")))


def test_the_environment_chooses_the_language_of_an_explanation(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = call("decide", POLICY, APPROVED, *AS_OF, "--lang", "zh")
    monkeypatch.setenv("CREDIT_ENGINE_LANG", "zh")
    assert call("decide", POLICY, APPROVED, *AS_OF).out == asked.out


@pytest.mark.parametrize("arguments", [("eval", "1", "--lang", "fr"), ("check", POLICY, "--lang", "fr")])
def test_a_language_that_is_not_known_is_wrong_usage(arguments: tuple[str, ...]) -> None:
    assert call(*arguments).status == 2


def test_a_language_that_is_not_known_is_refused_in_that_of_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CREDIT_ENGINE_LANG", "zh")
    assert "'--lang' 的值无效" in call("check", "--lang", "fr", "policies").err


def test_words_after_two_dashes_choose_no_language() -> None:
    assert not has_chinese(told(call("check", "--", "--lang", "zh")))


def test_the_language_of_one_call_is_not_that_of_the_next() -> None:
    assert has_chinese(told(call("check", MISSING, "--lang", "zh")))
    assert not has_chinese(told(call("check", MISSING)))


def test_chinese_diagnostics_are_coloured_on_a_terminal(tmp_path: Path) -> None:
    path = small_policy(tmp_path, ("age < 18", "agee < 18"))
    ended = call("check", path, "--lang", "zh", terminal=True)
    assert "\x1b[36m提示\x1b[0m：" in ended.out


def commands(command: Any, *path: str) -> Iterator[tuple[tuple[str, ...], Any]]:
    """A command with those below it, each with the words that call it."""
    yield path, command
    for name, below in getattr(command, "commands", {}).items():
        yield from commands(below, *path, name)


def test_every_text_of_the_help_has_a_chinese_form() -> None:
    texts = {
        text
        for _, command in commands(typer.main.get_command(app))
        for text in (command.help, *(getattr(one, "help", None) for one in command.params))
        if text
    }
    assert sorted(texts - HELP.keys()) == []
    assert all(map(has_chinese, HELP.values()))


@pytest.mark.parametrize("path", [path for path, _ in commands(typer.main.get_command(app))], ids=" ".join)
def test_the_help_of_a_command_is_chinese(path: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    assert call(*path, "--help").out.lstrip().startswith("Usage: ")
    monkeypatch.setenv("CREDIT_ENGINE_LANG", "zh")
    chinese = call(*path, "--help").out
    assert chinese.lstrip().startswith("用法：")
    assert "选项：" in chinese
    assert "Show this message" not in chinese


def test_the_language_of_the_help_is_that_of_the_option() -> None:
    assert call("check", "--help", "--lang", "zh").out.startswith("用法：")


WRONG_USAGE = [
    ("decide",),
    ("nope",),
    ("scorecard", "nope"),
    ("decide", "a", "b", "--no-cach"),
    ("decide", "a", "b", "--page"),
    ("decide", "a", "b", "--page", "nope"),
    ("decide", "a", "b", "--no-cache=3"),
    ("decide", "a", "b", "--as-of", "x"),
    ("explain-code", "a", "b"),
    ("scorecard", "rebuild", "a"),
    ("batch", "a", "b", "c", "--workers", "many"),
    ("batch", "a", "b", "c", "--workers", "0"),
    ("batch", "a", "b", "c", "--workers", "900"),
]


@pytest.mark.parametrize("arguments", WRONG_USAGE, ids=" ".join)
def test_wrong_usage_is_told_in_chinese(arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    assert not has_chinese(told(call(*arguments)))
    monkeypatch.setenv("CREDIT_ENGINE_LANG", "zh")
    ended = call(*arguments)
    assert (ended.status, ended.out) == (2, "")
    lines = [line for line in ended.err.splitlines() if line and not line.startswith("用法：")]
    assert all(map(has_chinese, lines))
    assert [line for line in lines if PROSE.search(FORMS.sub("", line))] == []


def test_what_the_arguments_say_is_not_translated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CREDIT_ENGINE_LANG", "zh")
    assert "没有命令 'Error: Missing command.'" in call("Error: Missing command.").err


def test_the_errors_of_refused_rows_are_in_the_language_asked_for(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    (tmp_path / "policy.yaml").write_text(SMALL, "utf-8")
    (tmp_path / "in.jsonl").write_text('{"x": 1}\n{"x": "1", "y": 2}\n', "utf-8")
    told = {}
    for lang in ("en", "zh"):
        out = tmp_path / f"{lang}.jsonl"
        arguments = [str(tmp_path / "policy.yaml"), str(tmp_path / "in.jsonl"), str(out)]
        call("batch", *arguments, "--as-of", "2026-11-29", "--lang", lang, "--workers", "1")
        told[lang] = json.loads(out.read_text("utf-8").splitlines()[1])["errors"]
    assert any("expected: a whole number" in one for one in told["en"])
    assert len(told["zh"]) == len(told["en"])
    assert all(one.startswith("第 2 行：") and "expected" not in one for one in told["zh"])


SMALL = """\
policy: small
version: "1"
effective: {from: 2026-01-01}
outcomes: {order: [approve, refer], undecided: refer, nothing_fired: approve}
inputs: {x: {type: integer}}
decisions:
  rules_of_x:
    rules:
      - {id: R-1, when: x > 5, then: refer, because: high}
decision: {outcome: [rules_of_x]}
reasons: {high: {en: High, zh: 高}}
"""
