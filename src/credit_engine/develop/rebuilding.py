"""`rebuild_scorecard`: a fitted card again from its development file, with edits made by hand."""

from __future__ import annotations

from collections.abc import Mapping
from os import PathLike
from typing import Any

from credit_engine.develop.development import Development
from credit_engine.develop.development_file import coarse, read_development
from credit_engine.develop.editing import edited
from credit_engine.develop.edits import edits_document
from credit_engine.develop.scored import development_of


def rebuild_scorecard(
    development: Development | str | PathLike[str],
    edits: Mapping[str, Any] | str | PathLike[str] | None = None,
    *,
    intervals: bool = True,
) -> Development:
    """Compute a card and its evidence again from what its development file holds, with edits.

    `development` is what `fit_scorecard` gave, or the place of the file that `write_development` wrote;
    `edits` are plain data or a file, in the form of docs/reference/scorecard-edits.md, and always start
    from the card as it was fitted. Without edits the card is the same, byte for byte. `intervals=False`
    leaves out those of the bootstrap, which only reports show and which take half of the time. Raises
    PolicyError for edits, InputError for a development file that cannot be used, with every problem.
    """
    if isinstance(development, Development):
        basis = coarse(development.basis.fitted or development.basis)
    else:
        basis = read_development(development)
    found = basis if edits is None else edited(basis, edits_document(edits))
    return development_of(found, intervals=intervals)
