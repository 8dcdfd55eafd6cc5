"""The book of a policy as a page: what it decides, how, by which data, figures, reasons and written rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from credit_engine.account.declared import (
    InputDeclaration,
    MissingLine,
    ParameterDeclaration,
    ReasonDeclaration,
)
from credit_engine.account.evidence import NamedTitle, Words
from credit_engine.account.steps import RulesStep
from credit_engine.explain.blocks import Block, Code, Heading, Line, Paragraph, Phrase, Table
from credit_engine.explain.book.policy import Told
from credit_engine.explain.book.steps import step_blocks
from credit_engine.explain.book.words import BookSentences
from credit_engine.explain.page.notes import notes
from credit_engine.run.fields import PRIOR
from credit_engine.temporal.reading import iso_text
from credit_engine.texts.causes import why
from credit_engine.texts.units import with_unit


def book_page(told: Told, say: BookSentences) -> list[Block]:
    """All blocks of the book in the language of the sentences."""
    return [
        *_head(told, say),
        *notes(told.notes(), say),
        *_outcomes(told, say),
        *_outputs(told, say),
        *_decisions(told, say),
        *_state(told, say),
        *_inputs(told, say),
        *_parameters(told, say),
        *_reasons(told, say),
        *_clauses(told, say),
    ]


def _head(told: Told, say: BookSentences) -> Iterator[Block]:
    policy = told.account.identity
    yield Heading(1, (*say.title(policy.title, policy.policy), say.say("colon"), say.book("book")))
    start, end = (iso_text(day, say.lang) for day in (policy.effective_from, policy.effective_to))
    key = "version_until" if policy.effective_to else "version_from"
    version = say.say(key, version=policy.version, day=start, end=end)
    yield Paragraph((say.say("policy"), say.say("colon"), Code(policy.policy), say.say("comma"), version))
    yield Paragraph((say.book("fingerprint"), say.say("colon"), Code(policy.fingerprint)), "faint")


def _outcomes(told: Told, say: BookSentences) -> Iterator[Block]:
    account = told.account

    def titled(name: str) -> str:
        return told.outcome(name).text(say.lang)

    yield Heading(2, (say.book("outcomes"),))
    order = say.listed_names(
        f"{outcome.title.text(say.lang)} ({outcome.name})" for outcome in account.outcomes
    )
    yield Paragraph((say.book("outcomes_order", names=order),))
    if account.counting:
        sets = say.listed_names(say.name(told.title(name), name) for name in account.counting)
        yield Paragraph((say.book("counting", names=sets),))
    yield Paragraph((say.book("undecided_as", name=titled(account.undecided_outcome)),))
    yield Paragraph((say.book("nothing_fired_as", name=titled(told.declared.nothing_fired)),))


def _outputs(told: Told, say: BookSentences) -> Iterator[Block]:
    if not told.account.outputs:
        return
    yield Heading(2, (say.book("outputs"),))
    lines = [
        Line(
            (
                say.title(output.title, output.name),
                (Code(output.name),),
                (say.book("always"),) if output.when is None else say.inline(output.when),
            )
        )
        for output in told.account.outputs
    ]
    yield Table((say.say("output"), say.say("name"), say.book("released_when")), tuple(lines))


def _decisions(told: Told, say: BookSentences) -> Iterator[Block]:
    yield Heading(2, (say.book("decisions"),))
    reads = dict(told.account.uses)
    for step in told.account.steps:
        heading, *blocks = step_blocks(step, told, say)
        yield heading
        yield from notes(told.notes(step.name), say)
        used = [say.name(told.title(name), name) for name in reads.get(step.name, ())]
        if used:
            yield Paragraph((say.book("reads", names=say.listed_names(used)),), "faint")
        yield from blocks


def _state(told: Told, say: BookSentences) -> Iterator[Block]:
    """What each field of the state becomes for the next decision."""
    if told.account.state:
        yield Heading(2, (say.say("state"),))
        lines = [
            Line(
                (
                    say.title(variable.title, variable.name),
                    (Code(variable.name),),
                    () if variable.after is None else (say.figure(variable.after),),
                )
            )
            for variable in told.account.state
        ]
        yield Table((say.say("state_field"), say.say("name"), say.book("becomes")), tuple(lines))


def _inputs(told: Told, say: BookSentences) -> Iterator[Block]:
    prior = [field for field in told.declared.inputs if field.path.startswith(f"{PRIOR}.")]
    others = [field for field in told.declared.inputs if field not in prior]
    for key, declared in (("inputs", others), ("prior", prior)):
        if declared:
            yield Heading(2, (say.book(key),))
            head = (*map(say.say, ("input", "name")), *map(say.book, ("type", "allowed", "missing")))
            yield Table(head, tuple(_input(field, say) for field in declared))


def _input(field: InputDeclaration, say: BookSentences) -> Line:
    """An input: what it may hold, and what its absence means."""
    unit = " ".join(with_unit("", field.unit, say.lang).replace("%", say.book("share")).split())
    named = say.book(f"type_{field.type}")
    kind = "".join((named, *say.in_brackets(unit))) if unit else named
    allowed = [field.range] if field.range else []
    allowed += [say.listed_names(_value(value, say) for value in field.values)] if field.values else []
    marks = [
        say.book(key)
        for key, holds in (("protected", field.protected), ("redacted", field.redacted))
        if holds
    ]
    missing = [_missing(line, field.path, say) for line in field.missing]
    if field.initially is not None:
        titled = next(
            (value for value in field.values if value[0] == field.initially and value != field.initially),
            None,
        )
        shown = say.value(field.initially, field.unit) if titled is None else _value(titled, say)
        missing.append(say.book("initially", value=shown))
    elif not field.missing and not field.path.startswith(f"{PRIOR}."):
        missing.append(say.book("required"))
    kind = say.say("comma").join((kind, *marks))
    cells: tuple[Phrase, ...] = (
        say.title(field.title, field.path),
        (Code(field.path),),
        (kind,),
        (say.say("semicolon").join(allowed),),
        (say.say("semicolon").join(missing),),
    )
    return Line(cells)


def _value(value: NamedTitle | str, say: BookSentences) -> str:
    return value if isinstance(value, str) else f"{value.title.text(say.lang)} ({value.name})"


def _missing(line: MissingLine, path: str, say: BookSentences) -> str:
    """What the absence for one cause means."""
    then = say.book(line.then) if line.then else say.book("instead", value=say.value(line.value))
    cause = why(line.cause, say.lang) if line.title is None else line.title.text(say.lang)
    return say.book("because", why=cause, then=then)


def _parameters(told: Told, say: BookSentences) -> Iterator[Block]:
    if not told.declared.parameters:
        return
    yield Heading(2, (say.book("parameters"),))
    lines = [
        Line(
            (
                say.title(parameter.title, parameter.name),
                (Code(parameter.name),),
                (_dated(parameter, say),),
                (parameter.owner,),
                () if parameter.clause is None else (parameter.clause.text(say.lang),),
            )
        )
        for parameter in told.declared.parameters
    ]
    head = (*map(say.say, ("parameter", "name", "value")), say.book("owner"), say.book("clause"))
    yield Table(head, tuple(lines))


def _dated(parameter: ParameterDeclaration, say: BookSentences) -> str:
    """The value of a parameter, or its values by the day from which each holds."""
    shown = [
        say.book("since", day=iso_text(day, say.lang), value=say.value(value, parameter.unit, exact=True))
        if day
        else say.value(value, parameter.unit, exact=True)
        for day, value in parameter.values
    ]
    return say.say("semicolon").join(shown)


def _reasons(told: Told, say: BookSentences) -> Iterator[Block]:
    if not told.declared.reasons:
        return
    yield Heading(2, (say.book("reasons"),))
    rules = [rule for step in told.account.steps if isinstance(step, RulesStep) for rule in step.rules]
    lines = [
        _reason(reason, [rule.id for rule in rules if rule.reason == reason.code], say)
        for reason in told.declared.reasons
    ]
    keys = ("reason", "used_by", "internal", "customer", "clause")
    yield Table(tuple(map(say.book, keys)), tuple(lines))


def _reason(reason: ReasonDeclaration, rules: Iterable[str], say: BookSentences) -> Line:
    customer = say.book("not_disclosed") if reason.customer is None else reason.customer.text(say.lang)
    clause: Phrase = () if reason.clause is None else (reason.clause.text(say.lang),)
    internal = (reason.internal.text(say.lang),)
    return Line(((Code(reason.code),), say.codes(dict.fromkeys(rules)), internal, (customer,), clause))


def _clauses(told: Told, say: BookSentences) -> Iterator[Block]:
    """Every written rule with all that implements it."""
    found: dict[Words, dict[str, None]] = {}
    for step in told.account.steps:
        if isinstance(step, RulesStep):
            for rule in step.rules:
                if rule.clause is not None:
                    found.setdefault(rule.clause, {})[rule.id] = None
    for reason in told.declared.reasons:
        if reason.clause is not None:
            found.setdefault(reason.clause, {})[reason.code] = None
    for parameter in told.declared.parameters:
        if parameter.clause is not None:
            found.setdefault(parameter.clause, {})[parameter.name] = None
    if found:
        yield Heading(2, (say.book("clauses"),))
        lines = [Line(((clause.text(say.lang),), say.codes(names))) for clause, names in found.items()]
        yield Table((say.book("clause"), say.book("implemented_by")), tuple(lines))
