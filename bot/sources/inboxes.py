"""The folder of a source: each file is read once, when it is whole, and moved to `done` or `failed` then.

A file is moved when what it says is on record, and not before: killed in between, the bot finds it there again, knows
it by its content, and moves it without telling it twice. One that cannot be read is moved to `failed` with the reason
beside it. Nothing outside the folder is opened: no link is followed, and names are only ever names within it.
"""

from __future__ import annotations

import asyncio
import os
import stat
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

import structlog

from bot.core.errors import SourceError
from bot.core.ids import stable_id
from bot.core.model import Feed, FetchOutcome
from bot.sources.inbox.media import FILE_FORMS
from bot.sources.thresholds import LONGEST_FILE_NAME, MOST_FILES, MOST_TRIES_AT_A_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.config_sections import PollingSettings
    from bot.core.model import Entry, Source
    from bot.core.ports import Clock
    from bot.sources.parsing import Parser
    from bot.sources.port import Listing

log = structlog.get_logger()

DONE_FOLDER, FAILED_FOLDER = "done", "failed"
_REASON: Final = ".reason.txt"  # of the file beside one that failed
_UNFINISHED: Final = (".part", ".tmp", ".crdownload", ".partial", "~")  # as programs call what they still write
_READ: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """A file as it was seen: while these stay the same, nobody writes to it."""

    inode: int
    bytes: int
    changed: int  # nanoseconds
    is_file: bool  # False: a link, a device, a pipe

    @classmethod
    def of(cls, seen: os.stat_result) -> _Look:
        return cls(inode=seen.st_ino, bytes=seen.st_size, changed=seen.st_mtime_ns, is_file=stat.S_ISREG(seen.st_mode))


@dataclass(slots=True)
class _Folder:
    """What is known of a folder from one poll to the next."""

    seen: dict[str, _Look] = field(default_factory=dict)  # at the last look, by name
    read: dict[str, _Look] = field(default_factory=dict)  # what the last poll brought, to be moved once it is on record
    failed: dict[str, tuple[_Look, str]] = field(default_factory=dict)  # likewise, with the reason
    tries: dict[tuple[str, _Look], int] = field(default_factory=dict)  # at a file, where the machine was too busy
    stuck: dict[str, _Look] = field(default_factory=dict)  # done with, and cannot be moved


class InboxFolders:
    """Reads the folders of sources.

    Args:
        parser: reads the files, where it can be killed.
        clock: the time.
        settings: sizes and times.

    """

    def __init__(self, *, parser: Parser, clock: Clock, settings: PollingSettings) -> None:
        self._parser = parser
        self._clock = clock
        self._settings = settings
        self._folders: dict[str, _Folder] = {}

    async def fetch(self, source: Source) -> Feed:
        """Return what stands in the files that are whole; see `bot.core.ports.Fetcher.fetch_feed`.

        Nothing is moved by it: `settle` does that.

        Raises:
            SourceError: the folder cannot be used.

        """
        known = self._folders.setdefault(source.id, _Folder())
        try:
            looks = await asyncio.to_thread(_look_into, Path(source.folder))
        except OSError as error:
            raise SourceError(FetchOutcome.NO_FOLDER, source.url, _said_of_folder(source.folder, error)) from error
        whole = [name for name, look in looks.items() if known.seen.get(name) == look]
        known.seen, known.read, known.failed = looks, {}, {}
        known.stuck = {name: look for name, look in known.stuck.items() if looks.get(name) == look}
        entries, passed_over, problems = await self._read(
            source, known, [one for one in whole if one not in known.stuck]
        )
        problems += [f"{readable_name(name)} is done with and cannot be moved" for name in known.stuck]
        return Feed(
            outcome=FetchOutcome.OK if known.read or known.failed else FetchOutcome.UNCHANGED,
            entries=entries,
            passed_over=passed_over,
            problems=tuple(problems),
        )

    async def settle(self, source: Source) -> None:
        """Move what the last poll brought: it is on record."""
        if (known := self._folders.get(source.id)) is None:
            return
        read, failed, known.read, known.failed = known.read, known.failed, {}, {}
        for name, look in read.items():
            await self._move(source, known, name, look, to=DONE_FOLDER)
        for name, (look, why) in failed.items():
            log.warning("file not read", source=source.id, file=readable_name(name), error=why)
            await self._move(source, known, name, look, to=FAILED_FOLDER, why=why)

    async def _move(self, source: Source, known: _Folder, name: str, look: _Look, *, to: str, why: str = "") -> None:
        try:
            await asyncio.to_thread(_moved, Path(source.folder, name), look, to=to, why=why)
        except OSError as error:
            known.stuck[name] = look
            log.error("file cannot be moved", source=source.id, file=readable_name(name), to=to, error=str(error))  # noqa: TRY400 - the message says all

    async def _read(
        self, source: Source, known: _Folder, names: list[str]
    ) -> tuple[tuple[Entry, ...], tuple[tuple[str, int], ...], list[str]]:
        """Read files, the oldest first, for a share of the time of a poll: the rest is read at the next one."""
        entries: dict[str, Entry] = {}
        passed_over: dict[str, int] = {}
        problems: list[str] = []
        patience = self._settings.cut_off_after.total_seconds() / 2
        begun_at = asyncio.get_running_loop().time()
        for name in sorted(names, key=lambda name: (known.seen[name].changed, name))[:MOST_FILES]:
            if asyncio.get_running_loop().time() - begun_at > patience / 2:
                break
            look = known.seen[name]
            try:
                async with asyncio.timeout(patience):
                    listing = await self._listing(source, name, look)
            except _ChangedError:
                continue  # it is written to: the next looks tell when that ends
            except (SourceError, TimeoutError) as error:
                if (why := _given_up(known, name, look, error)) is not None:
                    known.failed[name] = look, why
                    problems.append(f"{readable_name(name)} {why}")
                continue
            known.read[name] = look
            for entry in listing.entries:
                at = entry.published_at or datetime.fromtimestamp(look.changed / 1e9, UTC)
                entries.setdefault(entry.key, replace(entry, published_at=at))
            for reason, number in listing.passed_over:
                passed_over[reason] = passed_over.get(reason, 0) + number
        return tuple(reversed(entries.values())), tuple(sorted(passed_over.items())), problems

    async def _listing(self, source: Source, name: str, look: _Look) -> Listing:
        url = f"{source.url}/{quote(readable_name(name))}"
        if not look.is_file:
            raise _refused(url, "is not a plain file: links, subfolders and devices are not read")
        if (media_type := FILE_FORMS.get(PurePath(name).suffix.casefold())) is None:
            raise _refused(url, f"is not one of the kinds of file that are read: {', '.join(FILE_FORMS)}")
        if look.bytes > self._settings.max_feed_bytes:
            most = self._settings.max_feed_bytes
            raise _refused(url, f"has {look.bytes:,} bytes, more than polling.max_feed_bytes ({most:,})")
        try:
            body = await asyncio.to_thread(_body_of, Path(source.folder, name), look)
        except OSError as error:
            raise SourceError(FetchOutcome.NO_FOLDER, url, f"cannot be opened: {error.strerror}") from error
        return await self._parser.listing(body, source=source, content_type=media_type, url=url, now=self._clock.now())


class _ChangedError(Exception):
    """A file is another than the one that was looked at."""


def readable_name(name: str) -> str:
    """Return the name of a file as people can read it, whatever its bytes."""
    text = os.fsencode(name).decode("utf-8", "replace")
    return " ".join("".join(one if one.isprintable() else " " for one in text).split()) or "a file without a name"


def _refused(url: str, why: str) -> SourceError:
    return SourceError(FetchOutcome.NO_TEXT, url, why, permanent=True)


def _given_up(known: _Folder, name: str, look: _Look, error: SourceError | TimeoutError) -> str | None:
    """Return why a file counts as one that cannot be read; None where it is tried again at the next poll."""
    why = error.detail if isinstance(error, SourceError) else "reading it takes too long"
    tries = known.tries.pop((name, look), 0) + 1
    if (isinstance(error, SourceError) and error.permanent) or tries >= MOST_TRIES_AT_A_FILE:
        return why
    known.tries[name, look] = tries
    return None


def _look_into(folder: Path) -> dict[str, _Look]:
    """Return the files of a folder that want to be read, by name.

    Raises:
        OSError: it cannot be read, or nothing can be moved in it.

    """
    if not folder.exists():
        raise FileNotFoundError
    for one in (folder / DONE_FOLDER, folder / FAILED_FOLDER):
        if not stat.S_ISDIR(_made(one).st_mode):  # a link would lead out of the folder
            raise NotADirectoryError
    if not all(
        os.access(one, os.R_OK | os.W_OK | os.X_OK) for one in (folder, folder / DONE_FOLDER, folder / FAILED_FOLDER)
    ):
        raise PermissionError
    with os.scandir(folder) as found:
        return dict(_looks(found))


def _made(folder: Path) -> os.stat_result:
    with suppress(FileExistsError):
        folder.mkdir()
    return folder.lstat()


def _looks(found: Iterator[os.DirEntry[str]]) -> Iterator[tuple[str, _Look]]:
    for one in found:
        if one.name.startswith(".") or one.name.casefold().endswith(_UNFINISHED):
            continue
        try:
            if one.name not in {DONE_FOLDER, FAILED_FOLDER} and not one.is_dir(follow_symlinks=False):
                yield one.name, _Look.of(one.stat(follow_symlinks=False))
        except FileNotFoundError:  # it was taken away meanwhile
            continue


def _body_of(path: Path, look: _Look) -> bytes:
    """Read a file that is still the one that was looked at.

    Raises:
        _ChangedError: it is not.
        OSError: it cannot be opened; a link is none.

    """
    try:
        with os.fdopen(os.open(path, _READ), "rb") as file:
            if _Look.of(os.fstat(file.fileno())) != look:
                raise _ChangedError
            body = file.read(look.bytes + 1)
            if len(body) != look.bytes or _Look.of(os.fstat(file.fileno())) != look:
                raise _ChangedError
            return body
    except FileNotFoundError as error:
        raise _ChangedError from error


def _moved(path: Path, look: _Look, *, to: str, why: str) -> None:
    """Move a file that is still the one that was read; the reason is written first, so that none is without it."""
    try:
        if _Look.of(path.lstat()) != look:
            return
    except FileNotFoundError:
        return
    aim = _free_place(path.parent / to, path.name, look)
    if why:
        reason = aim.with_name(_cut(aim.name, _REASON))
        reason.write_text(f"{readable_name(path.name)} {why}\n", encoding="utf-8")
    path.rename(aim)


def _free_place(folder: Path, name: str, look: _Look) -> Path:
    """Return the place of a name, or one with a mark of its own where another file has it there."""
    if not os.path.lexists(folder / name):
        return folder / name
    path = PurePath(name)
    return folder / _cut(path.stem, f"-{stable_id(str(look))[:8]}{path.suffix}")


def _cut(name: str, end: str) -> str:
    """Return a name with an end, as much of it as there is room for."""
    return os.fsdecode(os.fsencode(name)[: LONGEST_FILE_NAME - len(os.fsencode(end))]) + end


def _said_of_folder(folder: str, error: OSError) -> str:
    match error:
        case FileNotFoundError():
            return f"there is no folder {folder}; make it, or correct `folder`"
        case NotADirectoryError() | FileExistsError():
            return f"{folder} is not a folder, or its done or failed is not one"
        case PermissionError():
            return f"{folder} must be one in which this program may read and write, with done and failed in it"
        case _:
            return f"{folder}: {error.strerror or error}"
