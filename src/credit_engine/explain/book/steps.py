"""The decisions of a policy in its book, one stretch for each form that a step can have."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from credit_engine.account.evidence import Figure, Rounding, Words
from credit_engine.account.gaps import Findings, Fitting, ItemSteps, Offers, Pick, Rows, TreeBranch, Tried
from credit_engine.account.lines import ConditionBlock, LinesBlock, LinesStep, Piece, Sentence
from credit_engine.account.processes import CallStep, EachStep, OffersStep, StagesStep
from credit_engine.account.steps import (
    CatalogueStep,
    Cell,
    ChecklistStep,
    FormulaStep,
    MatrixStep,
    RulesStep,
    Step,
    TableStep,
    TreeStep,
)
from credit_engine.account.sums import CardLine, LimitStep, MoveLine, PricingStep, RatingStep, ScorecardStep
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
from credit_engine.explain.book.policy import Told
from credit_engine.explain.book.rules import checklist, rule, rule_set
from credit_engine.explain.book.words import BookSentences
from credit_engine.explain.figures import number_text
from credit_engine.explain.page.catalogue import days_of
from credit_engine.explain.page.rating import move_with_bounds
from credit_engine.numbers import is_number
from credit_engine.run.scoring import Edge, Steps


def step_blocks(step: Step, told: Told, say: BookSentences, level: int = 3) -> Iterator[Block]:
    """The heading of a decision, then how it decides."""
    yield Heading(level, (*say.title(step.title, step.name), *say.in_brackets(Code(step.name))))
    yield from _STEPS[step.__class__](step, told, say)


def _formula(step: FormulaStep, told: Told, say: BookSentences) -> Iterator[Block]:
    if step.condition is not None:
        yield Bullets((say.tree(step.condition),))
    else:
        yield Paragraph(say.worded(step.expression, step.wording))
    yield from _rounding(step.rounding, say)


def _rounding(rounding: Rounding | None, say: BookSentences) -> Iterator[Block]:
    if rounding is not None:
        mode = say.say({"floor": "floor_mode", "ceiling": "ceiling_mode"}.get(rounding.mode, rounding.mode))
        yield Paragraph((say.book("rounding", digits=rounding.digits, mode=mode),), "faint")


def _table(step: TableStep, told: Told, say: BookSentences) -> Iterator[Block]:
    aggregate = say.say(f"aggregate_{step.aggregate}") if step.aggregate else ""
    kind = say.say(f"table_{step.hit}") + aggregate
    yield Paragraph((kind[:1].upper() + kind[1:],), "faint")
    rows: Rows = step.rows
    lines = [
        Line(
            (
                (row.id,) if row.title is None else (row.title.text(say.lang),),
                *(
                    say.tests(cell.text, term.figure.titles, cell.wording)
                    for cell, term in zip(row.cells, step.inputs, strict=True)
                ),
                *((say.figure(figure),) for figure in row.outputs),
            )
        )
        for row in rows.rows
    ]
    if step.default:
        blank = ((),) * len(step.inputs)
        lines.append(
            Line(
                ((say.say("default_row"),), *blank, *((say.figure(figure),) for figure in step.default)),
                "faint",
            )
        )
    asked = ("".join(say.what(term)) for term in step.inputs)
    head = (say.say("row"), *asked, *(say.name(output.title, output.name) for output in step.outputs))
    first = 1 + len(step.inputs)
    yield Table(head, tuple(lines), frozenset(range(first, first + len(step.outputs))))


def _matrix(step: MatrixStep, told: Told, say: BookSentences) -> Iterator[Block]:
    inputs = joined((say.what(step.down), say.what(step.across)), " × ")
    yield Paragraph((say.say("inputs_of_table"), *inputs))
    lines = [
        Line((_tests(line.edge, step.down.figure, say), *((say.figure(value),) for value in line.values)))
        for line in step.lines
    ]
    head = ("", *("".join(_tests(column, step.across.figure, say)) for column in step.columns))
    yield Table(head, tuple(lines), frozenset(range(1, len(head))))
    if step.default:
        shown = say.listed_names(map(say.figure, step.default))
        yield Paragraph((say.say("default_row"), say.say("colon"), shown), "faint")


def _tests(cell: Cell, figure: Figure, say: BookSentences) -> Phrase:
    return say.tests(cell.text, figure.titles, cell.wording)


def _tree(step: TreeStep, told: Told, say: BookSentences) -> Iterator[Block]:
    tried: Tried = step.branches
    yield Bullets(tuple(_branches(tried.branches, tried.otherwise, step, say)))


def _branches(
    branches: Sequence[TreeBranch], otherwise: Words | None, step: TreeStep, say: BookSentences
) -> Iterator[Bullet]:
    """The branches of a level with their values, and what holds where none of them does."""
    for branch in branches:
        text = (*say.inline(branch.condition), say.say("colon"))
        if branch.then is not None:
            yield Bullet((*text, _leaf(branch.then, step, say)))
        else:
            yield Bullet(text, below=tuple(_branches(branch.below, branch.otherwise, step, say)))
    if otherwise is not None:
        yield Bullet((say.book("else"), say.say("colon"), _leaf(otherwise, step, say)))


def _leaf(text: Words, step: TreeStep, say: BookSentences) -> str:
    """The value of a leaf, a text by its title."""
    return "".join(say.tests(text.text(say.lang), step.result.titles))


def _catalogue(step: CatalogueStep, told: Told, say: BookSentences) -> Iterator[Block]:
    kind = say.in_brackets(say.say(f"catalogue_{step.match}"))
    yield Paragraph((say.say("inputs_of_table"), *say.what(step.key), *kind))
    fitting: Fitting = step.entries
    listed = say.standing.data(fitting.chosen)
    entries = [
        entry._replace(code=code, since=days.first, until=days.end)
        for entry, code, days in zip(fitting.entries, listed.codes, listed.days, strict=True)
    ]
    lines = [
        Line(
            (
                (Code(entry.code),),
                () if entry.title is None else (entry.title.text(say.lang),),
                (days_of(entry, say),),
                *((say.figure(figure),) for figure in entry.outputs),
            )
        )
        for entry in entries
    ]
    names = (say.name(output.title, output.name) for output in step.outputs)
    yield Table((*map(say.say, ("code", "entry", "in_force")), *names), tuple(lines))


def _scorecard(step: ScorecardStep, told: Told, say: BookSentences) -> Iterator[Block]:
    title = () if step.card_title is None else (step.card_title.text(say.lang), say.say("comma"))
    yield Paragraph((*title, say.book("card", card=step.card, version=step.version)))
    if step.initial_points:
        yield Paragraph((say.book("points_start", points=number_text(step.initial_points)),))
    lines = tuple(line for score_line in step.lines for line in _attributes(score_line, say))
    yield Table(tuple(map(say.say, ("characteristic", "attribute", "points"))), lines, frozenset((2,)))


def _attributes(line: CardLine, say: BookSentences) -> Iterator[Line]:
    """Every attribute of a characteristic with its points."""
    labels, points = line.attribute, line.points
    if not isinstance(labels, Pick) or not isinstance(points, Pick):
        return
    for number, (label, score) in enumerate(zip(labels.among, points.among, strict=True)):
        name: Phrase = () if number else say.title(line.title, line.name)
        yield Line((name, (label.text(say.lang),), (say.value(score),)))


def _rating(step: RatingStep, told: Told, say: BookSentences) -> Iterator[Block]:
    lines = [
        Line(
            (
                say.title(line.title, line.name),
                (say.figure(line.figure),),
                (_scores(line.score, line.figure, say),),
                (number_text(line.weight),),
            )
        )
        for line in step.lines
    ]
    head = (say.book("indicator"), say.book("expression"), say.book("knots"), say.book("weight"))
    yield Table(head, tuple(lines), frozenset((3,)))
    if any(_of_numbers(line.score, say) for line in step.lines):
        yield Paragraph((say.book("between_knots"),), "faint")
    curve = say.standing.data(step.pd.value)
    numbers = {"intercept": curve.intercept, "slope": curve.slope}
    yield Paragraph(
        (
            say.book(
                "calibration", **{key: number_text(number, exact=True) for key, number in numbers.items()}
            ),
        )
    )
    yield from _grades(step.base_grade, say)
    if step.moves:
        yield Paragraph((say.book("moves"), say.say("colon")))
        yield Bullets(tuple(_move(move, say) for move in step.moves))


def _grades(grade: Figure, say: BookSentences) -> Iterator[Block]:
    """The grades of a master scale, each with its range of PD."""
    scale: Steps = say.standing.data(grade.value)
    lines = [
        Line(((say.value(scale.values[number], titles=grade.titles),), (_range(lower, upper, say),)))
        for number, lower, upper in scale.bins.stretches()
    ]
    yield Table((say.say("grade"), say.say("pd")), tuple(lines))


def _range(lower: Edge, upper: Edge, say: BookSentences) -> str:
    """A range of PD as FEEL writes ranges, in percent."""
    start = "(" if lower is None or not lower[1] else "["
    end = ")" if upper is None or not upper[1] else "]"
    least, most = (
        say.value(0 if bound is None else bound[0], "fraction", exact=True) for bound in (lower, upper)
    )
    if upper is None:
        return f"{'>=' if start == '[' else '>'} {least}"
    if lower is None:
        return f"{'<=' if end == ']' else '<'} {most}"
    return f"{start}{least}..{most}{end}"


def _scores(score: Figure, read: Figure, say: BookSentences) -> str:
    """The scores of an indicator at its knots, or of a factor by its values; they are data of its node."""
    _, scores = say.standing.data(score.value)
    shown = [
        say.book("knot", value=say.value(value, read.unit, titles=read.titles), score=say.value(score))
        for value, score in scores
    ]
    return say.say("semicolon").join(shown)


def _of_numbers(score: Figure, say: BookSentences) -> bool:
    """Whether scores are those of numbers, not of values one by one."""
    _, scores = say.standing.data(score.value)
    return any(is_number(value) for value, _ in scores)


def _move(move: MoveLine, say: BookSentences) -> Bullet:
    below = []
    if move.condition is not None:
        inner = say.tree(move.condition)
        below.append(Bullet((say.book("applies_if"), *inner.text), below=inner.below))
    text = (*say.title(move.title, move.id), say.say("colon"), *move_with_bounds(move, say))
    return Bullet((*text, say.say("comma"), *say.term(move.term)), below=tuple(below))


def _pricing(step: PricingStep, told: Told, say: BookSentences) -> Iterator[Block]:
    named = [
        ((say.say("base"),) if line.name == "base" else say.title(line.title, line.name), line.term)
        for line in step.lines
    ]
    named += [((say.say(bound.name),), bound.term) for bound in step.bounds]
    lines = [Line((name, say.what(term), _constant(term.figure, say))) for name, term in named]
    yield Table((say.say("line"), say.say("expression"), say.say("value")), tuple(lines), frozenset((2,)))
    yield from _rounding(step.rounding, say)


def _constant(figure: Figure, say: BookSentences) -> Phrase:
    """The value of what never changes, nothing for all else."""
    return (say.figure(figure),) if say.known(figure) else ()


def _limit(step: LimitStep, told: Told, say: BookSentences) -> Iterator[Block]:
    if step.levels:
        head = ("level", "level_limit", "drawn", "undrawn", "conversion_factor")
        rows = [
            Line(
                (
                    say.title(level.title, level.name),
                    *(
                        () if term is None else say.what(term)
                        for term in (level.limit, level.drawn, level.undrawn, level.conversion_factor)
                    ),
                )
            )
            for level in step.levels
        ]
        yield Table(tuple(map(say.say, head)), tuple(rows))
        for level in step.levels:
            if level.applies_when is not None:
                name = say.title(level.title, level.name)
                yield Paragraph(
                    (*name, say.say("colon"), say.book("applies_if"), *say.inline(level.applies_when))
                )
    lines = [
        Line(
            (
                (say.say("requested"),)
                if constraint.name == "requested"
                else say.title(constraint.title, constraint.name),
                say.what(constraint.term),
                _constant(constraint.term.figure, say),
            )
        )
        for constraint in step.constraints
    ]
    head_of = (say.book("constraint"), say.say("expression"), say.say("amount"))
    yield Table(head_of, tuple(lines), frozenset((2,)))
    yield Paragraph(
        (say.book("smallest", step=say.figure(step.step), minimum=say.figure(step.minimum)),), "faint"
    )


def _stages(step: StagesStep, told: Told, say: BookSentences) -> Iterator[Block]:
    paths = {field.path: say.name(field.title, field.path) for field in told.account.inputs}
    lines = []
    for stage in step.stages:
        sets = say.listed_names(say.name(told.title(name), name) for name, _ in stage.sets)
        needed = (path for need in stage.needs for path in paths if f"{path}.".startswith(f"{need}."))
        needs = say.listed_names(paths[path] for path in dict.fromkeys(needed))
        lines.append(Line((say.title(stage.title, stage.id), (sets,), (needs,))))
    yield Table((say.book("stage"), say.book("decides"), say.book("needs")), tuple(lines))
    stop = told.outcome(step.stop_at).text(say.lang)
    yield Paragraph((say.say("stop_at", outcome=stop),), "faint")


def _call(step: CallStep, told: Told, say: BookSentences) -> Iterator[Block]:
    policy = say.name(step.policy_title, step.policy)
    yield Paragraph((say.book("asks_policy", policy=policy, version=step.version),))
    lines = [Line((say.title(axis.title, axis.text), (say.figure(axis.figure),))) for axis in step.inputs]
    if lines:
        yield Table((say.book("given"), say.book("value")), tuple(lines))
    if step.outputs:
        names = say.listed_names(say.name(output.title, output.name) for output in step.outputs)
        yield Paragraph((say.book("its_outputs", names=names),))


def _each(step: EachStep, told: Told, say: BookSentences) -> Iterator[Block]:
    items: ItemSteps = step.items
    title = say.standing.title(items.each.source)
    if title is None:
        yield Paragraph((say.book("for_each_item"), say.say("colon")))
    else:
        yield Paragraph((say.book("for_each", name=title.text(say.lang)),))
    yield from _STEPS[items.step.__class__](items.step, told, say)


def _offers(step: OffersStep, told: Told, say: BookSentences) -> Iterator[Block]:
    yield Paragraph((say.book("offers_of"),))
    offers: Offers = step.offers
    amounts = dict.fromkeys(say.figure(line.amount) for line in offers.lines)
    terms = dict.fromkeys(say.figure(line.term) for line in offers.lines)
    facts = ((say.say("amount"), amounts), (say.say("term"), terms))
    yield Table((), tuple(Line(((name,), (say.listed_names(shown),))) for name, shown in facts))
    first = offers.lines[0]
    conditions: Findings = first.findings
    if conditions.findings:
        yield Paragraph((say.book("infeasible_if"), say.say("colon")))
        yield Bullets(
            tuple(
                Bullet(
                    (
                        Code(finding.id),
                        " ",
                        finding.text.text(say.lang),
                        say.say("colon"),
                        *say.inline(finding.condition),
                    )
                )
                for finding in conditions.findings
            )
        )
    keys = {"largest": "largest", "smallest": "smallest_first"}
    ranks = (
        say.book(keys[criterion.order], name=say.name(criterion.title, criterion.text))
        for criterion in step.rank
    )
    yield Paragraph((say.book("ranked_by", names=say.say("semicolon").join(ranks)),))
    if step.rules:
        yield Bullets(tuple(rule(named_rule, told, say) for named_rule in step.rules))
    if first.steps:
        yield Paragraph((say.book("each_offer"), say.say("colon")))
        for inner in first.steps:
            yield from step_blocks(inner, told, say, 4)


def _lines(step: LinesStep, told: Told, say: BookSentences) -> Iterator[Block]:
    """A step that its part words itself, without what only a decision can say."""
    for block in step.blocks if step.book is None else step.book.blocks:
        if isinstance(block, ConditionBlock):
            yield Bullets((say.tree(block.condition),))
        elif isinstance(block, LinesBlock):
            head = tuple(column.text(say.lang) for column in block.columns)
            lines = tuple(Line(tuple(_piece(cell, say) for cell in cells)) for cells in block.lines)
            yield Table(head, lines, frozenset(block.right))
        elif isinstance(block, Sentence):
            yield Paragraph(tuple(text for piece in block.pieces for text in _piece(piece, say)), "faint")


def _piece(piece: Piece, say: BookSentences) -> Phrase:
    if isinstance(piece, Words):
        return (piece.text(say.lang),)
    if isinstance(piece, Figure):
        return (say.figure(piece, exact=True),)
    return (Code(piece),) if isinstance(piece, str) else say.term(piece)


_STEPS: Mapping[type[Step], Callable[[Any, Told, BookSentences], Iterator[Block]]] = {
    FormulaStep: _formula,
    RulesStep: rule_set,
    ChecklistStep: checklist,
    TableStep: _table,
    MatrixStep: _matrix,
    TreeStep: _tree,
    CatalogueStep: _catalogue,
    ScorecardStep: _scorecard,
    RatingStep: _rating,
    PricingStep: _pricing,
    LimitStep: _limit,
    StagesStep: _stages,
    CallStep: _call,
    EachStep: _each,
    OffersStep: _offers,
    LinesStep: _lines,
}
