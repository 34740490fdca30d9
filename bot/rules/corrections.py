"""What became of words at their source, and who is to hear of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.model import CorrectionKind, FeedbackKind
from bot.rules.thresholds import MOST_TURNS

if TYPE_CHECKING:
    from bot.core.model import Correction, StatementView


# Rulings of the desk after which words are no statement of their actor.
RULED_OUT = frozenset({FeedbackKind.WRONG_SPEAKER, FeedbackKind.NOT_A_STATEMENT})


# Corrections after which the words are not at their source any more.
TAKEN_BACK = frozenset({CorrectionKind.REMOVED, CorrectionKind.WITHDRAWN})


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
        and one.article.page_id != here.article.page_id
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
    return not _is_reported_of_its_page(view, correction)


def _is_reported_of_its_page(view: StatementView, correction: Correction) -> bool:
    """Tell whether the same was said of the same page already, which two sources list."""
    article = {one.sighting.id: one.article for one in view.sightings}
    here = article.get(correction.sighting_id)
    if here is None:
        return False
    alike = (
        article[one.sighting_id]
        for one in view.corrections
        if one.sighting_id in article and (one.kind, one.text) == (correction.kind, correction.text)
    )
    return any(there.url == here.url and there.page_id != here.page_id for there in alike)
