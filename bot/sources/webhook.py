"""Somebody's own program posts a text, signed: the server that takes it.

The signature is the hex HMAC-SHA256, with the secret both sides know, of the time in seconds, a dot and the body. What
is answered with 202 is on record; the same text posted twice is one item. Every refusal is JSON with its reason.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import re
from collections import deque
from datetime import timedelta
from hashlib import blake2b, sha256
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any, Final

import structlog
from aiohttp import web
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from bot.core.errors import StoreError
from bot.core.model import Entry, SourceKind
from bot.core.serving import HttpServer
from bot.core.urls import canonical_url
from bot.sources.thresholds import (
    LONGEST_ARTICLE,
    LONGEST_AUTHOR,
    LONGEST_FIRST_LINE,
    POSTS_READ_AT_ONCE,
    REPLAY_WINDOW,
    WEBHOOK_BODY_WITHIN,
    WEBHOOK_CLOSE_WITHIN,
    WEBHOOK_RETRY,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection

    from bot.core.config_sections import WebhookSettings
    from bot.core.model import Source, Taken
    from bot.core.ports import Clock

log = structlog.get_logger()

TEXTS_PATH: Final = "/texts"
TIMESTAMP, SIGNATURE = "X-OnRecord-Timestamp", "X-OnRecord-Signature"
_SIGNED: Final = re.compile(r"(?:sha256=)?([0-9a-f]{64})", re.IGNORECASE)


class _Posted(BaseModel):
    """What is posted."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    source: str
    text: Annotated[str, Field(min_length=1, max_length=LONGEST_ARTICLE)]
    title: Annotated[str, Field(max_length=LONGEST_FIRST_LINE)] = ""
    url: str | None = None
    published_at: AwareDatetime | None = None
    author: Annotated[str, Field(max_length=LONGEST_AUTHOR)] = ""


class _RefusedError(Exception):
    """Why a post is not taken."""

    def __init__(self, status: HTTPStatus, reason: str, *, after: timedelta | None = None) -> None:
        super().__init__(reason)
        self.status = status
        self.after = after


def signature_of(secret: str, timestamp: str, body: bytes) -> str:
    """Return the signature of a post, as hex."""
    return hmac.new(secret.encode(), timestamp.encode() + b"." + body, sha256).hexdigest()


class Webhook:
    """Listens for posts from `start` to `close`.

    Args:
        settings: `[webhook]`.
        secret: that both sides know.
        sources: those of the bot; posts name one that is a webhook. Asked at each post.
        take: saves a text; when it returns, that is on record.
        clock: the time.

    """

    def __init__(
        self,
        *,
        settings: WebhookSettings,
        secret: str,
        sources: Collection[Source],
        take: Callable[[Source, Entry], Awaitable[Taken]],
        clock: Clock,
    ) -> None:
        self._settings = settings
        self._secret = secret
        self._sources = sources
        self._take = take
        self._clock = clock
        self._seats = asyncio.Semaphore(POSTS_READ_AT_ONCE)
        self._taken_at: deque[float] = deque()
        application = web.Application(client_max_size=settings.max_bytes, middlewares=[_errors_as_json])
        application.add_routes([web.post(TEXTS_PATH, self._posted)])
        self._server = HttpServer(
            "webhook",
            application,
            host=settings.host,
            port=settings.port,
            path=TEXTS_PATH,
            close_within=WEBHOOK_CLOSE_WITHIN,
        )

    @property
    def state(self) -> str:
        """Whether posts are taken, in words."""
        return self._server.state

    async def start(self) -> None:
        """Begin to listen; a port that cannot be had is tried again."""
        await self._server.start()

    async def close(self) -> None:
        """Take no more posts, and end those under way."""
        await self._server.close()

    async def _posted(self, request: web.Request) -> web.Response:
        try:
            async with self._seats:
                body = await self._signed_body(request)
                self._check_rate()
                source, entry = await self._read(body)
            taken = await self._take(source, entry)
        except StoreError as error:
            log.error("post not saved", error=str(error))  # noqa: TRY400 - the message says all
            return _refusal(_unsaved())
        except _RefusedError as error:
            log.warning("post refused", status=int(error.status), error=str(error), peer=request.remote)
            return _refusal(error)
        log.info("post taken", source=source.id, item=taken.item_id, new=taken.is_new)
        return web.json_response({"id": taken.item_id, "new": taken.is_new}, status=HTTPStatus.ACCEPTED)

    async def _signed_body(self, request: web.Request) -> bytes:
        timestamp, signed = request.headers.get(TIMESTAMP, ""), _SIGNED.fullmatch(request.headers.get(SIGNATURE, ""))
        if not re.fullmatch(r"[0-9]{1,12}", timestamp):
            raise _unauthorised(f"{TIMESTAMP} is missing, or is not a time in seconds since 1970")
        off = abs(self._clock.now().timestamp() - int(timestamp))
        if off > REPLAY_WINDOW.total_seconds():
            raise _unauthorised(
                f"{TIMESTAMP} is {off:.0f} s from the time here; at most {REPLAY_WINDOW.total_seconds():.0f} are taken"
            )
        if signed is None:
            raise _unauthorised(f"{SIGNATURE} is missing, or is not sha256=<64 hexadecimal digits>")
        if (request.content_length or 0) > self._settings.max_bytes:
            raise self._too_large()
        try:
            async with asyncio.timeout(WEBHOOK_BODY_WITHIN):
                body = await request.read()
        except web.HTTPRequestEntityTooLarge as error:
            raise self._too_large() from error
        except TimeoutError as error:
            raise _RefusedError(HTTPStatus.REQUEST_TIMEOUT, "the body came too slowly") from error
        if not hmac.compare_digest(signature_of(self._secret, timestamp, body), signed[1].casefold()):
            raise _unauthorised(f"{SIGNATURE} is not that of {TIMESTAMP}, a dot and this body with the secret here")
        if request.content_type != "application/json":
            raise _RefusedError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Content-Type: write application/json")
        return body

    def _too_large(self) -> _RefusedError:
        most = self._settings.max_bytes
        return _RefusedError(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"the body has more than webhook.max_bytes ({most:,})"
        )

    def _check_rate(self) -> None:
        """Count a signed post; those of strangers count for nobody."""
        now = asyncio.get_running_loop().time()
        span = self._settings.limit_per.total_seconds()
        while self._taken_at and self._taken_at[0] <= now - span:
            self._taken_at.popleft()
        if len(self._taken_at) >= self._settings.limit:
            after = timedelta(seconds=self._taken_at[0] + span - now)
            reason = f"more than webhook.limit ({self._settings.limit}) posts in {span:.0f} s"
            raise _RefusedError(HTTPStatus.TOO_MANY_REQUESTS, reason, after=after)
        self._taken_at.append(now)

    async def _read(self, body: bytes) -> tuple[Source, Entry]:
        try:
            posted = _Posted.model_validate(json.loads(body))
        except ValidationError as error:
            raise _unprocessable("; ".join(_said_of_field(dict(one)) for one in error.errors())) from error
        except (ValueError, RecursionError) as error:
            raise _unprocessable("the body is not JSON") from error
        webhooks = {one.id: one for one in self._sources if one.kind is SourceKind.WEBHOOK}
        if (source := webhooks.get(posted.source)) is None:
            known = ", ".join(webhooks)
            raise _unprocessable(f"source: {posted.source[:40]!r} is not a source of kind webhook; these are: {known}")
        if source.paused:
            raise _unprocessable(f"source: {source.id} is paused; `source resume {source.id}` lets it on")
        return source, await asyncio.to_thread(_entry_posted, source, posted)


def _entry_posted(source: Source, posted: _Posted) -> Entry:
    from bot.sources.inbox.wrapped import typed_paragraphs  # noqa: PLC0415 - it loads lxml, which no other part needs
    from bot.sources.texts.plain import joined_paragraphs, one_line  # noqa: PLC0415 - the same

    text = joined_paragraphs(typed_paragraphs(posted.text))
    if not re.search(r"\w", text):
        raise _unprocessable("text: holds no words")
    key = blake2b(" ".join(text.casefold().split()).encode(), digest_size=16).hexdigest()
    try:
        url = canonical_url(posted.url) if posted.url else f"{source.url}/{key[:16]}"
    except ValueError as error:
        raise _unprocessable(f"url: {error}"[:300]) from error
    return Entry(
        key=key,
        url=url,
        title=one_line(posted.title),
        text=text,
        published_at=posted.published_at,
        author=one_line(posted.author),
    )


def _said_of_field(problem: dict[str, Any]) -> str:
    place = ".".join(map(str, problem["loc"])) or "the body"
    if problem["type"] == "extra_forbidden":
        return f"{place[:40]}: no such field; there are {', '.join(_Posted.model_fields)}"
    return f"{place}: {problem['msg'][:1].lower()}{problem['msg'][1:]}"


def _unsaved() -> _RefusedError:
    reason = "it cannot be saved now; post it again"
    return _RefusedError(HTTPStatus.SERVICE_UNAVAILABLE, reason, after=timedelta(seconds=WEBHOOK_RETRY))


def _unauthorised(reason: str) -> _RefusedError:
    return _RefusedError(HTTPStatus.UNAUTHORIZED, reason)


def _unprocessable(reason: str) -> _RefusedError:
    return _RefusedError(HTTPStatus.UNPROCESSABLE_ENTITY, reason)


def _refusal(error: _RefusedError) -> web.Response:
    headers = {} if error.after is None else {"Retry-After": str(max(1, round(error.after.total_seconds() + 0.5)))}
    return web.json_response({"error": str(error)}, status=error.status, headers=headers)


@web.middleware
async def _errors_as_json(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    try:
        return await handler(request)
    except web.HTTPException as error:
        reason = f"{error.reason}; texts are posted to {TEXTS_PATH}"
        return web.json_response({"error": reason}, status=error.status, headers={"Allow": "POST"})
