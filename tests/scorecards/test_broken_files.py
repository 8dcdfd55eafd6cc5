"""Broken scorecard files: each mistake is one problem, at its place, and several are reported together."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from credit_engine import PolicyError, Scorecard, load_scorecard
from scorecards.model_card import FACTOR, model_card

Data = dict[str, Any]


def age(data: Data) -> Data:
    return data["characteristics"]["age"]  # type: ignore[no-any-return]


def housing(data: Data) -> Data:
    return data["characteristics"]["housing"]  # type: ignore[no-any-return]


def overlapping(data: Data) -> None:
    age(data)["attributes"][0]["range"] = "<= 30"


def gap(data: Data) -> None:
    age(data)["attributes"][0]["range"] = "< 29.5"


def category_twice(data: Data) -> None:
    housing(data)["attributes"][1]["values"] = ["rent", "owner"]


def wrong_sign(data: Data) -> None:
    one = housing(data)
    one["coefficient"] = -0.6
    for attribute in one["attributes"]:
        attribute["points"] = round(attribute["points"] - 2 * FACTOR * 0.6 * attribute["woe"], 6)
        attribute["rounded"] = round(attribute["points"])


def points_off(data: Data) -> None:
    housing(data)["attributes"][0].update(points=285.4407, rounded=285)


def rounded_off(data: Data) -> None:
    housing(data)["attributes"][0]["rounded"] += 1


def woe_off(data: Data) -> None:
    housing(data)["attributes"][0]["goods"] = 601
    housing(data)["attributes"][1]["goods"] = 399


def initial_points(data: Data) -> None:
    data["initial_points"] = 1


def missing_too_good(data: Data) -> None:
    missing = age(data)["attributes"][3]
    missing.update(
        points=round(missing["points"] + 0.8 * FACTOR * 0.9, 6), woe=round(missing["woe"] + 0.9, 11)
    )
    missing["rounded"] = round(missing["points"])


def unknown_cause(data: Data) -> None:
    age(data)["codes"]["-8"] = "not_usable"
    del age(data)["attributes"][3]


def scale_gap(data: Data) -> None:
    data["master_scale"]["B"] = "[0.03..0.1)"


def scale_overlap(data: Data) -> None:
    data["master_scale"]["B"] = "[0.01..0.1)"


def empty_range(data: Data) -> None:
    age(data)["attributes"][0]["range"] = "[40..30)"


def band_overlap(data: Data) -> None:
    data["development"]["score_bands"][1]["range"] = ">= 540"


def no_coefficient(data: Data) -> None:
    del age(data)["coefficient"]


def no_rounded(data: Data) -> None:
    data["points"]["use"] = "rounded"
    del age(data)["attributes"][3]["rounded"]


def rising_pd(data: Data) -> None:
    steps = [{"range": "< 500", "pd": 0.1}, {"range": ">= 500", "pd": 0.2}]
    data["calibration"] = {"method": "steps", "steps": steps}


def rising_curve(data: Data) -> None:
    data["calibration"] = {"method": "logistic", "intercept": 6, "slope": -0.01}


def misspelt_cause(data: Data) -> None:
    age(data)["codes"]["-8"] = "no_recrod"


def code_twice(data: Data) -> None:
    age(data)["codes"]["-9.0"] = "no_record"


def nothing_among_values(data: Data) -> None:
    housing(data)["attributes"].append({"values": [], "woe": 0, "points": 272, "rounded": 272})


def otherwise_false(data: Data) -> None:
    housing(data)["attributes"].append({"otherwise": False, "woe": 0, "points": 272, "rounded": 272})


def no_steps(data: Data) -> None:
    data["calibration"] = {"method": "steps", "steps": []}


def endless_points(data: Data) -> None:
    data["initial_points"] = 10**30


def goods_alone(data: Data) -> None:
    age(data)["attributes"][3]["goods"] = 3


def negative_sample(data: Data) -> None:
    data["development"]["sample"]["bads"] = -3


def no_name(data: Data) -> None:
    data["scorecard"] = "a b/../c"


def no_version(data: Data) -> None:
    data["version"] = " "


def tiny_odds(data: Data) -> None:
    data["scaling"]["base_odds"] = 1e-300


def many_digits(data: Data) -> None:
    data["points"]["digits"] = 99999999


MISTAKES: dict[Callable[[Data], None], tuple[str, int | None]] = {
    overlapping: ("attribute-overlap", None),
    gap: ("attribute-gap", None),
    category_twice: ("duplicate-value", None),
    wrong_sign: ("wrong-sign", None),
    points_off: ("points-disagree", None),
    rounded_off: ("rounded-points", None),
    woe_off: ("woe-disagrees", 2),
    initial_points: ("initial-points", None),
    missing_too_good: ("missing-not-worst", None),
    unknown_cause: ("unknown-value", None),
    scale_gap: ("scale-gap", None),
    scale_overlap: ("scale-overlap", None),
    empty_range: ("empty-range", None),
    band_overlap: ("attribute-overlap", None),
    no_coefficient: ("missing-key", None),
    no_rounded: ("missing-key", None),
    rising_pd: ("pd-order", None),
    rising_curve: ("pd-order", None),
    misspelt_cause: ("unknown-value", None),
    code_twice: ("duplicate-value", None),
    nothing_among_values: ("wrong-value", None),
    otherwise_false: ("unknown-value", None),
    no_steps: ("wrong-value", None),
    goods_alone: ("missing-key", None),
    negative_sample: ("wrong-value", None),
    no_name: ("bad-name", None),
    no_version: ("wrong-value", None),
    tiny_odds: ("wrong-value", None),
}


def test_the_card_without_mistakes_is_proved() -> None:
    card = Scorecard.from_data(model_card())
    written = (age(model_card())["attributes"][1], housing(model_card())["attributes"][0])
    assert card.warnings == ()
    lines = card.score({"age": 30, "housing": "owner"}).lines
    assert [float(line.points or 0) for line in lines] == [one["points"] for one in written]


@pytest.mark.parametrize("mistake", [endless_points, many_digits])
def test_numbers_beyond_use_are_refused(mistake: Callable[[Data], None]) -> None:
    data = model_card()
    mistake(data)
    with pytest.raises(PolicyError, match="wrong-value"):
        Scorecard.from_data(data)


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.__name__)
def test_each_mistake_has_its_own_diagnostic(mistake: Callable[[Data], None]) -> None:
    data = deepcopy(model_card())
    mistake(data)
    code, count = MISTAKES[mistake]
    with pytest.raises(PolicyError) as raised:
        Scorecard.from_data(data)
    assert [problem.code for problem in raised.value.problems] == [code] * (count or 1)
    for problem in raised.value.problems:
        assert problem.span is not None
        assert problem.expected or problem.hint


def test_mistakes_are_reported_together(tmp_path: Path) -> None:
    text = Scorecard.from_data(model_card()).to_yaml()
    broken = tmp_path / "broken.yaml"
    for old, new in (
        ('range: "< 30"', 'range: "<= 30"'),
        ("rent, family", "rent, owner"),
        ('B: "[0.02..0.1)"', 'B: "[0.03..0.1)"'),
        ('range: ">= 550"', 'range: ">= 540"'),
        ("model:\n", "initial_points: 1\nmodel:\n"),
    ):
        text = text.replace(old, new) if old in text else text + new.partition("\n")[0] + "\n"
    broken.write_text(text, "utf-8")
    with pytest.raises(PolicyError) as raised:
        load_scorecard(broken)
    assert sorted(problem.code for problem in raised.value.problems) == [
        "attribute-overlap",
        "attribute-overlap",
        "duplicate-value",
        "initial-points",
        "scale-gap",
    ]
    assert str(raised.value).count("broken.yaml:") >= 5


def test_an_exception_needs_a_rationale_and_is_listed() -> None:
    data = model_card()
    wrong_sign(data)
    housing(data)["sign"] = "as_fitted"
    with pytest.raises(PolicyError, match="missing-rationale"):
        Scorecard.from_data(data)
    housing(data)["rationale"] = "accepted by the committee on 2026-03-12"
    assert [warning.code for warning in Scorecard.from_data(data).warnings] == ["as-fitted"]
