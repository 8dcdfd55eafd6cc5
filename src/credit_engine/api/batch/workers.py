"""Several processes that decide chunks, each with a copy of the policy."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary, proxy

from credit_engine.api.batch.chunks import Days, Decider
from credit_engine.api.batch.stages import Tally

if TYPE_CHECKING:
    from credit_engine.api.policy import Policy

Chunk = tuple[Any, Days]
Answer = tuple[Any, Tally]
_AHEAD = 2
"""Chunks that wait for each worker."""


_DECIDERS: list[Decider] = []


def _start(policy: Policy, fingerprints: bool) -> None:
    _DECIDERS[:] = [Decider(policy, fingerprints)]


def _decide(table: Any, days: Days) -> Answer:
    return _DECIDERS[0].decide(table, days)


_KNOWN: WeakKeyDictionary[Policy, dict[bool, Decider]] = WeakKeyDictionary()


def decider_of(policy: Policy, fingerprints: bool) -> Decider:
    """What decides chunks in this process, with all that it has looked up for the policy before."""
    known = _KNOWN.setdefault(policy, {})
    if fingerprints not in known:
        known[fingerprints] = Decider(proxy(policy), fingerprints)
    return known[fingerprints]


def decided(policy: Policy, chunks: Iterator[Chunk], workers: int, fingerprints: bool) -> Iterator[Answer]:
    """The answers to chunks in their order; with one worker in this process."""
    if workers <= 1:
        decider = decider_of(policy, fingerprints)
        for table, days in chunks:
            yield decider.decide(table, days)
        return
    pool = ProcessPoolExecutor(workers, get_context("spawn"), _start, (policy, fingerprints))
    waiting: deque[Future[Answer]] = deque()
    try:
        for table, days in chunks:
            waiting.append(pool.submit(_decide, table, days))
            if len(waiting) >= workers * _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
