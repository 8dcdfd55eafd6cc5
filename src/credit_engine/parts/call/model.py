"""How a call is written, and what a called policy is to the part that calls it."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field as Setting

from credit_engine.parts.model import Expression, Model, stands_for
from credit_engine.wording import said


class MappedModel(Model):
    """The outcome that one of the called policy's counts as, and a reason of the caller's own."""

    short_form: ClassVar[str] = said(
        "an outcome, or {{then: ..., because: ...}}", "一个结果，或 {{then: ..., because: ...}}"
    )

    then: str
    because: str | None = None
    weight: int = 0

    _short = stands_for("then", str)


class CallModel(Model):
    """`call:` the policy, the expressions its inputs and its prior state have, what its outcomes count as."""

    policy: str
    with_: dict[str, Expression] = Setting(default_factory=dict)
    prior: str | dict[str, Expression] | None = None
    outcomes: dict[str, MappedModel]
