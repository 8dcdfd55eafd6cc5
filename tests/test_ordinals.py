"""Ordinals are compared by the order in which they are declared, row by row and in columns alike."""

from __future__ import annotations

import operator
from itertools import product
from typing import Any

import pytest

from compiled import policy_of
from credit_engine import Policy, PolicyError
from credit_engine.testing.mutation import mutants_of

GRADES = ("AAA", "AA", "A", "BBB", "BB", "B", "D")
SIGNS = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
DECLARED = "type: ordinal, values: [AAA, AA, A, BBB, BB, B, D]"


def text(decisions: str, best_first: str = ", best_first: true", outputs: str = "", inputs: str = "") -> str:
    """A policy over two grades and a list of grades."""
    return f"""
policy: graded
version: "1"
effective: {{from: 2026-01-01}}
outcomes: {{order: [approve, refer, decline], undecided: refer, nothing_fired: approve}}
inputs:
  grade: {{{DECLARED}{best_first}, missing: {{not_given: undecided}}}}
  other: {{{DECLARED}{best_first}}}
  guarantors: {{type: list, items: {{grade: {{{DECLARED}{best_first}}}}}}}
{inputs}
parameters: {{lowest: BB}}
decisions:
{decisions}
decision:
  outcome: [admission]
  outputs: {{{outputs}}}
reasons: {{low: {{en: Low grade, zh: 等级低}}}}
"""


RULES = """
  admission:
    rules:
      - {id: LOW, when: 'grade > lowest', then: decline, because: low}
"""


def asked(formulas: dict[str, str], best_first: str = ", best_first: true") -> Policy:
    """A policy whose outputs are some formulas."""
    decisions = "".join(f"  {name}: {{formula: '{formula}'}}\n" for name, formula in formulas.items())
    outputs = ", ".join(f"{name}: always" for name in formulas)
    return policy_of(text(decisions + RULES, best_first, outputs))


def record(grade: str | None, other: str = "A", *guarantors: str) -> dict[str, Any]:
    given = {} if grade is None else {"grade": grade}
    return {**given, "other": other, "guarantors": [{"grade": one} for one in guarantors]}


def answers(policy: Policy, records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The outputs of every record, which rows and columns give alike."""
    rows = [policy.decide(one, as_of="2026-11-23").outputs for one in records]
    pytest.importorskip("pyarrow")
    columns = policy.decide_batch(records, as_of="2026-11-23").to_arrow().to_pylist()
    assert [{name: column[name] for name in row} for row, column in zip(rows, columns, strict=True)] == rows
    return [dict(row) for row in rows]


PAIRS = list(product(GRADES, GRADES))


@pytest.mark.parametrize("sign", SIGNS)
def test_the_value_that_is_listed_first_is_the_lesser_one(sign: str) -> None:
    # No comparison with a literal that all values satisfy: such a one is a mistake.
    policy = asked(
        {"of_inputs": f"grade {sign} other", "of_literal": f'grade {sign} "A"', "turned": f'"A" {sign} grade'}
    )
    place, holds = GRADES.index, SIGNS[sign]
    assert answers(policy, [record(*pair) for pair in PAIRS]) == [
        {
            "of_inputs": holds(place(grade), place(other)),
            "of_literal": holds(place(grade), place("A")),
            "turned": holds(place("A"), place(grade)),
        }
        for grade, other in PAIRS
    ]


def test_a_range_holds_the_values_from_its_one_end_to_the_other_as_they_are_listed() -> None:
    policy = asked(
        {
            "closed": 'grade in ["A".."BB"]',
            "open_low": 'grade in ("A".."BB"]',
            "between_ends": 'grade between "A" and "BB"',
            "listed": 'grade in (< "AA", ["BBB".."B"])',
            "within_list": 'grade in [["A".."BB"], "D"]',
            "to_other": 'grade in [other.."D"]',
        }
    )
    found = answers(policy, [record(grade, "BB") for grade in GRADES])
    held = {name: [g for g, one in zip(GRADES, found, strict=True) if one[name]] for name in found[0]}
    assert held == {
        "closed": ["A", "BBB", "BB"],
        "open_low": ["BBB", "BB"],
        "between_ends": ["A", "BBB", "BB"],
        "listed": ["AAA", "BBB", "BB", "B"],
        "within_list": ["A", "BBB", "BB", "D"],
        "to_other": ["BB", "B", "D"],
    }


def test_min_and_max_are_the_first_and_the_last_as_listed_whatever_their_characters() -> None:
    policy = asked(
        {
            "least": "min(guarantors.grade)",
            "greatest": "max(guarantors.grade)",
            "of_both": "max(grade, other)",
            "at_least": 'min(grade, "A")',
            "sorted": "sort(guarantors.grade, function(a, b) a < b)",
            "sorted_by_entry": "sort(guarantors, function(a, b) a.grade > b.grade).grade",
        }
    )
    (found,) = (
        dict(policy.decide(one, as_of="2026-11-23").outputs) for one in [record("AAA", "A", "B", "AAA", "A")]
    )
    assert found == {
        "least": "AAA",
        "greatest": "B",
        "of_both": "A",
        "at_least": "AAA",
        "sorted": ["AAA", "A", "B"],
        "sorted_by_entry": ["B", "A", "AAA"],
    }


BY_QUALITY = {
    "worst_one": "worst(guarantors.grade)",
    "best_one": "best(guarantors.grade)",
    "better": 'better than(grade, "A")',
    "worse": "worse than(grade, other)",
    "good_enough": 'at least as good as(grade, "A")',
    "no_better": 'at most as good as(other: "A", value: grade)',
}


@pytest.mark.parametrize(("best_first", "good"), [("true", GRADES), ("false", GRADES[::-1])])
def test_better_and_worse_go_by_the_end_that_is_declared_as_the_best(
    best_first: str, good: tuple[str, ...]
) -> None:
    policy = asked(BY_QUALITY, f", best_first: {best_first}")
    rank = good.index
    assert answers(policy, [record(*pair, "BB", "AA", "A") for pair in PAIRS]) == [
        {
            "worst_one": max(("BB", "AA", "A"), key=rank),
            "best_one": min(("BB", "AA", "A"), key=rank),
            "better": rank(grade) < rank("A"),
            "worse": rank(grade) > rank(other),
            "good_enough": rank(grade) <= rank("A"),
            "no_better": rank(grade) >= rank("A"),
        }
        for grade, other in PAIRS
    ]


def test_the_items_of_a_list_are_compared_by_their_order() -> None:
    policy = asked(
        {
            "some_worse": "some g in guarantors satisfies g.grade > other",
            "how_many": 'count(guarantors[grade > "A"])',
        }
    )
    found = answers(policy, [record("A", "BB", *PAIRS[at]) for at in range(0, len(PAIRS), 5)])
    place = GRADES.index
    assert found == [
        {
            "some_worse": any(place(one) > place("BB") for one in PAIRS[at]),
            "how_many": sum(place(one) > place("A") for one in PAIRS[at]),
        }
        for at in range(0, len(PAIRS), 5)
    ]


def test_a_missing_grade_leaves_what_compares_it_undecided() -> None:
    decision = asked({"low": 'grade > "A"', "worst_of_both": "worst([grade, other])"}).decide(
        record(None), as_of="2026-11-23"
    )
    assert decision.outcome == "refer"
    assert dict(decision.outputs) == {}
    assert [cause.subject for reason in decision.reasons for cause in reason.causes] == ["grade"]


def test_a_parameter_has_its_place_in_the_order() -> None:
    policy = asked({})
    outcomes = [policy.decide(record(grade), as_of="2026-11-23").outcome for grade in GRADES]
    assert outcomes == ["approve"] * 5 + ["decline"] * 2


def test_the_outcome_is_an_ordinal_from_the_best_to_the_worst() -> None:
    better, worse = """'outcome < "refer"'""", """'worse than(outcome, "refer")'"""
    outputs = f"better: {{of: '1', when: {better}}}, worse: {{of: '2', when: {worse}}}"
    policy = policy_of(text(RULES, outputs=outputs))
    released = [set(policy.decide(record(grade), as_of="2026-11-23").outputs) for grade in ("A", "D", None)]
    assert released == [{"better"}, {"worse"}, set()]


TABLE = """
  band:
    table:
      hit: unique
      in: [grade, other]
      out: {{band: {{type: ordinal, values: [low, middle, high], best_first: true}}}}
      rows:
{rows}
  high: {{formula: 'band > "middle"'}}
"""


def table(rows: list[tuple[str, str, str]]) -> str:
    written = "".join(f"        - {{if: ['{a}', '{b}'], then: [{value}]}}\n" for a, b, value in rows)
    return text(TABLE.format(rows=written) + RULES, outputs="band: always, high: always")


WHOLE = [
    ('<= "A"', "-", "low"),
    ('["BBB".."BB"]', '<= "A"', "middle"),
    ('["BBB".."BB"]', '> "A"', "high"),
    ('> "BB"', "-", "high"),
]


def test_cells_of_a_table_take_ranges_of_an_ordinal_and_its_output_is_one() -> None:
    found = answers(policy_of(table(WHOLE)), [record(*pair) for pair in PAIRS])
    place = GRADES.index

    def band(grade: str, other: str) -> str:
        if place(grade) <= place("A"):
            return "low"
        if place(grade) > place("BB"):
            return "high"
        return "middle" if place(other) <= place("A") else "high"

    assert found == [{"band": band(*pair), "high": band(*pair) == "high"} for pair in PAIRS]


def test_a_large_table_over_ordinals_is_looked_up_as_a_small_one_is_evaluated() -> None:
    pairs = [
        (f'["{a}".."{a}"]', f'= "{b}"' if b == "D" else f'"{b}"', ("low", "middle", "high")[(i + j) % 3])
        for i, a in enumerate(GRADES)
        for j, b in enumerate(GRADES)
    ]
    policy = policy_of(table(pairs))
    assert any(node.name == "lookup" for node in policy.versions[0].program.nodes)
    found = answers(policy, [record(*pair) for pair in PAIRS])
    assert [one["band"] for one in found] == [
        ("low", "middle", "high")[(i + j) % 3] for i in range(7) for j in range(7)
    ]


def problems_of(written: str) -> list[tuple[str, str]]:
    try:
        found = policy_of(written).versions[0].warnings
    except PolicyError as error:
        found = error.problems
    return [(one.code, one.severity) for one in found if not one.code.startswith("unused")]


def test_gaps_overlaps_and_hidden_rows_go_by_the_order() -> None:
    overlapping = [*WHOLE[:3], ('>= "BB"', '> "A"', "high"), ('>= "BB"', '<= "A"', "low")]
    assert problems_of(table(overlapping)) == [("rows-overlap", "error")] * 2
    hidden = table([('<= "BBB"', "-", "low"), ('["AA".."A"]', "-", "middle"), ("-", "-", "high")])
    assert problems_of(hidden.replace("hit: unique", "hit: first")) == [("row-unreachable", "error")]
    assert ("cell-matches-everything", "error") in problems_of(table([('>= "AAA"', "-", "low")]))
    assert ("cell-matches-nothing", "error") in problems_of(table([('> "D"', "-", "low")]))


@pytest.mark.parametrize(
    ("formula", "code"),
    [
        ('grade > "AAAA"', "unknown-value"),
        ('grade in ["A".."C"]', "unknown-value"),
        ('grade between "A" and "b"', "unknown-value"),
        ('grade in ["A", "X"]', "unknown-value"),
        ("grade > A", "unquoted-text"),
        ("grade in [A..BB]", "unquoted-text"),
        ('grade in ["BB".."A"]', "empty-range"),
        ('grade in ("A".."A"]', "empty-range"),
        ('grade >= "AAA"', "always-true"),
        ('grade > "D"', "always-false"),
        ('grade in ["AAA".."D"]', "always-true"),
        ("grade > name", "no-order"),
        ("max(grade, name)", "no-order"),
        ('max(grade, "Z")', "unknown-value"),
        ("worst([name])", "no-order"),
        ('better than(name, "A")', "no-order"),
        ("before(grade, other)", "no-order"),
        ("grade < size", "order-clash"),
        ("grade = size", "order-clash"),
        ("max(grade, size)", "order-clash"),
        ("worst([size])", "no-order"),
        ('better than(size, "small")', "no-order"),
        ("grade > 3", "type-clash"),
        ("name < other_name", "text-order"),
        ('name in ["A".."C"]', "text-order"),
        ('name in (< "C")', "text-order"),
        ('name between "A" and "C"', "text-order"),
        ("max([name, other_name])", "text-order"),
        ("min(name, other_name)", "text-order"),
        ("sort([name, other_name], function(a, b) a < b)", "text-order"),
        ('code > "100"', "text-order"),
        ('code >= "2026-01-01"', "text-order"),
        ('after(name, "A")', "text-order"),
        ("agency in (> other_agency)", "text-order"),
    ],
)
def test_a_comparison_that_no_order_decides_is_reported(formula: str, code: str) -> None:
    inputs = """
  name: {type: text}
  other_name: {type: text}
  code: {type: text}
  agency: {type: text, values: [AAA, AA, A]}
  other_agency: {type: text, values: [AAA, AA, A]}
  size: {type: ordinal, values: [small, large]}
"""
    written = text(f"  asked: {{formula: '{formula}'}}\n" + RULES, outputs="asked: always", inputs=inputs)
    assert set(problems_of(written)) == {(code, "warning" if code == "text-order" else "error")}


def test_a_text_that_can_only_be_one_of_the_values_is_compared_by_their_order() -> None:
    policy = asked({"at_worst": 'worst([if other > "A" then "BB" else "AA", grade])'})
    assert [one["at_worst"] for one in answers(policy, [record("A", "AAA"), record("A", "D")])] == ["A", "BB"]


@pytest.mark.parametrize(
    ("declared", "code"),
    [
        ("{type: ordinal}", "missing-key"),
        ("{type: ordinal, values: []}", "missing-key"),
        ("{type: ordinal, values: [A, B, A]}", "duplicate-value"),
        ("{type: text, values: [A, B], best_first: true}", "unexpected-key"),
        ("{type: number, best_first: true}", "unexpected-key"),
        ('{type: ordinal, values: [A, B], range: "[1..2]"}', "bad-range"),
        ("{type: ordinal, values: [A, B], best_first: yes}", "ambiguous-word"),
        ("{type: ordinla, values: [A, B]}", "unknown-value"),
    ],
)
def test_a_declaration_of_an_ordinal_lists_its_values_in_order(declared: str, code: str) -> None:
    found = problems_of(text(RULES, inputs=f"  size: {declared}"))
    assert (code, "error") in found, found


def test_pages_say_in_words_how_two_values_of_an_ordinal_relate() -> None:
    rules = """
  admission:
    rules:
      - {id: R1, when: 'grade > "A"', then: refer, because: low}
      - {id: R2, when: 'at least as good as(other, grade)', then: refer, because: low}
      - {id: R3, when: 'grade in ["BBB".."B"]', then: refer, because: low}
      - {id: R4, when: 'size >= "medium"', then: refer, because: low}
"""
    policy = policy_of(text(rules, inputs="  size: {type: ordinal, values: [small, medium, large]}"))
    decision = policy.decide({**record("BB"), "size": "large"}, as_of="2026-11-23")
    english, chinese = (decision.explain(lang=lang, page="full") for lang in ("en", "zh"))
    for words in (
        "grade (BB) is worse than A: holds",
        "other (A) is at least as good as grade (BB): holds",
        'grade (BB) is one of "BBB", "BB", "B": holds',
        "size (large) does not come before medium: holds",
    ):
        assert words in english
    for words in (
        "grade（BB） 劣于 A：成立",
        "other（A） 不劣于 grade（BB）：成立",
        "size（large） 不先于 medium：成立",
    ):
        assert words in chinese


def test_the_json_of_an_explanation_has_the_values_and_no_places() -> None:
    decision = asked({"worst_one": "worst([grade, other])"}).decide(record("BB"), as_of="2026-11-23")
    written = decision.explain(format="json")
    assert '"BB"' in written
    assert "rank" not in written


CALLED = """
policy: inner
version: "1"
effective: {from: 2026-01-01}
outcomes: {order: [pass, fail], undecided: fail, nothing_fired: pass}
inputs:
  rating: {type: ordinal, values: [AAA, AA, A, BBB, BB, B, D], best_first: true}
decisions:
  rules: {rules: [{id: X, when: 'rating > "A"', then: fail, because: low}]}
  kept: {formula: rating}
decision: {outcome: [rules], outputs: {kept: always}}
reasons: {low: {en: Low, zh: 低}}
"""
CALLING = """
  inner:
    call:
      policy: inner
      with: {rating: %s}
      outcomes: {pass: approve, fail: {then: decline, because: low}}
  next_best: {formula: 'worst([inner.kept, other])'}
  worse_outcome: {formula: 'worst([inner.outcome, "refer"])'}
"""


def test_an_ordinal_is_handed_to_a_called_policy_and_back_with_its_order() -> None:
    outputs = "next_best: always, worse_outcome: always"
    written = text(CALLING % "grade" + RULES, outputs=outputs)
    policy = policy_of(written, (("inner", CALLED),))
    found = answers(policy, [record("BBB", "AA"), record("AAA", "AA")])
    assert found == [
        {"next_best": "BBB", "worse_outcome": "decline"},
        {"next_best": "AA", "worse_outcome": "refer"},
    ]


@pytest.mark.parametrize("handed", ["turned", "shorter"])
def test_an_ordinal_of_another_list_is_not_handed_to_a_called_policy(handed: str) -> None:
    inputs = """
  turned: {type: ordinal, values: [D, B, BB, BBB, A, AA, AAA], best_first: false}
  shorter: {type: ordinal, values: [AAA, AA, A], best_first: true}
"""
    written = text(CALLING % handed + RULES, inputs=inputs)
    with pytest.raises(PolicyError) as refused:
        policy_of(written, (("inner", CALLED),))
    assert [one.code for one in refused.value.problems] == ["order-clash"]


def test_the_state_keeps_an_ordinal_of_its_own_list_only() -> None:
    state = """
prior:
  level: {type: ordinal, values: [none, yellow, red], best_first: true, initially: none}
next: {level: %s}
"""
    rules = """
  watch:
    table:
      hit: first
      in: [grade]
      out: {level: {type: ordinal, values: [none, yellow, red], best_first: true}}
      rows: [{if: ['> "A"'], then: [red]}]
      default: [none]
  admission:
    rules:
      - {id: KEPT, when: 'prior.level >= "yellow" and watch < prior.level', then: refer, because: low}
"""
    policy = policy_of(text(rules) + state % "'max(prior.level, watch)'")
    decision = policy.decide({**record("AA"), "prior": {"level": "yellow"}}, as_of="2026-11-23")
    assert (decision.outcome, dict(decision.state)) == ("refer", {"level": "yellow"})
    assert problems_of(text(rules) + state % "other") == [("order-clash", "error")]


def test_mutants_exchange_a_value_for_its_neighbours_and_let_no_gap_arise() -> None:
    rules = """
  admission:
    rules:
      - {id: LOW, when: 'grade > "A"', then: decline, because: low}
"""
    written = text(
        TABLE.format(
            rows="""        - {if: ['<= "BBB"', "-"], then: [low]}
        - {if: ['> "BBB"', "-"], then: [high]}
"""
        )
        + rules,
        outputs="band: always, high: always",
    )
    compiled = policy_of(written).versions[0]
    found = {one.name: one for one in mutants_of(compiled)}
    assert 'decisions.admission.LOW.when: "A" -> "BBB"' in found
    assert 'decisions.admission.LOW.when: "A" -> "AA"' in found
    moved = found["decisions.band.in.1: BB as BBB"]
    assert list(moved.values.values()) == ['"AAA", "AA", "A", "BBB", "BB"', '"B", "D"']
    assert "decisions.band.in.1: A as AA" not in found


COLLECTED = """
  level:
    table:
      hit: collect
      aggregate: {how}
      in: [grade, other]
      out: {{level: {out}}}
      rows:
        - {{if: ['>= "AA"', "-"], then: [low]}}
        - {{if: ['>= "BBB"', "-"], then: [middle]}}
        - {{if: ["-", '>= "B"'], then: [high]}}
      default: [none]
"""
LEVELS = "{type: ordinal, values: [none, low, middle, high], best_first: true}"


@pytest.mark.parametrize("how", ["min", "max"])
def test_collected_values_of_an_ordinal_give_the_least_and_the_greatest_by_its_order(how: str) -> None:
    policy = policy_of(text(COLLECTED.format(how=how, out=LEVELS) + RULES, outputs="level: always"))
    place, choose = GRADES.index, {"min": min, "max": max}[how]
    order = ["none", "low", "middle", "high"]

    def level(grade: str, other: str) -> str:
        tests = (place(grade) >= place("AA"), place(grade) >= place("BBB"), place(other) >= place("B"))
        held = [name for name, holds in zip(order[1:], tests, strict=True) if holds]
        return choose(held, key=order.index) if held else "none"

    found = answers(policy, [record(*pair) for pair in PAIRS])
    assert [one["level"] for one in found] == [level(*pair) for pair in PAIRS]


def test_collected_texts_have_no_sum_and_no_order() -> None:
    plain = "[none, low, middle, high]"
    assert problems_of(text(COLLECTED.format(how="max", out=plain) + RULES, outputs="level: always")) == [
        ("text-order", "warning")
    ]
    for out in (plain, LEVELS):
        summed = text(COLLECTED.format(how="sum", out=out) + RULES, outputs="level: always")
        assert problems_of(summed) == [("type-clash", "error")]


def test_texts_of_a_list_parameter_have_their_place_in_the_order() -> None:
    written = text("  asked: {formula: grade in accepted}\n" + RULES, outputs="asked: always")
    for accepted, problems in (("[AAA, AA]", []), ("[AAA, AX]", [("unknown-value", "error")])):
        listed = written.replace(
            "parameters: {lowest: BB}", f"parameters: {{lowest: BB, accepted: {accepted}}}"
        )
        assert problems_of(listed) == problems
