"""What the pages of a book look up of their policy: titles of outcomes, texts of reasons, notes."""

from __future__ import annotations

from credit_engine.account.declared import Declarations
from credit_engine.account.evidence import Words
from credit_engine.account.policy import PolicyAccount


class Told:
    """A policy's account and declarations, by name."""

    def __init__(self, account: PolicyAccount, declared: Declarations) -> None:
        self.account = account
        self.declared = declared
        self._outcomes = {outcome.name: outcome.title for outcome in account.outcomes}
        self._reasons = {reason.code: reason.internal for reason in declared.reasons}
        self._titles = {step.name: step.title for step in account.steps}
        self._notes = {note.decision: note.text for note in account.notes}

    def outcome(self, name: str) -> Words:
        """The title of an outcome."""
        return self._outcomes.get(name) or Words(name, name)

    def reason(self, code: str) -> Words | None:
        """The text of a reason for the bank; None for one of a called policy."""
        return self._reasons.get(code)

    def title(self, decision: str) -> Words | None:
        """The title of a decision."""
        return self._titles.get(decision)

    def notes(self, decision: str = "") -> Words | None:
        """The notes on a decision, or on the policy."""
        return self._notes.get(decision)
