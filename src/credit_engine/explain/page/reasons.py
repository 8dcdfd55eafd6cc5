"""The reasons on the page: the decisive ones first, undecided rules with one cause together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from credit_engine.account.lines import Tone
from credit_engine.account.processes import OffersStep
from credit_engine.account.steps import RuleLine, RulesStep
from credit_engine.explain.blocks import Block, Bullet, Bullets, Code, Heading, Paragraph, Phrase
from credit_engine.explain.figures import number_text
from credit_engine.explain.page.rules import who_may_waive
from credit_engine.explain.sentences import Sentences
from credit_engine.explain.trace import ReasonLine, Trace, with_inner
from credit_engine.texts.causes import field_title, source_title

UNDECIDED = "undecided"
_MOST_FIELDS = 6
"""Missing fields that one line names."""
Common = frozenset[tuple[str, str]]


def reasons(trace: Trace, say: Sentences) -> Iterator[Block]:
    """Reasons for the outcome itself, then those that ask for a better one."""
    decisive = [reason for reason in trace.reasons if reason.outcome == trace.outcome]
    further = [reason for reason in trace.reasons if reason.outcome != trace.outcome]
    yield Heading(2, (say.say("decisive_reasons"),))
    if not decisive:
        yield Paragraph((say.say("no_reasons"),))
    else:
        yield Bullets(tuple(_bullets(trace, decisive, say, 1)))
        yield from not_waivable(trace, decisive, say)
    if further:
        yield Heading(2, (say.say("further_reasons"),))
        yield Bullets(tuple(_bullets(trace, further, say, 1, with_outcome=True)))


def _bullets(
    trace: Trace, found: Sequence[ReasonLine], say: Sentences, number: int, with_outcome: bool = False
) -> Iterator[Bullet]:
    groups, rules = _groups(found), rules_that(trace, "fired")
    done: set[Common] = set()
    for at, reason in enumerate(found):
        if reason.points is not None:
            continue
        if reason.code == UNDECIDED:
            common = _common(reason)
            if common not in done:
                done.add(common)
                yield _undecided(trace, groups[common], say, number)
                number += 1
            continue
        followers = []
        for later in found[at + 1 :]:
            if later.points is None:
                break
            followers.append(later)
        waivers = who_may_waive(rules[reason.rule], say) if reason.rule in rules else ()
        yield _declared(trace, reason, followers, tuple(waivers), say, number, with_outcome)
        number += 1


def undecided_bullets(trace: Trace, found: Sequence[ReasonLine], say: Sentences) -> Iterator[Bullet]:
    """One point for all undecided rules that have their causes in common."""
    for number, group in enumerate(_groups(found).values(), 1):
        yield _undecided(trace, group, say, number)


def _declared(
    trace: Trace,
    reason: ReasonLine,
    followers: Sequence[ReasonLine],
    waivers: Sequence[Bullet],
    say: Sentences,
    number: int,
    with_outcome: bool,
) -> Bullet:
    outcome = trace.title_of(reason.outcome).text(say.lang)
    text: Phrase = (reason.internal.text(say.lang), *say.in_brackets(*say.rule(reason.rule)))
    if with_outcome:
        text = (*text, say.say("colon"), outcome)
    below = [Bullet(_customer(reason, say), "faint"), *waivers]
    if reason.clause is not None:
        below.append(Bullet((say.say("implements"), reason.clause.text(say.lang)), "faint"))
    below += [
        Bullet(
            (
                follower.internal.text(say.lang),
                *(say.in_brackets(Code(follower.code)) if say.identifiers else ()),
                say.say("colon"),
                say.say("points_lost_reason", points=number_text(follower.points)),
            )
        )
        for follower in followers
    ]
    return Bullet(text, _tone(trace, reason), tuple(below), number)


def _tone(trace: Trace, reason: ReasonLine) -> Tone:
    return "bad" if reason.outcome == trace.outcomes[-1].name else "strong"


def _customer(reason: ReasonLine, say: Sentences) -> Phrase:
    if reason.customer is None:
        return (say.say("not_disclosed"),)
    return (say.say("customer"), reason.customer.text(say.lang))


def _common(reason: ReasonLine) -> Common:
    """What undecided rules have in common: the kinds of causes and the sources that they lie in."""
    return frozenset(
        (cause.code, cause.subject.partition(".")[0].partition("[")[0]) for cause in reason.causes
    )


def _groups(found: Sequence[ReasonLine]) -> dict[Common, list[ReasonLine]]:
    groups: dict[Common, list[ReasonLine]] = {}
    for reason in found:
        if reason.code == UNDECIDED:
            groups.setdefault(_common(reason), []).append(reason)
    return groups


def _undecided(trace: Trace, group: Sequence[ReasonLine], say: Sentences, number: int) -> Bullet:
    """One undecided rule, or all that a common cause leaves open."""
    causes = list(dict.fromkeys(cause for reason in group for cause in reason.causes))
    if len(group) == 1:
        name = _titled(trace, group[0], say)
        return Bullet((*name, say.say("one_undecided", causes=say.causes(causes))), "doubt", (), number)
    kinds = {cause.code for cause in causes}
    rules = say.say("list_comma").join(_rule(trace, reason, say) for reason in group)
    key = f"group_{next(iter(kinds))}" if kinds in ({"source_failed"}, {"not_given"}) else "group_causes"
    sources = say.listed(
        list(dict.fromkeys(source_title(cause.subject, say.lang, say.titles) for cause in causes)),
        _MOST_FIELDS,
    )
    text = say.say(key, count=len(group), rules=rules, source=sources, cause=say.causes(causes))
    fields = list(dict.fromkeys(_field(cause.subject, say) for cause in causes))
    below = (Bullet((say.say("missing_fields", fields=say.listed(fields, _MOST_FIELDS)),), "faint"),)
    return Bullet((text,), "doubt", below if _adds(fields, sources, key) else (), number)


def _adds(fields: Sequence[str], sources: str, key: str) -> bool:
    return key != "group_causes" and any(field not in sources for field in fields)


def _field(subject: str, say: Sentences) -> str:
    return field_title(subject, say.lang, say.titles)


def _titled(trace: Trace, reason: ReasonLine, say: Sentences) -> Phrase:
    """The rule behind a reason: its title with its id."""
    lines = (rule for step in trace.steps if isinstance(step, RulesStep) for rule in step.rules)
    title = next((rule.title for rule in lines if rule.id == reason.rule), None)
    if title is None:
        return (_rule(trace, reason, say),)
    return (title.text(say.lang), *say.in_brackets(*say.rule(reason.rule)))


def _rule(trace: Trace, reason: ReasonLine, say: Sentences) -> str:
    """The rule's id, or the title of the output that stands behind a reason."""
    kind, _, name = reason.rule.partition(":")
    output = next((line for line in trace.outputs if kind == "output" and line.name == name), None)
    if output is None:
        return "".join(say.rule(reason.rule))
    return say.say("output_named", name="".join(say.title(output.title, name)))


def not_waivable(trace: Trace, decisive: Sequence[ReasonLine], say: Sentences) -> Iterator[Block]:
    """Once for all reasons for a worse outcome than the best, that none of them can be waived."""
    found = rules_that(trace, "fired", "undecided")
    lines = [found[reason.rule] for reason in decisive if reason.rule in found]
    waivable = any(list(who_may_waive(line, say)) for line in lines)
    if lines and not waivable and trace.outcome != trace.outcomes[0].name:
        yield Paragraph((say.say("none_waivable"),), "faint")


def rules_that(trace: Trace, *statuses: str) -> dict[str, RuleLine]:
    """The rules of some statuses by their names in reasons; of one for each item of a list the first."""
    found: dict[str, RuleLine] = {}
    for within, step in with_inner(trace.steps, all_items=True):
        for rule in step.rules if isinstance(step, RulesStep | OffersStep) else ():
            if rule.status in statuses:
                found.setdefault(within + rule.id, rule)
    return found
