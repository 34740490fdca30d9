"""How an actor's words changed: the statements that one changes, and those that change it, in the order of time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from bot.core.model import Novelty
from bot.core.ports import Lookups, Record
from handlers import limits
from handlers.render.pieces.segments import quoted
from handlers.render.pieces.wording import turned
from handlers.render.statement.differences import as_written, turn_words
from handlers.render.statement.facts import when_said
from handlers.render.statement.quotes import bare_words

if TYPE_CHECKING:
    from bot.core.config import Config
    from bot.core.model import Statement, StatementView
    from handlers.render.pieces.segments import Line, Segment


class VersionStore(Record, Lookups, Protocol):
    """What is asked of the record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One wording of several, with what it changed of the one before."""

    id: str
    when: Segment
    words: Line
    news: str  # "35 percent, before: 25 percent"; "" of the first, and where words alone differ
    is_this: bool  # it is the one whose page this is


async def versions_of(view: StatementView, *, store: VersionStore, config: Config) -> list[Version]:
    """Return the wordings that a statement belongs to, the earliest first; none where it is the only one."""
    this = view.statement
    before = await _changed_by(this, store)
    later = await store.later_statements(this.id, limit=limits.WEB_VERSIONS)
    chain = [*before, this]
    if len(chain) + len(later) == 1:
        return []
    pairs = [*zip([None, *chain], chain, strict=False), *((this, one) for one in later)]
    return [_version(old, new, this_id=this.id, zone=config.bot.time_zone) for old, new in pairs]


async def _changed_by(statement: Statement, store: VersionStore) -> list[Statement]:
    """Return what a statement changes, and what that changes, the earliest first."""
    chain: list[Statement] = []
    known = {statement.id}
    next_id = _changes(statement)
    while next_id and next_id not in known and len(chain) < limits.WEB_VERSIONS:
        found = (await store.statements_by_id([next_id])).get(next_id)
        if found is None:
            break
        chain.insert(0, found)
        known.add(next_id)
        next_id = _changes(found)
    return chain


def _changes(statement: Statement) -> str | None:
    return statement.earlier_id if statement.novelty is Novelty.CHANGED else None


def _version(old: Statement | None, new: Statement, *, this_id: str, zone: str) -> Version:
    new_words = bare_words(new)
    return Version(
        id=new.id,
        when=when_said(new, zone=zone),
        words=(quoted(new_words),) if old is None else turned(bare_words(old), new_words),
        news="" if old is None else turn_words(as_written(new, old)),
        is_this=new.id == this_id,
    )
