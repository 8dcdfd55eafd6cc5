"""The key with which a user's cached policies are authenticated, and files that are the user's own.

The key is 32 random bytes in `credit-engine/cache.key` of the user's configuration directory, made when it
is first needed, readable for nobody else, and nowhere but there.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from credit_engine.files.opening import open_regular

_BYTES = 32
"""As long as the digest: a longer key is hashed, a shorter one easier to guess (RFC 2104, section 3)."""
_HERE = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
"""A link under the name is not followed: it could lead to somebody else's key."""
_OTHERS = 0o077
"""The rights of group and others: a key that they may read is none."""


def user_key() -> bytes | None:
    """The key of this user; None where there is none that only this user can read, and none can be made."""
    try:
        file = _folder() / "cache.key"
        if not file.exists():
            with suppress(FileExistsError):  # another process is as good
                _make(file)
        key = own_bytes(file, private=True)
    except (OSError, RuntimeError):  # RuntimeError: a user without a home
        return None
    return key if len(key) == _BYTES else None


def own_bytes(file: Path, *, private: bool = False) -> bytes:
    """The bytes of a regular file of this user, opened without following a link or waiting for a pipe.

    Raises OSError for what is missing, or something else, or another's, or, where asked for, not private.
    """
    with open_regular(file, follow=False) as opened:
        found = os.fstat(opened.fileno())
        if os.name == "posix" and found.st_uid != os.geteuid():
            raise PermissionError(f"{file} is another user's")
        if os.name == "posix" and private and found.st_mode & _OTHERS:
            raise PermissionError(f"{file} can be read by others")
        return opened.read()


def _folder() -> Path:
    """Where this user's programs keep settings: XDG Base Directory Specification; APPDATA on Windows."""
    named = os.environ.get("APPDATA" if os.name == "nt" else "XDG_CONFIG_HOME", "")
    home = Path(named) if Path(named).is_absolute() else Path.home() / ".config"
    return home / "credit-engine"


def _make(file: Path) -> None:
    """Put a new key in its place, whole and private from the start; raises FileExistsError where one is."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    aside = file.with_name(f".{file.name}.{os.urandom(16).hex()}")
    try:
        handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _HERE, 0o600)
        with os.fdopen(handle, "wb") as opened:
            opened.write(os.urandom(_BYTES))
        os.link(aside, file)
    finally:
        with suppress(OSError):
            aside.unlink()
