"""Which rows train and which are held out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from credit_engine.develop import problems as errors
from credit_engine.develop.arrays import Floats, Integers, Mask
from credit_engine.develop.setting_problems import no_start_date
from credit_engine.develop.settings import SampleSettings
from credit_engine.problems import InputError, Problem

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

SAMPLES = ("train", "validation", "test", "out_of_time")


def split_rows(frame: pd.DataFrame, bad: Floats, settings: SampleSettings) -> dict[str, Integers]:
    """The row numbers of each sample that has any, in the frame's order; raises InputError."""
    problems: list[Problem] = []
    if settings.column is not None:
        names = _by_column(frame[settings.column], settings.column, problems)
    else:
        names = np.full(len(bad), "train", dtype=object)
        late = _out_of_time(frame, settings, problems)
        names[late] = "out_of_time"
        if not problems:
            _draw(names, bad, settings)
    rows = {name: np.flatnonzero(names == name) for name in SAMPLES}
    found = {name: chosen for name, chosen in rows.items() if len(chosen) or name == "train"}
    if not problems:
        problems += [problem for name, chosen in found.items() for problem in _classes(name, bad[chosen])]
    if problems:
        raise InputError(problems)
    return found


def folds(bad: Floats, number: int, seed: int) -> Integers:
    """The fold of each row, goods and bads spread evenly, drawn by the seed."""
    fold = np.zeros(len(bad), dtype=np.int64)
    draw = np.random.default_rng(seed)
    for value in (0, 1):
        rows = np.flatnonzero(bad == value)
        fold[draw.permutation(rows)] = np.arange(len(rows)) % number
    return fold


def _by_column(series: pd.Series, name: str, problems: list[Problem]) -> NDArray[np.object_]:
    present = series.astype(object).where(series.notna().to_numpy(dtype=bool), None)
    values: NDArray[np.object_] = present.to_numpy(dtype=object)
    wrong = [str(value) for value in dict.fromkeys(values.tolist()) if value not in SAMPLES]
    if wrong:
        problems.append(errors.wrong_sample(path=name, shown=", ".join(map(repr, wrong[:3]))))
    return values


def _out_of_time(frame: pd.DataFrame, settings: SampleSettings, problems: list[Problem]) -> Mask:
    if settings.date_column is None or settings.out_of_time_from is None:
        return np.zeros(len(frame), dtype=bool)
    import pandas as pd

    dates = _dates(frame[settings.date_column])
    start = pd.to_datetime(settings.out_of_time_from, errors="coerce")
    if pd.isna(start):
        problems.append(no_start_date(path="samples.out_of_time_from", start=settings.out_of_time_from))
    elif dates.isna().any():
        problems.append(
            errors.wrong_dates(path=settings.date_column, first=int(dates.isna().to_numpy().argmax()) + 1)
        )
    elif dates.max() < start.tz_localize(None):
        last = str(dates.max().date())
        problems.append(
            errors.none_out_of_time(
                path="samples.out_of_time_from",
                name=settings.date_column,
                start=settings.out_of_time_from,
                last=last,
            )
        )
    else:
        late: Mask = (dates >= start.tz_localize(None)).to_numpy()
        return late
    return np.zeros(len(frame), dtype=bool)


def _dates(series: pd.Series) -> pd.Series:
    """Dates of a column, missing where there is none; numbers are no dates, and zones are left off."""
    import warnings

    import pandas as pd

    if pd.api.types.is_numeric_dtype(series.dtype):
        return pd.Series(pd.NaT, series.index, dtype="datetime64[ns]")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # formats that differ from row to row are read one by one
        try:
            dates = pd.to_datetime(series, errors="coerce")
        except ValueError:  # zones that differ from row to row
            dates = pd.to_datetime(series, errors="coerce", utc=True)
    return dates if dates.dt.tz is None else dates.dt.tz_localize(None)


def _draw(names: NDArray[np.object_], bad: Floats, settings: SampleSettings) -> None:
    """Draw validation and test among the training rows, within goods and within bads."""
    shares: dict[str, float] = {name: float(share) for name, share in settings.fractions.items()}
    draw = np.random.default_rng(settings.seed)
    for value in (0, 1):
        rows = draw.permutation(np.flatnonzero((bad == value) & (names == "train")))
        start = 0
        for name in ("test", "validation"):
            share = shares.get(name, 0.0)
            end = start + round(share * len(rows))
            names[rows[start:end]] = name
            start = end


def _classes(name: str, bad: Floats) -> list[Problem]:
    if not len(bad):
        return [errors.no_training_rows(path=name)]
    lacking = [word for value, word in ((0, "goods"), (1, "bads")) if not (bad == value).any()]
    return [errors.empty_class(path="target", sample=name, lacking=word) for word in lacking]
