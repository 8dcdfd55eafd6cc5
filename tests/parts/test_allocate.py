"""The part `allocate`: collateral shared by facilities is given out once, in declared order."""

from __future__ import annotations

import datetime as dt
import json
import pickle
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest

from compiled import load_once
from credit_engine import Decision, Policy, PolicyError, load_policy
from credit_engine.cli import main
from credit_engine.credit.arguments import CreditError
from credit_engine.credit.sharing import shares
from credit_engine.limits import MAX_SHARES
from credit_engine.policy.loading import compile_policy
from credit_engine.run.allocation import allocated
from credit_engine.source import Source
from credit_engine.testing.mutation import mutants_of

POLICY = """\
policy: cover
version: "1"
title: {en: Cover by collateral, zh: 押品覆盖}
effective: {from: 2026-01-01}
outcomes: {order: [approve, refer, decline], undecided: refer, nothing_fired: approve}
inputs:
  collateral:
    type: list
    title: {en: Collateral, zh: 押品}
    missing: {not_given: undecided}
    items:
      id: {type: text}
      kind: {type: text, values: [land, stock], missing: {not_given: undecided}}
      value: {type: number, range: ">= 0", unit: CNY, missing: {not_given: undecided}}
      haircut: {type: number, range: "[0..1]", missing: {not_given: undecided}}
      liens: {type: number, range: ">= 0", unit: CNY, missing: {not_given: undecided}}
  facilities:
    type: list
    title: {en: Facilities, zh: 授信}
    missing: {not_given: undecided}
    items:
      id: {type: text}
      amount: {type: number, range: ">= 0", unit: CNY, missing: {not_given: undecided}}
      land_only: {type: boolean, missing: {not_given: undecided}}
decisions:
  cover:
    title: {en: Shared collateral, zh: 共享押品}
    allocate:
      collateral:
        items: collateral
        as: c
        identity: c.id
        value: c.value
        haircut: c.haircut
        prior_liens: c.liens
      facilities:
        items: facilities
        as: f
        identity: f.id
        amount: f.amount
      secures: c.kind = "land" or not(f.land_only)
  checks: {rules: [{id: C-1, when: cover.uncovered > 0, then: decline, because: uncovered}]}
decision:
  outcome: [checks]
  outputs:
    covered: {when: always, of: cover.covered}
    left: {when: always, of: cover.left}
reasons: {uncovered: {en: Part of the facilities is not covered, zh: 部分授信未获覆盖}}
"""
PLAIN: dict[str, Any] = {
    "collateral": [
        {"id": "L1", "kind": "land", "value": 1000000, "haircut": Decimal("0.3"), "liens": 100000},
        {"id": "S1", "kind": "stock", "value": 400000, "haircut": Decimal("0.5"), "liens": 0},
    ],
    "facilities": [
        {"id": "F1", "amount": 450000, "land_only": False},
        {"id": "F2", "amount": 300000, "land_only": True},
    ],
}
AS_OF = dt.date(2026, 2, 1)


@pytest.fixture(scope="module")
def policy(tmp_path_factory: pytest.TempPathFactory) -> Policy:
    return load(tmp_path_factory.mktemp("cover"), POLICY)


def load(tmp_path: Path, text: str, **options: Any) -> Policy:
    path = tmp_path / "cover.yaml"
    path.write_text(text, "utf-8")
    return load_policy(path, **options) if options else load_once(path)


def changed(*changes: tuple[str, int, str, Any]) -> dict[str, Any]:
    """The record with entries of list items changed."""
    found = {key: [dict(item) for item in items] for key, items in PLAIN.items()}
    for key, at, name, value in changes:
        found[key][at][name] = value
    return found


def cover(decision: Decision) -> Any:
    return decision.value(decision.compiled.with_sources.parts["cover"].value)


def test_each_amount_is_given_once_in_declared_order(policy: Policy) -> None:
    # Net values: 1,000,000 * 0.7 - 100,000 = 600,000 and 400,000 * 0.5 = 200,000.
    decision = policy.decide(PLAIN, as_of=AS_OF)
    value = cover(decision)
    assert value["allocations"] == [
        {"facility": "F1", "collateral": "L1", "amount": 450000},
        {"facility": "F2", "collateral": "L1", "amount": 150000},
    ]
    assert [(one["covered"], one["uncovered"]) for one in value["facilities"]] == [
        (450000, 0),
        (150000, 150000),
    ]
    assert [(one["net_value"], one["allocated"], one["left"]) for one in value["collateral"]] == [
        (600000, 600000, 0),
        (200000, 0, 200000),
    ]
    assert [value[name] for name in ("covered", "uncovered", "net_value", "left")] == [
        600000,
        150000,
        800000,
        200000,
    ]
    assert (decision.outcome, decision.outputs) == ("decline", {"covered": 600000, "left": 200000})


def test_the_order_of_the_lists_decides_who_gets_what(policy: Policy) -> None:
    stock_first = {**PLAIN, "collateral": PLAIN["collateral"][::-1]}
    decision = policy.decide(stock_first, as_of=AS_OF)
    assert [one["covered"] for one in cover(decision)["facilities"]] == [450000, 300000]
    assert decision.outcome == "approve"
    second_first = {**PLAIN, "facilities": PLAIN["facilities"][::-1]}
    assert [one["covered"] for one in cover(policy.decide(second_first, as_of=AS_OF))["facilities"]] == [
        300000,
        450000,
    ]


def test_liens_above_the_value_leave_nothing(policy: Policy) -> None:
    decision = policy.decide(changed(("collateral", 0, "liens", 2000000)), as_of=AS_OF)
    assert [one["net_value"] for one in cover(decision)["collateral"]] == [0, 200000]


def test_empty_lists_have_totals_of_zero(policy: Policy) -> None:
    nothing = policy.decide({"collateral": [], "facilities": PLAIN["facilities"]}, as_of=AS_OF)
    assert (nothing.outputs["covered"], cover(nothing)["uncovered"]) == (0, 750000)
    nobody = policy.decide({"collateral": PLAIN["collateral"], "facilities": []}, as_of=AS_OF)
    assert (nobody.outcome, nobody.outputs) == ("approve", {"covered": 0, "left": 800000})


@pytest.mark.parametrize(
    ("key", "name"),
    [("collateral", "value"), ("collateral", "haircut"), ("collateral", "liens"), ("facilities", "amount")],
)
@pytest.mark.parametrize("at", [0, 1])
def test_an_amount_that_is_missing_leaves_the_cover_unknown(
    policy: Policy, key: str, name: str, at: int
) -> None:
    decision = policy.decide(changed((key, at, name, None)), as_of=AS_OF)
    assert decision.outcome == "refer"
    assert decision.withheld == {"covered": "unknown", "left": "unknown"}
    assert decision.reasons[0].causes[0].subject == f"{key}[{at}].{name}"
    assert "Collateral is given out" in decision.explain("en")


@pytest.mark.parametrize(
    "change",
    [
        # Whether it is land matters for F2 alone, which insists on land; then nothing is known.
        ("collateral", 0, "kind", None),
        # Stock secures only those that do not insist on land; land secures all.
        ("facilities", 0, "land_only", None),
    ],
)
def test_what_secures_what_has_to_be_known(policy: Policy, change: tuple[str, int, str, Any]) -> None:
    assert policy.decide(changed(change), as_of=AS_OF).outcome == "refer"


def test_a_condition_that_is_decided_anyway_needs_no_more(policy: Policy) -> None:
    land = changed(("collateral", 1, "kind", "land"), ("facilities", 0, "land_only", None))
    assert policy.decide(land, as_of=AS_OF).outcome == "approve"


@pytest.mark.parametrize("key", ["collateral", "facilities"])
def test_a_missing_list_leaves_the_cover_unknown(policy: Policy, key: str) -> None:
    decision = policy.decide({**PLAIN, key: None}, as_of=AS_OF)
    assert decision.outcome == "refer"
    assert {cause.subject for cause in decision.reasons[0].causes} == {key}


def test_nothing_is_given_twice_and_nothing_is_left_where_something_is_needed() -> None:
    rng = Random(3)
    for _ in range(300):
        values = [rng.randrange(0, 500) for _ in range(rng.randrange(0, 5))]
        exposures = [rng.randrange(0, 500) for _ in range(rng.randrange(0, 5))]
        secures = [[rng.random() < 0.7 for _ in values] for _ in exposures]
        found = shares(values, exposures, secures)
        for i, value in enumerate(values):
            assert sum(row[i] for row in found) <= value
        for row, exposure, secured in zip(found, exposures, secures, strict=True):
            assert sum(row) <= exposure
            for i, (amount, may) in enumerate(zip(row, secured, strict=True)):
                assert may or not amount
                used_up = sum(one[i] for one in found) == values[i]
                assert used_up or not may or sum(row) == exposure


def test_the_number_of_pairs_is_bounded() -> None:
    with pytest.raises(CreditError, match="pairs"):
        shares([1] * (MAX_SHARES + 1), [1], [[True] * (MAX_SHARES + 1)])


@pytest.mark.parametrize(
    ("old", "new", "code", "said"),
    [
        ("items: collateral", "items: colateral", "unknown-name", "'colateral'"),
        ("items: collateral", "items: count(collateral)", "type-clash", "list"),
        ("value: c.value", "value: c.valeu", "unknown-name", "valeu"),
        ("value: c.value", "value: c.id", "type-clash", "number"),
        ("amount: f.amount", "amount: c.value", "unknown-name", "'c.value'"),
        ("as: f", "as: c", "duplicate-name", "'c'"),
        ("as: f", "as: if", "reserved-name", "'if'"),
        ("        value: c.value\n", "", "missing-key", "'value'"),
        ('secures: c.kind = "land" or not(f.land_only)', "secures: f.amount", "type-clash", "'secures'"),
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


def test_what_is_not_written_is_zero_and_items_are_numbered(tmp_path: Path) -> None:
    text = POLICY
    for line in (
        "  identity: c.id",
        "  haircut: c.haircut",
        "  prior_liens: c.liens",
        "  identity: f.id",
        'secures: c.kind = "land" or not(f.land_only)',
    ):
        assert f"      {line}\n" in text
        text = text.replace(f"      {line}\n", "")
    value = cover(load(tmp_path, text).decide(PLAIN, as_of=AS_OF))
    assert value["allocations"] == [
        {"facility": 1, "collateral": 1, "amount": 450000},
        {"facility": 2, "collateral": 1, "amount": 300000},
    ]
    assert [one["net_value"] for one in value["collateral"]] == [1000000, 400000]


def test_every_expression_has_its_mutants() -> None:
    text = POLICY.replace("value: c.value", "value: 0.9 * c.value")
    compiled = compile_policy(Source("cover.yaml", text), lambda kind, name: None)  # type: ignore[arg-type]
    found = mutants_of(compiled)
    for mutant in found:
        assert all(path in compiled.document for path in mutant.values), mutant.name
    names = [mutant.name for mutant in found]
    for said in (
        "cover.allocate.collateral.value: 0.9 -> 1",
        "cover.allocate.secures: or -> and",
        "allocate.secures: dropped",
        "allocate.collateral.haircut: dropped",
    ):
        assert any(said in name for name in names), (said, names)


CASES = """\
cases: cover
as_of: 2026-02-01
base: plain
bases:
  plain:
    with:
      collateral: [{id: L1, kind: land, value: 500000, haircut: 0.2, liens: 0}]
      facilities: [{id: F1, amount: 300000, land_only: true}]
examples:
  enough: {expect: {outcome: approve, values: {cover.covered: 300000, cover.left: 100000}}}
"""


def test_cases_reach_what_an_allocation_can_come_to(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "cover.yaml").write_text(POLICY, "utf-8")
    (tmp_path / "cover.cases.yaml").write_text(CASES, "utf-8")
    assert main(["test", str(tmp_path / "cover.cases.yaml")]) == 0
    shown = capsys.readouterr().out
    assert "allocations of collateral: 2 of 3" in shown, shown
    assert "leaves a facility without full cover" in shown, shown


def test_a_policy_kept_and_restored_decides_alike(tmp_path: Path) -> None:
    first = load(tmp_path, POLICY, cache=tmp_path / "cache")
    again = load(tmp_path, POLICY, cache=tmp_path / "cache")
    decisions = [one.decide(PLAIN, as_of=AS_OF) for one in (first, again, pickle.loads(pickle.dumps(first)))]
    assert len({one.to_json() for one in decisions}) == 1


def test_batch_and_rows_agree(policy: Policy) -> None:
    pytest.importorskip("pyarrow")
    from batch.tables import both, differences, table_of

    rng = Random(17)

    def maybe(value: Any) -> Any:
        return None if rng.random() < 0.03 else value

    records = [
        {
            "collateral": [
                {
                    "id": f"C{i}",
                    "kind": maybe(rng.choice(("land", "stock"))),
                    "value": maybe(rng.randrange(0, 10**6)),
                    "haircut": maybe(rng.choice((0, 0.3, 0.5, 1))),
                    "liens": maybe(rng.choice((0, 100000))),
                }
                for i in range(rng.randrange(0, 4))
            ],
            "facilities": maybe(
                [
                    {"id": f"F{i}", "amount": maybe(rng.randrange(0, 10**6)), "land_only": rng.random() < 0.5}
                    for i in range(rng.randrange(0, 4))
                ]
            ),
        }
        for _ in range(300)
    ]
    table = table_of(policy.versions[-1].fields, records, rng)
    result, batch, rows = both(policy, table, AS_OF, 64)
    assert differences(batch, rows) == []
    # Two lists: the allocation itself goes by rows, what uses it goes on in columns.
    assert result.stages.redecided == 0
    assert {name for name, one in result.stages.parts.items() if one.by_rows} == {"cover"}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page_is_the_one_that_was_reviewed(
    policy: Policy, lang: str, request: pytest.FixtureRequest
) -> None:
    page = policy.decide(PLAIN, as_of=AS_OF).explain(lang)
    file = Path(__file__).parent / "golden" / f"allocate.{lang}.txt"
    if request.config.getoption("--record"):
        file.write_text(page, "utf-8")
    assert page == file.read_text("utf-8")


def test_the_trace_holds_every_share(policy: Policy) -> None:
    trace = json.loads(policy.decide(PLAIN, as_of=AS_OF).explain("en", "json"))
    (step,) = (step for step in trace["steps"] if step["kind"] == "allocate")
    assert [one["amount"] for one in step["allocations"]["value"]] == [450000, 150000]
    assert step["covered"] == {"value": 600000, "unit": "CNY"}


@pytest.mark.parametrize("lists", range(7))
def test_lists_that_no_record_has_together_have_no_allocation(lists: int) -> None:
    """Columns try all combinations of the lists that some record has."""
    given = [["C"], [100], [0], [0], ["F"], [50], [[True]]]
    assert allocated(*given)["covered"] == 50
    longer = [*given[:lists], given[lists] * 2, *given[lists + 1 :]]
    for changed_ in (longer, [*given[:lists], [], *given[lists + 1 :]], [*given[:6], [[True, True]]]):
        assert [cause.code for cause in allocated(*changed_).causes] == ["wrong_type"]
