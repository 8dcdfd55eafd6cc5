"""Every policy after the loan: its cases pass and reach all of it, and what is left out improves nothing."""

from __future__ import annotations

import pytest

from credit_engine.testing.document import CasesFile
from shipped_laws import ShippedPolicies, cases_of

NAMES = (
    "early_warning",
    "inspection",
    "limit_action",
    "five_category",
    "provision",
    "provision_coverage",
    "collection",
    "disposal",
    "causes",
    "responsibility",
)


@pytest.fixture(scope="module", params=NAMES)
def file(request: pytest.FixtureRequest) -> CasesFile:
    return cases_of("post_loan", request.param)


class TestPoliciesAfterTheLoan(ShippedPolicies):
    pass
