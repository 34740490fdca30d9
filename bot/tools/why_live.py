"""What the rules find at an address today, to be laid beside the record: fetches the page and runs the watcher."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.core.crediting import statement_text, why_not
from bot.core.errors import OnRecordError
from bot.core.model import View
from bot.tools.scan import Document, load_document, table
from bot.watcher import SpacyWatcher

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

    from bot.core.config import Config
    from bot.core.model import Quotation, Watched
    from bot.core.way import Way


class NoAddressError(OnRecordError):
    """Nothing can be fetched: neither an address was asked for nor has what was found one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Now:
    """What a page holds as it is now, with all that was rejected in it."""

    document: Document
    watched: Watched

    def table(self) -> Table | Text:
        """Return a row for each attribution, with how it was found and why it is not reported."""
        return table(self.document, self.watched, explain=True, all_speakers=True)

    def as_json(self) -> dict[str, Any]:
        """Return the attributions for programs."""
        return {
            "url": self.document.id,
            "screened": self.watched.screened,
            "attributions": [self._attribution(one) for one in self.watched.quotations],
        }

    def _attribution(self, quotation: Quotation) -> dict[str, Any]:
        return {
            "actor": quotation.actor_id,
            "speaker": quotation.speaker,
            "text": statement_text(self.document.watch_text.text, quotation.content),
            "assertion": str(quotation.assertion),
            "confidence": round(quotation.confidence, 3),
            "why_not": quotation.rejected or why_not(quotation),
            "steps": list(quotation.steps or quotation.links),
        }


async def read_now(config: Config, way: Way) -> Now:
    """Fetch what a way is about and find the attributions in it; nothing is saved.

    Raises:
        NoAddressError: there is no address.
        SourceError: the page cannot be read.
        WatchError: the pipeline cannot be loaded.

    """
    document = await load_document(_page_address(way), config, voice=_voice(config, way))
    (watched,) = SpacyWatcher.load(config.actors).watch([document.watch_text], view=View.ALL)
    return Now(document=document, watched=watched)


def _page_address(way: Way) -> str:
    listed = [step.item.entry.url for step in way.items]
    read = [step.article.url for step in way.articles]
    asked = [way.asked] if way.asked.startswith(("http://", "https://")) else []
    for address in (*asked, *listed, *read):
        return address
    raise NoAddressError(f"{way.asked}: no address to fetch; ask by that of an article")


def _voice(config: Config, way: Way) -> str | None:
    """Return the actor whose own words the texts of the source are, where its config says so."""
    known = {source.id: source.voice for source in config.sources}
    return next((voice for step in way.items if (voice := known.get(step.item.source_id))), None)
