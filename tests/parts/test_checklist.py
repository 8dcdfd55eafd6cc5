"""The part `checklist`: what is given, missing, expired or does not apply, and what follows."""

from __future__ import annotations

import datetime as dt
import json
import pickle
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

import pytest

from compiled import load_once
from credit_engine import Decision, Policy, PolicyError, load_policy
from credit_engine.cli import main
from credit_engine.policy.loading import compile_policy
from credit_engine.source import Source
from credit_engine.testing.mutation import mutants_of

# Bureau report at most 30 days old, valuation at most 12 months: a bank's usual due-diligence list.
DUE_DILIGENCE = """\
policy: due_diligence
version: "1"
effective: {from: 2026-01-01}
outcomes: {order: [approve, refer, decline], undecided: refer, nothing_fired: approve}
inputs:
  customer.kind: {type: text, values: [corporate, retail], missing: {not_given: undecided}}
  loan.secured: {type: boolean, missing: {not_given: undecided}}
  documents.licence: {type: boolean, missing: {not_given: undecided}}
  documents.bureau: {type: boolean, missing: {not_given: undecided}}
  documents.bureau_date:
    type: date
    title: {en: Date of the bureau report, zh: 征信报告日期}
    missing: {not_given: undecided}
  documents.valuation: {type: boolean, missing: {not_given: undecided}}
  documents.valuation_date: {type: date, missing: {not_given: undecided}}
  documents.insurance_until: {type: date, missing: {not_given: undecided}}
decisions:
  diligence:
    title: {en: Due diligence, zh: 尽职调查}
    checklist:
      items:
        - id: DD-01
          title: {en: Business licence, zh: 营业执照}
          applies_when: customer.kind = "corporate"
          given: documents.licence
          then: decline
          because: no_licence
        - id: DD-02
          title: {en: Bureau report, zh: 征信报告}
          given: documents.bureau
          dated: documents.bureau_date
          valid_for: 30
          then: refer
          because: no_bureau
          waivable_by: branch_manager
        - id: DD-03
          title: {en: Valuation, zh: 押品评估报告}
          applies_when: loan.secured
          given: documents.valuation
          dated: documents.valuation_date
          valid_for: '@"P12M"'
          then: refer
          because: no_valuation
          waivable_by: [risk_officer, branch_manager]
        - id: DD-04
          title: {en: Insurance, zh: 押品保险}
          applies_when: loan.secured
          given: not(is missing(documents.insurance_until))
          valid_until: documents.insurance_until
          then: refer
          because: no_insurance
decision:
  outcome: [diligence]
  outputs: {diligence: always}
reasons:
  no_licence: {en: No business licence, zh: 缺少营业执照}
  no_bureau: {en: No current bureau report, zh: 缺少有效征信报告}
  no_valuation: {en: No current valuation, zh: 缺少有效评估报告}
  no_insurance: {en: No insurance in force, zh: 缺少有效保险}
"""
DAY = dt.date(2026, 6, 30)
COMPLETE: dict[str, Any] = {
    "customer": {"kind": "corporate"},
    "loan": {"secured": True},
    "documents": {
        "licence": True,
        "bureau": True,
        "bureau_date": "2026-05-31",
        "valuation": True,
        "valuation_date": "2025-06-30",
        "insurance_until": "2026-06-30",
    },
}
IDS = ("DD-01", "DD-02", "DD-03", "DD-04")


def policy(tmp_path: Path, text: str = DUE_DILIGENCE) -> Policy:
    path = tmp_path / "due_diligence.yaml"
    path.write_text(text, "utf-8")
    return load_once(path)


def record(kind: Any = "corporate", secured: Any = True, **documents: Any) -> dict[str, Any]:
    return {
        "customer": {"kind": kind},
        "loan": {"secured": secured},
        "documents": {**COMPLETE["documents"], **documents},
    }


def decided(tmp_path: Path, text: str = DUE_DILIGENCE, /, **changes: Any) -> Decision:
    return policy(tmp_path, text).decide(record(**changes), as_of=DAY)


def statuses(decision: Decision) -> dict[str, str]:
    steps = json.loads(decision.explain("en", "json"))["steps"]
    (step,) = (one for one in steps if one["kind"] == "checklist")
    return {item["id"]: item["status"] for item in step["items"]}


def test_a_list_on_which_all_is_given_is_complete(tmp_path: Path) -> None:
    decision = decided(tmp_path)
    assert decision.outcome == "approve"
    assert decision.outputs["diligence"] == {
        "complete": True,
        "missing": [],
        "expired": [],
        "outcome": "approve",
    }


@pytest.mark.parametrize(
    ("changes", "missing", "expired", "outcome"),
    [
        ({"licence": False}, ["DD-01"], [], "decline"),
        ({"licence": False, "kind": "retail"}, [], [], "approve"),
        ({"bureau": False}, ["DD-02"], [], "refer"),
        ({"bureau": False, "bureau_date": None}, ["DD-02"], [], "refer"),
        ({"bureau_date": "2026-05-30"}, [], ["DD-02"], "refer"),
        ({"bureau_date": "2026-05-31"}, [], [], "approve"),
        ({"bureau_date": "2026-06-30"}, [], [], "approve"),
        ({"valuation_date": "2025-06-29"}, [], ["DD-03"], "refer"),
        ({"valuation_date": "2025-06-29", "secured": False}, [], [], "approve"),
        ({"insurance_until": "2026-06-29"}, [], ["DD-04"], "refer"),
        ({"insurance_until": None}, ["DD-04"], [], "refer"),
        ({"licence": False, "bureau_date": "2026-01-01"}, ["DD-01"], ["DD-02"], "decline"),
    ],
)
def test_the_value_says_what_is_missing_and_what_has_expired(
    tmp_path: Path, changes: dict[str, Any], missing: list[str], expired: list[str], outcome: str
) -> None:
    decision = decided(tmp_path, **changes)
    value = decision.outputs["diligence"]
    assert (value["missing"], value["expired"], value["outcome"]) == (missing, expired, outcome)
    assert value["complete"] is not (missing + expired != [])
    assert decision.outcome == outcome
    assert [reason.rule for reason in decision.reasons] == sorted(
        missing + expired, key=lambda one: (one != "DD-01", one)
    )


@pytest.mark.parametrize(
    ("changes", "item", "subject", "code"),
    [
        ({"licence": None}, "DD-01", "documents.licence", "not_given"),
        ({"bureau": None}, "DD-02", "documents.bureau", "not_given"),
        ({"bureau_date": None}, "DD-02", "documents.bureau_date", "not_given"),
        ({"kind": None, "licence": False}, "DD-01", "customer.kind", "not_given"),
        ({"secured": None, "valuation": False}, "DD-03", "loan.secured", "not_given"),
        ({"bureau_date": "2026-07-01"}, "DD-02", "documents.bureau_date", "dated_in_future"),
    ],
)
def test_what_cannot_be_decided_is_referred_and_names_the_field(
    tmp_path: Path, changes: dict[str, Any], item: str, subject: str, code: str
) -> None:
    decision = decided(tmp_path, **changes)
    assert decision.outcome == "refer"
    assert statuses(decision)[item] == "undecided"
    reason = next(one for one in decision.reasons if one.rule == item)
    assert (reason.causes[0].subject, reason.causes[0].code) == (subject, code)
    assert decision.withheld == {"diligence": "unknown"}


def test_what_is_over_need_not_be_known_to_be_given(tmp_path: Path) -> None:
    decision = decided(tmp_path, bureau=None, bureau_date="2026-01-01")
    assert statuses(decision)["DD-02"] == "expired"
    assert [reason.code for reason in decision.reasons if reason.rule == "DD-02"] == ["no_bureau"]


def test_a_document_dated_in_the_future_is_not_current(tmp_path: Path) -> None:
    reason = decided(tmp_path, bureau_date="2026-07-01").reasons[0]
    said = "Cannot be decided: dated after the day of the decision (Date of the bureau report, 2026-07-01)"
    assert reason.text("en") == said
    assert "日期晚于决策日" in reason.text("zh")


def test_an_item_that_is_given_does_not_ask_whether_it_applies(tmp_path: Path) -> None:
    assert decided(tmp_path, kind=None).outcome == "approve"


def test_an_open_item_leaves_open_what_is_missing_but_not_that_something_is(tmp_path: Path) -> None:
    output = "outputs: {all: {when: always, of: diligence.complete}}"
    text = DUE_DILIGENCE.replace("outputs: {diligence: always}", output)
    decision = decided(tmp_path, text, licence=False, bureau=None)
    assert (decision.outcome, decision.outputs) == ("decline", {"all": False})
    assert decided(tmp_path, text, bureau=None).withheld == {"all": "unknown"}


@pytest.mark.parametrize(
    ("length", "last"),
    [
        ("0", "2026-05-31"),
        ("1", "2026-06-01"),
        ('@"P1D"', "2026-06-01"),
        ('@"P1M"', "2026-06-30"),
        ('@"P1Y"', "2027-05-31"),
        ("if documents.licence then 30 else 10", "2026-06-30"),
    ],
)
def test_the_last_day_counts(tmp_path: Path, length: str, last: str) -> None:
    loaded = policy(tmp_path, DUE_DILIGENCE.replace("valid_for: 30", f"valid_for: '{length}'"))
    day = dt.date.fromisoformat(last)
    on, after = (
        loaded.decide(record(secured=False), as_of=one).outcome for one in (day, day + dt.timedelta(days=1))
    )
    assert (on, after) == ("approve", "refer")


@pytest.mark.parametrize("length", ["1.5", '-@"P1M"'])
def test_a_validity_of_part_of_a_day_or_less_than_none_leaves_the_item_open(
    tmp_path: Path, length: str
) -> None:
    decision = decided(tmp_path, DUE_DILIGENCE.replace("valid_for: 30", f"valid_for: '{length}'"))
    assert statuses(decision)["DD-02"] == "undecided"
    assert [cause.code for cause in decision.reasons[0].causes] == ["invalid_argument"]


@pytest.mark.parametrize(
    ("old", "new", "code", "said"),
    [
        ("given: documents.licence\n", "given: documents\n", "type-clash", "'given' is a context"),
        ("given: documents.licence\n", "given: documents.license\n", "unknown-name", "license"),
        ("dated: documents.bureau_date", "dated: documents.bureau", "type-clash", "documents.bureau"),
        ("valid_until: documents.insurance_until", "valid_until: loan.secured", "type-clash", "loan.secured"),
        ("valid_for: 30", "valid_for: customer.kind", "type-clash", "'valid_for' is text"),
        ("valid_for: 30", "valid_for: -1", "wrong-value", "0 or more"),
        ("          valid_for: 30\n", "", "missing-key", "'valid_for'"),
        ("          dated: documents.bureau_date\n", "", "missing-key", "'dated'"),
        ("valid_for: 30", f"valid_for: 30\n{' ' * 10}valid_until: today()", "unexpected-key", "'dated'"),
        ("id: DD-02", "id: DD-01", "duplicate-id", "'DD-01'"),
        ("because: no_bureau", "because: no_buro", "unknown-reason", "'no_buro'"),
        ("then: decline", "then: reject", "unknown-outcome", "'reject'"),
        ("          given: documents.bureau\n", "", "missing-key", "'given'"),
        ("          title: {en: Bureau report, zh: 征信报告}\n", "", "missing-key", "'title'"),
    ],
)
def test_mistakes_are_found(tmp_path: Path, old: str, new: str, code: str, said: str) -> None:
    assert old in DUE_DILIGENCE
    with pytest.raises(PolicyError) as raised:
        policy(tmp_path, DUE_DILIGENCE.replace(old, new, 1))
    errors = [problem for problem in raised.value.problems if problem.severity == "error"]
    found = [(problem.code, problem.message) for problem in errors]
    assert any(c == code and said in message for c, message in found), found
    assert len(found) == 1, found


def test_an_empty_list_is_refused(tmp_path: Path) -> None:
    start, end = DUE_DILIGENCE.index("      items:\n"), DUE_DILIGENCE.index("decision:\n")
    with pytest.raises(PolicyError) as raised:
        policy(tmp_path, DUE_DILIGENCE[:start] + "      items: []\n" + DUE_DILIGENCE[end:])
    assert "'items' is empty" in str(raised.value)


def test_the_page_shows_every_item_with_its_status_and_who_may_waive_it(tmp_path: Path) -> None:
    changes = {"bureau_date": "2026-05-01", "valuation": False, "insurance_until": "2026-12-31"}
    decision = decided(tmp_path, kind="retail", **changes)
    page = decision.explain("en")
    start = page.index("Due diligence: Refer")
    lines = [line.strip() for line in page[start:].splitlines()]
    assert lines[1] == "3 of 4 items apply: 1 given, 1 missing, 1 expired, 0 undecided."
    rows = {line.split()[0]: " ".join(line.split()) for line in lines if line.startswith("DD-0")}
    assert rows == {
        "DD-01": "DD-01 Business licence does not apply",
        "DD-02": "DD-02 Bureau report expired 31 May 2026 Refer branch_manager",
        "DD-03": "DD-03 Valuation missing Refer risk_officer,",
        "DD-04": "DD-04 Insurance given 31 December 2026",
    }
    assert "branch_manager" in lines[lines.index(next(one for one in lines if one.startswith("DD-03"))) + 1]
    assert "Day of the decision (30 June 2026) > Valid until (31 May 2026): holds" in page
    chinese = decision.explain("zh")
    assert "共4项，适用3项：已提供1项，缺少1项，已过期1项，无法判定0项。" in chinese
    assert "征信报告" in chinese[chinese.index("尽职调查：") :]
    assert "有效期至" in chinese


def test_the_page_says_what_is_not_known(tmp_path: Path) -> None:
    page = decided(tmp_path, bureau=None).explain("en", "markdown")
    row = "| `DD-02` | Bureau report | cannot be decided (documents.bureau (not given)) | 30 June 2026 |"
    assert row in page


def test_a_policy_with_a_checklist_is_cached_and_pickled(tmp_path: Path) -> None:
    path = tmp_path / "due_diligence.yaml"
    path.write_text(DUE_DILIGENCE, "utf-8")
    loaded = [load_policy(path, cache=tmp_path / "cache") for _ in range(2)]
    loaded.append(pickle.loads(pickle.dumps(loaded[0])))
    decisions = [one.decide(record(bureau=False, licence=None), as_of=DAY) for one in loaded]
    assert len({one.to_json() for one in decisions}) == 1
    assert len({one.explain("zh") for one in decisions}) == 1


def test_removing_a_field_never_makes_a_decision_better(tmp_path: Path) -> None:
    loaded, order = policy(tmp_path), ["approve", "refer", "decline"]
    rng = Random(11)
    for _ in range(150):
        complete = random_record(rng)
        outcome = loaded.decide(complete, as_of=DAY).outcome
        for group, fields in complete.items():
            for name in fields:
                reduced = {**complete, group: {**fields, name: None}}
                found = loaded.decide(reduced, as_of=DAY)
                if name == "insurance_until":
                    continue  # The policy itself asks whether it is missing.
                assert order.index(found.outcome) >= min(order.index(outcome), order.index("refer"))


def random_record(rng: Random) -> dict[str, Any]:
    days = ("2025-06-29", "2025-06-30", "2026-05-30", "2026-05-31", "2026-06-30", "2026-07-01", None)
    truths = (True, True, False, None)
    return record(
        rng.choice(("corporate", "retail", None)),
        rng.choice(truths),
        licence=rng.choice(truths),
        bureau=rng.choice(truths),
        bureau_date=rng.choice(days),
        valuation=rng.choice(truths),
        valuation_date=rng.choice(days),
        insurance_until=rng.choice(days),
    )


def item_status(applies: bool | None, given: bool | None, late: bool | None) -> str:
    """The status of an item; None is what is not known."""
    if applies is False:
        return "not_applicable"
    if given is True and late is False:
        return "given"
    if applies is None or not (given is False or late is True):
        return "undecided"
    return "missing" if given is False else "expired"


def expected(one: dict[str, Any]) -> dict[str, str]:
    """The statuses of the four items as they follow by hand on 30 June 2026."""
    documents, kind, secured = one["documents"], one["customer"]["kind"], one["loan"]["secured"]

    def late(day: str | None, first: str) -> bool | None:
        """Whether a date is before the first that is still valid; not known of one in the future."""
        return None if day is None or day > "2026-06-30" else day < first

    until = documents["insurance_until"]
    return {
        "DD-01": item_status(None if kind is None else kind == "corporate", documents["licence"], False),
        "DD-02": item_status(True, documents["bureau"], late(documents["bureau_date"], "2026-05-31")),
        "DD-03": item_status(
            secured, documents["valuation"], late(documents["valuation_date"], "2025-06-30")
        ),
        "DD-04": item_status(secured, until is not None, until is not None and until < "2026-06-30"),
    }


def test_statuses_are_those_that_follow_by_hand(tmp_path: Path) -> None:
    loaded = policy(tmp_path)
    rng = Random(5)
    seen = set()
    for _ in range(200):
        one = random_record(rng)
        found = statuses(loaded.decide(one, as_of=DAY))
        assert found == expected(one), one
        seen |= set(found.items())
    # Every status occurs, but for a licence that expires and a bureau report that does not apply.
    every = set(product(IDS, ("given", "missing", "expired", "undecided", "not_applicable")))
    assert every - seen == {("DD-01", "expired"), ("DD-02", "not_applicable")}


def test_mutants_change_conditions_and_validity(tmp_path: Path) -> None:
    compiled = compile_policy(Source("due_diligence.yaml", DUE_DILIGENCE), lambda kind, name: None)
    found = {mutant.name for mutant in mutants_of(compiled)}
    for name in (
        "decisions.diligence.DD-01: dropped",
        "decisions.diligence.DD-01.then: decline -> refer",
        "decisions.diligence.DD-01.applies_when: dropped",
        "decisions.diligence.DD-02.valid_for: 30 -> 31",
        "decisions.diligence.DD-03.valid_for: P12M -> P13M",
        "decisions.diligence.DD-04.valid_until: dropped",
    ):
        assert name in found, sorted(found)


def test_cases_show_which_items_they_reach(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    policy(tmp_path)
    (tmp_path / "due_diligence.cases.yaml").write_text(
        "cases: due_diligence\nas_of: 2026-06-30\nbase: complete\n"
        f"bases: {{complete: {{with: {json.dumps(COMPLETE)}}}}}\n"
        "examples:\n"
        "  old_report:\n"
        "    with: {documents.bureau_date: 2026-01-01}\n"
        "    expect: {outcome: refer, rules: {DD-02: fired}, values: {diligence.complete: false}}\n"
        "  all_there:\n    expect: {outcome: approve}\n",
        "utf-8",
    )
    assert main(["test", str(tmp_path / "due_diligence.cases.yaml"), "--mutate"]) in (0, 1)
    shown = capsys.readouterr().out
    assert "items of checklists expired: 1 of 3" in shown
    assert "diligence DD-03 expired" in shown
    assert "DD-01 fired" in shown


# The same list written by what is there: a report is given where its date is, a contract where its number is.
PRESENTED = """\
policy: presented
version: "1"
effective: {from: 2026-01-01}
outcomes: {order: [approve, refer, decline], undecided: refer, nothing_fired: approve}
inputs:
  report_date:
    type: date
    title: {en: Date of the report, zh: 报告日期}
    missing: {failed: undecided, not_given: undecided}
  contract_no: {type: text, title: {en: Contract number, zh: 合同编号}, missing: undecided}
decisions:
  diligence:
    checklist:
      items:
        - id: P-1
          title: {en: Report, zh: 报告}
          given: report_date
          valid_for: 60
          then: refer
          because: stale
        - {id: P-2, title: {en: Contract, zh: 合同}, given: contract_no, then: decline, because: none}
decision: {outcome: [diligence], outputs: {diligence: always}}
reasons: {stale: {en: No current report, zh: 无有效报告}, none: {en: No contract, zh: 无合同}}
"""


@pytest.mark.parametrize(
    ("report", "contract", "status", "outcome"),
    [
        ("2026-05-01", "K-1", ("given", "given"), "approve"),
        ("2026-04-30", "K-1", ("expired", "given"), "refer"),
        (None, "K-1", ("missing", "given"), "refer"),
        ({"missing": "failed"}, "K-1", ("missing", "given"), "refer"),
        ("2026-07-01", "K-1", ("undecided", "given"), "refer"),
        ("2026-05-01", "", ("given", "missing"), "decline"),
        ("2026-05-01", None, ("given", "missing"), "decline"),
    ],
)
def test_an_item_is_given_where_its_date_or_number_is_there(
    tmp_path: Path, report: Any, contract: Any, status: tuple[str, str], outcome: str
) -> None:
    decision = policy(tmp_path, PRESENTED).decide({"report_date": report, "contract_no": contract}, as_of=DAY)
    assert tuple(statuses(decision).values()) == status
    assert decision.outcome == outcome


def test_the_page_says_that_a_document_is_missing_without_a_negation(tmp_path: Path) -> None:
    decision = policy(tmp_path, PRESENTED).decide({"contract_no": "K-1"}, as_of=DAY)
    assert "Date of the report (missing: not given) is missing: holds" in decision.explain("en")
    assert "报告日期（缺失：未提供） 为缺失：成立" in decision.explain("zh")
    page = decided(tmp_path, insurance_until=None).explain("en")
    assert "documents.insurance_until (missing: not given) is missing: holds" in page
    assert "none of these" not in page


def test_the_output_of_a_checklist_is_told_in_words(tmp_path: Path) -> None:
    decision = policy(tmp_path, PRESENTED).decide({"contract_no": "K-1"}, as_of=DAY)
    said = "Complete no, Missing P-1, Expired none, Outcome Refer"
    assert said in " ".join(decision.explain("en", page="summary").split())
    assert "齐备 否，缺少 P-1，已过期 无" in decision.explain("zh", page="summary")


def test_a_validity_alone_needs_a_date_that_is_given(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="a date under 'given' is what the item is dated"):
        policy(tmp_path, PRESENTED.replace("given: contract_no", "given: contract_no, valid_for: 3"))


def test_mutants_of_what_is_given_stand_once(tmp_path: Path) -> None:
    compiled = compile_policy(Source("presented.yaml", PRESENTED), lambda kind, name: None)
    names = [mutant.name for mutant in mutants_of(compiled)]
    assert "decisions.diligence.P-1.valid_for: 60 -> 61" in names
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        ("count(diligence.missing) > {n}", "always-false"),
        ("count(diligence.missing) >= {n}", None),
        ('count(diligence.missing[item != "DD-01"]) > {n}', "always-false"),
        ("count(concatenate(diligence.missing, diligence.expired)) > {n}", None),
        ('list contains(diligence.missing, "DD-1")', "unknown-value"),
        ('list contains(diligence.missing, "DD-01")', None),
        ('list contains(diligence.expired, "DD-01")', "unknown-value"),
        ('some id in diligence.missing satisfies id = "DD-1"', "unknown-value"),
    ],
)
def test_ids_and_counts_of_what_is_missing_are_known(condition: str, code: str | None) -> None:
    count = DUE_DILIGENCE.count("        - id: DD-")
    extra = f"  few:\n    formula: '{condition.format(n=count)}'\ndecision:"
    text = DUE_DILIGENCE.replace("decision:", extra, 1)
    if code is None:
        compile_policy(Source("p.yaml", text), lambda kind, name: Source(name, ""))
    else:
        with pytest.raises(PolicyError) as error:
            compile_policy(Source("p.yaml", text), lambda kind, name: Source(name, ""))
        assert [problem.code for problem in error.value.problems] == [code]
