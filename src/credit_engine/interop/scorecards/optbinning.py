"""Scorecards of optbinning: the fitted object, or its detailed table with the splits that the table lacks.

optbinning has WOE = ln(%good / %bad) as the file has it, and a logistic regression of the event: the
log odds good:bad have its coefficients and its intercept with the other sign, which is exact.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import TYPE_CHECKING, Any, Literal

from credit_engine import numbers
from credit_engine.interop.scorecards import problems as say
from credit_engine.interop.scorecards.draft import (
    Data,
    Draft,
    Texts,
    everywhere,
    finished,
    mean_points,
    ranges,
    scaling_of,
    texts_of,
)
from credit_engine.interop.scorecards.optbinning_splits import Variable, checked_spec, variable_of
from credit_engine.interop.scorecards.tables import Record, exact, grouped, plain, records, required
from credit_engine.problems import PolicyError
from credit_engine.wording import said

if TYPE_CHECKING:
    from credit_engine.api.scorecard import Scorecard

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


_AGREES = Decimal("1e-6")
"""As in `parts.card.proof`."""


@dataclass(frozen=True)
class Scale:
    """Score at odds good:bad, points that double them, and the model's intercept (log odds good:bad).

    factor = pdo / ln 2, offset = base_score - factor * ln(base_odds), and with the intercept in the
    characteristics: points = factor * (coefficient * woe + intercept / n) + offset / n.
    """

    base_score: Decimal
    base_odds: Decimal
    doubling: Decimal
    intercept: Decimal
    characteristics: int

    @property
    def factor(self) -> Decimal:
        """Points for one unit of log odds."""
        return _number(numbers.divide(self.doubling, _number(numbers.ln(2))))

    @property
    def offset(self) -> Decimal:
        """The score at even odds."""
        return self.base_score - self.factor * _number(numbers.ln(self.base_odds))

    @property
    def share(self) -> Decimal:
        """What each characteristic has of intercept and offset: the points at WOE 0."""
        return (self.factor * self.intercept + self.offset) / self.characteristics

    def points(self, coefficient: Decimal, woe: Decimal) -> Decimal:
        """The points of an attribute."""
        with localcontext(numbers.CONTEXT):
            return self.factor * coefficient * woe + self.share

    def woe_of(self, coefficient: Decimal, points: Decimal) -> Decimal | None:
        """The WOE that these points stand for; None where the coefficient is zero."""
        with localcontext(numbers.CONTEXT):
            slope = self.factor * coefficient
            return (points - self.share) / slope if slope else None

    def scaling(self) -> Data:
        """The key `scaling` of the file."""
        return scaling_of(*map(plain, (self.base_score, self.base_odds, self.doubling)))


def _number(value: Any) -> Decimal:
    return Decimal(value)


def agree(first: Decimal, other: Decimal) -> bool:
    """Whether points are the same to the millionth that the proof of a card asks for."""
    return abs(first - other) <= _AGREES


COLUMNS = ("Variable", "Bin", "Non-event", "Event", "WoE", "Coefficient", "Points")
Unseen = Literal["missing", "unknown"]


def from_optbinning(
    table: Any,
    spec: Mapping[str, Any] | None = None,
    *,
    name: str = "imported",
    version: str = "1",
    event: str = "bad",
    texts: Texts | None = None,
    unseen: Unseen = "missing",
    whole_numbers: Collection[str] = (),
) -> Scorecard:
    """A card from optbinning: `table` is a fitted `Scorecard`, or its `table(style="detailed")`.

    With a table, `spec` tells what the table lacks: `{"intercept": ..., "coef": {variable: ...},
    "scaling": {"pdo", "odds", "scorecard_points"}, "variables": {variable: {"dtype", "splits",
    "special_codes"}}}`. Bin labels alone do not tell the splits, as they are rounded; only for
    variables in `whole_numbers`, whose values have no fractions, a label can be enough.

    A category that the development did not see scores as Missing, as optbinning's `score` does
    (its `predict_proba` takes WOE 0); with `unseen="unknown"` the score is unknown. `texts` gives
    the reason code and texts of characteristics: `{variable: {"code", "en", "zh"}}`.

    Raises PolicyError with every reason why the card cannot be taken over. What can, but has to be
    known, is among the card's `warnings`.
    """
    if is_fitted(table):
        table, spec = table_and_spec(table)
    data, draft = _data(table, checked_spec(spec), texts_of(texts), unseen, whole_numbers)
    head = {"scorecard": name, "version": version, "target": {"event": event, "odds": "good:bad"}}
    return finished(head | data, draft)


def _data(
    table: Any, spec: Mapping[str, Any], texts: Texts, unseen: Unseen, whole_numbers: Collection[str]
) -> tuple[Data, Draft]:
    draft = Draft(_source(spec), texts)
    rows = grouped(records(table, said("the detailed table", "明细表"), COLUMNS), "Variable")
    variables = [variable_of(name, part, spec, whole_numbers, draft.problems) for name, part in rows.items()]
    scale = _scale(spec, len(rows), draft)
    draft.refuse_if_wrong()
    assert scale is not None
    known = [variable for variable in variables if variable is not None]
    rounded = _are_rounded(known, scale)
    for variable in known:
        _characteristic(draft, variable, scale, rounded, unseen)
    draft.refuse_if_wrong()
    _tell(draft, known, unseen)
    data: Data = {
        "scaling": scale.scaling(),
        "model": {"intercept": plain(scale.intercept), "intercept_in": "characteristics"},
        "points": {"use": "rounded", "digits": 0} if rounded else {"use": "raw"},
        "reason_codes": {"method": "below_mean", "at_most": 4},
        "characteristics": draft.characteristics,
        "provenance": {"libraries": _libraries(spec)},
    }
    sample = _sample(known[0])
    return data | ({"development": {"sample": sample}} if sample else {}), draft


def _source(spec: Mapping[str, Any]) -> str:
    return f"optbinning {spec.get('optbinning', '')}".strip()


def _libraries(spec: Mapping[str, Any]) -> Data:
    known = {"optbinning": spec.get("optbinning"), "scikit-learn": spec.get("sklearn")}
    return {library: str(version) for library, version in known.items() if version} or {"optbinning": "?"}


def _scale(spec: Mapping[str, Any], characteristics: int, draft: Draft) -> Scale | None:
    scaling = spec["scaling"]
    written = {
        "pdo": exact(scaling.get("pdo")),
        "odds": exact(scaling.get("odds")),
        "scorecard_points": exact(scaling.get("scorecard_points")),
        "intercept": exact(spec.get("intercept")),
    }
    lacking = [key for key, value in written.items() if value is None]
    if lacking:
        expected = "spec: {intercept: ..., scaling: {pdo: ..., odds: ..., scorecard_points: ...}}"
        what = ", ".join(f"'{key}'" for key in lacking)
        draft.problems.append(say.not_told(what=what, expected=expected, hint=""))
        return None
    pdo, odds, score, intercept = (Decimal(value or 0) for value in written.values())
    if pdo <= 0 or odds <= 0:
        draft.problems.append(
            say.unsupported_scaling(
                what=said("'pdo' and 'odds' are above 0", "'pdo' 和 'odds' 须大于 0"),
                hint=said("correct the spec", "请更正该设定"),
            )
        )
        return None
    return Scale(score, odds, pdo, -intercept, characteristics)


def _are_rounded(variables: list[Variable], scale: Scale) -> bool:
    """Whether the points of the table are whole where those of the model are not (`rounding=True`)."""
    points = [exact(row["Points"]) for variable in variables for row in variable.rows]
    return all(isinstance(p, int) for p in points) and not all(
        agree(Decimal(p or 0), scale.points(variable.coefficient, Decimal(exact(row["WoE"]) or 0)))
        for variable in variables
        for row, p in zip(variable.rows, map(exact, (row["Points"] for row in variable.rows)), strict=True)
    )


def _characteristic(draft: Draft, variable: Variable, scale: Scale, rounded: bool, unseen: Unseen) -> None:
    attributes: list[Data] = []
    counted = []
    for key, row in _keys(variable):
        attribute = _attribute(draft, variable, row, scale, rounded)
        counted.append((_count(row), Decimal(attribute["points"])))
        attributes += [key | attribute] if key else everywhere(attribute)
    if variable.categories and unseen == "missing":
        last = attributes[-1]
        attributes.append(
            {"otherwise": True}
            | {k: last[k] for k in ("woe", "woe_by", "points", "rounded") if k in last}
            | ({"woe_by": "expert"} if last.get("woe_by", "counts") == "counts" else {})
        )
    draft.characteristics[variable.name] = {
        "coefficient": plain(variable.coefficient),
        "mean_points": mean_points(counted),
        **({"codes": variable.codes} if variable.codes else {}),
        "attributes": attributes,
    }


def _count(row: Record) -> Decimal:
    return Decimal(exact(row["Non-event"]) or 0) + Decimal(exact(row["Event"]) or 0)


def _keys(variable: Variable) -> list[tuple[Data, Record]]:
    """What each row of the table is about (nothing: all numbers), with the row; the last is Missing."""
    if variable.categories:
        ordinary: list[Data] = [{"values": values} for values in variable.categories]
    elif variable.splits:
        ordinary = [{"range": text} for text in ranges(variable.splits)]
    else:
        ordinary = [{}]
    special: list[Data] = [{"missing": cause} for cause in variable.causes]
    return list(zip([*ordinary, *special, {"missing": "any"}], variable.rows, strict=True))


def _attribute(draft: Draft, variable: Variable, row: Record, scale: Scale, rounded: bool) -> Data:
    place = f"{variable.name}, {row['Bin']}"
    goods, bads, woe, points = (
        required(row, column, place, draft.problems) for column in ("Non-event", "Event", "WoE", "Points")
    )
    found: Data = {"goods": plain(goods), "bads": plain(bads)}
    computed = scale.points(variable.coefficient, woe)
    if not _is_set_apart(variable, row) or _same(points, computed, rounded):
        found |= _woe(draft, place, woe, goods, bads)
    else:
        found |= _other_woe(variable, scale, points, rounded)
        computed = scale.points(variable.coefficient, found["woe"])
    return found | ({"points": computed, "rounded": plain(points)} if rounded else {"points": plain(points)})


def _same(points: Decimal, computed: Decimal, rounded: bool) -> bool:
    """Whether the table's points are those of a WOE, rounded where the card's are."""
    return points == numbers.round_number(computed, 0) if rounded else agree(points, computed)


def _is_set_apart(variable: Variable, row: Record) -> bool:
    """Whether the row is one of special codes or Missing, whose WOE may have been set in fitting."""
    return any(row is cause_row for cause_row in variable.rows[-len(variable.causes) - 1 :])


def _woe(draft: Draft, place: str, woe: Decimal, goods: Decimal, bads: Decimal) -> Data:
    if goods and bads:
        return {"woe": plain(woe)}
    if goods or bads:
        draft.notes.append(say.pure_attribute(path=place, side="bads" if goods else "goods"))
    return {"woe": plain(woe), "woe_by": "neutral" if not woe else "expert"}


def _other_woe(variable: Variable, scale: Scale, points: Decimal, rounded: bool) -> Data:
    """The WOE that was used where it is not that of the counts: 0, or what was set for the row."""
    if _same(points, scale.points(variable.coefficient, Decimal(0)), rounded):
        return {"woe": Decimal(0), "woe_by": "neutral"}
    used = scale.woe_of(variable.coefficient, points)
    return {"woe": Decimal(0) if used is None else used, "woe_by": "expert"}


def _tell(draft: Draft, variables: list[Variable], unseen: Unseen) -> None:
    draft.expected_signs()
    draft.worst_or_as_fitted()
    draft.reasons_from_names()
    categorical = [variable.name for variable in variables if variable.categories]
    if categorical and unseen == "missing":
        taken = said(
            "scores as Missing, as optbinning's 'score' has it; its 'predict_proba' takes WOE 0",
            "按 Missing 计分，与 optbinning 的 'score' 一致；其 'predict_proba' 取 WOE 0",
        )
        draft.notes.append(
            say.unseen_values(
                categorical,
                taken,
                said("unseen='unknown' leaves the score unknown", "unseen='unknown' 使分数未知"),
            )
        )
    elif categorical:
        taken = said(
            "leaves the score unknown; optbinning's 'score' gives it the points of Missing",
            "使分数未知；optbinning 的 'score' 给它 Missing 的分值",
        )
        draft.notes.append(
            say.unseen_values(
                categorical,
                taken,
                said("unseen='missing' takes those points", "unseen='missing' 取缺失的分值"),
            )
        )


def _sample(variable: Variable) -> Data | None:
    goods = sum((Decimal(exact(row["Non-event"]) or 0) for row in variable.rows), Decimal(0))
    bads = sum((Decimal(exact(row["Event"]) or 0) for row in variable.rows), Decimal(0))
    counts = plain(goods), plain(bads)
    if not all(isinstance(n, int) for n in counts) or not any(counts):
        return None
    return {"records": counts[0] + counts[1], "goods": counts[0], "bads": counts[1]}
