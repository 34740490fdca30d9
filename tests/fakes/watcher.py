"""A watcher that needs no model: a line `trump: words` is a statement, `trump? words` one that was not made.

`trump (2019-06-03): words` says on which day, `trump (2019): words` in which year. `trump < vance: words` is what Vance
says that Trump said. `trump! words` is rejected by a stage. A line that begins with `~` is reported speech. Of a voice
every other line is a statement.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.core.model import Assertion, Kind, Precision, Quotation, View, Watched

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.model import Article

LINE = re.compile(
    r"^(?P<reported>~)?(?P<who>\w+)(?: \((?P<year>\d{4})(?P<day>-\d\d-\d\d)?\))?(?: < (?P<teller>\w+))?"
    r"(?P<mark>[:?!]) (?P<words>.+)$",
    re.MULTILINE,
)


PARAGRAPH = re.compile(r"\S.*")


class FakeWatcher:
    async def watch(
        self,
        articles: Sequence[Article],
        *,
        voice: str | None = None,
        view: View = View.TRACKED,  # noqa: ARG002 - it gives out all that it reads
    ) -> list[Watched]:
        return [self._read(article.text, voice=voice) for article in articles]

    def _read(self, text: str, *, voice: str | None = None) -> Watched:
        lines = list(LINE.finditer(text))
        found = [_quotation(line) for line in lines]
        labelled = {line.start() for line in lines}
        if voice is not None:
            found += [_own(one, voice) for one in PARAGRAPH.finditer(text) if one.start() not in labelled]
        return Watched(quotations=tuple(found), screened=not found)


def _quotation(line: re.Match[str]) -> Quotation:
    return Quotation(
        content=(line.span("words"),),
        kind=Kind.INDIRECT if line["reported"] else Kind.DIRECT,
        assertion=Assertion.NEGATED if line["mark"] == "?" else Assertion.STATED,
        speaker=line["who"].title(),
        actor_id=line["who"],
        confidence=0.9,
        evidence=line.span(),
        second_hand=line["teller"] is not None,
        teller=line["teller"] and line["teller"].title(),
        rejected="a bare phrase, which says nothing by itself" if line["mark"] == "!" else None,
        rejected_by="bare_phrases" if line["mark"] == "!" else None,
        said_at=_said_at(line),
        said_precision=(Precision.DAY if line["day"] else Precision.YEAR) if line["year"] else Precision.MOMENT,
    )


def _own(paragraph: re.Match[str], voice: str) -> Quotation:
    return Quotation(
        content=(paragraph.span(),),
        kind=Kind.DIRECT,
        speaker=voice.title(),
        actor_id=voice,
        confidence=0.9,
        evidence=paragraph.span(),
    )


def _said_at(line: re.Match[str]) -> datetime | None:
    if not line["year"]:
        return None
    return datetime.fromisoformat(f"{line['year']}{line['day'] or '-01-01'}").replace(tzinfo=UTC)
