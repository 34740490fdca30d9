"""The text of a Discord message as people read it, and the links in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_MASKED: Final = re.compile(r"\[([^\[\]]+)\]\(<?(https?://[^\s<>()]+)>?\)")  # [label](https://…)
_BARE: Final = re.compile(r"<?(https?://[^\s<>()]+)>?")
_DISCORD_TAG: Final = re.compile(
    r"<(?:@[!&]?|#|a?:\w+:|t:)\d+(?::\w)?>|@(?:everyone|here)\b"
)  # people, channels, emoji, times
_MARKDOWN: Final = re.compile(r"\\([\\*_~|`>#\[\]()-])|\*{1,3}|__|~~|\|\||`+|^(?:> ?|#{1,3} )", re.MULTILINE)
_EMBED_TEXTS: Final = ("title", "description")


def said_on_discord(message: Mapping[str, Any]) -> tuple[str, list[str]]:
    """Return what a message and its embeds say without their marks, and the addresses in it, in their order."""
    texts = [str(message.get("content") or "")]
    for embed in message.get("embeds") or ():
        texts += [str(embed[name]) for name in _EMBED_TEXTS if embed.get(name)]
    text = "\n\n".join(filter(None, texts))
    links: list[str] = []

    def masked(match: re.Match[str]) -> str:
        links.append(match[2])
        return match[1]

    def bare(match: re.Match[str]) -> str:
        links.append(match[1])
        return ""

    text = _BARE.sub(bare, _MASKED.sub(masked, text))
    return _MARKDOWN.sub(lambda mark: mark[1] or "", _DISCORD_TAG.sub("", text)), links
