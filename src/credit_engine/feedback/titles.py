"""What places and rules of a policy are called, for readers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from credit_engine.policy.compiled import CompiledPolicy
from credit_engine.texts.forms import LANGUAGES

Title = Mapping[str, str]


def title_of_place(version: CompiledPolicy, place: str) -> Title:
    """The titles of the parameter, or of the rule or decision, in which a number stands; the place itself."""
    kind, name, *within = place.split(".")
    if kind == "parameters":
        title: Any = version.spec.parameters[name].title
        return {lang: place if title is None else title.text(lang) for lang in LANGUAGES}
    rules = titles_of_rules(version)
    return next((rules[rule] for rule in within if rule in rules), dict.fromkeys(LANGUAGES, place))


def titles_of_rules(version: CompiledPolicy) -> dict[str, Title]:
    """The titles of all rules by their ids; the id where a rule has none."""
    return dict(_rules(version.document.data))


def titles_of_values(version: CompiledPolicy) -> dict[str, Title]:
    """The titles of all values that the policy's own lists of values name."""
    lists = version.spec.values.values()
    return {
        name: {lang: title.text(lang) for lang in LANGUAGES}
        for values in lists
        for name, title in values.titles.items()
    }


def _rules(data: Any) -> Iterator[tuple[str, Title]]:
    if isinstance(data, Mapping):
        if isinstance(data.get("id"), str):
            yield data["id"], _title(data["id"], data.get("title"))
        for value in data.values():
            yield from _rules(value)
    elif isinstance(data, list):
        for value in data:
            yield from _rules(value)


def _title(name: str, title: Any) -> Title:
    if isinstance(title, Mapping):
        return {lang: str(title.get(lang, name)) for lang in LANGUAGES}
    return {lang: name if title is None else str(title) for lang in LANGUAGES}
