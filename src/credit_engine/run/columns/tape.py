"""Straight-line code of an evaluation: what its kernels do with arrays, written down while they do it.

Kernels are general: they ask of each column what it holds, which causes it may lack for, how large its
numbers get. For a chunk that looks like one before, all of that is known, and what is left are calls of
numpy. A tape finds them by evaluating a chunk with arrays that write down what is done with them:

    total = left.whole + right.whole    ->    v9 = f2(v3, v7)
    if np.any(zero): ...                ->    v10 = f5(v8)
                                              if v10: raise missed

What is decided by values, such as the branch above, becomes a guard: where it does not hold for another
chunk, the code is left, and the chunk is evaluated. A kernel that asks for the values themselves raises
`Untraceable`, and its whole node becomes one step of the code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
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
_BY_VALUE = (int, float, bool, str, type(None), type, np.dtype, np.generic)
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

    __slots__ = ("array", "name", "tape")

    def __init__(self, tape: Tape, name: str, array: Any) -> None:
        self.tape, self.name, self.array = tape, name, array

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
        return Size(self.tape, f"{self.name}.size", self.array.size, (self.name,))

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **named: Any) -> Any:
        if method != "__call__" or "out" in named:
            raise Untraceable(method)
        return self.tape.call(ufunc, inputs, named)

    def __array_function__(self, function: Any, types: Any, args: Any, named: Any) -> Any:
        if function not in _PURE:
            raise Untraceable(function.__name__)
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
        return self if kind == self.dtype else self.tape.method(self, "view", kind)

    def copy(self) -> Traced:
        """As of the array; no kernel writes into it."""
        return self

    def any(self) -> Traced:
        """As of the array."""
        return self.tape.method(self, "any")

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
        self.space: dict[str, Any] = {"missed": Missed()}
        self.size = Size(self, "size", size)
        self._names: dict[Any, str] = {}
        self._known: dict[str, Any] = {}
        self._count = 0

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
        if value.__class__ in (tuple, list) and any(one.__class__ in (Traced, Size) for one in value):
            told = [self._told(one, reads) for one in value]
            return f"({''.join(f'{text}, ' for text, _ in told)})", tuple(one for _, one in told)
        return self.bind(value), value

    def call(self, function: Callable[..., Any], args: Sequence[Any], named: Any) -> Any:
        """The result of a function of arrays, written down unless it is known already."""
        reads: list[str] = []
        given = [self._told(one, reads) for one in args]
        by_name = {name: self._told(one, reads) for name, one in named.items()}
        texts = [*(text for text, _ in given), *(f"{name}={text}" for name, (text, _) in by_name.items())]
        text = f"{self.bind(function)}({', '.join(texts)})"
        if text not in self._known:
            found = function(*(one for _, one in given), **{name: one for name, (_, one) in by_name.items()})
            self._known[text] = self._set(text, found, reads)
        return self._known[text]

    def method(self, array: Traced, name: str, *args: Any) -> Traced:
        """The result of a method of an array."""
        text = f"{array.name}.{name}({', '.join(map(self.bind, args))})"
        if text not in self._known:
            found = getattr(array.array, name)(*args)
            self._known[text] = self._set(text, found, [array.name])
        result: Traced = self._known[text]
        return result

    def _set(self, text: str, found: Any, reads: Sequence[str]) -> Any:
        many = found.__class__ is tuple
        results = tuple(map(self.new, found)) if many else (self.new(found),)
        self.lines.append(_Line(tuple(one.name for one in results), text, tuple(reads)))
        return results if many else results[0]

    def guarded(self, test: str, holds: bool, reads: tuple[str, ...]) -> bool:
        """What a test says of this chunk, and has to say of others."""
        text = f"if {'not ' if holds else ''}({test}): raise missed"
        if text not in self._known:
            self._known[text] = holds
            self.lines.append(_Line((), text, reads, pinned=True))
        return holds

    def step(self, function: Callable[..., Any], reads: Sequence[Any], found: Sequence[Any]) -> None:
        """A function of a chunk's evaluation and some variables, which sets others and may have effects."""
        texts = [one.name for one in reads]
        text = f"{self.bind(function)}({', '.join(['run', *texts])})"
        names = tuple(one.name for one in found)
        self.lines.append(_Line(names, text, tuple(texts), pinned=True))

    def forget_effects(self, mark: int) -> None:
        """Take back guards and effects from a line on; what depends on nothing but arrays may stay."""
        for line in self.lines[mark:]:
            if line.pinned and not line.sets:
                self._known.pop(line.text, None)
        self.lines[mark:] = [line for line in self.lines[mark:] if not line.pinned]

    def code(self, given: Sequence[Any], results: Sequence[Any]) -> Callable[..., Any]:
        """A function of an evaluation, its number of rows and the given arrays, which gives the results."""
        texts = ["def plan(run, size, given):", f" {_listed(one.name for one in given)} = given"]
        kept = self._kept(results)
        known = {one.name for one in given}.union(*(line.sets for line, _ in kept))
        if not known.issuperset(name for line, _ in kept for name in line.reads):
            raise Untraceable("variables of what was taken back")
        texts += map(_written, kept)
        texts.append(f" return {_listed(one.name for one in results)}")
        exec("\n".join(texts), self.space)  # noqa: S102 - generated names only
        plan: Callable[..., Any] = self.space.pop("plan")
        return plan

    def _kept(self, results: Sequence[Any]) -> list[tuple[_Line, list[str]]]:
        """The lines that count, in order, each with the variables that nothing needs after it."""
        wanted = {one.name for one in results}
        found: list[tuple[_Line, list[str]]] = []
        for line in reversed(self.lines):
            if line.pinned or not wanted.isdisjoint(line.sets):
                done = {*line.reads, *line.sets} - wanted
                found.append((line, sorted(done)))
                wanted.update(line.reads)
        found.reverse()
        return found


def _written(line: tuple[_Line, list[str]]) -> str:
    """A line of Python."""
    (sets, text, _, _), done = line
    names = f"{sets[0]} = " if len(sets) == 1 else f"{_listed(sets)} = " if sets else ""
    let_go = f"; del {', '.join(done)}" if done else ""
    return f" {names}{text}{let_go}"


def _listed(names: Iterable[str]) -> str:
    return f"({''.join(f'{name}, ' for name in names)})"


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


def taken(array: Any, places: Any) -> Any:
    """The elements of an array at some places."""
    tape = tape_of((array, places))
    return array.take(places) if tape is None else tape.call(np.ndarray.take, (array, places), {})


@primitive
def contiguous(array: Any) -> Any:
    """An array of at least one dimension, element after element."""
    return np.ascontiguousarray(array)


def spread(array: Any, size: Any) -> Any:
    """An array of one row for each, of which all may be the same."""
    tape = tape_of((array, size))
    if tape is None:
        return np.broadcast_to(array, (size,))
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
    return next(min(power, one) for one in (*_CLASSES, most) if one >= most)
