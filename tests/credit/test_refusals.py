"""Whatever lending mathematics refuses is said in both languages, as an error and not as missing data."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from credit_engine.absent import Cause
from credit_engine.credit.arguments import CreditError
from credit_engine.credit.reference_data import shipped
from credit_engine.temporal import Date
from credit_engine.texts import customer_text
from credit_engine.texts.causes import cause_text

CREDIT = Path(__file__).parents[2] / "src" / "credit_engine" / "credit"
TWO_WORDS = re.compile(r"[a-z]{2,} [a-z]{2,}")


def refusals() -> Iterator[tuple[str, str]]:
    """Code and detail of each refusal that stands in the sources, 7 in the place of what is filled in."""
    for path in sorted(CREDIT.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            name = (
                getattr(node.func, "id", "") or getattr(node.func, "attr", "")
                if isinstance(node, ast.Call)
                else ""
            )
            if name == "refuse":
                yield "invalid_argument", f"amount: {written(node.args[1])}"  # type: ignore[attr-defined]
            elif name == "CreditError" and written(node.args[0]):  # type: ignore[attr-defined]
                codes = [written(code) for code in node.args[1:]]  # type: ignore[attr-defined]
                yield (codes or ["invalid_argument"])[0], written(node.args[0])  # type: ignore[attr-defined]


def written(node: ast.expr) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(str(v.value) if isinstance(v, ast.Constant) else "7" for v in node.values)
    return str(node.value) if isinstance(node, ast.Constant) else ""


REFUSALS = sorted({(code, detail) for code, detail in refusals() if not detail.endswith(": ")})


@pytest.mark.parametrize(("code", "detail"), REFUSALS)
def test_a_refusal_has_its_words(code: str, detail: str) -> None:
    cause = Cause(code, "irr", detail)
    assert TWO_WORDS.search(cause_text(cause, "en", {}))
    assert not TWO_WORDS.search(cause_text(cause, "zh", {})), cause_text(cause, "zh", {})
    assert customer_text([cause], "en", {}) == "Some information cannot be assessed at present"


def test_refusals_are_found() -> None:
    assert len(REFUSALS) > 40


@pytest.mark.parametrize(
    ("ask", "chinese"),
    [
        (lambda: shipped("china").number("lpr", Date(2026, 1, 1)), "lpr：china中没有，是否为lpr_5y"),
        (lambda: shipped("china").number("zzzz", Date(2026, 1, 1)), "zzzz：china中没有"),
        (
            lambda: shipped("china").number("risk_weight", Date(2026, 1, 1), "corporat"),
            "没有项corporat，是否为corporate",
        ),
        (lambda: shipped("china").number("risk_weight", Date(2026, 1, 1), "zzzz"), "没有项zzzz"),
    ],
)
def test_what_reference_data_lack_is_said_in_chinese(ask: Callable[[], object], chinese: str) -> None:
    with pytest.raises(CreditError) as raised:
        ask()
    assert chinese in cause_text(Cause(raised.value.code, "reference_value", raised.value.detail), "zh", {})
