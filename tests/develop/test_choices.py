"""Calibration, selection, samples and reject inference: what the settings choose."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.heavy
pytest.importorskip("optbinning", reason="the extra `develop` is not installed")

import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
from sklearn.isotonic import IsotonicRegression  # noqa: E402
from sklearn.linear_model import LogisticRegression  # noqa: E402

from credit_engine.develop import fit_scorecard, monitor  # noqa: E402
from credit_engine.develop.development import Development  # noqa: E402
from credit_engine.problems import InputError  # noqa: E402
from credit_engine.wording import in_language  # noqa: E402
from develop.data import CODES, applicants  # noqa: E402

FRAME = applicants(1500)


def fitted(**settings: Any) -> Development:
    return fit_scorecard(FRAME, "bad", codes=CODES, validation={"bootstrap": 0}, **settings)


def test_a_prior_shift_moves_every_odds_by_the_same_factor() -> None:
    found = fitted(calibration={"method": "prior_shift", "target_bad_rate": 0.05})
    plain, shifted = fitted().samples["train"].pd, found.samples["train"].pd
    rate = FRAME["bad"].mean()
    factor = (0.05 / 0.95) / (rate / (1 - rate))
    np.testing.assert_allclose(shifted / (1 - shifted), plain / (1 - plain) * factor, rtol=1e-9)


def test_a_logistic_calibration_is_that_of_scikit_learn() -> None:
    found = fitted(calibration={"method": "logistic"})
    train = found.samples["train"]
    score = train.points[:, None] / 20
    expected = LogisticRegression(C=np.inf, tol=1e-12, max_iter=10_000).fit(score, train.bad)
    np.testing.assert_allclose(train.pd, expected.predict_proba(score)[:, 1], atol=1e-5)
    assert train.pd.mean() == pytest.approx(train.bad.mean(), abs=1e-6)


def test_an_isotonic_calibration_is_that_of_scikit_learn() -> None:
    found = fitted(calibration={"method": "isotonic"})
    train = found.samples["train"]
    expected = IsotonicRegression(increasing=False).fit(train.points, train.bad).predict(train.points)
    np.testing.assert_allclose(train.pd, expected.clip(1e-6, 1 - 1e-6), atol=1e-9)
    np.testing.assert_allclose(found.card.score_batch(FRAME)["pd"], train.pd, atol=1e-10)


def test_a_floor_holds_and_grades_count_everybody() -> None:
    scale = {"A": "< 0.2", "B": "[0.2..0.4)", "C": ">= 0.4"}
    found = fitted(calibration={"method": "scaling", "pd_floor": 0.03}, master_scale=scale)
    train = found.samples["train"]
    assert train.pd.min() == pytest.approx(0.03)
    for grade, low, high in (("A", 0, 0.2), ("B", 0.2, 0.4), ("C", 0.4, 1)):
        inside = (train.pd >= low) & (train.pd < high)
        assert found.grades[grade]["train"].total == inside.sum()


@pytest.mark.parametrize(
    ("selection", "cause"),
    [
        ({"iv_min": 0.1}, "iv_low"),
        ({"iv_max": 0.2}, "iv_high"),
        ({"p_value_max": 1e-6}, "p_value"),
        ({"max_characteristics": 2}, "limit"),
    ],
)
def test_a_criterion_leaves_out_and_says_so(selection: dict[str, Any], cause: str) -> None:
    found = fitted(selection=selection)
    left_out = [one for one in found.characteristics if one.left_out == cause]
    assert left_out
    assert all(one.left_out_text["en"] and one.left_out_text["zh"] for one in left_out)
    assert {one.name for one in left_out}.isdisjoint(found.card.characteristics)


@pytest.mark.parametrize("selection", [{"correlation_max": 0.9}, {"vif_max": 5}])
def test_a_column_given_twice_enters_once(selection: dict[str, Any]) -> None:
    frame = FRAME.assign(wage=FRAME["income"] * 1.0001)
    found = fit_scorecard(frame, "bad", codes=CODES, validation={"bootstrap": 0}, selection=selection)
    assert len({"income", "wage"} & set(found.card.characteristics)) == 1


def test_late_rows_are_out_of_time() -> None:
    days = pd.date_range("2025-01-01", periods=len(FRAME), freq="D")
    frame = FRAME.assign(applied=days)
    samples = {"date_column": "applied", "out_of_time_from": "2028-01-01", "fractions": {"test": 0.2}}
    found = fit_scorecard(frame, "bad", codes=CODES, samples=samples, validation={"bootstrap": 0})
    assert found.samples["out_of_time"].rows == int((days >= "2028-01-01").sum())
    assert found.held_out is found.samples["out_of_time"]
    assert "applied" not in found.card.characteristics


@pytest.mark.parametrize("method", ["fuzzy", "parcelling"])
def test_rejected_applicants_take_part_with_inferred_outcomes(method: str) -> None:
    rejected = applicants(500, seed=99).drop(columns="bad")
    rejected["enquiries"] = rejected["enquiries"].where(rejected["enquiries"] < 0, rejected["enquiries"] + 2)
    settings: dict[str, Any] = {"codes": CODES, "rejects": {"method": method}, "validation": {"bootstrap": 0}}
    found = fit_scorecard(FRAME, "bad", rejected=rejected, **settings)
    assert found.rejects is not None
    assert found.rejects.rejected == 500
    assert found.rejects.inferred_bad_rate > found.rejects.accepted_bad_rate
    sample = found.card.spec.development.sample  # type: ignore[union-attr]
    assert float(sample.goods + sample.bads) == pytest.approx(2000)  # type: ignore[union-attr]
    assert found.samples["train"].rows == 1500


@pytest.mark.parametrize("method", ["fuzzy", "parcelling"])
def test_counts_bands_report_and_monitoring_are_of_one_population(method: str) -> None:
    rejected = applicants(500, seed=99).drop(columns="bad").assign(age=19)
    settings: dict[str, Any] = {"codes": CODES, "rejects": {"method": method}, "validation": {"bootstrap": 0}}
    found = fit_scorecard(FRAME, "bad", rejected=rejected, **settings)
    everybody = pd.concat([FRAME.drop(columns="bad"), rejected])
    watched = monitor(found.card, everybody)
    assert watched.total.stability is not None
    assert watched.total.stability.index == pytest.approx(0, abs=1e-9)
    for one in watched.characteristics:
        assert one.stability is not None
        assert one.stability.index == pytest.approx(0, abs=1e-9)
    sample = found.card.spec.development.sample  # type: ignore[union-attr]
    assert (sample.records, sample.inferred.records) == (2000, 500)  # type: ignore[union-attr]
    for one in found.characteristics:
        assert sum(a.counts["train"].total for a in one.attributes) == pytest.approx(1500)
        assert sum(a.inferred.total for a in one.attributes if a.inferred) == pytest.approx(500)
        assert sum(a.development.total for a in one.attributes) == pytest.approx(2000)


def test_rejected_applicants_are_read_as_the_accepted_are() -> None:
    """Few rows may all differ, and all codes of some rows be digits without a leading zero."""
    coded = FRAME.assign(zip=np.where(FRAME["bad"] == 1, "00123", "20002"), rank=FRAME["age"] * 10)
    rejected = coded.drop(columns="bad").head(150).assign(zip="20002", rank=np.arange(150) + 200)
    found = fit_scorecard(coded, "bad", codes=CODES, rejected=rejected, validation={"bootstrap": 0})
    assert found.rejects is not None
    (codes,) = [one for one in found.characteristics if one.name == "zip"]
    counted = {str(one.label["en"]): one.inferred.total for one in codes.attributes if one.inferred}
    assert counted["20002"] == pytest.approx(150)
    with pytest.raises(InputError) as caught:
        fit_scorecard(coded, "bad", codes=CODES, rejected=rejected.assign(zip=20002))
    assert [(one.code, one.path) for one in caught.value.problems] == [("wrong-type", "zip")]
    assert in_language(caught.value.problems[0].message, "zh") == "'zip' 对通过的申请人是文本，对被拒的则不是"


def test_inferred_outcomes_make_no_sample_larger() -> None:
    frame = applicants(400)
    assert frame["bad"].sum() < 200
    found = fit_scorecard(
        frame,
        "bad",
        codes=CODES,
        rejected=applicants(400, seed=5).drop(columns="bad"),
        validation={"bootstrap": 0},
    )
    (said,) = [str(one.message) for one in found.warnings if one.code == "small-sample"]
    assert said.startswith(f"{frame['bad'].sum()} bads and {400 - frame['bad'].sum()} goods")


def test_rejected_applicants_need_the_columns_of_the_card() -> None:
    with pytest.raises(InputError) as caught:
        fit_scorecard(FRAME, "bad", codes=CODES, rejected=applicants(50).drop(columns=["age", "income"]))
    assert [(one.code, one.path) for one in caught.value.problems] == [
        ("unknown-column", "income"),
        ("unknown-column", "age"),
    ]


def test_a_leak_an_unstable_bin_and_a_small_sample_are_warned_of() -> None:
    frame = applicants(300).assign(leak=lambda one: one["bad"] + np.arange(300) % 7 * 0.1 * (1 - one["bad"]))
    frame["turned"] = np.where(np.arange(300) % 2, frame["bad"], 1 - frame["bad"]) + np.arange(300) % 3
    frame["sample"] = np.where(np.arange(300) % 2, "train", "validation")
    found = fit_scorecard(
        frame, "bad", codes=CODES, samples={"column": "sample"}, validation={"bootstrap": 0}
    )
    codes = {warning.code for warning in found.warnings}
    assert {"leakage", "unstable-bin", "small-sample"} <= codes


def test_rounded_points_are_added_where_the_settings_say_so() -> None:
    found = fitted(scaling={"use": "rounded", "intercept_in": "initial_points", "digits": 1})
    np.testing.assert_allclose(
        found.card.score_batch(FRAME)["points"], found.samples["train"].points, atol=1e-9
    )
