"""Holding what analysts wrote against its model: each place that does not fit becomes one problem."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from credit_engine.document_text import Document, Path
from credit_engine.numbers import read_number
from credit_engine.other_notations import value_to_write
from credit_engine.parts.model import LANGUAGE, NO_TEXT, NO_WEB_ADDRESS, Bilingual, only_language
from credit_engine.parts.other_words import KEYS, WORDS, meant_as_hint, meant_key
from credit_engine.parts.problems import blank_text, empty_entry, unknown_key, value_not_allowed, wrong_kind
from credit_engine.parts.salvage import Place, fields_by_key, place_of, without
from credit_engine.problems import Problem, suggestion
from credit_engine.source import Source
from credit_engine.wording import Said, any_of, said, to_write
from credit_engine.yaml_text.typing_slips import meant_value

M = TypeVar("M", bound=BaseModel)

_HAN = re.compile(r"[\u4e00-\u9fff]")
_ROUNDS = 8
"""Attempts to set aside what does not fit; each brings up what the one before had hidden."""
_MAPPING = said("a mapping", "映射")
_EXPECTED = {
    "string_type": said("text", "文本"),
    "int_type": said("a whole number", "整数"),
    "bool_type": said("true or false", "true 或 false"),
    "list_type": said("a list", "列表"),
    "dict_type": _MAPPING,
    "model_type": _MAPPING,
    "model_attributes_type": _MAPPING,
    "expression_type": said("a FEEL expression", "FEEL 表达式"),
    "number_type": said("a number", "数字"),
    "scalar_type": said("a number, text or boolean", "数字、文本或布尔值"),
}


def validate(document: Document, path: Path, model: type[M], problems: list[Problem]) -> M | None:
    """The model of the data at a path, with a problem for every place that does not fit.

    What does not fit is set aside and counts as damaged from then on. None if nothing fits.
    """
    data, context = document.value(path), {LANGUAGE: only_language(document.data)}
    for _ in range(_ROUNDS):
        try:
            return model.model_validate(data, context=context)
        except ValidationError as error:
            found = _by_place(model, data, error.errors(include_url=False))
        meant = _meant(found)
        new = {
            place: errors
            for place, errors in found.items()
            if place.path not in meant and not _known(document, (*path, *place.path), errors, problems)
        }
        problems += _missing(
            document, path, [place for place, errors in new.items() if errors[0]["type"] == "missing"]
        )
        problems += [
            _problem(document, (*path, *place.path), place, errors)
            for place, errors in new.items()
            if errors[0]["type"] != "missing"
        ]
        data = without(data, found)
        document.damaged |= {(*path, *place) for place in (*meant, *(place.path for place in found))}
    return None


def _by_place(
    model: type[BaseModel], data: Any, errors: Sequence[ErrorDetails]
) -> dict[Place, list[ErrorDetails]]:
    found: dict[Path, tuple[Place, list[ErrorDetails]]] = {}
    for error in errors:
        place = place_of(model, data, error["loc"], error["type"] == "missing")
        found.setdefault(place.path, (place, []))[1].append(error)
    return dict(found.values())


def cut_off(document: Document, path: Path, problems: Sequence[Problem]) -> bool:
    """Whether the mapping at a path lacks entries that a reported part of the file took with it."""
    if any(damaged[: len(path)] == path for damaged in document.incomplete if path or not damaged):
        return True
    if touched(document, path, problems):
        return True
    if document.incomplete.isdisjoint(path[:i] for i in range(len(path))):
        return False
    span, key = document.span(path), document.key_span(path)
    return _follows(span.source, max(span.end, key.end + 1), problems)


def touched(document: Document, path: Path, problems: Sequence[Problem]) -> bool:
    """Whether a problem is reported within a mapping or list written in one line, or after it there."""
    span = document.span(path)
    start, text = span.start, span.source.text
    if text[start - 1 : start] not in ("{", "[") and text[start : start + 1] not in ("{", "["):
        return False
    end = text.find("\n", start)
    last = end if end >= 0 else len(text)
    return any(start <= place < last for place in _starts(span.source, problems))


def _follows(source: Source, end: int, problems: Sequence[Problem]) -> bool:
    """Whether a reported problem is the next thing after an offset."""
    text = source.text
    return any(end <= start and not text[end:start].strip() for start in _starts(source, problems))


def _starts(source: Source, problems: Sequence[Problem]) -> list[int]:
    return [p.span.start for p in problems if p.span is not None and p.span.source is source]


def _known(
    document: Document, path: Path, errors: Sequence[ErrorDetails], problems: Sequence[Problem]
) -> bool:
    """Whether the problem was reported before, or follows from a part of the file that could not be read."""
    if document.is_damaged(path):
        return True
    kind = errors[0]["type"]
    if kind == "missing":
        return cut_off(document, path[:-1], problems)
    if kind == "extra_forbidden":
        key = document.key_span(path)
        return key.start in _starts(key.source, problems)
    if document.value(path) is None and written_twice(document, path, problems):
        return True
    span = document.span(path)
    return kind in _EXPECTED and _follows(span.source, span.end, problems)


def written_twice(document: Document, path: Path, problems: Sequence[Problem]) -> bool:
    """Whether a key without a value is written again, which is reported."""
    key = document.key_span(path)
    return any(
        p.code == "duplicate-key"
        and p.span is not None
        and p.span.text == key.text
        and any(note.span == key for note in p.notes)
        for p in problems
    )


def _meant(found: Mapping[Place, list[ErrorDetails]]) -> set[Path]:
    """Keys that stand there in another spelling, which is reported as an unknown key."""
    meant: set[Path] = set()
    for place, errors in found.items():
        if errors[0]["type"] == "extra_forbidden" and place.owner is not None:
            key, fields = str(place.path[-1]), fields_by_key(place.owner)
            close = suggestion(key, fields)
            name = meant_key(key, fields) or (close.split("'")[1] if close else "")
            meant |= {(*place.path[:-1], name)} if name else set()
    return meant


def _missing(document: Document, base: Path, places: Sequence[Place]) -> list[Problem]:
    """One problem for the keys that one mapping lacks."""
    problems = []
    for parent, group in groupby(sorted(places, key=_parent), key=_parent):
        lacking = list(group)
        names = ", ".join(f"'{place.path[-1]}'" for place in lacking)
        owner = lacking[0].owner
        needed = (
            []
            if owner is None
            else [name for name, field in fields_by_key(owner).items() if field.is_required()]
        )
        message = (
            said("the key {names} is missing", "缺少键 {names}", names=names)
            if len(lacking) == 1
            else said("the keys {names} are missing", "缺少键 {names}", names=names)
        )
        here = (*base, *parent)
        hint = _both_languages(document.value(here)) if _is_bilingual(owner) else ""
        problems.append(Problem("missing-key", message, document.key_span(here), ", ".join(needed), hint))
    return problems


def _is_bilingual(owner: type[BaseModel] | None) -> bool:
    return owner is not None and issubclass(owner, Bilingual)


def _both_languages(value: Any) -> Said | str:
    """A text of one language with the place of the other, for somebody to fill in."""
    alone = ""
    if isinstance(value, str):
        language = "zh" if _HAN.search(value) else "en"
        value, alone = {language: value}, f"languages: [{language}]"
    if not isinstance(value, dict) or not value.keys() & {"en", "zh"}:
        return ""
    texts = {lang: value.get(lang, "...") for lang in ("en", "zh")}
    mapping = f"{{en: {texts['en']}, zh: {texts['zh']}}}"
    both = said("both languages belong here: {whole}", "此处需要中英文两种文字：{whole}", whole=mapping)
    if not alone:
        return both
    return said(
        "{both}; or write '{alone}' at the top of this file",
        "{both}；或在本文件开头写 '{alone}'",
        both=both,
        alone=alone,
    )


def _parent(place: Place) -> Path:
    return place.path[:-1]


def _problem(document: Document, path: Path, place: Place, errors: Sequence[ErrorDetails]) -> Problem:
    """One problem for the errors of one place."""
    error, key = errors[0], str(path[-1]) if path else ""
    fields = {} if place.owner is None else fields_by_key(place.owner)
    if error["type"] == "extra_forbidden":
        return unknown_key(
            document.key_span(path),
            key=key,
            expected=", ".join(fields),
            hint=meant_as_hint(key, fields, KEYS),
        )
    if error["type"] == "literal_error":
        known = [part.strip(" '") for part in error["ctx"]["expected"].replace(" or ", ", ").split(",")]
        value = str(error["input"])
        return value_not_allowed(
            document.span(path),
            value=value,
            expected=", ".join(known),
            hint=meant_as_hint(value, known, WORDS),
        )
    if error["type"] == NO_WEB_ADDRESS:
        expected = any_of(("https://...", "http://..."))
        return value_not_allowed(document.span(path), value=str(error["input"]), expected=expected, hint="")
    if error["type"] == NO_TEXT:
        return blank_text(document.span(path), key=key)
    if error["type"] == "too_short":
        return empty_entry(document.span(path), key=key)
    short = getattr(place.expected, "short_form", "") or ""
    return _wrong_kind(document, path, short, errors)


def _wrong_kind(document: Document, path: Path, short: str, errors: Sequence[ErrorDetails]) -> Problem:
    key = str(path[-1]) if path else ""
    forms = [short] if short else []
    shown = [_EXPECTED.get(error["type"], error["msg"]) for error in errors]
    if "{" in short:  # the form shows that it is a mapping
        shown = [word for word in shown if word != _MAPPING]
    expected = any_of(dict.fromkeys([*forms, *shown]))
    value = document.value(path)
    hint: Said | str = ""
    if value is None:
        hint = said("nothing is written here", "此处没有填写")
    elif "text" in expected and isinstance(value, bool | int | Decimal):
        hint = to_write(f'"{document.span(path).text}"')
    elif isinstance(value, list):
        hint = _of_list(document, path, short, errors)
    elif isinstance(value, str):
        bilingual = short == Bilingual.short_form
        hint = _both_languages(value) if bilingual else _as_meant(value, document.span(path).text, expected)
    subject = f"'{key}'" if key and not key.isdigit() else said("this", "此处")
    return wrong_kind(document.span(path), subject=subject, expected=expected, hint=hint)


def _of_list(document: Document, path: Path, short: str, errors: Sequence[ErrorDetails]) -> Said | str:
    """How the items of a list are written where a single text belongs."""
    value = document.value(path)
    if any(error["type"] == "list_type" for error in errors) or not all(
        isinstance(item, str) for item in value
    ):
        return ""
    if short == Bilingual.short_form:
        return said(
            "several points are one text: '{key}: |', then each on a line of its own that begins with '- '",
            "多个要点写成一段文本：'{key}: |'，其后每个要点占一行，以 '- ' 开头",
            key=path[-1],
        )
    if value and any(error["type"] == "expression_type" for error in errors):
        joined = " and ".join(str(item) for item in value)
        return said("join them by 'and' or 'or': {joined}", "用 'and' 或 'or' 连接：{joined}", joined=joined)
    if len(value) == 1 and any(error["type"] == "string_type" for error in errors):
        return to_write(document.span((*path, 0)).text)
    return ""


def _as_meant(value: str, written: str, expected: str) -> str:
    """How a number, a truth value, a list or a mapping that was read as text is written."""
    if "number" in expected:
        return to_write(value) if read_number(value) is not None else value_to_write(value, "number")
    if "true or false" in expected:
        return value_to_write(value, "boolean")
    if expected == _EXPECTED["list_type"] and written[:1] not in "[{":
        parts = [text.strip() for text in re.split("[,;，；、]", value)]
        is_of_numbers = len(parts) > 1 and all(read_number(text) is not None for text in parts)
        return to_write(f"[{', '.join(parts)}]" if is_of_numbers else f"[{written}]")
    right = meant_value(written)
    return to_write(right) if right != written and right[0] in "{[" else ""
