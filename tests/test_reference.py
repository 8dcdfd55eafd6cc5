"""The reference is complete: every key that can be written, and every function, has its entry."""

from __future__ import annotations

import re
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from credit_engine.operators import FUNCTIONS
from credit_engine.parts.card import CardModel
from credit_engine.parts.card.model import CardReason
from credit_engine.parts.model import Bilingual
from credit_engine.parts.registry import PARTS
from credit_engine.policy.document import INPUT_TYPES, PolicyModel
from credit_engine.testing.document import CasesModel
from tools import tool

ROOT = Path(__file__).parents[1]
REFERENCE = ROOT / "docs" / "reference"

function_reference = tool("function_reference")


def page(name: str) -> str:
    return (REFERENCE / name).read_text("utf-8")


def models_within(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in typing.get_args(annotation):
        yield from models_within(argument)


def all_models(*roots: type[BaseModel]) -> list[type[BaseModel]]:
    """The models and all that are used within them; of texts in two languages nothing is to be said."""
    found: dict[type[BaseModel], None] = {}
    stack = list(roots)
    while stack:
        model = stack.pop()
        if model not in found and model is not Bilingual:
            found[model] = None
            stack += [m for field in model.model_fields.values() for m in models_within(field.annotation)]
    return list(found)


def keys_of(model: type[BaseModel]) -> Iterator[str]:
    for name, field in model.model_fields.items():
        if not (issubclass(model, CardReason) and name in Bilingual.model_fields):
            yield field.alias or name


def written(*roots: type[BaseModel]) -> list[tuple[str, str]]:
    return [(model.__name__, key) for model in all_models(*roots) for key in keys_of(model)]


POLICY_KEYS = written(PolicyModel, *(part.model for part in PARTS.values()))
CARD_KEYS = written(CardModel)
CASES_KEYS = written(CasesModel)


@pytest.mark.parametrize(("model", "key"), POLICY_KEYS)
def test_every_key_of_a_policy_is_described(model: str, key: str) -> None:
    assert f"`{key}`" in page("policy-file.md")


@pytest.mark.parametrize(("model", "key"), CARD_KEYS)
def test_every_key_of_a_scorecard_is_described(model: str, key: str) -> None:
    assert re.search(rf"`{key}`|{{{key}:", page("scorecard-file.md"))


@pytest.mark.parametrize(("model", "key"), CASES_KEYS)
def test_every_key_of_a_cases_file_is_described(model: str, key: str) -> None:
    assert f"`{key}`" in page("cases-file.md")


def test_the_keys_are_found_at_any_depth() -> None:
    assert {("InputModel", "at_most"), ("RuleModel", "because"), ("RowModel", "if")} <= set(POLICY_KEYS)
    assert {("AttributeModel", "otherwise"), ("CalibrationModel", "slope")} <= set(CARD_KEYS)


@pytest.mark.parametrize("kind", INPUT_TYPES)
def test_every_type_of_an_input_is_described(kind: str) -> None:
    assert f"`{kind}`" in page("policy-file.md")


@pytest.mark.parametrize("part", PARTS)
def test_every_part_has_its_own_section(part: str) -> None:
    assert f"\n## {part}\n" in page("policy-file.md")


def test_the_page_of_functions_is_what_the_table_says() -> None:
    assert page("functions.md") == function_reference.page()


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_is_on_the_page(name: str) -> None:
    assert f"\n### {name}\n" in page("functions.md")
    assert f"](#{name.replace(' ', '-')})" in page("functions.md")


def anchors(text: str) -> set[str]:
    """The names under which a page's headings can be linked to."""
    headings = re.findall(r"^#+ (.+)$", re.sub(r"^```.*?^```", "", text, flags=re.M | re.S), re.M)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("name", [str(one.relative_to(ROOT)) for one in PAGES])
def test_links_to_headings_lead_to_headings(name: str) -> None:
    here = ROOT / name
    text = here.read_text("utf-8")
    links = re.findall(r"\]\((?!https?:)([^)#\s]*)#([^)\s]+)\)", text)
    lost = [
        f"{target}#{anchor}"
        for target, anchor in links
        if anchor not in anchors((here.parent / target).read_text("utf-8") if target else text)
    ]
    assert lost == []
