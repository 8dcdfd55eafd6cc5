"""`tree`: a segmentation by conditions; every level ends in `otherwise`, so that no record is left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from credit_engine.account.evidence import Figure, Ref, Words
from credit_engine.account.gaps import Fork, Otherwise, TreeBranch, Tried
from credit_engine.account.steps import TreeStep
from credit_engine.document_text import Path
from credit_engine.feel import syntax
from credit_engine.feel.lower import Lowering
from credit_engine.feel.scope import Scope
from credit_engine.feel.types import ANY
from credit_engine.feel.walk import walk
from credit_engine.parts.base import Around, Checked, Checks, Element, Head, Lowered
from credit_engine.parts.careful import branch_doubts
from credit_engine.parts.examined import Examined
from credit_engine.parts.model import Expression, Model, decided_by
from credit_engine.parts.mutation.mutant import Mutant, Original, dropped, of_written, place_of
from credit_engine.parts.problems import branch_with_both, branch_without_either
from credit_engine.parts.reading import Reader, Written, parsed
from credit_engine.parts.table.model import OutputColumn, Row, TableModel
from credit_engine.parts.table.mutants import of_outputs
from credit_engine.parts.table.outputs import declared_values, read_output
from credit_engine.parts.table.part import TablePart
from credit_engine.parts.telling import Telling, declared_unit
from credit_engine.problems import Problem

OUTPUT = "value"


class BranchModel(Model):
    """A branch: its condition, and a value (`then`) or a further level (`tree`)."""

    if_: Expression
    then: Expression | None = None
    tree: LevelModel | None = None


class LevelModel(Model):
    """A level: the branches in order, and what holds where no condition does."""

    branches: list[BranchModel]
    otherwise: Expression


BranchModel.model_rebuild()


class TreeModel(LevelModel):
    """`tree:` the first level, and the values of all leaves."""

    out: OutputColumn


class Branch(NamedTuple):
    """A branch as it was read: its condition, its leaf or its level."""

    condition: Written | None
    leaf: Written | None
    level: Level | None


class Level(NamedTuple):
    """A level as it was read."""

    branches: Sequence[Branch]
    otherwise: Written | None

    def expression(self) -> syntax.Expression | None:
        """The level as one `if`; None where something could not be read."""
        pairs = []
        for branch in self.branches:
            value = _tree(branch.leaf) if branch.level is None else branch.level.expression()
            condition = _tree(branch.condition)
            if condition is None or value is None:
                return None
            pairs.append((condition, value))
        otherwise = _tree(self.otherwise)
        return otherwise if otherwise is None or not pairs else syntax.If(tuple(pairs), otherwise)

    def all(self) -> Iterator[Branch]:
        """All branches, those of inner levels after the one they belong to."""
        for branch in self.branches:
            yield branch
            if branch.level is not None:
                yield from branch.level.all()

    def leaves(self) -> Iterator[Written | None]:
        """All values, in the order of writing."""
        for branch in self.branches:
            if branch.level is None:
                yield branch.leaf
            else:
                yield from branch.level.leaves()
        yield self.otherwise


def _tree(written: Written | None) -> syntax.Expression | None:
    return None if written is None else written.tree


class TreePart(TablePart):
    """A segmentation tree, evaluated as nested `if` expressions."""

    key = "tree"
    sheet_form = None
    model = decided_by("tree", TreeModel)

    segments: TreeModel
    level: Level
    whole: syntax.Expression | None
    """The first level as one `if`."""

    @classmethod
    def read(cls, head: Head[TreeModel], reader: Reader) -> TreePart:
        """Parse the conditions and the values of all levels."""
        out = head.spec.out
        spec = TableModel.model_construct(
            hit="first", in_=[], out={OUTPUT: out}, rows=[], aggregate=None, default=None
        )
        level = _read_level(reader, head.spec, head.here, declared_values(out))
        return cls(
            head=Head(head.name, head.path, head.key, head.decision, spec),
            inputs=(),
            rows=[Row(str(i + 1), [], [leaf]) for i, leaf in enumerate(level.leaves())],
            tests=(),
            default=(),
            segments=head.spec,
            level=level,
            whole=level.expression(),
        )

    def written(self) -> Iterator[Written]:
        """Conditions and values."""
        written = [*(branch.condition for branch in self.level.all()), *self.level.leaves()]
        yield from parsed(*written)

    def trees(self) -> Iterator[syntax.Node]:
        """The trees of conditions and values."""
        yield from (written.tree for written in self.written())

    def reachable(self) -> Iterator[Element]:
        """Nothing by itself: what a branch leads to is for the cases of what uses it."""
        yield from ()

    def mutants(self, place: str, original: Original) -> Iterator[Mutant]:
        """Branches dropped, their conditions and all values changed."""
        for branch in self.level.all():
            if branch.condition is not None:
                at = branch.condition.path[:-1]
                here = place_of(at)
                yield dropped("table row", here, at)
                yield from of_written(f"{here}.if", branch.condition)
        for leaf in self.level.leaves():
            yield from of_outputs(place, list(self.spec.out.values()), [leaf])

    def check(self, checks: Checks) -> Checked:
        """Conditions are boolean, values are those declared, each branch leads somewhere once."""
        self._shape_of(checks, self.segments, self.here)
        for branch in self.level.all():
            checks.expect(branch.condition, "boolean", "'if'")
        type_ = self._column(checks, OUTPUT, 0)
        if self.whole is not None:
            checks.types.setdefault(self.whole.number, type_)
        if checks.unread((*self.here, "out")) or checks.cut_off(self.here):
            return Checked(self, ANY)
        return Checked(self, type_)

    def _shape_of(self, checks: Checks, model: LevelModel, at: Path) -> None:
        for b, branch in enumerate(model.branches):
            here = (*at, "branches", b)
            if branch.then is not None and branch.tree is not None:
                checks.report(branch_with_both, checks.key((*here, "tree")))
            if branch.then is None and branch.tree is None and not self._unread_branch(checks, here):
                checks.report(branch_without_either, here)
            if branch.tree is not None:
                self._shape_of(checks, branch.tree, (*here, "tree"))

    def _unread_branch(self, checks: Checks, here: Path) -> bool:
        paths = (here, (*here, "then"), (*here, "tree"))
        return any(checks.unread(path) for path in paths) or checks.cut_off(here)

    def doubts(self, examined: Examined) -> Iterator[Problem]:
        """Branches that no record comes to."""
        yield from super().doubts(examined)
        texts = {node.number: written.text for written in self.written() for node in walk(written.tree)}
        if isinstance(self.whole, syntax.If):
            yield from branch_doubts(self.whole, examined, lambda node: texts[node.number].span(*node.span))

    def lower(self, lowering: Lowering, scope: Scope, around: Around) -> Lowered[TreePart]:
        """The nested conditions; the untaken branches are not evaluated."""
        assert self.whole is not None
        node = lowering.lower(self.whole, scope)
        return LoweredTree(part=self, binding=node, node=node)


def _read_level(reader: Reader, model: LevelModel, at: Path, values: frozenset[str] | None) -> Level:
    branches = []
    for b, branch in enumerate(model.branches):
        here = (*at, "branches", b)
        condition = reader.expression((*here, "if"))
        leaf = None if branch.then is None else read_output(reader, (*here, "then"), values)
        below = None if branch.tree is None else _read_level(reader, branch.tree, (*here, "tree"), values)
        branches.append(Branch(condition, leaf, below))
    return Level(branches, read_output(reader, (*at, "otherwise"), values))


class LoweredTree(Lowered[TreePart]):
    """The node of a tree's value."""

    node: int

    @property
    def slots(self) -> tuple[int]:
        """The value."""
        return (self.node,)

    def tell(self, telling: Telling) -> TreeStep:
        """The branches, level within level."""
        part, out = self.part, self.part.segments.out
        unit = declared_unit(out.unit) or telling.unit(part)
        branches = _branches(telling, part.level)
        return TreeStep(
            name=self.name,
            title=self.title,
            result=Figure(Ref(self.node), unit, titles=telling.titled(out.words)),
            branches=Tried(branches, _worded(telling, part.level.otherwise)),
            otherwise=Otherwise(_forks(branches)),
        )


def _branches(telling: Telling, level: Level) -> tuple[TreeBranch, ...]:
    """The branches of a level with those below each."""
    return tuple(
        TreeBranch(
            telling.condition(branch.condition.tree),
            () if branch.level is None else _branches(telling, branch.level),
            _worded(telling, branch.leaf),
            None if branch.level is None else _worded(telling, branch.level.otherwise),
        )
        for branch in level.branches
        if branch.condition is not None
    )


def _worded(telling: Telling, written: Written | None) -> Words | None:
    """The value of a leaf in words."""
    return None if written is None else telling.worded(written.tree)


def _forks(branches: Sequence[TreeBranch]) -> tuple[Fork, ...]:
    return tuple(Fork(branch.condition.value, _forks(branch.below)) for branch in branches)
