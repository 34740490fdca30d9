"""What the stages know of the article that they read: made once, before the first of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bot.core.model import Span
    from bot.watcher.people.mentions import Mention
    from bot.watcher.people.people import People
    from bot.watcher.text.quotation_marks import Marks
    from bot.watcher.text.reading import Reading


class Triple(Protocol):
    """What the model finds of one quotation."""

    @property
    def content(self) -> Sequence[Span]: ...  # noqa: D102
    @property
    def cue(self) -> Sequence[Span]: ...  # noqa: D102
    @property
    def source(self) -> Sequence[Span]: ...  # noqa: D102
    @property
    def score(self) -> float: ...  # noqa: D102
    @property
    def features(self) -> Mapping[str, float]: ...  # noqa: D102


class QuotationTagger(Protocol):
    """The model behind the pipeline."""

    def __call__(self, text: str) -> Sequence[Triple]:
        """Quotations of a text with content, cue and source spans."""
        ...


class SpeakerReader(Protocol):
    """The network that is asked who of some people says something."""

    def __call__(
        self, text: str, content: Sequence[Span], source: Sequence[Span], names: Sequence[str]
    ) -> Sequence[float]:
        """Probabilities of nobody of these and then of each name; the spans are characters of the text."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleContext:
    """One article: its words, its quotation marks, and who is mentioned in it."""

    reading: Reading
    marks: Sequence[Marks]
    mentions: Sequence[Mention]
    people: People
    triples: Sequence[Triple] = ()  # what the model found
    tagger: QuotationTagger | None = None  # the model, for a second reading of a passage
    asks: SpeakerReader | None = None  # who says it, where no name does
    own_lines: Sequence[float] | None = None  # log odds of each line of `as_learnt` that it is somebody's own words
    as_learnt: str = ""  # the text in the form that the model reads, character for character
    title: str = ""
    url: str = ""
    voice: str | None = None  # the id of the actor whose own words all of the text is declared to be
    published_at: datetime | None = None
