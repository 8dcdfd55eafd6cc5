"""A step that its part words itself: what stands on the page, what in the JSON, what is never shown."""

from __future__ import annotations

import json
from typing import Any

import pytest

from credit_engine.absent import absent
from credit_engine.account.evidence import Condition, Figure, Ref, Sealed, Term, Words
from credit_engine.account.lines import (
    ConditionBlock,
    Fact,
    LinesBlock,
    LinesStep,
    ListBlock,
    Sentence,
    Shown,
)
from credit_engine.explain.as_json import json_of
from credit_engine.explain.fill import Fill
from credit_engine.explain.layouts import laid_out
from credit_engine.explain.page.steps import step_blocks
from credit_engine.explain.sentences import Sentences
from credit_engine.explain.values import Recorded

CHOSEN, KEY, LIST, HOLDS = Ref(1), Ref(2), Ref(3), Ref(4)
HEAD = (Words("Arm", "组别"), Words("Share", "占比"))
STEP = LinesStep(
    name="pilot",
    title=Words("Pilot", "试点"),
    result=Figure(CHOSEN),
    part="drawn",
    facts=(Fact("key", Term("id", Figure(KEY))), Fact("salt", "s1"), Fact("note", "")),
    blocks=(
        Sentence((Words("By ", "依据"), Term("id", Figure(KEY)), Words(" with ", "，盐值"), "s1")),
        ConditionBlock(Condition("test", "open", HOLDS)),
        LinesBlock(HEAD, (("a", Figure(1, "fraction")), ("b", Figure(0, "fraction"))), (1,), CHOSEN),
        ListBlock(Words("Items", "明细"), Figure(LIST)),
        Sentence((Words("Outside", "不适用"),), "strong", Shown(CHOSEN, (-1,))),
    ),
)
VALUES: dict[int, Any] = {1: 1, 2: "C-7", 3: [{"x": 5}], 4: True}


def filled(step: LinesStep = STEP, **values: Any) -> LinesStep:
    found: LinesStep = Fill(Recorded(VALUES | {int(name[1:]): value for name, value in values.items()}))(step)
    return found


def page(step: LinesStep, lang: str = "en") -> str:
    return laid_out(list(step_blocks(step, Sentences(lang, ()))), lang, "markdown")


def test_the_page_is_its_blocks_in_the_language_of_the_reader() -> None:
    assert page(filled()) == (
        "### Pilot: 1\n\nBy `id` (C-7) with `s1`\n\n- `open`: holds\n\n"
        "| Arm | Share |\n| --- | ---: |\n| `a` | 100% |\n| **`b`** | **0%** |\n\n"
        "Items: \n\n|  | x |\n| --- | --- |\n| 1 | 5 |\n"
    )
    assert "依据`id`（C-7），盐值`s1`" in page(filled(), "zh")


def test_a_block_stands_there_only_where_its_value_is_among_those_it_is_for() -> None:
    assert "Outside" not in page(filled())
    assert page(filled(_1=-1)).endswith("\n\nOutside\n")
    assert "Outside" not in page(filled(_1=absent("not_given", "id")))


def test_no_line_stands_out_where_none_counts() -> None:
    assert "| `a` | 100% |\n| `b` | 0% |" in page(filled(_1=-1))


@pytest.mark.parametrize("nothing", [[], absent("not_given", "x")])
def test_a_list_without_items_has_no_title(nothing: Any) -> None:
    assert "Items" not in page(filled(_3=nothing))


def test_json_has_the_facts_by_name_and_leaves_empty_ones_out() -> None:
    assert json.loads(json_of(filled())) == {
        "kind": "drawn",
        "name": "pilot",
        "result": {"value": 1},
        "title": {"en": "Pilot", "zh": "试点"},
        "key": {"text": "id", "figure": {"value": "C-7"}, "kind": "name"},
        "salt": "s1",
    }


def test_what_is_sealed_says_only_whether_there_is_a_value() -> None:
    sealed = STEP._replace(facts=(Fact("hash", Figure(Sealed(KEY))),), blocks=())
    assert json.loads(json_of(filled(sealed)))["hash"] == {"value": {"redacted": True}}
    missing = filled(sealed, _2=absent("not_given", "id"))
    assert json.loads(json_of(missing))["hash"] == {
        "value": {"unknown": [{"code": "not_given", "subject": "id", "applicable": True}]}
    }
