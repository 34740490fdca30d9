"""A backup is the record of one moment, whole, and is put back only where nothing is lost by it."""

from __future__ import annotations

import errno
import gzip
import hashlib
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from bot.core.errors import BackupError
from bot.store import SqlStore
from bot.store.address import parse_address
from bot.store.schema import newest_version
from bot.tools.backups import back_up, of_file, of_server, restore_backup
from tests.canaries import DATABASE_PASSWORD
from tests.records import empty_record
from tests.whole import onrecord

AT = datetime(2026, 11, 28, 16, 5, tzinfo=UTC)
NAME = "onrecord-20261128T160500Z.db.gz"
PLACES = "CREATE TABLE IF NOT EXISTS rest (n INTEGER, filler TEXT)"


def quiet(*_):
    pass


@pytest.fixture
def record(tmp_path):
    """A record of some pages, of which half stands in the write-ahead log."""
    file = tmp_path / "record" / "onrecord.db"
    file.parent.mkdir()
    file.write_bytes(empty_record())
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(PLACES)
        connection.executemany("INSERT INTO rest VALUES (?, ?)", ((n, "x" * 3000) for n in range(500)))
        yield file


def numbers(file):
    with closing(sqlite3.connect(file)) as connection:
        return [n for (n,) in connection.execute("SELECT n FROM rest ORDER BY n")]


def url_of(file):
    return f"sqlite:///{file}"


def copy_of(record, folder):
    return back_up(url_of(record), folder, at=AT, progress=quiet)


def test_what_was_backed_up_is_restored(record, tmp_path):
    progress = []
    made = back_up(url_of(record), tmp_path, at=AT, progress=lambda *step: progress.append(step))
    assert made == tmp_path / NAME
    assert {step for step, _, _ in progress} == {"copying", "compressing"}
    assert all(done <= total for _, done, total in progress)
    other = tmp_path / "other.db"
    verified = restore_backup(url_of(other), made, overwrite=False, progress=quiet)
    assert verified.startswith("its checksum matches, every page is sound, 0 statements")
    assert numbers(other) == numbers(record)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        ["record", NAME, NAME + ".sha256", "other.db", "other.db.lock"]
    )


def test_a_record_may_lie_below_the_folder_of_the_command(record, monkeypatch):
    monkeypatch.chdir(record.parent)
    made = back_up(f"sqlite:///{record.name}", Path(), at=AT, progress=quiet)
    restore_backup("sqlite:///other.db", made, overwrite=False, progress=quiet)
    assert numbers(record.parent / "other.db") == numbers(record)


def test_the_checksum_is_one_that_others_verify(record, tmp_path):
    made = copy_of(record, tmp_path)
    line = made.with_name(f"{NAME}.sha256").read_text(encoding="utf-8")
    assert line == f"{hashlib.sha256(made.read_bytes()).hexdigest()}  {NAME}\n"


def test_a_backup_is_of_one_moment_however_much_is_written_meanwhile(record, tmp_path, monkeypatch):
    monkeypatch.setattr(of_file, "PAGES_AT_A_TIME", 20)
    steps = 0

    def written_beside(step, _done, _total):
        nonlocal steps
        if step == "copying":
            steps += 1
            with closing(sqlite3.connect(record, isolation_level=None)) as connection:
                connection.execute("UPDATE rest SET n = n + 1000")

    made = back_up(url_of(record), tmp_path, at=AT, progress=written_beside)
    assert 10 < steps < 100, "what is written beside it starts nothing over"
    restore_backup(url_of(tmp_path / "other.db"), made, overwrite=False, progress=quiet)
    assert numbers(tmp_path / "other.db") == list(range(500))


def test_nobody_else_may_read_it(record, tmp_path):
    assert copy_of(record, tmp_path).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("taken", [NAME, f"{NAME}.sha256"])
def test_no_file_is_overwritten_by_a_backup(record, tmp_path, taken):
    (tmp_path / taken).write_text("mine", encoding="utf-8")
    with pytest.raises(BackupError, match="already exists"):
        copy_of(record, tmp_path)
    assert (tmp_path / taken).read_text(encoding="utf-8") == "mine"


def test_a_full_disk_leaves_no_half_of_a_backup(record, tmp_path, monkeypatch):
    def full(*_args, **_kwargs):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(of_file.gzip, "open", full)
    with pytest.raises(BackupError, match="No space left on device"):
        copy_of(record, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["record"]


def test_too_little_room_is_found_out_at_once(record, tmp_path, monkeypatch):
    monkeypatch.setattr(of_file.shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10, 5, 5))
    with pytest.raises(BackupError, match="has 0 MB free, and a backup takes"):
        copy_of(record, tmp_path)


def test_a_record_is_not_overwritten_without_a_word(record, tmp_path):
    made = copy_of(record, tmp_path)
    before = numbers(record)
    with pytest.raises(BackupError, match="add --overwrite"):
        restore_backup(url_of(record), made, overwrite=False, progress=quiet)
    assert numbers(record) == before


def test_nothing_of_the_old_record_is_in_the_restored_one(tmp_path):
    """Its write-ahead log above all: SQLite would play that into the new file."""
    file = tmp_path / "onrecord.db"
    file.write_bytes(empty_record())
    made = copy_of(file, tmp_path)
    dying = f"""
import os, sqlite3
connection = sqlite3.connect({str(file)!r}, isolation_level=None)
connection.execute("PRAGMA journal_mode = WAL")
connection.execute({PLACES!r})
os._exit(0)
"""
    subprocess.run([sys.executable, "-c", dying], check=True)  # noqa: S603 - our own
    assert file.with_name("onrecord.db-wal").stat().st_size
    restore_backup(url_of(file), made, overwrite=True, progress=quiet)
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        numbers(file)


async def test_a_record_in_use_is_not_replaced(tmp_path):
    store = SqlStore(url_of(tmp_path / "onrecord.db"))
    await store.open()
    try:
        made = copy_of(tmp_path / "onrecord.db", tmp_path)
        with pytest.raises(BackupError, match="in use by another On Record"):
            restore_backup(url_of(tmp_path / "onrecord.db"), made, overwrite=True, progress=quiet)
    finally:
        await store.close()


def test_a_record_that_another_program_reads_is_not_replaced(record, tmp_path, monkeypatch):
    monkeypatch.setattr(of_file, "COPY_BUSY_AFTER", 0.0)
    made = copy_of(record, tmp_path)
    with closing(sqlite3.connect(record, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM rest").fetchone()
        with closing(sqlite3.connect(record, isolation_level=None)) as writer:
            writer.execute("INSERT INTO rest VALUES (7777, '')")
        with pytest.raises(BackupError, match="another program reads it"):
            restore_backup(url_of(record), made, overwrite=True, progress=quiet)
    assert 7777 in numbers(record)


def test_a_damaged_record_is_replaced(record, tmp_path):
    made = copy_of(record, tmp_path)
    other = tmp_path / "other.db"
    other.write_bytes(b"no database at all" * 100)
    restore_backup(url_of(other), made, overwrite=True, progress=quiet)
    assert numbers(other) == numbers(record)


def flipped(path):
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(data)


def cut_short(path):
    path.write_bytes(path.read_bytes()[:-1000])


def rewritten(change):
    """Return what damages a backup below its compression."""

    def damage(path):
        plain = path.with_name("plain.db")
        plain.write_bytes(gzip.decompress(path.read_bytes()))
        change(plain)
        path.write_bytes(gzip.compress(plain.read_bytes()))
        plain.unlink()

    return damage


def zeroed(plain):
    data = bytearray(plain.read_bytes())
    data[8192:16384] = bytes(8192)
    plain.write_bytes(data)


def of_version(version):
    def change(plain):
        with closing(sqlite3.connect(plain, isolation_level=None)) as connection:
            connection.execute("UPDATE onrecord_version SET version_num = ?, migrated_by = '7.8.9'", (version,))

    return change


def of_another_program(plain):
    plain.unlink()
    with closing(sqlite3.connect(plain)) as connection:
        connection.execute("CREATE TABLE mine (n)")


@pytest.mark.parametrize("sum_is_there", [True, False])
@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (flipped, "is damaged"),
        (cut_short, "is damaged"),
        (lambda path: path.write_bytes(b""), "is not a SQLite backup"),
        (lambda path: path.write_bytes(b"PGDMP"), "is not a SQLite backup"),
        (rewritten(zeroed), "is damaged|holds no On Record"),
        (rewritten(of_version("9999")), r"newer On Record, 7\.8\.9 \(version 9999.*install On Record 7\.8\.9 first"),
        (rewritten(of_another_program), "holds no On Record database"),
    ],
    ids=["flipped", "cut short", "empty", "of postgres", "zeroed", "newer", "foreign"],
)
def test_what_is_no_sound_backup_is_refused_and_nothing_is_touched(record, tmp_path, damage, message, sum_is_there):
    made = copy_of(record, tmp_path)
    damage(made)
    if not sum_is_there:
        made.with_name(made.name + ".sha256").unlink()
    before = numbers(record)
    with pytest.raises(BackupError, match="checksum" if sum_is_there else message):
        restore_backup(url_of(record), made, overwrite=True, progress=quiet)
    assert numbers(record) == before
    assert [path.name for path in record.parent.iterdir() if "partial" in path.name] == []


async def test_a_backup_of_an_older_version_is_migrated_by_the_next_start(tmp_path):
    from sqlalchemy import create_engine  # noqa: PLC0415

    from bot.store.schema import migrate_tables  # noqa: PLC0415

    file = tmp_path / "onrecord.db"
    engine = create_engine(url_of(file))
    with engine.connect() as connection:
        migrate_tables(connection, parse_address(url_of(file)), version="0012")
    engine.dispose()
    made = copy_of(file, tmp_path)
    assert "version 0012" in restore_backup(url_of(tmp_path / "other.db"), made, overwrite=False, progress=quiet)
    store = SqlStore(url_of(tmp_path / "other.db"))
    await store.open()
    assert (await store.counts()).statements == 0
    await store.close()


# PostgreSQL


@pytest.fixture
async def server_record(postgres_url):
    store = SqlStore(postgres_url)
    await store.open()
    await store.close()
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("CREATE TABLE rest (n INTEGER)")
        connection.execute("INSERT INTO rest SELECT generate_series(1, 500)")
    return postgres_url


def on_server(url, question):
    with psycopg.connect(url, autocommit=True) as connection:
        return connection.execute(question).fetchone()[0]


@pytest.mark.usefixtures("with_programs")
async def test_a_server_is_dumped_and_restored(server_record, tmp_path):
    made = back_up(server_record, tmp_path, at=AT, progress=quiet)
    assert made.name == NAME.replace(".db.gz", ".dump")
    on_server(server_record, "DELETE FROM rest RETURNING 1")
    with pytest.raises(BackupError, match="add --overwrite"):
        restore_backup(server_record, made, overwrite=False, progress=quiet)
    verified = restore_backup(server_record, made, overwrite=True, progress=quiet)
    assert verified.startswith("its checksum matches, pg_restore took all of it, 0 statements")
    assert f"version {newest_version()}" in verified
    assert on_server(server_record, "SELECT count(*) FROM rest") == 500
    store = SqlStore(server_record)
    await store.open()
    with pytest.raises(BackupError, match="in use by another On Record"):
        restore_backup(server_record, made, overwrite=True, progress=quiet)
    await store.close()


@pytest.mark.usefixtures("with_programs")
def test_a_damaged_dump_changes_nothing_on_the_server(server_record, tmp_path):
    made = back_up(server_record, tmp_path, at=AT, progress=quiet)
    made.with_name(made.name + ".sha256").unlink()
    cut_short(made)
    with pytest.raises(BackupError):
        restore_backup(server_record, made, overwrite=True, progress=quiet)
    assert on_server(server_record, "SELECT count(*) FROM rest") == 500


@pytest.mark.parametrize(
    ("release", "message"),
    [
        ("'7.8.9'", r"newer On Record, 7\.8\.9 \(version 9999.*install On Record 7\.8\.9 first"),
        ("NULL", r"newer On Record \(version 9999.*install the newer one first"),
    ],
)
@pytest.mark.usefixtures("with_programs")
def test_a_dump_of_a_newer_program_is_refused_before_anything_is_dropped(server_record, tmp_path, release, message):
    on_server(server_record, f"UPDATE onrecord_version SET version_num = '9999', migrated_by = {release} RETURNING 1")  # noqa: S608
    made = back_up(server_record, tmp_path, at=AT, progress=quiet)
    on_server(server_record, "UPDATE onrecord_version SET version_num = '0001' RETURNING 1")
    with pytest.raises(BackupError, match=message):
        restore_backup(server_record, made, overwrite=True, progress=quiet)
    assert on_server(server_record, "SELECT version_num FROM onrecord_version") == "0001"


def test_without_postgresqls_programs_it_is_said_what_to_install(server_record, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", "")
    message = "pg_dump is not installed: install PostgreSQL's client programs.*`docker compose exec postgres pg_dump`"
    with pytest.raises(BackupError, match=message):
        back_up(server_record, tmp_path, at=AT, progress=quiet)
    assert list(tmp_path.iterdir()) == []


def test_no_password_is_among_the_arguments_of_a_process(monkeypatch, tmp_path):
    seen = {}

    def kept(arguments, *, env, **_options):
        seen.update(arguments=arguments, password=env["PGPASSWORD"])
        return subprocess.CompletedProcess(arguments, 1, stdout="", stderr="pg_restore: no")

    monkeypatch.setattr(of_server.shutil, "which", lambda name: f"/bin/{name}")
    monkeypatch.setattr(of_server.subprocess, "run", kept)
    backup = tmp_path / "x.dump"
    backup.write_bytes(b"PGDMP")
    url = f"postgresql://bot:{DATABASE_PASSWORD}%2F@db.example/onrecord"
    with pytest.raises(BackupError) as raised:
        restore_backup(url, backup, overwrite=True, progress=quiet)
    assert seen["password"] == f"{DATABASE_PASSWORD}/"
    assert not any(DATABASE_PASSWORD in word for word in [*seen["arguments"], str(raised.value)])


# As it is typed


def test_the_commands_say_what_they_did(record, tmp_path):
    config = tmp_path / "config.toml"
    config.write_text(
        f'include = ["packs/white-house", "packs/trump"]\n[store]\nurl = "{url_of(record)}"\n', encoding="utf-8"
    )
    made = onrecord("backup", tmp_path, "-c", config)
    assert (made.code, made.err) == (0, "")
    name = re.fullmatch(r"(\S+/onrecord-\d{8}T\d{6}Z\.db\.gz): [\d.]+ MB\n", made.out)[1]
    refused = onrecord("restore", name, "-c", config)
    assert refused.code == 1
    assert "add --overwrite" in refused.err
    replaced = onrecord("restore", name, "--overwrite", "-c", config)
    assert replaced.code == 0
    assert "restored; its checksum matches" in replaced.out
