"""Bad input is refused or referred, never approved, and its field is named in English and Chinese.

Each case changes one thing in an application that is approved: only what is bad can change the outcome.
"""

from __future__ import annotations

import copy
import json
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from compiled import shipped
from credit_engine import Decision, InputError, Policy

ROOT = Path(__file__).parents[1]
AS_OF = "2026-11-23"
YEAR_END = "2025-12-31"


@cache
def policy() -> Policy:
    return shipped("working_capital")


def application(**groups: dict[str, Any]) -> dict[str, Any]:
    record: dict[str, Any] = json.loads(
        (ROOT / "examples" / "working_capital" / "machine_maker.json").read_text("utf-8")
    )
    for group, fields in groups.items():
        record[group].update(fields)
    return record


def decided(**groups: dict[str, Any]) -> Decision:
    return policy().decide(application(**groups), as_of=AS_OF)


def texts(decision: Decision, lang: str) -> str:
    return "\n".join(reason.text(lang) for reason in decision.reasons)  # type: ignore[arg-type]


def test_the_application_itself_is_approved() -> None:
    decision = decided()
    assert (decision.outcome, decision.reasons) == ("approve", ())
    assert decision.outputs["need"] == Decimal("11050000")


@pytest.mark.parametrize(
    ("group", "field", "titles"),
    [
        ("statement", "sales", "Turnover of the last year / 上年销售收入"),
        ("statement", "cost", "Cost of sales / 销售成本"),
        ("statement", "total_assets", "Total assets / 资产总额"),
        ("bureau", "overdue_amount", "Amount overdue / 逾期金额"),
    ],
)
def test_what_may_not_be_negative_is_refused_by_its_name_in_both_languages(
    group: str, field: str, titles: str
) -> None:
    with pytest.raises(InputError) as refused:
        decided(**{group: {field: -1}})
    (problem,) = refused.value.problems
    assert (problem.code, problem.path) == ("out-of-range", f"{group}.{field}")
    assert [note.text for note in problem.notes] == [titles]
    assert titles in str(refused.value)


def test_fields_of_items_are_named_with_their_list() -> None:
    record = application()
    record["guarantors"][1]["guarantees_given"] = -1
    with pytest.raises(InputError) as refused:
        policy().decide(record, as_of=AS_OF)
    (problem,) = refused.value.problems
    assert problem.path == "guarantors[1].guarantees_given"
    assert problem.notes[0].text == "Guarantors, Guarantees given to others / 保证人，对外担保余额"


def test_all_that_is_refused_is_told_at_once_and_unknown_fields_have_no_title() -> None:
    with pytest.raises(InputError) as refused:
        decided(statement={"sales": -1, "sale": 1}, loan={"term_months": 1.5})
    found = {problem.path: [note.text for note in problem.notes] for problem in refused.value.problems}
    assert found == {
        "statement.sales": ["Turnover of the last year / 上年销售收入"],
        "statement.sale": [],
        "loan.term_months": ["Term / 期限"],
    }


@pytest.mark.parametrize("day", ["2026-11-24", "2027-06-30"])
def test_an_overdue_amount_that_falls_due_after_the_decision_is_referred(day: str) -> None:
    decision = decided(bureau={"overdue_amount": 0.01, "oldest_due_date": day})
    assert decision.outcome == "refer"
    assert [reason.code for reason in decision.reasons] == ["due_date_in_future"]
    assert "oldest due date" in texts(decision, "en")
    assert "最早到期日" in texts(decision, "zh")


def test_an_overdue_amount_without_its_due_date_is_referred() -> None:
    for day in (None, {"missing": "nothing_overdue"}, {"missing": "source_failed"}):
        assert decided(bureau={"overdue_amount": 1, "oldest_due_date": day}).outcome == "refer"


@pytest.mark.parametrize("code", ["Z9999", "", "c3484", " C3484", "3484", "Ｃ3484"])
def test_an_industry_code_that_is_not_listed_is_referred(code: str) -> None:
    decision = decided(company={"industry_code": code})
    assert decision.outcome == "refer"
    assert "Industry code (GB/T 4754) (not listed" in texts(decision, "en")
    assert "行业代码（GB/T 4754）（不在名录内" in texts(decision, "zh")
    assert "company.industry_code" in decision.asks


@pytest.mark.parametrize("statement", [None, {}, {"date": YEAR_END}])
def test_a_missing_statement_is_referred_and_asked_for(statement: dict[str, Any] | None) -> None:
    record = application()
    record["statement"] = statement
    decision = policy().decide(record, as_of=AS_OF)
    assert decision.outcome == "refer"
    assert "Turnover of the last year (not given)" in texts(decision, "en")
    assert "上年销售收入（未提供）" in texts(decision, "zh")
    assert {"statement.sales", "statement.total_assets"} <= set(decision.asks)
    assert {"limit", "rate"} <= decision.withheld.keys()


def test_every_field_of_the_statement_alone_leads_away_from_approval() -> None:
    for field in application()["statement"]:
        decision = decided(statement={field: None})
        assert decision.outcome == "refer", field
        assert f"statement.{field}" in decision.asks, field


def test_a_turnover_of_zero_is_referred_by_name() -> None:
    decision = decided(statement={"sales": 0, "profit": 0})
    assert decision.outcome == "refer"
    assert decision.reasons[0].code == "no_turnover"
    assert decision.reasons[0].text("en") == "Turnover of the last year is zero"
    assert decision.reasons[0].text("zh") == "上年销售收入为零"
    assert {"limit", "rate"} <= decision.withheld.keys()


def test_in_a_batch_each_bad_row_ends_as_it_does_alone() -> None:
    pa = pytest.importorskip("pyarrow")
    bad: list[dict[str, dict[str, Any]]] = [
        {},
        {"bureau": {"overdue_amount": 5000.0, "oldest_due_date": "2026-11-24"}},
        {"company": {"industry_code": "Z9999"}},
        {"statement": dict.fromkeys(application()["statement"])},
        {"statement": {"sales": 0, "profit": 0}},
        {"statement": {"sales": -1}},
    ]
    rows = [copy.deepcopy(application(**groups)) for groups in bad]
    result = policy().decide_batch(pa.Table.from_pylist(flat(rows)), as_of=AS_OF).to_arrow()
    assert result.column("outcome").to_pylist() == ["approve", "refer", "refer", "refer", "refer", "error"]


def flat(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The records with a column for each path, and the cause of what is missing in a column beside it."""
    found = []
    for row in rows:
        line: dict[str, Any] = {}
        for group, fields in row.items():
            if isinstance(fields, list):
                line[group] = fields
                continue
            for name, value in fields.items():
                cause = value["missing"] if isinstance(value, dict) else None
                line[f"{group}.{name}"] = None if cause else value
                if cause:
                    line[f"{group}.{name}.missing"] = cause
        found.append(line)
    columns = dict.fromkeys(name for line in found for name in line)
    return [{name: line.get(name) for name in columns} for line in found]
