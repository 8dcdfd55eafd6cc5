"""Logistic regression on weights of evidence: penalised, with coefficients held to their sign.

ln odds good:bad = intercept + sum(coefficient * WOE). Minimised is
sum(weight * ln(1 + exp(-y * ln odds))) + penalty / 2 * sum(coefficient ** 2), y = 1 for goods, -1 for bads,
weights at mean 1, the intercept free of penalty; Newton's method with an active set (coefficients >= 0).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from credit_engine.develop.arrays import Floats, Integers, Mask

_STEPS = 200
_TOLERANCE = 1e-11
"""Newton's iteration doubles the right digits with each step and ends within some ten; a step of 1E-11 of
the largest coefficient leaves the six that are written as they are."""


@dataclass(frozen=True)
class Regression:
    """A fitted regression; `covariance` has the intercept first. Coefficients at 0 are held there by
    their sign.
    """

    intercept: float
    coefficients: Floats
    covariance: Floats
    penalty: float

    @property
    def intercept_error(self) -> float:
        """Standard error of the intercept."""
        return float(np.sqrt(self.covariance[0, 0]))

    @property
    def errors(self) -> Floats:
        """Standard errors of the coefficients."""
        errors: Floats = np.sqrt(np.diag(self.covariance)[1:])
        return errors

    @property
    def p_values(self) -> Floats:
        """Two-sided p-values of Wald's test that a coefficient is 0."""
        from scipy.special import ndtr

        with np.errstate(divide="ignore", invalid="ignore"):
            z = np.abs(self.coefficients) / self.errors
        # A coefficient held at 0 has an error of 0, and no doubt of its p-value; an unknown error has none.
        values: Floats = np.where(np.isnan(self.errors), np.nan, 2 * ndtr(-np.nan_to_num(z)))
        return values

    def log_odds(self, woe: Floats) -> Floats:
        """Ln odds good:bad of rows."""
        found: Floats = self.intercept + woe @ self.coefficients
        return found


def fit_regression(woe: Floats, bad: Floats, weight: Floats, penalty: float, held: Mask) -> Regression:
    """Fit by Newton steps on the free coefficients; of those `held` to their sign none falls below 0."""
    bound = np.append(False, held)
    loss = _Loss(np.column_stack([np.ones(len(woe)), woe]), 1 - 2 * bad, weight / weight.mean(), penalty)
    b = np.zeros(woe.shape[1] + 1)
    b[0] = np.log(loss.weight[bad == 0].sum() / loss.weight[bad == 1].sum())
    for _ in range(_STEPS):
        value, gradient, hessian = loss.expansion(b)
        free = ~bound | (b > 0) | (gradient < 0)
        step = np.zeros_like(b)
        step[free] = np.linalg.solve(hessian[np.ix_(free, free)], -gradient[free])
        new = _line_search(loss, b, step, gradient, value, bound)
        done = np.abs(new - b).max() <= _TOLERANCE * max(1.0, np.abs(b).max())
        b = new
        if done:
            break
    _, _, hessian = loss.expansion(b)
    return Regression(float(b[0]), b[1:], _covariance(hessian, loss.size, ~bound | (b > 0)), penalty)


class _Loss:
    """What is minimised: rows by their design, sign of outcome and weight; `size` is each penalty."""

    def __init__(self, design: Floats, sign: Floats, weight: Floats, penalty: float) -> None:
        self.design, self.sign, self.weight = design, sign, weight
        self.size = np.full(design.shape[1], penalty)
        self.size[0] = 0.0

    def of_margin(self, margin: Floats, b: Floats) -> float:
        """The loss at coefficients, given the margins of the rows under them."""
        return float((self.weight * np.logaddexp(0, -margin)).sum() + 0.5 * (self.size * b * b).sum())

    def __call__(self, b: Floats) -> float:
        """The loss at coefficients."""
        return self.of_margin(self.sign * (self.design @ b), b)

    def expansion(self, b: Floats) -> tuple[float, Floats, Floats]:
        """The loss, its gradient and its Hessian."""
        # The clip keeps exp within doubles; the ridge, far below any information, lets a Hessian without
        # curvature be solved.
        margin = self.sign * (self.design @ b)
        wrong = 1 / (1 + np.exp(np.clip(margin, -500, 500)))
        gradient = -self.design.T @ (self.weight * self.sign * wrong) + self.size * b
        curvature = self.weight * wrong * (1 - wrong)
        hessian = (self.design * curvature[:, None]).T @ self.design + np.diag(self.size)
        return self.of_margin(margin, b), gradient, hessian + 1e-9 * np.eye(len(b))


def _line_search(loss: _Loss, b: Floats, step: Floats, gradient: Floats, value: float, bound: Mask) -> Floats:
    """The step, projected to the signs and shortened until the loss falls enough (Bertsekas 1982)."""
    length = 1.0
    for _ in range(40):
        new = b + length * step
        new[bound] = np.maximum(new[bound], 0)
        if loss(new) <= value + 1e-4 * float(gradient @ (new - b)) + 1e-12:
            return new
        length /= 2
    return b


def _covariance(hessian: Floats, size: Floats, active: Mask) -> Floats:
    """H^-1 (H - P) H^-1 with H the penalised and H - P the plain information of the active coefficients."""
    covariance = np.zeros_like(hessian)
    inner = np.ix_(active, active)
    inverse = np.linalg.inv(hessian[inner])
    covariance[inner] = inverse @ (hessian[inner] - np.diag(size[active])) @ inverse
    return covariance


def choose_penalty(
    woe: Floats, bad: Floats, weight: Floats, fold: Integers, grid: Sequence[float], signs: Mask
) -> float:
    """The penalty with the least deviance on folds that were held out, all of them training rows."""
    deviance = dict.fromkeys(grid, 0.0)
    for k in range(int(fold.max()) + 1):
        train, held = fold != k, fold == k
        for penalty in grid:
            fitted = fit_regression(woe[train], bad[train], weight[train], penalty, signs)
            margin = (1 - 2 * bad[held]) * fitted.log_odds(woe[held])
            deviance[penalty] += float((weight[held] * np.logaddexp(0, -margin)).sum())
    return min(grid, key=lambda penalty: (deviance[penalty], -penalty))


def variance_inflation(woe: Floats, weight: Floats) -> Floats:
    """VIF of each column: the diagonal of the inverse of the correlation matrix; 1e10 at most."""
    matrix = np.atleast_2d(correlations(woe, weight))
    # A column that others determine makes the matrix singular, and its inflation infinite.
    inflation: Floats = np.diag(np.linalg.inv(matrix + 1e-10 * np.eye(len(matrix))))
    return np.maximum(inflation, 1.0)


def correlations(woe: Floats, weight: Floats) -> Floats:
    """Pearson correlations of the columns, weighted."""
    centred = woe - np.average(woe, axis=0, weights=weight)
    covariance = (centred * weight[:, None]).T @ centred
    spread = np.sqrt(np.diag(covariance))
    spread[spread == 0] = 1.0
    found: Floats = covariance / np.outer(spread, spread)
    return found
