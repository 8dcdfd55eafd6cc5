"""Admission of a customer, written by hand to hold the shipped policy against."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from reference.segmentation import entry_of
from reference.three_valued import Truth, both, either, holds, opposite, worst

OUTCOMES = ("admit", "refer", "decline")
CLASSES = ("pass", "special_mention", "substandard", "doubtful", "loss")
FULLY_EMERGING = (
    "C2761",
    "C3415",
    "C3491",
    "C3562",
    "C3612",
    "C3825",
    "C3841",
    "C3963",
    "C3973",
    "D4415",
    "D4416",
)
PARTLY_EMERGING = ("C26", "C35", "C39", "I65")
NOT_APPLICABLE = ("no_record", "no_case", "no_project", "not_a_person", "not_customer")


class Reader:
    """The fields of a record: None for what is not known; what does not apply fails every test."""

    def __init__(self, record: Mapping[str, Any]) -> None:
        self.record = record

    def __call__(self, path: str) -> Any:
        group, field = path.split(".")
        value = self.record.get(group, {}).get(field)
        if isinstance(value, Mapping):
            return "not applicable" if value["missing"] in NOT_APPLICABLE else None
        return value

    def test(self, path: str, test: Callable[[Any], bool]) -> Truth:
        value = self(path)
        return False if value == "not applicable" else holds(test, value)

    def true(self, path: str) -> Truth:
        return self.test(path, bool)

    def one_of(self, path: str, *values: str) -> Truth:
        return self.test(path, values.__contains__)


def emerging(read: Reader) -> Truth:
    code = read("company.industry_code")
    if code is None:
        return None
    if code.startswith(FULLY_EMERGING):
        return True
    return read("company.strategic_emerging") if code.startswith(PARTLY_EMERGING) else False


def everybody(read: Reader) -> list[tuple[str, Truth, str, int]]:
    return [
        ("dishonest_debtor", read.true("registry.dishonest_debtor"), "decline", 100),
        ("watchlist", read.true("registry.watchlist"), "decline", 100),
        ("enforcement", read.test("registry.enforcement_amount", lambda a: a > 10_000), "decline", 80),
        ("enforcement", read.test("registry.enforcement_amount", lambda a: 0 < a <= 10_000), "refer", 80),
        ("overdue", read.test("bureau.overdue_amount", lambda a: a > 0), "decline", 80),
        ("bad_loan", read.one_of("bureau.worst_class", *CLASSES[2:]), "decline", 100),
        ("special_mention", read.one_of("bureau.worst_class", "special_mention"), "refer", 60),
        ("red_warning", read.one_of("warning.level", "red"), "decline", 90),
        ("orange_warning", read.one_of("warning.level", "orange"), "refer", 50),
    ]


def persons(read: Reader) -> list[tuple[str, Truth, str, int]]:
    in_a_row = read.test("bureau.missed_in_a_row_24m", lambda n: n >= 3)
    in_all = read.test("bureau.missed_payments_24m", lambda n: n >= 6)
    return [
        ("age", read.test("applicant.age", lambda a: not 18 <= a <= 65), "decline", 90),
        ("serious_delinquency", either(in_a_row, in_all), "decline", 70),
        ("written_off", read.true("bureau.written_off_5y"), "decline", 70),
        ("many_enquiries", read.test("bureau.hard_enquiries_3m", lambda n: n > 6), "refer", 40),
        ("many_lenders", read.test("bureau.unsecured_lenders", lambda n: n > 4), "refer", 40),
    ]


def projects(read: Reader) -> list[tuple[str, Truth, str, int]]:
    restricted, new = read.one_of("project.directory", "restricted"), read.true("project.new_capacity")
    no_answer = read("project.new_capacity") == "not applicable"
    return [
        ("project_eliminated", read.one_of("project.directory", "eliminated"), "decline", 95),
        ("project_restricted", both(restricted, new), "decline", 90),
        ("project_upgrade", False if no_answer else both(restricted, opposite(new)), "refer", 50),
    ]


def businesses(read: Reader, day: str) -> list[tuple[str, Truth, str, int]]:
    entry = entry_of(read("company.industry_code"), day)
    stance = entry and entry["stance"]
    new = emerging(read)
    small = read.one_of("company.size", "micro", "small")
    favoured = either(read.record["customer"]["legal_form"] == "self_employed", small, new)
    required = None if favoured is None else 12 if favoured else 24
    return [
        ("industry_exit", holds(lambda s: s == "exit", stance), "decline", 90),
        ("industry_reduce", holds(lambda s: s == "reduce", stance), "refer", 50),
        (
            "young_business",
            holds(lambda m, r: m < r, read("company.months_operating"), required),
            "decline",
            60,
        ),
        ("environment_veto", read.true("registry.environment_veto"), "decline", 95),
    ]


def companies(read: Reader, day: str) -> list[tuple[str, Truth, str, int]]:
    entry, new = entry_of(read("company.industry_code"), day), emerging(read)
    most = (
        None
        if entry is None or new is None
        else Decimal(entry["max_debt_ratio"]) + (Decimal("0.05") if new else 0)
    )
    ratio = read("company.debt_ratio")
    audited = read.one_of("company.size", "medium", "large")
    return [
        ("shell", read.true("company.shell"), "decline", 95),
        ("frozen", read.true("registry.frozen"), "decline", 85),
        ("safety_accident", read.true("registry.safety_accident"), "refer", 60),
        ("highly_indebted", holds(lambda r, m: Decimal(str(r)) > m, ratio, most), "decline", 60),
        ("negative_cash_flow", read.test("company.negative_cash_years", lambda n: n >= 2), "refer", 40),
        (
            "audit_opinion",
            both(audited, read.one_of("company.audit_opinion", "adverse", "disclaimer")),
            "decline",
            70,
        ),
        ("audit_opinion", both(audited, read.one_of("company.audit_opinion", "qualified")), "refer", 60),
    ]


def support(read: Reader, form: str) -> list[str] | None:
    """What is done for the customer, None while it is not known of one measure."""
    new, first = emerging(read), read.true("customer.first_borrower")
    measures = {
        "SUP-01": both(new, form != "person"),
        "SUP-02": both(new, form == "company"),
        "SUP-03": first,
        "SUP-04": both(first, form != "person"),
        "SUP-05": read.one_of("project.directory", "encouraged"),
    }
    return None if None in measures.values() else [name for name, holds_ in measures.items() if holds_]


def decide(record: Mapping[str, Any], day: str) -> dict[str, Any]:
    """Outcome, the codes of fired rules and the measures of support; None where something is not known."""
    read, form = Reader(record), record["customer"]["legal_form"]
    rules = everybody(read)
    rules += persons(read) if form != "company" else []
    rules += projects(read)
    rules += businesses(read, day) if form != "person" else []
    rules += companies(read, day) if form == "company" else []
    asked: list[tuple[Truth, str]] = [(truth, outcome) for _, truth, outcome, _ in rules]
    fired = [(OUTCOMES.index(outcome), weight, code) for code, truth, outcome, weight in rules if truth]
    fired.sort(key=lambda f: (-f[0], -f[1]))
    outcome = worst(OUTCOMES, "refer", "admit", asked)
    measures = support(read, form)
    untold = (outcome != "decline" and measures is None) or (form != "person" and emerging(read) is None)
    if untold:
        outcome = max(outcome, "refer", key=OUTCOMES.index)
    known = not untold and all(truth is not None for truth, _ in asked)
    return {
        "outcome": outcome,
        "fired": sorted(code for _, _, code in fired),
        "reasons": list(dict.fromkeys(code for _, _, code in fired)) if known else None,
        "support": measures if outcome != "decline" else None,
    }
