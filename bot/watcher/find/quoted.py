"""Quotations by their marks alone: what the model passed over though it stands between quotation marks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.watcher import thresholds
from bot.watcher.attribute.speakers import mask
from bot.watcher.attribution import Attribution, Origin, Places, overlap
from bot.watcher.lexicon import SPEECH_VERBS, word_list
from bot.watcher.text.reading import trimmed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.watcher.context import ArticleContext
    from bot.watcher.text.quotation_marks import Marks
    from bot.watcher.text.reading import Reading

_VERBS_OF_JUDGEMENT: Final = word_list("verbs_of_judgement")
_OBJECT_STARTS: Final = [[word] for word in "the a an his her its their this that these those".split()]
_NO_VERB: Final = frozenset("is are was were be been being the a an his her their of to".split())
_BEFORE_MARKS: Final = frozenset('\n.!?:,”"’—–)')  # before an utterance in marks
_ENDING: Final = frozenset('.“";:?!')  # of a sentence behind one
_OF_OTHERS: Final = frozenset("thought thinks think believes believed suspects suspected what".split())
_LINKS: Final = frozenset(", ; – — and but while".split())
_PHRASES: Final = re.compile(
    r"""
    # "made it clear that"
    \b(?P<clear>(?:made|makes|making)\ (?:it\ )?(?:(?:very|quite|absolutely|perfectly|abundantly)\ )?clear)
    \ that\ (?=\w)
    # "voiced his deep concern over"
    | \b(?P<noun>(?:(?:voic|express|convey)(?:ed|es|ing)|reiterat(?:ed|es|ing))\ (?:[\w-]+\ ){0,3}?(?:NOUNS))s?
    \ (?:that|over|about|at|for|on|with|to|against|in|of)\ (?=["“\w])
    # "is of the view that", "was adamant that"
    | \b(?P<view>(?:is|was)\ (?:of\ the\ (?:view|opinion|belief)|adamant) | (?:took|takes)\ the\ view)\ that\ (?=\w)
    # "holds the other side responsible for"
    | \b(?P<held>holds?|held|holding)\ (?=(?:[\w’'-]+,?\ ){1,14}?(?:responsible|accountable)\ for\b)
    # "considers the strike an act of war"; not "is considered", nor "widely considered"
    | ACTIVE(?<!widely\ )(?P<regard>consider(?:ed|s)|regard(?:ed|s)|deem(?:ed|s))
    \ (?=(?!as\b)(?:(?!(?:is|was|are|were|has|had|would|could|might|may|can)\b)[\w’'-]+,?\ ){1,26}?
      (?:as|to\ be|tantamount|an?\ act|the\ work)\b)
    # "invited the council to vote"
    | ACTIVE(?P<invite>invit(?:ed|es))\ (?=(?!to\b)(?:[\w’'-]+\ ){1,8}?to\ [\w]+)
    # "In her own words, it"
    | \bIn\ (?P<who>his|her)\ (?:own\ )?(?P<words>words),\ (?=\w)
    # "was blunt about the toll: no"; "made a vow: we", "begged to differ: it"
    | \b(?P<manner>
        (?:was|were|is|are)\ (?:(?:more|less|rather|quite|very|at\ (?:his|her)|equally|no\ less)\ )?(?:MANNERS)
        | (?:had|has)\ (?:also\ )?(?:an?|one|some|another)\ (?:[\w-]+\ ){0,2}?(?:ANNOUNCED)
        | (?:made|makes|offered|offers|floated|floats|gave|gives|issued|struck)
          \ (?:an?|one|another|his|her)\ (?:[\w-]+\ ){0,3}?(?:ANNOUNCED|note)
        | begged\ to\ differ
      )\b(?:,?\ (?:for|to|of|on|about|at|in|from|with)\ [^:.;\n“”"]{1,60})?:\ (?=[^\W_])
    """.replace("ACTIVE", "".join(rf"(?<!{word}\ )" for word in ("be", "is", "was", "been", "are", "were")))
    .replace("NOUNS", "|".join(sorted(word_list("voiced_nouns"))))
    .replace("MANNERS", "|".join(sorted(word_list("manners_of_speech"))))
    .replace("ANNOUNCED", "|".join(sorted(word_list("announced_nouns")))),
    re.VERBOSE,
)
_SIGNS_OF_SPEECH: Final = ("clear", "noun", "view", "held", "regard", "invite", "words", "manner")
_VIEW: Final = re.compile(  # between the words, or behind them
    r"""
    ,\ in\ (?P<who>his|her|(?:the\ )?[A-Za-z][\w\ ]{2,40}['’]s)
    \ (?:own\ )?(?P<words>words|view|opinion|telling)(?=[,.])
    """,
    re.VERBOSE,
)
_FOREIGN_SPEECH: Final = word_list("foreign_speech_verbs")


def find_quoted(context: ArticleContext, attributions: Sequence[Attribution]) -> list[Attribution]:
    """Whole utterances in marks that no other stage found, with the reporting verb beside them where there is one."""
    out: list[Attribution] = []
    places = Places(item.content for item in attributions)
    for pair in context.marks:
        found = places.near((pair.inner,))
        least = thresholds.COVERED * (pair.inner[1] - pair.inner[0])
        if any(overlap((pair.inner,), attributions[number].content) >= least for number in found):
            continue
        cue = _cue_beside(context.reading, pair)
        if _reads_as_said(context.reading, pair, has_cue=cue is not None):
            cues = (context.reading.char_span((cue, cue + 1)),) if cue is not None else ()
            score = 0.6 if cue is None else 0.75
            out.append(Attribution(content=(pair.inner,), cue=cues, origin=Origin.MARKS, score=score))
    return out


def find_judged(context: ArticleContext, attributions: Sequence[Attribution]) -> list[Attribution]:
    """*He highlighted the “betrayal” of the town*: with words in marks in its object, the verb says what he thinks."""
    reading = context.reading
    taken = mask(reading, [span for item in attributions for span in (*item.content, *item.cue)])
    quoted = mask(reading, [pair.outer for pair in context.marks])
    out: list[Attribution] = []
    for at, word in enumerate(reading.lower):
        if SPEECH_VERBS.get(word) not in _VERBS_OF_JUDGEMENT or reading.sentence_of[at] < 0 or quoted[at]:
            continue
        first, stop = reading.sentences[reading.sentence_of[at]]
        while stop > at and not reading.words[stop - 1][:1].isalnum():
            stop -= 1
        has_object = reading.lower[at + 1 : at + 2] in _OBJECT_STARTS and reading.lower[at - 1] not in _NO_VERB
        if has_object and any(quoted[at + 1 : stop]) and not any(taken[first : at + 1]):
            content, cue = reading.char_span((at + 1, stop)), reading.char_span((at, at + 1))
            out.append(Attribution(content=(content,), cue=(cue,), origin=Origin.MARKS, score=0.6))
    return out


def find_phrased(context: ArticleContext, attributions: Sequence[Attribution]) -> list[Attribution]:
    """*He made it clear that X*, *voiced hope that X* and *In his words, X*: reports without a reporting verb."""
    reading = context.reading
    taken = mask(reading, [span for item in attributions for span in (*item.content, *item.cue)])
    quoted = mask(reading, [pair.outer for pair in context.marks])
    out: list[Attribution] = []
    for found in _PHRASES.finditer(reading.text):
        begin, first = reading.word_at(found.start()), reading.word_at(found.end())
        opens, stop = reading.sentences[reading.sentence_of[begin]]
        while stop > first and not reading.words[stop - 1][:1].isalnum():
            stop -= 1
        if ":" in reading.words[opens:begin]:
            continue  # "From an official: the mayor made clear that …"
        if found["regard"] and _OF_OTHERS & set(reading.lower[max(opens, begin - thresholds.WORDS_BEFORE) : begin]):
            continue  # "One diplomat thought that the mayor regarded it as …", "What he considers wise was seen as …"
        stop = next((at for at in range(first, stop) if taken[at] and not quoted[at]), stop)
        while stop > first and reading.lower[stop - 1] in _LINKS:
            stop -= 1
        if stop - first < thresholds.LEAST_QUOTED or any(taken[begin:stop]) or quoted[begin]:
            continue
        start, end = reading.char_span((first, stop))
        closing = (pair.outer[1] for pair in context.marks if start <= pair.outer[0] and pair.inner[1] == end)
        content = start, next(closing, end)
        cue = found.span(next(name for name in _SIGNS_OF_SPEECH if found[name]))
        source = (found.span("who"),) if found["who"] else ()
        out.append(Attribution(content=(content,), cue=(cue,), source=source, origin=Origin.MARKS, score=0.75))
    return [*out, *_viewed(reading, taken, quoted)]


def _viewed(reading: Reading, taken: Sequence[bool], quoted: Sequence[bool]) -> list[Attribution]:
    """*The bridge, in his view, was “a ruin”*: the sentence without who views it so."""
    out: list[Attribution] = []
    for found in _VIEW.finditer(reading.text):
        at = reading.word_at(found.start("who"))
        first, stop = reading.sentences[reading.sentence_of[at]]
        if any(taken[first:stop]) or quoted[at] or ":" in reading.words[first:at]:
            continue
        start, end = reading.char_span((first, stop))
        behind = trimmed(reading.text, (found.end(), end), before=", ", behind=".")
        content = tuple(span for span in ((start, found.start()), behind) if span[0] < span[1])
        if sum(map(str.isspace, "".join(reading.text[slice(*span)] for span in content))) < thresholds.LEAST_QUOTED:
            continue
        source, cue = found.span("who"), found.span("words")
        out.append(Attribution(content=content, cue=(cue,), source=(source,), origin=Origin.MARKS, score=0.75))
    return out


def _reads_as_said(reading: Reading, pair: Marks, *, has_cue: bool) -> bool:
    inner = reading.text[slice(*pair.inner)].strip()
    words = re.findall(r"\w+", inner)
    before = reading.before(pair.outer[0])
    if not words or (before and before not in _BEFORE_MARKS):
        return False
    is_closed = inner[-1] in ".!?,…" or reading.text[pair.outer[1] : pair.outer[1] + 1] in {*".,!?"} or not pair.closed
    if has_cue and not inner[0].islower():
        return True
    return (has_cue or is_closed) and len(words) >= thresholds.LEAST_QUOTED


def _cue_beside(reading: Reading, pair: Marks) -> int | None:
    """The reporting verb right after the closing mark, or right before the opening one."""
    last = reading.word_at(max(pair.outer[1] - 1, 0))
    paragraph = reading.paragraph_of[last]
    end = min(reading.paragraphs[paragraph][1], last + 1 + thresholds.WORDS_AFTER) if paragraph >= 0 else last
    if not reading.text.endswith(".", *pair.inner):  # else its sentence is over
        for at in range(last + 1, end):
            if reading.words[at] in _ENDING:
                break
            if reading.lower[at] in SPEECH_VERBS:
                return at
    first = reading.word_at(pair.outer[0])
    before = reading.before(pair.outer[0])
    if before in {",", ":"} or before.isalpha():
        begin = max(reading.sentences[reading.sentence_of[first]][0], first - thresholds.WORDS_BEFORE)
        for at in range(first - 1, begin - 1, -1):
            if reading.words[at] in {"”", ";"}:
                break
            if reading.lower[at] in SPEECH_VERBS or reading.words[at] in _FOREIGN_SPEECH:
                return at
    return None
