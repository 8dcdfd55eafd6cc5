"""Functions of Excel, SQL and Python, and the form of FEEL for each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

JOINED: Mapping[str, tuple[str, int]] = {
    "and": ("and", 3),
    "or": ("or", 2),
    "且": ("and", 3),
    "或": ("or", 2),
}
"""Functions whose arguments are joined by an operator, with how tightly it binds."""

RENAMED: Mapping[str, str] = {
    "average": "mean",
    "avg": "mean",
    "roundup": "round up",
    "rounddown": "round down",
    "round": "round half up",
    "upper": "upper case",
    "lower": "lower case",
    "isnull": "is missing",
    "isblank": "is missing",
    "isna": "is missing",
    "ifnull": "if missing",
    "iferror": "if missing",
    "ifna": "if missing",
    "nvl": "if missing",
    "coalesce": "if missing",
    "mod": "modulo",
    "ceil": "ceiling",
    "len": "string length",
    "substr": "substring",
    "trunc": "round down",
}
"""Functions that FEEL has under another name. Excel's ROUND rounds halves away from zero: `round half up`."""


def _power(arguments: Sequence[str]) -> str:
    return f"{arguments[0]} ** {arguments[1]}"


def _between_days(arguments: Sequence[str]) -> str:
    """Excel's DATEDIF(start, end, unit) for days; months and years of FEEL are counted in another way."""
    start, end, unit = arguments
    return f"({end} - {start}).days" if unit.upper() == '"D"' else f"datedif({', '.join(arguments)})"


FORMS: Mapping[str, tuple[int, int, int, Callable[[Sequence[str]], str]]] = {
    "left": (2, 2, 10, lambda a: f"substring({a[0]}, 1, {a[1]})"),
    "right": (2, 2, 10, lambda a: f"substring({a[0]}, -{a[1]})"),
    "mid": (3, 3, 10, lambda a: f"substring({a[0]}, {a[1]}, {a[2]})"),
    "year": (1, 1, 10, lambda a: f"{a[0]}.year"),
    "month": (1, 1, 10, lambda a: f"{a[0]}.month"),
    "day": (1, 1, 10, lambda a: f"{a[0]}.day"),
    "int": (1, 1, 10, lambda a: f"floor({a[0]})"),
    "datedif": (3, 3, 10, _between_days),
    "datediff": (2, 2, 10, lambda a: f"({a[0]} - {a[1]}).days"),
    "days": (2, 2, 10, lambda a: f"({a[0]} - {a[1]}).days"),
    "exists": (1, 1, 10, lambda a: f"not(is missing({a[0]}))"),
    "isnotnull": (1, 1, 10, lambda a: f"not(is missing({a[0]}))"),
    "datevalue": (1, 1, 10, lambda a: f"date({a[0]})"),
    "pow": (2, 2, 8, _power),
    "power": (2, 2, 8, _power),
    "concat": (2, 99, 6, " + ".join),
    "concatenate": (2, 99, 6, " + ".join),
    "iif": (3, 3, 0, lambda a: f"if {a[0]} then {a[1]} else {a[2]}"),
    "xor": (2, 2, 5, lambda a: f"{a[0]} != {a[1]}"),
}
"""Functions that are no function in FEEL: least and most arguments, how tightly the form binds, the form."""
