"""Which mutants of a policy its cases notice."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Literal

from credit_engine import numbers
from credit_engine.api.policy import Policy
from credit_engine.collecting import collecting_seldom
from credit_engine.document_text import DerivedDocument, Document, Path, ScalarText
from credit_engine.parts.mutation.mutant import (
    OF_POLICY,
    Mutant,
    Original,
    dropped,
    in_steps,
    of_rounding,
    of_written,
    place_of,
    with_neighbours,
)
from credit_engine.policy.calling import Files
from credit_engine.policy.compiled import CompiledPolicy
from credit_engine.policy.loading import compile_document
from credit_engine.problems import PolicyError, Problem
from credit_engine.source import Source
from credit_engine.testing.document import Case, CasesFile
from credit_engine.testing.running import is_as_expected


def mutants_of(compiled: CompiledPolicy) -> list[Mutant]:
    """All mutants; those that stand twice under one name are numbered."""
    whole = compiled.with_sources
    found = [*_frame(whole), *_parameters(whole), *_decisions(whole), *_outputs(whole), *_state(whole)]
    counts: dict[str, int] = {}
    numbered = []
    for mutant in found:
        count = counts[mutant.name] = counts.get(mutant.name, 0) + 1
        name = mutant.name if count == 1 else f"{mutant.name} ({count})"
        numbered.append(Mutant(name, mutant.kind, mutant.file, mutant.values, mutant.removed))
    return numbered


def _frame(compiled: CompiledPolicy) -> Iterator[Mutant]:
    for key in ("undecided", "nothing_fired"):
        old, path = getattr(compiled.spec.outcomes, key), ("outcomes", key)
        yield from with_neighbours("outcome", place_of(path), path, old, compiled.outcomes.order)
    sets = compiled.spec.decision.outcome
    for i, name in enumerate(sets if len(sets) > 1 else ()):
        yield dropped("outcome", f"decision.outcome.{name}", ("decision", "outcome", i))


def _parameters(compiled: CompiledPolicy) -> Iterator[Mutant]:
    for name, model in compiled.spec.parameters.items():
        path: Path = ("parameters", name)
        if numbers.is_number(model.value):
            place = compiled.document.in_full(path, "value")
            yield from in_steps("parameter", f"parameters.{name}", place, model.value)
        for day, value in (model.dated or {}).items():
            if numbers.is_number(value):
                yield from in_steps("parameter", f"parameters.{name}.{day}", (*path, "dated", day), value)


def _decisions(compiled: CompiledPolicy) -> Iterator[Mutant]:
    """The mutants of every part; those of a card that several parts read once."""
    original = Original(compiled.document, compiled.outcomes.order, compiled.types)
    done: set[str] = set()
    for name in compiled.spec.decisions:
        files: set[str] = set()
        for mutant in compiled.parts[name].part.mutants(f"decisions.{name}", original):
            if mutant.file not in done:
                yield mutant
            files.add(mutant.file)
        done |= files - {OF_POLICY}


def _outputs(compiled: CompiledPolicy) -> Iterator[Mutant]:
    for output in compiled.outputs:
        path: Path = ("decision", "outputs", output.name)
        place = ".".join(map(str, path))
        if output.when is not None:
            yield from of_written(f"{place}.when", output.when, types=compiled.types)
        yield from of_rounding(compiled.document, (*path, "round"))


def _state(compiled: CompiledPolicy) -> Iterator[Mutant]:
    """What the state is initially, and the expressions of the next one."""
    for name, model in compiled.spec.prior.items():
        place, path = f"prior.{name}.initially", ("prior", name, "initially")
        if numbers.is_number(model.initially):
            yield from in_steps("state", place, path, model.initially)
        elif model.values is not None and model.initially in model.values:
            yield from with_neighbours("state", place, path, str(model.initially), model.values)
    for name, written in compiled.next_state.items():
        yield from of_written(f"next.{name}", written, types=compiled.types)


class ChangedDocument(DerivedDocument):
    """What a document would be with other scalars at some paths, or without the value at one path."""

    def __init__(self, original: Document, values: Mapping[Path, Any], removed: Path | None = None) -> None:
        super().__init__(original, _data(original.data, values, removed))
        self._changed = values
        self._removed = removed

    def home(self, path: Path) -> tuple[Document, Path]:
        """The path of the same value in the original: items behind a removed one have moved up."""
        gone = self._removed
        if gone is None or not isinstance(gone[-1], int) or len(path) < len(gone):
            return self._original, path
        last = len(gone) - 1
        step = path[last]
        if path[:last] != gone[:last] or not isinstance(step, int) or step < gone[-1]:
            return self._original, path
        return self._original, (*path[:last], step + 1, *path[last + 1 :])

    def __contains__(self, path: Path) -> bool:
        if self._removed is not None and isinstance(self._removed[-1], str):
            return path[: len(self._removed)] != self._removed and path in self._original
        return super().__contains__(path)

    def text_at(self, path: Path) -> ScalarText:
        """The characters of a scalar; all of a changed one stand where the whole was."""
        if path not in self._changed:
            return super().text_at(path)
        whole = self._original.span(path)
        text = str(self._changed[path])
        return ScalarText(
            text, whole.source, (whole.start, whole.end), [whole.start] * len(text), [whole.end] * len(text)
        )


def _data(data: Any, values: Mapping[Path, Any], removed: Path | None) -> Any:
    """The data with the changes; only what contains a change is copied."""
    changed = data
    for path, value in values.items():
        changed = _with(changed, path, value)
    if removed is not None:
        holder = _holder(changed, removed[:-1])
        holder = deepcopy(holder)
        del holder[removed[-1]]
        changed = _with(changed, removed[:-1], holder)
    return changed


def _holder(data: Any, path: Path) -> Any:
    for step in path:
        data = data[step]
    return data


def _with(data: Any, path: Path, value: Any) -> Any:
    if not path:
        return value
    copy = dict(data) if isinstance(data, dict) else list(data)
    copy[path[0]] = _with(data[path[0]], path[1:], value)  # type: ignore[index]
    return copy


Fate = Literal["noticed", "refused", "survived", "accepted", "accepted but noticed"]


@dataclass(frozen=True)
class Tried:
    """A mutant and what became of it: by which case it was noticed, why it is accepted."""

    version: str
    mutant: Mutant
    fate: Fate
    case: str = ""
    because: str = ""


@dataclass(frozen=True)
class Mutation:
    """All mutants of a policy, and accepted ones that do not exist."""

    tried: tuple[Tried, ...]
    problems: tuple[Problem, ...]

    def count(self, *fates: Fate) -> int:
        """How many mutants met one of these fates."""
        return sum(attempt.fate in fates for attempt in self.tried)

    @property
    def share_noticed(self) -> float:
        """Noticed mutants among all that the check lets pass; accepted ones count as not noticed."""
        noticed = self.count("noticed", "accepted but noticed")
        alive = len(self.tried) - self.count("refused")
        return noticed / alive if alive else 1.0


def mutate(
    file: CasesFile,
    progress: Callable[[int, int], None] | None = None,
    only: Container[str] | None = None,
) -> Mutation:
    """Try every mutant of every version of a policy on the cases, in the order of the files.

    A mutant that `check` refuses needs no case. `progress` is told how many are done, of how many;
    `only` holds the names of the mutants to try, all of them by default.
    """
    versions = [version.with_sources for version in file.policy.versions]
    listed = [(version, mutant) for version in versions for mutant in mutants_of(version)]
    names = frozenset(mutant.name for _, mutant in listed)
    chosen = [pair for pair in listed if only is None or pair[1].name in only]
    tried: list[Tried] = []
    cases = list(file.cases)
    files = {id(version): files_of(version) for version in versions}
    for number, (version, mutant) in enumerate(chosen):
        if progress is not None:
            progress(number, len(chosen))
        with collecting_seldom():
            tried.append(_tried(file, version, mutant, cases, files[id(version)]))
    if progress is not None:
        progress(len(chosen), len(chosen))
    return Mutation(tuple(tried), tuple(file.lost(names)))


def _tried(
    file: CasesFile, version: CompiledPolicy, mutant: Mutant, cases: list[Case], files: Files
) -> Tried:
    because = file.accepted.get(mutant.name, "")
    name = version.spec.version
    try:
        changed = compiled_mutant(version, mutant, files)
    except PolicyError:
        return Tried(name, mutant, "refused", because=because)
    policy = Policy(
        tuple(changed if other.with_sources is version else other for other in file.policy.versions)
    )
    noticing = _noticing(policy, cases)
    if noticing is None:
        return Tried(name, mutant, "accepted" if because else "survived", because=because)
    return Tried(name, mutant, "accepted but noticed" if because else "noticed", noticing, because)


def _noticing(policy: Policy, cases: list[Case]) -> str | None:
    """The first case that fails. It is tried first on the next mutant: neighbours are noticed alike."""
    for i, case in enumerate(cases):
        if not is_as_expected(policy, case):
            cases.insert(0, cases.pop(i))
            return case.name
    return None


def files_of(version: CompiledPolicy) -> Files:
    """All files of a policy, to be read and checked once for its mutants."""
    found = dict(_files(version))
    return Files(lambda kind, name: found[kind, name], version.document.source.name)


def compiled_mutant(version: CompiledPolicy, mutant: Mutant, files: Files | None = None) -> CompiledPolicy:
    """The policy with the change; raises PolicyError where the check refuses it.

    `files` are the policy's, with the called policies that were checked for mutants before.
    """
    files = files_of(version) if files is None else files
    if mutant.file == OF_POLICY:
        document = ChangedDocument(version.document, mutant.values, mutant.removed)
        return compile_document(document, files, [], files)
    card = "scorecard", mutant.file
    changed = ChangedDocument(_document(files(*card)), mutant.values, mutant.removed)
    return compile_document(
        version.document, lambda kind, name: changed if (kind, name) == card else files(kind, name), []
    )


def _files(version: CompiledPolicy) -> Iterator[tuple[tuple[str, str], Source | Document]]:
    """All that was read for a policy; of its own scorecards the data, so that they are not read again."""
    yield from version.sources.files.items() if version.sources is not None else ()
    for part in version.parts.values():
        yield from part.part.files().items()


def _document(found: Source | Document) -> Document:
    assert isinstance(found, Document)
    return found


def kinds(tried: Sequence[Tried]) -> Mapping[str, tuple[int, int]]:
    """Noticed and all mutants that the check lets pass, by kind."""
    found: dict[str, tuple[int, int]] = {}
    for attempt in tried:
        if attempt.fate != "refused":
            noticed, alive = found.get(attempt.mutant.kind, (0, 0))
            found[attempt.mutant.kind] = (
                noticed + (attempt.fate in ("noticed", "accepted but noticed")),
                alive + 1,
            )
    return found
