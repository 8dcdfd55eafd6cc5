"""A cell of a table, matrix or tree whose values are declared may be a name that can have no others."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pytest

from batch.tables import both, differences, table_of
from credit_engine import Policy, PolicyError, load_policy
from credit_engine.testing.mutation import mutants_of

# A level is kept while nothing is overdue, as a table says, a grid and a tree.
LEVELS = """\
policy: levels
version: "1"
effective: {from: 2026-11-01}
outcomes: {order: [none, blue, red], undecided: red, nothing_fired: none}
inputs:
  before: {type: ordinal, values: &levels [none, blue, red], best_first: true, missing: undecided,
           title: {en: Level before, zh: 原级别}}
  overdue: {type: integer, range: ">= 0", unit: days}
decisions:
  listed:
    table:
      hit: first
      in: [overdue]
      out: {level: {type: ordinal, values: [none, blue, red], best_first: true}}
      rows:
        - {if: ["< 10"], then: [before]}
        - {if: ["< 30"], then: [blue]}
      default: [before]
  gridded:
    matrix:
      down: overdue
      across: before
      columns: ['"none"', '"blue"', '"red"']
      rows:
        - {if: "< 10", then: [none, before, listed]}
        - {if: ">= 10", then: [blue, blue, red]}
      out: {type: ordinal, values: [none, blue, red], best_first: true}
  branched:
    tree:
      out: {type: ordinal, values: [none, blue, red], best_first: true}
      branches: [{if: overdue < 10, then: before}]
      otherwise: gridded
  checks: {rules: [{id: R, when: 'branched = "red"', then: red, because: red}]}
decision: {outcome: [checks], outputs: {listed: always, gridded: always, branched: always}}
reasons: {red: {en: Red, zh: 红色}}
""".replace("&levels ", "")
DAY = "2026-11-24"


def policy(tmp_path: Path, *changes: tuple[str, str]) -> Policy:
    text = LEVELS
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    (tmp_path / "levels.yaml").write_text(text, "utf-8")
    return load_policy(tmp_path / "levels.yaml")


@pytest.mark.parametrize(
    ("overdue", "before", "expected"),
    [
        (5, "blue", ("blue", "blue", "blue")),
        (5, "red", ("red", "red", "red")),
        (20, "none", ("blue", "blue", "blue")),
        (40, "red", ("red", "red", "red")),
        (40, "none", ("none", "blue", "blue")),
        (20, None, ("blue", None, None)),
        (5, None, (None, None, None)),
    ],
)
def test_a_name_stands_for_its_value(tmp_path: Path, overdue: int, before: Any, expected: Any) -> None:
    record = {"overdue": overdue} | ({} if before is None else {"before": before})
    decision = policy(tmp_path).decide(record, as_of=DAY)
    outputs = tuple(decision.outputs.get(name) for name in ("listed", "gridded", "branched"))
    assert (outputs, decision.outcome) == (expected, "red" if expected[2] in ("red", None) else "none")


def test_a_batch_gives_what_rows_give(tmp_path: Path) -> None:
    loaded = policy(tmp_path)
    records = [
        {"overdue": days} | ({} if before is None else {"before": before})
        for days in (5, 20, 40)
        for before in ("none", "blue", "red", None)
    ]
    table = table_of(loaded.versions[-1].fields, records, Random(1))
    _, batch, rows = both(loaded, table, DAY, chunk_rows=5)
    assert differences(batch, rows) == []


def test_pages_call_the_name_by_its_title(tmp_path: Path) -> None:
    loaded = policy(tmp_path)
    page = loaded.decide({"overdue": 5, "before": "blue"}, as_of=DAY).explain("zh", page="full")
    assert "before" not in page.split("输入数据")[0]
    assert "原级别" in loaded.book("zh").split("输入项")[0]


def test_a_mutant_of_a_name_is_tried(tmp_path: Path) -> None:
    (version,) = policy(tmp_path).versions
    assert any("listed" in mutant.name and "row.2" in mutant.name for mutant in mutants_of(version))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("then: [before]}", "then: [overdue]}", "'overdue' is not declared to be one of the output's values"),
        ("then: [before]}", "then: [befor]}", "'befor' is not one of the output's declared values"),
        (
            "level: {type: ordinal, values: [none, blue, red]",
            "level: {type: ordinal, values: [none, blue]",
            "'before' can be 'red', which is none of the output's values",
        ),
        (
            "level: {type: ordinal, values: [none, blue, red]",
            "level: {type: ordinal, values: [red, blue, none]",
            "is an ordinal of another list",
        ),
        ("hit: first", "hit: priority", "'before' is a name, whose value is known only when it is decided"),
    ],
)
def test_what_a_name_can_be_is_checked(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(PolicyError) as refused:
        policy(tmp_path, (old, new))
    first = refused.value.problems[0]
    assert said in first.message
    assert first.span is not None
    assert first.span.text in new or first.span.text == "before"
