"""While a policy is loaded Python searches for circles seldom, and afterwards as it did before."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from credit_engine.collecting import collecting_seldom


@pytest.fixture(autouse=True)
def thresholds() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)


def test_searches_are_seldom_within_and_as_before_after_it() -> None:
    gc.set_threshold(700, 10, 10)
    with collecting_seldom():
        assert gc.get_threshold()[0] >= 100_000
        with collecting_seldom():
            pass
        assert gc.get_threshold()[0] >= 100_000
    assert gc.get_threshold() == (700, 10, 10)


def test_they_are_as_before_after_a_failure() -> None:
    gc.set_threshold(700, 10, 10)
    with pytest.raises(ValueError, match="nothing"), collecting_seldom():
        raise ValueError("nothing")
    assert gc.get_threshold() == (700, 10, 10)


@pytest.mark.parametrize("own", [(0, 10, 10), (5_000_000, 5, 5)])
def test_an_application_that_searches_more_seldom_or_never_keeps_that(own: tuple[int, int, int]) -> None:
    gc.set_threshold(*own)
    with collecting_seldom():
        assert gc.get_threshold() == own
    assert gc.get_threshold() == own


def test_what_the_application_sets_meanwhile_stays() -> None:
    gc.set_threshold(700, 10, 10)
    with collecting_seldom():
        gc.set_threshold(900, 9, 9)
    assert gc.get_threshold() == (900, 9, 9)
