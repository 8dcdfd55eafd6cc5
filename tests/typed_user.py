"""What a user's program may say to the package, and what a type checker has to refuse in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from pydantic import BaseModel

from credit_engine import Decision, Policy, load_policy


@dataclass
class AsDataclass:
    """An application as a dataclass."""

    age: int


class AsModel(BaseModel):
    """An application as a pydantic model."""

    age: int


policy: Policy = load_policy("policy.yaml")
decision: Decision = policy.decide({"age": 3}, as_of="2026-11-23")
policy.decide(AsDataclass(3), as_of=date(2026, 11, 23))
policy.decide(AsModel(age=3), as_of="2026-11-23")
result = policy.decide_batch({"age": [3]}, as_of="2026-11-23")
policy.decide_batch([{"age": 3}], as_of=["2026-11-23"])
policy.decide_batch("applications.parquet", as_of="day", policy_as_of=date(2026, 11, 23))
policy.decide({"age": 3}, as_of=np.datetime64("2026-11-23"))
policy.decide_batch(
    {"age": [3]}, as_of=np.datetime64("2026-11-23"), data_as_of=np.array([1], "datetime64[D]")
)
rows: int = len(result)
same: Decision = result.decision(0)

policy.decide([1], as_of="2026-11-23")  # type: ignore[arg-type]
policy.decide({"age": 3}, as_of=20261123)  # type: ignore[arg-type]
policy.decide({"age": 3})  # type: ignore[call-arg]
policy.decide_batch(5, as_of="2026-11-23")  # type: ignore[arg-type]
policy.decide_batch({"age": [3]}, as_of=5)  # type: ignore[arg-type]
decision.outputs["rate"] = 0  # type: ignore[index]
decision.outcome = "approve"  # type: ignore[misc]
result.decision("first")  # type: ignore[arg-type]
