"""`credit-engine test`: exit statuses, reports in both languages, mutants, JUnit XML."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

from cli.calling import call as run
from testing.support import written

GOOD = "examples:\n  good: {expect: approve}\n"
BAD = "examples:\n  good: {expect: approve}\n  bad: {expect: decline}\n"


def test_cases_that_pass_end_with_0_and_show_what_they_reach(tmp_path: Path) -> None:
    ended = run("test", str(written(tmp_path, GOOD)))
    assert (ended.status, ended.err) == (0, "")
    assert "1 of 1 cases passed" in ended.out
    assert "checks AGE fired" in ended.out


def test_a_case_that_fails_ends_with_1_and_shows_why(tmp_path: Path) -> None:
    ended = run("test", str(tmp_path), str(written(tmp_path, BAD)))
    assert ended.status == 1
    assert ended.out.count("FAILED") == 1
    assert "outcome: expected decline, got approve" in ended.out


def test_the_report_is_in_chinese_where_asked(tmp_path: Path) -> None:
    ended = run("test", str(written(tmp_path, BAD)), "--lang", "zh")
    assert "结论：预期decline，实际approve" in ended.out
    assert "2个案例中1个通过" in ended.out


def test_mistakes_of_the_file_are_diagnostics(tmp_path: Path) -> None:
    ended = run("test", str(written(tmp_path, GOOD.replace("approve", "aprove"))))
    assert ended.status == 1
    assert "unknown outcome 'aprove' [unknown-outcome]" in ended.out


def test_a_directory_without_cases_and_a_file_that_is_not_there_are_problems(tmp_path: Path) -> None:
    assert "[no-cases]" in run("test", str(tmp_path)).out
    missing = run("test", str(tmp_path / "loan.cases.yaml"))
    assert missing.status == 1
    assert "[no-such-file]" in missing.out


def test_mutants_that_survive_fail_the_command_and_are_listed(tmp_path: Path) -> None:
    ended = run("test", "--mutate", str(written(tmp_path, GOOD)))
    assert ended.status == 1
    assert "    decisions.checks.AGE: dropped" in ended.out
    assert "Mutants of loan" in ended.out


def test_mutants_are_not_tried_where_a_case_fails(tmp_path: Path) -> None:
    assert "Mutants of" not in run("test", "--mutate", str(written(tmp_path, BAD))).out


def test_the_results_are_written_as_junit_xml(tmp_path: Path) -> None:
    place = tmp_path / "results.xml"
    run("test", str(written(tmp_path, BAD)), "--junit", str(place))
    suite = ElementTree.fromstring(place.read_text("utf-8"))
    assert (suite.get("tests"), suite.get("failures")) == ("2", "1")
    assert [one.get("name") for one in suite if one.find("failure") is not None] == ["bad"]
