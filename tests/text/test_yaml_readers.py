"""The quick reader of YAML, where there is one, gives what the one that is everywhere gives."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from credit_engine import yaml_text
from credit_engine.document_text import Document
from credit_engine.source import Source
from credit_engine.yaml_text.events import EventReader, ReadOtherwiseError, quick_events
from drawing import examples

ROOT = Path(__file__).parents[2]
PIECES = (
    *" \n:,[]{}\"'#-|>&*%@`\\~中：=<ab1.",
    "\n  ",
    ": ",
    "- ",
    " #",
    "---\n",
    "...\n",
    "|\n",
    ">-\n",
    "\r\n",
    "!= 3",
    "? ",
    "!x ",
    "\t",
    "[1..5)",
    "\ufeff",
    "|#",
    "<<: ",
)
with_libyaml = pytest.mark.skipif(not yaml.__with_libyaml__, reason="PyYAML is built without libyaml")


@cache
def texts() -> tuple[str, ...]:
    """Policies and scorecards as they are shipped, and the examples of mistakes."""
    found = [*(ROOT / "policies").rglob("*.yaml"), *(ROOT / "scorecards").glob("*.yaml")]
    found += (ROOT / "tests" / "problems").glob("*/policy.yaml")
    return tuple(path.read_bytes().decode("utf-8", "replace") for path in sorted(found))


def mutated(rng: Random) -> str:
    """A stretch of one of the texts with some pieces put in or in place of others, or only pieces."""
    if rng.random() < 0.3:
        return "".join(rng.choice(PIECES) for _ in range(rng.randrange(1, 40)))
    text = rng.choice(texts())
    at = rng.randrange(len(text))
    text = text[max(0, at - rng.randrange(400)) : at + rng.randrange(400)]
    for _ in range(rng.randrange(3)):
        at = rng.randrange(len(text) + 1)
        text = text[:at] + rng.choice(PIECES) + text[at + rng.randrange(2) :]
    return text


def essence(event: Any) -> tuple[Any, ...]:
    """What is read of an event."""
    opens = hasattr(event, "flow_style")
    column = event.start_mark.column if opens else 0
    rest = (
        getattr(event, name, None)
        for name in ("value", "style", "implicit", "anchor", "tag", "version", "tags")
    )
    ends = event.start_mark.index, event.end_mark.index
    return (type(event).__name__, *ends, column, opens and bool(event.flow_style), *rest)


@with_libyaml
@settings(max_examples=examples(1500), derandomize=True, deadline=None, database=None)
@given(st.randoms(use_true_random=False))
def test_both_readers_give_the_same_events(rng: Random) -> None:
    text = mutated(rng)
    try:
        quick = [essence(event) for event in quick_events(text)]
    except (ReadOtherwiseError, yaml.YAMLError):
        return
    reader = EventReader(text)
    assert [essence(event) for event in reader] == quick
    assert reader.failure is None


def read(text: str) -> tuple[Any, Any]:
    found = yaml_text.examine_yaml(Source("x.yaml", text))
    return found.document, [(p.code, p.span, p.message) for p in found.problems]


def places(document: Document | None) -> Any:
    return document and (
        document.data,
        document._values,
        document._keys,
        document.damaged,
        document.incomplete,
    )


@pytest.mark.sampled
@with_libyaml
@pytest.mark.parametrize("number", range(len(texts())))
def test_documents_are_the_same_without_the_quick_reader(
    number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(text: str) -> Any:
        raise ReadOtherwiseError

    text = texts()[number]
    document, problems = read(text)
    monkeypatch.setattr(yaml_text, "quick_events", refuses)
    other, other_problems = read(text)
    assert places(document) == places(other)
    assert [(code, span and (span.start, span.end), said) for code, span, said in problems] == [
        (code, span and (span.start, span.end), said) for code, span, said in other_problems
    ]


@with_libyaml
def test_the_shipped_policies_are_read_quickly() -> None:
    shipped = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "policies").rglob("*.yaml"))]
    assert shipped
    assert all(list(quick_events(text)) for text in shipped)


@with_libyaml
@pytest.mark.parametrize("text", ["[" * 100_000, "- " * 100_000 + "a", "{a: " * 100_000])
def test_deep_nesting_is_left_to_the_other_reader(text: str) -> None:
    with pytest.raises(ReadOtherwiseError):
        list(quick_events(text))
