"""A thousand random cases of each function beside packages that others keep; skipped where those are not."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from credit_engine.credit import returns
from credit_engine.credit.amortisation import instalment, loan_from_payment, payment_periods
from credit_engine.credit.arguments import CreditError
from credit_engine.credit.backtests import binomial_test, critical_defaults, normal_test
from credit_engine.credit.capacity import present_value_of_payments
from credit_engine.credit.day_counts import due_dates, year_fraction
from credit_engine.credit.normal import normal_cdf, normal_inverse
from credit_engine.credit.portfolio import roll_forward
from credit_engine.credit.returns import effective_rate, eu_apr, present_value_of_flows
from credit_engine.credit.schedules import schedule

pytestmark = pytest.mark.heavy
CASES = 1000
CLOSE = {"rel": 1e-9, "abs": 1e-12}


def cases(seed: int) -> Iterator[Random]:
    """A source of chance for each case."""
    for k in range(CASES):
        yield Random(seed * CASES + k)


def decimal(draw: Random, least: int, most: int, digits: int) -> Decimal:
    return Decimal(draw.randint(least, most)).scaleb(-digits)


def loan_flows(draw: Random) -> list[Decimal]:
    return [-decimal(draw, 100_00, 10_000_00, 2)] + [
        decimal(draw, 0, 3_000_00, 2) for _ in range(draw.randint(1, 60))
    ]


def rate_or_none(function: Any, *arguments: Any) -> float | None:
    try:
        return float(function(*arguments))
    except CreditError:
        return None


def test_instalments_agree_with_numpy_financial() -> None:
    peer = pytest.importorskip("numpy_financial")
    for draw in cases(1):
        amount, rate = decimal(draw, 100, 10**9, 2), decimal(draw, 0, 3600, 4)
        months = draw.randint(1, 360)
        found = float(instalment(amount, rate, months))
        assert found == pytest.approx(-peer.pmt(float(rate) / 12, months, float(amount)), **CLOSE)
        back = -peer.pv(float(rate) / 12, months, float(amount))
        assert float(loan_from_payment(amount, rate, months)) == pytest.approx(back, **CLOSE)
        assert float(present_value_of_payments(amount, rate / 12, months)) == pytest.approx(back, **CLOSE)


def test_periods_of_payments_agree_with_numpy_financial_and_pyxirr() -> None:
    """From 0.01 % on: for the rate 0 numpy-financial 1.0 gives the negative of the periods."""
    peer, other = pytest.importorskip("numpy_financial"), pytest.importorskip("pyxirr")
    for draw in cases(2):
        rate, amount = decimal(draw, 1, 300, 4), decimal(draw, 100_00, 10**8, 2)
        payment = amount * rate + amount / draw.randint(1, 400)
        found = float(payment_periods(amount, rate, payment))
        terms = (float(rate), -float(payment), float(amount))
        assert found == pytest.approx(float(peer.nper(*terms)), rel=1e-7)
        assert found == pytest.approx(other.nper(*terms), rel=1e-7)


def test_interest_and_principal_of_rows_agree_with_numpy_financial() -> None:
    """Rows are in cents, so that a balance may be off by half a cent a month."""
    peer = pytest.importorskip("numpy_financial")
    for draw in cases(3):
        amount, rate, months = (
            decimal(draw, 10_000_00, 10**8, 2),
            decimal(draw, 1, 2400, 4),
            draw.randint(2, 120),
        )
        row = schedule("equal_instalment", amount, rate, months).rows[draw.randint(0, months - 2)]
        terms = (float(rate) / 12, row.number, months, float(amount))
        margin = 0.02 * months * (1 + float(rate)) ** (months / 12)
        assert float(row.interest) == pytest.approx(-peer.ipmt(*terms), abs=margin)
        assert float(row.principal) == pytest.approx(-peer.ppmt(*terms), abs=margin)


def test_rates_of_return_agree_with_pyxirr_and_numpy_financial() -> None:
    peer, other = pytest.importorskip("numpy_financial"), pytest.importorskip("pyxirr")
    agreed = 0
    for draw in cases(4):
        flows = loan_flows(draw)
        found, wanted = rate_or_none(returns.irr, flows), other.irr([float(f) for f in flows])
        if found is None or wanted is None or found < -0.9:
            continue
        agreed += 1
        assert found == pytest.approx(wanted, rel=1e-6, abs=1e-9), flows
        third = float(peer.irr([float(f) for f in flows]))
        assert found == pytest.approx(third, rel=1e-6, abs=1e-7) or third != third, flows
    assert agreed > CASES * 0.9


def test_dated_rates_of_return_agree_with_pyxirr() -> None:
    other = pytest.importorskip("pyxirr")
    agreed = 0
    for draw in cases(5):
        flows = loan_flows(draw)[:20]
        first = datetime.date(2020, 1, 1)
        dates = [first, *(first + datetime.timedelta(draw.randint(1, 2500)) for _ in flows[1:])]
        found = rate_or_none(returns.xirr, flows, dates)
        wanted = other.xirr(dates, [float(f) for f in flows])
        if found is None or wanted is None or not -0.9 < found < 1e4:
            continue
        agreed += 1
        assert found == pytest.approx(wanted, rel=1e-6, abs=1e-9), (flows, dates)
        years = [Decimal((d - first).days) / 365 for d in dates]
        paid = eu_apr([-flows[0]], [0], flows[1:], years[1:])
        assert float(paid) == pytest.approx(found, rel=1e-12, abs=1e-15)
    assert agreed > CASES * 0.8


def test_present_values_agree_with_pyxirr() -> None:
    other = pytest.importorskip("pyxirr")
    for draw in cases(6):
        rate, flows = decimal(draw, -5000, 20_000, 4), loan_flows(draw)
        wanted = other.npv(float(rate), [float(f) for f in flows])
        scale = (
            max(abs(float(f)) for f in flows) * float((1 + max(-rate, 0)) ** len(flows)) * 2.0 ** len(flows)
        )
        assert float(present_value_of_flows(rate, flows)) == pytest.approx(
            wanted, rel=1e-9, abs=scale * 1e-13
        )


def test_effective_rates_agree_with_numpy() -> None:
    numpy = pytest.importorskip("numpy")
    for draw in cases(7):
        rate, periods = decimal(draw, 1, 30_000, 4), draw.randint(1, 366)
        wanted = numpy.expm1(periods * numpy.log1p(float(rate) / periods))
        assert float(effective_rate(rate, periods)) == pytest.approx(float(wanted), **CLOSE)


DAY_COUNTS = {
    "act/360": "ACT_360",
    "act/365": "ACT_365F",
    "act/act": "ACT_ACT_ISDA",
    "30/360": "THIRTY_360_ISDA",
    "30U/360": "THIRTY_U_360",
    "30E/360": "THIRTY_E_360",
}


def test_day_counts_agree_with_pyxirr() -> None:
    other = pytest.importorskip("pyxirr")
    for draw in cases(8):
        start = datetime.date(1990, 1, 1) + datetime.timedelta(draw.randint(0, 15_000))
        end = start + datetime.timedelta(draw.randint(0, 8_000))
        for ours, theirs in DAY_COUNTS.items():
            wanted = other.year_fraction(start, end, getattr(other.DayCount, theirs))
            assert float(year_fraction(start, end, ours)) == pytest.approx(wanted, abs=1e-12), (
                ours,
                start,
                end,
            )


def test_due_dates_agree_with_pandas() -> None:
    pandas = pytest.importorskip("pandas")
    for draw in cases(9):
        first = datetime.date(2000, 1, 1) + datetime.timedelta(draw.randint(0, 15_000))
        apart, count = draw.randint(1, 12), draw.randint(2, 24)
        plain = due_dates(first, count, apart)
        wanted = pandas.Timestamp(first) + pandas.DateOffset(months=apart * (count - 1))
        assert str(plain[-1]) == wanted.date().isoformat()
        by_end = str(due_dates(first, count, apart, end_of_month=True)[-1])
        ends = (pandas.Timestamp(first) + pandas.DateOffset(days=1)).day == 1
        assert by_end == (wanted + pandas.offsets.MonthEnd(0) if ends else wanted).date().isoformat()


def test_the_normal_distribution_agrees_with_scipy() -> None:
    stats = pytest.importorskip("scipy.stats")
    for draw in cases(10):
        x, p = decimal(draw, -300_000, 300_000, 4), decimal(draw, 1, 99_999, 5)
        assert float(normal_cdf(x)) == pytest.approx(stats.norm.cdf(float(x)), rel=1e-11)
        assert float(normal_inverse(p)) == pytest.approx(stats.norm.ppf(float(p)), rel=1e-11, abs=1e-13)


def test_back_tests_agree_with_scipy() -> None:
    stats = pytest.importorskip("scipy.stats")
    for draw in cases(11):
        count, pd = draw.randint(1, 3000), decimal(draw, 1, 500, 3)
        defaults = min(count, int(count * float(pd) * draw.uniform(0, 3)))
        wanted = stats.binom.sf(defaults - 1, count, float(pd))
        assert float(binomial_test(defaults, count, pd)) == pytest.approx(wanted, rel=1e-8, abs=1e-300)
        mean = count * float(pd)
        approximate = stats.norm.sf((defaults - mean) / (mean * (1 - float(pd))) ** 0.5)
        assert float(normal_test(defaults, count, pd)) == pytest.approx(approximate, rel=1e-9, abs=1e-300)
        level = decimal(draw, 900, 999, 3)
        assert critical_defaults(count, pd, level) in (
            stats.binom.isf(1 - float(level), count, float(pd)) + 1 + step for step in (-1, 0, 1)
        )
        k = critical_defaults(count, pd, level)
        assert binomial_test(min(k, count), count, pd) <= 1 - level or k == count + 1
        assert k == 0 or binomial_test(k - 1, count, pd) > 1 - level


def test_matrices_roll_as_numpy_multiplies() -> None:
    numpy = pytest.importorskip("numpy")
    for draw in cases(12):
        size, periods = draw.randint(1, 6), draw.randint(0, 24)
        rows = [[draw.randint(0, 10) for _ in range(size)] for _ in range(size)]
        matrix = [[Decimal(n) / (sum(row) + 1) for n in row] for row in rows]
        start = [decimal(draw, 0, 10**8, 2) for _ in range(size)]
        power = numpy.linalg.matrix_power(numpy.array(matrix, dtype=float), periods)
        wanted = numpy.array(start, dtype=float) @ power
        found = [float(value) for value in roll_forward(start, matrix, periods)]
        assert found == pytest.approx(wanted.tolist(), rel=1e-9, abs=1e-9)
