"""Frames of every kind of column: each gives a card that can be used, or a refusal that names the column."""

from __future__ import annotations

import datetime
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
    "ordered categories of numbers": lambda: with_column(
        pd.Categorical(BASE["age"] // 10, ordered=True)
    ),
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
    "an extremely long name": lambda: BASE.rename(columns={"income": "income" * 60}),
}  # fmt: skip

REFUSALS: dict[str, tuple[Callable[[], pd.DataFrame], str, str]] = {
    "thousands": (lambda: with_column([f"{v:,.2f}" for v in BASE["income"]]), "text-among-numbers", "x"),
    "percents": (lambda: with_column([f"{v} %" for v in BASE["age"]]), "text-among-numbers", "x"),
    "amounts with a currency": (lambda: with_column([f"¥{v}" for v in WHOLE]), "text-among-numbers", "x"),
    "numbers as texts": (lambda: with_column(BASE["age"].astype(str)), "text-among-numbers", "x"),
    "lists": (lambda: with_column([[1]] * ROWS), "wrong-type", "x"),
    "durations": (lambda: with_column(pd.to_timedelta(BASE["age"], unit="D")), "wrong-type", "x"),
    "complex numbers": (lambda: with_column(BASE["age"] * 1j), "wrong-type", "x"),
    "intervals": (lambda: with_column(pd.cut(BASE["age"], 4)), "wrong-type", "x"),
    "bytes": (lambda: with_column([b"a", b"b"] * (ROWS // 2)), "wrong-type", "x"),
    "texts and numbers": (lambda: with_column(gaps(BASE["age"], "n/a")), "text-among-numbers", "x"),
    "infinite numbers": (lambda: with_column(BASE["income"].where(~GAPS, np.inf)), "not-finite", "x"),
    "a target with NA": (
        lambda: BASE.assign(bad=BASE["bad"].where(~GAPS).astype("Int64")), "wrong-target", "bad"
    ),
    "a target of texts": (lambda: BASE.assign(bad=BASE["bad"].astype(str)), "wrong-target", "bad"),
    "a target twice": (lambda: pd.concat([BASE, BASE[["bad"]]], axis=1), "duplicate-column", "bad"),
    "names of two levels": (
        lambda: BASE.set_axis(pd.MultiIndex.from_product([["a"], BASE.columns]), axis=1), "wrong-type",
        "('a', 'income')",
    ),
    "two rows": (lambda: BASE.groupby("bad").head(1), "no-characteristic", ""),
    "the target alone": (lambda: BASE[["bad"]], "no-characteristic", ""),
}  # fmt: skip


@pytest.mark.parametrize("kind", CARDS)
def test_a_frame_gives_a_card_that_scores_its_rows(kind: str) -> None:
    frame = CARDS[kind]()
    found = fit_scorecard(frame, codes={"-9": "no_record"}, validation={"bootstrap": 0})
    points = found.card.score_batch(frame)["points"].to_numpy(dtype=float)
    np.testing.assert_allclose(points, found.samples["train"].points, atol=1e-6)


@pytest.mark.parametrize("kind", REFUSALS)
def test_a_frame_is_refused_at_its_column(kind: str) -> None:
    make, code, place = REFUSALS[kind]
    with pytest.raises(ProblemsError) as caught:
        fit_scorecard(make(), codes={"-9": "no_record"}, validation={"bootstrap": 0})
    assert (code, place) in [(one.code, one.path) for one in caught.value.problems]
    assert all(one.expected or one.hint for one in caught.value.problems)
