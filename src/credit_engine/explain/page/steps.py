"""The calculation on the page: one stretch for each formula, table, scorecard, price and limit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from credit_engine import numbers
from credit_engine.absent import Absent
from credit_engine.account.evidence import Column, Figure, Rounding, Term, Words
from credit_engine.account.lines import LinesStep
from credit_engine.account.processes import CallStep, EachStep, OffersStep, StagesStep
from credit_engine.account.steps import (
    CatalogueStep,
    Cell,
    FormulaStep,
    MatrixStep,
    RowLine,
    RulesStep,
    Step,
    TableStep,
    TreeStep,
)
from credit_engine.account.sums import CardLine, LimitStep, PriceLine, PricingStep, RatingStep, ScorecardStep
from credit_engine.explain.blocks import (
    Block,
    Bullet,
    Bullets,
    Code,
    Heading,
    Line,
    Paragraph,
    Phrase,
    Table,
    joined,
)
from credit_engine.explain.figures import CONDITIONS, number_text, scale_free
from credit_engine.explain.page.call import deeper, head
from credit_engine.explain.page.catalogue import catalogue
from credit_engine.explain.page.limit import limit
from credit_engine.explain.page.lines import lines
from credit_engine.explain.page.offers import offers
from credit_engine.explain.page.rating import rating
from credit_engine.explain.page.rules import rules
from credit_engine.explain.page.stages import processes
from credit_engine.explain.sentences import Sentences
from credit_engine.texts.causes import why

_ENTRIES = ("points", "score", "pd", "base_grade", "grade")
"""The entries of scorecards and ratings, which have words of their own."""


def step_blocks(step: Step, say: Sentences) -> Iterator[Block]:
    """The heading of a step with its result, then how it came about."""
    result = result_text(step.result, say, step)
    yield Heading(3, (*say.title(step.title, step.name), say.say("colon"), result))
    value = step.result.value
    if isinstance(value, Absent) and value.causes:
        yield Paragraph((say.say("unknown_because", causes=say.causes(value.causes)),), "doubt")
    yield from _STEPS[step.__class__](step, say)


def result_text(figure: Figure, say: Sentences, step: Step | None = None) -> str:
    """A result in a line; the entries of a context each with its unit."""
    if isinstance(figure.value, dict) and figure.columns and figure.value.keys() != CONDITIONS:
        known = {column.name: column for column in figure.columns}
        named = isinstance(step, ScorecardStep | RatingStep)
        names = {key: say.say(key) for key in _ENTRIES} if named else {}
        names |= {column.name: column.title.text(say.lang) for column in figure.columns if column.title}
        parts = [
            f"{names.get(key, key)} {_entry_text(value, known.get(key, Column(key)), say)}"
            for key, value in figure.value.items()
        ]
        return say.say("comma").join(parts)
    return say.figure(figure)


def _entry_text(value: Any, column: Column, say: Sentences) -> str:
    """An entry of a context; an outcome that has been given its title shows it."""
    if isinstance(value, Words):
        return value.text(say.lang)
    return say.figure(Figure(value, column.unit, titles=column.titles))


def _names(names: tuple[Term, ...], say: Sentences) -> Phrase:
    return joined((say.term(name) for name in names), say.say("comma"))


def _name(term: Term, say: Sentences) -> Line:
    return Line((say.title(term.title, term.text), (say.figure(term.figure),)))


def _rounding(rounding: Rounding | None, say: Sentences) -> Iterator[Block]:
    if rounding is None or isinstance(rounding.exact.value, Absent):
        return
    exact = numbers.significant(rounding.exact.value)
    if numbers.round_number(exact, rounding.digits, "half_even") == exact:
        return
    modes = {"floor": "floor_mode", "ceiling": "ceiling_mode"}
    mode = say.say(modes.get(rounding.mode, rounding.mode))
    shown = number_text(exact, exact=True)
    yield Paragraph((say.say("rounded", exact=shown, digits=rounding.digits, mode=mode),), "faint")


def _formula(step: FormulaStep, say: Sentences) -> Iterator[Block]:
    if say.identifiers or step.wording is None:
        yield Paragraph((Code(step.expression),))
    elif step.condition is None:
        yield Paragraph((*say.title(step.title, step.name), " = ", Code(step.wording.text(say.lang))))
    if step.condition is not None:
        yield Bullets((say.tree(step.condition),))
        return
    names = [name for name in step.names if not (step.loops and isinstance(name.figure.value, list))]
    if names:
        yield Table((), tuple(_name(name, say) for name in names))
    for loop in step.loops:
        items = tuple(say.loop_items(loop))
        if items and len(step.loops) > 1:
            yield Paragraph((*say.worded(loop.text, loop.wording), say.say("colon")))
        if items:
            yield Bullets(items)
    yield from _rounding(step.rounding, say)


def _table(step: TableStep, say: Sentences) -> Iterator[Block]:
    aggregate = say.say(f"aggregate_{step.aggregate}") if step.aggregate else ""
    kind = say.say(f"table_{step.hit}") + aggregate
    yield Paragraph((say.say("inputs_of_table"), *_names(step.inputs, say), *say.in_brackets(kind)))
    lines = [_row(step, row, say) for row in step.rows]
    if step.default:
        match = (say.say("row_chosen" if step.default_chosen else "row_unmatched"),)
        line = Line(
            ((say.say("default_row"),), match, (), *_outputs(step.default, say)), _chosen(step.default_chosen)
        )
        lines.insert(0 if step.default_chosen else len(lines), line)
    names = ("".join(say.title(column.title, column.name)) for column in step.outputs)
    head = (
        say.say("row"),
        say.say("match"),
        say.say("cells"),
        *(_output_head(step, name, say) for name in names),
    )
    yield Table(head, tuple(lines), frozenset(range(3, 3 + len(step.outputs))))
    if step.omitted:
        yield Paragraph((say.say("rows_omitted", count=step.omitted, total=step.total),), "faint")


def _output_head(step: TableStep, name: str, say: Sentences) -> str:
    return say.say("output") if len(step.outputs) == 1 else name


def _outputs(figures: tuple[Figure, ...], say: Sentences) -> Iterator[Phrase]:
    return ((say.figure(figure),) for figure in figures)


def _chosen(chosen: bool) -> Any:
    return "strong" if chosen else "faint"


def _row(step: TableStep, row: RowLine, say: Sentences) -> Line:
    cells = joined((phrase for phrase in _cells(step, row, say)), say.say("semicolon"))
    match = (say.say(f"row_{row.status}"),)
    tone = {"chosen": "strong", "undecided": "doubt"}.get(row.status, "plain")
    name = (row.id,) if row.title is None else (row.title.text(say.lang),)
    return Line((name, match, cells, *_outputs(row.outputs, say)), tone)  # type: ignore[arg-type]


def _cells(step: TableStep, row: RowLine, say: Sentences) -> Iterator[Phrase]:
    """What a row tests: the satisfied cells of one that matches, else those that are not."""
    for cell, term in zip(row.cells, step.inputs, strict=True):
        value, tests = (
            say.figure(scale_free(term.figure)),
            say.tests(cell.text, term.figure.titles, cell.wording),
        )
        if row.status in ("chosen", "matched"):
            if cell.text != "-":
                yield (value, say.say("fulfilled"), *tests)
        elif cell.value is False:
            yield (value, say.say("not_fulfilled"), *tests)
        elif cell.value is not True:
            yield (value, say.say("cell_unknown"), *tests)


def _matrix(step: MatrixStep, say: Sentences) -> Iterator[Block]:
    yield Paragraph(
        (
            say.say("inputs_of_table"),
            *_names((step.down, step.across), say),
            *say.in_brackets(say.say("matrix_kind")),
        )
    )
    head = ("", *(_edge(cell, step.across, say) for cell in step.columns))
    lines = [_grid_line(step, r, say) for r in range(len(step.lines))]
    yield Table(head, tuple(lines), frozenset(range(1, len(head))))
    if step.chosen:
        row = _edge(step.lines[step.chosen[0]].edge, step.down, say)
        column = _edge(step.columns[step.chosen[1]], step.across, say)
        yield Paragraph((say.say("matrix_cell"), Code(row), say.say("comma"), Code(column)))
    elif step.default_chosen:
        yield Paragraph((say.say("matrix_default"), *_outputs_text(step.default, say)))


def _edge(cell: Cell, term: Term, say: Sentences) -> str:
    """The tests at an edge of a grid."""
    return "".join(map(str, say.tests(cell.text, term.figure.titles, cell.wording)))


def _grid_line(step: MatrixStep, r: int, say: Sentences) -> Line:
    """A line of the grid; the value that counts stands in brackets."""
    here = step.chosen[:1] == (r,)
    texts = [say.figure(figure) for figure in step.lines[r].values]
    if here:
        texts[step.chosen[1]] = f"[{texts[step.chosen[1]]}]"
    edge = Code(_edge(step.lines[r].edge, step.down, say))
    return Line(((edge,), *((text,) for text in texts)), "strong" if here else "faint")


def _outputs_text(figures: tuple[Figure, ...], say: Sentences) -> Iterator[str]:
    return (say.figure(figure) for figure in figures)


def _tree(step: TreeStep, say: Sentences) -> Iterator[Block]:
    """The branches that were tried, each level within the one that led to it."""
    bullets = [(line.level, say.tree(line.condition)) for line in step.branches]
    yield Bullets(tuple(_nested(bullets, 1)))
    if step.otherwise:
        yield Paragraph((say.say("tree_otherwise"), result_text(step.result, say)))


def _nested(bullets: list[tuple[int, Bullet]], level: int) -> Iterator[Bullet]:
    """The bullets of a level; those of the next one stand below the last."""
    here = [bullet for depth, bullet in bullets if depth == level]
    inner = tuple(_nested(bullets, level + 1)) if any(depth > level for depth, _ in bullets) else ()
    yield from here[:-1]
    for last in here[-1:]:
        yield last._replace(below=last.below + inner)


def _scorecard(step: ScorecardStep, say: Sentences) -> Iterator[Block]:
    title, version = step.card_title, say.say("version_only", version=step.version)
    if title is None or say.identifiers:
        version = say.say("scorecard", card=step.card, version=step.version)
    named = () if title is None else (title.text(say.lang), say.say("comma"))
    yield Paragraph((*named, version))
    shortfall = say.say(f"shortfall_{step.method}")
    head = (*map(say.say, ("characteristic", "value", "attribute", "points", "best", "lost")), shortfall)
    lines = [_characteristic(line, say) for line in step.lines]
    if step.initial_points:
        lines.insert(
            0, Line(((say.say("initial_points"),), (), (), (number_text(step.initial_points),), (), (), ()))
        )
    total = say.figure(step.points)
    lines.append(Line(((say.say("total"),), (), (), (total,), (), (), ()), "strong"))
    lines.append(Line(((say.say("pd"),), (), (), (say.figure(step.pd),), (), (), ()), "strong"))
    if step.grade is not None:
        grade = say.figure(step.grade)
        lines.append(Line(((say.say("grade"),), (), (), (grade,), (), (), ()), "strong"))
    yield Table(head, tuple(lines), frozenset((3, 4, 5, 6)))


def _characteristic(line: CardLine, say: Sentences) -> Line:
    points = (line.points, line.best, line.lost, line.shortfall)
    return Line(
        (
            say.title(line.title, line.name),
            (say.figure(scale_free(line.figure)),),
            (_attribute(line, say),),
            *(("–" if isinstance(number, Absent) else say.value(number),) for number in points),
        ),
        "bad" if not isinstance(line.shortfall, Absent) and line.shortfall > 0 else "plain",
    )


def _attribute(line: CardLine, say: Sentences) -> str:
    """The attribute, or why there is none."""
    attribute: Words | None = line.attribute
    if attribute is not None:
        return attribute.text(say.lang)
    return why(line.points.causes[0].code, say.lang)


def _line(line: PriceLine, say: Sentences) -> tuple[Phrase, Phrase]:
    """What a line of a price is called, and what it rests on."""
    if line.name == "base":
        return (say.say("base"),), say.what(line.term)
    return say.line(line.title, line.name, line.term)


def _pricing(step: PricingStep, say: Sentences) -> Iterator[Block]:
    lines = [
        Line((*_line(line, say), (say.figure(line.term.figure),), (say.figure(line.sum),)))
        for line in step.lines
    ]
    lines += [
        Line(
            (
                (say.say(bound.name),),
                say.what(bound.term),
                (say.figure(bound.term.figure),),
                (say.say("bound_applied" if bound.applied else f"{bound.name}_not_applied"),),
            ),
            "strong" if bound.applied else "faint",
        )
        for bound in step.bounds
    ]
    lines.append(Line(((say.say("result"),), (), (say.figure(step.result),), ()), "strong"))
    head = (say.say("line"), say.say("expression"), say.say("value"), say.say("running_sum"))
    yield Table(head, tuple(lines), frozenset((2, 3)))
    yield from _rounding(step.rounding, say)


def _each(step: EachStep, say: Sentences) -> Iterator[Block]:
    """Every item under its identity, with its own result and how it came about."""
    for item in step.items:
        yield Heading(4, (item.identity, say.say("colon"), result_text(item.step.result, say, item.step)))
        yield from deeper(_STEPS[item.step.__class__](item.step, say), 1)
    if step.omitted:
        yield Paragraph((say.say("items_omitted", count=step.omitted),), "faint")


def _call(step: CallStep, say: Sentences) -> Iterator[Block]:
    """The answer of a called policy, then its rules and its steps one level down."""
    yield from head(step, say)
    titles = {
        axis.text: axis.text if axis.title is None else axis.title.text(say.lang) for axis in step.inputs
    }
    yield from deeper(processes(step, titles, say), 2)
    yield from deeper(rules(step, say), 2)
    for inner in step.steps:
        if not isinstance(inner, RulesStep | StagesStep):
            yield from deeper(step_blocks(inner, say), 1)


_STEPS: Mapping[type[Step], Callable[[Any, Sentences], Iterator[Block]]] = {
    FormulaStep: _formula,
    TableStep: _table,
    ScorecardStep: _scorecard,
    PricingStep: _pricing,
    LimitStep: limit,
    MatrixStep: _matrix,
    TreeStep: _tree,
    RatingStep: rating,
    CatalogueStep: catalogue,
    LinesStep: lines,
    EachStep: _each,
    CallStep: _call,
    OffersStep: lambda step, say: offers(step, say, step_blocks),
}
