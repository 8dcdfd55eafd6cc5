"""Explanations as a reader sees them: complete in both languages, safe with any text."""

from __future__ import annotations

import html
import io
import json
import re
import string
from decimal import Decimal
from typing import Any

import pytest
from markdown_it import MarkdownIt
from rich.cells import cell_len
from rich.console import Console

from credit_engine.account.steps import RulesStep
from credit_engine.explain import FORMATS, print_explanation, render
from credit_engine.explain.blocks import Block, Bullets, Code, Phrase, Table
from credit_engine.explain.page.page import page
from credit_engine.texts.explanation import PHRASES
from explain.support import EXPECTED, FREE_TEXT, HEAD, LISTS, ROOT, consumer_loan, decide, decided, table
from reference.applications import AS_OF, applications
from reference.consumer_loan import is_valid

NASTY = "a|b `c` <script>x</script>\n# [red]d[/red] **e** \x1b[31mf \u202eg \u2028h &amp; 1. \\i"
CJK = re.compile(r"[\u3400-\u9fff]")
SOME = (
    "approve_salaried",
    "bureau_source_failed",
    "counter_offer_exposure",
    "decline_zero_income",
    "missing_card_line",
    "missing_everything_optional",
    "refer_many_accounts",
    "refer_weak_grade",
)
WORD = re.compile(r"[A-Za-z][A-Za-z_]+")


def phrases(blocks: list[Block]) -> list[Phrase]:
    found: list[Phrase] = []
    for block in blocks:
        if isinstance(block, Table):
            found += [(text,) for text in block.head] + [cell for line in block.lines for cell in line.cells]
        elif isinstance(block, Bullets):
            bullets = list(block.items)
            while bullets:
                bullet = bullets.pop()
                found.append(bullet.text)
                bullets += bullet.below
        else:
            found.append(block.text)
    return found


def test_every_phrase_is_in_both_languages_with_the_same_fields() -> None:
    for key, (en, zh) in PHRASES.items():
        fields = [{name for _, name, _, _ in string.Formatter().parse(text) if name} for text in (en, zh)]
        assert fields[0] == fields[1], key
        assert not CJK.search(en), key
        plain = re.sub(r"{\w+}", "", zh)
        assert not WORD.search(plain), key
        assert CJK.search(zh) or not WORD.search(en), key


def words_of_the_policy() -> set[str]:
    """Names, codes and declared values, which Chinese readers see as they are, and Chinese titles."""
    spec = consumer_loan().versions[0].spec
    names = {*spec.decisions, *spec.outcomes.order, spec.policy, "LPR", "scorecard", "consumer_application"}
    for path, model in spec.inputs.items():
        names |= {path, *(model.values or ()), *(model.items or {})}
        names |= {value for inner in (model.items or {}).values() for value in inner.values or ()}
    for decision in spec.decisions.values():
        names |= set(decision.get("table", {}).get("out", {}))
        names |= {rule["id"] for rule in decision.get("rules", ())}
    return {word for name in names for word in WORD.findall(name)}


@pytest.mark.parametrize("name", EXPECTED)
def test_the_chinese_explanation_has_no_english_words(name: str) -> None:
    known = words_of_the_policy()
    pieces = [piece for phrase in phrases(page(decided(name).trace, "zh")) for piece in phrase]
    assert pieces
    words = {word for piece in pieces if not isinstance(piece, Code) for word in WORD.findall(piece)}
    assert words - known == set()


@pytest.mark.parametrize("name", SOME)
def test_the_english_explanation_has_no_chinese(name: str) -> None:
    assert not CJK.search(render(decided(name), "en"))


@pytest.mark.parametrize("name", EXPECTED)
def test_both_languages_say_the_same(name: str) -> None:
    trace = decided(name).trace
    english, chinese = page(trace, "en", "audit"), page(trace, "zh", "audit")
    assert [type(block) for block in english] == [type(block) for block in chinese]
    codes = [
        [p for phrase in phrases(blocks) for p in phrase if isinstance(p, Code)]
        for blocks in (english, chinese)
    ]
    assert codes[0] == codes[1]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_no_line_of_text_is_wider_than_a_hundred_columns(lang: str) -> None:
    for name in SOME:
        text = render(decided(name), lang)
        assert max(map(cell_len, text.splitlines())) <= 100
        assert not re.search(r"[^\S\n ]|[\x00-\x09\x0b-\x1f\x7f]", text)


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_console_is_filled_to_its_width_and_no_further(lang: str, width: int) -> None:
    for name in ("approve_salaried", "bureau_source_failed"):
        out = io.StringIO()
        print_explanation(decided(name), lang, Console(file=out, width=width))
        assert max(map(cell_len, out.getvalue().splitlines())) <= width


def test_colour_is_for_terminals_only() -> None:
    terminal, plain = io.StringIO(), io.StringIO()
    print_explanation(
        decided("decline_fraud"), "en", Console(file=terminal, force_terminal=True, color_system="256")
    )
    print_explanation(decided("decline_fraud"), "en", Console(file=plain))
    assert "\x1b[" in terminal.getvalue()
    assert "\x1b" not in plain.getvalue()


def test_the_decision_and_its_reasons_come_first() -> None:
    lines = render(decided("decline_dishonest_debtor"), "en").splitlines()
    assert lines[0] == "Unsecured consumer loan: Decline"
    assert lines.index("1. On the court list of dishonest judgment debtors (ADM-03)") < 25


def test_undecided_rules_with_one_cause_stand_together() -> None:
    english, chinese = (render(decided("bureau_source_failed"), lang) for lang in ("en", "zh"))
    assert (
        '1. 6 rules cannot be decided because the source of "Credit bureau" failed: '
        "ADM-06, ADM-07, ADM-08,\n"
        "   ADM-09, ADM-11, ADM-10\n"
    ) in english
    assert (
        "1. 因“征信系统”数据源故障，6条规则无法判定：ADM-06、ADM-07、ADM-08、ADM-09、ADM-11、ADM-10\n"
        in chinese
    )


def test_a_reason_that_is_not_disclosed_has_no_text_for_the_customer() -> None:
    for format in FORMATS:
        text = render(decided("decline_fraud"), "en", format)
        assert "We cannot offer you this loan" not in text
    assert "Not disclosed to the customer" in render(decided("decline_fraud"), "en")


def test_numbers_are_written_for_people() -> None:
    english, chinese = render(decided("approve_salaried"), "en"), render(decided("approve_salaried"), "zh")
    for text in ("CNY 18,500 per month", "4.21% per year", "34 years", "23 November 2026", "20 May 2025"):
        assert text in english
    for text in ("18,500元/月", "4.21%/年", "34岁", "24个月", "2026年11月23日"):
        assert text in chinese


def test_two_numbers_that_look_alike_when_rounded_are_shown_in_full() -> None:
    text = LISTS.replace("value: 100", "value: 100.001")
    english = render(decide(text, {"owner": "firm", "debts": [{"kind": "loan", "balance": 1}]}), "en")
    assert "CNY 100" in english
    rules = LISTS.replace("count(small) > 1", "sum(debts.balance) > most").replace(
        "value: 100", "value: 100.001"
    )
    close = render(
        decide(rules, {"owner": "person", "debts": [{"kind": "loan", "balance": Decimal("100.0012")}]}), "en"
    )
    assert "(CNY 100.0012) > most (CNY 100.001)" in close


def test_json_is_exact_and_the_same_in_both_languages() -> None:
    decision = decided("approve_salaried")
    text = render(decision, "en", "json")
    assert text == render(decision, "zh", "json")
    trace = json.loads(text, parse_float=Decimal)
    assert trace["outputs"][2] == {
        "name": "rate",
        "status": "released",
        "title": {"en": "Annual rate", "zh": "年利率"},
        "figure": {"value": Decimal("0.0421"), "unit": "fraction per annum"},
        "when": trace["outputs"][2]["when"],
    }
    ratio = next(step for step in trace["steps"] if step["name"] == "debt_service_ratio")
    assert ratio["result"] == {"value": Decimal("0.44658"), "unit": "fraction"}
    assert {step["kind"] for step in trace["steps"]} == {
        "formula",
        "rules",
        "table",
        "scorecard",
        "pricing",
        "limit",
    }


def test_any_text_is_shown_as_it_is_written() -> None:
    decision = decide(FREE_TEXT, {"name": NASTY})
    text = render(decision, "en")
    assert "[red]d[/red]" in text
    assert "\\x1b[31mf" in text
    assert "\\u202eg" in text
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f\u2028\u202e]", text)


def test_markdown_reads_no_text_as_markup() -> None:
    decision = decide(FREE_TEXT, {"name": NASTY})
    trace = decision.trace
    for lang in ("en", "zh"):
        rendered = MarkdownIt("commonmark").enable("table").render(render(decision, lang, "markdown"))
        assert "<script" not in rendered
        assert "<em>" not in rendered
        shown = re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", "", rendered)))
        for phrase in phrases(page(trace, lang)):
            expected = re.sub(r"\s+", " ", "".join(map(visible, phrase))).strip()
            assert expected in shown


def visible(piece: str) -> str:
    from credit_engine.explain.blocks import visible

    return visible(piece)


def test_markdown_tables_keep_their_columns() -> None:
    for name in ("bureau_source_failed", "decline_score"):
        text = render(decided(name), "en", "markdown")
        for paragraph in re.findall(r"(?:^\|.*\n)+", text, re.M):
            widths = {len(re.findall(r"(?<!\\)\|", line)) for line in paragraph.splitlines()}
            assert len(widths) == 1


@pytest.mark.parametrize(("lang", "format"), [("de", "text"), ("en", "pdf"), ("", "json"), ("EN", "text")])
def test_unknown_languages_and_formats_are_refused(lang: str, format: str) -> None:
    with pytest.raises(ValueError, match=r"unknown (language|format)"):
        render(decided("approve_salaried"), lang, format)


def test_a_policy_without_titles_is_explained_by_its_names() -> None:
    decision = decide(LISTS, {"owner": "person", "debts": [{"kind": "card", "balance": 150}]})
    english, chinese = render(decision, "en"), render(decision, "zh")
    assert english.startswith("small: Reject\n")
    assert chinese.startswith("small：reject\n")
    assert "- item 1: Balance (CNY 150), Kind (card), holds" in english
    assert "第1项：余额（150元），种类（card），成立" in chinese


UNKNOWN_OUTPUT = (
    HEAD
    + """\
inputs:
  income:
    type: number
    title: {en: Income, zh: 收入}
    missing: {source_failed: undecided, not_given: undecided}
decisions:
  share: {formula: income / 3, title: {en: Share, zh: 份额}}
  checks:
    rules:
      - {id: U-1, when: "is missing(income) and false", then: reject, because: never}
decision:
  outcome: [checks]
  outputs:
    share: {when: outcome = "accept"}
reasons:
  never: {internal: {en: Never, zh: 从不}}
"""
)


def test_an_unknown_output_says_what_the_rules_alone_would_have_decided() -> None:
    decision = decide(UNKNOWN_OUTPUT, {"income": {"missing": "source_failed"}})
    english, chinese = render(decision, "en"), render(decision, "zh")
    assert "The rules alone say Accept; an output that this would release is unknown." in english
    assert "Share  withheld, because it is unknown (Income (the source failed))" in english
    assert '1. the output "Share" cannot be decided: Income (the source failed)' in english
    assert "仅按规则结论为“accept”，但应提供的输出未知。" in chinese
    assert "1. 输出“份额”无法判定：收入（数据源故障）" in chinese


def test_random_applications_are_explained_in_every_form() -> None:
    for record in applications(6, seed=11):
        if is_valid(record):
            decision = consumer_loan().decide(record, as_of=AS_OF)
            for lang in ("en", "zh"):
                for format in FORMATS:
                    assert decision.explain(lang, format)  # type: ignore[arg-type]


def test_tables_of_every_hit_policy_are_explained() -> None:
    rows = """\
        - {if: ["< ten", '"card"'], then: [high]}
        - {if: ["< twenty", "-"], then: [middle]}"""
    for hit in ("unique", "any", "first", "priority", "rule_order", "output_order", "collect"):
        for record in ({"amount": 5, "kind": "card"}, {"amount": 50, "kind": "loan"}, {"kind": "loan"}):
            decision = decide(table(hit, rows), record)
            assert "answer" in render(decision, "en")
            assert "决策表" in render(decision, "zh")


def test_the_trace_is_plain_data(record_property: Any) -> None:
    trace = decided("approve_salaried").trace
    assert trace == decided("approve_salaried").trace
    assert hash(trace.policy)
    assert all(
        isinstance(rule.id, str) for step in trace.steps if isinstance(step, RulesStep) for rule in step.rules
    )
    assert ROOT.is_dir()
