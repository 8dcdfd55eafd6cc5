"""From a policy file to a compiled policy, with every problem of it and of its scorecards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path as FilePath
from typing import Any

from credit_engine import numbers, temporal
from credit_engine.document_text import Document, Path
from credit_engine.feel.check import Known, Names
from credit_engine.feel.lower import Lowering
from credit_engine.feel.scope import Binding, Record, Scope
from credit_engine.feel.types import DATE, Type
from credit_engine.ir import Builder
from credit_engine.parts import PARTS, Part, ScorecardPart
from credit_engine.parts.base import Checks, Reader, Written
from credit_engine.parts.card import Card, read_card
from credit_engine.parts.model import validate
from credit_engine.policy.compiled import DATES, CompiledPolicy, Output
from credit_engine.policy.declarations import Declarations, known_tree
from credit_engine.policy.document import DecisionHead, PolicyModel
from credit_engine.policy.fingerprint import fingerprint, language_version
from credit_engine.policy.graph import order
from credit_engine.policy.review import protected_inputs, unused
from credit_engine.problems import PolicyError, Problem, suggestion
from credit_engine.run.inputs import Field
from credit_engine.run.steps import Outcomes
from credit_engine.source import Source, Span
from credit_engine.source_files import read_source
from credit_engine.yaml_text import examine_yaml

CardFinder = Callable[[str], Source]


def card_finder(policy_path: FilePath) -> CardFinder:
    """Finds `scorecards/NAME.yaml` beside the policy's folder, or within it, or beside the file."""
    folder = policy_path.resolve().parent
    places = [folder.parent / "scorecards", folder / "scorecards", folder]

    def find(name: str) -> Source:
        for place in places:
            if (place / f"{name}.yaml").is_file():
                return read_source(place / f"{name}.yaml")
        known = sorted({file.stem for place in places[:2] if place.is_dir() for file in place.glob("*.yaml")})
        raise PolicyError([Problem("unknown-scorecard", f"there is no scorecard '{name}'",
                                   expected=f"a file scorecards/{name}.yaml", hint=suggestion(name, known))])  # fmt: skip

    return find


def compile_policy(source: Source, find_card: CardFinder) -> CompiledPolicy:
    """The compiled policy of a source; raises PolicyError with all problems."""
    return _Loading(source, find_card).run()


@dataclass
class _Loading:
    """One pass over a policy: read, declare, check, lower."""

    source: Source
    find_card: CardFinder
    problems: list[Problem] = field(default_factory=list)
    cards: dict[str, Card | None] = field(default_factory=dict)

    def run(self) -> CompiledPolicy:
        reading = examine_yaml(self.source)
        self.problems += reading.problems
        if reading.document is None:
            raise PolicyError(self.problems)
        self.document = reading.document
        spec = validate(self.document, (), PolicyModel, self.problems)
        if spec is None:
            self._other_sections()
            raise PolicyError(self.problems)
        self.spec = spec
        self._outcomes()
        self._effective()
        fields = self._declare()
        parts = self._parts()
        ordered = self._ordered(parts)
        checks = self._check(parts, ordered)
        errors = [p for p in self.problems if p.severity == "error"]
        if errors:
            raise PolicyError(self.problems)
        return self._lower(fields, {name: parts[name] for name in ordered}, checks)

    def _other_sections(self) -> None:
        """Problems of the decisions' parts even where the document's frame does not fit."""
        decisions = self.document.data.get("decisions") if isinstance(self.document.data, dict) else None
        for name in decisions if isinstance(decisions, dict) else ():
            part = self._part(name)
            if part is not None:
                part.read(Reader(self.document, self.problems))

    def add(self, code: str, message: str, span: Span, expected: str = "", hint: str = "") -> None:
        self.problems.append(Problem(code, message, span, expected, hint))

    def _outcomes(self) -> None:
        outcomes = self.spec.outcomes
        for key in ("undecided", "nothing_fired"):
            value = getattr(outcomes, key)
            if value not in outcomes.order:
                self.add("unknown-outcome", f"unknown outcome '{value}'", self.document.span(("outcomes", key)),
                         ", ".join(outcomes.order), suggestion(value, outcomes.order))  # fmt: skip
        for i, value in enumerate(outcomes.order):
            if value in outcomes.order[:i]:
                self.add("duplicate-value", f"'{value}' is listed twice", self.document.span(("outcomes", "order", i)))
        for value in outcomes.titles:
            if value not in outcomes.order:
                self.add("unknown-outcome", f"unknown outcome '{value}'", self.document.key_span(("outcomes", "titles", value)),
                         ", ".join(outcomes.order), suggestion(value, outcomes.order))  # fmt: skip
        self.outcomes = Outcomes(tuple(outcomes.order), outcomes.undecided, outcomes.nothing_fired)

    def _effective(self) -> None:
        dates: dict[str, Any] = {"from": None, "to": None}
        for key, text in (("from", self.spec.effective.from_), ("to", self.spec.effective.to)):
            dates[key] = None if text is None else temporal.parse_date(text)
            if text is not None and dates[key] is None:
                self.add("bad-date", f"'{text}' is not a date", self.document.span(("effective", key)), "such as 2026-11-23")
        if dates["from"] is not None and dates["to"] is not None and dates["to"] <= dates["from"]:
            self.add("bad-date", "'to' has to be later than 'from'", self.document.span(("effective", "to")),
                     "the first day on which the version is no longer in force")  # fmt: skip
        if self.spec.effective.time_zone not in temporal.zone_names():
            self.add("unknown-time-zone", f"unknown time zone '{self.spec.effective.time_zone}'",
                     self.document.span(("effective", "time_zone")), "such as Asia/Shanghai or UTC",
                     suggestion(self.spec.effective.time_zone, temporal.zone_names()))  # fmt: skip
        self.in_force = dates["from"], dates["to"]

    def _declare(self) -> list[Field]:
        declarations = Declarations(self.document, self.problems)
        declared = declarations.inputs(self.spec.inputs)
        names = known_tree(self.document, declared, self.problems)
        for name, model in self.spec.parameters.items():
            type_ = declarations.parameter(name, model)
            self._name(names, name, Known(type_, self.document.key_span(("parameters", name)), what="parameter"))
        for name in self.spec.decisions:
            if name in names:
                self._name(names, name, names[name])
        names.setdefault("data_as_of", Known(DATE, what="date"))
        self.names = names
        self.units = {
            name: declarations.unit(head.unit, ("decisions", name, "unit"))
            for name in self.spec.decisions if (head := self._head(name)) is not None
        }  # fmt: skip
        return [one for one, _ in declared]

    def _name(self, names: dict[str, Known], name: str, known: Known) -> None:
        section = "parameters" if known.what == "parameter" and name not in names else "decisions"
        if name in names:
            section = "parameters" if known is not names[name] else "decisions"
            self.add("duplicate-name", f"'{name}' is already the name of another {names[name].what}",
                     self.document.key_span((section, name)), hint="every name stands for one thing")  # fmt: skip
            return
        names[name] = known

    def _head(self, name: str) -> DecisionHead | None:
        value = self.spec.decisions[name]
        if not isinstance(value, dict):
            return None
        head = {key: value[key] for key in ("title", "unit") if key in value}
        try:
            return DecisionHead.model_validate(head)
        except ValueError:
            return None

    def _parts(self) -> dict[str, Part]:
        parts: dict[str, Part] = {}
        reader = Reader(self.document, self.problems)
        for name in self.spec.decisions:
            part = self._part(name)
            if part is not None:
                part.read(reader)
                if isinstance(part, ScorecardPart):
                    part.attach(self._card(part))
                parts[name] = part
        return parts

    def _part(self, name: str) -> Part | None:
        path: Path = ("decisions", name)
        value = self.document.value(path)
        if self.document.is_damaged(path):
            return None
        keys = [key for key in PARTS if isinstance(value, dict) and key in value]
        if len(keys) != 1:
            close = suggestion(next(iter(value), ""), PARTS) if isinstance(value, dict) and not keys else ""
            self.add("decision-part", f"the decision '{name}' needs exactly one part", self.document.key_span(path),
                     ", ".join(PARTS), close)  # fmt: skip
            return None
        kind = PARTS[keys[0]]
        before = len(self.problems)
        at = path if keys[0] == "formula" else (*path, keys[0])
        allowed = {*DecisionHead.model_fields, *(kind.model.model_fields if keys[0] == "formula" else keys)}
        for key in value:
            if key not in allowed:
                self.add("unknown-key", f"unknown key '{key}'", self.document.key_span((*path, key)),
                         ", ".join(sorted(allowed)), suggestion(key, allowed))  # fmt: skip
        self._model(path, DecisionHead, set(DecisionHead.model_fields))
        spec = self._model(at, kind.model, set(kind.model.model_fields) if keys[0] == "formula" else None)
        return kind(name, path, spec) if spec is not None and len(self.problems) == before else None

    def _model(self, path: Path, model: Any, only: set[str] | None) -> Any:
        """A model of a mapping, or of some keys of it."""
        if model.__name__ == "RulesModel":
            return validate(_wrapped(self.document, path, "rules"), (), model, self.problems)
        if only is None:
            return validate(self.document, path, model, self.problems)
        return validate(_only(self.document, path, only), path, model, self.problems)

    def _card(self, part: ScorecardPart) -> Card | None:
        name = part.spec.card
        if name not in self.cards:
            self.cards[name] = None
            at = part.here if (*part.here, "card") not in self.document else (*part.here, "card")
            try:
                reading = examine_yaml(self.find_card(name))
                self.problems += reading.problems
                if reading.document is not None and not reading.problems:
                    self.cards[name] = read_card(reading.document)
            except PolicyError as error:
                here = self.document.span(at)
                self.problems += [replace(p, span=here) if p.span is None else p for p in error.problems]
        return self.cards[name]

    def _ordered(self, parts: dict[str, Part]) -> list[str]:
        references = {name: part.references() for name, part in parts.items()}
        ordered, cycle = order(
            {name: found.certain for name, found in references.items()},
            {name: found.possible for name, found in references.items()},
        )
        if cycle:
            self.add("cycle", f"decisions use each other: {' -> '.join(cycle)}",
                     self.document.key_span(("decisions", cycle[0])),
                     hint="break the circle, for instance by an input or a parameter")  # fmt: skip
            return list(parts)
        return ordered

    def _check(self, parts: dict[str, Part], ordered: list[str]) -> Checks:
        cyclic = any(problem.code == "cycle" for problem in self.problems)
        checks = Checks(
            Names(self.names), self.outcomes, frozenset(self.spec.reasons), lambda name, span: self.cards.get(name),
            self.document, self.problems,
        )  # fmt: skip
        for name in self.spec.decisions:
            if cyclic or name not in parts:
                self.names.setdefault(name, Known(Type("any"), self.document.key_span(("decisions", name)), what="decision"))
        for name in ordered:
            self._check_one(name, parts[name], checks)
        self._final(parts, checks)
        return checks

    def _check_one(self, name: str, part: Part, checks: Checks) -> None:
        type_ = part.check(checks)
        unit = self.units.get(name)
        if unit is not None and type_.kind == "number":
            if type_.unit is not None and type_.unit != unit:
                self.add("unit-clash", f"'{name}' is declared in '{unit}', its value is in '{type_.unit}'",
                         self.document.span(("decisions", name, "unit")), str(type_.unit))  # fmt: skip
            type_ = replace(type_, unit=unit)
        span = self.document.key_span(("decisions", name))
        if name not in self.names or self.names[name].what == "decision":
            self.names[name] = part.known(type_, span)

    def _final(self, parts: dict[str, Part], checks: Checks) -> None:
        """Rule sets of the outcome, outputs and their conditions."""
        sets = [name for name, part in parts.items() if part.key == "rules"]
        for i, name in enumerate(self.spec.decision.outcome):
            if name not in self.spec.decisions or (name in parts and name not in sets):
                self.add("unknown-name", f"'{name}' is not a rule set", self.document.span(("decision", "outcome", i)),
                         ", ".join(sets), suggestion(name, sets))  # fmt: skip
        names = Names(self.names).within({"outcome": Known(Type("text", values=self.outcomes.order), what="outcome")})
        reader = Reader(self.document, self.problems)
        self.released: dict[str, tuple[Written | None, Written | None]] = {}
        for name, output in self.spec.decision.outputs.items():
            at: Path = ("decision", "outputs", name)
            if output.of is None and name not in self.names:
                self.add("unknown-name", f"the output '{name}' is no decision", self.document.key_span(at),
                         "the name of a decision, or 'of: expression'", suggestion(name, self.spec.decisions))  # fmt: skip
            place = (*at, "when") if (*at, "when") in self.document else at
            when = None if output.when == "always" else reader.expression(place)
            checks.expect(when, "boolean", "'when'", names)
            value = None if output.of is None else reader.expression((*at, "of"))
            checks.infer(value)
            self.released[name] = (when, value)

    def _lower(self, fields: list[Field], parts: dict[str, Part], checks: Checks) -> CompiledPolicy:
        builder = Builder("policy", (*DATES, *(one.path for one in fields)))
        lowering = Lowering(builder, checks.types)
        days = {"@today": "date", "@now": "date and time", "@data": "date"}
        names: dict[str, Any] = {name: builder.input(i, days[name]) for i, name in enumerate(DATES)}
        names["data_as_of"] = names["@data"]
        for i, one in enumerate(fields):
            *groups, last = one.path.split(".")
            here = names
            for group in groups:
                here = here.setdefault(group, {})
            here[last] = builder.input(len(DATES) + i, one.kind)
        parameters = {name: self._parameter(builder, name, names["@today"]) for name in self.spec.parameters}
        bound = {name: _binding(value) for name, value in {**names, **parameters}.items()}
        slots: list[int] = list(parameters.values())
        for name, part in parts.items():
            bound[name] = part.lower(lowering, Scope(bound))
            slots += part.recorded.values()
        outputs, base, outcome = self._outputs(lowering, Scope(bound))
        slots += [base, outcome, *(node for one in outputs for node in (one.value, one.release))]
        builder.program.slots = tuple(dict.fromkeys(slots))
        compiled = CompiledPolicy(
            self.document, self.spec, self.outcomes, tuple(fields), parts, builder.program,
            lowering.sites, checks.types, outputs, base, outcome, self._fingerprint(), self.in_force,
            parameters=parameters,
        )  # fmt: skip
        refused = protected_inputs(compiled)
        if refused:
            raise PolicyError([*self.problems, *refused])
        return replace(compiled, warnings=(*self.problems, *unused(compiled, checks.used_reasons)))

    def _parameter(self, builder: Builder, name: str, today: int) -> int:
        model = self.spec.parameters[name]
        kind = self.names[name].type.kind
        if model.dated is None:
            return builder.constant(model.value, kind)
        days = sorted((temporal.parse_date(day), value) for day, value in model.dated.items())
        data = (name, tuple(day for day, _ in days), tuple(value for _, value in days))
        return builder.call("dated", today, kind=kind, data=data)

    def _outputs(self, lowering: Lowering, scope: Scope) -> tuple[tuple[Output, ...], int, int]:
        """Release conditions under the rules' outcome, the settled outcome, and the conditions under it."""
        builder = lowering.builder
        sets = [lowering.pack(scope.names[name]) for name in self.spec.decision.outcome]
        base = builder.call("worst", *sets, kind="text", data=self.outcomes)
        always = builder.constant(True, "boolean")

        def release(when: Written | None, outcome: int) -> int:
            return always if when is None else lowering.lower(when.tree, scope.with_names({"outcome": outcome}))

        values = {}
        for name, (_, of) in self.released.items():
            values[name] = lowering.pack(scope.names[name]) if of is None else lowering.lower(of.tree, scope)
        pairs = [node for name, (when, _) in self.released.items() for node in (release(when, base), values[name])]
        outcome = builder.call("settled", base, *pairs, kind="text", data=self.outcomes)
        outputs = tuple(
            Output(name, self.spec.decision.outputs[name], values[name], release(when, outcome), when)
            for name, (when, _) in self.released.items()
        )
        return outputs, base, outcome

    def _fingerprint(self) -> str:
        cards = [[name, card.document.data] for name, card in sorted(self.cards.items()) if card is not None]
        return fingerprint([language_version(), self.document.data, cards])


def _binding(value: Any) -> Binding:
    if isinstance(value, int):
        return value
    return Record({name: _binding(below) for name, below in value.items()})


def _wrapped(document: Document, path: Path, key: str) -> Document:
    """The document seen from a part whose value is a list, under the part's own key."""
    return _View(document, path[:-1], {key: document.value(path)})


def _only(document: Document, path: Path, keys: set[str]) -> Document:
    """The document with only some keys of one mapping."""
    data = {key: value for key, value in document.value(path).items() if key in keys}
    return _View(document, path, data)


class _View(Document):
    """A part of a document under its own root; positions stay those of the file."""

    def __init__(self, document: Document, path: Path, data: Mapping[str, Any]) -> None:
        self.source, self.data, self._whole, self._path = document.source, data, document, path

    def value(self, path: Path) -> Any:
        return self.data

    def span(self, path: Path) -> Span:
        return self._whole.span(self._at(path))

    def key_span(self, path: Path) -> Span:
        return self._whole.key_span(self._at(path))

    def is_damaged(self, path: Path) -> bool:
        return self._whole.is_damaged(self._at(path))

    def _at(self, path: Path) -> Path:
        return path if path[: len(self._path)] == self._path else (*self._path, *path)
