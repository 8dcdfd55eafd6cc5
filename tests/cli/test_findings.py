"""`check --format json|sarif` and `explain-code`: the findings as data, and what their codes mean."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cli.calling import ROOT, call, small_policy
from credit_engine.cli.check import as_sarif
from credit_engine.policy.suppression import Sorted
from credit_engine.problems import Problem
from credit_engine.source import Source, Span

AGE = '  age: {type: integer, range: "[0..130]"}\n'
ALLOWED = "  idle: {type: text}  # allow[unused-input]: for the register\n"
STANDING = "  other: {type: text}\n"

TEXT = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string", "minLength": 1}}}
REGION = {
    "type": "object",
    "additionalProperties": False,
    "required": ["startLine", "startColumn"],
    "properties": {
        **{
            name: {"type": "integer", "minimum": 1}
            for name in ("startLine", "startColumn", "endLine", "endColumn")
        },
        "snippet": TEXT,
    },
}
LOCATION = {
    "type": "object",
    "additionalProperties": False,
    "required": ["physicalLocation"],
    "properties": {
        "message": TEXT,
        "physicalLocation": {
            "type": "object",
            "additionalProperties": False,
            "required": ["artifactLocation"],
            "properties": {
                "artifactLocation": {
                    "type": "object",
                    "additionalProperties": False,
                    "properties": {"uri": {"type": "string", "format": "uri-reference"}},
                },
                "region": REGION,
            },
        },
        "logicalLocations": {
            "type": "array",
            "items": {"type": "object", "properties": {"name": {"type": "string", "minLength": 1}}},
        },
    },
}
LEVEL = {"enum": ["none", "note", "warning", "error"]}
RULE = {
    "type": "object",
    "additionalProperties": False,
    "required": ["id"],
    "properties": {
        "id": {"type": "string"},
        "shortDescription": TEXT,
        "fullDescription": TEXT,
        "help": {
            **TEXT,
            "additionalProperties": False,
            "properties": {"text": {"type": "string"}, "markdown": {"type": "string"}},
        },
        "defaultConfiguration": {"type": "object", "properties": {"level": LEVEL}},
    },
}
RESULT = {
    "type": "object",
    "additionalProperties": False,
    "required": ["message"],
    "properties": {
        "ruleId": {"type": "string"},
        "ruleIndex": {"type": "integer", "minimum": 0},
        "level": LEVEL,
        "message": TEXT,
        "locations": {"type": "array", "items": LOCATION},
        "relatedLocations": {"type": "array", "uniqueItems": True, "items": LOCATION},
        "suppressions": {
            "type": "array",
            "uniqueItems": True,
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["kind"],
                "properties": {
                    "kind": {"enum": ["inSource", "external"]},
                    "justification": {"type": "string"},
                },
            },
        },
    },
}
SARIF = {
    "type": "object",
    "additionalProperties": False,
    "required": ["version", "runs"],
    "properties": {
        "$schema": {"type": "string", "format": "uri"},
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["tool"],
                "properties": {
                    "tool": {
                        "type": "object",
                        "required": ["driver"],
                        "properties": {
                            "driver": {
                                "type": "object",
                                "additionalProperties": False,
                                "required": ["name"],
                                "properties": {
                                    "name": {"type": "string"},
                                    "version": {"type": "string"},
                                    "rules": {"type": "array", "uniqueItems": True, "items": RULE},
                                },
                            }
                        },
                    },
                    "language": {"type": "string", "pattern": "^[a-zA-Z]{2}(-[a-zA-Z]{2})?$"},
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "results": {"type": "array", "items": RESULT},
                },
            },
        },
    },
}
"""The published schema of SARIF 2.1.0, of the objects that are written; their other properties left out."""


def checked(path: str, form: str, *more: str) -> Any:
    return json.loads(call("check", path, "--format", form, *more).out)


@pytest.fixture
def path(tmp_path: Path) -> str:
    """A policy with two idle inputs, of which one is allowed, and an unknown name."""
    return small_policy(tmp_path, (AGE, AGE + ALLOWED + STANDING))


def test_sarif_fits_its_schema(path: str, tmp_path: Path) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    broken = small_policy(tmp_path, ("age < 18", "agee < 18"), name="坏 的.yaml")
    for file in (path, broken, str(tmp_path / "nowhere.yaml")):
        for lang in ("en", "zh"):
            jsonschema.validate(checked(file, "sarif", "--lang", lang), SARIF)


@pytest.mark.slow
def test_the_shipped_policies_are_checked_strictly_and_what_they_allow_fits_the_schema() -> None:
    ended = call("check", "--strict", str(ROOT / "policies"), "--format", "sarif")
    assert ended.status == 0
    pytest.importorskip("jsonschema").validate(json.loads(ended.out), SARIF)


def test_sarif_says_where_each_finding_stands_and_what_its_rule_means(path: str) -> None:
    run = checked(path, "sarif")["runs"][0]
    result = next(one for one in run["results"] if one["message"]["text"].startswith("nothing uses 'other'"))
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == Path(path).as_uri()
    region = {"startLine": 8, "startColumn": 3, "endLine": 8, "endColumn": 8, "snippet": {"text": "other"}}
    assert place["region"] == region
    rule = run["tool"]["driver"]["rules"][result["ruleIndex"]]
    assert (rule["id"], result["ruleId"]) == ("unused-input", "unused-input")
    assert rule["shortDescription"]["text"] == "No decision uses an input."
    assert "docs/reference/diagnostics.md#unused-input" in rule["help"]["markdown"]


def test_sarif_marks_what_is_suppressed_with_its_reason(path: str) -> None:
    results = checked(path, "sarif")["runs"][0]["results"]
    reasons = [one["suppressions"] for one in results if one["ruleId"] == "unused-input"]
    assert sorted(reasons, key=len) == [[], [{"kind": "inSource", "justification": "for the register"}]]


def test_json_has_every_finding_with_its_place(path: str) -> None:
    found = checked(path, "json", "--lang", "zh")
    assert (found["schema_version"], found["files"]) == (1, 1)
    allowed = next(one for one in found["problems"] if one["suppressed"])
    assert (allowed["line"], allowed["column"], allowed["text"]) == (7, 3, "idle")
    assert (allowed["message"], allowed["suppressed"]) == ("没有用到 'idle'", "for the register")


def test_a_sound_file_gives_data_too(tmp_path: Path) -> None:
    path = small_policy(tmp_path)
    assert checked(path, "json")["files"] == 1
    assert "results" in checked(path, "sarif")["runs"][0]


def test_a_code_is_explained_with_its_example_and_the_mend() -> None:
    ended = call("explain-code", "unused-input")
    assert ended.status == 0
    assert "No decision uses an input.\nMend: " in ended.out
    assert "[unused-input]" in ended.out


@pytest.mark.parametrize("code", ["[unused-input]", "UNUSED-INPUT"])
def test_a_code_may_be_given_as_it_is_copied(code: str) -> None:
    assert call("explain-code", code).out == call("explain-code", "unused-input").out


def test_an_unknown_code_suggests_similar_ones() -> None:
    ended = call("explain-code", "unused-inputs", "--lang", "zh")
    assert (ended.status, ended.out) == (1, "")
    assert "没有代码 'unused-inputs' [unknown-code]" in ended.err
    assert "unused-input" in ended.err
    assert "   hint" not in call("explain-code", "qqqq").err


def test_sarif_names_the_workbook_as_the_file_and_the_worksheet_within_it() -> None:
    """A URI with the worksheet in it would lead to no file (SARIF 2.1.0, 3.4.3 and 3.28.4)."""
    span = Span(Source("rates 2026.xlsx[行业]", "A\nB"), 2, 3)
    found = Sorted((Problem("row-unreachable", "nothing", span, severity="warning"),), ())
    (result,) = json.loads(as_sarif(found, "en"))["runs"][0]["results"]
    (location,) = result["locations"]
    assert location["physicalLocation"]["artifactLocation"]["uri"] == "rates%202026.xlsx"
    assert location["logicalLocations"] == [{"name": "行业"}]
    assert location["physicalLocation"]["region"]["startLine"] == 2


def test_sarif_counts_columns_in_characters_as_it_says() -> None:
    """`unicodeCodePoints`: a character outside of the basic plane is one column, not two UTF-16 units."""
    span = Span(Source("p.yaml", "𠀀𠀀x"), 2, 3)
    found = Sorted((Problem("row-unreachable", "nothing", span, severity="warning"),), ())
    run = json.loads(as_sarif(found, "en"))["runs"][0]
    region = run["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert run["columnKind"] == "unicodeCodePoints"
    assert (region["startColumn"], region["endColumn"]) == (3, 4)
