"""What a development rests on: everything from which its card and its report are computed again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from credit_engine.develop.binning import Training
from credit_engine.develop.columns import Data
from credit_engine.develop.fine_bins import FineBins
from credit_engine.develop.model import Model
from credit_engine.develop.results import CrossValidation, RejectInference
from credit_engine.develop.settings import Settings
from credit_engine.problems import Problem

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Basis:
    """Rows, samples and model of a development.

    `training` has the rows of the model: those of the sample `train`, and rejected applicants behind them.
    `origin` is what provenance says of the data, `libraries` the versions that fitted the model; `reviewed`
    are the warnings about the data. `edits` is what was changed by hand, as plain data in the form of the
    file; empty after a fit. Of a basis from a development file, `fine` are the fine bins of each column, and
    a number is the least one of its bin. `fitted` is what was edited, before any edit.
    """

    settings: Settings
    data: Data
    samples: Mapping[str, NDArray[np.int64]]
    training: Training
    model: Model
    origin: Mapping[str, Any]
    libraries: Mapping[str, str]
    inference: RejectInference | None = None
    validation: CrossValidation | None = None
    reviewed: tuple[Problem, ...] = ()
    edits: Mapping[str, Any] = field(default_factory=dict)
    fine: Mapping[str, FineBins] = field(default_factory=dict)
    fitted: Basis | None = None

    @property
    def rejected(self) -> int:
        """How many rejected applicants took part."""
        return 0 if self.inference is None else self.inference.rejected
