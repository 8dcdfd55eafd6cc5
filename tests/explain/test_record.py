"""What is told of a decision is frozen data with named fields."""

import copy
import pickle

import pytest

from credit_engine.account.evidence import Figure, Ref
from credit_engine.account.steps import FormulaStep, Step


def a_formula(**changed: object) -> FormulaStep:
    given = {"name": "ratio", "result": Figure(Ref(3)), "expression": "a / b", "names": ()}
    return FormulaStep(**{**given, **changed})


def test_fields_of_the_base_come_first_and_defaults_are_filled_in() -> None:
    step = a_formula()

    assert FormulaStep._fields[:3] == ("name", "result", "title")
    assert (step.title, step.condition, step.loops) == (None, None, ())
    assert isinstance(step, Step)


@pytest.mark.parametrize("given", [{"name": "ratio"}, {"name": "r", "result": Figure(1), "other": 2}])
def test_a_field_that_lacks_or_is_unknown_is_refused(given: dict[str, object]) -> None:
    with pytest.raises(TypeError, match=r"FormulaStep: .*expression"):
        FormulaStep(**given)


def test_no_field_can_be_changed() -> None:
    step = a_formula()

    with pytest.raises(AttributeError, match="FormulaStep does not change: name"):
        step.name = "other"
    assert step._replace(name="other") == a_formula(name="other")
    assert step.name == "ratio"


def test_equal_fields_of_one_class_make_equal_objects() -> None:
    step, same = a_formula(), a_formula()

    assert (step, hash(step)) == (same, hash(same))
    assert step != a_formula(title=None, expression="b / a")
    assert Step(name="ratio", result=Figure(1)) != a_formula(result=Figure(1))


def test_a_copy_and_a_pickle_are_equal_to_the_original() -> None:
    step = a_formula()

    assert copy.deepcopy(step) == step
    assert pickle.loads(pickle.dumps(step)) == step
    assert repr(step).startswith("FormulaStep(name='ratio', result=Figure(value=Ref(node=3, key='')")
