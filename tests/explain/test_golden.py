"""Explanations of shipped examples, word for word; `--record` writes them anew for review."""

from __future__ import annotations

from pathlib import Path

import pytest

from explain.support import decided

GOLDEN = Path(__file__).parent / "golden"
NAMES = (
    "approve_salaried", "bureau_source_failed", "counter_offer_exposure", "decline_fraud", "decline_score",
    "edge_report_31_days_old", "missing_debt_payment", "missing_everything_optional", "refer_weak_grade",
    "thin_file_special_codes",
)  # fmt: skip
SUFFIXES = {"text": "txt", "markdown": "md"}


def compare(path: Path, text: str, record: bool) -> None:
    if record:
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    assert path.read_text("utf-8") == text, (
        f"{path.name} changed; if that is meant, run with --record and review"
    )


def masked(name: str, text: str) -> str:
    """The text without the fingerprints, which change with the engine's language version."""
    decision = decided(name)
    return text.replace(decision.fingerprint, "(decision)").replace(decision.compiled.fingerprint, "(policy)")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("format", SUFFIXES)
def test_the_explanation_reads_as_reviewed(
    name: str, lang: str, format: str, request: pytest.FixtureRequest
) -> None:
    text = masked(name, decided(name).explain(lang, format))  # type: ignore[arg-type]
    compare(GOLDEN / f"{name}.{lang}.{SUFFIXES[format]}", text, request.config.getoption("--record"))


@pytest.mark.parametrize("name", NAMES)
def test_the_json_is_as_reviewed(name: str, request: pytest.FixtureRequest) -> None:
    text = indented(masked(name, decided(name).explain("en", "json")))
    compare(GOLDEN / f"{name}.json", text, request.config.getoption("--record"))


def indented(json: str) -> str:
    """Canonical JSON with line breaks after brackets and commas, its numbers as they are written."""
    lines: list[str] = []
    depth, inside, escaped, line = 0, False, False, ""
    for character in json:
        if inside:
            line += character
            inside = escaped or character != '"'
            escaped = character == "\\" and not escaped
            continue
        inside = character == '"'
        if character in "}]":
            lines.append("  " * depth + line) if line else None
            depth, line = depth - 1, ""
        line += character
        if character in "{[,":
            lines.append("  " * depth + line)
            depth, line = depth + (character != ","), ""
    return "\n".join([*lines, line, ""])


def test_indenting_changes_only_the_layout() -> None:
    assert (
        indented('{"a":[1,"x,{\\"y"],"b":{}}') == '{\n  "a":[\n    1,\n    "x,{\\"y"\n  ],\n  "b":{\n  }\n}\n'
    )
