"""The account of a compiled policy: what is told of it, and of each of its parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from credit_engine import temporal
from credit_engine.account.evidence import Column, Figure, Given, NamedTitle, Ref, Words
from credit_engine.account.gaps import Decided, OutputStatus, Since
from credit_engine.account.policy import Identity, InputLine, NamedRule, ParameterLine, PolicyAccount, Remark
from credit_engine.account.processes import OutputLine, StateLine
from credit_engine.feel.parser import parse_expression
from credit_engine.parts.base import AnyPart, Lowered
from credit_engine.parts.references import References
from credit_engine.parts.rule import LoweredRule
from credit_engine.parts.telling import Telling, clause_words, declared_unit, words
from credit_engine.policy.compiled import DATES, CompiledPolicy, Output
from credit_engine.policy.document import InputModel, OutputModel, PriorModel
from credit_engine.run.fields import PRIOR, has_redacted
from credit_engine.texts.explanation import phrase
from credit_engine.texts.forms import LANGUAGES


def tell_policy(compiled: CompiledPolicy) -> PolicyAccount:
    """The account of a policy that was compiled from its text."""
    telling = telling_of(compiled)
    steps = tuple(part.tell(telling) for part in compiled.parts.values())
    results = {step.name: step.result for step in steps}
    rules = [rule for found in compiled.rule_sets.values() for rule in found]
    account = PolicyAccount(
        identity=_identity(compiled),
        outcomes=telling.outcome_lines(compiled.outcomes),
        undecided_outcome=compiled.outcomes.undecided,
        rules_outcome=Ref(compiled.base_outcome),
        counting=tuple(compiled.spec.decision.outcome),
        outputs=tuple(
            _output(telling, output, compiled.spec.decision.outputs[output.name], results)
            for output in compiled.outputs
        ),
        output_uses=tuple(
            (output.name, _names(output, compiled.spec.decision.outputs[output.name]))
            for output in compiled.outputs
        ),
        steps=steps,
        parameters=tuple(_parameters(telling, compiled)),
        inputs=tuple(_input(telling, path, model) for path, model in compiled.spec.declared.items()),
        state=tuple(_state(telling, compiled)),
        today=telling.today,
        uses=tuple((name, _uses(compiled.parts, lowered.part)) for name, lowered in compiled.parts.items()),
        own_reasons=tuple(compiled.spec.reasons),
        taken=tuple(
            dict.fromkeys((rule.spec.id, rule.spec.because) for rule in rules if rule.reason is not None)
        ),
        rules=tuple(_rules(compiled, telling)),
        notes=tuple(_notes(compiled)),
        sources=tuple(NamedTitle(name, source.words) for name, source in compiled.spec.sources.items()),
        reason_clauses=tuple(
            (code, clause)
            for code, reason in compiled.spec.reasons.items()
            if (clause := clause_words(reason.clause)) is not None
        ),
    )
    return account._replace(value_titles=telling.value_titles)


def telling_of(compiled: CompiledPolicy) -> Telling:
    """What is known of a policy that was compiled from its text when its parts are told."""
    return Telling(
        compiled.program,
        compiled.sites,
        compiled.types,
        compiled.spec,
        compiled.parts,
        compiled.outcomes,
        {number for number, field in enumerate(compiled.fields, len(DATES)) if has_redacted((field,))},
    )


def _notes(compiled: CompiledPolicy) -> Iterator[Remark]:
    """The notes on the policy, then those on its decisions with why a unit is stated anew."""
    if compiled.spec.notes is not None:
        yield Remark("", compiled.spec.notes.words)
    for name, lowered in compiled.parts.items():
        decision = lowered.part.decision
        found = [] if decision.notes is None else [decision.notes.words]
        if (because := decision.unit_because) is not None:
            found.append(
                Words(*(phrase(lang, "unit_because", because=because.words.text(lang)) for lang in LANGUAGES))
            )
        if found:
            yield Remark(
                name, Words(*("\n\n".join(finding.text(lang) for finding in found) for lang in LANGUAGES))
            )


def _identity(compiled: CompiledPolicy) -> Identity:
    spec, (start, end) = compiled.spec, compiled.in_force
    return Identity(
        spec.policy,
        spec.version,
        compiled.fingerprint,
        str(start),
        "" if end is None else str(end),
        spec.effective.time_zone,
        words(spec.title),
    )


def _output(
    telling: Telling, output: Output, model: OutputModel, results: Mapping[str, Figure]
) -> OutputLine:
    """An output with unit and title of what it shows."""
    name = output.name
    shown = None if output.of is None else telling.term(output.of.tree)
    known = results.get(name, Figure(None))
    title = telling.title(name)
    if shown is not None:
        known, title = shown.figure, shown.title
    computed = telling.is_computed(output.value) and output.scale is None
    value = Decided(name, Ref(output.value))
    figure = Figure(value, known.unit, computed, known.columns, titles=known.titles)
    when = None if output.when is None else telling.condition(output.when.tree)
    of = "" if output.of is None else telling.text(output.of.tree)
    return OutputLine(name, OutputStatus(name), figure, words(model.title) or title, when, of)


def _names(output: Output, model: OutputModel) -> tuple[str, ...]:
    """The names that an output uses."""
    references = References()
    if output.when is not None:
        references.collect(output.when.tree)
    references.collect(parse_expression(output.name if model.of is None else model.of))
    return tuple(sorted(references.certain | references.possible))


def _uses(parts: Mapping[str, Lowered[AnyPart]], part: AnyPart) -> tuple[str, ...]:
    """The decisions that one uses; a process counts without its sets."""
    if part.is_process:
        return ()
    used = part.references()
    return tuple(sorted(name for name in used.certain | used.possible if name in parts))


def _parameters(telling: Telling, compiled: CompiledPolicy) -> Iterator[ParameterLine]:
    """Parameters that any step uses, with the first days of the values of dated ones."""
    program = compiled.program
    used = program.needed([node for part in compiled.parts.values() for node in part.slots])
    used |= program.needed([output.release for output in compiled.outputs])
    used |= program.needed([state.value for state in compiled.state])
    for name, node in compiled.parameters.items():
        if node in used:
            model = compiled.spec.parameters[name]
            figure = Figure(Ref(node), declared_unit(model.unit))
            since = Since(_days(model.dated)) if model.dated else None
            clause = clause_words(model.clause)
            yield ParameterLine(name, figure, words(model.title), since, model.owner or "", clause)


def _days(dated: Mapping[str, Any]) -> tuple[temporal.Date, ...]:
    found = (temporal.parse_date(text) for text in dated)
    return tuple(sorted(day for day in found if day is not None))


def _state(telling: Telling, compiled: CompiledPolicy) -> Iterator[StateLine]:
    """The fields of the next state beside their values before the decision."""
    fields = [field.path for field in compiled.fields]
    for state in compiled.state:
        model = compiled.spec.prior[state.name]
        before = telling.input(len(DATES) + fields.index(f"{PRIOR}.{state.name}"))
        unit, titles = declared_unit(model.unit), _value_titles(telling, model)
        written = compiled.next_state.get(state.name)
        if titles is None and written is not None:
            titles = telling.figure(state.value, telling.type_of(written.tree)).titles
        figures = (
            Figure(before, unit, given=True, titles=titles),
            Figure(Ref(state.value), unit, titles=titles),
        )
        yield StateLine(state.name, *figures, words(model.title))


def _input(telling: Telling, path: str, model: InputModel) -> InputLine:
    """An input with all titles that it declares."""
    below = {**(model.items or {}), **(model.fields or {})}
    columns = tuple(
        Column(
            name, words(inner.title), declared_unit(inner.unit), _value_titles(telling, inner), _causes(inner)
        )
        for name, inner in below.items()
    )
    unit, titles = declared_unit(model.unit), _value_titles(telling, model)
    figure = Figure(Given(path), unit, columns=columns, given=True, titles=titles)
    return InputLine(path, figure, words(model.title), _causes(model))


def _value_titles(telling: Telling, model: InputModel | PriorModel) -> int | None:
    return None if model.values is None else telling.titled(model.values.words)


def _causes(model: InputModel) -> tuple[NamedTitle, ...]:
    """The titles of the causes for which an input can be missing."""
    causes = (model.missing or {}).items()
    return tuple(NamedTitle(code, cause.title.words) for code, cause in causes if cause.title is not None)


def _rules(compiled: CompiledPolicy, telling: Telling) -> Iterator[NamedRule]:
    """Every rule by its id and with its set's name before it; a rule in stages as it counts there."""
    found: dict[str, LoweredRule] = {}
    for of, rules in compiled.rule_sets.items():
        for rule in rules:
            for name in (rule.spec.id, f"{of}.{rule.spec.id}"):
                if found.setdefault(name, rule).condition == rule.condition:
                    found[name] = rule
    for name, rule in found.items():
        spec = rule.spec
        roles = telling.roles if spec.authorities else None
        yield NamedRule(name, spec.then, Ref(rule.status), words(spec.title), spec.authorities, roles)
