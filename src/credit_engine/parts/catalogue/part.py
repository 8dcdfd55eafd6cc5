"""`catalogue`: a list of codes, such as industries, with values and days in force; by prefix or exactly."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from typing import Any, ClassVar

from credit_engine import numbers, temporal
from credit_engine.account.evidence import Column, Figure, Ref, Words
from credit_engine.account.gaps import Fitting
from credit_engine.account.steps import CatalogueStep, EntryLine
from credit_engine.document_text import Path
from credit_engine.feel import syntax
from credit_engine.feel.format import format_expression
from credit_engine.feel.lower import Lowering
from credit_engine.feel.scope import Scope
from credit_engine.feel.types import ANY, Interval, Type, context_of, kind_of_name, type_words
from credit_engine.parts.base import Around, Checked, Checks, Element, Head, Lowered, Part, Seen
from credit_engine.parts.catalogue import problems
from credit_engine.parts.catalogue.model import CatalogueModel, EntryModel
from credit_engine.parts.catalogue.mutants import of_days, of_entries
from credit_engine.parts.catalogue.sheet import SHEET
from credit_engine.parts.examined import Examined
from credit_engine.parts.model import decided_by
from credit_engine.parts.mutation.mutant import Mutant, Original, of_written
from credit_engine.parts.problems import bad_date, empty_entry, undeclared_output_value
from credit_engine.parts.reading import Reader, Written
from credit_engine.parts.sheets import SheetForm
from credit_engine.parts.sizes import large_values
from credit_engine.parts.table.model import OutputColumn
from credit_engine.parts.table.outputs import (
    bound_outputs,
    chosen_outputs,
    declared_output,
    output_columns,
    output_titles,
    output_unit,
)
from credit_engine.parts.telling import Telling, declared_unit, words
from credit_engine.problems import Note, Problem
from credit_engine.run.catalogue import Catalogue, InForce
from credit_engine.run.lookup import Outputs
from credit_engine.temporal import Date
from credit_engine.wording import said

KINDS = ("text", "number", "boolean", "date")
"""The kinds of values that entries can have: entries are data, not expressions."""


class CataloguePart(Part[CatalogueModel]):
    """A list that is looked up by a code; a code that it does not list is unknown."""

    key = "catalogue"
    model = decided_by("catalogue", CatalogueModel)
    sheet_form: ClassVar[SheetForm | None] = SHEET

    looked_up: Written | None
    days: Sequence[InForce] = ()
    """When each entry holds, after checking."""
    subject: str = ""
    """What the code is called where it is not listed, after checking."""

    @classmethod
    def read(cls, head: Head[CatalogueModel], reader: Reader) -> CataloguePart:
        """Parse what is looked up."""
        return cls(head=head, looked_up=reader.expression((*head.here, "key")))

    def trees(self) -> Iterator[syntax.Node]:
        """What is looked up."""
        if self.looked_up is not None:
            yield self.looked_up.tree

    def check(self, checks: Checks) -> Checked:
        """The key is a text, values are those declared, no code has two entries on one day."""
        checks.expect(self.looked_up, "text", "'key'")
        subject = self.name
        if self.looked_up is not None:
            behind = checks.values_behind(self.looked_up.tree)
            subject = min(behind) if len(behind) == 1 else format_expression(self.looked_up.tree)
        types = {name: self._output(checks, name, column) for name, column in self.spec.out.items()}
        before = len(checks.problems)
        days = [self._days(checks, i, entry) for i, entry in enumerate(self.spec.entries)]
        found = self._replace(days=days, subject=subject)
        dated = len(checks.problems) == before and not checks.damaged_below((*self.here, "entries"))
        for i, entry in enumerate(self.spec.entries):
            self._code(checks, i, entry.code)
            self._values(checks, i, entry, types)
        if dated:
            found._times(checks)
        if checks.unread((*self.here, "out")) or checks.cut_off(self.here):
            return Checked(found, ANY)
        return Checked(found, next(iter(types.values())) if len(types) == 1 else context_of(types))

    def _at(self, i: int, *keys: str | int) -> Path:
        return (*self.here, "entries", i, *keys)

    def _output(self, checks: Checks, name: str, column: OutputColumn) -> Type:
        at = (*self.here, "out", name)
        declared = declared_output(checks, at, column)
        if declared is None:
            return ANY
        if declared.kind not in KINDS:
            checks.report(problems.unknown_type, at, type=column.type or "any", kinds=", ".join(KINDS))
            return ANY
        interval = None
        if declared.kind == "number" and not checks.damaged_below((*self.here, "entries")):
            i = list(self.spec.out).index(name)
            found = [e.then[i] for e in self.spec.entries if i < len(e.then) and numbers.is_number(e.then[i])]
            interval = Interval(min(found), max(found)) if found else None
        return replace(declared, interval=interval, optional=True)

    def _days(self, checks: Checks, i: int, entry: EntryModel) -> InForce:
        found: dict[str, Date | None] = {}
        for key, text in (("from", entry.from_), ("to", entry.to)):
            found[key] = None if text is None else temporal.parse_date(text)
            if text is not None and found[key] is None and not checks.unread(self._at(i, key)):
                checks.report(bad_date, self._at(i, key), text=text)
        first, end = found["from"], found["to"]
        if first is not None and end is not None and end <= first:
            checks.report(problems.ends_before_it_begins, self._at(i, "to"))
        return InForce(first, end)

    def _code(self, checks: Checks, i: int, code: str) -> None:
        """Codes are written as they come in records: not empty, without spaces around, in half width."""
        at = self._at(i, "code")
        if checks.unread(at) or checks.unread(self._at(i)):
            return
        half = unicodedata.normalize("NFKC", code)
        if code != code.strip() or not code:
            checks.report(
                problems.code_with_spaces,
                at,
                expected=f"'{code.strip()}'" if code.strip() else said("the code of an entry", "条目的代码"),
                hint=""
                if code.strip()
                else said("what is not listed has no entry; it is unknown", "未列出的代码没有条目，即为未知"),
            )
        elif not code.isprintable():
            checks.report(
                problems.code_with_unseen_character,
                at,
                expected=repr("".join(c for c in code if c.isprintable())),
            )
        elif any("\uff01" <= c <= "\uff5e" for c in code):
            checks.report(problems.full_width_code, at, code=code, expected=f"'{half}'")

    def _values(self, checks: Checks, i: int, entry: EntryModel, types: dict[str, Type]) -> None:
        """As many values as outputs, each of its declared kind."""
        at = self._at(i, "then")
        if checks.damaged_below(self._at(i)) or checks.damaged_below((*self.here, "out")):
            return
        if len(entry.then) != len(types):
            checks.report(
                problems.row_width,
                at,
                code=entry.code,
                count=len(entry.then),
                count_2=len(types),
                expected=f"{len(types)}: {', '.join(types)}",
            )
            return
        for column, ((name, type_), value) in enumerate(zip(types.items(), entry.then, strict=True)):
            if type_.values is not None and isinstance(value, str):
                if value not in type_.values:
                    checks.report(undeclared_output_value, (*at, column), value=value, known=type_.values)
            elif type_.kind != "any" and not _fits(value, type_):
                what = said("whole number", "整数") if type_.integer else type_words(Type(type_.kind))
                checks.report(
                    problems.wrong_kind,
                    (*at, column),
                    name=name,
                    what=what,
                    expected=said("such as 2026-11-23", "如 2026-11-23")
                    if type_.kind == "date"
                    else said("a {what}", "{what}", what=what),
                    hint=_kind_hint(value, type_.kind),
                )

    def _times(self, checks: Checks) -> None:
        """Of one code no two entries count on the same day, and none is left out between two."""
        if not self.spec.entries and not checks.cut_off(self.here):
            checks.report(empty_entry, (*self.here, "entries"), key="entries")
        for code, rows in self._catalogue().entries.items():
            for earlier, later in pairwise(rows):
                self._meeting(checks, code, earlier, later)

    def _meeting(self, checks: Checks, code: str, earlier: int, later: int) -> None:
        end, first = self.days[earlier].end, self.days[later].first
        note = (
            Note(said("the earlier entry", "较早的条目"), checks.document.span(self._at(earlier, "code"))),
        )
        here = checks.document.span(self._at(later, "code"))
        if end is None or first is None or first < end:
            when = said("at all times", "始终") if first is None else said("on {day}", "在 {day} ", day=first)
            checks.report(problems.entries_overlap, here, code=code, when=when, notes=note)
        elif first > end:
            checks.report(problems.entries_gap, here, code=code, end=end, first=first, notes=note)

    def _catalogue(self) -> Catalogue:
        codes = tuple(entry.code for entry in self.spec.entries)
        return Catalogue(self.subject, self.spec.match == "longest_prefix", codes, tuple(self.days))

    def lower(self, lowering: Lowering, scope: Scope, around: Around) -> LoweredCatalogue:
        """The entry that lists the code on the day of the decision, and its value for each output."""
        assert self.looked_up is not None
        arguments = [lowering.lower(self.looked_up.tree, scope)]
        if any(days != (None, None) for days in self.days):
            today = scope.names["@today"]
            assert isinstance(today, int)
            arguments.append(today)
        entry = lowering.builder.add("CALL", *arguments, name="listed", data=self._catalogue())
        outputs: dict[str, int] = {}
        for i, (name, column) in enumerate(self.spec.out.items()):
            kind = "text" if column.values is not None else kind_of_name(column.type or "any")
            values = tuple(_constant(entry.then[i], kind) for entry in self.spec.entries)
            outputs[name] = lowering.builder.add(
                "CALL", entry, name="take", kind=kind, data=Outputs("unique", "", values)
            )
        return LoweredCatalogue(
            part=self, code=arguments[0], entry=entry, outputs=outputs, **bound_outputs(outputs)
        )

    def doubts(self, examined: Examined) -> Iterator[Problem]:
        """Percentages for fractions."""
        yield from super().doubts(examined)
        for c, name in enumerate(self.spec.out):
            unit = output_unit(self.spec.out, name, self.decision)
            values = ((entry.then[c], self._at(i, "then", c)) for i, entry in enumerate(self.spec.entries))
            yield from large_values(name, values, unit, examined.document)

    def reachable(self) -> Iterator[Element]:
        """The entries."""
        for entry in self.spec.entries:
            yield Element("entry", self.name, _entry_text(entry))

    def mutants(self, place: str, original: Original) -> Iterator[Mutant]:
        """What is looked up changed; entries dropped, their values and their days changed."""
        yield from of_written(f"{place}.key", self.looked_up)
        yield from of_entries(self.spec, self.here, place)
        yield from of_days(self._catalogue().entries, self.days, self.here, place)

    @property
    def entry_titles(self) -> Mapping[str, Words]:
        """The titles of the outputs."""
        return output_titles(self.spec.out)


class LoweredCatalogue(Lowered[CataloguePart]):
    """A catalogue within a program: the code, the number of its entry, what the entry gives."""

    code: int
    entry: int
    outputs: Mapping[str, int]

    @property
    def slots(self) -> Iterable[int]:
        """All of them."""
        return (self.code, self.entry, *self.outputs.values())

    def reached(self, seen: Seen) -> Iterator[Element]:
        """The entry that counts."""
        found = seen.value(self.entry)
        if isinstance(found, int):
            yield Element("entry", self.name, _entry_text(self.part.spec.entries[found]))

    def tell(self, telling: Telling) -> CatalogueStep:
        """The code, and what each entry gives."""
        part, spec = self.part, self.part.spec
        assert part.looked_up is not None
        outputs = output_columns(telling, spec.out, declared_unit(part.decision.unit))
        entries = tuple(_tell_entry(entry, outputs) for entry in spec.entries)
        return CatalogueStep(
            name=self.name,
            title=self.title,
            result=chosen_outputs(self.outputs, outputs),
            key=telling.term(part.looked_up.tree),
            match=spec.match,
            outputs=outputs,
            entries=Fitting(Ref(self.code), Ref(self.entry), telling.today, entries),
            total=len(entries),
        )


def _fits(value: Any, type_: Type) -> bool:
    if type_.kind == "number":
        return numbers.is_number(value) and (not type_.integer or numbers.is_integer(value))
    if type_.kind == "date":
        return isinstance(value, str) and temporal.parse_date(value) is not None
    return isinstance(value, bool) if type_.kind == "boolean" else isinstance(value, str)


def _kind_hint(value: Any, kind: str) -> str:
    if kind == "text" and not isinstance(value, str):
        return said("put it in quotes", "请加引号")
    if kind == "number" and isinstance(value, str):
        if numbers.read_number(value) is not None:
            return said("write it without quotes", "请去掉引号")
        percent = numbers.read_number(value.rstrip("%")) if value.endswith("%") else None
        if percent is not None:
            return said(
                "write {percent}", "写作 {percent}", percent=numbers.canonical_text(Decimal(percent) / 100)
            )
        if numbers.read_number(value.replace(",", "")) is not None:
            return said("write {value}", "写作 {value}", value=value.replace(",", ""))
    return ""


def _constant(value: Any, kind: str) -> Any:
    if kind == "date":
        return temporal.parse_date(value)
    return numbers.normal(value) if kind == "number" else value


def _tell_entry(entry: EntryModel, outputs: tuple[Column, ...]) -> EntryLine:
    figures = (
        Figure(value, output.unit, titles=output.titles)
        for value, output in zip(entry.then, outputs, strict=True)
    )
    return EntryLine("", None, None, None, tuple(figures), words(entry.title))


def _entry_text(entry: EntryModel) -> str:
    """An entry: its code, with its first day where it has one."""
    return entry.code if entry.from_ is None else f"{entry.code} {entry.from_}"
