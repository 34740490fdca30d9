"""One occasion or two: what tells a report of one utterance from a repetition."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Final

from bot.core.words import plain_form
from bot.novelty.thresholds import ONE_OCCASION, TOO_CLOSE, ZONE_SLACK

if TYPE_CHECKING:
    from bot.novelty.match import Rendering

_ONE_DAY: Final = dt.timedelta(days=1)
_WHO_SAID: Final = r"""
    (?: i | we | he | they )\ (?: (?: have | had | already | also | just )\ )*
    (?: said | told | stressed | stated | announced | explained | mentioned | promised | declared | pointed\ out
      | noted | repeated | warned )
"""
_EARLIER_TIME: Final = r"""
    (?: this\ (?: morning | afternoon | week | month ) | yesterday | earlier
      | last\ (?: night | week | month | year | time ) | on\ \w+day | the\ day\ before | the\ other\ day
      | in\ \w+ | at\ \w+ | \w+\ ago )
"""
_EARLIER: Final = re.compile(
    rf"""
    \b {_WHO_SAID} \b (?: \ [\w']+ ){{0,6}} \  {_EARLIER_TIME} \b  # "what we said to you all last week"
    | \b {_EARLIER_TIME} ,?\  {_WHO_SAID} \b  # "yesterday I said"
    | \b (?: as | like )\  {_EARLIER_TIME} \b  # "as last year"
    | \b hours\ ago \b
    """,
    re.VERBOSE,
)


def time_of(rendering: Rendering) -> dt.datetime:
    """Return when something was said or, where nobody knows, published."""
    return rendering.said_at or rendering.published_at


def _is_bare_day(rendering: Rendering) -> bool:
    return rendering.said_at is not None and rendering.said_at.time() == dt.time()


def _on_that_day(day: Rendering, other: Rendering) -> bool:
    """Tell whether `other` can belong to the bare day of `day`: said on it, or printed on it or on the next."""
    start = time_of(day)
    if other.said_at is None:
        return start - ZONE_SLACK <= other.published_at < start + 2 * _ONE_DAY
    if _is_bare_day(other):
        return other.said_at == start
    return start - ZONE_SLACK <= other.said_at < start + _ONE_DAY + ZONE_SLACK


def names_an_earlier_occasion(text: str) -> bool:
    """Tell whether a text itself speaks of an earlier time that the same was said."""
    return _EARLIER.search(plain_form(text)) is not None


def occasions(a: Rendering, b: Rendering) -> tuple[bool, int]:
    """Tell whether both renderings belong to one occasion; if not, how many days apart they are.

    None are, where the text itself names the earlier occasion.

    The time of the utterance counts, else that of its publication; a bare day (00:00) is compared as a day. The text
    outranks the clock where it names the earlier occasion and the other one was printed before it was said.
    """
    apart = abs(time_of(a) - time_of(b))
    for day, other in ((a, b), (b, a)):
        if _is_bare_day(day):
            if _on_that_day(day, other):
                return True, 0
            return False, max(apart.days, 1)
    if apart >= ONE_OCCASION:
        return False, apart.days
    for later, earlier in ((a, b), (b, a)):
        if earlier.published_at < time_of(later) and apart > TOO_CLOSE and names_an_earlier_occasion(later.text):
            return False, 0
    return True, 0
