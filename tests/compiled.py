"""Policies of tests, each text of which is compiled once in a session; a policy never changes."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from credit_engine import Policy, load_policy
from credit_engine.files.kinds import kind_of
from credit_engine.files.sources import read_source
from credit_engine.policy.loading import compile_policy
from credit_engine.source import Source

SHIPPED = Path(__file__).parents[1] / "policies"


def shipped_policies() -> list[Path]:
    """The files of the shipped policies: what stands in policies/ but cases and what policies include."""
    return sorted(path for path in SHIPPED.rglob("*.yaml") if kind_of(read_source(path)) == "policy")


@cache
def shipped(name: str) -> Policy:
    """A policy of the folders of policies/."""
    (path,) = SHIPPED.glob(f"*/{name}.yaml")
    return load_policy(path)


@cache
def policy_of(text: str, others: tuple[tuple[str, str], ...] = ()) -> Policy:
    """The policy of a text; `others` are the names and texts of those that it calls."""
    texts = dict(others)
    found = compile_policy(
        Source("policy.yaml", text), lambda kind, name: Source(f"{name}.yaml", texts[name])
    )
    return Policy((found,))


_LOADED: dict[tuple[str, frozenset[tuple[str, bytes]]], Policy] = {}


def load_once(path: Path) -> Policy:
    """As `load_policy`, but the same file beside the same other files is compiled once in a session."""
    beside = frozenset(
        (file.relative_to(path.parent).as_posix(), file.read_bytes())
        for file in path.parent.rglob("*")
        if file.is_file()
    )
    if (path.name, beside) not in _LOADED:
        _LOADED[path.name, beside] = load_policy(path)
    return _LOADED[path.name, beside]
