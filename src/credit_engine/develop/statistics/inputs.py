"""What statistics are computed of: arrays and counts, refused with every problem at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from credit_engine.problems import InputError, Problem
from credit_engine.wording import said

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
        problems.append(
            Problem(
                "column-length",
                said("the lengths differ: {shown}", "长度不同：{shown}", shown=shown),
                expected=said("one length", "长度一致"),
            )
        )
    elif not problems and not min(lengths.values(), default=0):
        problems.append(
            Problem(
                "no-rows", said("there is no row", "没有行"), expected=said("at least one row", "至少一行")
            )
        )
    refuse(problems)
    return list(found.values())


def _column(name: str, values: Any, problems: list[Problem], np: Any) -> Floats:
    try:
        column: Floats = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError, OverflowError):
        problems.append(
            Problem(
                "wrong-type",
                said("{name} holds what is no number", "{name} 含有非数字", name=name),
                path=name,
                expected="numbers",
            )
        )
        return np.empty(0)  # type: ignore[no-any-return]
    if column.ndim != 1:
        problems.append(
            Problem(
                "wrong-type",
                said("{name} is no list of numbers", "{name} 不是数字列表", name=name),
                path=name,
                expected=said("one dimension", "一维"),
            )
        )
        return np.empty(0)  # type: ignore[no-any-return]
    wrong = int((~np.isfinite(column)).sum())
    if wrong:
        message = said(
            "{name} holds NaN or infinity in {wrong} of {count} rows",
            "{name} 在 {count} 行中有 {wrong} 行为 NaN 或无穷大",
            name=name,
            wrong=wrong,
            count=len(column),
        )
        problems.append(
            Problem(
                "not-finite",
                message,
                path=name,
                expected=said("finite numbers", "有限的数字"),
                hint=said("drop these rows", "请去掉这些行"),
            )
        )
    return column


def labels(bad: Floats) -> list[Problem]:
    """Problems of outcomes that are not 0 and 1, or of which one does not occur."""
    if not ((bad == 0) | (bad == 1)).all():
        message = said("outcomes other than 0 and 1", "结果含有 0 和 1 以外的值")
        return [
            Problem(
                "wrong-target",
                message,
                path="bad",
                expected=said("1 for a bad, 0 for a good", "1 表示坏，0 表示好"),
            )
        ]
    missing = "bads" if not bad.any() else "goods" if bad.all() else ""
    if missing:
        message = said(
            "there are no {missing} among {count} rows",
            "{count} 行中没有{missing}",
            missing=missing,
            count=len(bad),
        )
        return [
            Problem("empty-class", message, path="bad", expected=said("goods and bads", "好样本与坏样本"))
        ]
    return []


def probabilities(pd: Floats) -> list[Problem]:
    """Problems of PDs outside [0..1]."""
    if ((pd < 0) | (pd > 1)).any():
        return [
            Problem(
                "out-of-range",
                said("PDs outside [0..1]", "PD 超出 [0..1]"),
                path="pd",
                expected=said("fractions in [0..1]", "[0..1] 内的比例"),
            )
        ]
    return []


def weights(weight: Floats) -> list[Problem]:
    """Problems of negative weights, or of none above zero."""
    if (weight < 0).any() or not weight.any():
        message = said("negative weights, or none above 0", "权重为负，或没有大于 0 的")
        return [
            Problem(
                "out-of-range",
                message,
                path="weight",
                expected=said("weights of at least 0", "不小于 0 的权重"),
            )
        ]
    return []


def shares(expected: Any, actual: Any) -> tuple[Floats, Floats]:
    """Two distributions over the same cells, from counts or shares; raises InputError."""
    before, after = columns(expected=expected, actual=actual)
    problems = [
        Problem(
            "out-of-range",
            said(
                "{name} holds negative counts or no count above 0",
                "{name} 含有负的计数，或没有大于 0 的计数",
                name=name,
            ),
            path=name,
            expected=said("counts or shares of at least 0", "不小于 0 的计数或占比"),
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
        message = said(
            "{defaults} defaults among {number}",
            "{number} 户中有 {defaults} 户违约",
            defaults=defaults,
            number=number,
        )
        problems.append(Problem("out-of-range", message, path="defaults", expected="0 <= defaults <= number"))
    if not 0 <= pd <= 1:
        problems.append(
            Problem(
                "out-of-range",
                said("a PD of {pd}", "PD 为 {pd}", pd=pd),
                path="pd",
                expected=said("a fraction in [0..1]", "[0..1] 内的比例"),
            )
        )
    return problems


def proportions(groups: Mapping[str, Sequence[int]]) -> list[Problem]:
    """Problems of groups given as pairs of selected and all."""
    problems = [
        Problem(
            "out-of-range",
            said(
                "{name}: {pair} selected of {pair_2}",
                "{name}：{pair_2} 中入选 {pair}",
                name=name,
                pair=pair[0],
                pair_2=pair[1],
            ),
            path=name,
            expected=said("0 <= selected <= all, and all above 0", "0 <= 入选数 <= 总数，且总数大于 0"),
        )
        for name, pair in groups.items()
        if not 0 <= pair[0] <= pair[1] or pair[1] < 1
    ]
    if len(groups) < 2:
        problems.append(
            Problem(
                "wrong-value",
                said("fewer than two groups", "不足两组"),
                expected=said("two groups or more", "两组或更多"),
            )
        )
    return problems


def choice(name: str, value: str, known: Iterable[str]) -> list[Problem]:
    """A problem of a word that is not one of those known."""
    expected = list(known)
    if value in expected:
        return []
    return [
        Problem(
            "wrong-value",
            said("{name} is {value!r}", "{name} 是 {value!r}", name=name, value=value),
            path=name,
            expected=", ".join(expected),
        )
    ]


def refuse(problems: Sequence[Problem]) -> None:
    """Raise InputError where there are problems."""
    if problems:
        raise InputError(problems)
