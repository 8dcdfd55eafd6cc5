"""The one rate at which discounted flows come to nothing, certified; or why there is not one.

A flow `amount` after `time` periods and the fraction `odd` of one more is discounted by
(1 + i) ** time * (1 + odd * i). Positive and negative flows are summed apart: either sum falls as the
rate rises, so that their values at both ends of an interval enclose the sum inside it, and those of the
derivatives enclose its slope. Where neither leaves out 0, the interval is halved. A rate is given only
where the sign changes are certified against the error of the arithmetic and no other rate is left in
[-0.999999..1000000].
"""

from __future__ import annotations

import decimal
import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import NamedTuple

from credit_engine.credit.arguments import CreditError
from credit_engine.credit.working import settled
from credit_engine.limits import MAX_RATE_WORK
from credit_engine.numbers import CONTEXT, Number

LOWEST = Decimal("-0.999999")
HIGHEST = Decimal(1_000_000)
MAX_TIME_UNITS = 10**9
_DIGITS = 60
_MOST_DIGITS = 180
_STEPS = 400


class Flow(NamedTuple):
    """An amount, the whole or broken number of periods before it, and an odd part of one more."""

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
        self.flows = tuple(sorted((f for f in self.flows if f.amount), key=lambda f: (f.time, f.odd)))
        self.parts = lcm(*(flow.time.denominator for flow in self.flows))
        self.counts = [int(flow.time * self.parts) for flow in self.flows]
        if max(self.parts, *self.counts, 0) > MAX_TIME_UNITS:
            raise CreditError("times that have no common part of a period", "limit_exceeded")

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
            raise _undecided()
        with decimal.localcontext(context):
            growth = 1 + rate
            part = 1 / growth if self.parts == 1 else (-growth.ln() / self.parts).exp()
            return self._discounted(rate, growth * self.parts, _power_steps(part))

    def _discounted(self, rate: Decimal, scaled: Decimal, power: Callable[[int], Decimal]) -> Value:
        sums = [Decimal(0)] * 4
        factor, before = Decimal(1), 0
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

        Its error is below 16 units in the last place for each flow, and 2 for each power of the discount.
        """
        error = (value.gains + value.losses) * (16 * len(self.flows) + 2 * self.counts[-1] + 64)
        error = error.scaleb(1 - context.prec, context)
        return 0 if abs(value.net) <= error else 1 if value.net > 0 else -1


def _power_steps(part: Decimal) -> Callable[[int], Decimal]:
    """Powers of one number, each computed once."""
    known: dict[int, Decimal] = {}

    def power(count: int) -> Decimal:
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


def only_rate(flows: Sequence[Flow], low: Decimal = LOWEST, high: Decimal = HIGHEST) -> Number:
    """The rate in [low..high] at which the discounted flows sum to 0, rounded to 34 digits.

    Raises CreditError: `no_rate` where there is none, `several_rates` where there are more,
    `rate_undecided` where that cannot be told within the bounds on work (two rates that are one).
    """
    discounting = Discounting(tuple(flows))
    found = _intervals_with_a_root(discounting, low, high)
    if not found:
        raise CreditError("no rate in the range brings the flows to 0", "no_rate")
    if len(found) > 1:
        raise CreditError(f"{len(found)} rates bring the flows to 0", "several_rates")
    return _refined(discounting, *found[0])


def _undecided() -> CreditError:
    return CreditError("the number of rates cannot be decided", "rate_undecided")


def _intervals_with_a_root(
    discounting: Discounting, low: Decimal, high: Decimal
) -> list[tuple[Decimal, Decimal]]:
    """Intervals that hold one root each; a root on a border is an interval of no width."""
    context = _context(_DIGITS)
    if not discounting.flows:
        raise CreditError("every rate brings the flows to 0", "several_rates")
    if discounting.sign_changes == 0:
        return []
    found: list[tuple[Decimal, Decimal]] = []
    at = {rate: discounting.at(rate, context) for rate in (low, high)}
    waiting = [(low, high)]
    while waiting:
        a, b = waiting.pop()
        verdict = _verdict(discounting, at[a], at[b], context)
        if verdict is None:
            middle = _middle(a, b, context)
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
    raise _undecided()


def _verdict(discounting: Discounting, low: Value, high: Value, context: decimal.Context) -> bool | None:
    """Whether an interval holds exactly one root, none, or cannot be told from its ends."""
    if _exceeds(high.gains, low.losses) or _exceeds(high.losses, low.gains):
        return False
    falls = _exceeds(high.gains_fall, low.losses_fall)
    rises = _exceeds(high.losses_fall, low.gains_fall)
    if not (discounting.sign_changes == 1 or falls or rises):
        return None
    left, right = discounting.sign_of(low, context), discounting.sign_of(high, context)
    return left * right < 0 if left * right else None


def _exceeds(size: Decimal, other: Decimal) -> bool:
    """Whether one size is above another by more than any error of the arithmetic."""
    return size * _LESS > other


_LESS = 1 - Decimal("1E-40")


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
                return settled(root)
        if digits >= _MOST_DIGITS:
            raise _undecided()
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
