"""Fact checks: the claims that a page sets out behind *CLAIM:* and looks into."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.watcher import thresholds
from bot.watcher.attribution import Attribution, Origin, overlap
from bot.watcher.lexicon import PREPOSITIONS, SPEECH_VERBS, TITLE_WORDS
from bot.watcher.people.coreference import between
from bot.watcher.text.quotation_marks import touching
from bot.watcher.text.reading import trimmed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.core.model import Span
    from bot.watcher.context import ArticleContext
    from bot.watcher.person import Person

_CLAIM: Final = re.compile(r"\W*(?:the\s+)?claim(?:\s+\d{1,2})?[*_]*:[*_]*\s*", re.IGNORECASE)
_SIGNED: Final = re.compile(r"\s*\((?P<by>[A-Z][^()\d,;:]{3,60}),[^()]{3,80}\)\W*$")  # "(Mayor Ann Bell, rally, 3 May)"
_LOOKS_INTO: Final = re.compile(  # in one sentence: "We looked at five of his claims"
    r"""
    \bwe(?:\s+have|\s+are|['’]ve|['’]re)?\s+(?:\w+\s+){0,2}?
    (?:look|check|fact-?check|examin|review|test|went)\w*\b[^.\n]{0,60}?
    \b(?:his|her|(?P<owner>[^\W\d_]+)['’]s?)\s+(?:\w+\s+){0,2}(?:claims|statements|assertions)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_CHECK_OF_SPEECH: Final = re.compile(
    r"""
    ^\W*fact[ -]?check(?:ing)?\b.*?
    \b(?P<owner>[^\W\d_]+)['’]s?\s+(?:\w+\s+){0,3}(?:address|speech|remarks|claims|interview|rally)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_ANOTHERS: Final = re.compile(r"\b(?:their|theirs)\b|\bher\s+claims\b.*\bhis\s+claims\b", re.IGNORECASE | re.DOTALL)
_BETWEEN_SENTENCES: Final = re.compile(r"(?<=[.!?])\s+|\n")
_OF_SOMETHING_ELSE: Final = re.compile(r"\b(?:but|only|call(?:s|ed)|no\s+hoax)\b", re.IGNORECASE)
_CARRIERS: Final = re.compile(
    r"\b(?:audio|clip|footage|image|post|quotation|quote|recording|screenshot|sentence|tweet|video|words)\b",
    re.IGNORECASE,
)
# Of words that somebody is said to have said, and did not; in the second, what is false of them may be less.
_FORGED_WORDS: Final = r"""
    \b(?:fake|faked|fabricated|forged|forgery|hoax|doctored|misquoted|satire|parody)\b
    | \bsaid\s+no\s+such\s+thing\b
    | \bno\s+record\s+of\s+(?:\w+\s+){0,3}?(?:saying|sentence|quot(?:e|ation)|words|statement|remarks?|post)\b
    | \b(?:never|did\s+not|didn['’]t)\s+(?:say|said)\s+(?:it|so|that|this|these|any)\b(?!\s+\w+\s+(?:is|was|had|has)\b)
"""
_FORGED: Final = re.compile(_FORGED_WORDS, re.IGNORECASE | re.VERBOSE)
_FALSE_QUOTE: Final = re.compile(  # the same of a claim that is checked
    rf"""
    {_FORGED_WORDS}
    | \b(?:altered | manipulated | distort(?:s|ed)? | generated | no\s+record | out\s+of\s+context | who\s+said\s+it
         | made\s+this\s+claim)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)


def find_claims(context: ArticleContext, attributions: Sequence[Attribution]) -> Iterator[Attribution]:
    """What stands behind *CLAIM:* without a verb of its own, and claims that *he* made.

    A sentence or a quotation, and nothing else, is of the one person in the headline, where the page says before the
    first claim that it looks into *his claims*; not one that speaks of him. One with a verb of saying and a name of its
    own is whose these say, whatever announces it. One that the page calls a false quotation
    in the three paragraphs below is nobody's, nor is any where the headline or what stands before the claims says so.

    Args:
        context: the article.
        attributions: what was found in it; a claim that holds one with a verb of its own is left to that.

    """
    text = context.reading.text
    spans = context.reading.paragraph_spans()
    claims = [(number, match.end()) for number, span in enumerate(spans) if (match := _CLAIM.match(text, *span))]
    if not claims:
        return
    before = spans[claims[0][0]][0]
    is_false = bool(_FALSE_QUOTE.search(context.title) or _FALSE_QUOTE.search(text, 0, before))
    person = None if is_false else _whose(context, before)
    ends = [*(number for number, _ in claims[1:]), len(spans)]
    for (number, begin), end in zip(claims, ends, strict=True):
        signed = _SIGNED.search(text, begin, spans[number][1])
        content = trimmed(text, (begin, signed.start() if signed else spans[number][1]), before='“"', behind='”"')
        looked_into = "\n".join(
            text[slice(*span)] for span in spans[number + 1 : min(end, number + 1 + thresholds.LOOKED_INTO)]
        )
        reported = next((item for item in attributions if _is_reported(item, content)), None)
        signer = _signer(context, signed) if signed else person  # "(Facebook post, seen in Ohio)" is of nobody
        author = None if is_false or _FALSE_QUOTE.search(looked_into) else signer
        claim = Attribution(content=(content,), origin=Origin.ANNOUNCED, score=0.9)
        said = None if is_false or reported is not None else _as_said(context, content)
        forged = _FALSE_QUOTE if _CARRIERS.search(text, *content) else _FORGED  # an altered video is none of him
        if (reported or said) and not any(_calls_it(forged, one) for one in _BETWEEN_SENTENCES.split(looked_into)):
            by = text[slice(*(reported.source or reported.content)[0])].casefold() if reported else ""
            if reported is not None and author is not None and by in {"he", "she"}:
                yield _his(reported, author)
            if said is not None:
                yield said
        elif author is not None and _is_claim(context, content, author):
            yield _his(claim, author)
        elif content[0] < content[1]:
            yield replace(claim, speaker="whoever claims it", sure=0.9, links=("a claim that a page looks into",))


def _calls_it(forged: re.Pattern[str], sentence: str) -> bool:
    """Whether a sentence calls the quotation forged, and not something else: "RATING: Fake", "The clip is doctored"."""
    found = forged.search(sentence)
    if found is None or _OF_SOMETHING_ELSE.search(sentence):
        return False
    is_rating = len(sentence.split()) <= thresholds.LONGEST_RATING
    return is_rating or bool(_CARRIERS.search(sentence)) or not found.group().isalpha()


def _is_reported(item: Attribution, content: Span) -> bool:
    """Whether an attribution with a verb or a name of its own stands in a claim."""
    if item.origin is Origin.DASH:
        return bool(overlap(item.content, (content,)))
    return bool(item.cue and overlap(item.cue, (content,)))


def _as_said(context: ArticleContext, content: Span) -> Attribution | None:
    """A claim in marks beside which stand a verb of saying and a name: *“…,” Trump said at a rally*."""
    reading = context.reading
    quoted = touching(context.marks, *content)
    for mention in between(context.mentions, *reading.word_range(content)):
        verbs = (
            reading.char_span((at, at + 1))
            for at in (mention.words[0] - 1, mention.words[1])
            if reading.lower[at : at + 1] and reading.lower[at] in SPEECH_VERBS
        )
        cue = next((one for one in verbs if content[0] <= one[0] < content[1] and not touching(quoted, *one)), None)
        if quoted and cue and mention in context.people.of:
            source = reading.char_span(mention.words)
            spans = tuple(pair.outer for pair in quoted)
            return Attribution(content=spans, cue=(cue,), source=(source,), origin=Origin.ANNOUNCED, score=0.9)
    return None


def _his(item: Attribution, person: Person) -> Attribution:
    how = f"the page looks into claims of {person.name}"
    return replace(item, person=person, speaker=person.name, sure=0.9, links=(*item.links, how))


def _whose(context: ArticleContext, before: int) -> Person | None:
    """Whose claims a page looks into: *we looked at his claims*, or a headline *Fact check: NAME's address*."""
    text = context.reading.text
    if len(context.people.in_title) != 1 or _ANOTHERS.search(text, 0, before):
        return None
    person = next(iter(map(context.people.actor, context.people.in_title)))
    said = _LOOKS_INTO.search(text, 0, before) or _CHECK_OF_SPEECH.search(context.title)
    if said is None:
        return None
    owner = said["owner"]
    return person if owner is None or owner.casefold() in {word.casefold() for word in person.words} else None


def _signer(context: ArticleContext, signed: re.Match[str]) -> Person | None:
    """Who is named in brackets behind a claim, with where he made it: by office and name, and nobody else."""
    found = between(context.mentions, *context.reading.word_range(signed.span("by")))
    people = {known.person for mention in found if (known := context.people.of.get(mention))}
    said_by = signed["by"].split()
    is_name = all(word[:1].isupper() or word.lower() in TITLE_WORDS | PREPOSITIONS for word in said_by)
    return people.pop() if len(people) == 1 and is_name else None


def _is_claim(context: ArticleContext, content: Span, person: Person) -> bool:
    """Whether a span is one sentence or one quotation, and does not speak of whoever is to have said it."""
    reading = context.reading
    first, stop = reading.word_range(content)
    if first >= stop or reading.lower[first] in {"he", "she"}:
        return False
    quoted = touching(context.marks, *content)
    is_one = reading.sentence_of[first] == reading.sentence_of[stop - 1] and not quoted
    is_quotation = any(pair.inner[0] <= content[0] and content[1] <= pair.outer[1] for pair in quoted)
    named = (context.people.of.get(mention) for mention in between(context.mentions, first, stop))
    return (is_one or is_quotation) and not any(known and known.person is person for known in named)
