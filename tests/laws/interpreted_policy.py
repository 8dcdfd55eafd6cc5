"""What the steps of a whole policy come to, part by part, on top of the plain interpreter."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from itertools import pairwise
from typing import Any

from credit_engine.feel.parser import parse_expression, parse_unary_tests
from laws.interpreted_processes import Decided, Processes, of_items, open_
from laws.interpreter import (
    EXACT,
    FUNCTIONS,
    ROUNDED,
    Scope,
    Unknown,
    calculated,
    compared,
    conjunction,
    disjunction,
    evaluate,
    merged,
    negated,
    number,
    quantized,
    satisfied,
    unknowns,
)
from laws.processes import VALUES, inputs_of

DAY = "2026-11-23"
"""The day of all decisions."""


class Anything:
    """Stands for what is not worked out here: a scorecard's PD, which has tests of its own."""

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = None  # type: ignore[assignment]


ANYTHING = Anything()


@dataclass
class Policy(Processes):
    """A policy's data and those of the policies that it calls, evaluated over records."""

    data: Mapping[str, Any]
    others: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.order = self.data["outcomes"]["order"]
        self.undecided = self.data["outcomes"]["undecided"]
        self.nothing_fired = self.data["outcomes"]["nothing_fired"]
        self.trees: dict[str, Any] = {}
        self.called = {
            name: Policy(data, self.others)
            for name, data in self.others.items()
            if any(name == one.get("call", {}).get("policy") for one in self.data["decisions"].values())
        }

    def decide(self, record: Mapping[str, Any]) -> dict[tuple[str, str], Any]:
        """Every step's value by decision and slot; outcome and releases under `decision`."""
        return self.within(self.read(record)).steps

    def read(self, record: Mapping[str, Any]) -> dict[str, Any]:
        """The values of a record's inputs and of its prior state, by name."""
        scope: dict[str, Any] = {}
        for path, spec in inputs_of(self.data).items():
            *groups, last = path.split(".")
            here, raw = scope, record
            for group in groups:
                here, raw = here.setdefault(group, {}), raw.get(group, {})
            here[last] = given(spec, raw.get(last))
        return scope | {"prior": self.prior(record.get("prior"))}

    def prior(self, state: Any) -> dict[str, Any]:
        """The state that a record brings along."""
        found: dict[str, Any] = {}
        for name, spec in self.data.get("prior", {}).items():
            if state == {"missing": "no_prior"}:
                found[name] = spec.get("initially", Unknown())
            else:
                raw = (state or {}).get(name)
                found[name] = Unknown() if raw is None or isinstance(raw, dict) else raw
            if spec["type"] == "number" and not isinstance(found[name], Unknown):
                found[name] = _decimal(found[name])
        return found

    def within(self, inputs: Mapping[str, Any]) -> Decided:
        """What the policy comes to for the values of its inputs."""
        scope: dict[str, Any] = {"size": self.data["parameters"]["size"], "dated": Decimal(2), **inputs}
        done = Decided(scope)
        waiting = dict(self.data["decisions"])
        while waiting:
            for name, spec in list(waiting.items()):
                self.name, self.done = name, done
                try:
                    found = self.part(spec, scope)
                except KeyError as missing:
                    if missing.args[0] not in waiting:
                        raise
                    continue
                del waiting[name]
                if "@rules" in found:
                    done.rules[name], done.outcomes[name] = found.pop("@rules"), found["value"]
                scope[name] = found.pop("name") if "name" in found else found["value"]
                done.steps |= {(name, slot): value for slot, value in found.items()}
        done.steps |= {("decision", name): value for name, value in self.final(done).items()}
        outcome = done.steps["decision", "outcome"]
        done.steps |= {
            ("next", name): self.value(text, {**scope, "outcome": outcome})
            for name, text in self.data.get("next", {}).items()
        }
        return done

    def part(self, spec: Mapping[str, Any], scope: Scope) -> dict[str, Any]:
        (key,) = spec.keys() & {
            "formula",
            "rules",
            "table",
            "matrix",
            "tree",
            "catalogue",
            "checklist",
            "conditions",
            "experiment",
            "pricing",
            "limit",
            "scorecard",
            "rating",
            "offers",
            "call",
            "allocate",
            "stages",
        }
        found: dict[str, Any] = getattr(self, key)(spec, scope)
        return found

    def value(self, text: str, scope: Scope) -> Any:
        if text not in self.trees:
            self.trees[text] = parse_expression(text)
        return evaluate(self.trees[text], scope)

    def formula(self, spec: Mapping[str, Any], scope: Scope) -> dict[str, Any]:
        exact = self.value(spec["formula"], scope)
        return {"exact": exact, "value": self.rounded(spec.get("round"), exact)}

    def rounded(self, spec: Any, value: Any) -> Any:
        if spec is None or isinstance(value, Unknown):
            return value
        digits, mode = (spec, "half_even") if isinstance(spec, int) else (spec["digits"], spec["mode"])
        return quantized(value, digits, f"ROUND_{mode.upper()}")

    def rules(self, spec: Mapping[str, Any], scope: Scope) -> dict[str, Any]:
        """Every rule, once or for each item of a list, then what several of them escalate to."""
        found: dict[str, Any] = {}
        rules: list[tuple[str, str, Any]] = []
        items = self.items(spec, scope, found)
        for rule in (one for written in spec["rules"] for one in self.by_value(written)):
            if items is None:
                status = self.status(rule, scope)
            else:
                listed = self.of_each(spec, items, scope, lambda inner, rule=rule: self.status(rule, inner))
                found[f"items:{rule['id']}"], status = listed, of_items(listed)
            rules.append((rule["id"], rule["then"], status))
        for entry in spec.get("escalation", ()):
            among = entry.get("among", [name for name, *_ in rules])
            counted = [status for name, then, status in rules if then == entry["of"] and name in among]
            rules.append((entry["id"], entry["then"], self.enough(entry, counted)))
        rules += self.empty(spec, items)
        return {**found, **self.fired(rules)}

    def by_value(self, rule: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        """A rule whose outcome is an input as a rule for each of the input's values, the best first."""
        named = rule["then"]
        if named in self.order:
            return [rule]
        values = [one for one in self.order if one in inputs_of(self.data)[named]["values"]]
        return [{**rule, "id": f"{rule['id']}:{one}", "then": one, "named": named} for one in values]

    def status(self, rule: Mapping[str, Any], scope: Scope) -> Any:
        """Whether one rule fires."""
        status = self.value(rule["when"], scope)
        if "named" in rule:
            status = conjunction([status, compared("=", self.value(rule["named"], scope), rule["then"])])
        if "applies_when" not in rule:
            return status
        return _where_it_applies(self.value(rule["applies_when"], scope), status)

    def fired(self, rules: list[tuple[str, str, Any]]) -> dict[str, Any]:
        """The status of every rule, and the worst outcome of those that fired or are undecided."""
        outcomes = [then for _, then, status in rules if status is True]
        outcomes += [
            self.undecided for *_, status in rules if isinstance(status, Unknown) and status.applicable
        ]
        value = self.worst(outcomes) if outcomes else self.nothing_fired
        return {f"rule:{id_}": status for id_, _, status in rules} | {"value": value, "@rules": rules}

    def checklist(self, spec: Mapping[str, Any], scope: Scope) -> dict[str, Any]:
        """Every item as a rule that fires where it is missing, or where its last day is over."""
        found: dict[str, Any] = {}
        missing, expired, statuses = [], [], []
        rules: list[tuple[str, str, Any]] = []
        for item in spec["checklist"]["items"]:
            name = item["id"]
            applies = self.value(item["applies_when"], scope) if "applies_when" in item else True
            given = self.value(item["given"], scope)
            if inputs_of(self.data).get(item["given"], {"type": "boolean"})["type"] != "boolean":
                given = not isinstance(given, Unknown) and given != ""
            lacking = status = negated(given)
            if "valid_until" in item or "valid_for" in item:
                last = found[f"last:{name}"] = self.last_day(item, scope)
                over = last if isinstance(last, Unknown) else last < dt.date.fromisoformat(DAY)
                late = conjunction([given, over])
                status = disjunction([lacking, over])
                found[f"expired:{name}"] = _where_it_applies(applies, late)
                expired.append((name, found[f"expired:{name}"]))
            found[f"missing:{name}"] = _where_it_applies(applies, lacking)
            missing.append((name, found[f"missing:{name}"]))
            status = found[f"status:{name}"] = _where_it_applies(applies, status)
            statuses.append(status)
            rules.append((name, item["then"], status))
        found |= self.fired(rules)
        entries = {
            "complete": _complete(statuses),
            "missing": _ids(missing),
            "expired": _ids(expired),
            "outcome": found["value"],
        }
        return {**found, **entries, "name": entries}

    def conditions(self, spec: Mapping[str, Any], scope: Scope) -> dict[str, Any]:
        """Which conditions apply; what is declared not to apply where it is missing does not."""
        found: dict[str, Any] = {}
        statuses: list[tuple[dict[str, Any], Any]] = []
        for one in spec["conditions"]:
            status = self.value(one["applies_when"], scope) if "applies_when" in one else True
            if isinstance(status, Unknown) and not status.applicable:
                status = False
            found[f"applies:{one['id']}"] = status
            found[f"open:{one['id']}"] = isinstance(status, Unknown)
            if isinstance(one.get("due"), str):
                found[f"due:{one['id']}"] = self.value(one["due"], scope)
            statuses.append((one, status))
        entries = {
            "ids": _ids([(one["id"], status) for one, status in statuses]),
            **{
                lang: _ids([(one["title"][lang], status) for one, status in statuses])
                for lang in ("en", "zh")
            },
        }
        return {**found, **entries, "value": entries["ids"], "name": entries}

    def last_day(self, item: Mapping[str, Any], scope: Scope) -> Any:
        """The last day of an item's validity."""
        if "valid_until" in item:
            return self.value(item["valid_until"], scope)
        dated, length = self.value(item.get("dated", item["given"]), scope), item["valid_for"]
        days = None if length.startswith("@") else self.value(length, scope)
        unknown = unknowns(dated, days)
        if unknown:
            return merged(unknown)
        if dated > dt.date.fromisoformat(DAY):
            return Unknown()
        if days is None:
            count, unit = int(length[3:-2]), length[-2]
            return _days(dated, count) if unit == "D" else _months(dated, count * (1 if unit == "M" else 12))
        return Unknown() if days != int(days) or days < 0 else _days(dated, int(days))

    def enough(self, entry: Mapping[str, Any], statuses: Sequence[Any]) -> Any:
        fired = statuses.count(True)
        unknown = [one for one in statuses if isinstance(one, Unknown) and one.applicable]
        if fired >= entry["fired"]:
            return True
        return merged(unknown) if fired + len(unknown) >= entry["fired"] else False

    def worst(self, outcomes: Sequence[str]) -> str:
        return str(max(outcomes, key=self.order.index))

    def experiment(self, spec: Mapping[str, Any], scope: Scope) -> dict[str, Any]:
        """The arm in whose part of [0, 1) the hash of salt and key falls."""
        spec = spec["experiment"]
        key = self.value(spec["key"], scope)
        applies = self.value(spec["applies_when"], scope) if "applies_when" in spec else True
        if applies is False:
            return {"key": key, "arm": -1, "value": spec["otherwise"]}
        unknown = unknowns(key, applies)
        if unknown:
            return {"key": key, "arm": merged(unknown), "value": merged(unknown)}
        text = key if isinstance(key, str) else format(ROUNDED.normalize(key), "f") if key else "0"
        digest = sha256(f"{spec['salt']}:{text}".encode()).hexdigest()
        place, end = Fraction(int(digest[:16], 16), 16**16), Fraction(0)
        for number_, (name, share) in enumerate(spec["arms"].items()):
            end += Fraction(str(share))
            if place < end:
                return {"key": key, "arm": number_, "value": name}
        raise AssertionError("the shares are less than 1")

    def pricing(self, spec: Mapping[str, Any], scope: Scope) -> dict[str, Any]:
        spec = spec["pricing"]
        lines = {
            name: self.value(text, scope) for name, text in {"base": spec["base"], **spec["add"]}.items()
        }
        total, *rest = lines.values()
        for line in rest:
            total = calculated("+", total, line)
        found = {f"line:{name}": value for name, value in lines.items()} | {"sum": total}
        for name, choose in (("floor", max), ("cap", min)):
            if name in spec:
                bound = found[name] = self.value(spec[name], scope)
                unknown = unknowns(total, bound)
                total = merged(unknown) if unknown else choose(total, bound)
        return {**found, "value": self.rounded(spec.get("round"), total)}

    def limit(self, spec: Mapping[str, Any], scope: Scope) -> dict[str, Any]:
        spec = spec["limit"]
        texts = {"requested": spec["requested"], **spec["at_most"]}
        constraints = {name: self.value(text, scope) for name, text in texts.items()}
        constraints |= {name: self.headroom(level, scope) for name, level in spec.get("tree", {}).items()}
        step, least = (
            self.value(spec.get(key, default), scope) for key, default in (("step", "1"), ("minimum", "0"))
        )
        unknown = unknowns(*constraints.values())
        smallest = merged(unknown) if unknown else min(constraints.values())
        found = {f"constraint:{name}": value for name, value in constraints.items()}
        return found | {
            "smallest": smallest,
            "step": step,
            "minimum": least,
            "value": _in_steps(smallest, step, least),
        }

    def offers(self, spec: Mapping[str, Any], scope: Scope) -> dict[str, Any]:
        """Every offer by itself, then the best of them."""
        spec = spec["offers"]
        asked = {axis: self.value(text, scope) for axis, text in spec["requested"].items()}
        axes = {axis: [self.value(text, scope) for text in texts] for axis, texts in spec["grid"].items()}
        offers = [self.offer(spec, scope, a, t) for a in axes["amount"] for t in axes["term"]]
        signs = [">" if "largest" in key else "<" for key in spec["rank"]]
        feasible = [n for n, one in enumerate(offers) if one["infeasible"] is False]
        first = None
        for n in feasible:
            if first is None or before(signs, offers[n]["keys"], offers[first]["keys"]) is True:
                first = n
        opened = [n for n, one in enumerate(offers) if isinstance(one["infeasible"], Unknown)]
        doubts = [
            n
            for n in opened
            if first is None
            or before(signs, offers[n]["keys"], offers[first]["keys"], n < first) is not False
        ]
        best: Any = Unknown() if doubts else -1 if first is None else first
        found = {f"requested:{axis}": value for axis, value in asked.items()}
        found |= {f"offer:{n}": one["infeasible"] for n, one in enumerate(offers, 1)}
        found |= {"best": best, "out:count": Unknown() if opened else len(feasible)}
        name = {key: of_best(best, [one["names"][key] for one in offers]) for key in offers[0]["names"]}
        none = False if first is not None else Unknown() if opened else True
        statuses = {"none": none}
        for key, sign, axis in (("smaller", "<", "amount"), ("other_term", "!=", "term")):
            status: Any = False
            if isinstance(best, Unknown) or (best != -1 and isinstance(asked[axis], Unknown)):
                status = Unknown()
            elif best != -1:
                status = compared(sign, name[axis], asked[axis])
            statuses[key] = status
        name["smaller"] = Unknown(applicable=False) if best == -1 else statuses["smaller"]
        found |= {f"out:{key}": value for key, value in name.items()}
        return {**found, **self.followed(spec, statuses), "name": name}

    def offer(self, spec: Mapping[str, Any], scope: Scope, amount: Any, term: Any) -> dict[str, Any]:
        names = {"amount": amount, "term": term}
        for key, one in spec["each"].items():
            found = self.part(one, {**scope, **names})
            names[key] = found["name"] if "name" in found else found["value"]
        inner = {**scope, **names}
        conditions = [compared("<=", value, Decimal(0)) for value in (amount, term)]
        conditions += [self.value(one["unless"], inner) for one in spec["feasible"]]
        keys = [self.value(next(iter(key.values())), inner) for key in spec["rank"]]
        held = self.enough({"fired": 1}, conditions)
        lacking = Unknown() if unknowns(amount, term, *keys) else False
        return {"names": names, "keys": keys, "infeasible": disjunction([held, lacking])}

    def followed(self, spec: Mapping[str, Any], statuses: Mapping[str, Any]) -> dict[str, Any]:
        """The rules of the best offer and the worst of their outcomes."""
        return self.fired([(f"{self.name}.{key}", spec[key]["then"], one) for key, one in statuses.items()])

    def headroom(self, level: Mapping[str, Any], scope: Scope) -> Any:
        """What is left of a level's limit; unknown where a figure of it is none that a level can have."""
        left = self.value(level["limit"], scope)
        if "drawn" in level:
            left = calculated("-", left, _within(self.value(level["drawn"], scope)))
        if "undrawn" in level:
            promised = _within(self.value(level["undrawn"], scope))
            if "conversion_factor" in level:
                factor = _within(self.value(level["conversion_factor"], scope), 1)
                promised = calculated("*", promised, factor)
            left = calculated("-", left, promised)
        return left

    def scorecard(self, spec: Mapping[str, Any], scope: Scope) -> dict[str, Any]:
        """The points of the record, or those of each item of a list."""
        items = self.items(spec, scope, {})
        if items is None:
            return {"name": self.points(spec, scope)}
        if items == [] and spec["if_empty"] == "undecided":
            return {"name": Unknown()}
        return {"name": self.of_each(spec, items, scope, lambda inner: self.points(spec, inner))}

    def points(self, spec: Mapping[str, Any], scope: Scope) -> dict[str, Any]:
        given = spec["scorecard"]["with"]
        size, word = self.value(given["size"], scope), self.value(given["word"], scope)
        if isinstance(size, Unknown):
            points = Decimal(5)
            points = Decimal(10) if self.no_record(size) else points
        else:
            points = Decimal(10) if size < 1 else Decimal("20.5") if size < 10 else Decimal(31)
        points += Decimal(30) if word in ("a", "b") else Decimal("12.5")
        return {"points": points, "pd": ANYTHING}

    def rating(self, spec: Mapping[str, Any], scope: Scope) -> dict[str, Any]:
        spec = spec["rating"]
        lines = {**spec["quantitative"], **spec.get("qualitative", {})}
        values = {name: self.value(line["value"], scope) for name, line in lines.items()}
        scores = {name: _score(line, values[name]) for name, line in lines.items()}
        unknown = unknowns(*scores.values())
        score: Any = merged(unknown) if unknown else number(lambda: _weighted(lines, scores))
        pd = score if isinstance(score, Unknown) else _logistic(spec["calibration"], score)
        grades = list(spec["grades"])
        grade = pd if isinstance(pd, Unknown) else grades[(pd >= Decimal("0.05")) + (pd >= Decimal("0.4"))]
        found = {f"value:{name}": value for name, value in values.items()}
        found |= {f"score:{name}": value for name, value in scores.items()}
        found |= {"score": score, "pd": pd, "base_grade": grade}
        for step in spec.get("steps", ()):
            grade = found[f"move:{step['id']}"] = self.moved(step, grades, grade, scope)
        named = {"score": score, "pd": pd, "base_grade": found["base_grade"], "grade": grade}
        return {**found, "grade": grade, "name": named}

    def moved(self, step: Mapping[str, Any], grades: list[str], grade: Any, scope: Scope) -> Any:
        """The grade after one step, by position in the list of grades."""
        when = self.value(step["when"], scope) if "when" in step else True
        if isinstance(grade, Unknown) or when is False:
            return grade
        (kind,) = step.keys() & {"notches", "override", "cap", "floor", "support"}
        text = step[kind]
        value = text if text in grades else self.value(text, scope)
        for one in (when, value):
            if isinstance(one, Unknown):
                return one if one.applicable else grade
        at = grades.index(grade)
        if kind in ("notches", "override"):
            if value != int(value):
                return Unknown()
            within = min(max(value, -step["up"]), step["down"])
            if kind == "override" and value != 0:
                reason = self.value(step["reason"], scope)
                if isinstance(reason, Unknown) or not reason.strip():
                    return Unknown()
                if within != value and not step["clip"]:
                    return Unknown()
            return grades[min(max(at + int(within), 0), len(grades) - 1)]
        other = grades.index(value)
        if kind == "cap":
            return grades[max(at, other)]
        if kind == "floor":
            return grades[min(at, other)]
        return grades[min(at, max(other, at - step.get("up", len(grades))))]

    def no_record(self, value: Unknown) -> bool:
        return not value.applicable

    def table(self, spec: Mapping[str, Any], scope: Scope) -> dict[str, Any]:
        spec = spec["table"]
        heads = [self.value(text, scope) for text in spec["in"]]
        matches = [
            conjunction([self.cell(c, head, scope) for c, head in zip(row["if"], heads, strict=True)])
            for row in spec["rows"]
        ]
        chosen = self.hit(spec, matches)
        found: dict[str, Any] = {f"in:{i}": head for i, head in enumerate(heads)} | {"hit": chosen}
        columns = {}
        for i, (name, column) in enumerate(spec["out"].items()):
            texts = [row["then"][i] for row in spec["rows"]] + [
                row[i] for row in ([spec["default"]] if "default" in spec else [])
            ]
            valued = isinstance(column, list | dict)
            values = [self.cell_value(text, valued, scope) for text in texts]
            columns[name] = self.chosen(spec, chosen, values)
        if len(columns) == 1:
            return found | {"value": columns["out"]}
        return found | {f"out:{name}": value for name, value in columns.items()} | {"name": columns}

    def matrix(self, spec: Mapping[str, Any], scope: Scope) -> dict[str, Any]:
        """The grid as the unique table of all pairs of a row and a column."""
        grid = spec["matrix"]
        rows = [
            {"if": [row["if"], column], "then": [value]}
            for row in grid["rows"]
            for column, value in zip(grid["columns"], row["then"], strict=True)
        ]
        table = {
            "hit": "unique",
            "in": [grid["down"], grid["across"]],
            "rows": rows,
            "out": {"out": grid["out"]},
        }
        if "default" in grid:
            table["default"] = [grid["default"]]
        return self.table({"table": table}, scope)

    def tree(self, spec: Mapping[str, Any], scope: Scope) -> dict[str, Any]:
        return {"value": self.leaf(spec["tree"], isinstance(spec["tree"]["out"], list), scope)}

    def leaf(self, level: Mapping[str, Any], valued: bool, scope: Scope) -> Any:
        for branch in level["branches"]:
            found = self.value(branch["if"], scope)
            if found is True:
                if "tree" in branch:
                    return self.leaf(branch["tree"], valued, scope)
                return self.cell_value(branch["then"], valued, scope)
            if found is not False:
                return found
        return self.cell_value(level["otherwise"], valued, scope)

    def cell_value(self, text: str, valued: bool, scope: Scope) -> Any:
        """What a cell puts out: a declared value as it is written, the value of a name, of an expression."""
        return text if valued and text in VALUES else self.value(text, scope)

    def catalogue(self, spec: Mapping[str, Any], scope: Scope) -> dict[str, Any]:
        """The entry with the longest code that fits, tried one by one."""
        spec = spec["catalogue"]
        key = self.value(spec["key"], scope)
        if isinstance(key, Unknown):
            return {"key": key, "entry": key, "value": key}
        fits = [
            (len(entry["code"]), row)
            for row, entry in enumerate(spec["entries"])
            if entry.get("from", "") <= DAY < entry.get("to", "9999")
            and (key == entry["code"] or (spec["match"] != "exact" and key.startswith(entry["code"])))
        ]
        if not fits:
            return {"key": key, "entry": Unknown(), "value": Unknown()}
        row = max(fits)[1]
        return {"key": key, "entry": row, "value": spec["entries"][row]["then"][0]}

    def cell(self, text: str, head: Any, scope: Scope) -> Any:
        if text == "-":
            return True
        if ("cell", text) not in self.trees:
            self.trees["cell", text] = parse_unary_tests(text)
        tree = self.trees["cell", text]
        result = satisfied(tree.tests, head, scope)
        return negated(result) if tree.negated else result

    def hit(self, spec: Mapping[str, Any], matches: Sequence[Any]) -> Any:
        policy = spec["hit"]
        unknown = [match for match in matches if isinstance(match, Unknown)]
        found = [row for row, match in enumerate(matches) if match is True]
        if policy == "first":
            decisive = next((row for row, match in enumerate(matches) if match is not False), None)
            if decisive is not None:
                return decisive if matches[decisive] is True else matches[decisive]
        elif unknown:
            return merged(unknown)
        if not found:
            return -1 if "default" in spec else [] if policy == "collect" else Unknown()
        if policy == "unique":
            return found[0] if len(found) == 1 else Unknown()
        if policy in ("priority", "output_order"):
            columns = [c["values"] if isinstance(c, dict) else c for c in spec["out"].values()]
            found.sort(
                key=lambda row: [c.index(v) for c, v in zip(columns, spec["rows"][row]["then"], strict=True)]
            )
        return found[0] if policy == "priority" else found

    def chosen(self, spec: Mapping[str, Any], rows: Any, values: Sequence[Any]) -> Any:
        if isinstance(rows, Unknown):
            return rows
        listed = spec["hit"] in ("rule_order", "output_order", "collect") and "aggregate" not in spec
        if isinstance(rows, int):
            return [values[rows]] if listed else values[rows]
        several = [values[row] for row in rows]
        if listed:
            return several
        if spec.get("aggregate") == "count":
            return Decimal(len(several))
        found = unknowns(*several)
        if spec["hit"] == "any":
            if len(several) > 1 and found:
                return merged(found)
            return several[0] if all(value == several[0] for value in several) else Unknown()
        return merged(found) if found else FUNCTIONS[spec["aggregate"]](several)

    def final(self, done: Decided) -> dict[str, Any]:
        """The outcome, made undecided where an output to be released is unknown, and the releases."""
        scope = done.scope
        base = self.worst([done.outcomes[name] for name in self.data["decision"]["outcome"]])
        outcome = base
        outputs = self.data["decision"]["outputs"].items()
        for name, output in outputs:
            when = self.released(output["when"], scope, base)
            status = Unknown() if when is True and unknowns(scope[name]) else False
            done.unsettled[name] = when if isinstance(when, Unknown) else status
            if open_(done.unsettled[name]):
                outcome = self.worst([base, self.undecided])
        if outcome == base:
            done.unsettled = dict.fromkeys(done.unsettled, False)
        return {"outcome": outcome} | {
            f"release:{name}": self.released(o["when"], scope, outcome) for name, o in outputs
        }

    def released(self, when: str, scope: Scope, outcome: str) -> Any:
        return True if when == "always" else self.value(when, {**scope, "outcome": outcome})


def _within(value: Any, high: int | None = None) -> Any:
    """A value from 0 to `high`; any other is unknown."""
    if isinstance(value, Unknown):
        return value
    return value if value >= 0 and (high is None or value <= high) else Unknown()


def _where_it_applies(applies: Any, status: Any) -> Any:
    """The status of an item that does not apply to every record."""
    if isinstance(applies, Unknown):
        return applies if status is not False or not applies.applicable else False
    return status if applies else Unknown(applicable=False)


def _complete(statuses: Sequence[Any]) -> Any:
    if any(status is True for status in statuses):
        return False
    open_ = [one for one in statuses if isinstance(one, Unknown) and one.applicable]
    return merged(open_) if open_ else True


def _ids(statuses: Sequence[tuple[str, Any]]) -> Any:
    open_ = [one for _, one in statuses if isinstance(one, Unknown) and one.applicable]
    return merged(open_) if open_ else [name for name, one in statuses if one is True]


def _days(date: dt.date, days: int) -> Any:
    try:
        return date + dt.timedelta(days=days)
    except OverflowError:
        return Unknown()


def _months(date: dt.date, months: int) -> dt.date:
    """The same day so many months later, or the last day of a shorter month."""
    year, month = divmod(12 * date.year + date.month - 1 + months, 12)
    return date.replace(year=year, month=month + 1, day=min(date.day, monthrange(year, month + 1)[1]))


def before(signs: Sequence[str], keys: Sequence[Any], others: Sequence[Any], tie: Any = False) -> Any:
    """Whether keys rank before others; where all are equal, `tie`."""
    found = tie
    for sign, key, other in reversed(list(zip(signs, keys, others, strict=True))):
        found = disjunction([compared(sign, key, other), conjunction([compared("=", key, other), found])])
    return found


def of_best(best: Any, values: Sequence[Any]) -> Any:
    """The best offer's value; none where there is no offer."""
    if isinstance(values[0], dict):
        return {key: of_best(best, [value[key] for value in values]) for key in values[0]}
    if isinstance(best, Unknown):
        return Unknown()
    return Unknown(applicable=False) if best == -1 else values[best]


def _decimal(value: Any) -> Decimal:
    return Decimal(str(value))


def _score(line: Mapping[str, Any], value: Any) -> Any:
    """Points on straight lines between knots, or the score of a word."""
    if isinstance(value, Unknown):
        return value
    if "scores" in line:
        return _decimal(line["scores"][value]) if value in line["scores"] else Unknown()
    knots = [(_decimal(place), _decimal(points)) for place, points in line["knots"]]
    if value <= knots[0][0]:
        return knots[0][1]
    for (x0, y0), (x1, y1) in pairwise(knots):
        if value <= x1:
            exact = Fraction(y0) + (Fraction(value) - Fraction(x0)) * Fraction(y1 - y0) / Fraction(x1 - x0)
            return _ratio(exact)
    return knots[-1][1]


def _weighted(lines: Mapping[str, Any], scores: Mapping[str, Any]) -> Decimal:
    total = sum(Fraction(scores[name]) * Fraction(_decimal(line["weight"])) for name, line in lines.items())
    return _ratio(Fraction(total))


def _ratio(exact: Fraction) -> Decimal:
    return ROUNDED.divide(Decimal(exact.numerator), Decimal(exact.denominator))


def _logistic(curve: Mapping[str, Any], score: Decimal) -> Decimal:
    product = ROUNDED.multiply(_decimal(curve["slope"]), score)
    exponent = ROUNDED.add(_decimal(curve["intercept"]), product)
    return ROUNDED.divide(Decimal(1), ROUNDED.add(Decimal(1), ROUNDED.exp(exponent)))


def _in_steps(amount: Any, step: Any, least: Any) -> Any:
    """The amount rounded down to a multiple of the step; nothing below the least amount."""
    unknown = unknowns(amount, step, least)
    if unknown or step <= 0:
        return merged(unknown) if unknown else Unknown()
    steps = Fraction(amount) // Fraction(step)
    if steps >= 10**34:
        return Unknown()
    value = number(lambda: EXACT.multiply(Decimal(steps), step))
    if isinstance(value, Unknown):
        return value
    return Decimal(0) if value < least or value <= 0 else value


def given(spec: Mapping[str, Any], raw: Any) -> Any:
    """The value of an input, unknown where it is missing."""
    if raw is None or (isinstance(raw, dict) and raw.keys() == {"missing"}):
        cause = "not_given" if raw is None else raw["missing"]
        return Unknown(spec["missing"][cause] == "undecided")
    if spec["type"] in ("number", "integer"):
        return ROUNDED.plus(Decimal(repr(raw) if isinstance(raw, float) else raw))
    if spec["type"] == "date":
        return dt.date.fromisoformat(raw)
    if spec["type"] == "list":
        return [{name: given(one, item.get(name)) for name, one in spec["items"].items()} for item in raw]
    return raw
