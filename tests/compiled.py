"""Policies of tests, each text of which is compiled once in a session; a policy never changes."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from credit_engine import Policy, load_policy
from credit_engine.policy.loading import compile_policy
from credit_engine.source import Source

SHIPPED = Path(__file__).parents[1] / "policies"


@cache
def shipped(name: str) -> Policy:
    """A policy of the folder policies/."""
    return load_policy(SHIPPED / f"{name}.yaml")


@cache
def policy_of(text: str, others: tuple[tuple[str, str], ...] = ()) -> Policy:
    """The policy of a text; `others` are the names and texts of those that it calls."""
    texts = dict(others)
    found = compile_policy(
        Source("policy.yaml", text), lambda kind, name: Source(f"{name}.yaml", texts[name])
    )
    return Policy((found,))
