"""The file of edits: what somebody changes by hand in a fitted card, with who and why."""

from __future__ import annotations

from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from credit_engine.develop.reading import plain_document
from credit_engine.develop.settings import (
    CalibrationSettings,
    ReasonCodeSettings,
    ReasonText,
    ScalingSettings,
)
from credit_engine.document_text import Document
from credit_engine.files.kinds import refuse_other
from credit_engine.files.sources import read_source
from credit_engine.parts.model import Bilingual, Model, Number, Scalar
from credit_engine.parts.validation import validate
from credit_engine.problems import PolicyError, Problem
from credit_engine.wording import said
from credit_engine.yaml_text import read_yaml


class Chosen(Model):
    """An attribute, named as in the card: by exactly one of the four."""

    range: str | None = None
    values: list[Scalar] | None = None
    missing: str | None = None
    otherwise: Literal[True] | None = None

    @property
    def named_by(self) -> list[str]:
        """Which of the four are given."""
        return [key for key in ("range", "values", "missing", "otherwise") if getattr(self, key) is not None]


class AttributeEdit(Chosen):
    """An attribute that is pooled with another, or whose WOE or points are set."""

    pool_with: Chosen | None = None
    woe: Number | None = None
    points: Number | None = None
    why: str | None = None
    by: str | None = None

    @property
    def set_by(self) -> list[str]:
        """Which of the three are given; exactly one should be."""
        return [key for key in ("pool_with", "woe", "points") if getattr(self, key) is not None]


class ColumnEdit(Model):
    """What is changed of one characteristic: its cuts, its attributes, its texts."""

    splits: list[Number] | None = None
    groups: list[list[Scalar]] | None = None
    attributes: list[AttributeEdit] = Field(default_factory=list)
    missing: Literal["worst", "as_fitted"] | None = None
    title: Bilingual | None = None
    reason: ReasonText | None = None
    labels: dict[str, Bilingual] | None = None
    why: str | None = None
    by: str | None = None


class Edits(Model):
    """All edits of a card. `coefficients`: whether the regression is fitted again to the new weights."""

    edits: str
    by: str
    why: str
    coefficients: Literal["refit", "keep"] = "refit"
    version: str | None = None
    title: Bilingual | None = None
    population: Bilingual | None = None
    causes: dict[str, Bilingual] | None = None
    scaling: ScalingSettings | None = None
    calibration: CalibrationSettings | None = None
    master_scale: dict[str, str] | None = None
    reason_codes: ReasonCodeSettings | None = None
    columns: dict[str, ColumnEdit] = Field(default_factory=dict)


OF_CARD = (
    "version",
    "title",
    "population",
    "causes",
    "scaling",
    "calibration",
    "master_scale",
    "reason_codes",
)
"""Settings of the card as a whole that no row of data is needed for."""


def edits_document(edits: Mapping[str, Any] | str | PathLike[str]) -> Document:
    """The edits of a file, or of plain data in its form; raises PolicyError or InputError."""
    if not isinstance(edits, Mapping):
        source = read_source(Path(edits))
        refuse_other(source, "edits")
        return read_yaml(source)
    return plain_document("edits", said("the edits", "修改"), edits)


def read_edits(document: Document) -> Edits:
    """The edits of a document; raises PolicyError with every place that is not of the form."""
    problems: list[Problem] = []
    edits = validate(document, (), Edits, problems)
    if edits is None or problems:
        raise PolicyError(problems)
    return edits
