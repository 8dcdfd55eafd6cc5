"""Monitoring: every number by hand on a small card, and against optbinning's own tables."""

from __future__ import annotations

import csv
import json
import math
from pathlib import Path
from typing import Any

import pytest

from credit_engine import InputError, Scorecard

np = pytest.importorskip("numpy")
pd = pytest.importorskip("pandas")
pytest.importorskip("scipy")

from credit_engine.develop import monitor  # noqa: E402
from credit_engine.develop.monitoring_results import Finding  # noqa: E402
from credit_engine.develop.statistics import binomial_test, chance_limit, csi, jeffreys_test, psi  # noqa: E402
from credit_engine.texts.monitoring import FINDINGS  # noqa: E402

REFERENCE = Path(__file__).parents[3] / "shared" / "reference"
DATA = REFERENCE.parent / "data" / "heloc.csv"

pytestmark = pytest.mark.heavy


def small_card(**changes: Any) -> Scorecard:
    """Two characteristics: income with its missing values, region with a code and unseen values."""
    data: dict[str, Any] = {
        "scorecard": "small",
        "version": "1",
        "scaling": {"base_score": 100, "base_odds": 1, "points_to_double_odds": 20},
        "reason_codes": {"method": "below_maximum"},
        "master_scale": {"A": "< 0.4", "B": ">= 0.4"},
        "characteristics": {
            "income": {
                "title": {"en": "Income", "zh": "收入"},
                "reason": {"code": "INCOME", "en": "Income", "zh": "收入"},
                "attributes": [
                    {"range": "< 10", "goods": 20, "bads": 20, "points": 40},
                    {"range": ">= 10", "goods": 50, "bads": 10, "points": 60},
                    {"missing": "any", "goods": 0, "bads": 0, "points": 40},
                ],
            },
            "region": {
                "reason": {"code": "REGION", "en": "Region", "zh": "地区"},
                "codes": {"X": "no_record"},
                "attributes": [
                    {"values": ["north"], "goods": 40, "bads": 10, "points": 60},
                    {"values": ["south"], "goods": 30, "bads": 20, "points": 40},
                    {"missing": "no_record", "goods": 0, "bads": 0, "points": 40},
                ],
            },
        },
        "development": {
            "sample": {"records": 100, "goods": 70, "bads": 30},
            "score_bands": [
                {"range": "< 90", "goods": 10, "bads": 15},
                {"range": "[90..110)", "goods": 30, "bads": 10},
                {"range": ">= 110", "goods": 30, "bads": 5},
            ],
            "statistics": {"auc": 0.95},
        },
    }
    return Scorecard.from_data({**data, **changes})


def applicants() -> Any:
    """Points 120, 100, 100, 80, 80, 100; the last one's region is the code X."""
    return pd.DataFrame(
        {
            "income": [20, 5, 15, 3, None, 30],
            "region": ["north", "north", "south", "south", "south", "X"],
            "bad": [0, 0, 1, 1, 0, None],
            "month": ["2026-02", "2026-01", "2026-01", "2026-02", "2026-01", "2026-02"],
            "decision": ["approve", "approve", "decline", "decline", None, "approve"],
            "override": [0, 1, 0, 0, None, 0],
        }
    )


def test_score_bands_now_and_in_development() -> None:
    found = monitor(small_card(), applicants())
    assert [(one.label["en"], one.expected, one.actual) for one in found.bands] == [
        ("< 90", 25, 2),
        ("[90..110)", 40, 3),
        (">= 110", 35, 1),
    ]
    expected, actual = (0.25, 0.4, 0.35), (2 / 6, 3 / 6, 1 / 6)
    by_hand = sum((a - e) * math.log(a / e) for e, a in zip(expected, actual, strict=True))
    assert found.total.stability.index == pytest.approx(by_hand, rel=1e-12)
    assert (found.total.mean_points, found.total.records, found.total.scored) == (
        pytest.approx(580 / 6),
        6,
        6,
    )


def test_attributes_with_shares_of_missing_and_special_values() -> None:
    income, region = monitor(small_card(), applicants()).characteristics
    assert [(one.kind, one.expected, one.actual) for one in income.lines] == [
        ("range", 40, 2),
        ("range", 60, 3),
        ("missing", 0, 1),
    ]
    assert income.missing == pytest.approx(1 / 6)
    assert (region.special, region.uncovered, region.missing) == (pytest.approx(1 / 6), 0, 0)
    floor, shares = 1e-4, ((0.4, 2 / 6), (0.6, 3 / 6), (0, 1 / 6))
    parts = [(a - max(e, floor)) * math.log(a / max(e, floor)) for e, a in shares]
    assert income.stability.index == pytest.approx(sum(parts), rel=1e-12)
    assert income.stability.points_shift == pytest.approx((2 / 6 - 0.4) * 40 + (3 / 6 - 0.6) * 60 + 40 / 6)


def test_each_period_by_itself() -> None:
    found = monitor(small_card(), applicants(), period="month")
    assert [(one.name, one.records, one.mean_points) for one in found.periods] == [
        ("2026-01", 3, pytest.approx(280 / 3)),
        ("2026-02", 3, pytest.approx(100)),
    ]
    region = found.characteristics[1]
    assert region.by_period["2026-01"].index == pytest.approx(csi([50, 50, 0], [1, 2, 0]).index)


def test_without_labels_there_is_no_performance() -> None:
    found = monitor(small_card(), applicants())
    assert (found.calibration, found.total.ranking, found.total.labelled) == (None, None, 0)
    assert [one.goods for one in found.bands] == [None] * 3


def test_with_labels_discrimination_and_calibration() -> None:
    """Of the pairs of bads (100, 80) and goods (120, 100, 80), four and two halves of six are right..."""
    found = monitor(small_card(), applicants(), target="bad")
    pairs = [(b, g) for b in (100, 80) for g in (120, 100, 80)]
    right = sum(1.0 if b < g else 0.5 if b == g else 0.0 for b, g in pairs)
    assert found.total.ranking.auc.value == pytest.approx(right / 6)
    assert (found.total.labelled, found.total.bads) == (5, 2)
    pds = [1 / (1 + 2 ** ((points - 100) / 20)) for points in (120, 100, 100, 80, 80)]
    calibration = found.calibration
    assert calibration.overall.pd == pytest.approx(sum(pds) / 5, rel=1e-11)
    assert calibration.brier == pytest.approx(
        sum((p - b) ** 2 for p, b in zip(pds, (0, 0, 1, 1, 0), strict=True)) / 5, rel=1e-11
    )
    assert [(one.label, one.number, one.bads) for one in calibration.bands] == [
        ("< 90", 2, 1),
        ("[90..110)", 2, 1),
        (">= 110", 1, 0),
    ]
    first = calibration.bands[0]
    assert first.binomial == binomial_test(2, 1, first.pd)
    assert first.jeffreys == jeffreys_test(2, 1, first.pd)
    assert (calibration.hosmer_lemeshow.degrees, calibration.hosmer_lemeshow.degrees_by) == (
        3,
        "g, validation sample",
    )
    assert [(one.label, one.number) for one in calibration.grades] == [("A", 1), ("B", 4)]


def test_decisions_and_overrides() -> None:
    found = monitor(small_card(), applicants(), decision="decision", override="override").total.decisions
    assert (found.number, found.approved, found.overridden, found.overridden_approved) == (5, 3, 1, 1)
    assert (found.approval_rate, found.override_rate) == (0.6, 0.2)


def test_rows_without_a_score_are_counted_with_their_reason() -> None:
    frame = applicants().assign(region=["north", "elsewhere", None, "south", "south", "X"])
    found = monitor(small_card(), frame)
    assert (found.total.records, found.total.scored, sum(found.unscored.values())) == (6, 4, 2)
    assert found.characteristics[1].lines[-1].kind == "uncovered"
    assert found.characteristics[1].uncovered == pytest.approx(2 / 6)
    assert {"rows-without-score", "uncovered-values"} <= {one.code for one in found.findings}


def test_findings_come_first_by_gravity_and_in_both_languages() -> None:
    found = monitor(small_card(), pd.concat([applicants()] * 40), target="bad", period="month")
    assert [one.grave for one in found.findings] == sorted(
        (one.grave for one in found.findings), reverse=True
    )
    assert {"characteristic-shift", "weaker-discrimination", "few-bads"} <= {
        one.code for one in found.findings
    }
    for one in found.findings:
        assert one.text("en") != one.text("zh")
    assert {problem.severity for problem in found.warnings} == {"warning"}


@pytest.mark.parametrize(
    ("stated", "sample", "said"),
    [
        ({"train_auc": 0.99, "test_auc": 0.95, "test_ks": 0.4}, "test", "in the test sample"),
        ({"test_auc": 0.99, "out_of_time_auc": 0.95}, "out_of_time", "in the out-of-time sample"),
        ({"train_auc": 0.99, "validation_auc": 0.95}, "validation", "in the validation sample"),
        ({"train_auc": 0.95}, "train", "in the training sample"),
        ({"train_auc": 0.99, "auc": 0.95}, "", "in development"),
    ],
)
def test_discrimination_is_compared_with_rows_that_the_fit_has_not_seen(
    stated: dict[str, float], sample: str, said: str
) -> None:
    card = small_card(development={"statistics": stated})
    found = monitor(card, pd.concat([applicants()] * 40), target="bad")
    before = found.stated("auc")
    assert (before.value, before.sample) == (0.95, sample)
    weaker = next(one for one in found.findings if one.code == "weaker-discrimination")
    assert f"{said} it was 0.950" in weaker.text("en")


def test_a_card_that_states_nothing_is_compared_with_nothing() -> None:
    found = monitor(small_card(development={"statistics": {"brier": 0.1}}), applicants(), target="bad")
    assert [found.stated(name) for name in ("auc", "gini", "ks")] == [None] * 3


def test_every_finding_has_its_words() -> None:
    values = {
        "number": 1,
        "records": 2,
        "names": ["a", "b"],
        "index": 0.3,
        "band": "major",
        "share": 0.5,
        "name": {"en": "x", "zh": "y"},
        "value": 0.7,
        "high": 0.8,
        "before": 0.9,
        "pd": 0.1,
        "rate": 0.2,
        "p_value": 0.01,
        "limit": "0.01",
        "sample": {"en": "in development", "zh": "开发时"},
        "column": "bad",
    }
    for code in FINDINGS:
        said = [Finding(code, True, values).text(lang) for lang in ("en", "zh")]
        assert all(text and "{" not in text for text in said)


def test_a_card_without_development_counts_says_so() -> None:
    attributes = [
        {"range": "< 10", "points": 40},
        {"range": ">= 10", "points": 60},
        {"missing": "any", "points": 40},
    ]
    income = {"reason": {"code": "INCOME", "en": "Income", "zh": "收入"}, "attributes": attributes}
    found = monitor(small_card(characteristics={"income": income}, development={}), applicants())
    assert (found.total.stability, found.characteristics[0].stability) == (None, None)
    assert {"no-development-bands", "no-development-counts"} <= {one.code for one in found.findings}


def test_frames_of_other_kinds_give_the_same() -> None:
    frame = applicants()
    columns = {name: frame[name].astype(object).where(frame[name].notna(), None).tolist() for name in frame}
    one, other = (monitor(small_card(), kind, target="bad", period="month") for kind in (frame, columns))
    assert one == other


def test_missing_values_of_pandas_own_types() -> None:
    frame = applicants()
    own = frame.convert_dtypes()
    assert own["bad"].isna().sum() == 1
    one, other = (monitor(small_card(), kind, target="bad", override="override") for kind in (frame, own))
    assert one == other


def test_dates_are_periods_in_their_order() -> None:
    days = pd.to_datetime(["2026-10-01", "2026-02-01", "2026-10-01", "2026-02-01", None, "2026-02-01"])
    found = monitor(small_card(), applicants().assign(month=days), period="month")
    assert [(one.name, one.records) for one in found.periods] == [
        ("2026-02-01", 3),
        ("2026-10-01", 2),
        ("-", 1),
    ]


def test_whole_number_periods_are_in_their_order() -> None:
    frame = applicants().assign(month=[11, 2, 2, 11, 2, np.nan])
    assert [one.name for one in monitor(small_card(), frame, period="month").periods] == ["2", "11", "-"]


@pytest.mark.parametrize(
    ("code", "changes", "options"),
    [
        ("unknown-column", {}, {"target": "bda"}),
        ("wrong-target", {"bad": [0, 1, 2, 0, 1, 0]}, {"target": "bad"}),
        ("wrong-target", {"override": ["a"] * 6}, {"override": "override"}),
        ("wrong-value", {}, {"decision": "decision", "approved": ["yes"]}),
        ("missing-column", {"income": None}, {}),
    ],
)
def test_bad_data_is_a_clear_problem(code: str, changes: dict[str, Any], options: dict[str, Any]) -> None:
    frame = applicants().assign(**{k: v for k, v in changes.items() if v is not None})
    frame = frame.drop(columns=[name for name, value in changes.items() if value is None])
    with pytest.raises(InputError) as refused:
        monitor(small_card(), frame, **options)
    assert [problem.code for problem in refused.value.problems] == [code]


def test_no_rows_and_too_many_periods_are_refused() -> None:
    with pytest.raises(InputError, match="no-rows"):
        monitor(small_card(), applicants().head(0))
    many = pd.concat([applicants()] * 30).assign(month=range(180))
    with pytest.raises(InputError, match="too-many-periods"):
        monitor(small_card(), many, period="month")


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        (
            ["20", "5", "abc", "3", "none", "30"],
            "'income' holds texts among numbers in 2 rows, first 'abc' in data row 3",
        ),
        (
            [20, 5, "abc", 3, None, 30],
            "'income' holds texts among numbers in 1 row, first 'abc' in data row 3",
        ),
        (
            ["20", "5", "15", "3", None, "30"],
            "'income' holds numbers written as texts, first '20' in data row 1",
        ),
    ],
)
def test_texts_among_numbers_are_refused_as_in_fitting(cells: list[Any], message: str) -> None:
    """A reader of CSV makes every cell of such a column a text, so that no row would have a score."""
    frame = applicants().assign(income=pd.Series(cells, dtype=object))
    for kind in (frame, frame.assign(income=frame["income"].astype("category"))):
        with pytest.raises(InputError) as refused:
            monitor(small_card(), kind, target="bad")
        assert [(one.code, one.path, one.message) for one in refused.value.problems] == [
            ("text-among-numbers", "income", message)
        ]


@pytest.mark.parametrize(
    ("code", "place", "options"),
    [
        ("wrong-type", "card", {"card": None}),
        ("wrong-type", "card", {"card": "card.yaml"}),
        ("wrong-type", "", {"frame": None}),
        ("wrong-type", "target", {"target": 5}),
        ("wrong-type", "period", {"period": ["month"]}),
        ("wrong-type", "approved", {"decision": "decision", "approved": "approve"}),
        ("wrong-type", "approved", {"approved": None}),
        ("wrong-type", "draws", {"draws": 1.5}),
        ("out-of-range", "draws", {"draws": -1}),
        ("out-of-range", "seed", {"seed": -1}),
        ("wrong-type", "seed", {"seed": None}),
        ("out-of-range", "floor", {"floor": 0}),
        ("wrong-type", "floor", {"floor": "small"}),
        ("out-of-range", "level", {"level": 95}),
        ("out-of-range", "level", {"level": math.nan}),
    ],
)
def test_wrong_arguments_are_clear_problems(code: str, place: str, options: dict[str, Any]) -> None:
    given: dict[str, Any] = {"card": small_card(), "frame": applicants(), **options}
    with pytest.raises(InputError) as refused:
        monitor(given.pop("card"), given.pop("frame"), **given)
    assert [(one.code, one.path) for one in refused.value.problems] == [(code, place)]


def test_all_wrong_arguments_are_told_at_once() -> None:
    with pytest.raises(InputError) as refused:
        monitor(None, applicants(), target="bda", draws=-1, approved="yes")  # type: ignore[arg-type]
    assert [one.path for one in refused.value.problems] == ["card", "approved", "draws", "target"]


def test_a_column_whose_name_is_a_number_is_not_found_by_its_text() -> None:
    with pytest.raises(InputError, match="unknown-column"):
        monitor(small_card(), applicants().rename(columns={"bad": 5}), target="5")


def codes_of(found: Any) -> dict[str, bool]:
    return {one.code: one.grave for one in found.findings}


def test_outcomes_that_are_all_missing_are_told() -> None:
    found = monitor(small_card(), applicants().assign(bad=None), target="bad")
    told = next(one for one in found.findings if one.code == "no-labels")
    assert (told.grave, "'bad'" in told.text("en"), "“bad”" in told.text("zh")) == (True, True, True)
    assert "no-labels" not in codes_of(monitor(small_card(), applicants()))


def test_a_shift_of_few_rows_is_no_alarm() -> None:
    """One row lies in one band, so that its PSI is large whatever the row is."""
    few, many = (monitor(small_card(), pd.concat([applicants().head(1)] * n)) for n in (1, 100))
    assert few.total.stability.index == pytest.approx(many.total.stability.index)
    assert few.total.stability.index > 1
    assert codes_of(few) == {"few-rows": True}
    assert codes_of(many) == {"score-shift": True, "characteristic-shift": True}
    assert few.findings[0].code == "few-rows"


def test_few_rows_that_moved_beyond_chance_are_an_alarm_and_not_too_few() -> None:
    found = monitor(small_card(), pd.concat([applicants().head(1)] * 60))
    assert codes_of(found) == {"score-shift": True, "characteristic-shift": True}


def test_the_limit_of_chance_is_passed_by_one_in_twenty_samples_of_the_same_population() -> None:
    shares = [0.3, 0.25, 0.2, 0.15, 0.06, 0.04]
    draw = np.random.default_rng(8)
    passed = [
        found.index > chance_limit(found)
        for found in (psi(draw.multinomial(1000, shares), draw.multinomial(40, shares)) for _ in range(300))
    ]
    assert 0.02 < np.mean(passed) < 0.09


def test_a_period_of_few_rows_is_named_unless_it_moved_beyond_chance() -> None:
    rows = pd.concat([applicants().head(1)] * 201).assign(month=["1"] * 100 + ["2"] * 99 + [None] * 2)
    found = {one.code: one for one in monitor(small_card(), rows, period="month").findings}
    assert found["score-shift-in-periods"].text("en") == "the scores have moved much in 1, 2 (PSI above 0.25)"
    few = found["few-rows-in-periods"]
    assert "in rows without a period" in few.text("en")
    assert "未注明时期的行" in few.text("zh")


def test_a_p_value_that_is_not_zero_is_not_written_as_zero() -> None:
    """One hundred bads among one hundred, of PDs of about a half: 0.5 to the power of 100."""
    found = monitor(small_card(), pd.concat([applicants()] * 20).assign(bad=1), target="bad")
    told = next(one for one in found.findings if one.code == "pd-too-low")
    assert 0 < told.values["p_value"] < 1e-9
    assert "p < 0.0001" in told.text("en")
    assert "p < 0.0001" in told.text("zh")
    assert "p = 0.0123" in Finding("pd-too-low", True, {**told.values, "p_value": 0.0123}).text("en")


def test_empty_texts_and_dashes_are_no_period() -> None:
    frame = applicants().assign(month=["a", "", "-", None, "a", "a"])
    found = monitor(small_card(), frame, period="month")
    assert [(one.name, one.records) for one in found.periods] == [("a", 3), ("-", 3)]


def table(name: str) -> list[dict[str, str]]:
    with (REFERENCE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


needs_reference = pytest.mark.skipif(not REFERENCE.exists(), reason="the reference results are not here")


@needs_reference
def test_psi_of_optbinning_from_its_counts() -> None:
    *rows, total = table("heloc_optbinning_psi_table.csv")
    found = psi([float(row["Count E"]) for row in rows], [float(row["Count A"]) for row in rows])
    assert found.index == pytest.approx(float(total["PSI"]), rel=1e-12)
    for cell, row in zip(found.cells, rows, strict=True):
        assert cell.contribution == pytest.approx(float(row["PSI"]), rel=1e-9)


@needs_reference
def test_csi_of_optbinning_of_the_card_over_the_rows() -> None:
    """The imported card over HELOC's test rows, against its training rows: optbinning's CSI tables.

    Its monitoring knows no special codes and counts -9, -8 and -7 among the lowest values; here they are
    attributes of their own, which are added to the lowest range before the tables are compared.
    """
    exchange = pytest.importorskip("credit_engine.interop.scorecards")
    records = json.loads((REFERENCE / "heloc_optbinning_table_detailed.json").read_text("utf-8"))
    spec = json.loads((REFERENCE / "heloc_optbinning_spec.json").read_text("utf-8"))
    card = exchange.from_optbinning(records, spec)
    split = {int(row["row_id"]): row["split"] for row in table("heloc_split.csv")}
    frame = pd.read_csv(DATA)
    found = monitor(card, frame[frame["row_id"].map(split) == "test"])
    sums = {row["Variable"]: float(row["PSI"]) for row in table("heloc_optbinning_csi_summary.csv")}
    assert {one.name for one in found.characteristics} == sums.keys()
    for one in found.characteristics:
        ranges = [(line.expected or 0.0, line.actual) for line in one.lines if line.kind == "range"]
        coded = [(line.expected or 0.0, line.actual) for line in one.lines if line.kind == "missing"]
        ranges[0] = tuple(map(sum, zip(ranges[0], *coded, strict=True)))
        rows = [row for row in table("heloc_optbinning_csi_detailed.csv") if row["Variable"] == one.name]
        assert ranges == [(int(row["Count E"]), int(row["Count A"])) for row in rows]
        assert psi(*zip(*ranges, strict=True)).index == pytest.approx(sums[one.name], rel=1e-9)
