"""What a trace says of a process in stages."""

from __future__ import annotations

from typing import Literal, NamedTuple

from credit_engine.account.evidence import Words
from credit_engine.account.steps import Step


class StageLine(NamedTuple):
    """A stage of a process: `passed`, `stopped` or `open` where it came to, or `not_reached`."""

    id: str
    status: Literal["passed", "stopped", "open", "not_reached"]
    sets: tuple[tuple[str, str], ...]
    """Its rule sets, each with its outcome, which counts where the stage is reached."""
    needs: tuple[str, ...] = ()
    title: Words | None = None


class StagesStep(Step):
    """A process in stages, and the outcome at which it stops."""

    kind = "stages"
    stages: tuple[StageLine, ...]
    stop_at: str
