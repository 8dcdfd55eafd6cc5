"""The missing-data law over the shipped policy.

Whatever is left out of an application never creates an approval, never raises a limit, never lowers
a rate, and never gives an outcome better than the one declared for undecided cases unless the
complete application had one at least as good.
"""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from compiled import shipped
from credit_engine import InputError
from credit_engine.absent import Absent, Cause, absent, merge
from laws.missing_data import item_fields, knows_no_more, plain_slots, without
from reference.applications import AS_OF, applications, ordinary

ROOT = Path(__file__).resolve().parents[2]
SIX = (
    ("bureau", "months_on_file"),
    ("bureau", "worst_dpd_24m"),
    ("registry", "enforcement_amount"),
    ("fraud", "device_risk"),
    ("customer", "average_balance_6m"),
    ("debts",),
)
DEBT_FIELDS = ("balance", "monthly_payment", "credit_line", "days_past_due")
SUBSETS = [subset for n in range(1, len(SIX) + 1) for subset in itertools.combinations(SIX, n)]


@pytest.fixture(scope="module")
def policy() -> Any:
    return shipped("consumer_loan")


@pytest.fixture(scope="module")
def plain(policy: Any) -> list[int]:
    return plain_slots(policy.versions[-1].program)


def examples() -> list[dict[str, Any]]:
    files = sorted((ROOT / "examples" / "consumer_loan").glob("*.json"))
    return [json.loads(file.read_text(encoding="utf-8")) for file in files if file.stem != "expected"]


def decided(
    policy: Any, records: Iterator[dict[str, Any]] | list[dict[str, Any]]
) -> Iterator[tuple[dict[str, Any], Any]]:
    for record in records:
        try:
            yield record, policy.decide(record, as_of=AS_OF)
        except InputError:
            continue


def assert_law(policy: Any, plain: list[int], reduced: Any, complete: Any, removed: Any) -> None:
    rank = complete.compiled.outcomes.rank
    undecided = rank(complete.compiled.outcomes.undecided)
    assert rank(reduced.outcome) >= min(undecided, rank(complete.outcome)), (
        f"better outcome without {removed}"
    )
    assert reduced.outcome != "approve" or complete.outcome == "approve", f"approval without {removed}"
    for name, worse in (("limit", -1), ("rate", 1)):
        node = complete.compiled.parts[name].value
        before, after = complete.value(node), reduced.value(node)
        if isinstance(before, Absent):
            assert isinstance(after, Absent), f"{name} known only without {removed}"
        elif not isinstance(after, Absent):
            assert (after - before) * worse >= 0, f"{name} {before} became {after} without {removed}"
    for node in plain:
        assert knows_no_more(reduced.value(node), complete.value(node)), f"step {node} without {removed}"


def assert_law_for_subsets(policy: Any, plain: list[int], record: dict[str, Any], complete: Any) -> None:
    for subset in SUBSETS:
        reduced = policy.decide(without(record, *subset), as_of=AS_OF)
        assert_law(policy, plain, reduced, complete, subset)


def test_most_steps_of_the_policy_lie_before_any_observation_or_score(policy: Any, plain: list[int]) -> None:
    assert len(plain) > len(policy.versions[-1].program.slots) / 2


def test_leaving_out_any_of_six_inputs_of_an_example_improves_nothing(policy: Any, plain: list[int]) -> None:
    for record, complete in decided(policy, examples()):
        assert_law_for_subsets(policy, plain, record, complete)


def test_leaving_out_any_of_six_inputs_of_an_application_improves_nothing(
    policy: Any, plain: list[int]
) -> None:
    for record, complete in decided(policy, applications(150, seed=61)):
        assert_law_for_subsets(policy, plain, record, complete)


def test_leaving_out_a_field_of_a_debt_improves_nothing(policy: Any, plain: list[int]) -> None:
    for record, complete in decided(policy, [*examples(), *applications(600, seed=62)]):
        for path in item_fields(record, {"debts": DEBT_FIELDS}):
            reduced = policy.decide(without(record, path), as_of=AS_OF)
            assert_law(policy, plain, reduced, complete, path)


def test_leaving_out_any_optional_input_improves_nothing(policy: Any, plain: list[int]) -> None:
    optional = [tuple(one.path.split(".")) for one in policy.versions[-1].fields if one.missing]
    assert len(optional) >= 10
    for record, complete in decided(policy, [*examples(), *applications(150, seed=63)]):
        for path in optional:
            reduced = policy.decide(without(record, path), as_of=AS_OF)
            assert_law(policy, plain, reduced, complete, path)


def test_leaving_out_every_optional_input_leaves_no_approval(policy: Any) -> None:
    optional = [tuple(one.path.split(".")) for one in policy.versions[-1].fields if one.missing]
    rng = random.Random(64)
    records = (ordinary(rng) for _ in range(200))
    complete = [decision.outcome for _, decision in decided(policy, records)]
    assert "approve" in complete
    rng = random.Random(64)
    for record in (ordinary(rng) for _ in range(200)):
        assert policy.decide(without(record, *optional), as_of=AS_OF).outcome not in (
            "approve",
            "counter_offer",
        )


def test_one_missing_field_among_many_that_do_not_apply_leaves_the_whole_undecided() -> None:
    no_record = [Absent((Cause("no_record", f"debts[{i}].days", applicable=False),)) for i in range(100)]
    assert not merge(*no_record).applicable
    assert merge(*no_record, absent("not_given", "debts[100].days")).applicable
    assert merge(*no_record, Absent()).applicable
    assert merge(merge(*no_record), merge(absent("not_given", "x"), *no_record)).applicable
