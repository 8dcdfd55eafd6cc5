"""A folder of compiled policies, so that an unchanged policy need not be checked again.

An entry is a file, named after the SHA-256 of the engine's own files, its version of the language and the
policy's text. It holds hashes of the texts of the other files, the program, and over all of it, its name
included, a digest with the user's key (`cache_key`). What is not to the byte what this user's engine wrote
for this text and these files is as good as none, and is written anew.
"""

from __future__ import annotations

import hmac
import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from credit_engine.files.output import replacing
from credit_engine.policy.cache_key import own_bytes, user_key
from credit_engine.policy.compiled import CompiledPolicy, Sources
from credit_engine.policy.finding import Finder
from credit_engine.policy.fingerprint import language_version
from credit_engine.policy.plain_json import NotStorableError
from credit_engine.policy.stored import RestoredPolicy, as_json
from credit_engine.problems import InputError, PolicyError
from credit_engine.source import Source

_ENGINE = Path(__file__).resolve().parents[1]
_SUFFIXES = (".py", ".json", ".lark", ".yaml")


def cached_policy(source: Source, find: Finder, folder: Path) -> CompiledPolicy:
    """As `compile_policy`, from the folder where it holds the policy, else compiled and kept there.

    A folder that cannot be read or written is no error, nor is a user without a key: nothing is kept then.
    Raises PolicyError with all problems.
    """
    entry = _Entry(folder / f"{_name(source)}.json", user_key())
    found = entry.restored(source, find)
    if found is not None:
        return found
    from credit_engine.policy.loading import compile_policy

    compiled = compile_policy(source, find)
    with suppress(OSError, InputError, NotStorableError, UnicodeEncodeError):
        entry.write(compiled)
    return compiled


@cache
def _engine() -> str:
    """The hash of all files of the engine, and of what else decides the meaning of a policy.

    Of a file its size and time of change count, by which Python itself knows whether a module was changed.
    """
    digest = sha256(language_version().encode())
    for name, found in sorted(_files(str(_ENGINE), "")):
        digest.update(f"{name}:{found.st_size}:{found.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _files(folder: str, within: str) -> Iterator[tuple[str, os.stat_result]]:
    """The files below a folder that decide what a policy means; twice as fast as by paths as objects."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _files(entry.path, f"{within}{entry.name}/")
            elif entry.name.endswith(_SUFFIXES):
                yield f"{within}{entry.name}", entry.stat()


def _name(source: Source) -> str:
    return _hash(f"{_engine()}\n{source.text}")


def _hash(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True)
class _Entry:
    """Three lines of a file: the digest, the hashes of other files, the program."""

    file: Path
    key: bytes | None

    def _digest(self, body: bytes) -> bytes:
        """What nobody without the key can make for a body under this name: HMAC-SHA-256 (RFC 2104)."""
        assert self.key is not None
        return hmac.digest(self.key, self.file.name.encode() + b"\n" + body, "sha256").hex().encode()

    def restored(self, source: Source, find: Finder) -> CompiledPolicy | None:
        """The policy that was kept for this text and the other files as they are now."""
        if self.key is None:
            return None
        try:
            digest, _, body = own_bytes(self.file).partition(b"\n")
            if not hmac.compare_digest(digest, self._digest(body)):
                return None
            head, stored = body.decode("utf-8").split("\n", 1)
            named = json.loads(head)
            files = {(kind, name): find(kind, name) for kind, name, _ in named}
            if any(_hash(files[kind, name].text) != digest for kind, name, digest in named):
                return None
            return RestoredPolicy(stored, Sources(source, files))
        except (OSError, PolicyError):
            return None

    def write(self, compiled: CompiledPolicy) -> None:
        """Keep a policy, readable for its user alone."""
        if self.key is None:
            return
        assert compiled.sources is not None
        files = [[*named, _hash(source.text)] for named, source in compiled.sources.files.items()]
        body = f"{json.dumps(files, ensure_ascii=True)}\n{as_json(compiled)}".encode()
        self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with replacing(str(self.file), private=True) as out:
            out.file.write(self._digest(body) + b"\n" + body)
