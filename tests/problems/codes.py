"""The codes of diagnostics, read from the sources, and where each can come from."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import credit_engine

SOURCES = Path(credit_engine.__file__).parent
OF_RECORDS = (
    "run",
    "json_text",
    "api",
    "cli",
    "develop",
    "feedback",
    "portfolio",
    "report",
    "library",
    "files/output_problems.py",
    "argument_problems.py",
)
"""Parts of the package whose diagnostics are about records, data and commands, not about policies."""
MAKERS = {
    "Message",
    "Problem",
    "SyntaxMessage",
    "SyntaxProblem",
    "Doubt",
    "Finding",
    "refusal",
    "add",
    "_add",
    "to_write",
    "warning",
}


def _called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def _first_texts(node: ast.Call) -> Iterator[str]:
    """The texts that the first argument can be."""
    for part in ast.walk(node.args[0]):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value


def _is_code(text: str) -> bool:
    return text.replace("-", "").isalnum() and text.islower() and not text.startswith("-")


def _of_file(path: Path) -> set[str]:
    tree = ast.parse(path.read_text("utf-8"))
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args and _called(node) in MAKERS:
            found |= {text for text in _first_texts(node) if _is_code(text)}
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            found |= _assigned(node)
    return found


def _assigned(node: ast.Assign | ast.AnnAssign) -> set[str]:
    """Codes chosen before the problem is made: `code, what = "a-code", "words"`, `_UNUSED = {...}`."""
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    names = {part.id for target in targets for part in ast.walk(target) if isinstance(part, ast.Name)}
    if not names & {"code", "_UNUSED", "_UNKNOWN", "SLIP_CODES"} or node.value is None:
        return set()
    values = node.value.values if isinstance(node.value, ast.Dict) else [node.value]
    texts = [part.value for value in values for part in ast.walk(value) if isinstance(part, ast.Constant)]
    return {text for text in texts if isinstance(text, str) and _is_code(text) and "-" in text}


@cache
def codes(*, records: bool = False) -> frozenset[str]:
    """The codes about policies, scorecards and expressions, or those about records and commands."""
    found: set[str] = set()
    for path in SOURCES.rglob("*.py"):
        module = path.relative_to(SOURCES)
        if (module.parts[0] in OF_RECORDS or module.as_posix() in OF_RECORDS) == records:
            found |= _of_file(path)
    return frozenset(found)
