"""The three dates of a decision as columns: each row its decision or its error row, whatever reads them."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from batch.days import daily_policy, daily_table, differences_alone
from credit_engine import InputError
from credit_engine.api.batch.running import result_schema
from credit_engine.api.policy import Policy
from credit_engine.policy.loading import compile_policy
from credit_engine.source import Source

POLICY = """
policy: limits
version: "{version}"
effective: {{from: {first}{last}, time_zone: Asia/Shanghai}}
outcomes: {{order: [approve, refer, decline], undecided: refer, nothing_fired: approve}}
inputs:
  x: {{type: number}}
parameters:
  most: {{dated: {{2020-01-01: {most}}}}}
decisions:
  today: {{formula: string(now())}}
  data_day: {{formula: data_as_of}}
  admission:
    rules:
      - {{id: R-1, when: x > most, then: decline, because: why}}
decision: {{outcome: [admission], outputs: {{today: always, data_day: always}}}}
reasons: {{why: {{en: Why, zh: 原因}}}}
"""
HALF = pa.table({"x": [0.55, 0.55, 0.55]})
ONE, TWO = dt.date(2026, 2, 1), dt.date(2026, 8, 1)
at = dt.datetime.fromisoformat
SHANGHAI = dt.timezone(dt.timedelta(hours=8))


def version(number: int, first: str, last: str | None, most: float) -> str:
    end = "" if last is None else f", to: {last}"
    return POLICY.format(version=number, first=first, last=end, most=most)


def loaded(*texts: str) -> Policy:
    compiled = [compile_policy(Source("p.yaml", text), lambda kind, name: Source(name, "")) for text in texts]
    return Policy(tuple(compiled))


def two_versions() -> Policy:
    return loaded(version(1, "2026-01-01", "2026-07-01", 0.5), version(2, "2026-07-01", None, 0.6))


def outcomes(days: Any, policy: Policy | None = None, name: str = "as_of") -> list[str]:
    """The outcome of each row, or the codes of its problems."""
    dates = {"as_of": "2026-02-01", name: days}
    table = (policy or two_versions()).decide_batch(HALF, **dates).to_arrow()
    return [
        " ".join(text[text.rindex("[") + 1 : -1] for text in row["errors"])
        if row["errors"]
        else row["outcome"]
        for row in table.to_pylist()
    ]


@pytest.mark.parametrize(
    "days",
    [
        pa.array([ONE, TWO, None], pa.date32()),
        pa.array([ONE, TWO, None], pa.date64()),
        *(pa.array([ONE, TWO, None]).cast(pa.timestamp(unit)) for unit in ("s", "ms", "us", "ns")),
        pa.array(["2026-02-01", "2026-08-01", None]),
        pa.array(["2026-02-01", "2026-08-01", None], pa.large_string()),
        pa.array(["2026-02-01", "2026-08-01", None]).cast(pa.string_view()),
        pa.array(["2026-02-01", "2026-08-01", None]).dictionary_encode(),
        pa.array([ONE, TWO, None]).dictionary_encode(),
        pa.chunked_array([[ONE], [TWO, None]]),
        pa.array(["2026-02-01T10:00:00", "2026-08-01 10:00:00.5", "2026-08-32"]),
        pa.array(["2026-01-31T16:00:00Z", "2026-07-31T16:00:00+00:00", ""]),
        np.array(["2026-02-01", "2026-08-01", "NaT"], dtype="datetime64[D]"),
        np.array(["2026-02-01T05", "2026-08-01T05", "NaT"], dtype="datetime64[h]"),
        pd.Series(pd.to_datetime(["2026-02-01", "2026-08-01", None])),
        pd.DatetimeIndex(["2026-01-31 16:00:00", "2026-07-31 16:00:00", None], tz="UTC"),
        pd.Series(["2026-02-01", "2026-08-01", None], dtype="category"),
        pl.Series([ONE, TWO, None]),
        pl.Series([at("2026-02-01T05:00:00"), at("2026-08-01T00:00:00"), None]),
        [ONE, TWO, None],
        [ONE, "2026-08-01", 20260801],
        (np.datetime64("2026-02-01"), pd.Timestamp("2026-08-01"), pd.NaT),
        iter(["2026-02-01", "2026-08-01", "first of August"]),
    ],
    ids=lambda days: type(days).__name__,
)
def test_days_of_any_type_decide_each_row_by_its_version_or_refuse_it(days: Any) -> None:
    assert outcomes(days) == ["decline", "approve", "bad-date"]


@pytest.mark.parametrize("name", ["policy_as_of", "data_as_of"])
def test_a_row_without_a_day_that_its_column_should_give_is_refused(name: str) -> None:
    other = {"policy_as_of": "approve", "data_as_of": "decline"}[name]
    assert outcomes([ONE, TWO, None], name=name) == ["decline", other, "bad-date"]
    assert outcomes(pa.nulls(3), name=name) == ["bad-date"] * 3


def test_a_row_is_told_all_that_is_wrong_with_its_dates() -> None:
    table = HALF.append_column("a", pa.array(["x", None, "2026-02-01"]))
    table = table.append_column("b", pa.array([None, "y", "2025-02-01"]))
    answers = two_versions().decide_batch(table, as_of="a", policy_as_of="b", data_as_of="a").to_arrow()
    said = [[text.split(";")[0] for text in row] for row in answers.column("errors").to_pylist()]
    assert said[0] == ["as_of is 'x'", "policy_as_of is missing", "data_as_of is 'x'"]
    assert said[1] == ["as_of is missing", "policy_as_of is 'y'", "data_as_of is missing"]
    assert said[2] == ["no version of limits is in force on 2025-02-01"]


@pytest.mark.parametrize(
    "days",
    [
        "monday",
        "2026-13-01",
        5,
        5.0,
        True,
        dt.time(1),
        pd.NaT,
        np.datetime64("NaT"),
        None,
        pa.array([1, 2, 3]),
        pa.array([True, False, None]),
        pa.array([dt.time(1)] * 3),
        [ONE],
        pa.array([[ONE]] * 3),
    ],
    ids=str,
)
def test_what_can_be_no_day_in_any_row_is_refused_at_once(days: Any) -> None:
    with pytest.raises(InputError, match="bad-date"):
        two_versions().decide_batch(HALF, as_of=days)


def test_a_misspelt_column_of_days_is_not_taken_for_a_day() -> None:
    with pytest.raises(InputError, match="did you mean 'day'"):
        two_versions().decide_batch(HALF.append_column("day", pa.array([ONE] * 3)), as_of="dya")


@pytest.mark.parametrize(
    "day",
    [
        "2026-02-01",
        dt.date(2026, 2, 1),
        at("2026-02-01T00:00:00"),
        np.datetime64("2026-02-01"),
        np.datetime64("2026-02-01T00:00:00", "ns"),
        pd.Timestamp("2026-02-01"),
    ],
    ids=repr,
)
def test_a_day_in_any_form_makes_the_same_decision_in_a_row_and_in_a_column(day: Any) -> None:
    text = two_versions().decide({"x": 0.55}, as_of="2026-02-01")
    assert two_versions().decide({"x": 0.55}, as_of=day).fingerprint == text.fingerprint
    for days in (day, [day], pa.array([ONE])):
        answers = two_versions().decide_batch(HALF.slice(0, 1), as_of=days, fingerprints=True).to_arrow()
        assert answers.column("fingerprint").to_pylist() == [text.fingerprint]


@pytest.mark.parametrize(
    "moment",
    [
        at("2026-02-01T10:30:00"),
        at("2026-01-31T20:00:00.000005+00:00"),
        pd.Timestamp("2026-02-01 04:00:00.000000001", tz=SHANGHAI),
        np.datetime64("2026-02-01T23:59:59.999"),
    ],
    ids=repr,
)
def test_a_moment_in_any_form_makes_the_same_decision_in_a_row_and_in_a_column(moment: Any) -> None:
    alone = two_versions().decide({"x": 0.55}, as_of=moment)
    assert alone.outputs["data_day"] == ONE
    for days in (moment, [moment], pd.Series([moment])):
        answers = two_versions().decide_batch(HALF.slice(0, 1), as_of=days, fingerprints=True).to_arrow()
        assert answers.column("today").to_pylist() == [alone.outputs["today"]]
        assert answers.column("fingerprint").to_pylist() == [alone.fingerprint]


@pytest.mark.parametrize(
    "when", [pd.NaT, np.datetime64("NaT"), np.datetime64("2026-02"), dt.time(1), 20260201]
)
def test_what_is_no_day_is_refused_in_a_row(when: Any) -> None:
    for name in ("as_of", "policy_as_of", "data_as_of"):
        dates: Any = {"as_of": "2026-02-01", name: when}
        with pytest.raises(InputError) as refused:
            two_versions().decide({"x": 0.5}, **dates)
        assert [(problem.code, problem.path) for problem in refused.value.problems] == [("bad-date", name)]


@pytest.mark.parametrize("seed", range(12))
def test_every_row_of_days_says_what_decide_says_of_it(seed: int) -> None:
    policy, table = daily_policy(), daily_table(Random(seed), 60)
    names = {"as_of": "day", "policy_as_of": "policy day", "data_as_of": "data day"}
    answers = policy.decide_batch(table, chunk_rows=(7, 25, 1_000)[seed % 3], **names).to_arrow()  # type: ignore[arg-type]
    assert differences_alone(policy, table, answers, **names) == []


@pytest.mark.parametrize(
    "days",
    [
        pa.array(["2026-02-01", "2026-08-01", None]).cast(pa.string_view()),
        pa.RunEndEncodedArray.from_arrays([1, 2, 3], pa.array([ONE, TWO, None])),
        pa.RunEndEncodedArray.from_arrays([1, 2, 3], pa.array(["2026-02-01", "2026-08-01", ""])),
    ],
    ids=lambda days: str(days.type),
)
def test_columns_of_days_in_rare_layouts_are_read(days: Any) -> None:
    table = pa.table({"x": [0.55, 0.55, 0.55], "day": days})
    answers = two_versions().decide_batch(table, as_of="day", keep=["day"]).to_arrow()
    assert answers.column("outcome").to_pylist() == ["decline", "approve", "error"]


def test_many_different_days_in_all_three_columns_keep_their_rows() -> None:
    rng = Random(5)
    rows = 5_000
    columns = {
        name: [
            at("2026-01-01T00:00:00") + dt.timedelta(seconds=rng.randrange(40_000_000)) for _ in range(rows)
        ]
        for name in ("a", "b", "c")
    }
    table = pa.table({"x": [0.55] * rows, **columns})
    answers = two_versions().decide_batch(table, as_of="a", policy_as_of="b", data_as_of="c").to_arrow()
    assert answers.column("outcome").to_pylist() == [
        "decline" if day < at("2026-07-01T00:00:00") else "approve" for day in columns["b"]
    ]
    assert answers.column("data_day").to_pylist() == [day.date() for day in columns["c"]]


def test_one_malformed_day_far_down_a_csv_file_is_one_error_row(tmp_path: Path) -> None:
    rows = 200_000
    lines = ["x,day", *["0.55,2026-02-01"] * rows, "0.55,2026-08-01 10:00:00", "0.55,01.08.2026"]
    (tmp_path / "in.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    answers = two_versions().decide_batch(tmp_path / "in.csv", as_of="day").to_arrow()
    assert answers.column("outcome").to_pylist()[-3:] == ["decline", "approve", "error"]
    assert set(answers.column("outcome").slice(0, rows).to_pylist()) == {"decline"}


@pytest.mark.parametrize("count", [0, 1, 2, 4])
@pytest.mark.parametrize("chunk_rows", [1, 2, 100])
def test_an_array_of_days_for_other_rows_than_a_file_has_is_refused(
    count: int, chunk_rows: int, tmp_path: Path
) -> None:
    (tmp_path / "in.csv").write_text("x\n0.55\n0.55\n0.55\n", encoding="utf-8")
    with pytest.raises(InputError, match=f"as_of has {count} dates"):
        two_versions().decide_batch(
            tmp_path / "in.csv", as_of=[ONE] * count, chunk_rows=chunk_rows, output=tmp_path / "out.csv"
        )
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]


def test_rows_without_an_order_take_no_array_of_days() -> None:
    with pytest.raises(InputError, match="data_as_of is an array"):
        result_schema(two_versions(), HALF.schema, as_of=ONE, data_as_of=[ONE] * 3)


def test_an_empty_table_with_a_column_of_days_gives_an_empty_table() -> None:
    table = HALF.append_column("day", pa.array([ONE] * 3)).slice(0, 0)
    assert two_versions().decide_batch(table, as_of="day").to_arrow().num_rows == 0


OTHER = """
policy: limits
version: "{version}"
effective: {{from: {first}{last}}}
outcomes: {{order: [approve, refer, decline], undecided: refer, nothing_fired: approve}}
inputs: {{{inputs}}}
{more}
decision: {{outcome: [admission], outputs: {{{outputs}}}}}
reasons: {{why: {{en: Why, zh: 原因}}}}
"""
PLAIN = """
decisions:
  admission: {rules: [{id: R-1, when: x > 1, then: decline, because: why}]}
  twice: {formula: x * 2}
"""
LISTED = """
prior: {count: {type: number, initially: 0}}
next: {count: prior.count + 1}
decisions:
  admission:
    for_each: loans as l
    identity: l.id
    if_empty: undecided
    rules: [{id: R-1, when: l.amount > 1, then: decline, because: why}]
  size: {formula: count(loans)}
  word: {formula: "if size > 0 then \\"some\\" else \\"none\\""}
"""
LOANS = "loans: {type: list, items: {id: {type: text}, amount: {type: number}}}"


def unlike_versions(outputs: str = "size: always, word: always") -> Policy:
    """Versions without any input or output in common."""
    return loaded(
        OTHER.format(
            version=1,
            first="2026-01-01",
            last=", to: 2026-07-01",
            inputs="x: {type: number}",
            more=PLAIN,
            outputs="twice: always",
        ),
        OTHER.format(version=2, first="2026-07-01", last="", inputs=LOANS, more=LISTED, outputs=outputs),
    )


def unlike_table() -> pa.Table:
    return pa.table(
        {
            "x": [2.0, None, None, 3.0],
            "loans": [None, [{"id": "a", "amount": 5.0}], None, []],
            "prior.missing": ["no_prior"] * 4,
            "day": [ONE, TWO, TWO, None],
        }
    )


def test_versions_with_other_inputs_and_outputs_share_one_table() -> None:
    answers = unlike_versions().decide_batch(unlike_table(), as_of="day").to_arrow()
    assert answers.column_names == [
        "outcome",
        "twice",
        "size",
        "word",
        "reasons",
        "rules",
        "causes",
        "reason_items",
        "errors",
        "next.count",
        "next.count.missing",
    ]
    first, second, third, fourth = answers.to_pylist()
    assert (first["outcome"], first["twice"], first["size"]) == ("decline", 4.0, None)
    assert (first["reason_items"], first["next.count"]) == (None, None)
    assert (second["outcome"], second["twice"], second["size"]) == ("decline", None, 1.0)
    assert second["word"] == "some"
    assert (second["reason_items"], second["next.count"]) == (["a"], 1.0)
    assert "loans is missing" in third["errors"][0]
    assert "as_of is missing" in fourth["errors"][0]


@pytest.mark.parametrize("form", ["parquet", "csv", "arrow"])
@pytest.mark.parametrize("workers", [1, 2])
def test_such_a_table_is_written_to_files_and_by_several_workers(
    form: str, workers: int, tmp_path: Path
) -> None:
    table = pa.concat_tables([unlike_table()] * 5)
    policy = unlike_versions()
    expected = policy.decide_batch(table, as_of="day").to_arrow()
    result = policy.decide_batch(
        table, as_of="day", output=tmp_path / f"out.{form}", workers=workers, chunk_rows=3
    )
    if form != "csv":
        assert result.to_arrow().to_pylist() == expected.to_pylist()
    else:
        read = pd.read_csv(tmp_path / "out.csv")
        assert list(read.columns) == expected.column_names
        assert read["outcome"].tolist() == expected.column("outcome").to_pylist()


def test_an_output_of_two_types_is_named_with_both_versions() -> None:
    with pytest.raises(InputError) as refused:
        unlike_versions("twice: {when: always, of: word}").decide_batch(unlike_table(), as_of="day")
    (problem,) = refused.value.problems
    assert (problem.code, problem.path) == ("other-outputs", "twice")
    assert "in version 1" in problem.message
    assert "in version 2" in problem.message


def kinds_differ() -> Policy:
    """A version in which `x` is a number, and one in which it is a text."""
    first = OTHER.format(
        version=1,
        first="2026-01-01",
        last=", to: 2026-07-01",
        inputs="x: {type: number}",
        more=PLAIN,
        outputs="",
    )
    words = "decisions: {admission: {rules: [{id: R-1, when: 'x = \"a\"', then: decline, because: why}]}}"
    return loaded(
        first.replace("  twice: {formula: x * 2}\n", ""),
        OTHER.format(
            version=2, first="2026-07-01", last="", inputs="x: {type: text}", more=words, outputs=""
        ),
    )


@pytest.mark.parametrize(
    ("values", "expected"),
    [([2.0, 2.0, None], ["decline", "error", "error"]), (["a", "a", None], ["error", "decline", "error"])],
)
def test_a_column_that_fits_only_one_version_refuses_the_rows_of_the_other(
    values: list[Any], expected: list[str]
) -> None:
    table = pa.table({"x": values, "day": [ONE, TWO, TWO]})
    answers = kinds_differ().decide_batch(table, as_of="day").to_arrow()
    assert answers.column("outcome").to_pylist() == expected


def test_a_column_that_fits_no_version_refuses_each_row_with_what_its_version_expects() -> None:
    table = pa.table({"x": [True, True], "day": [ONE, TWO]})
    answers = kinds_differ().decide_batch(table, as_of="day").to_arrow()
    assert answers.column("errors").to_pylist() == [
        ["x is true; expected: a number [wrong-type]"],
        ["x is true; expected: a text [wrong-type]"],
    ]


def with_codes(text: str) -> str:
    return text.replace(
        "x: {type: number}", "x: {type: number, codes: {N/A: none}, missing: {none: undecided}}", 1
    )


@pytest.mark.parametrize("size", [1, 2, 100])
@pytest.mark.parametrize("form", ["csv", "jsonl", "list"])
def test_each_version_reads_a_cell_as_it_declares_it(form: str, size: int, tmp_path: Path) -> None:
    cells: list[Any] = ["2" if form == "csv" else 2, "2", "a", "a", "5%", None]
    days = [ONE, TWO, ONE, TWO, TWO, TWO]
    data: Any = [{"x": cell, "day": day} for cell, day in zip(cells, days, strict=True)]
    if form == "csv":
        (tmp_path / "in.csv").write_text(
            "x,day\n" + "".join(f"{cell or ''},{day}\n" for cell, day in zip(cells, days, strict=True)),
            "utf-8",
        )
        data = tmp_path / "in.csv"
    if form == "jsonl":
        (tmp_path / "in.jsonl").write_text("\n".join(json.dumps(one, default=str) for one in data), "utf-8")
        data = tmp_path / "in.jsonl"
    result = kinds_differ().decide_batch(data, as_of="day", keep=["x"], chunk_rows=size)
    rows = result.to_arrow().to_pylist()
    assert [row["outcome"] for row in rows] == ["decline", "approve", "error", "decline", "approve", "error"]
    assert [row["x"] for row in rows] == ["2", "2", "a", "a", "5%", None]
    assert "expected: a number [wrong-type]" in rows[2]["errors"][0]
    assert result.decision(0).outcome == "decline"
    assert result.decision(1).outcome == "approve"


@pytest.mark.parametrize("coded", [0, 1])
def test_a_code_of_one_version_is_none_in_the_other(coded: int, tmp_path: Path) -> None:
    periods = (("2024-01-01", ", to: 2026-07-01"), ("2026-07-01", ""))
    texts = [
        OTHER.format(version=i, first=first, last=last, inputs="x: {type: number}", more=PLAIN, outputs="")
        for i, (first, last) in enumerate(periods)
    ]
    texts[coded] = with_codes(texts[coded])
    (tmp_path / "in.csv").write_text(f"x,day\nN/A,{ONE}\nN/A,{TWO}\n2,{ONE}\n2,{TWO}\n", "utf-8")
    rows = loaded(*texts).decide_batch(tmp_path / "in.csv", as_of="day").to_arrow().to_pylist()
    expected = ["error", "error", "decline", "decline"]
    expected[coded] = "refer"
    assert [row["outcome"] for row in rows] == expected


@pytest.mark.parametrize("day", ["2026-02-30", "", "decided"])
@pytest.mark.parametrize("form", ["records", "lines", "table"])
def test_a_text_that_is_no_day_and_names_no_column_is_refused_at_once(
    form: str, day: str, tmp_path: Path
) -> None:
    lines = tmp_path / "rows.jsonl"
    lines.write_text('{"x": 0.55}\n{"x": 0.7}\n')
    data: dict[str, Any] = {"records": [{"x": 0.55}, {"x": 0.7}], "lines": lines, "table": HALF}
    with pytest.raises(InputError) as caught:
        two_versions().decide_batch(data[form], as_of=day)
    assert [problem.code for problem in caught.value.problems] == ["bad-date"]
    assert f'as_of is "{day}"' in str(caught.value)


def test_a_day_that_only_some_records_have_is_read_from_these() -> None:
    records = [{"x": 0.55}, {"x": 0.55, "decided": "2026-02-01"}, {"x": 0.55, "decided": "2026-08-01"}]
    result = two_versions().decide_batch(records, as_of="decided").to_arrow()
    assert result["outcome"].to_pylist() == ["error", "decline", "approve"]
