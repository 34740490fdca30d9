"""Alerts as two records have them, and how they differ."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from bot.core.model import CorrectionKind, DeliveryKind, DeliveryState, Novelty
from bot.core.outcomes import Outcome, Subject
from bot.rules.placing import as_reported

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from bot.core.model import Article, Delivery, ReportView
    from bot.store import SqlStore


class Becomes(StrEnum):
    """What becomes of an alert under other rules."""

    COMES = "comes"  # it was not reported
    GOES = "goes"  # it would not be
    CHANGES = "changes"  # it would tell something else


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidThere:
    """A statement as an alert tells it, or what a reply to the alert says of its words later."""

    text: str
    novelty: Novelty
    correction: CorrectionKind | None = None  # what became of the words at their source; None: the words themselves


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertShown:
    """What one channel hears of one person's words on one page."""

    at: datetime
    title: str
    said: tuple[SaidThere, ...]
    messages: int  # more than one where the page said more later
    in_line: bool  # none of them is posted: a line counts them, since the channel had its limit


AlertKey: TypeAlias = tuple[str, str, str, str]  # source, address, actor, channel
Alerts: TypeAlias = dict[AlertKey, AlertShown]


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertChange:
    """How alerts of one page differ: the same in each of these channels."""

    becomes: Becomes
    at: datetime
    source_id: str
    url: str
    title: str
    actor_id: str
    before: tuple[SaidThere, ...]
    after: tuple[SaidThere, ...]
    channels: tuple[str, ...] = ()
    was_in_line: bool = False
    is_in_line: bool = False


async def alerts_of(store: SqlStore, item_ids: Collection[str], *, since: datetime) -> Alerts:
    """Return the alerts of the pages of these items whose texts were fetched since then, whatever became of them."""
    found: Alerts = {}
    for url in await _addresses(store, item_ids):
        for article in await store.articles_at(url):
            if article.fetched_at >= since:
                await _add_alerts(store, article, found, since=since)
    return found


async def _addresses(store: SqlStore, item_ids: Collection[str]) -> list[str]:
    urls: dict[str, None] = {}
    for item_id in sorted(item_ids):
        for one in await store.conclusions([item_id]):
            if one.subject is Subject.ITEM and one.outcome in {Outcome.READ, Outcome.DUPLICATE}:
                article = await store.article(one.related_id)
                urls |= {article.url: None} if article is not None else {}
    return list(urls)


async def _add_alerts(store: SqlStore, article: Article, found: Alerts, *, since: datetime) -> None:
    channels: dict[str, dict[str, bool]] = {}  # by report: whether a line counts the alert there
    for statement in await store.statements_in(article.id):
        for one in await store.deliveries_of(statement.id):
            if one.kind is DeliveryKind.ALERT and one.report_id is not None:
                channels.setdefault(one.report_id, {})[str(one.channel)] = await _is_in_line(store, one)
    reports = [await store.report(report_id) for report_id in sorted(channels)]
    for view in sorted(reports, key=lambda one: (one.report.created_at, one.report.id)):
        if view.article.id == article.id:
            for channel, in_line in channels[view.report.id].items():
                key = (article.source_id, article.url, view.report.actor_id, channel)
                found[key] = _with(found.get(key), view, in_line=in_line, since=since)


async def _is_in_line(store: SqlStore, alert: Delivery) -> bool:
    """Tell whether a line counts an alert; one that a catch-up tells was late, which is no matter of rules."""
    if alert.state is not DeliveryState.COLLAPSED or alert.parent_id is None:
        return False
    parent = await store.delivery(alert.parent_id)
    return parent is not None and parent.kind is DeliveryKind.OVERFLOW


def _with(before: AlertShown | None, view: ReportView, *, in_line: bool, since: datetime) -> AlertShown:
    said = (*(before.said if before else ()), *_said_in(view), *_corrected_in(view, since=since))
    return AlertShown(
        at=before.at if before else view.report.created_at,
        title=view.article.title,
        said=tuple(dict.fromkeys(said)),
        messages=1 + (before.messages if before else 0),
        in_line=in_line and (before is None or before.in_line),
    )


def _said_in(view: ReportView) -> list[SaidThere]:
    statements = [as_reported(one, view.article).statement for one in view.statements]
    return [SaidThere(text=one.text, novelty=one.novelty) for one in statements]


def _corrected_in(view: ReportView, *, since: datetime) -> list[SaidThere]:
    """Return what became of the words on the page of an alert, as far as texts tell: none says that it is gone."""
    found: list[SaidThere] = []
    for one in view.statements:
        here = {seen.sighting.id for seen in one.sightings if seen.article.url == view.article.url}
        gone: set[str] = set()  # sightings whose page is gone; that it came back is shown by no text either
        for each in one.corrections:
            if each.sighting_id not in here or each.noticed_at < since:
                continue
            was_gone = each.sighting_id in gone
            (gone.add if each.kind is CorrectionKind.WITHDRAWN else gone.discard)(each.sighting_id)
            if each.kind is not CorrectionKind.WITHDRAWN and not (was_gone and each.kind is CorrectionKind.RESTORED):
                text = each.text or one.statement.text
                found.append(SaidThere(text=text, novelty=one.statement.novelty, correction=each.kind))
    return found


def changes_between(before: Alerts, after: Alerts) -> tuple[AlertChange, ...]:
    """Return what comes, goes and changes, in the order of time; what differs in the same way is one change."""
    channels: dict[AlertChange, list[str]] = {}
    for key in sorted(before.keys() | after.keys()):
        was, now = before.get(key), after.get(key)
        alert = was or now
        if alert is None or (was is not None and now is not None and _is_same(was, now)):
            continue
        source_id, url, actor_id, channel = key
        change = AlertChange(
            becomes=Becomes.COMES if was is None else Becomes.GOES if now is None else Becomes.CHANGES,
            at=alert.at,
            source_id=source_id,
            url=url,
            title=alert.title,
            actor_id=actor_id,
            before=was.said if was else (),
            after=now.said if now else (),
            was_in_line=was is not None and was.in_line,
            is_in_line=now is not None and now.in_line,
        )
        channels.setdefault(change, []).append(channel)
    merged = [replace(change, channels=tuple(found)) for change, found in channels.items()]
    return tuple(sorted(merged, key=lambda one: (one.at, one.url, one.actor_id, one.becomes)))


def _is_same(was: AlertShown, now: AlertShown) -> bool:
    return was.in_line == now.in_line and set(was.said) == set(now.said)
