"""Problems of a record with the titles of its fields, for readers of either language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from credit_engine.policy.document import InputModel
from credit_engine.problems import Note, Problem

_NUMBER = re.compile(r"\[\d+\]")


def with_titles(problems: Iterable[Problem], declared: Mapping[str, InputModel]) -> list[Problem]:
    """The problems; each about a declared field gets a note with its English and Chinese title."""
    return [_with_title(problem, declared) for problem in problems]


def _with_title(problem: Problem, declared: Mapping[str, InputModel]) -> Problem:
    titles = [model.title for model in _models(problem.path, declared) if model.title is not None]
    if not titles:
        return problem
    shown = f"{', '.join(title.en for title in titles)} / {'，'.join(title.zh for title in titles)}"
    return replace(problem, notes=(*problem.notes, Note(shown)))


def _models(path: str, declared: Mapping[str, InputModel]) -> Iterable[InputModel]:
    """The declarations from the input down to the field at the path; none for an unknown field."""
    plain = _NUMBER.sub("", path)
    for name, model in declared.items():
        if plain == name:
            return [model]
        if plain.startswith(f"{name}."):
            below = _models(plain[len(name) + 1 :], {**(model.items or {}), **(model.fields or {})})
            return [model, *below] if below else []
    return []
