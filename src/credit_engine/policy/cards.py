"""Finding and reading the scorecards that a policy names."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path as FilePath

from credit_engine.document_text import Document
from credit_engine.parts.card import Card, examine_card
from credit_engine.problems import PolicyError, Problem, suggestion
from credit_engine.source import Source, Span
from credit_engine.source_files import read_source
from credit_engine.yaml_text import Reading, examine_yaml

CardFinder = Callable[[str], Source]
"""From a scorecard's name to its text; raises PolicyError where there is none."""
CardReader = Callable[[str], Source | Document]
"""From a scorecard's name to its text or its data."""
_NAME = re.compile(r"\w[\w .-]*")


def card_finder(policy_path: FilePath) -> CardFinder:
    """Finds `scorecards/NAME.yaml` beside the policy's folder or within it, or NAME.yaml beside the policy.

    Diagnostics name the scorecard's file in the way in which the policy's was given.
    """
    folder = policy_path.parent
    beside = FilePath(os.path.normpath(folder / ".." / "scorecards"))
    places = [beside, folder / "scorecards", folder]

    def find(name: str) -> Source:
        if not _NAME.fullmatch(name):
            raise PolicyError(
                [
                    Problem(
                        "unknown-scorecard",
                        f"'{name}' is no name of a scorecard",
                        expected="the name of a file in scorecards/, without '.yaml'",
                    )
                ]
            )
        for place in places:
            if (place / f"{name}.yaml").is_file():
                return read_source(place / f"{name}.yaml")
        known = sorted({file.stem for place in places[:2] if place.is_dir() for file in place.glob("*.yaml")})
        raise PolicyError(
            [
                Problem(
                    "unknown-scorecard",
                    f"there is no scorecard '{name}'",
                    expected=f"a file scorecards/{name}.yaml",
                    hint=suggestion(name, known),
                )
            ]
        )

    return find


@dataclass
class Cards:
    """The scorecards of one policy, each read once."""

    find: CardReader
    problems: list[Problem]
    read: dict[str, Card | None] = field(default_factory=dict)

    def card(self, name: str, named_at: Span) -> Card | None:
        """What could be read of the scorecard of a name, or None; its problems are collected."""
        if name not in self.read:
            self.read[name] = None
            try:
                found = self.find(name)
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
                    f"'{name}' is a policy, not a scorecard",
                    document.key_span(("policy",)),
                    "a file that begins with 'scorecard:'",
                )
            )
            return None
        card = examine_card(document, self.problems)
        if card is not None and card.spec.scorecard != name and not document.is_damaged(("scorecard",)):
            self.problems.append(
                Problem(
                    "other-scorecard",
                    f"this scorecard calls itself '{card.spec.scorecard}', its file is '{name}'",
                    document.span(("scorecard",)),
                    name,
                    "give both the same name",
                )
            )
        return card
