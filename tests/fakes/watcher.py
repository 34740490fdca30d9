"""A watcher that needs no model: a line `trump: words` is a statement, `trump? words` one that was not made."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.model import Assertion, Kind, Quotation, Watched

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.model import Article

LINE = re.compile(r"^(\w+)([:?]) (.+)$", re.MULTILINE)


class FakeWatcher:
    async def watch(self, articles: Sequence[Article]) -> list[Watched]:
        return [self._read(article.text) for article in articles]

    def _read(self, text: str) -> Watched:
        found = tuple(
            Quotation(
                content=(match.span(3),),
                kind=Kind.DIRECT,
                assertion=Assertion.STATED if match[2] == ":" else Assertion.NEGATED,
                speaker=match[1].title(),
                actor_id=match[1],
                confidence=0.9,
                evidence=match.span(),
            )
            for match in LINE.finditer(text)
        )
        return Watched(quotations=found, screened=not found)
