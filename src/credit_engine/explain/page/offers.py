"""Offers on the page: the grid, why offers are not feasible, which one is chosen and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from credit_engine.account.evidence import Figure, Words
from credit_engine.account.lines import Tone
from credit_engine.account.processes import OfferFinding, OfferLine, OffersStep
from credit_engine.account.steps import Step
from credit_engine.explain.blocks import Block, Bullet, Bullets, Code, Line, Paragraph, Phrase, Table, joined
from credit_engine.explain.figures import number_text
from credit_engine.explain.sentences import Sentences
from credit_engine.numbers import is_number
from credit_engine.texts.explanation import phrase
from credit_engine.texts.units import with_unit

_TONES: dict[str, Tone] = {"best": "strong", "feasible": "plain", "infeasible": "faint", "open": "doubt"}
StepBlocks = Callable[[Step, Sentences], Iterator[Block]]


def offers(step: OffersStep, say: Sentences, step_blocks: StepBlocks) -> Iterator[Block]:
    """What was asked for, the grid, the findings, the choice, and how one offer was worked out."""
    asked = joined(((say.figure(request.figure),) for request in step.requested), say.say("comma"))
    yield Paragraph((say.say("requested"), say.say("colon"), *asked))
    yield from _choice(step, say)
    yield _grid(step, say)
    yield Paragraph(_ranking(step, say), "faint")
    found = [line for line in step.offers if line.findings or line.status in ("infeasible", "open")]
    if found:
        yield Paragraph((say.say("offers_why"), say.say("colon")))
        yield Bullets(tuple(_why(line, say) for line in found))
    detailed = step.offers[(step.best or 1) - 1]
    for inner in detailed.steps:
        yield from step_blocks(inner._replace(title=_numbered(inner, detailed.number)), say)


def _numbered(step: Step, number: int) -> Words:
    title = step.title or Words(step.name, step.name)
    return Words(
        *(phrase(lang, "offer_step", number=number, title=title.text(lang)) for lang in ("en", "zh"))
    )


def _grid(step: OffersStep, say: Sentences) -> Table:
    """A line for each offer; titles and units of its figures at the head."""
    titles = [say.say("amount"), say.say("term")]
    titles += ["".join(say.title(column.title, column.name)) for column in step.columns]
    first = _figures(step.offers[0])
    heads = [_head(title, figure.unit, say) for title, figure in zip(titles, first, strict=True)]
    lines = [
        Line(
            (
                (str(line.number),),
                *((_plain(figure, say),) for figure in _figures(line)),
                (_state(line, say),),
            ),
            _TONES[line.status],
        )
        for line in step.offers
    ]
    head = (say.say("offer"), *heads, say.say("offer_state"))
    return Table(head, tuple(lines), frozenset(range(1, len(head) - 1)))


def _figures(line: OfferLine) -> tuple[Figure, ...]:
    return (line.amount, line.term, *line.figures)


def _head(title: str, unit: str, say: Sentences) -> str:
    """A title with the unit of what stands below it."""
    words = " ".join(with_unit("", unit, say.lang).split())
    return title + "".join(say.in_brackets(words)) if words else title


def _plain(figure: Figure, say: Sentences) -> str:
    """A value without the unit that stands at the head."""
    if is_number(figure.value):
        return number_text(figure.value, figure.unit)
    return say.figure(figure)


def _state(line: OfferLine, say: Sentences) -> str:
    if line.place is None:
        return say.say(f"offer_{line.status}")
    return say.say("offer_best" if line.status == "best" else "offer_feasible", place=line.place)


def _why(line: OfferLine, say: Sentences) -> Bullet:
    """Why an offer is not feasible, or why that is not known."""
    number = (say.say("offer"), f" {line.number}" if say.lang == "en" else str(line.number), say.say("colon"))
    tone: Tone = "bad" if line.status == "infeasible" else "doubt"
    if line.findings:
        texts = (_finding(finding, say) for finding in line.findings)
        return Bullet((*number, *joined(texts, say.say("semicolon"))), tone)
    if line.status == "infeasible":
        return Bullet((*number, say.say("offer_not_positive")), tone)
    return Bullet((*number, say.say("unknown_because", causes=say.causes(line.causes))), tone)


def _finding(finding: OfferFinding, say: Sentences) -> Phrase:
    title = () if finding.title is None else (" ", finding.title.text(say.lang))
    decided = () if finding.condition.holds else (say.say("comma"), say.truth(finding.condition))
    shown = (*say.inline(finding.condition), *decided)
    return (finding.text.text(say.lang), *say.in_brackets(Code(finding.id), *title, say.say("colon"), *shown))


def _choice(step: OffersStep, say: Sentences) -> Iterator[Block]:
    """Which offer is chosen by which keys, or why there is none; then what is open besides."""
    could = [line.number for line in step.offers if line.could_be_best]
    others = [line.number for line in step.offers if line.status == "open" and not line.could_be_best]
    if step.status == "none":
        yield Paragraph((say.say("offers_none"),), "bad")
    elif step.status == "unknown":
        yield Paragraph((say.say("offers_unknown", offers=_list(could, say)),), "doubt")
    else:
        text = say.say("offers_chosen", offer=step.best)
        if step.equal:
            text += say.say("offers_equal", offers=_list(step.equal, say))
        if step.smaller is True:
            text += say.say("offers_smaller")
        yield Paragraph((text,), "strong")
    if others:
        yield Paragraph((say.say("offers_behind", offers=_list(others, say)),), "faint")


def _ranking(step: OffersStep, say: Sentences) -> Phrase:
    keys = (
        (say.say(f"rank_{key.order}", value="".join(say.title(key.title, key.text))),) for key in step.rank
    )
    return (say.say("ranked_by"), *joined(keys, say.say("comma")), say.say("rank_ties"))


def _list(numbers: Sequence[int], say: Sentences) -> str:
    return say.say("list_comma").join(map(str, numbers))
