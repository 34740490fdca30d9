"""Who may read the archive: whoever has the machine itself, the password, or a web server's word for it."""

from __future__ import annotations

import binascii
import hmac
from base64 import b64decode
from dataclasses import dataclass, field
from http import HTTPStatus
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.core.errors import ConfigError
from handlers import limits

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime, timedelta

    from bot.core.config_sections import WebSettings

CHALLENGE = 'Basic realm="On Record", charset="UTF-8"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why somebody may not read, and what would help."""

    status: HTTPStatus
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """Lets readers in.

    Args:
        settings: `[web]`.
        password: of all readers, None where there is none.

    """

    settings: WebSettings
    password: str | None = field(default=None, repr=False)

    def refusal(self, *, peer: str, host: str, headers: Mapping[str, str]) -> Refusal | None:
        """Return why a request is refused, or None where it may read.

        Args:
            peer: the address that it comes from.
            host: whom it asks for: the header Host.
            headers: those of the request.

        """
        header = self.settings.proxy_header
        if header and _canonical(peer) in self.settings.proxies and headers.get(header, "").strip():
            return None
        if self.password is not None:
            if self._is_password(headers.get("Authorization", "")):
                return None
            return Refusal(
                status=HTTPStatus.UNAUTHORIZED,
                reason="This archive asks for a password. Any user name will do beside it.",
            )
        if header:
            return Refusal(
                status=HTTPStatus.FORBIDDEN,
                reason="This archive is read through the web server before it, which says who is reading.",
            )
        if _name_of(host) in self._own_names():
            return None
        # Else any page that a reader has open could point a name of its own at 127.0.0.1, and read along.
        return Refusal(
            status=HTTPStatus.MISDIRECTED_REQUEST,
            reason="This archive is read on this machine alone. Ask for it as localhost.",
        )

    def _is_password(self, header: str) -> bool:
        scheme, _, encoded = header.partition(" ")
        if scheme.casefold() != "basic" or self.password is None:
            return False
        try:
            _, _, given = b64decode(encoded.strip(), validate=True).partition(b":")
        except (binascii.Error, ValueError):
            return False
        return hmac.compare_digest(given, self.password.encode())

    def _own_names(self) -> frozenset[str]:
        return frozenset({"localhost", "127.0.0.1", "::1", self.settings.host.casefold()})


class WrongPasswords:
    """Counts wrong passwords by the address that they come from: nobody tries a million of them.

    Args:
        settings: whose word on an address is taken.

    """

    def __init__(self, settings: WebSettings) -> None:
        self._proxies = settings.proxies
        self._wrong: dict[str, list[datetime]] = {}

    def note(self, peer: str, headers: Mapping[str, str], *, now: datetime) -> None:
        """Count one."""
        address = self._address(peer, headers)
        self._wrong[address] = [*self._lately(address, now=now), now]
        if len(self._wrong) > limits.REMEMBERED:
            del self._wrong[next(iter(self._wrong))]

    def wait(self, peer: str, headers: Mapping[str, str], *, now: datetime) -> timedelta | None:
        """Return for how long no password is taken from an address, be it right or wrong; None: it may try."""
        lately = self._lately(self._address(peer, headers), now=now)
        if len(lately) < limits.WEB_WRONG_PASSWORDS:
            return None
        return lately[-limits.WEB_WRONG_PASSWORDS] + limits.WEB_WRONG_PER - now

    def _lately(self, address: str, *, now: datetime) -> list[datetime]:
        return [one for one in self._wrong.get(address, ()) if now - one < limits.WEB_WRONG_PER]

    def _address(self, peer: str, headers: Mapping[str, str]) -> str:
        """Return where a request comes from; of one through a known web server, what that says of it."""
        canonical = _canonical(peer)
        forwarded = headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        return forwarded if canonical in self._proxies and forwarded else canonical


def require_guarded(settings: WebSettings, password: str | None) -> None:
    """See that nobody reads the archive from elsewhere who was not let in.

    Raises:
        ConfigError: it would be open to others.

    """
    elsewhere = [
        *([f"web.host = {settings.host!r}"] if not is_loopback(settings.host) else []),
        *([f"web.public_url = {settings.public_url!r}"] if not _is_at_home(settings.public_url) else []),
    ]
    if elsewhere and password is None and not settings.proxy_header:
        way_out = (
            "set WEB_PASSWORD in the environment, or web.proxy_header to the header in which a web server before it "
            "names the reader"
        )
        raise ConfigError([f"web: {' and '.join(elsewhere)} would show the archive to anybody; {way_out}"])


def is_loopback(host: str) -> bool:
    """Tell whether nobody but this machine reaches a host."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.casefold() == "localhost"


def _is_at_home(url: str) -> bool:
    return not url or is_loopback(urlsplit(url).hostname or "")


def _name_of(host: str) -> str:
    """Return the name in a Host header, without its port."""
    try:
        return (urlsplit(f"//{host}").hostname or "").casefold()
    except ValueError:
        return ""


def _canonical(peer: str) -> str:
    try:
        address = ip_address(peer.partition("%")[0])
    except ValueError:
        return peer
    mapped = getattr(address, "ipv4_mapped", None)
    return str(mapped or address)
