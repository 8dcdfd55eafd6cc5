"""The levels of a limit: group, customer, facility and so on, each with what is left of its own limit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from credit_engine.absent import Absent, absent
from credit_engine.account.evidence import Term, Words
from credit_engine.account.sums import LimitLevelLine
from credit_engine.document_text import Path
from credit_engine.feel import syntax
from credit_engine.feel.format import format_expression
from credit_engine.feel.lower import Lowering
from credit_engine.feel.scope import Scope
from credit_engine.feel.types import Type
from credit_engine.feel.units import FRACTION
from credit_engine.parts.base import Checks
from credit_engine.parts.limit import problems
from credit_engine.parts.model import Bilingual, Expression, Model
from credit_engine.parts.reading import Reader, Written, parsed
from credit_engine.parts.telling import Telling, is_dotted, words
from credit_engine.texts.explanation import PHRASES


class LimitLevelModel(Model):
    """A level: its limit, what is drawn, what is promised but not drawn by its factor, and when it counts."""

    limit: Expression
    applies_when: Expression | None = None
    drawn: Expression | None = None
    undrawn: Expression | None = None
    conversion_factor: Expression | None = None
    title: Bilingual | None = None


@dataclass(frozen=True)
class LimitLevel:
    """A level with its parsed expressions."""

    name: str
    spec: LimitLevelModel
    limit: Written | None
    drawn: Written | None
    undrawn: Written | None
    conversion_factor: Written | None
    applies_when: Written | None

    def written(self) -> Iterator[Written]:
        """All expressions of the level."""
        yield from parsed(*self.sum(), self.applies_when)

    def sum(self) -> Iterator[Written]:
        """The expressions of which the headroom is worked out."""
        yield from parsed(self.limit, self.drawn, self.undrawn, self.conversion_factor)

    def amounts(self) -> Iterator[Written]:
        """The expressions that are amounts."""
        yield from parsed(self.limit, self.drawn, self.undrawn)


def read_level(reader: Reader, path: Path, name: str, spec: LimitLevelModel) -> LimitLevel:
    """The level that stands at a path."""
    limit, drawn, undrawn, factor, applies = (
        reader.expression((*path, key)) if getattr(spec, key) is not None else None
        for key in ("limit", "drawn", "undrawn", "conversion_factor", "applies_when")
    )
    return LimitLevel(name, spec, limit, drawn, undrawn, factor, applies)


def check_factor(checks: Checks, path: Path, level: LimitLevel) -> None:
    """A conversion factor is a fraction, and there is something for it to convert."""
    written = level.conversion_factor
    if written is None:
        return
    type_ = checks.expect(written, "number", "'conversion_factor'")
    if type_.unit is not None and type_.unit != FRACTION:
        checks.report(
            problems.factor_with_unit,
            written.text.whole,
            value=written.text.value,
            unit=type_.unit,
            expected=str(FRACTION),
        )
    elif _beyond(type_):
        checks.report(problems.factor_out_of_range, written.text.whole)
    if level.spec.undrawn is None and not checks.unread((*path, "undrawn")):
        checks.report(problems.factor_without_undrawn, checks.key(path))


def _beyond(type_: Type) -> bool:
    """Whether every value that is possible lies outside of [0..1]."""
    low, high = (None, None) if type_.interval is None else (type_.interval.low, type_.interval.high)
    return (high is not None and high < 0) or (low is not None and low > 1)


def lower_counted(lowering: Lowering, scope: Scope, level: LimitLevel, headroom: int, requested: int) -> int:
    """What a level leaves where it applies; where it does not, the requested amount, which binds before it.

    Unknown where it is not known whether the level applies.
    """
    if level.applies_when is None:
        return headroom
    applies = lowering.lower(level.applies_when.tree, scope)
    return lowering.builder.lazy("BRANCH", "number", lambda: applies, lambda: headroom, lambda: requested)


def lower_level(lowering: Lowering, scope: Scope, level: LimitLevel) -> int:
    """Limit - drawn - undrawn * conversion factor; a factor that is not written is 1.

    Unknown where what is drawn or promised is negative, or the factor is no fraction: either would leave
    more than the level's own limit.
    """
    builder = lowering.builder
    assert level.limit is not None
    headroom = lowering.lower(level.limit.tree, scope)
    if level.drawn is not None:
        drawn = _within(lowering, scope, level, "drawn", level.drawn)
        headroom = builder.call("-", headroom, drawn, kind="number")
    if level.undrawn is not None:
        promised = _within(lowering, scope, level, "undrawn", level.undrawn)
        if level.conversion_factor is not None:
            factor = _within(lowering, scope, level, "conversion_factor", level.conversion_factor, 1)
            promised = builder.call("*", promised, factor, kind="number")
        headroom = builder.call("-", headroom, promised, kind="number")
    return headroom


def _within(
    lowering: Lowering, scope: Scope, level: LimitLevel, key: str, written: Written, high: int | None = None
) -> int:
    """The value of an expression from 0 to `high`, and an invalid argument outside of it."""
    node = lowering.lower(written.tree, scope)
    interval = lowering.type_of(written.tree).interval
    tests = []
    if interval is None or interval.low is None or interval.low < 0:
        tests.append(("<", 0, "negative"))
    if high is not None and (interval is None or interval.high is None or interval.high > high):
        tests.append((">", high, f"not in [0..{high}]"))
    for operator, bound, message in tests:
        wrong = absent("invalid_argument", level.name, f"{key}: {message}")
        node = _unless(lowering, node, operator, bound, wrong)
    return node


def _unless(lowering: Lowering, node: int, operator: str, bound: int, wrong: Absent) -> int:
    """The value of a node, or what is wrong with it where it compares so with the bound."""
    builder = lowering.builder

    def compared() -> int:
        return builder.call(operator, node, builder.constant(bound, "number"), kind="boolean")

    return builder.lazy("BRANCH", "number", compared, lambda: builder.constant(wrong, "number"), lambda: node)


def tell_level(telling: Telling, level: LimitLevel, node: int, unit: str) -> LimitLevelLine:
    """What is told of a level: its own limit, what is taken from it, what is left (its node)."""

    def term(written: Written | None, of_amount: bool = True) -> Term | None:
        return None if written is None else telling.term(written.tree, unit if of_amount else "")

    limit = term(level.limit)
    assert limit is not None
    return LimitLevelLine(
        level.name,
        limit,
        telling.figure(node, unit=unit),
        term(level.drawn),
        term(level.undrawn),
        term(level.conversion_factor, of_amount=False),
        words(level.spec.title),
        None if level.applies_when is None else telling.condition(level.applies_when.tree),
    )


def headroom(level: LimitLevel, line: LimitLevelLine) -> Term:
    """What is left under a level, as a constraint with a title."""
    text, *taken = (_factor(written) for written in level.sum())
    if level.conversion_factor is not None:
        taken[-2:] = [f"{taken[-2]} * {taken[-1]}"]
    text = " - ".join((text, *taken))
    (en, zh), title = PHRASES["headroom"], line.title or Words(line.name, line.name)
    return Term(text, line.headroom, "name", Words(f"{en}: {title.en}", f"{title.zh}{zh}"))


def _factor(written: Written) -> str:
    """An expression as a part of a calculation: in brackets, unless it is a name, a number or a call."""
    text = format_expression(written.tree)
    plain = is_dotted(written.tree) or isinstance(written.tree, syntax.Number | syntax.Call)
    return text if plain else f"({text})"
