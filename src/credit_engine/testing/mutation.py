"""Which mutants of a policy its cases notice."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from credit_engine.api.policy import Policy
from credit_engine.collecting import collecting_seldom
from credit_engine.document_text import Document
from credit_engine.parts.mutation.mutant import OF_POLICY, Mutant
from credit_engine.policy.calling import Files
from credit_engine.policy.compiled import CompiledPolicy
from credit_engine.policy.loading import compile_document
from credit_engine.problems import PolicyError, Problem
from credit_engine.source import Source
from credit_engine.testing.cases import Case, CasesFile
from credit_engine.testing.changed import ChangedDocument
from credit_engine.testing.mutants import mutants_of
from credit_engine.testing.running import is_as_expected

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
        return sum(one.fate in fates for one in self.tried)

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
    versions = [version.whole for version in file.policy.versions]
    listed = [(version, mutant) for version in versions for mutant in mutants_of(version)]
    names = frozenset(mutant.name for _, mutant in listed)
    chosen = [one for one in listed if only is None or one[1].name in only]
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
    policy = Policy(tuple(changed if one.whole is version else one for one in file.policy.versions))
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
    for one in tried:
        if one.fate != "refused":
            noticed, alive = found.get(one.mutant.kind, (0, 0))
            found[one.mutant.kind] = noticed + (one.fate in ("noticed", "accepted but noticed")), alive + 1
    return found
