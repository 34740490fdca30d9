"""Quotations by their marks alone: what the model passed over though it stands between quotation marks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.watcher import thresholds
from bot.watcher.attribute.speakers import mask
from bot.watcher.attribution import Attribution, Origin, Places, overlap
from bot.watcher.lexicon import SPEECH_VERBS, word_list

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.watcher.context import ArticleContext
    from bot.watcher.text.quotation_marks import Marks
    from bot.watcher.text.reading import Reading

_JUDGING: Final = word_list("verbs_of_judgement")
_OBJECT_STARTS: Final = [[word] for word in "the a an his her its their this that these those".split()]
_NO_VERB: Final = frozenset("is are was were be been being the a an his her their of to".split())
_FOREIGN_SPEECH: Final = word_list("foreign_speech_verbs")


def find_quoted(context: ArticleContext, attributions: Sequence[Attribution]) -> list[Attribution]:
    """Whole utterances in marks that no other stage found, with the reporting verb beside them where there is one."""
    reading = context.reading
    out: list[Attribution] = []
    places = Places(item.content for item in attributions)
    for pair in context.marks:
        size = pair.inner[1] - pair.inner[0]
        if size <= 0 or any(
            overlap((pair.inner,), attributions[number].content) >= thresholds.COVERED * size
            for number in places.near((pair.inner,))
        ):
            continue
        cue = cue_beside(reading, pair)
        if not _is_utterance(reading, pair, has_cue=cue is not None):
            continue
        out.append(
            Attribution(
                content=(pair.inner,),
                cue=(reading.char_span((cue, cue + 1)),) if cue is not None else (),
                origin=Origin.MARKS,
                score=0.75 if cue is not None else 0.6,
            )
        )
    return out


def find_judged(context: ArticleContext, attributions: Sequence[Attribution]) -> list[Attribution]:
    """*He highlighted the “betrayal” of the town*: with words in marks in its object, the verb says what he thinks."""
    reading = context.reading
    taken = mask(reading, [span for item in attributions for span in (*item.content, *item.cue)])
    quoted = mask(reading, [pair.outer for pair in context.marks])
    out: list[Attribution] = []
    for at, word in enumerate(reading.lower):
        if SPEECH_VERBS.get(word) not in _JUDGING or reading.sentence_of[at] < 0:
            continue
        first, stop = reading.sentences[reading.sentence_of[at]]
        while stop > at and not reading.words[stop - 1][:1].isalnum():
            stop -= 1
        if (
            reading.lower[at + 1 : at + 2] in _OBJECT_STARTS
            and any(quoted[at + 1 : stop])
            and not any(taken[first : at + 1])
            and not quoted[at]
            and reading.lower[at - 1] not in _NO_VERB
        ):
            content, cue = reading.char_span((at + 1, stop)), reading.char_span((at, at + 1))
            out.append(Attribution(content=(content,), cue=(cue,), origin=Origin.MARKS, score=0.6))
    return out


def _is_utterance(reading: Reading, pair: Marks, *, has_cue: bool) -> bool:
    inner = reading.text[slice(*pair.inner)].strip()
    words = re.findall(r"\w+", inner)
    if not words:
        return False
    before = reading.before(pair.outer[0])
    opens = before in {"", "\n", ".", "!", "?", ":", ",", "”", '"', "’", "—", "–", ")"}
    closed = (
        inner[-1:] in tuple(".!?,…")
        or reading.text[pair.outer[1] : pair.outer[1] + 1] in {".", ",", "!", "?"}
        or not pair.closed
    )
    begins = inner[:1].isupper() or inner[:1].isdigit() or not inner[:1].isascii() or before == ":"
    if has_cue:
        return opens and (begins or len(words) >= thresholds.LEAST_QUOTED)
    return opens and closed and begins and len(words) >= thresholds.LEAST_QUOTED


def cue_after(reading: Reading, pair: Marks) -> int | None:
    """The reporting verb right after the closing mark."""
    if reading.text.endswith(".", pair.inner[0], pair.inner[1]) and not reading.text.endswith("...", 0, pair.inner[1]):
        return None  # its sentence is over
    last = reading.word_at(max(pair.outer[1] - 1, 0))
    sentence_end = _paragraph_end(reading, last)
    for at in range(last + 1, min(last + 1 + thresholds.WORDS_AFTER, sentence_end)):
        if reading.words[at] in {".", "“", '"', ";", ":", "?", "!"}:
            break
        if reading.lower[at] in SPEECH_VERBS or (reading.lower[at] == "back" and at > last + 2):
            return at
    return None


def cue_beside(reading: Reading, pair: Marks) -> int | None:
    """The reporting verb right after the closing mark, or right before the opening one."""
    after = cue_after(reading, pair)
    if after is not None:
        return after
    first = reading.word_at(pair.outer[0])
    begin = (
        reading.sentences[reading.sentence_of[first]][0]
        if first < len(reading.words) and reading.sentence_of[first] >= 0
        else first
    )
    before = reading.before(pair.outer[0])
    if before in {",", ":"} or (before.isalpha()):
        for at in range(first - 1, max(begin, first - thresholds.WORDS_BEFORE) - 1, -1):
            if reading.words[at] in {"”", ";"}:
                break
            if reading.lower[at] in SPEECH_VERBS or reading.words[at] in _FOREIGN_SPEECH:
                return at
    return None


def _paragraph_end(reading: Reading, at: int) -> int:
    paragraph = reading.paragraph_of[at] if at < len(reading.words) else -1
    return reading.paragraphs[paragraph][1] if paragraph >= 0 else at
