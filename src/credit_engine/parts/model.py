"""Models of what analysts write, and diagnostics for what does not fit them.

The models are pydantic's; each of its errors becomes one problem at the place in the file.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError, model_validator
from pydantic_core import ErrorDetails, PydanticCustomError

from credit_engine.document_text import Document, Path
from credit_engine.problems import Problem, suggestion

M = TypeVar("M", bound=BaseModel)


class Model(BaseModel):
    """Base of all written things: unknown keys refused, nothing converted silently."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, alias_generator=lambda n: n.rstrip("_"))


def _expression(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | Decimal):
        return str(value)
    raise PydanticCustomError("expression_type", "a FEEL expression is expected")


def _number(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise PydanticCustomError("number_type", "a number is expected")
    return value


def _scalar(value: Any) -> Any:
    if isinstance(value, bool | str | int | Decimal):
        return value
    raise PydanticCustomError("scalar_type", "a number, text or boolean is expected")


Expression = Annotated[str, BeforeValidator(_expression)]
"""FEEL text; numbers and booleans need no quotes."""
Number = Annotated[Any, BeforeValidator(_number)]
Scalar = Annotated[Any, BeforeValidator(_scalar)]


class Bilingual(Model):
    """A text in English and Chinese."""

    en: str
    zh: str

    def text(self, lang: str) -> str:
        """The text in `en` or `zh`."""
        return self.zh if lang == "zh" else self.en


class Rounding(Model):
    """Decimal digits and the way of rounding; a plain number of digits means half-even."""

    digits: int
    mode: str = "half_even"

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:
        return {"digits": value} if isinstance(value, int) and not isinstance(value, bool) else value

    @model_validator(mode="after")
    def _known(self) -> Rounding:
        modes = ("half_even", "half_up", "half_down", "up", "down", "floor", "ceiling")
        if self.mode not in modes:
            raise PydanticCustomError("rounding_mode", "unknown rounding mode", {"known": list(modes)})
        return self


def validate(document: Document, path: Path, model: type[M], problems: list[Problem]) -> M | None:
    """The model of the data at a path, or None with the problems of every place that does not fit."""
    try:
        return model.model_validate(document.value(path))
    except ValidationError as error:
        found = error.errors(include_url=False)
        problems += [p for e in found if (p := _problem(document, path, model, e)) is not None]
        return None


_EXPECTED = {
    "string_type": "a text", "int_type": "a whole number", "bool_type": "true or false",
    "list_type": "a list", "dict_type": "a mapping", "model_type": "a mapping",
    "model_attributes_type": "a mapping", "expression_type": "a FEEL expression",
    "number_type": "a number", "scalar_type": "a number, text or boolean",
}  # fmt: skip


def _problem(document: Document, base: Path, model: type[BaseModel], error: ErrorDetails) -> Problem | None:
    path: Path = (*base, *error["loc"])
    if document.is_damaged(path):
        return None
    key = str(path[-1]) if path else ""
    kind, known = error["type"], list(error.get("ctx", {}).get("known", ()))
    if kind == "extra_forbidden":
        keys = _keys(_model_at(model, error["loc"][:-1]))
        hint = suggestion(key, keys)
        return Problem("unknown-key", f"unknown key '{key}'", document.key_span(path), ", ".join(keys), hint)
    if kind == "missing":
        return Problem("missing-key", f"the key '{key}' is missing", document.key_span(path[:-1]),
                       ", ".join(_keys(_model_at(model, error["loc"][:-1]))))  # fmt: skip
    if kind == "literal_error":
        known = [part.strip(" '") for part in error["ctx"]["expected"].replace(" or ", ", ").split(",")]
    if known:
        value = str(error["input"].get("mode") if isinstance(error["input"], Mapping) else error["input"])
        return Problem("unknown-value", f"'{value}' is not allowed here", document.span(path),
                       ", ".join(known), suggestion(value, known))  # fmt: skip
    if kind in _EXPECTED:
        message = f"'{key}' has to be {_EXPECTED[kind]}" if key and not key.isdigit() else "wrong kind of value"
        return Problem("wrong-kind", message, document.span(path), _EXPECTED[kind])
    return Problem(kind.replace("_", "-"), error["msg"], document.span(path))


def _keys(model: type[BaseModel] | None) -> list[str]:
    if model is None:
        return []
    return [field.alias or name for name, field in model.model_fields.items()]


def _model_at(model: type[BaseModel] | None, steps: tuple[str | int, ...]) -> type[BaseModel] | None:
    """The model class that a location within another model is checked against."""
    here: Any = model
    for step in steps:
        here = _plain(here)
        if isinstance(here, type) and issubclass(here, BaseModel):
            names = {field.alias or name: field for name, field in here.model_fields.items()}
            here = names[str(step)].annotation if str(step) in names else None
        elif get_origin(here) in (list, dict, tuple):
            here = get_args(here)[-1 if get_origin(here) is dict else 0]
    here = _plain(here)
    return here if isinstance(here, type) and issubclass(here, BaseModel) else None


def _plain(annotation: Any) -> Any:
    """An annotation without Optional and Annotated."""
    while get_origin(annotation) in (Union, types.UnionType, Annotated):
        options = [option for option in get_args(annotation) if option is not type(None)]
        annotation = options[0]
    return annotation
