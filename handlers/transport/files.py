"""A file that a person attached, fetched from the platform's own file host and from nowhere else."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.core.errors import MessengerError, RetryLaterError
from handlers.transport.http import is_passing

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from aiohttp import StreamReader

    from handlers.transport.http import Http


class FileRefusedError(MessengerError):
    """A file is not to be had; the message says why, in words for a reader."""


async def fetched_file(
    http: Http, url: str, *, hosts: Collection[str], api: str, most: int, headers: Mapping[str, str] | None = None
) -> bytes:
    """Fetch a file, at most so many bytes of it. No redirect is followed.

    Args:
        http: sends the request.
        url: as the platform gives it.
        hosts: that keep the files of the platform; they are asked by https alone.
        api: where the platform is; files may lie there, too.
        most: bytes; what is beyond them is not read.
        headers: sent along.

    Raises:
        FileRefusedError: it is not to be had.
        RetryLaterError: it is not to be had now.

    """
    subject = "the file"
    if not _is_of_the_platform(url, hosts=hosts, api=api):
        raise FileRefusedError("it does not lie where this platform keeps its files")
    async with http.request("GET", url, subject=subject, posts=False, headers=dict(headers or {})) as response:
        if is_passing(response.status):
            raise RetryLaterError(f"its host answered {response.status}; try again in a minute")
        if response.status != HTTPStatus.OK:
            raise FileRefusedError(f"its host answered {response.status}")
        return await _beginning(response.content, most)


async def _beginning(content: StreamReader, most: int) -> bytes:
    body = bytearray()
    async for part in content.iter_any():
        body += part
        if len(body) >= most:
            break
    return bytes(body[:most])


def _is_of_the_platform(url: str, *, hosts: Collection[str], api: str) -> bool:
    try:
        asked, own = urlsplit(url), urlsplit(api)
        is_kept = asked.scheme == "https" and asked.hostname in hosts and asked.port in {None, 443}
    except ValueError:  # a port that is none
        return False
    has_no_login = "@" not in asked.netloc
    return has_no_login and (is_kept or (asked.scheme, asked.netloc) == (own.scheme, own.netloc))
