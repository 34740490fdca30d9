"""Draws `docs/cards.png`: an alert before and now, on Discord and Slack, and what a phone shows of it.

And `docs/alerts.png`, which README begins with: the alert as it is on both.

`python -m docs.cards` lays the bot's own bodies out as both platforms do and has headless Chromium take the picture.
The bodies of before stand in `docs/cards_before.json`, as the bot made them on 24 November 2026.
"""  # noqa: INP001 - run from the checkout, never installed

from __future__ import annotations

import html
import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from docs.chromium import photograph
from docs.picture import CONFIG, report_view
from handlers.discord.message import alert as discord_alert
from handlers.render.messages.card import card
from handlers.slack.message import alert as slack_alert

PICTURE = Path(__file__).with_name("cards.png")
ALERTS = Path(__file__).with_name("alerts.png")
BEFORE = Path(__file__).with_name("cards_before.json")
WIDTH, HEIGHT = 1240, 1420  # of the picture
ALERTS_HEIGHT = 605

STYLE = """
* { box-sizing: border-box } body { margin: 0; padding: 20px; background: #e9ebee; color: #1d1c1d;
font: 15px/1.4 Liberation Sans, Arial, sans-serif } table { border-spacing: 14px; width: 100% }
h1 { font-size: 17px; margin: 4px 0 8px }
td { vertical-align: top; width: 50% } blockquote { margin: 2px 0; padding-left: 10px; border-left: 4px solid #ccc }
.message { border-radius: 8px; padding: 14px } .slack { background: #fff; border: 1px solid #ddd }
.discord { background: #313338; color: #dbdee1 } .discord a { color: #00a8fc } .discord h2 { color: #f2f3f5 }
h2 { font-size: 22px; margin: 0 0 6px } .slack h2 { font-size: 18px } .embed { background: #2b2d31; border-radius: 4px;
border-left: 4px solid; padding: 10px 14px; margin: 6px 0 } .author { font-size: 13px; font-weight: bold }
.title { font-weight: bold; color: #f2f3f5; margin-bottom: 6px }
code { background: #1e1f22; border-radius: 3px; padding: 1px 4px; font-size: 13px } img { display: block }
.line { min-height: 8px } .block { margin: 8px 0 } .small { font-size: 12px; color: #616061 } .rows { margin-top: 8px }
.section { display: flex; justify-content: space-between; align-items: center }
.button { display: inline-block; padding: 4px 12px; margin: 2px 6px 2px 0; border-radius: 4px; font-size: 13px;
font-weight: bold } .discord .button { background: #4e5058; color: #fff } .slack .button { border: 1px solid #bbb }
.push { background: #fff; border-radius: 14px; padding: 10px 14px; font-size: 14px; white-space: pre-line }
"""


def bodies() -> dict[str, dict[str, dict[str, Any]]]:
    """Return the bodies of one alert, as they were and as they are, by platform."""
    made = card(report_view(), config=CONFIG)
    now = {
        "discord": discord_alert(made, delivery_id="d1"),
        "slack": slack_alert(made, delivery_id="d1", command="/onrecord"),
    }
    return {"before": json.loads(BEFORE.read_text(encoding="utf-8")), "now": now}


def page() -> str:
    """Return all of the picture as a page."""
    found = bodies()
    rows = [
        ("Discord", [discord_html(found[when]["discord"]) for when in found]),
        ("Slack", [slack_html(found[when]["slack"]) for when in found]),
        ("Notification, Discord", [push_html(found[when]["discord"]["content"]) for when in found]),
        ("Notification, Slack", [push_html(found[when]["slack"]["text"]) for when in found]),
    ]
    shown = "".join(
        "<tr>"
        + "".join(f"<td><h1>{name}, {when}</h1>{cell}</td>" for when, cell in zip(found, cells, strict=True))
        + "</tr>"
        for name, cells in rows
    )
    return f"<!doctype html><meta charset=utf-8><style>{STYLE}</style><table>{shown}</table>"


def alerts_page() -> str:
    """Return the alert as it is on both platforms as a page."""
    now = bodies()["now"]
    shown = {"Discord": discord_html(now["discord"]), "Slack": slack_html(now["slack"])}
    cells = "".join(f"<td><h1>{name}</h1>{cell}</td>" for name, cell in shown.items())
    return f"<!doctype html><meta charset=utf-8><style>{STYLE}</style><table><tr>{cells}</tr></table>"


def discord_html(body: dict[str, Any], *, picture: str = "") -> str:
    """Lay a body out as Discord does, with a picture below it, as HTML."""
    parts = [markdown_html(body["content"])] if body["content"] else []
    for embed in body["embeds"]:
        author = f"<div class=author>{html.escape(embed['author']['name'])}</div>" if "author" in embed else ""
        title = f"<div class=title>{html.escape(embed['title'])}</div>" if "title" in embed else ""
        colour = f"style='border-color:#{embed['color']:06x}'"
        parts.append(f"<div class=embed {colour}>{author}{title}{markdown_html(embed['description'])}</div>")
    rows = [
        "".join(f"<span class=button>{one['label']}</span>" for one in row["components"]) for row in body["components"]
    ]
    return f"<div class='message discord'>{''.join(parts)}{picture}<div class=rows>{'<br>'.join(rows)}</div></div>"


def markdown_html(text: str) -> str:
    """Return Discord's markdown, as far as the bot writes it, as HTML."""
    return "".join(_markdown_line(line) for line in text.split("\n"))


def _markdown_line(line: str) -> str:
    kept: list[str] = []  # what is escaped stands for itself

    def keep(found: re.Match[str]) -> str:
        kept.append(html.escape(found[1]))
        return f"\0{len(kept) - 1}\0"

    bare = re.sub(r"\\([^0-9A-Za-z\s])", keep, line)
    bare = re.sub(r"<t:(\d+):\w>", lambda found: _moment(int(found[1])), bare)
    tag = "h2" if bare.startswith("## ") else "blockquote" if bare.startswith("> ") else "div class=line"
    shown = html.escape(re.sub(r"^(## |> )", "", bare), quote=False)
    shown = re.sub(r"\[([^\]]*)\]\(([^)]*)\)", r"<a>\1</a>", shown)
    shown = re.sub(r"`([^`]+)`", r"<code>\1</code>", shown)
    shown = re.sub(r"~~(.+?)~~", r"<s>\1</s>", re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", shown))
    shown = re.sub(r"\0(\d+)\0", lambda found: kept[int(found[1])], shown)
    return f"<{tag}>{shown}</{tag.partition(' ')[0]}>"


def slack_html(body: dict[str, Any], *, picture: str = "") -> str:
    """Lay a body out as Slack does, with a picture before its buttons, as HTML."""
    blocks = [*map(_slack_block, body["blocks"])]
    has_buttons = body["blocks"][-1]["type"] == "actions"
    blocks.insert(len(blocks) - has_buttons, picture)
    return f"<div class='message slack'>{''.join(blocks)}</div>"


def _slack_block(block: dict[str, Any]) -> str:
    match block["type"]:
        case "header":
            return f"<h2>{html.escape(block['text']['text'])}</h2>"
        case "context":
            return f"<div class=small>{html.escape(block['elements'][0]['text'])}</div>"
        case "section":
            button = f"<span class=button>{block['accessory']['text']['text']}</span>"
            return f"<div class='block section'><span>{html.escape(block['text']['text'])}</span>{button}</div>"
        case "actions":
            return "".join(f"<span class=button>{one['text']['text']}</span>" for one in block["elements"])
        case _:
            return "".join(map(_rich_part, block["elements"]))


def _rich_part(part: dict[str, Any]) -> str:
    tag = "blockquote" if part["type"] == "rich_text_quote" else "div"
    return f"<{tag} class=block>{''.join(map(_rich_piece, part['elements']))}</{tag}>"


def _rich_piece(piece: dict[str, Any]) -> str:
    text = html.escape(_moment(piece["timestamp"]) if piece["type"] == "date" else piece["text"]).replace("\n", "<br>")
    style = piece.get("style") or {}
    text = f"<b>{text}</b>" if style.get("bold") else text
    text = f"<s>{text}</s>" if style.get("strike") else text
    return f"<a style='color:#1264a3'>{text}</a>" if piece["type"] == "link" else text


def push_html(text: str) -> str:
    """Return what a phone shows of a message before it is opened, as it is sent."""
    return f"<div class=push>{html.escape(html.unescape(text))}</div>"


def _moment(timestamp: int) -> str:
    return f"{datetime.fromtimestamp(timestamp, UTC):%d %B %Y %H:%M}"


if __name__ == "__main__":
    photograph(page(), PICTURE, size=(WIDTH, HEIGHT))
    photograph(alerts_page(), ALERTS, size=(WIDTH, ALERTS_HEIGHT))
