"""A policy without errors, as its parts are read once more with care, by `check` and not at every load."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from credit_engine.document_text import Document
from credit_engine.feel import syntax
from credit_engine.feel.format import format_expression
from credit_engine.feel.solve import Conditions
from credit_engine.feel.types import Type
from credit_engine.feel.walk import walk
from credit_engine.parts.reading import Written
from credit_engine.run.outcomes import Outcomes


@dataclass(frozen=True)
class Examined:
    """What parts know of the whole policy; `required` are the inputs that every record has, by path.

    `parameters` are the values of those that are constant; a dated series is none. `definitions` are
    conditions that decisions give a name to.
    """

    document: Document
    types: Mapping[int, Type]
    outcomes: Outcomes
    required: frozenset[str] = frozenset()
    parameters: Mapping[str, Any] = field(default_factory=dict)
    definitions: Mapping[str, syntax.Expression] = field(default_factory=dict)

    def conditions(self) -> Conditions:
        """A reader of conditions over these names."""
        return Conditions(self.types, self._is_required, self.parameters, self.definitions)

    def settles(self, *written: Written | None) -> bool:
        """Whether a word such as `false`, or a parameter of which more is said, may decide conditions."""
        nodes = (node for expression in written if expression is not None for node in walk(expression.tree))
        return any(
            isinstance(node, syntax.Boolean)
            or (isinstance(node, syntax.Name) and node.name in self.parameters)
            for node in nodes
        )

    def _is_required(self, tree: syntax.Expression) -> bool:
        is_name = isinstance(tree, syntax.Name | syntax.Path)
        return is_name and format_expression(tree) in self.required
