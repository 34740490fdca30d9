"""Interviews: who answers in them, and answers that stand without a label under questions."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING, Final

from bot.watcher import thresholds
from bot.watcher.attribution import Attribution, Origin
from bot.watcher.lexicon import COUNTRIES, COURTESY, PREPOSITIONS, PRESS_WORDS, SPEECH_VERBS, TITLE_WORDS, word_list
from bot.watcher.people.coreference import between
from bot.watcher.people.mentions import MentionKind
from bot.watcher.people.source_spans import is_possessive
from bot.watcher.text.boilerplate import BOILERPLATE
from bot.watcher.text.quotation_marks import touching
from bot.watcher.text.reading import trimmed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from bot.core.model import Span
    from bot.watcher.context import ArticleContext
    from bot.watcher.people.mentions import Mention
    from bot.watcher.person import Person

_CUES: Final = word_list("interview_cues")
_HELD_BY: Final = frozenset("answers briefing conference deposition testimony".split())
_JOURNALIST: Final = "journalist"
_ADDRESSED: Final = frozenset("you your yours yourself".split())
_HERE: Final = _ADDRESSED | {"us", "we", "our"}
_QUOTED_BY: Final = re.compile(r"\s*(?::|\s[–—-]\s|(?<=[”\"’'])\s+says\b)\s*")
_OPENING: Final = tuple("“\"‘'«")
_PUT: Final = frozenset({"says", "say"})
_TOLD: Final = frozenset("said says told added replied asked".split())
_SET_OFF: Final = re.compile(r"^\W*(?P<mark>\*\*|__|\*|_)(?=\S)[^\n]*(?P=mark)$")
_DASH: Final = re.compile(r"[–—-] ?(?=[A-Z“\"])")
_NUMBERED: Final = re.compile(r"\s*\d{1,2}[.)]\s+(?P<label>[A-Z][\w.’'&-]*(?:\s[\w.’'&-]+){0,4}):\s")
_OUTLET: Final = re.compile(r"\b(?:[A-Z]{2,}|TV|Television|Radio|News|Agency|Press|Times|Post|Daily|Channel|Journal)\b")
_ASKS: Final = re.compile(r"\?[\s*_”\"’)]*$")
_LABELLED: Final = re.compile(r"\W*(?:A[.:]|[A-Z][\w.’'-]*(?: [A-Z][\w.’'-]*){0,2}:) ")
_LABEL: Final = re.compile(r"[A-Z][\w.’'-]*(?: [A-Z][\w.’'-]*){0,2}: ")
_ASIDE: Final = re.compile(r"\s*[(\[][^)\]\n]{1,80}[)\]]\s*")


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
    if not any(_speaks_of_himself(context, words) for words in ranges):
        return None
    owners, told_of = _whose_interview(context, before), _named_with_interview(context, before)
    if owners and told_of - owners:
        return None  # "The minister, Ann Bell, answered questions after Tom Hill's briefing"
    candidates = (
        owners or told_of or _addressed(context, before, ranges) or _in_title(context, before)
    ) - _talked_about(context, before)
    if len(candidates) != 1:
        return None
    person = candidates.pop()
    named = (context.people.of.get(mention) for words in ranges for mention in between(context.mentions, *words))
    return None if any(known and known.person is person for known in named) else person


def _speaks_of_himself(context: ArticleContext, words: Span) -> bool:
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
        if not _CUES.isdisjoint(reading.lower[mention.words[1] + 1 : mention.words[1] + 1 + thresholds.NEAR_ABOUT])
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
        cues = [at for at in range(first, stop) if reading.lower[at] in _CUES]
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
        and _is_somebody(known.person)
        and not _asks(context, mention, cues)
        and all(role.head != _JOURNALIST for role in known.person.roles)
    }


def _in_title(context: ArticleContext, before: int) -> set[Person]:
    """Who is tracked and in the headline that tells of an interview, or that quotes him above a lead that does."""
    stop = context.reading.word_at(before)
    in_lead = not _CUES.isdisjoint(context.reading.lower[:stop])
    sentences = (words for words in context.reading.sentences if words[0] < stop)
    if any(_is_somebody_unnamed(context, words) for words in sentences):
        return set()
    if not (set(re.findall(r"[\w&-]+", context.title.lower())) & _CUES or (in_lead and _is_quoted(context))):
        return set()
    named = [mention for mention in between(context.mentions, 0, stop) if not _is_byline(context, mention)]
    people = (context.people.of.get(mention) for mention in named)
    in_title = {context.people.actor(actor_id) for actor_id in context.people.in_title}
    in_title = in_title or context.people.interviewed_in_title()
    others = {known.person for known in people if known and _is_somebody(known.person)} - in_title
    return set() if others else in_title


def _is_byline(context: ArticleContext, mention: Mention) -> bool:
    """Whether a name is that of who writes: "By Jana Rehorst"."""
    first = mention.words[0]
    return first > 0 and context.reading.lower[first - 1] == "by"


def _is_quoted(context: ArticleContext) -> bool:
    """Whether a headline quotes a tracked actor: *“I sleep well”: PM Bell on his garden*, *Bell: ‘I sleep well’*."""
    parts = _QUOTED_BY.split(context.title, maxsplit=1)
    for quoted, naming in (parts, parts[::-1]) if len(parts) > 1 else ():
        words = re.sub(r"['’]s\b", "", naming.casefold()).replace(",", "").replace(".", "").split()
        for person in context.people.actors() if quoted.strip()[:1] in _OPENING else ():
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


def _is_somebody(person: Person) -> bool:
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
        is_told_of = any(SPEECH_VERBS.get(word, word) != word != "asked" for word in lower[stop + 1 : stop + 2])
        if not is_answer and not is_told_of and lower[stop : stop + 1] in ([","], ["?"]):
            out.add(known.person)
    return out


def _is_introduced(context: ArticleContext, person: Person, before: int) -> bool:
    """Whether a person is named before the questions, or before a colon in the title: "Bell: ‘I am not tired’"."""
    head, colon, _ = context.title.partition(":")
    named = any(context.reading.starts[at] < before for at in person.seen_at)
    return named or (bool(colon) and person.words[-1] in head.casefold())


def find_answers(context: ArticleContext) -> list[Attribution]:
    """Answers without labels: the paragraphs between questions that address somebody, in an interview with him.

    The questions are set off, as in bold, or end with a question mark and say *you*.
    """
    reading = context.reading
    spans = reading.paragraph_spans()
    questions = _questions(context, spans)
    if len(questions) < thresholds.LEAST_QUESTIONS:
        return []
    answers = [
        _answer(context, spans, number, stop)
        for number, stop in zip(questions, [*questions[1:], len(spans)], strict=True)
    ]
    before = spans[questions[0]][0]
    person = interviewee(context, before=before, answers=[span for item in answers for span in item])
    if person is None and len(answers) > thresholds.LEAST_QUESTIONS:
        # Behind the last question a page may tell of him: "At this, Mr. Bell asked that we move on."
        answers[-1] = ()
        person = interviewee(context, before=before, answers=[span for item in answers for span in item])
    if person is None:
        return []
    out: list[Attribution] = []
    for number, answer in zip(questions, answers, strict=True):
        asked = trimmed(reading.text, spans[number], before="*_ ", behind="*_ ")
        reports = touching(context.marks, *asked) or not SPEECH_VERBS.keys().isdisjoint(reading.words_in((asked,)))
        if not reports:  # else whom it quotes is found as anywhere
            out.append(_turn((asked,), None, "a question"))
        if answer:
            out.append(_turn(answer, person, f"the answer to a question; {person.name} is interviewed"))
    return out


def _turn(content: tuple[Span, ...], person: Person | None, how: str) -> Attribution:
    speaker = person.name if person else "whoever asks"
    return Attribution(
        content=content, origin=Origin.LABEL, score=0.97, person=person, speaker=speaker, sure=0.9, links=(how,)
    )


def numbered_questions(context: ArticleContext) -> list[int]:
    """The paragraphs that are questions with a number and whoever asks, *1. IRNA: When will it open?*, above answers.

    None where the answers bear a label.
    """
    text = context.reading.text
    spans = context.reading.paragraph_spans()
    found = {number: match for number, span in enumerate(spans) if (match := _NUMBERED.match(text, *span))}
    asking = [number for number in found if _ASKS.search(text[slice(*spans[number])].strip())]
    outlets = [number for number, match in found.items() if _OUTLET.search(match["label"])]
    is_interview = len(found) >= thresholds.LEAST_QUESTIONS and len(found) <= 2 * min(len(asking), len(outlets))
    named = any(
        context.people.of[mention].person.actor_id
        for match in found.values()
        for mention in between(context.mentions, *context.reading.word_range(match.span("label")))
        if mention in context.people.of
    )
    below = [number + 1 for number in found if number + 1 < len(spans)]
    is_bare = not named and not any(number in found or _LABELLED.match(text, *spans[number]) for number in below)
    return list(found) if is_interview and is_bare else []


def _questions(context: ArticleContext, spans: Sequence[Span]) -> list[int]:
    """The paragraphs that ask: those set off, if most of them ask; else those that ask *you* something."""
    if numbered := numbered_questions(context):
        return numbered
    text = context.reading.text
    lines = [text[slice(*span)].strip() for span in spans]
    asking = {
        number
        for number, line in enumerate(lines)
        if _ASKS.search(line) and not touching(context.marks, *spans[number])
    }
    if (dialogue := _of_dialogue(lines, asking)) is not None:
        return dialogue
    bold = [number for number, line in enumerate(lines) if _SET_OFF.match(line)]
    if len(asking.intersection(bold)) * 2 >= len(bold) >= thresholds.LEAST_QUESTIONS:
        return bold
    set_off = [number for number, line in enumerate(lines) if number in bold or _DASH.match(line)]
    if len(asking.intersection(set_off)) * 2 > len(set_off) >= thresholds.LEAST_QUESTIONS:
        return set_off
    short = [number for number in sorted(asking) if _is_short_question(context, number)]
    addressed = [number for number in short if _addresses(context, number)]
    least = len(short) / (3 if _is_alternating(short) else 2)
    is_addressed = bool(addressed) and len(addressed) >= least
    is_told_of = _is_alternating(short) and not _CUES.isdisjoint(context.reading.words_in((spans[0], spans[1])))
    return _in_turn(context, spans, short) if is_addressed or is_told_of else []


def _is_alternating(questions: Sequence[int]) -> bool:
    """Whether several paragraphs ask, and an even number of steps lies between each and the next."""
    return len(questions) > thresholds.LEAST_QUESTIONS and all((b - a) % 2 == 0 for a, b in pairwise(questions))


def _of_dialogue(lines: Sequence[str], asking: AbstractSet[int]) -> list[int] | None:
    """The questions of a dialogue whose every paragraph begins with a dash: of the two who take turns, who asks."""
    turns = [number for number, line in enumerate(lines) if _DASH.match(line)]
    if len(turns) < 2 * thresholds.LEAST_QUESTIONS or turns[-1] - turns[0] + 1 != len(turns):
        return None
    sides = turns[::2], turns[1::2]
    asked = [len(asking & set(side)) for side in sides]
    if min(asked) * 2 > max(asked) or max(asked) < thresholds.LEAST_QUESTIONS:
        return None
    return list(sides[asked.index(max(asked))])


def _in_turn(context: ArticleContext, spans: Sequence[Span], questions: list[int]) -> list[int]:
    """The questions, with those that do not end in a mark where one and one paragraph take turns all the way.

    A paragraph between them asks if it says *you*, or is a few words without *I*: what else stands there is narrative,
    or an answer of several paragraphs.
    """
    if len(questions) < thresholds.LEAST_QUESTIONS or any((b - a) % 2 for a, b in pairwise(questions)):
        return questions
    text = context.reading.text
    in_turn = list(range(questions[0], questions[-1] + 1, 2))
    is_sure = len(questions) * 2 >= len(in_turn) and _is_alternating(questions)
    lines = [(number, text[slice(*spans[number])]) for number in in_turn]
    may_ask = (_may_ask(context, *line) or (is_sure and _has_its_turn(context, *line)) for line in lines)
    return in_turn if all(may_ask) else questions


def _has_its_turn(context: ArticleContext, paragraph: int, line: str) -> bool:
    """Whether a paragraph between questions is one, too: short, and no report but of what *we* or *you* heard.

    What somebody *says* is put to him who answers; what somebody *said* may be narrative.
    """
    first, stop = context.reading.paragraphs[paragraph]
    words = set(context.reading.lower[first:stop])
    told = {word for word in words & SPEECH_VERBS.keys() if not word.endswith("s") and word not in _PUT}
    is_put = words.isdisjoint({"he", "she"}) and not told
    is_here = bool(words & _HERE) or ("this" in words and not PRESS_WORDS.isdisjoint(words))  # "told this paper"
    return _is_line(context, paragraph, line) and (is_here or words.isdisjoint(SPEECH_VERBS) or is_put)


def _is_line(context: ArticleContext, paragraph: int, line: str) -> bool:
    return _is_short_question(context, paragraph) and not BOILERPLATE.match(line)


def _may_ask(context: ArticleContext, paragraph: int, line: str) -> bool:
    first, stop = context.reading.paragraphs[paragraph]
    if not _is_line(context, paragraph, line):
        return False
    if _ASKS.search(line.strip()) or _ADDRESSED & set(context.reading.lower[first:stop]):
        return True
    return stop - first <= thresholds.FEW_WORDS_ASKED and not _speaks_of_himself(context, (first, stop))


def _is_short_question(context: ArticleContext, paragraph: int) -> bool:
    first, stop = context.reading.paragraphs[paragraph]
    return stop - first <= thresholds.LONGEST_ASKED


def _addresses(context: ArticleContext, paragraph: int) -> bool:
    """Whether a paragraph says *you*, or begins with a courtesy title: "Mr. Smith, is the door shut?"."""
    first, stop = context.reading.paragraphs[paragraph]
    words = context.reading.lower[first:stop]
    return words[0].strip(".") in COURTESY or bool(_ADDRESSED & set(words))


def _answer(context: ArticleContext, spans: Sequence[Span], question: int, stop: int) -> tuple[Span, ...]:
    """The paragraphs of an answer without stage directions, from the second on only those in the first person.

    A question need not end in a question mark, and narrative may follow, above all after the last answer.
    """
    text = context.reading.text
    is_last = stop == len(spans)
    out: list[Span] = []
    for number in range(question + 1, stop):
        line = text[slice(*spans[number])]
        if BOILERPLATE.match(line) or _SET_OFF.match(line) or _tells(context, number, is_last=is_last):
            break
        if out and not _speaks_of_himself(context, context.reading.paragraphs[number]):
            break
        start, end = spans[number]
        label = None if out else _LABEL.match(text, start, end)  # "Bell: Never.", before answers without one
        out += _without_asides(text, (label.end() if label else start, end))
    return tuple(out)


def _tells(context: ArticleContext, paragraph: int, *, is_last: bool) -> bool:
    """Whether a paragraph reports, rather than answers: of a name at its head, or of *he says* with no *I* before.

    Behind the last question so does *At this, the mayor asked that we move on*.
    """
    first, stop = context.reading.paragraphs[paragraph]
    lower = context.reading.lower
    mentions = between(context.mentions, first, stop)
    is_at_head = any(mention.words[0] == first and mention in context.people.of for mention in mentions)
    if is_at_head and not (_speaks_of_himself(context, (first, stop)) or set(lower[first:stop]).isdisjoint(_TOLD)):
        return True  # "Secretary Bell, to his right, added that …"
    ends = {at for at in range(first, stop - 1) if lower[at] in {"he", "she"}}
    if is_last:
        ends |= {mention.words[1] - 1 for mention in mentions if mention.kind is MentionKind.DESCRIPTION}
    return any(
        lower[at + 1 : at + 2] and lower[at + 1] in SPEECH_VERBS and not _speaks_of_himself(context, (first, at))
        for at in ends
    )


def _without_asides(text: str, span: Span) -> Iterator[Span]:
    begin, end = span
    for aside in (*_ASIDE.finditer(text, begin, end), None):
        piece = trimmed(text, (begin, aside.start() if aside else end), before='“"–—- ', behind='”"')
        if any(char.isalnum() for char in text[slice(*piece)]):
            yield piece
        begin = aside.end() if aside else end
