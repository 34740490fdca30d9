"""The way up from 0.1.0 and the way back, as docs/operations.md has it; on both databases."""

from __future__ import annotations

import asyncio
import json
from contextlib import contextmanager

import psycopg
import pytest

from bot.core.errors import StoreError
from bot.core.model import DeliveryState, StatementQuery
from bot.core.version import release
from bot.store import SqlStore
from bot.store.forms.quotation_json import quotation_to_json
from bot.store.schema import RELEASE_COLUMN, VERSION_TABLE, newest_version
from tests.documents import text_of
from tests.store.samples import quotation
from tests.store.test_schema import ask, migrated
from tests.tools.test_exports import CONFIG
from tests.whole import onrecord

OLD = "0001"  # the tables of 0.1.0
NOON = "'2026-03-03 12:00:00.000000'"
SAID = json.dumps(quotation_to_json(quotation(content=((0, 9),), source=(), evidence=(0, 9))))
ROWS = {
    "articles (id, source_id, url, title, text, fetched_at, content_hash, whole)": (
        f"'a', 'gazette', 'https://news.example/1', 'T', 'We build. The end.', {NOON}, 'h', TRUE"
    ),
    "statements (id, actor_id, text, kind, said_precision, novelty, confidence, first_seen_at, words)": (
        f"'s', 'mayor', 'We build.', 'direct', 'moment', 'new', 0.9, {NOON}, 'we build'"
    ),
    "sightings (id, statement_id, article_id, quotation, seen_at)": f"'i', 's', 'a', '{SAID}', {NOON}",
    "feedback (id, statement_id, kind, person_id, person_name, keeper, given_at)": (
        f"'f', 's', 'not new', 'slack\\:U1', 'Ada', TRUE, {NOON}"
    ),
    "reports (id, actor_id, article_id, created_at)": f"'r', 'mayor', 'a', {NOON}",
    "report_statements (report_id, position, statement_id)": "'r', 0, 's'",
    "deliveries (id, report_id, channel, kind, state, attempts, revision, next_try_at, created_at)": (
        f"'d', 'r', 'console', 'alert', 'folded', 0, 0, {NOON}, {NOON}"
    ),
}


@pytest.fixture
def program_0_1_0(monkeypatch):
    """What has a program that knows the first tables alone, as long as it is entered."""

    @contextmanager
    def known():
        with monkeypatch.context() as older:
            older.setattr("bot.store.schema.newest_version", lambda: OLD)
            older.setattr("bot.store.schema.is_known", lambda version: version == OLD)
            yield

    return known


@pytest.fixture
async def record(empty_url, program_0_1_0):
    """A record with something of everything, as 0.1.0 left it."""
    with program_0_1_0():
        await migrated(empty_url)
    await ask(empty_url, f"ALTER TABLE {VERSION_TABLE} DROP COLUMN {RELEASE_COLUMN}")  # it wrote no release down
    for table, row in ROWS.items():
        await ask(empty_url, f"INSERT INTO {table} VALUES ({row})")  # noqa: S608 - constants of ours
    return empty_url


@pytest.fixture
def way_back(record, request):
    """Where the backup is restored, with which word, and what is said without: a server needs another database."""
    if record.startswith("sqlite"):
        yield record, ["--overwrite"], "add --overwrite"
        return
    server = request.getfixturevalue("postgres_server")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("CREATE DATABASE went_back TEMPLATE template0")
    yield server.replace("/postgres?", "/went_back?"), [], "name an empty database"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("DROP DATABASE went_back WITH (FORCE)")


async def all_rows(url):
    """Return what stands in each table of 0.1.0 that has anything."""
    return {table: await ask(url, f"SELECT {table.partition('(')[2][:-1]} FROM {table.split()[0]}") for table in ROWS}  # noqa: S608


async def typed(folder, url, *words):
    config = folder / "config.toml"
    config.write_text(CONFIG.format(url=url), encoding="utf-8")
    return await asyncio.to_thread(onrecord, *words, "-c", config)


@pytest.mark.usefixtures("with_programs")
async def test_a_record_of_0_1_0_goes_up_with_all_that_is_in_it_and_back_by_its_backup(
    record, way_back, tmp_path, program_0_1_0
):
    before = await all_rows(record)
    assert all(len(found) == 1 for found in before.values())

    made = await typed(tmp_path, record, "backup", tmp_path)
    assert (made.code, made.err) == (0, "")
    backup = made.out.partition(": ")[0]

    upgraded = await typed(tmp_path, record, "migrate")
    assert upgraded.out.endswith(f": brought from version {OLD} to {newest_version()}\n")
    store = SqlStore(record)
    await store.open()
    (found,) = (await store.statements(StatementQuery(words="build", actor_id="mayor"))).statements
    (delivery,) = await store.deliveries(DeliveryState.COLLAPSED, limit=2)
    (given,) = (await store.feedback())[0].given
    counts = await store.counts()
    await store.close()
    assert (found.statement.text, found.sightings[0].article.text) == ("We build.", "We build. The end.")
    assert (delivery.report_id, given.person.name, given.person.moderator) == ("r", "Ada", True)
    assert (counts.articles, counts.statements, counts.sightings) == (1, 1, 1)

    with program_0_1_0(), pytest.raises(StoreError, match=f"install On Record {release()} again, or restore a backup"):
        await SqlStore(record).open()

    refused = await typed(tmp_path, record, "restore", backup)
    assert refused.code == 1
    url, word, way_out = way_back
    assert way_out in refused.err
    restored = await typed(tmp_path, url, "restore", backup, *word)
    assert (restored.code, restored.err) == (0, "")
    assert restored.out.endswith(f"1 statements, version {OLD} of the tables\n")
    assert await all_rows(url) == before
    with program_0_1_0():
        store = SqlStore(url)
        await store.open()
        assert store.version_before == OLD
        await store.close()
    assert await all_rows(url) == before


@pytest.mark.parametrize("empty_url", ["empty_postgres"], indirect=True)
@pytest.mark.usefixtures("with_programs")
async def test_on_a_server_newer_tables_are_not_gone_back_over_and_nothing_is_lost(record, tmp_path):
    made = await typed(tmp_path, record, "backup", tmp_path)
    await typed(tmp_path, record, "migrate")
    refused = await typed(tmp_path, record, "restore", made.out.partition(": ")[0], "--overwrite")
    assert refused.code == 1
    assert f"holds a record of a newer version ({newest_version()}, the backup has {OLD})" in refused.err
    assert "`createdb`" in refused.err
    assert await ask(record, f"SELECT version_num FROM {VERSION_TABLE}") == [(newest_version(),)]  # noqa: S608


def test_the_documents_go_the_way_that_was_tried():
    described = text_of("docs/operations.md").partition("### Upgrade")[2].partition("\n## ")[0]
    up, _, back = described.partition("### Rollback")
    assert [line.split()[1] for line in up.splitlines() if line.startswith("onrecord ")][:2] == ["backup", "migrate"]
    (restore,) = [line for line in back.splitlines() if line.startswith("onrecord ")]
    assert (restore.split()[1], "--overwrite" in restore) == ("restore", True)
    assert "createdb" in back
