"""What the operating system says is told in the reader's language, and files without a name are refused."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from cli.calling import call
from credit_engine.files.system_errors import reason_of
from credit_engine.wording import in_language

POLICY = """\
policy: small
version: "1"
effective: {from: 2026-01-01, time_zone: UTC}
outcomes: {order: [early, late], undecided: late, nothing_fired: early}
inputs: {n: {type: number}}
decisions:
  reached: {rules: [{id: X, when: "n > 3", then: late, because: late}]}
decision: {outcome: [reached]}
reasons: {late: {en: Late, zh: 晚}}
"""


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    (tmp_path / "small.yaml").write_text(POLICY, "utf-8")
    (tmp_path / "record.json").write_text('{"n": 1}', "utf-8")
    return [str(tmp_path / "small.yaml"), str(tmp_path / "record.json"), "--as-of", "2026-05-01"]


@pytest.mark.parametrize(
    ("number", "chinese"),
    [
        (errno.ENOENT, "没有这个文件或文件夹"),
        (errno.EACCES, "没有权限"),
        (errno.EISDIR, "这是文件夹"),
        (errno.ENOSPC, "设备上没有剩余空间"),
    ],
)
def test_a_usual_failure_has_both_languages(number: int, chinese: str) -> None:
    reason = reason_of(OSError(number, os.strerror(number)))
    assert (in_language(reason, "en"), in_language(reason, "zh")) == (os.strerror(number), chinese)


def test_what_the_system_does_not_number_is_told_as_it_is() -> None:
    assert reason_of(ValueError("odd")) == "odd"
    assert in_language(reason_of(OSError(98765, "strange")), "zh") == "strange"


def test_a_file_that_cannot_be_written_says_why_in_chinese(files: list[str]) -> None:
    nowhere = str(Path(files[0]).parent / "no" / "page.txt")
    ended = call("decide", *files, "--output", nowhere, "--lang", "zh")
    assert ended.status == 1
    assert "无法写入此文件：没有这个文件或文件夹" in ended.err


@pytest.mark.parametrize("option", ["--interventions", "--output"])
def test_a_file_without_a_name_is_refused_by_its_option(files: list[str], option: str) -> None:
    ended = call("decide", *files, option, "")
    assert ended.status == 2
    assert f"'{option}': the name of the file is empty" in ended.err


def test_data_of_a_day_to_come_are_noted_and_decided(files: list[str]) -> None:
    english = call("decide", *files, "--data-as-of", "2026-05-02")
    assert english.status == 0
    assert "--data-as-of 2026-05-02 lies after --as-of 2026-05-01" in english.err
    assert english.out.startswith("small: Early")
    chinese = call("decide", *files, "--data-as-of", "2026-05-02", "--lang", "zh")
    assert "--data-as-of 2026-05-02 晚于 --as-of 2026-05-01" in chinese.err
    assert call("decide", *files, "--data-as-of", "2026-05-01").err == ""
