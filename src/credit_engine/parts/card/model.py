"""The scorecard file as developers write it."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from credit_engine.parts.model import Bilingual, GradeModel, Model, Number, Scalar

ReasonMethod = Literal[
    "below_mean", "below_passing_mean", "below_neutral", "below_maximum", "points_below", "points_above"
]


class TargetModel(Model):
    """What the score predicts, and which way odds are written."""

    event: str
    odds: Literal["good:bad"] = "good:bad"


class ScalingModel(Model):
    """Score at given odds (good:bad) and the points that double them."""

    base_score: Number
    base_odds: Number
    points_to_double_odds: Number


class LogisticModel(Model):
    """The logistic regression behind the points: ln odds good:bad = intercept + sum of coefficient * WOE.

    The intercept (with the scaling's offset) is spread over the characteristics, or stands in
    `initial_points`.
    """

    intercept: Number
    intercept_in: Literal["characteristics", "initial_points"] = "characteristics"
    standard_error: Number | None = None


class PointsModel(Model):
    """Whether raw or rounded points are added up, and the digits of the rounded ones (half to even)."""

    use: Literal["raw", "rounded"] = "raw"
    digits: int = 0


class PdStepModel(Model):
    """The PD of a range of scores."""

    range: str
    pd: Number


class CalibrationModel(Model):
    """From score to PD: the scaling's odds, a logistic curve, the odds after a prior shift, or steps."""

    method: Literal["scaling", "logistic", "prior_shift", "steps"] = "scaling"
    intercept: Number | None = None
    slope: Number | None = None
    sample_bad_rate: Number | None = None
    target_bad_rate: Number | None = None
    steps: Annotated[list[PdStepModel], Field(min_length=1)] | None = None
    pd_floor: Number | None = None


class ReasonCodesModel(Model):
    """How characteristics are ranked as reasons, and of which score the passing means are."""

    method: ReasonMethod = "below_mean"
    at_most: int = 4
    passing_score: Number | None = None


class CardReason(Bilingual):
    """A reason code with its texts."""

    short_form: ClassVar[str] = "{code: ..., en: ..., zh: ...}"

    code: str


class AttributeModel(Model):
    """One attribute: a range, values, a missing cause (or `any`), or what is left; and its points.

    `goods` and `bads` are counts (or sums of weights) of the development sample. Attributes of one `pool`
    have the WOE of their counts together.
    """

    range: str | None = None
    values: Annotated[list[Scalar], Field(min_length=1)] | None = None
    missing: str | None = None
    otherwise: Literal[True] | None = None
    goods: Number | None = None
    bads: Number | None = None
    woe: Number | None = None
    woe_by: Literal["counts", "worst", "neutral", "expert"] = "counts"
    pool: str | None = None
    points: Number
    rounded: Number | None = None
    label: Bilingual | None = None
    reason: CardReason | None = None

    @property
    def kinds(self) -> list[str]:
        """Which of the four forms are given; exactly one should be."""
        return [k for k in ("range", "values", "missing", "otherwise") if getattr(self, k) is not None]


class CharacteristicModel(Model):
    """A characteristic with its attributes; what departs from the rules needs a rationale."""

    attributes: list[AttributeModel] = Field(min_length=1)
    reason: CardReason
    title: Bilingual | None = None
    coefficient: Number | None = None
    standard_error: Number | None = None
    p_value: Number | None = None
    sign: Literal["as_expected", "as_fitted"] = "as_expected"
    missing: Literal["worst", "as_fitted"] = "worst"
    rationale: str | None = None
    mean_points: Number | None = None
    passing_mean_points: Number | None = None
    neutral_points: Number | None = None
    baseline_points: Number | None = None
    codes: dict[str, str] = Field(default_factory=dict)


class SampleModel(Model):
    """Size of the development sample; counts or sums of weights.

    `inferred` are those of them whose outcome is inferred: rejected applicants.
    """

    records: Number
    goods: Number
    bads: Number
    inferred: SampleModel | None = None


class ScoreBandModel(Model):
    """A stretch of scores and how much of the development sample fell into it."""

    range: str
    goods: Number
    bads: Number


class DevelopmentModel(Model):
    """What monitoring compares new data with."""

    sample: SampleModel | None = None
    score_bands: list[ScoreBandModel] = Field(default_factory=list)
    statistics: dict[str, Number] = Field(default_factory=dict)


class DataModel(Model):
    """The data that the card was made from."""

    name: str
    sha256: str | None = None
    records: int | None = None


class ProvenanceModel(Model):
    """Where the card comes from: data, settings, versions of the libraries, edits made by hand."""

    data: DataModel | None = None
    settings: dict[str, Any] = Field(default_factory=dict)
    libraries: dict[str, str] = Field(default_factory=dict)
    edits: dict[str, Any] = Field(default_factory=dict)
    note: str | None = None


class CardModel(Model):
    """A whole scorecard file."""

    scorecard: str
    version: str
    characteristics: dict[str, CharacteristicModel] = Field(min_length=1)
    scaling: ScalingModel
    title: Bilingual | None = None
    population: Bilingual | None = None
    causes: dict[str, Bilingual] = Field(default_factory=dict)
    target: TargetModel | None = None
    initial_points: Number = 0
    model: LogisticModel | None = None
    points: PointsModel = PointsModel()
    calibration: CalibrationModel = CalibrationModel()
    master_scale: dict[str, GradeModel] | None = None
    reason_codes: ReasonCodesModel = ReasonCodesModel()
    development: DevelopmentModel | None = None
    provenance: ProvenanceModel | None = None
