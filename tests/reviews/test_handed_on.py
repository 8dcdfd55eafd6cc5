"""What policies of a review read of each other across months, and of loans that belong together."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pyarrow.csv
import pyarrow.parquet as pq
import pytest

from credit_engine import InputError, PolicyError
from credit_engine.portfolio import load_review
from credit_engine.portfolio.results import Results
from reviews.made import altered
from reviews.test_chain import by_loan

CLASSES = """\
policy: classes
version: "1"
title: {en: Classes, zh: 分类}
effective: {from: 2026-01-01, time_zone: Asia/Shanghai}
outcomes:
  order: {pass: {en: Pass, zh: 正常}, watch: {en: Watch, zh: 关注}, bad: {en: Bad, zh: 不良}}
  undecided: watch
  nothing_fired: pass
inputs:
  days: {type: integer, range: ">= 0", missing: undecided, title: {en: Days past due, zh: 逾期天数}}
  loss:
    type: number
    range: ">= 0"
    unit: fraction
    missing: {not_given: undecided, sound: {value: 0, title: {en: Sound, zh: 无减值}}}
    title: {en: Expected loss, zh: 预期损失率}
  bad_share:
    type: number
    range: "[0..1]"
    unit: fraction
    missing: {not_given: undecided, retail: {value: 0, title: {en: Retail, zh: 零售}}}
    title: {en: Bad share, zh: 不良占比}
  member_bad:
    type: boolean
    missing: {not_given: {value: false, title: {en: No group, zh: 无集团}}}
    rationale: whoever is in no group has no other members; risk management
    title: {en: Member bad, zh: 集团成员不良}
decisions:
  signs:
    rules:
      - {id: C-1, title: {en: Days, zh: 天数}, when: days > 90, then: bad, because: overdue}
      - {id: C-2, title: {en: Share, zh: 占比}, when: bad_share > 0.1, then: bad, because: contagion}
      - {id: C-3, title: {en: Group, zh: 集团}, when: member_bad, then: watch, because: group}
      - {id: C-4, title: {en: Loss, zh: 损失}, when: loss >= 0.5, then: bad, because: loss}
decision: {outcome: [signs], outputs: {}}
reasons:
  overdue: {en: Overdue, zh: 逾期}
  contagion: {en: Other loans of the debtor are bad, zh: 债务人其他债权不良}
  group: {en: Another member of the group is bad, zh: 集团其他成员不良}
  loss: {en: Half is lost, zh: 损失过半}
"""
LOSSES = """\
policy: losses
version: "1"
title: {en: Losses, zh: 损失}
effective: {from: 2026-01-01, time_zone: Asia/Shanghai}
outcomes: {order: [small, large], undecided: large, nothing_fired: small}
inputs:
  class: {type: text, values: [pass, watch, bad], missing: undecided, title: {en: Class, zh: 分类}}
  days: {type: integer, range: ">= 0", missing: undecided, title: {en: Days past due, zh: 逾期天数}}
decisions:
  share:
    formula: 'if class = "bad" then min(1, days / 200) else 0.01'
    unit: fraction
    title: {en: Share, zh: 比例}
  size:
    rules:
      - {id: L-1, title: {en: Large, zh: 大额}, when: share > 0.3, then: large, because: large}
decision: {outcome: [size], outputs: {share: {when: always, round: 4}}}
reasons: {large: {en: Large, zh: 大额}}
"""
REVIEW = """\
review: handed_on
version: "1"
title: {en: Handed on, zh: 传递}
book: {loan: id, booked: booked, balance: owed, days_past_due: dpd}
totals:
  debtor: {by: debtor, except: retail}
  group: {by: group, apart: debtor}
steps:
  classes:
    policy: classes.yaml
    with:
      days: dpd
      loss: [losses.last.share, stated_loss]
      bad_share: [debtor.others_bad_share, stated_share]
      member_bad: group.others_bad
  losses: {policy: losses.yaml, with: {class: classes.outcome, days: dpd}}
class: {step: classes, bad_from: bad}
"""
HEAD = (
    "id,booked,owed,dpd,debtor,group,retail,stated_loss,stated_loss.missing,stated_share,stated_share.missing"
)


def loan(key: str, owed: str, dpd: int | str, debtor: str = "", group: str = "", **others: str) -> str:
    """A line of a book; all loans are old, sound in the bank's own view, and none is retail."""
    loss, share, retail = (others.get(name, "") for name in ("loss", "share", "retail"))
    causes = "" if loss else "sound", "" if share else "retail"
    held = [key, "2025-01-01", owed, dpd, debtor, group, retail or "false", loss, causes[0], share, causes[1]]
    return ",".join(map(str, held))


def review_of(folder: Path, **months: list[str]) -> Path:
    """The review with books as CSV, each a list of lines; `m01` is January."""
    (folder / "in" / "books").mkdir(parents=True)
    for month, lines in months.items():
        path = folder / "in" / "books" / f"2026-{month[1:]}.csv"
        path.write_text("\n".join([HEAD, *lines]) + "\n", "utf-8")
    for name, text in {"classes": CLASSES, "losses": LOSSES, "review": REVIEW}.items():
        (folder / "in" / f"{name}.yaml").write_text(text, "utf-8")
    return folder / "in" / "review.yaml"


def run(path: Path) -> Results:
    return load_review(path).run(path.parent / "books", path.parent.parent / "out")


def classes(results: Results, month: str | None = None) -> dict[str, tuple[Any, ...]]:
    return by_loan(results.decisions(month), "classes.outcome", "classes.reasons")


DEBTORS = [
    loan("A1", "900", 0, "A"),
    loan("A2", "100", 91, "A"),  # exactly a tenth of A's debt is bad
    loan("B1", "899.99", 0, "B"),
    loan("B2", "100.00", 91, "B"),
    loan("C1", "500", 0, "C"),
    loan("C2", "500", 90, "C"),
    loan("D1", "500", 0, "D", retail="true"),
    loan("D2", "500", 120, "D", retail="true"),
    loan("E1", "500", 0, share="0.2"),  # of no debtor: what the book states
    loan("F1", "500", 200, "F"),
]


def test_a_debtor_of_whose_claims_more_than_a_tenth_is_bad_is_bad_as_a_whole(tmp_path: Path) -> None:
    found = classes(run(review_of(tmp_path, m01=DEBTORS)))
    assert found["A1"] == ("pass", []), "a tenth is not more than a tenth"
    assert found["B1"] == ("bad", ["contagion"]), "100 of 999.99"
    assert found["C1"] == found["C2"] == ("pass", [])
    assert found["A2"] == found["B2"] == found["F1"] == ("bad", ["overdue"]), "the others of each are sound"


def test_loans_that_belong_to_nothing_read_the_next_source(tmp_path: Path) -> None:
    """D is retail, whose loans are judged each by itself; of E1 the book states a fifth."""
    found = classes(run(review_of(tmp_path, m01=DEBTORS)))
    assert found["D1"] == ("pass", [])
    assert found["E1"] == ("bad", ["contagion"])


def test_totals_stand_beside_the_decisions_that_read_them(tmp_path: Path) -> None:
    told = by_loan(run(review_of(tmp_path, m01=DEBTORS)).decisions(), "debtor.others_bad_share")
    assert told["A1"] == (0.1,)
    assert told["A2"] == told["C1"] == told["F1"] == (0.0,)
    assert told["D1"] == told["E1"] == (None,)


def test_the_others_of_a_group_are_other_debtors(tmp_path: Path) -> None:
    """G1 and G2 owe in one group: what is bad of G2 is another's for G1, and its own for G2's other loan."""
    lines = [
        loan("G1a", "800", 0, "G1", "G"),
        loan("G2a", "9000", 0, "G2", "G"),
        loan("G2b", "100", 91, "G2", "G"),
        loan("H1", "500", 0, "H", "H"),
        loan("N1", "500", 95, "", "N"),
        loan("N2", "500", 0, "", "N"),
    ]
    found = classes(run(review_of(tmp_path, m01=lines)))
    assert found["G1a"] == ("watch", ["group"])
    assert found["G2a"] == ("pass", [])
    assert found["H1"] == ("pass", [])
    assert found["N2"] == ("watch", ["group"]), "who has no debtor is one for itself"


def test_a_loan_that_is_bad_by_what_was_found_last_month_makes_others_bad(tmp_path: Path) -> None:
    """120 days past due in January give an expected loss of 0.6, which stays when A2 has paid in February."""
    january = [loan("A1", "900", 0, "A"), loan("A2", "800", 120, "A")]
    february = [loan("A1", "900", 0, "A"), loan("A2", "800", 0, "A")]
    results = run(review_of(tmp_path, m01=january, m02=february))
    assert classes(results, "2026-02") == {"A1": ("bad", ["contagion"]), "A2": ("bad", ["loss"])}


def test_what_a_step_gave_last_month_counts_before_what_the_book_states(tmp_path: Path) -> None:
    """P was refused in January and Q was not in the book: of both the book's figure counts in February."""
    january = [loan("P", "1", "x"), loan("R", "1", 180)]
    february = [loan("P", "1", 0, loss="0.7"), loan("Q", "1", 0, loss="0.7"), loan("R", "1", 0, loss="0.1")]
    march = [loan("Q", "1", 0, loss="0.7"), loan("P", "1", 0, loss="0.7")]
    results = run(review_of(tmp_path, m01=january, m02=february, m03=march))
    bad = ("bad", ["loss"])
    assert classes(results, "2026-02") == {"P": bad, "Q": bad, "R": bad}
    assert by_loan(results.decisions("2026-02"), "losses.share")["P"] == (0.0,)
    assert classes(results, "2026-03") == {"Q": ("pass", []), "P": ("pass", [])}


def test_a_book_in_parquet_is_read_alike(tmp_path: Path) -> None:
    path = review_of(tmp_path, m01=DEBTORS)
    told = classes(run(path))
    for book in list((path.parent / "books").iterdir()):
        pq.write_table(pyarrow.csv.read_csv(book), book.with_suffix(".parquet"))
        book.unlink()
    assert classes(load_review(path).run(path.parent / "books", tmp_path / "again")) == told


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("loans", {"A": 2, "C": 2, "F": 1}),
        ("balance", {"A": 1000.0, "C": 1000.0, "F": 500.0}),
        ("past_due.90", {"A": 100.0, "C": 0.0, "F": 500.0}),
        ("past_due_share.30", {"A": 0.1, "C": 0.5, "F": 1.0}),
        ("others_bad_balance", {"A": 100.0, "C": 0.0, "F": 0.0}),
    ],
)
def test_each_total_is_summed_over_the_loans_of_a_debtor(tmp_path: Path, value: str, told: Any) -> None:
    path = review_of(tmp_path, m01=DEBTORS)
    altered(path, ("loss: [losses.last.share, stated_loss]", f"loss: debtor.{value}"))
    found = by_loan(run(path).decisions(), f"debtor.{value}")
    assert {name: found[f"{name}1"][0] for name in told} == told


@pytest.mark.parametrize("value", ["past_due.90", "past_due_share.30"])
@pytest.mark.parametrize("days", ["", "-1"])
def test_what_a_debtor_has_past_due_is_not_known_where_days_cannot_be_read(
    tmp_path: Path, value: str, days: str
) -> None:
    """Not even with the amount that the book states, which may not know of that loan."""
    lines = [loan("A1", "900", 0, "A"), loan("A2", "100", days, "A"), loan("F1", "500", 200, "F")]
    path = review_of(tmp_path, m01=lines)
    altered(path, ("loss: [losses.last.share, stated_loss]", f"loss: [debtor.{value}, stated_loss]"))
    decisions = run(path).decisions()
    found = by_loan(decisions, f"debtor.{value}")
    assert (found["A1"][0], found["A2"][0]) == (None, None)
    assert found["F1"][0] is not None
    assert by_loan(decisions, "classes.outcome")["A1"] == ("watch",), "undecided"


def test_totals_of_many_loans_are_what_a_loop_over_all_pairs_finds(tmp_path: Path) -> None:
    """Alone a loan is bad beyond 90 days; whatever it is then for its debtor's others."""
    chance = random.Random(7)
    held = [
        (f"L{i}", chance.randint(0, 10**7), chance.choice([0, 0, 0, 30, 90, 91, 400]), *belongs)
        for i, belongs in enumerate(
            (f"D{chance.randint(0, 60)}", f"G{chance.randint(0, 12)}", chance.random() < 0.2)
            for _ in range(300)
        )
    ]
    lines = [
        loan(key, f"{cents / 100:.2f}", days, debtor, group, retail=str(retail).lower())
        for key, cents, days, debtor, group, retail in held
    ]
    told = run(review_of(tmp_path, m01=lines)).decisions()
    found = by_loan(told, "debtor.others_bad_share", "group.others_bad")
    for key, _, _, debtor, group, retail in held:
        own = [one for one in held if one[3] == debtor and not one[5]]
        whole = sum(one[1] for one in own)
        bad = sum(one[1] for one in own if one[2] > 90 and one[0] != key)
        member_bad = any(one[2] > 90 for one in held if one[4] == group and one[3] != debtor)
        assert found[key] == (None if retail else bad / whole, member_bad), key


def test_a_book_without_the_column_by_which_loans_belong_together_is_refused(tmp_path: Path) -> None:
    path = altered(review_of(tmp_path, m01=DEBTORS), ("{by: debtor,", "{by: debtors,"))
    with pytest.raises(InputError) as refused:
        run(path)
    assert "the book has no column debtors" in refused.value.text("en")
    assert "did you mean 'debtor'?" in refused.value.text("en")
    assert "'totals: debtor' 对应的列" in refused.value.text("zh")


@pytest.mark.parametrize(
    ("before", "after", "english", "chinese"),
    [
        (
            "debtor.others_bad_share",
            "debtor.bad_share",
            "the total 'debtor' gives no 'bad_share'",
            "合计 'debtor' 没有 'bad_share'",
        ),
        (
            "losses.last.share",
            "losses.share",
            "'losses' comes after this step: it has decided nothing yet",
            "或其上月给出的 'losses.last.输出'",
        ),
        (
            "losses.last.share",
            "losses.last.shares",
            "the step 'losses' gives no 'last.shares'",
            "没有 'last.shares'",
        ),
        (
            "[losses.last.share, stated_loss]",
            "[stated_loss, stated_share]",
            "'loss' has no source, or several columns of the book",
            "'loss' 没有来源，或有多个贷款簿列",
        ),
        ("[losses.last.share, stated_loss]", "[]", "'loss' has no source", "'loss' 没有来源"),
        ("  group: {by", "  losses: {by", "'losses' is a step, too", "'losses' 也是步骤名"),
        (
            "losses.last.share",
            "losses.last.outcome",
            "'losses.last.outcome' is of type text, which the input 'loss' does not take",
            "'losses.last.outcome' 的类型是文本，输入 'loss' 不接受",
        ),
        (
            "member_bad: group.others_bad",
            "member_bad: group.balance",
            "'group.balance' is of type number, which the input 'member_bad' does not take",
            "'group.balance' 的类型是数字，输入 'member_bad' 不接受",
        ),
    ],
)
def test_a_source_that_there_is_not_is_named(
    tmp_path: Path, before: str, after: str, english: str, chinese: str
) -> None:
    path = altered(review_of(tmp_path), (before, after))
    with pytest.raises(PolicyError) as refused:
        load_review(path)
    assert english in refused.value.text("en")
    assert chinese in refused.value.text("zh")


def test_a_balance_below_0_spoils_no_other_loan_of_its_debtor(tmp_path: Path) -> None:
    """It counts with 0: of 1000 that A owes 200 are bad; of B the share is not known, as B2 has no size."""
    lines = [
        loan("A1", "800", 0, "A"),
        loan("A2", "200", 91, "A"),
        loan("A3", "-2000", 0, "A"),
        loan("B1", "500", 0, "B", share="0"),
        loan("B2", "-500", 91, "B"),
        loan("C1", "0", 0, "C", share="0.2"),
    ]
    results = run(review_of(tmp_path, m01=lines))
    shares = by_loan(results.decisions(), "debtor.others_bad_share")
    assert {name: share for name, (share,) in shares.items()} == {
        "A1": 0.2,
        "A2": 0.0,
        "A3": 0.2,
        "B1": None,
        "B2": 0.0,
        "C1": None,
    }
    found = classes(results)
    assert found["A1"] == found["A3"] == ("bad", ["contagion"])
    assert found["B1"] == ("watch", ["undecided"]), "the book's own share of 0 does not stand in"
    assert found["C1"] == ("bad", ["contagion"]), "a share of nothing is what the book states"


def test_a_loan_that_is_refused_is_not_taken_for_a_sound_one(tmp_path: Path) -> None:
    """A2 cannot be read: neither the book's share of 0 nor its cause `retail` stands in for its debtor."""
    lines = [
        loan("A1", "800", 0, "A", "G", share="0"),
        loan("A2", "200", "x", "A", "G"),
        loan("A4", "100", 0, "A", "G"),
        loan("B1", "800", 0, "B", "G"),
        loan("C1", "850", 0, "C"),
        loan("C2", "50", "x", "C"),
        loan("C3", "100", 91, "C"),
        loan("D1", "500", 0, "D"),
    ]
    results = run(review_of(tmp_path, m01=lines))
    told = by_loan(results.decisions(), "debtor.others_bad_share", "group.others_bad")
    assert told["A1"] == told["A4"] == (None, False)
    assert told["A2"] == (0.0, False), "the others of the refused loan are known"
    assert told["B1"] == (0.0, None)
    assert told["C1"][0] == 0.15, "beside a bad loan what was refused counts as bad"
    assert told["C3"][0] is None
    assert told["D1"] == (0.0, None)
    found = classes(results)
    assert found["A1"] == found["A4"] == ("watch", ["undecided"])
    assert found["C1"] == ("bad", ["contagion"])


def test_no_later_source_stands_in_for_a_total_that_is_not_known(tmp_path: Path) -> None:
    """A2 cannot be read: of A1 the debtor's share is not known, of B1 the group's."""
    path = review_of(
        tmp_path,
        m01=[
            loan("A1", "800", 0, "A", "G", share="0"),
            loan("A2", "200", "x", "A", "G"),
            loan("B1", "1000", 0, "B", "G"),
        ],
    )
    altered(path, ("[debtor.others_bad_share,", "[debtor.others_bad_share, group.others_bad_share,"))
    results = run(path)
    told = by_loan(results.decisions(), "debtor.others_bad_share", "group.others_bad_share")
    assert told["A1"] == (None, 0.0)
    assert told["B1"] == (0.0, None)
    assert classes(results)["A1"] == ("watch", ["undecided"]), "the book's own share of 0 does not stand in"


def test_another_bad_member_stays_known_beside_a_refused_one(tmp_path: Path) -> None:
    lines = [loan("B1", "1", 0, "B", "G"), loan("E1", "1", 91, "E", "G"), loan("F1", "1", "x", "F", "G")]
    told = by_loan(run(review_of(tmp_path, m01=lines)).decisions(), "group.others_bad")
    assert told == {"B1": (True,), "E1": (None,), "F1": (True,)}


def test_a_refused_loan_that_was_bad_last_month_is_bad(tmp_path: Path) -> None:
    january = [loan("A1", "900", 0, "A"), loan("A2", "800", 120, "A")]
    february = [loan("A1", "900", 0, "A"), loan("A2", "800", "x", "A")]
    results = run(review_of(tmp_path, m01=january, m02=february))
    assert classes(results, "2026-02")["A1"] == ("bad", ["contagion"])


@pytest.mark.parametrize(
    ("before", "after", "name", "meant"),
    [
        ("losses.last.share", "loses.last.share", "loses", "losses"),
        ("debtor.others_bad_share, stated_share", "dbtor.others_bad_share", "dbtor", "debtor"),
        ("group.others_bad", "gropu.others_bad", "gropu", "group"),
    ],
)
def test_a_misspelt_step_or_total_is_no_column(
    tmp_path: Path, before: str, after: str, name: str, meant: str
) -> None:
    path = altered(review_of(tmp_path), (before, after))
    with pytest.raises(PolicyError) as refused:
        load_review(path)
    assert f"'{name}' is no step or total" in refused.value.text("en")
    assert f"did you mean '{meant}'?" in refused.value.text("en")
    assert f"'{name}' 不是步骤或合计" in refused.value.text("zh")


def test_what_inputs_begin_with_is_a_group_of_columns_however_near_to_a_step(tmp_path: Path) -> None:
    path = altered(
        review_of(tmp_path),
        ("loss: [losses.last.share, stated_loss]", "loss.rate: [losses.last.share, loss.stated]"),
    )
    altered(
        path.parent / "classes.yaml",
        ("  loss:\n    type", "  loss.rate:\n    type"),
        ("loss >= 0.5", "loss.rate >= 0.5"),
    )
    assert load_review(path)


def test_a_source_that_is_a_column_of_no_book_is_told(tmp_path: Path) -> None:
    path = altered(review_of(tmp_path, m01=DEBTORS), ("stated_loss]", "sated_loss]"))
    with pytest.raises(InputError) as refused:
        run(path)
    assert "the book has no column sated_loss" in refused.value.text("en")
    assert "a column for 'with of classes: loss'" in refused.value.text("en")
    assert "did you mean 'stated_loss'?" in refused.value.text("en")
    assert "'with of classes: loss' 对应的列" in refused.value.text("zh")
