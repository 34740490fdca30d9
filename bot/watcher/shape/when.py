"""When words were said, where the text tells it: the time that belongs to the attribution, never one within the words.

No parser tells which verb a time belongs to, so a time counts only where nothing between it and the attribution could
claim it: a second verb, a relative clause, an event that owns it. A time further back than a week needs more: it would
keep words from being posted as news.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bot.core.model import Precision
from bot.watcher import thresholds
from bot.watcher.lexicon import SPEECH_VERBS, word_list
from bot.watcher.shape.dates import find_times

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime

    from bot.core.model import Span
    from bot.watcher.shape.dates import Expression, Said

_HIDDEN = "\N{WHITE SQUARE}"
_NEAR = timedelta(days=7)
_DATELINE_REACH = timedelta(days=3)
_NEXT_BEGUN = 15  # the hour, UTC, from which it is the next day in Tokyo; in Tehran it is so from 20:30

_QUOTED = re.compile(r"“[^“”]*[”“]|\"[^\"]*\"|«[^«»]*»")
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*\s+(?=[\"'“‘«(\[]*[A-Z0-9])")
_ABBREVIATED = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Gen|St|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|vs|No)|\b[A-Z])$"
)

# Words that make another clause, or another event, of what follows.
_OTHER_CLAUSE = re.compile(
    r"[;:]|\b(?:will|would|shall|should|may|might|can|could|must|is|are|was|were|be|been|being|does|did|who|whom|whose"
    r"|which|that|when|where|while|whereas|why|if|whether|because|since|until|till|though|although|unless|before|ahead"
    r"|about|regarding|concerning|against|as|but|by|scheduled|due|planned|held|met|began|went|came|made|sent|fell|hit"
    r"|struck|left|shot|fired|signed|took|became|killed|won|lost|rose|led|set|saw|ran|brought|broke|fought|got|found|has"
    r"|have|had|them|said|says)\b|[’']s (?:been|being|not)\b"
)
_DOING = re.compile(r"\b[a-z]+(?:ed|ing)\b")
_NOT_DOING: Final = word_list("words_like_participles")
_TO_DO = re.compile(
    r"\bto (?!(?:the|a|an|his|her|its|their|this|these|some|several|reporters|journalists|lawmakers|supporters|members"
    r"|questions|soldiers|troops|officials|donors|voters|students|workers|media|state|public|foreign|parliament"
    r"|congress|me|us|him|her|them|press|newspapers|local|visiting|business|party)\b|[a-z-]+[a-rt-z]s\b)[a-z]"
)
_NOT_OF_SAYING = re.compile(
    r"\b(?:next|since|until|till|by|before|after|from|for|of|ahead of|through|every|each|than|between|starting|the|a|an"
    r"|his|their|its|late|early)\s+$",
    re.IGNORECASE,
)
_EVENT_ARTICLE = re.compile(
    r"\b(?:in|at|during|on|from|to)\s+(?:(?:the|a|an|his|her|their|its|another)\s+)?$", re.IGNORECASE
)
_MODIFIES = re.compile(r"\s+(?:talks|summit|meeting|vote|attack|strikes?|deal|election|deadline|agreement|war)\b")
_FRONT = re.compile(
    r"^\W*(?:(?:and|but|then|earlier|later|back|late|early|only|also|just|again|so|yet|still|as recently as|as early as"
    r"|as late as|as far back as)\b[\s,]*)*(?:on\s*)?$",
    re.IGNORECASE,
)
_FRONT_PHRASE = re.compile(
    r"^\W*(?:(?:and|but|then|earlier|later|back|also)\b[\s,]*)*(?:in|at|during|on|from|speaking|addressing|talking|writing"
    r"|appearing|testifying|responding|answering|asked|pressed|questioned|interviewed|opening|posting)\b",
    re.IGNORECASE,
)
_ASIDE = re.compile(r",\s*(?:who|which|when|where|whose|while|as)\b[^,;]*,")
_SECOND_CLAUSE = re.compile(r",\s*(?:and|but|while|whereas)\b")
_ASKED = re.compile(r"\b[Aa]sked\b[^;]*$")
_OWN_ASIDE = re.compile(r"^,?\s*(?:(?:in|at|during|on|speaking|addressing|writing|talking|appearing)\b.*)?$", re.DOTALL)
_ADVERBS = re.compile(
    r"^,?\s*(?:(?:had|has|have|also|again|then|further|once|already|publicly|repeatedly|reportedly)\s+)*$"
)
_PRONOUN = re.compile(r"(?:he|she|they|him|her|it)\b", re.IGNORECASE)
_GOES_ON: Final = word_list("verbs_going_on")
_OTHER_TIME = re.compile(
    r"\b(?:now|nowadays|currently|today|since then|this time|earlier|previously|formerly|once|at the time|back then"
    r"|in the past|long|often|always|repeatedly|recently|recent|ago|years|months|weeks|has|have|had|later)\b",
    re.IGNORECASE,
)
_SPEECH = re.compile(
    r"\b(?:interview|post|posting|speech|address|remarks|statement|letter|conference|briefing|rally|debate|tweet|message"
    r"|column|article|book|memoir|hearing|testimony|video|podcast|show|lecture|editorial|op-ed)\b"
)
_PLAIN_SAYING: Final = word_list("plain_saying_verbs")
_REPORTING = re.compile(r"\b(?:" + "|".join(sorted(map(re.escape, SPEECH_VERBS), key=len, reverse=True)) + r")\b")
_DATELINE = re.compile(
    r"\W*[A-Z][A-Z.,'’/ -]{1,40}(?:, ?[A-Z][A-Za-z. ]{1,20})?,? \(?(?P<date>[A-Z][a-z]{2,8}\.? \d{1,2}(?:, \d{4})?"
    r"|\d{1,2} [A-Z][a-z]{2,8}\.?(?: \d{4})?)\)?,? ?(?:\([\w /.-]{1,30}\))? ?(?:[-–—]|--) ?"
)


def said_when(
    text: str,
    *,
    content: Sequence[Span],
    cue: Sequence[Span],
    source: Sequence[Span],
    published_at: datetime | None,
) -> Said | None:
    """Return when a quotation was said, as far as the text tells; no text raises.

    Args:
        text: the article.
        content: what was said; a time in it counts for nothing.
        cue: the words that report it.
        source: who said it.
        published_at: when the article was. Without it, only a date with its year counts.

    """
    anchor = (*cue, *source, *content)
    if not anchor:
        return None
    today = published_at.date() if published_at else None
    dateline = _DATELINE.match(text)
    next_begun = published_at is not None and published_at.hour >= _NEXT_BEGUN
    passage = _Passage(text, anchor[0], content, after=dateline.end() if dateline else 0, next_begun=next_begun)
    sentence = passage.sentence_of(anchor[0][0])
    found = passage.times(sentence, today)
    own = passage.outside(sentence)
    verb = cue[0] if cue else source[0] if source else _nearest_verb(passage, sentence, content[0])
    told = _attached(passage, sentence, found, verb, source[0] if source else None, today) if verb else None
    if told is not None:
        return told.said
    if _OTHER_TIME.search(own) or any(one.said is None or not _is_near(one.said, today) for one in found):
        return None
    if _is_inheriting(text, cue, source, own):
        inherited = _inherited(passage, sentence, today)
        goes_on = bool(cue) and text[cue[0][0] : cue[0][1]].lower() in _GOES_ON
        # "Last month X said A. “B,” he said." may tell of two occasions, and to call B old would hide it.
        if inherited is not None and (goes_on or inherited.said is None or _is_near(inherited.said, today)):
            return inherited.said
    return _of_dateline(dateline, today)


def _nearest_verb(passage: _Passage, sentence: int, content: Span) -> Span | None:
    """Return the reporting verb next to words whose attribution is not known."""
    begin = passage.sentences[sentence][0] + passage.start
    verbs = [(match.start() + begin, match.end() + begin) for match in _REPORTING.finditer(passage.outside(sentence))]
    return min(verbs, key=lambda verb: min(abs(verb[0] - content[1]), abs(content[0] - verb[1])), default=None)


def _is_inheriting(text: str, cue: Sequence[Span], source: Sequence[Span], own: str) -> bool:
    """Tell whether an attribution goes on with an earlier one instead of standing for itself."""
    if cue and text[cue[0][0] : cue[0][1]].lower() in _GOES_ON:
        return True
    if source:
        return _PRONOUN.fullmatch(text[source[0][0] : source[0][1]]) is not None
    return not own.replace(_HIDDEN, "").strip(" .,!?\"'“”")


class _Passage:
    """The paragraph around an attribution, with everything quoted hidden, character for character."""

    def __init__(self, text: str, anchor: Span, content: Sequence[Span], *, after: int, next_begun: bool) -> None:
        at, stop = anchor
        self._next_begun = next_begun
        self.start = max(text.rfind("\n", 0, at) + 1, at - thresholds.TIME_REACH, after if after <= at else 0)
        end = text.find("\n", stop)
        self.end = max(min(len(text) if end < 0 else end, stop + thresholds.TIME_REACH), self.start)
        self.text = text[self.start : self.end]
        hidden = [(start - self.start, stop - self.start) for start, stop in content]
        hidden += [match.span() for match in _QUOTED.finditer(self.text)]
        self.masked = self.text
        for start, stop in hidden:
            first, last = max(start, 0), min(stop, len(self.text))
            if first < last:
                self.masked = self.masked[:first] + _HIDDEN * (last - first) + self.masked[last:]
        self.quoted_ends = {last for first, last in hidden if 0 < last <= len(self.text) and self._is_mark(last)}
        self.sentences = self._split(hidden)

    def _is_mark(self, end: int) -> bool:
        return any(mark in self.text[max(end - 2, 0) : end + 2] for mark in "”\"»’'")

    def _split(self, hidden: Sequence[Span]) -> list[Span]:
        inside = bytearray(len(self.text) + 1)
        for start, end in hidden:
            first, last = max(start + 1, 0), min(end, len(self.text))
            if first < last:
                inside[first:last] = b"\1" * (last - first)
        sentences, begin = [], 0
        for match in _SENTENCE_END.finditer(self.text):
            if inside[match.end() - 1] or _ABBREVIATED.search(self.text[max(match.start() - 6, 0) : match.start()]):
                continue
            sentences.append((begin, match.end()))
            begin = match.end()
        return [*sentences, (begin, len(self.text))]

    def sentence_of(self, char: int) -> int:
        """Return the number of the sentence that holds a character of the text."""
        at = char - self.start
        return next((number for number, (_, end) in enumerate(self.sentences) if at < end), len(self.sentences) - 1)

    def outside(self, sentence: int) -> str:
        """Return a sentence without what is quoted."""
        start, end = self.sentences[sentence]
        return self.masked[start:end]

    def times(self, sentence: int, today: date | None) -> list[Expression]:
        """Return the times in a sentence outside of what is quoted."""
        return list(find_times(self.outside(sentence), today, next_begun=self._next_begun))


def _attached(
    passage: _Passage, sentence: int, times: Sequence[Expression], verb: Span, source: Span | None, today: date | None
) -> Expression | None:
    """Return the time that belongs to an attribution, the nearest first."""
    begin = passage.sentences[sentence][0] + passage.start
    outside = passage.outside(sentence)
    start, end = max(verb[0] - begin, 0), min(verb[1] - begin, len(outside))
    who = (source[0] - begin, source[1] - begin) if source else (start, start)
    for time in [time for time in times if time.start >= end][: thresholds.MOST_TIMES]:
        if _belongs_after(passage, outside, begin, (start, end), time, today):
            return time
    for time in [time for time in times if time.end <= start][: -thresholds.MOST_TIMES - 1 : -1]:
        if _belongs_before(outside, who, start, time, today):
            return time
    return None


def _belongs_after(
    passage: _Passage, outside: str, begin: int, verb: Span, time: Expression, today: date | None
) -> bool:
    between = outside[verb[1] : time.start]
    hidden = between.rfind(_HIDDEN)
    rest = between[hidden + 1 :]
    if not _is_time_of_speech(outside, time) or len(rest) > thresholds.LONGEST_WAY or not _is_clear(rest):
        return False
    near = time.said is None or _is_near(time.said, today)
    if hidden >= 0:  # after the words: they must have ended before the time
        closed = begin - passage.start + verb[1] + hidden + 1 in passage.quoted_ends
        return (
            not _OTHER_CLAUSE.search(between.replace(_HIDDEN, ""))
            and (closed or time.of_event or _SPEECH.search(rest) is not None)
            and (not re.search(r"\w", rest) or re.match(r"\W*(?:in|at|during|on|to)\b", rest) is not None)
        )
    plain = SPEECH_VERBS.get(outside[verb[0] : verb[1]].lower().split(" ")[-1]) in _PLAIN_SAYING
    return near or plain or time.of_event or not re.search(r"\w", rest) or _SPEECH.search(rest) is not None


def _belongs_before(outside: str, who: Span, verb: int, time: Expression, today: date | None) -> bool:
    prefix, between = outside[: time.start], outside[time.end : verb]
    if not _is_time_of_speech(outside, time) or len(between) > thresholds.LONGEST_WAY or _HIDDEN in between:
        return False
    if 0 <= who[1] <= time.start:  # "Trump, in an interview on Friday, said"
        own = outside[who[1] : time.start]
        return _OWN_ASIDE.match(own) is not None and _is_clear(own) and _ADVERBS.match(between) is not None
    speaker_follows = time.end <= who[0] <= verb
    if _ASKED.search(prefix):  # "Asked on Friday whether …, Trump said"
        question = outside[time.end : who[0] if speaker_follows else verb]
        return ";" not in question and (question.rstrip().endswith(",") or not question.strip())
    if not _FRONT.match(prefix) and not (
        _FRONT_PHRASE.match(prefix) and len(prefix) <= thresholds.LONGEST_WAY and _is_clear(prefix)
    ):
        return False
    if speaker_follows:
        between = f"{outside[time.end : who[0]]} {outside[who[1] : verb]}"
    rest = re.sub(r"\b(?:had|has|have)\s*$", "", _ASIDE.sub(",", between))
    near = time.said is None or _is_near(time.said, today)
    return (
        _is_clear(rest)
        and _SECOND_CLAUSE.search(rest) is None
        and (near or time.of_event or len(rest.split()) <= thresholds.MOST_WORDS)
    )


def _is_time_of_speech(outside: str, time: Expression) -> bool:
    prefix = outside[: time.start]
    if time.of_event:
        return _EVENT_ARTICLE.search(prefix) is not None or not prefix.strip()
    return _NOT_OF_SAYING.search(prefix) is None and _MODIFIES.match(outside[time.end :]) is None


def _is_clear(between: str) -> bool:
    """Tell whether nothing between an attribution and a time could claim the time for itself."""
    return (
        _OTHER_CLAUSE.search(between) is None
        and _TO_DO.search(between) is None
        and all(word in _NOT_DOING for word in _DOING.findall(between))
    )


def _is_near(said: Said, today: date | None) -> bool:
    """Tell whether the article may still be news of it."""
    return today is not None and said.precision in {Precision.DAY, Precision.WEEK} and said.at.date() > today - _NEAR


def _inherited(passage: _Passage, sentence: int, today: date | None) -> Expression | None:
    """Return the time of the attribution that a chain of quotations in one paragraph began with."""
    for number in range(sentence - 1, max(sentence - 1 - thresholds.MOST_BACK, -1), -1):
        outside = passage.outside(number)
        times = passage.times(number, today)
        begin = passage.sentences[number][0] + passage.start
        for verb in _REPORTING.finditer(outside):
            span = (verb.start() + begin, verb.end() + begin)
            found = _attached(passage, number, times, span, None, today)
            if found is not None and (found.end <= verb.start() or _is_beside(outside, verb, found)):
                return found
        if _OTHER_TIME.search(outside) or times or not _goes_on(outside):
            return None
    return None


def _is_beside(outside: str, verb: re.Match[str], time: Expression) -> bool:
    """Tell whether no clause of what was said can stand between a verb and a time behind it; it is not known here."""
    between = outside[verb.end() : time.start]
    told = SPEECH_VERBS[verb.group()] in {"tell", "ask"}
    return (
        told or re.match(r"\W*(?:$|(?:on|in an?|in his|in her|at|during|to|late|early|earlier)\b)", between) is not None
    )


def _goes_on(outside: str) -> bool:
    """Tell whether a sentence belongs to the chain: quoted from end to end, or told of somebody already named."""
    words = outside.replace(_HIDDEN, " ").strip(" .,!?\"'“”")
    return not words or _PRONOUN.match(words) is not None


def _of_dateline(dateline: re.Match[str] | None, today: date | None) -> Said | None:
    times: Iterator[Expression] = find_times(dateline["date"], today) if dateline else iter(())
    said = next((time.said for time in times), None)
    if said is None or said.precision is not Precision.DAY:
        return None
    return said if today is None or abs(today - said.at.date()) <= _DATELINE_REACH else None
