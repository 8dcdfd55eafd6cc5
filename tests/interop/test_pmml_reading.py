"""PMML scorecards are read as other evaluators read them, or refused with the reason."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credit_engine import PolicyError, Problem, Scorecard
from credit_engine.interop import scorecards as exchange
from drawing import examples
from interop.exchange_cards import REFERENCE, needs_shared

JPMML = Path(__file__).parent / "jpmml"
TRICKY = (JPMML / "tricky.pmml").read_text("utf-8")


def codes(card: Any, record: dict[str, Any], ranks: int) -> list[str | None]:
    found = [reason.code for reason in card.score(record).reasons]
    return [*found, *[None] * ranks][:ranks]


@needs_shared
def test_the_sample_scores_and_gives_reasons_as_jpmml_has_it_in_all_cases() -> None:
    card = exchange.from_pmml(REFERENCE / "pmml" / "sample_pointsBelow.pmml")
    cases = json.loads((REFERENCE / "pmml" / "expected_pointsBelow.json").read_text("utf-8"))
    assert len(cases) == 50
    for case in cases:
        record = {key: case[key] for key in ("department", "age", "income")}
        assert (card.score(record).points, codes(card, record, 3)) == (Decimal(case["score"]), case["rc"])


def test_predicates_and_treatments_are_read_as_jpmml_reads_them() -> None:
    """tricky.json holds what JPMML-Evaluator gives, null where it has no result."""
    card = exchange.from_pmml(JPMML / "tricky.pmml")
    for case in json.loads((JPMML / "tricky.json").read_text("utf-8")):
        points = card.score(case["record"]).points
        if case["score"] is None:
            assert points is None, case
        else:
            assert float(points or 0) == pytest.approx(case["score"], abs=1e-9), case
            assert codes(card, case["record"], 3) == case["reasons"], case


def read(text: str) -> Scorecard | tuple[Problem, ...]:
    """The card of a document, or what is wrong with it."""
    try:
        return exchange.from_pmml(text)
    except PolicyError as refused:
        return refused.problems


def refusal(text: str) -> tuple[Problem, ...]:
    with pytest.raises(PolicyError) as refused:
        exchange.from_pmml(text)
    return refused.value.problems


def document(attributes: str, *, fields: str = "", schema: str = "", model: str = "", head: str = "") -> str:
    """A small document around the attributes of one characteristic."""
    data = fields or '<DataField name="x" optype="continuous" dataType="double"/>'
    mining = schema or '<MiningField name="x"/>'
    return f"""<PMML xmlns="http://www.dmg.org/PMML-4_4" version="4.4"><Header/>
<DataDictionary>{data}</DataDictionary>{head}
<Scorecard functionName="regression" useReasonCodes="false" {model}>
<MiningSchema>{mining}</MiningSchema>
<Characteristics><Characteristic name="c">{attributes}</Characteristic></Characteristics>
</Scorecard></PMML>"""


ONE = '<Attribute partialScore="1"><SimplePredicate field="x" operator="lessThan" value="0"/></Attribute>'
REST = '<Attribute partialScore="2"><True/></Attribute>'
TWO_FIELDS = (
    '<Attribute partialScore="1"><CompoundPredicate booleanOperator="and">'
    '<SimplePredicate field="x" operator="lessThan" value="0"/>'
    '<SimplePredicate field="y" operator="lessThan" value="0"/></CompoundPredicate></Attribute>'
)
X = '<DataField name="x" optype="continuous" dataType="double"/>'
X_AND_Y = X + X.replace('"x"', '"y"')
BOTH = '<MiningField name="x"/><MiningField name="y"/>'
TEXT = X.replace("continuous", "categorical").replace("double", "string")


def test_the_small_document_is_read() -> None:
    card = exchange.from_pmml(document(ONE + REST))
    assert [card.score({"x": value}).points for value in (-1, 0, None)] == [1, 2, 2]


COMPUTED = ONE.replace("/></A", "/><ComplexPartialScore><Constant>1</Constant></ComplexPartialScore></A")
TARGET = '<Targets><Target rescaleFactor="2"/></Targets></Scorecard>'
FAR = ONE.replace("lessThan", "greaterThan").replace('"0"', '"5"')
TWICE = f'{ONE}{REST}</Characteristic><Characteristic name="d">{ONE}{REST}'
REPLACED = '<MiningField name="x" missingValueReplacement="7"/>'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (document(COMPUTED), "ComplexPartialScore"),
        (document(TWO_FIELDS + REST, fields=X_AND_Y, schema=BOTH), "a characteristic on 2 fields"),
        (document(REST), "a characteristic on 0 fields"),
        (document(ONE.replace('field="x"', 'field="derived"') + REST), "no active field"),
        (document(ONE + REST, schema='<MiningField name="x" outliers="asExtremeValues"/>'), "outliers"),
        (document(ONE + REST).replace("</Scorecard>", TARGET), "a target with 'rescaleFactor'"),
        (document(ONE + FAR), "a gap between ranges"),
        (document(ONE + REST, fields=X.replace("double", "date")), "the type 'date'"),
        (document(TWICE), "a second characteristic"),
        (document(ONE.replace("lessThan", "equal"), schema=REPLACED, fields=TEXT), "the replacement '7'"),
        (
            document(ONE.replace("lessThan", "notEqual"), fields=TEXT),
            "the value '0', which no attribute covers",
        ),
    ],
)
def test_what_cannot_be_carried_over_is_refused(text: str, said: str) -> None:
    problems = refusal(text)
    assert [problem.code for problem in problems] == ["unsupported-pmml"]
    assert said in problems[0].message


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (document(ONE.replace("partialScore", "score") + REST), "has no points"),
        (document('<Attribute partialScore="1"/>' + ONE), "has no predicate"),
        (document(ONE.replace('"0"', '"low"') + REST), "'low' is no number"),
        (document(ONE + REST, model='initialScore="many"'), "'initialScore' is no number"),
        (
            document(ONE + REST).replace('useReasonCodes="false"', ""),
            "need the characteristic's 'baselineScore'",
        ),
        (
            document(ONE + REST, schema='<MiningField name="x" invalidValueTreatment="asValue"/>'),
            "'asValue' needs",
        ),
        (document(ONE + REST, schema='<MiningField name="z"/>'), "'z' is no field"),
    ],
)
def test_a_document_that_is_no_sound_pmml_is_refused(text: str, said: str) -> None:
    problems = refusal(text)
    assert "bad-pmml" in [problem.code for problem in problems]
    assert any(said in problem.message for problem in problems)


@pytest.mark.parametrize(
    "text",
    [
        "<PMML/>",
        document(ONE + REST).replace("PMML-4_4", "PMML-3_2"),
        document(ONE + REST).replace("Scorecard", "TreeModel"),
        document(ONE + REST, model='isScorable="false"'),
        document(ONE + REST).replace("</PMML>", "<Scorecard/></PMML>"),
    ],
)
def test_a_document_without_one_scorecard_is_refused(text: str) -> None:
    assert [problem.code for problem in refusal(text)] == ["not-a-pmml-scorecard"]


LAUGHS = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10 if i else "lol"}">' for i in range(10))


@pytest.mark.parametrize(
    "text",
    [
        f"<!DOCTYPE PMML [{LAUGHS}]><PMML>&l9;</PMML>",
        '<!DOCTYPE PMML [<!ENTITY file SYSTEM "file:///etc/passwd">]><PMML>&file;</PMML>',
        '<!DOCTYPE PMML SYSTEM "http://example.com/pmml.dtd"><PMML/>',
    ],
)
def test_a_document_type_is_refused_before_its_entities_are_looked_at(text: str) -> None:
    assert [problem.code for problem in refusal(text)] == ["forbidden-xml"]


def test_depth_and_number_of_elements_are_bounded() -> None:
    deep = refusal("<PMML>" + "<a>" * 100 + "</a>" * 100 + "</PMML>")
    many = refusal("<PMML>" + "<a/>" * 250_000 + "</PMML>")
    assert [problem.code for problem in (*deep, *many)] == ["xml-too-large"] * 2


def test_an_undefined_entity_and_a_broken_tag_are_malformed() -> None:
    for text in ("<PMML>&unknown;</PMML>", "<PMML><a></PMML>", "<PMML", "<PMML>\x00</PMML>"):
        assert [problem.code for problem in refusal(text)] == ["malformed-xml"]


def test_a_missing_file_is_a_problem() -> None:
    assert [problem.code for problem in refusal("nowhere.pmml")] == ["no-such-file"]


@settings(max_examples=examples(300), deadline=None)
@given(data=st.data())
def test_a_damaged_document_gives_problems_and_no_traceback(data: st.DataObject) -> None:
    text = TRICKY
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(text) - 1))
        length = data.draw(st.integers(0, 12))
        text = (
            text[:at]
            + data.draw(st.sampled_from(["", "<", '"', "1", "x", "isMissing", "&", "9e999", " "]))
            + text[at + length :]
        )
    assert read("<" + text.lstrip("<"))


def test_without_odds_no_pd_is_low() -> None:
    card = exchange.from_pmml(document(ONE + REST))
    assert card.score({"x": 1}).pd == Decimal("0.999999999999")
    assert "no-odds" in [problem.code for problem in card.warnings]


def test_odds_can_be_given() -> None:
    scaling = {"base_score": 2, "base_odds": 50, "points_to_double_odds": 20}
    last = REST.replace("<True/>", '<SimplePredicate field="x" operator="isNotMissing"/>')
    card = exchange.from_pmml(document(ONE + last), scaling=scaling)
    assert card.score({"x": 1}).pd == Decimal("0.0196078431373")  # 1 / (1 + 50)
    assert card.warnings == ()


def test_whole_numbers_have_no_gap_between_neighbours() -> None:
    bins = ONE.replace("lessThan", "lessOrEqual").replace('"0"', '"18"')
    bins += REST.replace("<True/>", '<SimplePredicate field="x" operator="greaterOrEqual" value="19"/>')
    card = exchange.from_pmml(document(bins, fields=X.replace("double", "integer")))
    assert [card.score({"x": value}).points for value in (18, 19)] == [1, 2]
    assert [problem.code for problem in refusal(document(bins))] == ["unsupported-pmml"]
