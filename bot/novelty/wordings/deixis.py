"""Words whose sense hangs on something outside their text: on what was named before, or on the day they were said."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from bot.core.day_names import MONTHS, WEEKDAYS
from bot.core.words import is_small, tokens
from bot.novelty.facts.logic import LOGIC_WORDS
from bot.novelty.lexicon import set_of
from bot.novelty.thresholds import MOST_POINTING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

_SAY_WHICH: Final = frozenset({"of", "on", "to", "from", "for", "by", "against", "with", "between", "in", "that"})
_AFTER_IT: Final = frozenset({"is", "was", "'s", "will", "would", "has"})
_AFTER_THAT: Final = _AFTER_IT | {"are", "were", "can", "could", "must", "should", "does", "did", "means", "had"}
_DETERMINERS_OF_ALL: Final = frozenset({"the", "a", "an", "our", "my", "your", "all", "every", "each", "no", "both"})
_OF_SEVERAL: Final = frozenset({"they", "them", "their", "theirs", "themselves"})
_OF_ONE: Final = frozenset({"it", "its", "itself"})
_SPANS: Final = (
    "minute", "hour", "day", "night", "morning", "noon", "afternoon", "evening", "week", "weekend", "fortnight",
    "month",
)  # fmt: skip
_COUNTED_SPANS: Final = "|".join(f"{one}s?" for one in _SPANS)
_MONTHS: Final = "|".join(one for one in MONTHS if one != "may")  # "this may be"
_WEEKDAY: Final = re.compile(rf"\b({'|'.join(WEEKDAYS)})s?\b")
# What counts from the day of speaking. "This year" does not: it is the same year for most of what is said again in it.
_FROM_THAT_DAY: Final = re.compile(
    rf"""
    \b(?:
        today | tonight | tomorrow | yesterday
      | \w+\ ago
      | (?: this | last | next | past | coming | following | same )\ (?: \w+\ ){{0,2}}
        (?: {_COUNTED_SPANS} | {_MONTHS} )
      | (?: in | within | for )\ (?: \w+\ ){{1,2}}(?: {_COUNTED_SPANS} )
      | (?: i | we | they | he | she | it | has | have | had )\ just\ (?! a\b | an\b | the\b | as\b | like\b )\w+
      | just\ now | right\ now | moments?\ ago | earlier\ (?: today | on )
    )\b
    """,
    re.VERBOSE,
)


def points_outside(text: str) -> bool:
    """Tell whether what a text says hangs on a word that points to something outside it.

    "We accept the proposal" of Friday may be of another one than that of Monday, word for word. In a longer text what
    is said beside the word shows what it is.
    """
    said = tokens(text)
    if len(content_of([word for word in said if word[:1].isalnum()])) > MOST_POINTING:
        return False
    return any(_points_at(said, place) for place in range(len(said)))


def hangs_on_its_day(text: str, days: tuple[date, date] | None = None) -> bool:
    """Tell whether a text says another thing on another day: "We struck the base last night".

    A weekday is the same one on two days between which it does not come.

    Args:
        text: what is said.
        days: on which it is said, twice; None: on any two.

    """
    said = " ".join(tokens(text))
    if _FROM_THAT_DAY.search(said):
        return True
    named = {WEEKDAYS.index(one) for one in _WEEKDAY.findall(said)}
    if days is None or not named:
        return bool(named)
    first, last = sorted(days)
    return any((named_day - first.weekday()) % len(WEEKDAYS) <= (last - first).days for named_day in named)


def _points_at(said: Sequence[str], place: int) -> bool:
    word, behind = said[place], said[place + 1 : place + 7]
    following = behind[0] if behind else "."
    if word == "the":
        says_which = len(behind) > 1 and behind[1] in _SAY_WHICH
        return following in set_of("named_by_the") and not says_which
    if word == "this" and following == "year":
        return False
    if word == "that":  # not of "the view that we …"
        return following in _AFTER_THAT or not following[:1].isalnum()
    if (
        word == "it"
        and following in _AFTER_IT
        and any(one == "that" or (one == "to" and not is_small(after)) for one, after in pairwise(behind))
    ):
        return False  # "it is time to go" points to nothing, "it is good to us" does
    return word in set_of("pointing_out") and not _is_named_before(said, place)


def _is_named_before(said: Sequence[str], place: int) -> bool:
    """Tell whether the text itself names what a pronoun stands for: "The ferries sail, and they are full"."""
    if said[place] not in _OF_SEVERAL | _OF_ONE:
        return False
    are_several = said[place] in _OF_SEVERAL
    reach = 2 if are_several else 1  # "the regional pilots"; in "the ferries sail" the verb is no name
    return any(
        one.isalpha()
        and not is_small(one)
        and one.endswith("s") == are_several
        and (at == 0 or not _DETERMINERS_OF_ALL.isdisjoint(said[max(at - reach, 0) : at]))
        for at, one in enumerate(said[:place])
    )


def content_of(said: Sequence[str]) -> list[str]:
    """Return the words that say something by themselves."""
    return [word for word in said if not is_small(word) and word not in LOGIC_WORDS]
