"""Policies of the book as a whole, states taken over from another system, loans booked too late."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from credit_engine import InputError, PolicyError
from credit_engine.portfolio import load_review
from credit_engine.portfolio.overview import Overview
from credit_engine.portfolio.results import Results
from reviews.made import altered, chain
from reviews.test_chain import BOOKS, by_loan

ADEQUACY = """\
policy: adequacy
version: "1"
title: {en: Adequacy, zh: 拨备充足性}
effective: {from: 2026-01-01, time_zone: Asia/Shanghai}
outcomes:
  order: {met: {en: Met, zh: 达标}, short: {en: Not met, zh: 不达标}}
  undecided: short
  nothing_fired: met
inputs:
  bad: {type: number, range: ">= 0", unit: CNY, title: {en: Bad loans, zh: 不良余额}}
  late: {type: number, range: ">= 0", unit: CNY, title: {en: Overdue for more than 30 days, zh: 逾期30天以上}}
  held: {type: number, range: ">= 0", unit: CNY, title: {en: Held, zh: 已计提}}
  capital: {type: number, unit: fraction, title: {en: Capital ratio, zh: 资本充足率}}
decisions:
  asked: {formula: "if capital < 0.1 then 1.5 else 1.2", unit: fraction, title: {en: Asked, zh: 要求}}
  enough:
    rules:
      - {id: ADQ-1, title: {en: Coverage, zh: 覆盖}, when: held < bad * asked, then: short, because: short}
decision: {outcome: [enough], outputs: {asked: {when: always, round: 4}}}
reasons: {short: {en: Too little is provided, zh: 拨备不足}}
"""
WHOLE = """\
figures:
  capital: {value: 0.09, title: {en: Capital, zh: 资本充足率}, owner: finance, source: report}
whole:
  adequacy:
    policy: adequacy.yaml
    with: {bad: bad_balance, late: past_due.30, held: amounts.required, capital: figures.capital}
ratios: {provision: required, coverage: adequacy.asked, loan_provision: 0.015}
"""
RATIOS = "ratios: {provision: required, coverage: 1.2, loan_provision: 0.015}\n"


@pytest.fixture
def review(tmp_path: Path) -> Path:
    """A review of two policies and one of the whole book, which asks 150 % of a bank with little capital."""
    path = chain(tmp_path / "in", BOOKS)
    (path.parent / "adequacy.yaml").write_text(ADEQUACY, "utf-8")
    return altered(path, (RATIOS, WHOLE))


def run(path: Path, until: str | None = None) -> Results:
    return load_review(path).run(path.parent / "books", path.parent.parent / "out", until=until)


def refused(path: Path) -> dict[str, str]:
    with pytest.raises(PolicyError) as caught:
        load_review(path)
    return {"en": caught.value.text("en"), "zh": caught.value.text("zh")}


def test_a_policy_of_the_whole_book_is_decided_once_of_its_totals(review: Path) -> None:
    """Bad is C with 500, overdue for more than 30 days the same; 635.12 are provided, 750 are asked."""
    results = run(review, until="2026-01")
    (row,) = results.table("whole_adequacy").to_pylist()
    read = {name: row[f"total.{name}"] for name in ("bad", "late", "held", "capital")}
    assert read == {"bad": 500.0, "late": 500.0, "held": 635.12, "capital": 0.09}
    assert (row["outcome"], row["asked"], row["reasons"]) == ("short", 1.5, ["short"])


def test_its_output_can_be_what_is_asked_of_a_ratio(review: Path) -> None:
    found = {row["ratio"]: row for row in run(review, until="2026-01").table("ratios").to_pylist()}
    assert (found["provision_coverage"]["minimum"], found["provision_coverage"]["met"]) == (1.5, False)
    assert (found["loan_provision_ratio"]["minimum"], found["loan_provision_ratio"]["met"]) == (0.015, True)


def test_a_loan_that_was_refused_and_never_had_a_class_counts_as_bad(tmp_path: Path) -> None:
    """Nobody knows that B with 300 is good, nor that it is not overdue: ratios are as if it were bad. Once it
    has a class it keeps that where it is refused."""
    path = chain(
        tmp_path / "in",
        {
            "2026-01": "A,2026-01-05,100,0,N B,2026-01-05,300,x,N C,2026-01-05,600,40,S",
            "2026-02": "A,2026-01-05,100,0,N B,2026-01-05,300,0,N C,2026-01-05,600,40,S",
            "2026-03": "A,2026-01-05,100,0,N B,2026-01-05,300,x,N C,2026-01-05,600,40,S",
        },
    )
    (path.parent / "adequacy.yaml").write_text(ADEQUACY, "utf-8")
    results = run(altered(path, (RATIOS, WHOLE)))
    months = ("2026-01", "2026-02", "2026-03")
    wholes = [results.table("whole_adequacy", month).to_pylist()[0] for month in months]
    assert [row["total.bad"] for row in wholes] == [900, 600, 600]
    assert [row["total.late"] for row in wholes] == [900, 600, 900]
    ratios = [results.table("ratios", month).to_pylist()[0] for month in months]
    assert [row["value"] for row in ratios] == [0.9, 0.6, 0.6]
    branches = results.table("concentration", "2026-01").to_pylist()
    assert {row["value"]: row["bad_balance"] for row in branches} == {"N": 300, "S": 600}
    found = [
        [
            one.values
            for one in Overview(run_until(results, month)).findings()
            if one.key == "loans_without_class"
        ]
        for month in months
    ]
    assert found == [[{"number": 1, "balance": "300.00"}], [], []]


def run_until(results: Results, month: str) -> Results:
    """The results of the months up to one."""
    return replace(results, months=tuple(one for one in results.months if one.name <= month))


def test_its_policy_stands_in_the_manifest(review: Path) -> None:
    assert run(review).months[-1].manifest["policies"]["adequacy"]["version"] == "1"


def test_what_it_decided_is_read_with_units_and_reasons(review: Path) -> None:
    results = run(review, until="2026-01")
    from credit_engine.portfolio.titles import Titles

    titles = Titles(results.spec, [*results.steps, *results.whole], "zh")
    (row,) = results.table("whole_adequacy").to_pylist()
    told = dict(titles.of_steps["adequacy"].figures(row))
    assert told == {
        "不良余额": "500元",
        "逾期30天以上": "500元",
        "已计提": "635.12元",
        "资本充足率": "9%",
        "要求": "150%",
    }
    findings = [one for one in Overview(results).findings() if one.key == "whole_outcome"]
    assert [one.values for one in findings] == [{"step": "adequacy", "outcome": "short"}]


def test_a_total_that_there_is_not_is_named(review: Path) -> None:
    altered(review, ("late: past_due.30", "late: past_due.45"), ("bad: bad_balance", "bda: bad_balance"))
    texts = refused(review)
    assert "there is no total 'past_due.45'" in texts["en"]
    assert "the policy adequacy has no input 'bda'" in texts["en"]
    assert "没有合计项 'past_due.45'" in texts["zh"]


def test_a_minimum_that_no_policy_gives_is_named(review: Path) -> None:
    altered(review, ("coverage: adequacy.asked", "coverage: adequacy.axed"))
    texts = refused(review)
    assert "no policy of the whole book gives 'adequacy.axed'" in texts["en"]
    assert "did you mean 'adequacy.asked'?" in texts["en"]
    assert "没有全组合政策给出 'adequacy.axed'" in texts["zh"]


def test_a_policy_with_a_state_is_none_of_the_whole_book(review: Path) -> None:
    altered(review, ("policy: adequacy.yaml", "policy: warning.yaml"))
    assert "the policy warning keeps a state, the book as a whole has none" in refused(review)["en"]


def test_a_policy_of_the_whole_book_is_named_otherwise_than_a_step(review: Path) -> None:
    altered(
        review, ("\n  adequacy:\n", "\n  warning:\n"), ("coverage: adequacy.asked", "coverage: warning.asked")
    )
    texts = refused(review)
    assert "'warning' is a step, too" in texts["en"]
    assert "'warning' 也是步骤名" in texts["zh"]


BEGIN = """\
  warning:
    policy: warning.yaml
    with: {days: dpd}
    begin: {level: old_level, clean_months: old_clean}
"""
STEP = "  warning: {policy: warning.yaml, with: {days: dpd}}\n"


def begun(folder: Path, *january: str) -> Path:
    """A review whose first book says which level loans had in another system."""
    path = altered(chain(folder / "in", {"2026-02": BOOKS["2026-02"]}), (STEP, BEGIN))
    head = "id,booked,owed,dpd,branch,old_level,old_clean"
    (path.parent / "books" / "2026-01.csv").write_text("\n".join([head, *january]) + "\n", "utf-8")
    return path


def test_a_first_review_takes_over_what_another_system_knew(tmp_path: Path) -> None:
    """B was red with two clean months before: this one is its third. D is new to both systems."""
    path = begun(
        tmp_path,
        "A,2026-01-05,1000,0,N,,",
        "B,2025-06-01,2000,0,S,red,2",
        "C,2025-06-01,500,0,S,orange,0",
        "D,2025-06-01,500,0,S,orange,",
    )
    results = run(path, until="2026-01")
    told = by_loan(results.decisions(), "warning.outcome", "warning.reasons")
    assert told["A"] == ("none", [])
    assert told["B"] == ("none", [])
    assert told["C"] == ("orange", ["not_cleared"])
    assert told["D"] == ("orange", ["undecided"]), "a field left empty is unknown, not as of a new loan"
    assert by_loan(results.state("warning"), "prior.clean_months")["B"] == (3.0,)


def test_a_later_book_begins_no_state_that_the_review_has(tmp_path: Path) -> None:
    path = begun(tmp_path, "B,2025-06-01,2000,0,S,red,2")
    run(path, until="2026-01")
    head = "id,booked,owed,dpd,branch,old_level,old_clean"
    rows = [head, "B,2025-06-01,2000,0,S,red,0", "C,2025-06-01,500,0,S,red,0"]
    (path.parent / "books" / "2026-02.csv").write_text("\n".join(rows) + "\n", "utf-8")
    told = by_loan(run(path).decisions(), "movement", "warning.outcome")
    assert told == {"B": ("stayed", "none"), "C": ("late", "orange")}


def test_a_first_book_without_the_column_is_told(tmp_path: Path) -> None:
    path = altered(chain(tmp_path / "in", BOOKS), (STEP, BEGIN))
    with pytest.raises(InputError, match="the book has no column old_level") as caught:
        run(path)
    assert "a column for 'begin of warning'" in caught.value.text("en")
    assert "'begin of warning' 对应的列" in caught.value.text("zh")


def test_a_field_that_the_state_has_not_is_named(tmp_path: Path) -> None:
    path = altered(chain(tmp_path / "in", BOOKS), (STEP, BEGIN.replace("{level:", "{lvel:")))
    texts = refused(path)
    assert "the policy warning has no field 'lvel' in its state" in texts["en"]
    assert "政策 warning 的状态没有字段 'lvel'" in texts["zh"]


def test_a_loan_booked_after_the_month_is_noted(tmp_path: Path) -> None:
    path = chain(tmp_path / "in", {"2026-01": "A,2026-01-31,1,0,N B,2026-02-01,1,0,N C,,1,0,N"})
    results = run(path)
    told: list[dict[str, Any]] = results.table("refused").to_pylist()
    assert [(row["id"], row["problem"]) for row in told] == [
        ("C", "no day of booking: in no vintage"),
        ("B", "booked after the month of review: in no vintage yet"),
    ]
    assert told[1]["problem_zh"] == "入账日晚于检视月份：暂不计入任何批次"
    assert results.counts["2026-01"]["incomplete"] == 2
    assert sum(row["balance"] for row in results.table("outcomes").to_pylist()[:1]) == Decimal(3)


def test_what_is_wrong_with_a_row_is_told_in_both_languages(tmp_path: Path) -> None:
    path = chain(tmp_path / "in", {"2026-01": "A,2026-01-05,1,-3,N"})
    told = {row["step"]: row for row in run(path).table("refused").to_pylist()}
    assert told["warning"]["problem"].startswith("days is -3")
    assert told["warning"]["problem_zh"].startswith("days 是 -3")


def test_a_minimum_that_is_no_number_is_refused(review: Path) -> None:
    adequacy = review.parent / "adequacy.yaml"
    altered(adequacy, ("outputs: {", "outputs: {named: {when: always, of: outcome_named}, "))
    altered(
        adequacy,
        ("  enough:", '  outcome_named: {formula: if capital < 0.1 then "low" else "high"}\n  enough:'),
    )
    altered(review, ("adequacy.asked", "adequacy.named"))
    with pytest.raises(PolicyError) as refused:
        load_review(review)
    assert "'adequacy.named' is text, not a number [type-clash]" in refused.value.text("en")
    assert "'adequacy.named' 是文本，不是数字" in refused.value.text("zh")


def test_what_a_policy_of_the_whole_book_refuses_is_told_in_the_language_of_the_page(review: Path) -> None:
    """The policy takes no fewer than 10,000 of bad loans; there are 500."""
    for package in ("jinja2", "matplotlib"):
        pytest.importorskip(package)
    from credit_engine.report.portfolio import write_portfolio_report

    altered(
        review.parent / "adequacy.yaml",
        ('bad: {type: number, range: ">= 0"', 'bad: {type: number, range: ">= 10000"'),
    )
    results = run(review, until="2026-01")
    page = review.parent / "page.html"
    write_portfolio_report(results, page, lang="en")
    assert "bad is 500.00; expected: &gt;= 10000" in page.read_text("utf-8")
    write_portfolio_report(results, page, lang="zh")
    chinese = page.read_text("utf-8")
    assert "bad 是 500.00；期望：&gt;= 10000" in chinese
    assert "expected:" not in chinese
    assert "bad is" not in chinese
    assert ">error<" not in chinese
    assert "：error" not in chinese
