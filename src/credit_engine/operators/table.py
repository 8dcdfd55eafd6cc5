"""The one table of FEEL's functions and operators: signature, meaning, unknown rule, unit, text.

The static check reads the signatures, lowering binds calls to them, the row evaluation calls
`row`, and the reference documentation is written from the same entries.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from itertools import accumulate
from typing import Any, Literal, ParamSpec

from credit_engine.absent import Absent
from credit_engine.operators.homes import HOMES
from credit_engine.work import READ_A_TURN

Arguments = ParamSpec("Arguments")
UnknownRule = Literal["strict", "items", "observes"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A formal parameter: FEEL's name for it, and its type as FEEL text.

    Types: number, text, boolean, date, time, date and time, days and time duration,
    years and months duration, list, list<T>, context, range, function, any; `a|b` is either.
    A `nullable` parameter is handed null; any other null argument makes the result null.
    """

    name: str
    type: str
    optional: bool = False
    nullable: bool = False


@dataclass(frozen=True, slots=True)
class Signature:
    """One way to call a function; `row` gets bound, coerced arguments and gives a value or Absent.

    `result` is a type, or `same` (the first argument's type), or `item` (the type of its items).
    The last parameter of a `variadic` signature repeats; `row` then gets a list for it.
    `refusing`, where there is one, gives the same for arguments that are there, and raises ValueError or
    ArithmeticError where `row` gives Absent.
    """

    parameters: tuple[Parameter, ...]
    result: str
    row: Callable[..., Any]
    variadic: bool = False
    refusing: Callable[..., Any] | None = None


@dataclass(frozen=True, slots=True)
class LiteralCheck:
    """Finds constant arguments that are outside the function's domain.

    `refusal` gets the values of `parameters`, None for those left out; the first one is at fault.
    """

    parameters: tuple[str, ...]
    refusal: Callable[..., Absent | None]


Domain = Callable[[Sequence[Any], Collection[int], bool], Absent | None]
"""What a function refuses of arguments, some of which, by place, are known.

A refusal holds whatever the others are; the sign says whether a known argument stands there as a whole, not
only one of its items.
"""


@dataclass(frozen=True, slots=True)
class Function:
    """A built-in function of FEEL.

    `unknown` says what an unknown does to it in policies: `strict` functions give unknown if any
    argument is unknown or holds one; `items` functions only look at a list's or context's
    structure, so unknown items pass through; `observes` functions see it (`is missing`).
    `unit`: the result has the `same` unit as the first argument, or `none`. `holds_arguments`: the
    result holds what the function is given, though it is of another type. `characters_a_turn`: how many
    characters of a text it goes through in the time of a turn of a loop, measured at its worst; None for one
    that looks at neither items nor characters, whose work does not grow.
    `literals` and `domain` find constants with which no call has a value, so that the static check refuses
    them; for `domain` other arguments are those of the example.
    """

    name: str
    signatures: tuple[Signature, ...]
    doc: str
    example: str
    unknown: UnknownRule = "strict"
    unit: Literal["same", "none"] = "none"
    holds_arguments: bool = False
    characters_a_turn: int | None = READ_A_TURN
    source: str = "DMN 1.5, 10.3.4"
    literals: tuple[LiteralCheck, ...] = ()
    domain: Domain | None = None

    @property
    def hands_on(self) -> bool:
        """Whether the result is, or holds, something that it is given: what is redacted stays so."""
        return self.holds_arguments or any(form.result in ("same", "item") for form in self.signatures)


class FunctionTable(Mapping[str, Function]):
    """The functions by name; the module that defines one is imported when it is first looked up.

    Names are known beforehand: `in`, `len` and iteration import nothing.
    """

    def __init__(self) -> None:
        self._loaded: dict[str, Function] = {}

    def __getitem__(self, name: str) -> Function:
        if name not in self._loaded:
            import_module(f"{__package__}.{HOMES[name]}")
        return self._loaded[name]

    def __contains__(self, name: object) -> bool:
        return name in HOMES

    def __iter__(self) -> Iterator[str]:
        return iter(HOMES)

    def __len__(self) -> int:
        return len(HOMES)

    def enter(self, function: Function) -> None:
        """Enter a function under its name, which has to be listed in `homes`.

        Entered again, it replaces itself: an import that was interrupted may be tried once more.
        """
        if function.name not in HOMES:
            raise ValueError(f"function {function.name!r} is not listed in operators.homes")
        self._loaded[function.name] = function


FUNCTIONS = FunctionTable()


def _entering(make: Callable[Arguments, Function]) -> Callable[Arguments, None]:
    """The function that enters what `make` makes of its arguments."""

    def define(*arguments: Arguments.args, **named: Arguments.kwargs) -> None:
        FUNCTIONS.enter(make(*arguments, **named))

    return define


define = _entering(Function)
"""Enters a function into the table; takes what a `Function` is made of."""


def define_form(
    name: str,
    parameters: str,
    result: str,
    row: Callable[..., Any],
    doc: str,
    example: str,
    *literals: LiteralCheck,
    **aspects: Any,
) -> None:
    """Enter a function with one signature, told as text; `aspects` are further fields of its entry."""
    define(name, (signature(parameters, result, row),), doc, example, literals=literals, **aspects)


def signature(parameters: str, result: str, row: Callable[..., Any]) -> Signature:
    """A signature from text such as `string: text, start position: number, length?: number`.

    `name?` is optional and its absence is None to `row`; `type?` is handed null; `*name` repeats.
    """
    parts = _separated(parameters)
    formal = tuple(_parameter(p.removeprefix("*")) for p in parts)
    return Signature(formal, result, row, variadic=parameters != "" and parts[-1].startswith("*"))


def _separated(parameters: str) -> list[str]:
    """The parts between the commas that stand in no type's brackets."""
    depths = accumulate((c == "<") - (c == ">") for c in parameters)
    marked = "".join("\n" if c == "," and not d else c for c, d in zip(parameters, depths, strict=True))
    return [part.strip() for part in marked.split("\n") if part.strip()]


def _parameter(text: str) -> Parameter:
    name, _, type_text = (t.strip() for t in text.partition(":"))
    return Parameter(
        name.removesuffix("?"),
        type_text.removesuffix("?"),
        optional=name.endswith("?"),
        nullable=type_text.endswith("?"),
    )
