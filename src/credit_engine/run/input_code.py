"""The quick way through the input check: generated code for records without anything unusual.

It reads plain dicts, keeps values that are plainly right, and hands any other value to its own
reader. Where the record's form is unusual or a reader finds a problem, the full check reads the
record again: it alone words problems, and both give the same values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from credit_engine.limits import MAX_TEXT_LENGTH
from credit_engine.run.fields import Field
from credit_engine.run.input_problems import Findings

Reader = Callable[[Any, str, Findings], Any]
QuickReader = Callable[[Any, Findings], "list[Any] | None"]
_PLAIN_NUMBERS = 10**34
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
    exec(compile(text, "<inputs>", "exec"), space)  # noqa: S102 - holds generated names only
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
        lines = ["def read(r, p):"]
        self.group(_tree(fields), self.whole, "r", lines)
        names = "".join(f"v{i}, " for i in range(len(fields)))
        lines += [f"    return None if p else [{names}]", ""]
        return "\n".join([*self.functions, *lines])

    def group(self, tree: Mapping[str, Any], whole: Mapping[str, Any], var: str, lines: list[str]) -> None:
        """Read the entries of one dict."""
        if id(whole) not in self.checked:
            self.checked.add(id(whole))
            self.form(whole, var, lines)
        for key, below in tree.items():
            if isinstance(below, dict):
                inner = f"g{len(self.bound)}"
                lines.append(f"    {inner} = {var}.get({self.bind(key)})")
                self.group(below, whole[key], inner, lines)
            else:
                index, one = below
                lines.append(f"    v{index} = {var}.get({self.bind(key)})")
                self.value(one, f"v{index}", self.bind(one.path), lines)

    def form(self, keys: Mapping[str, Any], var: str, lines: list[str]) -> None:
        """Give up on anything but a dict with known keys."""
        known = self.bind(frozenset(keys))
        lines += [
            f"    if {var}.__class__ is not dict or not {known}.issuperset({var}):",
            "        return None",
        ]

    def value(self, one: Field, var: str, path: str, lines: list[str]) -> None:
        """Keep a raw value where it is plainly right, else hand it to its reader."""
        if one.kind == "list" and one.fields:
            item = self.item(one, path)
            lines += [
                f"    if {var}.__class__ is list and len({var}) <= {one.at_most}:",
                f"        {var} = [{item}(x, i, p) for i, x in enumerate({var})]",
                f"        if None in {var}:",
                "            return None",
                "    else:",
            ]
        else:
            lines.append(f"    if not ({self.plain(one, var)}):")
        lines.append(f"        {var} = {self.bind(self.reader_of(one))}({var}, {path}, p)")

    def item(self, one: Field, path: str) -> str:
        """The name of a function that reads one item of a list."""
        name = f"item{len(self.functions)}"
        self.functions.append("")
        at = len(self.functions) - 1
        below = one.fields or ()
        lines = [f"def {name}(x, i, p):"]
        self.form({inner.name: inner for inner in below}, "x", lines)
        for k, inner in enumerate(below):
            lines.append(f"    w{k} = x.get({self.bind(inner.name)})")
            self.value(inner, f"w{k}", f"f'{{{path}}}[{{i}}].{{{self.bind(inner.name)}}}'", lines)
        entries = ", ".join(f"{self.bind(inner.name)}: w{k}" for k, inner in enumerate(below))
        self.functions[at] = "\n".join([*lines, f"    return {{{entries}}}", ""])
        return name

    def plain(self, one: Field, var: str) -> str:
        """The condition under which a raw value is the value."""
        if one.codes and one.kind != "number":
            return "False"
        if one.kind == "boolean":
            return f"{var} is True or {var} is False"
        if one.kind == "text" and one.values is not None:
            return f"{var}.__class__ is str and {var} in {self.bind(frozenset(one.values))}"
        if one.kind == "text":
            # Other texts may hold half of a surrogate pair: their reader looks.
            return f"{var}.__class__ is str and {var}.isascii() and len({var}) <= {MAX_TEXT_LENGTH}"
        if one.kind == "number":
            coded = f" and {var} not in {self.bind(frozenset(one.codes))}" if one.codes else ""
            return f"{var}.__class__ is int and {self.within(one, var)}{coded}"
        return "False"

    def within(self, one: Field, var: str) -> str:
        """The declared range of a whole number, within the digits that numbers can have."""
        low, high = self.bind(1 - _PLAIN_NUMBERS), self.bind(_PLAIN_NUMBERS - 1)
        tests = [f"{low} <= {var} <= {high}"]
        if one.low is not None:
            tests.append(f"{var} {'>=' if one.low_closed else '>'} {self.bind(one.low)}")
        if one.high is not None:
            tests.append(f"{var} {'<=' if one.high_closed else '<'} {self.bind(one.high)}")
        return " and ".join(tests)


def _tree(fields: Sequence[Field]) -> dict[str, Any]:
    """Fields by the words of their paths."""
    root: dict[str, Any] = {}
    for i, one in enumerate(fields):
        *groups, last = one.path.split(".")
        here = root
        for group in groups:
            here = here.setdefault(group, {})
        here[last] = (i, one)
    return root
