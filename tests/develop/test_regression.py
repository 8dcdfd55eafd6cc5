"""The regression agrees with scikit-learn's, and keeps signs."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.heavy
pytest.importorskip("sklearn", reason="the extra `develop` is not installed")

import numpy as np  # noqa: E402
from scipy.optimize import minimize  # noqa: E402
from sklearn.linear_model import LogisticRegression  # noqa: E402

from credit_engine.develop.regression import fit_regression, variance_inflation  # noqa: E402

DRAW = np.random.default_rng(11)
WOE = DRAW.normal(size=(1500, 4)) @ np.array([[1, 0.6, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0.8], [0, 0, 0, 1]])
BAD = (DRAW.random(1500) < 1 / (1 + np.exp(1 + WOE @ [0.9, -0.3, 0.5, 0.1]))).astype(float)
EVEN = np.ones(1500)


@pytest.mark.parametrize("penalty", [0.5, 3.0, 40.0])
def test_free_coefficients_are_those_of_scikit_learn(penalty: float) -> None:
    found = fit_regression(WOE, BAD, EVEN, penalty, np.zeros(4, dtype=bool))
    expected = LogisticRegression(C=1 / penalty, tol=1e-12, max_iter=10_000).fit(WOE, 1 - BAD)
    np.testing.assert_allclose(found.coefficients, expected.coef_[0], atol=1e-6)
    assert found.intercept == pytest.approx(expected.intercept_[0], abs=1e-6)


def test_held_coefficients_are_those_of_a_bounded_search() -> None:
    def loss(b: np.ndarray) -> float:
        margin = (1 - 2 * BAD) * (b[0] + WOE @ b[1:])
        return float(np.logaddexp(0, -margin).sum() + 1.5 * (b[1:] ** 2).sum())

    found = fit_regression(WOE, BAD, EVEN, 3.0, np.ones(4, dtype=bool))
    bounds = [(None, None)] + [(0, None)] * 4
    expected = minimize(
        loss, np.full(5, 0.1), bounds=bounds, method="L-BFGS-B", options={"ftol": 1e-14, "maxfun": 99999}
    )
    assert (found.coefficients >= 0).all()
    assert found.coefficients[1] == 0
    np.testing.assert_allclose(found.coefficients, expected.x[1:], atol=1e-3)


def test_standard_errors_are_those_of_the_inverse_information() -> None:
    found = fit_regression(WOE, BAD, EVEN, 0.0, np.zeros(4, dtype=bool))
    design = np.column_stack([EVEN, WOE])
    good = 1 / (1 + np.exp(-found.log_odds(WOE)))
    information = design.T @ (design * (good * (1 - good))[:, None])
    np.testing.assert_allclose(found.errors, np.sqrt(np.diag(np.linalg.inv(information)))[1:], rtol=1e-6)


def test_a_coefficient_at_two_standard_errors_has_the_p_value_of_the_normal_distribution() -> None:
    found = fit_regression(WOE, BAD, EVEN, 0.0, np.zeros(4, dtype=bool))
    from statistics import NormalDist

    for coefficient, error, p in zip(found.coefficients, found.errors, found.p_values, strict=True):
        assert p == pytest.approx(2 * NormalDist().cdf(-abs(coefficient / error)), abs=1e-12)


def test_variance_inflation_is_that_of_regressing_each_column_on_the_others() -> None:
    for place, inflation in enumerate(variance_inflation(WOE, EVEN)):
        others = np.column_stack([EVEN, np.delete(WOE, place, axis=1)])
        residual = WOE[:, place] - others @ np.linalg.lstsq(others, WOE[:, place], rcond=None)[0]
        assert inflation == pytest.approx(WOE[:, place].var() / residual.var(), rel=1e-6)
