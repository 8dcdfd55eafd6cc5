"""A policy of two versions that reads the day in every way that it can be read, and tables of days for it."""

from __future__ import annotations

import datetime as dt
from random import Random
from typing import Any

import pyarrow as pa

from batch.tables import python_values, same, settled
from credit_engine import InputError
from credit_engine.api.batch.answers import ERROR, Answers
from credit_engine.api.batch.records import nested
from credit_engine.api.policy import Policy
from credit_engine.policy.compiled import CompiledPolicy
from credit_engine.policy.loading import compile_policy
from credit_engine.source import Source

CALLED = """
policy: freshness
version: "1"
effective: {from: 2020-01-01, time_zone: Asia/Shanghai}
outcomes: {order: [fresh, stale], undecided: stale, nothing_fired: fresh}
inputs:
  reported: {type: date, missing: {not_given: undecided}}
parameters:
  most: {dated: {2024-01-01: 30, 2026-06-01: 60}}
decisions:
  age: {formula: (data_as_of - reported) / @"P1D"}
  checked:
    rules:
      - {id: F-1, when: age > most, then: stale, because: old}
      - {id: F-2, when: 'reported > today()', then: stale, because: old}
decision: {outcome: [checked], outputs: {age: always}}
reasons: {old: {en: Old, zh: 旧}}
"""
OLDER = """
policy: daily
version: "1"
effective: {from: 2024-01-01, to: 2026-03-01, time_zone: Asia/Shanghai}
outcomes: {order: [approve, refer, decline], undecided: refer, nothing_fired: approve}
inputs:
  rate: {type: number}
  reported: {type: date, missing: {not_given: undecided}}
  code: {type: text, missing: {not_given: undecided}}
  given: {type: boolean, missing: {not_given: undecided}}
  loans: {type: list, missing: {not_given: undecided}, items: {due: {type: date}}}
prior:
  since: {type: date, initially: "2025-01-01"}
next:
  since: if rate > base then today() else prior.since
parameters:
  base: {dated: {2025-06-01: 0.5, 2026-06-01: 0.6}}
decisions:
  weekday: {formula: day of week(today())}
  week: {formula: week of year(today()) + day of year(today())}
  month: {formula: month of year(data_as_of)}
  year: {formula: today().year}
  hour: {formula: now().hour}
  moment: {formula: string(now())}
  held: {formula: "string(years and months duration(prior.since, today()))"}
  overdue: {formula: 'count(loans[item.due < today()])'}
  season:
    table:
      hit: first
      in: [today(), today().month]
      out: {season: [early, late, other]}
      rows:
        - {if: ['< @"2026-02-01"', "[1..6]"], then: [early]}
        - {if: ["-", "[9..12]"], then: [late]}
        - {if: ["-", "-"], then: [other]}
  stance:
    catalogue:
      key: code
      match: exact
      out: {stance: [support, reduce]}
      entries:
        - {code: C, to: 2025-07-01, then: [support]}
        - {code: C, from: 2025-07-01, then: [reduce]}
        - {code: D, from: 2026-07-01, then: [support]}
  papers:
    checklist:
      items:
        - id: P-1
          title: {en: Report, zh: 报告}
          given: given
          dated: reported
          valid_for: 30
          then: refer
          because: why
        - id: P-2
          title: {en: Cover, zh: 保险}
          given: given
          valid_until: 'reported + @"P1Y"'
          then: refer
          because: why
  fresh:
    call: {policy: freshness, with: {reported: reported}, outcomes: {fresh: approve, stale: refer}}
  admission:
    rules:
      - {id: R-1, when: rate > base, then: decline, because: why}
      - {id: R-2, when: 'reported > today()', then: refer, because: why}
      - {id: R-3, when: 'today() in [@"2025-12-24"..@"2026-01-02"]', then: refer, because: why}
      - {id: R-4, when: 'stance = "reduce"', then: refer, because: why}
      - {id: R-5, when: overdue > 0, then: decline, because: why}
      - {id: R-6, when: 'now() > @"2025-11-03T10:00:00@Asia/Shanghai"', then: refer, because: why}
decision:
  outcome: [admission, papers, fresh]
  outputs:
    weekday: always
    week: always
    month: always
    year: always
    hour: always
    moment: always
    held: always
    overdue: always
    season: always
    stance: always
    complete: {when: always, of: papers.complete}
    age: {when: always, of: fresh.age}
reasons: {why: {en: Why, zh: 原因}}
"""
NEWER = (
    OLDER.replace('version: "1"', 'version: "2"')
    .replace("from: 2024-01-01, to: 2026-03-01", "from: 2026-03-01")
    .replace("2025-06-01: 0.5", "2025-06-01: 0.4")
)
FIRST, LAST = map(dt.datetime.fromisoformat, ("2023-11-01", "2027-02-01"))


def daily_policy() -> Policy:
    """Both versions, in force from 2024 on, the second one from March 2026 on."""
    return Policy(
        tuple(
            compile_policy(Source(f"{i}.yaml", text), lambda kind, name: Source(name, CALLED))
            for i, text in enumerate((OLDER, NEWER))
        )
    )


def a_moment(rng: Random) -> dt.datetime:
    """Some moment, often a midnight, sometimes before any version is in force."""
    days = rng.randrange((LAST - FIRST).days)
    return FIRST + dt.timedelta(days=days, seconds=rng.choice((0, 0, 1, 36_000, 86_399)))


def days_of(rng: Random, count: int, bad: float = 0.05, times: bool = True) -> pa.Array:
    """A column of dates in one of the forms that columns of dates have, some of them missing or malformed.

    Without `times` local moments are midnights but for a share of `bad` ones.
    """
    moments = [None if rng.random() < bad else a_moment(rng) for _ in range(count)]
    if not times:
        moments = [
            m if m is None or rng.random() < bad else m.replace(hour=0, minute=0, second=0) for m in moments
        ]
    days = [None if one is None else one.date() for one in moments]
    form = rng.choice(("date32", "date64", "local", "utc", "zoned", "text", "codes", "texts of moments"))
    if form in ("date32", "date64"):
        return pa.array(days, pa.type_for_alias(form))
    if form == "local":
        return pa.array(moments, pa.timestamp(rng.choice(("s", "ms", "us", "ns"))))
    if form in ("utc", "zoned"):
        zone = "UTC" if form == "utc" else rng.choice(("Asia/Shanghai", "America/New_York", "+05:30"))
        utc = [None if one is None else one.replace(tzinfo=dt.UTC) for one in moments]
        return pa.array(utc, pa.timestamp("us", zone))
    texts: list[Any] = [None if one is None else one.isoformat() for one in days]
    if form == "texts of moments":
        texts = [None if one is None else one.isoformat(rng.choice("T ")) for one in moments]
    texts = [rng.choice(("", "soon", "2026-02-30", "20260101")) if rng.random() < bad else t for t in texts]
    return pa.array(texts).dictionary_encode() if form == "codes" else pa.array(texts)


def daily_table(rng: Random, count: int) -> pa.Table:
    """Records of the policy and three columns of days, the dates of the records in many forms as well."""

    def some(values: Any) -> list[Any]:
        return [rng.choice(values) for _ in range(count)]

    lists = pa.array([rng.randrange(3) for _ in range(count)])
    offsets = pa.array([0, *pa.compute.cumulative_sum(lists).to_pylist()], pa.int32())
    dues = days_of(rng, offsets[-1].as_py(), 0.01, times=False)
    return pa.table(
        {
            "rate": some((0.3, 0.45, 0.55, 0.7)),
            "reported": days_of(rng, count, 0.03, times=False),
            "code": some(("C", "D", "E", None)),
            "given": some((True, False, None)),
            "loans": pa.ListArray.from_arrays(offsets, pa.StructArray.from_arrays([dues], ["due"])),
            "prior.since": days_of(rng, count, 0.03, times=False),
            "day": days_of(rng, count),
            "policy day": days_of(rng, count),
            "data day": days_of(rng, count),
        }
    )


def alone(policy: Policy, record: dict[str, Any], dates: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """What `decide` says to Python's values, as a row of the batch's table, and the codes of its problems."""
    lacking = [name for name, day in dates.items() if day is None]
    if lacking:
        return {"outcome": ERROR}, [f"{name} is missing" for name in lacking]
    try:
        version = policy.planned(dates["as_of"], dates["policy_as_of"], dates["data_as_of"])[0]
        decision = policy.decide(nested(declared(version, record)), **dates)
    except InputError as error:
        return {"outcome": ERROR}, [f"[{problem.code}]" for problem in error.problems]
    return settled(Answers(version).of_decisions([decision])).to_pylist()[0], []


def declared(version: CompiledPolicy, record: dict[str, Any]) -> dict[str, Any]:
    """What a version knows of a record for several of them."""
    paths = {one.path for one in version.fields} | ({"prior"} if version.spec.prior else set())
    return {name: value for name, value in record.items() if name.removesuffix(".missing") in paths}


def differences_alone(policy: Policy, table: pa.Table, answers: pa.Table, **names: str) -> list[str]:
    """In words where a batch and `decide` say different things of a row; `names` are the dates' columns."""
    found = []
    values = [python_values(column) for column in table.columns]
    records = [dict(zip(table.column_names, cells, strict=True)) for cells in zip(*values, strict=True)]
    for i, (record, row) in enumerate(zip(records, answers.to_pylist(), strict=True)):
        dates = {name: record[column] for name, column in names.items()}
        record = {key: value for key, value in record.items() if key not in names.values()}
        expected, problems = alone(policy, record, dates)
        if problems:
            said = " ".join(row["errors"] or ())
            found += [f"row {i}: {row['outcome']} {said}, alone {one}" for one in problems if one not in said]
            expected = {"outcome": ERROR}
        found += [
            f"row {i}, {name}: batch {row[name]!r}, alone {value!r}"
            for name, value in expected.items()
            if not same(row[name], value)
        ]
        if not problems:
            found += [
                f"row {i}, {name}: {row[name]!r}" for name in row.keys() - expected if row[name] is not None
            ]
    return found
