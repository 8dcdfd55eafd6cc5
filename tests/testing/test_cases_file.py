"""A cases file: records laid over bases, dates, tables, and every mistake with its place."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from credit_engine import PolicyError
from credit_engine.testing import read_cases
from credit_engine.testing.expectations import NoSuchPlaceError, overlaid, removed
from testing.support import HEAD, written


def problems_of(path: Path) -> list[tuple[str, int]]:
    with pytest.raises(PolicyError) as raised:
        read_cases(path)
    return [(one.code, one.span.position.line if one.span else 0) for one in raised.value.problems]


BASE = {"a": {"b": 1, "c": 2}, "list": [{"x": 1}, {"x": 2}]}


@pytest.mark.parametrize(
    ("over", "expected"),
    [
        ({"a.b": 5}, {**BASE, "a": {"b": 5, "c": 2}}),
        ({"a": {"b": 5}}, {**BASE, "a": {"b": 5, "c": 2}}),
        ({"a.d.e": 5}, {**BASE, "a": {"b": 1, "c": 2, "d": {"e": 5}}}),
        ({"a": {"missing": "not_given"}}, {**BASE, "a": {"missing": "not_given"}}),
        ({"list[1].x": 7}, {**BASE, "list": [{"x": 1}, {"x": 7}]}),
        ({"list": []}, {**BASE, "list": []}),
        ({"a": None}, {**BASE, "a": None}),
    ],
)
def test_values_are_laid_over_a_base_that_stays_as_it_is(over: dict[str, Any], expected: Any) -> None:
    before = repr(BASE)
    assert overlaid(BASE, over) == expected
    assert repr(BASE) == before


def test_a_field_over_a_missing_group_begins_the_group_anew() -> None:
    assert overlaid({"a": {"missing": "no_record"}}, {"a.b": 1}) == {"a": {"b": 1}}


@pytest.mark.parametrize("path", ["list[2].x", "list[9]", "a..b", "[0]"])
def test_a_place_that_the_base_lacks_is_an_error(path: str) -> None:
    with pytest.raises(NoSuchPlaceError):
        overlaid(BASE, {path: 1})


def test_fields_groups_and_items_are_taken_away() -> None:
    record = overlaid(BASE, {})
    removed(record, "a.b")
    removed(record, "list[0]")
    assert record == {"a": {"c": 2}, "list": [{"x": 2}]}
    with pytest.raises(NoSuchPlaceError):
        removed(record, "a.b")


def test_an_example_is_its_base_with_what_it_says(tmp_path: Path) -> None:
    path = written(
        tmp_path, "examples:\n  young: {with: {applicant.age: 17}, without: [debts], expect: decline}\n"
    )
    case = read_cases(path).cases[0]
    assert case.record == {"applicant": {"age": 17, "income": 5000}}
    assert (case.name, case.dates, case.expect.outcome) == ("young", {"as_of": "2026-11-23"}, "decline")
    assert case.span.position.line == 8


def test_bases_are_files_or_like_other_bases(tmp_path: Path) -> None:
    (tmp_path / "one.json").write_text('{"applicant": {"age": 30, "income": 0.10}, "debts": []}', "utf-8")
    head = (
        "cases: loan\nas_of: 2026-11-23\nbases:\n  file: one.json\n"
        "  older: {like: file, with: {applicant.age: 60}}\n"
    )
    path = written(
        tmp_path,
        "examples:\n  a: {base: older, expect: approve}\n  b: {base: one.json, expect: approve}\n",
        head,
    )
    older, named = read_cases(path).cases
    assert older.record == {"applicant": {"age": 60, "income": Decimal("0.10")}, "debts": []}
    assert named.record["applicant"]["age"] == 30


def test_a_row_of_a_table_is_a_case_with_its_values_and_dates(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "tables:\n  age:\n    in: [applicant.age, as_of]\n    out: [outcome, outputs.limit]\n"
        "    rows:\n      - [17, 2026-11-01, decline, null]\n      - [18, 2026-11-02, approve, 10000]\n",
    )
    first, second = read_cases(path).cases
    assert first.name == "age [17, 2026-11-01]"
    assert first.record["applicant"]["age"] == 17
    assert first.dates["as_of"] == "2026-11-01"
    assert first.expect.outputs == {"limit": None}
    assert second.expect.outputs == {"limit": 10000}
    assert second.span.position.line == 13


@pytest.mark.parametrize(
    ("cases", "code", "line"),
    [
        ("examples: {a: {with: {applicant.aeg: 1}, expect: approve}}\n", "unknown-name", 7),
        ("examples: {a: {with: {applicant: {aeg: 1}}, expect: approve}}\n", "unknown-name", 7),
        ("examples: {a: {with: {'debts[4].balance': 1}, expect: approve}}\n", "unknown-name", 7),
        ("examples: {a: {without: [debts.balance], expect: approve}}\n", "unknown-name", 7),
        ("examples: {a: {expect: aprove}}\n", "unknown-outcome", 7),
        ("examples: {a: {expect: {reasons: [under_aeg]}}}\n", "unknown-reason", 7),
        ("examples: {a: {expect: {outputs: {limt: 1}}}}\n", "unknown-name", 7),
        ("examples: {a: {expect: {rules: {AGEE: fired}}}}\n", "unknown-name", 7),
        ("examples: {a: {expect: {rules: {AGE: fire}}}}\n", "unknown-value", 7),
        ("examples: {a: {expect: {binding: {grade: income}}}}\n", "unknown-name", 7),
        ("examples: {a: {expect: {vlaues: {}}}}\n", "unknown-key", 7),
        ("examples: {a: {as_of: 2026-13-01, expect: approve}}\n", "bad-date", 7),
        ("examples: {a: {base: nobody, expect: approve}}\n", "unknown-base", 7),
        ("examples: {a: {base: nobody.json, expect: approve}}\n", "no-such-file", 7),
        (
            "tables:\n  t:\n    in: [applicant.age]\n    out: [outcom]\n    rows: [[1, approve]]\n",
            "unknown-name",
            10,
        ),
        ("tables:\n  t:\n    in: [applicant.age]\n    out: [outcome]\n    rows: [[1]]\n", "row-width", 11),
        (
            "tables:\n  t:\n    in: [applicant.age]\n    out: [reasons]\n    rows: [[1, 2]]\n",
            "wrong-kind",
            11,
        ),
        ("", "no-cases", 1),
    ],
)
def test_a_mistake_is_one_problem_at_its_place(tmp_path: Path, cases: str, code: str, line: int) -> None:
    assert problems_of(written(tmp_path, cases)) == [(code, line)]


def test_all_mistakes_are_shown_at_once(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "examples:\n  a: {with: {applicant.aeg: 1}, expect: approve}\n  b: {expect: aprove}\n"
        "  c: {base: nobody, expect: approve}\n",
    )
    assert problems_of(path) == [("unknown-name", 8), ("unknown-outcome", 9), ("unknown-base", 10)]


def test_what_does_not_fit_the_model_hides_no_other_mistake(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "frob: 1\nexamples:\n  a: {with: 5, expect: aprove}\n  b: {as_of: 2026-13-01, expect: approve}\n"
        "tables:\n  t:\n    in: [applicant.age]\n    out: [outcome]\n    rows: [3, [1], [1, aprove]]\n",
    )
    assert problems_of(path) == [
        ("unknown-key", 7),
        ("wrong-kind", 9),
        ("unknown-outcome", 9),
        ("bad-date", 10),
        ("wrong-kind", 15),
        ("row-width", 15),
        ("unknown-outcome", 15),
    ]


def test_an_unknown_base_of_all_cases_is_said_once(tmp_path: Path) -> None:
    head = "cases: loan\nas_of: 2026-11-23\nbase: nobody\n"
    examples = "examples: {a: {expect: approve}, b: {expect: approve}}\n"
    assert [code for code, _ in problems_of(written(tmp_path, examples, head))] == ["unknown-base"]


def test_dates_are_read_without_the_policy_too(tmp_path: Path) -> None:
    head = HEAD.replace("cases: loan", "cases: lone")
    found = problems_of(written(tmp_path, "examples: {a: {as_of: 2026-13-01, expect: approve}}\n", head))
    assert [code for code, _ in found] == ["no-such-file", "bad-date"]


def test_a_policy_that_is_not_there_or_is_called_otherwise(tmp_path: Path) -> None:
    examples = "examples: {a: {expect: approve}}\n"
    assert (
        problems_of(written(tmp_path, examples, HEAD.replace("cases: loan", "cases: lone")))[0][0]
        == "no-such-file"
    )
    head = HEAD.replace("cases: loan", "cases: lone\nfile: loan.yaml")
    assert problems_of(written(tmp_path, examples, head)) == [("other-policy", 1)]


def test_without_a_date_nothing_can_be_decided(tmp_path: Path) -> None:
    head = HEAD.replace("as_of: 2026-11-23\n", "")
    assert problems_of(written(tmp_path, "examples: {a: {expect: approve}}\n", head)) == [("missing-key", 6)]
