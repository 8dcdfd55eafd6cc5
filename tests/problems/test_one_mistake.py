"""One slip of the pen in the shipped policy is one diagnostic, wherever it happens."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from credit_engine import PolicyError
from credit_engine.policy.loading import compile_policy, finder
from credit_engine.problems import Problem
from credit_engine.source import Source

POLICY = Path(__file__).parents[2] / "policies" / "origination" / "consumer_loan.yaml"
WORD = re.compile(r"[A-Za-z_]{4,}")
FREE_TEXT = re.compile(r"title|internal|customer|exemption|rationale|owner|#")


@cache
def lines() -> tuple[str, ...]:
    return tuple(POLICY.read_text("utf-8").splitlines())


def found(changed: list[str]) -> list[Problem]:
    """The errors of a changed policy."""
    try:
        compile_policy(Source("policy.yaml", "\n".join(changed)), finder(POLICY))
    except PolicyError as error:
        return [problem for problem in error.problems if problem.severity == "error"]
    return []


def misspelt() -> Iterator[list[str]]:
    """The policy with one letter left out of one word, for every word that is not free text."""
    for number, line in enumerate(lines()):
        for word in () if FREE_TEXT.search(line) else WORD.finditer(line):
            middle = (word.start() + word.end()) // 2
            yield [*lines()[:number], line[:middle] + line[middle + 1 :], *lines()[number + 1 :]]


def moved(step: str) -> Iterator[list[str]]:
    """The policy with one line moved to the right or to the left by one column."""
    for number, line in enumerate(lines()):
        if line.startswith("  ") and not line.lstrip().startswith("#"):
            shifted = " " + line if step == "right" else line[1:]
            yield [*lines()[:number], shifted, *lines()[number + 1 :]]


def repeated() -> Iterator[list[str]]:
    """The policy with one line written twice."""
    for number, line in enumerate(lines()):
        if line.strip() and not line.lstrip().startswith(("#", "- {")):
            yield [*lines()[: number + 1], line, *lines()[number + 1 :]]


SLIPS = {
    "a letter left out": (misspelt, 61),
    "a line too far right": (lambda: moved("right"), 41),
    "a line too far left": (lambda: moved("left"), 41),
    "a line written twice": (repeated, 41),
}


@pytest.mark.sampled
@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_one_problem_almost_always_and_never_many(slip: str) -> None:
    make, step = SLIPS[slip]
    counts = Counter(len(found(changed)) for i, changed in enumerate(make()) if i % step == 0)
    several = sum(count for number, count in counts.items() if number > 1)
    assert max(counts) <= 3
    assert several <= 0.1 * counts.total()


@pytest.mark.sampled
@pytest.mark.parametrize("slip", SLIPS)
def test_every_problem_of_a_slip_says_what_is_right_or_how_to_mend_it(slip: str) -> None:
    make, step = SLIPS[slip]
    problems = [
        problem for i, changed in enumerate(make()) if i % (2 * step) == 3 for problem in found(changed)
    ]
    assert problems
    assert [str(problem) for problem in problems if not problem.hint and not problem.expected] == []
