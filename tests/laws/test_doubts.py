"""What `check` says of random policies, of every part and hit policy: each doubt has a place and a mend."""

from __future__ import annotations

from random import Random

import pytest

from credit_engine.analyse import doubts
from credit_engine.problems import PolicyError
from laws.policies import Drawn, drawn_policy

POLICIES = 60


def drawn(rng: Random) -> Drawn:
    """A policy that loads; where a called one does not, another is drawn."""
    while True:
        try:
            return drawn_policy(rng)
        except PolicyError:
            continue


@pytest.mark.slow
def test_every_doubt_has_a_place_and_a_mend_in_both_languages() -> None:
    rng, codes = Random(11), set()
    for _ in range(POLICIES):
        for doubt in doubts(drawn(rng).compiled):
            codes.add(doubt.code)
            assert doubt.span is not None
            assert doubt.hint
            assert doubt.severity == "warning"
            assert doubt.text("zh") != doubt.text("en")
    assert len(codes) > 4
