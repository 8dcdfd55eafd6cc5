"""The base of the models of what analysts write, and the values that stand in many of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    ValidationInfo,
    create_model,
    field_validator,
    model_validator,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from credit_engine.account.evidence import Words
from credit_engine.texts.forms import LANGUAGES
from credit_engine.wording import said

NO_WEB_ADDRESS = "no_web_address"
"""The type of the error of a link that leads to no web page."""


class Model(BaseModel):
    """Base of all written things: unknown keys refused, nothing converted silently.

    `short_form` says what can stand for the whole mapping, where something can.
    """

    short_form: ClassVar[str] = ""

    model_config = ConfigDict(
        extra="forbid", strict=True, frozen=True, alias_generator=lambda n: n.rstrip("_")
    )

    @field_validator("title", mode="before", check_fields=False)
    @classmethod
    def _title_is_written(cls, value: Any, info: ValidationInfo) -> Any:
        """Who writes `title:` writes a title, wherever one may stand; only what is read has a context."""
        if value is None and info.context is not None:
            raise PydanticCustomError("model_type", "a mapping is expected")
        return value


def stands_for(key: str, *types: type) -> Any:
    """A model's validator: a value by itself, of one of the types, stands for the mapping with this one key.

    Without types it is any value that is no mapping.
    """

    def in_full(cls: type[Model], value: Any) -> Any:
        short = isinstance(value, types) if types else not isinstance(value, dict)
        short = short and not (types and isinstance(value, bool))
        return {key: value} if short else value

    of_class: Any = classmethod(in_full)
    return model_validator(mode="before")(of_class)


def _expression(value: Any) -> str:
    if value.__class__ is str:
        return value
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


LANGUAGE = "language"
"""What the context of a validation says: the only language of a file, None where there are both."""


def only_language(data: Any) -> str | None:
    """The language that the data of a file declare where it is the only one."""
    declared = data.get("languages") if isinstance(data, dict) else None
    if not isinstance(declared, list) or len(declared) != 1:
        return None
    return declared[0] if declared[0] in LANGUAGES else None


NO_TEXT = "string_pattern_mismatch"
"""The type of the error of a text for readers in which nothing is written."""
Shown = Annotated[str, Field(pattern=r"\S")]
"""A text for readers: at least one character that is no blank."""


class Bilingual(Model):
    """A text in English and Chinese."""

    short_form: ClassVar[str] = "{en: ..., zh: ...}"

    en: Shown
    zh: Shown

    @model_validator(mode="before")
    @classmethod
    def _in_one_language(cls, value: Any, info: ValidationInfo) -> Any:
        """In a file of one language a text stands alone; pages in the other language show it, too."""
        language = (info.context or {}).get(LANGUAGE)
        if language is None:
            return value
        if isinstance(value, dict) and value.keys() == {language}:
            value = value[language]
        return dict.fromkeys(LANGUAGES, value) if isinstance(value, str) else value

    def text(self, lang: str) -> str:
        """The text in `en` or `zh`."""
        return self.zh if lang == "zh" else self.en

    @property
    def words(self) -> Words:
        """The text in an account."""
        return Words(self.en, self.zh)


class Values(list[str]):
    """Names of values in their order: a list of them, or a mapping from each to its title, if it has one."""

    def __init__(self, names: Iterable[str] = (), titles: Mapping[str, Bilingual] | None = None) -> None:
        super().__init__(names)
        self.titles: Mapping[str, Bilingual] = titles or {}

    @property
    def words(self) -> tuple[tuple[str, Words], ...]:
        """The titles as a type has them."""
        return tuple((name, title.words) for name, title in self.titles.items())

    @staticmethod
    def written_as(data: Any) -> Any:
        """The annotation of the form in which the values are written."""
        return dict[str, Bilingual | None] if isinstance(data, dict) else list[str]

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        forms = {
            "list": handler.generate_schema(list[str]),
            "mapping": handler.generate_schema(dict[str, Bilingual | None]),
        }
        written = core_schema.tagged_union_schema(
            forms, lambda data: "mapping" if isinstance(data, dict) else "list"
        )
        return core_schema.no_info_after_validator_function(cls._read, written)

    @classmethod
    def _read(cls, data: list[str] | dict[str, Bilingual | None]) -> Values:
        if not isinstance(data, dict):
            return cls(data)
        return cls(data, {name: title for name, title in data.items() if title is not None})


def _text(value: Any) -> Any:
    return {"en": value, "zh": value} if isinstance(value, str) else value


Text = Annotated[Bilingual, BeforeValidator(_text)]
"""A text in both languages, or one that stands in both: a document's own title, notes in one language."""


_WEB_ADDRESS = re.compile(r"https?://[^\s/?#]+\S*", re.IGNORECASE)


def _web_address(value: str) -> str:
    """An address that a browser opens as a page; `javascript:` and its like would run or read something."""
    if _WEB_ADDRESS.fullmatch(value) and value.isprintable():
        return value
    raise PydanticCustomError(NO_WEB_ADDRESS, "an address of a web page is expected")


class ClauseModel(Model):
    """The written rule that something implements: a document, its article, and where it can be read."""

    short_form: ClassVar[str] = said(
        "the document, or {SHORT}", "制度名称，或 {SHORT}", SHORT="{document: ..., article: ..., link: ...}"
    )

    document: Text
    article: str | None = None
    link: Annotated[str, AfterValidator(_web_address)] | None = None

    _short = stands_for("document", str)


def reason_in_full(value: Any) -> Any:
    """A reason as it is written; its short form, one text for both readers, written out."""
    short = isinstance(value, str) or (isinstance(value, dict) and {"en", "zh"} >= value.keys())
    return {"internal": value} if short else value


class ReasonModel(Model):
    """Texts of a reason for the bank and for the customer; `disclose: false` hides it from the customer."""

    internal: Bilingual
    customer: Bilingual | None = None
    disclose: bool = True
    clause: ClauseModel | None = None

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:
        return reason_in_full(value)


class GradeModel(Model):
    """A grade: its range of PD, and its title for readers."""

    short_form: ClassVar[str] = said("a range of PD", "违约概率区间")

    range: str
    title: Bilingual | None = None

    _short = stands_for("range", str)


def grade_titles(grades: Mapping[str, GradeModel]) -> tuple[tuple[str, Words], ...]:
    """The titles of grades as a type has them."""
    return tuple((name, grade.title.words) for name, grade in grades.items() if grade.title is not None)


class SheetModel(Model):
    """A sheet with what would be written inline: a CSV file, or a worksheet of an Excel workbook."""

    short_form: ClassVar[str] = said("the name of a file", "文件名")

    file: str
    tab: str | None = None

    _short = stands_for("file", str)


class DecisionModel(Model):
    """What every decision can have beside its part; `unit_because` is why its unit is stated anew."""

    title: Bilingual | None = None
    unit: str | None = None
    unit_because: Text | None = None
    notes: Text | None = None


def decided_by(
    key: str, spec: type[Model], beside: type[DecisionModel] = DecisionModel
) -> type[DecisionModel]:
    """What is written of a decision that a part makes: a mapping under its key, and what `beside` says."""
    part: Any = {key: (spec, ...)}
    return create_model(f"{spec.__name__.removesuffix('Model')}Decision", __base__=beside, **part)


class Rounding(Model):
    """Decimal digits and the way of rounding; a plain number of digits means half-even."""

    short_form: ClassVar[str] = said("a whole number of digits", "小数位数（整数）")

    digits: int
    mode: Literal["half_even", "half_up", "half_down", "up", "down", "floor", "ceiling"] = "half_even"

    _short = stands_for("digits", int)
