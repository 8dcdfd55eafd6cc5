"""The one absent value, carrying why it is absent.

In plain FEEL it is null. In policies it is *unknown*: a missing input, or an operation that FEEL
answers with null because of an error. It is neither true nor false, and says so when asked.
"""

from __future__ import annotations

from typing import Any, NamedTuple, NoReturn

from credit_engine.limits import MAX_CAUSES


class Cause(NamedTuple):
    """One reason why a value is absent.

    `code` is stable: `not_given` and the other declared causes of a missing input, or the error
    of an operation (`division_by_zero`, `wrong_type`, `no_such_key`, ...). `subject` is the input's
    path or the operation's name. `applicable` is false where the policy declared that the question
    does not arise (`missing: {no_record: not_applicable}`).
    """

    code: str
    subject: str = ""
    detail: str = ""
    applicable: bool = True


class Absent:
    """A value that is not there; comparing it gives itself, so that it passes through conditions."""

    __slots__ = ("causes",)

    def __init__(self, causes: tuple[Cause, ...] = ()) -> None:
        self.causes = causes

    @property
    def applicable(self) -> bool:
        """False where every cause says that the question does not arise."""
        for cause in self.causes:
            if cause.applicable:
                return True
        return not self.causes

    def _with(self, other: object) -> Absent:
        return merge(self, other) if isinstance(other, Absent) else self

    def __eq__(self, other: object) -> Any:
        return self._with(other)

    def __ne__(self, other: object) -> Any:
        return self._with(other)

    __lt__ = __le__ = __gt__ = __ge__ = _with
    __hash__ = object.__hash__

    def __bool__(self) -> NoReturn:
        raise TypeError("an absent value is neither true nor false")

    def __repr__(self) -> str:
        return f"Absent({', '.join(':'.join(filter(None, c[:3])) for c in self.causes)})"


def causes_of(value: object) -> tuple[Cause, ...]:
    """Why a value is absent; none where it is there."""
    return value.causes if isinstance(value, Absent) else ()


NULL = Absent()


def absent(code: str, subject: str = "", detail: str = "") -> Absent:
    """An absent value with one cause."""
    return Absent((Cause(code, subject, detail),))


def merge(*values: object) -> Absent:
    """One absent value with the causes of all absent `values`, each once, in order.

    However many causes are cut off, the result is applicable wherever one of the values is: a rule
    that misses something must not look as if its question did not arise.
    """
    found = [value for value in values if isinstance(value, Absent)]
    if found and len(found[0].causes) <= 1:
        # Mostly one input is missing, and reaches a step on several ways.
        for other in found:
            if other is not found[0]:
                break
        else:
            return found[0]
    causes = tuple(dict.fromkeys(cause for value in found for cause in value.causes))
    kept = causes[:MAX_CAUSES]
    if kept and not any(cause.applicable for cause in kept) and any(value.applicable for value in found):
        decisive = next((cause for cause in causes if cause.applicable), Cause("null"))
        kept = (*kept[: MAX_CAUSES - 1], decisive)
    return Absent(kept)
