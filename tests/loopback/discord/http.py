"""Requests and answers of Discord's REST."""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web

PARTS = web.RequestKey("parts", tuple)  # of a request: the body and the files


async def read_json(request: web.Request) -> Any:
    """Return the body; what comes in parts was read before, as it can be read once only."""
    if request.content_type == "multipart/form-data":
        return request[PARTS][0]
    text = await request.text()
    return json.loads(text) if text else None


async def read_parts(request: web.Request) -> None:
    form = await request.post()
    files = {key: one for key, one in form.items() if key != "payload_json"}
    request[PARTS] = (json.loads(form["payload_json"]), {one.filename: one.file.read() for one in files.values()})


def answered(data: Any, *, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    # Exactly application/json: discord.py reads nothing with a charset.
    body = b"" if data is None else json.dumps(data).encode()
    kind = "text/html" if data is None else "application/json"
    return web.Response(body=body, status=status, headers=headers, content_type=kind)


def refused(status: int, code: int, message: str) -> web.Response:
    return answered({"code": code, "message": message}, status=status)
