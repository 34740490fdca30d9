"""Versions of the tables."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from bot.core.errors import StoreError
from bot.core.model import DeliveryState, KnownPoint, Relation, StatementQuery
from bot.store import SqlStore
from bot.store.address import parse_address
from bot.store.forms.tables import metadata
from bot.store.schema import RELEASE_COLUMN, VERSION_TABLE, newest_version
from tests.store.samples import item, save, statement

SQLITE_SHAPE = "SELECT type, name, sql FROM sqlite_master"
POSTGRES_SHAPE = """
SELECT 'column', table_name, column_name || ' ' || ordinal_position || ' ' || data_type || ' ' || is_nullable
    || ' ' || coalesce(column_default, '') || ' ' || is_identity
FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL SELECT 'index', tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT 'constraint', conrelid::regclass::text, conname || ' ' || pg_get_constraintdef(oid)
FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype <> 'n'
UNION ALL SELECT 'trigger', tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT 'function', proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace
"""


async def ask(url, *commands):
    """Run commands on the database, beside the store, and return the rows of the last one."""
    engine = create_async_engine(parse_address(url).url)
    async with engine.begin() as connection:
        for command in commands:
            found = await connection.execute(text(command))
        rows = [tuple(row) for row in found] if found.returns_rows else []
    await engine.dispose()
    return rows


async def shape(url):
    rows = await ask(url, SQLITE_SHAPE if url.startswith("sqlite") else POSTGRES_SHAPE)
    return sorted(
        tuple("".join(str(part).replace('"', "").split()) for part in row)
        for row in rows
        if VERSION_TABLE not in str(row)
    )


async def created(url):
    engine = create_async_engine(parse_address(url).url)
    async with engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
    await engine.dispose()
    return await shape(url)


async def migrated(url):
    store = SqlStore(url)
    await store.open()
    await store.close()
    return await shape(url)


async def test_migrating_an_empty_sqlite_file_equals_creating_the_tables(tmp_path):
    by_migration = await migrated(f"sqlite:///{tmp_path / 'a.db'}")
    assert len(by_migration) > 20
    assert by_migration == await created(f"sqlite:///{tmp_path / 'b.db'}")


async def test_migrating_an_empty_postgres_equals_creating_the_tables(empty_postgres_url):
    by_migration = await migrated(empty_postgres_url)
    assert len(by_migration) > 80
    await ask(empty_postgres_url, "DROP SCHEMA public CASCADE", "CREATE SCHEMA public")
    assert by_migration == await created(empty_postgres_url)


async def test_opening_again_changes_nothing(empty_url):
    store = SqlStore(empty_url)
    await store.open()
    await save(store, item())
    await store.close()
    before = await shape(empty_url)
    await store.open()
    assert (await store.counts()).items
    await store.close()
    assert await shape(empty_url) == before


async def test_a_migration_that_fails_leaves_nothing_half_done(empty_url):
    await ask(empty_url, "CREATE TABLE channel_pauses (mine INTEGER)")  # the last table of the first migration
    before = await shape(empty_url)
    with pytest.raises(StoreError, match="already exists"):
        await SqlStore(empty_url).open()
    assert await shape(empty_url) == before


async def test_the_words_of_the_field_take_the_place_of_ours(empty_url, monkeypatch):
    """Version 2: a folded alert is a collapsed one, a keeper is a moderator."""
    with monkeypatch.context() as older:
        older.setattr("bot.store.schema.newest_version", lambda: "0001")
        await migrated(empty_url)
    noon = "'2026-03-03 12:00:00.000000'"
    for table, row in {
        "deliveries (id, channel, kind, state, attempts, revision, next_try_at, created_at)": (
            f"'d', 'console', 'alert', 'folded', 0, 0, {noon}, {noon}"
        ),
        "statements (id, actor_id, text, kind, said_precision, novelty, confidence, first_seen_at)": (
            f"'s', 'trump', 'No.', 'direct', 'moment', 'new', 0.9, {noon}"
        ),
        "feedback (id, statement_id, kind, person_id, person_name, keeper, given_at)": (
            f"'f', 's', 'not new', 'slack:U1', 'Ada', TRUE, {noon}"
        ),
    }.items():
        await ask(empty_url, f"INSERT INTO {table} VALUES ({row})")  # noqa: S608 - constants of ours
    store = SqlStore(empty_url)
    await store.open()
    (delivery,) = await store.deliveries(DeliveryState.COLLAPSED, limit=2)
    (given,) = (await store.feedback())[0].given
    await store.close()
    assert delivery.id == "d"
    assert given.person.moderator


async def test_a_source_that_failed_before_fails_since_its_last_answer(empty_url, monkeypatch):
    """Version 12: since when a source fails is on record."""
    with monkeypatch.context() as older:
        older.setattr("bot.store.schema.newest_version", lambda: "0011")
        await migrated(empty_url)
    noon, one, two = (f"'2026-03-03 {hour}:00:00.000000'" for hour in (12, 13, 14))
    for row in (
        f"'well', {one}, 0, {noon}, {noon}",
        f"'fails', {one}, 0.5, {two}, {noon}",
        f"'never', {one}, 2, {two}, NULL",
    ):
        columns = "source_id, next_poll_at, failures, last_polled_at, last_ok_at"
        await ask(empty_url, f"INSERT INTO poll_states ({columns}) VALUES ({row})")  # noqa: S608 - constants of ours
    store = SqlStore(empty_url)
    await store.open()
    failing = {one.source_id: one.failing_since.hour for one in await store.failing_polls()}
    due = [one.source_id for one in await store.due_polls(now=datetime(2026, 3, 3, 13, tzinfo=UTC), limit=9)]
    await store.close()
    assert failing == {"fails": 12, "never": 14}
    assert sorted(due) == ["fails", "never", "well"]


async def test_a_record_of_0_1_0_is_looked_up_in_its_order(empty_url, monkeypatch):
    """Version 5: statements are numbered by when they were first seen, and found by source and words in one index."""
    with monkeypatch.context() as older:
        older.setattr("bot.store.schema.newest_version", lambda: "0001")
        await migrated(empty_url)
    moments = [f"'2026-03-0{day} 12:00:00.00000{micro}'" for day, micro in ((3, 0), (5, 0), (4, 1), (4, 1), (4, 0))]
    noon = moments[0]
    article = "articles (id, source_id, url, title, text, fetched_at, content_hash, whole)"
    await ask(empty_url, f"INSERT INTO {article} VALUES ('a', 'News-Desk', 'u', 'T', 'No.', {noon}, 'h', TRUE)")  # noqa: S608
    statement = "statements (id, actor_id, text, kind, said_precision, novelty, confidence, first_seen_at, words)"
    for number, moment in enumerate(moments):
        row = f"'s{number}', 'trump', 'No.', 'direct', 'moment', 'new', 0.9, {moment}, 'no w{number} tariffs'"
        await ask(empty_url, f"INSERT INTO {statement} VALUES ({row})")  # noqa: S608 - constants of ours
    for number in (0, 2):
        row = f"'i{number}', 's{number}', 'a', '{{}}', {noon}"
        sighting = "sightings (id, statement_id, article_id, quotation, seen_at)"
        await ask(empty_url, f"INSERT INTO {sighting} VALUES ({row})")  # noqa: S608 - constants of ours
    store = SqlStore(empty_url)
    await store.open()

    async def hits(**conditions):
        return [view.statement.id for view in (await store.statements(StatementQuery(**conditions))).statements]

    assert await hits() == ["s1", "s3", "s2", "s4", "s0"]
    assert await hits(words="tariff") == ["s1", "s3", "s2", "s4", "s0"]
    assert await hits(words="tariff", source_id="News-Desk") == ["s2", "s0"]
    assert await hits(words="w2", actor_id="trump") == ["s2"]
    assert await hits(actor_id="nobody", words="no") == []
    await store.close()


async def test_what_was_on_record_before_points_were_kept_has_none_apart(empty_url, monkeypatch):
    """Version 11: a statement of before is reported whole, and so is one that is saved without points."""
    with monkeypatch.context() as older:
        older.setattr("bot.store.schema.newest_version", lambda: "0010")
        await migrated(empty_url)
    columns = "seq, id, actor_id, text, kind, said_precision, novelty, confidence, first_seen_at"
    row = "7, 's', 'mayor', 'We stay. They go.', 'direct', 'moment', 'new', 0.9, '2026-03-03 12:00:00.000000'"
    await ask(empty_url, f"INSERT INTO statements ({columns}) VALUES ({row})")  # noqa: S608 - constants of ours
    store = SqlStore(empty_url)
    await store.open()
    point = KnownPoint(span=(0, 8), statement_id="s", relation=Relation.REPEAT)
    await save(store, statement("t", known=(point,)), statement("u"))
    found = await store.statements_by_id(["s", "t", "u"])
    await store.close()
    assert {one: found[one].known for one in found} == {"s": (), "t": (point,), "u": ()}
    assert await ask(empty_url, "SELECT id FROM statements WHERE known IS NULL ORDER BY id") == [("s",), ("u",)]


@pytest.mark.parametrize(
    ("release", "message"),
    [
        ("'7.8.9'", r"newer On Record, 7\.8\.9 \(version 9999.*install On Record 7\.8\.9 again, or restore a backup"),
        ("NULL", r"newer On Record \(version 9999.*install the newer one again, or restore a backup"),
    ],
)
@pytest.mark.parametrize("read_only", [False, True])
async def test_a_record_of_a_newer_program_is_refused_with_its_release(empty_url, release, message, read_only):
    await migrated(empty_url)
    newer = f"UPDATE {VERSION_TABLE} SET version_num = '9999', {RELEASE_COLUMN} = {release}"  # noqa: S608 - ours
    await ask(empty_url, newer)
    with pytest.raises(StoreError, match=message):
        await SqlStore(empty_url, read_only=read_only).open()


async def test_a_newer_record_whose_release_was_never_written_down_is_refused_too(empty_url):
    await ask(empty_url, f"CREATE TABLE {VERSION_TABLE} (version_num VARCHAR(32) NOT NULL)")
    await ask(empty_url, f"INSERT INTO {VERSION_TABLE} VALUES ('9999')")  # noqa: S608 - a constant of ours
    with pytest.raises(StoreError, match="install the newer one again"):
        await SqlStore(empty_url).open()


async def test_each_release_that_migrates_writes_itself_down_and_one_that_only_opens_does_not(empty_url, monkeypatch):
    async def opened_by(release, version):
        with monkeypatch.context() as at:
            at.setattr("bot.store.schema.release", lambda: release)
            at.setattr("bot.store.schema.newest_version", lambda: version)
            await migrated(empty_url)
        return await ask(empty_url, f"SELECT {RELEASE_COLUMN} FROM {VERSION_TABLE}")  # noqa: S608 - constants of ours

    assert await opened_by("0.1.0", "0001") == [("0.1.0",)]
    assert await opened_by("0.1.1", "0001") == [("0.1.0",)]
    await ask(empty_url, f"ALTER TABLE {VERSION_TABLE} DROP COLUMN {RELEASE_COLUMN}")  # as 0.2.0 and before left it
    assert await opened_by("0.3.0", "0012") == [("0.3.0",)]
    assert await opened_by("0.4.0", newest_version()) == [("0.4.0",)]


async def test_looking_things_up_where_nothing_is_on_record_says_how_to_begin(empty_url):
    if empty_url.startswith("sqlite"):
        with pytest.raises(StoreError, match="does not exist: start the bot"):
            await SqlStore(empty_url, read_only=True).open()
    await ask(empty_url, "CREATE TABLE of_another_program (id INTEGER)")
    with pytest.raises(StoreError, match="holds no record yet: start the bot"):
        await SqlStore(empty_url, read_only=True).open()
