"""What is written of conditions."""

from __future__ import annotations

from typing import Any, ClassVar, Literal, NamedTuple

from pydantic import ValidationInfo, model_validator

from credit_engine.account.evidence import Words
from credit_engine.parts.model import LANGUAGE, Bilingual, ClauseModel, DecisionModel, Expression, Model
from credit_engine.parts.reading import Written
from credit_engine.texts.forms import LANGUAGES
from credit_engine.wording import said

KINDS = {
    "contract": Words("Contract condition", "合同条款"),
    "precedent": Words("Condition precedent", "先决条件"),
    "covenant": Words("Covenant", "承诺事项"),
    "document": Words("Required document", "所需材料"),
}


class DueModel(Model):
    """By when: a text, a date, or so many days after an event that is named."""

    short_form: ClassVar[str] = said(
        "a date, {TEXT}, or {EVENT}",
        "日期、{TEXT} 或 {EVENT}",
        TEXT="{en: ..., zh: ...}",
        EVENT="{days: 30, after: {en: ..., zh: ...}}",
    )

    date: Expression | None = None
    days: int | None = None
    after: Bilingual | None = None
    en: str | None = None
    zh: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any, info: ValidationInfo) -> Any:
        """A text by itself is an expression; in a file of one language a text names its language."""
        if isinstance(value, str):
            return {"date": value}
        language = (info.context or {}).get(LANGUAGE)
        if isinstance(value, dict) and language is not None and value.keys() == {language}:
            return dict.fromkeys(LANGUAGES, value[language])
        return value

    @property
    def words(self) -> Words | None:
        """What is known of it beforehand; None for a date."""
        if self.date is not None:
            return None
        if self.after is None:
            return Words(self.en or "", self.zh or "")
        count = f"{self.days} day{'' if self.days == 1 else 's'}"
        return Words(f"within {count} after {self.after.en}", f"{self.after.zh}后{self.days}日内")


class ConditionModel(Model):
    """One condition: its text, when it applies, its kind, who supplies what it asks for, by when."""

    id: str
    title: Bilingual
    applies_when: Expression | None = None
    kind: Literal["contract", "precedent", "covenant", "document"] | None = None
    supplied_by: Bilingual | None = None
    due: DueModel | None = None
    clause: ClauseModel | None = None


class ConditionsDecision(DecisionModel):
    """`conditions:` the conditions in the order in which they are told."""

    conditions: list[ConditionModel]


class Condition(NamedTuple):
    """A condition's parsed expressions."""

    spec: ConditionModel
    applies_when: Written | None
    date: Written | None


class ConditionNodes(NamedTuple):
    """Whether a condition applies, whether that is not known, and the date by when, if it has one."""

    applies: int
    open: int
    due: int | None
