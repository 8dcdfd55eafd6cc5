"""Plain mistakes of a scorecard file: empty names, numbers that nothing can be, counts that do not fit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from credit_engine.document_text import Document, Path
from credit_engine.parts.card import problems as errors
from credit_engine.parts.card.model import CardModel
from credit_engine.parts.reading import Reporting
from credit_engine.parts.salvage import damaged_below
from credit_engine.problems import Problem

_NAME = re.compile(r"\w[\w .-]*")
_LARGEST = 10**15
"""Numbers of at most 15 digits come back from the floats of other systems' files."""
_MOST_DIGITS = 12
"""Decimals to which points can be rounded; finer ones are not told apart in any score."""
_FREE = ("provenance", "scaling")
"""Sections whose numbers are free, or have bounds of their own."""


def check_plain(file: Reporting, spec: CardModel) -> None:
    """Report what needs no other part of the file to be wrong."""
    document = file.document
    file.problems += [
        *_names(document, spec),
        *_numbers(document, document.data, ()),
        *_counts(document, spec),
    ]
    if not 0 <= spec.points.digits <= _MOST_DIGITS:
        file.report(errors.bad_digits, ("points", "digits"), most=_MOST_DIGITS)
    if spec.reason_codes.at_most < 0:
        file.report(errors.no_reasons, ("reason_codes", "at_most"))


def _names(document: Document, spec: CardModel) -> Iterator[Problem]:
    if not _NAME.fullmatch(spec.scorecard) and not damaged_below(document, ("scorecard",)):
        yield errors.bad_card_name(name=spec.scorecard, span=document.span(("scorecard",)))
    if not spec.version.strip() and not damaged_below(document, ("version",)):
        yield errors.empty(key="version", span=document.span(("version",)))
    for name, characteristic in spec.characteristics.items():
        at: Path = ("characteristics", name, "reason", "code")
        if not characteristic.reason.code.strip() and at in document and not damaged_below(document, at[:-1]):
            yield errors.empty(key="code", span=document.span(at))


def _numbers(document: Document, data: Any, here: Path) -> Iterator[Problem]:
    """Numbers beyond all amounts, points and counts; arithmetic with them would end outside of decimals."""
    if isinstance(data, dict):
        for key, value in data.items():
            if here or key not in _FREE:
                yield from _numbers(document, value, (*here, key))
    elif isinstance(data, list):
        for i, value in enumerate(data):
            yield from _numbers(document, value, (*here, i))
    elif isinstance(data, int | Decimal) and not -_LARGEST < data < _LARGEST:
        yield errors.too_large(document.span(here))


def _counts(document: Document, spec: CardModel) -> Iterator[Problem]:
    """Counts come in pairs and are not negative."""
    for name, characteristic in spec.characteristics.items():
        for i, attribute in enumerate(characteristic.attributes):
            at: Path = ("characteristics", name, "attributes", i)
            if (attribute.goods is None) != (attribute.bads is None) and not damaged_below(document, at):
                lacking = "goods" if attribute.goods is None else "bads"
                yield errors.half_a_count(lacking=lacking, span=document.span(at))
    if spec.development is None or damaged_below(document, ("development",)):
        return
    sample = spec.development.sample
    written: list[tuple[Any, Path]] = [] if sample is None else [(sample, ("development", "sample"))]
    written += [(b, ("development", "score_bands", i)) for i, b in enumerate(spec.development.score_bands)]
    for counts, here in written:
        for key in ("records", "goods", "bads"):
            if getattr(counts, key, 0) < 0:
                yield errors.negative_count(key=key, span=document.span((*here, key)))
