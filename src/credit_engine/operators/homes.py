"""Which functions there are, by section of the reference, and which module defines each."""

from __future__ import annotations

from collections.abc import Mapping

_SECTIONS = (
    (
        "Missing data",
        "missing_functions",
        "is missing, if missing",
    ),
    (
        "Ordinals",
        "ordinal_functions",
        "better than, at least as good as, worse than, at most as good as, best, worst",
    ),
    (
        "Loans",
        "loan_functions",
        "instalment, instalment_rounded_up, loan_from_payment, number_of_instalments, "
        "payment_periods, instalment_schedule, step_instalment, step_schedule, prepayment, "
        "accrued_interest, year_fraction, icma_fraction, due_dates",
    ),
    (
        "Rates and costs",
        "return_functions",
        "irr, xirr, present_value, effective_rate, nominal_rate, apr_us, apr_eu, all_in_cost",
    ),
    (
        "Capacity, collateral, concentration",
        "lending_functions",
        "affordable_payment, affordable_housing_payment, debt_service_cover, interest_cover, "
        "loan_from_cash_flow, working_capital_need, turnover_days, loan_to_value, collateral_value, "
        "lendable_value, cover_ratio, herfindahl, exposure_headroom, own_share_room",
    ),
    (
        "Price",
        "lending_functions",
        "raroc, rate_for_raroc, economic_profit, spread_in_basis_points, rate_ceiling, penalty_rate",
    ),
    (
        "Losses and disposal",
        "risk_functions",
        "expected_loss, lifetime_expected_loss, marginal_pds, workout_lgd, provision, "
        "expected_present_value, compare_strategies",
    ),
    (
        "Capital",
        "risk_functions",
        "irb_capital_corporate, irb_capital_hvcre, irb_capital_mortgage, irb_capital_qrre, "
        "irb_capital_other_retail, effective_maturity, defaulted_capital, capital_at, foundation_lgd, "
        "split_mortgage, normal_cdf, normal_inverse",
    ),
    (
        "Ratings and scores",
        "rating_functions",
        "altman_z, altman_z_prime, altman_z_double_prime, piecewise_linear, calibrated_pd, "
        "geometric_scale, grade_rank, scaling_factor, scaling_offset, score_at_pd, pd_at_score, "
        "attribute_points, weight_of_evidence, information_value, prior_shift, logistic_pd",
    ),
    (
        "Delinquency, portfolios, back-tests",
        "portfolio_functions",
        "days_past_due, class_by_days, worst_class, observation_end, cure_end, bad_loan_ratio, "
        "provision_coverage, loan_provision_ratio, roll_forward, flow_rate_losses, binomial_test, "
        "normal_test, normal_test_over_years, critical_defaults, auc_with_error",
    ),
    (
        "Figures of supervisors and markets",
        "portfolio_functions",
        "reference_value, reference_band, reference_figures",
    ),
    (
        "Numbers",
        "number_functions",
        "decimal, floor, ceiling, round up, round down, round half up, round half down, abs, modulo, "
        "sqrt, log, exp, odd, even",
    ),
    (
        "Sums and statistics",
        "aggregate_functions",
        "sum, min, max, mean, product, median, stddev, mode, all, any",
    ),
    (
        "Lists",
        "list_functions",
        "count, list contains, index of, sublist, append, concatenate, insert before, remove, list "
        "replace, reverse, union, distinct values, duplicate values, flatten, sort",
    ),
    (
        "Text",
        "text_functions",
        "string length, substring, substring before, substring after, upper case, lower case, "
        "contains, starts with, ends with, matches, replace, split, string join",
    ),
    (
        "Dates, times, durations",
        "temporal_functions",
        "today, now, date, time, date and time, duration, years and months duration, day of week, day "
        "of year, month of year, week of year",
    ),
    (
        "Contexts",
        "context_functions",
        "get value, get entries, context, context put, context merge",
    ),
    (
        "Ranges",
        "range_functions",
        "before, after, meets, met by, overlaps, overlaps before, overlaps after, finishes, finished "
        "by, includes, during, starts, started by, coincides",
    ),
    (
        "Conversion and logic",
        "conversion_functions",
        "string, number, range, not, is",
    ),
)

TOPICS: Mapping[str, tuple[str, ...]] = {title: tuple(names.split(", ")) for title, _, names in _SECTIONS}
"""The functions of each section, in reading order."""

HOMES: Mapping[str, str] = {name: home for title, home, _ in _SECTIONS for name in TOPICS[title]}
"""The module that defines each name; it is imported when one of its names is looked up."""
