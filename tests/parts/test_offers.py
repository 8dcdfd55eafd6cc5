"""The part `offers`: every pair of amount and term worked out, the best feasible one, what follows."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import pickle
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest

from compiled import load_once
from credit_engine import Decision, Policy, PolicyError, load_policy
from credit_engine.absent import Absent
from credit_engine.cli import main
from credit_engine.limits import MAX_OFFERS
from credit_engine.policy.loading import compile_policy
from credit_engine.source import Source
from credit_engine.testing.mutation import compiled_mutant, mutants_of
from parts.offers_policy import PLAIN, POLICY, best, changed, grid

AS_OF = dt.date(2026, 2, 1)
OPTIONAL = ("income", "debts", "grade", "long_term_ban")


@pytest.fixture(scope="module")
def policy(tmp_path_factory: pytest.TempPathFactory) -> Policy:
    return load(tmp_path_factory.mktemp("offers"), POLICY)


def load(tmp_path: Path, text: str, **options: Any) -> Policy:
    path = tmp_path / "offers.yaml"
    path.write_text(text, "utf-8")
    return load_policy(path, **options) if options else load_once(path)


def value(decision: Decision, name: str) -> Any:
    """An entry of the best offer, recorded."""
    return decision.value(decision.compiled.with_sources.parts["offer"].entries[name])


def step(decision: Decision) -> dict[str, Any]:
    trace = json.loads(decision.explain("en", "json"), parse_float=Decimal)
    (found,) = (step for step in trace["steps"] if step["kind"] == "offers")
    return dict(found)


@pytest.mark.parametrize(
    ("changes", "outcome", "amount", "term", "reasons"),
    [
        # What is asked for is feasible.
        ({}, "approve", 100000, 12, []),
        # The amount only over a longer term.
        ({"income": 12000}, "counter_offer", 100000, 24, ["other_term"]),
        # At the longest term, which costs more, because the largest amount counts first.
        ({"income": 9000}, "counter_offer", 100000, 36, ["other_term"]),
        # Where that term is not allowed, a smaller amount.
        (
            {"income": 9000, "long_term_ban": True},
            "counter_offer",
            50000,
            24,
            ["smaller_offer", "other_term"],
        ),
        # 80 % as it is asked for, at the edge of what is affordable: 2 * (1000 + 6922.14) = 15844.28.
        ({"income": Decimal("15844.28"), "loan.term": 12}, "counter_offer", 100000, 24, ["other_term"]),
        ({"income": 3000}, "decline", None, None, ["no_offer"]),
        ({"income": 0}, "refer", None, None, ["undecided"] * 3),
    ],
)
def test_the_largest_feasible_amount_at_the_lowest_rate_is_offered(
    policy: Policy, changes: dict[str, Any], outcome: str, amount: Any, term: Any, reasons: list[str]
) -> None:
    decision = policy.decide(changed(changes), as_of=AS_OF)
    assert decision.outcome == outcome
    assert [reason.code for reason in decision.reasons] == reasons
    offer = decision.outputs.get("offer", {})
    assert (offer.get("amount"), offer.get("term")) == (amount, term)


def test_every_offer_is_worked_out_by_itself(policy: Policy) -> None:
    rng = Random(7)
    for _ in range(60):
        record = _record(rng)
        if not record["income"]:
            continue
        decision = policy.decide(record, as_of=AS_OF)
        lines = step(decision)["offers"]
        expected = grid(record)
        for line, (amount, term, rate, payment, feasible) in zip(lines, expected, strict=True):
            margin, found_rate, found_payment, _ = (one["value"] for one in line["figures"])
            assert (line["amount"]["value"], line["term"]["value"]) == (amount, term)
            assert rate - Decimal(str(margin)) in (Decimal("0.03"), Decimal("0.035"))
            assert (Decimal(str(found_rate)), Decimal(str(found_payment))) == (rate, payment)
            assert (line["status"] in ("best", "feasible")) is feasible
        at = best(record)
        assert value(decision, "count") == sum(one[4] for one in expected)
        assert step(decision).get("best") == (None if at is None else at + 1)
        if at is None:
            assert decision.outcome == "decline"
        else:
            amount, term = expected[at][:2]
            smaller, other = amount < record["loan"]["amount"], term != record["loan"]["term"]
            assert decision.outputs["offer"]["amount"] == amount
            assert decision.outputs["offer"]["smaller"] is smaller
            assert decision.outcome == ("counter_offer" if smaller or other else "approve")


def _record(rng: Random) -> dict[str, Any]:
    return {
        "loan": {
            "amount": rng.choice((100000, 60000, rng.randrange(1000, 200000))),
            "term": rng.choice((12, 24, 36, rng.randrange(1, 61))),
        },
        "income": rng.choice((20000, 12000, 3000, rng.randrange(0, 30000))),
        "debts": rng.choice((0, 1000, rng.randrange(0, 3000))),
        "grade": rng.choice("ABC"),
        "long_term_ban": rng.random() < 0.5,
    }


def test_of_equal_offers_the_first_of_the_grid_counts(policy: Policy) -> None:
    # 12 and 24 months cost the same; so do the requested 24 months and the 24 of the grid.
    assert step(policy.decide(PLAIN, as_of=AS_OF))["equal"] == [2]
    decision = policy.decide(changed({"loan.term": 24}), as_of=AS_OF)
    assert (step(decision)["best"], step(decision)["equal"]) == (1, [2])


def test_an_open_offer_that_could_be_the_best_leaves_it_unknown(policy: Policy) -> None:
    # Only 36 months are affordable for the whole amount, and whether they are allowed is not known.
    decision = policy.decide(changed({"income": 9000, "long_term_ban": None}), as_of=AS_OF)
    assert decision.outcome == "refer"
    assert isinstance(value(decision, "amount"), Absent)
    found = step(decision)
    assert found["status"] == "unknown"
    assert [line["number"] for line in found["offers"] if line["could_be_best"]] == [3, 6]
    (cause,) = decision.reasons[0].causes
    assert cause.subject == "long_term_ban"
    # There is a feasible offer, so the lack of one is no question.
    assert [reason.rule for reason in decision.reasons] == ["offer.smaller", "offer.other_term"]


def test_an_open_offer_that_ranks_behind_the_best_changes_nothing(policy: Policy) -> None:
    known, reduced = (
        policy.decide(changed({"income": 12000, "long_term_ban": ban}), as_of=AS_OF) for ban in (False, None)
    )
    assert reduced.outcome == known.outcome == "counter_offer"
    assert reduced.outputs == known.outputs
    assert [reason.code for reason in reduced.reasons] == [reason.code for reason in known.reasons]
    assert value(known, "count") == 7
    assert isinstance(value(reduced, "count"), Absent)


def test_an_offer_whose_rank_is_not_known_is_open_whatever_the_cause(tmp_path: Path) -> None:
    text = POLICY.replace(
        "missing: {not_given: undecided}}\n  long", "missing: {exempt: not_applicable}}\n  long"
    )
    decision = load(tmp_path, text).decide(changed({"grade": {"missing": "exempt"}}), as_of=AS_OF)
    assert decision.outcome == "refer"
    assert step(decision)["status"] == "unknown"


def test_a_condition_that_does_not_apply_makes_no_offer_infeasible(tmp_path: Path) -> None:
    text = POLICY.replace(
        "beyond 24 months, zh: 不得超过24个月},\n                  missing: {not_given: undecided}",
        "beyond 24 months, zh: 不得超过24个月},\n                  missing: {no_rule: not_applicable}",
    )
    assert text != POLICY
    decision = load(tmp_path, text).decide(
        changed({"income": 9000, "long_term_ban": {"missing": "no_rule"}}), as_of=AS_OF
    )
    assert decision.outputs["offer"]["term"] == 36


def test_an_amount_of_nothing_is_no_offer(tmp_path: Path) -> None:
    text = POLICY.replace("0.5 * loan.amount]", "loan.amount - 100000]")
    decision = load(tmp_path, text).decide(changed({"income": 3000}), as_of=AS_OF)
    assert decision.outcome == "decline"
    assert "its amount or its term is not above 0" in decision.explain("en")


def test_removing_fields_never_gives_a_better_offer(policy: Policy) -> None:
    rank, rng = ("approve", "counter_offer", "refer", "decline").index, Random(11)
    for _ in range(40):
        record = _record(rng)
        complete = policy.decide(record, as_of=AS_OF)
        for n in range(1, len(OPTIONAL) + 1):
            for subset in itertools.combinations(OPTIONAL, n):
                reduced = policy.decide(record | dict.fromkeys(subset), as_of=AS_OF)
                assert rank(reduced.outcome) >= min(rank("refer"), rank(complete.outcome))
                for name in ("amount", "term", "rate", "payment", "smaller", "count"):
                    after = value(reduced, name)
                    assert isinstance(after, Absent) or after == value(complete, name), (record, subset, name)
                for rule in complete.compiled.with_sources.parts["offer"].rules:
                    after = reduced.value(rule.status)
                    assert isinstance(after, Absent) or after == complete.value(rule.status)


@pytest.mark.parametrize(
    ("old", "new", "code", "said"),
    [
        ('term: [loan.term, "24", "36"]', f"term: {list(range(1, 35))}", "too-many-offers", "102 offers"),
        ("amount: [loan.amount, 0.8 * loan.amount, 0.5 * loan.amount]", "amount: []", "wrong-value", "empty"),
        ("[loan.amount, 0.8 * loan.amount,", "[loan.amount, income,", "unit-clash", "the others in 'CNY'"),
        ("requested: {amount: loan.amount,", "requested: {amount: income,", "unit-clash", "CNY per month"),
        (
            "requested: {amount: loan.amount, term: loan.term}",
            "requested: {amount: loan.amount}",
            "missing-key",
            "'other_term' needs",
        ),
        ("        service_ratio:", "        smaller:", "duplicate-name", "'smaller'"),
        ("        service_ratio:", "        amount:", "duplicate-name", "'amount'"),
        ("formula: (debts + payment) / income", "rules: []", "decision-part", "'rules' is no part"),
        ("(debts + payment) / income", "(debts + pament) / income", "unknown-name", "'pament'"),
        ("formula: (debts + payment) / income", "formula: service_ratio", "cycle", "service_ratio"),
        ("unit: CNY per month\n          formula", "unit: CNY\n          formula", "unit-clash", "'CNY'"),
        ("{id: OF-2, unless", "{id: OF-1, unless", "duplicate-id", "'OF-1'"),
        ("unless: service_ratio > 0.5", "unless: service_ratio + 0.5", "type-clash", "condition"),
        ("because: too_long", "because: to_long", "unknown-reason", "'to_long'"),
        ("because: no_offer", "because: no_ofer", "unknown-reason", "'no_ofer'"),
        ("then: decline", "then: declin", "unknown-outcome", "'declin'"),
        ("{largest: amount}", "{largest: amount, smallest: rate}", "unexpected-key", "either"),
        ("{largest: amount}", "{largst: amount}", "unknown-key", "'largst'"),
        ("{largest: amount}", "{largest: grade}", "type-clash", "number"),
        ("outcome: [offer]", "outcome: [ofer]", "unknown-name", "'ofer'"),
    ],
)
def test_mistakes_are_found(tmp_path: Path, old: str, new: str, code: str, said: str) -> None:
    assert old in POLICY
    with pytest.raises(PolicyError) as raised:
        load(tmp_path, POLICY.replace(old, new, 1))
    found = [
        (problem.code, problem.message + problem.expected)
        for problem in raised.value.problems
        if problem.severity == "error"
    ]
    assert any(c == code and said in message for c, message in found), found
    assert {c for c, _ in found} <= {code, "unknown-name"}, found


def test_the_bound_on_the_grid_is_reached_exactly(tmp_path: Path) -> None:
    terms = ", ".join(f'"{n}"' for n in range(1, 34))
    text = POLICY.replace('[loan.term, "24", "36"]', f"[{terms}]")
    assert 3 * 33 <= MAX_OFFERS < 3 * 34
    decision = load(tmp_path, text).decide(PLAIN, as_of=AS_OF)
    assert value(decision, "count") <= 99


def test_what_is_worked_out_is_bounded(tmp_path: Path) -> None:
    long = "formula: (debts + payment" + " + 0" * 12_000 + ") / income"
    terms = ", ".join(f'"{n}"' for n in range(1, 34))
    text = POLICY.replace('[loan.term, "24", "36"]', f"[{terms}]")
    text = text.replace("formula: (debts + payment) / income", long)
    with pytest.raises(PolicyError) as raised:
        load(tmp_path, text)
    assert [problem.code for problem in raised.value.problems] == ["too-many-offers"]


def test_names_of_an_offer_come_before_those_of_the_policy(tmp_path: Path) -> None:
    text = POLICY.replace("decision:\n", "  rate:\n    formula: offer.rate\ndecision:\n", 1)
    text = text.replace("    offer: {when", "    rate: always\n    offer: {when")
    decision = load(tmp_path, text).decide(PLAIN, as_of=AS_OF)
    assert decision.outputs["rate"] == decision.outputs["offer"]["rate"] == Decimal("0.07")


def test_outputs_can_be_entries_of_the_best_offer(tmp_path: Path) -> None:
    outputs = (
        "    amount: {when: 'true', of: offer.amount, round: 0}\n    count: {when: 'true', of: offer.count}\n"
    )
    text = POLICY.replace("  outputs:\n", "  outputs:\n" + outputs)
    decision = load(tmp_path, text).decide(changed({"income": 12000}), as_of=AS_OF)
    assert (decision.outputs["amount"], decision.outputs["count"]) == (100000, 7)
    assert "count" not in decision.outputs["offer"]


def test_a_policy_kept_and_restored_decides_alike(tmp_path: Path) -> None:
    first = load(tmp_path, POLICY, cache=tmp_path / "cache")
    again = load(tmp_path, POLICY, cache=tmp_path / "cache")
    sent = pickle.loads(pickle.dumps(first))
    for changes in ({}, {"income": 12000}, {"income": 3000}, {"grade": None}):
        decisions = [one.decide(changed(changes), as_of=AS_OF) for one in (first, again, sent)]
        assert len({one.to_json() for one in decisions}) == 1
        assert len({one.explain("zh") for one in decisions}) == 1


def test_batch_and_rows_agree_and_nothing_goes_by_rows(policy: Policy) -> None:
    pytest.importorskip("pyarrow")
    from batch.tables import both, differences, table_of

    rng = Random(13)
    records = []
    for _ in range(700):
        record = _record(rng)
        for name in OPTIONAL:
            if rng.random() < 0.1:
                record[name] = None
        records.append(record)
    table = table_of(policy.versions[-1].fields, records, rng)
    result, batch, rows = both(policy, table, AS_OF, 128)
    assert differences(batch, rows) == []
    assert result.stages.total.by_rows == 0
    assert result.stages.redecided == 0


STAGES = """\
  admission: {rules: [{id: AD-1, when: loan.amount > 500000, then: decline, because: too_long}]}
  process:
    stages:
      - {id: first, needs: [loan], decide: [admission]}
      - {id: second, needs: [income, debts, grade, long_term_ban], decide: [offer]}
"""


def test_a_stage_can_decide_by_offers(tmp_path: Path) -> None:
    text = POLICY.replace("decision:\n", STAGES + "decision:\n", 1)
    staged = load(tmp_path, text.replace("outcome: [offer]", "outcome: [process]"))
    early = staged.decide({"loan": {"amount": 600000, "term": 12}}, as_of=AS_OF)
    assert (early.outcome, early.asks) == ("decline", ())
    assert [reason.rule for reason in early.reasons] == ["AD-1"]
    late = staged.decide(changed({"income": 12000}), as_of=AS_OF)
    assert (late.outcome, late.outputs["offer"]["term"]) == ("counter_offer", 24)
    open_ = staged.decide(changed({"income": 9000, "long_term_ban": None}), as_of=AS_OF)
    assert (open_.outcome, open_.asks) == ("refer", ("long_term_ban",))


CASES = """\
cases: offers
as_of: 2026-02-01
base: plain
bases:
  plain:
    with: {loan: {amount: 100000, term: 12}, income: 20000, debts: 1000, grade: B, long_term_ban: false}
examples:
  as asked:
    expect: {outcome: approve, values: {offer.amount: 100000, offer.count: 9}, rules: {offer.none: not_fired}}
  longer:
    with: {income: 12000}
    expect: {outcome: counter_offer, reasons: [other_term], values: {offer.term: 24, offer.smaller: false}}
  none:
    with: {income: 3000}
    expect: {outcome: decline, rules: {offer.none: fired}}
"""


def test_cases_say_what_is_offered_and_what_they_reach(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "offers.yaml").write_text(POLICY, "utf-8")
    (tmp_path / "offers.cases.yaml").write_text(CASES, "utf-8")
    assert main(["test", str(tmp_path / "offers.cases.yaml")]) == 0
    shown = capsys.readouterr().out
    assert "3 of 3 cases passed" in shown
    assert "offers chosen: 2 of 9" in shown, shown
    for said in ("offer OF-2 fired", "offer.margin: row 1", "offer 9", "offer.smaller fired"):
        assert said in shown, shown


def test_every_line_has_its_mutants() -> None:
    compiled = compile_policy(Source("offers.yaml", POLICY), lambda kind, name: None)  # type: ignore[arg-type]
    found = mutants_of(compiled)
    for mutant in found:
        assert all(path in compiled.document for path in mutant.values), mutant.name
        assert mutant.removed is None or mutant.removed in compiled.document, mutant.name
    names = [mutant.name for mutant in found]
    for said in (
        "grid.amount.2: dropped",
        "grid.amount.1: 0.8 -> 0.9",
        "decisions.offer.OF-1: dropped",
        "rank.1: amount -> -(amount)",
        "rank.2: dropped",
        "none.then: decline -> refer",
        "other_term: dropped",
        "unless: 0.5 -> 0.6",
        "decisions.offer.margin.row.1: dropped",
        "round: 2 -> 3",
    ):
        assert any(said in name for name in names), (said, names)


def test_mutants_are_told_from_the_policy(tmp_path: Path) -> None:
    compiled = compile_policy(Source("offers.yaml", POLICY), lambda kind, name: None)  # type: ignore[arg-type]
    turned = next(one for one in mutants_of(compiled) if "rank.1: amount -> -(amount)" in one.name)
    mutant = Policy((compiled_mutant(compiled, turned),))
    assert mutant.decide(PLAIN, as_of=AS_OF).outputs["offer"]["amount"] == 50000


GOLDEN = Path(__file__).parent / "golden"
PAGES: dict[str, dict[str, Any]] = {
    "offers_none": {"income": 3000},
    "offers_smaller": {"income": 9000, "long_term_ban": True},
    "offers_equal": {"loan.term": 24},
    "offers_unknown": {"income": 9000, "long_term_ban": None},
}


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page_is_the_one_that_was_reviewed(
    policy: Policy, name: str, lang: str, request: pytest.FixtureRequest
) -> None:
    page = policy.decide(changed(PAGES[name]), as_of=AS_OF).explain(lang)
    file = GOLDEN / f"{name}.{lang}.txt"
    if request.config.getoption("--record"):
        file.write_text(page, "utf-8")
    assert page == file.read_text("utf-8")
