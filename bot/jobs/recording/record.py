"""What one text says, put on record: compared with all that its actors said before, saved, addressed to channels.

Comparing is slow and happens before the transaction, with the actors held (`Recorder.comparing`); saving takes part in
the transaction of the service that read the text (`Recorder.save`), so what is on record and what is to be posted
come to be together with whatever else that service notes.
"""

from __future__ import annotations

from contextlib import AsyncExitStack, asynccontextmanager, nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import structlog

from bot.core.crediting import is_second_hand, statement_text, why_not
from bot.core.errors import CompareTimeoutError
from bot.core.ids import stable_id
from bot.core.model import (
    Novelty,
    Sighting,
    Statement,
)
from bot.core.words import words_of
from bot.jobs.recording.address import Addressing
from bot.jobs.recording.contents import ActorContents, Contents, Rejected, article_conclusion, attribution_conclusions
from bot.novelty.placement import Placement
from bot.novelty.wordings.proof import passage
from bot.novelty.wordings.questions import question_of
from bot.rules.corrections import RULED_OUT
from bot.rules.placing import RESTATED, SOMEBODY_ELSE, placed, reported_again
from bot.rules.times import words_published_at

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping, Sequence
    from contextlib import AbstractAsyncContextManager, AbstractContextManager
    from datetime import datetime

    from bot.core.config import Config
    from bot.core.model import Article, Quotation, Source
    from bot.core.ports import Record
    from bot.jobs.recording.contents import RecorderWrites
    from bot.jobs.recording.quiet import Quiet
    from bot.novelty.compare import Comparer, Precomputed

log = structlog.get_logger()


class Recorder:
    """Puts statements on record.

    Args:
        store: the record.
        comparer: says what of them is new.
        config: sources, routes and `[alerts]`.

    """

    def __init__(self, *, store: Record, comparer: Comparer, config: Config) -> None:
        self._store = store
        self._comparer = comparer
        self._config = config
        self._addressing = Addressing(config=config)

    def going_first(self) -> AbstractContextManager[None]:
        """See `Comparer.going_first`."""
        return self._comparer.going_first()

    @asynccontextmanager
    async def comparing(
        self,
        article: Article,
        quotations: Sequence[Quotation],
        *,
        now: datetime,
        restated: Mapping[Quotation, Statement] | None = None,
        waiting: Callable[[], AbstractAsyncContextManager[None]] = nullcontext,
    ) -> AsyncIterator[Contents]:
        """Decide which statements of the article are new, and hold their actors until they are saved.

        Args:
            article: as it is to be on record.
            quotations: what was found in it.
            now: the time of the reading.
            restated: quotations whose words took the place of a statement's in this article. A correction reports them:
                they go on record, and are no news of their own.
            waiting: entered while somebody else may hold the actors, and left once they are held.

        Raises:
            OnRecordError: the record or the judge cannot be used.

        """
        contents = Contents(article=article, now=now, quotations=quotations)
        by_actor = _by_actor(quotations)
        found = {
            actor_id: [(one, _statement(contents, actor_id, one)) for one in said]
            for actor_id, said in by_actor.items()
        }
        precomputed: dict[str, Precomputed | None] = {}
        for actor_id, said in found.items():
            try:
                precomputed[actor_id] = await self._comparer.precompute([statement for _, statement in said])
            except CompareTimeoutError as error:
                _not_compared(contents, error)
        async with AsyncExitStack() as held:
            async with waiting() if self._comparer.may_wait(found) else nullcontext():
                await held.enter_async_context(self._comparer.holding(found))
            for actor_id, said in found.items():
                contents.said[actor_id] = await self._compare(contents, said, restated or {}, precomputed.get(actor_id))
            for quotation in filter(is_second_hand, quotations):
                self._add_second_hand(contents, quotation)
            contents.entries = await self._comparer.entries(contents.statements())
            yield contents
            if contents.is_saved:
                await self._comparer.keep(contents.statements(), contents.entries)

    async def save(
        self,
        transaction: RecorderWrites,
        contents: Contents,
        *,
        source: Source,
        quiet: Quiet | None,
        at: datetime,
        screened: bool = False,
    ) -> int:
        """Save the article, what it says, and why that is reported or not.

        Args:
            transaction: in which the reading of the text is noted too.
            contents: what it says.
            source: who reports it.
            quiet: why nobody is to hear of it; None: those who want it are.
            at: the time within the transaction, of which deliveries are.
            screened: it names no tracked actor.

        Returns:
            How many channels are to hear of it.

        """
        await transaction.save_article(contents.article)
        for statement in (*contents.statements(), *contents.second_hand):
            await transaction.save_statement(statement)
        await transaction.save_index_entries(list(contents.entries.values()))
        for sighting in contents.sightings:
            await transaction.save_sighting(sighting)
        await transaction.outdate(
            {statement.id for statement in contents.seen_again()}, at=contents.now + self._config.alerts.edit_every
        )
        contents.is_saved = True
        await transaction.conclude(
            [article_conclusion(contents, screened=screened), *attribution_conclusions(contents)]
        )
        deliveries = [
            await self._addressing.address(transaction, source, contents, actor_id, said, quiet=quiet, at=at)
            for actor_id, said in contents.said.items()
        ]
        return sum(deliveries)

    def rejected(self, contents: Contents, quotations: Sequence[Quotation]) -> tuple[Rejected, ...]:
        """Return the words that were found and are reported to nobody, each with the reason."""
        text = contents.article.text
        unsaid = [
            Rejected(text=statement_text(text, quotation.content), why=why)
            for quotation in quotations
            if (why := why_not(quotation))
        ]
        background = [
            Rejected(text=statement.text, why=why)
            for statement in contents.new()
            if (why := self._addressing.background_reason(statement, contents.article))
        ]
        return (*unsaid, *background)

    async def _compare(
        self,
        contents: Contents,
        found_in_order: Sequence[tuple[Quotation, Statement]],
        restated: Mapping[Quotation, Statement],
        precomputed: Precomputed | None,
    ) -> ActorContents:
        said = ActorContents()
        actors = {actor.id: actor for actor in self._config.actors}
        passages: dict[str, str] = {}
        for quotation, found in found_in_order:
            ruled_out = await self._ruled_out(contents.article, quotation, found)
            if ruled_out is not None:
                said.statements[ruled_out.id] = ruled_out
                said.ruled_out.add(ruled_out.id)
                contents.sightings.append(_sighting(contents, ruled_out, quotation))
                continue
            beside = [one for one in said.statements.values() if one.id not in said.ruled_out]
            around = passage(contents.article.text, quotation.evidence)
            question = question_of(contents.article.text, quotation)
            passages[found.id] = around
            placement = await self._place(
                contents,
                found,
                beside=beside,
                precomputed=precomputed,
                around=around,
                question=question,
                actor=actors.get(found.actor_id),
                passages=passages,
            )
            statement = self._placed(said, found, placement, quotation, restated.get(quotation))
            said.statements[statement.id] = statement
            contents.sightings.append(_sighting(contents, statement, quotation))
            for shorter in placement.absorbs:
                _absorb(contents, said, shorter, statement)
        return said

    async def _place(self, contents: Contents, statement: Statement, **given: Any) -> Placement:
        """Compare a statement, see `Comparer.place`; where that does not end, this and what follows it is new.

        A judge that may not hide must not hide by being slow.
        """
        if contents.uncompared is None:
            try:
                return await self._comparer.place(statement, **given)
            except CompareTimeoutError as error:
                _not_compared(contents, error)
        return Placement()

    @staticmethod
    def _placed(
        said: ActorContents,
        found: Statement,
        placement: Placement,
        quotation: Quotation,
        before: Statement | None,
    ) -> Statement:
        """Return a statement as it is to be on record, and note what it is.

        Args:
            said: what the article says of this actor.
            found: the statement as it was found.
            placement: where it stands against the record.
            quotation: it, in the article.
            before: the statement whose place its words took in the article, if they did.

        """
        # Only what words prove is another report of a statement, on a page that is looked at again as well: where it
        # says it in other words, the old ones are corrected, and the new ones are reported with the old ones beneath.
        if placement.same is not None:
            return reported_again(placement.same, quotation)
        said.fresh.add(found.id)
        if before is None:
            statement = placed(found, placement.novelty, placement.earlier, placement.verdict)
            return replace(statement, known=placement.known)
        said.restated.add(found.id)
        statement = placed(found, Novelty.NEW, before, RESTATED)
        # Ruled out: it is the same passage, and nobody has looked at it since.
        return replace(statement, ruling=before.ruling) if before.ruling in RULED_OUT else statement

    def _add_second_hand(self, contents: Contents, quotation: Quotation) -> None:
        if quotation.actor_id is None:
            return
        statement = replace(
            _statement(contents, quotation.actor_id, quotation), teller=quotation.teller or SOMEBODY_ELSE
        )
        contents.second_hand.append(statement)
        contents.sightings.append(_sighting(contents, statement, quotation))

    async def _ruled_out(self, article: Article, quotation: Quotation, found: Statement) -> Statement | None:
        """Return what the desk ruled out of which this is a copy: the same words, in the same passage.

        Where another passage has the words, it may be right about who said them, and what it says is reported.
        """
        passage = words_of(article.text[slice(*quotation.evidence)])
        for ruled in self._comparer.ruled_out_as(found):
            view = await self._store.statement(ruled.id)
            for one in view.sightings if view else ():
                if words_of(one.article.text[slice(*one.sighting.quotation.evidence)]) == passage:
                    return ruled
        return None


def _not_compared(contents: Contents, error: CompareTimeoutError) -> None:
    contents.uncompared = str(error)
    log.warning("not compared, it is reported as new", url=contents.article.url, error=str(error))


def _absorb(contents: Contents, said: ActorContents, shorter: Statement, longer: Statement) -> None:
    """Make one statement of two of one article, of which the second has all the words of the first."""
    if shorter.id not in said.fresh or shorter.id in said.restated or shorter.id == longer.id:
        return
    del said.statements[shorter.id]
    said.fresh.remove(shorter.id)
    contents.sightings[:] = [
        _sighting(contents, longer, one.quotation) if one.statement_id == shorter.id else one
        for one in contents.sightings
    ]


def _by_actor(quotations: Sequence[Quotation]) -> dict[str, list[Quotation]]:
    """Return the quotations that are statements, by tracked actor, in the order of the text."""
    found: dict[str, list[Quotation]] = {}
    for quotation in quotations:
        if quotation.actor_id is not None and why_not(quotation) is None:
            found.setdefault(quotation.actor_id, []).append(quotation)
    return found


def _statement(contents: Contents, actor_id: str, quotation: Quotation) -> Statement:
    article = contents.article
    return Statement(
        id=stable_id("statement", article.id, actor_id, str(quotation.content)),
        actor_id=actor_id,
        text=statement_text(article.text, quotation.content),
        kind=quotation.kind,
        said_at=quotation.said_at,
        said_precision=quotation.said_precision,
        first_seen_at=contents.now,
        novelty=Novelty.NEW,
        confidence=quotation.confidence,
        sense=quotation.sense,
        published_at=words_published_at(article),
    )


def _sighting(contents: Contents, statement: Statement, quotation: Quotation) -> Sighting:
    return Sighting(
        id=stable_id("sighting", statement.id, contents.article.id, str(quotation.content)),
        statement_id=statement.id,
        article_id=contents.article.id,
        quotation=replace(quotation, question=question_of(contents.article.text, quotation)),
        seen_at=contents.now,
    )
