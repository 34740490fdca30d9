"""What a delivery shows → card or note: the one step from the record to what platforms mark up and send."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.model import CorrectionView, DigestView, NoticeView, OverflowView
from handlers.render.messages.card import card
from handlers.render.messages.digest import digest_note
from handlers.render.messages.note import correction_note
from handlers.render.messages.notices import notice_note
from handlers.render.messages.overflow import overflow_note

if TYPE_CHECKING:
    from bot.core.config import Config
    from bot.core.model import Message
    from handlers.render.messages.card import Card
    from handlers.render.messages.note import Note


def shown(message: Message, *, config: Config) -> Card | Note:
    """Return a report as a card, and everything else as a note."""
    match message:
        case CorrectionView():
            return correction_note(message, config=config)
        case OverflowView():
            return overflow_note(message, config=config)
        case DigestView():
            return digest_note(message, config=config)
        case NoticeView():
            return notice_note(message, config=config)
        case _:
            return card(message, config=config)
