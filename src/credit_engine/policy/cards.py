"""Reading the scorecards that a policy names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from credit_engine.document_text import Document
from credit_engine.parts.card import Card, examine_card
from credit_engine.policy.problems import other_scorecard, policy_for_scorecard
from credit_engine.problems import PolicyError, Problem
from credit_engine.source import Source, Span
from credit_engine.yaml_text import Reading, examine_yaml

FileReader = Callable[[str, str], Source | Document]
"""From a kind of file and its name to its text, or to data that have been read."""


@dataclass
class Cards:
    """The scorecards of one policy, each read once; `known` are those that were found sound before."""

    find: FileReader
    problems: list[Problem]
    known: dict[str, Card] = field(default_factory=dict)
    read: dict[str, Card | None] = field(default_factory=dict)

    def card(self, name: str, named_at: Span) -> Card | None:
        """What could be read of the scorecard of a name, or None; its problems are collected."""
        if name not in self.read and name in self.known:
            self.read[name] = self.known[name]
        elif name not in self.read:
            self.read[name] = None
            before = len(self.problems)
            try:
                found = self.find("scorecard", name)
            except PolicyError as error:
                self.problems += [p if p.span else replace(p, span=named_at) for p in error.problems]
                return None
            reading = Reading(found, ()) if isinstance(found, Document) else examine_yaml(found)
            self.problems += reading.problems
            if reading.document is not None and (
                isinstance(reading.document.data, dict) or not reading.problems
            ):
                card = self.read[name] = self._examined(name, reading.document)
                if card is not None and len(self.problems) == before:
                    self.known[name] = card
        return self.read[name]

    def _examined(self, name: str, document: Document) -> Card | None:
        data = document.data
        if isinstance(data, dict) and "policy" in data and "scorecard" not in data:
            self.problems.append(policy_for_scorecard(document.key_span(("policy",)), name=name))
            return None
        card = examine_card(document, self.problems)
        if card is not None and card.spec.scorecard != name and not document.is_damaged(("scorecard",)):
            self.problems.append(
                other_scorecard(
                    document.span(("scorecard",)), scorecard=card.spec.scorecard, name=name, expected=name
                )
            )
        return card
