"""A name beside a quotation."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.watcher import thresholds
from bot.watcher.attribution import Attribution, Origin
from bot.watcher.lexicon import FUNCTION_WORDS
from bot.watcher.people.mentions import MentionKind
from bot.watcher.text.reading import DASHES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.core.model import Span
    from bot.watcher.context import ArticleContext
    from bot.watcher.people.mentions import Mention

_DASH_NAME: Final = re.compile(
    r"""
    \s*
    (?:[—–―]{1,2} | -{1,2}(?=[^.!?;]*\.?$))  # a short dash only before the last words of the line
    \s*
    (?P<name>[^\W\d_](?:\b[A-Z]\. | [^\n,.!?;:(]){1,80}?)  # up to what he is or where he said it
    \s*(?=[.;,:(]|$)
    """,
    re.VERBOSE,
)

_TELLS: Final = re.compile(  # "Ann Bell, the mayor, was late"; not "Ann Bell, asked why she was late"
    r"""
    ,\s(?:is|was|are|were|has|had|have|will|would|said|says|told|tells|adds|wrote|came|went|sat|(?!asked\s)\w+ed)\b
    (?!\s(?:by|in|on|at|to)\b)
    """,
    re.VERBOSE,
)
_NO_SENTENCE: Final = re.compile(  # behind the name: *Ann Bell, on the bridge*, *Ann Bell again, at a school*
    r"(?:['’]s?(?:\s[\w-]+){1,4})?\s*(?:again)?\s*(?:$|[,(–—-]|(?:to|at|in|on|before|after)\s[^.]*$)"
)


def find_beside(context: ArticleContext) -> list[Attribution]:
    """`"…" – Name` behind a quotation. `Name: "…"` before one the model reads better."""
    out: list[Attribution] = []
    text = context.reading.text
    for pair in context.marks:
        line_end = text.find("\n", pair.outer[1], pair.outer[1] + thresholds.BESIDE)
        line_end = min(len(text), pair.outer[1] + thresholds.BESIDE) if line_end < 0 else line_end
        match = _DASH_NAME.match(text[pair.outer[1] : line_end])
        if match is None or pair.inner[0] >= pair.inner[1]:
            continue
        start, end = (pair.outer[1] + at for at in match.span("name"))
        words = text[start:end].split()
        capitals = sum(word[:1].isupper() for word in words)
        if capitals * 2 >= len(words) and words[0].lower() not in FUNCTION_WORDS:
            out.append(Attribution(content=(pair.inner,), source=((start, end),), origin=Origin.DASH, score=0.9))
    return [*out, *_signed_below(context)]


def _signed_below(context: ArticleContext) -> Iterator[Attribution]:
    """A page of quotations on lines of their own, each with who said it in the line below: *Ann Bell, on the bridge*.

    So it is where a line begins with somebody below nearly each quotation, and none above the first.
    """
    reading = context.reading
    spans = reading.paragraph_spans()
    pairs = {reading.paragraph_of[reading.word_at(pair.inner[0])]: pair for pair in context.marks if not pair.single}
    quoted = [number for number, span in enumerate(spans) if number in pairs and _fills(pairs[number].outer, span)]
    lines = [number + 1 for number in quoted]
    if len(quoted) < thresholds.LEAST_QUOTES or not set(lines).isdisjoint(quoted) or lines[-1] >= len(spans):
        return
    heads = _heads(context, [*lines, quoted[0] - 1])
    text = reading.text
    ends = {number: reading.ends[mention.words[1] - 1] for number, mention in heads.items()}
    signed = [number for number in lines if number in ends and _NO_SENTENCE.match(text, ends[number], spans[number][1])]
    tells = [number for number in lines if _TELLS.search(text, *spans[number])]
    are_dashed = all(reading.words[reading.paragraphs[number][0]] in DASHES for number in lines)
    has_sentence = any(number in ends and number not in signed for number in lines)
    are_sentences = len(tells) > 1 or len(lines) - len(signed) > len(lines) // thresholds.UNSIGNED
    is_report = has_sentence if are_dashed else are_sentences
    if quoted[0] - 1 in heads or is_report:
        return  # lines of a report, but for a few that begin with nobody known or have a sentence behind him
    for number in quoted:
        begin, end = spans[number + 1]
        begin += text[begin:end].find(text[begin:end].lstrip("—–- ")[:1])
        comma = text.find(",", begin, end)
        source = (begin, comma if comma > 0 else ends.get(number + 1, end))
        yield Attribution(content=(pairs[number].inner,), source=(source,), origin=Origin.DASH, score=0.9)


def _heads(context: ArticleContext, lines: Sequence[int]) -> dict[int, Mention]:
    """Who stands at the head of each of these paragraphs, by name or by office."""
    reading = context.reading
    begins = {reading.paragraphs[number][0]: number for number in lines if number >= 0}
    begins = {at + (reading.words[at] in DASHES): number for at, number in begins.items()}  # "— Ann Bell"
    return {
        begins[mention.words[0]]: mention
        for mention in context.mentions
        if mention.words[0] in begins and (mention.kind is MentionKind.DESCRIPTION or mention in context.people.of)
    }


def _fills(marks: Span, line: Span) -> bool:
    return marks[0] == line[0] and line[1] - marks[1] <= 1
