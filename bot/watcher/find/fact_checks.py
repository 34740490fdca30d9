"""Fact checks: the claims that a page sets out behind *CLAIM:* and looks into."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.watcher.attribution import Attribution, Origin, overlap
from bot.watcher.people.coreference import between
from bot.watcher.text.quotation_marks import touching
from bot.watcher.text.reading import trimmed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.core.model import Span
    from bot.watcher.context import ArticleContext
    from bot.watcher.person import Person

_CLAIM: Final = re.compile(r"\W*(?:the\s+)?claim(?:\s+\d{1,2})?[*_]*:[*_]*\s*", re.IGNORECASE)
_HIS_CLAIMS: Final = re.compile(
    r"""
    \b(?:his|her|(?P<owner>[^\W\d_]+)['’]s?)\s+(?:\w+\s+){0,2}(?:claims|statements|assertions|remarks|words)\b
    | \b(?:claims|statements|assertions)\s+(?:that\s+)?(?:he|she|(?P<maker>[^\W\d_]+))\s+(?:has\s+)?made\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_NEVER_SAID: Final = re.compile(
    r"\b(?:not\s+say|never\s+said|not\s+said|fake|faked|fabricated|invented|generated|doctored|altered|no\s+record)\b",
    re.IGNORECASE,
)


def find_claims(context: ArticleContext, attributions: Sequence[Attribution]) -> Iterator[Attribution]:
    """What stands behind *CLAIM:* without a verb of its own, and claims that *he* made.

    A sentence or a quotation, and nothing else, is of the one person in the headline, where the page says before the
    first claim that it looks into *his claims*; not one that names him, nor one of which the next paragraph says that
    he never said it. Any other is nobody's.

    Args:
        context: the article.
        attributions: what was found in it; a claim that holds one with a verb of its own is left to that.

    """
    text = context.reading.text
    spans = context.reading.paragraph_spans()
    claims = [(number, match.end()) for number, span in enumerate(spans) if (match := _CLAIM.match(text, *span))]
    person = _whose(context, spans[claims[0][0]][0]) if claims else None
    for number, begin in claims:
        content = trimmed(text, (begin, spans[number][1]), before='“"', behind='”"')
        looked_into = text[slice(*spans[number + 1])] if number + 1 < len(spans) else ""
        reported = next((item for item in attributions if item.cue and overlap(item.cue, (content,))), None)
        is_his = person is not None and not _NEVER_SAID.search(looked_into)
        if reported is not None:
            by = text[slice(*(reported.source or reported.content)[0])].casefold()
            if person is not None and is_his and by in {"he", "she"}:
                yield _his(reported, person)
            continue
        claim = Attribution(content=(content,), origin=Origin.ANNOUNCED, score=0.9)
        if person is not None and is_his and _is_claim(context, content, person):
            yield _his(claim, person)
        elif content[0] < content[1]:
            yield replace(claim, speaker="whoever claims it", sure=0.9, links=("a claim that a page looks into",))


def _his(item: Attribution, person: Person) -> Attribution:
    how = f"the page looks into claims of {person.name}"
    return replace(item, person=person, speaker=person.name, sure=0.9, links=(*item.links, how))


def _whose(context: ArticleContext, before: int) -> Person | None:
    """Whose claims a page looks into."""
    said = _HIS_CLAIMS.search(context.reading.text, 0, before)
    if len(context.people.in_title) != 1 or said is None:
        return None
    person = next(iter(map(context.people.actor, context.people.in_title)))
    owner = said["owner"] or said["maker"]
    return person if owner is None or owner.casefold() in {word.casefold() for word in person.words} else None


def _is_claim(context: ArticleContext, content: Span, person: Person) -> bool:
    """Whether a span is one sentence or one quotation, and does not speak of whoever is to have said it."""
    reading = context.reading
    first, stop = reading.word_range(content)
    quoted = touching(context.marks, *content)
    is_one = reading.sentence_of[first] == reading.sentence_of[stop - 1] and not quoted
    is_quotation = any(pair.inner[0] <= content[0] and content[1] <= pair.outer[1] for pair in quoted)
    named = (context.people.of.get(mention) for mention in between(context.mentions, first, stop))
    return (is_one or is_quotation) and not any(known and known.person is person for known in named)
