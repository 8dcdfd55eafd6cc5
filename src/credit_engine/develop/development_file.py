"""The development file beside a card: fine bins, their counts, the rows by bin, the fitted model, as JSON.

It holds no figure finer than its bins, but a line of bins and the outcome for every applicant: it is to be
kept as the data are. Rows are what bands, ranks and a new regression need; counts of single characteristics
would not tell how these go together.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from os import PathLike, fspath
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from credit_engine.develop import problems as errors
from credit_engine.develop.arrays import Integers
from credit_engine.develop.attributes import Attribute, FineBins, fine_bins
from credit_engine.develop.binning import Binned, Training, counted
from credit_engine.develop.columns import Column, Data, settings_of
from credit_engine.develop.development import Basis, Development
from credit_engine.develop.reading import read_settings
from credit_engine.develop.regression import Regression
from credit_engine.develop.results import CrossValidation, Estimate, RejectInference
from credit_engine.develop.samples import SAMPLES
from credit_engine.develop.selection import Model, Selection
from credit_engine.develop.settings import Settings
from credit_engine.files.kinds import refuse_other
from credit_engine.files.output import write_text
from credit_engine.files.sources import read_source
from credit_engine.parts.card.emit import yaml_text
from credit_engine.problems import InputError, PolicyError, Problem
from credit_engine.source import Source
from credit_engine.wording import Said, in_language
from credit_engine.yaml_text import read_yaml

_FORMAT = 1
"""The version of the file's form: raised with each change that an older reader would take wrongly."""
_PLACES, _WEIGHTS = "<u4", "<f8"
_UNREADABLE = (KeyError, TypeError, ValueError, IndexError, AttributeError, zlib.error, RecursionError)
"""What a file of another form, or one that was cut off, brings about while it is taken apart."""
_PARTS_OF_WARNING = ("code", "message", "path", "expected", "hint")


def write_development(development: Development, path: str | PathLike[str]) -> None:
    """Write the development file of a fit; of an edited card, that of the fit before the edits.

    Raises InputError where the file cannot be written.
    """
    write_text(fspath(path), development_text(development.basis.fitted or development.basis))


def read_development(path: str | PathLike[str]) -> Basis:
    """The basis that a development file holds; raises InputError for what is none, or was changed."""
    source = read_source(Path(path))
    refuse_other(source, "development", InputError)
    try:
        content = json.loads(source.text)
        if content["format"] != _FORMAT:
            raise InputError([errors.other_development(path=fspath(path), form=str(content["format"]))])
        digest = content.pop("digest")
        if digest != _digest(content):
            raise InputError([errors.changed_development(path=fspath(path))])
        return _basis(content)
    except (*_UNREADABLE, PolicyError):
        raise InputError([errors.no_development(path=fspath(path))]) from None


def coarse(basis: Basis) -> Basis:
    """The basis as its development file gives it back."""
    return _basis(_content(basis))


def development_text(basis: Basis) -> str:
    """The file: head, fine bins with their counts, model, rows; a line for each entry."""
    content = _content(basis)
    head = {"development": content["development"], "digest": _digest(content)}
    lines = [
        f"{json.dumps(key)}: {_json(value)}" for key, value in (head | content).items() if key != "columns"
    ]
    columns = ",\n".join(_json(column) for column in content["columns"])
    return "{\n" + ",\n".join([*lines, f'"columns": [\n{columns}\n]']) + "\n}\n"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _digest(content: Mapping[str, Any]) -> str:
    plain = json.dumps(content, sort_keys=True, allow_nan=False, ensure_ascii=True)
    return hashlib.sha256(plain.encode()).hexdigest()


def _content(basis: Basis) -> dict[str, Any]:
    """The basis as plain data."""
    selection, training = basis.model.selection, basis.training
    rows = np.zeros(len(basis.data.bad), dtype=np.int64)
    for name, chosen in basis.samples.items():
        rows[chosen] = SAMPLES.index(name)
    known = training.known.stop
    return {
        "development": basis.settings.name,
        "format": _FORMAT,
        "settings": _settings_text(basis.settings),
        "origin": dict(basis.origin),
        "libraries": dict(basis.libraries),
        "unused": dict(basis.data.unused),
        "reviewed": [_written_warning(warning) for warning in basis.reviewed],
        "inference": None if basis.inference is None else asdict(basis.inference),
        "cross_validation": None if basis.validation is None else asdict(basis.validation),
        "kept": [binned.name for binned in selection.kept],
        "left_out": {name: [cause, dict(text)] for name, (cause, text) in selection.left_out.items()},
        "inflation": selection.inflation.tolist(),
        "regression": {
            "intercept": selection.regression.intercept,
            "coefficients": selection.regression.coefficients.tolist(),
            "covariance": selection.regression.covariance.tolist(),
            "penalty": selection.regression.penalty,
        },
        "rows": {
            "number": len(rows),
            "inferred": training.inferred,
            "sample": _packed(rows, _PLACES),
            "bad": _packed(basis.data.bad, _PLACES),
            "weight": _packed(basis.data.weight, _WEIGHTS),
            "inferred_bad": _packed(training.bad[known:], _PLACES),
            "inferred_weight": _packed(training.weight[known:], _WEIGHTS),
        },
        "columns": [
            _column(binned, column, training)
            for binned, column in zip(basis.model.tried, basis.data.columns, strict=True)
        ],
    }


def _column(binned: Binned, column: Column, training: Training) -> dict[str, Any]:
    """A column: its fine bins with the counts that the card's are sums of, its attributes, its rows."""
    inferred = binned.column.rows(slice(training.known.stop, None))
    bins = fine_bins([column, inferred], binned.attributes)
    trained = bins.places(binned.column)
    number = len(bins.values) + 1 + len(column.causes)
    goods, bads = (
        np.round(np.bincount(trained, training.weight * part, number), 6).tolist()
        for part in (1 - training.bad, training.bad)
    )
    names = [*bins.values, "missing", *column.causes]
    return {
        "name": binned.name,
        "numeric": bins.numeric,
        "codes": dict(bins.codes),
        "bins": [[name, good, bad] for name, good, bad in zip(names, goods, bads, strict=True)],
        "attributes": [
            {key: value for key, value in asdict(a).items() if value not in (None, (), "")}
            for a in binned.attributes
        ],
        "trend": binned.trend,
        "missing": binned.missing,
        "merged": list(binned.merged),
        "places": _packed(bins.places(column), _PLACES),
        "inferred": _packed(bins.places(inferred), _PLACES),
    }


def _packed(values: NDArray[Any], kind: str) -> str:
    """Numbers as compressed bytes in letters; the same numbers give the same text with one zlib."""
    return base64.b64encode(zlib.compress(values.astype(kind).tobytes(), 6)).decode()


def _unpacked(text: str, kind: str, number: int) -> NDArray[Any]:
    """The numbers; never more than are due, whatever the text claims."""
    size = number * np.dtype(kind).itemsize
    found = zlib.decompressobj().decompress(base64.b64decode(text, validate=True), size + 1)
    if len(found) != size:
        raise ValueError("another number of rows")
    return np.frombuffer(found, kind)


def _basis(content: Mapping[str, Any]) -> Basis:
    settings = _settings(content["settings"])
    rows = content["rows"]
    number, inferred = rows["number"], rows["inferred"]
    sample = _unpacked(rows["sample"], _PLACES, number)
    found = {name: np.flatnonzero(sample == k) for k, name in enumerate(SAMPLES)}
    samples = {name: chosen for name, chosen in found.items() if len(chosen) or name == "train"}
    bad = _unpacked(rows["bad"], _PLACES, number).astype(np.float64)
    weight = _unpacked(rows["weight"], _WEIGHTS, number)
    train = samples["train"]
    training = Training(
        np.concatenate([bad[train], _unpacked(rows["inferred_bad"], _PLACES, inferred).astype(np.float64)]),
        np.concatenate([weight[train], _unpacked(rows["inferred_weight"], _WEIGHTS, inferred)]),
        inferred,
    )
    read = [_read_column(column, settings, number, train, training) for column in content["columns"]]
    tried = tuple(binned for _, binned, _ in read)
    return Basis(
        settings,
        Data(bad, weight, tuple(column for column, _, _ in read), content["unused"]),
        samples,
        training,
        Model(tried, _selection(content, tried)),
        content["origin"],
        content["libraries"],
        None if content["inference"] is None else RejectInference(**content["inference"]),
        _validation(content["cross_validation"]),
        tuple(_warning(warning) for warning in content["reviewed"]),
        fine={bins.name: bins for _, _, bins in read},
    )


def _settings_text(settings: Settings) -> str:
    """The settings that are given, as a file; nothing where none are."""
    return yaml_text(settings.model_dump(exclude_unset=True)) if settings.model_fields_set else ""


def _settings(text: str) -> Settings:
    return read_settings(read_yaml(Source("settings", text))) if text else Settings()


def _read_column(
    written: Mapping[str, Any], settings: Settings, number: int, train: Integers, training: Training
) -> tuple[Column, Binned, FineBins]:
    """The column of all rows, and what it was binned to, with counts and weights computed again."""
    causes = tuple(dict.fromkeys(written["codes"].values()))
    values = [bin_[0] for bin_ in written["bins"][: len(written["bins"]) - 1 - len(causes)]]
    shown = tuple(tuple(value) for value in values) if written["numeric"] else tuple(values)
    bins = FineBins(written["name"], written["numeric"], written["codes"], shown)
    places = _unpacked(written["places"], _PLACES, number).astype(np.int64)
    more = _unpacked(written["inferred"], _PLACES, training.inferred).astype(np.int64)
    if max(places.max(initial=0), more.max(initial=0)) >= len(written["bins"]):
        raise ValueError("a bin that is not there")
    chosen = settings_of(settings, written["name"])
    attributes = [Attribute(**{**a, "values": tuple(a.get("values", ()))}) for a in written["attributes"]]
    trained = bins.column(np.concatenate([places[train], more]), chosen)
    binned = counted(
        trained,
        attributes,
        training,
        trend=written["trend"],
        missing=written["missing"],
        merged=tuple(written["merged"]),
    )
    return bins.column(places, chosen), binned, bins


def _selection(content: Mapping[str, Any], tried: Sequence[Binned]) -> Selection:
    by_name = {binned.name: binned for binned in tried}
    regression = content["regression"]
    return Selection(
        [by_name[name] for name in content["kept"]],
        Regression(
            regression["intercept"],
            np.array(regression["coefficients"]),
            np.array(regression["covariance"]),
            regression["penalty"],
        ),
        np.array(content["inflation"]),
        {name: (cause, text) for name, (cause, text) in content["left_out"].items()},
    )


def _validation(content: Mapping[str, Any] | None) -> CrossValidation | None:
    if content is None:
        return None
    return CrossValidation(content["folds"], tuple(content["auc"]), Estimate(**content["mean"]))


def _written_warning(warning: Problem) -> dict[str, str]:
    texts = {key: str(getattr(warning, key)) for key in _PARTS_OF_WARNING}
    return texts | {f"{key}_zh": in_language(getattr(warning, key), "zh") for key in ("message", "hint")}


def _warning(content: Mapping[str, str]) -> Problem:
    texts: dict[str, Any] = {key: content[key] for key in _PARTS_OF_WARNING}
    both = {key: Said(content[key], content[f"{key}_zh"]) for key in ("message", "hint")}
    return Problem(**(texts | both), severity="warning")
