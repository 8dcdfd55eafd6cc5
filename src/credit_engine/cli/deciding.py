"""The work of `credit-engine decide`: one decision and its page, loading nothing that they do not need."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Literal, TypeAlias, TypeVar

from credit_engine.cli import streams
from credit_engine.cli.checked import load_checked
from credit_engine.cli.values import data_ahead
from credit_engine.texts.forms import Format, Language, Page
from credit_engine.wording import said

if TYPE_CHECKING:
    from credit_engine import Decision, Policy
    from credit_engine.policy.compiled import CompiledPolicy
    from credit_engine.problems import Problem

_T = TypeVar("_T")

Form: TypeAlias = Literal[Format, "decision"]
"""What is printed: an explanation, the trace as JSON, or the canonical decision."""


def show_decision(
    policy: str,
    record: str,
    as_of: str | None = None,
    policy_as_of: str | None = None,
    data_as_of: str | None = None,
    interventions: str | None = None,
    lang: Language = "en",
    form: Form = "text",
    page: Page = "summary",
    output: str | None = None,
    no_cache: bool = False,
) -> None:
    """Decide one application and print or write the explanation; raises ProblemsError."""
    decision = _decision(policy, record, as_of, policy_as_of, data_as_of, interventions, anew=no_cache)
    if output in (None, "-") and form == "text" and streams.is_coloured("stdout"):
        _print_coloured(decision, lang, page)
    else:
        text = decision.to_json() if form == "decision" else decision.explain(lang, form, page)
        streams.deliver(text, output)


def _decision(
    policy: str,
    record: str,
    as_of: str | None,
    policy_as_of: str | None,
    data_as_of: str | None,
    interventions: str | None,
    *,
    anew: bool,
) -> Decision:
    """The decision; raises InputError or PolicyError with the problems of both files."""
    from credit_engine import InputError
    from credit_engine.cli.reading import placed, placed_interventions, read_input
    from credit_engine.problems import ProblemsError
    from credit_engine.run.input_problems import without_text

    problems: list[Problem] = []
    loaded = _collected(problems, lambda: load_checked(policy, anew=anew))
    unread: list[Problem] = []
    document = _collected(unread, lambda: read_input(record))
    unmade: list[Problem] = []
    made = (
        None
        if interventions is None
        else _collected(unmade, lambda: read_input(interventions, "interventions"))
    )
    if any(version.redacts for version in loaded.versions) if loaded else _may_redact(policy):
        unread, unmade = (
            without_text(unread),
            without_text(unmade, said("the list of interventions", "干预列表")),
        )
    problems += unread + unmade
    if loaded is None or document is None or problems:
        raise ProblemsError(problems)
    day = _today(loaded, policy_as_of) if as_of is None else as_of
    loaded.in_force(policy_as_of or day)
    streams.note(data_ahead(str(day), data_as_of))
    try:
        return loaded.decide(
            document.data,
            as_of=day,
            policy_as_of=policy_as_of,
            data_as_of=data_as_of,
            interventions=() if made is None else made.data,
        )
    except InputError as error:
        found = error.problems if made is None else placed_interventions(error.problems, made)
        raise InputError(placed(found, document)) from None


def _may_redact(policy: str) -> bool:
    """Whether a policy that does not load may say that an input is redacted: whether it has the word."""
    from pathlib import Path

    from credit_engine.files.opening import open_regular

    place = Path(policy)
    files = list(place.glob("*.y*ml")) if place.is_dir() else [place]
    for file in files:
        with suppress(OSError), open_regular(file) as opened:
            if b"redact" in opened.read():
                return True
    return False


def _collected(problems: list[Problem], read: Callable[[], _T]) -> _T | None:
    from credit_engine.problems import ProblemsError

    try:
        return read()
    except ProblemsError as error:
        problems += error.problems
        return None


def _today(policy: Policy, policy_as_of: str | None) -> str:
    """Today's date in the time zone of the version in force, said on standard error."""
    from datetime import UTC, datetime

    from credit_engine import temporal

    now = temporal.from_python(datetime.now(UTC))
    assert isinstance(now, temporal.DateTime)

    def day(version: CompiledPolicy) -> temporal.Date:
        return temporal.date_of(now.in_zone(version.heading.time_zone))

    if policy_as_of is not None:
        chosen = policy.in_force(policy_as_of)
    else:
        begun = [version for version in policy.versions if version.in_force[0] <= day(version)]
        chosen = begun[-1] if begun else policy.versions[-1]
    streams.note(
        said(
            "as of {day}, today in {time_zone} (--as-of sets another day)",
            "决策日 {day}，即 {time_zone} 的今天（可用 --as-of 另定）",
            day=day(chosen),
            time_zone=chosen.heading.time_zone,
        )
    )
    return str(day(chosen))


def _print_coloured(decision: Decision, lang: Language, page: Page) -> None:
    from rich.console import Console

    from credit_engine.explain import print_explanation

    console = Console()
    if console.width < 1:
        # Of a terminal that says 0 nobody knows the width; rich would print nothing.
        console = Console(width=80)
    print_explanation(decision, lang, console, page)
