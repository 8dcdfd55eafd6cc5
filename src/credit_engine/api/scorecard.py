"""Scorecards by themselves: loading, scoring a record, saving."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, localcontext
from functools import cached_property
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, Any

from credit_engine import numbers
from credit_engine.absent import Absent
from credit_engine.api.problems import no_characteristic
from credit_engine.api.score import Score
from credit_engine.files.kinds import refuse_other
from credit_engine.files.output import write_text
from credit_engine.files.sources import read_source
from credit_engine.parts.card import Card, CardModel, read_card
from credit_engine.parts.card.emit import yaml_text
from credit_engine.parts.card.program import card_program
from credit_engine.policy.fingerprint import fingerprint, language_version
from credit_engine.problems import InputError, Problem, suggestion
from credit_engine.run.fields import NOT_GIVEN, Field
from credit_engine.run.input_problems import Findings, wrong_type
from credit_engine.run.inputs import read_field
from credit_engine.run.row import Row, compile_row
from credit_engine.run.scoring import NotScorable
from credit_engine.source import Source
from credit_engine.wording import said
from credit_engine.yaml_text import read_yaml

if TYPE_CHECKING:
    from credit_engine.api.score_batch import BatchScorer


class Scorecard:
    """A checked scorecard, ready to score records and columns."""

    def __init__(self, card: Card) -> None:
        self.card = card
        self.characteristics = tuple(characteristic.name for characteristic in card.characteristics)
        self._program = card_program(card)
        self._row = compile_row(self._program.program, self._program.scored)
        self._nested = any("." in name for name in self.characteristics)

    def __repr__(self) -> str:
        return f"<Scorecard {self.name} {self.version}: {len(self.characteristics)} characteristics>"

    def __reduce__(self) -> Any:
        return _from_text, (self.card.document.source.name, self.card.document.source.text)

    @classmethod
    def from_data(cls, data: Mapping[str, Any], name: str = "<scorecard>") -> Scorecard:
        """The scorecard of plain data in the form of the file; floats are the decimals that they show.

        `name` stands for the file's in diagnostics. Raises PolicyError with every problem, as loading
        the file would; TypeError for data that YAML cannot hold.
        """
        if not isinstance(data, Mapping):
            raise TypeError(f"a scorecard's data are a mapping, not {type(data).__name__}")
        return _from_text(name, yaml_text(data))

    @property
    def name(self) -> str:
        """The card's name."""
        return self.card.spec.scorecard

    @property
    def version(self) -> str:
        """The card's version."""
        return self.card.spec.version

    @property
    def spec(self) -> CardModel:
        """The file's content as a model."""
        return self.card.spec

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What `check` notes without refusing the card: exceptions with their rationale."""
        return self.card.warnings

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over the card's content and the language version."""
        return fingerprint([language_version(), self.card.document.data])

    def score(self, record: Mapping[str, Any]) -> Score:
        """Points, PD and reasons of a record: a mapping with the characteristics' names as keys.

        A name with dots is looked for as it is, then level by level. Other keys of the record are not
        looked at. A value that is absent or None is missing (`not_given`), as is `{"missing": cause}`;
        floats are the decimals that they show. Raises InputError with every value that is of another
        kind, NaN, or infinite.
        """
        values = self._values(record)
        try:
            slots = self._row(values)
        except NotScorable:
            values = self._read(values)
            slots = self._row(values)
        return Score(self, values, slots)

    def _values(self, record: Any) -> list[Any]:
        try:
            get = record.get
        except AttributeError:
            raise InputError(
                [wrong_type("", said("a mapping of characteristics", "特征的映射"), record)]
            ) from None
        if self._nested:
            values = [get(name) if name in record else _within(record, name) for name in self.characteristics]
        else:
            values = list(map(get, self.characteristics))
        if not any(value is not None for value in values):
            self._anything(record)
        return values

    def _anything(self, record: Mapping[str, Any]) -> None:
        """A record that names none of the characteristics is not one of this card."""
        roots = {name.partition(".")[0] for name in self.characteristics} | set(self.characteristics)
        if roots.isdisjoint(record):
            close = next((found for key in record if (found := suggestion(str(key), roots))), "")
            expected = ", ".join(self.characteristics[:5])
            raise InputError([no_characteristic(expected=expected, hint=close)])

    def _read(self, raw: list[Any]) -> list[Any]:
        """Values of unusual types as the program reads them; raises InputError for what is none."""
        problems = Findings()
        plain = (None if type(value).__name__ in ("NAType", "NaTType") else value for value in raw)
        values = [
            read_field(field, value, problems) for field, value in zip(self._fields, plain, strict=True)
        ]
        if problems:
            raise InputError(problems.refused(True))
        return values

    @cached_property
    def _fields(self) -> tuple[Field, ...]:
        return tuple(
            Field(
                characteristic.name,
                characteristic.kind,
                missing=dict.fromkeys((NOT_GIVEN, *characteristic.bins.special), "undecided"),
            )
            for characteristic in self.card.characteristics
        )

    @cached_property
    def _rating(self) -> Row:
        program = self._program
        return compile_row(program.program, program.rated, (program.points,))

    def rate(self, points: Any) -> tuple[Any, Any]:
        """PD to 12 significant digits and grade of a number of points; None where there is none."""
        with localcontext(numbers.CONTEXT):
            pd, *grade = self._rating([*[None] * len(self.characteristics), points])
        if isinstance(pd, Absent):
            return None, None
        return Decimal(numbers.significant(pd)), grade[0] if grade else None

    def score_batch(self, frame: Any) -> Any:
        """Points and PD of every row, as float64: the doubles nearest to what `score` gives.

        `frame` has a column for each characteristic: a pandas or polars DataFrame, a pyarrow Table, or
        a dict of arrays; the result is of the same kind, its rows in the same order, with the columns
        `points`, `pd`, `grade` (where the card has a master scale) and `problem` (why a row has no
        score, else None). NaN and null are missing values. Raises InputError where columns are missing
        or of different lengths.
        """
        return self._batch.score(frame)

    @cached_property
    def _batch(self) -> BatchScorer:
        from credit_engine.api.score_batch import BatchScorer

        return BatchScorer(self, self._program)

    def to_yaml(self) -> str:
        """The card as canonical YAML: one text for the same content."""
        return yaml_text(self.card.document.data)

    def save(self, path: str | PathLike[str]) -> None:
        """Write the card to a file, as it was read, comments included; raises InputError where that fails."""
        write_text(fspath(path), self.card.document.source.text)


def _within(record: Mapping[str, Any], name: str) -> Any:
    """The value below the words of a dotted name; None where a level is missing."""
    here: Any = record
    for word in name.split("."):
        here = here.get(word) if isinstance(here, Mapping) else None
    return here


def _from_text(name: str, text: str) -> Scorecard:
    return _scorecard(Source(name, text))


def load_scorecard(path: str | PathLike[str]) -> Scorecard:
    """The scorecard of a YAML file; raises PolicyError with every problem of the file."""
    source = read_source(Path(path))
    return _scorecard(source)


def _scorecard(source: Source) -> Scorecard:
    refuse_other(source, "scorecard")
    return Scorecard(read_card(read_yaml(source)))
