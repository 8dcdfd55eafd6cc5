"""The static check of expressions: names, types, units, calls, conditions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise
from typing import Any

from credit_engine.feel import syntax
from credit_engine.feel.check import arithmetic, condition_errors
from credit_engine.feel.check.calling import call_type
from credit_engine.feel.check.comparisons import choices, compare, matched, number_cell, range_form
from credit_engine.feel.check.condition_errors import (
    cell_matches,
    constant_condition,
    decimal_comma,
    empty_range,
    unknown_value,
)
from credit_engine.feel.check.connectives import decided, decided_tests
from credit_engine.feel.check.constants import OPEN, Constants
from credit_engine.feel.check.errors import Errors, article
from credit_engine.feel.check.name_errors import (
    KNOWN_TYPES,
    lacking_entry,
    no_such_entry,
    unknown_name,
    unknown_type,
    unquoted_text,
)
from credit_engine.feel.check.names import Known, Names, Operand, Positioned
from credit_engine.feel.check.ordinals import check_in_order
from credit_engine.feel.check.type_errors import (
    bad_literal,
    branch_clash,
    division_by_zero,
    no_value,
    repeated_key,
    wrong_operand,
)
from credit_engine.feel.number_sets import EVERYTHING
from credit_engine.feel.solve import Conditions
from credit_engine.feel.types import (
    ANY,
    BOOLEAN,
    EMPTY_LIST,
    NULL,
    Interval,
    Type,
    constant,
    from_syntax,
    join,
    list_of,
)
from credit_engine.feel.walk import LITERALS, uses_name
from credit_engine.operators.equality import compare as compare_values
from credit_engine.problems import Problem, suggestion
from credit_engine.temporal import kind_of_temporal, parse_temporal, property_types
from credit_engine.wording import Said, joined, said

_RANGES = {integer: Type("range", item=Type("number", integer=integer)) for integer in (True, False)}
"""The types of ranges of numbers, of which the lower one is whole or not."""


class Checker:
    """Checks one positioned expression; `types` then holds the type of every node by identity."""

    def __init__(self, text: Positioned, types: dict[int, Type] | None = None) -> None:
        self.errors = Errors(text)
        self.types: dict[int, Type] = {} if types is None else types
        self.constants = Constants()

    @property
    def problems(self) -> list[Problem]:
        """What was found so far."""
        return self.errors.problems

    def infer(self, tree: syntax.Expression, names: Names) -> Type:
        """The type of an expression; what is wrong with it becomes a problem and the type `any`."""
        before = len(self.problems)
        type_ = _INFER[tree.__class__](self, tree, names)
        self.types[tree.number] = type_
        if len(self.problems) == before:
            nothing = self.constants.enter(tree)
            if nothing is not None:
                no_value(self.errors, tree, nothing)
        return type_

    def expect(self, tree: syntax.Expression, names: Names, kind: str, what: str) -> Type:
        """The type of an expression that has to be of one kind."""
        type_ = self.infer(tree, names)
        if type_.kind not in (kind, "any", "null"):
            wrong_operand(self.errors, what, Operand(tree, type_, self.known(tree, names)), kind)
        return type_

    def cell(self, tree: syntax.UnaryTests, value: Operand, names: Names) -> None:
        """Check a decision-table cell against what it tests."""
        if value.type.kind == "number" and self._plain_range(tree.tests):
            if value.type.interval is not None or value.type.integer:
                number_cell(self.errors, tree, tree.tests, tree.negated, value, self.types)
            return
        inner = names.within({"?": Known(value.type)})
        before = len(self.problems)
        self.tests(tree.tests, value, inner)
        self._decimal_commas(tree.tests)
        if len(self.problems) > before or not tree.tests:
            return
        if any(uses_name(test.value, "?") for test in tree.tests):
            return
        if value.type.kind == "number":
            always = number_cell(self.errors, tree, tree.tests, tree.negated, value, self.types)
        else:
            always = choices(tree.tests, tree.negated, value.type)
            if always is not None:
                cell_matches(self.errors, tree, always)
        if always is None and len(self.problems) == before and _may_overlap(tree.tests):
            reading = Conditions(self.types)
            always = decided_tests(reading.cell(tree, value.tree), reading)
            if always is not None:
                cell_matches(self.errors, tree, always, *range_form(tree.tests, [EVERYTHING]))

    def _plain_range(self, tests: tuple[syntax.Test, ...]) -> bool:
        """Whether a cell is one range of two literals, the lower one first; their types are entered then.

        Nothing can be wrong with it but which numbers it matches. Most cells of large tables are so.
        """
        tree = tests[0].value if len(tests) == 1 and isinstance(tests[0], syntax.ValueTest) else None
        if not isinstance(tree, syntax.Range):
            return False
        low, high = tree.low, tree.high
        if not isinstance(low, syntax.Number) or not isinstance(high, syntax.Number):
            return False
        if tree.operator or low.value >= high.value:
            return False
        for end in (low, high):
            self.types[end.number] = constant(end.value)
        self.types[tree.number] = _RANGES[self.types[low.number].integer]
        return True

    def _decimal_commas(self, tests: tuple[syntax.Test, ...]) -> None:
        """Warn of `> 0,5`: a comparison and a number with nothing but a comma between them."""
        for test, following in pairwise(tests):
            bound, last = test.value, following.value
            if (
                isinstance(test, syntax.CompareTest)
                and isinstance(bound, syntax.Number)
                and isinstance(last, syntax.Number)
                and last.span[0] == bound.span[1] + 1
            ):
                decimal_comma(self.errors, (bound.span[0], last.span[1]))

    def tests(self, tests: tuple[syntax.Test, ...], value: Operand, names: Names) -> None:
        """Check each unary test against the tested value."""
        for test in tests:
            if check_in_order(self, test, value, names):
                continue
            if isinstance(test, syntax.CompareTest):
                right = self.operand(test.value, names, value.type.values)
                if value.type.interval is None or right.type.interval is None:
                    compare(self.errors, test, test.operator, replace_tree(value, test.value), right)
                else:
                    unbounded = value.type.without_interval()
                    compare(
                        self.errors, test, test.operator, Operand(test.value, unbounded, value.known), right
                    )
                continue
            before = len(self.errors.problems)
            type_ = self.operand(test.value, names, value.type.values).type
            if value.type.kind == "any":
                self.errors.forget("text-order", before)  # what is tested can be an ordinal
            if uses_name(test.value, "?"):
                if type_.kind not in ("boolean", "any"):
                    own = said("a cell's own condition", "单元格中的条件")
                    wrong_operand(self.errors, own, Operand(test.value, type_), "boolean")
                continue
            against = (type_.item or ANY) if type_.kind in ("range", "list") else type_
            plain = value.type.without_interval()
            right = Operand(test.value, against.without_interval(), self.known(test.value, names))
            compare(self.errors, test, "=", Operand(test.value, plain, value.known), right)

    def operand(
        self, tree: syntax.Expression, names: Names, wanted: tuple[str, ...] | None = None
    ) -> Operand:
        """An expression with its type and declaration; `wanted` are the texts expected at its place."""
        if wanted is not None and isinstance(tree, syntax.Name) and names.find(tree.name) is None:
            if tree.name in wanted:
                self.errors.report(unquoted_text, tree, mend=f'"{tree.name}"', name=tree.name)
            else:
                unknown_name(self.errors, tree, tree.name, names, wanted)
            self.types[tree.number] = ANY
            return Operand(tree, ANY)
        if wanted is not None and isinstance(tree, syntax.List):
            items = [self.operand(item, names, wanted) for item in tree.items]
            for item in items:
                if isinstance(item.tree, syntax.Text) and item.tree.value not in wanted:
                    unknown_value(self.errors, item.tree, item.tree.value, wanted)
            self.types[tree.number] = list_of(ANY)
            return Operand(tree, list_of(ANY))
        return Operand(tree, self.infer(tree, names), self.known(tree, names))

    def known(self, tree: syntax.Expression, names: Names) -> Known | None:
        """The declaration behind a name or dotted path."""
        if isinstance(tree, syntax.Name):
            return names.find(tree.name)
        if isinstance(tree, syntax.Path):
            target = self.known(tree.target, names)
            return (target.entries or {}).get(tree.name) if target is not None else None
        return None

    def number(self, tree: syntax.Number | syntax.Text, names: Names) -> Type:
        return constant(tree.value)

    def boolean(self, tree: syntax.Boolean, names: Names) -> Type:
        return BOOLEAN

    def null(self, tree: syntax.Null, names: Names) -> Type:
        return NULL

    def at_literal(self, tree: syntax.AtLiteral, names: Names) -> Type:
        value = parse_temporal(tree.text)
        if value is None:
            bad_literal(self.errors, tree)
            return ANY
        return Type(kind_of_temporal(value))

    def name(self, tree: syntax.Name, names: Names) -> Type:
        known = names.find(tree.name)
        if known is None:
            unknown_name(self.errors, tree, tree.name, names)
            return ANY
        return known.type

    def path(self, tree: syntax.Path, names: Names) -> Type:
        dotted = _dotted(tree)
        if dotted is not None and self._root_unknown(tree, names):
            unknown_name(self.errors, tree, dotted, names)
            return ANY
        target_known = self.known(tree.target, names)
        if target_known is not None and tree.name in target_known.lacking:
            why = target_known.lacking[tree.name]
            self.errors.report(lacking_entry, tree, name=dotted or tree.name, why=why)
            return ANY
        if target_known is not None and target_known.entries is not None:
            entry = target_known.entries.get(tree.name)
            if entry is None:
                unknown_name(self.errors, tree, dotted or tree.name, names)
                return ANY
            return entry.type
        return self.field(tree, self.infer(tree.target, names))

    def _root_unknown(self, tree: syntax.Path, names: Names) -> bool:
        target: syntax.Expression = tree
        while isinstance(target, syntax.Path):
            target = target.target
        return isinstance(target, syntax.Name) and names.find(target.name) is None

    def field(self, tree: syntax.Path, type_: Type) -> Type:
        """The type of an entry, of every item's entry, or of a date's or range's property."""
        if type_.kind == "list" and type_.item is not None:
            return list_of(self.field(tree, type_.item))
        if type_.kind == "context" and type_.fields is not None:
            found = type_.field(tree.name)
            if found is None:
                no_such_entry(self.errors, tree, type_)
            return found or ANY
        properties = (
            property_types(type_.kind) if type_.kind not in ("any", "null", "context", "list") else None
        )
        if properties is None:
            return ANY
        if type_.kind == "range":
            properties = {
                "start included": "boolean",
                "end included": "boolean",
                "start": "any",
                "end": "any",
            }
        if tree.name not in properties:
            fields = tuple((key, Type(kind)) for key, kind in properties.items())
            no_such_entry(self.errors, tree, replace(type_, fields=fields))
            return ANY
        return Type(properties[tree.name], optional=True)

    def call(self, tree: syntax.Call, names: Names) -> Type:
        return call_type(self, tree, names)

    def filter(self, tree: syntax.Filter, names: Names) -> Type:
        target = self.infer(tree.target, names)
        item = (target.item or ANY) if target.kind == "list" else target
        known = {key: Known(type_) for key, type_ in item.fields or ()}
        inner = names.within({"item": Known(item), **known})
        if item.kind in ("any", "context") and item.fields is None:
            inner = replace(inner, incomplete=True)
        condition = self.infer(tree.condition, inner)
        if condition.kind == "number":
            return replace(item, optional=True)
        if condition.kind not in ("boolean", "any", "null"):
            wanted = said("a condition or an index", "条件或序号")
            wrong_operand(self.errors, said("a filter", "筛选"), Operand(tree.condition, condition), wanted)
        return target if target.kind == "list" else list_of(item)

    def list(self, tree: syntax.List, names: Names) -> Type:
        types = [self.infer(item, names) for item in tree.items]
        if not types:
            return EMPTY_LIST
        item = types[0]
        for other in types[1:]:
            item = join(item, other)
        return list_of(item)

    def context(self, tree: syntax.Context, names: Names) -> Type:
        twice = tree.repeated_entry()
        if twice is not None:
            self.errors.report(repeated_key, twice, key=twice.key)
        fields: dict[str, Type] = {}
        for entry in tree.entries:
            fields[entry.key] = self.infer(entry.value, names)
            names = names.within({entry.key: Known(fields[entry.key])})
        return Type("context", fields=tuple(fields.items()))

    def range(self, tree: syntax.Range, names: Names) -> Type:
        ends = [self.operand(end, names) for end in (tree.low, tree.high) if end is not None]
        if len(ends) == 2 and not tree.operator:
            if self._is_empty(tree):
                self.errors.report(empty_range, tree)
            else:
                free = [Operand(e.tree, e.type.without_interval(), e.known) for e in ends]
                compare(self.errors, tree, "<=", *free)
        elif ends[0].type.kind == "text" and tree.operator not in ("=", "!="):
            condition_errors.text_order(self.errors, tree, said("a range", "区间"), ends[0])
        item = ends[0].type.without_interval()
        return Type("range", item=item if item.values is None else replace(item, values=None))

    def _is_empty(self, tree: syntax.Range) -> bool:
        """Whether there is no value between the constant ends of a range."""
        ends = [self.constants.value(end) for end in (tree.low, tree.high)]
        order = None if any(end is OPEN for end in ends) else compare_values(*ends)
        return order == 1 or (order == 0 and not (tree.low_closed and tree.high_closed))

    def negation(self, tree: syntax.Negation, names: Names) -> Type:
        operand = Operand(tree.operand, self.infer(tree.operand, names), self.known(tree.operand, names))
        type_ = operand.type
        if type_.kind not in ("number", "days and time duration", "years and months duration", "any", "null"):
            wrong_operand(self.errors, "'-'", operand, said("a number or duration", "数字或时长"))
            return ANY
        interval = type_.interval
        if interval is not None:
            low, high = (None if end is None else -end for end in (interval.high, interval.low))
            interval = Interval(low, high, interval.high_closed, interval.low_closed)
        return replace(type_, interval=interval)

    def arithmetic(self, tree: syntax.Arithmetic, names: Names) -> Type:
        if condition_errors.date_subtracted(self.errors, tree):
            return ANY
        left = self.operand(tree.first, names)
        for i, (operator, operand) in enumerate(tree.rest, 1):
            right = self.operand(operand, names)
            if operator == "/" and right.type.interval is None and self.constants.value(operand) == 0:
                self.errors.report(division_by_zero, operand)
            type_ = arithmetic.result_type(self.errors, operator, left, right)
            left = Operand(arithmetic.first_operands(tree, i), type_)
        return left.type

    def comparison(self, tree: syntax.Comparison, names: Names) -> Type:
        left = self.operand(tree.left, names)
        right = self.operand(tree.right, names, left.type.values or left.type.order_values)
        if tree.left == tree.right and not isinstance(tree.left, syntax.Null):
            constant_condition(
                self.errors,
                tree,
                tree.operator in ("=", "<=", ">="),
                said("both sides are the same", "两侧相同"),
                left.known,
            )
        else:
            compare(self.errors, tree, tree.operator, left, right)
        return replace(BOOLEAN, optional=left.type.optional or right.type.optional)

    def between(self, tree: syntax.Between, names: Names) -> Type:
        value, before = self.operand(tree.value, names), len(self.problems)
        if value.type.order is not None:
            self._between_in_order(tree, value, names)
            return replace(BOOLEAN, optional=True)
        open_value = Operand(value.tree, replace(value.type, interval=None), value.known)
        for end in (tree.low, tree.high):
            compare(self.errors, tree, "<=", open_value, self.operand(end, names))
        if len(self.problems) == before:
            range_ = syntax.Range(tree.low, tree.high, True, True, span=(tree.low.span[0], tree.high.span[1]))
            self._always_in(syntax.In(tree.value, (syntax.ValueTest(range_),), span=tree.span), value)
        return replace(BOOLEAN, optional=True)

    def _between_in_order(self, tree: syntax.Between, value: Operand, names: Names) -> None:
        range_ = syntax.Range(tree.low, tree.high, True, True, span=(tree.low.span[0], tree.high.span[1]))
        test, before = syntax.ValueTest(range_, span=range_.span), len(self.problems)
        check_in_order(self, test, value, names)
        if len(self.problems) == before:
            self._always_in(syntax.In(tree.value, (test,), span=tree.span), value)

    def _always_in(self, tree: syntax.In, value: Operand) -> None:
        """Report `in` and `between` that the declared range or values decide; a list is its items."""
        tests = [single for test in tree.tests for single in _tests_of(test)]
        if value.type.kind == "number":
            always = matched(self.errors, tests, False, value, self.types)
        else:
            always = choices(tests, False, value.type)
        if always is None and _may_overlap(tree.tests):
            reading = Conditions(self.types)
            always = decided_tests(reading.read(tree), reading)
        if always is not None:
            constant_condition(self.errors, tree, always, _why_in(value.type, always), value.known)

    def in_tests(self, tree: syntax.In, names: Names) -> Type:
        value = self.operand(tree.value, names)
        before = len(self.problems)
        self.tests(tree.tests, value, names)
        if len(self.problems) == before and not any(uses_name(test.value, "?") for test in tree.tests):
            self._always_in(tree, value)
        return replace(BOOLEAN, optional=True)

    def connective(self, tree: syntax.Conjunction | syntax.Disjunction, names: Names) -> Type:
        word = "and" if isinstance(tree, syntax.Conjunction) else "or"
        before = len(self.problems)
        types = [self.expect(operand, names, "boolean", f"'{word}'") for operand in tree.operands]
        if len(self.problems) == before:
            decided(self.errors, tree, Conditions(self.types, partial(self._required, names)))
        return replace(BOOLEAN, optional=any(type_.optional for type_ in types))

    def _required(self, names: Names, tree: syntax.Expression) -> bool:
        """Whether a name stands for an input that every record has."""
        known = self.known(tree, names)
        return known is not None and known.what == "input" and not known.type.optional

    def branches(self, tree: syntax.If, names: Names) -> Type:
        conditions = [self.expect(condition, names, "boolean", "'if'") for condition, _ in tree.branches]
        values = [*(value for _, value in tree.branches), tree.otherwise]
        first = result = self.infer(values[0], names)
        for value in values[1:]:
            type_ = self.infer(value, names)
            if {type_.kind, first.kind}.isdisjoint(("any", "null")) and type_.kind != first.kind:
                self.errors.report(branch_clash, value, first=article(first), other=article(type_))
            result = join(result, type_)
        return replace(result, optional=result.optional or any(c.optional for c in conditions))

    def iterated(self, tree: syntax.For | syntax.Quantified, names: Names) -> Names:
        """The scope with the loop's variables."""
        for iterator in tree.iterators:
            source = self.infer(iterator.source, names)
            if iterator.end is not None:
                self.infer(iterator.end, names)
                item = replace(source, interval=None)
            else:
                item = source.item if source.kind in ("list", "range") and source.item is not None else ANY
                if source.kind not in ("list", "range", "any", "null"):
                    looped = Operand(iterator.source, source, self.known(iterator.source, names))
                    wrong_operand(self.errors, "'in'", looped, said("a list", "列表"))
            names = names.within({iterator.name: Known(item)})
        return names

    def loop(self, tree: syntax.For, names: Names) -> Type:
        inner = self.iterated(tree, names).within({"partial": Known(list_of(ANY))})
        return list_of(self.infer(tree.body, inner))

    def quantified(self, tree: syntax.Quantified, names: Names) -> Type:
        self.expect(tree.condition, self.iterated(tree, names), "boolean", f"'{tree.quantifier}'")
        return replace(BOOLEAN, optional=True)

    def function(self, tree: syntax.Function, names: Names, given: Type = ANY) -> Type:
        """The type of a function value; `given` is that of parameters without a type of their own."""
        types = [given if p.type is None else self.named_type(p.type) for p in tree.parameters]
        known = {p.name: Known(type_) for p, type_ in zip(tree.parameters, types, strict=True)}
        return Type("function", item=self.infer(tree.body, names.within(known)), parameters=tuple(types))

    def named_type(self, tree: syntax.TypeName) -> Type:
        """The type that a written name stands for."""
        type_ = from_syntax(tree)
        if type_ is None:
            expected, hint = joined(KNOWN_TYPES), suggestion(tree.name, KNOWN_TYPES)
            self.errors.report(unknown_type, tree, name=tree.name, expected=expected, hint=hint)
        return type_ or ANY

    def instance_of(self, tree: syntax.InstanceOf, names: Names) -> Type:
        self.infer(tree.value, names)
        self.named_type(tree.type)
        return BOOLEAN


def _may_overlap(tests: Sequence[syntax.Test]) -> bool:
    """Whether tests may together hold for every value: several, of which one says only where it ends."""
    return len(tests) > 1 and any(isinstance(test, syntax.CompareTest) for test in tests)


def _why_in(type_: Type, always: bool) -> Said:
    """What is possible of a tested value, or else how its tests go together."""
    values = ("true", "false") if type_.kind == "boolean" else type_.values
    if type_.interval is not None or values:
        possible = type_.interval or joined(values or ())
        return said("the value is {possible}", "其值为 {possible}", possible=possible)
    if always:
        return said("one of its tests always holds", "其中总有一个条件成立")
    return said("none of its tests can hold", "其中没有条件能成立")


def _tests_of(test: syntax.Test) -> tuple[syntax.Test, ...]:
    """A test by a list of literals as those of its items, any other one as it is."""
    listed = test.value.items if isinstance(test.value, syntax.List) else ()
    if not listed or not all(isinstance(item, LITERALS) for item in listed):
        return (test,)
    return tuple(syntax.ValueTest(item, span=item.span) for item in listed)


def replace_tree(operand: Operand, tree: syntax.Expression) -> Operand:
    """The same type and declaration, shown at another place."""
    return Operand(tree, operand.type, operand.known)


def _dotted(tree: syntax.Expression) -> str | None:
    if isinstance(tree, syntax.Name):
        return tree.name
    if isinstance(tree, syntax.Path):
        target = _dotted(tree.target)
        return None if target is None else f"{target}.{tree.name}"
    return None


_INFER: Mapping[type, Callable[[Checker, Any, Names], Type]] = {
    syntax.Number: Checker.number,
    syntax.Text: Checker.number,
    syntax.Boolean: Checker.boolean,
    syntax.Null: Checker.null,
    syntax.AtLiteral: Checker.at_literal,
    syntax.Name: Checker.name,
    syntax.Path: Checker.path,
    syntax.Call: Checker.call,
    syntax.Filter: Checker.filter,
    syntax.List: Checker.list,
    syntax.Context: Checker.context,
    syntax.Range: Checker.range,
    syntax.Negation: Checker.negation,
    syntax.Arithmetic: Checker.arithmetic,
    syntax.Comparison: Checker.comparison,
    syntax.Between: Checker.between,
    syntax.In: Checker.in_tests,
    syntax.Conjunction: Checker.connective,
    syntax.Disjunction: Checker.connective,
    syntax.If: Checker.branches,
    syntax.For: Checker.loop,
    syntax.Quantified: Checker.quantified,
    syntax.Function: Checker.function,
    syntax.InstanceOf: Checker.instance_of,
}
