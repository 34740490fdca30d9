"""Draws the pictures of an alert, of `source find` and of `/sources` with the code that shows them: `make picture`.

The person, the outlets and the words are invented.
"""  # noqa: INP001 - run from the checkout, never installed

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.core.config import parse_config
from bot.core.finding import Found, FoundOnSite
from bot.core.model import (
    Article,
    Difference,
    DifferenceKind,
    FetchOutcome,
    Kind,
    Novelty,
    PollState,
    Quotation,
    Relation,
    Report,
    ReportView,
    Sighting,
    SightingView,
    SourceKind,
    Statement,
    StatementView,
    Verdict,
)
from bot.tools.found import found_table
from handlers.render.messages.card import card
from handlers.render.replies.reply import Reply
from handlers.render.replies.sources_table import sources_blocks, sources_title, standings
from handlers.terminal.console_handler import alert_svg, reply_shown, svg_of

PICTURE = Path(__file__).with_name("alert.svg")
FOUND = Path(__file__).with_name("found.svg")
SOURCES = Path(__file__).with_name("sources.svg")

# The invented sources of every picture, as a config names them.
OUTLETS = """
    [[sources]]
    id = "northern-wire"
    name = "Northern Wire"
    url = "https://northern-wire.example/feed"
    tier = "wire"

    [[sources]]
    id = "harbour-gazette"
    name = "Harbour Gazette"
    url = "https://harbour-gazette.example/feed"
    tier = "outlet"

    [[sources]]
    id = "arden-ministry"
    name = "Arden Foreign Ministry"
    url = "https://arden-ministry.example/feed"
    tier = "primary"
    """
CONFIG = parse_config(
    """
    [[actors]]
    id = "varga"
    name = "Ilse Varga"
    role = "Arden's foreign ministry spokesperson"
    pronouns = ["she", "her", "hers", "herself"]

    """
    + OUTLETS,
)
SAID_AT = datetime(2026, 3, 9, 9, 30, tzinfo=UTC)
MANNER = "told reporters at her weekly press conference"
BEFORE = Statement(
    id="m6w1a9zqk5x",
    actor_id="varga",
    text="We pay 25 percent of the dam.",
    kind=Kind.DIRECT,
    said_at=SAID_AT - timedelta(days=33),
    first_seen_at=SAID_AT - timedelta(days=33),
    novelty=Novelty.NEW,
    confidence=0.95,
)


def report_view() -> ReportView:
    """Return the report that the picture shows: three statements in one article, the first in three outlets."""
    article = _article("northern-wire", "Arden sets terms for river talks", minutes=14)
    statements = (
        _view(
            Statement(
                id="7k2m9q4xw0c",
                actor_id="varga",
                text="We pay 35 percent of the dam, and not a cent more.",
                kind=Kind.DIRECT,
                said_at=SAID_AT,
                first_seen_at=_after(15),
                novelty=Novelty.CHANGED,
                confidence=0.97,
                earlier_id=BEFORE.id,
                verdict=Verdict(
                    relation=Relation.CHANGED,
                    rule="number",
                    differences=(Difference(kind=DifferenceKind.NUMBER, before="25 percent", after="35 percent"),),
                ),
            ),
            article,
            _article("harbour-gazette", "Arden: no talks by the clock", minutes=21),
            _article("arden-ministry", "Transcript of the weekly press conference", minutes=40),
            earlier=BEFORE,
            earlier_article=_article("harbour-gazette", "Who pays for the dam?", minutes=-33 * 24 * 60),
        ),
        _view(
            Statement(
                id="p4h0v7dgs2j",
                actor_id="varga",
                text="We will come to the table when it is ready. Nobody will read us a timetable.",
                kind=Kind.DIRECT,
                said_at=SAID_AT,
                first_seen_at=_after(15),
                novelty=Novelty.NEW,
                confidence=0.94,
            ),
            article,
        ),
        _view(
            Statement(
                id="e5r8t1n6bz3",
                actor_id="varga",
                text="that Arden had asked for a new mediator",
                kind=Kind.INDIRECT,
                said_at=SAID_AT,
                first_seen_at=_after(15),
                novelty=Novelty.NEW,
                confidence=0.88,
                sense="denies",
            ),
            article,
        ),
    )
    report = Report(
        id="0r9c3y8fm5a",
        actor_id="varga",
        article_id=article.id,
        statement_ids=tuple(view.statement.id for view in statements),
        created_at=_after(15),
    )
    return ReportView(report=report, article=article, statements=statements)


def picture() -> str:
    """Return the picture as SVG; the same on every machine."""
    return alert_svg(card(report_view(), config=CONFIG))


def found_on_site() -> FoundOnSite:
    """Return what the picture of `source find` shows."""

    def found(url: str, kind: SourceKind, title: str, by: str = "the page", fresh: int = 0, minutes: int = 0) -> Found:
        return Found(
            url=url,
            kind=kind,
            title=title,
            named_by=by,
            outcome=FetchOutcome.OK if minutes else FetchOutcome.GONE,
            detail="" if minutes else "HTTP 404",
            listed=40 if minutes else 0,
            fresh=fresh,
            newest_at=_after(-minutes) if minutes else None,
        )

    site = "https://harbour-gazette.example"
    return FoundOnSite(
        url=site,
        title="The Harbour Gazette",
        found=(
            found(f"{site}/news-sitemap.xml", SourceKind.SITEMAP, "", by="robots.txt", fresh=96, minutes=2),
            found(f"{site}/world.xml", SourceKind.FEED, "World", fresh=31, minutes=9),
            found("https://t.me/s/harbour_gazette", SourceKind.TELEGRAM, "harbour_gazette", fresh=24, minutes=14),
            found(f"{site}/opinion.xml", SourceKind.FEED, "Opinion", fresh=2, minutes=410),
            found(f"{site}/old.xml", SourceKind.FEED, "Archive"),
        ),
    )


def found_picture() -> str:
    """Return the picture of `source find` as SVG."""
    return svg_of(found_table(found_on_site(), now=SAID_AT))


def sources_picture() -> str:
    """Return the picture of `/sources` as SVG."""
    fails = "https://arden-ministry.example/feed: timeout (no whole answer within 30 s)"
    states = [
        _polled("northern-wire", new=4),
        _polled("harbour-gazette", new=31, answer_seconds=14.0),
        _polled(
            "arden-ministry",
            new=190,
            failing_since=_after(-160),
            last_outcome=FetchOutcome.TIMEOUT,
            last_error=fails,
            next_poll_at=_after(9),
        ),
    ]
    counted = {"northern-wire": 21, "harbour-gazette": 12, "arden-ministry": 6}
    known = {state.source_id: state for state in states}
    walled, of_feed = {"harbour-gazette": 3}, dict[str, int]()
    all_of_them = standings(CONFIG.sources, known, (), statements=counted, walled=walled, of_feed=of_feed)
    blocks = tuple(sources_blocks(all_of_them, now=SAID_AT, zone="UTC"))
    return svg_of(reply_shown(Reply(title=sources_title(all_of_them), blocks=blocks)))


def _polled(source_id: str, *, new: float, **fields: Any) -> PollState:
    values = {"last_polled_at": _after(-1), "last_ok_at": _after(-1), "next_poll_at": _after(1)} | fields
    return PollState(source_id=source_id, last_new_at=_after(-new), **values)


def _after(minutes: float) -> datetime:
    return SAID_AT + timedelta(minutes=minutes)


def _article(source_id: str, title: str, *, minutes: float) -> Article:
    return Article(
        id=f"article-{source_id}",
        source_id=source_id,
        url=f"https://{source_id}.example/river-talks",
        title=title,
        text="",
        published_at=_after(minutes),
        fetched_at=_after(minutes + 1),
        content_hash="",
    )


def _view(
    statement: Statement,
    *articles: Article,
    earlier: Statement | None = None,
    earlier_article: Article | None = None,
) -> StatementView:
    return StatementView(
        statement=statement,
        earlier=earlier,
        sightings=tuple(_sighting(statement, article) for article in articles),
        earlier_sightings=(_sighting(earlier, earlier_article),) if earlier and earlier_article else (),
    )


def _sighting(statement: Statement, article: Article) -> SightingView:
    return SightingView(
        sighting=Sighting(
            id=f"{statement.id}-{article.source_id}",
            statement_id=statement.id,
            article_id=article.id,
            quotation=Quotation(
                content=(),
                kind=statement.kind,
                actor_id="varga",
                confidence=statement.confidence,
                evidence=(0, 0),
                manner=MANNER if statement.id == "7k2m9q4xw0c" else None,
            ),
            seen_at=article.fetched_at,
        ),
        article=article,
    )


if __name__ == "__main__":
    PICTURE.write_text(picture(), encoding="utf-8")
    FOUND.write_text(found_picture(), encoding="utf-8")
    SOURCES.write_text(sources_picture(), encoding="utf-8")
