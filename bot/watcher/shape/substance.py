"""Whether an attribution says anything: a clause, or a judgement of a thing; a bare phrase or a topic says nothing."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING, Final

from spacy.lang.en.lex_attrs import like_num

from bot.core.words import WRITTEN_WORD
from bot.watcher import thresholds
from bot.watcher.attribution import Attribution, Origin, reject
from bot.watcher.lexicon import (
    AUXILIARIES,
    CLAUSE_VERBS,
    DAYS_MONTHS,
    DETERMINERS,
    FUNCTION_WORDS,
    PREPOSITIONS,
    ROLES,
    SPEECH_NOUNS,
    SPEECH_VERBS,
    verb_forms,
    word_list,
)
from bot.watcher.people.coreference import between
from bot.watcher.people.mentions import MentionKind
from bot.watcher.people.source_spans import SPEECH_NOUN_FORMS, is_speech_noun
from bot.watcher.shape.emptiness import why_empty
from bot.watcher.text.quotation_marks import touching

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.watcher.context import ArticleContext
    from bot.watcher.text.reading import Reading

_WORDS_THAT_ANSWER: Final = frozenset("yes no never maybe absolutely nonsense".split())
_SOMETHING: Final = frozenset("that similar like else which about along".split())
_CLAUSES: Final = frozenset("that how why whether what".split())
_NAMED_ONLY: Final = re.compile(  # what somebody says is named, and not said
    r"""
    (?:an?\ |the\ )?questions?\ (?:about|by|from|on)\b
    | (?:(?:an?|the|his|her|some|a\ few|no)\ )?(?:opinions?|views?|thoughts?|advice|words?)\ (?:about|of|on|to)\b
    | (?:an?|the|his|her|another)\ (?:story|tale|joke|anecdote|picture|photo|photograph|video|clip|map)\ (?:about|of)\b
    """,
    re.VERBOSE,
)
_OF_WHAT: Final = frozenset("about of on to".split())
_TOPIC_VERBS: Final = verb_forms("verbs_of_a_topic")
_POINTERS: Final = word_list("pointers")
_VERBS_OF_ATTITUDE: Final = verb_forms("verbs_of_attitude")
_REPORTING: Final = SPEECH_VERBS.keys() | SPEECH_NOUNS.keys()
_CITED_WITHOUT_VERB: Final = frozenset({"according", "per", ":"})  # no verbs, and as good as one
_NEEDS_MARKS: Final = word_list("citing_verbs")
_HOLDING: Final = frozenset({"hold", "holds", "held", "holding"})
_AT_FAULT: Final = frozenset({"responsible", "accountable", "liable"})
_PUTTING: Final = frozenset({"put", "puts", "putting"})
_FIGURED: Final = frozenset("the its his her their that at".split())  # not "a tariff at 50 percent"
_EDGES_OF_WORDS: Final = " \n\t\"“”‘’'"
_REFUSAL: Final = re.compile(  # whole answers of such sentences alone
    r"""
    (?:
      (?: \([^()]*\)
        | (?:On\ that,?\ )?I(?:\ have|['’]ve\ got)\ nothing\ (?:more\ |else\ )?to\ (?:say|add)
          (?:\ (?:about|on|to)\ (?:that|this|it))?
          (?:\ (?:at\ this\ (?:stage|point|time)|for\ now|now|today|yet))?
        | I(?:\ won['’]t|\ will\ not|['’]m\ not\ going\ to|\ am\ not\ going\ to)\ (?:go|get)\ into\ (?:that|this|it)
        | No\ comment
        | Next\ question(?:,?\ please)?
      )[.!]?\s*
    )+
    """,
    re.VERBOSE | re.IGNORECASE,
)
_DISMISSED: Final = frozenset("dismiss dismissed dismisses dismissing reject rejected rejects rejecting".split())
_DIRECTING: Final = frozenset(
    "ask asked asks direct directed directs instruct instructed instructs order ordered orders tell tells told".split()
)
_OFFERS: Final = frozenset("offer offers offered offering".split())
_NOTHING_MUCH: Final = frozenset("no little few any".split())
_OBJECTS: Final = frozenset("him her them".split())
_WHO_OR_WHICH: Final = frozenset({"which", "who", "whom"})  # "a bill, which he asked the House to pass"
_SUBJECTS: Final = frozenset("i you he she we they it nobody everybody everyone somebody someone nothing".split())


def without_bare_phrases(context: ArticleContext, attributions: Sequence[Attribution]) -> list[Attribution]:
    """Indirect speech says something: a clause, or a judgement of a thing. "Explained the positions" says nothing."""
    return [_judged(context, item) for item in attributions]


def _judged(context: ArticleContext, item: Attribution) -> Attribution:
    if _is_refusal(context, item):
        return reject(item, "he declines to answer")
    if why := why_empty(context, item):
        return reject(item, why)
    if not _says_something(context, item):
        return reject(item, "a bare phrase, which says nothing by itself")
    return item


def _is_refusal(context: ArticleContext, item: Attribution) -> bool:
    """*I have nothing to say about that. Next question, please*, and a stage direction: *(Smiles.)*."""
    said = " ".join(context.reading.text[slice(*span)] for span in item.content)
    return _REFUSAL.fullmatch(said.strip(_EDGES_OF_WORDS)) is not None


def _says_something(context: ArticleContext, item: Attribution) -> bool:
    reading = context.reading
    cue_words = reading.places_in(item.cue)
    cue = {reading.lower[at] for at in cue_words}
    if cue and not cue & _REPORTING and _is_title(context, item):
        return False
    if _is_empty(context, item):
        return False
    if _is_utterance(context, item) or cue & _CITED_WITHOUT_VERB:
        return True
    return not cue & _NEEDS_MARKS and _is_whole_clause(reading, item, cue_words)


def _is_empty(context: ArticleContext, item: Attribution) -> bool:
    """Whether nothing is said: a word that asks or points, "what", "something that …", or what the words are about."""
    reading = context.reading
    begin, end = item.extent
    quoted = max((pair.inner[1] - pair.inner[0] for pair in touching(context.marks, begin, end)), default=0)
    is_quoted = touching(context.marks, begin, begin + 1) or quoted >= thresholds.SCARE_QUOTE
    if item.origin is not Origin.TAGGER or is_quoted:
        return False
    words = reading.words_in(item.content)
    said = reading.word_range((begin, end))
    is_shouted = all(map(str.isupper, reading.words[slice(*said)])) and len(words) > thresholds.LONGEST_SHOUTED_NAME
    named = (one for one in between(context.mentions, *said) if one.kind is MentionKind.NAME)
    if not is_shouted and any(mention.words == said for mention in named):
        return True  # a name and nothing else
    before = reading.lower[max(said[0] - 2, 0) : said[0]]
    if len(words) == 1:  # "warns Hezbollah", "vows revenge"
        return words[0] not in _WORDS_THAT_ANSWER and before[-1:] != ["to"]
    if _is_no_clause(words, before):
        return True
    cue = reading.words_in(item.cue)
    is_about = cue[-1:] == ["about"] or cue[-2:] == ["said", "on"]  # "claims about the economy", "what he said on tax"
    is_topic = is_about or (bool(cue) and cue[-1] in _OF_WHAT and not _TOPIC_VERBS.keys().isdisjoint(cue))
    if words[:1] == ["something"]:
        return words[1:2] != [] and words[1] in _SOMETHING and ":" not in reading.text[begin : item.extent[1]]
    is_clause = words[:1] != [] and (words[0] in _CLAUSES or words[0].endswith("ing"))
    return is_topic and not is_clause and "as" not in words


def _is_no_clause(words: Sequence[str], before: Sequence[str]) -> bool:
    """*claims that were false*, *a question about bread*, *an opinion on it*, *said this in an interview*."""
    if words[:1] == ["this"]:
        return not PREPOSITIONS.isdisjoint(words[1:2])
    is_relative = len(before) > 1 and before[0] in SPEECH_NOUN_FORMS and before[1] == "that"
    named = _NAMED_ONLY.match(" ".join(words))
    of_it = list(takewhile(lambda word: word not in _WHO_OR_WHICH, words))
    has_verb = any(
        word in AUXILIARIES or word.endswith("ed") for word in of_it
    )  # "the views of the three were of no weight"
    return (is_relative and words[0] in AUXILIARIES) or (named is not None and not has_verb)


def _is_whole_clause(reading: Reading, item: Attribution, cue_words: Sequence[int]) -> bool:
    """Whether the verb carries clauses, or judges a thing, or what hangs on it is a clause all the same."""
    cue = [reading.lower[at] for at in cue_words]
    if not _HOLDING.isdisjoint(cue) and not _AT_FAULT.isdisjoint(reading.words_in(item.content)):
        return True  # "held Paris responsible"
    verbs = {SPEECH_VERBS.get(word) or SPEECH_NOUNS.get(word) or _VERBS_OF_ATTITUDE.get(word) for word in cue} - {None}
    if not verbs:
        said = [reading.lower[at] for at in reading.places_in(item.content)]
        return (
            (not _PUTTING.isdisjoint(cue) and _gives_a_figure(reading, item))
            or _offers_to(reading, item, cue)
            or _directs(reading, item, cue)
            or (cue[-1:] == ["on"] and _is_clause(said))  # "…, he went on"
        )
    if verbs & CLAUSE_VERBS - {"explain"} and not any(is_speech_noun(reading, at) for at in cue_words):
        return not _names_a_thing([reading.lower[at] for at in reading.places_in(item.content)])
    is_topic = cue[-1:] == ["of"] and any(is_speech_noun(reading, at) for at in cue_words)  # "his threat of a war"
    if verbs & set(_VERBS_OF_ATTITUDE.values()) and not is_topic:
        if item.source and _is_to_be_done(reading, item, cue_words):
            return True
        return _is_judged(reading, item, is_called=verbs == {"call"} and not {"on", "upon", "for"} & set(cue))
    said = [reading.lower[at] for at in reading.places_in(item.content)]
    is_interrupted = len(item.content) > 1 and item.content[0][1] <= item.cue[0][0] < item.content[-1][0]
    return (is_interrupted and said[0] not in _WHO_OR_WHICH) or _is_clause(said)


def _is_to_be_done(reading: Reading, item: Attribution, cue: Sequence[int]) -> bool:
    """Whether it is said what somebody is to do: "urged the mayor to resign"."""
    first = reading.word_at(item.content[0][0])
    at = first if reading.lower[first] == "to" else first - 1
    return reading.lower[at] == "to" and at - cue[-1] > 1 and reading.words[at + 1].islower()


def _is_judged(reading: Reading, item: Attribution, *, is_called: bool) -> bool:
    """Whether a thing is judged: "rejected the plan"."""
    places = reading.places_in(item.content)
    words = [reading.lower[at] for at in places]
    if is_called and _is_telephone(reading, item):
        return False
    if words[0] == "to" and reading.words[places[0] + 1][0].isupper():
        return False  # "proposed to Ann"
    if not _DISMISSED.isdisjoint(reading.words_in(item.cue)) and _is_somebody(words):
        return False
    return _is_clause(words) if words[0] == "to" else len(words) > 1 and not _points_back(words)


def _is_somebody(words: Sequence[str]) -> bool:
    """Whether what a verb has for its object is one person, and nothing is said of him: *the head of the port*."""
    noun = list(takewhile(lambda word: word not in PREPOSITIONS and word.isalpha(), words))
    is_owner = words[len(noun) : len(noun) + 1] in (["'s"], ["’s"])
    is_described = not (AUXILIARIES | _CLAUSES | {"as", "who"}).isdisjoint(words)
    return bool(noun) and noun[-1] in ROLES and not is_owner and not is_described


def _is_utterance(context: ArticleContext, item: Attribution) -> bool:
    """Whether words are surely said and no phrase: such as a rule found, in marks, behind *that* or a colon."""
    lower = context.reading.lower
    first = context.reading.word_at(item.content[0][0])
    return (
        item.origin is not Origin.TAGGER
        or any(touching(context.marks, start, end) for start, end in item.content)
        or context.reading.before(item.content[0][0]) == ":"
        or "that" in {lower[first], lower[max(first - 1, 0)]}
        or _leads_its_sentence(context.reading, item)
    )


def _leads_its_sentence(reading: Reading, item: Attribution) -> bool:
    """*The bridge stood on both banks, he allowed*: whatever the verb, what it stands behind is a clause."""
    first, stop = reading.word_range(item.content[0])
    is_first = first == reading.sentences[reading.sentence_of[first]][0]
    is_cut = reading.lower[stop - 1] in AUXILIARIES  # "The truce was, he allowed, a pause"
    is_before = bool(item.cue) and item.content[0][1] <= item.cue[0][0]
    return is_first and is_before and not is_cut and stop - first >= thresholds.SHORTEST_SENTENCE


def _is_clause(words: Sequence[str]) -> bool:
    """Whether a phrase has a verb, or says what is to be done, or is as long as a clause."""
    has_verb = any(word in AUXILIARIES or word in SPEECH_VERBS or word.endswith(("ed", "n't")) for word in words[1:])
    has_verb |= words[0] in _SUBJECTS and len(words) > thresholds.SUBJECT_AND_VERB  # "Nobody dictates to Israel"
    return (
        has_verb or (len(words) > thresholds.CLAUSE_WORDS and "to" in words[:2]) or len(words) > thresholds.LONG_PHRASE
    )


def _names_a_thing(words: Sequence[str]) -> bool:
    """Whether a phrase is a determiner and a noun: "announced the decision", "repeated the figure"."""
    return words[0] in DETERMINERS and len(words) <= thresholds.SHORT_POINTER and not _is_clause(words)


def _gives_a_figure(reading: Reading, item: Attribution) -> bool:
    """*He put the cost at $6 billion*."""
    first, stop = reading.word_range(item.content[0])
    words = reading.lower[first:stop]
    behind = (words[at : at + thresholds.FIGURE_WITHIN] for at, word in enumerate(words, 1) if word == "at")
    return words[0] in _FIGURED and any(any(map(like_num, figure)) for figure in behind)


def _offers_to(reading: Reading, item: Attribution, cue: Sequence[str]) -> bool:
    """*He offered to send a rescue unit*, *offered four planes and a team of foresters*; not *a job*, *few details*."""
    words = reading.words_in(item.content)
    is_thing = len(words) >= thresholds.OFFERED and _NOTHING_MUCH.isdisjoint(words[:2])
    return not _OFFERS.isdisjoint(cue) and (words[:1] == ["to"] or is_thing)


def _directs(reading: Reading, item: Attribution, cue: Sequence[str]) -> bool:
    """*He instructed the ministers to find savings*: who is to do what."""
    words = reading.places_in(item.content)
    return not _DIRECTING.isdisjoint(cue) and any(
        reading.lower[at] == "to" and reading.words[at + 1].islower() and reading.lower[at + 1] not in DETERMINERS
        for at in words[1:-1]
    )


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


def _is_title(context: ArticleContext, item: Attribution) -> bool:
    """Whether all that stands in marks is a title: "copies of “Steel and Sky”"."""
    pairs = [pair for span in item.content for pair in touching(context.marks, *span)]
    pieces = [context.reading.text[slice(*pair.inner)] for pair in pairs]
    words = [word for piece in pieces for word in WRITTEN_WORD.findall(piece)]
    capitals = sum(word[0].isupper() and word.lower() not in DAYS_MONTHS for word in words)
    if words and all(map(str.isupper, words)):
        return False  # a ticker, "THEY WILL BE FINE"
    return capitals > 1 and all(word[0].isupper() or word in FUNCTION_WORDS for word in words)
