"""The commands keep checked policies in the user's cache directory."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.calling import AS_OF, ROOT, call, small_policy
from credit_engine.cli.checked import KEPT
from credit_engine.policy import loading

RECORD = str(ROOT / "examples" / "consumer_loan" / "approve_salaried.json")


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of checked policies of a user who has none yet."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("CREDIT_ENGINE_CACHE", raising=False)
    return tmp_path / "cache" / "credit-engine" / "policies"


def decide(policy: str, *options: str) -> str:
    ended = call(
        "decide",
        policy,
        "-",
        *AS_OF,
        *options,
        stdin='{"age": 30, "employer": {"name": "Mill"}, "debts": []}',
    )
    assert ended.status == 0, ended.err
    return ended.out


def test_a_policy_is_checked_once_and_decides_the_same(
    kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy = small_policy(tmp_path)
    first = decide(policy, "--page", "audit")
    assert len(list(kept.iterdir())) == 1
    monkeypatch.delattr(loading, "compile_policy")
    assert decide(policy, "--page", "audit") == first


def test_an_edited_policy_is_checked_anew(kept: Path, tmp_path: Path) -> None:
    policy = small_policy(tmp_path)
    decide(policy)
    Path(policy).write_text(Path(policy).read_text("utf-8").replace("age <", "agee <"), "utf-8")
    refused = call("decide", policy, "-", *AS_OF, stdin="{}")
    assert (refused.status, "unknown name 'agee'" in refused.err) == (1, True)


@pytest.mark.parametrize("how", ["--no-cache", "CREDIT_ENGINE_CACHE"])
def test_nothing_is_kept_where_that_is_not_wanted(
    kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    if how == "--no-cache":
        decide(small_policy(tmp_path), how)
    else:
        monkeypatch.setenv(how, "")
        decide(small_policy(tmp_path))
    assert not kept.exists()


def test_a_batch_keeps_the_policy_too(kept: Path, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    (tmp_path / "in.jsonl").write_text('{"age": 30, "employer": {"name": "Mill"}, "debts": []}\n', "utf-8")
    ended = call(
        "batch", small_policy(tmp_path), str(tmp_path / "in.jsonl"), str(tmp_path / "out.jsonl"), *AS_OF
    )
    assert ended.status == 0, ended.err
    assert len(list(kept.iterdir())) == 1


def test_the_oldest_of_many_are_removed_and_nothing_else(kept: Path, tmp_path: Path) -> None:
    kept.mkdir(parents=True)
    (kept / "of-somebody.json").write_text("{}")
    for number in range(KEPT + 5):
        (kept / f"{number:064x}.json").write_text("")
    decide(small_policy(tmp_path))
    names = {file.name for file in kept.iterdir()}
    assert (len(names), "of-somebody.json" in names) == (KEPT + 1, True)


def test_a_folder_that_cannot_be_made_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "cache").write_text("a file, not a folder")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert decide(small_policy(tmp_path))
