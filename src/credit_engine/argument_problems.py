"""What can be wrong with an argument whatever the function is."""

from __future__ import annotations

from credit_engine.messages import Message

out_of_range = Message("out-of-range", "{name} is {value}", "{name} 是 {value}")
wrong_type = Message("wrong-type", "{name} is {value}", "{name} 是 {value}")
