"""Whatever a record holds, it is decided or refused with a path."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import numpy
import pytest
from pydantic import BaseModel

from credit_engine import InputError
from credit_engine.api.policy import Policy
from laws.adversarial import adversarial_policy, code, decide, of


@pytest.fixture(scope="module")
def policy() -> Policy:
    return adversarial_policy()


class Word(enum.Enum):
    A = "a"


class TextWord(str, enum.Enum):  # noqa: UP042 - the older form is what records hold
    A = "a"


class Count(enum.IntEnum):
    THREE = 3


class OwnFloat(float):
    pass


class OwnText(str):
    __slots__ = ()


SAME_NUMBERS = [
    [
        0.5,
        Decimal("0.5"),
        Decimal("0.500"),
        numpy.float64(0.5),
        numpy.float32(0.5),
        numpy.float16(0.5),
        OwnFloat(0.5),
    ],
    [
        3,
        3.0,
        Decimal(3),
        Decimal("3.0"),
        Decimal("3E+0"),
        numpy.int8(3),
        numpy.uint64(3),
        numpy.int64(3),
        Count.THREE,
    ],
    [0, 0.0, -0.0, Decimal("-0.0"), Decimal("0E-30"), numpy.float32(-0.0)],
    [0.1, Decimal("0.1"), numpy.float64(0.1), numpy.float32(0.1)],
    [1e22, 10**22, Decimal("1E+22"), numpy.float64(1e22)],
    [10**40, Decimal(10) ** 40, Decimal("1E+40"), Decimal("1.00000000000000000000000000000000000000000E+40")],
    [Decimal("0." + "3" * 34), Decimal("0." + "3" * 34 + "0" * 20)],
]


@pytest.mark.parametrize("numbers", SAME_NUMBERS)
def test_a_number_decides_alike_whatever_its_python_type(policy: Policy, numbers: list[Any]) -> None:
    assert len({of(policy, income=number).to_json() for number in numbers}) == 1


@pytest.mark.parametrize(
    "number", [3, 3.0, Decimal(3), Decimal("3.0"), numpy.float64(3), numpy.int16(3), Count.THREE]
)
def test_a_whole_number_may_come_in_any_type(policy: Policy, number: Any) -> None:
    assert of(policy, years=number).outputs["years"] == 4


@pytest.mark.parametrize("number", [-9, -9.0, Decimal("-9.0"), numpy.int64(-9), numpy.float32(-9)])
def test_a_special_code_is_known_in_any_type(policy: Policy, number: Any) -> None:
    assert '"years":{"missing":"no_record"}' in of(policy, years=number).to_json().replace("person.", "")


def test_the_sum_of_a_tenth_and_two_tenths_is_what_the_caller_gave(policy: Policy) -> None:
    assert of(policy, income=0.1 + 0.2).outputs["is_three_tenths"] is False
    assert of(policy, income=0.3).outputs["is_three_tenths"] is True
    assert of(policy, income=Decimal("0.1") + Decimal("0.2")).outputs["is_three_tenths"] is True


@pytest.mark.parametrize(
    "number",
    [
        float("nan"),
        float("inf"),
        -float("inf"),
        1e400,
        Decimal("NaN"),
        Decimal("sNaN"),
        Decimal("-Infinity"),
        numpy.float64("nan"),
        numpy.float32("inf"),
    ],
    ids=lambda number: type(number).__name__,
)
def test_what_is_no_decimal_number_is_refused(policy: Policy, number: Any) -> None:
    assert code(of(policy, income=number)) == ("not-a-number", "person.income")
    assert code(of(policy, years=number)) == ("not-a-number", "person.years")


@pytest.mark.parametrize(
    "raw",
    [
        True,
        "5",
        "",
        b"5",
        [5],
        {"a": 5},
        (5,),
        5j,
        Word.A,
        numpy.bool_(True),
        numpy.array([1, 2]),
        object(),
        numpy.str_("5"),
    ],
)
def test_another_kind_of_value_is_not_taken_for_a_number(policy: Policy, raw: Any) -> None:
    assert code(of(policy, income=raw)) == ("wrong-type", "person.income")


@pytest.mark.parametrize("raw", [1.5, Decimal("1E-6000"), Decimal("3.000000000000000000000000000000001")])
def test_a_broken_number_is_no_whole_number(policy: Policy, raw: Any) -> None:
    assert code(of(policy, years=raw)) == ("wrong-type", "person.years")


@pytest.mark.parametrize(
    "number",
    [
        Decimal("1E+7000"),
        10**7000,
        Decimal("1E-9000"),
        10**40 + 1,
        Decimal("0." + "3" * 60),
        Decimal("123456789.123456789123456789123456789123456789"),
    ],
    ids=["exponent", "digits", "small", "whole", "thirds", "fraction"],
)
def test_a_number_that_34_digits_do_not_hold_is_refused_not_rounded(policy: Policy, number: Any) -> None:
    assert code(of(policy, income=number)) == ("number-too-long", "person.income")


EXTREMES = [
    10**33,
    10**34 - 1,
    10**34,
    -(10**34),
    10**100,
    10**6000,
    Decimal("9.999999999999999999999999999999999E+6144"),
    Decimal("-1E+6144"),
    Decimal("1E+6000"),
    Decimal("1E-6000"),
    Decimal("1E-6176"),
    5e-324,
    1.7976931348623157e308,
]


@pytest.mark.parametrize("number", EXTREMES, ids=lambda number: type(number).__name__)
def test_extreme_numbers_are_decided(policy: Policy, number: Any) -> None:
    decision = decide(
        policy, {"person": {"income": number}, "debts": [{"balance": number}, {"balance": number}]}
    )
    assert "same" in decision.outputs
    if number == int(number):
        assert "years" in of(policy, years=number).outputs


def test_a_product_beyond_all_decimals_is_unknown(policy: Policy) -> None:
    decision = of(policy, income=Decimal("1E+6000"))
    assert decision.withheld["square"] == "unknown"
    assert decision.outcome == "refer"


@pytest.mark.parametrize("raw", ["a", OwnText("a"), TextWord.A, numpy.str_("a")])
def test_texts_of_other_classes_are_texts(policy: Policy, raw: Any) -> None:
    assert of(policy, kind=raw, name=raw).to_json() == of(policy, kind="a", name="a").to_json()


def test_texts_may_be_empty_but_not_endless(policy: Policy) -> None:
    assert of(policy, name="").outputs["letters"] == 0
    assert of(policy, name="x" * 1_000_000).outputs["letters"] == 1_000_000
    assert code(of(policy, name="x" * 2_000_000)) == ("too-large", "person.name")
    assert code(of(policy, kind="x" * 2_000_000)) == ("not-allowed", "person.kind")
    assert code(of(policy, income="9" * 2_000_000)) == ("wrong-type", "person.income")
    assert code(of(policy, since="2" * 2_000_000)) == ("wrong-type", "person.since")


@pytest.mark.parametrize(
    "day",
    ["2026-11-01", dt.date(2026, 11, 1), dt.datetime(2026, 11, 1), numpy.datetime64("2026-11-01")],  # noqa: DTZ001
    ids=["text", "date", "midnight", "numpy's day"],
)
def test_a_day_may_come_in_any_form(policy: Policy, day: Any) -> None:
    assert of(policy, since=day).outputs["days"] == dt.timedelta(days=22)


@pytest.mark.parametrize(
    "raw",
    [
        dt.datetime(2026, 11, 1, 5),  # noqa: DTZ001
        dt.time(1),
        20261101,
        "2026-02-30",
        "",
        numpy.datetime64("2026-11-01T05"),
        [1],
    ],
)
def test_another_moment_is_no_date(policy: Policy, raw: Any) -> None:
    assert code(of(policy, since=raw)) == ("wrong-type", "person.since")


@pytest.mark.parametrize(
    "moment",
    [
        dt.datetime(2026, 11, 1, 8),  # noqa: DTZ001
        dt.datetime(2026, 11, 1, 8, tzinfo=dt.UTC),
        "2026-11-01T08:00:00",
        "2026-11-01T08:00:00@Asia/Shanghai",
    ],
)
def test_moments_may_be_texts_or_datetimes(policy: Policy, moment: Any) -> None:
    assert not isinstance(of(policy, seen=moment), InputError)


def test_lists_have_a_greatest_length(policy: Policy) -> None:
    long = [{"balance": i} for i in range(100_000)]
    assert decide(policy, {"debts": long}).outputs["total"] == 4999950000
    assert code(decide(policy, {"debts": long * 2})) == ("too-large", "debts")


def nested(depth: int, wrap: Any) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = wrap(value)
    return value


@pytest.mark.parametrize(
    "wrap", [lambda value: [value], lambda value: {"a": value}], ids=["lists", "mappings"]
)
@pytest.mark.parametrize("path", ["person", "person.income", "person.name", "person.since", "debts", "other"])
def test_values_nested_without_end_are_refused(policy: Policy, wrap: Any, path: str) -> None:
    record: dict[str, Any] = {}
    *groups, last = path.split(".")
    here = record
    for group in groups:
        here = here.setdefault(group, {})
    here[last] = nested(100_000, wrap)
    assert isinstance(decide(policy, record), InputError)
    here[last] = {"missing": nested(100_000, wrap)}
    assert isinstance(decide(policy, record), InputError)


class OwnMapping(Mapping[str, Any]):
    def __init__(self, data: dict[str, Any]) -> None:
        self.data = data

    def __getitem__(self, key: str) -> Any:
        return self.data[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.data)

    def __len__(self) -> int:
        return len(self.data)


class Person(BaseModel):
    income: Decimal
    years: int
    kind: TextWord


class Application(BaseModel):
    person: Person
    debts: list[dict[str, Decimal]]


def test_a_record_may_be_any_mapping_or_a_pydantic_model(policy: Policy) -> None:
    data = {"person": {"income": Decimal(7), "years": 2, "kind": "a"}, "debts": [{"balance": Decimal(1)}]}
    plain = decide(policy, data).to_json()
    own = OwnMapping({"person": OwnMapping(data["person"]), "debts": (OwnMapping({"balance": Decimal(1)}),)})
    assert decide(policy, own).to_json() == plain
    assert decide(policy, Application.model_validate(data)).to_json() == plain
    missing = {"person": OwnMapping({"years": OwnMapping({"missing": "no_record"})})}
    assert (
        decide(policy, missing).to_json()
        == decide(policy, {"person": {"years": {"missing": "no_record"}}}).to_json()
    )


@pytest.mark.parametrize(
    "record",
    [None, 5, "text", [], [1], (), object(), {1: 2}, {"person": 1}, {None: {}}, {"person": {("a",): 1}}],
)
def test_what_is_no_record_of_fields_is_refused(policy: Policy, record: Any) -> None:
    assert isinstance(decide(policy, record), InputError)


def test_an_empty_record_is_undecided_not_refused(policy: Policy) -> None:
    assert decide(policy, {}).outcome == "refer"


def test_a_hundred_thousand_unknown_fields_are_refused_in_seconds(policy: Policy) -> None:
    record = {f"field {i}" * 5: i for i in range(100_000)}
    result = decide(policy, record)
    assert [problem.code for problem in result.problems] == ["unknown-field"] * 100 + ["too-many-problems"]
    assert result.problems[-1].message == "and 99,900 more problems"


@pytest.mark.parametrize("as_of", [None, 5, "", "yesterday", "2026-13-01", dt.time(1), [], "9" * 10_000])
def test_a_day_that_is_none_is_refused(policy: Policy, as_of: Any) -> None:
    with pytest.raises(InputError):
        policy.decide({}, as_of=as_of)


@pytest.mark.parametrize(
    "as_of",
    [
        "999999999-12-31",
        "999999999-12-30T23:59:59Z",
        "2026-11-23T10:00:00+05:30",
        dt.datetime(9999, 12, 31, 23),  # noqa: DTZ001
    ],
)
def test_any_day_of_the_calendar_is_a_day(policy: Policy, as_of: Any) -> None:
    assert policy.decide({}, as_of=as_of).outcome == "refer"
