"""What is known of a statement, in words: how it was given, how sure, how old, how often."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from bot.core.model import Kind, Novelty, Precision
from bot.rules.times import background, published_or_seen_at, said_or_published_at, said_words
from handlers import limits
from handlers.render.pieces.beginnings import begun_low
from handlers.render.pieces.lengths import short
from handlers.render.pieces.moments import clock, day_text, moment, said
from handlers.render.pieces.segments import strong, words

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.config import Config
    from bot.core.model import Actor, Quotation, Statement, StatementView
    from handlers.render.pieces.segments import Line, Segment

_POSSESSIVES = ("his", "her", "their", "its")
_OF_SOMEBODY: Final = ("'s", "s'", "\u2019s", "s\u2019")
_NAME_GOES_ON: Final = re.compile(
    r"""
    ['\u2019]s?\b  # "the mayor's"
    # "Ann van den Berg", "Ann-Marie"; not "Ann Monday"
    | [ -](?:(?:al|bin|da|de|del|der|di|du|el|la|of|van|von)[ ])*
      (?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b)[^\W\d_a-z]
    """,
    re.VERBOSE,
)
_WITH_WHOM: Final = re.compile(r" (?:at|by|from|in|on|to|with) (?:(?:the|a|an) )?[^\W\d_a-z][^,;]*$")


def kind_words(kind: Kind, actor: Actor) -> str:
    """Say how the words are given."""
    if kind is Kind.INDIRECT:
        return "paraphrased"
    if kind is Kind.MIXED:
        return "partly quoted"
    whose = next((word for word in actor.pronouns if word in _POSSESSIVES), "their")
    return f"in {whose} own words"


def how_given(statement: Statement, actor: Actor) -> Line:
    """Say how the words are given, or through whom they came."""
    if statement.teller is None:
        return (words(kind_words(statement.kind, actor)),)
    teller = short(statement.teller, limits.NAME)
    return (strong(f"second-hand, via {teller}" if teller else "second-hand"),)


def confidence_words(confidence: float) -> str:
    """Say how confident the engine is that the actor said it: `high confidence`."""
    share = min(max(confidence, 0.0), 1.0)
    name = "high" if share >= limits.SURE_FROM else "medium" if share >= limits.LIKELY_FROM else "low"
    return f"{name} confidence"


def confidence_figure(confidence: float) -> str:
    """Say it with its figure: `high confidence (97 %)`."""
    return f"{confidence_words(confidence)} ({int(min(max(confidence, 0.0), 1.0) * 100)} %)"


def doubt_words(confidence: float) -> str:
    """Say how confident the engine is where a reader has to know, and nothing where there is hardly a doubt."""
    return "" if confidence >= limits.SURE_FROM else confidence_words(confidence)


def when_said(statement: Statement, *, zone: str) -> Segment:
    """Return when it was said, or published, or first seen."""
    if statement.said_at:
        return said(statement.said_at, statement.said_precision, zone=zone)
    return moment(published_or_seen_at(statement), zone=zone)


def day_or_clock(statement: Statement, *, beside: datetime, zone: str) -> Segment:
    """Return when it was said in few words: the time on the day of `beside`, else the day, `3 May`."""
    if statement.said_at and statement.said_precision is not Precision.MOMENT:
        return said(statement.said_at, statement.said_precision, zone=zone)
    at = said_or_published_at(statement)
    days = (one.astimezone(ZoneInfo(zone)).date() for one in (at, beside))
    is_today = len(set(days)) == 1
    return clock(at, beside=beside, zone=zone) if is_today else words(day_text(at, beside=beside, zone=zone))


def background_words(view: StatementView, *, config: Config) -> str:
    """Say that the words were old when they were first reported: `background: said in 2019`; or ""."""
    statement = view.statement
    first = view.sightings[0].article if view.sightings else None
    published_at = statement.published_at or (first and (first.published_at or first.fetched_at))
    return (
        background(
            statement,
            published_at=published_at or statement.first_seen_at,
            after=config.alerts.background_after,
        )
        or ""
    )


def count_words(view: StatementView, *, zone: str) -> str:
    """Say how often it has been said: `7th time since 3 May`; or "" where it is no repeat of anything on record."""
    first, statement = view.earlier, view.statement
    if statement.novelty is not Novelty.REPEAT or first is None:
        return ""
    if first.said_at and first.said_precision is not Precision.MOMENT:
        since = said_words(first.said_at, first.said_precision).removeprefix("in ")
    else:
        since = day_text(said_or_published_at(first), beside=statement.first_seen_at, zone=zone)
    return f"{ordinal(view.times)} time since {since}"


def ordinal(number: int) -> str:
    """Return 1st, 2nd, 3rd, 4th, 11th."""
    ending = "th" if number % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def manner_words(quotation: Quotation, article: str) -> str:
    """Return how it was said, as part of a line: `in a letter`, where the article has "In a letter to Brazil's leader".

    Whom a letter or call was to is left out where its name is cut: better no addressee than half of one.
    """
    manner = short(quotation.manner or "", limits.MANNER)
    at = -1 if manner.startswith("t") else article.find(manner)  # "told reporters": behind it his words begin
    is_cut = manner.endswith(_OF_SOMEBODY) or bool(at >= 0 and _NAME_GOES_ON.match(article, at + len(manner)))
    return begun_low(_WITH_WHOM.sub("", manner) if is_cut else manner)
