"""Slips in the shipped policies: each is found at its line, in both languages, and mended as its hint says.

A slip is a policy, a text of it, what was typed instead, and the code of the finding. Where the hint is the
text to write, the mend is read from it, in either language. Otherwise `Told` states words that the hint or
the expectation must name so that the reader comes to what stood there before, and, where the finding stands
at another line than the slip, that line.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from compiled import SHIPPED
from credit_engine.analyse import doubts
from credit_engine.policy.loading import compile_policy, finder
from credit_engine.policy.suppression import sort_out
from credit_engine.problems import PolicyError, Problem
from credit_engine.source import Source
from credit_engine.wording import in_language
from problems.test_mends import LANGUAGES, literal

CONSUMER, OFFERS, WORKING, CLASSES = (
    "consumer_loan",
    "consumer_loan_offers",
    "working_capital",
    "five_category",
)


class Told(NamedTuple):
    """What a hint that is no text to write names, and the line of the finding if it is not the slip's."""

    named: str
    at: str = ""


class Slip(NamedTuple):
    """What is typed in place of what in which policy, and what `check` finds."""

    policy: str
    right: str
    typed: str
    code: str
    told: Told | None = None


SLIPS = (
    Slip(CONSUMER, "rate_cap: {value: 0.24,", "rate_cap: {value: 24,", "fraction-above-one"),
    Slip(
        CONSUMER,
        "max_debt_service_ratio: {value: 0.55,",
        "max_debt_service_ratio: {value: 55,",
        "fraction-above-one",
    ),
    Slip(CONSUMER, "thin_file_amount: {value: 50000,", "thin_file_amount: {value: 5万,", "number-as-text"),
    Slip(
        CONSUMER,
        "unsecured_ceiling: {value: 300000, unit: CNY",
        "unsecured_ceiling: {value: 300000, unit: CYN",
        "unit-clash",
        Told("unit: ...", "max(0, unsecured_ceiling"),
    ),
    Slip(
        CONSUMER,
        "minimum_income: {value: 3000, unit: CNY per month",
        "minimum_income: {value: 3000, unit: CNY per year",
        "unit-clash",
        Told("unit: ...", "when: applicant.monthly_income < minimum"),
    ),
    Slip(
        CONSUMER,
        "thin_file_months: {value: 6, unit: months",
        "thin_file_months: {value: 6, unit: days",
        "unit-clash",
        Told("unit: ...", "bureau.months_on_file < thin_file_months"),
    ),
    Slip(
        CONSUMER,
        "minimum_age: {value: 18,",
        "minimum_age: {value: 180,",
        "threshold-out-of-range",
        Told("", "when: applicant.age < minimum_age"),
    ),
    Slip(CONSUMER, "fraud.device_risk >= 85", "fraud.device_risk >= 850", "always-false", Told("")),
    Slip(
        CONSUMER,
        "when: existing_burden > max_debt_service_ratio",
        "when: existing_burden > 55",
        "fraction-above-one",
    ),
    Slip(
        CONSUMER, "when: bureau.current_overdue > 0", "when: bureau.current_overdue > 0,5", "other-notation"
    ),
    Slip(
        CONSUMER,
        "when: fraud.watchlist_hit or fraud.device_risk >= 85",
        "when: fraud.watchlist_hit 或 fraud.device_risk >= 85",
        "other-notation",
    ),
    Slip(
        CONSUMER,
        "when: registry.enforcement_amount > enforcement_tolerance",
        "when: registry.enforcement_amount 大于 enforcement_tolerance",
        "other-notation",
    ),
    Slip(
        CONSUMER,
        "when: applicant.monthly_income < minimum_income",
        "when: applicant.monthly_income << minimum_income",
        "missing-value",
        Told("'<'"),
    ),
    Slip(CONSUMER, "applicant.age < minimum_age", "applicant.age > minimum_age", "limit-reversed"),
    Slip(CONSUMER, "_3m > max_enquiries_3m", "_3m < max_enquiries_3m", "limit-reversed"),
    Slip(CONSUMER, "max(score.pd, pd_floor)", "min(score.pd, pd_floor)", "limit-reversed"),
    Slip(CONSUMER, 'formula: debts[kind != "card"]', 'formula: debts[kind <> "card"]', "wrong-symbol"),
    Slip(CONSUMER, 'formula: debts[kind = "card"]', 'formula: debts[kind == "card"]', "double-equals"),
    Slip(CONSUMER, 'debts[kind = "card"]', 'debts[kind = "cart"]', "unknown-value"),
    Slip(
        CONSUMER,
        'when: applicant.income_evidence = "stated"',
        "when: applicant.income_evidence = 'stated'",
        "single-quotes",
    ),
    Slip(CONSUMER, 'when: loan.purpose = "other"', 'when: loan.purpose = "others"', "unknown-value"),
    Slip(
        CONSUMER, '("property_purchase", "securities",', '("property_purchase", "security",', "unknown-value"
    ),
    Slip(CONSUMER, "when: applicant.age < minimum_age", "when: applicant.age < minimun_age", "unknown-name"),
    Slip(CONSUMER, "when: registry.dishonest_debtor", "when: registry.dishonest_debter", "unknown-name"),
    Slip(
        CONSUMER,
        "formula: instalment(limit, rate, loan.term_months)",
        "formula: instalments(limit, rate, loan.term_months)",
        "unknown-function",
    ),
    Slip(CONSUMER, "        because: under_age", "        because: underage", "unknown-reason"),
    Slip(
        CONSUMER,
        "    scorecard: consumer_application",
        "    scorecard: consumer_aplication",
        "unknown-scorecard",
    ),
    Slip(CONSUMER, "        then: counter_offer", "        then: counteroffer", "unknown-outcome"),
    Slip(
        CONSUMER,
        "undecided: refer\n  nothing_fired",
        "undecided: approve\n  nothing_fired",
        "undecided-best",
        Told("refer"),
    ),
    Slip(CONSUMER, "nothing_fired: approve", "nothing_fired: aproved", "unknown-outcome"),
    Slip(
        CONSUMER,
        "      - id: ADM-02",
        "      - id: ADM-01",
        "duplicate-id",
        Told("id", "- id: ADM-01\n        title: {en: Age at maturity"),
    ),
    Slip(CONSUMER, "        weight: 90\n", "        wieght: 90\n", "unknown-key"),
    Slip(
        CONSUMER,
        "  max_enquiries_3m: {value: 6, owner: credit policy",
        "  max_enquiries_3m: {value: 6, ower: credit policy",
        "unknown-key",
    ),
    Slip(
        CONSUMER,
        '    type: integer\n    range: "[0..130]"',
        '    type: interger\n    range: "[0..130]"',
        "unknown-value",
    ),
    Slip(CONSUMER, '    range: "[0..130]"', '    range: "0..130"', "other-notation"),
    Slip(CONSUMER, '    range: "[0..130]"', '    range: "[130..0]"', "empty-range", Told("")),
    Slip(CONSUMER, "    protected: true\n", "    protected: yes\n", "ambiguous-word", Told("true")),
    Slip(
        CONSUMER,
        "bureau.missed_in_a_row_24m >= max_missed_in_a_row or",
        "bureau.missed_in_a_row_24m >= 0 or",
        "always-true",
        Told(""),
    ),
    Slip(
        CONSUMER,
        "when: registry.enforcement_amount > 0 and",
        "when: registry.enforcement_amount > enforcement_tolerance and",
        "always-false",
        Told(""),
    ),
    Slip(
        CONSUMER,
        "when: registry.enforcement_amount > 0 and registry.enforcement_amount <= enforcement_tolerance",
        "when: registry.enforcement_amount > 20000",
        "rule-implied",
        Told("ADM-05"),
    ),
    Slip(
        CONSUMER,
        'when: bureau.report_date > today() or today() - bureau.report_date > duration("P30D")',
        "when: bureau.report_date > today() or today() - bureau.report_date > 30",
        "type-clash",
        Told('@"P30D"'),
    ),
    Slip(CONSUMER, 'duration("P30D")', 'duration("30D")', "bad-literal"),
    Slip(
        CONSUMER,
        "some d in debts satisfies d.days_past_due > 0",
        "some d in debts satisfies d.days_past_due >= 0",
        "always-true",
        Told(""),
    ),
    Slip(
        CONSUMER,
        "some d in debts satisfies d.days_past_due > 0",
        "some d of debts satisfies d.days_past_due > 0",
        "missing-in",
        Told("in"),
    ),
    Slip(
        CONSUMER,
        "applicant.age + loan.term_months / months_per_year > maximum",
        "applicant.age + loan.term_months > maximum",
        "unit-clash",
        Told("unit: ..."),
    ),
    Slip(
        CONSUMER,
        'is missing(bureau.months_on_file, "no_record")',
        'is missing(bureau.months_on_file, "no_records")',
        "unknown-value",
    ),
    Slip(
        CONSUMER,
        "max(0, unsecured_ceiling - exposure.unsecured_at_bank)",
        "max(0, unsecured_ceiling - exposure.unsecured_at_bank",
        "unclosed-bracket",
        Told(")"),
    ),
    Slip(
        CONSUMER,
        "else if loan.term_months <= 36 then funds_3y",
        "else if loan.term_months <= 6 then funds_3y",
        "branch-unreachable",
        Told(""),
    ),
    Slip(CONSUMER, "then funds_3y else funds_5y", "then funds_3y", "missing-else", Told("else")),
    Slip(
        CONSUMER,
        '- {if: ["[0.01..0.02)"], then: [B]}',
        '- {if: ["[0.01..0.03)"], then: [B]}',
        "rows-overlap",
        Told("hit: first", '- {if: ["[0.02..0.04)"]'),
    ),
    Slip(
        CONSUMER,
        '- {if: ["[0.01..0.02)"], then: [B]}',
        '- {if: ["[0.02..0.01)"], then: [B]}',
        "empty-range",
        Told(""),
    ),
    Slip(
        CONSUMER,
        '- {if: ["[0.01..0.02)"], then: [B]}',
        '- {if: ["[0.01..0.02)"], then: [b]}',
        "unknown-value",
    ),
    Slip(
        CONSUMER,
        '- {if: ["[0.01..0.02)"], then: [B]}',
        '- {if: [">= 0.01, < 0.02"], then: [B]}',
        "cell-matches-everything",
    ),
    Slip(
        CONSUMER,
        """'"B"', '"salaried"'], then: [200000, 60]}\n        - {if: ['"B"', "-"], then: [150000, 48]}""",
        """'"B"', "-"], then: [150000, 48]}\n        - {if: ['"B"', '"salaried"'], then: [200000, 60]}""",
        "row-unreachable",
        Told("", "- {if: ['\"B\"', '\"salaried\"']"),
    ),
    Slip(
        CONSUMER,
        '- {if: [\'"C"\', "-"], then: [100000, 36]}',
        '- {if: [\'"C"\', "-"], then: [100000]}',
        "row-width",
        Told("2"),
    ),
    Slip(
        CONSUMER,
        '- {if: [\'"C"\', "-"], then: [100000, 36]}',
        "- {if: ['\"C\"'], then: [100000, 36]}",
        "row-width",
        Told("2"),
    ),
    Slip(
        CONSUMER,
        '- {if: [\'"C"\', "-"], then: [100000, 36]}',
        "- {if: ['C', \"-\"], then: [100000, 36]}",
        "unquoted-text",
    ),
    Slip(
        CONSUMER,
        '- {if: ["(12..36]"], then: [0.55]}',
        '- {if: ["[12..36]"], then: [0.55]}',
        "rows-overlap",
        Told("hit: first"),
    ),
    Slip(
        CONSUMER,
        "- {if: ['\"online\"'], then: [200000]}",
        "- {if: ['\"on_line\"'], then: [200000]}",
        "unknown-value",
    ),
    Slip(CONSUMER, "      aggregate: sum", "      agregate: sum", "unknown-key"),
    Slip(CONSUMER, "      hit: unique\n      in: [pd]", "      hit: uniqe\n      in: [pd]", "unknown-value"),
    Slip(
        CONSUMER, "        product: product_cap", "        product: 2000000", "never-binds", Told("product")
    ),
    Slip(CONSUMER, "      minimum: 1000\n", "      minimum: 1000000\n", "minimum-above-cap"),
    Slip(CONSUMER, "    title: {en: Grade", "    title：{en: Grade", "full-width-colon"),
    Slip(
        CONSUMER,
        "        then: decline\n        because: over_age",
        "        then: decline\n       because: over_age",
        "bad-indentation",
        Told(""),
    ),
    Slip(CONSUMER, "effective: {from: 2026-11-01,", "effective: {from: 2026-11-31,", "bad-date", Told("")),
    Slip(CONSUMER, "time_zone: Asia/Shanghai", "time_zone: Asia/Beijing", "unknown-time-zone"),
    Slip(
        CONSUMER,
        "title: {en: Minimum age, zh: 最低年龄}",
        "title: {en: Minimum age， zh: 最低年龄}",
        "full-width-comma",
    ),
    Slip(
        "disbursement",
        "outcome: [standing, payment, precedent, documents]",
        "outcome: [standing, precedent, documents]",
        "unused-decision",
        Told("payment", "  payment:\n"),
    ),
    Slip(
        CLASSES,
        'prior.class = "pass" and renewal',
        'prior.class = "normal" and renewal',
        "unknown-value",
        Told("pass"),
    ),
    Slip(
        CLASSES,
        "doubtful_days: {value: 270,",
        "doubtful_days: {value: 27,",
        "rule-implied",
        Told("DPD-2", "id: DPD-2"),
    ),
    Slip(
        CLASSES,
        "when: restructurings >= 2, then: substandard",
        "when: restructurings >= 2, then: special_mention",
        "rule-implied",
        Told("OBS-2"),
    ),
    Slip(CLASSES, "doubtful_loss: {value: 0.5,", "doubtful_loss: {value: 50,", "fraction-above-one"),
    Slip(
        CLASSES, "when: loan.days_past_due > loss_days", "when: loan.days_pastdue > loss_days", "unknown-name"
    ),
    Slip(
        CLASSES,
        "waivable_by: [head_office_risk]",
        "waivable_by: [head_office_risk, head_office_risk]",
        "duplicate-value",
        Told(""),
    ),
    Slip(
        CLASSES,
        'applies_when: not(by_days) and prior.class = "loss"',
        'applies_when: not(by_days) and prior.class = "los"',
        "unknown-value",
    ),
    Slip(CLASSES, "initially: pass", "initially: normal", "wrong-value", Told("pass")),
    Slip(CLASSES, "  timely_months: timely_months", "  timely_month: timely_months", "unknown-name"),
    Slip(WORKING, 'when: industry.stance = "exit"', 'when: industry.stance = "exits"', "unknown-value"),
    Slip(WORKING, 'worse than(rating.grade, "R8")', 'worse than(rating.grade, "R88")', "unknown-value"),
    Slip(WORKING, 'worse than(rating.grade, "R8")', "rating.grade > R8", "unquoted-text"),
    Slip(
        WORKING,
        "          valid_for: 30\n          then: refer",
        "          valid_for: -30\n          then: refer",
        "wrong-value",
        Told(""),
    ),
    Slip(
        WORKING,
        'when: today() > statement.date + duration("P18M")',
        "when: today() > statement.date + 18",
        "type-clash",
        Told('@"P30D"'),
    ),
    Slip(
        WORKING,
        'applies_when: company.kind = "micro"\n',
        'applies_when: company.kind = "micro" and company.kind = "corporate"\n',
        "always-false",
        Told(""),
    ),
    Slip(WORKING, "given: documents.cross_check", "given: documents.crosscheck", "unknown-name"),
    Slip(
        WORKING,
        "when: statement.negative_cash_years >= 2",
        "when: statement.negative_cash_years >= 20",
        "always-false",
        Told(""),
    ),
    Slip(WORKING, "when: interest_cover < 1.5", "when: interest_cover < 1,5", "other-notation"),
    Slip(
        WORKING,
        "when: debt_ratio > industry.max_debt_ratio",
        "when: debt_ratio > industry.max_dept_ratio",
        "unknown-name",
    ),
    Slip(
        CONSUMER,
        '"[0.01..0.02)"], then: [B]',
        '"0.01-0.02"], then: [B]',
        "range-without-brackets",
        Told("[0.01..0.02]"),
    ),
)


def path_of(policy: str) -> Path:
    (path,) = SHIPPED.glob(f"*/{policy}.yaml")
    return path


@cache
def text_of(policy: str) -> str:
    return path_of(policy).read_text("utf-8")


def problems(policy: str, text: str) -> list[Problem]:
    """What loading and a careful reader find, less what the policy allows."""
    source = Source(str(path_of(policy)), text)
    try:
        compiled = compile_policy(source, finder(path_of(policy)))
    except PolicyError as error:
        return list(error.problems)
    return list(sort_out([*compiled.warnings, *doubts(compiled)], [source], searched=[source]).standing)


def line(text: str, part: str) -> int:
    return text.count("\n", 0, text.index(part)) + 1


def lines_of(slip: Slip, text: str) -> range:
    """The lines at which the finding may stand: those of what was typed, or the one that is told."""
    part = slip.told.at if slip.told is not None and slip.told.at else slip.typed
    first = line(text, part)
    return range(first, first + part.rstrip("\n").count("\n") + 1)


def mended(slip: Slip, typed: str, problem: Problem) -> str:
    """The text after the hint is followed: what it says to write, else what it leads back to."""
    if slip.told is None:
        right = literal(problem)
        assert right is not None, f"the hint of {problem.code} is not what to write: {problem.hint}"
        assert problem.span is not None
        return typed[: problem.span.start] + right + typed[problem.span.end :]
    for lang in LANGUAGES:
        said = f"{in_language(problem.hint, lang)} {in_language(problem.expected, lang)}".strip()
        assert said
        assert slip.told.named in said
    return text_of(slip.policy)


@pytest.mark.parametrize("policy", [CONSUMER, OFFERS, WORKING, CLASSES])
def test_nothing_is_found_in_a_shipped_policy_as_it_is(policy: str) -> None:
    assert problems(policy, text_of(policy)) == []


def test_there_are_sixty_slips_of_many_kinds() -> None:
    assert len(SLIPS) >= 60
    assert len({slip.code for slip in SLIPS}) >= 30
    assert sum(slip.told is None for slip in SLIPS) >= 40


@pytest.mark.sampled
@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: f"{slip.code}: {slip.typed.strip()[:40]}")
def test_a_slip_is_found_at_its_line_and_mended_by_its_hint(slip: Slip) -> None:
    typed = text_of(slip.policy).replace(slip.right, slip.typed, 1)
    assert typed != text_of(slip.policy), "the policy no longer says this: choose another slip"

    found = [one for one in problems(slip.policy, typed) if one.code == slip.code]
    assert found, "not found"
    problem = found[0]

    assert problem.span is not None
    assert problem.span.position.line in lines_of(slip, typed)
    assert in_language(problem.message, "zh") != in_language(problem.message, "en")
    assert problems(slip.policy, mended(slip, typed, problem)) == []
