"""The kernel of `allocate`: net values, what each facility gets of each item, and what is left."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from credit_engine import numbers
from credit_engine.absent import Absent, absent, merge
from credit_engine.credit.arguments import CreditError
from credit_engine.credit.collateral import net_value
from credit_engine.credit.sharing import shares
from credit_engine.run.kernels import absents

TOTALS = ("covered", "uncovered", "net_value", "left")
FACILITY = ("id", "amount", "covered", "uncovered")
ITEM = ("id", "value", "haircut", "prior_liens", "net_value", "allocated", "left")
SHARE = ("facility", "collateral", "amount")


def allocated(
    items: Any, values: Any, haircuts: Any, liens: Any, facilities: Any, amounts: Any, secures: Any
) -> Any:
    """What `allocate` comes to: facilities, items, allocations, totals; unknown where anything is.

    In one record the lists are as long as both sides are. Columns make tables of all combinations of values,
    which no record has: of those it is unknown, too.
    """
    given = (items, values, haircuts, liens, facilities, amounts, secures)
    if any(value.__class__ is not list for value in given):
        unknown = absents(given)
        return merge(*unknown) if unknown else absent("wrong_type", "allocate")
    unknown = absents(given)
    if unknown:
        return merge(*unknown)
    if not _fit((items, values, haircuts, liens), (facilities, amounts, secures)):
        return absent("wrong_type", "allocate")
    if any(secured is not True and secured is not False for row in secures for secured in row):
        return absent("wrong_type", "secures")
    try:
        net = [net_value(*collateral) for collateral in zip(values, haircuts, liens, strict=True)]
        taken = shares(net, amounts, secures)
    except CreditError as error:
        return absent(error.code, "allocate", error.detail)
    given_out = [total([row[i] for row in taken]) for i in range(len(net))]
    covered = [total(row) for row in taken]
    missing = [numbers.subtract(amount, cover) for amount, cover in zip(amounts, covered, strict=True)]
    left = [numbers.subtract(value, out) for value, out in zip(net, given_out, strict=True)]
    return {
        "facilities": _lines(FACILITY, (facilities, amounts, covered, missing)),
        "collateral": _lines(ITEM, (items, values, haircuts, liens, net, given_out, left)),
        "allocations": [
            {"facility": facility, "collateral": item, "amount": amount}
            for facility, row in zip(facilities, taken, strict=True)
            for item, amount in zip(items, row, strict=True)
            if amount
        ],
        "covered": total(covered),
        "uncovered": total(missing),
        "net_value": total(net),
        "left": total(left),
    }


def _fit(collateral: Sequence[Any], sides: Sequence[Any]) -> bool:
    """Whether the lists of both sides, and what secures what, are of two lengths only."""
    lengths = [set(map(len, lists)) for lists in (collateral, (*sides[-1], collateral[0]), sides)]
    return all(len(different) == 1 for different in lengths)


def total(amounts: Sequence[Any]) -> Any:
    """The sum of amounts."""
    found: Any = 0
    for amount in amounts:
        found = numbers.add(found, amount)
    return found


def _lines(names: Sequence[str], columns: Sequence[Sequence[Any]]) -> list[dict[str, Any]]:
    return [dict(zip(names, line, strict=True)) for line in zip(*columns, strict=True)]


def numbered(count: Any) -> Any:
    """The numbers from 1 to a count."""
    return count if isinstance(count, Absent) else list(range(1, count + 1))


ALLOCATION: Mapping[str, Callable[..., Any]] = {"allocate": allocated, "numbered": numbered}
