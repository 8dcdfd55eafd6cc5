"""A day written without quotes is a subtraction, which nobody means: it is refused wherever it stands."""

from __future__ import annotations

import pytest

from compiled import policy_of
from credit_engine import PolicyError

POLICY = """
policy: days
version: "1"
effective: {from: 2026-01-01}
outcomes: {order: [in_time, late], undecided: late, nothing_fired: in_time}
inputs:
  n: {type: integer}
  start: {type: date}
decisions:
  found: {formula: 'FORMULA'}
  banded:
    table:
      hit: first
      in: [n]
      out: {x: {type: number}}
      rows:
        - {if: ["CELL"], then: [1]}
        - {if: ["-"], then: [VALUE]}
  checks:
    rules: [{id: R, when: 'found and banded > 2', then: late, because: over}]
decision: {outcome: [checks]}
reasons: {over: {en: Over, zh: 已到期}}
"""


def problems(formula: str = "n > 1", cell: str = "< 5", value: str = "3") -> list[tuple[str, str, str]]:
    text = POLICY.replace("FORMULA", formula).replace("CELL", cell).replace("VALUE", value)
    try:
        policy_of(text)
    except PolicyError as refused:
        return [(one.code, str(one.message), str(one.hint)) for one in refused.problems]
    return []


@pytest.mark.parametrize(
    "written",
    [
        {"formula": "n > 2026-01-31"},
        {"formula": "start > 2026-01-31"},
        {"formula": "n - 2026-01-31 > 1"},
        {"formula": "n in [2026-01-31..9999]"},
        {"cell": "< 2026-01-31"},
        {"value": "2026-01-31"},
    ],
)
def test_a_day_without_quotes_is_refused_with_the_date_to_write(written: dict[str, str]) -> None:
    """2026 less 1 less 31 is 1994."""
    ((code, message, hint),) = problems(**written)
    assert code == "date-cell"
    assert message == "'2026-01-31' is a subtraction, not a date: 1994"
    assert "2026-01-31" in hint
    assert "@" in hint


@pytest.mark.parametrize("written", ["2026-02-31", "1990-13-45", "0000-00-00"])
def test_the_form_of_a_day_is_refused_even_where_there_is_no_such_day(written: str) -> None:
    ((code, message, hint),) = problems(formula=f"n < {written}")
    assert code == "date-cell"
    assert message.startswith(f"'{written}' is a subtraction, not a date: ")
    assert hint == "there is no such day; write a subtraction with blanks around each minus"
    assert problems(formula=f"n < {written}".replace("-", " - ")) == []


@pytest.mark.parametrize("written", ["2026 - 01 - 01", "2026- 01 -01", " 2026-01-01"])
def test_a_date_with_blanks_is_refused_with_the_date_to_write(written: str) -> None:
    ((code, _, hint),) = problems(formula=f'start < @"{written}"')
    assert code == "bad-literal"
    assert '@"2026-01-01"' in hint


@pytest.mark.parametrize(
    "formula",
    [
        "n > 2026 - 01 - 31",
        "n > 2026-1-31",
        "n > 2026-01",
        'start > @"2026-01-31"',
        "n - 2026 > 1",
    ],
)
def test_what_reads_as_no_day_is_computed_as_it_is_written(formula: str) -> None:
    assert problems(formula) == []
