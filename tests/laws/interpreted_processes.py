"""What decisions for items of a list, called policies, stages and shared collateral come to, by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from laws.interpreter import EXACT, ROUNDED, Scope, Unknown, calculated, merged, number, unknowns

Rule = tuple[str, str, Any]
"""The id of a rule, the outcome that it asks for, and whether it fires."""


@dataclass
class Decided:
    """A policy's names and steps, its sets' rules and outcomes, and the outputs that changed its outcome."""

    scope: dict[str, Any]
    steps: dict[tuple[str, str], Any] = field(default_factory=dict)
    rules: dict[str, list[Rule]] = field(default_factory=dict)
    outcomes: dict[str, str] = field(default_factory=dict)
    unsettled: dict[str, Any] = field(default_factory=dict)


def open_(status: Any) -> bool:
    return isinstance(status, Unknown) and status.applicable


def of_items(statuses: Any) -> Any:
    """A rule's status for a list, from those for its items."""
    if isinstance(statuses, Unknown):
        return statuses
    if True in statuses:
        return True
    if any(map(open_, statuses)):
        return Unknown()
    aside = [one for one in statuses if one is not False]
    return Unknown(applicable=False) if aside and len(aside) == len(statuses) else False


class Processes:
    """The parts that stand on lists, on other decisions, or on other policies."""

    data: Mapping[str, Any]
    order: Sequence[str]
    undecided: str
    nothing_fired: str
    called: Mapping[str, Any]
    name: str
    done: Decided
    value: Callable[[str, Scope], Any]
    rounded: Callable[[Any, Any], Any]
    worst: Callable[[Sequence[str]], str]
    enough: Callable[[Mapping[str, Any], Sequence[Any]], Any]
    fired: Callable[[list[Rule]], dict[str, Any]]

    def items(self, spec: Mapping[str, Any], scope: Scope, found: dict[str, Any]) -> Any:
        """The list for whose items a decision is made, with their identities; None where it is made once."""
        if "for_each" not in spec:
            return None
        items = found["items"] = self.value(spec["for_each"].rsplit(" as ", 1)[0], scope)
        if "identity" in spec:
            named = self.of_each(spec, items, scope, lambda inner: self.value(spec["identity"], inner))
            found["identities"] = named
        return items

    def of_each(self, spec: Mapping[str, Any], items: Any, scope: Scope, make: Callable[[Scope], Any]) -> Any:
        """What is made of each item."""
        if isinstance(items, Unknown):
            return items
        name = spec["for_each"].rsplit(" as ", 1)[1]
        return [make({**scope, name: item}) for item in items]

    def empty(self, spec: Mapping[str, Any], items: Any) -> list[Rule]:
        """The rule for a list without items, where something follows from that."""
        model = spec.get("if_empty")
        if items is None or model == self.nothing_fired:
            return []
        empty = items if isinstance(items, Unknown) else not items
        if model == "undecided":
            return [(f"{self.name}.if_empty", self.undecided, Unknown() if empty is True else empty)]
        return [(model.get("id", f"{self.name}.if_empty"), model["then"], empty)]

    def call(self, spec: Mapping[str, Any], scope: Scope) -> dict[str, Any]:
        """A called policy's answer; of several items the worst."""
        found: dict[str, Any] = {}
        name, items = self.name, self.items(spec, scope, {})
        if items is None:
            rules, taken, undecided, outputs = self.answer(spec, scope)
            result = self.fired([*rules, ("undecided", self.order[0], undecided)])
            found = {f"out:{key}": value for key, value in outputs.items()}
            named: Any = {"outcome": result["value"], **outputs}
        else:
            items = self.items(spec, scope, found)
            answers = self.of_each(spec, items, scope, lambda inner: self.answer(spec, inner))
            self.name = name
            nobody = {key: Unknown() for key in ("amount", "days", "kind", "flag", "grade")}
            shape = self.answer(spec, {**scope, spec["for_each"].rsplit(" as ", 1)[1]: nobody})
            rules, taken = (self.together(answers, shape, at, found) for at in (0, 1))
            undecided = answers if isinstance(answers, Unknown) else of_items([one[2] for one in answers])
            empty = self.empty(spec, items)
            result = self.fired([*rules, ("undecided", self.order[0], undecided), *empty])
            rules += empty
            named = found["list"] = (
                answers
                if isinstance(answers, Unknown)
                else [
                    {"outcome": self.fired([*one[0], ("", self.order[0], one[2])])["value"], **one[3]}
                    for one in answers
                ]
            )
        rules += taken
        found |= {f"rule:{id_}": status for id_, _, status in rules}
        return {**found, "value": result["value"], "@rules": rules, "name": named}

    def together(self, answers: Any, shape: Any, at: int, found: dict[str, Any]) -> list[Rule]:
        """Rules for a list, from the same rules for its items; `shape` is an answer with the same rules."""
        rules = []
        for place, (id_, then, _) in enumerate(shape[at]):
            unknown = isinstance(answers, Unknown)
            listed = answers if unknown else [one[at][place][2] for one in answers]
            found[f"items:{id_}"] = listed
            rules.append((id_, then, of_items(listed)))
        return rules

    def answer(
        self, spec: Mapping[str, Any], scope: Scope
    ) -> tuple[list[Rule], list[Rule], Any, dict[str, Any]]:
        """A called policy's outcome as rules, its own rules, why it is undecided, and its outputs."""
        call, name = spec["call"], self.name
        inner = self.called[call["policy"]]
        inputs: dict[str, Any] = {}
        for path, one in inner.data["inputs"].items():
            *groups, last = path.split(".")
            here = inputs
            for group in groups:
                here = here.setdefault(group, {})
            if path in call["with"]:
                here[last] = fitted(one, self.value(call["with"][path], scope))
            else:
                here[last] = Unknown(one["missing"]["not_given"] == "undecided")
        done = inner.within(inputs)
        own = [rule for one in inner.data["decision"]["outcome"] for rule in done.rules[one]]
        answer = done.steps["decision", "outcome"]
        certain = max((inner.order.index(then) for _, then, status in own if status is True), default=-1)
        doubtful = [inner.order.index(then) for _, then, status in own if open_(status)]
        doubtful += [0 for status in done.unsettled.values() if open_(status)]
        if doubtful and certain < max(*doubtful, inner.order.index(answer)):
            answer = Unknown()
        mapped = [(f"{name}.{key}", _then(one), answer == key) for key, one in call["outcomes"].items()]
        taken = [(f"{name}.{id_}", _then(call["outcomes"][then]), status) for id_, then, status in own]
        taken += [(f"{name}.output:{key}", self.undecided, one) for key, one in done.unsettled.items()]
        outputs = {key: self.output(done, inner, key) for key in inner.data["decision"]["outputs"]}
        return mapped, taken, answer if isinstance(answer, Unknown) else False, outputs

    def output(self, done: Decided, inner: Any, name: str) -> Any:
        """An output as a called policy releases it."""
        release = done.steps["decision", f"release:{name}"]
        if release is not True:
            return Unknown() if release is False else release
        return self.rounded(inner.data["decision"]["outputs"][name].get("round"), done.scope[name])

    def stages(self, spec: Mapping[str, Any], scope: Scope) -> dict[str, Any]:
        """The rules of the stages that are reached; a stage ends the process where it is bad enough."""
        for stage in spec["stages"]:
            for one in stage["decide"]:
                scope[one]
        least = self.order.index(spec.get("stop_at", self.order[-1]))
        found: dict[str, Any] = {}
        stopped: Any = False
        rules: list[Rule] = []
        stopping: list[Any] = []
        outcomes, current = [], spec["stages"][0]["id"]
        for i, stage in enumerate(spec["stages"]):
            own = [rule for one in stage["decide"] for rule in self.done.rules[one]]
            found[f"before:{i}"] = stopped
            if stopped is False:
                current = stage["id"]
                outcomes += [self.done.outcomes[one] for one in stage["decide"]]
                rules += own
            else:
                rules += [(id_, then, Unknown(applicable=False)) for id_, then, _ in own]
            stopping += [status for _, then, status in own if self.order.index(then) >= least]
            stopped = found[f"stopped:{i}"] = self.enough({"fired": 1}, stopping)
        found |= {f"rule:{id_}": status for id_, _, status in rules}
        outcome = self.worst(outcomes)
        named = {"stage": current, "outcome": outcome}
        return {**found, "stage": current, "value": outcome, "@rules": rules, "name": named}

    def allocate(self, spec: Mapping[str, Any], scope: Scope) -> dict[str, Any]:
        """Each facility takes of each item that secures it what it still needs."""
        value = self.allocated(spec["allocate"], scope)
        totals = ("covered", "uncovered", "net_value", "left")
        keys = ("facilities", "collateral", "allocations", *totals)
        named = {key: value if isinstance(value, Unknown) else value[key] for key in keys}
        return {"value": value, **{key: named[key] for key in totals}, "name": named}

    def allocated(self, spec: Mapping[str, Any], scope: Scope) -> Any:
        pool, facilities = spec["collateral"], spec["facilities"]

        def read(side: Mapping[str, Any], key: str, otherwise: Any) -> Any:
            items = self.value(side["items"], scope)
            if isinstance(items, Unknown):
                return items
            if key not in side:
                return [otherwise(at) for at in range(1, len(items) + 1)]
            return [self.value(side[key], {**scope, side["as"]: item}) for item in items]

        def nothing(at: int) -> Decimal:
            return Decimal(0)

        values, haircuts, liens = (read(pool, key, nothing) for key in ("value", "haircut", "prior_liens"))
        amounts = read(facilities, "amount", nothing)
        named = [read(side, "identity", Decimal) for side in (pool, facilities)]
        secured: Any = Unknown()
        if isinstance(values, list) and isinstance(amounts, list):
            items, wanted = (self.value(side["items"], scope) for side in (pool, facilities))
            secured = [
                [
                    self.value(spec["secures"], {**scope, facilities["as"]: one, pool["as"]: item})
                    if "secures" in spec
                    else True
                    for item in items
                ]
                for one in wanted
            ]
        elif isinstance(amounts, list):
            secured = [values for _ in amounts]
        else:
            secured = amounts
        found = unknowns(values, haircuts, liens, amounts, named, secured)
        if found:
            return merged(found)
        return _shared(named, values, haircuts, liens, amounts, secured)


def _shared(named: Sequence[Any], values: Any, haircuts: Any, liens: Any, amounts: Any, secured: Any) -> Any:
    if any(one < 0 for one in (*values, *liens, *amounts)) or any(not 0 <= one <= 1 for one in haircuts):
        return Unknown()
    net = []
    for value, haircut, lien in zip(values, haircuts, liens, strict=True):
        kept = EXACT.subtract(EXACT.multiply(value, EXACT.subtract(Decimal(1), haircut)), lien)
        net.append(number(lambda kept=kept: max(Decimal(0), kept)))
    if unknowns(net):
        return Unknown()
    left, taken = list(net), []
    for amount, row in zip(amounts, secured, strict=True):
        taken.append([])
        for at, secures in enumerate(row):
            part = min(left[at], amount) if secures else Decimal(0)
            left[at], amount = EXACT.subtract(left[at], part), EXACT.subtract(amount, part)
            taken[-1].append(ROUNDED.plus(part))
    covered = [_total(row) for row in taken]
    out = [_total([row[at] for row in taken]) for at in range(len(net))]
    missing = [calculated("-", a, b) for a, b in zip(amounts, covered, strict=True)]
    rest = [calculated("-", a, b) for a, b in zip(net, out, strict=True)]
    items, facilities = named
    return {
        "facilities": _lines(("id", "amount", "covered", "uncovered"), facilities, amounts, covered, missing),
        "collateral": _lines(
            ("id", "value", "haircut", "prior_liens", "net_value", "allocated", "left"),
            items,
            values,
            haircuts,
            liens,
            net,
            out,
            rest,
        ),
        "allocations": [
            {"facility": one, "collateral": item, "amount": part}
            for one, row in zip(facilities, taken, strict=True)
            for item, part in zip(items, row, strict=True)
            if part
        ],
        "covered": _total(covered),
        "uncovered": _total(missing),
        "net_value": _total(net),
        "left": _total(rest),
    }


def _total(values: Sequence[Any]) -> Any:
    total: Any = Decimal(0)
    for value in values:
        total = calculated("+", total, value)
    return total


def _lines(names: Sequence[str], *columns: Sequence[Any]) -> list[dict[str, Any]]:
    return [dict(zip(names, line, strict=True)) for line in zip(*columns, strict=True)]


def _then(mapped: Any) -> str:
    return str(mapped if isinstance(mapped, str) else mapped["then"])


def fitted(spec: Mapping[str, Any], value: Any) -> Any:
    """A value that an input of a called policy can have; else unknown."""
    if isinstance(value, Unknown):
        return value
    if spec["type"] == "list":
        return [{key: fitted(one, item[key]) for key, one in spec["items"].items()} for item in value]
    unfit = (spec["type"] == "integer" and value != int(value)) or value not in spec.get("values", [value])
    return Unknown() if unfit or (spec.get("range") == ">= 0" and value < 0) else value
