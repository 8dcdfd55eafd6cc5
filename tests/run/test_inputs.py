"""The quick and the full input check read the same values, and only the full one words problems."""

from __future__ import annotations

import copy
import random
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from credit_engine import load_policy
from credit_engine.absent import Absent
from reference.applications import applications

POLICY = Path(__file__).resolve().parents[2] / "policies" / "consumer_loan.yaml"
ODD = (
    None,
    True,
    "",
    "x",
    -1,
    0,
    1.5,
    Decimal("2.50"),
    10**40,
    float("nan"),
    [],
    {},
    {"missing": "no_record"},
    [1],
)


@pytest.fixture(scope="module")
def reader() -> Any:
    return load_policy(POLICY).versions[0].reader


def plain(value: Any) -> Any:
    """Values with absent ones as their causes, so that they compare."""
    if isinstance(value, Absent):
        return ("absent", value.causes)
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return (value.__class__.__name__, str(value))


def agree(reader: Any, record: Any) -> bool:
    values, problems = reader.read(record)
    full, expected = reader.read_fully(record)
    assert problems == expected
    if not problems:
        assert plain(values) == plain(full)
    return not problems


def test_random_applications_are_read_alike(reader: Any) -> None:
    good = sum(agree(reader, record) for record in applications(2_000, seed=7))
    assert 1_900 < good < 2_000


def test_records_with_odd_values_anywhere_are_read_alike(reader: Any) -> None:
    chance = random.Random(11)
    good = 0
    for record in applications(2_000, seed=8):
        changed = copy.deepcopy(record)
        here: Any = changed
        while isinstance(here, dict | list) and here:
            key = chance.choice(list(here) if isinstance(here, dict) else list(range(len(here))))
            if chance.random() < 0.4 or not isinstance(here[key], dict | list):
                here[key] = chance.choice(ODD)
                break
            here = here[key]
        good += agree(reader, changed)
    assert 200 < good < 1_500


def test_unknown_fields_and_forms_are_refused_by_both(reader: Any) -> None:
    record = next(iter(applications(1, seed=9)))
    for broken in (
        None,
        [],
        "x",
        {**record, "extra": 1},
        {**record, "applicant": []},
        {**record, "loan": None},
    ):
        assert not agree(reader, broken)
