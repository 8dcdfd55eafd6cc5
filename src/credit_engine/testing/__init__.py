"""Cases beside a policy: reading, running, coverage, and mutants that no case notices."""

from credit_engine.testing.document import Case, CasesFile
from credit_engine.testing.reading import is_cases_file, read_cases
from credit_engine.testing.report import Coverage
from credit_engine.testing.running import CaseResult, Difference, run_case

__all__ = [
    "Case",
    "CaseResult",
    "CasesFile",
    "Coverage",
    "Difference",
    "is_cases_file",
    "read_cases",
    "run_case",
]
