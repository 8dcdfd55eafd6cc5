#!/usr/bin/env python3
"""Writes docs/reference/functions.md from the table of functions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from credit_engine.operators import FUNCTIONS
from credit_engine.operators.table import Function, Parameter, Signature

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "functions.md"

TOPICS: Mapping[str, tuple[str, ...]] = {
    "Missing data": ("is missing", "if missing"),
    "Ordinals": (
        "better than",
        "at least as good as",
        "worse than",
        "at most as good as",
        "best",
        "worst",
    ),
    "Loans": (
        "instalment",
        "instalment_rounded_up",
        "loan_from_payment",
        "number_of_instalments",
        "payment_periods",
        "instalment_schedule",
        "step_instalment",
        "step_schedule",
        "prepayment",
        "accrued_interest",
        "year_fraction",
        "icma_fraction",
        "due_dates",
    ),
    "Rates and costs": (
        "irr",
        "xirr",
        "present_value",
        "effective_rate",
        "nominal_rate",
        "apr_us",
        "apr_eu",
        "all_in_cost",
    ),
    "Capacity, collateral, concentration": (
        "affordable_payment",
        "affordable_housing_payment",
        "debt_service_cover",
        "interest_cover",
        "loan_from_cash_flow",
        "working_capital_need",
        "turnover_days",
        "loan_to_value",
        "collateral_value",
        "lendable_value",
        "cover_ratio",
        "herfindahl",
        "exposure_headroom",
        "own_share_room",
    ),
    "Price": (
        "raroc",
        "rate_for_raroc",
        "economic_profit",
        "spread_in_basis_points",
        "rate_ceiling",
        "penalty_rate",
    ),
    "Losses and disposal": (
        "expected_loss",
        "lifetime_expected_loss",
        "marginal_pds",
        "workout_lgd",
        "provision",
        "expected_present_value",
        "compare_strategies",
    ),
    "Capital": (
        "irb_capital_corporate",
        "irb_capital_hvcre",
        "irb_capital_mortgage",
        "irb_capital_qrre",
        "irb_capital_other_retail",
        "effective_maturity",
        "defaulted_capital",
        "capital_at",
        "foundation_lgd",
        "split_mortgage",
        "normal_cdf",
        "normal_inverse",
    ),
    "Ratings and scores": (
        "altman_z",
        "altman_z_prime",
        "altman_z_double_prime",
        "piecewise_linear",
        "calibrated_pd",
        "geometric_scale",
        "grade_rank",
        "scaling_factor",
        "scaling_offset",
        "score_at_pd",
        "pd_at_score",
        "attribute_points",
        "weight_of_evidence",
        "information_value",
        "prior_shift",
        "logistic_pd",
    ),
    "Delinquency, portfolios, back-tests": (
        "days_past_due",
        "class_by_days",
        "worst_class",
        "observation_end",
        "cure_end",
        "bad_loan_ratio",
        "provision_coverage",
        "loan_provision_ratio",
        "roll_forward",
        "flow_rate_losses",
        "binomial_test",
        "normal_test",
        "normal_test_over_years",
        "critical_defaults",
        "auc_with_error",
    ),
    "Figures of supervisors and markets": ("reference_value", "reference_band", "reference_figures"),
    "Numbers": (
        "decimal",
        "floor",
        "ceiling",
        "round up",
        "round down",
        "round half up",
        "round half down",
        "abs",
        "modulo",
        "sqrt",
        "log",
        "exp",
        "odd",
        "even",
    ),
    "Sums and statistics": (
        "sum",
        "min",
        "max",
        "mean",
        "product",
        "median",
        "stddev",
        "mode",
        "all",
        "any",
    ),
    "Lists": (
        "count",
        "list contains",
        "index of",
        "sublist",
        "append",
        "concatenate",
        "insert before",
        "remove",
        "list replace",
        "reverse",
        "union",
        "distinct values",
        "duplicate values",
        "flatten",
        "sort",
    ),
    "Text": (
        "string length",
        "substring",
        "substring before",
        "substring after",
        "upper case",
        "lower case",
        "contains",
        "starts with",
        "ends with",
        "matches",
        "replace",
        "split",
        "string join",
    ),
    "Dates, times, durations": (
        "today",
        "now",
        "date",
        "time",
        "date and time",
        "duration",
        "years and months duration",
        "day of week",
        "day of year",
        "month of year",
        "week of year",
    ),
    "Contexts": ("get value", "get entries", "context", "context put", "context merge"),
    "Ranges": (
        "before",
        "after",
        "meets",
        "met by",
        "overlaps",
        "overlaps before",
        "overlaps after",
        "finishes",
        "finished by",
        "includes",
        "during",
        "starts",
        "started by",
        "coincides",
    ),
    "Conversion and logic": ("string", "number", "range", "not", "is"),
}
"""The page's sections, each with its functions in reading order."""

_POINT = "number|text|date|time|date and time|days and time duration|years and months duration"
_UNKNOWN = {
    "strict": "unknown if an argument is unknown or holds an unknown",
    "items": "unknown if an argument is unknown; unknown items are kept",
    "observes": "known also where the argument is unknown",
}
_THREE_VALUED = "unknown only where the known items do not settle it"
_THREE_VALUED_FUNCTIONS = frozenset(("all", "any"))
_UNIT = {"same": "that of the first argument", "none": "open, it goes with any"}
_RESULT = {"same": "the first argument's type", "item": "an item's type"}
_START = """\
# Functions

The built-in functions of FEEL (DMN 1.5), and those for credit policies. This page is written by
`tools/function_reference.py` from the table that the engine itself uses.

How to read an entry:

- `length?` may be left out; `*item` may be given several times.
- `point` is a number, a text, a date, a time, a date and time or a duration. `a|b` is either type.
- *In policies* says what the result is where something is missing. In plain FEEL, null takes the place
  of unknown.
- *Unit* is the unit of the result, where the [units](policy-file.md#units) of a policy are checked.
- The example is an expression that is true.

Arguments are given in order, or by name: `substring(string: "foobar", start position: 3)`.
"""


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), "utf-8")


def page() -> str:
    """The whole page; raises ValueError where a function stands in no section."""
    listed = [name for names in TOPICS.values() for name in names]
    left = sorted(set(FUNCTIONS) ^ set(listed))
    if left:
        raise ValueError(f"in the table or in TOPICS, but not in both: {', '.join(left)}")
    return "\n".join([_START, *_contents(), *(line for topic in TOPICS for line in _section(topic))])


def _contents() -> Iterator[str]:
    for topic, names in TOPICS.items():
        links = ", ".join(f"[{name}](#{name.replace(' ', '-')})" for name in names)
        yield f"- {topic}: {links}"
    yield ""


def _section(topic: str) -> Iterator[str]:
    yield f"## {topic}\n"
    for name in TOPICS[topic]:
        yield from _entry(FUNCTIONS[name])


def _entry(function: Function) -> Iterator[str]:
    yield f"### {function.name}\n"
    yield "```text"
    yield from (_form(function.name, signature) for signature in function.signatures)
    yield "```\n"
    yield f"{function.doc}\n"
    yield f"- Example: {_example(function)}"
    if function.signatures[0].parameters:
        rule = _THREE_VALUED if function.name in _THREE_VALUED_FUNCTIONS else _UNKNOWN[function.unknown]
        yield f"- In policies: {rule}"
        yield f"- Unit: {_UNIT[function.unit]}"
    source = "this engine's own" if function.source == "credit_engine" else function.source
    yield f"- Source: {source}\n"


def _example(function: Function) -> str:
    if function.signatures[0].parameters:
        return f"`{function.example}`"
    return f"`{function.example}`, of the decision's `as_of`"


def _form(name: str, signature: Signature) -> str:
    last = len(signature.parameters) - 1
    parameters = [
        _parameter(parameter, signature.variadic and i == last)
        for i, parameter in enumerate(signature.parameters)
    ]
    result = _RESULT.get(signature.result, signature.result)
    return f"{name}({', '.join(parameters)}) -> {result}"


def _parameter(parameter: Parameter, repeated: bool) -> str:
    star, mark = "*" if repeated else "", "?" if parameter.optional else ""
    return f"{star}{parameter.name}{mark}: {parameter.type.replace(_POINT, 'point')}"


if __name__ == "__main__":
    main()
