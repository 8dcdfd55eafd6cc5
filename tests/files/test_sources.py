"""A file is read as UTF-8, or its failing is explained."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from credit_engine.files.sources import read_source
from credit_engine.problems import InputError, PolicyError, Problem
from credit_engine.yaml_text import read_yaml


def problem(path: Path, **options: int) -> Problem:
    with pytest.raises(PolicyError) as caught:
        read_source(path, **options)  # type: ignore[arg-type]
    (only,) = caught.value.problems
    return only


def test_text_is_read_under_the_name_of_its_path(tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_bytes("a: 客户\r\nb: 1\r\n".encode())
    source = read_source(path)
    assert source.name == str(path)
    assert source.text == "a: 客户\r\nb: 1\r\n"
    assert read_source(path, name="shown").name == "shown"
    assert read_yaml(source).span(("b",)).position == (2, 4)


def test_a_byte_order_mark_does_not_move_the_columns(tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\n")
    assert read_yaml(read_source(path)).key_span(("a",)).position == (1, 1)


def test_a_missing_file_suggests_its_neighbour(tmp_path: Path) -> None:
    (tmp_path / "consumer_loan.yaml").write_text("a: 1")
    found = problem(tmp_path / "consumer_lone.yaml")
    assert found.code == "no-such-file"
    assert "consumer_loan.yaml" in found.hint
    assert "consumer_lone.yaml" in str(found)
    assert "directory" in problem(tmp_path / "no" / "such").hint


def test_what_is_not_a_text_file_is_refused(tmp_path: Path) -> None:
    assert problem(tmp_path).code == "is-a-directory"
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        assert problem(tmp_path / "pipe").code == "not-a-file"
    assert problem(Path("bad\0name")).code == "unreadable-file"
    assert problem(tmp_path / ("x" * 5000)).code == "unreadable-file"


@pytest.mark.parametrize(
    ("data", "line", "column", "hint"),
    [
        (b"a: 1\nb: \xff\n", 2, 4, "UTF-8"),
        ("a: 客户".encode("gbk"), 1, 4, "GBK"),
        ("a: 1".encode("utf-16"), 1, 1, "UTF-16"),
        (b"\xef\xbb\xbfa: \xe5\xae", 1, 4, "UTF-8"),
        (b"a: \xed\xa0\x80", 1, 4, "UTF-8"),
    ],
)
def test_another_encoding_is_located_and_named(
    tmp_path: Path, data: bytes, line: int, column: int, hint: str
) -> None:
    path = tmp_path / "p.yaml"
    path.write_bytes(data)
    found = problem(path)
    assert found.code == "not-utf8"
    assert found.span is not None
    assert found.span.position == (line, column)
    assert hint in found.hint


def test_size_is_bounded_in_characters(tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_text("客" * 10, encoding="utf-8")
    assert len(read_source(path, max_characters=10).text) == 10
    assert problem(path, max_characters=9).code == "file-too-large"
    assert problem(path, max_characters=2).code == "file-too-large"


def test_the_error_may_be_that_of_an_input(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        read_source(tmp_path / "none.json", error=InputError)
