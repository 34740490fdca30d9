"""What leads in a message that tells many statements, and which of them are of one subject."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

from bot.core.model import DigestItem, Novelty
from bot.core.words import words_of
from bot.rules.corrections import RULED_OUT, is_disowned
from bot.rules.placing import as_reported
from bot.rules.routing import unwanted
from bot.rules.stems import COMMON, word_stem
from bot.rules.thresholds import LEAST_SHARED_STEMS, SAME_SUBJECT
from bot.rules.times import background

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import timedelta

    from bot.core.model import Route, Source, StatementView

# What headlines say of everything: that somebody said it.
_OF_EVERY_SUBJECT = frozenset("say says said tell tells told statement live update updates news report".split())


def ranked(items: Sequence[DigestItem], *, primary: Collection[str]) -> list[DigestItem]:
    """Order statements by what a reader would miss most: changes, then primary sources, then what many report.

    Args:
        items: the statements, each as an article has it.
        primary: the ids of the primary sources.

    """
    return sorted(
        items,
        key=lambda one: (
            one.statement.statement.novelty is not Novelty.CHANGED,
            one.statement.statement.novelty is Novelty.REPEAT,
            one.article.source_id not in primary,
            -len({seen.article.source_id for seen in one.statement.sightings}),
        ),
    )


def by_subject(items: Sequence[DigestItem], *, names: Collection[str] = ()) -> list[list[DigestItem]]:
    """Group statements of one actor by subject; both the groups and what is in each stay in the given order.

    Two are of one subject where one article has both, or where they and their headlines share enough words that say
    what it is about.

    Args:
        items: the statements, each as an article has it.
        names: of the actor, which say nothing of a subject.

    """
    but = {word_stem(word) for name in names for word in words_of(name)}
    groups: list[tuple[list[DigestItem], list[frozenset[str]]]] = []
    place_of: dict[str, int] = {}  # of a page
    for one in items:
        stems = _stems(f"{one.statement.statement.text}\n{one.article.title}") - but
        place = place_of.get(one.article.page_id)
        if place is None:
            place = _nearest(stems, [known for _, known in groups])
        if place is None:
            place = len(groups)
            groups.append(([], []))
        groups[place][0].append(one)
        groups[place][1].append(stems)
        place_of.setdefault(one.article.page_id, place)
    return [members for members, _ in groups]


def _nearest(stems: frozenset[str], groups: Sequence[Sequence[frozenset[str]]]) -> int | None:
    """Return the place of the group with the likest words, the first of equals; None: no group is on the subject."""
    near = [(max(_likeness(stems, one) for one in group), -place) for place, group in enumerate(groups)]
    best, place = max(near, default=(0.0, 0))
    return -place if best >= SAME_SUBJECT else None


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the cosine of two sets of stems; of those that share only a few none."""
    shared = len(one & other)
    return shared / sqrt(len(one) * len(other)) if shared >= LEAST_SHARED_STEMS else 0.0


def _stems(text: str) -> frozenset[str]:
    words = (word.partition("'")[0] for word in words_of(text))
    return frozenset(
        word_stem(word) for word in words if word not in COMMON and word not in _OF_EVERY_SUBJECT and word[:1].isalpha()
    )


def digested(
    view: StatementView, plan: Route, *, sources: Mapping[str, Source], max_age: timedelta, background_after: timedelta
) -> DigestItem | None:
    """Return a statement as a digest tells it: in the words of the first article that its plan wants; None: not at all.

    What would not be reported to a channel as news is left out: what was said long before, came up too late, or is the
    actor's no longer.

    Args:
        view: the statement.
        plan: who wants what.
        sources: by their ids; of one that is not among them nothing is reported.
        max_age: `alerts.max_age`.
        background_after: `alerts.background_after`.

    """
    statement = view.statement
    published_at = statement.published_at or statement.first_seen_at
    if statement.ruling in RULED_OUT or is_disowned(view) or statement.first_seen_at - published_at > max_age:
        return None
    if background(statement, published_at=published_at, after=background_after):
        return None
    for seen in view.sightings:
        source = sources.get(seen.article.source_id)
        if source is None:
            continue
        said, now = as_reported(view, seen.article).statement, statement.first_seen_at
        if unwanted(plan, said, source=source, headline=seen.article.title, now=now) is None:
            return DigestItem(statement=view, article=seen.article)
    return None
