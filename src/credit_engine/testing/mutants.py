"""The mutants of a policy: one small change each, in the order of the file."""

from __future__ import annotations

from collections.abc import Iterator

from credit_engine import numbers
from credit_engine.document_text import Path
from credit_engine.parts.mutation.mutant import (
    OF_POLICY,
    Mutant,
    Original,
    dropped,
    in_steps,
    of_rounding,
    of_written,
    place_of,
    with_neighbours,
)
from credit_engine.policy.compiled import CompiledPolicy


def mutants_of(compiled: CompiledPolicy) -> list[Mutant]:
    """All mutants; those that stand twice under one name are numbered."""
    whole = compiled.whole
    found = [*_frame(whole), *_parameters(whole), *_decisions(whole), *_outputs(whole), *_state(whole)]
    counts: dict[str, int] = {}
    numbered = []
    for one in found:
        count = counts[one.name] = counts.get(one.name, 0) + 1
        name = one.name if count == 1 else f"{one.name} ({count})"
        numbered.append(Mutant(name, one.kind, one.file, one.values, one.removed))
    return numbered


def _frame(compiled: CompiledPolicy) -> Iterator[Mutant]:
    for key in ("undecided", "nothing_fired"):
        old, path = getattr(compiled.spec.outcomes, key), ("outcomes", key)
        yield from with_neighbours("outcome", place_of(path), path, old, compiled.outcomes.order)
    sets = compiled.spec.decision.outcome
    for i, name in enumerate(sets if len(sets) > 1 else ()):
        yield dropped("outcome", f"decision.outcome.{name}", ("decision", "outcome", i))


def _parameters(compiled: CompiledPolicy) -> Iterator[Mutant]:
    for name, model in compiled.spec.parameters.items():
        path: Path = ("parameters", name)
        short = not isinstance(compiled.document.value(path), dict)
        if numbers.is_number(model.value):
            yield from in_steps(
                "parameter", f"parameters.{name}", path if short else (*path, "value"), model.value
            )
        for day, value in (model.dated or {}).items():
            if numbers.is_number(value):
                yield from in_steps("parameter", f"parameters.{name}.{day}", (*path, "dated", day), value)


def _decisions(compiled: CompiledPolicy) -> Iterator[Mutant]:
    """The mutants of every part; those of a card that several parts read once."""
    original = Original(compiled.document, compiled.outcomes.order, compiled.types)
    done: set[str] = set()
    for name in compiled.spec.decisions:
        files: set[str] = set()
        for one in compiled.parts[name].part.mutants(f"decisions.{name}", original):
            if one.file not in done:
                yield one
            files.add(one.file)
        done |= files - {OF_POLICY}


def _outputs(compiled: CompiledPolicy) -> Iterator[Mutant]:
    for output in compiled.outputs:
        path: Path = ("decision", "outputs", output.name)
        place = ".".join(map(str, path))
        if output.when is not None:
            yield from of_written(f"{place}.when", output.when, types=compiled.types)
        yield from of_rounding(compiled.document, (*path, "round"))


def _state(compiled: CompiledPolicy) -> Iterator[Mutant]:
    """What the state is initially, and the expressions of the next one."""
    for name, model in compiled.spec.prior.items():
        place, path = f"prior.{name}.initially", ("prior", name, "initially")
        if numbers.is_number(model.initially):
            yield from in_steps("state", place, path, model.initially)
        elif model.values is not None and model.initially in model.values:
            yield from with_neighbours("state", place, path, str(model.initially), model.values)
    for name, written in compiled.next_state.items():
        yield from of_written(f"next.{name}", written, types=compiled.types)
