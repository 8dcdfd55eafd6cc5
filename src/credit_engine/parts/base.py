"""What every part of a decision graph is: a model, checks, a lowering, and what it records."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, ClassVar, Generic, NamedTuple, Protocol, TypeAlias, TypeVar

from credit_engine.account.evidence import Words
from credit_engine.account.record import Record
from credit_engine.account.steps import Step
from credit_engine.document_text import Document, Path
from credit_engine.feel import syntax
from credit_engine.feel.check import Checker, Known, Names, WholeText
from credit_engine.feel.check.names import Operand
from credit_engine.feel.format import format_expression
from credit_engine.feel.lower import Lowering
from credit_engine.feel.scope import Binding, Scope
from credit_engine.feel.types import ANY, TEXT, Type, orders_clash, ordinal
from credit_engine.feel.walk import children
from credit_engine.parts import problems
from credit_engine.parts.card import Card, ScoredCard
from credit_engine.parts.careful import expression_doubts
from credit_engine.parts.examined import Examined
from credit_engine.parts.model import DecisionModel
from credit_engine.parts.mutation.mutant import Mutant, Original, of_written, place_of
from credit_engine.parts.problems import rules as of_rules
from credit_engine.parts.reading import Reader, Reporting, Written, WrittenTests
from credit_engine.parts.references import References
from credit_engine.parts.rule import NOBODY, LoweredRule
from credit_engine.parts.sheets import SheetForm
from credit_engine.parts.telling import Telling, Titles, words
from credit_engine.problems import Note, Problem, suggestion
from credit_engine.run.outcomes import Outcomes
from credit_engine.source import Span
from credit_engine.wording import said, to_write


class Element(NamedTuple):
    """Something that a case can reach: of a kind, of a decision, by name, in one of its states.

    Of a kind `kind_...` says in `texts.cases` or in `phrases` of the part what it is, of a state the word.
    """

    kind: str
    decision: str
    name: str
    state: str = ""


class Seen(Protocol):
    """An evaluated decision, in which a part finds what it reached."""

    def value(self, node: int) -> Any:
        """The value of a node."""

    def replay(self, nodes: Sequence[int], given: Mapping[int, Any] | None = None) -> Sequence[Any]:
        """The values of nodes, evaluated again, as for an item or an offer."""

    def counted(self, name: str, rule: LoweredRule) -> LoweredRule:
        """A rule of the set of a name as far as it counts: in a process only where its stage is reached."""


_REASONS = said(
    "'because' names a code; its texts stand under 'reasons:' as {{en: ..., zh: ...}}",
    "'because' 写原因代码，文字在 'reasons:' 下写作 {{en: ..., zh: ...}}",
)


@dataclass
class Checks(Reporting):
    """What parts are checked against: known names, outcomes, reasons (None where they could not be read)."""

    names: Names
    outcomes: Outcomes
    reasons: frozenset[str] | None
    types: dict[int, Type] = field(default_factory=dict)
    used_reasons: set[str] = field(default_factory=set)
    causes: Mapping[str, Collection[str]] = field(default_factory=dict)
    """The declared causes of missing values by the input's path."""
    outcome_titles: Titles = ()
    roles: frozenset[str] = frozenset()
    """The roles that the policy declares; where it declares none, any may intervene that a rule names."""
    used_roles: set[str] = field(default_factory=set)

    def outcome_meant(self, text: str, others: Sequence[str] = ()) -> str:
        """As a hint the outcome that a text calls by its title or nearly names, or a rule for a name."""
        titled = {title: name for name, titles in self.outcome_titles for title in titles}
        if text in titled:
            return to_write(titled[text])
        near = suggestion(text, (*others, *self.outcomes.order))
        root = text.partition(".")[0]
        if near or (self.names.find(root) is None and ("decisions", root) not in self.document):
            return near
        return said(
            "only a rule can name its outcome: add one under 'rules:' with then: {text}",
            "只有规则的结论可以写名称：请在 'rules:' 下另写一条规则，then: {text}",
            text=text,
        )

    @property
    def outcome_type(self) -> Type:
        """The type of an outcome: an ordinal, the best first; any text where they could not be read."""
        if not self.outcomes.order:
            return TEXT
        return ordinal(self.outcomes.order, best_first=True, titles=self.outcome_titles)

    def infer(self, written: Written | None, names: Names | None = None) -> Type:
        """The type of an expression; its problems are collected."""
        if written is None:
            return ANY
        checker = Checker(written.text, self.types)
        type_ = checker.infer(written.tree, names or self.names)
        self.problems += checker.problems
        return type_

    def expect(self, written: Written | None, kind: str, what: str, names: Names | None = None) -> Type:
        """The type of an expression that has to be of one kind."""
        if written is None:
            return ANY
        checker = Checker(written.text, self.types)
        type_ = checker.expect(written.tree, names or self.names, kind, what)
        self.problems += checker.problems
        return type_

    def cell(self, written: WrittenTests | None, tested: Written | None) -> None:
        """Check a cell against the expression that it tests."""
        if written is None or tested is None:
            return
        checker = Checker(written.text, self.types)
        known = checker.known(tested.tree, self.names)
        checker.cell(written.tree, Operand(tested.tree, self.types[tested.tree.number], known), self.names)
        self.problems += checker.problems

    def same_order(
        self, name: str, actual: Type, wanted: Type, span: Span, notes: tuple[Note, ...] = ()
    ) -> None:
        """Report an ordinal that is handed to one of another list."""
        if not orders_clash(actual, wanted):
            return
        self.report(
            problems.other_order,
            span,
            name=name,
            values=", ".join(actual.order_values or ()),
            expected=" < ".join(wanted.order_values or ()),
            notes=notes,
        )

    def is_outcome(self, then: str, at: Path, others: Sequence[str] = ()) -> bool:
        """Whether the text at a path is an outcome, or one of a few other words; if not, that is reported."""
        known = (*others, *self.outcomes.order)
        if not self.outcomes.order or then in known:
            return True
        if not self.unread(at):
            hint = self.outcome_meant(then, others)
            self.report(problems.unknown_outcome, at, then=then, expected=", ".join(known), hint=hint)
        return False

    def own_id(self, name: str, seen: dict[str, Path], at: Path) -> None:
        """No other rule of the set has this id; `seen` holds the place of each."""
        first = seen.setdefault(name, at)
        if first != at:
            note = Note(said("the other rule", "另一条规则"), self.document.span((*first, "id")))
            self.report(of_rules.rule_id_twice, (*at, "id"), name=name, notes=(note,))

    def declared(self, then: str, because: str, at: Path) -> None:
        """The outcome and the reason that stand under `at` are declared."""
        self.is_outcome(then, (*at, "then"))
        self.declared_reason(because, at)

    def declared_reason(self, because: str, at: Path) -> None:
        """The reason that stands under `at` is declared."""
        self.used_reasons.add(because)
        at = (*at, "because")
        if self.reasons is not None and because not in self.reasons and not self.unread(at):
            self.report(
                of_rules.unknown_reason,
                at,
                because=because,
                hint=suggestion(because, self.reasons) or _REASONS,
            )

    def waivable(self, by: str | list[str], at: Path) -> None:
        """`waivable_by` under `at` names roles, each once, or nobody."""
        named = [by] if isinstance(by, str) else by
        here = (*at, "waivable_by")
        if self.document.is_damaged(here):
            return
        span = self.document.span(here)
        if not named or not all(name.strip() for name in named):
            self.report(of_rules.names_no_role, span)
        elif NOBODY in named[1:] or (NOBODY in named and len(named) > 1):
            self.report(of_rules.nobody_beside_roles, span)
        for i, name in enumerate(named):
            place = here if isinstance(by, str) else (*here, i)
            self.used_roles.add(name)
            if name in named[:i]:
                self.report(problems.listed_twice, place, name=name, what=said("role", "岗位"))
            elif self.roles and name.strip() and name not in self.roles | {NOBODY}:
                self.report(of_rules.unknown_role, place, role=name, known=sorted(self.roles))

    def values_behind(self, tree: syntax.Node) -> set[str]:
        """The inputs by their paths, and other names, from which a value is computed."""
        found: set[str] = set()
        stack = [tree]
        while stack:
            node = stack.pop()
            if isinstance(node, syntax.Name):
                found.add(node.name)
            elif isinstance(node, syntax.Path) and self._is_input(node):
                found.add(format_expression(node))
            else:
                stack += children(node)
        return found

    def _is_input(self, tree: syntax.Path) -> bool:
        known = Checker(WholeText("")).known(tree, self.names)
        return known is not None and known.what == "input" and known.entries is None

    def unread(self, path: Path) -> bool:
        """Whether a value was set aside because of a problem that is already reported."""
        return self.document.is_damaged(path)


@dataclass(frozen=True)
class Finished:
    """A policy that has been lowered, as its parts look at it once more.

    `inputs` are the paths of all declared inputs; `behind` gives those that a node depends on, those of the
    state before the decision (`prior`) included. `protected` are those that must not be decided on, and that
    neither the outcome nor an output depends on.
    """

    document: Document
    inputs: frozenset[str]
    behind: Callable[[int], frozenset[str]]
    protected: frozenset[str] = frozenset()


class Surroundings(Protocol):
    """What a part can take in before it is checked: files that it names, and the other parts."""

    document: Document
    parts: Mapping[str, AnyPart]

    def card(self, name: str, at: Span) -> Card | None:
        """The scorecard that is named at a place; None with its problems."""

    def called(self, name: str, at: Span) -> Any:
        """The policy that is named at a place, as `parts.called.Called`; None with its problems."""


S = TypeVar("S")


class Head(NamedTuple, Generic[S]):
    """Where a decision stands, and what is written there: beside its part, and as its part (`spec`)."""

    name: str
    path: Path
    key: str
    decision: DecisionModel
    spec: S

    @property
    def here(self) -> Path:
        """The path of the part's own mapping."""
        return (*self.path, self.key)


class Part(Record, ABC, Generic[S]):
    """One decision as it is read; checked, with what checking found. None of these objects ever changes."""

    key: ClassVar[str]
    model: ClassVar[type[DecisionModel]]
    facts: ClassVar[type[Any] | None] = None
    """What its step holds as JSON, a named tuple, where it is told in lines (`account.lines`)."""
    sheet_form: ClassVar[SheetForm | None] = None
    """How a sheet (`sheet:`) stands for what it would write inline, of a part that can have one."""
    phrases: ClassVar[Mapping[str, tuple[str, str]]] = {}
    """Its kinds of elements (`kind_...`) and mutants (`mutant_...`), beside those of `texts.cases`."""

    is_process: ClassVar[bool] = False
    """Whether it only counts other rule sets, in stages."""

    head: Head[S]

    @property
    def name(self) -> str:
        """The name of the decision."""
        return self.head.name

    @property
    def path(self) -> Path:
        """The path of the decision."""
        return self.head.path

    @property
    def decision(self) -> DecisionModel:
        """All that is written of the decision."""
        return self.head.decision

    @property
    def spec(self) -> S:
        """What is written under the part's key, or the whole decision where that is no mapping."""
        return self.head.spec

    @property
    def here(self) -> Path:
        """The path of the part's own mapping."""
        return self.head.here

    @classmethod
    @abstractmethod
    def read(cls, head: Head[Any], reader: Reader) -> Part[S]:
        """The part with all its expressions parsed."""

    def trees(self) -> Iterator[syntax.Node]:
        """All syntax trees of the part, for its dependencies."""
        yield from (written.tree for written in self.written())

    @abstractmethod
    def check(self, checks: Checks) -> Checked:
        """The part with what checking found, and the type of the decision's value."""

    @abstractmethod
    def lower(self, lowering: Lowering, scope: Scope, around: Around) -> Lowered[AnyPart]:
        """The nodes of a checked part."""

    def join(self, surroundings: Surroundings) -> Part[S]:
        """The part with the files that it names, and the parts that it counts."""
        return self

    def check_counting(self, checks: Checks, counted: Sequence[str]) -> None:
        """Check the part against the rule sets on which the policy's outcome rests, itself among them."""
        return

    @property
    def first_needs(self) -> frozenset[str]:
        """Inputs, or groups of them, that a record has from the beginning."""
        return frozenset()

    @property
    def later_needs(self) -> frozenset[str]:
        """Inputs, or groups of them, that a record need not have yet."""
        return frozenset()

    def doubts(self, examined: Examined) -> Iterator[Problem]:
        """What of the part a careful reader would ask about, though it can be used as it is."""
        yield from expression_doubts(self.written(), examined)

    @property
    def defined(self) -> syntax.Expression | None:
        """The expression that the decision gives a name to, of one that does nothing else."""
        return None

    @property
    def title(self) -> Words | None:
        """The title of the decision, at the top of a policy or within another part."""
        return words(self.decision.title)

    @property
    def entry_titles(self) -> Mapping[str, Words]:
        """The titles of the entries of the decision's value; an entry without one is called by its name."""
        return {}

    def written(self) -> Iterator[Written]:
        """The expressions that the policy writes for the part."""
        yield from ()

    def worded(self) -> Iterator[Written]:
        """The expressions that the policy's book says in words where something is given by them."""
        yield from self.written()

    def reachable(self) -> Iterator[Element]:
        """What of the part the cases of a policy should reach."""
        yield from ()

    def mutants(self, place: str, original: Original) -> Iterator[Mutant]:
        """Small changes that some case should notice; their names begin with `place`."""
        for written in self.written():
            yield from of_written(place_of(written.path), written, types=original.types)

    def files(self) -> Mapping[tuple[str, str], Document]:
        """What was read for the part from other files, by kind and name."""
        return {}

    def references(self) -> References:
        """Root names that the part's expressions use."""
        references = References()
        for tree in self.trees():
            references.collect(tree)
        return references

    def known(self, type_: Type, span: Span) -> Known:
        """The decision's name as later parts see it."""
        entries = None
        if type_.kind == "context" and type_.fields is not None:
            entries = {key: Known(t, span, what="decision") for key, t in type_.fields}
        return Known(type_, span, entries, "decision")


AnyPart: TypeAlias = Part[Any]


class Checked(NamedTuple):
    """A part after checking, and the type of the decision's value."""

    part: AnyPart
    type: Type


class Around(NamedTuple):
    """What a part is lowered among: outcomes and parts of its policy, and whether another policy calls it."""

    outcomes: Outcomes
    lowered: Mapping[str, Lowered[AnyPart]]
    is_called: bool = False


P_co = TypeVar("P_co", bound=AnyPart, covariant=True)


class Lowered(Record, ABC, Generic[P_co]):
    """A part within a program: each of its nodes under a name of its own.

    `binding` is what the decision's name stands for; `entries` are those of its value that are kept, by name;
    `rules` are all that can fire, in declared order, of a rule set.
    """

    part: P_co
    binding: Binding
    entries: Mapping[str, int] = MappingProxyType({})
    rules: Sequence[LoweredRule] = ()

    @property
    @abstractmethod
    def slots(self) -> Iterable[int]:
        """The nodes whose values every decision keeps, in the order in which they do."""

    @abstractmethod
    def tell(self, telling: Telling) -> Step:
        """The account of the part."""

    @property
    def value(self) -> int | None:
        """The node of the decision's value; None where it is told by its entries alone."""
        return self.binding if isinstance(self.binding, int) else None

    @property
    def counted_sets(self) -> Mapping[str, Sequence[LoweredRule]]:
        """Of a process the rules of each of its sets as they count: where their stage is reached."""
        return {}

    @property
    def scored_card(self) -> ScoredCard | None:
        """The scorecard that the part evaluates."""
        return None

    def reason_codes(self) -> Iterator[str]:
        """The codes of reasons that the part brings along, beside those that the policy declares."""
        yield from ()

    def reached(self, seen: Seen) -> Iterator[Element]:
        """What of the part a decision reached."""
        yield from ()

    def review(self, finished: Finished) -> Iterator[Problem]:
        """What is wrong with the part that only the whole program shows."""
        yield from ()

    def binds(self, value: Callable[[int], Any]) -> str | None:
        """The constraint at which its value ends, of a part that has some; `value` gives those of nodes."""
        return None

    @property
    def name(self) -> str:
        """The name of the decision."""
        return self.part.name

    @property
    def title(self) -> Words | None:
        """The title of the decision."""
        return self.part.title
