"""Random policies of several versions that read days in every way, with tables whose rows have own days.

Run as `PYTHONPATH=src:tests python tests/batch/dated_policies.py ROWS [SEED]`: as many rows of ever new
policies, each decided in a batch and by itself; prints what differs.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from random import Random
from typing import Any

import pyarrow as pa

from batch.days import a_moment, days_of, differences_alone
from batch.tables import found_at, plain, table_of
from credit_engine import InputError, PolicyError
from credit_engine.api.batch.answers import Answers
from credit_engine.api.policy import Policy
from credit_engine.policy.compiled import CompiledPolicy
from laws.policies import PREDICTABLE, Drawn, compiled, policy_data, record_for

NAMES = {"as_of": "day", "policy_as_of": "policy day", "data_as_of": "data day"}
"""The dates and their columns."""
ZONES = ("Asia/Shanghai", "Asia/Shanghai", "UTC", "America/New_York")
BORDERS = ("2025-03-01", "2025-10-26", "2026-02-28", "2026-07-01")
SIZES = (3, 16, 50, 1_000)
_NUMBERS = (
    "today().month",
    "today().year - data_as_of.year",
    "now().hour",
    "week of year(data_as_of)",
    "day of year(now())",
    "moving + today().day",
    'years and months duration(@"2024-02-29", today()).years',
    "today().weekday",
)
_TEXTS = (
    "day of week(today())",
    "month of year(data_as_of)",
    "string(now())",
    "string(today())",
    "string(seen)",
)
_TRUTHS = (
    'today() >= @"2026-01-31"',
    "data_as_of < today()",
    'now() > @"2026-03-01T09:00:00@Asia/Shanghai"',
    "seen <= now()",
    'today() - opened > @"P30D"',
    "opened > data_as_of",
    "moving > 1",
    'today() in [@"2025-12-24"..@"2026-03-01"]',
    "opened.month = today().month",
    "season = 1",
)


@dataclass(frozen=True)
class Dated:
    """A policy of several versions, and what each of them is drawn from."""

    policy: Policy
    versions: Sequence[Drawn]


def _with_days(rng: Random, data: dict[str, Any]) -> dict[str, Any]:
    """A policy that moreover reads days in its rules, tables, checklists, catalogues and parameters."""
    missing, order = {"missing": {"not_given": "undecided"}}, data["outcomes"]["order"]
    data["inputs"] |= {"opened": {"type": "date", **missing}, "seen": {"type": "date and time", **missing}}
    moves = {day: rng.randrange(4) for day in rng.sample(("2024-06-01", "2025-06-01", "2026-06-01"), 2)}
    data["parameters"]["moving"] = {"dated": moves}
    days = sorted(rng.sample(("2025-01-01", "2025-09-15", "2026-01-31", "2026-06-30"), 2))
    rows = [{"if": [f'< @"{days[0]}"', "-"]}, {"if": ["-", "[1..6]"]}, {"if": [f'>= @"{days[1]}"', "> 2"]}]
    data["decisions"] |= {
        "season": {
            "table": {
                "hit": "first",
                "in": [rng.choice(("today()", "opened")), "data_as_of.month"],
                "out": {"season": "number"},
                "rows": [{**row, "then": [str(i)]} for i, row in enumerate(rows)],
            }
        },
        "calendar": {"formula": rng.choice(_NUMBERS)},
        "words": {"formula": rng.choice(_TEXTS)},
        "papers": {
            "checklist": {
                "items": [
                    {**_paper(rng, order, "P-1"), "dated": "opened", "valid_for": rng.choice((30, '@"P1Y"'))},
                    {**_paper(rng, order, "P-2"), "valid_until": rng.choice(("opened", 'opened + @"P6M"'))},
                ]
            }
        },
        "stance": {
            "catalogue": {
                "key": "string(calendar)",
                "match": "longest_prefix",
                "out": {"stance": "number"},
                "entries": [
                    {"code": "1", "to": days[0], "then": [1]},
                    {"code": "1", "from": days[1], "then": [2]},
                    {"code": "2", "then": [3]},
                ],
            }
        },
    }
    rules = data["decisions"]["final"]["rules"]
    rules += [
        {"id": f"DAY-{i}", "when": text, "then": rng.choice(order[:3]), "because": "why"}
        for i, text in enumerate(rng.sample(_TRUTHS, 2))
    ]
    outputs = {name: {"when": "always"} for name in ("season", "calendar", "words", "stance", "opened")}
    outputs["opened"]["of"] = "opened"
    data["decision"]["outputs"] |= outputs
    if rng.random() < 0.7:
        data["decision"]["outcome"].append("papers")
    return data


def _paper(rng: Random, order: Sequence[str], name: str) -> dict[str, Any]:
    """An item of a checklist without its days."""
    return {
        "id": name,
        "title": {"en": "Paper", "zh": "文件"},
        "given": rng.choice(_TRUTHS),
        "then": rng.choice(order[1:3]),
        "because": "why",
    }


def _version(
    rng: Random, number: int, period: tuple[str, str | None], types: dict[str, Any], stateful: bool
) -> Drawn:
    """A version in force in a period; outputs that are of other types than `types` says get other names."""
    for _ in range(50):
        observing = rng.random() < 0.5
        data, called, _ = policy_data(rng, observing, stateful=stateful)
        data = _with_days(rng, data)
        data["version"] = str(number)
        data["effective"] = {"from": period[0], "time_zone": rng.choice(ZONES)}
        if period[1] is not None:
            data["effective"]["to"] = period[1]
        try:
            found = _types(compiled(data, called))
            outputs = data["decision"]["outputs"]
            for name in [name for name in outputs if types.get(name, found[name]) != found[name]]:
                outputs[f"{name}_{number}"] = {"of": name, **outputs.pop(name)}
            drawn = Drawn(compiled(data, called), data, observing, called)
        except PolicyError as error:
            if not {p.code for p in error.problems if p.severity == "error"} <= PREDICTABLE:
                raise
            continue
        types.update(_types(drawn.compiled))
        return drawn
    raise AssertionError("no policy that loads")


def _types(version: CompiledPolicy) -> dict[str, Any]:
    """The types of the columns of a version's answers."""
    schema = Answers(version).schema
    return dict(zip(schema.names, schema.types, strict=True))


def dated_policy(rng: Random, stateful: bool = False) -> Dated:
    """One to three versions, without a gap or with one, in force from 2024 on; some call ones with states."""
    borders = ["2024-01-01", *sorted(rng.sample(BORDERS, rng.randrange(3)))]
    ends = [*borders[1:], rng.choice((None, "2026-12-01"))]
    if len(borders) > 1 and rng.random() < 0.3:
        borders[1] = "2026-07-15" if borders[1] == "2026-07-01" else f"{borders[1][:8]}28"
    types: dict[str, Any] = {}
    periods = [(start, end) for start, end in zip(borders, ends, strict=True) if end is None or start < end]
    versions = [_version(rng, i, period, types, stateful) for i, period in enumerate(periods, 1)]
    return Dated(Policy(tuple(one.compiled for one in versions)), versions)


def dated_table(rng: Random, dated: Dated, count: int) -> pa.Table:
    """Records for one version or another, and the three columns of days, in the forms that columns have."""
    days = {name: days_of(rng, count, 0.02) for name in NAMES.values()}
    records = [record_for(rng, _in_force(rng, dated, day)) for day in days["policy day"].to_pylist()]
    fields = {one.path: one for version in dated.policy.versions for one in version.fields}
    table = table_of([one for one in fields.values() if one.path not in ("seen", "opened")], records, rng)
    for i, name in enumerate(table.column_names):
        if name in fields and fields[name].kind == "date":
            values = [plain(found_at(record, name)) for record in records]
            table = table.set_column(i, name, _as_dates(rng, values))
    table = table.append_column("opened", days_of(rng, count, 0.03, times=False))
    moments = [None if rng.random() < 0.2 else a_moment(rng).replace(tzinfo=dt.UTC) for _ in range(count)]
    table = table.append_column("seen", pa.array(moments, pa.timestamp("us", rng.choice(ZONES))))
    for name, column in days.items():
        table = table.append_column(name, column)
    return table


def _in_force(rng: Random, dated: Dated, day: Any) -> Drawn:
    """The version of a day, some version where there is none; without inputs that tables are made with."""
    drawn = rng.choice(dated.versions)
    with suppress(InputError):
        drawn = dated.versions[dated.policy.versions.index(dated.policy.in_force(day))]
    inputs = {name: one for name, one in drawn.data["inputs"].items() if name not in ("seen", "opened")}
    return Drawn(drawn.compiled, {**drawn.data, "inputs": inputs}, drawn.observing, drawn.called)


def _as_dates(rng: Random, texts: Sequence[str | None]) -> pa.Array:
    """Dates as texts, days, midnights, or instants at the beginning of the day somewhere."""
    form = rng.choice(("text", "date", "local", "instant"))
    if form == "text":
        return pa.array(texts, pa.string())
    days = [None if text is None else dt.datetime.fromisoformat(text) for text in texts]
    if form == "date":
        return pa.array([None if day is None else day.date() for day in days], pa.date32())
    if form == "local":
        return pa.array(days, pa.timestamp(rng.choice(("s", "us", "ns"))))
    noon = [None if day is None else day.replace(hour=rng.randrange(24), tzinfo=dt.UTC) for day in days]
    return pa.array(noon, pa.timestamp("us", rng.choice(ZONES)))


def found_differences(rng: Random, count: int, outcomes: Counter[str]) -> list[str]:
    """What a batch of a random policy and the decisions of its rows say differently, in words."""
    dated = dated_policy(rng)
    table = dated_table(rng, dated, count)
    dates: Mapping[str, Any] = NAMES
    result = dated.policy.decide_batch(table, chunk_rows=rng.choice(SIZES), **dates)
    answers = result.to_arrow()
    outcomes.update(answers.column("outcome").to_pylist())
    return differences_alone(dated.policy, table, answers, **NAMES)


def _main(rows: int, seed: int) -> int:
    counted: Counter[str] = Counter()
    rng = Random(seed)
    differing = 0
    while counted.total() < rows:
        state = rng.random()
        found = found_differences(Random(state), 500, counted)
        differing += len(found)
        for one in found[:3]:
            print(f"drawn from {state!r}: {one}", flush=True)
    print(f"{counted.total():,} rows, {differing} differences; {dict(counted)}")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(_main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1))
