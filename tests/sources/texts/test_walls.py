from __future__ import annotations

import pytest

from bot.core.errors import SourceError
from bot.core.model import FetchOutcome
from bot.sources.texts.walls import wall_in
from bot.sources.thresholds import MOST_WORDS_OF_A_WALL, PATIENCE
from tests.loopback.news import page
from tests.sources.samples import entry_at, fetcher_for, item_for, source_at

SAID = "“We will not accept it,” said Esmail Baghaei at the quay on Monday."
FERRIES = [f"The ferry of pier {pier} left late, and nobody on board knew why it had." for pier in range(9)]
FULL = "\n\n".join([SAID, *FERRIES])
TEASER = " ".join([*["The ferry left late, and nobody on board knew why."] * 5, "Subscribe to continue reading."])
WALLS = {
    "javascript": "Please enable JavaScript and reload this page to go on to the Harbour Post.",
    "challenge": "Checking your browser before you go on to harbour.example. This takes a few seconds.",
    "consent": "We and our partners value your privacy. Accept all cookies or manage your choices below.",
    "login": "Sign in to continue. Welcome back to the Harbour Post, the paper of the northern quay.",
    "human": "Press and hold to confirm that you are a human, and not a robot, on the Harbour Post.",
    "money": "This article is for subscribers only. Already a subscriber? Start your free trial today.",
}
ARTICLES = [
    SAID,
    "The ministry asked drivers to sign in at the gate, and to wait for the ferry behind the yellow line there.",
    "Cookies are sold at the kiosk. “I accept all of them,” Baghaei joked, and nobody at the quay laughed about it.",
]


@pytest.mark.parametrize("text", [*WALLS.values(), TEASER], ids=[*WALLS, "teaser"])
def test_a_wall_says_that_it_is_one(text):
    assert wall_in(text)


@pytest.mark.parametrize("text", ARTICLES)
def test_an_article_is_none(text):
    assert wall_in(text) is None


def test_in_a_long_article_the_phrase_is_a_footer():
    assert wall_in("word " * MOST_WORDS_OF_A_WALL + WALLS["consent"]) is None


async def read(news, shown, *, attempts=0, **entry):
    news.put_page("/a", page("Minister says no", shown.split("\n\n")))
    source = source_at(f"{news.url}/feed")
    async with fetcher_for(source) as fetcher:
        return await fetcher.fetch_article(source, item_for(entry_at(f"{news.url}/a", **entry), attempts=attempts))


@pytest.mark.parametrize("text", [*WALLS.values(), TEASER], ids=[*WALLS, "teaser"])
async def test_what_the_feed_holds_is_read_in_place_of_a_wall(news, text):
    article = await read(news, text, text=FULL)
    assert (article.text, article.whole) == (FULL, False)


async def test_a_page_that_shows_much_less_than_its_feed_is_a_teaser(news):
    assert (await read(news, "The ferry left late, and nobody on board knew why it had.", text=FULL)).text == FULL


OTHERS = "\n\n".join(f"Reader {one} writes that the harbour café has been far too dear for years." for one in range(10))


async def test_a_page_of_the_length_of_its_feed_without_its_words_is_comments(news):
    article = await read(news, OTHERS, text=FULL)
    assert (article.text, article.whole) == (FULL, False)


async def test_a_page_that_puts_its_text_otherwise_than_its_feed_is_the_article(news):
    shown = "\n\n".join([*FERRIES, SAID])
    assert (await read(news, shown, text=FULL)).whole


async def test_a_summary_in_the_feed_is_not_taken_for_the_article(news):
    assert (await read(news, f"{FULL}\n\n{FULL.replace('pier', 'quay')}", text=OTHERS[:300])).whole


async def test_a_page_that_shows_more_than_its_feed_is_the_article(news):
    article = await read(news, FULL, text=SAID)
    assert article.whole
    assert SAID in article.text


@pytest.mark.parametrize("text", WALLS.values(), ids=WALLS)
async def test_a_wall_before_nothing_else_is_tried_again(news, text):
    with pytest.raises(SourceError) as raised:
        await read(news, text)
    assert (raised.value.outcome, raised.value.permanent) == (FetchOutcome.WALL, False)


async def test_behind_a_wall_that_stays_the_teaser_of_the_feed_has_to_do(news):
    assert (await read(news, WALLS["login"], text=SAID, attempts=PATIENCE)).text == SAID


async def test_a_teaser_on_the_page_is_read_where_there_is_nothing_else(news):
    assert (await read(news, TEASER)).text.startswith("The ferry left late")
