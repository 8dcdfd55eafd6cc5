"""The reference of settings names every key of the models."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from credit_engine.develop import edits, settings
from credit_engine.parts.model import Model

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "scorecard-settings.md"
GROUPS = {
    "columns": settings.ColumnSettings,
    "samples": settings.SampleSettings,
    "binning": settings.BinningSettings,
    "selection": settings.SelectionSettings,
    "regression": settings.RegressionSettings,
    "scaling": settings.ScalingSettings,
    "calibration": settings.CalibrationSettings,
    "reason_codes": settings.ReasonCodeSettings,
    "rejects": settings.RejectSettings,
    "validation": settings.ValidationSettings,
}


def section(title: str) -> str:
    text = PAGE.read_text("utf-8")
    return text.split(f"\n## `{title}`\n")[1].split("\n## ")[0] if title else text.split("\n## ")[0]


@pytest.mark.parametrize("group", ["", *GROUPS])
def test_every_key_is_explained(group: str) -> None:
    model = GROUPS[group] if group else settings.Settings
    named = set(re.findall(r"`(\w+)`", section(group)))
    assert set(model.model_fields) - named == set()


EDITS = Path(__file__).parents[2] / "docs" / "reference" / "scorecard-edits.md"


@pytest.mark.parametrize("model", [edits.Edits, edits.ColumnEdit, edits.AttributeEdit])
def test_every_key_of_edits_is_explained(model: type[Model]) -> None:
    named = set(re.findall(r"`(\w+)(?:: true)?`", EDITS.read_text("utf-8")))
    assert set(model.model_fields) - {"otherwise"} - named == set()
