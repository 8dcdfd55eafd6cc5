"""Whether groups are selected alike: the four-fifths rule, with tests of the difference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import erfc, sqrt

from credit_engine.develop.statistics import inputs
from credit_engine.develop.statistics.problems import nobody_selected


@dataclass(frozen=True)
class ImpactRatio:
    """A group's rate of selection beside the reference group's.

    `flag` is true where the ratio is below four fifths. `z` is that of the difference of two proportions
    (pooled; None where all or nobody is selected), with its two-sided p-value; `fisher_p_value` is exact,
    for small groups.
    """

    group: str
    reference: str
    rate: float
    reference_rate: float
    ratio: float
    flag: bool
    z: float | None
    z_p_value: float | None
    fisher_p_value: float


def four_fifths(
    groups: Mapping[str, tuple[int, int]], *, reference: str | None = None
) -> dict[str, ImpactRatio]:
    """Each group's rate of selection over that of the group with the highest rate, or of `reference`.

    `groups` gives (selected, all). A ratio below 4/5 is evidence of adverse impact: 29 CFR 1607.4(D),
    which also says that small numbers need a test. The comparison with 4/5 is exact, so that 48 of 100
    against 60 of 100 passes. Fisher: R. Fisher, *Statistical Methods for Research Workers* (1934).
    Raises InputError for impossible numbers, fewer than two groups, or nobody selected in the reference.
    """
    inputs.refuse(inputs.proportions(groups))
    if reference is not None:
        inputs.refuse(inputs.choice("reference", reference, groups))
    best = (
        reference
        if reference is not None
        else max(groups, key=lambda name: groups[name][0] / groups[name][1])
    )
    if not groups[best][0]:
        inputs.refuse([nobody_selected(path=best, best=best)])
    return {name: _ratio(name, best, groups[name], groups[best]) for name in groups if name != best}


def _ratio(name: str, best: str, pair: tuple[int, int], of: tuple[int, int]) -> ImpactRatio:
    from scipy.stats import fisher_exact

    (selected, number), (others, size) = pair, of
    table = [[selected, number - selected], [others, size - others]]
    z = _z(selected, number, others, size)
    return ImpactRatio(
        name,
        best,
        selected / number,
        others / size,
        (selected * size) / (others * number),
        5 * selected * size < 4 * others * number,
        z,
        None if z is None else erfc(abs(z) / sqrt(2)),
        float(fisher_exact(table).pvalue),
    )


def _z(selected: int, number: int, others: int, size: int) -> float | None:
    pooled = (selected + others) / (number + size)
    variance = pooled * (1 - pooled) * (1 / number + 1 / size)
    return (selected / number - others / size) / sqrt(variance) if variance > 0 else None
