"""What is read, reported and explained is bounded or linear, counted rather than timed."""

from __future__ import annotations

import json
import zipfile
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from credit_engine import InputError, PolicyError
from credit_engine.api.policy import Policy
from credit_engine.files.workbook_text import read_workbook
from credit_engine.interop.scorecards.pmml_xml import parse
from credit_engine.parts.graph import order
from credit_engine.policy.loading import compile_policy
from credit_engine.source import Source

AS_OF = "2026-11-23"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


ITEMS = {"type": "list", "items": {"a": {"type": "number"}}, "missing": {"not_given": "undecided"}}
THEN = {"then": "refer", "because": "why"}


def policy(rule: str = "x > 1", decisions: dict[str, Any] | None = None, unknown: str = "refuse") -> Policy:
    data = {
        "policy": "bounded",
        "version": "1",
        "effective": {"from": "2020-01-01"},
        "unknown_fields": unknown,
        "outcomes": {"order": ["approve", "refer"], "undecided": "refer", "nothing_fired": "approve"},
        "inputs": {
            "x": {"type": "number"},
            "items": ITEMS,
        },
        "decisions": decisions or {"r": {"rules": [{"id": "R", "when": rule, **THEN}]}},
        "decision": {"outcome": [] if decisions else ["r"]},
        **({} if decisions else {"reasons": {"why": {"internal": {"en": "Why", "zh": "原因"}}}}),
    }
    return Policy((compile_policy(Source("b.yaml", json.dumps(data)), lambda kind, name: Source(name, "")),))


def problems(found: Policy, record: dict[str, Any]) -> list[str]:
    with pytest.raises(InputError) as refused:
        found.decide(record, as_of=AS_OF)
    return [
        problem.message if "more" in problem.message else problem.code for problem in refused.value.problems
    ]


@pytest.mark.slow
def test_of_many_bad_items_the_first_hundred_are_reported_and_the_others_counted() -> None:
    found = problems(policy(), {"x": 1, "items": [{"a": "x"}] * 100_000})
    assert found == ["wrong-type"] * 100 + ["and 99,900 more problems"]


def test_a_hundred_problems_are_all_reported() -> None:
    assert problems(policy(), {"x": 1, "items": [{"a": "x"}] * 100}) == ["wrong-type"] * 100


def test_undeclared_fields_that_are_only_listed_hide_no_other_problem() -> None:
    listing = policy(unknown="list")
    many = {f"k{i}": i for i in range(1_000)}
    assert len(listing.decide({"x": 1, "items": [], **many}, as_of=AS_OF).undeclared) == 1_000
    assert problems(listing, {**many, "x": "1", "items": []}) == ["wrong-type"]


def test_a_policy_with_very_many_mistakes_is_read_no_further() -> None:
    wrong = {f"d{i}": {"formula": f"missing_{i}"} for i in range(3_000)}
    with pytest.raises(PolicyError) as refused:
        policy(decisions=wrong)
    codes = [problem.code for problem in refused.value.problems]
    assert codes == ["unknown-name"] * 100 + ["too-many-problems"]


def test_a_condition_nested_twice_as_deep_is_laid_out_with_twice_the_work(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from rich.table import Table

    calls = 0
    measure = Table.__rich_measure__

    def counted(self: Table, *arguments: Any) -> Any:
        nonlocal calls
        calls += 1
        return measure(self, *arguments)

    monkeypatch.setattr(Table, "__rich_measure__", counted)

    def measured(depth: int) -> int:
        nonlocal calls
        calls = 0
        policy("not(" * depth + "x > 1" + ")" * depth).decide({"x": 3}, as_of=AS_OF).explain()
        return calls

    few, twice, four = measured(8), measured(16), measured(32)
    assert four - twice <= 2.5 * (twice - few) + 8


def test_a_loop_over_many_items_reads_the_names_of_those_that_it_shows() -> None:
    record = {"x": 1, "items": [{"a": i} for i in range(5_000)]}
    decision = policy("some i in items satisfies i.a > 4998").decide(record, as_of=AS_OF)
    loop = decision.trace.steps[0].rules[0].condition.loops[0]
    assert (loop.count, len(loop.items), loop.omitted) == (5_000, 20, 4_980)
    assert (loop.items[0].number, loop.items[0].figure.value) == (5_000, True)
    assert loop.items[0].names[0].figure.value == 4_999


def test_the_order_of_a_chain_is_found_in_one_walk_forwards_and_backwards() -> None:
    names = [f"d{i}" for i in range(20_000)]
    uses = {name: {after} for name, after in pairwise(names)} | {names[-1]: set()}
    ordered, cycle = order(uses, {name: set() for name in names})
    assert (ordered, cycle) == (names[::-1], [])
    ordered, cycle = order({**uses, names[-1]: {names[0]}}, {name: set() for name in names})
    assert (ordered, len(cycle)) == ([], 20_001)


def test_text_between_elements_is_put_together_once() -> None:
    pieces = "<E/>t" * 1_000
    root = parse(Source("card.pmml", f"<P>{pieces}</P>"))
    assert (root.text, len(root.children), root.children[-1].span.text) == ("t" * 1_000, 1_000, "<E/>")


def workbook(path: Path, sheet: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b'<worksheet xmlns="' + MAIN.encode() + b'">' + sheet)
    return path


LARGE = {
    "cells": (b"<row>" + b"<c><v>1</v></c>" * 100 + b"</row>") * 5_001,
    "cells with a prefix": (b"<x:row>" + b"<x:c/>" * 100 + b"</x:row>") * 5_001,
    "texts": b"<si><t>a</t></si>" * 500_001,
    "merged": b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>',
    "links": b'<hyperlinks><hyperlink r:id="a" ref="$A$1:$XFD$99"/></hyperlinks>',
}


@pytest.mark.parametrize("sheet", LARGE.values(), ids=LARGE)
def test_a_workbook_with_too_much_in_it_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sheet: bytes
) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    monkeypatch.setattr(openpyxl, "load_workbook", lambda *_, **__: pytest.fail("was read"))
    path = workbook(tmp_path / "rows.xlsx", sheet)
    with pytest.raises(PolicyError) as refused, path.open("rb") as file:
        read_workbook(path, None, file)
    assert [problem.code for problem in refused.value.problems] == ["file-too-large"]


def test_a_workbook_whose_tags_are_other_bytes_is_refused(tmp_path: Path) -> None:
    pytest.importorskip("openpyxl")
    text = '<?xml version="1.0" encoding="{}"?><worksheet/>'
    for encoding in ("utf-16", "cp037"):
        path = tmp_path / f"{encoding}.xlsx"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("xl/worksheets/sheet1.xml", text.format(encoding).encode(encoding))
        with pytest.raises(PolicyError, match="not in UTF-8"), path.open("rb") as file:
            read_workbook(path, None, file)
