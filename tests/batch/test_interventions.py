"""Interventions on rows of a batch: each row as `decide` decides it under its own interventions."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import Any

import pandas as pd
import polars as pl
import pyarrow.csv
import pyarrow.parquet
import pytest

from arrow import pa
from credit_engine import InputError, Policy
from credit_engine.cli import main
from test_interventions_in_stages import POLICY, loaded, made

DAY = "2026-11-29"
RULES = ("I-1", "I-2", "H-1", "H-2", "C-1", "C-2", "C-3", "A-1")
EXTRA = {"condition": {"condition": "A pledge"}, "exception": {"outcome": "counter_offer"}}
COLUMNS = ("loan", "kind", "rule", "by", "authority", "reason", "expires", "outcome", "condition")


def records(rng: Random, count: int) -> list[dict[str, Any]]:
    values = {"listed": (True, False, False), "dpd": (0, 10, 60, None), "debt": (0, 120, None)}
    return [{name: rng.choice(some) for name, some in values.items()} for _ in range(count)]


def given(rng: Random, count: int, share: float = 0.4) -> list[dict[str, Any]]:
    """Interventions on some rows; a row's rules are waived from the front, so that many are accepted."""
    found = []
    for row in range(count):
        if rng.random() >= share:
            continue
        for rule in rng.sample(RULES[: rng.randrange(2, 9)], rng.randrange(1, 3)):
            one = made(rule, authority=rng.choice(("boss",) * 9 + ("clerk",)))
            kind = rng.choice(("waiver", "waiver", "condition", "exception"))
            one |= EXTRA.get(kind, {})
            found.append({"loan": f"0{row}", **one, "kind": kind})
    return found


def table_of(found: Sequence[dict[str, Any]], key: str = "loan") -> pa.Table:
    names = [key if name == "loan" else name for name in COLUMNS]
    return pa.table({name: pa.array([one.get(name) for one in found], pa.string()) for name in names})


def data_of(rows: Sequence[dict[str, Any]]) -> pa.Table:
    columns = {name: [row[name] for row in rows] for name in ("listed", "dpd", "debt")}
    return pa.table({"loan": [f"0{at}" for at in range(len(rows))], **columns})


def expected(policy: Policy, record: dict[str, Any], some: Sequence[dict[str, Any]]) -> dict[str, Any]:
    plain = [{key: value for key, value in one.items() if key != "loan"} for one in some]
    try:
        decision = policy.decide(record, as_of=DAY, interventions=plain)
    except InputError as error:
        none = {"rules": [], "conditions": [], "stage": None}
        return {"outcome": "error", "system_outcome": "error", "errors": len(error.problems), **none}
    return {
        "outcome": decision.outcome,
        "system_outcome": decision.system_outcome,
        "stage": decision.outputs["stage"],
        "rules": [reason.rule for reason in decision.reasons],
        "conditions": list(decision.conditions),
        "errors": 0,
    }


def assert_as_decided(
    table: pa.Table, policy: Policy, rows: Sequence[dict[str, Any]], found: Sequence[dict[str, Any]]
) -> None:
    for at, (answer, record) in enumerate(zip(table.to_pylist(), rows, strict=True)):
        one = expected(policy, record, [each for each in found if each["loan"] == f"0{at}"])
        answer["errors"] = len(answer["errors"] or ())
        assert {name: answer[name] for name in one} == one, at


Written = Callable[[pa.Table, Path], Any]
FORMS: dict[str, Written] = {
    "arrow": lambda table, path: table,
    "a list": lambda table, path: table.to_pylist(),
    "pandas": lambda table, path: table.to_pandas(),
    "pandas with days": lambda table, path: table.to_pandas().assign(
        expires=pd.to_datetime(table.to_pandas()["expires"])
    ),
    "polars": lambda table, path: pl.from_arrow(table),
    "columns": lambda table, path: table.to_pydict(),
}


def in_file(suffix: str) -> Written:
    def write(table: pa.Table, path: Path) -> Path:
        target = path / f"interventions{suffix}"
        if suffix == ".csv":
            pyarrow.csv.write_csv(table, target)
        elif suffix == ".parquet":
            pyarrow.parquet.write_table(table, target)
        else:
            target.write_text(json.dumps(table.to_pylist()), "utf-8")
        return target

    return write


FORMS |= {suffix: in_file(suffix) for suffix in (".csv", ".parquet", ".json")}


@pytest.mark.parametrize("form", FORMS)
def test_every_row_is_decided_as_alone_whatever_holds_the_interventions(form: str, tmp_path: Path) -> None:
    rng, policy = Random(form), loaded()
    rows, found = records(rng, 120), given(rng, 120)
    held = FORMS[form](table_of(found), tmp_path)
    result = policy.decide_batch(
        data_of(rows), as_of=DAY, interventions=held, interventions_key="loan", chunk_rows=50
    )
    assert_as_decided(result.to_arrow(), policy, rows, found)
    outcomes = result.to_arrow()["outcome"].to_pylist()
    assert {"counter_offer", "refer", "decline", "error"} <= set(outcomes)
    assert result.stages.refused == outcomes.count("error")


@pytest.mark.parametrize("output", [".parquet", ".csv", ".arrow"])
@pytest.mark.parametrize("workers", [1, 2])
def test_result_files_hold_both_outcomes(output: str, workers: int, tmp_path: Path) -> None:
    rng, policy = Random(2), loaded()
    rows, found = records(rng, 200), given(rng, 200)
    result = policy.decide_batch(
        data_of(rows),
        as_of=DAY,
        interventions=found,
        interventions_key="loan",
        chunk_rows=64,
        workers=workers,
        keep=("loan",),
        output=tmp_path / f"out{output}",
    )
    if output == ".csv":
        read = pd.read_csv(tmp_path / "out.csv", keep_default_na=False)
        answers = policy.decide_batch(data_of(rows), as_of=DAY, interventions=found, interventions_key="loan")
        assert list(read["outcome"]) == answers.to_arrow()["outcome"].to_pylist()
        assert list(read["system_outcome"]) == answers.to_arrow()["system_outcome"].to_pylist()
        return
    assert_as_decided(result.to_arrow(), policy, rows, found)
    assert result.to_arrow()["loan"].to_pylist() == [f"0{at}" for at in range(200)]


def test_rows_are_named_by_their_numbers_from_one_on() -> None:
    rows = [{"listed": False, "dpd": 10, "debt": 0}] * 3
    waivers = [{"row": number, **made(rule)} for number in (2, "3") for rule in ("H-2", "A-1")]
    data = data_of(rows).drop_columns(["loan"])
    for chunk_rows in (1, 2, 10):
        table = (
            loaded().decide_batch(data, as_of=DAY, interventions=waivers, chunk_rows=chunk_rows).to_arrow()
        )
        assert table["outcome"].to_pylist() == ["refer", "approve", "approve"]
        assert table["system_outcome"].to_pylist() == ["refer"] * 3


@pytest.mark.parametrize(
    ("keys", "named"),
    [([7, 8], "8"), ([7.0, 8.0], 8), (["007", "008"], "008"), ([7, None], 7), ([2**60, 8], 2**60)],
)
def test_keys_are_the_same_whatever_type_holds_them(keys: list[Any], named: Any) -> None:
    rows = [{"listed": True, "dpd": 0, "debt": 0}] * 2
    data = data_of(rows).set_column(0, "loan", pa.array(keys))
    waivers = [{"loan": named, **made(rule)} for rule in ("I-1", "I-2", "A-1")]
    table = loaded().decide_batch(data, as_of=DAY, interventions=waivers, interventions_key="loan").to_arrow()
    at = [str(key).removesuffix(".0") for key in keys].index(str(named))
    assert [outcome == "approve" for outcome in table["outcome"].to_pylist()] == [at == 0, at == 1]


def test_the_full_decision_of_a_row_has_its_interventions() -> None:
    rng, policy = Random(5), loaded()
    rows, found = records(rng, 60), given(rng, 60)
    result = policy.decide_batch(
        data_of(rows), as_of=DAY, interventions=found, interventions_key="loan", fingerprints=True
    )
    for at, answer in enumerate(result.to_arrow().to_pylist()):
        if answer["outcome"] == "error":
            with pytest.raises(InputError):
                result.decision(at)
        else:
            assert result.decision(at).fingerprint == answer["fingerprint"]
            assert len(result.decision(at).interventions) == sum(one["loan"] == f"0{at}" for one in found)


def refused(found: Any, key: str = "loan", data: pa.Table | None = None, **more: Any) -> dict[str, str]:
    rows = [{"listed": True, "dpd": 0, "debt": 0}] * 2
    with pytest.raises(InputError) as caught:
        loaded().decide_batch(
            data_of(rows) if data is None else data,
            as_of=DAY,
            interventions=found,
            interventions_key=key,
            **more,
        )
    assert all(one.expected or one.hint for one in caught.value.problems)
    return {one.path: one.code for one in caught.value.problems}


WAIVER = {"loan": "00", **made("I-1")}


@pytest.mark.parametrize(
    ("found", "codes"),
    [
        ([WAIVER, {**WAIVER, "loan": "05"}], {"loan": "unknown-row"}),
        ([{**WAIVER, "loan": None}], {"interventions[0].loan": "wrong-value"}),
        ([WAIVER, {**WAIVER, "loan": ""}], {"interventions[1].loan": "wrong-value"}),
        ([{**WAIVER, "who": "u1"}], {"interventions.who": "unknown-field"}),
        ([made("I-1")], {"interventions.loan": "missing-input"}),
        (
            table_of([WAIVER]).drop_columns(["authority", "by"]),
            {"interventions.authority": "missing-input", "interventions.by": "missing-input"},
        ),
        ([["00", "waiver"]], {"": "bad-data"}),
        (3, {"": "bad-data"}),
    ],
)
def test_a_table_that_does_not_fit_is_refused_as_a_whole(found: Any, codes: dict[str, str]) -> None:
    assert refused(found) == codes


@pytest.mark.parametrize("row", [0, -1, 1.5, "first", True, None, 3, 10**30])
def test_a_number_that_is_no_row_is_refused(row: Any) -> None:
    data = data_of([{"listed": True, "dpd": 0, "debt": 0}] * 2).drop_columns(["loan"])
    found = refused([{"row": row, **made("I-1")}], "row", data)
    assert found in ({"interventions[0].row": "wrong-value"}, {"row": "unknown-row"})


def test_a_key_of_several_rows_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    rows = [{"listed": True, "dpd": 0, "debt": 0}] * 4
    data = data_of(rows).set_column(0, "loan", pa.array(["00", "01", "00", "02"]))
    found = [WAIVER, {**WAIVER, "loan": "09"}]
    codes = refused(found, "loan", data, output=tmp_path / "out.parquet", chunk_rows=2)
    assert codes == {"loan": "ambiguous-row"}
    assert list(tmp_path.iterdir()) == []


def test_a_column_of_interventions_that_stands_twice_is_refused(tmp_path: Path) -> None:
    """None of its lines could be read, so that nobody would have intervened."""
    path = tmp_path / "given.csv"
    path.write_text("loan,kind,rule,by,authority,reason,reason\nL1,override,I-1,a,b,c,d\n")
    assert refused(str(path)) == {"reason": "duplicate-value"}


def test_a_field_of_interventions_cannot_be_the_key() -> None:
    assert refused([WAIVER], "rule") == {"rule": "wrong-value"}


def test_the_data_must_have_the_column_of_the_key() -> None:
    found = [{"number": "1", **made("I-1")}]
    with pytest.raises(InputError, match="the data has no column 'number'"):
        loaded().decide_batch(data_of([]), as_of=DAY, interventions=found, interventions_key="number")


def test_without_interventions_in_a_table_both_outcomes_are_one() -> None:
    rows = records(Random(1), 30)
    table = (
        loaded().decide_batch(data_of(rows).drop_columns(["loan"]), as_of=DAY, interventions=[]).to_arrow()
    )
    assert table["system_outcome"].to_pylist() == table["outcome"].to_pylist()


def test_the_command_reads_both_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rng, policy = Random(9), loaded()
    rows, found = records(rng, 40), given(rng, 40)
    (tmp_path / "staged.yaml").write_text(POLICY, "utf-8")
    pyarrow.csv.write_csv(data_of(rows), tmp_path / "in.csv")
    pyarrow.csv.write_csv(table_of(found), tmp_path / "made.csv")
    paths = [str(tmp_path / name) for name in ("staged.yaml", "in.csv", "out.parquet")]
    options = ["--as-of", DAY, "--interventions", str(tmp_path / "made.csv"), "--interventions-key", "loan"]
    assert main(["batch", *paths, *options]) == 0
    assert_as_decided(pyarrow.parquet.read_table(paths[2]), policy, rows, found)
    assert main(["batch", *paths[:2], str(tmp_path / "made.csv"), *options]) == 2
    capsys.readouterr()
    assert main(["batch", *paths, *options[:-1], "number"]) == 1
    assert "the interventions have no column 'number'" in capsys.readouterr().err
