"""What a text was read from is on record with it, and no longer than `[replay]` says."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.errors import SourceError
from bot.core.model import FetchedPage, FetchOutcome, ItemState, Original
from bot.jobs.housekeeping.prune import Pruner
from tests.engine import CONFIG, DISCORD, Engine

SAID = "baghaei: We will not sit at any table under threats."
MORE = f"{SAID}\ntrump: The talks are over as far as I am concerned."
PAGE = "https://wire.example/1"


async def kept(engine):
    found = await engine.store.originals(since=engine.clock.now() - timedelta(days=99), limit=99)
    return [(one.item.state, one.page.body.decode()) for one in found]


def pruner(engine):
    return Pruner(store=engine.store, clock=engine.clock, settings=engine.config.replay)


async def test_each_text_is_kept_as_it_was_read_and_again_where_it_changed():
    engine = await Engine.started()
    engine.publish("wire", PAGE, SAID)
    await engine.run()
    engine.clock.advance(minutes=11)
    await engine.run()
    assert await kept(engine) == [(ItemState.WAITING, SAID)]
    engine.web.pages[PAGE] = MORE
    engine.clock.advance(minutes=11)
    await engine.run()
    assert await kept(engine) == [(ItemState.WAITING, SAID), (ItemState.READ, MORE)]
    first, _ = await engine.store.originals(since=engine.clock.now() - timedelta(hours=1), limit=9)
    assert (first.item.entry.url, first.fetched_at) == (PAGE, engine.clock.now() - timedelta(minutes=22))


async def test_a_page_in_which_no_article_was_found_is_kept_once_however_often_it_is_tried():
    engine = await Engine.started()
    engine.publish("wire", PAGE, SAID)
    (entry,) = engine.web.feeds["wire"]
    page = FetchedPage(url=PAGE, content_type="text/html", body=b"<p>All but an article</p>")

    async def fetch(_source, item):
        original = Original(item=item, fetched_at=engine.clock.now(), page=page)
        raise SourceError(FetchOutcome.NO_TEXT, entry.url, permanent=True, original=original)

    engine.web.fetch_article = fetch
    for _ in range(3):
        await engine.run()
        engine.clock.advance(hours=12)
    assert await kept(engine) == [(ItemState.WAITING, page.body.decode())]


@pytest.mark.parametrize("setting", ['keep_for = "0s"', "keep_bytes = 0"])
async def test_nothing_is_kept_where_nothing_is_wanted_and_what_was_goes(setting):
    before, engine = await Engine.started(), await Engine.started(f"[replay]\n{setting}\n{CONFIG}")
    before.publish("wire", PAGE, SAID)
    await before.run()
    engine.store, engine.clock = before.store, before.clock
    assert await kept(engine) == [(ItemState.WAITING, SAID)]
    engine.clock.advance(minutes=1)
    assert await pruner(engine).prune_originals() == 1
    engine.restart()
    engine.publish("wire", f"{PAGE}0", MORE)
    await engine.run()
    assert engine.reported(DISCORD) == [["The talks are over as far as I am concerned."]]
    assert await kept(engine) == []


async def test_the_oldest_go_after_their_time_and_by_their_size():
    engine = await Engine.started(f'[replay]\nkeep_for = "2d"\nkeep_bytes = {2 * len(SAID) + 4}\n{CONFIG}')
    for number in range(4):
        engine.publish("wire", f"{PAGE}{number}", f"{SAID} {number}")
        await engine.run()
        engine.clock.advance(minutes=1)
    assert await pruner(engine).prune_originals() == 2
    assert [text[-1] for _, text in await kept(engine)] == ["2", "3"]
    engine.clock.advance(hours=47, minutes=59)
    assert await pruner(engine).prune_originals() == 1
    assert [text[-1] for _, text in await kept(engine)] == ["3"]
