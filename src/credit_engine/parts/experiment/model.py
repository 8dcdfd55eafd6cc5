"""How an experiment is written, and what its step holds."""

from __future__ import annotations

from typing import NamedTuple

from credit_engine.account.evidence import Condition, Figure, Term
from credit_engine.parts.model import Bilingual, Expression, Model, Number


class ExperimentModel(Model):
    """`experiment:` key, salt, arms with shares and titles; where it applies, the arm elsewhere."""

    key: Expression
    salt: str
    arms: dict[str, Number]
    titles: dict[str, Bilingual] | None = None
    applies_when: Expression | None = None
    otherwise: str | None = None


class ExperimentFacts(NamedTuple):
    """An experiment: the key, the salt, the place of their hash in [0, 1), and each arm's stretch of it.

    Key and place are redacted where the key is made of a redacted input.
    """

    key: Term
    salt: str
    place: Figure
    arms: Figure
    applies_when: Condition | None = None
