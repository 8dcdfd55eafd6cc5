"""Workers that decide chunks: threads where columns do, processes where much is decided row by row.

numpy and Arrow let other threads run while they compute, so threads share out columns well and need no
copies of the data. The row evaluation is Python, of which one thread at a time runs: what needs it goes to
processes, each with a copy of the policy.
"""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import cached_property, lru_cache
from multiprocessing import Pipe, get_context
from threading import Thread
from typing import TYPE_CHECKING, Any, NamedTuple
from weakref import WeakKeyDictionary, proxy

import numpy as np

from credit_engine.api.batch.chunks import Decider
from credit_engine.api.batch.days import Days
from credit_engine.api.batch.stages import Tally
from credit_engine.texts.forms import Language

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from credit_engine.api.deciding import DecidingPolicy

Chunk = tuple[Any, Days]


class Form(NamedTuple):
    """What answers say: fingerprints, texts as codes where that is no more work, words of a language.

    With `fixed`, all numbers are floats, and rows with others are refused.
    """

    fingerprints: bool = False
    coded: bool = False
    lang: Language | None = None
    fixed: bool = False


_PLAIN = Form()
Answer = tuple[Any, Tally]
_AHEAD = 2
"""Chunks that wait for each worker."""
_MUCH_BY_ROWS = 0.05
"""From this share of rows or values that are computed row by row on, processes are quicker than threads."""
_KEPT_BYTES = 30 << 20
"""Bytes: just below the 32 MB up to which Linux's C library learns from a freed block (mallopt(3),
M_MMAP_THRESHOLD)."""


_DECIDERS: list[Decider] = []


def _start(policy: DecidingPolicy, form: Form, parent: Connection) -> None:
    """Get a process ready, which ends with the run that it works for, however that ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Control-C reaches the whole group; the parent heeds it
    Thread(target=_end_with, args=(parent,), daemon=True).start()
    _DECIDERS[:] = [Decider(policy, *form)]


def _end_with(parent: Connection) -> None:
    """End this process at once when the other end of a connection is closed, as it is by any death."""
    with suppress(EOFError, OSError):
        parent.recv()
    os._exit(0)


def _decide(table: Any, days: Days) -> Answer:
    keep_freed_memory()
    return _DECIDERS[0].decide(table, days)


_IDLE: WeakKeyDictionary[DecidingPolicy, dict[Form, list[Decider]]] = WeakKeyDictionary()


@contextmanager
def a_decider(policy: DecidingPolicy, form: Form) -> Iterator[Decider]:
    """What decides chunks in this process, with all that it has looked up for the policy before.

    One that no other thread uses meanwhile: what it looks up is not made for two.
    """
    idle = _IDLE.setdefault(policy, {}).setdefault(form, [])
    try:
        decider = idle.pop()
    except IndexError:
        decider = Decider(proxy(policy), *form)
    try:
        yield decider
    finally:
        idle.append(decider)


@lru_cache(maxsize=1)
def keep_freed_memory() -> None:
    """Let the C library keep freed blocks of the size of a column for the next column.

    Linux's gives large blocks back to the system, and gets them again page by page, which takes longer than
    to compute what they hold; until it has seen a larger block freed, up to 32 MB. This one is never written
    to.
    """
    np.empty(_KEPT_BYTES, dtype=np.uint8)


def decided(
    policy: DecidingPolicy, chunks: Iterator[Chunk], workers: int, form: Form = _PLAIN
) -> Iterator[Answer]:
    """The answers to chunks in their order; with one worker in this thread."""
    keep_freed_memory()
    if workers <= 1:
        for table, days in chunks:
            yield _decided_here(policy, form, table, days)
        return
    waiting: deque[Future[Answer]] = deque()
    with _Workers(policy, workers, form) as shared:
        for table, days in chunks:
            waiting.append(shared.decide(table, days))
            if len(waiting) >= workers * _AHEAD:
                yield shared.heeded(waiting.popleft().result())
        while waiting:
            yield shared.heeded(waiting.popleft().result())


def _decided_here(policy: DecidingPolicy, form: Form, table: Any, days: Days) -> Answer:
    with a_decider(policy, form) as decider:
        return decider.decide(table, days)


class _Workers:
    """Threads; from the first answer that took much Python on, and for fingerprints, processes."""

    def __init__(self, policy: DecidingPolicy, count: int, form: Form) -> None:
        self.policy = policy
        self.count = count
        self.form = form
        self.by_rows = form.fingerprints
        self.end: Connection | None = None

    @cached_property
    def threads(self) -> Executor:
        return ThreadPoolExecutor(self.count, "credit-engine")

    @cached_property
    def processes(self) -> Executor:
        here, self.end = Pipe(duplex=False)
        return ProcessPoolExecutor(self.count, get_context("spawn"), _start, (self.policy, self.form, here))

    def decide(self, table: Any, days: Days) -> Future[Answer]:
        """The answer to a chunk, once a worker has it."""
        if self.by_rows:
            return self.processes.submit(_decide, table, days)
        return self.threads.submit(_decided_here, self.policy, self.form, table, days)

    def heeded(self, answer: Answer) -> Answer:
        """The answer; also notes whether the next chunks should go to worker processes as rows."""
        self.by_rows = self.by_rows or _is_much_by_rows(answer[1])
        return answer

    def __enter__(self) -> _Workers:
        return self

    def __exit__(self, failure: object, *_: object) -> None:
        """End the workers; after a failure nobody waits for what they are at."""
        if failure is not None and self.end is not None:
            self.end.close()
        if "processes" in self.__dict__:
            self.processes.shutdown(cancel_futures=True)
        if "threads" in self.__dict__:
            self.threads.shutdown(wait=failure is None, cancel_futures=True)
        if self.end is not None:
            self.end.close()


def _is_much_by_rows(tally: Tally) -> bool:
    """Whether Python took a large part of the time."""
    values = sum(counts.by_rows.total() for counts in tally.counts.values())
    return values + tally.redecided + tally.refused > tally.rows * _MUCH_BY_ROWS
