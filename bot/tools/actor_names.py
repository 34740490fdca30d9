"""`onrecord actor suggest` and `actor test`: what else a person is called, and what the bot finds of them in texts."""

from __future__ import annotations

import shlex
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from rich.console import Group
from rich.table import Table
from rich.text import Text

from bot.core.model import Actor, View
from bot.store import SqlStore
from bot.store.parts.exported import texts_since
from bot.tools.scan import load_document, table
from bot.tools.stored import changes_by_command
from bot.tools.thresholds import AROUND_EXAMPLE, MOST_PROPOSED
from bot.watcher import SpacyWatcher
from bot.watcher.likeness import Likeness, LikenessReader
from bot.watcher.people.roster import name_words
from handlers.render.pieces.lengths import count
from handlers.render.pieces.text import plain
from handlers.typed.whom import Names

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from rich.console import RenderableType

    from bot.core.config import Config
    from bot.core.model import Span, Watched
    from bot.tools.scan import Document
    from bot.watcher.likeness import NameSeen

UNKNOWN_ID: Final = "asked-for"  # of somebody who is not tracked, while texts are read for them
_SORTS: Final = {
    Likeness.SPELLING: "other names",
    Likeness.SCRIPT: "other scripts",
    Likeness.TITLE: "titles",
    Likeness.NAMESAKE: "namesakes",
    Likeness.MISSPELT: "found anyway",
}
_MISSED: Final = {
    Likeness.SPELLING: "a name that is not known",
    Likeness.SCRIPT: "a script that is not known",
    Likeness.TITLE_ALONE: "a title that is not known",
    Likeness.NAMESAKE: "taken for somebody else",
}


@dataclass(slots=True)
class Proposal:
    """Something that a person may be called by."""

    text: str
    times: int = 0
    articles: int = 0
    example: str = ""


@dataclass(slots=True)
class Suggestions:
    """What texts call a person."""

    actor: Actor
    is_tracked: bool
    articles: int = 0  # that were looked at
    naming: int = 0  # of them those that name the person, or somebody of that surname
    found: dict[Likeness, dict[str, Proposal]] = field(default_factory=dict)

    def proposals(self, likeness: Likeness) -> list[Proposal]:
        """Return what was seen of a sort, the most frequent first."""
        seen = self.found.get(likeness, {}).values()
        return sorted(seen, key=lambda one: (-one.articles, -one.times, one.text))[:MOST_PROPOSED]

    @property
    def titles(self) -> list[Proposal]:
        """Titles that are not known and stand beside the name more than once, or once where there are few texts."""
        known = {name_words(title) for title in self.actor.titles}
        least = 1 if self.naming <= MOST_PROPOSED else 2
        return [
            one for one in self.proposals(Likeness.TITLE) if one.articles >= least and name_words(one.text) not in known
        ]


def actor_asked_for(name: str, config: Config) -> tuple[Actor, bool]:
    """Return the actor of a name, and whether they are tracked; of others one who is known by the name alone."""
    actor = Names(config).called(name)
    return (actor, True) if actor else (Actor(id=UNKNOWN_ID, name=name, pronouns=()), False)


async def suggest(config: Config, name: str, *, since: datetime) -> Suggestions:
    """Look through the articles on record for what a person is called.

    Raises:
        StoreError: the record cannot be read.

    """
    async with changes_by_command(config):
        pass  # actors who were added by command are known from here on
    actor, is_tracked = actor_asked_for(name, config)
    suggestions, reader = Suggestions(actor=actor, is_tracked=is_tracked), LikenessReader(actor)
    store = SqlStore(config.store.url, read_only=True)
    await store.open()
    try:
        async for one in texts_since(store, since):
            suggestions.articles += 1
            if reader.is_worth_reading(one.text) or reader.is_worth_reading(one.title):
                count_in(suggestions, one.text, reader.read(one.text, title=one.title))
    finally:
        await store.close()
    return suggestions


def count_in(suggestions: Suggestions, text: str, seen: Sequence[NameSeen]) -> None:
    """Count what was seen in one text."""
    suggestions.naming += bool(seen)
    of_text: Counter[tuple[Likeness, str]] = Counter()
    for one in seen:
        of_sort = suggestions.found.setdefault(one.likeness, {})
        proposal = of_sort.setdefault(one.text.casefold(), Proposal(text=one.text))
        proposal.example = proposal.example or _around(text, one.span)
        of_text[one.likeness, one.text.casefold()] += 1
    for (likeness, key), times in of_text.items():
        proposal = suggestions.found[likeness][key]
        proposal.times += times
        proposal.articles += 1


def shown_suggestions(suggestions: Suggestions) -> RenderableType:
    """Return what is proposed as a person reads it; `command_for` is to stand below, in one line."""
    actor = suggestions.actor
    if not suggestions.naming:
        said = f"None of {count(suggestions.articles, 'article')} on record since then names {plain(actor.name)}."
        return Text(f"{said} Look further back with --since 7d, or read single texts: onrecord actor test.")
    head = (
        f"{plain(actor.name)}: {count(suggestions.naming, 'article')} of {suggestions.articles} on record "
        f"{'name' if suggestions.naming != 1 else 'names'} this person, or others of that surname."
    )
    grid = Table(show_lines=True)
    for name in ("what", "text", "times", "articles", "for example"):
        grid.add_column(name, overflow="fold", justify="right" if name in {"times", "articles"} else "left")
    for likeness, name in _SORTS.items():
        for one in suggestions.titles if likeness is Likeness.TITLE else suggestions.proposals(likeness):
            cells = (name, plain(one.text), str(one.times), str(one.articles), plain(one.example))
            grid.add_row(*map(Text, cells))
    parts: list[RenderableType] = [Text(head)]
    if grid.row_count:
        parts.append(grid)
    is_new = bool(command_for(suggestions))
    parts.append(Text("Leave out what is wrong, and take over the rest:" if is_new else "All of it is known already."))
    return Group(*parts)


def command_for(suggestions: Suggestions) -> str:
    """Return the command that takes over what is proposed; nothing where that is nothing."""
    if not suggestions.naming:
        return ""
    names = [one.text for sort in (Likeness.SPELLING, Likeness.SCRIPT) for one in suggestions.proposals(sort)]
    if suggestions.is_tracked:
        return shlex.join(["onrecord", "actor", "alias", suggestions.actor.id, *names]) if names else ""
    words = ["onrecord", "actor", "add", suggestions.actor.name, *names]
    if titles := [one.text for one in suggestions.titles]:
        words += ["--titles", ", ".join(titles)]
    if namesakes := [one.text for one in suggestions.proposals(Likeness.NAMESAKE)]:
        words += ["--namesakes", ", ".join(namesakes)]
    return shlex.join(words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tested:
    """What is found in one text of a person, and what looks like them and is not covered."""

    document: Document
    watched: Watched  # of this person alone
    missed: tuple[NameSeen, ...]
    named: int  # mentions by a name that is known


async def try_texts(config: Config, name: str, texts: Sequence[str]) -> list[Tested]:
    """Read texts as the bot would, with a person tracked whether they are or not.

    Args:
        config: who is tracked.
        name: of the person.
        texts: files and addresses.

    Raises:
        ScanError: a file cannot be read.
        SourceError: a page cannot.
        StoreError: the record cannot be read.

    """
    async with changes_by_command(config):
        pass  # actors who were added by command are known from here on
    actor, is_tracked = actor_asked_for(name, config)
    documents = [await load_document(text, config) for text in texts]
    actors = [*config.actors, *([] if is_tracked else [actor])]
    found = SpacyWatcher.load(actors).watch([one.watch_text for one in documents], view=View.TRACKED)
    reader = LikenessReader(actor)
    return [_tested(actor, document, watched, reader) for document, watched in zip(documents, found, strict=True)]


def _tested(actor: Actor, document: Document, watched: Watched, reader: LikenessReader) -> Tested:
    own = tuple(one for one in watched.quotations if one.actor_id == actor.id)
    seen = reader.read(document.watch_text.text, title=document.watch_text.title)
    return Tested(
        document=document,
        watched=replace(watched, quotations=own),
        missed=tuple(one for one in seen if one.likeness in _MISSED),
        named=sum(one.likeness in {Likeness.KNOWN, Likeness.MISSPELT} for one in seen),
    )


def _around(text: str, span: Span) -> str:
    """Return a mention with some words on either side."""
    start, end = span
    begin, stop = max(start - AROUND_EXAMPLE, 0), min(end + AROUND_EXAMPLE, len(text))
    words = " ".join(text[begin:stop].split())
    return f"{'…' if begin else ''}{words}{'…' if stop < len(text) else ''}"


def shown_tests(tested: Iterable[Tested], name: str) -> RenderableType:
    """Return what was found as a person reads it."""
    parts: list[RenderableType] = []
    for one in tested:
        text = one.document.watch_text
        parts += [Text(plain(text.title), style="bold")] if text.title else []
        parts.append(Text(plain(one.document.id), style="dim"))
        statements = count(len(one.watched.quotations), "statement")
        parts.append(Text(f"{plain(name)} is named {count(one.named, 'time')}; {statements} found."))
        if one.watched.quotations:
            parts.append(table(one.document, one.watched, explain=False, all_speakers=False))
        for likeness, why in _MISSED.items():
            parts += [
                Text.assemble((f"{why}: ", "yellow"), f"{plain(text_of)} ({count(times, 'time')})")
                for text_of, times in Counter(seen.text for seen in one.missed if seen.likeness is likeness).items()
            ]
        parts.append(Text())
    return Group(*parts)
