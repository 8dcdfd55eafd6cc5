"""XML as elements with their places: no document type, no entities of its own, bounded depth and size.

An entity can stand for itself many times over ("a billion laughs") or for a file of the machine. Both
need a document type, which is refused when it begins, before anything in it is looked at.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from xml.parsers import expat

from credit_engine import numbers
from credit_engine.files.kinds import refuse_other
from credit_engine.interop.scorecards import problems as say
from credit_engine.interop.scorecards.draft import Data
from credit_engine.json_text import read_json
from credit_engine.problems import InputError, PolicyError, Problem
from credit_engine.source import Source, Span
from credit_engine.wording import said

MAX_DEPTH = 64
MAX_ELEMENTS = 200_000
"""Nesting and number of elements of a file from elsewhere, far beyond those of any card."""
_BETWEEN = " "


@dataclass
class Element:
    """An element: its name without namespace, its attributes, its children, its text, its place."""

    name: str
    namespace: str
    attributes: dict[str, str]
    span: Span
    children: list[Element] = field(default_factory=list)
    text: str = ""

    def get(self, name: str, default: str = "") -> str:
        """An attribute, or the default."""
        return self.attributes.get(name, default)

    def all(self, *names: str) -> Iterator[Element]:
        """The children with one of these names, in order."""
        return (child for child in self.children if child.name in names)

    def first(self, *names: str) -> Element | None:
        """The first child with one of these names."""
        return next(self.all(*names), None)

    def below(self) -> Iterator[Element]:
        """The element and all within it, in document order, without recursion."""
        waiting = [self]
        while waiting:
            element = waiting.pop()
            yield element
            waiting += reversed(element.children)


def parse(source: Source) -> Element:
    """The root element of a document; raises PolicyError where it is malformed, has a DTD or is too large."""
    refuse_other(source, "pmml")
    builder = _Builder(source)
    try:
        builder.parser.Parse(source.text.encode("utf-8", "surrogatepass"), True)
    except expat.ExpatError as error:
        span = builder.at(error.lineno, error.offset)
        raise PolicyError([say.malformed_xml(span, what=expat.ErrorString(error.code))]) from None
    except _Stopped as stopped:
        raise PolicyError([stopped.problem]) from None
    assert builder.root is not None
    return builder.root


class _Stopped(Exception):
    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


class _Builder:
    """Collects elements while the parser goes through the document."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.root: Element | None = None
        self.open: list[Element] = []
        self.texts: list[list[str]] = []
        self.count = 0
        self.lines = [0, *(i + 1 for i, c in enumerate(source.text) if c == "\n")]
        self.parser = expat.ParserCreate("utf-8", _BETWEEN)
        self.parser.buffer_text = True
        self.parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters

    def at(self, line: int, column: int) -> Span:
        """The place of a line (from 1) and a column (from 0): from there to the end of the tag or line."""
        text = self.source.text
        start = min(self.lines[min(line, len(self.lines)) - 1] + column, len(text))
        line_end = self.lines[line] - 1 if line < len(self.lines) else len(text)
        end = text.find(">", start, line_end)
        return Span(self.source, start, end + 1 if end >= 0 else line_end)

    def _here(self) -> Span:
        return self.at(self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber)

    def _doctype(self, *_: object) -> None:
        here = self._here()
        start = self.source.text.rfind("<!DOCTYPE", 0, here.end)
        raise _Stopped(say.forbidden_xml(Span(self.source, max(start, 0), max(start, 0) + len("<!DOCTYPE"))))

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if len(self.open) >= MAX_DEPTH:
            what = said("levels of elements", "元素嵌套层数")
            raise _Stopped(say.xml_limit(self._here(), most=MAX_DEPTH, what=what))
        if self.count > MAX_ELEMENTS:
            what = said("elements", "元素数")
            raise _Stopped(say.xml_limit(self._here(), most=MAX_ELEMENTS, what=what))
        namespace, _, name = tag.rpartition(_BETWEEN)
        element = Element(name, namespace, attributes, self._here())
        if self.open:
            self.open[-1].children.append(element)
        else:
            self.root = element
        self.open.append(element)
        self.texts.append([])

    def _end(self, _tag: str) -> None:
        element = self.open.pop()
        element.text = "".join(self.texts.pop())

    def _characters(self, text: str) -> None:
        if self.open:
            self.texts[-1].append(text)


EXTENDER, NAME = "credit_engine", "scorecard"
_MAPPINGS = ("codes", "texts", "characteristics")
_HEADS = ("scaling", "calibration", "reason_codes")
OWN = ("title", "mean_points", "passing_mean_points", "neutral_points")
"""What is kept of a characteristic."""


def read_extension(model: Element, problems: list[Problem]) -> Data:
    """The data of the model's own extension; nothing where it has none."""
    for extension in model.all("Extension"):
        if (extension.get("extender"), extension.get("name")) == (EXTENDER, NAME):
            try:
                data = read_json(Source(extension.span.source.name, extension.get("value"))).data
            except InputError:
                data = None
            if _is_sound(data):
                characteristics = data.get("characteristics", {}).items()
                kept = {
                    name: {key: entry[key] for key in OWN if key in entry} for name, entry in characteristics
                }
                return {**data, "characteristics": kept}
            problems.append(say.damaged_extension(extension.span))
    return {}


def _is_sound(data: Any) -> bool:
    """Whether the parts that are looked into have their form; the rest is the card's to check."""
    if not isinstance(data, Mapping) or not all(isinstance(data.get(key, {}), Mapping) for key in _HEADS):
        return False
    for key in _MAPPINGS:
        part = data.get(key, {})
        if not isinstance(part, Mapping) or not all(isinstance(entry, Mapping) for entry in part.values()):
            return False
    named = [
        entry for key in ("codes", "texts") for part in data.get(key, {}).values() for entry in part.values()
    ]
    return all(isinstance(text, str) for text in named)


def extension_text(value: Any) -> str:
    """The data as JSON, numbers exactly."""
    if isinstance(value, Mapping):
        return (
            "{" + ", ".join(f"{json.dumps(key)}: {extension_text(item)}" for key, item in value.items()) + "}"
        )
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(extension_text, value)) + "]"
    if isinstance(value, Decimal):
        return numbers.canonical_text(value)
    return json.dumps(value, ensure_ascii=False)
