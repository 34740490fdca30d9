"""How it was said, for the card: the sense of the verb, and the occasion in the article's words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.watcher.attribution import Attribution, Origin
from bot.watcher.lexicon import CUE_VERBS, SPEECH_NOUNS, word_groups

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.core.model import Span
    from bot.watcher.context import ArticleContext
    from bot.watcher.text.reading import Reading

_OCCASION: Final = re.compile(
    r"""
    \b
    (?:[Ii]n|[Aa]t|[Dd]uring|[Oo]n|[Aa]board|[Tt]hrough|[Vv]ia|[Aa]fter|[Bb]efore)\s+
    (?:  # what describes the occasion: "a rare live"
        (?:
            an? | the | his | her | its | their | this | that | state | separate | joint | weekly | daily
            | regular | brief | recorded | televised | short | press | news | phone | video | media | social
            | rare | live | open | public | written | late-night | [A-Z][\w.’'-]*
        )
        \s+
    ){0,5}
    (?:  # the occasion
        interview | statement | press\ conference | news\ conference | briefing | conference | posts?
        | speech | address | letter | message | video | podcast | rally | cabinet\ meeting | ceremony | call
        | tweet | remarks | hearing | gaggle | press\ gathering | Twitter | Telegram | Instagram | Facebook
        | X
    )
    \b
    (?:  # with whom, or where: "with Gulf News"
        \s+(?:with|on|to|at|in|by|aired\ on|broadcast\ on)\s+(?:(?:the|a|an)\s+)?
        (?:[A-Z][\w.’'-]*|reporters|lawmakers|ministers|state|television|TV|radio)
        (?:\s+[A-Z][\w.’'-]*|\s+(?:television|TV|radio|News)){0,3}
    )?
    """,
    re.VERBOSE,
)
_TELLING: Final = re.compile(
    r"""
    (?:told|telling|tells)\s+[^.,:;“”\"«»()—–]{3,70}?
    (?=  # up to where the words begin, or a mark
        \s+
          (?:
              that | how | why | what | whether | he | she | it | they | there | the | his | her | no
              | [A-Z]\w+\s+(?:was|were|had|would|is|are|has|will)
          )
          \b
        | \s*[.,:;“”\"«»()—–] | $
    )
    """,
    re.VERBOSE,
)
_DANGLING: Final = re.compile(r"(?:\s+(?:at|in|on|of|to|for|from|with|by|as|after|before|during|and))+$")

_SENSES: Final = word_groups("senses")


def verb_of(reading: Reading, item: Attribution) -> str | None:
    """The reporting verb as a dictionary has it: "say" for "said", "warn" for "his warning"; None without one."""
    return next((verb for verb, _ in _verbs(reading, item)), None)


def sense_of(reading: Reading, item: Attribution) -> str | None:
    """The sense of the verb where the clause alone would mislead: "denies", "warns", "calls on"."""
    senses = (_SENSES.get(f"{verb}-{behind}") or _SENSES.get(verb) for verb, behind in _verbs(reading, item))
    return next(filter(None, senses), None)


def _verbs(reading: Reading, item: Attribution) -> Iterator[tuple[str, str]]:
    """Each reporting verb of a cue, with the word behind it: "call" and "on"."""
    lower = reading.lower
    for at in reading.places_in(item.cue):
        verb = CUE_VERBS.get(lower[at]) or SPEECH_NOUNS.get(lower[at])
        if verb:
            yield verb, lower[at + 1] if at + 1 < len(lower) else ""


def manner_of(context: ArticleContext, item: Attribution) -> str | None:
    """How it was said, in the article's words: "told reporters in Tehran", "in an interview with …"."""
    reading = context.reading
    anchor = item.cue or item.source
    if not anchor or item.origin is Origin.LABEL:
        return None
    word = min(reading.word_at(anchor[0][0]), len(reading.words) - 1)
    start, end = reading.sentence_span(reading.sentence_of[word])
    outside = _blank(reading.text, start, end, item.content)
    telling = _TELLING.search(outside, max(anchor[0][0] - start, 0))
    if telling and telling.start() <= anchor[0][1] - start:
        return _DANGLING.sub("", telling.group().strip())
    found = _OCCASION.search(outside) or _at_venue(outside, context.people.venues())
    return found.group().strip() if found else None


def _at_venue(text: str, venues: Sequence[str]) -> re.Match[str] | None:
    names = "|".join(map(re.escape, venues))
    return re.search(rf"\b(?:on|aboard|via|through)\s+(?:{names})\b", text) if names else None


def _blank(text: str, start: int, end: int, spans: Sequence[Span]) -> str:
    out = text[start:end]
    for first, last in spans:
        a, b = max(first - start, 0), min(last - start, len(out))
        if a < b:
            out = out[:a] + "." * (b - a) + out[b:]
    return out
