"""`credit-engine decide` reads its usual arguments without typer, as typer reads them, and loads little."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.calling import APPROVED, AS_OF, POLICY, ROOT, call
from credit_engine.cli import decide as declared
from credit_engine.cli import deciding
from credit_engine.cli.commands import run
from credit_engine.cli.language import speaking
from credit_engine.cli.plain_arguments import plain_arguments

NOT_NEEDED = {
    *("numpy", "pyarrow", "pandas", "pydantic", "pydantic_core", "typer", "click", "lark", "yaml", "re2"),
    *("credit_engine.feel", "credit_engine.parts", "credit_engine.policy.document"),
    *("credit_engine.policy.loading", "credit_engine.yaml_text", "credit_engine.run.columns"),
}
"""Modules of which one decision of a checked policy, and its summary, need nothing."""

WORDS = st.one_of(
    st.sampled_from(
        (
            *("policy.yaml", "record.json", "-", " ", "2026-11-23", "2026-11-23T09:30:00+08:00", "yesterday"),
            *(
                "--as-of",
                "--policy-as-of",
                "--data-as-of=2026-11-01",
                "--as-of=",
                "--interventions",
                "--output",
            ),
            *("--output=page.txt", "--lang", "--lang=zh", "zh", "de", "--format", "--format=json", "text"),
            *(
                "decision",
                "yaml",
                "--page",
                "--page=full",
                "audit",
                "--no-cache",
                "--no-cache=1",
                "--help",
                "--",
            ),
            *("--unknown", "--as", "-x", "--lang="),
        )
    ),
    st.text("-=a1 /\0\u4e2d", max_size=3),
)


def by_typer(words: list[str]) -> dict[str, Any] | None:
    """What typer calls the work with; None where it does not get so far."""
    called: list[dict[str, Any]] = []

    def show_decision(*values: Any) -> None:
        called.append(dict(zip(NAMES, values, strict=True)))

    with patch.object(declared, "show_decision", show_decision), speaking(words):
        run(words)
    return called[0] if called else None


NAMES = tuple(deciding.show_decision.__annotations__)[:-1]  # the last is what it returns
DEFAULTS = dict(zip(reversed(NAMES), reversed(deciding.show_decision.__defaults__ or ()), strict=False))


@given(st.lists(WORDS, max_size=6))
@pytest.mark.filterwarnings("ignore")
def test_what_is_read_without_typer_is_what_typer_reads(words: list[str]) -> None:
    words = ["decide", "policy.yaml", "record.json", *words]
    with speaking(words):
        plain = plain_arguments(words)
    if plain is not None:
        assert {**DEFAULTS, **plain} == by_typer(words)


USUAL = [
    [],
    ["--as-of", "2026-11-23", "--page", "full"],
    ["--lang=zh", "--format=markdown", "--output", "page.md", "--no-cache"],
    ["--format", "decision", "--interventions", "waivers.json", "--policy-as-of=2026-01-01"],
    ["--data-as-of", "2026-11-23T09:30:00+08:00", "--output", "-"],
]


@pytest.mark.parametrize("options", USUAL, ids=" ".join)
def test_usual_arguments_are_read_without_typer(options: list[str]) -> None:
    words = ["decide", *options, "policy.yaml", "record.json"]
    with speaking(words):
        plain = plain_arguments(words)
    assert plain is not None
    assert {**DEFAULTS, **plain} == by_typer(words)


@pytest.mark.parametrize(
    "options",
    [
        ["--output", "record.json"],  # would be overwritten
        ["--as-of", "yesterday"],
        ["--lang", "de"],
        ["--page", "full", "--page", "audit"],
        ["--help"],
        ["third.json"],
    ],
    ids=" ".join,
)
def test_all_else_is_left_to_typer(options: list[str]) -> None:
    assert plain_arguments(["decide", "policy.yaml", "record.json", *options]) is None


def test_a_wrong_language_in_the_environment_is_left_to_typer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CREDIT_ENGINE_LANG", "de")
    assert plain_arguments(["decide", "policy.yaml", "record.json"]) is None


@pytest.mark.parametrize("example", ["approve_salaried", "bureau_source_failed"])
def test_a_checked_policy_decides_without_loading_what_that_does_not_need(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, example: str
) -> None:
    monkeypatch.setenv("CREDIT_ENGINE_CACHE", str(tmp_path))
    record = str(Path(APPROVED).with_name(f"{example}.json"))
    arguments = ["decide", POLICY, record, *AS_OF]
    first = call(*arguments)
    code = (
        "import sys; from credit_engine.cli import main; main(sys.argv[1:]);"
        " print(*sys.modules, file=sys.stderr)"
    )
    again = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        check=True,
    )
    loaded = set(again.stderr.split())
    assert again.stdout == first.out
    assert loaded & NOT_NEEDED == set()
