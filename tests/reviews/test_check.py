"""`credit-engine check` reads review files, with the policies that they name."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.calling import call
from credit_engine import PolicyError
from credit_engine.portfolio import load_review
from reviews.made import altered, chain
from reviews.test_chain import BOOKS


@pytest.fixture
def review(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The path of a review of two policies from the folder above it, where the user is."""
    monkeypatch.chdir(tmp_path)
    return chain(tmp_path / "in", BOOKS).relative_to(tmp_path)


def test_a_sound_review_is_one_file(review: Path) -> None:
    ended = call("check", str(review))
    assert (ended.status, ended.out, ended.err) == (0, "", "no problems in 1 file\n")
    assert call("check", str(review.parent)).err == "no problems in 3 files\n"


def test_all_that_is_wrong_with_a_review_is_told_at_once_in_both_languages(review: Path) -> None:
    altered(
        review,
        ("{days: dpd}", "{dyas: dpd}"),
        ("bad_from: red", "bad_from: rde"),
        ("warning: orange,", "warning: orrange,"),
        ("provision: required,", "provision: reqired,"),
    )
    english, chinese = call("check", str(review)), call("check", str(review), "--lang", "zh")
    assert english.status == chinese.status == 1
    assert english.err == "4 problems in 1 file\n"
    for told in (
        "in/review.yaml:6:42: the policy warning has no input 'dyas' [unknown-name]",
        "the step 'warning' has no outcome 'rde' [unknown-outcome]",
        "the step 'warning' has no outcome 'orrange'",
        "there is no amount 'reqired'",
    ):
        assert told in english.out
    for told in ("政策 warning 没有输入 'dyas'", "步骤 'warning' 没有结果 'rde'", "没有金额 'reqired'"):
        assert told in chinese.out


def test_a_policy_that_is_broken_is_told_once(review: Path) -> None:
    altered(review.parent / "provision.yaml", ('level = "red"', 'levle = "red"'))
    assert call("check", str(review)).out.count("unknown name 'levle'") == 1
    ended = call("check", str(review.parent))
    assert ended.out.count("unknown name 'levle'") == 1
    assert ended.err == "1 problem in 3 files\n"


def test_outcomes_that_an_input_does_not_take_are_told(review: Path) -> None:
    altered(
        review.parent / "provision.yaml",
        ("  level: {type: text, values: [none, orange, red]", "  level: {type: text, values: [none, red]"),
    )
    ended = call("check", str(review))
    assert "the step 'warning' gives orange, which the input 'level' does not take [wrong-value]" in ended.out
    chinese = call("check", str(review), "--lang", "zh").out
    assert "步骤 'warning' 会给出 orange，而输入 'level' 不接受" in chinese


@pytest.mark.parametrize(
    ("bounds", "told", "hint"),
    [
        ('"0, 30"', "'bounds' has to be a list [wrong-kind]", "write [0, 30]"),
        ('[0, "30"]', "this has to be a whole number [wrong-kind]", "write 30"),
        ("[0, 30.5]", "this has to be a whole number [wrong-kind]", ""),
        ("[0, 30, 30]", "bounds of days past due begin with 0 and ascend [wrong-value]", ""),
    ],
)
def test_a_mistake_in_the_bounds_of_arrears_is_one_problem(
    tmp_path: Path, bounds: str, told: str, hint: str
) -> None:
    path = chain(tmp_path, {})
    path.write_text(f"{path.read_text('utf-8')}arrears: {{bounds: {bounds}}}\n", "utf-8")
    with pytest.raises(PolicyError) as refused:
        load_review(path)
    (problem,) = refused.value.problems
    assert f"{problem.message} [{problem.code}]" == told
    assert problem.hint == hint
