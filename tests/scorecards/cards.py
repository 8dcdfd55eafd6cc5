"""Random scorecards as plain data, random values for them, and their points by definition."""

from __future__ import annotations

import math
from decimal import Decimal, localcontext
from typing import Any

from hypothesis import strategies as st

CAUSES = ("no_record", "not_usable")
TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=6).filter(str.strip)
SMALL = st.decimals(-999, 999, allow_nan=False, allow_infinity=False, places=2)
FINE = st.decimals(-5, 5, allow_nan=False, allow_infinity=False, places=17)
EDGE = st.one_of(
    st.integers(-20, 20),
    SMALL,
    FINE,
    st.floats(-5, 5).map(lambda x: Decimal(repr(x))).map(abs).map(lambda x: x + 0),
).filter(lambda x: x == 0 or abs(x) > Decimal("1e-300"))


def reason(draw: st.DrawFn) -> dict[str, str]:
    return {
        "code": draw(TEXT),
        "en": draw(TEXT),
        "zh": draw(st.sampled_from(["年龄", "收入 #1", "“是”", "no"])),
    }


def ranges(draw: st.DrawFn) -> list[str]:
    """Ranges that cover every number, or all within two ends."""
    edges = sorted(set(draw(st.lists(EDGE, min_size=1, max_size=5))))
    closed = [draw(st.booleans()) for _ in edges]
    shown = [format(Decimal(edge), "f") for edge in edges]
    first, last = f"{'<=' if closed[0] else '<'} {shown[0]}", f"{'>' if closed[-1] else '>='} {shown[-1]}"
    inner = [
        f"{'(' if closed[i] else '['}{shown[i]}..{shown[i + 1]}{']' if closed[i + 1] else ')'}"
        for i in range(len(edges) - 1)
    ]
    return inner if inner and draw(st.booleans()) else [first, *inner, last]


def attributes(draw: st.DrawFn, numeric: bool, points: st.SearchStrategy[Any]) -> list[dict[str, Any]]:
    if numeric:
        found = [{"range": one, "points": draw(points)} for one in ranges(draw)]
    else:
        values = draw(st.lists(TEXT, min_size=1, max_size=6, unique=True))
        cut = draw(st.integers(1, len(values)))
        found = [{"values": part, "points": draw(points)} for part in (values[:cut], values[cut:]) if part]
    found += [{"missing": cause, "points": draw(points)} for cause in CAUSES if draw(st.booleans())]
    if draw(st.booleans()):
        found.append({"otherwise": True, "points": draw(points)})
    if draw(st.booleans()):
        found.append({"missing": "any", "points": min(one["points"] for one in found)})
    return found


def codes(draw: st.DrawFn, numeric: bool, written: list[dict[str, Any]]) -> dict[str, str]:
    known = [one["missing"] for one in written if one.get("missing") not in (None, "any")]
    taken = {value for one in written for value in one.get("values", ())}
    code = st.integers(-9, -7).map(str) if numeric else TEXT.filter(lambda text: text not in taken)
    return draw(st.dictionaries(code, st.sampled_from(known), max_size=2)) if known else {}


@st.composite
def card_data(draw: st.DrawFn, digits: int | None = None) -> dict[str, Any]:
    """A card whose points are given; with `digits`, points have at most so many decimals."""
    places = draw(st.integers(0, 17)) if digits is None else digits
    points = st.decimals(-200, 200, allow_nan=False, allow_infinity=False, places=places)
    names = draw(st.lists(TEXT, min_size=1, max_size=4, unique=True))
    characteristics: dict[str, Any] = {}
    for name in names:
        numeric = draw(st.booleans())
        written = attributes(draw, numeric, points)
        mean = {"mean_points": draw(points)}
        found = codes(draw, numeric, written)
        characteristics[name] = {
            "reason": reason(draw),
            **mean,
            **({"codes": found} if found else {}),
            "attributes": written,
        }
    scale = {"A": "< 0.01", "B": "[0.01..0.2)", "C": ">= 0.2"}
    return {
        "scorecard": "random",
        "version": draw(TEXT),
        "scaling": {"base_score": 600, "base_odds": draw(st.integers(1, 60)), "points_to_double_odds": 20},
        "initial_points": draw(st.sampled_from([0, 500, Decimal("487.122876204505")])),
        "calibration": draw(calibrations()),
        **({"master_scale": scale} if draw(st.booleans()) else {}),
        "reason_codes": {"method": draw(st.sampled_from(["below_mean", "below_maximum"])), "at_most": 3},
        "characteristics": characteristics,
    }


SAMPLE, TARGET = Decimal("0.3"), Decimal("0.05")


def calibrations() -> st.SearchStrategy[dict[str, Any]]:
    return st.one_of(
        st.just({"method": "scaling"}),
        st.just({"method": "scaling", "pd_floor": Decimal("0.0003")}),
        st.just({"method": "logistic", "intercept": Decimal("-3.5"), "slope": Decimal("0.0123")}),
        st.just({"method": "prior_shift", "sample_bad_rate": SAMPLE, "target_bad_rate": TARGET}),
        st.just(
            {
                "method": "steps",
                "steps": [
                    {"range": "< 400.5", "pd": Decimal("0.4")},
                    {"range": "[400.5..620]", "pd": Decimal("0.05")},
                    {"range": "> 620", "pd": Decimal("0.001")},
                ],
            }
        ),
    )


def values_of(data: dict[str, Any], name: str) -> st.SearchStrategy[Any]:
    """Values that a characteristic can meet: its edges with their neighbours, its texts, others, none."""
    one = data["characteristics"][name]
    numbers = [Decimal(code) for code in one.get("codes", {}) if "range" in one["attributes"][0]]
    texts = [value for a in one["attributes"] for value in a.get("values", ())]
    if "range" not in one["attributes"][0]:
        return st.one_of(st.none(), st.sampled_from([*texts, *one.get("codes", {})]), TEXT)
    for attribute in one["attributes"]:
        numbers += edges_of(attribute.get("range", ""))
    near = st.sampled_from(numbers).flatmap(neighbours)
    return st.one_of(st.none(), near, near, st.integers(-30, 30), st.floats(-1e6, 1e6), SMALL)


def edges_of(written: str) -> list[Decimal]:
    return [Decimal(part) for part in written.strip("<>=[]() ").split("..") if part]


def neighbours(edge: Decimal) -> st.SearchStrategy[Any]:
    """The number as decimal and double, and the doubles next to it."""
    here = float(edge)
    return st.sampled_from([edge, here, math.nextafter(here, math.inf), math.nextafter(here, -math.inf)])


def holds(written: str, value: Decimal) -> bool:
    """Whether a range, as it is written, holds a number."""
    if written[0] in "<>":
        sign, edge = written.split(" ")
        return {
            "<": value < Decimal(edge),
            "<=": value <= Decimal(edge),
            ">": value > Decimal(edge),
            ">=": value >= Decimal(edge),
        }[sign]
    low, high = edges_of(written)
    above = value > low or (value == low and written[0] == "[")
    return above and (value < high or (value == high and written[-1] == "]"))


def attribute_by_definition(one: dict[str, Any], value: Any) -> dict[str, Any] | None:
    """The attribute of a value, by reading the file's words one after the other."""
    written = one["attributes"]
    number = (
        None
        if value is None or isinstance(value, str)
        else Decimal(repr(value) if isinstance(value, float) else value)
    )
    cause = None if value is not None else "not_given"
    for code, meant in one.get("codes", {}).items():
        if value == code or (number is not None and number == Decimal(code)):
            cause = meant
    if cause is not None:
        return next((a for wanted in (cause, "any") for a in written if a.get("missing") == wanted), None)
    for attribute in written:
        if "range" in attribute and holds(attribute["range"], number):  # type: ignore[arg-type]
            return attribute
        if value in attribute.get("values", ()):
            return attribute
    return next((a for a in written if a.get("otherwise")), None)


def points_by_definition(data: dict[str, Any], record: dict[str, Any]) -> Decimal | None:
    """The exact sum of points, None where a value has no attribute."""
    with localcontext(prec=60):
        total = Decimal(data["initial_points"])
        for name, one in data["characteristics"].items():
            attribute = attribute_by_definition(one, record.get(name))
            if attribute is None:
                return None
            total += Decimal(attribute["points"])
    return total
