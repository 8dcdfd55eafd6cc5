"""The steps of the consumer loan policy in zen's expression language; `@name` is an earlier result."""

from __future__ import annotations

from zen_form import Entry, Expressions, Row, Table
from zen_rules import ADMISSION, AFFORDABILITY, DECISION, MEANS, OFFER_POLICY


def _optional(
    group: str, name: str, kind: str, not_applicable: str = "", coded: bool = False
) -> tuple[Entry, ...]:
    path = f"{group}.{name}"
    given = f"type({path}) == '{kind}'" + (f" and {path} >= 0" if coded else "")
    entries = [(name, f"{given} ? {path} : null")]
    if not_applicable:
        code = f"{path} == -9 or " if coded else ""
        entries.append((f"{name}_na", f"{code}{path}.missing == '{not_applicable}'"))
    return tuple(entries)


READ = Expressions(
    "read",
    (
        *_optional("applicant", "months_employed", "number", "not_employed"),
        *_optional("applicant", "provident_fund_months", "number", "not_enrolled"),
        *_optional("applicant", "housing", "string"),
        *_optional("applicant", "months_at_address", "number"),
        *_optional("bureau", "report_date", "string", "no_record"),
        *_optional("bureau", "months_on_file", "number", "no_record", coded=True),
        ("file_not_usable", "bureau.months_on_file == -8 or bureau.months_on_file.missing == 'not_usable'"),
        *_optional("bureau", "worst_dpd_24m", "number", "no_record", coded=True),
        *_optional("bureau", "missed_in_a_row_24m", "number", "no_record", coded=True),
        *_optional("bureau", "missed_payments_24m", "number", "no_record", coded=True),
        *_optional("bureau", "current_overdue", "number", "no_record"),
        *_optional("bureau", "written_off_5y", "bool", "no_record"),
        *_optional("bureau", "hard_enquiries_3m", "number", "no_record", coded=True),
        *_optional("registry", "dishonest_debtor", "bool"),
        *_optional("registry", "enforcement_amount", "number", "no_case"),
        *_optional("fraud", "watchlist_hit", "bool"),
        *_optional("fraud", "device_risk", "number", "no_device"),
        *_optional("customer", "relationship_months", "number", "not_customer"),
        *_optional("customer", "average_balance_6m", "number", "not_customer"),
    ),
)

UNSECURED = "#.kind in ['consumer', 'online', 'card']"
DEBTS = Expressions(
    "debts_view",
    (
        ("debts_known", "type(debts) == 'array'"),
        ("loans", "@debts_known ? filter(debts, #.kind != 'card') : []"),
        ("cards", "@debts_known ? filter(debts, #.kind == 'card') : []"),
        ("unsecured", f"@debts_known ? filter(debts, {UNSECURED}) : []"),
        ("payments_known", "@debts_known and all(@loans, type(#.monthly_payment) == 'number')"),
        ("card_balances_known", "@debts_known and all(@cards, type(#.balance) == 'number')"),
        ("card_lines_known", "@debts_known and all(@cards, type(#.credit_line) == 'number')"),
        ("balances_known", "@debts_known and all(@unsecured, type(#.balance) == 'number')"),
        ("card_balance", "@card_balances_known ? sum(map(@cards, #.balance)) : null"),
        (
            "card_utilisation",
            "@card_balances_known and @card_lines_known ? "
            "(len(@cards) == 0 ? 0 : round(@card_balance / sum(map(@cards, #.credit_line)), 4)) : null",
        ),
        ("unsecured_balance", "@balances_known ? sum(map(@unsecured, #.balance)) : null"),
        (
            "existing_debt_service",
            "@payments_known and @card_balances_known ? "
            "sum(map(@loans, #.monthly_payment)) + 0.10 * @card_balance : null",
        ),
    ),
)

_WAGE = "applicant.employment in ['salaried', 'retired']"
_PROOF = "applicant.income_evidence in ['tax_record', 'payroll']"
_FLOW = "applicant.income_evidence == 'bank_flow'"
_SELF = "applicant.employment == 'self_employed'"
INCOME_SHARE = Table(
    "income_share_table",
    ("applicant.employment", "applicant.income_evidence"),
    ("income_share",),
    (
        Row(("'salaried', 'retired'", "'tax_record', 'payroll'"), ("1",), f"{_WAGE} and {_PROOF}"),
        Row(("'salaried', 'retired'", "'bank_flow'"), ("0.9",), f"{_WAGE} and {_FLOW}"),
        Row(("'self_employed'", "'tax_record', 'payroll'"), ("0.85",), f"{_SELF} and {_PROOF}"),
        Row(("'self_employed'", "'bank_flow'"), ("0.7",), f"{_SELF} and {_FLOW}"),
        Row(("", "'stated'"), ("0.5",), "applicant.income_evidence == 'stated'"),
        Row(("", ""), ("0.6",), "true"),
    ),
)
BURDEN = Expressions(
    "burden",
    (
        ("recognised_income", "applicant.monthly_income * @income_share"),
        ("burden_known", "@existing_debt_service != null and @recognised_income > 0"),
        (
            "existing_burden",
            "@burden_known ? round(@existing_debt_service / @recognised_income, 4) : null",
        ),
    ),
)


def _banded(value: str, edges: tuple[str, ...], points: tuple[int, ...], missing: str) -> str:
    bands = "".join(f"{value} < {edge} ? {got} : " for edge, got in zip(edges, points, strict=False))
    return f"{value} == null ? ({missing}) : {bands}{points[-1]}"


_EMPLOYMENT = "applicant.employment"
_FILE = "@months_on_file_na ? 38 : @file_not_usable ? 36 : 34"
SCORE = Expressions(
    "score_card",
    (
        ("p_age", _banded("applicant.age", ("22", "26", "31", "41", "56"), (28, 34, 40, 46, 50, 44), "25")),
        (
            "p_employment",
            f"{_EMPLOYMENT} == 'salaried' ? 52 : {_EMPLOYMENT} == 'retired' ? 50 : {_SELF} ? 42 : 36",
        ),
        (
            "p_employed",
            _banded(
                "@months_employed",
                ("6", "12", "36", "84"),
                (34, 40, 45, 50, 56),
                "@months_employed_na ? 44 : 32",
            ),
        ),
        (
            "p_housing",
            "@housing == null ? 38 : @housing in ['owner', 'mortgage'] ? 54 : "
            "@housing == 'family' ? 48 : @housing == 'rent' ? 42 : 40",
        ),
        ("p_address", _banded("@months_at_address", ("6", "24", "60"), (42, 46, 50, 54), "40")),
        (
            "p_fund",
            _banded(
                "@provident_fund_months",
                ("1", "12", "36"),
                (38, 44, 50, 58),
                "@provident_fund_months_na ? 42 : 36",
            ),
        ),
        ("p_file", _banded("@months_on_file", ("6", "24", "60", "120"), (36, 43, 50, 56, 62), _FILE)),
        (
            "p_arrears",
            _banded("@worst_dpd_24m", ("1", "30", "60"), (60, 46, 30, 14), "@worst_dpd_24m_na ? 48 : 12"),
        ),
        (
            "p_enquiries",
            _banded(
                "@hard_enquiries_3m",
                ("1", "3", "5", "7"),
                (60, 54, 46, 36, 26),
                "@hard_enquiries_3m_na ? 48 : 24",
            ),
        ),
        ("p_cards", _banded("@card_utilisation", ("0.1", "0.3", "0.6", "0.9"), (58, 56, 49, 38, 24), "22")),
        ("p_burden", _banded("@existing_burden", ("0.1", "0.25", "0.4", "0.55"), (60, 55, 47, 38, 26), "24")),
        (
            "p_relationship",
            _banded(
                "@relationship_months",
                ("6", "24", "60"),
                (42, 46, 50, 55),
                "@relationship_months_na ? 43 : 40",
            ),
        ),
        ("score", " + ".join(f"@p_{name}" for name in MEANS)),
        (
            "score_has_gaps",
            "@months_on_file == null or @worst_dpd_24m == null or @hard_enquiries_3m == null or "
            "@card_utilisation == null or @existing_burden == null",
        ),
    ),
)
PD = Expressions(
    "default_probability", (("pd", "round(max([1 / (1 + 50 * 2 ^ ((@score - 600) / 20)), 0.0005]), 6)"),)
)

_EDGES = ("0.01", "0.02", "0.04", "0.08", "0.15")
GRADE = Table(
    "grade_table",
    ("@pd",),
    ("grade",),
    (
        *(
            Row((f"< {edge}",), (f"'{grade}'",), f"@pd < {edge}")
            for edge, grade in zip(_EDGES, "ABCDE", strict=True)
        ),
        Row(("",), ("'R'",), "true"),
    ),
)
_SALARIED = "applicant.employment == 'salaried'"
TERMS = Table(
    "terms_table",
    ("@grade", "applicant.employment"),
    ("grade_cap", "max_term"),
    (
        Row(("'A'", "'salaried', 'retired'"), ("300000", "60"), f"@grade == 'A' and {_WAGE}"),
        Row(("'A'", ""), ("200000", "60"), "@grade == 'A'"),
        Row(("'B'", "'salaried'"), ("200000", "60"), f"@grade == 'B' and {_SALARIED}"),
        Row(("'B'", ""), ("150000", "48"), "@grade == 'B'"),
        Row(("'C'", ""), ("100000", "36"), "@grade == 'C'"),
        Row(("'D'", ""), ("50000", "24"), "@grade == 'D'"),
        Row(("'E'", ""), ("20000", "12"), "@grade == 'E'"),
        Row(("", ""), ("0", "0"), "true"),
    ),
)
LGD = Table(
    "lgd_table",
    ("loan.term_months",),
    ("lgd",),
    (
        Row(("<= 12",), ("0.45",), "loan.term_months <= 12"),
        Row(("<= 36",), ("0.55",), "loan.term_months <= 36"),
        Row(("",), ("0.6",), "true"),
    ),
)
SURCHARGES = Table(
    "surcharge_table",
    ("applicant.employment", "applicant.income_evidence", "loan.channel"),
    ("surcharge",),
    (
        Row(("'self_employed'", "", ""), ("0.006",), _SELF),
        Row(("'other'", "", ""), ("0.008",), "applicant.employment == 'other'"),
        Row(
            ("", "'bank_flow', 'stated'", ""),
            ("0.004",),
            "applicant.income_evidence in ['bank_flow', 'stated']",
        ),
        Row(("", "", "'online'"), ("0.002",), "loan.channel == 'online'"),
    ),
    hit="collect",
    collected_as="surcharges",
)
_TENURE, _DEPOSITS = "(@relationship_months ?? -1)", "(@average_balance_6m ?? -1)"
DISCOUNT = Table(
    "discount_table",
    (_TENURE, _DEPOSITS),
    ("discount",),
    (
        Row((">= 36", ">= 50000"), ("0.005",), f"{_TENURE} >= 36 and {_DEPOSITS} >= 50000"),
        Row((">= 12", ">= 10000"), ("0.003",), f"{_TENURE} >= 12 and {_DEPOSITS} >= 10000"),
        Row(("", ""), ("0",), "true"),
    ),
)
PRICE = Expressions(
    "price",
    (
        ("funding_of_term", "loan.term_months <= 12 ? 0.016 : loan.term_months <= 36 ? 0.017 : 0.019"),
        ("funding", "@funding_of_term + (date(as_of) >= date('2026-12-01') ? 0.0005 : 0)"),
        ("expected_loss", "@pd * @lgd"),
        ("capital", "0.75 * 0.105 * 0.12 / (1 - 0.25)"),
        ("surcharge", "sum(map(@surcharges, #.surcharge))"),
        ("uncapped", "@funding + 0.01 + @expected_loss + @capital + @surcharge - @discount"),
        ("rate", "round(min([max([@uncapped, 0.03]), 0.24]), 4)"),
    ),
)
CAPACITY = Expressions(
    "capacity",
    (
        ("annuity", "(1 - (1 + @rate / 12) ^ (0 - loan.term_months)) / (@rate / 12)"),
        ("requested_instalment", "round(loan.amount / @annuity, 2)"),
        (
            "ratio",
            "@burden_known ? (@existing_debt_service + @requested_instalment) / @recognised_income : null",
        ),
        (
            "debt_capacity",
            "@existing_debt_service == null ? null : "
            "max([0, 0.55 * @recognised_income - @existing_debt_service]) * @annuity",
        ),
        ("exposure_headroom", "max([0, 300000 - exposure.unsecured_at_bank])"),
        (
            "leverage_headroom",
            "@unsecured_balance == null ? null : max([0, 24 * @recognised_income - @unsecured_balance])",
        ),
        ("product_cap", "loan.channel == 'branch' ? 300000 : 200000"),
        (
            "smallest",
            "@debt_capacity == null or @leverage_headroom == null ? null : floor(min([loan.amount, "
            "@debt_capacity, @grade_cap, @exposure_headroom, @leverage_headroom, @product_cap]) / 100) * 100",
        ),
        ("offer", "@smallest == null ? null : @smallest < 1000 ? 0 : @smallest"),
    ),
)


STEPS: tuple[Expressions | Table, ...] = (
    READ,
    DEBTS,
    INCOME_SHARE,
    BURDEN,
    SCORE,
    PD,
    GRADE,
    TERMS,
    LGD,
    SURCHARGES,
    DISCOUNT,
    PRICE,
    CAPACITY,
    ADMISSION,
    AFFORDABILITY,
    OFFER_POLICY,
    DECISION,
)
