"""A watcher that needs no model: a line `trump: words` is a statement, `trump? words` one that was not made.

`trump (2019-06-03): words` says on which day, `trump (2019): words` in which year.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.model import Assertion, Kind, Precision, Quotation, Watched

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.model import Article

LINE = re.compile(
    r"^(?P<who>\w+)(?: \((?P<year>\d{4})(?P<day>-\d\d-\d\d)?\))?(?P<mark>[:?]) (?P<words>.+)$", re.MULTILINE
)


class FakeWatcher:
    async def watch(self, articles: Sequence[Article]) -> list[Watched]:
        return [self._read(article.text) for article in articles]

    def _read(self, text: str) -> Watched:
        found = tuple(
            Quotation(
                content=(match.span("words"),),
                kind=Kind.DIRECT,
                assertion=Assertion.STATED if match["mark"] == ":" else Assertion.NEGATED,
                speaker=match["who"].title(),
                actor_id=match["who"],
                confidence=0.9,
                evidence=match.span(),
                said_at=_said_at(match),
                said_precision=(Precision.DAY if match["day"] else Precision.YEAR)
                if match["year"]
                else Precision.MOMENT,
            )
            for match in LINE.finditer(text)
        )
        return Watched(quotations=found, screened=not found)


def _said_at(match: re.Match[str]) -> datetime | None:
    if not match["year"]:
        return None
    return datetime.fromisoformat(f"{match['year']}{match['day'] or '-01-01'}").replace(tzinfo=UTC)
