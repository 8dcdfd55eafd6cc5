"""The items of a list in sentences, by their identities."""

from __future__ import annotations

from collections.abc import Sequence

MOST_ITEMS = 20
"""Items that a sentence lists before it says how many more there are."""


def listed(items: Sequence[str], lang: str) -> str:
    """The first of some items, and how many there are beyond."""
    shown = ("、" if lang == "zh" else ", ").join(items[:MOST_ITEMS])
    more = len(items) - MOST_ITEMS
    if more > 0:
        shown += f"等另{more}项" if lang == "zh" else f" and {more} more"
    return shown


def with_items(text: str, items: Sequence[str], lang: str) -> str:
    """A sentence with the items that it is about; as it is where there are none."""
    if not items:
        return text
    return f"{text}（{listed(items, lang)}）" if lang == "zh" else f"{text} ({listed(items, lang)})"
