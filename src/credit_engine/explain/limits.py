"""The step of a limit: its constraints, the levels behind some of them, and the one that binds."""

from __future__ import annotations

from credit_engine.absent import Absent
from credit_engine.explain.evidence import Figure, LimitLevelLine, Term, Words
from credit_engine.explain.facts import Facts, is_dotted, part_title, part_unit, words
from credit_engine.explain.trace import Constraint, LimitStep
from credit_engine.feel import syntax
from credit_engine.feel.format import format_expression
from credit_engine.parts.base import Written
from credit_engine.parts.limit import LimitPart
from credit_engine.parts.limit_levels import LimitLevel
from credit_engine.texts.explanation import PHRASES


def limit(facts: Facts, part: LimitPart) -> LimitStep:
    """The step of a limit."""
    unit = part_unit(facts, part, *part.amounts())
    smallest = facts.figure(part.recorded["smallest"], unit=unit)
    levels = tuple(_level(facts, level, unit) for level in part.levels)
    terms = [
        (name, facts.term(written.tree, unit))
        for name, written in part.constraints.items() if written is not None
    ]  # fmt: skip
    terms += [(line.name, _headroom(level, line)) for level, line in zip(part.levels, levels, strict=True)]
    result = facts.figure(part.recorded["value"], unit=unit)
    zero = not isinstance(result.value, Absent) and result.value == 0
    return LimitStep(
        name=part.name, title=part_title(part), result=result, constraints=_constraints(terms, smallest),
        smallest=smallest, step=facts.figure(part.recorded["step"], unit=unit),
        minimum=facts.figure(part.recorded["minimum"], unit=unit),
        below_minimum=zero and bool(smallest.value > 0), levels=levels,
    )  # fmt: skip


def _constraints(terms: list[tuple[str, Term]], smallest: Figure) -> tuple[Constraint, ...]:
    """The constraints; of those that are equal to the smallest the first declared binds."""
    found: list[Constraint] = []
    known = not isinstance(smallest.value, Absent)
    for name, term in terms:
        binds = known and not any(c.binds for c in found) and bool(term.figure.value == smallest.value)
        found.append(Constraint(name, term, binds))
    return tuple(found)


def _level(facts: Facts, level: LimitLevel, unit: str) -> LimitLevelLine:
    def term(written: Written | None, of_amount: bool = True) -> Term | None:
        return None if written is None else facts.term(written.tree, unit if of_amount else "")

    own = term(level.limit)
    assert own is not None
    return LimitLevelLine(
        level.name, own, facts.figure(level.headroom, unit=unit), term(level.drawn), term(level.undrawn),
        term(level.conversion_factor, of_amount=False), words(level.spec.title),
    )  # fmt: skip


def _headroom(level: LimitLevel, line: LimitLevelLine) -> Term:
    """What is left under a level, as a constraint with a title."""
    text, *taken = (_factor(written) for written in level.written())
    if level.conversion_factor is not None:
        taken[-2:] = [f"{taken[-2]} * {taken[-1]}"]
    text = " - ".join((text, *taken))
    (en, zh), own = PHRASES["headroom"], line.title or Words(line.name, line.name)
    return Term(text, line.headroom, "name", Words(f"{en}: {own.en}", f"{own.zh}{zh}"))


def _factor(written: Written) -> str:
    """An expression as a part of a calculation: in brackets, unless it is a name, a number or a call."""
    text = format_expression(written.tree)
    plain = is_dotted(written.tree) or isinstance(written.tree, syntax.Number | syntax.Call)
    return text if plain else f"({text})"
