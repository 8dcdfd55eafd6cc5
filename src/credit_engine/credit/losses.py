"""Expected loss, provisions for it, and what collections leave of a defaulted loan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from credit_engine.credit import arguments
from credit_engine.credit.arguments import CreditError, refuse
from credit_engine.credit.returns import discount_factor, discounted
from credit_engine.credit.working import exactly, rounded
from credit_engine.numbers import Number


@exactly
def expected_loss(pd: Number, lgd: Number, ead: Number) -> Number:
    """PD * LGD * EAD, in the currency of `ead` (Basel Framework, CRE35.2)."""
    chance, loss = arguments.fraction("pd", pd), arguments.fraction("lgd", lgd)
    return rounded(chance * loss * arguments.not_negative("ead", ead))


@exactly
def lifetime_expected_loss(
    marginal_pds: Sequence[Number], lgds: Sequence[Number], eads: Sequence[Number], effective_rate: Number
) -> Number:
    """Expected credit loss over the remaining life (IFRS 9, 5.5.17, B5.5.28-B5.5.55), at year ends.

    sum(marginal PD of year t * LGD * EAD / (1 + effective_rate) ** t), t from 1. The marginal PD is the
    probability, seen from today, of default in year t.
    """
    chances = [
        arguments.fraction("marginal_pds", pd) for pd in arguments.numbers_of("marginal_pds", marginal_pds)
    ]
    if sum(chances) > 1:
        raise arguments.never_whole("marginal_pds", "their sum is above 1")
    losses = [arguments.fraction("lgds", lgd) for lgd in arguments.numbers_of("lgds", lgds)]
    sizes = arguments.not_negative_numbers("eads", eads)
    arguments.same_length(marginal_pds=chances, lgds=losses, eads=sizes)
    amounts = [p * lgd * ead for p, lgd, ead in zip(chances, losses, sizes, strict=True)]
    return rounded(discounted(effective_rate, amounts, range(1, len(amounts) + 1)))


@exactly
def marginal_pds(annual_pd: Number, years: Number) -> tuple[Number, ...]:
    """PD of each of the next `years` under a constant annual PD: pd * (1 - pd) ** (t - 1)."""
    chance = arguments.fraction("annual_pd", annual_pd)
    count = arguments.integer("years", years, 1, 100)
    return tuple(rounded(chance * (1 - chance) ** t) if t else rounded(chance) for t in range(count))


@exactly
def workout_lgd(
    ead: Number,
    rate: Number,
    recoveries: Sequence[Number],
    recovery_years: Sequence[Number],
    costs: Sequence[Number] = (),
    cost_years: Sequence[Number] = (),
) -> Number:
    """1 - (PV of recoveries - PV of costs) / EAD, discounted at `rate` from the day of default.

    Economic loss by discounted workout cash flows (Basel Framework, CRE36.76; EBA/GL/2017/16, section 6.3).
    Not floored: below 0 where more came back than was owed, above 1 where costs exceeded recoveries.
    """
    owed = arguments.positive("ead", ead)
    net = _present("recoveries", rate, recoveries, recovery_years) - _present(
        "costs", rate, costs, cost_years
    )
    return rounded(1 - net / owed)


def _present(name: str, rate: Number, amounts: Sequence[Number], years: Sequence[Number]) -> Decimal:
    """The present value of amounts that are not negative; nothing for none."""
    if not amounts and not years:
        return Decimal(0)
    return discounted(rate, arguments.not_negative_numbers(name, amounts), years)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One way in which a disposal can end: its probability and what is then received, and when."""

    probability: Number
    amount: Number
    years: Number


@exactly
def expected_present_value(rate: Number, outcomes: Sequence[Outcome], cost_now: Number = 0) -> Number:
    """sum(probability * amount / (1 + rate) ** years) - cost now; the probabilities sum to 1.

    An outcome with several payments is entered once for each with the same probability only if the
    probabilities are then divided; write it as its own present value instead.
    """
    arguments.bounded("outcomes", outcomes)
    chances = [arguments.fraction("probability", outcome.probability) for outcome in outcomes]
    if sum(chances) != 1:
        raise refuse("outcomes", "the probabilities do not sum to 1")
    growth = 1 + arguments.return_rate("rate", rate)
    value = -arguments.not_negative("cost_now", cost_now)
    for chance, outcome in zip(chances, outcomes, strict=True):
        time = arguments.within("years", outcome.years, 0, 1_000)
        value += chance * arguments.not_negative("amount", outcome.amount) * discount_factor(growth, time)
    return rounded(value)


@dataclass(frozen=True, slots=True)
class Strategy:
    """One way to dispose of a loan: flows to the bank and their times in years; legally open or not."""

    name: str
    amounts: tuple[Number, ...]
    years: tuple[Number, ...]
    permitted: bool = True


@dataclass(frozen=True, slots=True)
class Comparison:
    """Strategies by present value, best first; the break-even rate is where the first two change places.

    `break_even` is None where there is no such rate, or none that is certain; `why_none` then says why.
    """

    ranking: tuple[tuple[str, Number], ...]
    refused: tuple[str, ...]
    break_even: Number | None
    why_none: str = ""

    @property
    def chosen(self) -> str:
        """The best permitted strategy."""
        return self.ranking[0][0]


def compare_strategies(rate: Number, strategies: Sequence[Strategy]) -> Comparison:
    """The permitted strategies in order of their present value at `rate`; ties in the order given.

    The rate is the loan's original effective rate, or the cost of funds with a premium, as policy says.
    """
    arguments.bounded("strategies", strategies, 100)
    open_ones = [strategy for strategy in strategies if strategy.permitted]
    if not open_ones:
        raise refuse("strategies", "none is permitted")
    values = [(s, present(rate, s)) for s in open_ones]
    ordered = sorted(values, key=lambda pair: -pair[1])
    break_even, why = _break_even([s for s, _ in ordered])
    return Comparison(
        ranking=tuple((s.name, rounded(value)) for s, value in ordered),
        refused=tuple(s.name for s in strategies if not s.permitted),
        break_even=break_even,
        why_none=why,
    )


@exactly
def present(rate: Number, strategy: Strategy) -> Decimal:
    """The present value of a strategy in the working precision."""
    return discounted(rate, strategy.amounts, strategy.years)


def _break_even(ordered: Sequence[Strategy]) -> tuple[Number | None, str]:
    from fractions import Fraction

    from credit_engine.credit.roots import Flow, only_rate

    if len(ordered) < 2:
        return None, "there is no second strategy"
    best, runner_up = ordered[:2]
    flows = [
        Flow(sign * Decimal(amount), Fraction(Decimal(time)))
        for sign, strategy in ((1, best), (-1, runner_up))
        for amount, time in zip(strategy.amounts, strategy.years, strict=True)
    ]
    try:
        return only_rate(flows), ""
    except CreditError as error:
        return None, error.detail


@exactly
def provision(exposure: Number, provision_rate: Number) -> Number:
    """Exposure * rate, in money (rounded half up to cents); the rates are dated reference data."""
    from credit_engine.credit.working import to_cents

    held = arguments.fraction("provision_rate", provision_rate)
    return rounded(to_cents(arguments.not_negative("exposure", exposure) * held))
