"""Dates and moments of records in the forms of Python, numpy, pandas and Arrow: rows and columns agree."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from credit_engine import InputError
from credit_engine.api.policy import Policy
from credit_engine.policy.loading import compile_policy
from credit_engine.source import Source

POLICY = """
policy: maturities
version: "1"
effective: {from: 2020-01-01, time_zone: Asia/Shanghai}
outcomes: {order: [approve, refer, decline], undecided: refer, nothing_fired: approve}
inputs:
  maturity: {type: date, missing: {not_given: undecided}, range: '>= @"1900-01-01"'}
  at: {type: date and time, missing: {not_given: undecided}}
  length: {type: days and time duration, missing: {not_given: undecided}}
  opening: {type: time, missing: {not_given: undecided}}
  loans:
    type: list
    missing: {not_given: undecided}
    items: {due: {type: date, missing: {not_given: undecided}}}
prior:
  since: {type: date, initially: "2020-01-01"}
next:
  since: prior.since
decisions:
  day: {formula: maturity}
  moment: {formula: string(at)}
  lasting: {formula: string(length)}
  opened: {formula: string(opening)}
  dues: {formula: string(loans.due)}
  overdue:
    rules:
      - {id: R-1, when: 'maturity < @"2026-01-01"', then: decline, because: why}
decision:
  outcome: [overdue]
  outputs:
    day: always
    moment: {when: "not(is missing(at))"}
    lasting: {when: "not(is missing(length))"}
    opened: {when: "not(is missing(opening))"}
    dues: {when: "not(is missing(loans))"}
reasons: {why: {en: Overdue, zh: 逾期}}
"""
AS_OF = "2026-11-23"
NEW_YEAR = dt.date(2026, 1, 1)
at = dt.datetime.fromisoformat
POLICY_LOADED = Policy((compile_policy(Source("p.yaml", POLICY), lambda kind, name: Source(name, "")),))


def table_answer(column: Any, name: str = "maturity") -> dict[str, Any]:
    """The answer to the first row of a table of one column."""
    answers = POLICY_LOADED.decide_batch(pa.table({name: column}), as_of=AS_OF).to_arrow()
    found: dict[str, Any] = answers.to_pylist()[0]
    return found


NEW_YEARS = [
    "2026-01-01",
    "2026-01-01T00:00:00",
    "2026-01-01 00:00:00",
    "2025-12-31T16:00:00Z",
    "2026-01-01 23:59:59+08:00",
    "2025-12-31T11:00:00@America/New_York",
    NEW_YEAR,
    at("2026-01-01T00:00:00"),
    at("2025-12-31T16:00:00+00:00"),
    dt.datetime(2025, 12, 31, 16, tzinfo=ZoneInfo("UTC")),
    dt.datetime(2026, 1, 1, 10, tzinfo=ZoneInfo("Asia/Shanghai")),
    pd.Timestamp("2026-01-01"),
    pd.Timestamp("2025-12-31 16:00", tz="UTC"),
    pd.Timestamp("2025-12-31 11:00", tz="US/Eastern"),
    np.datetime64("2026-01-01"),
    np.datetime64("2026-01-01T00", "h"),
    np.datetime64("2026-01-01T00:00:00", "ns"),
]


@pytest.mark.parametrize("raw", NEW_YEARS, ids=repr)
def test_a_date_in_any_form_is_its_day_in_the_policys_time_zone(raw: Any) -> None:
    record = {"maturity": raw, "loans": [{"due": raw}], "prior": {"since": raw}}
    decision = POLICY_LOADED.decide(record, as_of=AS_OF)
    assert decision.outputs["day"] == NEW_YEAR
    assert decision.outputs["dues"] == "[2026-01-01]"
    assert decision.state["since"] == NEW_YEAR


NO_DAYS = [
    "2025-12-31T23:59:59",
    "2026-01-01 00:00:01",
    "",
    "2026-02-30",
    "31.12.2025",
    "999999999-12-31T23:59:59Z",
    at("2025-12-31T23:59:59"),
    at("2026-01-01T00:00:00.000001"),
    dt.datetime(2026, 1, 1, tzinfo=dt.timezone(dt.timedelta(hours=20))),
    dt.datetime(2026, 1, 1, tzinfo=dt.timezone(dt.timedelta(microseconds=1))),
    pd.Timestamp("2026-01-01 00:00:00.000000001"),
    pd.NaT,
    np.datetime64("2026-01-01T00:01"),
    np.datetime64("2026-01"),
    np.datetime64("NaT"),
    np.timedelta64(1, "D"),
    dt.time(1),
    dt.timedelta(1),
    float("nan"),
    20260101,
    True,
]


@pytest.mark.parametrize("raw", NO_DAYS, ids=repr)
def test_what_is_no_day_is_refused_wherever_a_date_is_declared(raw: Any) -> None:
    record = {"maturity": raw, "loans": [{"due": raw}], "prior": {"since": raw}}
    with pytest.raises(InputError) as refused:
        POLICY_LOADED.decide(record, as_of=AS_OF)
    found = sorted((problem.path, problem.code) for problem in refused.value.problems)
    assert found == [(path, "wrong-type") for path in ("loans[0].due", "maturity", "prior.since")]


CODED = POLICY.replace(
    "maturity: {type: date, missing: {not_given: undecided}, range: '>= @\"1900-01-01\"'}",
    """maturity:
    type: date
    missing: {not_given: undecided, no_record: not_applicable}
    codes: {"1900-01-01": no_record, none: no_record}
    range: '>= @"2000-01-01"'""",
)


@pytest.mark.parametrize(
    "raw",
    ["none", "1900-01-01", "1900-01-01T00:00:00", dt.date(1900, 1, 1), pd.Timestamp("1900-01-01")],
    ids=repr,
)
def test_a_day_that_is_a_code_of_its_source_is_one_in_every_form(raw: Any) -> None:
    policy = Policy((compile_policy(Source("p.yaml", CODED), lambda kind, name: Source(name, "")),))
    assert policy.decide({"maturity": raw}, as_of=AS_OF).outcome == "refer"
    answers = policy.decide_batch({"maturity": pa.array([raw])}, as_of=AS_OF).to_arrow()
    assert answers.column("outcome").to_pylist() == ["refer"]
    assert answers.column("errors").to_pylist() in ([None], [[]])


def test_a_local_time_of_day_is_told_how_it_could_be_a_day() -> None:
    with pytest.raises(InputError, match="leave the time of day out, or give it with its time zone"):
        POLICY_LOADED.decide({"maturity": at("2025-12-31T23:59:59")}, as_of=AS_OF)


ZONED = pa.array(
    [at("2025-12-31T16:00:00+00:00"), at("2025-12-31T15:59:59+00:00"), None], pa.timestamp("us", "UTC")
)
LOCAL = pa.array([at("2026-01-01T00:00:00"), at("2025-12-31T23:59:59"), None])


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai", "America/New_York", "+08:00", "Mars/Phobos"])
def test_instants_in_a_column_become_days_in_the_policys_time_zone(unit: str, zone: str) -> None:
    column = ZONED.cast(pa.timestamp("us", zone)).cast(pa.timestamp(unit, zone))
    for form in (column, column.dictionary_encode(), pa.chunked_array([column.slice(0, 1), column.slice(1)])):
        answers = POLICY_LOADED.decide_batch({"maturity": form}, as_of=AS_OF).to_arrow()
        assert answers.column("outcome").to_pylist() == ["approve", "decline", "refer"]
        assert answers.column("day").to_pylist() == [NEW_YEAR, dt.date(2025, 12, 31), None]


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_a_local_time_of_day_in_a_column_is_refused_in_its_row_alone(unit: str) -> None:
    answers = POLICY_LOADED.decide_batch({"maturity": LOCAL.cast(pa.timestamp(unit))}, as_of=AS_OF).to_arrow()
    assert answers.column("outcome").to_pylist() == ["approve", "error", "refer"]
    assert "2025-12-31T23:59:59" in answers.column("errors").to_pylist()[1][0]


@pytest.mark.parametrize(
    "frame",
    [
        pd.DataFrame({"maturity": pd.to_datetime(["2026-01-01 00:00:00", "2025-12-31 23:59:59", None])}),
        pl.DataFrame({"maturity": [at("2026-01-01T00:00:00"), at("2025-12-31T23:59:59"), None]}),
        {"maturity": np.array(["2026-01-01T00:00:00", "2025-12-31T23:59:59", "NaT"], dtype="datetime64[s]")},
        {"maturity": np.array(["2026-01-01T00", "2025-12-31T23", "NaT"], dtype="datetime64[h]")},
        {"maturity": ["2026-01-01 00:00:00", "2025-12-31 23:59:59", None]},
        {"maturity": pa.array([20_454 * 86_400_000, 20_454 * 86_400_000 - 1, None]).view(pa.date64())},
    ],
    ids=lambda frame: type(frame).__module__,
)
def test_frames_of_local_moments_are_read_alike(frame: Any) -> None:
    answers = POLICY_LOADED.decide_batch(frame, as_of=AS_OF).to_arrow()
    assert answers.column("outcome").to_pylist() == ["approve", "error", "refer"]


@pytest.mark.parametrize("column", [ZONED, LOCAL, ZONED.cast(pa.timestamp("ns", "UTC"))], ids=str)
def test_items_of_lists_and_the_prior_state_are_read_as_columns_are(column: Any) -> None:
    good = column.slice(0, 1)
    loans = pa.ListArray.from_arrays(
        pa.array([0, 1], pa.int32()), pa.StructArray.from_arrays([good], ["due"])
    )
    assert table_answer(loans, "loans")["dues"] == "[2026-01-01]"
    assert table_answer(good, "prior.since")["next.since"] == NEW_YEAR
    if column is LOCAL:
        bad = pa.StructArray.from_arrays([column], ["due"])
        answer = table_answer(pa.ListArray.from_arrays(pa.array([0, 3], pa.int32()), bad), "loans")
        assert answer["outcome"] == "error"
        assert "loans[1].due" in answer["errors"][0]


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (pd.Timestamp("2026-01-01 08:00:00.000000001"), "2026-01-01T08:00:00.000000001"),
        (np.datetime64("2026-01-01T08:00:00.5"), "2026-01-01T08:00:00.5"),
        (pd.Timestamp("2026-01-01 08:00", tz="UTC"), "2026-01-01T08:00:00Z"),
        (dt.datetime(2026, 1, 1, 8, tzinfo=ZoneInfo("UTC")), "2026-01-01T08:00:00Z"),
        (pd.Timestamp("2026-01-01 08:00", tz="Asia/Shanghai"), "2026-01-01T08:00:00@Asia/Shanghai"),
    ],
    ids=repr,
)
def test_a_moment_keeps_its_zone_and_nanoseconds_in_rows_and_columns(raw: Any, text: str) -> None:
    assert POLICY_LOADED.decide({"at": raw}, as_of=AS_OF).outputs["moment"] == text
    assert table_answer(pa.array(pd.Series([raw])), "at")["moment"] == text


def test_durations_and_times_keep_their_nanoseconds() -> None:
    length, opening = pd.Timedelta(1, "ns"), np.timedelta64(90, "m")
    decision = POLICY_LOADED.decide({"length": length}, as_of=AS_OF)
    assert decision.outputs["lasting"] == "PT0.000000001S"
    assert POLICY_LOADED.decide({"length": opening}, as_of=AS_OF).outputs["lasting"] == "PT1H30M"
    assert table_answer(pa.array([1], pa.duration("ns")), "length")["lasting"] == "PT0.000000001S"
    assert table_answer(pa.array([1], pa.time64("ns")), "opening")["opened"] == "00:00:00.000000001"
    assert table_answer(pa.array([86_400], pa.int32()).view(pa.time32("s")), "opening")["outcome"] == "error"


def test_a_day_that_python_has_no_date_for_is_one_error_row_where_it_would_be_an_answer() -> None:
    far = pa.array([3_000_000, 20_454, None], pa.int32()).view(pa.date32())
    answers = POLICY_LOADED.decide_batch({"maturity": far}, as_of=AS_OF).to_arrow()
    assert answers.column("outcome").to_pylist() == ["error", "approve", "refer"]
    assert "10183-09-21" in answers.column("errors").to_pylist()[0][0]
    assert POLICY_LOADED.decide({"maturity": "10183-09-21"}, as_of=AS_OF).outcome == "approve"


def test_a_moment_without_a_zone_is_in_no_range_with_one() -> None:
    text = POLICY.replace(
        "at: {type: date and time,", "at: {type: date and time, range: '>= @\"2020-01-01T00:00:00Z\"',"
    )
    policy = Policy((compile_policy(Source("p.yaml", text), lambda kind, name: Source(name, "")),))
    assert (
        policy.decide({"maturity": "2026-01-01", "at": "2026-01-01T00:00:00Z"}, as_of=AS_OF).outcome
        == "approve"
    )
    with pytest.raises(InputError, match="out-of-range"):
        policy.decide({"at": "2026-01-01T00:00:00"}, as_of=AS_OF)


@pytest.mark.parametrize("kind", ["date", "time", "date and time"])
def test_a_range_of_numbers_for_times_is_a_diagnostic(kind: str) -> None:
    from credit_engine import PolicyError

    text = POLICY.replace("at: {type: date and time,", f"at: {{type: {kind}, range: '[1..3]',")
    with pytest.raises(PolicyError, match="bad-range"):
        compile_policy(Source("p.yaml", text), lambda key, name: Source(name, ""))


UTC_DAY, LOCAL_DAY = (dt.datetime(2026, 1, 5, tzinfo=zone) for zone in (dt.UTC, None))
SIDE_BY_SIDE = (
    [UTC_DAY, LOCAL_DAY],
    [LOCAL_DAY, UTC_DAY],
    [dt.date(2026, 1, 5), UTC_DAY],
    ["2026-01-05", UTC_DAY],
    [LOCAL_DAY.replace(hour=12), UTC_DAY],
    [np.datetime64("2026-01-05"), UTC_DAY],
    [pd.Timestamp("2026-01-05", tz="UTC"), LOCAL_DAY],
    [None, LOCAL_DAY, pd.Timestamp(UTC_DAY)],
)
AMERICAN = """
policy: american
version: "1"
effective: {from: 2020-01-01, time_zone: America/New_York}
outcomes: {order: [approve, refer, decline], undecided: refer, nothing_fired: approve}
inputs:
  d: {type: date, missing: {not_given: undecided}}
  loans: {type: list, missing: {not_given: undecided}, items: {due: {type: date}}}
decisions:
  first: {formula: 'string(loans[1].due)'}
  given: {formula: string(d)}
  adm: {rules: [{id: A, when: 'd > today()', then: decline, because: r}]}
decision:
  outcome: [adm]
  outputs: {first: {when: not(is missing(loans))}, given: {when: not(is missing(d))}}
reasons: {r: {en: R, zh: R}}
"""


def said_alone(policy: Policy, record: dict[str, Any], as_of: Any) -> list[Any]:
    try:
        one = policy.decide(record, as_of=as_of)
    except InputError as error:
        return [problem.code for problem in error.problems]
    return [one.outcome, one.outputs.get("given"), one.outputs.get("first")]


@pytest.mark.parametrize("form", ["dict", "frame", "records"])
@pytest.mark.parametrize("values", SIDE_BY_SIDE, ids=str)
def test_moments_with_and_without_a_zone_and_days_may_stand_side_by_side(
    values: list[Any], form: str
) -> None:
    source = Source("a.yaml", AMERICAN)
    policy = Policy((compile_policy(source, lambda kind, name: source),))
    days = [value or "2026-01-05" for value in values]
    lists = [[{"due": day}] for day in days]
    columns: dict[str, Any] = {"d": values, "loans": lists, "day": days}
    data: Any = columns
    if form == "frame":
        data = pd.DataFrame({name: pd.Series(one, dtype=object) for name, one in columns.items()})
    if form == "records":
        data = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    rows = policy.decide_batch(data, as_of="day").to_arrow().to_pylist()
    found = [
        [one.rpartition("[")[2].removesuffix("]") for one in row["errors"]]
        if row["errors"]
        else [row["outcome"], row["given"], row["first"]]
        for row in rows
    ]
    assert found == [
        said_alone(policy, {"d": value, "loans": items}, day)
        for value, items, day in zip(values, lists, days, strict=True)
    ]
    assert any("2026-01-04" in one or "wrong-type" in one for one in map(str, found))
