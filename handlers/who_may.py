"""Who may do what by command: the one place that decides it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.core.model import OPERATOR, Member, Platform

if TYPE_CHECKING:
    from collections.abc import Collection

AT_THE_TERMINAL: Final = Member(id=f"{OPERATOR}operator", name="operator", moderator=True)
_BLIND: Final = frozenset({Platform.SLACK})  # platforms that do not tell who looks after a place


def may_see_all(by: Member | None, *, moderators: Collection[str]) -> bool:
    """Tell whether somebody looks after the bot, or nobody can tell who does: channels and errors are named to them."""
    if by is None or by.moderator:
        return True
    platform = by.id.partition(":")[0]
    if "/" in by.id:  # of another workspace than the first: a guest of the bot's
        return False
    return platform in _BLIND and not any(one.startswith(f"{platform}:") for one in moderators)


def moderates(by: Member) -> bool:
    """Tell whether somebody looks after the bot, and so may change sources and actors."""
    return by.moderator


def may_change_routes(by: Member) -> bool:
    """Tell whether somebody may change what leads to the channel that they ask in.

    Who may manage it: on Discord by Manage Channels, on Slack as `slack.route_managers` says. Direct messages are
    everyone's own, and who looks after the bot may everywhere.
    """
    return by.moderator or (by.place is not None and (by.place.is_direct or by.place.may_manage))
