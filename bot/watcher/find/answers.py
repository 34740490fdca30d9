"""Answers that stand without a label under questions: which paragraphs ask, and what stands between them."""

from __future__ import annotations

import re
from itertools import chain, pairwise
from typing import TYPE_CHECKING, Final

from bot.watcher import thresholds
from bot.watcher.attribution import Attribution, Origin
from bot.watcher.find.interviews import ADDRESSED, interviewee, speaks_of_himself
from bot.watcher.lexicon import COURTESY, PRESS_WORDS, SPEECH_VERBS
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
    from bot.watcher.person import Person

_HERE: Final = ADDRESSED | {"us", "we", "our"}
_SPEAKS: Final = frozenset("said says told added replied asked".split())
_SET_OFF: Final = re.compile(r"^\W*?(?P<mark>\*\*|__|\*|_)(?=\S)[^\n]*(?P=mark)$")
_DASH: Final = re.compile(r"[–—-] ?(?=[A-Z“\"])")
_NUMBERED: Final = re.compile(r"\s*\d{1,2}[.)]\s+(?P<label>[A-Z][\w.’'&-]*(?:\s[\w.’'&-]+){0,4}):\s")
_OUTLET: Final = re.compile(r"\b(?:[A-Z]{2,}|TV|Television|Radio|News|Agency|Press|Times|Post|Daily|Channel|Journal)\b")
_ENDS_IN_QUESTION: Final = re.compile(r"\?[\s*_”\"’)]*$")
_RECEIVED: Final = frozenset({"conversation", "received", "receives"})
_EDITED: Final = frozenset({"shortened", "edited", "condensed", "held", "conducted"})
_REPORTING_AFTER_LABEL: Final = frozenset({"asked", "told", "added"})
_NAME_AND_COLON: Final = re.compile(r"[A-Z][^:.?!\n]{1,40}: ")
_LABELLED: Final = re.compile(r"\W*(?:A[.:]|[A-Z][\w.’'-]*(?: [A-Z][\w.’'-]*){0,2}:) ")
_LABEL_AT_HEAD: Final = re.compile(r"[A-Z][\w.’'-]*(?: [A-Z][\w.’'-]*){0,2}: ")
_WHOLE_ASIDE: Final = re.compile(r"\s*[(\[][^)\]\n]{1,80}[)\]]\s*")


def find_answers(context: ArticleContext) -> list[Attribution]:
    """Answers without labels: the paragraphs between questions that address somebody, in an interview with him.

    The questions are set off, as in bold, or end with a question mark and say *you*.
    """
    reading = context.reading
    spans = reading.paragraph_spans()
    labelled = _labelled_once(context, spans)
    questions = _questions(context, spans) if labelled is None else _behind_labels(context, spans, labelled[0])
    if len(questions) < thresholds.LEAST_QUESTIONS:
        return []
    # Where one and one paragraph take turns, what stands behind the last answer is the page's own.
    steps = [b - a for a, b in pairwise(questions)]
    is_one_and_one = len(steps) >= thresholds.LEAST_QUESTIONS and steps.count(2) * 4 >= len(steps) * 3
    end = questions[-1] + 2 if is_one_and_one else len(spans)
    answers = [
        _answer(context, spans, number, stop, is_last=number == questions[-1])
        for number, stop in zip(questions, [*questions[1:], end], strict=True)
    ]
    before = spans[questions[0]][0]
    person = labelled[1] if labelled else interviewee(context, before=before, answers=list(chain(*answers)))
    if person is None and len(answers) > thresholds.LEAST_QUESTIONS:
        # Behind the last question a page may tell of him: "At this, Mr. Bell asked that we move on."
        answers[-1] = ()
        person = interviewee(context, before=before, answers=list(chain(*answers)))
    if person is None:
        return []
    out: list[Attribution] = []
    for number, answer in zip(questions, answers, strict=True):
        asked = trimmed(reading.text, spans[number], before="*_ ", behind="*_ ")
        reports = touching(context.marks, *asked) or not SPEECH_VERBS.keys().isdisjoint(reading.words_in((asked,)))
        if not reports:  # else whom it quotes is found as anywhere
            out.append(_turn_of((asked,), None, "a question"))
        if answer:
            out.append(_turn_of(answer, person, f"the answer to a question; {person.name} is interviewed"))
    return out


def _labelled_once(context: ArticleContext, spans: Sequence[Span]) -> tuple[int, Person] | None:
    """The first question and who answers, where a page gives their labels once: *Courier: Why? / Ann Bell: I won*."""
    text = context.reading.text
    found: list[tuple[int, Person]] = []
    for number, span in enumerate(spans):
        label = _NAME_AND_COLON.match(text, *span)
        words = context.reading.word_range((span[0], label.end())) if label else (0, 0)
        named = [context.people.of[one].person for one in between(context.mentions, *words) if one in context.people.of]
        if len(named) == 1 and named[0].actor_id and number and _NAME_AND_COLON.match(text, *spans[number - 1]):
            found.append((number - 1, named[0]))
    if len(found) != 1 or not _ENDS_IN_QUESTION.search(text[slice(*spans[found[0][0]])].strip()):
        return None
    lead = context.reading.words_in(spans[: found[0][0]])
    is_interview = "interview" in lead and not _EDITED.isdisjoint(lead)
    return found[0] if is_interview or not _RECEIVED.isdisjoint(lead) else None


def _behind_labels(context: ArticleContext, spans: Sequence[Span], first: int) -> list[int]:
    """The questions from the labelled one on: what ends in a question mark, or says *you* and neither *I* nor *we*."""
    text = context.reading.text
    asking = [first]
    for number in range(first + 2, len(spans)):
        words = context.reading.paragraphs[number]
        line = text[slice(*spans[number])].strip()
        is_address = not ADDRESSED.isdisjoint(context.reading.lower[slice(*words)])
        may_ask = _ENDS_IN_QUESTION.search(line) or (is_address and not speaks_of_himself(context, words))
        is_own = _asks_in_own_words(context, spans[number]) or not touching(context.marks, *spans[number])
        is_apart = number - asking[-1] > 1 and is_own
        if may_ask and is_apart and _is_line(context, number, line):
            asking.append(number)
        elif number - asking[-1] > 1 or not _REPORTING_AFTER_LABEL.isdisjoint(context.reading.lower[slice(*words)]):
            break  # it tells of somebody: behind that nobody knows whose the answers are
    own = [number for number in range(first, len(spans)) if _asks_in_own_words(context, spans[number])]
    if _is_alternating(own):
        asking = own
    of_him = [number for number in asking if _speaks_of_another(context, number)]
    return _in_turn(context, spans, asking) if len(of_him) * 3 <= len(asking) else []


def _turn_of(content: tuple[Span, ...], person: Person | None, how: str) -> Attribution:
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
    asking = [number for number in found if _ENDS_IN_QUESTION.search(text[slice(*spans[number])].strip())]
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
    asking = {number for number, span in enumerate(spans) if _asks_in_own_words(context, span)}
    if (dialogue := _of_dialogue(lines, asking)) is not None:
        return dialogue
    marked = {number: match["mark"] for number, line in enumerate(lines) if (match := _SET_OFF.match(line))}
    asked_in = {mark for number, mark in marked.items() if number in asking}
    bold = [number for number, mark in marked.items() if mark in asked_in]  # and no lead or aside in italics
    if len(asking.intersection(bold)) * 2 >= len(bold) >= thresholds.LEAST_QUESTIONS:
        return bold
    set_off = [number for number, line in enumerate(lines) if number in bold or _DASH.match(line)]
    if len(asking.intersection(set_off)) * 2 > len(set_off) >= thresholds.LEAST_QUESTIONS:
        return set_off
    short = _of_one_side(context, [number for number in sorted(asking) if _is_short_question(context, number)])
    addressed = [number for number in short if _addresses(context, number)]
    least = len(short) / (3 if _is_alternating(short) else 2)
    is_addressed = bool(addressed) and len(addressed) >= least
    return _in_turn(context, spans, short) if is_addressed or _is_introduced_here(context, spans, short) else []


def _asks_in_own_words(context: ArticleContext, span: Span) -> bool:
    """Whether a paragraph ends with a question of its own; words that it quotes may stand before it."""
    text = context.reading.text
    start, end = trimmed(text, span, before="*_ ", behind="*_ )")
    in_marks = touching(context.marks, start, start + 1) or touching(context.marks, end - 1, end)
    return bool(_ENDS_IN_QUESTION.search(text[start:end])) and not in_marks


def _of_one_side(context: ArticleContext, asking: list[int]) -> list[int]:
    """What asks, without an answer that asks back between questions that stand every second paragraph."""
    sides = [[number for number in asking if number % 2 == side] for side in (0, 1)]
    few, many = sorted(sides, key=len)
    is_answer = all(speaks_of_himself(context, context.reading.paragraphs[number]) for number in few)
    return many if few and is_answer and len(few) * 4 <= len(many) else asking


def _is_introduced_here(context: ArticleContext, spans: Sequence[Span], questions: Sequence[int]) -> bool:
    """Whether a page says at its head that somebody spoke to its writers, and then asks by turns, of nobody else.

    *Ann Bell receives us. The interview has been shortened*; not *Is she weaker?*, which a page asks itself.
    """
    if not questions:
        return False
    words = set(context.reading.words_in(spans[: questions[0]]))
    head = context.reading.paragraphs[0]
    is_led = any(
        mention.words[0] == head[0] and mention in context.people.of and not is_possessive(context.reading, mention)
        for mention in context.mentions
    )
    is_here = is_led and (
        not {"us", "our"}.isdisjoint(words) or ("this" in words and not PRESS_WORDS.isdisjoint(words))
    )
    others = [number for number in questions if _speaks_of_another(context, number)]
    is_interview = not {"interview", "conversation"}.isdisjoint(words)
    return is_led and is_here and is_interview and _is_alternating(questions) and len(others) * 3 <= len(questions)


def _speaks_of_another(context: ArticleContext, paragraph: int) -> bool:
    words = context.reading.lower[slice(*context.reading.paragraphs[paragraph])]
    return not {"he", "she", "his", "her", "him"}.isdisjoint(words)


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
    or an answer of several paragraphs. Where questions are many and always an even number of steps apart, each gap is
    judged by itself, and whatever is short and not of the one who answers asks: *The Americans say five.*
    """
    if len(questions) < thresholds.LEAST_QUESTIONS or any((b - a) % 2 for a, b in pairwise(questions)):
        return questions
    text = context.reading.text
    is_sure = len(questions) * 4 >= questions[-1] - questions[0] + 2 and _is_alternating(questions)
    below = [spans[number + 1] for number in questions if number + 1 < len(spans)]
    answers = interviewee(context, before=spans[questions[0]][0], answers=below)
    gaps = [range(a + 2, b, 2) for a, b in pairwise(questions)]
    may_ask = [
        all(
            _may_ask(context, number, line) or (is_sure and _has_its_turn(context, number, line, answers))
            for number, line in ((number, text[slice(*spans[number])]) for number in gap)
        )
        for gap in gaps
    ]
    if not is_sure and not all(may_ask):
        return questions
    more = [number for gap, asks in zip(gaps, may_ask, strict=True) if asks for number in gap]
    behind = range(questions[-1] + 2, len(spans) - 1) if is_sure else ()
    return sorted([*questions, *more, *(number for number in behind if _is_put_to_him(context, spans, number))])


def _is_put_to_him(context: ArticleContext, spans: Sequence[Span], paragraph: int) -> bool:
    """Whether a paragraph behind the last question mark says *you*, as in *Your rivals say you are tired*."""
    words = context.reading.paragraphs[paragraph]
    is_address = not ADDRESSED.isdisjoint(context.reading.lower[slice(*words)])
    is_own = not touching(context.marks, *spans[paragraph]) and not speaks_of_himself(context, words)
    return is_address and is_own and _is_line(context, paragraph, context.reading.text[slice(*spans[paragraph])])


def _has_its_turn(context: ArticleContext, paragraph: int, line: str, answers: Person | None) -> bool:
    """Whether a paragraph between questions is one, too: short, and no report of what the one who answers said.

    What somebody else said is put to him, who says *I* himself.
    """
    first, stop = context.reading.paragraphs[paragraph]
    words = set(context.reading.lower[first:stop])
    is_here = bool(words & _HERE) or ("this" in words and not PRESS_WORDS.isdisjoint(words))  # "told this paper"
    named = (context.people.of.get(mention) for mention in between(context.mentions, first, stop))
    may_be_his = answers in {known.person for known in named if known} or not words.isdisjoint({"he", "she"})
    is_put = not may_be_his and not speaks_of_himself(context, (first, stop))
    return _is_line(context, paragraph, line) and (is_here or words.isdisjoint(SPEECH_VERBS) or is_put)


def _is_line(context: ArticleContext, paragraph: int, line: str) -> bool:
    return _is_short_question(context, paragraph) and not BOILERPLATE.match(line)


def _may_ask(context: ArticleContext, paragraph: int, line: str) -> bool:
    first, stop = context.reading.paragraphs[paragraph]
    if not _is_line(context, paragraph, line):
        return False
    lower = context.reading.lower[first:stop]
    if _ENDS_IN_QUESTION.search(line.strip()) or ADDRESSED & set(lower) or lower[0] == "let":  # "Let me ask about X."
        return True
    return stop - first <= thresholds.FEW_WORDS_ASKED and not speaks_of_himself(context, (first, stop))


def _is_short_question(context: ArticleContext, paragraph: int) -> bool:
    first, stop = context.reading.paragraphs[paragraph]
    return stop - first <= thresholds.LONGEST_ASKED


def _addresses(context: ArticleContext, paragraph: int) -> bool:
    """Whether a paragraph says *you*, or begins with a courtesy title: "Mr. Smith, is the door shut?"."""
    first, stop = context.reading.paragraphs[paragraph]
    words = context.reading.lower[first:stop]
    return words[0].strip(".") in COURTESY or bool(ADDRESSED & set(words))


def _answer(
    context: ArticleContext, spans: Sequence[Span], question: int, stop: int, *, is_last: bool
) -> tuple[Span, ...]:
    """The paragraphs of an answer without stage directions, from the second on only those in the first person.

    A question need not end in a question mark, and narrative may follow, above all after the last answer.
    """
    text = context.reading.text
    out: list[Span] = []
    for number in range(question + 1, min(stop, len(spans))):
        line = text[slice(*spans[number])]
        if BOILERPLATE.match(line) or _SET_OFF.match(line) or _tells(context, number, is_last=is_last):
            break
        if out and not speaks_of_himself(context, context.reading.paragraphs[number]):
            break
        start, end = spans[number]
        label = None if out else _LABEL_AT_HEAD.match(text, start, end)  # "Bell: Never.", before answers without one
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
    if is_at_head and not (speaks_of_himself(context, (first, stop)) or set(lower[first:stop]).isdisjoint(_SPEAKS)):
        return True  # "Secretary Bell, to his right, added that …"
    if (
        not is_last
        and speaks_of_himself(context, (first, stop))
        and not touching(context.marks, *context.reading.paragraph_span(paragraph))
    ):
        return False  # "She called before I did"
    ends = {at for at in range(first, stop - 1) if lower[at] in {"he", "she"}}
    if is_last:
        ends |= {mention.words[1] - 1 for mention in mentions if mention.kind is MentionKind.DESCRIPTION}
    return any(
        lower[at + 1 : at + 2] and lower[at + 1] in SPEECH_VERBS and not speaks_of_himself(context, (first, at))
        for at in ends
    )


def _without_asides(text: str, span: Span) -> Iterator[Span]:
    begin, end = span
    for aside in (*_WHOLE_ASIDE.finditer(text, begin, end), None):
        piece = trimmed(text, (begin, aside.start() if aside else end), before='“"–—- ', behind='”"')
        if any(char.isalnum() for char in text[slice(*piece)]):
            yield piece
        begin = aside.end() if aside else end
