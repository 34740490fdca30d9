"""Whether the text itself has the words from somebody who is not named as their speaker."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.watcher import thresholds
from bot.watcher.attribute.beside_cue import BE, helping_words, outside
from bot.watcher.attribution import TURNS, Attribution, Origin
from bot.watcher.lexicon import PRESS_WORDS, SPEECH_VERBS, word_list

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from bot.watcher.text.reading import Reading


HEARSAY: Final = word_list("hearsay_sources")
_INSIDERS: Final = word_list("insiders")
_HAVING: Final = frozenset("has have had shows showing depicts depicting".split())
_MAKING: Final = frozenset("has had have lets let makes made".split())
_WITNESSES: Final = frozenset("attendees guests participants people person persons witnesses".split())
_PRESENT: Final = frozenset("attended heard present room table".split())
_BRIEFED: Final = frozenset("briefed close familiar informed knowledge".split())
_READ_OUT: Final = re.compile(  # the words are those of whoever wrote what he holds in his hand
    r"""
    \b(?:read(?:ing|s)?|recit(?:ed|es|ing)|cit(?:ed|es|ing)|quot(?:ed|es|ing))\b
      [^.;:“"]{0,30}\b(?:letter|card|note|verse|poem|psalm|prayer|passage|message)s?\b
      [^.;“"]{0,15}\b(?:of|from|by|that|which|who|written)\b
    | \bby\ (?:her|their)\ own\ account\b
    | \b(?:repost|retweet|reshar|re-post)(?:ed|s|ing|es)\b(?!.*\b(?:adding|added|commented|writing|wrote)\b)
    """,
    re.VERBOSE,
)
_HELD_TO: Final = word_list("hearsay_participles")
_BY_ACCOUNT: Final = re.compile(r"\bby\s(?P<whose>[\w-]+)\s?['’]s\s(?:own\s)?(?:account|telling)\b(?![^;]*;)")
_READING: Final = frozenset({"read", "reads", "recited"})  # “…,” he read
_READ_ALOUD: Final = frozenset("letter card note poem verse psalm prayer message wrote written".split())
_OWN_TEXTS: Final = frozenset("statement speech remarks teleprompter oath prepared notes".split())
_BY_HEARSAY: Final = frozenset({"reportedly", "allegedly", "supposedly", "apparently"})


def is_hearsay(reading: Reading, item: Attribution) -> bool:
    """Whether the text itself has the words from somebody who is not named as their speaker."""
    if item.origin in {*TURNS, Origin.DASH}:
        return False
    first, stop = reading.word_range((item.cue or item.content)[0])
    begin, end = reading.sentences[reading.sentence_of[min(first, len(reading.words) - 1)]]
    is_read_out = _is_read_out(reading, item, begin)
    if is_read_out or not item.cue:
        return is_read_out
    verbs = [*helping_words(reading, first, begin), *reading.lower[first:stop]]
    is_others = _is_read_by_him(reading, item, begin, end) or _is_attributed(reading, item)
    is_had_say = bool(item.source) and _is_had_say(reading, item, reading.lower[first])
    if is_others or is_had_say or not _BY_HEARSAY.isdisjoint(verbs) or _is_held_to(verbs):
        return True
    for at in range(begin, end - 2):
        if _is_leak(reading, at, begin, end):
            return True
        if reading.lower[at] == "according" and reading.lower[at + 1] == "to":
            phrase = reading.lower[at + 2 : min(at + 6, end)]
            were_there = are_witnesses(reading.lower[at + 2 : min(at + thresholds.CITED_PHRASE, end)])
            inside = any(start <= reading.starts[at] < stop_at for start, stop_at in item.content)
            source = (
                item.source
                and at < reading.word_at(item.source[0][0]) < at + 6
                and "," not in reading.lower[at : reading.word_at(item.source[0][0])]
            )
            behind = item.content[-1][1] <= reading.starts[at]
            is_cited = _cites_hearsay(reading, at + 2, phrase, second_hand_sources(behind=behind))
            if is_cited and not were_there and not inside and not source:
                return True
    return False


def _is_read_by_him(reading: Reading, item: Attribution, begin: int, end: int) -> bool:
    """*A steelworker wrote to him. “I have a job,” he read*; not what he reads off his own page."""
    if _READING.isdisjoint(reading.words_in(item.cue)) or reading.words_in(item.source) != ["he"]:
        return False
    before = reading.sentences[max(reading.sentence_of[begin] - 1, 0)][0]
    near = reading.lower[before:end]
    return not _READ_ALOUD.isdisjoint(near) and _OWN_TEXTS.isdisjoint(near)


def _is_attributed(reading: Reading, item: Attribution) -> bool:
    """*A report attributed to Baghaei the remark X*, *was attributed to him*; not *He attributed it to Hamas*."""
    is_object = bool(item.source) and bool(item.cue) and item.source[0][0] > item.cue[0][0]
    return is_object and "attributed" in reading.words_in(item.cue)


def _is_held_to(verbs: Sequence[str]) -> bool:
    """*He is said to have said X*, but not *What he said was that X*."""
    be = next((at for at, word in enumerate(verbs) if word in BE), len(verbs))
    return not _HELD_TO.isdisjoint(verbs[be:])


def _cites_hearsay(reading: Reading, first: int, phrase: Sequence[str], sources: AbstractSet[str]) -> bool:
    """Whether it cites somebody without a name: not *the official news agency*, not *official IRNA*."""
    for at, word in enumerate(phrase, first):
        behind = reading.words[at + 1 : at + 3]
        is_name = word == "official" and bool(behind) and behind[0][:1].isupper()
        is_medium = is_name or (behind[:1] != [","] and not PRESS_WORDS.isdisjoint(reading.lower[at + 1 : at + 3]))
        if word in sources and not is_medium:
            return True
    return False


def _is_read_out(reading: Reading, item: Attribution, begin: int) -> bool:
    """*He read from a letter of a nurse: “…”*."""
    said = reading.text[slice(*item.content[0])]
    account = _BY_ACCOUNT.search(" ".join(outside(reading, item, begin)))
    if account and not (item.person and account["whose"] in item.person.words):
        return True
    quoted = min((at for mark in '“"' if (at := said.find(mark)) >= 0), default=0)
    return bool(_READ_OUT.search(" ".join([*outside(reading, item, begin), said[:quoted]])))


def _is_had_say(reading: Reading, item: Attribution, verb: str) -> bool:
    """*A post has Trump saying X*, *the author has the president tell a general X*: it puts words into his mouth."""
    at = reading.word_at(item.source[0][0])
    is_bare = SPEECH_VERBS.get(verb) == verb  # "tell"
    before = reading.lower[at - 1] if at else ""
    return (verb == "saying" and before in _HAVING) or (is_bare and before in _MAKING)


def second_hand_sources(*, behind: bool) -> AbstractSet[str]:
    """Nouns for those who make words second hand.

    Args:
        behind: they are named behind the words: *The mayor told him X, two officials said*. An outlet that writes so
            vouches for it; of *Two officials said that the mayor told him X* it does not.

    """
    return HEARSAY - _INSIDERS if behind else HEARSAY


def are_witnesses(cited: Sequence[str]) -> bool:
    """Whether *according to* cites who heard it: "three people in the room", not "two people familiar with it"."""
    words = set(cited)
    return bool(words & (_WITNESSES | _PRESENT)) and not words & _BRIEFED


def _is_leak(reading: Reading, at: int, begin: int, end: int) -> bool:
    """*…, the paper reported, citing two officials* and *reported, without citing a source*."""
    if reading.lower[at] != "citing":
        return False
    reported = {"report", "write"} & {
        SPEECH_VERBS.get(word) for word in reading.lower[max(at - thresholds.BEFORE_CITING, begin) : at]
    }
    return bool(reported) and (
        reading.lower[at - 1] == "without" or bool(HEARSAY & set(reading.lower[at : min(at + thresholds.CITED, end)]))
    )
