"""The state of each loan for one policy: a table of its key, the month that decided it, and the policy's
fields.

A column is named as the policy reads it, `prior.NAME`, with `prior.NAME.missing` where a value is
unknown, so that the file of a month is what `decide_batch` takes. `decided` is the month of the decision
that gave the state: a row that was refused since, and a loan that has left the book, keep their last one;
it is null where no decision was made.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from credit_engine.run.fields import MISSING, NO_PRIOR, PRIOR

if TYPE_CHECKING:
    from credit_engine.policy.compiled import CompiledPolicy

DECIDED = "decided"
_NEXT = "next"


def state_types(compiled: CompiledPolicy) -> dict[str, str]:
    """The fields of a policy's state with the types of their columns."""
    from credit_engine.api.batch.answers import Answers, next_column

    schema = Answers(compiled, fixed=True).schema
    return {field.name: str(schema.field(next_column(field.name)).type) for field in compiled.state}


@dataclass(frozen=True)
class StateForm:
    """How the state of one policy stands in a table keyed by `key`."""

    key: str
    types: Mapping[str, str]

    @property
    def columns(self) -> dict[str, Any]:
        """The columns after the key and the month, by name, with their Arrow types."""
        import pyarrow as pa

        found = {}
        for name, type_ in self.types.items():
            found[f"{PRIOR}.{name}"] = pa.type_for_alias(_ALIASES.get(type_, type_))
            found[f"{PRIOR}.{name}{MISSING}"] = pa.string()
        return found

    @property
    def schema(self) -> Any:
        """The schema of the table."""
        import pyarrow as pa

        return pa.schema([(self.key, pa.string()), (DECIDED, pa.string()), *self.columns.items()])

    def nothing(self, keys: Any) -> Any:
        """The table of loans about which nothing was decided."""
        import pyarrow as pa

        others = [pa.nulls(len(keys), field.type) for field in list(self.schema)[1:]]
        return pa.table([keys, *others], schema=self.schema)

    def read(self, path: Path) -> Any:
        """The table of a file without the keys, small in memory: its rows stand as those of all others."""
        return read_small(path, self.schema.names[1:])

    def taken(self, table: Any, at: Any, keys: Any) -> Any:
        """The rows of a table at some places, with their keys; nothing where a place is null."""
        import pyarrow as pa

        if table is None:
            return self.nothing(keys)
        return pa.table([keys, *table.take(at).columns], names=self.schema.names).cast(self.schema)

    def prior(self, rows: Any, is_new: Any) -> dict[str, Any]:
        """The columns that a policy reads of the rows of a state.

        A loan that is new has no prior state; of one that is not, and has none here, the state is
        unknown.
        """
        import pyarrow as pa
        import pyarrow.compute as pc

        found = {name: rows.column(name) for name in self.columns}
        no_prior = pc.if_else(
            pc.and_(pc.is_null(rows.column(DECIDED)), is_new), NO_PRIOR, pa.scalar(None, pa.string())
        )
        return {**found, f"{PRIOR}{MISSING}": no_prior} if found else {}

    def known(self, rows: Any, is_new: Any, initial: Mapping[str, Any]) -> dict[str, Any]:
        """The fields of the state as the policy understands them: those of a new loan as they are
        initially."""
        import pyarrow as pa
        import pyarrow.compute as pc

        fresh = pc.and_(pc.is_null(rows.column(DECIDED)), is_new)
        found = {}
        for name in self.types:
            column = rows.column(f"{PRIOR}.{name}")
            value = pa.scalar(initial.get(name), column.type)
            found[f"{PRIOR}.{name}"] = pc.if_else(fresh, value, column)
        return found

    def after(self, rows: Any, answers: Any, refused: Any, month: str) -> Any:
        """The rows of a state after a month's decisions; those that were refused stay as they are."""
        import pyarrow as pa
        import pyarrow.compute as pc

        columns = [rows.column(self.key), pc.if_else(refused, rows.column(DECIDED), pa.scalar(month))]
        for name, type_ in self.columns.items():
            given = answers.column(_NEXT + name.removeprefix(PRIOR)).cast(type_)
            columns.append(pc.if_else(refused, rows.column(name), given))
        return pa.table(columns, schema=self.schema)

    def left(self, table: Any, keys: Any, stayed: Any) -> Iterator[Any]:
        """The rows of the loans that are not in the book any more, in parts."""
        import pyarrow as pa
        import pyarrow.compute as pc

        gone = pc.invert(stayed)
        rows = pa.table([keys.filter(gone), *table.filter(gone).columns], names=self.schema.names)
        for start in range(0, rows.num_rows, _PART):
            yield rows.slice(start, _PART).cast(self.schema)


_PART = 131_072
"""Rows of a state that are written at a time, so that no second copy of a month is held."""
_ALIASES = {"date32[day]": "date32"}


def read_small(path: Path, names: Sequence[str]) -> Any:
    """Columns of a file of states, each as small in memory as it can be.

    The states of a whole book are held while a month is reviewed, so they count more than anything else.
    Texts are codes, of one byte where 127 do, and a column without any value takes no room.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    with pq.ParquetFile(path, memory_map=True) as file:
        types = {column.name: column.type for column in file.schema_arrow}
    columns = {}
    texts = [name for name in names if pa.types.is_string(types[name])]
    with pq.ParquetFile(path, read_dictionary=texts, memory_map=True) as file:
        for name in names:
            columns[name] = _small(file.read([name]).column(0))
    return pa.table(columns)


def _small(column: Any) -> Any:
    """A column as one array; without any value, as nothing but its length."""
    import pyarrow as pa

    if column.null_count == len(column):
        return pa.nulls(len(column))
    if not pa.types.is_dictionary(column.type):
        return column.combine_chunks()
    codes = column.unify_dictionaries().combine_chunks()
    if len(codes.dictionary) > _MOST_OF_A_BYTE:
        return codes
    return pa.DictionaryArray.from_arrays(codes.indices.cast(pa.int8()), codes.dictionary)


_MOST_OF_A_BYTE = 127
"""Codes of a dictionary up to so many are kept in a signed byte, a quarter of Arrow's usual four."""
