"""The record as a whole: opened and closed by the composition root, taken in parts by everyone else.

Each job says at its top which ports it reads and in which it writes:

    class PollStore(Inbox, Transactional[InboxWrites], Protocol):
        ...
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

from bot.core.ports.activity import Activity
from bot.core.ports.agendas import Agendas
from bot.core.ports.corrections import Corrections, CorrectionWrites
from bot.core.ports.digests import Digests, DigestWrites
from bot.core.ports.inbox import Inbox, InboxWrites
from bot.core.ports.installations import Installations, InstallationWrites
from bot.core.ports.life import SignsOfLife
from bot.core.ports.lookups import Lookups
from bot.core.ports.notices import Notices, NoticeWrites
from bot.core.ports.originals import Originals, OriginalWrites
from bot.core.ports.outbox import Outbox, OutboxWrites
from bot.core.ports.outcomes import Outcomes, OutcomeWrites
from bot.core.ports.record import Record, RecordWrites
from bot.core.ports.rulings import Rulings, RulingWrites
from bot.core.ports.stored_actors import StoredActors, StoredActorWrites
from bot.core.ports.stored_routes import StoredRoutes, StoredRouteWrites
from bot.core.ports.stored_sources import StoredSources, StoredSourceWrites

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager

Writes_co = TypeVar("Writes_co", covariant=True)


class Transactional(Protocol[Writes_co]):
    """Something whose writes are saved together or not at all."""

    def transaction(self) -> AbstractAsyncContextManager[Writes_co]:
        """Begin a transaction; leaving it commits, an exception rolls everything back.

        Transactions of one store run one after the other, so what was read in one is still true when it commits. It
        can read all that its ports can read, and sees what it wrote itself.
        """
        ...


class Transaction(
    InboxWrites,
    OutboxWrites,
    RecordWrites,
    CorrectionWrites,
    RulingWrites,
    OutcomeWrites,
    StoredSourceWrites,
    StoredActorWrites,
    StoredRouteWrites,
    InstallationWrites,
    NoticeWrites,
    DigestWrites,
    OriginalWrites,
    Protocol,
):
    """All that can be written."""


class Store(
    Inbox,
    Outbox,
    Record,
    Lookups,
    Corrections,
    Rulings,
    Outcomes,
    StoredSources,
    StoredActors,
    StoredRoutes,
    Installations,
    Notices,
    Digests,
    Originals,
    Activity,
    Agendas,
    SignsOfLife,
    Transactional[Transaction],
    Protocol,
):
    """All ports of the record.

    Raises:
        StoreError: from every method, when the database cannot be used (full disk, no connection), with the way out.

    """

    async def open(self) -> None:
        """Bring the database to the newest version and take it for this process.

        Raises:
            StoreBusyError: another instance holds it.
            StoreError: it cannot be used, or was opened to look things up: it does not exist or is of another version.

        """
        ...

    async def close(self) -> None:
        """Let go of the database. May be called twice."""
        ...
