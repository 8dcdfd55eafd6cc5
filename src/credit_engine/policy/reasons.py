"""Every reason that a policy can give, in the order in which a decision names those that hold.

Rows and columns only find out which of them hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from credit_engine.run.items import OfItems
from credit_engine.run.outcomes import Outcomes
from credit_engine.texts.forms import LANGUAGES

if TYPE_CHECKING:
    from credit_engine.parts.model import ReasonModel
    from credit_engine.parts.rule import LoweredRule

UNDECIDED = "undecided"
"""The reason code of a rule or output that missing data leaves open."""

Texts = Mapping[tuple[str, str], str]
"""Texts by language and audience (`internal`, `customer`)."""


@dataclass(frozen=True)
class PossibleReason:
    """A reason of a rule that fired or is undecided, or of an output to be released that has no value.

    `rank` is that of the outcome asked for, `node` the rule's status or the output's value. `texts` are those
    of a rule that fired; an undecided one names its causes. `reasons_from` is the scorecard decision whose
    reasons follow. `place` is the order of declaration, `intervention` as in `LoweredRule`.
    """

    code: str
    rule: str
    rank: int
    weight: int
    node: int
    place: int = 0
    texts: Texts = field(default_factory=dict)
    disclosed: bool = True
    reasons_from: str | None = None
    items: OfItems | None = None
    intervention: int = -1
    of_output: bool = False


def possible_reasons(
    outcomes: Outcomes,
    rules: Iterable[LoweredRule],
    declared: Mapping[str, ReasonModel],
    outputs: Iterable[tuple[str, int]],
    discloses: bool = True,
) -> tuple[PossibleReason, ...]:
    """All reasons: the worst outcome first, then the greatest weight, ties as they are declared.

    `rules` are those that the outcome rests on; `outputs` are names with their values' nodes. `discloses`
    says whether the customer is told of what has no reason of its own, and of reasons of called policies.
    """
    undecided = outcomes.rank(outcomes.undecided)
    told = [rule for rule in rules if not rule.silent]
    found = [reason for rule in told for reason in _of_rule(rule, declared, outcomes, discloses)]
    found += [
        PossibleReason(UNDECIDED, f"output:{name}", undecided, 0, node, disclosed=discloses, of_output=True)
        for name, node in outputs
    ]
    placed = [replace(reason, place=place) for place, reason in enumerate(found)]
    return tuple(sorted(placed, key=lambda reason: (-reason.rank, -reason.weight)))


def _of_rule(
    rule: LoweredRule, declared: Mapping[str, ReasonModel], outcomes: Outcomes, discloses: bool
) -> Iterator[PossibleReason]:
    spec, told = rule.spec, rule.reason or declared.get(rule.spec.because)
    is_own = told is not None and rule.reason is None
    disclosed = (told is None or told.disclose) and (is_own or discloses)
    if told is not None:
        yield PossibleReason(
            spec.because,
            spec.id,
            outcomes.rank(spec.then),
            spec.weight,
            rule.status,
            texts=_texts(told, disclosed),
            disclosed=disclosed,
            reasons_from=spec.reasons_from,
            items=rule.items,
            intervention=rule.intervention,
        )
    yield PossibleReason(
        UNDECIDED,
        spec.id,
        outcomes.rank(outcomes.undecided),
        spec.weight,
        rule.status,
        disclosed=disclosed,
        items=rule.items,
        intervention=rule.intervention,
    )


def _texts(told: ReasonModel, disclosed: bool) -> Texts:
    """What each audience reads; nothing for the customer of what is not disclosed."""
    customer = (told.customer or told.internal) if disclosed else None
    texts: dict[tuple[str, str], str] = {(lang, "internal"): told.internal.text(lang) for lang in LANGUAGES}
    if customer is not None:
        texts |= {(lang, "customer"): customer.text(lang) for lang in LANGUAGES}
    return texts
