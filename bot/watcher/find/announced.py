"""Words that are announced: behind a colon, in the paragraphs below a line, or by a title that names a speech."""

from __future__ import annotations

import re
from itertools import compress, count
from typing import TYPE_CHECKING, Final

from bot.watcher import thresholds
from bot.watcher.attribute.speakers import mask
from bot.watcher.attribution import Attribution, Origin, Places, length, overlap, own_words, reject
from bot.watcher.find.fact_checks import find_claims
from bot.watcher.find.headline import find_headlined
from bot.watcher.find.listed import find_listed
from bot.watcher.lexicon import AUXILIARIES, PREPOSITIONS, SPEECH_VERBS, word_list
from bot.watcher.people.coreference import between
from bot.watcher.people.mentions import MentionKind
from bot.watcher.people.source_spans import SPEECH_NOUN_FORMS, is_possessive, is_speech_noun
from bot.watcher.people.titles import announces_speech_of
from bot.watcher.text.boilerplate import BOILERPLATE
from bot.watcher.text.reading import LIST_ITEM, trimmed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.core.model import Span
    from bot.watcher.context import ArticleContext
    from bot.watcher.people.mentions import Mention
    from bot.watcher.person import Person
    from bot.watcher.text.reading import Reading

_ANNOUNCES: Final = re.compile(r":[*_]{0,3}\s*$")
_DASHED: Final = re.compile(r"\s*[–—-]{1,2}\s+[^\W\d_][^.!?:“”\"\n]{3,120}\.?\s*")
_HIS_WORDS: Final = re.compile(r"\b(?:post|tweet|statement|message|letter|answer|reply)\b", re.IGNORECASE)
_IN_FULL: Final = re.compile(r"\b(?:full\s+text|in\s+full|text\s+of|transcript\s+of)\b", re.IGNORECASE)
_OPENING_OF_SPEECH: Final = frozenset("\"“«„‘'")
_CLOSED: Final = re.compile(r"[\"”»“’'][.,]?\s*$")
_GREETS: Final = re.compile(  # who speaks to an audience, or a page that has what he says
    r"""
    ^\W*(?:dear|my\ (?:dear|fellow)|ladies|distinguished|good\ (?:morning|afternoon|evening|day)|thank\ you|friends
    |citizens|mr\.?\ (?:president|speaker|chairman|secretary)|madam|excellenc|members\ of|honou?red|shalom|minister)
    | check\ against\ delivery | \((?:applause|laughter) | \btranslation\ from\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_INTERJECTION: Final = re.compile(r"[A-Z][^:\n]{0,40}:\s")
_THE_WRITER: Final = re.compile(r"\W*The\ (?:author|writer)\b")
_NOTE: Final = re.compile(r"\W*(?:Editor|This\ (?:essay|article|piece|text)\b|More\ from|Letters\b)")
_WORDS_OF_LISTS: Final = word_list("announcing_words_of_lists")


def find_announced(context: ArticleContext, attributions: Sequence[Attribution]) -> list[Attribution]:
    """The attributions, with what is announced (*She wrote on Monday:*) and none of them holds.

    It is what stands in marks behind the colon, else the paragraph below, if nobody's words are reported there; in
    quotation marks that are closed further down, all up to there; of a text that is announced in full, all up to a line
    with the name of its author. A line that announces a list announces nobody's words, but for those of `find_listed`.
    """
    out = list(attributions)
    is_transcript = any(item.origin is Origin.LABEL for item in attributions)
    speech = () if is_transcript else (*_announced_speech(context), *_essay(context, out))
    by_form = (*find_claims(context, out), *find_listed(context, out), *find_headlined(context))
    places = Places(item.content for item in out)
    for found in (*speech, *by_form, *_below(context), *_behind(context), *_above(context)):
        near = places.near(found.content)
        if found.speaker is None and any(out[at].rejected is None and _holds(context, out[at], found) for at in near):
            continue
        for at in near:
            if overlap(out[at].content, found.content):
                out[at] = reject(out[at], f"its words were found already, by {found.origin}")
        out.append(found)
        places.add(found.content)
    return out


def _below(context: ArticleContext) -> Iterator[Attribution]:
    """What stands below lines that end in a colon."""
    reading = context.reading
    spans = reading.paragraph_spans()
    hidden = mask(reading, [pair.outer for pair in context.marks])
    first_person = [_is_in_first_person(reading, number, hidden) for number in range(len(spans))]
    for number, span in enumerate(spans[:-1]):
        if not _ANNOUNCES.search(reading.text[slice(*span)]):
            continue
        sentence = reading.sentences[reading.sentence_of[reading.paragraphs[number][1] - 1]]
        words = sentence
        if not _who_is_named(context, sentence) and _HIS_WORDS.search(
            reading.text[slice(*reading.char_span(sentence))]
        ):
            words = reading.paragraphs[number][0], sentence[0]  # "He has posted on X. Here is the post in full:"
        content = _content(context, spans, number, first_person)
        if content and (found := _announced_words(context, words, content)):
            yield found


def _behind(context: ArticleContext) -> Iterator[Attribution]:
    """What stands in double marks behind a colon, in its line: *A word from the mayor: “…”*."""
    reading = context.reading
    for pair in context.marks:
        if pair.single or pair.inner[0] >= pair.inner[1] or reading.before(pair.outer[0]) != ":":
            continue
        word = reading.word_at(pair.outer[0])
        first, _ = reading.sentences[reading.sentence_of[word]]
        if found := _announced_words(context, (first, word), (pair.inner,)):
            yield found


def _above(context: ArticleContext) -> Iterator[Attribution]:
    """The paragraph above a line that holds a dash, a verb of saying and somebody: *– said the mayor*."""
    reading = context.reading
    spans = reading.paragraph_spans()
    for number, span in enumerate(spans[1:], 1):
        if not _DASHED.fullmatch(reading.text, *span):
            continue
        verb = next((at for at in range(*reading.paragraphs[number]) if reading.lower[at] in SPEECH_VERBS), None)
        named = [
            mention
            for mention in _who_is_named(context, reading.paragraphs[number])
            if verb is not None and verb in {mention.words[0] - 1, mention.words[1]}  # not "said a rival of Bell"
        ]
        above = trimmed(reading.text, spans[number - 1], behind=".")
        first, stop = reading.paragraphs[number]
        ends = verb is not None and not any(map(str.isalnum, "".join(reading.words[verb + 1 : stop])))
        leads = verb is not None and not any(map(str.isalnum, "".join(reading.words[first:verb])))
        is_said = any(map(str.isalnum, reading.text[slice(*above)])) and not reading.is_item(number - 1)
        if verb is not None and (ends or leads) and named and is_said:
            cue, source = reading.char_span((verb, verb + 1)), reading.char_span(named[0].words)
            yield Attribution(content=(above,), cue=(cue,), source=(source,), origin=Origin.ANNOUNCED, score=0.9)


def _announced_speech(context: ArticleContext) -> Iterator[Attribution]:
    """A speech that the title announces: its paragraphs, if most are in the first person and none names him."""
    reading = context.reading
    authors = [actor for actor in context.people.actors() if announces_speech_of(context.title, actor)]
    others = context.people.in_title - {actor.actor_id for actor in authors}
    if len(authors) != 1 or others:
        return
    person = authors[0]
    hidden = mask(reading, [pair.outer for pair in context.marks])
    named = {
        reading.paragraph_of[mention.words[0]]
        for mention in context.mentions
        if (known := context.people.of.get(mention)) and known.person is person
    }
    numbers = [number for number in range(len(reading.paragraphs)) if _is_spoken(context, number)]
    own = [number for number in numbers if number not in named and _is_in_first_person(reading, number, hidden)]
    signed = next((number for number in sorted(named) if own and number > own[0] and _is_short(reading, number)), None)
    own = [number for number in own if signed is None or number < signed]
    numbers = [number for number in numbers if own and own[0] <= number <= own[-1]]
    if len(own) < thresholds.LEAST_SPEECH or len(own) * 2 < len(numbers):
        return
    greets = any(
        _GREETS.search(reading.text[slice(*span)]) for span in reading.paragraph_spans()[: thresholds.SALUTATION]
    )
    if named & set(numbers) or not (greets or signed is not None):  # else it is a report in the first person
        return
    content = tuple(map(reading.paragraph_span, numbers))
    yield own_words(person, content, f"the title announces {person.name}'s own words")


def _essay(context: ArticleContext, attributions: Sequence[Attribution]) -> Iterator[Attribution]:
    """What a tracked actor wrote himself: what stands below his byline, but for paragraphs that report somebody.

    A line right below the byline, or the one that ends the essay, says who he is: without it nothing is known of what
    stands there. The last paragraph is one in the first person, unless that line is the end.
    """
    reading = context.reading
    bylines = (
        (number, _byline_of_actor(context, number))
        for number in range(min(thresholds.HEAD_OF_ESSAY, len(reading.paragraphs)))
    )
    number, author = next(((number, author) for number, author in bylines if author), (0, None))
    if author is None or "review" in context.title.casefold():
        return
    is_about = [_is_about_author(context, below, author) for below in range(len(reading.paragraphs))]
    first = number + 1 + (number + 1 < len(is_about) and is_about[number + 1])
    stop = next(
        (below for below in range(first, len(is_about)) if is_about[below] or _ends_essay(context, below)),
        len(is_about),
    )
    is_closed = stop < len(is_about) and is_about[stop]
    hidden = mask(reading, [pair.outer for pair in context.marks])
    own = [below for below in range(first, stop) if _is_in_first_person(reading, below, hidden)]
    if not own or not (is_closed or first > number + 1):
        return
    reported = [item for item in attributions if item.rejected is None and _names_another(context, item, author)]
    written = [
        span
        for span in map(reading.paragraph_span, range(first, stop if is_closed else own[-1] + 1))
        if reading.text[span[0]] != ">" and not any(overlap(item.content, (span,)) for item in reported)
    ]
    if written:
        yield own_words(author, tuple(written), f"under the byline of {author.name}")


def _names_another(context: ArticleContext, item: Attribution, author: Person) -> bool:
    """Whether somebody else is named as the source of a quotation."""
    sources = (context.reading.word_range(span) for span in item.source)
    named = (context.people.of.get(mention) for words in sources for mention in between(context.mentions, *words))
    return any(known is not None and known.person is not author for known in named)


def _is_about_author(context: ArticleContext, number: int, author: Person) -> bool:
    """Whether a paragraph says who the writer is: "Mr. Bell is the mayor of the town", "The writer was mayor"."""
    reading = context.reading
    first, stop = reading.paragraphs[number]
    if _THE_WRITER.match(reading.text[slice(*reading.paragraph_span(number))]):
        return True
    for mention in between(context.mentions, first, stop):
        known = context.people.of.get(mention)
        if known and known.person is author:
            behind = [word for word in reading.lower[mention.words[1] :][:2] if word[0].isalnum()]
            return behind[:1] in (["is"], ["was"])
    return False


def _ends_essay(context: ArticleContext, number: int) -> bool:
    line = context.reading.text[slice(*context.reading.paragraph_span(number))]
    return (
        (number in context.reading.headings and line[:1] != ">")
        or BOILERPLATE.match(line) is not None
        or _NOTE.match(line) is not None
    )


def _byline_of_actor(context: ArticleContext, number: int) -> Person | None:
    """The tracked actor who wrote it: *By* and his name are all of the line."""
    reading, (first, stop) = context.reading, context.reading.paragraphs[number]
    words = [at for at in range(first, stop) if reading.words[at][0].isalnum()]
    if not words or reading.lower[words[0]] != "by":
        return None
    for mention in between(context.mentions, first, stop):
        known = context.people.of.get(mention)
        if known and known.person.actor_id and words[1:] == [at for at in words if at in range(*mention.words)]:
            return known.person
    return None


def _is_in_first_person(reading: Reading, number: int, hidden: Sequence[bool]) -> bool:
    """Whether *I* or *we* stands in a paragraph outside quotation marks."""
    return any(reading.is_first_person(at) and not hidden[at] for at in range(*reading.paragraphs[number]))


def _is_short(reading: Reading, number: int) -> bool:
    first, stop = reading.paragraphs[number]
    return stop - first <= thresholds.LONGEST_SIGNATURE


def _is_spoken(context: ArticleContext, number: int) -> bool:
    """Whether a paragraph can be a part of a speech: no boilerplate, stage direction, heading or interjection."""
    line = context.reading.text[slice(*context.reading.paragraph_span(number))].strip()
    return not (
        number in context.reading.headings or BOILERPLATE.match(line) or line[0] in "([" or _INTERJECTION.match(line)
    )


def _holds(context: ArticleContext, item: Attribution, found: Attribution) -> bool:
    """Whether an attribution holds what is announced, or reports somebody's words in its one paragraph.

    In a speech of several paragraphs the speaker tells of others: that is a part of his words. A quotation of which
    nothing is known but its marks holds nothing.
    """
    if not (item.source or item.cue or item.speaker):
        return False
    end = found.content[-1][1]
    if len(found.content) > 1 and item.source and "\n" in context.reading.text[end : max(item.source[0][0], end)]:
        return False  # who is named in the paragraph below has no say in a speech that is announced above
    shared = overlap(item.content, found.content)
    reports = len(found.content) == 1 and item.cue and overlap((*item.cue, *item.source), found.content)
    return shared >= thresholds.TURN * length(found.content) or bool(shared and reports)


def _announced_words(context: ArticleContext, words: Span, content: tuple[Span, ...]) -> Attribution | None:
    """The content with the verb and the one person of the words that announce it; None where those name nobody."""
    reading = context.reading
    verbs = (at for at in reversed(range(*words)) if reading.lower[at] in SPEECH_VERBS)
    verb = next((at for at in verbs if not is_speech_noun(reading, at)), None)
    named = _who_is_named(context, words)
    if not named or _WORDS_OF_LISTS & set(reading.lower[slice(*words)]):
        return None
    if verb is not None and _says_more(reading, verb):
        return None
    if verb is None and (len(named) > 1 or not _may_announce(context, named[0], words, content)):
        return None
    source = (reading.char_span(named[0].words),) if verb is None else ()
    cue = (reading.char_span((verb, verb + 1)),) if verb is not None else ()
    return Attribution(content=content, cue=cue, source=source, origin=Origin.ANNOUNCED, score=0.9)


def _says_more(reading: Reading, verb: int) -> bool:
    """Whether a verb of speech has words of its own before the colon: "as she said, the tunnel has three gates:"."""
    behind = reading.lower[verb + 1 : reading.sentences[reading.sentence_of[verb]][1]]
    return len(behind) > thresholds.BEFORE_COLON or bool(AUXILIARIES & set(behind))


def _may_announce(context: ArticleContext, mention: Mention, words: Span, content: tuple[Span, ...]) -> bool:
    """Whether words without a verb of speech announce his: a text in full, or a quotation, but not his people's."""
    text = context.reading.text
    if _IN_FULL.search(text[context.reading.starts[words[0]] : content[0][0]]):
        return True
    is_quoted = content[0][0] > 0 and text[content[0][0] - 1] in _OPENING_OF_SPEECH
    before = context.reading.lower[mention.words[0] - 1] if mention.words[0] else ""
    is_object = before in PREPOSITIONS - {"by", "from"}  # "remarks about the mayor", "sources close to the mayor"
    owned = context.reading.lower[mention.words[1] + 1 :][:1]  # "the mayor's remarks", not "the mayor's lawyer"
    is_owner = is_possessive(context.reading, mention) and SPEECH_NOUN_FORMS.isdisjoint(owned)
    return is_quoted and not is_object and not is_owner


def _who_is_named(context: ArticleContext, words: Span) -> list[Mention]:
    """Who is named or described in a sentence, each once."""
    out: dict[object, Mention] = {}
    for mention in between(context.mentions, *words):
        if mention.kind not in {MentionKind.NAME, MentionKind.DESCRIPTION, MentionKind.PRONOUN}:
            continue
        known = context.people.of.get(mention)
        if known or mention.kind is not MentionKind.NAME:
            out.setdefault(known.person if known else mention, mention)
    return list(out.values())


def _content(
    context: ArticleContext, spans: Sequence[Span], number: int, first_person: Sequence[bool]
) -> tuple[Span, ...]:
    text = context.reading.text
    below = spans[number + 1 :]
    line = text[slice(*below[0])].lstrip()
    if LIST_ITEM.match(line) or BOILERPLATE.match(line) or _ANNOUNCES.search(line):
        return ()
    signed = _signed(context, spans, number) if _IN_FULL.search(text[slice(*spans[number])]) else None
    if signed is not None:
        below = spans[number + 1 : signed]
    elif line[0] in _OPENING_OF_SPEECH:
        if any(pair.closed and _is_within(pair.outer, below[0]) for pair in context.marks):
            return ()  # a quotation and its own attribution
        closed = (at for at, span in enumerate(below[: thresholds.LONGEST_BLOCK]) if _CLOSED.search(text[slice(*span)]))
        below = below[: next(closed, 0) + 1]
    else:
        below = below[: _length_of_block(context, number, first_person)]
    content = (trimmed(text, span, before='"“«„>', behind='"”»') for span in below)
    return tuple(span for span in content if any(char.isalnum() for char in text[slice(*span)]))


def _length_of_block(context: ArticleContext, number: int, first_person: Sequence[bool]) -> int:
    """How many paragraphs below a colon are somebody's without marks: the first, and those in the first person behind.

    On a page whose writer says *I* as well nothing tells where they end; `first_person` is by paragraph.
    """
    reading = context.reading
    is_question = reading.text[slice(*reading.paragraph_span(number + 1))].rstrip().endswith("?")
    if is_question or next(compress(count(), first_person), number + 1) <= number:
        return 1
    behind = range(number + 2, len(reading.paragraphs))
    stop = next((at for at in behind if not (first_person[at] and _is_spoken(context, at))), len(reading.paragraphs))
    return stop - number - 1


def _is_within(marks: Span, paragraph: Span) -> bool:
    """Whether a quotation ends before its paragraph does."""
    return paragraph[0] <= marks[0] and marks[1] + 1 < paragraph[1]


def _signed(context: ArticleContext, spans: Sequence[Span], number: int) -> int | None:
    """The line below a paragraph that is a name and nothing else, if no heading stands before it."""
    for at in range(number + 1, len(spans)):
        first, stop = context.reading.word_range(spans[at])
        if any(
            stop - first <= mention.words[1] - mention.words[0] + 1 for mention in _who_is_named(context, (first, stop))
        ):
            return at
        if at in context.reading.headings:
            break
    return None
