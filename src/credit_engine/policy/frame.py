"""The frame of a policy: outcomes, time in force, the parts of its decisions."""

from __future__ import annotations

from typing import Any

from credit_engine import temporal
from credit_engine.document_text import Document, Path
from credit_engine.limits import MAX_PROBLEMS_READ
from credit_engine.parts.base import AnyPart
from credit_engine.parts.declared import read_part
from credit_engine.parts.problems import bad_date, listed_twice
from credit_engine.parts.reading import Reader
from credit_engine.parts.registry import PARTS
from credit_engine.parts.salvage import damaged_below
from credit_engine.policy.document import EffectiveModel, OutcomesModel
from credit_engine.policy.problems import (
    force_ends_before,
    undecided_best,
    unknown_fallback,
    unknown_time_zone,
)
from credit_engine.problems import Note, PolicyError, Problem, gathered, suggestion
from credit_engine.run.outcomes import Outcomes
from credit_engine.wording import said

_IN_CHINA = {"beijing", "peking", "shenzhen", "guangzhou", "china", "cst"}
InForce = tuple[temporal.Date, temporal.Date | None]


def outcomes(document: Document, model: OutcomesModel, problems: list[Problem]) -> Outcomes:
    """The ordered outcomes; names outside the order are problems."""
    unread = damaged_below(document, ("outcomes", "order"))
    order = () if unread else tuple(model.order)
    named: list[tuple[str, Path]] = [
        (getattr(model, key), ("outcomes", key)) for key in ("undecided", "nothing_fired")
    ]
    named += [(name, ("outcomes", "titles", name)) for name in model.titles]
    for name, path in named:
        if order and name not in order and not document.is_damaged(path):
            span = document.key_span(path) if "titles" in path else document.span(path)
            problems.append(unknown_fallback(span, name=name, known=order))
    if len(order) > 1 and model.undecided == order[0] and not document.is_damaged(("outcomes", "undecided")):
        problems.append(
            undecided_best(
                document.span(("outcomes", "undecided")), best=order[0], expected=", ".join(order[1:])
            )
        )
    first = {name: i for i, name in reversed(list(enumerate(order)))}
    for i, name in enumerate(order):
        if first[name] < i and not document.is_damaged(("outcomes", "order", i)):
            note = Note(
                said("first listed here", "首次列出在此"), document.span(("outcomes", "order", first[name]))
            )
            span, what = document.span(("outcomes", "order", i)), said("outcome", "结论")
            problems.append(listed_twice(span, notes=(note,), name=name, what=what))
    return Outcomes(order, model.undecided, model.nothing_fired)


def in_force(document: Document, model: EffectiveModel, problems: list[Problem]) -> InForce | None:
    """The first day in force and the first day no longer in force, or None with the problems."""
    before = len(problems)
    days: dict[str, Any] = {"from": None, "to": None}
    for key, text in (("from", model.from_), ("to", model.to)):
        at = document.span(("effective", key))
        days[key] = None if text is None else temporal.parse_date(text)
        if text is not None and days[key] is None and not document.is_damaged(("effective", key)):
            problems.append(bad_date(at, text))
    if days["from"] is not None and days["to"] is not None and days["to"] <= days["from"]:
        problems.append(force_ends_before(document.span(("effective", "to"))))
    if model.time_zone not in temporal.zone_names():
        problems.append(
            unknown_time_zone(
                document.span(("effective", "time_zone")),
                time_zone=model.time_zone,
                hint=_zone_hint(model.time_zone),
            )
        )
    return (days["from"], days["to"]) if len(problems) == before else None


def _zone_hint(name: str) -> str:
    """The zone that is meant; China's is named after Shanghai."""
    if name.rpartition("/")[2].lower() in _IN_CHINA:
        return said("did you mean 'Asia/Shanghai'?", "是否应为 'Asia/Shanghai'？")
    return suggestion(name, temporal.zone_names())


def parts(document: Document, problems: list[Problem]) -> dict[str, AnyPart]:
    """Every decision as its part with parsed expressions; those that cannot be read are left out."""
    decisions = document.data.get("decisions") if isinstance(document.data, dict) else None
    reader = Reader(document, problems)
    found: dict[str, AnyPart] = {}
    for name in decisions if isinstance(decisions, dict) else ():
        if len(problems) > MAX_PROBLEMS_READ:
            raise PolicyError(gathered(problems))
        part = read_part(reader, ("decisions", name), PARTS)
        if part is not None:
            found[name] = part
    return found
