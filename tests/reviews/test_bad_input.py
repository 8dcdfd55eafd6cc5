"""What is wrong with books, months and states: told in both languages, before a month is written."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from credit_engine import InputError, PolicyError
from credit_engine.portfolio import load_review
from reviews.made import CHAIN, IN_NO_BUCKET, chain, review_file
from reviews.test_chain import BOOKS

HEAD = "id,booked,owed,dpd,branch"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with a review of two policies, and January reviewed already."""
    chain(tmp_path / "in", BOOKS)
    load_review(tmp_path / "in" / "review.yaml").run(
        tmp_path / "in" / "books", tmp_path / "out", until="2026-01"
    )
    return tmp_path


def told(place: Path) -> dict[str, str]:
    """What the next run says, by language; nothing is written by it."""
    before = sorted(tree(place / "out"))
    with pytest.raises((InputError, PolicyError)) as caught:
        load_review(place / "in" / "review.yaml").run(place / "in" / "books", place / "out")
    assert sorted(tree(place / "out")) == before
    texts = {"en": caught.value.text("en"), "zh": caught.value.text("zh")}
    assert re.search("[\u4e00-\u9fff]", texts["zh"])
    assert "{" not in texts["en"] + texts["zh"]
    return texts


def tree(folder: Path) -> list[tuple[str, bytes]]:
    """Every file below a folder with its bytes."""
    return [
        (str(path.relative_to(folder)), path.read_bytes() if path.is_file() else b"")
        for path in folder.rglob("*")
    ]


def book(place: Path, month: str, *rows: str) -> None:
    (place / "in" / "books" / f"{month}.csv").write_text("\n".join([HEAD, *rows]) + "\n", "utf-8")


def test_a_month_without_a_book_is_missed(place: Path) -> None:
    (place / "in" / "books" / "2026-02.csv").unlink()
    texts = told(place)
    assert "there is no book of 2026-02, which is wanted before 2026-03 [missing-month]" in texts["en"]
    assert "缺少 2026-02 的贷款簿；检视 2026-03 之前需要它" in texts["zh"]


def test_a_book_before_the_first_month_is_refused(place: Path) -> None:
    book(place, "2025-12", "A,2025-01-05,1,0,N")
    assert "the book of 2025-12 comes before 2026-01" in told(place)["en"]


def test_two_books_of_a_month_are_refused(place: Path) -> None:
    shutil.copy(place / "in" / "books" / "2026-02.csv", place / "in" / "books" / "2026-02.parquet")
    assert "2026-02 has several books: 2026-02.csv, 2026-02.parquet" in told(place)["en"]


def test_a_folder_without_books_is_told(place: Path) -> None:
    shutil.rmtree(place / "in" / "books")
    assert "there is no folder of books [no-such-file]" in told(place)["en"]
    (place / "in" / "books").mkdir()
    assert "this folder has no book of any month [missing-month]" in told(place)["en"]


def test_a_line_of_another_length_is_told_by_its_line(place: Path) -> None:
    book(place, "2026-02", "A,2026-01-05,1,0,N", "B,2026-01-05,1", "C,2026-01-05,1,0,N,N")
    texts = told(place)
    assert "2026-02.csv: line 3: the line has 3 cells, the head 5 columns [row-width]" in texts["en"]
    assert "2026-02.csv: line 4: the line has 6 cells, the head 5 columns [row-width]" in texts["en"]
    assert "第 3 行：该行有 3 个单元格" in texts["zh"]


def test_a_loan_in_two_rows_is_refused(place: Path) -> None:
    book(place, "2026-02", "A,2026-01-05,1,0,N", "B,2026-01-05,1,0,N", "A,2026-01-05,2,0,N")
    texts = told(place)
    assert "1 loans stand in several rows: A [duplicate-loan]" in texts["en"]
    assert "有 1 笔贷款出现在多行：A" in texts["zh"]


def test_a_loan_without_a_key_is_refused(place: Path) -> None:
    book(place, "2026-02", "A,2026-01-05,1,0,N", ",2026-01-05,1,0,N", ",2026-01-05,2,0,N")
    texts = told(place)
    assert "2 of 3 rows have no id, first row 2 [loan-without-key]" in texts["en"]
    assert "3 行中有 2 行没有 id，首见于第 2 行" in texts["zh"]


def test_a_book_without_a_column_of_the_review_is_refused(place: Path) -> None:
    (place / "in" / "books" / "2026-02.csv").write_text(
        "id,booked,owned,dpd,branch\nA,2026-01-05,1,0,N\n", "utf-8"
    )
    texts = told(place)
    assert "the book has no column owed [missing-input]" in texts["en"]
    assert "did you mean 'owned'?" in texts["en"]


def test_a_book_with_a_column_twice_is_refused(place: Path) -> None:
    (place / "in" / "books" / "2026-02.csv").write_text(f"{HEAD},dpd\nA,2026-01-05,1,0,N,9\n", "utf-8")
    assert "2 columns are called 'dpd' [duplicate-value]" in told(place)["en"]


def test_a_book_without_loans_is_refused(place: Path) -> None:
    """Else all loans would have left, and the next month would not know what happened meanwhile."""
    book(place, "2026-02")
    texts = told(place)
    assert "this book has no rows: it holds no loans [no-rows]" in texts["en"]
    assert "此贷款簿没有数据行：没有任何贷款" in texts["zh"]


def test_a_loan_whose_key_has_blanks_at_its_ends_is_no_other_loan(place: Path) -> None:
    book(place, "2026-02", "A,2026-01-05,1,0,N", "B,2026-01-05,1,0,N", "\u3000A ,2026-01-05,2,0,N")
    assert "1 loans stand in several rows: A [duplicate-loan]" in told(place)["en"]
    book(place, "2026-02", "A,2026-01-05,1,0,N", "  ,2026-01-05,1,0,N")
    assert "1 of 2 rows have no id, first row 2 [loan-without-key]" in told(place)["en"]


def test_a_value_that_cannot_be_used_is_told_with_the_value(place: Path) -> None:
    """A balance below 0 would take from what the other loans of the book owe."""
    digits = "9" * 400
    rows = ["A,2026-01-05,1,0,N", "B,2026-01-05,-5,0,N", 'C,2026-01-05,"1,000",-1,N', "D,05.01.2026,,,N"]
    book(place, "2026-02", *rows, f"E,2026-01-05,{digits},0,N")
    results = load_review(place / "in" / "review.yaml").run(place / "in" / "books", place / "out")
    refused = results.table("refused", "2026-02").to_pylist()
    told = {(row["id"], row["problem"]) for row in refused if row["step"] == "book"}
    assert told == {
        ("B", "the balance -5 is no usable number of 0 or more: counted with 0"),
        ("C", "the balance 1,000 is no usable number of 0 or more: counted with 0"),
        ("C", f"days past due -1 are no usable number of 0 or more: {IN_NO_BUCKET}"),
        ("D", "no balance: counted with 0"),
        ("D", f"no days past due: {IN_NO_BUCKET}"),
        ("D", "the day of booking 05.01.2026 is no day: in no vintage"),
        ("E", f"the balance {'9' * 59}… is no usable number of 0 or more: counted with 0"),
    }
    chinese = {row["problem_zh"] for row in refused if row["id"] == "B" and row["step"] == "book"}
    assert chinese == {"余额 -5 不是可用的非负数：按 0 计入"}
    classes = results.table("outcomes", "2026-02").to_pylist()
    assert sum(row["balance"] for row in classes if row["step"] == "warning") == 1


def test_a_column_of_another_type_is_refused(place: Path) -> None:
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    (place / "in" / "books" / "2026-02.csv").unlink()
    columns = {"id": ["A"], "booked": ["2026-01-05"], "owed": ["1"], "dpd": [0], "branch": ["N"]}
    pq.write_table(pa.table(columns), place / "in" / "books" / "2026-02.parquet")
    assert "the column owed is of type string [wrong-type]" in told(place)["en"]
    columns |= {"owed": [1], "branch": [["N"]]}
    pq.write_table(pa.table(columns), place / "in" / "books" / "2026-02.parquet")
    assert "the column branch is of type list<element: string> [wrong-type]" in told(place)["en"]
    columns |= {"branch": [b"\xff"]}
    pq.write_table(pa.table(columns), place / "in" / "books" / "2026-02.parquet")
    assert "the column branch is of type binary [wrong-type]" in told(place)["en"]
    columns |= {"id": [1.5], "branch": ["N"]}
    pq.write_table(pa.table(columns), place / "in" / "books" / "2026-02.parquet")
    assert "the key id is of type double [wrong-type]" in told(place)["en"]


def test_a_book_that_is_no_table_is_refused(place: Path) -> None:
    (place / "in" / "books" / "2026-02.csv").unlink()
    (place / "in" / "books" / "2026-02.parquet").write_bytes(b"PAR1 and no more")
    assert "this Parquet file cannot be read" in told(place)["en"]


def test_a_book_that_was_changed_after_its_month_is_refused(place: Path) -> None:
    book(place, "2026-01", "A,2026-01-05,999,0,North")
    texts = told(place)
    assert "2026-01 was reviewed with another book than this file [review-changed]" in texts["en"]


@pytest.mark.parametrize("change", ["cut", "edit", "remove", "other", "link"])
def test_a_damaged_manifest_is_refused(place: Path, change: str) -> None:
    path = place / "out" / "2026-01" / "manifest.json"
    text = path.read_text("utf-8")
    if change == "cut":
        path.write_text(text[:100], "utf-8")
    elif change == "edit":
        path.write_text(text.replace('"loans": 3', '"loans": 4'), "utf-8")
    elif change == "remove":
        path.unlink()
    elif change == "other":
        path.write_text("[1, 2]", "utf-8")
    else:
        path.unlink()
        path.symlink_to(place / "nowhere")
    texts = told(place)
    assert "the manifest of 2026-01 cannot be trusted" in texts["en"]
    assert "[damaged-month]" in texts["en"]


def test_a_manifest_whose_seal_fits_other_entries_is_refused(place: Path) -> None:
    """Keys that a manifest needs and does not have are no traceback, even where somebody sealed it anew."""
    from credit_engine.api.stateful.months import _seal

    path = place / "out" / "2026-01" / "manifest.json"
    manifest = {"format": "credit-engine review month 1", "month": "2026-01"}
    path.write_text(json.dumps(manifest | {"seal": _seal(manifest)}), "utf-8")
    assert "the manifest of 2026-01 cannot be trusted" in told(place)["en"]


@pytest.mark.parametrize("name", ["state/warning.parquet", "state/book.parquet"])
@pytest.mark.parametrize("change", ["cut", "flip", "remove", "swap"])
def test_a_state_that_is_not_what_was_written_is_refused(place: Path, name: str, change: str) -> None:
    path = place / "out" / "2026-01" / name
    data = path.read_bytes()
    if change == "cut":
        path.write_bytes(data[:-10])
    elif change == "flip":
        path.write_bytes(data[:200] + bytes([data[200] ^ 1]) + data[201:])
    elif change == "remove":
        path.unlink()
    else:
        shutil.copy(place / "out" / "2026-01" / "state" / "provision.parquet", path)
    texts = told(place)
    assert "this file of 2026-01 is not the one that was written" in texts["en"]
    assert "不是写出时的文件" in texts["zh"]


def test_a_policy_that_changed_without_a_new_version_is_refused(place: Path) -> None:
    path = place / "in" / "warning.yaml"
    path.write_text(path.read_text("utf-8").replace("days > 30", "days > 31"), "utf-8")
    texts = told(place)
    assert (
        "is of warning 1 with another text: the policy has changed, its version has not [other-state]"
        in texts["en"]
    )


def test_a_new_version_with_the_same_state_goes_on(place: Path) -> None:
    path = place / "in" / "warning.yaml"
    text = path.read_text("utf-8").replace("days > 30", "days > 31").replace('version: "1"', 'version: "2"')
    path.write_text(text, "utf-8")
    results = load_review(place / "in" / "review.yaml").run(place / "in" / "books", place / "out")
    assert [month.manifest["policies"]["warning"]["version"] for month in results.months] == ["1", "2", "2"]


def test_a_new_version_with_another_state_is_refused(place: Path) -> None:
    path = place / "in" / "warning.yaml"
    text = (
        path.read_text("utf-8").replace('version: "1"', 'version: "2"').replace("clean_months", "good_months")
    )
    path.write_text(text, "utf-8")
    texts = told(place)
    assert (
        "the state of 2026-01 for the step 'warning' has level (string), clean_months (double)" in texts["en"]
    )


def test_a_policy_of_another_name_is_refused(place: Path) -> None:
    path = place / "in" / "warning.yaml"
    path.write_text(path.read_text("utf-8").replace("policy: warning", "policy: alarm"), "utf-8")
    assert "is of the policy 'warning', not of 'alarm' [other-state]" in told(place)["en"]


def test_a_review_of_another_name_is_refused(place: Path) -> None:
    review_file(place / "in", CHAIN.replace("review: chain", "review: other"))
    assert "the months of this folder are of the review 'chain', not of 'other'" in told(place)["en"]


def test_a_review_that_changed_needs_a_new_version(place: Path) -> None:
    changed = CHAIN.replace("coverage: 1.2", "coverage: 1.3")
    review_file(place / "in", changed)
    assert (
        "2026-01 was reviewed by version 1 of this review with another text [review-changed]"
        in told(place)["en"]
    )
    review_file(place / "in", changed.replace('version: "1"', 'version: "2"'))
    results = load_review(place / "in" / "review.yaml").run(place / "in" / "books", place / "out")
    assert results.names == ("2026-01", "2026-02", "2026-03")


def test_a_step_that_is_new_begins_without_a_state(place: Path) -> None:
    """A second warning, from February on: it decided nothing before, and no loan is unknown to it."""
    text = CHAIN.replace('version: "1"', 'version: "2"').replace(
        "  provision:\n    policy",
        "  second: {policy: warning.yaml, with: {days: dpd}}\n  provision:\n    policy",
    )
    review_file(place / "in", text)
    results = load_review(place / "in" / "review.yaml").run(
        place / "in" / "books", place / "out", until="2026-02"
    )
    decided = {row["id"]: row["second.outcome"] for row in results.decisions().to_pylist()}
    assert decided == {"A": "none", "B": "none", "D": "none"}
    state = {row["id"]: row["decided"] for row in results.state("second").to_pylist()}
    assert state == {"A": "2026-02", "B": "2026-02", "D": "2026-02", "C": None}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_told(place: Path) -> None:
    (place / "out").chmod(0o500)
    try:
        assert "this folder cannot be written" in told(place)["en"]
    finally:
        (place / "out").chmod(0o700)


def test_a_folder_that_is_a_file_is_told(place: Path) -> None:
    review = load_review(place / "in" / "review.yaml")
    (place / "file").write_text("x", "utf-8")
    with pytest.raises(InputError, match="cannot be written"):
        review.run(place / "in" / "books", place / "file")


def full_disk(monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    """From the given write on the disk is full."""
    import pyarrow.parquet as pq

    written = pq.ParquetWriter.write_table
    left = [after]

    def write(self: object, *args: object, **named: object) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise OSError(28, "No space left on device")
        written(self, *args, **named)

    monkeypatch.setattr(pq.ParquetWriter, "write_table", write)


@pytest.mark.parametrize("after", [0, 2, 5])
def test_a_full_disk_leaves_no_half_month(place: Path, monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    with monkeypatch.context() as patch:
        full_disk(patch, after)
        assert "No space left on device" in told(place)["en"]
    results = load_review(place / "in" / "review.yaml").run(place / "in" / "books", place / "out")
    assert results.names == ("2026-01", "2026-02", "2026-03")


def test_a_month_that_is_named_wrong_is_told(place: Path) -> None:
    review = load_review(place / "in" / "review.yaml")
    with pytest.raises(InputError, match="2026-13 is no month"):
        review.run(place / "in" / "books", place / "out", until="2026-13")


def test_books_and_months_in_one_folder_are_refused(place: Path) -> None:
    review = load_review(place / "in" / "review.yaml")
    with pytest.raises(InputError, match="stand in one folder"):
        review.run(place / "in" / "books", place / "in" / "books")


EDITS: dict[str, tuple[Callable[[str], str], str]] = {
    "policy": (
        lambda text: text.replace("policy: warning.yaml", "policy: warnings.yaml"),
        "did you mean 'warning.yaml'?",
    ),
    "step": (
        lambda text: text.replace("class: {step: warning", "class: {step: warnin"),
        "there is no step 'warnin'",
    ),
    "outcome": (
        lambda text: text.replace("bad_from: red", "bad_from: read"),
        "the step 'warning' has no outcome 'read'",
    ),
    "input": (
        lambda text: text.replace("with: {days: dpd}", "with: {day: dpd}"),
        "the policy warning has no input 'day'",
    ),
    "value": (
        lambda text: text.replace("warning.outcome,", "warning.outcom,"),
        "the step 'warning' gives no 'outcom'",
    ),
    "later": (
        lambda text: text.replace("with: {days: dpd}", "with: {days: provision.required}"),
        "comes after this step",
    ),
    "amount": (
        lambda text: text.replace("provision: required,", "provision: requird,"),
        "there is no amount 'requird'",
    ),
    "shown": (
        lambda text: text.replace("show: [provision.required]", "show: [provision.need]"),
        "no column 'provision.need'",
    ),
    "key": (lambda text: text.replace("concentration:", "concentraton:"), "unknown key 'concentraton'"),
    "version": (lambda text: text.replace('version: "1"', 'version: ""'), "no version is written"),
    "bounds": (lambda text: text + "arrears: {bounds: [30, 0]}\n", "begin with 0 and ascend"),
    "base": (
        lambda text: text.replace(
            "title: {en: Branch, zh: 分行}", "of: capital, title: {en: Branch, zh: 分行}"
        ),
        "there is no base 'capital'",
    ),
    "kind": (lambda text: "policy: x\n", "this is a policy"),
}


@pytest.mark.parametrize("edit", EDITS)
def test_a_mistake_in_the_review_file_has_its_place(place: Path, edit: str) -> None:
    change, expected = EDITS[edit]
    path = review_file(place / "in", change(CHAIN))
    with pytest.raises(PolicyError) as caught:
        load_review(path)
    assert expected in caught.value.text("en")
    assert f"{path}:" in caught.value.text("en")
    assert re.search("[\u4e00-\u9fff]", caught.value.text("zh"))


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("provision.outcome", "provision.outcome"),
        ("\n    of: warning.outcome", "warning.outcome"),
        ("warning.next.level", "warning.next.level"),
        ("warning.prior.level", "warning.prior.level"),
    ],
)
def test_an_amount_that_is_no_number_is_told(place: Path, written: str, name: str) -> None:
    review_file(place / "in", CHAIN.replace("{required: provision.required}", f"\n  required: {written}"))
    texts = told(place)
    assert f"'{name}' is text, not a number [type-clash]" in texts["en"]
    assert f"'{name}' 是文本，不是数字" in texts["zh"]


def test_a_column_that_a_step_reads_as_text_is_no_amount(place: Path) -> None:
    changed = CHAIN.replace("level: warning.outcome, ", "").replace(
        "{required: provision.required}", "\n  required: provision.required\n  grade: level"
    )
    review_file(place / "in", changed)
    texts = told(place)
    assert "'level' is text, not a number [type-clash]" in texts["en"]
    assert "'level' 是文本，不是数字" in texts["zh"]


def test_an_amount_below_0_or_that_is_no_number_is_told_and_takes_from_no_other(place: Path) -> None:
    """A provision below 0 would hide what another loan lacks; one that is not there, or blank, is none."""
    review_file(
        place / "in",
        CHAIN.replace("{required: provision.required}", "{required: provision.required, held: held}"),
    )
    rows = [
        "A,2026-01-05,100,0,N,40",
        "B,2026-01-05,100,0,N,-30",
        "C,2026-01-05,100,0,N,",
        "D,2026-01-05,100,0,N,x",
        "E,2026-01-05,100,0,N,  ",
    ]
    text = "\n".join(["id,booked,owed,dpd,branch,held", *rows]) + "\n"
    for month in sorted((place / "in" / "books").iterdir())[1:]:
        month.unlink()
    (place / "in" / "books" / "2026-01.csv").write_text(text, "utf-8")
    results = load_review(place / "in" / "review.yaml").run(place / "in" / "books", place / "anew")
    refused = {(row["id"], row["problem"], row["problem_zh"]) for row in results.table("refused").to_pylist()}
    assert refused == {
        (
            "B",
            "held -30 is no usable number of 0 or more: counted with 0",
            "held -30 不是可用的非负数：按 0 计入",
        ),
        (
            "D",
            "held x is no usable number of 0 or more: counted with 0",
            "held x 不是可用的非负数：按 0 计入",
        ),
    }
    classes = [row for row in results.table("outcomes").to_pylist() if row["step"] == "warning"]
    assert sum(row["held"] for row in classes) == 40
    assert results.counts["2026-01"]["incomplete"] == 2


def test_numbers_of_a_step_and_of_its_state_are_amounts(place: Path) -> None:
    measures = "{required: provision.required, clean: warning.next.clean_months, owed: owed, other: other}"
    review_file(place / "in", CHAIN.replace("{required: provision.required}", measures))
    review = load_review(place / "in" / "review.yaml")
    assert [*review.spec.amounts] == ["required", "clean", "owed", "other"]
