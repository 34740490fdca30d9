"""Words out of a clip that was made up, a game, a cartoon or a novel: somebody put them into a mouth.

A sentence that begins with such a work frames what is said in it. That is told in the present (*A deepfake of Bell went
round. “I resign,” he says in it*); what he says of the work is told in the past, or stands behind his name.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.core.model import Assertion
from bot.watcher import thresholds
from bot.watcher.lexicon import AUXILIARIES, word_list
from bot.watcher.people.source_spans import SPEECH_NOUN_FORMS
from bot.watcher.text.quotation_marks import touching

if TYPE_CHECKING:
    from bot.watcher.attribution import Attribution
    from bot.watcher.context import ArticleContext

_MEDIUM: Final = (
    r"(?:videos?|clips?|audio|recordings?|films?|footage|images?|pictures?|interviews?|calls?|adverts?|posts?)"
)
_SYNTHETIC: Final = r"(?:{}|AI[ ]generated)".format("|".join(sorted(word_list("words_of_forgery"))))
_BY_MACHINE: Final = r"""
    (?:generated|made|created|produced)\s(?:\w+\s)?(?:with|by|using)\s
    (?:the\shelp\sof\s)?(?:AI\b|artificial\sintelligence|an\sapp\b)
"""
_WORK: Final = r"(?:{})".format("|".join(sorted(one.replace("_", "[ ]") for one in word_list("works_of_fiction"))))
_FORGERY: Final = re.compile(  # at the head of a sentence: "In an AI-generated clip,", "The video is a deepfake"
    rf"""
    \W*(?:In\ |On\ |As\ )?(?:an?|the|one|this|that|another|his|her)\ (?:[\w-]+\ ){{0,2}}?
    (?:
        (?:{_SYNTHETIC}\ (?:[\w-]+\ ){{0,2}}?{_MEDIUM} | deep-?fakes?)\b
      | {_MEDIUM}\b[^.“"]{{0,60}}?\b{_BY_MACHINE}
      | {_MEDIUM}\ (?:is|was)\ (?:an?\ )?(?:\w+\ )?{_SYNTHETIC}\b
      | (?:AI|AI-generated|computer-generated|digital|virtual|animated)\ (?-i:[A-Z])
    )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_FICTION: Final = re.compile(  # "In Tolk's novel “Red Tape”, Bell …", "The board game Oval lets you be Bell"
    rf"""
    \W*(?:
        (?:In|On)\ [^,.;:“"]{{0,50}}?\b{_WORK}(?:[’']s\ (?:\w+\ )?(?:act|scene|chapter|episode))?
        (?=,|\ about\ [^,]{{1,40}},|\ [“"‘']|\ (?-i:[A-Z])[\w\ ]{{1,30}},|\ on\ \w+day|\ by\ [^,]{{1,40}},)
      | (?:an?|the|his|her|[\w’']+['’]s)\ (?:[\w-]+\ )?{_WORK}\b[^,.;:]{{0,40}}?
        \ (?:puts|shows|lets|opens\ with|sends|makes|turns|imagines|casts)\b
      | (?:an?|the)\ puppet\ of\b
    )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_IN_IT: Final = re.compile(rf"\bin\s(?:it|the\s(?:{_MEDIUM}|{_WORK}))\b", re.IGNORECASE)
_PRONOUN_ALONE: Final = ({"he"}, {"she"}, {"they"})
_TO_THE_PRESS: Final = frozenset({"reporters", "journalists"})


def is_made_up(context: ArticleContext, item: Attribution) -> bool:
    """Whether an actor says it in a work of somebody else's, or is but a name in quotation marks."""
    if not item.is_of_actor or item.assertion is not Assertion.STATED:
        return False
    return _is_quoted_name(context, item) or _is_framed(context, item)


def _is_quoted_name(context: ArticleContext, item: Attribution) -> bool:
    """*“Bell” also promised a tax*: a machine, or an actor, that speaks as Bell."""
    return any(
        pair.closed and pair.inner[0] <= start + 1 and end - 1 <= pair.inner[1] and pair.outer[0] >= start - 1
        for start, end in item.source[:1]
        for pair in touching(context.marks, start, end)
    )


def _is_framed(context: ArticleContext, item: Attribution) -> bool:
    reading = context.reading
    here = reading.sentence_of[reading.word_at((*item.cue, *item.source, *item.content)[0][0])]
    if not _TO_THE_PRESS.isdisjoint(reading.lower[slice(*reading.sentences[here])]):
        return False
    if _opens(context, item, here, _FORGERY) and _is_said_in_it(context, item, here):
        return True  # whatever the tense: "In a deepfake, Bell said"
    begin = reading.paragraphs[reading.paragraph_of[reading.sentences[here][0]]][0]
    for number in range(here, max(here - thresholds.BEHIND_WORK, -1), -1):
        if reading.sentences[number][0] < begin:
            return False
        if _opens(context, item, number, _FORGERY) or _opens(context, item, number, _FICTION):
            return _happens_in_work(context, item, is_frame=number == here)
    return False


def _opens(context: ArticleContext, item: Attribution, number: int, work: re.Pattern[str]) -> bool:
    """Whether a sentence begins with a work, not within what was said."""
    start, end = context.reading.sentence_span(number)
    found = work.match(context.reading.text, start, end)
    return found is not None and not any(a < found.end() and start < b for a, b in item.content)


def _is_said_in_it(context: ArticleContext, item: Attribution, number: int) -> bool:
    """Whether the sentence is *In a clip, Bell says*: the work's own clause, not one behind "and"."""
    reading = context.reading
    text = reading.text[reading.sentence_span(number)[0] :]
    return text.lstrip("“\"'‘ ").startswith(("In ", "On ")) and bool(item.source)


def _happens_in_work(context: ArticleContext, item: Attribution, *, is_frame: bool) -> bool:
    """Whether the verb tells what happens in the work: *he says*, *has Bell saying*."""
    reading = context.reading
    verb = next(iter(reading.words_in(item.cue)), "")
    if is_frame and verb.endswith("ing"):
        return True
    if not verb.endswith("s") or verb in SPEECH_NOUN_FORMS | AUXILIARIES:
        return False
    here = reading.sentence_of[reading.word_at((*item.cue, *item.content)[0][0])]
    is_in_it = _IN_IT.search(reading.text[slice(*reading.sentence_span(here))]) is not None
    return is_frame or is_in_it or set(reading.words_in(item.source)) in _PRONOUN_ALONE
