"""What can be wrong with a formula, in words."""

from __future__ import annotations

from credit_engine.messages import Message

unknown_entry = Message(
    "unknown-name", "'{name}' is not an entry of the value", "'{name}' 不是该值的条目", unknown="name"
)
"""A title is given to an entry that the value does not have."""
