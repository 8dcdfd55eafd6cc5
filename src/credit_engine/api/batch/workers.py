"""Several processes that decide chunks, each with the policy loaded anew from its own text."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any

from credit_engine.api.batch.chunks import Days, Decider
from credit_engine.api.batch.stages import Stages
from credit_engine.parts import ScorecardPart
from credit_engine.source import Source

if TYPE_CHECKING:
    from credit_engine.api.policy import Policy

Chunk = tuple[Any, Days]
Answer = tuple[Any, Stages]
_AHEAD = 2
"""Chunks that wait for each worker."""


@dataclass(frozen=True)
class Texts:
    """A policy as the texts of its files, by which another process loads it."""

    versions: tuple[tuple[str, str, tuple[tuple[str, str, str], ...]], ...]

    def load(self) -> Policy:
        """The policy."""
        from credit_engine.api.policy import Policy
        from credit_engine.policy.loading import compile_policy

        found = []
        for name, text, cards in self.versions:
            sources = {card: Source(file, content) for card, file, content in cards}
            found.append(compile_policy(Source(name, text), sources.__getitem__))
        return Policy(tuple(found))


def texts_of(policy: Policy) -> Texts:
    """The texts of a loaded policy."""
    versions = []
    for compiled in policy.versions:
        cards = [
            (part.card.spec.scorecard, part.card.document.source.name, part.card.document.source.text)
            for part in compiled.parts.values()
            if isinstance(part, ScorecardPart) and part.card is not None
        ]
        source = compiled.document.source
        versions.append((source.name, source.text, tuple(dict.fromkeys(cards))))
    return Texts(tuple(versions))


_DECIDERS: list[Decider] = []


def _start(texts: Texts, fingerprints: bool) -> None:
    _DECIDERS[:] = [Decider(texts.load(), fingerprints)]


def _decide(table: Any, days: Days) -> Answer:
    return _DECIDERS[0].decide(table, days)


def decided(policy: Policy, chunks: Iterator[Chunk], workers: int, fingerprints: bool) -> Iterator[Answer]:
    """The answers to chunks in their order; with one worker in this process."""
    if workers <= 1:
        decider = Decider(policy, fingerprints)
        for table, days in chunks:
            yield decider.decide(table, days)
        return
    pool = ProcessPoolExecutor(workers, get_context("spawn"), _start, (texts_of(policy), fingerprints))
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
