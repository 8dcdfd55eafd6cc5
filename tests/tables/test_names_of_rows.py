"""Each row of a table is called by its id, or by its number: no two of them are called alike."""

from __future__ import annotations

import pytest

from compiled import policy_of
from credit_engine import PolicyError

POLICY = """\
policy: small
version: "1"
effective: {{from: 2026-01-01}}
outcomes: {{order: [approve, refer], undecided: refer, nothing_fired: approve}}
inputs:
  age: {{type: integer, title: {{en: Age, zh: 年龄}}}}
decisions:
  grade:
    table:
      hit: first
      in: [age]
      out: {{grade: [A, B, C]}}
      rows:
        - {{{0}if: ["< 30"], then: [A]}}
        - {{{1}if: ["< 60"], then: [B]}}
        - {{{2}if: ["-"], then: [C]}}
decision: {{outcome: [], outputs: {{grade: always}}}}
"""


def policy(*ids: str) -> str:
    """A table whose rows have these ids as they are written; none where one is empty."""
    return POLICY.format(*(f"id: {one}, " if one else "" for one in ids))


@pytest.mark.parametrize(
    ("ids", "name", "at", "beside"),
    [
        (("X", "X", "Y"), "X", 15, 14),
        (("X", "Y", "X"), "X", 16, 14),
        (("", '"1"', "Y"), "1", 15, 14),
        (('"2"', "", "Y"), "2", 14, 15),
    ],
)
def test_two_rows_called_alike_are_refused_at_an_id(
    ids: tuple[str, ...], name: str, at: int, beside: int
) -> None:
    with pytest.raises(PolicyError) as refused:
        policy_of(policy(*ids))
    (problem,) = refused.value.problems
    assert problem.span is not None
    assert problem.code == "duplicate-id"
    assert problem.span.text.strip('"') == name
    english, chinese = problem.text("en"), problem.text("zh")
    assert f"policy.yaml:{at}:" in english
    assert f"two rows are called '{name}'" in english
    assert f"the other row (policy.yaml:{beside}:" in english
    assert f"有两行都称为 '{name}'" in chinese
    assert f"另一行 (policy.yaml:{beside}:" in chinese


@pytest.mark.parametrize("ids", [("", "", ""), ("X", "Y", "Z"), ('"1"', "", '"3"'), ('"2"', '"1"', "Z")])
def test_ids_and_numbers_that_differ_are_accepted(ids: tuple[str, ...]) -> None:
    assert policy_of(policy(*ids)).decide({"age": 40}, as_of="2026-02-01").outputs == {"grade": "B"}
