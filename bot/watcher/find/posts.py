"""Posts that a page shows as posts: what stands under a line with an account, behind it, or above its signature."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.watcher import thresholds
from bot.watcher.attribution import Attribution, Origin
from bot.watcher.lexicon import word_list
from bot.watcher.people.coreference import between
from bot.watcher.text.boilerplate import BOILERPLATE
from bot.watcher.text.post_marks import COUNTS, DAY, FORWARDED, HOUR, REPOST
from bot.watcher.text.reading import trimmed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.model import Span
    from bot.watcher.context import ArticleContext
    from bot.watcher.person import Person

_HANDLE: Final = re.compile(r"(?<![\w.])@(?P<handle>\w{2,30})(?!\w|\.\w)")
_TIME: Final = re.compile(
    rf"{HOUR} | \d{{1,2}}\ ?[ap]\.?m\b\.? | {DAY} | \d+\ ?(?:s|m|min|h|hrs?|d)\b | \d{{4}}-\d{{2}}-\d{{2}}",
    re.VERBOSE | re.IGNORECASE,
)
_IN_BRACKETS: Final = re.compile(r"\([^()\n]{1,60}\)|\[[^\[\]\n]{1,60}\]")
_IN_LANGUAGE: Final = re.compile(r"(?<=, )in [A-Z][a-z]+\b")  # "@mayor, 05:45, in English"
_WORD: Final = re.compile(r"[^\W\d_]+")
_REPOSTED_OR_QUOTED: Final = re.compile(rf"{REPOST.pattern}|{FORWARDED.pattern}|\W*(?i:quot|repl)(?:ed|ing|ies)?\b")
_LOG: Final = re.compile(r"^\W*(?:every|all)\b[^:]{0,40}\bposts?\b|\bposts\sby\b", re.IGNORECASE)  # a title
_NO_LOG: Final = re.compile(r"\btimeline\b|\sand\s", re.IGNORECASE)
_OF_A_POST: Final = re.compile(
    r"\b(?:the|this)\spost\b|\bdeclined\sto\scomment\b|['’]s\soffice\b|^@\w+\swrote", re.MULTILINE
)
_DAY_NAME: Final = re.compile(r"\b(?:mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun)[a-z]*\b|\b[ap]\.?m\b", re.IGNORECASE)
_NO_POST: Final = re.compile(
    rf"{_REPOSTED_OR_QUOTED.pattern}|\W*(?:Video|Photos?|Images?|Pictures?|Clips?|Links?|Polls?|Memes?|Notes?|Same|link|Shared|Posted|Reposts|Deleted)\b"
)
_SIGNED_BELOW: Final = re.compile(r"(?:^|(?<=[\s.!?”\"]))[—–-]{1,2}\ ?(?=[^—–\n]{2,120}$)")
_COUNTS: Final = re.compile(rf"\W*{COUNTS}", re.VERBOSE)
_AROUND_A_NAME: Final = word_list("post_lines")
_IMITATIONS: Final = frozenset({"parody", "fake", "satire", "spoof"})  # in the name of an account
_OF_THREAD: Final = re.compile(r"\s*(?P<number>\d{1,2})/(?P<last>\d{1,2})?\s+")  # "1/ We have seen the letter."


@dataclass(frozen=True, slots=True, kw_only=True)
class _Byline:
    """The line that says whose post it is: its characters, and the person if it is surely one whom the text knows."""

    span: Span
    person: Person | None


def find_posts(context: ArticleContext) -> list[Attribution]:
    """Posts by their bylines: a line of nothing but an account, with its bearer's name, a time, the name of a site.

    A post is one paragraph: under its byline, in the line behind it, or before its signature; more only where the
    counts of likes and answers show its end. A byline in which something else is named, as *Fan Club*, is somebody
    else's, and so is what was posted again.
    """
    text = context.reading.text
    paragraphs = context.reading.paragraph_spans()
    bylines = [_byline(context, span) or _byline_at_end(context, number) for number, span in enumerate(paragraphs)]
    out: list[Attribution] = []
    for number, span in enumerate(paragraphs):
        whole = bylines[number]
        if whole is not None:
            signed = text[slice(*span)].lstrip()[:1] in "—–-"
            posts = (
                _paragraphs_above(paragraphs, bylines, number)
                if signed
                else _under(context, paragraphs, bylines, number)
            )
            out += _post(context, whole, posts)
        else:
            out += _in_a_line(context, span)
    return [*out, *_logged(context, paragraphs)]


def _logged(context: ArticleContext, paragraphs: list[Span]) -> Iterator[Attribution]:
    """The posts of one account that a page lists, each under a line with its time: *Every post by Ann Bell*."""
    text = context.reading.text
    people = context.people.actors_in_title()
    stamps = [number for number, span in enumerate(paragraphs) if _is_stamp(text[slice(*span)])]
    is_log = _LOG.search(context.title) and not _NO_LOG.search(context.title)
    if len(stamps) < thresholds.LEAST_LOGGED or len(people) != 1 or not is_log:
        return
    (person,) = people
    if any(_tells_of_writer(context, number + 1, person) for number in stamps if number + 1 < len(paragraphs)):
        return
    for stamp in stamps:
        below = paragraphs[stamp + 1 : stamp + 2]
        if stamp + 1 not in stamps and below and not _NO_POST.match(text, below[0][0]):
            yield from _post(context, _Byline(span=paragraphs[stamp], person=person), below)


def _tells_of_writer(context: ArticleContext, number: int, person: Person) -> bool:
    """Whether a paragraph tells of somebody, *Bell posts that*, *He pauses*, *the post was deleted*, and is no post."""
    reading = context.reading
    first, _ = reading.paragraphs[number]
    opening = between(context.mentions, first, first + 2)
    known = [context.people.of.get(one) or context.people.by_description(one, before=one.words[0]) for one in opening]
    is_of_him = any(one is not None and one.person is person for one in known)
    return (
        is_of_him
        or reading.lower[first] == "he"
        or bool(_OF_A_POST.search(reading.text, *reading.paragraph_span(number)))
    )


def _is_stamp(line: str) -> bool:
    """Whether a line is a day and a time and nothing else."""
    return bool(_TIME.search(line)) and not _WORD.search(_DAY_NAME.sub("", _TIME.sub("", line)))


def _byline(context: ArticleContext, span: Span) -> _Byline | None:
    """What a span is as a byline; None where it is none."""
    line = context.reading.text[slice(*span)]
    if len(line) > thresholds.LONGEST_BYLINE or line.rstrip(" *_")[-1:] in {"?", "!", "…", "”"}:
        return None
    handle = _HANDLE.search(line)
    if handle is None:
        return None
    rest = line
    for pattern in (_HANDLE, _IN_BRACKETS, _IN_LANGUAGE, _TIME):
        rest = pattern.sub(lambda match: " " * len(match.group()), rest)
    words = [
        (span[0] + match.start(), match.group())
        for match in _WORD.finditer(rest)
        if match.group().casefold() not in _AROUND_A_NAME
    ]
    if any(word.islower() for _, word in words) or _links(rest, words, handle.start(), span[0]):
        return None
    if _REPOSTED_OR_QUOTED.match(line):
        return _Byline(span=span, person=None)
    return _Byline(span=span, person=_bearer(context, [at for at, _ in words], handle["handle"]))


def _byline_at_end(context: ArticleContext, paragraph: int) -> _Byline | None:
    """An account and a colon behind other sentences: "The mayor answered. @mayor:"."""
    reading = context.reading
    start, end = reading.sentence_span(reading.sentence_of[reading.paragraphs[paragraph][1] - 1])
    is_part = start > reading.paragraph_span(paragraph)[0]
    return _byline(context, (start, end)) if is_part and reading.text[start:end].rstrip().endswith(":") else None


def _links(rest: str, words: list[tuple[int, str]], handle: int, begin: int) -> bool:
    """Whether a word joins the name to the account: *X on @channel* is no byline."""
    ends = [at - begin + len(word) for at, word in words if at - begin < handle]
    return bool(ends) and bool(_WORD.search(rest, max(ends), handle))


def _bearer(context: ArticleContext, words: list[int], handle: str) -> Person | None:
    """Whose account it is: the one whose name holds all words beside it, else whom the config gives the handle."""
    if not words:
        return context.people.by_handle(handle)
    if any(part in handle.casefold() for part in _IMITATIONS):
        return None
    people = context.people.of
    here = between(context.mentions, context.reading.word_at(words[0]), context.reading.word_at(words[-1]) + 1)
    bearer = {at: people[mention].person for mention in here if mention in people for at in range(*mention.words)}
    found = {bearer.get(context.reading.word_at(at)) for at in words}
    return found.pop() if len(found) == 1 else None


def _under(
    context: ArticleContext, paragraphs: list[Span], bylines: list[_Byline | None], number: int
) -> Iterator[Span]:
    """The paragraph under a byline, and those up to a line of counts that ends the post."""
    text = context.reading.text
    if number + 1 < len(paragraphs) and _is_stamp(text[slice(*paragraphs[number + 1])]):
        number += 1  # the account, then when
        below = paragraphs[number + 1 : number + 2]
        byline = bylines[number - 1]
        person = byline.person if byline else None
        if not below or _NO_POST.match(text, below[0][0]) or (person and _tells_of_writer(context, number + 1, person)):
            return
    behind = range(number + 1, min(number + 1 + thresholds.LONGEST_POST, len(paragraphs)))
    thread = _thread(context, paragraphs, number)
    last = number + 1 + max(len(thread), 1)
    end = next((at for at in behind if _COUNTS.match(text[slice(*paragraphs[at])])), last)
    begins = dict(enumerate(thread, number + 1))
    for at in range(number + 1, min(end, len(paragraphs))):
        line = text[slice(*paragraphs[at])]
        if bylines[at] is not None or BOILERPLATE.match(line):
            return
        yield begins.get(at, paragraphs[at][0]), paragraphs[at][1]


def _thread(context: ArticleContext, paragraphs: list[Span], number: int) -> list[int]:
    """Where the words of each post begin, if those under a byline are numbered from one on: "1/", "2/"."""
    found: list[int] = []
    for span in paragraphs[number + 1 :]:
        post = _OF_THREAD.match(context.reading.text, *span)
        if (
            post is None
            or int(post["number"]) != len(found) + 1
            or _REPOSTED_OR_QUOTED.match(context.reading.text, post.end())
        ):
            break
        found.append(post.end())
        if post["number"] == post["last"]:
            break
    return found if len(found) > 1 else []


def _paragraphs_above(paragraphs: list[Span], bylines: list[_Byline | None], number: int) -> Iterator[Span]:
    """The paragraph above a signature."""
    if number and bylines[number - 1] is None:
        yield paragraphs[number - 1]


def _in_a_line(context: ArticleContext, span: Span) -> Iterator[Attribution]:
    """A post behind its byline and a colon, or before its signature, in one line."""
    text = context.reading.text
    line = text[slice(*span)]
    colon = re.search(r":\*{0,2}\s+(?=\S)", line)
    signature = _SIGNED_BELOW.search(line)
    if colon and (byline := _byline(context, (span[0], span[0] + colon.start()))):
        yield from _post(context, byline, [(span[0] + colon.end(), span[1])])
    elif signature and signature.start() and (byline := _byline(context, (span[0] + signature.end(), span[1]))):
        yield from _post(context, byline, [(span[0], span[0] + signature.start())])


def _post(context: ArticleContext, byline: _Byline, spans: Iterator[Span] | list[Span]) -> Iterator[Attribution]:
    text = context.reading.text
    content = tuple(trimmed(text, span, before='“"«‘>*', behind='”"»’*') for span in spans)
    content = tuple(span for span in content if any(char.isalnum() for char in text[slice(*span)]))
    if not content:
        return
    person = None if _REPOSTED_OR_QUOTED.match(text, content[0][0]) else byline.person
    line = text[slice(*byline.span)].strip(" *_—–-")
    yield Attribution(
        content=content,
        source=(byline.span,),
        origin=Origin.POST,
        score=0.97,
        person=person,
        speaker=person.name if person else line,
        sure=0.95,
        links=(f"posted as {line}",),
    )
