"""What failed in an operation is said in the reader's language."""

from __future__ import annotations

import pytest

from credit_engine.absent import absent
from credit_engine.operators import FUNCTIONS
from credit_engine.operators.invoke import invoke
from credit_engine.texts import causes_text


@pytest.mark.parametrize(
    ("function", "arguments", "said"),
    [
        ("max", [[]], "无法判定：参数无效（max，空列表）"),
        ("mean", [[]], "无法判定：参数无效（mean，空列表）"),
        ("instalment", [1000, 1, 0], "无法判定：参数无效（instalment，months不是[1..1200]内的整数）"),
    ],
)
def test_causes_of_functions_are_said_in_chinese(function: str, arguments: list[object], said: str) -> None:
    value = invoke(FUNCTIONS[function], arguments)
    assert causes_text(value.causes, "zh", {}) == said


def test_what_is_not_listed_stays_as_it_is() -> None:
    causes = absent("invalid_argument", "number", "'x' is not a number").causes
    assert causes_text(causes, "zh", {}) == "无法判定：参数无效（number，'x' is not a number）"
    said = causes_text(causes, "en", {})
    assert said == "Cannot be decided: invalid argument (number, 'x' is not a number)"
