"""Polynomials with exact coefficients, the lowest power first: what makes all their roots simple."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import gcd, lcm


def squarefree(polynomial: Sequence[Fraction]) -> list[Fraction]:
    """The polynomial divided by the greatest common divisor of it and its derivative.

    The same roots, each once: the first step of D. Yun, On Square-Free Decomposition Algorithms (1976).
    """
    primitive = _primitive(polynomial)
    slope = [k * c for k, c in enumerate(primitive)][1:]
    return [Fraction(c) for c in _quotient(primitive, _common(primitive, _primitive(slope)))]


def _primitive(polynomial: Sequence[Fraction | int]) -> list[int]:
    """Whole coefficients without a common divisor; no leading zeros."""
    fractions = [Fraction(c) for c in polynomial]
    while fractions and not fractions[-1]:
        fractions.pop()
    scale = lcm(*(c.denominator for c in fractions))
    numbers = [int(c * scale) for c in fractions]
    shared = gcd(*numbers) or 1
    return [c // shared for c in numbers]


def _common(first: list[int], second: list[int]) -> list[int]:
    """The greatest common divisor, by Euclid's algorithm with primitive remainders."""
    while second:
        first, second = second, _primitive(_pseudo_remainder(first, second))
    return first


def _pseudo_remainder(above: list[int], below: list[int]) -> list[int]:
    """The remainder of a multiple of `above`, in whole numbers."""
    rest, lead = list(above), below[-1]
    while len(rest) >= len(below):
        top, shift = rest[-1], len(rest) - len(below)
        rest = [lead * c for c in rest[:-1]]
        for k, c in enumerate(below[:-1]):
            rest[k + shift] -= top * c
    return rest


def _quotient(above: list[int], below: list[int]) -> list[Fraction]:
    """The quotient of a division without a remainder."""
    rest = [Fraction(c) for c in above]
    found = [Fraction(0)] * (len(above) - len(below) + 1)
    for shift in range(len(found) - 1, -1, -1):
        found[shift] = rest[shift + len(below) - 1] / below[-1]
        for k, c in enumerate(below):
            rest[k + shift] -= found[shift] * c
    return found
