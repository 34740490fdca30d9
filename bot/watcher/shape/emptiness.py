"""Why an attribution says nothing by itself: all of its words are pronouns, helping words and frames of speech.

Something is said by a word of content: a noun, a verb, a number, a name. Without one it is an answer, which means what
was asked; or a beginning, a greeting, a pointer to what stands elsewhere.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.watcher import thresholds
from bot.watcher.attribution import TURNS
from bot.watcher.lexicon import (
    ADVERBS,
    AUXILIARIES,
    DETERMINERS,
    FUNCTION_WORDS,
    PREPOSITIONS,
    verb_forms,
    word_list,
)
from bot.watcher.text.quotation_marks import touching

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.watcher.attribution import Attribution
    from bot.watcher.context import ArticleContext

_BEGINNINGS: Final = word_list("discourse_words")
_GREETINGS: Final = word_list("greeting_words")
_GREETING_OF: Final = frozenset("afternoon evening goodbye hello hi morning night thank thanks welcome".split())
_ANSWERS: Final = frozenset("yes no never not n't n’t nobody none nothing absolutely maybe perhaps".split())
_NOT: Final = frozenset({"not", "n't", "n’t"})
_YES_NO: Final = frozenset({"yes", "no"})
_OF_CONVERSATION: Final = frozenset("you i and but".split())
_SUBJECTS_OF_ANSWERS: Final = frozenset("i he she it they we you that this there who what".split())
_POINTING: Final = frozenset("that this".split())
_BEGINNINGS_OF_POINTERS: Final = frozenset("a all and another as it so some that the these things this those".split())
_WHAT_ONE_THINKS: Final = [["what", one] for one in ("he", "she", "they", "it")]
_ASKING: Final = frozenset("how what who why when where which".split())
_EMPTY: Final = (
    FUNCTION_WORDS | AUXILIARIES | DETERMINERS | PREPOSITIONS | ADVERBS | _OF_CONVERSATION | word_list("light_words")
) - _ANSWERS
_FRAMES: Final = frozenset(  # not every verb of speech: "he would appeal" says something
    "say says said saying tell tells told telling put line lines phrase phrases slogan slogans word words".split()
)
_SHORT_FORM: Final = re.compile(r"['’](?:s|re|d|ll|m|ve)$")
_BROKEN_OFF: Final = re.compile(r"(?:\.\.\.|…|[—–-])\W*$")
_CALLING: Final = re.compile(r"[?!]\W*$")
_WHETHER: Final = re.compile(r"\b(?:asked|pressed|questioned)\b[^.?!]*?\b(?:whether|if)\b|\?", re.IGNORECASE)
_SPEAKING: Final = frozenset("speak speaks spoke speaking talk talks talked talking".split())
_TREATING: Final = frozenset("address addressed addresses addressing discuss discussed discusses discussing".split())
_PRAISING: Final = verb_forms("verbs_of_praise")


def why_empty(context: ArticleContext, item: Attribution) -> str | None:
    """Return why nothing is said, in words for people; None: something is."""
    if item.origin in TURNS:
        return None
    words = [word for word in context.reading.words_in(item.content) if any(map(str.isalnum, word))]
    if not words:
        return None
    if _only_names_what_is_meant(words):
        return "what is meant is named, and not said"
    if touching(context.marks, *item.content[0]):
        return _why_quoted_is(context, item, words)
    return _why_reported_is(context, item, words) if _is_bare(words) else None


def _why_quoted_is(context: ArticleContext, item: Attribution, words: Sequence[str]) -> str | None:
    if _is_beginning(words, context.reading.text[item.extent[0] : item.extent[1]]):
        return "a beginning, or a greeting, which says nothing by itself"
    if _is_bare_topic(words, context.reading.words_in(item.cue)):
        return "a topic, of which nothing is said"
    return "a name, of which nothing is said" if _is_bare_title(context, item) else None


def _why_reported_is(context: ArticleContext, item: Attribution, words: Sequence[str]) -> str | None:
    if _is_ellipsis(words):
        return None if _has_question(context, item) else "an answer that means nothing without its question"
    is_clause = not AUXILIARIES.isdisjoint(words) and "as" not in words[:2]  # "that he will be there"
    is_pointer = words[0] in _BEGINNINGS_OF_POINTERS and _NOT.isdisjoint(words)
    return "it only points to what stands elsewhere" if is_pointer and not is_clause else None


def _is_ellipsis(words: Sequence[str]) -> bool:
    """*Yes*, *he would*, *there was not*."""
    last = words[-2] if words[-1] in _NOT and len(words) > 1 else words[-1]
    is_cut = words[0] in _SUBJECTS_OF_ANSWERS and len(words) <= thresholds.LONGEST_ELLIPSIS and last in AUXILIARIES
    return is_cut or (len(words) == 1 and words[0] in _YES_NO)


def _is_bare(words: Sequence[str]) -> bool:
    """Whether none of the words is one of content."""
    if len(words) > 1 and not (_ANSWERS - _NOT).isdisjoint(words):
        return False
    return all(_without_short_form(word) in _EMPTY | _FRAMES | _YES_NO | _NOT for word in words)


def _without_short_form(word: str) -> str:
    return _SHORT_FORM.sub("", word) or "is"


def _is_beginning(words: Sequence[str], text: str) -> bool:
    """*Look*, *You know*, *Good morning*, *How did …*, *That is what*."""
    plain = [_without_short_form(word) for word in words]
    if _CALLING.search(text):  # "You see?"
        return False
    if all(word in _BEGINNINGS | _OF_CONVERSATION for word in plain) or _is_greeting(plain):
        return True
    at = 1 if plain[0] in {"and", "but", "so"} and len(plain) > 1 else 0
    is_bare = all(word in _EMPTY for word in plain)
    if plain[at] in _ASKING and is_bare and _BROKEN_OFF.search(text):
        return True
    return plain[at] in _POINTING and is_bare and all(word in _POINTING | {"is", "was", "what"} for word in plain[at:])


def _is_greeting(words: Sequence[str]) -> bool:
    """*Good morning, everyone*; *good* alone is a judgement."""
    return all(word in _GREETINGS | {"you"} for word in words) and not _GREETING_OF.isdisjoint(words)


def _only_names_what_is_meant(words: Sequence[str]) -> bool:
    """*He said what he thought*, *the ship, whose release he demanded*: what he thought is not told."""
    is_of_him = words[0] == "whose" or words[:2] in _WHAT_ONE_THINKS
    return is_of_him and 1 < len(words) <= thresholds.LONGEST_NAMED


def _is_bare_topic(words: Sequence[str], cue: Sequence[str]) -> bool:
    """*He spoke of “the day after”*; a phrase that says more of its noun is somebody's own."""
    is_spoken_of = cue[-1:] in (["of"], ["about"], ["on"]) and not _SPEAKING.isdisjoint(cue)
    is_topic = is_spoken_of or not _TREATING.isdisjoint(cue)
    return is_topic and words[0] == "the" and len(words) <= thresholds.LONGEST_TOPIC


def _is_bare_title(context: ArticleContext, item: Attribution) -> bool:
    """*He hailed “Operation Iron Harvest”*: praise of a name, in marks."""
    reading = context.reading
    if _PRAISING.keys().isdisjoint(reading.words_in(item.cue)):
        return False
    places = [at for at in reading.places_in(item.content) if reading.words[at][0].isalnum()]
    words = [reading.words[at] for at in places if reading.lower[at] not in DETERMINERS]
    return len(words) > 1 and all(word[0].isupper() or word in FUNCTION_WORDS for word in words)


def _has_question(context: ArticleContext, item: Attribution) -> bool:
    """Whether its sentence, or the one before, asks what can be answered so: *asked whether he would run*."""
    reading = context.reading
    here = reading.sentence_of[reading.word_at(item.content[0][0])]
    begin = reading.paragraphs[reading.paragraph_of[reading.sentences[here][0]]][0]
    first = here - 1 if here and reading.sentences[here - 1][0] >= begin else here
    around = reading.text[reading.sentence_span(first)[0] : reading.sentence_span(here)[1]]
    return _WHETHER.search(around) is not None
