"""One message for many statements: by actor and subject, changes first, each with badge, words, outlet and time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.model import Novelty, Tier
from bot.rules.digest import by_subject, ranked
from handlers import limits
from handlers.render.messages.buttons import Press, buttons, token_of
from handlers.render.messages.note import Note
from handlers.render.pieces.costs import cost, fit
from handlers.render.pieces.lengths import clip, count
from handlers.render.pieces.moments import listed_clock, span_text
from handlers.render.pieces.segments import Block, Line, command, link, quoted, strong, struck, theirs, words
from handlers.render.statement.badges import MARKS, Badge
from handlers.render.statement.credits import actor_name, actor_of, present_article
from handlers.render.statement.presented import present

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from bot.core.config import Config
    from bot.core.model import DigestItem, DigestView


def digest_note(view: DigestView, *, config: Config) -> Note:
    """Return the message: how many statements of whom in which time, and those that matter most."""
    badge = Badge.CATCH_UP if view.is_catch_up else Badge.DIGEST
    title = counted(view)
    said = f"{_span_of_digest(view, config)}{f': {_by_actor(view, config)}' if view.total else ''}"
    everything = token_of(Press.SHOW, "statements", "", "", "", "", view.id)
    return Note(
        title=title,
        badge=badge,
        lines=((words(said),),),
        below=_as_many_as_fit(view, config=config) if view.total else (),
        fallback=clip(f"{badge} · {title} · {said}", limits.FALLBACK),
        # By the button a message is found again after a crash, so each has one.
        buttons=buttons(("All", everything) if view.total else ("Statements", token_of(Press.SHOW, "statements"))),
    )


def digest_blocks(view: DigestView, *, config: Config) -> list[Block]:
    """Return all statements as blocks of an answer, each small enough for any platform."""
    blocks: list[Block] = []
    for section in _sections(_entries(view, config=config), view, config=config):
        for place, subject in enumerate(section.subjects):
            lines = [*(() if place else (section.head,)), *subject]
            starts = range(0, len(lines), limits.DIGEST_A_BLOCK)
            blocks += [Block(lines=tuple(lines[start : start + limits.DIGEST_A_BLOCK])) for start in starts]
    return blocks


def counts_of(items: Iterable[DigestItem]) -> dict[str, dict[Novelty, int]]:
    """Count statements by actor and novelty."""
    counts: dict[str, dict[Novelty, int]] = {}
    for one in items:
        statement = one.statement.statement
        of_actor = counts.setdefault(statement.actor_id, {})
        of_actor[statement.novelty] = of_actor.get(statement.novelty, 0) + 1
    return counts


def counted(view: DigestView) -> str:
    """Say how many statements there are, and how many of them are changes: `12 statements, 2 changes`."""
    together: dict[Novelty, int] = {}
    for of_actor in view.counts.values():
        for novelty, number in of_actor.items():
            together[novelty] = together.get(novelty, 0) + number
    return _numbers(together) if together else "No new statements"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """A statement of a digest with its line."""

    item: DigestItem
    line: Line


@dataclass(frozen=True, slots=True, kw_only=True)
class _Section:
    """What one actor said, by subject: each its headline and the lines of its statements."""

    head: Line
    subjects: tuple[tuple[Line, ...], ...]


def _entries(view: DigestView, *, config: Config, most: int | None = None) -> list[_Entry]:
    """Return the statements with their lines, what leads first."""
    zone = view.zone or config.bot.time_zone
    primary = {source.id for source in config.sources if source.tier is Tier.PRIMARY}
    return [
        _Entry(item=one, line=_line_of_item(one, beside=view.until, config=config, zone=zone))
        for one in ranked(view.reported, primary=primary)[:most]
    ]


def _as_many_as_fit(view: DigestView, *, config: Config) -> tuple[Line, ...]:
    """Return the lines of the statements that matter most, as many as a message holds, and how to see the others."""
    kept = _entries(view, config=config, most=limits.DIGEST_LINES)
    while True:
        lines: list[Line] = []
        for section in _sections(kept, view, config=config):
            lines += [*([()] if lines else []), section.head, *(line for one in section.subjects for line in one)]
        more = view.total - len(kept)
        way: Line = (words(f"and {more} more: "), command(f"statements more:{view.id}"))
        lines += [way] if more else []
        if cost(lines) <= limits.DIGEST_COST or len(kept) <= 1:
            return tuple(lines)
        kept.pop()


def _sections(entries: Sequence[_Entry], view: DigestView, *, config: Config) -> Iterator[_Section]:
    """Yield what each actor said; who leads is first, and so is what leads in each."""
    line_of = {one.item.statement.statement.id: one.line for one in entries}
    of_actors: dict[str, list[DigestItem]] = {}
    for one in entries:
        of_actors.setdefault(one.item.statement.statement.actor_id, []).append(one.item)
    for actor_id, items in of_actors.items():
        name = actor_name(config, actor_id)
        yield _Section(
            head=(strong(name), words(f" · {_numbers(view.counts.get(actor_id, {}))}")),
            subjects=tuple(
                (
                    *_headline(subject[0], config=config),
                    *(line_of[one.statement.statement.id] for one in subject),
                )
                for subject in by_subject(items, names=(actor_of(config, actor_id).name,))
            ),
        )


def _headline(lead: DigestItem, *, config: Config) -> list[Line]:
    """Return the headline that stands for a subject; of a headline that is missing nothing."""
    headline = present_article(lead.article, config=config).headline
    return [(words(f"{_SUBJECT} "), theirs(fit(headline, limits.DIGEST_HEADLINE_COST)))] if headline else []


_SUBJECT = "▪"


def _line_of_item(item: DigestItem, *, beside: datetime, config: Config, zone: str) -> Line:
    one = present(item.statement, config=config, article=item.article)
    article = present_article(item.article, config=config)
    text = fit(one.quote.with_verb(limits.DIGEST_WORDS), limits.DIGEST_WORDS_COST)
    turn = fit(one.turn, limits.LISTED_MARKS_COST) if one.turn and not one.is_withdrawn else ""
    outlet = fit(article.outlet, limits.LISTED_NAME_COST)
    second_hand = "second-hand: " if one.is_second_hand else ""
    at = listed_clock(item.statement.statement.first_seen_at, beside=beside, zone=zone)
    return (
        words(f"{MARKS[one.badge]} {one.badge} · {second_hand}"),
        struck(text) if one.is_withdrawn else quoted(text),
        words(f" · {turn} · " if turn else " · "),
        link(outlet, article.url) if len(article.url) <= limits.LISTED_LINK else words(outlet),
        words(f", {at}"),
    )


def _numbers(counts: Mapping[Novelty, int]) -> str:
    total, changed = sum(counts.values()), counts.get(Novelty.CHANGED, 0)
    return ", ".join([count(total, "statement"), *([count(changed, "change")] if changed else [])])


def _span_of_digest(view: DigestView, config: Config) -> str:
    return span_text(view.since, view.until, zone=view.zone or config.bot.time_zone)


def _by_actor(view: DigestView, config: Config) -> str:
    """Count the statements of each actor, the most first: `Tibor Kasvili 20, Orla Venn 8`."""
    totals = {actor_id: sum(of_actor.values()) for actor_id, of_actor in view.counts.items()}
    most = sorted(totals.items(), key=lambda one: (-one[1], one[0]))
    named = [f"{actor_name(config, actor_id)} {number}" for actor_id, number in most[: limits.ACTORS_NAMED]]
    others = sum(number for _, number in most[limits.ACTORS_NAMED :])
    return ", ".join([*named, *([f"others {others}"] if others else [])])
