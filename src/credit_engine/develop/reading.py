"""Settings from Python or from a file, and data files into frames; every problem with its place."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import TYPE_CHECKING, Any

from credit_engine.develop import problems
from credit_engine.develop import setting_problems as errors
from credit_engine.develop.settings import ColumnSettings, Settings
from credit_engine.document_text import Document
from credit_engine.files.kinds import refuse_other
from credit_engine.files.sources import read_source
from credit_engine.parts.card.curves import read_grades
from credit_engine.parts.card.emit import yaml_text
from credit_engine.parts.reading import Reporting
from credit_engine.parts.validation import validate
from credit_engine.problems import PolicyError, Problem
from credit_engine.source import Source
from credit_engine.wording import Said, said
from credit_engine.yaml_text import read_yaml

if TYPE_CHECKING:
    import pandas as pd


def idle_settings(settings: Settings) -> Iterator[Problem]:
    """Every setting that another one makes idle, at its place."""
    yield from _of_columns_listed(settings)
    for name, column in settings.columns.items():
        yield from _of_column(f"columns.{name}", column, settings)
    yield from _of_calibration(settings)
    yield from _of_exceptions(settings)
    selection, reasons = settings.selection, settings.reason_codes
    if selection.iv_min is not None and selection.iv_max is not None and selection.iv_min > selection.iv_max:
        yield errors.empty_range_of_iv(path="selection.iv_min")
    if reasons.passing_score is not None and "passing_share" in reasons.model_fields_set:
        yield errors.cut_off_set(path="reason_codes.passing_share")
    if settings.rejects.method == "fuzzy" and "bands" in settings.rejects.model_fields_set:
        yield errors.no_bands(path="rejects.bands")


def idle_without_rejected(settings: Settings) -> Iterator[Problem]:
    """Settings of reject inference where no rejected applicants are given."""
    if "rejects" in settings.model_fields_set:
        yield errors.no_rejected(path="rejects")


def _of_columns_listed(settings: Settings) -> Iterator[Problem]:
    """Columns that are named for two purposes of which one excludes the other."""
    taken = {
        settings.target: said("the target", "目标变量"),
        settings.weights: said("the weights", "权重"),
        settings.samples.column: said("the samples", "样本"),
        settings.samples.date_column: said("the dates", "日期"),
    }
    del taken[None]
    lists = {
        "use": settings.use or [],
        "leave_out": settings.leave_out,
        "columns": list(settings.columns),
        "exempted": list(settings.exempted),
    }
    for place, names in lists.items():
        for name in dict.fromkeys(names):
            if name in taken:
                yield errors.taken_column(path=f"{place}.{name}", name=name, taken=taken[name])
            elif names.count(name) > 1:
                yield errors.column_listed_twice(path=f"{place}.{name}", name=name)
    for first, second in combinations(lists, 2):
        if {first, second} & {"leave_out"}:
            both = [name for name in lists[first] if name in lists[second]]
            place = second if first == "leave_out" else first
            for name in both:
                yield errors.left_out_and_used(path=f"{place}.{name}", name=name)
    if settings.use is not None:
        for place in ("columns", "exempted"):
            for name in lists[place]:
                if name not in settings.use and name not in settings.leave_out and name not in taken:
                    yield errors.column_not_used(path=f"{place}.{name}", name=name)
    yield from _of_exemptions(settings)


def _of_exemptions(settings: Settings) -> Iterator[Problem]:
    for name, reason in settings.exempted.items():
        if not reason.strip():
            yield errors.no_reason_to_exempt(path=f"exempted.{name}", name=name)


def _of_column(place: str, column: ColumnSettings, settings: Settings) -> Iterator[Problem]:
    """What is set for a column and would not be looked at."""
    cut = "splits" if column.splits is not None else "groups" if column.groups is not None else ""
    for key in ("trend", "min_bin_size"):
        if cut and getattr(column, key) is not None:
            yield errors.cuts_set_already(path=f"{place}.{key}", cut=cut, key=key)
    nominal = column.groups is not None or column.kind == "nominal"
    if column.splits is not None and nominal:
        yield errors.splits_of_categories(path=place)
    if column.groups is not None and column.kind == "numeric":
        yield errors.groups_of_numbers(path=place)
    if column.kind == "nominal" and column.trend is not None and not cut:
        yield errors.trend_of_categories(path=f"{place}.trend")
    if column.labels and not nominal and (column.kind == "numeric" or column.splits is not None):
        yield errors.labels_of_numbers(path=f"{place}.labels")
    excepted = "as_fitted" in (column.missing or settings.missing, column.sign)
    if column.rationale is not None and not excepted:
        yield errors.nothing_to_explain(path=f"{place}.rationale")


def _of_calibration(settings: Settings) -> Iterator[Problem]:
    calibration = settings.calibration
    if calibration.target_bad_rate is not None and calibration.method != "prior_shift":
        yield errors.rate_without_shift(path="calibration.target_bad_rate", method=calibration.method)


def _of_exceptions(settings: Settings) -> Iterator[Problem]:
    columns = settings.columns.values()
    excepted = settings.missing == "as_fitted" or any(
        "as_fitted" in (column.missing, column.sign) for column in columns
    )
    if settings.rationale is not None and not excepted:
        yield errors.nothing_to_explain(path="rationale")


_FRACTIONS = (
    ("binning.min_bin_size", 0, 0.5),
    ("binning.category_cutoff", 0, 1),
    ("selection.correlation_max", 0, 1),
    ("selection.false_discoveries", 0, 1),
    ("selection.p_value_max", 0, 1),
    ("calibration.target_bad_rate", 0, 1),
    ("calibration.pd_floor", 0, 1),
    ("reason_codes.passing_share", 0, 1),
    ("validation.level", 0, 1),
)
_LEAST = (
    ("binning.prebins", 2, 1000),
    ("binning.max_bins", 2, 1000),
    ("selection.max_characteristics", 1, 100_000),
    ("scaling.digits", 0, 6),
    ("reason_codes.at_most", 1, 100),
    ("rejects.bands", 1, 1000),
    ("validation.folds", 0, 100),
    ("validation.bootstrap", 0, 1_000_000),
    ("validation.bands", 2, 1000),
    ("regression.penalty", 0, 10**9),
    ("rejects.bad_factor", 0, 10**6),
    ("scaling.base_odds", 0, 10**9),
    ("scaling.points_to_double_odds", 0, 10**6),
    ("samples.seed", 0, 2**32 - 1),
)
_ABOVE = {
    "scaling.base_odds",
    "scaling.points_to_double_odds",
    "rejects.bad_factor",
    "calibration.target_bad_rate",
    "calibration.pd_floor",
    "reason_codes.passing_share",
    "validation.level",
}


def settings_from(data: Mapping[str, Any] | Settings | None, changes: Mapping[str, Any]) -> Settings:
    """Settings from plain data, with changes; raises PolicyError with every problem."""
    written = data.model_dump(exclude_unset=True) if isinstance(data, Settings) else dict(data or {})
    merged = {**written, **{key: _plain(value) for key, value in changes.items() if value is not None}}
    if not merged:
        return Settings()
    return read_settings(plain_document("settings", said("the settings", "设置"), merged))


def plain_document(name: str, what: Said, data: Mapping[str, Any]) -> Document:
    """Plain data as the document of a file; raises PolicyError for what no file could hold."""
    try:
        return read_yaml(Source(name, yaml_text(data)))
    except TypeError as failure:
        raise PolicyError([problems.not_plain(path=name, what=what, failure=failure)]) from None


def merged_settings(place: str | None, changes: Mapping[str, Any]) -> Settings:
    """The settings of a YAML file with changes on top; raises PolicyError with every problem."""
    given = Settings() if place is None else read_settings(read_yaml(_source(place)))
    return settings_from(_merged(given.model_dump(exclude_unset=True), changes), {})


def _source(place: str) -> Source:
    source = read_source(place)
    refuse_other(source, "settings")
    return source


def _merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Mappings joined level by level; of two values the one above holds."""
    found = dict(below)
    for key, value in above.items():
        old = found.get(key)
        found[key] = _merged(old, value) if isinstance(old, Mapping) and isinstance(value, Mapping) else value
    return found


def _plain(value: Any) -> Any:
    from pydantic import BaseModel

    return value.model_dump(exclude_unset=True) if isinstance(value, BaseModel) else value


def read_settings(document: Document) -> Settings:
    """The settings of a document; raises PolicyError with every problem."""
    problems: list[Problem] = []
    settings = validate(document, (), Settings, problems)
    if settings is not None and not problems:
        problems += check_settings(settings)
        if settings.master_scale is not None:
            read_grades(Reporting(document, problems), ("master_scale",), tuple(settings.master_scale))
    if settings is None or problems:
        raise PolicyError(problems)
    return settings


def check_settings(settings: Settings) -> list[Problem]:
    """Values outside their bounds, and settings that lack what they need or contradict each other."""
    return [
        *_out_of_bounds(settings),
        *_lacking(settings),
        *_of_columns(settings),
        *_of_samples(settings),
        *_of_codes("codes", settings.codes),
        *_of_causes(settings),
        *idle_settings(settings),
    ]


def _out_of_bounds(settings: Settings) -> Iterator[Problem]:
    for place, low, high in (*_FRACTIONS, *_LEAST):
        value: Any = settings
        for step in place.split("."):
            value = getattr(value, step)
        if value is None or isinstance(value, str):
            continue
        outside = value < low or value > high or (place in _ABOVE and value == low)
        closed = place in _ABOVE and high == 1 and value == high
        if outside or (closed and place != "reason_codes.passing_share"):
            above = ("a number above {low} to {high}", "大于 {low} 且不超过 {high} 的数字")
            within = ("a number from {low} to {high}", "{low} 至 {high} 的数字")
            bounds = said(*(above if place in _ABOVE else within), low=low, high=high)
            yield errors.out_of_bounds(path=place, value=value, bounds=bounds)


def _lacking(settings: Settings) -> Iterator[Problem]:
    if settings.validation.folds == 1:
        yield errors.single_fold(path="validation.folds")
    if settings.calibration.method == "prior_shift" and settings.calibration.target_bad_rate is None:
        yield errors.no_target_rate(path="calibration")
    if settings.missing == "as_fitted" and not settings.rationale:
        yield errors.no_rationale(path="missing", key="missing")
    dated = settings.samples.date_column, settings.samples.out_of_time_from
    if None in dated and dated != (None, None):
        yield errors.half_dated(path="samples")


def _of_columns(settings: Settings) -> Iterator[Problem]:
    for name, column in settings.columns.items():
        yield from _of_codes(f"columns.{name}.codes", column.codes or {})
        edges = column.splits or []
        if len(set(edges)) < len(edges):
            yield errors.edge_twice(path=f"columns.{name}.splits", name=name)
        excepted = [key for key in ("missing", "sign") if getattr(column, key) == "as_fitted"]
        if excepted and not (column.rationale or settings.rationale):
            yield errors.no_rationale(path=f"columns.{name}", key=excepted[0])
        values = [value for group in column.groups or [] for value in group]
        repeated = [value for value in dict.fromkeys(values) if values.count(value) > 1]
        if repeated:
            yield errors.value_in_two_groups(path=f"columns.{name}.groups", repeated=repeated[0])


def _of_codes(place: str, codes: Mapping[str, str]) -> Iterator[Problem]:
    for raw, cause in codes.items():
        if cause in ("any", ""):
            yield errors.no_cause_of_its_own(path=f"{place}.{raw}", raw=raw, cause=cause)


def _of_causes(settings: Settings) -> Iterator[Problem]:
    """Titles are for causes that some code stands for."""
    columns = (column.codes or {} for column in settings.columns.values())
    known = {cause for codes in (settings.codes, *columns) for cause in codes.values()}
    for cause in settings.causes:
        if cause not in known:
            yield errors.cause_without_code(path=f"causes.{cause}", cause=cause, known=sorted(known))


def _of_samples(settings: Settings) -> Iterator[Problem]:
    shares = list(settings.samples.fractions.values())
    if any(share <= 0 for share in shares) or sum(shares) >= 1:
        yield errors.wrong_fractions(path="samples.fractions")
    if settings.samples.column is not None and (shares or settings.samples.date_column is not None):
        yield errors.samples_named_twice(path="samples.column")


def frame_hash(frame: pd.DataFrame) -> str:
    """SHA-256 over names, types and values of a frame's columns, in their order."""
    found = hashlib.sha256()
    for name in frame.columns:
        series = frame[name]
        values = series.to_numpy()
        found.update(f"{name}\0{values.dtype}\0".encode())
        if values.dtype == object:
            found.update(
                "\0".join(
                    "" if gone else str(value)
                    for value, gone in zip(values, series.isna().tolist(), strict=True)
                ).encode("utf-8", "surrogatepass")
            )
        else:
            found.update(values.tobytes())
    return found.hexdigest()
