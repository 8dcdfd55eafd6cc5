"""A command that is given a file of another kind says which kind it is, and which commands take it."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.calling import ROOT, call
from credit_engine import PolicyError, load_policy, load_scorecard

POLICY, CASES = "policies/origination/consumer_loan.yaml", "policies/origination/consumer_loan.cases.yaml"
CARD, SHEET = "scorecards/consumer_application.yaml", "policies/origination/sheets/industries.csv"
RECORD = "examples/consumer_loan/approve_retired.json"
NAMES = {
    POLICY: "a policy",
    CASES: "a file of cases",
    CARD: "a scorecard",
    SHEET: "a table as CSV",
    RECORD: "an application or other data as JSON",
    "book.xlsx": "an Excel workbook",
    "data.parquet": "a Parquet file",
    "decision.json": "a decision as JSON",
    "trace.json": "an explanation as JSON",
}
COMMANDS = [
    (["check", "{}"], (CASES, SHEET, RECORD, "book.xlsx", "data.parquet", "decision.json", "trace.json")),
    (["decide", "{}", RECORD], (CASES, CARD, SHEET, RECORD, "book.xlsx", "decision.json")),
    (["decide", POLICY, "{}"], (POLICY, CASES, CARD, SHEET, "book.xlsx", "decision.json", "trace.json")),
    (["decide", POLICY, RECORD, "--interventions", "{}"], (POLICY, CASES, "decision.json")),
    (["test", "{}"], (CARD, SHEET, RECORD, "book.xlsx", "decision.json")),
    (["batch", "{}", SHEET, "out.csv", "--as-of", "2026-11-23"], (CASES, CARD, SHEET, RECORD, "book.xlsx")),
    (["batch", POLICY, "{}", "out.csv", "--as-of", "2026-11-23"], (POLICY, CASES, RECORD, "decision.json")),
    (["scorecard", "export", "{}", "--to", "sql"], (POLICY, CASES, SHEET, RECORD, "book.xlsx")),
    (["scorecard", "import", "{}", "--from", "pmml", "--out", "o.yaml"], (POLICY, CARD, "decision.json")),
    (["disclose", "{}"], (POLICY, CASES, CARD, SHEET, "decision.json", "trace.json")),
]
OF_DATA = [
    (["scorecard", "fit", "{}", "--out", "o.yaml"], (POLICY, RECORD, "decision.json")),
    (["scorecard", "fit", SHEET, "--settings", "{}", "--out", "o.yaml"], (POLICY, CARD)),
    (["scorecard", "rebuild", "{}", "--out", "o.yaml"], (POLICY, CARD, CASES)),
    (["scorecard", "monitor", CARD, "{}"], (POLICY, RECORD)),
    (["scorecard", "monitor", "{}", SHEET], (POLICY, CASES)),
]


def given(folder: Path, name: str) -> str:
    """The path of a file: a shipped one, or one that is written for the test."""
    if "/" in name:
        return str(ROOT / name)
    path = folder / name
    if name.endswith((".xlsx", ".parquet")):
        path.write_bytes({"x": b"PK\x03\x04\xff\xfe", "p": b"PAR1\xff\xfe"}[name.rpartition(".")[2][0]])
    else:
        form = "decision" if name == "decision.json" else "json"
        arguments = [str(ROOT / POLICY), str(ROOT / RECORD), "--as-of", "2026-11-23", "--format", form]
        path.write_text(call("decide", *arguments).out, "utf-8")
    return str(path)


def assert_told(folder: Path, command: list[str], name: str) -> None:
    words = [str(ROOT / word) if "/" in word else word for word in command]
    words = [str(folder / word) if word in ("out.csv", "o.yaml") else word for word in words]
    ended = call(*(given(folder, name) if word == "{}" else word for word in words))
    said = ended.out + ended.err
    assert ended.status == 1
    assert f"this is {NAMES[name]}, not " in said
    assert "[other-file]" in said
    assert "taken by: " in said
    assert said.count("other-file") == 1


@pytest.mark.parametrize(
    ("command", "name"), [(command, name) for command, names in COMMANDS for name in names]
)
def test_a_command_says_what_kind_of_file_it_was_given(tmp_path: Path, command: list[str], name: str) -> None:
    if "batch" in command:
        pytest.importorskip("pyarrow")
    assert_told(tmp_path, command, name)


@pytest.mark.parametrize(
    ("command", "name"), [(command, name) for command, names in OF_DATA for name in names]
)
def test_a_command_of_scorecards_says_what_kind_of_file_it_was_given(
    tmp_path: Path, command: list[str], name: str
) -> None:
    pytest.importorskip("optbinning")
    assert_told(tmp_path, command, name)


def test_what_a_file_is_is_said_in_chinese() -> None:
    with pytest.raises(PolicyError) as raised:
        load_policy(ROOT / CASES)
    said = raised.value.text("zh")
    assert "这是用例文件，不是政策" in said
    assert "读取它的命令：credit-engine test" in said


def test_the_functions_of_python_say_it_as_the_commands_do() -> None:
    with pytest.raises(PolicyError, match="this is a policy, not a scorecard"):
        load_scorecard(ROOT / POLICY)


@pytest.mark.parametrize(
    "text",
    [
        '{"version": "1", "policy": "p"}',
        "{version: '1', policy: p}",
        "# a draft\nversion: '1'\npolicy: p\n",
        "policy: p\n",
    ],
)
def test_a_policy_is_one_wherever_its_key_stands(tmp_path: Path, text: str) -> None:
    for name in ("draft.yaml", "draft.json"):
        (tmp_path / name).write_text(text, "utf-8")
        with pytest.raises(PolicyError) as raised:
            load_policy(tmp_path / name)
        assert "other-file" not in {problem.code for problem in raised.value.problems}


def test_what_a_file_is_is_shown_at_its_first_key_not_at_that_word_before(tmp_path: Path) -> None:
    path = tmp_path / "common.yaml"
    path.write_text("# is shared: by all\nshared: common\n", "utf-8")
    assert f"{path}:2:1: this is a file that policies include" in call("decide", str(path), "x.json").err


def test_a_policy_is_tested_by_the_cases_beside_it(tmp_path: Path) -> None:
    by_policy, by_cases = (call("test", str(ROOT / name)) for name in (POLICY, CASES))
    assert by_policy.status == 0
    assert by_policy == by_cases
    both = call("test", str(ROOT / POLICY), str(ROOT / CASES))
    assert both == by_cases


def test_cases_beside_a_policy_are_those_that_name_it_or_its_file(tmp_path: Path) -> None:
    text = (ROOT / "tests/problems/not-a-scorecard/policy.yaml").read_text("utf-8")
    (tmp_path / "a.yaml").write_text(text.replace("  score: {scorecard: points}\n", ""), "utf-8")
    (tmp_path / "x.cases.yaml").write_text("cases: another\n", "utf-8")
    (tmp_path / "y.cases.yaml").write_text("cases: example\nfile: a.yaml\n", "utf-8")
    (tmp_path / "z.cases.yaml").write_text("cases: example\nfile: b.yaml\n", "utf-8")
    said = call("test", str(tmp_path / "a.yaml")).out
    assert "y.cases.yaml" in said
    assert not any(name in said for name in ("x.cases.yaml", "z.cases.yaml"))


def test_a_policy_without_cases_beside_it_is_told_so(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("policy: a\n", "utf-8")
    ended = call("test", str(tmp_path / "a.yaml"))
    assert ended.status == 1
    assert "no file beside this policy holds cases of it [no-cases]\n   expected: a.cases.yaml" in ended.out
