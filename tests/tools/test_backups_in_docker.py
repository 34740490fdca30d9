"""What docs/operations.md has PostgreSQL's own container do, since the image of the bot holds no pg_dump."""

from __future__ import annotations

import shlex
import subprocess
from pathlib import Path

import psycopg
import pytest
import yaml

from bot.core.work import QUEUE_SCHEMA
from bot.store import SharedStore, SqlStore
from bot.tools.backups import restore_backup
from tests.documents import text_of
from tests.store.samples import article, save, sighting, statement

SERVICES = yaml.safe_load(text_of("compose.yml"))["services"]
SECTION = text_of("docs/operations.md").partition("### Backup and restore")[2].partition("\n### ")[0]
COMPOSE = [shlex.split(line) for line in SECTION.splitlines() if line.startswith("docker compose ")]
USER, DATABASE = SERVICES["postgres"]["environment"]["POSTGRES_USER"], "onrecord"


def commands():
    """Return what is carried out in PostgreSQL's container, with the sign and the file of its input or output."""
    begin = ["docker", "compose", "--profile", "many", "exec", "-T", "postgres"]
    return {line[len(begin)]: line[len(begin) :] for line in COMPOSE if line[: len(begin)] == begin}


def test_services_user_and_database_are_those_of_compose():
    assert set(commands()) == {"pg_dump", "createdb", "pg_restore"}
    assert all(words[words.index("--username") + 1] == USER for words in commands().values())
    assert f'url = "postgresql://{USER}@postgres/{DATABASE}"' in text_of("compose.yml")
    dumped = commands()["pg_dump"]
    assert dumped[dumped.index("--dbname") + 1] == DATABASE
    assert f"--exclude-schema={QUEUE_SCHEMA}" in dumped
    (stopped,) = [line[line.index("stop") + 1 :] for line in COMPOSE if "stop" in line]
    lasting = {name for name, one in SERVICES.items() if one["image"] == "onrecord" and one["restart"] != "no"}
    assert set(stopped) == lasting
    assert all(line[2:4] == ["--profile", *SERVICES["postgres"]["profiles"]] for line in COMPOSE)


@pytest.fixture
def server(postgres_server):
    """A server as compose.yml sets it up, with the user and the database of that name."""
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {USER} SUPERUSER LOGIN")
        connection.execute(f"CREATE DATABASE {DATABASE} OWNER {USER} TEMPLATE template0")
        yield postgres_server
        for name in (DATABASE, "onrecord_restored", "elsewhere"):
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"DROP ROLE {USER}")


def carry_out(words):
    """Run a command of PostgreSQL's, with its output or input where a shell would have it."""
    ways = {">": ("stdout", "wb"), "<": ("stdin", "rb")}
    if words[-2] not in ways:
        subprocess.run(words, check=True)  # noqa: S603 - PostgreSQL's, with arguments of ours
        return
    stream, mode = ways[words[-2]]
    with Path(words[-1]).open(mode) as file:
        subprocess.run(words[:-2], **{stream: file}, check=True)  # noqa: S603 - as above


@pytest.mark.usefixtures("with_programs")
async def test_the_commands_lead_there_and_back(server, tmp_path, monkeypatch):
    def at(name):
        return server.replace("/postgres?", f"/{name}?")

    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PGHOST", server.partition("host=")[2])
    store = SharedStore(at(DATABASE))
    await store.open()
    await save(store, article(), statement(), sighting())
    await store.close()

    for name in ("pg_dump", "createdb", "pg_restore"):
        carry_out(commands()[name])
    carry_out([*commands()["createdb"][:-1], "elsewhere"])
    restore_backup(at("elsewhere"), tmp_path / "onrecord.dump", overwrite=False, progress=lambda *_: None)

    for restored in (SharedStore(at("onrecord_restored")), SqlStore(at("elsewhere"))):
        await restored.open()
        counts = await restored.counts()
        assert (counts.articles, counts.statements, counts.sightings) == (1, 1, 1)
        await restored.close()
