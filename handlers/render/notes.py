"""Messages that are no alerts: what became of an alert's words at their source, and alerts that were too many."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.core.model import CorrectionKind, Kind
from handlers.render.phrases import (
    HEADLINE_LIMIT,
    Badge,
    actor_name,
    change_line,
    correction_words,
    outlet_name,
    reported_words,
    short,
)
from handlers.render.reply import Button, Press, context_buttons, token_of
from handlers.render.segments import Line, command, line_text, link, words
from handlers.render.text import clip, web_link

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.config import Config
    from bot.core.model import CorrectionView, OverflowView

WORDS_LIMIT = 400  # characters, as every limit here
TOLD_LIMIT = 80
FALLBACK_LIMIT = 240
MOST_NAMED = 6  # actors of an overflow line; the rest is counted

_DASH = "\u2013"


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A short message in plain text. Each platform escapes and lays it out, and pings nobody with it."""

    title: str
    badge: Badge
    lines: tuple[Line, ...]
    fallback: str  # the note in one line, for notifications and for screens without layout
    url: str  # safe in any link, or ""
    buttons: tuple[Button, ...] = ()


def correction_note(view: CorrectionView, *, config: Config) -> Note:
    """Return the reply to an alert whose words changed at their source: what, where, when, from what to what."""
    correction, article = view.correction, view.before.article
    actor = actor_name(config, view.statement.actor_id)
    headline = short(article.title, HEADLINE_LIMIT)
    what = correction_words(
        correction,
        where=outlet_name(article, config),
        beside=view.before.sighting.seen_at,
        zone=config.bot.time_zone,
    )
    before = reported_words(view.before) or view.statement.text
    now = correction.text if correction.kind is CorrectionKind.CHANGED else before
    start = f"{Badge.CORRECTION} · {actor}: {clip(line_text(what), TOLD_LIMIT)}: "
    kind = view.before.sighting.quotation.kind
    change = change_line(before, correction, kind=kind, limit=WORDS_LIMIT)
    end = "“{}”" if kind is Kind.DIRECT else "{}"
    return Note(
        title=actor,
        badge=Badge.CORRECTION,
        lines=tuple(
            line for line in (change, what, (link(headline or "article", article.url),)) if line_text(line).strip()
        ),
        fallback=start + end.format(short(now, FALLBACK_LIMIT - len(start) - len(end))),
        url=web_link(article.url),
        buttons=context_buttons(view.statement.id),
    )


def overflow_note(view: OverflowView, *, config: Config) -> Note:
    """Return one line for the alerts that were too many for their channel, and how to see them."""
    zone = ZoneInfo(config.bot.time_zone)
    since, until = (at.astimezone(zone) for at in (view.since, view.until))
    most = sorted(view.alerts.items(), key=lambda one: (-one[1], one[0]))
    named = [f"{actor_name(config, actor_id)} {count}" for actor_id, count in most[:MOST_NAMED]]
    rest = sum(count for _, count in most[MOST_NAMED:])
    count = sum(view.alerts.values())
    title = f"{count} more alert{'' if count == 1 else 's'}"
    told = f"{_span(since, until)}: {', '.join([*named, *([f'others {rest}'] if rest else [])])}"
    begun = f"{since:%Y-%m-%dT%H:%M}"
    listed = token_of(Press.SHOW, "statements", "", "", begun)
    return Note(
        title=title,
        badge=Badge.OVERFLOW,
        lines=(
            (words(told),),
            (words("All are on record: "), command(f"statements since:{begun}")),
        ),
        fallback=clip(f"{title} {told}", FALLBACK_LIMIT),
        url="",
        buttons=(Button(label="All", token=listed),) if listed else (),
    )


def _span(since: datetime, until: datetime) -> str:
    """Write a span of time in the zone of both: `14:05-14:15 CET`."""
    if since.strftime("%Y-%m-%d %H:%M") == until.strftime("%Y-%m-%d %H:%M"):
        return f"{since:%H:%M %Z}"
    if since.date() == until.date():
        return f"{since:%H:%M}{_DASH}{until:%H:%M %Z}"
    return f"{since.day} {since:%b %H:%M}{_DASH}{until.day} {until:%b %H:%M %Z}"
