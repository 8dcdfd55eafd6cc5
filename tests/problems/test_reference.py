"""The reference of diagnostics names every code, no other, and shows each example with its recorded text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from problems.codes import codes

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "reference" / "diagnostics.md"
ENTRY = re.compile(
    r"^### (?P<code>\S+)\n\n(?P<words>[^\n]+)\n(?:\n```text\n(?P<example>.*?)\n```\n)?", re.M | re.S
)


def entries() -> dict[str, re.Match[str]]:
    return {match["code"]: match for match in ENTRY.finditer(PAGE.read_text("utf-8"))}


def recorded(code: str) -> str | None:
    path = HERE / code / "expected.txt"
    return path.read_text("utf-8").rstrip("\n") if path.exists() else None


def test_every_code_is_explained_and_nothing_else() -> None:
    assert set(entries()) == codes() | codes(records=True)


def test_every_entry_says_how_to_mend_the_mistake() -> None:
    assert [code for code, entry in entries().items() if " *Mend:* " not in entry["words"]] == []


def test_the_page_shows_the_recorded_examples(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--record"):
        text = PAGE.read_text("utf-8")
        for code, entry in entries().items():
            if (example := recorded(code)) is not None and entry["example"] is not None:
                text = text.replace(entry[0], entry[0].replace(entry["example"], example))
        PAGE.write_text(text, "utf-8", newline="\n")
    assert {code: entry["example"] for code, entry in entries().items()} == {
        code: recorded(code) for code in entries()
    }
