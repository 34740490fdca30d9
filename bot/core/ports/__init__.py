"""What the engine asks of the world outside, a page for each reader.

Each docstring is the contract that its contract suite tests; adapters do not repeat it. They wrap every foreign error
in one of `bot.core.errors` and chain the cause.
"""

from bot.core.ports.access import ChannelAccess
from bot.core.ports.activity import Activity
from bot.core.ports.agendas import Agendas
from bot.core.ports.audit import AuditLog, AuditLogWrites
from bot.core.ports.clock import Clock
from bot.core.ports.comparing import Comparing
from bot.core.ports.corrections import Corrections, CorrectionWrites
from bot.core.ports.digests import Digests, DigestWrites
from bot.core.ports.fetcher import Fetcher
from bot.core.ports.finding import PageLookup, SiteLookup
from bot.core.ports.inbox import Inbox, InboxWrites
from bot.core.ports.installations import Installations, InstallationWrites
from bot.core.ports.life import SignsOfLife
from bot.core.ports.lookups import Lookups
from bot.core.ports.messenger import Messenger
from bot.core.ports.notices import Notices, NoticeWrites
from bot.core.ports.originals import Originals, OriginalWrites
from bot.core.ports.outbox import Outbox, OutboxWrites
from bot.core.ports.outcomes import Outcomes, OutcomeWrites
from bot.core.ports.queue import JobQueue
from bot.core.ports.record import Record, RecordWrites
from bot.core.ports.retention import Retention, RetentionWrites, Room
from bot.core.ports.rulings import Rulings, RulingWrites
from bot.core.ports.shared import RoleLock, SharedRecord
from bot.core.ports.store import Store, Transaction, Transactional
from bot.core.ports.stored_actors import StoredActors, StoredActorWrites
from bot.core.ports.stored_routes import StoredRoutes, StoredRouteWrites
from bot.core.ports.stored_sources import StoredSources, StoredSourceWrites
from bot.core.ports.watcher import Watcher

__all__ = [
    "Activity",
    "Agendas",
    "AuditLog",
    "AuditLogWrites",
    "ChannelAccess",
    "Clock",
    "Comparing",
    "CorrectionWrites",
    "Corrections",
    "DigestWrites",
    "Digests",
    "Fetcher",
    "Inbox",
    "InboxWrites",
    "InstallationWrites",
    "Installations",
    "JobQueue",
    "Lookups",
    "Messenger",
    "NoticeWrites",
    "Notices",
    "OriginalWrites",
    "Originals",
    "Outbox",
    "OutboxWrites",
    "OutcomeWrites",
    "Outcomes",
    "PageLookup",
    "Record",
    "RecordWrites",
    "Retention",
    "RetentionWrites",
    "RoleLock",
    "Room",
    "RulingWrites",
    "Rulings",
    "SharedRecord",
    "SignsOfLife",
    "SiteLookup",
    "Store",
    "StoredActorWrites",
    "StoredActors",
    "StoredRouteWrites",
    "StoredRoutes",
    "StoredSourceWrites",
    "StoredSources",
    "Transaction",
    "Transactional",
    "Watcher",
]
