"""Interviews: who answers in them."""

from __future__ import annotations

import re
from collections import Counter
from itertools import takewhile
from typing import TYPE_CHECKING, Final

from bot.watcher import thresholds
from bot.watcher.lexicon import COUNTRIES, COURTESY, PREPOSITIONS, SPEECH_VERBS, TITLE_WORDS, word_list
from bot.watcher.people.coreference import between
from bot.watcher.people.mentions import MentionKind
from bot.watcher.people.source_spans import is_possessive
from bot.watcher.roles import JOURNALIST

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.model import Span
    from bot.watcher.context import ArticleContext
    from bot.watcher.people.mentions import Mention
    from bot.watcher.person import Person

_INTERVIEW_CUES: Final = word_list("interview_cues")
_HELD_BY: Final = frozenset("answers briefing conference deposition testimony".split())
ADDRESSED: Final = frozenset("you your yours yourself".split())
_QUOTED_BY: Final = re.compile(r"\s*(?::|\s[–—-]\s|(?<=[”\"’'])\s+says\b)\s*")
_OPENING_OF_TITLE: Final = tuple("“\"‘'«")


def interviewee(context: ArticleContext, *, before: int, answers: Sequence[Span]) -> Person | None:
    """Who answers in an interview; None where that is not sure.

    He is the person named most with the interview (*spoke with …*) before the first question, else the one addressed by
    name in a question, else the one tracked and in the headline, if nobody else is named before. Nobody
    is, where no answer is in the first person, where one calls him by name, since then a page explains itself in
    questions and answers, and where the interview is about him.

    In a text in an actor's own voice it is he.

    Args:
        context: the article.
        before: the character at which the questions begin.
        answers: the characters of the answers.

    """
    if context.voice is not None:
        return context.people.actor(context.voice)
    reading = context.reading
    ranges = [reading.word_range(span) for span in answers]
    if not any(speaks_of_himself(context, words) for words in ranges):
        return None
    owners, presented = _whose_interview(context, before), _named_with_interview(context, before)
    if owners and presented - owners:
        return None  # "The minister, Ann Bell, answered questions after Tom Hill's briefing"
    candidates = (
        owners or presented or _addressed(context, before, ranges) or _in_title(context, before)
    ) - _talked_about(context, before)
    if len(candidates) != 1:
        return None
    person = candidates.pop()
    named = (context.people.of.get(mention) for words in ranges for mention in between(context.mentions, *words))
    return None if any(known and known.person is person for known in named) else person


def speaks_of_himself(context: ArticleContext, words: Span) -> bool:
    """Whether a range of words has *I*, *we* or a form of them."""
    return any(context.reading.is_first_person(at) for at in range(*words))


def _whose_interview(context: ArticleContext, before: int) -> set[Person]:
    """Who owns the interview: "three hours of Tom Hill's videotaped deposition"."""
    reading = context.reading
    owners = (
        mention for mention in between(context.mentions, 0, reading.word_at(before)) if is_possessive(reading, mention)
    )
    return {
        known.person
        for mention in owners
        if not _INTERVIEW_CUES.isdisjoint(
            reading.lower[mention.words[1] + 1 : mention.words[1] + 1 + thresholds.NEAR_ABOUT]
        )
        and (known := context.people.of.get(mention))
    }


def _named_with_interview(context: ArticleContext, before: int) -> set[Person]:
    """The person most often in the sentences before the questions that tell of the interview, whoever asks aside."""
    reading = context.reading
    times: Counter[Person] = Counter()
    people_before: set[Person] = set()
    for first, stop in reading.sentences:
        if reading.starts[first] >= before:
            break
        cues = [at for at in range(first, stop) if reading.lower[at] in _INTERVIEW_CUES]
        people = set() if _is_somebody_unnamed(context, (first, stop)) else _people_in(context, (first, stop), cues)
        # "The mayor received us on Monday. The conversation has been shortened."
        times.update(people or people_before if cues else ())
        people_before = people if _leads(context, (first, stop)) else set()
    most = max(times.values(), default=0)
    return {person for person, number in times.items() if number == most}


def _is_somebody_unnamed(context: ArticleContext, words: Span) -> bool:
    """Whether somebody without a name may be who answers: "A senior adviser to the mayor", "we asked an expert"."""
    mentions = between(context.mentions, *words)
    first = next(iter(mentions), None)
    if any(mention.kind is MentionKind.DESCRIPTION and mention.indefinite for mention in mentions):
        return True
    if (
        first is None
        or first.kind is not MentionKind.DESCRIPTION
        or context.people.by_description(first, before=first.words[0])
    ):
        return False
    behind = first.words[1] + (context.reading.lower[first.words[1] : first.words[1] + 1] == [","])
    return not any(mention.words[0] == behind for mention in mentions)  # "The spokesman, Ann Bell, received us"


def _leads(context: ArticleContext, words: Span) -> bool:
    """Whether a name is what a sentence begins with: "The mayor, Ann Bell, received us", not "A book on Ann Bell"."""
    named = [mention for mention in between(context.mentions, *words) if mention in context.people.of]
    return bool(named) and PREPOSITIONS.isdisjoint(context.reading.lower[words[0] : named[0].words[0]])


def _people_in(context: ArticleContext, words: Span, cues: Sequence[int]) -> set[Person]:
    """Who is named in a sentence, but for whoever conducts an interview."""
    named = ((mention, context.people.of.get(mention)) for mention in between(context.mentions, *words))
    return {
        known.person
        for mention, known in named
        if known
        and _is_surely_person(known.person)
        and not _asks(context, mention, cues)
        and all(role.head != JOURNALIST for role in known.person.roles)
    }


def _in_title(context: ArticleContext, before: int) -> set[Person]:
    """Who is tracked and in the headline that tells of an interview, or that quotes him above a lead that does."""
    stop = context.reading.word_at(before)
    in_lead = not _INTERVIEW_CUES.isdisjoint(context.reading.lower[:stop])
    sentences = (words for words in context.reading.sentences if words[0] < stop)
    if any(_is_somebody_unnamed(context, words) for words in sentences):
        return set()
    if not (
        set(re.findall(r"[\w&-]+", context.title.lower())) & _INTERVIEW_CUES
        or (in_lead and _title_quotes_actor(context))
    ):
        return set()
    named = [mention for mention in between(context.mentions, 0, stop) if not _is_byline(context, mention)]
    people = (context.people.of.get(mention) for mention in named)
    in_title = {context.people.actor(actor_id) for actor_id in context.people.in_title}
    in_title = in_title or context.people.interviewed_in_title()
    others = {known.person for known in people if known and _is_surely_person(known.person)} - in_title
    return set() if others else in_title


def _is_byline(context: ArticleContext, mention: Mention) -> bool:
    """Whether a name is that of who writes: "By Jana Rehorst"."""
    first = mention.words[0]
    return first > 0 and context.reading.lower[first - 1] == "by"


def _title_quotes_actor(context: ArticleContext) -> bool:
    """Whether a headline quotes a tracked actor: *“I sleep well”: PM Bell on his garden*, *Bell: ‘I sleep well’*."""
    parts = _QUOTED_BY.split(context.title, maxsplit=1)
    for quoted, naming in (parts, parts[::-1]) if len(parts) > 1 else ():
        words = re.sub(r"['’]s\b", "", naming.casefold()).replace(",", "").replace(".", "").split()
        for person in context.people.actors() if quoted.strip()[:1] in _OPENING_OF_TITLE else ():
            known = TITLE_WORDS | COUNTRIES.keys() | set(person.words) | {"the"}
            name = list(takewhile(known.__contains__, words))
            behind = words[len(name) : len(name) + 1]
            if person.words[-1] in name and (not behind or behind[0] in PREPOSITIONS):
                return True
    return False


def _talked_about(context: ArticleContext, before: int) -> set[Person]:
    """Of whom an interview with somebody else is: "we spoke to his tailor about …"."""
    stop = context.reading.word_at(before)
    return {
        known.person
        for mention in between(context.mentions, 0, stop)
        if "about" in context.reading.lower[max(mention.words[0] - thresholds.NEAR_ABOUT, 0) : mention.words[0]]
        and (known := context.people.of.get(mention))
    }


def _is_surely_person(person: Person) -> bool:
    """Whether a name is surely a person's: a paper's looks the same."""
    return person.actor_id is not None or bool(person.roles) or person.gender is not None


def _asks(context: ArticleContext, mention: Mention, cues: Sequence[int]) -> bool:
    """Whether somebody conducts the interview: *by Jana Rehorst*, or *Jana Rehorst spoke with the mayor*."""
    lower = context.reading.lower
    if lower[mention.words[0] - 1] == "by":
        last = next((lower[at] for at in reversed(cues) if at < mention.words[0]), "")
        return last not in _HELD_BY  # "a press conference by the mayor"
    begins = {other.words[0] for other in context.mentions if other in context.people.of}
    behind = [at for at in cues if at == mention.words[1] and lower[at + 1 : at + 2] in (["with"], ["to"])]
    return any({at + 2, at + 3} & begins for at in behind)


def _addressed(context: ArticleContext, before: int, answers: Sequence[Span]) -> set[Person]:
    """Who is called by a courtesy title and a name or an office, or behind a question's dash: "Mr. President, do …".

    *The mayor, Mr. Bell, said that X* calls nobody.
    """
    reading, lower = context.reading, context.reading.lower
    out: set[Person] = set()
    for mention in context.mentions:
        first, stop = mention.words
        titles = {word.strip(".") for word in lower[max(first - 2, 0) : first + 1]}
        paragraph = reading.paragraph_span(reading.paragraph_of[first])
        behind_dash = reading.text[paragraph[0] : reading.starts[first]].strip() in {"–", "—", "-"}
        if reading.starts[first] < before or not (titles & COURTESY or behind_dash):
            continue
        known = context.people.of.get(mention) or context.people.by_description(mention, before=first)
        if known is None or not (mention in context.people.of or _is_introduced(context, known.person, before)):
            continue
        is_answer = any(start <= first < end for start, end in answers)
        has_verb = any(SPEECH_VERBS.get(word, word) != word != "asked" for word in lower[stop + 1 : stop + 2])
        if not is_answer and not has_verb and lower[stop : stop + 1] in ([","], ["?"]):
            out.add(known.person)
    return out


def _is_introduced(context: ArticleContext, person: Person, before: int) -> bool:
    """Whether a person is named before the questions, or before a colon in the title: "Bell: ‘I am not tired’"."""
    head, colon, _ = context.title.partition(":")
    named = any(context.reading.starts[at] < before for at in person.seen_at)
    return named or (bool(colon) and person.words[-1] in head.casefold())
