"""A policy suppresses a warning at its place, with a reason; what suppresses nothing is a finding."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.calling import call, small_policy
from credit_engine import PolicyError, load_policy
from credit_engine.policy.suppression import allowances
from credit_engine.source import Source

AGE = '  age: {type: integer, range: "[0..130]"}\n'
CALL = """\
  first:
    call:
      policy: small_loan
      with: {age: age, idle: employer.name, employer.name: employer.name, debts: debts}
      outcomes: {approve: approve, decline: decline}
"""
IDLE = "  idle: {type: text}\n"


def policy(folder: Path, lines: str) -> str:
    """A policy with an input that nothing uses, and what is written around it."""
    return small_policy(folder, (AGE, AGE + lines))


def codes(problems: object) -> list[str]:
    return [problem.code for problem in problems]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "lines",
    [
        "  idle: {type: text}  # allow[unused-input]: for the register\n",
        f"  # allow[unused-input]: for the register\n{IDLE}",
        f"  # allow[unused-input]: for the register\n\n  # asked since 2024\n{IDLE}",
        f"  #allow[unused-reason, unused-input]: for the register\n{IDLE}",
        f"  # allow[unused-input]：for the register\n{IDLE}",
        f"  # ALLOW[Unused-Input]: for the register\n{IDLE}",
        f"  # allow【unused-input】：for the register\n{IDLE}",
        f"  # allow［unused-input］: for the register\n{IDLE}",
    ],
)
def test_a_warning_is_suppressed_at_its_line_or_right_above(tmp_path: Path, lines: str) -> None:
    loaded = load_policy(policy(tmp_path, lines))
    assert codes(loaded.suppressed) == ["unused-input"]
    assert loaded.suppressed[0].allowed == "for the register"
    assert "unused-input" not in codes(loaded.warnings)


@pytest.mark.parametrize(
    "lines",
    [
        f"  # allow[unused-reason]: another code\n{IDLE}",
        f"{IDLE}  # allow[unused-input]: below it\n",
        '  idle: {type: text, title: {en: "# allow[unused-input]: x", zh: x}}\n',
        f"  # allow[unused-input]:\n{IDLE}",
        f"  # allow unused-input: no brackets\n{IDLE}",
    ],
)
def test_anything_else_leaves_the_warning(tmp_path: Path, lines: str) -> None:
    loaded = load_policy(policy(tmp_path, lines))
    assert loaded.suppressed == ()
    assert "unused-input" in codes(loaded.warnings)


def test_what_suppresses_nothing_is_a_finding(tmp_path: Path) -> None:
    path = policy(tmp_path, f"  # allow[unused-input, unused-reason]: for the register\n{IDLE}")
    ended = call("check", path)
    assert ended.out.startswith(
        f"{path}:7:25: warning: line 8 has no warning 'unused-reason' that this allows"
    )
    assert ended.err == "no problems, 1 warning, 1 suppressed in 1 file\n"


def test_what_names_no_code_is_a_finding(tmp_path: Path) -> None:
    ended = call("check", policy(tmp_path, f"  # allow[]: for the register\n{IDLE}"), "--lang", "zh")
    assert "7:10: 警告：此处未写代码，不允许任何项 [unused-allow]" in ended.out
    assert "[unused-input]" in ended.out


def test_beside_an_error_no_warning_is_shown_that_the_file_allows(tmp_path: Path) -> None:
    lines = "  idle: {type: text}  # allow[unused-input, unused-reason]: for the register\n"
    path = small_policy(tmp_path, (AGE, AGE + lines), ("when: age < 18", "when: agee < 18"))
    with pytest.raises(PolicyError) as caught:
        load_policy(path)
    assert codes(caught.value.problems) == ["unknown-name"]


def test_what_gives_no_reason_is_a_finding(tmp_path: Path) -> None:
    warnings = load_policy(policy(tmp_path, f"  # allow[unused-input]\n{IDLE}")).warnings
    assert sorted(codes(warnings)) == ["allow-without-reason", "unused-input"]


def test_an_error_is_not_suppressed(tmp_path: Path) -> None:
    path = small_policy(tmp_path, ("when: age < 18", "when: agee < 18  # allow[unknown-name]: so what"))
    with pytest.raises(PolicyError) as caught:
        load_policy(path)
    assert codes(caught.value.problems) == ["unknown-name"]
    assert call("check", path).status == 1


@pytest.mark.parametrize("odd", ["\0", "\x1b", "\x7f", "\x85", "\u2028", "\ufeff", "\ufffe", "\r"])
def test_a_character_that_yaml_refuses_is_a_finding_beside_an_allowance(tmp_path: Path, odd: str) -> None:
    path = small_policy(
        tmp_path,
        (AGE, f"{AGE}  # allow[unused-input]: for the register\n{IDLE}"),
        ("outcomes:", f"outcomes{odd}x:"),
    )
    ended = call("check", path)
    assert ended.status == 1
    assert "[control-character]" in ended.out or "[line-end]" in ended.out


def test_a_suppressed_warning_is_no_reason_to_fail_and_is_counted(tmp_path: Path) -> None:
    path = policy(tmp_path, "  idle: {type: text}  # allow[unused-input]: for the register\n")
    ended = call("check", path, "--strict")
    assert (ended.status, ended.out) == (0, "")
    assert ended.err == "no problems, 1 suppressed in 1 file\n"


def test_suppressed_warnings_are_shown_on_demand_with_their_reason(tmp_path: Path) -> None:
    path = policy(tmp_path, "  idle: {type: text}  # allow[unused-input]: 登记用\n")
    ended = call("check", path, "--suppressed", "--lang", "zh")
    assert f"{path}:7:3: 已抑制：" in ended.out
    assert ended.out.endswith("   理由：登记用\n")
    assert ended.err == "1 个文件：没有错误，1 个已抑制\n"


def test_check_knows_what_only_it_finds(tmp_path: Path) -> None:
    gap = (
        "decisions:\n"
        "  # allow[rows-gap]: ages are checked before\n"
        "  grade:\n"
        "    table: {hit: unique, in: [age], out: {grade: {type: number}},"
        " rows: [{if: ['< 18'], then: ['1']}]}\n"
    )
    path = small_policy(tmp_path, ("decisions:\n", gap))
    found = call("check", path, "--suppressed")
    assert "[rows-gap]" in found.out
    assert "reason: ages are checked before" in found.out
    assert "unused-allow" not in found.out


def test_a_warning_of_a_called_policy_is_suppressed_in_its_own_file(tmp_path: Path) -> None:
    (tmp_path / "policies").mkdir()
    called = policy(tmp_path / "policies", "  idle: {type: text}  # allow[unused-input]: for the register\n")
    Path(called).rename(tmp_path / "policies" / "small_loan.yaml")
    caller = small_policy(
        tmp_path,
        ("policy: small_loan", "policy: caller"),
        ("  total:\n", CALL + "  total:\n"),
        name="caller.yaml",
    )
    loaded = load_policy(caller)
    assert "unused-input" in codes(loaded.suppressed)
    assert "unused-allow" not in codes(loaded.warnings)


def test_a_policy_from_the_cache_has_the_same_warnings(tmp_path: Path) -> None:
    path = policy(tmp_path, "  idle: {type: text}  # allow[unused-input]: for the register\n")
    first, second = (load_policy(path, cache=tmp_path / "kept") for _ in range(2))
    assert [str(one) for one in second.suppressed] == [str(one) for one in first.suppressed] != []
    assert second.warnings == first.warnings


def test_a_comment_in_a_text_block_is_text() -> None:
    text = "a: |\n  # allow[unused-input]: text\nb: 1 # allow[unused-input]: comment\n"
    assert [(one.line, one.reason) for one in allowances(Source("a.yaml", text))] == [(3, "comment")]


SHEET = "score,band\n< 1,low\n[1..2),low\n>= 2,high\n"
OF_SHEET = """\
  band:
    table:
      hit: unique
      in: [score]
      out: {{band: [low, high]}}
      {sheet}
"""


def in_sheet(folder: Path, sheet: str, *, name: str = "bands.csv") -> Path:
    """A policy that reads a table with two rows that could be one from a sheet."""
    (folder / name).write_text(SHEET, "utf-8")
    text = (
        'policy: bands\nversion: "1"\neffective: {from: 2026-01-01}\n'
        "outcomes: {order: [approve, refer], undecided: refer, nothing_fired: approve}\n"
        "inputs:\n  score: {type: number}\ndecisions:\n"
        f"{OF_SHEET.format(sheet=sheet)}"
        "decision: {outcome: [], outputs: {band: always}}\n"
    )
    (folder / "bands.yaml").write_text(text, "utf-8")
    return folder / "bands.yaml"


@pytest.mark.parametrize(
    "sheet",
    [
        "sheet: bands.csv  # allow[rows-mergeable]: one row for each code",
        "# allow[rows-mergeable]: one row for each code\n      sheet: bands.csv",
        "sheet: {file: bands.csv}  # allow[rows-mergeable]: one row for each code",
        "sheet:\n        file: bands.csv  # allow[rows-mergeable]: one row for each code",
    ],
)
def test_what_is_found_in_a_sheet_is_allowed_where_the_policy_names_it(tmp_path: Path, sheet: str) -> None:
    ended = call("check", "--strict", str(in_sheet(tmp_path, sheet)))
    assert (ended.status, ended.err) == (0, "no problems, 1 suppressed in 1 file\n")


@pytest.mark.parametrize(
    ("sheet", "warnings"),
    [
        ("sheet: bands.csv", 1),
        ("sheet: bands.csv  # allow[rows-mergeable]:", 2),
        ("sheet: bands.csv  # allow[row-unreachable]: another code", 2),
        ("# allow[rows-mergeable]: not at its line\n      default: [low]\n      sheet: bands.csv", 2),
    ],
)
def test_an_allowance_elsewhere_leaves_what_is_found_in_a_sheet(
    tmp_path: Path, sheet: str, warnings: int
) -> None:
    path = in_sheet(tmp_path, sheet)
    assert f"{warnings} warning" in call("check", str(path)).err


def test_a_sheet_whose_name_only_ends_alike_is_another_one(tmp_path: Path) -> None:
    sheet = "sheet: old-bands.csv  # allow[unused-input]: another one's"
    ended = call("check", str(in_sheet(tmp_path, sheet, name="old-bands.csv")))
    assert "2 warnings" in ended.err


def test_what_the_check_of_a_called_policy_finds_is_no_matter_of_its_callers(tmp_path: Path) -> None:
    gap = (
        "decisions:\n"
        "  # allow[rows-gap]: ages are checked before\n"
        "  grade:\n"
        "    table: {hit: unique, in: [age], out: {grade: {type: number}},"
        " rows: [{if: ['< 18'], then: ['1']}]}\n"
    )
    (tmp_path / "policies").mkdir()
    called = small_policy(tmp_path / "policies", ("decisions:\n", gap), name="small_loan.yaml")
    caller = small_policy(
        tmp_path,
        ("policy: small_loan", "policy: caller"),
        ("  total:\n", CALL + "  total:\n"),
        name="caller.yaml",
    )
    assert "unused-allow" not in call("check", caller).out
    assert "unused-allow" not in call("check", caller, called).out
