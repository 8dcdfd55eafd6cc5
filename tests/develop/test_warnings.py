"""What a fit warns of, in English for the command and in both languages for the report."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.heavy
pytest.importorskip("optbinning", reason="the extra `develop` is not installed")

import pandas as pd  # noqa: E402

from credit_engine.develop import fit_scorecard  # noqa: E402
from credit_engine.report.fit import write_fit_report  # noqa: E402
from credit_engine.wording import in_language  # noqa: E402
from develop.data import CODES, applicants  # noqa: E402

FRAME = applicants(600).assign(
    id=[f"A{i}" for i in range(600)], applied=pd.date_range("2026-01-01", periods=600), race="x", quiet=1.0
)
FRAME.loc[::2, "quiet"] = 2.0
NAMED = {"title": {"en": "Age", "zh": "年龄"}, "reason": {"code": "AGE", "en": "Age", "zh": "年龄因素"}}


def warned(code: str, **settings: Any) -> list[str]:
    found = fit_scorecard(FRAME, "bad", codes=CODES, validation={"bootstrap": 0}, **settings)
    return [one.message for one in found.warnings if one.code == code]


def test_columns_that_are_not_binned_are_named() -> None:
    assert warned("unused-column") == [
        "left out, since nearly every row has its own value: id",
        "left out, since dates are no characteristic: applied",
    ]
    assert warned("unused-column", leave_out=["id", "applied"]) == []


def test_reasons_made_from_column_names_are_named_once() -> None:
    said = warned("names-as-texts", use=["age", "income", "housing"])
    assert said == ["the reasons that customers read are made from column names: income, age, housing"]
    assert warned("names-as-texts", use=["age"], columns={"age": NAMED}) == []


@pytest.mark.parametrize("method", ["logistic", "isotonic"])
def test_a_calibration_on_training_rows_is_warned_of(method: str) -> None:
    assert len(warned("no-validation-sample", calibration={"method": method})) == 1
    held = {"fractions": {"validation": 0.3}}
    assert warned("no-validation-sample", calibration={"method": method}, samples=held) == []
    assert warned("no-validation-sample") == []


def test_a_group_that_no_row_has_is_named() -> None:
    groups = {"housing": {"groups": [["own", "rented"], ["rent", "family"]]}}
    assert warned("unused-value", columns=groups) == [
        "'groups' of 'housing' names what no training row has: rented"
    ]


def test_the_report_says_every_warning_in_its_language(tmp_path: Path) -> None:
    found = fit_scorecard(
        FRAME.assign(leak=FRAME["bad"]),
        "bad",
        codes=CODES,
        validation={"bootstrap": 0},
        calibration={"method": "isotonic"},
        samples={"fractions": {"test": 0.3}},
        columns={
            "housing": {"groups": [["own"], ["rent", "castle"]]},
            "age": {"trend": "ascending"},
            "income": {"missing": "as_fitted", "rationale": "已批准"},
        },
    )
    codes = {one.code for one in found.warnings}
    assert codes >= {
        "leakage",
        "pure-bin",
        "as-fitted",
        "no-validation-sample",
        "unused-value",
        "unused-column",
    }
    write_fit_report(found, tmp_path / "fit.html", lang="zh")
    text = (tmp_path / "fit.html").read_text("utf-8")
    findings = text.partition('<ul class="findings">')[2].partition("</ul>")[0]
    for one in found.warnings:
        message = in_language(one.message, "zh")
        assert re.search("[\u4e00-\u9fff]", message)
        assert one.message not in findings
    assert findings.count("<li>") == len(found.warnings)


def test_a_code_that_no_row_has_is_named() -> None:
    found = fit_scorecard(FRAME, "bad", codes={"NR": "refused"}, validation={"bootstrap": 0})
    said = [one.message for one in found.warnings if one.code == "unused-value"]
    assert said == ["no training row has the code NR"]
