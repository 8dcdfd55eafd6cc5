"""How a call is written, and what a called policy is to the part that calls it."""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import Field as Setting
from pydantic import model_validator

from credit_engine.parts.each import EachDecision
from credit_engine.parts.model import Expression, Model
from credit_engine.wording import said


class MappedModel(Model):
    """The outcome that one of the called policy's counts as, and a reason of the caller's own."""

    short_form: ClassVar[str] = said(
        "an outcome, or {{then: ..., because: ...}}", "一个结果，或 {{then: ..., because: ...}}"
    )

    then: str
    because: str | None = None
    weight: int = 0

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:
        return {"then": value} if isinstance(value, str) else value


class CallModel(Model):
    """`call:` the policy, the expressions its inputs and its prior state have, what its outcomes count as."""

    policy: str
    with_: dict[str, Expression] = Setting(default_factory=dict)
    prior: str | dict[str, Expression] | None = None
    outcomes: dict[str, MappedModel]


class CallDecision(EachDecision):
    """A decision by `call`."""

    call: CallModel
