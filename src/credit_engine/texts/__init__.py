"""Words for readers, in English and Chinese."""

from credit_engine.texts.causes import causes_text, customer_text

__all__ = ["causes_text", "customer_text"]
