"""The pure rules: when to poll, what is told to whom, when to try again, when to give up.

Each takes values and `now`, and returns values.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from hashlib import blake2b
from typing import TYPE_CHECKING

from bot.core.model import Assertion, CorrectionKind, FeedbackKind, FetchOutcome, Kind, Novelty, Precision

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

    from bot.core.model import (
        Article,
        Correction,
        Delivery,
        Item,
        PollState,
        Quotation,
        ReportView,
        Route,
        Source,
        Span,
        Statement,
        StatementView,
    )

ID_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: nothing in it is read as something else
ID_LENGTH = 11  # 55 bits: among a million statements two share an id with odds of one in 70,000

_EXACTNESS = {precision: place for place, precision in enumerate(Precision)}
_MARKS = ' \t"“”„‟«»'

FAILURE_WEIGHTS = {
    FetchOutcome.TIMEOUT: 0.25,
    FetchOutcome.CONNECT_ERROR: 0.25,
    FetchOutcome.RATE_LIMITED: 0.25,
    FetchOutcome.DNS_ERROR: 0.5,
    FetchOutcome.HTTP_ERROR: 0.5,
    FetchOutcome.TOO_LARGE: 0.5,
}  # Media Cloud's scale: temporary 0.25, soft 0.5, hard 1
HARD_FAILURE = 1.0

DELIVERY_RETRY = timedelta(seconds=2)
ARTICLE_RETRY = timedelta(seconds=20)  # a page that is not up yet is seldom up two seconds later
LONGEST_RETRY = timedelta(minutes=15)
LONGEST_WAIT = timedelta(hours=25)  # nothing is put off longer: who asks us to wait is heeded for up to a day

LONGEST_RECHECK = timedelta(days=1)  # less than LONGEST_WAIT, so that it is never taken for a clock set back

SOMEBODY_ELSE = "somebody else"  # who told words at second hand, where the text does not say

# Rulings of the desk after which words are no statement of their actor.
RULED_OUT = frozenset({FeedbackKind.WRONG_SPEAKER, FeedbackKind.NOT_A_STATEMENT})

# Corrections after which the words are not at their source any more.
TAKEN_BACK = frozenset({CorrectionKind.REMOVED, CorrectionKind.WITHDRAWN})

MOST_TURNS = 4  # corrections of one sighting that are told apart from the mark: a list that rotates turns for ever

ALIVE_WITHIN = timedelta(minutes=1)  # the running bot gives a sign of life every ten seconds


def stable_id(*parts: str) -> str:
    """Return the same short id for the same parts, so that doing a job twice writes the same rows."""
    digest = int.from_bytes(blake2b("\0".join(parts).encode(), digest_size=8).digest())
    letters = []
    for _ in range(ID_LENGTH):
        digest, place = divmod(digest, len(ID_ALPHABET))
        letters.append(ID_ALPHABET[place])
    return "".join(letters)


def is_due(state: PollState, *, now: datetime) -> bool:
    """Tell whether a source is to be polled. A last poll that is still to come means that the clock went back."""
    return state.next_poll_at <= now or (state.last_polled_at is not None and state.last_polled_at > now)


def is_put_off(next_try_at: datetime, *, now: datetime) -> bool:
    """Tell whether a next try is still to come. One too far ahead means that the clock went back."""
    return now < next_try_at <= now + LONGEST_WAIT


def next_poll_at(
    *,
    now: datetime,
    every: timedelta,
    longest: timedelta,
    failures: float,
    not_before: timedelta | None,
    jitter: float,
) -> datetime:
    """Return when to poll again: the interval doubled for each whole failure, within its bounds, spread by jitter.

    Args:
        now: when this poll ended.
        every: the source's interval while all is well.
        longest: no wait is longer, but for one that the host asked for, of up to a day.
        failures: weighted failures in a row.
        not_before: how long the host asked us to stay away.
        jitter: -1..1, moves the time by up to a tenth of the interval.

    """
    wait = min(every * 2 ** min(failures, 16.0), max(longest, every))
    wait += wait * 0.1 * jitter
    if not_before is not None:
        wait = max(wait, min(not_before, timedelta(days=1)))
    return now + wait


def failures_after(failures: float, outcome: FetchOutcome) -> float:
    """Return the weighted failures in a row after one more fetch."""
    if outcome in (FetchOutcome.OK, FetchOutcome.UNCHANGED):
        return 0.0
    return failures + FAILURE_WEIGHTS.get(outcome, HARD_FAILURE)


def is_alive(beat_at: datetime, *, now: datetime) -> bool:
    """Tell whether the bot's last sign of life shows that it runs; one far in the future is older than it looks."""
    return abs(now - beat_at) <= ALIVE_WITHIN


def is_quiet_poll(state: PollState | None, *, now: datetime, gap: timedelta) -> bool:
    """Tell whether what a feed lists now is a baseline: its first run, or the first after a long outage.

    Its statements go on record and are posted to nobody, since a channel is not to be flooded with last week's news.
    """
    return state is None or state.last_ok_at is None or now - state.last_ok_at > gap


def is_reported(article: Article, *, now: datetime, max_age: timedelta) -> bool:
    """Tell whether an article is young enough to be posted. One without a date is as old as its fetch."""
    return now - (article.published_at or article.fetched_at) <= max_age


def why_not(quotation: Quotation) -> str | None:
    """Return why a quotation is no statement of a tracked actor, or None where it is one."""
    if quotation.second_hand:
        return "second hand: somebody else tells it"
    if quotation.assertion is Assertion.NEGATED:
        return "not said: the text says that it was not"
    if quotation.assertion is Assertion.FUTURE:
        return "not said yet"
    if quotation.assertion is Assertion.HYPOTHETICAL:
        return "only supposed or asked"
    if quotation.actor_id is None:
        return f"said by {quotation.speaker}" if quotation.speaker else "speaker unknown"
    return None


def is_second_hand(quotation: Quotation) -> bool:
    """Tell whether a quotation is what somebody else tells that a tracked actor said: on record, and never posted."""
    return quotation.second_hand and quotation.actor_id is not None and quotation.assertion is Assertion.STATED


def is_another_report(source: Source, first: Source, *, routes: Iterable[Route]) -> bool:
    """Tell whether a page that is on record as one source's is another report where a second source lists it too.

    An aggregator may link to a page of the ministry before the ministry's own feed lists it; the feeds of one paper are
    one report, unless somebody asks for one of them.

    Args:
        source: lists it now.
        first: listed it before.
        routes: those of the config.

    """
    if (source.tier, source.voice) != (first.tier, first.voice):
        return True
    return any((source.id in one.source_ids) is not (first.id in one.source_ids) for one in routes)


def words_published_at(article: Article) -> datetime | None:
    """Return when the words of a text were published: those of a later version of a page were there since its fetch."""
    return article.fetched_at if article.version_of else article.published_at


def on_page_since(item: Item, article: Article) -> datetime:
    """Return since when a page has been there, as far as is known."""
    return min(item.first_seen_at, article.published_at or item.first_seen_at)


def next_recheck_at(
    *, now: datetime, since: datetime, changed_at: datetime | None, every: timedelta, until: timedelta
) -> datetime | None:
    """Return when to fetch a page again, or None: no more, since it is too old.

    First after `every`, then after a quarter of its age. A page whose text was found to be another is asked again
    after `every`, then after as long as it has been quiet; an old one that never rests is asked ever more rarely.

    Args:
        now: when it was fetched.
        since: when the page came up.
        changed_at: when its text was last found to be another.
        every: the shortest wait.
        until: the age from which it is fetched no more.

    """
    age = now - since
    if age >= until:
        return None
    wait = age / 4
    if changed_at is not None:
        wait = min(wait, max(now - changed_at, age / 64))
    return now + min(max(wait, every), LONGEST_RECHECK)


def is_disowned(view: StatementView) -> bool:
    """Tell whether every report of a statement was corrected: somebody else has said the words."""
    last = {one.sighting_id: one.kind for one in view.corrections}
    return bool(view.sightings) and all(
        last.get(one.sighting.id) is CorrectionKind.REASCRIBED for one in view.sightings
    )


def stands_elsewhere(view: StatementView, sighting_id: str) -> bool:
    """Tell whether the source of a sighting has the words on another page too: what moved was not taken back."""
    here = next((one for one in view.sightings if one.sighting.id == sighting_id), None)
    last = {one.sighting_id: one.kind for one in view.corrections}
    return here is not None and any(
        one.article.source_id == here.article.source_id
        and _page_id(one.article) != _page_id(here.article)
        and last.get(one.sighting.id) in {None, CorrectionKind.RESTORED}
        for one in view.sightings
    )


def needs_reply(view: StatementView, correction: Correction) -> bool:
    """Tell whether people are to hear of a correction apart from the mark in the alert.

    Args:
        view: the statement with what was said of it before.
        correction: what is to be said now.

    """
    if view.statement.ruling in RULED_OUT:
        return False
    before = [one.kind for one in view.corrections if one.sighting_id == correction.sighting_id and one != correction]
    turn = before[-1:] if correction.kind is CorrectionKind.RESTORED else [correction.kind]
    if len(before) >= MOST_TURNS or (TAKEN_BACK.issuperset(turn) and stands_elsewhere(view, correction.sighting_id)):
        return False
    article = {one.sighting.id: one.article for one in view.sightings}
    here = article.get(correction.sighting_id)
    return here is None or not any(  # told of the same page, where two sources list it
        (one.kind, one.text) == (correction.kind, correction.text)
        and article[one.sighting_id].url == here.url
        and _page_id(article[one.sighting_id]) != _page_id(here)
        for one in view.corrections
        if one.sighting_id in article
    )


def _page_id(article: Article) -> str:
    return article.version_of or article.id


def said_until(said_at: datetime, precision: Precision) -> datetime:
    """Return the end of the span in which words were said."""
    match precision:
        case Precision.MOMENT:
            return said_at
        case Precision.DAY:
            return said_at + timedelta(days=1)
        case Precision.WEEK:
            return said_at + timedelta(days=7)
        case Precision.MONTH:
            return (said_at.replace(day=1) + timedelta(days=32)).replace(day=1)
        case Precision.YEAR:
            return (said_at.replace(month=1, day=1) + timedelta(days=366)).replace(day=1)


def said_words(said_at: datetime, precision: Precision) -> str:
    """Write when words were said, no more exactly than is known: `3 Jun 2019`, `in Jun 2019`, `in 2019`."""
    match precision:
        case Precision.YEAR:
            return f"in {said_at.year}"
        case Precision.MONTH:
            return f"in {said_at:%b} {said_at.year}"
        case Precision.WEEK:
            return f"in the week of {said_at.day} {said_at:%b} {said_at.year}"
        case _:
            return f"{said_at.day} {said_at:%b} {said_at.year}"


def background(statement: Statement, *, published_at: datetime, after: timedelta) -> str | None:
    """Return why a statement is no news, or None: all that is known of when it was said lies long before the article.

    Args:
        statement: as it is on record.
        published_at: when the article was.
        after: how long before that counts as long.

    """
    said_at, precision = statement.said_at, statement.said_precision
    if said_at is None or published_at - said_until(said_at, precision) <= after:
        return None
    return f"background: said {said_words(said_at, precision)}"


def wants(route: Route, statement: Statement, *, source: Source, headline: str) -> bool:
    """Tell whether a channel's route wants a statement that this source reports."""
    if route.actor_ids and statement.actor_id not in route.actor_ids:
        return False
    if route.source_ids and source.id not in route.source_ids:
        return False
    if statement.novelty is Novelty.REPEAT and not route.repeats:
        return False
    if route.tiers and source.tier not in route.tiers:
        return False
    if statement.confidence < route.least_confidence:
        return False
    said = f"{statement.text}\n{headline}".casefold()
    return not route.words or any(word.casefold() in said for word in route.words)


def newly_wanted(
    route: Route, statement: Statement, *, source: Source, headline: str, seen: Sequence[tuple[Source, str, float]]
) -> bool:
    """Tell whether this report of a statement is the first that a route wants: from a tier it asks for, or sure enough.

    Args:
        route: who asks.
        statement: as it is now on record.
        source: who reports it now.
        headline: above this report.
        seen: the source, headline and confidence of each earlier report.

    """
    return wants(route, statement, source=source, headline=headline) and not any(
        wants(route, replace(statement, confidence=confidence), source=earlier, headline=title)
        for earlier, title, confidence in seen
    )


def lead_first(statements: Sequence[Statement]) -> list[Statement]:
    """Order the statements of one report: a change first, then the actor's own words, then the longer."""
    order = {Kind.DIRECT: 0, Kind.MIXED: 1, Kind.INDIRECT: 2}
    return sorted(
        statements,
        key=lambda one: (one.novelty is not Novelty.CHANGED, order[one.kind], -len(one.text)),
    )


def retry_at(
    *,
    now: datetime,
    attempts: int,
    after: timedelta | None,
    jitter: float,
    first: timedelta = DELIVERY_RETRY,
) -> datetime:
    """Return when to try again: after `first`, doubled for each attempt, at most 15 min; or when asked to.

    Args:
        now: when the attempt failed.
        attempts: how many were made, at least 1.
        after: how long the other side asked us to wait; heeded for up to a day.
        jitter: 0..1, adds up to a quarter of the wait, so that many do not come back in one moment.
        first: the wait after the first attempt.

    """
    backoff = min(first * 2.0 ** min(attempts - 1, 16), LONGEST_RETRY)
    wait = backoff if after is None else min(max(after, timedelta(0)), timedelta(days=1))
    return now + wait + backoff * 0.25 * jitter


def pause_until(*, now: datetime, since: datetime | None) -> datetime:
    """Return when to try a closed channel: after 5 min, then after as long as it has been closed, at most 6 h."""
    closed_for = timedelta(0) if since is None else now - since
    return now + min(max(closed_for, timedelta(minutes=5)), timedelta(hours=6))


def is_ruled_out(report: ReportView) -> bool:
    """Tell whether nothing of a report stands: ruled out by the desk, or given to somebody else at its source."""
    return all(view.statement.ruling in RULED_OUT or is_disowned(view) for view in report.statements)


def goes_first(report: ReportView, *, primary: Collection[str]) -> bool:
    """Tell whether a report is the last to be collapsed: it tells of a change, or stands at the speaker's own house.

    Args:
        report: what the alert shows.
        primary: the ids of the primary sources.

    """
    changed = any(view.statement.novelty is Novelty.CHANGED for view in report.statements)
    return changed or report.article.source_id in primary


def beyond_limit(
    due: Sequence[Delivery], *, begun: Iterable[datetime], first: Collection[str] = (), limit: int, per: timedelta
) -> list[Delivery]:
    """Return those of a channel's due alerts that are too many for it, oldest first. The others go out.

    Alerts are counted by when they were made, not by when they are posted: after an outage all of them are posted in
    one moment, and none is collapsed that would not have been without it.

    Args:
        due: alerts whose post has not begun, oldest first.
        begun: when the alerts were made whose post has begun; they are told whatever comes.
        first: the ids of those that get room before the others.
        limit: how many alerts may be made in any stretch of `per`.
        per: the length of that stretch.

    """
    told, collapsed = list(begun), set()
    for alert in sorted(due, key=lambda one: one.id not in first):
        if _has_room(alert.created_at, told, limit=limit, per=per):
            told.append(alert.created_at)
        else:
            collapsed.add(alert.id)
    return [alert for alert in due if alert.id in collapsed]


def _has_room(at: datetime, told: Iterable[datetime], *, limit: int, per: timedelta) -> bool:
    """Tell whether every stretch that holds `at` would hold at most `limit` with it."""
    near = [one for one in told if at - per < one < at + per]
    ends = [at, *(one for one in near if one > at)]
    return all(sum(end - per < one <= end for one in near) < limit for end in ends)


def clamp_published_at(published_at: datetime | None, *, now: datetime) -> datetime | None:
    """Return the time of publication, never later than now: a feed's clock may be wrong."""
    return None if published_at is None else min(published_at, now)


def statement_text(text: str, content: Iterable[Span]) -> str:
    """Return the words of a quotation on one line, without the marks around them.

    A piece that ends in a comma before one that begins a sentence ends in a full stop, as in print. Marks stay where
    others stand within: they say which of the words are quoted.
    """
    pieces = [_without_marks(" ".join(text[start:end].split())) for start, end in content]
    pieces = [piece for piece in pieces if piece]
    joined = ""
    for piece in pieces:
        if joined.endswith(",") and piece[0].isupper():
            joined = joined[:-1] + "."
        joined = f"{joined} {piece}" if joined else piece
    return joined.rstrip(",;: ")


def _without_marks(piece: str) -> str:
    bare = piece.strip(_MARKS)
    return piece if any(mark in bare for mark in _MARKS.strip()) else bare


def placed(statement: Statement, novelty: Novelty, earlier: Statement | None, verdict: str | None) -> Statement:
    """Return the statement with its place on the record: a repeat of a repeat repeats the first of them."""
    earlier_id = None if earlier is None else earlier.id
    if novelty is Novelty.REPEAT and earlier is not None and earlier.novelty is Novelty.REPEAT:
        earlier_id = earlier.earlier_id
    return replace(statement, novelty=novelty, earlier_id=earlier_id, verdict=verdict)


def fuller(statement: Statement, *, text: str, quotation: Quotation) -> Statement:
    """Return the statement as it stands after one more sighting: fullest wording, surest figure, most exact time.

    The longer of two wordings is the fuller, but no paraphrase takes the place of the actor's own words.
    """
    confidence = max(statement.confidence, quotation.confidence)
    if quotation.said_at and (
        statement.said_at is None or _EXACTNESS[quotation.said_precision] < _EXACTNESS[statement.said_precision]
    ):
        statement = replace(statement, said_at=quotation.said_at, said_precision=quotation.said_precision)
    own = (Kind.DIRECT, Kind.MIXED, Kind.INDIRECT)
    if len(text) <= len(statement.text) or own.index(quotation.kind) > own.index(statement.kind):
        return replace(statement, confidence=confidence)
    return replace(statement, text=text, kind=quotation.kind, sense=quotation.sense, confidence=confidence)
