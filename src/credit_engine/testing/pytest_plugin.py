"""pytest collects `*.cases.yaml` files: one test for each case."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from credit_engine.testing.document import Case, CasesFile
    from credit_engine.testing.running import CaseResult


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Take files that end in .cases.yaml and have a key `cases:`; leave all others alone."""
    if not file_path.name.endswith((".cases.yaml", ".cases.yml")):
        return None
    from credit_engine.testing.reading import is_cases_file

    return CasesCollector.from_parent(parent, path=file_path) if is_cases_file(file_path) else None


class CasesCollector(pytest.File):
    """The cases of one file."""

    def collect(self) -> Iterable[pytest.Item]:
        """One item for each case; mistakes in the file are shown as diagnostics."""
        from credit_engine.problems import PolicyError
        from credit_engine.testing.reading import read_cases

        try:
            cases = read_cases(self.path)
        except PolicyError as error:
            raise self.CollectError(str(error)) from None
        for case in cases.cases:
            yield CaseItem.from_parent(self, name=case.name, cases=cases, case=case)


class CaseItem(pytest.Item):
    """One case."""

    def __init__(self, *, cases: CasesFile, case: Case, **others: Any) -> None:
        super().__init__(**others)
        self.cases, self.case = cases, case

    def runtest(self) -> None:
        """Decide and compare."""
        from credit_engine.testing.running import run_case

        result = run_case(self.cases.policy, self.case)
        if not result.passed:
            raise CaseFailedError(result)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *args: Any) -> Any:
        """The differences and what decided, without a traceback."""
        if not isinstance(excinfo.value, CaseFailedError):
            return super().repr_failure(excinfo, *args)
        from credit_engine.testing.report import failure_lines

        return "\n".join(line.text for line in failure_lines(excinfo.value.result, "en"))

    def reportinfo(self) -> tuple[Path, int, str]:
        """The place of the case in its file."""
        return self.path, self.case.span.position.line - 1, self.case.name


class CaseFailedError(Exception):
    """A case whose decision differs from what is expected."""

    def __init__(self, result: CaseResult) -> None:
        super().__init__(result.case.name)
        self.result = result
