"""Texts in English and Chinese: made where a mistake is found, read in the language of the reader."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from credit_engine.texts.forms import Language


class Said(str):
    """A text whose value is its English form, with its Chinese form as `zh`.

    It compares, sorts and hashes as the English text. What str's methods give is a plain str: a text is
    put together by `said`, not by `+` or an f-string.
    """

    zh: str

    def __new__(cls, en: str, zh: str) -> Said:
        text = super().__new__(cls, en)
        text.zh = zh
        return text

    def __reduce__(self) -> tuple[type[Said], tuple[str, str]]:
        return Said, (str(self), self.zh)


def said(en: str, zh: str, /, **values: object) -> Said:
    """A text from its two patterns, both filled by `str.format` from the same values.

    A value that is itself Said stands in each pattern in its language. Braces in values are safe; those of
    a pattern are doubled. Raises KeyError where a pattern names a value that is not given.
    """
    return Said(en.format(**values), zh.format(**{name: _chinese(value) for name, value in values.items()}))


def in_language(text: str, lang: Language) -> str:
    """The text in a language; a plain str is the same in each."""
    return text.zh if lang == "zh" and isinstance(text, Said) else str(text)


def of_languages(texts: Mapping[str, str]) -> Said:
    """The text that a mapping of language (en, zh) to text holds."""
    return Said(texts["en"], texts["zh"])


def changed(text: str, change: Callable[[str], str]) -> str:
    """The text with both of its forms changed alike; a plain str stays one."""
    return Said(change(str(text)), change(text.zh)) if isinstance(text, Said) else change(text)


def joined(texts: Iterable[str], en: str = ", ", zh: str = "、") -> Said:
    """Texts one after the other: `a, b, c`, in Chinese `a、b、c`."""
    listed = list(texts)
    return Said(en.join(listed), zh.join(in_language(text, "zh") for text in listed))


MOST_LISTED = 20
"""Names that a message lists: of more the first, and a sign that there are others."""


def few(names: Iterable[str]) -> list[str]:
    """The names that there are, or the first of many."""
    listed = list(names)
    return listed if len(listed) <= MOST_LISTED else [*listed[:MOST_LISTED], "…"]


def any_of(texts: Iterable[str]) -> Said:
    """Alternatives: `a, b or c`, in Chinese `a、b或c`."""
    return _listed(list(texts), " or ", "或")


def all_of(texts: Iterable[str]) -> Said:
    """Texts that hold together: `a, b and c`, in Chinese `a、b和c`."""
    return _listed(list(texts), " and ", "和")


def _listed(texts: list[str], en: str, zh: str) -> Said:
    first = [joined(texts[:-1])] if len(texts) > 1 else []
    return joined([*first, *texts[-1:]], en, zh)


def counted(number: int, noun: str, measure: str, plural: str = "") -> Said:
    """A number with what it counts: `1 row`, `2,000 rows`, in Chinese `1 行`, `2,000 行`.

    `measure` is the Chinese noun, with its measure word where it takes one; `plural` stands for `noun` + s.
    """
    return Said(f"{number:,} {noun if number == 1 else plural or noun + 's'}", f"{number:,} {measure}")


def to_write(text: str) -> Said:
    """The hint that names what stands in place of the marked text: exactly this, and the line is mended."""
    return said("write {text}", "写作 {text}", text=text)


def _chinese(value: object) -> object:
    return value.zh if isinstance(value, Said) else value
