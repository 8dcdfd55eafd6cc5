"""Dates, times and durations of FEEL: integers inside, immutable, hashable, without a clock.

Years -999999999 to 999999999, nanoseconds, offsets from UTC and the named zones of the packaged
tz database. `str()` of a value is FEEL's string() form, which the `parse_...` functions read back.
"""

from __future__ import annotations

from credit_engine.temporal.arithmetic import absolute, months_between
from credit_engine.temporal.comparison import equal, is_identical, order
from credit_engine.temporal.date_times import DateTime, at_midnight, date_of, utc_midnight
from credit_engine.temporal.dates import MAX_YEAR, MIN_YEAR, Date
from credit_engine.temporal.durations import DaysDuration, MonthsDuration
from credit_engine.temporal.properties import kind_of_temporal, property_of, property_types
from credit_engine.temporal.python_values import (
    UNITS,
    day_in,
    from_python,
    is_local_midnight,
    is_python_time,
    moment_at,
    to_python,
    zone_named,
)
from credit_engine.temporal.text_forms import (
    Temporal,
    parse_date,
    parse_date_time,
    parse_day_or_moment,
    parse_duration,
    parse_temporal,
    parse_time,
)
from credit_engine.temporal.times import Time
from credit_engine.temporal.zones import Zone, zone_names

__all__ = [
    "MAX_YEAR",
    "MIN_YEAR",
    "UNITS",
    "Date",
    "DateTime",
    "DaysDuration",
    "MonthsDuration",
    "Temporal",
    "Time",
    "Zone",
    "absolute",
    "at_midnight",
    "date_of",
    "day_in",
    "equal",
    "from_python",
    "is_identical",
    "is_local_midnight",
    "is_python_time",
    "kind_of_temporal",
    "moment_at",
    "months_between",
    "order",
    "parse_date",
    "parse_date_time",
    "parse_day_or_moment",
    "parse_duration",
    "parse_temporal",
    "parse_time",
    "property_of",
    "property_types",
    "to_python",
    "utc_midnight",
    "zone_named",
    "zone_names",
]
