"""The standard normal distribution and its inverse, correctly rounded to 34 digits on every machine.

Near the centre the Taylor series of the error function is summed, whose terms are all positive
(M. Abramowitz, I. Stegun, Handbook of Mathematical Functions, 26.2.11); in the tails Laplace's continued
fraction, whose convergents enclose the value from both sides (26.2.14). The inverse is Newton's
iteration from the handbook's rational approximation (26.2.23). Digits are added until the rounding is
decided.
"""

from __future__ import annotations

import decimal
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache

from credit_engine.credit.arguments import number, open_fraction
from credit_engine.credit.working import rounded
from credit_engine.numbers import EXACT, Number, correctly_rounded, guarded

_TAIL_BEGINS = 7
"""From here on the continued fraction of the tail needs fewer steps than the series of the centre."""
_LOST_IN_CENTRE = 14
"""Digits that 1/2 - P(0 < X < x) loses up to where the tail begins: 1 - N(7) = 1.3E-12."""
_NOTHING_BEYOND = 169
"""From here on the tail is below the least decimal128, 1E-6176."""
_GUARD = 10
"""Digits more than asked for, so that the rounding errors of the steps stay below one unit in the last
asked for."""


def normal_cdf(x: Number) -> Number:
    """N(x), the probability that a standard normal variable is at most `x`; from 0 to 1."""
    exact = number("x", x)
    if not exact:
        return Decimal("0.5")
    if exact < -_NOTHING_BEYOND:
        return 0
    if exact > _NOTHING_BEYOND:
        return 1
    return rounded(correctly_rounded(lambda context: cumulative(exact, context.prec)))


def normal_inverse(p: Number) -> Number:
    """G(p), the number that a standard normal variable exceeds with probability 1 - `p`, 0 < p < 1.

    The value at risk of the capital formula is at p = 0.999: 3.0902.
    """
    exact = open_fraction("p", p)
    return _inverse(exact.normalize(EXACT))


@lru_cache(maxsize=4096)
def _inverse(p: Decimal) -> Number:
    if p == Decimal("0.5"):
        return 0
    return rounded(correctly_rounded(lambda context: quantile(p, context.prec)))


def cumulative(x: Decimal, digits: int) -> Decimal:
    """N(x) to `digits` significant digits, with an error below one unit in the last."""
    if x < 0:
        return upper_tail(-x, digits)
    context = guarded(digits + _GUARD)
    if x < _TAIL_BEGINS:
        return context.add(Decimal("0.5"), _centre(x, context))
    return context.subtract(1, upper_tail(x, digits))


def upper_tail(x: Decimal, digits: int) -> Decimal:
    """1 - N(x) for x >= 0 to `digits` significant digits."""
    if x < _TAIL_BEGINS:
        context = guarded(digits + _GUARD + _LOST_IN_CENTRE)
        return context.subtract(Decimal("0.5"), _centre(x, context))
    return _continued_fraction(x, guarded(digits + _GUARD))


def _centre(x: Decimal, context: decimal.Context) -> Decimal:
    """N(x) - 1/2 for 0 <= x: the density times x + x**3 / 3 + x**5 / (3 * 5) + ..."""
    square = context.multiply(x, x)
    term = total = x
    odd = 1
    while term and term.adjusted() > total.adjusted() - context.prec - 1:
        odd += 2
        term = context.divide(context.multiply(term, square), odd)
        total = context.add(total, term)
    return context.multiply(_density(x, context), total)


def _continued_fraction(x: Decimal, context: decimal.Context) -> Decimal:
    """1 - N(x) by density / (x + 1 / (x + 2 / (x + 3 / ...))); neighbouring convergents enclose it."""
    above, above_before = Decimal(1), Decimal(0)
    below, below_before = x, Decimal(1)
    found, step = context.divide(1, x), 1
    while True:
        above, above_before = context.fma(x, above, context.multiply(step, above_before)), above
        below, below_before = context.fma(x, below, context.multiply(step, below_before)), below
        step += 1
        before, found = found, context.divide(above, below)
        if context.subtract(found, before).adjusted() < found.adjusted() - context.prec + 2:
            return context.multiply(_density(x, context), found)


def _density(x: Decimal, context: decimal.Context) -> Decimal:
    """exp(-x**2 / 2) / sqrt(2 pi); the exponent has digits enough for the size of x**2."""
    wider = guarded(context.prec + 6)
    exponent = wider.divide(wider.multiply(x, x), -2)
    return wider.divide(wider.exp(exponent), _root_of_two_pi(context.prec + 6))


@lru_cache(maxsize=32)
def _root_of_two_pi(digits: int) -> Decimal:
    """sqrt(2 pi), with pi = 16 arctan(1/5) - 4 arctan(1/239) (J. Machin, 1706)."""
    scale = 10 ** (digits + 10)
    pi = 16 * _arctan_of_inverse(5, scale) - 4 * _arctan_of_inverse(239, scale)
    context = guarded(digits + 4)
    return context.sqrt(context.divide(2 * pi, scale))


def _arctan_of_inverse(n: int, scale: int) -> int:
    total = term = scale // n
    odd, sign = 1, 1
    while term:
        term //= n * n
        odd, sign = odd + 2, -sign
        total += sign * (term // odd)
    return total


def quantile(p: Decimal, digits: int) -> Decimal:
    """G(p) for 0 < p < 1 to `digits` significant digits."""
    from_centre = EXACT.subtract(p, Decimal("0.5"))
    size = from_centre.copy_abs()
    if not size:
        return Decimal(0)
    found = _central_quantile(size, digits) if size < Decimal("0.4") else _tail_quantile(p, digits)
    return found.copy_sign(from_centre)


def _central_quantile(size: Decimal, digits: int) -> Decimal:
    """The x > 0 with N(x) - 1/2 = size."""
    context = guarded(digits + _GUARD)
    start = _rough_tail_quantile(EXACT.subtract(Decimal("0.5"), size)) if size > Decimal("0.01") else None
    x = start or context.multiply(size, Decimal("2.5066"))

    def step(x: Decimal) -> Decimal:
        return context.divide(context.subtract(_centre(x, context), size), _density(x, context))

    return _newton(x, step, context)


def _tail_quantile(p: Decimal, digits: int) -> Decimal:
    """The x > 0 whose upper tail is min(p, 1 - p), by Newton's iteration on the tail's logarithm."""
    context = guarded(digits + _GUARD)
    tail = min(p, EXACT.subtract(1, p))

    def step(x: Decimal) -> Decimal:
        reached = upper_tail(x, context.prec)
        excess = guarded(context.prec + 6).ln(context.divide(reached, tail))
        return context.minus(context.multiply(context.divide(reached, _density(x, context)), excess))

    return _newton(_rough_tail_quantile(tail), step, context)


def _newton(x: Decimal, step: Callable[[Decimal], Decimal], context: decimal.Context) -> Decimal:
    """Newton's iteration: a step that is half as small as the precision is followed by a last one."""
    while True:
        change = step(x)
        x = context.subtract(x, change)
        if not change or change.adjusted() < x.adjusted() - context.prec // 2 - 2:
            return x


def _rough_tail_quantile(tail: Decimal) -> Decimal:
    """The start: right to 0.00045 in absolute terms (Abramowitz and Stegun 26.2.23)."""
    context = guarded(20)
    t = context.sqrt(context.multiply(-2, context.ln(tail)))
    above = context.fma(context.fma(Decimal("0.010328"), t, Decimal("0.802853")), t, Decimal("2.515517"))
    below = context.fma(context.fma(Decimal("0.001308"), t, Decimal("0.189269")), t, Decimal("1.432788"))
    return context.subtract(t, context.divide(above, context.fma(below, t, Decimal(1))))
