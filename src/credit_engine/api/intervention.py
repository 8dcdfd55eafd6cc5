"""Interventions as they are given: who changes what a rule asks for, by what authority, why, until when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Literal, cast

from credit_engine import temporal
from credit_engine.api.dates import iso_text
from credit_engine.api.problems import (
    expiry_no_date,
    field_no_text,
    field_too_long,
    intervention_no_mapping,
    interventions_no_list,
    too_many_interventions,
    unexpected_key,
    unknown_field,
    unknown_kind,
)
from credit_engine.limits import MAX_INTERVENTIONS, MAX_TEXT_LENGTH
from credit_engine.problems import Problem, is_text, suggestion
from credit_engine.run.input_problems import lone_surrogate, missing_input, shown
from credit_engine.wording import said

Kind = Literal["waiver", "exception", "override", "condition"]
KINDS: tuple[Kind, ...] = ("waiver", "exception", "override", "condition")
_EXTRA: Mapping[str, tuple[str, ...]] = {
    "waiver": (),
    "exception": ("outcome",),
    "override": ("outcome",),
    "condition": ("condition",),
}
"""What an intervention of a kind has to say beside the rest."""


@dataclass(frozen=True)
class Intervention:
    """One person's change of what a rule asks for.

    A `waiver` lets the rule count for nothing; a `condition` does so, or makes it ask for the better
    `outcome`, if a stated condition is met; an `exception` makes it ask for a better `outcome`, an `override`
    for any other. `authority` is the role in which `by` acts; `expires` is the last day, an ISO text.
    """

    kind: Kind
    rule: str
    by: str
    authority: str
    reason: str
    expires: str
    outcome: str = ""
    condition: str = ""

    def plain(self) -> dict[str, str]:
        """The intervention as a mapping, without what it does not say."""
        return {key: value for key, value in vars(self).items() if value}


_KEYS = tuple(attribute.name for attribute in fields(Intervention))


def read_interventions(given: Any) -> tuple[list[Intervention | None], list[Problem]]:
    """Interventions as mappings or objects; None in the place of one that cannot be read, and why."""
    if not isinstance(given, Sequence) or isinstance(given, str | bytes):
        return [], [interventions_no_list(given=shown(given), path="interventions")]
    if len(given) > MAX_INTERVENTIONS:
        most = MAX_INTERVENTIONS
        return [], [too_many_interventions(count=len(given), most=most, path="interventions")]
    found: list[Intervention | None] = []
    problems: list[Problem] = []
    for i, intervention in enumerate(given):
        plain = vars(intervention) if isinstance(intervention, Intervention) else intervention
        wrong = list(_problems(plain, f"interventions[{i}]"))
        problems += wrong
        found.append(None if wrong else Intervention(**{**plain, "expires": _day(plain["expires"])}))
    return found, problems


def hidden(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Problems without what was given, in which people may have written the value of a redacted input."""
    for problem in problems:
        item, _, key = problem.path.partition(".")
        path = problem.path if key in _KEYS else item
        yield (
            replace(problem, private=True)
            if problem.code == "missing-input"
            else Problem(
                problem.code,
                said("{path} is refused; it is not shown", "{path} 不被接受；不显示其内容", path=path),
                path=path,
                expected=problem.expected,
                private=True,
            )
        )


def _problems(plain: Any, at: str) -> Iterator[Problem]:
    if not isinstance(plain, Mapping):
        yield intervention_no_mapping(at=at, plain=shown(plain), path=at)
        return
    for key in plain:
        if key not in _KEYS:
            yield unknown_field(key=key, known=_KEYS, path=f"{at}.{key}")
    kind = plain.get("kind")
    if kind is not None and kind not in KINDS:
        yield unknown_kind(
            at=at,
            kind=shown(kind),
            expected=", ".join(KINDS),
            hint=suggestion(str(kind), KINDS),
            path=f"{at}.kind",
        )
    wanted = ("kind", "rule", "by", "authority", "reason", "expires", *_EXTRA.get(cast("str", kind), ()))
    for key in _KEYS:
        yield from _value(key, plain.get(key), key in wanted, f"{at}.{key}")
    allowed = (*wanted, "outcome") if kind == "condition" else wanted
    for key in ("outcome", "condition"):
        if kind in KINDS and plain.get(key) and key not in allowed:
            yield unexpected_key(key=key, kind=kind, path=f"{at}.{key}")


def _value(key: str, value: Any, wanted: bool, path: str) -> Iterator[Problem]:
    if value is None or (isinstance(value, str) and not value.strip()):
        if wanted:
            yield missing_input(path=path, expected=_expected(key))
    elif key == "expires":
        if _day(value) is None:
            yield expiry_no_date(path=path, value=shown(value), expected=_expected(key))
    elif not isinstance(value, str):
        yield field_no_text(path=path, value=shown(value))
    elif not is_text(value):
        yield lone_surrogate(path=path, text=shown(value))
    elif len(value) > MAX_TEXT_LENGTH:
        yield field_too_long(path=path, max_text_length=MAX_TEXT_LENGTH)


def _expected(key: str) -> str:
    return {
        "expires": said("the last day, such as 2026-12-31", "最后一天，如 2026-12-31"),
        "kind": ", ".join(KINDS),
    }.get(key, said("a text", "一段文本"))


def _day(value: Any) -> str | None:
    """A plain day as ISO text."""
    text = iso_text(value)
    return text if text is not None and temporal.parse_date(text) is not None else None
