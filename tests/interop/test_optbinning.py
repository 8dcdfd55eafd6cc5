"""Cards of optbinning give its scores: the reference tables, and fitted objects."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Any

import pytest

from credit_engine import PolicyError, Problem, numbers
from credit_engine.interop import scorecards as exchange
from interop.exchange_cards import (
    applications,
    needs_shared,
    optbinning_card,
    reference_json,
    reference_rows,
)

Table = list[dict[str, Any]]
Spec = dict[str, Any]


def refusal(table: Any, spec: Any = None, **options: Any) -> tuple[Problem, ...]:
    with pytest.raises(PolicyError) as refused:
        exchange.from_optbinning(table, spec, **options)
    return refused.value.problems


@needs_shared
@pytest.mark.parametrize("name", ["german", "heloc"])
def test_the_reference_scores_come_out_to_the_last_digit(name: str) -> None:
    """optbinning adds doubles in the order of the variables. So do we here with the card's own points, and
    get its 500 scores bit for bit. The card's score is their exact sum, which is the same to 12 digits."""
    card = optbinning_card(name)
    rows = reference_rows(f"{name}_optbinning_scores500.csv")
    assert len(rows) == 500
    for row in rows:
        score = card.score(applications(name)[int(row["row_id"])])
        added = 0.0
        for line in score.lines:
            added += float(line.points or 0)
        assert added == float(row["score"])
        assert score.points is not None
        assert abs(score.points - Decimal(row["score"])) < Decimal("3e-13")
        assert numbers.significant(score.points) == numbers.significant(Decimal(row["score"]))


@needs_shared
@pytest.mark.parametrize(("name", "rounded_alike"), [("german", 500), ("heloc", 499)])
def test_the_reference_pds_are_equal_at_twelve_significant_digits(name: str, rounded_alike: int) -> None:
    """One PD of HELOC, 0.08219751290464991, lies 9e-17 below where its 12th digit is rounded up: there the
    points, which are doubles of the table, put ours 3e-16 higher."""
    card = optbinning_card(name)
    alike = 0
    for row in reference_rows(f"{name}_optbinning_scores500.csv"):
        score = card.score(applications(name)[int(row["row_id"])])
        assert score.points is not None
        assert score.pd is not None
        pd, reference = score.pd, Decimal(row["proba_bad"])
        intercept, slope = (card.card.calibration.intercept, card.card.calibration.slope)  # type: ignore[union-attr]
        exact = 1 / (1 + (intercept + slope * score.points).exp(numbers.CONTEXT))
        assert abs(exact - reference) <= reference * Decimal("5e-14")
        alike += pd == numbers.significant(reference)
    assert alike == rounded_alike


@needs_shared
@pytest.mark.parametrize("name", ["german", "heloc"])
def test_intercept_and_coefficients_have_the_other_sign_exactly(name: str) -> None:
    spec = reference_json(f"{name}_optbinning_spec.json")
    card = optbinning_card(name)
    assert card.spec.model is not None
    assert card.spec.model.intercept == -Decimal(repr(spec["intercept"]))
    for variable, coefficient in spec["coef"].items():
        one = card.spec.characteristics[variable]
        assert one.coefficient == -Decimal(repr(coefficient))
        assert one.sign == ("as_fitted" if coefficient > 0 else "as_expected")


@needs_shared
def test_what_departs_from_the_rules_carries_its_rationale() -> None:
    card = optbinning_card("heloc")
    assert "against the expected sign" in (card.spec.characteristics["MaxDelqEver"].rationale or "")
    assert "as-fitted" in [problem.code for problem in card.warnings]


@needs_shared
def test_special_codes_are_causes_of_absence() -> None:
    card = optbinning_card("heloc")
    one = card.spec.characteristics["NetFractionRevolvingBurden"]
    assert one.codes == {"-9": "no_record", "-8": "no_usable", "-7": "cond_not_met"}
    row = applications("heloc")[0]
    for code, cause in one.codes.items():
        raw = card.score(row | {"NetFractionRevolvingBurden": int(code)})
        named = card.score(row | {"NetFractionRevolvingBurden": {"missing": cause}})
        assert raw.points == named.points != card.score(row).points


@needs_shared
def test_a_table_without_splits_is_refused_variable_by_variable() -> None:
    problems = refusal(reference_json("german_optbinning_table_detailed.json"))
    spec = reference_json("german_optbinning_spec.json")["variables"]
    numerical = {name for name, one in spec.items() if one["dtype"] == "numerical"}
    assert {p.path for p in problems if p.code == "rounded-label"} == numerical
    assert [p.message for p in problems if p.code == "not-told"] == [
        "'pdo', 'odds', 'scorecard_points', 'intercept' is not stored there and was not given"
    ]


@needs_shared
def test_labels_are_enough_for_whole_numbers_between_which_they_lie() -> None:
    table = reference_json("german_optbinning_table_detailed.json")
    spec = reference_json("german_optbinning_spec.json")
    numerical = [name for name, one in spec["variables"].items() if one["dtype"] == "numerical"]
    bare = {key: spec[key] for key in ("intercept", "coef", "scaling")}
    # credit_amount has splits that are whole numbers: on which side they lie, a label does not tell.
    assert {p.path for p in refusal(table, bare, whole_numbers=numerical)} == {"credit_amount"}
    amount = {"variables": {"credit_amount": spec["variables"]["credit_amount"]}}
    card = exchange.from_optbinning(table, bare | amount, whole_numbers=numerical)
    for row in list(applications("german").values())[:50]:
        assert card.score(row).points == optbinning_card("german").score(row).points


@needs_shared
def test_an_unseen_category_scores_as_missing_unless_it_is_to_be_unknown() -> None:
    row = applications("german")[0] | {"purpose": "a yacht"}
    card = optbinning_card("german")
    assert card.score(row).points == card.score(row | {"purpose": None}).points
    table, spec = (reference_json(f"german_optbinning_{n}.json") for n in ("table_detailed", "spec"))
    unknown = exchange.from_optbinning(table, spec, unseen="unknown")
    assert unknown.score(row).points is None
    for each in (card, unknown):
        assert "unseen-values" in [problem.code for problem in each.warnings]


# ---- a small table, and what can be wrong with it ------------------------------------------------------

FACTOR = 28.85390081777926814719849362  # 20 / ln 2
OFFSET = 487.1228762045055279  # 600 - FACTOR * ln 50
ROWS = (
    ("(-inf, 0.01)", 40, 20, -0.510825623765990683),  # ln((40/100) / (20/30))
    ("[0.01, inf)", 60, 10, 0.587786664902119008),  # ln((60/100) / (10/30))
    ("Special", 0, 0, 0.0),
    ("Missing", 0, 0, 0.0),
)


def small(**changes: Any) -> tuple[Table, Spec]:
    """A table of one variable, with coefficient and intercept 1 (good:bad), and its spec."""
    table = [
        {
            "Variable": "x",
            "Bin": label,
            "Non-event": goods,
            "Event": bads,
            "WoE": woe,
            "Coefficient": -1.0,
            "Points": FACTOR * (woe + 1) + OFFSET,
        }
        for label, goods, bads, woe in ROWS
    ]
    spec: Spec = {
        "intercept": -1.0,
        "coef": {"x": -1.0},
        "scaling": {"pdo": 20, "odds": 50, "scorecard_points": 600},
        "variables": {"x": {"dtype": "numerical", "special_codes": None, "splits": [0.0123]}},
    }
    return table, spec | changes


def test_the_exact_split_is_used_and_not_its_label() -> None:
    card = exchange.from_optbinning(*small())
    below, at = (card.score({"x": x}).points for x in (0.01229999, 0.0123))
    assert below != at
    assert [a.range for a in card.spec.characteristics["x"].attributes][:2] == ["< 0.0123", ">= 0.0123"]


@pytest.mark.parametrize(
    ("splits", "said"),
    [
        ([0.02], "the spec has the split 0.02 here"),
        ([0.0123, 0.5], "2 rows, 2 splits in the spec"),
        ([], "2 rows, 0 splits in the spec"),
    ],
)
def test_splits_of_another_table_are_refused(splits: list[float], said: str) -> None:
    table, spec = small()
    spec["variables"]["x"]["splits"] = splits
    problems = refusal(table, spec)
    assert [problem.code for problem in problems] == ["bad-import"]
    assert said in problems[0].message


def test_another_coefficient_in_the_spec_is_refused() -> None:
    table, spec = small(coef={"x": -1.5})
    assert [problem.code for problem in refusal(table, spec)] == ["bad-import"]


def test_special_codes_without_rows_are_refused() -> None:
    table, spec = small()
    spec["variables"]["x"]["special_codes"] = {"no_record": [-9]}
    assert [problem.code for problem in refusal(table, spec)] == ["bad-import"]


@pytest.mark.parametrize("table", [[], [1], "table", None, 5, [{"Variable": "x"}]])
def test_what_is_no_table_is_refused(table: Any) -> None:
    assert [problem.code for problem in refusal(table, {})] == ["bad-import"]


def test_points_that_do_not_follow_from_the_model_are_refused_by_the_proof() -> None:
    table, spec = small(intercept=-2.0)
    assert {problem.code for problem in refusal(table, spec)} == {"points-disagree"}


def test_whole_points_are_taken_as_rounded_ones() -> None:
    table, spec = small()
    for row in table:
        row["Points"] = float(round(row["Points"]))
    card = exchange.from_optbinning(table, spec)
    assert (card.spec.points.use, card.score({"x": 1.0}).points) == ("rounded", table[1]["Points"])


def test_rounded_points_of_a_missing_value_may_be_those_of_woe_zero() -> None:
    """optbinning does so by default: the table shows the WOE of the counts, the points are those of WOE 0."""
    table, spec = small()
    table[3] |= {"Non-event": 10, "Event": 30}
    goods, bads = 110, 60
    for row in (table[0], table[1], table[3]):
        row["WoE"] = math.log((row["Non-event"] / goods) / (row["Event"] / bads))
    for row, woe in zip(table, (table[0]["WoE"], table[1]["WoE"], 0, 0), strict=True):
        row["Points"] = float(round(FACTOR * (woe + 1) + OFFSET))
    card = exchange.from_optbinning(table, spec)
    last = card.spec.characteristics["x"].attributes[-1]
    assert (last.missing, last.woe, last.woe_by, last.rounded) == ("any", 0, "neutral", 516)
    assert card.score({"x": None}).points == 516


def test_a_missing_value_may_have_a_woe_that_was_set() -> None:
    table, spec = small()
    table[3]["Points"] = FACTOR * (-0.4 + 1) + OFFSET
    card = exchange.from_optbinning(table, spec)
    last = card.spec.characteristics["x"].attributes[-1]
    assert (last.missing, last.woe_by) == ("any", "expert")
    assert float(last.woe or 0) == pytest.approx(-0.4, abs=1e-12)


# ---- fitted objects ------------------------------------------------------------------------------------


@pytest.mark.heavy
@needs_shared
def test_a_fitted_scorecard_gives_its_own_scores() -> None:
    pytest.importorskip("optbinning")
    import numpy as np
    import pandas as pd
    from optbinning import BinningProcess, Scorecard
    from sklearn.linear_model import LogisticRegression

    names = ["ExternalRiskEstimate", "NetFractionRevolvingBurden", "MSinceOldestTradeOpen"]
    data = pd.DataFrame(list(applications("heloc").values()))
    ratio = np.random.default_rng(1).normal(size=len(data)) / 300 + data["bad"] / 200
    frame = data[names].assign(ratio=ratio, kind=np.where(data["bad"] + ratio > 0.5, "a, b", "c"))
    binning = BinningProcess(
        list(frame.columns), special_codes={"no_record": -9, "rest": [-8, -7]}, categorical_variables=["kind"]
    )
    fitted = Scorecard(
        binning,
        LogisticRegression(),
        scaling_method="pdo_odds",
        scaling_method_params={"pdo": 20, "odds": 50, "scorecard_points": 600},
    )
    fitted.fit(frame, data["bad"])
    card = exchange.from_optbinning(fitted)
    unseen = frame.assign(kind="never seen").iloc[:100]
    assert np.allclose(
        card.score_batch(unseen)["points"].to_numpy(float), fitted.score(unseen), rtol=0, atol=1e-10
    )
    expected = fitted.score(frame)
    found = card.score_batch(frame.astype({"kind": object}))
    assert np.max(np.abs(found["points"].to_numpy(float) - expected)) < 1e-10
    bads = fitted.predict_proba(frame)[:, 1]
    assert np.max(np.abs(found["pd"].to_numpy(float) - bads) / bads) < 1e-11


@pytest.mark.heavy
@pytest.mark.parametrize("option", [{"reverse_scorecard": True}, {"intercept_based": True}])
def test_a_fitted_scorecard_with_another_scale_is_refused(option: dict[str, bool]) -> None:
    pytest.importorskip("optbinning")
    import pandas as pd
    from optbinning import BinningProcess, Scorecard
    from sklearn.linear_model import LogisticRegression

    frame = pd.DataFrame({"x": range(200)})
    fitted = Scorecard(
        BinningProcess(["x"]),
        LogisticRegression(),
        scaling_method="pdo_odds",
        scaling_method_params={"pdo": 20, "odds": 50, "scorecard_points": 600},
        **option,
    )
    fitted.fit(frame, pd.Series([int(i % 7 < 3 + i / 100) for i in range(200)]))
    assert [problem.code for problem in refusal(fitted)] == ["unsupported-scaling"]
