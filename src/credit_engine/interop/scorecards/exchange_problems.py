"""What an exchange refuses, and what it tells about that it could not carry over: one function a message."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from credit_engine.problems import Problem, suggestion
from credit_engine.source import Span

_SHOWN = 6


def listed(names: Iterable[str]) -> str:
    """The first names, and how many more there are."""
    all_names = list(names)
    shown = ", ".join(all_names[:_SHOWN])
    more = len(all_names) - _SHOWN
    return f"{shown} and {more} more" if more > 0 else shown


# ---- tables of other libraries -------------------------------------------------------------------


def not_a_table(what: str) -> Problem:
    return Problem(
        "bad-import", f"{what} is not a table", expected="a list of records, or a data frame", path=what
    )


def missing_column(what: str, column: str, columns: Iterable[str]) -> Problem:
    known = list(columns)
    return Problem(
        "bad-import",
        f"a row has no '{column}'",
        expected=f"the columns of {what}",
        path=what,
        hint=suggestion(column, known),
    )


def not_a_number(place: str, column: str, value: object) -> Problem:
    return Problem(
        "bad-import", f"'{column}' is {value!r}, not a number", expected="a finite number", path=place
    )


def too_large(place: str, column: str) -> Problem:
    said = f"'{column}' is larger than any number of a scorecard"
    return Problem("bad-import", said, expected="a number below 1e15", path=place)


def no_interval(place: str, label: str, forms: str) -> Problem:
    return Problem(
        "bad-import",
        f"{label!r} is no interval, as other labels of this characteristic are",
        expected=f"intervals such as {forms}",
        hint="where it is a category, say so: give the bins or the combiner, or the known categories",
        path=place,
    )


def no_open_end(place: str, where: str) -> Problem:
    said = f"no interval covers numbers {where}"
    return Problem("attribute-gap", said, expected="intervals from -inf to inf", path=place)


def bad_row(place: str, what: str, expected: str) -> Problem:
    return Problem("bad-import", what, expected=expected, path=place)


def not_told(what: str, expected: str, hint: str = "") -> Problem:
    return Problem("not-told", f"{what} is not stored there and was not given", expected=expected, hint=hint)


def rounded_label(place: str, label: object) -> Problem:
    return Problem(
        "rounded-label",
        f"the edges of {label!r} are written with few decimals: the split that was fitted is not known",
        expected="the exact splits",
        hint="give the spec with the splits, import the fitted object, "
        "or name the variable in 'whole_numbers' if it has no fractions",
        path=place,
    )


def ambiguous_label(place: str, label: str, why: str) -> Problem:
    return Problem(
        "ambiguous-label",
        f"{label!r} can be read in more than one way: {why}",
        expected="each category known by itself",
        hint="give the rules of the combiner, or the known categories",
        path=place,
    )


def unsupported_scaling(what: str, hint: str) -> Problem:
    return Problem(
        "unsupported-scaling",
        f"the points cannot be turned into odds: {what}",
        expected="points that double the odds good:bad, higher being better",
        hint=hint,
    )


# ---- what is taken over in a way that has to be known ----------------------------------------------


def unseen_values(names: Sequence[str], taken: str, instead: str) -> Problem:
    said = f"a value that the development did not see {taken}"
    return Problem("unseen-values", said, path=listed(names), hint=instead, severity="warning")


def pure_attribute(place: str, side: str) -> Problem:
    return Problem(
        "pure-attribute",
        f"this attribute has no {side}, so its WOE is not that of its counts",
        path=place,
        hint="merge it with a neighbour when the card is fitted anew",
        severity="warning",
    )


def not_carried(what: str, *, path: str = "", hint: str = "", span: Span | None = None) -> Problem:
    return Problem("not-carried", what, span, hint=hint, path=path, severity="warning")


def names_as_texts(names: Sequence[str]) -> Problem:
    return Problem(
        "names-as-texts",
        "reason codes and their texts are made from the names",
        path=listed(names),
        hint="give 'texts': the code, and what customers read, {code, en, zh}",
        severity="warning",
    )


def no_odds(pd: str) -> Problem:
    return Problem(
        "no-odds",
        f"the document does not say which odds a score stands for: every PD is {pd}, so that none is too low",
        hint="give 'scaling', with odds good:bad, or write a calibration into the card",
        severity="warning",
    )


# ---- exports ----------------------------------------------------------------------------------------


def unknown_dialect(dialect: object, known: Sequence[str]) -> Problem:
    return Problem(
        "unknown-dialect",
        f"{dialect!r} is no dialect that is known",
        expected=", ".join(known),
        hint=suggestion(str(dialect), known),
    )


def not_expressible(place: str, what: str, expected: str) -> Problem:
    return Problem("not-expressible", what, expected=expected, path=place)


# ---- PMML -------------------------------------------------------------------------------------------


def malformed_xml(span: Span, what: str) -> Problem:
    return Problem("malformed-xml", f"this is not well-formed XML: {what}", span, "an XML document")


def forbidden_xml(span: Span) -> Problem:
    return Problem(
        "forbidden-xml",
        "a document type and its entities are not read: they can grow without bound",
        span,
        "an XML document without <!DOCTYPE>",
    )


def xml_limit(span: Span, what: str) -> Problem:
    return Problem("xml-too-large", f"the document has {what}", span, hint="it is not what a scorecard needs")


def not_pmml(span: Span, what: str) -> Problem:
    return Problem("not-a-pmml-scorecard", what, span, "PMML 4.x with one Scorecard model")


def bad_pmml(span: Span, what: str, expected: str, hint: str = "") -> Problem:
    return Problem("bad-pmml", what, span, expected, hint)


def unsupported_pmml(span: Span, what: str, hint: str = "") -> Problem:
    return Problem(
        "unsupported-pmml",
        f"{what} cannot be carried over to a scorecard file",
        span,
        "predicates of one field, and points that are numbers",
        hint,
    )
