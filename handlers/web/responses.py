"""What every answer of the archive has: headers that guard it, and a mark by which a browser knows it again."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, Final

from aiohttp import web

if TYPE_CHECKING:
    from http import HTTPStatus

# Nothing is taken from anywhere else, nothing runs, nobody frames it, and nobody is told where a reader comes from.
GUARDS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "Server": "On Record",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
}
KEPT_BY_READERS: Final = "private, no-cache"  # asked for anew each time, and not sent again where it is the same
KEPT_FOR_EVER: Final = "public, max-age=31536000, immutable"  # its address changes with it
NOT_KEPT: Final = "no-store"


def answer(
    request: web.Request,
    text: str,
    *,
    content_type: str = "text/html",
    keep: str = KEPT_BY_READERS,
    file_name: str = "",
) -> web.Response:
    """Return a text, or that the browser has it already."""
    body = text.encode()
    tag = f'"{blake2b(body, digest_size=12).hexdigest()}"'
    headers = {"Cache-Control": keep, "ETag": tag}
    known = [one.strip().removeprefix("W/") for one in request.headers.get("If-None-Match", "").split(",")]
    if tag in known:
        return web.Response(status=304, headers=headers)
    if file_name:
        headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return web.Response(body=body, content_type=content_type, charset="utf-8", headers=headers)


def failure(text: str, *, status: HTTPStatus, headers: dict[str, str] | None = None) -> web.Response:
    """Return a page that says what went wrong."""
    return web.Response(
        text=text, status=status, content_type="text/html", headers={"Cache-Control": NOT_KEPT, **(headers or {})}
    )


def guarded(response: web.StreamResponse) -> web.StreamResponse:
    """Give an answer the headers that all have."""
    response.headers.update(GUARDS)
    return response
