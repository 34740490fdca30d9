"""Times that lie long before an article, of which it names no day: "once", "in his first term", "before the 2015 vote".

Such a time keeps words from being posted as news, so only what nobody writes of the words of this week is one. As for
any other time, `bot.watcher.shape.when` asks whether it belongs to the attribution.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from bot.core.model import Precision
from bot.rules.times import said_until
from bot.watcher import thresholds
from bot.watcher.lexicon import AUXILIARIES, DETERMINERS, ROLES, word_list
from bot.watcher.shape.dates import Expression, Said, find_times

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.core.model import Span

_EVENT: Final = r"(?:{})\b".format("|".join(sorted(word_list("dated_events"))))
_BYGONE_EVENT: Final = r"(?:{})\b".format("|".join(sorted(word_list("bygone_events"))))
_UNDATED: Final = re.compile(  # "back then", "during his first term", "months ago", "in the 1990s"
    rf"""
    \b(?:
        [Aa]t\ the\ time(?!\ (?:of|when|the|an?|his|her|their|its|this)\b)
      | [Bb]ack\ then
      | Back\ when\ [^,.;:□■]{{3,60}}(?=,)
      | (?:[Ii]n|[Dd]uring)\ (?:his|her|their)\ (?:first|previous|earlier|former)
        \ (?:term|presidency|premiership|tenure|administration)(?!['’-])
        (?:\ (?:as|in|at)\ [\w\ ]{{1,25}}(?=,))?
      | [Dd]uring\ (?:his|her|their)
        \ (?:(?:first|last|failed|unsuccessful|successful|presidential|election|re-election)\ )*campaign
        (?!['’-]|\ (?:rall|event|stop|speech|launch|trail|tour|swing|manager|bus|office|trip|appearance|video))
        (?:\ (?:for|against)\ [\w\ ]{{1,30}}(?=,))?
      | [Aa]s\ an?\ (?:[a-z-]+\ )?candidate(?=,|\.|\ [A-Z]|\ s?he\b)
      | [Aa]s\ (?:president|prime\ minister|premier|chancellor)-elect(?=,|\.|\ [A-Z]|\ s?he\b)
      | [Ww]hile\ (?:campaigning|in\ opposition)(?=,)
      | (?:(?:[Mm]any|[Ss]ome|[Ss]everal|[Aa]\ few)\ )?(?:[Yy]ears|[Dd]ecades|[Mm]onths|[Ww]eeks)\ ago
      | (?:[Yy]ears|[Mm]onths|[Ww]eeks|[Dd]ecades)\ before\ the\ {_BYGONE_EVENT}
      | (?:[Ii]n|[Dd]uring)\ the\ (?:early\ |mid-|late\ )?(?P<decade>(?:19|20)\d0)s
    )(?!\w)
    """,
    re.VERBOSE,
)
_IN_HIS_BOOK: Final = re.compile(r"\b[Ii]n (?:his|her) (?:book|memoirs?|autobiography)\b")
_BOOK_IS_NEW: Final = re.compile(  # what stands in it may be news
    r"""
    \b(?:new|latest|forthcoming|upcoming|coming)\s(?:book|memoirs?|autobiography)\b
    | \b(?:excerpts?|publish\w*|publication|advance\scop\w+|bookshops?|bookstores?|out\son|releases?d?)\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
_YEAR_OF_EVENT: Final = re.compile(rf"\b(?P<year>(?:19|20)\d\d)(?=\ (?:[\w-]+\ )?{_EVENT})")
_YEAR_IN_AS_EARLY: Final = re.compile(r"\b[Aa]s (?:early|far back|long ago) as (?:in )?(?P<year>(?:19|20)\d\d)\b")
_TO_EVENT: Final = re.compile(rf"(?:\ [\w-]+)?\ {_EVENT}|\ {_EVENT}")
_UP_TO_EVENT: Final = re.compile(  # a time: "on the eve of the (vote of) 2015", "weeks before"
    r"""
    \b(?:
        on\ the\ eve\ of | in\ the\ run-?up\ to | ahead\ of | prior\ to
      | (?:(?:(?:just|a\ few|\w+)\ )?(?:days|weeks|months|years)\ |the\ (?:day|night|week)\ )?before
      | in\ the\ (?:final\ |last\ )?(?:days|weeks|months)\ before
    )\ (?P<event>[^,.;:□■]{0,50}?)$
    """,
    re.VERBOSE | re.IGNORECASE,
)
_SHORTLY_AFTER: Final = re.compile(  # the same: "in the days after", "in the wake of"
    r"""
    \b(?:
        (?:shortly|soon|immediately|right|just|(?:a\ few\ )?(?:hours|days|weeks)|the\ (?:day|morning))\ after
      | in\ the\ (?:first\ )?(?:hours|days|weeks|wake|aftermath)\ (?:after|of|following)
    )\ (?P<event>[^,.;:□■]{0,50}?)$
    """,
    re.VERBOSE | re.IGNORECASE,
)
_DURING: Final = re.compile(r"\b(?:during|at) (?:the|his|her|their) (?P<event>)$", re.IGNORECASE)
_SINCE_EVENT: Final = re.compile(r"\b(?:after|following)\ (?P<event>[^,.;:□■]{0,50}?)$", re.IGNORECASE)
_LONG: Final = re.compile(r"\b(?:year|month|decade|centur)\w*\s*$", re.IGNORECASE)  # "a year" after it is not then
_OF_A_CLAUSE: Final = frozenset("that which who whom whose where whether if because when while".split())
_CLAUSE_OPENS: Final = re.compile(r"\W*(?P<opener>When|While|As|After|Before)\ (?P<clause>[^,.;:□■]+?)$")
_CAREER: Final = re.compile(  # "When he first ran for president, he said"
    r"""
    \W*When\ (?:he|she|[A-Z][\w’'-]+(?:\ [A-Z][\w’'-]+)?)\ (?:first\ |last\ )?
    (?:ran|took\ (?:office|power)|came\ to\ power|entered\ politics|was\ (?:first\ |last\ )?(?:elected|sworn\ in))\b
    [^,.;:□■\d]{0,40}?(?=,)
    """,
    re.VERBOSE,
)
_IRREGULAR_PARTICIPLES: Final = frozenset(
    "built held hit left lost made sent set shot struck written".split()
)  # as "-ed" is
_ONCE: Final = re.compile(  # not "has once again said", nor "at once"
    r"(?<!at )(?<!than )(?<!not )(?<!just )(?<!only )\b[Oo]nce (?!again|more)(?:[a-z]+ly |also |even )?(?=\w+$|$)"
)
_THEN_IN_OFFICE: Final = re.compile(  # "Bell, then a candidate, said", "Bell, who was mayor at the time, said"
    rf"""
    ,\ (?:
        then\ (?:an?\ |the\ )?(?:[a-z-]+\ ){{0,3}}(?:candidate|{"|".join(sorted(map(re.escape, ROLES)))})
      | who\ was\ [^,.;:□■]{{3,40}}\ at\ the\ time
    ),\ (?:had\ )?$
    """,
    re.VERBOSE,
)
_ADVERB_THEN: Final = re.compile(r"\ (?:back\ )?then(?=\s*(?:[.,;]|$))")


def times_of(text: str, published_at: datetime | None, *, page: str) -> list[Expression]:
    """The expressions of time in a sentence, and those of a time long gone, in order.

    Args:
        text: of the sentence, in which what is quoted or reported is hidden.
        published_at: when the article was. Without it only what names its year is resolved.
        page: all of the text: what stands "in his book" is old where none has just come out.

    """
    plain = [one for one in find_times(text, published_at) if not text[: one.start].endswith(" ago ")]
    years = [
        Expression(start=year.start(), end=year.end(), said=_year(int(year["year"])))
        for pattern in (_YEAR_OF_EVENT, _YEAR_IN_AS_EARLY)
        for year in pattern.finditer(text)
        if not any(one.start <= year.start() < one.end for one in plain)
    ]
    gone = [*_undated(text, published_at, page=page), *_around_events(text, [*plain, *years], published_at)]
    gone += [one for one in years if _YEAR_IN_AS_EARLY.match(text, one.start)]
    plain = [one for one in plain if not any(other.start <= one.start < other.end for other in gone)]
    return sorted([*plain, *gone], key=lambda one: one.start)


def long_before(published_at: datetime) -> Said:
    """A time of which no more is known than that it is no news."""
    return Said(at=_midnight(published_at - thresholds.LONG_BEFORE), precision=Precision.BEFORE)


def is_old(said: Said | None, published_at: datetime | None) -> bool:
    """Whether all that is known of a time lies before the week of the article; without a date any year is old."""
    if said is None:
        return False
    return published_at is None or published_at - said_until(said.at, said.precision) > thresholds.TIME_OF_NEWS


def of_clause(text: str, head: Span, published_at: datetime | None, times: Sequence[Expression]) -> Expression | None:
    """The time of a clause that opens a sentence: *When the bridge was opened in 2016*, *When he first ran*.

    Args:
        text: of the sentence.
        head: where it begins, behind a dateline, and where the attribution begins.
        published_at: when the article was.
        times: the expressions in it.

    """
    begin, stop = head
    if published_at and (career := _CAREER.match(text, begin, stop)):
        return Expression(start=begin, end=career.end(), said=long_before(published_at))
    for time in times:
        opened = _CLAUSE_OPENS.match(text[begin : time.start])
        ends = re.match(rf"(?:\ {_EVENT})?(?=,)", text[time.end :])
        if opened is None or ends is None or time.end > stop or not is_old(time.said, published_at):
            continue
        if time.said is not None and _is_of_clause(opened["clause"].split()):
            said = _said_beside(opened["opener"].lower(), time.said, published_at)
            return Expression(start=begin, end=time.end + ends.end(), said=said) if said else None
    return None


def of_adverb(text: str, verb: Span, published_at: datetime | None) -> Said | None:
    """*He once said*, *he said then*: the adverb beside the verb."""
    if published_at is None:
        return None
    words = text[slice(*verb)].lower().split()
    is_once = _ONCE.search(text[: verb[0]]) or _ONCE.search(text[: verb[1]])
    if _THEN_IN_OFFICE.search(text[: verb[0]]):
        return long_before(published_at)
    is_then = words[-1:] != [] and not words[-1].endswith(("s", "ing")) and _ADVERB_THEN.match(text, verb[1])
    return long_before(published_at) if is_once or is_then else None


def _undated(text: str, published_at: datetime | None, *, page: str) -> Iterator[Expression]:
    for found in _UNDATED.finditer(text):
        said = long_before(published_at) if published_at else None
        if found["decade"]:
            said = replace(_year(int(found["decade"]) + 10), precision=Precision.BEFORE)
        if is_old(said, published_at):
            yield Expression(start=found.start(), end=found.end(), said=said)
    for found in _IN_HIS_BOOK.finditer(text):
        if published_at and not _BOOK_IS_NEW.search(page):
            yield Expression(start=found.start(), end=found.end(), said=long_before(published_at))


def _around_events(text: str, times: Sequence[Expression], published_at: datetime | None) -> Iterator[Expression]:
    """*On the eve of the 2015 election*, *in the days after the attack of October 7, 2023*."""
    for time in times:
        begin = max(time.start - thresholds.EVENT_REACH, 0)
        before = text[begin : time.start]
        if time.said is None or not is_old(time.said, published_at):
            continue
        for relation, pattern in (
            ("before", _UP_TO_EVENT),
            ("shortly", _SHORTLY_AFTER),
            ("after", _SINCE_EVENT),
            ("at", _DURING),
        ):
            found = pattern.search(before)
            if found is None or not _is_noun(found["event"]) or _LONG.search(before[: found.start()]):
                continue
            said = _said_beside(relation, time.said, published_at)
            if said is not None:
                more = _TO_EVENT.match(text, time.end)
                yield Expression(start=begin + found.start(), end=more.end() if more else time.end, said=said)
            break


def _said_beside(relation: str, said: Said, published_at: datetime | None) -> Said | None:
    """The time of what was said before an event, at it, shortly after or at some time after it."""
    until = said_until(said.at, said.precision)
    if relation == "before":
        return Said(at=_midnight(until), precision=Precision.BEFORE)
    if relation == "after" and published_at is not None and published_at - until <= thresholds.LONG_AFTER:
        return None  # it may be what he says of it today
    if relation in {"after", "shortly"}:
        return _coarser(said)
    return said


def _coarser(said: Said) -> Said:
    match said.precision:
        case Precision.DAY | Precision.WEEK:
            return Said(at=said.at.replace(day=1), precision=Precision.MONTH)
        case Precision.MONTH:
            return _year(said.at.year)
    return said


def _is_noun(event: str) -> bool:
    """Whether what stands between "before" and a time is no clause: *the flood of*, not *the deal signed in*."""
    words = event.lower().split()
    return not any(word in _OF_A_CLAUSE or word in AUXILIARIES or word.endswith(("ed", "ing")) for word in words)


def _is_of_clause(words: Sequence[str]) -> bool:
    """Whether a time at the end of a clause is that of its own verb: not of *the site that was bombed in 2025*."""
    lower = [word.lower() for word in words]
    if not _OF_A_CLAUSE.isdisjoint(lower) or not {"about", "asked", "pressed", "questioned"}.isdisjoint(lower):
        return False
    last = next(
        (at for at in reversed(range(len(lower))) if lower[at].endswith("ed") or lower[at] in _IRREGULAR_PARTICIPLES),
        None,
    )
    if last is None:
        return True
    before = lower[:last]
    if not before or before[-1] in AUXILIARIES or words[last - 1][0].isupper() or before[-1] in {"he", "she", "they"}:
        return True
    return len(before) <= thresholds.BEFORE_PARTICIPLE and (before[0] in DETERMINERS or len(before) == 1)


def _year(number: int) -> Said:
    return Said(at=datetime(number, 1, 1, tzinfo=UTC), precision=Precision.YEAR)


def _midnight(at: datetime) -> datetime:
    return at.replace(hour=0, minute=0, second=0, microsecond=0)
