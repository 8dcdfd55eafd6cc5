"""Laws of scorecards, over random cards: the file loses nothing, and columns score as records do."""

from __future__ import annotations

import pickle
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from credit_engine import Scorecard, load_scorecard
from scorecards.cards import card_data, points_by_definition, values_of

SLOW = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@SLOW
@given(card_data())
def test_from_data_to_yaml_and_back_loses_nothing(data: dict[str, Any]) -> None:
    card = Scorecard.from_data(data)
    text = card.to_yaml()
    again = Scorecard.from_data(card.card.document.data)
    assert card.card.document.data == data
    assert again.spec == card.spec
    assert again.to_yaml() == text
    assert again.fingerprint == card.fingerprint


@SLOW
@given(card_data())
def test_a_saved_card_is_the_same_card(data: dict[str, Any]) -> None:
    card = Scorecard.from_data(data)
    copy = pickle.loads(pickle.dumps(card))
    assert copy.spec == card.spec
    assert copy.to_yaml() == card.to_yaml()


def test_a_loaded_card_is_saved_as_it_was_written(tmp_path: Path) -> None:
    source = Path(__file__).parents[2] / "scorecards" / "consumer_application.yaml"
    commented = "# reviewed by the committee\n" + source.read_text("utf-8")
    (tmp_path / "first.yaml").write_text(commented, "utf-8")
    load_scorecard(tmp_path / "first.yaml").save(tmp_path / "second.yaml")
    assert (tmp_path / "second.yaml").read_text("utf-8") == commented


@SLOW
@given(st.data())
def test_points_are_those_of_the_definition(data: st.DataObject) -> None:
    written = data.draw(card_data())
    record = {name: data.draw(values_of(written, name)) for name in written["characteristics"]}
    score = Scorecard.from_data(written).score(record)
    assert score.points == points_by_definition(written, record)
    assert (score.points is None) == bool(score.causes)
    if score.points is not None:
        assert (
            sum(
                (line.points for line in score.lines if line.points is not None),
                Decimal(written["initial_points"]),
            )
            == score.points
        )


def column_of(values: list[Any]) -> Any:
    """Numbers as float64 with NaN where that is what the values are, else objects."""
    if all(value is None or isinstance(value, float) for value in values):
        return np.array([np.nan if value is None else value for value in values])
    if all(type(value) is int for value in values):
        return np.array(values)
    column = np.empty(len(values), dtype=object)
    column[:] = values
    return column


@SLOW
@given(st.data())
def test_columns_score_as_records_do(data: st.DataObject) -> None:
    written = data.draw(card_data())
    card = Scorecard.from_data(written)
    rows = data.draw(st.integers(1, 12))
    plain = data.draw(st.sampled_from([float, int, object]))
    records = [
        {name: data.draw(values_of(written, name)) for name in written["characteristics"]}
        for _ in range(rows)
    ]
    for record in records:
        for name, value in record.items():
            if plain is not object and value is not None and not isinstance(value, str):
                record[name] = plain(value)
    columns = {name: column_of([record[name] for record in records]) for name in written["characteristics"]}
    found = card.score_batch(columns)
    for i, record in enumerate(records):
        score = card.score(record)
        if score.points is None:
            assert np.isnan(found["points"][i])
            assert np.isnan(found["pd"][i])
            assert "no attribute covers" in found["problem"][i] or "not given" in found["problem"][i]
            continue
        assert found["points"][i] == float(score.points)
        assert found["pd"][i] == float(score.pd)  # type: ignore[arg-type]
        assert found["problem"][i] is None
        if "master_scale" in written:
            assert found["grade"][i] == score.grade


STEPS = {"method": "steps", "steps": [{"range": "< 520.01", "pd": 0.3}, {"range": ">= 520.01", "pd": 0.002}]}
FLOOR = {"method": "logistic", "intercept": -9, "slope": 0.03, "pd_floor": 0.0004}
FLAT = {"method": "logistic", "intercept": 1, "slope": 1e-17}


@pytest.mark.parametrize("calibration", [None, STEPS, FLOOR, FLAT], ids=["scaling", "steps", "floor", "flat"])
@pytest.mark.parametrize("digits", [0, 2, 6, 14, 17])
def test_many_rows_score_as_records_do(digits: int, calibration: dict[str, Any] | None) -> None:
    """Sums of points with few and with many decimals, PDs of every calibration against decimals."""
    rng = np.random.default_rng(digits)
    unit = Decimal(1).scaleb(-digits)
    drawn = rng.integers(-(10**17), 10**17, 40).tolist()
    steps = [Decimal(one).scaleb(-15).quantize(unit) for one in drawn]
    attributes = [{"range": f"[{i}..{i + 1})", "points": points} for i, points in enumerate(steps)]
    one = {"reason": {"code": "R", "en": "R", "zh": "R"}, "attributes": attributes}
    card = Scorecard.from_data(
        {
            "scorecard": "wide",
            "version": "1",
            "initial_points": 520,
            "characteristics": {"a": one, "b": one, "c": one},
            "scaling": {"base_score": 600, "base_odds": 50, "points_to_double_odds": 20},
            "reason_codes": {"method": "below_maximum"},
            "master_scale": {"A": "< 0.003", "B": "[0.003..0.02)", "C": ">= 0.02"},
            "calibration": calibration or {"method": "scaling"},
        }
    )
    columns = {name: rng.integers(0, 40, 20_000) for name in "abc"}
    found = card.score_batch(columns)
    for i in range(0, 20_000, 20):
        score = card.score({name: int(columns[name][i]) for name in "abc"})
        assert (found["points"][i], found["pd"][i], found["grade"][i]) == (
            float(score.points),
            float(score.pd),
            score.grade,  # type: ignore[arg-type]
        )
