"""What no row of a decision table matches: found by search, held against trying every piece."""

from __future__ import annotations

import itertools
from pathlib import Path
from random import Random

import pytest

from credit_engine import PolicyError, load_policy
from credit_engine.analyse import doubts
from credit_engine.cli import main
from credit_engine.parts.table import gaps as table_gaps

HEAD = """\
policy: example
version: "1"
effective: {from: 2026-01-01}
outcomes: {order: [approve, refer], undecided: refer, nothing_fired: approve}
inputs:
  age: {type: integer, range: "[18..70]"}
  ratio: {type: number, range: ">= 0"}
  job: {type: text, values: [salaried, retired]}
  city: {type: text}
  owner: {type: boolean}
decisions:
"""
TAIL = """
  checks:
    rules:
      - {id: R-1, when: is missing(t), then: refer, because: why}
decision: {outcome: [checks], outputs: {t: always}}
reasons: {why: {en: Why, zh: 原因}}
"""


def table(hit: str, inputs: str, *rows: str, default: str = "") -> str:
    lines = "\n".join(f"        - {{if: [{cells}], then: [{i}]}}" for i, cells in enumerate(rows))
    rest = f"\n      default: [{default}]" if default else ""
    head = f"  t:\n    table:\n      hit: {hit}\n      in: [{inputs}]\n      out: {{t: number}}\n"
    return f"{head}      rows:\n{lines}{rest}\n"


def gaps_of(tmp_path: Path, text: str) -> list[str]:
    path = tmp_path / "example.yaml"
    path.write_text(HEAD + text + TAIL, "utf-8")
    return [problem.message for problem in doubts(load_policy(path).versions[0])]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (table("unique", "age", '"< 30"', '">= 30"'), None),
        (table("unique", "age", '"< 30"', '"> 30"'), "age 30"),
        # Between 29 and 30 there is no whole number.
        (table("unique", "age", '"<= 29"', '">= 30"'), None),
        (table("unique", "ratio", '"<= 29"', '">= 30"'), "ratio (29..30)"),
        # What the declared range excludes is no gap.
        (table("unique", "age", '"[18..40]"', '"(40..70]"'), None),
        (table("first", "age", '"[20..40]"', '"(40..60]"'), "age [18..19]; age [61..70]"),
        (table("unique", "job", "'\"salaried\"'"), 'job "retired"'),
        (table("unique", "city", "'\"Shanghai\"'"), "city any other text"),
        (table("unique", "owner", "true"), "owner false"),
        (
            table("unique", "age, job", '"< 30", "-"', '">= 30", \'"salaried"\''),
            'age [30..70] and job "retired"',
        ),
        (table("unique", "age", '"< 30"', default="9"), None),
        (table("unique", "age", '"< ratio"', '">= 30"'), None),
    ],
)
def test_gaps_are_named(tmp_path: Path, text: str, expected: str | None) -> None:
    found = gaps_of(tmp_path, text)
    assert found == ([] if expected is None else [f"no row of the table 't' matches {expected}"])


def test_a_matrix_has_gaps_where_an_edge_has_them(tmp_path: Path) -> None:
    matrix = (
        "  t:\n    matrix:\n      down: age\n      across: job\n"
        "      columns: ['\"salaried\"']\n      out: number\n"
        '      rows:\n        - {if: "< 30", then: [1]}\n        - {if: ">= 30", then: [2]}\n'
    )
    gap = 'age [18..29] and job "retired"; age [30..70] and job "retired"'
    assert gaps_of(tmp_path, matrix) == [f"no row of the matrix 't' matches {gap}"]


def test_the_search_finds_a_gap_exactly_where_trying_everything_does(tmp_path: Path) -> None:
    rng = Random(20)
    both = set()
    for _ in range(150):
        rows = []
        for _ in range(rng.randrange(1, 7)):
            low = rng.randrange(18, 70)
            high = rng.randrange(low, 71)
            age = rng.choice(("-", f"[{low}..{high}]", f"< {high}", f">= {low}"))
            job = rng.choice(("-", '"salaried"', '"retired"', 'not("retired")'))
            rows.append((age, job, rng.choice(("-", "true", "false"))))
        text = table("first", "age, job, owner", *(", ".join(f"'{cell}'" for cell in row) for row in rows))
        try:
            found = bool(gaps_of(tmp_path, text))
        except PolicyError:  # a row that never counts, or a cell that matches everything
            continue
        expected = any(
            not any(_matches(row, record) for row in rows)
            for record in itertools.product(range(18, 71), ("salaried", "retired"), (True, False))
        )
        assert found == expected, rows
        both.add(found)
    assert both == {True, False}


def _matches(row: tuple[str, str, str], record: tuple[int, str, bool]) -> bool:
    """A row by its cells, told by hand."""
    (age, job, owner), (years, kind, owns) = row, record
    if age.startswith("["):
        low, high = map(int, age.strip("[]").split(".."))
        fits = low <= years <= high
    elif age == "-":
        fits = True
    else:
        fits = years < int(age[2:]) if age.startswith("<") else years >= int(age[3:])
    jobs = {
        "-": True,
        '"salaried"': kind == "salaried",
        '"retired"': kind == "retired",
        'not("retired")': kind != "retired",
    }
    return fits and jobs[job] and owner in ("-", str(owns).lower())


def test_a_table_too_large_to_be_searched_is_said_to_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table_gaps, "MAX_GAP_STEPS", 2)
    found = gaps_of(tmp_path, table("unique", "age, job", '"< 30", "-"', '">= 30", \'"salaried"\''))
    assert found == ["'t' is too large to be searched for gaps"]


def test_the_command_warns_of_gaps(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "example.yaml"
    path.write_text(HEAD + table("unique", "age", '"< 30"', '"> 30"') + TAIL, "utf-8")
    assert main(["check", str(path)]) == 0
    assert "rows-gap" in capsys.readouterr().out
    assert main(["check", "--strict", str(path)]) == 1
