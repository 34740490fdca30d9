"""One command with its arguments, and who gives it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeAlias

from bot.core.ports import Digests, Notices, Rulings, SignsOfLife, Transactional
from bot.jobs.rulings.apart import ApartWrites
from handlers.why import WhyStore

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from bot.core.model import Member
    from handlers.attached import AttachedFile
    from handlers.render.replies.reply import Reply


@dataclass(frozen=True, slots=True, kw_only=True)
class Enquiry:
    """What somebody asks for."""

    given: Mapping[str, str]  # every argument of the command; those that were not typed are empty
    page: int = 0  # counted from 0
    by: Member | None = None  # None is whoever has the machine's own terminal
    file: AttachedFile | None = None  # that came along
    in_full: bool = False  # channels and errors are named to this person


Answerer: TypeAlias = "Callable[[Enquiry], Awaitable[Reply]]"


class CommandStore(WhyStore, Rulings, Notices, Digests, SignsOfLife, Transactional[ApartWrites], Protocol):
    """What commands ask of the record, and what buttons write."""
