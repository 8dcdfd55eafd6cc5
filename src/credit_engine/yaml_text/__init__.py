"""Strict YAML: a YAML 1.2 core subset read to plain data with a position for every value and character.

Refused, each with its own diagnostic: duplicate keys, anchors, references, merge keys, tags, several
documents, and plain scalars that YAML 1.1 and 1.2 read differently.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from typing import NamedTuple

from credit_engine.document_text import Document
from credit_engine.files.problems import too_large, too_many
from credit_engine.limits import MAX_PROBLEMS as MAX_SHOWN
from credit_engine.problems import PolicyError, Problem, in_order
from credit_engine.source import Source, Span
from credit_engine.yaml_text import wording
from credit_engine.yaml_text.characters import scalar_text
from credit_engine.yaml_text.events import EventReader, ReadOtherwiseError, quick_events
from credit_engine.yaml_text.mending import Diagnosis, Finding, split_entries
from credit_engine.yaml_text.odd_characters import ends_line, odd_characters, without_odd_characters
from credit_engine.yaml_text.tree import MAX_PROBLEMS, Tree, UnreadableRestError
from credit_engine.yaml_text.typing_slips import code_of, difference, meant, meant_indent

__all__ = ["MAX_YAML_CHARACTERS", "Reading", "examine_yaml", "read_yaml"]

MAX_YAML_CHARACTERS = 4_000_000
"""About 25,000 rules, or a table of 10,000 rows and 20 columns; reading takes about two seconds for
that, or eight where PyYAML is built without libyaml."""
_MAX_ROUNDS = 40
"""Readings of one text, each without what the last one failed at; after so many mistakes the rest is not
sought."""
_MOST_MENDED = 400_000
"""Longer texts are not read again for slips of typing, which takes as long as reading them."""
_MEND_ROUNDS = 20
_MEND_CHARACTERS = 2_000_000
"""A slip can hide another one below it, in a mapping that it has taken apart; so often, and so many
characters, are read for them."""
_MAX_CHARACTERS_READ = 8_000_000
_MAX_ODD_CHARACTERS = 20
"""Characters that are read in all those rounds, and odd ones that are told."""


class Reading(NamedTuple):
    """What could be read of a text, and every problem found in it, by position.

    `document` is None where nothing could be read; otherwise `document.damaged` and
    `document.incomplete` name the paths that a problem has left without a value or without entries.
    """

    document: Document | None
    problems: tuple[Problem, ...]


def read_yaml(source: Source) -> Document:
    """The data and positions of a YAML text; raises PolicyError with all problems found in it."""
    reading = examine_yaml(source)
    if reading.problems or reading.document is None:
        raise PolicyError(reading.problems)
    return reading.document


def examine_yaml(source: Source) -> Reading:
    """Like `read_yaml`, but gives what could be read along with the problems, and never raises."""
    if len(source.text) > MAX_YAML_CHARACTERS:
        return Reading(None, (too_large(Span(source, 0, 0), limit=MAX_YAML_CHARACTERS),))
    reading = _Examination(source).reading()
    if not reading.problems or len(source.text) > _MOST_MENDED:
        return reading
    return _with_slips_mended(source, reading)


def _with_slips_mended(source: Source, reading: Reading) -> Reading:
    """The reading of the text in which lines with problems stand as their writer meant them, if that helps.

    Lines keep their numbers, so that later problems are placed rightly. What follows from a slip alone, such
    as a key that is missing because its colon was full-width, is not reported then.
    """
    slips: dict[int, Problem] = {}
    text = source.text
    for _ in range(min(_MEND_ROUNDS, _MEND_CHARACTERS // (len(text) + 1) + 1)):
        lines = text.split("\n")
        changed = _mended_lines(source, lines, reading.problems)
        if not changed:
            break
        for number, (right, _) in changed.items():
            lines[number] = right
        better = _Examination(Source(source.name, "\n".join(lines))).reading()
        if not _helps(changed, reading.problems, better.problems):
            break
        text, reading = "\n".join(lines), better
        slips |= {number: problem for number, (_, problem) in changed.items() if number not in slips}
        if len(slips) >= MAX_SHOWN:
            break
    return Reading(reading.document, in_order([*slips.values(), *reading.problems]))


def _helps(changed: Container[int], before: Sequence[Problem], after: Sequence[Problem]) -> bool:
    """Whether no problem is left on the changed lines, or there are fewer; others may come up elsewhere."""
    solved = [number for number in _lines_of(before) if number in changed]
    changed_after = [number for number in _lines_of(after) if number in changed]
    return len(after) < len(before) or (bool(solved) and not changed_after)


def _lines_of(problems: Iterable[Problem]) -> set[int]:
    return {problem.span.position.line - 1 for problem in problems if problem.span is not None}


def _mended_lines(
    source: Source, lines: list[str], problems: Iterable[Problem]
) -> dict[int, tuple[str, Problem]]:
    """The lines at which problems stand and that were meant otherwise, by number from 0."""
    numbers = _lines_of(problems)
    if any(problem.code == "tab-indentation" for problem in problems):
        numbers |= {number for number, line in enumerate(lines) if "\t" in line[: meant_indent(line)[0]]}
    # What stands below a line without its dash or colon is where the parser stops.
    numbers |= {above for number in numbers if (above := _line_above(lines, number)) is not None}
    changed = {}
    for number in sorted(numbers):
        line = lines[number].rstrip("\r")
        right = _indented(lines, number, meant(line))
        if right != line:
            changed[number] = (right, _slip(source, number, line, right))
    return changed


def _line_above(lines: list[str], number: int) -> int | None:
    return next((above for above in range(number - 1, -1, -1) if lines[above].strip()), None)


def _indented(lines: list[str], number: int, right: str) -> str:
    """The line with the indentation of a neighbour where its own blanks stand for no column of theirs."""
    line = lines[number]
    if meant_indent(line)[0] == meant_indent(right)[0] and line[: meant_indent(line)[0]].strip(" ") == "":
        return right
    columns = meant_indent(right)[0]
    above = next((line for line in reversed(lines[:number]) if line.strip()), "")
    below = next((line for line in lines[number + 1 :] if line.strip()), "")
    outer, next_ = meant_indent(above)[1], meant_indent(below)[1]
    deeper = outer + 2 if above.rstrip().endswith((":", "：")) else outer
    columns_above = {meant_indent(line)[1] for line in lines[:number] if line.strip()}
    ends_block = columns < outer and columns in columns_above and next_ <= columns + 2
    if columns not in (next_, deeper) and not ends_block:
        columns = deeper
    return " " * columns + right.lstrip(" ")


def _slip(source: Source, number: int, line: str, right: str) -> Problem:
    """The problem of one line, whose hint is what to write instead of the stretch at fault."""
    begin = source.start_of(number + 1)
    first, last, stretch = difference(line, right)
    code, at = code_of(line, right)
    return wording.typing_slip(code, line[at], Span(source, begin + first, begin + last), stretch)


class _Examination:
    """Reads the text again and again, each time without what the last reading failed at."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.problems: list[Problem] = []
        self.masks: dict[int, int] = {}
        self.text = self._without_odd_characters()

    def reading(self) -> Reading:
        rounds = max(2, min(_MAX_ROUNDS, _MAX_CHARACTERS_READ // (len(self.text) + 1)))
        for _ in range(rounds):
            tree, findings = self._quick_round() or self._round()
            if not findings:
                return self._result(tree)
            before = self.text
            self._leave_out(findings)
            if self.text == before:
                return Reading(None, in_order([*self.problems, *tree.problems]))
            if len(self.problems) > MAX_PROBLEMS:
                break
        self.problems.append(too_many(findings[-1][0].span or Span(self.source, 0, 0)))
        return Reading(None, in_order([*self.problems, *tree.problems]))

    def _quick_round(self) -> tuple[Tree, list[Finding]] | None:
        """As `_round` by the quick reader, or None where it cannot read the text, or finds mistakes."""
        tree = Tree(self.source, self.masks)
        try:
            if not tree.read(quick_events(self.text)):
                return None
        except (ReadOtherwiseError, UnreadableRestError):
            return None
        return None if tree.split_flows else (tree, [])

    def _round(self) -> tuple[Tree, list[Finding]]:
        tree = Tree(self.source, self.masks)
        events = EventReader(self.text)
        try:
            tree.read(events)
        except UnreadableRestError:
            events.failure = None
        findings = [f for start, _ in tree.split_flows for f in split_entries(self.source, self.text, start)]
        if not findings and events.failure is not None:
            flow = next((c.start for c in tree.stack if c.flow), None)
            diagnosis = Diagnosis(self.source, self.text, events.failure, flow, tree.last_scalar)
            findings = diagnosis.findings()
        return tree, findings

    def _leave_out(self, findings: list[Finding]) -> None:
        for problem, mask in findings:
            if problem not in self.problems and not self._follows_from_tabs(problem):
                self.problems.append(problem)
            self.text = mask.apply(self.text)
            if mask.loses_data:
                self.masks[mask.start] = mask.end

    def _follows_from_tabs(self, problem: Problem) -> bool:
        """Whether columns are in question that tabs have made uncertain."""
        return problem.code == "bad-indentation" and any(p.code == "tab-indentation" for p in self.problems)

    def _result(self, tree: Tree) -> Reading:
        problems = [*self.problems, *tree.problems]
        if tree.documents == 0 and not problems:
            problems.append(wording.empty_document(Span(self.source, 0, 0)))
        elif tree.stack or tree.documents == 0:
            return Reading(None, in_order(problems))
        elif not isinstance(tree.data, dict | list) and not problems:
            problems.append(self._no_collection(tree))
        if () not in tree.values:
            return Reading(None, in_order(problems))
        tree.settle_masks()
        document = Document(
            self.source, tree.data, tree.values, tree.keys, scalar_text, tree.damaged, tree.incomplete
        )
        return Reading(document, in_order(problems))

    def _no_collection(self, tree: Tree) -> Problem:
        start, end = tree.values[()]
        if start == end:
            return wording.empty_document(Span(self.source, 0, 0))
        return wording.not_a_collection(Span(self.source, start, end))

    def _without_odd_characters(self) -> str:
        for match in odd_characters(self.source.text, _MAX_ODD_CHARACTERS):
            self.problems.append(_odd_character(Span(self.source, *match.span())))
        return without_odd_characters(self.source.text)


def _odd_character(span: Span) -> Problem:
    """A character that may not stand in YAML, or that ends a line for some readers alone."""
    if ends_line(span.text):
        return wording.line_end(span, code=ord(span.text))
    return wording.control_character(span, code=ord(span.text))
