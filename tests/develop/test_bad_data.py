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
        (changed(flat=3), [("constant-column", "flat")]),
        (changed(flat="x"), [("constant-column", "flat")]),
        (changed(gone=np.nan), [("empty-column", "gone")]),
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
                ("constant-column", "flat"), ("empty-column", "gone"), ("not-finite", "income"),
                ("text-among-numbers", "age"), ("wrong-target", "bad"),
            ],
        ),
    ],
)  # fmt: skip
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
)  # fmt: skip
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
