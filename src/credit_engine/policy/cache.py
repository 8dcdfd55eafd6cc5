"""A folder of compiled policies, so that an unchanged policy need not be checked again.

A file is named after the SHA-256 of the engine's own files, its version of the language and the policy's
text; it holds the texts of the other files as further hashes, and a hash over itself. One that is cut off,
altered or of other files is as good as none, and is written anew: beside its place, then renamed.
"""

from __future__ import annotations

import json
import os
import tempfile
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path

from credit_engine.policy.compiled import CompiledPolicy, Sources
from credit_engine.policy.finding import Finder
from credit_engine.policy.fingerprint import language_version
from credit_engine.policy.stored import RestoredPolicy, as_json
from credit_engine.policy.values_as_json import NotStorableError
from credit_engine.problems import PolicyError
from credit_engine.source import Source

_ENGINE = Path(__file__).resolve().parents[1]
_SUFFIXES = (".py", ".json", ".lark")


def cached_policy(source: Source, find: Finder, folder: Path) -> CompiledPolicy:
    """As `compile_policy`, from the folder where it holds the policy, else compiled and kept there.

    A folder that cannot be read or written is no error. Raises PolicyError with all problems.
    """
    file = folder / f"{_key(source)}.json"
    found = _restored(file, source, find)
    if found is not None:
        return found
    from credit_engine.policy.loading import compile_policy

    compiled = compile_policy(source, find)
    with suppress(OSError, NotStorableError):
        _write(file, compiled)
    return compiled


@cache
def _engine() -> str:
    """The hash of all files of the engine, and of what else decides the meaning of a policy."""
    digest = sha256(language_version().encode())
    for path in sorted(path for path in _ENGINE.rglob("*") if path.suffix in _SUFFIXES):
        digest.update(path.relative_to(_ENGINE).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _key(source: Source) -> str:
    return _hash(f"{_engine()}\n{source.text}")


def _hash(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _restored(file: Path, source: Source, find: Finder) -> CompiledPolicy | None:
    """The policy that a file holds for this text and these files."""
    try:
        head, stored = file.read_text(encoding="utf-8").split("\n", 1)
        found = json.loads(head)
        if found["sha256"] != _hash(stored):
            return None
        files = {(kind, name): find(kind, name) for kind, name, _ in found["files"]}
        if any(_hash(files[kind, name].text) != digest for kind, name, digest in found["files"]):
            return None
        return RestoredPolicy(stored, Sources(source, files))
    except (
        OSError,
        PolicyError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        RecursionError,
    ):
        return None


def _write(file: Path, compiled: CompiledPolicy) -> None:
    assert compiled.sources is not None
    stored = as_json(compiled)
    files = [[*named, _hash(one.text)] for named, one in compiled.sources.files.items()]
    head = json.dumps({"sha256": _hash(stored), "files": files}, ensure_ascii=False)
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=".", suffix=".part")
    aside = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as opened:
            opened.write(f"{head}\n{stored}")
        aside.replace(file)
    except OSError:
        aside.unlink(missing_ok=True)
        raise
