"""FEEL syntax trees: what the parser makes and check, lowering and formatter read.

`span` is (start, end) in characters of the expression's own text and does not take part in
equality, so two texts that differ only in layout have equal trees. Chains of one operator are one
node, so that a long chain does not nest.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from itertools import count
from typing import Literal, TypeAlias

from credit_engine.operators.value_classes import PointOperator

Offsets: TypeAlias = tuple[int, int]


_numbers = count()


@dataclass(frozen=True, kw_only=True)
class Node:
    """Base of all syntax nodes; what is known about a node is stored under its unique number."""

    span: Offsets = field(default=(0, 0), compare=False, repr=False)
    number: int = field(default_factory=_numbers.__next__, init=False, compare=False, repr=False)


@dataclass(frozen=True)
class Number(Node):
    """A number literal; never negative (minus is `Negation`)."""

    value: Decimal


@dataclass(frozen=True)
class Text(Node):
    """A text literal, escapes resolved."""

    value: str


@dataclass(frozen=True)
class Boolean(Node):
    """`true` or `false`."""

    value: bool


@dataclass(frozen=True)
class Null(Node):
    """`null`."""


@dataclass(frozen=True)
class AtLiteral(Node):
    """`@"2026-11-23"`: a date, time, date and time or duration."""

    text: str


@dataclass(frozen=True)
class Name(Node):
    """A name; white space inside it is normalised. `?` is the name of the tested value."""

    name: str


@dataclass(frozen=True)
class Path(Node):
    """`target.name`."""

    target: Expression
    name: str


@dataclass(frozen=True)
class Argument(Node):
    """One argument of a call; `name` is empty for positional ones."""

    name: str
    value: Expression


@dataclass(frozen=True)
class Call(Node):
    """`function(arguments)`; a built-in is called through its `Name`."""

    function: Expression
    arguments: tuple[Argument, ...]


@dataclass(frozen=True)
class Filter(Node):
    """`target[condition]`; the condition may be an index."""

    target: Expression
    condition: Expression


@dataclass(frozen=True)
class List(Node):
    """`[a, b]`."""

    items: tuple[Expression, ...]


@dataclass(frozen=True)
class Entry(Node):
    """`key: value` of a context."""

    key: str
    value: Expression


@dataclass(frozen=True)
class Context(Node):
    """`{a: 1, b: a + 1}`; later entries see earlier ones."""

    entries: tuple[Entry, ...]

    def repeated_entry(self) -> Entry | None:
        """The first entry whose key stands before it already: FEEL gives such a context no value."""
        seen: set[str] = set()
        for entry in self.entries:
            if entry.key in seen:
                return entry
            seen.add(entry.key)
        return None


@dataclass(frozen=True)
class Range(Node):
    """`[low..high)`; an end that is None is unbounded, as in `(< 10)`.

    `(= 10)` and `(!= 10)` have the one value at both ends, and say so by their operator.
    """

    low: Expression | None
    high: Expression | None
    low_closed: bool
    high_closed: bool
    operator: PointOperator = ""


@dataclass(frozen=True)
class Negation(Node):
    """`-operand`."""

    operand: Expression


ArithmeticOperator: TypeAlias = Literal["+", "-", "*", "/", "**"]


@dataclass(frozen=True)
class Arithmetic(Node):
    """`first op operand op operand ...`, left-associative, all of one precedence level."""

    first: Expression
    rest: tuple[tuple[ArithmeticOperator, Expression], ...]


ComparisonOperator: TypeAlias = Literal["=", "!=", "<", "<=", ">", ">="]


@dataclass(frozen=True)
class Comparison(Node):
    """`left operator right`."""

    operator: ComparisonOperator
    left: Expression
    right: Expression


@dataclass(frozen=True)
class Between(Node):
    """`value between low and high`."""

    value: Expression
    low: Expression
    high: Expression


@dataclass(frozen=True)
class In(Node):
    """`value in test` or `value in (test, test)`."""

    value: Expression
    tests: tuple[Test, ...]


@dataclass(frozen=True)
class Conjunction(Node):
    """`a and b and c`."""

    operands: tuple[Expression, ...]


@dataclass(frozen=True)
class Disjunction(Node):
    """`a or b or c`."""

    operands: tuple[Expression, ...]


@dataclass(frozen=True)
class If(Node):
    """`if c then a else if d then b else e`: branches (condition, value) and the last else."""

    branches: tuple[tuple[Expression, Expression], ...]
    otherwise: Expression


@dataclass(frozen=True)
class Iterator(Node):
    """`name in source`, or `name in source..end`."""

    name: str
    source: Expression
    end: Expression | None = None


@dataclass(frozen=True)
class For(Node):
    """`for a in x, b in y return body`; `partial` in the body is the results so far."""

    iterators: tuple[Iterator, ...]
    body: Expression


@dataclass(frozen=True)
class Quantified(Node):
    """`some a in x satisfies c` or `every ...`."""

    quantifier: Literal["some", "every"]
    iterators: tuple[Iterator, ...]
    condition: Expression


@dataclass(frozen=True)
class TypeName(Node):
    """A type as written: `number`, `list<text>`, `context<a: number>`, `function<number> -> text`.

    `name` is `list`, `range`, `context`, `function` or a simple (possibly dotted) name; `arguments`
    are the types in angle brackets, `keys` the names of a context's entries, `result` a function's.
    """

    name: str
    arguments: tuple[TypeName, ...] = ()
    keys: tuple[str, ...] = ()
    result: TypeName | None = None


@dataclass(frozen=True)
class Parameter(Node):
    """A formal parameter with its optional type."""

    name: str
    type: TypeName | None = None


@dataclass(frozen=True)
class Function(Node):
    """`function(a, b: number) body`; `external` bodies are parsed and always refused."""

    parameters: tuple[Parameter, ...]
    body: Expression
    external: bool = False


@dataclass(frozen=True)
class InstanceOf(Node):
    """`value instance of type`."""

    value: Expression
    type: TypeName


@dataclass(frozen=True)
class CompareTest(Node):
    """A unary test with an operator: `< 5`, `!= "x"`."""

    operator: ComparisonOperator
    value: Expression


@dataclass(frozen=True)
class ValueTest(Node):
    """A unary test by value: equal to it, contained in it, or true where it uses `?`."""

    value: Expression


@dataclass(frozen=True)
class UnaryTests(Node):
    """A decision-table cell: `-` (no tests), `test, test`, or `not(test, test)`."""

    tests: tuple[Test, ...]
    negated: bool = False


Test: TypeAlias = CompareTest | ValueTest
Expression: TypeAlias = (
    Number
    | Text
    | Boolean
    | Null
    | AtLiteral
    | Name
    | Path
    | Call
    | Filter
    | List
    | Context
    | Range
    | Negation
    | Arithmetic
    | Comparison
    | Between
    | In
    | Conjunction
    | Disjunction
    | If
    | For
    | Quantified
    | Function
    | InstanceOf
)
