"""The kernel of experiments: the arm that a key is assigned to by a salted hash.

SHA-256 of `SALT:KEY` in UTF-8; its first 64 bits as a whole number, divided by 2**64, are the key's place in
[0, 1). Each arm has the stretch of its share, in declared order, its lower end included. Columns take the
same functions, once for each different key.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from math import ceil
from typing import Any

from credit_engine import numbers
from credit_engine.absent import Absent, absent, merge
from credit_engine.run.kernels import truth

OUTSIDE = -1
"""Stands for an arm where the experiment does not apply."""
_BYTES, _BITS = 8, 64
"""Of the hash: shares are met to 2**-64, far below what any number of customers could show."""
_DIGITS = 12
"""Of a place on a page, cut off: as many as an undeclared number has anywhere else."""


def hashed(salt: str, key: Any) -> Any:
    """The first 64 bits of the hash of a text or a number; unknown for any other value.

    A number is hashed as its canonical text, so that 17, 17.0 and "17" are one key. A text is taken as it
    stands: no case is folded, no blank removed; one with half of a surrogate pair has bytes all the same.
    """
    if key.__class__ is Absent:
        return key
    if key.__class__ is not str:
        if not numbers.is_number(key):
            return absent("wrong_type", "key")
        key = numbers.canonical_text(key)
    digest = sha256(f"{salt}:{key}".encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:_BYTES], "big")


def bounds(shares: Sequence[Any]) -> tuple[int, ...]:
    """The first hash beyond each arm but the last; for whole n, n < share * 2**64 is n < its ceiling."""
    total, found = Fraction(0), []
    for share in shares[:-1]:
        total += Fraction(share)
        found.append(ceil(total * 2**_BITS))
    return tuple(found)


def assigned(data: tuple[str, tuple[int, ...]]) -> Callable[..., Any]:
    """The function from a key, and whether the experiment applies, to the number of the arm.

    Unknown where either is: a case whose key is missing has no arm, least of all a better one.
    """
    salt, ends = data

    def arm(key: Any, applies: Any = True) -> Any:
        if applies is False:
            return OUTSIDE
        place, applies = hashed(salt, key), truth(applies)
        if place.__class__ is Absent or applies is not True:
            return merge(place, applies)
        return bisect_right(ends, place)

    return arm


def placed(salt: str) -> Callable[[Any], Any]:
    """The function from a key to its place in [0, 1), cut off after 12 decimals; for explanations."""

    def place(key: Any) -> Any:
        found = hashed(salt, key)
        if found.__class__ is Absent:
            return found
        return Decimal(found * 10**_DIGITS >> _BITS).scaleb(-_DIGITS, numbers.CONTEXT)

    return place


EXPERIMENT: Mapping[str, Callable[[Any], Callable[..., Any]]] = {"assigned": assigned, "placed": placed}
