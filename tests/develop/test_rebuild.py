"""Cards changed by hand: rebuilt from their development file, without the data."""

from __future__ import annotations

import json
import math
import sqlite3
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from credit_engine import InputError, PolicyError, Scorecard, load_scorecard
from credit_engine.cli import main

np = pytest.importorskip("numpy")
pd = pytest.importorskip("pandas")
pytest.importorskip("optbinning")

from credit_engine.develop import fit_scorecard, rebuild_scorecard, write_development  # noqa: E402
from credit_engine.develop.development import Development  # noqa: E402

from .data import CODES, SPLIT, applicants  # noqa: E402

pytestmark = pytest.mark.heavy
ANY, LAST = {"missing": "any"}, {"range": ">= 65"}
WHO = {"edits": "app", "by": "L. Chen", "why": "credit committee", "version": "2"}


@pytest.fixture(scope="module")
def fitted() -> Development:
    return fit_scorecard(
        applicants(),
        "bad",
        name="app",
        codes=CODES,
        samples=SPLIT,
        selection={"false_discoveries": 1},
        master_scale={"A": "< 0.1", "B": "[0.1..0.3)", "C": ">= 0.3"},
    )


@pytest.fixture(scope="module")
def place(fitted: Development, tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("development") / "app.development.json"
    write_development(fitted, found)
    return found


def edits(columns: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {**WHO, **more, "columns": columns}


def attribute(found: Development | Scorecard, name: str, **wanted: Any) -> Any:
    """The attribute of a card that a key of the file names."""
    card = found.card if isinstance(found, Development) else found
    key, value = next(iter(wanted.items()))
    return next(a for a in card.spec.characteristics[name].attributes if getattr(a, key) == value)


def edges(found: Development, name: str) -> list[float]:
    ends = [a.range for a in found.card.spec.characteristics[name].attributes if a.range]
    return [float(one.split("..")[0].strip("[>= ")) for one in ends[1:]]


def assert_same(one: Development, other: Development) -> None:
    assert one.card.to_yaml() == other.card.to_yaml()
    assert one.card.fingerprint == other.card.fingerprint
    assert one.characteristics == other.characteristics
    assert [str(w) for w in one.warnings] == [str(w) for w in other.warnings]


def training_rows() -> Any:
    """The rows of the sample `train`, as the fit draws them."""
    from credit_engine.develop.samples import split_rows
    from credit_engine.develop.settings import SampleSettings

    frame = applicants()
    settings = SampleSettings.model_validate(
        {**SPLIT, "fractions": {key: Decimal(str(one)) for key, one in SPLIT["fractions"].items()}}
    )
    return frame.iloc[split_rows(frame, frame["bad"].to_numpy(float), settings)["train"]]


# Laws


def test_a_card_that_nobody_edits_is_rebuilt_byte_for_byte(fitted: Development, place: Path) -> None:
    assert_same(rebuild_scorecard(place), fitted)
    assert_same(rebuild_scorecard(fitted), fitted)


@pytest.mark.parametrize("method", ["fuzzy", "parcelling"])
def test_so_is_one_with_rejected_applicants_weights_and_folds(method: str, tmp_path: Path) -> None:
    frame, rejected = (
        applicants(n, seed).assign(w=lambda f: 1.1 + f["age"] % 7 / 3) for n, seed in ((1500, 3), (400, 4))
    )
    fitted = fit_scorecard(
        frame,
        "bad",
        name="app",
        codes=CODES,
        weights="w",
        rejected=rejected.drop(columns="bad"),
        rejects={"method": method},
        validation={"folds": 2},
        calibration={"method": "isotonic"},
        scaling={"use": "rounded", "digits": 1},
        regression={"penalty": "auto"},
    )
    write_development(fitted, tmp_path / "d.json")
    assert_same(rebuild_scorecard(tmp_path / "d.json"), fitted)


def test_reports_of_an_unedited_card_are_the_same_bytes(
    fitted: Development, place: Path, tmp_path: Path
) -> None:
    pytest.importorskip("matplotlib")
    from credit_engine.report.fit import write_fit_report

    for name, found in (("fit", fitted), ("rebuilt", rebuild_scorecard(place))):
        write_fit_report(found, tmp_path / name)
    assert (tmp_path / "fit").read_bytes() == (tmp_path / "rebuilt").read_bytes()


def test_an_edit_there_and_back_is_the_fitted_card(fitted: Development, place: Path) -> None:
    there = rebuild_scorecard(place, edits({"age": {"splits": [30, 50]}}))
    assert edges(there, "age") == [30, 50]
    fitted_edges = [int(edge) for edge in edges(fitted, "age")]
    back = rebuild_scorecard(there, edits({"age": {"splits": fitted_edges}}, version="1"))
    assert back.card.to_yaml() == fitted.card.to_yaml()
    assert [w.code for w in back.warnings if w.code == "idle-edit"] == ["idle-edit", "idle-edit"]


def test_the_edits_that_a_card_records_give_it_again(place: Path) -> None:
    pooled = {"missing": "no_record", "pool_with": {"range": "< 1"}}
    changes = {
        "enquiries": {"attributes": [pooled]},
        "age": {"splits": [30.5, 50]},
        "income": {"title": {"en": "Monthly income", "zh": "月收入"}},
    }
    found = rebuild_scorecard(place, edits(changes))
    recorded = found.card.spec.provenance.edits
    assert recorded["columns"]["enquiries"]["attributes"] == [pooled]
    assert_same(rebuild_scorecard(place, recorded), found)


def test_edits_of_two_columns_do_not_depend_on_their_order(place: Path) -> None:
    one = {"age": {"splits": [40]}, "enquiries": {"splits": [2]}}
    first = rebuild_scorecard(place, edits(one)).card.spec
    second = rebuild_scorecard(place, edits(dict(reversed(one.items())))).card.spec
    assert first.characteristics == second.characteristics


def test_rebuilding_with_set_bins_is_fitting_with_them(fitted: Development, place: Path) -> None:
    """The file's fine bins are as good as the data, and the regression is fitted again as on them."""
    found = rebuild_scorecard(place, edits({"age": {"splits": [30, 50]}}, version="1"))
    anew = fit_scorecard(
        applicants(),
        "bad",
        name="app",
        codes=CODES,
        samples=SPLIT,
        selection={"false_discoveries": 1},
        master_scale={"A": "< 0.1", "B": "[0.1..0.3)", "C": ">= 0.3"},
        columns={"age": {"splits": [30, 50]}},
    )
    assert found.card.spec.characteristics.keys() == anew.card.spec.characteristics.keys()
    for name, one in anew.card.spec.characteristics.items():
        other = found.card.spec.characteristics[name]
        points = [float(a.points) for a in one.attributes]
        assert [float(a.points) for a in other.attributes] == pytest.approx(points, abs=1e-5)
    assert found.card.spec.development == anew.card.spec.development


# Counts, WOE, points


def test_counts_of_edited_bins_are_those_of_the_data(place: Path) -> None:
    found = rebuild_scorecard(place, edits({"age": {"splits": [30, 50]}}))
    rows = training_rows()
    inside = rows[(rows["age"] >= 30) & (rows["age"] < 50)]
    one = attribute(found, "age", range="[30..50)")
    assert (one.goods, one.bads) == ((inside["bad"] == 0).sum(), (inside["bad"] == 1).sum())
    total = found.card.spec.development.sample
    expected = math.log((one.goods / total.goods) / (one.bads / total.bads))
    assert float(one.woe) == pytest.approx(expected, abs=1e-10)


def test_a_pool_has_the_woe_of_its_counts_together(place: Path) -> None:
    found = rebuild_scorecard(
        place, edits({"enquiries": {"attributes": [{"missing": "no_record", "pool_with": {"range": "< 1"}}]}})
    )
    rows = training_rows()
    inside = rows[(rows["enquiries"] == -9) | (rows["enquiries"] == 0)]
    total = found.card.spec.development.sample
    goods, bads = (inside["bad"] == 0).sum(), (inside["bad"] == 1).sum()
    expected = math.log((goods / total.goods) / (bads / total.bads))
    for wanted in ({"missing": "no_record"}, {"range": "< 1"}):
        one = attribute(found, "enquiries", **wanted)
        assert float(one.woe) == pytest.approx(expected, abs=1e-10)
        assert one.pool == "< 1"
    assert (
        found.card.score({"enquiries": -9}).lines[3].points
        == found.card.score({"enquiries": 0}).lines[3].points
    )


def test_missing_values_pooled_with_a_better_bin_are_an_exception_with_its_reason(place: Path) -> None:
    one = {"missing": "any", "pool_with": {"range": "< 1"}, "why": "not asked before 2020"}
    found = rebuild_scorecard(place, edits({"enquiries": {"attributes": [one]}}))
    spec = found.card.spec.characteristics["enquiries"]
    assert (spec.missing, spec.rationale) == ("as_fitted", "not asked before 2020")
    assert any(w.code == "as-fitted" for w in found.warnings)


def test_a_characteristic_that_the_edits_turn_against_the_data_leaves_the_card_with_a_warning(
    place: Path,
) -> None:
    wrong = {"age": {"attributes": [{"range": ">= 65", "woe": -2}]}}
    found = rebuild_scorecard(place, edits(wrong))
    assert "age" not in found.card.spec.characteristics
    assert [w.path for w in found.warnings if w.code == "dropped-by-edits"] == ["age"]
    assert "age" in rebuild_scorecard(place, edits(wrong, coefficients="keep")).card.spec.characteristics


def test_a_woe_that_is_set_counts_in_the_regression_and_missing_values_follow_the_worst(place: Path) -> None:
    found = rebuild_scorecard(place, edits({"age": {"attributes": [{"range": "< 23", "woe": -1.5}]}}))
    spec = found.card.spec.characteristics["age"]
    assert attribute(found, "age", range="< 23").woe == Decimal("-1.5")
    assert attribute(found, "age", range="< 23").woe_by == "expert"
    assert attribute(found, "age", missing="any").woe == Decimal("-1.5")
    assert attribute(found, "age", missing="any").points == min(a.points for a in spec.attributes)
    assert spec.coefficient != rebuild_scorecard(place).card.spec.characteristics["age"].coefficient


def test_points_that_are_set_are_the_card_s_and_nothing_else_moves(fitted: Development, place: Path) -> None:
    found = rebuild_scorecard(place, edits({"age": {"attributes": [{"range": ">= 65", "points": 110}]}}))
    assert attribute(found, "age", range=">= 65").points == 110
    before, after = fitted.card.spec, found.card.spec
    assert after.model == before.model
    assert after.characteristics["income"].attributes == before.characteristics["income"].attributes
    assert after.characteristics["age"].mean_points != before.characteristics["age"].mean_points
    assert after.development.score_bands != before.development.score_bands
    assert found.card.fingerprint != fitted.card.fingerprint


def test_categories_are_regrouped_and_the_others_go_to_the_rest(place: Path) -> None:
    found = rebuild_scorecard(place, edits({"housing": {"groups": [["own", "family"], ["rent"]]}}))
    rows = training_rows()
    together = rows[rows["housing"].isin(["own", "family"])]
    one = attribute(found, "housing", values=["own", "family"])
    assert one.goods + one.bads == len(together)
    rest = attribute(found, "housing", otherwise=True)
    assert rest.goods + rest.bads == (rows["housing"] == "hostel").sum()


def test_kept_coefficients_are_kept_and_a_warning_says_what_that_costs(
    fitted: Development, place: Path
) -> None:
    found = rebuild_scorecard(place, edits({"age": {"splits": [40]}}, coefficients="keep"))
    before, after = fitted.card.spec, found.card.spec
    assert after.model.intercept == before.model.intercept
    assert [c.coefficient for c in after.characteristics.values()] == [
        c.coefficient for c in before.characteristics.values()
    ]
    assert all(c.standard_error is None and c.p_value is None for c in after.characteristics.values())
    said = next(w.message for w in found.warnings if w.code == "kept-coefficients")
    assert f"{fitted.samples['train'].counts.bad_rate:.2%} are bad" in said


def test_scaling_scale_and_version_change_without_data(fitted: Development, place: Path) -> None:
    found = rebuild_scorecard(place, {**WHO, "scaling": {"base_score": 700}, "master_scale": {"P": ">= 0"}})
    row = {"income": 3000, "age": 30, "housing": "own", "enquiries": 2, "noise": 0.1}
    before, after = fitted.card.score(row), found.card.score(row)
    assert float(after.points - before.points) == pytest.approx(100, abs=1e-4)
    assert (after.grade, found.card.version) == ("P", "2")


# Engines agree


def edited_card(place: Path) -> Scorecard:
    return rebuild_scorecard(
        place,
        edits(
            {
                "age": {"splits": [30, 50]},
                "housing": {"groups": [["own", "family"], ["rent"]]},
                "enquiries": {
                    "attributes": [
                        {"missing": "no_record", "pool_with": {"range": "[1..2)"}},
                        {"missing": "any", "points": 50},
                    ]
                },
                "income": {"attributes": [{"missing": "any", "woe": -1}]},
            }
        ),
    ).card


def test_rows_columns_and_forms_of_other_systems_agree_on_an_edited_card(place: Path, tmp_path: Path) -> None:
    from credit_engine.interop.scorecards import from_pmml, to_pmml, to_sql

    card = edited_card(place)
    frame = applicants(400, seed=21).drop(columns="bad")
    frame.loc[:20, "enquiries"] = np.nan
    columns = card.score_batch(frame)
    records = [{k: None if v != v else v for k, v in one.items()} for one in frame.to_dict("records")]
    rows = [card.score(one) for one in records]
    assert columns["points"].tolist() == [float(one.points) for one in rows]
    assert columns["pd"].tolist() == [float(one.pd) for one in rows]
    again = from_pmml(to_pmml(card), name="again")
    shared = [one for one in records if one["enquiries"] != -9]  # PMML has no cause of absence
    expected = [float(card.score(one).points) for one in shared]
    assert [float(again.score(one).points) for one in shared] == pytest.approx(expected)

    db = sqlite3.connect(":memory:")
    frame.to_sql("clients", db, index=False)
    found = pd.read_sql(to_sql(card, "sqlite", table="clients"), db)
    assert found["points"].tolist() == pytest.approx([float(one.points) for one in rows], abs=1e-9)


def test_loading_proves_the_woe_of_a_pool(place: Path, tmp_path: Path) -> None:
    text = edited_card(place).to_yaml()
    (tmp_path / "app.yaml").write_text(text, "utf-8")
    load_scorecard(tmp_path / "app.yaml")
    (tmp_path / "app.yaml").write_text(text.replace(', pool: "[1..2)"', "", 1), "utf-8")
    with pytest.raises(PolicyError) as refused:
        load_scorecard(tmp_path / "app.yaml")
    assert {p.code for p in refused.value.problems} == {"woe-disagrees"}


# What is refused


@pytest.mark.parametrize(
    ("columns", "code", "words"),
    [
        ({"income": {"splits": [3333.33]}}, "no-such-border", "nearest borders"),
        ({"agee": {"splits": [30]}}, "wrong-edit", "no characteristic 'agee'"),
        ({"age": {"groups": [[1]]}}, "wrong-edit", "holds numbers"),
        ({"housing": {"splits": [1]}}, "wrong-edit", "holds categories"),
        ({"housing": {"groups": [["own"], ["owned"]]}}, "wrong-edit", "no row has the category owned"),
        ({"housing": {"groups": [["own"], ["own"]]}}, "wrong-edit", "twice"),
        ({"housing": {"groups": [["own"], []]}}, "wrong-edit", "empty"),
        ({"housing": {"labels": {"own": "x"}}}, "wrong-kind", ""),
        ({"age": {"labels": {"1": {"en": "a", "zh": "b"}}}}, "wrong-edit", "holds numbers"),
        ({"age": {"splits": [30, 30]}}, "wrong-edit", "twice"),
        ({"age": {"attributes": [{"range": "< 31", "points": 1}]}}, "wrong-edit", "no attribute range: < 31"),
        ({"age": {"attributes": [{"points": 1}]}}, "wrong-edit", "exactly one key"),
        ({"age": {"attributes": [{"missing": "any"}]}}, "wrong-edit", "exactly one of them"),
        ({"age": {"attributes": [{"missing": "any", "woe": 1, "points": 1}]}}, "wrong-edit", "exactly one"),
        ({"age": {"attributes": [{"missing": "any", "woe": 999}]}}, "wrong-edit", "out of bounds"),
        ({"age": {"attributes": [{"missing": "any", "points": 1.23456789}]}}, "wrong-edit", "6 decimals"),
        ({"age": {"attributes": [{**ANY, "pool_with": ANY}]}}, "wrong-edit", "itself"),
        ({"age": {"attributes": [{"missing": "any", "points": 1}] * 2}}, "wrong-edit", "twice"),
        (
            {"age": {"attributes": [{**ANY, "pool_with": LAST}, {**LAST, "woe": 1}]}},
            "wrong-edit",
            "is pooled",
        ),
        ({"age": {"why": " ", "splits": [30]}}, "wrong-edit", "'why' is empty"),
        ({"age": {"split": [30]}}, "unknown-key", ""),
    ],
)
def test_an_edit_that_cannot_be_made_is_refused_at_its_place(
    place: Path, columns: dict[str, Any], code: str, words: str
) -> None:
    with pytest.raises(PolicyError) as refused:
        rebuild_scorecard(place, edits(columns))
    found = [p for p in refused.value.problems if p.code == code and words in f"{p.message} {p.hint}"]
    assert found, refused.value.problems
    assert all(p.span is not None and p.span.source.name == "edits" for p in found)


def test_all_refusals_come_at_once(place: Path) -> None:
    wrong = {"age": {"splits": [30, 30]}, "housing": {"groups": [["owned"]]}, "other": {}}
    with pytest.raises(PolicyError) as refused:
        rebuild_scorecard(place, edits(wrong, edits="another"))
    assert len(refused.value.problems) == 4


def test_edits_without_who_and_why_are_refused(place: Path) -> None:
    with pytest.raises(PolicyError) as refused:
        rebuild_scorecard(place, {"edits": "app", "columns": {}})
    assert {p.code for p in refused.value.problems} == {"missing-key"}


def test_settings_of_the_card_are_checked(place: Path) -> None:
    with pytest.raises(PolicyError):
        rebuild_scorecard(place, {**WHO, "scaling": {"base_odds": -1}})
    with pytest.raises(PolicyError):
        rebuild_scorecard(place, {**WHO, "master_scale": {"A": "< 0.5"}})


def broken(content: dict[str, Any], kind: str) -> str:
    if kind == "changed":
        content["columns"][0]["bins"][0][1] += 1
    text = json.dumps(content)
    return {
        "list": "[]",
        "text": "applicants",
        "empty": "",
        "deep": "[" * 100_000,
        "cut off": text[:-9],
        "changed": text,
        "other": json.dumps({**content, "format": 99}),
        "no rows": json.dumps({k: v for k, v in content.items() if k != "rows"}),
    }[kind]


@pytest.mark.parametrize("kind", ["list", "text", "empty", "deep", "cut off", "changed", "other", "no rows"])
def test_a_file_that_is_no_development_file_is_refused(place: Path, tmp_path: Path, kind: str) -> None:
    (tmp_path / "d.json").write_text(broken(json.loads(place.read_text("utf-8")), kind), "utf-8")
    with pytest.raises(InputError) as refused:
        rebuild_scorecard(tmp_path / "d.json")
    assert [p.code for p in refused.value.problems] == ["bad-development"]


def test_rows_with_bins_that_are_not_there_are_refused_though_the_digest_agrees(
    place: Path, tmp_path: Path
) -> None:
    from credit_engine.develop.development_file import _digest

    content = json.loads(place.read_text("utf-8"))
    del content["columns"][0]["bins"][3:], content["digest"]
    (tmp_path / "d.json").write_text(json.dumps(content | {"digest": _digest(content)}), "utf-8")
    with pytest.raises(InputError) as refused:
        rebuild_scorecard(tmp_path / "d.json")
    assert [p.code for p in refused.value.problems] == ["bad-development"]


# As its users meet it


def test_the_development_file_holds_no_value_finer_than_its_bins(place: Path) -> None:
    content = json.loads(place.read_text("utf-8"))
    income = next(one for one in content["columns"] if one["name"] == "income")
    distinct = applicants()["income"].nunique()
    assert distinct > 1500
    assert len(income["bins"]) < 220
    train = training_rows()
    assert sum(good + bad for _, good, bad in income["bins"]) == len(train)


def test_the_report_says_what_was_set_by_hand_by_whom_and_why(place: Path, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    from credit_engine.report.fit import write_fit_report

    changes = {"age": {"splits": [30, 50], "why": "<law>"}, "noise": {"attributes": [{**ANY, "woe": 0}]}}
    found = rebuild_scorecard(place, edits(changes))
    for lang, words in (("en", "Set by hand"), ("zh", "人工设定")):
        write_fit_report(found, tmp_path / "r.html", lang=lang)
        text = (tmp_path / "r.html").read_text("utf-8")
        assert text.count(words) >= 3
        assert "&lt;law&gt;" in text
        assert "L. Chen" in text


def rebuilt_by_command(place: Path, folder: Path, edits_text: str) -> tuple[int, Path]:
    """The exit status of the command with a file of edits, and where the card was to be written."""
    (folder / "edits.yaml").write_text(edits_text, "utf-8")
    out = folder / "card.yaml"
    command = ["scorecard", "rebuild", str(place), "--edits", str(folder / "edits.yaml"), "--out", str(out)]
    return main(command), out


def test_the_command_rebuilds_and_shows_the_edits(
    place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "edits: app\nby: L. Chen\nwhy: committee\nversion: '2'\ncolumns: {age: {splits: [30, 50]}}\n"
    status, out = rebuilt_by_command(place, tmp_path, text)
    assert status == 0
    said = capsys.readouterr().out
    assert "by hand: Age: bins set: < 30 | [30..50) | >= 50 (L. Chen: committee)" in said
    assert load_scorecard(out).version == "2"


def test_the_command_writes_nothing_where_an_edit_is_refused(
    place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "edits: app\nby: A\nwhy: B\ncolumns: {age: {splits: [20.5, x]}}\n"
    status, out = rebuilt_by_command(place, tmp_path, text)
    assert status == 1
    assert "edits.yaml:4:" in capsys.readouterr().err
    assert not out.exists()


def test_rebuilding_is_far_faster_than_fitting(place: Path) -> None:
    """2 s is the promise for 30,000 rows; here only that no search for bins is repeated."""
    start = time.perf_counter()
    fit_scorecard(applicants(), "bad", name="app", codes=CODES, samples=SPLIT)
    fitting, start = time.perf_counter() - start, time.perf_counter()
    rebuild_scorecard(place, edits({"age": {"splits": [30, 50]}}))
    assert time.perf_counter() - start < fitting
