"""Scoring: points, PD, grade, reasons and lines of a record; frames of several libraries; bad values."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from credit_engine import InputError, Scorecard, load_scorecard
from scorecards.model_card import COEFFICIENTS, INTERCEPT, model_card, woe

GOOD = {"age": 45, "housing": "owner"}
WEAK = {"age": 22, "housing": "rent"}


def changed(**keys: Any) -> Scorecard:
    return Scorecard.from_data({**model_card(), **keys})


@pytest.mark.parametrize(
    ("record", "weights"),
    [
        (GOOD, (woe(700, 40), woe(600, 40))),
        (WEAK, (woe(300, 60), woe(400, 60))),
        ({"age": -9, "housing": "family"}, (woe(300, 60), woe(400, 60))),
    ],
)
def test_the_pd_is_that_of_the_logistic_model(record: dict[str, Any], weights: tuple[float, float]) -> None:
    log_odds = INTERCEPT + COEFFICIENTS["age"] * weights[0] + COEFFICIENTS["housing"] * weights[1]
    score = changed().score(record)
    assert float(score.pd or 0) == pytest.approx(1 / (1 + math.exp(log_odds)), rel=1e-7)
    assert float(score.points or 0) == pytest.approx(
        600 + 20 / math.log(2) * (log_odds - math.log(20)), abs=2e-6
    )


def test_a_grade_is_shown_by_its_title_and_stays_its_code() -> None:
    good = {"range": "< 0.27", "title": {"en": "Good risk", "zh": "优质"}}
    score = changed(master_scale={"A": good, "C": ">= 0.27"}).score(GOOD)
    assert score.grade == "A"
    assert "优质" in score.explain("zh", "html")
    assert "Good risk" in score.explain("en")
    assert '"A"' in score.explain("en", "json")


def test_the_grade_is_that_of_the_master_scale() -> None:
    card = changed(master_scale={"A": "< 0.12", "B": "[0.12..0.27)", "C": ">= 0.27"})
    assert [card.score(record).grade for record in (GOOD, {"age": 45, "housing": "rent"}, WEAK)] == [
        "A",
        "B",
        "C",
    ]


@pytest.mark.parametrize(
    ("calibration", "expected"),
    [
        (
            {"method": "logistic", "intercept": -1, "slope": 0.002},
            lambda s: 1 / (1 + math.exp(-1 + 0.002 * s)),
        ),
        (
            {"method": "prior_shift", "sample_bad_rate": 0.06, "target_bad_rate": 0.015},
            lambda s: 1 / (1 + (s.odds * (0.985 / 0.015) / (0.94 / 0.06))),
        ),
        (
            {"method": "steps", "steps": [{"range": "< 540", "pd": 0.3}, {"range": ">= 540", "pd": 0.05}]},
            lambda s: 0.3 if s < 540 else 0.05,
        ),
        ({"method": "scaling", "pd_floor": 0.2}, lambda s: max(0.2, 1 / (1 + s.odds))),
    ],
)
@pytest.mark.parametrize("record", [GOOD, WEAK])
def test_a_calibration_gives_the_pd(calibration: Any, expected: Any, record: Any) -> None:
    class Points(float):
        @property
        def odds(self) -> float:
            return 20 * 2 ** ((self - 600) / 20)

    score = changed(calibration=calibration).score(record)
    assert float(score.pd or 0) == pytest.approx(expected(Points(score.points or 0)), rel=1e-11)


def reasons_by(method: str, record: dict[str, Any], **baselines: float) -> list[tuple[str, Decimal]]:
    data = model_card()
    data["reason_codes"] = {"method": method, "at_most": 4}
    for one in data["characteristics"].values():
        one.update(baselines)
    return [(reason.code, reason.weight) for reason in Scorecard.from_data(data).score(record).reasons]


def test_reasons_are_ranked_by_the_stated_method() -> None:
    points = {line.characteristic: line.points for line in changed().score(WEAK).lines}
    age, housing = (Decimal(points[name] or 0) for name in ("age", "housing"))
    assert reasons_by("below_mean", WEAK, mean_points=280) == [("AGE", 280 - age), ("HOUSING", 280 - housing)]
    assert reasons_by("below_passing_mean", WEAK, passing_mean_points=270) == [("AGE", 270 - age)]
    assert [code for code, _ in reasons_by("below_neutral", WEAK)] == ["AGE", "HOUSING"]
    assert [code for code, _ in reasons_by("below_maximum", {"age": 45, "housing": "rent"})] == ["HOUSING"]
    assert reasons_by("points_below", WEAK, baseline_points=float(housing)) == [
        ("AGE", housing - age),
        ("HOUSING", 0),
    ]
    assert reasons_by("points_above", WEAK, baseline_points=float(age)) == [
        ("HOUSING", housing - age),
        ("AGE", 0),
    ]


def test_an_attribute_can_have_a_reason_of_its_own() -> None:
    data = model_card()
    own = {"code": "NO_FILE", "en": "No credit file", "zh": "无征信记录"}
    data["characteristics"]["age"]["attributes"][2]["reason"] = own
    score = Scorecard.from_data(data).score({"age": {"missing": "no_record"}, "housing": "owner"})
    assert [reason.code for reason in score.reasons] == ["NO_FILE"]
    assert score.reasons[0].text("zh", "customer") == "无征信记录"
    assert [line.reason for line in score.lines] == ["NO_FILE", "HOUSING"]


def test_rounded_points_are_added_where_the_card_says_so() -> None:
    score = changed(points={"use": "rounded", "digits": 0}).score(GOOD)
    assert score.points == 291 + 285
    assert [line.points for line in score.lines] == [291, 285]


def test_a_value_without_attribute_leaves_the_score_unknown() -> None:
    score = changed().score({"age": 30, "housing": "boat"})
    assert (score.points, score.pd, score.grade, score.reasons) == (None, None, None, ())
    assert [cause[:3] for cause in score.causes] == [("unseen_value", "housing", "boat")]
    assert score.lines[1].points is None
    assert "boat" in score.explain("en")
    assert "取值不在评分卡属性范围内" in score.explain("zh")
    assert "取值不在评分卡属性范围内" in score.explain("zh", "html")


@pytest.mark.parametrize(
    ("record", "codes"),
    [
        ({"age": "30", "housing": "owner"}, ["wrong-type"]),
        ({"age": True, "housing": 3}, ["wrong-type", "wrong-type"]),
        ({"age": float("nan"), "housing": "owner"}, ["not-a-number"]),
        ({"age": float("inf"), "housing": "owner"}, ["not-a-number"]),
        ({"age": [30], "housing": {"missing": "no_recrod"}}, ["wrong-type", "unknown-cause"]),
        ({"age": Decimal("sNaN"), "housing": "owner"}, ["not-a-number"]),
        (["age"], ["wrong-type"]),
        (None, ["wrong-type"]),
        ({}, ["no-characteristic"]),
        ({"Age": 30, "Housing": "owner"}, ["no-characteristic"]),
    ],
)
def test_values_of_another_kind_are_refused_all_at_once(record: Any, codes: list[str]) -> None:
    with pytest.raises(InputError) as raised:
        changed().score(record)
    assert sorted(problem.code for problem in raised.value.problems) == sorted(codes)


def test_numbers_of_other_libraries_are_read() -> None:
    expected = changed().score(GOOD).points
    for value in (Decimal(45), 45.0, np.int16(45), np.float32(45), np.float64(45)):
        assert changed().score({"age": value, "housing": np.str_("owner")}).points == expected


def frames() -> dict[str, Any]:
    columns = {
        "age": np.array([45, 22, -9, 30]),
        "housing": np.array(["owner", "rent", None, "boat"], dtype=object),
    }
    found: dict[str, Any] = {"dict": columns}
    for name in ("pandas", "polars"):
        library = __import__("importlib").import_module(name) if _installed(name) else None
        if library is not None:
            found[name] = library.DataFrame(
                {"age": columns["age"], "housing": ["owner", "rent", None, "boat"]}
            )
    if _installed("pandas"):
        found["categories"] = found["pandas"].astype({"housing": "category"})
        found["nullable"] = found["pandas"].astype({"age": "Int64", "housing": "string"})
    if _installed("pyarrow"):
        import pyarrow as pa

        found["pyarrow"] = pa.table({"age": columns["age"], "housing": ["owner", "rent", None, "boat"]})
        found["chunks"] = pa.concat_tables([found["pyarrow"].slice(0, 1), found["pyarrow"].slice(1)])
        found["batch"] = found["pyarrow"].to_batches()[0]
    return found


def _installed(name: str) -> bool:
    from importlib.util import find_spec

    return find_spec(name) is not None


@pytest.mark.skipif(not _installed("polars"), reason="polars is not installed")
def test_polars_categories_and_wide_numbers_are_read_and_lazy_frames_refused() -> None:
    import polars as pl

    frame = pl.DataFrame({"age": [45, 22], "housing": ["owner", None]})
    points = changed().score_batch(frame)["points"].to_list()
    for kind in (pl.Categorical, pl.Enum(["owner", "rent"])):
        coded = frame.with_columns(pl.col("housing").cast(kind), pl.col("age").cast(pl.Int128))
        assert str(changed().score_batch(coded)["points"].to_list()) == str(points)
    with pytest.raises(InputError, match="collect"):
        changed().score_batch(frame.lazy())


def test_missing_values_of_pandas_are_missing_values() -> None:
    nothing = type("NAType", (), {})()
    scores = [changed().score({"age": value, "housing": "owner"}) for value in (nothing, None)]
    assert scores[0].points == scores[1].points


def test_a_score_far_beyond_has_a_pd() -> None:
    card = changed(calibration={"method": "logistic", "intercept": 1e9, "slope": 1})
    assert card.score(GOOD).pd == 0
    assert card.score_batch({"age": [45], "housing": ["owner"]})["pd"][0] == 0


def plain(column: Any) -> list[Any]:
    return [value.as_py() if hasattr(value, "as_py") else value for value in column]


@pytest.mark.parametrize("kind", sorted(frames()))
def test_frames_are_scored_in_their_own_kind(kind: str) -> None:
    card, frame = changed(), frames()[kind]
    result = card.score_batch(frame)
    values = {name: plain(result[name]) for name in ("points", "pd", "grade", "problem")}
    first, second = card.score(GOOD), card.score(WEAK)
    assert values["points"][:2] == [float(first.points or 0), float(second.points or 0)]
    assert values["pd"][:2] == [float(first.pd or 0), float(second.pd or 0)]
    assert values["grade"][:2] == [first.grade, second.grade]
    assert all(value is None or math.isnan(value) for value in values["points"][2:])
    assert "not given" in values["problem"][2]
    assert "boat" in values["problem"][3]
    if kind not in ("dict",):
        assert type(result).__module__.partition(".")[0] == type(frame).__module__.partition(".")[0]


@pytest.mark.parametrize(
    ("frame", "codes"),
    [
        ({"age": [1]}, ["missing-column"]),
        ({}, ["missing-column", "missing-column"]),
        ({"age": [1, 2], "housing": ["owner"]}, ["column-length"]),
        ([1, 2], ["wrong-type"]),
        ({"age": [45, 30, 22, 18, 20], "housing": "owner"}, ["wrong-type"]),
        ({"age": 45, "housing": ["owner"]}, ["wrong-type"]),
        ({"age": np.zeros((2, 2)), "housing": ["owner", "rent"]}, ["wrong-type"]),
    ],
)
def test_frames_that_do_not_fit_are_refused(frame: Any, codes: list[str]) -> None:
    with pytest.raises(InputError) as raised:
        changed().score_batch(frame)
    assert [problem.code for problem in raised.value.problems] == codes


@pytest.mark.parametrize(
    "column",
    [
        np.array(["x", "y"], dtype=object),
        np.array([np.inf, -np.inf]),
        np.array([True, False]),
        np.array(["2020-01-01", "2021-01-01"], dtype="M8[ns]"),
        np.array([1j, 2j]),
        np.array([np.inf, -np.inf], np.float32),
    ],
)
def test_bad_values_give_rows_without_a_score(column: Any) -> None:
    result = changed().score_batch({"age": column, "housing": ["owner", "rent"]})
    assert np.isnan(result["points"]).all()
    assert all("age is" in problem for problem in result["problem"])


def test_a_cause_in_a_cell_is_that_of_a_record() -> None:
    cell = {"missing": "not_given"}
    found = changed().score_batch({"age": [cell, 45], "housing": ["owner", "owner"]})
    scores = [changed().score({"age": age, "housing": "owner"}).points for age in (cell, 45)]
    assert found["points"].tolist() == [float(points or 0) for points in scores]


def test_a_cause_that_the_card_does_not_know_is_the_problem_of_its_row() -> None:
    found = changed().score_batch({"age": [{"missing": "moon"}, 45], "housing": ["owner", "owner"]})
    assert np.isnan(found["points"]).tolist() == [True, False]
    assert "moon" in found["problem"][0]


def test_values_that_python_takes_for_equal_are_told_apart() -> None:
    cells = np.array([1, True, 1.0, Decimal(1), "1"], dtype=object)
    found = changed().score_batch({"age": cells, "housing": ["owner"] * 5})
    points = float(changed().score({"age": 1, "housing": "owner"}).points or 0)
    assert found["points"].tolist()[:1] + found["points"].tolist()[2:4] == [points] * 3
    assert all("age is" in found["problem"][row] for row in (1, 4))


def test_short_floats_are_the_decimals_that_they_show() -> None:
    data = model_card()
    data["characteristics"]["age"]["attributes"][0]["range"] = "< 0.1"
    data["characteristics"]["age"]["attributes"][1]["range"] = ">= 0.1"
    card = Scorecard.from_data(data)
    for kind in (np.float16, np.float32, np.float64, np.longdouble):
        column = np.array([kind("0.1"), np.nextafter(kind("0.1"), kind(0))])
        points = card.score_batch({"age": column, "housing": ["owner", "owner"]})["points"]
        assert points[0] > points[1]
        assert [
            float(card.score({"age": value, "housing": "owner"}).points or 0) for value in column
        ] == list(points)


def test_no_rows_give_no_scores() -> None:
    result = changed().score_batch({"age": np.array([]), "housing": []})
    assert set(result) == {"points", "pd", "grade", "problem"}
    assert all(len(column) == 0 for column in result.values())


def test_dotted_names_are_found_flat_or_nested() -> None:
    from pathlib import Path

    card = load_scorecard(Path(__file__).parents[2] / "scorecards" / "consumer_application.yaml")
    flat = card.score({"applicant.age": 34})
    assert flat.points == card.score({"applicant": {"age": 34}}).points
    assert flat.points != card.score({"applicant": {}}).points
