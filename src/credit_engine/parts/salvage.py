"""Going on after a value that does not fit its model: what is broken is set aside, the rest is read.

Every place set aside is entered into the document's `damaged` paths, so that later checks leave it
alone and one mistake stays one problem.
"""

from __future__ import annotations

import types
from collections.abc import Iterable
from copy import deepcopy
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

from pydantic import BaseModel

from credit_engine.document_text import Document, Path
from credit_engine.parts.model import Bilingual

_PLACEHOLDERS: dict[Any, Any] = {str: "", int: 0, bool: False, list: [], dict: {}}


class Place(NamedTuple):
    """Where a value does not fit: its path in the data, what is expected there, and the model around it."""

    path: Path
    expected: Any
    owner: type[BaseModel] | None
    needed: bool


def place_of(model: type[BaseModel], data: Any, steps: Path, missing: bool) -> Place:
    """The place that a validation error means.

    Its steps can also name branches of unions, and keys that a short form of writing leaves out:
    neither is in the data.
    """
    here, expected, owner, needed = data, plain(model), None, True
    path: list[str | int] = []
    for i, step in enumerate(steps):
        owner = expected if _is_model(expected) else None
        if owner is not None:
            field = fields_by_key(owner).get(str(step))
            needed, expected = (
                (False, None) if field is None else (field.is_required(), plain(field.annotation))
            )
        elif get_origin(expected := written_as(expected, here)) in (list, dict, tuple):
            if not missing and not _holds(here, step):
                continue
            expected = plain(get_args(expected)[-1 if get_origin(expected) is dict else 0])
            needed = True
        else:
            break
        if _holds(here, step):
            here = here[step]
            path.append(step)
        elif missing and i == len(steps) - 1:
            path.append(step)
    return Place(tuple(path), expected, owner, needed)


def without(data: Any, places: Iterable[Place]) -> Any:
    """A copy of the data in which each place is removed, or filled with a placeholder if it is needed."""
    data = deepcopy(data)
    done: set[Path] = set()
    for place in sorted(places, key=lambda place: len(place.path)):
        if any(place.path[:length] in done for length in range(len(place.path))):
            continue
        done.add(place.path)
        if not place.path:
            return placeholder(place.expected)
        here = data
        for step in place.path[:-1]:
            here = here[step]
        if not place.needed and isinstance(here, dict):
            here.pop(place.path[-1], None)
        else:
            here[place.path[-1]] = placeholder(place.expected, place.owner)
    return data


def written_as(annotation: Any, data: Any) -> Any:
    """The form of an annotation, of which data are written in one of several, as `Values` are."""
    form = getattr(annotation, "written_as", None)
    return annotation if form is None else form(data)


def placeholder(annotation: Any, owner: type[BaseModel] | None = None) -> Any:
    """A value that fits the annotation, of a field of the owner, and says nothing."""
    annotation = written_as(plain(annotation), None)
    if _is_model(annotation):
        fields = fields_by_key(annotation).items()
        return {
            key: placeholder(field.annotation, annotation) for key, field in fields if field.is_required()
        }
    if annotation is str and owner is not None and issubclass(owner, Bilingual):
        return "..."  # a text for readers is not empty
    if get_origin(annotation) is Literal:
        return get_args(annotation)[0]
    return deepcopy(_PLACEHOLDERS.get(get_origin(annotation) or annotation, 0))


def damaged_below(document: Document, path: Path) -> bool:
    """Whether something at or within a path has already been reported."""
    return document.is_damaged(path) or any(damaged[: len(path)] == path for damaged in document.damaged)


def fields_by_key(model: type[BaseModel]) -> dict[str, Any]:
    """The fields of a model by the keys that analysts write."""
    return {field.alias or name: field for name, field in model.model_fields.items()}


def plain(annotation: Any) -> Any:
    """An annotation without Optional and Annotated; of other unions the first branch."""
    while get_origin(annotation) in (Union, types.UnionType, Annotated):
        annotation = next(option for option in get_args(annotation) if option is not type(None))
    return annotation


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _holds(data: Any, step: str | int) -> bool:
    if isinstance(data, list):
        return isinstance(step, int) and step < len(data)
    return isinstance(data, dict) and step in data
