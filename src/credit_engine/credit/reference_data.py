"""Dated values that supervisors and markets set: base rates, caps, risk weights, provision rates.

They are data, not code: YAML files with the day from which each value holds, its source and owner, and
whether the source was read. The package ships `basel` and `china`; a bank keeps its own files beside its
policies.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, TypeAlias

from credit_engine.credit import problems
from credit_engine.credit.arguments import BetweenError, CreditError, never, not_negative
from credit_engine.credit.day_counts import AnyDate, as_date
from credit_engine.document_text import Document, Path
from credit_engine.files.kinds import refuse_other
from credit_engine.files.sources import read_source
from credit_engine.messages import Message
from credit_engine.numbers import Number, is_number
from credit_engine.problems import PolicyError, Problem, suggestion
from credit_engine.source import Source, Span
from credit_engine.temporal import Date, parse_date
from credit_engine.wording import said

SHIPPED = ("basel", "china")
READ_REFERENCE = ("fn:reference_value", "fn:reference_band", "fn:reference_figures")
"""The calls of a program that read the shipped data: what it decides changes with these."""
STATUSES = ("confirmed", "from_memory")
_KEYS = ("title", "unit", "source", "owner", "status", "dated")


@dataclass(frozen=True, slots=True)
class Band:
    """A value for figures up to and including `at_most`; the last band has no end."""

    at_most: Number | None
    value: Number


Value: TypeAlias = "Number | Mapping[str, Number] | tuple[Band, ...]"


@dataclass(frozen=True, slots=True)
class Entry:
    """A value over time; `dated` ascends by the first day on which each value holds."""

    name: str
    title: Mapping[str, str]
    unit: str
    source: str
    owner: str
    status: str
    dated: tuple[tuple[Date, Value], ...]


@dataclass(frozen=True, slots=True)
class ReferenceData:
    """The entries of one file."""

    name: str
    entries: Mapping[str, Entry]

    def value(self, name: str, as_of: AnyDate) -> Value:
        """The value in force on a day; CreditError for an unknown name or a day before the first value."""
        entry = self.entries.get(name)
        if entry is None:
            message = said(
                "{name}: not in {name_2}. {name_3}",
                "{name}：不在 {name_2} 中。{name_3}",
                name=name,
                name_2=self.name,
                name_3=suggestion(name, self.entries),
            ).rstrip(" .")
            raise BetweenError(message, ("name", "data"))
        day = as_date("as_of", as_of)
        held = [value for first, value in entry.dated if first <= day]
        if not held:
            raise CreditError(f"{name}: no value in force on {day}", "not_yet_in_force")
        return held[-1]

    def number(self, name: str, as_of: AnyDate, key: str | None = None) -> Number:
        """The number in force; `key` chooses one of a table."""
        found = self.value(name, as_of)
        if key is not None and isinstance(found, Mapping):
            if key not in found:
                raise CreditError(f"{name}: no key {key!r}. {suggestion(key, found)}".rstrip(" ."))
            return found[key]
        if key is not None or not is_number(found):
            raise CreditError(
                f"{name}: " + ("takes no key" if key is not None else "needs a key or a figure")
            )
        return found  # type: ignore[return-value]

    def banded(self, name: str, figure: Number, as_of: AnyDate) -> Number:
        """The value of the band that a figure falls in, such as a risk weight by loan to value."""
        found = self.value(name, as_of)
        if not isinstance(found, tuple):
            raise CreditError(f"{name}: has no bands")
        found_in = not_negative(
            "figure", figure
        )  # one below 0 is a slip of its input, and would get the best band
        return next(band.value for band in found if band.at_most is None or found_in <= band.at_most)

    def figures(self, name: str, as_of: AnyDate) -> tuple[Number, ...]:
        """The numbers of a table in force, in the order in which they are written."""
        found = self.value(name, as_of)
        if not isinstance(found, Mapping):
            raise CreditError(f"{name}: is no table of figures")
        return tuple(found.values())


@lru_cache(maxsize=len(SHIPPED))
def shipped(name: str) -> ReferenceData:
    """The reference data that come with the package: `basel` or `china`."""
    if name not in SHIPPED:
        raise never("name", f"not one of {', '.join(SHIPPED)}")
    return read_reference_data(Source(f"{name}.yaml", _shipped_text(name)))


def shipped_texts() -> dict[str, str]:
    """The texts of the shipped data, on which the fingerprints of programs that read them depend."""
    return {name: _shipped_text(name) for name in SHIPPED}


def _shipped_text(name: str) -> str:
    return files("credit_engine.credit").joinpath("data", f"{name}.yaml").read_text("utf-8")


def load_reference_data(path: str | os.PathLike[str]) -> ReferenceData:
    """The reference data of a file; PolicyError with every problem in it."""
    return read_reference_data(read_source(path))


def read_reference_data(source: Source) -> ReferenceData:
    """The same from text that was read."""
    from credit_engine.yaml_text import examine_yaml

    refuse_other(source, "reference_data")
    reading = examine_yaml(source)
    if reading.document is None or reading.problems:
        raise PolicyError(reading.problems)
    reader = _Reader(reading.document)
    data = reader.whole()
    if reader.problems:
        raise PolicyError(reader.problems)
    return data


class _Reader:
    """Takes a document apart, collecting what does not fit."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.problems: list[Problem] = []

    def report(self, message: Message, at: Path | Span, **values: Any) -> None:
        span = at if isinstance(at, Span) else self.document.span(at)
        self.problems.append(message(span, **values))

    def whole(self) -> ReferenceData:
        data = self.document.data if isinstance(self.document.data, dict) else {}
        self._keys(data, (), ("reference_data", "values"))
        values = data.get("values")
        if "values" in data and not isinstance(values, dict):
            expected = said("a mapping of names to values", "名称到值的映射")
            self.report(problems.not_a_mapping, ("values",), name="values", expected=expected)
            values = {}
        entries = {name: self.entry(name, value) for name, value in (values or {}).items()}
        return ReferenceData(
            str(data.get("reference_data", "")),
            MappingProxyType({name: entry for name, entry in entries.items() if entry is not None}),
        )

    def entry(self, name: str, data: Any) -> Entry | None:
        path = ("values", name)
        if not isinstance(data, dict):
            expected = said("a mapping with title, unit, ...", "含 title、unit 等的映射")
            self.report(problems.not_a_mapping, path, name=name, expected=expected)
            return None
        self._keys(data, path, _KEYS)
        if "status" in data and data["status"] not in STATUSES:
            self.report(problems.no_status, (*path, "status"))
        title = data.get("title")
        if "title" in data and not (isinstance(title, dict) and {"en", "zh"} == title.keys()):
            self.report(problems.title_in_one_language, (*path, "title"))
        dated = data.get("dated")
        if not isinstance(dated, dict) or not dated:
            if "dated" in data:
                expected = said("dates with values", "日期及其值")
                self.report(problems.not_a_mapping, (*path, "dated"), name="dated", expected=expected)
            return None
        pairs = [
            (self.date(day, (*path, "dated", day)), self.value(v, (*path, "dated", day)))
            for day, v in dated.items()
        ]
        known = sorted(
            ((day, v) for day, v in pairs if day is not None and v is not None), key=lambda p: p[0]
        )
        texts = {key: str(data.get(key, "")) for key in ("unit", "source", "owner", "status")}
        return Entry(name, dict(title) if isinstance(title, dict) else {}, dated=tuple(known), **texts)

    def date(self, text: str, path: Path) -> Date | None:
        found = parse_date(text)
        if isinstance(found, Date):
            return found
        self.report(problems.no_date, self.document.key_span(path), text=text)
        return None

    def value(self, data: Any, path: Path) -> Value | None:
        if is_number(data):
            return data  # type: ignore[no-any-return]
        if isinstance(data, dict) and data and all(map(is_number, data.values())):
            return MappingProxyType(dict(data))
        if isinstance(data, list) and data:
            return self.bands(data, path)
        self.report(problems.no_value, path)
        return None

    def bands(self, data: list[Any], path: Path) -> tuple[Band, ...] | None:
        found: list[Band] = []
        for i, item in enumerate(data):
            last = i + 1 == len(data)
            wanted = {"value"} if last else {"at_most", "value"}
            if not (isinstance(item, dict) and item.keys() == wanted and all(map(is_number, item.values()))):
                form = "{value: NUMBER}" if last else "{at_most: NUMBER, value: NUMBER}"
                self.report(problems.no_band, (*path, i), expected=form)
                return None
            found.append(Band(item.get("at_most"), item["value"]))
        ends = [Decimal(band.at_most) for band in found if band.at_most is not None]
        if ends != sorted(set(ends)):
            self.report(problems.bands_not_ascending, path)
            return None
        return tuple(found)

    def _keys(self, data: Mapping[str, Any], path: Path, keys: Sequence[str]) -> None:
        for key in data:
            if key not in keys:
                self.report(problems.unknown_key, self.document.key_span((*path, key)), key=key, known=keys)
        for key in keys:
            if key not in data:
                self.report(problems.missing_key, path, key=key)
