"""A book held against the policy by which its loans were made: the numbers are those of a count by hand."""

from __future__ import annotations

import math
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest

pytest.importorskip("pyarrow")

from compiled import policy_of
from credit_engine import InputError
from credit_engine.feedback import review_front
from credit_engine.feedback.results import Counts
from credit_engine.feedback.review import chance_of
from credit_engine.report.feedback import tables

POLICY = """
policy: small_loan
version: "1"
effective: {from: 2026-01-01}
outcomes: {order: [approve, refer, decline], undecided: refer, nothing_fired: approve}
inputs:
  income: {type: number, range: ">= 0", unit: CNY per month}
  payment: {type: number, range: ">= 0", unit: CNY per month}
  age: {type: integer, range: "[0..130]", missing: undecided}
parameters:
  most_burden: {value: 0.5, unit: fraction}
decisions:
  burden: {formula: payment / income}
  admission:
    rules:
      - {id: BURDEN, when: burden > most_burden, then: decline, because: burden}
      - {id: YOUNG, when: age < 20, then: refer, because: young}
decision: {outcome: [admission]}
reasons:
  burden: {en: Too much to pay, zh: 月供过高}
  young: {en: Young, zh: 年龄较低}
"""


def loans(number: int = 4_000) -> list[dict[str, Any]]:
    """Loans up to a burden of a half: those above 0.45 are bad four times as often, whatever the age."""
    random, found = Random(7), []
    for _ in range(number):
        burden = random.randrange(10, 51) / 100
        rate = 0.24 if burden > 0.45 else 0.06
        found.append(
            {
                "income": 10_000,
                "payment": 10_000 * burden,
                "age": random.randrange(18, 60),
                "bad": int(random.random() < rate),
                "balance": random.choice((10_000, 20_000)),
                "cause": "over_lending" if burden > 0.45 else "operation",
                "product": random.choice(("card", "loan")),
                "score": 600 - 400 * burden,
            }
        )
    return found


def table(rows: list[dict[str, Any]]) -> dict[str, list[Any]]:
    return {name: [row[name] for row in rows] for name in rows[0]}


def reviewed(rows: list[dict[str, Any]], **changed: Any) -> Any:
    options: dict[str, Any] = {"as_of": "2026-06-30", "bad": "bad", "balance": "balance", "cause": "cause"}
    options |= {"score": "score", "by": ["product"], "earned_share": 0.04, **changed}
    return review_front(policy_of(POLICY), table(rows), **options)


@cache
def usual() -> tuple[list[dict[str, Any]], Any]:
    """The usual loans, and what they say."""
    rows = loans()
    return rows, reviewed(rows)


def test_the_threshold_behind_which_loans_fail_is_proposed() -> None:
    rows, found = usual()
    (proposal, *_) = found.proposals
    assert (proposal.place, proposal.before, proposal.after) == ("parameters.most_burden", "0.5", "0.45")
    stopped = [row for row in rows if row["payment"] / row["income"] > 0.45 and row["age"] >= 18]
    bad = [row for row in stopped if row["bad"]]
    assert proposal.stopped == Counts(
        len(stopped), len(bad), sum(r["balance"] for r in stopped), sum(r["balance"] for r in bad)
    )
    good_balance = proposal.stopped.balance - proposal.stopped.bad_balance
    assert proposal.benefit == pytest.approx(0.45 * proposal.stopped.bad_balance - 0.04 * good_balance)
    assert proposal.causes == {"over_lending": len(bad)}


def test_a_threshold_that_stops_good_loans_as_well_is_not_proposed() -> None:
    _, found = usual()
    assert "decisions.admission.YOUNG.when" not in [one.place for one in found.proposals]


def test_rules_that_fired_are_told_with_their_bad_loans() -> None:
    rows, found = usual()
    (rule,) = found.rules
    young = [row for row in rows if row["age"] < 20]
    assert (rule.rule, rule.counts.loans, rule.counts.bads) == (
        "YOUNG",
        len(young),
        sum(r["bad"] for r in young),
    )


def test_groups_and_bands_of_scores_hold_every_loan_once() -> None:
    rows, found = usual()
    for by in ("product", "score"):
        assert sum(one.counts.loans for one in found.groups if one.by == by) == len(rows)
    worst = next(one for one in found.groups if one.by == "score")
    low = [row for row in rows if row["score"] < float(worst.value.split("–")[1])]
    assert (worst.counts.loans, worst.counts.bads) == (len(low), sum(row["bad"] for row in low))
    assert worst.p_value < 1e-6
    assert set(found.causes) == {"over_lending", "operation"}


def test_the_chance_is_that_of_two_proportions() -> None:
    """40 of 100 against 20 of 100: z is 0.2 by the root of 0.3 x 0.7 x 0.02, 3.0861; its tail is 0.001014."""
    chance = chance_of(Counts(100, 40, 0, 0), Counts(100, 20, 0, 0))
    assert math.isclose(chance, 0.001014, abs_tol=5e-7)


def test_loans_of_unknown_outcome_and_refused_ones_are_counted_apart() -> None:
    rows = loans(1_000)
    for row in rows[:10]:
        row["bad"] = None
    rows[10]["age"] = 200
    found = reviewed(rows)
    assert (found.unknown, found.refused, found.whole.loans) == (10, 1, 989)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"bad": "bads"}, "missing-input"),
        ({"bad": "balance"}, "out-of-range"),
        ({"bad": "product"}, "wrong-type"),
        ({"loss_share": 2}, "out-of-range"),
    ],
)
def test_a_book_that_does_not_fit_is_refused(changed: dict[str, Any], code: str) -> None:
    with pytest.raises(InputError) as error:
        reviewed(loans(50), **changed)
    assert [one.code for one in error.value.problems] == [code]


@pytest.mark.parametrize("weight", [-0.01, math.inf, -math.inf])
def test_a_balance_that_would_turn_losses_into_gains_is_refused(weight: float) -> None:
    rows = loans(50)
    rows[7]["balance"] = weight
    with pytest.raises(InputError) as error:
        reviewed([{**row, "balance": float(row["balance"])} for row in rows])
    assert [(one.code, one.path) for one in error.value.problems] == [("out-of-range", "balance")]


@pytest.mark.parametrize("bad", [0, 1])
def test_a_book_of_good_loans_alone_or_of_bad_ones_says_nothing(bad: int) -> None:
    with pytest.raises(InputError) as error:
        reviewed([{**row, "bad": bad} for row in loans(50)])
    assert [one.code for one in error.value.problems] == ["empty-class"]


def two_faults() -> list[dict[str, Any]]:
    """Loans that fail above a burden of 0.45, and others that fail below the age of 25."""
    random, found = Random(11), []
    for row in loans(6_000):
        age = random.randrange(20, 60)
        burden = row["payment"] / row["income"]
        rate = 0.35 if burden > 0.45 or age < 24 else 0.05
        found.append({**row, "age": age, "bad": int(random.random() < rate)})
    return found


def test_two_numbers_that_pay_more_together_are_proposed_as_a_pair() -> None:
    """The pair stops who is over either bound; a step of age is two years at 20."""
    rows = two_faults()
    found = reviewed(rows)
    (pair,) = found.pairs
    assert (pair.first.place, pair.second.place) == (
        "parameters.most_burden",
        "decisions.admission.YOUNG.when",
    )
    least, most = (float(one.after.split()[-1]) for one in (pair.second, pair.first))
    stopped = [row for row in rows if row["payment"] / row["income"] > most or row["age"] < least]
    assert pair.stopped.loans == len(stopped)
    assert pair.stopped.bads == sum(row["bad"] for row in stopped)
    assert pair.benefit > pair.first.benefit > pair.second.benefit
    assert pair.p_value < 0.05
    left = [row for row in rows if row not in stopped]
    assert found.left_by(pair).bads == sum(row["bad"] for row in left)


def test_a_pair_that_adds_nothing_to_the_better_one_is_not_proposed() -> None:
    _, found = usual()
    assert found.pairs == ()


CAUSES = """\
policy: causes
version: "1"
effective: {from: 2026-01-01}
values: {causes: {over_lending: {en: Too much lent, zh: 过度授信}, fraud: {en: Fraud, zh: 欺诈}}}
outcomes: {order: [front, outside], undecided: outside, nothing_fired: outside}
inputs: {cause: {type: text, values: causes}}
decisions: {signs: {rules: [{id: C, when: cause = "over_lending", then: front, because: front}]}}
decision: {outcome: [signs], outputs: {}}
reasons: {front: {en: Ours, zh: 本行}}
"""


def test_causes_are_called_what_a_policy_calls_them_where_it_does() -> None:
    found = reviewed(loans(), cause_titles=policy_of(CAUSES))
    assert set(found.causes) == {"over_lending", "operation"}
    told = {lang: {row[0] for row in causes_of_report(found, lang)} for lang in ("en", "zh")}
    assert told == {"en": {"Too much lent", "operation"}, "zh": {"过度授信", "operation"}}
    (proposal, *_) = next(iter(tables(found, "zh"))).rows
    assert proposal[-1].startswith("过度授信 ")


def causes_of_report(found: Any, lang: str) -> Any:
    """The rows of the table of causes."""
    return next(table.rows for table in tables(found, lang) if table.title in ("Causes", "成因"))


def test_bad_loans_count_for_their_causes_in_parts() -> None:
    """Each bad loan is three quarters over-lending and one quarter operation."""
    rows = [{**row, "x.over_lending_share": 0.75, "x.operation_share": 0.25} for row in loans(500)]
    found = reviewed(rows, cause=None, cause_shares=["x.*_share"])
    bads = sum(row["bad"] for row in rows)
    assert found.causes == {"over_lending": 0.75 * bads, "operation": 0.25 * bads}


@pytest.mark.parametrize(
    ("shares", "code"),
    [(["z*"], "missing-input"), (["nothing"], "missing-input"), (["balance"], "out-of-range")],
)
def test_shares_that_are_none_are_refused(shares: list[str], code: str) -> None:
    with pytest.raises(InputError) as error:
        reviewed(loans(50), cause_shares=shares)
    assert [one.code for one in error.value.problems] == [code]


CALLER = """
policy: whole_loan
version: "1"
effective: {from: 2026-01-01}
outcomes: {order: [approve, refer, decline], undecided: refer, nothing_fired: approve}
inputs:
  income: {type: number, range: ">= 0", unit: CNY per month}
  payment: {type: number, range: ">= 0", unit: CNY per month}
  age: {type: integer, range: "[0..130]", missing: undecided}
decisions:
  small:
    call:
      policy: small_loan
      with: {income: income, payment: payment, age: age}
      outcomes:
        approve: approve
        refer: {then: refer, because: refused}
        decline: {then: decline, because: refused}
decision: {outcome: [small]}
reasons: {refused: {en: Refused, zh: 未通过}}
"""


def test_a_number_of_a_policy_that_is_called_is_proposed_as_its_own(tmp_path: Path) -> None:
    from credit_engine import load_policy

    (tmp_path / "small_loan.yaml").write_text(POLICY)
    (tmp_path / "whole_loan.yaml").write_text(CALLER)
    policy, rows = load_policy(tmp_path / "whole_loan.yaml"), loans()
    options: dict[str, Any] = {
        "as_of": "2026-06-30",
        "bad": "bad",
        "balance": "balance",
        "earned_share": 0.04,
    }
    found = review_front(policy, table(rows), called=["small_loan"], **options)
    (alone, *_) = usual()[1].proposals
    (proposal, *_) = found.proposals
    assert proposal.place == f"small_loan: {alone.place}"
    assert (proposal.after, proposal.stopped, proposal.benefit) == (alone.after, alone.stopped, alone.benefit)
    assert review_front(policy, table(rows), **options).proposals == ()
    with pytest.raises(InputError) as error:
        review_front(policy, table(rows), called=["large_loan"], **options)
    assert "the policy whole_loan does not call large_loan" in error.value.text("en")
    assert "政策 whole_loan 没有调用 large_loan" in error.value.text("zh")


def test_days_of_decision_may_be_a_column() -> None:
    rows = [{**row, "decided": "2026-06-30"} for row in loans(500)]
    assert reviewed(rows, as_of="decided") == reviewed(loans(500))


def test_a_csv_file_says_the_same(tmp_path: Path) -> None:
    import pyarrow as pa
    from pyarrow import csv

    path = tmp_path / "book.csv"
    csv.write_csv(pa.table(table(loans(300))), path)
    options: dict[str, Any] = {"as_of": "2026-06-30", "bad": "bad", "balance": "balance", "by": ["product"]}
    assert review_front(policy_of(POLICY), str(path), **options) == review_front(
        policy_of(POLICY), table(loans(300)), **options
    )


def test_a_column_that_stands_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "book.csv"
    path.write_text("income,payment,age,bad,age\n1000,100,30,1,31\n1000,100,30,0,31\n")
    with pytest.raises(InputError) as error:
        review_front(policy_of(POLICY), str(path), as_of="2026-06-30", bad="bad")
    assert [(one.code, one.path) for one in error.value.problems] == [("duplicate-value", "age")]


@pytest.mark.parametrize("text", ["income,payment,age,bad\n", "income,payment,age,bad\n,,,\n"])
def test_a_book_without_outcomes_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "book.csv"
    path.write_text(text)
    with pytest.raises(InputError) as error:
        review_front(policy_of(POLICY), str(path), as_of="2026-06-30", bad="bad")
    assert "the column bad says of no loan what became of it [empty-class]" in error.value.text("en")


def test_the_command_shows_the_report_in_both_languages_and_writes_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("jinja2")
    import json

    import pyarrow as pa
    from pyarrow import csv

    from credit_engine.cli.commands import run

    book, policy = tmp_path / "book.csv", tmp_path / "small_loan.yaml"
    csv.write_csv(pa.table(table(loans())), book)
    policy.write_text(
        POLICY.replace("unit: fraction}", "unit: fraction, title: {en: Most burden, zh: 最高负担}}")
    )
    arguments = ["feedback", str(policy), str(book), "--as-of", "2026-06-30", "--bad", "bad"]
    arguments += ["--balance", "balance", "--cause", "cause", "--by", "product", "--earned", "0.04"]
    written = ["--json", str(tmp_path / "found.json"), "--report", str(tmp_path / "found.html")]

    assert run([*arguments, *written]) == 0
    assert "Most burden · 0.5 → 0.45" in capsys.readouterr().out
    assert run([*arguments, "--json", written[3], "--report", written[3]]) == 2
    assert "would be overwritten" in capsys.readouterr().err
    assert run([*arguments, "--lang", "zh"]) == 0
    assert "最高负担 · 0.5 → 0.45" in capsys.readouterr().out
    (proposal,) = json.loads((tmp_path / "found.json").read_text())["proposals"]
    assert proposal["after"] == "0.45"
    assert '<td class="text">Most burden</td>' in (tmp_path / "found.html").read_text()
    assert run([*arguments, "--report", str(book)]) == 2


SMALL = """
policy: small_loan
version: "1"
effective: {from: 2026-01-01}
outcomes: {order: [approve, refer], undecided: refer, nothing_fired: approve}
inputs: {age: {type: integer, range: "[0..130]", missing: undecided}}
decisions: {admission: {rules: [{id: YOUNG, when: age < 20, then: refer, because: young}]}}
decision: {outcome: [admission]}
reasons: {young: {en: Young, zh: 年龄较低}}
"""


@pytest.fixture
def small(tmp_path: Path) -> list[str]:
    """The command for a book of a good loan, a bad one, one of unknown outcome, and one that is refused."""
    book, policy = tmp_path / "book.csv", tmp_path / "small_loan.yaml"
    policy.write_text(SMALL)
    book.write_text("age,bad,day\n30,1,2026-02-01\n31,0,2026-02-01\n40,,2026-02-01\n400,0,2026-02-01\n")
    return ["feedback", str(policy), str(book), "--bad", "bad"]


@pytest.mark.parametrize(
    ("options", "en", "zh"),
    [
        (["--as-of", "age"], "--as-of: the column age is of type double", "--as-of: 列 age 的类型是 double"),
        (["--as-of", "then"], '--as-of: --as-of is "then"', '--as-of: --as-of 是 "then"'),
        (
            ["--as-of", "day", "--called", "x"],
            "--called: the policy small_loan does not call x",
            "--called: 政策 small_loan 没有调用 x",
        ),
        (["--as-of", "day", "--loss", "2"], "'--loss'", "'--loss' 的值无效"),
        (["--as-of", "day", "--earned", "-1"], "'--earned'", "'--earned' 的值无效"),
    ],
)
def test_what_is_wrong_with_an_option_names_it_as_it_was_typed(
    small: list[str], options: list[str], en: str, zh: str, capsys: pytest.CaptureFixture[str]
) -> None:
    from credit_engine.cli import main

    for lang, expected in (("en", en), ("zh", zh)):
        assert main([*small, *options, "--lang", lang]) in (1, 2)
        told = capsys.readouterr().err
        assert expected in told
        assert "as_of" not in told
        assert "_share" not in told


def test_one_loan_is_told_as_one(small: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    from credit_engine.cli import main

    assert main([*small, "--as-of", "day"]) == 0
    told = capsys.readouterr().out
    assert "2 loans of known outcome, 1 of them bad" in told
    assert "the outcome is not known yet: 1 loan.\n" in told
    assert "the record does not fit its inputs: 1 loan.\n" in told
    assert main([*small, "--as-of", "day", "--lang", "zh"]) == 0
    assert "另有1笔结果未知，未纳入。" in capsys.readouterr().out
