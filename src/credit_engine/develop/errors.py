"""The messages of scorecard development, one function each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from credit_engine.develop.texts import left_out_text
from credit_engine.numbers import read_number
from credit_engine.problems import Problem, missing_package, suggestion
from credit_engine.wording import said

_SHOWN = 3


def package_missing(package: str) -> Problem:
    return missing_package(said("fitting scorecards", "拟合评分卡"), package, "develop")


def not_a_frame(kind: str) -> Problem:
    return Problem(
        "wrong-type", f"a pandas DataFrame is needed, this is {kind}", expected="a pandas DataFrame"
    )


def unknown_column(name: str, place: str, columns: Iterable[str]) -> Problem:
    known = list(columns)
    shown = ", ".join(known[:8]) + (", ..." if len(known) > 8 else "")
    return Problem(
        "unknown-column",
        f"the data have no column '{name}'",
        path=place,
        expected=shown or "columns whose names are texts",
        hint=suggestion(name, known),
    )


def duplicate_column(name: str, times: int) -> Problem:
    return Problem(
        "duplicate-column",
        f"{times} columns are named '{name}'",
        path=name,
        expected="every column name once",
        hint="rename or drop all but one",
    )


def name_not_text(name: object) -> Problem:
    return Problem(
        "wrong-type",
        f"the column name {name!r} is not a text",
        path=str(name),
        expected="texts as column names",
    )


def wrong_target(name: str, values: Sequence[object]) -> Problem:
    shown = ", ".join(map(repr, values[:_SHOWN])) + (", ..." if len(values) > _SHOWN else "")
    return Problem(
        "wrong-target",
        f"the target holds {shown}, which is neither 0 nor 1",
        path=name,
        expected="0 for goods, 1 for bads",
    )


def missing_target(name: str, rows: int, first: int) -> Problem:
    return Problem(
        "wrong-target",
        f"the target is missing in {_rows(rows)}, first in data row {first + 1}",
        path=name,
        expected="0 for goods, 1 for bads",
        hint="leave these rows out, or treat them as rejected applicants",
    )


def empty_class(name: str, sample: str, lacking: str) -> Problem:
    return Problem(
        "empty-class", f"there are no {lacking} in the {sample} sample", path=name, expected="goods and bads"
    )


def infinite(name: str, rows: int, first: int) -> Problem:
    return Problem(
        "not-finite",
        f"'{name}' is infinite in {_rows(rows)}, first in data row {first + 1}",
        path=name,
        expected="finite numbers, or nothing where a value is missing",
        hint="often a ratio with denominator 0: leave it empty, or use a special code",
    )


def too_large(name: str, rows: int, first: int, limit: float) -> Problem:
    return Problem(
        "number-out-of-range",
        f"'{name}' has numbers beyond {limit:g} in {_rows(rows)}, first in data row {first + 1}",
        path=name,
        expected=f"numbers from -{limit:g} to {limit:g}",
        hint="often a placeholder: leave it empty, or divide the column",
    )


def lone_surrogate(name: str, first: int) -> Problem:
    return Problem(
        "lone-surrogate",
        f"'{_shown(name)}' has half of a character in data row {first + 1}",
        path=_shown(name),
        expected="text that UTF-8 can write",
        hint="read the file with its true encoding",
    )


def surrogate_in_name(name: str) -> Problem:
    return Problem(
        "lone-surrogate",
        f"the column name '{_shown(name)}' has half of a character",
        path=_shown(name),
        expected="text that UTF-8 can write",
        hint="read the file with its true encoding",
    )


def not_numeric(place: str, name: str, key: str) -> Problem:
    return wrong_setting(
        place,
        f"'{key}' is for numbers, and '{name}' holds none",
        "'groups', or a column of numbers",
    )


def not_nominal(place: str, name: str) -> Problem:
    said = f"'labels' are for categories, and '{name}' holds numbers"
    return wrong_setting(place, said, "no 'labels', or 'kind: nominal'")


def setting_of_unused(place: str, name: str, cause: str) -> Problem:
    return wrong_setting(place, f"'{name}' is no candidate: {cause}", "settings of columns that take part")


def nothing_exempted(name: str) -> Problem:
    said = f"'{name}' is not protected, so that there is nothing to exempt"
    return wrong_setting(f"exempted.{name}", said, "columns that 'protected' leaves out")


def none_out_of_time(name: str, start: str, last: str) -> Problem:
    return wrong_setting(
        "samples.out_of_time_from", f"no row has a '{name}' of {start} or later", f"a day up to {last}"
    )


def code_for_nothing(place: str, code: str) -> Problem:
    said = f"the code '{code}' is no number, and only columns of numbers would have it"
    return wrong_setting(place, said, "a number in quotes")


def text_among_numbers(name: str, text: str, rows: int, first: int) -> Problem:
    return Problem(
        "text-among-numbers",
        f"'{name}' holds texts among numbers in {_rows(rows)}, first {text!r} in data row {first + 1}",
        path=name,
        expected="numbers only, or texts only",
        hint="correct these cells, or set 'kind: nominal' for the column",
    )


def mixed(name: str, kinds: Sequence[str], value: str, first: int) -> Problem:
    return Problem(
        "wrong-type",
        f"'{name}' holds {' and '.join(kinds)}: {value} in data row {first + 1} is of another kind than the "
        "values before it",
        path=name,
        expected="numbers only, texts only, or booleans only",
        hint="correct these cells, or make all values of the column texts",
    )


def too_long(name: str, longest: int) -> Problem:
    return Problem(
        "number-out-of-range",
        f"'{name}' has whole numbers as long as {longest}, of which some cannot be told apart",
        path=name,
        expected="whole numbers up to 9007199254740992",
        hint="make the column texts if they are codes, or divide it if they are amounts",
    )


def blank_name(place: int) -> Problem:
    return Problem(
        "wrong-type",
        f"column {place + 1} has a name without any character that can be seen",
        path=str(place + 1),
        expected="a name for every column",
        hint="often numbers of rows that were written along: leave the column out, or name it",
    )


def numbers_as_text(name: str, texts: Sequence[str]) -> Problem:
    shown = next((text for text in texts if read_number(text) is None), texts[0])
    return Problem(
        "text-among-numbers",
        f"'{name}' holds numbers written as texts, such as {shown!r}",
        path=name,
        expected="numbers such as 1234.5, without separators, signs or units",
        hint="convert the column to numbers, or set 'kind: nominal' for it",
    )


def wrong_cell(name: str, kind: str, first: int) -> Problem:
    return Problem(
        "wrong-type",
        f"'{name}' holds a value of type {kind} in data row {first + 1}",
        path=name,
        expected="numbers, texts or booleans",
        hint=f"leave '{name}' out, or derive a number from it",
    )


def wrong_weight(name: str, rows: int, first: int) -> Problem:
    return Problem(
        "wrong-weight",
        f"the weight is not a number above 0 in {_rows(rows)}, first in data row {first + 1}",
        path=name,
        expected="finite numbers above 0",
    )


def wrong_sample(name: str, values: Sequence[str]) -> Problem:
    shown = ", ".join(map(repr, values[:_SHOWN]))
    return Problem(
        "wrong-sample", f"{shown} names no sample", path=name, expected="train, validation, test, out_of_time"
    )


def wrong_dates(name: str, first: int) -> Problem:
    return Problem(
        "wrong-sample",
        f"'{name}' holds no date in data row {first + 1}",
        path=name,
        expected="dates such as 2026-11-23",
    )


def no_training_rows(name: str) -> Problem:
    return Problem(
        "empty-class", "no rows are left to train with", path=name, expected="rows of the sample train"
    )


def wrong_setting(place: str, said: str, expected: str, hint: str = "") -> Problem:
    return Problem("wrong-value", said, path=place, expected=expected, hint=hint)


def protected_column(name: str) -> Problem:
    return Problem(
        "protected-column",
        f"'{name}' is a protected characteristic, and 'use' names it",
        path=name,
        expected="columns that may bear on the decision",
        hint="take it out of 'use'; or, where the law permits its use, "
        f"give the reason: 'exempted: {{{name}: ...}}'",
    )


def needs(place: str, said: str, expected: str) -> Problem:
    return Problem("missing-key", said, path=place, expected=expected)


def no_rows() -> Problem:
    return Problem("empty-class", "the data have no rows", expected="goods and bads")


def other_kind(name: str, numeric: bool) -> Problem:
    wanted = "numbers" if numeric else "texts"
    return Problem(
        "wrong-type",
        f"'{name}' holds {wanted} for accepted applicants, and something else for rejected ones",
        path=name,
        expected=wanted,
    )


def no_columns(unused: Mapping[str, str]) -> Problem:
    return Problem(
        "no-characteristic",
        "no column is left to fit with",
        expected="at least one column beside the target",
        hint=by_cause({name: left_out_text(cause)["en"] for name, cause in unused.items()}),
    )


def by_cause(causes: Mapping[str, str]) -> str:
    """Columns by why they are left out, a few names of each."""
    names: dict[str, list[str]] = {}
    for name, cause in causes.items():
        names.setdefault(cause, []).append(name)
    return "; ".join(
        f"{cause}: {', '.join(found[:_SHOWN])}"
        + (f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else "")
        for cause, found in names.items()
    )


def nothing_selected(reasons: str) -> Problem:
    return Problem(
        "no-characteristic",
        "no characteristic satisfies the criteria of selection",
        expected=reasons,
        hint="loosen the thresholds under 'selection', or look for columns that tell goods from bads",
    )


def unfittable(name: str, failure: str) -> Problem:
    return Problem(
        "bins-not-found",
        f"no bins satisfy what is asked for '{name}': {failure}",
        path=name,
        hint="lower 'min_bin_size', set another 'trend' or fewer 'splits'",
    )


def _shown(text: str) -> str:
    """A text with what cannot be written as escapes."""
    return text.encode("utf-8", "backslashreplace").decode()


def _rows(number: int) -> str:
    return f"{number} row{'' if number == 1 else 's'}"


def no_development(place: str) -> Problem:
    return Problem(
        "bad-development",
        "this is no development file",
        path=place,
        expected="a file that 'scorecard fit --development FILE' wrote",
    )


def changed_development(place: str) -> Problem:
    return Problem(
        "bad-development",
        "this development file was changed after it was written: its digest does not agree",
        path=place,
        expected="the file as it was written",
        hint="put changes into a file of edits; to get the development file back, fit again",
    )


def other_development(place: str, form: str) -> Problem:
    return Problem(
        "bad-development",
        f"this development file has the form {form}, which this version does not read",
        path=place,
        expected="a file of the form 1",
        hint="fit again with this version",
    )
