"""The answer to why something was or was not reported."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers import limits
from handlers.render.messages.buttons import Press, token_of
from handlers.render.pieces.lengths import clip
from handlers.render.replies.reply import Reply, paged
from handlers.render.replies.ways import Ways
from handlers.why import way_of

if TYPE_CHECKING:
    from bot.core.config import Config
    from bot.core.ports import Clock
    from handlers.asked.enquiry import CommandStore, Enquiry
    from handlers.asked.lately import Lately

_WHY = "why"


class WayAnswers:
    """Tells what became of an address, a statement or words.

    Args:
        store: the record.
        config: names.
        clock: the time.
        lately: remembers what is shown.

    """

    def __init__(self, *, store: CommandStore, config: Config, clock: Clock, lately: Lately) -> None:
        self._store = store
        self._config = config
        self._clock = clock
        self._lately = lately

    async def why(self, asked: Enquiry) -> Reply:
        """Tell it step by step."""
        now = self._clock.now()
        way = await way_of(self._store, asked.given["what"], config=self._config, now=now)
        for step in way.statements:
            self._lately.add(step.view)
        blocks = Ways(config=self._config, now=now, in_full=asked.in_full).blocks(way)
        title = f"Why: {clip(way.asked, limits.SHOWN_BACK)}"
        carried = "~" not in way.asked and token_of(Press.TURN, _WHY, str(limits.LAST_PAGE), way.asked)
        again = way.asked if carried or len(way.articles) != 1 else way.articles[0].article.id
        return paged(title, blocks, name=_WHY, values=[again], page=asked.page)
