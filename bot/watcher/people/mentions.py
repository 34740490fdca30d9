"""Who is mentioned where: names, descriptions, pronouns and bodies, as word ranges. No decision on who is who."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from bot.core.places import place_at
from bot.watcher import thresholds
from bot.watcher.lexicon import (
    ADVERBS,
    AUXILIARIES,
    BODIES,
    BODY_WORDS,
    COUNTRIES,
    COURTESY,
    DAYS_MONTHS,
    DETERMINERS,
    FEMALE_NAMES,
    FUNCTION_WORDS,
    MALE_NAMES,
    NAME_SUFFIXES,
    PREPOSITIONS,
    ROLES,
    SPEECH_VERBS,
    TITLE_WORDS,
    word_list,
)
from bot.watcher.people.roster import name_form

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.core.model import Span
    from bot.watcher.text.reading import Reading

_OPENS: Final = frozenset({"imagine", "suppose", "unlike"})
_PARTICLES: Final = word_list("name_particles")
_ARABIC_ARTICLES: Final = frozenset("al el ad an ar as ash at az".split())
_INDEFINITE: Final = word_list("indefinite_determiners")
_STOPS = (
    (FUNCTION_WORDS | AUXILIARIES | PREPOSITIONS | (frozenset(SPEECH_VERBS) - frozenset(ROLES)))
    - DETERMINERS
    - {"other", "same", "new", "old", "first", "'s", "’s"}
)
_WITHIN_TITLES: Final = TITLE_WORDS - ROLES.keys() - _STOPS - BODIES  # "Republican presidential nominee"
_EXCELLENCY: Final = ["h", "e"]  # "H E Ann Bell"
_PARTY_ADJECTIVES: Final = frozenset({"democrat", "republican"})  # roles that stand before another noun as well


_NO_HEADLINE_VERBS: Final = TITLE_WORDS | BODY_WORDS | COUNTRIES.keys() | MALE_NAMES  # "United States"
_SMALL_WORDS: Final = (ADVERBS | AUXILIARIES) - PREPOSITIONS
# What stands before a surname that looks like a verb: "Ann Hopes", "Mr Fears", "The Notes".
_NO_LONE_SURNAMES: Final = _NO_HEADLINE_VERBS | FEMALE_NAMES | COURTESY | FUNCTION_WORDS


class MentionKind(StrEnum):
    """How somebody is mentioned."""

    NAME = "name"
    DESCRIPTION = "description"
    PRONOUN = "pronoun"
    BODY = "body"  # an institution, a place, a thing


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One mention; ranges are word ranges."""

    words: Span
    kind: MentionKind
    core: Span  # the name without titles, the whole range otherwise
    indefinite: bool = False

    @classmethod
    def of_pronoun(cls, at: int) -> Mention:
        """The mention that one word is."""
        return cls(words=(at, at + 1), kind=MentionKind.PRONOUN, core=(at, at + 1))

    def __lt__(self, other: Mention) -> bool:
        return self.words < other.words


def find_mentions(reading: Reading, uncased: Mapping[str, Sequence[tuple[str, ...]]]) -> list[Mention]:
    """All mentions of a text in order; they do not overlap, but a name may stand in a description's complement.

    `uncased` holds names in scripts without capitals by their first word: only known ones can be seen there.
    """
    names = _names_in(reading) + _uncased_names(reading, uncased)
    taken = {at for mention in names for at in range(*mention.words)}
    out = names + _descriptions(reading, taken)
    out += [Mention.of_pronoun(at) for at, word in enumerate(reading.lower) if word in {"he", "she"}]
    return sorted(out)


def _names_in(reading: Reading) -> list[Mention]:
    out: list[Mention] = []
    at, size = 0, len(reading.words)
    while at < size:
        if not _is_capital(reading.words[at]):
            at += 1
            continue
        stop = at + 1
        while stop < size and reading.paragraph_of[stop] == reading.paragraph_of[at]:
            is_over = _is_headline_verb(reading, at, stop) or _is_headline_adverb(reading, at, stop)
            more = 0 if is_over else _run_goes_on(reading, stop)
            if not more:
                break
            stop += more
        out += _split_sequence(reading, at, stop)
        at = stop + (stop < size and _is_headline_verb(reading, at, stop))
    return out


def _is_headline_verb(reading: Reading, first: int, at: int) -> bool:
    """*Ann Bell Calls Tom Hill*, *Former Doctor Says*, *Hill Denies*: a verb with the capital of a headline."""
    word = reading.lower[at]
    is_form = word.endswith("s") or reading.words[at].isupper()  # "HILL SAID IT", in capitals throughout
    if not (is_form and word in SPEECH_VERBS and _is_capital(reading.words[at])):
        return False
    if word in _NO_HEADLINE_VERBS:
        return False
    before = reading.lower[at - 1]
    following = reading.words[at + 1] if at + 1 < len(reading.words) else ""
    is_between_names = at - first > 1 and _is_capital(following)
    is_lone = at - first == 1 and before not in _NO_LONE_SURNAMES and len(before) > 1
    is_behind_surname = is_lone and (_is_capital(following) or not following[:1].isalnum())
    return is_between_names or is_behind_surname or (before in ROLES and before not in BODY_WORDS)


def _is_headline_adverb(reading: Reading, first: int, at: int) -> bool:
    """*Ann Bell Again Calls*, *Hill Will Not Go*: a small word with the capital of a headline, but *Ann May*."""
    word = reading.lower[at]
    if word not in _SMALL_WORDS or not _is_capital(reading.words[at]):
        return False
    is_surname = at - first == 1 and (reading.lower[first] in _NO_LONE_SURNAMES or len(reading.lower[first]) == 1)
    return not is_surname and (at + 1 >= len(reading.words) or _is_capital(reading.words[at + 1]))


def _run_goes_on(reading: Reading, at: int) -> int:
    """How many words from here on belong to the run of capitals before them; 0 ends it."""
    if _is_capital(reading.words[at]):
        return 1
    if at + 1 == len(reading.words):
        return 0
    if _is_full_stop_within(reading, at):
        return 1
    lower = reading.lower
    if _is_article_in_name(reading, at):
        return 3
    is_generation = lower[at] == "," and lower[at + 1] in {"jr", "sr"}
    return 2 if is_generation or _is_hyphen(reading, at) or _is_joining(reading, at) else 0


def _is_article_in_name(reading: Reading, at: int) -> bool:
    """*Asaad al-Shaibani*, *Abdel-Fattah el-Sissi*: a small word, a hyphen and a capital."""
    lower = reading.lower
    return (
        lower[at] in _ARABIC_ARTICLES
        and lower[at - 1] not in FUNCTION_WORDS
        and at + 2 < len(lower)
        and _is_hyphen(reading, at + 1)
    )


def _is_full_stop_within(reading: Reading, at: int) -> bool:
    """*J. D. Vance*, *Mr. Miller*, *Ann Bell Jr. said*."""
    before = reading.lower[at - 1]
    if reading.words[at] != "." or reading.starts[at] != reading.ends[at - 1]:
        return False
    if before.removesuffix(".") in NAME_SUFFIXES:
        return True
    is_initial = len(before) == 1 and reading.words[at - 1] != "X"
    return (is_initial or before in COURTESY | _TITLE_ABBREVIATIONS) and _is_capital(reading.words[at + 1])


def _is_hyphen(reading: Reading, at: int) -> bool:
    """*Baghaei-Hamaneh*, *O’Brien*: no space on either side, and a capital behind."""
    return (
        reading.words[at] in {"-", "‑", "’", "'"}
        and reading.starts[at] == reading.ends[at - 1]
        and reading.starts[at + 1] == reading.ends[at]
        and _is_capital(reading.words[at + 1])
    )


def _is_joining(reading: Reading, at: int) -> bool:
    """*Ursula von der Leyen*, *Secretary of State*: a small word between two capitals."""
    lower = reading.lower
    if not _is_capital(reading.words[at + 1]):
        return False
    is_particle = lower[at] in _PARTICLES and lower[at - 1] not in FUNCTION_WORDS
    is_office = lower[at] in {"of", "for"} and lower[at - 1] in ROLES and lower[at + 1] in TITLE_WORDS
    return is_particle or (is_office and reading.words[at] == lower[at])


def _uncased_names(reading: Reading, known: Mapping[str, Sequence[tuple[str, ...]]]) -> list[Mention]:
    if reading.text.isascii():
        return []
    out: list[Mention] = []
    at = 0
    while at < len(reading.words):
        word = reading.words[at]
        length = 0
        if not word.isascii() and word.upper() == word.lower() and word[0].isalpha():
            for first in (name_form(word), name_form(word[1:])):  # "and", "to" and the like are written onto the name
                for name in known.get(first, ()):
                    if tuple(name_form(other) for other in reading.words[at + 1 : at + len(name)]) == name[1:]:
                        length = max(length, len(name))
        if length:
            out.append(Mention(words=(at, at + length), kind=MentionKind.NAME, core=(at, at + length)))
        at += length or 1
    return out


_TITLE_ABBREVIATIONS: Final = word_list("title_abbreviations")


def _is_capital(word: str) -> bool:
    return word[:1].isupper()


def _split_sequence(reading: Reading, at: int, stop: int) -> list[Mention]:
    lower = reading.lower
    at = _behind_openers(reading, at, stop)
    if at >= stop or (lower[at] in {"i", "i'm", "i'll", "i've", "i'd"} and stop - at == 1):
        return []
    core = _core_start(lower, at, stop)
    words = [word for word in lower[core:stop] if word[:1].isalnum()]
    if words:
        kind = MentionKind.BODY if _is_body(words) else MentionKind.NAME
        return [Mention(words=(at, stop), kind=kind, core=(core, stop))]
    if not ROLES.keys().isdisjoint(lower[at:stop]):
        return []  # a bare title: the descriptions take it
    return [Mention(words=(at, stop), kind=MentionKind.BODY, core=(at, stop))]


def _behind_openers(reading: Reading, at: int, stop: int) -> int:
    """Where a run begins behind what has its capital from the sentence, and behind the day or month of a date."""
    lower = reading.lower
    is_first = reading.sentences[reading.sentence_of[at]][0] == at or not reading.words[at - 1][-1:].isalnum()
    while at < stop and (lower[at] in FUNCTION_WORDS or (is_first and stop - at > 1 and _is_adverbial(lower[at]))):
        at += 1
    while stop - at > 1 and _is_no_given_name(reading, at):
        at += 1
    while at < stop and (lower[at] in DAYS_MONTHS or (at > 0 and lower[at] == "." and lower[at - 1] in DAYS_MONTHS)):
        at += 1
    return at


def _is_no_given_name(reading: Reading, at: int) -> bool:
    """*18.52 BST Trump*, *UPDATE Trump*, *(Adds Trump comment)*: capitals before one capital, or a verb of the wire."""
    word, following = reading.words[at], reading.words[at + 1]
    if following.lower() in FUNCTION_WORDS:
        return False  # "Quotes Of The Week"
    is_acronym = len(word) > thresholds.SHORT_WORD and word.isalpha() and word.isupper() and following[1:].islower()
    is_acronym = is_acronym and following.lower() not in BODY_WORDS  # "NBC News"
    is_verb = reading.lower[at] in SPEECH_VERBS and word.endswith("s") and reading.lower[at] not in _NO_LONE_SURNAMES
    return (is_acronym or is_verb) and reading.lower[at] not in TITLE_WORDS | MALE_NAMES | FEMALE_NAMES


def _is_adverbial(word: str) -> bool:
    """Whether a word can open a sentence before a name: *Surely*, *Speaking*, *Unlike*, *Said* Ann Bell."""
    if word in TITLE_WORDS | MALE_NAMES | FEMALE_NAMES:
        return False
    return word.endswith(("ing", "ly")) or word in _OPENS or (word in SPEECH_VERBS and word.endswith(("ed", "aid")))


def _is_body(words: Sequence[str]) -> bool:
    is_country = len(words) == 1 and words[0] in COUNTRIES
    if len(words) > 1 and words[0] in MALE_NAMES | FEMALE_NAMES:
        words = words[1:]  # "Bill de Blasio"
    return is_country or any(word in BODY_WORDS or word.isdigit() for word in words)


def _core_start(lower: list[str], at: int, stop: int) -> int:
    """Where the name begins behind its titles; a title within starts it anew: "Trump Campaign Manager Corey …"."""
    core = at + 2 if lower[at : at + 2] == _EXCELLENCY and stop - at > len(_EXCELLENCY) else at
    while core < stop and (
        lower[core] in TITLE_WORDS
        or lower[core] in COUNTRIES
        or lower[core] in _TITLE_ABBREVIATIONS
        or lower[core] in {"of", "for", ".", "-", "'s"}
    ):
        core += 1
    given = MALE_NAMES | FEMALE_NAMES  # "Larry King" is no king
    inner = (
        here for here in range(stop - 2, core, -1) if lower[here] in ROLES and not {*lower[here - 1 : here + 1]} & given
    )
    return next(inner, core - 1) + 1


_IN_CHIEF: Final = (("in", "chief"), ("-", "in", "-", "chief"))  # "commander-in-chief"


def _descriptions(reading: Reading, taken: set[int]) -> list[Mention]:
    out: list[Mention] = []
    for at, word in enumerate(reading.lower):
        if at not in taken and (word in ROLES or word in BODIES):
            mention = _description(reading, at, taken)
            if mention is not None:
                out.append(mention)
    return out


def _description(reading: Reading, at: int, taken: set[int]) -> Mention | None:
    """The description or body whose head is a word, if it is one and no name's mention has it."""
    lower = reading.lower
    word = lower[at]
    head = at + 1
    while head + 1 < len(lower) and lower[head] in _WITHIN_TITLES:
        head += 1
    following = lower[head] if head < len(lower) else ""
    if (following in ROLES or following in BODIES) and following not in _STOPS:
        return None  # "foreign ministry spokesman", "Republican presidential nominee": the last noun is the head
    if word in _PARTY_ADJECTIVES and following.isalpha() and following.islower() and not _may_follow(following):
        return None  # "the Republican field"
    first = phrase_start(reading, at)
    bare = first == at and not _is_capital(reading.words[at])
    stop = phrase_stop(reading, at + 1, first)
    if (word in ROLES and bare and not _opens_clause(reading, at)) or _is_apposition(reading, first, stop, taken):
        return None
    if word in BODIES:
        determined = lower[first] in DETERMINERS or first != at
        return Mention(words=(first, at + 1), kind=MentionKind.BODY, core=(first, at + 1)) if determined else None
    if at + 1 in taken and reading.starts[at + 1] - reading.ends[at] <= 1:
        return None  # "spokesman Abolfazl …": part of the name's mention
    indefinite = lower[first] in _INDEFINITE
    return Mention(words=(first, stop), kind=MentionKind.DESCRIPTION, core=(first, at + 1), indefinite=indefinite)


def _may_follow(word: str) -> bool:
    """Whether a word can follow the noun for a person: a verb or a small word, not another noun."""
    small = FUNCTION_WORDS | AUXILIARIES | PREPOSITIONS | ADVERBS | SPEECH_VERBS.keys()
    return word in small or word.endswith(("ed", "ly", "s"))


def _is_apposition(reading: Reading, first: int, stop: int, taken: set[int]) -> bool:
    """Beside a name: "the spokesman, Oren Marmorstein, wrote" and the other way round name one person."""
    words = reading.words
    if words[stop : stop + 1] == [","] and stop + 1 in taken and words[stop + 1][:1].isupper():
        return True
    return (
        first > 1
        and words[first - 1] == ","
        and first - 2 in taken
        and (words[stop : stop + 1] in ([","], ["."]) or reading.lower[stop : stop + 1] == ["who"])
    )


def _opens_clause(reading: Reading, at: int) -> bool:
    return reading.sentences[reading.sentence_of[at]][0] == at


def phrase_start(reading: Reading, head: int) -> int:
    """Where the noun phrase of a head begins: at its determiner or owner, else with its capitals and titles."""
    lower = reading.lower
    low = max(head - thresholds.LONGEST_DESCRIPTION, reading.sentences[reading.sentence_of[head]][0])
    owner = None
    at = head - 1
    while at >= low:
        word = lower[at]
        if word in DETERMINERS:
            return at
        if owner is None and word == "'s" and at > low and _is_capital(reading.words[at - 1]):
            owner = at  # "Turkey's communications director"
        is_stop = word in _STOPS and not (word in TITLE_WORDS | BODIES and _is_capital(reading.words[at]))
        if is_stop or (not word[:1].isalnum() and word not in {"-", "'s", "'", "’", "‑"}):
            break
        at -= 1
    at = head if owner is None else owner
    while at > low and (
        lower[at - 1] in TITLE_WORDS
        or lower[at - 1] in COUNTRIES
        or lower[at - 1] in {"top", "chief", "leading", "veteran", "longtime"}
        or (lower[at - 1] in {"'s", "'", "’"} and at - 1 > low and _is_capital(reading.words[at - 2]))
        or (_is_capital(reading.words[at - 1]) and lower[at - 1] not in FUNCTION_WORDS)
    ):
        at -= 1
    return at


def phrase_stop(reading: Reading, at: int, first: int) -> int:
    """Where it ends: with the noun, or with the noun's *of …* and *for …*."""
    lower = reading.lower
    end = reading.sentences[reading.sentence_of[first]][1]
    in_chief = next((form for form in _IN_CHIEF if tuple(lower[at : at + len(form)]) == form), ())
    at += len(in_chief)
    if at + 1 < end and lower[at] == "in" and lower[at + 1] in COUNTRIES:
        is_said = any(place_at(lower[:at], word) for word in range(first, at))
        return at if is_said else at + 2  # "the Indian premier in Jerusalem" met somebody there
    if at >= end or lower[at] not in {"of", "for"}:
        return at
    stop = at + 1
    while stop < min(end, at + thresholds.LONGEST_COMPLEMENT):
        word = lower[stop]
        place = place_at(lower, stop)
        if place is not None and place[1] > 1:  # "the president of the United States said": "states" is no verb here
            stop += place[1]
            continue
        if (
            (word in SPEECH_VERBS and stop > at + 1)  # "the secretary of state said"
            or (word in AUXILIARIES and word != "'s")
            or (not word[:1].isalnum() and word not in {"'s", "-", "’", "'"})
            or word in ADVERBS
            or word in {"who", "which", "and", "but", "that", "to"}
        ):
            break
        stop += 1
    return stop if stop > at + 1 else at
