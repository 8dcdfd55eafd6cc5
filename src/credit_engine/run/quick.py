"""Quick forms of calls: Python expressions in place of kernels, for rows whose values are there.

A form gives what the kernel gives, decimals with the same digits and exponents, or raises one of `ESCAPES`; then the row is
evaluated anew by the kernels, which alone say what an absent value, an overflow or an error means. That an absent value
does not slip through needs no test at most places: in arithmetic, in a condition and as an index it raises by itself.

Numbers stay ints and decimals, and go straight to the methods of `numbers.CONTEXT`, which round to 34 digits and raise on overflow.
Scaled ints would save some 20 ns an operation and lose more where a step is recorded, since each has to become a decimal
again; see docs/explanation/decisions.md.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple, NoReturn, Protocol

from credit_engine import numbers
from credit_engine.absent import Absent, absent
from credit_engine.ir import Node, Program
from credit_engine.operators import FUNCTIONS
from credit_engine.operators.aggregate_functions import exact_sum
from credit_engine.operators.kinds import kind_of
from credit_engine.run.calls import call_text
from credit_engine.run.disjoint import disjoint
from credit_engine.run.kernels import truth
from credit_engine.run.outcomes import Outcomes
from credit_engine.run.scoring import Bins, find_bin, scaled
from credit_engine.run.steps import (
    NOT_APPLICABLE,
    Hits,
    applicable,
    gives_list,
    has_no_value,
    hit,
    no_row,
    pick,
)
from credit_engine.temporal.arithmetic import days_between
from credit_engine.temporal.dates import ORDER_KEY
from credit_engine.work import ITEMS_A_TURN

ESCAPES = (TypeError, ArithmeticError, LookupError, AttributeError, ValueError)
"""What quick forms raise for values that they do not cover.

TypeError and AttributeError for an absent value in a calculation or a condition, ArithmeticError for an overflow
or a division by zero, LookupError for a value that no bin has, ValueError where lending mathematics refuses.
"""

_LONGEST_CHAIN = 40
"""So many conditional expressions one within the other; Python's compiler refuses a few hundred."""
_REMEMBERED = 1024
_MOST_OUTCOMES = 8
"""So many outcomes that rules ask for are told by the bits of an index."""
_SCALARS = frozenset(
    (
        "number",
        "text",
        "boolean",
        "date",
        "time",
        "date and time",
        "days and time duration",
        "years and months duration",
    )
)
"""Kinds whose values hold no other values, so that none of those can be absent."""
_ORDERED = frozenset(("number", "text", "date", "days and time duration", "years and months duration"))
_SIGNS = {"=": "==", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}


class Form(NamedTuple):
    """An expression for the value of a call, whether it is never absent, and the statements before it."""

    text: str
    present: bool = True
    before: Sequence[str] = ()


class Writing(Protocol):
    """What writes the function around a call."""

    program: Program
    constants: Mapping[str, Any]

    def ref(self, i: int) -> str:
        """The Python name of a node's value."""

    def bind(self, value: Any) -> str:
        """A name for an object that the generated code uses by reference."""

    def sure(self, name: str) -> bool:
        """Whether a value is never absent where the quick function goes on."""

    def user(self, node: Node) -> Node | None:
        """The call beside a node that alone uses its value, None where there is no such call."""


class Call(NamedTuple):
    """A call to be written: the names and kinds of its arguments, and which are never absent."""

    node: Node
    args: Sequence[str]
    kinds: Sequence[str]
    present: Sequence[bool]
    writing: Writing

    @property
    def known(self) -> Mapping[str, Any]:
        """Values of those names that are constants."""
        return self.writing.constants

    @property
    def nodes(self) -> Sequence[Node]:
        """The program's nodes."""
        return self.writing.program.nodes

    def bind(self, value: Any) -> str:
        """A name for an object that the generated code uses by reference."""
        return self.writing.bind(value)

    @property
    def data(self) -> Any:
        """The constant data of the call's kernel."""
        return self.node.data

    @property
    def all_present(self) -> bool:
        """Whether no argument is ever absent."""
        return all(self.present)

    @property
    def all_constant(self) -> bool:
        """Whether all arguments but the first are constants with a value."""
        return all(name in self.known and present for name, present in list(zip(self.args, self.present, strict=True))[1:])


def quick_form(call: Call) -> Form | None:
    """The form of a call, None where there is none: then its kernel is called."""
    make = _FORMS.get(call.node.name)
    if make is not None:
        return make(call)
    return _function(call) if call.node.name.startswith("fn:") else None


def kind_of_value(value: Any, kind: str) -> str:
    """The kind of a constant, where its static one is open."""
    return kind_of(value) if kind == "any" else kind


# Comparisons, arithmetic, rounding.


def _comparison(call: Call) -> Form | None:
    (left, right), kind, sign = call.args, call.kinds[0], _SIGNS[call.node.name]
    equality = kind == "boolean" and call.node.name in ("=", "!=")
    if len(set(call.kinds)) > 1 or not (kind in _ORDERED or equality):
        return None
    if kind != "date" or not any(call.present):
        return Form(f"{left} {sign} {right}", call.all_present)
    test = f"{left}.{ORDER_KEY} {sign} {right}.{ORDER_KEY}"
    if call.all_present:
        return Form(test)
    open_ = right if call.present[0] else left
    return Form(f"{open_} if {open_}.__class__ is Absent else {test}", False)


_CONTEXT = numbers.CONTEXT
_ARITHMETIC = {"+": _CONTEXT.add, "-": _CONTEXT.subtract, "*": _CONTEXT.multiply, "/": _CONTEXT.divide}


def _arithmetic(call: Call) -> Form | None:
    """What `numbers.add` and its like do first; they go on where this raises."""
    left, right = call.args
    if tuple(call.kinds) == ("number", "number"):
        return Form(f"{call.bind(_ARITHMETIC[call.node.name])}({left}, {right})")
    if tuple(call.kinds) == ("date", "date") and call.node.name == "-":
        return _or_kernel(call, f"{call.bind(days_between)}({left}, {right})")
    return None


def _or_kernel(call: Call, text: str) -> Form:
    """An expression for arguments that are there, the kernel's call for others."""
    open_ = [name for name, present in zip(call.args, call.present, strict=True) if not present]
    if not open_:
        return Form(text)
    tests = " or ".join(f"{name}.__class__ is Absent" for name in open_)
    kernel = call_text(call.node, call.args, call.kinds, "policy", call.bind)
    return Form(f"({kernel}) if {tests} else {text}", False)


def _negate(call: Call) -> Form | None:
    (value,) = call.args
    if call.kinds[0] != "number":
        return None
    return Form(f"-{value} if {value}.__class__ is int else {call.bind(_CONTEXT.subtract)}(0, {value})")


def _round(call: Call) -> Form | None:
    digits, mode = call.data
    if digits < 0 or call.kinds[0] != "number":
        return None
    (value,) = call.args
    unit, rounding, context = map(call.bind, numbers.quantizing(digits, mode))
    rounded = f"{value}.quantize({unit}, {rounding}, {context})"
    return Form(f"{rounded} if {value}.__class__ is Decimal else {value}", call.present[0])


def _extreme(sign: str) -> Callable[[Call], Form | None]:
    """The smallest or largest; of equal ones the first, as `min` and `max` have it."""
    name = "min" if sign == "<" else "max"

    def form(call: Call) -> Form | None:
        if len(call.args) < 2 or set(call.kinds) != {"number"}:
            return None
        if len(call.args) == 2:
            left, right = call.args
            return Form(f"{right} if {right} {sign} {left} else {left}")
        return Form(f"{name}({', '.join(call.args)})")

    return form


def _limit(call: Call) -> Form | None:
    """`steps.limit_amount` for a constant step and minimum."""
    amount, *fixed = call.args
    if not call.all_constant or any(kind != "number" for kind in call.kinds):
        return None
    step, minimum = (call.known[name] for name in fixed)
    if step <= 0 or minimum < 0:
        return None
    steps = f"{call.bind(_CONTEXT.divide_int)}({amount}, {fixed[0]})"
    found = f"m{call.node.id}"
    rounded = f"({found} := {call.bind(_CONTEXT.multiply)}({steps}, {fixed[0]}))"
    return Form(f"0 if {amount} <= 0 or {rounded} < {fixed[1]} else {found}")


# Tests of one value.


def _unless_absent(call: Call, test: str) -> Form:
    value = call.args[0]
    return Form(test, True) if call.present[0] else Form(f"{value} if {value}.__class__ is Absent else {test}", False)


def _inside(call: Call) -> Form:
    value, low, high = call.args
    below, above = (_SIGNS[sign] for sign in call.data)
    return _unless_absent(call, f"{low} {below} {value} {above} {high}")


def _member(call: Call) -> Form:
    return _unless_absent(call, f"{call.args[0]} in {call.args[1]}")


def _not(call: Call) -> Form | None:
    return _unless_absent(call, f"not {call.args[0]}") if call.kinds[0] == "boolean" else None


def _entry(call: Call) -> Form | None:
    """An entry of an item of a list; it may be absent, the item seldom is."""
    value, key = call.args
    item = call.nodes[call.node.args[0]].op == "PARAM"
    return Form(f"{value}[{key}]", False) if item else None


def _is_missing(call: Call) -> Form | None:
    if call.data != () or (len(call.args) == 2 and not (call.kinds[1] == "text" and call.present[1])):
        return None
    value = call.args[0]
    if call.present[0]:
        return Form("False")
    if len(call.args) == 1:
        return Form(f"{value}.__class__ is Absent")
    return Form(f"{value}.__class__ is Absent and {call.bind(_has_cause)}({value}, {call.args[1]})")


def _has_cause(value: Absent, code: str) -> bool:
    return any(cause.code == code for cause in value.causes)


def _if_missing(call: Call) -> Form | None:
    if call.data != () or len(call.args) != 2:
        return None
    value, default = call.args
    if call.present[0]:
        return Form(value)
    return Form(f"{default} if {value}.__class__ is Absent else {value}", call.present[1])


# Rules and outcomes.


def _applicable(call: Call) -> Form | None:
    applies, condition = call.args
    if call.kinds[0] != "boolean":
        return None
    text = f"{condition} if {applies} else {call.bind(NOT_APPLICABLE)}"
    if call.present[0]:
        return Form(text, False)
    # A question that nobody can answer decides nothing, unless its rule did not fire anyway.
    kernel = f"{call.bind(applicable)}({applies}, {condition})"
    return Form(f"{condition} if {applies} is True else {kernel}", False)


def _rules(call: Call) -> Form | None:
    """A bit for each outcome that a rule asks for, which fired or is undecided; the highest is the worst."""
    outcomes, ranks = call.data
    undecided = outcomes.rank(outcomes.undecided)
    asked = sorted({*ranks, undecided})
    if len(asked) > _MOST_OUTCOMES:
        return None
    bits = {rank: 1 << at for at, rank in enumerate(asked)}
    found = f"t{call.node.id}"
    before = [f"{found} = 0"]
    for rank, status, present in zip(ranks, call.args, call.present, strict=True):
        if present:
            before.append(f"if {status}: {found} |= {bits[rank]}")
        else:
            open_ = f"{bits[undecided]} if {status}.applicable else 0"
            before.append(f"if {status} is not False: {found} |= {bits[rank]} if {status} is True else {open_}")
    worst = (outcomes.order[asked[bits_.bit_length() - 1]] for bits_ in range(1, 1 << len(asked)))
    return Form(f"{call.bind((outcomes.nothing_fired, *worst))}[{found}]", before=before)


def _worst(call: Call) -> Form | None:
    """The worst of texts, of which there are few."""
    if not call.all_present or not call.args:
        return None
    return Form(f"{call.bind(_worst_of(call.data))}({', '.join(call.args)})")


@lru_cache(maxsize=256)
def _worst_of(outcomes: Outcomes) -> Callable[..., str]:
    return lru_cache(maxsize=_REMEMBERED)(lambda *values: outcomes.worst(values))


def _settled(call: Call) -> Form | None:
    """`steps.settled_outcome`; outputs that always have a value are not asked."""
    outcome, *released = call.args
    if not call.present[0]:
        return None
    tests = []
    for at in range(0, len(released), 2):
        when, value = released[at], released[at + 1]
        sure, kind, present = call.present[at + 1], call.kinds[at + 2], call.present[at + 2]
        lacks = f"{value}.__class__ is Absent" if kind in _SCALARS else f"{call.bind(has_no_value)}({value})"
        if not sure:
            open_ = f"{when} is not False and {when}.applicable"
            tests.append(f"({lacks} if {when} is True else {open_})")
        elif kind not in _SCALARS or not present:
            tests.append(f"({when} and {lacks})")
    if not tests:
        return Form(outcome)
    undecided = call.bind(call.data.undecided)
    return Form(f"{call.bind(_worst_of(call.data))}({outcome}, {undecided}) if {' or '.join(tests)} else {outcome}")


# Tables.


def _hit(call: Call) -> Form | None:
    if not call.args:
        return None
    if len(call.args) <= _LONGEST_CHAIN and (call.data.policy == "first" or _is_first(call)):
        return _first(call)
    if not call.all_present:
        return None
    one = call.data.policy in _ONE_ROW
    return Form(f"{call.bind((_row if one else _hits)(call.data))}({', '.join(call.args)})", one)


def is_chosen_by(user: Node) -> bool:
    """Whether a call uses each of its arguments once, as a row's match."""
    return user.name == "hit" and user.data.policy in ("first", *_ONE_ROW) and len(set(user.args)) == len(user.args)


def _is_first(call: Call) -> bool:
    """Whether the first row that matches is the only one, for want of a record that two of them match."""
    return call.data.policy in _ONE_ROW and call.all_present and disjoint(call.writing.program, call.node.args)


def _first(call: Call) -> Form:
    """The first row that matches; an undecided row before it leaves the row open."""
    text = ""
    for row, (match, present) in enumerate(zip(call.args, call.present, strict=True)):
        if present:
            text += f"{row} if {match} else "
        else:
            text += f"{row} if {match} is True else {call.bind(truth)}({match}) if {match} is not False else "
    nothing = no_row(call.data)
    if call.data.policy != "first" and nothing.__class__ is Absent:
        return Form(f"{text}{call.bind(_nothing)}()")
    return Form(f"{text}{call.bind(nothing)}", call.all_present and nothing.__class__ is not Absent)


def _nothing() -> NoReturn:
    """No row of a unique table, which is to have one for each record."""
    raise LookupError


@lru_cache(maxsize=4096)
def _hits(data: Hits) -> Callable[..., Any]:
    """The row or rows for the truths of all rows, remembered: a table's records match few sets of rows."""
    return lru_cache(maxsize=_REMEMBERED)(hit(data))


_ONE_ROW = ("unique", "priority")
"""Hit policies by which at most one row counts."""


@lru_cache(maxsize=4096)
def _row(data: Hits) -> Callable[..., int]:
    """The row that counts; where none does, or several of a unique table, the kernel has to say so."""
    choose = _hits(data)

    def row(*truths: bool) -> int:
        found = choose(*truths)
        if found.__class__ is not int:
            raise LookupError
        return found

    return lru_cache(maxsize=_REMEMBERED)(row)


def _pick(call: Call) -> Form | None:
    rows, *values = call.args
    if gives_list(call.data):
        return None
    collected = _collected(call)
    if collected is not None:
        return collected
    taken = call.bind(tuple(call.known[name] for name in values)) if call.all_constant else f"({', '.join(values)},)"
    kernel = f"{call.bind(pick(call.data))}({', '.join(call.args)})"
    if call.present[0] and _gives_row(call):
        return Form(f"{taken}[{rows}]", all(call.present[1:]))
    return Form(f"{taken}[{rows}] if {rows}.__class__ is int else {kernel}", False)


def _gives_row(call: Call) -> bool:
    """Whether what is picked by is a row's number whenever it is not absent."""
    found = call.nodes[call.node.args[0]]
    return found.name == "hit" and found.data.policy in ("first", *_ONE_ROW)


def _collected(call: Call) -> Form | None:
    """The aggregate of the rows that match, as a function of the truths of all rows."""
    found = call.nodes[call.node.args[0]]
    if call.data[0] != "collect" or found.name != "hit" or not call.all_constant:
        return None
    matches = [call.writing.ref(arg) for arg in found.args]
    if not matches or not all(map(call.writing.sure, matches)):
        return None
    values = [call.known[name] for name in call.args[1:]]
    rows, value = hit(found.data), pick(call.data)
    remembered = lru_cache(maxsize=_REMEMBERED)(lambda *truths: value(rows(*truths), *values))
    return Form(f"{call.bind(remembered)}({', '.join(matches)})", False)


# Scorecards.


def _bin(call: Call) -> Form | None:
    (value,), bins = call.args, call.data
    found = _place(call, bins) if call.kinds[0] == "number" else _word(call, bins)
    if not found or call.present[0]:
        return Form(found) if found else None
    return Form(f"{call.bind(find_bin(bins))}({value}) if {value}.__class__ is Absent else {found}", False)


def _place(call: Call, bins: Bins) -> str:
    """One bisection where all edges belong to the same side, as those of ranges do; empty for others."""
    between, at = bins.cells[::2], bins.cells[1::2]
    if not bins.edges or None in bins.cells:
        return ""
    if at == between[1:]:
        search: Callable[..., int] = bisect_right
    elif at == between[:-1]:
        search = bisect_left
    else:
        return ""
    return f"{call.bind(between)}[{call.bind(search)}({call.bind(bins.edges)}, {call.args[0]})]"


def _word(call: Call, bins: Bins) -> str:
    if call.kinds[0] != "text" or bins.edges or not all(key.__class__ is str for key in bins.texts):
        return ""
    texts, value = call.bind(bins.texts), call.args[0]
    if bins.otherwise is None:
        return f"{texts}[{value}]"
    return f"{texts}.get({value}, {bins.otherwise})"


def _points(call: Call) -> Form | None:
    exact = scaled(*call.data)
    if exact is None or len(call.args) > 20 * _LONGEST_CHAIN:
        return None
    start, multiples, decimals = exact
    terms = [f"{call.bind(tuple(table))}[{name}]" for table, name in zip(multiples, call.args, strict=True)]
    total = " + ".join([str(start), *terms])
    return Form(f"{call.bind(_CONTEXT.scaleb)}({total}, {-decimals})" if decimals else total)


# Lists; what is longer takes its work from the budget, as kernels do.


def _count(call: Call) -> Form | None:
    return Form(f"len({call.args[0]})") if call.data == () and call.kinds[0].partition("<")[0] == "list" else None


def is_summed_by(node: Node, user: Node) -> bool:
    """Whether entries of a list's items are used by nothing but their sum, which takes them from the items."""
    return node.name == "entries" and _is_sum(user) and user.args == (node.id,) and node.kind == "list<number>"


def _is_sum(node: Node) -> bool:
    return node.name == "fn:sum" and node.data == () and len(node.args) == 1


def _sum(call: Call) -> Form | None:
    if not _is_sum(call.node) or call.kinds[0] != "list<number>":
        return None
    entries = call.nodes[call.node.args[0]]
    if call.writing.user(entries) is call.node and is_summed_by(entries, call.node):
        items, key = map(call.writing.ref, entries.args)
        inner = _kernel(call._replace(node=entries, args=(items, key), kinds=("list", "text")))
        kernel = _kernel(call._replace(args=(f"({inner})",)))
        return _if_short(items, f"{call.bind(sum_of_entries)}({items}, {key})", kernel)
    (items,) = call.args
    return _if_short(items, f"{call.bind(numbers.normal)}({call.bind(exact_sum)}({items}))", _kernel(call))


def sum_of_entries(items: Sequence[Mapping[str, Any]], key: str) -> Any:
    """The sum of one entry of each item, as `fn:sum` makes it; raises where one is absent."""
    total: Any = 0
    for item in items:
        value = item[key]
        if total.__class__ is int and value.__class__ is int:
            total += value
        else:
            total = numbers.EXACT.add(total, value)
    return numbers.normal(total)


def _kernel(call: Call) -> str:
    """The call of the kernel, which takes its work from the budget."""
    text = call_text(call.node, call.args, call.kinds, "policy", call.bind)
    return text.rpartition(" else ")[2]


def _if_short(items: str, small: str, kernel: str) -> Form:
    return Form(f"{small} if {items}.__class__ is list and len({items}) < {ITEMS_A_TURN} else {kernel}", False)


def _entries(call: Call) -> Form | None:
    items, key = call.args
    if call.kinds[0].partition("<")[0] != "list":
        return None
    found = _if_short(items, f"[item[{key}] for item in {items}]", _kernel(call))
    return found._replace(present=call.present[0])


# Functions, dates.


def _function(call: Call) -> Form | None:
    """A function of lending mathematics itself, without what makes absent values of its refusals."""
    if call.data != () or set(call.kinds) != {"number"}:
        return None
    for form in FUNCTIONS[call.node.name[3:]].signatures:
        parameters = form.parameters
        required = sum(not parameter.optional for parameter in parameters)
        numeric = all(parameter.type == "number" for parameter in parameters)
        if form.refusing is not None and numeric and required <= len(call.args) <= len(parameters):
            return _or_kernel(call, f"{call.bind(form.refusing)}({', '.join(call.args)})")
    return None


def _dated(call: Call) -> Form | None:
    name, days, series = call.data
    if not call.present[0]:
        return None
    keys = tuple(getattr(day, ORDER_KEY) for day in days)
    values = (absent("not_yet_in_force", name), *series)
    return Form(f"{call.bind(values)}[{call.bind(bisect_right)}({call.bind(keys)}, {call.args[0]}.{ORDER_KEY})]", False)


_FORMS: Mapping[str, Callable[[Call], Form | None]] = {
    **dict.fromkeys(_SIGNS, _comparison),
    **dict.fromkeys(_ARITHMETIC, _arithmetic),
    "dated": _dated,
    "negate": _negate,
    "round": _round,
    "smallest": _extreme("<"),
    "largest": _extreme(">"),
    "fn:min": _extreme("<"),
    "fn:max": _extreme(">"),
    "limit": _limit,
    "inside": _inside,
    "member": _member,
    "not": _not,
    "entry": _entry,
    "fn:is missing": _is_missing,
    "fn:if missing": _if_missing,
    "applicable": _applicable,
    "rules": _rules,
    "worst": _worst,
    "settled": _settled,
    "hit": _hit,
    "pick": _pick,
    "bin": _bin,
    "points": _points,
    "fn:count": _count,
    "fn:sum": _sum,
    "entries": _entries,
}
