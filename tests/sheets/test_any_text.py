"""Whatever stands in a sheet, loading gives a policy or diagnostics whose places are in the sheet."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from credit_engine import PolicyError, load_policy
from credit_engine.files.sheet_text import Sheet, cell_text, placed, read_sheet_text
from credit_engine.source import Source
from drawing import examples
from sheets.policies import SHEETS, written

CHARACTERS = st.text(st.sampled_from(',"\n\r;\t =<>-.%0129abrkéＡ，“\u200b\ufeff\x00'), max_size=60)


@given(CHARACTERS, st.sampled_from(["any.csv", "any.xlsx[A]"]))
@settings(max_examples=examples(400), derandomize=True, deadline=None, database=None)
def test_every_cell_stands_where_it_says(text: str, name: str) -> None:
    problems: list[object] = []
    source = Source(name, text)
    sheet = read_sheet_text(source, problems)  # type: ignore[arg-type]
    assert (sheet is not None and not sheet.cut) or problems
    for problem in problems:
        assert str(problem).startswith(name)
    for row in (sheet.head, *sheet.rows) if isinstance(sheet, Sheet) else ():
        for cell in row:
            scalar = cell_text(placed(source), cell.extent)
            assert cell.broken or scalar.value == cell.text
            assert all(
                text[start:end] in (character, '""')
                for character, start, end in zip(scalar.value, scalar.starts, scalar.ends, strict=True)
            )


@given(st.sampled_from(sorted(SHEETS)), st.data())
@settings(max_examples=examples(120), derandomize=True, deadline=None, database=None)
def test_a_sheet_with_any_slip_is_read_or_refused(name: str, data: st.DataObject) -> None:
    text = SHEETS[name]
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 5)))
    changed = text[:start] + data.draw(CHARACTERS) + text[end:]
    with tempfile.TemporaryDirectory() as folder:
        found = loaded_or_refused(written(Path(folder), {name: changed}))
    assert found != []


def loaded_or_refused(path: Path) -> str | list[str]:
    """The fingerprint of a policy, or the texts of its problems."""
    try:
        return load_policy(path).fingerprint
    except PolicyError as error:
        return [str(problem) for problem in error.problems]
