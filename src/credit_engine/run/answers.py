"""Kernels of a called policy's answer: what its outcome rests on, and which of its outcomes it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from credit_engine.absent import Absent, merge
from credit_engine.run.arguments import argument
from credit_engine.run.fields import NO_PRIOR
from credit_engine.run.kernels import absents
from credit_engine.run.outcomes import Outcomes


def answered(data: tuple[Outcomes, tuple[int, ...]]) -> Callable[..., Any]:
    """The function from an outcome and the statuses behind it to the outcome, or why it is undecided.

    It is undecided where something is, unless a fired rule asks for it or a worse one, and no undecided rule
    for a worse one than that: what is missing could make the answer worse, however the caller counts it.
    """
    outcomes, ranks = data

    def answer(outcome: Any, *statuses: Any) -> Any:
        fired = worst = -1
        undecided = []
        for rank, status in zip(ranks, statuses, strict=True):
            if status is True:
                fired = max(fired, rank)
            elif status.__class__ is Absent and status.applicable:
                undecided.append(status)
                worst = max(worst, rank)
        if not undecided or fired >= max(worst, outcomes.rank(outcome)):
            return outcome
        return merge(*undecided)

    return answer


def answers(outcome: str, answer: Any) -> bool:
    """Whether the answer is an outcome; an undecided one is none of them."""
    return answer.__class__ is not Absent and bool(answer == outcome)


def open_answer(answer: Any) -> Any:
    """False for an answer, for an undecided one why it is."""
    return answer if answer.__class__ is Absent else False


def unsettled(base: Any, outcome: Any, asked: Any, value: Any) -> Any:
    """Why an output made the outcome another than the rules alone say, false where it did not.

    `asked` says whether it would be released under the outcome of the rules. An output without a value leaves
    the outcome open even where the question of it does not arise.
    """
    if base == outcome or asked is False:
        return False
    missing = absents((value,))
    if asked is True and missing:
        return Absent(tuple(cause._replace(applicable=True) for cause in merge(*missing).causes))
    return asked if asked.__class__ is Absent else False


def initially(value: Any) -> Callable[[Any], Any]:
    """The function that gives a field of the state its first value where nothing was decided before."""

    def first(given: Any) -> Any:
        none_before = given.__class__ is Absent and {cause.code for cause in given.causes} == {NO_PRIOR}
        return value if none_before else given

    return first


ANSWERS: Mapping[str, Callable[..., Any]] = {
    "answers": answers,
    "open answer": open_answer,
    "unsettled": unsettled,
}
ANSWERS_MADE: Mapping[str, Callable[[Any], Callable[..., Any]]] = {
    "answered": answered,
    "argument": argument,
    "initially": initially,
}
