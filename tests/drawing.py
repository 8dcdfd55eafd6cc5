"""How many random examples a test draws: its own number, or a share of it where a profile asks for less."""

from __future__ import annotations

from hypothesis import settings

ALL = 100
"""What hypothesis draws by default; a profile's `max_examples` is a share of this."""
FEWEST = 5
"""With fewer a random test looks at nothing."""


def examples(count: int) -> int:
    """So many examples in a full run, and the profile's share of them in another."""
    return max(FEWEST, count * settings().max_examples // ALL)
