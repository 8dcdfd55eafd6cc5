"""From score to PD: what the settings ask for, fitted on scored rows, in the form of the card file."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import numpy as np

from credit_engine.develop.arrays import Floats
from credit_engine.develop.attributes import exact, range_text, readable_edge
from credit_engine.develop.binning import significant
from credit_engine.develop.settings import CalibrationSettings, ScalingSettings

_LEAST_PD = 1e-6
"""A step in which none defaulted, or all did, still has a PD whose log-odds are a number."""
_STEPS = 100
"""Newton's iteration for two parameters takes about ten steps; one that has not ended by then does not
converge."""


def calibration_of(
    settings: CalibrationSettings, points: Floats, bad: Floats, weight: Floats, sample_bad_rate: float
) -> dict[str, Any]:
    """The entry `calibration` of the card; rows are those that the curve is fitted on."""
    found: dict[str, Any] = {"method": settings.method}
    if settings.method == "prior_shift":
        found |= {
            "sample_bad_rate": exact(significant(sample_bad_rate)),
            "target_bad_rate": settings.target_bad_rate,
        }
    elif settings.method == "logistic":
        intercept, slope = logistic(points, bad, weight)
        found |= {"intercept": exact(significant(intercept)), "slope": exact(significant(slope))}
    elif settings.method == "isotonic":
        found = {"method": "steps", "steps": steps(points, bad, weight)}
    if settings.pd_floor is not None:
        found["pd_floor"] = settings.pd_floor
    return found


def logistic(points: Floats, bad: Floats, weight: Floats) -> tuple[float, float]:
    """Intercept a and slope b of PD = 1 / (1 + exp(a + b * score)), by maximum likelihood (J. Platt 1999)."""
    # The clip keeps exp within doubles; the ridge, far below any information, lets separation be solved.
    centre, spread = float(np.average(points, weights=weight)), float(points.std()) or 1.0
    scaled = (points - centre) / spread
    a, b = math.log((weight * (1 - bad)).sum() / (weight * bad).sum()), 0.0
    for _ in range(_STEPS):
        pd = 1 / (1 + np.exp(np.clip(a + b * scaled, -500, 500)))
        curvature = weight * pd * (1 - pd)
        gradient = np.array([(weight * (pd - bad)).sum(), (weight * (pd - bad) * scaled).sum()])
        hessian = np.array(
            [
                [curvature.sum(), (curvature * scaled).sum()],
                [(curvature * scaled).sum(), (curvature * scaled**2).sum()],
            ]
        ) + 1e-9 * np.eye(2)
        step = np.linalg.solve(hessian, gradient)
        a, b = a + float(step[0]), b + float(step[1])
        if np.abs(step).max() < 1e-12:
            break
    return a - b * centre / spread, b / spread


def steps(points: Floats, bad: Floats, weight: Floats) -> list[dict[str, Any]]:
    """PD by score, falling, with the least squared error: pooling of adjacent violators (Ayer et al.
    1955).
    """
    values, place = np.unique(points, return_inverse=True)
    total, bads = np.bincount(place, weight), np.bincount(place, weight * bad)
    blocks: list[list[float]] = []  # first score, weight, bads
    for score, n, b in zip(values.tolist(), total.tolist(), bads.tolist(), strict=True):
        blocks.append([score, n, b])
        while len(blocks) > 1 and blocks[-2][2] * blocks[-1][1] <= blocks[-1][2] * blocks[-2][1]:
            _, n_last, b_last = blocks.pop()
            blocks[-1][1] += n_last
            blocks[-1][2] += b_last
    edges = [_between(values, block[0]) for block in blocks[1:]]
    if not edges:  # a constant PD, as two steps of the same
        edges, blocks = [float(values[0])], [blocks[0], blocks[0]]
    ends = [None, *edges, None]
    return [
        {"range": range_text(low, high), "pd": exact(significant(min(max(b / n, _LEAST_PD), 1 - _LEAST_PD)))}
        for (low, high), (_, n, b) in zip(pairwise(ends), blocks, strict=True)
    ]


def _between(values: Floats, score: float) -> float:
    """A short decimal between a score and the next lower one."""
    place = int(np.searchsorted(values, score))
    return readable_edge(float(values[place - 1]), score)


def pd_of(calibration: dict[str, Any], scaling: ScalingSettings, points: Floats) -> Floats:
    """The PD of points by an entry `calibration`, in floats."""
    method = calibration["method"]
    if method == "steps":
        pds = np.array([float(step["pd"]) for step in calibration["steps"]])
        edges = [_low(step["range"]) for step in calibration["steps"][1:]]
        pd = pds[np.searchsorted(np.array(edges), points, side="right")]
    else:
        a, b = _curve(calibration, scaling)
        pd = 1 / (1 + np.exp(np.clip(a + b * points, -700, 700)))
    floor = calibration.get("pd_floor")
    found: Floats = pd if floor is None else np.maximum(pd, float(floor))
    return found


def _low(text: str) -> float:
    return float(text.removeprefix(">= ") if text.startswith(">=") else text[1:].partition("..")[0])


def _curve(calibration: dict[str, Any], scaling: ScalingSettings) -> tuple[float, float]:
    """Intercept and slope of ln odds good:bad by score."""
    if calibration["method"] == "logistic":
        return float(calibration["intercept"]), float(calibration["slope"])
    slope = math.log(2) / float(scaling.points_to_double_odds)
    intercept = math.log(scaling.base_odds) - slope * float(scaling.base_score)
    if calibration["method"] == "prior_shift":
        before, after = float(calibration["sample_bad_rate"]), float(calibration["target_bad_rate"])
        intercept += math.log(before / (1 - before)) - math.log(after / (1 - after))
    return intercept, slope
