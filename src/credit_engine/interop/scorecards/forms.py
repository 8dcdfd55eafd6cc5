"""The form of what callers hand over beside a table: mappings, lists, texts. What is none is a problem."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from credit_engine.interop.scorecards import problems as say
from credit_engine.problems import PolicyError
from credit_engine.wording import said

_TEXT_KEYS = ("code", "en", "zh")


def mapping(value: Any, what: str) -> Mapping[Any, Any]:
    """The mapping; an empty one for None. Raises PolicyError for anything else."""
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise PolicyError(
            [
                say.bad_row(
                    what,
                    said("{what} is no mapping", "{what}不是映射", what=what),
                    said("a mapping (dict)", "映射（dict）"),
                )
            ]
        )
    return value


def sequence(value: Any, what: str) -> list[Any]:
    """The items of a list, a tuple or an array; none for None. Raises PolicyError for anything else."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    if value is None:
        return []
    if not isinstance(value, list | tuple):
        raise PolicyError(
            [
                say.bad_row(
                    what, said("{what} is no list", "{what}不是列表", what=what), said("a list", "列表")
                )
            ]
        )
    return list(value)


def texts_of(value: Any) -> dict[str, dict[str, str]]:
    """The texts of reason codes; raises PolicyError where they are not `{name: {code, en, zh}}`."""
    found = {}
    for name, one in mapping(value, "texts").items():
        message = mapping(one, said("texts of {name}", "{name} 的文本", name=name))
        if not all(key in _TEXT_KEYS and isinstance(text, str) and text for key, text in message.items()):
            expected = said("texts under 'code', 'en' and 'zh'", "'code'、'en'、'zh' 下的文本")
            raise PolicyError(
                [
                    say.bad_row(
                        said("texts of {name}", "{name} 的文本", name=name),
                        said("these are no texts of a reason", "这不是原因的文本"),
                        expected,
                    )
                ]
            )
        found[str(name)] = dict(message)
    return found
