"""The secrets that tests work with: none of them may stand in anything that the bot writes."""

from __future__ import annotations

from tests.loopback import discord, slack

WEBHOOK_SECRET = "loopback-secret-of-the-webhook-32"
WEB_PASSWORD = "loopback-password-of-the-archive"
DATABASE_PASSWORD = "loopback-password-of-the-database"
CANARIES = (
    *(discord.TOKEN, slack.BOT_TOKEN, slack.APP_TOKEN, slack.SIGNING_SECRET, slack.CLIENT_SECRET),
    *(WEBHOOK_SECRET, WEB_PASSWORD, DATABASE_PASSWORD),
)


def leaked(*texts: str) -> list[str]:
    """Return the secrets that stand in any of the texts."""
    return [secret for secret in CANARIES if any(secret in text for text in texts)]


def require_none(where: str, *texts: str) -> None:
    """Raise where a secret stands in one of the texts.

    Args:
        where: what was written, for the message.
        texts: what stands there.

    Raises:
        AssertionError: a secret does.

    """
    if found := leaked(*texts):
        raise AssertionError(f"a secret stands in {where}: {', '.join(found)}")
