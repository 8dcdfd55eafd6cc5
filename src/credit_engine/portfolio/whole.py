"""Policies that are decided once a month, of the book as a whole: whether its provisions are enough, say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from credit_engine.portfolio.chunks import ERROR
from credit_engine.portfolio.loans import UNKNOWN_BUCKET
from credit_engine.portfolio.rates import Row, amount
from credit_engine.portfolio.totals import COUNT
from credit_engine.run.fields import nested
from credit_engine.texts.forms import Language

if TYPE_CHECKING:
    from credit_engine.portfolio.document import ReviewModel
    from credit_engine.portfolio.steps import Step, StepInForce

PAST_DUE, AMOUNTS, BASES, FIGURES = "past_due", "amounts", "bases", "figures"
_ERRORS_ZH = "errors_zh"
_GIVEN = (COUNT, "balance", "bad_balance")


def table_name(name: str) -> str:
    """The table of what a policy of the whole book decided."""
    return f"whole_{name}"


def names_of_totals(spec: ReviewModel) -> list[str]:
    """What a policy of the whole book may read."""
    found = [*_GIVEN, *(f"{PAST_DUE}.{bound}" for bound in spec.arrears.bounds)]
    for group, held in ((AMOUNTS, spec.amounts), (BASES, spec.bases), (FIGURES, spec.figures)):
        found += [f"{group}.{name}" for name in held]
    return found


def outputs_of(step: Step) -> list[str]:
    """What a limit of a ratio may be taken from: the outputs of all versions."""
    return list(dict.fromkeys(output.name for version in step.policy.versions for output in version.outputs))


@dataclass(frozen=True)
class Totals:
    """What is added up over a month's book, by the names under which policies of the whole book read it."""

    spec: ReviewModel
    classes: Sequence[Row]
    """The rows of the class step in the table of outcomes."""
    bad: Sequence[str | None]
    """The classes that count as bad, with None, that of loans which were refused and never had a class."""
    buckets: Mapping[str, int]
    """The balance in cents of each bucket of arrears."""

    def of(self, name: str) -> Any:
        """A total, an amount of money in the review's currency, or what the review file states."""
        group, _, key = name.partition(".")
        if group == PAST_DUE:
            return self._past_due(int(key))
        if group == AMOUNTS:
            return _sum(row[key] for row in self.classes)
        if group in (BASES, FIGURES):
            held = self.spec.bases if group == BASES else self.spec.figures
            return Decimal(held[key].value)
        if name == COUNT:
            return sum(row[COUNT] for row in self.classes)
        return _sum(row["balance"] for row in self.classes if name == "balance" or row["outcome"] in self.bad)

    def _past_due(self, bound: int) -> Decimal:
        """The balance of loans with more days past due than a bound of arrears.

        One whose days are not known is past due beyond every bound: nobody can say that it is not.
        """
        beyond = [name for name in self.buckets if name == UNKNOWN_BUCKET or _lowest(name) > bound]
        return amount(sum(self.buckets[name] for name in beyond))


def _lowest(bucket: str) -> int:
    """The least days of a bucket such as `31-60` or `361+`."""
    return int(bucket.rstrip("+").partition("-")[0])


def _sum(values: Any) -> Decimal:
    return sum(values, Decimal(0))


def decided(step: StepInForce, totals: Totals, sources: Mapping[str, str], day: str) -> Any:
    """The one row that a policy of the whole book gives: what it read, and what it decided of it.

    Money is handed over exactly: a bank's book may be beyond what doubles hold to the cent.
    """
    import pyarrow as pa

    read = {path: totals.of(name) for path, name in sources.items()}

    def answers_in(lang: Language) -> Any:
        return step.policy.decide_batch([nested(read)], as_of=day, fixed_types=True, lang=lang).to_arrow()

    answers = answers_in("en")
    is_refused = answers.column("outcome").to_pylist() == [ERROR]
    chinese = answers_in("zh") if is_refused else answers
    outputs = [output.name for output in step.compiled.outputs]
    kept = ["outcome", *outputs, "reasons", "rules", "causes", "errors"]
    columns = {f"total.{path}": pa.array([float(value)]) for path, value in read.items()}
    columns |= {name: answers.column(name) for name in kept}
    return pa.table(columns | {_ERRORS_ZH: chinese.column("errors")})


def errors_of(row: Mapping[str, Any], lang: str) -> Sequence[str]:
    """What is wrong with what a policy of the whole book read, in a language."""
    return (row.get(_ERRORS_ZH) if lang == "zh" else None) or row["errors"] or ()
