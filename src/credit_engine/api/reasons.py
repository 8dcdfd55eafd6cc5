"""Why a decision came out as it did: reason codes, ranked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from credit_engine.absent import Absent, Cause, merge
from credit_engine.policy.compiled import CompiledPolicy, CountedRule
from credit_engine.policy.reasons import UNDECIDED, PossibleReason, Texts
from credit_engine.run.items import items_named
from credit_engine.run.kernels import absents
from credit_engine.run.steps import has_no_value
from credit_engine.texts import causes_text, customer_text
from credit_engine.texts.forms import LANGUAGES, check_known
from credit_engine.texts.items import with_items

if TYPE_CHECKING:
    from credit_engine.parts.model import Bilingual

AUDIENCES = ("internal", "customer")


@dataclass(frozen=True)
class Reason:
    """One reason: its code, the rule (or output) behind it, the outcome it asks for.

    `causes` say what was missing where the code is `undecided`; `disclosed` is false where the
    policy keeps the reason from the customer. `items` name those of a list for which the rule holds, where
    it is decided for each.
    """

    code: str
    rule: str
    outcome: str
    weight: Any = 0
    causes: tuple[Cause, ...] = ()
    disclosed: bool = True
    texts: Texts = field(default_factory=dict, compare=False, repr=False)
    items: tuple[str, ...] = ()

    def text(self, lang: str = "en", audience: str = "internal") -> str:
        """The reason in `en` or `zh`, for `internal` readers or the `customer`.

        The customer's text of a reason that is not disclosed is empty. Raises ValueError for an
        unknown language or audience.
        """
        check_known("language", lang, LANGUAGES)
        check_known("audience", audience, AUDIENCES)
        return self.texts.get((lang, audience), "")


def ranked(
    compiled: CompiledPolicy, slots: Sequence[Any], intervened: Sequence[Any] = ()
) -> tuple[Reason, ...]:
    """The reasons: worst outcome first, then by weight, ties by declared order.

    A scorecard's own reasons follow the rule that takes them over. `intervened` are the program's inputs
    where somebody intervened: a rule then asks for the outcome that stands there.
    """
    found = list(_holding(compiled, slots, intervened))
    if intervened:  # what rules ask for may not be what they are written to ask for
        found.sort(key=lambda entry: (-compiled.outcomes.rank(entry[1].outcome), -entry[1].weight, entry[0]))
    return tuple(told for _, reason, followers in found for told in (reason, *followers))


def _holding(
    compiled: CompiledPolicy, slots: Sequence[Any], intervened: Sequence[Any]
) -> Iterator[tuple[int, Reason, tuple[Reason, ...]]]:
    """The place of declaration of each reason that holds, the reason, and those that follow it."""
    changed = slots[compiled.slot[compiled.base_outcome]] != slots[compiled.slot[compiled.outcome]]
    for entry in compiled.reasons:
        value = slots[compiled.slot[entry.node]]
        if entry.of_output:
            if changed and has_no_value(value):
                yield entry.place, _undecided(compiled, entry, "", merge(*absents((value,)))), ()
            continue
        asked = chosen_outcome(compiled, entry.intervention, intervened)
        if entry.code == UNDECIDED:
            if isinstance(value, Absent) and value.applicable:
                reason = _undecided(compiled, entry, asked, value)
                yield entry.place, _of_items(compiled, slots, entry, reason), ()
        elif value is True:
            outcome = asked or compiled.outcomes.order[entry.rank]
            reason = Reason(
                entry.code, entry.rule, outcome, entry.weight, disclosed=entry.disclosed, texts=entry.texts
            )
            followers = _scorecard(compiled, slots, entry, outcome)
            yield entry.place, _of_items(compiled, slots, entry, reason), followers


def chosen_outcome(compiled: CompiledPolicy, intervention: int, intervened: Sequence[Any]) -> str:
    """The outcome that a person makes a rule ask for, empty where nobody does."""
    if not intervened or intervention < 0:
        return ""
    given = intervened[compiled.program.nodes[intervention].data]
    return compiled.outcomes.order[given] if given >= 0 else ""


def _of_items(
    compiled: CompiledPolicy, slots: Sequence[Any], entry: PossibleReason, reason: Reason
) -> Reason:
    """A reason with the items of a list for which its rule fired, or is undecided; as it is for any other."""
    if entry.items is None:
        return reason
    statuses = slots[compiled.slot[entry.items.statuses]]
    named = entry.items.identities
    identities = slots[compiled.slot[named]] if named >= 0 else None
    items = items_named(statuses, identities, reason.code == UNDECIDED)
    told = {"internal"} | ({"customer"} if entry.items.disclosed else set())
    texts = {
        (lang, audience): with_items(text, items, lang) if audience in told and text else text
        for (lang, audience), text in reason.texts.items()
    }
    return replace(reason, items=items, texts=texts)


def _undecided(compiled: CompiledPolicy, entry: PossibleReason, asked: str, status: Absent) -> Reason:
    """The reason of an open rule; what an undisclosed rule looks at is not disclosed either."""
    causes = open_causes(status)
    if compiled.redacts:  # a detail may quote what an operation was given
        causes = tuple(dict.fromkeys(cause._replace(detail="") for cause in causes))
    texts: dict[tuple[str, str], str] = {
        (lang, "internal"): causes_text(causes, lang, compiled.titles[lang]) for lang in LANGUAGES
    }
    if entry.disclosed:
        texts |= {
            (lang, "customer"): customer_text(causes, lang, compiled.titles[lang]) for lang in LANGUAGES
        }
    outcome = asked or compiled.outcomes.undecided
    return Reason(UNDECIDED, entry.rule, outcome, entry.weight, causes, entry.disclosed, texts)


def open_causes(status: Absent) -> tuple[Cause, ...]:
    """The causes that leave a value open, those that make it not applicable aside where there are others."""
    return tuple(cause for cause in status.causes if cause.applicable) or status.causes


def _scorecard(
    compiled: CompiledPolicy, slots: Sequence[Any], entry: PossibleReason, outcome: str
) -> tuple[Reason, ...]:
    """The characteristics that cost most points, by the card's own method, disclosed where their rule is."""
    found = compiled.scored(entry.reasons_from) if entry.reasons_from is not None else None
    if found is None:
        return ()
    from credit_engine.parts.card.reasons import ranked as ranked_characteristics

    attributes = (slots[compiled.slot[node]] for node in found.attributes)
    scored = list(zip(found.card.characteristics, attributes, strict=True))
    return tuple(
        Reason(
            lost.reason.code,
            entry.rule,
            outcome,
            lost.shortfall,
            disclosed=entry.disclosed,
            texts=both_audiences(lost.reason, entry.disclosed),
        )
        for lost in ranked_characteristics(found.card.spec.reason_codes, scored)
    )


def both_audiences(texts: Bilingual, disclosed: bool = True) -> dict[tuple[str, str], str]:
    """Texts that the bank and, where it is told, the customer read alike."""
    audiences = AUDIENCES if disclosed else AUDIENCES[:1]
    return {(lang, audience): texts.text(lang) for lang in LANGUAGES for audience in audiences}


def asked_for(
    compiled: CompiledPolicy, slots: Sequence[Any], intervened: Sequence[Any] = ()
) -> tuple[str, ...]:
    """Paths of missing inputs on which the outcome still depends, in the order of declaration.

    A rule that cannot be decided matters where it asks for a worse outcome than the worst that is certain, or
    where being undecided is itself what makes the outcome worse; so does an output to be released that is
    unknown. Rules of a stage that is not reached ask for nothing. `intervened` are the program's inputs where
    somebody intervened.
    """
    rules = [
        (slots[compiled.slot[rule.status]], _rank(compiled, rule, intervened))
        for rule in compiled.counted_rules
    ]
    found = {cause.subject for cause in _causes(compiled, slots, rules)}
    declared = {field.path: i for i, field in enumerate(compiled.fields)}
    return tuple(
        sorted(
            (path for path in found if path.partition("[")[0] in declared),
            key=lambda path: (declared[path.partition("[")[0]], path),
        )
    )


def _rank(compiled: CompiledPolicy, rule: CountedRule, intervened: Sequence[Any]) -> int:
    """The rank of the outcome that a rule asks for."""
    chosen = chosen_outcome(compiled, rule.intervention, intervened)
    return compiled.outcomes.rank(chosen) if chosen else rule.rank


def _causes(
    compiled: CompiledPolicy, slots: Sequence[Any], rules: Sequence[tuple[Any, int]]
) -> Iterator[Cause]:
    """Causes of the rules' statuses, given with their ranks, and of outputs, which matter."""
    certain = max((rank for status, rank in rules if status is True), default=-1)
    undecided = compiled.outcomes.rank(compiled.outcomes.undecided)
    for status, rank in rules:
        open_ = isinstance(status, Absent) and status.applicable
        if open_ and max(undecided, rank) > certain:
            yield from open_causes(status)
    if slots[compiled.slot[compiled.base_outcome]] != slots[compiled.slot[compiled.outcome]]:
        for output in compiled.outputs:
            value = slots[compiled.slot[output.value]]
            if has_no_value(value):
                yield from open_causes(merge(*absents((value,))))
