"""A copy of the record in one file, made beside a running bot, and the way back from it.

SQLite is copied by its own backup interface and compressed; PostgreSQL's own programs do both for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.errors import BackupError
from bot.store.address import parse_address
from bot.tools.backups import of_file, of_server
from bot.tools.backups.sealed import free_place, seal, verify_sum

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from bot.tools.backups.sealed import OnProgress


def back_up(database: str, target: Path, *, at: datetime, progress: OnProgress) -> Path:
    """Copy the record as it is at one moment, also while a bot works on it; returns where the copy lies.

    Args:
        database: its address.
        target: the file to write, or a folder, where it gets a name with the time.
        at: the time.
        progress: is called with the step, what of it is done, and of how much.

    Raises:
        BackupError: there is no such record, it cannot be copied, or the file already exists.

    """
    address = parse_address(database)
    ending = of_server.DUMP_ENDING if address.file is None else of_file.FILE_ENDING
    name = target / f"onrecord-{at:%Y%m%dT%H%M%SZ}{ending}" if target.is_dir() else target
    with free_place(name) as partial:
        if address.file is None:
            of_server.dump_server(address, partial, progress)
        else:
            of_file.copy_file(address.file, partial, progress)
        seal(partial, name)
    return name


def restore_backup(database: str, backup: Path, *, overwrite: bool, progress: OnProgress) -> str:
    """Put a backup where the record lies, once it is verified; returns in a line what was verified.

    Raises:
        BackupError: it is damaged or none, a newer program made it, a bot uses the record, or there is one and
            `overwrite` was not said.

    """
    address = parse_address(database)
    if not backup.is_file():
        raise BackupError(f"{backup}: there is no such file; `onrecord backup` makes one")
    verified = "its checksum matches" if verify_sum(backup) else "there is no checksum beside it"
    if address.file is None:
        return of_server.restore_server(address, backup, overwrite=overwrite, progress=progress, verified=verified)
    return of_file.restore_file(address.file, backup, overwrite=overwrite, progress=progress, verified=verified)
