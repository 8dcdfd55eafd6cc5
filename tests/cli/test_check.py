"""`credit-engine check`: which files it checks, what it shows, how it ends."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.calling import ROOT, SMALL_POLICY, call, small_policy

CARD = (ROOT / "scorecards" / "consumer_application.yaml").read_text("utf-8")


def heads(text: str, folder: Path) -> list[str]:
    """The first line of each diagnostic, file names without the folder."""
    return [line.replace(f"{folder}/", "") for line in text.splitlines() if line and line[0] != " "]


def test_sound_files_give_one_line_on_standard_error() -> None:
    files = ("policies/origination/consumer_loan.yaml", "scorecards/consumer_application.yaml")
    ended = call("check", *(str(ROOT / file) for file in files))
    assert (ended.status, ended.out, ended.err) == (0, "", "no problems in 2 files\n")


def test_diagnostics_of_every_file_come_in_the_order_of_the_files(tmp_path: Path) -> None:
    second = small_policy(
        tmp_path, ("age < 18", "agee < 18"), ("undecided: decline", "undecided: refuse"), name="b.yaml"
    )
    first = small_policy(tmp_path, ("type: integer", "type: int"), name="a.yaml")
    ended = call("check", second, first)
    assert ended.status == 1
    assert ended.err == "3 problems in 2 files\n"
    assert [line.split(":")[0] for line in heads(ended.out, tmp_path)] == ["b.yaml", "b.yaml", "a.yaml"]
    assert (
        f"{second}:18:15: unknown name 'agee' [unknown-name]\n   18 |         when: agee < 18\n" in ended.out
    )


def test_diagnostics_stand_apart_and_are_shown_once(tmp_path: Path) -> None:
    path = small_policy(tmp_path, ("age < 18", "agee < 18"), ("undecided: decline", "undecided: refuse"))
    once = call("check", path)
    assert once.out.count("\n\n") == 1
    assert call("check", path, str(tmp_path), str(tmp_path / "." / "small.yaml")) == once


def test_warnings_are_shown_and_fail_only_when_strict(tmp_path: Path) -> None:
    path = small_policy(tmp_path, ("reasons:\n", "reasons:\n  spare: {en: a, zh: b}\n"))
    ended = call("check", path)
    assert (ended.status, ended.err) == (0, "no problems, 1 warning in 1 file\n")
    assert "warning: " in ended.out
    assert call("check", "--strict", path).status == 1


def test_directories_are_read_with_those_below_them_in_order(tmp_path: Path) -> None:
    for folder in ("b", "a/deep", ".hidden"):
        (tmp_path / folder).mkdir(parents=True)
        small_policy(tmp_path / folder, ("age < 18", "agee < 18"))
    ended = call("check", str(tmp_path))
    assert [head.split(":")[0] for head in heads(ended.out, tmp_path)] == [
        "a/deep/small.yaml",
        "b/small.yaml",
    ]
    assert ended.err == "2 problems in 2 files\n"


def test_other_yaml_in_a_directory_is_named_and_left_alone(tmp_path: Path) -> None:
    small_policy(tmp_path)
    (tmp_path / "compose.yml").write_text("services: {}\n", "utf-8")
    (tmp_path / "small.cases.yaml").write_text("- {}\n", "utf-8")
    (tmp_path / "notes.txt").write_text("policy: none\n", "utf-8")
    ended = call("check", str(tmp_path))
    assert (ended.status, ended.out) == (0, "")
    told = f"{tmp_path}/compose.yml: neither a policy nor a scorecard nor a review, not checked"
    assert ended.err == f"{told}\nno problems in 1 file\n"


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("polciy: x\n", "did you mean 'policy'?"),
        ("services: {}\n", ""),
        ("# only a comment\nscorcard: x\n", "scorecard"),
    ],
)
def test_other_yaml_that_is_named_is_a_problem(tmp_path: Path, text: str, hint: str) -> None:
    path = tmp_path / "other.yaml"
    path.write_text(text, "utf-8")
    ended = call("check", str(path))
    assert ended.status == 1
    assert "this file is neither a policy nor a scorecard nor a review [not-a-policy]" in ended.out
    assert hint in ended.out


def test_other_files_that_are_named_are_a_problem(tmp_path: Path) -> None:
    path = tmp_path / "record.json"
    path.write_text('{"amount": 1}', "utf-8")
    assert "[other-file]" in call("check", str(path)).out


@pytest.mark.parametrize(
    "text",
    [
        "policy:\n  - [\n",
        "# a comment\n\n---\npolicy: x\n",
        '"policy": x\n',
        "{policy: x}\n",
        "version: 1\npolicy: x\n",
        "\ufeffpolicy: x\n",
        "\ufeff\ufeffpolicy: x\n",
        "policy :  x\r\nversion: 1\r\n",
    ],
)
def test_a_policy_is_known_by_its_key_even_where_it_is_broken(tmp_path: Path, text: str) -> None:
    (tmp_path / "some.yaml").write_text(text, "utf-8")
    ended = call("check", str(tmp_path))
    assert ended.status == 1
    assert "not checked" not in ended.err
    assert "in 1 file" in ended.err


def test_a_directory_without_policies_is_a_problem(tmp_path: Path) -> None:
    ended = call("check", str(tmp_path))
    assert ended.status == 1
    assert ended.out.startswith(
        f"{tmp_path}: this directory holds neither a policy nor a scorecard [no-policy]"
    )


def test_a_scorecard_is_checked_by_itself(tmp_path: Path) -> None:
    path = tmp_path / "card.yaml"
    path.write_text(CARD.replace("points_to_double_odds", "points_to_duoble_odds"), "utf-8")
    ended = call("check", str(path))
    assert ended.status == 1
    assert "points_to_duoble_odds" in ended.out


def test_a_scorecard_of_several_policies_is_reported_once(tmp_path: Path) -> None:
    (tmp_path / "scorecards").mkdir()
    (tmp_path / "scorecards" / "points.yaml").write_text("scorecard: points\nversion: 1\n", "utf-8")
    (tmp_path / "policies").mkdir()
    for name in ("a", "b"):
        part = ("  total:\n    formula: sum(debts.balance)\n", "  total: {scorecard: points}\n")
        small_policy(tmp_path / "policies", part, ("small_loan", name), name=f"{name}.yaml")
    whole = call("check", str(tmp_path))
    alone = call("check", str(tmp_path / "scorecards"))
    assert whole.err == alone.err.replace("in 1 file", "in 3 files")
    assert sorted(heads(whole.out, tmp_path)) == sorted(heads(alone.out, tmp_path))


def test_a_scorecard_is_named_from_where_the_user_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "scorecards").mkdir()
    (tmp_path / "scorecards" / "points.yaml").write_text("scorecard: points\n", "utf-8")
    (tmp_path / "policies").mkdir()
    part = ("  total:\n    formula: sum(debts.balance)\n", "  total: {scorecard: points}\n")
    small_policy(tmp_path / "policies", part)
    out = call("check", "policies/small.yaml").out
    assert out.startswith("scorecards/points.yaml:1:1: ")


def versions(folder: Path, *dates: tuple[str, str | None]) -> None:
    for number, (start, end) in enumerate(dates):
        text = SMALL_POLICY.replace("from: 2026-01-01", f"from: {start}" + (f", to: {end}" if end else ""))
        (folder / f"v{number}.yaml").write_text(text.replace('"1"', f'"{number}"'), "utf-8")


@pytest.mark.parametrize(
    ("dates", "code"),
    [
        ([("2026-01-01", "2026-07-01"), ("2026-06-01", None)], "versions-overlap"),
        ([("2026-01-01", None), ("2026-06-01", None)], "versions-overlap"),
        ([("2026-01-01", "2026-05-01"), ("2026-06-01", None)], "versions-gap"),
        ([("2026-01-01", "2026-06-01"), ("2026-06-01", None)], ""),
    ],
)
def test_versions_in_one_directory_follow_each_other(
    tmp_path: Path, dates: list[tuple[str, str | None]], code: str
) -> None:
    versions(tmp_path, *dates)
    ended = call("check", str(tmp_path))
    assert ended.status == bool(code)
    assert f"[{code}]" in ended.out or not code


def test_policies_of_other_names_may_stand_in_one_directory(tmp_path: Path) -> None:
    small_policy(tmp_path)
    small_policy(tmp_path, ("small_loan", "large_loan"), name="large.yaml")
    assert call("check", str(tmp_path)).status == 0


def test_colour_is_for_terminals_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = small_policy(tmp_path, ("age < 18", "agee < 18"))
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    plain, coloured = call("check", path), call("check", path, terminal=True)
    assert "\x1b[" not in plain.out
    assert "\x1b[1;31m^^^^\x1b[0m" in coloured.out
    monkeypatch.setenv("NO_COLOR", "1")
    assert call("check", path, terminal=True) == plain
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setenv("TERM", "dumb")
    assert call("check", path, terminal=True) == plain


@pytest.mark.parametrize("arguments", [[], [""], ["policies", "\t"], ["--strikt", "x"]])
def test_wrong_usage_is_said_plainly(arguments: list[str]) -> None:
    ended = call("check", *arguments)
    assert (ended.status, ended.out) == (2, "")
    assert ended.err.startswith("Usage: credit-engine check ")
