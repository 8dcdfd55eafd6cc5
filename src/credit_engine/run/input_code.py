"""The quick way through the input check: generated code for records without anything unusual.

It reads plain dicts, keeps values that are plainly right, and hands any other value to its own
reader. Where the record's form is unusual or a reader finds a problem, the full check reads the
record again: it alone words problems, and both give the same values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from credit_engine.absent import Absent, Cause
from credit_engine.limits import MAX_TEXT_LENGTH
from credit_engine.numbers import from_float
from credit_engine.run.code import code_of
from credit_engine.run.fields import NOT_APPLICABLE, NOT_GIVEN, UNDECIDED, Field, nested
from credit_engine.run.input_problems import Findings
from credit_engine.temporal import parse_date

Reader = Callable[[Any, str, Findings], Any]
QuickReader = Callable[[Any, Findings], "list[Any] | None"]
_PLAIN_NUMBERS = 10**34
"""Numbers below it have at most 34 digits before the point, as FEEL's numbers do; others are read with
care."""
_TOGETHER = 500
"""Fields of one generated function: Python takes some 20 KB for each while it compiles them, all at once."""


def compile_quick_reader(fields: Sequence[Field], reader_of: Callable[[Field], Reader]) -> QuickReader:
    """A function from a record to its values, or None where the full check has to look."""
    whole, checked = _tree(fields), set[int]()
    readers = [
        _compiled(fields[start : start + _TOGETHER], _Code(reader_of, whole, checked))
        for start in range(0, max(len(fields), 1), _TOGETHER)
    ]
    if len(readers) == 1:
        return readers[0]

    def read(record: Any, problems: Findings) -> list[Any] | None:
        values: list[Any] = []
        for reader in readers:
            some = reader(record, problems)
            if some is None:
                return None
            values += some
        return values

    return read


def _compiled(fields: Sequence[Field], code: _Code) -> QuickReader:
    """The function that reads some of the fields, in their order."""
    text = code.module(fields)
    space: dict[str, Any] = dict(code.bound)
    exec(code_of(text, "<inputs>"), space)  # noqa: S102 - holds generated names only
    quick: QuickReader = space["read"]
    return quick


@dataclass
class _Code:
    """Writes the module; names of fields stand in it as constants by reference."""

    reader_of: Callable[[Field], Reader]
    whole: Mapping[str, Any]
    """All fields of the record by the words of their paths, also those that another function reads."""
    checked: set[int]
    """Which dicts of the record, told by their fields, have been looked at by functions before."""
    bound: dict[str, Any] = field(default_factory=dict)
    functions: list[str] = field(default_factory=list)

    def bind(self, value: Any) -> str:
        name = f"c{len(self.bound)}"
        self.bound[name] = value
        return name

    def module(self, fields: Sequence[Field]) -> str:
        lines = ["def read(r, p):", "  try:"]
        self.group(_tree(fields), self.whole, "r", lines)
        names = "".join(f"v{i}, " for i in range(len(fields)))
        # A dict that has as many keys as are known, but not all of these, has one that is unknown.
        lines += [f"    return None if p else [{names}]", "  except KeyError:", "    return None", ""]
        return "\n".join([*self.functions, *lines])

    def group(self, tree: Mapping[str, Any], whole: Mapping[str, Any], var: str, lines: list[str]) -> None:
        """Read the entries of one dict, those of dicts within it last."""
        names = {key: f"g{len(self.bound)}_{at}" for at, key in enumerate(tree)}
        names |= {key: f"v{below[0]}" for key, below in tree.items() if below.__class__ is tuple}
        first = id(whole) not in self.checked
        self.checked.add(id(whole))
        self.entries(names, whole if first else None, var, lines)
        for below in tree.values():
            if below.__class__ is tuple:
                index, field = below
                self.value(field, f"v{index}", self.bind(field.path), lines)
        for key, below in tree.items():
            if below.__class__ is not tuple:
                self.group(below, whole[key], names[key], lines)

    def entries(
        self, names: Mapping[str, str], known: Mapping[str, Any] | None, var: str, lines: list[str]
    ) -> None:
        """Take entries out of what has to be a dict without unknown keys; one looked at before has none."""
        keys = {key: self.bind(key) for key in names}
        taken = [f"{name} = {var}.get({keys[key]})" for key, name in names.items()]
        if known is None:
            lines += [f"    {line}" for line in taken]
            return
        lines += [f"    if {var}.__class__ is not dict:", "        return None"]
        if known.keys() == names.keys():
            lines.append(f"    if len({var}) == {len(known)}:")
            lines += [f"        {name} = {var}[{keys[key]}]" for key, name in names.items()]
            lines.append("    else:")
            pad = "        "
        else:
            pad = "    "
        lines += [f"{pad}if not {self.bind(frozenset(known))}.issuperset({var}):", f"{pad}    return None"]
        lines += [f"{pad}{line}" for line in taken]

    def value(self, field: Field, var: str, path: str, lines: list[str], item: bool = False) -> None:
        """Keep a raw value that is plainly right, convert one that is plainly another, or ask its reader."""
        if field.kind == "list" and field.fields:
            name = self.item(field, path)
            lines += [
                f"    if {var}.__class__ is list and len({var}) <= {field.at_most}:",
                f"        {var} = [{name}(x, i, p) for i, x in enumerate({var})]",
                f"        if None in {var}:",
                "            return None",
            ]
        else:
            lines += [f"    if {self.plain(field, var)}:", "        pass"]
        for test, value in (*self.converted(field, var), *self.missing(field, var, path, item)):
            lines += [f"    elif {test}:", f"        {var} = {value}"]
        lines += ["    else:", f"        {var} = {self.bind(self.reader_of(field))}({var}, {path}, p)"]

    def item(self, field: Field, path: str) -> str:
        """The name of a function that reads one item of a list."""
        name = f"item{len(self.functions)}"
        self.functions.append("")
        at = len(self.functions) - 1
        below = field.fields or ()
        lines = [f"def {name}(x, i, p):", "  try:"]
        names = {inner.name: f"w{k}" for k, inner in enumerate(below)}
        self.entries(names, {inner.name: inner for inner in below}, "x", lines)
        for k, inner in enumerate(below):
            self.value(inner, f"w{k}", f"f'{{{path}}}[{{i}}].{{{self.bind(inner.name)}}}'", lines, item=True)
        entries = ", ".join(f"{self.bind(inner.name)}: w{k}" for k, inner in enumerate(below))
        lines += [f"    return {{{entries}}}", "  except KeyError:", "    return None", ""]
        self.functions[at] = "\n".join(lines)
        return name

    def plain(self, field: Field, var: str) -> str:
        """The condition under which a raw value is the value."""
        if field.codes and field.kind != "number":
            return "False"
        if field.kind == "boolean":
            return f"{var} is True or {var} is False"
        if field.kind == "text" and field.values is not None:
            return f"{var}.__class__ is str and {var} in {self.bind(frozenset(field.values))}"
        if field.kind == "text":
            # Other texts may hold half of a surrogate pair: their reader looks.
            return f"{var}.__class__ is str and {var}.isascii() and len({var}) <= {MAX_TEXT_LENGTH}"
        if field.kind == "number":
            return f"{var}.__class__ is int and {self.within(field, var)}{self.uncoded(field, var)}"
        return "False"

    def converted(self, field: Field, var: str) -> list[tuple[str, str]]:
        """Conditions under which a float is a number, or a text a day, each with the value."""
        if field.kind == "number":
            whole = " and t.__class__ is int" if field.integer else ""
            test = f"{var}.__class__ is float and (t := {self.bind(from_float)}({var})) is not None{whole}"
            return [(f"{test} and {self.within(field, 't')}{self.uncoded(field, 't')}", "t")]
        if field.kind == "date" and not field.codes and field.low is None and field.high is None:
            return [(f"{var}.__class__ is str and (t := {self.bind(parse_date)}({var})) is not None", "t")]
        return []

    def missing(self, field: Field, var: str, path: str, item: bool) -> list[tuple[str, str]]:
        """Conditions under which a value is missing for a declared cause, each with what is absent then."""
        causes = {
            cause: Absent((Cause(cause, field.path, applicable=meaning == UNDECIDED),))
            for cause, meaning in (field.missing or {}).items()
            if meaning in (UNDECIDED, NOT_APPLICABLE)
        }
        tests = []
        if NOT_GIVEN in causes:
            applicable = causes[NOT_GIVEN].applicable
            here = f"{self.bind(_absent_at)}({path}, {applicable})" if item else self.bind(causes[NOT_GIVEN])
            tests.append((f"{var} is None", here))
        if causes and not item:
            cause = f"(t := {var}.get('missing')).__class__ is str"
            test = f"{var}.__class__ is dict and len({var}) == 1 and {cause} and t in {self.bind(causes)}"
            tests.append((test, f"{self.bind(causes)}[t]"))
        return tests

    def uncoded(self, field: Field, var: str) -> str:
        return f" and {var} not in {self.bind(frozenset(field.codes))}" if field.codes else ""

    def within(self, field: Field, var: str) -> str:
        """The declared range of a number, within the digits that numbers can have."""
        low, high, closed = field.low, field.high, (field.low_closed, field.high_closed)
        if low is None or low <= -_PLAIN_NUMBERS:
            low, closed = -_PLAIN_NUMBERS, (False, closed[1])
        if high is None or high >= _PLAIN_NUMBERS:
            high, closed = _PLAIN_NUMBERS, (closed[0], False)
        below, above = ("<=" if includes else "<" for includes in closed)
        return f"{self.bind(low)} {below} {var} {above} {self.bind(high)}"


def _absent_at(path: str, applicable: bool) -> Absent:
    """What a field of an item is that is not given."""
    return Absent((Cause(NOT_GIVEN, path, "", applicable),))


def _tree(fields: Sequence[Field]) -> dict[str, Any]:
    """Fields by the words of their paths."""
    return nested({field.path: (i, field) for i, field in enumerate(fields)})
