"""Settings that would do nothing beside others: each is refused, so that whatever is given is used."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from credit_engine.develop import problems as errors
from credit_engine.develop.settings import ColumnSettings, Settings
from credit_engine.problems import Problem
from credit_engine.wording import said


def idle_settings(settings: Settings) -> Iterator[Problem]:
    """Every setting that another one makes idle, at its place."""
    yield from _of_columns_listed(settings)
    for name, column in settings.columns.items():
        yield from _of_column(f"columns.{name}", column, settings)
    yield from _of_calibration(settings)
    yield from _of_exceptions(settings)
    selection, reasons = settings.selection, settings.reason_codes
    if selection.iv_min is not None and selection.iv_max is not None and selection.iv_min > selection.iv_max:
        yield _idle("selection.iv_min", "no information value is above 'iv_min' and below 'iv_max'", "iv_max")
    if reasons.passing_score is not None and "passing_share" in reasons.model_fields_set:
        yield _idle("reason_codes.passing_share", "'passing_score' is the cut-off already", "passing_score")
    if settings.rejects.method == "fuzzy" and "bands" in settings.rejects.model_fields_set:
        yield _idle("rejects.bands", "only parcelling has bands", "method: parcelling")


def idle_without_rejected(settings: Settings) -> Iterator[Problem]:
    """Settings of reject inference where no rejected applicants are given."""
    if "rejects" in settings.model_fields_set:
        message = said("there are no rejected applicants", "没有被拒申请人")
        yield errors.wrong_setting(
            "rejects",
            message,
            said(
                "a frame or file of rejected applicants, or no 'rejects'",
                "被拒申请人的数据框或文件，或不设 'rejects'",
            ),
        )


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
                message = said(
                    "'{name}' holds {taken} and is no candidate",
                    "'{name}' 是{taken}，不参与候选",
                    name=name,
                    taken=taken[name],
                )
                yield errors.wrong_setting(
                    f"{place}.{name}", message, said("columns beside it", "除此以外的列")
                )
            elif names.count(name) > 1:
                yield _idle(f"{place}.{name}", f"'{name}' stands twice", "every column once")
    for first, second in combinations(lists, 2):
        if {first, second} & {"leave_out"}:
            both = [name for name in lists[first] if name in lists[second]]
            place = second if first == "leave_out" else first
            for name in both:
                yield _idle(f"{place}.{name}", f"'{name}' is left out under 'leave_out'", "one of the two")
    if settings.use is not None:
        for place in ("columns", "exempted"):
            for name in lists[place]:
                if name not in settings.use and name not in settings.leave_out and name not in taken:
                    yield _idle(f"{place}.{name}", f"'{name}' is not listed under 'use'", "columns of 'use'")
    yield from _of_exemptions(settings)


def _of_exemptions(settings: Settings) -> Iterator[Problem]:
    for name, reason in settings.exempted.items():
        if not reason.strip():
            message = said("the exemption of '{name}' has no reason", "'{name}' 的豁免没有理由", name=name)
            yield errors.wrong_setting(
                f"exempted.{name}", message, said("the reason, and who approved it", "理由及批准人")
            )


def _of_column(place: str, one: ColumnSettings, settings: Settings) -> Iterator[Problem]:
    """What is set for a column and would not be looked at."""
    cut = "splits" if one.splits is not None else "groups" if one.groups is not None else ""
    for key in ("trend", "min_bin_size"):
        if cut and getattr(one, key) is not None:
            yield _idle(f"{place}.{key}", f"'{cut}' set the bins, so that '{key}' does nothing", cut)
    nominal = one.groups is not None or one.kind == "nominal"
    if one.splits is not None and nominal:
        yield errors.wrong_setting(
            place,
            said("the column has splits and is nominal", "该列设有分割点，却是名义型"),
            said("splits or groups", "splits 或 groups 二者之一"),
        )
    if one.groups is not None and one.kind == "numeric":
        yield errors.wrong_setting(
            place,
            said("the column has groups and is numeric", "该列设有分组，却是数值型"),
            said("groups or 'kind: numeric'", "groups 或 'kind: numeric' 二者之一"),
        )
    if one.kind == "nominal" and one.trend is not None and not cut:
        yield _idle(f"{place}.trend", "categories have no trend", "no 'trend'")
    if one.labels and not nominal and (one.kind == "numeric" or one.splits is not None):
        yield _idle(f"{place}.labels", "only categories have labels", "'kind: nominal'")
    excepted = "as_fitted" in (one.missing or settings.missing, one.sign)
    if one.rationale is not None and not excepted:
        yield _idle(
            f"{place}.rationale",
            said("nothing is 'as_fitted' that it would explain", "没有 'as_fitted' 的内容需要它说明"),
            "missing, sign",
        )


def _of_calibration(settings: Settings) -> Iterator[Problem]:
    calibration = settings.calibration
    if calibration.target_bad_rate is not None and calibration.method != "prior_shift":
        message = said(
            "'target_bad_rate' does nothing with 'method: {method}'",
            "'target_bad_rate' 对 'method: {method}' 不起作用",
            method=calibration.method,
        )
        yield _idle("calibration.target_bad_rate", message, "method: prior_shift")


def _of_exceptions(settings: Settings) -> Iterator[Problem]:
    columns = settings.columns.values()
    excepted = settings.missing == "as_fitted" or any(
        "as_fitted" in (column.missing, column.sign) for column in columns
    )
    if settings.rationale is not None and not excepted:
        yield _idle(
            "rationale",
            said("nothing is 'as_fitted' that it would explain", "没有 'as_fitted' 的内容需要它说明"),
            "missing, sign",
        )


def _idle(place: str, message: str, expected: str) -> Problem:
    return errors.wrong_setting(place, message, expected, said("take one of the two away", "请去掉其中之一"))
