"""What can be wrong with a scorecard file: one function for each message."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from credit_engine import numbers
from credit_engine.problems import Note, Problem, suggestion
from credit_engine.source import Span


def shown(number: Any) -> str:
    return numbers.canonical_text(numbers.significant(number))


def attribute_form(at: Span) -> Problem:
    said = "an attribute has exactly one of range, values, missing, otherwise"
    return Problem("attribute-form", said, at, "range, values, missing or otherwise")


def bad_range(text: str, at: Span) -> Problem:
    expected = 'such as "[25..35)", "< 25" or ">= 60"'
    return Problem("bad-range", f"'{text}' is not a range of numbers", at, expected)


def empty_range(at: Span) -> Problem:
    return Problem("empty-range", "this range holds no value", at, hint="the lower end stands first")


def overlap(common: Any, at: Span, other: Span) -> Problem:
    notes = (Note("the other range", other),)
    said = f"this range overlaps another one on {common}"
    return Problem("attribute-overlap", said, at, "ranges that exclude each other", notes=notes)


def gap(what: str, gaps: str, at: Span, hint: str) -> Problem:
    return Problem("attribute-gap", f"no {what} covers {gaps}", at, hint=hint)


def twice(what: Any, at: Span) -> Problem:
    return Problem("duplicate-value", f"'{what}' belongs to two attributes", at, "every value once")


def code_and_value(code: str, at: Span) -> Problem:
    said = f"'{code}' is a code and a value of an attribute"
    return Problem("duplicate-value", said, at, "every value once")


def mixed_values(value: Any, kind: str, others: str, at: Span) -> Problem:
    said = f"'{value}' is a {kind}, other values are not"
    return Problem("mixed-attributes", said, at, f"a {others}", "put codes in quotes, all or none")


def ranges_and_values(at: Span) -> Problem:
    said = "this characteristic has ranges as well as values"
    hint = 'write a single number as a range: "[5..5]"'
    return Problem("mixed-attributes", said, at, "ranges only, or values only", hint)


def unknown_cause(cause: str, known: Collection[str], at: Span) -> Problem:
    expected = ", ".join(known) or "a cause that an attribute 'missing: ...' has"
    said = f"no attribute has the cause '{cause}'"
    return Problem("unknown-value", said, at, expected, suggestion(cause, known))


def code_is_no_number(code: str, at: Span) -> Problem:
    said = f"'{code}' is no number, as the characteristic's values are"
    return Problem("wrong-value", said, at, "a number in quotes")


def missing_not_worst(worst: Any, at: Span) -> Problem:
    said = "a missing value scores better than the worst attribute"
    hint = "or write 'missing: as_fitted' with a rationale"
    return Problem("missing-not-worst", said, at, f"at most {shown(worst)}", hint)


def missing_rationale(key: str, at: Span) -> Problem:
    said = f"'{key}: as_fitted' needs a rationale"
    return Problem("missing-rationale", said, at, "rationale: why, and who approved it")


_EXCEPTIONS = {
    "missing": "a missing value may score better than the worst attribute",
    "sign": "the coefficient may have the wrong sign",
}


def as_fitted(key: str, rationale: str, at: Span) -> Problem:
    said = f"exception: {_EXCEPTIONS[key]}"
    return Problem("as-fitted", said, at, hint=f"the rationale is: {rationale}", severity="warning")


def not_positive(key: str, value: Any, at: Span) -> Problem:
    said = f"'{key}' has to be above 0" if value <= 0 else f"'{key}' is beyond all use"
    return Problem("wrong-value", said, at, "a number above 0, such as 20")


def bad_digits(most: int, at: Span) -> Problem:
    return Problem("wrong-value", "points are not rounded to so many digits", at, f"0 to {most}")


def no_reasons(at: Span) -> Problem:
    return Problem(
        "wrong-value", "at least one reason has to be allowed", at, "a number from 1 on, such as 4"
    )


def bad_card_name(name: str, at: Span) -> Problem:
    expected = "letters, digits, '_', '-', '.' and blanks, as the file is named"
    return Problem("bad-name", f"'{name}' is no name of a scorecard", at, expected)


def empty(key: str, at: Span) -> Problem:
    return Problem("wrong-value", f"'{key}' is empty", at, "a text")


def too_large(at: Span) -> Problem:
    return Problem("wrong-value", "no scorecard has a number as large as this", at, "a number below 1e15")


def half_a_count(lacking: str, at: Span) -> Problem:
    return Problem("missing-key", f"goods and bads stand together, '{lacking}' is missing", at, "goods, bads")


def code_twice(code: str, at: Span) -> Problem:
    return Problem("duplicate-value", f"the code {code} stands here twice", at, "every code once")


def pd_rises(at: Span) -> Problem:
    said = "with this slope the PD does not fall as the score rises"
    hint = "PD = 1 / (1 + exp(intercept + slope * score))"
    return Problem("pd-order", said, at, "a slope above 0", hint)


def no_score(at: Span) -> Problem:
    return Problem("wrong-value", "no score is as large as this", at, "a score such as 600")


def no_fraction(key: str, at: Span) -> Problem:
    return Problem("wrong-value", f"'{key}' lies between 0 and 1", at, "a fraction such as 0.02")


def negative_count(key: str, at: Span) -> Problem:
    return Problem("wrong-value", f"'{key}' is below 0", at, "a count")


def calibration_needs(method: str, needed: Collection[str], at: Span) -> Problem:
    named = " and ".join(f"'{key}'" for key in needed)
    return Problem("missing-key", f"a calibration by '{method}' needs {named}", at, ", ".join(needed))


def calibration_ignores(method: str, key: str, needed: Collection[str], at: Span) -> Problem:
    said = f"a calibration by '{method}' does not use '{key}'"
    hint = "remove it, or choose the method that uses it"
    return Problem("unknown-key", said, at, ", ".join(needed) or "pd_floor", hint)


def pd_order(below: Any, at: Span) -> Problem:
    said = "this PD is higher than that of lower scores"
    return Problem("pd-order", said, at, f"at most {shown(below)}", "a higher score never means a higher PD")


def scale_overlap(first: str, second: str, common: Any, at: Span) -> Problem:
    said = f"the grades {first} and {second} share {common}"
    return Problem("scale-overlap", said, at, "every PD in one grade")


def scale_gap(gaps: str, at: Span) -> Problem:
    return Problem("scale-gap", f"no grade covers {gaps}", at, "every PD from 0 to 1 in one grade")


def initial_points(expected: Any, written: Any, at: Span) -> Problem:
    said = f"intercept and scaling give {shown(expected)} initial points, {shown(written)} are written"
    hint = "'intercept_in:' says where the intercept is"
    return Problem("initial-points", said, at, shown(expected), hint)


def no_coefficient(at: Span) -> Problem:
    said = "the characteristic has no 'coefficient', as the card's model needs"
    return Problem("missing-key", said, at, "coefficient")


def no_model(at: Span) -> Problem:
    said = "a coefficient needs the card's 'model' with its intercept"
    return Problem("missing-key", said, at, "model: {intercept: ...}")


def wrong_sign(at: Span) -> Problem:
    said = "the coefficient is negative: more goods would give fewer points"
    hint = "leave the characteristic out, or write 'sign: as_fitted' with a rationale"
    return Problem("wrong-sign", said, at, "a coefficient of at least 0", hint)


def no_woe(at: Span) -> Problem:
    return Problem("missing-key", "the attribute has no 'woe', as the card's model needs", at, "woe")


def points_disagree(expected: Any, written: Any, at: Span) -> Problem:
    said = f"WOE, coefficient and scaling give {shown(expected)} points, {shown(written)} are written"
    return Problem("points-disagree", said, at, shown(expected), "rounded points stand under 'rounded:'")


def no_rounded(at: Span) -> Problem:
    return Problem("missing-key", "the card adds rounded points, and here are none", at, "rounded")


def rounded_points(expected: Any, at: Span) -> Problem:
    hint = "'points: {digits: ...}' says how many digits are kept"
    return Problem("rounded-points", "these are not the points, rounded", at, shown(expected), hint)


def zero_cell(at: Span) -> Problem:
    said = "no WOE follows from counts with an empty class"
    hint = "merge the attribute with another, or say where its WOE comes from"
    return Problem("zero-cell", said, at, "woe_by: worst, neutral or expert", hint)


def woe_disagrees(expected: Any, written: Any, at: Span) -> Problem:
    said = f"the counts give a WOE of {shown(expected)}, {shown(written)} is written"
    hint = "WOE is ln(share of goods / share of bads); 'woe_by:' names another origin"
    return Problem("woe-disagrees", said, at, shown(expected), hint)


def no_baselines(key: str, method: str, meaning: str, at: Span) -> Problem:
    said = f"no characteristic has '{key}', which reasons by '{method}' need"
    return Problem("missing-key", said, at, f"{key}: {meaning}", _OTHER_METHOD)


def no_baseline(key: str, name: str, meaning: str, at: Span) -> Problem:
    return Problem("missing-key", f"'{key}' of '{name}' is missing", at, f"{key}: {meaning}", _OTHER_METHOD)


_OTHER_METHOD = "or rank reasons without them: 'reason_codes: {method: below_maximum}'"
