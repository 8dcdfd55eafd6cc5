"""A small card with a model, its numbers worked out by the formulas of the textbook in floats."""

from __future__ import annotations

import math
from typing import Any

FACTOR = 20 / math.log(2)
OFFSET = 600 - FACTOR * math.log(20)
INTERCEPT = 1.5
COUNTS = {"age": [(300, 60), (700, 40)], "housing": [(600, 40), (400, 60)]}
COEFFICIENTS = {"age": 0.8, "housing": 0.6}


def woe(goods: float, bads: float) -> float:
    return round(math.log(goods / 1000 / (bads / 100)), 11)


def points(name: str, weight: float) -> float:
    return round(FACTOR * (COEFFICIENTS[name] * weight + INTERCEPT / 2) + OFFSET / 2, 6)


def attribute(name: str, i: int, **form: Any) -> dict[str, Any]:
    goods, bads = COUNTS[name][i]
    weight = woe(goods, bads)
    return {
        **form,
        "goods": goods,
        "bads": bads,
        "woe": weight,
        "points": points(name, weight),
        "rounded": round(points(name, weight)),
    }


def model_card() -> dict[str, Any]:
    """A card of two characteristics, 1,000 goods and 100 bads."""
    lowest = min(points("age", woe(*pair)) for pair in COUNTS["age"])
    worst = {"woe": woe(300, 60), "woe_by": "worst", "points": lowest, "rounded": round(lowest)}
    return {
        "scorecard": "model",
        "version": "1",
        "scaling": {"base_score": 600, "base_odds": 20, "points_to_double_odds": 20},
        "model": {"intercept": INTERCEPT},
        "points": {"use": "raw", "digits": 0},
        "calibration": {"method": "scaling"},
        "master_scale": {"A": "< 0.02", "B": "[0.02..0.1)", "C": ">= 0.1"},
        "reason_codes": {"method": "below_neutral", "at_most": 2},
        "characteristics": {
            "age": {
                "reason": {"code": "AGE", "en": "Age", "zh": "年龄"},
                "coefficient": COEFFICIENTS["age"],
                "codes": {"-9": "no_record"},
                "attributes": [
                    attribute("age", 0, range="< 30"),
                    attribute("age", 1, range=">= 30"),
                    {"missing": "no_record", **worst},
                    {"missing": "any", **worst},
                ],
            },
            "housing": {
                "reason": {"code": "HOUSING", "en": "Housing", "zh": "住房"},
                "coefficient": COEFFICIENTS["housing"],
                "attributes": [
                    attribute("housing", 0, values=["owner"]),
                    attribute("housing", 1, values=["rent", "family"]),
                ],
            },
        },
        "development": {
            "sample": {"records": 1100, "goods": 1000, "bads": 100},
            "score_bands": [
                {"range": "< 550", "goods": 300, "bads": 60},
                {"range": ">= 550", "goods": 700, "bads": 40},
            ],
        },
    }
