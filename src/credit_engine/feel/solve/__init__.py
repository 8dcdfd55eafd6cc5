"""A solver of conditions: whether some values make conditions true, false or undecided together."""

from credit_engine.feel.solve.formulas import Formula, never, undecided, wherever
from credit_engine.feel.solve.reading import Conditions
from credit_engine.feel.solve.search import TooHardError, excluded, satisfied
from credit_engine.feel.solve.terms import Terms
from credit_engine.feel.solve.witness import MISSING, example, worded

__all__ = [
    "MISSING",
    "Conditions",
    "Formula",
    "Terms",
    "TooHardError",
    "example",
    "excluded",
    "never",
    "satisfied",
    "undecided",
    "wherever",
    "worded",
]
