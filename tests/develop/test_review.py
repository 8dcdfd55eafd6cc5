"""The review before the fit and the selection after it: noise stays out, and traps are named."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.heavy
pytest.importorskip("optbinning", reason="the extra `develop` is not installed")

import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
from scipy.stats import chi2_contingency, mannwhitneyu  # noqa: E402

from credit_engine.develop import fit_scorecard  # noqa: E402
from credit_engine.develop.columns import Column  # noqa: E402
from credit_engine.develop.data_files import read_frame  # noqa: E402
from credit_engine.develop.development import Development  # noqa: E402
from credit_engine.develop.recognition import PROTECTED, is_protected, says_protected  # noqa: E402
from credit_engine.develop.settings import ColumnSettings  # noqa: E402
from credit_engine.develop.significance import BEND_LIMIT, chance_of, is_bent, rank_statistic  # noqa: E402
from credit_engine.problems import ProblemsError  # noqa: E402
from develop.data import CODES, applicants  # noqa: E402

FRAME = applicants(800)


def fitted(frame: pd.DataFrame = FRAME, **settings: Any) -> Development:
    return fit_scorecard(frame, "bad", **{"codes": CODES, "validation": {"bootstrap": 0}, **settings})


def messages(found: Development, code: str) -> list[str]:
    return [str(one.message) for one in found.warnings if one.code == code]


def test_the_rank_statistic_is_that_of_scipy() -> None:
    draw = np.random.default_rng(1)
    values, bad = draw.integers(0, 9, 400).astype(float), (draw.random(400) < 0.3).astype(float)
    expected = mannwhitneyu(values[bad == 1], values[bad == 0], method="asymptotic", use_continuity=False)
    z = rank_statistic(values, bad, np.ones(400))
    from scipy.stats import norm

    assert 2 * norm.sf(abs(z)) == pytest.approx(expected.pvalue, rel=1e-9)


def test_the_chance_of_categories_is_that_of_scipy() -> None:
    draw = np.random.default_rng(2)
    values = np.array(list("abcd"), dtype=object)[draw.integers(0, 4, 500)]
    bad = (draw.random(500) < 0.3).astype(float)
    column = Column("x", False, values, np.full(500, -1), {}, ColumnSettings())
    expected = chi2_contingency(pd.crosstab(values, bad), correction=False).pvalue
    assert chance_of(column, bad, np.ones(500)) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("seed", range(3))
def test_noise_stays_out_beside_columns_that_tell(seed: int) -> None:
    draw = np.random.default_rng(seed)
    noise = pd.DataFrame({f"n{i}": draw.normal(size=len(FRAME)) for i in range(120)})
    entered = fitted(pd.concat([FRAME, noise], axis=1)).card.characteristics
    assert sum(name.startswith("n") for name in entered) <= 6
    assert {"income", "enquiries"} <= set(entered)


def test_the_limit_of_a_bend_is_exceeded_by_one_flat_rate_with_a_step_in_twenty() -> None:
    """By the law of the statistics alone: nested sides of lengths a < b correlate by (a / b) ** 1.5."""
    draw, found = np.random.default_rng(1), []
    for step in range(10):
        greatest = np.full(100_000, -np.inf)
        for lengths in (np.arange(1, step + 1), np.arange(1, 10 - step)):
            z = np.zeros(len(greatest))
            for place, length in enumerate(lengths.tolist()):
                shared = (lengths[place - 1] / length) ** 1.5 if place else 0.0
                z = shared * z + (1 - shared**2) ** 0.5 * draw.normal(size=len(z))
                greatest = np.maximum(greatest, z)
        found.append(float((greatest > BEND_LIMIT).mean()))
    assert 0.047 < max(found) < 0.052


def test_a_monotonic_rate_is_hardly_ever_taken_for_a_bent_one_and_a_bent_one_is_found() -> None:
    taken = {"flat": 0, "rising": 0, "step": 0, "late step": 0, "bent": 0}
    for seed in range(200):
        draw = np.random.default_rng(seed)
        x, chance = draw.normal(size=1500), draw.random(1500)
        rates = {
            "flat": np.full(1500, 0.2),
            "rising": 1 / (1 + np.exp(1.5 - x)),
            "step": np.where(x < -0.5, 0.05, 0.3),
            "late step": np.where(x < 1.2, 0.2, 0.6),
            "bent": 1 / (1 + np.exp(2.5 - x**2)),
        }
        for name, rate in rates.items():
            taken[name] += is_bent(x, (chance < rate).astype(float), np.ones(1500))
    assert max(number for name, number in taken.items() if name != "bent") <= 0.05 * 200
    assert taken["bent"] >= 0.95 * 200


@pytest.mark.parametrize(
    "name",
    [
        "applicant_sex",
        "hispan",
        "GENDER_CD",
        "民族",
        "客户性别",
        "ApplicantSex",
        "is_female",
        "Race1",
        "ethnicity_code",
        "marital.status",
        "婚姻状况代码",
        "CODE_GENDER",
        "national origin",
        "personal_status_and_sex",
        "disability_flag",
        "maritalstatus",
        "mar_status",
        "birth_country",
        "婚况",
        "是否已婚",
        "性別",
        "國籍",
        "生育状况",
        "is_divorced",
        "sexual_orientation",
        "hiv_status",
    ],
)
def test_a_protected_characteristic_is_known_by_its_meaning(name: str) -> None:
    assert is_protected(name, PROTECTED)


@pytest.mark.parametrize(
    "name",
    [
        "trace",
        "embraced",
        "sextant",
        "income",
        "age",
        "essex_branch",
        "terrace",
        "收入",
        "nation_wide",
        "single_premium",
        "colorado_branch",
        "parties",
        "generic",
        "婚庆贷款",
    ],
)
def test_other_names_are_not_protected(name: str) -> None:
    assert not is_protected(name, PROTECTED)


def test_a_sex_is_known_by_its_values_and_takes_part_only_with_a_reason() -> None:
    draw = np.random.default_rng(3)
    frame = FRAME.assign(k=np.where(draw.random(800) < 0.3 + 0.4 * FRAME["bad"], "Male", "female"))
    assert "k" in {one.name for one in fitted(frame).unused if one.cause == "protected"}
    found = fitted(frame, exempted={"k": "approved by compliance"})
    assert "k" in found.card.characteristics
    assert any("k: approved by compliance" in said for said in messages(found, "protected-column"))


@pytest.mark.parametrize(
    ("words", "protected"),
    [
        (["M", "F"], True),
        (["Mr", "Mrs", "unknown"], True),
        (["先生", "女士"], True),
        (["男性", "未知"], True),
        (["married", "single", "divorced"], True),
        (["已婚", "未婚"], True),
        (["汉族", "回族"], True),
        (["M", "Q", "Y"], False),
        (["single", "joint"], False),
        (["other", "unknown"], False),
        (["M"], False),
        (["own", "rent"], False),
    ],
)
def test_protected_characteristics_are_known_by_their_values(words: list[str], protected: bool) -> None:
    assert says_protected(words) is protected


@pytest.mark.parametrize(
    ("exempted", "place"),
    [({"age": "why"}, "exempted.age"), ({"k": " "}, "exempted.k"), ({"no": "x"}, "exempted.no")],
)
def test_an_exemption_needs_a_protected_column_and_a_reason(exempted: dict[str, str], place: str) -> None:
    with pytest.raises(ProblemsError) as caught:
        fitted(FRAME.assign(k="male"), exempted=exempted)
    assert place in [one.path for one in caught.value.problems]


@pytest.mark.parametrize(
    ("codes", "usual"),
    [
        ((-999, -998), (300, 850)),
        ((9999,), (300, 850)),
        ((-1,), (0, 50)),
        ((99,), (0, 20)),
        ((-8,), (0, 9)),
        ((999999,), (1000, 90000)),
    ],
)
def test_undeclared_codes_for_missing_values_are_named(
    codes: tuple[int, ...], usual: tuple[int, int]
) -> None:
    draw = np.random.default_rng(4)
    x = draw.integers(*usual, len(FRAME)).astype(float)
    x[:60] = np.resize(codes, 60)
    (said,) = messages(fitted(FRAME.assign(x=x)), "suspected-codes")
    assert all(str(code) in said for code in codes)
    assert (
        messages(fitted(FRAME.assign(x=x), codes=CODES | {str(c): "none" for c in codes}), "suspected-codes")
        == []
    )


def test_a_label_of_a_value_that_no_row_has_is_named() -> None:
    text = {"en": "x", "zh": "x"}
    found = fitted(columns={"housing": {"labels": {"own": text, "onw": text}}})
    (said,) = messages(found, "unused-value")
    assert "onw" in said
    assert "own" not in said.replace("onw", "")


def test_undeclared_codes_among_texts_are_named() -> None:
    coded = FRAME.assign(k=FRAME["housing"].where(FRAME.index % 5 > 0, "-999"))
    (said,) = messages(fitted(coded), "suspected-codes")
    assert "k: -999" in said


@pytest.mark.parametrize("values", ["amounts", "ages", "counts"])
def test_ordinary_figures_are_no_codes(values: str) -> None:
    draw = np.random.default_rng(5)
    x = {
        "amounts": np.round(draw.lognormal(8, 1, 800)),
        "ages": draw.integers(18, 100, 800),
        "counts": draw.poisson(4, 800),
    }[values]
    found = fitted(FRAME.assign(x=x))
    assert not any("x:" in said for said in messages(found, "suspected-codes"))
    assert messages(found, "suspected-nominal") == []


def test_numbers_along_which_bad_rates_zigzag_may_be_codes() -> None:
    draw = np.random.default_rng(6)
    region = draw.integers(1, 7, 4000)
    bad = (draw.random(4000) < np.where(region % 2 == 0, 0.35, 0.1)).astype(int)
    frame = pd.DataFrame({"r": region, "branch_code": draw.integers(1, 9, 4000), "bad": bad})
    assert "r, branch_code" in messages(fitted(frame, codes={}), "suspected-nominal")[0]
    declared = {"r": {"kind": "nominal"}, "branch_code": {"kind": "nominal"}}
    assert messages(fitted(frame, codes={}, columns=declared), "suspected-nominal") == []


def test_a_fit_without_held_out_rows_says_so() -> None:
    assert messages(fitted(), "no-held-out-rows")
    assert not messages(fitted(samples={"fractions": {"test": 0.3}}), "no-held-out-rows")


def test_base_odds_below_one_are_hinted_at() -> None:
    assert messages(fitted(scaling={"base_odds": 0.02}), "base-odds")
    assert not messages(fitted(), "base-odds")


def test_codes_with_leading_zeros_stay_as_they_are_written(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("zip,x,n\n01234,0.5,1\n00123,1.25,2\n,3,\n12345,4,3\n", "utf-8")
    frame, _ = read_frame(str(tmp_path / "a.csv"))
    assert frame["zip"].dropna().tolist() == ["01234", "00123", "12345"]
    assert frame["x"].tolist() == [0.5, 1.25, 3.0, 4.0]
    assert read_frame(str(tmp_path / "a.csv"), ["n"])[0]["n"].dropna().tolist() == ["1", "2", "3"]


def test_figures_stay_figures_where_the_reader_is_told_so(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("age,zip\n071,00123\n,00124\n", "utf-8")
    frame, _ = read_frame(str(tmp_path / "a.csv"), figures=["age"])
    assert frame["age"].dropna().tolist() == [71]
    assert frame["zip"].tolist() == ["00123", "00124"]


@pytest.mark.parametrize(
    ("settings", "place"),
    [
        ({"calibration": {"target_bad_rate": 0.05}}, "calibration.target_bad_rate"),
        ({"calibration": {"method": "isotonic", "target_bad_rate": 0.05}}, "calibration.target_bad_rate"),
        ({"columns": {"age": {"splits": [30], "trend": "ascending"}}}, "columns.age.trend"),
        ({"columns": {"age": {"splits": [30], "min_bin_size": 0.1}}}, "columns.age.min_bin_size"),
        (
            {"columns": {"housing": {"groups": [["own"]], "min_bin_size": 0.1}}},
            "columns.housing.min_bin_size",
        ),
        ({"columns": {"housing": {"groups": [["own"]], "kind": "numeric"}}}, "columns.housing"),
        ({"columns": {"age": {"labels": {"1": {"en": "a", "zh": "b"}}}}}, "columns.age.labels"),
        ({"columns": {"age": {"rationale": "why"}}}, "columns.age.rationale"),
        ({"columns": {"age": {"trend": "ascending"}}, "leave_out": ["age"]}, "columns.age"),
        ({"columns": {"age": {"trend": "ascending"}}, "use": ["income"]}, "columns.age"),
        ({"columns": {"bad": {"trend": "ascending"}}}, "columns.bad"),
        ({"leave_out": ["bad"]}, "leave_out.bad"),
        ({"use": ["age", "income"], "leave_out": ["age"]}, "use.age"),
        ({"rationale": "why"}, "rationale"),
        ({"selection": {"iv_min": 0.2, "iv_max": 0.1}}, "selection.iv_min"),
        ({"reason_codes": {"passing_score": 500, "passing_share": 0.6}}, "reason_codes.passing_share"),
        ({"rejects": {"bad_factor": 2}}, "rejects"),
        ({"rejects": {"method": "fuzzy", "bands": 5}}, "rejects.bands"),
    ],
)
def test_a_setting_that_another_makes_idle_is_refused(settings: dict[str, Any], place: str) -> None:
    with pytest.raises(ProblemsError) as caught:
        fitted(**settings)
    assert place in [one.path for one in caught.value.problems]


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"reason_codes": {"passing_score": 500}},
        {"columns": {"age": {"splits": [30, 50]}}, "leave_out": ["noise"]},
    ],
)
def test_the_settings_in_the_card_give_the_same_card_again(settings: dict[str, Any]) -> None:
    first = fitted(**settings).card
    again = fit_scorecard(FRAME, settings=dict(first.spec.provenance.settings))  # type: ignore[union-attr]
    assert again.card.to_yaml() == first.to_yaml()


def test_the_settings_in_a_card_with_rejected_applicants_give_the_same_card_again() -> None:
    rejected = applicants(200, seed=9).drop(columns="bad")
    first = fitted(rejected=rejected).card
    chosen = dict(first.spec.provenance.settings)  # type: ignore[union-attr]
    assert fit_scorecard(FRAME, settings=chosen, rejected=rejected).card.to_yaml() == first.to_yaml()
