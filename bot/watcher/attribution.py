"""An attribution on its way through the stages: whose words which are, and what each stage made of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from bot.core.model import Assertion
from bot.watcher import thresholds

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.core.model import Span
    from bot.watcher.person import Person


class Origin(StrEnum):
    """Which stage found the words."""

    TAGGER = "model"
    LABEL = "speaker label"
    POST = "account above the post"
    ANNOUNCED = "words that announce it"
    DASH = "name beside the quotation"
    MARKS = "quotation marks"
    PARAGRAPH = "a paragraph of his own words"
    CONTINUED = "words beside it"  # of a sentence without an attribution
    VOICE = "all of the text"  # of a source that is an actor's own voice


TURNS: Final = frozenset(
    {Origin.LABEL, Origin.POST, Origin.PARAGRAPH, Origin.VOICE}
)  # whole turns: what is reported within them is second hand


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """One quotation with what is known of it so far; spans are characters of the normalised text."""

    content: tuple[Span, ...]
    cue: tuple[Span, ...] = ()
    source: tuple[Span, ...] = ()
    origin: Origin
    score: float = 0.5
    features: Mapping[str, float] = field(default_factory=dict)
    person: Person | None = None
    speaker: str | None = None
    sure: float = 0.0  # of the speaker
    barred: frozenset[Person] = frozenset()  # who is not the speaker, whatever the passage reads like
    assertion: Assertion = Assertion.STATED
    second_hand: bool = False
    teller: str | None = None  # of what is second hand
    is_report: bool = False  # by a medium or a reporter, of somebody's words that are found on their own
    carrier: Span | None = None  # the medium that reports these words
    links: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()  # what the stages did with it, in words for people; the pipeline writes them
    rejected: str | None = None  # why it is none; the stages behind pass it over
    rejected_by: str | None = None  # the name of that stage; the pipeline writes it

    @property
    def extent(self) -> Span:
        """From the first character of the content to the last."""
        return self.content[0][0], self.content[-1][1]

    @property
    def is_of_actor(self) -> bool:
        """Whether a tracked actor is the speaker."""
        return self.person is not None and self.person.actor_id is not None


def own_words(person: Person, content: tuple[Span, ...], how: str) -> Attribution:
    """The words of somebody by the layout of the page alone; `how` is read by people."""
    return Attribution(
        content=content,
        origin=Origin.ANNOUNCED,
        score=0.9,
        person=person,
        speaker=person.name,
        sure=0.9,
        links=(how,),
    )


def reject(item: Attribution, why: str) -> Attribution:
    """The attribution, marked as none; `why` is read by people."""
    return replace(item, rejected=why)


class Places:
    """Which of many attributions stand near a place; numbers are their order of adding."""

    def __init__(self, contents: Iterable[tuple[Span, ...]] = ()) -> None:
        self._count = 0
        self._buckets: dict[int, list[int]] = {}
        for content in contents:
            self.add(content)

    def add(self, content: tuple[Span, ...]) -> None:
        """Add the next one."""
        for bucket in _buckets(content):
            self._buckets.setdefault(bucket, []).append(self._count)
        self._count += 1

    def near(self, spans: tuple[Span, ...]) -> list[int]:
        """Those that may share a character with one of the spans, in order."""
        return sorted({number for bucket in _buckets(spans) for number in self._buckets.get(bucket, ())})


def _buckets(spans: tuple[Span, ...]) -> set[int]:
    size = thresholds.BUCKET
    return {bucket for start, end in spans for bucket in range(start // size, max(end - 1, start) // size + 1)}


def overlap(a: tuple[Span, ...], b: tuple[Span, ...]) -> int:
    """Characters that two lists of spans share."""
    return sum(
        max(0, min(end, other_end) - max(start, other_start)) for start, end in a for other_start, other_end in b
    )


def length(spans: tuple[Span, ...]) -> int:
    """Characters in a list of spans."""
    return sum(end - start for start, end in spans)
