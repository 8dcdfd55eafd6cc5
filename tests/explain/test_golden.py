"""Explanations of shipped examples, word for word; `--record` writes them anew for review."""

from __future__ import annotations

from pathlib import Path

import pytest

from credit_engine import Decision
from explain.support import decided

GOLDEN = Path(__file__).parent / "golden"
PAGES = {
    "counter_offer_exposure": ("en.txt", "zh.txt"),
    "decline_score": ("en.txt", "zh.txt", "zh.md"),
    "missing_everything_optional": ("en.txt", "zh.txt", "en.md"),
}
"""An offer, a refusal with a scorecard's reasons, and much that is unknown."""
SUFFIXES = {"text": "txt", "markdown": "md"}


CHANGED = "if that is meant, run with --record and review"


def reviewed(path: Path, text: str, request: pytest.FixtureRequest) -> str:
    """The text of a file as it was reviewed; with `--record` the file holds this text from now on."""
    if request.config.getoption("--record"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    return path.read_text("utf-8")


def masked(decision: Decision, text: str) -> str:
    """The text without the fingerprints, which change with the engine's language version."""
    return text.replace(decision.fingerprint, "(decision)").replace(decision.compiled.fingerprint, "(policy)")


@pytest.mark.parametrize(("name", "page"), [(name, page) for name, pages in PAGES.items() for page in pages])
def test_the_explanation_reads_as_reviewed(name: str, page: str, request: pytest.FixtureRequest) -> None:
    lang, suffix = page.split(".")
    format = next(format for format, written in SUFFIXES.items() if written == suffix)
    text = masked(decided(name), decided(name).explain(lang, format))  # type: ignore[arg-type]
    assert text == reviewed(GOLDEN / f"{name}.{page}", text, request), CHANGED
