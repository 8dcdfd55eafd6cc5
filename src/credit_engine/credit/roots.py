"""The one rate at which discounted flows come to nothing, certified; or why there is not one.

A flow `amount` after `time` periods and the fraction `odd` of one more is discounted by
(1 + i) ** time * (1 + odd * i). Positive and negative flows are summed apart: either sum falls as the
rate rises, so that their values at both ends of an interval enclose the sum inside it, and those of the
derivatives enclose its slope. Where neither leaves out 0, the interval is halved. A rate is given only
where the sign changes are certified against the error of the arithmetic and no other rate is left in
[-0.999999..1000000].

Two cases are exact instead. At the rate 0 nothing is discounted, so flows whose sum is 0 have exactly
that rate. And where rates coincide, so that no sign changes, the polynomial of the flows is divided by
what it shares with its derivative: what is left has the same rates, each once.
"""

from __future__ import annotations

import decimal
import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import gcd, lcm
from typing import NamedTuple

from credit_engine.credit.arguments import CreditError
from credit_engine.credit.polynomials import squarefree
from credit_engine.credit.working import rounded
from credit_engine.limits import MAX_RATE_WORK
from credit_engine.numbers import CONTEXT, Number

LOWEST = Decimal("-0.999999")
HIGHEST = Decimal(1_000_000)
"""Rates a period between a loss of all but a millionth and a million times the principal: no loan lies
outside."""
MAX_TIME_UNITS = 10**9
"""Times with a common part of a period up to so many of it are discounted by whole powers of that part."""
MOST_DEGREE = 100
"""Repeated rates are looked for in polynomials up to this degree; their remainders grow with its square."""
_DIGITS = 60
_MOST_DIGITS = 180
_STEPS = 400
"""Digits of the first search and of the last one, and steps of Newton's iteration: halving alone tells two
rates 1E-100 apart in some 350."""


class Flow(NamedTuple):
    """An amount, the whole or fractional periods before it, and the odd part of a further period."""

    amount: Decimal
    time: Fraction
    odd: Decimal = Decimal(0)


class Value(NamedTuple):
    """Positive and negative flows at one rate, as sizes: discounted, and the slopes of that."""

    gains: Decimal
    losses: Decimal
    gains_fall: Decimal
    losses_fall: Decimal

    @property
    def net(self) -> Decimal:
        """The discounted sum."""
        return self.gains - self.losses

    @property
    def slope(self) -> Decimal:
        """Its derivative by the rate."""
        return self.losses_fall - self.gains_fall


@dataclass
class Discounting:
    """Flows in order of time, as whole multiples of a common part of a period; counts its own work."""

    flows: tuple[Flow, ...]
    work: int = 0

    def __post_init__(self) -> None:
        self.flows = _netted(self.flows)
        self.parts = lcm(*(flow.time.denominator for flow in self.flows))
        self.counts: list[int | Decimal] = [int(flow.time * self.parts) for flow in self.flows]
        if max(self.parts, *self.counts, 0) > MAX_TIME_UNITS:
            self.parts, self.counts = 1, [_decimal(flow.time) for flow in self.flows]

    @property
    def has_rate_0(self) -> bool:
        """Whether the flows sum to exactly 0, which is what they are worth at the rate 0."""
        return sum(Fraction(flow.amount) for flow in self.flows) == 0

    @property
    def sign_changes(self) -> int:
        """How often the sign changes in order of time: with one change there is at most one rate.

        Descartes' rule of signs holds for odd fractions as well: the flows divided by the discount of
        one that stands at the change are all monotonic in the same direction.
        """
        signs = [flow.amount > 0 for flow in self.flows]
        return sum(a != b for a, b in itertools.pairwise(signs))

    def at(self, rate: Decimal, context: decimal.Context) -> Value:
        """The flows discounted at a rate above -1."""
        self.work += len(self.flows)
        if self.work > MAX_RATE_WORK:
            raise _UndecidedError
        with decimal.localcontext(context):
            growth = 1 + rate
            part = 1 / growth if self.parts == 1 else (-growth.ln() / self.parts).exp()
            return self._discounted(rate, growth * self.parts, _power_steps(part))

    def _discounted(self, rate: Decimal, scaled: Decimal, power: Callable[[int | Decimal], Decimal]) -> Value:
        sums = [Decimal(0)] * 4
        factor: Decimal = Decimal(1)
        before: int | Decimal = 0
        for flow, count in zip(self.flows, self.counts, strict=True):
            if count != before:
                factor, before = factor * power(count - before), count
            odd = 1 + flow.odd * rate
            size = abs(flow.amount) * factor / odd
            which = flow.amount < 0
            sums[which] += size
            sums[2 + which] += size * (count / scaled + flow.odd / odd)
        return Value(*sums)

    def sign(self, rate: Decimal, context: decimal.Context) -> int:
        """The certified sign of the sum at a rate; 0 where the arithmetic cannot tell."""
        return self.sign_of(self.at(rate, context), context)

    def sign_of(self, value: Value, context: decimal.Context) -> int:
        """The same of a value that is known.

        Its error is below 16 units in the last place for each flow, and 2 for each power of the discount; for
        a broken power, 2 times its logarithm, which is below 14 a period.
        """
        powers = self.counts[-1] * (2 if self.parts > 1 else 32)
        error = (value.gains + value.losses) * (16 * len(self.flows) + powers + 64)
        error = error.scaleb(1 - context.prec, context)
        return 0 if abs(value.net) <= error else 1 if value.net > 0 else -1


def _netted(flows: Sequence[Flow]) -> tuple[Flow, ...]:
    """Flows in order of time, those of one time as one; nothing for what cancels out."""
    amounts: dict[tuple[Fraction, Decimal], Fraction] = {}
    for flow in flows:
        place = (flow.time, flow.odd)
        amounts[place] = amounts.get(place, Fraction(0)) + Fraction(flow.amount)
    return tuple(
        Flow(_decimal(amount), time, odd) for (time, odd), amount in sorted(amounts.items()) if amount
    )


def _decimal(value: Fraction) -> Decimal:
    """A fraction with more digits than any step of the search carries; a decimal exactly."""
    return _context(2 * _MOST_DIGITS).divide(Decimal(value.numerator), Decimal(value.denominator))


def _power_steps(part: Decimal) -> Callable[[int | Decimal], Decimal]:
    """Powers of one number, each computed once."""
    known: dict[int | Decimal, Decimal] = {}

    def power(count: int | Decimal) -> Decimal:
        if count not in known:
            known[count] = part**count
        return known[count]

    return power


def _context(digits: int) -> decimal.Context:
    return decimal.Context(
        prec=digits,
        rounding=decimal.ROUND_HALF_EVEN,
        Emin=-(10**12),
        Emax=10**12,
        traps=[decimal.InvalidOperation, decimal.DivisionByZero, decimal.Overflow],
    )


def only_rate(flows: Sequence[Flow]) -> Number:
    """The rate in [LOWEST..HIGHEST] at which the discounted flows sum to 0, rounded to 34 digits.

    Raises CreditError: `no_rate` where there is none, `several_rates` where there are more,
    `rate_undecided` where that cannot be told within the bounds on work (rates too close to one another).
    """
    discounting = Discounting(tuple(flows))
    try:
        found = _intervals_with_a_root(discounting)
    except _UndecidedError:
        simple = _without_repeats(discounting)
        if simple is None:
            raise
        discounting = simple
        found = _intervals_with_a_root(discounting)
    if not found:
        raise CreditError("no rate from -99.9999 % to 100,000,000 % brings the flows to 0", "no_rate")
    if len(found) > 1:
        raise CreditError(f"{len(found)} rates bring the flows to 0", "several_rates")
    below, above = found[0]
    return 0 if below < 0 < above and discounting.has_rate_0 else _refined(discounting, below, above)


class _UndecidedError(CreditError):
    """Rates that cannot be counted."""

    def __init__(self) -> None:
        super().__init__(
            "whether there is one rate or several cannot be decided: they lie too close, or too many flows",
            "rate_undecided",
        )


def _without_repeats(discounting: Discounting) -> Discounting | None:
    """Flows with the same rates, each of them once; None where they are no polynomial of a low degree.

    With v the discount of the flows' common step they are a polynomial p(v): p / gcd(p, p') has the roots
    of p, all simple.
    """
    if any(flow.odd for flow in discounting.flows):
        return None
    times = [flow.time for flow in discounting.flows]
    parts = lcm(*(time.denominator for time in times))
    period = Fraction(gcd(*(int(time * parts) for time in times)), parts)
    if not 0 < times[-1] <= MOST_DEGREE * period:
        return None
    polynomial = [Fraction(0)] * (int(times[-1] / period) + 1)
    for flow in discounting.flows:
        polynomial[int(flow.time / period)] = Fraction(flow.amount)
    simple = squarefree(polynomial)
    return Discounting(tuple(Flow(_decimal(c), k * period) for k, c in enumerate(simple)))


def _intervals_with_a_root(discounting: Discounting) -> list[tuple[Decimal, Decimal]]:
    """Intervals that hold one root each."""
    context = _context(_DIGITS)
    if not discounting.flows:
        raise CreditError("every rate brings the flows to 0", "several_rates")
    if discounting.sign_changes == 0:
        return []
    found: list[tuple[Decimal, Decimal]] = []
    at = {rate: discounting.at(rate, context) for rate in (LOWEST, HIGHEST)}
    waiting = [(LOWEST, HIGHEST)]
    while waiting:
        a, b = waiting.pop()
        verdict = _verdict(discounting, at[a], at[b], b - a, context)
        if verdict is None:
            middle = _middle(a, b, context)
            at[middle] = discounting.at(middle, context)
            if not discounting.sign_of(at[middle], context):  # a border that may be a rate decides nothing
                middle = _middle(a, middle, context)
                at[middle] = discounting.at(middle, context)
            waiting += [(a, middle), (middle, b)]
        elif verdict:
            found.append((a, b))
    return found


def _middle(low: Decimal, high: Decimal, context: decimal.Context) -> Decimal:
    """Between two rates, half-way in growth's logarithm; few digits, so that it stays exact."""
    with decimal.localcontext(context) as exact:
        between = ((1 + low) * (1 + high)).sqrt() - 1
        exact.prec = max(8, -(high - low).adjusted() + 8)
        shorter = +between
        if low < shorter < high and high - low > Decimal("1E-30"):
            return shorter
    raise _UndecidedError


def _verdict(
    discounting: Discounting, low: Value, high: Value, width: Decimal, context: decimal.Context
) -> bool | None:
    """Whether an interval holds exactly one root, none, or cannot be told from its ends."""
    if _exceeds(high.gains, low.losses) or _exceeds(high.losses, low.gains):
        return False
    if _keeps_its_sign(low, high, width):
        return False
    falls = _exceeds(high.gains_fall, low.losses_fall)
    rises = _exceeds(high.losses_fall, low.gains_fall)
    if not (discounting.sign_changes == 1 or falls or rises):
        return None
    left, right = discounting.sign_of(low, context), discounting.sign_of(high, context)
    return left * right < 0 if left * right else None


def _keeps_its_sign(low: Value, high: Value, width: Decimal) -> bool:
    """Whether the sum at one end is larger than all that the slope can take from it within the interval."""
    fall = max(Decimal(0), low.gains_fall - high.losses_fall) * width
    rise = max(Decimal(0), low.losses_fall - high.gains_fall) * width
    doubt = (low.gains + low.losses) * _DOUBT
    return (
        low.net > fall + doubt
        or -low.net > rise + doubt
        or high.net > rise + doubt
        or -high.net > fall + doubt
    )


_DOUBT = Decimal("1E-40")
"""Far above any error of sums with 60 digits, far below what tells one rate from another."""


def _exceeds(size: Decimal, other: Decimal) -> bool:
    """Whether one size is above another by more than any error of the arithmetic."""
    return size * _LESS > other


_LESS = 1 - _DOUBT
"""What a size keeps when the largest error of the arithmetic is taken off."""


def _refined(discounting: Discounting, low: Decimal, high: Decimal) -> Number:
    """The only root of an interval to 34 digits: more digits until both sides of it round alike."""
    digits = _DIGITS
    while True:
        context = _context(digits)
        root = _newton(discounting, low, high, context)
        bounds = _certified(discounting, root, low, high, context)
        if bounds is not None:
            low, high = bounds
            first, last = CONTEXT.plus(low), CONTEXT.plus(high)
            if first == last or digits >= _MOST_DIGITS:
                return rounded(root)
        if digits >= _MOST_DIGITS:
            raise _UndecidedError
        digits += 40


def _newton(discounting: Discounting, low: Decimal, high: Decimal, context: decimal.Context) -> Decimal:
    """Newton's iteration inside the interval; where it would leave it, the interval is halved."""
    falling = discounting.sign(low, context) > 0
    with decimal.localcontext(context):
        rate = ((1 + low) * (1 + high)).sqrt() - 1
        for _ in range(_STEPS):
            value = discounting.at(rate, context)
            if (value.net > 0) == falling:
                low = rate
            else:
                high = rate
            step = value.net / value.slope if value.slope else high - low
            further = rate - step
            if not low < further < high:
                further = ((1 + low) * (1 + high)).sqrt() - 1
            if abs(further - rate) <= (1 + rate).scaleb(12 - context.prec):
                return further
            rate = further
    return rate


def _certified(
    discounting: Discounting, root: Decimal, low: Decimal, high: Decimal, context: decimal.Context
) -> tuple[Decimal, Decimal] | None:
    """Rates close around the root at which the sum has certainly different signs."""
    with decimal.localcontext(context):
        width = (1 + root).scaleb(16 - context.prec)
        before, after = max(low, root - width), min(high, root + width)
        signs = discounting.sign(before, context) * discounting.sign(after, context)
        return (before, after) if signs < 0 else None
