"""How long many alerts take to go out at once, beside what the platforms' rate limits allow.

    python -m benchmarks.burst --alerts 500 --channels 20

The whole bot with fake models (a line `trump: words` is a statement) posts to platforms on loopback that keep to their
limits: Discord takes five messages in five seconds in each channel and fifty a second in all, Slack ten at once in each
channel and one a second after that. What breaks a limit is answered with 429. Half of the channels are on Discord, half
on Slack, and each wants every statement. Exits with 1 where it took more than 1.2 times what the limits allow.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import math
import tempfile
import time
from collections import Counter, deque
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import structlog
from aiohttp import web

from tests.chaos import sentences
from tests.loopback.discord import CHANNEL_ID, LoopbackDiscord
from tests.loopback.slack import LoopbackSlack, web_api
from tests.whole import Newsroom, with_fake_models

if TYPE_CHECKING:
    from collections.abc import Sequence

DISCORD_AT_ONCE, DISCORD_PER = 5, 5.0  # messages, seconds, of a channel
DISCORD_A_SECOND = 50  # of all channels
SLACK_AT_ONCE, SLACK_EVERY = 10, 1.0  # messages, seconds
TARGET = 1.2  # times what the limits allow


class LimitedDiscord(LoopbackDiscord):
    """Keeps to its limits, and says in each answer how much of them is left, as Discord does."""

    def __init__(self, channels: Sequence[str]) -> None:
        super().__init__(channels=tuple(channels))
        self.posted_at: list[float] = []
        self.refused = 0
        self._windows: dict[str, tuple[float, int]] = {}  # of each channel, when it ends, and what is left in it
        self._second: deque[float] = deque(maxlen=DISCORD_A_SECOND)

    async def _respond(self, request: web.Request, handler: Any, path: str, body: Any) -> Any:
        if request.method != "POST" or not path.endswith("/messages"):
            return await super()._respond(request, handler, path, body)  # type: ignore[no-untyped-call]
        now = time.monotonic()
        end, left = self._windows.get(path, (0.0, 0))
        if now >= end:
            end, left = now + DISCORD_PER, DISCORD_AT_ONCE
        is_full = len(self._second) == DISCORD_A_SECOND and now - self._second[0] < 1.0
        if not left or is_full:
            self.refused += 1
            wait = 1.0 if is_full else end - now
            refusal = {"message": "You are being rate limited.", "retry_after": wait, "global": is_full}
            return web.json_response(refusal, status=429, headers={"Retry-After": str(math.ceil(wait))})
        self._windows[path] = (end, left - 1)
        self._second.append(now)
        answer = await super()._respond(request, handler, path, body)  # type: ignore[no-untyped-call]
        self.posted_at.append(time.monotonic())
        answer.headers["X-RateLimit-Limit"] = str(DISCORD_AT_ONCE)
        answer.headers["X-RateLimit-Remaining"] = str(left - 1)
        answer.headers["X-RateLimit-Reset-After"] = f"{end - now:.3f}"
        answer.headers["X-RateLimit-Bucket"] = "of-messages"
        return answer


class LimitedSlack(LoopbackSlack):
    """Keeps to its limits."""

    def __init__(self, channels: Sequence[str]) -> None:
        super().__init__()
        self.channels = {
            one: {"id": one, "name": f"room-{one[-2:]}", "is_member": True, "is_archived": False} for one in channels
        }
        self.posted_at: list[float] = []
        self.refused = 0
        self._allowed: dict[str, tuple[float, float]] = {}  # of each channel, messages that are allowed, and when

    async def _answer(self, request: web.Request, method: str, arguments: Any) -> Any:
        if method != "chat.postMessage":
            return await super()._answer(request, method, arguments)
        now = time.monotonic()
        allowed, at = self._allowed.get(arguments["channel"], (float(SLACK_AT_ONCE), now))
        allowed = min(allowed + (now - at) / SLACK_EVERY, SLACK_AT_ONCE)
        if allowed < 1:
            self.refused += 1
            return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": "1"})
        self._allowed[arguments["channel"]] = (allowed - 1, now)
        answer = await super()._answer(request, method, arguments)
        self.posted_at.append(time.monotonic())
        return answer


def allowed_seconds(of_each: int, channels: int) -> float:
    """Return in how many seconds the limits let so many messages through in each channel."""
    on_discord = max(
        (math.ceil(of_each / DISCORD_AT_ONCE) - 1) * DISCORD_PER, of_each * channels / 2 / DISCORD_A_SECOND
    )
    return max(on_discord, (of_each - SLACK_AT_ONCE) * SLACK_EVERY, 1.0)


async def burst(folder: Path, *, of_each: int, channels: int) -> tuple[float, LimitedDiscord, LimitedSlack]:
    """Publish; returns the seconds from the first message to the last, and the platforms."""
    on_discord = [f"{int(CHANNEL_ID) + one}" for one in range(channels // 2)]
    on_slack = [f"C{one:010}" for one in range(1, channels - len(on_discord) + 1)]
    discord, slack = LimitedDiscord(on_discord), LimitedSlack(on_slack)
    where = [f"discord:{one}" for one in on_discord] + [f"slack:{one}" for one in on_slack]
    async with Newsroom(folder, discord=discord, slack=slack, alerts="limit = 1000\n") as room:
        text = room.config_path.read_text(encoding="utf-8")
        head = text.partition("[[routes]]")[0]
        routes = "".join(f'[[routes]]\nchannel = "{one}"\n' for one in where)
        room.config_path.write_text(head + routes, encoding="utf-8")
        async with room.bot():
            room.publish(
                "wire", *(f"trump: {sentence}" for sentence, _ in zip(sentences(), range(of_each), strict=False))
            )
            while len(discord.posted_at) + len(slack.posted_at) < of_each * channels:  # noqa: ASYNC110 - no event of both
                await asyncio.sleep(0.05)
        for one in where:
            reported = Counter(room.alerts(one))
            assert len(reported) == of_each, f"{one}: {len(reported)} of {of_each}"
            assert max(reported.values()) == 1, f"{one}: reported twice"
    times = discord.posted_at + slack.posted_at
    return max(times) - min(times), discord, slack


def without_checks(patch: pytest.MonkeyPatch) -> None:
    """Take from the platforms on loopback what takes longer than all that the bot does: checks of each message."""
    patch.setattr(web_api, "message_problems", lambda *_, **__: [])
    patch.setattr(LoopbackDiscord, "_schema_problems", lambda *_: [])


def main() -> int:
    """Measure, and tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--alerts", type=int, default=500, help="messages in all")
    parser.add_argument("--channels", type=int, default=20)
    given = parser.parse_args()
    of_each = given.alerts // given.channels
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory(prefix="onrecord-burst-") as folder:
        with_fake_models(patch)
        without_checks(patch)
        logging.disable(logging.WARNING)  # a tick that is late on a busy machine says so
        used = time.process_time()
        took, discord, slack = asyncio.run(burst(Path(folder), of_each=of_each, channels=given.channels))
    used = time.process_time() - used
    allowed = allowed_seconds(of_each, given.channels)
    print(f"| {of_each * given.channels} alerts over {given.channels} channels | |\n|---|---|")
    for name, value in (
        ("as the limits allow", f"{allowed:.1f} s"),
        ("took, from the first message to the last", f"{took:.1f} s"),
        ("times what they allow", f"{took / allowed:.2f} (at most {TARGET})"),
        ("time of the processor, of bot and platforms with their start", f"{used:.1f} s"),
        ("answered with 429", f"Discord {discord.refused}, Slack {slack.refused}"),
        ("each once in each channel", "yes"),
    ):
        print(f"| {name} | {value} |")
    return 0 if took <= TARGET * allowed else 1


if __name__ == "__main__":
    raise SystemExit(main())
