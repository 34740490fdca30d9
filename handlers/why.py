"""The way of a thing through the bot, from the record: an address, an id, or words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol
from urllib.parse import quote, unquote

from bot.core.model import HANDED_OVER, DeliveryKind, StatementQuery
from bot.core.outcomes import UNSAID, Outcome, Subject
from bot.core.ports import Corrections, Inbox, Lookups, Outbox, Outcomes, Record
from bot.core.urls import canonical_url, same_site
from bot.core.way import ArticleStep, ChannelStep, CorrectionStep, ItemStep, StatementStep, Way
from bot.rules.outcomes import delivery_outcome, item_outcome
from handlers import limits

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from bot.core.config import Config
    from bot.core.model import Article, Delivery, Item, PollState, Source, StatementView
    from bot.core.outcomes import Conclusion

_AROUND = "`#,;()[]<>\"'“”„‘’"  # noqa: RUF001 - what people copy with an address or an id
_WEB = re.compile(r"https?://\S+", re.IGNORECASE)
# "inbox:desk/letter.txt", as people know it, and with the mark behind it that the log has.
_HANDED_OVER = re.compile(rf"((?:{'|'.join(HANDED_OVER)}):([\w-]+)/)([^#]+)(#\w+)?")
_BARE_ADDRESS = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}/\S*", re.IGNORECASE)
_ID = re.compile(r"[0-9A-Za-z_.:-]{1,40}", re.ASCII)


class WhyStore(Inbox, Outbox, Record, Corrections, Lookups, Outcomes, Protocol):
    """What is asked of the record."""


async def way_of(store: WhyStore, what: str, *, config: Config, now: datetime) -> Way:
    """Return all that is on record of an address, of an id, or of words.

    Args:
        store: the record.
        what: the address of an article, in any form, or of a text that was handed over; the id of a statement, an
            article, an item or a message; or words of a statement, or of what was said not to be one in the last
            `limits.WHY_UNSAID_FOR`.
        config: the sources.
        now: the time.

    Raises:
        StoreError: the record cannot be read.

    """
    asked = what.strip(_AROUND)
    if address := _address(asked):
        return await _of_address(store, asked, address, config=config)
    found = await _of_id(store, asked) if _ID.fullmatch(asked) else None
    return found or await _of_words(store, asked, now=now)


async def _of_address(store: WhyStore, asked: str, address: str, *, config: Config) -> Way:
    forms = _forms(address)
    items = [item for form in forms for item in await store.items_at(form)]
    if (handed_over := _HANDED_OVER.fullmatch(address)) and not handed_over[4]:
        items += await store.items_named(handed_over[2], address, limit=limits.WHY_FOUND)
    articles = [article for form in forms for article in await store.articles_at(form)]
    if not items and not articles:
        polled = await _polled(store, forms[-1], config=config)
        of_source = [one for source, _ in polled for one in await store.concluded_of(source.id)]
        listings = [one for one in of_source if one.subject is Subject.LISTINGS]
        return Way(asked=asked, polled=polled, listings=tuple(listings[-limits.WHY_FOUND :]))
    return await _of_items(store, asked, items, articles)


async def _of_id(store: WhyStore, asked: str) -> Way | None:
    for an_id in dict.fromkeys([asked, asked.lower()]):
        if view := await store.statement(an_id):
            return await _of_statements(store, asked, [view], total=1)
        if article := await store.article(an_id):
            return await _of_items(store, asked, [], [article])
        if item := await store.item(an_id):
            return await _of_items(store, asked, [item], [])
        if delivery := await store.delivery(an_id):
            return await _of_delivery(store, asked, delivery)
    return None


async def _of_delivery(store: WhyStore, asked: str, delivery: Delivery) -> Way:
    """Return the way of what a message tells: of the alert that a reply answers, of all that a line counts."""
    if delivery.kind is DeliveryKind.OVERFLOW or delivery.report_id is None:
        page = await store.statements(StatementQuery(overflow_id=delivery.id, limit=limits.WHY_STATEMENTS))
        return await _of_statements(store, asked, page.statements, total=page.total)
    report = await store.report(delivery.report_id)
    return await _of_statements(store, asked, report.statements, total=len(report.statements))


async def _of_words(store: WhyStore, asked: str, *, now: datetime) -> Way:
    page = await store.statements(StatementQuery(words=asked, limit=limits.WHY_FOUND)) if asked else None
    unsaid = await store.unsaid_with(asked, since=now - limits.WHY_UNSAID_FOR, limit=limits.WHY_FOUND)
    found = page.statements if page else ()
    if len(found) == 1 and not unsaid:
        return await _of_statements(store, asked, found, total=1)
    return Way(
        asked=asked,
        articles=await _article_steps(store, await _articles_of(store, unsaid)),
        unsaid=tuple(unsaid),
        statements=await _statement_steps(store, found),
        total=page.total if page else 0,
    )


async def _of_items(store: WhyStore, asked: str, items: Sequence[Item], articles: Sequence[Article]) -> Way:
    """Return the way of what was listed and of what was read, with all that stands in it."""
    concluded = await store.conclusions([item.id for item in items])
    read = {article.id: article for article in articles}
    for one in concluded:
        if one.related_id and one.related_id not in read and (article := await store.article(one.related_id)):
            read[article.id] = article
    attributions = [one for article_id in read for one in await store.concluded_of(article_id)]
    said = [one.id for article_id in read for one in await store.statements_in(article_id)]
    ids = list(dict.fromkeys(said))
    views = [await store.statement(statement_id) for statement_id in ids[: limits.WHY_STATEMENTS]]
    return Way(
        asked=asked,
        items=await _item_steps(store, items, list(read)),
        articles=await _article_steps(store, read.values()),
        unsaid=tuple(one for one in attributions if one.subject is Subject.ATTRIBUTION and one.outcome in UNSAID),
        statements=await _statement_steps(store, [view for view in views if view]),
        total=len(ids),
    )


async def _of_statements(store: WhyStore, asked: str, views: Sequence[StatementView], *, total: int) -> Way:
    """Return the way of statements: what listed the articles that have them, and what became of them."""
    read = {seen.article.id: seen.article for view in views for seen in view.sightings}
    some = dict(list(read.items())[: limits.WHY_ARTICLES])
    return Way(
        asked=asked,
        items=await _item_steps(store, [], list(some)),
        articles=await _article_steps(store, some.values()),
        statements=await _statement_steps(store, views),
        total=total,
    )


async def _item_steps(store: WhyStore, items: Sequence[Item], article_ids: Sequence[str]) -> tuple[ItemStep, ...]:
    found = {item.id: item for item in items}
    for article_id in article_ids:
        found |= {item.id: item for item in await store.items_of(article_id)}
    conclusions = await store.conclusions(list(found))
    concluded = _of_subject(Subject.ITEM, conclusions)
    given_up = _of_subject(Subject.RECHECK, (one for one in conclusions if one.outcome is Outcome.GIVEN_UP))
    rechecks = {one.item_id: one for one in await store.rechecks_of(list(found))}
    return tuple(
        ItemStep(
            item=item,
            outcome=_outcome_of(item, concluded.get(item.id)),
            conclusion=concluded.get(item.id),
            recheck=rechecks.get(item.id),
            given_up=given_up.get(item.id),
        )
        for item in sorted(found.values(), key=lambda one: (one.first_seen_at, one.id))
    )


def _outcome_of(item: Item, conclusion: Conclusion | None) -> Outcome:
    outcome = item_outcome(item)
    return conclusion.outcome if outcome is Outcome.READ and conclusion is not None else outcome


async def _article_steps(store: WhyStore, articles: Iterable[Article]) -> tuple[ArticleStep, ...]:
    in_order = sorted(articles, key=lambda one: (one.fetched_at, one.id))
    concluded = _of_subject(Subject.ARTICLE, await store.conclusions([one.id for one in in_order]))
    return tuple(ArticleStep(article=one, conclusion=concluded.get(one.id)) for one in in_order)


async def _articles_of(store: WhyStore, attributions: Iterable[Conclusion]) -> list[Article]:
    ids = dict.fromkeys(one.related_id for one in attributions)
    return [article for one in ids if (article := await store.article(one))]


async def _statement_steps(store: WhyStore, views: Sequence[StatementView]) -> tuple[StatementStep, ...]:
    ids = [view.statement.id for view in views]
    ids += [seen.sighting.id for view in views for seen in view.sightings]
    concluded = await store.conclusions(ids)
    return tuple([await _statement_step(store, view, concluded) for view in views])


async def _statement_step(store: WhyStore, view: StatementView, concluded: Sequence[Conclusion]) -> StatementStep:
    deliveries = await store.deliveries_of(view.statement.id)
    alerts = [one for one in deliveries if one.kind is DeliveryKind.ALERT]
    replies = [one for one in deliveries if one.kind is DeliveryKind.CORRECTION]
    sightings = {seen.sighting.id for seen in view.sightings}
    own = [one for one in concluded if one.subject is Subject.STATEMENT and one.subject_id == view.statement.id]
    unexplained = {str(one.channel): one for one in alerts if str(one.channel) not in {each.channel for each in own}}
    return StatementStep(
        view=view,
        attributions=tuple(
            one for one in concluded if one.subject is Subject.ATTRIBUTION and one.subject_id in sightings
        ),
        channels=(
            *(_channel_step(one, alerts) for one in own),
            *(
                ChannelStep(channel=channel, delivery=one, delivery_outcome=delivery_outcome(one))
                for channel, one in unexplained.items()
            ),
        ),
        corrections=tuple(
            CorrectionStep(correction=one, replies=tuple(each for each in replies if each.correction_id == one.id))
            for one in view.corrections
        ),
    )


def _channel_step(conclusion: Conclusion, alerts: Sequence[Delivery]) -> ChannelStep:
    """Return what a channel heard, by the delivery that the outcome names, or by the newest of its alerts."""
    here = [one for one in alerts if str(one.channel) == conclusion.channel]
    named = next((one for one in here if one.id == conclusion.related_id), here[-1] if here else None)
    return ChannelStep(
        channel=conclusion.channel,
        conclusion=conclusion,
        delivery=named,
        delivery_outcome=delivery_outcome(named) if named else None,
    )


def _of_subject(subject: Subject, conclusions: Iterable[Conclusion]) -> dict[str, Conclusion]:
    return {one.subject_id: one for one in conclusions if one.subject is subject}


def _address(asked: str) -> str | None:
    """Return the address that somebody means, or None where it is none."""
    if handed_over := _HANDED_OVER.fullmatch(asked):
        folder, _, name, mark = handed_over.groups()
        return f"{folder}{quote(unquote(name))}{mark or ''}"
    if _WEB.fullmatch(asked):
        return asked.partition("|")[0]  # Slack writes the shown text behind it
    return f"https://{asked}" if _BARE_ADDRESS.fullmatch(asked) else None


def _forms(address: str) -> list[str]:
    """Return an address as it was typed, and as items and articles keep it, under either scheme."""
    try:
        canonical = canonical_url(address)
    except ValueError:
        return [address]
    scheme, _, rest = canonical.partition("://")
    return list(dict.fromkeys([address, f"{'http' if scheme == 'https' else 'https'}://{rest}", canonical]))


async def _polled(store: WhyStore, address: str, *, config: Config) -> tuple[tuple[Source, PollState | None], ...]:
    """Return the sources of an address's site, with what is known of each."""
    states = {state.source_id: state for state in await store.poll_states()}
    try:
        of_site = [source for source in config.sources if same_site(source.url, address)]
    except ValueError:
        return ()
    return tuple((source, states.get(source.id)) for source in of_site[: limits.WHY_FOUND])
