"""Twelve mistakes from every layer of one policy are all found in one run, and each alone is found alone.

`twelve/policy.yaml` and its scorecard hold the mistakes; `twelve/mended` holds the same files, line by
line, without them. `twelve/expected.txt` was written by hand from reading the policy: place, code and
offending text of each mistake, in the order of the lines that differ.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from credit_engine import PolicyError, load_policy
from credit_engine.problems import Problem, render

TWELVE = Path(__file__).parent / "twelve"
FILES = ("policy.yaml", "scorecards/loan_points.yaml")


class Expected(NamedTuple):
    place: str
    code: str
    text: str


class Mistake(NamedTuple):
    """The one line of a file in which a mistake differs from the mended policy."""

    file: str
    line: int


EXPECTED = [
    Expected(*line.split(None, 2)) for line in (TWELVE / "expected.txt").read_text("utf-8").splitlines()
]


def lines(folder: Path, file: str) -> list[str]:
    return (folder / file).read_text("utf-8").splitlines()


def mistakes() -> list[Mistake]:
    return [
        Mistake(file, number)
        for file in FILES
        for number, (mended, mistaken) in enumerate(
            zip(lines(TWELVE / "mended", file), lines(TWELVE, file), strict=True)
        )
        if mended != mistaken
    ]


def write(folder: Path, chosen: list[Mistake]) -> None:
    """The policy with only the chosen mistakes."""
    (folder / "scorecards").mkdir()
    for file in FILES:
        mistaken = lines(TWELVE, file)
        text = [
            mistaken[number] if Mistake(file, number) in chosen else mended
            for number, mended in enumerate(lines(TWELVE / "mended", file))
        ]
        (folder / file).write_text("\n".join(text) + "\n", "utf-8")


def problems_of(folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Problem, ...]:
    monkeypatch.chdir(folder)
    with pytest.raises(PolicyError) as caught:
        load_policy("policy.yaml")
    return caught.value.problems


def seen(problem: Problem) -> Expected:
    assert problem.span is not None
    return Expected(problem.place, problem.code, problem.span.text)


def test_there_are_twelve_mistakes() -> None:
    assert len(EXPECTED) == len({mistake.code for mistake in EXPECTED}) == len(mistakes()) == 12


def test_the_mended_policy_loads_without_a_warning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, [])
    monkeypatch.chdir(tmp_path)
    assert load_policy("policy.yaml").warnings == ()


def test_all_mistakes_are_found_in_one_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, mistakes())
    assert [seen(problem) for problem in problems_of(tmp_path, monkeypatch)] == EXPECTED


@pytest.mark.parametrize("number", range(12), ids=[f"{one.place}-{one.code}" for one in EXPECTED])
def test_each_mistake_alone_gives_one_diagnostic(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, [mistakes()[number]])
    assert [seen(problem) for problem in problems_of(tmp_path, monkeypatch)] == [EXPECTED[number]]


@pytest.mark.parametrize("number", range(12), ids=[f"{one.place}-{one.code}" for one in EXPECTED])
def test_eleven_mistakes_are_found_without_the_twelfth(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, [mistake for i, mistake in enumerate(mistakes()) if i != number])
    expected = [one for i, one in enumerate(EXPECTED) if i != number]
    assert [seen(problem) for problem in problems_of(tmp_path, monkeypatch)] == expected


def test_every_diagnostic_shows_place_frame_and_the_way_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, mistakes())
    for problem in problems_of(tmp_path, monkeypatch):
        file, line, column = problem.place.split(":")
        head, frame, mark, *rest = render(problem).splitlines()
        assert head.startswith(f"{file}:{line}:{column}: ")
        assert head.endswith(f"[{problem.code}]")
        assert frame.startswith(f"{line:>5} | ")
        assert mark.replace("|", " ").strip() == "^" * len(problem.span.text)
        assert any(text.startswith(("   hint: ", "   expected: ")) for text in rest)
