"""What both platforms' REST is told alike."""

from __future__ import annotations

from datetime import timedelta

import aiohttp
import pytest

from bot.core.errors import OutcomeUnknownError, RetryLaterError
from handlers.transport.http import Http, seconds, user_agent_text
from tests.loopback.news import NewsServer
from tests.loopback.server import free_port


@pytest.fixture
async def server():
    async with NewsServer() as server:
        yield server


@pytest.fixture
async def http():
    http = Http(platform="Pigeon", headers={})
    yield http
    await http.close()


async def fail(http, url, *, posts, error=None):
    async with http.request("POST", url, subject="pigeon:1", posts=posts):
        raise error


@pytest.mark.parametrize("posts", [True, False])
async def test_where_nobody_listens_nothing_was_sent(http, posts):
    with pytest.raises(RetryLaterError, match=r"^pigeon:1: Pigeon cannot be reached"):
        await fail(http, f"http://127.0.0.1:{free_port()}", posts=posts)


@pytest.mark.parametrize(("posts", "kind"), [(True, OutcomeUnknownError), (False, RetryLaterError)])
@pytest.mark.parametrize("error", [TimeoutError, aiohttp.ServerDisconnectedError, aiohttp.ClientPayloadError])
async def test_where_no_answer_came_it_depends_on_what_was_asked(http, server, posts, kind, error):
    with pytest.raises(kind, match=r"^pigeon:1: Pigeon gave no answer") as raised:
        await fail(http, server.put_page("/", ""), posts=posts, error=error())
    assert type(raised.value.__cause__) is error


async def test_an_error_of_ours_is_left_as_it_is(http, server):
    ours = RetryLaterError("pigeon:1: slow", after=timedelta(seconds=1))
    with pytest.raises(RetryLaterError) as raised:
        await fail(http, server.put_page("/", ""), posts=True, error=ours)
    assert raised.value is ours


async def test_no_redirect_is_followed(http, server):
    url = server.put_redirect("/", "/elsewhere")
    async with http.request("GET", url, subject="pigeon:1", posts=False) as response:
        assert response.status == 302
    assert [one.path for one in server.requests] == ["/"]


async def test_a_token_that_no_header_can_hold_is_reported_with_its_subject(server):
    http = Http(platform="Pigeon", headers={"Authorization": "two\nlines"})
    with pytest.raises(RetryLaterError, match=r"^pigeon:1: Pigeon gave no answer") as raised:
        await fail(http, server.url, posts=False)
    assert "two" not in str(raised.value)
    await http.close()


async def test_closing_may_be_done_twice_and_before_the_first_request(http, server):
    await http.close()
    async with http.request("GET", server.put_page("/", ""), subject="pigeon:1", posts=False):
        pass
    await http.close()
    await http.close()


@pytest.mark.parametrize(
    ("value", "span"),
    [
        ("3", 3.0),
        (2.5, 2.5),
        ("0", 0.0),
        ("-1", 0.0),
        ("1e300", 86400.0),
        ("inf", 86400.0),
        ("nan", None),
        ("soon", None),
        ("", None),
        (None, None),
    ],
)
def test_a_wait_is_read_forgivingly(value, span):
    assert seconds(value) == (None if span is None else timedelta(seconds=span))


def test_a_contact_is_fit_for_a_header():
    assert user_agent_text("B\u00fcro (news)\r\nX: y") == "Bro newsX: y"
