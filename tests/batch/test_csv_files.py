"""CSV files as programs write them, whole or damaged: no line is lost, each fault has its name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from compiled import load_once
from credit_engine import InputError
from credit_engine.api.policy import Policy

TEXT = """
policy: p
version: "1"
effective: {from: 2020-01-01}
outcomes: {order: [approve, refer, decline], undecided: refer, nothing_fired: approve}
inputs:
  x: {type: number, missing: {not_given: undecided}}
  t: {type: text, missing: {not_given: not_applicable}, rationale: tests}
decisions:
  rules: {rules: [{id: R1, when: x > 10 or t = "no", then: decline, because: r}]}
decision: {outcome: [rules]}
reasons: {r: {en: R, zh: 理由}}
"""
MARK = b"\xef\xbb\xbf"


@pytest.fixture(scope="module")
def policy(tmp_path_factory: pytest.TempPathFactory) -> Policy:
    path = tmp_path_factory.mktemp("policy") / "p.yaml"
    path.write_text(TEXT, "utf-8")
    return load_once(path)


def decided(policy: Policy, folder: Path, data: bytes, **options: Any) -> list[str]:
    """Outcomes; of an error row its errors."""
    (folder / "in.csv").write_bytes(data)
    result = policy.decide_batch(folder / "in.csv", as_of="2026-11-23", **options)
    return [" | ".join(row["errors"] or ()) or row["outcome"] for row in result.to_arrow().to_pylist()]


def refused(policy: Policy, folder: Path, data: bytes) -> str:
    with pytest.raises(InputError) as found:
        decided(policy, folder, data)
    (problem,) = found.value.problems
    assert problem.path.endswith("in.csv")
    return f"{problem.message} [{problem.code}]"


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (b'1,"a\n2,b\n', "the quote that opens in line 2 is never closed"),
        (b'1,"a\n' + b"2,b\n" * 60_000, "the quote that opens in line 2 is never closed"),
        (
            b'1,a\n2,"b\n3,c\n4,"d\n5,e\n',
            "the quote that opens in line 3 is followed by text where it is closed, in line 5",
        ),
        (b'1,a\r2,"b\r3,c\r', "the quote that opens in line 3 is never closed"),
    ],
    ids=["to the end", "to a far end", "to a later quote", "with ends of old Macs"],
)
def test_a_quote_never_takes_other_lines_unseen(
    policy: Policy, tmp_path: Path, lines: bytes, said: str
) -> None:
    names = b"x,t\r" if b"\r" in lines else b"x,t\n"
    assert refused(policy, tmp_path, names + lines) == f"{said} [unclosed-quote]"


def test_a_line_end_within_quotes_belongs_to_its_cell(policy: Policy, tmp_path: Path) -> None:
    data = b'x,t\n1,"a\nb"\n5%,"c\r\n\r\nd"\n20,e\n'
    assert decided(policy, tmp_path, data) == [
        "approve",
        'line 4: x is "5%"; expected: a number [wrong-type]',
        "decline",
    ]


def test_a_stray_quote_within_a_line_costs_no_other_line(policy: Policy, tmp_path: Path) -> None:
    data = b'x,t\n1,"a"b\n1"2,c\n20,"d\n"\n'
    assert decided(policy, tmp_path, data) == [
        "approve",
        'line 3: x is "1"2"; expected: a number [wrong-type]',
        "decline",
    ]


def test_a_cell_of_any_length_is_its_own_row_s_only(policy: Policy, tmp_path: Path) -> None:
    long = b"1" * 200_000
    found = decided(policy, tmp_path, b"x,t\n1," + long + b"\n" + long + b",a\n5%,b\n20,c\n")
    assert [one.partition(":")[0] for one in found] == ["approve", "line 3", "line 4", "decline"]


@pytest.mark.parametrize(
    ("data", "shown"),
    [
        (b"x;t\n1;a\n", "';'"),
        (b"x;t\n1,5;a\n", "';'"),
        (b'"t"; "x"\n"a"; 1\n', "';'"),
        (b"x\tt\n1\ta\n", "a tab"),
        (b"x|t\n1|a\n", "'|'"),
    ],
)
def test_another_separator_than_the_comma_is_named(
    policy: Policy, tmp_path: Path, data: bytes, shown: str
) -> None:
    said = f"the columns seem to be separated by {shown} [sheet-separator]"
    assert refused(policy, tmp_path, data) == said
    assert refused(policy, tmp_path, MARK + data) == said


def test_a_line_that_only_says_the_separator_is_named(policy: Policy, tmp_path: Path) -> None:
    assert refused(policy, tmp_path, b"sep=,\nx,t\n1,a\n").endswith("[sheet-separator]")


def test_a_column_that_is_kept_may_be_called_anything(policy: Policy, tmp_path: Path) -> None:
    assert decided(policy, tmp_path, b"x;t\n1;a\n", keep=["x;t"]) == ["refer"]


@pytest.mark.parametrize("data", [b"x,\0t\n1,a\n", MARK + MARK + b"x,t\n1,a\n"], ids=["NUL", "two marks"])
def test_a_character_that_nobody_sees_in_the_line_of_names_is_named(
    policy: Policy, tmp_path: Path, data: bytes
) -> None:
    code = "U+0000" if b"\0" in data else "U+FEFF"
    said = f"the character {code} stands in the line of names [control-character]"
    assert refused(policy, tmp_path, data) == said


@pytest.mark.parametrize("before", [0, 30_000], ids=["at the beginning", "far below"])
def test_a_nul_is_an_error_of_its_row_alone(policy: Policy, tmp_path: Path, before: int) -> None:
    found = decided(policy, tmp_path, b"x,t\n" + b"1,a\n" * before + b"1\x002,a\n20,b\n")
    assert found[before:] == [
        f'line {before + 2}: x is "1\x002"; expected: a number [wrong-type]',
        "decline",
    ]
    assert found[:before] == ["approve"] * before


def test_zeros_at_the_end_of_a_damaged_file_are_no_decision(policy: Policy, tmp_path: Path) -> None:
    first, second = decided(policy, tmp_path, b"x,t\n1,a\n" + b"\0" * 4096)
    assert (first, second.rpartition(" ")[2]) == ("approve", "[row-width]")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be"])
@pytest.mark.parametrize("text", ["x,t\n1,a\n", "x,t\n1,王小明\n20,李四\n"])
def test_wide_encodings_are_called_by_their_names(
    policy: Policy, tmp_path: Path, encoding: str, text: str
) -> None:
    mark = "\ufeff" if encoding == "utf-32-be" else ""
    name = encoding.upper()[:6]
    said = f"line 1 is not UTF-8 text; it looks like {name} [not-utf8]"
    assert refused(policy, tmp_path, (mark + text).encode(encoding)) == said


@pytest.mark.parametrize("data", [b"x,t", b"x,t\n", MARK + b"x,t\r\n\r\n"])
def test_a_line_of_names_alone_is_a_table_without_rows(policy: Policy, tmp_path: Path, data: bytes) -> None:
    assert decided(policy, tmp_path, data) == []
