"""The cases file as analysts write it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from pydantic import Field, model_validator

from credit_engine.api.policy import Policy
from credit_engine.document_text import Document
from credit_engine.parts.model import Model
from credit_engine.problems import Problem
from credit_engine.source import Span
from credit_engine.testing.problems import unknown_mutant
from credit_engine.wording import said

RuleStatus = Literal["fired", "not_fired", "undecided", "not_applicable", "waived"]


class DatesModel(Model):
    """The three dates of a decision; what a case leaves out is that of its file."""

    as_of: str | None = None
    policy_as_of: str | None = None
    data_as_of: str | None = None


class InterventionModel(Model):
    """An intervention as `Policy.decide` takes it."""

    kind: str | None = None
    rule: str | None = None
    by: str | None = None
    authority: str | None = None
    reason: str | None = None
    expires: str | None = None
    outcome: str | None = None
    condition: str | None = None


class OverlayModel(Model):
    """What a record has other than the one it starts from."""

    with_: dict[str, Any] = Field(default_factory=dict)
    without: list[str] = Field(default_factory=list)


class BaseModel(OverlayModel):
    """A record to start from: a JSON file, another base, or what stands under `with`."""

    short_form: ClassVar[str] = said("the path of a JSON file", "JSON 文件的路径")

    file: str | None = None
    like: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:
        return {"file": value} if isinstance(value, str) else value


class ExpectModel(Model):
    """What a decision has to be; only what is written is compared."""

    short_form: ClassVar[str] = said("an outcome", "审批结论")

    outcome: str | None = None
    outputs: dict[str, Any] = Field(default_factory=dict)
    withheld: list[str] = Field(default_factory=list)
    reasons: list[str] | None = None
    reasons_include: list[str] = Field(default_factory=list)
    reasons_exclude: list[str] = Field(default_factory=list)
    rules: dict[str, RuleStatus] = Field(default_factory=dict)
    values: dict[str, Any] = Field(default_factory=dict)
    binding: dict[str, str] = Field(default_factory=dict)
    refused: list[str] | None = None
    system_outcome: str | None = None
    conditions: list[str] | None = None
    state: dict[str, Any] = Field(default_factory=dict)
    asks: list[str] | None = None

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:
        return {"outcome": value} if isinstance(value, str) else value


class ExampleModel(DatesModel, OverlayModel):
    """One case."""

    expect: ExpectModel
    base: str | None = None
    interventions: list[InterventionModel] = Field(default_factory=list)


class TableModel(DatesModel, OverlayModel):
    """Many similar cases, one in a row: the values of some fields, then what is expected."""

    in_: list[str] = Field(min_length=1)
    out: list[str]
    rows: list[list[Any]] = Field(min_length=1)
    base: str | None = None
    expect: ExpectModel | None = None
    interventions: list[InterventionModel] = Field(default_factory=list)


class AcceptedModel(Model):
    """Mutants that no case has to notice, and why."""

    mutants: list[str] = Field(min_length=1)
    because: str


class CasesModel(DatesModel):
    """A whole cases file; `cases` names the policy."""

    cases: str
    file: str | None = None
    base: str | None = None
    bases: dict[str, BaseModel] = Field(default_factory=dict)
    examples: dict[str, ExampleModel] = Field(default_factory=dict)
    tables: dict[str, TableModel] = Field(default_factory=dict)
    accepted_mutants: list[AcceptedModel] = Field(default_factory=list)


@dataclass(frozen=True)
class Case:
    """One decision to be made, and what it has to be; `span` is where the case is written."""

    name: str
    record: Any
    dates: Mapping[str, str]
    expect: ExpectModel
    span: Span
    interventions: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True)
class CasesFile:
    """The cases of one file with the policy that they are for.

    `accepted` gives the reason for every mutant that no case has to notice, `accepted_at` its place.
    """

    path: str
    document: Document
    policy: Policy
    cases: tuple[Case, ...]
    accepted: Mapping[str, str]
    accepted_at: Mapping[str, Span]

    def lost(self, mutants: frozenset[str]) -> list[Problem]:
        """Accepted mutants that there are none of."""
        from credit_engine.problems import suggestion

        return [
            unknown_mutant(
                self.accepted_at[name],
                name=name,
                hint=suggestion(name, mutants)
                or said("remove the entry: the policy has changed", "请删除此条目：政策已经改变"),
            )
            for name in self.accepted
            if name not in mutants
        ]
