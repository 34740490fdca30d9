"""What a message is, at a glance, and whether its words must still look like the actor's own."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from bot.core.model import CorrectionKind, FeedbackKind, Novelty
from bot.rules.corrections import RULED_OUT
from handlers.render.statement.aftermath import standing_corrections

if TYPE_CHECKING:
    from bot.core.model import StatementView


class Badge(StrEnum):
    """What a message is, at a glance."""

    NEW = "NEW"
    SAID_BEFORE = "SAID BEFORE"
    CHANGED = "CHANGED"
    WITHDRAWN = "WITHDRAWN"  # the actor did not say it after all
    CORRECTION = "CORRECTION"  # what became of an alert's words at their source
    MORE_OF_IT = "MORE OF IT"  # further points of a remark that was reported in the channel
    OVERFLOW = "MORE"  # alerts that were too many for their channel
    CATCH_UP = "CATCH-UP"  # alerts that waited long
    DIGEST = "DIGEST"
    NOTICE = "OUT OF ORDER"  # to who runs the bot
    ALL_CLEAR = "IN ORDER AGAIN"


# The colour of a badge where a platform has none of its own to give; the word beside it says the same without it.
MARKS = {
    Badge.NEW: "🟢",
    Badge.MORE_OF_IT: "🟢",
    Badge.SAID_BEFORE: "⚪",
    Badge.CHANGED: "🟠",
    Badge.WITHDRAWN: "🔴",
    Badge.CORRECTION: "🔴",
    Badge.OVERFLOW: "⚪",
    Badge.CATCH_UP: "🔵",
    Badge.DIGEST: "🔵",
    Badge.NOTICE: "🟠",
    Badge.ALL_CLEAR: "🟢",
}

_OF_NOVELTY = {Novelty.NEW: Badge.NEW, Novelty.REPEAT: Badge.SAID_BEFORE, Novelty.CHANGED: Badge.CHANGED}


def badge_of(view: StatementView, *, article_id: str | None = None) -> Badge:
    """Tell what a statement is against the record of its actor, and whether it still is one."""
    if is_withdrawn(view, article_id=article_id):
        return Badge.WITHDRAWN
    if view.statement.ruling is FeedbackKind.NOT_NEW:
        return Badge.SAID_BEFORE
    return _OF_NOVELTY[view.statement.novelty]


def is_withdrawn(view: StatementView, *, article_id: str | None = None) -> bool:
    """Tell whether the words must not look like the actor's own.

    The desk said so; or the article, or where it is None each that had them, now says that somebody else said them.
    """
    if view.statement.ruling in RULED_OUT:
        return True
    standing = {one.sighting_id: one.kind for one in standing_corrections(view)}
    here = [one for one in view.sightings if one.article.id == article_id] or view.sightings
    return bool(here) and all(standing.get(one.sighting.id) is CorrectionKind.REASCRIBED for one in here)
