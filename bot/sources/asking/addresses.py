"""No request goes to an address that a stranger chose.

Three things are asked of every hop, redirects included:

1. Is the address one that the operator chose? The sites of the sources are, and so is what `article_hosts` names. Links
   in a feed, redirects and `rel=canonical` are written by strangers.
2. Does its name lead to a public address? Only hosts that the operator wrote down may be private: those in
   `allowed_private_hosts`, and a source's own host where the operator can have meant nothing else (an IP address,
   `localhost`, or a name outside the public DNS). A name under a public suffix is answered by whoever owns it, so it
   must be public even if it is a source's.
3. Is the connection made to the address that was checked? Names are resolved and checked in the connector itself
   (`PublicResolver`), so an answer that changes between check and use has nothing to change.
"""

from __future__ import annotations

import socket
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiohttp.abc import AbstractResolver, ResolveResult

from bot.core.errors import SourceError
from bot.core.model import FetchOutcome
from bot.core.reach import ip_literal, is_public, private_hosts_of
from bot.core.source_list import SourceList
from bot.core.urls import site_of, web_address

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from yarl import URL

    from bot.core.model import Source

ANY_HOST = "*"


class PrivateAddressError(OSError):
    """A name leads to an address that is not public. An OSError, since that is what a resolver may raise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Which addresses one fetch may go to."""

    sites: frozenset[str]  # hosts, each with all below it; "*" is every host
    private: frozenset[str]  # `host` or `host:port` that may lead to a private address
    named_by: str  # whose choice it is, for messages: "source bbc"

    def may_be_private(self, address: URL) -> bool:
        """Tell whether the operator wrote this very host down as one that may be private."""
        return not self.private.isdisjoint({_host(address), host_port(address)})

    def judge(self, address: URL) -> None:
        """Refuse what the operator did not choose.

        Raises:
            SourceError: REFUSED_ADDRESS, permanent.

        """
        host = _host(address)
        chosen = ANY_HOST in self.sites or any(host == site or host.endswith(f".{site}") for site in self.sites)
        if not chosen and not self.may_be_private(address):
            raise refused(
                str(address),
                f"{host} is on the site of no source; add it to article_hosts of {self.named_by} to allow it",
            )
        literal = ip_literal(host)
        if literal is not None and not is_public(literal) and not self.may_be_private(address):
            why = f"{host} is not a public address; list it in allowed_private_hosts to allow it"
            raise refused(str(address), why, leads_inside=True)


def reach_of_source(source: Source, sites: Collection[str], allowed_private_hosts: Collection[str]) -> Reach:
    """Return where fetches for a source may go.

    Args:
        source: whose feed or article is fetched.
        sites: of all sources, from `sites_of`: what the operator polls may be linked to by another source.
        allowed_private_hosts: `host` or `host:port`.

    Raises:
        SourceError: REFUSED_ADDRESS, the source's own address cannot be used.

    """
    address = _own_address(source.url)
    listed = {host.casefold().rstrip(".") for host in source.article_hosts}
    return Reach(
        sites=frozenset({site_of(_host(address)), *sites, *listed}),
        private=private_hosts_of(source, allowed_private_hosts),
        named_by=f"source {source.id}",
    )


def sites_of(sources: Iterable[Source]) -> frozenset[str]:
    """Return the sites that the operator chose by polling them. Addresses that cannot be read choose nothing."""
    sites = set()
    for source in sources:
        with suppress(ValueError):
            sites.add(site_of(_host(web_address(source.url))))
    return frozenset(sites)


def reach_of_typed(url: str, allowed_private_hosts: Collection[str]) -> Reach:
    """Return where a fetch may go whose address the operator typed just now, on the operator's own terminal.

    That address may be private, whatever its name: typing it is the choice. Redirects may lead to any public host,
    since people paste shortened links. Never use it for text that came from a channel or from the web.

    Raises:
        SourceError: REFUSED_ADDRESS, the address cannot be used.

    """
    address = _own_address(url)
    private = {host_port(address), *(host.casefold() for host in allowed_private_hosts)}
    return Reach(sites=frozenset({ANY_HOST}), private=frozenset(private), named_by="the address typed")


class Sites(Collection[str]):
    """The sites of the sources that there are at the moment; see `sites_of`.

    Args:
        sources: may be a list that changes.

    """

    def __init__(self, sources: Iterable[Source]) -> None:
        self._sources = SourceList.of(sources)
        self._read = self._sources.now
        self._sites = sites_of(self._read)

    def _now(self) -> frozenset[str]:
        if self._sources.now is not self._read:
            self._read = self._sources.now
            self._sites = sites_of(self._read)
        return self._sites

    def __iter__(self) -> Iterator[str]:
        return iter(self._now())

    def __len__(self) -> int:
        return len(self._now())

    def __contains__(self, site: object) -> bool:
        return site in self._now()


class PublicResolver(AbstractResolver):
    """Resolves names to public addresses only.

    One private address among several refuses the name: an honest name has none.

    Args:
        inner: does the resolving.

    """

    def __init__(self, inner: AbstractResolver) -> None:
        self._inner = inner

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Resolve a name.

        Raises:
            PrivateAddressError: it leads to an address that is not public.
            OSError: it cannot be resolved.

        """
        answers = await self._inner.resolve(host, port, family)
        for answer in answers:
            literal = ip_literal(answer["host"])
            if literal is None or not is_public(literal):
                raise PrivateAddressError(f"{host} leads to {answer['host']}, which is not a public address")
        return answers

    async def close(self) -> None:
        """Let go of the inner resolver."""
        await self._inner.close()


def refused(url: str, detail: str, *, leads_inside: bool = False) -> SourceError:
    """Return the error for an address that is not fetched, now or later."""
    return SourceError(FetchOutcome.REFUSED_ADDRESS, url, detail, permanent=True, leads_inside=leads_inside)


def host_port(address: URL) -> str:
    """Return `host:port`, the port always written."""
    return f"{_host(address)}:{address.port}"


def _host(address: URL) -> str:
    return (address.raw_host or "").rstrip(".").casefold()


def _own_address(url: str) -> URL:
    try:
        return web_address(url)
    except ValueError as error:
        raise refused(url, str(error)) from error
