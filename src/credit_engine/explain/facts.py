"""What an explanation needs to know of a decision: values of nodes, titles of names, units."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from typing import Any, Literal, Protocol

from credit_engine.absent import Absent, Cause, absent
from credit_engine.explain.evidence import Column, Figure, Term, Words
from credit_engine.feel import syntax
from credit_engine.feel.format import format_expression
from credit_engine.feel.types import ANY, Type
from credit_engine.feel.units import Unit, parse_unit
from credit_engine.feel.walk import children
from credit_engine.ir import Program
from credit_engine.parts.allocate import AllocatePart
from credit_engine.parts.base import Part, Written
from credit_engine.parts.catalogue import CataloguePart
from credit_engine.parts.model import Bilingual
from credit_engine.parts.offers import OffersPart
from credit_engine.parts.table import OutputColumn, TablePart
from credit_engine.policy.compiled import CompiledPolicy
from credit_engine.policy.document import InputModel, ParameterModel
from credit_engine.run.allocation import TOTALS
from credit_engine.texts.explanation import PHRASES, sentence_case
from credit_engine.work import Work, WorkLimit

_EXACT = (
    "round", "dated", "pick", "take", "bin", "points", "factor", "limit", "rules", "worst", "settled",
)  # fmt: skip
"""Kernels whose numbers have the scale of what the policy or the record wrote."""
_ENTRIES = {"scorecard": ("points", "pd", "grade"), "rating": ("score", "pd", "base_grade", "grade"),
            "checklist": ("complete", "missing", "expired", "outcome"),
            "stages": ("stage", "outcome")}  # fmt: skip
_LITERALS = (syntax.Number, syntax.Text, syntax.Boolean, syntax.Null, syntax.AtLiteral)


class ReasonText(Protocol):
    """A reason of a decision."""

    @property
    def code(self) -> str: ...
    @property
    def rule(self) -> str: ...
    @property
    def outcome(self) -> str: ...
    @property
    def weight(self) -> Any: ...
    @property
    def causes(self) -> tuple[Cause, ...]: ...
    @property
    def disclosed(self) -> bool: ...
    @property
    def items(self) -> tuple[str, ...]: ...
    def text(self, lang: str = ..., audience: str = ...) -> str:
        """The reason for a language and an audience."""


class Intervened(Protocol):
    """An intervention under which was decided."""

    @property
    def kind(self) -> Literal["waiver", "exception", "override", "condition"]: ...
    @property
    def rule(self) -> str: ...
    @property
    def by(self) -> str: ...
    @property
    def authority(self) -> str: ...
    @property
    def reason(self) -> str: ...
    @property
    def expires(self) -> str: ...
    @property
    def outcome(self) -> str: ...
    @property
    def condition(self) -> str: ...


class Decided(Protocol):
    """A decision, as far as its explanation reads it."""

    @property
    def compiled(self) -> CompiledPolicy: ...
    @property
    def inputs(self) -> Sequence[Any]: ...
    @property
    def dates(self) -> Mapping[str, str]: ...
    @property
    def outcome(self) -> str: ...
    @property
    def outputs(self) -> Mapping[str, Any]: ...
    @property
    def withheld(self) -> Mapping[str, str]: ...
    @property
    def reasons(self) -> Sequence[ReasonText]: ...
    @property
    def asks(self) -> tuple[str, ...]: ...
    @property
    def fingerprint(self) -> str: ...
    @property
    def system(self) -> Decided: ...
    @property
    def state_values(self) -> Mapping[str, Any]: ...
    @property
    def interventions(self) -> Sequence[Intervened]: ...
    def value(self, node: int) -> Any:
        """The recorded value of a program node."""

    def given_inputs(self, instead: Callable[[Any, str], Any]) -> Mapping[str, Any]:
        """The inputs by path, with something instead of a value declared for a missing one's cause."""

    def intervened_on(self, number: int) -> Any:
        """The status of an intervention's rule when it was made."""

    def replay(
        self, nodes: Sequence[int], bound: Mapping[int, Any] | None = ..., work: Work | None = ...
    ) -> tuple[Any, ...]:
        """Values of nodes that were not recorded; what they take comes from a budget."""


class Facts:
    """Values, titles and units behind one decision."""

    def __init__(self, decided: Decided) -> None:
        self.decided = decided
        self.compiled = decided.compiled.whole
        self.bound: Mapping[int, Any] = {}
        self._own: Mapping[int, Any] = {}
        self._texts: dict[int, str] = {}
        self._work = Work()
        """One budget for the items of all loops: a decision ends a search early, its explanation does not."""
        self._variables = loop_variables(self.compiled.program)
        self._values = self._replayed()
        self._titles = dict(titles_of(self.compiled))
        self._item_titles = item_titles_of(self.compiled)
        self._sites = self.compiled.sites

    def within(self, sites: Mapping[int, int], titles: Mapping[str, Words | None]) -> Facts:
        """The facts where some syntax trees have other nodes, and some names other titles or none."""
        inner = copy(self)
        inner._sites = sites
        inner._titles = {name: title for name, title in self._titles.items() if name not in titles}
        inner._titles |= {name: title for name, title in titles.items() if title is not None}
        return inner

    def _replayed(self) -> dict[int, Any]:
        """Values of all nodes outside loops, evaluated again where they were not recorded."""
        slots = self.compiled.slot
        nodes = [i for i, variables in enumerate(self._variables) if not variables and i not in slots]
        try:
            values: Sequence[Any] = self.decided.replay(nodes)
        except WorkLimit:
            values = [absent("limit_exceeded")] * len(nodes)
        return dict(zip(nodes, values, strict=True))

    def is_free(self, node: int) -> bool:
        """Whether a node has one value here, not one per turn of a loop."""
        return self._variables[node] <= self.bound.keys()

    def varies_with(self, node: int, variable: int) -> bool:
        """Whether a node depends on one loop variable and, those that are bound aside, on no other."""
        return self._variables[node] - self.bound.keys() == {variable}

    def text(self, tree: syntax.Expression) -> str:
        """The canonical text of an expression of the policy; written once for all items of a list."""
        found = self._texts.get(id(tree))
        if found is None:
            found = self._texts[id(tree)] = format_expression(tree)
        return found

    def replay(self, nodes: Sequence[int], bound: Mapping[int, Any]) -> Sequence[Any]:
        """Values of nodes for values of loop variables; of too much work none is known."""
        try:
            return self.decided.replay(nodes, {**self.bound, **bound}, self._work)
        except WorkLimit:
            return [absent("limit_exceeded")] * len(nodes)

    def value(self, node: int) -> Any:
        """The value of a free node, recorded or evaluated again."""
        if node in self._own:
            return self._own[node]
        return self._values[node] if node in self._values else self.decided.value(node)

    def node(self, tree: syntax.Node) -> int | None:
        """The program node of a syntax node, None where it was not lowered by itself."""
        return self._sites.get(id(tree))

    def type_of(self, tree: syntax.Node) -> Type:
        """The static type of an expression."""
        return self.compiled.types.get(id(tree), ANY)

    def is_computed(self, node: int) -> bool:
        """Whether a node's number has no declared scale."""
        found = self.compiled.program.nodes[node]
        return not (found.op in ("INPUT", "CONST") or (found.op == "CALL" and found.name in _EXACT))

    def figure(self, node: int, type_: Type = ANY, unit: str = "") -> Figure:
        """The value of a node with the unit of its type, or another one."""
        given = self.compiled.program.nodes[node].op == "INPUT"
        return Figure(
            self.value(node), unit or number_unit(type_), self.is_computed(node), self.columns(type_), given
        )

    def columns(self, type_: Type) -> tuple[Column, ...]:
        """Titles and units of a context's or of list items' entries."""
        inner = type_.item if type_.kind == "list" and type_.item is not None else type_
        return tuple(
            Column(name, self._item_titles.get(name), unit_text(t.unit)) for name, t in inner.fields or ()
        )

    def of_tree(self, tree: syntax.Expression, unit: str = "") -> Figure:
        """The value of an expression that is not part of a loop."""
        node = self.node(tree)
        if node is None or not self.is_free(node):
            return Figure(absent("not_evaluated"))
        return self.figure(node, self.type_of(tree), unit or self._entry_unit(tree))

    def _entry_unit(self, tree: syntax.Expression) -> str:
        """The unit of `cards.balance`: that of the entry in the list's items."""
        type_ = self.type_of(tree.target) if isinstance(tree, syntax.Path) else ANY
        entry = (
            type_.item.field(tree.name) if isinstance(tree, syntax.Path) and type_.item is not None else None
        )
        return "" if entry is None else unit_text(entry.unit)

    def term(self, tree: syntax.Expression, unit: str = "") -> Term:
        """An expression as a term: a name with its title, a literal, or computed."""
        text, figure = self.text(tree), self.of_tree(tree, unit)
        if is_dotted(tree):
            return Term(text, figure, "name", self.title(text))
        literal = tree.operand if isinstance(tree, syntax.Negation) else tree
        return Term(text, figure, "literal" if isinstance(literal, _LITERALS) else "expression")

    def names(self, tree: syntax.Node) -> tuple[Term, ...]:
        """The names that an expression reads outside of its loops, each once."""
        found: dict[str, Term] = {}
        for name in dotted_names(tree):
            node = self.node(name)
            if node is not None and self.is_free(node):
                term = self.term(name)
                found.setdefault(term.text, term)
        return tuple(found.values())

    def title(self, name: str) -> Words | None:
        """The title of an input, parameter or decision, or of an entry of one."""
        if name in self._titles:
            return self._titles[name]
        head, _, last = name.rpartition(".")
        entry = self._item_titles.get(last)
        if head in self._titles and entry is not None:
            before = self._titles[head]
            return Words(f"{before.en}: {entry.en}", f"{before.zh}：{entry.zh}")
        return None

    def item_title(self, name: str) -> Words | None:
        """The title of an entry of a list input's items, by the last word of a name."""
        return self._item_titles.get(name.rpartition(".")[2])


def loop_variables(program: Program) -> list[frozenset[int]]:
    """For every node the loop variables from outside of itself that it depends on."""
    needs: list[frozenset[int]] = []
    for node in program.nodes:
        own = {node.id} if node.op == "PARAM" else set()
        for arg in node.args:
            own |= needs[arg]
        for r in node.regions:
            own |= needs[program.regions[r].result]
        for r in node.regions:
            own -= set(program.regions[r].params)
        needs.append(frozenset(own))
    return needs


def is_dotted(tree: syntax.Node) -> bool:
    """Whether an expression is a name, or a path of names."""
    while isinstance(tree, syntax.Path):
        tree = tree.target
    return isinstance(tree, syntax.Name) and tree.name != "?"


def dotted_names(tree: syntax.Node) -> Iterator[syntax.Name | syntax.Path]:
    """The outermost dotted names of an expression; names of called functions are none."""
    stack = [tree]
    while stack:
        node = stack.pop()
        if isinstance(node, syntax.Name | syntax.Path) and is_dotted(node):
            yield node
            continue
        below = list(children(node))
        if isinstance(node, syntax.Call) and isinstance(node.function, syntax.Name):
            below = [child for child in below if child is not node.function]
        stack.extend(reversed(below))


def words(text: Bilingual | None) -> Words | None:
    """A text of the policy."""
    return None if text is None else Words(text.en, text.zh)


def unit_text(unit: Unit | None) -> str:
    """A unit as text; none for an unknown one."""
    return "" if unit is None else str(unit)


def number_unit(type_: Type) -> str:
    """The unit of a number, or of the numbers of a list."""
    inner = type_.item if type_.kind == "list" and type_.item is not None else type_
    return unit_text(inner.unit)


def column_of(name: str, model: OutputColumn, unit: str) -> Column:
    """An output of a table or a catalogue: its title, and its unit or that of the decision."""
    return Column(name, words(model.title), declared_unit(model.unit) or unit)


def declared_unit(text: str | None) -> str:
    """A declared unit in its canonical text."""
    return "" if text is None else unit_text(parse_unit(text))


def causes_of(value: Any) -> tuple[Cause, ...]:
    """Why a value is unknown."""
    return value.causes if isinstance(value, Absent) else ()


def outcome_title(compiled: CompiledPolicy, outcome: str) -> Words:
    """The title of an outcome; its name where the policy gives none."""
    title = words(compiled.spec.outcomes.titles.get(outcome))
    return Words(sentence_case(outcome), outcome) if title is None else title


def input_unit(compiled: CompiledPolicy, path: str) -> str:
    """The declared unit of an input."""
    return declared_unit(compiled.spec.declared[path].unit)


def decision_title(compiled: CompiledPolicy, name: str) -> Words | None:
    """The title of a decision."""
    title = compiled.spec.decisions[name].get("title")
    return None if title is None else Words(title["en"], title["zh"])


def part_title(part: Part) -> Words | None:
    """The title of a part, at the top of a policy or within another part."""
    return words(part.decision.title)


def part_unit(facts: Facts, part: Part, *written: Written | None) -> str:
    """The declared unit of a part's value, else that of its expressions."""
    if part.decision.unit is not None:
        return declared_unit(part.decision.unit)
    units = (facts.type_of(w.tree).unit for w in written if w is not None)
    return next((str(unit) for unit in units if unit is not None), "")


def offer_titles(part: OffersPart) -> dict[str, Words | None]:
    """The titles of what an offer names: its amount, its term and what is worked out for it."""
    axes: dict[str, Words | None] = {axis: Words(*PHRASES[axis]) for axis in part.grid}
    return axes | {name: part_title(inner) for name, inner in part.inner.items()}


def titles_of(compiled: CompiledPolicy) -> Iterator[tuple[str, Words]]:
    """The titles of inputs, parameters, decisions and their entries, by name."""
    spec = compiled.spec
    named: list[tuple[str, InputModel | ParameterModel]] = [*spec.declared.items(), *spec.parameters.items()]
    for name, model in named:
        title = words(model.title)
        if title is not None:
            yield name, title
    yield "data_as_of", Words(*PHRASES["data_as_of"])
    for name in spec.decisions:
        title = decision_title(compiled, name)
        if title is None:
            continue
        yield name, title
        for entry, own in _entry_titles(compiled.parts[name]):
            yield f"{name}.{entry}", Words(f"{title.en}: {own.en}", f"{title.zh}：{own.zh}")


def _entry_titles(part: Part) -> Iterator[tuple[str, Words]]:
    """The titles of the entries of a decision's value; an entry without one is called by its name."""
    if isinstance(part, OffersPart):
        for entry, own in offer_titles(part).items():
            yield entry, own or Words(entry, entry)
    elif isinstance(part, AllocatePart):
        for entry in TOTALS:
            yield entry, Words(*PHRASES[f"share_{entry}"])
    elif isinstance(part, TablePart | CataloguePart):
        for entry, column in part.spec.out.items():
            yield entry, words(column.title) or Words(entry, entry)
    else:
        for entry in _ENTRIES.get(part.key, ()):
            yield entry, Words(*PHRASES[entry])


def item_titles_of(compiled: CompiledPolicy) -> dict[str, Words]:
    """Titles of list items' entries by their names, where only one input declares the name."""
    found: dict[str, set[Words]] = {}
    for model in compiled.spec.inputs.values():
        for name, inner in {**(model.items or {}), **(model.fields or {})}.items():
            title = words(inner.title)
            if title is not None:
                found.setdefault(name, set()).add(title)
    return {name: next(iter(titles)) for name, titles in found.items() if len(titles) == 1}
