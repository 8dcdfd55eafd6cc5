"""Every bound and every number with a name says why it is what it is."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import credit_engine

SOURCES = Path(credit_engine.__file__).parent


def test_every_named_number_says_why() -> None:
    silent = [
        f"{path.relative_to(SOURCES)}:{line} {name}"
        for path in sorted(SOURCES.rglob("*.py"))
        for line, name in unexplained(path.read_text(encoding="utf-8"))
    ]
    assert silent == []


def test_a_number_is_explained_by_the_text_below_it_or_by_a_comment() -> None:
    source = '''
ABOVE = 3  # why
# Why.
OTHER = 10**6
FIRST = 1
SECOND = 2
"""Why, for both."""
NAMES = ("a", "b")
ALONE = 4
NAME = "x"
SILENT = 5
"text of nothing else" and 1
'''
    assert [name for _, name in unexplained(source)] == ["ALONE", "SILENT"]


def unexplained(source: str) -> Iterator[tuple[int, str]]:
    """Line and name of each number without a comment, and without a text below it or below others."""
    lines = source.splitlines()
    body = ast.parse(source).body
    for at, node in enumerate(body):
        name = _name_of_number(node)
        if name is None or "#" in lines[node.lineno - 1] or lines[node.lineno - 2].startswith("#"):
            continue
        after = next(other for other in (*body[at:], ast.Pass()) if _name_of_number(other) is None)
        if not _is_text(after):
            yield node.lineno, name


def _name_of_number(node: ast.stmt) -> str | None:
    """What a statement calls a number, written out or computed from others, or several of them at once."""
    if not isinstance(node, ast.Assign):
        return None
    values = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
    plain = all(isinstance(value, ast.Constant | ast.BinOp | ast.UnaryOp | ast.Call) for value in values)
    numbers = any(_is_number(part) for value in values for part in _operands(value))
    return ast.unparse(node.targets[0]) if plain and numbers else None


def _operands(node: ast.expr) -> Iterator[ast.AST]:
    """The parts of arithmetic, and a decimal; of another call nothing."""
    if isinstance(node, ast.Call):
        yield from (ast.Constant(0) for _ in node.args if ast.unparse(node.func) == "Decimal")
    else:
        yield from ast.walk(node)


def _is_number(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and type(node.value) in (int, float)


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
