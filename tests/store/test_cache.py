"""A policy from the cache is the policy: same decisions, fingerprints and explanations, or none at all."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import shutil
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given

from compiled import shipped_policies
from credit_engine import Policy, PolicyError, load_policy
from credit_engine.absent import Absent, Cause, absent
from credit_engine.policy import cache as policy_cache
from credit_engine.policy import plain_json
from credit_engine.policy.compiled import Sources
from credit_engine.policy.plain_json import NotStorableError, from_plain, to_plain
from credit_engine.policy.stored import RestoredPolicy, as_json
from credit_engine.source import Source
from credit_engine.temporal import parse_temporal
from explain.support import EXPECTED, example
from laws.forms import rewritten
from laws.policies import CARD, Drawn, as_text, policies, record_for
from laws.test_random_policies import AS_OF, few
from store.answers import CONSUMER_LOAN, ROOT, many_rules, said
from tables.plain import HITS, draw

BROKEN = (
    lambda text: "",
    lambda text: text[: len(text) // 2],
    lambda text: text[:-1],
    lambda text: "[" * 100_000,
    lambda text: text.replace('"', "'"),
    lambda text: text.replace("approve", "decline", 1),
    lambda text: "{}\n{}",
    lambda text: text.partition("\n")[0],
    lambda text: "null\nnull",
    lambda text: "\x00" + text,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A policy that is compiled in no time, for what its entry in the cache has to be."""
    policy = tmp_path / "small.yaml"
    policy.write_text(many_rules(3), "utf-8")
    return policy


def is_restored(policy: Policy) -> bool:
    return all(isinstance(version, RestoredPolicy) for version in policy.versions)


def stored_files(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())


@pytest.mark.sampled
@pytest.mark.parametrize(
    "path",
    shipped_policies(),
    ids=lambda path: path.stem,
)
def test_every_shipped_policy_is_restored(path: Path, folder: Path) -> None:
    fresh = load_policy(path, cache=folder)
    again = load_policy(path, cache=folder)
    assert not is_restored(fresh)
    assert is_restored(again)
    assert again.fingerprint == fresh.fingerprint
    assert repr(again) == repr(fresh)
    assert list(map(str, again.warnings)) == list(map(str, fresh.warnings))


@pytest.mark.slow
def test_a_restored_policy_says_the_same_of_every_example(folder: Path) -> None:
    fresh = load_policy(CONSUMER_LOAN, cache=folder)
    again = load_policy(CONSUMER_LOAN, cache=folder)
    for name, case in EXPECTED.items():
        assert said(again, example(name), case["as_of"]) == said(fresh, example(name), case["as_of"]), name


@few
@given(policies(observing=True))
def test_random_policies_say_the_same_after_they_were_stored(drawn: tuple[Drawn, Random]) -> None:
    policy, rng = drawn
    stored = as_json(policy.compiled)
    assert policy.compiled.sources is not None
    written = [rewritten(one) for one in (policy.data, *policy.called.values())]
    texts = {CARD, *(as_text(file) for files in written for file in files)}
    assert texts.issuperset(one.text for one in policy.compiled.sources.files.values())
    restored = Policy((RestoredPolicy(stored, policy.compiled.sources),))
    for _ in range(2):
        record = record_for(rng, policy)
        assert said(restored, record, AS_OF) == said(Policy((policy.compiled,)), record, AS_OF)
    assert as_json(restored.versions[0].with_sources) == stored


def test_deciding_and_explaining_do_not_compile_a_restored_policy(folder: Path) -> None:
    load_policy(CONSUMER_LOAN, cache=folder)
    restored = load_policy(CONSUMER_LOAN, cache=folder)
    for name, case in EXPECTED.items():
        decision = restored.decide(example(name), as_of=case["as_of"])
        assert decision.to_json()
        assert all(reason.text("zh") for reason in decision.reasons)
        assert decision.explain("zh")
    assert "whole" not in vars(restored.versions[0])


@pytest.mark.parametrize("broken", range(len(BROKEN)))
def test_a_broken_file_is_ignored_and_written_anew(broken: int, folder: Path, small: Path) -> None:
    expected = load_policy(small, cache=folder)
    (file,) = stored_files(folder)
    good = file.read_text(encoding="utf-8")
    file.write_text(BROKEN[broken](good), encoding="utf-8")
    policy = load_policy(small, cache=folder)
    assert not is_restored(policy)
    assert policy.fingerprint == expected.fingerprint
    assert stored_files(folder) == [file]
    assert file.read_text(encoding="utf-8") == good
    assert is_restored(load_policy(small, cache=folder))


def test_bytes_that_are_no_text_are_ignored(folder: Path, small: Path) -> None:
    load_policy(small, cache=folder)
    (file,) = stored_files(folder)
    file.write_bytes(b"\xff\xfe" + file.read_bytes())
    assert not is_restored(load_policy(small, cache=folder))
    assert is_restored(load_policy(small, cache=folder))


def edited(entry: bytes) -> bytes:
    """An entry with another score at which is declined, as it could have been written."""
    assert entry.count(b'"decline"') > 1
    return entry.replace(b'"decline"', b'"approve"')


def with_plain_hash(entry: bytes) -> bytes:
    """An edited entry whose first line is the SHA-256 of the rest, which needs no key."""
    body = edited(entry).partition(b"\n")[2]
    return hashlib.sha256(body).hexdigest().encode() + b"\n" + body


ALTERED = {
    "edited": edited,
    "with its plain hash": with_plain_hash,
    "without a digest": lambda entry: b"\n" + entry.partition(b"\n")[2],
    "more at its end": lambda entry: entry + b"\n",
    "more at its beginning": lambda entry: b"\n" + entry,
    "other line ends": lambda entry: entry.replace(b"\n", b"\r\n"),
    "a byte order mark": lambda entry: b"\xef\xbb\xbf" + entry,
    "capital digits": lambda entry: entry[:64].upper() + entry[64:],
    "other spaces": lambda entry: entry.replace(b",", b", ", 1),
    "without its other files": lambda entry: b"\n".join(
        [entry.split(b"\n")[0], b"[]", entry.split(b"\n")[2]]
    ),
}


@pytest.mark.parametrize("how", ALTERED)
def test_what_is_not_to_the_byte_what_was_written_is_compiled_anew(
    how: str, folder: Path, small: Path
) -> None:
    expected = load_policy(small, cache=folder)
    (file,) = stored_files(folder)
    good = file.read_bytes()
    file.write_bytes(ALTERED[how](good))
    assert file.read_bytes() != good
    policy = load_policy(small, cache=folder)
    assert not is_restored(policy)
    record = {"a": {f"f{i}": 5 for i in range(40)}}
    assert said(policy, record, "2026-11-23") == said(expected, record, "2026-11-23")
    assert file.read_bytes() == good


def test_a_genuine_entry_under_the_name_of_another_policy_is_not_used(tmp_path: Path, folder: Path) -> None:
    one, other = tmp_path / "one.yaml", tmp_path / "other.yaml"
    one.write_text(many_rules(2), "utf-8")
    other.write_text(many_rules(3), "utf-8")
    load_policy(one, cache=folder)
    (first,) = stored_files(folder)
    load_policy(other, cache=folder)
    (second,) = set(stored_files(folder)) - {first}
    second.write_bytes(first.read_bytes())
    assert not is_restored(load_policy(other, cache=folder))
    assert load_policy(other, cache=folder).fingerprint == load_policy(other).fingerprint


@pytest.mark.parametrize("planted", ["pipe", "link", "folder", "another user's"])
def test_what_is_no_file_of_the_user_is_not_read_and_not_waited_for(
    planted: str, tmp_path: Path, folder: Path, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_policy(small, cache=folder)
    (file,) = stored_files(folder)
    genuine = tmp_path / "genuine"
    shutil.copyfile(file, genuine)
    if planted == "another user's":
        monkeypatch.setattr(os, "geteuid", lambda: file.stat().st_uid + 1)
    else:
        file.unlink()
        make = {"pipe": os.mkfifo, "link": lambda place: place.symlink_to(genuine), "folder": Path.mkdir}
        make[planted](file)
    begun = time.monotonic()
    assert not is_restored(load_policy(small, cache=folder))
    assert time.monotonic() - begun < 60
    if planted in ("pipe", "link"):
        assert file.is_file()
        assert not file.is_symlink()
        assert is_restored(load_policy(small, cache=folder))
    assert stored_files(folder) == [file]


def key_file() -> Path:
    return Path(os.environ["XDG_CONFIG_HOME"]) / "credit-engine" / "cache.key"


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    return tmp_path / "settings"


def test_the_key_and_the_entries_are_readable_for_their_user_alone(
    settings: Path, folder: Path, small: Path
) -> None:
    before = os.umask(0)
    try:
        load_policy(small, cache=folder)
    finally:
        os.umask(before)
    (entry,) = stored_files(folder)
    assert [path.stat().st_mode & 0o777 for path in (key_file(), entry)] == [0o600, 0o600]
    assert [path.stat().st_mode & 0o777 for path in (key_file().parent, folder)] == [0o700, 0o700]
    assert len(key_file().read_bytes()) == 32
    assert [path.name for path in key_file().parent.iterdir()] == ["cache.key"]


def test_an_entry_that_is_signed_with_another_key_is_not_used(folder: Path, small: Path) -> None:
    load_policy(small, cache=folder)
    (file,) = stored_files(folder)
    for key, used in ((b"\0" * 32, False), (key_file().read_bytes(), True)):
        body = file.read_bytes().partition(b"\n")[2]
        digest = hmac.digest(key, file.name.encode() + b"\n" + body, "sha256").hex()
        file.write_bytes(digest.encode() + b"\n" + body)
        assert is_restored(load_policy(small, cache=folder)) is used


def test_another_users_key_does_not_read_what_this_one_wrote(
    settings: Path, folder: Path, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_policy(small, cache=folder)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(settings / "other"))
    assert not is_restored(load_policy(small, cache=folder))
    assert is_restored(load_policy(small, cache=folder))


@pytest.mark.parametrize(
    "key", ["for all to read", "short", "pipe", "link", "folder", "no folder", "no home"]
)
def test_without_a_key_of_ones_own_nothing_is_kept_and_nothing_fails(
    key: str, settings: Path, folder: Path, small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_policy(small, cache=folder)
    (entry,) = stored_files(folder)
    file = key_file()
    good = file.read_bytes()
    if key == "for all to read":
        file.chmod(0o644)
    elif key == "no folder":
        shutil.rmtree(settings)
        settings.write_text("no folder", "utf-8")
    elif key == "no home":
        monkeypatch.delenv("XDG_CONFIG_HOME")
        monkeypatch.setenv("HOME", "/proc/nowhere")
    else:
        file.unlink()
        (tmp_path / "key").write_bytes(good)
        (tmp_path / "key").chmod(0o600)
        make = {
            "short": lambda: file.write_bytes(b"x"),
            "pipe": lambda: os.mkfifo(file, 0o600),
            "folder": file.mkdir,
            "link": lambda: file.symlink_to(tmp_path / "key"),
        }
        make[key]()
        if key == "short":
            file.chmod(0o600)
    entry.unlink()
    for _ in range(2):
        assert not is_restored(load_policy(small, cache=folder))
    assert stored_files(folder) == []


def test_processes_that_start_together_agree_on_one_key(settings: Path) -> None:
    program = "from credit_engine.policy.cache_key import user_key; print(user_key().hex())"
    runs = [subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) for _ in range(8)]
    assert len({run.communicate()[0] for run in runs}) == 1
    assert [path.name for path in key_file().parent.iterdir()] == ["cache.key"]


def copied(tmp_path: Path) -> Path:
    for name in ("policies", "scorecards"):
        shutil.copytree(ROOT / name, tmp_path / name)
    return tmp_path / "policies" / "origination" / "consumer_loan.yaml"


def test_an_altered_policy_or_scorecard_is_compiled(tmp_path: Path, folder: Path) -> None:
    path = copied(tmp_path)
    first = load_policy(path, cache=folder)
    text = path.read_text(encoding="utf-8")
    path.write_text(text + "\n# reviewed\n", encoding="utf-8")
    assert not is_restored(load_policy(path, cache=folder))
    path.write_text(text, encoding="utf-8")
    assert is_restored(load_policy(path, cache=folder))
    (card,) = (load_policy(path).versions[0].sources or Sources(Source("", ""), {})).files.values()
    Path(card.name).write_text(card.text.replace("initial_points: 0", "initial_points: 1") + "\n", "utf-8")
    altered = load_policy(path, cache=folder)
    assert not is_restored(altered)
    assert is_restored(load_policy(path, cache=folder))
    Path(card.name).unlink()
    with pytest.raises(PolicyError, match="scorecard"):
        load_policy(path, cache=folder)
    assert first.fingerprint


def test_another_engine_does_not_read_what_this_one_wrote(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_policy(CONSUMER_LOAN, cache=folder)
    monkeypatch.setattr(policy_cache, "_engine", lambda: "another")
    assert not is_restored(load_policy(CONSUMER_LOAN, cache=folder))
    assert len(stored_files(folder)) == 2


def test_a_policy_with_mistakes_is_not_kept(tmp_path: Path, folder: Path) -> None:
    path = tmp_path / "policy.yaml"
    path.write_text(many_rules(3).replace("a.f0 >", "a.f99 >"), encoding="utf-8")
    for _ in range(2):
        with pytest.raises(PolicyError, match="unknown name"):
            load_policy(path, cache=folder)
    assert not folder.exists()


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("not a folder", encoding="utf-8")
    for cache in (file, file / "below"):
        assert load_policy(CONSUMER_LOAN, cache=cache).name == "consumer_loan"
    assert file.read_text(encoding="utf-8") == "not a folder"


def test_the_environment_may_name_the_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CREDIT_ENGINE_CACHE", str(folder))
    load_policy(CONSUMER_LOAN)
    assert is_restored(load_policy(CONSUMER_LOAN))
    monkeypatch.delenv("CREDIT_ENGINE_CACHE")
    assert not is_restored(load_policy(CONSUMER_LOAN))


def test_versions_in_a_directory_are_restored_each(tmp_path: Path, folder: Path) -> None:
    versions = tmp_path / "versions"
    versions.mkdir()
    text = many_rules(5)
    (versions / "a.yaml").write_text(
        text.replace("from: 2026-01-01", "from: 2026-01-01, to: 2027-01-01"), "utf-8"
    )
    (versions / "b.yaml").write_text(text.replace('"1"', '"2"').replace("2026-01-01", "2027-01-01"), "utf-8")
    load_policy(versions, cache=folder)
    again = load_policy(versions, cache=folder)
    assert is_restored(again)
    assert [version.spec.version for version in again.versions] == ["1", "2"]


@pytest.mark.slow
def test_a_thousand_rules_are_restored_in_a_fraction_of_the_time(tmp_path: Path, folder: Path) -> None:
    path = tmp_path / "policy.yaml"
    path.write_text(many_rules(1000), encoding="utf-8")
    times = []
    for _ in range(4):
        start = time.process_time()
        policy = load_policy(path, cache=folder)
        times.append(time.process_time() - start)
    assert is_restored(policy)
    assert min(times[1:]) < times[0] / 3
    record = {"a": {f"f{i}": i * 40 for i in range(39)}}
    assert said(policy, record, AS_OF)[:3] == said(load_policy(path), record, AS_OF)[:3]


@pytest.mark.slow
def test_the_stored_program_is_the_same_whatever_the_hash_seed() -> None:
    program = (
        "import hashlib; from credit_engine import load_policy\n"
        "from credit_engine.policy.stored import as_json\n"
        f"compiled = load_policy({str(CONSUMER_LOAN)!r}).versions[0]\n"
        "print(hashlib.sha256(as_json(compiled).encode()).hexdigest())"
    )
    seen = set()
    for seed in ("0", "1", "77"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        run = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment
        )
        seen.add(run.stdout)
    assert len(seen) == 1


def same(one: Any, other: Any) -> bool:
    if isinstance(one, Absent):
        return isinstance(other, Absent) and one.causes == other.causes
    if isinstance(one, (tuple, list)):
        return type(one) is type(other) and len(one) == len(other) and all(map(same, one, other))
    return type(one) is type(other) and bool(one == other)


@pytest.mark.parametrize("hit", HITS)
def test_tables_come_back_as_they_were(hit: str) -> None:
    lookup, _ = draw(Random(hit), 50, hit)
    assert from_plain(json.loads(json.dumps(to_plain(lookup)))) == lookup


def test_constants_come_back_exactly_as_they_were() -> None:
    texts = (
        "2026-11-23",
        "23:59:59.123456789",
        "2026-11-23T08:00:00@Asia/Shanghai",
        "2026-01-01T00:00:00Z",
        "P1DT2H",
        "-P3Y2M",
        "PT0S",
        "12:00:00+08:00",
        "-0044-03-15",
    )
    moments = [parse_temporal(text) for text in texts]
    assert None not in moments
    values: list[Any] = [
        None,
        True,
        False,
        0,
        10**33,
        "",
        '中\n"',
        Decimal("0.30"),
        Decimal("-0"),
        Decimal("1E+6000"),
        (),
        [],
        ((1, [2]),),
        absent("not_given", "a.b"),
        Absent((Cause("x", "y", "z", False),)),
        Absent(),
        *moments,
    ]
    back = from_plain(json.loads(json.dumps(to_plain(values))))
    assert same(values, back)
    assert [str(value) for value in values if isinstance(value, Decimal)] == [
        str(value) for value in back if isinstance(value, Decimal)
    ]
    assert [str(moment) for moment in moments] == [str(moment) for moment in back[-len(moments) :]]


def test_what_json_cannot_hold_is_not_stored() -> None:
    with pytest.raises(NotStorableError):
        to_plain(object())


def test_only_constant_data_can_be_read() -> None:
    for plain in (
        ["eval", "1"],
        ["Policy"],
        ["os.system", "x"],
        ["cached_property", "x"],
        ["d", 0, "no date"],
    ):
        with pytest.raises((KeyError, ValueError)):
            from_plain(plain)


def test_no_class_of_an_account_has_the_name_of_a_class_of_programs() -> None:
    shared = plain_json._classes().keys() & plain_json._account_classes().keys()

    assert not shared, "what is stored by its name would be read back as another class"
