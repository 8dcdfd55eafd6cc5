"""Which characteristics are named as reasons, and in which order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from credit_engine.absent import Absent
from credit_engine.parts.card.attributes import Characteristic
from credit_engine.parts.card.model import CardReason, ReasonCodesModel

BASELINE_KEYS: Mapping[str, str] = {
    "below_mean": "mean_points",
    "below_passing_mean": "passing_mean_points",
    "points_below": "baseline_points",
    "points_above": "baseline_points",
}
"""Where the baseline of a method is written; the others are computed."""
_BASELINES: Mapping[str, Callable[[Characteristic], Any]] = {
    "below_neutral": lambda characteristic: characteristic.neutral,
    "below_maximum": lambda characteristic: characteristic.best,
}


class Ranked(NamedTuple):
    """A characteristic that is named as a reason, its attribute's number and the points lost."""

    characteristic: Characteristic
    attribute: int
    shortfall: Any

    @property
    def reason(self) -> CardReason:
        """The attribute's reason, where it has its own, else the characteristic's."""
        return self.characteristic.spec.attributes[self.attribute].reason or self.characteristic.spec.reason


def baseline(method: str, characteristic: Characteristic) -> Any:
    """The points that a characteristic's shortfall is measured from.

    Means of all or of passing applicants are the methods that the commentary on Regulation B (12 CFR
    1002, supplement I, paragraph 9(b)(2)) names; points below and above are PMML's.
    """
    if method in _BASELINES:
        return _BASELINES[method](characteristic)
    return getattr(characteristic.spec, BASELINE_KEYS[method])


def shortfall(method: str, characteristic: Characteristic, points: Any) -> Any:
    """How many points a characteristic lost against the method's baseline; below 0 where it won."""
    start = baseline(method, characteristic)
    return points - start if method == "points_above" else start - points


def ranked(model: ReasonCodesModel, scored: Iterable[tuple[Characteristic, Any]]) -> tuple[Ranked, ...]:
    """The characteristics that lost most points, ties as declared, from each one's attribute.

    PMML's methods keep a characteristic that lost nothing, the others do not. Those without an
    attribute are left out.
    """
    keeps_zero = model.method in ("points_below", "points_above")
    found = []
    for characteristic, attribute in scored:
        if not isinstance(attribute, Absent):
            lost = shortfall(model.method, characteristic, characteristic.points[attribute])
            if lost > 0 or (keeps_zero and lost == 0):
                found.append(Ranked(characteristic, attribute, lost))
    found.sort(key=lambda ranked: -ranked.shortfall)
    return tuple(found[: model.at_most])
