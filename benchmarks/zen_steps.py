"""The steps of the consumer loan policy in zen's expression language; `@name` is an earlier result."""

from __future__ import annotations

from typing import NamedTuple

Entry = tuple[str, str]


class Expressions(NamedTuple):
    """A step of named expressions, each of which may use the ones before it."""

    name: str
    entries: tuple[Entry, ...]


class Row(NamedTuple):
    """A table row: a cell for each input, a result for each output, and the row as one condition."""

    cells: tuple[str, ...]
    results: tuple[str, ...]
    condition: str


class Table(NamedTuple):
    """A decision table; the last row of a `first` table catches the rest."""

    name: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    rows: tuple[Row, ...]
    hit: str = "first"
    collected_as: str | None = None

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The table as conditional expressions, one for each output."""
        if self.collected_as is not None:
            rows = [f"{{{self.outputs[0]}: {row.condition} ? {row.results[0]} : 0}}" for row in self.rows]
            return ((self.collected_as, f"[{', '.join(rows)}]"),)
        entries = []
        for column, key in enumerate(self.outputs):
            chain = "".join(f"{row.condition} ? {row.results[column]} : " for row in self.rows[:-1])
            entries.append((key, chain + self.rows[-1].results[column]))
        return tuple(entries)


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


_MEANS = {
    "age": ("age_profile", "44.2"),
    "employment": ("employment_type", "48.6"),
    "employed": ("short_employment", "47.1"),
    "housing": ("housing_status", "48.4"),
    "address": ("short_residence", "49.3"),
    "fund": ("provident_fund", "49.7"),
    "file": ("short_credit_history", "51.2"),
    "arrears": ("past_arrears", "54.5"),
    "enquiries": ("recent_enquiries", "51.8"),
    "cards": ("card_usage", "50.9"),
    "burden": ("debt_burden", "52.3"),
    "relationship": ("short_relationship", "47.4"),
}
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
        ("score", " + ".join(f"@p_{name}" for name in _MEANS)),
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
        ("lpr_1y", "date(as_of) >= date('2025-05-20') ? 0.030 : 0.031"),
        ("funding", "date(as_of) >= date('2026-12-01') ? 0.006 : 0.0055"),
        ("expected_loss", "@pd * @lgd"),
        ("capital", "0.75 * 0.105 * 0.12 / (1 - 0.25)"),
        ("surcharge", "sum(map(@surcharges, #.surcharge))"),
        ("uncapped", "@lpr_1y + @funding + 0.018 + @expected_loss + @capital + @surcharge - @discount"),
        ("rate", "round(min([max([@uncapped, 0.036]), 0.24]), 4)"),
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


def _fires(name: str, test: str, severity: int, not_applicable: bool = True) -> str:
    missing = f"(@{name}_na ? 0 : -1)" if not_applicable else "-1"
    return f"@{name} == null ? {missing} : {test} ? {severity} : 0"


_GAP = "(@{0} == null and not @{0}_na)"
ADMISSION = Expressions(
    "admission",
    (
        ("under_age", "applicant.age < 18 ? 3 : 0"),
        ("over_age", "applicant.age + loan.term_months / 12 > 65 ? 3 : 0"),
        ("dishonest", _fires("dishonest_debtor", "@dishonest_debtor", 3, not_applicable=False)),
        ("enforced_large", _fires("enforcement_amount", "@enforcement_amount > 10000", 3)),
        (
            "enforced_small",
            _fires("enforcement_amount", "@enforcement_amount > 0 and @enforcement_amount <= 10000", 2),
        ),
        ("overdue", _fires("current_overdue", "@current_overdue > 0", 3)),
        (
            "delinquent",
            "(@worst_dpd_24m ?? 0) >= 90 or (@missed_payments_24m ?? 0) >= 6 ? 3 : "
            f"{_GAP.format('worst_dpd_24m')} or {_GAP.format('missed_payments_24m')} ? -1 : 0",
        ),
        ("written_off", _fires("written_off_5y", "@written_off_5y", 3)),
        ("enquiries", _fires("hard_enquiries_3m", "@hard_enquiries_3m > 6", 2)),
        ("report_age", "@report_date == null ? 0 : (date(as_of) - date(@report_date)) / 86400"),
        ("stale", _fires("report_date", "(@report_age < 0 or @report_age > 30)", 2)),
        ("thin", "(@months_on_file ?? 0) < 6 and loan.amount > 50000 ? 2 : 0"),
        ("purpose", "loan.purpose in ['property_purchase', 'securities'] ? 3 : 0"),
        (
            "fraudulent",
            "(@watchlist_hit ?? false) or (@device_risk ?? 0) >= 85 ? 3 : "
            f"@watchlist_hit == null or {_GAP.format('device_risk')} ? -1 : 0",
        ),
    ),
)
_EARNS = "applicant.monthly_income > 0"
AFFORDABILITY = Expressions(
    "affordability",
    (
        ("low_income", "applicant.monthly_income < 3000 ? 3 : 0"),
        ("stated_income", "applicant.income_evidence == 'stated' ? 2 : 0"),
        (
            "over_indebted",
            f"{_EARNS} ? (@existing_burden == null ? -1 : @existing_burden > 0.55 ? 3 : 0) : 0",
        ),
        ("unaffordable", f"{_EARNS} ? (@ratio == null ? -1 : @ratio > 0.55 ? 1 : 0) : 0"),
        (
            "arrears",
            "not @debts_known ? -1 : "
            "some(debts, type(#.days_past_due) == 'number' and #.days_past_due > 0) ? 3 : "
            "some(debts, type(#.days_past_due) != 'number') ? -1 : 0",
        ),
        ("many_accounts", "not @debts_known ? -1 : len(@unsecured) > 4 ? 2 : 0"),
        ("high_usage", "@card_utilisation == null ? -1 : @card_utilisation > 0.9 ? 2 : 0"),
    ),
)
OFFER_POLICY = Expressions(
    "offer_policy",
    (
        ("grade_r", "@grade == 'R' and not @score_has_gaps ? 3 : 0"),
        ("grade_r_gaps", "@grade == 'R' and @score_has_gaps ? 2 : 0"),
        ("grade_e", "@grade == 'E' ? 2 : 0"),
        ("long_term", "@grade != 'R' and loan.term_months > @max_term ? 2 : 0"),
        ("online_ceiling", "loan.channel == 'online' and loan.amount > @product_cap ? 2 : 0"),
        ("no_room", "@grade == 'R' ? 0 : @offer == null ? -1 : @offer == 0 ? 3 : 0"),
        ("below_request", "@offer == null ? -1 : @offer > 0 and @offer < loan.amount ? 1 : 0"),
    ),
)
_CODES = {
    "under_age": "under_age",
    "over_age": "over_age",
    "dishonest": "dishonest_debtor",
    "enforced_large": "court_enforcement",
    "enforced_small": "court_enforcement",
    "overdue": "currently_overdue",
    "delinquent": "serious_delinquency",
    "written_off": "written_off",
    "enquiries": "many_enquiries",
    "stale": "stale_bureau_report",
    "thin": "thin_file",
    "purpose": "prohibited_purpose",
    "fraudulent": "fraud_indicator",
    "low_income": "income_too_low",
    "stated_income": "income_unverified",
    "over_indebted": "over_indebted",
    "unaffordable": "amount_unaffordable",
    "arrears": "debt_in_arrears",
    "many_accounts": "many_unsecured_accounts",
    "high_usage": "high_card_utilisation",
    "grade_r": "score_too_low",
    "grade_r_gaps": "score_incomplete",
    "grade_e": "weak_grade",
    "long_term": "term_too_long",
    "online_ceiling": "online_amount",
    "no_room": "no_capacity",
    "below_request": "limit_below_request",
}
_RULES = ", ".join(f"{{code: '{code}', result: @{name}}}" for name, code in _CODES.items())
_LOST = ", ".join(f"{{code: '{code}', lost: {mean} - @p_{name}}}" for name, (code, mean) in _MEANS.items())
DECISION = Expressions(
    "decision",
    (
        ("hits", f"filter([{_RULES}], #.result != 0)"),
        ("reasons", "map(@hits, #.result == -1 ? 'undecided' : #.code)"),
        (
            "score_reasons",
            f"@grade_r == 3 or @grade_e == 2 ? map(filter([{_LOST}], #.lost > 0), #.code) : []",
        ),
        ("severity", "len(@hits) == 0 ? 0 : max(map(@hits, #.result == -1 ? 2 : #.result))"),
        ("outcome", "['approve', 'counter_offer', 'refer', 'decline'][@severity]"),
        ("offered", "@severity < 2"),
        ("final_grade", "@grade"),
        ("offered_rate", "@offered ? @rate : null"),
        ("offered_limit", "@offered ? @offer : null"),
        ("offered_instalment", "@offered ? round(@offer / @annuity, 2) : null"),
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
