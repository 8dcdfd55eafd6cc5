"""Altman's discriminant scores of corporate distress; higher is safer."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from credit_engine import numbers
from credit_engine.absent import Absent, absent
from credit_engine.numbers import Number

Zones = tuple[Decimal, Decimal]
"""Safe above the first score, distress below the second, grey between."""

Z_ZONES: Zones = (Decimal("2.99"), Decimal("1.81"))
Z_PRIME_ZONES: Zones = (Decimal("2.9"), Decimal("1.23"))
Z_DOUBLE_PRIME_ZONES: Zones = (Decimal("2.6"), Decimal("1.1"))

_Z = tuple(map(Fraction, ("1.2", "1.4", "3.3", "0.6", "0.999")))
_Z_PRIME = tuple(map(Fraction, ("0.717", "0.847", "3.107", "0.42", "0.998")))
_Z_DOUBLE_PRIME = tuple(map(Fraction, ("6.56", "3.26", "6.72", "1.05")))


@dataclass(frozen=True)
class FinancialPosition:
    """What the scores take from a balance sheet and profit statement, in one currency.

    `market_equity` is needed by Z only, `sales` by Z and Z'.
    """

    total_assets: Number
    current_assets: Number
    current_liabilities: Number
    retained_earnings: Number
    ebit: Number
    book_equity: Number
    total_liabilities: Number
    sales: Number | None = None
    market_equity: Number | None = None


def altman_z(position: FinancialPosition) -> Number | Absent:
    """Altman's Z of listed manufacturers.

    1.2 * working capital / assets + 1.4 * retained earnings / assets + 3.3 * EBIT / assets + 0.6 * market
    value of equity / liabilities + 0.999 * sales / assets: E. Altman, Financial Ratios, Discriminant
    Analysis and the Prediction of Corporate Bankruptcy (Journal of Finance 23, 1968), with its ratios as
    fractions. `Z_ZONES`. Absent (`invalid_argument`) unless assets and liabilities are positive, and
    without sales or market value.
    """
    return _score("altman_z", position, position.market_equity, _Z)


def altman_z_prime(position: FinancialPosition) -> Number | Absent:
    """Altman's Z' of manufacturers that are not listed: book value in the place of market value.

    0.717, 0.847, 3.107, 0.420 and 0.998 in the order of `altman_z`: E. Altman, Corporate Financial Distress
    (1983). `Z_PRIME_ZONES`. Errors as `altman_z`.
    """
    return _score("altman_z_prime", position, position.book_equity, _Z_PRIME)


def altman_z_double_prime(position: FinancialPosition) -> Number | Absent:
    """Altman's Z'' for companies that are not manufacturers, without the emerging-market constant.

    6.56 * working capital / assets + 3.26 * retained earnings / assets + 6.72 * EBIT / assets
    + 1.05 * book equity / liabilities: E. Altman, J. Hartzell, M. Peck, *Emerging Markets Corporate Bonds:
    A Scoring System* (Salomon Brothers, 1995). `Z_DOUBLE_PRIME_ZONES`. Absent (`invalid_argument`) unless
    assets and liabilities are positive.
    """
    return _score("altman_z_double_prime", position, position.book_equity, _Z_DOUBLE_PRIME)


def _score(
    name: str, position: FinancialPosition, equity: Number | None, weights: tuple[Fraction, ...]
) -> Number | Absent:
    if position.total_assets <= 0 or position.total_liabilities <= 0:
        return absent("invalid_argument", name, "assets or liabilities are not positive")
    if equity is None or (len(weights) == 5 and position.sales is None):
        return absent("invalid_argument", name, "the market value of equity or sales are not given")
    assets = Fraction(position.total_assets)
    ratios = (
        (Fraction(position.current_assets) - Fraction(position.current_liabilities)) / assets,
        Fraction(position.retained_earnings) / assets,
        Fraction(position.ebit) / assets,
        Fraction(equity) / Fraction(position.total_liabilities),
        Fraction(position.sales or 0) / assets,
    )
    found = sum((weight * ratio for weight, ratio in zip(weights, ratios, strict=False)), Fraction(0))
    return numbers.ratio(found.numerator, found.denominator)
