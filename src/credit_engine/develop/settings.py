"""Everything that a person chooses when a scorecard is fitted; written into the card's provenance.

The same settings are given in Python (keyword arguments and dicts) and in a settings file (YAML).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pydantic import Field

from credit_engine.develop.recognition import PROTECTED
from credit_engine.parts.model import Bilingual, Model, Number, Scalar

Trend = Literal["auto", "monotonic", "ascending", "descending", "peak", "valley", "none"]
"""How the bad rate moves along the bins of a numeric column.

`monotonic`: ascending or descending, as the training data say; `auto`: a peak or a valley is allowed, too.
"""


class ReasonText(Bilingual):
    """A reason code and its texts."""

    code: str


class ColumnSettings(Model):
    """Settings of one column; settings left out follow the general ones."""

    title: Bilingual | None = None
    reason: ReasonText | None = None
    labels: dict[str, Bilingual] = Field(default_factory=dict)
    kind: Literal["auto", "numeric", "nominal"] = "auto"
    codes: dict[str, str] | None = None
    trend: Trend | None = None
    splits: list[Number] | None = None
    groups: list[list[Scalar]] | None = None
    min_bin_size: Number | None = None
    missing: Literal["worst", "as_fitted"] | None = None
    rationale: str | None = None
    sign: Literal["as_expected", "as_fitted"] = "as_expected"


class BinningSettings(Model):
    """How columns are cut into attributes.

    `min_bin_size` and `category_cutoff` are shares of the training weight, `prebins` the number of fine
    bins before optimisation. `edges: readable` writes the shortest decimal that cuts the training rows at
    the same place, `midpoint` the middle of the two neighbouring values.
    """

    trend: Trend = "auto"
    min_bin_size: Number = 0
    prebins: int = 20
    max_bins: int | None = None
    category_cutoff: Number = Field(default=Decimal("0.02"))
    edges: Literal["readable", "midpoint"] = "readable"


class SelectionSettings(Model):
    """What a characteristic has to satisfy, on training rows only; None switches a criterion off.

    `false_discoveries` is the share of noise to expect among the columns that are kept; 1 keeps all.
    """

    false_discoveries: Number = Field(default=Decimal("0.2"))
    iv_min: Number | None = None
    iv_max: Number | None = None
    correlation_max: Number | None = None
    vif_max: Number | None = None
    p_value_max: Number | None = None
    max_characteristics: int | None = None


class RegressionSettings(Model):
    """Logistic regression on WOE: `penalty` is the weight of half the squared coefficients in the log
    likelihood's sum, or `auto`, chosen by cross-validation on the training rows."""

    penalty: Number | Literal["auto"] = 3
    sign: Literal["constrained", "free"] = "constrained"


class SampleSettings(Model):
    """Which rows train, validate and test.

    Either `column`, whose values are train, validation, test or out_of_time; or `fractions` of validation
    and test, drawn by `seed` within goods and bads; rows with `date_column` at or after `out_of_time_from`
    are out of time.
    """

    column: str | None = None
    fractions: dict[Literal["validation", "test"], Number] = Field(default_factory=dict)
    seed: int = 1
    date_column: str | None = None
    out_of_time_from: str | None = None


class ScalingSettings(Model):
    """Score at given odds (good:bad), the points that double them, and which points the card uses."""

    base_score: Number = 600
    base_odds: Number = 50
    points_to_double_odds: Number = 20
    intercept_in: Literal["characteristics", "initial_points"] = "characteristics"
    use: Literal["raw", "rounded"] = "raw"
    digits: int = 0


class CalibrationSettings(Model):
    """From score to PD.

    `scaling`: the odds of the scaling; `prior_shift`: to `target_bad_rate`; `logistic`: a logistic curve,
    `isotonic`: falling steps, both fitted on the validation rows, or on the training rows without those.
    """

    method: Literal["scaling", "prior_shift", "logistic", "isotonic"] = "scaling"
    target_bad_rate: Number | None = None
    pd_floor: Number | None = None


class ReasonCodeSettings(Model):
    """How reasons are ranked; `passing_score` or `passing_share` (of training rows) is the cut-off."""

    method: Literal["below_mean", "below_passing_mean", "below_neutral", "below_maximum"] = "below_mean"
    at_most: int = 4
    passing_score: Number | None = None
    passing_share: Number = Field(default=Decimal("0.7"))


class RejectSettings(Model):
    """How rejected applicants take part: by `parcelling` within score bands, or `fuzzy` augmentation.

    `bad_factor` multiplies the bad rate (parcelling) or the odds bad:good (fuzzy) of accepted ones with
    the same score; `bands` is the number of bands.
    """

    method: Literal["parcelling", "fuzzy"] = "fuzzy"
    bad_factor: Number = 1
    bands: int = 10


class ValidationSettings(Model):
    """Folds of cross-validation (0: none), bootstrap draws of KS and Gini, level of all intervals."""

    folds: int = 0
    bootstrap: int = 200
    level: Number = Field(default=Decimal("0.95"))
    bands: int = 10


class Settings(Model):
    """All settings of `fit_scorecard`."""

    name: str = "scorecard"
    version: str = "1"
    title: Bilingual | None = None
    population: Bilingual | None = None
    target: str = "bad"
    event: str | None = None
    weights: str | None = None
    use: list[str] | None = None
    leave_out: list[str] = Field(default_factory=list)
    protected: list[str] = Field(default_factory=lambda: list(PROTECTED))
    exempted: dict[str, str] = Field(default_factory=dict)
    codes: dict[str, str] = Field(default_factory=dict)
    causes: dict[str, Bilingual] = Field(default_factory=dict)
    missing: Literal["worst", "as_fitted"] = "worst"
    rationale: str | None = None
    columns: dict[str, ColumnSettings] = Field(default_factory=dict)
    samples: SampleSettings = SampleSettings()
    binning: BinningSettings = BinningSettings()
    selection: SelectionSettings = SelectionSettings()
    regression: RegressionSettings = RegressionSettings()
    scaling: ScalingSettings = ScalingSettings()
    calibration: CalibrationSettings = CalibrationSettings()
    master_scale: dict[str, str] | None = None
    reason_codes: ReasonCodeSettings = ReasonCodeSettings()
    rejects: RejectSettings = RejectSettings()
    validation: ValidationSettings = ValidationSettings()
    data_name: str | None = None
