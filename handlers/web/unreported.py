"""What was not reported, newest first, as lines with links to the statement or the article."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.outcomes import Subject
from handlers import limits
from handlers.render.pieces.moments import ago
from handlers.render.pieces.segments import command, joined, quoted, strong, words
from handlers.render.replies.outcomes import outcome_line
from handlers.render.statement.credits import actor_name, present_article
from handlers.render.statement.quotes import all_words

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from bot.core.config import Config
    from bot.core.outcomes import Conclusion
    from handlers.render.pieces.segments import Line
    from handlers.why import WhyStore


async def unreported_lines(
    concluded: Iterable[Conclusion], *, store: WhyStore, config: Config, now: datetime
) -> list[list[Line]]:
    """Return a few lines for each: what it was, and why it was not reported. Channels are not named.

    Of a statement that several channels did not get for one reason there is one entry.
    """
    once = {(one.subject_id, one.outcome, one.evidence): one for one in concluded}
    said = await store.statements_by_id([one.subject_id for one in once.values() if one.subject is Subject.STATEMENT])
    articles = await store.articles_by_id({one.related_id for one in once.values() if one.related_id})
    entries: list[list[Line]] = []
    for one in once.values():
        why: Line = (*outcome_line(one.outcome, why=one.evidence), words(" "), ago(one.at, now=now))
        if one.subject is Subject.STATEMENT and (statement := said.get(one.subject_id)):
            who = (strong(actor_name(config, statement.actor_id)), words(": "))
            text = quoted(all_words(statement).with_verb(limits.QUOTE))
            entries.append([(*who, text), joined([why, (command(f"statement {statement.id}"),)])])
        else:
            article = articles.get(one.related_id)
            where = present_article(article, config=config) if article else None
            entries.append([joined([why, (where.link(), words(", "), where.headline_link()) if where else ()])])
    return entries
