#!/usr/bin/env python3
"""Writes docs/reference/functions.md from the table of functions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from credit_engine.operators import FUNCTIONS
from credit_engine.operators.homes import TOPICS
from credit_engine.operators.table import Function, Parameter, Signature

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "functions.md"

_POINT = "number|text|date|time|date and time|days and time duration|years and months duration"
_UNKNOWN = {
    "strict": "unknown if an argument is unknown or holds an unknown",
    "items": "unknown if an argument is unknown; unknown items are kept",
    "observes": "known also where the argument is unknown",
}
_THREE_VALUED = "unknown only where the known items do not settle it"
_THREE_VALUED_FUNCTIONS = frozenset(("all", "any"))
_UNIT = {"same": "that of the first argument", "none": "open, it goes with any"}
_RESULT = {"same": "the first argument's type", "item": "an item's type"}
_START = """\
# Functions

The built-in functions of FEEL (DMN 1.5), and those for credit policies. This page is written by
`tools/function_reference.py` from the table that the engine itself uses.

How to read an entry:

- `length?` may be left out; `*item` may be given several times.
- `point` is a number, a text, a date, a time, a date and time or a duration. `a|b` is either type.
- *In policies* says what the result is where something is missing. In plain FEEL, null takes the place
  of unknown.
- *Unit* is the unit of the result, where the [units](policy-file.md#units) of a policy are checked.
- The example is an expression that is true.

Arguments are given in order, or by name: `substring(string: "foobar", start position: 3)`.
"""


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), "utf-8")


def page() -> str:
    """The whole page."""
    return "\n".join([_START, *_contents(), *(line for topic in TOPICS for line in _section(topic))])


def _contents() -> Iterator[str]:
    for topic, names in TOPICS.items():
        links = ", ".join(f"[{name}](#{name.replace(' ', '-')})" for name in names)
        yield f"- {topic}: {links}"
    yield ""


def _section(topic: str) -> Iterator[str]:
    yield f"## {topic}\n"
    for name in TOPICS[topic]:
        yield from _entry(FUNCTIONS[name])


def _entry(function: Function) -> Iterator[str]:
    yield f"### {function.name}\n"
    yield "```text"
    yield from (_form(function.name, signature) for signature in function.signatures)
    yield "```\n"
    yield f"{function.doc}\n"
    yield f"- Example: {_example(function)}"
    if function.signatures[0].parameters:
        rule = _THREE_VALUED if function.name in _THREE_VALUED_FUNCTIONS else _UNKNOWN[function.unknown]
        yield f"- In policies: {rule}"
        yield f"- Unit: {_UNIT[function.unit]}"
    source = "this engine's own" if function.source == "credit_engine" else function.source
    yield f"- Source: {source}\n"


def _example(function: Function) -> str:
    if function.signatures[0].parameters:
        return f"`{function.example}`"
    return f"`{function.example}`, of the decision's `as_of`"


def _form(name: str, signature: Signature) -> str:
    last = len(signature.parameters) - 1
    parameters = [
        _parameter(parameter, signature.variadic and i == last)
        for i, parameter in enumerate(signature.parameters)
    ]
    result = _RESULT.get(signature.result, signature.result)
    return f"{name}({', '.join(parameters)}) -> {result}"


def _parameter(parameter: Parameter, repeated: bool) -> str:
    star, mark = "*" if repeated else "", "?" if parameter.optional else ""
    return f"{star}{parameter.name}{mark}: {parameter.type.replace(_POINT, 'point')}"


if __name__ == "__main__":
    main()
