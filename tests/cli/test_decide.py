"""`credit-engine decide`: what it prints, where problems are shown, how it ends."""

from __future__ import annotations

import json
import os
import threading
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from cli.calling import APPROVED, AS_OF, DECLINED, POLICY, ROOT, SMALL_RECORD, call, small_policy
from credit_engine import load_policy
from credit_engine.explain import FORMATS, LANGUAGES, PAGES


def test_the_decision_is_the_one_that_the_library_gives() -> None:
    ended = call("decide", POLICY, APPROVED, *AS_OF, "--format", "decision")
    record = json.loads(Path(APPROVED).read_text("utf-8"))
    assert ended.out == load_policy(POLICY).decide(record, as_of="2026-11-23").to_json() + "\n"
    assert (ended.status, ended.err) == (0, "")


def test_a_declined_application_is_a_success_of_the_command() -> None:
    ended = call("decide", POLICY, DECLINED, *AS_OF, "--format", "decision")
    assert ended.status == 0
    assert json.loads(ended.out)["outcome"] == "decline"


@pytest.mark.sampled
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("page", PAGES)
def test_explanations_come_in_every_language_format_and_page(lang: str, form: str, page: str) -> None:
    ended = call("decide", POLICY, APPROVED, *AS_OF, "--lang", lang, "--format", form, "--page", page)
    record = json.loads(Path(APPROVED).read_text("utf-8"))
    expected = load_policy(POLICY).decide(record, as_of="2026-11-23").explain(lang, form, page)  # type: ignore[arg-type]
    assert ended.status == 0
    assert ended.out == expected.rstrip("\n") + "\n"
    assert "\x1b" not in ended.out


def test_help_and_reference_name_every_language_and_format() -> None:
    forms, languages = "|".join([*FORMATS, "decision"]), "|".join(LANGUAGES)
    assert f"<{forms}>" in call("decide", "--help").out
    reference = (ROOT / "docs" / "reference" / "command-line.md").read_text("utf-8")
    assert f"[--lang {languages}]" in reference
    assert f"[--format {forms}]" in reference
    assert f"[--page {'|'.join(PAGES)}]" in reference
    refused = call("decide", POLICY, APPROVED, *AS_OF, "--format", "pdf").err
    assert all(f"'{form}'" in refused for form in FORMATS)


def test_a_summary_in_text_is_printed_unless_something_else_is_asked_for() -> None:
    named = call("decide", POLICY, APPROVED, *AS_OF, "--format", "text", "--lang", "en", "--page", "summary")
    assert call("decide", POLICY, APPROVED, *AS_OF).out == named.out


def test_a_terminal_gets_colour_unless_no_color_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert "\x1b[" in call("decide", POLICY, APPROVED, *AS_OF, terminal=True).out
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in call("decide", POLICY, APPROVED, *AS_OF, terminal=True).out


def test_the_application_may_come_from_standard_input() -> None:
    from_file = call("decide", POLICY, APPROVED, *AS_OF, "--format", "decision")
    piped = call("decide", POLICY, "-", *AS_OF, "--format", "decision", stdin=Path(APPROVED).read_bytes())
    assert piped == from_file


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes are POSIX")
def test_the_application_may_come_from_a_named_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_text, args=(SMALL_RECORD,))
    writer.start()
    ended = call("decide", small_policy(tmp_path), str(pipe), *AS_OF, "--format", "decision")
    writer.join()
    assert json.loads(ended.out)["outputs"] == {"total": 1.5}


def test_without_a_date_it_is_today_in_the_time_zone_of_the_policy(tmp_path: Path) -> None:
    zone = "Pacific/Kiritimati"
    policy = small_policy(tmp_path, ("Asia/Shanghai", zone))
    before = datetime.now(ZoneInfo(zone)).date()
    ended = call("decide", policy, "-", "--format", "decision", stdin=SMALL_RECORD)
    days = {str(before), str(datetime.now(ZoneInfo(zone)).date())}
    assert json.loads(ended.out)["as_of"] in days
    assert ended.err in {f"as of {day}, today in {zone} (--as-of sets another day)\n" for day in days}


def test_the_three_dates_are_recorded(tmp_path: Path) -> None:
    dates = ("--as-of", "2026-11-23", "--policy-as-of", "2026-02-01", "--data-as-of", "2026-11-20T08:00:00")
    policy = small_policy(tmp_path)
    decision = json.loads(call("decide", policy, "-", *dates, "--format", "decision", stdin=SMALL_RECORD).out)
    assert [decision[name] for name in ("as_of", "policy_as_of", "data_as_of")] == list(dates[1::2])


def test_a_directory_gives_the_version_in_force(tmp_path: Path) -> None:
    small_policy(tmp_path, ("from: 2026-01-01", "from: 2026-01-01, to: 2026-07-01"), name="first.yaml")
    small_policy(tmp_path, ("from: 2026-01-01", "from: 2026-07-01"), ('"1"', '"2"'), name="second.yaml")
    for day, version in (("2026-06-30", "1"), ("2026-07-01", "2")):
        ended = call("decide", str(tmp_path), "-", "--as-of", day, "--format", "decision", stdin=SMALL_RECORD)
        assert json.loads(ended.out)["version"] == version


def test_a_day_without_a_version_in_force_is_a_problem(tmp_path: Path) -> None:
    ended = call("decide", small_policy(tmp_path), "-", "--as-of", "2025-12-31", stdin=SMALL_RECORD)
    assert (ended.status, ended.out) == (1, "")
    assert ended.err.startswith(
        "policy_as_of: no version of small_loan is in force on 2025-12-31 [not-in-force]"
    )
    ended = call(
        "decide", small_policy(tmp_path), "-", "--as-of", "2025-12-31", "--lang", "zh", stdin=SMALL_RECORD
    )
    assert "期望：1（2026-01-01起）" in ended.err


def test_a_terminal_of_no_width_shows_the_whole_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "0")
    ended = call("decide", POLICY, APPROVED, *AS_OF, "--page", "full", terminal=True)
    assert "Decision fingerprint" in ended.out


BAD_RECORD = """\
{
  "age": 131,
  "employer": {"nmae": "A"},
  "debts": [
    {"balance": 1},
    {"balance": "x"},
    {}
  ],
  "a.b": 1
}
"""


def test_every_violation_is_shown_where_it_stands(tmp_path: Path) -> None:
    record = tmp_path / "bad.json"
    record.write_text(BAD_RECORD, "utf-8")
    ended = call("decide", small_policy(tmp_path), str(record), *AS_OF)
    heads = [
        line.removeprefix(f"{record}:") for line in ended.err.splitlines() if line.startswith(f"{record}:")
    ]
    assert heads == [
        "2:10: age is 131 [out-of-range]",
        "3:3: employer.name is missing [missing-input]",
        "3:16: employer.nmae is not an input of this policy [unknown-field]",
        '6:17: debts[1].balance is "x" [wrong-type]',
        "7:5: debts[2].balance is missing [missing-input]",
        "9:3: a.b is not an input of this policy [unknown-field]",
    ]
    assert (ended.status, ended.out) == (1, "")
    assert '    6 |     {"balance": "x"},\n      |                 ^^^\n' in ended.err


def test_a_record_that_is_no_object_is_shown_whole(tmp_path: Path) -> None:
    ended = call("decide", small_policy(tmp_path), "-", *AS_OF, stdin=" 5\n")
    assert ended.status == 1
    assert ended.err.startswith("<stdin>:1:2: the record is 5 [wrong-type]\n    1 |  5\n      |  ^\n")


def test_a_flood_of_violations_is_cut_off(tmp_path: Path) -> None:
    record = json.dumps({f"x{number}": number for number in range(1, 20_001)})
    ended = call("decide", small_policy(tmp_path), "-", *AS_OF, stdin=record)
    assert ended.status == 1
    assert ended.err.count("[unknown-field]") < 101
    assert "and 19,903 more problems [too-many-problems]" in ended.err


def test_problems_of_the_policy_and_of_the_input_are_shown_together(tmp_path: Path) -> None:
    policy = small_policy(tmp_path, ("age < 18", "agee < 18"))
    ended = call("decide", policy, "-", *AS_OF, stdin='{"age": 01}')
    assert ended.status == 1
    assert "[unknown-name]" in ended.err
    assert "<stdin>:1:9:" in ended.err


def test_a_file_is_written_whole_and_nothing_is_printed(tmp_path: Path) -> None:
    printed = call("decide", POLICY, APPROVED, *AS_OF, "--format", "decision").out
    target = tmp_path / "decision.json"
    target.write_text("old", "utf-8")
    target.chmod(0o640)
    ended = call("decide", POLICY, APPROVED, *AS_OF, "--format", "decision", "--output", str(target))
    assert (ended.status, ended.out, ended.err) == (0, "", "")
    assert target.read_text("utf-8") == printed
    assert target.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in tmp_path.iterdir()] == ["decision.json"]


def test_a_failed_decision_leaves_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "decision.json"
    target.write_text("old", "utf-8")
    assert call("decide", POLICY, "-", *AS_OF, "--output", str(target), stdin="{}").status == 1
    assert target.read_text("utf-8") == "old"


@pytest.mark.parametrize("exists", [True, False])
def test_a_link_in_the_place_of_the_output_is_not_followed(tmp_path: Path, exists: bool) -> None:
    (tmp_path / "there").mkdir()
    foreign, link = tmp_path / "there" / "decision.json", tmp_path / "link.json"
    if exists:
        foreign.write_text("foreign", "utf-8")
    link.symlink_to(foreign)
    small = small_policy(tmp_path)
    ended = call("decide", small, "-", *AS_OF, "--output", str(link), stdin=SMALL_RECORD)
    assert ended.status == 1
    assert f"it is a link to {foreign} [unwritable-file]" in ended.err
    assert link.is_symlink()
    assert foreign.exists() is exists
    assert not exists or foreign.read_text("utf-8") == "foreign"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link.json", "small.yaml", "there"]


@pytest.mark.parametrize("target", ["missing/x.json", ".", "x" * 300])
def test_an_output_that_cannot_be_written_is_a_problem(tmp_path: Path, target: str) -> None:
    place = str(tmp_path / target)
    ended = call(
        "decide",
        small_policy(tmp_path),
        "-",
        *AS_OF,
        "--output",
        place,
        "--format",
        "decision",
        stdin=SMALL_RECORD,
    )
    assert (ended.status, ended.out) == (1, "")
    assert "[unwritable-file]" in ended.err


def test_inputs_are_not_overwritten(tmp_path: Path) -> None:
    policy = small_policy(tmp_path)
    before = Path(policy).read_text("utf-8")
    ended = call(
        "decide", policy, "-", *AS_OF, "--output", str(tmp_path / "." / "small.yaml"), stdin=SMALL_RECORD
    )
    assert ended.status == 2
    assert Path(policy).read_text("utf-8") == before


def test_an_option_without_its_value_is_wrong_usage() -> None:
    ended = call("decide", POLICY, APPROVED, "--as-of")
    assert (ended.status, ended.out, ended.err) == (2, "", "Error: Option '--as-of' requires an argument.\n")


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        [POLICY],
        [POLICY, APPROVED, "more"],
        ["", APPROVED],
        [POLICY, " "],
        [POLICY, APPROVED, "--as-of", ""],
        [POLICY, APPROVED, "--as-of", "yesterday"],
        [POLICY, APPROVED, "--as-of", "2026-02-30"],
        [POLICY, APPROVED, "--lang", "fr"],
        [POLICY, APPROVED, "--format", "xml"],
        [POLICY, APPROVED, "--output", ""],
        [POLICY, APPROVED, "--output", "a\0b"],
        [POLICY, "a\0b"],
        [POLICY, APPROVED, "--colour"],
    ],
)
def test_wrong_usage_is_said_plainly(arguments: list[str]) -> None:
    ended = call("decide", *arguments)
    assert (ended.status, ended.out) == (2, "")
    assert ended.err.startswith("Usage: credit-engine decide ")
    assert "\nError: " in ended.err
