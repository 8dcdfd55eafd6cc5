"""Reading a record: every declared field validated, every violation reported at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from credit_engine import numbers, temporal
from credit_engine.absent import Absent, Cause
from credit_engine.limits import MAX_PROBLEMS, MAX_TEXT_LENGTH
from credit_engine.problems import Problem, is_text
from credit_engine.run import input_problems as problem
from credit_engine.run.fields import NOT_APPLICABLE, NOT_GIVEN, PRIOR, UNDECIDED, Field
from credit_engine.run.input_code import compile_quick_reader
from credit_engine.run.input_problems import Findings
from credit_engine.run.objects import mapping_of
from credit_engine.texts.kinds import kind_words
from credit_engine.wording import said

_PARSE: Mapping[str, Callable[[str], Any]] = {
    "date": temporal.parse_day_or_moment,
    "time": temporal.parse_time,
    "date and time": temporal.parse_date_time,
    "days and time duration": temporal.parse_duration,
    "years and months duration": temporal.parse_duration,
}
_FORMS = {
    "date": "2026-11-23",
    "time": "08:30:00",
    "date and time": "2026-11-23T08:30:00",
    "days and time duration": "P30D",
    "years and months duration": "P1Y6M",
}


class InputReader:
    """Turns records into the program's input values.

    Fields that the policy does not declare are refused, or, where it says so, only listed.
    """

    def __init__(
        self, fields: Sequence[Field], refuse_unknown: bool = True, prior: tuple[str, ...] = ()
    ) -> None:
        self.fields = tuple(fields)
        self.prior = prior
        self.refuse_unknown = refuse_unknown
        self._quick = compile_quick_reader(self.fields, reader_of)
        self._tree = _Group(self.fields)
        self._readers = [reader_of(field) for field in self.fields]

    def read(self, record: Any) -> tuple[list[Any], Findings]:
        """One value per field, and what is wrong with the record."""
        if self.prior:
            record = self._with_state(record)
        found = Findings()
        quick = self._quick(record, found)
        if quick is not None:
            return quick, found
        values, found = self.read_fully(record)
        return values, found.refused(self.refuse_unknown)

    def undeclared(self, record: Any) -> tuple[str, ...]:
        """Paths of the record's fields that the policy does not declare, sorted: its order says nothing."""
        if self.prior:
            record = self._with_state(record)
        if self._quick(record, Findings()) is not None:
            return ()
        return tuple(sorted(p.path for p in self.read_fully(record, None)[1] if p.code == problem.UNDECLARED))

    def _with_state(self, record: Any) -> Any:
        """The record with a cause of the whole prior state as the cause of each of its fields."""
        record = mapping_of(record, self._tree.known)
        state = mapping_of(record.get(PRIOR), _CAUSE) if isinstance(record, Mapping) else None
        if not isinstance(state, Mapping) or state.keys() != _CAUSE:
            return record
        return {**record, PRIOR: {name: dict(state) for name in self.prior}}

    def read_fully(self, record: Any, most: int | None = MAX_PROBLEMS) -> tuple[list[Any], Findings]:
        """One value per field, and what is wrong with the record, undeclared fields among it."""
        problems = Findings(most)
        values: list[Any] = [None] * len(self.fields)
        record = mapping_of(record, self._tree.known)
        if not isinstance(record, Mapping):
            problems.append(problem.wrong_type("", said("a mapping of fields", "字段映射"), record))
            return values, problems
        stack: list[tuple[Any, _Group, str]] = [(record, self._tree, "")]
        while stack:
            here, group, prefix = stack.pop()
            for key, index in group.leaves:
                values[index] = self._readers[index](here.get(key), self.fields[index].path, problems)
            for key, inner in group.groups:
                below = mapping_of(here.get(key), inner.known)
                if below is None:
                    below = _NOTHING
                elif not isinstance(below, Mapping):
                    problems.append(
                        problem.wrong_type(f"{prefix}{key}", said("a mapping of fields", "字段映射"), below)
                    )
                    continue
                stack.append((below, inner, f"{prefix}{key}."))
            if not group.known.issuperset(here):
                unknown = [key for key in here if key not in group.known]
                problems.unknown_fields(prefix, unknown, [field.path for field in self.fields])
        return values, problems


_CAUSE = {"missing"}
_NOTHING: Mapping[str, Any] = {}


class _Group:
    """Fields by the first word of their paths."""

    def __init__(self, fields: Sequence[Field], depth: int = 0, start: Sequence[int] | None = None) -> None:
        indexes = range(len(fields)) if start is None else start
        by_key: dict[str, list[int]] = {}
        self.leaves: list[tuple[str, int]] = []
        for i in indexes:
            words = fields[i].path.split(".")
            if len(words) == depth + 1:
                self.leaves.append((words[depth], i))
            else:
                by_key.setdefault(words[depth], []).append(i)
        self.groups = [(key, _Group(fields, depth + 1, below)) for key, below in by_key.items()]
        self.known = frozenset([*by_key, *(key for key, _ in self.leaves)])


Reader = Callable[[Any, str, Findings], Any]


def read_value(field: Field, raw: Any) -> tuple[Any, list[Problem]]:
    """A value as a record's field would be read, and what is wrong with it; it may not be missing."""
    problems = Findings()
    return reader_of(replace(field, missing=None, codes={}))(raw, field.path, problems), problems


def read_field(field: Field, raw: Any, problems: Findings) -> Any:
    """A field's value, or None with what is wrong with it."""
    return reader_of(field)(raw, field.path, problems)


def reader_of(field: Field) -> Reader:
    """The function that reads one field's raw value; it takes the value, its path, a list for problems."""
    special = _special(field)
    inner = {"number": _number, "text": _text, "boolean": _boolean, "list": _list, "context": _context}
    reader = inner.get(field.kind, _moment)(field, special)
    return _without_values(field, reader) if field.redact else reader


def _without_values(field: Field, reader: Reader) -> Reader:
    """The reader of a field whose values no message may show, nor the names of what was given within it."""

    def read(raw: Any, path: str, problems: Findings) -> Any:
        found = Findings()
        value = reader(raw, path, found)
        problems.take_over(found, (problem.redacted(field, path, it) for it in found))
        return value

    return read


def _special(field: Field) -> Callable[[Any, str, Findings], Any]:
    """What null, a declared cause or a source's code stands for; `_ORDINARY` for any other value."""
    absent, codes = _absent(field), field.codes

    def read(raw: Any, path: str, problems: Findings) -> Any:
        if raw is None:
            return absent(NOT_GIVEN, path, problems)
        if isinstance(raw, Mapping) and len(raw) == 1 and "missing" in raw:
            return absent(raw["missing"], path, problems)
        code = raw if not codes or isinstance(raw, str) else _converted(raw)
        if codes and code is not None and code in codes:
            return absent(codes[code], path, problems)
        return _ORDINARY

    return read


_ORDINARY: Any = object()


def _absent(field: Field) -> Callable[[Any, str, Findings], Any]:
    """What a declared cause of absence stands for."""
    meanings: dict[str, Any] = {}
    for cause, meaning in (field.missing or {}).items():
        if meaning in (UNDECIDED, NOT_APPLICABLE):
            meanings[cause] = Absent((Cause(cause, field.path, applicable=meaning == UNDECIDED),))
        else:
            meanings[cause] = meaning["value"]

    def read(cause: Any, path: str, problems: Findings) -> Any:
        if isinstance(cause, str) and cause in meanings:
            found = meanings[cause]
            if not isinstance(found, Absent):
                problems.stand_ins[path] = cause
            if path != field.path and isinstance(found, Absent):
                return Absent(tuple(c._replace(subject=path) for c in found.causes))
            return found
        problems.append(problem.missing(field, path, cause))
        return None

    return read


def _number(field: Field, special: Reader) -> Reader:
    low, high, low_closed, high_closed = field.low, field.high, field.low_closed, field.high_closed
    integer = field.integer
    kind = said("a whole number", "整数") if integer else said("a number", "数字")
    codes = bool(field.codes)

    def read(raw: Any, path: str, problems: Findings) -> Any:
        if codes or (raw.__class__ is not int and raw.__class__ is not float):
            value = special(raw, path, problems)
            if value is not _ORDINARY:
                return value
        value = _converted(raw)
        if value.__class__ is not int and value.__class__ is not Decimal:
            problems.append(
                problem.wrong_type(path, kind, raw, "number") if value is None else value(path, raw)
            )
            return None
        if integer and value.__class__ is not int:
            value = numbers.narrow(Decimal(value))
            if value.__class__ is not int and not numbers.is_integer(value):
                problems.append(problem.wrong_type(path, kind, raw))
                return None
        below = low is not None and not (value > low or (low_closed and value == low))
        if below or (high is not None and not (value < high or (high_closed and value == high))):
            problems.append(problem.out_of_range(path=path, raw=problem.shown(raw), range=field.range_text))
        return value

    return read


def _converted(raw: Any) -> Any:
    """The number of at most 34 digits behind a number of Python's or numpy's types.

    None for anything else; for numbers that are none of decimal128's, what words the problem.
    """
    if raw.__class__ is int:
        return _held(raw)
    if isinstance(raw, bool | str):
        return None
    if isinstance(raw, float):
        found = numbers.from_float(raw)
        return problem.not_finite if found is None else found
    if isinstance(raw, Decimal):
        return _held(Decimal(raw)) if raw.is_finite() else problem.not_finite
    if isinstance(raw, int):
        return _held(int(raw))
    if getattr(raw, "shape", None) == () and raw.dtype.kind in "iuf":
        found = numbers.read_number(str(raw))
        return problem.not_finite if found is None else found
    return None


def _held(number: numbers.Number) -> Any:
    found = numbers.unrounded(number)
    return problem.too_many_digits if found is None else found


def _text(field: Field, special: Reader) -> Reader:
    values = None if field.values is None else frozenset(field.values)
    codes = bool(field.codes)

    def read(raw: Any, path: str, problems: Findings) -> Any:
        if codes or raw.__class__ is not str:
            value = special(raw, path, problems)
            if value is not _ORDINARY:
                return value
        if not isinstance(raw, str):
            problems.append(problem.wrong_type(path, said("a text", "文本"), raw))
            return None
        text = str.__str__(raw)
        if not is_text(text):
            problems.append(problem.lone_surrogate(path=path, text=problem.shown(text)))
        elif values is not None and text not in values:
            problems.append(problem.not_allowed(field, path, text))
        elif len(text) > MAX_TEXT_LENGTH:
            problems.append(problem.too_long(path=path))
        return text

    return read


def _boolean(field: Field, special: Reader) -> Reader:
    def read(raw: Any, path: str, problems: Findings) -> Any:
        if raw is True or raw is False:
            return raw
        value = special(raw, path, problems)
        if value is not _ORDINARY:
            return value
        if getattr(raw, "shape", None) == () and raw.dtype.kind == "b":
            return bool(raw)
        problems.append(problem.wrong_type(path, said("true or false", "true 或 false"), raw, "boolean"))
        return None

    return read


def _moment(field: Field, special: Reader) -> Reader:
    parse, expected = (
        _PARSE[field.kind],
        said(
            "a {kind} such as {forms}",
            "{kind}，如 {forms}",
            kind=kind_words(field.kind),
            forms=_FORMS[field.kind],
        ),
    )
    absent = _absent(field)
    codes = {parse(code): cause for code, cause in field.codes.items() if isinstance(code, str)}
    codes.pop(None, None)

    def read(raw: Any, path: str, problems: Findings) -> Any:
        value = special(raw, path, problems)
        if value is not _ORDINARY:
            return value
        value = parse(raw) if isinstance(raw, str) else _temporal(raw)
        if value.__class__ is temporal.DateTime and field.kind == "date":
            value = _day(value, field.time_zone)
            if value is None:
                problems.append(problem.time_of_day(path=path, raw=problem.shown(raw), expected=expected))
                return None
        if getattr(value, "kind", None) != field.kind:
            problems.append(problem.wrong_type(path, expected, raw, field.kind))
            return None
        if value in codes:
            return absent(codes[value], path, problems)
        if not _is_within(field, value):
            problems.append(problem.out_of_range(path=path, raw=problem.shown(raw), range=field.range_text))
        return value

    return read


def _temporal(raw: Any) -> Any:
    """The temporal value of Python's, numpy's or pandas' types, None for no time; others as they are."""
    if not temporal.is_python_time(raw):
        return raw
    try:
        return temporal.from_python(raw)
    except ValueError:
        return None


def _day(moment: temporal.DateTime, zone: str) -> temporal.Date | None:
    """The day of a moment where a day is asked for: an instant has one in the policy's zone."""
    try:
        return temporal.day_in(moment, zone)
    except ValueError:
        return None


def _is_within(field: Field, value: Any) -> bool:
    """Whether a moment is in the declared range; one without a zone is in no range with one."""
    for end, closed, side in ((field.low, field.low_closed, 1), (field.high, field.high_closed, -1)):
        if end is not None:
            order = temporal.order(value, end)
            if isinstance(order, Absent) or order * side < 0 or (order == 0 and not closed):
                return False
    return True


def _list(field: Field, special: Reader) -> Reader:
    context = _context(field, lambda raw, path, problems: _ORDINARY)

    def read(raw: Any, path: str, problems: Findings) -> Any:
        value = special(raw, path, problems)
        if value is not _ORDINARY:
            return value
        if not isinstance(raw, list | tuple):
            problems.append(problem.wrong_type(path, said("a list", "列表"), raw))
            return None
        if len(raw) > field.at_most:
            problems.append(problem.too_many_items(path=path, count=len(raw), most=field.at_most))
            return None
        return [context(item, f"{path}[{i}]", problems) for i, item in enumerate(raw)]

    return read


def _context(field: Field, special: Reader) -> Reader:
    readers = [(below.name, reader_of(below)) for below in field.fields or ()]
    known = {name for name, _ in readers}

    def read(raw: Any, path: str, problems: Findings) -> Any:
        raw = mapping_of(raw, known)
        value = special(raw, path, problems)
        if value is not _ORDINARY:
            return value
        if not isinstance(raw, Mapping):
            problems.append(problem.wrong_type(path, said("a mapping of fields", "字段映射"), raw))
            return None
        if not known.issuperset(raw):
            unknown = [key for key in raw if key not in known]
            problems.unknown_fields(f"{path}.", unknown, sorted(known))
        return {name: reader(raw.get(name), f"{path}.{name}", problems) for name, reader in readers}

    return read
