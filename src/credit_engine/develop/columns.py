"""The data read for fitting: target, weights and candidate columns, or every problem that they have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from credit_engine.develop import problems as errors
from credit_engine.develop.arrays import Floats, Integers
from credit_engine.develop.recognition import (
    are_dates,
    are_days,
    has_leading_zero,
    is_identifier,
    is_number,
    is_protected,
    says_protected,
)
from credit_engine.develop.settings import ColumnSettings, Settings
from credit_engine.develop.texts import left_out_text
from credit_engine.numbers import read_number
from credit_engine.problems import InputError, Problem, is_text
from credit_engine.run.columns.arrays import plain
from credit_engine.wording import Said, counted, joined, of_languages

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

PRESENT = -1
"""State of a value that is there; 0 is a missing one, k the k-th cause of the column's special codes."""
_IDENTIFIER_SHARE = 0.5
"""Where more than half of the texts are different they tell rows apart, not groups of them."""
_LARGEST = 1e30
"""Beyond it is no lending figure; binning computes with 32-bit floats, which end at 3e38."""
_EXACT = 2**53
"""Beyond it whole numbers that differ become one float."""
_NO_COLUMN = ColumnSettings()
_TEXTS = Said("texts", "文本")
_WORDS = {
    "number": Said("numbers", "数字"),
    "text": _TEXTS,
    "written": _TEXTS,
    "boolean": Said("booleans", "布尔值"),
}


@dataclass(frozen=True)
class Column:
    """A candidate: its values, and for each row whether it is there, missing, or a special code.

    `values` is float64 (numeric) or object (nominal: texts, whole numbers, booleans); what stands where
    `state`
    is not PRESENT has no meaning. `codes` are the raw special values, as text, with the cause each stands
    for.
    """

    name: str
    numeric: bool
    values: NDArray[Any]
    state: Integers
    codes: Mapping[str, str]
    settings: ColumnSettings

    @property
    def causes(self) -> tuple[str, ...]:
        """The causes of special codes, in the order of their declaration."""
        return tuple(dict.fromkeys(self.codes.values()))

    def rows(self, chosen: NDArray[Any] | slice) -> Column:
        """The column of some rows."""
        return Column(
            self.name, self.numeric, self.values[chosen], self.state[chosen], self.codes, self.settings
        )


@dataclass(frozen=True)
class Data:
    """Everything that is read from a frame."""

    bad: Floats
    weight: Floats
    columns: tuple[Column, ...]
    unused: Mapping[str, str]


def settings_of(settings: Settings, name: str) -> ColumnSettings:
    """What the settings say about a column."""
    return settings.columns.get(name, _NO_COLUMN)


def read_data(frame: pd.DataFrame, settings: Settings) -> Data:
    """Target, weights and columns of a frame; raises InputError with every problem."""
    problems = check_names(frame, settings)
    if not problems and not len(frame):
        problems.append(errors.no_rows())
    if problems:
        raise InputError(problems)
    bad = _target(frame[settings.target], settings.target, problems)
    weight = read_weight(frame, settings.weights, problems)
    unused = dict(_unused(frame, settings, problems))
    wanted = [str(name) for name in frame.columns if name not in unused and name not in _taken(settings)]
    columns = read_columns(frame, wanted, settings, unused, problems)
    for column in columns:
        if cause := _left_out(column, settings):
            unused[column.name] = cause
    columns = [column for column in columns if column.name not in unused]
    problems += _unlooked_at(settings, columns, unused)
    if columns and all(column.numeric for column in columns):
        texts = [raw for raw in settings.codes if read_number(raw) is None]
        problems += [errors.code_for_nothing(path=f"codes.{raw}", code=raw) for raw in texts]
    if not columns and not problems:
        problems.append(errors.no_columns(unused))
    if problems:
        raise InputError(problems)
    return Data(bad, weight, tuple(columns), unused)


def read_columns(
    frame: pd.DataFrame,
    wanted: Sequence[str],
    settings: Settings,
    unused: dict[str, str],
    problems: list[Problem],
) -> list[Column]:
    """The wanted columns; dates and identifiers among them are entered as unused."""
    columns = []
    for name in wanted:
        chosen = settings_of(settings, name)
        codes = chosen.codes if chosen.codes is not None else settings.codes
        cause, column = _Reader(name, chosen, codes, problems).read(frame[name])
        if cause:
            unused[name] = cause
        elif column is not None:
            columns.append(column)
    return columns


def check_names(frame: pd.DataFrame, settings: Settings) -> list[Problem]:
    """Column names that are not texts, that stand twice, or that the settings name and the data lack."""
    names = list(frame.columns)
    problems = [
        errors.name_not_text(name=name, path=str(name)) for name in names if not isinstance(name, str)
    ]
    texts = [name for name in names if isinstance(name, str)]
    problems += [errors.surrogate_in_name(path=name) for name in texts if not is_text(name)]
    problems += [
        errors.blank_name(path=str(names.index(name) + 1), place=names.index(name) + 1)
        for name in dict.fromkeys(texts)
        if not name.strip()
    ]
    repeated = [name for name in dict.fromkeys(texts) if texts.count(name) > 1]
    problems += [errors.duplicate_column(path=name, times=texts.count(name)) for name in repeated]
    problems += [
        errors.unknown_column(name, place, texts) for place, name in _named(settings) if name not in texts
    ]
    return problems


def check_present(frame: pd.DataFrame, wanted: Sequence[str]) -> list[Problem]:
    """Columns that a further frame needs and lacks, or has twice; a frame without rows."""
    names = [str(name) for name in frame.columns]
    problems = [errors.unknown_column(name, name, names) for name in wanted if name not in names]
    problems += [
        errors.duplicate_column(path=name, times=names.count(name))
        for name in wanted
        if names.count(name) > 1
    ]
    return problems or ([] if len(frame) else [errors.no_rows()])


def _named(settings: Settings) -> Iterator[tuple[str, str]]:
    """The columns that the settings name, with the place of each in the settings."""
    yield "target", settings.target
    for place, name in (
        ("weights", settings.weights),
        ("samples.column", settings.samples.column),
        ("samples.date_column", settings.samples.date_column),
    ):
        if name is not None:
            yield place, name
    for place, names in (
        ("use", settings.use or []),
        ("leave_out", settings.leave_out),
        ("columns", settings.columns),
        ("exempted", settings.exempted),
    ):
        for name in names:
            yield f"{place}.{name}", name


def _unlooked_at(
    settings: Settings, columns: Sequence[Column], unused: Mapping[str, str]
) -> Iterator[Problem]:
    """Settings of columns that do not take part, labels of numbers, exemptions of what is not protected."""
    for name in settings.columns:
        if unused.get(name) in ("protected", "constant", "empty", "date"):
            yield errors.setting_of_unused(
                path=f"columns.{name}", name=name, cause=of_languages(left_out_text(unused[name]))
            )
    numbers = {column.name for column in columns if column.numeric and column.settings.labels}
    for name in settings.columns:
        if name in numbers:
            yield errors.not_nominal(path=f"columns.{name}.labels", name=name)
    values = {column.name: column.values[column.state == PRESENT].tolist() for column in columns}
    for name in settings.exempted:
        if not is_protected(name, settings.protected) and not says_protected(set(values.get(name, ()))):
            yield errors.nothing_exempted(path=f"exempted.{name}", name=name)


def _taken(settings: Settings) -> set[str | None]:
    """Columns with another use than that of a candidate."""
    return {settings.target, settings.weights, settings.samples.column, settings.samples.date_column}


def _unused(frame: pd.DataFrame, settings: Settings, problems: list[Problem]) -> Iterator[tuple[str, str]]:
    for name in frame.columns:
        if name in _taken(settings):
            continue
        if name in settings.leave_out:
            yield name, "left_out"
        elif is_protected(name, settings.protected) and name not in settings.exempted:
            yield name, "protected"
            if settings.use is not None and name in settings.use:
                problems.append(errors.protected_column(path=name))
        elif settings.use is not None and name not in settings.use:
            yield name, "not_listed"


def _target(series: pd.Series, name: str, problems: list[Problem]) -> Floats:
    absent = series.isna().to_numpy()
    if absent.any():
        rows = absent.nonzero()[0]
        problems.append(errors.missing_target(path=name, rows=_rows(rows), first=_first(rows)))
    present = series[~absent]
    others = [value for value in present.unique().tolist() if isinstance(value, str) or value not in (0, 1)]
    if others:
        problems.append(
            errors.wrong_target(
                path=name, shown=", ".join(map(repr, others[:3])) + (", ..." if len(others) > 3 else "")
            )
        )
    if others or absent.any():
        return np.zeros(len(series))
    bad: Floats = present.to_numpy(dtype=np.float64)
    for value, lacking in ((0, "goods"), (1, "bads")):
        if not (bad == value).any():
            problems.append(errors.empty_class(path=name, sample="whole", lacking=lacking))
    return bad


def read_weight(frame: pd.DataFrame, name: str | None, problems: list[Problem]) -> Floats:
    """The weight of each row: 1 without a column of weights."""
    if name is None:
        return np.ones(len(frame))
    import pandas as pd

    weight: Floats = pd.to_numeric(frame[name], errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    wrong = (~(np.isfinite(weight) & (weight > 0))).nonzero()[0]
    if len(wrong):
        problems.append(errors.wrong_weight(path=name, rows=_rows(wrong), first=_first(wrong)))
    return weight


@dataclass
class _Reader:
    """Reads one column; what is wrong with it goes to the problems."""

    name: str
    chosen: ColumnSettings
    codes: Mapping[str, str]
    problems: list[Problem]

    @property
    def kind(self) -> str:
        """The kind that is asked for: groups are of categories."""
        return self.chosen.kind if self.chosen.groups is None else "nominal"

    def read(self, series: pd.Series) -> tuple[str, Column | None]:
        """Why the column is no candidate, or the column; neither where it has a problem."""
        import pandas as pd

        if _is_of_dates(series):
            return "date", None
        if pd.api.types.is_complex_dtype(series.dtype):
            self.problems.append(errors.wrong_cell(path=self.name, kind="complex", first=1))
            return "", None
        if isinstance(series.dtype, pd.SparseDtype):
            series = series.sparse.to_dense()
        if pd.api.types.is_numeric_dtype(series.dtype) and not pd.api.types.is_bool_dtype(series.dtype):
            if longest := _longest(series):
                return self.long_numbers(longest), None
            values: Floats = series.to_numpy(dtype=np.float64, na_value=np.nan)
            numbers = self.numbers(values, self.kind == "nominal")
            return _no_figures(numbers), numbers
        absent = series.isna().to_numpy(dtype=bool)
        objects = [plain(value) for value in series.to_numpy(dtype=object)]
        cells = np.array([*objects, None], dtype=object)[:-1]  # so that lists in cells make no dimension
        cells[absent] = None
        column = self.objects(cells, absent)
        if column is None or column.numeric:
            return _no_figures(column), column
        self.problems += self.asked_of_numbers()
        texts = column.values[column.state == PRESENT]
        if self.kind != "auto":
            return "", column
        if are_dates(texts.tolist()) and all(isinstance(text, str) for text in texts):
            return "date", None
        if len(texts) > 100 and len(set(texts.tolist())) > _IDENTIFIER_SHARE * len(texts):
            return "identifier", None
        return "", column

    def long_numbers(self, longest: int) -> str:
        """Whole numbers of so many digits are identifiers; figures or categories only as told apart."""
        if self.kind == "auto":
            return "identifier"
        self.problems.append(errors.too_long(path=self.name, longest=longest))
        return ""

    def asked_of_numbers(self) -> Iterator[Problem]:
        """What the settings ask of a column as if it held numbers."""
        path = f"columns.{self.name}"
        if self.chosen.kind == "numeric" and self.chosen.groups is None:
            yield errors.not_numeric(path=f"{path}.kind", key="kind: numeric", name=self.name)
        for key in ("splits", "trend"):
            if getattr(self.chosen, key) is not None:
                yield errors.not_numeric(path=f"{path}.{key}", key=key, name=self.name)

    def numbers(self, values: Floats, nominal: bool) -> Column | None:
        """Numbers, NaN where there is none, as figures or as categories."""
        infinite = np.isinf(values).nonzero()[0]
        if len(infinite):
            rows, first = _rows(infinite), _first(infinite)
            self.problems.append(errors.infinite(path=self.name, rows=rows, first=first))
            return None
        large = (np.abs(values) > _LARGEST).nonzero()[0]
        if len(large):
            rows, first = _rows(large), _first(large)
            self.problems.append(errors.too_large(path=self.name, limit=_LARGEST, rows=rows, first=first))
            return None
        codes = self.codes_of_numbers()
        state = np.where(np.isnan(values), 0, PRESENT)
        causes = tuple(dict.fromkeys(codes.values()))
        for raw, cause in codes.items():
            state[values == float(raw)] = 1 + causes.index(cause)
        if not nominal:
            return Column(self.name, True, values, state, codes, self.chosen)
        categories = np.array([_category(value) for value in values.tolist()], dtype=object)
        return Column(self.name, False, categories, state, codes, self.chosen)

    def codes_of_numbers(self) -> Mapping[str, str]:
        """The codes that a column of numbers can hold; general ones that are texts are for other columns."""
        numeric = {raw: cause for raw, cause in self.codes.items() if read_number(raw) is not None}
        if self.chosen.codes is not None:
            self.problems += [
                errors.code_for_nothing(path=f"columns.{self.name}.codes.{raw}", code=raw)
                for raw in self.codes
                if raw not in numeric
            ]
        return numeric

    def objects(self, values: NDArray[Any], absent: NDArray[Any]) -> Column | None:
        """A column of objects: texts and booleans are categories, numbers alone are numbers."""
        present = np.flatnonzero(~absent)
        kinds = [_kind(value) for value in values[present].tolist()]
        nominal = self.chosen.kind == "nominal"
        wrong = next(_wrong_objects(self.name, values[present], kinds, present, nominal), None)
        if wrong is not None:
            self.problems.append(wrong)
            return None
        if not nominal and set(kinds) == {"number"}:
            floats = [np.nan if gone else float(value) for value, gone in zip(values, absent, strict=True)]
            return self.numbers(np.array(floats), False)
        return self.categories(values, absent)

    def categories(self, values: NDArray[Any], absent: NDArray[Any]) -> Column:
        """Texts, whole numbers and booleans as they are; those that are codes by their causes."""
        state = np.where(absent, 0, PRESENT)
        causes = tuple(dict.fromkeys(self.codes.values()))
        kept = np.empty(len(values), dtype=object)
        for i, value in enumerate(values.tolist()):
            kept[i] = _category(value) if isinstance(value, float) else value
            cause = None if absent[i] else self.codes.get(str(kept[i]))
            if cause is not None:
                state[i] = 1 + causes.index(cause)
        return Column(self.name, False, kept, state, self.codes, self.chosen)


def _longest(series: pd.Series) -> int:
    """The greatest of whole numbers, without its sign, where floats can no longer tell them apart; else 0."""
    if series.dtype.name.lower().partition("[")[0].rstrip("0123456789") not in ("int", "uint"):
        return 0
    present = series.dropna()
    longest = max(abs(int(present.min())), abs(int(present.max()))) if len(present) else 0
    return longest if longest > _EXACT else 0


def _no_figures(column: Column | None) -> str:
    """Why numbers are no figures, unless somebody said that they are: `identifier` where they tell rows
    apart, `date` where they are days or months.
    """
    if column is None or not column.numeric or column.settings.kind == "numeric":
        return ""
    if column.settings.splits is not None or column.settings.trend is not None:
        return ""
    present = column.values[column.state == PRESENT]
    if are_days(present):
        return "date"
    return "identifier" if is_identifier(column.name, present) else ""


def _is_of_dates(series: pd.Series) -> bool:
    """Whether a column holds dates or periods, of whatever library, or objects that are dates."""
    import datetime

    import pandas as pd

    if pd.api.types.is_datetime64_any_dtype(series.dtype) or isinstance(series.dtype, pd.PeriodDtype):
        return True
    present = series.dropna()
    return (
        not pd.api.types.is_numeric_dtype(series.dtype)
        and len(present) > 0
        and all(isinstance(value, datetime.date | pd.Period) for value in present.tolist())
    )


def _category(value: float) -> object:
    return int(value) if value == value and value.is_integer() else value


def _wrong_objects(
    name: str, values: NDArray[Any], kinds: Sequence[str], rows: Integers, nominal: bool
) -> Iterator[Problem]:
    """What is wrong with the objects in rows of a column; whatever is found first hides the rest."""
    wrong = next((i for i, kind in enumerate(kinds) if kind == "other"), None)
    if wrong is not None:
        yield errors.wrong_cell(path=name, kind=type(values[wrong]).__name__, first=int(rows[wrong]) + 1)
    large = [i for i, value in enumerate(values) if _is_large(value)]
    if large:
        yield errors.too_large(path=name, limit=_LARGEST, rows=_rows(rows[large]), first=_first(rows[large]))
    if not nominal:
        yield from _wrong_numbers(name, values, kinds, rows)
    if len(mixed := {_WORDS[kind] for kind in kinds}) > 1:
        first = next(i for i, kind in enumerate(kinds) if _WORDS[kind] != _WORDS[kinds[0]])
        yield errors.mixed(
            path=name,
            kinds=joined(sorted(mixed), " and ", "和"),
            value=repr(values[first]),
            first=int(rows[first]) + 1,
        )
    texts = [i for i, kind in enumerate(kinds) if kind == "text"]
    broken = next((i for i in texts if not is_text(values[i])), None)
    if broken is not None:
        yield errors.lone_surrogate(path=name, first=int(rows[broken]) + 1)


def _wrong_numbers(
    name: str, values: NDArray[Any], kinds: Sequence[str], rows: Integers
) -> Iterator[Problem]:
    """Texts in a column that seems to be of numbers; those that all are written, some as `007`, are codes."""
    texts = [i for i, kind in enumerate(kinds) if kind == "text"]
    written = [str(values[i]) for i, kind in enumerate(kinds) if kind == "written"]
    if written and set(kinds) <= {"number", "written"}:
        if len(written) < len(kinds) or not any(map(has_leading_zero, written)):
            yield errors.numbers_as_text(name, written)
    elif texts and 2 * sum(kind in ("number", "written") for kind in kinds) >= len(kinds):
        yield errors.text_among_numbers(
            path=name, text=str(values[texts[0]]), rows=_rows(rows[texts]), first=_first(rows[texts])
        )


def _rows(rows: Integers) -> str:
    """How many rows something is wrong in, as messages say it."""
    return counted(len(rows), "row", "行")


def _first(rows: Integers) -> int:
    """The first row that something is wrong in, as people count rows."""
    return int(rows[0]) + 1


def _is_large(value: object) -> bool:
    """Whether a whole number is beyond what may become a float."""
    return isinstance(value, int) and abs(value) > _LARGEST


def _kind(value: object) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, str):
        return "written" if is_number(value) else "text"
    from decimal import Decimal

    return "number" if isinstance(value, int | float | Decimal) else "other"


def _left_out(column: Column, settings: Settings) -> str:
    """Why a column that was read is no candidate; absence counts as a value of its own."""
    present = column.values[column.state == PRESENT]
    if not len(present):
        return "empty"
    if len(present) == len(column.state) and (present == present[0]).all():
        return "constant"
    if not column.numeric and settings.protected and column.name not in settings.exempted:
        return "protected" if says_protected(set(present.tolist())) else ""
    return ""
