"""The book of a policy: nothing that is declared is left out, nothing that only a decision knows is in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cli.calling import call
from compiled import policy_of, shipped, shipped_policies
from credit_engine import InputError, load_policy
from credit_engine.account.steps import RulesStep
from credit_engine.policy.compiled import CompiledPolicy
from credit_engine.texts.book import PHRASES
from explain.test_golden import CHANGED, GOLDEN, reviewed

LANGUAGES: tuple[Any, ...] = ("en", "zh")
NAMES = sorted(path.stem for path in shipped_policies())
SMALL = Path(__file__).with_name("small_book.yaml").read_text("utf-8")


def declared(version: CompiledPolicy) -> set[str]:
    """The codes of all that a policy declares."""
    spec = version.spec
    rules = {rule.id for step in version.account.steps if isinstance(step, RulesStep) for rule in step.rules}
    return {*spec.inputs, *spec.parameters, *spec.reasons, *spec.decision.outputs, *version.parts, *rules}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_book_of_a_small_policy_reads_as_reviewed(lang: Any, request: pytest.FixtureRequest) -> None:
    policy = policy_of(SMALL)
    text = policy.book(lang, "markdown").replace(policy.fingerprint, "(policy)")
    assert text == reviewed(GOLDEN / f"book.{lang}.md", text, request), CHANGED


@pytest.mark.sampled
@pytest.mark.parametrize("name", NAMES)
def test_a_book_leaves_out_nothing_that_its_policy_declares(name: str) -> None:
    policy = shipped(name)
    codes = {code for line in policy.book("en", "markdown").split("\n") for code in line.split("`")[1::2]}
    assert declared(policy.versions[-1]) - codes == set()


@pytest.mark.sampled
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_book_says_everything_without_a_decision(name: str, lang: Any) -> None:
    """What a book cannot tell is known only in a decision: shipped policies have nothing of the kind."""
    assert PHRASES["open"][lang == "zh"] not in shipped(name).book(lang)


def test_a_policy_from_the_cache_has_the_same_book(tmp_path: Path) -> None:
    (tmp_path / "small.yaml").write_text(SMALL, "utf-8")
    first = load_policy(tmp_path / "small.yaml", cache=tmp_path / "cache")
    again = load_policy(tmp_path / "small.yaml", cache=tmp_path / "cache")
    assert first.book("zh", "html") == again.book("zh", "html") == policy_of(SMALL).book("zh", "html")


def test_a_book_is_that_of_the_version_in_force(tmp_path: Path) -> None:
    (tmp_path / "1.yaml").write_text(
        SMALL.replace("effective: {from: 2026-01-01", "effective: {from: 2026-01-01, to: 2027-01-01"), "utf-8"
    )
    (tmp_path / "2.yaml").write_text(
        SMALL.replace('version: "1"', 'version: "2"').replace("from: 2026-01-01", "from: 2027-01-01"), "utf-8"
    )
    policy = load_policy(tmp_path)
    assert "version 2, in force from 1 January 2027" in policy.book()
    assert "version 1, in force from 1 January 2026 until before 1 January 2027" in policy.book(
        policy_as_of="2026-05-05"
    )
    with pytest.raises(InputError):
        policy.book(policy_as_of="2025-12-31")


def test_what_a_policy_says_is_no_markup_in_its_book() -> None:
    book = policy_of(SMALL.replace("Small loan", "<script>x</script>")).book("en", "html")
    assert "<script>" not in book
    assert "&lt;script&gt;x&lt;/script&gt;" in book


@pytest.mark.parametrize("wrong", [{"lang": "fr"}, {"format": "json"}])
def test_an_unknown_language_or_format_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="unknown"):
        policy_of(SMALL).book(**wrong)


def test_the_command_writes_the_book_to_a_file(tmp_path: Path) -> None:
    (tmp_path / "small.yaml").write_text(SMALL, "utf-8")
    target = tmp_path / "book.html"
    found = call(
        "book", str(tmp_path / "small.yaml"), "--format", "html", "--lang", "zh", "--output", str(target)
    )
    assert (found.status, found.out) == (0, "")
    assert target.read_text("utf-8") == policy_of(SMALL).book("zh", "html")


def test_a_policy_with_problems_has_no_book(tmp_path: Path) -> None:
    (tmp_path / "small.yaml").write_text(
        SMALL.replace("income < ", "incom < ").replace("income *", "incom *"), "utf-8"
    )
    target = tmp_path / "book.html"
    found = call("book", str(tmp_path / "small.yaml"), "--output", str(target))
    assert found.status == 1
    assert "unknown-name" in found.err
    assert not target.exists()


def test_a_book_never_takes_the_place_of_its_policy(tmp_path: Path) -> None:
    (tmp_path / "small.yaml").write_text(SMALL, "utf-8")
    found = call("book", str(tmp_path / "small.yaml"), "--output", str(tmp_path / "small.yaml"))
    assert found.status != 0
    assert (tmp_path / "small.yaml").read_text("utf-8") == SMALL
