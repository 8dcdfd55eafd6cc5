"""What monitoring a scorecard gives, as plain data: its report shows nothing else.

Goods and bads are numbers of rows. PD is the probability of a bad, points are higher for better. What needs
labels is None where the data have none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from credit_engine.develop.statistics import Ranking, Stability, TestResult
from credit_engine.problems import Problem
from credit_engine.texts.monitoring import finding_text


@dataclass(frozen=True)
class Finding:
    """Something to look at: a stable code, how grave it is, and the values of its text."""

    code: str
    grave: bool
    values: Mapping[str, Any] = field(default_factory=dict)

    def text(self, lang: str) -> str:
        """The finding in a sentence, `en` or `zh`."""
        return finding_text(self.code, lang, self.values)


@dataclass(frozen=True)
class Line:
    """An attribute or a score band: who falls into it now, and who did in the development sample.

    `kind` is range, values, missing, otherwise or band; `uncovered` for rows that no attribute or band
    covers. `expected` is None where the card holds no counts. `label` by language.
    """

    kind: str
    label: Mapping[str, str]
    actual: int
    expected: float | None
    points: float | None = None
    goods: int | None = None
    bads: int | None = None
    expected_bad_rate: float | None = None

    @property
    def bad_rate(self) -> float | None:
        """The share of bads among rows with a label; None where there is none."""
        known = (self.goods or 0) + (self.bads or 0)
        return (self.bads or 0) / known if known else None


@dataclass(frozen=True)
class CharacteristicMonitoring:
    """A characteristic: its attributes, CSI against development, and CSI of each period.

    `missing`, `special` and `uncovered` are shares of the rows: missing without a cause of its own, missing
    by a named cause, and without an attribute: values that no attribute covers, or that `otherwise` takes
    although no development row had one like them.
    """

    name: str
    title: Mapping[str, str]
    lines: tuple[Line, ...]
    stability: Stability | None
    by_period: Mapping[str, Stability]
    missing: float
    special: float
    uncovered: float


@dataclass(frozen=True)
class CalibrationLine:
    """PD and outcome of a score band or grade, with tests of whether the PD is too low."""

    label: str
    number: int
    bads: int
    pd: float
    binomial: TestResult
    jeffreys: TestResult

    @property
    def bad_rate(self) -> float:
        """The share of bads."""
        return self.bads / self.number


@dataclass(frozen=True)
class Calibration:
    """PDs against outcomes: overall, by score band, and by grade where the card has a master scale.

    The Hosmer-Lemeshow test is over the bands' rows with labels; None where a band's mean PD is 0 or 1.
    """

    overall: CalibrationLine
    bands: tuple[CalibrationLine, ...]
    grades: tuple[CalibrationLine, ...]
    hosmer_lemeshow: TestResult | None
    brier: float
    log_loss: float


@dataclass(frozen=True)
class Decisions:
    """How the rows were decided: numbers with a decision, approved, overridden, and overridden approvals."""

    number: int
    approved: int | None
    overridden: int | None
    overridden_approved: int | None

    @property
    def approval_rate(self) -> float | None:
        """Approved by decided; None where there is no column of decisions, or nobody is decided."""
        return None if self.approved is None or not self.number else self.approved / self.number

    @property
    def override_rate(self) -> float | None:
        """Overridden by decided; None where there is no column of overrides, or nobody is decided."""
        return None if self.overridden is None or not self.number else self.overridden / self.number


@dataclass(frozen=True)
class PeriodMonitoring:
    """One period, or all of them (`name` empty): numbers, means, stability and discrimination."""

    name: str
    records: int
    scored: int
    mean_points: float | None
    mean_pd: float | None
    stability: Stability | None
    labelled: int
    bads: int
    ranking: Ranking | None
    decisions: Decisions | None


@dataclass(frozen=True)
class Stated:
    """A statistic that the card states of its development, and the sample it is of; empty where not told."""

    value: float
    sample: str


SAMPLES = ("out_of_time", "test", "validation", "", "train")
"""The samples of a development, in the order in which monitoring compares with them: rows that the fit
has not seen come before a statistic that names no sample. Training rows are the last resort, as the card
was made to tell them apart."""


@dataclass(frozen=True)
class Monitoring:
    """The result of `monitor`.

    `unscored` counts the reasons why rows have no score. `bands` are the development's score bands, or none
    where the card has none. `development` holds the statistics that the card states.
    """

    card: str
    version: str
    fingerprint: str
    title: Mapping[str, str]
    settings: Mapping[str, Any]
    total: PeriodMonitoring
    periods: tuple[PeriodMonitoring, ...]
    bands: tuple[Line, ...]
    characteristics: tuple[CharacteristicMonitoring, ...]
    calibration: Calibration | None
    development: Mapping[str, float]
    unscored: Mapping[str, int]
    findings: tuple[Finding, ...]
    source: Mapping[str, Any] = field(default_factory=dict)

    def stated(self, name: str) -> Stated | None:
        """What the card states of a statistic (`auc`, `gini`, `ks`), of the sample that SAMPLES prefers.

        A card keeps it as `test_auc` where it names the sample, else as `auc`.
        """
        keys = {sample: f"{sample}_{name}" if sample else name for sample in SAMPLES}
        return next(
            (
                Stated(self.development[key], sample)
                for sample, key in keys.items()
                if key in self.development
            ),
            None,
        )

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """The findings as diagnostics."""
        return tuple(
            Problem(finding.code, finding.text("en"), severity="warning") for finding in self.findings
        )
