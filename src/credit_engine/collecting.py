"""Python's search for circles of objects, made seldom while many objects come up that stay."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

_SELDOM = 1_000_000
"""Objects that come up between two searches. With Python's own 700 they took two fifths of the time of
loading a table of 10,000 rows: nearly all that loading makes stays, and every search looks at it in vain."""


class _Thresholds:
    """Those of the process, and how many callers need them large."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.callers = 0
        self.before = gc.get_threshold()

    def raise_(self) -> None:
        with self.lock:
            self.callers += 1
            if self.callers == 1:
                self.before = gc.get_threshold()
                if 0 < self.before[0] < _SELDOM:
                    gc.set_threshold(_SELDOM, *self.before[1:])

    def restore(self) -> None:
        with self.lock:
            self.callers -= 1
            # What the application has set meanwhile stays.
            if self.callers == 0 and gc.get_threshold() == (_SELDOM, *self.before[1:]):
                gc.set_threshold(*self.before)


_thresholds = _Thresholds()


@contextmanager
def collecting_seldom() -> Iterator[None]:
    """While many objects are made that stay: search for circles seldom, in all threads."""
    _thresholds.raise_()
    try:
        yield
    finally:
        _thresholds.restore()
