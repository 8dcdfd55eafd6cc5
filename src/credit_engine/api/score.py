"""What a scorecard says of one record: points, PD, grade, every line, and the reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from functools import cached_property
from typing import Any, Protocol

from credit_engine import numbers
from credit_engine.absent import Absent, Cause
from credit_engine.account.evidence import NamedTitle
from credit_engine.api.reasons import Reason, both_audiences
from credit_engine.parts.card import Card, CardModel
from credit_engine.parts.card.account import tell_scores
from credit_engine.parts.card.reasons import ranked, shortfall
from credit_engine.python_values import from_python, to_python
from credit_engine.texts.forms import Format, Language


@dataclass(frozen=True)
class ScoreLine:
    """One characteristic: its value, the attribute it falls into, points, and what they cost.

    `attribute` and `points` are None where no attribute covers the value. `shortfall` is against the
    baseline of the card's reason method, below 0 for a gain.
    """

    characteristic: str
    value: Any
    attribute: str | None
    points: Decimal | None
    woe: Decimal | None
    shortfall: Decimal | None
    reason: str


class ScoringCard(Protocol):
    """The scorecard of a score, as its readers know it."""

    card: Card
    characteristics: tuple[str, ...]

    @property
    def name(self) -> str:
        """The card's name."""

    @property
    def version(self) -> str:
        """The card's version."""

    @property
    def spec(self) -> CardModel:
        """The file's content as a model."""

    @property
    def fingerprint(self) -> str:
        """SHA-256 over the card's content and the language version."""

    def rate(self, points: Any) -> tuple[Any, Any]:
        """PD to 12 significant digits and grade of a number of points; None where there is none."""

    def score(self, record: Mapping[str, Any]) -> Score:
        """Points, PD and reasons of a record."""


class Score:
    """The result for one record; everything but the points is worked out when it is asked for."""

    __slots__ = ("__dict__", "_slots", "_values", "scorecard")

    def __init__(self, scorecard: ScoringCard, values: Sequence[Any], slots: Sequence[Any]) -> None:
        self.scorecard = scorecard
        self._values = values
        self._slots = slots

    def __repr__(self) -> str:
        return f"<Score {self.scorecard.name} {self.scorecard.version}: {self.points}>"

    @property
    def points(self) -> Decimal | None:
        """The exact sum of points; None where a characteristic has no attribute for its value."""
        points = self._slots[-1]
        if points.__class__ is Absent:
            return None
        return points if points.__class__ is Decimal else Decimal(points)

    @property
    def pd(self) -> Decimal | None:
        """The probability of default to 12 significant digits; None without points."""
        found: Decimal | None = self._rated[0]
        return found

    @property
    def grade(self) -> str | None:
        """The grade on the card's master scale; None without points or scale."""
        found: str | None = self._rated[1]
        return found

    @cached_property
    def _rated(self) -> tuple[Any, Any]:
        points = self._slots[-1]
        return (None, None) if points.__class__ is Absent else self.scorecard.rate(points)

    @property
    def causes(self) -> tuple[Cause, ...]:
        """Why there are no points; empty where there are."""
        points = self._slots[-1]
        return points.causes if isinstance(points, Absent) else ()

    @property
    def lines(self) -> tuple[ScoreLine, ...]:
        """Every characteristic in the card's order."""
        with localcontext(numbers.CONTEXT):
            return tuple(self._line(i) for i in range(len(self._values)))

    def _line(self, i: int) -> ScoreLine:
        card = self.scorecard.card
        characteristic, attribute = card.characteristics[i], self._slots[i]
        value = to_python(self._values[i])
        if isinstance(attribute, Absent):
            return ScoreLine(
                characteristic.name, value, None, None, None, None, characteristic.spec.reason.code
            )
        spec, points = characteristic.spec.attributes[attribute], characteristic.points[attribute]
        lost = shortfall(card.spec.reason_codes.method, characteristic, points)
        reason = spec.reason or characteristic.spec.reason
        woe = None if spec.woe is None else Decimal(spec.woe)
        return ScoreLine(
            characteristic.name,
            value,
            characteristic.label(attribute, "en"),
            Decimal(points),
            woe,
            Decimal(lost),
            reason.code,
        )

    @cached_property
    def reasons(self) -> tuple[Reason, ...]:
        """The characteristics that cost most points, by the card's method; none without points."""
        card = self.scorecard.card
        if self._slots[-1].__class__ is Absent:
            return ()
        with localcontext(numbers.CONTEXT):
            found = ranked(card.spec.reason_codes, zip(card.characteristics, self._slots[:-1], strict=True))
        return tuple(
            Reason(lost.reason.code, "", "", lost.shortfall, texts=both_audiences(lost.reason))
            for lost in found
        )

    def explain(self, lang: Language = "en", format: Format = "text") -> str:
        """The calculation for a reader, in English or Chinese.

        Raises ValueError for an unknown language or format.
        """
        from credit_engine.explain import render_score

        points = self._slots[-1]
        rated = (points, points) if points.__class__ is Absent else self._rated
        values = (*map(from_python, self._values), *self._slots[:-1], points, *rated)
        with localcontext(numbers.CONTEXT):
            card = self.scorecard.card
            grades = tuple(NamedTitle(*title) for title in card.grade_titles)
            return render_score(tell_scores(card), dict(enumerate(values)), lang, format, grades)
