"""Every diagnostic is made with its Chinese text: seen in the sources."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from problems.codes import SOURCES

MAKERS = {"Problem", "SyntaxProblem", "Note", "Doubt", "add", "_add", "warning", "refusal", "syntax"}
"""Calls that make a diagnostic, or a part of one."""
TEXTS = {"message", "expected", "hint"}
PROSE = re.compile(r"[A-Za-z]{2,} [a-z]{2,}")
CHINESE = re.compile("[\u4e00-\u9fff]")
"""Two English words one after the other; names, codes and forms to write have none."""
FORMS = re.compile(r"'[^']*'|\"[^\"]*\"|\{[^}]*\}")


def called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def written(node: ast.expr) -> str:
    """The text that an expression writes out, what is put into it left out."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        return "".join(map(written, node.values))
    if isinstance(node, ast.BinOp):
        return written(node.left) + written(node.right)
    return ""


def alternatives(node: ast.expr) -> Iterator[ast.expr]:
    """The expressions of which one is the value."""
    if isinstance(node, ast.IfExp):
        yield from (*alternatives(node.body), *alternatives(node.orelse))
    elif isinstance(node, ast.BoolOp):
        for value in node.values:
            yield from alternatives(value)
    else:
        yield node


def of_english_alone(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Texts of diagnostics that are plain literals or f-strings of English words."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and called(node) in MAKERS:
            given = [*node.args, *(one.value for one in node.keywords)]
        elif isinstance(node, ast.Assign) and {getattr(one, "id", "") for one in node.targets} & TEXTS:
            given = [node.value]
        else:
            continue
        texts = [written(one) for value in given for one in alternatives(value)]
        if not any(map(CHINESE.search, texts)):
            yield from ((node.lineno, text) for text in texts if PROSE.search(FORMS.sub("", text)))


def test_no_diagnostic_is_made_of_english_words_alone() -> None:
    found = [
        f"{path.relative_to(SOURCES)}:{line}: {text}"
        for path in sorted(SOURCES.rglob("*.py"))
        for line, text in of_english_alone(ast.parse(path.read_text("utf-8")))
    ]
    assert found == []


def test_english_alone_is_found_wherever_it_is_given() -> None:
    source = """
Problem("a-code", "the value is wrong", span)
Problem("a-code", said("the value is wrong", "值有误"), hint=f"{name} is not here" if name else "")
checks.add("a-code", message, span, "one of these" + names)
hint = "mend the file"
Problem("a-code", said("the value is wrong", "值有误"), expected="key: value")
Note("approve, decline")
warning("a-code", "the value is wrong", "值有误")
"""
    assert sorted(line for line, _ in of_english_alone(ast.parse(source))) == [2, 3, 4, 5]
