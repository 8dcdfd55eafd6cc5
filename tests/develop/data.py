"""Applicants made by a known law, for tests of scorecard development."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd


def applicants(rows: int = 2000, seed: int = 7) -> pd.DataFrame:
    """Rows whose log odds of being bad follow income, age, housing and a bureau count with special codes.

    `noise` has nothing to do with the outcome.
    """
    draw = np.random.default_rng(seed)
    income = np.round(draw.lognormal(8.5, 0.5, rows), 2)
    age = draw.integers(18, 75, rows)
    housing = draw.choice(["own", "rent", "family", "hostel"], rows, p=[0.5, 0.3, 0.195, 0.005])
    enquiries = draw.poisson(1.5, rows).astype(float)
    enquiries[draw.random(rows) < 0.1] = -9
    odds = (
        -1.2
        - 1.1 * (np.log(income) - 8.5)
        - 0.03 * (age - 40)
        + np.select([housing == "rent", housing == "family"], [0.6, 0.2], 0.0)
        + np.where(enquiries < 0, 0.9, 0.35 * (enquiries - 1.5))
    )
    frame = pd.DataFrame(
        {"income": income, "age": age, "housing": housing, "enquiries": enquiries, "noise": draw.random(rows)}
    )
    frame.loc[draw.random(rows) < 0.05, "income"] = np.nan
    frame["bad"] = (draw.random(rows) < 1 / (1 + np.exp(-odds))).astype(int)
    return frame


CODES = {"-9": "no_record"}
SPLIT: dict[str, Any] = {"fractions": {"validation": 0.15, "test": 0.25}, "seed": 3}
