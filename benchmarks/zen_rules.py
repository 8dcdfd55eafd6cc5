"""The rules of the consumer loan policy and their outcome, in zen's expression language."""

from __future__ import annotations

from zen_form import Expressions

MEANS = {
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
            "(@missed_in_a_row_24m ?? 0) >= 3 or (@missed_payments_24m ?? 0) >= 6 ? 3 : "
            f"{_GAP.format('missed_in_a_row_24m')} or {_GAP.format('missed_payments_24m')} ? -1 : 0",
        ),
        ("written_off", _fires("written_off_5y", "@written_off_5y", 3)),
        ("enquiries", _fires("hard_enquiries_3m", "@hard_enquiries_3m > 6", 2)),
        ("report_age", "@report_date == null ? 0 : (date(as_of) - date(@report_date)) / 86400"),
        ("stale", _fires("report_date", "(@report_age < 0 or @report_age > 30)", 2)),
        ("thin", "(@months_on_file ?? 0) < 6 and loan.amount > 50000 ? 2 : 0"),
        (
            "purpose",
            "loan.purpose in ['property_purchase', 'securities', 'investment', 'business', 'loan_repayment'] "
            "? 3 : 0",
        ),
        ("unnamed_purpose", "loan.purpose == 'other' ? 2 : 0"),
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
    "unnamed_purpose": "purpose_not_named",
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
_LOST = ", ".join(f"{{code: '{code}', lost: {mean} - @p_{name}}}" for name, (code, mean) in MEANS.items())
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
