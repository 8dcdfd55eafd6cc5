"""What every code of a diagnostic means and how it is mended: the source of the reference's pages, too."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from credit_engine.wording import Said


@dataclass(frozen=True)
class Explained:
    """One code: the section of the reference that has it, its meaning, the mend, a recorded example."""

    code: str
    section: Said
    meaning: Said
    mend: Said
    example: Said | None


@cache
def diagnostics_data() -> Any:
    """The data of the reference's page, as `diagnostics.json` has them."""
    return json.loads((files("credit_engine.library") / "diagnostics.json").read_text("utf-8"))


@cache
def explained() -> Mapping[str, Explained]:
    """Every code by its name, in the order of the reference."""
    return {
        code: Explained(
            code,
            _both(section["title"]),
            Said(entry["en"]["meaning"], entry["zh"]["meaning"]),
            Said(entry["en"]["mend"], entry["zh"]["mend"]),
            _both(entry["example"]) if "example" in entry else None,
        )
        for section in diagnostics_data()["sections"]
        for code, entry in section["entries"].items()
    }


def _both(texts: Mapping[str, str]) -> Said:
    return Said(texts["en"], texts["zh"])
