"""Logistic regression on weights of evidence: penalised, with coefficients held to their sign.

ln odds good:bad = intercept + sum(coefficient * WOE). Minimised is
sum(weight * ln(1 + exp(-y * ln odds))) + penalty / 2 * sum(coefficient ** 2), y = 1 for goods, -1 for bads,
weights at mean 1, the intercept free of penalty; Newton's method with an active set (coefficients >= 0).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_STEPS = 200
_TOLERANCE = 1e-11


@dataclass(frozen=True)
class Regression:
    """A fitted regression; `covariance` has the intercept first. Coefficients at 0 are held there by
    their sign.
    """

    intercept: float
    coefficients: NDArray[np.float64]
    covariance: NDArray[np.float64]
    penalty: float

    @property
    def intercept_error(self) -> float:
        """Standard error of the intercept."""
        return float(np.sqrt(self.covariance[0, 0]))

    @property
    def errors(self) -> NDArray[np.float64]:
        """Standard errors of the coefficients."""
        errors: NDArray[np.float64] = np.sqrt(np.diag(self.covariance)[1:])
        return errors

    @property
    def p_values(self) -> NDArray[np.float64]:
        """Two-sided p-values of Wald's test that a coefficient is 0."""
        from scipy.special import ndtr

        with np.errstate(divide="ignore", invalid="ignore"):
            z = np.abs(self.coefficients) / self.errors
        # A coefficient held at 0 has an error of 0, and no doubt of its p-value; an unknown error has none.
        values: NDArray[np.float64] = np.where(np.isnan(self.errors), np.nan, 2 * ndtr(-np.nan_to_num(z)))
        return values

    def log_odds(self, woe: NDArray[np.float64]) -> NDArray[np.float64]:
        """Ln odds good:bad of rows."""
        found: NDArray[np.float64] = self.intercept + woe @ self.coefficients
        return found


def fit_regression(
    woe: NDArray[np.float64],
    bad: NDArray[np.float64],
    weight: NDArray[np.float64],
    penalty: float,
    held: NDArray[np.bool_],
) -> Regression:
    """Fit by Newton steps on the free coefficients; of those `held` to their sign none falls below 0."""
    bound = np.append(False, held)
    design = np.column_stack([np.ones(len(woe)), woe])
    sign = 1 - 2 * bad
    weight = weight / weight.mean()
    size = np.full(design.shape[1], penalty)
    size[0] = 0.0
    b = np.zeros(design.shape[1])
    b[0] = np.log(weight[bad == 0].sum() / weight[bad == 1].sum())
    for _ in range(_STEPS):
        loss, gradient, hessian = _expansion(design, sign, weight, size, b)
        free = ~bound | (b > 0) | (gradient < 0)
        step = np.zeros_like(b)
        step[free] = np.linalg.solve(hessian[np.ix_(free, free)], -gradient[free])
        new = _line_search(design, sign, weight, size, b, step, gradient, loss, bound)
        done = np.abs(new - b).max() <= _TOLERANCE * max(1.0, np.abs(b).max())
        b = new
        if done:
            break
    _, _, hessian = _expansion(design, sign, weight, size, b)
    active = ~bound | (b > 0)
    return Regression(float(b[0]), b[1:], _covariance(hessian, size, active), penalty)


def _expansion(
    design: NDArray[np.float64],
    sign: NDArray[np.float64],
    weight: NDArray[np.float64],
    size: NDArray[np.float64],
    b: NDArray[np.float64],
) -> tuple[float, NDArray[np.float64], NDArray[np.float64]]:
    """The loss, its gradient and its Hessian."""
    margin = sign * (design @ b)
    wrong = 1 / (1 + np.exp(np.clip(margin, -500, 500)))
    gradient = -design.T @ (weight * sign * wrong) + size * b
    curvature = weight * wrong * (1 - wrong)
    hessian = (design * curvature[:, None]).T @ design + np.diag(size) + 1e-9 * np.eye(len(b))
    return _loss(margin, weight, size, b), gradient, hessian


def _loss(
    margin: NDArray[np.float64],
    weight: NDArray[np.float64],
    size: NDArray[np.float64],
    b: NDArray[np.float64],
) -> float:
    return float((weight * np.logaddexp(0, -margin)).sum() + 0.5 * (size * b * b).sum())


def _line_search(
    design: NDArray[np.float64],
    sign: NDArray[np.float64],
    weight: NDArray[np.float64],
    size: NDArray[np.float64],
    b: NDArray[np.float64],
    step: NDArray[np.float64],
    gradient: NDArray[np.float64],
    loss: float,
    bound: NDArray[np.bool_],
) -> NDArray[np.float64]:
    """The step, projected to the signs and shortened until the loss falls enough (Bertsekas 1982)."""
    length = 1.0
    for _ in range(40):
        new = b + length * step
        new[bound] = np.maximum(new[bound], 0)
        if (
            _loss(sign * (design @ new), weight, size, new)
            <= loss + 1e-4 * float(gradient @ (new - b)) + 1e-12
        ):
            return new
        length /= 2
    return b


def _covariance(
    hessian: NDArray[np.float64], size: NDArray[np.float64], active: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """H^-1 (H - P) H^-1 with H the penalised and H - P the plain information of the active coefficients."""
    covariance = np.zeros_like(hessian)
    inner = np.ix_(active, active)
    inverse = np.linalg.inv(hessian[inner])
    covariance[inner] = inverse @ (hessian[inner] - np.diag(size[active])) @ inverse
    return covariance


def choose_penalty(
    woe: NDArray[np.float64],
    bad: NDArray[np.float64],
    weight: NDArray[np.float64],
    fold: NDArray[np.int64],
    grid: Sequence[float],
    signs: NDArray[np.bool_],
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


def variance_inflation(woe: NDArray[np.float64], weight: NDArray[np.float64]) -> NDArray[np.float64]:
    """VIF of each column: the diagonal of the inverse of the correlation matrix; 1e10 at most."""
    matrix = np.atleast_2d(correlations(woe, weight))
    # A column that others determine makes the matrix singular, and its inflation infinite.
    inflation: NDArray[np.float64] = np.diag(np.linalg.inv(matrix + 1e-10 * np.eye(len(matrix))))
    return np.maximum(inflation, 1.0)


def correlations(woe: NDArray[np.float64], weight: NDArray[np.float64]) -> NDArray[np.float64]:
    """Pearson correlations of the columns, weighted."""
    centred = woe - np.average(woe, axis=0, weights=weight)
    covariance = (centred * weight[:, None]).T @ centred
    spread = np.sqrt(np.diag(covariance))
    spread[spread == 0] = 1.0
    found: NDArray[np.float64] = covariance / np.outer(spread, spread)
    return found
