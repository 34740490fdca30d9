"""Grammar by position: the head of a source phrase, the subject of a reporting verb, the subject of a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.watcher.lexicon import (
    ADVERBS,
    AUXILIARIES,
    BODY_WORDS,
    DETERMINERS,
    PREPOSITIONS,
    ROLES,
    SPEECH_NOUNS,
    SPEECH_VERBS,
    word_list,
)
from bot.watcher.people.mentions import Mention, MentionKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.model import Span
    from bot.watcher.attribution import Attribution
    from bot.watcher.text.reading import Reading

_CONJUNCTIONS_OF_TIME: Final = frozenset("as before after since until than".split())
_LINKING: Final = frozenset({"and", "but", "then", "or", "to", "by", "while"})
_MARKS_AND_COMMA: Final = frozenset("\"“”'‘’,«»")
_BE: Final = frozenset("is are was were be been being gets got".split())
HEARD: Final = frozenset("quoted heard overheard seen filmed recorded".split())
_ARTICLES: Final = frozenset({"a", "an", "the"})
PARTICIPLE_ENDINGS: Final = ("ed", "ing")
_RELATIVE_PRONOUNS: Final = frozenset({"who", "whom", "whose", "which"})
_NAMING: Final = frozenset({"(", "“", '"', "‘", "called"})  # "the film “Trump”", "a puppet called Trump"
_SHOWING: Final = frozenset({"citing", "featuring", "quoting", "showing"})
_BY_OR_FROM: Final = frozenset({"by", "from"})
_NOUN_SIGNS: Final = frozenset("a an the his her its their this that these following 's".split())
SPEECH_NOUN_FORMS: Final = SPEECH_NOUNS.keys() | {noun + "s" for noun in SPEECH_NOUNS}
_BEFORE_A_SOURCE: Final = frozenset("a an the his her its their this that".split())
_BREAKS: Final = frozenset({",", ";", ":", "—", "–", "(", ")", "and", "but", "that", "while", "as"})
_RELATIVE_VERBS: Final = SPEECH_VERBS.keys() | {"called", "calls", "calling"}
_PLACING: Final = PREPOSITIONS - {"as"}
_HELD: Final = word_list("belongings")
POSSESSIVES: Final = {"his": "m", "her": "f", "him": "m", "he": "m", "she": "f", "himself": "m", "herself": "f"}


def is_speech_noun(reading: Reading, at: int) -> bool:
    """Whether a word is a noun of speech, which may look like a verb: "his warning", "the following remarks"."""
    return reading.lower[at] in SPEECH_NOUN_FORMS and bool(_NOUN_SIGNS & set(reading.lower[max(at - 2, 0) : at]))


def is_possessive(reading: Reading, mention: Mention) -> bool:
    """Whether a mention owns what follows: "Trump's envoy"."""
    stop = mention.words[1]
    if stop >= len(reading.lower):
        return False
    if reading.lower[stop] == "'s":
        following = reading.lower[stop + 1] if stop + 1 < len(reading.lower) else ""
        return following not in SPEECH_NOUNS or mention.kind is MentionKind.BODY
    return (
        reading.words[stop] in {"'", "’"}
        and reading.lower[stop - 1].endswith("s")
        and reading.ends[stop - 1] == reading.starts[stop]
    )


def may_be_subject(reading: Reading, mention: Mention) -> bool:
    """Whether a mention can be the subject of a clause: no possessor, not after a preposition, no object."""
    first, stop = mention.words
    if is_possessive(reading, mention):
        return False
    if first == 0:
        return True
    before = reading.lower[first - 1]
    following = reading.lower[stop] if stop < len(reading.lower) else ""
    if before in _CONJUNCTIONS_OF_TIME:
        return following[:1].isalpha() and following not in PREPOSITIONS
    if before in PREPOSITIONS:
        return False
    is_noun = before in SPEECH_NOUNS and _BEFORE_A_SOURCE & set(reading.lower[max(first - 7, 0) : first - 1])
    if before in SPEECH_VERBS and not is_noun:  # but "in an early post the president …"
        earlier = reading.words[first - 2] if first > 1 else ""
        return (
            earlier in _MARKS_AND_COMMA
            or earlier == ""
            or reading.sentence_of[first - 2] != reading.sentence_of[first - 1]
        )
    return True


def head_of_source(reading: Reading, mentions: Sequence[Mention], source: Span) -> Mention | None:
    """The mention that is the head of a source phrase; None where it is nobody's name or description.

    `mentions` are those of the text; `source` is a word range.
    """
    first, stop = source
    inside = [mention for mention in mentions if mention.words[0] < stop and first < mention.words[1]]
    for kind in (MentionKind.NAME, MentionKind.PRONOUN, MentionKind.DESCRIPTION):
        for mention in inside:
            if mention.kind is kind and not _is_part(reading, mention, first, stop):
                return mention
    return None


def _is_part(reading: Reading, mention: Mention, first: int, stop: int) -> bool:
    """Whether a mention only belongs to the head: "Trump's lawyer", "a spokesman for Netanyahu"."""
    lower = reading.lower
    begin, end = mention.words
    if _hangs_on_another(reading, mention, first) or (
        lower[first] in _NOUN_SIGNS and begin > first + 1 and end < stop and lower[end] in _RELATIVE_VERBS
    ):  # "the man Trump called a friend"
        return True
    if end < len(lower) and lower[end] == "'s":
        return _owns_head(lower[end + 1 : end + 5], stop - end - 1)
    # A noun right behind the name: the name is its adjective.
    return (
        end < stop
        and mention.kind is MentionKind.NAME
        and lower[end][:1].isalpha()
        and lower[end] not in SPEECH_VERBS
        and lower[end] not in AUXILIARIES
        and lower[end] not in ADVERBS
        and lower[end] not in PREPOSITIONS
        and lower[end] not in {"who", "and", "whose", "or", "that", "while"}
    )


def _hangs_on_another(reading: Reading, mention: Mention, first: int) -> bool:
    """Whether a word between the start of a source and a mention says that it is no head of it."""
    lower = reading.lower
    before = mention.words[0] - 1
    is_that = lower[first] in _ARTICLES and "that" in lower[first + 2 : before + 1]  # "the court that tried Trump"
    if is_that or _RELATIVE_PRONOUNS & set(lower[first + 1 : before + 1]):
        return True  # "the minister, who met Trump", "an official, who asked not to be named because he …"
    if before <= first:
        return False
    if lower[before] == "as":  # "a man dressed as Trump"
        return lower[before - 1].endswith(PARTICIPLE_ENDINGS)
    if lower[before] in _PLACING:  # but "a statement from Trump"
        return lower[before] not in _BY_OR_FROM or lower[before - 1] not in SPEECH_NOUNS
    if lower[before] == ",":  # "people close to the president, Donald Trump"
        return lower[before - 1] in ROLES and not _PLACING.isdisjoint(lower[first : before - 1])
    return lower[before] in _NAMING or _is_object_of_participle(reading, before)  # "the mayor (Purple)"


def _is_object_of_participle(reading: Reading, at: int) -> bool:
    """*The lawyer defending Trump*, *the man tipped to succeed him*; but *a beaming Trump* is Trump."""
    lower, noun = reading.lower, at - 1
    if lower[noun] == "to":
        return True
    while noun > 0 and (lower[noun] in ADVERBS or lower[noun].endswith("ly")):  # "an account falsely impersonating him"
        noun -= 1
    is_participle = lower[at].endswith("ing") and reading.words[at][0].islower()
    is_participle &= lower[at] not in _SHOWING  # "a video showing Trump"
    return is_participle and lower[noun].isalpha() and lower[noun] not in DETERMINERS | PREPOSITIONS


def _owns_head(owned: Sequence[str], in_source: int) -> bool:
    """Whether what a name owns is somebody or something that speaks: "Trump's envoy", not "Trump's warning"."""
    for number, word in enumerate(owned):
        if word in SPEECH_NOUNS:
            return False
        if word in ROLES or word in BODY_WORDS or word in _HELD:
            return True
        if word in SPEECH_VERBS:
            return number > 0
    return in_source > 0


def subject_of_cue(
    reading: Reading, mentions: Sequence[Mention], cue: int, hidden: Sequence[bool]
) -> Mention | str | None:
    """The subject of a reporting verb: the mention before it, else the one after it ("said Baghaei").

    A string where the subject is somebody of whom nothing more is known ("aides"). `hidden` marks the words in
    quotations and contents, whose mentions are no subjects here.
    """
    sentence = reading.sentence_of[cue]
    first = reading.sentences[sentence][0]
    near = [one for one in mentions if reading.sentence_of[one.words[0]] == sentence and not hidden[one.words[0]]]
    stop = cue
    while stop > first and reading.lower[stop - 1] in ADVERBS | AUXILIARIES:
        stop -= 1
    able = [mention for mention in near if mention.words[1] <= stop and may_be_subject(reading, mention)]
    adjacent = next((mention for mention in able if mention.words[1] == stop), None)
    if adjacent:
        return adjacent
    persons = [mention for mention in able if mention.kind is not MentionKind.BODY] or able
    if stop == first or hidden[stop - 1] or reading.words[stop - 1] in _MARKS_AND_COMMA:
        behind = next((mention for mention in near if mention.words[0] == cue + 1), None)
        return behind or (persons[-1] if persons else None)
    main = persons[0] if persons else None
    if reading.lower[cue].endswith("ing") or reading.lower[stop - 1] in _LINKING:
        return main
    return _of_noun_phrase(reading, near, hidden, stop, main)


def _of_noun_phrase(
    reading: Reading, near: Sequence[Mention], hidden: Sequence[bool], stop: int, main: Mention | None
) -> Mention | str | None:
    """The subject by the noun phrase that ends before `stop`: its head, `main` where it only holds an adverbial."""
    lower = reading.lower
    first = reading.sentences[reading.sentence_of[stop - 1]][0]
    before = stop - 1
    # The noun phrase between the last break and the verb, without what hangs on it.
    begin = before
    while begin > first and not hidden[begin - 1] and reading.words[begin - 1] not in _BREAKS:
        begin -= 1
    phrase_end = next((at for at in range(begin, stop) if lower[at] in PREPOSITIONS), stop)
    if phrase_end == begin:
        return main
    head = next(
        (mention for mention in reversed(near) if begin <= mention.words[0] < phrase_end <= mention.words[1] + 1), None
    )
    if head is not None and not is_possessive(reading, head):
        return head
    return reading.text[slice(*reading.char_span((begin, phrase_end)))]


def is_passive_report(reading: Reading, item: Attribution) -> bool:
    """*He was accused of …*, *it has been confirmed that …*: a report without a reporter, not its subject's."""
    first, stop = reading.word_range(item.cue[0])
    words = reading.lower[max(first - 3, 0) : stop]
    verb = next((at for at, word in enumerate(words) if at >= min(first, 3) and word in SPEECH_VERBS), None)
    helping = [word for word in words[:-1] if word not in ADVERBS][-2:]
    if helping[:1] == ["it"] and helping[-1] in _BE:  # "it was heard that"; not "he was heard saying that"
        return True
    if verb is None or not words[verb].endswith(("ed", "id", "ld", "en")) or set(words) & HEARD:
        return False
    return any(word in _BE for word in words[:verb]) and not (set(words[verb + 1 :]) & {"by"})


def sentence_subject(reading: Reading, mentions: Sequence[Mention], sources: Sequence[Mention]) -> Mention | None:
    """The subject of a sentence, given its mentions outside quotations and the sources among them."""
    if sources:
        return sources[-1] if len({reading.words[source.core[1] - 1] for source in sources}) > 1 else sources[0]
    return next((mention for mention in mentions if may_be_subject(reading, mention)), None)
