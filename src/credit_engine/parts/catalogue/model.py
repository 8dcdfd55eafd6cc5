"""How a catalogue is written: what is looked up, how codes match, the values, the entries."""

from __future__ import annotations

from typing import Literal

from credit_engine.parts.model import Bilingual, Expression, Model, Scalar, SheetModel
from credit_engine.parts.table.model import OutputColumn


class EntryModel(Model):
    """One entry: a code, a value for each output, and the days from and up to which it counts."""

    code: str
    then: list[Scalar]
    from_: str | None = None
    to: str | None = None
    title: Bilingual | None = None


class CatalogueModel(Model):
    """`catalogue:` the code that is looked up, how it matches, the outputs, the entries."""

    key: Expression
    match: Literal["longest_prefix", "exact"]
    out: dict[str, OutputColumn]
    entries: list[EntryModel]
    sheet: SheetModel | None = None
