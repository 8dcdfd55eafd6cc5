"""Fitting a scorecard: what the card holds, and on which rows it depends."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.heavy
pytest.importorskip("optbinning", reason="the extra `develop` is not installed")

import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
from sklearn.metrics import roc_auc_score  # noqa: E402

from credit_engine import Scorecard, load_scorecard  # noqa: E402
from credit_engine.develop import fit_scorecard  # noqa: E402
from credit_engine.develop.development import Development  # noqa: E402
from develop.data import CODES, SPLIT, applicants  # noqa: E402

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    return applicants()


@pytest.fixture(scope="module")
def fitted(frame: pd.DataFrame) -> Development:
    return fit_scorecard(frame, "bad", name="test_card", codes=CODES, samples=SPLIT)


def test_the_card_proves_itself_when_it_is_read_again(fitted: Development, tmp_path: Path) -> None:
    fitted.card.save(tmp_path / "card.yaml")
    again = load_scorecard(tmp_path / "card.yaml")
    assert again.to_yaml() == fitted.card.to_yaml()
    assert again.name == "test_card"


def test_scores_and_pds_of_the_samples_are_those_of_the_card(
    fitted: Development, frame: pd.DataFrame
) -> None:
    scored = fitted.card.score_batch(frame)
    assert scored["problem"].isna().all()
    points = np.concatenate([sample.points for sample in fitted.samples.values()])
    pd_ = np.concatenate([sample.pd for sample in fitted.samples.values()])
    np.testing.assert_allclose(np.sort(points), np.sort(scored["points"]), atol=1e-9)
    np.testing.assert_allclose(np.sort(pd_), np.sort(scored["pd"]), atol=1e-10)


def test_a_record_scores_as_its_row(fitted: Development, frame: pd.DataFrame) -> None:
    scored = fitted.card.score_batch(frame)
    for row in range(20):
        record = {key: None if value != value else value for key, value in frame.iloc[row].to_dict().items()}
        points = fitted.card.score(record).points
        assert points is not None
        assert float(points) == pytest.approx(scored["points"].iloc[row], abs=1e-9)


def test_every_coefficient_has_the_right_sign(fitted: Development) -> None:
    assert all(one.coefficient > 0 for one in fitted.characteristics if one.coefficient is not None)


def test_woe_is_the_logarithm_of_the_shares_of_goods_and_bads(fitted: Development) -> None:
    for one in fitted.characteristics:
        goods = sum(a.counts["train"].goods for a in one.attributes)
        bads = sum(a.counts["train"].bads for a in one.attributes)
        for a in one.attributes:
            if a.woe_by == "counts":
                counts = a.counts["train"]
                assert a.woe == pytest.approx(np.log(counts.goods / goods / (counts.bads / bads)), abs=1e-9)


def test_auc_agrees_with_scikit_learn(fitted: Development) -> None:
    for sample in fitted.samples.values():
        expected = roc_auc_score(sample.bad, -sample.points)
        assert sample.statistics["auc"].value == pytest.approx(expected, abs=1e-12)


def test_other_test_rows_change_nothing_but_the_held_out_statistics(frame: pd.DataFrame) -> None:
    names = np.array(["train", "train", "test"])[np.arange(len(frame)) % 3]
    first = frame.assign(sample=names)
    second = first.copy()
    test = second["sample"] == "test"
    second.loc[test, "bad"] = 1 - second.loc[test, "bad"]
    second.loc[test, "income"] *= 1000
    second.loc[test, "housing"] = "castle"
    cards = [
        fit_scorecard(one, "bad", codes=CODES, samples={"column": "sample"}).card.to_yaml().splitlines()
        for one in (first, second)
    ]
    different = [
        line.strip() for pair in zip(*cards, strict=True) for line in set(pair) if pair[0] != pair[1]
    ]
    assert different
    assert [line for line in different if not line.startswith(("test_", "data: {name: frame, sha256"))] == []


def test_two_fits_give_the_same_bytes_whatever_the_hash_seed() -> None:
    code = (
        "from develop.data import applicants, CODES, SPLIT; from credit_engine.develop import fit_scorecard;"
        "print(fit_scorecard(applicants(600), 'bad', codes=CODES, samples=SPLIT).card.to_yaml())"
    )
    path = os.pathsep.join([str(ROOT / "src"), str(ROOT / "tests")])
    texts = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": path},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "4242")
    }
    assert len(texts) == 1
    assert next(iter(texts)).startswith("scorecard:")


def test_special_codes_have_attributes_of_their_own(fitted: Development) -> None:
    one = fitted.card.spec.characteristics["enquiries"]
    assert one.codes == {"-9": "no_record"}
    cause = next(a for a in one.attributes if a.missing == "no_record")
    assert cause.woe_by == "counts"
    assert cause.woe < 0
    by_code, by_cause = (
        fitted.card.score(_applicant(enquiries=value)).points for value in (-9, {"missing": "no_record"})
    )
    assert by_code == by_cause


def _applicant(**changes: Any) -> dict[str, Any]:
    return {"income": 5000, "age": 40, "housing": "own", "enquiries": 1, "noise": 0.5} | changes


def test_a_missing_or_unseen_value_scores_as_the_worst(fitted: Development) -> None:
    for name, value in (("age", None), ("income", None), ("housing", "castle"), ("housing", None)):
        one = fitted.card.spec.characteristics[name]
        lines = fitted.card.score(_applicant(**{name: value})).lines
        points = next(line.points for line in lines if line.characteristic == name)
        assert points == min(a.points for a in one.attributes)


def test_missing_values_as_fitted_need_a_rationale_and_are_noted(frame: pd.DataFrame) -> None:
    found = fit_scorecard(
        frame,
        "bad",
        codes=CODES,
        columns={"income": {"missing": "as_fitted", "rationale": "approved by risk"}},
    )
    missing = next(a for a in found.card.spec.characteristics["income"].attributes if a.missing == "any")
    assert missing.woe_by == "counts"
    assert "as-fitted" in [warning.code for warning in found.warnings]


def test_a_rare_category_shares_the_attribute_of_what_is_left(fitted: Development) -> None:
    values = [v for a in fitted.card.spec.characteristics["housing"].attributes for v in a.values or ()]
    assert sorted(values) == ["family", "own", "rent"]


def test_edges_cut_the_training_rows_and_are_short(fitted: Development) -> None:
    edges = [
        a.range
        for a in fitted.card.spec.characteristics["age"].attributes
        if a.range and a.range.startswith(">")
    ]
    assert all(edge.removeprefix(">= ").isdigit() for edge in edges)


def test_numbers_can_be_nominal_and_splits_be_set(frame: pd.DataFrame) -> None:
    found = fit_scorecard(
        frame.assign(branch=frame["age"] // 20),
        "bad",
        codes=CODES,
        columns={"branch": {"kind": "nominal"}, "age": {"splits": [30, 50]}},
    )
    one = next(c for c in found.characteristics if c.name == "age")
    assert [a.label["en"] for a in one.attributes] == ["< 30", "[30..50)", ">= 50", "missing"]
    branch = next(c for c in found.characteristics if c.name == "branch")
    assert {a.kind for a in branch.attributes} == {"values", "otherwise", "missing"}


@pytest.mark.parametrize(("trend", "order"), [("ascending", -1), ("descending", 1)])
def test_a_trend_is_kept(frame: pd.DataFrame, trend: str, order: int) -> None:
    found = fit_scorecard(frame, "bad", codes=CODES, columns={"enquiries": {"trend": trend}})
    one = next(c for c in found.characteristics if c.name == "enquiries")
    woe = [a.woe for a in one.attributes if a.kind == "range"]
    assert woe == sorted(woe, reverse=order < 0)


def test_weights_count_as_repeated_rows(frame: pd.DataFrame) -> None:
    half = frame.head(800)
    doubled = pd.concat([half, half[half["bad"] == 1]], ignore_index=True)
    weighted = half.assign(w=np.where(half["bad"] == 1, 2.0, 1.0))
    settings: dict[str, Any] = {
        "codes": CODES,
        "columns": {
            "income": {"splits": [4000, 6000]},
            "age": {"splits": [30, 50]},
            "enquiries": {"splits": [2]},
            "housing": {"groups": [["own"], ["rent", "family"]]},
        },
        "regression": {"penalty": 0},
        "leave_out": ["noise"],
    }
    one = fit_scorecard(doubled, "bad", **settings).card.spec
    other = fit_scorecard(weighted, "bad", weights="w", **settings).card.spec
    assert set(one.characteristics) == set(other.characteristics)
    for name, characteristic in one.characteristics.items():
        expected = float(characteristic.coefficient)
        assert float(other.characteristics[name].coefficient) == pytest.approx(expected, abs=1e-7)


def test_rounding_is_measured(fitted: Development) -> None:
    assert 0 < fitted.rounding.largest <= 0.5 * len(fitted.card.characteristics)
    assert fitted.rounding.distinct_rounded < fitted.rounding.distinct_raw


def test_mean_points_are_those_of_the_training_rows(fitted: Development) -> None:
    total = sum(float(one.mean_points) for one in fitted.card.spec.characteristics.values())
    assert total == pytest.approx(fitted.samples["train"].points.mean(), abs=1e-4)
    passing = fitted.samples["train"].points >= float(fitted.card.spec.reason_codes.passing_score)
    total = sum(float(one.passing_mean_points) for one in fitted.card.spec.characteristics.values())
    assert total == pytest.approx(fitted.samples["train"].points[passing].mean(), abs=1e-4)


def test_cross_validation_holds_out_every_training_row_once(frame: pd.DataFrame) -> None:
    found = fit_scorecard(frame, "bad", codes=CODES, validation={"folds": 3, "bootstrap": 0}).cross_validation
    assert found is not None
    assert len(found.auc) == 3
    assert 0.6 < found.mean.value < 0.85


def test_a_card_of_a_frame_is_a_scorecard(fitted: Development) -> None:
    assert isinstance(fitted.card, Scorecard)
    assert fitted.held_out is fitted.samples["test"]
