"""What people said is wrong with alerts, as gold: in the forms of the gold files, and scored.

"wrong speaker" and "not a statement" become non-statements of their articles. What else stands in these articles is
given as borderline: nobody objected, and nobody confirmed it. "not new" becomes a pair of the statement and an earlier
one: what the record names, else the nearest that the judge finds, which an editor should look at before it is used.
"not the same" becomes one that is "different" from what it was merged with.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from bot.core.model import FeedbackKind, Relation, StatementQuery
from bot.core.ports import Corrections, Lookups, Rulings
from bot.novelty import Index
from bot.novelty.clock import occasions
from bot.novelty.renderings import rendering_of
from bot.rules.times import published_or_seen_at
from bot.tools.evaluate.words import Rows, Text
from bot.tools.thresholds import AGAIN_FROM, LOOKED_BACK_FOR_EARLIER, NEAREST_LOOKED_AT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from bot.core.config import Config
    from bot.core.model import Feedback, FeedbackView, SightingView, Statement
    from bot.novelty import Judge

_OF_ARTICLES = (FeedbackKind.WRONG_SPEAKER, FeedbackKind.NOT_A_STATEMENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackGold:
    """Feedback in the forms of the gold files."""

    articles: Rows = field(default_factory=dict)  # as tracked actors' articles, by article id
    pairs: Rows = field(default_factory=dict)  # as pairs of statements
    statements: Counter[FeedbackKind] = field(default_factory=Counter)  # that people said it of
    by_moderators: int = 0  # of the statements, those that a moderator said something of
    unpaired: int = 0  # said to be not new, and nothing earlier is on record


class FeedbackRecord(Rulings, Corrections, Lookups, Protocol):
    """What the gold is made of."""


async def feedback_gold(store: FeedbackRecord, config: Config, judge: Judge) -> FeedbackGold:
    """Read all feedback on record.

    Raises:
        StoreError: the record cannot be read.

    """
    voices = {source.id: source.voice for source in config.sources}  # those that were added by command too
    articles: Rows = {}
    pairs: Rows = {}
    statements: Counter[FeedbackKind] = Counter()
    by_moderators = unpaired = 0
    for view in await store.feedback():
        kinds = {given.kind for given in view.given}
        statements.update(kinds)
        by_moderators += any(given.person.moderator for given in view.given)
        await _object_to(articles, view, store, voices)
        found = [_apart_row(view)] if FeedbackKind.NOT_THE_SAME in kinds else []
        if FeedbackKind.NOT_NEW in kinds:
            pair = await _pair_row(store, view, judge)
            unpaired += pair is None
            found.append(pair)
        pairs |= {pair["id"]: pair for pair in found if pair is not None}
    return FeedbackGold(
        articles=articles, pairs=pairs, statements=statements, by_moderators=by_moderators, unpaired=unpaired
    )


async def _object_to(
    articles: Rows, view: FeedbackView, store: FeedbackRecord, voices: Mapping[str, str | None]
) -> None:
    """Put what people said is nobody's, or another's, statement into the rows of its articles."""
    kinds = [kind for kind in _OF_ARTICLES if any(given.kind is kind for given in view.given)]
    for sighting in view.statement.sightings if kinds else ():
        article = sighting.article
        if article.id not in articles:
            articles[article.id] = await _article_row(store, sighting, voice=voices.get(article.source_id))
        for kind in kinds:
            actor_id = view.statement.statement.actor_id
            _object(articles[article.id], sighting, actor_id=actor_id, why=_why(kind, view.given))


def score_feedback(
    gold: FeedbackGold, *, read: Mapping[str, dict[str, Any]], judged: Mapping[str, dict[str, Any]]
) -> dict[str, Any]:
    """Score the engine as it is on what people said.

    Args:
        gold: the feedback.
        read: the engine's statements in `gold.articles`, by article id, as `onrecord scan --jsonl` gives them.
        judged: its verdicts on `gold.pairs`, by pair id, as `onrecord match --jsonl` gives them.

    Returns:
        Counts: `statements` that people said something of, by kind; `by_moderators`; `reported_again` of `objections`
        to words and speakers; `known_now` of `pairs` that are not new; `unpaired`; `merged_now` of `apart`, the pairs
        that are not the same.

    """
    objections = reported_again = 0
    for article_id, row in gold.articles.items():
        text = Text(row["text"])
        reported = [
            (statement["actor"], text.words_begun(statement["content"]))
            for statement in (read.get(article_id) or {}).get("statements", [])
            if statement["assertion"] == "stated"
        ]
        for objection in row["non_statements"]:
            words = text.words_begun([objection["span"]])
            said = frozenset[int]().union(*(mine for actor, mine in reported if actor == objection["actor"]))
            objections += 1
            reported_again += bool(words) and len(words & said) >= AGAIN_FROM * len(words)
    merged = {str(Relation.SAME), str(Relation.REPEAT)}
    apart = {one for one, row in gold.pairs.items() if row["label"] == str(Relation.DIFFERENT)}
    merged_now = {one for one in gold.pairs if (judged.get(one) or {}).get("label") in merged}
    return {
        "statements": {str(kind): gold.statements[kind] for kind in FeedbackKind},
        "by_moderators": gold.by_moderators,
        "objections": objections,
        "reported_again": reported_again,
        "pairs": len(gold.pairs.keys() - apart),
        "known_now": len(merged_now - apart),
        "unpaired": gold.unpaired,
        "apart": len(apart),
        "merged_now": len(merged_now & apart),
    }


async def _article_row(store: FeedbackRecord, sighting: SightingView, *, voice: str | None) -> dict[str, Any]:
    article = sighting.article
    beside = [one for one in await store.page_sightings(article.id) if one.article.id == article.id]
    statements: dict[tuple[str, Any], dict[str, Any]] = {}
    for one in beside:
        quotation = one.sighting.quotation
        if quotation.actor_id is not None and not quotation.second_hand:
            content = [list(span) for span in quotation.content]
            statements[quotation.actor_id, quotation.content] = {
                "actor": quotation.actor_id,
                "content": content,
                "kind": str(quotation.kind),
                "must": False,
            }
    row = {
        "id": article.id,
        "title": article.title,
        "url": article.url,
        "published_at": _timestamp(article.published_at or article.fetched_at),
        "text": article.text,
        "statements": list(statements.values()),
        "non_statements": [],
    }
    return row | ({"voice": voice} if voice else {})


def _object(row: dict[str, Any], sighting: SightingView, *, actor_id: str, why: str) -> None:
    """Make non-statements of a sighting's words."""
    content = [list(span) for span in sighting.sighting.quotation.content]
    row["statements"] = [one for one in row["statements"] if (one["actor"], one["content"]) != (actor_id, content)]
    row["non_statements"] += [{"span": span, "actor": actor_id, "why": why} for span in content]


def _why(kind: FeedbackKind, given: Iterable[Feedback]) -> str:
    people = sum(one.kind is kind for one in given)
    return f"{kind}, say{'s' if people == 1 else ''} {people} {'person' if people == 1 else 'people'}"


async def _pair_row(store: FeedbackRecord, view: FeedbackView, judge: Judge) -> dict[str, Any] | None:
    statement = view.statement.statement
    earlier, by_record = view.statement.earlier, True
    if earlier is None:
        earlier, by_record = await _nearest_on_record(store, statement, judge), False
    if earlier is None:
        return None
    one_occasion, _ = occasions(rendering_of(statement), rendering_of(earlier))
    why = _why(FeedbackKind.NOT_NEW, view.given)
    return {
        "id": f"feedback-{statement.id}",
        "actor": statement.actor_id,
        "a": _side(statement),
        "b": _side(earlier),
        "label": str(Relation.SAME if one_occasion else Relation.REPEAT),
        "why": why if by_record else f"{why}; the earlier one is the nearest on record, not named by anybody",
    }


def _apart_row(view: FeedbackView) -> dict[str, Any] | None:
    """Return a statement beside what it was merged with; None: a reader did not say what of several that is."""
    statement, earlier = view.statement.statement, view.statement.earlier
    if earlier is None:
        return None
    return {
        "id": f"feedback-apart-{statement.id}",
        "actor": statement.actor_id,
        "a": _side(statement),
        "b": _side(earlier),
        "label": str(Relation.DIFFERENT),
        "why": _why(FeedbackKind.NOT_THE_SAME, view.given),
    }


async def _nearest_on_record(store: FeedbackRecord, statement: Statement, judge: Judge) -> Statement | None:
    query = StatementQuery(actor_id=statement.actor_id, until=statement.first_seen_at, limit=LOOKED_BACK_FOR_EARLIER)
    before = {one.statement.id: one.statement for one in (await store.statements(query)).statements}
    before.pop(statement.id, None)
    index = Index()
    for one in before.values():
        index.add(one.id, one.text)
    found = [before[one] for one, _ in index.candidates(statement.text, NEAREST_LOOKED_AT)]
    matches = judge.compare_many(statement.actor_id, rendering_of(statement), [rendering_of(one) for one in found])
    scored = [(match.score, -place) for place, match in enumerate(matches)]
    return found[-max(scored)[1]] if scored else None


def _side(statement: Statement) -> dict[str, Any]:
    return {
        "text": statement.text,
        "kind": str(statement.kind),
        "said_at": None if statement.said_at is None else _timestamp(statement.said_at),
        "published_at": _timestamp(published_or_seen_at(statement)),
    }


def _timestamp(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
