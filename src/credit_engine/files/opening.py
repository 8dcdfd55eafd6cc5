"""Opening files to read: regular ones, without waiting for a pipe or being led out of a folder by a link."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence, Set
from contextlib import ExitStack, contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import IO

from credit_engine.wording import said

_READ = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
"""Without waiting for the other end of a pipe, and without handing the file to child processes."""
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_FOLDER = getattr(os, "O_DIRECTORY", 0)
_MAX_LINKS = 40
"""Links on the way to one file, as Linux counts them (path_resolution(7))."""


FileIdentity = tuple[int, int]
"""Device and number of a file, by whatever name it is known."""
_noted: ContextVar[set[FileIdentity] | None] = ContextVar("noted", default=None)


@contextmanager
def noting_files() -> Iterator[None]:
    """The files that are opened to be read within the block, so that none of them is written to."""
    before = _noted.set(set())
    try:
        yield
    finally:
        _noted.reset(before)


def files_read() -> Set[FileIdentity]:
    """The files that were opened within the surrounding `noting_files`; none outside of one."""
    return _noted.get() or frozenset()


class NotRegularError(OSError):
    """What was opened is a device, a pipe or a socket."""


class LedOutError(OSError):
    """A link, named in the message, leads out of the folders in which a file may be."""


def open_regular(path: str | os.PathLike[str], *, follow: bool = True) -> IO[bytes]:
    """A regular file; raises OSError, of which NotRegularError and IsADirectoryError are kinds."""
    return _regular(os.open(path, _READ if follow else _READ | _NO_LINK))


def open_within(folders: Sequence[Path], *steps: str) -> IO[bytes]:
    """The file that steps such as `"scorecards", "a.yaml"` lead to from the first of some folders.

    A link may lead to anywhere within the folder in which its step begins, or that the steps before lead to
    from another of the folders; LedOutError for any other. Each name is opened in the directory that was
    opened before it (openat), so that nobody can put a link in between. Other errors as of `open_regular`.
    """
    *middle, last = steps
    if os.open not in os.supports_dir_fd:
        return _open_checked(folders, middle, last)
    with ExitStack() as opened:
        areas = [_opened(folder, opened) for folder in folders]
        for step in middle:
            entered = [_entered(areas, step, _FOLDER, opened)]
            for area in areas[1:]:
                with suppress(OSError):
                    entered.append(_entered([area], step, _FOLDER, opened))
            areas = entered
        return _regular(os.dup(_entered(areas, last, 0, opened).handle))


def going_down(folder: Path, written: str) -> tuple[Path, str]:
    """Where a path that is taken from a folder starts to go down, and its way from there.

    `../examples/a.json` goes down from the folder above, `examples/a.json`; a whole path from the folder that
    it names. So a link on the way, unlike the path itself, never leads further up.
    """
    path = PurePath(os.path.normpath(written))
    if path.is_absolute():
        return Path(path.parent), path.name
    ups = sum(step == ".." for step in path.parts)
    return folder.joinpath(*path.parts[:ups]), "/".join(path.parts[ups:]) or "."


@dataclass(frozen=True)
class _Place:
    """A file or directory that is open, and the paths by which links may know it."""

    handle: int
    paths: tuple[str, ...]

    def below(self, name: str) -> tuple[str, ...]:
        return tuple(os.path.join(path, name) for path in self.paths)  # noqa: PTH118 - no Path, for speed


def _opened(folder: Path, opened: ExitStack) -> _Place:
    real = os.path.realpath(folder)
    handle = os.open(real, _READ | _FOLDER)
    opened.callback(os.close, handle)
    return _Place(handle, (real, os.path.abspath(folder)))  # noqa: PTH100 - with its links


def _entered(areas: Sequence[_Place], step: str, kind: int, opened: ExitStack) -> _Place:
    """What a step leads to from the first area, open until the stack closes."""
    here, names, links = areas[0], step.split("/")[::-1], 0
    while names:
        name = names.pop()
        link = _link(here, name)
        if link is None:
            flags = _READ | _NO_LINK | (_FOLDER if names else kind)
            handle = os.open(name, flags, dir_fd=here.handle)
            opened.callback(os.close, handle)
            here = _Place(handle, here.below(name))
            continue
        links += 1
        target = os.path.normpath(os.path.join(here.paths[0], link))  # noqa: PTH118
        here, rest = _within(areas, target)
        names += [name for name in rest.split("/")[::-1] if name]
        if links > _MAX_LINKS:
            raise LedOutError(
                said(
                    "'{name}' is one of more than {limit} links",
                    "'{name}' 是超过 {limit} 个的链接之一",
                    name=name,
                    limit=_MAX_LINKS,
                )
            )
    return here


def _link(here: _Place, name: str) -> str | None:
    """What a name in a directory links to; None where it is no link, or not there."""
    try:
        return os.readlink(name, dir_fd=here.handle)
    except OSError:
        return None


def _within(areas: Sequence[_Place], target: str) -> tuple[_Place, str]:
    """The area that a path lies in, and its rest."""
    for area in areas:
        for path in area.paths:
            if target == path or target.startswith(path.rstrip("/") + "/"):
                return area, target[len(path) :]
    raise LedOutError(
        said("a link leads out of the folder, to {target}", "链接指向文件夹之外的 {target}", target=target)
    )


def _open_checked(folders: Sequence[Path], middle: Sequence[str], last: str) -> IO[bytes]:
    """As `open_within`, where the system cannot open a name in an open directory: looked up, then opened."""
    target = Path(os.path.realpath(folders[0].joinpath(*middle, last)))
    if not any(target.is_relative_to(os.path.realpath(folder.joinpath(*middle))) for folder in folders):
        raise LedOutError(
            said(
                "a link leads out of the folder, to {target}", "链接指向文件夹之外的 {target}", target=target
            )
        )
    return open_regular(target)


def _regular(handle: int) -> IO[bytes]:
    """An open file, if it is a regular one."""
    with ExitStack() as opened:
        opened.callback(os.close, handle)
        found = os.fstat(handle)
        kind = found.st_mode
        if stat.S_ISDIR(kind):
            raise IsADirectoryError(said("it is a directory", "这是目录"))
        if not stat.S_ISREG(kind):
            raise NotRegularError(said("it is no regular file", "这不是普通文件"))
        noted = _noted.get()
        if noted is not None:
            noted.add((found.st_dev, found.st_ino))
        opened.pop_all()
        return os.fdopen(handle, "rb")
