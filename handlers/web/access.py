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

if TYPE_CHECKING:
    from collections.abc import Mapping

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
