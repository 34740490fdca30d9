"""Lists of what somebody said: *Following are highlights of remarks by the name*, and an item below for each.

Each item is his, in marks or not, unless somebody is reported, labelled or signed in it. What cannot be told ends the
list: it costs the items below, and puts nothing into a wrong mouth.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.watcher import thresholds
from bot.watcher.attribution import Attribution, overlap, own_words
from bot.watcher.lexicon import DAYS_MONTHS, PREPOSITIONS, SPOKEN_OCCASIONS, TITLE_WORDS, word_list
from bot.watcher.people.coreference import between
from bot.watcher.people.mentions import MentionKind
from bot.watcher.people.source_spans import is_possessive
from bot.watcher.text.boilerplate import BOILERPLATE
from bot.watcher.text.quotation_marks import touching
from bot.watcher.text.reading import LIST_ITEM, trimmed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from bot.core.model import Span
    from bot.watcher.context import ArticleContext
    from bot.watcher.people.mentions import Mention
    from bot.watcher.person import Person

_LISTS: Final = re.compile(
    r"""
    \b (?: highlights | (?:main|key)\ (?:points|lines|quotes|remarks) | (?:quotes|excerpts) )
    \ (?:of|from|in) \b | \b made\ the\ following\ (?:remarks|statements|comments|points) \b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_POINTS: Final = re.compile(  # at the end of a line: "Bell has spoken at the fair. Main points:"
    r"\b(?:main|key)\s(?:points|lines|quotes|remarks)\s?:\W*$", re.IGNORECASE
)
_SPOKE: Final = frozenset(
    "spoke spoken speaking briefed briefing address addressed conference interview remarks telephone".split()
)
_IN_QUOTES: Final = re.compile(  # a title: "Bell's second spring in quotes", "Bell in her own words"
    r"\bin\s(?:\w+\s)?(?:quotes|quotations)\W*$|\bin\s(?:his|her)\sown\swords\W*$", re.IGNORECASE
)
_WHAT_HE_SAID: Final = re.compile(  # a title: "In quotes: what Bell said at the fair", "What Bell said, in quotes"
    r"\bwhat\s(?P<name>[^:]{2,60}?)\s(?:said|had\sto\ssay)\b", re.IGNORECASE
)
_REMARKS: Final = frozenset({"remarks", "comments", "statements"})
_ADDRESSED: Final = frozenset({"you", "your", "yours"})
_MADE_BY: Final = frozenset({"by", "of", "from", "with"})
_HEADINGS_OF_OTHERS: Final = word_list("headings_of_others")
_SIGNED_QUOTE: Final = re.compile(r"[”\"]\W{0,3}[–—-]\s*[A-Z]")


def find_listed(context: ArticleContext, attributions: Sequence[Attribution]) -> Iterator[Attribution]:
    """The items below lines that announce what one person said on an occasion, or several, each under his name."""
    reading = context.reading
    reported = [item for item in attributions if item.rejected is None and (item.source or item.cue or item.speaker)]
    for person, span in _of_title(context):
        yield _item(person, trimmed(reading.text, span, before='“"', behind='.”"'))
    behind = 0
    for number in range(len(reading.paragraphs)):
        speakers = _who_spoke(context, number) if number >= behind else []
        if not speakers:
            continue
        items, behind = _items(context, number, speakers)
        line = reading.text[slice(*reading.paragraph_span(number))]
        are_remarks = bool(_POINTS.search(line)) or not _REMARKS.isdisjoint(
            reading.words_in((reading.paragraph_span(number),))
        )
        for person, span in items:
            content = _said(context, span, are_remarks=are_remarks)
            if content and not any(overlap(item.content, (content,)) for item in reported):
                yield _item(person, content)


def _item(person: Person, content: Span) -> Attribution:
    return own_words(person, (content,), f"an item of a list of what {person.name} said")


def _of_title(context: ArticleContext) -> Iterator[tuple[Person, Span]]:
    """What stands in marks alone below the dates of *Bell's spring in quotes*, or the topics of *What Bell said*.

    Below topics of the former, and below names, there may be what others say of him.
    """
    reading = context.reading
    owners = [actor for actor in context.people.actors() if actor.actor_id in context.people.in_title]
    if len(owners) != 1:
        return
    opens = _opener(context.title, owners[0])
    goes_on = False
    for number, span in enumerate(reading.paragraph_spans()):
        begins = goes_on or (opens is not None and number - 1 in reading.headings and opens(context, number - 1))
        goes_on = begins and _is_in_marks_whole(reading.text[slice(*span)])
        if goes_on:
            yield owners[0], span


def _opener(title: str, owner: Person) -> Callable[[ArticleContext, int], bool] | None:
    """What tells the headings below which the owner of such a page speaks; None where its title is of another kind."""
    words = [re.sub(r"['’]s?$", "", word.strip(",:")).casefold() for word in title.split()]
    if _IN_QUOTES.search(title) and owner.words[-1] in words[:2]:
        return _is_dated
    found = _WHAT_HE_SAID.search(title)
    name = found["name"].casefold().split() if found else []
    return _is_on if name[-1:] == [owner.words[-1]] and set(name) <= {*owner.words, *TITLE_WORDS} else None


def _is_on(context: ArticleContext, number: int) -> bool:
    """*On trade*, *On a heckler*."""
    return _words_of_item(context, number)[0].lower() in {"on", "about"}


def _is_dated(context: ArticleContext, number: int) -> bool:
    words = {word.lower() for word in _words_of_item(context, number)}
    return not DAYS_MONTHS.isdisjoint(words) and any(word.isdigit() for word in words)


def _is_in_marks_whole(line: str) -> bool:
    """Whether a paragraph is in quotation marks, which the next one may close."""
    inner = line.strip().removesuffix(".").removeprefix("“").removeprefix('"')
    return inner != line.strip().removesuffix(".") and not any(mark in inner[:-1] for mark in '“”"')


def _who_spoke(context: ArticleContext, number: int) -> list[Person]:
    """Who is said to have spoken in a line that announces a list: *remarks by X*, *X's speech*."""
    reading, (first, stop) = context.reading, context.reading.paragraphs[number]
    if _POINTS.search(reading.text[slice(*reading.paragraph_span(number))]):
        return _of_points(context, number)
    found = None if reading.is_item(number) else _LISTS.search(reading.text[slice(*reading.paragraph_span(number))])
    if found is None or not _HEADINGS_OF_OTHERS.isdisjoint(reading.lower[first:stop]):
        return []
    begin = reading.word_at(reading.starts[first] + found.start())
    people: list[Person] = []
    last = stop
    for mention in between(context.mentions, first, stop):
        known = context.people.of.get(mention)
        beside = reading.lower[last : mention.words[0]]
        is_joined = "and" in beside and PREPOSITIONS.isdisjoint(beside)
        is_beside = bool(people) and is_joined and len(beside) <= thresholds.TITLED_WITHIN
        if known and (is_beside or _speaks(context, mention, begin)):
            people.append(known.person)
            last = mention.words[1]
    return list(dict.fromkeys(people))


def _of_points(context: ArticleContext, number: int) -> list[Person]:
    """Who alone is named or described in a line that says that he spoke and ends in *Main points:*.

    Not where an item tells of him: *He danced*, *Bell was late*.
    """
    reading, people = context.reading, context.people
    span = reading.paragraph_span(number)
    first, stop = reading.paragraphs[number]
    points = _POINTS.search(reading.text, *span)
    stop = reading.word_at(points.start()) if points else stop
    found: list[Person] = []
    for mention in between(context.mentions, first, stop):
        known = people.of.get(mention)
        if known is None and mention.kind is MentionKind.DESCRIPTION:
            known = people.by_description(mention, before=mention.words[0])
            if known is None:
                return []  # somebody else
        if known and is_possessive(reading, mention):
            return []
        found += [known.person] if known else []
    below = [reading.paragraphs[at] for at in range(number + 1, len(reading.paragraphs)) if reading.is_item(at)]
    reported = any(_tells_of_him(context, words, found[0]) for words in below) if found else True
    spoke = not _SPOKE.isdisjoint(reading.lower[first:stop])
    return found[:1] if len(set(found)) == 1 and spoke and not reported else []


def _tells_of_him(context: ArticleContext, words: Span, person: Person) -> bool:
    named = (context.people.of.get(mention) for mention in between(context.mentions, *words))
    is_named = any(known is not None and known.person is person for known in named)
    return is_named or not {"he", "his", "she", "her"}.isdisjoint(context.reading.lower[slice(*words)])


def _speaks(context: ArticleContext, mention: Mention, begin: int) -> bool:
    """Whether an occasion is his: "the remarks by X", "the joint appearance of X", "X's long speech"."""
    lower, (first, stop) = context.reading.lower, mention.words
    if lower[stop : stop + 3] == ["made", "the", "following"]:
        return not first or lower[first - 1] not in PREPOSITIONS | _MADE_BY
    if first <= begin:
        return False
    if lower[stop : stop + 1] in (["'s"], ["'"]):
        return not SPOKEN_OCCASIONS.isdisjoint(lower[stop + 1 : stop + 1 + thresholds.NEAR_ABOUT])
    titled = range(first - 1, max(first - 1 - thresholds.TITLED_WITHIN, begin), -1)
    before = next((at for at in titled if lower[at] in PREPOSITIONS or lower[at] in _MADE_BY), None)
    if before is None or lower[before] not in _MADE_BY:
        return False
    return not SPOKEN_OCCASIONS.isdisjoint(lower[max(before - thresholds.NEAR_ABOUT, begin) : before])


def _items(context: ArticleContext, number: int, speakers: Sequence[Person]) -> tuple[list[tuple[Person, Span]], int]:
    """Whose the items below a line are, with their characters, and the paragraph that ends the list."""
    reading = context.reading
    holder = speakers[0] if len(speakers) == 1 else None
    found: list[tuple[Person | None, Span]] = []
    for below in range(number + 1, len(reading.paragraphs) + 1):
        if below == len(reading.paragraphs) or _who_spoke(context, below):
            break
        span = reading.paragraph_span(below)
        if item := LIST_ITEM.match(reading.text, *span):
            found.append((holder, (item.end(), span[1])))
        elif _is_quotation(context, span):
            found.append((holder, span))
        elif _is_topic(context, below):
            continue
        elif (named := _named_alone(context, below)) is not None:
            holder = named if named in speakers else None
        else:
            break
    his = [(person, span) for person, span in found if person is not None]
    return (his if len(found) >= thresholds.LEAST_LISTED else []), below


def _is_quotation(context: ArticleContext, span: Span) -> bool:
    """Whether a paragraph is nothing but words in marks, or such with what was asked before a colon."""
    text = context.reading.text
    pairs = touching(context.marks, *span)
    if not pairs or not pairs[0].closed or text[pairs[-1].outer[1] : span[1]].strip(" .,"):
        return False
    before = text[span[0] : pairs[0].outer[0]].strip()
    return len(pairs) == 1 and (not before or (before.endswith(":") and _is_heading_of_topic(before)))


def _is_topic(context: ArticleContext, number: int) -> bool:
    """Whether a short line between the items says what they are about: "ON GAZA", "On trade:", "TARIFFS"."""
    words = _words_of_item(context, number)
    if not 0 < len(words) <= thresholds.LONGEST_HEADING or _HEADINGS_OF_OTHERS & {word.lower() for word in words}:
        return False
    if words[0].lower() in {"on", "about"}:
        return True
    return all(word.isupper() for word in words) and not _names_somebody(
        context, context.reading.paragraph_span(number)
    )


def _named_alone(context: ArticleContext, number: int) -> Person | None:
    """Who is named by a line that holds nothing else."""
    first, stop = context.reading.paragraphs[number]
    names = between(context.mentions, first, stop)
    if len(names) != 1 or len(_words_of_item(context, number)) > names[0].words[1] - names[0].words[0]:
        return None
    known = context.people.of.get(names[0])
    return known.person if known else None


def _words_of_item(context: ArticleContext, number: int) -> list[str]:
    return [word for word in context.reading.words[slice(*context.reading.paragraphs[number])] if word[0].isalnum()]


def _said(context: ArticleContext, span: Span, *, are_remarks: bool) -> Span | None:
    """What an item says: what stands in marks from its topic to its end, else all; None where it may be another's.

    Without marks it is his only where remarks are listed: the key points of a speech tell who walked out, too.
    """
    text = context.reading.text
    line = text[slice(*span)]
    is_asked = line.rstrip(' ”"').endswith("?") and not _ADDRESSED.isdisjoint(context.reading.words_in((span,)))
    if BOILERPLATE.match(line) or _SIGNED_QUOTE.search(line) or is_asked:
        return None
    if _is_quotation(context, span):
        (pair,) = touching(context.marks, *span)
        return None if _names_somebody(context, (span[0], pair.outer[0])) else pair.inner
    head, colon, _ = line.partition(":")
    is_label = bool(colon) and not touching(context.marks, span[0], span[0] + len(head))
    if is_label and (not _is_heading_of_topic(head) or _names_somebody(context, (span[0], span[0] + len(head)))):
        return None  # "Kremlin: Salt is dear"
    start = span[0] + len(head) + 1 if is_label else span[0]
    content = trimmed(text, (start, span[1]), behind=".")
    pairs = touching(context.marks, *content)
    if pairs and pairs[0].outer[0] == content[0] and not text[pairs[0].outer[1] : span[1]].strip(" .,"):
        return pairs[0].inner
    if not are_remarks:
        return None
    return content if any(map(str.isalpha, text[slice(*content)])) else None


def _is_heading_of_topic(head: str) -> bool:
    """Whether words before a colon say what it is about: "On trade", "Asked about salt"."""
    return head.split(maxsplit=1)[0].lower() in {"on", "about", "asked"}


def _names_somebody(context: ArticleContext, span: Span) -> bool:
    """Whether somebody stands there: a label, and no topic."""
    kinds = {MentionKind.NAME, MentionKind.DESCRIPTION, MentionKind.PRONOUN}
    return any(
        mention.kind in kinds and (mention.kind is not MentionKind.NAME or mention in context.people.of)
        for mention in between(context.mentions, *context.reading.word_range(span))
    )
