"""Migration, roll rates and vintages of a made-up book, as pandas computes them from books and classes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from credit_engine.portfolio import load_review
from credit_engine.portfolio.results import Results
from reviews.made import FIVE

pd = pytest.importorskip("pandas")

BOUNDS = [0, 30, 60, 90, 180]
COLUMNS = [
    "loan.number",
    "loan.booked",
    "loan.amount",
    "loan.balance",
    "loan.days_past_due",
    "borrower.industry",
    "borrower.group",
]
BUCKETS = ["0", "1-30", "31-60", "61-90", "91-180", "181+"]


@pytest.fixture(scope="module")
def results(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Results:
    return load_review(made / "review.yaml").run(made / "books", tmp_path_factory.mktemp("out"))


def book(made: Path, results: Results, month: str) -> Any:
    """The book of a month with the class that its loans were given, by loan."""
    path = made / "books" / f"{month}.parquet"
    frame = pd.read_parquet(path, columns=COLUMNS).set_index("loan.number")
    classes = results.decisions(month).to_pandas().set_index("loan.number")[f"{FIVE}.outcome"]
    frame["class"] = classes
    frame["bucket"] = pd.cut(frame["loan.days_past_due"], [-1, *BOUNDS, 1e9], labels=BUCKETS).astype(str)
    return frame


def expected_moves(before: Any, now: Any, column: str) -> Any:
    """Loans and balances by what they had before and have now."""
    both = before.merge(now, "outer", left_index=True, right_index=True, suffixes=("_before", "_now"))
    both["moved"] = "stayed"
    both.loc[both["loan.balance_before"].isna(), "moved"] = "new"
    both.loc[both["loan.balance_now"].isna(), "moved"] = "left"
    keys = [both["moved"], both[f"{column}_before"].fillna("-"), both[f"{column}_now"].fillna("-")]
    balances = both[["loan.balance_before", "loan.balance_now"]].fillna(0)
    found = balances.groupby(keys).agg(["size", "sum"])
    return {
        key: (int(row[0]), round(row[1], 2), round(row[3], 2))
        for key, row in zip(found.index, found.to_numpy(), strict=True)
    }


def told_moves(table: Any) -> Any:
    return {
        (row["movement"], row["before"] or "-", row["after"] or "-"): (
            row["loans"],
            float(row["balance_before"]),
            float(row["balance"]),
        )
        for row in table.to_pylist()
    }


def test_the_migration_of_every_month_is_that_of_pandas(made: Path, results: Results) -> None:
    for before, now in zip(results.names, results.names[1:], strict=False):
        frames = book(made, results, before), book(made, results, now)
        assert told_moves(results.table("migration", now)) == expected_moves(*frames, "class")
        assert told_moves(results.table("arrears", now)) == expected_moves(*frames, "bucket")


def test_roll_rates_are_those_of_pandas(made: Path, results: Results) -> None:
    for before, now in zip(results.names, results.names[1:], strict=False):
        old, new = (book(made, results, month) for month in (before, now))
        frame = old[["bucket", "loan.balance"]].assign(bucket_now=new["bucket"])
        place = frame["bucket"].map(BUCKETS.index)
        worse = frame["bucket_now"].map({name: i for i, name in enumerate(BUCKETS)}) > place
        rates = worse.groupby(frame["bucket"]).mean()
        weighted = (frame["loan.balance"] * worse).groupby(frame["bucket"]).sum()
        weighted = weighted / frame.groupby("bucket")["loan.balance"].sum()
        for row in results.table("rolls", now).to_pylist():
            if row["bucket"] in rates:
                assert row["roll_rate"] == pytest.approx(rates[row["bucket"]], abs=1e-12)
                assert row["balance_roll_rate"] == pytest.approx(weighted[row["bucket"]], abs=1e-12)
            else:
                assert row["loans"] == 0


def test_vintages_are_those_of_pandas(made: Path, results: Results) -> None:
    frames = [book(made, results, month).assign(month=pd.Period(month)) for month in results.names]
    every = pd.concat(frames)
    first = every[~every.index.duplicated()]
    cohort = pd.to_datetime(first["loan.booked"]).dt.to_period("M")
    bad = every[every["class"].isin(["substandard", "doubtful", "loss"])]
    bad_since = bad[~bad.index.duplicated()]["month"]
    loans = pd.DataFrame({"cohort": cohort, "since": bad_since, "amount": first["loan.amount"]})
    age = loans.apply(
        lambda loan: (loan["since"] - loan["cohort"]).n if loan["since"] is not pd.NaT else None, axis=1
    )
    last = pd.Period(results.names[-1])
    points = results.table("vintages").to_pylist()
    assert {row["cohort"] for row in points} == set(cohort.astype(str))
    for row in points:
        mine = loans["cohort"].astype(str) == row["cohort"]
        is_bad = mine & (age <= row["month_on_book"])
        assert (row["loans"], row["bad"]) == (mine.sum(), is_bad.sum())
        assert row["bad_rate"] == pytest.approx(is_bad.sum() / mine.sum(), abs=1e-12)
        assert float(row["bad_amount"]) == pytest.approx(loans["amount"][is_bad].sum(), abs=0.005)
        assert row["month_on_book"] <= (last - pd.Period(row["cohort"])).n
        assert row["complete"] == (row["cohort"] >= results.names[0])


def test_concentration_is_that_of_pandas(made: Path, results: Results) -> None:
    frame = book(made, results, results.names[-1])
    total = frame["loan.balance"].sum()
    table = results.table("concentration").to_pandas()
    index = results.table("divisions").to_pandas().set_index("division")
    for division, column in (("industry", "borrower.industry"), ("group", "borrower.group")):
        sums = frame.groupby(column)["loan.balance"].sum()
        told = table[(table["division"] == division) & table["value"].notna()].set_index("value")
        assert (told["balance"].astype(float) - sums).abs().max() < 0.005
        assert index.loc[division, "hhi"] == pytest.approx(((sums / total) ** 2).sum(), abs=1e-12)
        limit = 0.12 * total if division == "industry" else 0.20 * 60_000_000
        assert index.loc[division, "beyond"] == (sums > limit).sum()


def test_a_sample_is_decided_as_its_rows_are_alone(made: Path, results: Results) -> None:
    """The class of each loan of the last month, from its record and the state that the month before wrote."""
    from credit_engine.api.batch.records import nested

    review = load_review(made / "review.yaml")
    (step,) = review.steps
    before, now = results.names[-2:]
    states = {row["loan.number"]: row for row in results.state(FIVE, before).to_pylist()}
    decided = {row["loan.number"]: row for row in results.decisions(now).to_pylist()}
    books = pd.read_parquet(made / "books" / f"{now}.parquet", dtype_backend="pyarrow")
    for row in books.sample(300, random_state=1).to_dict("records"):
        flat = {name: None if value is pd.NA else value for name, value in row.items()}
        inputs = {name: value for name, value in flat.items() if name.removesuffix(".missing") in step.inputs}
        state = states.get(row["loan.number"])
        fields = {name: value for name, value in (state or {}).items() if name.startswith("prior.")}
        record = nested(inputs | fields)
        if state is None:
            record["prior"] = {"missing": "no_prior"}
        alone = step.policy.decide(record, as_of=f"{now}-31")
        told = decided[row["loan.number"]]
        assert told[f"{FIVE}.outcome"] == alone.outcome
        assert told[f"{FIVE}.reasons"] == [reason.code for reason in alone.reasons]
