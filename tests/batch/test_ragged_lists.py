"""Loops and functions over lists that are written out, chosen, given to called policies or nested.

Lists are empty, null, missing for a cause, or hold items with missing entries; a batch says what rows say.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from random import Random
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from batch.tables import both, differences, table_of
from credit_engine.api.policy import Policy
from credit_engine.policy.loading import compile_policy
from credit_engine.run.columns import arguments, calls, choosing, combinations, lists
from credit_engine.run.columns.structure import Lists
from credit_engine.source import Source

Patch = pytest.MonkeyPatch
DAY = "2026-11-30"
FORMULAS = {
    "older": "count(people[age > limit])",
    "pairs": "some x in people, y in people satisfies x.name = y.name and x.age != y.age",
    "sums": "sum(for x in people, y in people return x.age * y.share)",
    "nested": "every x in people satisfies some y in people satisfies y.age >= x.age",
    "deep": "count(for x in people return (for y in people return y.age + x.age))",
    "written": 'count([first, second, third][item != ""])',
    "mixed": "sum(for n in [limit, limit / 3, 7] return n * 2)",
    "of_none": "count(for n in [] return n)",
    "chosen": "count(if listed then people else [])",
    "chosen_sum": "sum((if listed then people else people[age > 30]).share)",
    "named": "for n in (if listed then [first] else [second, third]) return n",
    "contexts": "sum((for n in [1, 2] return {part: limit / n}).part)",
    "both": "sum(concatenate(people.age, [limit, 1]))",
    "all_of_them": "count(concatenate(people, if listed then people else []))",
    "different": "count(distinct values(people.name))",
    "ages": "distinct values(people.age)",
    "second_age": "people[2].age",
    "last_name": "people[-1].name",
    "least": "min([limit, limit / 7, second_limit])",
    "most": "max([limit, limit / 7])",
    "kept": "for x in people return if x.age > limit then x.name else first",
    "stepped": "decimal(step_instalment(1000, second_limit / 100, 24, 12, limit / 100), 2)",
    "shown": "some n in [first, second] satisfies n = third",
    "range_sum": "sum(for n in 1..4 return n * limit)",
    "spread": "sum(for x in people return sum(for y in people return y.share))",
}
LINES = "\n".join(f"  {name}: {{formula: '{text}'}}" for name, text in FORMULAS.items())
ITEMS = """
    type: list
    at_most: {most}
    missing: {{not_given: undecided, none_known: not_applicable}}
    items:
      name: {{type: text, missing: {{not_given: undecided}}}}
      age: {{type: integer, range: "[{low}..120]", missing: {{not_given: undecided, hidden: not_applicable}}}}
      share: {{type: number, missing: {{not_given: undecided}}}}
"""
CALLED = f"""
policy: household
version: "1"
effective: {{from: 2020-01-01}}
outcomes: {{order: [good, open, bad], undecided: open, nothing_fired: good}}
inputs:
  people:{ITEMS.format(most=3, low=18)}
  limit: {{type: number, range: "[0..40]", missing: {{not_given: undecided}}}}
  whole: {{type: integer, range: ">= 0", missing: {{not_given: undecided}}}}
decisions:
  shares: {{formula: sum(people.share)}}
  each:
    for_each: people as p
    identity: p.name
    if_empty: good
    rules:
      - {{id: H-1, when: p.age > limit + 20, then: bad, because: why}}
      - {{id: H-2, when: p.share > whole + 1, then: open, because: why}}
decision:
  outcome: [each]
  outputs: {{shares: {{when: always}}, limit: {{of: limit + whole, when: always}}}}
reasons: {{why: {{en: Why, zh: 原因}}}}
"""
POLICY = f"""
policy: lists
version: "1"
effective: {{from: 2020-01-01}}
outcomes: {{order: [approve, refer, decline], undecided: refer, nothing_fired: approve}}
inputs:
  people:{ITEMS.format(most=5, low=0)}
  limit: {{type: number, missing: {{not_given: undecided}}}}
  second_limit: {{type: number, missing: {{not_given: undecided}}}}
  listed: {{type: boolean, missing: {{not_given: undecided}}}}
  first: {{type: text, missing: {{not_given: undecided, none_known: not_applicable}}}}
  second: {{type: text, missing: {{not_given: undecided}}}}
  third: {{type: text, missing: {{not_given: undecided}}}}
decisions:
{LINES}
  household:
    call:
      policy: household
      with: {{people: people, limit: limit, whole: second_limit / 3}}
      outcomes: {{good: approve, open: refer, bad: decline}}
  draws:
    for_each: '[first, second][item != ""] as n'
    identity: n
    if_empty: approve
    call:
      policy: household
      with: {{people: people, limit: second_limit, whole: limit}}
      outcomes: {{good: approve, open: refer, bad: decline}}
  checked:
    rules:
      - {{id: C-1, when: sums > 160, then: refer, because: why}}
      - {{id: C-2, when: pairs and listed, then: refer, because: why}}
      - {{id: C-3, when: least < 0.1, then: decline, because: why}}
decision:
  outcome: [household, draws, checked]
  outputs:
{"".join(f"    {name}: {{when: always}}{chr(10)}" for name in FORMULAS)}
    shares: {{of: household.shares, when: always}}
    limits: {{of: household.limit, when: always}}
reasons: {{why: {{en: Why, zh: 原因}}}}
"""


@cache
def policy() -> Policy:
    def find(kind: str, name: str) -> Source:
        return Source(f"{name}.yaml", CALLED)

    return Policy((compile_policy(Source("lists.yaml", POLICY), find),))


def a_person(rng: Random) -> dict[str, Any]:
    person = {
        "name": rng.choice(("Li", "Wang", "Li", "")),
        "age": rng.choice((18, 18, 30, 40, 41)) if rng.random() < 0.95 else rng.choice((0, 17)),
        "share": rng.choice((0, 0.1, 0.25, 1, 1.5)),
    }
    if rng.random() < 0.07:
        person[rng.choice(list(person))] = rng.choice((None, {"missing": "not_given"}))
    if rng.random() < 0.04:
        person["age"] = {"missing": "hidden"}
    return person


def a_record(rng: Random) -> dict[str, Any]:
    many = 4 if rng.random() < 0.03 else rng.choice((0, 0, 1, 1, 2, 3))
    record = {
        "people": [a_person(rng) for _ in range(many)],
        "limit": rng.choice((1, 18, 30, 40, 30, 40, 41, 0, 29.99, 1 / 3)),
        "second_limit": rng.choice((3, 9, 21, 30, 3, 9, 30, 0, 90, 4.5)),
        "listed": rng.choice((True, False)),
        "first": rng.choice(("a", "b", "")),
        "second": rng.choice(("a", "c", "")),
        "third": rng.choice(("a", "c", "")),
    }
    if rng.random() < 0.3:
        name = rng.choice(list(record))
        causes = ("not_given", "none_known") if name in ("people", "first") else ("not_given",)
        record[name] = rng.choice((None, {"missing": rng.choice(causes)}))
    return record


def a_table(rows: int, seed: int) -> pa.Table:
    rng = Random(seed)
    return table_of(policy().versions[-1].fields, [a_record(rng) for _ in range(rows)], rng)


def found_differences(rows: int = 250, seed: int = 3) -> list[str]:
    _, batch, alone = both(policy(), a_table(rows, seed), DAY, 20)
    return differences(batch, alone)


def test_a_batch_of_lists_says_what_rows_say() -> None:
    result, batch, alone = both(policy(), a_table(250, 3), DAY, 20)
    assert differences(batch, alone) == []
    assert set(batch.column("outcome").to_pylist()) == {"approve", "refer", "decline"}
    assert result.stages.redecided == 0


@pytest.mark.parametrize("empty", [[], None, {"missing": "none_known"}])
def test_a_chunk_in_which_no_list_has_an_item_is_decided_too(empty: Any) -> None:
    rng = Random(4)
    records = [a_record(rng) | {"people": empty} for _ in range(40)]
    _, batch, alone = both(policy(), table_of(policy().versions[-1].fields, records, rng), DAY, 16)
    assert differences(batch, alone) == []


@pytest.mark.slow
@pytest.mark.longest
def test_many_lists_are_decided_alike() -> None:
    assert found_differences(4_000, 8) == []


# Mistakes that the law finds


def items_chosen_from_the_first_list(patch: Patch) -> None:
    items = choosing.items_from
    patch.setattr(
        choosing,
        "items_from",
        lambda context, which, place, columns: items(context, which * 0, place, columns),
    )


def combinations_taken_for_one_another(patch: Patch) -> None:
    values = combinations.values_of

    def mutated(column: Any, count: int) -> list[Any]:
        found = values(column, count)
        return found[:1] * len(found)

    patch.setattr(combinations, "values_of", mutated)


def arguments_always_fit(patch: Patch) -> None:
    patch.setattr(arguments, "_fitting", lambda context, one, column: column)


def long_arguments_fit(patch: Patch) -> None:
    patch.setattr(arguments, "_too_long", lambda one, column: False)


def turns_of_the_last_list_alone(patch: Patch) -> None:
    def mutated(outer: Lists, inner: Lists) -> Lists:
        return Lists(
            outer.offsets, inner.items.take(np.zeros(int(outer.offsets[-1]), dtype=int)), outer.presence
        )

    patch.setattr(lists, "of_turns", mutated)


def distinct_over_all_rows(patch: Patch) -> None:
    distinct = lists.distinct

    def mutated(context: Any, column: Lists) -> Lists:
        column.known_rows = np.zeros(int(column.offsets[-1]), dtype=int)
        return distinct(context, column)

    patch.setitem(calls.KERNELS, "fn:distinct values", lambda c, node, args: mutated(c, args[0]))


def places_beyond_a_list_wrapped(patch: Patch) -> None:
    patch.setattr(lists, "with_exact", lambda tables, column, rows, exact, size: column)


def lists_joined_without_causes(patch: Patch) -> None:
    joined = choosing.concatenated

    def mutated(context: Any, columns: Any) -> Lists:
        found = joined(context, columns)
        return Lists(found.offsets, found.items, None)

    patch.setattr(choosing, "concatenated", mutated)


BUGS = (
    items_chosen_from_the_first_list,
    combinations_taken_for_one_another,
    arguments_always_fit,
    long_arguments_fit,
    turns_of_the_last_list_alone,
    distinct_over_all_rows,
    places_beyond_a_list_wrapped,
    lists_joined_without_causes,
)


@pytest.mark.slow
@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.__name__)
def test_a_seeded_bug_is_found(bug: Callable[[Patch], None], monkeypatch: Patch) -> None:
    bug(monkeypatch)
    try:
        found = bool(found_differences(240))
    except (ArithmeticError, AssertionError, ValueError, TypeError, IndexError):
        found = True
    assert found
