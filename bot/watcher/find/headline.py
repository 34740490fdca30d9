"""Headlines that tell what somebody said by his name and a colon: *Bell: The bridge will stay open*."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.watcher import thresholds
from bot.watcher.attribution import own_words
from bot.watcher.lexicon import AUXILIARIES, SPEECH_VERBS
from bot.watcher.people.coreference import between
from bot.watcher.text.quotation_marks import touching
from bot.watcher.text.reading import trimmed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.model import Span
    from bot.watcher.attribution import Attribution
    from bot.watcher.context import ArticleContext
    from bot.watcher.person import Person


# As in *Bell: Borders will open, says Hill* and *Bell: Allies fear he will go*.
_SPEECH_OR_PRONOUN: Final = SPEECH_VERBS.keys() | frozenset("he him his she her".split())


def find_headlined(context: ArticleContext) -> Iterator[Attribution]:
    """The sentence of a line that is the title of the page, where a tracked actor's name is all else that it has.

    Lines of that form below may be turns of a transcript, or titles of other pages.
    """
    reading = context.reading
    title = context.title.strip().casefold()
    for span in reading.paragraph_spans():
        line = reading.text[slice(*span)]
        head, colon, rest = line.partition(": ")
        if not colon or line.strip().casefold() != title:
            continue
        named = _alone(context, (span[0], span[0] + len(head)))
        said = span[1] - len(rest), span[1]
        if named is None:
            head, _, rest = line.rpartition(": ")
            named = _alone(context, (span[1] - len(rest), span[1]))
            said = span[0], span[0] + len(head)
        if named is not None and not touching(context.marks, *said) and _is_sentence(context, said):
            content = trimmed(reading.text, said, behind=".")
            yield own_words(named, (content,), f"the headline has it behind the name of {named.name}")


def _alone(context: ArticleContext, span: Span) -> Person | None:
    """The tracked actor whose name, with his titles, is all that stands there."""
    words = [at for at in range(*context.reading.word_range(span)) if context.reading.words[at][0].isalnum()]
    for mention in between(context.mentions, *context.reading.word_range(span)):
        known = context.people.of.get(mention)
        if known and known.person.actor_id and all(at in range(*mention.words) for at in words):
            return known.person
    return None


def _is_sentence(context: ArticleContext, span: Span) -> bool:
    """Whether it says something, and is no topic: *Bell: the musical*, *Bell: Questions and answers*."""
    words = context.reading.words_in((span,))
    is_anothers = not _SPEECH_OR_PRONOUN.isdisjoint(words)
    is_long = len(words) >= thresholds.SHORTEST_SENTENCE and context.reading.text[span[1] - 1] != "?"
    return is_long and not is_anothers and not AUXILIARIES.isdisjoint(words)
