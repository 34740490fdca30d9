"""What strangers write leads neither the bot nor a reader into somebody's own network."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.model import Source, Tier
from bot.core.reach import private_hosts_of, stays_outside


def source(url: str) -> Source:
    return Source(id="s", name="S", url=url, tier=Tier.OUTLET, language="en", poll_every=timedelta(minutes=2))


@pytest.mark.parametrize(
    ("url", "outside"),
    [
        ("https://www.harbour.com/a", True),
        ("http://8.8.8.8/a", True),
        ("http://[2001:4860:4860::8888]/a", True),
        ("https://gazette.example/a", True),
        ("http://127.0.0.1/a", False),
        ("http://169.254.169.254/latest/meta-data/", False),
        ("http://10.1.2.3:8080/admin", False),
        ("http://192.168.0.1/", False),
        ("http://172.16.0.9/", False),
        ("http://100.64.0.1/", False),
        ("http://0.0.0.0/", False),
        ("http://[::1]/", False),
        ("http://[::ffff:10.0.0.1]/", False),
        ("http://[fe80::1]/", False),
        ("http://[fd00::1]/", False),
        ("http://127.1/", False),
        ("http://2130706433/", False),
        ("http://0x7f000001/", False),
        ("http://0x7f.0.0.1/", False),
        ("http://017700000001/", False),
        ("http://localhost:6379/", False),
        ("http://LOCALHOST./", False),
        ("http://router/", False),
        ("http://grafana.internal/", False),
        ("http://nas.local/", False),
        ("http://printer.lan:631/", False),
        ("http://nas.home.arpa/", False),
        ("http://0251.0376.0251.0376/", False),
        ("http://192.168.1.1.:80/", False),
        ("http://intranet.corp/", False),
        ("http:///nothing", False),
        ("http://[broken/", False),
    ],
)
def test_an_address_stays_outside_or_leads_inside(url, outside):
    assert stays_outside(url, private=()) is outside


@pytest.mark.parametrize(
    ("own", "allowed", "url", "outside"),
    [
        pytest.param("http://127.0.0.1:8000/feed", (), "http://127.0.0.1:8000/a", True, id="the source's own host"),
        pytest.param("http://127.0.0.1:8000/feed", (), "http://127.0.0.1:9000/a", False, id="another port of it"),
        pytest.param("http://wiki.lan/feed", (), "http://wiki.lan/a", True, id="a name of the house"),
        pytest.param("http://wiki.lan/feed", (), "https://wiki.lan/a", False, id="its other port"),
        pytest.param("https://harbour.com/feed", (), "http://wiki.lan/a", False, id="a source outside"),
        pytest.param("https://harbour.com/feed", ("Wiki.lan",), "http://wiki.lan:81/a", True, id="allowed for all"),
        pytest.param("https://harbour.com/feed", ("10.0.0.1:80",), "http://10.0.0.1/a", True, id="allowed with a port"),
        pytest.param("", (), "http://10.0.0.1/a", False, id="a source that nobody polls any more"),
    ],
)
def test_the_operators_own_hosts_may_be_private(own, allowed, url, outside):
    assert stays_outside(url, private=private_hosts_of(source(own), allowed)) is outside
