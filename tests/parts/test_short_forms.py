"""What can stand for a whole mapping is said in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator

import credit_engine.testing.document  # noqa: F401  its models, and those of every part, exist once it is imported
from credit_engine.parts.model import Model
from credit_engine.wording import in_language


def below(model: type[Model]) -> Iterator[type[Model]]:
    """The models that are made from one."""
    for one in model.__subclasses__():
        yield one
        yield from below(one)


def test_every_short_form_in_words_has_its_chinese_text() -> None:
    forms = {one.__name__: one.short_form for one in below(Model) if one.short_form}
    words = {name: re.sub(r"\{.*?\}", "", str(form)) for name, form in forms.items()}
    assert {"ClauseModel", "DueModel"} <= set(forms)
    english = [
        name
        for name, form in forms.items()
        if re.search("[a-z]", words[name]) and not re.search("[\u4e00-\u9fff]", in_language(form, "zh"))
    ]
    assert english == []
