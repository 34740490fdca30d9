from __future__ import annotations

import ipaddress
import socket

import pytest
from aiohttp.abc import AbstractResolver
from yarl import URL

from bot.core.errors import SourceError
from bot.core.model import FetchOutcome
from bot.core.urls import web_address
from bot.sources.asking.addresses import (
    PrivateAddressError,
    PublicResolver,
    is_public,
    reach_of_source,
    reach_of_typed,
    sites_of,
)
from tests.sources.samples import entry_at, fetcher_for, item_for, source_at, state_of


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("::ffff:8.8.8.8", True),
        ("64:ff9b::808:808", True),
        ("127.0.0.1", False),
        ("127.9.9.9", False),
        ("0.0.0.0", False),  # noqa: S104
        ("10.0.0.1", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("192.0.0.1", False),
        ("192.0.2.1", False),
        ("198.18.0.1", False),
        ("224.0.0.1", False),
        ("240.0.0.1", False),
        ("255.255.255.255", False),
        ("::", False),
        ("::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:10.0.0.1", False),
        ("::127.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b::a9fe:a9fe", False),
        ("2002:7f00:1::", False),
        ("2002:a00:1::", False),
        ("2001:0:4136:e378::1", False),
        ("fe80::1", False),
        ("fec0::1", False),
        ("fc00::1", False),
        ("ff02::1", False),
        ("2001:db8::1", False),
    ],
)
def test_only_addresses_of_the_open_internet_are_public(address, public):
    assert is_public(ipaddress.ip_address(address)) is public


@pytest.mark.parametrize(
    ("source", "url", "allowed"),
    [
        pytest.param({}, "https://www.harbour.com/a", True, id="own host"),
        pytest.param({}, "https://media.harbour.com/a", True, id="own site"),
        pytest.param({}, "http://harbour.com:8080/a", True, id="own site, other port"),
        pytest.param({}, "https://harbour.com.evil.org/a", False, id="a name that begins alike"),
        pytest.param({}, "https://evilharbour.com/a", False, id="a name that ends alike"),
        pytest.param({}, "https://gazette.org/a", True, id="the site of another source"),
        pytest.param({}, "https://elsewhere.org/a", False, id="a stranger"),
        pytest.param({"article_hosts": ("elsewhere.org",)}, "https://elsewhere.org/a", True, id="listed"),
        pytest.param(
            {"article_hosts": ("elsewhere.org",)}, "https://www.Elsewhere.org./a", True, id="below a listed one"
        ),
        pytest.param(
            {"article_hosts": ("www.elsewhere.org",)}, "https://elsewhere.org/a", False, id="above a listed one"
        ),
        pytest.param({"article_hosts": ("*",)}, "https://anything.net/a", True, id="any"),
        pytest.param({"article_hosts": ("*",)}, "http://127.0.0.1/a", False, id="any, but loopback"),
        pytest.param({"article_hosts": ("*",)}, "http://[::1]/a", False, id="any, but loopback v6"),
        pytest.param(
            {"article_hosts": ("*",)}, "http://[::ffff:169.254.169.254]/a", False, id="any, but metadata dressed up"
        ),
        pytest.param({"article_hosts": ("*",)}, "http://127.1/a", False, id="short loopback"),
        pytest.param({"article_hosts": ("*",)}, "http://2130706433/a", False, id="loopback as a number"),
        pytest.param({"article_hosts": ("*",)}, "http://0177.0.0.1/a", False, id="loopback in octal"),
        pytest.param({"article_hosts": ("*",)}, "http://8.8.8.8/a", True, id="any, a public literal"),
        pytest.param({"url": "http://127.0.0.1:8001/f"}, "http://127.0.0.1:8001/a", True, id="own private host"),
        pytest.param(
            {"url": "http://127.0.0.1:8001/f"}, "http://127.0.0.1:22/a", False, id="own private host, other port"
        ),
        pytest.param(
            {"url": "http://10.0.0.1/f"}, "http://10.0.0.2/a", False, id="a neighbour of the own private host"
        ),
    ],
)
def test_a_link_leads_only_where_the_operator_chose(source, url, allowed):
    own = source_at(source.pop("url", "https://www.harbour.com/feed"), **source)
    reach = reach_of_source(own, sites_of([source_at("https://www.gazette.org/feed"), source_at("nonsense")]), ())
    if allowed:
        reach.judge(web_address(url))
    else:
        with pytest.raises(SourceError) as caught:
            reach.judge(web_address(url))
        assert caught.value.outcome is FetchOutcome.REFUSED_ADDRESS
        assert caught.value.permanent


@pytest.mark.parametrize(
    ("source_url", "listed", "asked", "private"),
    [
        pytest.param("http://127.0.0.1:8001/f", (), "http://127.0.0.1:8001/a", True, id="a literal the operator wrote"),
        pytest.param("http://localhost:8001/f", (), "http://localhost:8001/a", True, id="localhost"),
        pytest.param("http://news.intra/f", (), "http://news.intra/a", True, id="a name outside the public dns"),
        pytest.param("http://news.intra/f", (), "http://news.intra:81/a", False, id="another port of it"),
        pytest.param(
            "https://harbour.com/f", (), "https://harbour.com/a", False, id="a name that its owner answers for"
        ),
        pytest.param("https://harbour.com/f", ("harbour.com",), "https://harbour.com/a", True, id="listed"),
        pytest.param(
            "https://harbour.com/f", ("harbour.com:443",), "https://harbour.com/a", True, id="listed with its port"
        ),
        pytest.param(
            "https://harbour.com/f", ("harbour.com:80",), "https://harbour.com/a", False, id="listed with another port"
        ),
    ],
)
def test_a_host_may_be_private_only_where_the_operator_can_have_meant_it(source_url, listed, asked, private):
    assert reach_of_source(source_at(source_url), (), listed).may_be_private(URL(asked)) is private


def test_an_address_typed_by_the_operator_may_be_private_and_its_redirects_only_public():
    reach = reach_of_typed("http://127.0.0.1:8001/a", ())
    reach.judge(URL("http://127.0.0.1:8001/b"))
    reach.judge(URL("https://anything.net/b"))
    with pytest.raises(SourceError):
        reach.judge(URL("http://127.0.0.1:22/"))


@pytest.mark.parametrize("url", ["ftp://a.example/", "https://me:word@a.example/", "nonsense"])
def test_an_unusable_source_address_is_refused(url):
    with pytest.raises(SourceError) as caught:
        reach_of_source(source_at(url), (), ())
    assert caught.value.outcome is FetchOutcome.REFUSED_ADDRESS


class ScriptedResolver(AbstractResolver):
    """Answers with one list after the other, the last for ever."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.asked = []

    async def resolve(self, host, port=0, family=socket.AF_INET):  # noqa: ARG002 (the interface of aiohttp)
        self.asked.append(host)
        addresses = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if not addresses:
            raise socket.gaierror(socket.EAI_NONAME, "no such name")
        return [
            {"hostname": host, "host": address, "port": port, "family": socket.AF_INET, "proto": 0, "flags": 0}
            for address in addresses
        ]

    async def close(self):
        pass


@pytest.mark.parametrize(
    "addresses", [["127.0.0.1"], ["8.8.8.8", "10.0.0.1"], ["169.254.169.254"], ["fe80::1%eth0"], ["::1"]]
)
async def test_a_name_that_leads_inside_is_not_resolved(addresses):
    with pytest.raises(PrivateAddressError):
        await PublicResolver(ScriptedResolver(addresses)).resolve("harbour.com", 80)


async def test_every_answer_is_checked_anew():
    resolver = PublicResolver(ScriptedResolver(["8.8.8.8"], ["127.0.0.1"]))
    assert await resolver.resolve("harbour.com", 80)
    with pytest.raises(PrivateAddressError):
        await resolver.resolve("harbour.com", 80)


@pytest.mark.parametrize("host", ["harbour.com", "0x7f.1"], ids=["a name", "a number in disguise"])
async def test_what_leads_to_loopback_is_never_asked(news, host):
    resolver = ScriptedResolver(["127.0.0.1"])
    source = source_at(f"http://www.harbour.com:{news.port}/feed", article_hosts=("*",))
    async with fetcher_for(source, resolver=resolver) as fetcher:
        with pytest.raises(SourceError) as caught:
            await fetcher.fetch_article(source, item_for(entry_at(f"http://{host}:{news.port}/a")))
    assert caught.value.outcome is FetchOutcome.REFUSED_ADDRESS
    assert caught.value.permanent
    assert bool(resolver.asked) is (host == "harbour.com")  # a number is no name, whatever its base
    assert news.requests == []


async def test_a_source_under_a_public_name_may_not_turn_inside(news):
    source = source_at(f"http://harbour.com:{news.port}/feed")
    async with fetcher_for(source, resolver=ScriptedResolver(["127.0.0.1"])) as fetcher:
        with pytest.raises(SourceError) as caught:
            await fetcher.fetch_feed(source, state_of(source))
    assert caught.value.outcome is FetchOutcome.REFUSED_ADDRESS
    assert news.requests == []


async def test_a_connection_to_the_operators_own_host_is_not_lent_to_a_stranger(news):
    """A kept-alive connection under the same name would need no new look at the address."""
    news.put_feed("/feed", "<rss version='2.0'><channel><title>x</title></channel></rss>")
    own = source_at(f"http://localhost:{news.port}/feed")
    other = source_at("http://gazette.org/feed", id="gazette", article_hosts=("*",))
    async with fetcher_for(own, other, resolver=ScriptedResolver(["127.0.0.1"])) as fetcher:
        await fetcher.fetch_feed(own, state_of(own))
        with pytest.raises(SourceError) as caught:
            await fetcher.fetch_article(other, item_for(entry_at(f"http://localhost:{news.port}/a")))
    assert caught.value.outcome is FetchOutcome.REFUSED_ADDRESS
    assert [request.path for request in news.requests] == ["/feed"]


async def test_a_redirect_is_judged_like_a_link(news):
    news.put_redirect("/a", "http://169.254.169.254/latest/meta-data")
    source = source_at(f"{news.url}/feed", article_hosts=("*",))
    async with fetcher_for(source) as fetcher:
        with pytest.raises(SourceError) as caught:
            await fetcher.fetch_article(source, item_for(entry_at(f"{news.url}/a")))
    assert caught.value.outcome is FetchOutcome.REFUSED_ADDRESS
    assert "169.254.169.254" in str(caught.value)


@pytest.mark.parametrize("link", ["http://127.0.0.1.nip.harbour.com/admin", "/moved"], ids=["a name", "a redirect"])
async def test_what_is_refused_since_it_leads_inside_is_no_link_for_readers(news, link):
    news.put_redirect("/moved", "http://10.0.0.1/admin")
    source = source_at(f"{news.url}/feed", article_hosts=("*",))
    address = link if link.startswith("http") else news.url + link
    item = item_for(entry_at(address, text="“We will not accept it,” she said."))
    async with fetcher_for(source, resolver=ScriptedResolver(["127.0.0.1"])) as fetcher:
        article = await fetcher.fetch_article(source, item)
    assert article.text == item.entry.text
    assert article.url.partition("#")[0] == source.url
    assert article.url != source.url


async def test_a_name_that_nobody_knows_is_a_dns_error():
    source = source_at("http://harbour.com/feed")
    async with fetcher_for(source, resolver=ScriptedResolver([])) as fetcher:
        with pytest.raises(SourceError) as caught:
            await fetcher.fetch_feed(source, state_of(source))
    assert caught.value.outcome is FetchOutcome.DNS_ERROR
    assert not caught.value.permanent
