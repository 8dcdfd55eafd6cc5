"""What statistics are computed of: arrays and counts, refused with every problem at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from credit_engine.develop.arrays import Floats
from credit_engine.develop.statistics.problems import (
    fewer_than_two_groups,
    lengths_differ,
    more_defaults_than_trials,
    no_list_of_numbers,
    no_proportion,
    no_row,
    no_shares,
    not_finite,
    not_numbers,
    one_class,
    other_outcomes,
    pds_out_of_range,
    trial_pd,
    unknown_choice,
    weights_out_of_range,
)
from credit_engine.problems import InputError, Problem


def columns(**given: Any) -> list[Floats]:
    """The arrays by name as float64; raises InputError for what is no number, NaN, infinite, of other length.

    None stands for weights that were not given and is left out.
    """
    problems: list[Problem] = []
    found: dict[str, Floats] = {}
    for name, values in given.items():
        if values is not None:
            found[name] = _column(name, values, problems)
    lengths = {name: len(column) for name, column in found.items()}
    if not problems and len(set(lengths.values())) > 1:
        shown = ", ".join(f"{name}: {length}" for name, length in lengths.items())
        problems.append(lengths_differ(shown=shown))
    elif not problems and not min(lengths.values(), default=0):
        problems.append(no_row())
    refuse(problems)
    return list(found.values())


def _column(name: str, values: Any, problems: list[Problem]) -> Floats:
    try:
        column: Floats = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError, OverflowError):
        problems.append(not_numbers(path=name, name=name))
        return np.empty(0)
    if column.ndim != 1:
        problems.append(no_list_of_numbers(path=name, name=name))
        return np.empty(0)
    wrong = int((~np.isfinite(column)).sum())
    if wrong:
        problems.append(not_finite(path=name, name=name, wrong=wrong, count=len(column)))
    return column


def labels(bad: Floats) -> list[Problem]:
    """Problems with outcomes other than 0 and 1, or with only one of the two."""
    if not ((bad == 0) | (bad == 1)).all():
        return [other_outcomes(path="bad")]
    missing = "bads" if not bad.any() else "goods" if bad.all() else ""
    return [one_class(path="bad", missing=missing, count=len(bad))] if missing else []


def probabilities(pd: Floats) -> list[Problem]:
    """Problems of PDs outside [0..1]."""
    if ((pd < 0) | (pd > 1)).any():
        return [pds_out_of_range(path="pd")]
    return []


def weights(weight: Floats) -> list[Problem]:
    """Problems of negative weights, or of none above zero."""
    if (weight < 0).any() or not weight.any():
        return [weights_out_of_range(path="weight")]
    return []


def shares(expected: Any, actual: Any) -> tuple[Floats, Floats]:
    """Two distributions over the same cells, from counts or shares; raises InputError."""
    before, after = columns(expected=expected, actual=actual)
    problems = [
        no_shares(path=name, name=name)
        for name, sample in (("expected", before), ("actual", after))
        if (sample < 0).any() or not sample.any()
    ]
    refuse(problems)
    return before / before.sum(), after / after.sum()


def trial(number: int, defaults: int, pd: float) -> list[Problem]:
    """Problems of a number of obligors, the defaults among them, and their PD."""
    problems = []
    if not 0 <= defaults <= number or number < 1:
        problems.append(more_defaults_than_trials(path="defaults", defaults=defaults, number=number))
    if not 0 <= pd <= 1:
        problems.append(trial_pd(path="pd", pd=pd))
    return problems


def proportions(groups: Mapping[str, Sequence[int]]) -> list[Problem]:
    """Problems of groups given as pairs of selected and all."""
    problems = [
        no_proportion(path=name, name=name, pair=pair[0], pair_2=pair[1])
        for name, pair in groups.items()
        if not 0 <= pair[0] <= pair[1] or pair[1] < 1
    ]
    if len(groups) < 2:
        problems.append(fewer_than_two_groups())
    return problems


def choice(name: str, value: str, known: Iterable[str]) -> list[Problem]:
    """A problem of a word that is not one of those known."""
    expected = list(known)
    if value in expected:
        return []
    return [unknown_choice(path=name, name=name, value=value, expected=", ".join(expected))]


def refuse(problems: Sequence[Problem]) -> None:
    """Raise InputError where there are problems."""
    if problems:
        raise InputError(problems)
