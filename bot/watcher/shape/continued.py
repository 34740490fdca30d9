"""What goes on being said: *The road would open, the mayor said. It had cost half of what was planned*.

A sentence behind who said the one before it, in the tense of reported speech, is his as well. Writers who tell the rest
themselves mostly do it in another tense.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.core.model import Assertion
from bot.watcher import thresholds
from bot.watcher.attribute.speakers import mask
from bot.watcher.attribution import Attribution, Origin

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.watcher.context import ArticleContext
    from bot.watcher.text.reading import Reading

_SHIFTED: Final = ("had", "would", "'d", "’d", "hadn't", "hadn’t", "wouldn't", "wouldn’t")
_PERFECT: Final = frozenset({"has", "have", "having"})  # "has had to wait"
_QUOTING: Final = frozenset('"“”„«»')
_TELLING: Final = frozenset({"referring"})  # "He was referring to a bridge that had been built"


def with_continued(context: ArticleContext, attributions: Sequence[Attribution]) -> list[Attribution]:
    """The quotations, and what goes on behind those that end with their speaker."""
    reading = context.reading
    taken = mask(reading, [span for item in attributions for span in (*item.content, *item.cue, *item.source)])
    out = list(attributions)
    for item in attributions:
        sentence = _last_sentence(reading, item)
        while sentence is not None and (following := _following(reading, sentence, taken)) is not None:
            span = reading.sentence_span(following)
            out.append(_said_as_well(reading, item, span))
            for at in range(*reading.sentences[following]):
                taken[at] = True
            sentence = following
    return out


def _last_sentence(reading: Reading, item: Attribution) -> int | None:
    """The sentence that ends with who says it; None where it ends otherwise, or nobody says it for sure."""
    is_said = (
        item.person is not None and item.assertion is Assertion.STATED and not (item.second_hand or item.is_report)
    )
    if not is_said or item.origin is not Origin.TAGGER or not item.cue or not item.source:
        return None
    end = max(span[1] for span in (*item.cue, *item.source))
    if item.content[0][1] > min(span[0] for span in (*item.cue, *item.source)) or item.content[-1][1] > end:
        return None
    sentence = reading.sentence_of[reading.word_at(end - 1)]
    last = reading.sentences[sentence][1] - 1
    return sentence if reading.words[last] == "." and last - reading.word_at(end - 1) <= 1 else None


def _following(reading: Reading, sentence: int, taken: Sequence[bool]) -> int | None:
    """The next sentence of the paragraph, where it is in the tense of reported speech and nobody else's."""
    following = sentence + 1
    if following >= len(reading.sentences):
        return None
    first, stop = reading.sentences[following]
    if reading.paragraph_of[first] != reading.paragraph_of[reading.sentences[sentence][0]] or any(taken[first:stop]):
        return None
    words = {word for at, word in enumerate(reading.lower[first:stop], first) if reading.lower[at - 1] not in _PERFECT}
    is_shifted = (
        any(word.endswith(_SHIFTED) for word in words) and _QUOTING.isdisjoint(words) and _TELLING.isdisjoint(words)
    )
    return following if is_shifted else None


def _said_as_well(reading: Reading, item: Attribution, span: tuple[int, int]) -> Attribution:
    start, end = span
    end -= reading.text[end - 1] == "."
    return replace(
        item,
        content=((start, end),),
        sure=item.sure * thresholds.CONTINUED,
        links=(*item.links, "goes on in the tense of reported speech"),
        steps=(),
    )
