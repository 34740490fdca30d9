"""What the bot may do in a channel, known before it is needed."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from discord import Permissions

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from handlers.discord.rest import DiscordRest

_TEXT_CHANNELS = frozenset({0, 2, 5, 10, 11, 12, 13})  # those that hold messages
_THREADS = frozenset({10, 11, 12})
_FORUMS = frozenset({15, 16})  # those that hold posts
_ASKS_FOR_A_TAG = 1 << 4  # a flag of a forum
_DIRECT = 1
_NAMES = {
    "view_channel": "View Channel",
    "send_messages": "Send Messages",
    "send_messages_in_threads": "Send Messages in Threads",
    "create_public_threads": "Create Public Threads",
    "embed_links": "Embed Links",
    "read_message_history": "Read Message History",
}


async def problem_of(
    rest: DiscordRest, channel_id: str, *, bot_id: str, mentions: Collection[str] = (), threads: bool = False
) -> str | None:
    """Return what keeps the bot from posting in a channel and the way out, or None.

    Args:
        rest: to ask through.
        channel_id: of the channel.
        bot_id: of the bot.
        mentions: ids of roles that alerts there notify.
        threads: alerts stand in threads there.

    Raises:
        RetryLaterError, ChannelRefusedError, TokenRefusedError

    """
    subject = f"discord:{channel_id}"
    channel = await rest.request("GET", f"/channels/{channel_id}", subject=subject)
    if channel.get("type") == _DIRECT:
        return None
    kind = channel.get("type")
    if kind not in _TEXT_CHANNELS | _FORUMS:
        return "this is not a text channel; right-click one and choose Copy Channel ID"
    if kind in _FORUMS and channel.get("flags", 0) & _ASKS_FOR_A_TAG:
        return "this forum asks for a tag with each post; switch that off in its settings"
    guild_id = channel["guild_id"]
    thread = kind in _THREADS
    ruling = channel
    if thread:  # threads have no overwrites of their own
        ruling = await rest.request("GET", f"/channels/{channel['parent_id']}", subject=subject)
    guild = await rest.request("GET", f"/guilds/{guild_id}", subject=subject)
    member = await rest.request("GET", f"/guilds/{guild_id}/members/{bot_id}", subject=subject)
    held = permissions_in(ruling, guild=guild, role_ids=member["roles"], member_id=bot_id)
    needed = (
        "view_channel",
        *(() if thread else ("send_messages",)),
        *(("create_public_threads",) if threads and kind not in _FORUMS else ()),
        *(("send_messages_in_threads",) if thread or threads or kind in _FORUMS else ()),
        "embed_links",
        "read_message_history",
    )
    missing = [_NAMES[one] for one in needed if not getattr(held, one)]
    if missing:
        return f"the bot lacks {', '.join(missing)}; grant it in the channel's settings"
    return next(filter(None, (_mention_problem(one, guild=guild, held=held) for one in mentions)), None)


def _mention_problem(role_id: str, *, guild: dict[str, Any], held: Permissions) -> str | None:
    """Return what keeps an alert from notifying a role, or None. The role of the guild's own id is everyone."""
    role = next((one for one in guild["roles"] if one["id"] == role_id), None)
    if role is None or role_id == guild["id"]:
        return f"{role_id} is no role that may be mentioned; copy the id of another one under Server Settings, Roles"
    if role.get("mentionable") or held.mention_everyone:
        return None
    return f"@{role['name']} cannot be mentioned; allow anyone to mention this role in its settings"


def permissions_in(
    channel: dict[str, Any], *, guild: dict[str, Any], role_ids: Iterable[str], member_id: str
) -> Permissions:
    """Return a member's permissions in a channel: those of the roles, then the channel's overwrites."""
    if guild.get("owner_id") == member_id:
        return Permissions.all()
    own = {guild["id"], *role_ids}  # the role of everyone has the guild's id
    base = reduce(or_, (int(role["permissions"]) for role in guild["roles"] if role["id"] in own), 0)
    if Permissions(base).administrator:
        return Permissions.all()
    overwrites = {one["id"]: one for one in channel.get("permission_overwrites") or []}
    for group in ({guild["id"]}, own - {guild["id"]}, {member_id}):
        applying = [overwrites[one] for one in group if one in overwrites]
        base &= ~reduce(or_, (int(one["deny"]) for one in applying), 0)
        base |= reduce(or_, (int(one["allow"]) for one in applying), 0)
    return Permissions(base)
