"""Frames of every kind of column: each gives a card that can be used, or a refusal that names the column."""

from __future__ import annotations

import datetime
import enum
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

pytestmark = pytest.mark.heavy
pytest.importorskip("optbinning", reason="the extra `develop` is not installed")

import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402

from credit_engine.develop import fit_scorecard  # noqa: E402
from credit_engine.problems import ProblemsError  # noqa: E402
from credit_engine.wording import in_language  # noqa: E402
from develop.data import applicants  # noqa: E402

ROWS = 600
BASE = applicants(ROWS).drop(columns="noise").assign(income=lambda one: one["income"].fillna(5000))
INDEX = BASE.index
GAPS = INDEX % 7 == 0
WHOLE = (BASE["income"] // 100).astype("int64")
TEXT = BASE["housing"].astype(object)


def with_column(values: Any) -> pd.DataFrame:
    return BASE.assign(x=pd.Series(values, index=INDEX))


def gaps(series: pd.Series, missing: object) -> pd.Series:
    found = series.astype(object).copy()
    found[GAPS] = missing
    return found


def arrow(values: pd.Series, kind: str) -> pd.Series:
    pytest.importorskip("pyarrow")
    return values.astype(f"{kind}[pyarrow]")


def arrow_type(values: list[Any], kind: str, *parameters: int) -> pd.Series:
    pa = pytest.importorskip("pyarrow")
    found = pa.array(values, getattr(pa, kind)(*parameters))
    return pd.Series(pd.arrays.ArrowExtensionArray(found), index=INDEX)


def coded(words: list[Any]) -> pd.Series:
    """A column of Arrow's codes into words, of which rows have the first two only."""
    pa = pytest.importorskip("pyarrow")
    codes = pa.array((BASE["bad"] | (INDEX % 3 == 0)).astype("int32"))
    found = pa.DictionaryArray.from_arrays(codes, pa.array(words))
    return pd.Series(pd.arrays.ArrowExtensionArray(found), index=INDEX)


class Flag(enum.IntEnum):
    YES = 1
    NO = 2


CARDS: dict[str, Callable[[], pd.DataFrame]] = {
    "nullable whole numbers with NA": lambda: with_column(gaps(WHOLE, pd.NA).astype("Int64")),
    "nullable numbers with NA": lambda: with_column(gaps(BASE["income"], pd.NA).astype("Float64")),
    "32-bit numbers": lambda: with_column(BASE["income"].astype("float32")),
    "8-bit numbers": lambda: with_column(BASE["age"].astype("int8")),
    "unsigned numbers": lambda: with_column(WHOLE.astype("uint64")),
    "decimals": lambda: with_column([Decimal(str(value)) for value in BASE["income"]]),
    "decimals with None": lambda: with_column(gaps(BASE["income"].map(lambda v: Decimal(str(v))), None)),
    "objects of numbers with NA": lambda: with_column(gaps(WHOLE, pd.NA)),
    "objects of numbers of numpy": lambda: with_column([np.int64(v) for v in WHOLE]).astype({"x": object}),
    "booleans": lambda: with_column(BASE["age"] > 40),
    "nullable booleans with NA": lambda: with_column(gaps(BASE["age"] > 40, pd.NA).astype("boolean")),
    "objects of booleans with None": lambda: with_column(gaps(BASE["age"] > 40, None)),
    "objects of booleans with NA": lambda: with_column(gaps(BASE["age"] > 40, pd.NA)),
    "texts with NA": lambda: with_column(gaps(TEXT, pd.NA).astype("string")),
    "texts with NA as objects": lambda: with_column(gaps(TEXT, pd.NA)),
    "texts with NaN": lambda: with_column(gaps(TEXT, np.nan)),
    "texts with NaT": lambda: with_column(gaps(TEXT, pd.NaT)),
    "categories": lambda: with_column(TEXT.astype("category")),
    "ordered categories of numbers": lambda: with_column(pd.Categorical(BASE["age"] // 10, ordered=True)),
    "categories with NaN": lambda: with_column(gaps(TEXT, np.nan).astype("category")),
    "Arrow whole numbers": lambda: with_column(arrow(gaps(WHOLE, pd.NA), "int64")),
    "Arrow numbers": lambda: with_column(arrow(gaps(BASE["income"], pd.NA), "double")),
    "Arrow texts": lambda: with_column(arrow(gaps(TEXT, pd.NA), "string")),
    "Arrow booleans": lambda: with_column(arrow(gaps(BASE["age"] > 40, pd.NA), "bool")),
    "everything converted": BASE.convert_dtypes,
    "everything of Arrow": lambda: BASE.convert_dtypes(dtype_backend="pyarrow"),
    "sparse numbers": lambda: with_column(pd.arrays.SparseArray(BASE["age"] % 5, fill_value=0)),
    "dates": lambda: with_column(pd.date_range("2026-01-01", periods=ROWS)),
    "dates of Python": lambda: with_column([datetime.date(2026, 1, 1 + i % 28) for i in range(ROWS)]),
    "months": lambda: with_column(pd.period_range("2020-01", periods=ROWS, freq="D")),
    "a column of one value": lambda: with_column(3),
    "a column of one text": lambda: with_column("x"),
    "an empty column": lambda: with_column(np.nan),
    "an empty column of NA": lambda: with_column(pd.array([pd.NA] * ROWS, dtype="Int64")),
    "an empty column of None": lambda: with_column([None] * ROWS),
    "numbers of rows": lambda: with_column(np.random.default_rng(1).permutation(ROWS) + 100_000),
    "identifiers": lambda: with_column([f"C{i:06}" for i in range(ROWS)]),
    "leading zeros": lambda: with_column([f"{i % 9:05}" for i in range(ROWS)]),
    "an index of texts, twice each": lambda: BASE.set_axis([f"r{i // 2}" for i in range(ROWS)]),
    "names with spaces and signs": lambda: BASE.rename(columns={"income": "income (CNY) / m", "age": "年龄"}),
    "names that are words of FEEL": lambda: BASE.rename(columns={"income": "if", "age": "null"}),
    "a target of nullable numbers": lambda: BASE.astype({"bad": "Int64"}),
    "a target of booleans": lambda: BASE.astype({"bad": "bool"}),
    "a target of nullable booleans": lambda: BASE.astype({"bad": "bool"}).astype({"bad": "boolean"}),
    "Arrow categories that no row has": lambda: with_column(coded(["own", "rent", "never", "nobody"])),
    "Arrow categories of numbers": lambda: with_column(coded([10, 20, 30, 40])),
    "Arrow decimals": lambda: with_column(
        arrow_type([Decimal(f"{value:.2f}") for value in BASE["income"]], "decimal128", 12, 2)
    ),
    "Arrow days": lambda: with_column(
        arrow_type([datetime.date(2026, 1, 1 + i % 28) for i in INDEX], "date32")
    ),
    "an empty Arrow column": lambda: with_column(arrow_type([None] * ROWS, "null")),
    "decimals with NaN": lambda: with_column(
        gaps(BASE["age"].map(lambda v: Decimal(int(v))), Decimal("NaN"))
    ),
    "members of an enumeration": lambda: with_column([Flag(1 + i % 2) for i in INDEX]),
    "texts with the word nan": lambda: with_column(gaps(TEXT, "nan")),
    "dates as texts": lambda: with_column([f"2026-01-{1 + i % 28:02}" for i in INDEX]),
    "Chinese dates as texts": lambda: with_column([f"2026年1月{1 + i % 28}日" for i in INDEX]),
    "months as texts": lambda: with_column([f"2026/{1 + i % 12}" for i in INDEX]),
    "days as numbers": lambda: with_column([20260101 + i % 28 for i in INDEX]),
    "months as numbers": lambda: with_column([202601 + i % 12 for i in INDEX]),
    "whole numbers beyond 2 ** 53": lambda: with_column(np.uint64(2**63) + np.arange(ROWS, dtype="uint64")),
    "numbers of tiny size": lambda: with_column(BASE["income"] * 1e-20),
    "numbers that differ in the tenth digit": lambda: with_column(1 + BASE["income"] * 1e-14),
    "ranges as texts": lambda: with_column([f"{v // 10 * 10}-{v // 10 * 10 + 9}" for v in BASE["age"]]),
    "signs and lines in texts": lambda: with_column(["a\"'\n,{}" if i % 2 else "b: [1]" for i in INDEX]),
    "names of one letter case apart": lambda: BASE.assign(Income=BASE["income"] * (1 + INDEX % 3)),
    "names of dotted paths": lambda: BASE.rename(columns={"income": "applicant.income", "age": "1st age"}),
    "an index that bears a column's name": lambda: BASE.set_index("age", drop=False),
    "a target of decimals": lambda: BASE.assign(bad=[Decimal(int(v)) for v in BASE["bad"]]),
    "a target of categories": lambda: BASE.astype({"bad": "category"}),
    "an extremely long name": lambda: BASE.rename(columns={"income": "income" * 60}),
}

UNUSED = {
    "Arrow days": "date",
    "an empty Arrow column": "empty",
    "dates as texts": "date",
    "Chinese dates as texts": "date",
    "months as texts": "date",
    "days as numbers": "date",
    "months as numbers": "date",
    "whole numbers beyond 2 ** 53": "identifier",
    "dates": "date",
    "numbers of rows": "identifier",
    "identifiers": "identifier",
    "a column of one value": "constant",
}
"""Frames whose column is no characteristic, and why not."""

REFUSALS: dict[str, tuple[Callable[[], pd.DataFrame], str, str]] = {
    "thousands": (lambda: with_column([f"{v:,.2f}" for v in BASE["income"]]), "text-among-numbers", "x"),
    "percents": (lambda: with_column([f"{v} %" for v in BASE["age"]]), "text-among-numbers", "x"),
    "amounts with a currency": (lambda: with_column([f"¥{v}" for v in WHOLE]), "text-among-numbers", "x"),
    "numbers as texts": (lambda: with_column(BASE["age"].astype(str)), "text-among-numbers", "x"),
    "thousands by a space that does not break": (
        lambda: with_column([f"{v:,.2f}".replace(",", "\u00a0") for v in BASE["income"]]),
        "text-among-numbers",
        "x",
    ),
    "amounts in tens of thousands": (
        lambda: with_column([f"{v / 10000:.2f}万元" for v in BASE["income"]]),
        "text-among-numbers",
        "x",
    ),
    "amounts with the name of a currency": (
        lambda: with_column([f"CNY {v:.2f}" for v in BASE["income"]]),
        "text-among-numbers",
        "x",
    ),
    "amounts in lakhs": (
        lambda: with_column([f"1,{v:05.0f}"[:4] + ",456.5" for v in BASE["income"]]),
        "text-among-numbers",
        "x",
    ),
    "losses in brackets": (
        lambda: with_column([f"({v})" if i % 2 else f"{v}" for i, v in enumerate(WHOLE)]),
        "text-among-numbers",
        "x",
    ),
    "numbers of full width": (
        lambda: with_column(["".join(chr(ord(c) + 0xFEE0) for c in str(v)) for v in BASE["age"]]),
        "text-among-numbers",
        "x",
    ),
    "booleans and numbers": (
        lambda: with_column(pd.Series([True if i % 3 else 2 for i in INDEX], dtype=object)),
        "wrong-type",
        "x",
    ),
    "booleans and texts": (
        lambda: with_column(pd.Series([True if i % 3 else "yes" for i in INDEX], dtype=object)),
        "wrong-type",
        "x",
    ),
    "codes beyond 2 ** 53": (
        lambda: with_column(np.uint64(2**63) + np.arange(ROWS, dtype="uint64") % 3),
        "number-out-of-range",
        "x",
    ),
    "a name without letters": (lambda: BASE.rename(columns={"income": " "}), "wrong-type", "1"),
    "a target of words": (
        lambda: BASE.assign(bad=np.where(BASE["bad"] == 1, "坏", "好")),
        "wrong-target",
        "bad",
    ),
    "a target of ones and twos": (lambda: BASE.assign(bad=BASE["bad"] + 1), "wrong-target", "bad"),
    "bads alone": (lambda: BASE.assign(bad=1), "empty-class", "bad"),
    "one row": (lambda: BASE.head(1), "empty-class", "bad"),
    "no row": (lambda: BASE.head(0), "empty-class", ""),
    "lists": (lambda: with_column([[1]] * ROWS), "wrong-type", "x"),
    "durations": (lambda: with_column(pd.to_timedelta(BASE["age"], unit="D")), "wrong-type", "x"),
    "complex numbers": (lambda: with_column(BASE["age"] * 1j), "wrong-type", "x"),
    "intervals": (lambda: with_column(pd.cut(BASE["age"], 4)), "wrong-type", "x"),
    "bytes": (lambda: with_column([b"a", b"b"] * (ROWS // 2)), "wrong-type", "x"),
    "texts and numbers": (lambda: with_column(gaps(BASE["age"], "n/a")), "text-among-numbers", "x"),
    "infinite numbers": (lambda: with_column(BASE["income"].where(~GAPS, np.inf)), "not-finite", "x"),
    "a target with NA": (
        lambda: BASE.assign(bad=BASE["bad"].where(~GAPS).astype("Int64")),
        "wrong-target",
        "bad",
    ),
    "a target of texts": (lambda: BASE.assign(bad=BASE["bad"].astype(str)), "wrong-target", "bad"),
    "a target twice": (lambda: pd.concat([BASE, BASE[["bad"]]], axis=1), "duplicate-column", "bad"),
    "names of two levels": (
        lambda: BASE.set_axis(pd.MultiIndex.from_product([["a"], BASE.columns]), axis=1),
        "wrong-type",
        "('a', 'income')",
    ),
    "two rows": (lambda: BASE.groupby("bad").head(1), "no-characteristic", ""),
    "the target alone": (lambda: BASE[["bad"]], "no-characteristic", ""),
}


@pytest.mark.parametrize("kind", CARDS)
def test_a_frame_gives_a_card_that_scores_its_rows(kind: str) -> None:
    frame = CARDS[kind]()
    found = fit_scorecard(frame, codes={"-9": "no_record"}, validation={"bootstrap": 0})
    points = found.card.score_batch(frame)["points"].to_numpy(dtype=float)
    np.testing.assert_allclose(points, found.samples["train"].points, atol=1e-6)
    if kind in UNUSED:
        assert {one.name: one.cause for one in found.unused} == {"x": UNUSED[kind]}


@pytest.mark.parametrize(
    ("kind", "said"),
    [("days as numbers", "numeric"), ("dates as texts", "nominal"), ("numbers of rows", "numeric")],
)
def test_a_column_takes_part_where_its_kind_is_set(kind: str, said: str) -> None:
    found = fit_scorecard(
        CARDS[kind](), codes={"-9": "no_record"}, columns={"x": {"kind": said}}, validation={"bootstrap": 0}
    )
    assert "x" in [one.name for one in found.characteristics]
    assert found.unused == ()


@pytest.mark.parametrize("kind", REFUSALS)
def test_a_frame_is_refused_at_its_column(kind: str) -> None:
    make, code, place = REFUSALS[kind]
    kinds = {"x": {"kind": "nominal"}} if kind == "codes beyond 2 ** 53" else {}
    with pytest.raises(ProblemsError) as caught:
        fit_scorecard(make(), codes={"-9": "no_record"}, columns=kinds, validation={"bootstrap": 0})
    assert (code, place) in [(one.code, one.path) for one in caught.value.problems]
    assert all(one.expected or one.hint for one in caught.value.problems)


def test_kinds_of_values_in_one_column_are_named_in_both_languages() -> None:
    make, _, _ = REFUSALS["booleans and numbers"]
    with pytest.raises(ProblemsError) as caught:
        fit_scorecard(make(), codes={"-9": "no_record"}, validation={"bootstrap": 0})
    (problem,) = [one for one in caught.value.problems if one.path == "x"]
    assert problem.message.startswith("'x' holds booleans and numbers: True in data row 2 ")
    assert in_language(problem.message, "zh").startswith("'x' 含有布尔值和数字：数据第 2 行的 True ")
