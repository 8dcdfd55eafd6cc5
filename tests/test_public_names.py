"""The public names: what users of the package may rely on, and nothing else."""

from __future__ import annotations

import inspect
import tomllib
from pathlib import Path

import pytest

import credit_engine
from credit_engine import feel

ROOT = Path(__file__).parents[1]

FACE = {
    "Decision",
    "InputError",
    "Intervention",
    "Policy",
    "PolicyError",
    "Problem",
    "Reason",
    "RefusedInterventions",
    "Score",
    "ScoreLine",
    "Scorecard",
    "__version__",
    "load_policy",
    "load_scorecard",
}
LANGUAGE = {"compile_expression", "evaluate", "parse", "to_string"}


def test_the_face_of_the_package_is_complete_and_nothing_more() -> None:
    assert set(credit_engine.__all__) == FACE
    assert all(hasattr(credit_engine, name) for name in FACE)


def test_the_language_offers_its_functions() -> None:
    assert set(feel.__all__) >= LANGUAGE
    assert all(callable(getattr(feel, name)) for name in LANGUAGE)


def test_the_version_is_that_of_the_distribution() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert credit_engine.__version__ == project["version"]


@pytest.mark.parametrize("name", sorted(FACE - {"__version__"}))
def test_public_names_are_described(name: str) -> None:
    assert inspect.getdoc(getattr(credit_engine, name))


@pytest.mark.parametrize("name", sorted(LANGUAGE))
def test_functions_of_the_language_are_described(name: str) -> None:
    assert inspect.getdoc(getattr(feel, name))


def test_a_policy_decides_with_dates_given_by_keyword() -> None:
    parameters = inspect.signature(credit_engine.Policy.decide).parameters
    assert list(parameters)[:2] == ["self", "record"]
    for name in ("as_of", "policy_as_of", "data_as_of"):
        assert parameters[name].kind is inspect.Parameter.KEYWORD_ONLY


@pytest.mark.parametrize(
    "name", ["outcome", "outputs", "withheld", "reasons", "explain", "to_json", "fingerprint"]
)
def test_a_decision_offers(name: str) -> None:
    fields = getattr(credit_engine.Decision, "__dataclass_fields__", {})
    assert (
        name in fields
        or name in getattr(credit_engine.Decision, "__annotations__", {})
        or hasattr(credit_engine.Decision, name)
    )


def test_an_expression_is_evaluated_with_python_values() -> None:
    assert feel.evaluate("x > 10 and y < 5", {"x": 12, "y": 3}) is True
    assert feel.to_string(feel.evaluate("1 / 8", {})) == "0.125"


def test_evaluate_takes_types_and_a_result_type_by_keyword() -> None:
    parameters = inspect.signature(feel.evaluate).parameters
    assert list(parameters)[:2] == ["expression", "context"]
    for name in ("types", "result_type"):
        assert parameters[name].kind is inspect.Parameter.KEYWORD_ONLY
        assert parameters[name].default is None


def test_errors_carry_problems() -> None:
    with pytest.raises(credit_engine.PolicyError) as raised:
        feel.parse("1 +")
    assert [type(problem) for problem in raised.value.problems] == [credit_engine.Problem]
    assert str(raised.value)
