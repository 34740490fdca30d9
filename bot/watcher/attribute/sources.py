"""Where the source of an attribution stands, and who stands in its words: before anybody is asked who that is.

It needs the words, the marks and the names alone; whom a pronoun or a description means is found on the way through the
article (`bot.watcher.attribute.speakers`).
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from bot.watcher import thresholds
from bot.watcher.lexicon import BODY_WORDS, COURTESY, ROLES, SPEECH_NOUNS, SPEECH_VERBS
from bot.watcher.people.coreference import between
from bot.watcher.people.mentions import Mention, MentionKind
from bot.watcher.people.resolver import is_of_another
from bot.watcher.people.role_words import described_role
from bot.watcher.people.source_spans import head_of_source, is_possessive
from bot.watcher.text.quotation_marks import touching

if TYPE_CHECKING:
    from bot.core.model import Span
    from bot.watcher.attribution import Attribution
    from bot.watcher.context import ArticleContext
    from bot.watcher.person import Person

_OPENS_RELATIVE: Final = frozenset({"whom", "who", "whose"})
_OWN_PLACES: Final = frozenset(  # "his social network": he alone writes there, though the two words may be a body's
    "account feed network page platform social".split()
)
_CLOSES_QUOTE: Final = frozenset('"”’»')
_VOCATIVE: Final = re.compile(  # "…, Mr. President.", "Mr Prime Minister, …"
    r"(?:^|[,“\"])\s?(?:Mr\.?|Mister)\s(President|Prime\sMinister)(?=[,.!?”\"])", re.IGNORECASE
)
_SPOKEN_OF: Final = re.compile(  # not "I am the president", "I like the president" of another country
    r"""
    \b(?:want|wants|would\slike|asks?|beg|urge|need)\s(?:for\s)?the\s(president|prime\sminister)\sto\b
    | \b(?:thank|serve|served)\sthe\s(President|Prime\sMinister|president|prime\sminister)\b
    """,
    re.VERBOSE,
)
_WAS_SPEAKING: Final = re.compile(r"\b(?:is|was|were) speaking\b|\bmade the (?:comment|remark)s?\b|\bthe words of\b")
_MYSELF: Final = re.compile(r"\b(?:I|me|my)\b")


class Sources:
    """The sources of the attributions of one article, by its words and names."""

    def __init__(self, context: ArticleContext) -> None:
        self._reading = context.reading
        self._marks = context.marks
        self._people = context.people
        self._mentions = context.mentions

    def settled(self, item: Attribution) -> Attribution:
        """The attribution with the source that the sentence gives it, where what was found is another's."""
        return self._of_who_follows(self._outside_relative(self._without_himself(item)))

    def _without_himself(self, item: Attribution) -> Attribution:
        """*Ann Bell, at the bridge: “… I said to him: …”*: *I*, within the words, is no source of them."""
        start, end = item.source[0] if item.source else (0, 0)
        is_within = item.extent[0] <= start and end <= item.extent[1]
        return replace(item, source=()) if is_within and self._reading.text[start:end] in {"I", "We", "we"} else item

    def _of_who_follows(self, item: Attribution) -> Attribution:
        """*“A,” said Ann; “B,” said Tom*: what stands behind a quotation that is over has no say in the next one."""
        reading = self._reading
        if not item.source or not item.cue or len(item.content) > 1 or not touching(self._marks, *item.content[0]):
            return item
        first = reading.word_at(item.source[0][0])
        first -= first > 0 and reading.lower[first - 1] in SPEECH_VERBS
        if item.source[0][1] > item.content[0][0] or reading.before(reading.starts[first]) not in _CLOSES_QUOTE:
            return item
        who = self.right_behind(item)
        if who is None or who.kind is not MentionKind.NAME:
            return item
        return replace(item, source=(reading.char_span(who.words),), cue=())

    def _outside_relative(self, item: Attribution) -> Attribution:
        """*Powell, whom Trump has attacked, said*: its source is whoever stands before the clause with the name."""
        if not item.source or not item.cue:
            return item
        lower = self._reading.lower
        source, cue = self._reading.word_at(item.source[0][0]), self._reading.word_at(item.cue[0][0])
        begin = self._reading.sentences[self._reading.sentence_of[source]][0]
        before = range(source if lower[source] == "whom" else source - 1, begin, -1)
        opens = next((at for at in before if lower[at] in _OPENS_RELATIVE), None)
        if opens is None or lower[opens - 1] != "," or "," in lower[opens:source] or "," not in lower[source:cue]:
            return item
        near = between(self._mentions, max(opens - 1 - thresholds.LONGEST_MENTION, begin), opens)
        named = next((mention.words[0] for mention in near if mention.words[1] == opens - 1), begin)
        return replace(item, source=(self._reading.char_span((named, opens - 1)),))

    def head_of(self, item: Attribution) -> Mention | None:
        """Who the source is about: the name, pronoun or description that stands for it; None where there is none."""
        if not item.source:
            return None
        first, stop = self._reading.word_range(item.source[0])
        if stop - first == 1 and self._reading.lower[first].split("'")[0] == "who":  # the one named right before
            near = between(self._mentions, first - thresholds.LONGEST_MENTION, first)
            before = (mention for mention in reversed(near) if first - mention.words[1] <= 1)
            return self._cleft(first) or next(before, None)
        if "your" in self._reading.lower[first:stop] or self._is_address(first, stop):
            return None  # "Mr. President, your minister said"
        return (
            self._behind_address(first, stop)
            or self._owner(first, stop)
            or head_of_source(
                self._reading, between(self._mentions, first - thresholds.LONGEST_MENTION, stop), (first, stop)
            )
        )

    def _owner(self, first: int, stop: int) -> Mention | None:
        """*His statement said*, *her second post read*: whose it is; of *his lawyer* and *his office* nobody is."""
        lower = self._reading.lower
        owned = lower[first + 1 : min(stop, first + 1 + thresholds.OWNED_WITHIN)]
        if lower[first] not in {"his", "her"} or not any(word in SPEECH_NOUNS or word in _OWN_PLACES for word in owned):
            return None
        others = (word for word in owned if word not in _OWN_PLACES)
        is_somebodys_else = any(word in ROLES or word in BODY_WORDS for word in others)  # "his office's statement"
        return None if is_somebodys_else else Mention.of_pronoun(first)

    def _cleft(self, who: int) -> Mention | None:
        """*It was Ann, not Bob, who said*: the one who is named behind *it was* in the same sentence."""
        lower = self._reading.lower
        first = self._reading.sentences[self._reading.sentence_of[who]][0]
        opens = {at + 2 for at in range(first, who - 1) if lower[at] == "it" and lower[at + 1] in {"is", "was"}}
        named = next((mention for mention in between(self._mentions, first, who) if mention.words[0] in opens), None)
        if named is None or not (named.words[1] == who or lower[named.words[1] : named.words[1] + 2] == [",", "not"]):
            return None  # "It was Ann's son who"
        return named

    def _is_address(self, first: int, stop: int) -> bool:
        """Whether a source is two names and a comma, "Mr. Bell, Ann Hale said": he who is addressed, and she."""
        names = [mention for mention in between(self._mentions, first, stop) if mention.kind is MentionKind.NAME]
        if not names or names[0].words[0] != first:
            return False  # "the head of the House, Ann Hale"
        return any(self._reading.lower[one.words[1] : other.words[0]] == [","] for one, other in pairwise(names))

    def _behind_address(self, first: int, stop: int) -> Mention | None:
        """*Mr. Bell, the French president said*: who is no apposition to whom a question is put to, since not he."""
        inside = between(self._mentions, first, stop)
        if len(inside) < len(("Bell", "the president")) or inside[0].words[0] != first:
            return None
        name, other = inside[:2]
        known, lower = self._people.of.get(name), self._reading.lower
        is_called = lower[first].strip(".") in COURTESY and lower[name.words[1]] == ","
        is_last = other.words == (name.words[1] + 1, stop) and other.kind is MentionKind.DESCRIPTION
        role = described_role(self._reading, other) if is_called and is_last else None
        return other if known is not None and role is not None and is_of_another(known.person, role) else None

    def named_in(self, item: Attribution) -> frozenset[Person]:
        """Who is named in the words, but for owners: people seldom call themselves by name."""
        return self.spoken_to_in(item) | frozenset(
            self._people.of[mention].person
            for span in item.content
            for mention in between(self._mentions, *self._reading.word_range(span))
            if mention in self._people.of and not is_possessive(self._reading, mention)
        )

    def spoken_to_in(self, item: Attribution) -> frozenset[Person]:
        """Of whose office somebody speaks, of the tracked: *Thank you, Mr. President*, *I want the president to go*."""
        words = " ".join(self._text(span) for span in item.content)
        is_quoted = _MYSELF.search(words) and touching(self._marks, *item.extent)
        spoken_of = ["".join(found) for found in _SPOKEN_OF.findall(words)] if is_quoted else []
        heads = {" ".join(match.lower().split()) for match in (*_VOCATIVE.findall(words), *spoken_of)}
        return frozenset(person for person in self._people.actors() if any(own.head in heads for own in person.roles))

    def hearer(self, item: Attribution) -> frozenset[Person]:
        """Who is spoken to right behind the verb, *he told the president*: nobody says that of himself."""
        if not item.cue:
            return frozenset()
        behind = self._reading.word_range(item.cue[-1])[1]
        begin = behind + (self._reading.lower[behind : behind + 1] == ["the"])  # "the US president" begins with "US"
        mention = next(iter(between(self._mentions, behind, begin + 1)), None)
        if mention is None or any(self._reading.word_at(start) == behind for start, _ in item.source):
            return frozenset()
        known = self._people.of.get(mention) or self._people.by_description(mention, before=mention.words[0])
        return frozenset({known.person} if known else ())

    def right_behind(self, item: Attribution) -> Mention | None:
        """Who stands with a verb of saying right behind the words, on their line: *“…” Ann Bell said on Monday*."""
        lower = self._reading.lower
        first = self._reading.word_at(item.extent[1])
        while first < len(lower) and not lower[first][0].isalnum():
            first += 1
        verb = first if first < len(lower) and lower[first] in SPEECH_VERBS else None
        begin = first if verb is None else first + 1
        mention = next(iter(between(self._mentions, begin, begin + 1)), None)
        stop = mention.words[1] if mention else len(lower)
        is_said = verb is not None or (stop < len(lower) and lower[stop] in SPEECH_VERBS)
        gap = self._text((item.extent[1], self._reading.starts[first])) if first < len(lower) else ""
        if mention is None or not is_said or not {"\n", "."}.isdisjoint(gap):
            return None
        return None if self._text(item.content[-1]).strip("\"”’'» ").endswith(".") else mention  # a sentence of its own

    def introduced_below(self, item: Attribution) -> Mention | None:
        """Who spoke by the paragraph below words that stand alone: *“…” / Ann Bell was speaking in Oran*."""
        reading, paragraphs = self._reading, self._reading.paragraph_spans()
        last = number = reading.paragraph_of[reading.word_at(item.extent[1] - 1)]
        while number < len(paragraphs) and self._is_in_marks_alone(*paragraphs[number]):
            number += 1
        if number in {last, len(paragraphs)}:
            return None
        first = reading.paragraphs[number][0]
        stop = reading.sentences[reading.sentence_of[first]][1]
        if not _WAS_SPEAKING.search(" ".join(reading.lower[first:stop])):
            return None
        near = between(self._mentions, first, stop)
        return next((one for one in near if one.kind in {MentionKind.NAME, MentionKind.DESCRIPTION}), None)

    def _is_in_marks_alone(self, start: int, end: int) -> bool:
        pairs = touching(self._marks, start, end)
        return (
            bool(pairs) and not (self._text((start, pairs[0].outer[0])) + self._text((pairs[-1].outer[1], end))).strip()
        )

    def in_brackets(self, label: Span) -> Mention | None:
        """Who is heard, as a script has it: "CLIP (TRUMP)"."""
        opening = self._reading.text.find("(", *label)
        first = self._reading.word_at(opening) + 1
        named = between(self._mentions, first, first + 1) if opening >= 0 else ()
        return next((mention for mention in named if mention.words[0] == first and mention in self._people.of), None)

    def _text(self, span: Span) -> str:
        return self._reading.text[slice(*span)]
