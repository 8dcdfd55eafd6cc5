"""Declared inputs and parameters: from the document to fields, types and names."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from credit_engine import numbers, temporal
from credit_engine.document_text import Document, Path
from credit_engine.feel import syntax
from credit_engine.feel.check import Known
from credit_engine.feel.constant_ranges import constant_interval
from credit_engine.feel.number_sets import is_empty
from credit_engine.feel.parser import FeelSyntaxError, parse_expression, parse_unary_tests
from credit_engine.feel.positioned import positioned
from credit_engine.feel.types import ANY, Interval, Type, constant, list_of
from credit_engine.feel.units import Unit, parse_unit
from credit_engine.limits import MAX_LIST_LENGTH
from credit_engine.parts.salvage import damaged_below
from credit_engine.parts.validation import cut_off, written_twice
from credit_engine.policy.document import InputModel, ParameterModel
from credit_engine.problems import Note, Problem, suggestion
from credit_engine.run.fields import Field

RESERVED_NAMES = {
    "outcome": "the outcome that 'when' of an output asks for",
    "item": "the item that a filter looks at",
    "partial": "the results so far of a 'for'",
    "data_as_of": "the day of the data",
    **dict.fromkeys(
        ("if", "then", "else", "for", "in", "return", "some", "every", "satisfies", "and", "or", "between", "true",
         "false", "null", "function", "external", "instance", "of", "not"),
        "it is a word of the language",
    ),
}  # fmt: skip
UNIT_WORDS = (
    "per", "fraction", "day", "days", "week", "weeks", "month", "months", "quarter", "quarters", "year", "years", "annum",
    "annums", "time", "times", "percent", "account", "accounts", "point", "points",
)  # fmt: skip
"""Common words of units; others, such as currencies, are units of their own."""
_TEMPORAL = ("date", "time", "date and time", "days and time duration", "years and months duration")


@dataclass
class Declarations:
    """Reads declarations of one document and collects what is wrong with them."""

    document: Document
    problems: list[Problem]

    def add(self, code: str, message: str, path: Path, expected: str = "", hint: str = "", note: Note | None = None) -> None:
        """Record a problem at a value."""
        notes = (note,) if note else ()
        self.problems.append(Problem(code, message, self.document.span(path), expected, hint, notes))

    def inputs(self, models: Mapping[str, InputModel]) -> list[tuple[Field, Type]]:
        """Every declared input as a field to read and a type to check against."""
        return [self.input(name, model, ("inputs", name)) for name, model in models.items()]

    def input(self, path: str, model: InputModel, at: Path) -> tuple[Field, Type]:
        """One input; list items and contexts with their own fields."""
        self.name(path, at, dotted=True)
        kind = "number" if model.type == "integer" else model.type
        if self.document.is_damaged((*at, "type")):
            return Field(path, kind), ANY
        interval = self._range(model, kind, at)
        below = self._below(path, model, kind, at)
        self._values(model, kind, at)
        self._missing(model, at)
        unit = self.unit(model.unit, (*at, "unit"))
        ends = interval or Interval(None, None)
        field = Field(
            path, kind, model.type == "integer", ends.low, ends.high, ends.low_closed, ends.high_closed,
            model.range or "", self._texts(model, at), model.missing,
            self._codes(model, at), tuple(one for one, _ in below) if below else None, model.at_most or MAX_LIST_LENGTH,
        )  # fmt: skip
        type_ = Type(
            kind, fields=tuple((one.name, t) for one, t in below) if below else None,
            values=field.values, interval=interval if kind == "number" else None,
            integer=field.integer, unit=unit, optional=model.missing is not None,
        )  # fmt: skip
        if kind == "list":
            type_ = replace(list_of(replace(type_, kind="context", optional=False)), optional=type_.optional)
        return field, type_

    def name(self, name: str, at: Path, *, dotted: bool = False) -> None:
        """Report a name that expressions cannot use, or that means something else in them."""
        span = self.document.key_span(at)
        root = name.split(".")[0]
        if root in RESERVED_NAMES:
            self.problems.append(Problem("reserved-name", f"'{root}' has a meaning of its own in expressions: {RESERVED_NAMES[root]}",
                                         span, "another name"))  # fmt: skip
        elif not _is_name(name, dotted):
            form = "words of letters, digits and _" + (", joined by dots" if dotted else "")
            self.problems.append(Problem("bad-name", f"'{name}' cannot be used as a name in expressions", span, form,
                                         _mended_name(name, dotted)))  # fmt: skip

    def _range(self, model: InputModel, kind: str, at: Path) -> Interval | None:
        if model.range is None:
            return None
        text = self.document.text_at((*at, "range"))
        try:
            interval = constant_interval(parse_unary_tests(text.value))
        except FeelSyntaxError as error:
            self.problems += positioned(text, error.problems)
            return None
        wanted: Callable[[Any], Any] = numbers.is_number if kind == "number" else temporal.kind_of_temporal
        if kind not in ("number", *_TEMPORAL):
            self.add("bad-range", f"a {kind} has no range", (*at, "range"), hint="use 'values'" if kind == "text" else "")
        elif interval is None or not all(end is None or wanted(end) in (True, kind) for end in interval[:2]):
            self.add("bad-range", f"'{text.value}' is not a range of type {kind}", (*at, "range"), 'such as "[0..130]" or ">= 0"')
        elif is_empty(interval):
            self.add("empty-range", "this range holds no value", (*at, "range"), hint="the lower end stands first")
        else:
            return interval
        return None

    def _below(self, path: str, model: InputModel, kind: str, at: Path) -> list[tuple[Field, Type]]:
        key = {"list": "items", "context": "fields"}.get(kind)
        for other in ("items", "fields"):
            if other != key and getattr(model, other) is not None:
                self.add("unexpected-key", f"'{other}' does not go with type {kind}", (*at, other),
                         hint=f"write 'type: {'list' if other == 'items' else 'context'}', or remove it")  # fmt: skip
        if key is None:
            return []
        models = getattr(model, key)
        if not models:
            if cut_off(self.document, at, self.problems):
                return []
            self.problems.append(Problem("missing-key", f"the key '{key}' is missing", self.document.key_span(at),
                                         f"{key}: the fields, each with its type"))  # fmt: skip
            return []
        below = [self.input(name, one, (*at, key, name)) for name, one in models.items()]
        return [] if cut_off(self.document, (*at, key), self.problems) else below

    def _values(self, model: InputModel, kind: str, at: Path) -> None:
        if model.values is not None and kind != "text":
            self.add("unexpected-key", f"'values' does not go with type {kind}", (*at, "values"), hint="use 'range'")
        for i, value in enumerate(model.values or ()):
            if not self.document.is_damaged((*at, "values", i)) and value in (model.values or ())[:i]:
                self.add("duplicate-value", f"'{value}' is listed twice", (*at, "values", i), "every value once")

    def _texts(self, model: InputModel, at: Path) -> tuple[str, ...] | None:
        """The declared values, None where they are not all known."""
        unread = damaged_below(self.document, (*at, "values"))
        return None if model.values is None or unread else tuple(model.values)

    def _missing(self, model: InputModel, at: Path) -> None:
        """Meanings of causes; a plainly absent field may only become more than undecided with a rationale."""
        for cause, meaning in (model.missing or {}).items():
            here = (*at, "missing", cause)
            if self.document.is_damaged(here):
                continue
            default = isinstance(meaning, dict) and meaning.keys() == {"value"}
            if meaning not in ("undecided", "not_applicable") and not default:
                self.add("unknown-value", f"'{meaning}' is no meaning of a missing value", here,
                         "undecided, not_applicable, or {value: ...}",
                         suggestion(str(meaning), ("undecided", "not_applicable")))  # fmt: skip
            elif cause == "not_given" and meaning != "undecided" and not model.rationale:
                self.add("missing-rationale", "a field that is simply absent would decide something", here, "undecided",
                         "add 'rationale:' to the input: why this is safe, and who approved it")  # fmt: skip

    def _codes(self, model: InputModel, at: Path) -> dict[Any, str]:
        codes: dict[Any, str] = {}
        for code, cause in model.codes.items():
            if cause not in (model.missing or {}) and not self._lacks(at, "missing"):
                self.add("unknown-value", f"'{cause}' is no cause under 'missing'", (*at, "codes", code),
                         ", ".join(model.missing or ()), "say under 'missing:' what the cause means")  # fmt: skip
            number = numbers.read_number(code)
            codes[code if number is None or model.type == "text" else number] = cause
        return codes

    def _lacks(self, at: Path, key: str) -> bool:
        """Whether a key is not there for a reason that is reported."""
        return self.document.is_damaged((*at, key)) or cut_off(self.document, at, self.problems)

    def unit(self, text: str | None, at: Path) -> Unit | None:
        """A declared unit; one that is close to a common one is taken for a slip."""
        if text is None or self.document.is_damaged(at):
            return None
        unit = parse_unit(text)
        slip = next((word for word in text.split() if word not in UNIT_WORDS and get_close_matches(word, UNIT_WORDS, 1, 0.75)), "")
        if unit is not None and not slip:
            return unit
        self.add("unknown-unit", f"'{text}' is not a unit", at, 'such as "CNY per month" or "fraction per annum"',
                 suggestion(slip, UNIT_WORDS))  # fmt: skip
        return None

    def parameter(self, name: str, model: ParameterModel) -> Type:
        """The type of a parameter; its value may change, so no range is taken from it."""
        at: Path = ("parameters", name)
        self.name(name, at)
        if any(self.document.is_damaged((*at, *key)) for key in ((), ("value",), ("dated",))):
            return ANY
        if (model.value is None) == (model.dated is None):
            if cut_off(self.document, at, self.problems) or written_twice(self.document, at, self.problems):
                return ANY
            self.problems.append(Problem("missing-key", f"the parameter '{name}' needs either 'value' or 'dated'",
                                         self.document.key_span(at), "value or dated"))  # fmt: skip
            return ANY
        for day in model.dated or {}:
            if temporal.parse_date(day) is None:
                self.problems.append(Problem("bad-date", f"'{day}' is not a date", self.document.key_span((*at, "dated", day)),
                                             "such as 2026-11-23"))  # fmt: skip
        unit = self.unit(model.unit, (*at, "unit"))
        if isinstance(model.value, list):
            items = {_kind(item) for item in model.value}
            return list_of(Type(items.pop() if len(items) == 1 else "any"))
        written: list[tuple[Any, Path]] = [(value, (*at, "dated", day)) for day, value in (model.dated or {}).items()]
        written = written or [(model.value, (*at, "value") if (*at, "value") in self.document else at)]
        kinds = [self._kind_of(value, place) for value, place in written]
        for kind, (_, place) in zip(kinds, written, strict=True):
            if kind != kinds[0] and "any" not in (kind, kinds[0]):
                note = Note(f"{kinds[0]} here", self.document.span(written[0][1]))
                self.add("type-clash", f"a value of '{name}' is {kind}, the first one {kinds[0]}", place, kinds[0], note=note)
                return ANY
        optional = model.dated is not None
        return Type(kinds[0], unit=unit, optional=optional)

    def _kind_of(self, value: Any, place: Path) -> str:
        """The kind of a parameter's value; a number with a percent sign is a slip."""
        number = numbers.read_number(value.rstrip("% ")) if isinstance(value, str) and value.endswith("%") else None
        if number is None:
            return _kind(value)
        shown = numbers.canonical_text(Decimal(number).scaleb(-2))
        self.add("percent-sign", f"'{value}' is text: YAML knows no percent sign", place, shown, f"write {shown}")
        return "any"


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    return "any" if value is None else constant(value).kind if isinstance(value, str) or numbers.is_number(value) else "any"


def _is_name(text: str, dotted: bool) -> bool:
    try:
        tree: syntax.Expression = parse_expression(text)
    except FeelSyntaxError:
        return False
    while dotted and isinstance(tree, syntax.Path):
        tree = tree.target
    return isinstance(tree, syntax.Name)


def _mended_name(text: str, dotted: bool) -> str:
    """A name like the given one that expressions can use, as a question."""
    mended = re.sub(r"[^\w.]+" if dotted else r"\W+", "_", text.strip()).strip("_")
    return f"did you mean '{mended}'?" if mended and mended != text and _is_name(mended, dotted) else ""


def known_tree(document: Document, declared: list[tuple[Field, Type]], problems: list[Problem]) -> dict[str, Known]:
    """The names of dotted inputs as nested entries, each with the place of its declaration."""
    root: dict[str, Any] = {}
    for field, type_ in declared:
        span = document.key_span(("inputs", field.path))
        *groups, last = field.path.split(".")
        here = root
        for group in groups:
            here = here.setdefault(group, {})
            if isinstance(here, Known):
                break
        if isinstance(here, Known) or last in here:
            problems.append(Problem("duplicate-name", f"'{field.path}' is declared above in another way", span,
                                    hint="a name is either a value or a group of fields; rename one of the two"))  # fmt: skip
            continue
        here[last] = Known(type_, span, what="input")
    return {name: _known(below) for name, below in root.items()}


def _known(below: Known | dict[str, Any]) -> Known:
    if isinstance(below, Known):
        return below
    entries = {name: _known(inner) for name, inner in below.items()}
    fields = tuple((name, entry.type) for name, entry in entries.items())
    first = next(iter(entries.values()))
    return Known(Type("context", fields=fields), first.span, entries, "input")
