"""What steps, outcomes, reasons and values of a review are called, in English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from credit_engine.absent import Cause
from credit_engine.explain.figures import value_text
from credit_engine.policy.reasons import UNDECIDED
from credit_engine.portfolio.chunks import ERROR
from credit_engine.portfolio.document import ReviewModel
from credit_engine.portfolio.refusals import CHINESE
from credit_engine.portfolio.steps import Step
from credit_engine.texts.causes import causes_text
from credit_engine.texts.portfolio import COLUMNS
from credit_engine.texts.reports import phrase


@dataclass(frozen=True)
class StepTitles:
    """The titles of one step, by its newest version, in a language."""

    step: Step
    lang: str

    @property
    def title(self) -> str:
        """The step's title; its name where it has none."""
        return self.step.title.text(self.lang) if self.step.title else self.step.name

    def outcome(self, name: str | None) -> str:
        """An outcome, also of what was refused; one that an older version had stays a name."""
        if name is None or name == ERROR:
            return phrase("not_classified", self.lang)
        spec = self.step.newest.spec
        return spec.outcomes.title_of(name).text(self.lang) if name in self.step.order else name

    @cached_property
    def _reasons(self) -> Mapping[str, str]:
        found = {}
        for reason in self.step.newest.reasons:
            text = reason.texts.get((self.lang, "internal"))
            if text is not None:
                found[reason.code] = text
        return found

    def reasons(self, codes: Sequence[str], causes: Sequence[str], errors: Sequence[str] | None) -> str:
        """The reasons of a decision in one line, each once; of a refused loan what is wrong with it."""
        told = [phrase("refused_row", self.lang, problem=text) for text in errors or ()]
        told += [self._reasons.get(code, code) for code in codes if code != UNDECIDED]
        open_ = [cause for code, cause in zip(codes, causes, strict=False) if code == UNDECIDED]
        if open_:
            told.append(self._causes("; ".join(filter(None, open_))))
        return ("；" if self.lang == "zh" else "; ").join(dict.fromkeys(told))

    def _causes(self, text: str) -> str:
        """What `not_given loan.balance; ...` means: in one sentence, with the titles of fields and causes."""
        parts = [cause.partition(" ") for cause in text.split("; ") if cause]
        found = [Cause(code, subject) for code, _, subject in parts]
        return causes_text(found, self.lang, self.step.newest.titles[self.lang])

    def figures(self, row: Mapping[str, Any]) -> list[tuple[str, str]]:
        """What a policy of the whole book read, then what it gave: each with its title, values with units."""
        account = self.step.newest.account
        told = [
            (f"total.{entry.path}", entry.path, entry.title, entry.figure.unit) for entry in account.inputs
        ]
        told += [(entry.name, entry.name, entry.title, entry.figure.unit) for entry in account.outputs]
        found: list[tuple[str, str]] = []
        for column, name, title, unit in told:
            value = row.get(column)
            if value is None:
                continue
            if isinstance(value, str):
                text = self.output(name)[1].get(value, value)
            else:
                exact = Decimal(repr(value)) if isinstance(value, float) else value
                text = value_text(exact, self.lang, unit)
            found.append((title.text(self.lang) if title else name, text))
        return found

    def unit(self, output: str) -> str:
        """The unit of an output; empty where it has none."""
        account = self.step.newest.account
        return next((entry.figure.unit for entry in account.outputs if entry.name == output), "")

    def output(self, name: str) -> tuple[str, Mapping[str, str]]:
        """The title of an output, and the titles of its values."""
        account = self.step.newest.account
        for entry in account.outputs:
            if entry.name == name:
                number = entry.figure.titles
                values = account.value_titles[number - 1] if number else ()
                named = {value.name: value.title.text(self.lang) for value in values}
                return (entry.title.text(self.lang) if entry.title else name), named
        return name, {}


@dataclass(frozen=True)
class Titles:
    """The titles of a review in a language."""

    spec: ReviewModel
    steps: Sequence[Step]
    lang: str

    @cached_property
    def of_steps(self) -> Mapping[str, StepTitles]:
        """The titles of each step."""
        return {step.name: StepTitles(step, self.lang) for step in self.steps}

    def step(self, name: str) -> str:
        """A step's title; `book` stands for the review's own columns, and an older step stays a name."""
        if name in self.of_steps:
            return self.of_steps[name].title
        return phrase("book_itself", self.lang) if name == "book" else name

    def outcome(self, step: str, name: str | None) -> str:
        """An outcome of a step."""
        found = self.of_steps.get(step)
        return (name or phrase("not_classified", self.lang)) if found is None else found.outcome(name)

    def class_(self, name: str | None) -> str:
        """A class of loans."""
        return self.outcome(self.spec.class_.step, name)

    def bucket(self, name: str | None) -> str:
        """A bucket of days past due."""
        if name is None:
            return ""
        return phrase("unknown_bucket", self.lang) if name == "unknown" else name.replace("-", "–")

    def column(self, name: str) -> str:
        """The head of a column of a table."""
        if name in self.spec.amounts:
            title = self.spec.amounts[name].title
            return title.text(self.lang) if title else name
        if name in self.spec.concentration:
            return self.spec.concentration[name].title.text(self.lang)
        if name == self.spec.book.loan:
            return COLUMNS["loan"][self.lang == "zh"]
        step, _, rest = name.partition(".")
        if step in self.of_steps:
            return self._of_step(step, rest)
        return COLUMNS[name][self.lang == "zh"] if name in COLUMNS else name

    def unit(self, column: str) -> str:
        """The unit of a column that is an output of a step; empty for others."""
        step, _, name = column.partition(".")
        return self.of_steps[step].unit(name) if step in self.of_steps else ""

    def _of_step(self, step: str, name: str) -> str:
        title = self.of_steps[step].title
        if name == "outcome":
            return title
        if name == "reasons":
            return f"{title}{'：' if self.lang == 'zh' else ': '}{COLUMNS['reasons'][self.lang == 'zh']}"
        return self.of_steps[step].output(name)[0]

    def cell(self, column: str, row: Mapping[str, Any]) -> Any:
        """The value of a cell as a reader knows it; numbers, dates and texts of the book as they are."""
        value = row[column]
        if column in _BY_STEP:
            step = row.get("step")
            absent = value is None and row.get("movement") in _ABSENT[column]
            if absent:
                return ""
            return self.bucket(value) if step is None else self.outcome(step, value)
        if column == "value":
            return self.value(row["division"], value)
        if column == "problem" and self.lang == "zh":
            return row[CHINESE]
        if column in self.spec.concentration:
            return None if value is None else self.value(column, value)
        if column in self._words:
            return self._words[column](value)
        step, _, name = column.partition(".")
        if step in self.of_steps:
            return self._cell_of_step(step, name, value, row)
        return value

    @cached_property
    def _words(self) -> Mapping[str, Any]:
        """How the values of some columns are told."""
        return {
            "step": self.step,
            "movement": lambda value: phrase(value, self.lang),
            "bucket": self.bucket,
            "class": self.class_,
            "class_before": lambda value: "" if value is None else self.class_(value),
            "division": self.column,
            "ratio": lambda value: phrase(value, self.lang),
        }

    def value(self, division: str, name: str | None) -> str:
        """A value by which the book is divided."""
        if name is None:
            return phrase("nothing", self.lang)
        title = self.spec.concentration[division].values.get(name)
        return title.text(self.lang) if title else name

    def told(self, row: Mapping[str, Any], steps: Sequence[str]) -> list[str]:
        """The reasons of several steps for a loan of a list, one text for each step that gives any."""
        found = []
        for step in steps:
            text = self._cell_of_step(step, "reasons", row[f"{step}.reasons"], row)
            if text:
                found.append(f"{self.step(step)}{'：' if self.lang == 'zh' else ': '}{text}")
        return found

    def _cell_of_step(self, step: str, name: str, value: Any, row: Mapping[str, Any]) -> Any:
        of_step = self.of_steps[step]
        if name == "outcome":
            return "" if value is None else of_step.outcome(value)
        if name == "reasons":
            errors = row.get(f"{step}.errors{'_zh' if self.lang == 'zh' else ''}")
            return of_step.reasons(value or (), row.get(f"{step}.causes") or (), errors)
        return of_step.output(name)[1].get(value, value) if isinstance(value, str) else value


_BY_STEP = ("outcome", "before", "after")
_ABSENT: Mapping[str, Sequence[str]] = {"outcome": (), "before": ("new", "late", "back"), "after": ("left",)}
"""Movements in which a loan was not, or is not, in the book."""
