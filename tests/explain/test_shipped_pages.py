"""Pages of all shipped examples: a summary fits on a screen, a Chinese page has no word of the file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from compiled import shipped, shipped_policies
from credit_engine import Decision, InputError

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
POLICIES = {
    "admission_first_borrower": "admission",
    "admission_person": "admission",
    "authority_micro": "authority",
    "causes_workshop": "causes",
    "classification_company": "five_category",
    "collateral_shared": "collateral",
    "collection_card": "collection",
    "conditions_micro": "conditions",
    "contract_micro": "contract",
    "customer_view_company": "customer_view",
    "customer_view_person": "customer_view",
    "disbursement_micro": "disbursement",
    "disposal_company": "disposal",
    "due_diligence_company": "due_diligence",
    "due_diligence_micro": "due_diligence",
    "exit_plan_running": "exit",
    "exposure_group": "exposure",
    "guarantor_parent": "guarantor",
    "inspection_month_end": "inspection",
    "limit_consumer": "limit_consumer",
    "limit_cut": "limit_action",
    "limit_shop_owner": "limit_personal_business",
    "limit_working_capital_machine_maker": "limit_working_capital",
    "loan_consumer_employee": "loan_consumer",
    "loan_mortgage_couple": "loan_mortgage",
    "loan_project_second_plant": "loan_project",
    "loan_working_capital_medium_in_group": "loan_working_capital",
    "machine_maker": "working_capital",
    "micro_first_borrower": "loan_micro",
    "mortgage_couple": "limit_mortgage",
    "pricing_consumer": "pricing",
    "product_matching_micro": "product_matching",
    "project_company": "limit_fixed_asset",
    "provision_coverage": "provision_coverage",
    "provision_mortgage": "provision",
    "rating_company": "rating_corporate",
    "rating_micro_first_borrower": "rating_micro",
    "rating_retail": "rating_retail",
    "renewal_micro": "renewal",
    "renewal_without_repayment": "limit_change",
    "responsibility_workshop": "responsibility",
    "segmentation_medium_company": "segmentation",
    "warning_machine_maker": "early_warning",
}
LINES = 40


def examples() -> list[str]:
    """The folder and the name of each shipped example."""
    found = (path for path in EXAMPLES.glob("*/*.json") if path.stem != "expected")
    return sorted(path.relative_to(EXAMPLES).with_suffix("").as_posix() for path in found)


def policy_of(name: str) -> str:
    folder, _, example = name.partition("/")
    return folder if folder.startswith("consumer_loan") else POLICIES[example]


def record(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((EXAMPLES / f"{name}.json").read_text("utf-8"))
    return found


@cache
def decided(name: str) -> Decision:
    return shipped(policy_of(name)).decide(record(name), as_of=date(2026, 11, 29))


@pytest.mark.sampled
@pytest.mark.parametrize("name", examples())
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_summary_has_at_most_forty_lines(name: str, lang: Any) -> None:
    page = decided(name).explain(lang, page="summary")
    assert len(page.splitlines()) <= LINES, page


def records_with_gaps() -> Iterator[tuple[str, str, str]]:
    """A policy, an example and the part of it that is left out; without an example the record is empty.

    Of the consumer loans, which differ in figures and not in parts, one of each policy.
    """
    of_one_kind = set()
    for name in examples():
        folder = name.partition("/")[0]
        if folder in of_one_kind:
            continue
        if folder.startswith("consumer_loan"):
            of_one_kind.add(folder)
        yield from ((policy_of(name), name, left_out) for left_out in record(name))
    yield from ((path.stem, "", "") for path in shipped_policies())


@pytest.mark.sampled
@pytest.mark.parametrize(("policy", "name", "left_out"), list(records_with_gaps()))
def test_a_summary_of_a_record_with_a_gap_has_at_most_forty_lines(
    policy: str, name: str, left_out: str
) -> None:
    """A record without what has to be given is refused, and has no page."""
    given = {key: value for key, value in record(name).items() if key != left_out} if name else {}
    try:
        decision = shipped(policy).decide(given, as_of=date(2026, 11, 30))
    except InputError as refused:
        problems = refused.problems
        assert any(one.code == "missing-input" for one in problems)
        return
    for lang in ("en", "zh"):
        page = decision.explain(lang, page="summary")
        assert len(page.splitlines()) <= LINES, page


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_of_a_summary_that_is_cut_the_most_important_stays(lang: Any) -> None:
    """Of the disposal of nothing: that nobody knows the best way stands first, and how much was left out."""
    page = shipped("disposal").decide({}, as_of=date(2026, 11, 30)).explain(lang, page="summary")
    more, best = {
        "en": (r"^and \d+ more; the full page has all$", "Best way "),
        "zh": (r"^另有\d+项，详见完整说明$", "最优处置方式 "),
    }[lang]
    outputs = page.split("\n\n")[1].splitlines()[2:]
    assert outputs[0].startswith(best)
    assert re.match(more, outputs[-1])
    shown = len(outputs) - 1
    assert int(re.findall(r"\d+", outputs[-1])[0]) + shown == 21
    assert len(re.findall(more, page, re.MULTILINE)) == 4


def test_of_outputs_that_are_cut_those_that_are_released_stay() -> None:
    given = {key: value for key, value in record("post_loan/limit_cut").items() if key != "prior"}
    page = shipped("limit_action").decide(given, as_of=date(2026, 11, 30)).explain("en", page="summary")
    for title in ("New limit", "Renewal of what falls due", "Collateral to be added"):
        assert re.search(f"^{title} .*[a-z0-9]$", page, re.MULTILINE), page
    assert "and 5 more; the full page has all" in page


def test_an_unknown_output_of_a_called_policy_is_named_by_its_title() -> None:
    """The tier of a renewal cannot be told without all credit of the customer; its titles are the tier's."""
    given = record("origination/renewal_micro")
    del given["exposure"]["total_credit"]
    decision = shipped("renewal").decide(given, as_of=date(2026, 11, 30))
    english, chinese = (re.sub(r"\s+", " ", decision.explain(lang)) for lang in ("en", "zh"))
    assert 'Segment and tier: the output "Segment"' in english
    assert "客户分层分类：输出“客户分类”" in chinese
    assert "（customer_segment）" not in chinese
    assert "tier.output:customer_segment" in decision.explain("zh", page="audit")


IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_.\-/]*")
RULE = re.compile(r"[A-Z]{1,5}-?\d*[A-Z]?(-\d+)?")
"""The form of the codes of rules, reasons, conditions and grades, which are declared for readers."""


def declared(value: Any) -> Iterator[str]:
    """All that a policy writes for Chinese readers: titles, reasons, clauses, and names of documents."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "zh" and isinstance(inner, str):
                yield inner
            elif key in ("document", "article", "salt", "id"):
                yield str(inner)
            yield from declared(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from declared(inner)


def texts(value: Any) -> Iterator[str]:
    """The texts of a record, which a page shows as they were given."""
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from texts(inner)
    elif isinstance(value, str):
        yield value


@cache
def words_of_policies() -> frozenset[str]:
    """The Latin words within what all shipped policies and scorecards say to Chinese readers."""
    import yaml

    said: set[str] = set()
    for folder in ("policies", "scorecards"):
        for path in (ROOT / folder).rglob("*.yaml"):
            if ".cases." not in path.name:
                for text in declared(yaml.safe_load(path.read_text("utf-8"))):
                    said.update(IDENTIFIER.findall(text))
        for sheet in (ROOT / folder).rglob("*.csv"):
            _, *rows = sheet.read_text("utf-8").splitlines()
            for row in rows:
                said.update(
                    word for cell in row.split(",") if not cell.isascii() for word in IDENTIFIER.findall(cell)
                )
    return frozenset(said)


@pytest.mark.sampled
@pytest.mark.parametrize("of", ["summary", "full"])
@pytest.mark.parametrize("name", examples())
def test_a_chinese_page_has_no_word_of_the_policy_file(name: str, of: Any) -> None:
    assert words_of_the_file(decided(name), record(name), of) == set()


def words_of_the_file(decision: Decision, given_record: Any, of: Any) -> set[str]:
    """The Latin words on a Chinese page that neither the record nor a text for readers has."""
    page = decision.explain("zh", "markdown", page=of).replace("\\", "")
    given = {one for one in texts(given_record) if len(one) > 2 and not re.fullmatch("[a-z_]+", one)}
    for text in sorted(given, key=len, reverse=True):
        page = page.replace(text, "")
    lines = [line for line in page.splitlines() if not re.match("政策：|- (政策|决策)指纹", line)]
    found = set(IDENTIFIER.findall("\n".join(lines)))
    return {word for word in found - words_of_policies() if not RULE.fullmatch(word)}


def least_of_each_policy() -> dict[str, dict[str, Any]]:
    """For each policy with an example, the part of it that has to be given: the least that is decided."""
    from credit_engine.run.fields import nested

    found: dict[str, dict[str, Any]] = {}
    for name in examples():
        policy, given = policy_of(name), record(name)
        if policy not in found:
            needed = (one.path for one in shipped(policy).versions[-1].fields if one.missing is None)
            values = {path: value_at(given, path) for path in needed}
            found[policy] = nested({path: value for path, value in values.items() if value is not None})
    return found


def value_at(given: Any, path: str) -> Any:
    for word in path.split("."):
        given = given.get(word) if isinstance(given, dict) else None
    return given


@pytest.mark.slow
def test_a_chinese_page_of_nearly_nothing_has_no_word_of_the_policy_file() -> None:
    """What is missing is named by the titles of its source, its input and its cause."""
    met = {
        (policy, of): words_of_the_file(decision, given, of)
        for policy, given in least_of_each_policy().items()
        for decision in [shipped(policy).decide(given, as_of=date(2026, 11, 29))]
        for of in ("summary", "full")
    }
    assert len(met) > 70
    assert {at: words for at, words in met.items() if words} == {}


def test_every_group_of_inputs_of_a_shipped_policy_has_a_title() -> None:
    untitled = {
        path.stem: groups - set(version.spec.sources)
        for path in shipped_policies()
        for version in shipped(path.stem).versions
        for groups in [{one.path.partition(".")[0] for one in version.fields if "." in one.path}]
    }
    assert {name: groups for name, groups in untitled.items() if groups - {"prior"}} == {}


def test_an_output_is_titled_as_a_step_only_where_it_shows_that_step() -> None:
    """One title for two values makes a page that contradicts itself."""
    met = 0
    for path in shipped_policies():
        for version in shipped(path.stem).versions:
            steps: dict[tuple[str, str], set[str]] = {}
            for name, step in version.spec.decisions.items():
                for said in titles_in(step.get("title") if isinstance(step, dict) else None):
                    steps.setdefault(said, set()).add(name)
            for name, output in version.spec.decision.outputs.items():
                for said in titles_in(output.title and output.title.model_dump()):
                    met += 1
                    shown = (output.of or name).partition(".")[0]
                    assert shown in steps.get(said, {shown}), (path.stem, name, said)
    assert met > 100


def titles_in(title: Any) -> list[tuple[str, str]]:
    return list(title.items()) if isinstance(title, dict) else []
