"""The part `tree`: every record falls into one leaf; missing values leave it open which."""

from __future__ import annotations

import json
from typing import Any

import pytest

from credit_engine import PolicyError
from parts.policies import decided

TREE = """
  value:
    title: {en: Segment, zh: 分层}
    tree:
      out: [new, young, old, rest]
      branches:
        - if: kind = "a"
          tree:
            branches:
              - {if: size >= 12, then: old}
              - {if: size >= 3, then: young}
            otherwise: new
        - {if: other > 5, then: young}
      otherwise: rest
"""


@pytest.mark.parametrize(
    ("record", "value"),
    [
        ({"kind": "a", "size": 12}, "old"),
        ({"kind": "a", "size": 3}, "young"),
        ({"kind": "a", "size": 2}, "new"),
        ({"kind": "b", "other": 6}, "young"),
        ({"kind": "b", "other": 5}, "rest"),
        ({"kind": "b"}, None),
        ({"size": 12, "other": 1}, None),
        ({"kind": "a"}, None),
        ({"kind": "a", "size": 12, "other": None}, "old"),
    ],
)
def test_every_record_falls_into_one_leaf(record: dict[str, Any], value: str | None) -> None:
    decision = decided(TREE, record)
    assert decision.outputs == ({} if value is None else {"value": value})
    assert decision.outcome == ("refer" if value is None else "approve")


def test_leaves_may_be_expressions_of_a_type() -> None:
    tree = TREE.replace("out: [new, young, old, rest]", "out: {type: number, unit: CNY}")
    for name, text in (
        ("then: old", "then: size * 2"),
        ("young", "1"),
        ("otherwise: new", "otherwise: 3"),
        ("rest", "4"),
    ):
        tree = tree.replace(name, text)
    assert decided(tree, {"kind": "a", "size": 12}).outputs == {"value": 24}


@pytest.mark.parametrize(
    ("old", "new", "code", "said"),
    [
        ("then: old", "then: odl", "unknown-value", "'odl'"),
        ("{if: size >= 12, then: old}", "{if: size >= 12}", "missing-key", "needs 'then' or 'tree'"),
        ("          tree:\n", "          then: new\n          tree:\n", "unexpected-key", "either"),
        ("            otherwise: new\n", "", "missing-key", "otherwise"),
        ("other > 5", "other + 5", "type-clash", "a condition"),
        ("size >= 12", "sise >= 12", "unknown-name", "'sise'"),
    ],
)
def test_mistakes_are_found(old: str, new: str, code: str, said: str) -> None:
    assert old in TREE
    with pytest.raises(PolicyError) as raised:
        decided(TREE.replace(old, new, 1), {})
    found = [(problem.code, problem.message + problem.expected) for problem in raised.value.problems]
    assert any(c == code and said in message for c, message in found), found


def test_the_explanation_shows_the_branches_that_were_tried() -> None:
    decision = decided(TREE, {"kind": "a", "size": 2})
    page = decision.explain("en")
    assert page.index("kind") < page.index("size (2) >= 12") < page.index("size (2) >= 3")
    assert "No further branch holds; otherwise: new" in page
    assert "其余分支均不成立，否则：new" in decision.explain("zh")
    (step,) = [s for s in json.loads(decision.explain("en", "json"))["steps"] if s["name"] == "value"]
    assert [(line["level"], line["taken"]) for line in step["branches"]] == [
        (1, True),
        (2, False),
        (2, False),
    ]
