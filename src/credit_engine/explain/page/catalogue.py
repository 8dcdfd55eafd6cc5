"""A catalogue on the page: the code, and the entries that fit it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from credit_engine.absent import Absent
from credit_engine.account.evidence import Term
from credit_engine.account.lines import Tone
from credit_engine.account.steps import CatalogueStep, EntryLine
from credit_engine.explain.blocks import Block, Code, Line, Paragraph, Phrase, Table
from credit_engine.explain.sentences import Sentences
from credit_engine.temporal.reading import date_text

_TONES: Mapping[str, Tone] = {"chosen": "strong", "shorter": "faint", "not_in_force": "faint"}


def catalogue(step: CatalogueStep, say: Sentences) -> Iterator[Block]:
    """What was looked up, and how each entry that fits fared."""
    if isinstance(step.result.value, dict):
        unknown = next(iter(step.result.value.values()))
        if isinstance(unknown, Absent) and unknown.causes:
            yield Paragraph((say.say("unknown_because", causes=say.causes(unknown.causes)),), "doubt")
    kind = say.in_brackets(say.say(f"catalogue_{step.match}"))
    yield Paragraph((say.say("inputs_of_table"), *say.term(step.key), *kind))
    if step.entries:
        names = ["".join(say.title(output.title, output.name)) for output in step.outputs]
        names = names if len(names) > 1 else [say.say("output")]
        head = (*map(say.say, ("code", "entry", "in_force", "match")), *names)
        yield Table(head, tuple(_line(entry, step.key, say) for entry in step.entries))
    elif not isinstance(step.key.figure.value, Absent):
        yield Paragraph((say.say("no_entry", total=step.total),), "doubt")


def _line(entry: EntryLine, key: Term, say: Sentences) -> Line:
    code: Phrase = (Code(entry.code),)
    if key.figure.titles is not None and not say.identifiers:
        code = (say.value(entry.code, titles=key.figure.titles),)
    title: Phrase = () if entry.title is None else (entry.title.text(say.lang),)
    values = ((say.figure(figure),) for figure in entry.outputs)
    status = say.say(f"entry_{entry.status}")
    return Line((code, title, (days_of(entry, say),), (status,), *values), _TONES[entry.status])


def days_of(entry: EntryLine, say: Sentences) -> str:
    """The days on which an entry counts, in words."""
    first, end = (None if day is None else date_text(day, say.lang) for day in (entry.since, entry.until))
    if first is not None and end is not None:
        return say.say("from_until", first=first, day=end)
    if first is not None:
        return say.say("from_day", day=first)
    return say.say("always_in_force") if end is None else say.say("until_day", day=end)
