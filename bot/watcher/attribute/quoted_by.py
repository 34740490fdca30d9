"""*The Post quotes Baghaei*, *he was quoted as saying*: whose the words are that somebody else passes on."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from bot.watcher import thresholds
from bot.watcher.lexicon import AUXILIARIES, PREPOSITIONS, ROLES, word_list
from bot.watcher.people.mentions import Mention, MentionKind
from bot.watcher.people.source_spans import is_possessive, subject_of_cue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.watcher.attribution import Attribution
    from bot.watcher.people.coreference import Coreference
    from bot.watcher.people.people import People
    from bot.watcher.person import Known
    from bot.watcher.text.reading import Reading

_QUOTING_VERBS: Final = word_list("quoting_verbs")
_OF_NOBODY: Final = frozenset("clip graphic image meme picture post screenshot tweet video".split())


def credited(item: Attribution, known: Known | None, text: str) -> Attribution:
    """Return an attribution with its speaker, or with why there is none; `text` is what the article calls them."""
    if known is None or known.sure < thresholds.SURE_ENOUGH:
        why = f"not sure whether {known.person.name}" if known else "not resolved"
        return replace(item, speaker=text or None, sure=0.4, links=(*item.links, f"{text or 'no source here'}: {why}"))
    return replace(
        item, person=known.person, speaker=known.person.name, sure=known.sure, links=(*item.links, known.how)
    )


class Quoted:
    """Finds who is quoted by somebody else.

    Args:
        reading: the article.
        walk: who the mentions are; all up to the sentence that is asked for are known.
        people: of the article.
        hidden: of each word, whether it stands in words that are said.

    """

    def __init__(self, reading: Reading, walk: Coreference, people: People, hidden: Sequence[bool]) -> None:
        self._reading = reading
        self._walk = walk
        self._people = people
        self._hidden = hidden

    def cited(self, item: Attribution) -> Attribution | None:
        """*The Post quotes Baghaei: "…"*: the words are those of whom it quotes."""
        reading = self._reading
        if not item.cue:
            return None
        verb = self._quoting_verb(item)
        if verb is None:
            return None
        near = self._walk.by_sentence.get(reading.sentence_of[verb], [])
        if verb and reading.lower[verb - 1] in AUXILIARIES:  # "was quoted as saying"
            subject = subject_of_cue(reading, near, verb, self._hidden)
            known = self._walk.known.get(subject) if isinstance(subject, Mention) else None
            return credited(item, known, "") if known else None
        quoted = (
            self._before_as_saying(verb)
            or self._whose_office(verb)
            or next((one for one in near if self._is_quoted(one, verb)), None)
        )
        known = (self._walk.known.get(quoted) or self._people.of.get(quoted)) if quoted else None
        if known is None:
            unnamed = self._somebody_as_saying(verb)
            return replace(item, speaker=unnamed, sure=0.8) if unnamed and item.source else None
        source = self._reading.words_in(item.source)
        if source[:1] in (["a"], ["an"]) and not _OF_NOBODY.isdisjoint(source):  # "a post shared widely quotes him"
            return replace(item, speaker=" ".join(source), sure=0.9)
        by = next((mention for mention in reversed(near) if mention.words[1] <= verb), None)
        return replace(
            item,
            person=known.person,
            speaker=known.person.name,
            sure=min(known.sure, 0.85),
            second_hand=item.second_hand or self._is_somebody(by),
            teller=item.teller or self._name_of(by),
            links=(*item.links, f"quoted here: {known.person.name}"),
        )

    def _is_quoted(self, mention: Mention, verb: int) -> bool:
        """Whether a person stands right behind *quoted*: not *Trump's office*."""
        is_near = verb < mention.words[0] <= verb + 2
        return is_near and mention.kind is not MentionKind.BODY and not is_possessive(self._reading, mention)

    def _before_as_saying(self, verb: int) -> Mention | None:
        """*quoted the ministry's spokesman, Esmail Baghaei, as saying*: the name right before *as saying*.

        Not of an aide to him.
        """
        lower = self._reading.lower
        stop = self._reading.sentences[self._reading.sentence_of[verb]][1] - 1
        reach = range(verb + 1, min(verb + thresholds.QUOTED_REACH + 1, stop))
        saying = next((at for at in reach if lower[at] == "as" and lower[at + 1] == "saying"), None)
        if saying is None:
            return None
        end = saying - 1 if lower[saying - 1] == "," else saying
        near = self._walk.by_sentence.get(self._reading.sentence_of[verb], [])
        name = next((m for m in near if m.words[1] == end and m.kind is not MentionKind.BODY), None)
        before = lower[verb + 1 : name.words[0]] if name is not None else []
        last = next((at for at in reversed(range(len(before))) if before[at] in PREPOSITIONS), None)
        # "an aide to Bell", "people close to the mayor, Bell", but "the spokeswoman for the ministry, Bell"
        is_owner = last is not None and (last == len(before) - 1 or not ROLES.keys().isdisjoint(before[last:]))
        return None if is_owner or (before[:1] in (["a"], ["an"]) and "to" in before) else name

    def _somebody_as_saying(self, verb: int) -> str | None:
        """*Trump quoted an engineer as saying X*: somebody without a name, whose words they are."""
        reading = self._reading
        words = reading.lower[verb + 1 : verb + 1 + thresholds.QUOTED_REACH]
        stop = next((at for at, two in enumerate(pairwise(words)) if two == ("as", "saying")), 0)
        return reading.text[slice(*reading.char_span((verb + 1, verb + 1 + stop)))] if stop else None

    def _whose_office(self, verb: int) -> Mention | None:
        """*Trump's office quoted him*: who owns the one noun before the verb."""
        lower = self._reading.lower
        if lower[verb + 1] not in {"him", "her"} or lower[verb - 2] != "'s":
            return None
        near = self._walk.by_sentence.get(self._reading.sentence_of[verb], [])
        return next((m for m in near if m.words[1] == verb - 2 and m.kind is MentionKind.NAME), None)

    def _is_somebody(self, mention: Mention | None) -> bool:
        """Whether who quotes is a person: a paper or an agency only passes on what it heard."""
        known = self._walk.known.get(mention) if mention else None
        return known is not None and (len(known.person.words) > 1 or bool(known.person.roles))

    def _name_of(self, mention: Mention | None) -> str | None:
        known = self._walk.known.get(mention) if mention else None
        return known.person.name if known else None

    def _quoting_verb(self, item: Attribution) -> int | None:
        """The word *quoted* in a cue, or before the cue *as saying*."""
        lower = self._reading.lower
        first, stop = self._reading.word_range(item.cue[0])
        if "as" in {lower[first], lower[first - 1]}:
            first = max(self._reading.sentences[self._reading.sentence_of[first]][0], first - thresholds.QUOTED_REACH)
        return next((at for at in range(first, stop) if lower[at] in _QUOTING_VERBS), None)
