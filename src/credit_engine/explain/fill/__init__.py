"""From the account of a policy and the values of one decision to its trace."""

from credit_engine.explain.fill import core, gaps, items, offers, tables
from credit_engine.explain.fill.core import Case, Fill
from credit_engine.explain.fill.written import JsonFill

__all__ = ["Case", "Fill", "JsonFill"]

core.FILLS.update(gaps.FILLS | items.FILLS | offers.FILLS | tables.FILLS)
