"""Reading a cases file: every mistake in it at once, then its cases with their whole records."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from os import PathLike
from pathlib import Path as FilePath
from typing import IO, Any

from pydantic import ValidationError

from credit_engine import temporal
from credit_engine.api.policy import Policy, policy_at
from credit_engine.document_text import Path
from credit_engine.explain.redaction import MARK
from credit_engine.files.kinds import kind_of, refuse_other
from credit_engine.files.opening import going_down, open_regular, open_within
from credit_engine.files.sources import read_source, reading
from credit_engine.json_text import read_json
from credit_engine.parts.problems import listed_twice
from credit_engine.parts.validation import validate
from credit_engine.problems import PolicyError, ProblemsError, suggestion
from credit_engine.run.fields import is_redacted
from credit_engine.source import Source
from credit_engine.testing import problems
from credit_engine.testing.document import (
    Case,
    CasesFile,
    CasesModel,
    DatesModel,
    ExampleModel,
    ExpectModel,
    InterventionModel,
    OverlayModel,
    TableModel,
)
from credit_engine.testing.expectations import (
    ExpectationCheck,
    NoSuchPlaceError,
    expectation,
    overlaid,
    removed,
    steps_of,
)
from credit_engine.wording import said
from credit_engine.yaml_text import examine_yaml

ENDINGS = (".cases.yaml", ".cases.yml")
DATES = ("as_of", "policy_as_of", "data_as_of")
_KEY = re.compile(r"^cases *:", re.MULTILINE)
_CASES, _POLICY, _FILE = (
    re.compile(rf"""^{key} *: *["']?([^"'#\n]*[^"'#\s])""", re.MULTILINE)
    for key in ("cases", "policy", "file")
)


def is_cases_file(path: FilePath) -> bool:
    """Whether a file is a set of cases by its name and by a key `cases:` at the margin."""
    if not path.name.endswith(ENDINGS):
        return False
    text = _text(path)
    return text is not None and _KEY.search(text) is not None


def policy_name(path: FilePath) -> str:
    """The name of the policy that a file holds; empty for any other file, and for none."""
    text = _text(path)
    if text is None or kind_of(Source(str(path), text)) != "policy":
        return ""
    found = _POLICY.search(text)
    return found[1] if found else path.stem


def cases_beside(policy: FilePath) -> list[FilePath]:
    """The cases files in a policy's folder that name it, or its file, in order."""
    name = policy_name(policy)
    found = []
    for path in sorted(path for ending in ENDINGS for path in policy.parent.glob(f"*{ending}")):
        text = _text(path) or ""
        written = _FILE.search(text)
        if (
            FilePath(written[1]) == FilePath(policy.name)
            if written
            else _cases_of(text) in (name, policy.stem)
        ):
            found.append(path)
    return found


def _cases_of(text: str) -> str:
    found = _CASES.search(text)
    return found[1] if found else ""


def _text(path: FilePath) -> str | None:
    try:
        with open_regular(path) as file:
            return file.read().decode("utf-8", "replace")
    except OSError:
        return None


def read_cases(path: str | PathLike[str], *, opened: Callable[[], IO[bytes]] | None = None) -> CasesFile:
    """The cases of a file; raises PolicyError with every problem of the file and of its policy.

    `opened` opens the file where the path alone shall not say how. Links lead to no file outside of the
    folder from which a path in the file goes down.
    """
    source = read_source(path, opened=opened)
    refuse_other(source, "cases")
    reading = examine_yaml(source)
    found = list(reading.problems)
    if reading.document is None:
        raise PolicyError(found)
    spec = validate(reading.document, (), CasesModel, found)
    if spec is None:
        raise PolicyError(found)
    return _Reading(reading.document, found, source, spec).read()


@dataclass
class _Reading(problems.CasesReporting):
    """One pass over a file; what does not fit its model is reported already, and set aside."""

    source: Source
    spec: CasesModel

    def read(self) -> CasesFile:
        policy = self._policy()
        if policy is None:
            for at, dates in self._dated():
                self._check_dates(dates, at)
            raise PolicyError(self.problems)
        self.check = ExpectationCheck(self.document, policy, self.problems)
        self.policy = policy
        self.bases: dict[str, Any] = {}
        self._check_dates(self.spec, ())
        if self.spec.base is not None:
            self._base(self.spec.base, ("base",), ())
        for name in self.spec.bases:
            self._base(name, ("bases", name), ())
        cases = tuple(self._cases())
        if not cases and not self.problems:
            self.report(problems.no_case, ("cases",))
        accepted, places = self._accepted()
        if self.problems:
            raise PolicyError(self.problems)
        return CasesFile(self.source.name, self.document, policy, cases, accepted, places)

    def _dated(self) -> Iterator[tuple[Path, DatesModel]]:
        """All places where dates can stand, for what is message of them without a policy."""
        yield (), self.spec
        yield from ((("examples", name), example) for name, example in self.spec.examples.items())
        yield from ((("tables", name), table) for name, table in self.spec.tables.items())

    def _policy(self) -> Policy | None:
        """The policy beside the file, by its name or its path."""
        folder, name = FilePath(self.source.name).parent, self.spec.cases
        written = [self.spec.file] if self.spec.file else [f"{name}.yaml", name]
        found = next((path for path in written if (folder / path).exists()), written[0])
        self.place = folder / found
        try:
            policy = self._loaded(self._opened(found))
        except PolicyError as error:
            if self.place.exists():
                self.problems += error.problems
            else:
                at: Path = ("file",) if self.spec.file else ("cases",)
                known = (path.name for path in folder.glob("*.yaml") if not path.name.endswith(ENDINGS))
                hint = suggestion(self.place.name, known)
                self.report(problems.no_policy, at, place=self.place, hint=hint)
            return None
        if policy.name != name:
            self.report(problems.other_policy, ("cases",), name=policy.name)
        return policy

    def _check_dates(self, dates: DatesModel, at: Path) -> None:
        for name in DATES:
            given = getattr(dates, name)
            if given is not None and not _is_date(given):
                self.report(problems.no_date, (*at, name), given=given)

    def _loaded(self, opened: Callable[[], IO[bytes]]) -> Policy:
        """The policy of a file or a directory, to which no link leads that leads out."""

        def within() -> IO[bytes]:
            try:
                return opened()
            except IsADirectoryError:
                return BytesIO()

        if self.place.is_dir():
            with reading(self.place, opened=within):
                return policy_at(self.place)
        return policy_at(self.place, opened=opened)

    def _base(self, name: str, at: Path, users: tuple[str, ...]) -> Any:
        """The record of a base, read once."""
        if name in self.bases:
            return self.bases[name]
        model = self.spec.bases.get(name)
        if model is None and name.endswith(".json"):
            self.bases[name] = self._file(name, at)
            return self.bases[name]
        if model is None:
            self.report(problems.unknown_base, at, name=name, known=self.spec.bases)
            self.bases[name] = {}  # said once, not of every case that starts from it
            return {}
        if name in users:
            self.report(problems.cycle, at, bases=" -> ".join((*users, name)))
            return {}
        here: Path = ("bases", name)
        record: Any = {}
        if model.like is not None:
            record = self._base(model.like, (*here, "like"), (*users, name))
        elif model.file is not None:
            record = self._file(model.file, (*here, "file") if (*here, "file") in self.document else here)
        self.bases[name] = self._overlaid(record, model, here)
        return self.bases[name]

    def _file(self, name: str, at: Path) -> Any:
        """The record of a JSON file, whose path is taken from the folder of the cases."""
        place = FilePath(self.source.name).parent / name
        try:
            return read_json(read_source(place, opened=self._opened(name))).data
        except ProblemsError as error:
            if place.exists():
                self.problems += error.problems
            else:
                self.report(problems.no_record, at, place=place, hint=error.problems[0].hint)
            return {}

    def _opened(self, written: str) -> Callable[[], IO[bytes]]:
        """How the file at a path in this one is opened: no link leads out of where the path goes down."""
        own = FilePath(self.source.name)
        folders = [own.parent, FilePath(os.path.realpath(own)).parent]
        within = [going_down(folder, written) for folder in folders]
        return partial(open_within, [place for place, _ in within], within[0][1])

    def _overlaid(self, record: Any, model: OverlayModel, here: Path) -> Any:
        """The record with what the model says; each path is checked against the policy's inputs."""
        for path, value in model.with_.items():
            at = (*here, "with", path)
            if self.check.is_field(path, value, at):
                try:
                    record = overlaid(record, {path: value})
                except NoSuchPlaceError:
                    self._lost(path, at)
        for i, path in enumerate(model.without):
            record = overlaid(record, {})
            try:
                removed(record, path)
            except NoSuchPlaceError:
                self._lost(path, (*here, "without", i))
        return record

    def _lost(self, path: str, at: Path) -> None:
        self.problems.append(problems.base_without_path(self.key(at), at=path))

    def _start(self, model: ExampleModel | TableModel, here: Path) -> Any:
        """The record that an example or a table starts from."""
        self._check_dates(model, here)
        name = model.base or self.spec.base
        record = {} if name is None else self._base(name, (*here, "base"), ())
        return self._overlaid(record, model, here)

    def _dates(self, model: DatesModel, over: Mapping[str, Any], at: Path) -> dict[str, str]:
        found = {}
        for name in DATES:
            value = over.get(name) or getattr(model, name) or getattr(self.spec, name)
            if value is not None:
                found[name] = str(value)
        if "as_of" not in found:
            self.report(problems.no_as_of, self.key(at))
        return found

    def _cases(self) -> Iterator[Case]:
        for name, example in self.spec.examples.items():
            here: Path = ("examples", name)
            record = self._start(example, here)
            self.check.check(example.expect, (*here, "expect"))
            yield Case(
                name,
                record,
                self._dates(example, {}, here),
                example.expect,
                self.document.key_span(here),
                _given(example.interventions),
            )
        for name, table in self.spec.tables.items():
            yield from self._table(name, table)

    def _table(self, name: str, table: TableModel) -> Iterator[Case]:
        here: Path = ("tables", name)
        before = len(self.problems)
        record = self._start(table, here)
        if table.expect is not None:
            self.check.check(table.expect, (*here, "expect"))
        elif not table.out:
            self.report(problems.nothing_expected, (*here, "out"))
        for i, path in enumerate(table.in_):
            if path not in DATES:
                self.check.is_field(path, None, (*here, "in", i))
        self.check.columns(table.out, (*here, "out"))
        if len(self.problems) > before:
            return  # a row is read by its head
        width = len(table.in_) + len(table.out)
        for r, row in enumerate(table.rows):
            at: Path = (*here, "rows", r)
            if self.document.is_damaged(at):
                continue
            if len(row) != width:
                self.report(problems.row_width, at, row=len(row), width=width)
                continue
            yield self._row(name, table, record, r)

    def _row(self, name: str, table: TableModel, record: Any, r: int) -> Case:
        here: Path = ("tables", name)
        at: Path = (*here, "rows", r)
        row = table.rows[r]
        given = dict(zip(table.in_, row[: len(table.in_)], strict=True))
        over = {path: value for path, value in given.items() if path not in DATES}
        for path in given.keys() & set(DATES):
            if not isinstance(given[path], str) or not _is_date(given[path]):
                self.report(problems.no_date, (*at, table.in_.index(path)), given=given[path])
        try:
            whole = overlaid(record, over)
        except NoSuchPlaceError as lost:
            self._lost(str(lost), at)
            whole = record
        try:
            expected = expectation(table, row[len(table.in_) :])
        except ValidationError as error:
            wrong = error.errors()[0]
            key = ".".join(map(str, wrong["loc"][:2]))
            found = _shown(wrong["input"])
            self.report(problems.wrong_kind, at, key=key, wrong=found, expected=wrong["msg"].lower())
            expected = ExpectModel()
        self.check.check(expected, at, len(table.in_), table.out)
        fields = self.policy.versions[-1].fields
        shown = ", ".join(
            MARK if is_redacted(fields, path) else _shown(value) for path, value in given.items()
        )
        title = f"{name} [{shown}]"
        return Case(
            title,
            whole,
            self._dates(table, given, here),
            expected,
            self.document.span(at),
            _given(table.interventions),
        )

    def _accepted(self) -> tuple[dict[str, str], dict[str, Any]]:
        reasons: dict[str, str] = {}
        places: dict[str, Any] = {}
        for i, mutant in enumerate(self.spec.accepted_mutants):
            for k, name in enumerate(mutant.mutants):
                at: Path = ("accepted_mutants", i, "mutants", k)
                if name in reasons:
                    self.report(listed_twice, at, name=name, what=said("mutant", "变异"))
                reasons[name] = mutant.because
                places[name] = self.document.span(at)
        return reasons, places


def _given(models: Sequence[InterventionModel]) -> tuple[Mapping[str, str], ...]:
    return tuple(model.model_dump(exclude_none=True) for model in models)


def _is_date(text: str) -> bool:
    return temporal.parse_day_or_moment(text) is not None


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return " ".join(f"{key} {_shown(inner)}" for key, inner in value.items())
    if isinstance(value, list):
        return f"{len(value)} items"
    return str(value).lower() if isinstance(value, bool) else str(value)


__all__ = ["DATES", "ENDINGS", "ExpectModel", "is_cases_file", "read_cases", "steps_of"]
