"""Months of a review in a folder: each a folder with its files and a manifest, complete or not there at
all.

    FOLDER/2026-01/manifest.json      what was reviewed with what, and the SHA-256 of every file
    FOLDER/2026-01/state/STEP.parquet the state after the month, keyed by loan

A month is written aside and renamed when it is complete, so that a run that was killed leaves no half
month, and the next run goes on with the first month that is not there. Each manifest names the one before
by its SHA-256.
"""

from __future__ import annotations

import calendar
import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from credit_engine.api.stateful.problems import (
    changed_policy,
    damaged_file,
    damaged_manifest,
    other_fields,
    other_policy,
    other_review,
    unwritable_folder,
)
from credit_engine.files.output import filling
from credit_engine.files.system_errors import reason_of
from credit_engine.json_text.canonical import canonical_json
from credit_engine.problems import InputError
from credit_engine.wording import Said, joined, said

FORMAT = "credit-engine review month 1"
MANIFEST = "manifest.json"
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
_PIECE = 1 << 20
"""Bytes: a file is hashed a megabyte at a time, whatever its size."""
_LARGEST_MANIFEST = 4 << 20
"""Bytes; a manifest has a few thousand."""


def is_month(name: str) -> bool:
    """Whether a name is that of a month, such as 2026-01."""
    return _MONTH.fullmatch(name) is not None and name >= "0001"


def month_number(month: str) -> int:
    """The months since year 0, so that the next month has the next number."""
    return int(month[:4]) * 12 + int(month[5:]) - 1


def month_named(number: int) -> str:
    """The month of a number."""
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def last_day(month: str) -> str:
    """The last day of a month, on which its book stands."""
    year, of_year = int(month[:4]), int(month[5:])
    return f"{month}-{calendar.monthrange(year, of_year)[1]:02d}"


def file_digest(path: Path) -> str:
    """The SHA-256 of a file's bytes; OSError where it cannot be read."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()


@dataclass(frozen=True)
class StepState:
    """Whose state a month holds for a step: policy, version, fingerprint, and the fields with their
    types."""

    policy: str
    version: str
    fingerprint: str
    fields: Mapping[str, str]

    def as_json(self) -> dict[str, Any]:
        """The entry of a manifest."""
        return {
            "policy": self.policy,
            "version": self.version,
            "fingerprint": self.fingerprint,
            "state": dict(self.fields),
        }


@dataclass(frozen=True)
class Month:
    """A month that is there, with its manifest."""

    name: str
    folder: Path
    manifest: Mapping[str, Any]
    digest: str
    """The SHA-256 of the manifest's bytes."""

    def file(self, name: str) -> Path:
        """The path of a file of the month; InputError where it is not the one that was written."""
        path = self.folder / name
        known = self.manifest["files"].get(name)
        if known is None:
            raise self._damaged(path, said("the manifest does not name it", "清单中没有它"))
        try:
            if path.stat().st_size != known["bytes"]:
                raise self._damaged(path, said("it has another length", "长度不同"))
            if file_digest(path) != known["sha256"]:
                raise self._damaged(path, said("it has other bytes", "内容不同"))
        except OSError as failure:
            raise self._damaged(path, reason_of(failure)) from None
        return path

    def _damaged(self, path: Path, reason: str) -> InputError:
        return InputError([damaged_file(month=self.name, reason=reason, path=str(path))])

    def check_review(self, name: str) -> None:
        """InputError where the month is of another review."""
        found = self.manifest["review"]["name"]
        if found != name:
            raise InputError([other_review(found=found, name=name, path=str(self.folder))])

    def check_state(self, step: str, wanted: StepState) -> bool:
        """Whether the month has a state for a step; InputError where that is no state for its policy."""
        known = self.manifest["policies"].get(step)
        if known is None:
            return False
        path = str(self.folder)
        if known["policy"] != wanted.policy:
            raise InputError(
                [
                    other_policy(
                        month=self.name, step=step, found=known["policy"], policy=wanted.policy, path=path
                    )
                ]
            )
        if known["version"] == wanted.version and known["fingerprint"] != wanted.fingerprint:
            raise InputError(
                [
                    changed_policy(
                        month=self.name,
                        policy=wanted.policy,
                        version=wanted.version,
                        fingerprint=known["fingerprint"],
                        path=path,
                    )
                ]
            )
        if known["state"] != dict(wanted.fields):
            problem = other_fields(
                month=self.name,
                step=step,
                found=_listed(known["state"]),
                policy=wanted.policy,
                version=wanted.version,
                needed=_listed(wanted.fields),
                path=path,
            )
            raise InputError([problem])
        return True


def _listed(fields: Mapping[str, str]) -> Said:
    return joined([f"{name} ({type_})" for name, type_ in fields.items()]) if fields else said("none", "无")


def months_of(folder: Path) -> list[Month]:
    """The months of a folder in order; InputError where a manifest is damaged, or no month follows the
    one before."""
    if not folder.is_dir():
        return []
    names = sorted(path.name for path in folder.iterdir() if is_month(path.name))
    found: list[Month] = []
    for name in names:
        month = _month(folder / name)
        _check_follows(month, found[-1] if found else None)
        found.append(month)
    return found


def _check_follows(month: Month, before: Month | None) -> None:
    prior = month.manifest["prior"]
    expected = None if before is None else {"month": before.name, "manifest": before.digest}
    if prior != expected:
        wanted = said("none before it", "此前没有月份") if prior is None else prior["month"]
        reason = said(
            "it follows {wanted}, which is not what stands before it",
            "它接续的是{wanted}，与其前的月份不符",
            wanted=wanted,
        )
        raise _not_trusted(month.folder, month.name, reason)


def _month(folder: Path) -> Month:
    path = folder / MANIFEST
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST_MANIFEST)
    except OSError as failure:
        raise _not_trusted(folder, folder.name, reason_of(failure)) from None
    try:
        manifest = json.loads(data)
    except (ValueError, RecursionError):
        raise _not_trusted(folder, folder.name, said("it is no JSON", "不是 JSON")) from None
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise _not_trusted(folder, folder.name, said("it is of another format", "格式不同"))
    seal = manifest.pop("seal", None)
    if seal != _seal(manifest) or manifest.get("month") != folder.name:
        raise _not_trusted(folder, folder.name, said("it was changed since", "写出后被改动"))
    if not _is_complete(manifest):
        raise _not_trusted(folder, folder.name, said("it lacks entries", "缺少条目"))
    return Month(folder.name, folder, manifest, hashlib.sha256(data).hexdigest())


def _is_complete(manifest: Mapping[str, Any]) -> bool:
    """Whether a manifest has the entries that are read of it."""
    try:
        kinds = [type(manifest[name]) for name in ("review", "policies", "files", "book", "counts")]
        texts = [manifest["review"][name] for name in ("name", "version", "fingerprint")]
        for known in manifest["policies"].values():
            texts += [known["policy"], known["version"], known["fingerprint"], *known["state"].values()]
        sizes = [type(file["bytes"]) for file in manifest["files"].values()]
        texts += [file["sha256"] for file in (*manifest["files"].values(), manifest["book"])]
        sizes += list(map(type, manifest["counts"].values()))
        prior = manifest["prior"]
    except (KeyError, TypeError, AttributeError):
        return False
    followed = prior is None or (isinstance(prior, dict) and isinstance(prior.get("month"), str))
    return set(kinds) == {dict} and set(map(type, texts)) == {str} and set(sizes) <= {int} and followed


def _not_trusted(folder: Path, month: str, reason: str) -> InputError:
    return InputError([damaged_manifest(month=month, reason=reason, path=str(folder / MANIFEST))])


def _seal(manifest: Mapping[str, Any]) -> str:
    """A digest of all entries, by which a later change of one shows."""
    return hashlib.sha256(canonical_json(manifest).encode()).hexdigest()


@contextmanager
def writing_month(folder: Path, name: str, entries: dict[str, Any]) -> Iterator[Path]:
    """A private folder that becomes the month when all its files are written and listed in the manifest.

    `entries` are what the manifest says beside the files; whoever writes the month may add to them.
    Raises InputError, and leaves no month, where the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as failure:
        raise InputError([unwritable_folder(reason=reason_of(failure), path=str(folder))]) from None
    with filling(str(folder / name)) as aside:
        yield aside
        files = {
            path.relative_to(aside).as_posix(): {"sha256": file_digest(path), "bytes": path.stat().st_size}
            for path in sorted(aside.rglob("*"))
            if path.is_file()
        }
        manifest = {"format": FORMAT, "month": name, **entries, "files": files}
        manifest = json.loads(canonical_json(manifest))
        text = json.dumps(manifest | {"seal": _seal(manifest)}, ensure_ascii=False, indent=1)
        (aside / MANIFEST).write_text(text + "\n", "utf-8", newline="\n")
