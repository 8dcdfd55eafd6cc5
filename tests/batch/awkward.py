"""Records with values of any type in any place, in every form in which tables give them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from arrow import pa
from batch.tables import cause_of, differences, found_at, settled
from credit_engine import InputError
from credit_engine.api.batch.answers import Answers
from credit_engine.api.decision import Decision
from credit_engine.api.policy import Policy
from credit_engine.run.fields import Field
from laws.policies import Drawn, record_for

AS_OF = "2026-11-23"
JSON_VALUES: tuple[Any, ...] = (
    "5%",
    "1,000",
    "NA",
    "yes",
    "十七",
    "",
    "5",
    "2026-02-30",
    "2026-01-05",
    True,
    False,
    0,
    -0.0,
    1,
    2.5,
    1e-7,
    9007199254740993,
    -9007199254740993,
    2**64 - 1,
    2**63,
    10**30,
    10**33 + 1,
    0.1 + 0.2,
    [],
    [1],
    [{"v": 1}],
    {},
    {"a": 1},
    {"missing": "not_given"},
    {"missing": "stolen"},
)
VALUES: tuple[Any, ...] = (
    *JSON_VALUES,
    10**34 + 1,
    10**40,
    Decimal("1.50"),
    Decimal(10**36 + 1),
    Decimal("1E-30"),
    np.int8(3),
    np.uint64(2**64 - 1),
    np.float32(0.1),
    np.float64(0.1),
    np.bool_(True),
    "a\ud83d",
    dt.date(2026, 1, 5),
    object,
    (1, 2),
    b"x",
    1j,
)
Form = Callable[[Sequence[dict[str, Any]], Sequence[Field], Path], Any]


def awkward_records(rng: Random, drawn: Drawn, count: int, values: Sequence[Any]) -> list[dict[str, Any]]:
    """Records of which most have one value or two of another type than declared."""
    records = [record_for(rng, drawn, rng.random() < 0.3) for _ in range(count)]
    for record in records:
        for one in rng.sample(drawn.compiled.fields, min(len(drawn.compiled.fields), rng.randrange(3))):
            if not one.path.startswith("prior."):
                _place(record, one.path, rng.choice(values))
    return records


def _place(record: dict[str, Any], path: str, value: Any) -> None:
    *groups, last = path.split(".")
    for group in groups:
        record = record.setdefault(group, {})
    record[last] = value


def as_list(records: Sequence[dict[str, Any]], fields: Sequence[Field], folder: Path) -> Any:
    return list(records)


def as_columns(records: Sequence[dict[str, Any]], fields: Sequence[Field], folder: Path) -> Any:
    columns = {one.path: [found_at(record, one.path) for record in records] for one in fields}
    if any(one.path.startswith("prior.") for one in fields):
        columns["prior.missing"] = [cause_of(record.get("prior")) for record in records]
    return columns


def as_json_lines(records: Sequence[dict[str, Any]], fields: Sequence[Field], folder: Path) -> Any:
    path = folder / "in.jsonl"
    path.write_text("\n".join(json.dumps(record, default=float) for record in records), "utf-8")
    return path


def alone(policy: Policy, record: dict[str, Any]) -> Decision | tuple[Any, ...]:
    try:
        return policy.decide(record, as_of=AS_OF)
    except InputError as error:
        return error.problems


def differing(drawn: Drawn, rng: Random, count: int, form: Form, folder: Path) -> list[str]:
    """Where a batch of awkward records, in a form, says anything else than their own decisions."""
    values = JSON_VALUES if form is as_json_lines else VALUES
    records = awkward_records(rng, drawn, count, values)
    if form is as_json_lines:
        texts = [json.dumps(record, default=float) for record in records]
        records = [
            json.loads(text, parse_float=Decimal)
            for text in texts
            if "Infinity" not in text and "NaN" not in text
        ]
    policy = Policy((drawn.compiled,))
    data = form(records, drawn.compiled.fields, folder)
    result = policy.decide_batch(data, as_of=AS_OF, chunk_rows=rng.choice((1, 16, 100_000))).to_arrow()
    answers = Answers(drawn.compiled)
    decided = [answers.tabled(alone(policy, record)) for record in records]
    expected = settled(answers.of_decisions(decided))
    if form is as_json_lines:
        told = result.column("errors").to_pylist()
        lineless = [texts and [text.partition(": ")[2] for text in texts] for texts in told]
        at = result.column_names.index("errors")
        field = result.schema.field(at)
        result = result.set_column(at, field, pa.array(lineless, field.type))
    return differences(result, expected)
