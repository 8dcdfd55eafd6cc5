"""The policies that a policy calls: found, and checked once by themselves."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import pairwise
from typing import NamedTuple

from credit_engine.document_text import Document
from credit_engine.feel.lower import Lowering
from credit_engine.feel.scope import Binding
from credit_engine.feel.types import ANY, Type
from credit_engine.limits import MAX_CALLED_POLICIES
from credit_engine.parts.called import Called, CalledOutput, Inlined
from credit_engine.parts.card import Card
from credit_engine.parts.rule_set import LoweredRuleSet
from credit_engine.policy.cards import FileReader
from credit_engine.policy.compiled import CompiledPolicy
from credit_engine.policy.frame import InForce
from credit_engine.policy.including import Included, with_includes
from credit_engine.policy.lowering import Checked, lower_checked, lower_state
from credit_engine.policy.naming import place_of
from credit_engine.policy.problems import (
    call_cycle,
    called_no_policy,
    called_other_policy,
    not_in_force_then,
    too_many_calls,
)
from credit_engine.policy.sheets import with_sheets
from credit_engine.problems import Note, PolicyError, Problem
from credit_engine.run.fields import PRIOR
from credit_engine.source import Source, Span
from credit_engine.wording import Said, said
from credit_engine.yaml_text import Reading, examine_yaml

Step = tuple[str, Span | None]
"""A policy on the way to a call, and the place where it is called (None for the one that is loaded)."""


class CheckedPolicy(NamedTuple):
    """A called policy by itself: checked, compiled, and the number of policies that it calls."""

    checked: Checked
    compiled: CompiledPolicy
    calls: int


@dataclass
class Files:
    """The files that were read for one policy, each once, and the policies among them that were checked."""

    find: FileReader
    caller: str = ""
    """The name of the text for which they are read."""
    read: dict[tuple[str, str], Source | Document] = field(default_factory=dict)
    policies: dict[str, CheckedPolicy | None] = field(default_factory=dict)
    cards: dict[str, Card] = field(default_factory=dict)
    """The scorecards that were examined and have no problems."""
    included: dict[str, Included] = field(default_factory=dict)

    def __call__(self, kind: str, name: str) -> Source | Document:
        """The file of a kind and name; raises PolicyError where there is none."""
        if (kind, name) not in self.read:
            self.read[kind, name] = self.find(kind, name)
        return self.read[kind, name]

    def text(self, kind: str, name: str) -> Source:
        """The text of a file that is not read as data."""
        found = self(kind, name)
        return found.source if isinstance(found, Document) else found

    def folder_of(self, source: Source) -> str:
        """The folder of a file as seen from that of the file for which all are read."""
        mine, its = (posixpath.dirname(name) or "." for name in (self.caller, source.name))
        return os.path.relpath(its, mine).replace(os.sep, "/")

    @property
    def sources(self) -> Mapping[tuple[str, str], Source]:
        """The texts of all that was read."""
        return {
            named: found.source if isinstance(found, Document) else found
            for named, found in self.read.items()
        }


@dataclass
class Calls:
    """The calls of one policy; `way` leads from the policy that is loaded to this one.

    `check` checks a called policy by itself; `count` is the number of all that are called, in several places
    several times.
    """

    files: Files
    problems: list[Problem]
    way: tuple[Step, ...]
    check: Callable[[Document, Calls], tuple[Checked, CompiledPolicy]]
    count: int = 0
    called: dict[str, str] = field(default_factory=dict)

    def read(self, name: str, at: Span) -> tuple[Called, InForce] | None:
        """A called policy for one place, and when it is in force; None with its problems."""
        if name in [policy for policy, _ in self.way]:
            self.problems.append(self._cycle(name, at))
            return None
        found = self._checked(name, at)
        if found is None or self.count > MAX_CALLED_POLICIES:
            return None
        self.count += 1 + found.calls
        if self.count > MAX_CALLED_POLICIES:
            self.problems.append(too_many_calls(at, notes=self._notes(0), limit=MAX_CALLED_POLICIES))
            return None
        self.called[name] = found.compiled.fingerprint
        return _called(name, found.checked), found.compiled.in_force

    def _checked(self, name: str, at: Span) -> CheckedPolicy | None:
        """The policy by itself, with all its problems at their own places, once."""
        if name in self.files.policies:
            return self.files.policies[name]
        document = self._document(name, at)
        if document is None:
            return None
        found: list[Problem] = []
        calls = Calls(self.files, found, (*self.way, (name, at)), self.check)
        self.files.policies[name] = None
        try:
            checked, compiled = self.check(document, calls)
        except PolicyError as error:
            self.problems += error.problems
            return None
        self.problems += compiled.warnings
        if compiled.spec.policy != name:
            span = document.span(("policy",))
            self.problems.append(
                called_other_policy(span, policy=compiled.spec.policy, name=name, expected=name)
            )
            return None
        self.files.policies[name] = CheckedPolicy(checked, compiled, calls.count)
        return self.files.policies[name]

    def _document(self, name: str, at: Span) -> Document | None:
        """The data of a policy; where they cannot be read, the problems are those of the file."""
        try:
            found = self.files("policy", name)
        except PolicyError as error:
            self.problems += [p if p.span else replace(p, span=at) for p in error.problems]
            return None
        reading = Reading(found, ()) if isinstance(found, Document) else examine_yaml(found)
        self.problems += reading.problems
        if reading.document is None or reading.problems:
            return None
        data = reading.document.data
        if not isinstance(data, dict) or "policy" not in data:
            self.problems.append(called_no_policy(at, name=name))
            return None
        folder = self.files.folder_of(reading.document.source)
        joined = with_includes(reading.document, self.files.text, self.problems, folder, self.files.included)
        return with_sheets(joined, self.files.text, self.problems, folder)

    def _cycle(self, name: str, at: Span) -> Problem:
        """Policies that call each other, as a path, with the place of every call."""
        names = [policy for policy, _ in self.way]
        path = [*names[names.index(name) :], name]
        return call_cycle(at, notes=self._notes(names.index(name)), at=" -> ".join(path))

    def _notes(self, start: int) -> tuple[Note, ...]:
        """The calls on the way from one of its policies on, with the place of each."""
        return tuple(
            Note(said("'{user}' calls '{used}'", "'{user}' 调用 '{used}'", user=user, used=used), place)
            for (user, _), (used, place) in pairwise(self.way[start:])
            if place is not None
        )


def _called(name: str, checked: Checked) -> Called:
    """A checked policy as a part sees it."""
    types = {field.path: _type_at(checked, field.path) for field in checked.fields}
    next_state = {
        field: replace(found, unit=found.unit or types[f"{PRIOR}.{field}"].unit, optional=True)
        for field, written in checked.state.items()
        if written is not None
        for found in (checked.types.get(written.tree.number, ANY),)
    }

    return Called(
        name,
        checked.spec.version,
        checked.fields,
        types,
        {
            field.path: checked.document.key_span(place_of(checked.document, field.path))
            for field in checked.fields
        },
        checked.outcomes,
        _output_types(checked),
        checked.spec.reasons,
        checked.spec.prior,
        next_state,
        checked.types,
        partial(_inlined, checked),
        checked,
    )


def _inlined(checked: Checked, lowering: Lowering, names: Mapping[str, Binding]) -> Inlined:
    """The nodes of a called policy at one place of its caller, where the names are its inputs."""
    with lowering.at_sites() as sites:
        lowered = lower_checked(checked, lowering, names, is_called=True)
    sets = [lowered.parts[name] for name in checked.spec.decision.outcome]
    outputs = {
        output.name: CalledOutput(output.value, base_release, output.release, output.scale)
        for output, base_release in zip(lowered.outputs, lowered.base_releases, strict=True)
    }

    def state(outcome: int) -> dict[str, CalledOutput]:
        with lowering.at_sites() as of_state:
            fields = lower_state(checked, lowering, lowered.scope, outcome)
        sites.update(of_state)
        return {
            field.name: CalledOutput(field.value, field.release, field.release, field.scale)
            for field in fields
        }

    return Inlined(
        lowered.parts,
        [rule_set for rule_set in sets if isinstance(rule_set, LoweredRuleSet)],
        lowered.base,
        lowered.outcome,
        outputs,
        state,
        sites,
    )


def _output_types(checked: Checked) -> dict[str, Type]:
    return {
        output: checked.names[output].type
        if release.value is None
        else checked.types.get(release.value.tree.number, ANY)
        for output, release in checked.released.items()
    }


def _type_at(checked: Checked, path: str) -> Type:
    """The type of a declared input."""
    first, *rest = path.split(".")
    known = checked.names[first]
    for word in rest:
        assert known.entries is not None
        known = known.entries[word]
    return known.type


def out_of_force(name: str, outer: InForce, inner: InForce, at: Span) -> Problem | None:
    """A called policy is in force whenever its caller is."""
    begins = inner[0] <= outer[0]
    ends = inner[1] is None or (outer[1] is not None and outer[1] <= inner[1])
    if begins and ends:
        return None
    return not_in_force_then(
        at,
        name=name,
        period=_period(inner),
        expected=said("a policy in force from {first} on", "自 {first} 起生效的政策", first=outer[0])
        if outer[1] is None
        else said(
            "a policy in force from {first} to {end}",
            "在 {first} 至 {end} 期间生效的政策",
            first=outer[0],
            end=outer[1],
        ),
    )


def _period(days: InForce) -> Said:
    if days[1] is None:
        return said("from {first}", " {first} 起", first=days[0])
    return said("from {first} until before {end}", " {first} 起、{end} 之前", first=days[0], end=days[1])
