"""Whether PDs are right: Brier score, log loss, and tests of calibration.

Sources: G. Brier, Monthly Weather Review 78 (1950); Basel Committee on Banking Supervision, Working Paper 14
(2005), for the binomial test; European Central Bank, *Instructions for reporting the validation results of
internal models* (2019), 2.5.3.1, for the Jeffreys test; D. Hosmer, S. Lemeshow and R. Sturdivant, *Applied
Logistic Regression* (3rd ed. 2013), 5.2.2.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from credit_engine.develop.arrays import Floats
from credit_engine.develop.statistics import inputs
from credit_engine.develop.statistics.problems import certain_group, other_outcomes, too_few_groups
from credit_engine.problems import Problem

Side = Literal["greater", "less", "two_sided"]


@dataclass(frozen=True)
class TestResult:
    """A test's name, its p-value, and its statistic and degrees of freedom where it has them.

    `name` says which test it is and on which side, as tests of the same data may disagree.
    """

    __test__ = False  # no test case, though its name begins so

    name: str
    p_value: float
    statistic: float | None = None
    degrees: int | None = None
    degrees_by: str = ""


def brier_score(pd: Sequence[float], bad: Sequence[int], *, weight: Sequence[float] | None = None) -> float:
    """The mean squared difference of PD and outcome (Brier 1950); 0 is perfect.

    Raises InputError for PDs outside [0..1], outcomes other than 0 and 1, NaN and unequal lengths.
    """
    chances, labels, *given = inputs.columns(pd=pd, bad=bad, weight=weight)
    inputs.refuse(_problems(chances, labels, given))
    return float(np.average((chances - labels) ** 2, weights=given[0] if given else None))


def log_loss(pd: Sequence[float], bad: Sequence[int], *, weight: Sequence[float] | None = None) -> float:
    """The mean of -ln of the probability that was given to what happened (I. Good 1952), in nats.

    Infinite where a PD of 0 went bad or one of 1 did not: nothing is clipped. Errors as `brier_score`.
    """
    chances, labels, *given = inputs.columns(pd=pd, bad=bad, weight=weight)
    inputs.refuse(_problems(chances, labels, given))
    happened = np.where(labels == 1, chances, 1 - chances)
    if (happened == 0).any():
        return float("inf")
    return float(np.average(-np.log(happened), weights=given[0] if given else None))


def binomial_test(number: int, defaults: int, pd: float, *, side: Side = "greater") -> TestResult:
    """The exact binomial test of a PD: the chance of so many defaults among independent obligors.

    `greater` tests whether the PD is too low: P(X >= defaults); `less` P(X <= defaults); `two_sided` twice
    the smaller one, at most 1. Correlated defaults make a PD look wrong too often. Raises InputError unless
    0 <= defaults <= number and the PD is in [0..1].
    """
    sides = ("greater", "less", "two_sided")
    inputs.refuse(inputs.trial(number, defaults, pd) + inputs.choice("side", side, sides))
    from scipy.special import bdtr, bdtrc

    upper = 1.0 if defaults == 0 else float(bdtrc(defaults - 1, number, pd))
    lower = float(bdtr(defaults, number, pd))
    found = {"greater": upper, "less": lower, "two_sided": min(1.0, 2 * min(upper, lower))}[side]
    names = {"greater": "upper tail", "less": "lower tail", "two_sided": "two-sided"}
    return TestResult(f"binomial, {names[side]}", found, float(defaults))


def jeffreys_test(number: int, defaults: int, pd: float) -> TestResult:
    """The Jeffreys test of a PD: the chance that the true rate is at most the PD, given the defaults.

    The value at the PD of the Beta(defaults + 1/2, number - defaults + 1/2) distribution; a small one says
    that the PD is too low (ECB 2019). Errors as `binomial_test`.
    """
    inputs.refuse(inputs.trial(number, defaults, pd))
    from scipy.special import betainc

    found = float(betainc(defaults + 0.5, number - defaults + 0.5, pd))
    return TestResult("Jeffreys, upper tail", found, float(defaults))


def hosmer_lemeshow(
    numbers: Sequence[int],
    defaults: Sequence[int],
    pds: Sequence[float],
    *,
    sample: Literal["development", "validation"] = "validation",
) -> TestResult:
    """The Hosmer-Lemeshow test over groups: sum of (defaults - n PD)^2 / (n PD (1 - PD)).

    `numbers`, `defaults` and mean `pds` by group. The statistic is chi-squared with g - 2 degrees of
    freedom on the sample that the model was fitted to (`development`), and g on any other (`validation`);
    the result names its degrees. Raises InputError for PDs of 0 or 1, or too few groups.
    """
    from scipy.special import chdtrc

    inputs.refuse(inputs.choice("sample", sample, ("development", "validation")))
    n, k, p = inputs.columns(numbers=numbers, defaults=defaults, pds=pds)
    degrees = len(n) - 2 if sample == "development" else len(n)
    problems = [
        problem
        for row in zip(n.tolist(), k.tolist(), p.tolist(), strict=True)
        for problem in inputs.trial(*row)
    ]
    if ((p <= 0) | (p >= 1)).any():
        problems.append(certain_group(path="pds"))
    if degrees < 1:
        problems.append(too_few_groups(count=len(n)))
    inputs.refuse(problems)
    statistic = float(((k - n * p) ** 2 / (n * p * (1 - p))).sum())
    by = "g - 2, development sample" if sample == "development" else "g, validation sample"
    return TestResult("Hosmer-Lemeshow", float(chdtrc(degrees, statistic)), statistic, degrees, by)


def _problems(pd: Floats, bad: Floats, weight: Sequence[Floats]) -> list[Problem]:
    wrong = [other_outcomes(path="bad")]
    labels = [] if ((bad == 0) | (bad == 1)).all() else wrong
    return labels + inputs.probabilities(pd) + [problem for w in weight for problem in inputs.weights(w)]
