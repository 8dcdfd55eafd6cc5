"""Units of measure as part of types: `CNY per month`, `fraction per annum`, `days`.

A unit is a product of powers of base words. `fraction` is the unit of a plain ratio, and `multiple` of one
that people do not read as a percentage. A value
without a unit (None) adopts whatever it meets; two known units that differ clash.
"""

from __future__ import annotations

from typing import NamedTuple

from credit_engine.texts.units import AGE, MULTIPLE

_SINGULAR = {
    "days": "day",
    "months": "month",
    "years": "year",
    "annum": "year",
    "annums": "year",
    "weeks": "week",
    "quarters": "quarter",
    "times": "time",
}
_PLURAL_ALONE = {"day", "month", "year", "week", "quarter"}


class Unit(NamedTuple):
    """Powers of base units in alphabetical order; empty for a plain fraction.

    `name` is how people call the unit of some quantity; for calculating it makes no difference.
    """

    powers: tuple[tuple[str, int], ...] = ()
    name: str = ""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Unit) and self.powers == other.powers

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(self.powers)

    def __str__(self) -> str:
        if self.name:
            return self.name
        above = [_power(word, n) for word, n in self.powers if n > 0]
        below = [_power(word, -n) for word, n in self.powers if n < 0]
        if not below and len(above) == 1 and above[0] in _PLURAL_ALONE:
            return above[0] + "s"
        top = " ".join(above) or "fraction"
        return top + "".join(f" per {'annum' if word == 'year' else word}" for word in below)


def _power(word: str, exponent: int) -> str:
    return word if exponent == 1 else f"{word}^{exponent}"


FRACTION = Unit()


def parse_unit(text: str) -> Unit | None:
    """The unit that a text names (`CNY per month`), or None if it is not one."""
    if text == AGE:
        return Unit((("year", 1),), AGE)
    above, *below = text.split(" per ")
    powers: dict[str, int] = {}
    for sign, part in [(1, above), *((-1, part) for part in below)]:
        words = part.split()
        if not words or (sign < 0 and len(words) > 1):
            return None
        for word in words:
            if not all(c.isalnum() or c in "_%/" for c in word):
                return None
            base = _SINGULAR.get(word, word)
            if base not in ("fraction", MULTIPLE):
                powers[base] = powers.get(base, 0) + sign
    return _unit(powers, text if above == MULTIPLE else "")


def times(left: Unit | None, right: Unit | None, sign: int = 1) -> Unit | None:
    """The unit of a product, or of a quotient where `sign` is -1; None if either is unknown."""
    if left is None or right is None:
        return None
    powers = dict(left.powers)
    for word, n in right.powers:
        powers[word] = powers.get(word, 0) + sign * n
    return _unit(powers)


def _unit(powers: dict[str, int], name: str = "") -> Unit:
    return Unit(tuple(sorted((word, n) for word, n in powers.items() if n)), name)
