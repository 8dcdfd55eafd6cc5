"""Every policy of origination: its cases pass and reach all of it, and what is left out improves nothing."""

from __future__ import annotations

import pytest

from credit_engine.testing.document import CasesFile
from shipped_laws import END_TO_END, ShippedPolicies, cases_of

NAMES = (
    "industry",
    "segmentation",
    "admission",
    "exit",
    "customer_view",
    "due_diligence",
    "product_fit",
    "product_matching",
    "pricing",
    "rating_corporate",
    "limit_mortgage",
    "limit_fixed_asset",
    "rating_micro",
    "rating_retail",
    "authority",
    "disbursement",
    "conditions",
    "contract",
    "exposure",
    "guarantor",
    "limit_change",
    "limit_consumer",
    "limit_personal_business",
    "collateral",
    "limit_working_capital",
    "working_capital",
)


LONG = [pytest.param(name, marks=pytest.mark.slow) for name in END_TO_END]
"""Each calls a dozen of the others: their own tests decide some records whenever tests are run."""


@pytest.fixture(scope="module", params=[*NAMES, *LONG])
def file(request: pytest.FixtureRequest) -> CasesFile:
    return cases_of("origination", request.param)


class TestPoliciesOfOrigination(ShippedPolicies):
    pass
