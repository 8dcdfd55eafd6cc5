"""Tables, matrices and catalogues from CSV sheets: the same decisions as inline, problems at their cells."""

from __future__ import annotations

import json
import pickle
from pathlib import Path
from typing import Any

import pytest

from credit_engine import Policy, PolicyError, load_policy
from credit_engine.files.sheet_text import column_letters
from credit_engine.problems import Problem
from credit_engine.testing.mutation import compiled_mutant, mutants_of
from sheets.policies import POLICY, RECORDS, SHEETS, inline, loaded, written

DAYS = ("2026-06-30", "2026-07-01")


def answers(policy: Policy) -> list[Any]:
    """Outcomes, outputs and reasons of all records on both days."""
    found = []
    for day in DAYS:
        for record in RECORDS:
            answer = json.loads(policy.decide(record, as_of=day).to_json())
            found.append({key: answer[key] for key in ("outcome", "outputs", "withheld", "reasons")})
    return found


def problems(folder: Path, sheets: dict[str, str], text: str = POLICY) -> tuple[Problem, ...]:
    with pytest.raises(PolicyError) as raised:
        loaded(folder, sheets, text)
    return raised.value.problems


def test_a_sheet_decides_as_the_same_rows_written_inline(tmp_path: Path) -> None:
    from_sheets = loaded(tmp_path)
    (tmp_path / "inline").mkdir()
    assert from_sheets.warnings == ()
    assert answers(from_sheets) == answers(loaded(tmp_path / "inline", text=inline()))


@pytest.mark.parametrize(
    "changed",
    [
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.rstrip("\n"),
        lambda text: text + "\n\n,,\n",
        lambda text: "\n".join(line + ",," for line in text.splitlines()),
    ],
    ids=["byte order mark", "CRLF", "no last line end", "empty rows", "empty columns"],
)
def test_what_programs_add_to_a_sheet_changes_nothing(tmp_path: Path, changed: Any) -> None:
    same = {name: changed(text) for name, text in SHEETS.items()}
    (tmp_path / "plain").mkdir()
    assert answers(loaded(tmp_path, same)) == answers(loaded(tmp_path / "plain"))


def test_columns_may_stand_in_any_order(tmp_path: Path) -> None:
    moved = (
        "rate,grade,pd,kind\n"
        + '0.03,A,< 0.01,"""retail"""\n0.05,B,>= 0.01,"""retail"""\n0.07,C,-,"""sme"""\n'
    )
    (tmp_path / "plain").mkdir()
    assert answers(loaded(tmp_path, {"rates.csv": moved})) == answers(loaded(tmp_path / "plain"))


def test_the_explanation_names_rows_as_the_sheet_does(tmp_path: Path) -> None:
    decision = loaded(tmp_path).decide(RECORDS[0], as_of=DAYS[0])
    assert "r1    matches" in decision.explain("en")
    assert "Manufacturing" in decision.explain("en", "markdown")  # in text the column is too narrow for it


@pytest.mark.parametrize(
    ("sheet", "old", "new", "code", "place", "said"),
    [
        ("rates.csv", "< 0.01", "< 1%", "percent-sign", "2:19", "'%'"),
        ("rates.csv", "< 0.01", "＜ 0.01", "full-width-symbol", "2:17", "＜"),
        ("rates.csv", '"""sme"""', "sme", "unquoted-text", "4:4", "'sme'"),
        ("rates.csv", "-,C", ",C", "empty-cell", "4:14", "empty"),
        ("rates.csv", "C,0.07", "E,0.07", "unknown-value", "4:16", "'E'"),
        ("rates.csv", "0.07", "0,07", "row-width", "4:1", "6 cells, the head has 5"),
        ("rates.csv", "0.07", "2026-01-01", "date-cell", "4:18", "a subtraction here"),
        ("rates.csv", "0.07", "2026/1/1", "date-cell", "4:18", "a division here"),
        ("rates.csv", ">= 0.01", ">= 0.009", "rows-overlap", "3:4", "rows r1 and r2"),
        ("rates.csv", '"""sme"""', 'a "sme"', "sheet-quote", "4:4", "within this cell"),
        ("rates.csv", '"""sme"""', '"sme" or', "sheet-quote", "4:4", "within this cell"),
        ("rates.csv", '"""sme"""', '"sme', "sheet-quote", "4:4", "within this cell"),
        ("rates.csv", "kind,pd", "kind,pdd", "unknown-column", "1:9", "'pdd'"),
        ("rates.csv", "kind,pd", "kind,kind", "duplicate-column", "1:9", "'kind' stands twice"),
        ("rates.csv", "id,kind", "id,Kind", "unknown-column", "1:4", "'Kind'"),
        ("rates.csv", ",rate\n", ",\n", "unknown-column", "1:18", "no head"),
        ("rates.csv", SHEETS["rates.csv"], "kind,pd,grade,rate\n", "empty-sheet", "1:1", "no rows"),
        ("rates.csv", SHEETS["rates.csv"], "\n", "empty-sheet", "1:1", "no rows"),
        ("rates.csv", SHEETS["rates.csv"], "kind;pd;grade;rate\na;b;c;d\n", "sheet-separator", "1:5", "';'"),
        ("rates.csv", SHEETS["rates.csv"], "kind\tpd\na\tb\n", "sheet-separator", "1:5", "a tab"),
        ("rates.csv", SHEETS["rates.csv"], "kind,pd,grade\n-,-,C\n", "missing-column", "1:1", "'rate'"),
        ("caps.csv", "100,50", "100,5x", "missing-operator", "2:19", "x"),
        ("caps.csv", "100,50", "100,", "empty-cell", "2:18", "empty"),
        ("caps.csv", ",>= 0.01", ",>= 0.005", "rows-overlap", "1:18", "columns 1 and 2"),
        ("caps.csv", SHEETS["caps.csv"], 'kind\n"""sme"""\n', "missing-column", "1:1", "no columns"),
        ("industries.csv", "support,0.5", "suport,0.5", "unknown-value", "5:7", "'suport'"),
        ("industries.csv", "support,0.5", "support,50%", "wrong-kind", "5:15", "has to be a number"),
        ("industries.csv", "support,0.5", 'support,"1,000"', "wrong-kind", "5:15", "has to be a number"),
        ("industries.csv", "support,0.5", "support,", "empty-cell", "5:15", "empty"),
        ("industries.csv", "0.5,false", "0.5,no", "wrong-kind", "5:19", "'cyclical' has to be a boolean"),
        ("industries.csv", "2020-01-01,util", "2020/1/1,util", "wrong-kind", "5:25", "has to be a date"),
        ("industries.csv", "D,,", "Ｄ,,", "full-width-code", "5:1", "'Ｄ'"),
        ("industries.csv", "D,,", ",,", "wrong-value", "5:1", "a code is empty"),
        ("industries.csv", "D,,", "D ,,", "wrong-value", "5:1", "spaces around it"),
        ("industries.csv", "D,,", "D\u200b1,,", "wrong-value", "5:1", "cannot be seen"),
        ("industries.csv", "D,,", "C,,", "entries-overlap", "5:1", "two entries of 'C'"),
        ("industries.csv", "2026-07-01,,pro", "2026/7/1,,pro", "bad-date", "4:13", "'2026/7/1'"),
        ("industries.csv", "code,title", "kode,title", "unknown-column", "1:1", "'kode'"),
    ],
)
def test_a_problem_points_at_its_cell(
    tmp_path: Path, sheet: str, old: str, new: str, code: str, place: str, said: str
) -> None:
    assert old in SHEETS[sheet]
    (problem,) = problems(tmp_path, {sheet: SHEETS[sheet].replace(old, new, 1)})
    assert (problem.code, problem.place) == (code, f"{tmp_path / sheet}:{place}")
    assert said in problem.message


def test_all_problems_of_all_sheets_are_reported_at_once(tmp_path: Path) -> None:
    broken = {
        "rates.csv": SHEETS["rates.csv"].replace("C,0.07", "E,0.0x").replace('"""sme"""', "sme"),
        "industries.csv": SHEETS["industries.csv"].replace("D,,", "Ｄ,,"),
    }
    found = problems(tmp_path, broken, POLICY.replace("sheet: caps.csv", "sheet: cups.csv"))
    assert [problem.code for problem in found] == [
        "full-width-code",
        "unknown-sheet",
        "unquoted-text",
        "unknown-value",
        "missing-operator",
    ]


def test_a_percentage_or_a_comma_has_the_number_that_is_meant_as_its_hint(tmp_path: Path) -> None:
    for new, meant in (("50%", "write 0.5"), ('"1,000"', "write 1000")):
        sheet = SHEETS["industries.csv"].replace("support,0.5", f"support,{new}")
        assert problems(tmp_path, {"industries.csv": sheet})[0].hint == meant


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("reates.csv", "there is no sheet 'reates.csv'"),
        ("../rates.csv", "is no name of a sheet"),
        ("/etc/rates.csv", "is no name of a sheet"),
        ("sub/../../rates.csv", "is no name of a sheet"),
        ("rates.txt", "is no name of a sheet"),
        ("'rates.csv[Rates]'", "is no name of a sheet"),
        ("policy.yaml", "is no name of a sheet"),
    ],
)
def test_only_sheets_in_the_policys_folder_are_read(tmp_path: Path, name: str, said: str) -> None:
    (problem,) = problems(tmp_path, {}, POLICY.replace("sheet: rates.csv", f"sheet: {name}"))
    assert problem.code == "unknown-sheet"
    assert said in problem.message
    assert problem.span is not None
    assert problem.span.position.line == 15


CALLER = """\
policy: caller
version: "1"
effective: {from: 2026-01-01}
outcomes: {order: [good, bad], undecided: bad, nothing_fired: good}
inputs: {amount: {type: number}}
decisions:
  fee: {table: {hit: unique, in: [amount], out: {fee: {type: number}}, sheet: sheets/fees.csv}}
  inner: {call: {policy: inner, with: {amount: amount}, outcomes: {good: good, bad: bad}}}
decision: {outcome: [inner], outputs: {fee: always, inner_fee: {of: inner.fee, when: always}}}
"""
INNER = """\
policy: inner
version: "1"
effective: {from: 2026-01-01}
outcomes: {order: [good, bad], undecided: bad, nothing_fired: good}
inputs: {amount: {type: number}}
decisions:
  fee: {table: {hit: unique, in: [amount], out: {fee: {type: number}}, sheet: sheets/fees.csv}}
  checks: {rules: [{id: I-1, when: fee > 100 * amount, then: bad, because: dear}]}
decision: {outcome: [checks], outputs: {fee: always}}
reasons: {dear: {en: Dear, zh: 偏高}}
"""


def callers_of_a_policy_in_another_folder(folder: Path, inner_fee: int = 7) -> Policy:
    """A policy and the one that it calls, in two folders that each have a sheet of the same name."""
    for place, name, text, fee in (
        ("products", "caller", CALLER, 5),
        ("policies", "inner", INNER, inner_fee),
    ):
        (folder / place / "sheets").mkdir(parents=True, exist_ok=True)
        (folder / place / f"{name}.yaml").write_text(text, "utf-8")
        (folder / place / "sheets" / "fees.csv").write_text(f"amount,fee\n>= 0,{fee}\n", "utf-8")
    return load_policy(folder / "products" / "caller.yaml", cache=folder / "cache")


def test_a_called_policy_takes_its_sheets_from_its_own_folder(tmp_path: Path) -> None:
    policy = callers_of_a_policy_in_another_folder(tmp_path)
    outputs = policy.decide({"amount": 1}, as_of=DAYS[0]).outputs
    assert outputs == {"fee": 5, "inner_fee": 7}
    reloaded = pickle.loads(pickle.dumps(policy))
    assert reloaded.decide({"amount": 1}, as_of=DAYS[0]).outputs == outputs


def test_a_cached_policy_follows_the_sheet_of_a_called_one_in_another_folder(tmp_path: Path) -> None:
    callers_of_a_policy_in_another_folder(tmp_path)
    changed = callers_of_a_policy_in_another_folder(tmp_path, inner_fee=200)
    assert changed.decide({"amount": 1}, as_of=DAYS[0]).outcome == "bad"


def test_a_called_policy_names_no_sheet_outside_of_its_folder(tmp_path: Path) -> None:
    callers_of_a_policy_in_another_folder(tmp_path)
    inner = tmp_path / "policies" / "inner.yaml"
    inner.write_text(INNER.replace("sheets/fees.csv", "../products/sheets/fees.csv"), "utf-8")
    with pytest.raises(PolicyError) as raised:
        load_policy(tmp_path / "products" / "caller.yaml")
    assert "is no name of a sheet" in raised.value.problems[0].message


def test_a_sheet_may_stand_in_a_folder_within(tmp_path: Path) -> None:
    (tmp_path / "sheets").mkdir()
    (tmp_path / "sheets" / "rates.csv").write_text(SHEETS["rates.csv"], "utf-8")
    text = POLICY.replace("sheet: rates.csv", "sheet: sheets/rates.csv")
    assert loaded(tmp_path, text=text).decide(RECORDS[0], as_of=DAYS[0]).outcome == "approve"


def test_rows_stand_inline_or_in_a_sheet_not_in_both(tmp_path: Path) -> None:
    text = POLICY.replace("      sheet: rates.csv\n", "      sheet: rates.csv\n      rows: []\n")
    codes = [problem.code for problem in problems(tmp_path, {}, text)]
    assert codes[0] == "unexpected-key"


def test_an_output_cannot_have_the_name_of_a_column_of_entries(tmp_path: Path) -> None:
    found = problems(tmp_path, {}, POLICY.replace("note: text}", "from: text}"))
    assert [(one.code, one.message) for one in found] == [
        ("reserved-name", "'from' is a column of every sheet of entries")
    ]


def test_the_fingerprint_covers_the_values_of_a_sheet_not_its_layout(tmp_path: Path) -> None:
    first = loaded(tmp_path).fingerprint
    other = loaded(tmp_path, {"rates.csv": SHEETS["rates.csv"].replace("0.07", "0.08")}).fingerprint
    laid_out = loaded(tmp_path, {"rates.csv": SHEETS["rates.csv"].replace("\n", "\r\n")}).fingerprint
    assert first != other
    assert first == laid_out


def test_a_changed_sheet_is_read_anew_in_spite_of_a_cache(tmp_path: Path) -> None:
    path, record = written(tmp_path), {"pd": 0.02, "kind": "sme", "code": "C"}
    cache = tmp_path / "cache"
    before = [load_policy(path, cache=cache).decide(record, as_of=DAYS[0]) for _ in range(2)]
    assert [one.outputs["grade"]["rate"] for one in before] == [before[0].outputs["grade"]["rate"]] * 2
    written(tmp_path, {"rates.csv": SHEETS["rates.csv"].replace("0.07", "0.09")})
    after = load_policy(path, cache=cache).decide(record, as_of=DAYS[0])
    assert str(after.outputs["grade"]["rate"]) == "0.09"
    assert "r3" in load_policy(path, cache=cache).decide(record, as_of=DAYS[0]).explain("en")


def test_a_pickled_policy_needs_its_sheets_no_more(tmp_path: Path) -> None:
    policy = loaded(tmp_path)
    packed = pickle.dumps(policy)
    for name in SHEETS:
        (tmp_path / name).unlink()
    restored = pickle.loads(packed)
    first, second = (one.decide(RECORDS[1], as_of=DAYS[1]) for one in (policy, restored))
    assert first.to_json() == second.to_json()
    assert first.explain("en") == second.explain("en")


def test_mutants_change_the_cells_of_sheets(tmp_path: Path) -> None:
    compiled = loaded(tmp_path).versions[0]
    found = {mutant.name: mutant for mutant in mutants_of(compiled)}
    for name in (
        "decisions.grade.in.2: 0.01 -> 0.02",
        "decisions.grade.row.r3: dropped",
        "decisions.grade.row.r1.then: A -> B",
        "decisions.grade.row.r3.then: 0.07 -> 0.08",
        "decisions.cap.row.2: dropped",
        "decisions.industry.D: dropped",
        "decisions.industry.D.share: 0.5 -> 0.6",
        "decisions.industry.C25: 2026-07-01 -> 2026-07-02",
    ):
        assert name in found, sorted(found)
    mutant = compiled_mutant(compiled, found["decisions.grade.row.r3.then: 0.07 -> 0.08"])
    record = {"pd": 0.02, "kind": "sme", "code": "C"}
    assert str(Policy((mutant,)).decide(record, as_of=DAYS[0]).outputs["grade"]["rate"]) == "0.08"
    for one in found.values():
        assert all(path in compiled.document for path in one.values), one.name


def test_columns_have_letters_as_in_spreadsheets() -> None:
    assert [column_letters(i) for i in (0, 25, 26, 51, 52, 701, 702)] == [
        "A",
        "Z",
        "AA",
        "AZ",
        "BA",
        "ZZ",
        "AAA",
    ]
