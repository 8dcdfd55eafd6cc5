"""Scaling, statistics and rating against checks that were computed independently of this project.

The checks are those of `../shared/golden/golden.json`, where it is there; what a check's inputs leave out
(the scaling, "above") is that of the check it refers to. The others below are calculated by hand, by
counting pairs, or published.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from decimal import Decimal
from fractions import Fraction
from math import log, sqrt
from pathlib import Path
from typing import Any

import pytest

from credit_engine.absent import Absent
from credit_engine.credit import rating, scaling
from credit_engine.credit.altman import FinancialPosition, altman_z_double_prime

statistics = pytest.importorskip("credit_engine.develop.statistics")
pytest.importorskip("scipy")

GOLDEN = Path(__file__).parents[2] / "shared" / "golden" / "golden.json"
CATEGORIES = ("scaling", "stats", "rating")


def checks() -> list[dict[str, Any]]:
    """Numbers as decimals, exactly as written."""
    if not GOLDEN.exists():
        return []
    found = json.loads(GOLDEN.read_text("utf-8"), parse_float=Decimal)
    return [check for check in found if check["category"] in CATEGORIES]


CHECKS = checks()
BY_ID = {check["id"]: check for check in CHECKS}
SCALING_CHECK, WOE_CHECK = "scaling-001", "scaling-008"


def the_scaling() -> scaling.Scaling:
    given = BY_ID[SCALING_CHECK]["inputs"]
    return scaling.Scaling(given["base_score"], given["base_odds"], given["pdo"])


def factor_and_offset(given: Any) -> Any:
    of = scaling.Scaling(given["base_score"], given["base_odds"], given["pdo"])
    return {"factor": scaling.scaling_factor(of.points_to_double_odds), "offset": scaling.scaling_offset(of)}


def woe_and_iv(given: Any) -> Any:
    counts = given["good"], given["bad"]
    return {"woe": scaling.weight_of_evidence(*counts), "iv": scaling.information_value(*counts)}


def attribute_points(given: Any) -> Any:
    woes = woe_and_iv(BY_ID[WOE_CHECK]["inputs"])["woe"] if given["woe"] == "above" else given["woe"]
    return [
        scaling.attribute_points(given["beta"], woe, given["intercept_good"], given["n_vars"], the_scaling())
        for woe in woes
    ]


def altman(given: Any) -> Any:
    return altman_z_double_prime(
        FinancialPosition(
            given["ta"],
            given["ca"],
            given["cl"],
            given["re"],
            given["ebit"],
            given["book_equity"],
            given["tl"],
        )
    )


def grade(given: Any) -> str:
    bounds = given["upper_bounds_exclusive"]
    rank = rating.grade_rank(given["pd"], bounds)
    return [*(f"R{i + 1}" for i in range(len(bounds))), "D"][rank - 1]


def notching(given: Any) -> Any:
    found = rating.notched_grade(
        given["base"],
        rating.Notching(
            given["qual_notches"],
            given["analyst_override"],
            given["max_up"],
            given["max_down"],
            given["ceiling"],
            clip=True,
        ),
    )
    return {"after_qual": found.after_notches, "after_override": found.after_override, "final": found.final}


def stability(given: Any) -> Any:
    floor = float(given.get("floor", statistics.stability.FLOOR))
    found = statistics.psi(given["expected"], given["actual"], floor=floor)
    return {"psi": found.index, "band": found.band}


def ranks(given: Any) -> Any:
    found = statistics.ranking(given["pd"], given["bad"], higher="bad", interval="none")
    return {name: getattr(found, name).value for name in ("auc", "gini", "ks")}


def losses(given: Any) -> Any:
    return {
        "brier": statistics.brier_score(given["pd"], given["bad"]),
        "logloss": statistics.log_loss(given["pd"], given["bad"]),
    }


def fairness(given: Any) -> Any:
    groups = {"a": (given["a_sel"], given["a_n"]), "b": (given["b_sel"], given["b_n"])}
    return {key: asdict(statistics.four_fifths(groups)["a"])[key] for key in ("ratio", "flag")}


def divergence(given: Any) -> float:
    pair = given["actual"], given["expected"]
    return statistics.kl_divergence(*pair) + statistics.kl_divergence(*reversed(pair))


BY_NAME: dict[str, Callable[[Any], Any]] = {
    "factor/offset": factor_and_offset,
    "score at PD": lambda given: scaling.score_at_pd(given["pd"], the_scaling()),
    "WOE": woe_and_iv,
    "attribute points": attribute_points,
    "prior-shift": lambda given: scaling.prior_shift(
        given["pd"], given["sample_rate"], given["central_tendency"]
    ),
    "logistic two-variable": lambda given: scaling.logistic_pd(given["intercept"], given["coef"], given["x"]),
    "Altman Z''": altman,
    "weighted score": lambda given: rating.weighted_score([*given["quant"], *given["qual"]]),
    "piecewise linear": lambda given: rating.piecewise_linear(given["x"], given["points"]),
    "score->PD": lambda given: rating.calibrated_pd(given["score"], given["a"], given["b"]),
    "illustrative master scale": grade,
    "notching": notching,
    "PSI": stability,
    "AUC/Gini/KS": ranks,
    "Brier": losses,
    "four-fifths": fairness,
    "KL": divergence,
}


def evaluated(check: dict[str, Any]) -> Any:
    """What the function that the check's name begins with gives for its inputs."""
    name = next(name for name in BY_NAME if check["name"].startswith(name))
    found = BY_NAME[name](check["inputs"])
    plain = not isinstance(check["expected"], dict) and isinstance(found, dict)
    return next(iter(found.values())) if plain else found


def agree(found: Any, expected: Any, tolerance: float) -> bool:
    if isinstance(expected, dict):
        return found.keys() == expected.keys() and all(agree(found[k], expected[k], tolerance) for k in found)
    if isinstance(expected, list):
        return len(found) == len(expected) and all(
            agree(a, b, tolerance) for a, b in zip(found, expected, strict=True)
        )
    if isinstance(expected, bool | str):
        return bool(found == expected)
    return abs(float(found) - float(expected)) <= tolerance


@pytest.mark.skipif(not CHECKS, reason="the independent checks are not here")
def test_every_check_of_these_categories_is_run() -> None:
    found = {category: sum(c["category"] == category for c in CHECKS) for category in CATEGORIES}
    assert found == {"scaling": 7, "stats": 6, "rating": 8}


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: str(check["id"]))
def test_the_independent_check(check: dict[str, Any]) -> None:
    assert agree(evaluated(check), check["expected"], float(check["tolerance"])), evaluated(check)


def test_a_wrong_value_would_be_noticed() -> None:
    assert not agree({"a": [1.0, 2.0]}, {"a": [1.0, 2.1]}, 1e-9)
    assert not agree("R1", "R2", 0)


# by hand


def test_points_double_the_odds() -> None:
    of = scaling.Scaling(600, 50, 20)
    at = [scaling.pd_at_score(score, of) for score in (600, 620, 580)]
    assert [Decimal(1) / pd - 1 for pd in at] == pytest.approx([50, 100, 25], abs=Decimal("1e-28"))


def test_score_and_pd_are_inverse() -> None:
    of = scaling.Scaling(660, 15, 40)
    for pd in map(Decimal, ("0.0001", "0.02", "0.5", "0.97")):
        back = scaling.pd_at_score(scaling.score_at_pd(pd, of), of)
        assert abs(back - pd) < Decimal("1e-31")


def test_a_shift_to_the_same_bad_rate_changes_nothing() -> None:
    rate = Decimal("0.3")
    assert scaling.prior_shift(Decimal("0.04"), rate, rate) == Decimal("0.04")


@pytest.mark.parametrize(
    "refused",
    [
        lambda: scaling.scaling_factor(0),
        lambda: scaling.scaling_offset(scaling.Scaling(600, -1, 20)),
        lambda: scaling.score_at_pd(0, scaling.Scaling(600, 50, 20)),
        lambda: scaling.pd_at_score(500, scaling.Scaling(600, 50, 0)),
        lambda: scaling.weight_of_evidence([1, 2], [0, 3]),
        lambda: scaling.information_value([1], [1, 2]),
        lambda: scaling.attribute_points(1, 1, 1, 0, scaling.Scaling(600, 50, 20)),
        lambda: scaling.prior_shift(Decimal("0.1"), 0, Decimal("0.1")),
        lambda: scaling.logistic_pd(0, [1], []),
        lambda: rating.weighted_score([(80, Decimal("0.5")), (60, Decimal("0.4"))]),
        lambda: rating.piecewise_linear(1, [(1, 2), (1, 3)]),
        lambda: altman_z_double_prime(FinancialPosition(0, 1, 1, 1, 1, 1, 1)),
        lambda: rating.grade_rank(Decimal("0.1"), [Decimal("0.2"), Decimal("0.1")]),
        lambda: rating.grade_rank(2, [Decimal("0.2")]),
        lambda: rating.notched_grade(6, rating.Notching(override=-2, max_up=1)),
        lambda: rating.notched_grade(0, rating.Notching()),
    ],
)
def test_what_makes_no_sense_has_no_value(refused: Callable[[], Any]) -> None:
    found = refused()
    assert isinstance(found, Absent)
    assert found.causes[0].code == "invalid_argument"


def test_extreme_exponents_end_at_0_and_1() -> None:
    assert scaling.logistic_pd(-20_000, [], []) == 0
    assert scaling.logistic_pd(20_000, [], []) == 1


def test_an_indicator_is_constant_outside_its_knots() -> None:
    knots = [(Decimal("0.5"), 100), (Decimal("0.8"), 40)]
    found = [rating.piecewise_linear(Decimal(x), knots) for x in ("0.1", "0.5", "0.8", "2")]
    assert found == [100, 100, 40, 40]


def test_notches_stay_on_the_scale() -> None:
    assert rating.notched_grade(1, rating.Notching(notches=-2, worst=12)).final == 1
    assert rating.notched_grade(12, rating.Notching(notches=2, worst=12)).final == 12


def test_psi_of_the_textbook_example() -> None:
    """Shares .2/.5/.3 and .15/.45/.40: .014384 + .005268 + .028768."""
    found = statistics.psi([0.2, 0.5, 0.3], [0.15, 0.45, 0.40])
    assert [round(cell.contribution, 6) for cell in found.cells] == [0.014384, 0.005268, 0.028768]
    assert (round(found.index, 6), found.band, found.critical) == (0.048420, "stable", None)


def test_psi_of_counts_knows_what_chance_gives() -> None:
    """(1/1000 + 1/500) * 5.9915, the 95 % point of chi-squared with two degrees of freedom."""
    found = statistics.psi([200, 500, 300], [75, 225, 200])
    assert found.critical == pytest.approx(0.003 * 5.991464547, rel=1e-9)


@pytest.mark.parametrize(
    ("index", "band"), [(0.0999, "stable"), (0.1, "moderate"), (0.25, "moderate"), (0.2501, "major")]
)
def test_the_bands_of_psi(index: float, band: str) -> None:
    assert statistics.band_of(index) == band


def test_csi_by_points_is_the_change_of_the_mean_points() -> None:
    found = statistics.csi([50, 50], [25, 75], points=[10, 30])
    assert found.points_shift == pytest.approx(5)


def test_information_value_agrees_with_the_exact_one() -> None:
    goods, bads = [200, 400, 300], [40, 30, 10]
    exact = scaling.information_value(goods, bads)
    assert statistics.information_value(goods, bads) == pytest.approx(float(exact), rel=1e-14)


PD = [0.02, 0.05, 0.05, 0.05, 0.2, 0.4]
BAD = [0, 0, 0, 1, 0, 1]


def test_ranks_of_six_loans() -> None:
    """AUC 6 of 8 pairs, Gini .5, KS .5, Brier .217983."""
    found = statistics.ranking(PD, BAD, higher="bad", interval="none")
    assert (found.auc.value, found.gini.value, found.ks.value) == (0.75, 0.5, 0.5)
    assert round(statistics.brier_score(PD, BAD), 6) == 0.217983
    assert statistics.auc([-p for p in PD], BAD, higher="good") == 0.75


def test_weights_count_as_repeated_rows() -> None:
    weight = [1, 2, 3, 1, 2, 2]
    repeated = [i for i, times in enumerate(weight) for _ in range(times)]
    pds, bads = [PD[i] for i in repeated], [BAD[i] for i in repeated]
    for one in (statistics.auc, statistics.gini, statistics.ks):
        assert one(PD, BAD, higher="bad", weight=weight) == pytest.approx(one(pds, bads, higher="bad"))
    assert statistics.brier_score(PD, BAD, weight=weight) == pytest.approx(statistics.brier_score(pds, bads))


def delong_error(values: Sequence[float], bad: Sequence[int]) -> float:
    """By the definition: variances of the placements, every pair counted, in fractions."""
    bads = [v for v, b in zip(values, bad, strict=True) if b]
    goods = [v for v, b in zip(values, bad, strict=True) if not b]
    wins = [[Fraction((x > y) * 2 + (x == y), 2) for y in goods] for x in bads]
    rows = [sum(row) / len(goods) for row in wins]
    columns = [sum(row[j] for row in wins) / len(bads) for j in range(len(goods))]
    area = sum(rows) / len(rows)
    spread = [sum((v - area) ** 2 for v in one) / (len(one) - 1) / len(one) for one in (rows, columns)]
    return sqrt(sum(spread))


def test_delong_by_the_definition() -> None:
    values = [0.1, 0.4, 0.35, 0.8, 0.65, 0.4, 0.2, 0.9, 0.5, 0.4, 0.3, 0.7]
    bad = [0, 0, 1, 1, 0, 1, 0, 1, 1, 0, 0, 1]
    found = statistics.ranking(values, bad, higher="bad", level=0.9)
    error = delong_error(values, bad)
    assert found.auc.low == pytest.approx(found.auc.value - 1.6448536269514722 * error)
    assert found.auc.high == pytest.approx(min(1, found.auc.value + 1.6448536269514722 * error))
    assert (found.auc.method, found.gini.low) == ("DeLong", pytest.approx(2 * found.auc.low - 1))


def test_the_bootstrap_agrees_with_delong_on_many_rows_and_repeats() -> None:
    np = pytest.importorskip("numpy")
    draw = np.random.default_rng(7)
    bad = (draw.random(2000) < 0.3).astype(int)
    values = draw.normal(size=2000) + bad
    both = [
        statistics.ranking(values, bad, higher="bad", interval=how, draws=300).auc
        for how in ("delong", "bootstrap")
    ]
    assert both[0].low == pytest.approx(both[1].low, abs=0.005)
    assert both[0].high == pytest.approx(both[1].high, abs=0.005)
    again = statistics.ranking(values, bad, higher="bad", interval="bootstrap", draws=300)
    assert again.auc == both[1]


def test_ks_is_reached_where_the_distributions_part_most() -> None:
    found = statistics.ranking([500, 520, 540, 560], [1, 1, 0, 0], higher="good", interval="none")
    assert (found.ks.value, found.ks_at) == (1.0, 520.0)


def test_two_tests_of_one_pd_disagree_and_say_which_they_are() -> None:
    """100 obligors, 3 defaults, a PD of 1 %: .079373 and .039325."""
    binomial, jeffreys = statistics.binomial_test(100, 3, 0.01), statistics.jeffreys_test(100, 3, 0.01)
    assert (round(binomial.p_value, 6), round(jeffreys.p_value, 6)) == (0.079373, 0.039325)
    assert (binomial.name, jeffreys.name) == ("binomial, upper tail", "Jeffreys, upper tail")


def test_no_default_is_no_evidence_of_a_pd_too_low() -> None:
    assert statistics.binomial_test(50, 0, 0.01).p_value == 1
    assert statistics.binomial_test(50, 0, 0.01, side="less").p_value == pytest.approx(0.99**50)


@pytest.mark.parametrize(
    ("sample", "degrees", "p_value"), [("development", 1, 0.135098), ("validation", 3, 0.525492)]
)
def test_hosmer_lemeshow_names_its_degrees(sample: Any, degrees: int, p_value: float) -> None:
    found = statistics.hosmer_lemeshow([100] * 3, [2, 3, 11], [0.01, 0.03, 0.08], sample=sample)
    assert (round(found.statistic, 6), found.degrees, round(found.p_value, 6)) == (2.232927, degrees, p_value)
    assert sample in found.degrees_by


def test_log_loss_is_infinite_where_the_impossible_happened() -> None:
    assert statistics.log_loss([0.0, 0.5], [1, 0]) == float("inf")
    assert statistics.log_loss([0.5, 0.5], [1, 0]) == pytest.approx(log(2))


def test_the_tea_tasting_lady() -> None:
    """Fisher's example, 3 of 4 right: two-sided p-value 34/70; the pooled z is sqrt(2)."""
    found = statistics.four_fifths({"milk": (3, 4), "tea": (1, 4)})["tea"]
    assert found.fisher_p_value == pytest.approx(34 / 70)
    assert (found.z, found.flag) == (pytest.approx(-sqrt(2)), True)


@pytest.mark.parametrize(
    ("code", "wrong"),
    [
        ("not-finite", lambda: statistics.auc([1, float("nan")], [0, 1], higher="bad")),
        ("column-length", lambda: statistics.auc([1, 2, 3], [0, 1], higher="bad")),
        ("empty-class", lambda: statistics.ks([1, 2], [0, 0], higher="bad")),
        ("empty-class", lambda: statistics.ks([1, 2], [0, 1], higher="bad", weight=[1, 0])),
        ("wrong-target", lambda: statistics.gini([1, 2], [0, 2], higher="bad")),
        ("wrong-value", lambda: statistics.auc([1, 2], [0, 1], higher="up")),
        ("wrong-type", lambda: statistics.auc(["a", "b"], [0, 1], higher="bad")),
        ("wrong-type", lambda: statistics.auc([[1], [2]], [0, 1], higher="bad")),
        ("no-rows", lambda: statistics.auc([], [], higher="bad")),
        ("out-of-range", lambda: statistics.brier_score([1.2], [1])),
        ("out-of-range", lambda: statistics.brier_score([0.2], [1], weight=[-1])),
        ("out-of-range", lambda: statistics.psi([1, -1], [1, 1])),
        ("out-of-range", lambda: statistics.psi([1, 1], [1, 1], floor=0)),
        ("column-length", lambda: statistics.psi([1, 1], [1, 1, 1])),
        ("out-of-range", lambda: statistics.binomial_test(3, 4, 0.1)),
        ("out-of-range", lambda: statistics.jeffreys_test(3, 1, 1.5)),
        ("wrong-value", lambda: statistics.hosmer_lemeshow([9], [1], [0.1], sample="development")),
        ("out-of-range", lambda: statistics.hosmer_lemeshow([9], [1], [0.0])),
        ("out-of-range", lambda: statistics.four_fifths({"a": (3, 2), "b": (1, 2)})),
        ("wrong-value", lambda: statistics.four_fifths({"a": (1, 2)})),
        ("empty-class", lambda: statistics.four_fifths({"a": (0, 2), "b": (0, 2)})),
    ],
)
def test_bad_input_is_a_clear_problem(code: str, wrong: Callable[[], Any]) -> None:
    from credit_engine import InputError

    with pytest.raises(InputError) as refused:
        wrong()
    assert [problem.code for problem in refused.value.problems] == [code]
