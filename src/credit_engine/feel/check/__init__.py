"""The static check of FEEL expressions against declared names and types."""

from credit_engine.feel.check.expressions import Checker
from credit_engine.feel.check.names import Known, Names, Positioned, WholeText

__all__ = ["Checker", "Known", "Names", "Positioned", "WholeText"]
