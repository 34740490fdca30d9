"""The error tree. Every message names its subject and the way out.

OnRecordError
├── ConfigError            the config file is wrong; holds every problem found
├── SourceError            a source or a page could not be fetched or read; holds the outcome
├── SourceChangeError      a source is not added, paused, resumed or removed as somebody wanted
├── ActorChangeError       an actor is not added, named or removed as somebody wanted
├── WatchError             the pipeline could not be loaded, or failed on a text
│   ├── WeightsError       a model file is missing, damaged or of another version
│   └── WatchTimeoutError  a text takes longer than any should
│       └── CompareTimeoutError  comparing what it says does
├── UnreadableTextError    a text broke a part of the watcher
├── StoreError             the database cannot be used
│   ├── StoreBusyError     another instance holds it
│   └── LookupTooSlowError a lookup took longer than it may
├── BackupError            the record is not copied, restored or written out; the message says why
├── MoveError              the record is not moved into another database; the message says why
├── EraseError             what is on record is not deleted, or its file not made smaller
├── NotOnRecordError       what was asked for is not on record; holds the id that was asked for as `subject`
│   ├── StatementNotFoundError
│   ├── ReportNotFoundError
│   ├── CorrectionNotFoundError
│   ├── DeliveryNotFoundError
│   ├── DigestNotFoundError
│   ├── AlertNotPostedError  the alert that a correction answers has no message
│   └── OverflowEmptyError   no alert is reported by the overflow line or the catch-up
└── MessengerError         a message was not delivered
    ├── RetryLaterError    not now: rate limit, outage, connection refused before anything was sent
    ├── OutcomeUnknownError  the request went out and no answer came: it may have been posted
    ├── ChannelRefusedError  the channel is gone or closed to us: pause it
    ├── TokenRefusedError  the platform does not know us: every channel of it waits
    └── MessageRefusedError  the platform will never take this message
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import timedelta

    from bot.core.model import Article, FetchOutcome, Original


class OnRecordError(Exception):
    """The root: catching it catches every expected failure."""


class ConfigError(OnRecordError):
    """The configuration is wrong.

    Args:
        problems: one line each, `key.path: what is wrong (value), what would be right`.

    """

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


class SourceError(OnRecordError):
    """A fetch failed.

    Args:
        outcome: what kind of failure.
        url: the address asked for.
        detail: what exactly, for an operator.
        retry_after: how long the host asked us to wait.
        permanent: trying the same address again is pointless.
        leads_inside: into somebody's own network; no reader is to be sent there either.
        headline: of a page that may stay closed: all that is known of it, to be read where it is a statement.
        original: the page that came and in which no article was found, or what the headline was read from.

    """

    def __init__(
        self,
        outcome: FetchOutcome,
        url: str,
        detail: str = "",
        *,
        retry_after: timedelta | None = None,
        permanent: bool = False,
        leads_inside: bool = False,
        headline: Article | None = None,
        original: Original | None = None,
    ) -> None:
        super().__init__(f"{url}: {outcome.words}" + (f" ({detail})" if detail else ""))
        self.outcome = outcome
        self.url = url
        self.detail = detail
        self.retry_after = retry_after
        self.permanent = permanent
        self.leads_inside = leads_inside
        self.headline = headline
        self.original = original


class SourceChangeError(OnRecordError):
    """A source is not changed as somebody wanted; the message says why, and what to do instead."""


class PolledAlreadyError(SourceChangeError):
    """A source of that address is polled already, under the id that the message names."""


class RouteChangeError(OnRecordError):
    """A route cannot be added, removed or muted as somebody asked; the message says why, without a full stop."""


class ActorChangeError(OnRecordError):
    """An actor is not changed as somebody wanted; the message says why, and what to do instead."""


class WatchError(OnRecordError):
    """The pipeline cannot be loaded or failed on a text."""


class UnreadableTextError(OnRecordError):
    """A text broke a part of the watcher: it is tried again, for a bug may be mended while it waits."""


class WatchTimeoutError(WatchError):
    """Reading one text took too long."""


class CompareTimeoutError(WatchTimeoutError):
    """Comparing what a text says took longer than it may; each further try takes another thread."""


class WeightsError(WatchError):
    """A model file is missing, damaged or of another version."""


class StoreError(OnRecordError):
    """The database cannot be used."""


class StoreBusyError(StoreError):
    """Another instance holds the database."""


class LookupTooSlowError(StoreError):
    """A lookup took longer than it may, or others held all connections for so long."""


class BackupError(OnRecordError):
    """The record is not copied, restored or written out."""


class MoveError(OnRecordError):
    """The record is not moved into another database; the message says why."""


class EraseError(OnRecordError):
    """What is on record is not deleted as somebody wanted; the message says why."""


class NotOnRecordError(OnRecordError):
    """What was asked for is not on record.

    Args:
        subject: the id that was asked for; None where what refers to it names none.

    """

    kind = "row"

    def __init__(self, subject: str | None) -> None:
        super().__init__(f"{self.kind} {subject!r} is not on record")
        self.subject = subject


class StatementNotFoundError(NotOnRecordError):
    """No statement has this id."""

    kind = "statement"


class ReportNotFoundError(NotOnRecordError):
    """No report has this id."""

    kind = "report"


class CorrectionNotFoundError(NotOnRecordError):
    """No correction has this id."""

    kind = "correction"


class DeliveryNotFoundError(NotOnRecordError):
    """No delivery has this id."""

    kind = "delivery"


class AlertNotPostedError(NotOnRecordError):
    """The alert of this id, which a correction answers, has no message that could be answered."""

    kind = "message of the alert"


class OverflowEmptyError(NotOnRecordError):
    """No alert is reported by the overflow line or the catch-up of this id."""

    kind = "alert in the overflow line or catch-up"


class DigestNotFoundError(NotOnRecordError):
    """No digest has this id."""

    kind = "digest"


class NoticeNotFoundError(NotOnRecordError):
    """No notice has this id."""

    kind = "notice"


class MessengerError(OnRecordError):
    """A message was not delivered."""


class RetryLaterError(MessengerError):
    """Not now; `after` is how long the platform asked us to wait."""

    def __init__(self, message: str, *, after: timedelta | None = None) -> None:
        super().__init__(message)
        self.after = after


class OutcomeUnknownError(MessengerError):
    """The request went out and no answer came."""


class ChannelRefusedError(MessengerError):
    """The channel is gone, or we may not post there."""


class TokenRefusedError(MessengerError):
    """The platform refused our token."""


class MessageRefusedError(MessengerError):
    """The platform will never take this message."""
