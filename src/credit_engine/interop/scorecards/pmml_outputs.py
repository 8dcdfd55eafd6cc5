"""The outputs of a PMML scorecard: points, reason codes, PD and grade; and how tags are written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from credit_engine import numbers
from credit_engine.interop.scorecards.exported import Bound, stretches

if TYPE_CHECKING:
    from credit_engine.api.scorecard import Scorecard

_ESCAPES = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}
)


def tag(name: str, attributes: Mapping[str, str], *, closed: bool = True) -> str:
    """A tag with its attributes; without a name, just the attributes."""
    written = "".join(f' {key}="{value.translate(_ESCAPES)}"' for key, value in attributes.items())
    if not name:
        return written
    return f"<{name}{written}{'/' if closed else ''}>"


def free_name(wanted: str, taken: Iterable[str]) -> str:
    """The name, with underscores behind it until nothing else has it."""
    used = set(taken)
    while wanted in used:
        wanted += "_"
    return wanted


def output_lines(card: Scorecard) -> Iterator[str]:
    """The element `Output`: names of outputs give way to those of fields."""
    points, pd, grade = (free_name(name, card.characteristics) for name in ("points", "pd", "grade"))
    real = {"optype": "continuous", "dataType": "double"}
    yield "    <Output>"
    yield f"      {tag('OutputField', {'name': points, **real, 'feature': 'predictedValue'})}"
    for rank in range(1, card.spec.reason_codes.at_most + 1):
        name = free_name(f"reason_{rank}", card.characteristics)
        said = {"name": name, "optype": "categorical", "dataType": "string", "feature": "reasonCode"}
        yield f"      {tag('OutputField', said | {'rank': str(rank)})}"
    yield f"      {tag('OutputField', {'name': pd, **real, 'feature': 'transformedValue'}, closed=False)}"
    yield f"        {_pd(card, points)}"
    yield "      </OutputField>"
    scale = card.card.scale
    if scale is not None:
        said = {"name": grade, "optype": "categorical", "dataType": "string", "feature": "transformedValue"}
        yield f"      {tag('OutputField', said, closed=False)}"
        yield f"        {_steps(scale, pd, 'string')}"
        yield "      </OutputField>"
    yield "    </Output>"


def _pd(card: Scorecard, points: str) -> str:
    """PD = 1 / (1 + exp(intercept + slope * points)), or by steps; not below the floor."""
    calibration = card.card.calibration
    assert calibration is not None
    if calibration.steps is not None:
        found = _steps(calibration.steps, points, "double")
    else:
        exponent = _apply(
            "+", _constant(calibration.intercept), _apply("*", _constant(calibration.slope), _ref(points))
        )
        found = _apply("/", _constant(1), _apply("+", _constant(1), _apply("exp", exponent)))
    return found if calibration.floor is None else _apply("max", found, _constant(calibration.floor))


def _steps(steps: Any, field: str, kind: str) -> str:
    """The value of the stretch that a field falls into."""
    bounds = stretches(steps.bins.edges, steps.bins.cells)
    text = _value(steps, bounds[-1], kind)
    for bound in reversed(bounds[:-1]):
        operator = "lessOrEqual" if bound.closed else "lessThan"
        test = _apply(operator, _ref(field), _constant(bound.edge))
        text = _apply("if", test, _value(steps, bound, kind), text)
    return text


def _value(steps: Any, bound: Bound, kind: str) -> str:
    value = steps.values[bound.found or 0]
    return (
        _constant(value) if kind == "double" else f'<Constant dataType="string">{escaped(value)}</Constant>'
    )


def escaped(text: str) -> str:
    """The text as the content of an element."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _apply(function: str, *arguments: str) -> str:
    return f"{tag('Apply', {'function': function}, closed=False)}{''.join(arguments)}</Apply>"


def _constant(value: Any) -> str:
    return f'<Constant dataType="double">{numbers.canonical_text(Decimal(value))}</Constant>'


def _ref(field: str) -> str:
    return tag("FieldRef", {"field": field})
