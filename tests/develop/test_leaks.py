"""What tells goods from bads too well: pure groups keep a WOE, and the warnings say what there is."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.heavy
pytest.importorskip("optbinning", reason="the extra `develop` is not installed")

import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402

from credit_engine import load_scorecard  # noqa: E402
from credit_engine.develop import fit_scorecard  # noqa: E402
from credit_engine.develop.development import Development  # noqa: E402
from credit_engine.develop.results import AttributeResult  # noqa: E402

DRAW = np.random.default_rng(0)
ROWS = 1200
X = DRAW.normal(size=ROWS).round(3)
BAD = (DRAW.random(ROWS) < 1 / (1 + np.exp(2 - X))).astype(int)
HALF = (BAD == 1) & (DRAW.random(ROWS) < 0.5)
NOISE = DRAW.normal(size=ROWS)

WHOLE = {
    "the target": BAD,
    "the target with noise": BAD + NOISE * 0.001,
    "the target upside down": 1 - BAD,
    "a category": np.where(BAD == 1, "charged", "paid"),
    "missing for bads": np.where(BAD == 1, np.nan, NOISE),
    "there for bads": np.where(BAD == 1, NOISE.round(2), np.nan),
}
PART = {
    "a flag of half the bads": np.where(HALF, "collections", "none"),
    "days of half the bads": np.where(HALF, DRAW.integers(1, 90, ROWS), 0),
    "missing for half the bads": np.where(HALF, np.nan, NOISE),
    "a special code of half the bads": np.where(HALF, -9, DRAW.integers(0, 5, ROWS)),
}


def fitted(column: Any, bad: Any = BAD, **settings: Any) -> Development:
    frame = pd.DataFrame({"x": X[: len(bad)], "z": column, "bad": bad})
    return fit_scorecard(frame, "bad", codes={"-9": "none"}, validation={"bootstrap": 0}, **settings)


def said(found: Development, code: str) -> list[str]:
    return [one.message for one in found.warnings if one.code == code and "'z'" in one.message]


def pure(found: Development) -> list[AttributeResult]:
    (one,) = [one for one in found.characteristics if one.name == "z"]
    return [
        a
        for a in one.attributes
        if a.counts["train"].total and 0 in (a.counts["train"].goods, a.counts["train"].bads)
    ]


@pytest.mark.parametrize("name", WHOLE)
def test_a_column_that_follows_from_the_outcome_is_called_a_leak(name: str) -> None:
    found = fitted(WHOLE[name])
    (leak,) = said(found, "leakage")
    assert leak.startswith("'z' alone tells all goods from bads, Gini 1.000")
    assert ("left out" in leak) == ("z" not in found.card.characteristics)
    assert len(said(found, "pure-bin")) == 2
    assert not any("no cut" in one.message for one in found.warnings)
    assert all(abs(a.woe) > 1 for a in pure(found))


@pytest.mark.parametrize("name", PART)
def test_a_group_of_bads_only_keeps_the_characteristic(name: str) -> None:
    found = fitted(PART[name])
    (attribute,) = pure(found)
    bads, total = int(HALF.sum()), int(BAD.sum())
    assert (attribute.counts["train"].goods, attribute.counts["train"].bads) == (0, bads)
    assert attribute.woe == pytest.approx(np.log(0.5 / (ROWS - total) / (bads / total)), abs=1e-9)
    assert attribute.woe_by == "expert"
    assert "z" in found.card.characteristics
    assert said(found, "leakage")
    assert f"has {bads} bads and none of the others" in said(found, "pure-bin")[0]


def test_six_percent_in_arrears_all_of_them_bad_stay_in_the_card(tmp_path: Any) -> None:
    arrears = np.where(DRAW.random(ROWS) < 0.06, DRAW.integers(1, 60, ROWS), 0)
    found = fitted(arrears, np.where(arrears > 0, 1, BAD))
    assert [a.label["en"] for a in pure(found)] == [">= 1"]
    found.card.save(tmp_path / "card.yaml")
    assert load_scorecard(tmp_path / "card.yaml").to_yaml() == found.card.to_yaml()
    low, high = (found.card.score({"x": 0, "z": z}).points for z in (30, 0))
    assert low < high - 20


def test_few_rows_of_one_class_are_chance_and_merged() -> None:
    few = np.where(np.arange(ROWS) < 4, 1, 0)
    found = fitted(few, np.where(few == 1, 1, BAD), columns={"z": {"splits": [1]}})
    assert said(found, "pure-bin") == [
        "'z' has attributes with goods only or bads only, merged with a neighbour: >= 1"
    ]
    assert "z" not in found.card.characteristics


def test_a_pure_end_respects_the_trend_that_is_asked_for() -> None:
    days = PART["days of half the bads"]
    assert "z" in fitted(days, columns={"z": {"trend": "ascending"}}).card.characteristics
    found = fitted(days, columns={"z": {"trend": "descending"}})
    assert said(found, "one-attribute") == [
        "no cut of 'z' tells goods from bads with the trend 'descending' that was asked for; it is left out"
    ]


def test_a_perfect_predictor_can_be_fitted_without_penalty() -> None:
    found = fitted(BAD, regression={"penalty": 0})
    assert found.samples["train"].statistics["auc"].value == 1
