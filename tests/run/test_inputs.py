"""The quick and the full input check read the same values, and only the full one words problems."""

from __future__ import annotations

import copy
import random
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from credit_engine import InputError, load_policy
from credit_engine.absent import Absent
from reference.applications import applications

POLICY = Path(__file__).resolve().parents[2] / "policies" / "origination" / "consumer_loan.yaml"
ODD = (
    None,
    True,
    "",
    "x",
    -1,
    0,
    1.5,
    Decimal("2.50"),
    10**40,
    float("nan"),
    [],
    {},
    {"missing": "no_record"},
    [1],
)


@pytest.fixture(scope="module", params=[500, 3, 1], ids="{} fields in a function".format)
def reader(request: pytest.FixtureRequest) -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("credit_engine.run.input_code._TOGETHER", request.param)
        reader = load_policy(POLICY).versions[0].reader
        reader.read({})  # writes the quick way
    return reader


def plain(value: Any) -> Any:
    """Values with absent ones as their causes, so that they compare."""
    if isinstance(value, Absent):
        return ("absent", value.causes)
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return (value.__class__.__name__, str(value))


def agree(reader: Any, record: Any) -> bool:
    values, problems = reader.read(record)
    full, expected = reader.read_fully(record)
    assert problems == expected
    if not problems:
        assert plain(values) == plain(full)
    return not problems


def test_random_applications_are_read_alike(reader: Any) -> None:
    good = sum(agree(reader, record) for record in applications(2_000, seed=7))
    assert 1_900 < good < 2_000


def test_records_with_odd_values_anywhere_are_read_alike(reader: Any) -> None:
    chance = random.Random(11)
    good = 0
    for record in applications(2_000, seed=8):
        changed = copy.deepcopy(record)
        here: Any = changed
        while isinstance(here, dict | list) and here:
            key = chance.choice(list(here) if isinstance(here, dict) else list(range(len(here))))
            if chance.random() < 0.4 or not isinstance(here[key], dict | list):
                here[key] = chance.choice(ODD)
                break
            here = here[key]
        good += agree(reader, changed)
    assert 200 < good < 1_500


def test_unknown_fields_and_forms_are_refused_by_both(reader: Any) -> None:
    record = next(iter(applications(1, seed=9)))
    for broken in (
        None,
        [],
        "x",
        {**record, "extra": 1},
        {**record, "applicant": []},
        {**record, "loan": None},
    ):
        assert not agree(reader, broken)


def test_undeclared_fields_are_listed_where_the_policy_says_so(tmp_path: Path) -> None:
    text = POLICY.read_text(encoding="utf-8").replace("\ninputs:\n", "\nunknown_fields: list\ninputs:\n", 1)
    (tmp_path / "scorecards").mkdir()
    card = POLICY.parents[2] / "scorecards" / "consumer_application.yaml"
    (tmp_path / "scorecards" / card.name).write_text(card.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "listing.yaml").write_text(text, encoding="utf-8")
    record = copy.deepcopy(next(r for r in applications(50, seed=9) if r.get("debts")))
    strict, listing = load_policy(POLICY), load_policy(tmp_path / "listing.yaml")
    plain_decision = strict.decide(record, as_of="2026-11-23")
    assert plain_decision.undeclared == ()
    record["applicant"]["nickname"] = "x"
    record["debts"][0]["colour"] = "red"
    with pytest.raises(InputError) as refused:
        strict.decide(record, as_of="2026-11-23")
    assert {p.path for p in refused.value.problems} == {"applicant.nickname", "debts[0].colour"}
    decision = listing.decide(record, as_of="2026-11-23")
    assert decision.undeclared == ("applicant.nickname", "debts[0].colour")
    assert (decision.outcome, decision.outputs) == (plain_decision.outcome, plain_decision.outputs)


def test_an_undeclared_field_is_compared_by_its_own_name(reader: Any) -> None:
    record = next(iter(applications(1, seed=9)))
    _, problems = reader.read(
        {**record, "applicant": {**record["applicant"], "monthly_incom": 1, "telephone": 2}}
    )
    hints = {problem.path: problem.hint for problem in problems}
    assert hints["applicant.monthly_incom"] == "did you mean 'applicant.monthly_income'?"
    assert hints["applicant.telephone"] == ""


def test_many_fields_are_read_by_functions_that_python_compiles_in_bounded_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = """
policy: wide
version: "1"
effective: {from: 2020-01-01}
outcomes: {order: [good, bad], undecided: bad, nothing_fired: good}
inputs:
"""
    count = 1_203
    text += "".join(f"  g{i % 7}.i{i}: {{type: integer}}\n" for i in range(count))
    text += "decisions:\n  d: {formula: g0.i0}\ndecision: {outcome: [], outputs: {d: {when: true}}}\n"
    (tmp_path / "wide.yaml").write_text(text, "utf-8")
    lengths: list[int] = []

    def compiled(source: str, *rest: Any) -> Any:
        lengths.append(source.count(".get("))
        return compile(source, *rest)

    monkeypatch.setattr("credit_engine.run.code.compile", compiled, raising=False)
    record: dict[str, dict[str, int]] = {}
    for i in range(count):
        record.setdefault(f"g{i % 7}", {})[f"i{i}"] = i
    reader = load_policy(tmp_path / "wide.yaml").versions[0].reader
    values, problems = reader.read(record)
    assert (list(values), list(problems)) == (list(range(count)), [])
    assert max(lengths) <= 500 + 7  # the fields, and the dicts that hold them
    assert sum(lengths) >= count
    del record["g5"]["i1202"]
    record["g5"]["unknown"] = 1
    assert not agree(reader, record)
