"""Checking what a cases file expects against its policy: outcomes, outputs, reasons, rules, fields."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from typing import Any

from credit_engine.api.policy import Policy
from credit_engine.document_text import Document, Path
from credit_engine.policy.reasons import UNDECIDED
from credit_engine.problems import Problem, suggestion
from credit_engine.testing import problems
from credit_engine.testing.document import ExpectModel, TableModel
from credit_engine.wording import said

_STEP = re.compile(r"([^.\[\]]+)((?:\[\d+\])*)(?:\.|$)")
Step = str | int


class NoSuchPlaceError(Exception):
    """A path that does not lead into the record."""


def steps_of(path: str) -> tuple[Step, ...]:
    """The keys and item numbers (from 0) of a path such as `debts[0].balance`."""
    steps: list[Step] = []
    at = 0
    while at < len(path):
        found = _STEP.match(path, at)
        if found is None:
            raise NoSuchPlaceError(path)
        steps += [found[1], *(int(number) for number in re.findall(r"\d+", found[2]))]
        at = found.end()
    return tuple(steps)


def overlaid(base: Any, over: Mapping[str, Any]) -> Any:
    """A copy of the base in which the values stand; mappings are merged, everything else is replaced.

    `{missing: cause}` replaces what was there. Raises NoSuchPlaceError for an item that the base lacks.
    """
    record = deepcopy(base)
    for path, value in over.items():
        _put(record, steps_of(path), value, path)
    return record


def _put(record: Any, steps: tuple[Step, ...], value: Any, path: str) -> None:
    here = record
    for step in steps[:-1]:
        if isinstance(step, int) or isinstance(here, list):
            here = _item(here, step, path)
        else:
            below = here.get(step) if isinstance(here, dict) else None
            if not isinstance(below, list) and (not isinstance(below, dict) or is_absence(below)):
                below = here[step] = {}
            here = below
    last = steps[-1]
    if isinstance(last, int) or isinstance(here, list):
        _item(here, last, path)
        here[last] = deepcopy(value)
    elif isinstance(value, Mapping) and not is_absence(value):
        if not isinstance(here.get(last), dict) or is_absence(here[last]):
            here[last] = {}
        for key, inner in value.items():
            _put(here[last], steps_of(key), inner, f"{path}.{key}")
    else:
        here[last] = deepcopy(value)


def _item(here: Any, step: Step, path: str) -> Any:
    if not isinstance(here, list) or not isinstance(step, int) or step >= len(here):
        raise NoSuchPlaceError(path)
    return here[step]


def is_absence(value: Mapping[str, Any]) -> bool:
    """Whether a value says why a field is missing."""
    return value.keys() == {"missing"}


def removed(record: Any, path: str) -> None:
    """Take a field, a group of fields or an item away; raises NoSuchPlaceError where it is not there."""
    steps = steps_of(path)
    here = record
    try:
        for step in steps[:-1]:
            here = here[step]
        del here[steps[-1]]
    except (KeyError, IndexError, TypeError):
        raise NoSuchPlaceError(path) from None


_WHOLE = (
    "outcome",
    "system_outcome",
    "conditions",
    "asks",
    "reasons",
    "reasons_include",
    "reasons_exclude",
    "withheld",
    "refused",
)
_NAMED = ("outputs", "values", "rules", "binding", "state")


class ExpectationCheck(problems.CasesReporting):
    """What a policy's decisions can be, in any of its versions."""

    def __init__(self, document: Document, policy: Policy, found: list[Problem]) -> None:
        super().__init__(document, found)
        versions = [version.with_sources for version in policy.versions]
        self.fields = {path for v in versions for path in v.spec.declared}
        self.state = _each(v.spec.next for v in versions)
        self.open = any(v.spec.unknown_fields == "list" for v in versions)
        self.outcomes = _each(v.outcomes.order for v in versions)
        self.outputs = _each(v.spec.decision.outputs for v in versions)
        self.decisions = _each(v.spec.decisions for v in versions)
        self.reasons = {UNDECIDED, *_each(v.spec.reasons for v in versions)}
        self.rules: set[str] = set()
        self.limits: set[str] = set()
        for version in versions:
            for lowered in version.parts.values():
                self.rules |= {rule.spec.id for rule in lowered.rules}
                self.reasons |= {*lowered.reason_codes()}
                if any(element.kind == "constraint" for element in lowered.part.reachable()):
                    self.limits.add(lowered.name)

    def check(self, expect: ExpectModel, at: Path, first: int = 0, columns: Sequence[str] = ()) -> None:
        """Report what no decision can be; the place is the expectation, or a row with its columns."""
        where = _Where(at, first, tuple(columns))
        for key in ("outcome", "system_outcome"):
            self._among("unknown-outcome", "outcome", getattr(expect, key), self.outcomes, where.of(key))
        for key in ("reasons", "reasons_include", "reasons_exclude"):
            for i, code in enumerate(getattr(expect, key) or ()):
                self._among("unknown-reason", "reason", code, self.reasons, where.of(key, i))
        for name in expect.withheld:
            self._among("unknown-name", "output", name, self.outputs, where.of("withheld"))
        if not columns:
            for key in _NAMED:
                for name in getattr(expect, key):
                    self._name(key, name, (*at, key, name))

    def columns(self, names: Sequence[str], at: Path) -> None:
        """Report columns of a table that are nothing of a decision."""
        for i, column in enumerate(names):
            key, _, name = column.partition(".")
            if key in _NAMED and name:
                self._name(key, name, (*at, i))
            elif column not in _WHOLE:
                known = (*_WHOLE, *(f"outputs.{output}" for output in self.outputs))
                expected = ", ".join((*_WHOLE, *(f"{k}.NAME" for k in _NAMED)))
                hint = suggestion(column, known)
                self.report(problems.no_column, (*at, i), column=column, expected=expected, hint=hint)

    def _name(self, key: str, name: str, at: Path) -> None:
        known = {
            "outputs": self.outputs,
            "rules": self.rules,
            "binding": self.limits,
            "state": self.state,
        }.get(key)
        if key == "values":
            name, known = name.partition(".")[0], self.decisions
        what = {
            "outputs": said("output", "输出"),
            "rules": said("rule", "规则"),
            "binding": said("limit", "限额"),
            "values": said("decision", "决策"),
            "state": said("field of the state", "状态字段"),
        }[key]
        self._among("unknown-name", what, name, known or (), at)

    def _among(self, code: str, what: str, name: str | None, known: Iterable[str], at: Path) -> None:
        names = sorted(known)
        if name is not None and name not in names:
            self.report(problems.not_among, at, code=code, what=what, name=name, names=names)

    def is_field(self, path: str, value: Any, at: Path) -> bool:
        """Whether a path leads to an input, or to a group of inputs; reports it where not."""
        try:
            steps = steps_of(path)
        except NoSuchPlaceError:
            self.report(problems.no_path, at, written=path)
            return False
        dotted = ""
        for step in steps:
            if isinstance(step, int):
                return True
            dotted = f"{dotted}.{step}" if dotted else step
            if dotted in self.fields:
                return True
        inside = any(field.startswith(f"{dotted}.") for field in self.fields)
        if isinstance(value, dict) and inside and not is_absence(value):
            below = [self.is_field(f"{path}.{key}", inner, (*at, key)) for key, inner in value.items()]
            return all(below)
        if inside or self.open:
            return True
        self.problems.append(
            problems.no_such_input(self.key(at), at=path, hint=suggestion(path, self.fields))
        )
        return False


class _Where:
    """Where a part of an expectation stands: under its key, or in a row's column."""

    def __init__(self, at: Path, first: int, columns: tuple[str, ...]) -> None:
        self.at, self.first, self.columns = at, first, columns

    def of(self, key: str, item: int | None = None) -> Path:
        if key in self.columns:
            column = (*self.at, self.first + self.columns.index(key))
            return column if item is None else (*column, item)
        return (*self.at, key) if item is None else (*self.at, key, item)


def _each(groups: Iterable[Iterable[str]]) -> set[str]:
    return {name for group in groups for name in group}


def expectation(table: TableModel, values: Sequence[Any]) -> ExpectModel:
    """What a row expects: the table's own expectation with the values of its columns.

    Raises pydantic's ValidationError for values that their columns cannot have.
    """
    found: dict[str, Any] = {} if table.expect is None else table.expect.model_dump()
    for column, value in zip(table.out, values, strict=True):
        key, _, name = column.partition(".")
        if name:
            found[key] = {**found.get(key, {}), name: value}
        elif value is not None:
            found[key] = value
    return ExpectModel.model_validate(found)
