"""What the rows of optbinning's table stand for: exact splits, categories, special codes."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from credit_engine import numbers
from credit_engine.interop.scorecards import problems as say
from credit_engine.interop.scorecards.draft import Data, cause_name, mapping, sequence
from credit_engine.interop.scorecards.tables import Record, exact, plain
from credit_engine.problems import Problem
from credit_engine.wording import said

MISSING = "Missing"
SPECIAL = "Special"
_LABEL = re.compile(r"[\[(](?P<low>[^,]+), (?P<high>[^,]+)\)")


@dataclass(frozen=True)
class Variable:
    """A variable of the table: its rows in order (ordinary, special, Missing) and what they stand for.

    The coefficient is that of the log odds good:bad. `codes` are the raw special values with the
    cause that each stands for, `causes` the causes in the order of the rows.
    """

    name: str
    rows: list[Record]
    coefficient: Decimal
    splits: list[Decimal]
    categories: list[list[Any]]
    causes: list[str]
    codes: Data


def variable_of(
    name: str,
    rows: list[Record],
    spec: Mapping[str, Any],
    whole_numbers: Collection[str],
    problems: list[Problem],
) -> Variable | None:
    """The variable of these rows, or None where problems are found, which are added to `problems`."""
    before = len(problems)
    variable = mapping(spec["variables"].get(name), said("the spec of {name}", "{name} 的 spec", name=name))
    causes, codes = _specials(name, variable.get("special_codes"))
    unused = not causes
    tail = [SPECIAL, MISSING] if unused or causes == [_ONE_FOR_ALL] else [*variable["special_codes"], MISSING]
    labels = [row["Bin"] for row in rows]
    if list(map(str, labels[-len(tail) :])) != list(map(str, tail)):
        expected = said("the last rows: {str}", "最后几行：{str}", str=", ".join(map(str, tail)))
        problems.append(
            say.bad_row(
                name,
                said("its rows do not end as the special codes say", "其末尾各行与特殊码所述不符"),
                expected,
            )
        )
        return None
    ordinary = labels[: -len(tail)]
    kept = [*rows[: len(ordinary)], *rows[len(ordinary) + unused :]]
    coefficient = _coefficient(name, rows, spec, problems)
    categories = _categories(name, ordinary, variable, problems)
    splits = [] if categories else _splits(name, ordinary, variable, name in whole_numbers, problems)
    if len(problems) > before:
        return None
    return Variable(name, kept, coefficient, splits, categories, causes, codes)


def checked_spec(spec: Any) -> Mapping[str, Any]:
    """The spec with its parts, each a mapping; raises PolicyError where one is none."""
    given = mapping(spec, "the spec")
    return {
        **given,
        **{
            key: mapping(given.get(key), said("'{key}' of the spec", "spec 的 '{key}'", key=key))
            for key in _PARTS
        },
    }


_PARTS = ("coef", "scaling", "variables")
_ONE_FOR_ALL = "special"


def _specials(name: str, special_codes: Any) -> tuple[list[str], Data]:
    """The causes in order and the cause of each raw code; a list of codes is one cause, `special`."""
    if not isinstance(special_codes, Mapping):
        listed = sequence(special_codes, said("special codes of {name}", "{name} 的特殊代码", name=name))
        return ([_ONE_FOR_ALL] if listed else []), {_raw(code): _ONE_FOR_ALL for code in listed}
    causes: list[str] = []
    codes: Data = {}
    for label, raw in special_codes.items():
        causes.append(cause_name(str(label), causes))
        several = isinstance(raw, list | tuple | set) or hasattr(raw, "tolist")
        for code in raw if several else [raw]:
            codes[_raw(code)] = causes[-1]
    return causes, codes


def _raw(code: Any) -> str:
    number = None if isinstance(code, str) else exact(code)
    return str(code) if number is None else numbers.canonical_text(number)


def _coefficient(name: str, rows: list[Record], spec: Mapping[str, Any], problems: list[Problem]) -> Decimal:
    """The coefficient with the other sign; the table and the spec must tell the same one."""
    told = spec["coef"].get(name)
    written = {exact(row["Coefficient"]) for row in rows}
    values = written | ({exact(told)} if told is not None else set())
    if len(values) != 1 or None in values:
        problems.append(
            say.bad_row(
                name,
                said("its coefficient is not the same everywhere", "其系数各处不一致"),
                said("one coefficient", "同一个系数"),
            )
        )
        return Decimal(0)
    return -Decimal(next(iter(values)) or 0)


def _categories(
    name: str, labels: Sequence[Any], variable: Mapping[str, Any], problems: list[Problem]
) -> list[list[Any]]:
    """The categories of each row; nothing for a numerical variable."""
    lists = [_plain_list(label) for label in labels]
    if all(codes is not None for codes in lists) and lists:
        return [codes or [] for codes in lists]
    if variable.get("dtype") != "categorical":
        return []
    groups = sequence(variable.get("splits"), said("splits of {name}", "{name} 的切点", name=name))
    told = [_plain_list(group) or [] for group in groups]
    if len(told) != len(labels):
        problems.append(
            say.bad_row(
                name,
                said(
                    "{rows} rows, {told} groups of categories in the spec",
                    "{rows}行，说明中有{told}组类别",
                    rows=len(labels),
                    told=len(told),
                ),
                said("one group of categories for each row", "每行一组类别"),
            )
        )
    return told


def _plain_list(value: Any) -> list[Any] | None:
    """The categories as texts, booleans and exact numbers; None where the value is no list."""
    if hasattr(value, "tolist") and not isinstance(value, str):
        value = value.tolist()
    if not isinstance(value, list | tuple):
        return None
    return [_scalar(item) for item in value]


def _scalar(value: Any) -> Any:
    if isinstance(value, str | bool):
        return value
    number = exact(value)
    return str(value) if number is None else number


def _splits(
    name: str, labels: Sequence[Any], variable: Mapping[str, Any], is_whole: bool, problems: list[Problem]
) -> list[Decimal]:
    if variable.get("splits") is None:
        return _splits_of_labels(name, labels, is_whole, problems)
    told = [
        exact(split)
        for split in sequence(variable["splits"], said("splits of {name}", "{name} 的切点", name=name))
    ]
    splits = [Decimal(split) for split in told if split is not None]
    if len(splits) != len(labels) - 1 or splits != sorted(set(splits)):
        problems.append(
            say.bad_row(
                name,
                said(
                    "{rows} rows, {told} splits in the spec",
                    "{rows}行，说明中有{told}个分割点",
                    rows=len(labels),
                    told=len(told),
                ),
                said("one split less than rows, in ascending order", "分割点比行数少一个，按升序排列"),
            )
        )
    else:
        for label, split in zip(labels, splits, strict=False):
            edge = _edge(label)
            if edge is None or abs(edge[0] - split) > edge[1]:
                shown = numbers.canonical_text(split)
                problems.append(
                    say.bad_row(
                        f"{name}, {label}",
                        said(
                            "the spec has the split {shown} here", "说明中此处的分割点为 {shown}", shown=shown
                        ),
                        said("the splits of this table", "该表的分割点"),
                    )
                )
    return splits


def _splits_of_labels(
    name: str, labels: Sequence[Any], is_whole: bool, problems: list[Problem]
) -> list[Decimal]:
    """Splits from labels, which are rounded: where no whole number lies within the rounding, any will do."""
    splits = []
    for label in labels[:-1]:
        edge = _edge(label)
        if edge is None or not is_whole or _holds_whole_number(*edge):
            problems.append(say.rounded_label(path=name, label=label))
            return []
        splits.append(Decimal(plain(edge[0])))
    return splits


def _holds_whole_number(edge: Decimal, slack: Decimal) -> bool:
    nearest = edge.to_integral_value()
    return abs(nearest - edge) <= slack


def _edge(label: Any) -> tuple[Decimal, Decimal] | None:
    """The upper edge that a label shows, and by how much its rounding can be off."""
    match = _LABEL.fullmatch(label) if isinstance(label, str) else None
    number = None if match is None else numbers.read_number(match["high"])
    if match is None or number is None:
        return None
    digits = len(match["high"].partition(".")[2])
    return Decimal(number), Decimal(1).scaleb(-digits) / 2
