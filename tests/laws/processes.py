"""What random policies hold beside tables: other policies, lists, stages, state, collateral."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Any

from laws.expressions import GRADES, WORDS, Composer, Variable

VALUES = ("low", "middle", "high")
ITEM_FIELDS = (
    Variable("amount", "number"),
    Variable("days", "number"),
    Variable("kind", "text", WORDS),
    Variable("flag", "boolean"),
    Variable("grade", "grade", GRADES),
)
KINDS = {"integer": "number", "ordinal": "grade"}
"""The kinds of expressions that have another name than the type of an input."""
AS_TEXT = {"ordinal": "text", "grade": "text"}
"""What an ordinal is taken for where its list is not known."""
NOT_YET = {"not_given": "undecided"}
STATE = {
    "level": {"type": "ordinal", "values": list(VALUES), "best_first": True},
    "months": {"type": "number"},
    "flag": {"type": "boolean"},
}
_WORD = re.compile(r"[^\W\d]\w*(?:\.\w+)*")


class Processes:
    """Draws the parts that stand on other decisions, on lists, or on other policies."""

    rng: Random
    composer: Composer
    observing: bool
    rule_sets: list[str]
    order: tuple[str, ...]
    nothing_fired: str
    inputs: Mapping[str, Any]
    decisions: dict[str, Any]
    called: dict[str, Any]
    policy: str
    staged: set[str]
    prior: dict[str, Any]
    callee: Callable[[str], tuple[dict[str, Any], dict[str, str]]]
    decision: Callable[[str, str], None]
    expression: Callable[[str], str]
    learn: Callable[..., None]

    def each(self, name: str, probability: float = 0.3) -> tuple[dict[str, Any], list[Variable]]:
        """Sometimes: the list for whose items a decision is made, and the fields of an item."""
        if self.rng.random() >= probability:
            return {}, []
        item = f"{name}g"
        fields = [Variable(f"{item}.{one.text}", one.kind, one.values) for one in ITEM_FIELDS]
        spec: dict[str, Any] = {"for_each": f"{self.expression('list')} as {item}"}
        if self.rng.random() < 0.7:
            kind = self.rng.choice(("text", "number"))
            spec["identity"] = self.composer.within(fields, lambda: self.expression(kind))
        return spec, fields

    def if_empty(self, name: str) -> Any:
        """What holds for an empty list, in every form."""
        reasoned: dict[str, Any] = {"then": self.rng.choice(self.order), "because": "why"}
        if self.rng.random() < 0.5:
            reasoned["id"] = f"{name}-empty"
        return self.rng.choice(("undecided", self.nothing_fired, reasoned))

    def waivable(self) -> dict[str, Any]:
        """Sometimes: who may waive a rule."""
        return {} if self.rng.random() < 0.75 else {"waivable_by": self.rng.choice(("manager", ["a", "b"]))}

    def call(self, name: str) -> dict[str, Any]:
        """Another random policy, whose outcomes count as some of this one's, in order."""
        spec, fields = self.each(name, 0.4)
        policy = f"{self.policy}_{name}"
        inner, outputs = self.callee(policy)
        given = self.composer.within(fields, lambda: self._arguments(inner["inputs"]))
        call = {"policy": policy, "with": given, "outcomes": self._mapped(inner["outcomes"])}
        if inner.get("prior"):
            call |= self.composer.within(fields, lambda: self._handed(inner["prior"], bool(spec)))
            kept = {key: one["type"] for key, one in inner["prior"].items()}
            outputs = outputs | {f"next.{key}": kind for key, kind in kept.items()}
        if spec:
            spec["if_empty"] = self.if_empty(name)
        self.rule_sets.append(name)
        for output, found in outputs.items():
            kind = AS_TEXT.get(found, found)
            if not spec:
                self.learn(f"{name}.{output}", kind)
            elif kind in ("number", "text"):
                self.learn(f"{name}.{output}", f"{kind}s")
        if self.observing:
            self.learn(f"{name}.outcome", "texts" if spec else "text", () if spec else self.order)
        return {"call": call, **spec}

    def _handed(self, inner: Mapping[str, Any], each: bool) -> dict[str, Any]:
        """What a call says of the state, in every form, or nothing."""
        own, draw = self.prior, self.rng.random()
        if draw < 0.2:
            return {"prior": "no_prior"} if draw < 0.15 else {}
        same = all(
            key in own and own[key].get("initially", one.get("initially")) == one.get("initially")
            for key, one in inner.items()
        )
        if same and not each and draw < 0.7:
            return {"prior": "inherit"}
        return {
            "prior": {
                key: f"prior.{key}"
                if key in own and self.rng.random() < 0.5
                else self.expression(AS_TEXT.get(one["type"], one["type"]))
                for key, one in inner.items()
            }
        }

    def _arguments(self, inputs: Mapping[str, Any]) -> dict[str, str]:
        found = {}
        for path, one in inputs.items():
            if "missing" not in one or self.rng.random() < 0.8:
                kind = KINDS.get(one["type"], one["type"])
                simple = path in {v.text for v in self.composer.of(kind)} and self.rng.random() < 0.4
                found[path] = path if simple else self.expression(kind)
        return found

    def _mapped(self, outcomes: Mapping[str, Any]) -> dict[str, Any]:
        ranks = sorted(self.rng.randrange(len(self.order)) for _ in outcomes["order"])
        found: dict[str, Any] = {}
        for name, rank in zip(outcomes["order"], ranks, strict=True):
            then = self.order[rank]
            unexplained = name == outcomes["nothing_fired"] and rank > self.order.index(self.nothing_fired)
            reasoned = unexplained or self.rng.random() < 0.3
            found[name] = {"then": then, "because": "why"} if reasoned else then
        return found

    def allocate(self, name: str) -> dict[str, Any]:
        """Collateral and facilities from lists of any items; amounts that are often not negative."""
        spec: dict[str, Any] = {}
        sides = {"collateral": f"{name}c", "facilities": f"{name}f"}
        fields = {
            key: [Variable(f"{item}.{one.text}", one.kind, one.values) for one in ITEM_FIELDS]
            for key, item in sides.items()
        }
        amounts = {"collateral": ("value", "prior_liens"), "facilities": ("amount",)}
        for key, item in sides.items():
            side: dict[str, Any] = {"items": self.expression("list"), "as": item}
            for amount in amounts[key]:
                if amount != "prior_liens" or self.rng.random() < 0.5:
                    side[amount] = self.composer.within(fields[key], self._amount)
            if key == "collateral" and self.rng.random() < 0.6:
                side["haircut"] = self.rng.choice(("0.3", "0.5", "1", f"if {item}.flag then 0.1 else 0.2"))
            if self.rng.random() < 0.4:
                side["identity"] = f"{item}.kind"
            spec[key] = side
        if self.rng.random() < 0.5:
            both = [*fields["collateral"], *fields["facilities"]]
            spec["secures"] = self.composer.within(both, lambda: self.expression("boolean"))
        for total in ("covered", "uncovered", "net_value", "left"):
            self.learn(f"{name}.{total}", "number")
        self.learn(f"{name}.facilities.covered", "numbers")
        return {"allocate": spec}

    def _amount(self) -> str:
        number = self.expression("number")
        return number if self.rng.random() < 0.2 else f"abs({number})"

    def stages(self, name: str) -> dict[str, Any]:
        """Rule sets that are there in two or three stages, each with what it needs."""
        count = self.rng.choice((1, 2, 2, 3, 4))
        while len(free := [one for one in self.rule_sets if "stages" not in self.decisions[one]]) < count:
            self.decision(f"{name}r{len(free)}", self.rng.choice(("rules", "rules", "checklist", "offers")))
        chosen = self.rng.sample(free, count)
        self.staged |= set(chosen)
        cuts = sorted(self.rng.randrange(1, len(chosen) + 1) for _ in range(2))
        parts = [one for one in (chosen[: cuts[0]], chosen[cuts[0] : cuts[1]], chosen[cuts[1] :]) if one]
        stages, needed = [], set[str]()
        for i, sets in enumerate(parts):
            used = sorted({path for one in sets for path in self._used(one, set())} - needed)
            needed |= set(used)
            groups = {path.split(".")[0] if self.rng.random() < 0.3 else path for path in used}
            stages.append({"id": f"{name}-s{i}", "needs": sorted(groups), "decide": sets})
        spec: dict[str, Any] = {"stages": stages}
        if self.rng.random() < 0.6:
            spec["stop_at"] = self.rng.choice(self.order[1:])
        self.rule_sets.append(name)
        if self.observing:
            self.learn(f"{name}.outcome", "text", self.order)
            self.learn(f"{name}.stage", "text", tuple(one["id"] for one in stages))
        return spec

    def _used(self, decision: str, seen: set[str]) -> set[str]:
        """The inputs that a decision may depend on, by the names within its expressions."""
        seen.add(decision)
        found: set[str] = set()
        for word in set(_WORD.findall(json.dumps(self.decisions[decision], default=str))):
            first = word.split(".")[0]
            if first in self.decisions and first not in seen:
                found |= self._used(first, seen)
            if first == "prior" and self.prior:
                found.add("prior")
            found |= {path for path in self.inputs if word == path or word.startswith(f"{path}.")}
        return found


def prior_state(rng: Random) -> dict[str, Any]:
    """Some fields of a prior state, with and without a first value."""
    first = {"level": "low", "months": 0, "flag": False}
    return {
        name: {**spec, **({"initially": first[name]} if rng.random() < 0.6 else {})}
        for name, spec in STATE.items()
        if rng.random() < 0.7
    }


def next_state(composer: Composer, prior: Mapping[str, Any], best: str) -> dict[str, Any]:
    """What becomes of the state, the outcome seen."""
    forms = {
        "level": lambda: f'if outcome = "{best}" then "low" else prior.level',
        "months": lambda: f'if outcome = "{best}" then {composer.number(1)} else prior.months + 1',
        "flag": lambda: composer.boolean(2),
    }
    return {name: forms[name]() for name in prior}


def inputs_of(data: Mapping[str, Any]) -> dict[str, Any]:
    """The inputs of a policy; what only later stages need may be left out."""
    later, first = set[str](), set[str]()
    for decision in data["decisions"].values():
        for i, stage in enumerate(decision.get("stages", ())):
            (later if i else first).update(stage["needs"])
    return {
        path: {**spec, "missing": NOT_YET}
        if "missing" not in spec and _among(path, later) and not _among(path, first)
        else spec
        for path, spec in data["inputs"].items()
    }


def _among(path: str, needs: set[str]) -> bool:
    words: Sequence[str] = path.split(".")
    return any(".".join(words[: i + 1]) in needs for i in range(len(words)))


def prior_record(rng: Random, prior: Mapping[str, Any], gaps: float) -> Any:
    """A state as a record brings it along, None where it does not."""
    if rng.random() < gaps:
        return rng.choice((None, {"missing": "no_prior"}, {"missing": "no_prior"}))
    values = {"level": VALUES, "months": (0, 1, 2.5, 12), "flag": (True, False)}
    found: dict[str, Any] = {}
    for name in prior:
        if rng.random() >= gaps:
            found[name] = rng.choice(values[name])
        elif rng.random() < 0.5:
            found[name] = {"missing": "unknown"}
    return found
