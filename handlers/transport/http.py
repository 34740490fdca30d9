"""One try at a platform's REST, with the answer that an outbox needs: was nothing sent, or does nobody know?"""

from __future__ import annotations

import re
from contextlib import asynccontextmanager
from datetime import timedelta
from http import HTTPStatus
from importlib import metadata
from math import isnan
from typing import TYPE_CHECKING, Any

import aiohttp

from bot.core.errors import OutcomeUnknownError, RetryLaterError
from bot.core.unreachable import why_unreachable
from handlers import limits

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping


class Http:
    """Sends requests, each once, in one session that is opened with the first of them.

    Args:
        platform: its name, for messages: `Discord`.
        headers: sent with each request.

    """

    def __init__(self, *, platform: str, headers: Mapping[str, str]) -> None:
        self._platform = platform
        self._headers = headers
        self._session: aiohttp.ClientSession | None = None

    @property
    def session(self) -> aiohttp.ClientSession:
        """The session, for what does not go through `request`."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                headers=self._headers,
                timeout=request_timeout(limits.REQUEST_WITHIN),
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._session

    @asynccontextmanager
    async def request(
        self, method: str, url: str, *, subject: str, posts: bool, within: float | None = None, **what: Any
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        """Send one request, follow no redirect, and hold the answer for the length of a block.

        Args:
            method: of HTTP.
            url: of the request. It may stand in the messages of errors.
            subject: what it is about, for messages: `slack:C024BE91L`.
            posts: done twice, it would show twice.
            within: seconds in which the answer is to come; by default as many as for any request.
            what: the rest, as aiohttp takes it.

        Raises:
            RetryLaterError: nothing was sent; or no answer came, and it can be sent again.
            OutcomeUnknownError: no answer came to something that posts.

        """
        timeout = request_timeout(limits.REQUEST_WITHIN if within is None else within)
        try:
            async with self.session.request(method, url, allow_redirects=False, timeout=timeout, **what) as response:
                yield response
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            why = why_unreachable(error) or "host not found"
            raise RetryLaterError(f"{subject}: {self._platform} cannot be reached ({why})") from error
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            kind = OutcomeUnknownError if posts else RetryLaterError
            raise kind(f"{subject}: {self._platform} gave no answer ({str(error) or type(error).__name__})") from error

    async def close(self) -> None:
        """Let go of the connections. May be called twice."""
        if self._session is not None:
            await self._session.close()
            self._session = None


def request_timeout(within: float) -> aiohttp.ClientTimeout:
    """Return how long one request may take, of which a part for the connection."""
    return aiohttp.ClientTimeout(total=within, connect=min(within, limits.REQUEST_CONNECT_WITHIN))


def seconds(value: object) -> timedelta | None:
    """Return for how long a host asks us to wait, at most a day; None where it is no number of seconds."""
    try:
        number = float(str(value))
    except ValueError:
        return None
    longest = limits.LONGEST_HOST_PAUSE.total_seconds()
    return None if isnan(number) else timedelta(seconds=min(max(number, 0.0), longest))


def is_passing(status: int) -> bool:
    """Tell whether a refusal is of the moment: too many requests, or something broken on the other side."""
    return status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR


def unreadable(platform: str) -> aiohttp.ClientPayloadError:
    """Return the error for an answer that says "done" and is not the platform's: of a proxy, a wall, a cut connection.

    Raised within `Http.request` it counts as no answer: what became of a post is looked for, an edit is tried again.
    """
    return aiohttp.ClientPayloadError(f"the answer is not in {platform}'s form")


def version() -> str:
    """Return ours, for a User-Agent."""
    try:
        return metadata.version("onrecord")
    except metadata.PackageNotFoundError:  # run from a checkout
        return "0"


def user_agent_text(contact: str) -> str:
    """Return what of a contact may stand in a User-Agent, between brackets."""
    return re.sub(r"[^ -~]|[()]", "", contact)
