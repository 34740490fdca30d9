"""What a search asks for: how it is said, carried by a button, typed, and widened where nothing is found."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.core.model import Kind, StatementQuery
from handlers import limits
from handlers.render.pieces.lengths import count
from handlers.render.pieces.moments import moment_text
from handlers.render.pieces.segments import command
from handlers.render.pieces.segments import words as plain_words
from handlers.typed.line import sought_in, tokens_of
from handlers.typed.mistake import MistakeError, one_of, shown_back
from handlers.typed.periods import Period, as_typed_period, period_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from bot.core.model import Actor, Source
    from bot.core.ports import Lookups
    from handlers.render.pieces.segments import Line
    from handlers.typed.whom import Names

AROUND_ID = "`#.,;:()[]<>"  # what people copy with an id
_WORDS_OF_A_NAME = 2  # that may have been meant as one, where they alone are searched for
_SPEECH = {
    Kind.DIRECT: "in direct speech",
    Kind.INDIRECT: "in indirect speech",
    Kind.MIXED: "partly in direct speech",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What is looked for: all that is given must hold."""

    actor: Actor | None = None
    words: str = ""  # as typed, with "phrases" and -words
    period: Period | None = None
    source: Source | None = None
    overflow_id: str = ""
    kind: Kind | None = None

    def query(self, *, page: int = 0, size: int = limits.STATEMENTS_A_PAGE) -> StatementQuery:
        """Return it as the record is asked."""
        sought = sought_in(self.words)
        return StatementQuery(
            actor_id=self.actor.id if self.actor else None,
            words=sought.words or None,
            phrases=sought.phrases,
            without=sought.without,
            since=self.period.since if self.period else None,
            until=self.period.until if self.period else None,
            source_id=self.source.id if self.source else None,
            kind=self.kind,
            overflow_id=self.overflow_id or None,
            offset=page * size,
            limit=size,
        )

    def said(self, zone: str) -> str:
        """Say what is asked for, as the end of a sentence."""
        parts = [
            f" by {self.actor.name}" if self.actor else "",
            f" with {shown_back(self.words)}" if self.words else "",
            f" {period_said(self.period, zone=zone)}" if self.period else "",
            f" from {self.source.name}" if self.source else "",
            f" {_SPEECH[self.kind]}" if self.kind else "",
            f" in the message {shown_back(self.overflow_id)}" if self.overflow_id else "",
        ]
        return "".join(parts)

    def values(self) -> list[str]:
        """Return what a button carries to ask for the same, with times that stay what they are."""
        since = as_typed_period(self.period) if self.period else ""
        found_by = [self.actor.id if self.actor else "", self.words, since, self.source.id if self.source else ""]
        rare = [self.overflow_id, self.kind or ""]
        return [*found_by, *(rare if self.kind else rare[:1] if self.overflow_id else [])]

    def typed(self) -> str:
        """Return it as somebody would type it."""
        since = as_typed_period(self.period) if self.period else ""
        mark = '"' if " " in since else ""
        parts = [
            self.actor.id if self.actor else "",
            self.words,
            f"since:{mark}{since}{mark}" if since else "",
            f"source:{self.source.id}" if self.source else "",
            f"kind:{self.kind}" if self.kind else "",
        ]
        return " ".join(["statements", *filter(None, parts)])

    def wider(self) -> Iterator[tuple[str, Search]]:
        """Yield searches that find more, each with what it leaves out: the time, the source, a word, the actor."""
        if self.overflow_id:
            return
        if self.period:
            yield "At any time", replace(self, period=None)
        if self.kind:
            yield "However the words are given", replace(self, kind=None)
        if self.source:
            yield "From any source", replace(self, source=None)
        if '"' in self.words:
            yield "Without the quotation marks", replace(self, words=self.words.replace('"', ""))
        tokens = tokens_of(self.words)
        if len(tokens) > 1:
            for left in tokens[: limits.WIDER_WORDS]:
                words = " ".join(str(one) for one in tokens if one is not left)
                yield f"Without {shown_back(str(left))}", replace(self, words=words)
        if self.actor and self.words:
            yield "By anyone", replace(self, actor=None)


def search_of(given: Mapping[str, str], *, names: Names, now: datetime, zone: str) -> Search:
    """Return the search that somebody asks for.

    Args:
        given: each argument of `statements` by its name, as it was typed; blank ones are left out.
        names: of actors and sources.
        now: the time.
        zone: of the reader.

    Raises:
        MistakeError: no such actor, source, time or kind.

    """
    return Search(
        actor=names.actor(given["actor"]) if given.get("actor") else None,
        words=given.get("words", ""),
        period=period_of(given["since"], now=now, zone=zone) if given.get("since") else None,
        source=names.source(given["source"]) if given.get("source") else None,
        overflow_id=given.get("more", "").strip(AROUND_ID).lower(),
        kind=_kind_of(given["kind"]) if given.get("kind") else None,
    )


def _kind_of(text: str) -> Kind:
    try:
        return Kind(text.casefold())
    except ValueError as error:
        raise MistakeError(
            (plain_words(f"{shown_back(text)} is not a kind of speech. Try {one_of(Kind)}."),)
        ) from error


def period_of(text: str, *, now: datetime, zone: str) -> Period:
    """Return the time that somebody means.

    Raises:
        MistakeError: it is none, or lies ahead.

    """
    period = period_at(text, now=now, zone=zone)
    if period is None:
        raise MistakeError(not_a_time(text))
    if period.since and period.since > now:
        raise MistakeError((plain_words(f"{shown_back(text)} is in the future."),))
    return period


def not_a_time(text: str) -> Line:
    """Say that words are no time, and what would be one."""
    way_out = "Try 2d, yesterday, last week, in may, 2026-11-01 or 2026-11-01..11-07."
    return (plain_words(f"{shown_back(text)} is not a time. {way_out}"),)


def _may_name(word: str) -> bool:
    """Tell whether a word may be one of a name: it has letters, and is no address and no mention."""
    return any(map(str.isalpha, word)) and not set(word) & set("/:<>@#")


async def nothing_found(wanted: Search, *, store: Lookups, names: Names, zone: str) -> list[Line]:
    """Say that nothing is found, whom a word may have meant, and how much there is of what is wider."""
    lines: list[Line] = [(plain_words(f"Nothing on record{wanted.said(zone)}."),)]
    if wanted.actor is None and wanted.words:
        typed = tokens_of(wanted.words)
        near = names.near_words(token.text for token in typed if token.is_bare)
        if near:
            meant = one_of(actor.name for actor in near)
            lines.append((plain_words(f"Did you mean {meant}? "), command(f"statements {near[0].id}")))
        elif len(typed) <= _WORDS_OF_A_NAME and all(one.is_bare and _may_name(one.text) for one in typed):
            said = "If that is a name, nobody by that name is tracked: "
            lines.append((plain_words(said), command("actors"), plain_words(" lists everyone.")))
    has_wider = False
    for left_out, wider in wanted.wider():
        found = await store.statements(wider.query(size=1))
        if found.total:
            has_wider = True
            number = f"{'more than ' if found.more else ''}{count(found.total, 'statement')}"
            lines.append((plain_words(f"{left_out}: {number}: "), command(wider.typed())))
    if not has_wider:
        nothing_near = "Try fewer or other words." if wanted.words else "More arrives as the sources are read."
        lines[0] = (plain_words(f"Nothing on record{wanted.said(zone)}. {nothing_near}"),)
    return lines


def period_said(period: Period, *, zone: str) -> str:
    """Say when: `since 4 Mar 2026, 13:00 CET`, `on 3 Mar 2026`, `from 1 to 7 May 2026`."""
    begin, end = period.since, period.until
    if end is None:
        return f"since {moment_text(begin, zone=zone)}" if begin else ""
    if begin is None:
        return f"until {moment_text(end, zone=zone)}"
    first, last = (one.astimezone(ZoneInfo(zone)) for one in (begin, end))
    if not (_is_midnight(first) and _is_midnight(last)):
        return f"from {moment_text(begin, zone=zone)} to {moment_text(end, zone=zone)}"
    last -= timedelta(hours=1)  # of the day before, also where clocks go forward at midnight
    if first.date() == last.date():
        return f"on {_day_text(first)}"
    year = f" {first:%Y}" if first.year != last.year else ""
    return f"from {first.day} {first:%b}{year} to {_day_text(last)}"


def _is_midnight(at: datetime) -> bool:
    return (at.hour, at.minute, at.second) == (0, 0, 0)


def _day_text(at: datetime) -> str:
    return f"{at.day} {at:%b %Y}"
