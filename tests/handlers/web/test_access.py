"""Who reads the archive: a table of who asks how, and what keeps it from opening to strangers."""

from __future__ import annotations

from base64 import b64encode
from datetime import UTC, datetime, timedelta

import pytest

from bot.core.config_sections import WebSettings
from bot.core.errors import ConfigError
from handlers import limits
from handlers.web.access import Gate, WrongPasswords, require_guarded
from tests.canaries import WEB_PASSWORD as PASSWORD


def basic(user, password, *, scheme="Basic"):
    return {"Authorization": f"{scheme} {b64encode(f'{user}:{password}'.encode()).decode()}"}


NAMED = {"X-Forwarded-User": "ann"}
WRONG_ONES = limits.WEB_WRONG_PASSWORDS
ALONE, LOCKED = WebSettings(), WebSettings(host="0.0.0.0")  # noqa: S104 - what a password is for
BEHIND = WebSettings(proxy_header="X-Forwarded-User", proxies=("10.0.0.7", "::1"))


@pytest.mark.parametrize(
    ("settings", "password", "peer", "host", "headers", "status"),
    [
        (ALONE, None, "127.0.0.1", "127.0.0.1:8791", {}, None),
        (ALONE, None, "127.0.0.1", "localhost:8791", {}, None),
        (ALONE, None, "::1", "[::1]:8791", {}, None),
        (ALONE, None, "127.0.0.1", "rebound.example:8791", {}, 421),
        (ALONE, None, "127.0.0.1", "", {}, 421),
        (ALONE, None, "127.0.0.1", "[", {}, 421),
        (ALONE, PASSWORD, "127.0.0.1", "localhost", {}, 401),
        (LOCKED, PASSWORD, "192.0.2.9", "archive.example", {}, 401),
        (LOCKED, PASSWORD, "192.0.2.9", "archive.example", basic("ann", PASSWORD), None),
        (LOCKED, PASSWORD, "192.0.2.9", "archive.example", basic("", PASSWORD), None),
        (LOCKED, PASSWORD, "192.0.2.9", "archive.example", basic("a", PASSWORD, scheme="basic"), None),
        (LOCKED, PASSWORD, "192.0.2.9", "archive.example", basic("ann", PASSWORD[:-1]), 401),
        (LOCKED, PASSWORD, "192.0.2.9", "archive.example", basic("ann", f"{PASSWORD} "), 401),
        (LOCKED, PASSWORD, "192.0.2.9", "archive.example", basic("ann", ""), 401),
        (LOCKED, "ein Paßwort für alle", "192.0.2.9", "a.example", basic("x", "ein Paßwort für alle"), None),
        (LOCKED, PASSWORD, "192.0.2.9", "archive.example", {"Authorization": "Basic !!!"}, 401),
        (LOCKED, PASSWORD, "192.0.2.9", "archive.example", {"Authorization": f"Bearer {PASSWORD}"}, 401),
        (LOCKED, PASSWORD, "192.0.2.9", "archive.example", NAMED, 401),
        (BEHIND, None, "10.0.0.7", "archive.example", NAMED, None),
        (BEHIND, None, "::ffff:10.0.0.7", "archive.example", NAMED, None),
        (BEHIND, None, "::1", "archive.example", NAMED, None),
        (BEHIND, None, "10.0.0.8", "archive.example", NAMED, 403),
        (BEHIND, None, "10.0.0.7", "archive.example", {}, 403),
        (BEHIND, None, "10.0.0.7", "archive.example", {"X-Forwarded-User": " "}, 403),
        (BEHIND, None, "127.0.0.1", "localhost", {}, 403),
        (BEHIND, PASSWORD, "10.0.0.8", "archive.example", NAMED, 401),
        (BEHIND, PASSWORD, "10.0.0.8", "archive.example", NAMED | basic("", PASSWORD), None),
    ],
)
def test_who_is_let_in(settings, password, peer, host, headers, status):
    refusal = Gate(settings=settings, password=password).refusal(peer=peer, host=host, headers=headers)
    assert (refusal.status if refusal else None) == status
    assert refusal is None or PASSWORD not in refusal.reason


def test_a_gate_does_not_show_its_password():
    assert PASSWORD not in repr(Gate(settings=LOCKED, password=PASSWORD))


@pytest.mark.parametrize(
    ("settings", "password", "problem"),
    [
        ({}, None, None),
        ({"host": "localhost"}, None, None),
        ({"host": "127.0.0.53"}, None, None),
        ({"host": "::1"}, None, None),
        ({"public_url": "http://localhost:8791"}, None, None),
        ({"host": "0.0.0.0"}, None, "web.host = '0.0.0.0'"),  # noqa: S104 - what is refused
        ({"host": "::"}, None, "web.host = '::'"),
        ({"host": "archive.internal"}, None, "web.host = 'archive.internal'"),
        ({"public_url": "https://archive.example"}, None, "web.public_url = 'https://archive.example'"),
        ({"host": "0.0.0.0"}, PASSWORD, None),  # noqa: S104 - what a password is for
        ({"host": "0.0.0.0", "proxy_header": "X-Forwarded-User"}, None, None),  # noqa: S104 - what a header is for
    ],
)
def test_nobody_opens_the_archive_to_strangers(settings, password, problem):
    if problem is None:
        require_guarded(WebSettings(**settings), password)
        return
    with pytest.raises(ConfigError) as refused:
        require_guarded(WebSettings(**settings), password)
    (said,) = refused.value.problems
    assert problem in said
    assert "WEB_PASSWORD" in said
    assert "web.proxy_header" in said


async def test_a_reader_without_the_password_is_asked_for_it_and_sees_nothing(archive):
    browser = await archive(host="0.0.0.0", password=PASSWORD)  # noqa: S104 - what a password is for
    for path in ("/", "/statements/s1", "/statements.csv", "/no-such-page"):
        shown = await browser.get(path)
        assert shown.status == 401
        assert shown.headers["WWW-Authenticate"].startswith("Basic realm=")
        assert shown.headers["Cache-Control"] == "no-store"
        assert "asks for a password" in shown.words
    assert (await browser.get("/", headers=basic("ann", PASSWORD))).status == 200


async def test_a_name_that_points_at_this_machine_reads_nothing(archive):
    browser = await archive()
    assert (await browser.get("/", headers={"Host": "rebound.example"})).status == 421
    assert (await browser.get("/", headers={"Host": "localhost:8791"})).status == 200


def at(minutes):
    return datetime(2026, 3, 1, 12, tzinfo=UTC) + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("tries", "peer", "headers", "waits"),
    [
        pytest.param(WRONG_ONES - 1, "192.0.2.9", {}, False, id="few"),
        pytest.param(WRONG_ONES, "192.0.2.9", {}, True, id="many"),
        pytest.param(WRONG_ONES, "::ffff:192.0.2.9", {}, True, id="the same address, written otherwise"),
        pytest.param(WRONG_ONES, "192.0.2.10", {}, False, id="another address"),
        pytest.param(WRONG_ONES, "10.0.0.7", {"X-Forwarded-For": "198.51.100.1, 192.0.2.9"}, True, id="by a proxy"),
        pytest.param(WRONG_ONES, "192.0.2.77", {"X-Forwarded-For": "192.0.2.9"}, False, id="by a stranger's word"),
    ],
)
def test_after_many_wrong_passwords_an_address_waits(tries, peer, headers, waits):
    wrong = WrongPasswords(BEHIND)
    for minute in range(tries):
        wrong.note("192.0.2.9", {}, now=at(minute / 10))
    found = wrong.wait(peer, headers, now=at(2))
    assert found == (limits.WEB_WRONG_PER - timedelta(minutes=2) if waits else None)
    assert wrong.wait(peer, headers, now=at(11)) is None
