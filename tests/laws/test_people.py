"""Laws of interventions on random policies: that a rule may be waived changes nothing; waived, it is gone."""

from __future__ import annotations

from copy import deepcopy
from random import Random
from typing import Any

import pytest

from batch.tables import both, differences, table_of
from credit_engine import Decision, InputError, Policy, PolicyError
from credit_engine.run.statuses import standing
from laws.policies import Drawn, compiled, drawn_policy, record_for

DAY = "2026-11-24"


def waivable(data: dict[str, Any]) -> dict[str, Any]:
    """The policy with every rule in the hands of a manager."""
    found = deepcopy(data)
    for one in found["decisions"].values():
        for rule in (*one.get("rules", ()), *one.get("escalation", ())):
            rule["waivable_by"] = "manager"
    return found


def without(data: dict[str, Any], gone: set[tuple[str, str]]) -> dict[str, Any] | None:
    """The policy without some rules; None where a set would be left empty.

    A rule of a stage is named by its process, so rules are found by their ids, which no two sets share.
    """
    found, ids = deepcopy(data), {rule for _, rule in gone}
    for one in found["decisions"].values():
        for key in ("rules", "escalation"):
            if key in one:
                one[key] = [rule for rule in one[key] if rule["id"] not in ids]
        if "rules" in one and not one["rules"]:
            return None
    return found


def said(decision: Decision) -> tuple[Any, ...]:
    reasons = [(reason.code, reason.rule, reason.outcome) for reason in decision.reasons]
    return decision.outcome, decision.outputs, decision.withheld, reasons


def decided(policy: Policy, record: Any, given: list[dict[str, str]]) -> Decision | None:
    """The decision, None where the record takes too much work."""
    try:
        return policy.decide(record, as_of=DAY, interventions=given)
    except InputError as error:
        if {problem.code for problem in error.problems} != {"work-limit"}:
            raise
        return None


def waiver(name: str, rule: str) -> dict[str, str]:
    return {
        "kind": "waiver",
        "rule": f"{name}.{rule}",
        "by": "u1",
        "authority": "manager",
        "reason": "law",
        "expires": DAY,
    }


@pytest.mark.parametrize("seed", range(20))
def test_that_rules_may_be_waived_changes_no_decision(seed: int) -> None:
    rng = Random(seed)
    drawn = drawn_policy(rng)
    plain, open_ = Policy((drawn.compiled,)), Policy((compiled(waivable(drawn.data), drawn.called),))
    records = [record_for(rng, drawn) for _ in range(12)]
    for record in records:
        one, other = decided(plain, record, []), decided(open_, record, [])
        assert (one is None) == (other is None)
        if one is not None and other is not None:
            assert said(one) == said(other)
    table = table_of(open_.versions[0].fields, records, rng)
    _, columns, rows = both(open_, table, DAY, 5)
    assert differences(columns, rows) == []


def compared(seed: int) -> int:
    """How many records were decided under waivers as without the rules."""
    rng = Random(seed)
    drawn = drawn_policy(rng)
    policy = Policy((compiled(waivable(drawn.data), drawn.called),))
    count = 0
    for record in (record_for(rng, drawn) for _ in range(6)):
        system = decided(policy, record, [])
        chosen = set() if system is None else {one for one in stands(policy, system) if rng.random() < 0.5}
        smaller = smaller_policy(drawn, chosen)
        if system is None or smaller is None:
            continue
        final = decided(policy, record, [waiver(*one) for one in sorted(chosen)])
        expected = decided(smaller, record, [])
        if final is not None and expected is not None:
            assert said(final) == said(expected)
            assert final.system_outcome == system.outcome
            count += 1
    return count


def stands(policy: Policy, system: Decision) -> list[tuple[str, str]]:
    """The rules that count, escalations aside, and those that stand for one outcome of several."""
    return [
        (name, rule.spec.id)
        for name, rules in policy.versions[0].rule_sets.items()
        for rule in rules
        if rule.when is not None and ":" not in rule.spec.id and standing(system.value(rule.status))
    ]


def smaller_policy(drawn: Drawn, gone: set[tuple[str, str]]) -> Policy | None:
    """The policy without some rules; None without any, or where an escalation counts more than are left."""
    left = without(drawn.data, gone) if gone else None
    try:
        return None if left is None else Policy((compiled(left, drawn.called),))
    except PolicyError:
        return None


def test_a_waived_rule_is_as_good_as_not_written() -> None:
    assert sum(compared(1_000 + seed) for seed in range(60)) >= 40
