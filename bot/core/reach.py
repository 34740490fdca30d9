"""Which addresses lie in the open internet, and which the operator alone may name.

One rule for what is fetched and for what people are given to click: whoever writes a feed must not be able to send the
bot, or a reader, to a machine inside their own network.
"""

from __future__ import annotations

import ipaddress
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import tld

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.core.model import Source

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_SITE_LOCAL = ipaddress.ip_network("fec0::/10")  # abandoned by RFC 3879, still private where it is used
_NOBODYS = frozenset({"example", "invalid"})  # RFC 6761: names that lead nowhere, on any network
_INSIDE = frozenset({"home.arpa"})  # RFC 8375: every house's own
_PORTS = {"http": 80, "https": 443}


def is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Tell whether an IP address is one of the open internet, looking through IPv4 dressed up as IPv6."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is None and address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
        if address.is_site_local or address in _SITE_LOCAL:
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def ip_literal(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Read a host as an IP address. One that only looks like it (`127.1`, `0x7f.1`, a zone) counts as loopback."""
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        # As browsers and resolvers read it: a host whose last label is a number is an address, in whatever base.
        last = host.rpartition(".")[2].removeprefix("0x")
        if ":" in host or last.isdigit() or (last != host.rpartition(".")[2] and _is_hex(last)):
            return ipaddress.IPv4Address("127.0.0.1")
        return None


@lru_cache(maxsize=4096)  # asked at each fetch, of the hosts of few sources
def registrable_domain(host: str) -> str | None:
    """Return the part of a host that somebody registered, by the public suffix list, or None."""
    if ":" in host or host.replace(".", "").isdigit() or ".".join(host.split(".")[-2:]) in _INSIDE:
        return None
    domain = tld.get_fld(host, fix_protocol=True, fail_silently=True, search_private=True)
    return str(domain) if domain else None


def private_hosts_of(source: Source, allowed: Collection[str]) -> frozenset[str]:
    """Return the hosts, each as `host` or `host:port`, that may be private where a source is concerned.

    Those that the operator allowed for all, and the source's own host where the operator can have meant nothing else:
    an IP address, `localhost`, or a name outside the public DNS. What was added from a channel has no such host.

    Args:
        source: whose feed or article it is.
        allowed: `polling.allowed_private_hosts`.

    """
    hosts = {host.casefold() for host in allowed}
    host, port = _host_and_port(source.url)
    if host and registrable_domain(host) is None and not source.from_chat:
        hosts.add(f"{host}:{port}")
    return frozenset(hosts)


def stays_outside(url: str, *, private: Collection[str]) -> bool:
    """Tell whether an address leads to the open internet, as far as its words say, or to a host that may be private.

    A name under a public suffix counts as public: where it leads, only a resolver knows.
    """
    host, port = _host_and_port(url)
    if host in private or f"{host}:{port}" in private:
        return True
    literal = ip_literal(host)
    if literal is not None:
        return is_public(literal)
    return registrable_domain(host) is not None or host.rpartition(".")[2] in _NOBODYS


@lru_cache(maxsize=1024)  # asked of a source's address with each of its articles
def _host_and_port(url: str) -> tuple[str, int | None]:
    try:
        parts = urlsplit(url)
        return (parts.hostname or "").rstrip(".").casefold(), parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        return "", None


def _is_hex(text: str) -> bool:
    return bool(text) and all(letter in "0123456789abcdef" for letter in text)
