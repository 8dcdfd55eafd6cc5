"""Refused interventions as a page for the person who asked for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from credit_engine.account.evidence import StandIn
from credit_engine.account.policy import NamedRule, PolicyAccount
from credit_engine.explain.blocks import Block, Bullet, Bullets, Code, Heading, Paragraph, Phrase
from credit_engine.explain.decided import Decided, Intervened
from credit_engine.explain.layouts import laid_out
from credit_engine.explain.sentences import Sentences
from credit_engine.run.statuses import is_not_reached
from credit_engine.temporal.reading import iso_text
from credit_engine.texts.forms import LANGUAGES, PAGE_FORMATS, check_known

_NOT_REACHED = "not-reached"


def refusal(
    system: Decided, refused: Sequence[tuple[Intervened, str]], lang: str = "en", format: str = "text"
) -> str:
    """The refused interventions with the reason of each; raises ValueError for an unknown form."""
    check_known("language", lang, LANGUAGES)
    check_known("format", format, PAGE_FORMATS)
    say = Sentences(lang, (), values=system.compiled.account.value_titles)
    return laid_out(list(_page(system, refused, say)), lang, format)


def _page(system: Decided, refused: Sequence[tuple[Intervened, str]], say: Sentences) -> Iterator[Block]:
    policy = system.compiled.account.identity
    title = say.title(policy.title, policy.policy)
    yield Heading(1, (*title, say.say("colon"), say.say("refused_heading")), "bad")
    yield Paragraph((say.say("as_of"), say.say("colon"), iso_text(system.dates["as_of"], say.lang)))
    yield Paragraph((say.say("nothing_decided"),), "strong")
    grouped: dict[int, tuple[Intervened, list[str]]] = {}
    for intervened, code in refused:
        grouped.setdefault(id(intervened), (intervened, []))[1].append(code)
    shown = shown_texts(system)
    yield Bullets(
        tuple(_bullet(system, intervened, codes, say, shown) for intervened, codes in grouped.values())
    )


def shown_texts(system: Decided) -> Callable[[str], str]:
    """How what a person wrote is shown: without the values of redacted inputs."""
    if not system.compiled.redacts:
        return str
    from credit_engine.explain.redaction import hidden_texts

    return hidden_texts(system.compiled.fields, system.given_inputs(StandIn))


def _bullet(
    system: Decided, intervened: Intervened, codes: Sequence[str], say: Sentences, shown: Callable[[str], str]
) -> Bullet:
    rule = next((rule for rule in system.compiled.account.rules if rule.name == intervened.rule), None)
    if rule is not None and is_not_reached(system.value(rule.status.node)):
        codes = [_NOT_REACHED if code == "rule-not-standing" else code for code in codes]
    name: Phrase = (Code(intervened.rule),)
    if rule is not None and rule.title is not None:
        name = (rule.title.text(say.lang), *say.in_brackets(Code(intervened.rule)))
    roles = None if rule is None else rule.role_titles
    below = [
        Bullet((shown(_why(code, system.compiled.account, rule, intervened, say)),), "bad") for code in codes
    ]
    day = iso_text(intervened.expires, say.lang)
    who = say.roles((shown(intervened.authority),), roles)
    below.append(Bullet((say.say("by_authority", by=shown(intervened.by), authority=who, day=day),)))
    below.append(Bullet((say.say("intervention_reason"), shown(intervened.reason))))
    return Bullet((say.say(f"kind_{intervened.kind}"), say.say("colon"), *name), "strong", tuple(below))


def _why(
    code: str, account: PolicyAccount, rule: NamedRule | None, intervened: Intervened, say: Sentences
) -> str:
    allowed = say.roles(rule.authorities, rule.role_titles) if rule is not None else ""
    if code == "beyond-authority" and not allowed:
        return say.say("refused_nobody")
    key = f"refused_{code.replace('-', '_')}"
    titles = dict(account.outcomes)
    outcome = (
        titles[intervened.outcome].text(say.lang) if intervened.outcome in titles else intervened.outcome
    )
    return say.say(
        key,
        allowed=allowed,
        authority=say.roles((intervened.authority,), None if rule is None else rule.role_titles),
        outcome=outcome,
        day=iso_text(intervened.expires, say.lang),
    )
