"""The policy document as analysts write it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, ModelWrapValidatorHandler, PrivateAttr, model_validator

from credit_engine.parts.model import (
    Bilingual,
    ClauseModel,
    Expression,
    Model,
    ReasonModel,
    Rounding,
    Scalar,
    Text,
    Values,
    reason_in_full,
    stands_for,
)
from credit_engine.run.fields import NO_PRIOR, PRIOR, UNKNOWN
from credit_engine.texts.explanation import sentence_case
from credit_engine.texts.forms import LANGUAGES, Language
from credit_engine.wording import said

INPUT_TYPES = (
    "integer",
    "number",
    "text",
    "ordinal",
    "boolean",
    "date",
    "time",
    "date and time",
    "days and time duration",
    "years and months duration",
    "list",
    "context",
)

PRIOR_TYPES = INPUT_TYPES[:-2]
"""What a field of the state can be: a value without parts."""


class EffectiveModel(Model):
    """From when (and until before when) a version is in force, and its time zone."""

    from_: str
    to: str | None = None
    time_zone: str = "UTC"


class OutcomesModel(Model):
    """Ordered outcomes and the two that are declared for special cases."""

    order: Annotated[Values, Field(min_length=1)]
    undecided: str
    nothing_fired: str
    titles: dict[str, Bilingual] = Field(default_factory=dict)

    def title_of(self, outcome: str) -> Bilingual:
        """The title of an outcome; its name where there is none."""
        title = self.titles.get(outcome) or self.order.titles.get(outcome)
        # Not validated: of an outcome without a name, which is refused, there is nothing to show.
        return title or Bilingual.model_construct(en=sentence_case(outcome), zh=outcome)


class CauseModel(Model):
    """What the absence of an input for one cause means, and the title of the cause."""

    short_form: ClassVar[str] = said("undecided or not_applicable", "undecided 或 not_applicable 二者之一")

    then: Any = None
    value: Any = None
    title: Bilingual | None = None

    _short = stands_for("then")

    @property
    def has_value(self) -> bool:
        """Whether a value is taken instead."""
        return "value" in self.model_fields_set

    @property
    def meaning(self) -> Any:
        """`undecided`, `not_applicable`, or the value that is taken as `{"value": ...}`."""
        return {"value": self.value} if self.has_value else self.then


class InputModel(Model):
    """One input field, or the fields of a list's items."""

    type: Literal[INPUT_TYPES]  # type: ignore[valid-type]
    range: Expression | None = None
    values: Values | None = None
    best_first: bool | None = None
    unit: str | None = None
    title: Bilingual | None = None
    missing: dict[str, CauseModel] | None = None
    codes: dict[str, str] = Field(default_factory=dict)
    rationale: str | None = None
    protected: bool = False
    exemption: str | None = None
    redact: bool = False
    items: dict[str, InputModel] | None = None
    fields: dict[str, InputModel] | None = None
    at_most: int | None = None

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:
        if isinstance(value, dict) and isinstance(value.get("missing"), str):
            return {**value, "missing": {"not_given": value["missing"]}}
        return value


class PriorModel(Model):
    """A field of the prior state; `initially` is its value where no decision was made before."""

    type: Literal[PRIOR_TYPES]  # type: ignore[valid-type]
    initially: Scalar | None = None
    range: Expression | None = None
    values: Values | None = None
    best_first: bool | None = None
    unit: str | None = None
    title: Bilingual | None = None
    redact: bool = False

    def as_input(self) -> InputModel:
        """The field as an input; what is missing of it leaves open what depends on it."""
        missing = dict.fromkeys(("not_given", UNKNOWN, NO_PRIOR), CauseModel(then="undecided"))
        found = InputModel(
            type=self.type,
            range=self.range,
            best_first=self.best_first,
            unit=self.unit,
            title=self.title,
            missing=missing,
            redact=self.redact,
        )
        # Read once more, the values would lose their titles.
        return found.model_copy(update={"values": self.values})


class NextModel(Model):
    """A field of the next state, and its rounding."""

    short_form: ClassVar[str] = said("an expression", "表达式")

    value: Expression
    round: Rounding | None = None

    _short = stands_for("value")


class ParameterModel(Model):
    """A constant, or a series of values by date."""

    value: Scalar | list[Any] | None = None
    dated: dict[str, Scalar] | None = None
    unit: str | None = None
    owner: str | None = None
    title: Bilingual | None = None
    clause: ClauseModel | None = None

    _short = stands_for("value")


class OutputModel(Model):
    """When an output is released, and its rounding; `always` for every outcome."""

    short_form: ClassVar[str] = said("always or a condition", "always 或条件")

    when: Expression
    round: Rounding | None = None
    of: Expression | None = None
    title: Bilingual | None = None

    _short = stands_for("when", str)


class FinalModel(Model):
    """What the policy answers: rule sets whose worst outcome counts, and the outputs."""

    outcome: list[str]
    outputs: dict[str, OutputModel] = Field(default_factory=dict)


DISCLOSE = "disclose"
"""The key beside reasons that says what holds for all of them."""


def reasons_with_disclosure(found: Mapping[str, Any]) -> dict[str, Any]:
    """Reasons by their codes, each with the disclosure that `disclose` beside them states for all."""
    discloses = found.get(DISCLOSE)
    if not isinstance(discloses, bool):
        return dict(found)
    return {code: _disclosed(model, discloses) for code, model in found.items() if code != DISCLOSE}


def _disclosed(reason: Any, discloses: bool) -> Any:
    """A reason as it is written, with the disclosure that holds for all where it says none."""
    if not isinstance(reason, dict) or "disclose" in reason:
        return reason
    return {**reason_in_full(reason), "disclose": discloses}


class PolicyModel(Model):
    """A whole policy file; decisions are read by their parts."""

    policy: str
    version: str
    effective: EffectiveModel
    outcomes: OutcomesModel
    inputs: dict[str, InputModel]
    decisions: dict[str, Any]
    decision: FinalModel
    title: Bilingual | None = None
    languages: Annotated[list[Language], Field(min_length=1)] = Field(default_factory=lambda: [*LANGUAGES])
    include: str | list[str] | None = None
    values: dict[str, Values] = Field(default_factory=dict)
    parameters: dict[str, ParameterModel] = Field(default_factory=dict)
    reasons: dict[str, ReasonModel] = Field(default_factory=dict)
    roles: dict[str, Bilingual] = Field(default_factory=dict)
    sources: dict[str, Bilingual] = Field(default_factory=dict)
    unknown_fields: Literal["refuse", "list"] = "refuse"
    prior: dict[str, PriorModel] = Field(default_factory=dict)
    next: dict[str, NextModel] = Field(default_factory=dict)
    notes: Text | None = None
    _discloses: bool = PrivateAttr(default=True)

    @model_validator(mode="wrap")
    @classmethod
    def _disclosure(cls, value: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        """`reasons: {disclose: false}` is what holds for every reason that does not say otherwise."""
        found = value.get("reasons") if isinstance(value, dict) else None
        if not isinstance(found, dict) or not isinstance(found.get(DISCLOSE), bool):
            return handler(value)
        spec = handler({**value, "reasons": reasons_with_disclosure(found)})
        spec._discloses = found[DISCLOSE]
        return spec

    @property
    def discloses(self) -> bool:
        """Whether the customer is told why, unless a reason says otherwise."""
        return self._discloses

    @cached_property
    def declared(self) -> dict[str, InputModel]:
        """All that a record can hold, by path: the inputs, then the prior state."""
        prior = {f"{PRIOR}.{name}": model.as_input() for name, model in self.prior.items()}
        return {**self.inputs, **prior}
