"""Finding and reading the scorecards that a policy names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path as FilePath

from credit_engine.parts.card import Card, read_card
from credit_engine.problems import PolicyError, Problem, suggestion
from credit_engine.source import Source, Span
from credit_engine.source_files import read_source
from credit_engine.yaml_text import examine_yaml

CardFinder = Callable[[str], Source]
"""From a scorecard's name to its text; raises PolicyError where there is none."""


def card_finder(policy_path: FilePath) -> CardFinder:
    """Finds `scorecards/NAME.yaml` beside the policy's folder or within it, or NAME.yaml beside the policy."""
    folder = policy_path.resolve().parent
    places = [folder.parent / "scorecards", folder / "scorecards", folder]

    def find(name: str) -> Source:
        for place in places:
            if (place / f"{name}.yaml").is_file():
                return read_source(place / f"{name}.yaml")
        known = sorted({file.stem for place in places[:2] if place.is_dir() for file in place.glob("*.yaml")})
        raise PolicyError([Problem("unknown-scorecard", f"there is no scorecard '{name}'",
                                   expected=f"a file scorecards/{name}.yaml", hint=suggestion(name, known))])  # fmt: skip

    return find


@dataclass
class Cards:
    """The scorecards of one policy, each read once."""

    find: CardFinder
    problems: list[Problem]
    read: dict[str, Card | None] = field(default_factory=dict)

    def card(self, name: str, named_at: Span) -> Card | None:
        """The scorecard of a name, or None with its problems."""
        if name not in self.read:
            self.read[name] = None
            try:
                reading = examine_yaml(self.find(name))
                self.problems += reading.problems
                if reading.document is not None and not reading.problems:
                    self.read[name] = read_card(reading.document)
            except PolicyError as error:
                self.problems += [p if p.span else replace(p, span=named_at) for p in error.problems]
        return self.read[name]
