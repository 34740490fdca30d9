"""Statements as files for other programs: all of them that are wanted, once each, and harmless in a spreadsheet."""

from __future__ import annotations

import asyncio
import csv
import json
from datetime import timedelta

import pytest

from bot.core.config import parse_config
from bot.core.errors import BackupError
from bot.core.model import StatementQuery
from bot.store import SqlStore
from bot.store.parts import exported
from bot.tools.exports import export_statements
from tests.store.samples import NOON, article, quotation, sighting, statement
from tests.whole import onrecord

ODD = '=HYPERLINK("https://evil.example") – “שלום”\nnext line, with a comma'
CONFIG = """
[store]
url = "{url}"
[[actors]]
id = "mayor"
name = "Orla Venn"
[[sources]]
id = "gazette"
name = "The Gazette"
url = "https://news.example/feed"
tier = "outlet"
"""


@pytest.fixture
async def config(url, monkeypatch):
    """A config whose record holds three statements, the second seen twice."""
    monkeypatch.setattr(exported, "ROWS_A_PAGE", 2)
    store = SqlStore(url)
    await store.open()
    async with store.transaction() as transaction:
        text = f"The mayor said: {ODD}"
        await transaction.save_article(article(text=text))
        await transaction.save_article(article("other", source_id="wire", url="https://wire.example/1", text=text))
        for number, (actor, words) in enumerate([("mayor", "First."), ("mayor", ODD), ("clerk", "Third words.")]):
            said = statement(f"s{number}", actor_id=actor, text=words, first_seen_at=NOON + timedelta(hours=number))
            await transaction.save_statement(said)
            for of in ("article", "other")[: 2 if number == 1 else 1]:
                spoken = quotation(content=((16, len(text)),))
                await transaction.save_sighting(
                    sighting(f"{said.id} in {of}", statement_id=said.id, article_id=of, quotation=spoken)
                )
    await store.close()
    return parse_config(CONFIG.format(url=url))


async def exported_rows(config, folder, **query):
    path, number = await export_statements(config, folder, StatementQuery(**query), as_csv=False)
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n")[:-1]]
    assert len(rows) == number
    return rows


async def test_each_statement_stands_on_a_line_with_all_its_sightings(config, tmp_path):
    rows = await exported_rows(config, tmp_path / "new" / "folder")
    assert [row["text"] for row in rows] == ["First.", ODD, "Third words."]
    assert [(row["actor"], row["actor_name"]) for row in rows[1:]] == [("mayor", "Orla Venn"), ("clerk", "")]
    assert rows[0]["first_seen_at"] == NOON.isoformat()
    seen = rows[1]["sightings"]
    assert [(one["source"], one["source_name"]) for one in seen] == [("gazette", "The Gazette"), ("wire", "")]
    assert seen[0]["quoted"] == [ODD]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"actor_id": "mayor"}, ["s0", "s1"]),
        ({"source_id": "wire"}, ["s1"]),
        ({"words": "third"}, ["s2"]),
        ({"since": NOON + timedelta(minutes=30), "until": NOON + timedelta(minutes=90)}, ["s1"]),
        ({"actor_id": "nobody"}, []),
    ],
)
async def test_a_filter_takes_what_fits(config, tmp_path, query, found):
    assert [row["id"] for row in await exported_rows(config, tmp_path, **query)] == found


async def test_a_spreadsheet_reads_text_and_never_a_formula(config, tmp_path):
    path, _ = await export_statements(config, tmp_path, StatementQuery(), as_csv=True)
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["text"] for row in rows] == ["First.", f"'{ODD}", "Third words."]
    assert [(row["source"], row["sightings"]) for row in rows] == [("gazette", "1"), ("gazette", "2"), ("gazette", "1")]
    assert not any(str(cell).startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())


async def test_a_file_is_not_overwritten(config, tmp_path):
    (tmp_path / "statements.jsonl").write_text("mine", encoding="utf-8")
    with pytest.raises(BackupError, match="already exists"):
        await export_statements(config, tmp_path, StatementQuery(), as_csv=False)
    assert (tmp_path / "statements.jsonl").read_text(encoding="utf-8") == "mine"


def typed(folder, *words):
    return onrecord("export", folder, *words, "-c", folder / "config.toml")


async def test_the_command_takes_times_as_people_write_them(tmp_path, sqlite_url):
    (tmp_path / "config.toml").write_text(CONFIG.format(url=sqlite_url), encoding="utf-8")
    ended = await asyncio.to_thread(typed, tmp_path, "--statements", "--since", "30d", "--until", "2026-11-01")
    assert (ended.code, ended.out) == (0, f"{tmp_path}/statements.jsonl: 0 statements\n")
    for words in (["--statements", "--since", "whenever"], [], ["--csv", "--feedback"]):
        assert (await asyncio.to_thread(typed, tmp_path, *words)).code == 2
