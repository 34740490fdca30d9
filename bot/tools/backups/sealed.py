"""Files that are whole or not there: written under another name, synced, renamed, with a checksum beside them."""

from __future__ import annotations

import hashlib
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bot.core.errors import BackupError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from typing import TypeAlias

OnProgress: TypeAlias = "Callable[[str, int, int], None]"  # the step, what of it is done, of how much
_SUM = ".sha256"


@contextmanager
def free_place(target: Path) -> Iterator[Path]:
    """Give a name beside the target to write to; whatever lies there is gone at the end.

    Raises:
        BackupError: the target exists, or nothing can be written there.

    """
    for one in (target, sum_file(target)):
        if one.exists():
            raise BackupError(f"{one}: already exists; name another file, or a folder")
    with scratch(target) as partial:
        yield partial


@contextmanager
def scratch(beside: Path) -> Iterator[Path]:
    """Give the name of an empty file in the same folder, which only its owner may read; it is gone at the end.

    Raises:
        BackupError: nothing can be written there, or the disk is full.

    """
    partial = beside.with_name(f"{beside.name}.partial-{os.getpid()}")
    try:
        os.close(os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        yield partial
    except OSError as error:
        raise BackupError(
            f"{beside}: cannot be written ({error.strerror}); its folder must exist, be yours to write, and have room"
        ) from error
    finally:
        for left in partial.parent.glob(f"{partial.name}*"):  # with what SQLite puts beside a file
            left.unlink(missing_ok=True)


def seal(partial: Path, target: Path) -> None:
    """Give a finished file its name, and write its checksum beside it, as `sha256sum -c` reads it."""
    with scratch(sum_file(target)) as sums:
        sums.write_text(f"{_sha256(partial)}  {target.name}\n", encoding="utf-8")
        put_in_place(partial, target)
        put_in_place(sums, sum_file(target))


def put_in_place(partial: Path, target: Path) -> None:
    """Rename a file once the disk has it, and have the disk keep the name."""
    for path, flags in ((partial, os.O_RDWR), (target.parent, os.O_RDONLY)):
        if path == target.parent:
            partial.replace(target)
        descriptor = os.open(path, flags)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def verify_sum(path: Path) -> bool:
    """Tell whether a checksum lies beside a file; one that does fits.

    Raises:
        BackupError: it does not fit.

    """
    try:
        words = sum_file(path).read_text(encoding="utf-8").split()
    except FileNotFoundError:
        return False
    except (OSError, UnicodeDecodeError) as error:
        raise BackupError(f"{sum_file(path)}: cannot be read; delete it to do without a checksum") from error
    if words[:1] != [_sha256(path)]:
        raise BackupError(
            f"{path}: is damaged: its checksum differs from the one in {sum_file(path).name}; use another backup"
        )
    return True


def sum_file(path: Path) -> Path:
    """Return where the checksum of a file lies."""
    return path.with_name(path.name + _SUM)


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise BackupError(f"{path}: cannot be read ({error.strerror})") from error
