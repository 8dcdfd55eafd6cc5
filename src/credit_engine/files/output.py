"""Output files: written aside under a private name, then renamed, so that a reader sees all of one or none.

While a file is written, two names stand beside it: `.NAME.<random>.part`, created for this process alone,
and `.NAME.lock`, which lets no second writer begin. Both go when the file is there, when writing fails, and
with `remove_unfinished`; after a kill they stay, hinder nobody, and go with the next run.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from credit_engine.files.opening import files_read
from credit_engine.files.output_problems import output_in_use, unwritable
from credit_engine.files.system_errors import reason_of
from credit_engine.problems import InputError
from credit_engine.wording import said

_PRIVATE = 0o600
"""A file aside is its writer's alone until it has the rights of what it replaces."""
_NEW = 0o666
"""What may be done with a new file, less what the process's umask takes away."""
_NEW_FOLDER = 0o777
"""What may be done with a new folder, less what the process's umask takes away."""
_HERE = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
"""A link under the name is not followed: it could lead to somebody else's file."""
_AT_ONCE = getattr(os, "O_NONBLOCK", 0)
_LONGEST = 80
"""Bytes of a file's name in the names beside it, which stay below the 255 that file systems allow."""
_STREAMS = ("/dev/stdout", "/dev/stderr", "/dev/fd/", "/proc/self/fd/")
"""Links that the system itself keeps, to what this process has open."""
_TRIES = 20
"""Lock files that vanish between their opening and their locking, each because a run just ended."""

_unfinished: dict[object, Callable[[], object]] = {}
"""How to remove what writers at work have beside their files."""


def write_text(place: str, text: str) -> None:
    """Write a UTF-8 text to a file; raises InputError where that fails, the old file then unharmed."""
    data = (text if text.endswith("\n") else text + "\n").encode("utf-8", "backslashreplace")
    with replacing(place) as out:
        out.file.write(data)


@dataclass(eq=False)
class Output:
    """A file that is being written; `written` is the file that it has become when all is done."""

    place: Path
    file: IO[bytes]
    aside: Path | None = None
    written: os.stat_result | None = None

    def is_still_there(self) -> bool:
        """Whether its place has what was written, neither replaced nor altered since."""
        try:
            now, written = self.place.lstat(), self.written
        except OSError:
            return False
        return (
            written is not None
            and os.path.samestat(written, now)
            and (written.st_size, written.st_mtime_ns) == (now.st_size, now.st_mtime_ns)
        )

    @contextmanager
    def folder(self) -> Iterator[str]:
        """A private directory beside the file, for what a writer has to keep meanwhile."""
        if self.aside is None:
            import tempfile

            with tempfile.TemporaryDirectory() as elsewhere:
                yield elsewhere
            return
        path = _folder_of(self.aside)
        _unfinished[path] = lambda: _remove_folder(path)
        try:
            path.mkdir(mode=0o700)
            yield str(path)
        finally:
            _remove(path)


@contextmanager
def replacing(place: str, *, private: bool = False) -> Iterator[Output]:
    """A file that takes the place of another, or of none, once everything is written to it.

    It keeps the permissions of the file that it replaces. A device or a pipe is written to as it is. With
    `private` only this user may read it, and whatever is no directory is replaced. Raises
    InputError, and leaves everything as it was, where the place is a link or a directory, where it cannot be
    written, where another run is writing it, and where the command has read it.
    """
    try:
        target = _target(place)
        if not private and _is_stream(target):
            with os.fdopen(os.open(target, os.O_WRONLY | getattr(os, "O_NOCTTY", 0)), "wb") as file:
                yield Output(target, file)
            return
        if not private and _was_read(target):
            raise _unwritable(place, _IS_READ, said("name another file", "请指定其他文件"))
        with _locked(target) as lock, _aside(target, lock, private) as out:
            yield out
    except OSError as failure:
        raise _unwritable(place, reason_of(failure)) from None


_IS_READ = said(
    "it is one of those that are read here, and would be overwritten",
    "它是此处要读取的文件之一，会被覆盖",
)


def _was_read(target: Path) -> bool:
    """Whether a file is one that a command has read: a policy or what it includes or calls, data, a case."""
    try:
        found = target.stat()
    except OSError:
        return False
    return (found.st_dev, found.st_ino) in files_read()


@contextmanager
def filling(place: str) -> Iterator[Path]:
    """A private folder whose contents move to a new folder, or into an existing empty one.

    Raises InputError, and leaves everything as it was, where the place is a link, a file or holds anything,
    where it cannot be written, and where another run is filling it.
    """
    try:
        target = _target(place)
        is_there = _is_empty_folder(target)
        with _locked(target) as lock:
            aside = _beside(target, f"{os.urandom(16).hex()}.part")
            lock.note(aside.name)
            path, moved = _folder_of(aside), dict[Path, os.stat_result]()
            _unfinished[path] = lambda: _remove_filled(path, moved)
            try:
                path.mkdir(mode=0o700)
                yield path
                if is_there:
                    _move(path, target, moved)
                else:
                    path.chmod(_NEW_FOLDER & ~_mask())
                    path.rename(target)
            finally:
                _remove(path)
    except OSError as failure:
        message = reason_of(failure)
        raise _unwritable(
            place,
            message,
            said("name a folder that is not there yet", "请指定一个尚不存在的文件夹"),
            said("folder", "文件夹"),
        ) from None


def _is_empty_folder(target: Path) -> bool:
    """Whether a place is an empty folder, not nothing; raises for anything else."""
    try:
        kind = target.lstat().st_mode
    except FileNotFoundError:
        return False
    if stat.S_ISLNK(kind):
        raise OSError(
            errno.EEXIST, said("it is a link to {link}", "它是指向 {link} 的链接", link=target.readlink())
        )
    if not stat.S_ISDIR(kind):
        raise NotADirectoryError(errno.ENOTDIR, said("it is a file", "它是文件"))
    if any(target.iterdir()):
        raise OSError(errno.ENOTEMPTY, said("it is not empty", "它不是空的"))
    return True


def _move(source: Path, target: Path, moved: dict[Path, os.stat_result]) -> None:
    """Move what a folder holds into one that stays, as somebody may be in it; noted until all is there."""
    for path in sorted(source.iterdir()):
        moved[target / path.name] = path.lstat()
        path.rename(target / path.name)
    moved.clear()


def _remove_filled(path: Path, moved: dict[Path, os.stat_result]) -> None:
    for place, own in moved.items():
        with suppress(OSError):
            if os.path.samestat(own, place.lstat()):
                _remove_folder(place)
    _remove_folder(path)


def remove_unfinished() -> None:
    """Remove what all writers of this process have beside their files: it is about to end."""
    for what in list(_unfinished):
        _remove(what)


def _remove(what: object) -> None:
    with suppress(OSError):
        _unfinished.get(what, bool)()
    _unfinished.pop(what, None)


def _unwritable(place: object, reason: str, hint: str = "", kind: str = said("file", "文件")) -> InputError:
    return InputError([unwritable(kind=kind, reason=reason, hint=hint, path=str(place))])


def _target(place: str) -> Path:
    """The place as an absolute path, whatever the current directory will be; a link at its end stays one."""
    if "\0" in place:
        raise _unwritable(place.replace("\0", "?"), said("its name holds a null character", "名称含空字符"))
    return Path(os.path.abspath(place))  # noqa: PTH100 - resolve() would follow the link


def _is_stream(target: Path) -> bool:
    """Whether a place is a device or a pipe; raises for a directory and for a link."""
    try:
        kind = target.lstat().st_mode
    except FileNotFoundError:
        return False
    if str(target).startswith(_STREAMS):
        return True
    if stat.S_ISLNK(kind):
        raise _unwritable(
            target,
            said("it is a link to {link}", "它是指向 {link} 的链接", link=target.readlink()),
            said("name the file itself", "请指定文件本身"),
        )
    if stat.S_ISDIR(kind):
        raise IsADirectoryError(errno.EISDIR, said("it is a directory", "它是目录"))
    return not stat.S_ISREG(kind)


def _beside(target: Path, ending: str) -> Path:
    if hasattr(os, "pathconf") and len(os.fsencode(target.name)) > os.pathconf(target.parent, "PC_NAME_MAX"):
        raise OSError(errno.ENAMETOOLONG, "File name too long")
    name = os.fsencode(target.name)[:_LONGEST].decode("utf-8", "ignore")
    return target.with_name(f".{name}.{ending}")


def _folder_of(aside: Path) -> Path:
    return aside.with_name(f"{aside.name}.files")


def _remove_folder(path: Path) -> None:
    import shutil

    shutil.rmtree(path)


@contextmanager
def _aside(target: Path, lock: _Lock, private: bool) -> Iterator[Output]:
    """The file under its private name, renamed in the end."""
    path = _beside(target, f"{os.urandom(16).hex()}.part")
    _unfinished[path] = path.unlink  # before it is there: nobody else has a file of this name
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _HERE, _PRIVATE)
        with os.fdopen(handle, "wb") as file:
            lock.note(path.name)
            out = Output(target, file, path)
            yield out
            file.flush()
            os.fsync(handle)
            own = os.fstat(handle)
        path.chmod(_PRIVATE if private else _mode(target))
        path.replace(target)
        out.written = target.lstat()
        if not os.path.samestat(own, out.written):
            raise _unwritable(
                target, said("another program put another file there", "另一个程序在该处放了别的文件")
            )
    finally:
        _remove(path)


def _mode(target: Path) -> int:
    """The permissions of the file that is replaced, else those that a new file gets."""
    try:
        return target.lstat().st_mode & 0o777
    except OSError:
        return _NEW & ~_mask()


def _mask() -> int:
    mask = os.umask(0o077)  # strict for the moment in which other threads may create files
    os.umask(mask)
    return mask


@contextmanager
def _locked(target: Path) -> Iterator[_Lock]:
    lock = _Lock(target, _beside(target, "lock"))
    _unfinished[lock] = lock.remove  # before it is there: it removes nothing that another run holds
    try:
        lock.take()
        yield lock
    finally:
        _remove(lock)


class _Lock:
    """A file beside a target that its writer holds; the system lets go of it when the writer is gone.

    Where the system has no such locks, nothing is held: of two writers the last one wins.
    """

    def __init__(self, target: Path, path: Path) -> None:
        self.target = target
        self.path = path
        self.handle: int | None = None
        self.wanted = False

    def take(self) -> None:
        """Hold the target, and remove what a killed run left; InputError while another run holds it."""
        for _ in range(_TRIES):
            self.wanted = os.name == "posix"
            if not self.wanted or self._is_held():
                return
            self._close()
        raise _unwritable(
            self.target,
            said("{name} beside it vanishes again and again", "旁边的 {name} 反复消失", name=self.path.name),
        )

    def _is_held(self) -> bool:
        """Whether the file was opened and is held; not so where the run before removed it meanwhile."""
        self.handle = os.open(self.path, os.O_RDWR | os.O_CREAT | _HERE | _AT_ONCE, _NEW)
        if not stat.S_ISREG(os.fstat(self.handle).st_mode):
            self._close()
            raise _unwritable(
                self.target,
                said(
                    "{name} beside it is no regular file", "旁边的 {name} 不是普通文件", name=self.path.name
                ),
            )
        held = _hold(self.handle)
        if held is False:
            self._close()
            raise InputError([output_in_use(path=str(self.target))])
        if held is None:
            self.remove()
            return True
        if not self._is_in_place():
            return False
        self._remove_remains()
        return True

    def _is_in_place(self) -> bool:
        try:
            return self.handle is not None and os.path.samestat(os.fstat(self.handle), self.path.lstat())
        except FileNotFoundError:
            return False

    def _close(self) -> None:
        self.wanted = False
        if self.handle is not None:
            os.close(self.handle)
            self.handle = None

    def remove(self) -> None:
        """Remove the file, unless another run holds it."""
        if not self.wanted:
            return
        if self.handle is None:  # a signal came between opening it and knowing that
            self.handle = os.open(self.path, os.O_RDWR | _HERE | _AT_ONCE)
        if _hold(self.handle) is not False and self._is_in_place():
            self.path.unlink()
        self._close()

    def note(self, name: str) -> None:
        """Note what is written beside the target, for the run that comes after a kill."""
        if self.handle is not None:
            os.lseek(self.handle, 0, os.SEEK_SET)
            os.write(self.handle, os.fsencode(name))

    def _remove_remains(self) -> None:
        """Remove what the killed run before, whose lock file was still there, had noted."""
        assert self.handle is not None
        noted = os.fsdecode(os.read(self.handle, 256))
        beside = re.escape(_beside(self.target, "").name)
        if re.fullmatch(rf"{beside}[0-9a-f]{{32}}\.part", noted):
            path = self.target.with_name(noted)
            for remove, what in ((_remove_folder, _folder_of(path)), (Path.unlink, path)):
                with suppress(OSError):
                    remove(what)


def _hold(handle: int) -> bool | None:
    """Whether this process now holds an open file, as it may have before; None where there are no locks."""
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return None
    return True
