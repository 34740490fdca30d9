"""A small town on record: its config, and reports to lay out."""

from __future__ import annotations

from dataclasses import replace

from bot.core.config import parse_config
from bot.core.model import Correction, CorrectionKind, Member, Novelty, ReportView, SightingView, StatementView
from tests.store.samples import NOON, after, article, report, save, sighting, statement
from tests.store.samples import quotation as quotation_sample

CONFIG = parse_config(
    """
    [bot]
    contact = "desk@example.org"
    time_zone = "Europe/Berlin"

    [[actors]]
    id = "mayor"
    name = "Orla Venn"
    role = "Mayor of Port Sorrel"
    aliases = ["Orla J. Venn", "Vehn", "اورلا ون"]
    titles = ["the mayor"]
    pronouns = ["she", "her", "hers", "herself"]

    [[actors]]
    id = "harbour-master"
    name = "Tibor Kasvili"
    aliases = ["Tibor Qasvili"]

    [[sources]]
    id = "gazette"
    name = "Harbour Gazette"
    url = "https://gazette.example/rss"
    tier = "outlet"

    [[sources]]
    id = "town-hall"
    name = "Town Hall"
    url = "https://town.example/news"
    kind = "listing"
    tier = "primary"

    [[sources]]
    id = "wire"
    name = "Coast Wire"
    url = "https://wire.example/rss"
    tier = "wire"

    [[sources]]
    id = "copies"
    name = "All Copies"
    url = "https://copies.example/rss"
    tier = "aggregator"

    [[sources]]
    id = "evening"
    name = "Evening Quay"
    url = "https://evening.example/rss"
    tier = "outlet"
    """,
)


SAMPLE = quotation_sample()


def statement_view(statement_id="s1", *, seen=(("gazette", 0.0),), quotation=None, **changes) -> StatementView:
    """Return a statement that each `(source id, minutes after noon)` of `seen` reports, in its words.

    A quotation with a place of its own stays as it is: its test says in which text.
    """
    made = statement(statement_id, **changes)
    quoted = quotation or SAMPLE
    if quoted.content == SAMPLE.content:
        quoted = replace(quoted, content=((0, len(made.text)),), kind=made.kind, sense=made.sense)
    return StatementView(
        statement=made,
        sightings=tuple(
            SightingView(
                sighting=sighting(
                    f"{statement_id}-{source_id}",
                    statement_id=statement_id,
                    article_id=f"article-{source_id}",
                    seen_at=after(minutes),
                    quotation=quoted,
                ),
                article=article(
                    f"article-{source_id}",
                    source_id=source_id,
                    url=f"https://{source_id}.example/bridge?a=1",
                    text=made.text,
                ),
            )
            for source_id, minutes in seen
        ),
    )


def turned(
    novelty=Novelty.CHANGED,
    *,
    before="We will cut it by 25 percent.",
    after_="We will cut it by 35 percent.",
    **changes,
) -> StatementView:
    """Return a statement that stands against an earlier one, reported by the wire an hour and a half before noon."""
    earlier = statement("s0", text=before, said_at=after(-90))
    first = statement_view("s0", seen=(("wire", -90.0),)).sightings
    return replace(statement_view(novelty=novelty, text=after_, **changes), earlier=earlier, earlier_sightings=first)


def correction(kind=CorrectionKind.CHANGED, *, of="s1", source_id="gazette", minutes=65.0, text="") -> Correction:
    """Return what became of a statement's words at a source, noticed so many minutes after noon."""
    return Correction(
        id=f"{of}-{source_id}-{kind}-{minutes:g}",
        sighting_id=f"{of}-{source_id}",
        statement_id=of,
        article_id=f"article-{source_id}",
        kind=kind,
        noticed_at=after(minutes),
        text=text,
    )


def quoting(view: StatementView, text: str, *parts: str) -> StatementView:
    """Return the statement as it stands in articles of this text, in these of its words."""
    content = tuple((text.index(part), text.index(part) + len(part)) for part in parts)
    return replace(
        view,
        sightings=tuple(
            replace(
                one,
                article=replace(one.article, text=text),
                sighting=replace(one.sighting, quotation=replace(one.sighting.quotation, content=content)),
            )
            for one in view.sightings
        ),
    )


READER = Member(id="discord:111111111111111111", name="Rea")
MODERATOR = Member(id="discord:999999999999999999", name="Kim", moderator=True)


def report_view(*views: StatementView, source_id="gazette", excerpts=(), **changes) -> ReportView:
    """Return a report, made at noon, on the gazette's article: by default with the text in which its lead stands."""
    shown = views or (statement_view(),)
    values = {"url": f"https://{source_id}.example/bridge?a=1", "source_id": source_id}
    values |= {"text": shown[0].sightings[0].article.text} | changes
    return ReportView(
        report=report(
            article_id=f"article-{source_id}",
            statement_ids=tuple(view.statement.id for view in shown),
            created_at=NOON,
            excerpts=excerpts,
        ),
        article=article(f"article-{source_id}", **values),
        statements=shown,
    )


async def put(store, *views: StatementView) -> None:
    """Put statements on record, with all that reported them."""
    for view in views:
        await save(
            store,
            view.statement,
            *(one.article for one in view.sightings),
            *(one.sighting for one in view.sightings),
        )
        async with store.transaction() as transaction:
            for one in view.corrections:
                await transaction.save_correction(one)


EXAMPLES = {
    "statements": {},
    "timeline": {"words": "bridge"},
    "digest": {"action": "now"},
    "latest": {"actor": "mayor"},
    "statement": {"id": "s1"},
    "compare": {"first_id": "s1", "second_id": "s2"},
    "activity": {"actor": "mayor"},
    "why": {"what": "s1"},
    "actors": {},
    "actor": {"action": "list"},
    "sources": {},
    "source": {"action": "list"},
    "follow": {"actor": "mayor"},
    "unfollow": {"route": "mayor"},
    "routes": {},
    "mute": {"time": "2h"},
    "unmute": {},
    "quiet": {"hours": "22:00-07:00", "zone": "Europe/Berlin"},
    "status": {},
    "reload": {},
    "help": {},
}
"""Arguments with which each command answers."""
BEFORE = {"unfollow": ("follow",), "mute": ("follow",), "unmute": ("follow", "mute"), "quiet": ("follow",)}
"""What has to be done first, for those that would have nothing to change."""
