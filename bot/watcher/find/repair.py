"""What the model draws wrongly and the layout knows better: contents that run over a paragraph, into another report."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.watcher import thresholds
from bot.watcher.attribution import Attribution, reject
from bot.watcher.find.reach import in_list, line_before, named_outside_marks, within_marks, within_reach
from bot.watcher.lexicon import AUXILIARIES, DAYS_MONTHS, SPEECH_VERBS, word_list
from bot.watcher.people.coreference import between
from bot.watcher.people.mentions import MentionKind
from bot.watcher.people.source_spans import SPEECH_NOUN_FORMS, is_possessive, is_speech_noun
from bot.watcher.text.quotation_marks import touching
from bot.watcher.text.reading import trimmed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.model import Span
    from bot.watcher.context import ArticleContext
    from bot.watcher.text.reading import Reading

_NO_BEGINNING: Final = word_list("sentence_adverbials")
_OPENERS_OF_CLAUSE: Final = frozenset({"which", "who", "whom", "what", "that"})
_CLAUSE_BREAK: Final = re.compile(r"[;:—–]|,\ (?:and|but|while|so)\b")
_SALUTATION: Final = re.compile(
    r"(?:Dear|To)\b.{0,80}|(?:Mr|Madam|Mrs|Ms)\.?\ (?:Prime\ )?(?:President|Minister|Speaker)"
)
_OPENING_WORDS: Final = frozenset("and but nor or so yet then that still however meanwhile instead".split())
_SECOND_REPORT: Final = re.compile(
    r"""
    ,?\ (?:and|but|while|whereas)\ (?:[A-Z][\w’'-]+\ ){1,3}  # ", while Ann Bell"
    (?P<verb>said|says|insisted|argued|warned|claimed|added|replied)\ (?:that\ )?
    """,
    re.VERBOSE,
)
_AS_SAYING: Final = re.compile(r"[^“\"«:\n]{0,80}? as (?:saying|telling \w+)(?: on \w+day)?(?: that)?[:,]? ")
_QUOTED_AS: Final = re.compile(r"[^“\"«\n]{0,80}\bas saying\W*")  # "..., Reuters quoted Trump as saying"
_CALLED_ON: Final = re.compile(r"\b[Cc]all(?:s|ed|ing)? (?:up)?on (?=[^\W\d_][^\n.,:;“\"«]{0,60} $)")
_IN_WHICH: Final = re.compile(r",? (?:at|during|in|with) which ?")
_ASKED: Final = frozenset({"asked", "asks", "wondered", "inquired", "pressed", "questioned"})
_WHAT: Final = re.compile(r"what(?: \w+){0,2}", re.IGNORECASE)  # "What he in fact said was"
_COPULA: Final = re.compile(r"[ ,]*(?:was|is)\b(?: that\b)?[ ,:]*")
_ANSWERING: Final = re.compile(  # before *that X, he said Y*
    r"""
    ^\W*(?:
        In\ (?:response|reaction|reply|answer|reference)\b
        | (?:Responding|Reacting|Commenting|Replying|Answering|Referring|Touching|Turning|Asked)\b
        | As\ (?:for|to)\b | Regarding\b | On\b | About\b
    )
    .*?\b(?P<noun>\w+)(?:\ (?:made\ )?(?:by|of|from)\ (?P<author>[^,;:“"]{1,80}?))?\s+$
    """,
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
_ANSWERED: Final = SPEECH_NOUN_FORMS | {"report", "reports", "news"}
_REACTS: Final = frozenset({"told", "asked", "informed", "shown", "confronted", "reminded"})


def repair(context: ArticleContext, attributions: Sequence[Attribution]) -> list[Attribution]:
    """The model's quotations with their contents cut where no utterance goes on."""
    out: list[Attribution] = []
    text = context.reading.text
    cues = [span for item in attributions for span in item.cue]
    for found in (one for item in attributions for one in _of_whom_he_answers(context, item)):
        if found.rejected:
            out.append(found)
            continue
        item = _with_subject(context.reading, found)
        item = _of_its_owner(context, _before_agent(context.reading, _without_verb_as_source(context.reading, item)))
        item = _of_its_line(context, _on_one_line(text, item))
        if item.rejected:
            out.append(item)
            continue
        spans = _of_one_sentence(context, within_reach(context, item), item)
        spans = _behind_what(text, spans)
        spans = _of_main_clause(context, _without_verb(text, spans), item)
        behind = [(saying.end() if (saying := _AS_SAYING.match(text, *span)) else span[0], span[1]) for span in spans]
        behind = [_without_question(context, span) for span in behind]
        if item.source and item.cue and _is_salutation(text, item):
            out.append(reject(item, "a salutation: he is spoken to"))
            continue
        if (
            item.source
            and item.source[0][0] > found.content[-1][1]
            and _IN_WHICH.fullmatch(text, found.content[-1][1], item.source[0][0])
        ):
            out.append(reject(item, "what he said it in, and not what he said"))
            continue
        if not behind:
            out.append(reject(item, "its words stand in another paragraph than its attribution"))
            continue
        behind, answer = _without_answer(context, behind, item)
        content, others = _coordinated(context, tuple(behind), item)
        others += answer
        repaired = _with_hearer(text, replace(item, content=_with_beginning(context.reading, item, content, cues)))
        out += [found if repaired == found else repaired, *others]
    return sorted(out, key=lambda item: item.content)


def _with_subject(reading: Reading, item: Attribution) -> Attribution:
    """*X, Baghaei was quoted as saying by state TV*: the subject of the verb is no part of the words."""
    text = reading.text
    if item.source or not item.cue or "quoted" not in text[slice(*item.cue[0])]:
        return item
    verb = item.cue[0][0]
    subject = next((span for span in item.content if span[1] <= verb and not text[span[1] : verb].strip()), None)
    if subject is None:
        return item
    content = tuple(span for span in item.content if span is not subject)
    begin = reading.sentence_span(reading.sentence_of[reading.word_at(subject[0])])[0]
    start, end = trimmed(text, (begin, subject[0]), behind=",")
    content = content or (((start, end),) if start < end else ())
    return replace(item, source=(subject,), content=content) if content else item


def _without_verb_as_source(reading: Reading, item: Attribution) -> Attribution:
    """*He smiled, and when asked said X*: whom a verb alone stands for, the subject says."""
    words = reading.words_in(item.source)
    return replace(item, source=()) if words and set(words) <= _ASKED else item


def _before_agent(reading: Reading, item: Attribution) -> Attribution:
    """*The mayor, quoted by Ann Bell at a briefing, said X*: the verb is his who stands before the participle."""
    if item.is_report or not item.source or not item.cue or item.cue[0][0] < item.source[0][1]:
        return item
    agent, behind = reading.word_range(item.source[0])
    verb = reading.word_at(item.cue[0][0])
    first = reading.sentences[reading.sentence_of[verb]][0]
    if agent - 2 <= first or reading.lower[agent - 1] != "by" or "," not in reading.words[behind - 1 : verb]:
        return item
    comma = next((at for at in range(agent - 2, first, -1) if reading.words[at] == ","), None)
    if comma is None or agent - comma > thresholds.LONGEST_PARTICIPLE:
        return item
    begin = next((at + 1 for at in range(comma - 1, first - 1, -1) if reading.words[at] == ","), first)
    return replace(item, source=(reading.char_span((begin, comma)),)) if begin < comma else item


def _of_its_owner(context: ArticleContext, item: Attribution) -> Attribution:
    """*Reacting to Ann Bell's remark that X, the mayor said Y*: X is hers, whose the noun of speech is."""
    reading = context.reading
    if not item.source or not item.cue:
        return item
    noun = reading.word_at(item.cue[-1][1] - 1)
    near = between(context.mentions, noun - thresholds.LONGEST_OWNER, noun)
    owner = next((mention for mention in near if mention.words[1] == noun - 1), None)
    if owner is None or reading.lower[noun - 1] != "'s" or not is_speech_noun(reading, noun):
        return item
    others = [reading.lower[at] for at in reading.places_in(item.cue) if at != noun]
    if any(word in SPEECH_VERBS and not word.endswith("ing") for word in others):
        return item  # "said in the ministry's statement that"
    span = reading.char_span(owner.words)
    if any(start < span[1] and span[0] < end for start, end in item.source) or item.content[0][0] < span[1]:
        return item
    return replace(item, source=(span,), cue=(reading.char_span((noun, noun + 1)),))


def _of_whom_he_answers(context: ArticleContext, item: Attribution) -> list[Attribution]:
    """*In response to remarks by Ann Bell that X, the mayor said Y*: X is hers, and only Y is his."""
    reading, text = context.reading, context.reading.text
    start, end = item.content[0]
    if not item.source or item.source[0][0] < end:
        return [item]
    clause = text.rfind("that ", start, end) if text[start : start + 5] != "that " else start
    clause = clause if clause >= 0 else start
    begin = reading.sentence_span(reading.sentence_of[reading.word_at(start)])[0]
    head = text[begin:clause].removesuffix("that ")
    answering = _ANSWERING.match(head)
    if answering is None or answering["noun"].lower() not in _ANSWERED or text[end : end + 1] != ",":
        return [item]
    noun = begin + answering.start("noun"), begin + answering.end("noun")
    at = begin + answering.start("author") if answering["author"] else noun[0]
    reach = 0 if answering["author"] else thresholds.LONGEST_OWNER
    near = between(context.mentions, reading.word_at(at) - reach, reading.word_at(clause))
    author = near[-1] if near else None
    hers = replace(
        item,
        content=((clause, end),),
        cue=(noun,),
        source=(reading.char_span(author.words),) if author else (),
        rejected=None if author else "the words of somebody else, whom he answers",
    )
    rest = item.content[1:]
    return [hers, replace(item, content=rest)] if rest else [hers]


def _on_one_line(text: str, item: Attribution) -> Attribution:
    """A source that begins in the heading above goes without it."""
    if not item.source or "\n" not in text[slice(*item.source[0])]:
        return item
    start, end = item.source[0]
    return replace(item, source=((text.rfind("\n", start, end) + 1, end), *item.source[1:]))


def _of_its_line(context: ArticleContext, item: Attribution) -> Attribution:
    """*Bell's line: “Yes.” / Roe's comeback: they should try*: a colon is of who is named in its own sentence.

    Of several it is whose the word is, *After Bell had left, Roe's comeback: …*; else nobody knows.
    """
    reading = context.reading
    if not item.source or not item.cue or reading.text[slice(*item.cue[0])].strip() != ":":
        return item
    colon = reading.word_at(item.cue[0][0])
    if reading.paragraph_of[reading.word_at(item.source[0][0])] == reading.paragraph_of[colon]:
        return item
    before = between(context.mentions, reading.sentences[reading.sentence_of[colon]][0], colon)
    named = [mention for mention in before if mention.kind is MentionKind.NAME]
    if not named:
        return item
    owners = named if len(named) == 1 else [mention for mention in named if is_possessive(reading, mention)]
    if len(owners) != 1:
        return reject(item, "its sentence does not say whose words they are")
    return replace(item, source=(reading.char_span(owners[0].words),))


def _of_main_clause(context: ArticleContext, spans: list[Span], item: Attribution) -> list[Span]:
    """*Asked whether A, the mayor replied that B*: A, within the sentence before the verb, is not what he said.

    Nor is a single word before him: *Well, the mayor says that B*.
    """
    if len(spans) < 2 or not item.cue:  # noqa: PLR2004 - several
        return spans
    reading, text = context.reading, context.reading.text
    verb = item.cue[0][0]
    first = reading.sentence_span(reading.sentence_of[reading.word_at(verb)])[0]
    own_line = line_before(text, verb)
    behind = [span for span in spans if span[0] > verb]
    if all(line_before(text, start) != own_line for start, _ in behind):  # paragraphs in marks, below
        return spans
    inserted = [
        (start, end)
        for start, end in spans
        if start <= verb
        and (
            touching(context.marks, start, end)
            or text[start:end].lower() in _OPENERS_OF_CLAUSE
            or (" " in text[start:end] and _is_fronted(text[first:start], text[start]))
        )
    ]
    return [*inserted, *behind] if behind else spans


def _without_question(context: ArticleContext, span: Span) -> Span:
    """*He said that X. Is it so?*: a question behind the words, in no marks, is of whoever tells them."""
    reading = context.reading
    start, end = span
    while reading.text[end - 1] == "?":
        begin = reading.sentence_span(reading.sentence_of[reading.word_at(end - 1)])[0]
        if begin <= start or any(pair.outer[0] < begin < pair.outer[1] for pair in touching(context.marks, begin, end)):
            break
        end = trimmed(reading.text, (start, begin))[1]
    return start, end


def _is_salutation(text: str, item: Attribution) -> bool:
    """*Dear Prime Minister X: …*, *To President X: …*, *Mr. President: …*."""
    start, end = item.source[0]
    line = text[line_before(text, start) + 1 : end]
    behind = text[end : end + 2].lstrip()
    return behind.startswith(":") and bool(_SALUTATION.fullmatch(line.strip(" *_")))


def _is_fronted(before: str, first: str) -> bool:
    """Whether nothing of weight stands before a clause, "But then", or a dateline: a mark before a capital or a number.

    Not so in *Asked (twice) whether A, the mayor replied that B*.
    """
    before = _CLAUSE_BREAK.split(before)[-1].rstrip()
    is_mark = before != "" and not before[-1].isalnum() and before[-1] not in ",'’"
    return (is_mark and not first.islower()) or all(
        word.strip(",").lower() in _OPENING_WORDS for word in before.split()
    )


def _without_verb(text: str, spans: list[Span]) -> list[Span]:
    """*X, the agency quoted Baghaei as saying*: what ends in *as saying* is no words of his."""
    return [span for span in spans if not _QUOTED_AS.fullmatch(text, *span)] or spans


def _of_one_sentence(context: ArticleContext, spans: list[Span], item: Attribution) -> list[Span]:
    """Of several pieces, those without marks stand in the sentence of the reporting verb."""
    reading = context.reading
    if len(spans) < 2 or not item.cue:  # noqa: PLR2004 - several
        return spans
    cue = reading.sentence_of[reading.word_at(item.cue[0][0])]
    own_line = line_before(reading.text, item.cue[0][0])
    listed = [span for span in spans if in_list(reading.text, own_line, span)]
    kept = listed or [
        (start, end)
        for start, end in spans
        if reading.sentence_of[reading.word_at(start)] == cue or touching(context.marks, start, start + 2)
    ]
    return kept or spans


def _coordinated(
    context: ArticleContext, content: tuple[Span, ...], item: Attribution
) -> tuple[tuple[Span, ...], list[Attribution]]:
    """*X said A and Y said B*: B is not X's."""
    text = context.reading.text
    start, end = content[-1]
    match = _SECOND_REPORT.search(text, start, end)
    if match is None or item.is_report or text[start : match.start()].istitle() or touching(context.marks, start, end):
        return content, []  # "Trump and Netanyahu said"
    other = replace(
        item, content=((match.end(), end),), cue=(match.span("verb"),), source=(), links=(), carrier=None, steps=()
    )
    return (*content[:-1], (start, match.start())), [other]


def _without_answer(
    context: ArticleContext, spans: list[Span], item: Attribution
) -> tuple[list[Span], list[Attribution]]:
    """*A reporter asked what it would cost. He smiled. “Nothing”*: the words in marks are the answer.

    Whose it is, a sentence between the two may say, or *was asked*; else it stays with the question.
    """
    reading = context.reading
    if not item.cue or _ASKED.isdisjoint(reading.words_in(item.cue)):
        return _without_words_of_another(context, spans, item)
    asking = reading.sentence_of[reading.word_at(item.cue[0][0])]
    later = [
        span
        for span in spans
        if reading.sentence_of[reading.word_at(span[0])] > asking and within_marks(context.marks, span)
    ]
    asked = [span for span in spans if span not in later]
    if not later or not asked or any(within_marks(context.marks, span) for span in asked):
        return spans, []
    is_next = reading.sentence_of[reading.word_at(later[0][0])] == asking + 1
    first, stop = reading.word_range(item.cue[0])
    if is_next and AUXILIARIES.isdisjoint(reading.lower[first - 1 : stop]):
        return spans, []
    return asked, [replace(item, content=tuple(later), source=(), cue=(), links=(), carrier=None, steps=())]


def _without_words_of_another(
    context: ArticleContext, spans: list[Span], item: Attribution
) -> tuple[list[Span], list[Attribution]]:
    """*“X,” Trump said. Told of this, Ann Bell laughed. “Y”*: what stands behind her is not his.

    Only where she is told of what he said: else what is told between the two is background, and both are his.
    """
    reading = context.reading
    if not item.cue or not item.source:
        return spans, []
    said_in = reading.sentence_of[reading.word_at(item.cue[0][0])]
    own = {
        known.person
        for mention in between(context.mentions, *reading.word_range(item.source[0]))
        if (known := context.people.of.get(mention) or context.people.by_description(mention, before=mention.words[0]))
    }
    for number, span in enumerate(spans[1:], 1):
        between_them = range(said_in + 1, reading.sentence_of[reading.word_at(span[0])])
        reacting = [sentence for sentence in between_them if reading.lower[reading.sentences[sentence][0]] in _REACTS]
        reacting_people = [
            mention for sentence in reacting for mention in named_outside_marks(context, reading.sentences[sentence])
        ]
        others = {context.people.of[mention].person for mention in reacting_people} - own
        if others and own and within_marks(context.marks, span):
            return spans[:number], [
                replace(item, content=tuple(spans[number:]), source=(), cue=(), links=(), carrier=None, steps=())
            ]
    return spans, []


def _with_beginning(
    reading: Reading, item: Attribution, content: tuple[Span, ...], cues: Sequence[Span]
) -> tuple[Span, ...]:
    """*The next round, he added, would be in Geneva*: what stands before the inserted attribution belongs to it.

    Not so in *The mayor said that it was “ours” and, he added, “paid for”*: the beginning has a verb of its own.
    """
    if not item.cue or not item.source:
        return content
    begin = min(item.cue[0][0], item.source[0][0])
    end = max(item.cue[-1][1], item.source[-1][1])
    if content[0][0] < end or reading.text[end : end + 1] != ",":
        return content
    first = reading.sentence_span(reading.sentence_of[reading.word_at(begin)])[0]
    before = reading.text[first:begin].rstrip()
    words = before.split()
    is_short = 0 < len(words) <= thresholds.LONGEST_BEGINNING
    if any(first <= start < begin for start, _ in cues if start != item.cue[0][0]):
        return content
    if not is_short or not before.endswith(",") or words[0].strip(",").lower() in _NO_BEGINNING:
        return content
    return ((first, first + len(before) - 1), *content)


def _behind_what(text: str, spans: list[Span]) -> list[Span]:
    """*What he said was that X*: what he said is X."""
    if len(spans) < 2 or not _WHAT.fullmatch(text, *spans[0]):  # noqa: PLR2004 - several
        return spans
    (start, end), *rest = spans[1:]
    copula = _COPULA.match(text, start, end)
    return [(copula.end() if copula else start, end), *rest]


def _with_hearer(text: str, item: Attribution) -> Attribution:
    """*He called on Europe to answer*: who is to do it belongs to what is to be done."""
    start, end = item.content[0]
    found = (
        list(_CALLED_ON.finditer(text, line_before(text, start) + 1, start)) if text.startswith("to ", start) else []
    )
    if not found or text[found[-1].end() :].split(maxsplit=1)[0].casefold() in DAYS_MONTHS:
        return item
    begin, behind = found[-1].span()
    return replace(item, cue=((begin, behind - 1),), content=((behind, end), *item.content[1:]))
