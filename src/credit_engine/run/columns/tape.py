"""Straight-line code of an evaluation: what its kernels do with arrays, written down while they do it.

Kernels are general: they ask of each column what it holds, which causes it may lack for, how large its
numbers get. For a chunk that looks like one before, all of that is known, and what is left are calls of
numpy. A tape finds them by evaluating a chunk with arrays that write down what is done with them:

    total = left.whole + right.whole    ->    v9 = f2(v3, v7)
    if np.any(zero): ...                ->    v10 = f5(v8)
                                              if v10: raise Missed

What is decided by values, such as the branch above, becomes a guard: where it does not hold for another
chunk, the code is left, and the chunk is evaluated. A kernel that asks for the values themselves raises
`Untraceable`, and its whole node becomes one step of the code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, NamedTuple, NoReturn, TypeVar

import numpy as np
import numpy.typing as npt
from numpy.lib.mixins import NDArrayOperatorsMixin

F = TypeVar("F", bound=Callable[..., Any])
_PURE = {
    np.where,
    np.broadcast_to,
    np.any,
    np.all,
    np.searchsorted,
    np.zeros_like,
}
"""Functions of numpy, beside its ufuncs, that a tape takes: they depend on their arguments alone."""
_BY_ELEMENT: set[Callable[..., Any]] = {np.where, np.ndarray.take, np.zeros_like}
"""Functions, beside ufuncs, that give an element for each of their arguments' (of places those taken)."""
_BY_VALUE = (int, float, bool, str, type(None), type, np.dtype, np.generic)
FEW = 512
"""Chunks of fewer rows are few: what counts is how many calls are made for them, not what these do.

Every kernel and reader gives the same for few and for many.
"""
_SMALL = 4_096
"""Constant arrays of up to so many bytes are one if they are equal."""


class Untraceable(Exception):
    """A kernel asks for values of a chunk, which its code cannot know."""


class Missed(Exception):
    """A chunk is not as the one that its code was written for."""


class Size:
    """The number of rows of a chunk, of which code must not depend but by comparing it."""

    __slots__ = ("name", "reads", "tape", "value")

    def __init__(self, tape: Tape, name: str, value: int, reads: tuple[str, ...] = ()) -> None:
        self.tape, self.name, self.value, self.reads = tape, name, value, reads

    def __ge__(self, other: int) -> bool:
        return self.tape.guarded(f"{self.name} >= {other:d}", self.value >= other, self.reads)

    def __gt__(self, other: int) -> bool:
        return self.tape.guarded(f"{self.name} > {other:d}", self.value > other, self.reads)

    def __bool__(self) -> bool:
        return self > 0

    def __index__(self) -> NoReturn:
        raise Untraceable("the number of rows")


class Traced(NDArrayOperatorsMixin):
    """An array that writes down what is done with it."""

    __slots__ = ("_index", "array", "name", "rows", "table", "tape", "viewed")

    def __init__(self, tape: Tape, name: str, array: Any) -> None:
        self.tape, self.name, self.array = tape, name, array
        self.rows = name
        """A variable with as many elements, or `size` for one in each row."""
        self.table: npt.NDArray[Any] | None = None
        """Of which entries it is made, if it is looked up, by the codes of `index`."""
        self._index: Traced | None = None
        self.viewed: Traced | None = None
        """The array that it is a view of."""

    @property
    def index(self) -> Traced:
        """The codes by which it is looked up; where it is not, it is taken for them."""
        return self if self._index is None else self._index

    @index.setter
    def index(self, codes: Traced) -> None:
        self._index = codes

    @property
    def dtype(self) -> Any:
        """As of the array."""
        return self.array.dtype

    @property
    def ndim(self) -> int:
        """As of the array."""
        return int(self.array.ndim)

    @property
    def itemsize(self) -> int:
        """As of the array."""
        return int(self.array.itemsize)

    @property
    def size(self) -> Size:
        """The number of its elements, to be compared."""
        if self.rows == self.tape.size.name:
            return self.tape.size
        return Size(self.tape, f"{self.rows}.size", self.array.size, (self.rows,))

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **named: Any) -> Any:
        if method != "__call__" or "out" in named:
            raise Untraceable(method)
        return self.tape.call(ufunc, inputs, named)

    def __array_function__(self, function: Any, types: Any, args: Any, named: Any) -> Any:
        if function not in _PURE:
            raise Untraceable(function.__name__)
        if function is np.any and len(args) == 1 and not named:
            return self.any()
        return self.tape.call(function, args, named)

    def __array__(self, *args: Any, **named: Any) -> NoReturn:
        raise Untraceable("values")

    def __bool__(self) -> bool:
        return self.tape.guarded(self.name, bool(self.array), (self.name,))

    def __getitem__(self, key: Any) -> NoReturn:
        raise Untraceable("some rows")

    def astype(self, kind: Any, copy: bool = True) -> Traced:
        """As of the array; no kernel writes into what it gives."""
        return self if kind == self.dtype else self.tape.method(self, "astype", kind)

    def view(self, kind: Any) -> Traced:
        """As of the array."""
        viewed = self if self.viewed is None else self.viewed
        if kind == viewed.dtype:
            return viewed
        found = self.tape.method(viewed, "view", kind)
        if found.table is None:
            found.viewed = viewed
        return found

    def copy(self) -> Traced:
        """As of the array; no kernel writes into it."""
        return self

    def any(self) -> Traced:
        """As of the array."""
        found: Traced = self.tape.call(_any, (self,), {})
        return found

    def all(self) -> Traced:
        """As of the array."""
        return self.tape.method(self, "all")

    def __iadd__(self, other: Any) -> Any:
        return self + other

    def __isub__(self, other: Any) -> Any:
        return self - other

    def __iand__(self, other: Any) -> Any:
        return self & other

    def __ior__(self, other: Any) -> Any:
        return self | other


@dataclass(frozen=True)
class Held:
    """What a step gives beside arrays, such as a column's decimals, by its name in the code."""

    tape: Tape
    name: str
    array: Any

    def __call__(self, *args: Any) -> Any:
        return self.array(*args)


def _any(array: Any) -> Any:
    """Whether any element is not zero: of few, counting them takes a tenth of the time of asking numpy."""
    return np.bool_(np.count_nonzero(array)) if array.size < FEW else array.any()


class _Line(NamedTuple):
    """A line of code: the variables that it sets and reads; whether it counts even where none is read."""

    sets: tuple[str, ...]
    text: str
    reads: tuple[str, ...]
    pinned: bool = False


class Tape:
    """The lines of code of one evaluation, and what they refer to."""

    def __init__(self, size: int) -> None:
        self.lines: list[_Line] = []
        self.space: dict[str, Any] = {"Missed": Missed}
        self._size = size
        self._names: dict[Any, str] = {}
        self._known: dict[str, Any] = {}
        self._count = 0
        self.made: set[str] = set()
        """Variables that operations make, whose elements stand one after the other."""
        self.folds = size < FEW
        """Whether few rows look their values up, instead of computing them from those of others."""
        if self.folds:
            self.guarded(f"size < {FEW}", True, ())

    @property
    def size(self) -> Size:
        """The number of rows."""
        return Size(self, "size", self._size)

    def close(self) -> None:
        """Let go of all variables, which hold the arrays of the chunk and refer to the tape in turn."""
        self._known.clear()

    def new(self, array: Any) -> Traced:
        """A variable of the code."""
        self._count += 1
        return Traced(self, f"v{self._count}", array)

    def held(self, value: Any) -> Held:
        """A variable for a function."""
        self._count += 1
        return Held(self, f"v{self._count}", value)

    def bind(self, value: Any) -> str:
        """The name of a constant."""
        key: Any = id(value)
        if isinstance(value, _BY_VALUE):
            key = value.__class__, repr(value)
        elif value.__class__ is np.ndarray and value.nbytes <= _SMALL:
            key = value.dtype, value.shape, value.tobytes()
        if key not in self._names:
            self._names[key] = name = f"c{len(self._names)}"
            self.space[name] = value
        return self._names[key]

    def _told(self, value: Any, reads: list[str]) -> tuple[str, Any]:
        """How an argument is written, and what it is now."""
        if value.__class__ is Traced:
            reads.append(value.name)
            return value.name, value.array
        if value.__class__ is Size:
            reads.extend(value.reads)
            return value.name, value.value
        if value.__class__ in (tuple, list) and any(item.__class__ in (Traced, Size) for item in value):
            told = [self._told(item, reads) for item in value]
            return f"({''.join(f'{text}, ' for text, _ in told)})", tuple(item for _, item in told)
        return self.bind(value), value

    def call(self, function: Callable[..., Any], args: Sequence[Any], named: Any) -> Any:
        """The result of a function of arrays, written down unless it is known already."""
        reads: list[str] = []
        given = [self._told(arg, reads) for arg in args]
        by_name = {name: self._told(arg, reads) for name, arg in named.items()}
        texts = [*(text for text, _ in given), *(f"{name}={text}" for name, (text, _) in by_name.items())]
        text = f"{self.bind(function)}({', '.join(texts)})"
        if text not in self._known:
            found = function(*(arg for _, arg in given), **{name: arg for name, (_, arg) in by_name.items()})
            simpler = None if named else simplified(self, function, args, found)
            if simpler is None:
                simpler = self._set(text, found, reads)
                if isinstance(function, np.ufunc) and np.ndim(found):
                    self.made.add(simpler.name)
                _note_rows(function, args, simpler if simpler.__class__ is tuple else (simpler,))
                if function is np.ndarray.take and args[0].__class__ is np.ndarray:
                    simpler.table, simpler.index = args
            self._known[text] = simpler
        return self._known[text]

    def looked_up(self, table: npt.NDArray[Any], index: Traced) -> Traced:
        """The entries of a table for codes."""
        found: Traced = self.call(np.ndarray.take, (table, index), {})
        return found

    def method(self, array: Traced, name: str, *args: Any) -> Traced:
        """The result of a method of an array."""
        if self.folds and array.table is not None and name in ("astype", "view"):
            return self.looked_up(getattr(array.table, name)(*args), array.index)
        text = f"{array.name}.{name}({', '.join(map(self.bind, args))})"
        if text not in self._known:
            found = getattr(array.array, name)(*args)
            self._known[text] = self._set(text, found, [array.name])
            if name in ("astype", "view"):
                self._known[text].rows = array.rows
        result: Traced = self._known[text]
        return result

    def _set(self, text: str, found: Any, reads: Sequence[str]) -> Any:
        many = found.__class__ is tuple
        results = tuple(map(self.new, found)) if many else (self.new(found),)
        self.lines.append(_Line(tuple(result.name for result in results), text, tuple(reads)))
        return results if many else results[0]

    def guarded(self, test: str, holds: bool, reads: tuple[str, ...]) -> bool:
        """What a test says of this chunk, and has to say of others."""
        text = f"if {'not ' if holds else ''}({test}): raise Missed"
        if text not in self._known:
            self._known[text] = holds
            self.lines.append(_Line((), text, reads, pinned=True))
        return holds

    def step(self, function: Callable[..., Any], reads: Sequence[Any], found: Sequence[Any]) -> None:
        """A function of a chunk's evaluation and some variables, which sets others and may have effects."""
        texts = [variable.name for variable in reads]
        text = f"{self.bind(function)}({', '.join(['run', *texts])})"
        names = tuple(variable.name for variable in found)
        self.lines.append(_Line(names, text, tuple(texts), pinned=True))

    def forget_effects(self, mark: int) -> None:
        """Take back guards and effects from a line on; what depends on nothing but arrays may stay."""
        for line in self.lines[mark:]:
            if line.pinned and not line.sets:
                self._known.pop(line.text, None)
        self.lines[mark:] = [line for line in self.lines[mark:] if not line.pinned]

    def code(self, given: Sequence[Any], results: Sequence[Any]) -> Callable[..., Any]:
        """A function of an evaluation, its number of rows and the given arrays, which gives the results."""
        texts = ["def plan(run, size, given):", f" {_listed(variable.name for variable in given)} = given"]
        kept = self._kept(results)
        known = {variable.name for variable in given}.union(*(line.sets for line, _ in kept))
        if not known.issuperset(name for line, _ in kept for name in line.reads):
            raise Untraceable("variables of what was taken back")
        texts += (_written(line, () if self.folds else done) for line, done in kept)
        texts.append(f" return {_listed(result.name for result in results)}")
        exec("\n".join(texts), self.space)  # noqa: S102 - generated names only
        plan: Callable[..., Any] = self.space.pop("plan")
        return plan

    def _kept(self, results: Sequence[Any]) -> list[tuple[_Line, list[str]]]:
        """The lines that count, in order, each with the variables that nothing needs after it."""
        wanted = {result.name for result in results}
        found: list[tuple[_Line, list[str]]] = []
        for line in reversed(self.lines):
            if line.pinned or not wanted.isdisjoint(line.sets):
                done = {*line.reads, *line.sets} - wanted
                found.append((line, sorted(done)))
                wanted.update(line.reads)
        found.reverse()
        return found


def _written(line: _Line, done: Sequence[str]) -> str:
    """A line of Python, which lets go of what nothing needs after it."""
    sets, text, *_ = line
    names = f"{sets[0]} = " if len(sets) == 1 else f"{_listed(sets)} = " if sets else ""
    let_go = f"; del {', '.join(done)}" if done else ""
    return f" {names}{text}{let_go}"


def _listed(names: Iterable[str]) -> str:
    return f"({''.join(f'{name}, ' for name in names)})"


_NEUTRAL: Mapping[Any, Any] = {
    np.add: 0,
    np.subtract: 0,
    np.bitwise_or: 0,
    np.multiply: 1,
    np.bitwise_and: True,
    np.maximum: 0,
}
"""Constants that leave the other operand as it is."""


def simplified(tape: Tape, function: Any, args: Sequence[Any], found: Any) -> Any:
    """A variable that has the result already, or the entries of a table that has it; None for neither."""
    if found.__class__ is not np.ndarray or found.ndim != 1:
        return None
    if function is np.ndarray.take:
        return _of_table(tape, *args)
    if function in _NEUTRAL:
        same = _unchanged(function, args)
        if same is not None and same.dtype == found.dtype and same.array.shape == found.shape:
            return same
    return _of_tables(tape, function, args)


def _unchanged(function: Any, args: Sequence[Any]) -> Traced | None:
    """The operand that a neutral constant leaves as it is."""
    first, second = args
    if second.__class__ is Traced and function is not np.subtract:
        first, second = second, first
    if first.__class__ is not Traced or second.__class__ is Traced or np.ndim(second):
        return None
    kind = first.dtype.kind
    plain = kind in "bu" if function is np.maximum else kind in "biu" or function is np.multiply
    if function is np.bitwise_and:
        plain = kind == "b"
    return first if plain and second == _NEUTRAL[function] else None


def _of_table(tape: Tape, table: Any, index: Any) -> Traced | None:
    """What is looked up by what was looked up itself, as entries of one table."""
    if table.__class__ is Traced or index.__class__ is not Traced:
        return None
    if table.dtype == index.dtype and np.array_equal(table, np.arange(len(table))):
        return index
    if index.table is None or not tape.folds:
        return None
    codes = index.table
    if index.index is index or not len(codes) or codes.min() < 0 or codes.max() >= len(table):
        return None
    return tape.looked_up(table.take(codes), index.index)


def _of_tables(tape: Tape, function: Any, args: Sequence[Any]) -> Traced | None:
    """A function of entries that are looked up by the same codes, as entries of its own."""
    varying = [arg for arg in args if arg.__class__ is Traced]
    if not tape.folds or not varying or not (isinstance(function, np.ufunc) or function is np.where):
        return None
    if any(arg.table is None or arg.index is not varying[0].index for arg in varying):
        return None
    given: list[Any] = [arg.table if arg.__class__ is Traced else arg for arg in args]
    if len({np.shape(operand) for operand in given if np.ndim(operand)}) > 1:
        return None
    apply: Callable[..., Any] = function
    return tape.looked_up(apply(*given), varying[0].index)


def _note_rows(function: Any, args: Sequence[Any], results: Sequence[Any]) -> None:
    """Results of an operation element by element have as many as what they are of."""
    if not (isinstance(function, np.ufunc) or function in _BY_ELEMENT):
        return
    of = args[1:] if function is np.ndarray.take else args
    rows = {arg.rows for arg in of if arg.__class__ is Traced and np.ndim(arg.array)}
    for result in results if len(rows) == 1 else ():
        result.rows = min(rows)


def tape_of(values: Sequence[Any]) -> Tape | None:
    """The tape that values are on, if they are."""
    for value in values:
        if value.__class__ is Traced or value.__class__ is Size:
            tape: Tape = value.tape
            return tape
    return None


def primitive(function: F) -> F:
    """A function of nothing but arrays and constants, which code calls as it is."""

    @wraps(function)
    def call(*args: Any) -> Any:
        tape = tape_of(args)
        return function(*args) if tape is None else tape.call(function, args, {})

    return call  # type: ignore[return-value]


def by_element(function: F) -> F:
    """A primitive that gives an element for each of its arguments', or several of these."""
    _BY_ELEMENT.add(function)
    return primitive(function)


def taken(array: Any, places: Any) -> Any:
    """The elements of an array at some places."""
    tape = tape_of((array, places))
    return array.take(places) if tape is None else tape.call(np.ndarray.take, (array, places), {})


def contiguous(array: Any) -> Any:
    """An array of at least one dimension, element after element."""
    tape = tape_of((array,))
    if tape is None:
        return np.ascontiguousarray(array)
    return array if array.name in tape.made else tape.call(np.ascontiguousarray, (array,), {})


def below(codes: Any, count: int) -> Any:
    """Codes that are below a count; what is looked up by them can be looked up at once."""
    if codes.__class__ is Traced and codes.table is None and codes.ndim:
        codes.table = np.arange(count, dtype=codes.dtype)
    return codes


def spread(array: Any, size: Any) -> Any:
    """An array of one row for each, of which all may be the same."""
    tape = tape_of((array, size))
    if tape is None:
        return array if np.ndim(array) else np.broadcast_to(array, (size,))
    return (
        array
        if array.__class__ is Traced and array.ndim
        else tape.call(np.broadcast_to, (array, (size,)), {})
    )


def items_in(offsets: Any) -> Any:
    """How many items all rows have together."""
    if offsets.__class__ is not Traced:
        return int(offsets[-1])
    count = offsets.tape.call(items_in, (offsets,), {})
    return Size(offsets.tape, count.name, count.array, (count.name,))


def array_of(value: Any) -> npt.NDArray[Any]:
    """A result of arithmetic as an array: of arrays of no dimension numpy gives scalars."""
    found: Any = value if value.__class__ is Traced else np.asarray(value)
    array: npt.NDArray[Any] = found
    return array


def largest(array: Any) -> int:
    """A bound of the magnitude of whole numbers; in code a power of two that guards hold them below."""
    if array.__class__ is not Traced:
        return int(np.abs(array).max(initial=0))
    most: int = widened(largest(array.array))
    tape: Tape = array.tape
    tape.guarded(f"{tape.bind(largest)}({array.name}) <= {most}", True, (array.name,))
    return most


_CLASSES = (2**53 - 1, 10**15, 2**62 - 1)
"""Magnitudes at which kernels compute otherwise."""


_FEWEST_BITS, _MORE_BITS = 4, 3
"""Other chunks may have numbers of so many more bits; much more, and products would overflow on paper."""


def widened(most: int) -> int:
    """A bound that similar chunks keep within, and that is treated alike."""
    power: int = 2 ** (max(most.bit_length(), _FEWEST_BITS) + _MORE_BITS)
    return next(min(power, bound) for bound in (*_CLASSES, most) if bound >= most)
