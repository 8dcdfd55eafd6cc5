"""Reading and validating a consumer loan application by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

Number = int | Decimal


class Unknown:
    """A value that is not there; not applicable where the question does not arise."""

    __slots__ = ("applicable", "cause")

    def __init__(self, cause: str, applicable: bool) -> None:
        self.cause = cause
        self.applicable = applicable


NOT_GIVEN = Unknown("not_given", True)


class InvalidApplicationError(ValueError):
    """The record breaks the declared types, ranges or allowed values."""


Reader = Callable[[Any], Any]


def _number(low: str = "0", high: str = "Infinity", above: bool = False) -> Reader:
    lowest, highest = Decimal(low), Decimal(high)

    def read(value: Any) -> Number:
        if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
            raise InvalidApplicationError(f"not a number: {value!r}")
        number = Decimal(repr(value)) if isinstance(value, float) else value
        if not lowest <= number <= highest or (above and number == lowest):
            raise InvalidApplicationError(f"out of range: {value!r}")
        return number

    return read


def _integer(low: int, high: int) -> Reader:
    def read(value: Any) -> int:
        if type(value) is not int:
            raise InvalidApplicationError(f"not an integer: {value!r}")
        if not low <= value <= high:
            raise InvalidApplicationError(f"out of range: {value!r}")
        return value

    return read


def _choice(*allowed: str) -> Reader:
    values = frozenset(allowed)

    def read(value: Any) -> str:
        if not isinstance(value, str) or value not in values:
            raise InvalidApplicationError(f"not an allowed value: {value!r}")
        return value

    return read


def _boolean(value: Any) -> bool:
    if not isinstance(value, bool):
        raise InvalidApplicationError(f"not a boolean: {value!r}")
    return value


def _date(value: Any) -> dt.date:
    if not isinstance(value, str) or len(value) != 10:
        raise InvalidApplicationError(f"not a date: {value!r}")
    try:
        return dt.date.fromisoformat(value)
    except ValueError as error:
        raise InvalidApplicationError(str(error)) from error


def _optional(read: Reader, *undecided: str, na: str = "", codes: Mapping[int, str] | None = None) -> Reader:
    """A reader of an optional field: `undecided` causes, a not applicable cause, special values."""
    causes = {cause: Unknown(cause, True) for cause in undecided}
    causes["not_given"] = NOT_GIVEN
    if na:
        causes[na] = Unknown(na, False)
    special = {code: causes[cause] for code, cause in (codes or {}).items()}

    def read_optional(value: Any) -> Any:
        if value is None:
            return NOT_GIVEN
        if isinstance(value, dict):
            if len(value) != 1 or value.get("missing") not in causes:
                raise InvalidApplicationError(f"not a declared cause: {value!r}")
            return causes[value["missing"]]
        if special and type(value) is int and value in special:
            return special[value]
        return read(value)

    return read_optional


NO_RECORD = {-9: "no_record"}
DEBT_FIELDS: dict[str, Reader] = {
    "kind": _choice("mortgage", "car", "business", "consumer", "online", "card"),
    "balance": _optional(_number()),
    "monthly_payment": _optional(_number()),
    "credit_line": _optional(_number(above=True)),
    "days_past_due": _optional(_integer(0, 5000)),
}


def _debt(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise InvalidApplicationError("a debt is not a record")
    return _read_fields(value, DEBT_FIELDS)


def _debts(value: Any) -> list[dict[str, Any]]:
    if not isinstance(value, list):
        raise InvalidApplicationError("debts are not a list")
    return [_debt(item) for item in value]


FIELDS: dict[str, dict[str, Reader]] = {
    "applicant": {
        "age": _integer(0, 130),
        "employment": _choice("salaried", "self_employed", "retired", "other"),
        "months_employed": _optional(_integer(0, 720), na="not_employed"),
        "monthly_income": _number(high="10000000"),
        "income_evidence": _choice("tax_record", "payroll", "bank_flow", "stated"),
        "provident_fund_months": _optional(_integer(0, 720), "source_failed", na="not_enrolled"),
        "housing": _optional(_choice("owner", "mortgage", "family", "rent", "dormitory")),
        "months_at_address": _optional(_integer(0, 1200)),
    },
    "bureau": {
        "report_date": _optional(_date, "source_failed", na="no_record"),
        "months_on_file": _optional(
            _integer(0, 1200),
            "not_usable",
            "source_failed",
            na="no_record",
            codes={-9: "no_record", -8: "not_usable"},
        ),
        "worst_dpd_24m": _optional(_integer(0, 2000), "source_failed", na="no_record", codes=NO_RECORD),
        "missed_in_a_row_24m": _optional(_integer(0, 24), "source_failed", na="no_record", codes=NO_RECORD),
        "missed_payments_24m": _optional(_integer(0, 1000), "source_failed", na="no_record", codes=NO_RECORD),
        "current_overdue": _optional(_number(), "source_failed", na="no_record"),
        "written_off_5y": _optional(_boolean, "source_failed", na="no_record"),
        "hard_enquiries_3m": _optional(_integer(0, 1000), "source_failed", na="no_record", codes=NO_RECORD),
    },
    "registry": {
        "dishonest_debtor": _optional(_boolean, "source_failed"),
        "enforcement_amount": _optional(_number(), "source_failed", na="no_case"),
    },
    "fraud": {
        "watchlist_hit": _optional(_boolean, "source_failed"),
        "device_risk": _optional(_integer(0, 100), "source_failed", na="no_device"),
    },
    "customer": {
        "relationship_months": _optional(_integer(0, 1200), na="not_customer"),
        "average_balance_6m": _optional(_number(), na="not_customer"),
    },
    "exposure": {"unsecured_at_bank": _number()},
    "loan": {
        "amount": _number("1000", "1000000"),
        "term_months": _integer(3, 60),
        "purpose": _choice(
            "renovation",
            "durable_goods",
            "education",
            "travel",
            "medical",
            "property_purchase",
            "securities",
            "investment",
            "business",
            "loan_repayment",
            "other",
        ),
        "channel": _choice("branch", "online"),
    },
}
_read_debts = _optional(_debts, "source_failed")


def _read_fields(given: Mapping[str, Any], readers: Mapping[str, Reader]) -> dict[str, Any]:
    if not given.keys() <= readers.keys():
        raise InvalidApplicationError(f"unknown fields: {sorted(given.keys() - readers.keys())}")
    return {name: read(given.get(name)) for name, read in readers.items()}


def read_application(record: Mapping[str, Any]) -> dict[str, Any]:
    """The validated record, every field present, unknown ones as `Unknown`."""
    unknown_groups = record.keys() - FIELDS.keys() - {"debts"}
    if unknown_groups:
        raise InvalidApplicationError(f"unknown fields: {sorted(unknown_groups)}")
    application: dict[str, Any] = {}
    for group, readers in FIELDS.items():
        given = record.get(group, {})
        if not isinstance(given, dict):
            raise InvalidApplicationError(f"{group} is not a record")
        application[group] = _read_fields(given, readers)
    application["debts"] = _read_debts(record.get("debts"))
    return application


def is_valid(record: Mapping[str, Any]) -> bool:
    """Whether the record keeps to the declared types, ranges and allowed values."""
    try:
        read_application(record)
    except InvalidApplicationError:
        return False
    return True
