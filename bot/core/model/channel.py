"""Where people read, and who they are."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Platform(StrEnum):
    """Where a channel lives."""

    DISCORD = "discord"
    SLACK = "slack"
    CONSOLE = "console"


OPERATOR = "terminal:"  # begins the id of whoever has the machine's own terminal


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """Where people read. `str(channel)` is the form that config, database and messages use: `slack:C024BE91L`."""

    platform: Platform
    channel_id: str = ""

    def __str__(self) -> str:
        return f"{self.platform}:{self.channel_id}" if self.channel_id else str(self.platform)

    @property
    def workspace_id(self) -> str:
        """In which workspace of Slack it is, where the bot is in several: `T024BE7LD`; "" in the first of them."""
        return self.channel_id.rpartition("/")[0]

    @property
    def id_there(self) -> str:
        """What the platform itself calls it: `C024BE91L` of `T024BE7LD/C024BE91L`."""
        return self.channel_id.rpartition("/")[2]

    @classmethod
    def parse(cls, text: str) -> Channel:
        """Read the form that `str` writes.

        Raises:
            ValueError: the platform is unknown, or its channel id is missing.

        """
        platform_name, _, channel_id = text.partition(":")
        platform = Platform(platform_name)
        if bool(channel_id) == (platform is Platform.CONSOLE):
            msg = f"{text!r} is not a channel"
            raise ValueError(msg)
        return cls(platform=platform, channel_id=channel_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedIn:
    """Where a command is given, and what its giver may do there."""

    channel: Channel
    is_direct: bool = False  # a conversation with nobody else in it
    may_manage: bool = False  # the platform, or the config, lets this person manage the channel


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Somebody who reads a channel."""

    id: str  # "discord:80351110224678912", "slack:U024BE7LH"
    name: str = ""
    moderator: bool = False  # looks after the bot: what they say corrects messages
    time_zone: str = field(default="", compare=False)  # in which they read, where their platform tells
    place: AskedIn | None = field(default=None, compare=False)  # where they ask; None: the machine's own terminal
