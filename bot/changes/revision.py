"""What a newer text of a page makes of what was on record of it: corrections, and words that were not there before.

Pure: values in, values out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from bot.changes.overlap import Overlap
from bot.changes.page_text import Page
from bot.changes.standing import Place, overlaps, place_of, stood
from bot.changes.thresholds import ADDED, ANOTHER, AROUND, PART, SURE_OF_ANOTHER, WHOLE
from bot.core.crediting import is_second_hand, why_not
from bot.core.ids import stable_id
from bot.core.model import Assertion, Correction, CorrectionKind, Kind
from bot.core.words import words_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bot.core.model import Actor, Article, Quotation, Sighting, SightingView, Span

STANDING: Final = frozenset({None, CorrectionKind.CHANGED, CorrectionKind.RESTORED})  # last corrections


@dataclass(frozen=True, slots=True, kw_only=True)
class SightingOutcome:
    """What became of one sighting's words in the newer text."""

    sighting: Sighting
    place: Place
    is_credited: bool = False  # the newer text gives them to the actor
    speaker: str | None = None  # who else has surely said them there
    is_off_page: bool = False  # gone with much around them, as behind a paywall or off the end of a live page


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """What a newer text makes of a page's sightings."""

    outcomes: tuple[SightingOutcome, ...] = ()
    fresh: tuple[Quotation, ...] = ()  # words that are to go on record
    unsaid: tuple[Quotation, ...] = ()  # words of tracked actors that are new there, and no statement
    restated: tuple[tuple[Quotation, str], ...] = ()  # such of them as took the place of a statement's, and its id
    is_another: bool = False  # next to nothing of any version of the page is there


def revise(
    views: Sequence[SightingView],
    quotations: Sequence[Quotation],
    *,
    before: Article,
    new: Page,
    actors: Mapping[str, Actor],
) -> Revision:
    """Hold a newer text of a page against what is on record of it.

    Args:
        views: the sightings in all versions of the page.
        quotations: what the watcher found in the newer text, whoever said it.
        before: the version before it.
        new: the newer text.
        actors: those who are tracked, by id.

    """
    pages = {view.article.id: Page(view.article.text) for view in views}
    last = pages.get(before.id) or Page(before.text)
    overlap = {article_id: Overlap(page, new) for article_id, page in pages.items()}
    outcomes = [
        _outcome(
            view.sighting,
            quotations,
            old=pages[view.article.id],
            new=new,
            overlap=overlap[view.article.id],
            actors=actors,
        )
        for view in views
        if not view.sighting.quotation.second_hand
    ]
    second_hand = ((one.sighting.quotation, one.article.id) for one in views if one.sighting.quotation.second_hand)
    known = [(one.sighting.quotation, one.place) for one in outcomes]
    known += [(one, place_of(one.content, pages[article_id], new)) for one, article_id in second_hand]
    own = [one for one in quotations if _is_own_or_reported(one)]
    fresh = [one for one in own if _is_fresh(one, known, last=last, new=new)]
    others = (one for one in quotations if one.actor_id is not None and one not in own)
    return Revision(
        outcomes=tuple(outcomes),
        fresh=tuple(fresh),
        unsaid=tuple(one for one in others if is_written_anew(one, old=last, new=new)),
        restated=tuple(_restated(outcomes, fresh).items()),
        is_another=bool(overlap) and all(one.share < ANOTHER for one in overlap.values()),
    )


def in_full(quotations: Sequence[Quotation], on_record: Sequence[SightingView], *, new: Page) -> tuple[Quotation, ...]:
    """Return what was found in a text of a page that goes on record anew, in the words that are on record of it.

    A watcher does not see two texts alike. Where it takes a part of words that are on record from the page's feed, or
    from a text of it that was reported to nobody, and that stand there as they were, it is these that the page has: a
    part of them is no news beside them.

    Args:
        quotations: what is to go on record of the page.
        on_record: the sightings in what its feed held, or in earlier texts of it.
        new: the page.

    """
    known = [
        (one.sighting.quotation.actor_id, place_of(one.sighting.quotation.content, Page(one.article.text), new), one)
        for one in on_record
        if not one.sighting.quotation.second_hand
    ]
    wholes = [
        (actor_id, tuple(sorted(place.spans)))
        for actor_id, place, one in known
        if place.same and len(place.spans) == len(one.sighting.quotation.content)  # they stand there once
    ]
    found = [
        _in_full(one, [whole for actor_id, whole in wholes if actor_id == one.actor_id], new) for one in quotations
    ]
    places = [(one.actor_id, one.content) for one in found]
    return tuple(one for number, one in enumerate(found) if places[number] not in places[:number])


def _in_full(quotation: Quotation, wholes: Sequence[tuple[Span, ...]], new: Page) -> Quotation:
    """Return a quotation in the words of which it has a part, if it does."""
    words = [new.words_in(span) for span in quotation.content]
    for whole in wholes:
        theirs = [new.words_in(span) for span in whole]
        if words != theirs and all(any(a <= start and end <= b for a, b in theirs) for start, end in words):
            return replace(quotation, content=whole)
    return quotation


def _restated(outcomes: Sequence[SightingOutcome], fresh: Sequence[Quotation]) -> dict[Quotation, str]:
    """Return which fresh words stand in the place of words that are gone, with the id of their statement."""
    return {
        quotation: outcome.sighting.statement_id
        for outcome in reversed(outcomes)
        for quotation in fresh
        if _takes_the_place(quotation, outcome)
    }


def _takes_the_place(quotation: Quotation, outcome: SightingOutcome) -> bool:
    if outcome.place.same or outcome.is_off_page or quotation.actor_id != outcome.sighting.quotation.actor_id:
        return False
    return overlaps(quotation.content, outcome.place.spans)


def corrections_of(
    revision: Revision,
    before: Sequence[Correction],
    *,
    seen_again: Mapping[str, tuple[Kind, Place]],
    article_id: str,
    now: datetime,
) -> list[Correction]:
    """Return what is to be said of the sightings that was not said before.

    Args:
        revision: what became of them.
        before: all that was said, first noticed first.
        seen_again: of statements of which the newer text has another rendering that rendering's kind and place.
        article_id: the version in which it is noticed.
        now: when.

    """
    last = {one.sighting_id: one for one in before}
    there = {outcome.sighting.statement_id for outcome in revision.outcomes if outcome.place.same} | seen_again.keys()
    found: list[Correction] = []
    for one in revision.outcomes:
        outcome: SightingOutcome | None = one
        if not one.place.same and one.sighting.statement_id in there:
            outcome = _of_moved(one, seen_again)
        if outcome is None or outcome.is_off_page:
            continue
        noticed = correction_kind(last.get(outcome.sighting.id), outcome)
        if noticed is not None:
            text = (outcome.speaker or "") if noticed is CorrectionKind.REASCRIBED else outcome.place.text
            found.append(_correction(outcome.sighting, noticed, text, last, article_id=article_id, now=now))
    return found


def _of_moved(outcome: SightingOutcome, seen_again: Mapping[str, tuple[Kind, Place]]) -> SightingOutcome | None:
    """Return what became of words of which the newer text has another rendering; None: nothing quoted was corrected.

    They stand on the page in another place, or the reporter put them in other words.
    """
    if outcome.sighting.quotation.kind is not Kind.DIRECT:
        return None
    if not outcome.place.spans:
        kind, place = seen_again.get(outcome.sighting.statement_id, (None, outcome.place))
        outcome = replace(outcome, place=place) if kind is Kind.DIRECT else outcome
    return outcome if outcome.place.spans else None


def withdrawals(
    views: Sequence[SightingView], before: Sequence[Correction], *, article_id: str, now: datetime
) -> list[Correction]:
    """Return what is to be said of the sightings of a page that is gone."""
    last = {one.sighting_id: one for one in before}
    return [
        _correction(view.sighting, CorrectionKind.WITHDRAWN, "", last, article_id=article_id, now=now)
        for view in views
        if not view.sighting.quotation.second_hand and _last_kind(last.get(view.sighting.id)) in STANDING
    ]


def correction_kind(last: Correction | None, outcome: SightingOutcome) -> CorrectionKind | None:
    """Return what is to be said of a sighting now, or None: nothing that was not said before.

    Args:
        last: what was said of it last.
        outcome: what became of it.

    """
    before = None if _last_kind(last) is CorrectionKind.RESTORED else _last_kind(last)
    if before is CorrectionKind.REASCRIBED:
        return CorrectionKind.RESTORED if outcome.place.same and outcome.is_credited else None
    if outcome.place.same:
        if outcome.speaker is not None:
            return CorrectionKind.REASCRIBED
        return None if before is None else CorrectionKind.RESTORED
    if outcome.place.spans:
        is_known = last is not None and before is CorrectionKind.CHANGED and last.text == outcome.place.text
        return None if is_known else CorrectionKind.CHANGED
    return None if before in {CorrectionKind.REMOVED, CorrectionKind.WITHDRAWN} else CorrectionKind.REMOVED


def is_written_anew(quotation: Quotation, *, old: Page, new: Page) -> bool:
    """Tell whether the sentences with a quotation of the newer text are not in the old one as they are."""
    return not old.has(new.sequence(quotation.evidence))


def is_speaker_written_anew(before: Quotation, after: Quotation, *, old: Page, new: Page, overlap: Overlap) -> bool:
    """Tell whether the words that show who speaks were written anew: the sentence, or some of what led up to it.

    A watcher does not always give one passage of two texts to one speaker: "he said" is another's where a paragraph on
    somebody else was put before it. Only what was changed is taken for a correction, and what was added alone is not.

    Args:
        before: the quotation in the old text.
        after: the same words in the newer one.
        old: the text before.
        new: the newer text.
        overlap: what of the old one stands in it.

    """
    start, end = before.evidence
    return is_written_anew(after, old=old, new=new) or not overlap.has_all((max(start - AROUND, 0), end))


def _outcome(
    sighting: Sighting,
    quotations: Sequence[Quotation],
    *,
    old: Page,
    new: Page,
    overlap: Overlap,
    actors: Mapping[str, Actor],
) -> SightingOutcome:
    quotation = sighting.quotation
    place = place_of(quotation.content, old, new)
    outcome = SightingOutcome(sighting=sighting, place=place)
    if not place.same:
        return replace(outcome, is_off_page=_is_off_page(quotation, place, old=old, new=new, overlap=overlap))
    stated = (one for one in quotations if not one.second_hand and one.assertion is Assertion.STATED)
    given = [one for one in stated if overlaps(one.content, place.spans)]
    if any(one.actor_id == quotation.actor_id for one in given):
        return replace(outcome, is_credited=True)
    actor = actors.get(quotation.actor_id or "")
    another = next(
        (
            one.speaker
            for one in given
            if _is_surely_of_another(one, actor)
            and is_speaker_written_anew(quotation, one, old=old, new=new, overlap=overlap)
        ),
        None,
    )
    return replace(outcome, speaker=another)


def _is_surely_of_another(quotation: Quotation, actor: Actor | None) -> bool:
    """Tell whether a quotation is surely somebody's, and not the actor's under another name."""
    if not quotation.speaker or quotation.rejected is not None or quotation.confidence < SURE_OF_ANOTHER:
        return False
    return quotation.actor_id is not None or actor is None or not _is_named_like(quotation.speaker, actor)


def _is_off_page(quotation: Quotation, place: Place, *, old: Page, new: Page, overlap: Overlap) -> bool:
    """Tell whether words that are not there as they were are gone with much around them, not for their own sake."""
    if overlap.has_rolled_off(quotation.content):
        return True
    words, there = (
        sum(len(page.sequence(span)) for span in spans)
        for page, spans in ((old, quotation.content), (new, place.spans))
    )
    # Of a rewritten page a whole sentence in the place of another is a correction; half of one is the end of a stub.
    is_replaced = overlap.share >= ANOTHER and there >= WHOLE * words
    return overlap.share < PART and not is_replaced


def _is_named_like(speaker: str, actor: Actor) -> bool:
    """Tell whether a speaker may be the actor under another name, or the house that the actor speaks for."""
    words = set(words_of(speaker))
    names = (actor.name, *actor.aliases, *actor.titles, *actor.institutions)
    return any(words <= set(words_of(name)) or set(words_of(name)) <= words for name in names)


def _is_own_or_reported(quotation: Quotation) -> bool:
    is_own = quotation.actor_id is not None and why_not(quotation) is None
    return is_own or is_second_hand(quotation)


def _is_fresh(quotation: Quotation, known: Sequence[tuple[Quotation, Place]], *, last: Page, new: Page) -> bool:
    """Tell whether words were not on the page before, or were nobody's and are now said to be the actor's."""
    words = sum(len(new.sequence(span)) for span in quotation.content)
    covering = [
        sum(len(new.sequence(span)) for span in place.spans)
        for one, place in known
        if place.same and one.actor_id == quotation.actor_id and overlaps(quotation.content, place.spans)
    ]
    if stood(quotation.content, new, last):
        return not covering and is_written_anew(quotation, old=last, new=new)
    return not covering or words > max(covering) + ADDED


def _last_kind(last: Correction | None) -> CorrectionKind | None:
    return None if last is None else last.kind


def _correction(
    sighting: Sighting,
    kind: CorrectionKind,
    text: str,
    last: Mapping[str, Correction],
    *,
    article_id: str,
    now: datetime,
) -> Correction:
    """Make a correction; its id names what was said before it, so that a second turn to the same words is another."""
    before = last.get(sighting.id)
    return Correction(
        id=stable_id("correction", sighting.id, before.id if before else "", kind, text),
        sighting_id=sighting.id,
        statement_id=sighting.statement_id,
        article_id=article_id,
        kind=kind,
        noticed_at=now,
        text=text,
    )
