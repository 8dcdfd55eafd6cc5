"""The part `limit` with levels: what group, customer and facility have left bounds the new limit."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from random import Random
from typing import Any

import pytest

from compiled import load_once
from credit_engine import Decision, Policy, PolicyError
from credit_engine.cli import main
from credit_engine.policy.loading import compile_policy
from credit_engine.source import Source
from credit_engine.testing.mutation import mutants_of

POLICY = """\
policy: facility
version: "1"
effective: {from: 2026-01-01}
outcomes: {order: [approve, refer, decline], undecided: refer, nothing_fired: approve}
inputs:
  asked: {type: number, range: ">= 0", unit: CNY}
  group.limit: {type: number, range: ">= 0", unit: CNY, missing: {not_given: undecided}}
  group.drawn: {type: number, range: ">= 0", unit: CNY, missing: {not_given: undecided}}
  group.undrawn: {type: number, range: ">= 0", unit: CNY, missing: {not_given: undecided}}
  customer.facilities:
    type: list
    missing: {not_given: undecided}
    items:
      drawn: {type: number, unit: CNY}
      undrawn: {type: number, unit: CNY}
      factor: {type: number, range: "[0..1]"}
  facility.cap: {type: number, unit: CNY, missing: {not_given: undecided}}
parameters:
  customer_limit: {value: 500000, unit: CNY}
decisions:
  limit:
    title: {en: New limit, zh: 新增额度}
    limit:
      requested: asked
      at_most: {product: 300000}
      tree:
        group:
          title: {en: Group, zh: 集团}
          limit: group.limit
          drawn: group.drawn
          undrawn: group.undrawn
          conversion_factor: 0.5
        customer:
          limit: customer_limit
          drawn: sum(customer.facilities.drawn)
          undrawn: sum(for f in customer.facilities return f.undrawn * f.factor)
        facility:
          limit: facility.cap
      step: 1000
  checks: {rules: [{id: C-1, when: limit < 10000, then: decline, because: small}]}
decision: {outcome: [checks], outputs: {limit: always}}
reasons: {small: {en: Nothing left, zh: 无剩余额度}}
"""
PLAIN: dict[str, Any] = {
    "asked": 250000,
    "group": {"limit": 2000000, "drawn": 1500000, "undrawn": 400000},
    "customer": {
        "facilities": [
            {"drawn": 100000, "undrawn": 50000, "factor": 0.4},
            {"drawn": 80000, "undrawn": 20000, "factor": 1},
        ]
    },
    "facility": {"cap": 260000},
}


GROUPED = POLICY.replace(
    "          title: {en: Group, zh: 集团}\n",
    "          title: {en: Group, zh: 集团}\n          applies_when: grouped\n",
).replace(
    "  group.limit:",
    "  grouped: {type: boolean, title: {en: In a group, zh: 属于集团}, missing: {not_given: undecided}}\n"
    "  group.limit:",
)
"""The group's level applies to members of a group only."""


def policy(tmp_path: Path, text: str = POLICY) -> Policy:
    path = tmp_path / "facility.yaml"
    path.write_text(text, "utf-8")
    return load_once(path)


def changed(record: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """A record with dotted paths set."""
    found: dict[str, Any] = json.loads(json.dumps(record))
    for path, value in changes.items():
        *groups, last = path.split(".")
        here = found
        for group in groups:
            here = here[group]
        here[last] = value
    return found


def decided(tmp_path: Path, changes: dict[str, Any]) -> Decision:
    return policy(tmp_path).decide(changed(PLAIN, changes), as_of=dt.date(2026, 2, 1))


def binding(decision: Decision) -> list[str]:
    trace = json.loads(decision.explain("en", "json"))
    (step,) = (step for step in trace["steps"] if step["kind"] == "limit")
    return [one["name"] for one in step["constraints"] if one["binds"]]


@pytest.mark.parametrize(
    ("changes", "limit", "binds"),
    [
        # Group: 2,000,000 - 1,500,000 - 0.5 * 400,000 = 300,000.
        # Customer: 500,000 - 180,000 - 40,000 = 280,000.
        ({}, 250000, "requested"),
        ({"asked": 255500}, 255000, "requested"),
        ({"asked": 900000}, 260000, "facility"),
        ({"asked": 900000, "facility.cap": 900000}, 280000, "customer"),
        ({"asked": 900000, "facility.cap": 900000, "customer.facilities": []}, 300000, "product"),
        ({"group.drawn": 1600001}, 199000, "group"),
        (
            {"group.undrawn": 0, "asked": 900000, "facility.cap": 900000, "customer.facilities": []},
            300000,
            "product",
        ),
        ({"group.drawn": 1800000}, 0, "group"),
        ({"group.drawn": 2500000}, 0, "group"),
        ({"facility.cap": 250000}, 250000, "requested"),
    ],
)
def test_the_smallest_headroom_binds(tmp_path: Path, changes: dict[str, Any], limit: int, binds: str) -> None:
    decision = decided(tmp_path, changes)
    assert decision.outputs["limit"] == limit
    assert binding(decision) == [binds]


def test_of_equal_headrooms_the_first_declared_binds(tmp_path: Path) -> None:
    assert binding(decided(tmp_path, {"asked": 280000, "facility.cap": 280000})) == ["requested"]
    assert binding(decided(tmp_path, {"asked": 290000, "facility.cap": 280000})) == ["customer"]


@pytest.mark.parametrize(
    ("path", "cause"),
    [
        ("group.limit", "group.limit"),
        ("group.drawn", "group.drawn"),
        ("group.undrawn", "group.undrawn"),
        ("customer.facilities", "customer.facilities"),
        ("facility.cap", "facility.cap"),
    ],
)
def test_a_level_that_is_not_known_leaves_no_limit(tmp_path: Path, path: str, cause: str) -> None:
    decision = decided(tmp_path, {path: None})
    assert decision.outcome == "refer"
    assert decision.withheld == {"limit": "unknown"}
    assert {one.subject for one in decision.reasons[0].causes} == {cause}


@pytest.mark.parametrize(
    ("old", "new", "code", "said"),
    [
        (
            "        facility:\n",
            "        product:\n",
            "duplicate-id",
            "the name of a constraint",
        ),
        ("        facility:\n", "        requested:\n", "duplicate-id", "'requested'"),
        ("conversion_factor: 0.5", "conversion_factor: 1.5", "wrong-value", "lies between 0 and 1"),
        ("conversion_factor: 0.5", "conversion_factor: group.drawn", "unit-clash", "is a fraction"),
        ("          undrawn: group.undrawn\n", "", "missing-key", "needs 'undrawn'"),
        ("          limit: facility.cap\n", "          limti: facility.cap\n", "unknown-key", "limti"),
        ("limit: facility.cap", "limit: facility", "type-clash", "number"),
        ("limit: facility.cap", "limit: facilty.cap", "unknown-name", "facilty"),
    ],
)
def test_mistakes_are_found(tmp_path: Path, old: str, new: str, code: str, said: str) -> None:
    assert old in POLICY
    with pytest.raises(PolicyError) as raised:
        policy(tmp_path, POLICY.replace(old, new, 1))
    found = [(problem.code, problem.message + problem.expected) for problem in raised.value.problems]
    assert any(c == code and said in message for c, message in found), found
    assert len(found) == 1, found


def test_a_limit_has_constraints_or_levels(tmp_path: Path) -> None:
    start, end = POLICY.index("      at_most:"), POLICY.index("      step: 1000")
    with pytest.raises(PolicyError) as raised:
        policy(tmp_path, POLICY[:start] + POLICY[end:])
    codes = [one.code for one in raised.value.problems if one.severity == "error"]
    assert codes == ["missing-key"]
    assert "needs 'at_most' or 'tree'" in raised.value.problems[0].message
    levels_only = POLICY.replace("      at_most: {product: 300000}\n", "")
    decision = policy(tmp_path, levels_only).decide(changed(PLAIN, {"asked": 900000}), as_of="2026-02-01")
    assert decision.outputs["limit"] == 260000


def test_the_page_shows_every_level_in_both_languages(tmp_path: Path) -> None:
    decision = decided(tmp_path, {"group.drawn": 1650000})
    page, chinese = (decision.explain(lang, "markdown") for lang in ("en", "zh"))
    for said in ("Headroom: Group", "Conversion factor", "CNY 150,000", "0.5", "binds"):
        assert said in page, page
    for said in ("集团", "剩余额度", "信用转换系数", "起约束作用"):
        assert said in chinese, chinese


def grouped(tmp_path: Path, changes: dict[str, Any]) -> Decision:
    return policy(tmp_path, GROUPED).decide(changed(PLAIN, changes), as_of=dt.date(2026, 2, 1))


@pytest.mark.parametrize(
    ("changes", "limit", "binds"),
    [
        # Group: 2,000,000 - 1,900,000 - 0.5 * 100,000 = 50,000 for its members.
        ({"grouped": True, "group.drawn": 1900000, "group.undrawn": 100000}, 50000, "group"),
        ({"grouped": False, "group.drawn": 1900000, "group.undrawn": 100000}, 250000, "requested"),
        ({"grouped": False, "group.drawn": None, "asked": 900000}, 260000, "facility"),
        ({"grouped": False, "group.drawn": 1900000, "asked": 260000}, 260000, "requested"),
    ],
)
def test_a_level_counts_where_it_applies(
    tmp_path: Path, changes: dict[str, Any], limit: int, binds: str
) -> None:
    decision = grouped(tmp_path, changes)
    assert decision.outputs["limit"] == limit
    assert binding(decision) == [binds]


@pytest.mark.parametrize(
    ("changes", "cause"),
    [({"grouped": None}, "grouped"), ({"grouped": True, "group.drawn": None}, "group.drawn")],
)
def test_a_level_of_which_nobody_knows_leaves_no_limit(
    tmp_path: Path, changes: dict[str, Any], cause: str
) -> None:
    decision = grouped(tmp_path, changes)
    assert decision.withheld == {"limit": "unknown"}
    assert {one.subject for one in decision.reasons[0].causes} == {cause}


def test_a_level_that_does_not_apply_is_no_candidate_on_the_page(tmp_path: Path) -> None:
    decision = grouped(tmp_path, {"grouped": False})
    pages = [decision.explain(lang, page="full") for lang in ("en", "zh")]
    for page, told, level in zip(
        pages,
        ("Group: does not apply (In a group (no))", "集团：不适用（属于集团（否））"),
        ("Headroom: Group", "集团剩余额度"),
        strict=True,
    ):
        assert told in page, page
        assert level not in page, page
    assert "2,000,000" not in decision.explain("en", page="summary")


def test_the_book_says_when_a_level_applies(tmp_path: Path) -> None:
    book = policy(tmp_path, GROUPED).book("en", "markdown")
    assert "Group: only if In a group" in book, book


def test_when_a_level_applies_is_a_condition(tmp_path: Path) -> None:
    with pytest.raises(PolicyError) as raised:
        policy(tmp_path, GROUPED.replace("applies_when: grouped", "applies_when: group.limit"))
    (problem,) = raised.value.problems
    assert (problem.code, "'applies_when'" in problem.message + problem.expected) == ("type-clash", True)


def test_every_level_and_amount_has_its_mutants() -> None:
    compiled = compile_policy(Source("facility.yaml", GROUPED), lambda *_: None)  # type: ignore[arg-type]
    found = mutants_of(compiled)
    for mutant in found:
        assert all(path in compiled.document for path in mutant.values), mutant.name
        assert mutant.removed is None or mutant.removed in compiled.document, mutant.name
    names = [mutant.name for mutant in found]
    for said in (
        "limit.tree.group: dropped",
        "limit.tree.group.applies_when: dropped",
        "limit.tree.facility: dropped",
        "limit.at_most.product: dropped",
        "limit.tree.group.conversion_factor: 0.5 -> 0.6",
    ):
        assert any(said in name for name in names), names


CASES = """\
cases: facility
as_of: 2026-02-01
base: plain
bases:
  plain:
    with:
      asked: 900000
      group: {limit: 2000000, drawn: 1500000, undrawn: 400000}
      customer: {facilities: []}
      facility: {cap: 260000}
examples:
  facility:
    expect: {outputs: {limit: 260000}, binding: {limit: facility}}
  group:
    with: {group.drawn: 1700000}
    expect: {outputs: {limit: 100000}, binding: {limit: group}}
"""


def test_cases_name_the_level_that_binds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "facility.yaml").write_text(POLICY, "utf-8")
    (tmp_path / "facility.cases.yaml").write_text(CASES, "utf-8")
    main(["test", str(tmp_path / "facility.cases.yaml")])
    shown = capsys.readouterr().out
    assert "2 of 2 cases passed" in shown, shown
    assert "limit customer" in shown, shown  # no case reaches the customer's level


def test_batch_and_rows_agree(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    from batch.tables import both, differences, table_of

    rng, one = Random(5), policy(tmp_path, GROUPED)
    records = [
        changed(
            PLAIN,
            {
                "asked": rng.randrange(0, 400000),
                "grouped": rng.choice((True, False, None)),
                "group.drawn": rng.choice((None, 1500000, rng.randrange(0, 2200000))),
                "group.undrawn": rng.choice((None, 400000, rng.randrange(0, 700000) / 100)),
                "facility.cap": rng.choice((260000, 0, None, rng.randrange(0, 400000))),
                "customer.facilities": rng.choice(([], PLAIN["customer"]["facilities"])),
            },
        )
        for _ in range(400)
    ]
    table = table_of(one.versions[-1].fields, records, rng)
    result, batch, rows = both(one, table, dt.date(2026, 2, 1), 64)
    assert differences(batch, rows) == []
    assert (result.stages.redecided, result.stages.total.by_rows) == (0, 0)


@pytest.mark.parametrize(
    ("changes", "cause"),
    [
        # Negative figures would leave more than the level's own limit of 500,000.
        ({"customer.facilities": [{"drawn": -1, "undrawn": 0, "factor": 1}]}, "customer, drawn: negative"),
        ({"customer.facilities": [{"drawn": 0, "undrawn": -1, "factor": 1}]}, "customer, undrawn: negative"),
    ],
)
def test_what_would_leave_more_than_the_limit_leaves_none(
    tmp_path: Path, changes: dict[str, Any], cause: str
) -> None:
    decision = decided(tmp_path, changes)
    assert (decision.outcome, "limit" in decision.outputs) == ("refer", False)
    assert decision.reasons[0].text("en") == f"Cannot be decided: invalid argument ({cause})"
    assert "为负" in decision.reasons[0].text("zh")


@pytest.mark.parametrize("factor", [-0.1, 1.1])
def test_a_conversion_factor_beyond_one_leaves_no_limit(tmp_path: Path, factor: float) -> None:
    text = POLICY.replace("conversion_factor: 0.5", "conversion_factor: asked / 1000000")
    decision = policy(
        tmp_path, text.replace('asked: {type: number, range: ">= 0"', "asked: {type: number")
    ).decide(changed(PLAIN, {"asked": factor * 1000000}), as_of=dt.date(2026, 2, 1))
    assert decision.outcome == "refer"
    assert "conversion_factor" in decision.reasons[0].text("en")
    within = policy(tmp_path, text).decide(changed(PLAIN, {"asked": 250000}), as_of=dt.date(2026, 2, 1))
    assert within.outputs["limit"] == 250000


def test_an_empty_tree_is_none(tmp_path: Path) -> None:
    head, rest = POLICY.split("      at_most:")
    text = f"{head}      tree: {{}}\n      step: 1000\n{rest[rest.index('  checks:') :]}"
    with pytest.raises(PolicyError) as refused:
        policy(tmp_path, text)
    assert "'tree' is empty" in str(refused.value)
