"""Titles of names and of values, the texts of clauses, and units as text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from credit_engine.account.evidence import Words
from credit_engine.feel.types import Type
from credit_engine.feel.units import Unit, parse_unit
from credit_engine.parts.model import Bilingual, ClauseModel
from credit_engine.texts.causes import cause_key
from credit_engine.texts.explanation import PHRASES

Titles = tuple[tuple[str, Words], ...]
"""Titles of the texts that a value can be."""


def words(text: Bilingual | None) -> Words | None:
    """A text of the policy."""
    return None if text is None else text.words


_NUMBERS = re.compile(r"[0-9]+(?:, [0-9]+)*")
"""Articles by their numbers alone, which each language names in its own way."""


def titled(models: Iterable[tuple[str, Bilingual | None]]) -> Titles:
    """The titles of those of some names that have one."""
    return tuple((name, title.words) for name, title in models if title is not None)


def clause_words(clause: ClauseModel | None) -> Words | None:
    """The written rule that something implements: document, article and link."""
    if clause is None:
        return None
    en, zh = clause.document.en, clause.document.zh
    if clause.article is not None and _NUMBERS.fullmatch(clause.article):
        numbers = clause.article.split(", ")
        en = f"{en}, {'art.' if len(numbers) == 1 else 'arts.'} {clause.article}"
        zh += "、".join(f"第{number}条" for number in numbers)
    elif clause.article is not None:
        en, zh = f"{en}, {clause.article}", f"{zh}，{clause.article}"
    return Words(en, zh) if clause.link is None else Words(f"{en} ({clause.link})", f"{zh}（{clause.link}）")


def titles_by_name(spec: Any, parts: Mapping[str, Any]) -> Iterator[tuple[str, Words]]:
    """The titles of inputs, parameters, decisions and their entries, by name."""
    for name, model in (*spec.declared.items(), *spec.parameters.items()):
        title = words(model.title)
        if title is not None:
            yield name, title
    yield "data_as_of", Words(*PHRASES["data_as_of"])
    yield "outcome", Words(*PHRASES["outcome"])
    for name, part in parts.items():
        title = part.title
        if title is None:
            continue
        yield name, title
        for entry, entry_title in part.part.entry_titles.items():
            yield f"{name}.{entry}", Words(f"{title.en}: {entry_title.en}", f"{title.zh}：{entry_title.zh}")


def titles_of_items(spec: Any, parts: Mapping[str, Any]) -> dict[str, Words]:
    """Titles of entries by their names: those of list items and groups of inputs, then those of decisions.

    A name that two of them call otherwise has none.
    """
    found: dict[str, set[Words]] = {}
    for model in spec.inputs.values():
        for name, inner in {**(model.items or {}), **(model.fields or {})}.items():
            title = words(inner.title)
            if title is not None:
                found.setdefault(name, set()).add(title)
    of_inputs = set(found)
    for part in parts.values():
        for name, title in part.part.entry_titles.items():
            if name not in of_inputs:
                found.setdefault(name, set()).add(title)
    return {name: next(iter(titles)) for name, titles in found.items() if len(titles) == 1}


def titles_of_causes(spec: Any) -> Iterator[tuple[str, Words]]:
    """The titles of the causes for which inputs can be missing, as `texts.causes` looks them up."""
    for path, model in spec.declared.items():
        for place, declared in (
            (path, model),
            *((f"{path}[].{name}", inner) for name, inner in (model.items or {}).items()),
        ):
            for code, cause in (declared.missing or {}).items():
                if cause.title is not None:
                    yield cause_key(place, code), cause.title.words


def text_titles(type_: Type) -> Titles:
    """The titles of a text, or of the texts of a list."""
    return type_.inner.titles


def unit_text(unit: Unit | None) -> str:
    """A unit as text; none for an unknown one."""
    return "" if unit is None else str(unit)


def number_unit(type_: Type) -> str:
    """The unit of a number, or of the numbers of a list."""
    return unit_text(type_.inner.unit)


def declared_unit(text: str | None) -> str:
    """A declared unit in its canonical text."""
    return "" if text is None else unit_text(parse_unit(text))
