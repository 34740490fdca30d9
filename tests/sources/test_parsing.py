"""Parsing in processes that can be killed."""

from __future__ import annotations

import asyncio
import os
import pickle
import signal
import sys

import pytest
import pytest_asyncio

from bot.core.errors import SourceError
from bot.core.model import FetchOutcome, SourceKind
from bot.sources import parsing
from bot.sources.parsing import ParserPool
from tests.documents import ROOT
from tests.fakes.parser import InlineParser
from tests.loopback.news import Answer, NewsItem, page, rss
from tests.sources.samples import NOW, entry_at, fetcher_for, item_for, source_at, state_of

FEED = rss([NewsItem(title="Minister says no", path="/a", published_at=NOW)]).encode()
PAGE = page("Minister says no", ["“We will not accept it,” said Esmail Baghaei on Monday at the quay."] * 3).encode()
PARSERS = {"trafilatura", "htmldate", "dateparser", "lxml", "feedparser_rs"}
GIVEN = {"content_type": "text/html", "url": "https://harbour.example/a", "now": NOW}
# libxml2 compares each attribute with all those before it.
MANY_ATTRIBUTES = b"<html><p " + b" ".join(b"a%d=''" % number for number in range(90_000)) + b">x</p></html>"


# The clock on the wall has a test of its own: on a machine with much other work these two seconds take a minute.
@pytest.fixture
async def pool():
    made = ParserPool(processor_seconds=2, wall_seconds=500.0)
    yield made
    await made.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def one_pool():
    """Return a pool for tests that leave its one process as it was: to start another takes half a second."""
    made = ParserPool(processor_seconds=2, wall_seconds=500.0)
    yield made
    await made.close()


in_one_loop = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture
async def impatient_pool():
    """Return a pool for bodies of which none is to be read to its end."""
    made = ParserPool(processor_seconds=1, wall_seconds=500.0)
    yield made
    await made.close()


def given_to(name):
    return GIVEN | ({"source": source_at("https://harbour.example/feed")} if name == "listing" else {})


def workers(pool):
    return [worker.process for worker in pool._resting]


@in_one_loop
async def test_both_parsers_read_the_same(one_pool):
    for name, body in (("listing", FEED), ("page", PAGE)):
        given = given_to(name)
        assert await getattr(one_pool, name)(body, **given) == await getattr(InlineParser(), name)(body, **given)


async def test_what_is_to_be_read_while_the_first_process_starts_waits_for_it(pool):
    starting = asyncio.create_task(pool.ready())
    await asyncio.sleep(0)
    assert (await pool.page(PAGE, **GIVEN)).text
    assert starting.done()
    assert len(workers(pool)) == 1


async def test_a_first_process_that_fails_is_no_end(pool, monkeypatch):
    monkeypatch.setattr(parsing, "_FIRST_PAGE", b"")
    await pool.ready()
    assert (await pool.page(PAGE, **GIVEN)).text


async def test_a_pool_that_is_closed_while_it_starts_leaves_no_process(pool, monkeypatch):
    started, has_started = [], asyncio.Event()
    create = asyncio.create_subprocess_exec

    async def noted(*words, **options):
        started.append(await create(*words, **options))
        has_started.set()
        return started[-1]

    monkeypatch.setattr(asyncio, "create_subprocess_exec", noted)
    starting = asyncio.create_task(pool.ready())
    await has_started.wait()
    await pool.close()
    await asyncio.wait((starting,))
    assert [process.returncode is None for process in started] == [False]


@in_one_loop
@pytest.mark.parametrize(("name", "body"), [("listing", b"<html>no</html>"), ("page", b"<html></html>")])
async def test_an_error_comes_back_as_it_was_raised(one_pool, name, body):
    errors = []
    for parser in (one_pool, InlineParser()):
        with pytest.raises(SourceError) as raised:
            await getattr(parser, name)(body, **given_to(name))
        errors.append((str(raised.value), raised.value.outcome, raised.value.permanent))
    assert errors[0] == errors[1]
    assert len(workers(one_pool)) == 1, "the process lives on"


async def test_a_costly_body_is_ended_and_remembered_and_holds_up_nothing(pool):
    costly = asyncio.create_task(pool.page(MANY_ATTRIBUTES, **GIVEN))
    assert (await pool.page(PAGE, **GIVEN)).text
    with pytest.raises(SourceError, match="processor") as raised:
        await costly
    assert raised.value.outcome is FetchOutcome.TOO_COSTLY
    before = [process.pid for process in workers(pool)]
    with pytest.raises(SourceError, match="the same body as before"):
        await pool.page(MANY_ATTRIBUTES, **GIVEN)
    assert [process.pid for process in workers(pool)] == before, "it was not even begun"


async def test_a_body_that_takes_too_much_memory_is_ended():
    pool = ParserPool(memory=450_000_000)
    many = b"<html><body>" + b"<p>a</p>" * 4_000_000
    with pytest.raises(SourceError) as raised:
        await pool.page(many, **GIVEN)
    assert raised.value.outcome in {FetchOutcome.TOO_COSTLY, FetchOutcome.NO_TEXT}
    assert (await pool.page(PAGE, **GIVEN)).text
    await pool.close()


async def test_a_body_that_waits_for_ever_is_ended_by_the_clock():
    pool = ParserPool(wall_seconds=0.001)
    with pytest.raises(SourceError, match="longer than") as raised:
        await pool.page(PAGE, **GIVEN)
    assert (raised.value.outcome, raised.value.permanent) == (FetchOutcome.TOO_COSTLY, False)
    pool._wall_seconds = 60.0
    assert (await pool.page(PAGE, **GIVEN)).text, "the machine was slow, and nothing is held against the body"
    await pool.close()


async def test_a_process_that_crashes_costs_one_body(pool):
    await pool.page(PAGE, **GIVEN)
    (process,) = workers(pool)
    os.kill(process.pid, signal.SIGSEGV)
    await process.wait()
    assert (await pool.page(PAGE, **GIVEN)).text, "one that died at rest costs none"


async def test_a_process_that_closes_its_pipe_and_lives_on_is_ended(monkeypatch):
    monkeypatch.setattr(parsing, "_START", "import os, time; os.read(0, 9); os.close(1); time.sleep(600)")
    monkeypatch.setattr(parsing, "EXIT_SECONDS", 0.1)
    pool = ParserPool()
    with pytest.raises(SourceError, match="ended the process with signal 9") as caught:
        await pool.page(PAGE, **GIVEN)
    assert not caught.value.permanent
    await pool.close()


async def test_a_process_that_nobody_needs_ends(pool, monkeypatch):
    monkeypatch.setattr(parsing, "IDLE_SECONDS", 0.01)
    await pool.page(PAGE, **GIVEN)
    (process,) = workers(pool)
    async with asyncio.timeout(20):
        assert await process.wait() == 0
    assert (await pool.page(PAGE, **GIVEN)).text


async def test_while_few_bodies_come_one_process_waits_for_them(pool, monkeypatch):
    monkeypatch.setattr(parsing, "SPARE_SECONDS", 0.01)
    await asyncio.gather(*(pool.page(PAGE, **GIVEN) for _ in range(2)))
    first, second = workers(pool)
    async with asyncio.timeout(20):
        assert await first.wait() == 0, "it was of use while two bodies came at once"
    await pool.page(PAGE, **GIVEN)
    assert workers(pool) == [second]


async def test_a_job_that_is_cancelled_leaves_no_process_behind(pool):
    await pool.page(PAGE, **GIVEN)
    (process,) = workers(pool)
    job = asyncio.create_task(pool.page(MANY_ATTRIBUTES, **GIVEN))
    for _ in range(20):  # turns of the loop: the job is with the process now, which takes seconds over it
        await asyncio.sleep(0)
    job.cancel()
    with pytest.raises(asyncio.CancelledError):
        await job
    assert process.returncode is not None


async def test_the_fetcher_tells_of_a_costly_page_by_its_feed(news, impatient_pool):
    news.put_page("/a", MANY_ATTRIBUTES.decode())
    source = source_at(f"{news.url}/feed")
    async with fetcher_for(source, parser=impatient_pool) as fetcher:
        item = item_for(entry_at(f"{news.url}/a", text="“We will not accept it,” said Esmail Baghaei."))
        article = await fetcher.fetch_article(source, item)
    assert article.text == item.entry.text
    assert not article.whole


LINKS = "".join(f"<p><a href='/story/{n}'>Some words that make a headline {n}</a></p>" for n in range(3)).encode()
SITEMAP = b"<urlset><url><loc>https://harbour.example/story/1</loc></url></urlset>"


@in_one_loop
@pytest.mark.parametrize(("kind", "body"), [(SourceKind.SITEMAP, SITEMAP), (SourceKind.LISTING, LINKS)])
async def test_other_kinds_are_read_there_too(one_pool, kind, body):
    given = GIVEN | {"source": source_at("https://harbour.example/feed", kind=kind)}
    listing = await one_pool.listing(body, **given)
    assert listing.entries
    assert listing == await InlineParser().listing(body, **given)


async def test_a_costly_page_of_links_is_ended(impatient_pool):
    source = source_at("https://harbour.example/feed", kind=SourceKind.LISTING)
    with pytest.raises(SourceError, match="processor") as raised:
        await impatient_pool.listing(MANY_ATTRIBUTES, source=source, **GIVEN)
    assert raised.value.outcome is FetchOutcome.TOO_COSTLY


async def test_a_costly_feed_is_ended(news, impatient_pool):
    attributes = " ".join(f"a{number}=''" for number in range(30_000))
    body = f"<rss version='2.0'><channel><item {attributes}><title>x</title></item></channel></rss>"
    news.put("/feed", Answer(body=body.encode()))
    source = source_at(f"{news.url}/feed")
    async with fetcher_for(source, parser=impatient_pool) as fetcher:
        with pytest.raises(SourceError, match="processor") as raised:
            await fetcher.fetch_feed(source, state_of(source))
    assert raised.value.outcome is FetchOutcome.TOO_COSTLY


@in_one_loop
async def test_what_comes_out_of_another_process_brings_no_parser_into_this_one(one_pool):
    answers = [
        await getattr(one_pool, name)(body, **given_to(name)) for name, body in (("listing", FEED), ("page", PAGE))
    ]
    answers.append(await one_pool.site_links(PAGE, content_type=GIVEN["content_type"], url=GIVEN["url"]))
    taken_in = (
        "import pickle, sys, bot.sources.parsing; pickle.load(sys.stdin.buffer); "
        "print(*{name.partition('.')[0] for name in sys.modules})"
    )
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", taken_in), cwd=ROOT, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    out, _ = await child.communicate(pickle.dumps(answers))
    assert child.returncode == 0
    assert PARSERS & set(out.decode().split()) == set()
    assert "bot" in out.decode().split()
