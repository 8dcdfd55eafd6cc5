"""Reason codes of a chunk: all reasons that a policy can give, in order, each with the rows it holds for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import compress
from typing import Any, NamedTuple

import numpy as np

from credit_engine.absent import Cause, merge
from credit_engine.api.batch.coding import of_texts
from credit_engine.api.reasons import open_causes
from credit_engine.parts.card import Characteristic, ScoredCard
from credit_engine.parts.card.reasons import ranked
from credit_engine.policy.compiled import CompiledPolicy
from credit_engine.policy.reasons import UNDECIDED, PossibleReason
from credit_engine.run.columns import tape
from credit_engine.run.columns.context import Unsupported
from credit_engine.run.columns.domain import Coded, Domain, is_true, is_undecided, looked_up, smallest
from credit_engine.run.columns.evaluate import Evaluation
from credit_engine.run.columns.number import Number
from credit_engine.run.columns.structure import python_values
from credit_engine.run.items import OfItems, items_named
from credit_engine.run.kernels import absents
from credit_engine.run.steps import has_no_value
from credit_engine.texts import causes_text as words_of
from credit_engine.texts.forms import Language
from credit_engine.texts.items import with_items

Line = tuple[str, str, str, str, str]
"""Code, rule, causes, items and text of a reason."""
_KEPT_LINES = 10_000
"""Different lines of reasons that are kept from chunk to chunk; values in their texts can make any number
of them."""


class Lost(NamedTuple):
    """The attributes of a card that are reasons, those that lost most points first, of equal ones the first.

    `order` has the place of every attribute in it, and what is larger than all places for those that are no
    reason; `starts` is where in `order` each characteristic begins; `lines` are those of the attributes.
    """

    order: Any
    starts: Any
    lines: list[Line]


@dataclass(frozen=True)
class Reasons:
    """All reasons of a policy, the worst outcome and the greatest weight first, told in `lang`, if any."""

    compiled: CompiledPolicy
    lang: Language | None = None

    @cached_property
    def cards(self) -> dict[str, ScoredCard]:
        """The scorecards whose reasons follow those of rules, by decision."""
        names = {entry.reasons_from for entry in self.compiled.reasons if entry.reasons_from is not None}
        found = ((name, self.compiled.scored(name)) for name in sorted(names))
        return {name: card for name, card in found if card is not None}

    @cached_property
    def _titles(self) -> Mapping[str, str]:
        return self.compiled.titles[self.lang] if self.lang else {}

    def sentence(self, causes: Sequence[Cause]) -> str:
        """What is missing, as the text of an undecided reason."""
        return words_of(causes, self.lang, self._titles) if self.lang else ""

    @property
    def of_items(self) -> bool:
        """Whether there are reasons that hold for some items of a list."""
        return any(entry.items is not None for entry in self.compiled.reasons)

    @cached_property
    def nodes(self) -> tuple[int, ...]:
        """The nodes that reasons rest on."""
        items = [entry.items for entry in self.compiled.reasons if entry.items is not None]
        found = [
            *(entry.node for entry in self.compiled.reasons),
            *(attribute for card in self.cards.values() for attribute in card.attributes),
            *(node for per_item in items for node in (per_item.statuses, per_item.identities) if node >= 0),
        ]
        return tuple(dict.fromkeys(found))

    @cached_property
    def _known(self) -> dict[Any, Any]:
        """Lines that are told again and again, by what they depend on."""
        return {}

    def _once(self, key: Any, make: Callable[[], Any]) -> Any:
        if key not in self._known:
            if len(self._known) > _KEPT_LINES:
                self._known.clear()
            self._known[key] = make()
        return self._known[key]

    def told(self, entry: PossibleReason, causes: Sequence[Cause] = (), items: Sequence[str] = ()) -> Line:
        """The line of a rule that fired or is undecided, with its causes and items."""
        text = entry.texts.get((self.lang or "", "internal"), "")
        return self._line(entry.code, entry.rule, text, causes, items)

    def _line(
        self, code: str, rule: str, text: str, causes: Sequence[Cause] = (), items: Sequence[str] = ()
    ) -> Line:
        if self.lang:
            text = with_items(self.sentence(causes) if code == UNDECIDED else text, items, self.lang)
        return code, rule, causes_text(causes), items_text(items), text

    def fired(self, entry: PossibleReason) -> Line:
        """The line of a rule that fired."""
        found: Line = self._once(("fired", id(entry)), lambda: self.told(entry))
        return found

    def of_absent(self, entry: PossibleReason, domain: Domain) -> list[Line | None]:
        """The line of each value of a domain that is absent."""

        def lines() -> list[Line | None]:
            return [
                self._line(entry.code, entry.rule, "", _causes(value)) if has_no_value(value) else None
                for value in domain.values
            ]

        found: list[Line | None] = self._once(("absent", id(entry), domain.number), lines)
        return found

    @cached_property
    def plain(self) -> dict[int, PossibleReason]:
        """The reasons of rules that rest on nothing but the rule's status, by their places."""
        return {
            place: entry
            for place, entry in enumerate(self.compiled.reasons)
            if not entry.of_output and entry.items is None and entry.reasons_from not in self.cards
        }

    def of_statuses(self, domains: Sequence[Domain]) -> tuple[Any, Any, dict[Line, int]]:
        """What the statuses of plain reasons mean: the numbers of their lines, one more each, or 0 for none.

        All codes of all domains are in one table; then where in it each domain begins, and the lines.
        """

        def tables() -> tuple[Any, Any, dict[Line, int]]:
            lines: dict[Line, int] = {}
            table: list[int] = []
            starts: list[int] = []
            for entry, domain in zip(self.plain.values(), domains, strict=True):
                starts.append(len(table))
                told = self._of_values(entry, domain)
                table += [0 if line is None else lines.setdefault(line, len(lines)) + 1 for line in told]
            return np.array(table, dtype=np.int32), np.array(starts, dtype=np.int64), lines

        found: tuple[Any, Any, dict[Line, int]] = self._once(
            ("statuses", *(domain.number for domain in domains)), tables
        )
        return found

    def _of_values(self, entry: PossibleReason, domain: Domain) -> list[Line | None]:
        """The line of a plain reason for each value of its status."""
        if entry.code != UNDECIDED:
            return [self.fired(entry) if value is True else None for value in domain.values]
        lines = self.of_absent(entry, domain)
        return [
            line if is_undecided(value) else None for line, value in zip(lines, domain.values, strict=True)
        ]

    def lost(self, entry: PossibleReason, card: ScoredCard, domains: Sequence[Domain]) -> Lost:
        """What the attributes of a card lost, for the values of its characteristics in some domains."""

        def tables() -> Lost:
            pairs = zip(card.card.characteristics, domains, strict=True)
            found = [
                self._one_lost(card, characteristic, value)
                for characteristic, domain in pairs
                for value in domain.values
            ]
            places = [place for place, (points, *_) in enumerate(found) if points is not None]
            places.sort(key=lambda place: -found[place][0])
            order = np.full(len(found), len(places), dtype=np.int32)
            order[places] = np.arange(len(places), dtype=np.int32)
            lines = [self._line(code, entry.rule, text) for _, code, text in map(found.__getitem__, places)]
            return Lost(order, np.cumsum([0, *map(len, domains)])[:-1], lines)

        found: Lost = self._once(("lost", id(entry), *(domain.number for domain in domains)), tables)
        return found

    def _one_lost(
        self, card: ScoredCard, characteristic: Characteristic, attribute: Any
    ) -> tuple[Any, str, str]:
        """The points that an attribute lost, its reason's code and text; None where it is no reason."""
        for lost in ranked(card.card.spec.reason_codes, [(characteristic, attribute)]):
            return (
                lost.shortfall,
                lost.reason.code,
                lost.reason.text(self.lang) if self.lang else "",
            )
        return None, "", ""

    def columns(self, evaluation: Evaluation, size: int, coded: bool = False) -> list[Any]:
        """Codes, rules, causes and, where there are any, items and texts as Arrow lists, one for each row.

        They are lists of texts, or of codes of texts.
        """
        return _Listing(self, evaluation, size).columns(coded)


@dataclass
class _Listing:
    """The reasons of one chunk."""

    reasons: Reasons
    evaluation: Evaluation
    size: int
    lines: dict[Line, int] = field(default_factory=dict)
    place: int = 0
    """The place of the reason that is being listed."""
    rows: list[Any] = field(default_factory=list)
    cells: list[Any] = field(default_factory=list)
    places: list[Any] = field(default_factory=list)

    @cached_property
    def together(self) -> bool:
        """Whether the statuses of all plain rules, of few rows, are looked up in one table."""
        return self.size < tape.FEW and bool(self.reasons.plain)

    def columns(self, coded: bool) -> list[Any]:
        import pyarrow as pa

        if self.together:
            self.of_plain_rules()
        for place, entry in enumerate(self.reasons.compiled.reasons):
            if not self.together or place not in self.reasons.plain:
                self.place = place
                (self.of_output if entry.of_output else self.of_rule)(entry)
        offsets, lines = self.in_order() if self.together else self.placed()
        starts = pa.array(offsets)
        texts = list(zip(*self.lines, strict=True)) or [("",)] * 5
        wanted = (True, True, True, self.reasons.of_items, self.reasons.lang is not None)
        columns = compress(texts, wanted)
        return [pa.ListArray.from_arrays(starts, of_texts(column, lines, coded)) for column in columns]

    def offsets(self) -> Any:
        """Where the lines of each row begin, and an end."""
        offsets = np.zeros(self.size + 1, dtype=np.int32)
        if self.rows:
            # A row stands at most once in each of the parts.
            counts = np.zeros(self.size, dtype=np.uint8 if len(self.rows) < 256 else np.int32)
            for rows in self.rows:
                counts[rows] += 1
            np.cumsum(counts, dtype=np.int32, out=offsets[1:])
        return offsets

    def of_plain_rules(self) -> None:
        """The rows of all reasons that rest on nothing but statuses, which a few rows have in one table."""
        columns = [self.evaluation.column(entry.node) for entry in self.reasons.plain.values()]
        statuses = [column for column in columns if isinstance(column, Coded)]
        table, starts, self.lines = self.reasons.of_statuses([status.domain for status in statuses])
        self.lines = dict(self.lines)
        codes = [status.codes if status.codes.ndim else status.codes.repeat(self.size) for status in statuses]
        found = table.take(np.concatenate(codes).reshape(len(codes), self.size) + starts[:, None])
        entries, rows = found.nonzero()
        self.rows.append(rows)
        self.cells.append(found[entries, rows] - 1)
        self.places.append(np.array(list(self.reasons.plain)).take(entries))

    def in_order(self) -> tuple[Any, Any]:
        """Where the lines of each row begin, and the lines of all rows, by the places of their reasons."""
        rows = np.concatenate(self.rows)
        places = np.concatenate(self.places)
        cells = np.concatenate(self.cells)
        offsets = np.zeros(self.size + 1, dtype=np.int32)
        np.cumsum(np.bincount(rows, minlength=self.size), out=offsets[1:])
        return offsets, cells.take(np.lexsort((places, rows))).astype(np.int32)

    def placed(self) -> tuple[Any, Any]:
        """Where the lines of each row begin, and the lines of all rows, within a row in order of entry."""
        offsets = self.offsets()
        cells = np.zeros(int(offsets[-1]), dtype=np.int32)
        next_ = offsets[:-1].copy()
        for rows, lines in zip(self.rows, self.cells, strict=True):
            at = next_[rows]
            cells[at] = lines
            next_[rows] = at + 1
        return offsets, cells

    def line(self, line: Line) -> int:
        """The number of a line."""
        return self.lines.setdefault(line, len(self.lines))

    def add(self, rows: Any, lines: Any) -> None:
        """A line, or one for each, of some rows."""
        if len(rows):
            self.rows.append(rows)
            self.cells.append(lines if np.ndim(lines) else np.full(len(rows), lines))
            self.places.append(np.full(len(rows), self.place))

    def where(self, status: Coded, found: Any) -> Any:
        """The rows whose value is one of those found in the domain."""
        if not found.any():
            return np.zeros(0, dtype=np.int64)
        return self.rows_of(looked_up(found, status.codes))

    def rows_of(self, mask: Any) -> Any:
        """The rows in which a mask holds."""
        return (mask if mask.ndim else np.broadcast_to(mask, (self.size,))).nonzero()[0]

    def of_rule(self, entry: PossibleReason) -> None:
        """The rows in which a rule fired, or is undecided."""
        status = self.evaluation.column(entry.node)
        assert isinstance(status, Coded)
        if entry.code == UNDECIDED:
            rows = self.where(status, status.domain.holds(is_undecided, "undecided status"))
            if entry.items is None:
                self.of_absent(entry, status.take(rows), rows)
            else:
                self.of_items(entry, entry.items, rows, status)
            return
        rows = self.rows_of(status.where(is_true, "true"))
        if entry.items is not None:
            self.of_items(entry, entry.items, rows, status)
            return
        self.add(rows, self.line(self.reasons.fired(entry)))
        card = self.reasons.cards.get(entry.reasons_from or "")
        if card is not None and len(rows):
            self.of_card(entry, card, rows)

    def of_items(self, entry: PossibleReason, items: OfItems, rows: Any, status: Coded) -> None:
        """A reason in some rows with the items of each for which it holds."""
        undecided = entry.code == UNDECIDED
        statuses = self.values(items.statuses, rows)
        identities = self.values(items.identities, rows) if items.identities >= 0 else [None] * len(rows)
        causes = [_causes(value) if undecided else () for value in status.take(rows).decode(len(rows))]
        lines = [
            self.line(self.reasons.told(entry, of_row, items_named(found, names, undecided)))
            for found, names, of_row in zip(statuses, identities, causes, strict=True)
        ]
        self.add(rows, np.array(lines, dtype=np.int32))

    def values(self, node: int, rows: Any) -> list[Any]:
        """The values of a node in some rows, as the row evaluation has them."""
        column = self.evaluation.column(node)
        try:
            return python_values(column.take(rows), len(rows))
        except Unsupported:
            values = self.evaluation.values(node)
            return [values[row] for row in rows.tolist()]

    def of_absent(self, entry: PossibleReason, values: Coded, rows: Any) -> None:
        """Undecided reasons with the causes of absent values, one for each of some rows."""
        if not len(rows):
            return
        lines = self.reasons.of_absent(entry, values.domain)
        table = np.array([0 if line is None else self.line(line) for line in lines], dtype=np.int32)
        self.add(rows, looked_up(table, values.codes))

    def of_card(self, entry: PossibleReason, card: ScoredCard, rows: Any) -> None:
        """The characteristics that cost most points, after the rule that takes them over."""
        columns = [self.evaluation.column(node) for node in card.attributes]
        attributes = [column for column in columns if isinstance(column, Coded)]
        lost = self.reasons.lost(entry, card, [attribute.domain for attribute in attributes])
        if not lost.lines:
            return
        codes = [
            column.codes.take(rows) if column.codes.ndim else column.codes.repeat(len(rows))
            for column in attributes
        ]
        found = lost.order.take(np.concatenate(codes).reshape(len(codes), len(rows)).T + lost.starts)
        found.sort(axis=1)
        found = found[:, : card.card.spec.reason_codes.at_most]
        numbers = np.array(list(map(self.line, lost.lines)), dtype=np.int32)
        told = numbers.take(found, mode="clip")
        is_reason = found < len(numbers)
        if self.together:
            of_rows, _ = is_reason.nonzero()
            self.add(rows.take(of_rows), told[is_reason])
            return
        for some, lines in zip(is_reason.T, told.T, strict=True):
            self.add(rows[some], lines[some])

    def of_output(self, entry: PossibleReason) -> None:
        """The rows in which an output to be released has no value, where that changed the outcome."""
        rows = self.changed
        if len(rows):
            values = self.missing(entry.node, rows)
            lacking = np.broadcast_to(values.where(has_no_value, "lacks"), rows.shape)
            self.of_absent(entry, values.take(np.flatnonzero(lacking)), rows[lacking])

    @cached_property
    def changed(self) -> Any:
        """The rows whose outcome a missing output has changed."""
        compiled = self.reasons.compiled
        base = self.evaluation.column(compiled.base_outcome)
        settled = self.evaluation.column(compiled.outcome)
        assert isinstance(base, Coded)
        assert isinstance(settled, Coded)
        order = compiled.outcomes.order
        different = _ranks(base, order) != _ranks(settled, order)
        return np.flatnonzero(np.broadcast_to(different, (self.size,)))

    def missing(self, node: int, rows: Any) -> Coded:
        """What is absent of a node's values in some rows."""
        tables = self.evaluation.context.tables
        column = self.evaluation.column(node)
        if isinstance(column, Coded):
            return column.take(rows)
        if isinstance(column, Number):
            return tables.constant(True) if column.presence is None else column.presence.take(rows)
        values = self.evaluation.values(node)
        return tables.encode([values[row] for row in rows.tolist()])


def items_text(items: Sequence[str]) -> str:
    """Items in one line: `Li Ming; Wang Fang`."""
    return "; ".join(items)


def causes_text(causes: Sequence[Cause]) -> str:
    """Causes in one line: `not_given bureau.report_date; division_by_zero /`."""
    return "; ".join(f"{cause.code} {cause.subject}".rstrip() for cause in causes)


def _causes(value: Any) -> tuple[Cause, ...]:
    return open_causes(merge(*absents((value,))))


def _ranks(column: Coded, order: tuple[str, ...]) -> Any:
    ranks = [order.index(value) for value in column.domain.values]
    return looked_up(np.array(ranks, dtype=smallest(len(order))), column.codes)
