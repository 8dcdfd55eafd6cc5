"""Statistics of scorecards, each with its source and conventions; needs the extra `develop`."""

from __future__ import annotations

from credit_engine.develop.statistics.calibration import (
    TestResult,
    binomial_test,
    brier_score,
    hosmer_lemeshow,
    jeffreys_test,
    log_loss,
)
from credit_engine.develop.statistics.fairness import ImpactRatio, four_fifths
from credit_engine.develop.statistics.ranking import Curve, Ranking, auc, gini, ks, ranking, roc_curve
from credit_engine.develop.statistics.stability import (
    FLOOR,
    MAJOR,
    MODERATE,
    Cell,
    Stability,
    band_of,
    chance_limit,
    csi,
    information_value,
    kl_divergence,
    psi,
)

__all__ = [
    "FLOOR",
    "MAJOR",
    "MODERATE",
    "Cell",
    "Curve",
    "ImpactRatio",
    "Ranking",
    "Stability",
    "TestResult",
    "auc",
    "band_of",
    "binomial_test",
    "brier_score",
    "chance_limit",
    "csi",
    "four_fifths",
    "gini",
    "hosmer_lemeshow",
    "information_value",
    "jeffreys_test",
    "kl_divergence",
    "ks",
    "log_loss",
    "psi",
    "ranking",
    "roc_curve",
]
