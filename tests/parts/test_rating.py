"""The part `rating`: score, PD and grade of a rating sheet, and the steps that move the grade."""

from __future__ import annotations

import datetime as dt
import json
import pickle
import re
from decimal import Decimal
from math import exp
from pathlib import Path
from random import Random
from typing import Any

import pytest

from compiled import load_once
from credit.checks import golden_checks
from credit_engine import Decision, Policy, PolicyError, load_policy
from credit_engine.cli import main
from credit_engine.policy.loading import compile_policy
from credit_engine.source import Source
from credit_engine.testing.mutation import mutants_of

SHEET = """\
policy: sheet
version: "1"
effective: {from: 2026-01-01}
outcomes: {order: [approve, refer, decline], undecided: refer, nothing_fired: approve}
inputs:
  debt_ratio: {type: number, range: ">= 0", missing: {not_given: undecided}}
  liquidity: {type: number, missing: {not_given: undecided}}
  management: {type: text, values: [strong, adequate, weak], missing: {not_given: undecided}}
  warning: {type: text, values: [none, red], missing: {not_given: undecided}}
  outlook: {type: integer, missing: {not_given: undecided}}
  supporter: {type: text, values: [R1, R2, R3, R4, R5, R6],
              missing: {no_parent: not_applicable, not_given: undecided}}
  parent: {type: text, values: [R1, R2, R3, R4, R5, R6],
           missing: {no_parent: not_applicable, not_given: undecided}}
  analyst.notches: {type: number, missing: {no_override: not_applicable, not_given: undecided}}
  analyst.reason: {type: text, missing: {no_override: not_applicable, not_given: undecided}}
decisions:
  rating:
    title: {en: Rating, zh: 评级}
    rating:
      quantitative:
        leverage: {value: debt_ratio, weight: 0.4, knots: [[0.5, 100], [0.8, 40]]}
        liquidity: {weight: 0.25, knots: [[0.5, 0], [1, 50], [2, 100]]}
      qualitative:
        management: {weight: 0.35, scores: {strong: 90, adequate: 60, weak: 30}}
      calibration: {intercept: -1, slope: 0.075}
      grades:
        R1: "< 0.005"
        R2: "[0.005..0.02)"
        R3: "[0.02..0.05)"
        R4: "[0.05..0.15)"
        R5: "[0.15..0.3)"
        R6: ">= 0.3"
      steps:
        - {id: outlook, notches: outlook, up: 1, down: 2}
        - {id: support, support: supporter, up: 2}
        - {id: parent, cap: parent}
        - {id: red, cap: R5, when: 'warning = "red"'}
        - {id: analyst, title: {en: Analyst, zh: 分析师}, override: analyst.notches, reason: analyst.reason,
           up: 1, down: 3}
  checks:
    rules:
      - {id: C-1, when: 'rating.grade = "R6"', then: decline, because: weak}
decision:
  outcome: [checks]
  outputs: {rating: always}
reasons:
  weak: {en: Weak, zh: 偏弱}
"""
NO_PARENT, NO_OVERRIDE = {"missing": "no_parent"}, {"missing": "no_override"}
PLAIN: dict[str, Any] = {
    "debt_ratio": Decimal("0.62"),
    "liquidity": Decimal("1.2"),
    "management": "adequate",
    "warning": "none",
    "outlook": 0,
    "supporter": NO_PARENT,
    "parent": NO_PARENT,
    "analyst": {"notches": NO_OVERRIDE, "reason": NO_OVERRIDE},
}


def policy(tmp_path: Path, text: str = SHEET) -> Policy:
    path = tmp_path / "sheet.yaml"
    path.write_text(text, "utf-8")
    return load_once(path)


def decided(tmp_path: Path, changes: dict[str, Any], text: str = SHEET) -> Decision:
    return policy(tmp_path, text).decide(PLAIN | changes, as_of=dt.date(2026, 2, 1))


def override(notches: Any, reason: Any = "large order book") -> dict[str, Any]:
    return {"analyst": {"notches": notches, "reason": reason}}


def moves(decision: Decision) -> dict[str, tuple[Any, Any, str]]:
    """Grade before and after every step of the trace, and the step's status."""
    trace = json.loads(decision.explain("en", "json"))
    (step,) = (step for step in trace["steps"] if step["kind"] == "rating")
    return {one["id"]: (one["before"], one["after"], one["status"]) for one in step["moves"]}


def test_the_score_is_the_weighted_sum_of_clamped_piecewise_linear_scores(tmp_path: Path) -> None:
    # By hand: 76, 60 and 60, of which 0.4, 0.25 and 0.35 count.
    assert decided(tmp_path, {}).outputs["rating"]["score"] == Decimal("66.4")
    # Beyond the last knots 40 and 0, and again 60.
    clamped = decided(tmp_path, {"debt_ratio": 5, "liquidity": -3})
    assert clamped.outputs["rating"]["score"] == 37


def test_the_value_has_score_pd_base_grade_and_grade(tmp_path: Path) -> None:
    rating = decided(tmp_path, {"outlook": -1}).outputs["rating"]
    assert list(rating) == ["score", "pd", "base_grade", "grade"]
    by_floats = Decimal(1 / (1 + exp(-1 + 0.075 * 66.4)))
    assert abs(rating["pd"] - by_floats) < Decimal("1e-12")
    assert (rating["base_grade"], rating["grade"]) == ("R2", "R1")


@pytest.mark.parametrize(
    ("changes", "step", "before", "after", "status"),
    [
        ({"outlook": 1}, "outlook", "R2", "R3", "moved"),
        ({"outlook": 9}, "outlook", "R2", "R4", "clipped"),
        ({"outlook": -9}, "outlook", "R2", "R1", "clipped"),
        ({"outlook": 2, "supporter": "R1"}, "support", "R4", "R2", "moved"),
        ({"outlook": 2, "supporter": "R3"}, "support", "R4", "R3", "moved"),
        ({"outlook": 2, "supporter": "R6"}, "support", "R4", "R4", "kept"),
        ({}, "support", "R2", "R2", "not_applicable"),
        ({"parent": "R4"}, "parent", "R2", "R4", "moved"),
        ({"parent": "R1"}, "parent", "R2", "R2", "kept"),
        ({"warning": "red"}, "red", "R2", "R5", "moved"),
        ({"warning": "none"}, "red", "R2", "R2", "not_applicable"),
        (override(-1), "analyst", "R2", "R1", "moved"),
        (override(3), "analyst", "R2", "R5", "moved"),
        (override(0, ""), "analyst", "R2", "R2", "kept"),
        ({"warning": "red", **override(-1)}, "analyst", "R5", "R4", "moved"),
        ({"warning": "red", **override(3)}, "analyst", "R5", "R6", "moved"),
    ],
)
def test_every_step_shows_the_grade_before_and_after(
    tmp_path: Path, changes: dict[str, Any], step: str, before: str, after: str, status: str
) -> None:
    decision = decided(tmp_path, changes)
    assert moves(decision)[step] == (before, after, status)


@pytest.mark.parametrize(
    ("given", "cause"),
    [
        (override(-2), "-2: not in [-1..3]"),
        (override(4), "4: not in [-1..3]"),
        (override(-1, " "), "no reason given"),
        (override(-1, NO_OVERRIDE), "no reason given"),
    ],
)
def test_an_override_beyond_its_limits_or_without_a_reason_is_refused(
    tmp_path: Path, given: dict[str, Any], cause: str
) -> None:
    decision = decided(tmp_path, given)
    assert decision.outcome == "refer"
    assert decision.withheld == {"rating": "unknown"}
    (found,) = decision.reasons[0].causes
    assert (found.code, found.subject, found.detail) == ("override_refused", "analyst", cause)
    assert "override refused" in decision.explain("en")
    assert "人工调整未获准" in decision.explain("zh")


def test_a_fraction_of_a_notch_is_refused(tmp_path: Path) -> None:
    (cause,) = decided(tmp_path, override(Decimal("0.5"))).reasons[0].causes
    assert (cause.code, cause.detail) == ("invalid_argument", "override: not a whole number in [-1..3]")


def test_an_override_is_clipped_only_where_the_policy_says_so(tmp_path: Path) -> None:
    clipping = SHEET.replace("up: 1, down: 3}", "up: 1, down: 3, clip: true}")
    assert moves(decided(tmp_path, override(-2), clipping))["analyst"] == ("R2", "R1", "clipped")
    assert moves(decided(tmp_path, override(9), clipping))["analyst"] == ("R2", "R5", "clipped")
    assert decided(tmp_path, override(9, ""), clipping).outcome == "refer"


@pytest.mark.parametrize(
    "name", ["debt_ratio", "liquidity", "management", "warning", "outlook", "supporter", "parent", "analyst"]
)
def test_what_is_missing_leaves_no_grade(tmp_path: Path, name: str) -> None:
    decision = decided(tmp_path, {name: {} if name == "analyst" else None})
    assert decision.outcome == "refer"
    causes = {cause.subject for cause in decision.reasons[0].causes}
    assert causes == {"analyst.notches" if name == "analyst" else name}


def test_a_floor_is_the_worst_grade_that_is_left(tmp_path: Path) -> None:
    floored = SHEET.replace("{id: red, cap: R5", "{id: red, floor: R2")
    decision = decided(tmp_path, {"warning": "red", "management": "weak"}, floored)
    assert moves(decision)["red"] == ("R3", "R2", "moved")


def golden(number: str) -> dict[str, Any]:
    found = [check for check in golden_checks("rating") if check["id"] == f"rating-{number}"]
    if not found:
        pytest.skip("the golden file is not there")
    return found[0]


BARE = """\
policy: sheet
version: "1"
effective: {{from: 2026-01-01}}
outcomes: {{order: [approve, refer], undecided: refer, nothing_fired: approve}}
inputs:
{inputs}
decisions:
  rating: {rating}
  checks: {{rules: [{{id: C, when: rating.score < -1, then: refer, because: low}}]}}
decision: {{outcome: [checks], outputs: {{rating: always}}}}
reasons: {{low: {{en: Low, zh: 低}}}}
"""
SCALE = [
    ("R1", "< 0.0005"),
    ("R2", "[0.0005..0.001)"),
    ("R3", "[0.001..0.002)"),
    ("R4", "[0.002..0.004)"),
    ("R5", "[0.004..0.0075)"),
    ("R6", "[0.0075..0.015)"),
    ("R7", "[0.015..0.025)"),
    ("R8", "[0.025..0.045)"),
    ("R9", "[0.045..0.08)"),
    ("R10", "[0.08..0.15)"),
    ("R11", "[0.15..0.3)"),
    ("R12", "[0.3..1)"),
    ("D", ">= 1"),
]


def rated(tmp_path: Path, rating: dict[str, Any], values: dict[str, Any]) -> dict[str, Any]:
    """The value of a rating of which every input is a number."""
    spec = {"grades": dict(SCALE), "calibration": {"intercept": -1, "slope": 0.075}} | rating
    inputs = "\n".join(f"  {name}: {{type: number}}" for name in values)
    text = BARE.format(inputs=inputs, rating=json.dumps({"rating": spec}, default=float))
    found: dict[str, Any] = policy(tmp_path, text).decide(values, as_of="2026-02-01").outputs["rating"]
    return found


def test_the_golden_weighted_score_and_its_calibration(tmp_path: Path) -> None:
    check, curve = golden("003"), golden("005")
    pairs = [*check["inputs"]["quant"], *check["inputs"]["qual"]]
    lines = {
        f"x{i}": {"weight": weight, "knots": [[0, 0], [100, 100]]} for i, (_, weight) in enumerate(pairs)
    }
    calibration = {"intercept": curve["inputs"]["a"], "slope": curve["inputs"]["b"]}
    values = {f"x{i}": score for i, (score, _) in enumerate(pairs)}
    found = rated(tmp_path, {"quantitative": lines, "calibration": calibration}, values)
    assert found["score"] == check["expected"]
    assert abs(found["pd"] - curve["expected"]) <= curve["tolerance"]
    assert found["grade"] == "R6"


def test_the_golden_indicator_score(tmp_path: Path) -> None:
    check = golden("004")
    lines = {"x": {"weight": 1, "knots": check["inputs"]["points"]}}
    found = rated(tmp_path, {"quantitative": lines}, {"x": check["inputs"]["x"]})
    assert found["score"] == check["expected"]


def test_the_golden_notching_with_its_steps(tmp_path: Path) -> None:
    check = golden("012")["inputs"]
    steps = [
        {"id": "qualitative", "notches": "notches", "up": 2, "down": 2},
        {
            "id": "analyst",
            "override": "asked",
            "reason": '"known to the bank"',
            "up": check["max_up"],
            "down": check["max_down"],
            "clip": True,
        },
        {"id": "sovereign", "cap": f"R{check['ceiling']}"},
    ]
    rating = {"quantitative": {"x": {"weight": 1, "knots": [[0, 0], [100, 100]]}}, "steps": steps}
    values = {"x": Decimal("72.5"), "notches": check["qual_notches"], "asked": check["analyst_override"]}
    expected = golden("012")["expected"]
    path = tmp_path / "sheet.yaml"
    assert rated(tmp_path, rating, values)["grade"] == f"R{expected['final']}"
    found = moves(load_policy(path).decide(values, as_of="2026-02-01"))
    assert found["qualitative"][:2] == (f"R{check['base']}", f"R{expected['after_qual']}")
    assert found["analyst"][1:] == (f"R{expected['after_override']}", "clipped")


@pytest.mark.parametrize(
    ("old", "new", "code", "said"),
    [
        ("weight: 0.25", "weight: 0.2", "wrong-value", "the weights sum to 0.95, not to 1"),
        ("weight: 0.25", "weight: -0.25", "wrong-value", "a weight lies between 0 and 1"),
        ("[1, 50], [2, 100]", "[2, 50], [1, 100]", "wrong-value", "the knots do not rise: 1 after 2"),
        ("[1, 50]", "[1]", "wrong-value", "a knot is a value and its score"),
        ("[[0.5, 100], [0.8, 40]]", "[]", "wrong-value", "'knots' is empty"),
        ("[1, 50]", "[1, 1e20]", "wrong-value", "beyond all use"),
        ("slope: 0.075", "slope: 0", "wrong-value", "every score has the same PD"),
        ("slope: 0.075", "slope: 750", "wrong-value", "beyond what exp can be taken of"),
        ('"[0.02..0.05)"', '"[0.03..0.05)"', "scale-gap", "[0.02..0.03)"),
        ('"[0.02..0.05)"', '"[0.01..0.05)"', "scale-overlap", "R2 and R3"),
        (
            'R1: "< 0.005"\n        R2: "[0.005..0.02)"',
            'R2: "[0.005..0.02)"\n        R1: "< 0.005"',
            "wrong-value",
            "higher PDs than a grade after it",
        ),
        ("cap: R5", "cap: '\"R55\"'", "unknown-value", "'R55' is not a grade"),
        ("cap: R5", "cap: R55", "unknown-name", "R55"),
        ("cap: parent", "cap: management", "unknown-value", "'strong' is not a grade"),
        ("weak: 30", "weka: 30", "unknown-value", "'weka' is not a value of 'management'"),
        (", weak: 30", "", "attribute-gap", "no score of 'management' covers weak"),
        ("value: debt_ratio", "value: warning", "type-clash", "number"),
        ("notches: outlook", "notches: warning", "type-clash", "number"),
        ("{id: parent, cap: parent}", "{id: parent}", "missing-key", "one of its moves"),
        ("{id: parent, cap: parent}", "{id: parent, cap: parent, floor: R5}", "unexpected-key", "either"),
        ("{id: parent, cap: parent}", "{id: parent, cap: parent, up: 1}", "unexpected-key", "use 'up'"),
        (", reason: analyst.reason", "", "missing-key", "'reason'"),
        ("up: 1, down: 2", "up: 1", "missing-key", "'down'"),
        ("up: 1, down: 2", "up: -1, down: 2", "wrong-value", "number of notches"),
        ("id: parent", "id: support", "duplicate-id", "'support'"),
        ("        management: {weight", "        leverage: {weight", "duplicate-id", "'leverage'"),
        ("calibration: {", "calibratoin: {", "unknown-key", "calibratoin"),
    ],
)
def test_mistakes_are_found(tmp_path: Path, old: str, new: str, code: str, said: str) -> None:
    assert old in SHEET
    with pytest.raises(PolicyError) as raised:
        policy(tmp_path, SHEET.replace(old, new, 1))
    found = [(problem.code, problem.message + problem.expected) for problem in raised.value.problems]
    assert any(c == code and said in message for c, message in found), found
    assert {c for c, _ in found} <= {code, "unknown-name"}, found


def test_the_explanation_has_the_sheet_and_the_steps_in_both_languages(tmp_path: Path) -> None:
    decision = decided(tmp_path, {"warning": "red", **override(2)})
    page, chinese = (decision.explain(lang, "markdown") for lang in ("en", "zh"))
    for said in (
        "Indicator or factor",
        "Base grade",
        "override (1 up, 3 down at most)",
        "moves the grade",
        'Analyst: reason given: "large order book"',
        "red: holds",
    ):
        assert said in page
    for said in ("初始等级", "人工调整（最多上调1级、下调3级）", "等级变动", "分析师：理由：", "违约概率"):
        assert said in chinese


CASES = """\
cases: sheet
as_of: 2026-02-01
base: plain
bases:
  plain:
    with: {debt_ratio: 0.62, liquidity: 1.2, management: adequate, warning: none, outlook: 0,
           supporter: R6, parent: R1, analyst: {notches: 0, reason: none}}
examples:
  red:
    with: {warning: red}
    expect: {outcome: approve, values: {rating.grade: R5}}
"""


def test_cases_reach_steps_and_notice_mutants(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    policy(tmp_path)
    (tmp_path / "sheet.cases.yaml").write_text(CASES, "utf-8")
    assert main(["test", str(tmp_path / "sheet.cases.yaml"), "--mutate"]) == 1
    shown = capsys.readouterr().out
    assert "rating steps that move the grade: 1 of 5" in shown
    found = mutants_of(compile_policy(Source("sheet.yaml", SHEET), lambda kind, name: None))
    compiled = compile_policy(Source("sheet.yaml", SHEET), lambda kind, name: None)
    for mutant in found:
        assert all(path in compiled.document for path in mutant.values), mutant.name
    names = {mutant.name for mutant in found}
    for wanted in (
        "decisions.rating.red: dropped",
        "decisions.rating.red.cap: R5 -> R6",
        "decisions.rating.analyst.down: 3 -> 4",
        "decisions.rating.grades: 0.02 -> 0.03",
        "decisions.rating: weights of leverage and liquidity",
        "decisions.rating.leverage.knots.1.points: 100 -> 101",
    ):
        assert wanted in names, sorted(names)


def test_a_policy_from_the_store_rates_alike(tmp_path: Path) -> None:
    sheet = policy(tmp_path)
    restored = pickle.loads(pickle.dumps(sheet))
    record = PLAIN | {"warning": "red", **override(2)}
    found, wanted = (one.decide(record, as_of=dt.date(2026, 2, 1)) for one in (restored, sheet))
    assert found.to_json() == wanted.to_json()


def random_record(rng: Random) -> dict[str, Any]:
    def perhaps(value: Any, *causes: str) -> Any:
        return rng.choice([value] * 6 + [None, *({"missing": cause} for cause in causes)])

    grade = f"R{rng.randrange(1, 7)}"
    return {
        "debt_ratio": perhaps(round(rng.uniform(0, 1.2), rng.choice((1, 3, 17)))),
        "liquidity": perhaps(round(rng.uniform(-1, 3), 2)),
        "management": perhaps(rng.choice(("strong", "adequate", "weak"))),
        "warning": perhaps(rng.choice(("none", "none", "red"))),
        "outlook": perhaps(rng.randrange(-3, 4)),
        "supporter": perhaps(grade, "no_parent"),
        "parent": perhaps(grade, "no_parent"),
        "analyst": {
            "notches": perhaps(rng.choice((-2, -1, 0, 1, 2, 3, 4, 0.5)), "no_override"),
            "reason": perhaps("order book", "no_override"),
        },
    }


@pytest.mark.heavy
def test_a_batch_equals_its_rows(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow", reason="the extra `batch` is not installed")
    from batch.tables import both, differences, table_of

    rng, sheet = Random(5), policy(tmp_path)
    records = [random_record(rng) for _ in range(400)]
    table = table_of(sheet.versions[-1].fields, records, rng)
    _, batch, rows = both(sheet, table, dt.date(2026, 2, 1), 150)
    assert differences(batch, rows) == []
    assert len({str(row) for row in rows.to_pylist()}) > 30


def test_no_record_gets_a_grade_beyond_cap_and_limits(tmp_path: Path) -> None:
    rng, sheet = Random(6), policy(tmp_path)
    graded = 0
    for _ in range(300):
        record = random_record(rng)
        decision = sheet.decide(record, as_of=dt.date(2026, 2, 1))
        if "rating" not in decision.outputs:
            continue
        graded += 1
        steps = moves(decision)
        before, after, _ = (
            int(str(one).lstrip("R") or 0) if i < 2 else 0 for i, one in enumerate(steps["analyst"])
        )
        assert -1 <= after - before <= 3
        if record["warning"] == "red":
            assert before >= 5
        if isinstance(record["parent"], str):
            assert before >= int(record["parent"][1:])
    assert graded > 40


GRADES = {f"R{i}": ("Top", "Good", "Fair", "Watch", "Weak", "Default")[i - 1] for i in range(1, 7)}
"""The titles of the grades in English; the Chinese ones are `一级` to `六级`."""


def titled_sheet() -> str:
    """The sheet with a title for each grade."""
    text = SHEET
    for number, (grade, title) in enumerate(GRADES.items()):
        start = text.index(f"        {grade}: ") + len(f"        {grade}: ")
        end = text.index("\n", start)
        zh = "一二三四五六"[number] + "级"
        text = (
            f"{text[:start]}{{range: {text[start:end]}, title: {{en: {title} grade, zh: {zh}}}}}{text[end:]}"
        )
    return text


@pytest.mark.parametrize("of", ["summary", "full"])
def test_grades_are_shown_by_their_titles_wherever_a_grade_is_shown(tmp_path: Path, of: Any) -> None:
    """The output, the base grade, before and after each step, the grade of a cap, the condition of a rule."""
    decision = decided(tmp_path, {"warning": "red", "outlook": 1}, titled_sheet())
    chinese = decision.explain("zh", page=of)
    assert "五级" in chinese
    assert not re.search(r"\bR[1-6]\b", chinese)
    assert "Weak grade" in decision.explain("en", page=of)


def test_the_summary_says_what_the_grade_began_from_and_what_moved_it(tmp_path: Path) -> None:
    decision = decided(tmp_path, {"warning": "red", "outlook": 1}, titled_sheet())
    chinese = decision.explain("zh", page="summary").splitlines()
    at = next(number for number, line in enumerate(chinese) if line.startswith("- 评级：五级；得分"))
    assert chinese[at].endswith("，初始等级二级")
    assert [line.strip() for line in chinese[at + 1 : at + 3]] == [
        "- outlook：二级调至三级",
        "- red：三级调至五级",
    ]


def test_data_hold_grades_by_their_codes(tmp_path: Path) -> None:
    decision = decided(tmp_path, {"warning": "red"}, titled_sheet())
    assert decision.outputs["rating"]["grade"] == "R5"
    assert moves(decision)["red"] == ("R2", "R5", "moved")
    assert decided(tmp_path, {"warning": "red"}).outputs == decision.outputs


def test_the_edges_of_titled_grades_have_the_same_mutants_and_the_same_problems(tmp_path: Path) -> None:
    def edges(text: str) -> list[str]:
        compiled = policy(tmp_path, text).versions[0]
        return [one.name for one in mutants_of(compiled) if ".grades" in one.name]

    assert edges(titled_sheet()) == edges(SHEET) != []
    with pytest.raises(PolicyError) as caught:
        policy(tmp_path, titled_sheet().replace('range: "< 0.005"', 'range: "< 0.006"'))
    (problem,) = caught.value.problems
    assert problem.code == "scale-overlap"
    assert problem.span is not None
    assert problem.span.text == '"[0.005..0.02)"'
