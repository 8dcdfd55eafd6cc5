"""Loading policies and deciding with them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import lru_cache, partial
from os import PathLike, environ
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from credit_engine.api.dates import DATES, day_and_moment, iso_texts, the_text
from credit_engine.api.decision import Decision
from credit_engine.api.given import Record, Table, When, Whens
from credit_engine.api.intervention import Intervention, hidden, read_interventions
from credit_engine.api.problems import not_in_force, work_limit
from credit_engine.files.sources import read_source
from credit_engine.limits import MAX_ITERATIONS
from credit_engine.policy.compiled import CompiledPolicy
from credit_engine.policy.finding import Finder, finder
from credit_engine.policy.stored import Transfer, received, transfer
from credit_engine.problems import InputError, Problem, require_packages
from credit_engine.run.kernels import check_size
from credit_engine.source import Source
from credit_engine.texts.forms import Language, PageFormat
from credit_engine.wording import joined, said
from credit_engine.work import WorkLimit

if TYPE_CHECKING:
    from credit_engine.api.batch.result import BatchResult

_DAYS = {str, date, type(None)}
"""Forms of a date of which equal ones mean the same; moments in two zones can be equal, too."""


class Policy:
    """One or more versions of a policy, ready to decide."""

    def __init__(self, versions: tuple[CompiledPolicy, ...]) -> None:
        self.versions = versions
        self._plan = lru_cache(maxsize=256, typed=True)(self.planned)

    def __repr__(self) -> str:
        return f"<Policy {self.name} {', '.join(v.heading.version for v in self.versions)}>"

    def __copy__(self) -> Policy:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Policy:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return _received, (tuple(map(transfer, self.versions)),)

    @property
    def name(self) -> str:
        """The policy's name."""
        return self.versions[-1].heading.policy

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the newest version: its text, scorecards and the language version."""
        return self.versions[-1].fingerprint

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What `check` notes without refusing the policy."""
        return tuple(warning for version in self.versions for warning in version.warnings)

    @property
    def suppressed(self) -> tuple[Problem, ...]:
        """Warnings that the policy's files allow, each with the reason as `allowed`."""
        return tuple(warning for version in self.versions for warning in version.suppressed)

    def decide(
        self,
        record: Record,
        *,
        as_of: When,
        policy_as_of: When | None = None,
        data_as_of: When | None = None,
        interventions: Sequence[Intervention | Mapping[str, Any]] = (),
    ) -> Decision:
        """The decision for a record: a mapping as nested as the inputs' dotted paths, or a pydantic model.

        `as_of` is what today() gives; `policy_as_of` (default `as_of`) chooses the version in force;
        `data_as_of` (default `as_of`) is the day of the data. `interventions` change what single rules ask
        for, within the authority that each rule declares. Raises InputError with every violation, which is
        RefusedInterventions where only interventions are wrong.
        """
        plain_days = {as_of.__class__, policy_as_of.__class__, data_as_of.__class__} <= _DAYS
        plan = self._plan if plain_days else self.planned
        compiled, days, dates = plan(as_of, policy_as_of, data_as_of)
        values, problems = compiled.reader.read(record)
        made: list[Intervention | None] = []
        unread: list[Problem] = []
        if interventions != ():
            made, unread = read_interventions(interventions)
            unread = list(hidden(unread)) if compiled.redacts else unread
        if problems:
            from credit_engine.api.field_titles import with_titles
            from credit_engine.run.input_problems import without_text

            found = with_titles(problems, compiled.spec.declared)
            raise InputError([*(without_text(found) if compiled.redacts else found), *unread])
        inputs = [*days, *values, *compiled.no_interventions]
        listed = compiled.heading.unknown_fields == "list"
        undeclared = compiled.reader.undeclared(record) if listed else ()
        decision = Decision(
            compiled, inputs, _run(compiled, inputs), dates, undeclared, stand_ins=problems.stand_ins
        )
        if not made and not unread:
            return decision
        from credit_engine.api.intervening import intervened

        return intervened(decision, made, partial(_run, compiled), unread)

    def decide_batch(
        self,
        data: Table,
        *,
        as_of: Whens,
        policy_as_of: Whens | None = None,
        data_as_of: Whens | None = None,
        output: str | PathLike[str] | None = None,
        keep: Sequence[str] = (),
        workers: int = 1,
        chunk_rows: int = 131_072,
        fingerprints: bool = False,
        progress: bool = False,
        interventions: Table | Sequence[Mapping[str, Any]] | None = None,
        interventions_key: str = "row",
        lang: Language | None = None,
        bom: bool = False,
        fixed_types: bool = False,
    ) -> BatchResult:
        """The decisions for many records, each as `decide` decides it, in their order.

        `data` is a table, a list of records or the path of a file, with columns named by the inputs' dotted
        paths; each date is one for all, the name of a column, or an array. `output` is a file to write;
        without it the result is in memory. `interventions` have a key, `row` or the column that
        `interventions_key` names. What each option does: docs/how-to/decide-a-portfolio.md. Needs the extra
        `batch`. Raises InputError where the columns do not fit the policy, or interventions no row; a row
        that is refused becomes a row with the outcome `error`.
        """
        require_packages(said("deciding tables", "批量决策表格"), "batch", "pyarrow")
        from credit_engine.api.batch.running import decide_batch

        return decide_batch(
            self,
            data,
            as_of=as_of,
            policy_as_of=policy_as_of,
            data_as_of=data_as_of,
            output=output,
            keep=keep,
            workers=workers,
            chunk_rows=chunk_rows,
            fingerprints=fingerprints,
            progress=progress,
            interventions=interventions,
            interventions_key=interventions_key,
            lang=lang,
            bom=bom,
            fixed_types=fixed_types,
        )

    def book(
        self, lang: Language = "en", format: PageFormat = "text", *, policy_as_of: When | None = None
    ) -> str:
        """All that the policy says, for people who approve and audit it: text, Markdown or one HTML file.

        Of the version in force on `policy_as_of`, by default the newest. Raises ValueError for an unknown
        language or format, InputError where no version is in force.
        """
        from credit_engine.explain.book import render_book
        from credit_engine.policy.book import declarations

        version = self.versions[-1] if policy_as_of is None else self.in_force(policy_as_of)
        compiled = version.with_sources  # what a cached policy keeps has no wording of its expressions
        return render_book(compiled.account, compiled.program, declarations(compiled), lang, format)

    def planned(
        self, as_of: When, policy_as_of: When | None, data_as_of: When | None
    ) -> tuple[CompiledPolicy, tuple[Any, Any, Any], dict[str, str]]:
        """The version in force, its today(), now() and data_as_of, and the three dates as texts.

        Raises InputError for dates that are none, or on which no version is in force.
        """
        dates = iso_texts(dict(zip(DATES, (as_of, policy_as_of, data_as_of), strict=True)))
        compiled = self.in_force(dates["policy_as_of"])
        zone = compiled.heading.time_zone
        data_day, _ = day_and_moment(dates["data_as_of"], zone)
        return compiled, (*day_and_moment(dates["as_of"], zone), data_day), dates

    def in_force(self, when: When) -> CompiledPolicy:
        """The version in force on a day; raises InputError where there is none."""
        text = the_text("policy_as_of", when)
        for version in self.versions:
            day, _ = day_and_moment(text, version.heading.time_zone)
            start, end = version.in_force
            if start <= day and (end is None or day < end):
                return version
        known = joined((_in_force(version) for version in self.versions), "; ", "；")
        raise InputError([not_in_force(name=self.name, when=when, expected=known, path="policy_as_of")])


def _in_force(version: CompiledPolicy) -> str:
    """A version and the days on which it is in force, in words."""
    start, end = version.in_force
    name = version.heading.version
    if end is None:
        return said("{name} from {start}", "{name}（{start}起）", name=name, start=start)
    return said(
        "{name} from {start} to {end}", "{name}（{start}起，{end}前）", name=name, start=start, end=end
    )


def _run(compiled: CompiledPolicy, inputs: Sequence[Any]) -> tuple[Any, ...]:
    """The slots of a program for its inputs; raises InputError where that takes too much work."""
    try:
        slots = compiled.row(inputs)
        if compiled.structured_outputs:
            check_size([slots[at] for at in compiled.structured_outputs], MAX_ITERATIONS)
    except WorkLimit as limit:
        raise InputError([work_limit(limit=limit)]) from None
    return slots


def _received(versions: tuple[Transfer, ...]) -> Policy:
    return Policy(tuple(received(*version) for version in versions))


def load_policy(path: str | PathLike[str], *, cache: str | PathLike[str] | None = None) -> Policy:
    """The policy of a YAML file, or of a directory that holds its versions.

    Scorecards are read from `scorecards/` beside the policy's folder. `cache` names a folder that keeps
    checked policies, so that an unchanged one is loaded at once; without it the environment variable
    CREDIT_ENGINE_CACHE may name one; an empty name is none. Raises PolicyError with every problem of
    every file.
    """
    return policy_at(Path(path), cache=cache)


def policy_at(
    place: Path, *, cache: str | PathLike[str] | None = None, opened: Callable[[], IO[bytes]] | None = None
) -> Policy:
    """Like `load_policy`; `opened`, if given, opens the single file in place of its path."""
    from credit_engine.policy.versions import read_versions

    compiler = _compiler(environ.get("CREDIT_ENGINE_CACHE") if cache is None else cache)
    if place.is_dir():
        return Policy(read_versions(place, compiler))
    return Policy((compiler(read_source(place, opened=opened), finder(place)),))


def _compiler(cache: str | PathLike[str] | None) -> Callable[[Source, Finder], CompiledPolicy]:
    if not cache:
        from credit_engine.policy.loading import compile_policy

        return compile_policy
    from credit_engine.policy.cache import cached_policy

    return partial(cached_policy, folder=Path(cache))
