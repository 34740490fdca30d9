"""What a run broke: what was posted and what is on record, held against what the world asks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.core.model import DeliveryKind, DeliveryState, ItemState
from bot.core.outcomes import Outcome
from tests.simulation.expectations import Duty, expected, is_put_off_by_its_feed, may_rest, tried_by
from tests.simulation.faults import Kind
from tests.simulation.world import CHANNELS, DAY, Shown, hours

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tests.simulation.lives import Result
    from tests.simulation.platforms import Posted
    from tests.simulation.world import Article, Utterance, World


JUST_MADE = timedelta(minutes=1)  # at the end: what is to be posted of it waits still
NEWS = frozenset({"alert", "catch-up"})  # kinds of messages that tell statements


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """An invariant that does not hold."""

    invariant: str
    subject: str
    detail: str

    def __str__(self) -> str:
        return f"{self.invariant}: {self.subject}: {self.detail}"


def breaches(world: World, result: Result) -> list[Breach]:
    """Return every invariant that a world's end breaks."""
    return [
        *_statements(world, result),
        *_nothing_else(world, result),
        *_corrected(world, result),
        *_in_order(world, result),
        *_nothing_waits(world, result),
        *_no_growth(world, result),
        *_outcomes(world, result),
        *(Breach(invariant="the program breaks", subject=one.split(" ")[0], detail=one) for one in result.broken[:3]),
    ]


def _statements(world: World, result: Result) -> Iterator[Breach]:
    """Every statement that must be is posted once, in time; none that must not be, and none twice."""
    heard, within_others = _heard(world, result)
    crowded = _crowded(result)
    for (key, channel), wanted in expected(world, result).items():
        posts = heard.get((key, channel), [])
        subject = f"{key} in {channel}"
        alerts = [one for one in posts if one.kind in NEWS]
        if len(alerts) > 1 and not _is_judged_anew(world, alerts):
            yield Breach(invariant="reported twice", subject=subject, detail=", ".join(hours(one.at) for one in alerts))
        if wanted.duty is Duty.MUST_NOT and alerts:
            yield Breach(invariant="reported, and must not be", subject=subject, detail=wanted.why)
        if wanted.duty is not Duty.MUST or channel in crowded:
            continue
        if not posts and (key, channel) not in within_others:
            yield Breach(invariant="never reported", subject=subject, detail=wanted.why)
        if posts and posts[0].at > wanted.by:
            yield Breach(
                invariant="reported late", subject=subject, detail=f"{wanted.why}, and posted at {hours(posts[0].at)}"
            )


def _is_judged_anew(world: World, alerts: Sequence[Posted]) -> bool:
    """Tell whether a statement may be reported a second time: another day, by a judge that errs.

    What it takes for a report of other words is reported, with those beneath, though it was said before: rather that
    than hidden.
    """
    return world.judge_errs > 0 and all(two.at - one.at > DAY for one, two in pairwise(alerts))


def _heard(world: World, result: Result) -> tuple[dict[tuple[str, str], list[Posted]], set[tuple[str, str]]]:
    """Return the messages that tell each statement in each channel, and which were reported within longer words."""
    by_words = {words: one.key for words, one in _by_words(world).items()}
    heard: dict[tuple[str, str], list[Posted]] = {}
    for one in result.posted:
        for words in one.reported:
            if (key := by_words.get(_plain(words))) is not None:
                heard.setdefault((key, one.channel), []).append(one)
    parts = [(key, by_words[whole]) for whole in by_words for words, key in by_words.items() if words in whole]
    return heard, {(key, channel) for key, other in parts for channel in CHANNELS if (other, channel) in heard}


def _crowded(result: Result) -> set[str]:
    """Return the channels that got more at once than they take: there a line may tell of an alert."""
    return {str(one.channel) for one in result.deliveries if one.kind is DeliveryKind.OVERFLOW}


def _nothing_else(world: World, result: Result) -> Iterator[Breach]:
    """What stands in a channel was said, in the article that it names."""
    by_words = _by_words(world)
    on_page: dict[str, set[str]] = {}
    for url, article in _by_url(world).items():
        on_page[url] = {key for version in article.versions for key in version.says}
        if not all(listing.linked for listing in article.listings):
            on_page.setdefault("", set()).update(on_page[url])
    for one in result.posted:
        if one.kind not in NEWS:
            continue
        for words, url in zip(one.shows, one.urls, strict=True):
            said = by_words.get(_plain(words))
            allowed = on_page.get(url, on_page.get("", set()))
            if said is None:
                yield Breach(invariant="words that nobody said", subject=one.channel, detail=words)
            elif said.key not in allowed:
                yield Breach(
                    invariant="another article's words",
                    subject=f"{said.key} in {one.channel}",
                    detail=f"under {url}, which does not have them",
                )


def _corrected(world: World, result: Result) -> Iterator[Breach]:
    """What is corrected in a channel no longer stood in the article, or the article was out of reach."""
    by_words, by_url = _by_words(world), _by_url(world)
    for post in result.posted:
        article = by_url.get(post.url)
        if post.kind != "correction" or article is None:
            continue
        said = by_words.get(_plain(post.about))
        key = said and said.key
        missing = [one for one in world.faults if one.kind is Kind.PAGES_404 and one.where == article.source]
        changed = [one for one in article.versions if one.shown is not Shown.TEXT or key not in one.says]
        if not any(one.at <= post.at for one in (*changed, *missing)):
            yield Breach(
                invariant="corrected, and nothing changed",
                subject=f"{key} in {post.channel}",
                detail=f"at {hours(post.at)}, {post.reported[0] or 'as withdrawn'!r}",
            )


def _in_order(world: World, result: Result) -> Iterator[Breach]:
    """Alerts and catch-ups are posted in the order in which they were made, as far as the machine's clock can tell."""
    if any(one.kind is Kind.CLOCK for one in world.faults):
        return
    made = {one.id: one for one in result.deliveries}
    last: dict[str, Posted] = {}
    for one in sorted(result.posted, key=lambda post: post.at):
        before = last.get(one.channel)
        known = made.get(one.delivery_id)
        if one.kind not in NEWS or known is None:
            continue
        if before is not None and made[before.delivery_id].created_at > known.created_at:
            yield Breach(
                invariant="out of order",
                subject=one.channel,
                detail=f"{before.reported} at {hours(before.at)} before {one.reported} at {hours(one.at)}",
            )
        last[one.channel] = one


def _nothing_waits(world: World, result: Result) -> Iterator[Breach]:
    """At the end nothing is left that waits, but for a page that is not there."""
    by_url = _by_url(world)
    for item in result.items:
        article = by_url.get(item.entry.url)
        if item.state is not ItemState.WAITING or article is None or article.poison:
            continue
        # One that was missing for hours is asked for again in hours.
        if tried_by(world, result, article) < world.end and not is_put_off_by_its_feed(world, item):
            yield Breach(
                invariant="left waiting", subject=item.entry.url, detail=f"{item.attempts} tries, {item.last_error}"
            )
    end = world.start + timedelta(seconds=world.end)
    made_last = {one.channel for one in result.deliveries if end - one.created_at < JUST_MADE}
    for one in result.deliveries:
        if one.channel not in made_last and one.state in {
            DeliveryState.PENDING,
            DeliveryState.SENDING,
            DeliveryState.STALE,
        }:
            if one.last_error == "answered with HTML" or may_rest(world, str(one.channel)):
                continue
            yield Breach(
                invariant="left waiting",
                subject=f"{one.kind} in {one.channel}",
                detail=f"{one.state}, {one.attempts} tries, {one.last_error}",
            )


def _no_growth(world: World, result: Result) -> Iterator[Breach]:
    """No table holds more than was published."""
    most = _most_rows(world)
    alerts = sum(one.kind == "alert" for one in result.deliveries)
    for table, rows in [*result.rows.items(), ("alerts", alerts)]:
        if table in most and rows > most[table]:
            yield Breach(invariant="a table grew", subject=table, detail=f"{rows} rows, {most[table]} would be many")


def _most_rows(world: World) -> dict[str, int]:
    """Return how many rows each table may have."""
    listings = sum(len(one.listings) for one in world.articles())
    versions = sum(len(one.versions) for one in world.articles())
    mentions = sum(len(version.says) for one in world.articles() for version in one.versions)
    items, articles = 2 * listings, 2 * versions
    alerts = len(world.utterances()) * len(CHANNELS)
    return {
        "poll_states": len(world.sources),
        "items": items,
        "articles": articles,
        "rechecks": items,
        "statements": mentions,
        "sightings": 2 * mentions,
        "corrections": 2 * mentions,
        "alerts": alerts,
        "reports": alerts,
        "outcomes": items + articles + 2 * mentions + mentions * len(CHANNELS),
        "pauses": len(CHANNELS),
        "channel_pauses": len(CHANNELS),
        "beats": 1,
    }


# Of each statement and channel what may have become of it, and when. What is not here no world allows.
ALLOWED: dict[Outcome, Callable[[World, Utterance | None, str], bool]] = {
    Outcome.REPORTED: lambda *_: True,
    Outcome.CORRECTED: lambda *_: True,
    Outcome.REPEAT: lambda *_: True,  # whether it was heard of before is asked of what was posted
    Outcome.TOO_OLD: lambda *_: True,  # that it need not have been is asked in `expected`
    Outcome.BASELINE: lambda *_: True,
    Outcome.BACKGROUND: lambda _world, said, _channel: said is None or said.said_in is not None,
    Outcome.OTHER_ACTOR: lambda _world, said, channel: said is None or CHANNELS[channel][0] not in {None, said.actor},
    Outcome.OTHER_TIER: lambda _world, _said, channel: CHANNELS[channel][1] is not None,
}


def _outcomes(world: World, result: Result) -> Iterator[Breach]:
    """Each item, article, attribution, and statement in each channel has an outcome, one that the world allows."""
    for one in result.unexplained:
        yield Breach(invariant="unexplained", subject=one, detail="it has no outcome")
    by_words = _by_words(world)
    reported = {(channel, _plain(words)) for channel, words in _reported(result)}
    alerts = {one.id for one in result.deliveries}
    for statement in result.statements:
        said = by_words.get(_plain(statement.text))
        for channel in CHANNELS if statement.teller is None else ():
            subject = f"{said.key if said else statement.text!r} in {channel}"
            found = result.outcomes.get((statement.id, channel))
            if found is None:
                if (channel, _plain(statement.text)) not in reported:
                    yield Breach(invariant="unexplained", subject=subject, detail="no outcome in this channel")
                continue
            allowed = ALLOWED.get(found.outcome)
            if allowed is None or not allowed(world, said, channel):
                yield Breach(
                    invariant="explained wrongly", subject=subject, detail=f"{found.outcome}: {found.evidence}"
                )
            if found.outcome is Outcome.REPORTED and found.related_id not in alerts:
                yield Breach(invariant="explained wrongly", subject=subject, detail="reported by no alert on record")


def _reported(result: Result) -> Iterator[tuple[str, str]]:
    for one in result.posted:
        for words in one.reported if one.kind in NEWS else ():
            yield one.channel, words


def _by_words(world: World) -> dict[str, Utterance]:
    return {_plain(one.words): one for one in world.utterances().values()}


def _by_url(world: World) -> dict[str, Article]:
    return {f"https://{world.source(one.source).host}{one.path}": one for one in world.articles()}


def _plain(words: str) -> str:
    return "".join(letter for letter in words.casefold() if letter.isalnum())
