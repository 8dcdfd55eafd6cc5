"""From syntax trees to program nodes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import reduce
from typing import Any

from credit_engine.absent import NULL, absent
from credit_engine.feel import ordinals, syntax, unary
from credit_engine.feel.format import format_expression
from credit_engine.feel.scope import Binding, Record, Scope
from credit_engine.feel.types import ANY, SIMPLE_KINDS, Type
from credit_engine.feel.unary import lower_test, lower_tests
from credit_engine.feel.walk import uses_name
from credit_engine.ir import Builder, Op
from credit_engine.numbers import narrow, normal
from credit_engine.operators import FUNCTIONS
from credit_engine.temporal import parse_temporal

_BOOLEAN = (
    syntax.Comparison,
    syntax.Between,
    syntax.In,
    syntax.Conjunction,
    syntax.Disjunction,
    syntax.InstanceOf,
)
ENVIRONMENT = {"today": "@today", "now": "@now"}
"""Functions that read the decision's dates; the names under which a scope binds them."""


class Lowering:
    """Lowers expressions into one builder; `types` are the check's findings by node identity.

    `type_names` are what declared types mean.
    `sites` remembers the program node of every syntax node that was lowered, for the explanation.
    """

    def __init__(
        self,
        builder: Builder,
        types: Mapping[int, Type] | None = None,
        type_names: Mapping[str, syntax.TypeName] | None = None,
    ) -> None:
        self.builder = builder
        self.types = types if types is not None else {}
        self.type_names = type_names if type_names is not None else {}
        self.sites: dict[int, int] = {}

    @contextmanager
    def at_sites(self) -> Iterator[dict[int, int]]:
        """What is lowered meanwhile may be lowered again elsewhere: its nodes are remembered apart."""
        outside, self.sites = self.sites, {}
        try:
            yield self.sites
        finally:
            self.sites = outside

    @property
    def policy(self) -> bool:
        """Whether absent values are unknown rather than null."""
        return self.builder.mode == "policy"

    def type_of(self, tree: syntax.Node) -> Type:
        """The static type that the check found, or any."""
        return self.types.get(tree.number, ANY)

    def kind(self, tree: syntax.Node) -> str:
        """The static kind of an expression; comparisons are boolean without a check, too.

        A list whose items are of one simple kind says so: `list<number>`.
        """
        known = self.type_of(tree)
        if known.kind == "list" and known.item is not None and known.item.kind in SIMPLE_KINDS:
            return f"list<{known.item.kind}>"
        return "boolean" if known.kind == "any" and isinstance(tree, _BOOLEAN) else known.kind

    def lower(self, tree: syntax.Expression, scope: Scope) -> int:
        """The node of an expression's value."""
        node = _LOWER[tree.__class__](self, tree, scope)
        self.sites[tree.number] = node
        return node

    def lazy(self, tree: syntax.Expression, scope: Scope) -> int:
        """A region that evaluates the expression when asked."""
        region, _ = self.builder.open_region()
        self.builder.close_region(self.lower(tree, scope))
        return region

    def tests(self, tree: syntax.UnaryTests, value: int, scope: Scope, type_: Type = ANY) -> int:
        """The node that says whether a value of a type satisfies a cell's tests."""
        return lower_tests(self, tree, value, scope, type_)

    def literal(self, tree: syntax.Number | syntax.Text | syntax.Boolean, scope: Scope) -> int:
        value = normal(narrow(tree.value)) if isinstance(tree, syntax.Number) else tree.value
        kind = {syntax.Number: "number", syntax.Text: "text"}.get(tree.__class__, "boolean")
        return self.builder.constant(value, kind)

    def null(self, tree: syntax.Null, scope: Scope) -> int:
        return self.builder.constant(absent("null") if self.policy else NULL)

    def at_literal(self, tree: syntax.AtLiteral, scope: Scope) -> int:
        value = parse_temporal(tree.text)
        return self.builder.constant(
            absent("invalid_argument", "@", tree.text) if value is None else value, self.kind(tree)
        )

    def name(self, tree: syntax.Name, scope: Scope) -> int:
        found = self.resolve(tree.name, scope)
        if found is None:
            return self.builder.constant(absent("no_such_name", tree.name))
        return self.pack(found)

    def resolve(self, name: str, scope: Scope | None) -> Binding | None:
        """What a name stands for, through the item of each filter on the way out."""
        while scope is not None:
            if name in scope.names:
                return scope.names[name]
            if scope.item is not None:
                if scope.item_fields is None:
                    return self._scoped(name, scope)
                if name in scope.item_fields:
                    key = self.builder.constant(name, "text")
                    return self.builder.call("entry", scope.item, key, kind=scope.item_fields[name])
            scope = scope.parent
        return None

    def _scoped(self, name: str, scope: Scope) -> int:
        """An entry of an item of any type, else what the name means outside, last a built-in function."""
        outer = self.resolve(name, scope.parent)
        unbound = FUNCTIONS.get(name) or absent("no_such_name", name)
        other = self.builder.constant(unbound) if outer is None else self.pack(outer)
        assert scope.item is not None
        return self.builder.call("scoped", scope.item, self.builder.constant(name, "text"), other)

    def pack(self, binding: Binding) -> int:
        """One node for a binding; a record becomes a context."""
        if isinstance(binding, int):
            return binding
        together = {name: value for name, value in binding.fields.items() if name not in binding.apart}
        values = [self.pack(value) for value in together.values()]
        return self.builder.call("context", *values, kind="context", data=tuple(together))

    def path(self, tree: syntax.Path, scope: Scope) -> int:
        found = self.binding(tree, scope)
        if found is not None:
            return self.pack(found)
        target = self.lower(tree.target, scope)
        key = self.builder.constant(tree.name, "text")
        return self.builder.call(self._access(tree), target, key, kind=self.kind(tree))

    def _access(self, tree: syntax.Path) -> str:
        """The operator behind a path: a quick one where the check knows the entry."""
        type_ = self.type_of(tree.target)
        if self.policy and type_.field(tree.name) is not None:
            return "entry"
        if (
            self.policy
            and type_.kind == "list"
            and type_.item is not None
            and type_.item.field(tree.name) is not None
        ):
            return "entries"
        return "field"

    def binding(self, tree: syntax.Expression, scope: Scope) -> Binding | None:
        """What a name or dotted path stands for where it is declared entry by entry."""
        if isinstance(tree, syntax.Name):
            return self.resolve(tree.name, scope)
        if isinstance(tree, syntax.Path):
            target = self.binding(tree.target, scope)
            if isinstance(target, Record):
                return target.fields.get(tree.name)
        return None

    def call(self, tree: syntax.Call, scope: Scope) -> int:
        names = tuple(a.name for a in tree.arguments) if any(a.name for a in tree.arguments) else ()
        called = tree.function.name if isinstance(tree.function, syntax.Name) else None
        bound = called is not None and self.resolve(called, scope) is not None
        declared = called is not None and _is_declared(called, scope)
        if called in ENVIRONMENT and not tree.arguments and not declared:
            found = self.resolve(ENVIRONMENT[called], scope)
            if found is not None:
                return self.pack(found)
        arguments = [self.lower(a.value, scope) for a in tree.arguments]
        if called == "not" and len(arguments) == 1 and not names and not declared:
            return self.builder.call("not", *arguments, kind="boolean")
        if called is not None and called in FUNCTIONS and not bound:
            by_order = self._by_order(called, tree, arguments)
            if by_order is not None:
                return by_order
            return self.builder.call(f"fn:{called}", *arguments, kind=self.kind(tree), data=names)
        if called is not None and not bound:
            return self.builder.constant(absent("no_such_function", called))
        function = self.lower(tree.function, scope)
        return self.builder.call("apply", function, *arguments, kind=self.kind(tree), data=names)

    def _by_order(self, called: str, tree: syntax.Call, nodes: Sequence[int]) -> int | None:
        """The node of a function that compares ordinals by the order of their types; None for others."""
        trees = [argument.value for argument in tree.arguments]
        names = [argument.name for argument in tree.arguments if argument.name]
        order = ordinals.order_of(*map(self.type_of, trees))
        sides = list(zip(trees, nodes, strict=True))
        if order is None or "order" in names:
            return None
        if called in ordinals.COMPARING and len(sides) == 2:
            left, right = sides if names[:1] != ["other"] else sides[::-1]
            return unary.compared(self.builder, order, ordinals.sign_of(called, order), left, right)
        if called in ordinals.CHOOSING and len(sides) == 1:
            return unary.extreme(self.builder, order, ordinals.extreme_of(called, order), sides, names)
        if called in ordinals.EXTREMES and self.type_of(tree).order is not None:
            return unary.extreme(self.builder, order, called, sides, names)
        return None

    def items(self, tree: syntax.List, scope: Scope) -> int:
        items = [self.lower(item, scope) for item in tree.items]
        return self.builder.call("list", *items, kind="list")

    def context(self, tree: syntax.Context, scope: Scope) -> int:
        values: list[int] = []
        twice = tree.repeated_entry()
        if twice is not None:
            return self.builder.constant(
                absent("invalid_argument", "context", f"two entries for {twice.key}")
            )
        for entry in tree.entries:
            values.append(self.lower(entry.value, scope))
            scope = scope.with_names({entry.key: values[-1]})
        return self.builder.call("context", *values, kind="context", data=tuple(e.key for e in tree.entries))

    def range(self, tree: syntax.Range, scope: Scope) -> int:
        ends = [self.lower(end, scope) for end in (tree.low, tree.high) if end is not None]
        shape = (
            tree.low_closed,
            tree.high_closed,
            tree.low is not None,
            tree.high is not None,
            tree.operator,
        )
        return self.builder.call("range", *ends, kind="range", data=shape)

    def negation(self, tree: syntax.Negation, scope: Scope) -> int:
        return self.builder.call("negate", self.lower(tree.operand, scope), kind=self.kind(tree))

    def arithmetic(self, tree: syntax.Arithmetic, scope: Scope) -> int:
        def step(left: int, term: tuple[str, syntax.Expression]) -> int:
            return self.builder.call(term[0], left, self.lower(term[1], scope), kind=self.kind(tree))

        return reduce(step, tree.rest, self.lower(tree.first, scope))

    def comparison(self, tree: syntax.Comparison, scope: Scope) -> int:
        sides = self.lower(tree.left, scope), self.lower(tree.right, scope)
        order = ordinals.order_of(self.type_of(tree.left), self.type_of(tree.right))
        if order is not None and tree.operator in ordinals.SIGNS:
            left, right = zip((tree.left, tree.right), sides, strict=True)
            return unary.compared(self.builder, order, tree.operator, left, right)
        return self.builder.call(tree.operator, *sides, kind="boolean")

    def between(self, tree: syntax.Between, scope: Scope) -> int:
        order = self.type_of(tree.value).order
        if order is not None:
            range_ = syntax.ValueTest(syntax.Range(tree.low, tree.high, True, True))
            return lower_test(self, (range_,), self.lower(tree.value, scope), self.type_of(tree.value), scope)
        parts = [self.lower(part, scope) for part in (tree.value, tree.low, tree.high)]
        return self.builder.call("between", *parts, kind="boolean")

    def in_tests(self, tree: syntax.In, scope: Scope) -> int:
        value = self.lower(tree.value, scope)
        return lower_test(self, tree.tests, value, self.type_of(tree.value), scope)

    def connective(self, tree: syntax.Conjunction | syntax.Disjunction, scope: Scope) -> int:
        regions = tuple(self.lazy(operand, scope) for operand in tree.operands)
        op: Op = "AND" if isinstance(tree, syntax.Conjunction) else "OR"
        return self.builder.add(op, kind="boolean", regions=regions)

    def branches(self, tree: syntax.If, scope: Scope) -> int:
        regions = [self.lazy(part, scope) for branch in tree.branches for part in branch]
        regions.append(self.lazy(tree.otherwise, scope))
        return self.builder.add("BRANCH", kind=self.kind(tree), regions=tuple(regions))

    def iterators(
        self, tree: syntax.For | syntax.Quantified, scope: Scope
    ) -> tuple[list[int], list[int], Scope]:
        """Open one region per iterator; gives regions, source nodes and the inner scope."""
        regions, sources = [], []
        for iterator in tree.iterators:
            region, (variable,) = self.builder.open_region(self._item_kind(iterator))
            source = self.lower(iterator.source, scope)
            if iterator.end is not None:
                source = self.builder.call("span", source, self.lower(iterator.end, scope), kind="list")
            regions.append(region)
            sources.append(source)
            scope = scope.with_names({iterator.name: variable})
        return regions, sources, scope

    def _item_kind(self, iterator: syntax.Iterator) -> str:
        item = self.type_of(iterator.source).item
        return item.kind if item is not None and self.type_of(iterator.source).kind == "list" else "any"

    def loop(self, tree: syntax.For | syntax.Quantified, scope: Scope) -> int:
        regions, sources, inner = self.iterators(tree, scope)
        mapped = isinstance(tree, syntax.For)
        body = tree.body if isinstance(tree, syntax.For) else tree.condition
        partial = ["list"] if mapped and uses_name(body, "partial") else []
        region, params = self.builder.open_region(*partial)
        if params:
            inner = inner.with_names({"partial": params[0]})
        self.builder.close_region(self.lower(body, inner))
        for source in reversed(sources):
            self.builder.close_region(source)
        name, kind = (
            ("map", self.kind(tree)) if isinstance(tree, syntax.For) else (tree.quantifier, "boolean")
        )
        return self.builder.add("LOOP", name=name, kind=kind, regions=(*regions, region))

    def filter(self, tree: syntax.Filter, scope: Scope) -> int:
        if self.kind(tree.condition) == "number" or _is_number(tree.condition):
            target, index = self.lower(tree.target, scope), self.lower(tree.condition, scope)
            return self.builder.call("item", target, index, kind=self.kind(tree))
        type_ = self.type_of(tree.target)
        item_type = type_.inner
        region, (item,) = self.builder.open_region(item_type.kind)
        source: int = self.lower(tree.target, scope)
        fields = None if item_type.fields is None else {key: type_.kind for key, type_ in item_type.fields}
        if self.policy and fields is None and item_type.kind not in ("any", "context"):
            fields = {}
        # An entry named `item` is what `item` means, where the filtered contexts have one.
        inner = Scope({}, Scope({"item": item}, scope), item, fields)
        body, _ = self.builder.open_region()
        self.builder.close_region(self.lower(tree.condition, inner))
        self.builder.close_region(source)
        kind = "list" if self.kind(tree.condition) == "boolean" and self.policy else "any"
        return self.builder.add("LOOP", name="filter", kind=kind, regions=(region, body))

    def function(self, tree: syntax.Function, scope: Scope) -> int:
        if tree.external:
            return self.builder.constant(absent("no_such_function", "external"))
        names = tuple(p.name for p in tree.parameters)
        types = tuple(None if p.type is None else format_expression(p.type) for p in tree.parameters)
        region, params = self.builder.open_region(*("any" for _ in names))
        self.builder.close_region(
            self.lower(tree.body, scope.with_names(dict(zip(names, params, strict=True))))
        )
        return self.builder.add("LAMBDA", kind="function", regions=(region,), data=(names, types))

    def instance_of(self, tree: syntax.InstanceOf, scope: Scope) -> int:
        type_ = self.builder.constant(format_expression(self._meant(tree.type)), "text")
        return self.builder.call("instance of", self.lower(tree.value, scope), type_, kind="boolean")

    def _meant(self, tree: syntax.TypeName) -> syntax.TypeName:
        """A written type with declared names replaced by what they mean."""
        if tree.name in self.type_names:
            return self.type_names[tree.name]
        return replace(tree, arguments=tuple(map(self._meant, tree.arguments)))


def _is_declared(name: str, scope: Scope | None) -> bool:
    """Whether a name is bound, entries of items of any type left aside."""
    while scope is not None and name not in scope.names:
        scope = scope.parent
    return scope is not None


def _is_number(tree: syntax.Expression) -> bool:
    return isinstance(tree.operand if isinstance(tree, syntax.Negation) else tree, syntax.Number)


_LOWER: Mapping[type, Callable[[Lowering, Any, Scope], int]] = {
    syntax.Number: Lowering.literal,
    syntax.Text: Lowering.literal,
    syntax.Boolean: Lowering.literal,
    syntax.Null: Lowering.null,
    syntax.AtLiteral: Lowering.at_literal,
    syntax.Name: Lowering.name,
    syntax.Path: Lowering.path,
    syntax.Call: Lowering.call,
    syntax.Filter: Lowering.filter,
    syntax.List: Lowering.items,
    syntax.Context: Lowering.context,
    syntax.Range: Lowering.range,
    syntax.Negation: Lowering.negation,
    syntax.Arithmetic: Lowering.arithmetic,
    syntax.Comparison: Lowering.comparison,
    syntax.Between: Lowering.between,
    syntax.In: Lowering.in_tests,
    syntax.Conjunction: Lowering.connective,
    syntax.Disjunction: Lowering.connective,
    syntax.If: Lowering.branches,
    syntax.For: Lowering.loop,
    syntax.Quantified: Lowering.loop,
    syntax.Function: Lowering.function,
    syntax.InstanceOf: Lowering.instance_of,
}
