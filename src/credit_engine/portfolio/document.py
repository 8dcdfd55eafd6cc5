"""The review file: the book's columns, the chain of policies, and what is measured over the whole book."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from credit_engine.parts.model import Bilingual, Model, Number


class BookModel(Model):
    """The columns of the book that the review itself reads.

    `loan` is the key; `booked` the day on which the loan came into the book, `balance` what is owed now,
    `amount` what was lent.
    """

    loan: str
    booked: str
    balance: str
    days_past_due: str
    amount: str | None = None


def _sources(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Sources = Annotated[list[str], BeforeValidator(_sources)]


class StepModel(Model):
    """A policy of the chain; `with` gives inputs another source than the book's column of their name.

    A source is a column of the book, or `STEP.outcome`, `STEP.OUTPUT`, `STEP.next.FIELD` of an earlier
    step, `STEP.prior.FIELD`, `STEP.last.OUTPUT` of any step, or `TOTAL.NAME`; of several sources the first
    one that has a value counts. With `only` it decides
    those loans alone for which one of the earlier steps gives such an outcome or a worse one. `begin` takes
    fields of the prior state from columns of the book, for a loan of which the step has decided nothing yet.
    """

    policy: str
    title: Bilingual | None = None
    only: dict[str, str] = Field(default_factory=dict)
    with_: dict[str, Sources] = Field(default_factory=dict)
    begin: dict[str, str] = Field(default_factory=dict)


class TotalModel(Model):
    """Loans that belong together by a column of the book: those of one debtor, say.

    Loans for which the column `except` is true belong to nothing. `apart` names the column by whose values
    loans are others of each other: in a group those of other debtors; without it every loan is another.
    """

    by: str
    title: Bilingual | None = None
    except_: str | None = None
    apart: str | None = None


class WholeModel(Model):
    """A policy that is decided once a month, of the book as a whole; `with` says what its inputs are.

    `loans`, `balance`, `bad_balance`, `past_due.90` (balance beyond a bound of arrears), `amounts.NAME`,
    `bases.NAME`, `figures.NAME`.
    """

    policy: str
    title: Bilingual | None = None
    with_: dict[str, str]


class ClassModel(Model):
    """Which step's outcome is the class of a loan, and from which class on it is bad."""

    step: str
    bad_from: str


def _measure(value: Any) -> Any:
    return {"of": value} if isinstance(value, str) else value


class MeasureModel(Model):
    """An amount of money that is added up over loans: a column of the book, or a number of a step."""

    of: str
    title: Bilingual | None = None


Measure = Annotated[MeasureModel, BeforeValidator(_measure)]


class ArrearsModel(Model):
    """Bounds of days past due: with `[0, 30]` the buckets are 0, 1 to 30, and more than 30."""

    bounds: list[int] = Field(default_factory=lambda: [0, 30, 60, 90, 180])


class VintageModel(Model):
    """By what loans are gathered to vintages: the month or the quarter in which they were booked."""

    by: Literal["month", "quarter"] = "month"


class BaseModel(Model):
    """An amount that limits are shares of, such as net capital; `owner` and `source` say who stands for
    it."""

    value: Number
    title: Bilingual
    owner: str | None = None
    source: str | None = None


class FigureModel(Model):
    """A number that the bank states for the whole, such as its capital ratio; `owner` and `source` stand for
    it."""

    value: Number
    title: Bilingual
    owner: str | None = None
    source: str | None = None


class ConcentrationModel(Model):
    """A column by whose values the book is divided, and the limit on each as a share of the book or of a
    base; `limits` are those of single values, `values` the titles of values."""

    column: str
    title: Bilingual
    limit: Number | None = None
    limits: dict[str, Number] = Field(default_factory=dict)
    of: str = "book"
    top: int = 20
    values: dict[str, Bilingual] = Field(default_factory=dict)

    @property
    def is_limited(self) -> bool:
        """Whether some value has a limit."""
        return self.limit is not None or bool(self.limits)

    def limit_of(self, value: str | None) -> Decimal | None:
        """The limit on a value as a share; None where it has none, as loans without a value."""
        limit = None if value is None else self.limits.get(value, self.limit)
        return None if limit is None else Decimal(limit)


def _minimum(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        raise PydanticCustomError("number_type", "a number is expected")
    return value


Minimum = Annotated[Any, BeforeValidator(_minimum)]


class RatiosModel(Model):
    """Which amount is the provision, and what supervision asks of it: a number, or `WHOLE.OUTPUT`, what a
    policy of the whole book gives."""

    provision: str
    coverage: Minimum | None = None
    loan_provision: Minimum | None = None


class ListModel(Model):
    """Loans that people look at: those for which one of the steps gives such an outcome or a worse one.

    `show` names further columns of a month's decisions.
    """

    title: Bilingual
    from_: dict[str, str]
    show: list[str] = Field(default_factory=list)


class ReviewModel(Model):
    """A review file."""

    review: str
    version: str
    title: Bilingual
    languages: list[str] | None = None
    currency: str = "CNY"
    book: BookModel
    totals: dict[str, TotalModel] = Field(default_factory=dict)
    steps: dict[str, StepModel]
    class_: ClassModel
    amounts: dict[str, Measure] = Field(default_factory=dict)
    arrears: ArrearsModel = ArrearsModel()
    vintages: VintageModel = VintageModel()
    bases: dict[str, BaseModel] = Field(default_factory=dict)
    figures: dict[str, FigureModel] = Field(default_factory=dict)
    whole: dict[str, WholeModel] = Field(default_factory=dict)
    concentration: dict[str, ConcentrationModel] = Field(default_factory=dict)
    ratios: RatiosModel | None = None
    lists: dict[str, ListModel] = Field(default_factory=dict)
