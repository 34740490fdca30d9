"""The text of a Slack message as people read it, and the links in it."""

from __future__ import annotations

import html
import re
from typing import Final

_SLACK_TAG: Final = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")  # <https://…|label>, <@U024BE7LH>, <!here>
_WEB_PREFIXES: Final = ("http://", "https://")


def said_on_slack(text: str) -> tuple[str, list[str]]:
    """Return what a message says without its marks, and the addresses in it, in their order."""
    links: list[str] = []

    def shown(tag: re.Match[str]) -> str:
        target, label = tag[1], tag[2]
        if target.startswith(_WEB_PREFIXES):
            links.append(html.unescape(target))
            return label or ""
        return label or ""  # people, channels and groups are no words of the message

    return html.unescape(_SLACK_TAG.sub(shown, text)), links
