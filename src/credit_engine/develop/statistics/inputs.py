"""What statistics are computed of: arrays and counts, refused with every problem at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from credit_engine.problems import InputError, Problem

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


def columns(**given: Any) -> list[Floats]:
    """The arrays by name as float64; raises InputError for what is no number, NaN, infinite, of other length.

    None stands for weights that were not given and is left out.
    """
    import numpy as np

    problems: list[Problem] = []
    found: dict[str, Floats] = {}
    for name, values in given.items():
        if values is not None:
            found[name] = _column(name, values, problems, np)
    lengths = {name: len(one) for name, one in found.items()}
    if not problems and len(set(lengths.values())) > 1:
        shown = ", ".join(f"{name}: {length}" for name, length in lengths.items())
        problems.append(Problem("column-length", f"the lengths differ: {shown}", expected="one length"))
    elif not problems and not min(lengths.values(), default=0):
        problems.append(Problem("no-rows", "there is no row", expected="at least one row"))
    refuse(problems)
    return list(found.values())


def _column(name: str, values: Any, problems: list[Problem], np: Any) -> Floats:
    try:
        column: Floats = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError, OverflowError):
        problems.append(
            Problem("wrong-type", f"{name} holds what is no number", path=name, expected="numbers")
        )
        return np.empty(0)  # type: ignore[no-any-return]
    if column.ndim != 1:
        problems.append(
            Problem("wrong-type", f"{name} is no list of numbers", path=name, expected="one dimension")
        )
        return np.empty(0)  # type: ignore[no-any-return]
    wrong = int((~np.isfinite(column)).sum())
    if wrong:
        said = f"{name} holds NaN or infinity in {wrong} of {len(column)} rows"
        problems.append(
            Problem("not-finite", said, path=name, expected="finite numbers", hint="drop these rows")
        )
    return column


def labels(bad: Floats) -> list[Problem]:
    """Problems of outcomes that are not 0 and 1, or of which one does not occur."""
    if not ((bad == 0) | (bad == 1)).all():
        said = "outcomes other than 0 and 1"
        return [Problem("wrong-target", said, path="bad", expected="1 for a bad, 0 for a good")]
    missing = "bads" if not bad.any() else "goods" if bad.all() else ""
    if missing:
        said = f"there are no {missing} among {len(bad)} rows"
        return [Problem("empty-class", said, path="bad", expected="goods and bads")]
    return []


def probabilities(pd: Floats) -> list[Problem]:
    """Problems of PDs outside [0..1]."""
    if ((pd < 0) | (pd > 1)).any():
        return [Problem("out-of-range", "PDs outside [0..1]", path="pd", expected="fractions in [0..1]")]
    return []


def weights(weight: Floats) -> list[Problem]:
    """Problems of negative weights, or of none above zero."""
    if (weight < 0).any() or not weight.any():
        said = "negative weights, or none above 0"
        return [Problem("out-of-range", said, path="weight", expected="weights of at least 0")]
    return []


def shares(expected: Any, actual: Any) -> tuple[Floats, Floats]:
    """Two distributions over the same cells, from counts or shares; raises InputError."""
    before, after = columns(expected=expected, actual=actual)
    problems = [
        Problem(
            "out-of-range",
            f"{name} holds negative counts or no count above 0",
            path=name,
            expected="counts or shares of at least 0",
        )
        for name, one in (("expected", before), ("actual", after))
        if (one < 0).any() or not one.any()
    ]
    refuse(problems)
    return before / before.sum(), after / after.sum()


def trial(number: int, defaults: int, pd: float) -> list[Problem]:
    """Problems of a number of obligors, the defaults among them, and their PD."""
    problems = []
    if not 0 <= defaults <= number or number < 1:
        said = f"{defaults} defaults among {number}"
        problems.append(Problem("out-of-range", said, path="defaults", expected="0 <= defaults <= number"))
    if not 0 <= pd <= 1:
        problems.append(Problem("out-of-range", f"a PD of {pd}", path="pd", expected="a fraction in [0..1]"))
    return problems


def proportions(groups: Mapping[str, Sequence[int]]) -> list[Problem]:
    """Problems of groups given as pairs of selected and all."""
    problems = [
        Problem(
            "out-of-range",
            f"{name}: {pair[0]} selected of {pair[1]}",
            path=name,
            expected="0 <= selected <= all, and all above 0",
        )
        for name, pair in groups.items()
        if not 0 <= pair[0] <= pair[1] or pair[1] < 1
    ]
    if len(groups) < 2:
        problems.append(Problem("wrong-value", "fewer than two groups", expected="two groups or more"))
    return problems


def choice(name: str, value: str, known: Iterable[str]) -> list[Problem]:
    """A problem of a word that is not one of those known."""
    expected = list(known)
    if value in expected:
        return []
    return [Problem("wrong-value", f"{name} is {value!r}", path=name, expected=", ".join(expected))]


def refuse(problems: Sequence[Problem]) -> None:
    """Raise InputError where there are problems."""
    if problems:
        raise InputError(problems)
