"""From a policy file to a compiled policy, with every problem of it and of its scorecards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from credit_engine.collecting import collecting_seldom
from credit_engine.document_text import Document, Path
from credit_engine.feel import syntax
from credit_engine.feel.check import Known, Names
from credit_engine.files.kinds import refuse_other
from credit_engine.limits import MAX_PROBLEMS_READ
from credit_engine.parts.base import AnyPart, Checks
from credit_engine.parts.called import Called
from credit_engine.parts.card import Card
from credit_engine.parts.declared import checked
from credit_engine.parts.graph import circle, order
from credit_engine.parts.problems import listed_twice
from credit_engine.parts.problems.rules import no_rule_set
from credit_engine.parts.reading import Reader, Written
from credit_engine.parts.rule_set import RuleSetPart
from credit_engine.parts.validation import validate
from credit_engine.policy.calling import Calls, CheckedPolicy, Files, Step, out_of_force
from credit_engine.policy.cards import Cards, FileReader
from credit_engine.policy.compiled import CompiledPolicy, Sources
from credit_engine.policy.document import PolicyModel
from credit_engine.policy.finding import Finder, finder
from credit_engine.policy.frame import InForce, in_force, outcomes, parts
from credit_engine.policy.including import with_includes
from credit_engine.policy.lowering import Checked, Release, lower_policy
from credit_engine.policy.naming import Naming
from credit_engine.policy.problems import neither_always_nor_condition, output_of_nothing
from credit_engine.policy.review import (
    found_by_parts,
    internal_texts,
    protected_inputs,
    redacted_identities,
    redacted_outputs,
    unused,
)
from credit_engine.policy.sheets import with_sheets
from credit_engine.policy.staging import needed_later
from credit_engine.policy.state import NextState
from credit_engine.policy.suppression import sort_out
from credit_engine.policy.using import using_inputs, using_reasons, with_used
from credit_engine.problems import PolicyError, Problem, bounded_suggestions, gathered, suggestion
from credit_engine.run.outcomes import Outcomes
from credit_engine.source import Source, Span
from credit_engine.wording import said
from credit_engine.yaml_text import examine_yaml

__all__ = ["Finder", "compile_document", "compile_policy", "finder"]


def compile_policy(source: Source, find: Finder) -> CompiledPolicy:
    """The compiled policy of a source; raises PolicyError with all problems."""
    with bounded_suggestions(), collecting_seldom():
        return _compiled(source, find)


def _compiled(source: Source, find: Finder) -> CompiledPolicy:
    refuse_other(source, "policy")
    reading = examine_yaml(source)
    problems = list(reading.problems)
    if reading.document is None or (problems and not isinstance(reading.document.data, dict)):
        raise PolicyError(problems)
    document = with_includes(reading.document, find, problems)
    return compile_document(with_sheets(document, find, problems), find, problems)


def compile_document(
    document: Document, find: FileReader, problems: list[Problem], files: Files | None = None
) -> CompiledPolicy:
    """The compiled policy of data that have been read, with the problems of reading; raises PolicyError.

    `files` are those of a compilation before with the same `find`: called policies in them are not checked
    once more, nor their warnings told.
    """
    files = Files(find, document.source.name) if files is None else files
    named = document.data.get("policy") if isinstance(document.data, dict) else None
    way: tuple[Step, ...] = ((str(named), None),)
    try:
        _, compiled = _compile(document, Calls(files, problems, way, _compile))
    except PolicyError as error:
        read = (document.source, *files.sources.values())
        raise PolicyError(sort_out(error.problems, read).standing) from None
    found = sort_out(compiled.warnings, (document.source, *files.sources.values()))
    sources = Sources(document.source, {**files.sources, **document.attached})
    return replace(compiled, warnings=found.standing, suppressed=found.suppressed, sources=sources)


def check_called(name: str, document: Document, files: Files) -> None:
    """Check a policy that others call anew, from other data, and keep it among the files; raises PolicyError.

    The policies among the files that call it are forgotten: they are checked with it when they are asked for.
    """
    problems: list[Problem] = []
    calls = Calls(files, problems, ((name, None),), _compile)
    checked, compiled = _compile(document, calls)
    stale = {name}
    called = {name: {*found.checked.called} for name, found in files.policies.items() if found}
    while more := {caller for caller, names in called.items() if names & stale} - stale:
        stale |= more
    for caller in stale:
        del files.policies[caller]
    files.policies[name] = CheckedPolicy(checked, compiled, calls.count)


def _compile(document: Document, calls: Calls) -> tuple[Checked, CompiledPolicy]:
    """A policy by itself, all its files read by those who call it; raises PolicyError."""
    problems = calls.problems
    spec = validate(document, (), PolicyModel, problems)
    found = parts(document, problems)
    if spec is None:
        raise PolicyError(gathered(problems))
    checking = _Checking(document, spec, found, Cards(calls.files, problems, calls.files.cards), calls)
    checked = checking.run()
    if checked is None:
        raise PolicyError(gathered(problems))
    compiled = lower_policy(checked)
    refused = [*protected_inputs(compiled), *redacted_identities(compiled), *found_by_parts(compiled)]
    if refused:
        raise PolicyError([*problems, *refused])
    cards = (warning for card in checking.cards.read.values() if card for warning in card.warnings)
    warnings = (
        *problems,
        *cards,
        *redacted_outputs(compiled),
        *internal_texts(compiled),
        *unused(compiled, checking.checks.used_reasons, checking.checks.used_roles),
    )
    return checked, replace(compiled, warnings=warnings)


@dataclass
class _Checking:
    """One pass of checks over a policy whose parts have been read."""

    document: Document
    spec: PolicyModel
    parts: dict[str, AnyPart]
    cards: Cards
    calls: Calls

    @property
    def problems(self) -> list[Problem]:
        """All that was found so far."""
        return self.calls.problems

    def run(self) -> Checked | None:
        """The checked policy, or None where a problem is an error."""
        ranks = outcomes(self.document, self.spec.outcomes, self.problems)
        days = in_force(self.document, self.spec.effective, self.problems)
        surroundings = _Surroundings(self.document, self.parts, self.cards, self.calls, days)
        self.parts = {name: part.join(surroundings) for name, part in self.parts.items()}
        self.spec = needed_later(using_inputs(self.spec, self.document, self.parts), self.parts.values())
        self.naming = Naming(self.document, self.spec, self.problems)
        self.checks = self._checks(ranks)
        ordered = self._ordered()
        for name in ordered:
            if len(self.problems) > MAX_PROBLEMS_READ:
                return None
            self._check(name)
        released = self._outputs(ranks)
        state = self._state(ranks)
        if days is None or any(problem.severity == "error" for problem in self.problems):
            return None
        checks = self.checks
        self.spec = using_reasons(self.spec, self.document, checks.used_reasons, checks.used_roles)
        return Checked(
            with_used(self.document, self.spec),
            self.spec,
            ranks,
            days,
            tuple(self.naming.fields),
            self.naming.names,
            {name: self.parts[name] for name in ordered},
            self.checks.types,
            released,
            self.cards.read,
            self.calls.called,
            state,
        )

    def _checks(self, ranks: Outcomes) -> Checks:
        reasons = None if self._incomplete("reasons") else frozenset(self.spec.reasons)
        names = Names(self.naming.names, incomplete=self._incomplete())
        causes = {
            name: tuple(model.missing or ())
            for name, model in self.spec.inputs.items()
            if not self.naming.declarations.lacks(("inputs", name), "missing")
        }
        causes |= {
            path: tuple(self.spec.declared[path].missing or ())
            for path in self.spec.declared
            if path not in self.spec.inputs
        }
        titles = tuple((name, self.spec.outcomes.title_of(name).words) for name in ranks.order)
        checks = Checks(
            self.document, self.problems, names, ranks, reasons, causes=causes, outcome_titles=titles
        )
        checks.roles = frozenset() if self._incomplete("roles") else frozenset(self.spec.roles)
        return checks

    def _incomplete(self, *sections: str) -> bool:
        """Whether declarations (all of them, or those of some sections) are missing for a reported reason."""
        sections = sections or ("inputs", "parameters", "decisions", "prior")
        gone = {(), *((section,) for section in sections)}
        if not gone.isdisjoint(self.document.damaged):
            return True
        return any(
            path in gone or (path[0] in sections and self._swallowing(path))
            for path in self.document.incomplete
        )

    def _swallowing(self, path: Path) -> bool:
        """Whether a text took the lines below it in, whatever they were."""
        return not isinstance(self.document.value(path), dict | list)

    def _ordered(self) -> list[str]:
        """The decisions in order of use; those that could not be read stand for anything."""
        references = {name: part.references() for name, part in self.parts.items()}
        ordered, cycle = order(
            {name: found.certain for name, found in references.items()},
            {name: found.possible for name, found in references.items()},
        )
        for name in self.spec.decisions:
            if cycle or name not in self.parts:
                self.naming.open(name)
        if not cycle:
            return ordered
        self.problems.append(circle(self.document, ("decisions",), cycle))
        return list(self.parts)

    def _check(self, name: str) -> None:
        part = self.parts[name]
        self.parts[name], type_ = checked(part, self.checks, self.naming.unit(part))
        self.naming.decided(part, type_)

    def _outputs(self, ranks: Outcomes) -> dict[str, Release]:
        """Rule sets of the outcome, outputs and the conditions that release them."""
        if not self._incomplete("decisions"):
            self._rule_sets()
        names = self._after(ranks)
        return {name: self._output(name, names) for name in self.spec.decision.outputs}

    def _after(self, ranks: Outcomes) -> Names:
        """All names, and the outcome that they lead to."""
        outcome = Known(self.checks.outcome_type, what="outcome")
        return self.checks.names.within({"outcome": outcome})

    def _state(self, ranks: Outcomes) -> dict[str, Written | None]:
        """The expressions of the next state; they may use the outcome."""
        complete = not self._incomplete("prior", "next")
        return NextState(self.document, self.spec.prior, self.checks, complete).read(
            self.spec.next, self._after(ranks)
        )

    def _rule_sets(self) -> None:
        """The outcome is that of rule sets, each counted once."""
        sets = [name for name, part in self.parts.items() if isinstance(part, RuleSetPart)]
        named = self.spec.decision.outcome
        for i, name in enumerate(named):
            at: Path = ("decision", "outcome", i)
            if self.document.is_damaged(at):
                continue
            if name not in self.spec.decisions or (name in self.parts and name not in sets):
                self.checks.report(no_rule_set, at, name=name, known=sets)
            elif name in named[:i]:
                self.checks.report(listed_twice, at, name=name, what=said("rule set", "规则集"))
        for name in dict.fromkeys(named):
            if name in self.parts:
                self.parts[name].check_counting(self.checks, named)

    def _output(self, name: str, names: Names) -> Release:
        output = self.spec.decision.outputs[name]
        at: Path = ("decision", "outputs", name)
        known = output.of is not None or name in self.naming.names or self._incomplete("decisions")
        if not known and not self.document.is_damaged(at):
            hint = suggestion(name, self.spec.decisions)
            self.checks.report(output_of_nothing, self.checks.key(at), name=name, hint=hint)
        reader = Reader(self.document, self.problems)
        when: Written | None = None
        place = self.document.in_full(at, "when")
        if output.when != "always" and place in self.document:
            when = reader.expression(place)
        if when is not None and isinstance(when.tree, syntax.Name) and suggestion(when.tree.name, ["always"]):
            self.checks.report(neither_always_nor_condition, when.text.whole, name=when.tree.name)
            when = None
        self.checks.expect(when, "boolean", "'when'", names)
        value = None if output.of is None else reader.expression((*at, "of"))
        self.checks.infer(value)
        return Release(when, value)


@dataclass
class _Surroundings:
    """What the parts of a policy can take in: its scorecards, the policies that it calls, each other."""

    document: Document
    parts: Mapping[str, AnyPart]
    cards: Cards
    calls: Calls
    days: InForce | None

    def card(self, name: str, at: Span) -> Card | None:
        """The scorecard that is named at a place."""
        return self.cards.card(name, at)

    def called(self, name: str, at: Span) -> Called | None:
        """A called policy, which is in force as long as the policy that calls it."""
        found = self.calls.read(name, at)
        if found is None:
            return None
        called, in_force = found
        gap = None if self.days is None else out_of_force(name, self.days, in_force, at)
        if gap is not None:
            self.calls.problems.append(gap)
        return called
