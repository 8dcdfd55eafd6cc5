"""Random whole policies with records for them: every part, every hit policy, lists of items.

`policy_data(rng, observing)` gives a policy as plain data with the policies that it calls,
`record_for(rng, policy)` an application that it takes; `policies()` is a hypothesis strategy of both.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from typing import Any

from hypothesis import strategies as st

from credit_engine import PolicyError
from credit_engine.policy.compiled import CompiledPolicy
from credit_engine.policy.loading import compile_policy
from credit_engine.source import Source
from laws.expressions import DATES, GRADES, NUMBERS, WORDS, Composer, Variable
from laws.forms import included_by, rewritten
from laws.processes import (
    ITEM_FIELDS,
    KINDS,
    VALUES,
    Processes,
    inputs_of,
    next_state,
    prior_record,
    prior_state,
)

GRADED = {"type": "ordinal", "values": list(GRADES), "best_first": True}
HITS = ("unique", "any", "first", "priority", "rule_order", "output_order", "collect")
ORDER = ("approve", "counter_offer", "refer", "decline")
CALLED_ORDER = ("passed", "tight", "failed")
LENGTHS = ('@"P1D"', '@"P31D"', '@"P1M"', '@"P5Y"')
CODES = ("a", "b", "ab", "abc", "A", "AB", "x", "low", "lo", "mid", "hi")
ROLES = ("manager", "a", "b")
DAY = "2026-11-23"
PERIOD = ("2020-01-01", "2026-12-01")
PREDICTABLE = frozenset(
    (
        "always-true",
        "bad-literal",
        "always-false",
        "cell-matches-everything",
        "cell-matches-nothing",
        "empty-range",
        "rows-overlap",
        "row-unreachable",
        "unknown-value",
        "division-by-zero",
        "wrong-value",
    )
)
"""What the check refuses because it can be decided beforehand; such a policy is drawn again."""
CARD = """
scorecard: card
version: "1"
scaling: {base_score: 600, base_odds: 50, points_to_double_odds: 20}
characteristics:
  size:
    reason: {code: size, en: Size, zh: 规模}
    mean_points: 20
    attributes:
      - {range: "< 1", points: 10}
      - {range: "[1..10)", points: 20.5}
      - {range: ">= 10", points: 31}
      - {missing: no_record, points: 10}
      - {missing: any, points: 5}
  word:
    reason: {code: word, en: Word, zh: 词}
    mean_points: 20
    attributes:
      - {values: [a, b], points: 30}
      - {otherwise: true, points: 12.5}
      - {missing: any, points: 12.5}
"""


@dataclass(frozen=True)
class Drawn:
    """A compiled policy, its data, and whether it sees unknown values."""

    compiled: CompiledPolicy = field(repr=False)
    data: dict[str, Any]
    observing: bool
    called: dict[str, Any] = field(default_factory=dict, repr=False)
    """The policies that it calls, and those that they call, as data by their names."""


def _missing(rng: Random) -> dict[str, Any]:
    return rng.choice(
        (
            {"missing": {"not_given": "undecided"}},
            {"missing": {"no_record": "not_applicable", "not_given": "undecided"}},
            {"missing": {"no_record": "not_applicable", "failed": "undecided", "not_given": "undecided"}},
        )
    )


def _maybe_missing(rng: Random, probability: float = 0.7) -> dict[str, Any]:
    return _missing(rng) if rng.random() < probability else {}


def _inputs(rng: Random) -> dict[str, Any]:
    item = {
        "amount": {"type": "number", **_maybe_missing(rng)},
        "days": {"type": "integer", **_maybe_missing(rng)},
        "kind": {"type": "text", "values": list(WORDS), **_maybe_missing(rng)},
        "flag": {"type": "boolean", **_maybe_missing(rng)},
        "grade": {**GRADED, **_maybe_missing(rng)},
    }
    inputs: dict[str, Any] = {
        "amount": {"type": "number", **_maybe_missing(rng)},
        "person.income": {"type": "number", **_maybe_missing(rng)},
        "person.age": {"type": "integer", **_maybe_missing(rng)},
        "word": {"type": "text", "values": list(WORDS), **_maybe_missing(rng)},
        "note": {"type": "text", **_maybe_missing(rng)},
        "grade": {**GRADED, **_maybe_missing(rng)},
        "person.grade": {**GRADED, **_maybe_missing(rng)},
        "person.active": {"type": "boolean", **_maybe_missing(rng)},
        "since": {"type": "date", **_maybe_missing(rng)},
        "debts": {"type": "list", "items": item, **_maybe_missing(rng)},
    }
    if rng.random() < 0.5:
        inputs["others"] = {"type": "list", "items": item, **_maybe_missing(rng)}
    for name in ("amount", "word", "since", "person.active"):
        if rng.random() < 0.2:
            del inputs[name]
    return inputs


def _variables(inputs: dict[str, Any]) -> list[Variable]:
    found = [Variable("size", "number"), Variable("dated", "number")]
    for name, spec in inputs.items():
        kind = KINDS.get(spec["type"], spec["type"])
        fields = ITEM_FIELDS if kind == "list" else ()
        found.append(Variable(name, kind, tuple(spec.get("values", ())), fields))
    return found


@dataclass
class _Drawing(Processes):
    rng: Random
    composer: Composer
    observing: bool
    depth: int
    inputs: dict[str, Any]
    order: tuple[str, ...] = ORDER
    nothing_fired: str = ""
    policy: str = "random"
    calls: int = 1
    """How deep policies may still call others."""
    stateful: bool = False
    """Whether called policies keep states, too."""
    prior: dict[str, Any] = field(default_factory=dict)
    rule_sets: list[str] = field(default_factory=list)
    decisions: dict[str, Any] = field(default_factory=dict)
    called: dict[str, Any] = field(default_factory=dict)
    staged: set[str] = field(default_factory=set)

    def expression(self, kind: str) -> str:
        return self.composer.expression(kind, self.rng.randrange(1, self.depth + 1))

    def decision(self, name: str, part: str = "") -> None:
        """One more decision, of any part."""
        choices = (
            ("formula",) * 4
            + ("table",) * 4
            + (
                "matrix",
                "tree",
                "catalogue",
                "rules",
                "checklist",
                "scorecard",
                "rating",
                "allocate",
                "conditions",
            )
            * 2
            + ("experiment",) * 2
            + ("pricing", "limit", "offers")
            + ("call",) * 2 * bool(self.calls)
            + ("stages",) * 2
        )
        self.decisions[name] = getattr(self, part or self.rng.choice(choices))(name)

    def callee(self, policy: str) -> tuple[dict[str, Any], dict[str, str]]:
        """A policy that is called, and the kinds of its outputs."""
        inner, called, outputs = policy_data(
            self.rng, self.observing, policy, CALLED_ORDER, self.calls - 1, self.stateful
        )
        self.called |= {policy: inner, **called}
        return inner, outputs

    def learn(self, name: str, kind: str, values: tuple[str, ...] = ()) -> None:
        fields = ITEM_FIELDS if kind == "list" else ()
        self.composer.variables.append(Variable(name, kind, values, fields))

    def formula(self, name: str) -> dict[str, Any]:
        kind = self.rng.choice(("number",) * 3 + ("boolean",) * 3 + ("text", "list", "numbers", "grade"))
        text = self.expression(kind)
        self.learn(name, kind, GRADES if kind == "grade" else ())
        rounding = self.rng.choice((0, 2, {"digits": 1, "mode": "half_up"}))
        spec: dict[str, Any] = {"formula": text}
        if kind == "number" and self.rng.random() < 0.3:
            spec["round"] = rounding
        if kind == "number" and Random(text).random() < 0.2:
            spec |= {"unit": "CNY", "unit_because": "all amounts are in yuan"}
        return spec

    def rules(self, name: str) -> dict[str, Any]:
        spec, fields = self.each(name)
        rules = self.composer.within(fields, lambda: self._rules(name))
        if spec:
            spec["if_empty"] = self.if_empty(name)
        self.rule_sets.append(name)
        if self.observing:
            self.learn(name, "text", self.order)
        return {"rules": rules, **spec, **self._escalation(name, [rule["then"] for rule in rules])}

    def _rules(self, name: str) -> list[dict[str, Any]]:
        rules = []
        for i in range(self.rng.randrange(1, 4)):
            rule = {
                "id": f"{name}-{i}",
                "when": self.expression("boolean"),
                "then": self.rng.choice(self.order) if self.rng.random() < 0.85 else self._named_outcome(),
                "because": "why",
                **self.waivable(),
                **self.rng.choice(({}, {}, {"clause": {"document": "Rules", "article": "7"}})),
            }
            if self.rng.random() < 0.3:
                rule["applies_when"] = self.expression("boolean")
            rules.append(rule)
        return rules

    def checklist(self, name: str) -> dict[str, Any]:
        """Items with every form of validity, some of which apply to some records only."""
        dates = [one.text for one in self.composer.of("date")]
        items = []
        for i in range(self.rng.randrange(1, 4)):
            item: dict[str, Any] = {
                "id": f"{name}-{i}",
                "title": {"en": "Item", "zh": "材料"},
                "given": self.expression("boolean"),
                "then": self.rng.choice(self.order),
                "because": "why",
                **self.waivable(),
            }
            if self.rng.random() < 0.4:
                item["applies_when"] = self.expression("boolean")
            length = self.rng.choice(("0", "1", "30", "size", *LENGTHS))
            if dates and self.rng.random() < 0.7:
                date = self.rng.choice(dates)
                item |= self.rng.choice(({"valid_until": date}, {"dated": date, "valid_for": length}))
            if self.rng.random() < 0.5:
                self._presented(item, length)
            items.append(item)
        self.rule_sets.append(name)
        if self.observing:
            self.learn(f"{name}.outcome", "text", self.order)
        self.learn(f"{name}.complete", "boolean")
        return {"checklist": {"items": items}}

    def _named_outcome(self) -> str:
        """An input that stands for an outcome."""
        values = self.rng.sample(self.order, self.rng.randrange(1, len(self.order) + 1))
        self.inputs.setdefault("asked", {"type": "text", "values": values, **_maybe_missing(self.rng)})
        return "asked"

    def conditions(self, name: str) -> dict[str, Any]:
        """Conditions that apply always or depend, due by a text, a date, or days after an event."""
        words = {"en": "Event", "zh": "事件"}
        dues: list[Any] = [words, {"days": 3, "after": words}]
        dues += [one.text for one in self.composer.of("date")]
        found = []
        for i in range(self.rng.randrange(1, 4)):
            one: dict[str, Any] = {"id": f"{name}-{i}", "title": {"en": f"Text {i}", "zh": f"条件{i}"}}
            if self.rng.random() < 0.8:
                one["applies_when"] = self.expression("boolean")
            if self.rng.random() < 0.6:
                one |= {"due": self.rng.choice(dues), "kind": "covenant", "supplied_by": words}
            found.append(one)
        return {"conditions": found}

    def _presented(self, item: dict[str, Any], length: str) -> None:
        """Let an item be given where a value is there; a date can be what its validity runs from."""
        kinds = ("date", "date", "text", "number", "integer")
        paths = [path for path, spec in self.inputs.items() if spec["type"] in kinds]
        if not paths:
            return
        item["given"] = self.rng.choice(paths)
        if self.inputs[item["given"]]["type"] == "date":
            for key in ("dated", "valid_until"):
                item.pop(key, None)
            item["valid_for"] = length

    def _escalation(self, name: str, asked: list[str]) -> dict[str, Any]:
        """Two rules of one outcome lead to a worse one, where there are two."""
        found = [one for one in self.order[:-1] if asked.count(one) > 1]
        if not found:
            return {}
        worse = self.rng.choice(self.order[self.order.index(found[0]) + 1 :])
        entry = {"id": f"{name}-worse", "fired": 2, "of": found[0], "then": worse, "because": "why"}
        entry |= self.waivable()
        if self.rng.random() < 0.5:
            entry["among"] = [f"{name}-{i}" for i, one in enumerate(asked) if one == found[0]][-2:]
        return {"escalation": [entry]}

    def pricing(self, name: str) -> dict[str, Any]:
        spec: dict[str, Any] = {"base": self.expression("number")}
        spec["add"] = {f"line{i}": self.expression("number") for i in range(self.rng.randrange(3))}
        for bound in ("floor", "cap"):
            if self.rng.random() < 0.4:
                spec[bound] = self.expression("number")
        if self.rng.random() < 0.4:
            spec["round"] = self.rng.randrange(4)
        self.learn(name, "number")
        return {"pricing": spec}

    def limit(self, name: str) -> dict[str, Any]:
        spec: dict[str, Any] = {"requested": self.expression("number")}
        spec["at_most"] = {f"cap{i}": self.expression("number") for i in range(self.rng.randrange(3))}
        if self.rng.random() < 0.4:
            spec["tree"] = {f"level{i}": self._limit_level() for i in range(self.rng.randrange(1, 3))}
        if self.rng.random() < 0.5:
            spec["step"] = self.rng.choice(("1", "0.5", "100", "size", "person.income"))
        if self.rng.random() < 0.3:
            spec["minimum"] = self.expression("number")
        self.learn(name, "number")
        return {"limit": spec}

    def _limit_level(self) -> dict[str, Any]:
        level = {key: self.expression("number") for key in ("limit", "drawn", "undrawn")}
        for key in ("drawn", "undrawn"):
            if self.rng.random() < 0.3:
                del level[key]
        if "undrawn" in level and self.rng.random() < 0.6:
            level["conversion_factor"] = self.rng.choice(("0.2", "0.5", "size", "person.income"))
        return level

    def offers(self, name: str) -> dict[str, Any]:
        """A grid of up to four offers; what is worked out for one may use what was before it."""
        grid = {
            axis: [self._positive() for _ in range(self.rng.randrange(1, 3))] for axis in ("amount", "term")
        }
        requested = {"amount": self._positive(), "term": self._positive()}
        known = list(self.composer.variables)
        self.learn("amount", "number")
        self.learn("term", "number")
        each = {}
        for i in range(self.rng.randrange(3)):
            part = self.rng.choice(("formula", "table", "matrix", "tree", "pricing", "limit"))
            each[f"{name}_{i}"] = getattr(self, part)(f"{name}_{i}")
        feasible = [
            {"id": f"{name}-F{i}", "unless": self.expression("boolean"), "because": "why"}
            for i in range(self.rng.randrange(3))
        ]
        rank = [
            {self.rng.choice(("largest", "smallest")): self.expression("number")}
            for _ in range(self.rng.randrange(1, 3))
        ]
        self.composer.variables[:] = known
        follows = {
            key: {"then": self.rng.choice(self.order), "because": "why", **self.waivable()}
            for key in ("none", "smaller", "other_term")
        }
        self.rule_sets.append(name)
        for entry in ("amount", "term"):
            self.learn(f"{name}.{entry}", "number")
        spec = {"grid": grid, "requested": requested, "each": each, "feasible": feasible, "rank": rank}
        return {"offers": spec | follows}

    def _positive(self) -> str:
        """An amount that is often above 0."""
        return self.rng.choice((self.expression("number"), "size", "person.income", "1", "2.5", "12"))

    def scorecard(self, name: str) -> dict[str, Any]:
        spec, fields = self.each(name)
        card = self.composer.within(fields, self._card)
        if spec:
            spec["if_empty"] = self.rng.choice(("empty", "undecided"))
        if self.observing:
            self.learn(f"{name}.points", "numbers" if spec else "number")
        return {"scorecard": card, **spec}

    def _card(self) -> dict[str, Any]:
        words = [v.text for v in self.composer.of("text") if set("ab") <= set(v.values)] or [
            "upper case(note)"
        ]
        return {"card": "card", "with": {"size": self.expression("number"), "word": self.rng.choice(words)}}

    def rating(self, name: str) -> dict[str, Any]:
        """A rating with two indicators and sometimes a factor; every kind of step occurs."""
        quantitative = {
            f"{name}_{i}": {"value": self.expression("number"), "knots": self._knots()} for i in range(2)
        }
        weights = self.rng.choice(([0.5, 0.25, 0.25], [0.1, 0.3, 0.6], [0.7, 0.3]))
        spec: dict[str, Any] = {"quantitative": quantitative}
        if len(weights) == 3:
            one = self.rng.choice(self.composer.of("text") or [Variable("upper case(note)", "text")])
            scores = {value: self.rng.choice((0, 40, 75.5, 100)) for value in one.values or WORDS}
            # The check knows the values of a formula that joins two lists, and wants a score for each.
            value = one.text if one.values else f"lower case({one.text})"
            spec["qualitative"] = {f"{name}_factor": {"value": value, "scores": scores}}
        lines = (*quantitative.values(), *spec.get("qualitative", {}).values())
        for line, weight in zip(lines, weights, strict=True):
            line["weight"] = weight
        spec["calibration"] = {
            "intercept": self.rng.choice((-1, 0.5)),
            "slope": self.rng.choice((0.075, -0.01)),
        }
        titled = {"range": "[0.05..0.4)", "title": {"en": "Medium grade", "zh": "中等"}}
        spec["grades"] = {"low": "< 0.05", "middle": titled, "high": ">= 0.4"}
        spec["steps"] = [self._grade_step(f"{name}-{i}") for i in range(self.rng.randrange(4))]
        self.learn(f"{name}.score", "number")
        self.learn(f"{name}.grade", self.rng.choice(("text", "grade")), VALUES)
        return {"rating": spec}

    def _knots(self) -> list[list[float]]:
        places = sorted(
            self.rng.sample(sorted({float(number) for number in NUMBERS}), self.rng.randrange(1, 4))
        )
        return [[place, self.rng.choice((0, 20, 33.3, 100))] for place in places]

    def _grade_step(self, id_: str) -> dict[str, Any]:
        step: dict[str, Any] = {"id": id_}
        if self.rng.random() < 0.4:
            step["when"] = self.expression("boolean")
        grades = [v.text for v in self.composer.of("text") if v.values and set(v.values) <= set(VALUES)]
        kind = self.rng.choice(("notches", "override", "cap", "floor", "support"))
        if kind in ("notches", "override"):
            step |= {
                kind: self.expression("number"),
                "up": self.rng.randrange(2),
                "down": self.rng.randrange(3),
            }
        else:
            step[kind] = self.rng.choice((*VALUES, *grades))
        if kind == "override":
            step |= {"reason": self.expression("text"), "clip": self.rng.random() < 0.5}
        elif kind == "support" and self.rng.random() < 0.7:
            step["up"] = self.rng.randrange(3)
        return step

    def experiment(self, name: str) -> dict[str, Any]:
        """Arms by a text or a number, for everybody or where a condition holds; some arms get nobody."""
        shares = self.rng.choice(((0.5, 0.3, 0.2), (0.25, 0.75), (0, 0.4, 0.6), (1,)))
        arms = dict(zip(VALUES, shares, strict=False))
        spec = {"key": self.expression(self.rng.choice(("text", "number"))), "salt": name, "arms": arms}
        if self.rng.random() < 0.5:
            spec |= {"applies_when": self.expression("boolean"), "otherwise": self.rng.choice(list(arms))}
        self.learn(name, "text", tuple(arms))
        return {"experiment": spec}

    def table(self, name: str) -> dict[str, Any]:
        hit = self.rng.choice(HITS)
        heads = [self._head() for _ in range(self.rng.randrange(1, 4))]
        listed = hit in ("rule_order", "output_order", "collect")
        aggregate = self.rng.choice(("sum", "min", "max", "count", None)) if hit == "collect" else None
        valued = hit in ("priority", "output_order") or (aggregate is None and self.rng.random() < 0.5)
        columns = ["out"] if aggregate or self.rng.random() < 0.6 else ["out", "extra"]
        nameable = hit not in ("priority", "output_order")
        rows = []
        for _ in range(self.rng.randrange(1, 5)):
            cells = ["-" if self.rng.random() < 0.25 else self._cell(head) for head in heads]
            rows.append({"if": cells, "then": [self._output(valued, nameable) for _ in columns]})
        spec: dict[str, Any] = {
            "hit": hit,
            "in": [text for text, _ in heads],
            "rows": rows,
            "out": {column: self._declared(valued) for column in columns},
        }
        if aggregate:
            spec["aggregate"] = aggregate
        if aggregate != "count" and self.rng.random() < 0.5:
            spec["default"] = [self._output(valued and aggregate is None, nameable) for _ in columns]
        kind = "number" if aggregate or not valued else "text"
        if listed and not aggregate:
            kind = "texts" if valued else "numbers"
        for column in columns:
            path = name if len(columns) == 1 else f"{name}.{column}"
            ordinal = kind == "text" and isinstance(spec["out"][column], dict)
            self.learn(path, "grade" if ordinal else kind, VALUES if kind == "text" else ())
        return {"table": spec}

    def _declared(self, valued: bool) -> Any:
        """How an output is declared: as values, as an ordinal, or as a number."""
        if not valued:
            return "number"
        ordinal = {"type": "ordinal", "values": list(VALUES), "best_first": True}
        return ordinal if self.rng.random() < 0.5 else list(VALUES)

    def matrix(self, name: str) -> dict[str, Any]:
        down, across = self._head(), self._head()
        valued = self.rng.random() < 0.5
        columns = [self._cell(across) for _ in range(self.rng.randrange(1, 3))]
        rows = [
            {"if": self._cell(down), "then": [self._output(valued) for _ in columns]}
            for _ in range(self.rng.randrange(1, 3))
        ]
        spec: dict[str, Any] = {
            "down": down[0],
            "across": across[0],
            "columns": columns,
            "rows": rows,
            "out": list(VALUES) if valued else "number",
        }
        if self.rng.random() < 0.5:
            spec["default"] = self._output(valued)
        self.learn(name, "text" if valued else "number", VALUES if valued else ())
        return {"matrix": spec}

    def tree(self, name: str) -> dict[str, Any]:
        valued = self.rng.random() < 0.5
        spec = {**self._level(valued, 2), "out": list(VALUES) if valued else "number"}
        self.learn(name, "text" if valued else "number", VALUES if valued else ())
        return {"tree": spec}

    def catalogue(self, name: str) -> dict[str, Any]:
        """A list of words or of what words begin with, some of them dated around the day of decisions."""
        known = [one.text for one in self.composer.of("text")] or ["upper case(note)"]
        valued = self.rng.random() < 0.5
        entries: list[dict[str, Any]] = []
        for code in self.rng.sample(CODES, self.rng.randrange(1, 5)):
            days = self.rng.choice(((None, None), (None, None), (None, DAY), (DAY, None), PERIOD))
            ends = [days, (DAY, None)] if days == (None, DAY) and self.rng.random() < 0.5 else [days]
            for first, end in ends:
                entry: dict[str, Any] = {"code": code, "then": [self._listed_value(valued)]}
                entry |= {key: day for key, day in (("from", first), ("to", end)) if day is not None}
                entries.append(entry)
        spec = {
            "key": self.rng.choice(known),
            "match": self.rng.choice(("longest_prefix", "exact")),
            "out": {"out": list(VALUES) if valued else "number"},
            "entries": entries,
        }
        self.learn(name, "text" if valued else "number", VALUES if valued else ())
        return {"catalogue": spec}

    def _listed_value(self, valued: bool) -> Any:
        return self.rng.choice(VALUES) if valued else Decimal(self.rng.choice(NUMBERS))

    def _level(self, valued: bool, depth: int) -> dict[str, Any]:
        branches = []
        for _ in range(self.rng.randrange(1, 4)):
            branch: dict[str, Any] = {"if": self.expression("boolean")}
            if depth > 1 and self.rng.random() < 0.4:
                branch["tree"] = self._level(valued, depth - 1)
            else:
                branch["then"] = self._output(valued)
            branches.append(branch)
        return {"branches": branches, "otherwise": self._output(valued)}

    def _head(self) -> tuple[str, Variable]:
        kind = self.rng.choice(("number",) * 3 + ("text", "text", "boolean"))
        if kind == "text" and self.composer.of("text"):
            one = self.rng.choice(self.composer.of("text"))
            return one.text, one
        kind = "boolean" if kind == "boolean" else "number"
        known = self.composer.of(kind)
        text = self.rng.choice(known).text if known and self.rng.random() < 0.5 else self.expression(kind)
        return text, Variable(text, kind)

    def _cell(self, head: tuple[str, Variable]) -> str:
        variable = head[1]
        if variable.kind == "boolean":
            return self.rng.choice(("true", "false"))
        if variable.kind == "text":
            words = sorted({self.composer.word(variable) for _ in range(self.rng.choice((1, 1, 2)))})
            text = ", ".join(words)
        else:
            text = self.composer.tests(0)
            if self.rng.random() < 0.1:
                return f"? {self.rng.choice('<>')} {self.composer.number(0)}"
        return f"not({text})" if self.rng.random() < 0.15 else text

    def _output(self, valued: bool, nameable: bool = True) -> str:
        """What a cell puts out: a declared value or a name of one, else a number."""
        if valued and nameable and self.rng.random() < 0.1:
            self.inputs.setdefault(
                "placed", {"type": "text", "values": list(VALUES), **_maybe_missing(self.rng)}
            )
            return "placed"
        if valued:
            return self.rng.choice(VALUES)
        return self.rng.choice(NUMBERS) if self.rng.random() < 0.6 else self.expression("number")


def policy_data(
    rng: Random,
    observing: bool,
    name: str = "random",
    order: tuple[str, ...] = ORDER,
    calls: int = 2,
    stateful: bool = False,
) -> tuple[dict[str, Any], dict[str, Any], dict[str, str]]:
    """A policy as plain data, the policies that it calls, and the kinds of its outputs.

    `observing` policies see unknown values and outcomes in expressions; `calls` may go so deep; called
    policies keep states where they may be `stateful`.
    """
    inputs = _inputs(rng)
    composer = Composer(rng, _variables(inputs), observing)
    nothing = rng.choice((order[0], *order))
    drawing = _Drawing(
        rng,
        composer,
        observing,
        rng.choice((1, 2, 2, 3)),
        inputs,
        order,
        nothing,
        name,
        calls,
        stateful,
    )
    prior = prior_state(rng) if (stateful or name == "random") and rng.random() < 0.4 + 0.4 * stateful else {}
    drawing.prior = prior
    for key, spec in prior.items():
        drawing.learn(f"prior.{key}", KINDS.get(spec["type"], spec["type"]), tuple(spec.get("values", ())))
    for i in range(rng.randrange(1, 6 if name == "random" else 3)):
        drawing.decision(f"d{i}")
    drawing.decision("final", "rules")
    decisions, called = drawing.decisions, drawing.called
    sets = [one for one in drawing.rule_sets if one != "final" and one not in drawing.staged]
    outcome = ["final", *(one for one in sets if "stages" in decisions[one] or rng.random() < 0.7)]
    released = [key for key, one in decisions.items() if "rules" not in one and rng.random() < 0.5]
    whens = ("always", f'outcome = "{order[0]}"', f'outcome in ("{order[0]}", "{order[1]}")')
    kinds = {one.text: one.kind for one in composer.variables}
    outputs: dict[str, Any] = {}
    for key in released:
        outputs[key] = {"when": rng.choice(whens)}
        if kinds.get(key) == "number" and rng.random() < 0.3:
            outputs[key]["round"] = rng.choice((0, 2))
    state = {"prior": prior, "next": next_state(composer, prior, order[0])} if prior else {}
    data = {
        "policy": name,
        "version": "1",
        "effective": {"from": "2020-01-01", "time_zone": "Asia/Shanghai"},
        "outcomes": {"order": list(order), "undecided": rng.choice(order[1:]), "nothing_fired": nothing},
        "inputs": inputs,
        **state,
        "parameters": {
            "size": Decimal(rng.choice(NUMBERS)),
            "dated": {"dated": {"2026-01-01": Decimal(rng.choice(NUMBERS)), "2026-11-23": 2}},
        },
        "decisions": dict(rng.sample(list(decisions.items()), len(decisions))),
        "decision": {"outcome": outcome, "outputs": outputs},
        "reasons": {
            "why": {"internal": {"en": "Why", "zh": "原因"}},
            **rng.choice(({}, {"disclose": True}, {"disclose": False})),
        },
        **rng.choice(({}, {"notes": "# Notes\n\n- of `random` policies"})),
        **rng.choice(({}, {"roles": {role: {"en": f"Role {role}", "zh": f"岗位{role}"} for role in ROLES}})),
    }
    return data, called, {key: kinds[key] for key in outputs if key in kinds}


def as_text(data: dict[str, Any]) -> str:
    """The policy as YAML."""
    return json.dumps(data, indent=1, ensure_ascii=False, default=str_number)


def str_number(value: Decimal) -> float:
    """A number as JSON writes it."""
    return float(value)


def compiled(data: dict[str, Any], called: dict[str, Any] | None = None) -> CompiledPolicy:
    """The policy, loaded with those that it calls; raises PolicyError."""

    policies = {"random": data, **(called or {})}

    def find(kind: str, name: str) -> Source:
        if kind == "include":
            policy = next(one for one in policies if included_by(one) == name)
            return Source(name, as_text(rewritten(policies[policy])[1]))
        return Source("card.yaml", CARD) if kind == "scorecard" else _source(name, policies[name])

    return compile_policy(_source("random", data), find)


def _source(name: str, data: dict[str, Any]) -> Source:
    return Source(f"{name}.yaml", as_text(rewritten(data)[0]))


def drawn_policy(rng: Random, observing: bool = False, attempts: int = 50, stateful: bool = False) -> Drawn:
    """A random policy that loads; what is decided beforehand is drawn again."""
    for _ in range(attempts):
        data, called, _ = policy_data(rng, observing, stateful=stateful)
        try:
            return Drawn(compiled(data, called), data, observing, called)
        except PolicyError as error:
            codes = {problem.code for problem in error.problems if problem.severity == "error"}
            if not codes <= PREDICTABLE:
                raise
    raise AssertionError("no policy that loads")


def _value(rng: Random, spec: dict[str, Any], extreme: bool) -> Any:
    if spec["type"] in ("number", "integer"):
        if extreme and rng.random() < 0.3:
            whole = ("9" * 34, "1E+6000", "-1E+3000")
            return Decimal(
                rng.choice(
                    whole
                    if spec["type"] == "integer"
                    else (*whole, "1E-6000", "0.1234567890123456789012345678901234", "-0.0")
                )
            )
        number = Decimal(rng.choice(NUMBERS))
        if spec["type"] == "integer":
            return int(number)
        return rng.choice((number, float(number), int(number)))
    if spec["type"] in ("text", "ordinal"):
        values = spec.get("values", WORDS)
        return rng.choice(WORDS if {*values} >= {*WORDS} else [*values])
    if spec["type"] == "boolean":
        return rng.random() < 0.5
    if spec["type"] == "date":
        return rng.choice(DATES)
    return [_record(rng, spec["items"], extreme, 0.1) for _ in range(rng.choice((0, 1, 1, 2, 3)))]


def _record(rng: Random, specs: dict[str, Any], extreme: bool, gaps: float) -> dict[str, Any]:
    record: dict[str, Any] = {}
    for name, spec in specs.items():
        *groups, last = name.split(".")
        here = record
        for group in groups:
            here = here.setdefault(group, {})
        if "missing" in spec and rng.random() < gaps:
            cause = rng.choice(list(spec["missing"]))
            if cause != "not_given" or rng.random() < 0.5:
                here[last] = {"missing": cause}
            continue
        here[last] = _value(rng, spec, extreme)
    return record


def record_for(rng: Random, policy: Drawn, extreme: bool = False) -> dict[str, Any]:
    """A record that the policy takes, with few gaps; extreme ones hold numbers at the edges."""
    gaps = rng.choice((0.0, 0.1, 0.3))
    record = _record(rng, inputs_of(policy.data), extreme, gaps)
    state = prior_record(rng, policy.data.get("prior", {}), gaps) if "prior" in policy.data else None
    return record if state is None else record | {"prior": state}


def optional_paths(policy: Drawn, record: dict[str, Any]) -> list[tuple[str | int, ...]]:
    """Every given field that may be left out, fields of list items and of the state included."""
    state = record.get("prior")
    found: list[tuple[str | int, ...]] = [("prior",)] if state else []
    found += [("prior", name) for name in state or () if name != "missing"]
    for name, spec in inputs_of(policy.data).items():
        path = tuple(name.split("."))
        here: Any = record
        for step in path:
            here = here.get(step) if isinstance(here, dict) else None
        if here is not None and "missing" in spec:
            found.append(path)
        for i, item in enumerate(here if isinstance(here, list) else ()):
            found += [(*path, i, field) for field in item if "missing" in spec["items"][field]]
    return found


def policies(observing: bool = False, stateful: bool = False) -> st.SearchStrategy[tuple[Drawn, Random]]:
    """Policies that load, with the source of chance for their records."""
    return st.randoms(use_true_random=False).map(
        lambda rng: (drawn_policy(rng, observing, stateful=stateful), rng)
    )
