"""From the account of a policy and the values of one decision to its trace."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from functools import cache
from itertools import islice
from typing import Any

from credit_engine import numbers
from credit_engine.absent import NULL, Absent, Cause, absent, causes_of, merge
from credit_engine.account import steps as told
from credit_engine.account.evidence import (
    Condition,
    Entries,
    Figure,
    Item,
    Loop,
    LoopAccount,
    Ref,
    Rounding,
    Term,
    Words,
)
from credit_engine.explain import trace, trace_lists, trace_offers, trace_stages
from credit_engine.explain.inner_steps import CallStep, EachStep, ItemStep
from credit_engine.explain.values import Given, Values
from credit_engine.run.index import bits
from credit_engine.run.kernels import iterated
from credit_engine.run.statuses import status_of

MAX_ITEMS = 20
"""Items of a loop, or of a list for which something is decided, that a trace holds."""
_FIRST = ("fired", "undecided")


class Fill:
    """Fills accounts with the values of one decision; tables list `unmatched_rows` at most, None for all.

    `outcomes` are the policy's, by which an intervention names what a rule asks for.
    """

    def __init__(
        self, values: Values | Given, outcomes: Sequence[str] = (), unmatched_rows: int | None = None
    ) -> None:
        self.of = values.of
        self.values: Any = values
        self.outcomes = outcomes
        self.unmatched_rows = unmatched_rows

    def at(self, values: Values) -> Fill:
        """The same with other values: those of one item."""
        return Fill(values, self.outcomes, self.unmatched_rows)

    def __call__(self, account: Any) -> Any:
        """What an account, or a part of one, comes to."""
        kind = account.__class__
        fill = _FILL.get(kind)
        if fill is None:
            fill = _FILL[kind] = _rebuilt if _has_values(kind) else _as_it_is
        return fill(self, account)


def _as_it_is(fill: Fill, account: Any) -> Any:
    return account


def _has_values(kind: type[Any]) -> bool:
    return is_dataclass(kind)


@cache
def _names(kind: type[Any]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def _rebuilt(fill: Fill, account: Any) -> Any:
    """An account that has the form of its trace: with the values of its fields."""
    kind = account.__class__
    return kind(**{name: fill(getattr(account, name)) for name in _names(kind)})


def _ref(fill: Fill, account: Ref) -> Any:
    return fill.of(account)


def _listed(fill: Fill, account: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple([fill(one) for one in account])


def _figure(fill: Fill, account: Figure) -> Figure:
    value = account.value
    if value.__class__ is Ref:
        value = fill.of(value)
    elif value.__class__ is Entries:
        value = _entries(fill, value)
    else:
        return account
    return Figure(value, account.unit, account.computed, account.columns, account.given)


def _entries(fill: Fill, account: Entries) -> Any:
    whole = None if account.whole is None else fill.of(account.whole)
    if isinstance(whole, Absent):
        return whole
    return {name: fill(value) for name, value in zip(account.names, account.values, strict=True)}


def _term(fill: Fill, account: Term) -> Term:
    return Term(account.text, _figure(fill, account.figure), account.kind, account.title, account.wording)


def _rounding(fill: Fill, account: Rounding) -> Rounding:
    return Rounding(account.digits, account.mode, _figure(fill, account.exact))


def _condition(fill: Fill, account: Condition) -> Condition:
    value = account.value
    if value.__class__ is Ref:
        value = fill.of(value)
    return Condition(
        account.kind, account.text, value, tuple([_condition(fill, part) for part in account.parts]),
        account.operator, tuple([_term(fill, side) for side in account.sides]), account.tests,
        tuple([_term(fill, name) for name in account.names]),
        tuple([_loop(fill, loop) for loop in account.loops]), account.wording,
    )  # fmt: skip


def _optional(fill: Fill, account: Condition | None) -> Condition | None:
    return None if account is None else _condition(fill, account)


def _loop(fill: Fill, account: LoopAccount) -> Loop:
    """A loop with the items that decided it first; the names are read only of those that are shown."""
    figure = _figure(fill, account.figure)
    items = None if account.source is None else iterated(fill.of(account.source))
    if not isinstance(items, list):
        return Loop(account.kind, account.text, figure, 0, wording=account.wording)
    order = _order(fill, account, figure.value, items)
    nodes = fill.values.varying(account.item, (account.variable,))
    shown = tuple(_item(fill, account, nodes, number, items[number]) for number in order)
    omitted = len(items) - len(shown)
    return Loop(account.kind, account.text, figure, len(items), shown, omitted, account.wording)


def _order(fill: Fill, account: LoopAccount, result: Any, items: Sequence[Any]) -> Sequence[int]:
    """The numbers of the items that are shown: those that decided the loop, then the first others."""
    if account.kind not in ("some", "every", "filter") or (
        account.kind == "filter" and len(items) <= MAX_ITEMS
    ):
        return range(min(len(items), MAX_ITEMS))
    beside: Any = account.kind == "every"
    if result is beside and account.kind != "filter":
        return range(min(len(items), MAX_ITEMS))
    results = fill.values.single(account.item.figure.value.node, account.variable, items)
    decisive = list(islice((i for i, one in enumerate(results) if one is not beside), MAX_ITEMS))
    found = frozenset(decisive)
    others = (i for i in range(len(items)) if i not in found)
    return [*decisive, *islice(others, MAX_ITEMS - len(decisive))]


def _item(fill: Fill, account: LoopAccount, nodes: tuple[int, ...], number: int, value: Any) -> Item:
    inner = fill.at(fill.values.within(nodes, (account.variable,), value))
    names = tuple([_term(inner, name) for name in account.item.names])
    return Item(number + 1, _figure(inner, account.item.figure), names)


def _items(
    fill: Fill, each: told.EachAccount, account: Any, order: Sequence[int], items: Sequence[Any]
) -> Iterator[tuple[int, str, Fill]]:
    """The number and the identity of some items, and what fills an account for each."""
    nodes = fill.values.varying((each, account), each.variables)
    for at in order:
        values = fill.values.within(nodes, each.variables, items[at])
        yield at + 1, values.identity(each, at + 1), fill.at(values)


def _causes(value: Any) -> tuple[Cause, ...]:
    return tuple(cause for cause in causes_of(value) if cause.code != "applies_when")


def _rule(fill: Fill, account: told.RuleAccount) -> trace.RuleLine:
    value = fill.of(account.status)
    line = trace.RuleLine(
        account.id, status_of(value), account.outcome, account.reason, account.weight,
        _condition(fill, account.condition), _optional(fill, account.applies_when), account.title,
        account.waivable_by, _causes(value), changed=_changed(fill, account),
    )  # fmt: skip
    return line if account.items is None else _with_items(fill, line, account.items)


def _changed(fill: Fill, account: told.RuleAccount) -> str:
    """The outcome that a person makes a rule ask for, empty where nobody does."""
    given = -1 if account.intervention is None else fill.of(account.intervention)
    return fill.outcomes[given] if given >= 0 else ""


def _with_items(fill: Fill, line: trace.RuleLine, account: told.ItemsAccount) -> trace.RuleLine:
    """The line of a rule with what became of it for the items, those that decided first."""
    items, statuses = fill.of(account.each.source), fill.of(account.statuses)
    if not isinstance(items, list):
        return line.with_items((), 0)
    found = [status_of(one) for one in statuses]
    order = sorted(range(len(items)), key=lambda at: found[at] not in _FIRST)[:MAX_ITEMS]
    shown = tuple(
        trace.ItemLine(
            number, identity, found[number - 1], _condition(inner, account.condition),
            _optional(inner, account.applies_when), _causes(statuses[number - 1]),
        )
        for number, identity, inner in _items(fill, account.each, account, order, items)
    )  # fmt: skip
    return line.with_items(shown, len(items) - len(shown))


def _counts(fill: Fill, account: told.RulesAccount | told.OffersAccount) -> bool:
    return account.counts and (account.before is None or fill.of(account.before) is False)


def _rules(fill: Fill, account: told.RulesAccount) -> trace.RulesStep:
    return trace.RulesStep(
        name=account.name, title=account.title, result=_figure(fill, account.result),
        rules=tuple([_rule(fill, rule) for rule in account.rules]), counts=_counts(fill, account),
    )  # fmt: skip


def _checklist(fill: Fill, account: told.ChecklistAccount) -> trace_lists.ChecklistStep:
    return trace_lists.ChecklistStep(
        name=account.name, title=account.title, result=_figure(fill, account.result),
        rules=tuple([_rule(fill, rule) for rule in account.rules]), counts=account.counts,
        items=tuple([_of_list(fill, item) for item in account.items]),
    )  # fmt: skip


def _of_list(fill: Fill, account: told.ItemOfList) -> trace_lists.ChecklistLine:
    value, rule = fill.of(account.status), account.rule
    last = None if account.last is None else fill.of(account.last)
    status: Any = "given"
    if isinstance(value, Absent):
        status = "undecided" if value.applicable else "not_applicable"
    elif value is not False:
        status = "missing" if fill.of(account.missing) is True else "expired"
    waivable = tuple(one for one in rule.waivable_by if one != "nobody")
    return trace_lists.ChecklistLine(
        rule.id, account.title, status, rule.outcome, last, waivable, _causes(value)
    )


class _Rows:
    """The rows of a table in one decision: whether each matches, and how many of its cells are satisfied."""

    def __init__(self, fill: Fill, account: told.RowsAccount) -> None:
        self.fill, self.account = fill, account
        self.matches: list[Any] = [False] * len(account.rows)
        self.satisfied = [0] * len(account.rows)
        if account.indexed:
            self._look_up()
        for r, row in enumerate(account.rows):
            if row.match is not None:
                self.matches[r] = fill.of(row.match)
                self.satisfied[r] = sum(value is True for value in self._values(row))

    def _look_up(self) -> None:
        self.index = self.fill.values.data(self.account.chosen).index
        self.inputs = [self.fill.of(one.figure.value) for one in self.account.inputs]
        self.satisfied = self.index.satisfied(self.inputs)
        for start, certain, uncertain in self.index.open(self.inputs):
            for row in bits(start, certain):
                self.matches[row] = True
            for row in bits(start, uncertain):
                self.matches[row] = NULL

    def _values(self, row: told.RowAccount) -> list[Any]:
        """Whether the cells of a row with nodes of its own are satisfied."""
        return [True if one is None else self.fill.of(one) for one in row.tests]

    def cells(self, r: int) -> tuple[trace.Cell, ...]:
        """The cells of a row."""
        row = self.account.rows[r]
        values = self.index.cells(r, self.inputs) if row.match is None else self._values(row)
        return tuple(map(trace.Cell, row.cells, values))


def _chosen(hit: Any) -> frozenset[int]:
    """Numbers of the rows that count."""
    if isinstance(hit, Absent):
        return frozenset()
    return frozenset(hit if isinstance(hit, list) else [hit])


def _row_status(match: Any, is_chosen: bool) -> Any:
    if match is True:
        return "chosen" if is_chosen else "matched"
    return "unmatched" if match is False else "undecided"


def _table(fill: Fill, account: told.RowsAccount) -> trace.TableStep:
    """The rows that count, then undecided ones, then unmatched ones, nearest first."""
    chosen, known = _chosen(fill.of(account.chosen)), _Rows(fill, account)
    first = {"chosen": 0, "matched": 1, "undecided": 2, "unmatched": 3}
    found = [_row_status(match, row in chosen) for row, match in enumerate(known.matches)]
    order = sorted(range(len(found)), key=lambda row: (first[found[row]], -known.satisfied[row]))
    most = fill.unmatched_rows
    omitted = 0 if most is None else max(0, found.count("unmatched") - most)
    rows = account.rows
    shown = tuple(
        trace.RowLine(rows[row].id, found[row], known.cells(row), _listed(fill, rows[row].outputs))
        for row in order[: len(order) - omitted]
    )
    return trace.TableStep(
        name=account.name, title=account.title, result=_figure(fill, account.result), hit=account.hit,
        aggregate=account.aggregate, inputs=_listed(fill, account.inputs), outputs=account.outputs,
        rows=shown, total=len(found), omitted=omitted, default=_listed(fill, account.default),
        default_chosen=bool(account.default) and chosen == {-1},
    )  # fmt: skip


def _grid(fill: Fill, account: told.GridAccount) -> trace.MatrixStep:
    """The grid, with the pair of a line and a column that counts."""
    width, rows, known = account.width, account.rows, _Rows(fill, account)
    cells = [known.cells(r) for r in range(len(rows))]
    lines = tuple(
        trace.GridLine(
            cells[start][0], tuple(_figure(fill, row.outputs[0]) for row in rows[start : start + width])
        )
        for start in range(0, len(rows), width)
    )
    hit = fill.of(account.chosen)
    down, across = _listed(fill, account.inputs)
    return trace.MatrixStep(
        name=account.name, title=account.title, result=_figure(fill, account.result), down=down,
        across=across, columns=tuple(cells[c][1] for c in range(width)), lines=lines,
        chosen=() if isinstance(hit, Absent) or hit < 0 else divmod(hit, width),
        default=_listed(fill, account.default),
        default_chosen=bool(account.default) and _chosen(hit) == {-1},
    )  # fmt: skip


def _tree(fill: Fill, account: told.TreeAccount) -> trace.TreeStep:
    """The branches that were tried, down to the leaf."""
    lines: list[trace.BranchLine] = []
    branches, depth, otherwise = account.branches, 1, False
    while branches:
        taken: tuple[told.BranchAccount, ...] = ()
        for branch in branches:
            found = _condition(fill, branch.condition)
            lines.append(trace.BranchLine(depth, found, found.value is True))
            if found.value is not False:
                taken = branch.below if found.value is True else ()
                break
        otherwise = all(line.condition.value is False for line in lines if line.level == depth)
        branches, depth = taken, depth + 1
    return trace.TreeStep(
        name=account.name, title=account.title, result=_figure(fill, account.result),
        branches=tuple(lines), otherwise=otherwise,
    )  # fmt: skip


def _card(fill: Fill, account: told.CardAccount) -> trace.ScorecardStep:
    return trace.ScorecardStep(
        name=account.name, title=account.title, result=_figure(fill, account.result), card=account.card,
        version=account.version, card_title=account.card_title, method=account.method,
        initial_points=account.initial_points,
        lines=tuple([_characteristic(fill, one) for one in account.characteristics]),
        points=_figure(fill, account.points), pd=_figure(fill, account.pd),
        grade=None if account.grade is None else _figure(fill, account.grade),
    )  # fmt: skip


def _characteristic(fill: Fill, account: told.CharacteristicAccount) -> trace.CardLine:
    """A characteristic's value, attribute, points and what was lost against the reasons' baseline."""
    attribute, figure = fill.of(account.attribute), _figure(fill, account.figure)
    if isinstance(attribute, Absent):
        nothing = absent("unseen_value", account.name)
        return trace.CardLine(
            account.name, figure, None, nothing, account.best, nothing, account.baseline, nothing,
            account.reason, account.title,
        )  # fmt: skip
    points = account.points[attribute]
    return trace.CardLine(
        account.name, figure, account.labels[attribute], points, account.best, account.best - points,
        account.baseline, account.shortfalls[attribute], account.reasons[attribute], account.title,
    )  # fmt: skip


def _price(fill: Fill, account: told.SumAccount) -> trace.PricingStep:
    return trace.PricingStep(
        name=account.name, title=account.title, result=_figure(fill, account.result),
        lines=_listed(fill, account.lines), sum=_figure(fill, account.sum),
        bounds=tuple([_bound(fill, one) for one in account.bounds]),
        rounding=None if account.rounding is None else _rounding(fill, account.rounding),
    )  # fmt: skip


def _bound(fill: Fill, account: told.BoundAccount) -> trace.Bound:
    after = fill.of(account.after)
    applied = not isinstance(after, Absent) and bool(after != fill.of(account.before))
    return trace.Bound(account.name, _term(fill, account.term), applied)


def _limit(fill: Fill, account: told.LimitAccount) -> trace.LimitStep:
    """The constraints; of those that are equal to the smallest the first declared binds."""
    smallest, result = _figure(fill, account.smallest), _figure(fill, account.result)
    known = not isinstance(smallest.value, Absent)
    found: list[trace.Constraint] = []
    for name, one in account.constraints:
        term = _term(fill, one)
        binds = known and not any(c.binds for c in found) and bool(term.figure.value == smallest.value)
        found.append(trace.Constraint(name, term, binds))
    zero = not isinstance(result.value, Absent) and result.value == 0
    return trace.LimitStep(
        name=account.name, title=account.title, result=result, constraints=tuple(found), smallest=smallest,
        step=_figure(fill, account.step), minimum=_figure(fill, account.minimum),
        below_minimum=zero and bool(smallest.value > 0), levels=_listed(fill, account.levels),
    )  # fmt: skip


def _rating(fill: Fill, account: told.RatingAccount) -> trace.RatingStep:
    return trace.RatingStep(
        name=account.name, title=account.title, result=_figure(fill, account.result),
        lines=tuple([_indicator(fill, one) for one in account.lines]),
        score=_figure(fill, account.score), pd=_figure(fill, account.pd),
        base_grade=_figure(fill, account.base_grade),
        moves=tuple([_move(fill, one) for one in account.moves]),
    )  # fmt: skip


def _indicator(fill: Fill, account: told.IndicatorAccount) -> trace.IndicatorLine:
    score = _figure(fill, account.score)
    unknown = isinstance(score.value, Absent)
    contribution = merge(score.value) if unknown else numbers.multiply(score.value, account.weight)
    figure = _figure(fill, account.figure)
    return trace.IndicatorLine(account.name, figure, score, account.weight, contribution, account.title)


def _move(fill: Fill, account: told.MoveAccount) -> trace.MoveLine:
    return trace.MoveLine(
        account.id, account.move, _moved(fill, account), _term(fill, account.term), fill.of(account.before),
        fill.of(account.after), account.up, account.down,
        None if account.reason is None else fill.of(account.reason),
        _optional(fill, account.condition), account.title,
    )  # fmt: skip


def _moved(fill: Fill, account: told.MoveAccount) -> Any:
    """What became of a step of a rating."""
    before, after, value = fill.of(account.before), fill.of(account.after), fill.of(account.given)
    if isinstance(after, Absent):
        return "unknown"
    if fill.of(account.applies) is not True or isinstance(value, Absent):
        return "not_applicable"
    bounded = account.move in ("notches", "override")
    if bounded and not -(account.up or 0) <= value <= (account.down or 0):
        return "clipped"
    return "moved" if before != after else "kept"


def _catalogue(fill: Fill, account: told.CatalogueAccount) -> trace_lists.CatalogueStep:
    """The entries whose code fits, the longest code first, those of one code in the order of time."""
    code, chosen, today = (fill.of(one) for one in (account.code, account.chosen, account.today))
    listed = fill.values.data(account.chosen)
    fits = listed.candidates(code) if isinstance(code, str) else ()
    rows = [row for candidate in fits for row in listed.entries[candidate]]

    def line(row: int) -> trace_lists.EntryLine:
        entry, days = account.entries[row], listed.days[row]
        status: Any = "shorter" if days.holds(today) else "not_in_force"
        if isinstance(chosen, int) and row == chosen:
            status = "chosen"
        return trace_lists.EntryLine(
            listed.codes[row], status, days.first, days.end, entry.outputs, entry.title
        )

    return trace_lists.CatalogueStep(
        name=account.name, title=account.title, result=_figure(fill, account.result),
        key=_term(fill, account.key), match=account.match, outputs=account.outputs,
        entries=tuple(map(line, rows)), total=len(account.entries),
    )  # fmt: skip


def _stages(fill: Fill, account: told.StagesAccount) -> trace_stages.StagesStep:
    last = account.stages[-1]
    return trace_stages.StagesStep(
        name=account.name, title=account.title, result=_figure(fill, account.result),
        stages=tuple([_stage(fill, one, one is last) for one in account.stages]), stop_at=account.stop_at,
    )  # fmt: skip


def _stage(fill: Fill, account: told.StageAccount, last: bool) -> trace_stages.StageLine:
    sets = tuple((name, str(fill.of(outcome))) for name, outcome in account.sets)
    return trace_stages.StageLine(
        account.id, _came_to(fill, account, last), sets, account.needs, account.title
    )


def _came_to(fill: Fill, account: told.StageAccount, last: bool) -> Any:
    if fill.of(account.before) is not False:
        return "not_reached"
    stopped = fill.of(account.stopped)
    if stopped is True:
        return "stopped"
    statuses = (fill.of(one) for one in account.statuses)
    open_ = any(isinstance(one, Absent) and one.applicable for one in statuses)
    return "open" if (isinstance(stopped, Absent) and not last) or (last and open_) else "passed"


def _offers(fill: Fill, account: told.OffersAccount) -> trace_offers.OffersStep:
    """Every offer by its number; the best one, and those equal to it by rank."""
    best = fill.of(account.best)
    ranks = _Ranks(fill, account)
    lines = tuple(_offer(fill, account, number, ranks, best) for number in range(len(account.offers)))
    known = not isinstance(best, Absent) and best >= 0
    nothing = Figure(best if isinstance(best, Absent) else fill.of(account.amount))
    return trace_offers.OffersStep(
        name=account.name, title=account.title,
        result=_figure(fill, account.result) if known else nothing,
        requested=_listed(fill, account.requested), columns=account.columns, offers=lines,
        rank=account.rank, status="best" if known else "unknown" if isinstance(best, Absent) else "none",
        best=best + 1 if known else None,
        equal=tuple(n + 1 for n in ranks.equal(fill.of(account.first))) if known else (),
        smaller=fill.of(account.smaller), outcome=fill.of(account.outcome),
        rules=tuple([_rule(fill, rule) for rule in account.rules]), counts=_counts(fill, account),
    )  # fmt: skip


class _Ranks:
    """The feasible offers by rank; equal ones in the order of the grid."""

    def __init__(self, fill: Fill, account: told.OffersAccount) -> None:
        self.keys = [[fill.of(key) for key in offer.keys] for offer in account.offers]
        self.places = [n for n, offer in enumerate(account.offers) if fill.of(offer.infeasible) is False]
        for k, rank in reversed(list(enumerate(account.rank))):
            self.places.sort(key=lambda n: self.keys[n][k], reverse=rank.order == "largest")

    def equal(self, best: int) -> list[int]:
        """The other feasible offers whose keys are all those of the best one."""
        return sorted(n for n in self.places if n != best and self.keys[n] == self.keys[best])


def _offer(
    fill: Fill, account: told.OffersAccount, number: int, ranks: _Ranks, best: Any
) -> trace_offers.OfferLine:
    offer = account.offers[number]
    steps = _listed(fill, offer.steps)
    results = {one.name: one.result for one in steps}
    infeasible = fill.of(offer.infeasible)
    status: Any = "open"
    if isinstance(infeasible, bool):
        status = "infeasible" if infeasible else "feasible"
    if not isinstance(best, Absent) and best == number:
        status = "best"
    return trace_offers.OfferLine(
        number + 1, _figure(fill, offer.amount), _figure(fill, offer.term),
        tuple(results[name] for name in account.shown), status,
        ranks.places.index(number) + 1 if number in ranks.places else None,
        tuple(_findings(fill, offer)), causes_of(infeasible), isinstance(fill.of(offer.doubt), Absent), steps,
    )  # fmt: skip


def _findings(fill: Fill, offer: told.OfferAccount) -> list[trace_offers.OfferFinding]:
    """The conditions that hold; where none does, those that cannot be decided."""
    found: dict[bool, list[trace_offers.OfferFinding]] = {True: [], False: []}
    for one in offer.findings:
        value = fill.of(one.value)
        if value is True or (isinstance(value, Absent) and value.applicable):
            finding = trace_offers.OfferFinding(
                one.id, one.reason, _condition(fill, one.condition), one.text, one.title
            )
            found[value is True].append(finding)
    return found[True] or found[False]


def _call(fill: Fill, account: told.CallAccount) -> CallStep:
    answer, counted = fill.of(account.answer), fill.of(account.counts_as)
    titles: Mapping[str, Words] = dict(account.titles)
    return CallStep(
        name=account.name, title=account.title, result=_figure(fill, account.result), policy=account.policy,
        version=account.version, policy_title=account.policy_title, inputs=_listed(fill, account.inputs),
        answer="" if isinstance(answer, Absent) else answer, causes=causes_of(answer),
        counts_as=titles[counted], outputs=tuple([_answer(fill, one) for one in account.outputs]),
        steps=_listed(fill, account.steps), outcomes=account.outcomes,
        undecided_outcome=account.undecided_outcome, state=_listed(fill, account.state),
    )  # fmt: skip


def _answer(fill: Fill, account: told.AnswerAccount) -> trace.OutputLine:
    figure = _figure(fill, account.figure)
    status: Any = "released"
    if isinstance(figure.value, Absent):
        status = "condition" if fill.of(account.released) is False else "unknown"
    return trace.OutputLine(account.name, status, figure, account.title)


def _each(fill: Fill, account: told.EachStepAccount) -> EachStep:
    """A decision that is made for each item as the steps of the items."""
    result, items = _figure(fill, account.result), fill.of(account.each.source)
    items = items if isinstance(items, list) else []
    order = range(min(len(items), MAX_ITEMS))
    shown = tuple(
        ItemStep(number, identity, _of_item(inner, account.step, result.value, number))
        for number, identity, inner in _items(fill, account.each, account.step, order, items)
    )
    return EachStep(
        name=account.name, title=account.title, result=result, items=shown, omitted=len(items) - len(shown)
    )


def _of_item(fill: Fill, account: told.Step, results: Any, number: int) -> told.Step:
    """The step of one item; a call's result is the item's entry in the list of all."""
    step: told.Step = fill(account)
    if isinstance(account, told.CallAccount):
        return replace(step, result=Figure(results[number - 1], computed=True))
    return step


_FILL: dict[type[Any], Callable[[Fill, Any], Any]] = {
    Ref: _ref, tuple: _listed, Figure: _figure, Entries: _entries, Term: _term, Rounding: _rounding,
    Condition: _condition, LoopAccount: _loop, told.RuleAccount: _rule, told.RulesAccount: _rules,
    told.ChecklistAccount: _checklist, told.RowsAccount: _table, told.GridAccount: _grid,
    told.TreeAccount: _tree, told.CardAccount: _card, told.SumAccount: _price, told.LimitAccount: _limit,
    told.RatingAccount: _rating, told.CatalogueAccount: _catalogue, told.StagesAccount: _stages,
    told.OffersAccount: _offers, told.CallAccount: _call, told.EachStepAccount: _each,
}  # fmt: skip
"""How each part of an account is filled; what holds no values is what it is."""
