"""What a careful reader of a whole policy would ask about, as `credit-engine check` shows it."""

from credit_engine.analyse.doubts import card_doubts, doubts

__all__ = ["card_doubts", "doubts"]
