"""Everything that a decision says, as texts; and policies as files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from credit_engine import InputError, Policy

ROOT = Path(__file__).resolve().parents[2]
CONSUMER_LOAN = ROOT / "policies" / "origination" / "consumer_loan.yaml"


def said(policy: Policy, record: Any, as_of: str) -> list[str]:
    """Fingerprints, canonical JSON and explanations, or the problems of a record that is refused."""
    try:
        decision = policy.decide(record, as_of=as_of)
    except InputError as error:
        return [str(problem) for problem in error.problems]
    reasons = [(reason.text("en"), reason.text("zh", "customer")) for reason in decision.reasons]
    return [
        policy.fingerprint,
        decision.fingerprint,
        decision.to_json(),
        str(reasons),
        decision.explain("en"),
        decision.explain("zh", "markdown"),
        decision.explain("en", "json"),
    ]


def many_rules(count: int) -> str:
    """A policy of so many rules over forty inputs."""
    lines = [
        "policy: many_rules",
        'version: "1"',
        "effective: {from: 2026-01-01, time_zone: Asia/Shanghai}",
        "outcomes: {order: [approve, refer, decline], undecided: refer, nothing_fired: approve}",
        "inputs:",
    ]
    lines += [f"  a.f{i}: {{type: number, missing: {{not_given: undecided}}}}" for i in range(40)]
    lines += ["decisions:", "  screening:", "    rules:"]
    for r in range(count):
        condition = f"a.f{r % 40} > {r}.5 and a.f{(r * 7 + 3) % 40} + a.f{(r * 11 + 5) % 40} * 2 < {1000 + r}"
        lines += [
            f"      - id: R-{r}",
            f"        when: {condition}",
            "        then: decline",
            "        because: why",
        ]
    return "\n".join(
        [
            *lines,
            "decision: {outcome: [screening]}",
            "reasons:",
            "  why: {en: Rule, zh: 规则}",
            "",
        ]
    )
