"""`onrecord actor suggest` and `actor test`: what is proposed of texts on record, and what is found in single ones."""

from __future__ import annotations

import shlex
from datetime import timedelta

import pytest

from bot.core.config import parse_config
from bot.store import SqlStore
from bot.store.parts import exported
from bot.tools import actor_names
from bot.tools.actor_names import UNKNOWN_ID, command_for, suggest, try_texts
from bot.watcher.likeness import Likeness
from tests.store.samples import NOON, article
from tests.whole import FakePipeline, onrecord

CONFIG = """
[store]
url = "{url}"
[[actors]]
id = "mayor"
name = "Orla Venn"
titles = ["mayor of Bergen"]
[[sources]]
id = "gazette"
name = "The Gazette"
url = "https://news.example/feed"
tier = "outlet"
"""
TEXTS = (
    "Norway's foreign minister Ilse Varga said on Monday that the port would stay open.",
    "Norway's foreign minister Ilse Maria Varga met Tamas Varga in Bergen. Ilse Maria Varga said nothing.",
    "Ilse Varga (ایلزه وارگا) spoke in Bergen.",
    "The mayor of Bergen, Orla Jane Venn, said that the bridge was safe.",
    "Nobody said anything in Bergen.",
)


@pytest.fixture
async def path(url, tmp_path, monkeypatch):
    """A config whose record holds some texts, and an old one."""
    monkeypatch.setattr(exported, "TEXTS_A_PAGE", 2)
    store = SqlStore(url)
    await store.open()
    async with store.transaction() as transaction:
        for number, text in enumerate(TEXTS):
            await transaction.save_article(article(f"a{number}", url=f"https://news.example/{number}", text=text))
        version = article("a9", url="https://news.example/0", text=TEXTS[1], version_of="a0")
        await transaction.save_article(version)
        old = {"text": "Gus Varga said so.", "fetched_at": NOON - timedelta(days=2)}
        await transaction.save_article(article("a8", url="https://news.example/old", **old))
    await store.close()
    path = tmp_path / "config.toml"
    path.write_text(CONFIG.format(url=url), encoding="utf-8")
    return path


def config_at(path):
    return parse_config(path.read_text(encoding="utf-8"))


def proposed(suggestions, likeness):
    return [(one.text, one.times, one.articles) for one in suggestions.proposals(likeness)]


async def test_names_scripts_titles_and_namesakes_are_counted(path):
    found = await suggest(config_at(path), "Ilse Varga", since=NOON - timedelta(days=1))
    assert (found.is_tracked, found.articles, found.naming) == (False, len(TEXTS), 3)
    assert proposed(found, Likeness.SPELLING) == [("Ilse Maria Varga", 2, 1)]
    assert proposed(found, Likeness.SCRIPT) == [("ایلزه وارگا", 1, 1)]
    assert proposed(found, Likeness.TITLE) == [("Norway's foreign minister", 2, 2)]
    assert proposed(found, Likeness.NAMESAKE) == [("Tamas Varga", 1, 1)]
    assert "met Tamas Varga in Bergen" in found.proposals(Likeness.NAMESAKE)[0].example
    assert shlex.split(command_for(found)) == [
        *("onrecord", "actor", "add", "Ilse Varga", "Ilse Maria Varga", "ایلزه وارگا"),
        *("--titles", "Norway's foreign minister", "--namesakes", "Tamas Varga"),
    ]


async def test_further_back_there_is_more(path):
    found = await suggest(config_at(path), "Ilse Varga", since=NOON - timedelta(days=3))
    assert ("Gus Varga", 1, 1) in proposed(found, Likeness.NAMESAKE)


async def test_of_who_is_tracked_what_is_known_is_not_proposed(path):
    found = await suggest(config_at(path), "orla venn", since=NOON - timedelta(days=1))
    assert found.is_tracked
    assert found.titles == []
    assert shlex.split(command_for(found)) == ["onrecord", "actor", "alias", "mayor", "Orla Jane Venn"]


def test_it_is_reported_with_the_command_that_takes_it_over(path):
    ended = onrecord("actor", "suggest", "Ilse Varga", "--since", "2020-01-01", "-c", path)
    assert ended.code == 0
    assert "Ilse Varga: 4 articles of 6 on record name this person, or others of that surname." in " ".join(
        ended.out.split()
    )
    assert ended.out.splitlines()[-1].startswith("onrecord actor add 'Ilse Varga' 'Ilse Maria Varga'")


def test_where_nobody_is_named_it_says_what_else_to_do(path):
    ended = onrecord("actor", "suggest", "Gustav Nobody", "--since", "2020-01-01", "-c", path)
    assert "None of 6 articles on record since then names Gustav Nobody." in ended.out
    assert "--since 7d" in ended.out


async def test_texts_show_what_is_found_and_what_is_not_covered(path, tmp_path, monkeypatch):
    monkeypatch.setattr(actor_names, "SpacyWatcher", FakePipeline)
    text = tmp_path / "text.txt"
    text.write_text(
        f"{UNKNOWN_ID.replace('-', '_')}: nothing\nmayor: The bridge is safe.\n\n{TEXTS[1]}\n\n"
        "The Norwegian foreign minister left.",
        encoding="utf-8",
    )
    (tested,) = await try_texts(config_at(path), "Ilse Varga", [str(text)])
    assert tested.watched.quotations == ()
    assert [(one.text, one.likeness) for one in tested.missed] == [
        ("Ilse Maria Varga", Likeness.SPELLING),
        ("Tamas Varga", Likeness.NAMESAKE),
        ("Ilse Maria Varga", Likeness.SPELLING),
        ("The Norwegian foreign minister", Likeness.TITLE_ALONE),
    ]
    (tested,) = await try_texts(config_at(path), "Orla Venn", [str(text)])
    assert len(tested.watched.quotations) == 1


def test_it_is_reported_text_by_text(path, tmp_path, monkeypatch):
    monkeypatch.setattr(actor_names, "SpacyWatcher", FakePipeline)
    text = tmp_path / "text.txt"
    text.write_text(TEXTS[1], encoding="utf-8")
    ended = onrecord("actor", "test", "Ilse Varga", text, "-c", path)
    assert ended.code == 0
    assert "Ilse Varga is named 0 times; 0 statements found." in ended.out
    assert "a name that is not known: Ilse Maria Varga (2 times)" in ended.out
    assert "taken for somebody else: Tamas Varga (1 time)" in ended.out
    assert onrecord("actor", "test", "Ilse Varga", tmp_path / "none.txt", "-c", path).code == 1
