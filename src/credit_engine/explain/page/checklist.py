"""A checklist on the page: what is there, what is missing or expired, and what follows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from credit_engine.absent import Absent
from credit_engine.account.evidence import Figure
from credit_engine.account.lines import Tone
from credit_engine.account.steps import ChecklistLine, ChecklistStep
from credit_engine.explain.blocks import Block, Code, Line, Paragraph, Phrase, Table
from credit_engine.explain.sentences import Sentences
from credit_engine.explain.trace import Trace

_TONES: Mapping[str, Tone] = {
    "given": "plain",
    "missing": "bad",
    "expired": "bad",
    "undecided": "doubt",
    "not_applicable": "faint",
}


def checklist(trace: Trace, step: ChecklistStep, say: Sentences) -> Iterator[Block]:
    """How many items are open, then all items in their order."""
    counts = {status: sum(item.status == status for item in step.items) for status in _TONES}
    asked = len(step.items) - counts["not_applicable"]
    yield Paragraph((say.say("items_counted", asked=asked, total=len(step.items), **counts),))
    columns = ("item_id", "item_title", "item_status", "valid_until", "leads_to", "waivable_head")
    yield Table(tuple(map(say.say, columns)), tuple(_line(trace, item, say) for item in step.items))


def _line(trace: Trace, item: ChecklistLine, say: Sentences) -> Line:
    status: Phrase = (say.say(f"item_{item.status}"),)
    if item.status == "undecided" and item.causes:
        status = (*status, *say.in_brackets(say.causes(item.causes)))
    until: Phrase = ()
    if item.status not in ("not_applicable", "missing") and item.valid_until is not None:
        absent = isinstance(item.valid_until, Absent)
        until = () if absent else (say.figure(Figure(item.valid_until)),)
    leads: Phrase = ()
    if item.status in ("missing", "expired", "undecided"):
        outcome = trace.undecided_outcome if item.status == "undecided" else item.outcome
        leads = (trace.title_of(outcome).text(say.lang),)
    who = say.roles(item.waivable_by, item.role_titles)
    return Line(
        ((Code(item.id),), (item.title.text(say.lang),), status, until, leads, (who,) if who else ()),
        _TONES[item.status],
    )
