"""Which module defines each function of the table."""

from __future__ import annotations

from collections.abc import Mapping

NAMES: Mapping[str, tuple[str, ...]] = {
    "aggregate_functions": (
        "min", "max", "sum", "mean", "product", "median", "stddev", "mode", "all", "any",
    ),
    "context_functions": (
        "get value", "get entries", "context put", "context merge", "context",
    ),
    "conversion_functions": (
        "string", "number", "range", "not", "is",
    ),
    "lending_functions": (
        "affordable_payment", "affordable_housing_payment", "debt_service_cover", "interest_cover",
        "loan_from_cash_flow", "working_capital_need", "turnover_days", "loan_to_value",
        "collateral_value", "lendable_value", "cover_ratio", "herfindahl", "exposure_headroom",
        "own_share_room", "raroc", "rate_for_raroc", "economic_profit", "spread_in_basis_points",
        "rate_ceiling", "penalty_rate",
    ),
    "list_functions": (
        "list contains", "count", "sublist", "append", "concatenate", "insert before", "remove",
        "list replace", "reverse", "index of", "union", "distinct values", "duplicate values",
        "flatten", "sort",
    ),
    "loan_functions": (
        "instalment", "instalment_rounded_up", "loan_from_payment", "number_of_instalments",
        "payment_periods", "instalment_schedule", "step_instalment", "step_schedule", "prepayment",
        "accrued_interest", "year_fraction", "icma_fraction", "due_dates",
    ),
    "missing_functions": (
        "is missing", "if missing",
    ),
    "number_functions": (
        "decimal", "floor", "ceiling", "round up", "round down", "round half up", "round half down",
        "abs", "modulo", "sqrt", "log", "exp", "odd", "even",
    ),
    "portfolio_functions": (
        "days_past_due", "class_by_days", "worst_class", "observation_end", "cure_end",
        "bad_loan_ratio", "provision_coverage", "loan_provision_ratio", "roll_forward",
        "flow_rate_losses", "binomial_test", "normal_test", "normal_test_over_years",
        "critical_defaults", "auc_with_error", "reference_value", "reference_band",
        "reference_figures",
    ),
    "range_functions": (
        "before", "after", "meets", "met by", "overlaps", "overlaps before", "overlaps after",
        "finishes", "finished by", "includes", "during", "starts", "started by", "coincides",
    ),
    "rating_functions": (
        "altman_z", "altman_z_prime", "altman_z_double_prime", "calibrated_pd", "piecewise_linear",
        "geometric_scale", "grade_rank", "scaling_factor", "scaling_offset", "score_at_pd",
        "pd_at_score", "attribute_points", "weight_of_evidence", "information_value", "prior_shift",
        "logistic_pd",
    ),
    "return_functions": (
        "irr", "xirr", "present_value", "effective_rate", "nominal_rate", "apr_us", "apr_eu",
        "all_in_cost",
    ),
    "risk_functions": (
        "expected_loss", "lifetime_expected_loss", "marginal_pds", "workout_lgd", "provision",
        "expected_present_value", "compare_strategies", "normal_cdf", "normal_inverse",
        "irb_capital_corporate", "irb_capital_hvcre", "irb_capital_mortgage", "irb_capital_qrre",
        "irb_capital_other_retail", "effective_maturity", "defaulted_capital", "capital_at",
        "foundation_lgd", "split_mortgage",
    ),
    "temporal_functions": (
        "date", "time", "date and time", "duration", "years and months duration", "day of year",
        "day of week", "month of year", "week of year", "today", "now",
    ),
    "text_functions": (
        "substring", "string length", "upper case", "lower case", "substring before",
        "substring after", "replace", "contains", "starts with", "ends with", "matches", "split",
        "string join",
    ),
}  # fmt: skip
"""The names that each module defines; a module is imported when one of its names is looked up."""

HOMES: Mapping[str, str] = {name: home for home, names in NAMES.items() for name in names}
"""The module that defines each name."""
