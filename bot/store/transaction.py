"""One transaction: every part of the store, on one connection."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.store.forms import rows
from bot.store.forms.tables import beats
from bot.store.parts.corrections import SqlCorrectionWrites
from bot.store.parts.digests import SqlDigestWrites
from bot.store.parts.erasure import SqlErasure
from bot.store.parts.inbox import SqlInboxWrites
from bot.store.parts.installations import SqlInstallationWrites
from bot.store.parts.notices import SqlNoticeWrites
from bot.store.parts.originals import SqlOriginalWrites
from bot.store.parts.outbox import SqlOutboxWrites
from bot.store.parts.outcomes import SqlOutcomeWrites
from bot.store.parts.record import SqlRecordWrites
from bot.store.parts.retention import SqlRetentionWrites
from bot.store.parts.rulings import SqlRulingWrites
from bot.store.parts.stored_actors import SqlStoredActorWrites
from bot.store.parts.stored_routes import SqlStoredRouteWrites
from bot.store.parts.stored_sources import SqlStoredSourceWrites

if TYPE_CHECKING:
    from bot.core.model import Beat


class SqlTransaction(
    SqlInboxWrites,
    SqlOutboxWrites,
    SqlRecordWrites,
    SqlCorrectionWrites,
    SqlRulingWrites,
    SqlOutcomeWrites,
    SqlStoredSourceWrites,
    SqlStoredActorWrites,
    SqlStoredRouteWrites,
    SqlInstallationWrites,
    SqlNoticeWrites,
    SqlDigestWrites,
    SqlOriginalWrites,
    SqlRetentionWrites,
    SqlErasure,
):
    """`bot.core.ports.Transaction`."""

    async def save_beat(self, beat: Beat) -> None:
        """Save the sign of life in the place of the last one."""
        await self._save(beats, rows.row_of_beat(beat), key="only")

    async def finish(self) -> None:
        """Do what is left before the commit: index the words of what was said.

        Raises:
            StoreError: a write failed before. PostgreSQL would take the commit and save nothing, SQLite a part.

        """
        if self._failure is not None:
            raise self._failure
        await self._index()
