"""Data and settings that cannot be used: every problem at once, and nothing written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.heavy
pytest.importorskip("optbinning", reason="the extra `develop` is not installed")

import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402

from credit_engine.cli import main  # noqa: E402
from credit_engine.develop import fit_scorecard  # noqa: E402
from credit_engine.problems import ProblemsError  # noqa: E402
from credit_engine.wording import in_language  # noqa: E402
from develop.data import applicants  # noqa: E402


def changed(**columns: Any) -> pd.DataFrame:
    return applicants(300).assign(**columns)


def found(frame: Any, **settings: Any) -> list[tuple[str, str]]:
    """The codes and places of the problems of a fit."""
    with pytest.raises(ProblemsError) as caught:
        fit_scorecard(frame, **settings)
    assert all(problem.expected or problem.hint for problem in caught.value.problems)
    return sorted((problem.code, problem.path) for problem in caught.value.problems)


TWICE = pd.concat([applicants(300), applicants(300)[["age"]]], axis=1)
MIXED = applicants(300)["income"].astype(object).where(applicants(300).index != 5, "n/a")
INFINITE = applicants(300)["income"].where(applicants(300).index != 5, np.inf)


@pytest.mark.parametrize(
    ("frame", "problems"),
    [
        (changed(bad=0), [("empty-class", "bad")]),
        (changed(bad=1), [("empty-class", "bad")]),
        (changed(bad=2), [("wrong-target", "bad")]),
        (changed(bad="yes"), [("wrong-target", "bad")]),
        (changed(bad=np.nan), [("wrong-target", "bad")]),
        (changed(income=INFINITE), [("not-finite", "income")]),
        (changed(income=MIXED), [("text-among-numbers", "income")]),
        (changed(age=applicants(300)["age"].astype(str)), [("text-among-numbers", "age")]),
        (changed(when=[[1]] * 300), [("wrong-type", "when")]),
        (TWICE, [("duplicate-column", "age")]),
        (applicants(300).drop(columns="bad"), [("unknown-column", "target")]),
        (applicants(300).rename(columns={"age": 7}), [("wrong-type", "7")]),
        (applicants(300).head(0), [("empty-class", "")]),
        (applicants(300)[["bad"]], [("no-characteristic", "")]),
        ({"bad": [0, 1]}, [("wrong-type", "")]),
        (
            changed(bad="yes", income=INFINITE, age=MIXED, gone=np.nan, flat=1),
            [
                ("not-finite", "income"),
                ("text-among-numbers", "age"),
                ("wrong-target", "bad"),
            ],
        ),
    ],
)
def test_data_that_cannot_be_used(frame: Any, problems: list[tuple[str, str]]) -> None:
    assert found(frame) == problems


@pytest.mark.parametrize(
    ("settings", "problems"),
    [
        ({"target": "default"}, [("unknown-column", "target")]),
        ({"use": ["age", "agee"]}, [("unknown-column", "use.agee")]),
        ({"leave_out": ["nosie"]}, [("unknown-column", "leave_out.nosie")]),
        ({"columns": {"incomes": {"trend": "ascending"}}}, [("unknown-column", "columns.incomes")]),
        ({"weights": "w"}, [("unknown-column", "weights")]),
        ({"use": ["bad"]}, [("wrong-value", "use.bad")]),
        ({"protected": ["age"], "use": ["age", "income"]}, [("protected-column", "age")]),
        ({"samples": {"fractions": {"test": 1}}}, [("wrong-value", "samples.fractions")]),
        ({"samples": {"column": "housing"}}, [("wrong-sample", "housing")]),
        ({"calibration": {"method": "prior_shift"}}, [("missing-key", "calibration")]),
        ({"missing": "as_fitted"}, [("missing-key", "missing")]),
        ({"binning": {"prebins": 1}}, [("wrong-value", "binning.prebins")]),
        ({"selection": {"iv_min": 99}}, [("no-characteristic", "")]),
        ({"scaling": {"base_odds": 0}}, [("wrong-value", "scaling.base_odds")]),
        ({"weights": "noise", "leave_out": []}, []),
    ],
)
def test_settings_that_cannot_be_used(settings: dict[str, Any], problems: list[tuple[str, str]]) -> None:
    if problems:
        assert found(applicants(300), **settings) == problems
    else:
        assert fit_scorecard(applicants(300), **settings).card.name == "scorecard"


def test_unknown_keys_of_settings_are_found_with_a_suggestion() -> None:
    with pytest.raises(ProblemsError) as caught:
        fit_scorecard(applicants(300), binnig={"prebins": 5}, columns={"age": {"trend": "rising"}})
    assert [problem.code for problem in caught.value.problems] == ["unknown-key", "unknown-value"]
    assert "did you mean 'binning'?" in str(caught.value)


def test_a_weight_has_to_be_above_zero() -> None:
    weight = np.ones(300)
    weight[3] = 0
    assert found(changed(w=weight), weights="w") == [("wrong-weight", "w")]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a,a,bad\n1,2,0\n", "duplicate-column"),
        ("", "bad-table"),
        ("bad,x\n0,1\n1,inf\n", "not-finite"),
        ("bad,x\n0,1\n1,abc\n0,3\n1,4\n", "text-among-numbers"),
    ],
)
def test_the_command_says_what_is_wrong_and_writes_nothing(
    text: str, code: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "data.csv").write_text(text, "utf-8")
    status = main(["scorecard", "fit", str(tmp_path / "data.csv"), "--out", str(tmp_path / "card.yaml")])
    said = capsys.readouterr()
    assert status == 1
    assert f"[{code}]" in said.err
    assert "Traceback" not in said.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data.csv"]


def test_the_command_writes_the_card_and_says_how_it_discriminates(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    applicants(800).to_csv(tmp_path / "data.csv", index=False)
    data, out = str(tmp_path / "data.csv"), str(tmp_path / "card.yaml")
    assert main(["scorecard", "fit", data, "--out", out, "--code", "-9=no_record", "--test", "0.3"]) == 0
    said = capsys.readouterr()
    assert said.out.startswith(f"{out}: ")
    assert "test: 240 rows, AUC 0." in said.out
    assert main(["check", out]) == 0


HUGE = pd.Series([10**305 + i for i in range(300)], dtype=object)
BROKEN = applicants(300)["housing"].astype(object).where(applicants(300).index != 5, "\ud800")
DAYS = pd.Series(pd.date_range("2026-01-01", periods=300).strftime("%Y-%m-%d"))
LATE: dict[str, Any] = {"date_column": "when", "out_of_time_from": "2026-06-01"}


@pytest.mark.parametrize(
    ("columns", "settings", "problems"),
    [
        ({"z": HUGE}, {}, [("number-out-of-range", "z")]),
        ({"z": HUGE}, {"columns": {"z": {"kind": "nominal"}}}, [("number-out-of-range", "z")]),
        ({"z": np.linspace(-1e307, 1e307, 300)}, {}, [("number-out-of-range", "z")]),
        ({"housing": BROKEN}, {}, [("lone-surrogate", "housing")]),
        ({"when": "some day"}, {"samples": LATE}, [("wrong-sample", "when")]),
        ({"when": 20260101}, {"samples": LATE}, [("wrong-sample", "when")]),
        (
            {"when": DAYS},
            {"samples": LATE | {"out_of_time_from": "2027-01-01"}},
            [("wrong-value", "samples.out_of_time_from")],
        ),
    ],
)
@pytest.mark.filterwarnings("error")
def test_odd_cells_are_problems_without_warnings_of_libraries(
    columns: dict[str, Any], settings: dict[str, Any], problems: list[tuple[str, str]]
) -> None:
    assert found(changed(**columns), **settings) == problems


def test_a_column_name_has_to_be_writable() -> None:
    frame = changed()
    frame.columns = pd.Index(["\udc00" if name == "noise" else name for name in frame.columns], dtype=object)
    assert found(frame) == [("lone-surrogate", "\\udc00")]


def test_dates_with_time_zones_are_those_of_the_clock_on_the_wall() -> None:
    frame = changed(when=pd.date_range("2026-01-01", periods=300, tz="Asia/Shanghai"))
    fit = fit_scorecard(frame, samples=LATE, validation={"bootstrap": 0})
    assert fit.samples["out_of_time"].rows == 149  # 151 days are before June


@pytest.mark.parametrize(
    ("settings", "place"),
    [
        ({"samples": {"seed": -1}}, "samples.seed"),
        ({"samples": {"seed": 2**32}}, "samples.seed"),
        ({"validation": {"folds": 1}}, "validation.folds"),
        ({"columns": {"age": {"splits": [30, 30]}}}, "columns.age.splits"),
        ({"columns": {"housing": {"splits": [1, 2]}}}, "columns.housing.splits"),
        ({"columns": {"housing": {"kind": "numeric"}}}, "columns.housing.kind"),
        ({"columns": {"housing": {"trend": "ascending"}}}, "columns.housing.trend"),
        ({"columns": {"age": {"codes": {"x": "none"}}}}, "columns.age.codes.x"),
        ({"codes": {"x": "none"}, "use": ["age", "income"]}, "codes.x"),
        ({"codes": {"-9": "any"}}, "codes.-9"),
    ],
)
def test_settings_that_would_do_nothing_are_problems_at_their_place(
    settings: dict[str, Any], place: str
) -> None:
    assert found(applicants(300), **settings) == [("wrong-value", place)]


@pytest.mark.parametrize(
    ("scale", "code"), [({"A": "< 0.2", "B": ">= 0.3"}, "scale-gap"), ({"A": "low"}, "bad-range")]
)
def test_a_master_scale_is_checked_in_the_settings(scale: dict[str, str], code: str) -> None:
    with pytest.raises(ProblemsError) as caught:
        fit_scorecard(applicants(300), master_scale=scale)
    assert code in [problem.code for problem in caught.value.problems]
    assert all(problem.place.startswith("settings:") for problem in caught.value.problems)


def test_a_code_of_texts_leaves_numbers_alone() -> None:
    frame = changed(housing=applicants(300)["housing"].where(applicants(300).index % 4 != 0, "NR"))
    options: dict[str, Any] = {"validation": {"bootstrap": 0}, "selection": {"false_discoveries": 1}}
    card = fit_scorecard(frame, codes={"NR": "refused"}, **options).card
    assert [name for name, one in card.spec.characteristics.items() if one.codes] == ["housing"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"bad;x\n0;1\n1;2\n", "the cells of the header are separated by semicolons"),
        (b"bad\tx\n0\t1\n", "the cells of the header are separated by tabs"),
        ("bad,收入\n0,1\n".encode("gbk"), "this is not UTF-8 text; it may be GBK"),
        ("bad,x\n0,1\n".encode("utf-16"), "this is UTF-16 text"),
        (b",bad,x\n0,0,1\n", "the header has no name for column 1"),
        (b'bad,x\n0,1\n1,"2\n', "a quotation mark in line 3 is never closed"),
        (b"bad,x\n0,1\n1,2\n1,a\n0,4\n", "first 'a' in data row 3"),
    ],
)
def test_what_is_the_matter_with_a_file_is_said(
    data: bytes, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "data.csv").write_bytes(data)
    assert main(["scorecard", "fit", str(tmp_path / "data.csv"), "--out", str(tmp_path / "card.yaml")]) == 1
    assert said in capsys.readouterr().err
    assert not (tmp_path / "card.yaml").exists()


@pytest.mark.parametrize("codes", [["-9=a", "-9=b"], ["-9=any"]])
def test_codes_that_contradict_each_other_are_refused(
    codes: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    applicants(300).to_csv(tmp_path / "data.csv", index=False)
    options = [option for one in codes for option in ("--code", one)]
    data, out = str(tmp_path / "data.csv"), str(tmp_path / "card.yaml")
    assert main(["scorecard", "fit", data, "--out", out, *options]) == 2
    assert "--code" in capsys.readouterr().err


def test_why_a_column_with_settings_takes_no_part_is_said_in_both_languages() -> None:
    with pytest.raises(ProblemsError) as caught:
        fit_scorecard(applicants(300).assign(region=1), "bad", columns={"region": {"kind": "nominal"}})
    (problem,) = [one for one in caught.value.problems if one.path == "columns.region"]
    assert problem.message == "'region' is no candidate: every row has the same value"
    assert in_language(problem.message, "zh") == "'region' 不参与候选：所有行取值相同"
