"""Evaluates a program's nodes over the rows of a chunk, equal to the row evaluation in every row.

Branches, connectives and table cells are all evaluated, for all rows, and then chosen from: nothing in
a program has an effect. What is asked for only in some rows leaves only those open. A node without a
kernel is computed row by row from the inputs that it needs, by the generated function of the row evaluation;
the nodes that use it go on as columns.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, partial
from typing import Any

import numpy as np

from credit_engine.absent import Absent, absent, merge
from credit_engine.ir import Node, Program
from credit_engine.limits import MAX_ITERATIONS
from credit_engine.run import kernels
from credit_engine.run.calls import call_text, is_weighed
from credit_engine.run.columns import calls, choosing, comparing, lists
from credit_engine.run.columns.combinations import by_combinations
from credit_engine.run.columns.context import Context, Unsupported
from credit_engine.run.columns.domain import (
    Coded,
    Mask,
    Tables,
    is_false,
    is_true,
    looked_up,
    smallest,
)
from credit_engine.run.columns.ragged import encoded, lists_of
from credit_engine.run.columns.structure import Column, Lists, Struct, python_values
from credit_engine.run.columns.tape import items_in
from credit_engine.run.row import Row, compile_row
from credit_engine.run.steps import Hits
from credit_engine.work import Work, WorkLimit, current

_COMPARED = {*comparing.SIGNS, "between", "inside", "member", "lookup"}
"""Calls for which a number may be the float that it was given as: its shortest text is the number."""
_ENTRIES = {"entry", "entries", "field"}
_LOOPS = {"filter", "some", "every", "map"}


class Evaluator:
    """A program made ready for columns: the functions and tables of its nodes, kept from chunk to chunk."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.tables = Tables()
        self._functions: dict[int, Callable[..., Any]] = {}
        self._rows: dict[int, tuple[Row, list[int]]] = {}
        self._needed: dict[tuple[int, ...], list[tuple[int, int, list[int]]]] = {}
        self.took: dict[int, int] = {}
        """The most turns that one call of a node's function took, over all chunks."""

    def function(self, node: Node) -> Callable[..., Any]:
        """The row evaluation's function behind a CALL."""
        if node.id not in self._functions:
            space: dict[str, Any] = {"Absent": Absent, "merge": merge}

            def bind(value: Any) -> str:
                space[f"f{len(space)}_"] = value
                return f"f{len(space) - 1}_"

            names = [f"a{i}" for i in range(len(node.args))]
            kinds = [self.program.nodes[arg].kind for arg in node.args]
            text = call_text(node, names, kinds, self.program.mode, bind)
            code = f"lambda {', '.join(names)}: {text}"
            function = eval(code, space)  # noqa: S307 - generated names only
            self._functions[node.id] = (
                self.measured(node.id, function) if node.id in self.weighed else function
            )
        return self._functions[node.id]

    def measured(self, node: int, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function under a budget of its own; the most that a call took is remembered."""

        def within(*values: Any) -> Any:
            work = Work()
            before = current.set(work)
            try:
                return function(*values)
            except WorkLimit:
                return _STOPPED
            finally:
                current.reset(before)
                if work.turns < MAX_ITERATIONS:
                    self.took[node] = max(self.took.get(node, 0), MAX_ITERATIONS - work.turns)

        return within

    @cached_property
    def weighed(self) -> frozenset[int]:
        """The calls whose work grows with the lists and texts that they go through."""
        nodes = self.program.nodes
        calls_ = (node for node in nodes if node.op == "CALL")
        return frozenset(n.id for n in calls_ if is_weighed(n.name, [nodes[arg].kind for arg in n.args]))

    @cached_property
    def _counted(self) -> list[bool]:
        """For each node whether its work, or that of its regions, is not bounded by the program's size."""
        regions = self.program.regions
        found: list[bool] = []
        for node in self.program.nodes:
            own = node.op in ("LOOP", "LAMBDA") or node.id in self.weighed
            found.append(own or any(found[i] for r in node.regions for i in regions[r].nodes))
        return found

    @cached_property
    def costly(self) -> tuple[int, ...]:
        """Recorded nodes of the outermost region whose work is not bounded by the program's size.

        Rows compute every recorded step, and all of them share one budget. So columns compute these, too.
        """
        recorded = sorted(self.program.needed(self.program.slots))
        return tuple(i for i in recorded if self._counted[i] and self.program.nodes[i].region == 0)

    def row(self, node: int) -> tuple[Row, list[int]]:
        """The row function of one node, and the inputs that it reads."""
        if node not in self._rows:
            program = self.program
            self._rows[node] = compile_row(program, (node,)), sorted(program.inputs_of((node,)))
        return self._rows[node]

    @cached_property
    def _structures(self) -> list[int]:
        """For each node the first one that has the same value in every row, for what it is made of.

        Offers of one term have the same price whatever their amounts, each by nodes of its own. What takes
        work that is counted is like no other, as the row evaluation counts it each time.
        """
        firsts: dict[tuple[Any, ...], int] = {}
        found: list[int] = []
        for node in self.program.nodes:
            key: tuple[Any, ...] = (node.op, node.id)
            if node.op == "CONST":
                key = (node.op, node.data)
            elif node.op in ("CALL", "AND", "OR", "BRANCH") and not self._counted[node.id]:
                results = [found[self.program.regions[r].result] for r in node.regions]
                args = [found[arg] for arg in node.args]
                key = (node.op, node.name, node.kind, _identity(node.data), *args, "", *results)
            found.append(firsts.setdefault(key, node.id))
        return found

    @cached_property
    def entries(self) -> Mapping[int, frozenset[str] | None]:
        """For each node the entries of its contexts that others read by name; None where they read all."""
        nodes, found = self.program.nodes, dict[int, frozenset[str] | None]()
        for node in nodes:
            named = node.name in _ENTRIES and nodes[node.args[1]].op == "CONST"
            for at, arg in enumerate(node.args):
                before = found.get(arg, frozenset())
                name = self.program.constants[nodes[node.args[1]].data] if named and not at else None
                found[arg] = None if before is None or name is None else before | {name}
        results = (region.result for region in self.program.regions if region.result >= 0)
        return {**found, **dict.fromkeys(results)}

    def needed(self, roots: tuple[int, ...]) -> list[tuple[int, int, list[int]]]:
        """The nodes of the outermost region that the roots need, in order.

        Each with an earlier one whose value it has, or itself, and with those that are used by it last.
        """
        if roots not in self._needed:
            wanted = self.program.needed((*roots, *self.costly))
            order = sorted(i for i in wanted if self.program.nodes[i].region == 0)
            firsts: dict[int, int] = {}
            twins = {i: firsts.setdefault(self._structures[i], i) for i in order}
            uses = {i: self.program.taken(i) if twins[i] == i else {twins[i]} for i in order}
            asked = {*roots, *self.costly}
            for i in reversed(order):
                if i in asked:
                    asked |= uses[i]
            order = [i for i in order if i in asked]
            last = {used: i for i in order for used in uses[i]}
            done: dict[int, list[int]] = {}
            for used, i in last.items():
                if used not in roots:
                    done.setdefault(i, []).append(used)
            self._needed[roots] = [(i, twins[i], done.get(i, [])) for i in order]
        return self._needed[roots]

    def compared(self, roots: tuple[int, ...]) -> set[int]:
        """The inputs that are compared with constants or looked up in tables, or not read at all."""
        nodes, regions = self.program.nodes, self.program.regions
        needed = self.program.needed((*roots, *self.costly))
        taken = set(roots)
        for node in map(nodes.__getitem__, needed):
            taken |= {regions[r].result for r in node.regions}
            tested = node.args if node.op == "CALL" and node.name in _COMPARED else ()
            if sum(nodes[arg].op != "CONST" for arg in tested) > 1 and node.name != "lookup":
                tested = ()
            taken |= set(node.args).difference(tested)
        return {n.data for n in nodes if n.op == "INPUT" and n.id not in taken}

    def run(
        self, inputs: Sequence[Column], size: int, roots: Sequence[int], uncounted: Mask | None = None
    ) -> Evaluation:
        """Evaluate what the roots need over the inputs of a chunk.

        The work of `uncounted` rows does not matter: the row evaluation decides them in any case.
        """
        self.tables.forget()
        evaluation = Evaluation(self, inputs, size, uncounted)
        with np.errstate(all="ignore"):
            evaluation.evaluate(roots)
        return evaluation


class Frame:
    """Values of nodes over the rows of a context; nodes from outside are taken for each item."""

    def __init__(self, context: Context, outer: Frame | None = None, most: int = 1) -> None:
        self.context = context
        self.most = most
        """The most items of one row."""
        self.outer = outer
        self.values: dict[int, Column] = {}

    def value(self, node: int) -> Column:
        """The column of a node."""
        if node not in self.values and self.outer is not None:
            rows = self.context.rows
            assert rows is not None
            self.values[node] = self.outer.value(node).take(rows)
        return self.values[node]


class Evaluation:
    """One chunk: the columns of its nodes, and the rows that row evaluation decides."""

    def __init__(
        self, evaluator: Evaluator, inputs: Sequence[Column], size: int, uncounted: Mask | None = None
    ) -> None:
        self.evaluator = evaluator
        self.uncounted = uncounted
        self.program = evaluator.program
        self.inputs = inputs
        self.context = Context(evaluator.tables, size)
        self.frame = Frame(self.context)
        self._decoded: dict[int, list[Any]] = {}
        self._longest: dict[tuple[int, bool], tuple[Any, int]] = {}
        """The longest list by its offsets, which columns share; they are kept so that none takes their id."""
        self.roots: frozenset[int] = frozenset(evaluator.program.slots)
        """What others read of the evaluation, beside its nodes."""
        self.turns = 0
        """At least the turns that any row of the chunk takes."""

    @property
    def left(self) -> Mask:
        """The rows that are left to the row evaluation."""
        return self.context.left

    def column(self, node: int) -> Column:
        """The column of an evaluated node."""
        return self.frame.value(node)

    def evaluate(self, roots: Sequence[int]) -> None:
        """Evaluate what the roots need."""
        self.roots = frozenset(roots)
        for i, twin, done in self.evaluator.needed(tuple(roots)):
            if twin != i:
                self.frame.values[i] = self.frame.values[twin]
            else:
                self.node(self.program.nodes[i], self.frame)
            if self.turns > MAX_ITERATIONS:
                # The sum of each node's most is no less than any row's own work.
                self.context.left[:] = True
                return
            for node in done:
                self.frame.values.pop(node, None)

    @property
    def stopped(self) -> bool:
        """Whether a row may take too much work, so that the row evaluation decides them all."""
        return self.turns > MAX_ITERATIONS

    def _most_items(self, column: Column, frame: Frame) -> int:
        """The length of the longest list of a column of lists, but for rows that are not counted."""
        if not isinstance(column, Lists) or len(column.offsets) < 2:
            return 0
        uncounted = self.uncounted if frame.outer is None else None
        key = id(column.offsets), uncounted is None
        if key not in self._longest:
            lengths = np.diff(column.offsets)
            if uncounted is not None:
                lengths = lengths[~uncounted]
            self._longest[key] = column.offsets, int(lengths.max(initial=0))
        return self._longest[key][1]

    def region(self, r: int, frame: Frame) -> Column:
        """The column of a region's result."""
        for i in self.program.asked(r):
            self.node(self.program.nodes[i], frame)
        return frame.value(self.program.regions[r].result)

    def node(self, node: Node, frame: Frame) -> None:
        """Evaluate one node."""
        if node.id in frame.values:
            return
        context = frame.context
        before, context.node = context.node, node.id
        try:
            frame.values[node.id] = self._column(node, frame)
        except Unsupported:
            if frame.outer is not None:
                raise
            frame.values[node.id] = self._by_rows(node)
        finally:
            context.node = before
        if node.id in self.evaluator.weighed:
            columns = (frame.values[node.id], *map(frame.value, node.args))
            items = sum(self._most_items(column, frame) for column in columns)
            self.turns += frame.most * (self.evaluator.took.get(node.id, 0) + 2 * items)

    def _column(self, node: Node, frame: Frame) -> Column:
        if node.op == "INPUT":
            given: Column = self.inputs[node.data]
            return given
        if node.op == "CONST":
            return self.evaluator.tables.constant(self.program.constants[node.data])
        if node.op == "CALL":
            args = [frame.value(arg) for arg in node.args]
            function = self.evaluator.function(node)
            read = self.evaluator.entries.get(node.id)
            frame.context.entries = None if node.id in self.roots else read
            try:
                return calls.call(frame.context, node, args, function, (id(self.evaluator), node.id))
            except Unsupported:
                return by_combinations(frame.context, args, calls.codes_of(frame.context, args), function)
        if node.op in ("AND", "OR"):
            return self._connective(node, frame)
        if node.op == "BRANCH":
            return self._branch(node, frame)
        if node.op == "LOOP" and node.name in _LOOPS:
            return self._loop(node, frame)
        raise Unsupported(node.op)

    def _truth(self, column: Column, context: Context) -> Coded:
        found = calls.coded(context, column)
        if found.domain.holds(_is_truth, "truths").all():
            return found
        return context.tables.apply("truth of", kernels.truth, (found,))

    def _connective(self, node: Node, frame: Frame) -> Coded:
        """Kleene's connective; what is already decided in a row asks for nothing more there."""
        context = frame.context
        join, decided, name = (
            (kernels.kleene_and, is_false, "false")
            if node.op == "AND"
            else (kernels.kleene_or, is_true, "true")
        )
        before = context.asking
        found: Coded | None = None
        for r in node.regions:
            value = self._truth(self.region(r, frame), context)
            found = value if found is None else self._joined(found, value, node.op, join)
            context.narrow(before, partial(_undecided, found, decided, name))
        context.asking = before
        assert found is not None
        return found

    def _joined(self, left: Coded, right: Coded, op: str, join: Callable[..., Any]) -> Coded:
        tables = self.evaluator.tables
        if left.domain is tables.booleans and right.domain is tables.booleans:
            both = left.codes & right.codes if op == "AND" else left.codes | right.codes
            return Coded(both, tables.booleans)
        return tables.apply(op, join, (left, right))

    def _branch(self, node: Node, frame: Frame) -> Column:
        """The value of the first condition that holds; an undecided condition is the value itself."""
        context = frame.context
        before = context.asking
        *pairs, otherwise = node.regions
        masks: list[Any] = []
        columns: list[Column] = []
        for condition, value in zip(pairs[::2], pairs[1::2], strict=True):
            test = self._truth(self.region(condition, frame), context)
            here = context.asking
            context.narrow(here, partial(test.where, is_true, "true"))
            columns.append(self.region(value, frame))
            masks.append(test.where(is_true, "true"))
            if test.domain.absents.any():
                columns.append(_only_absent(context, test))
                masks.append(looked_up(test.domain.absents, test.codes))
            context.narrow(here, partial(test.where, is_false, "false"))
        columns.append(self.region(otherwise, frame))
        context.asking = before
        return choosing.chosen(context, choosing.first_of(masks), columns)

    def _loop(self, node: Node, frame: Frame) -> Column:
        """A loop over the items of lists, evaluated over the items of all rows at once."""
        *sources, body = node.regions
        if self.program.regions[body].params:
            raise Unsupported("a loop over what it gave before")
        column, inner = self._turns(sources, frame)
        if not items_in(column.offsets):
            return lists.of_no_items(frame.context, column, node.name)
        result = self.region(body, inner)
        if node.name == "map":
            self.turns += inner.most * _most_held(result)
            return Lists(column.offsets, result, column.presence)
        if node.name == "filter" and node.kind == "any":
            raise Unsupported("a condition or a position")
        conditions = self._truth(result, inner.context)
        if node.name == "filter":
            return lists.filtered(frame.context, column, conditions)
        return lists.quantified(frame.context, column, node.name, conditions)

    def _turns(self, sources: Sequence[int], frame: Frame) -> tuple[Lists, Frame]:
        """The turns of a loop over each of its lists in turn: those of a row, and a frame for all of them."""
        found: Lists | None = None
        for r in sources:
            tables, size = frame.context.tables, frame.context.size
            column = lists_of(tables, self.region(r, frame), size)
            if found is not None and column.presence is not None and np.any(column.presence.codes != 0):
                raise Unsupported("a list within a loop that may be absent")
            context = frame.context.of_items(column.offsets, column.rows)
            frame = Frame(context, frame, frame.most * self._most_items(column, frame))
            self.turns += frame.most
            frame.values[self.program.regions[r].params[0]] = column.items
            found = column if found is None else lists.of_turns(found, column)
            if not items_in(column.offsets):
                return found, frame
        assert found is not None
        return found, frame

    def _by_rows(self, node: Node) -> Column:
        """A node computed row by row, from the inputs, by the row evaluation's function."""
        self.context.counts.by_rows[node.id] += self.context.size
        return encoded(self.evaluator.tables, self._row_values(node.id))

    def values(self, node: int) -> list[Any]:
        """The values of a node as the row evaluation has them."""
        try:
            return python_values(self.column(node), self.context.size)
        except Unsupported:
            return self._row_values(node)

    def _row_values(self, node: int) -> list[Any]:
        row, needed = self.evaluator.row(node)
        size = self.context.size
        for i in needed:
            if i not in self._decoded:
                self._decoded[i] = python_values(self.inputs[i], size)
        given: list[Any] = [None] * len(self.program.inputs)
        values: list[Any] = []
        most = 0
        for at in range(size):
            for i in needed:
                given[i] = self._decoded[i][at]
            work = Work()
            try:
                values.append(row(given, work)[0])
            except WorkLimit:
                self.context.left[at] = True
                values.append(_STOPPED)
            most = max(most, MAX_ITERATIONS - work.turns)
        self.turns += most
        return values


_STOPPED = absent("limit_exceeded")
"""Stands for values of rows that took too much work: the row evaluation says so."""


def _most_held(column: Column) -> int:
    """The most turns that a loop takes for keeping a value of a column."""
    if isinstance(column, Struct):
        return len(column.fields)
    if isinstance(column, Lists):
        return int(column.lengths.max(initial=0))
    if not isinstance(column, Coded):
        return 0
    sizes = (len(value) for value in column.domain.values if value.__class__ in (str, list, dict))
    return max(sizes, default=0)


def _is_truth(value: Any) -> bool:
    return value is True or value is False or value.__class__ is Absent


def _only_absent(context: Context, test: Coded) -> Coded:
    """The absent values of a condition."""
    absents = tuple(value for value in test.domain.values if value.__class__ is Absent)
    places: Mapping[int, int] = {id(value): i for i, value in enumerate(absents)}
    table = np.array([places.get(id(value), 0) for value in test.domain.values], dtype=smallest(len(absents)))
    return Coded(looked_up(table, test.codes), context.tables.domain(absents))


def _identity(data: Any) -> Any:
    """What tells a node's data from those of others: a small and plain value, else the object."""
    if data is None or data.__class__ in (str, int, bool, Hits):
        return data.__class__, data
    if data.__class__ is tuple:
        return tuple(map(_identity, data))
    return id(data)


def _undecided(found: Coded, decided: Callable[[Any], bool], name: str) -> Mask:
    """Where a connective is not decided yet."""
    return ~found.where(decided, name)
