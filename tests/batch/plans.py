"""Chunks evaluated by plans that were written for other rows, so that comparing with rows tests plans."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch
from weakref import WeakKeyDictionary

import numpy as np

from credit_engine.api.batch import workers
from credit_engine.run.columns import plan
from credit_engine.run.columns.plan import Plans

_SHARES = (0.5, 0.9, 0.98)


@contextmanager
def plans_of_other_rows(seed: int) -> Any:
    """While it lasts, every chunk is evaluated by a plan written for some of its rows, where that fits.

    Counts the chunks, and those that fitted.
    """
    rng, counted = np.random.default_rng(seed), Counter[str]()
    plainly = Plans.evaluated

    def evaluated(
        plans: Plans, inputs: Sequence[Any], size: int, roots: Sequence[int], uncounted: Any = None
    ) -> Any:
        some = np.flatnonzero(rng.random(size) < rng.choice(_SHARES))
        if len(some):
            left = None if uncounted is None else np.broadcast_to(uncounted, (size,))[some]
            plainly(plans, [column.take(some) for column in inputs], len(some), roots, left)
        before = plans.fitted
        found = plainly(plans, inputs, size, roots, uncounted)
        counted.update(chunks=1, fitted=plans.fitted - before)
        return found

    with (
        patch.object(Plans, "evaluated", evaluated),
        patch.multiple(plan, _FIRST=0, _NODES=10**9, _MOST_PLANS=10**9, _MOST_MISSED=10**9),
        patch.object(workers, "_IDLE", WeakKeyDictionary()),
    ):
        yield counted
