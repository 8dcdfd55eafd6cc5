"""From the draft of an importer to a checked scorecard that carries what the importer has to tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from credit_engine.interop.scorecards import problems as say
from credit_engine.interop.scorecards.draft import Data, Draft, scaling_of
from credit_engine.interop.scorecards.forms import mapping
from credit_engine.interop.scorecards.tables import exact
from credit_engine.wording import said

if TYPE_CHECKING:
    from credit_engine.api.scorecard import Scorecard

SCALING_KEYS = ("base_score", "base_odds", "points_to_double_odds")


def finished(data: Data, draft: Draft) -> Scorecard:
    """The scorecard of the data, with the draft's notes before its own warnings; raises PolicyError."""
    from credit_engine.api.scorecard import Scorecard

    draft.refuse_if_wrong()
    for one in draft.characteristics.values():
        one["attributes"] = one.pop("attributes")  # last, below what is said of the characteristic
    card = Scorecard.from_data(data, draft.source).card
    return Scorecard(replace(card, warnings=(*draft.notes, *card.warnings)))


def given_scaling(scaling: Mapping[str, Any] | None, draft: Draft) -> Data:
    """The scaling that the caller gave, as numbers; what lacks or is no number is a problem."""
    given = mapping(scaling, said("the scaling", "刻度"))
    values = {key: exact(given.get(key)) for key in SCALING_KEYS}
    lacking = [key for key, value in values.items() if value is None]
    if lacking:
        expected = "scaling={'base_score': ..., 'base_odds': ..., 'points_to_double_odds': ...}"
        hint = said(
            "odds are good:bad; take them from where the card was made", "好坏比为 好:坏；请取自评分卡的来源"
        )
        draft.problems.append(say.not_told(what=said("the scaling", "刻度"), expected=expected, hint=hint))
    return scaling_of(*values.values())


def expert_card(
    head: Data, initial: Any, scaling: Mapping[str, Any] | None, draft: Draft, libraries: Data
) -> Scorecard:
    """A card whose points are given: reasons by the mean where it is known, else by the best attribute."""
    known = all("mean_points" in one for one in draft.characteristics.values())
    data = head | {
        "scaling": given_scaling(scaling, draft),
        "initial_points": initial,
        "reason_codes": {"method": "below_mean" if known else "below_maximum", "at_most": 4},
        "characteristics": draft.characteristics,
        "provenance": {"libraries": libraries},
    }
    return finished(data, draft)
