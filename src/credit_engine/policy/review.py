"""What a compiled policy depends on: protected inputs, and declarations that nothing uses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import replace

from credit_engine.document_text import Path
from credit_engine.ir import Node
from credit_engine.operators import FUNCTIONS
from credit_engine.parts.base import Finished
from credit_engine.policy import problems
from credit_engine.policy.compiled import DATES, CompiledPolicy
from credit_engine.policy.naming import place_of
from credit_engine.problems import Problem
from credit_engine.run.fields import Field, has_redacted
from credit_engine.wording import said

_UNUSED = {
    "inputs": "unused-input",
    "parameters": "unused-parameter",
    "reasons": "unused-reason",
    "roles": "unused-role",
    "values": "unused-list",
    "include": "unused-include",
}


def _inputs(compiled: CompiledPolicy, roots: Iterable[int]) -> set[str]:
    indexes = compiled.program.inputs_of(roots)
    return {field.path for i, field in enumerate(compiled.fields, len(DATES)) if i in indexes}


def protected_inputs(compiled: CompiledPolicy) -> list[Problem]:
    """Protected inputs without an exemption that the outcome or an output depends on."""
    protected = _protected(compiled)
    used = _decided_on(compiled) if protected else set()
    return [
        problems.protected_input(compiled.document.key_span(place_of(compiled.document, path)), at=path)
        for path in protected
        if path in used
    ]


def _protected(compiled: CompiledPolicy) -> list[str]:
    """The paths of protected inputs without an exemption."""
    declared = compiled.spec.declared.items()
    return [path for path, model in declared if model.protected and not model.exemption]


def _decided_on(compiled: CompiledPolicy) -> set[str]:
    """The inputs that the outcome, an output or the next state depends on."""
    return _inputs(
        compiled, [compiled.outcome, *(output.value for output in (*compiled.outputs, *compiled.state))]
    )


def redacted_identities(compiled: CompiledPolicy) -> list[Problem]:
    """Identities of items, which reasons name, that are made of a value which is never shown."""
    if not compiled.redacts:
        return []
    refused = []
    for name, rules in compiled.rule_sets.items():
        nodes = {rule.items.identities for rule in rules if rule.items is not None}
        found = sorted(path for node in nodes if node >= 0 for path in _redacted(compiled, node))
        if found:
            part = compiled.parts[name].part
            at = (*part.path, "identity")
            refused.append(
                problems.redacted_identity(
                    compiled.document.span(at if at in compiled.document else part.path),
                    name=name,
                    found=found[0],
                )
            )
    return refused


def _redacted(compiled: CompiledPolicy, root: int) -> Iterator[str]:
    """Paths of the redacted inputs, and fields of items, that a value is made of."""
    program = compiled.program
    nodes = [program.nodes[i] for i in program.needed([root])]
    keys = {program.constants[node.data] for node in nodes if node.op == "CONST" and node.kind == "text"}
    used = _inputs(compiled, [root])
    for field in compiled.fields:
        if field.path in used and field.redact:
            yield field.path
        elif field.path in used:
            yield from (f"{field.path}.{b.name}" for b in field.fields or () if b.redact and b.name in keys)


def redacted_outputs(compiled: CompiledPolicy) -> list[Problem]:
    """Warnings for outputs and states that hand on a redacted input as it is, whoever reads them."""
    if not compiled.redacts:
        return []
    places: list[tuple[Path, str, int]] = [
        (("decision", "outputs", output.name), said("output", "输出"), output.value)
        for output in compiled.outputs
    ]
    places += [
        (("next", state.name), said("next state", "下一状态"), state.value) for state in compiled.state
    ]
    found = [(at, what, sorted(set(_copied(compiled, node)))) for at, what, node in places]
    return [
        problems.redacted_output(compiled.document.key_span(at), what=what, at=at[-1], paths=", ".join(paths))
        for at, what, paths in found
        if paths
    ]


_HANDED_ON = ("list", "round", "item")
"""Calls of no function whose value still is, or holds, what they are given."""


def _copied(compiled: CompiledPolicy, root: int) -> Iterator[str]:
    """Paths of the redacted inputs that a value may be: itself, one branch of it, or a part of it."""
    program = compiled.program
    seen = set[tuple[int, tuple[str, ...]]]()
    stack: list[tuple[int, tuple[str, ...]]] = [(root, ())]
    while stack:
        at, keys = stack.pop()
        if (at, keys) in seen:
            continue
        seen.add((at, keys))
        node = program.nodes[at]
        if node.op == "INPUT" and node.data >= len(DATES):
            yield from _redacted_below(compiled.fields[node.data - len(DATES)], keys)
        elif node.op == "BRANCH":
            values = (*node.regions[1::2], node.regions[-1])
            stack += [(program.regions[region].result, keys) for region in values]
        elif node.op == "LOOP" and node.name == "filter":
            stack.append((program.regions[node.regions[0]].result, keys))
        elif node.name in ("entry", "entries", "field"):
            key = program.nodes[node.args[1]]
            stack.append((node.args[0], (program.constants[key.data], *keys)))
        elif node.op == "CALL" and node.name == "context":
            entries = zip(node.data, node.args, strict=True)
            stack += [(value, keys[1:]) for key, value in entries if key in (keys[:1] or (key,))]
        elif _hands_on(node):
            stack += [(argument, keys) for argument in node.args]


def _hands_on(node: Node) -> bool:
    """Whether the value of a call still is, or holds, what it is given."""
    if node.name.startswith("fn:"):
        return FUNCTIONS[node.name[3:]].hands_on
    return node.name in _HANDED_ON or (node.name == "+" and node.kind == "text")


def _redacted_below(field: Field, keys: Sequence[str]) -> Iterator[str]:
    """What an input, or the part of it that a path leads to, holds of redacted values."""
    path = [field.path]
    for key in keys:
        below = {inner.name: inner for inner in field.fields or ()}
        if field.redact or key not in below:
            break
        field = below[key]
        path.append(key)
    if has_redacted((field,)):
        yield ".".join(path)


def found_by_parts(compiled: CompiledPolicy) -> list[Problem]:
    """What parts find wrong with themselves once the program is made."""
    protected = _protected(compiled)
    finished = Finished(
        compiled.document,
        frozenset(compiled.spec.inputs),
        lambda node: frozenset(_inputs(compiled, [node])),
        frozenset(protected) - _decided_on(compiled) if protected else frozenset(),
    )
    return [problem for part in compiled.parts.values() for problem in part.review(finished)]


def internal_texts(compiled: CompiledPolicy) -> list[Problem]:
    """Warnings for reasons whose text for the bank is what the customer would read."""
    found = []
    for code, reason in compiled.spec.reasons.items():
        at = ("reasons", code, "internal")
        if reason.disclose and reason.customer is None and at in compiled.document:
            span = compiled.document.key_span(at)
            found.append(problems.internal_text(span, code=code))
    return found


def unused(compiled: CompiledPolicy, used_reasons: Set[str], used_roles: Set[str]) -> list[Problem]:
    """Warnings for inputs, parameters, reasons, roles, lists of values and included files without use."""
    recorded = [node for part in compiled.parts.values() for node in part.slots]
    released = [node for output in compiled.outputs for node in (output.value, output.release)]
    nodes = compiled.program.needed([*recorded, *released, *(state.value for state in compiled.state)])
    inputs = _inputs(compiled, nodes)
    document, spec = compiled.document, compiled.spec
    used = {
        *(("inputs", path) for path in inputs),
        *(("sources", path.partition(".")[0]) for path in inputs),
        *(("parameters", name) for name, node in compiled.parameters.items() if node in nodes),
        *(("reasons", code) for code in used_reasons),
        *(("roles", role) for role in used_roles),
        *(("values", name) for name in document.used_lists),
    }
    declared: dict[Path, tuple[str, str]] = {
        **{place_of(document, path): ("inputs", path) for path in spec.declared},
        **{("parameters", name): ("parameters", name) for name in compiled.parameters},
        **{("reasons", code): ("reasons", code) for code in spec.reasons},
        **{("roles", role): ("roles", role) for role in spec.roles},
        **{("values", name): ("values", name) for name in spec.values},
    }
    needless = {at: entry for at, entry in declared.items() if entry not in used | document.included.keys()}
    found = [(*entry, document.key_span(at)) for at, entry in needless.items()]
    found += [
        ("include", name, document.span(at))
        for name, (at, entries) in document.includes.items()
        if entries.isdisjoint(used)
    ]
    return [replace(problems.unused(span, name=name), code=_UNUSED[section]) for section, name, span in found]
