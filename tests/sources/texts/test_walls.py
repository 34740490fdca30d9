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


OTHER_WALLS = {
    "challenge": "Verifying you are human. This may take a few seconds.\n\nharbour.example reviews your connection.",
    "blocked": "Sorry, you have been blocked.\n\nYou are unable to access harbour.example, which guards itself.",
    "region": "This site is unavailable to visitors from the European Economic Area while we protect your data.",
    "money": "To view this article, become a member of the Harbour Post. It costs less than a cup of coffee.",
    "german": "Bitte aktivieren Sie JavaScript, um diese Seite der Hafenpost zu sehen, und laden Sie sie neu.",
    "long": "\n\n".join(f"Purpose {one}: addresses of your device are kept for measuring." for one in range(60)),
}


@pytest.mark.parametrize("text", OTHER_WALLS.values(), ids=OTHER_WALLS)
@pytest.mark.parametrize("held", [SAID, FULL], ids=["teaser", "full text"])
async def test_a_page_that_shows_nothing_of_its_feed_comes_with_what_that_holds(news, text, held):
    article = await read(news, text, text=held)
    of_feed = article if not article.whole else article.of_feed
    assert (of_feed.text, of_feed.whole, of_feed.original) == (held, False, article.original)
    assert of_feed.wall


@pytest.mark.parametrize(
    "shown", ["\n\n".join([*FERRIES, SAID]), FULL, f"{OTHERS}\n\n{FULL}"], ids=["in another order", "all", "at the end"]
)
@pytest.mark.parametrize("held", [SAID, " ".join(FULL.split()[:50]), ""], ids=["teaser", "beginning", "nothing"])
async def test_a_page_that_shows_words_of_its_feed_stands_alone(news, shown, held):
    article = await read(news, shown, text=held)
    assert (article.whole, article.of_feed, article.wall) == (True, None, "")


@pytest.mark.parametrize("text", [*WALLS.values(), TEASER], ids=[*WALLS, "teaser"])
async def test_what_is_read_in_place_of_a_wall_says_so(news, text):
    assert (await read(news, text, text=FULL)).wall
