"""Plans: chunks that look like one before are evaluated by its straight-line code.

The first chunk of a look (kinds, domains, scales, what may be absent) is evaluated as always, the second
while a tape writes down what is done, the next ones by that code. What does not fit it, by a guard that does
not hold, is evaluated as always. So a plan has no meaning of its own: it is what the evaluation did.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any

import numpy as np

from credit_engine.ir import Node
from credit_engine.limits import MAX_ITERATIONS
from credit_engine.run.columns.arithmetic import Extreme
from credit_engine.run.columns.choosing import Chosen
from credit_engine.run.columns.context import Context, Unsupported
from credit_engine.run.columns.domain import Coded, Mask
from credit_engine.run.columns.evaluate import Evaluation, Evaluator, Frame
from credit_engine.run.columns.lists import Aggregated
from credit_engine.run.columns.number import Derived, Number, OfRows
from credit_engine.run.columns.structure import Column, Lists, Struct
from credit_engine.run.columns.tape import (
    Held,
    Missed,
    Tape,
    Traced,
    Untraceable,
    below,
    items_in,
    largest,
    widened,
)

_FIRST = 1
"""Chunks of a look that are evaluated before one is written down: what comes once is worth no plan."""
_NODES = 1_000
"""For each so many nodes one more."""
_MOST_LOOKS = 256
"""Looks of chunks that are remembered; beyond, all are forgotten: ever new looks have no plans to lose."""
_MOST_PLANS, _USES = 16, 64
"""So many plans are written for a program, and one more for each so many uses."""
_PER_LOOK = 4
"""Plans of one look: values that it does not tell apart may take a few different ways."""
_SIMILAR = 128
"""Columns of more different values are never alike: what takes one is a step."""
_MOST_MISSED = 8
"""So many chunks more may fit no plan of their look than fit one, before none is tried."""
_UNTRACED = (Untraceable, Unsupported, TypeError, AttributeError, AssertionError)
"""What a kernel raises that asks of an array what a tape does not know."""


def survey(column: Any, look: list[Any], most: list[int], arrays: list[Any]) -> None:
    """Put aside what kernels know of a column apart from its values, and bounds of its numbers.

    Then what differs from chunk to chunk, in the order of `traced`: arrays, the function of decimals, or all.
    """
    kind = column.__class__
    look.append(kind)
    if kind is Coded:
        if len(column.domain) > _SIMILAR:
            look.append("values")
            arrays.append(column)
            return
        look.append(column.domain.number)
        _survey_array(column.codes, look, arrays)
    elif kind is Number:
        survey(column.presence, look, most, arrays)
        for array in (column.whole, column.value, column.error):
            _survey_array(array, look, arrays)
        if column.whole is not None:
            most.append(column.most)
        look += (column.scale, column.shortest, column.nearest, column.exact is not None)
        if column.exact is not None:
            arrays.append(column.exact)
    elif kind is Struct:
        for name, entry in column.fields.items():
            look.append(name)
            survey(entry, look, most, arrays)
        survey(column.presence, look, most, arrays)
    elif kind is Lists:
        _survey_array(column.known_rows, look, arrays)
        _survey_array(column.offsets, look, arrays)
        survey(column.items, look, most, arrays)
        survey(column.presence, look, most, arrays)


def surveyed(columns: Iterable[Column]) -> tuple[list[Any], list[int], list[Any]]:
    """The look of columns, bounds of their numbers, and what differs from chunk to chunk."""
    look: list[Any] = []
    most: list[int] = []
    arrays: list[Any] = []
    for column in columns:
        survey(column, look, most, arrays)
    return look, most, arrays


def _survey_array(array: Any, look: list[Any], arrays: list[Any]) -> None:
    if array is None:
        look.append(None)
    elif array.ndim:
        look.append(array.dtype.char)
        arrays.append(array)
    else:
        look += (array.dtype.char, array.item())


_COLUMNS = {Coded, Number, Struct, Lists, Derived, OfRows, Chosen, Extreme, Aggregated}
"""What columns are made of, and what computes their decimals."""


class Template:
    """A value in which variables stand for arrays, as a function of these; it is compiled when first used."""

    def __init__(self, value: Any) -> None:
        self.reads: dict[str, Any] = {}
        """The variables by name."""
        self._space: dict[str, Any] = {}
        self._lines: list[str] = []
        self._made: dict[int, tuple[Any, str, bool]] = {}
        self._result = self._told(value)[0]

    def taken(self) -> list[Any]:
        """The variables; their names alone are kept, or a plan would hold all arrays of its chunk."""
        found = list(self.reads.values())
        self.reads = dict.fromkeys(self.reads)
        self._made.clear()
        return found

    def _bound(self, value: Any) -> tuple[str, bool]:
        name = f"c{len(self._space)}"
        self._space[name] = value
        return name, False

    def _told(self, value: Any) -> tuple[str, bool]:
        """How a value is written, and whether it depends on variables."""
        kind = value.__class__
        if kind in (Traced, Held):
            self.reads.setdefault(value.name, value)
            return value.name, True
        if id(value) in self._made:
            return self._made[id(value)][1:]
        parts = self._parts(value)
        told = [self._told(part) for part in parts]
        if not any(varies for _, varies in told):
            return self._bound(value)
        name = f"t{len(self._lines)}"
        given = ", ".join(text for text, _ in told)
        make = f"[{given}]" if kind is list else f"({given},)" if kind is tuple else ""
        if kind is dict:
            keys = [self._bound(key)[0] for key in value]
            make = f"{{{', '.join(f'{key}: {text}' for key, (text, _) in zip(keys, told, strict=True))}}}"
        self._lines.append(f" {name} = {make or f'{self._bound(kind)[0]}({given})'}")
        self._made[id(value)] = value, name, True
        return name, True

    def _parts(self, value: Any) -> list[Any]:
        kind = value.__class__
        if kind in (list, tuple):
            return list(value)
        if kind is dict:
            return list(value.values())
        return [getattr(value, attribute.name) for attribute in fields(value)] if kind in _COLUMNS else []

    @cached_property
    def filled(self) -> Callable[..., Any]:
        """The value with arrays in place of the variables."""
        texts = [f"def fill({', '.join(self.reads)}):", *self._lines, f" return {self._result}"]
        exec("\n".join(texts), self._space)  # noqa: S102 - generated names only
        fill: Callable[..., Any] = self._space.pop("fill")
        return fill


def traced(column: Column, tape: Tape) -> tuple[Any, list[Any]]:
    """A column whose arrays are variables, and these."""
    made: list[Any] = []

    def variable(values: Any) -> Any:
        if values.ndim:
            made.append(tape.new(values))
            return made[-1]
        return values

    def held(constant: Any) -> Any:
        made.append(tape.held(constant))
        return made[-1]

    found = _opened(column, variable, held)
    if isinstance(column, Coded | Number):
        for entry in made:
            if entry.__class__ is Traced:
                entry.rows = tape.size.name
    return found, made


def _opened(column: Any, array: Callable[[Any], Any], held: Callable[[Any], Any]) -> Any:
    """A column with other arrays and bounds; functions of decimals, and columns of many values, are held."""
    if column is None:
        return None
    if isinstance(column, Coded):
        if len(column.domain) > _SIMILAR:
            return held(column)
        return Coded(below(array(column.codes), len(column.domain)), column.domain)
    if isinstance(column, Number):
        presence = _opened(column.presence, array, held)
        whole, value, error = (
            None if values is None else array(values) for values in (column.whole, column.value, column.error)
        )
        known = None if column.exact is None else held(column.exact)
        most = widened(column.most) if column.whole is not None else column.most
        return Number(
            presence, whole, column.scale, most, value, error, column.shortest, known, column.nearest
        )
    if isinstance(column, Struct):
        entries = {name: _opened(entry, array, held) for name, entry in column.fields.items()}
        return Struct(entries, _opened(column.presence, array, held))
    rows = None if column.known_rows is None else array(column.known_rows)
    offsets, items = array(column.offsets), _opened(column.items, array, held)
    return Lists(offsets, items, _opened(column.presence, array, held), rows)


class _Recorder(Context):
    """The context of an evaluation that is written down; what has effects is done to that of the chunk."""

    def __init__(self, run: Evaluation, tape: Tape) -> None:
        super().__init__(run.context.tables, 0)
        self.run = run
        self.tape = tape
        self.size: Any = tape.size
        self.filtered: list[int] = []
        """Nodes of which all values are compared or rounded as floats with a bound."""

    def of_items(self, offsets: Any, rows: Any) -> Context:
        return _ItemRecorder(self, items_in(offsets), rows)

    def count_filtered(self) -> None:
        self.filtered.append(self.node)

    def leave(self, mask: Any) -> None:
        self._step(_left, self.node, mask, self.active)

    def decided_exactly(
        self, ambiguous: Any, present: Any, found: Any, function: Callable[..., Any], *args: Any
    ) -> Any:
        template = Template((present, self.active, args))
        step = _DecidedExactly(self.node, function, template)
        reads = [ambiguous, found, *template.taken()]
        decided = self.tape.new(step(self.run, *(variable.array for variable in reads)))
        decided.rows = found.rows
        self.tape.step(step, reads, [decided])
        return decided

    def _step(self, function: Callable[..., Any], *args: Any) -> None:
        template = Template(args)
        reads = template.taken()
        step = _Step(function, template)
        step(self.run, *(variable.array for variable in reads))
        self.tape.step(step, reads, ())


class _ItemRecorder(Context):
    """The context of items; what has effects in it is left to steps."""

    def __init__(self, outer: _Recorder, size: Any, rows: Any) -> None:
        super().__init__(outer.tables, 0)
        self.size, self.outer, self.rows = size, outer, rows
        self.asking = outer.within(rows)
        self.node = outer.node

    def of_items(self, offsets: Any, rows: Any) -> Context:
        raise Untraceable("lists in lists")

    def count_filtered(self) -> None:
        raise Untraceable("bounds of items")

    def leave(self, mask: Any) -> None:
        raise Untraceable("items that are left to rows")

    def decided_exactly(
        self, ambiguous: Any, present: Any, found: Any, function: Callable[..., Any], *args: Any
    ) -> Any:
        raise Untraceable("bounds of items")


@dataclass(frozen=True)
class _Step:
    """A function of a chunk's evaluation and of values."""

    function: Callable[..., Any]
    template: Template

    def __call__(self, run: Evaluation, *given: Any) -> Any:
        return self.function(run, *self.template.filled(*given))


def _left(run: Evaluation, node: int, mask: Any, active: Any) -> None:
    run.context.node, run.context.active = node, active
    run.context.leave(mask)


@dataclass(frozen=True)
class _DecidedExactly:
    """The rows settled that bounds leave open, from what was found for a node."""

    node: int
    function: Callable[..., Any]
    template: Template

    def __call__(self, run: Evaluation, ambiguous: Any, found: Any, *given: Any) -> Any:
        if not ambiguous.any():
            return found
        present, active, args = self.template.filled(*given)
        run.context.node, run.context.active = self.node, active
        return run.context.decided_exactly(ambiguous, present, found, self.function, *args)


@dataclass(frozen=True)
class _Evaluated:
    """A node that is evaluated as always, from the columns that it takes; its column has to look alike."""

    node: Node
    template: Template
    look: list[Any]
    most: tuple[int, ...]

    def __call__(self, run: Evaluation, *given: Any) -> Any:
        column = _evaluated(run, self.node, self.template, given)
        look, most, found = surveyed((column,))
        if look != self.look or any(map(int.__gt__, most, self.most)):
            raise Missed
        return found[0] if len(found) == 1 else found


def _evaluated(run: Evaluation, node: Node, template: Template, given: Sequence[Any]) -> Column:
    columns, active = template.filled(*given)
    frame = Frame(run.context)
    frame.values = dict(columns)
    run.context.active = active
    run.node(node, frame)
    column: Column = frame.values[node.id]
    return column


class _Recording(Evaluation):
    """The evaluation of a chunk that is written down."""

    def __init__(self, run: Evaluation, tape: Tape, inputs: Sequence[Column]) -> None:
        super().__init__(run.evaluator, inputs, 0)
        self.run = run
        self.tape = tape
        self.context = self.recorder = _Recorder(run, tape)
        self.frame = Frame(self.context)

    def node(self, node: Node, frame: Frame) -> None:
        if node.id in frame.values:
            return
        context, mark, turns = self.recorder, len(self.tape.lines), self.turns
        before, filtered, known = (context.node, context.asking), len(context.filtered), {*frame.values}
        try:
            super().node(node, frame)
        except _UNTRACED:
            if frame.outer is not None:
                raise
            self.tape.forget_effects(mark)
            for i in {*frame.values} - known:
                del frame.values[i]  # made on the way, with effects that are taken back
            del context.filtered[filtered:]
            self.turns = turns
            context.asking = before[1]
            frame.values[node.id] = self._by_step(node, frame)
        finally:
            context.node, context.asking = before

    def _most_items(self, column: Column, frame: Frame) -> int:
        return largest(column.lengths) if isinstance(column, Lists) else 0

    def _by_rows(self, node: Node) -> Column:
        raise Untraceable("rows")

    def _by_step(self, node: Node, frame: Frame) -> Column:
        taken = {i: frame.values[i] for i in self.program.taken(node.id) if i in frame.values}
        template = Template((taken, self.context.active))
        reads = template.taken()
        column: Column = _evaluated(self.run, node, template, [variable.array for variable in reads])
        look, most, _ = surveyed((column,))
        found: Column
        found, made = traced(column, self.tape)
        step = _Evaluated(node, template, look, tuple(map(widened, most)))
        self.tape.step(step, reads, made)
        return found


@dataclass(frozen=True)
class Plan:
    """The code for chunks of a look, and bounds of their numbers."""

    code: Callable[..., Any]
    most: tuple[int, ...]
    roots: Template
    filtered: Counter[int]
    turns: int
    """At least the turns that any row takes, but for those of steps."""

    def fits(self, most: Sequence[int]) -> bool:
        """Whether inputs within these bounds are within those of the plan."""
        return all(map(int.__le__, most, self.most))

    def evaluate(self, run: Evaluation, given: Sequence[Any], size: int) -> None:
        """Evaluate a chunk; raises Missed where it is not as the plan has it."""
        found = self.code(run, size, given)
        if run.turns + self.turns > MAX_ITERATIONS:
            raise Missed
        self.finish(run, found, size)

    def finish(self, run: Evaluation, found: Sequence[Any], size: int) -> None:
        """Give the evaluation what it counts, and the columns of the roots."""
        run.turns += self.turns
        for node, times in self.filtered.items():
            run.context.counts.filtered[node] += times * size
        run.context.active = None
        run.frame.values = self.roots.filled(*found)


@dataclass
class _Look:
    """Chunks that look alike: how many came without a plan, the plans, and how many fitted one or none."""

    came: int = 0
    plans: list[Plan] = field(default_factory=list)
    fitted: int = 0
    missed: int = 0

    @property
    def is_worth_trying(self) -> bool:
        """Whether chunks are alike enough for trying plans."""
        return bool(self.plans) and self.missed <= _MOST_MISSED + self.fitted


@dataclass
class Plans:
    """The plans of an evaluator's program."""

    evaluator: Evaluator
    looks: dict[Any, _Look] = field(default_factory=dict)
    written: int = 0
    fitted: int = 0

    def evaluated(
        self, inputs: Sequence[Column], size: int, roots: Sequence[int], uncounted: Mask | None = None
    ) -> Evaluation:
        """The evaluation of a chunk, by a plan where there is one; as `Evaluator.run`."""
        look, most, given = surveyed(inputs)
        if len(self.looks) > _MOST_LOOKS:
            self.looks.clear()
        seen = self.looks.setdefault((*roots, *look), _Look())
        chunk = _Chunk(self.evaluator, inputs, size, tuple(roots), uncounted, most, given)
        run = self._by_plan(seen, chunk) if seen.is_worth_trying else None
        if run is not None:
            return run
        seen.came += 1
        if size and self._is_worth_writing(seen):
            self.written += 1
            with np.errstate(all="ignore"), suppress(Untraceable, RecursionError):
                run, plan = chunk.written()
                seen.plans.insert(0, plan)
                return run
        return self.evaluator.run(inputs, size, roots, uncounted)

    def _is_worth_writing(self, seen: _Look) -> bool:
        """Whether more chunks of a look are to be expected; plans of large programs take long to write."""
        return (
            seen.came > _FIRST + len(self.evaluator.program.nodes) // _NODES
            and len(seen.plans) < _PER_LOOK
            and self.written < _MOST_PLANS + self.fitted // _USES
        )

    def _by_plan(self, seen: _Look, chunk: _Chunk) -> Evaluation | None:
        """The evaluation by the first plan that fits, if any does."""
        for plan in seen.plans:
            if not plan.fits(chunk.most):
                continue
            run = chunk.evaluation()
            with np.errstate(all="ignore"), suppress(Missed):
                plan.evaluate(run, chunk.given, chunk.size)
                seen.fitted += 1
                self.fitted += 1
                return run
        seen.missed += 1
        return None


@dataclass
class _Chunk:
    """What is evaluated."""

    evaluator: Evaluator
    inputs: Sequence[Column]
    size: int
    roots: tuple[int, ...]
    uncounted: Mask | None
    most: Sequence[int]
    """Bounds of its numbers."""
    given: Sequence[Any]
    """The arrays of its columns."""

    def evaluation(self) -> Evaluation:
        """An evaluation that has not begun."""
        self.evaluator.tables.forget()
        run = Evaluation(self.evaluator, self.inputs, self.size, self.uncounted)
        run.roots = frozenset(self.roots)
        return run

    def written(self) -> tuple[Evaluation, Plan]:
        """The evaluation, written down as a plan; raises Untraceable where none can be."""
        with closing(Tape(self.size)) as tape:
            return self._written(tape)

    def _written(self, tape: Tape) -> tuple[Evaluation, Plan]:
        run = self.evaluation()
        variables: list[Any] = []
        columns: list[Column] = []
        for column in self.inputs:
            made, names = traced(column, tape)
            columns.append(made)
            variables += names
        recording = _Recording(run, tape, columns)
        recording.evaluate(self.roots)
        if run.turns + recording.turns > MAX_ITERATIONS:
            raise Untraceable("work")
        template = Template({root: recording.frame.values[root] for root in self.roots})
        results = template.taken()
        code = tape.code(variables, results)
        filtered = Counter(recording.recorder.filtered)
        plan = Plan(code, tuple(map(widened, self.most)), template, filtered, recording.turns)
        plan.finish(run, [result.array for result in results], self.size)
        return run, plan
