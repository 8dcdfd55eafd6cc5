"""A fitted scorecard object of optbinning: its table, and what the table lacks, from the object itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from credit_engine.interop.scorecards import problems as say
from credit_engine.problems import PolicyError
from credit_engine.wording import said

_REFIT = said(
    'fit it with scaling_method="pdo_odds", reverse_scorecard=False, intercept_based=False',
    '请以 scaling_method="pdo_odds"、reverse_scorecard=False、intercept_based=False 拟合',
)


def is_fitted(table: Any) -> bool:
    """Whether this is a fitted scorecard, and not its table."""
    return hasattr(table, "binning_process_") and hasattr(table, "estimator_") and hasattr(table, "table")


def table_and_spec(card: Any) -> tuple[Any, Mapping[str, Any]]:
    """The detailed table and the spec of a fitted scorecard, with every number as it was fitted.

    Raises PolicyError where the points do not stand for odds good:bad.
    """
    _supported(card)
    names = [str(name) for name in card.binning_process_.get_support(names=True)]
    coefficients = card.estimator_.coef_.flatten()
    spec: dict[str, Any] = {
        "intercept": _one(card.estimator_.intercept_),
        "coef": dict(zip(names, coefficients, strict=True)),
        "scaling": dict(card.scaling_method_params),
        "variables": {name: _variable(card.binning_process_.get_binned_variable(name)) for name in names},
        **_versions(),
    }
    return card.table(style="detailed"), spec


def _supported(card: Any) -> None:
    reasons = []
    if card.scaling_method != "pdo_odds":
        reasons.append(f"scaling_method is {card.scaling_method!r}")
    if card.reverse_scorecard:
        reasons.append("reverse_scorecard turns the WOE but not the intercept")
    if card.intercept_based:
        reasons.append("intercept_based moves the points of each characteristic")
    if reasons:
        raise PolicyError([say.unsupported_scaling(what="; ".join(reasons), hint=_REFIT)])


def _one(value: Any) -> Any:
    flat = value.flatten() if hasattr(value, "flatten") else [value]
    return flat[0]


def _variable(binning: Any) -> dict[str, Any]:
    splits = binning.splits
    return {
        "dtype": binning.dtype,
        "splits": splits.tolist() if hasattr(splits, "tolist") else list(splits),
        "special_codes": binning.special_codes,
    }


def _versions() -> dict[str, str]:
    from importlib.metadata import PackageNotFoundError, version

    found = {}
    for key, package in (("optbinning", "optbinning"), ("sklearn", "scikit-learn")):
        try:
            found[key] = version(package)
        except PackageNotFoundError:
            continue
    return found
