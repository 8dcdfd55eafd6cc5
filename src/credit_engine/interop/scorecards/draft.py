"""A scorecard in the form of its file, while an importer writes it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeAlias

from credit_engine import numbers
from credit_engine.interop.scorecards import problems as say
from credit_engine.interop.scorecards.tables import exact, plain
from credit_engine.problems import PolicyError, Problem
from credit_engine.wording import said

if TYPE_CHECKING:
    from credit_engine.api.scorecard import Scorecard

Data: TypeAlias = dict[str, Any]
Texts: TypeAlias = Mapping[str, Mapping[str, str]]

_CAUSE = re.compile(r"[^\W\d]\w*")


@dataclass
class Draft:
    """What the importer has so far: characteristics by name, problems found, and what it has to tell."""

    source: str
    texts: Texts
    characteristics: dict[str, Data] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)

    def refuse_if_wrong(self) -> None:
        """Raise PolicyError with every problem found until now."""
        if self.problems:
            raise PolicyError(self.problems)

    def rationale(self, name: str, why: str) -> None:
        """Enter why a characteristic departs from what is expected; several reasons follow each other."""
        characteristic = self.characteristics[name]
        characteristic["rationale"] = " ".join(filter(None, (characteristic.get("rationale"), why)))

    def reasons_from_names(self) -> None:
        """Reason code and texts of each characteristic: those given, else made from its name."""
        unnamed = [name for name in self.characteristics if name not in self.texts]
        for name, characteristic in self.characteristics.items():
            texts = self.texts.get(name, {})
            words = name.replace("_", " ").replace(".", " ").strip() or name
            en, zh = texts.get("en", words), texts.get("zh", texts.get("en", words))
            characteristic["reason"] = {"code": texts.get("code", name), "en": en, "zh": zh}
        if unnamed:
            self.notes.append(say.names_as_texts(path=say.listed(unnamed)))

    def worst_or_as_fitted(self) -> None:
        """Where a missing value scores more than the worst attribute, the card has to say so.

        The attribute of every other cause (`missing: any`) is what this is about; a declared cause
        is a fact of its own.
        """
        for name, characteristic in self.characteristics.items():
            attributes = characteristic["attributes"]
            unnamed = [a for a in attributes if a.get("missing") == "any"]
            others = [a["points"] for a in attributes if a.get("missing") != "any"]
            if unnamed and others and unnamed[0]["points"] > min(others):
                shown, worst = map(numbers.canonical_text, (unnamed[0]["points"], min(others)))
                characteristic["missing"] = "as_fitted"
                what = said(
                    "a missing value scores {shown}, the worst attribute {worst}",
                    "缺失值得分 {shown}，最差属性为 {worst}",
                    shown=shown,
                    worst=worst,
                )
                self.rationale(name, f"Taken over from {self.source}: {what}.")

    def expected_signs(self) -> None:
        """A negative coefficient (odds good:bad) is taken over, and the card says so."""
        for name, characteristic in self.characteristics.items():
            coefficient = characteristic.get("coefficient")
            if coefficient is not None and coefficient < 0:
                characteristic["sign"] = "as_fitted"
                what = said(
                    "the coefficient is {coefficient}, against the expected sign",
                    "系数为 {coefficient}，与预期符号相反",
                    coefficient=numbers.canonical_text(coefficient),
                )
                self.rationale(name, f"Taken over from {self.source}: {what}.")


def range_text(
    low: numbers.Number | None, high: numbers.Number | None, *, low_in: bool = True, high_in: bool = False
) -> str:
    """The range as the file writes it: `< 7.5`, `[7.5..11.5)`, `>= 43.5`; ends None are open."""
    lower = "" if low is None else numbers.canonical_text(low)
    upper = "" if high is None else numbers.canonical_text(high)
    if low is None:
        return f"<{'=' * high_in} {upper}"
    if high is None:
        return f">{'=' * low_in} {lower}"
    return f"{'[' if low_in else '('}{lower}..{upper}{']' if high_in else ')'}"


def ranges(splits: Sequence[Decimal]) -> list[str]:
    """The ranges that splits make, each closed below and open above."""
    ends: list[Decimal | None] = [None, *splits, None]
    return [range_text(low, high) for low, high in pairwise(ends)]


def everywhere(attribute: Data) -> list[Data]:
    """The attribute of all numbers, as two ranges that meet at 0: only ranges say that numbers are read.

    Counts stand at the first.
    """
    again = {key: value for key, value in attribute.items() if key not in ("goods", "bads")}
    if "woe" in again:
        again["woe_by"] = "expert" if attribute.get("woe_by", "counts") == "counts" else attribute["woe_by"]
    return [{"range": "< 0"} | attribute, {"range": ">= 0"} | again]


def cause_name(text: str, taken: Iterable[str] = ()) -> str:
    """A name for a cause of absence that a policy can declare: letters, digits and underscores."""
    name = "_".join(part for part in re.split(r"\W+", text) if part)
    name = name if _CAUSE.fullmatch(name) else f"code_{name}".rstrip("_")
    name = f"{name}_code" if name == "any" else name
    used, free, count = set(taken), name, 2
    while free in used:
        free, count = f"{name}_{count}", count + 1
    return free


def mean_points(weighted: Sequence[tuple[Decimal, Decimal]]) -> numbers.Number | None:
    """The mean of points by counts, to 12 significant digits; None where nothing was counted."""
    total = sum((count for count, _ in weighted), Decimal(0))
    if not total:
        return None
    mean = sum((count * points for count, points in weighted), Decimal(0)) / total
    return plain(Decimal(numbers.significant(mean)))


def scaling_of(base_score: Any, base_odds: Any, points_to_double_odds: Any) -> Data:
    """The key `scaling` of the file."""
    return {"base_score": base_score, "base_odds": base_odds, "points_to_double_odds": points_to_double_odds}


_TEXT_KEYS = ("code", "en", "zh")


def mapping(value: Any, what: str) -> Mapping[Any, Any]:
    """The mapping; an empty one for None. Raises PolicyError for anything else."""
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise PolicyError(
            [
                say.bad_row(
                    what,
                    said("{what} is no mapping", "{what}不是映射", what=what),
                    said("a mapping (dict)", "映射（dict）"),
                )
            ]
        )
    return value


def sequence(value: Any, what: str) -> list[Any]:
    """The items of a list, a tuple or an array; none for None. Raises PolicyError for anything else."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    if value is None:
        return []
    if not isinstance(value, list | tuple):
        raise PolicyError(
            [
                say.bad_row(
                    what, said("{what} is no list", "{what}不是列表", what=what), said("a list", "列表")
                )
            ]
        )
    return list(value)


def texts_of(value: Any) -> dict[str, dict[str, str]]:
    """The texts of reason codes; raises PolicyError where they are not `{name: {code, en, zh}}`."""
    found = {}
    for name, written in mapping(value, "texts").items():
        message = mapping(written, said("texts of {name}", "{name} 的文本", name=name))
        if not all(key in _TEXT_KEYS and isinstance(text, str) and text for key, text in message.items()):
            expected = said("texts under 'code', 'en' and 'zh'", "'code'、'en'、'zh' 下的文本")
            raise PolicyError(
                [
                    say.bad_row(
                        said("texts of {name}", "{name} 的文本", name=name),
                        said("these are no texts of a reason", "这不是原因的文本"),
                        expected,
                    )
                ]
            )
        found[str(name)] = dict(message)
    return found


SCALING_KEYS = ("base_score", "base_odds", "points_to_double_odds")


def finished(data: Data, draft: Draft) -> Scorecard:
    """The scorecard of the data, with the draft's notes before its own warnings; raises PolicyError."""
    from credit_engine.api.scorecard import Scorecard

    draft.refuse_if_wrong()
    for characteristic in draft.characteristics.values():
        # last, below what is said of the characteristic
        characteristic["attributes"] = characteristic.pop("attributes")
    card = Scorecard.from_data(data, draft.source).card
    return Scorecard(replace(card, warnings=(*draft.notes, *card.warnings)))


def given_scaling(scaling: Mapping[str, Any] | None, draft: Draft) -> Data:
    """The scaling that the caller gave, as numbers; what lacks or is no number is a problem."""
    written = mapping(scaling, said("the scaling", "刻度"))
    values = {key: exact(written.get(key)) for key in SCALING_KEYS}
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
    known = all("mean_points" in characteristic for characteristic in draft.characteristics.values())
    data = head | {
        "scaling": given_scaling(scaling, draft),
        "initial_points": initial,
        "reason_codes": {"method": "below_mean" if known else "below_maximum", "at_most": 4},
        "characteristics": draft.characteristics,
        "provenance": {"libraries": libraries},
    }
    return finished(data, draft)
