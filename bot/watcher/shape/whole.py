"""Whole statements: findings of several stages made one, pieces of an utterance joined, echoes and boilerplate gone."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.core.words import WRITTEN_WORD
from bot.watcher import thresholds
from bot.watcher.attribution import TURNS, Attribution, Origin, Places, length, overlap, reject
from bot.watcher.lexicon import (
    AUXILIARIES,
    CLAUSE_VERBS,
    FUNCTION_WORDS,
    ROLES,
    SPEECH_NOUNS,
    SPEECH_VERBS,
    verb_forms,
    word_list,
)
from bot.watcher.text.quotation_marks import touching

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.model import Span
    from bot.watcher.context import ArticleContext
    from bot.watcher.text.reading import Reading

BOILERPLATE: Final = re.compile(
    r"""
    ^\W*
    (?:
        read\ (?:also|more|next) | see\ also | related(?:\ articles?|\ stories)?\b | recommended
        | more\ on\ this | also\ read | watch: | listen: | photo\b | photos?: | file\ photo | image\b
        | picture: | caption | getty | subscribe | sign\ up | follow\ (?:us|@|him|her|our) | newsletter
        | advertisement | did\ you\ find | report\ (?:a|an)\ (?:mistake|error) | share\ this | click\ here
        | copyright | © | all\ rights\ reserved | \(?reporting\ by | editing\ by | additional\ reporting
        | written\ by | translated\ by | disclaimer | this\ (?:article|story)\ (?:was|has\ been) | terms\ of
        | privacy | download | comments?\s*\( | tags?: | topics?: | source:
        | end(?:\W+\d{1,2}[:.]\d{2}[^\n]{0,15})?\W*(?:\n|$)  # "END 11:42 A.M. EDT"
    )
    """,
    re.IGNORECASE | re.VERBOSE,
)
_GOING_ON: Final = word_list("participles_going_on")


def settle(first: Sequence[Attribution], second: Sequence[Attribution]) -> list[Attribution]:
    """The findings of two stages as one list; where both have the same words the first stage's stand."""
    out = list(first)
    lost: list[Attribution] = []
    places = Places(item.content for item in out)
    for item in second:
        rivals = places.near(item.content)
        if item.origin is Origin.TAGGER:  # the model's own may stand one in the other
            rivals = [number for number in rivals if number < len(first)]
        rival = next((number for number in rivals if _same_words(out[number], item)), None)
        if rival is None:
            places.add(item.content)
            out.append(item)
            continue
        lost.append(reject(item, f"its words were found already, by {out[rival].origin}"))
    return [*sorted(out, key=lambda item: item.content), *lost]


def _same_words(a: Attribution, b: Attribution) -> bool:
    shared = overlap(a.content, b.content)
    if a.origin in TURNS and shared >= thresholds.TURN * length(a.content):
        return True
    if a.origin in TURNS:  # within a turn an attribution of its own is somebody quoted there
        return shared > thresholds.TURN * length(b.content) and not (
            b.cue and b.source and overlap((*b.cue, *b.source), a.content)
        )
    return shared > 0 and shared >= 0.5 * min(length(a.content), length(b.content))


def without_bare_phrases(context: ArticleContext, attributions: Sequence[Attribution]) -> list[Attribution]:
    """Indirect speech says something: a clause, or a judgement of a thing. "Explained the positions" says nothing."""
    return [
        item if _says_something(context, item) else reject(item, "a bare phrase, which says nothing by itself")
        for item in attributions
    ]


def _says_something(context: ArticleContext, item: Attribution) -> bool:
    reading = context.reading
    cue_words = [at for span in item.cue for at in range(*reading.word_range(span))]
    cue = {reading.lower[at] for at in cue_words}
    if cue and not cue & _REPORTING and _is_title(context, item):
        return False
    if _is_empty(context, item):
        return False
    if _is_utterance(context, item) or cue & _TELLING:
        return True
    return not cue & _NEEDS_MARKS and _is_whole_clause(reading, item, cue_words)


def _is_empty(context: ArticleContext, item: Attribution) -> bool:
    """Whether nothing is said: a word that asks or points, "what", "something that …", or what the words are about."""
    reading = context.reading
    begin = item.content[0][0]
    if item.origin is not Origin.TAGGER or touching(context.marks, begin, begin + 1):
        return False
    words = _words(reading, item.content)
    if len(words) == 1:
        return words[0] in _NO_ANSWERS
    cue = _words(reading, item.cue)
    is_topic = bool(cue) and cue[-1] in _ABOUT and any(SPEECH_VERBS.get(word, word) in _TOPIC_VERBS for word in cue)
    if words[:1] == ["something"]:
        return words[1:2] != [] and words[1] in _SOMETHING and ":" not in reading.text[begin : item.extent[1]]
    is_clause = words[:1] != [] and (words[0] in _CLAUSES or words[0].endswith("ing"))
    return is_topic and not is_clause and "as" not in words


def _words(reading: Reading, spans: Sequence[Span]) -> list[str]:
    words = (word for span in spans for word in reading.lower[slice(*reading.word_range(span))])
    return [word for word in words if word[0].isalnum()]


def _is_whole_clause(reading: Reading, item: Attribution, cue_words: Sequence[int]) -> bool:
    """Whether the verb carries clauses, or judges a thing, or what hangs on it is a clause all the same."""
    cue = [reading.lower[at] for at in cue_words]
    verbs = {SPEECH_VERBS.get(word) or SPEECH_NOUNS.get(word) or _JUDGING.get(word) for word in cue} - {None}
    if not verbs:
        return ("put" in cue and _gives_a_figure(reading, item)) or _offers_to(reading, item, cue)
    if verbs & CLAUSE_VERBS - {"explain"} and not _has_noun(reading, cue_words):
        return True
    words = [word for span in item.content for word in reading.lower[slice(*reading.word_range(span))]]
    if verbs & set(_JUDGING.values()):
        if verbs == {"call"} and not {"on", "upon", "for"} & set(cue) and _is_telephone(reading, item):
            return False
        if words[0] == "to" and reading.words[reading.word_at(item.content[0][0]) + 1][0].isupper():
            return False  # "proposed to Ann"
        return _is_clause(words) if words[0] == "to" else len(words) > 1 and not _points_back(words)
    return _is_clause(words)


def _has_noun(reading: Reading, cue: Sequence[int]) -> bool:
    """Whether a cue is a noun: "his warning", not "he is warning"."""
    return any(reading.lower[at] in SPEECH_NOUNS and reading.lower[at - 1] in _BEFORE_NOUN for at in cue if at)


def _is_utterance(context: ArticleContext, item: Attribution) -> bool:
    """Whether words are surely said and no phrase: such as a rule found, or in marks, or behind *that*."""
    return (
        item.origin is not Origin.TAGGER
        or any(touching(context.marks, start, end) for start, end in item.content)
        or context.reading.lower[context.reading.word_at(item.content[0][0])] == "that"
    )


def _is_clause(words: Sequence[str]) -> bool:
    """Whether a phrase has a verb, or says what is to be done, or is as long as a clause."""
    has_verb = any(word in AUXILIARIES or word in SPEECH_VERBS or word.endswith(("ed", "n't")) for word in words[1:])
    return (
        has_verb or (len(words) > thresholds.CLAUSE_WORDS and "to" in words[:2]) or len(words) > thresholds.LONG_PHRASE
    )


def _gives_a_figure(reading: Reading, item: Attribution) -> bool:
    """*He put the cost at $6 billion*."""
    text = " ".join(reading.text[slice(*span)] for span in item.content)
    return (
        re.match(r"(?:the|its|his|her|that)\b.*\bat (?:about |some |around |over |under )?[^\w\s]?\d", text) is not None
    )


def _offers_to(reading: Reading, item: Attribution, cue: Sequence[str]) -> bool:
    """*He offered to send a rescue unit*; what else is offered is mostly no speech: a job, no proof, few details."""
    return bool({"offer", "offers", "offered", "offering"} & set(cue)) and _words(reading, item.content)[:1] == ["to"]


def _is_telephone(reading: Reading, item: Attribution) -> bool:
    """Whether what follows *called* is a person and a purpose: *the mayor to thank him*, not *the plan to stay*."""
    first, stop = reading.word_range(item.content[0])
    to = next((at for at in range(first, stop) if reading.lower[at] == "to"), None)
    if to is None or to - first > thresholds.LONGEST_CALLED:
        return False
    called, last = reading.words[first:to], reading.lower[to - 1]
    return to == first or all(word[0].isupper() for word in called) or last in _OBJECTS or last in ROLES


def _points_back(words: Sequence[str]) -> bool:
    """Whether a judged thing is one of which the text spoke before: "dismissed the claim", "rejected this"."""
    return words[0] in _POINTERS and len(words) <= thresholds.SHORT_POINTER


_NO_ANSWERS: Final = frozenset("what which who whether how why that this it so something anything".split())
_SOMETHING: Final = frozenset("that similar like else which about along".split())
_CLAUSES: Final = frozenset("that how why whether what".split())
_ABOUT: Final = frozenset("about of on to".split())
_TOPIC_VERBS: Final = word_list("verbs_of_a_topic")
_POINTERS: Final = word_list("pointers")
_JUDGING: Final = verb_forms("verbs_of_attitude")
_REPORTING: Final = SPEECH_VERBS.keys() | SPEECH_NOUNS.keys()
_TELLING: Final = frozenset({"according", "per", ":"})  # no verbs, and as good as one
_NEEDS_MARKS: Final = word_list("citing_verbs")
_OBJECTS: Final = frozenset("him her them".split())
_BEFORE_NOUN: Final = frozenset("a an the his her this that its their".split())


def _is_title(context: ArticleContext, item: Attribution) -> bool:
    """Whether all that stands in marks is a title: "copies of “Steel and Sky”"."""
    pairs = [pair for span in item.content for pair in touching(context.marks, *span)]
    pieces = [context.reading.text[slice(*pair.inner)] for pair in pairs]
    words = [word for piece in pieces for word in WRITTEN_WORD.findall(piece)]
    capitals = sum(word[0].isupper() for word in words)
    return capitals > 1 and all(word[0].isupper() or word in FUNCTION_WORDS for word in words)


def without_scare_quotes(_context: ArticleContext, attributions: Sequence[Attribution]) -> list[Attribution]:
    """A few words in marks beside which nobody stands and no verb are no quotation."""
    return [
        reject(item, "a few words in scare quotes")
        if item.origin is Origin.TAGGER
        and not item.cue
        and not item.source
        and length(item.content) < thresholds.SCARE_QUOTE
        else item
        for item in attributions
    ]


def without_boilerplate(context: ArticleContext, attributions: Sequence[Attribution]) -> list[Attribution]:
    """Captions, links to other articles, pleas to subscribe and credits are no statements."""
    reading = context.reading
    boilerplate = {
        number
        for number in range(len(reading.paragraphs))
        if BOILERPLATE.match(reading.text[slice(*reading.paragraph_span(number))])
    }
    return [
        reject(item, "boilerplate of the page: a caption, a link, a credit")
        if item.origin is not Origin.VOICE
        and reading.paragraph_of[min(reading.word_at(item.content[0][0]), len(reading.words) - 1)] in boilerplate
        else item
        for item in attributions
    ]


def join_clauses(context: ArticleContext, attributions: Sequence[Attribution]) -> list[Attribution]:
    """*He stressed that X, noting that Y*: the second clause goes on with the first."""
    of_actors = [item for item in attributions if item.is_of_actor]
    others = [item for item in attributions if not item.is_of_actor]
    out: list[Attribution] = []
    joined: list[Attribution] = []
    for item in of_actors:
        if out and _goes_on(context.reading, out[-1], item):
            out[-1] = replace(out[-1], content=(*out[-1].content, *item.content))
            joined.append(reject(item, "goes on with the one before it, and is joined to it"))
        else:
            out.append(item)
    return [*others, *out, *joined]


def _goes_on(reading: Reading, first: Attribution, second: Attribution) -> bool:
    if not first.cue or not second.cue or first.person is not second.person or first.assertion is not second.assertion:
        return False
    if first.second_hand or second.second_hand or second.content[0][0] <= first.content[-1][1]:
        return False
    verb = reading.word_at(second.cue[0][0])
    previous = reading.word_at(first.cue[0][0])
    return (
        reading.lower[verb] in _GOING_ON
        and reading.sentence_of[verb] == reading.sentence_of[previous]
        and 0 <= second.cue[0][0] - first.content[-1][1] <= thresholds.CLAUSE_GAP
        and reading.text[first.content[0][0] - 1 : first.content[0][0] + 1].strip('"“«‘') != ""
    )


def without_that(context: ArticleContext, attributions: Sequence[Attribution]) -> list[Attribution]:
    """Contents without the conjunction that opens them: the clause alone reads better."""
    text = context.reading.text
    return [
        replace(item, content=content)
        if item.origin not in TURNS
        and (content := tuple(_behind_that(text, span) for span in item.content)) != item.content
        else item
        for item in attributions
    ]


def _behind_that(text: str, span: Span) -> Span:
    start, end = span
    return (start + 5, end) if text[start : start + 5].lower() == "that " and end - start > 5 else span  # noqa: PLR2004 - "that "
