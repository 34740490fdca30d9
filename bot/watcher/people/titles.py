"""Titles that announce a speech: whose words stand below."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING, Final

from bot.core.places import place_at
from bot.watcher import thresholds
from bot.watcher.lexicon import COUNTRIES, PREPOSITIONS, ROLES, TITLE_WORDS
from bot.watcher.roles import role_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.watcher.person import Person

_SPEECHES: Final = r"""
    (?:
        remarks | speech | address | statement | letter | message | eulogy | text | transcript
        | gaggle | briefing | conference | availability
    )
"""
_SPEECH: Final = re.compile(_SPEECHES, re.VERBOSE)
_OF_A_SPEECH: Final = re.compile(rf"\b{_SPEECHES}\b", re.IGNORECASE | re.VERBOSE)
_HIS_SPEECH: Final = re.compile(
    rf"""
    ['’]s?\s+(?:[\w'’-]+\s+){{0,2}}{_SPEECHES}
    (?: \s+(?:at|to|on|in|for|before|during|after|from|of)\b | \W*$ | \s*[:|,(–—-] )
    """,
    re.IGNORECASE | re.VERBOSE,
)
_SENT: Final = re.compile(  # behind the name: "the full letter X sent", "Transcript: X gaggle at the museum"
    rf"""
    \W*$ | \s*[:|,(–—-] | ['’]s\b | \s+{_SPEECHES}\b
    | \s+(?:at|to|on|in|before|during|after|sent|wrote|gave|delivered|made|read|issued|published|posted|signed)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_HEAD_OF_FULL_TEXT: Final = re.compile(r"^\W*(?:in\ full|full\ text|read)\s*[:|–—-]\s*", re.IGNORECASE | re.VERBOSE)
_TOKENS_OF_TITLE: Final = re.compile(r"(?:[A-Z]\.)+|[\w-]+|['’]s\b|[^\w\s]")
_BREAKS_OF_TITLE: Final = PREPOSITIONS | frozenset(", ; : – — | and".split())
_BESIDE_A_NAME: Final = TITLE_WORDS | COUNTRIES.keys() | frozenset("pm us read watch the full press by of from".split())


def announces_speech_of(title: str, author: Person) -> bool:
    """Whether a title is the name of a speech and says nothing of it: *PM X's remarks at …*, *Full letter by X*."""
    if not author.words:  # somebody without a name
        return False
    title = _HEAD_OF_FULL_TEXT.sub("", title)
    before, found, after = title.partition(author.name)
    if not found:
        before, found, after = _around(title, author.words[-1])
    words = [word.strip(".,:").lower() for word in before.split()]
    names = _BESIDE_A_NAME.union(author.words)
    plain = [word for word in words if word not in names and not _SPEECH.fullmatch(word)]
    if not found or plain:
        return False
    if _OF_A_SPEECH.search(before):  # "Remarks by President X", "Read the full letter X sent"
        is_by = not {"by", "from", "of"}.isdisjoint(words)
        return (is_by or bool(_SENT.match(after))) and not re.search(r"\b(?:to|for|on|and)\b", before, re.IGNORECASE)
    return bool(_HIS_SPEECH.match(after))


def names_another_holder(title: Sequence[str], head: str, person: Person, others: Iterable[Person]) -> bool:
    """Whether a title has an office of another country, or of somebody else: *Japan's Prime Minister*, *PM Strand*.

    Args:
        title: the words of the title.
        head: the office.
        person: who may be meant by it.
        others: who else is named in the text.

    """
    words = [word for one in title for word in _TOKENS_OF_TITLE.findall(one)]
    home = {country for own in person.roles for country in own.countries}
    surnames = {one.words[-1] for one in others if one is not person and one.words}
    for at, word in enumerate(words):
        before = takewhile(lambda one: one not in _BREAKS_OF_TITLE, reversed(words[:at]))
        role = role_of([*reversed([*before][: thresholds.TITLE_BEFORE_NAME]), word]) if word.lower() in ROLES else None
        if role is None or role.head != head:
            continue
        behind = [one.lower() for one in words[at + 1 : at + 1 + thresholds.TITLED_NAME]]
        named = list(takewhile(lambda one: one not in ROLES and one not in _BREAKS_OF_TITLE, behind))
        of = [one for one in behind[len(named) :] if one != "the"]
        place = place_at(of, 1) if of[:1] == ["of"] else None
        countries = role.countries | ({place[0]} if place else set())
        is_own = person.words[-1] in named or not home.isdisjoint(countries)
        if not is_own and (countries or not surnames.isdisjoint(named)):
            return True
    return False


def _around(title: str, surname: str) -> tuple[str, str, str]:
    match = re.search(rf"\b{re.escape(surname)}\b", title, re.IGNORECASE)
    return (title[: match.start()], match.group(), title[match.end() :]) if match else (title, "", "")
