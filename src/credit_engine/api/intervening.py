"""Deciding again with interventions: which are refused, and what the others make of the decision."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Literal

from credit_engine import temporal
from credit_engine.absent import Absent
from credit_engine.api.decision import Decision
from credit_engine.api.intervention import Intervention
from credit_engine.parts.rule import Rule
from credit_engine.policy.compiled import DATES, CompiledPolicy
from credit_engine.problems import InputError, Problem, suggestion
from credit_engine.run.interventions import WAIVED, standing

Found = tuple[str, Rule]
"""A rule with the name of its set."""


class RefusedInterventions(InputError):
    """Interventions of which at least one is refused; nothing is decided.

    `refused` holds those that are, each with the code of its problem.
    """

    def __init__(
        self, problems: Sequence[Problem], refused: Sequence[tuple[Intervention, str]], system: Decision
    ) -> None:
        super().__init__(problems)
        self.refused = tuple(refused)
        self._system = system

    def __reduce__(self) -> tuple[Any, ...]:
        return RefusedInterventions, (self.problems, self.refused, self._system)

    def explain(self, lang: Literal["en", "zh"] = "en", format: Literal["text", "markdown"] = "text") -> str:
        """The refusal as a page for the person who asked, in English or Chinese."""
        from credit_engine.explain.refusal import refusal

        return refusal(self._system, self.refused, lang, format)


def intervened(system: Decision, interventions: Sequence[Intervention | None], run: Any) -> Decision:
    """The decision under interventions, by `run` of the same program.

    Raises RefusedInterventions with everything because of which any of them is refused.
    """
    problems: list[Problem] = []
    refused: list[tuple[Intervention, str]] = []
    inputs = list(system.inputs)
    seen: dict[int, int] = {}
    for i, one in enumerate(interventions):
        if one is None:
            continue
        found, wrong = _examined(system, one, f"interventions[{i}]")
        if found is not None:
            first = seen.setdefault(id(found[1]), i)
            if first != i:
                wrong.append(
                    Problem("second-intervention", f"interventions[{first}] is on the rule {one.rule}, too",
                            path=f"interventions[{i}].rule", expected="one intervention for a rule")
                )  # fmt: skip
        problems += wrong
        refused += [(one, problem.code) for problem in wrong]
        if found is not None and not wrong:
            node = system.compiled.program.nodes[found[1].intervention]
            inputs[node.data] = _code(system.compiled, one)
    if problems:
        raise RefusedInterventions(problems, refused, system)
    made = tuple(one for one in interventions if one is not None)
    return Decision(
        system.compiled, inputs, run(inputs), system.dates, system.undeclared, system=system,
        interventions=made,
    )  # fmt: skip


def _code(compiled: CompiledPolicy, one: Intervention) -> int:
    """What the input of the rule holds."""
    return compiled.outcomes.rank(one.outcome) if one.outcome else WAIVED


def _examined(system: Decision, one: Intervention, at: str) -> tuple[Found | None, list[Problem]]:
    """The rule of an intervention, and why the intervention is refused."""
    found, problem = _rule(system.compiled, one.rule, f"{at}.rule")
    if found is None:
        return None, [] if problem is None else [problem]
    return found, [*_authority(found[1], one, at), *_standing(system, found[1], one, at)]


def _rule(compiled: CompiledPolicy, name: str, path: str) -> tuple[Found | None, Problem | None]:
    """The rule of an id, or of `set.id` where several sets use the id."""
    found = compiled.rules_named(name)
    if len(found) == 1:
        return found[0], None
    if found:
        names = ", ".join(f"{of}.{rule.spec.id}" for of, rule in found)
        said = f"several rules are called '{name}'"
        return None, Problem("ambiguous-rule", said, path=path, expected=names)
    known = [rule.spec.id for rules in compiled.rule_sets.values() for rule in rules]
    return None, Problem("unknown-rule", f"the policy has no rule '{name[:60]}'", path=path,
                         hint=suggestion(name[:60], known))  # fmt: skip


def _authority(rule: Rule, one: Intervention, at: str) -> Iterator[Problem]:
    allowed = rule.spec.authorities
    if one.authority not in allowed:
        said = f"the rule {rule.spec.id} may be changed by {' or '.join(allowed) or 'nobody'}"
        yield Problem("beyond-authority", f"{said}, not by {one.authority}", path=f"{at}.authority",
                      expected=", ".join(allowed) or "no intervention on this rule")  # fmt: skip


def _standing(system: Decision, rule: Rule, one: Intervention, at: str) -> Iterator[Problem]:
    """It has not expired, the rule counts, and it is asked for another outcome than its own."""
    today = system.inputs[DATES.index("@today")]
    last = temporal.parse_date(one.expires)
    if last is not None and last < today:
        yield Problem("expired-intervention", f"the intervention on {rule.spec.id} expired on {one.expires}",
                      path=f"{at}.expires", expected=f"{today} or later")  # fmt: skip
    if not standing(system.value(rule.status)):
        yield Problem("rule-not-standing", f"the rule {rule.spec.id} neither fired nor is it undecided",
                      path=f"{at}.rule", expected="a rule that counts against the applicant",
                      hint="leave the intervention out")  # fmt: skip
    elif one.outcome:
        yield from _direction(system, rule, one, f"{at}.outcome")


def _direction(system: Decision, rule: Rule, one: Intervention, path: str) -> Iterator[Problem]:
    outcomes = system.compiled.outcomes
    if one.outcome not in outcomes.order:
        yield Problem("unknown-outcome", f"unknown outcome '{one.outcome[:60]}'", path=path,
                      expected=", ".join(outcomes.order),
                      hint=suggestion(one.outcome[:60], outcomes.order))  # fmt: skip
        return
    undecided = isinstance(system.value(rule.status), Absent)
    asked = outcomes.undecided if undecided else rule.spec.then
    better = outcomes.order[: outcomes.rank(asked)]
    allowed = tuple(name for name in outcomes.order if name != asked) if one.kind == "override" else better
    if one.outcome not in allowed:
        what = "another outcome" if one.kind == "override" else "a better outcome"
        said = f"the rule {rule.spec.id} asks for '{asked}' itself; the {one.kind} has to ask for {what}"
        hint = "" if one.kind == "override" else "an override may ask for a worse outcome"
        yield Problem(
            "wrong-direction", said, path=path, expected=", ".join(allowed) or "a waiver", hint=hint
        )
