"""The law of batches, as a script: random policies over random tables say of each row what `decide` says.

Run as `python tests/batch/random_law.py ROWS [SEED]`: as many rows of ever new policies, each decided in a
batch and by itself; prints what differs, with what it is drawn from again, and ends with 1 if
anything does. Needs the extras of development. What varies:

- policies of one to three versions with gaps between them, of all parts, which call others that keep states;
- `as_of`, `policy_as_of` and `data_as_of` as columns of every type for days, with nulls and malformed ones;
- dates and moments as days, texts, local and zoned timestamps, and all of these in one column;
- numbers as floats of 16, 32 and 64 bits, integers of every width, decimals, objects; whole ones of any size;
- columns of types that hold no such values, and single values of any type among others;
- interventions on some of the rows, on rules of every kind, also of other versions;
- chunks evaluated by a plan that was written for some of their rows, where it fits;
- Arrow tables, Parquet files, dicts of arrays, lists of records, JSON Lines; sizes of chunks.

The expected side reads the columns by itself and looks at nothing but single decisions.
"""

from __future__ import annotations

import datetime as dt
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

if __name__ == "__main__":  # run from anywhere
    sys.path[:0] = [
        str(Path(__file__).resolve().parents[2] / "src"),
        str(Path(__file__).resolve().parents[1]),
    ]

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from batch.awkward import VALUES
from batch.dated_policies import NAMES, SIZES, Dated, dated_policy, dated_table
from batch.days import a_moment
from batch.plans import plans_of_other_rows
from batch.tables import SMALL, python_values
from credit_engine import Decision, InputError, numbers
from credit_engine.policy.fingerprint import canonical_json
from laws.policies import Drawn

_ROWS = (30, 300, 3_000)
"""Rows of one policy: few for many policies, many for what is rare."""
_DIGITS = "123456789012345678901234567890123"
_FIXED = ("outcome", "reasons", "rules", "causes", "reason_items", "errors", "fingerprint")
_WIDTHS = (pa.int8(), pa.int16(), pa.int32(), pa.int64(), pa.uint8(), pa.uint16(), pa.uint32(), pa.uint64())
Row = dict[str, Any]


# Numbers and what columns make of them


def any_size(rng: Random) -> int:
    """A whole number of 1 to 33 digits, often at the edge of what floats or 64 bits hold."""
    edge = rng.choice((2**53, 2**63, 2**64, 10**15, 10**17, 10**22, 10**23, 10**33))
    number = rng.choice((edge + rng.randrange(-2, 3), int(_DIGITS[: rng.randrange(1, 34)])))
    return number * rng.choice((1, 1, -1))


def number_column(rng: Random, values: Sequence[Any]) -> tuple[Any, list[Any]]:
    """Numbers in some type of column, and what stands in it as `decide` takes it."""
    known = [Decimal(str(value)) for value in values if value is not None]
    forms: list[Callable[[], tuple[Any, list[Any]]]] = [
        lambda: _floats(rng, values),
        lambda: _doubles(values),
    ]
    if all(numbers.is_integer(number) for number in known):
        whole = [None if value is None else int(Decimal(str(value))) for value in values]
        forms += [lambda: (_widest(rng, whole), whole)] * 2
    places = max((max(0, -int(n.normalize().as_tuple().exponent)) for n in known), default=0)
    if places <= 4 and all(abs(number) < Decimal("1E+33") for number in known):
        exact = [None if value is None else Decimal(str(value)) for value in values]
        forms += [
            lambda: (
                pa.array(exact, rng.choice((pa.decimal128(38, places), pa.decimal256(76, places)))),
                exact,
            )
        ]
    return rng.choice(forms)()


def _floats(rng: Random, values: Sequence[Any]) -> tuple[Any, list[Any]]:
    type_, kind = rng.choice(SMALL)
    with np.errstate(over="ignore"):
        held = [None if value is None else kind(float(value)) for value in values]
    held = [None if value is None or not np.isfinite(value) else value for value in held]
    return pa.array(held, type_), held


def _doubles(values: Sequence[Any]) -> tuple[Any, list[Any]]:
    held = [None if value is None else float(value) for value in values]
    return pa.array(held, pa.float64()), held


def _widest(rng: Random, values: Sequence[int | None]) -> Any:
    """Whole numbers in an integer type that holds them all, else in decimals."""
    for type_ in rng.sample(_WIDTHS, len(_WIDTHS)):
        try:
            return pa.array(values, type_)
        except (pa.ArrowInvalid, OverflowError):
            continue
    return pa.array([None if value is None else Decimal(value) for value in values], pa.decimal128(38, 0))


def a_time(rng: Random) -> Any:
    """A day, a moment with a zone or without one, or none."""
    moment = a_moment(rng)
    local = moment if rng.random() < 0.2 else dt.datetime.combine(moment.date(), dt.time())
    zoned = local.replace(tzinfo=rng.choice((dt.UTC, ZoneInfo("Asia/Shanghai"))))
    day = moment.date()
    return rng.choice((None, day, local, zoned, day.isoformat(), np.datetime64(day)))


# Tables


@dataclass
class Given:
    """Columns in the form in which they are handed over, and what stands in them."""

    columns: dict[str, Any]
    values: dict[str, list[Any]]
    numeric: set[str]

    @classmethod
    def drawn(cls, rng: Random, dated: Dated, count: int) -> Given:
        """Columns for a policy; those of numbers in any type of numbers."""
        table = dated_table(rng, dated, count)
        columns = dict(zip(table.column_names, table.columns, strict=True))
        fields = [one for version in dated.policy.versions for one in version.fields]
        numeric = {one.path for one in fields if one.kind == "number" and one.path in columns}
        found = cls(columns, {name: python_values(one) for name, one in columns.items()}, numeric)
        large = rng.choice((0.0, 0.0, 0.1, 0.5))
        for name in sorted(numeric):
            values = [any_size(rng) if rng.random() < large else value for value in found.values[name]]
            columns[name], found.values[name] = number_column(rng, values)
        return found

    def disturb(self, rng: Random) -> None:
        """Put columns of other types, or single values of any, in the place of some."""
        for name in (*NAMES.values(), "opened"):
            if rng.random() < 0.15:
                self.columns[name] = self.values[name] = [a_time(rng) for _ in self.values[name]]
        for name in list(self.columns):
            if name in NAMES.values() or name.endswith(".missing") or rng.random() > 0.08:
                continue
            values = self.values[name]
            if rng.random() < 0.5:
                held = [None if value is None else rng.choice((str(value)[:20], None)) for value in values]
                if rng.random() < 0.3:
                    held = [None if value is None else rng.random() < 0.5 for value in values]
                self.columns[name], self.values[name] = pa.array(held), held
            else:
                held = [rng.choice(VALUES) if rng.random() < 0.1 else value for value in values]
                self.columns[name], self.values[name] = held, held

    def flat(self) -> list[Row]:
        """The rows by names of columns."""
        names = list(self.values)
        return [dict(zip(names, row, strict=True)) for row in zip(*self.values.values(), strict=True)]


def record_of(flat: Mapping[str, Any]) -> Row:
    """A nested record from cells by dotted names; a cause stands in the place of its value."""
    record: Row = {}
    for name, value in flat.items():
        if name.endswith(".missing"):
            continue
        cause = flat.get(f"{name}.missing")
        if name.startswith("prior.") and flat.get("prior.missing") is not None:
            continue
        here = record
        *groups, last = name.split(".")
        for group in groups:
            here = here.setdefault(group, {})
        here[last] = {"missing": cause} if cause is not None else _item(value)
    if flat.get("prior.missing") is not None:
        record["prior"] = {"missing": flat["prior.missing"]}
    return record


def _item(value: Any) -> Any:
    if isinstance(value, list):
        return [record_of(item) if isinstance(item, dict) else item for item in value]
    return None if isinstance(value, float | np.floating) and np.isnan(value) else value


# The forms of data


def as_dict(given: Given, folder: Path) -> Any:
    return given.columns


def as_table(given: Given, folder: Path) -> Any:
    if any(isinstance(column, list) for column in given.columns.values()):
        return given.columns
    return pa.table(given.columns)


def as_parquet(given: Given, folder: Path) -> Any:
    table = as_table(given, folder)
    if isinstance(table, dict):
        return table
    pq.write_table(table, folder / "in.parquet")
    return folder / "in.parquet"


def as_records(given: Given, folder: Path) -> Any:
    return [record_of(row) for row in given.flat()]


def as_json_lines(given: Given, folder: Path) -> Any:
    """JSON Lines; the values are then what JSON has for them."""
    for name, values in given.values.items():
        given.values[name] = [_json_value(value) for value in values]
    lines = [canonical_json(record_of(row)) for row in given.flat()]
    (folder / "in.jsonl").write_text("".join(f"{line}\n" for line in lines), "utf-8")
    return folder / "in.jsonl"


def _json_value(value: Any) -> Any:
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, int | float | np.integer | np.floating | Decimal):
        number = Decimal(str(value))
        # Canonical JSON writes 34 digits: what has more is rounded before it is decided alone, too.
        return Decimal(numbers.canonical_text(number)) if number.is_finite() else None
    if isinstance(value, dt.date | np.datetime64):
        return value.isoformat() if isinstance(value, dt.date) else str(value)
    if isinstance(value, list):
        return [_json_value(item) for item in value]
    if isinstance(value, dict):
        return {name: _json_value(item) for name, item in value.items()}
    return None if value is None else str(value).encode("utf-8", "replace").decode()


FORMS = (as_dict, as_dict, as_table, as_table, as_parquet, as_records, as_json_lines)


# Interventions


def interventions_for(rng: Random, policy: Drawn) -> list[dict[str, str]]:
    """Up to three interventions on rules that somebody may waive, for half of the records."""
    rules = [
        (f"{name}.{rule.spec.id}", rule.spec.authorities)
        for name, some in policy.compiled.rule_sets.items()
        if "stages" not in policy.data["decisions"][name]
        for rule in some
        if rule.intervention >= 0
    ]
    chosen = rng.sample(rules, min(len(rules), rng.choice((0, 0, 1, 1, 2, 3))))
    outcomes = policy.data["outcomes"]["order"]
    found = []
    for rule, authorities in chosen:
        kind = rng.choice(("waiver", "waiver", "override"))
        more = {"outcome": rng.choice(outcomes)} if kind == "override" else {}
        who = {"by": "u1", "authority": authorities[0], "reason": "known", "expires": "2026-12-31"}
        found.append({"kind": kind, "rule": rule, **who, **more})
    return found


# What both sides say


def text(value: Any) -> str | None:
    """A cell, or a value of a decision, as text: numbers in plain digits whatever their type."""
    if value is None or value is True or value is False:
        return None if value is None else str(value).lower()
    if isinstance(value, float):
        value = numbers.from_float(value)
    if numbers.is_number(value):
        return numbers.canonical_text(value)
    return canonical_json(value) if isinstance(value, list | dict) else str(value)


def expected_row(decision: Decision) -> Row:
    """What a decision's row of the table says."""
    row: Row = {
        "outcome": decision.outcome,
        "reasons": [reason.code for reason in decision.reasons],
        "rules": [reason.rule for reason in decision.reasons],
        "conditions": list(decision.conditions) if decision.conditions else [],
        "system_outcome": decision.system_outcome,
    }
    for name, value in decision.released.items():
        row[f"output.{name}" if name in _FIXED else name] = text(value)
    for name, value in decision.state_values.items():
        unknown = isinstance(value, dict)
        row[f"next.{name}"] = None if unknown else text(value)
        row[f"next.{name}.missing"] = "unknown" if unknown else None
    return row


def row_differences(row: Row, expected: Row | Sequence[str]) -> list[str]:
    """What a row of the batch says otherwise; problems are the words that its errors have to hold."""
    if not isinstance(expected, dict):
        said = row["errors"] or []
        lacking = [one for one in expected if not any(one in error for error in said)]
        found = [f"{name} is {row[name]!r}" for name in row if _is_answer(name) and row[name]]
        # What else is wrong with dates of which one is missing is said as well.
        more = len(said) - len(expected)
        if row["outcome"] != "error" or lacking or (more and not (more > 0 and "missing" in expected[0])):
            found.append(f"{row['outcome']} {said}, alone {expected}")
        return found
    found = []
    for name in row.keys() | expected.keys():
        if name in ("causes", "reason_items", "errors"):
            continue
        cell, value = row.get(name), expected.get(name)
        if name not in ("reasons", "rules", "conditions"):
            cell = text(cell)
        if cell != value and (cell or value):
            found.append(f"{name}: batch {cell!r}, alone {value!r}")
    return found + [f"errors: {row['errors']}"] * bool(row["errors"])


def _is_answer(name: str) -> bool:
    return name not in ("outcome", "system_outcome", "errors")


def alone(dated: Dated, flat: Row, made: Sequence[Mapping[str, Any]]) -> Row | list[str]:
    """A row's own decision, or the words of its problems."""
    dates = {name: flat[column] for name, column in NAMES.items()}
    lacking = [name for name, day in dates.items() if day is None]
    if lacking:
        return [f"{name} is missing" for name in lacking]
    cells = {name: value for name, value in flat.items() if name not in NAMES.values()}
    try:
        version = dated.policy.planned(dates["as_of"], dates["policy_as_of"], dates["data_as_of"])[0]
        declared = {one.path for one in version.fields} | ({"prior"} if version.spec.prior else set())
        known = {name: value for name, value in cells.items() if name.removesuffix(".missing") in declared}
        return expected_row(dated.policy.decide(record_of(known), **dates, interventions=made))
    except InputError as error:
        return [f"[{one.code}]" for one in error.problems]


def found_differences(rng: Random, count: int, folder: Path, outcomes: Counter[str]) -> list[str]:
    """What a batch of a random policy and the decisions of its rows say differently, in words."""
    dated = dated_policy(rng, stateful=rng.random() < 0.7)
    given = Given.drawn(rng, dated, count)
    if rng.random() < 0.5:
        given.disturb(rng)
    share = rng.choice((0.0, 0.1, 0.5))
    made = [
        interventions_for(rng, rng.choice(dated.versions)) if rng.random() < share else []
        for _ in range(count)
    ]
    form = rng.choice(FORMS)
    data = form(given, folder)
    listed = [{"row": row, **one} for row, some in enumerate(made, 1) for one in some]
    dates: Mapping[str, Any] = NAMES
    result = dated.policy.decide_batch(
        data,
        **dates,
        chunk_rows=rng.choice(SIZES),
        interventions=listed or None,
        workers=rng.choice((1, 1, 1, 2)),
    )
    rows = result.to_arrow().to_pylist()
    outcomes.update(row["outcome"] for row in rows)
    found = []
    for i, (row, flat, some) in enumerate(zip(rows, given.flat(), made, strict=True)):
        expected = alone(dated, flat, some)
        if not listed and isinstance(expected, dict):
            expected = {
                name: value
                for name, value in expected.items()
                if name not in ("system_outcome", "conditions")
            }
        found += [f"{form.__name__}, row {i}, {one}" for one in row_differences(row, expected)]
    return found


def main(rows: int, seed: int) -> int:
    """Draw until there are so many rows; prints and returns what differs."""
    counted: Counter[str] = Counter()
    rng = Random(seed)
    differing = 0
    with tempfile.TemporaryDirectory() as folder, plans_of_other_rows(seed):
        while counted.total() < rows:
            state, count = rng.random(), rng.choice(_ROWS)
            found = found_differences(Random(state), count, Path(folder), counted)
            differing += len(found)
            for one in found[:3]:
                print(f"{count} rows drawn from {state!r}: {one}", flush=True)
    print(f"{counted.total():,} rows, {differing} differences; {dict(counted)}")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1))
