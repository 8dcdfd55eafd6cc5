"""From the account of a policy and the values of one decision to its trace."""

from credit_engine.explain.fill import core, processes, rules, sums, tables
from credit_engine.explain.fill.core import Case, Fill
from credit_engine.explain.fill.written import JsonFill

__all__ = ["Case", "Fill", "JsonFill"]

core.FILLS.update(rules.FILLS | tables.FILLS | sums.FILLS | processes.FILLS)
