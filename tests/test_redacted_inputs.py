"""Values of redacted inputs stand in no message, error row or page; only in the canonical inputs."""

from __future__ import annotations

import json
import traceback
from pathlib import Path
from typing import Any

import pytest

from cli.calling import AS_OF, call
from credit_engine import InputError, Policy
from credit_engine.api.intervening import RefusedInterventions
from credit_engine.explain import FORMATS
from credit_engine.policy.loading import compile_policy
from credit_engine.source import Source

POLICY = """
policy: privacy
version: "1"
effective: {from: 2026-01-01}
outcomes: {order: [good, bad], undecided: bad, nothing_fired: good}
inputs:
  id_no: {type: text, redact: true, title: {en: Identity number, zh: 证件号码}}
  income: {type: number, range: ">= 0", redact: true}
  born: {type: date, redact: true}
  married: {type: boolean, redact: true}
  open: {type: number}
  people: {type: list, items: {name: {type: text, redact: true}, share: {type: number}}}
  notes: {type: list, redact: true, items: {line: {type: text}}}
prior:
  employer: {type: text, redact: true}
next:
  employer: '"unchanged"'
decisions:
  copied: {formula: id_no}
  longer: {formula: '"number " + id_no'}
  kept: {formula: income + 0}
  failed: {formula: number(id_no)}
  named: {formula: 'people[1].name'}
  check:
    rules:
      - id: A
        when: >
          id_no = "x" or income > 100 or born > @"2020-01-01" or married
          or some p in people satisfies p.name = "z"
        then: bad
        because: high
        waivable_by: [officer]
      - {id: B, when: failed > 3, then: bad, because: high}
  each:
    for_each: people as p
    if_empty: undecided
    rules:
      - {id: C, when: p.share > 1 and p.name != "q", then: bad, because: high}
decision: {outcome: [check, each]}
reasons: {high: {en: High, zh: 高}}
"""
RECORD: dict[str, Any] = {
    "id_no": "31010519800101ABCD",
    "income": 77777,
    "born": "1980-03-04",
    "married": False,
    "open": 5,
    "people": [{"name": "Wang Xiaoming", "share": 4}],
    "notes": [{"line": "TOPSECRET"}],
    "prior": {"employer": "Northern Mills"},
}
SECRETS = (
    "31010519800101",
    "77777",
    "77,777",
    "1980-03-04",
    "4 March 1980",
    "1980年3月4日",
    "Wang",
    "TOPSECRET",
    "Northern",
)
WAIVER = {
    "rule": "A",
    "kind": "waiver",
    "by": "Li",
    "authority": "officer",
    "reason": "Known",
    "expires": "2026-12-31",
}


@pytest.fixture(scope="module")
def policy() -> Policy:
    return Policy((compile_policy(Source("privacy.yaml", POLICY), lambda kind, name: Source(name, "")),))


def assert_nothing_of(secrets: tuple[str, ...], text: str) -> None:
    assert [secret for secret in secrets if secret in text] == []


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("interventions", [[], [WAIVER]], ids=["alone", "waived"])
def test_no_page_shows_a_redacted_value(
    policy: Policy, lang: Any, format: Any, interventions: list[dict[str, str]]
) -> None:
    decision = policy.decide(RECORD, as_of="2026-11-23", interventions=interventions)
    page = decision.explain(lang, format)
    assert_nothing_of(SECRETS, page)
    assert {"json": "redacted"}.get(format, {"en": "not shown", "zh": "不予显示"}[lang]) in page


def test_a_notebook_shows_no_redacted_value(policy: Policy) -> None:
    shown = policy.decide(RECORD, as_of="2026-11-23", interventions=[WAIVER])._repr_html_()
    assert_nothing_of(SECRETS, shown)
    assert "not shown" in shown


def test_reasons_and_what_is_asked_for_show_none(policy: Policy) -> None:
    decision = policy.decide(RECORD, as_of="2026-11-23")
    assert_nothing_of(SECRETS, repr(decision) + repr(decision.reasons) + repr(decision.asks))


def test_values_that_are_not_redacted_are_shown(policy: Policy) -> None:
    page = policy.decide(RECORD, as_of="2026-11-23").explain("en", "markdown")
    assert "| `open` | 5 |" in page
    assert "| 1 | not shown | 4 |" in page


def test_the_canonical_inputs_hold_the_values(policy: Policy) -> None:
    inputs = json.loads(policy.decide(RECORD, as_of="2026-11-23").to_json())["inputs"]
    assert inputs["id_no"] == "31010519800101ABCD"
    assert inputs["people"] == [{"name": "Wang Xiaoming", "share": 4}]


@pytest.mark.parametrize(
    ("field", "value", "code", "expected"),
    [
        ("id_no", 987654321, "wrong-type", "a text"),
        ("income", -987654321, "out-of-range", ">= 0"),
        ("income", "987654321", "wrong-type", "a number"),
        ("born", "987654321", "wrong-type", "a date such as 2026-11-23"),
        ("married", "987654321", "wrong-type", "true or false"),
        ("id_no", "987654321" * 200_000, "too-large", ""),
        ("people", [{"name": 987654321, "share": 1}], "wrong-type", "a text"),
        ("notes", [{"line": 987654321}], "wrong-type", "a text"),
        ("notes", 987654321, "wrong-type", "a list"),
        ("notes", [{"987654321": 1, "line": "x"}], "unknown-field", ""),
        ("income", float("nan"), "not-a-number", ""),
        ("prior", {"employer": 987654321}, "wrong-type", "a text"),
        ("id_no", {"missing": "987654321"}, "unknown-cause", ""),
    ],
)
def test_a_refused_value_is_not_in_the_message(
    policy: Policy, field: str, value: Any, code: str, expected: str
) -> None:
    with pytest.raises(InputError) as refused:
        policy.decide({**RECORD, field: value}, as_of="2026-11-23")
    (problem,) = refused.value.problems
    assert problem.code == code
    assert expected in problem.expected
    assert problem.path.startswith(field)
    assert_nothing_of(("987654321", *SECRETS), "".join(traceback.format_exception(refused.value)))


def test_error_rows_of_a_batch_show_none(policy: Policy) -> None:
    pa = pytest.importorskip("pyarrow")
    flat = {**{k: v for k, v in RECORD.items() if k != "prior"}, "prior.employer": "Northern Mills"}
    table = pa.Table.from_pylist([flat, {**flat, "income": -987654321, "born": "987654321"}])
    found = policy.decide_batch(table, as_of="2026-11-23").to_arrow().to_pylist()
    assert [row["outcome"] for row in found] == ["bad", "error"]
    assert len(found[1]["errors"]) == 2
    assert_nothing_of(("987654321", *SECRETS), repr(found))


def test_a_decision_sent_elsewhere_hides_them_as_well(policy: Policy) -> None:
    import pickle

    decision = pickle.loads(pickle.dumps(policy.decide(RECORD, as_of="2026-11-23")))
    assert_nothing_of(SECRETS, decision.explain("en", "json"))


NOT_RECORDS = ('{"income": 987654321x}', '{"id_no": "987654321", "id_no": 1}')


@pytest.mark.parametrize("record", NOT_RECORDS)
def test_what_is_no_record_is_not_shown(policy: Policy, record: Any) -> None:
    with pytest.raises(InputError) as refused:
        policy.decide(record, as_of="2026-11-23")
    assert [one.code for one in refused.value.problems] == ["wrong-type"]
    assert_nothing_of(("987654321",), "".join(traceback.format_exception(refused.value)))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"id_no": "SECRET", "income": 987654321,, "open": 5}', "json-syntax"),
        ('{"id_no": "SECRET", "income": 98x7654321}', "unknown-word"),
        ('{"id_no": "SECRET", "id_no": "SECRET2"}', "duplicate-key"),
        (f'{{"income": {"987654321" * 5}}}', "number-too-long"),
        ('"SECRET"', "wrong-type"),
        ('{"id_no": "SECRET', "unclosed-quote"),
    ],
)
def test_a_file_that_is_no_record_is_named_by_its_place_alone(tmp_path: Path, text: str, code: str) -> None:
    for name, written in (("privacy.yaml", POLICY), ("record.json", text)):
        (tmp_path / name).write_text(written, "utf-8")
    ended = call(
        "decide", str(tmp_path / "privacy.yaml"), str(tmp_path / "record.json"), "--as-of", "2026-11-23"
    )
    assert ended.status == 1
    assert "record.json:1:" in ended.err
    assert f"[{code}]" in ended.err
    assert_nothing_of(("SECRET", "987654321"), ended.err)


ALIKE = {**WAIVER, "by": "31010519800101ABCD", "reason": "Income of 77777 is known", "authority": "officer"}


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("format", ["text", "markdown"])
def test_what_people_write_into_interventions_is_shown_without_the_values(
    policy: Policy, lang: Any, format: Any
) -> None:
    page = policy.decide(RECORD, as_of="2026-11-23", interventions=[ALIKE]).explain(lang, format)
    assert_nothing_of(SECRETS, page)
    beyond = {**ALIKE, "authority": "Wang Xiaoming"}
    with pytest.raises(RefusedInterventions) as refused:
        policy.decide(RECORD, as_of="2026-11-23", interventions=[beyond])
    refusal = refused.value.explain(lang, format)
    assert_nothing_of(SECRETS, refusal)
    assert "Income of" in refusal


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"authority": "Wang Xiaoming"}, "beyond-authority"),
        ({"rule": "31010519800101ABCD"}, "unknown-rule"),
        ({"expires": "1980-03-04"}, "expired-intervention"),
        ({"expires": 77777}, "bad-date"),
        ({"kind": "TOPSECRET"}, "not-allowed"),
        ({"outcome": "Wang"}, "unexpected-key"),
        ({"by": ["TOPSECRET"]}, "wrong-type"),
        ({"TOPSECRET": 1}, "unknown-field"),
        ({"expires": None}, "missing-input"),
        ({"kind": "override", "outcome": "TOPSECRET"}, "unknown-outcome"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_a_refused_intervention_is_told_without_the_values_and_without_its_line(
    policy: Policy, tmp_path: Path, change: dict[str, Any], code: str
) -> None:
    given = [{**ALIKE, "rule": "A", **change}]
    with pytest.raises(InputError) as refused:
        policy.decide(RECORD, as_of="2026-11-23", interventions=given)
    assert [one.code for one in refused.value.problems] == [code]
    assert_nothing_of(SECRETS, str(refused.value))
    files = {"privacy.yaml": POLICY, "record.json": json.dumps(RECORD), "made.json": json.dumps(given)}
    for name, written in files.items():
        (tmp_path / name).write_text(written, "utf-8")
    policy_file, record, made = (str(tmp_path / name) for name in files)
    ended = call("decide", policy_file, record, "--as-of", "2026-11-23", "--interventions", made)
    assert ended.status == 1
    assert "made.json:1:" in ended.err
    assert f"[{code}]" in ended.err
    assert_nothing_of(SECRETS, ended.err)


def test_an_error_row_of_a_refused_intervention_shows_none(policy: Policy) -> None:
    pytest.importorskip("pyarrow")
    made = [{**ALIKE, "row": 1, "rule": "A", "authority": "Wang Xiaoming"}]
    (row,) = policy.decide_batch([RECORD], as_of="2026-11-23", interventions=made).to_arrow().to_pylist()
    assert row["outcome"] == "error"
    assert "[beyond-authority]" in row["errors"][0]
    assert_nothing_of(SECRETS, str(row))


def test_a_list_of_interventions_that_is_no_json_is_named_by_its_place_alone(
    policy: Policy, tmp_path: Path
) -> None:
    files = {"privacy.yaml": POLICY, "record.json": json.dumps(RECORD), "made.json": '[{"by": TOPSECRET}]'}
    for name, written in files.items():
        (tmp_path / name).write_text(written, "utf-8")
    policy_file, record, made = (str(tmp_path / name) for name in files)
    ended = call("decide", policy_file, record, "--as-of", "2026-11-23", "--interventions", made)
    assert "made.json:1:9: the list of interventions is refused; it is not shown [unknown-word]" in ended.err
    with pytest.raises(InputError) as refused:
        policy.decide_batch([RECORD], as_of="2026-11-23", interventions=made)
    assert_nothing_of(("TOPSECRET",), ended.err + str(refused.value))


@pytest.mark.parametrize("key", ["31010519800101ABCX", ["31010519800101"]])
def test_keys_of_rows_are_not_shown_where_they_may_be_values(policy: Policy, key: Any) -> None:
    made = [{"id_no": key, **WAIVER}]
    with pytest.raises(InputError) as refused:
        policy.decide_batch(
            [RECORD, RECORD], as_of="2026-11-23", interventions=made, interventions_key="id_no"
        )
    assert_nothing_of(SECRETS, str(refused.value))


@pytest.mark.parametrize(
    "record", ['{"income": 987654321x}', '{"id_no": "987654321", "id_no": 1}', "987654321"]
)
def test_a_policy_that_does_not_load_quotes_nothing_of_a_record(tmp_path: Path, record: str) -> None:
    (tmp_path / "p.yaml").write_text(POLICY.replace("nothing_fired", "nothing_fried"), "utf-8")
    (tmp_path / "r.json").write_text(record, "utf-8")
    found = call("decide", str(tmp_path / "p.yaml"), str(tmp_path / "r.json"), *AS_OF)
    assert found.status == 1
    assert "nothing_fried" in found.err
    assert_nothing_of(("987654321",), found.out + found.err)


@pytest.mark.parametrize(
    ("formula", "held"),
    [
        ("id_no", "id_no"),
        ('if open > 1 then id_no else "none"', "id_no"),
        ("people[share > 1].name", "people.name"),
        ("people[1].name", "people.name"),
        ("people", "people"),
        ('"number " + id_no', "id_no"),
        ("if missing(prior.employer, id_no)", "id_no, prior.employer"),
        ("{a: id_no, b: open}", "id_no"),
        ("{a: id_no, b: open}.b", ""),
        ("people.share", ""),
        ("income * 2", ""),
        ("substring(id_no, 1, 6)", ""),
        ("sublist(people, 1, 2)", "people"),
        ("remove(people, 1)", "people"),
        ("union(people.name, people.name)", "people.name"),
        ('string join(people.name, ", ")', "people.name"),
        ("min(income, 5)", "income"),
        ('context put({}, "a", id_no)', "id_no"),
        ("count(people)", ""),
        ("string length(id_no)", ""),
        ('if income > 3 then "high" else "low"', ""),
    ],
)
def test_an_output_that_holds_a_redacted_value_is_warned_of(formula: str, held: str) -> None:
    text = POLICY.replace("decisions:\n", f"decisions:\n  shown: {{formula: '{formula}'}}\n", 1)
    text = text.replace("[check, each]}", "[check, each], outputs: {shown: always}}", 1)
    compiled = compile_policy(Source("privacy.yaml", text), lambda kind, name: Source(name, ""))
    messages = [one.message for one in compiled.warnings if one.code == "redacted-output"]
    assert messages == ([f"the output 'shown' holds the value of {held}"] if held else [])


CASES = """
cases: privacy
as_of: 2026-11-23
base: record.json
examples:
  a:
    expect:
      {outcome: good, outputs: {shown: x}, values: {kept: 1, copied: y, named: z}, rules: {A: undecided}}
  b: {with: {income: "987654321"}, expect: good}
tables:
  t:
    in: [id_no, "people[0].name", open, "notes[0]"]
    out: [outcome]
    rows: [[31010519800101ABCD, Wang Xiaoming, 5, {line: TOPSECRET}, good]]
"""


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_failures_of_cases_show_none(tmp_path: Path, lang: str) -> None:
    shown = POLICY.replace("[check, each]}", "[check, each], outputs: {shown: {of: copied, when: always}}}")
    (tmp_path / "privacy.yaml").write_text(shown, "utf-8")
    (tmp_path / "record.json").write_text(json.dumps(RECORD), "utf-8")
    (tmp_path / "privacy.cases.yaml").write_text(CASES, "utf-8")
    junit = tmp_path / "junit.xml"
    found = call("test", str(tmp_path), "--lang", lang, "--junit", str(junit))
    told = found.out + found.err + junit.read_text("utf-8")
    assert (found.status, "t [***, ***, 5, ***]" in told) == (1, True)
    assert_nothing_of((*SECRETS, "987654321"), told)
