"""Reading the scorecards that a policy names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from credit_engine.document_text import Document
from credit_engine.parts.card import Card, examine_card
from credit_engine.problems import PolicyError, Problem
from credit_engine.source import Source, Span
from credit_engine.wording import said
from credit_engine.yaml_text import Reading, examine_yaml

FileReader = Callable[[str, str], Source | Document]
"""From a kind of file and its name to its text, or to data that have been read."""


@dataclass
class Cards:
    """The scorecards of one policy, each read once."""

    find: FileReader
    problems: list[Problem]
    read: dict[str, Card | None] = field(default_factory=dict)

    def card(self, name: str, named_at: Span) -> Card | None:
        """What could be read of the scorecard of a name, or None; its problems are collected."""
        if name not in self.read:
            self.read[name] = None
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
                self.read[name] = self._examined(name, reading.document)
        return self.read[name]

    def _examined(self, name: str, document: Document) -> Card | None:
        data = document.data
        if isinstance(data, dict) and "policy" in data and "scorecard" not in data:
            self.problems.append(
                Problem(
                    "not-a-scorecard",
                    said("'{name}' is a policy, not a scorecard", "'{name}' 是政策，不是评分卡", name=name),
                    document.key_span(("policy",)),
                    said("a file that begins with 'scorecard:'", "以 'scorecard:' 开头的文件"),
                )
            )
            return None
        card = examine_card(document, self.problems)
        if card is not None and card.spec.scorecard != name and not document.is_damaged(("scorecard",)):
            self.problems.append(
                Problem(
                    "other-scorecard",
                    said(
                        "this scorecard calls itself '{scorecard}', its file is '{name}'",
                        "此评分卡自称 '{scorecard}'，其文件名为 '{name}'",
                        scorecard=card.spec.scorecard,
                        name=name,
                    ),
                    document.span(("scorecard",)),
                    name,
                    said("give both the same name", "请让两者同名"),
                )
            )
        return card
